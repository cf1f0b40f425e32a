//! The bank as JSON, version 1. Fields may be added, never changed.

use serde::Serialize;

use crate::{
    bank::{
        Bank, Change, Form, Origin, Question, Source, SourceRef, Tag, Use, diff::Diff, overlay::Overlay,
        profile::Profile,
    },
    id::{BankVersion, ClauseId, Date, Digest, Name, PartId, QuestionId},
};

#[derive(Serialize)]
struct List<'a> {
    schema: &'static str,
    bank: BankVersion,
    date: Date,
    digest: &'a Digest,
    changes: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    profile: Option<&'a Name>,
    #[serde(skip_serializing_if = "Option::is_none")]
    overlay: Option<&'a Overlay>,
    /// Whether weights sum to 100 or are only in proportion.
    weights: &'static str,
    questions: Vec<Line<'a>>,
}

#[derive(Serialize)]
struct Profiles<'a> {
    schema: &'static str,
    bank: BankVersion,
    #[serde(rename = "profiles")]
    lines: Vec<ProfileLine<'a>>,
}

#[derive(Serialize)]
struct ProfileLine<'a> {
    id: &'a Name,
    title: &'a str,
    #[serde(rename = "for")]
    meant_for: &'a str,
    since: BankVersion,
    value_from: u64,
    tags: Option<&'a [Tag]>,
    digest: &'a Digest,
    questions: Vec<Weighed<'a>>,
}

#[derive(Serialize)]
struct Weighed<'a> {
    id: &'a QuestionId,
    #[serde(rename = "use")]
    used_as: Use,
    weight: u32,
}

#[derive(Serialize)]
struct Compared<'a> {
    schema: &'static str,
    #[serde(flatten)]
    diff: &'a Diff,
}

#[derive(Serialize)]
struct Line<'a> {
    id: &'a QuestionId,
    revision: u32,
    change: Change,
    title: &'a str,
    form: Form,
    yes_no: bool,
    weight: u32,
    word_limit: u32,
    parts: Vec<&'a PartId>,
    digest: &'a Digest,
    theme: Option<&'a Name>,
    #[serde(rename = "use")]
    used_as: Use,
    tags: &'a [Tag],
    optional: bool,
    origin: &'a Origin,
}

#[derive(Serialize)]
struct Whole<'a> {
    schema: &'static str,
    bank: BankVersion,
    #[serde(flatten)]
    line: Line<'a>,
    text: &'a str,
    why: &'a str,
    supplier_guidance: &'a str,
    evaluator_guidance: &'a str,
    if_missing: &'a str,
    fields: Vec<Field<'a>>,
    part_details: Vec<Part<'a>>,
    sources: Vec<Cited<'a>>,
    crosswalk: Vec<Cited<'a>>,
    clauses: &'a [ClauseId],
}

#[derive(Serialize)]
struct Part<'a> {
    id: &'a PartId,
    title: &'a str,
    weight: u32,
    mandatory: bool,
    letter: Option<char>,
    guidance: &'a str,
}

#[derive(Serialize)]
struct Field<'a> {
    id: &'a Name,
    title: &'a str,
    kind: &'static str,
    part: Option<&'a PartId>,
    required: bool,
    help: &'a str,
}

#[derive(Serialize)]
struct Cited<'a> {
    #[serde(flatten)]
    place: &'a SourceRef,
    details: Option<&'a Source>,
}

/// The questions of a release, one JSON object on one line.
pub(super) fn list(bank: &Bank) -> Result<String, serde_json::Error> {
    let list = List {
        schema: "probity.bank/1",
        bank: bank.version,
        date: bank.date,
        digest: &bank.digest,
        changes: &bank.changes,
        profile: bank.profile.as_ref(),
        overlay: bank.overlay.as_ref(),
        weights: if bank.proportional { "in-proportion" } else { "of-100" },
        questions: bank.questions.iter().map(line).collect(),
    };
    Ok(serde_json::to_string(&list)? + "\n")
}

/// One question whole, one JSON object on one line.
pub(super) fn show(bank: &Bank, question: &Question) -> Result<String, serde_json::Error> {
    let whole = Whole {
        schema: "probity.question/1",
        bank: bank.version,
        line: line(question),
        text: &question.text,
        why: &question.why,
        supplier_guidance: &question.supplier_guidance,
        evaluator_guidance: &question.evaluator_guidance,
        if_missing: &question.if_missing,
        fields: question.fields.iter().map(field).collect(),
        part_details: question.parts.iter().map(part).collect(),
        sources: question.sources.iter().map(|it| cite(bank, it)).collect(),
        crosswalk: question.crosswalk.iter().map(|it| cite(bank, it)).collect(),
        clauses: &question.clauses,
    };
    Ok(serde_json::to_string(&whole)? + "\n")
}

fn line(it: &Question) -> Line<'_> {
    Line {
        id: &it.id,
        revision: it.revision,
        change: it.change,
        title: &it.title,
        form: it.form,
        yes_no: it.yes_no,
        weight: it.weight,
        word_limit: it.word_limit,
        parts: it.parts.iter().map(|part| &part.id).collect(),
        digest: &it.digest,
        theme: it.theme.as_ref(),
        used_as: it.used_as,
        tags: &it.tags,
        optional: it.optional,
        origin: &it.origin,
    }
}

fn part(it: &crate::bank::Part) -> Part<'_> {
    Part {
        id: &it.id,
        title: &it.title,
        weight: it.weight,
        mandatory: it.mandatory,
        letter: it.letter,
        guidance: &it.guidance,
    }
}

fn field(it: &crate::bank::field::Field) -> Field<'_> {
    Field {
        id: &it.id,
        title: &it.title,
        kind: it.kind.as_str(),
        part: it.part.as_ref(),
        required: it.required,
        help: &it.help,
    }
}

/// The profiles that fit a release, with the questions and weights of each, on one line.
pub(super) fn profiles(bank: &Bank, fitting: &[(Profile, Bank)]) -> Result<String, serde_json::Error> {
    let profiles = fitting.iter().map(|(it, set)| ProfileLine {
        id: &it.id,
        title: &it.title,
        meant_for: &it.meant_for,
        since: it.since,
        value_from: it.value_from,
        tags: it.tags.as_deref(),
        digest: &it.digest,
        questions: set
            .questions
            .iter()
            .map(|it| Weighed { id: &it.id, used_as: it.used_as, weight: it.weight })
            .collect(),
    });
    let all = Profiles { schema: "probity.profiles/1", bank: bank.version, lines: profiles.collect() };
    Ok(serde_json::to_string(&all)? + "\n")
}

/// What became of each question between two releases, on one line.
pub(super) fn diff(diff: &Diff) -> Result<String, serde_json::Error> {
    Ok(serde_json::to_string(&Compared { schema: "probity.bank-diff/1", diff })? + "\n")
}

fn cite<'a>(bank: &'a Bank, place: &'a SourceRef) -> Cited<'a> {
    Cited { place, details: bank.sources.get(&place.source) }
}
