//! The bank as JSON, version 1. Fields may be added, never changed.

use serde::Serialize;

use crate::{
    bank::{Bank, Change, Form, Question, Source, SourceRef},
    id::{BankVersion, ClauseId, Date, Digest, PartId, QuestionId},
};

#[derive(Serialize)]
struct List<'a> {
    schema: &'static str,
    bank: BankVersion,
    date: Date,
    digest: &'a Digest,
    changes: &'a [String],
    questions: Vec<Line<'a>>,
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

fn cite<'a>(bank: &'a Bank, place: &'a SourceRef) -> Cited<'a> {
    Cited { place, details: bank.sources.get(&place.source) }
}
