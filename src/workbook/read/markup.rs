//! One pass over the XML of a sheet: what a person does not see, which cells are formulas, and whether the
//! cells stand where they say. The reader of values is only given a sheet that passed.

use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};

use crate::workbook::read::{
    Refusal,
    colour::{Colour, WHITE, thousandths},
    content::{Content, Contents},
    control,
    formula::{self, Dangers},
    grid::{Area, Guise, area, areas, cell_position},
    limits, margin,
    nest::{self, Nest},
    oversize::{cell_too_large, too_many_cells},
    package::RESAVE,
    part::Frame,
    runs::{Odd, Runs, Strings},
    styles::{Font, Styles, hides},
};

/// Rows lower than this, in thousandths of a point, show nothing of a text.
const LOWEST: i32 = 3_000;
/// Columns narrower than this, in thousandths of a character, show nothing.
const NARROWEST: i32 = 500;

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
    /// What formulas are written out, by where they stand in the XML.
    pub written: Vec<((u32, u32), std::ops::Range<usize>)>,
    /// Formulas that reach out of the workbook.
    pub dangers: Vec<((u32, u32), Dangers)>,
    /// Ranges that one formula fills: its other cells hold no formula and are made by it all the same.
    pub filled: Vec<Area>,
    /// Cells that show a picture or another thing in place of the error that they hold.
    pub rich: Vec<(u32, u32)>,
    /// Cells with a value or a text.
    pub cells: usize,
    /// What the cells hold.
    pub content: Contents,
    /// Where the bytes of a `dimension` element stand that does not fit the cells.
    pub wrong_dimension: Option<(usize, usize)>,
    /// Cells whose format is not plain, and its number.
    pub looks: Vec<((u32, u32), u32)>,
    /// Cells with an odd text, its own or a shared one.
    pub guises: Vec<((u32, u32), Vec<Guise>)>,
    /// Ranges in which a conditional format hides what it is applied to, and how.
    pub veils: Vec<(Area, &'static str)>,
    /// Links of cells: the cell as the file writes it, and the relationship that has the address.
    pub links: Vec<(String, String)>,
    /// Check boxes and their kin.
    pub controls: Vec<control::Listed>,
    /// What is printed above and below the sheet.
    pub margins: String,
    /// Widths of columns in thousandths of a character, for where pictures reach.
    pub widths: Vec<(u32, u32, i32)>,
    /// Heights of rows in thousandths of a point, where they are stated.
    pub heights: Vec<(u32, i32)>,
}

/// Where in a sheet the pass is.
struct Pass<'a> {
    styles: &'a Styles,
    strings: &'a Strings,
    markup: Markup,
    /// The prefix of the sheet's own elements, with its colon.
    prefix: String,
    /// How deep in the list of rows, and whether it has been seen.
    in_data: bool,
    had_data: bool,
    in_row: bool,
    in_cell: bool,
    /// The row in which cells are, and the column that a cell without a reference has, both from 0.
    row: u32,
    column: u32,
    /// One past the last row and cell that were seen, so that none comes twice.
    rows_done: u32,
    cells_done: u32,
    /// Rows without a height of their own are hidden.
    hidden_unless_said: bool,
    /// Columns without a width of their own have none.
    narrow_unless_said: bool,
    /// The cell that is open: whether it has a formula, how much value and text, and whether it names a shared text.
    formula: bool,
    in_formula: bool,
    text: usize,
    shared: bool,
    /// What the open cell has had, how deep in it, what its texts hold, and whether its value is the number of a shared
    /// text, or a text that may be written in pieces.
    had: Vec<char>,
    inside: usize,
    nest: Nest,
    content: Content,
    in_value: bool,
    named: bool,
    in_pieces: bool,
    rooted: bool,
    style: Option<u32>,
    /// What is behind the letters of the open cell.
    ground: Colour,
    runs: Option<Runs>,
    dimension: Option<(Area, (usize, usize))>,
    bottom_right: (u32, u32),
    /// The conditional format that is open: its ranges, why it hides, and its own typeface.
    ranges: Vec<Area>,
    hiding: Vec<&'static str>,
    rule: Option<(Font, Option<Colour>)>,
    in_ranges: bool,
    in_margin: bool,
    controls: control::Listing,
}

