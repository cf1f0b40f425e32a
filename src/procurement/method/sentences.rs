//! The whole method in sentences that a supplier can follow and re-calculate by. What is not said here moves no result.

use std::collections::BTreeSet;

use serde::Serialize;

use super::{
    Above, ComparedWith, Failing, Formula, Grouping, ItemId, LotSelection, MeanOf, Method, Proposals, RankBy,
    Rounded, RoundingMode, Threshold, ThresholdOn, TieBreak, ZeroOrLess,
};

/// What is said of one matter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Passage {
    /// A few words, as a heading.
    pub title: &'static str,
    /// Each a whole sentence.
    pub sentences: Vec<String>,
}

impl Method {
    /// The whole method, matter by matter.
    pub fn passages(&self) -> Vec<Passage> {
        let all = [
            ("What counts", self.split()),
            ("Scores and marks", self.scores()),
            ("Points for quality", self.points()),
            ("Thresholds", self.threshold_sentences()),
            ("Disqualification", self.disqualifier_sentences()),
            ("Price", self.price_sentences()),
            ("Total and rounding", self.total()),
            ("Equal tenders", self.ties()),
            ("Abnormally low prices", self.low_prices()),
            ("Lots", self.lot_sentences()),
            ("How tenders are assessed", self.people()),
        ];
        all.into_iter()
            .filter(|(_, sentences)| !sentences.is_empty())
            .map(|(title, sentences)| Passage { title, sentences })
            .collect()
    }

    /// The same without headings.
    pub fn sentences(&self) -> Vec<String> {
        self.passages().into_iter().flat_map(|it| it.sentences).collect()
    }

    fn split(&self) -> Vec<String> {
        let mut said = vec![match &self.price.formula {
            Formula::PerQualityPoint => {
                "The tender with the lowest price for each point of quality wins.".to_owned()
            }
            Formula::Fixed { .. } => {
                "The price is fixed; the tender with the most points for quality wins.".to_owned()
            }
            Formula::LowestPassing => {
                "The tender with the lowest price among those that pass every threshold wins.".to_owned()
            }
            _ => {
                let mut parts = vec![format!("{} for quality", self.quality)];
                parts.extend(self.others.iter().map(|it| format!("{} for {}", it.percent, lower(&it.title))));
                parts.push(format!("{} for price", self.price_percent));
                format!(
                    "A tender can have 100 points: {}. The tender with the most points wins.",
                    list(&parts)
                )
            }
        }];
        if !self.price.formula.gives_points() && !self.others.is_empty() {
            let parts: Vec<String> =
                self.others.iter().map(|it| format!("{} for {}", it.percent, lower(&it.title))).collect();
            said.push(format!(
                "A tender can have 100 points for quality: {} for the questions and {}.",
                self.quality,
                parts.join(", ")
            ));
        }
        for it in &self.others {
            said.push(format!("{} (`{}`) is assessed so: {}", it.title, it.id, stop(&it.how)));
        }
        said
    }

    fn scores(&self) -> Vec<String> {
        let most = self.scale.most();
        let mut said = vec![format!(
            "Each answer is scored in whole numbers from 0 to {most}; no other score is given, and scores of evaluators are \
             never averaged."
        )];
        for it in &self.scale.descriptors {
            said.push(format!("{} is “{}”: {}", it.score, it.name, stop(&it.text)));
        }
        let marks: Vec<String> = self
            .marks
            .iter()
            .enumerate()
            .map(|(score, percent)| format!("{score} earns {percent}%"))
            .collect();
        said.push(format!("A score earns a share of the marks of its question: {}.", list(&marks)));
        said
    }

    fn points(&self) -> Vec<String> {
        let mut said = Vec::new();
        said.push(match self.criteria {
            Grouping::Questions => "Each scored question is an award criterion.".to_owned(),
            Grouping::Themes => "Each theme is an award criterion and its questions are sub-criteria; a theme weighs what its \
                                 questions weigh together."
                .to_owned(),
        });
        if self.quality > 0 {
            said.push(format!(
                "A question's points are {} × its weight ÷ the sum of all weights × the share of the marks that its score \
                 earns.",
                self.quality
            ));
        }
        if !self.others.is_empty() {
            said.push(
                "The points of a criterion beside the questions are its percentage × the share of the marks that its score \
                 earns."
                    .to_owned(),
            );
        }
        said
    }

