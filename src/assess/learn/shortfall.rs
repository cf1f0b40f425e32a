//! Learns which words are typical of an answer that falls short.
//!
//! An averaged perceptron with a margin, in whole numbers (Freund and Schapire, 1999; Collins, 2002): each sentence that is
//! read wrongly, or rightly by little, moves the weights of its words by one; what stands in the file is the mean of the
//! weights over all that it has seen. The order of the sentences is fixed, so that the same sentences give the same
//! weights everywhere.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use super::words;
use crate::{
    assess::Engine,
    id::{PartId, QuestionId},
    rule::{END, Lesser, Status, features},
};

/// A sentence, or a few that belong together, with how far it shows a part.
#[derive(Debug, Clone, serde::Deserialize)]
pub struct Shown {
    /// The question to which it answers.
    pub question: QuestionId,
    /// The part of which it was said.
    pub part: PartId,
    /// What it says of the part; or else [`Shown::label`].
    pub status: Option<Status>,
    /// How far it shows it: `met`, `partly`, `not-met` or `not-stated`.
    pub label: Option<Label>,
    /// The words.
    pub text: String,
}

/// How far a part is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Label {
    /// Whole.
    Met,
    /// In part.
    Partly,
    /// Not.
    NotMet,
    /// Nothing is said of it.
    NotStated,
}

impl Shown {
    fn falls_short(&self) -> bool {
        match (self.status, self.label) {
            (Some(it), _) => it != Status::Affirmed,
            (None, it) => it != Some(Label::Met),
        }
    }
}

/// What a page of `fixtures/language` expects of parts: a quotation, and below it `question part: status`. Known gaps and
/// other expectations are left out.
pub fn of_page(page: &str) -> Vec<Shown> {
    let mut out = Vec::new();
    let mut quoted: Vec<&str> = Vec::new();
    let mut open = false;
    for line in page.lines() {
        if let Some(words) = line.strip_prefix("> ") {
            if !open {
                quoted.clear();
            }
            quoted.push(words);
        } else if let Some((expected, "")) =
            line.strip_prefix('`').and_then(|it| it.split_once('`')).map(|(it, after)| (it, after.trim()))
        {
            out.extend(expectation(expected, &quoted.join("\n")));
        }
        open = line.starts_with("> ");
    }
    out
}

fn expectation(expected: &str, text: &str) -> Option<Shown> {
    let (of, status) = expected.split_once(": ")?;
    let (question, part) = of.split_once(' ')?;
    let status = serde_json::from_value(status.into()).ok()?;
    let (question, part) = (question.parse().ok()?, part.parse().ok()?);
    Some(Shown { question, part, status: Some(status), label: None, text: text.to_owned() })
}

struct Example {
    seen: Vec<usize>,
    falls_short: bool,
}

/// The text of `scoring/doubts.toml` as learned from `shown` and the tests of the engine's rules.
pub fn learn(engine: &Engine, shown: &[Shown]) -> String {
    let (names, examples) = examples(engine, shown);
    let weights = weights(names.len(), &examples);
    print(engine, &asked(shown), &names, &weights)
}

/// Words and pairs of words that are seen in three sentences or more, and the sentences.
fn examples(engine: &Engine, shown: &[Shown]) -> (Vec<String>, Vec<Example>) {
    const RAREST: u32 = 3;
    let small = &engine.rules().doubts.small_words;
    let mut all: Vec<(BTreeSet<String>, bool)> =
        shown.iter().map(|it| (seen(&it.text, small), it.falls_short())).collect();
    let asked = asked(shown);
    for rules in engine.rules().questions.values().filter(|it| asked.contains(&it.question)) {
        for point in &rules.points {
            for test in point.tests.iter().filter(|it| it.expect != Status::Absent) {
                // What is said of several parts counts for each, as it does among the labelled sentences.
                let example = (seen(&test.text, small), test.expect != Status::Affirmed);
                all.extend(point.parts.iter().map(|_| example.clone()));
            }
        }
    }
    let mut counts: BTreeMap<&String, u32> = BTreeMap::new();
    for it in all.iter().flat_map(|it| &it.0) {
        *counts.entry(it).or_default() += 1;
    }
    let names: Vec<String> =
        counts.iter().filter(|(_, count)| **count >= RAREST).map(|(it, _)| (*it).clone()).collect();
    let place: BTreeMap<&String, usize> = names.iter().enumerate().map(|(n, it)| (it, n)).collect();
    let example = |(seen, falls_short): &(BTreeSet<String>, bool)| Example {
        seen: seen.iter().filter_map(|it| place.get(it).copied()).collect(),
        falls_short: *falls_short,
    };
    let examples = all.iter().map(example).collect();
    (names, examples)
}

/// The questions to which the sentences answer.
fn asked(shown: &[Shown]) -> BTreeSet<&QuestionId> {
    shown.iter().map(|it| &it.question).collect()
}

/// Of no part: that others answer it poorly is nothing against an answer.
fn seen(text: &str, small: &[String]) -> BTreeSet<String> {
    let mut words = words(text);
    words.push(END.to_owned());
    let telling = |it: &String| it.split(' ').any(|word| !small.iter().any(|it| it == word));
    features(&words).filter(telling).collect()
}

