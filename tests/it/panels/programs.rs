//! The workbooks as other programs see them.

use std::{fs, process::Command};

use super::folder::Desk;
use crate::not_checked;

const LOOK: &str = "
import sys, openpyxl
book = openpyxl.load_workbook(sys.argv[1])
assert book.sheetnames[0] == 'Start', book.sheetnames
assert book['_probity'].sheet_state == 'veryHidden'
mark = book['_probity']['B4'].value
assert mark.startswith('sha256:') and mark in book.defined_names['_probity'].attr_text
assert any(p.value == mark for p in book.custom_doc_props.props)
assert any(mark == c.value for row in book['Start'].iter_rows() for c in row)
questions = [s for s in book if s.title.startswith('SLP')]
assert len(questions) == 13
for sheet in questions:
    assert sheet.protection.sheet and sheet.data_validations.dataValidation, sheet.title
print('ok')
";

#[test]
fn openpyxl_sees_marks_locks_and_rules() {
    let desk = Desk::new("quality-60-price-40");
    desk.ready();
    desk.issue("AB");
    match Command::new("python3").args(["-c", LOOK]).arg(desk.path("AB.xlsx")).output() {
        Ok(run) if run.status.success() => {}
        Ok(run) if String::from_utf8_lossy(&run.stderr).contains("No module named 'openpyxl'") => {
            not_checked("openpyxl", "the workbooks of evaluators were not opened by it");
        }
        Ok(run) => panic!("{}", String::from_utf8_lossy(&run.stderr)),
        Err(_) => not_checked("python3", "the workbooks of evaluators were not opened by openpyxl"),
    }
}

/// Saved by another program, in either form, nothing counts as altered.
#[test]
fn a_workbook_that_libreoffice_saved_is_taken() {
    let desk = Desk::new("quality-60-price-40");
    desk.ready();
    for (person, form) in [("AB", "xlsx"), ("CD", "ods")] {
        let issued = desk.issue(person);
        desk.score(person, &issued, &|_| 3);
        let out = desk.path("saved");
        fs::create_dir_all(&out).unwrap();
        let run = Command::new("libreoffice")
            .arg(format!("-env:UserInstallation=file://{}", desk.path("profile").display()))
            .args(["--headless", "--convert-to", form, "--outdir"])
            .arg(&out)
            .arg(desk.path(&format!("{person}.xlsx")))
            .output();
        match run {
            Ok(run) if run.status.success() => {
                desk.panel(&["collect", &format!("saved/{person}.{form}")]).ok();
            }
            _ => not_checked("libreoffice", "a workbook that it saved was not taken back"),
        }
    }
}
