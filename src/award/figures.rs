//! From a tender's scores to its points for quality and its thresholds.

use super::{AwardError, Contest, Fate, InputFault, Ratio, Tender, TooLarge};
use crate::procurement::method::{Failing, Formula, ItemId, Method, ThresholdOn};

/// Everything that is scored, in order: the questions criterion by criterion, then the criteria beside them.
#[derive(Debug)]
pub(super) struct Frame<'a> {
    pub(super) method: &'a Method,
    /// Criteria of quality, then the others: the item numbers of each.
    pub(super) criteria: Vec<FrameCriterion>,
    pub(super) items: Vec<FrameItem>,
    /// Sum of the weights of all questions.
    pub(super) weights: i128,
}

#[derive(Debug)]
pub(super) struct FrameCriterion {
    pub(super) id: ItemId,
    pub(super) title: String,
    pub(super) items: std::ops::Range<usize>,
    pub(super) quality: bool,
    /// Sum of the weights of its items; 1 of a criterion beside the questions.
    pub(super) weight: i128,
    /// Points that all marks earn.
    pub(super) points: Ratio,
}

#[derive(Debug)]
pub(super) struct FrameItem {
    pub(super) id: ItemId,
    pub(super) title: String,
    pub(super) weight: i128,
    pub(super) quality: bool,
}

/// What a tender's scores come to.
#[derive(Debug, Clone)]
pub(super) struct Figures {
    /// For each item.
    pub(super) scores: Vec<u8>,
    /// Points of each criterion, exact.
    pub(super) points: Vec<Ratio>,
    /// Percentage of the marks of all questions.
    pub(super) quality: Ratio,
    /// Points of all criteria but price, exact.
    pub(super) sum: Ratio,
    /// Whether a threshold that disqualifies is missed.
    pub(super) failed: bool,
}

/// A threshold at one place, and whether it is reached.
#[derive(Debug, Clone)]
pub(super) struct Tested {
    /// Which of the method's thresholds.
    pub(super) threshold: usize,
    /// A question, a criterion, or none for quality.
    pub(super) at: Option<ItemId>,
    pub(super) needs: Ratio,
    pub(super) has: Ratio,
}

impl Tested {
    pub(super) fn is_met(&self) -> bool {
        self.has >= self.needs
    }
}

impl<'a> Frame<'a> {
    /// Checks the whole contest; everything that is wrong is told at once.
    pub(super) fn new(contest: &Contest<'a>) -> Result<Self, AwardError> {
        let method = contest.method;
        let mut faults: Vec<InputFault> = method.unset().into_iter().map(InputFault::Unset).collect();
        let mut frame = Self { method, criteria: Vec::new(), items: Vec::new(), weights: 0 };
        for criterion in contest.criteria {
            for item in &criterion.items {
                if item.weight == 0 {
                    faults.push(InputFault::Weightless(item.id.clone()));
                }
                frame.weights += i128::from(item.weight);
            }
        }
        if frame.weights == 0 && !matches!(method.price.formula, Formula::LowestPassing) {
            faults.push(InputFault::NoQuestions);
        }
        for criterion in contest.criteria {
            let first = frame.items.len();
            let mut weight = 0;
            for item in &criterion.items {
                weight += i128::from(item.weight);
                frame.items.push(FrameItem {
                    id: item.id.clone(),
                    title: item.title.clone(),
                    weight: i128::from(item.weight),
                    quality: true,
                });
            }
            frame.criteria.push(FrameCriterion {
                id: criterion.id.clone(),
                title: criterion.title.clone(),
                items: first..frame.items.len(),
                quality: true,
                weight: weight.max(1),
                points: Ratio::new(i128::from(method.quality) * weight, frame.weights.max(1))?,
            });
        }
        for other in &method.others {
            let first = frame.items.len();
            frame.items.push(FrameItem {
                id: other.id.clone(),
                title: other.title.clone(),
                weight: 1,
                quality: false,
            });
            frame.criteria.push(FrameCriterion {
                id: other.id.clone(),
                title: other.title.clone(),
                items: first..frame.items.len(),
                quality: false,
                weight: 1,
                points: Ratio::whole(other.percent),
            });
        }
        frame.check(contest, &mut faults);
        faults.sort();
        faults.dedup();
        if faults.is_empty() { Ok(frame) } else { Err(AwardError::Input(faults)) }
    }

