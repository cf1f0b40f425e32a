//! What calls for a clause: a small closed set of conditions.

use std::fmt;

use super::{
    Cause, Circumstances, Strength,
    field::{CellTest, FieldOf, Range, RowTest},
};
use crate::{
    assess::{self, Answer, FieldFinding, PartFinding, Status},
    bank::Tag,
    id::{Name, PartId, QuestionId},
    tender::ResponseState,
};

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
    /// The cell of a field says such a thing; the part is the one that it answers.
    Field { of: FieldOf, part: Option<PartId>, test: CellTest, strength: Strength },
    /// A table has such a row.
    Row { of: FieldOf, part: Option<PartId>, test: RowTest, strength: Strength },
    /// The procurement bears this tag.
    Tag { tag: Tag, strength: Strength },
    /// The contract is worth so much, in pounds.
    ContractValue { range: Range, strength: Strength },
    /// It is the buyer's policy.
    Policy { policy: Name, strength: Strength },
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
            Self::Field { of, .. } | Self::Row { of, .. } => Some(&of.question),
            Self::Always | Self::Tag { .. } | Self::ContractValue { .. } | Self::Policy { .. } => None,
        }
    }

    pub(super) fn tag(&self) -> Option<Tag> {
        match self {
            Self::Tag { tag, .. } => Some(*tag),
            _ => None,
        }
    }

    pub(super) fn policy(&self) -> Option<&Name> {
        if let Self::Policy { policy, .. } = self { Some(policy) } else { None }
    }

    /// The reasons that these answers and what is known of the procurement give.
    pub(super) fn calls(&self, answers: &[Answer], known: &Circumstances) -> Vec<Call> {
        let plain = |it: bool, strength: Strength| {
            if it { vec![Call { strength, cause: None }] } else { Vec::new() }
        };
        let valued = |of: &FieldOf,
                      part: &Option<PartId>,
                      strength: Strength,
                      holds: &dyn Fn(&FieldFinding) -> bool| {
            let found = of.of(answers).filter(|(_, it)| holds(it));
            let cause = found.and_then(|(answer, it)| {
                let part = part.clone().or_else(|| of.field.as_str().parse().ok())?;
                let (question, field) = (answer.question.clone(), Some(of.field.clone()));
                Some(Cause { question, part, status: it.status, field })
            });
            cause.map(|it| Call { strength, cause: Some(it) }).into_iter().collect()
        };
        match self {
            Self::Always => plain(true, Strength::Standard),
            Self::Tag { tag, strength } => plain(known.tags.contains(tag), *strength),
            Self::Policy { policy, strength } => plain(known.policies.contains(policy), *strength),
            Self::ContractValue { range, strength } => {
                plain(known.value().is_some_and(|it| range.holds(it)), *strength)
            }
            Self::Field { of, part, test, strength } => {
                valued(of, part, *strength, &|it| test.holds(it, known))
            }
            Self::Row { of, part, test, strength } => {
                valued(of, part, *strength, &|it| !test.rows(it, known).is_empty())
            }
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
                    let (question, part) = (answer.question.clone(), part.part.clone());
                    let cause = Cause { question, part, status, field: None };
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
            Self::Field { of, test, strength, .. } => write!(f, "{strength}: {of} {test}"),
            Self::Row { of, test, strength, .. } => write!(f, "{strength}: {of} {test}"),
            Self::Tag { tag, strength } => {
                write!(f, "{strength}: the procurement is tagged {}", super::word(tag))
            }
            Self::ContractValue { range, strength } => {
                write!(f, "{strength}: the contract's value in pounds is {range}")
            }
            Self::Policy { policy, strength } => write!(f, "{strength}: the buyer's policy is `{policy}`"),
        }
    }
}

impl fmt::Display for Parts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts: Vec<&str> = self.parts.iter().map(PartId::as_str).collect();
        write!(f, "{} {}", self.question, parts.join(" or "))
    }
}
