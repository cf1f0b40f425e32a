//! Spreadsheets in the Open Document Format: the visible sheets as grids, read sparsely. The usual reader unrolls repeated
//! cells into memory; a blank tail of a million rows is common and a full one is an attack, so this one counts.

use std::collections::BTreeSet;

use quick_xml::{
    Reader,
    escape::unescape,
    events::{BytesStart, Event},
};

use crate::{
    tender::Flag,
    workbook::read::{
        Book, Hidden, Refusal,
        grid::{Area, Cell, Grid, Value},
        limits,
        markup::{attribute, cell_too_large, malformed, plain, too_many_cells},
        package::{Package, RESAVE, too_many_sheets},
        sniff,
    },
};

const CONTENT: &str = "content.xml";

/// The cell that is being read.
#[derive(Default)]
struct Open {
    repeat: u32,
    kind: String,
    value: Option<String>,
    formula: bool,
    text: String,
    paragraphs: usize,
    span: (u32, u32),
}

#[derive(Default)]
struct Pass {
    book: Book,
    /// Styles of sheets that are not displayed.
    unseen: BTreeSet<String>,
    style: String,
    grid: Option<Grid>,
    merges: Vec<Area>,
    hidden_rows: Vec<(u32, u32)>,
    hidden_columns: Vec<(u32, u32)>,
    row: u32,
    column: u32,
    /// Cells of the row that is being read, which may be repeated.
    in_row: Vec<Cell>,
    row_repeat: u32,
    columns_seen: u32,
    cell: Option<Open>,
    /// How deep in notes, whose text is not the cell's.
    notes: usize,
    cells: usize,
    text: usize,
}

/// Reads the visible sheets of a package that holds a spreadsheet in the Open Document Format.
///
/// # Errors
/// When it is encrypted, damaged or beyond the limits.
pub(crate) fn read(package: &Package) -> Result<Book, Refusal> {
    if let Some(manifest) = package.part("META-INF/manifest.xml")
        && plain("META-INF/manifest.xml", manifest)?.contains("encryption-data")
    {
        return Err(sniff::password());
    }
    let Some(content) = package.part(CONTENT) else {
        return Err(sniff::not_a_spreadsheet("an archive without a spreadsheet in it"));
    };
    let mut reader = Reader::from_str(plain(CONTENT, content)?);
    let mut pass = Pass::default();
    let mut depth = 0_usize;
    loop {
        match reader.read_event().map_err(|fault| malformed(CONTENT, &fault.to_string()))? {
            Event::Start(it) => {
                depth += 1;
                if depth > limits::DEPTH {
                    return Err(Refusal::new(
                        "xml-too-deep",
                        format!(
                            "the part `{CONTENT}` nests elements more than {} deep. {RESAVE}",
                            limits::DEPTH
                        ),
                    ));
                }
                pass.open(&it);
            }
            Event::Empty(it) => {
                pass.open(&it);
                pass.close(it.name().as_ref())?;
            }
            Event::End(it) => {
                depth = depth.saturating_sub(1);
                pass.close(it.name().as_ref())?;
            }
            Event::Text(it) => pass.words(&it.xml10_content()),
            Event::CData(it) => pass.words(&it.xml10_content()),
            Event::GeneralRef(it) => {
                let entity = format!("&{};", it.xml10_content());
                let word = unescape(&entity).map_err(|fault| malformed(CONTENT, &fault.to_string()))?;
                pass.words(&word);
            }
            Event::Eof if depth > 0 => return Err(malformed(CONTENT, "it ends before it is complete")),
            Event::Eof => break,
            _ => {}
        }
    }
    Ok(pass.book)
}

/// How often something is repeated; absurd numbers are kept within what a sheet has.
fn repeat(element: &BytesStart<'_>, name: &str, most: u32) -> u32 {
    attribute(element, name).and_then(|it| it.parse::<u32>().ok()).unwrap_or(1).clamp(1, most)
}

fn text_of(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let raw = attribute(element, name)?;
    Some(unescape(&raw).map_or_else(|_| raw.to_string(), std::borrow::Cow::into_owned))
}

impl Pass {
    fn open(&mut self, element: &BytesStart<'_>) {
        match element.name().as_ref() {
            "style:style" => self.style = text_of(element, "name").unwrap_or_default(),
            "style:table-properties" if attribute(element, "display").is_some_and(|it| it == "false") => {
                self.unseen.insert(self.style.clone());
            }
            "table:table" if self.grid.is_none() => {
                let name = text_of(element, "name").unwrap_or_default();
                let style = text_of(element, "style-name").unwrap_or_default();
                let hidden = self.unseen.contains(&style).then_some(Hidden::Plainly);
                self.book.order.push((name.clone(), hidden));
                self.grid = Some(Grid { name, ..Grid::default() });
                (self.row, self.columns_seen) = (0, 0);
            }
            "table:table-column" => {
                let count = repeat(element, "number-columns-repeated", limits::COLUMNS);
                if hides(element) {
                    self.hidden_columns.push((self.columns_seen, self.columns_seen + count - 1));
                }
                self.columns_seen = self.columns_seen.saturating_add(count).min(limits::COLUMNS);
            }
            "table:table-row" => {
                self.row_repeat = repeat(element, "number-rows-repeated", limits::ROWS);
                self.column = 0;
                self.in_row.clear();
                if hides(element) {
                    self.hidden_rows.push((self.row, self.row.saturating_add(self.row_repeat - 1)));
                }
            }
            "table:table-cell" | "table:covered-table-cell" => {
                let kind = text_of(element, "value-type").unwrap_or_default();
                let value = match kind.as_str() {
                    "date" => text_of(element, "date-value"),
                    "time" => text_of(element, "time-value"),
                    "boolean" => text_of(element, "boolean-value").map(|it| it.to_ascii_uppercase()),
                    "string" => text_of(element, "string-value"),
                    _ => text_of(element, "value"),
                };
                self.cell = Some(Open {
                    repeat: repeat(element, "number-columns-repeated", limits::COLUMNS),
                    value,
                    formula: attribute(element, "formula").is_some(),
                    span: (
                        repeat(element, "number-rows-spanned", limits::ROWS),
                        repeat(element, "number-columns-spanned", limits::COLUMNS),
                    ),
                    kind,
                    ..Open::default()
                });
            }
            "office:annotation" => self.notes += 1,
            "text:p" if self.notes == 0 => {
                if let Some(cell) = &mut self.cell {
                    if cell.paragraphs > 0 {
                        cell.text.push('\n');
                    }
                    cell.paragraphs += 1;
                }
            }
            "text:s" => {
                let count = repeat(element, "c", 1_000);
                for _ in 0..count {
                    self.words(" ");
                }
            }
            "text:tab" => self.words("\t"),
            "text:line-break" => self.words("\n"),
            _ => {}
        }
    }

