//! The sheets that our own workbook hides: in them stands what was issued there, and nothing of a supplier's.

use std::collections::BTreeSet;

use crate::{
    bank::{Bank, field::FieldKind},
    id::Name,
    pack::Mark,
    workbook::{
        layout::fold,
        read::{
            Book,
            grid::{Cell, Grid},
            runs::shortened,
            tally::Tally,
        },
    },
};

/// The sheet of the entries to choose from, and what stands above them.
const LISTS: &str = "lists";
pub(in crate::workbook) const LISTS_HEAD: &str = "Entries of the lists to choose from";
/// The sheet of the marks of the issue.
const MARKS: &str = "_probity";

/// The longest entry that names a lot, and the longest value of a mark.
const LONGEST: usize = 120;

/// Entries that stand in lists whatever the bank asks.
const ENTRIES: [&str; 4] = ["Yes", "No", "Partly", "Not applicable"];

/// Whether our workbook hides the sheet of this name.
pub(crate) fn hides(sheet: &str) -> bool {
    [LISTS, MARKS].iter().any(|it| is(sheet, it))
}

fn is(sheet: &str, name: &str) -> bool {
    fold(sheet) == fold(name)
}

/// Tells of what stands in these sheets and was not issued there. Of a workbook that was issued with other questions than the
/// bank's (`foreign`), short entries of lists may be of those.
pub(crate) fn tell(book: &mut Book, bank: &Bank, foreign: bool) {
    let Book { grids, hidden, order, flags, .. } = book;
    for grid in hidden.iter().chain(grids.iter()).filter(|it| hides(&it.name)) {
        let how = order.iter().find(|(name, _)| *name == grid.name).and_then(|(_, how)| *how);
        let code = how.map_or("content-outside-template", crate::workbook::read::Hidden::code);
        let mut tally = Tally::new(&grid.name, flags);
        for cell in strays(grid, bank, foreign) {
            let place = grid.place(cell.row, cell.column);
            let message = format!(
                "the sheet `{}` is issued with entries of its own alone, and {place} holds something else, which was not \
                 scored: “{}”",
                grid.name,
                shortened(cell.shown().trim(), 200)
            );
            tally.tell(code, Some(place), message);
        }
        tally.finish();
    }
}

/// The cells that were not issued.
fn strays<'a>(grid: &'a Grid, bank: &Bank, foreign: bool) -> Vec<&'a Cell> {
    let filled = grid.cells.iter().filter(|it| !it.is_blank());
    if is(&grid.name, MARKS) {
        return filled.filter(|it| !is_mark(grid, it)).collect();
    }
    let known = entries(bank);
    let mut lots = true;
    filled
        .filter(|it| {
            let words = it.shown();
            let words = words.trim();
            let issued = match (it.row, it.column) {
                (0, 0) => words == LISTS_HEAD,
                // The lots, which the bank does not know, stand before all others.
                (_, 0) => {
                    let entry = known.contains(words);
                    lots &= !entry;
                    entry || lots && is_lot(words) || foreign && words.len() <= LONGEST
                }
                _ => false,
            };
            !issued
        })
        .collect()
}

/// Whether a cell is one of a pair of a mark and its value.
fn is_mark(grid: &Grid, cell: &Cell) -> bool {
    let label = |column: u32| {
        let text = grid.at(cell.row, column).and_then(Cell::text).unwrap_or_default();
        Mark::ALL.iter().any(|it| it.label() == text.trim())
    };
    match cell.column {
        0 => label(0),
        1 => {
            let value = cell.shown();
            label(0) && value.len() <= LONGEST && !value.trim().contains(char::is_whitespace)
        }
        _ => false,
    }
}

/// Whether an entry may name a lot: a short id and a few words.
fn is_lot(words: &str) -> bool {
    words.len() <= LONGEST && words.split_once(": ").is_some_and(|(id, _)| id.parse::<Name>().is_ok())
}

/// All entries of the lists of a bank.
fn entries(bank: &Bank) -> BTreeSet<&str> {
    let mut all: BTreeSet<&str> = ENTRIES.into_iter().collect();
    for field in bank.questions.iter().flat_map(|it| &it.fields) {
        match &field.kind {
            FieldKind::Choice(options) => all.extend(options.iter().map(|it| it.title.trim())),
            FieldKind::Certificates(schemes) => all.extend(schemes.iter().map(|it| it.title.trim())),
            FieldKind::Table(table) => {
                all.extend(table.columns.iter().flat_map(|it| &it.options).map(|it| it.trim()));
            }
            _ => {}
        }
    }
    all
}
