//! `probity.assessment/1`: frozen. Fields may be added, never changed or taken away.
//!
//! The structs borrow from the model, because a batch writes thousands of lines.

use schemars::JsonSchema;
use serde::Serialize;

use crate::{assess, bank, clause, diag, id::Name, report, tender};

/// What one supplier's file was found to say: one line of `assessment.jsonl`.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "probity.assessment/1")]
pub struct Assessment<'a> {
    /// Always `probity.assessment/1`.
    #[schemars(extend("const" = "probity.assessment/1"))]
    pub schema: &'static str,
    /// The file, as the user named it.
    pub file: &'a str,
    /// Of the bytes received, in hexadecimal.
    pub sha256: &'a str,
    /// As the file states it; null where it does not.
    pub supplier: Option<&'a str>,
    /// The release of the question bank, such as `1.0.0`.
    pub bank: String,
    /// Over the release and its questions: `sha256:` and 64 hexadecimal digits.
    pub bank_digest: &'a str,
    /// Over all that can move a score: `sha256:` and 64 hexadecimal digits.
    pub rules_digest: &'a str,
    /// The day as of which the answers were judged, such as `2026-09-01`.
    pub on: String,
    /// The profile that chose the questions, such as `camera-counting`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub profile: Option<&'a str>,
    /// The buyer's overlay on the release.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub overlay: Option<Overlay<'a>>,
    /// What was known of the contract.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contract: Option<Contract<'a>>,
    /// Sources that questions cite and that do not count on the day, one sentence each.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub warnings: &'a [String],
    /// What intake made of the file.
    pub intake: Intake<'a>,
    /// In the order of the bank; empty when the file was refused.
    pub answers: Vec<Answer<'a>>,
    /// Facts that several answers do not agree on. They never move a score.
    pub checks: Vec<Check<'a>>,
    /// The clauses that the answers call for.
    pub clauses: Vec<Clause<'a>>,
}

/// A buyer's own file on top of a release.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Overlay<'a> {
    /// Whose it is and what for.
    pub title: &'a str,
    /// Over its file: `sha256:` and 64 hexadecimal digits.
    pub digest: &'a str,
}

/// What was known of the contract.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Contract<'a> {
    /// Its first day, such as `2027-04-01`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub starts: Option<String>,
    /// Its last day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ends: Option<String>,
    /// What it is worth, in whole pounds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<u64>,
    /// What is bought, such as `personal-data`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<&'a str>,
    /// The buyer's own policies, such as `uk-only-hosting`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub policies: Vec<&'a str>,
}

/// What intake made of a file.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Intake<'a> {
    /// Whether the file can be scored.
    pub verdict: Verdict,
    /// A code, exactly when the file was refused.
    pub reason: Option<&'a str>,
    /// For people, only when refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub explanation: Option<&'a str>,
    /// The layout that fitted, such as `probity-1`.
    pub layout: Option<&'a str>,
    /// What a person should know of the file.
    pub flags: Vec<Flag<'a>>,
}

/// Whether a file can be scored.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Nothing to say of it.
    Accepted,
    /// Scored, and a person should look at the flags.
    AcceptedWithFlags,
    /// Kept but not read; there are no answers.
    Refused,
}

/// Something that a person should know of a file.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Flag<'a> {
    /// Stable, kebab-case.
    pub code: &'a str,
    /// Where, if it has a place of its own.
    pub place: Option<Place<'a>>,
    /// In words.
    pub message: &'a str,
    /// A draft clarification to the supplier, where there is something to ask.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ask: Option<String>,
}

/// Where something stands: a cell, or the file as a whole.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Place<'a> {
    /// A cell of the supplier's file.
    Cell {
        /// The sheet; `CSV` for a plain text file.
        sheet: &'a str,
        /// In A1 form.
        cell: &'a str,
    },
    /// A line of a text file.
    Line {
        /// The path as the user named it.
        path: &'a str,
        /// From 1.
        line: usize,
        /// From 1, in characters.
        column: usize,
    },
    /// The file as a whole.
    Whole {
        /// The path as the user named it.
        path: &'a str,
    },
}