    fn threshold_sentences(&self) -> Vec<String> {
        if self.thresholds.is_empty() {
            return vec!["No lowest score is set.".to_owned()];
        }
        let mut said: Vec<String> = self.thresholds.iter().map(Threshold::sentence).collect();
        said.push("Thresholds are compared with exact figures, before anything is rounded.".to_owned());
        said
    }

    fn disqualifier_sentences(&self) -> Vec<String> {
        let mut said: Vec<String> = self
            .disqualifiers
            .iter()
            .map(|it| {
                let does = match it.failing {
                    Failing::Disqualifies => "This disqualifies the tender.",
                    Failing::MayDisqualify => {
                        "This may disqualify the tender: the authority decides and gives its reason."
                    }
                };
                format!("{} {does}", stop(&it.text))
            })
            .collect();
        said.push(
            "No tender is disqualified by a machine: where an answer seems to fail, the authority first considers asking the \
             supplier to clarify it."
                .to_owned(),
        );
        said
    }

    fn price_sentences(&self) -> Vec<String> {
        let mut said = vec![format!("What is compared is {}", stop(&lower(&self.price.basis)))];
        let percent = self.price_percent;
        match &self.price.formula {
            Formula::LowestOverPrice => {
                said.push(format!("Points for price are {percent} × the lowest price ÷ the tender's price."));
            }
            Formula::OffLowest { nothing_at_percent } => said.push(format!(
                "Points for price are {percent} × (1 − (the tender's price − the lowest price) ÷ (the lowest price × \
                 {}%)), and never less than 0: a price of {nothing_at_percent}% of the lowest, or more, has none.",
                nothing_at_percent.saturating_sub(100)
            )),
            Formula::OffMean { points_at_mean, points_per_percent } => said.push(format!(
                "A price that equals the mean has a price score of {points_at_mean} of 100; for each percent of the mean by \
                 which it is lower it gains {points_per_percent}, and for each percent by which it is higher it loses \
                 {points_per_percent}, in proportion for parts of a percent, but never less than 0 or more than 100. Points \
                 for price are {percent}% of the price score."
            )),
            Formula::Benchmark { full_marks_at, no_marks_at, above } => {
                let amount = |it: &Option<super::Money>, of: &str| {
                    it.map_or_else(|| format!("[{of}, to be set]"), |it| it.to_string())
                };
                let full = amount(full_marks_at, "published lower price");
                let none = amount(no_marks_at, "published maximum price");
                said.push(format!(
                    "A price of {full} or less has all {percent} points for price and one of {none} or more has none; between \
                     them, points are {percent} × ({none} − the tender's price) ÷ ({none} − {full}). Other tenders' prices \
                     do not matter."
                ));
                said.push(match above {
                    Above::NoMarks => format!("A price above {none} has no points for price and is ranked all the same."),
                    Above::MayDisqualify => format!(
                        "A price above {none} may disqualify the tender: the authority decides and gives its reason."
                    ),
                });
            }
            Formula::PerQualityPoint => said.push(
                "The figure of a tender is its price in pounds ÷ its points for quality, out of 100; the lowest figure wins."
                    .to_owned(),
            ),
            Formula::Fixed { price } => {
                let price = price.map_or_else(|| "[fixed price, to be set]".to_owned(), |it| it.to_string());
                said.push(format!("The price is {price} for every tender and earns no points."));
                said.push("A tender at another price has no result until the authority has decided on it.".to_owned());
            }
            Formula::LowestPassing => said.push("Quality earns no points beyond the thresholds.".to_owned()),
        }
        if self.price.formula.is_relative() {
            let which = if matches!(self.price.formula, Formula::OffMean { .. }) { "mean" } else { "lowest" };
            said.push(match self.price.compared_with {
                ComparedWith::Passing => format!(
                    "The {which} price is that of the tenders that are assessed and fail no threshold that disqualifies."
                ),
                ComparedWith::Assessed => format!(
                    "The {which} price is that of all tenders that are assessed, also of those that fail a threshold."
                ),
            });
        }
        said.push(match self.price.zero_or_less {
            ZeroOrLess::Refer => {
                "For a price of £0 or less there is no result until the authority has asked the supplier and decided.".to_owned()
            }
            ZeroOrLess::FullMarks => format!(
                "A price of £0 or less has all {percent} points for price and is left out when the lowest or mean price is \
                 found."
            ),
            ZeroOrLess::AsTendered => "A price of £0 or less is treated as any other.".to_owned(),
        });
        said.push(
            "Where the pricing schedule does not add up, quantity × unit price counts for a line and the sum of the lines \
             counts for the total; each correction is itemised, and the supplier is told of it."
                .to_owned(),
        );
        said.push(
            "Where prices are made comparable in another way, the same is done to every tender, itemised and with its reason."
                .to_owned(),
        );
        if let Formula::PerQualityPoint = self.price.formula {
            said.push("A tender with no points for quality cannot win.".to_owned());
        }
        said
    }

