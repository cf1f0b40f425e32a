//! The audit trail for people: each event in words, and for each score the line of its descent from the question to
//! the clause.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::Value;
use tera::{Context, Tera};

use super::{csv, html::RenderError, words};
use crate::ledger::{
    act::Act,
    trail::{Row, Trail, WITHHELD, plain},
};

/// What stands above the trail.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct About {
    /// What is bought.
    pub title: String,
    /// Who buys.
    pub buyer: String,
    /// The log.
    pub origin: String,
    /// How many events.
    pub events: usize,
    /// The first characters of the root; empty where nothing was signed.
    pub root: String,
}

/// How one score came about: question, cell, words, rule, proposed, decided, clause.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Descent {
    /// The tender's id.
    pub tender: String,
    /// Whose it is.
    pub supplier: String,
    /// The question.
    pub question: String,
    /// Where the answer stands in the supplier's file.
    pub cell: String,
    /// The words that the rules saw.
    pub words: String,
    /// The rules.
    pub rules: String,
    /// The proposed score.
    pub proposed: String,
    /// The score that was decided.
    pub decided: String,
    /// Why.
    pub reason: String,
    /// By whom.
    pub by: String,
    /// When.
    pub at: String,
    /// The clauses that the answer calls for, and what was decided on them.
    pub clauses: String,
}

/// The heads of the columns of [`Row`].
pub const EVENT_HEADS: [&str; 10] =
    ["Event", "When (UTC)", "What", "Tender", "Supplier", "Question", "Who", "Role", "Details", "Why"];

/// The heads of the columns of [`Descent`].
pub const DESCENT_HEADS: [&str; 12] = [
    "Tender",
    "Supplier",
    "Question",
    "Cell",
    "Words",
    "Rules",
    "Proposed",
    "Decided",
    "Why",
    "By",
    "When (UTC)",
    "Clauses",
];

/// The cells of an event.
pub fn event_cells(row: &Row) -> [String; 10] {
    [
        row.seq.to_string(),
        row.at.map_or_else(String::new, |it| it.to_string()),
        row.what.clone(),
        row.tender.clone(),
        if row.supplier == row.tender { String::new() } else { row.supplier.clone() },
        row.question.clone(),
        row.who.clone(),
        row.role.clone(),
        row.detail.clone(),
        row.reason.clone(),
    ]
}

/// The cells of a line of descent.
pub fn descent_cells(it: &Descent) -> [String; 12] {
    [
        it.tender.clone(),
        it.supplier.clone(),
        it.question.clone(),
        it.cell.clone(),
        it.words.clone(),
        it.rules.clone(),
        it.proposed.clone(),
        it.decided.clone(),
        it.reason.clone(),
        it.by.clone(),
        it.at.clone(),
        it.clauses.clone(),
    ]
}

/// The events as CSV.
pub fn csv(rows: &[Row]) -> String {
    let mut out = String::new();
    csv::row(&mut out, EVENT_HEADS);
    for row in rows {
        let cells = event_cells(row);
        csv::row(&mut out, cells.iter().map(String::as_str));
    }
    out
}

/// One event a line, with what is disclosed of it beside it.
pub fn jsonl(trail: &Trail) -> String {
    let mut out = String::new();
    for (line, seq) in trail.lines.iter().zip(0_u64..) {
        let shown: BTreeMap<&str, &Value> =
            trail.disclosed.of(seq).iter().map(|it| (it.name.as_str(), &it.value)).collect();
        let event: Value = serde_json::from_slice(line).unwrap_or(Value::Null);
        out.push_str(&serde_json::json!({"event": event, "disclosed": shown}).to_string());
        out.push('\n');
    }
    out
}

/// The line of descent of every score, by tender and question. `findings` are the assessments by tender, as JSON of
/// version 1; where one is missing, the cells that it would fill are empty.
pub fn descents(trail: &Trail, findings: &BTreeMap<String, Value>) -> Vec<Descent> {
    let mut wanted: BTreeSet<(String, String)> = BTreeSet::new();
    for event in trail.events() {
        let (Some(tender), question) = (event.about("tender"), event.about("question")) else { continue };
        if let (Some(question), Act::ScoreDecided | Act::ModerationAgreed) = (question, event.act) {
            wanted.insert((tender.to_owned(), question.to_owned()));
        }
        if event.act == Act::TenderAssessed {
            let scores = trail.value(event.seq, "scores").and_then(Value::as_object);
            wanted.extend(
                scores.into_iter().flat_map(|it| it.keys()).map(|it| (tender.to_owned(), it.clone())),
            );
        }
    }
    wanted
        .into_iter()
        .map(|(tender, question)| descent(trail, findings.get(&tender), tender, question))
        .collect()
}

