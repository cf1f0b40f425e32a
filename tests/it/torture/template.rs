//! What was changed in the workbook that was issued.

use super::{
    Case, accepted, flagged,
    forge::{Forge, table},
    refused,
};

pub(super) fn cases() -> Vec<Case> {
    let plain = Forge::new();
    let wording = |change: &dyn Fn(&str) -> String| {
        let text = change(&plain.cells[&(3, 1)]);
        plain.clone().cell("B4", &text).xlsx()
    };
    let rows = |forge: &Forge, from: u32| -> Vec<Vec<String>> {
        (0..14)
            .map(|row| {
                (0..5)
                    .map(|column| forge.cells.get(&(row + from, column)).cloned().unwrap_or_default())
                    .collect()
            })
            .collect()
    };
    let mut inserted = plain.clone();
    inserted.cells = inserted
        .cells
        .into_iter()
        .map(|((row, column), text)| ((row, column + u32::from(column > 2)), text))
        .collect();
    for row in 0..14 {
        inserted.cells.insert((row, 3), if row == 0 { "Remarks" } else { "-" }.to_owned());
    }
    let mut shifted = plain.clone();
    for row in 1..14 {
        let text = shifted.cells.remove(&(row, 3)).unwrap();
        shifted.cells.insert((row, 4), text);
    }
    let mut renamed = plain.clone();
    renamed.answers_named = "Bid answers".into();
    let mut older = plain.clone();
    older.supplier[2].1 = "0.9.0".into();
    let second = rows(&plain.clone().cell("D4", "We do not agree."), 0);
    let second: Vec<Vec<&str>> = second.iter().map(|it| it.iter().map(String::as_str).collect()).collect();
    let mut without = plain.clone();
    without.cells.retain(|(row, _), _| *row != 7);
    let again = |answer: &str| {
        plain
            .clone()
            .cell("A15", plain.cells[&(3, 0)].as_str())
            .cell("B15", plain.cells[&(3, 1)].as_str())
            .cell("D15", answer)
            .xlsx()
    };
    let lists = |rows: &[Vec<&str>], state: &str| plain.clone().sheet("Lists", state, &table(rows)).xlsx();
    let head = vec!["Entries of the lists to choose from"];
    let issued = [head.clone(), vec!["1: North"], vec!["Yes"], vec!["No"]];
    let with = |more: Vec<&'static str>| [issued.to_vec(), vec![more]].concat();
    let marks = |more: Vec<&'static str>| {
        let rows = [vec!["Bank version", "1.0.0"], vec!["Pack version", "1"], more];
        plain.clone().sheet("_probity", "veryHidden", &table(&rows)).xlsx()
    };
    let mut prices = plain.clone();
    prices.cells.clear();
    let prices = prices.cell("A1", "Item").cell("B1", "GBP").cell("A2", "Lamp");
    vec![
        flagged(
            "word-lost.xlsx",
            &["question-altered"],
            wording(&|it| it.split(' ').skip(1).collect::<Vec<_>>().join(" ")),
        ),
        flagged("letter-swapped.xlsx", &["question-altered"], wording(&|it| it.replacen('o', "\u{43e}", 1))),
        flagged("wording-gone.xlsx", &["question-altered"], plain.clone().without("B4").xlsx()),
        flagged(
            "unknown-id.xlsx",
            &["question-id-unknown", "question-missing"],
            plain.clone().cell("A4", "SLP-3A").xlsx(),
        ),
        flagged(
            "look-alike-id.xlsx",
            &["question-id-unknown", "question-missing"],
            plain.clone().cell("A4", "\u{405}L\u{420}-03").xlsx(),
        ),
        flagged("weight.xlsx", &["weight-altered"], plain.clone().cell("C4", "1").xlsx()),
        flagged("missing.xlsx", &["question-missing"], without.xlsx()),
        flagged("answered-twice.xlsx", &["duplicate-question"], again("We do not agree.")),
        flagged("answered-twice-alike.xlsx", &["duplicate-question"], again(super::forge::ANSWERS[2])),
        flagged(
            "added.xlsx",
            &["question-id-unknown"],
            plain.clone().cell("A15", "SLP-99").cell("B15", "Are we good?").cell("D15", "Yes").xlsx(),
        ),
        flagged("column-added.xlsx", &["column-moved"], inserted.xlsx()),
        refused("two-answer-columns.xlsx", "ambiguous-columns", plain.clone().cell("E1", "Response").xlsx()),
        flagged("renamed.xlsx", &["sheet-renamed"], renamed.xlsx()),
        refused(
            "two-answer-sheets.xlsx",
            "ambiguous-sheet",
            plain.clone().sheet("Responses (2)", "", &table(&second)).xlsx(),
        ),
        refused("prices.xlsx", "template-not-recognised", prices.xlsx()),
        accepted("lists.xlsx", lists(&issued, "hidden")),
        flagged("words-in-lists.xlsx", &["hidden-sheet"], lists(&with(vec!["We may sell data."]), "hidden")),
        flagged(
            "words-beside-lists.xlsx",
            &["hidden-sheet"],
            lists(&with(vec!["Yes", "1: of us sells"]), "hidden"),
        ),
        flagged(
            "words-in-lists-shown.xlsx",
            &["content-outside-template"],
            lists(&with(vec!["We may sell data."]), ""),
        ),
        accepted("marks.xlsx", marks(vec!["Procurement reference", "AQ-1"])),
        flagged("words-in-marks.xlsx", &["very-hidden-sheet"], marks(vec!["We may sell data."])),
        flagged(
            "words-as-mark.xlsx",
            &["very-hidden-sheet"],
            marks(vec!["Procurement reference", "We may sell data."]),
        ),
        flagged(
            "hidden-furniture.xlsx",
            &["hidden-sheet"],
            plain.clone().sheet("Read me", "hidden", &table(&[vec!["We may sell data."]])).xlsx(),
        ),
        flagged("older.xlsx", &["bank-version-mismatch"], older.xlsx()),
        flagged(
            "blanks.xlsx",
            &["blank-answer"],
            plain
                .clone()
                .without("D2")
                .cell("D3", "  ")
                .cell("D4", "\u{a0}")
                .cell("D5", "\u{200b}")
                .cell("D6", "-")
                .xlsx(),
        ),
        flagged("wrong-column.xlsx", &["blank-answer"], shifted.xlsx()),
        accepted(
            "named-in-an-answer.xlsx",
            plain.clone().cell("D8", "At Tarn Lighting Ltd we test quarterly.").xlsx(),
        ),
    ]
}

#[test]
fn words_in_a_hidden_sheet_of_ours_are_told_where_they_stand() {
    let rows = [vec!["Entries of the lists to choose from"], vec!["Yes"], vec!["No", "We may sell data."]];
    let tender =
        crate::workbooks::read("a.xlsx", &Forge::new().sheet("Lists", "hidden", &table(&rows)).xlsx());
    let [flag] = tender.intake.flags.as_slice() else { panic!("{:?}", tender.intake.flags) };
    assert_eq!(flag.place.as_ref().unwrap().to_string(), "Lists › B3");
    assert!(flag.message.contains("“We may sell data.”"), "{}", flag.message);
}