    fn check(&self, contest: &Contest<'_>, faults: &mut Vec<InputFault>) {
        for (n, item) in self.items.iter().enumerate() {
            if self.items.iter().take(n).any(|it| it.id == item.id) {
                faults.push(InputFault::Twice(item.id.clone()));
            }
        }
        for (n, criterion) in self.criteria.iter().enumerate() {
            if self.criteria.iter().take(n).any(|it| it.id == criterion.id) {
                faults.push(InputFault::Twice(criterion.id.clone()));
            }
        }
        let method = self.method;
        let is_item = |id: &ItemId| self.items.iter().any(|it| it.id == *id);
        for threshold in &method.thresholds {
            let (of, among_items) = match &threshold.on {
                ThresholdOn::Question { of, .. } => (of, true),
                ThresholdOn::Criterion { of, .. } => (of, false),
                ThresholdOn::Quality { .. } => continue,
            };
            for id in of {
                let known =
                    if among_items { is_item(id) } else { self.criteria.iter().any(|it| it.id == *id) };
                if !known {
                    faults.push(InputFault::Unknown(id.clone()));
                }
            }
        }
        for step in &method.tie_break {
            if let crate::procurement::method::TieBreak::Question(id) = step
                && !is_item(id)
            {
                faults.push(InputFault::Unknown(id.clone()));
            }
        }
        let most = method.scale.most();
        for (n, tender) in contest.tenders.iter().enumerate() {
            if contest.tenders.iter().take(n).any(|it| it.id == tender.id) {
                faults.push(InputFault::TwoTenders(tender.id.clone()));
            }
            for (item, score) in &tender.scores {
                let tender = tender.id.clone();
                if *score > most {
                    faults.push(InputFault::OffScale { tender, item: item.clone(), score: *score, most });
                } else if !is_item(item) {
                    faults.push(InputFault::Foreign { tender, item: item.clone() });
                }
            }
            if tender.outcome.is == Fate::Assessed {
                for item in self.items.iter().filter(|it| !tender.scores.contains_key(&it.id)) {
                    faults.push(InputFault::NoScore { tender: tender.id.clone(), item: item.id.clone() });
                }
            }
            for lacks in tender.outcome.lacks() {
                let fate = tender.outcome.is.as_str();
                faults.push(InputFault::Outcome { tender: tender.id.clone(), fate, lacks });
            }
            for (matter, reason) in &tender.kept {
                if reason.trim().is_empty() {
                    faults.push(InputFault::Kept { tender: tender.id.clone(), matter: matter.as_str() });
                }
            }
        }
    }

    /// The scores of a tender in the frame's order; none where one is missing.
    pub(super) fn scores(&self, tender: &Tender) -> Option<Vec<u8>> {
        self.items.iter().map(|it| tender.scores.get(&it.id).copied()).collect()
    }

    /// Percent of the marks that a score earns.
    pub(super) fn marks(&self, score: u8) -> i128 {
        self.method.marks.get(usize::from(score)).map_or(0, |it| i128::from(*it))
    }

    /// Weight × marks over a criterion's items.
    fn earned(&self, items: &std::ops::Range<usize>, scores: &[u8]) -> i128 {
        let mine = self.items.iter().zip(scores).skip(items.start).take(items.len());
        mine.map(|(item, score)| item.weight * self.marks(*score)).sum()
    }

    pub(super) fn figures(&self, scores: Vec<u8>) -> Result<Figures, TooLarge> {
        let mut points = Vec::with_capacity(self.criteria.len());
        let (mut all, mut sum) = (0, Ratio::ZERO);
        for criterion in &self.criteria {
            let earned = self.earned(&criterion.items, &scores);
            let it = criterion.points.times(Ratio::new(earned, 100 * criterion.weight)?)?;
            sum = sum.plus(it)?;
            points.push(it);
            if criterion.quality {
                all += earned;
            }
        }
        let quality = Ratio::new(all, self.weights.max(1))?;
        let mut figures = Figures { scores, points, quality, sum, failed: false };
        figures.failed = self.tested(&figures)?.iter().any(|it| {
            let threshold = self.method.thresholds.get(it.threshold);
            !it.is_met() && threshold.is_some_and(|it| it.failing == Failing::Disqualifies)
        });
        Ok(figures)
    }

    /// Every threshold at every place that it is of.
    pub(super) fn tested(&self, figures: &Figures) -> Result<Vec<Tested>, TooLarge> {
        let mut tested = Vec::new();
        for (threshold, it) in self.method.thresholds.iter().enumerate() {
            match &it.on {
                ThresholdOn::Question { of, least } => {
                    for (item, score) in self.items.iter().zip(&figures.scores) {
                        // Where no question is named, all questions are meant, and no criterion beside them.
                        if if of.is_empty() { item.quality } else { of.contains(&item.id) } {
                            tested.push(Tested {
                                threshold,
                                at: Some(item.id.clone()),
                                needs: Ratio::whole(*least),
                                has: Ratio::whole(*score),
                            });
                        }
                    }
                }
                ThresholdOn::Criterion { of, least_percent } => {
                    for criterion in self.criteria.iter().filter(|it| of.is_empty() || of.contains(&it.id)) {
                        tested.push(Tested {
                            threshold,
                            at: Some(criterion.id.clone()),
                            needs: Ratio::whole(*least_percent),
                            has: Ratio::new(
                                self.earned(&criterion.items, &figures.scores),
                                criterion.weight,
                            )?,
                        });
                    }
                }
                ThresholdOn::Quality { least_percent } => tested.push(Tested {
                    threshold,
                    at: None,
                    needs: Ratio::whole(*least_percent),
                    has: figures.quality,
                }),
            }
        }
        Ok(tested)
    }
}
