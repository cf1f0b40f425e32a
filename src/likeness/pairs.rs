//! Every two tenders that share something, and what.

use std::collections::{BTreeMap, BTreeSet};

use super::{Entry, Likeness, Passage, Policy, SharedMark, SharedPassage, spelling, words::Words};
use crate::tender::Origin;

/// Fewer shared fingerprints than these are chance, whatever share of a short tender they are.
const FEWEST: usize = 6;

/// Everything that two of `entries` have in common and `policy` says is worth telling, by position.
pub fn compare(entries: &[Entry<'_>], policy: &Policy) -> Vec<Likeness> {
    let texts: Vec<Words> = entries.iter().map(|it| Words::read(it, policy)).collect();
    let runs = texts.iter().map(|it| {
        let mut all: Vec<u64> = it.runs.iter().flatten().copied().collect();
        all.sort_unstable();
        all.dedup();
        all
    });
    let common = holders(&runs.collect::<Vec<_>>())
        .into_iter()
        .filter(|(_, who)| who.len() > policy.common)
        .map(|(run, _)| run)
        .collect::<Vec<u64>>();
    let prints: Vec<Vec<u64>> = texts.iter().map(|it| it.fingerprints(&common)).collect();
    let mut shared: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for (_, who) in holders(&prints) {
        each_pair(&who, |pair| *shared.entry(pair).or_default() += 1);
    }
    let mut spelt = spelling::shared(&texts, policy);
    let mut marks = authorship(entries, policy);
    let mut pairs: Vec<(usize, usize)> =
        shared.keys().chain(spelt.keys()).chain(marks.keys()).copied().collect();
    pairs.sort_unstable();
    pairs.dedup();
    let mut out = Vec::new();
    for (first, second) in pairs {
        let count = shared.get(&(first, second)).copied().unwrap_or_default();
        let share = |of: usize| {
            let total = prints.get(of).map_or(0, Vec::len);
            let thousandths = if count < FEWEST || total == 0 { 0 } else { count * 1000 / total };
            u32::try_from(thousandths).unwrap_or(1000)
        };
        let it = Likeness {
            first,
            second,
            contained_in_second: share(first),
            contained_in_first: share(second),
            passage: (count > 0)
                .then(|| passage(entries, &texts, (first, second), &common, policy.passage))
                .flatten(),
            misspellings: spelt.remove(&(first, second)).unwrap_or_default(),
            authorship: marks.remove(&(first, second)).unwrap_or_default(),
        };
        if !it.codes(policy).is_empty() {
            out.push(it);
        }
    }
    out
}

/// For each run, in order, whose lists hold it.
fn holders(lists: &[Vec<u64>]) -> Vec<(u64, Vec<usize>)> {
    let mut all: Vec<(u64, usize)> =
        lists.iter().enumerate().flat_map(|(who, list)| list.iter().map(move |it| (*it, who))).collect();
    all.sort_unstable();
    all.chunk_by(|a, b| a.0 == b.0)
        .filter(|it| it.len() > 1)
        .filter_map(|it| Some((it.first()?.0, it.iter().map(|(_, who)| *who).collect())))
        .collect()
}

/// Every two of `who`, which is in order.
pub(super) fn each_pair(who: &[usize], mut told: impl FnMut((usize, usize))) {
    for (n, first) in who.iter().enumerate() {
        for second in who.iter().skip(n + 1) {
            told((*first, *second));
        }
    }
}

/// The longest passage of at least `least` words that both tenders have.
fn passage(
    entries: &[Entry<'_>],
    texts: &[Words],
    (first, second): (usize, usize),
    common: &[u64],
    least: usize,
) -> Option<SharedPassage> {
    let (a, b) = (texts.get(first)?, texts.get(second)?);
    let mut places: Vec<(u64, usize)> =
        b.runs.iter().enumerate().filter_map(|(at, run)| Some(((*run)?, at))).collect();
    places.sort_unstable();
    let mut best = (0, 0, 0);
    // What was followed from an earlier word on needs no second look.
    let mut followed: BTreeSet<(usize, usize)> = BTreeSet::new();
    for (at, run) in a.runs.iter().enumerate() {
        let Some(run) = run.filter(|it| common.binary_search(it).is_err()) else { continue };
        let from = places.partition_point(|(it, _)| *it < run);
        for (_, there) in places.iter().skip(from).take_while(|(it, _)| *it == run) {
            let known = at > 0 && *there > 0 && followed.contains(&(at - 1, there - 1));
            followed.insert((at, *there));
            if known {
                continue;
            }
            let length = (0..a.list.len())
                .take_while(|n| {
                    let (Some(x), Some(y)) = (a.list.get(at + n), b.list.get(there + n)) else {
                        return false;
                    };
                    x.text == y.text && (*n == 0 || !x.parted && !y.parted)
                })
                .count();
            if length > best.0 {
                best = (length, at, *there);
            }
        }
    }
    let (words, at, there) = best;
    if words < least {
        return None;
    }
    let quoted = |of: usize, text: &Words, from: usize| -> Option<Passage> {
        let (start, end) = (text.list.get(from)?, text.list.get(from + words - 1)?);
        let whole = entries.get(of)?.answers.get(start.answer)?;
        let taken = end.end.saturating_sub(start.start);
        let text = whole.text.chars().skip(start.start).take(taken).collect();
        Some(Passage { question: whole.question.clone(), place: whole.place.clone(), text })
    };
    Some(SharedPassage { words, first: quoted(first, a, at)?, second: quoted(second, b, there)? })
}

/// What files say alike of who made them. Author and time of making stand in the workbook that the buyer issued: what
/// most of those that state them say, and more than two, says nothing.
fn authorship(entries: &[Entry<'_>], policy: &Policy) -> BTreeMap<(usize, usize), Vec<SharedMark>> {
    /// How it is told, whether the buyer's template sets it, and where it stands.
    type Mark = (&'static str, bool, fn(&Origin) -> Option<&str>);
    const MARKS: [Mark; 4] = [
        ("author", true, |it| it.author.as_deref()),
        ("last saved by", false, |it| it.saved_by.as_deref()),
        ("made at", true, |it| it.made_at.as_deref()),
        ("last saved at", false, |it| it.saved_at.as_deref()),
    ];
    let mut out: BTreeMap<(usize, usize), Vec<SharedMark>> = BTreeMap::new();
    for (what, by_template, mark) in MARKS {
        let mut by_value: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (n, entry) in entries.iter().enumerate() {
            let value = mark(entry.origin).map(str::trim).filter(|it| !it.is_empty());
            if let Some(value) = value.filter(|it| !policy.nobody.contains(&it.to_lowercase())) {
                by_value.entry(value).or_default().push(n);
            }
        }
        let stated: usize = by_value.values().map(Vec::len).sum();
        for (value, who) in by_value {
            let template = by_template && who.len() > 2 && who.len() * 2 > stated;
            if who.len() > policy.common || template {
                continue;
            }
            each_pair(&who, |pair| {
                out.entry(pair).or_default().push(SharedMark { what, value: value.to_owned() });
            });
        }
    }
    out
}