/// One question of one supplier, assessed.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Answer<'a> {
    /// Such as `SLP-08`.
    pub question: &'a str,
    /// What the cells hold.
    pub state: State,
    /// The (first) cell.
    pub place: Option<Place<'a>>,
    /// The tick beside the words, where the form has one and it was understood.
    pub yes_no: Option<YesNo>,
    /// As typed; the pieces of a foreign questionnaire are joined by blank lines.
    pub text: &'a str,
    /// What is proposed.
    pub score: Score,
    /// Credit gathered, in thousandths of the question's weight.
    pub coverage: u32,
    /// One for each part of the question, in the bank's order.
    pub parts: Vec<Part<'a>>,
    /// The published limits that held the score down.
    pub caps: Vec<Cap<'a>>,
    /// What a person must look at.
    pub refer: Vec<Referral<'a>>,
    /// What would have raised the score.
    pub would_raise: &'a [String],
    /// What stands in the question's fields, where it has some.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<Field<'a>>,
    /// What the answer does in the procurement, where it is no award criterion. Information has no score: it is never
    /// proposed, and `low` and `high` say nothing.
    #[serde(rename = "use", skip_serializing_if = "Option::is_none")]
    pub used_as: Option<Use>,
    /// Whether a requirement, condition or commitment is met; a person decides.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
}

/// What one field of a question holds.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Field<'a> {
    /// Such as `notice-hours`.
    pub field: &'a str,
    /// The cell; of a table its first.
    pub place: Place<'a>,
    /// As typed, where the field is one cell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<&'a str>,
    /// The rows that are filled, where it is a table.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rows: Option<Vec<Vec<FieldCell<'a>>>>,
    /// What it makes of the part that it answers. With neither `value` nor `rows` it could not be read.
    pub status: Status,
}

/// One filled cell of a table.
#[derive(Debug, Serialize, JsonSchema)]
pub struct FieldCell<'a> {
    /// The column of the field.
    pub column: &'a str,
    /// As typed.
    pub text: &'a str,
    /// The cell.
    pub place: Place<'a>,
}

/// What an answer does that is no award criterion.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Use {
    /// Of the supplier, not of the tender.
    ConditionOfParticipation,
    /// A published requirement.
    PassFail,
    /// A commitment that becomes a clause.
    Declaration,
    /// Never assessed.
    Information,
}

/// What an answer comes to that is no award criterion.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Every part is met.
    Met,
    /// A part is stated not to be met: a person decides, after the supplier was asked.
    NotMetProposed,
    /// It cannot be said from the answer.
    Unclear,
}

/// What a response's cells hold.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// There are words or a tick.
    Answered,
    /// The row is there and its cells are empty.
    Blank,
    /// Something is there that could not be read.
    Unreadable,
    /// The supplier says that the question does not apply.
    NotApplicable,
    /// The row is not in the file.
    Missing,
}

/// A tick.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum YesNo {
    /// Yes.
    Yes,
    /// No.
    No,
    /// In part.
    Partly,
    /// Not applicable.
    NotApplicable,
}

/// A proposed score, or a range where the rules cannot tell.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Score {
    /// With every doubt resolved against the supplier.
    pub low: u8,
    /// With every doubt resolved for the supplier.
    pub high: u8,
    /// Null exactly when the engine abstains.
    pub proposed: Option<u8>,
}

/// What an answer says of one part of its question.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Part<'a> {
    /// Such as `backups`.
    pub part: &'a str,
    /// As the bank prints it.
    pub title: &'a str,
    /// Whether its denial caps the score and goes to a person.
    pub mandatory: bool,
    /// What the answer says of the good proposition.
    pub status: Status,
    /// How much is shown.
    pub strength: Strength,
    /// Of its weight, in thousandths.
    pub credit: u32,
    /// Out of 100 for the question.
    pub weight: u32,
    /// What led to it; the one that decided first.
    pub claims: Vec<Claim<'a>>,
}

