//! Which points speak where they have little to say: on answers to other questions.
//!
//! A point that does so has words that are too broad, unless what it looks for is rightly said in many places.

use std::collections::{BTreeMap, BTreeSet};

use super::{Engine, When, trial};
use crate::{
    id::{QuestionId, RuleId},
    tender::Tender,
};

/// An answer of fewer words says too little to be told from a label.
const LEAST: usize = 13;

/// How often a point speaks on answers to other questions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Busy {
    /// The point.
    pub rule: RuleId,
    /// On how many it speaks.
    pub spoke: usize,
    /// Of how many.
    pub of: usize,
}

impl Busy {
    /// Whether it speaks on more than so many of a hundred.
    pub fn above(&self, in_hundred: usize) -> bool {
        self.spoke * 100 > self.of * in_hundred
    }
}

/// The answers of `tenders` that are long enough, each with the question to which it was given.
pub fn answers(tenders: &[Tender]) -> Vec<(&QuestionId, &str)> {
    tenders
        .iter()
        .flat_map(|it| &it.responses)
        .flat_map(|it| it.pieces.iter().map(|piece| (&it.question, piece.text.as_str())))
        .filter(|(_, text)| text.split_whitespace().count() >= LEAST)
        .collect()
}

/// The points of `question` that speak on any of the `answers` to other questions, in the order of their ids.
pub fn points(
    engine: &Engine,
    question: &QuestionId,
    answers: &[(&QuestionId, &str)],
    when: impl Into<When>,
) -> Vec<Busy> {
    let when = when.into();
    let foreign: Vec<&str> =
        answers.iter().filter(|(of, _)| *of != question).map(|(_, text)| *text).collect();
    let mut counts: BTreeMap<RuleId, usize> = BTreeMap::new();
    for text in &foreign {
        let Some(answer) = trial::answer(engine, question, text, None, when) else { continue };
        let spoke: BTreeSet<&RuleId> =
            answer.parts.iter().flat_map(|it| &it.claims).map(|it| &it.rule).collect();
        for rule in spoke {
            *counts.entry(rule.clone()).or_default() += 1;
        }
    }
    counts.into_iter().map(|(rule, spoke)| Busy { rule, spoke, of: foreign.len() }).collect()
}
