//! From claims to findings and a proposed score. The machine proposes; a person decides.
//!
//! A response is read piece by piece into [`Claim`]s (what the words say of one point, and where),
//! claims are gathered into one [`PartFinding`] for each part of the question, and the published
//! scale makes a [`Score`] of the findings. Where the rules cannot tell, the score is a range.

use serde::Serialize;

mod assent;
mod associated;
pub mod busy;
mod compile;
mod condition;
mod contrast;
mod crosscheck;
mod doubt;
mod elided;
mod engine;
mod fields;
mod find;
mod flagged;
mod formal;
mod frame;
mod gather;
mod general;
mod holder;
mod introduced;
mod labels;
mod lead;
pub mod learn;
mod named;
mod neighbours;
mod other;
mod polarity;
mod refer;
mod row;
mod sequel;
mod status;
mod supposed;
mod taken_up;
mod tense;
mod titled;
pub mod trial;
mod when;

pub use engine::{AssessError, Engine};
pub(crate) use fields::days;
pub use fields::{Held, alike};
pub use when::When;

pub use crate::rule::{Status, Strength};

use crate::{
    bank::Use,
    diag::Place,
    id::{Name, PartId, QuestionId, RuleId},
    tender::{FieldAnswer, ResponseState, Said, YesNo},
};

/// What some words of an answer say of one point.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Claim {
    /// The rule that saw it.
    pub rule: RuleId,
    /// What the words say.
    pub status: Status,
    /// How much they show.
    pub strength: Strength,
    /// First character, counted in Unicode scalar values of the original cell.
    pub start: usize,
    /// One past the last character.
    pub end: usize,
    /// The words themselves.
    pub text: String,
    /// The lexicon entries, cues and values that led to the status, each `id@start`.
    pub because: Vec<String>,
    /// What the words name that a contract can hold: durations, dates, certificates, names.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<Value>,
    /// The cell, where the answer has more than one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// The foreign item that the words answer, such as `CEK-03.1`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
}

/// Something countable or nameable in the words of a claim, as the supplier wrote it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Value {
    /// `duration`, `date`, `money`, `percentage`, `frequency`, `standard`, `certificate`, `cipher`, `tls`,
    /// `name` or `email`.
    pub kind: Name,
    /// The words of the value alone, so that a contract can hold them: `24 hours`, never `within 24 hours`.
    pub text: String,
}

/// What an answer says of one part of its question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PartFinding {
    /// Which part.
    pub part: PartId,
    /// The title that the bank gives it.
    pub title: String,
    /// Whether its denial caps the score and goes to a person.
    pub mandatory: bool,
    /// What the answer says of it, all claims weighed.
    pub status: Status,
    /// How much is shown.
    pub strength: Strength,
    /// Of its weight, in thousandths.
    pub credit: u32,
    /// Out of 100 for the question.
    pub weight: u32,
    /// What led to it; the one that decided first.
    pub claims: Vec<Claim>,
}

/// A proposed score: a single value, or a range where the rules cannot tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Score {
    /// With every doubt resolved against the supplier.
    pub low: u8,
    /// With every doubt resolved for the supplier.
    pub high: u8,
    /// None where the engine abstains.
    pub proposed: Option<u8>,
}

/// A published limit that held the score down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AppliedCap {
    /// As the scale names it.
    pub id: Name,
    /// The highest score that it allows.
    pub max: u8,
    /// In words for the supplier.
    pub reason: String,
}

/// Why a person must look, with the question to put to the supplier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Referral {
    /// Stable, kebab-case.
    pub code: Name,
    /// For the evaluator.
    pub message: String,
    /// A draft clarification question.
    pub ask: String,
}

/// One question of one supplier, assessed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Answer {
    /// Which question.
    pub question: QuestionId,
    /// What the cells hold.
    pub state: ResponseState,
    /// The (first) cell.
    pub place: Option<Place>,
    /// The tick.
    pub yes_no: Option<YesNo>,
    /// As typed; the pieces of a foreign questionnaire are joined by blank lines.
    pub text: String,
    /// What is proposed.
    pub score: Score,
    /// Credit gathered, in thousandths of the question's weight.
    pub coverage: u32,
    /// One for each part, in the bank's order.
    pub parts: Vec<PartFinding>,
    /// The limits that held the score down, the lowest first.
    pub caps: Vec<AppliedCap>,
    /// What a person must look at.
    pub refer: Vec<Referral>,
    /// What would have raised the score.
    pub would_raise: Vec<String>,
    /// What stands in the question's fields and what it shows, in the bank's order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldFinding>,
    /// What the answer does in the procurement. Only what is scored has a score.
    #[serde(rename = "use", skip_serializing_if = "is_scored")]
    pub used_as: Use,
    /// Where it is a requirement, a condition or a commitment: whether that is met.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes what it may skip by reference")]
fn is_scored(it: &Use) -> bool {
    *it == Use::Scored
}

/// What one field of a question shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldFinding {
    /// Which field.
    pub field: Name,
    /// The cell; of a table its first.
    pub place: Place,
    /// What stands there, as typed.
    pub said: Said,
    /// What it makes of the part that it answers.
    pub status: Status,
    /// How much it shows.
    pub strength: Strength,
    /// What it was understood as.
    #[serde(skip)]
    pub held: Held,
    /// What of it a contract can hold, as in a claim.
    #[serde(skip)]
    pub values: Vec<Value>,
}

impl FieldFinding {
    /// All cells that it stands in.
    pub fn places(&self) -> impl Iterator<Item = &Place> {
        let rows: &[Vec<crate::tender::FieldCell>] =
            if let Said::Rows(rows) = &self.said { rows } else { &[] };
        std::iter::once(&self.place).chain(rows.iter().flatten().map(|it| &it.place))
    }

    fn of(answer: &FieldAnswer, status: Status, strength: Strength) -> Self {
        Self {
            field: answer.field.clone(),
            place: answer.place.clone(),
            said: answer.said.clone(),
            status,
            strength,
            held: Held::Words,
            values: Vec::new(),
        }
    }
}

/// What an answer comes to where it is no award criterion. A person decides: nothing is rejected by a machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Every part is met.
    Met,
    /// A part is stated not to be met: a person decides, after the supplier was asked.
    NotMetProposed,
    /// It cannot be said from the answer.
    Unclear,
}

/// A fact that several answers do not agree on. It never moves a score.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CheckFinding {
    /// The check that saw it.
    pub id: Name,
    /// For the evaluator.
    pub message: String,
    /// The cells.
    pub places: Vec<Place>,
    /// A draft clarification question.
    pub ask: String,
}
