//! Assessment methodologies: how scores and prices become a result, as data that is published whole.
//!
//! A method says nothing of any one purchase. What does (the published maximum price, the estimate, a fixed price) is
//! set by the procurement with [`Settings`]; until then [`Method::unset`] names it.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    diag::{Diagnostic, Diagnostics, Place, nearest},
    id::{Digest, Name},
    rule::Descriptor,
    source::SourceFile,
};

mod check;
mod file;
mod item;
mod money;
pub mod schema;
mod sentences;

pub use item::ItemId;
pub use money::{Money, MoneyError};
pub use sentences::Passage;

/// Where ready methods stand among the data files.
pub const METHODS: &str = "scoring/methods/";

/// Where scales stand.
const SCALES: &str = "scoring/scales/";

/// A whole assessment methodology.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Method {
    /// The name of its file.
    pub id: Name,
    /// A few words.
    pub title: String,
    /// What purchases it is meant for, in a sentence.
    pub meant_for: String,
    /// What a buyer must know before choosing it.
    pub caution: Option<String>,
    /// Of its file.
    pub digest: Digest,
    /// What the scores are.
    pub scale: ScoreScale,
    /// Percent of the marks for each score, from 0.
    pub marks: Vec<u32>,
    /// What the questions are grouped into.
    pub criteria: Grouping,
    /// Percent of the total for the questions together.
    pub quality: u32,
    /// Percent for the price.
    pub price_percent: u32,
    /// Criteria beside questions and price, each scored on the same scale.
    pub others: Vec<Other>,
    /// Scores below which a tender fails.
    pub thresholds: Vec<Threshold>,
    /// Failures that disqualify, beside those of the procurement.
    pub disqualifiers: Vec<Disqualifier>,
    /// How the price counts.
    pub price: Price,
    /// How figures are rounded.
    pub rounding: Rounding,
    /// What separates equal tenders, in this order.
    pub tie_break: Vec<TieBreak>,
    /// When a price is looked at for being abnormally low.
    pub abnormally_low: Option<AbnormallyLow>,
    /// How people assess.
    pub assessment: Assessment,
    /// Which lots a supplier gets that would win more than the maximum.
    pub lots: LotSelection,
    #[serde(skip)]
    path: String,
}

/// What the scores are, as published.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ScoreScale {
    /// The name of the scale's file.
    pub id: Name,
    /// What each score means, from 0.
    pub descriptors: Vec<ScoreMeaning>,
}

/// What one score means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ScoreMeaning {
    /// The score.
    pub score: u8,
    /// One word.
    pub name: String,
    /// As published.
    pub text: String,
}

impl ScoreScale {
    /// The highest score.
    pub fn most(&self) -> u8 {
        self.descriptors.iter().map(|it| it.score).max().unwrap_or(0)
    }
}

/// What the questions are grouped into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Grouping {
    /// Each question is an award criterion.
    Questions,
    /// Each theme is an award criterion, with its questions as sub-criteria.
    Themes,
}

/// A criterion beside questions and price.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Other {
    /// Short: `social-value`.
    pub id: ItemId,
    /// A few words.
    pub title: String,
    /// Of the total.
    pub percent: u32,
    /// How it is assessed, as suppliers read it.
    pub how: String,
}

/// A score below which a tender fails. It is compared before anything is rounded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Threshold {
    /// What must reach it.
    pub on: ThresholdOn,
    /// What failing it does.
    pub failing: Failing,
    /// Why, as suppliers read it.
    pub why: String,
}

/// What must reach a threshold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "on")]
pub enum ThresholdOn {
    /// The score of each of these questions or other criteria, of every question where there is none.
    Question {
        /// Which.
        of: BTreeSet<ItemId>,
        /// The lowest score that passes.
        least: u8,
    },
    /// The percentage of the marks of each of these criteria, of every criterion but price where there is none.
    Criterion {
        /// Which.
        of: BTreeSet<ItemId>,
        /// The lowest percentage that passes.
        least_percent: u32,
    },
    /// The percentage of the marks of all questions together.
    Quality {
        /// The lowest percentage that passes.
        least_percent: u32,
    },
}

