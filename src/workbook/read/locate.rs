//! Where the answers stand: the header found by its labels, anywhere near the top of any visible sheet.

use std::collections::BTreeMap;

use crate::workbook::{
    layout::{Column, Layout, Layouts, Particular, fold},
    read::{
        Book, Refusal,
        grid::{Area, Cell, Grid},
    },
};

/// A header and the rows under it, to the end of the sheet or to the next header.
#[derive(Debug)]
pub(crate) struct Table<'a> {
    /// The sheet.
    pub grid: &'a Grid,
    /// The row of the header, from 0.
    pub header: u32,
    /// One past the last row, from 0.
    pub end: u32,
    /// Where each column stands, from 0.
    pub columns: BTreeMap<Column, u32>,
    /// All header cells with something in them: the column in the sheet, the label, and what it names.
    pub labels: Vec<(u32, String, Option<Column>)>,
}

impl<'a> Table<'a> {
    /// The rows under the header that hold something.
    pub(crate) fn rows(&self) -> impl Iterator<Item = &'a [Cell]> {
        let (from, to) = (self.header, self.end);
        let inside = move |row: &&'a [Cell]| row.first().is_some_and(|it| it.row > from && it.row < to);
        self.grid.rows().filter(inside)
    }

    /// The areas that a supplier writes in.
    pub(crate) fn written(&self) -> Vec<Area> {
        let kinds = [Column::Response, Column::YesNo, Column::Evidence, Column::Notes];
        let columns = kinds.iter().filter_map(|it| self.columns.get(it));
        columns
            .map(|it| Area { first: (self.header + 1, *it), last: (self.end.saturating_sub(1), *it) })
            .collect()
    }

    /// The cell of a row under a column.
    pub(crate) fn cell(&self, row: u32, column: Column) -> Option<&'a Cell> {
        self.grid.at(row, *self.columns.get(&column)?)
    }
}

/// The tables of a layout on the visible sheets.
///
/// # Errors
/// When a header names a column twice, so that nobody can say which one holds the answer.
pub(crate) fn tables<'a>(layout: &Layout, book: &'a Book) -> Result<Vec<Table<'a>>, Refusal> {
    let mut found: Vec<Table<'a>> = Vec::new();
    for grid in &book.grids {
        let mut on_sheet: Vec<Table<'a>> = Vec::new();
        for row in grid.rows() {
            let Some(number) = row.first().map(|it| it.row) else {
                continue;
            };
            if on_sheet.is_empty() && number >= layout.header_rows || !on_sheet.is_empty() && !layout.repeats
            {
                break;
            }
            if let Some(table) = header(layout, grid, row)? {
                if let Some(before) = on_sheet.last_mut() {
                    before.end = number;
                }
                on_sheet.push(table);
            }
        }
        found.extend(on_sheet);
    }
    Ok(found)
}

fn header<'a>(layout: &Layout, grid: &'a Grid, row: &'a [Cell]) -> Result<Option<Table<'a>>, Refusal> {
    // Most rows are no header, and are told apart by a look for the first column that a header must have.
    if row.iter().filter_map(|it| layout.column(it.text()?)).take(2).count()
        < layout.required().count().min(2)
    {
        return Ok(None);
    }
    let mut columns = BTreeMap::new();
    let mut labels = Vec::new();
    let mut twice = None;
    for cell in row {
        let Some(label) = cell.text().filter(|it| !it.trim().is_empty()) else {
            continue;
        };
        let named = layout.column(label);
        labels.push((cell.column, label.trim().to_owned(), named));
        if let Some(column) = named.filter(|it| *it != Column::Other)
            && columns.insert(column, cell.column).is_some()
        {
            twice = Some((cell, label));
        }
    }
    if layout.required().any(|(column, _)| !columns.contains_key(&column)) {
        return Ok(None);
    }
    let Some(first) = row.first() else {
        return Ok(None);
    };
    if let Some((cell, label)) = twice {
        return Err(Refusal::new(
            "ambiguous-columns",
            format!(
                "two columns are headed `{}` or the like (the second at {}), and nobody can say which one holds the \
                 answers. Ask the supplier which to use, or for the workbook as it was issued.",
                label.trim(),
                grid.place(cell.row, cell.column)
            ),
        ));
    }
    Ok(Some(Table { grid, header: first.row, end: u32::MAX, columns, labels }))
}