    fn words(&mut self, words: &str) {
        if self.notes == 0
            && let Some(cell) = &mut self.cell
            && cell.paragraphs > 0
        {
            cell.text.push_str(words);
        }
    }

    fn close(&mut self, element: &str) -> Result<(), Refusal> {
        match element {
            "office:annotation" => {
                self.notes = self.notes.saturating_sub(1);
                if let Some(grid) = &self.grid {
                    let place = grid.place(self.row, self.column);
                    let message = format!("a note is attached to the cell {place} and was not read");
                    self.book.flags.push(Flag {
                        code: "comment-present".into(),
                        place: Some(place),
                        message,
                    });
                }
            }
            "table:table-cell" | "table:covered-table-cell" => self.close_cell()?,
            "table:table-row" => self.close_row()?,
            "table:table" => {
                if let Some(mut grid) = self.grid.take() {
                    grid.merges = std::mem::take(&mut self.merges).into_iter().collect();
                    grid.hidden_rows = std::mem::take(&mut self.hidden_rows).into_iter().collect();
                    grid.hidden_columns = std::mem::take(&mut self.hidden_columns).into_iter().collect();
                    let hidden = self.book.order.last().and_then(|(_, hidden)| *hidden);
                    match hidden {
                        None => self.book.grids.push(grid),
                        Some(_) => self.book.hidden.push(grid),
                    }
                }
                if self.book.order.len() > limits::SHEETS {
                    return Err(too_many_sheets(self.book.order.len()));
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn close_cell(&mut self) -> Result<(), Refusal> {
        let Some(open) = self.cell.take() else {
            return Ok(());
        };
        if open.text.len() > limits::CELL_BYTES {
            return Err(cell_too_large());
        }
        let (row, first) = (self.row, self.column);
        self.column = self.column.saturating_add(open.repeat);
        if open.span != (1, 1) {
            let last = (row.saturating_add(open.span.0 - 1), first.saturating_add(open.span.1 - 1));
            self.merges.push(Area { first: (row, first), last });
        }
        let value = match open.kind.as_str() {
            "" if open.text.is_empty() && open.formula => Value::Uncalculated,
            "" | "string" if open.text.is_empty() => match open.value {
                Some(text) if !text.is_empty() => Value::Text(text),
                _ => return Ok(()),
            },
            "" | "string" if open.formula && open.text.starts_with('#') => Value::Error(open.text),
            "" | "string" => Value::Text(open.text),
            _ => Value::Typed(open.value.unwrap_or(open.text)),
        };
        self.cells += usize::try_from(open.repeat).unwrap_or(usize::MAX);
        if self.cells > limits::CELLS {
            return Err(too_many_cells());
        }
        for column in first..self.column {
            self.in_row.push(Cell { row, column, value: value.clone(), formula: open.formula });
        }
        Ok(())
    }

    fn close_row(&mut self) -> Result<(), Refusal> {
        let (first, count) = (self.row, self.row_repeat);
        self.row = self.row.saturating_add(count);
        if self.in_row.is_empty() {
            return Ok(());
        }
        // The first of the repeated rows was counted cell by cell.
        let more = self.in_row.len().saturating_mul(usize::try_from(count - 1).unwrap_or(usize::MAX));
        self.cells = self.cells.saturating_add(more);
        if self.cells > limits::CELLS {
            return Err(too_many_cells());
        }
        let cells = std::mem::take(&mut self.in_row);
        let bytes: usize = cells.iter().map(|it| it.shown().len()).sum();
        self.text =
            self.text.saturating_add(bytes.saturating_mul(usize::try_from(count).unwrap_or(usize::MAX)));
        if self.text > limits::TEXT_BYTES {
            return Err(too_many_cells());
        }
        let Some(grid) = &mut self.grid else {
            return Ok(());
        };
        for row in first..self.row {
            grid.cells.extend(cells.iter().map(|it| Cell { row, ..it.clone() }));
        }
        Ok(())
    }
}

fn hides(element: &BytesStart<'_>) -> bool {
    attribute(element, "visibility").is_some_and(|it| it == "collapse" || it == "filter")
}