/// What failing a threshold does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Failing {
    /// The tender cannot win.
    Disqualifies,
    /// A person decides whether it can, and says why; until then it is ranked.
    MayDisqualify,
}

/// A failure that disqualifies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Disqualifier {
    /// Short.
    pub id: Name,
    /// The failure, as suppliers read it.
    pub text: String,
    /// Whether there is discretion.
    pub failing: Failing,
}

/// How the price counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Price {
    /// By which formula.
    pub formula: Formula,
    /// What is compared, as suppliers read it: over which years, with or without what.
    pub basis: String,
    /// Whose prices are the lowest and the mean.
    pub compared_with: ComparedWith,
    /// What is done with a price of nothing or less.
    pub zero_or_less: ZeroOrLess,
    /// The authority's own estimate, which only the test for abnormally low prices uses.
    pub estimate: Option<Money>,
}

/// Price formulas.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "name")]
pub enum Formula {
    /// 100 × lowest price ÷ price.
    LowestOverPrice,
    /// 100 less the share by which the price exceeds the lowest.
    OffLowest {
        /// The price, in percent of the lowest, at which no points are left.
        nothing_at_percent: u32,
    },
    /// Points at the mean, more below and fewer above.
    OffMean {
        /// For a price that equals the mean.
        points_at_mean: u32,
        /// Gained or lost for each percent of the mean.
        points_per_percent: u32,
    },
    /// On a straight line between two published prices, whatever others tender.
    Benchmark {
        /// The price at or below which a tender has all points.
        full_marks_at: Option<Money>,
        /// The price at or above which it has none.
        no_marks_at: Option<Money>,
        /// What a price above that does beside.
        above: Above,
    },
    /// Price ÷ points for quality; the lowest wins.
    PerQualityPoint,
    /// The price is given; quality alone decides.
    Fixed {
        /// The price.
        price: Option<Money>,
    },
    /// The lowest price among the tenders that pass every threshold.
    LowestPassing,
}

impl Formula {
    /// As it is written in files.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::LowestOverPrice => "lowest-over-price",
            Self::OffLowest { .. } => "off-lowest",
            Self::OffMean { .. } => "off-mean",
            Self::Benchmark { .. } => "benchmark",
            Self::PerQualityPoint => "per-quality-point",
            Self::Fixed { .. } => "fixed",
            Self::LowestPassing => "lowest-passing",
        }
    }

    /// Whether one tender's price changes what another gets for its own.
    pub fn is_relative(&self) -> bool {
        matches!(self, Self::LowestOverPrice | Self::OffLowest { .. } | Self::OffMean { .. })
    }

    /// Whether the price is one criterion of several, with points of its own.
    pub fn gives_points(&self) -> bool {
        self.is_relative() || matches!(self, Self::Benchmark { .. })
    }

    /// Whether the smaller figure wins.
    pub fn lower_wins(&self) -> bool {
        matches!(self, Self::PerQualityPoint | Self::LowestPassing)
    }
}

/// What a price above the published maximum does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Above {
    /// It has no points, and is ranked.
    NoMarks,
    /// It is for a person to decide whether the tender is disqualified.
    MayDisqualify,
}

/// Whose prices are the lowest and the mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ComparedWith {
    /// Tenders that are assessed and fail no threshold that disqualifies.
    Passing,
    /// All tenders that are assessed.
    Assessed,
}

/// What is done with a price of nothing or less.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ZeroOrLess {
    /// A person asks and decides; until then there is no result.
    Refer,
    /// It has all points for price, and is left out of the lowest and the mean.
    FullMarks,
    /// It goes into the formula as it is.
    AsTendered,
}

