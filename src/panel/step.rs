//! What happens to a panel, one value for each act: the shell keeps them and puts each into the record.

use serde::{Deserialize, Serialize};

use super::{Consensus, Individual, Role};
use crate::id::{ClauseId, Digest, QuestionId};

/// An act with who did it, as what and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// When, as the shell writes moments.
    pub at: String,
    /// Who, by sign.
    pub by: String,
    /// As what.
    pub role: Role,
    /// What.
    pub step: Step,
}

/// An act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "act", deny_unknown_fields)]
pub enum Step {
    /// Interests were declared for a list of suppliers.
    Declared {
        /// Over the suppliers that had tendered.
        suppliers: Digest,
        /// What they are; none where there is none.
        interest: Option<String>,
    },
    /// A declared interest was reviewed by somebody else.
    Reviewed {
        /// Whose.
        person: String,
        /// Whether the person may take part.
        cleared: bool,
        /// Why, and what is done about it.
        reason: String,
    },
    /// The briefing was read.
    Briefed {
        /// Over its text.
        text: Digest,
    },
    /// A workbook to score in was given out: the tenders in it were seen.
    Issued {
        /// Over the form.
        form: Digest,
        /// The tenders that it shows.
        tenders: Vec<String>,
    },
    /// An evaluator's scores were locked.
    Locked {
        /// The form that they came back in.
        form: Digest,
        /// Of the file's bytes.
        file: Digest,
        /// All of them.
        scores: Vec<Individual>,
    },
    /// Everybody's scores were put side by side for the moderation.
    Compared {
        /// Over the form.
        form: Digest,
        /// The questions in it.
        questions: Vec<QuestionId>,
    },
    /// The panel agreed on scores.
    Agreed {
        /// The form that they came back in.
        form: Digest,
        /// Of the file's bytes.
        file: Digest,
        /// All that were agreed at this time.
        scores: Vec<Consensus>,
        /// Why the panel changes what it agreed before, where it does.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        change: Option<String>,
    },
    /// Somebody was taken off the panel.
    Left {
        /// Who.
        person: String,
        /// Why.
        reason: String,
    },
    /// Clauses for a tender were accepted, amended or rejected.
    Weighed {
        /// The tender.
        tender: String,
        /// The form that they came back in.
        form: Digest,
        /// Of the file's bytes.
        file: Digest,
        /// One for each clause, promise and indicator.
        decisions: Vec<Weighing>,
    },
}

impl Step {
    /// As files name it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Declared { .. } => "declared",
            Self::Reviewed { .. } => "reviewed",
            Self::Briefed { .. } => "briefed",
            Self::Issued { .. } => "issued",
            Self::Locked { .. } => "locked",
            Self::Compared { .. } => "compared",
            Self::Agreed { .. } => "agreed",
            Self::Left { .. } => "left",
            Self::Weighed { .. } => "weighed",
        }
    }
}

/// What was decided on a clause, a promise or an indicator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Weighing {
    /// `clause`, `promise` or `indicator`.
    pub kind: String,
    /// The clause that it is or belongs to.
    pub clause: Option<ClauseId>,
    /// What was before the person: the clause's title, the supplier's words.
    pub about: String,
    /// `accepted`, `amended` or `rejected`.
    pub outcome: String,
    /// The text instead, where amended.
    pub text: String,
    /// Why.
    pub reason: String,
    /// What is measured and by when, of promises and indicators.
    pub measure: String,
    /// The date or frequency.
    pub date: String,
    /// Who decided, as the form names the person.
    pub person: String,
}
