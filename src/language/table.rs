//! Tables pasted into a cell: rows of cells parted by bars (or by tabs, which are read as bars), often under a row
//! that names the columns.

use std::{collections::BTreeMap, ops::Range};

use super::token::{Kind, Tokens};

/// Where a cell of a table begins.
#[derive(Debug, Clone)]
pub(super) struct Cell {
    /// Its column, from 0.
    pub(super) column: usize,
    /// What names its column.
    pub(super) name: Option<Range<usize>>,
    /// Whether it is itself such a name.
    pub(super) is_name: bool,
}

/// Words by which a row of names is known; prose and values seldom stand under each other in such words.
const NAMES: &[&str] = &[
    "access",
    "accreditation",
    "answer",
    "area",
    "body",
    "category",
    "certificate",
    "certification",
    "certifier",
    "charge",
    "clause",
    "comment",
    "comments",
    "company",
    "control",
    "controls",
    "cost",
    "data",
    "dataset",
    "date",
    "description",
    "detail",
    "details",
    "document",
    "documentation",
    "edition",
    "element",
    "encrypted",
    "encryption",
    "evidence",
    "expires",
    "expiry",
    "fee",
    "field",
    "firm",
    "frequency",
    "function",
    "grounds",
    "how",
    "issued",
    "issuer",
    "item",
    "items",
    "kept",
    "kind",
    "level",
    "limit",
    "limits",
    "location",
    "measure",
    "mechanism",
    "media",
    "method",
    "name",
    "no",
    "notes",
    "number",
    "owner",
    "ownership",
    "part",
    "party",
    "plan",
    "point",
    "processor",
    "product",
    "proof",
    "provider",
    "purpose",
    "reason",
    "ref",
    "reference",
    "remarks",
    "requirement",
    "response",
    "retention",
    "right",
    "rights",
    "role",
    "scope",
    "service",
    "set",
    "source",
    "standard",
    "state",
    "status",
    "storage",
    "stored",
    "subject",
    "supplier",
    "system",
    "task",
    "test",
    "tier",
    "title",
    "tool",
    "topic",
    "type",
    "use",
    "used",
    "user",
    "users",
    "valid",
    "what",
    "when",
    "where",
    "who",
    "why",
    "yes",
];

/// A table.
#[derive(Debug, Default)]
pub(super) struct Table {
    /// What names its columns; empty where nothing does.
    pub(super) names: Vec<Range<usize>>,
    /// Whether it has cells that only tick: `yes`, `no`.
    pub(super) ticks: bool,
    /// Its cells, by their first token.
    pub(super) cells: BTreeMap<usize, Cell>,
    /// Rows of two cells, by their first token, with the bar between them.
    pub(super) pairs: BTreeMap<usize, usize>,
}

/// All tables of a text, in order.
pub(super) fn tables(tokens: &Tokens) -> Vec<Table> {
    let mut out = Vec::new();
    let mut group: Vec<Row> = Vec::new();
    for line in lines(tokens) {
        let row = Row::read(tokens, line.clone());
        let breaks = tokens.list.get(line.start).map_or(0, |it| it.breaks);
        // Behind an empty line only a row of the same cells goes on; and what repeats the first row is said once more.
        let other = |a: &Row| {
            row.as_ref().is_some_and(|b| breaks > 1 && a.cells.len() != b.cells.len() || a.says(tokens, b))
        };
        let apart = breaks > 2 || group.first().is_some_and(other);
        if apart || row.is_none() {
            out.extend(Table::of(tokens, &std::mem::take(&mut group)));
        }
        group.extend(row);
    }
    out.extend(Table::of(tokens, &group));
    out
}

fn lines(tokens: &Tokens) -> Vec<Range<usize>> {
    let mut starts: Vec<usize> = tokens
        .list
        .iter()
        .enumerate()
        .filter(|(at, it)| *at == 0 || it.breaks > 0)
        .map(|(at, _)| at)
        .collect();
    starts.push(tokens.list.len());
    starts.iter().zip(starts.iter().skip(1)).map(|(from, to)| *from..*to).collect()
}

