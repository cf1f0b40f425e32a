//! One answer cell: its words, and what a person should know of how they came to be there.

use std::collections::BTreeSet;

use crate::{
    diag::Place,
    tender::{Flag, YesNo},
    workbook::read::{
        grid::{Cell, Grid, Value, is_blank},
        limits, script,
    },
};

/// What stands in an answer cell.
#[derive(Debug)]
pub(crate) struct Words {
    /// Where.
    pub place: Place,
    /// As typed; empty where nothing could be read.
    pub text: String,
    /// Something is there and it could not be read.
    pub unreadable: bool,
}

impl Words {
    /// Whether nothing is said, which is not the same as unreadable.
    pub(crate) fn is_blank(&self) -> bool {
        !self.unreadable && is_blank(&self.text)
    }

    /// The tick that the whole text is.
    pub(crate) fn tick(&self) -> Option<YesNo> {
        if self.text.len() > 40 { None } else { YesNo::parse(&self.text) }
    }

    /// Whether the whole text says that the question does not apply, without a reason.
    pub(crate) fn says_not_applicable(&self) -> bool {
        self.tick() == Some(YesNo::NotApplicable)
    }
}

/// Reads the cell at a position. A cell merged with those above it shows their text, if that begins under the
/// header; `header` is the header's row. What a person should know is added to `flags`.
pub(crate) fn words(grid: &Grid, header: u32, row: u32, column: u32, flags: &mut Vec<Flag>) -> Words {
    let mut at = (row, column);
    if let Some(area) = grid.merges.down(row, column)
        && area.first.0 > header
    {
        at = area.first;
    }
    let place = grid.place(at.0, at.1);
    let Some(cell) = grid.at(at.0, at.1) else {
        return Words { place, text: String::new(), unreadable: false };
    };
    if at.0 == row {
        tell(grid, cell, flags);
    }
    match &cell.value {
        Value::Text(text) | Value::Typed(text) => Words { place, text: text.clone(), unreadable: false },
        Value::Error(_) | Value::Uncalculated => Words { place, text: String::new(), unreadable: true },
    }
}

fn tell(grid: &Grid, cell: &Cell, flags: &mut Vec<Flag>) {
    let place = grid.place(cell.row, cell.column);
    if let Value::Text(text) = &cell.value
        && !is_blank(text)
    {
        script::tell(text, &place, flags);
    }
    let (code, message) = match &cell.value {
        Value::Error(shown) => (
            "error-value",
            format!("the cell {place} shows the error `{shown}` and no answer; a person must look"),
        ),
        Value::Uncalculated => (
            "formula-without-value",
            format!(
                "the cell {place} holds a formula whose value was not saved; it is not blank and a person must look"
            ),
        ),
        Value::Text(_) | Value::Typed(_) if cell.formula => (
            "formula-answer",
            format!("the answer in {place} is made by a formula; what was saved with it was read"),
        ),
        Value::Text(text)
            if text.len() > limits::CELL_CHARACTERS && text.chars().count() > limits::CELL_CHARACTERS =>
        {
            (
                "oversize-cell",
                format!(
                    "the cell {place} holds more text than spreadsheet programs keep, so they would show less"
                ),
            )
        }
        Value::Text(_) | Value::Typed(_) => return,
    };
    flags.push(Flag { code: code.into(), place: Some(place), message });
}

/// Tells of rows and columns of a sheet that hold something and that a person does not see.
pub(crate) fn unseen(grid: &Grid, flags: &mut Vec<Flag>) {
    if grid.hidden_rows.is_empty() && grid.hidden_columns.is_empty() {
        return;
    }
    let (mut last_row, mut columns) = (None, BTreeSet::new());
    for cell in grid.cells.iter().filter(|it| !it.is_blank()) {
        if grid.hidden_rows.contains(cell.row) && last_row != Some(cell.row) {
            last_row = Some(cell.row);
            let place = grid.place(cell.row, cell.column);
            let message = format!("row {} of `{}` is hidden and holds something", cell.row + 1, grid.name);
            flags.push(Flag { code: "hidden-row".into(), place: Some(place), message });
        }
        if grid.hidden_columns.contains(cell.column) && columns.insert(cell.column) {
            let place = grid.place(cell.row, cell.column);
            let message = format!("the column of {place} is hidden and holds something");
            flags.push(Flag { code: "hidden-column".into(), place: Some(place), message });
        }
    }
}

/// Tells of texts under merged cells, which no program shows, and of merges that nobody meant.
pub(crate) fn merged(grid: &Grid, under: &BTreeSet<(u32, u32)>, flags: &mut Vec<Flag>) {
    for area in grid.merges.iter().filter(|it| it.cells() > limits::MERGED_CELLS) {
        let place = grid.place(area.first.0, area.first.1);
        let message = format!("{} cells are merged at {place}, as no person does", area.cells());
        flags.push(Flag { code: "abnormal-merge".into(), place: Some(place), message });
    }
    for (row, column) in under {
        if grid.at(*row, *column).is_some_and(|it| !it.is_blank()) {
            let place = grid.place(*row, *column);
            let message = format!("the cell {place} lies under merged cells, which do not show its text");
            flags.push(Flag { code: "hidden-under-merge".into(), place: Some(place), message });
        }
    }
}