    fn total(&self) -> Vec<String> {
        let places = self.rounding.decimals;
        let decimals = match places {
            0 => "whole numbers".to_owned(),
            1 => "1 decimal place".to_owned(),
            n => format!("{n} decimal places"),
        };
        let mode = match self.rounding.mode {
            RoundingMode::HalfUp => "to the nearest, a half upwards",
            RoundingMode::HalfEven => "to the nearest, a half to the even digit",
            RoundingMode::Down => "downwards",
        };
        let figure = match self.price.formula {
            Formula::PerQualityPoint => "price for each point of quality",
            Formula::LowestPassing => return vec!["Prices are compared to the penny.".to_owned()],
            _ => "total",
        };
        let mut said = Vec::new();
        match self.rounding.of {
            Rounded::Total => {
                if figure == "total" {
                    said.push("The total is the sum of the exact points of all criteria.".to_owned());
                }
                said.push(format!("Nothing is rounded but the {figure}: to {decimals}, {mode}."));
            }
            Rounded::EachCriterion => said.push(format!(
                "The points of each criterion, and those for price, are rounded to {decimals}, {mode}; the total is the sum of \
                 the rounded points."
            )),
        }
        said.push(match self.rounding.rank_by {
            RankBy::Exact if self.rounding.of == Rounded::EachCriterion => "Tenders are ranked by this total.".to_owned(),
            RankBy::Exact => format!(
                "Tenders are ranked by the exact {figure}, before rounding, so that two with the same published figure need \
                 not be equal."
            ),
            RankBy::Rounded => {
                format!("Tenders are ranked by the rounded {figure}: two with the same published figure are equal.")
            }
        });
        said
    }

    fn ties(&self) -> Vec<String> {
        let steps: Vec<String> = self
            .tie_break
            .iter()
            .map(|it| match it {
                TieBreak::Quality => {
                    "the one with the higher exact percentage of the marks for all questions together".to_owned()
                }
                TieBreak::Price => "the one with the lower price".to_owned(),
                TieBreak::WeightiestQuestions => {
                    "the one with the higher score in the weightiest question, then in the next weightiest, and so on; of \
                     questions that weigh the same the one that is listed first goes first"
                        .to_owned()
                }
                TieBreak::Question(id) => format!("the one with the higher score in {id}"),
                TieBreak::Draw => "the one that is drawn by lot before two witnesses".to_owned(),
            })
            .collect();
        let mut said = vec![format!(
            "Of equal tenders this one is placed first: {}.",
            steps.join("; if they are still equal, ")
        )];
        if self.tie_break.last() != Some(&TieBreak::Draw) {
            said.push(
                "Tenders that are then still equal share their rank, and the authority decides.".to_owned(),
            );
        }
        said
    }

    /// By what figures prices are looked at for being abnormally low; none where the method has no such figure.
    pub fn price_tests(&self) -> Vec<String> {
        let mut said = self.low_prices();
        // The last sentence says what follows.
        said.pop();
        said
    }