/// How figures are rounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Rounding {
    /// Decimal places of what is published.
    pub decimals: u32,
    /// Which way.
    pub mode: RoundingMode,
    /// Which figures.
    pub of: Rounded,
    /// Whether exact or rounded totals are ranked.
    pub rank_by: RankBy,
}

/// Which way figures are rounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RoundingMode {
    /// To the nearest; a half goes away from zero.
    HalfUp,
    /// To the nearest; a half goes to the even digit.
    HalfEven,
    /// Towards zero.
    Down,
}

/// Which figures are rounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Rounded {
    /// Only the total.
    Total,
    /// The points of each criterion and of the price; the total is the sum of these.
    EachCriterion,
}

/// Which totals are ranked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RankBy {
    /// As they are before rounding.
    Exact,
    /// As they are published.
    Rounded,
}

/// What separates equal tenders.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum TieBreak {
    /// More points for quality.
    Quality,
    /// The lower price.
    Price,
    /// The higher score in the weightiest question, then in the next, and so on.
    WeightiestQuestions,
    /// The higher score in this question or other criterion.
    Question(ItemId),
    /// Lots are drawn before witnesses.
    Draw,
}

/// When a price is looked at for being abnormally low: a flag, never a score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct AbnormallyLow {
    /// More than so many percent below the mean.
    pub below_mean_percent: Option<u32>,
    /// Of which prices the mean is.
    pub mean_of: MeanOf,
    /// The mean says something from so many tenders on.
    pub least_tenders: u32,
    /// More than so many percent below the authority's estimate.
    pub below_estimate_percent: Option<u32>,
}

/// Of which prices a mean is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum MeanOf {
    /// Of all assessed tenders.
    All,
    /// Of the assessed tenders but the one that is looked at.
    Others,
}

/// How people assess.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Assessment {
    /// Whether evaluators see letters in place of suppliers' names.
    pub mask_names: bool,
    /// When evaluators see the scores that the machine proposes.
    pub proposals: Proposals,
    /// The fewest evaluators of each answer.
    pub least_panel: u32,
    /// A first place by fewer points than this is looked at again.
    pub narrow_margin: u32,
}

/// When evaluators see the scores that the machine proposes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Proposals {
    /// Beside the answers.
    WithAnswers,
    /// Once their own scores are locked.
    AfterOwnScore,
    /// Not at all.
    Never,
}

/// Which lots a supplier gets that would win more than the maximum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum LotSelection {
    /// In the order in which the lots are listed.
    LotOrder,
    /// In the order of preference that the supplier gave in its tender; then in that of the lots.
    SupplierPreference,
}

/// What a method leaves to the procurement.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
#[schemars(title = "Settings of a method")]
pub struct Settings {
    /// Of a benchmark: the price at or below which a tender has all points for price.
    pub full_marks_at: Option<Money>,
    /// Of a benchmark: the price at or above which it has none.
    pub no_marks_at: Option<Money>,
    /// The fixed price.
    pub fixed_price: Option<Money>,
    /// The authority's own estimate.
    pub estimate: Option<Money>,
    /// The lowest scores with which a tender can still win, by question.
    pub minimum: BTreeMap<ItemId, u8>,
}

impl Method {
    /// All ready methods, by id.
    ///
    /// # Errors
    /// All faults of all files.
    pub fn all(files: &[SourceFile]) -> Result<Vec<Self>, Diagnostics> {
        let mut faults = Diagnostics::default();
        let mut found = Vec::new();
        for (_, file) in ready(files) {
            let (method, told) = Self::read(files, file);
            faults.extend(told);
            found.extend(method);
        }
        if faults.has_errors() { Err(faults) } else { Ok(found) }
    }

