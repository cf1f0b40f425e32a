//! Workers that die, hang or take too much: a plain refusal each, and the next file is read.

use std::path::PathBuf;

use probity::{
    intake::{Allowance, Desk, IntakeError},
    tender::{Tender, Verdict},
};

use super::{forge::Forge, mutants::desk};
use crate::workbooks::{BANK, LAYOUTS};

fn give(desk: &Desk, bytes: &[u8]) -> Tender {
    desk.receive("a.xlsx".to_owned(), bytes.to_vec()).unwrap()
}

#[test]
fn a_worker_reads_as_this_process_does() {
    let desk = desk(Allowance::default());
    for bytes in [
        Forge::new().xlsx(),
        Forge::new().cell("D4", "=1+1").row(5, "hidden=\"1\"").xlsx(),
        Forge::new().without("D4").sheet("Terms", "hidden", "<worksheet/>").xlsx(),
        b"no workbook".to_vec(),
    ] {
        let here = probity::intake::receive("a.xlsx", &bytes, &LAYOUTS, &BANK, None);
        assert_eq!(give(&desk, &bytes), here);
    }
}

#[test]
fn a_file_that_takes_too_much_is_refused_and_the_next_is_read() {
    // A file within all limits but the one of memory: its text is held several times over.
    let row = format!("SLP-01,q,\"{}\"\r\n", "text of some length ".repeat(20));
    let large = format!("Question ID,Question,Response\r\n{}", row.repeat(60_000));
    let small = desk(Allowance { memory: 96 << 20, ..Allowance::default() });
    let tender = small.receive("a.csv".to_owned(), large.clone().into_bytes()).unwrap();
    if cfg!(unix) {
        assert_eq!(tender.intake.reason.as_deref(), Some("unreadable"));
        let why = tender.intake.explanation.unwrap();
        assert!(why.contains("96 MiB") && why.contains("Ask the supplier"), "{why}");
    }
    assert_eq!(tender.digest, probity::id::Digest::of(large.as_bytes()));
    let hasty = desk(Allowance { milliseconds: 1, ..Allowance::default() });
    let tender = hasty.receive("a.csv".to_owned(), large.into_bytes()).unwrap();
    assert_eq!(tender.intake.reason.as_deref(), Some("unreadable"));
    assert!(tender.intake.explanation.unwrap().contains("took longer than"));
    for desk in [desk(Allowance::default()), small] {
        assert_eq!(give(&desk, &Forge::new().xlsx()).intake.verdict, Verdict::Accepted);
    }
}

#[test]
fn a_program_that_is_no_worker_refuses_and_one_that_is_not_there_is_an_error() {
    let of = |program: &str| Desk::new(PathBuf::from(program), None, &BANK, None, Allowance::default());
    let missing = of("there-is-no-such-program").receive("a.xlsx".to_owned(), Vec::new());
    assert!(matches!(missing, Err(IntakeError::Worker(_))));
    if cfg!(unix) {
        let tender = give(&of("true"), &Forge::new().xlsx());
        assert_eq!(tender.intake.reason.as_deref(), Some("unreadable"));
    }
}
