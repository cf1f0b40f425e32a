//! Which words are typical of an answer that falls short: weights learned from labelled sentences, published like every
//! other rule.
//!
//! They earn nothing. Where the rules read a part as met, and the words around it are such as say less than that (`most
//! of`, `by hand`, `is meant to`), the lesser reading is proposed and the supplier is asked.

use std::collections::BTreeSet;

use super::{Status, Weights};
use crate::id::QuestionId;

/// The weights: a sentence whose words come to [`Doubts::at_least`] or more falls short of what the rules read in it.
#[derive(Debug, Clone, Default)]
pub struct Doubts {
    /// From this total on.
    pub at_least: i32,
    /// Words that have no weight of their own, nor beside one another: nobody could read anything out of them.
    pub small_words: Vec<String>,
    /// What a part is then read as; none where nothing was learned.
    pub lesser: Option<Lesser>,
    /// The questions of whose answers they were learned; they speak of no others.
    pub questions: BTreeSet<QuestionId>,
    /// Of words and pairs of words, whatever they are said of.
    pub weights: Weights,
}

/// The lesser reading of what falls short.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lesser {
    /// What the part is told as.
    pub reads_as: Status,
    /// What earns its credit and may cap the score. A doubt that was learned is no ground for the cap that a reserve in so
    /// many words is.
    pub counts_as: Status,
}

/// Stands behind the last word of a sentence.
pub const END: &str = "*";