    /// The ready method `id`.
    ///
    /// # Errors
    /// When there is none, or its file is faulty.
    pub fn load(files: &[SourceFile], id: &str) -> Result<Self, Diagnostics> {
        if let Some((_, file)) = ready(files).find(|(it, _)| *it == id) {
            return match Self::read(files, file) {
                (Some(method), faults) if !faults.has_errors() => Ok(method),
                (_, faults) => Err(faults),
            };
        }
        let mut faults = Diagnostics::default();
        let names: Vec<String> = ready(files).map(|(it, _)| format!("`{it}`")).collect();
        faults.push(
            Diagnostic::error(
                Place::Whole { path: METHODS.to_owned() },
                "method/unknown",
                format!("there is no method `{id}`"),
            )
            .help(match nearest(id, ready(files).map(|(it, _)| it)) {
                Some(near) => format!("the nearest is `{near}`"),
                None => format!("the methods are {}", names.join(", ")),
            }),
        );
        Err(faults)
    }

    /// The method of one file, which may be a buyer's own; `files` hold the scales. All faults are told at once; the
    /// method is there only if none of them is an error.
    pub fn read(files: &[SourceFile], file: &SourceFile) -> (Option<Self>, Diagnostics) {
        check::method(files, file)
    }

    /// Where it was read from, for messages.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// With what the procurement sets. What does not concern the formula is left aside by it.
    #[must_use]
    pub fn with(mut self, settings: &Settings) -> Self {
        match &mut self.price.formula {
            Formula::Benchmark { full_marks_at, no_marks_at, .. } => {
                *full_marks_at = settings.full_marks_at.or(*full_marks_at);
                *no_marks_at = settings.no_marks_at.or(*no_marks_at);
            }
            Formula::Fixed { price } => *price = settings.fixed_price.or(*price),
            _ => {}
        }
        self.price.estimate = settings.estimate.or(self.price.estimate);
        for (item, least) in &settings.minimum {
            self.thresholds.push(Threshold {
                on: ThresholdOn::Question { of: BTreeSet::from([item.clone()]), least: *least },
                failing: Failing::Disqualifies,
                why: String::new(),
            });
        }
        self
    }

    /// What the procurement must still set, or has set so that the formula has no meaning: each as a clause of a
    /// sentence, for messages. Empty where the method can be used.
    pub fn unset(&self) -> Vec<String> {
        let mut open = Vec::new();
        match &self.price.formula {
            Formula::Benchmark { full_marks_at, no_marks_at, .. } => {
                if full_marks_at.is_none() {
                    open.push(
                        "the price at or below which a tender has all points (`full-marks-at`)".to_owned(),
                    );
                }
                if no_marks_at.is_none() {
                    open.push("the price at or above which a tender has none (`no-marks-at`)".to_owned());
                }
                if let (Some(full), Some(none)) = (full_marks_at, no_marks_at)
                    && full >= none
                {
                    open.push(format!(
                        "a price with all points ({full}) that is below the one with none ({none})"
                    ));
                }
            }
            Formula::Fixed { price } if price.is_none_or(|it| it.pence() <= 0) => {
                open.push("the fixed price (`fixed-price`), above nothing".to_owned());
            }
            _ => {}
        }
        let tested = self.abnormally_low.is_some_and(|it| it.below_estimate_percent.is_some());
        if tested && self.price.estimate.is_none_or(|it| it.pence() <= 0) {
            open.push(
                "the estimate that low prices are compared with (`estimate`), above nothing".to_owned(),
            );
        }
        for threshold in &self.thresholds {
            if let ThresholdOn::Question { of, least } = &threshold.on
                && *least > self.scale.most()
            {
                let of: Vec<&str> = of.iter().map(ItemId::as_str).collect();
                open.push(format!("a minimum score of {least} ({}) that is on the scale", of.join(", ")));
            }
        }
        open
    }
}

/// The files of ready methods with the names that their paths give.
fn ready(files: &[SourceFile]) -> impl Iterator<Item = (&str, &SourceFile)> {
    files.iter().filter_map(|file| {
        let id = file.path.strip_prefix(METHODS)?.strip_suffix(".toml")?;
        Some((id, file))
    })
}

impl From<Descriptor> for ScoreMeaning {
    fn from(it: Descriptor) -> Self {
        Self { score: it.score, name: it.name, text: it.text }
    }
}
