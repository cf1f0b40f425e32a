//! The rule files: their own tests, that nothing of the bank is left without rules, and how often points speak
//! where they were not asked.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

use probity::{
    assess::trial,
    bank::{Part, Question, field::Field},
    id::RuleId,
};
use rayon::prelude::{IntoParallelRefIterator as _, ParallelIterator as _};

use crate::properties::corpus::{WORKS, root};

#[test]
fn every_rule_passes_its_own_tests() {
    let report = trial::run(&WORKS.engine, None);
    assert!(report.run > 0);
    println!("{} tests, {} known gaps", report.run, report.known);
    assert!(
        report.failures.is_empty(),
        "{} of {} fail\n{}",
        report.failures.len(),
        report.run,
        report.failures.join("\n")
    );
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
    let answers: Vec<_> = WORKS
        .tenders
        .iter()
        .flat_map(|it| &it.responses)
        .flat_map(|it| it.pieces.iter().map(|piece| (&it.question, piece.text.as_str())))
        .filter(|(_, text)| text.split_whitespace().count() > 12)
        .collect();
    let seen: Vec<(BTreeMap<RuleId, usize>, usize)> = WORKS
        .fields
        .par_iter()
        .map(|field| {
            let mut counts = BTreeMap::new();
            let foreign: Vec<_> = answers.iter().filter(|(of, _)| **of != field.question.id).collect();
            for (_, text) in &foreign {
                let answer = WORKS.answer(&field.question.id, text);
                let fired: BTreeSet<RuleId> =
                    answer.parts.iter().flat_map(|it| &it.claims).map(|it| it.rule.clone()).collect();
                for rule in fired {
                    *counts.entry(rule).or_default() += 1;
                }
            }
            (counts, foreign.len())
        })
        .collect();
    let excused = excused();
    let mut busy = Vec::new();
    for (counts, of) in &seen {
        for (rule, count) in counts {
            if count * 100 > of * MOST_IN_HUNDRED {
                println!("{rule}\t{count} of {of}");
                if !excused.contains_key(rule.as_str()) {
                    busy.push(format!("{rule} speaks on {count} of {of} answers to other questions"));
                }
            }
        }
    }
    assert!(busy.is_empty(), "{}", busy.join("\n"));
    for rule in excused.keys() {
        let known = seen.iter().any(|(counts, _)| counts.contains_key(&rule.parse::<RuleId>().unwrap()));
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
