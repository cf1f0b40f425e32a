//! One pass over the XML of a sheet: what a person does not see, which cells are formulas, and whether the
//! cells stand where they say. The reader of values is only given a sheet that passed.

use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};

use crate::workbook::read::{
    Refusal,
    grid::{Area, cell_position},
    limits,
    package::RESAVE,
};

/// What the XML of a sheet says beside the values.
#[derive(Debug, Default)]
pub(crate) struct Markup {
    /// Rows that are hidden or have no height, as inclusive ranges from 0.
    pub hidden_rows: Vec<(u32, u32)>,
    /// Columns that are hidden or have no width, as inclusive ranges from 0.
    pub hidden_columns: Vec<(u32, u32)>,
    /// Merged ranges.
    pub merges: Vec<Area>,
    /// Cells made by formulas, by row and column from 0, and whether a value is stored.
    pub formulas: Vec<((u32, u32), bool)>,
    /// Cells with a value or a text.
    pub cells: usize,
    /// Where the bytes of a `dimension` element stand that does not fit the cells.
    pub wrong_dimension: Option<(usize, usize)>,
}

/// Where in a sheet the pass is.
#[derive(Default)]
struct Pass {
    markup: Markup,
    depth: usize,
    /// The row in which cells are, and the column that a cell without a reference has, both from 0.
    row: u32,
    column: u32,
    /// One past the last row and cell that were seen, so that none comes twice.
    rows_done: u32,
    cells_done: u32,
    /// Rows without a height of their own are hidden.
    hidden_unless_said: bool,
    /// The cell that is open: whether it has a formula, and how much value and text.
    formula: bool,
    text: usize,
    dimension: Option<(Area, (usize, usize))>,
    bottom_right: (u32, u32),
}

/// Reads the XML of the sheet `name`.
///
/// # Errors
/// When the XML is not well formed, not plain, or contradicts itself.
pub(crate) fn scan(name: &str, xml: &[u8]) -> Result<Markup, Refusal> {
    let text = plain(name, xml)?;
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_comments = false;
    let mut pass = Pass::default();
    loop {
        let before = reader.buffer_position();
        let event = reader.read_event().map_err(|fault| malformed(name, &fault.to_string()))?;
        match event {
            Event::Start(element) => {
                pass.depth += 1;
                if pass.depth > limits::DEPTH {
                    return Err(too_deep(name));
                }
                let span = (before, reader.buffer_position());
                pass.open(name, &element, span)?;
            }
            Event::Empty(element) => {
                let span = (before, reader.buffer_position());
                pass.open(name, &element, span)?;
                pass.close(element.local_name().as_ref())?;
            }
            Event::End(element) => {
                pass.depth = pass.depth.saturating_sub(1);
                pass.close(element.local_name().as_ref())?;
            }
            Event::Text(it) => pass.text += it.len(),
            Event::CData(it) => pass.text += it.len(),
            Event::GeneralRef(it) => pass.text += it.len(),
            Event::Eof if pass.depth > 0 => return Err(malformed(name, "it ends before it is complete")),
            Event::Eof => break,
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) | Event::DocType(_) => {}
        }
    }
    Ok(pass.finish())
}

/// XML as text, when it is of the plain kind that spreadsheets write.
///
/// # Errors
/// When it is in another encoding, is not UTF-8 or declares a document type.
pub(crate) fn plain<'a>(name: &str, xml: &'a [u8]) -> Result<&'a str, Refusal> {
    let encoded = |what: &str| {
        Refusal::new(
            "xml-encoding",
            format!("the part `{name}` is written in {what} instead of UTF-8. {RESAVE}"),
        )
    };
    if xml.starts_with(&[0xff, 0xfe])
        || xml.starts_with(&[0xfe, 0xff])
        || xml.iter().take(4).any(|it| *it == 0)
    {
        return Err(encoded("UTF-16"));
    }
    let text = std::str::from_utf8(xml).map_err(|_| malformed(name, "it is not valid UTF-8"))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let declaration = text.strip_prefix("<?xml").and_then(|it| it.split_once("?>")).map_or("", |(it, _)| it);
    if let Some((_, encoding)) = declaration.split_once("encoding=") {
        let encoding = encoding.trim_start_matches(['"', '\'']);
        let end = encoding.find(['"', '\'']).unwrap_or(encoding.len());
        let encoding = encoding.get(..end).unwrap_or(encoding);
        if !["utf-8", "us-ascii", "utf8"].iter().any(|it| encoding.eq_ignore_ascii_case(it)) {
            return Err(encoded(&format!("`{encoding}`")));
        }
    }
    // Short needles are found several times faster than whole words.
    if text.contains("<!DOC") || text.contains("<!ENT") {
        return Err(Refusal::new(
            "xml-dtd",
            format!(
                "the part `{name}` declares a document type, which no spreadsheet program writes. {RESAVE}"
            ),
        ));
    }
    Ok(text)
}

