//! Comma-separated text and its cousins: the encoding guessed where it must be, the delimiter told by the
//! header that it yields.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::{
    tender::Flag,
    workbook::{
        layout::{Layout, Layouts},
        read::{
            Book, Refusal,
            grid::{Cell, Grid, Value},
            limits,
            oversize::{cell_too_large, too_many_cells},
        },
    },
};

/// The name that the one sheet of a text file goes by.
pub(crate) const SHEET: &str = "CSV";

/// How many records are looked at to tell the delimiter.
const PROBE: usize = 60;
/// And of how much text at most.
const PROBE_CHARACTERS: usize = 65_536;

/// What British typists add to ASCII, in the encoding of Western Windows: the euro, the ellipsis, quotation marks,
/// bullet, dashes, trade mark, no-break space, pound, section, copyright, registered, degree, middle dot, half, é.
const BRITISH: &[u8] = &[
    0x80, 0x85, 0x91, 0x92, 0x93, 0x94, 0x95, 0x96, 0x97, 0x99, 0xa0, 0xa3, 0xa7, 0xa9, 0xae, 0xb0, 0xb7,
    0xbd, 0xe9,
];

/// Reads a text file as one sheet.
///
/// # Errors
/// When it is no table of text.
pub(crate) fn read(bytes: &[u8], layouts: &Layouts) -> Result<Book, Refusal> {
    let mut book = Book::default();
    let text = decode(bytes, &mut book)?;
    // Some programs say in a first line by which character the rest is divided.
    let told = told(&text);
    let delimiter = told.unwrap_or_else(|| delimiter(&text, layouts));
    let mut cells = Vec::new();
    let mut widths: Vec<usize> = Vec::new();
    let mut records = Records::new(&text, delimiter);
    let mut row = 0;
    while let Some(record) = records.next() {
        if row == 0 && told.is_some() {
            row = 1;
            continue;
        }
        for (column, field) in record.iter().enumerate() {
            if field.len() > limits::CELL_BYTES {
                return Err(cell_too_large());
            }
            if field.is_empty() {
                continue;
            }
            let column = u32::try_from(column).unwrap_or(u32::MAX);
            let field = if field.contains('\r') { field.replace("\r\n", "\n") } else { field.clone() };
            cells.push(Cell { row, column, value: Value::Text(field), formula: false });
        }
        // A record of one empty field is a blank line.
        if record.iter().any(|it| !it.is_empty()) {
            widths.push(record.len());
        }
        row += 1;
        if cells.len() > limits::CELLS || row >= limits::ROWS {
            return Err(too_many_cells());
        }
    }
    if let Some(line) = records.unclosed {
        return Err(malformed(&format!(
            "a quotation mark that opens a cell on line {line} is never closed, so the rest of the file would be one cell"
        )));
    }
    ragged(&widths, &mut book);
    book.order.push((SHEET.to_owned(), None));
    book.grids.push(Grid { name: SHEET.to_owned(), cells, ..Grid::default() });
    Ok(book)
}

