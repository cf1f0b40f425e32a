//! The order of the tenders: who is compared, with what figure, and what separates equals. Small, since it is run again
//! for every question "what if".

use std::cmp::Ordering;

use super::{
    Contest, Fate, Ratio, TooLarge,
    figures::{Figures, Frame},
    price::{self, Measure},
};
use crate::{
    id::TenderId,
    procurement::method::{ComparedWith, Formula, Money, RankBy, Rounded, TieBreak},
};

/// A tender as the ranking sees it.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    /// Its place in the contest.
    pub(super) tender: usize,
    pub(super) figures: Figures,
    pub(super) price: Option<Money>,
    /// Why it has no result yet.
    pub(super) unresolved: Option<String>,
    /// Its place in the draw.
    pub(super) drawn: Option<usize>,
}

/// A tender that is ranked.
#[derive(Debug, Clone)]
pub(super) struct Ranked {
    pub(super) tender: usize,
    /// From 1; equal tenders share one.
    pub(super) rank: usize,
    /// What separates it from the one before it; none of the first.
    pub(super) separated: Option<Separated>,
    /// What is ranked: points, pounds for each point, or pounds; exact.
    pub(super) exact: Ratio,
    /// The same as it is ranked.
    pub(super) figure: Ratio,
    /// Out of 100.
    pub(super) price_score: Option<Ratio>,
}

/// What separates two neighbours in the order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Separated {
    /// The figure that is ranked.
    Figure,
    /// A step of the tie-break, by its number.
    Step(usize),
    /// Nothing: they share their rank.
    Nothing,
}

/// The order of a lot.
#[derive(Debug, Clone)]
pub(super) struct Order {
    pub(super) measure: Measure,
    pub(super) ranked: Vec<Ranked>,
}

impl Order {
    /// The tenders in the first place, by their places in the contest.
    pub(super) fn first(&self) -> Vec<usize> {
        let mut first: Vec<usize> =
            self.ranked.iter().filter(|it| it.rank == 1).map(|it| it.tender).collect();
        first.sort_unstable();
        first
    }
}

/// The tenders that are assessed.
pub(super) fn entries(frame: &Frame<'_>, contest: &Contest<'_>) -> Result<Vec<Entry>, TooLarge> {
    // Who tenders no price where it is fixed tenders that.
    let fixed = match &frame.method.price.formula {
        Formula::Fixed { price } => *price,
        _ => None,
    };
    let mut entries = Vec::new();
    for (n, tender) in contest.tenders.iter().enumerate() {
        if tender.outcome.is != Fate::Assessed {
            continue;
        }
        let Some(scores) = frame.scores(tender) else { continue };
        entries.push(Entry {
            tender: n,
            figures: frame.figures(scores)?,
            price: tender.price.or(fixed),
            unresolved: price::unresolved(frame.method, tender.price),
            drawn: contest.draw.iter().position(|it: &TenderId| *it == tender.id),
        });
    }
    Ok(entries)
}

/// Ranks the entries for which `left_out` does not hold.
pub(super) fn order(
    frame: &Frame<'_>,
    entries: &[Entry],
    left_out: impl Fn(usize) -> bool,
) -> Result<Order, TooLarge> {
    let method = frame.method;
    let all = || entries.iter().filter(|it| !left_out(it.tender) && it.unresolved.is_none());
    let compared =
        all().filter(|it| method.price.compared_with == ComparedWith::Assessed || !it.figures.failed);
    let measure = Measure::of(compared.filter_map(|it| it.price))?;
    let mut placed: Vec<(Ranked, &Entry)> = Vec::new();
    for entry in all().filter(|it| !it.figures.failed) {
        let Some(money) = entry.price else { continue };
        let price_score = price::score(method, &measure, money)?;
        let exact = match &method.price.formula {
            Formula::PerQualityPoint => {
                if !entry.figures.sum.is_positive() {
                    continue;
                }
                let Some(figure) = Ratio::pounds(money)?.over(entry.figures.sum)? else { continue };
                figure
            }
            Formula::LowestPassing => Ratio::pounds(money)?,
            Formula::Fixed { .. } => total(frame, &entry.figures, None)?,
            _ => total(frame, &entry.figures, price_score)?,
        };
        let figure = match method.rounding.rank_by {
            RankBy::Exact => exact,
            RankBy::Rounded => exact.rounded(method.rounding.decimals, method.rounding.mode)?,
        };
        let ranked = Ranked { tender: entry.tender, rank: 0, separated: None, exact, figure, price_score };
        placed.push((ranked, entry));
    }
    let lower_wins = method.price.formula.lower_wins();
    placed.sort_by(|(a, _), (b, _)| {
        let by_figure = a.figure.cmp(&b.figure);
        if lower_wins { by_figure } else { by_figure.reverse() }
    });
    let steps = Steps::new(frame);
    let mut ranked: Vec<Ranked> = Vec::with_capacity(placed.len());
    for group in placed.chunk_by(|(a, _), (b, _)| a.figure == b.figure) {
        for (n, (separated, (it, _))) in steps.refine(group.iter().collect(), 0).into_iter().enumerate() {
            let separated = match (n, ranked.is_empty()) {
                (0, true) => None,
                (0, false) => Some(Separated::Figure),
                _ => Some(separated),
            };
            let rank = match (&separated, ranked.last()) {
                (Some(Separated::Nothing), Some(previous)) => previous.rank,
                _ => ranked.len() + 1,
            };
            ranked.push(Ranked { rank, separated, ..it.clone() });
        }
    }
    Ok(Order { measure, ranked })
}

