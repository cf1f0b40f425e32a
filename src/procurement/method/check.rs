//! From a method's file to the method: every fault is told, with its place and what to do.

use std::{collections::BTreeSet, str::FromStr};

use super::{
    AbnormallyLow, Assessment, ComparedWith, Disqualifier, Formula, ItemId, METHODS, Method, Money, Other,
    Price, RankBy, Rounded, Rounding, SCALES, ScoreMeaning, ScoreScale, Threshold, ThresholdOn, TieBreak,
    ZeroOrLess,
    file::{FormulaFile, MethodFile, OnFile, PriceFile, ScaleFile, ThresholdFile},
};
use crate::{
    diag::{Diagnostic, Diagnostics, nearest},
    source::{SourceFile, Spanned},
};

/// The most decimal places that a published figure can have.
const MOST_DECIMALS: u32 = 6;

/// The fewest people who can assess: one person's view is no panel's.
const LEAST_PANEL: u32 = 2;

/// Reads `file` and checks all of it; `files` hold the scales.
pub(super) fn method(files: &[SourceFile], file: &SourceFile) -> (Option<Method>, Diagnostics) {
    let (read, faults) = file.toml_all::<MethodFile>();
    let mut check = Check { file, faults };
    let method = read.and_then(|it| check.method(files, it)).filter(|_| !check.faults.has_errors());
    (method, check.faults)
}

struct Check<'a> {
    file: &'a SourceFile,
    faults: Diagnostics,
}

