//! One answer cell: its words, and what a person should know of how they came to be there.

use std::collections::BTreeSet;

use crate::{
    bank::Bank,
    diag::Place,
    tender::{Flag, YesNo},
    workbook::read::{
        aimed, formula,
        grid::{Area, Cell, Grid, Guise, Value, is_blank},
        limits,
        runs::shortened,
        script,
        tally::Tally,
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
    /// Nothing is written, and a picture lies over the cell.
    pub pictured: bool,
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
pub(crate) fn words(
    grid: &Grid,
    header: u32,
    row: u32,
    column: u32,
    bank: &Bank,
    flags: &mut Vec<Flag>,
) -> Words {
    let mut at = (row, column);
    if let Some(area) = grid.merges.down(row, column)
        && area.first.0 > header
    {
        at = area.first;
    }
    let place = grid.place(at.0, at.1);
    let pictured = picture(grid, at, flags);
    let Some(cell) = grid.at(at.0, at.1) else {
        return Words { place, text: String::new(), unreadable: pictured, pictured };
    };
    if at.0 == row {
        tell(grid, cell, bank, flags);
    }
    match &cell.value {
        Value::Text(text) | Value::Typed(text) => {
            Words { place, text: text.clone(), unreadable: pictured && is_blank(text), pictured }
        }
        Value::Error(_) | Value::Uncalculated => {
            Words { place, text: String::new(), unreadable: true, pictured: false }
        }
    }
}

/// Tells of a picture over a cell. Where the cell is empty, the picture may be the answer, and nobody has read it.
fn picture(grid: &Grid, at: (u32, u32), flags: &mut Vec<Flag>) -> bool {
    let Some(picture) = grid.pictures.iter().find(|it| it.area.covers(at.0, at.1)) else {
        return false;
    };
    let place = grid.place(at.0, at.1);
    let blank = grid.at(at.0, at.1).is_none_or(Cell::is_blank);
    let message = if blank {
        format!(
            "a picture lies over {place}, where nothing is written: the answer may be in the picture, which was not \
             read. A person must look, and the supplier should be asked to write the answer out"
        )
    } else if picture.linked {
        return false;
    } else {
        format!(
            "a picture lies over the answer in {place}; it was not read and may say more, or hide what is there"
        )
    };
    // A picture over several answers is told at each that is empty, and otherwise once.
    let told = |it: &Flag| it.code == "picture-answer" && it.message == message;
    if !flags.iter().any(told) {
        flags.push(Flag { code: "picture-answer".into(), place: Some(place), message });
    }
    blank
}

/// Tells of odd characters and of words that are no answer, wherever a supplier may write.
pub(crate) fn text(text: &str, place: &Place, bank: &Bank, flags: &mut Vec<Flag>) {
    if !is_blank(text) {
        script::tell(text, place, flags);
        aimed::tell(text, place, bank, flags);
    }
}

fn tell(grid: &Grid, cell: &Cell, bank: &Bank, flags: &mut Vec<Flag>) {
    let place = grid.place(cell.row, cell.column);
    if let Value::Text(it) = &cell.value {
        text(it, &place, bank, flags);
    }
    let written = grid.formulas.get(&(cell.row, cell.column)).map(String::as_str).unwrap_or_default();
    if formula::dangers(written).changes {
        let message = format!(
            "the formula in {place} (`{written}`) changes by itself, for instance with the day: what was saved may \
             not be what the supplier will say later"
        );
        flags.push(Flag { code: "volatile-formula".into(), place: Some(place.clone()), message });
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
            format!(
                "the answer in {place} is made by a formula{}. What was saved with it was read, “{}”; a spreadsheet \
                 program may show something else",
                if written.is_empty() { String::new() } else { format!(" (`{written}`)") },
                shortened(cell.shown().trim(), 80)
            ),
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

/// Tells of what a sheet holds and a person does not see, or sees otherwise: hidden rows and columns, letters without
/// colour or size, number formats that swap words, and words that are struck out.
pub(crate) fn unseen(grid: &Grid, flags: &mut Vec<Flag>) {
    let mut tally = Tally::new(&grid.name, flags);
    if !grid.hidden_rows.is_empty() || !grid.hidden_columns.is_empty() {
        let (mut last_row, mut columns) = (None, BTreeSet::new());
        for cell in grid.cells.iter().filter(|it| !it.is_blank()) {
            let begins = || shortened(cell.shown().trim(), 120);
            let place = || grid.place(cell.row, cell.column);
            if grid.hidden_rows.contains(cell.row) && last_row != Some(cell.row) {
                last_row = Some(cell.row);
                let message = format!(
                    "row {} of `{}` is hidden or has no height, and holds something: “{}”",
                    cell.row + 1,
                    grid.name,
                    begins()
                );
                tally.tell("hidden-row", Some(place()), message);
            }
            if grid.hidden_columns.contains(cell.column) && columns.insert(cell.column) {
                let message = format!(
                    "the column of {} is hidden or has no width, and holds something: “{}”",
                    place(),
                    begins()
                );
                tally.tell("hidden-column", Some(place()), message);
            }
        }
    }
    for ((row, column), guises) in &grid.guises {
        let Some(cell) = grid.at(*row, *column).filter(|it| !it.is_blank()) else { continue };
        let place = grid.place(*row, *column);
        let words = shortened(cell.shown().trim(), 120);
        for guise in guises {
            let (code, message) = match guise {
                Guise::Unseen(why) => (
                    "invisible-text",
                    format!(
                        "the text in {place} is not seen by a person who opens the file, because {why}: “{words}”"
                    ),
                ),
                Guise::Shows(shown) => (
                    "display-differs-from-value",
                    format!(
                        "the cell {place} holds “{words}” and shows “{shown}”; ask the supplier which is meant"
                    ),
                ),
                Guise::Struck(Some(struck)) => (
                    "strikethrough-text",
                    format!(
                        "in {place} the words “{}” are struck out, and were read as if they were not: “{words}”. Ask \
                         the supplier for the answer without them",
                        shortened(struck, 120)
                    ),
                ),
                Guise::Struck(None) => (
                    "strikethrough-text",
                    format!(
                        "the text in {place} is struck out as a whole, and was read as if it were not: “{words}”. Ask \
                         the supplier whether it is the answer"
                    ),
                ),
            };
            tally.tell(code, Some(place.clone()), message);
        }
    }
    tally.finish();
}

/// Tells of conditional formats that may hide the answers in an area.
pub(crate) fn veiled(grid: &Grid, answers: &[Area], flags: &mut Vec<Flag>) {
    let mut tally = Tally::new(&grid.name, flags);
    for (veil, why) in &grid.veils {
        let hit = answers.iter().filter_map(|it| it.common(veil)).find_map(|area| {
            let from = grid.cells.partition_point(|it| it.row < area.first.0);
            let rows = grid.cells.iter().skip(from).take_while(|it| it.row <= area.last.0);
            rows.into_iter().find(|it| area.covers(it.row, it.column) && !it.is_blank())
        });
        if let Some(cell) = hit {
            let place = grid.place(cell.row, cell.column);
            let message = format!(
                "a conditional format can hide what stands in {place} ({why}): “{}”",
                shortened(cell.shown().trim(), 120)
            );
            tally.tell("conditional-format-hides-text", Some(place), message);
        }
    }
    tally.finish();
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
            let words =
                grid.at(*row, *column).map(|it| shortened(it.shown().trim(), 120)).unwrap_or_default();
            let message =
                format!("the cell {place} lies under merged cells, which do not show its text: “{words}”");
            flags.push(Flag { code: "hidden-under-merge".into(), place: Some(place), message });
        }
    }
}