    fn low_prices(&self) -> Vec<String> {
        let Some(test) = self.abnormally_low else {
            return vec!["Prices are not tested by a figure for being abnormally low.".to_owned()];
        };
        let mut said = Vec::new();
        if let Some(percent) = test.below_mean_percent {
            let mean = match test.mean_of {
                MeanOf::All => "the mean of all assessed tenders",
                MeanOf::Others => "the mean of the other assessed tenders",
            };
            said.push(format!(
                "Where {} tenders or more are assessed, a price more than {percent}% below {mean} is looked at.",
                test.least_tenders
            ));
        }
        if let Some(percent) = test.below_estimate_percent {
            said.push(format!(
                "A price more than {percent}% below the authority's own estimate is looked at."
            ));
        }
        said.push(
            "Nothing follows from that by itself: the authority tells the supplier that it thinks the price abnormally low and \
             gives it a reasonable opportunity to show that it can perform the contract for it; if it shows so, the tender \
             is not disregarded."
                .to_owned(),
        );
        said
    }

    fn lot_sentences(&self) -> Vec<String> {
        let order = match self.lots {
            LotSelection::LotOrder => "the lots that are listed first",
            LotSelection::SupplierPreference => {
                "those that it prefers, as it said in its tender, and where it said nothing those that are listed first"
            }
        };
        vec![format!(
            "Where the number of lots that one supplier can win is limited, each lot goes to the tender with the best rank whose \
             supplier can still win it: a supplier that would win more keeps {order}, and the others go to the next in rank."
        )]
    }

    fn people(&self) -> Vec<String> {
        let how = &self.assessment;
        let mut said = vec![format!(
            "At least {} evaluators score each answer, each alone; the panel then agrees one score with its reason.",
            how.least_panel
        )];
        said.push("Evaluators of quality see no price until every score is agreed.".to_owned());
        if how.mask_names {
            said.push("Evaluators see letters in place of suppliers' names.".to_owned());
        }
        said.push(match how.proposals {
            Proposals::WithAnswers => {
                "Evaluators see, beside each answer, a score that a machine proposes by published rules; they are free to \
                 give another."
                    .to_owned()
            }
            Proposals::AfterOwnScore => {
                "A machine proposes a score by published rules; evaluators see it once their own is locked.".to_owned()
            }
            Proposals::Never => "Evaluators see no score that a machine proposes.".to_owned(),
        });
        if how.narrow_margin > 0 {
            let unit = if self.price.formula.lower_wins() { "percent" } else { "points" };
            said.push(format!(
                "Where the first place is won by less than {} {unit}, the scores on which it turns are looked at again before the \
                 award.",
                how.narrow_margin
            ));
        }
        said
    }
}

impl Threshold {
    /// What it asks and what failing it does, as a sentence or two.
    pub fn sentence(&self) -> String {
        let asks = match &self.on {
            ThresholdOn::Question { of, least } => {
                format!("A tender needs a score of {least} or more {}.", places(of, "every question", "in"))
            }
            ThresholdOn::Criterion { of, least_percent } => {
                let where_ = places(of, "every criterion but price", "for");
                format!("A tender needs {least_percent}% of the marks or more {where_}.")
            }
            ThresholdOn::Quality { least_percent } => {
                format!(
                    "A tender needs {least_percent}% of the marks or more for all questions together, by their weights."
                )
            }
        };
        let does = match self.failing {
            Failing::Disqualifies => "A tender that has less cannot win.",
            Failing::MayDisqualify => {
                "A tender that has less may be disqualified: the authority decides and gives its reason."
            }
        };
        if self.why.is_empty() {
            format!("{asks} {does}")
        } else {
            format!("{asks} {does} {}", stop(&self.why))
        }
    }
}

fn places(of: &BTreeSet<ItemId>, all: &str, word: &str) -> String {
    if of.is_empty() {
        return format!("{word} {all}");
    }
    let names: Vec<String> = of.iter().map(ToString::to_string).collect();
    format!("{word} {}{}", if names.len() > 1 { "each of " } else { "" }, list(&names))
}

/// `a, b and c`.
fn list(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [head @ .., last] => format!("{} and {last}", head.join(", ")),
    }
}

fn stop(text: &str) -> String {
    if text.ends_with(['.', '?', '!']) { text.to_owned() } else { format!("{text}.") }
}

/// With a small first letter, unless the first word is an abbreviation.
fn lower(text: &str) -> String {
    let mut rest = text.chars();
    match (rest.next(), text.chars().nth(1)) {
        (Some(first), Some(second)) if !second.is_uppercase() => first.to_lowercase().chain(rest).collect(),
        _ => text.to_owned(),
    }
}