impl Check<'_> {
    fn fault<T>(
        &mut self,
        at: &Spanned<T>,
        code: &'static str,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.faults.push(Diagnostic::error(self.file.place_of(at), code, message).help(help));
    }

    fn parse<T: FromStr<Err: ToString>>(&mut self, text: &Spanned<String>) -> Option<T> {
        match text.get_ref().parse() {
            Ok(it) => Some(it),
            Err(error) => {
                let error: T::Err = error;
                self.fault(text, "method/form", error.to_string(), "write it in that form");
                None
            }
        }
    }

    fn text(&mut self, text: Spanned<String>) -> String {
        if text.get_ref().trim().is_empty() {
            self.fault(&text, "method/empty", "the text is empty", "write it: suppliers read it");
        }
        text.into_inner().trim().to_owned()
    }

    fn method(&mut self, files: &[SourceFile], read: MethodFile) -> Option<Method> {
        if *read.schema.get_ref() != 1 {
            self.fault(&read.schema, "method/schema", "the schema is not 1", "write `schema = 1`");
        }
        let stem = self.file.path.strip_prefix(METHODS).and_then(|it| it.strip_suffix(".toml"));
        if let Some(stem) = stem.filter(|it| *it != read.id.get_ref().as_str()) {
            let message = format!("the file says `{}`, but its path says `{stem}`", read.id.get_ref());
            self.fault(&read.id, "method/path", message, "mend the one that is wrong");
        }
        let id = self.parse(&read.id);
        let scale = self.scale(files, &read.scale);
        let marks = self.marks(read.marks.as_ref(), scale.as_ref());
        let formula = self.formula(&read.price);
        self.split(&read, formula.as_ref());
        let mut named = BTreeSet::new();
        let mut others = Vec::new();
        for it in read.other {
            if *it.percent.get_ref() == 0 {
                self.fault(
                    &it.percent,
                    "method/zero",
                    "the criterion counts for nothing",
                    "give a percentage from 1",
                );
            }
            let id: Option<ItemId> = self.parse(&it.id);
            if id.as_ref().is_some_and(|id| !named.insert(id.clone())) {
                let message = format!("`{}` stands twice", it.id.get_ref());
                self.fault(&it.id, "method/twice", message, "give each criterion a name of its own");
            }
            let (title, how) = (self.text(it.title), self.text(it.how));
            others.extend(id.map(|id| Other { id, title, percent: it.percent.into_inner(), how }));
        }
        let most = scale.as_ref().map_or(u8::MAX, ScoreScale::most);
        let thresholds: Vec<Threshold> =
            read.threshold.into_iter().filter_map(|it| self.threshold(it, most)).collect();
        let floor = thresholds.iter().any(|it| {
            matches!(it.on, ThresholdOn::Quality { least_percent } if least_percent > 0)
                && it.failing == super::Failing::Disqualifies
        });
        if formula == Some(Formula::PerQualityPoint) && !floor {
            self.fault(
                &read.price.get_ref().formula,
                "method/no-floor",
                "price per quality point has no floor for quality, so that a cheap tender of no quality could win",
                "add a `[[threshold]]` with `on = \"quality\"`, a `least-percent` above 0 and `failing = \"disqualifies\"`",
            );
        }
        let mut disqualifiers: Vec<Disqualifier> = Vec::new();
        for it in read.disqualifier {
            let parsed = self.parse(&it.id);
            let text = self.text(it.text);
            if disqualifiers.iter().any(|before| Some(&before.id) == parsed.as_ref()) {
                let message = format!("`{}` stands twice", it.id.get_ref());
                self.fault(&it.id, "method/twice", message, "give each disqualifier a name of its own");
            }
            disqualifiers.extend(parsed.map(|id| Disqualifier { id, text, failing: it.failing }));
        }
        let rounding = self.rounding(&read.rounding, formula.as_ref());
        let tie_break = self.tie_break(&read.tie_break);
        let abnormally_low = read.abnormally_low.map(|it| self.abnormally_low(&it));
        if *read.assessment.least_panel.get_ref() < LEAST_PANEL {
            self.fault(
                &read.assessment.least_panel,
                "method/panel",
                "a panel of fewer than 2 is none",
                "ask for 2 or more evaluators; 3 is good practice",
            );
        }
        let title = self.text(read.title);
        let meant_for = self.text(read.meant_for);
        let caution = read.caution.map(|it| self.text(it));
        let price = self.price(read.price, formula)?;
        let SplitPercent { quality, price: price_percent } = SplitPercent::of(&read.split);
        Some(Method {
            id: id?,
            title,
            meant_for,
            caution,
            digest: self.file.digest(),
            scale: scale?,
            marks,
            criteria: read.criteria,
            quality,
            price_percent,
            others,
            thresholds,
            disqualifiers,
            price,
            rounding,
            tie_break,
            abnormally_low,
            assessment: Assessment {
                mask_names: read.assessment.mask_names,
                proposals: read.assessment.proposals,
                least_panel: read.assessment.least_panel.into_inner(),
                narrow_margin: read.assessment.narrow_margin,
            },
            lots: read.lots,
            path: self.file.path.clone(),
        })
    }

    fn scale(&mut self, files: &[SourceFile], id: &Spanned<String>) -> Option<ScoreScale> {
        let scales = || {
            files.iter().filter_map(|it| {
                let stem = it.path.strip_prefix(SCALES)?.strip_suffix(".toml")?;
                Some((stem, it))
            })
        };
        let Some((_, file)) = scales().find(|(stem, _)| stem == id.get_ref()) else {
            let help = match nearest(id.get_ref(), scales().map(|(stem, _)| stem)) {
                Some(near) => format!("the nearest is `{near}`"),
                None => {
                    format!("the scales are {}", scales().map(|(it, _)| it).collect::<Vec<_>>().join(", "))
                }
            };
            self.fault(id, "method/scale", format!("there is no scale `{}`", id.get_ref()), help);
            return None;
        };
        let read: ScaleFile = match file.toml() {
            Ok(it) => it,
            Err(fault) => {
                self.faults.push(fault);
                return None;
            }
        };
        let mut descriptors: Vec<ScoreMeaning> = read.descriptor.into_iter().map(Into::into).collect();
        descriptors.sort_by_key(|it| it.score);
        let whole = descriptors.iter().enumerate().all(|(n, it)| usize::from(it.score) == n);
        if descriptors.len() < 2 || !whole {
            self.faults.push(
                Diagnostic::error(
                    file.whole(),
                    "method/scale",
                    "the scale has no descriptor for each score from 0",
                )
                .help("describe every score, from 0 to the highest"),
            );
            return None;
        }
        Some(ScoreScale { id: self.parse(&Spanned::new(id.span(), read.id))?, descriptors })
    }

    fn marks(&mut self, marks: Option<&Spanned<Vec<u32>>>, scale: Option<&ScoreScale>) -> Vec<u32> {
        let Some(scale) = scale else { return Vec::new() };
        let most = u32::from(scale.most());
        let Some(marks) = marks else {
            let even: Vec<u32> = (0..=most).map(|it| it * 100 / most.max(1)).collect();
            if 100 % most.max(1) != 0 {
                self.faults.push(
                    Diagnostic::error(
                        self.file.whole(),
                        "method/marks",
                        format!("100 percent cannot be divided into {most} whole steps"),
                    )
                    .help("give the percentage for each score as `marks`"),
                );
            }
            return even;
        };
        let list = marks.get_ref();
        if list.len() != usize::try_from(most + 1).unwrap_or(0) {
            let message = format!("there are {} marks for {} scores", list.len(), most + 1);
            self.fault(marks, "method/marks", message, "give one percentage for each score, from 0");
        }
        let rising = list.iter().zip(list.iter().skip(1)).all(|(a, b)| a <= b);
        if !rising || list.first() != Some(&0) || list.last() != Some(&100) {
            self.fault(
                marks,
                "method/marks",
                "the marks do not rise from 0 to 100",
                "let no score earn less than a lower one, the lowest 0 and the highest 100",
            );
        }
        list.clone()
    }

    fn split(&mut self, read: &MethodFile, formula: Option<&Formula>) {
        let SplitPercent { quality, price } = SplitPercent::of(&read.split);
        let other: u32 = read.other.iter().fold(0, |sum, it| sum.saturating_add(*it.percent.get_ref()));
        let sum = quality.saturating_add(price).saturating_add(other);
        if sum != 100 {
            self.fault(
                &read.split,
                "method/sum",
                format!("quality ({quality}), price ({price}) and other criteria ({other}) make {sum}"),
                "let them sum to exactly 100",
            );
        }
        let Some(formula) = formula else { return };
        let name = formula.as_str();
        match formula {
            Formula::PerQualityPoint | Formula::Fixed { .. } if price != 0 => self.fault(
                &read.split,
                "method/split",
                format!("with `{name}` the price has no percentage of its own"),
                "write `price = 0` and give its share to quality",
            ),
            Formula::LowestPassing if price != 100 => self.fault(
                &read.split,
                "method/split",
                format!("with `{name}` the price alone decides"),
                "write `price = 100` and `quality = 0`, and say by thresholds what must be reached",
            ),
            _ if formula.gives_points() && price == 0 => self.fault(
                &read.split,
                "method/split",
                format!("with `{name}` the price has a percentage of its own"),
                "give `price` a percentage above 0, or take the formula `fixed`",
            ),
            _ => {}
        }
        if quality == 0 && !matches!(formula, Formula::LowestPassing) {
            self.fault(
                &read.split,
                "method/split",
                "quality counts for nothing",
                "give it a percentage above 0",
            );
        }
    }

    fn threshold(&mut self, read: Spanned<ThresholdFile>, most: u8) -> Option<Threshold> {
        let whole = Spanned::new(read.span(), ());
        let read = read.into_inner();
        let of: BTreeSet<ItemId> = read.of.iter().filter_map(|it| self.parse(it)).collect();
        let why = self.text(read.why);
        if let Some(least) = read.least.as_ref().filter(|it| *it.get_ref() > most || *it.get_ref() == 0) {
            let message = format!("a least score of {} is passed by all or by none", least.get_ref());
            self.fault(least, "method/threshold", message, format!("give a score from 1 to {most}"));
        }
        if let Some(least) = read.least_percent.as_ref().filter(|it| !(1..=100).contains(it.get_ref())) {
            let message = format!("a least percentage of {} is passed by all or by none", least.get_ref());
            self.fault(least, "method/threshold", message, "give a percentage from 1 to 100");
        }
        let on = match (read.on, read.least, read.least_percent) {
            (OnFile::Question, Some(least), None) => ThresholdOn::Question { of, least: least.into_inner() },
            (OnFile::Criterion, None, Some(least)) => {
                ThresholdOn::Criterion { of, least_percent: least.into_inner() }
            }
            (OnFile::Quality, None, Some(least)) => {
                if let Some(it) = read.of.first() {
                    let message = "a threshold on quality is of all questions";
                    self.fault(
                        it,
                        "method/threshold",
                        message,
                        "leave `of` out, or write `on = \"criterion\"`",
                    );
                }
                ThresholdOn::Quality { least_percent: least.into_inner() }
            }
            (on, ..) => {
                let key = if on == OnFile::Question { "least" } else { "least-percent" };
                let message = format!("this threshold is given by `{key}`, and by nothing else");
                self.fault(&whole, "method/threshold", message, format!("give `{key}` alone"));
                return None;
            }
        };
        Some(Threshold { on, failing: read.failing, why })
    }

    fn formula(&mut self, price: &Spanned<PriceFile>) -> Option<Formula> {
        let it = price.get_ref();
        let named = *it.formula.get_ref();
        let mut needed = |value: &Option<Spanned<u32>>, key: &str, from: u32, to: u32| -> Option<u32> {
            let Some(value) = value else {
                self.fault(
                    &it.formula,
                    "method/price",
                    format!("the formula needs `{key}`"),
                    format!("add `{key}`"),
                );
                return None;
            };
            if !(from..=to).contains(value.get_ref()) {
                let message = format!("`{key}` is {}", value.get_ref());
                self.fault(
                    value,
                    "method/price",
                    message,
                    format!("give a whole number from {from} to {to}"),
                );
            }
            Some(*value.get_ref())
        };
        let formula = match named {
            FormulaFile::LowestOverPrice => Some(Formula::LowestOverPrice),
            FormulaFile::OffLowest => needed(&it.nothing_at_percent, "nothing-at-percent", 101, 10_000)
                .map(|nothing_at_percent| Formula::OffLowest { nothing_at_percent }),
            FormulaFile::OffMean => {
                let points_at_mean = needed(&it.points_at_mean, "points-at-mean", 1, 99);
                let points_per_percent = needed(&it.points_per_percent, "points-per-percent", 1, 100);
                points_at_mean.zip(points_per_percent).map(|(points_at_mean, points_per_percent)| {
                    Formula::OffMean { points_at_mean, points_per_percent }
                })
            }
            FormulaFile::Benchmark => {
                if it.above.is_none() {
                    let message = "the formula needs `above`: what a price above the maximum does";
                    let help = "add `above = \"no-marks\"` or `above = \"may-disqualify\"`";
                    self.fault(&it.formula, "method/price", message, help);
                }
                it.above.as_ref().map(|above| Formula::Benchmark {
                    full_marks_at: it.full_marks_at.as_ref().map(|it| *it.get_ref()),
                    no_marks_at: it.no_marks_at.as_ref().map(|it| *it.get_ref()),
                    above: *above.get_ref(),
                })
            }
            FormulaFile::PerQualityPoint => Some(Formula::PerQualityPoint),
            FormulaFile::Fixed => {
                Some(Formula::Fixed { price: it.fixed_price.as_ref().map(|it| *it.get_ref()) })
            }
            FormulaFile::LowestPassing => Some(Formula::LowestPassing),
        };
        self.foreign(it, named);
        if let (Some(full), Some(none)) = (&it.full_marks_at, &it.no_marks_at)
            && full.get_ref() >= none.get_ref()
        {
            let message = "the price with all points is not below the one with none";
            self.fault(none, "method/price", message, "exchange them, or mend the one that is wrong");
        }
        let fixed = it.fixed_price.as_ref().into_iter().chain(&it.estimate);
        for amount in fixed.filter(|it| *it.get_ref() <= Money::of_pence(0)) {
            self.fault(amount, "method/price", "the amount is not above nothing", "give an amount above 0");
        }
        self.zero(it, named);
        formula
    }

    /// Keys that belong to other formulas would be read by people as if they counted.
    fn foreign(&mut self, it: &PriceFile, named: FormulaFile) {
        let span = |of: Option<std::ops::Range<usize>>| of.map(|it| Spanned::new(it, ()));
        let keys = [
            (
                "nothing-at-percent",
                span(it.nothing_at_percent.as_ref().map(Spanned::span)),
                FormulaFile::OffLowest,
            ),
            ("points-at-mean", span(it.points_at_mean.as_ref().map(Spanned::span)), FormulaFile::OffMean),
            (
                "points-per-percent",
                span(it.points_per_percent.as_ref().map(Spanned::span)),
                FormulaFile::OffMean,
            ),
            ("full-marks-at", span(it.full_marks_at.as_ref().map(Spanned::span)), FormulaFile::Benchmark),
            ("no-marks-at", span(it.no_marks_at.as_ref().map(Spanned::span)), FormulaFile::Benchmark),
            ("above", span(it.above.as_ref().map(Spanned::span)), FormulaFile::Benchmark),
            ("fixed-price", span(it.fixed_price.as_ref().map(Spanned::span)), FormulaFile::Fixed),
        ];
        for (key, at, of) in keys {
            if let Some(at) = at.filter(|_| of != named) {
                self.fault(&at, "method/price", format!("`{key}` is not of this formula"), "leave it out");
            }
        }
        let relative =
            matches!(named, FormulaFile::LowestOverPrice | FormulaFile::OffLowest | FormulaFile::OffMean);
        match &it.compared_with {
            None if relative => self.fault(
                &it.formula,
                "method/price",
                "the formula compares prices, and `compared-with` does not say whose",
                "add `compared-with = \"passing\"` or `compared-with = \"assessed\"`",
            ),
            Some(at) if !relative => {
                let message = "the formula does not compare prices with those of others";
                self.fault(at, "method/price", message, "leave `compared-with` out");
            }
            _ => {}
        }
    }

    /// A price of nothing divides by nothing in some formulas, and means nothing in others.
    fn zero(&mut self, it: &PriceFile, named: FormulaFile) {
        use FormulaFile as F;
        let fits = match it.zero_or_less.get_ref() {
            ZeroOrLess::Refer => true,
            ZeroOrLess::FullMarks => matches!(named, F::LowestOverPrice | F::OffLowest | F::OffMean),
            ZeroOrLess::AsTendered => matches!(named, F::Benchmark | F::PerQualityPoint | F::LowestPassing),
        };
        if !fits {
            self.fault(
                &it.zero_or_less,
                "method/price",
                "the formula has no meaning for such a price",
                "write `zero-or-less = \"refer\"`: a person asks the supplier",
            );
        }
    }

    fn price(&mut self, read: Spanned<PriceFile>, formula: Option<Formula>) -> Option<Price> {
        let read = read.into_inner();
        let basis = self.text(read.basis);
        Some(Price {
            formula: formula?,
            basis,
            compared_with: read.compared_with.map_or(ComparedWith::Passing, Spanned::into_inner),
            zero_or_less: read.zero_or_less.into_inner(),
            estimate: read.estimate.map(Spanned::into_inner),
        })
    }

    fn rounding(&mut self, read: &super::file::RoundingFile, formula: Option<&Formula>) -> Rounding {
        if *read.decimals.get_ref() > MOST_DECIMALS {
            let message = format!("{} decimal places are more than anyone reads", read.decimals.get_ref());
            self.fault(&read.decimals, "method/rounding", message, format!("give 0 to {MOST_DECIMALS}"));
        }
        let points = formula.is_none_or(|it| it.gives_points() || matches!(it, Formula::Fixed { .. }));
        if *read.of.get_ref() == Rounded::EachCriterion && !points {
            let message = "with this formula there are no points of criteria that are added";
            self.fault(&read.of, "method/rounding", message, "write `of = \"total\"`");
        }
        if *read.rank_by.get_ref() == RankBy::Rounded && formula == Some(&Formula::LowestPassing) {
            let message = "prices are whole pence and are ranked as they are";
            self.fault(&read.rank_by, "method/rounding", message, "write `rank-by = \"exact\"`");
        }
        Rounding {
            decimals: *read.decimals.get_ref(),
            mode: read.mode,
            of: *read.of.get_ref(),
            rank_by: *read.rank_by.get_ref(),
        }
    }

    fn tie_break(&mut self, read: &Spanned<Vec<Spanned<String>>>) -> Vec<TieBreak> {
        let mut steps = Vec::new();
        for it in read.get_ref() {
            let step = match it.get_ref().as_str() {
                "quality" => TieBreak::Quality,
                "price" => TieBreak::Price,
                "weightiest-questions" => TieBreak::WeightiestQuestions,
                "draw" => TieBreak::Draw,
                other => {
                    let Some(item) = other.strip_prefix("question:") else {
                        let words = ["quality", "price", "weightiest-questions", "draw"];
                        let help = match nearest(other, words) {
                            Some(near) => format!("the nearest is `{near}`"),
                            None => format!("the steps are {}, and `question:` with an id", words.join(", ")),
                        };
                        self.fault(it, "method/tie-break", format!("there is no step `{other}`"), help);
                        continue;
                    };
                    match self.parse(&Spanned::new(it.span(), item.to_owned())) {
                        Some(item) => TieBreak::Question(item),
                        None => continue,
                    }
                }
            };
            if steps.last() == Some(&TieBreak::Draw) {
                let message = "after a draw nothing is equal any more";
                self.fault(it, "method/tie-break", message, "let `draw` be the last step");
            } else if steps.contains(&step) {
                self.fault(it, "method/tie-break", "this step stands twice", "leave one of them out");
            }
            steps.push(step);
        }
        if steps.is_empty() {
            let message = "nothing separates equal tenders";
            self.fault(read, "method/tie-break", message, "name at least one step, such as `quality`");
        }
        steps
    }

    fn abnormally_low(&mut self, read: &Spanned<super::file::AbnormallyLowFile>) -> AbnormallyLow {
        let it = read.get_ref();
        if it.below_mean_percent.is_none() && it.below_estimate_percent.is_none() {
            let message = "the test compares prices with nothing";
            let help = "give `below-mean-percent` or `below-estimate-percent`, or leave the table out";
            self.fault(read, "method/abnormally-low", message, help);
        }
        for percent in it.below_mean_percent.iter().chain(&it.below_estimate_percent) {
            if !(1..=99).contains(percent.get_ref()) {
                let message = format!("{} percent below is no test", percent.get_ref());
                self.fault(percent, "method/abnormally-low", message, "give a percentage from 1 to 99");
            }
        }
        AbnormallyLow {
            below_mean_percent: it.below_mean_percent.as_ref().map(|it| *it.get_ref()),
            mean_of: it.mean_of,
            least_tenders: it.least_tenders.max(2),
            below_estimate_percent: it.below_estimate_percent.as_ref().map(|it| *it.get_ref()),
        }
    }
}

struct SplitPercent {
    quality: u32,
    price: u32,
}

impl SplitPercent {
    fn of(split: &Spanned<super::file::SplitFile>) -> Self {
        let it = split.get_ref();
        Self { quality: it.quality, price: it.price }
    }
}
