//! Facts on which several answers must agree. They flag and draft a question; they never move a score.

use std::{cell::OnceCell, collections::BTreeSet, sync::Arc};

use super::{Answer, AssessError, CheckFinding};
use crate::{
    diag::Place,
    id::Name,
    language::{
        reading::{Gathering, Reader, Reading, Tag, Text},
        value::Amount,
    },
    rule::{Check, Fact, Rules, Status},
    tender::YesNo,
};

/// The words that checks look for anywhere in a tender.
#[derive(Debug)]
pub(super) struct CrossChecks {
    pub(super) reader: Reader,
    pub(super) groups: Vec<Name>,
}

/// Words that bear a fact out.
struct Seen {
    place: Option<Place>,
    words: String,
    amount: Option<Amount>,
}

impl CrossChecks {
    /// All but the reader, and what it is to be made of.
    pub(super) fn new(rules: &Rules) -> Result<(Self, Gathering), AssessError> {
        let mut groups: Vec<Name> = rules
            .checks
            .iter()
            .flat_map(|it| [&it.a].into_iter().chain(&it.b))
            .flat_map(|it| it.words.iter().cloned())
            .collect();
        groups.sort();
        groups.dedup();
        let mut gathering = Gathering::default();
        for (n, name) in groups.iter().enumerate() {
            if let Some(lexicon) = rules.lexicons.get(name) {
                let faulty = |source| AssessError { file: "scoring/checks".to_owned(), source };
                let names = lexicon.any.iter().chain(&lexicon.minus);
                gathering.add(Tag::Names(n), names).map_err(faulty)?;
                gathering.add(Tag::Masks(n), &lexicon.not).map_err(faulty)?;
            }
        }
        Ok((Self { reader: Reader::default(), groups }, gathering))
    }

    /// What the checks find in `answers`, whose texts are `texts`.
    pub(super) fn run(&self, checks: &[Check], answers: &[Answer], texts: &[Arc<Text>]) -> Vec<CheckFinding> {
        if checks.is_empty() {
            return Vec::new();
        }
        let read = |text: &Arc<Text>| {
            let (groups, cues) = self.reader.find(text);
            Reading::new(Arc::clone(text), groups, cues)
        };
        let readings: Vec<Reading> = texts.iter().map(read).collect();
        checks.iter().filter_map(|it| self.one(it, answers, &readings)).collect()
    }

    fn one(&self, check: &Check, answers: &[Answer], readings: &[Reading]) -> Option<CheckFinding> {
        let a = self.seen(&check.a, answers, readings);
        let second;
        if a.is_empty() {
            return None;
        }
        let (a, b) = match &check.b {
            None => (a.first()?, a.first()?),
            Some(fact) => {
                let b = self.seen(fact, answers, readings);
                let differing = check.a.value.is_some() && fact.value.is_some();
                let unlike = |a: &Seen, b: &Seen| {
                    if differing { differ(a, b) } else { a.place != b.place || a.words != b.words }
                };
                let pair = a.iter().enumerate().find_map(|(n, one)| {
                    b.iter().position(|other| unlike(one, other)).map(|other| (n, other))
                });
                let (one, other) = pair?;
                second = b;
                (a.get(one)?, second.get(other)?)
            }
        };
        let fill = |text: &str| text.replace("{a}", &a.words).replace("{b}", &b.words);
        let mut places: Vec<Place> = a.place.iter().chain(&b.place).cloned().collect();
        places.dedup();
        Some(CheckFinding {
            id: check.id.clone(),
            message: fill(&check.message),
            places,
            ask: fill(&check.ask),
        })
    }