/// A line with bars.
#[derive(Debug)]
struct Row {
    /// Its cells; an empty one is an empty range.
    cells: Vec<Range<usize>>,
    /// Whether it only rules a line under the names.
    is_rule: bool,
}

impl Row {
    fn read(tokens: &Tokens, line: Range<usize>) -> Option<Self> {
        let bars: Vec<usize> = line.clone().filter(|at| tokens.mark_at(*at) == '|').collect();
        if bars.is_empty() {
            return None;
        }
        let is_rule = line.clone().all(|at| tokens.list.get(at).is_some_and(|it| it.kind == Kind::Mark));
        let mut cells = Vec::new();
        let mut from = line.start;
        for bar in bars {
            // A bar at the line's beginning opens the first cell, which keeps it.
            if bar > line.start {
                cells.push(from..bar);
                from = bar + 1;
            }
        }
        if from < line.end {
            cells.push(from..line.end);
        }
        Some(Self { cells, is_rule })
    }

    /// Whether it has the same words as another.
    fn says(&self, tokens: &Tokens, other: &Self) -> bool {
        let words = |it: &Self| -> Vec<Vec<&str>> {
            it.cells.iter().map(|cell| cell.clone().map(|at| tokens.word_at(at)).collect()).collect()
        };
        !self.is_rule && self.cells.len() == other.cells.len() && words(self) == words(other)
    }

    /// Whether its cells can name columns.
    fn names(&self, tokens: &Tokens) -> bool {
        const LONGEST: usize = 6;
        let words = |cell: &Range<usize>| {
            cell.clone().map(|at| tokens.word_at(at)).filter(|it| !it.is_empty()).collect::<Vec<_>>()
        };
        let filled: Vec<Vec<&str>> = self.cells.iter().map(words).filter(|it| !it.is_empty()).collect();
        let short = filled.iter().all(|it| it.len() <= LONGEST);
        let known = filled.iter().filter(|it| it.iter().any(|word| NAMES.contains(word))).count();
        let bare = |it: &Vec<&str>| matches!(it.as_slice(), ["yes" | "no" | "none"]);
        filled.len() >= 2 && short && known * 2 >= filled.len() && !filled.iter().any(bare)
    }
}

impl Table {
    fn of(tokens: &Tokens, rows: &[Row]) -> Option<Self> {
        const SHORT: usize = 7;
        let first = rows.first()?;
        // One line with bars may be anything; with two cells and a short first one it is a row.
        let is_pair =
            |row: &Row| row.cells.len() == 2 && row.cells.first().is_some_and(|it| it.len() <= SHORT);
        if rows.len() == 1 && !is_pair(first) {
            return None;
        }
        let ruled = rows.get(1).is_some_and(|it| it.is_rule);
        let header = (rows.len() > 1 && (ruled || first.names(tokens))).then_some(first);
        let mut out = Self::default();
        out.names.extend(header.into_iter().flat_map(|it| it.cells.iter().cloned()));
        for (n, row) in rows.iter().enumerate().filter(|(_, it)| !it.is_rule) {
            let is_name = n == 0 && header.is_some();
            if let [first, last] = row.cells.as_slice()
                && is_pair(row)
                && !is_name
                && last.start > first.end
            {
                out.pairs.insert(first.start, first.end);
            }
            for (column, cell) in row.cells.iter().enumerate() {
                if cell.is_empty() && column > 0 {
                    continue;
                }
                let words: Vec<&str> =
                    cell.clone().map(|at| tokens.word_at(at)).filter(|it| !it.is_empty()).collect();
                out.ticks |= column > 0 && matches!(words.as_slice(), ["yes" | "no" | "y" | "n" | "partly"]);
                let name = header.filter(|_| !is_name).and_then(|it| it.cells.get(column)).cloned();
                out.cells
                    .insert(cell.start, Cell { column, name: name.filter(|it| !it.is_empty()), is_name });
            }
        }
        Some(out)
    }
}