fn descent(trail: &Trail, findings: Option<&Value>, tender: String, question: String) -> Descent {
    let assessed = trail.latest(Act::TenderAssessed, &[("tender", &tender)]);
    let about = [("tender", tender.as_str()), ("question", question.as_str())];
    let decided =
        trail.latest(Act::ModerationAgreed, &about).or_else(|| trail.latest(Act::ScoreDecided, &about));
    let proposed = assessed.map(|it| match trail.value(it.seq, "scores") {
        Some(scores) => scores.get(&question).map_or_else(String::new, range),
        None => WITHHELD.to_owned(),
    });
    let answers = findings.and_then(|it| it.get("answers")?.as_array());
    let answer = answers.into_iter().flatten().find(|it| text(it, "question") == question);
    let claims: Vec<&Value> = answer
        .and_then(|it| it.get("parts")?.as_array())
        .into_iter()
        .flatten()
        .filter_map(|it| it.get("claims")?.as_array())
        .flatten()
        .collect();
    let words = claims.iter().map(|it| format!("“{}”", text(it, "text"))).collect::<BTreeSet<_>>();
    let rules = claims.iter().map(|it| text(it, "rule").to_owned()).collect::<BTreeSet<_>>();
    Descent {
        supplier: trail.supplier(&tender),
        cell: answer.map_or_else(String::new, place),
        words: words.into_iter().collect::<Vec<_>>().join(" "),
        rules: rules.into_iter().collect::<Vec<_>>().join(", "),
        proposed: proposed.unwrap_or_default(),
        decided: decided.map_or_else(String::new, |it| trail.words(it, "score")),
        reason: decided.map_or_else(String::new, |it| trail.words(it, "reason")),
        by: decided.map_or_else(String::new, |it| trail.person(&it.by)),
        at: decided.map_or_else(String::new, |it| it.at.to_string()),
        clauses: clauses(trail, findings, &tender, &question),
        tender,
        question,
    }
}

/// The clauses that an answer calls for, with what was decided on each.
fn clauses(trail: &Trail, findings: Option<&Value>, tender: &str, question: &str) -> String {
    let called = findings.and_then(|it| it.get("clauses")?.as_array());
    let mut list = Vec::new();
    for it in called.into_iter().flatten() {
        let because = it.get("because").and_then(Value::as_array);
        if !because.into_iter().flatten().any(|it| text(it, "question") == question) {
            continue;
        }
        let clause = text(it, "clause");
        let about = [("tender", tender), ("clause", clause)];
        let state =
            match (trail.latest(Act::ClauseAdopted, &about), trail.latest(Act::ClauseRejected, &about)) {
                (Some(a), Some(r)) if r.seq > a.seq => "rejected",
                (Some(_), _) => "adopted",
                (None, Some(_)) => "rejected",
                (None, None) => "called for",
            };
        list.push(format!("{clause} ({state})"));
    }
    list.join(", ")
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn place(answer: &Value) -> String {
    answer.get("place").map_or_else(String::new, |it| match (text(it, "sheet"), text(it, "cell")) {
        ("", _) | (_, "") => plain(it.get("path").unwrap_or(&Value::String(String::new()))),
        (sheet, cell) => format!("{sheet} › {cell}"),
    })
}

/// A proposed score, or the range of it.
fn range(score: &Value) -> String {
    let number = |name: &str| score.get(name).and_then(Value::as_u64);
    match (number("proposed"), number("low"), number("high")) {
        (Some(it), _, _) => it.to_string(),
        (None, Some(low), Some(high)) if low == high => format!("{low}, for a person to say"),
        (None, Some(low), Some(high)) => format!("{low}–{high}"),
        _ => String::new(),
    }
}

/// The trail as one page that needs no script.
///
/// # Errors
/// When the template does not fit, which a test would have caught.
pub fn html(about: &About, rows: &[Row], descents: &[Descent]) -> Result<String, RenderError> {
    let cells = |all: &[String]| all.iter().map(|it| words::visible(it).into_owned()).collect::<Vec<_>>();
    let events: Vec<Vec<String>> = rows.iter().map(|it| cells(&event_cells(it))).collect();
    let lines: Vec<Vec<String>> = descents.iter().map(|it| cells(&descent_cells(it))).collect();
    let mut tera = Tera::new();
    tera.add_raw_templates([("trail.html", include_str!("templates/trail.html"))])?;
    let mut context = Context::new();
    context.insert("about", about);
    context.insert("event_heads", &EVENT_HEADS);
    context.insert("events", &events);
    context.insert("descent_heads", &DESCENT_HEADS);
    context.insert("descents", &lines);
    Ok(tera.render("trail.html", &context)?)
}
