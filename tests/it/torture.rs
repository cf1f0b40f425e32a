//! Files that were bent on purpose, and honest ones beside them: each with the very verdict, reason and flags that it
//! must have. They are made here, so that every case says in code what is wrong with it.

use probity::tender::Verdict;

use crate::workbooks::{flags, read};

mod active;
mod compared;
mod container;
mod controls;
mod differing;
mod edits;
mod exports;
pub(crate) mod forge;
mod further;
mod honest;
mod markup;
mod mutants;
mod open;
mod planted;
mod seeds;
mod template;
mod unseen;
mod workers;

/// One file and what must become of it.
struct Case {
    file: &'static str,
    bytes: Vec<u8>,
    want: Want,
}

#[derive(Debug, PartialEq, Eq)]
enum Want {
    /// Nothing to say of it.
    Accepted,
    /// Read, with these flags, sorted.
    Flags(Vec<&'static str>),
    /// Not read, for this reason.
    Refused(&'static str),
}

fn accepted(file: &'static str, bytes: Vec<u8>) -> Case {
    Case { file, bytes, want: Want::Accepted }
}

fn flagged(file: &'static str, codes: &[&'static str], bytes: Vec<u8>) -> Case {
    let mut codes = codes.to_vec();
    codes.sort_unstable();
    Case { file, bytes, want: Want::Flags(codes) }
}

fn refused(file: &'static str, reason: &'static str, bytes: Vec<u8>) -> Case {
    Case { file, bytes, want: Want::Refused(reason) }
}

fn hold(cases: Vec<Case>) {
    let mut wrong = Vec::new();
    for case in &cases {
        let tender = read(case.file, &case.bytes);
        let got = match tender.intake.verdict {
            Verdict::Accepted => "accepted".to_owned(),
            Verdict::AcceptedWithFlags => format!("{:?}", flags(&tender)),
            Verdict::Refused => tender.intake.reason.clone().unwrap(),
        };
        let want = match &case.want {
            Want::Accepted => "accepted".to_owned(),
            Want::Flags(codes) => format!("{codes:?}"),
            Want::Refused(reason) => (*reason).to_owned(),
        };
        if got != want {
            let told: Vec<&str> = tender.intake.flags.iter().map(|it| it.message.as_str()).collect();
            wrong.push(format!(
                "{}: wanted {want}, got {got} ({:?} {told:?})",
                case.file, tender.intake.explanation
            ));
        }
        for flag in &tender.intake.flags {
            assert!(flag.message.len() > 20, "{}: {} says too little", case.file, flag.code);
        }
        if let Some(why) = &tender.intake.explanation {
            assert!(why.contains("supplier") && why.ends_with('.'), "{}: {why}", case.file);
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

#[test]
fn honest_files_of_every_dress_raise_nothing() {
    hold(honest::cases());
}

#[test]
fn archives_that_lie_are_refused() {
    hold(container::cases());
}

#[test]
fn markup_that_programs_would_read_differently_is_refused() {
    hold(markup::cases());
}

#[test]
fn markup_that_one_program_passes_over_is_refused() {
    hold(differing::cases());
}

#[test]
fn what_acts_or_stands_in_for_an_answer_is_told() {
    hold(active::cases());
}

#[test]
fn what_a_person_does_not_see_is_told() {
    hold(unseen::cases());
}

#[test]
fn boxes_and_old_drawings_are_told() {
    hold(controls::cases());
}

#[test]
fn newer_and_less_known_ways_are_told_too() {
    hold(further::cases());
}

#[test]
fn what_was_changed_in_the_issued_workbook_is_told() {
    hold(template::cases());
}

#[test]
fn what_an_open_document_shows_otherwise_is_told() {
    hold(open::cases());
}
