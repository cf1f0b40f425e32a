//! Reasons that are copied: the same words for several tenders, or by several people.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Consensus, State,
    reason::{Policy, words},
};
use crate::award::summary::voice;

/// A reason with whose it is and what it is about.
#[derive(Debug, Clone, Copy)]
pub struct Voice<'a> {
    /// The position by which the caller knows it.
    pub at: usize,
    /// What belongs together is compared: a question, or a tender's answer.
    pub group: usize,
    /// The reason.
    pub text: &'a str,
}

/// Two reasons that are alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Alike {
    /// The earlier.
    pub first: usize,
    /// The later, which is told.
    pub second: usize,
    /// Whether they are word for word the same.
    pub same: bool,
}

/// The reasons of each group that are copied from an earlier one: word for word, or nearly. Each is told once, with the
/// first that it is like.
pub fn alike(voices: &[Voice<'_>], policy: &Policy) -> Vec<Alike> {
    let mut found = Vec::new();
    let read: Vec<(usize, usize, Vec<u64>, u64, usize)> = voices
        .iter()
        .map(|it| {
            let words = words(it.text);
            let mut runs: Vec<u64> = words.windows(2).map(hash).collect();
            runs.sort_unstable();
            runs.dedup();
            (it.at, it.group, runs, hash(&words), words.len())
        })
        .collect();
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (n, it) in read.iter().enumerate() {
        groups.entry(it.1).or_default().push(n);
    }
    for members in groups.values() {
        for (n, second) in members.iter().enumerate() {
            let Some((at, _, runs, whole, count)) = read.get(*second) else { continue };
            let like = members.iter().take(n).filter_map(|it| read.get(*it)).find_map(|before| {
                if before.3 == *whole && *count > 0 {
                    return Some((before.0, true));
                }
                let enough = before.4.min(*count) >= policy.copied_words;
                (enough && share(&before.2, runs) >= policy.copied).then_some((before.0, false))
            });
            if let Some((first, same)) = like {
                found.push(Alike { first, second: *at, same });
            }
        }
    }
    found
}

/// The panel's reasons in `agreed` that have word for word those of an earlier one, of whatever tender and question: there, or
/// in what was agreed before. No summary is written with them, and once prices are open they are not mended without a reopening
/// of the award.
pub(super) fn repeated<'a>(
    agreed: &[&'a Consensus],
    state: &'a State,
) -> Vec<(&'a Consensus, &'a Consensus)> {
    let key = |it: &Consensus| (it.tender.clone(), it.question.clone());
    let anew: BTreeSet<_> = agreed.iter().map(|it| key(it)).collect();
    let before = state.scores.values().map(|it| &it.consensus).filter(|it| !anew.contains(&key(it)));
    let mut said: BTreeMap<Vec<String>, &Consensus> = BTreeMap::new();
    for it in before {
        if let Some(voice) = voice(&it.reason) {
            said.entry(voice).or_insert(it);
        }
    }
    let mut found = Vec::new();
    for it in agreed {
        let Some(voice) = voice(&it.reason) else { continue };
        match said.get(&voice) {
            Some(first) => found.push((*first, *it)),
            None => {
                said.insert(voice, it);
            }
        }
    }
    found
}

/// How many of the runs of the longer stand in the other, in thousandths.
fn share(one: &[u64], other: &[u64]) -> usize {
    let most = one.len().max(other.len());
    // Lists of very different length cannot be alike.
    if most == 0 || one.len().min(other.len()) * 10 < most * 7 {
        return 0;
    }
    let (mut a, mut b, mut common) = (0, 0, 0_usize);
    while let (Some(left), Some(right)) = (one.get(a), other.get(b)) {
        match left.cmp(right) {
            std::cmp::Ordering::Less => a += 1,
            std::cmp::Ordering::Greater => b += 1,
            std::cmp::Ordering::Equal => {
                common += 1;
                a += 1;
                b += 1;
            }
        }
    }
    common * 1000 / most
}

/// The same on every machine (FNV-1a, 64 bits).
fn hash(words: &[String]) -> u64 {
    let bytes = words.iter().flat_map(|it| it.bytes().chain([0]));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
