//! The score workbook as a panel returns it: for each question the awarded score and its reason, with their cells.

use std::panic::{self, AssertUnwindSafe};

use super::{
    book,
    grid::{Grid, Value, cell_name},
};
use crate::{
    diag::{Diagnostic, Diagnostics, Place},
    id::QuestionId,
    workbook::layout::Layouts,
};

/// What a panel entered for one question of one tender.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The sheet of the tender.
    pub sheet: String,
    /// Of the tender's file, in hexadecimal, as the sheet says it.
    pub sha256: String,
    /// Which question.
    pub question: QuestionId,
    /// Where the question stands.
    pub question_cell: String,
    /// As it was entered; empty where nothing was.
    pub score: String,
    /// Where.
    pub score_cell: String,
    /// As it was entered; empty where nothing was.
    pub reason: String,
    /// Where.
    pub reason_cell: String,
}

/// The columns of a tender's sheet, found by their heads.
struct Columns {
    head: u32,
    question: u32,
    score: u32,
    reason: u32,
}

/// Reads a returned score workbook. What is wrong with it is told with its cells; `name` is what the user calls it.
pub fn read(name: &str, bytes: &[u8], layouts: &Layouts) -> (Vec<Entry>, Diagnostics) {
    let mut faults = Diagnostics::default();
    let whole = || Place::Whole { path: name.to_owned() };
    let opened = panic::catch_unwind(AssertUnwindSafe(|| book(name, bytes, layouts)));
    let book = match opened {
        Ok(Ok(book)) => book,
        Ok(Err(refusal)) => {
            faults.push(Diagnostic::error(whole(), "decide/unreadable", refusal.explanation));
            return (Vec::new(), faults);
        }
        Err(_) => {
            let help = "open it in a spreadsheet program, save it again as `.xlsx` and give that";
            faults
                .push(Diagnostic::error(whole(), "decide/unreadable", "the workbook is damaged").help(help));
            return (Vec::new(), faults);
        }
    };
    let mut entries = Vec::new();
    for grid in &book.grids {
        let (Some(sha256), Some(columns)) = (digest(grid), columns(grid)) else { continue };
        sheet(name, grid, &sha256, &columns, &mut entries, &mut faults);
    }
    if entries.is_empty() && faults.is_empty() {
        let what =
            "no sheet of it has the columns `Question`, `Awarded score` and `Reason` of a score workbook";
        faults.push(
            Diagnostic::error(whole(), "decide/unreadable", what)
                .help("give the scores.xlsx that `probity assess` wrote, filled in"),
        );
    }
    (entries, faults)
}

fn sheet(
    name: &str,
    grid: &Grid,
    sha256: &str,
    columns: &Columns,
    entries: &mut Vec<Entry>,
    faults: &mut Diagnostics,
) {
    for row in grid.rows() {
        let Some(row) = row.first().map(|it| it.row).filter(|it| *it > columns.head) else { continue };
        let Ok(question) = text(grid, row, columns.question).trim().parse::<QuestionId>() else { continue };
        let mut formula = |column: u32| {
            if grid
                .at(row, column)
                .is_some_and(|it| it.formula || matches!(it.value, Value::Error(_) | Value::Uncalculated))
            {
                let place = Place::Cell {
                    file: Some(name.to_owned()),
                    sheet: grid.name.clone(),
                    cell: cell_name(row, column),
                };
                let what = "the cell holds a formula: a decision is typed by a person";
                faults.push(Diagnostic::error(place, "decide/formula", what).help("type the value itself"));
            }
        };
        formula(columns.score);
        formula(columns.reason);
        let entry = Entry {
            sheet: grid.name.clone(),
            sha256: sha256.to_owned(),
            question,
            question_cell: cell_name(row, columns.question),
            score: text(grid, row, columns.score).trim().to_owned(),
            score_cell: cell_name(row, columns.score),
            reason: text(grid, row, columns.reason).to_owned(),
            reason_cell: cell_name(row, columns.reason),
        };
        if entries.iter().any(|it: &Entry| it.sha256 == sha256 && it.question == entry.question) {
            let place = Place::Cell {
                file: Some(name.to_owned()),
                sheet: grid.name.clone(),
                cell: entry.question_cell,
            };
            let what = format!("{} of this tender stands in the workbook twice", entry.question);
            faults.push(Diagnostic::error(place, "decide/twice", what));
            continue;
        }
        entries.push(entry);
    }
}

/// The digest that the sheet names above its table.
fn digest(grid: &Grid) -> Option<String> {
    const ABOVE: u32 = 3;
    let mut cells = grid.cells.iter().take_while(|it| it.row < ABOVE);
    cells.find_map(|it| match &it.value {
        Value::Text(text) => {
            let mut words = text.split(|c: char| !c.is_ascii_hexdigit());
            words.find(|it| it.len() == 64).map(str::to_owned)
        }
        _ => None,
    })
}

fn columns(grid: &Grid) -> Option<Columns> {
    for row in grid.rows().take(10) {
        let find = |label: &str| {
            let cell = row.iter().find(|it| matches!(&it.value, Value::Text(text) if text.trim() == label));
            cell.map(|it| (it.row, it.column))
        };
        if let (Some((head, question)), Some((_, score)), Some((_, reason))) =
            (find("Question"), find("Awarded score"), find("Reason"))
        {
            return Some(Columns { head, question, score, reason });
        }
    }
    None
}

fn text(grid: &Grid, row: u32, column: u32) -> &str {
    match grid.at(row, column).map(|it| &it.value) {
        Some(Value::Text(it) | Value::Typed(it) | Value::Error(it)) => it,
        Some(Value::Uncalculated) | None => "",
    }
}