    fn seen(&self, fact: &Fact, answers: &[Answer], readings: &[Reading]) -> Vec<Seen> {
        let mut out = Vec::new();
        for (answer, reading) in answers.iter().zip(readings) {
            if !fact.questions.is_empty() && !fact.questions.contains(&answer.question) {
                continue;
            }
            if !fact.point.is_empty() {
                let claims = answer.parts.iter().flat_map(|it| &it.claims);
                let fitting = claims.filter(|it| {
                    fact.point.contains(&it.rule)
                        && (fact.status.is_empty() && it.status != Status::Absent
                            || fact.status.contains(&it.status))
                });
                for claim in fitting {
                    let words = match &fact.value {
                        Some(kind) => {
                            claim.values.iter().find(|it| it.kind == *kind).map(|it| it.text.clone())
                        }
                        None => Some(format!("“{}”", claim.text)),
                    };
                    out.extend(words.map(|words| Seen {
                        place: claim.place.clone().or(answer.place.clone()),
                        words,
                        amount: None,
                    }));
                }
            }
            if let Some(tick) = fact.tick.as_deref().and_then(YesNo::parse)
                && answer.yes_no == Some(tick)
            {
                out.push(Seen {
                    place: answer.place.clone(),
                    words: fact.tick.clone().unwrap_or_default(),
                    amount: None,
                });
            }
            let characters = Characters::of(&answer.text);
            let mut said = BTreeSet::new();
            for name in &fact.words {
                let Some(group) = self.groups.iter().position(|it| it == name) else { continue };
                let hits = reading.groups.of(group);
                let seen = hits.iter().filter_map(|it| {
                    seen_words(fact, &characters, answer.place.as_ref(), reading, it.from, it.to)
                });
                for it in seen {
                    // To say a thing once more bears nothing out, and a cell can hold thousands of sayings.
                    if said.insert(it.words.clone()) {
                        out.push(it);
                    }
                }
            }
        }
        out
    }
}

/// The words of a hit, or the value of the wanted kind that stands nearest behind it in its sentence.
fn seen_words(
    fact: &Fact,
    characters: &Characters<'_>,
    place: Option<&Place>,
    reading: &Reading,
    from: usize,
    to: usize,
) -> Option<Seen> {
    let (from, to, amount) = match &fact.value {
        None => (from, to, None),
        Some(kind) => {
            let sentences = &reading.segments.sentences;
            let sentence = sentences.get(sentences.partition_point(|it| it.tokens.end <= from))?;
            let sentence = Some(&sentence.tokens).filter(|it| it.contains(&from))?;
            let behind = reading.values_in(&(to..sentence.end)).iter();
            let mut values = behind.filter(|it| it.kind.name() == kind.as_str());
            let value = values.find(|it| it.to <= sentence.end)?;
            (value.from, value.to, Some(value.amount))
        }
    };
    let start = reading.tokens.list.get(from).map_or(0, |it| it.start);
    let end = to.checked_sub(1).and_then(|at| reading.tokens.list.get(at)).map_or(start, |it| it.end);
    let count = |n: u32| usize::try_from(n).unwrap_or(0);
    let (start, end) = (count(start), count(end.max(start)));
    let words = characters.slice(start, end);
    Some(Seen { place: place.cloned(), words: format!("“{words}”"), amount })
}

/// A text by its characters. Where each begins is found out once, when it is first asked for: to look from the beginning
/// for each of the thousands of sayings that a cell can hold takes minutes.
struct Characters<'a> {
    text: &'a str,
    /// None where each has one byte.
    starts: OnceCell<Option<Vec<usize>>>,
}

impl<'a> Characters<'a> {
    fn of(text: &'a str) -> Self {
        Self { text, starts: OnceCell::new() }
    }

    /// The characters `start..end`.
    fn slice(&self, start: usize, end: usize) -> &'a str {
        let starts = self.starts.get_or_init(|| {
            (!self.text.is_ascii()).then(|| self.text.char_indices().map(|(at, _)| at).collect())
        });
        let byte = |at: usize| match starts {
            None => at.min(self.text.len()),
            Some(starts) => starts.get(at).copied().unwrap_or(self.text.len()),
        };
        self.text.get(byte(start)..byte(end)).unwrap_or_default()
    }
}

/// Whether two facts name different values: by size where both have one (4 hours are 240 minutes).
fn differ(a: &Seen, b: &Seen) -> bool {
    match (a.amount, b.amount) {
        (Some(a), Some(b)) if a != Amount::None && b != Amount::None => a != b,
        _ => normal(&a.words) != normal(&b.words),
    }
}

/// Two spellings of one value are no difference.
fn normal(words: &str) -> String {
    words.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_found_in_texts_of_one_byte_and_of_more() {
        for (text, first, last) in [("abcdef", "bc", "f"), ("a£cd–f", "£c", "f")] {
            let it = Characters::of(text);
            assert_eq!((it.slice(1, 3), it.slice(5, 9), it.slice(9, 12)), (first, last, ""));
        }
    }
}
