//! Method files as they stand on disk. None of these types leaves this module and its check.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    Above, ComparedWith, Failing, Grouping, LotSelection, MeanOf, Money, Proposals, RankBy, Rounded,
    RoundingMode, ZeroOrLess,
};
use crate::{rule::Descriptor, source::Spanned};

/// `scoring/methods/<id>.toml`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(title = "Assessment methodology")]
pub(super) struct MethodFile {
    /// 1.
    #[schemars(with = "u32")]
    pub(super) schema: Spanned<u32>,
    /// The same as the file's name.
    #[schemars(with = "String", regex(pattern = "^[a-z0-9]+(-[a-z0-9]+)*$"))]
    pub(super) id: Spanned<String>,
    /// A few words.
    #[schemars(with = "String")]
    pub(super) title: Spanned<String>,
    /// What purchases it is meant for, in a sentence.
    #[serde(rename = "for")]
    #[schemars(with = "String")]
    pub(super) meant_for: Spanned<String>,
    /// What a buyer must know before choosing it.
    #[schemars(with = "Option<String>")]
    pub(super) caution: Option<Spanned<String>>,
    /// The scale of the scores, by the name of its file below `scoring/scales`.
    #[schemars(with = "String")]
    pub(super) scale: Spanned<String>,
    /// Percent of the marks for each score, from 0; in even steps where left out.
    #[schemars(with = "Option<Vec<u32>>")]
    pub(super) marks: Option<Spanned<Vec<u32>>>,
    /// What the questions are grouped into. A question's weight stays the same either way; a theme weighs what its
    /// questions do together.
    pub(super) criteria: Grouping,
    /// What separates equal tenders, in this order: `quality`, `price`, `weightiest-questions`, `question:ABC-08`,
    /// `draw`.
    #[schemars(with = "Vec<String>")]
    pub(super) tie_break: Spanned<Vec<Spanned<String>>>,
    /// Percentages of the total.
    #[schemars(with = "SplitFile")]
    pub(super) split: Spanned<SplitFile>,
    /// Criteria beside questions and price.
    #[serde(default)]
    pub(super) other: Vec<OtherFile>,
    /// Scores below which a tender fails; compared before anything is rounded.
    #[serde(default)]
    #[schemars(with = "Vec<ThresholdFile>")]
    pub(super) threshold: Vec<Spanned<ThresholdFile>>,
    /// Failures that disqualify, beside those that the procurement states.
    #[serde(default)]
    pub(super) disqualifier: Vec<DisqualifierFile>,
    /// How the price counts.
    #[schemars(with = "PriceFile")]
    pub(super) price: Spanned<PriceFile>,
    /// How figures are rounded.
    pub(super) rounding: RoundingFile,
    /// When a price is looked at for being abnormally low.
    #[schemars(with = "Option<AbnormallyLowFile>")]
    pub(super) abnormally_low: Option<Spanned<AbnormallyLowFile>>,
    /// How people assess.
    pub(super) assessment: AssessmentFile,
    /// Which lots a supplier gets that would win more than the maximum.
    pub(super) lots: LotSelection,
}

/// Percentages of the total.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct SplitFile {
    /// For the questions together.
    pub(super) quality: u32,
    /// For the price.
    pub(super) price: u32,
}

/// A criterion beside questions and price, scored by the panel on the same scale.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct OtherFile {
    /// Short: `social-value`.
    #[schemars(with = "String")]
    pub(super) id: Spanned<String>,
    /// A few words.
    #[schemars(with = "String")]
    pub(super) title: Spanned<String>,
    /// Of the total.
    #[schemars(with = "u32")]
    pub(super) percent: Spanned<u32>,
    /// How it is assessed, as suppliers read it.
    #[schemars(with = "String")]
    pub(super) how: Spanned<String>,
}

/// What must reach a threshold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum OnFile {
    /// A score.
    Question,
    /// The percentage of the marks of a criterion.
    Criterion,
    /// The percentage of the marks of all questions together.
    Quality,
}

/// A score below which a tender fails.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct ThresholdFile {
    /// What must reach it.
    pub(super) on: OnFile,
    /// Which questions or criteria; all where empty.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub(super) of: Vec<Spanned<String>>,
    /// Of a question: the lowest score that passes.
    #[schemars(with = "Option<u8>")]
    pub(super) least: Option<Spanned<u8>>,
    /// Of a criterion or of quality: the lowest percentage of the marks that passes.
    #[schemars(with = "Option<u32>")]
    pub(super) least_percent: Option<Spanned<u32>>,
    /// What failing it does.
    pub(super) failing: Failing,
    /// Why, as suppliers read it.
    #[schemars(with = "String")]
    pub(super) why: Spanned<String>,
}

/// A failure that disqualifies.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct DisqualifierFile {
    /// Short.
    #[schemars(with = "String")]
    pub(super) id: Spanned<String>,
    /// The failure, as suppliers read it.
    #[schemars(with = "String")]
    pub(super) text: Spanned<String>,
    /// Whether there is discretion.
    pub(super) failing: Failing,
}

