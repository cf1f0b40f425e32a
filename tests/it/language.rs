//! Sentences with the reading that they must get: the pitfalls of English and its cues, from `fixtures/language`.

use std::fs;

use probity::{assess::Status, id::QuestionId};

use crate::properties::corpus::{RULES_ALONE, root};

/// One expectation of a sentence.
#[derive(Debug)]
struct Pitfall {
    line: usize,
    text: String,
    question: QuestionId,
    expects: Expects,
    known_gap: bool,
}

#[derive(Debug)]
enum Expects {
    /// A part reads as this.
    Part(String, Status),
    /// A person is sent to look, by this code.
    Refer(String),
    /// The score is no higher.
    AtMost(u8),
}

/// Reads the page: a quotation (`> …`), and below it lines such as `` `SLP-08 backups: affirmed` (known gap) ``.
fn pitfalls(page: &str) -> Vec<Pitfall> {
    let mut out = Vec::new();
    let mut text = String::new();
    let mut fresh = true;
    for (n, line) in page.lines().enumerate() {
        if let Some(words) = line.trim_start().strip_prefix("> ") {
            if fresh {
                text.clear();
                fresh = false;
            } else {
                text.push('\n');
            }
            text.push_str(words.trim_end());
            continue;
        }
        let Some(rest) = line.trim_start().strip_prefix("`SLP-") else { continue };
        fresh = true;
        let (expectation, after) = rest.split_once('`').unwrap();
        let (question, expectation) = expectation.split_once(' ').unwrap();
        let expects = if let Some(code) = expectation.strip_prefix("refers: ") {
            Expects::Refer(code.to_owned())
        } else if let Some(score) = expectation.strip_prefix("at most ") {
            Expects::AtMost(score.parse().unwrap())
        } else {
            let (part, status) = expectation.split_once(": ").unwrap();
            let status = serde_json::from_value(status.into())
                .unwrap_or_else(|_| panic!("line {}: `{status}` is no status", n + 1));
            Expects::Part(part.to_owned(), status)
        };
        assert!(!text.is_empty(), "line {}: nothing is quoted above", n + 1);
        out.push(Pitfall {
            line: n + 1,
            text: text.clone(),
            question: format!("SLP-{question}").parse().unwrap(),
            expects,
            known_gap: after.trim() == "(known gap)",
        });
    }
    out
}

#[test]
fn pitfalls_are_read_as_the_page_says() {
    hold("pitfalls.md");
}

#[test]
fn cues_turn_what_they_should_and_nothing_else() {
    hold("cues.md");
}

/// Holds the engine to every expectation of a page of `fixtures/language`.
fn hold(page: &str) {
    let page = fs::read_to_string(root().join("fixtures/language").join(page)).unwrap();
    let list = pitfalls(&page);
    let gaps = list.iter().filter(|it| it.known_gap).count();
    println!("{} expectations, {gaps} known gaps", list.len());
    assert!(list.len() >= 50, "the page was not understood: {} expectations", list.len());
    let mut failed = Vec::new();
    for it in &list {
        let answer = RULES_ALONE.answer(&it.question, &it.text);
        let (holds, got) = match &it.expects {
            Expects::Part(slug, status) => {
                let part = answer.parts.iter().find(|it| it.part.as_str() == slug);
                let part = part.unwrap_or_else(|| panic!("line {}: no part `{slug}`", it.line));
                let claims: Vec<String> = part
                    .claims
                    .iter()
                    .map(|it| format!("{} {:?} [{}]", it.rule, it.status, it.because.join(" ")))
                    .collect();
                (part.status == *status, format!("{:?} by {claims:?}", part.status))
            }
            Expects::Refer(code) => {
                let codes: Vec<&str> = answer.refer.iter().map(|it| it.code.as_str()).collect();
                (codes.contains(&code.as_str()), format!("{codes:?}"))
            }
            Expects::AtMost(score) => (answer.score.high <= *score, format!("{:?}", answer.score)),
        };
        if holds && it.known_gap {
            failed.push(format!("line {}: the gap is closed: take `(known gap)` away", it.line));
        } else if !holds && !it.known_gap {
            failed.push(format!(
                "line {}: {} \u{201c}{}\u{201d}\n  wanted {:?}, got {got}",
                it.line, it.question, it.text, it.expects
            ));
        }
    }
    assert!(failed.is_empty(), "{} of {}\n{}", failed.len(), list.len(), failed.join("\n"));
}
