//! What would change the result: a report for people before the award. It moves no score.

use serde::Serialize;

use super::{
    AwardError, Contest, Fate, Ratio, TooLarge,
    figures::Frame,
    ranking::{Entry, Order, entries, order},
};
use crate::{id::TenderId, procurement::method::ItemId};

/// What would change the result of one lot.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Review {
    /// The tenders in the first place.
    pub first: Vec<TenderId>,
    /// How far the first is before the second.
    pub margin: Option<Margin>,
    /// For each tender that did not win: whether the order of the others rests on it.
    pub removals: Vec<Removal>,
    /// Every change of one score by one point that would change who is first.
    pub flips: Vec<Flip>,
    /// How many such changes were tried.
    pub tried: usize,
}

impl Review {
    /// Whether the order of any tenders rests on one that did not win.
    pub fn is_stable(&self) -> bool {
        self.removals.iter().all(|it| it.order == it.without)
    }
}

/// How far the first is before the second.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Margin {
    /// The tender in the second place.
    pub second: TenderId,
    /// Points; percent of the first's figure where the lower figure wins.
    pub by: Ratio,
    /// Whether it is less than the method's narrow margin.
    pub narrow: bool,
}

/// One tender taken away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Removal {
    /// Which.
    pub tender: TenderId,
    /// The others in their order, those that share a rank together.
    pub order: Vec<Vec<TenderId>>,
    /// The same without it.
    pub without: Vec<Vec<TenderId>>,
}

impl Removal {
    /// Whether another tender would be first without it.
    pub fn changes_first(&self) -> bool {
        self.order.first() != self.without.first()
    }
}

/// One score that would change who is first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Flip {
    /// Whose score.
    pub tender: TenderId,
    /// For what.
    pub item: ItemId,
    /// As it is.
    pub from: u8,
    /// One point more or less.
    pub to: u8,
    /// Who would then be first.
    pub first: Vec<TenderId>,
}

/// Asks of a lot what would change its result.
///
/// # Errors
/// As [`super::result`].
pub fn review(contest: &Contest<'_>) -> Result<Review, AwardError> {
    let frame = Frame::new(contest)?;
    let mut entries = entries(&frame, contest)?;
    let actual = order(&frame, &entries, |_| false)?;
    let first = actual.first();
    let name = |n: usize| contest.tenders.get(n).map(|it| it.id.clone());
    let names = |list: &[usize]| -> Vec<TenderId> { list.iter().filter_map(|it| name(*it)).collect() };
    let removals = removals(&frame, &entries, &actual, contest)?;
    let mut flips = Vec::new();
    let tried = changes(&frame, &mut entries, &first, |tender, item, from, to, then| {
        let id = frame.items.get(item).map(|it| it.id.clone());
        if let Some((tender, item)) = name(tender).zip(id) {
            flips.push(Flip { tender, item, from, to, first: names(then) });
        }
        true
    })?;
    let margin = margin(&frame, &actual, &name)?;
    Ok(Review { first: names(&first), margin, removals, flips, tried })
}

/// Whether another tender would be first if one that did not win were not there.
///
/// # Errors
/// As [`super::result`].
pub(super) fn turns_on_a_loser(contest: &Contest<'_>) -> Result<bool, AwardError> {
    let frame = Frame::new(contest)?;
    let entries = entries(&frame, contest)?;
    let actual = order(&frame, &entries, |_| false)?;
    Ok(removals(&frame, &entries, &actual, contest)?.iter().any(Removal::changes_first))
}

/// Whether one point more or less of one score would change who is first: as [`review`], but the first such score is
/// enough.
///
/// # Errors
/// As [`super::result`].
pub(super) fn turns_on_one_point(contest: &Contest<'_>) -> Result<bool, AwardError> {
    let frame = Frame::new(contest)?;
    let mut entries = entries(&frame, contest)?;
    let first = order(&frame, &entries, |_| false)?.first();
    let mut turns = false;
    changes(&frame, &mut entries, &first, |_, _, _, _, _| {
        turns = true;
        false
    })?;
    Ok(turns)
}

