//! Thousands of invented sentences and whole answers with what a careful reader makes of them.
//!
//! `fixtures/panel/README.md` says where they come from. The rules were written with most of them in view, so the
//! figures here say nothing of unseen answers; they are here so that a change that reads worse is seen.

use std::{collections::BTreeMap, fs};

use probity::{
    assess::{Answer, Status},
    diag::Place,
    id::QuestionId,
    tender::{Piece, Response, ResponseState, YesNo},
};
use rayon::prelude::{IntoParallelRefIterator as _, ParallelIterator as _};
use serde::Deserialize;

use crate::properties::corpus::{WORKS, day, root};

/// A sentence, the part that it bears on, and what it says of it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sentence {
    question: String,
    part: String,
    status: String,
    text: String,
}

/// A whole answer and the score that a panel would give.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Whole {
    question: String,
    yes_no: Option<String>,
    score: u8,
    answer: String,
}

/// A few sentences about one part, and how far a reader says that they show it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fragment {
    question: String,
    part: String,
    label: String,
    text: String,
    why: String,
}

fn read<T: serde::de::DeserializeOwned>(name: &str) -> Vec<T> {
    let text = fs::read_to_string(root().join("fixtures/panel").join(name)).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|it| panic!("{it}: {line}"))).collect()
}

fn answer(question: &str, yes_no: Option<&str>, text: &str) -> Answer {
    let question: QuestionId = question.parse().unwrap();
    let piece = Piece {
        place: Place::Whole { path: "corpus".to_owned() },
        text: text.to_owned(),
        yes_no: None,
        item: None,
        parts: None,
    };
    let response = Response {
        question,
        state: ResponseState::Answered,
        yes_no: yes_no.and_then(YesNo::parse),
        pieces: vec![piece],
        evidence: None,
        confidential: false,
        fields: Vec::new(),
    };
    WORKS.engine.answer(&response, "", day()).unwrap()
}

fn name(status: Status) -> String {
    serde_json::to_value(status).unwrap().as_str().unwrap().to_owned()
}

#[test]
fn sentences_are_read_as_a_careful_reader_does() {
    hold_sentences("sentences.jsonl", SENTENCES_RIGHT, FALSELY_AFFIRMED);
}

/// Where something is left out in passing, where nothing is although it sounds so, and where much is said and nothing
/// promised.
#[test]
fn exceptions_and_reserves_in_passing_are_read_no_worse_than_they_were() {
    hold_sentences("edges.jsonl", EDGES_RIGHT, EDGES_FALSE);
}

/// Of each hundred at least so many `right`, and of those that affirm nothing at most so many affirmed.
fn hold_sentences(file: &str, least: usize, most: usize) {
    let rows: Vec<Sentence> = read(file);
    let affirms = |status: &str| matches!(status, "affirmed" | "affirmed-with-exception");
    let read: Vec<(String, bool)> = rows
        .par_iter()
        .map(|row| {
            let answer = answer(&row.question, None, &row.text);
            let part = answer.parts.iter().find(|it| it.part.as_str() == row.part);
            let got = name(part.unwrap_or_else(|| panic!("no part `{}`", row.part)).status);
            let right = got == row.status || affirms(&row.status) && got == "affirmed";
            (got, right)
        })
        .collect();
    let right = read.iter().filter(|(_, right)| *right).count();
    let others = rows.iter().filter(|it| !affirms(&it.status)).count();
    let falsely =
        rows.iter().zip(&read).filter(|(row, (got, _))| !affirms(&row.status) && affirms(got)).count();
    println!("{} sentences: {right} read rightly, {falsely} of {others} falsely affirmed", rows.len());
    let mut by_question: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (row, (got, right)) in rows.iter().zip(&read) {
        let it = by_question.entry(&row.question).or_default();
        it.0 += 1;
        it.1 += usize::from(*right);
        if !right {
            println!("  {} {}: {} read as {got}: {}", row.question, row.part, row.status, row.text);
        }
    }
    for (question, (all, right)) in by_question {
        println!("{question}: {right} of {all}");
    }
    assert!(right * 100 >= rows.len() * least, "only {right} of {} are read rightly", rows.len());
    assert!(falsely * 100 <= others * most, "{falsely} of {others} are falsely affirmed");
}