/// The value of an attribute by its local name; spreadsheets write these without entities.
pub(crate) fn attribute<'a>(element: &'a BytesStart<'_>, name: &str) -> Option<std::borrow::Cow<'a, str>> {
    let mut attributes = element.attributes();
    attributes.with_checks(false);
    attributes.filter_map(Result::ok).find(|it| it.key.local_name().as_ref() == name).map(|it| it.value)
}

/// Whether an attribute says yes.
pub(crate) fn says(element: &BytesStart<'_>, name: &str) -> bool {
    attribute(element, name).is_some_and(|it| it == "1" || it == "true")
}

/// Refuses XML that is not well formed.
pub(crate) fn malformed(name: &str, what: &str) -> Refusal {
    Refusal::new("xml-malformed", format!("the part `{name}` is damaged: {what}. {RESAVE}"))
}

fn too_deep(name: &str) -> Refusal {
    Refusal::new(
        "xml-too-deep",
        format!("the part `{name}` nests elements more than {} deep. {RESAVE}", limits::DEPTH),
    )
}

fn corrupt(name: &str, what: &str) -> Refusal {
    Refusal::new(
        "corrupt-sheet",
        format!(
            "the sheet part `{name}` contradicts itself ({what}), so programs would show different cells. {RESAVE}"
        ),
    )
}

