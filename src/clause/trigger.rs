//! What calls for a clause: a small closed set of conditions.

use std::{collections::BTreeSet, fmt};

use serde::{Deserialize, Serialize};

use super::{Cause, Strength};
use crate::{
    assess::{self, Answer, PartFinding, Status},
    id::{Name, PartId, QuestionId},
    tender::ResponseState,
};

/// What a procurement is about, where that alone calls for a clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tag {
    /// The service handles data about people.
    PersonalData,
    /// It captures images, sound or radio signals.
    Camera,
    /// It brings devices.
    Hardware,
    /// It is a hosted service.
    Cloud,
    /// It uses algorithms that learn.
    Ai,
}

/// The statuses that leave a part of a question open, so that a contract has to close it. `Planned` is one of them,
/// and asks for a date. `NotApplicable` is none: the person who accepts its reason decides.
const GAPS: [Status; 11] = [
    Status::Umbrella,
    Status::Conditional,
    Status::Hedged,
    Status::ThirdParty,
    Status::Planned,
    Status::BareAssent,
    Status::Historic,
    Status::Related,
    Status::Negated,
    Status::Absent,
    Status::Uncertain,
];

/// A condition under which a clause is recommended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Trigger {
    /// In every contract.
    Always,
    /// A part has one of these statuses, and shows just so much, where that is said.
    Status { parts: Parts, is: Vec<Status>, shown: Option<assess::Strength>, strength: Strength },
    /// A part is left open; where it is planned, the clause becomes a condition.
    Gap { parts: Parts },
    /// The words of a part carry a value of this kind.
    Value { parts: Parts, kind: Name, strength: Strength },
    /// The procurement bears this tag.
    Tag { tag: Tag, strength: Strength },
}

/// Parts of one question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Parts {
    pub(super) question: QuestionId,
    pub(super) parts: Vec<PartId>,
}

/// One reason for a clause.
#[derive(Debug)]
pub(super) struct Call {
    pub(super) strength: Strength,
    pub(super) cause: Option<Cause>,
}

impl Trigger {
    pub(super) fn question(&self) -> Option<&QuestionId> {
        match self {
            Self::Status { parts, .. } | Self::Gap { parts } | Self::Value { parts, .. } => {
                Some(&parts.question)
            }
            Self::Always | Self::Tag { .. } => None,
        }
    }

    pub(super) fn tag(&self) -> Option<Tag> {
        match self {
            Self::Tag { tag, .. } => Some(*tag),
            _ => None,
        }
    }

    /// The reasons that these answers give.
    pub(super) fn calls(&self, answers: &[Answer], tags: &BTreeSet<Tag>) -> Vec<Call> {
        let plain = |strength| vec![Call { strength, cause: None }];
        match self {
            Self::Always => plain(Strength::Standard),
            Self::Tag { tag, strength } if tags.contains(tag) => plain(*strength),
            Self::Tag { .. } => Vec::new(),
            Self::Status { parts, is, shown, strength } => parts.calls(answers, |part, status| {
                (is.contains(&status) && shown.is_none_or(|it| part.strength == it)).then_some(*strength)
            }),
            Self::Gap { parts } => parts.calls(answers, |_, status| match status {
                Status::Planned => Some(Strength::Condition),
                _ => GAPS.contains(&status).then_some(Strength::GapClosed),
            }),
            Self::Value { parts, kind, strength } => parts.calls(answers, |part, status| {
                let named = part.claims.iter().flat_map(|it| &it.values).any(|it| it.kind == *kind);
                (named && status != Status::NotApplicable).then_some(*strength)
            }),
        }
    }
}

impl Parts {
    fn calls(
        &self,
        answers: &[Answer],
        strength: impl Fn(&PartFinding, Status) -> Option<Strength>,
    ) -> Vec<Call> {
        let of = |answer: &Answer| -> Vec<Call> {
            let parts = answer.parts.iter().filter(|it| self.parts.contains(&it.part));
            parts
                .filter_map(|part| {
                    let status = status(answer, part);
                    let strength = strength(part, status)?;
                    let cause = Cause { question: answer.question.clone(), part: part.part.clone(), status };
                    Some(Call { strength, cause: Some(cause) })
                })
                .collect()
        };
        answers.iter().filter(|it| it.question == self.question).flat_map(of).collect()
    }
}

/// What an answer says of a part, given what its cell holds: an unreadable cell is not a blank, and an answer that
/// declares itself not applicable leaves no part open.
fn status(answer: &Answer, part: &PartFinding) -> Status {
    match (answer.state, part.status) {
        (ResponseState::Unreadable, Status::Absent) => Status::Uncertain,
        (ResponseState::NotApplicable, Status::Absent) => Status::NotApplicable,
        (_, status) => status,
    }
}

impl fmt::Display for Trigger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Always => f.write_str("always"),
            Self::Status { parts, is, shown, strength } => {
                let is: Vec<String> = is.iter().map(super::word).collect();
                write!(f, "{strength}: {parts} is {}", is.join(" or "))?;
                match shown {
                    Some(assess::Strength::Specific) => f.write_str(", with specifics"),
                    Some(assess::Strength::Generic) => f.write_str(", without specifics"),
                    None => Ok(()),
                }
            }
            Self::Gap { parts } => {
                write!(f, "{}: {parts} is left open; ", Strength::GapClosed)?;
                write!(f, "{}: it is planned", Strength::Condition)
            }
            Self::Value { parts, kind, strength } => write!(f, "{strength}: {parts} names a {kind}"),
            Self::Tag { tag, strength } => {
                write!(f, "{strength}: the procurement is tagged {}", super::word(tag))
            }
        }
    }
}

impl fmt::Display for Parts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts: Vec<&str> = self.parts.iter().map(PartId::as_str).collect();
        write!(f, "{} {}", self.question, parts.join(" or "))
    }
}