/// The mean weight of each thing seen, over all steps.
fn weights(seen: usize, examples: &[Example]) -> Vec<i64> {
    const ROUNDS: usize = 5;
    const MARGIN: i64 = 40;
    // Neighbours in the files are alike; a stride that shares no factor with their number mixes them.
    const STRIDES: [usize; ROUNDS] = [7919, 10_007, 15_485_863, 32_452_843, 49_979_687];
    let mut now = vec![0_i64; seen];
    // Of each weight the sum of its changes, each times the step at which it came.
    let mut changes = vec![0_i64; seen];
    let mut step = 0_i64;
    for stride in STRIDES {
        for n in 0..examples.len() {
            step += 1;
            let Some(it) = examples.get(n.wrapping_mul(stride) % examples.len()) else { continue };
            let sum: i64 = it.seen.iter().filter_map(|at| now.get(*at)).sum();
            let towards = if it.falls_short { 1 } else { -1 };
            if sum * towards > MARGIN {
                continue;
            }
            for at in &it.seen {
                if let (Some(now), Some(changes)) = (now.get_mut(*at), changes.get_mut(*at)) {
                    *now += towards;
                    *changes += towards * step;
                }
            }
        }
    }
    let mean = |(now, changes): (&i64, &i64)| {
        let sum = now * step - changes;
        let half = if sum < 0 { -step / 2 } else { step / 2 };
        (sum + half).checked_div(step).unwrap_or(0)
    };
    now.iter().zip(&changes).map(mean).collect()
}

fn print(engine: &Engine, asked: &BTreeSet<&QuestionId>, names: &[String], weights: &[i64]) -> String {
    // What weighs less decides nothing, and is most of what was seen.
    const LEAST: i64 = 3;
    let known = &engine.rules().doubts;
    let lesser = known.lesser.unwrap_or(Lesser { reads_as: Status::Hedged, counts_as: Status::Umbrella });
    let mut out = format!(
        "# Which words are typical of an answer that falls short, and how much. Learned, never written by hand:\n\
         # `probity rules learn --short fixtures/panel/{{sentences,fragments,shown}}.jsonl fixtures/language/*.md > scoring/doubts.toml`.\n\
         # They earn nothing: where they come to `at-least` in every sentence in which a part is read as met, it is told as `reads-as`,\n\
         # counts as `counts-as`, and a person is asked. `*` is the end of a sentence. They speak of the questions that were learned.\n\n\
         at-least = {}\nsmall-words = {}\nreads-as = {}\ncounts-as = {}\nquestions = {}\nwords = \"\"\"\n",
        known.at_least,
        json(&known.small_words),
        json(&lesser.reads_as),
        json(&lesser.counts_as),
        json(asked),
    );
    let mut kept: Vec<(i64, &str)> = names
        .iter()
        .zip(weights)
        .filter(|(_, weight)| weight.abs() >= LEAST)
        .map(|(words, weight)| (*weight, words.as_str()))
        .collect();
    kept.sort_by_key(|(weight, words)| (std::cmp::Reverse(*weight), *words));
    for (weight, words) in kept {
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{weight} {words}");
    }
    out.push_str("\"\"\"\n");
    out
}

/// Lists of words are written alike in JSON and TOML.
fn json(it: &impl serde::Serialize) -> String {
    serde_json::to_string(it).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sentences of which those with the words 1 fall short, those with 2 do not, and all have 0.
    fn learned(rounds: usize) -> Vec<i64> {
        let short = Example { seen: vec![0, 1], falls_short: true };
        let whole = Example { seen: vec![0, 2], falls_short: false };
        let examples: Vec<Example> = (0..rounds)
            .flat_map(|_| [&short, &whole])
            .map(|it| Example { seen: it.seen.clone(), falls_short: it.falls_short })
            .collect();
        weights(3, &examples)
    }

    #[test]
    fn words_of_what_falls_short_weigh_against_it_and_others_for_it() {
        let weights = learned(40);
        assert!(weights[1] > 10 && weights[2] < -10, "{weights:?}");
        assert!(weights[0].abs() < weights[1], "what stands everywhere decides nothing: {weights:?}");
        assert_eq!(weights, learned(40));
        assert!(super::weights(3, &[]).iter().all(|it| *it == 0));
    }

    #[test]
    fn a_page_is_read_as_sentences_with_what_they_say() {
        let page = "Some words.\n\n> One line\n> and its end.\n\n`SLP-08 backups: negated`\n\n`SLP-08 archives: affirmed`\n\n\
                    > Left out.\n\n`SLP-08 backups: affirmed` (known gap)\n\n`SLP-08 refers: keyword-list`\n";
        let read: Vec<(String, Option<Status>, String)> =
            of_page(page).into_iter().map(|it| (it.part.to_string(), it.status, it.text)).collect();
        let text = "One line\nand its end.".to_owned();
        assert_eq!(
            read,
            [
                ("backups".to_owned(), Some(Status::Negated), text.clone()),
                ("archives".to_owned(), Some(Status::Affirmed), text)
            ]
        );
    }

    #[test]
    fn a_sentence_is_labelled_by_its_status_or_by_how_far_it_shows_a_part() {
        let read = |line: &str| serde_json::from_str::<Shown>(line).unwrap().falls_short();
        let start = r#"{"question": "SLP-08", "part": "backups", "text": "x", "#;
        assert!(!read(&format!(r#"{start} "status": "affirmed"}}"#)));
        assert!(read(&format!(r#"{start} "status": "hedged"}}"#)));
        assert!(!read(&format!(r#"{start} "label": "met"}}"#)));
        assert!(read(&format!(r#"{start} "label": "partly"}}"#)));
    }
}