/// Reads the XML of the sheet `name`.
///
/// # Errors
/// When the XML is not well formed, not plain, or contradicts itself.
pub(crate) fn scan(name: &str, xml: &[u8], styles: &Styles, strings: &Strings) -> Result<Markup, Refusal> {
    let text = plain(name, xml)?;
    let skipped = xml.len() - text.len();
    let mut reader = Reader::from_str(text);
    let mut frame = Frame::default();
    let mut pass = Pass::new(styles, strings);
    let position = |reader: &Reader<&[u8]>| usize::try_from(reader.buffer_position()).unwrap_or(0) + skipped;
    let mut formula_from = 0;
    loop {
        let before = position(&reader);
        let event = reader.read_event().map_err(|fault| malformed(name, &fault.to_string()))?;
        if !frame.holds(name, &event)? {
            break;
        }
        match event {
            Event::Start(element) => {
                let after = position(&reader);
                pass.open(name, &element, (before, after), true)?;
                formula_from = after;
            }
            Event::Empty(element) => {
                let span = (before, position(&reader));
                pass.open(name, &element, span, false)?;
                pass.close(name, element.local_name().as_ref())?;
            }
            Event::End(element) => {
                let local = element.local_name();
                if local.as_ref() == "f" && pass.in_formula {
                    pass.end_formula(xml, formula_from..before);
                }
                pass.close(name, local.as_ref())?;
            }
            Event::Text(it) => {
                pass.value(name, &it)?;
                pass.words(&it);
                if pass.in_cell {
                    pass.content.push(&it.xml10_content(), pass.in_value);
                }
            }
            Event::CData(it) => {
                pass.split(name)?;
                pass.words(&it);
                if pass.in_cell {
                    pass.content.push_marked(&it.xml10_content(), pass.in_value);
                }
            }
            Event::Comment(_) | Event::PI(_) if pass.in_cell => {
                return Err(corrupt(name, "a remark stands within a cell"));
            }
            Event::GeneralRef(it) => {
                pass.split(name)?;
                pass.text += it.len();
                if pass.in_cell {
                    pass.content.refer(&it, pass.in_value);
                }
                if pass.in_margin {
                    pass.markup.margins.push(match it.as_ref() {
                        "amp" => '&',
                        // Around the name of a typeface.
                        "quot" => '"',
                        _ => ' ',
                    });
                }
            }
            _ => {}
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
    // Some parsers stop at such a byte and others read on.
    let control = |it: &u8| *it < 0x20 && !matches!(it, b'\t' | b'\n' | b'\r');
    // A whole stretch at a time: to stop at each byte takes several times as long.
    if xml.chunks(256).any(|it| it.iter().fold(false, |found, byte| found | control(byte))) {
        return Err(malformed(name, "it holds control characters"));
    }
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

/// The value of an attribute by its local name, with its entities read.
pub(crate) fn text_of(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let raw = attribute(element, name)?;
    Some(quick_xml::escape::unescape(&raw).map_or_else(|_| raw.to_string(), std::borrow::Cow::into_owned))
}

/// Whether an attribute says yes.
pub(crate) fn says(element: &BytesStart<'_>, name: &str) -> bool {
    attribute(element, name).is_some_and(|it| it == "1" || it == "true")
}

/// Refuses XML that is not well formed.
pub(crate) fn malformed(name: &str, what: &str) -> Refusal {
    Refusal::new("xml-malformed", format!("the part `{name}` is damaged: {what}. {RESAVE}"))
}

/// Refuses a part that programs would read differently.
pub(crate) fn corrupt(name: &str, what: &str) -> Refusal {
    Refusal::new(
        "corrupt-sheet",
        format!(
            "the part `{name}` contradicts itself ({what}), so programs would show different cells. {RESAVE}"
        ),
    )
}

impl<'a> Pass<'a> {
    fn new(styles: &'a Styles, strings: &'a Strings) -> Self {
        Self {
            styles,
            strings,
            markup: Markup::default(),
            prefix: String::new(),
            in_data: false,
            had_data: false,
            in_row: false,
            in_cell: false,
            row: 0,
            column: 0,
            rows_done: 0,
            cells_done: 0,
            hidden_unless_said: false,
            narrow_unless_said: false,
            formula: false,
            in_formula: false,
            text: 0,
            shared: false,
            had: Vec::new(),
            inside: 0,
            nest: Nest::default(),
            content: Content::default(),
            in_value: false,
            named: false,
            in_pieces: false,
            rooted: false,
            style: None,
            ground: WHITE,
            runs: None,
            dimension: None,
            bottom_right: (0, 0),
            ranges: Vec::new(),
            hiding: Vec::new(),
            rule: None,
            in_ranges: false,
            in_margin: false,
            controls: control::Listing::default(),
        }
    }

    fn open(
        &mut self,
        name: &str,
        element: &BytesStart<'_>,
        span: (usize, usize),
        stays: bool,
    ) -> Result<(), Refusal> {
        let local = element.local_name();
        let local = local.as_ref();
        if self.in_data {
            return self.open_data(name, element, local, stays);
        }
        if self.controls.open(element, local, stays) {
            return Ok(());
        }
        if !std::mem::replace(&mut self.rooted, true) {
            nest::prefix(element).clone_into(&mut self.prefix);
            if local == "worksheet" && !nest::is_ours(element) {
                return Err(corrupt(name, "it is not a sheet of spreadsheets"));
            }
            return Ok(());
        }
        match local {
            "sheetData" => {
                if std::mem::replace(&mut self.had_data, true) {
                    return Err(corrupt(name, "it lists its rows twice"));
                }
                if !self.owns(element, local) || nest::estranges(element, &self.prefix) {
                    return Err(corrupt(name, "its list of rows is not one of spreadsheets"));
                }
                self.in_data = stays;
            }
            "row" | "c" if self.owns(element, local) => {
                return Err(corrupt(name, "it has rows or cells outside of its list of rows"));
            }
            "col" => self.hide_columns(element),
            "mergeCell" => {
                if let Some(area) = attribute(element, "ref").as_deref().and_then(area) {
                    self.markup.merges.push(area);
                }
            }
            "sheetFormatPr" => {
                self.hidden_unless_said = says(element, "zeroHeight");
                let narrow = |it: std::borrow::Cow<'_, str>| thousandths(&it) < NARROWEST;
                self.narrow_unless_said = attribute(element, "defaultColWidth").is_some_and(narrow);
            }
            "dimension" => {
                let covered = attribute(element, "ref").as_deref().and_then(area);
                match covered {
                    Some(covered) => self.dimension = Some((covered, span)),
                    None => self.markup.wrong_dimension = Some(span),
                }
            }
            "conditionalFormatting" => {
                self.hiding.clear();
                self.ranges = attribute(element, "sqref").map(|it| areas(&it)).unwrap_or_default();
            }
            "cfRule" => {
                let rule = attribute(element, "dxfId").and_then(|it| it.parse::<u32>().ok());
                self.hiding.extend(rule.and_then(|it| self.styles.conditional.get(&it)));
            }
            "dxf" => self.rule = Some((Font::default(), None)),
            "sqref" => self.in_ranges = stays,
            "bgColor" => {
                if let Some((_, fill)) = &mut self.rule {
                    *fill = self.styles.palette.read(element);
                }
            }
            "hyperlink" => {
                if let (Some(cell), Some(id)) = (attribute(element, "ref"), attribute(element, "id")) {
                    self.markup.links.push((cell.into_owned(), id.into_owned()));
                }
            }
            "oddHeader" | "evenHeader" | "firstHeader" | "oddFooter" | "evenFooter" | "firstFooter" => {
                self.in_margin = stays;
                self.markup.margins.push('\n');
            }
            _ => {
                if let Some((font, _)) = &mut self.rule {
                    font.take(element, &self.styles.palette);
                }
            }
        }
        Ok(())
    }

    /// Whether an element belongs to the sheet and not to an extension.
    fn owns(&self, element: &BytesStart<'_>, local: &str) -> bool {
        element.name().as_ref().strip_suffix(local).is_some_and(|it| it == self.prefix)
    }

    fn open_data(
        &mut self,
        name: &str,
        element: &BytesStart<'_>,
        local: &str,
        stays: bool,
    ) -> Result<(), Refusal> {
        if !self.owns(element, local) {
            // A reader that looks at the end of the name only would take it for a cell.
            if matches!(local, "row" | "c" | "v" | "t" | "is" | "f" | "r") {
                return Err(corrupt(
                    name,
                    &format!(
                        "an element `{}` of another kind stands among its cells",
                        element.name().as_ref()
                    ),
                ));
            }
            if self.in_value || self.runs.is_some() {
                return Err(corrupt(name, "an element of another kind stands within a value"));
            }
            self.inside += usize::from(self.in_cell);
            return Ok(());
        }
        self.stands(name, element, local)?;
        match local {
            "c" => {
                if !self.in_row || std::mem::replace(&mut self.in_cell, stays) {
                    return Err(malformed(name, "a cell stands outside of a row or in another cell"));
                }
                self.cell(name, element)?;
            }
            "row" => {
                if std::mem::replace(&mut self.in_row, stays) {
                    return Err(malformed(name, "a row stands in another row"));
                }
                self.start_row(name, element)?;
            }
            "f" => {
                self.formula = true;
                self.in_formula = stays;
                self.markup.filled.extend(formula::fills(element));
            }
            "v" => {
                self.text = 0;
                self.in_value = stays;
            }
            "is" => self.runs = Some(Runs::default()),
            _ => {
                if let Some(runs) = &mut self.runs {
                    runs.open(element, &self.styles.palette);
                }
            }
        }
        Ok(())
    }

    /// Whether an element of a cell stands where all programs look for it, once.
    fn stands(&mut self, name: &str, element: &BytesStart<'_>, local: &str) -> Result<(), Refusal> {
        if nest::estranges(element, &self.prefix) {
            return Err(corrupt(name, &format!("an element `{local}` among its cells is of another kind")));
        }
        if !self.in_cell {
            return Ok(());
        }
        let sign = match local {
            "v" => Some('v'),
            "f" => Some('f'),
            "is" => Some('i'),
            _ => None,
        };
        let fits = match (&self.runs, sign) {
            (Some(_), _) => self.nest.open(local),
            (None, Some('f')) => self.inside == 0 && !self.had.contains(&'f'),
            (None, Some(_)) => self.inside == 0 && !self.had.iter().any(|it| *it != 'f'),
            (None, None) => !self.in_value && !self.in_formula,
        };
        self.had.extend(sign);
        self.content.open(element, local, self.inside == 0, self.nest.is_spoken());
        self.inside += 1;
        if fits {
            Ok(())
        } else {
            Err(corrupt(name, &format!("a cell holds `{local}` twice or in a wrong place")))
        }
    }

    /// Whether the number of a shared text is one.
    fn value(&self, name: &str, words: &str) -> Result<(), Refusal> {
        let known = || {
            words.bytes().all(|it| it.is_ascii_digit())
                && words.parse::<usize>().is_ok_and(|it| it < self.strings.count)
        };
        if self.in_value && self.named && !known() {
            return Err(corrupt(name, "a cell names a text that is not there"));
        }
        Ok(())
    }

    /// Readers take the first piece of a number for the whole.
    fn split(&self, name: &str) -> Result<(), Refusal> {
        if self.in_value && !self.in_pieces {
            return Err(corrupt(name, "a value is written in pieces"));
        }
        Ok(())
    }

    fn words(&mut self, words: &str) {
        self.text += words.len();
        if self.in_data {
            if let Some(runs) = &mut self.runs {
                runs.words(words);
            } else if self.shared
                && let Some(odd) = words.trim().parse().ok().and_then(|it: usize| self.strings.odd.get(&it))
            {
                self.dress(odd);
            }
        } else if self.controls.words(words) {
        } else if self.in_margin {
            self.markup.margins.push_str(words);
        } else if self.in_ranges {
            self.ranges = areas(words);
        }
    }

    /// Takes note of how the text of the open cell shows.
    fn dress(&mut self, odd: &Odd) {
        let guises = odd.on(self.ground);
        if !guises.is_empty() {
            self.markup.guises.push(((self.row, self.column), guises));
        }
    }

    fn end_formula(&mut self, xml: &[u8], span: std::ops::Range<usize>) {
        self.in_formula = false;
        let Some(written) = xml.get(span.clone()).and_then(|it| std::str::from_utf8(it).ok()) else { return };
        if written.is_empty() {
            return;
        }
        let at = (self.row, self.column);
        let dangers = formula::dangers(written);
        if dangers.any() {
            self.markup.dangers.push((at, dangers));
        }
        self.markup.written.push((at, span));
    }

    fn close(&mut self, name: &str, element: &str) -> Result<(), Refusal> {
        if !self.in_data {
            self.controls.close(element);
        } else if self.in_cell && element != "c" {
            self.inside = self.inside.saturating_sub(1);
            self.nest.close();
            self.content.close(element);
            self.in_value = false;
        }
        match element {
            "c" if self.in_data => {
                self.in_cell = false;
                if self.formula {
                    self.markup.formulas.push(((self.row, self.column), self.text > 0));
                }
                self.content.close_cell((self.row, self.column), self.formula, &self.strings.texts);
                if self.text > limits::CELL_BYTES {
                    return Err(cell_too_large());
                }
                if self.text > 0 {
                    self.markup.cells += 1;
                    self.markup.looks.extend(self.style.map(|it| ((self.row, self.column), it)));
                    self.bottom_right =
                        (self.bottom_right.0.max(self.row), self.bottom_right.1.max(self.column));
                }
                self.column += 1;
                self.cells_done = self.column;
                if self.markup.cells > limits::CELLS {
                    return Err(too_many_cells());
                }
            }
            "row" if self.in_data => {
                self.in_row = false;
                self.row += 1;
                self.rows_done = self.row;
                self.column = 0;
            }
            "f" if self.in_data => (self.text, self.in_formula) = (0, false),
            "is" if self.in_data => {
                let odd = self.runs.take().map(Runs::finish).unwrap_or_default();
                self.dress(&odd);
            }
            "sheetData" => self.in_data = false,
            "sqref" => self.in_ranges = false,
            "dxf" => {
                let rule = self.rule.take();
                self.hiding.extend(rule.and_then(|(font, fill)| hides(&font, fill, None)));
            }
            "conditionalFormatting" => {
                if let Some(why) = self.hiding.first() {
                    self.markup.veils.extend(self.ranges.iter().map(|it| (*it, *why)));
                }
            }
            "oddHeader" | "evenHeader" | "firstHeader" | "oddFooter" | "evenFooter" | "firstFooter" => {
                self.in_margin = false;
            }
            _ => {
                if let Some(runs) = &mut self.runs {
                    runs.close(element);
                }
            }
        }
        if self.text > limits::PART_BYTES {
            return Err(malformed(name, "it is too large"));
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
                "ht" => height = Some(thousandths(&it.value)),
                _ => {}
            }
        }
        if self.row >= limits::ROWS {
            return Err(corrupt(name, "it has more rows than a sheet can have"));
        }
        if self.row < self.rows_done {
            return Err(corrupt(name, &format!("row {} comes twice or out of order", self.row + 1)));
        }
        self.rows_done = self.row + 1;
        if let Some(height) = height {
            self.markup.heights.push((self.row, height));
        }
        let flat = height.is_some_and(|it| it < LOWEST);
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
        self.shared = false;
        (self.named, self.in_pieces, self.inside) = (false, false, 0);
        self.had.clear();
        self.nest = Nest::default();
        let (mut reference, mut style, mut kind, mut dated, mut rich) = (None, None, None, false, false);
        for it in element.attributes().with_checks(false).filter_map(Result::ok) {
            match it.key.as_ref() {
                "r" => reference = Some(it.value),
                "vm" => rich = true,
                "s" => {
                    style = it.value.parse::<u32>().ok();
                    let place = style.and_then(|it| usize::try_from(it).ok());
                    dated = place.is_none_or(|it| self.styles.dates.get(it).copied().unwrap_or(false));
                }
                "t" => {
                    self.named = it.value == "s";
                    self.shared = self.named && !self.strings.odd.is_empty();
                    self.in_pieces = matches!(it.value.as_ref(), "str" | "inlineStr" | "d");
                    kind = Some(it.value);
                }
                _ => {}
            }
        }
        self.content.open_cell(kind.as_deref(), dated);
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
        self.ground = self.styles.grounds.get(&style.unwrap_or(0)).copied().unwrap_or(WHITE);
        self.style = style.filter(|it| self.styles.cells.contains_key(it));
        if rich && kind.as_deref() == Some("e") {
            self.markup.rich.push((self.row, self.column));
        }
        Ok(())
    }

    fn hide_columns(&mut self, element: &BytesStart<'_>) {
        let number = |name: &str| attribute(element, name).and_then(|it| it.parse::<u32>().ok());
        let width = attribute(element, "width").map(|it| thousandths(&it));
        let narrow = width.map_or(self.narrow_unless_said, |it| it < NARROWEST);
        if let (Some(first), Some(last)) = (number("min"), number("max")) {
            let (first, last) = (first.saturating_sub(1), last.saturating_sub(1));
            if says(element, "hidden") || narrow {
                self.markup.hidden_columns.push((first, last));
            }
            self.markup.widths.push((first, last, width.unwrap_or(9_000)));
        }
    }

    fn finish(mut self) -> Markup {
        if self.narrow_unless_said && self.markup.widths.is_empty() {
            self.markup.hidden_columns.push((0, limits::COLUMNS - 1));
        }
        self.markup.controls = std::mem::take(&mut self.controls).finish();
        self.markup.margins = margin::words(&self.markup.margins);
        self.markup.content = self.content.finish(self.strings.odd_texts);
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

#[cfg(test)]
mod tests {
    use super::*;

    fn read(name: &str, xml: &str) -> Result<Markup, Refusal> {
        let ours = "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">";
        scan(name, xml.replacen("<worksheet>", ours, 1).as_bytes(), &Styles::default(), &Strings::default())
    }

    fn sheet(rows: &str) -> String {
        format!("<worksheet><dimension ref=\"A1:B3\"/><sheetData>{rows}</sheetData></worksheet>")
    }

    #[test]
    fn hidden_rows_columns_merges_and_formulas_are_found() {
        let xml = "<worksheet><cols><col min=\"3\" max=\"4\" hidden=\"1\"/><col min=\"6\" max=\"6\" width=\"0\"/></cols>\
            <sheetData><row r=\"2\" hidden=\"1\"><c r=\"A2\"><f>B1+1</f></c><c r=\"B2\"><f>1</f><v>1</v></c></row>\
            <row r=\"3\" ht=\"0\" customHeight=\"1\"/></sheetData><mergeCells><mergeCell ref=\"A1:B2\"/></mergeCells></worksheet>";
        let markup = read("sheet1.xml", xml).unwrap();
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
            assert_eq!(read("s", &sheet(rows)).unwrap_err().code, "corrupt-sheet", "{rows}");
        }
        assert_eq!(read("s", "<worksheet><sheetData>").unwrap_err().code, "xml-malformed");
        assert_eq!(read("s", "<!DOCTYPE x><worksheet/>").unwrap_err().code, "xml-dtd");
    }
}
