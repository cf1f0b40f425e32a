//! The rule files: their own tests, that nothing of the bank is left without rules, and how often points speak
//! where they were not asked.

use std::{collections::BTreeMap, fs};

use probity::{
    assess::{
        busy::{self, Busy},
        trial,
    },
    bank::{Part, Question, field::Field},
};
use rayon::prelude::{IntoParallelRefIterator as _, ParallelIterator as _};

use crate::properties::corpus::{RULES_ALONE, WORKS, day, root};

#[test]
fn every_rule_passes_its_own_tests() {
    let report = trial::run(&WORKS.engine, None);
    assert!(report.run > 0);
    println!("{} tests, {} known gaps", report.run, report.known);
    // As shipped; by the rules alone this one holds too.
    let (doubted, failures): (Vec<String>, Vec<String>) =
        report.failures.into_iter().partition(|it| it.contains("answer `an honest gap` scores 3 to 3"));
    assert!(failures.is_empty(), "{} of {} fail\n{}", failures.len(), report.run, failures.join("\n"));
    assert!(doubted.len() <= 1, "{}", doubted.join("\n"));
    let alone = trial::run(&RULES_ALONE.engine, Some(&"SLP-10".parse().unwrap()));
    assert!(alone.failures.is_empty(), "{}", alone.failures.join("\n"));
    assert!(report.lints.is_empty(), "{}", report.lints.join("\n"));
}

#[test]
fn every_question_has_rules_and_every_part_a_point() {
    let rules = &WORKS.engine.rules().questions;
    let mut gaps = Vec::new();
    for question in &WORKS.bank.questions {
        let Some(own) = rules.get(&question.id) else {
            if question.parts.iter().any(|it| !by_fields(question, it)) {
                gaps.push(format!("{} has no rules", question.id));
            }
            continue;
        };
        for part in question.parts.iter().filter(|it| !by_fields(question, it)) {
            if !own.points.iter().any(|it| it.parts.contains(&part.id)) {
                gaps.push(format!("{} {} has no point", question.id, part.id));
            }
        }
    }
    assert!(gaps.is_empty(), "{}", gaps.join("\n"));
}

/// Whether values answer the part, so that there are no words to read.
fn by_fields(question: &Question, part: &Part) -> bool {
    question.fields.iter().flat_map(Field::parts).any(|it| *it == part.id)
}

/// Answers to other questions, in which a point should have little to say. Some things are rightly said in many
/// places (`nothing is sub-contracted`); such points stand in `fixtures/panel/busy-points.tsv` with the reason.
#[test]
fn points_keep_silent_on_answers_to_other_questions() {
    const MOST_IN_HUNDRED: usize = 10;
    let answers = busy::answers(&WORKS.tenders);
    let seen: Vec<Busy> = WORKS
        .fields
        .par_iter()
        .flat_map_iter(|field| busy::points(&WORKS.engine, &field.question.id, &answers, day()))
        .collect();
    let excused = excused();
    let often: Vec<String> = seen
        .iter()
        .filter(|it| it.above(MOST_IN_HUNDRED) && !excused.contains_key(it.rule.as_str()))
        .map(|it| format!("{} speaks on {} of {} answers to other questions", it.rule, it.spoke, it.of))
        .collect();
    assert!(often.is_empty(), "{}", often.join("\n"));
    for rule in excused.keys() {
        let known = seen.iter().any(|it| it.rule.as_str() == rule);
        assert!(known, "`{rule}` speaks on no answer to another question: take it out of busy-points.tsv");
    }
}

/// Points that may speak often, with the reason.
fn excused() -> BTreeMap<String, String> {
    let text = fs::read_to_string(root().join("fixtures/panel/busy-points.tsv")).unwrap();
    text.lines()
        .skip(1)
        .map(|line| {
            let (rule, reason) = line.split_once('\t').unwrap();
            assert!(reason.split_whitespace().count() >= 4, "{rule} wants a reason");
            (rule.to_owned(), reason.to_owned())
        })
        .collect()
}