/// What the words say of a part.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Said to be so.
    Affirmed,
    /// Said to be so, with an exception that is named.
    AffirmedWithException,
    /// Covered only by a general statement.
    Umbrella,
    /// So if something is bought, asked for or agreed.
    Conditional,
    /// Said with reserve.
    Hedged,
    /// Said of somebody else.
    ThirdParty,
    /// To come.
    Planned,
    /// Assent without a word of how.
    BareAssent,
    /// Was so.
    Historic,
    /// Something near it.
    Related,
    /// Said not to be so.
    Negated,
    /// Nothing is said of it.
    Absent,
    /// Said not to apply.
    NotApplicable,
    /// The words can be read in more than one way.
    Uncertain,
}

/// Whether the words name a value, a mechanism or a proof.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Strength {
    /// Only said.
    Generic,
    /// With a value, a mechanism or a proof.
    Specific,
}

/// What some words of an answer say of one point.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Claim<'a> {
    /// The rule that saw it.
    pub rule: &'a str,
    /// What the words say.
    pub status: Status,
    /// How much they show.
    pub strength: Strength,
    /// First character, counted in Unicode scalar values of the original cell.
    pub start: usize,
    /// One past the last character.
    pub end: usize,
    /// The words themselves.
    pub text: &'a str,
    /// The lexicon entries, cues and values that led to the status.
    pub because: &'a [String],
    /// What the words name that a contract can hold.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<Value<'a>>,
    /// The cell, where the answer has more than one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Place<'a>>,
    /// The foreign item that the words answer, such as `CEK-03.1`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item: Option<&'a str>,
}

/// Something countable or nameable in the words of a claim.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Value<'a> {
    /// Such as `duration` or `certificate`.
    pub kind: &'a str,
    /// As the supplier wrote it.
    pub text: &'a str,
}

/// A published limit that held a score down.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Cap<'a> {
    /// As the scale names it.
    pub id: &'a str,
    /// The highest score that it allows.
    pub max: u8,
    /// In words for the supplier.
    pub reason: &'a str,
}

/// Why a person must look.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Referral<'a> {
    /// Stable, kebab-case.
    pub code: &'a str,
    /// For the evaluator.
    pub message: &'a str,
    /// A draft clarification question to the supplier.
    pub ask: &'a str,
}

/// A fact that several answers do not agree on.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Check<'a> {
    /// The check that saw it.
    pub id: &'a str,
    /// For the evaluator.
    pub message: &'a str,
    /// The cells.
    pub places: Vec<Place<'a>>,
    /// A draft clarification question to the supplier.
    pub ask: &'a str,
}

/// A clause of the library that a tender calls for.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Clause<'a> {
    /// Its id in the library.
    pub clause: &'a str,
    /// Its title.
    pub title: &'a str,
    /// What it is there to do.
    pub strength: ClauseStrength,
    /// The findings that called for it; empty for a clause that always stands.
    pub because: Vec<Cause<'a>>,
}

/// What a recommended clause does.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ClauseStrength {
    /// Stands in every contract of the kind.
    Standard,
    /// Records what the supplier offered.
    Commitment,
    /// Asks for what the answer left open.
    GapClosed,
    /// To be met by a date.
    Condition,
}

/// A finding that called for a clause.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Cause<'a> {
    /// The question.
    pub question: &'a str,
    /// The part; of a field that answers none, the field's own name.
    pub part: &'a str,
    /// What the answer said of it.
    pub status: Status,
    /// The field whose value called for it, where no words did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<&'a str>,
}

impl<'a> From<&'a report::Assessment> for Assessment<'a> {
    fn from(it: &'a report::Assessment) -> Self {
        Self {
            schema: "probity.assessment/1",
            file: &it.tender.file,
            sha256: it.tender.digest.hex(),
            supplier: it.tender.supplier.as_deref(),
            bank: it.bank.to_string(),
            bank_digest: it.bank_digest.as_str(),
            rules_digest: it.rules_digest.as_str(),
            on: it.on.to_string(),
            profile: it.basis.profile.as_ref().map(Name::as_str),
            overlay: it
                .basis
                .overlay
                .as_ref()
                .map(|it| Overlay { title: &it.title, digest: it.digest.as_str() }),
            contract: contract(&it.basis.known),
            warnings: &it.basis.warnings,
            intake: (&it.tender.intake).into(),
            answers: it.answers.iter().map(Into::into).collect(),
            checks: it.checks.iter().map(Into::into).collect(),
            clauses: it.clauses.iter().map(Into::into).collect(),
        }
    }
}

