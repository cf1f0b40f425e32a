//! Whether a text tells one supplier what another wrote: by runs of words that stand in the one and in the other.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::TenderText;
use crate::id::TenderId;

/// So many words in the same order are no chance. A sentence of fewer words is found only with its neighbours.
pub const RUN: usize = 5;

/// Words of another's in a text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Leak {
    /// The words, in small letters.
    pub words: String,
    /// Where they stand in the other's tender.
    pub place: String,
    /// Whether that is the winner's, which might be referred to but for its mark of confidence.
    pub marked: bool,
}

/// Who says a run of words, and where.
#[derive(Debug, Clone, Copy)]
struct Said<'a> {
    /// The position of the tender; none where everybody knows it.
    by: Option<usize>,
    place: &'a str,
    confidential: bool,
}

/// The runs of words of all tenders of a lot and of what everybody knows, gone through once: so many texts are checked
/// against them that each must be looked up only.
#[derive(Debug, Default)]
pub struct Guard<'a> {
    tenders: Vec<&'a TenderId>,
    /// Words by number.
    numbers: BTreeMap<String, u32>,
    runs: BTreeMap<[u32; RUN], Vec<Said<'a>>>,
}

impl<'a> Guard<'a> {
    /// Over what the tenders say, and what everybody knows: the tender documents, each passage with its place.
    pub fn new(texts: &'a BTreeMap<TenderId, TenderText>, known: &'a [(String, String)]) -> Self {
        let mut guard = Self { tenders: texts.keys().collect(), ..Self::default() };
        for (n, of) in texts.values().enumerate() {
            for (place, text, confidential) in &of.passages {
                guard.add(text, Said { by: Some(n), place, confidential: *confidential });
            }
        }
        for (place, text) in known {
            guard.add(text, Said { by: None, place, confidential: false });
        }
        guard
    }

    fn add(&mut self, text: &str, said: Said<'a>) {
        let mut numbers = Vec::new();
        for word in words(text) {
            let next = u32::try_from(self.numbers.len()).unwrap_or(u32::MAX);
            numbers.push(*self.numbers.entry(word).or_insert(next));
        }
        for run in numbers.windows(RUN) {
            let Ok(run) = <[u32; RUN]>::try_from(run) else { continue };
            let all = self.runs.entry(run).or_default();
            // What it says openly elsewhere is open.
            match all.iter_mut().find(|it| it.by == said.by) {
                Some(before) => before.confidential &= said.confidential,
                None => all.push(said),
            }
        }
    }

    fn position(&self, of: &TenderId) -> Option<usize> {
        self.tenders.iter().position(|it| *it == of)
    }

    /// What `text`, told to the supplier of `to`, tells of other tenders: the longest runs, each once. What stands in its own
    /// tender or is known to everybody tells nothing, and nothing does that stands openly in the tender of `winner`.
    pub fn leaks(&self, text: &str, to: &TenderId, winner: Option<&TenderId>) -> Vec<Leak> {
        let (to, winner) = (self.position(to), winner.and_then(|it| self.position(it)));
        let mut leaks: Vec<Leak> = Vec::new();
        let words = words(text);
        // One past the last word of the leak that is being followed.
        let mut end = 0;
        for (at, run) in words.windows(RUN).enumerate() {
            let Some(all) = self.run(run) else { continue };
            let open = |it: &Said<'_>| {
                it.by.is_none() || it.by == to || winner.is_some() && it.by == winner && !it.confidential
            };
            let Some(said) = all.first().filter(|_| !all.iter().any(open)) else { continue };
            match leaks.last_mut() {
                Some(last) if at < end && last.place == said.place => {
                    for word in words.iter().take(at + RUN).skip(end) {
                        last.words.push(' ');
                        last.words.push_str(word);
                    }
                }
                _ => leaks.push(Leak {
                    words: run.join(" "),
                    place: said.place.to_owned(),
                    marked: winner.is_some() && said.by == winner,
                }),
            }
            end = at + RUN;
        }
        leaks.sort();
        leaks.dedup();
        leaks
    }

    /// Whether `text` quotes the tender.
    pub fn quotes(&self, text: &str, tender: &TenderId) -> bool {
        let of = self.position(tender);
        let found = |run: &[String]| self.run(run).is_some_and(|all| all.iter().any(|it| it.by == of));
        of.is_some() && words(text).windows(RUN).any(found)
    }

    fn run(&self, words: &[String]) -> Option<&Vec<Said<'a>>> {
        let mut run = [0; RUN];
        for (number, word) in run.iter_mut().zip(words) {
            *number = *self.numbers.get(word)?;
        }
        self.runs.get(&run)
    }
}

