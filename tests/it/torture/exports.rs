//! Whatever a supplier writes, our own files hold it as text. `PROBITY_STRINGS` takes more than the usual 2,000.

use std::{collections::BTreeSet, io::Cursor};

use calamine::{Reader as _, Xlsx};
use probity::{
    report::{csv, html},
    workbook::write,
};

use super::edits::{Dice, asked};
use crate::reports::sample::{Sample, sample};

const PIECES: [&str; 34] = [
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "\n",
    "\0",
    "\u{ff1d}",
    "'",
    "\"",
    "\"\"",
    ",",
    ";",
    "<",
    ">",
    "</td>",
    "<img src=x onerror=alert(1)>",
    "<script>",
    "]]>",
    "-->",
    "&",
    "&lt;",
    "{{ 7*7 }}",
    "{% raw %}",
    "cmd|'/C calc'!A0",
    "HYPERLINK(\"http://a.example\")",
    "SUM(1)",
    "\u{202e}",
    "\u{1b}[31m",
    "../../etc/x",
    "text",
    " ",
    "javascript:alert(1)",
];

fn hostile(dice: &mut Dice) -> String {
    (0..=dice.below(6)).map(|_| *dice.of(&PIECES)).collect()
}

/// The sample with other words wherever a supplier may write.
fn with(mut words: impl FnMut() -> String) -> Sample {
    let mut sample = sample();
    for it in &mut sample.assessments {
        it.tender.supplier = Some(words());
        it.tender.file = words();
        for flag in &mut it.tender.intake.flags {
            flag.message = words();
        }
        for answer in &mut it.answers {
            answer.text = words();
            for part in &mut answer.parts {
                part.claims.clear();
            }
            for refer in &mut answer.refer {
                refer.ask = words();
            }
        }
        for response in &mut it.tender.responses {
            response.evidence = Some(words());
            for piece in &mut response.pieces {
                piece.text = words();
            }
        }
    }
    sample
}

/// The names of elements with their attributes, as they stand in a page.
fn tags(page: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for piece in page.split('<').skip(1) {
        let tag = piece.split('>').next().unwrap();
        let mut shape = String::new();
        let mut quoted = false;
        for c in tag.chars() {
            match c {
                '"' => quoted = !quoted,
                _ if quoted => {}
                _ => shape.push(c),
            }
        }
        found.insert(shape.split_whitespace().collect::<Vec<_>>().join(" "));
    }
    found
}

#[test]
fn no_string_becomes_a_formula_an_element_or_an_attribute() {
    let count = asked("PROBITY_STRINGS", 2_000);
    let mut dice = Dice(4);
    let known = tags(&html::render(&with(|| "plain words".to_owned()).report()).unwrap());
    let mut used = 0;
    while used < count {
        let sample = with(|| {
            used += 1;
            hostile(&mut dice)
        });
        let page = html::render(&sample.report()).unwrap();
        let new: Vec<String> = tags(&page).difference(&known).cloned().collect();
        assert!(new.is_empty(), "{new:?}");
        for it in &sample.assessments {
            let text = csv::rows(&sample.bank, it);
            let mut reader = ::csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
            for record in reader.records() {
                for field in &record.unwrap() {
                    let begins = field.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '\0', '\u{ff1d}']);
                    assert!(!begins || field.parse::<i64>().is_ok(), "{field:?}");
                }
            }
        }
        let bytes = write::scores(&sample.report()).unwrap();
        let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap();
        for sheet in book.sheet_names() {
            let formulas = book.worksheet_formula(&sheet).unwrap();
            for (_, _, formula) in formulas.used_cells() {
                // Sheets go by suppliers' names, which stand between apostrophes and hold none.
                let bare: String = formula.split('\'').step_by(2).collect();
                let ours = !["cmd|", "HYPERLINK", "SUM(1)", "http"].iter().any(|it| bare.contains(it));
                assert!(formula.matches('\'').count() % 2 == 0, "{sheet}: {formula}");
                assert!(ours, "{sheet}: {formula}");
            }
        }
    }
}
