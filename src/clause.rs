//! Which clauses an assessed tender calls for, and why.

use serde::Serialize;

use crate::{
    assess::Status,
    id::{ClauseId, PartId, QuestionId},
};

/// A clause of the library that a tender calls for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Recommendation {
    /// Which clause.
    pub clause: ClauseId,
    /// Its title.
    pub title: String,
    /// What it is there to do.
    pub strength: Strength,
    /// The answers that called for it; empty for a clause that always stands.
    pub because: Vec<Cause>,
    /// The text with its placeholders filled from the answers.
    #[serde(skip)]
    pub text: String,
    /// For whoever drafts the contract.
    #[serde(skip)]
    pub note: String,
}

/// What a recommended clause does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Strength {
    /// Stands in every contract of the kind.
    Standard,
    /// Records what the supplier offered.
    Commitment,
    /// Asks for what the answer left open.
    GapClosed,
    /// To be met by a date.
    Condition,
}

/// An answer that called for a clause.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Cause {
    /// The question.
    pub question: QuestionId,
    /// The part.
    pub part: PartId,
    /// What the answer said of it.
    pub status: Status,
}
