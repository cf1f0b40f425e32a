//! A workbook that was given out to be filled in comes back: through the same guards as a supplier's file.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Refusal, book, grid::Grid};
use crate::{
    diag::{Diagnostic, Diagnostics, Place},
    panel::{Filled, Form, Returned, What},
    workbook::{
        layout::Layouts,
        write::panel::{CONSTANT, MARKS, START},
    },
};

/// What a returned workbook says that it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marks {
    /// What the form is for.
    pub kind: String,
    /// The procurement.
    pub procurement: String,
    /// For whom it was issued.
    pub person: String,
    /// Its fingerprint.
    pub fingerprint: String,
}

/// A returned workbook, read and not yet compared with its form. It can be handed from one process to another.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReturnedBook {
    file: String,
    /// As it says itself, on the sheet that only a program sees.
    pub marks: Marks,
    /// As it says itself where a person sees it.
    shown: Option<Marks>,
    /// By sheet: row, column, what is shown, and whether that is a formula's.
    sheets: BTreeMap<String, Vec<(u32, u32, String, bool)>>,
}

/// Reads a returned workbook; `file` is what the user calls it.
///
/// # Errors
/// When the bytes are no spreadsheet that can be read, or not one that was issued.
pub fn returned(file: &str, bytes: &[u8], layouts: &Layouts) -> Result<ReturnedBook, Refusal> {
    let book = book(file, bytes, layouts)?;
    let hidden = book.hidden.iter().find(|it| it.name == CONSTANT);
    let shown = book.grids.iter().find(|it| it.name == START);
    let Some(marks) = hidden.map(marks).or_else(|| shown.map(marks)).filter(|it| !it.fingerprint.is_empty())
    else {
        return Err(Refusal {
            code: "not-a-form",
            explanation:
                "the workbook is not one that was issued: its marks are missing. Take the workbook that was \
                          issued, and save it under another name instead of copying its sheets."
                    .to_owned(),
        });
    };
    let cells = |grid: &Grid| -> Vec<(u32, u32, String, bool)> {
        grid.cells.iter().map(|it| (it.row, it.column, it.shown().into_owned(), it.formula)).collect()
    };
    let file = file.to_owned();
    let shown = shown.map(self::marks);
    let sheets = book.grids.iter().map(|it| (it.name.clone(), cells(it))).collect();
    Ok(ReturnedBook { file, marks, shown, sheets })
}

fn marks(grid: &Grid) -> Marks {
    let value = |label: &str| {
        let row = grid.cells.iter().find(|it| it.column == 0 && it.shown().trim() == label);
        let cell = row.and_then(|it| grid.at(it.row, 1));
        cell.map_or_else(String::new, |it| it.shown().trim().to_owned())
    };
    let [kind, procurement, person, fingerprint] = MARKS.map(value);
    Marks { kind, procurement, person, fingerprint }
}

impl ReturnedBook {
    /// What was entered, and all that is wrong with the sheets.
    pub fn read(&self, form: &Form) -> (BTreeMap<(usize, What), Filled>, Diagnostics) {
        let (entries, mut faults) = form.read(&self.file, |name| {
            let cells = self.sheets.get(name)?;
            let each = cells.iter().map(|(row, column, text, formula)| Returned {
                row: *row,
                column: *column,
                text,
                formula: *formula,
            });
            Some(each.collect())
        });
        // The fingerprint that a person sees must be the one that programs see.
        if let Some(shown) = self.shown.as_ref().filter(|it| **it != self.marks) {
            let place =
                Place::Cell { file: Some(self.file.clone()), sheet: START.to_owned(), cell: "A1".to_owned() };
            let message = format!(
                "the sheet says that it is {} `{}`, and its marks say otherwise",
                shown.kind, shown.fingerprint
            );
            let fault = Diagnostic::error(place, "panel/marks", message);
            faults.push(fault.help("take the workbook that was issued, and leave its first sheet as it is"));
        }
        (entries, faults)
    }
}
