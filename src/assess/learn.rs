//! Learns which words are typical of which part, from labelled sentences and from the tests of rules.
//!
//! The weight of a word is the logarithm of its odds among the sentences about the part over those about anything else:
//! the other parts of the question, and all other questions; the lesser of the two counts. Whole numbers throughout, so
//! that the same sentences give the same weights everywhere.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

pub mod shortfall;

use super::Engine;
use crate::{
    id::{PartId, QuestionId},
    language::token::{Kind, Tokens},
    rule::{Associations, Status, features},
};

/// A sentence with the part that it is about.
#[derive(Debug, Clone, serde::Deserialize)]
pub struct Labelled {
    /// The question to which it answers.
    pub question: QuestionId,
    /// The part of which it was said.
    pub part: PartId,
    /// What it says of the part; `absent` where it is not about it.
    pub status: Status,
    /// The words.
    pub text: String,
}

/// A sentence as the features that it has.
struct Example {
    part: Option<PartId>,
    features: BTreeSet<String>,
}

type Counts<'a> = BTreeMap<&'a str, u64>;

/// The text of `scoring/associations.toml` as learned from `labelled` and the tests of the engine's rules.
pub fn learn(engine: &Engine, labelled: &[Labelled]) -> String {
    const RAREST: u64 = 2;
    let known = &engine.rules().associations;
    let examples = examples(engine, labelled, &known.small_words);
    let all: BTreeMap<&QuestionId, (Counts<'_>, u64)> =
        examples.iter().map(|(question, list)| (question, counted(list.iter()))).collect();
    let mut out = head(known);
    for (question, list) in &examples {
        let Some((own, total)) = all.get(question) else { continue };
        let others: Vec<&(Counts<'_>, u64)> =
            all.iter().filter(|(it, _)| **it != question).map(|(_, it)| it).collect();
        let elsewhere: u64 = others.iter().map(|it| it.1).sum();
        let parts: BTreeSet<&PartId> = list.iter().filter_map(|it| it.part.as_ref()).collect();
        for part in parts {
            let (counts, n) = counted(list.iter().filter(|it| it.part.as_ref() == Some(part)));
            let mut lines: Vec<(i64, &str)> = counts
                .iter()
                .filter(|(_, count)| **count >= RAREST)
                .map(|(feature, count)| {
                    let beside = own.get(feature).copied().unwrap_or(0).saturating_sub(*count);
                    let far: u64 = others.iter().map(|it| it.0.get(feature).copied().unwrap_or(0)).sum();
                    let odds = |other: u64, of: u64| {
                        tenths_of_log((2 * count + 1) * (of + 1), (2 * other + 1) * (n + 1))
                    };
                    (odds(beside, total.saturating_sub(n)).min(odds(far, elsewhere)), *feature)
                })
                .filter(|(weight, _)| *weight != 0)
                .collect();
            lines.sort_by_key(|(weight, feature)| (std::cmp::Reverse(*weight), *feature));
            // Writing to a string cannot fail.
            let _ = write!(out, "\n[[part]]\nquestion = \"{question}\"\npart = \"{part}\"\nwords = \"\"\"\n");
            for (weight, feature) in lines {
                let _ = writeln!(out, "{weight} {feature}");
            }
            out.push_str("\"\"\"\n");
        }
    }
    out
}

fn head(known: &Associations) -> String {
    let small: Vec<String> = known.small_words.iter().map(|it| format!("{it:?}")).collect();
    format!(
        "# Which words are typical of which part, in tenths of a natural logarithm of the odds. Learned, never written by hand:\n\
         # `probity rules learn fixtures/panel/sentences.jsonl > scoring/associations.toml`. They speak only where no rule does.\n\n\
         at-least = {}\nstrong = {}\nsmall-words = [{}]\n",
        known.at_least,
        known.strong,
        small.join(", ")
    )
}

fn examples(engine: &Engine, labelled: &[Labelled], small: &[String]) -> BTreeMap<QuestionId, Vec<Example>> {
    let mut out: BTreeMap<QuestionId, Vec<Example>> = BTreeMap::new();
    for it in labelled {
        let part = (it.status != Status::Absent).then(|| it.part.clone());
        let example = Example { part, features: seen(&it.text, small) };
        out.entry(it.question.clone()).or_default().push(example);
    }
    for rules in engine.rules().questions.values() {
        for point in &rules.points {
            let [part] = point.parts.as_slice() else { continue };
            for test in point.tests.iter().filter(|it| it.expect != Status::Absent) {
                let example = Example { part: Some(part.clone()), features: seen(&test.text, small) };
                out.entry(rules.question.clone()).or_default().push(example);
            }
        }
    }
    out
}

/// The features of a sentence: no small word by itself, and no two of them.
fn seen(text: &str, small: &[String]) -> BTreeSet<String> {
    features(&words(text)).filter(|it| it.split(' ').any(|word| !small.iter().any(|it| it == word))).collect()
}

/// The words of a sentence; numbers are all one word.
fn words(text: &str) -> Vec<String> {
    let tokens = Tokens::of(text);
    let word = |at: usize| match tokens.list.get(at).map(|it| it.kind) {
        Some(Kind::Number) => "#".to_owned(),
        _ => tokens.word_at(at).to_owned(),
    };
    (0..tokens.list.len()).map(word).filter(|it| !it.is_empty()).collect()
}

fn counted<'a>(list: impl Iterator<Item = &'a Example>) -> (Counts<'a>, u64) {
    let mut counts = Counts::new();
    let mut n = 0;
    for it in list {
        n += 1;
        for feature in &it.features {
            *counts.entry(feature).or_default() += 1;
        }
    }
    (counts, n)
}

/// Ten times the natural logarithm of `above / below`, to the nearest whole number.
fn tenths_of_log(above: u64, below: u64) -> i64 {
    const PLACES: u32 = 32;
    // The binary logarithm in 1,024ths: its whole part, then bit by bit by squaring.
    let (above, below) = (u128::from(above.max(1)), u128::from(below.max(1)));
    let mut ratio = (above << (2 * PLACES)) / below;
    let whole = i64::from(ratio.max(1).ilog2()) - i64::from(2 * PLACES);
    let bits = ratio.max(1).ilog2();
    ratio = if bits > PLACES { ratio >> (bits - PLACES) } else { ratio << (PLACES - bits) };
    let mut log = whole * 1024;
    for bit in [512, 256, 128, 64, 32, 16, 8, 4, 2, 1] {
        ratio = (ratio * ratio) >> PLACES;
        if ratio >= 2 << PLACES {
            log += bit;
            ratio >>= 1;
        }
    }
    // 10 · ln 2 = 6.93147…
    let scaled = log * 693_147;
    let unit = 1024 * 100_000;
    (scaled + if scaled < 0 { -unit / 2 } else { unit / 2 }) / unit
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logarithms_are_right_to_a_tenth() {
        for (above, below, tenths) in
            [(1, 1, 0), (10, 1, 23), (1, 10, -23), (3, 2, 4), (1000, 7, 50), (1, 3, -11)]
        {
            assert_eq!(tenths_of_log(above, below), tenths, "{above}/{below}");
        }
    }
}