/// The amounts that stand in a text, as digits alone.
pub fn amounts(text: &str) -> BTreeSet<String> {
    let plain = text.replace([',', '£'], "");
    let found = plain.split(|it: char| !it.is_ascii_digit() && it != '.').map(|it| it.trim_matches('.'));
    found.filter(|it| !it.is_empty()).map(|it| it.strip_suffix(".00").unwrap_or(it).to_owned()).collect()
}

/// Whether an amount such as `£84,000.00` is among those of a text.
pub fn tells(amounts: &BTreeSet<String>, amount: &str) -> bool {
    let plain = amount.replace([',', '£'], "");
    amounts.contains(plain.strip_suffix(".00").unwrap_or(&plain))
}

/// Letters and digits in small letters; whatever stands between them parts words.
pub(crate) fn words(text: &str) -> Vec<String> {
    let split = text.split(|it: char| !it.is_alphanumeric());
    split.filter(|it| !it.is_empty()).map(str::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts() -> BTreeMap<TenderId, TenderText> {
        let one = |place: &str, text: &str, confidential| TenderText {
            passages: vec![(place.to_owned(), text.to_owned(), confidential)],
            price: None,
        };
        let vault = "Keys are held in a vault under the council's own account.";
        BTreeMap::from([
            ("ash".parse().unwrap(), one("ash D9", vault, false)),
            ("elm".parse().unwrap(), one("elm D9", "The depot is guarded by two dogs at night.", true)),
            ("oak".parse().unwrap(), one("oak D9", "Nothing of the kind is said here at all.", false)),
        ])
    }

    #[test]
    fn a_run_of_anothers_words_is_found_and_what_both_know_is_not() {
        let texts = texts();
        let known = [("pack".to_owned(), "Say where keys are held and by whom.".to_owned())];
        let guard = Guard::new(&texts, &known);
        let id = |it: &str| it.parse::<TenderId>().unwrap();
        let said = "Unlike this tender, KEYS are held -- in a vault under a plan.";
        let leak =
            Leak { words: "keys are held in a vault under".into(), place: "ash D9".into(), marked: false };
        assert_eq!(guard.leaks(said, &id("oak"), None), [leak]);
        // Its own words tell a supplier nothing, nor do the winner's that are not in confidence.
        assert!(guard.leaks(said, &id("ash"), None).is_empty());
        assert!(guard.leaks(said, &id("oak"), Some(&id("ash"))).is_empty());
        let dogs = "It says that the depot is guarded by two dogs.";
        let leaks = guard.leaks(dogs, &id("oak"), Some(&id("elm")));
        assert!(matches!(leaks.as_slice(), [Leak { marked: true, .. }]), "{leaks:?}");
        assert!(guard.leaks("Keys are held somewhere.", &id("oak"), None).is_empty());
        assert!(guard.leaks("", &id("oak"), None).is_empty());
        assert!(guard.quotes(dogs, &id("elm")) && !guard.quotes(dogs, &id("ash")));
    }

    #[test]
    fn an_amount_is_found_however_it_is_written() {
        for text in ["It costs £84,000.00.", "for 84000, less", "(84,000)"] {
            assert!(tells(&amounts(text), "£84,000.00"), "{text}");
        }
        assert!(!tells(&amounts("£184,000 or 8400"), "£84,000.00"));
        assert!(!tells(&amounts("nothing"), ""));
    }
}