fn contract(it: &clause::Circumstances) -> Option<Contract<'_>> {
    let contract = Contract {
        starts: it.when.and_then(|it| it.starts).map(|it| it.to_string()),
        ends: it.when.and_then(|it| it.ends).map(|it| it.to_string()),
        value: it.value,
        tags: it.tags.iter().map(|it| it.as_str()).collect(),
        policies: it.policies.iter().map(Name::as_str).collect(),
    };
    let known = contract.starts.is_some() || contract.ends.is_some() || contract.value.is_some();
    (known || !contract.tags.is_empty() || !contract.policies.is_empty()).then_some(contract)
}

impl<'a> From<&'a tender::Intake> for Intake<'a> {
    fn from(it: &'a tender::Intake) -> Self {
        Self {
            verdict: match it.verdict {
                tender::Verdict::Accepted => Verdict::Accepted,
                tender::Verdict::AcceptedWithFlags => Verdict::AcceptedWithFlags,
                tender::Verdict::Refused => Verdict::Refused,
            },
            reason: it.reason.as_deref(),
            explanation: it.explanation.as_deref(),
            layout: it.layout.as_deref(),
            flags: it
                .flags
                .iter()
                .map(|it| Flag {
                    code: &it.code,
                    place: it.place.as_ref().map(Into::into),
                    message: &it.message,
                    ask: it.ask(),
                })
                .collect(),
        }
    }
}

impl<'a> From<&'a diag::Place> for Place<'a> {
    fn from(it: &'a diag::Place) -> Self {
        match it {
            diag::Place::Cell { sheet, cell, .. } => Self::Cell { sheet, cell },
            diag::Place::Line { path, line, column } => Self::Line { path, line: *line, column: *column },
            diag::Place::Whole { path } => Self::Whole { path },
        }
    }
}

impl<'a> From<&'a assess::Answer> for Answer<'a> {
    fn from(it: &'a assess::Answer) -> Self {
        Self {
            question: it.question.as_str(),
            state: match it.state {
                tender::ResponseState::Answered => State::Answered,
                tender::ResponseState::Blank => State::Blank,
                tender::ResponseState::Unreadable => State::Unreadable,
                tender::ResponseState::NotApplicable => State::NotApplicable,
                tender::ResponseState::Missing => State::Missing,
            },
            place: it.place.as_ref().map(Into::into),
            yes_no: it.yes_no.map(|it| match it {
                tender::YesNo::Yes => YesNo::Yes,
                tender::YesNo::No => YesNo::No,
                tender::YesNo::Partly => YesNo::Partly,
                tender::YesNo::NotApplicable => YesNo::NotApplicable,
            }),
            text: &it.text,
            score: Score { low: it.score.low, high: it.score.high, proposed: it.score.proposed },
            coverage: it.coverage,
            parts: it.parts.iter().map(Into::into).collect(),
            caps: it
                .caps
                .iter()
                .map(|it| Cap { id: it.id.as_str(), max: it.max, reason: &it.reason })
                .collect(),
            refer: it
                .refer
                .iter()
                .map(|it| Referral { code: it.code.as_str(), message: &it.message, ask: &it.ask })
                .collect(),
            would_raise: &it.would_raise,
            fields: it.fields.iter().map(Into::into).collect(),
            used_as: match it.used_as {
                bank::Use::Scored => None,
                bank::Use::ConditionOfParticipation => Some(Use::ConditionOfParticipation),
                bank::Use::PassFail => Some(Use::PassFail),
                bank::Use::Declaration => Some(Use::Declaration),
                bank::Use::Information => Some(Use::Information),
            },
            outcome: it.outcome.map(|it| match it {
                assess::Outcome::Met => Outcome::Met,
                assess::Outcome::NotMetProposed => Outcome::NotMetProposed,
                assess::Outcome::Unclear => Outcome::Unclear,
            }),
        }
    }
}

