//! The questions that were drafted in assessing a tender.

use std::path::Path;

use serde_json::Value;

use crate::{award::letter::Point, cli::Failure, id::QuestionId, store};

/// What an assessment would ask, and of whom.
#[derive(Debug, Default)]
pub(super) struct Drafted {
    pub supplier: String,
    pub points: Vec<Point>,
}

/// Reads an assessment as `assess` and `score` write it. With `wanted`, only what is about these questions is taken.
pub(super) fn read(path: &Path, wanted: &[QuestionId]) -> Result<Drafted, Failure> {
    let text = store::text(path)?;
    let whole = || format!("`{}` is no assessment: give the `assessment.json` of the tender", path.display());
    let mut lines = text.text.lines().filter(|it| !it.trim().is_empty());
    let line = lines.next().ok_or_else(whole)?;
    if lines.next().is_some() {
        return Err(format!(
            "`{}` holds the assessments of several tenders: give a file that holds one line",
            path.display()
        )
        .into());
    }
    let read: Value = serde_json::from_str(line).map_err(|_| whole())?;
    if read.get("schema").and_then(Value::as_str).is_none_or(|it| !it.starts_with("probity.assessment/")) {
        return Err(whole().into());
    }
    let texts = |it: &Value, key: &str| it.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let place = |it: &Value| {
        let place = it.get("place").cloned().unwrap_or_default();
        let (sheet, cell) = (texts(&place, "sheet"), texts(&place, "cell"));
        if sheet.is_empty() { cell } else { format!("{sheet}, {cell}") }
    };
    let list = |it: &Value, key: &str| it.get(key).and_then(Value::as_array).cloned().unwrap_or_default();
    let mut points: Vec<Point> = Vec::new();
    for answer in list(&read, "answers") {
        let question = texts(&answer, "question");
        if !wanted.is_empty() && !wanted.iter().any(|it| it.as_str() == question) {
            continue;
        }
        for referral in list(&answer, "refer") {
            let ask = texts(&referral, "ask");
            if !ask.is_empty() && points.iter().all(|it| it.text != ask) {
                points.push(Point { question: question.clone(), place: place(&answer), text: ask });
            }
        }
    }
    if wanted.is_empty() {
        for check in list(&read, "checks") {
            let ask = texts(&check, "ask");
            let places = list(&check, "places");
            let places: Vec<String> = places
                .iter()
                .map(|it| {
                    let (sheet, cell) = (texts(it, "sheet"), texts(it, "cell"));
                    if sheet.is_empty() { cell } else { format!("{sheet}, {cell}") }
                })
                .collect();
            if !ask.is_empty() && points.iter().all(|it| it.text != ask) {
                points.push(Point {
                    question: "Several answers".to_owned(),
                    place: places.join("; "),
                    text: ask,
                });
            }
        }
    }
    Ok(Drafted { supplier: texts(&read, "supplier"), points })
}
