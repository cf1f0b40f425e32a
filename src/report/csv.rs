//! `scores.csv`: one row for each supplier and question, by RFC 4180, for whoever wants to sort and filter.
//!
//! Every field is quoted. A field that a spreadsheet program could take for a formula gets an
//! apostrophe in front, as OWASP advises against CSV injection
//! (<https://owasp.org/www-community/attacks/CSV_Injection>); the exact words stand in the JSON.

use crate::bank::Bank;

use super::{Assessment, words};

const HEADER: [&str; 27] = [
    "file",
    "supplier",
    "verdict",
    "question",
    "title",
    "weight",
    "state",
    "yes_no",
    "low",
    "high",
    "proposed",
    "coverage",
    "place",
    "parts",
    "caps",
    "refer",
    "ask",
    "would_raise",
    "answer",
    "bank",
    "rules_digest",
    "on",
    "use",
    "outcome",
    "values",
    "profile",
    "overlay",
];

/// The header row.
pub fn header() -> String {
    line(HEADER)
}

/// The rows of one assessment. A refused file has one row without a question, so that it is not lost.
pub fn rows(bank: &Bank, assessment: &Assessment) -> String {
    let mut out = String::new();
    let file = &assessment.tender.file;
    let supplier = assessment.supplier();
    let verdict = words::verdict(assessment.tender.intake.verdict);
    let version = assessment.bank.to_string();
    let rules = assessment.rules_digest.as_str();
    let on = assessment.on.to_string();
    let profile = assessment.basis.profile.as_ref().map_or("", |it| it.as_str());
    let overlay = assessment.basis.overlay.as_ref().map_or("", |it| it.title.as_str());
    if assessment.answers.is_empty() {
        let why = assessment.tender.intake.reason.as_deref().unwrap_or_default();
        let mut fields = [""; 27];
        for (field, text) in fields.iter_mut().zip([file.as_str(), supplier, verdict]) {
            *field = text;
        }
        for (field, text) in
            fields.iter_mut().rev().zip([overlay, profile, "", "", "", on.as_str(), rules, &version])
        {
            *field = text;
        }
        if let Some(refer) = fields.get_mut(15) {
            *refer = why;
        }
        row(&mut out, fields);
    }
    for answer in &assessment.answers {
        let question = bank.question(&answer.question);
        let parts: Vec<String> =
            answer.parts.iter().map(|it| format!("{}: {}", it.part, words::finding(it))).collect();
        let caps: Vec<String> = answer.caps.iter().map(words::cap).collect();
        let refer: Vec<String> =
            answer.refer.iter().map(|it| format!("{}: {}", it.code, it.message)).collect();
        let values: Vec<String> = answer
            .fields
            .iter()
            .map(|it| {
                let cells: Vec<String> = words::said(it).into_iter().map(|(_, it)| it.into_owned()).collect();
                format!("{}: {}", it.field, cells.join(" / "))
            })
            .collect();
        let ask: Vec<&str> = answer.refer.iter().map(|it| it.ask.as_str()).collect();
        row(
            &mut out,
            [
                file.as_str(),
                supplier,
                verdict,
                answer.question.as_str(),
                question.map_or("", |it| it.title.as_str()),
                &question.map(|it| it.weight.to_string()).unwrap_or_default(),
                words::state(answer.state),
                answer.yes_no.map_or("", words::yes_no),
                &answer.score.low.to_string(),
                &answer.score.high.to_string(),
                &answer.score.proposed.map(|it| it.to_string()).unwrap_or_default(),
                &answer.coverage.to_string(),
                &answer.place.as_ref().map(ToString::to_string).unwrap_or_default(),
                &parts.join("; "),
                &caps.join("; "),
                &refer.join("; "),
                &ask.join(" "),
                &answer.would_raise.join("; "),
                &answer.text,
                &version,
                rules,
                &on,
                answer.used_as.as_str(),
                answer.outcome.map_or("", words::outcome),
                &values.join("; "),
                profile,
                overlay,
            ],
        );
    }
    out
}

/// One row, quoted and harmless to spreadsheet programs.
pub fn line<'a>(fields: impl IntoIterator<Item = &'a str>) -> String {
    let mut out = String::new();
    row(&mut out, fields);
    out
}

pub(super) fn row<'a>(out: &mut String, fields: impl IntoIterator<Item = &'a str>) {
    for (n, it) in fields.into_iter().enumerate() {
        if n > 0 {
            out.push(',');
        }
        field(out, it);
    }
    out.push_str("\r\n");
}

fn field(out: &mut String, text: &str) {
    out.push('"');
    if text.starts_with(could_begin_a_formula) {
        out.push('\'');
    }
    for it in text.chars() {
        if it == '"' {
            out.push('"');
        }
        out.push(it);
    }
    out.push('"');
}

/// The characters after which a spreadsheet program may calculate, and those that it may skip before one.
fn could_begin_a_formula(it: char) -> bool {
    matches!(it, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '\0' | '＝' | '＋' | '－' | '＠')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_never_a_formula_and_reads_back_as_it_was() {
        for (text, expected) in [
            ("plain", "\"plain\""),
            ("say \"no\", twice", "\"say \"\"no\"\", twice\""),
            ("=1+1", "\"'=1+1\""),
            ("\t=1+1", "\"'\t=1+1\""),
            ("＝1", "\"'＝1\""),
            ("- a bullet", "\"'- a bullet\""),
            ("", "\"\""),
        ] {
            let mut out = String::new();
            field(&mut out, text);
            assert_eq!(out, expected);
        }
    }
}