#[test]
fn answers_are_scored_as_a_panel_would() {
    hold_scores(&read::<Whole>("answers.jsonl"), ANSWERS_EXACT, ANSWERS_NEAR);
    let parted = read::<Parted>("wholes.jsonl").into_iter().map(|it| {
        let Parted { question, yes_no, score, answer, .. } = it;
        Whole { question, yes_no, score: score.unwrap(), answer }
    });
    hold_scores(&parted.collect::<Vec<_>>(), WHOLES_EXACT, WHOLES_NEAR);
}

/// Of each hundred scores at least so many exact and within one.
fn hold_scores(rows: &[Whole], exactly: usize, nearly: usize) {
    let halves: Vec<u8> = rows
        .par_iter()
        .map(|row| {
            let score = answer(&row.question, row.yes_no.as_deref(), &row.answer).score;
            score.proposed.map_or(score.low + score.high, |it| it * 2)
        })
        .collect();
    let off = |(row, halves): (&Whole, &u8)| halves.abs_diff(row.score * 2);
    let exact = rows.iter().zip(&halves).filter(|it| off(*it) == 0).count();
    let near = rows.iter().zip(&halves).filter(|it| off(*it) <= 2).count();
    println!("{} answers: {exact} exact, {near} within one", rows.len());
    assert!(exact * 100 >= rows.len() * exactly, "only {exact} of {} are exact", rows.len());
    assert!(near * 100 >= rows.len() * nearly, "only {near} of {} are within one", rows.len());
}

/// What is shown in part earns less than what is shown in general, and more than what is only asserted.
#[test]
fn parts_are_shown_as_far_as_a_careful_reader_says() {
    const GENERAL: u32 = 650;
    const ASSERTED: u32 = 150;
    let rows: Vec<Fragment> = read("fragments.jsonl");
    let right: Vec<bool> = rows
        .par_iter()
        .map(|row| {
            let answer = answer(&row.question, None, &row.text);
            let part = answer.parts.iter().find(|it| it.part.as_str() == row.part);
            let credit = part.unwrap_or_else(|| panic!("no part `{}`", row.part)).credit;
            match row.label.as_str() {
                "met" => credit >= GENERAL,
                "partly" => (ASSERTED..GENERAL).contains(&credit),
                "not-met" => credit < ASSERTED,
                other => panic!("`{other}` is no label"),
            }
        })
        .collect();
    for (row, _) in rows.iter().zip(&right).filter(|(_, right)| !**right) {
        println!(
            "  {} {}: {} is read otherwise: {} ({})",
            row.question, row.part, row.label, row.text, row.why
        );
    }
    let right = right.into_iter().filter(|it| *it).count();
    println!("{} fragments: {right} read rightly", rows.len());
    assert!(right * 100 >= rows.len() * FRAGMENTS_RIGHT, "only {right} of {} are read rightly", rows.len());
}

// What holds today, in hundredths. Raise them when the rules get better, never lower them.
const SENTENCES_RIGHT: usize = 92;
const FALSELY_AFFIRMED: usize = 2;
const ANSWERS_EXACT: usize = 70;
const ANSWERS_NEAR: usize = 95;
const FRAGMENTS_RIGHT: usize = 85;
const PARTS_OF_WHOLE_RIGHT: usize = 88;
const PARTS_OF_WHOLE_FALSE: usize = 6;
const WHOLES_PARTS_RIGHT: usize = 81;
const WHOLES_PARTS_FALSE: usize = 17;
const WHOLES_EXACT: usize = 58;
const WHOLES_NEAR: usize = 90;
const EDGES_RIGHT: usize = 75;
const EDGES_FALSE: usize = 5;
const UNOPENED_RIGHT: usize = 85;
const UNOPENED_EXACT: usize = 60;
const UNOPENED_NEAR: usize = 95;
const FALSELY_AFFIRMED_UNOPENED: usize = 5;

/// A whole answer and what a careful reader says of each of its parts.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Parted {
    question: String,
    yes_no: Option<String>,
    score: Option<u8>,
    answer: String,
    parts: BTreeMap<String, String>,
}