fn decode(bytes: &[u8], book: &mut Book) -> Result<String, Refusal> {
    let (encoding, skip) = Encoding::for_bom(bytes).unwrap_or((UTF_8, 0));
    let body = bytes.get(skip..).unwrap_or_default();
    if encoding == UTF_16LE || encoding == UTF_16BE {
        let (text, faulty) = encoding.decode_without_bom_handling(body);
        if faulty || text.contains('\0') {
            return Err(malformed("it is damaged UTF-16"));
        }
        return Ok(text.into_owned());
    }
    if body.contains(&0) {
        return Err(malformed("it holds zero bytes, which text does not"));
    }
    if let Ok(text) = std::str::from_utf8(body) {
        return Ok(text.to_owned());
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(body, true);
    // A few pound signs and curly quotes are too little for the guess, and the tenders are British.
    let guess = if body.iter().all(|it| it.is_ascii() || BRITISH.contains(it)) {
        WINDOWS_1252
    } else {
        detector.guess(None, chardetng::Utf8Detection::Deny)
    };
    let (text, _) = guess.decode_without_bom_handling(body);
    let message = format!(
        "the file does not say how its letters are encoded; `{}` was guessed, so look at pound signs, dashes and accents",
        guess.name()
    );
    book.flags.push(Flag { code: "encoding-guessed".into(), place: None, message });
    Ok(text.into_owned())
}

/// The delimiter that a first line `sep=;` names.
fn told(text: &str) -> Option<u8> {
    let line = text.lines().next()?.trim_matches('"');
    match line.strip_prefix("sep=").or_else(|| line.strip_prefix("SEP="))?.as_bytes() {
        [it @ (b',' | b';' | b'\t' | b'|')] => Some(*it),
        _ => None,
    }
}

/// The delimiter under which some record names the most columns of a layout.
fn delimiter(text: &str, layouts: &Layouts) -> u8 {
    let head = text.char_indices().nth(PROBE_CHARACTERS).and_then(|(end, _)| text.get(..end)).unwrap_or(text);
    let named = |delimiter: u8| {
        let mut records = Records::new(head, delimiter);
        let records = std::iter::from_fn(|| records.next()).take(PROBE);
        let named = records.map(|record| {
            let known = |layout: &Layout| record.iter().filter(|it| layout.column(it).is_some()).count();
            layouts.iter().map(known).max().unwrap_or(0)
        });
        named.max().unwrap_or(0)
    };
    let mut best = (named(b','), b',');
    for delimiter in [b';', b'\t', b'|'] {
        let found = named(delimiter);
        if found > best.0 {
            best = (found, delimiter);
        }
    }
    best.1
}

/// The records of a text, blank lines among them, so that a record's number is the row that a spreadsheet
/// program shows it in. A cell that begins with a quotation mark ends at the next that is not doubled.
struct Records<'a> {
    rest: std::iter::Peekable<std::str::Chars<'a>>,
    delimiter: char,
    line: usize,
    /// The line of a quotation mark that is never closed.
    unclosed: Option<usize>,
}

impl<'a> Records<'a> {
    fn new(text: &'a str, delimiter: u8) -> Self {
        Self { rest: text.chars().peekable(), delimiter: char::from(delimiter), line: 1, unclosed: None }
    }

    fn next(&mut self) -> Option<Vec<String>> {
        self.rest.peek()?;
        let mut record = Vec::new();
        let mut field = String::new();
        let mut quoted = false;
        let mut fresh = true;
        while let Some(c) = self.rest.next() {
            if c == '\n' {
                self.line += 1;
            }
            match c {
                '"' if quoted && self.rest.next_if_eq(&'"').is_some() => field.push('"'),
                '"' if quoted => {
                    quoted = false;
                    self.unclosed = None;
                }
                _ if quoted => field.push(c),
                '"' if fresh => {
                    quoted = true;
                    self.unclosed = Some(self.line);
                }
                '\r' if self.rest.peek() == Some(&'\n') => continue,
                '\n' | '\r' => break,
                _ if c == self.delimiter => {
                    record.push(std::mem::take(&mut field));
                    fresh = true;
                    continue;
                }
                _ => field.push(c),
            }
            fresh = false;
        }
        record.push(field);
        Some(record)
    }
}

/// Tells of rows that are longer or shorter than most.
fn ragged(widths: &[usize], book: &mut Book) {
    let Some(usual) =
        widths.iter().copied().max_by_key(|width| widths.iter().filter(|it| *it == width).count())
    else {
        return;
    };
    let odd = widths.iter().filter(|it| **it != usual && **it > 1).count();
    if odd > 0 {
        let message = format!(
            "{odd} of {} rows have more or fewer cells than the others; look whether an answer stands in a wrong column",
            widths.len()
        );
        book.flags.push(Flag { code: "ragged-rows".into(), place: None, message });
    }
}

fn malformed(what: &str) -> Refusal {
    Refusal::new(
        "csv-malformed",
        format!(
            "the file is no table of comma-separated text: {what}. Ask the supplier to save the workbook as `.xlsx` \
             and send that."
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records(text: &str) -> (Vec<Vec<String>>, Option<usize>) {
        let mut records = Records::new(text, b',');
        (std::iter::from_fn(|| records.next()).collect(), records.unclosed)
    }

    #[test]
    fn an_open_quotation_mark_is_found_and_an_inch_is_not_one() {
        assert_eq!(records("a,b\n\"c,d\ne,f\n").1, Some(2));
        let (read, unclosed) = records("a,\"b \"\"c\"\"\nd\"\r\n\r\ne,5\" pipe");
        assert_eq!(unclosed, None);
        assert_eq!(read, [vec!["a", "b \"c\"\nd"], vec![""], vec!["e", "5\" pipe"]]);
    }
}