/// Tries every change of one score by one point, and tells of each that changes who is first: the tender, the item, the
/// score, the other score, and who would be first. Goes on while it is told to, and says how many were tried.
fn changes(
    frame: &Frame<'_>,
    entries: &mut [Entry],
    first: &[usize],
    mut tell: impl FnMut(usize, usize, u8, u8, &[usize]) -> bool,
) -> Result<usize, TooLarge> {
    let most = frame.method.scale.most();
    let mut tried = 0;
    for at in 0..entries.len() {
        for item in 0..frame.items.len() {
            let Some(entry) = entries.get(at) else { continue };
            let (before, tender) = (entry.figures.clone(), entry.tender);
            let score = before.scores.get(item).copied().unwrap_or(0);
            let changed = [score.checked_sub(1), score.checked_add(1).filter(|it| *it <= most)];
            for to in changed.into_iter().flatten() {
                tried += 1;
                let mut scores = before.scores.clone();
                if let Some(it) = scores.get_mut(item) {
                    *it = to;
                }
                let figures = frame.figures(scores)?;
                if let Some(entry) = entries.get_mut(at) {
                    entry.figures = figures;
                }
                let then = order(frame, entries, |_| false)?.first();
                if then != first && !tell(tender, item, score, to, &then) {
                    return Ok(tried);
                }
            }
            if let Some(entry) = entries.get_mut(at) {
                entry.figures = before;
            }
        }
    }
    Ok(tried)
}

fn margin(
    frame: &Frame<'_>,
    actual: &Order,
    name: &impl Fn(usize) -> Option<TenderId>,
) -> Result<Option<Margin>, TooLarge> {
    let [first, second, ..] = actual.ranked.as_slice() else { return Ok(None) };
    let lower_wins = frame.method.price.formula.lower_wins();
    let by = if lower_wins {
        let more = second.figure.minus(first.figure)?.times(Ratio::whole(100))?;
        // Of a figure of nothing or less no percentage says anything.
        match more.over(first.figure)?.filter(|_| first.figure.is_positive()) {
            Some(it) => it,
            None => return Ok(None),
        }
    } else {
        first.figure.minus(second.figure)?
    };
    let narrow = by < Ratio::whole(frame.method.assessment.narrow_margin);
    Ok(name(second.tender).map(|second| Margin { second, by, narrow }))
}

/// For each tender that did not win, the order of the others without it.
fn removals(
    frame: &Frame<'_>,
    entries: &[Entry],
    actual: &Order,
    contest: &Contest<'_>,
) -> Result<Vec<Removal>, TooLarge> {
    let first = actual.first();
    let mut removals = Vec::new();
    for (n, tender) in contest.tenders.iter().enumerate() {
        if tender.outcome.is != Fate::Assessed || first.contains(&n) {
            continue;
        }
        let without = order(frame, entries, |it| it == n)?;
        removals.push(Removal {
            tender: tender.id.clone(),
            order: groups(actual, contest, Some(n)),
            without: groups(&without, contest, None),
        });
    }
    Ok(removals)
}

/// The ranked tenders without `left_out`, those that share a rank together.
fn groups(order: &Order, contest: &Contest<'_>, left_out: Option<usize>) -> Vec<Vec<TenderId>> {
    let ranked: Vec<_> = order.ranked.iter().filter(|it| Some(it.tender) != left_out).collect();
    let groups = ranked.chunk_by(|a, b| a.rank == b.rank);
    groups
        .map(|group| {
            let mut group: Vec<usize> = group.iter().map(|it| it.tender).collect();
            group.sort_unstable();
            group.into_iter().filter_map(|it| contest.tenders.get(it).map(|it| it.id.clone())).collect()
        })
        .collect()
}