/// The refusal of a book in which no layout's header was found: what was looked for, and the nearest thing seen.
pub(crate) fn unrecognised(book: &Book, layouts: &Layouts, forced: Option<&str>) -> Refusal {
    let mut nearest: Option<(usize, String)> = None;
    let mut looked = Vec::new();
    for layout in layouts.iter().filter(|it| forced.is_none_or(|id| it.id.as_str() == id)) {
        let names =
            layout.required().map(|(_, labels)| format!("`{}`", labels.collect::<Vec<_>>().join("` or `")));
        looked.push(format!("{} for {}", names.collect::<Vec<_>>().join(" with "), layout.title));
        for grid in &book.grids {
            for row in grid.rows().take_while(|row| row.first().is_some_and(|it| it.row < layout.header_rows))
            {
                let matched: Vec<(&Cell, Column)> =
                    row.iter().filter_map(|it| Some((it, layout.column(it.text()?)?))).collect();
                let missing: Vec<String> = layout
                    .required()
                    .filter(|(column, _)| matched.iter().all(|(_, it)| it != column))
                    .filter_map(|(_, mut labels)| labels.next().map(|it| format!("`{it}`")))
                    .collect();
                let Some((first, _)) = matched.first() else {
                    continue;
                };
                if nearest.as_ref().is_none_or(|(most, _)| matched.len() > *most) {
                    let seen: Vec<String> = matched
                        .iter()
                        .filter_map(|(it, _)| it.text().map(|it| format!("`{}`", it.trim())))
                        .collect();
                    let place = grid.place(first.row, first.column);
                    let words = if missing.is_empty() {
                        format!("The header at {place} was found and no row under it has an id that is known")
                    } else {
                        format!(
                            "The nearest row, at {place}, has {} and lacks {}",
                            seen.join(", "),
                            missing.join(", ")
                        )
                    };
                    nearest = Some((matched.len(), words));
                }
            }
        }
    }
    let nearest = nearest.map_or_else(
        || {
            let sheets: Vec<String> = book.grids.iter().map(|it| format!("`{}`", it.name)).collect();
            if sheets.is_empty() {
                "No sheet is visible".to_owned()
            } else {
                format!("Nothing like it stands on {}", sheets.join(", "))
            }
        },
        |(_, words)| words,
    );
    Refusal::new(
        "template-not-recognised",
        format!(
            "no header row of a known layout stands in the first 40 rows of a visible sheet (looked for {}). {nearest}. \
             Ask the supplier for the answers in the workbook that was issued, with its header row.",
            looked.join("; ")
        ),
    )
}

/// A particular of the tender and where it stands.
#[derive(Debug)]
pub(crate) struct Found<'a> {
    /// What it is.
    pub particular: Particular,
    /// The cell of the value.
    pub value: &'a Cell,
    /// The sheet.
    pub grid: &'a Grid,
}

/// The particulars that stand beside their labels, outside of the tables.
pub(crate) fn particulars<'a>(layout: &Layout, book: &'a Book, tables: &[Table<'a>]) -> Vec<Found<'a>> {
    let mut found = Vec::new();
    for grid in &book.grids {
        let header = tables.iter().find(|it| std::ptr::eq(it.grid, grid)).map(|it| it.header);
        for row in grid.rows() {
            if header.is_some_and(|header| row.first().is_some_and(|it| it.row >= header)) {
                break;
            }
            for pair in row.windows(2) {
                if let [label, value] = pair
                    && let Some(particular) = label.text().and_then(|it| layout.particular(it))
                {
                    found.push(Found { particular, value, grid });
                    break;
                }
            }
        }
    }
    found
}

/// Whether a sheet's name is one of the layout's usual ones.
pub(crate) fn is_usual(layout: &Layout, name: &str) -> bool {
    layout.sheets.is_empty() || layout.sheets.contains(&fold(name))
}