/// Price formulas.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum FormulaFile {
    /// 100 × lowest price ÷ price.
    LowestOverPrice,
    /// 100 less the share by which the price exceeds the lowest; needs `nothing-at-percent`.
    OffLowest,
    /// Points at the mean, more below and fewer above; needs `points-at-mean` and `points-per-percent`.
    OffMean,
    /// On a straight line between two published prices; `full-marks-at` and `no-marks-at`, which the procurement may set.
    Benchmark,
    /// Price ÷ points for quality; needs a threshold on quality.
    PerQualityPoint,
    /// The price is given; `fixed-price`, which the procurement may set.
    Fixed,
    /// The lowest price among the tenders that pass every threshold.
    LowestPassing,
}

/// How the price counts.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct PriceFile {
    /// By which formula.
    #[schemars(with = "FormulaFile")]
    pub(super) formula: Spanned<FormulaFile>,
    /// What is compared, as suppliers read it.
    #[schemars(with = "String")]
    pub(super) basis: Spanned<String>,
    /// Whose prices are the lowest and the mean.
    #[schemars(with = "Option<ComparedWith>")]
    pub(super) compared_with: Option<Spanned<ComparedWith>>,
    /// What is done with a price of nothing or less.
    #[schemars(with = "ZeroOrLess")]
    pub(super) zero_or_less: Spanned<ZeroOrLess>,
    /// Off lowest: the price, in percent of the lowest, at which no points are left.
    #[schemars(with = "Option<u32>")]
    pub(super) nothing_at_percent: Option<Spanned<u32>>,
    /// Off mean: points for a price that equals the mean.
    #[schemars(with = "Option<u32>")]
    pub(super) points_at_mean: Option<Spanned<u32>>,
    /// Off mean: points gained or lost for each percent of the mean.
    #[schemars(with = "Option<u32>")]
    pub(super) points_per_percent: Option<Spanned<u32>>,
    /// Benchmark: the price at or below which a tender has all points.
    #[schemars(with = "Option<Money>")]
    pub(super) full_marks_at: Option<Spanned<Money>>,
    /// Benchmark: the price at or above which it has none.
    #[schemars(with = "Option<Money>")]
    pub(super) no_marks_at: Option<Spanned<Money>>,
    /// Benchmark: what a price above that does beside.
    #[schemars(with = "Option<Above>")]
    pub(super) above: Option<Spanned<Above>>,
    /// Fixed: the price.
    #[schemars(with = "Option<Money>")]
    pub(super) fixed_price: Option<Spanned<Money>>,
    /// The authority's own estimate, which only the test for abnormally low prices uses.
    #[schemars(with = "Option<Money>")]
    pub(super) estimate: Option<Spanned<Money>>,
}

/// How figures are rounded.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct RoundingFile {
    /// Decimal places of what is published.
    #[schemars(with = "u32", range(max = 6))]
    pub(super) decimals: Spanned<u32>,
    /// Which way.
    pub(super) mode: RoundingMode,
    /// Which figures.
    #[schemars(with = "Rounded")]
    pub(super) of: Spanned<Rounded>,
    /// Whether exact or rounded totals are ranked.
    #[schemars(with = "RankBy")]
    pub(super) rank_by: Spanned<RankBy>,
}

/// When a price is looked at for being abnormally low.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct AbnormallyLowFile {
    /// More than so many percent below the mean.
    #[schemars(with = "Option<u32>")]
    pub(super) below_mean_percent: Option<Spanned<u32>>,
    /// Of which prices the mean is.
    #[serde(default = "others")]
    pub(super) mean_of: MeanOf,
    /// The mean says something from so many tenders on.
    #[serde(default = "three")]
    pub(super) least_tenders: u32,
    /// More than so many percent below the authority's estimate.
    #[schemars(with = "Option<u32>")]
    pub(super) below_estimate_percent: Option<Spanned<u32>>,
}

fn others() -> MeanOf {
    MeanOf::Others
}

fn three() -> u32 {
    3
}

/// How people assess.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct AssessmentFile {
    /// Whether evaluators see letters in place of suppliers' names.
    pub(super) mask_names: bool,
    /// When evaluators see the scores that the machine proposes.
    pub(super) proposals: Proposals,
    /// The fewest evaluators of each answer: 2 or more.
    #[schemars(with = "u32")]
    pub(super) least_panel: Spanned<u32>,
    /// A first place by fewer points of 100 than this is looked at again.
    pub(super) narrow_margin: u32,
}

/// What a method needs of a scale's file, which the rules read whole.
#[derive(Debug, Deserialize)]
pub(super) struct ScaleFile {
    pub(super) id: String,
    #[serde(default)]
    pub(super) descriptor: Vec<Descriptor>,
}
