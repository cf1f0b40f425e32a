//! Spreadsheets in the Open Document Format: the visible sheets as grids, read sparsely. The usual reader unrolls repeated
//! cells into memory; a blank tail of a million rows is common and a full one is an attack, so this one counts.

use std::collections::BTreeMap;

use quick_xml::{
    escape::unescape,
    events::{BytesStart, Event},
};

use crate::{
    tender::Flag,
    workbook::read::{
        Book, Hidden, Refusal, active,
        control::{self, Control},
        format, formula,
        grid::{Area, Cell, Grid, Guise, Picture, Value, cell_position},
        limits,
        markup::{attribute, malformed, plain, text_of},
        open_field,
        open_style::{Style, Styles},
        oversize::{cell_too_large, too_many_cells},
        package::{Package, too_many_sheets},
        part,
        runs::shortened,
        sniff,
        tally::Tally,
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
    written: Option<String>,
    guises: Vec<Guise>,
    worn: Style,
}

#[derive(Default)]
struct Pass {
    book: Book,
    styles: Styles,
    /// The style of the cells of each stretch of columns that has one.
    column_styles: Vec<(u32, u32, String)>,
    row_style: Option<String>,
    /// Styles of the paragraphs and stretches of letters that are open, each with what is around it.
    spans: Vec<Style>,
    /// The element that a program fills in and that is open, and its words.
    field: Option<(String, String)>,
    /// How deep in a drawing, whose text is not the cell's, and that text.
    drawn: usize,
    drawn_words: String,
    note: String,
    pictures: Vec<Picture>,
    /// Boxes to tick and the like, by the name under which the sheet shows them.
    controls: BTreeMap<String, Control>,
    grid: Option<Grid>,
    merges: Vec<Area>,
    /// Ranges that one formula fills.
    filled: Vec<Area>,
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
    /// The ranges of the conditional format that is open.
    ranges: Vec<Area>,
    cells: usize,
    text: usize,
    /// Whether earlier contents of cells, or scripts, were told of.
    tracked: bool,
    acts: bool,
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
    let mut pass = Pass::default();
    if let Some(styles) = package.part("styles.xml") {
        pass.styles = Styles::read("styles.xml", styles)?;
    }
    part::walk(CONTENT, content, |event, _| {
        match event {
            Event::Start(it) => pass.open(it),
            Event::Empty(it) => {
                pass.open(it);
                pass.close(it.name().as_ref())?;
            }
            Event::End(it) => pass.close(it.name().as_ref())?,
            Event::Text(it) => pass.words(&it.xml10_content()),
            Event::CData(it) => pass.words(&it.xml10_content()),
            Event::GeneralRef(it) => {
                let entity = format!("&{};", it.xml10_content());
                let word = unescape(&entity).map_err(|fault| malformed(CONTENT, &fault.to_string()))?;
                pass.words(&word);
            }
            _ => {}
        }
        Ok(())
    })?;
    let mut book = pass.book;
    if !pass.styles.margins.is_empty() {
        let message = format!(
            "the sheets print words above or below their pages that are in no cell and were not scored: “{}”",
            shortened(&pass.styles.margins, 300)
        );
        book.flags.push(Flag { code: "header-footer-text".into(), place: None, message });
    }
    let carried = package.names.iter().any(|it| it.starts_with("Basic/") || it.starts_with("Scripts/"));
    if carried && !pass.acts {
        book.flags.push(Flag { code: "macro-present".into(), place: None, message: active::MACROS.into() });
    }
    if let Some(object) = package.names.iter().find(|it| it.starts_with("Object ") && !it.contains('/')) {
        let message = format!(
            "a file is embedded in the workbook (`{object}`) and was not opened; if it is evidence, ask for it as a \
             file of its own"
        );
        book.flags.push(Flag { code: "embedded-object".into(), place: None, message });
    }
    Ok(book)
}

/// How often something is repeated; absurd numbers are kept within what a sheet has.
fn repeat(element: &BytesStart<'_>, name: &str, most: u32) -> u32 {
    attribute(element, name).and_then(|it| it.parse::<u32>().ok()).unwrap_or(1).clamp(1, most)
}

impl Pass {
    fn open(&mut self, element: &BytesStart<'_>) {
        if self.grid.is_none() {
            self.styles.element(element);
        }
        let style = || text_of(element, "style-name");
        self.drawn += usize::from(is_drawing(element.name().as_ref()));
        match element.name().as_ref() {
            "table:table" if self.grid.is_none() => {
                let name = text_of(element, "name").unwrap_or_default();
                let style = text_of(element, "style-name").unwrap_or_default();
                let hidden = self.styles.get(&style).unseen.then_some(Hidden::Plainly);
                self.column_styles.clear();
                self.book.order.push((name.clone(), hidden));
                self.grid = Some(Grid { name, ..Grid::default() });
                (self.row, self.columns_seen) = (0, 0);
            }
            "table:table-column" => {
                let count = repeat(element, "number-columns-repeated", limits::COLUMNS);
                let last = self.columns_seen.saturating_add(count - 1);
                if hides(element) || style().is_some_and(|it| self.styles.get(&it).flat) {
                    self.hidden_columns.push((self.columns_seen, last));
                }
                if let Some(cells) = text_of(element, "default-cell-style-name") {
                    self.column_styles.push((self.columns_seen, last, cells));
                }
                self.columns_seen = self.columns_seen.saturating_add(count).min(limits::COLUMNS);
            }
            "table:table-row" => {
                self.row_repeat = repeat(element, "number-rows-repeated", limits::ROWS);
                self.column = 0;
                self.in_row.clear();
                self.row_style = text_of(element, "default-cell-style-name");
                if hides(element) || style().is_some_and(|it| self.styles.get(&it).flat) {
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
                let written = text_of(element, "formula");
                let matrix = (
                    repeat(element, "number-matrix-rows-spanned", limits::ROWS),
                    repeat(element, "number-matrix-columns-spanned", limits::COLUMNS),
                );
                if matrix != (1, 1) {
                    let first = (self.row, self.column);
                    let last = (first.0.saturating_add(matrix.0 - 1), first.1.saturating_add(matrix.1 - 1));
                    self.filled.push(Area { first, last });
                }
                let column = self.column;
                let of_column = || {
                    let found = self.column_styles.iter().find(|(a, b, _)| (*a..=*b).contains(&column));
                    found.map(|(_, _, style)| style.clone())
                };
                let worn = style().or_else(|| self.row_style.clone()).or_else(of_column).unwrap_or_default();
                let worn = self.styles.get(&worn);
                let mut guises: Vec<Guise> =
                    worn.hides().map(|why| Guise::Unseen(format!("it is in {why}"))).into_iter().collect();
                guises.extend(worn.is_struck().then_some(Guise::Struck(None)));
                self.cell = Some(Open {
                    repeat: repeat(element, "number-columns-repeated", limits::COLUMNS),
                    value,
                    formula: written.is_some(),
                    written,
                    guises,
                    worn,
                    span: (
                        repeat(element, "number-rows-spanned", limits::ROWS),
                        repeat(element, "number-columns-spanned", limits::COLUMNS),
                    ),
                    kind,
                    ..Open::default()
                });
            }
            "table:tracked-changes" if !self.tracked => {
                self.tracked = true;
                let message =
                    "the workbook keeps what its cells held before; only what they hold now was read";
                self.book.flags.push(Flag {
                    code: "tracked-changes".into(),
                    place: None,
                    message: message.into(),
                });
            }
            "office:script" | "office:event-listeners" if !self.acts => {
                self.acts = true;
                self.book.flags.push(Flag {
                    code: "macro-present".into(),
                    place: None,
                    message: active::MACROS.into(),
                });
            }
            "office:annotation" => {
                self.notes += 1;
                self.note.clear();
            }
            "draw:control" => self.control(element),
            "draw:image" => {
                let target = text_of(element, "href").unwrap_or_default();
                let linked = target.contains("://");
                let at = if self.cell.is_some() { (self.row, self.column) } else { (0, 0) };
                self.pictures.push(Picture { area: Area { first: at, last: at }, linked });
                if linked {
                    self.outside("a picture", &target);
                }
            }
            "table:table-source" | "table:cell-range-source" => {
                let target = text_of(element, "href").unwrap_or_default();
                self.outside("values of another workbook", &target);
            }
            "table:dde-link" | "office:dde-source" => {
                let message = "the workbook would take values from another program; it was not started";
                self.book.flags.push(Flag {
                    code: "dde-formula".into(),
                    place: None,
                    message: message.into(),
                });
            }
            "text:a" => {
                let target = text_of(element, "href").unwrap_or_default();
                if let Some(grid) = &self.grid {
                    let mut tally = Tally::new(&grid.name, &mut self.book.flags);
                    active::link(&target, &grid.place(self.row, self.column), &mut tally);
                }
            }
            "text:span" => self.span(style().as_deref()),
            "calcext:conditional-format" => self.ranges = ranges(element),
            "calcext:condition" => {
                let applied = text_of(element, "apply-style-name").unwrap_or_default();
                if let (Some(why), Some(grid)) = (self.styles.get(&applied).hides(), &mut self.grid) {
                    grid.veils.extend(self.ranges.iter().map(|it| (*it, why.to_owned())));
                }
            }
            "text:p" => {
                self.span(style().as_deref());
                if self.drawn > 0 || self.notes > 0 {
                    return;
                }
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
            other if open_field::is_one(other) && self.in_answer() && self.field.is_none() => {
                self.field = Some((other.to_owned(), String::new()));
            }
            _ => self.controls.extend(control::of_form(element)),
        }
    }

    /// A paragraph or a stretch of letters begins.
    fn span(&mut self, style: Option<&str>) {
        let own = style.map(|it| self.styles.get(it)).unwrap_or_default();
        let around = self.spans.last().copied().or(self.cell.as_ref().map(|it| it.worn)).unwrap_or_default();
        self.spans.push(around.with(own));
    }

    /// Whether words are words of the cell that is open.
    fn in_answer(&self) -> bool {
        self.notes == 0 && self.drawn == 0 && self.cell.as_ref().is_some_and(|it| it.paragraphs > 0)
    }

    /// Tells of a control where the sheet shows it.
    fn control(&mut self, element: &BytesStart<'_>) {
        let known = text_of(element, "control").and_then(|it| self.controls.remove(&it));
        if let (Some(mut control), Some(grid)) = (known, &self.grid) {
            let last = || text_of(element, "end-cell-address");
            control.at = match self.cell {
                Some(_) => (self.row, self.column),
                None => last().and_then(|it| cell_position(it.rsplit('.').next()?)).unwrap_or((0, 0)),
            };
            let mut tally = Tally::new(&grid.name, &mut self.book.flags);
            control.tell(grid, &mut tally);
        }
    }

    fn words(&mut self, words: &str) {
        if self.notes > 0 {
            self.note.push_str(words);
        } else if self.drawn > 0 {
            self.drawn_words.push_str(words);
            self.drawn_words.push(' ');
        } else if let Some(cell) = &mut self.cell
            && cell.paragraphs > 0
        {
            cell.text.push_str(words);
            if let Some((_, filled)) = &mut self.field {
                filled.push_str(words);
            }
            if let Some(style) = self.spans.last()
                && !words.trim().is_empty()
            {
                // What the cell as a whole wears is told once.
                if style.is_struck() && !cell.worn.is_struck() {
                    cell.guises.push(Guise::Struck(Some(words.trim().to_owned())));
                }
                if let Some(why) = style.hides().filter(|_| cell.worn.hides().is_none()) {
                    let hidden = shortened(words.trim(), 80);
                    cell.guises.push(Guise::Unseen(format!("the words “{hidden}” are in {why}")));
                }
            }
        }
    }

    fn outside(&mut self, what: &str, target: &str) {
        let message = format!(
            "the workbook takes something ({what}) from outside, `{}`; it was not fetched, and it may show another \
             thing tomorrow",
            shortened(target, 200)
        );
        self.book.flags.push(Flag { code: "external-link".into(), place: None, message });
    }

    fn close(&mut self, element: &str) -> Result<(), Refusal> {
        match element {
            "office:annotation" => {
                self.notes = self.notes.saturating_sub(1);
                if let Some(grid) = &self.grid {
                    let place = grid.place(self.row, self.column);
                    let message = format!(
                        "a note is attached to the cell {place} and was not scored. It says “{}”",
                        shortened(self.note.trim(), 300)
                    );
                    self.book.flags.push(Flag {
                        code: "comment-present".into(),
                        place: Some(place),
                        message,
                    });
                }
            }
            "text:span" | "text:p" => {
                self.spans.pop();
            }
            drawing if is_drawing(drawing) => {
                self.drawn = self.drawn.saturating_sub(1);
                let words = std::mem::take(&mut self.drawn_words);
                let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
                if let Some(grid) = self.grid.as_ref().filter(|_| !words.is_empty()) {
                    let place = grid.place(self.row, self.column);
                    let message = format!(
                        "a text box lies over the sheet at {place} and was not scored. It says “{}”",
                        shortened(&words, 300)
                    );
                    self.book.flags.push(Flag { code: "drawing-text".into(), place: Some(place), message });
                }
            }
            "table:table-cell" | "table:covered-table-cell" => self.close_cell()?,
            "table:table-row" => self.close_row()?,
            "table:table" => {
                if let Some(mut grid) = self.grid.take() {
                    for filled in std::mem::take(&mut self.filled) {
                        let of_it = grid.cells.iter_mut().filter(|it| filled.covers(it.row, it.column));
                        of_it.for_each(|it| it.formula = true);
                    }
                    grid.pictures = std::mem::take(&mut self.pictures);
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
            other => self.close_field(other),
        }
        Ok(())
    }

    /// Tells of words that a program fills in anew when it opens the file.
    fn close_field(&mut self, element: &str) {
        let Some((name, words)) = self.field.take_if(|(name, _)| name == element) else { return };
        let sheet = self.grid.as_ref().map(|it| it.name.as_str());
        if let Some(cell) = &mut self.cell
            && let Some(shown) = open_field::shown(&name, &words, sheet.unwrap_or_default())
        {
            cell.guises.push(Guise::Shows(shown));
        }
    }

    fn close_cell(&mut self) -> Result<(), Refusal> {
        self.field = None;
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
        if let (Some(written), Some(grid)) = (&open.written, &mut self.grid) {
            let dangers = formula::dangers(written);
            let place = grid.place(row, first);
            let mut tally = Tally::new(&grid.name, &mut self.book.flags);
            active::formula(dangers, &place, &mut tally);
            grid.formulas.insert((row, first), shortened(written, 200));
        }
        if let Some(grid) = self.grid.as_mut().filter(|_| !open.guises.is_empty() && open.repeat < 100) {
            for column in first..self.column {
                grid.guises.insert((row, column), open.guises.clone());
            }
        }
        // Programs show the text of the attribute where both stand.
        if open.kind == "string"
            && let (Some(said), Some(grid)) = (&open.value, &mut self.grid)
            && !open.text.is_empty()
            && !said.split_whitespace().eq(open.text.split_whitespace())
        {
            grid.guises.entry((row, first)).or_default().push(Guise::Shows(said.clone()));
        }
        // What a number was shown as is saved beside it.
        if matches!(open.kind.as_str(), "float" | "percentage" | "currency")
            && format::speaks(&open.text.replace(char::is_numeric, ""), false)
            && let (Some(_), Some(grid)) = (&open.value, &mut self.grid)
        {
            let shown = shortened(open.text.trim(), 120);
            grid.guises.entry((row, first)).or_default().push(Guise::Shows(shown));
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

/// Shapes, frames, lines, groups and scenes: what they say lies over the sheet.
fn is_drawing(element: &str) -> bool {
    element.starts_with("draw:") || element.starts_with("dr3d:")
}

fn hides(element: &BytesStart<'_>) -> bool {
    attribute(element, "visibility").is_some_and(|it| it == "collapse" || it == "filter")
}

/// The ranges that a conditional format is for: `Sheet.D2:Sheet.D14`.
fn ranges(element: &BytesStart<'_>) -> Vec<Area> {
    let said = text_of(element, "target-range-address").unwrap_or_default();
    let corner = |it: &str| cell_position(it.rsplit('.').next().unwrap_or_default());
    let range = |it: &str| {
        let (first, last) = it.split_once(':').unwrap_or((it, it));
        Some(Area { first: corner(first)?, last: corner(last)? })
    };
    said.split_whitespace().filter_map(range).collect()
}
