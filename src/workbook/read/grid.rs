//! Sheets as sparse grids of typed cells, the same for every format.

use std::borrow::Cow;

use crate::{diag::Place, workbook::read::limits};

/// One sheet.
#[derive(Debug, Clone, Default)]
pub struct Grid {
    /// As the file has it.
    pub name: String,
    /// The cells that hold something, by row and then by column.
    pub cells: Vec<Cell>,
    /// Merged ranges of more than one cell.
    pub merges: Vec<Area>,
    /// Rows that a person does not see, as inclusive ranges in order.
    pub hidden_rows: Vec<(u32, u32)>,
    /// Columns that a person does not see, as inclusive ranges in order.
    pub hidden_columns: Vec<(u32, u32)>,
}

/// One cell that holds something. Rows and columns count from 0.
#[derive(Debug, Clone)]
pub struct Cell {
    /// From 0.
    pub row: u32,
    /// From 0.
    pub column: u32,
    /// What it holds.
    pub value: Value,
    /// Whether a formula made it.
    pub formula: bool,
}

/// What a cell holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Words.
    Text(String),
    /// A number, a truth value or a date, as text.
    Typed(String),
    /// An error such as `#REF!`.
    Error(String),
    /// A formula whose value the file does not hold.
    Uncalculated,
}

/// A rectangle of cells; both corners belong to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Area {
    /// The upper left corner: row and column from 0.
    pub first: (u32, u32),
    /// The lower right corner: row and column from 0.
    pub last: (u32, u32),
}

impl Grid {
    /// The cell at a position, if it holds something.
    pub fn at(&self, row: u32, column: u32) -> Option<&Cell> {
        let n = self.cells.binary_search_by_key(&(row, column), |it| (it.row, it.column)).ok()?;
        self.cells.get(n)
    }

    /// The rows that hold something, each with its cells.
    pub fn rows(&self) -> impl Iterator<Item = &[Cell]> {
        self.cells.chunk_by(|a, b| a.row == b.row)
    }

    /// The place of a cell.
    pub fn place(&self, row: u32, column: u32) -> Place {
        Place::Cell { file: None, sheet: self.name.clone(), cell: cell_name(row, column) }
    }

    /// The merged range that covers a cell.
    pub fn merge(&self, row: u32, column: u32) -> Option<Area> {
        self.merges.iter().copied().find(|it| it.covers(row, column))
    }

    /// Whether a person does not see the row.
    pub fn row_is_hidden(&self, row: u32) -> bool {
        within(&self.hidden_rows, row)
    }

    /// Whether a person does not see the column.
    pub fn column_is_hidden(&self, column: u32) -> bool {
        within(&self.hidden_columns, column)
    }
}

impl Cell {
    /// The cell as words; none where there is nothing to read.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) | Value::Typed(text) => Some(text),
            Value::Error(_) | Value::Uncalculated => None,
        }
    }

    /// The cell as a person sees it.
    pub fn shown(&self) -> Cow<'_, str> {
        match &self.value {
            Value::Text(text) | Value::Typed(text) | Value::Error(text) => Cow::Borrowed(text),
            Value::Uncalculated => Cow::Borrowed(""),
        }
    }

    /// Whether a person sees nothing in it, and nothing could be read.
    pub fn is_blank(&self) -> bool {
        self.text().is_some_and(is_blank)
    }
}

impl Area {
    /// Whether the cell belongs to it.
    pub fn covers(&self, row: u32, column: u32) -> bool {
        (self.first.0..=self.last.0).contains(&row) && (self.first.1..=self.last.1).contains(&column)
    }

    /// How many cells it has.
    pub fn cells(&self) -> u64 {
        let side = |first: u32, last: u32| u64::from(last.saturating_sub(first)) + 1;
        side(self.first.0, self.last.0) * side(self.first.1, self.last.1)
    }
}

/// Whether a text says nothing: spaces of any kind, characters without width, a dash alone.
pub fn is_blank(text: &str) -> bool {
    text.trim_matches(|c: char| c.is_whitespace() || is_unseen(c))
        .trim_matches(['-', '–', '—', '.', '_', '…'])
        .is_empty()
}

/// A character that is there and shows nothing.
pub fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{feff}')
        || matches!(c, '\u{e0000}'..='\u{e007f}')
}

/// A cell in A1 form; row and column count from 0.
pub fn cell_name(row: u32, column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = u64::from(column) + 1;
    while rest > 0 {
        let letter = u8::try_from((rest - 1) % 26).unwrap_or(0);
        letters.push(char::from(b'A' + letter));
        rest = (rest - 1) / 26;
    }
    let letters: String = letters.iter().rev().collect();
    format!("{letters}{}", u64::from(row) + 1)
}

/// A cell in A1 form as row and column from 0; none if no spreadsheet has such a cell.
pub fn cell_position(name: &str) -> Option<(u32, u32)> {
    let digits = name.find(|c: char| c.is_ascii_digit())?;
    let (letters, digits) = name.split_at_checked(digits)?;
    if letters.is_empty() || letters.len() > 3 || digits.len() > 7 || digits.starts_with('0') {
        return None;
    }
    let mut column = 0_u32;
    for letter in letters.bytes() {
        let letter = letter.to_ascii_uppercase();
        if !letter.is_ascii_uppercase() {
            return None;
        }
        column = column * 26 + u32::from(letter - b'A') + 1;
    }
    if !digits.bytes().all(|it| it.is_ascii_digit()) {
        return None;
    }
    let row: u32 = digits.parse().ok()?;
    let known = (1..=limits::ROWS).contains(&row) && (1..=limits::COLUMNS).contains(&column);
    known.then(|| (row - 1, column - 1))
}

fn within(ranges: &[(u32, u32)], n: u32) -> bool {
    ranges.iter().any(|(first, last)| (*first..=*last).contains(&n))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_named_as_spreadsheets_name_them() {
        for (name, position) in
            [("A1", (0, 0)), ("Z9", (8, 25)), ("AA10", (9, 26)), ("XFD1048576", (1_048_575, 16_383))]
        {
            assert_eq!(cell_name(position.0, position.1), name);
            assert_eq!(cell_position(name), Some(position));
        }
        for wrong in ["", "A", "1", "A0", "A01", "XFE1", "A1048577", "D4294967300", "ÄA1", "A1B", "ZZZZ1"] {
            assert_eq!(cell_position(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn blanks_in_disguise_are_blank() {
        for blank in ["", "  ", "\u{a0}\u{a0}", "\u{200b}", " - ", "—", "..."] {
            assert!(is_blank(blank), "{blank:?}");
        }
        assert!(!is_blank("n"));
    }
}