/// All points, as the method adds them.
pub(super) fn total(
    frame: &Frame<'_>,
    figures: &Figures,
    price_score: Option<Ratio>,
) -> Result<Ratio, TooLarge> {
    let rounding = frame.method.rounding;
    let price = price_points(frame, price_score)?;
    if rounding.of == Rounded::Total {
        return figures.sum.plus(price.unwrap_or(Ratio::ZERO));
    }
    let mut sum = Ratio::ZERO;
    for points in figures.points.iter().copied().chain(price) {
        sum = sum.plus(points.rounded(rounding.decimals, rounding.mode)?)?;
    }
    Ok(sum)
}

/// Points for price, exact.
pub(super) fn price_points(frame: &Frame<'_>, price_score: Option<Ratio>) -> Result<Option<Ratio>, TooLarge> {
    let share = Ratio::new(i128::from(frame.method.price_percent), 100)?;
    price_score.map(|it| it.times(share)).transpose()
}

/// The tie-break, with the order of the questions by weight.
struct Steps<'a> {
    all: &'a [TieBreak],
    by_weight: Vec<usize>,
    frame: &'a Frame<'a>,
}

impl<'a> Steps<'a> {
    fn new(frame: &'a Frame<'a>) -> Self {
        let items = frame.items.iter().enumerate().filter(|(_, it)| it.quality);
        let mut by_weight: Vec<(i128, usize)> = items.map(|(n, it)| (-it.weight, n)).collect();
        by_weight.sort_unstable();
        let by_weight = by_weight.into_iter().map(|(_, n)| n).collect();
        Self { all: &frame.method.tie_break, by_weight, frame }
    }

    /// Puts a group of equal tenders in order by the steps from `n` on; with each, what separates it from the one before
    /// it in the group.
    fn refine<'e>(
        &self,
        mut group: Vec<&'e (Ranked, &'e Entry)>,
        n: usize,
    ) -> Vec<(Separated, &'e (Ranked, &'e Entry))> {
        let Some(step) = self.all.get(n).filter(|_| group.len() > 1) else {
            return group.into_iter().map(|it| (Separated::Nothing, it)).collect();
        };
        // A draw in which one of them had no lot was not held among them.
        if *step == TieBreak::Draw && group.iter().any(|(_, it)| it.drawn.is_none()) {
            return self.refine(group, n + 1);
        }
        group.sort_by(|(_, a), (_, b)| self.compare(step, a, b));
        let mut refined: Vec<(Separated, &(Ranked, &Entry))> = Vec::with_capacity(group.len());
        for equal in group.chunk_by(|(_, a), (_, b)| self.compare(step, a, b) == Ordering::Equal) {
            let first = refined.len();
            refined.extend(self.refine(equal.to_vec(), n + 1));
            if let Some((separated, _)) = refined.get_mut(first) {
                *separated = Separated::Step(n);
            }
        }
        refined
    }

    /// Which of two tenders one step puts first.
    fn compare(&self, step: &TieBreak, a: &Entry, b: &Entry) -> Ordering {
        let score = |entry: &Entry, item: usize| entry.figures.scores.get(item).copied().unwrap_or(0);
        match step {
            TieBreak::Quality => b.figures.quality.cmp(&a.figures.quality),
            TieBreak::Price => a.price.cmp(&b.price),
            TieBreak::WeightiestQuestions => {
                let mut each = self.by_weight.iter().map(|it| score(b, *it).cmp(&score(a, *it)));
                each.find(|it| *it != Ordering::Equal).unwrap_or(Ordering::Equal)
            }
            TieBreak::Question(id) => {
                let item = self.frame.items.iter().position(|it| it.id == *id);
                item.map_or(Ordering::Equal, |it| score(b, it).cmp(&score(a, it)))
            }
            TieBreak::Draw => a.drawn.cmp(&b.drawn),
        }
    }
}