impl Pass {
    fn open(&mut self, name: &str, element: &BytesStart<'_>, span: (u64, u64)) -> Result<(), Refusal> {
        // An attribute takes at least four bytes: only a long tag can hold too many.
        if element.len() > limits::ATTRIBUTES * 4
            && element.attributes().with_checks(false).count() > limits::ATTRIBUTES
        {
            return Err(Refusal::new(
                "xml-attribute-limit",
                format!("an element of `{name}` has more than {} attributes. {RESAVE}", limits::ATTRIBUTES),
            ));
        }
        match element.local_name().as_ref() {
            "c" => self.cell(name, element)?,
            "row" => self.start_row(name, element)?,
            "f" => self.formula = true,
            // What stands between the tags of a formula is no text of the cell.
            "v" | "t" if self.formula => self.text = 0,
            "col" => self.hide_columns(element),
            "mergeCell" => {
                if let Some(area) = attribute(element, "ref").as_deref().and_then(area) {
                    self.markup.merges.push(area);
                }
            }
            "sheetFormatPr" => self.hidden_unless_said = says(element, "zeroHeight"),
            "dimension" => {
                let at = (usize::try_from(span.0).unwrap_or(0), usize::try_from(span.1).unwrap_or(0));
                let covered = attribute(element, "ref").as_deref().and_then(area);
                match covered {
                    Some(covered) => self.dimension = Some((covered, at)),
                    None => self.markup.wrong_dimension = Some(at),
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn close(&mut self, element: &str) -> Result<(), Refusal> {
        match element {
            "c" => {
                if self.formula {
                    self.markup.formulas.push(((self.row, self.column), self.text > 0));
                }
                if self.text > limits::CELL_BYTES {
                    return Err(cell_too_large());
                }
                if self.text > 0 {
                    self.markup.cells += 1;
                    self.bottom_right =
                        (self.bottom_right.0.max(self.row), self.bottom_right.1.max(self.column));
                }
                self.column += 1;
                self.cells_done = self.column;
            }
            "row" => {
                self.row += 1;
                self.rows_done = self.row;
                self.column = 0;
            }
            "f" => self.text = 0,
            _ => {}
        }
        if self.markup.cells > limits::CELLS {
            return Err(too_many_cells());
        }
        Ok(())
    }

    fn start_row(&mut self, name: &str, element: &BytesStart<'_>) -> Result<(), Refusal> {
        let (mut hidden, mut height) = (None, None);
        for it in element.attributes().with_checks(false).filter_map(Result::ok) {
            match it.key.as_ref() {
                "r" => {
                    let row = it.value.parse::<u32>().ok().filter(|it| (1..=limits::ROWS).contains(it));
                    self.row =
                        row.ok_or_else(|| corrupt(name, &format!("a row is numbered `{}`", it.value)))? - 1;
                }
                "hidden" => hidden = Some(it.value == "1" || it.value == "true"),
                "ht" => height = it.value.parse::<f64>().ok(),
                _ => {}
            }
        }
        if self.row < self.rows_done {
            return Err(corrupt(name, &format!("row {} comes twice or out of order", self.row + 1)));
        }
        let flat = height.is_some_and(|it| it <= 0.0);
        if hidden.unwrap_or(self.hidden_unless_said && height.is_none()) || flat {
            match self.markup.hidden_rows.last_mut() {
                Some((_, last)) if *last + 1 == self.row => *last = self.row,
                _ => self.markup.hidden_rows.push((self.row, self.row)),
            }
        }
        self.column = 0;
        self.cells_done = 0;
        Ok(())
    }

    fn cell(&mut self, name: &str, element: &BytesStart<'_>) -> Result<(), Refusal> {
        self.formula = false;
        self.text = 0;
        let mut attributes = element.attributes();
        attributes.with_checks(false);
        let reference =
            attributes.filter_map(Result::ok).find(|it| it.key.as_ref() == "r").map(|it| it.value);
        if let Some(reference) = reference {
            let position = cell_position(&reference);
            let (row, column) =
                position.ok_or_else(|| corrupt(name, &format!("a cell is named `{reference}`")))?;
            if row != self.row {
                return Err(corrupt(name, &format!("the cell `{reference}` stands in row {}", self.row + 1)));
            }
            if column < self.cells_done {
                return Err(corrupt(name, &format!("the cell `{reference}` comes twice or out of order")));
            }
            self.column = column;
        }
        if self.column >= limits::COLUMNS {
            return Err(corrupt(name, "a row has more cells than a sheet has columns"));
        }
        Ok(())
    }

    fn hide_columns(&mut self, element: &BytesStart<'_>) {
        let number = |name: &str| attribute(element, name).and_then(|it| it.parse::<u32>().ok());
        let flat =
            attribute(element, "width").and_then(|it| it.parse::<f64>().ok()).is_some_and(|it| it <= 0.0);
        if (says(element, "hidden") || flat)
            && let (Some(first), Some(last)) = (number("min"), number("max"))
        {
            self.markup.hidden_columns.push((first.saturating_sub(1), last.saturating_sub(1)));
        }
    }

    fn finish(mut self) -> Markup {
        if let Some((said, at)) = self.dimension {
            let (rows, columns) = self.bottom_right;
            // Formatted cells without a value stretch it honestly; a whole sheet of them is a lie.
            let far = said.cells() > limits::MERGED_CELLS * 1_000 || said.first > said.last;
            if (said.last.0 < rows || said.last.1 < columns || far) && self.markup.cells > 0 {
                self.markup.wrong_dimension = Some(at);
            }
        }
        self.markup
    }
}

/// A range such as `A1:C3`; none when no sheet has it or its corners are turned round.
fn area(text: &str) -> Option<Area> {
    let (first, last) = text.split_once(':').unwrap_or((text, text));
    let (first, last) = (cell_position(first)?, cell_position(last)?);
    (first.0 <= last.0 && first.1 <= last.1).then_some(Area { first, last })
}

/// Refuses a text that no answer needs.
pub(crate) fn cell_too_large() -> Refusal {
    Refusal::new(
        "cell-too-large",
        format!(
            "a cell holds more than {} MiB of text. Ask the supplier to keep to the word limit and send long \
             documents beside the workbook.",
            limits::CELL_BYTES >> 20
        ),
    )
}

/// Refuses a sheet that no tender needs.
pub(crate) fn too_many_cells() -> Refusal {
    Refusal::new(
        "too-many-cells",
        format!(
            "the workbook holds more than {} filled cells. Ask the supplier to copy the answers into the workbook \
             that was issued, without other sheets.",
            limits::CELLS
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(rows: &str) -> String {
        format!("<worksheet><dimension ref=\"A1:B3\"/><sheetData>{rows}</sheetData></worksheet>")
    }

    #[test]
    fn hidden_rows_columns_merges_and_formulas_are_found() {
        let xml = "<worksheet><cols><col min=\"3\" max=\"4\" hidden=\"1\"/><col min=\"6\" max=\"6\" width=\"0\"/></cols>\
            <sheetData><row r=\"2\" hidden=\"1\"><c r=\"A2\"><f>B1+1</f></c><c r=\"B2\"><f>1</f><v>1</v></c></row>\
            <row r=\"3\" ht=\"0\" customHeight=\"1\"/></sheetData><mergeCells><mergeCell ref=\"A1:B2\"/></mergeCells></worksheet>";
        let markup = scan("sheet1.xml", xml.as_bytes()).unwrap();
        assert_eq!(markup.hidden_rows, [(1, 2)]);
        assert_eq!(markup.hidden_columns, [(2, 3), (5, 5)]);
        assert_eq!(markup.merges, [Area { first: (0, 0), last: (1, 1) }]);
        assert_eq!(markup.formulas, [((1, 0), false), ((1, 1), true)]);
    }

    #[test]
    fn a_sheet_that_contradicts_itself_is_refused() {
        for rows in [
            "<row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"A1\"><v>2</v></c></row>",
            "<row r=\"2\"/><row r=\"2\"/>",
            "<row r=\"1\"><c r=\"D4294967300\"><v>1</v></c></row>",
            "<row r=\"1\"><c r=\"ZZZZZZZZZ1\"><v>1</v></c></row>",
            "<row r=\"1\"><c r=\"A2\"><v>1</v></c></row>",
        ] {
            assert_eq!(scan("s", sheet(rows).as_bytes()).unwrap_err().code, "corrupt-sheet", "{rows}");
        }
        assert_eq!(scan("s", b"<worksheet><sheetData>").unwrap_err().code, "xml-malformed");
        assert_eq!(scan("s", b"<!DOCTYPE x><worksheet/>").unwrap_err().code, "xml-dtd");
    }
}
