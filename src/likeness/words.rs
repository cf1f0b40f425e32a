//! A tender's own words: in one spelling, in runs that stock phrases part.

use super::{Entry, policy::Policy};
use crate::language::token::{Kind, Tokens};

/// Words in the runs that are compared.
pub(super) const RUN: usize = 5;
/// Neighbouring runs of which the least is kept.
const WINDOW: usize = 4;

/// The words of a text in one spelling.
pub(super) fn of(text: &str) -> Vec<String> {
    let tokens = Tokens::of(text);
    tokens
        .list
        .iter()
        .filter(|it| it.kind != Kind::Mark)
        .map(|it| tokens.word(it).to_owned())
        .filter(|it| !it.is_empty())
        .collect()
}

/// A hash of some words that is the same on every machine (FNV-1a, 64 bits).
pub(super) fn hash<T: AsRef<str>>(words: &[T]) -> u64 {
    const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
    const PRIME: u64 = 0x0100_0000_01b3;
    let bytes = words.iter().flat_map(|it| it.as_ref().bytes().chain([0]));
    bytes.fold(OFFSET, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(PRIME))
}

/// One word of a tender.
#[derive(Debug)]
pub(super) struct Word {
    /// In lower case.
    pub(super) text: String,
    /// Which of the tender's answers it stands in.
    pub(super) answer: usize,
    /// First character of the cell.
    pub(super) start: usize,
    /// One past the last character.
    pub(super) end: usize,
    /// Whether what stands before it was set aside, so that no run leads over from there.
    pub(super) parted: bool,
}

/// A tender's words and the runs in them.
#[derive(Debug)]
pub(super) struct Words {
    /// In the order of the answers.
    pub(super) list: Vec<Word>,
    /// For each word the hash of the run that begins with it; none where no run does.
    pub(super) runs: Vec<Option<u64>>,
}

impl Words {
    /// Reads `entry`; stock phrases and what `policy` knows of the questions are set aside.
    pub(super) fn read(entry: &Entry<'_>, policy: &Policy) -> Self {
        let mut list: Vec<Word> = Vec::new();
        for (answer, passage) in entry.answers.iter().enumerate() {
            let tokens = Tokens::of(&passage.text);
            let spoken: Vec<_> = tokens.list.iter().filter(|it| it.kind != Kind::Mark).collect();
            let words: Vec<&str> = spoken.iter().map(|it| tokens.word(it)).collect();
            let mut at = 0;
            let mut parted = true;
            while let Some(rest) = words.get(at..).filter(|it| !it.is_empty()) {
                if let Some(length) = policy.stock_at(rest) {
                    at += length;
                    parted = true;
                    continue;
                }
                if let (Some(word), Some(token)) = (rest.first(), spoken.get(at)) {
                    list.push(Word {
                        text: (*word).to_owned(),
                        answer,
                        start: usize::try_from(token.start).unwrap_or(usize::MAX),
                        end: usize::try_from(token.end).unwrap_or(usize::MAX),
                        parted,
                    });
                }
                parted = false;
                at += 1;
            }
        }
        let runs = (0..list.len())
            .map(|at| {
                let run = list.get(at..at + RUN)?;
                if run.iter().skip(1).any(|it| it.parted) {
                    return None;
                }
                let texts: Vec<&str> = run.iter().map(|it| it.text.as_str()).collect();
                Some(hash(&texts)).filter(|it| policy.asked.binary_search(it).is_err())
            })
            .collect();
        Self { list, runs }
    }

    /// The runs that stand for all, by winnowing; each once, in order. `common` (in order) are set aside.
    pub(super) fn fingerprints(&self, common: &[u64]) -> Vec<u64> {
        let own = |it: &Option<u64>| it.filter(|it| common.binary_search(it).is_err());
        let mut kept: Vec<u64> =
            self.runs.windows(WINDOW).filter_map(|window| window.iter().filter_map(own).min()).collect();
        if self.runs.len() < WINDOW {
            kept.extend(self.runs.iter().filter_map(own).min());
        }
        kept.sort_unstable();
        kept.dedup();
        kept
    }
}
