//! The tests that stand inside rule files, run as suppliers would have written them: as a sentence, a bullet, a
//! cell of a table and in capitals.

use super::{Engine, When};
use crate::{
    diag::Place,
    id::{Date, QuestionId},
    rule::{On, Point, PointTest, QuestionRules, Status},
    tender::{Piece, Response, ResponseState, YesNo},
};

/// What running the tests came to.
#[derive(Debug, Default)]
pub struct Report {
    /// How many tests were run, each form counted once.
    pub run: usize,
    /// What failed, for people.
    pub failures: Vec<String>,
    /// Known gaps that still are.
    pub known: usize,
    /// Points with too few tests.
    pub lints: Vec<String>,
}

/// A form in which a sentence is tried.
type Dress = (&'static str, fn(&str) -> String);

const DRESSES: &[Dress] = &[
    ("as a sentence", |it| it.to_owned()),
    ("as a bullet", |it| format!("\u{2022} {it}")),
    ("as a cell of a table", |it| format!("Item\n{it}\n")),
    ("in capitals", str::to_uppercase),
];

/// The day on which rule tests are judged.
fn day() -> Option<Date> {
    Date::from_ymd(2026, 9, 1)
}

/// Runs the tests of all rules, or of one question's.
pub fn run(engine: &Engine, only: Option<&QuestionId>) -> Report {
    let mut report = Report::default();
    let Some(on) = day() else { return report };
    for rules in engine.rules().questions.values().filter(|it| only.is_none_or(|id| it.question == *id)) {
        for point in &rules.points {
            lint(rules, point, &mut report);
            for test in &point.tests {
                try_point(engine, rules, point, test, on, &mut report);
            }
        }
        for test in &rules.answer_tests {
            report.run += 1;
            let answer = answer(
                engine,
                &rules.question,
                &test.text,
                test.yes_no.as_deref().and_then(YesNo::parse),
                on,
            );
            let Some(answer) = answer else { continue };
            let (low, high) = test.range;
            let mut wrong = Vec::new();
            if answer.score.low < low || answer.score.high > high {
                wrong.push(format!(
                    "scores {} to {} instead of {low} to {high} (coverage {})",
                    answer.score.low, answer.score.high, answer.coverage
                ));
            }
            for part in &answer.parts {
                if let Some(expected) = test.statuses.get(&part.part).filter(|it| **it != part.status) {
                    wrong.push(format!("`{}` is {:?} instead of {expected:?}", part.part, part.status));
                }
            }
            if !wrong.is_empty() {
                let parts: Vec<String> = answer
                    .parts
                    .iter()
                    .map(|it| format!("{} {:?} {:?} {}", it.part, it.status, it.strength, it.credit))
                    .collect();
                report.failures.push(format!(
                    "{}: answer `{}` {}\n  {}",
                    rules.path,
                    test.name,
                    wrong.join("; "),
                    parts.join("; ")
                ));
            }
        }
    }
    report
}

/// Two that match, two that do not, and one more.
fn lint(rules: &QuestionRules, point: &Point, report: &mut Report) {
    const FEWEST: usize = 2;
    if point.on != On::Words {
        return;
    }
    let fires = |it: &&PointTest| it.expect != Status::Absent;
    let own = point.reads_as.unwrap_or(if point.adverse { Status::Negated } else { Status::Affirmed });
    let matching = point
        .tests
        .iter()
        .filter(|it| it.expect == own || it.expect == Status::AffirmedWithException)
        .count();
    let others = point.tests.len() - matching;
    let silent = point.tests.iter().filter(|it| !fires(it)).count();
    if matching < FEWEST || others < FEWEST || silent < 1 {
        report.lints.push(format!(
            "{}: `{}` has {matching} tests that match, {others} that do not, {silent} of them silent: give it two of each and a near miss",
            rules.path, point.id
        ));
    }
}

fn try_point(
    engine: &Engine,
    rules: &QuestionRules,
    point: &Point,
    test: &PointTest,
    on: Date,
    report: &mut Report,
) {
    report.run += 1;
    let mut failed = Vec::new();
    // What frames an answer stands at its beginning, so that only the sentence itself can be tried.
    let dresses = if point.on == On::Words { DRESSES } else { DRESSES.get(..1).unwrap_or_default() };
    for (dress, put_on) in dresses {
        let Some(answer) = answer(engine, &rules.question, &put_on(&test.text), None, on) else { return };
        let claims =
            answer.parts.iter().filter(|it| point.parts.contains(&it.part)).flat_map(|it| &it.claims);
        let own: Vec<_> = claims.filter(|it| it.rule == point.id).collect();
        let found = own.first().map_or(Status::Absent, |it| it.status);
        let right = if test.expect == Status::Absent {
            own.is_empty()
        } else {
            own.iter().any(|it| it.status == test.expect)
        };
        let strength = test.specific.is_none_or(|wanted| {
            *dress == "in capitals"
                || own.iter().any(|it| (it.strength == super::Strength::Specific) == wanted)
        });
        if !right {
            failed.push(format!("{dress}: {found:?} instead of {:?}", test.expect));
        } else if !strength {
            failed.push(format!(
                "{dress}: {} specific",
                if test.specific == Some(true) { "not" } else { "wrongly" }
            ));
        }
    }
    match (failed.is_empty(), test.todo) {
        (true, true) => report.failures.push(format!(
            "{}: `{}` no longer fails on “{}”: take `todo` away",
            rules.path, point.id, test.text
        )),
        (false, true) => report.known += 1,
        (false, false) => report.failures.push(format!(
            "{}: `{}`\n  “{}”\n  {}",
            rules.path,
            point.id,
            test.text,
            failed.join("\n  ")
        )),
        (true, false) => {}
    }
}

/// What the engine makes of `text` as the whole of an answer.
pub(super) fn answer(
    engine: &Engine,
    question: &QuestionId,
    text: &str,
    yes_no: Option<YesNo>,
    when: impl Into<When>,
) -> Option<super::Answer> {
    let place = Place::Cell { file: None, sheet: "test".to_owned(), cell: "A1".to_owned() };
    let piece = Piece { place, text: text.to_owned(), yes_no, item: None, parts: None };
    let response = Response {
        question: question.clone(),
        state: ResponseState::Answered,
        yes_no,
        pieces: vec![piece],
        evidence: None,
        confidential: false,
        fields: Vec::new(),
    };
    engine.answer(&response, "", when)
}