/// A part is easily affirmed by a sentence that tells of something else: the history of the firm, another part, a heading.
#[test]
fn parts_of_whole_answers_are_read_as_a_careful_reader_does() {
    hold_parts("parts.jsonl", PARTS_OF_WHOLE_RIGHT, PARTS_OF_WHOLE_FALSE);
    hold_parts("wholes.jsonl", WHOLES_PARTS_RIGHT, WHOLES_PARTS_FALSE);
}

/// Of each hundred parts at least so many right, and of those that are not met at most so many affirmed.
fn hold_parts(file: &str, least: usize, most: usize) {
    let rows: Vec<Parted> = read(file);
    let affirms = |status: &str| matches!(status, "affirmed" | "affirmed-with-exception");
    let read: Vec<(String, String)> = rows
        .par_iter()
        .flat_map_iter(|row| {
            let answer = answer(&row.question, row.yes_no.as_deref(), &row.answer);
            let got: Vec<(String, String)> = row
                .parts
                .iter()
                .map(|(slug, status)| {
                    let part = answer.parts.iter().find(|it| it.part.as_str() == slug);
                    let got = name(part.unwrap_or_else(|| panic!("no part `{slug}`")).status);
                    (status.clone(), got)
                })
                .collect();
            got
        })
        .collect();
    let right = read.iter().filter(|(said, got)| said == got || affirms(said) && got == "affirmed").count();
    let others = read.iter().filter(|(said, _)| !affirms(said)).count();
    let falsely = read.iter().filter(|(said, got)| !affirms(said) && affirms(got)).count();
    println!(
        "{} parts of whole answers: {right} read rightly, {falsely} of {others} falsely affirmed",
        read.len()
    );
    assert!(right * 100 >= read.len() * least, "only {right} of {} are read rightly", read.len());
    assert!(falsely * 100 <= others * most, "{falsely} of {others} are falsely affirmed");
}

/// Totals only: whoever reads a row to mend a rule has opened it.
#[test]
fn rows_that_nobody_has_opened_are_read_no_worse_than_they_were() {
    let affirms = |status: &str| matches!(status, "affirmed" | "affirmed-with-exception");
    let rows: Vec<Sentence> = read("unopened/sentences.jsonl");
    let got: Vec<String> = rows
        .par_iter()
        .map(|row| {
            let answer = answer(&row.question, None, &row.text);
            answer
                .parts
                .iter()
                .find(|it| it.part.as_str() == row.part)
                .map_or_else(String::new, |it| name(it.status))
        })
        .collect();
    let right = rows
        .iter()
        .zip(&got)
        .filter(|(row, got)| row.status == **got || affirms(&row.status) && *got == "affirmed")
        .count();
    let others = rows.iter().filter(|it| !affirms(&it.status)).count();
    let falsely = rows.iter().zip(&got).filter(|(row, got)| !affirms(&row.status) && affirms(got)).count();
    let whole: Vec<Whole> = read("unopened/answers.jsonl");
    let off = |row: &Whole| {
        let score = answer(&row.question, row.yes_no.as_deref(), &row.answer).score;
        score.proposed.map_or(score.low + score.high, |it| it * 2).abs_diff(row.score * 2)
    };
    let within = |most: u8| whole.par_iter().filter(|row| off(row) <= most).count();
    let (exact, near) = (within(0), within(2));
    println!(
        "unopened: {right} of {} sentences read rightly, {falsely} of {others} falsely affirmed; {exact} of {} answers exact, {near} within one",
        rows.len(),
        whole.len()
    );
    assert!(right * 100 >= rows.len() * UNOPENED_RIGHT, "only {right} of {} are read rightly", rows.len());
    assert!(
        falsely * 100 <= others * FALSELY_AFFIRMED_UNOPENED,
        "{falsely} of {others} are falsely affirmed"
    );
    assert!(exact * 100 >= whole.len() * UNOPENED_EXACT, "only {exact} of {} are exact", whole.len());
    assert!(near * 100 >= whole.len() * UNOPENED_NEAR, "only {near} of {} are within one", whole.len());
}
