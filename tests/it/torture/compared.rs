//! Mutants that are read without a word must read as another program shows them. `PROBITY_COMPARED` compares more than
//! the usual 100.

use std::{collections::BTreeMap, fs, process::Command};

use probity::{diag::Place, tender::Tender};
use rust_xlsxwriter::{Format, Workbook};
use serde_json::Value;

use super::{
    edits::{Dice, asked},
    forge::Archive,
    mutants::bent,
    seeds::parts_of,
};
use crate::{
    not_checked,
    workbooks::{answers, read, supplier},
};

const ANSWERS: &str = "xl/worksheets/sheet2.xml";
const TEXTS: &str = "xl/sharedStrings.xml";

/// A workbook as a spreadsheet program writes it, in parts: texts, ticks, numbers, bold words, widths and a frozen row.
fn good() -> Vec<(String, Vec<u8>)> {
    let mut book = Workbook::new();
    let bold = Format::new().set_bold();
    for (name, cells) in [("Supplier", supplier()), ("Responses", answers())] {
        let sheet = book.add_worksheet();
        sheet.set_name(name).unwrap();
        for ((row, column), text) in &cells {
            sheet.write_string(*row, *column, text).unwrap();
        }
        sheet.set_column_width(1, 60).unwrap().set_row_height(0, 20).unwrap().set_freeze_panes(1, 0).unwrap();
        if name == "Responses" {
            sheet.write_boolean(3, 3, true).unwrap().write_number(5, 3, 99.95).unwrap();
            let runs = [(&Format::new(), "We hold "), (&bold, "ISO 27001"), (&Format::new(), " & more.")];
            sheet.write_rich_string(6, 3, &runs).unwrap();
            sheet.write_string_with_format(8, 3, "All of it.\nAll the time.", &bold).unwrap();
        }
    }
    parts_of(&book.save_to_buffer().unwrap()).unwrap().into_iter().collect()
}

/// With one to three changes, most of them to the answers.
fn mutant(parts: &[(String, Vec<u8>)], seed: usize) -> Vec<u8> {
    let mut dice = Dice(u64::try_from(seed).unwrap() * 7_919 + 11);
    let mut parts = parts.to_vec();
    for _ in 0..=dice.below(3) {
        let named = |name: &str| parts.iter().position(|it| it.0 == name).unwrap();
        let n = match dice.below(10) {
            0..=4 => named(ANSWERS),
            5..=7 => named(TEXTS),
            _ => dice.below(parts.len()),
        };
        let text = String::from_utf8_lossy(&parts[n].1).into_owned();
        parts[n].1 = bent(&text, &mut dice).into_bytes();
    }
    Archive::of(&parts).finish()
}

/// A text as it matters: programs differ on which spaces and line ends they keep.
fn worded(text: &str) -> String {
    let number = text.trim().parse::<f64>().ok().filter(|it| it.is_finite());
    number.map_or_else(|| text.split_whitespace().collect(), |it| it.to_string())
}

/// Where `tender` says something else than was `shown`, by sheet and cell.
fn differences(tender: &Tender, shown: &Value) -> Vec<String> {
    let cell = |sheet: &str, cell: &str| shown[sheet][cell].as_str().unwrap_or_default().to_owned();
    let mut found = Vec::new();
    for response in &tender.responses {
        for piece in &response.pieces {
            let Place::Cell { sheet, cell: name, .. } = &piece.place else { continue };
            let there = cell(sheet, name);
            if worded(&piece.text) != worded(&there) {
                found.push(format!("{name}: read “{}”, shown “{there}”", piece.text));
            }
            let row = name.trim_start_matches(|it: char| it.is_ascii_alphabetic());
            let id = cell(sheet, &format!("A{row}"));
            if !id.trim().eq_ignore_ascii_case(response.question.as_str()) {
                found.push(format!("row {row}: read for {}, shown “{id}”", response.question));
            }
        }
    }
    found
}

#[test]
fn what_is_read_without_a_word_is_what_another_program_shows() {
    match Command::new("python3").args(["-c", "import openpyxl"]).output() {
        Ok(it) if it.status.success() => {}
        _ => return not_checked("openpyxl", "what it shows was not compared"),
    }
    let count = asked("PROBITY_COMPARED", 100);
    let folder = tempfile::tempdir().unwrap();
    let folder = std::env::var("PROBITY_KEEP").map_or_else(|_| folder.path().to_owned(), Into::into);
    let parts = good();
    let good = read("good.xlsx", &Archive::of(&parts).finish());
    assert!(good.intake.flags.is_empty(), "{:?}", good.intake.flags);
    let mut tenders = BTreeMap::new();
    let mut seed = 0;
    // Those that are refused, or told to a person, are read by a person.
    while tenders.len() < count {
        let bytes = mutant(&parts, seed);
        let tender = read("mutant.xlsx", &bytes);
        if tender.intake.reason.is_none() {
            fs::write(folder.join(format!("{seed:07}.xlsx")), bytes).unwrap();
            tenders.insert(format!("{seed:07}.xlsx"), tender);
        }
        seed += 1;
    }
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/torture/shown.py");
    let out = Command::new("python3").arg(script).arg(&folder).output().unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let (mut changed, mut unopened, mut told, mut wrong) = (0, 0, 0, Vec::new());
    for line in String::from_utf8(out.stdout).unwrap().lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        let name = line["file"].as_str().unwrap();
        let tender = &tenders[name];
        changed += usize::from(tender.responses != good.responses);
        if line["fault"].is_string() {
            unopened += 1;
            continue;
        }
        let found = differences(tender, &line["sheets"]);
        if !found.is_empty() && tender.intake.flags.is_empty() {
            wrong.push(format!("{name}: {}", found.join("; ")));
        }
        told += usize::from(!found.is_empty() && !tender.intake.flags.is_empty());
    }
    println!(
        "{count} mutants read of {seed} made: {changed} with other answers than the good one, {told} read differently and \
         flagged, {unopened} that openpyxl does not open, {} read differently without a word",
        wrong.len()
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