impl<'a> From<&'a assess::FieldFinding> for Field<'a> {
    fn from(it: &'a assess::FieldFinding) -> Self {
        let (value, rows) = match &it.said {
            tender::Said::Text(text) => (Some(text.as_str()), None),
            tender::Said::Rows(rows) => {
                let row = |cells: &'a Vec<tender::FieldCell>| cells.iter().map(Into::into).collect();
                (None, Some(rows.iter().map(row).collect()))
            }
            tender::Said::Unreadable => (None, None),
        };
        Self { field: it.field.as_str(), place: (&it.place).into(), value, rows, status: it.status.into() }
    }
}

impl<'a> From<&'a tender::FieldCell> for FieldCell<'a> {
    fn from(it: &'a tender::FieldCell) -> Self {
        Self { column: it.column.as_str(), text: &it.text, place: (&it.place).into() }
    }
}

impl<'a> From<&'a assess::PartFinding> for Part<'a> {
    fn from(it: &'a assess::PartFinding) -> Self {
        Self {
            part: it.part.as_str(),
            title: &it.title,
            mandatory: it.mandatory,
            status: it.status.into(),
            strength: it.strength.into(),
            credit: it.credit,
            weight: it.weight,
            claims: it.claims.iter().map(Into::into).collect(),
        }
    }
}

impl<'a> From<&'a assess::Claim> for Claim<'a> {
    fn from(it: &'a assess::Claim) -> Self {
        Self {
            rule: it.rule.as_str(),
            status: it.status.into(),
            strength: it.strength.into(),
            start: it.start,
            end: it.end,
            text: &it.text,
            because: &it.because,
            values: it.values.iter().map(|it| Value { kind: it.kind.as_str(), text: &it.text }).collect(),
            place: it.place.as_ref().map(Into::into),
            item: it.item.as_deref(),
        }
    }
}

impl<'a> From<&'a assess::CheckFinding> for Check<'a> {
    fn from(it: &'a assess::CheckFinding) -> Self {
        Self {
            id: it.id.as_str(),
            message: &it.message,
            places: it.places.iter().map(Into::into).collect(),
            ask: &it.ask,
        }
    }
}

impl<'a> From<&'a clause::Recommendation> for Clause<'a> {
    fn from(it: &'a clause::Recommendation) -> Self {
        Self {
            clause: it.clause.as_str(),
            title: &it.title,
            strength: match it.strength {
                clause::Strength::Standard => ClauseStrength::Standard,
                clause::Strength::Commitment => ClauseStrength::Commitment,
                clause::Strength::GapClosed => ClauseStrength::GapClosed,
                clause::Strength::Condition => ClauseStrength::Condition,
            },
            because: it
                .because
                .iter()
                .map(|it| Cause {
                    question: it.question.as_str(),
                    part: it.part.as_str(),
                    status: it.status.into(),
                    field: it.field.as_ref().map(Name::as_str),
                })
                .collect(),
        }
    }
}

impl From<assess::Status> for Status {
    fn from(it: assess::Status) -> Self {
        match it {
            assess::Status::Affirmed => Self::Affirmed,
            assess::Status::AffirmedWithException => Self::AffirmedWithException,
            assess::Status::Umbrella => Self::Umbrella,
            assess::Status::Conditional => Self::Conditional,
            assess::Status::Hedged => Self::Hedged,
            assess::Status::ThirdParty => Self::ThirdParty,
            assess::Status::Planned => Self::Planned,
            assess::Status::BareAssent => Self::BareAssent,
            assess::Status::Historic => Self::Historic,
            assess::Status::Related => Self::Related,
            assess::Status::Negated => Self::Negated,
            assess::Status::Absent => Self::Absent,
            assess::Status::NotApplicable => Self::NotApplicable,
            assess::Status::Uncertain => Self::Uncertain,
        }
    }
}

impl From<assess::Strength> for Strength {
    fn from(it: assess::Strength) -> Self {
        match it {
            assess::Strength::Generic => Self::Generic,
            assess::Strength::Specific => Self::Specific,
        }
    }
}
