//! Sheets as sparse grids of typed cells, the same for every format.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use crate::{diag::Place, workbook::read::limits};

/// One sheet.
#[derive(Debug, Clone, Default)]
pub struct Grid {
    /// As the file has it.
    pub name: String,
    /// The cells that hold something, by row and then by column.
    pub cells: Vec<Cell>,
    /// Merged ranges.
    pub merges: Merges,
    /// Rows that a person does not see.
    pub hidden_rows: Ranges,
    /// Columns that a person does not see.
    pub hidden_columns: Ranges,
    /// Cells that show something else than they hold, or nothing.
    pub guises: BTreeMap<(u32, u32), Vec<Guise>>,
    /// Where a conditional format may hide what stands there, and how.
    pub veils: Vec<(Area, String)>,
    /// Pictures that lie on the sheet.
    pub pictures: Vec<Picture>,
    /// The formulas of cells, as far as they are written out.
    pub formulas: BTreeMap<(u32, u32), String>,
}

/// How a cell shows something else than it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Guise {
    /// It is not seen, for this reason.
    Unseen(String),
    /// These words are seen in its place or beside it.
    Shows(String),
    /// A line goes through it, or through these words of it.
    Struck(Option<String>),
}

/// A picture that lies on a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// The cells that it covers, by the best estimate.
    pub area: Area,
    /// Whether it is fetched from elsewhere when the file is opened.
    pub linked: bool,
}

/// The merged ranges of a sheet, found quickly however many there are.
#[derive(Debug, Clone, Default)]
pub struct Merges {
    /// By the column and the row of the upper left corner.
    by_corner: BTreeMap<(u32, u32), Area>,
}

/// Rows or columns as inclusive ranges, sorted and apart, found quickly however many there are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ranges(Vec<(u32, u32)>);

/// One cell that holds something. Rows and columns count from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
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

    /// The cells that lie under merges and are not their first, by row and column. Ranges of more cells than a
    /// person could have meant are left out, and all after as many rows as a sheet has.
    pub fn under_merges(&self) -> BTreeSet<(u32, u32)> {
        let mut under = BTreeSet::new();
        let mut looked = 0_u32;
        for area in self.merges.iter().filter(|it| it.cells() <= limits::MERGED_CELLS) {
            looked = looked.saturating_add(area.last.0 - area.first.0 + 1);
            if looked > limits::ROWS {
                break;
            }
            let from = self.cells.partition_point(|it| it.row < area.first.0);
            let rows = self.cells.iter().skip(from).take_while(|it| it.row <= area.last.0);
            let inside =
                rows.filter(|it| area.covers(it.row, it.column) && (it.row, it.column) != area.first);
            under.extend(inside.map(|it| (it.row, it.column)));
        }
        under
    }
}

impl Merges {
    /// The merged range that has the cell in its first column.
    pub fn down(&self, row: u32, column: u32) -> Option<Area> {
        let (_, area) = self.by_corner.range((column, 0)..=(column, row)).next_back()?;
        area.covers(row, column).then_some(*area)
    }

    /// All of them, by column and row.
    pub fn iter(&self) -> impl Iterator<Item = &Area> {
        self.by_corner.values()
    }
}

impl FromIterator<Area> for Merges {
    fn from_iter<I: IntoIterator<Item = Area>>(areas: I) -> Self {
        let several = areas.into_iter().filter(|it| it.first != it.last);
        Self { by_corner: several.map(|it| ((it.first.1, it.first.0), it)).collect() }
    }
}

impl Ranges {
    /// Whether the row or column belongs to one of them.
    pub fn contains(&self, n: u32) -> bool {
        let after = self.0.partition_point(|(first, _)| *first <= n);
        after.checked_sub(1).and_then(|it| self.0.get(it)).is_some_and(|(_, last)| n <= *last)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromIterator<(u32, u32)> for Ranges {
    fn from_iter<I: IntoIterator<Item = (u32, u32)>>(ranges: I) -> Self {
        let mut sorted: Vec<(u32, u32)> = ranges.into_iter().filter(|(first, last)| first <= last).collect();
        sorted.sort_unstable();
        let mut apart: Vec<(u32, u32)> = Vec::with_capacity(sorted.len());
        for (first, last) in sorted {
            match apart.last_mut() {
                Some((_, before)) if first <= before.saturating_add(1) => *before = last.max(*before),
                _ => apart.push((first, last)),
            }
        }
        Self(apart)
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

    /// The cells that both have.
    pub fn common(&self, other: &Self) -> Option<Self> {
        let first = (self.first.0.max(other.first.0), self.first.1.max(other.first.1));
        let last = (self.last.0.min(other.last.0), self.last.1.min(other.last.1));
        (first.0 <= last.0 && first.1 <= last.1).then_some(Self { first, last })
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

/// A character that is there and shows nothing: what Unicode lists as `Default_Ignorable_Code_Point` (without the selectors
/// of variants, which change how a sign looks), marks of notes between lines, and the Braille cell without a dot.
pub fn is_unseen(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'
            ..='\u{180f}'
    ) || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2065}' | '\u{206a}'..='\u{206f}' | '\u{2800}' | '\u{3164}')
        || matches!(c, '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}')
        || matches!(c, '\u{e0000}'..='\u{e0fff}')
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

/// Several ranges with spaces between them.
pub(crate) fn areas(text: &str) -> Vec<Area> {
    text.split_ascii_whitespace().filter_map(area).collect()
}

/// A range such as `A1:C3`; none when no sheet has it or its corners are turned round.
pub(crate) fn area(text: &str) -> Option<Area> {
    let (first, last) = text.split_once(':').unwrap_or((text, text));
    let (first, last) = (cell_position(first)?, cell_position(last)?);
    (first.0 <= last.0 && first.1 <= last.1).then_some(Area { first, last })
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
    fn ranges_and_merges_are_found() {
        let ranges: Ranges = [(7, 9), (1, 2), (3, 3), (8, 12), (20, 20), (5, 4)].into_iter().collect();
        assert_eq!(ranges.0, [(1, 3), (7, 12), (20, 20)]);
        let inside: Vec<u32> = (0..25).filter(|it| ranges.contains(*it)).collect();
        assert_eq!(inside, [1, 2, 3, 7, 8, 9, 10, 11, 12, 20]);
        let area = |first, last| Area { first, last };
        let merges: Merges =
            [area((4, 3), (6, 3)), area((1, 3), (2, 5)), area((9, 3), (9, 3))].into_iter().collect();
        assert_eq!(merges.down(5, 3), Some(area((4, 3), (6, 3))));
        assert_eq!(merges.down(2, 3), Some(area((1, 3), (2, 5))));
        for (row, column) in [(2, 4), (3, 3), (7, 3), (9, 3)] {
            assert_eq!(merges.down(row, column), None, "{row} {column}");
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
