//! What cells hold, where it is written plainly, taken in the same pass that looks for what is odd. For a workbook
//! that has anything else (dates, numbers written otherwise, values in an odd order) calamine reads the values;
//! builds for tests hold what is taken here to what it reads.

use std::collections::BTreeMap;

use quick_xml::{
    escape::resolve_xml_entity,
    events::{BytesRef, BytesStart},
};

use crate::workbook::read::{
    fault,
    grid::{Cell, Value},
    limits,
};

/// The words of one text, as its pieces come.
#[derive(Debug, Default)]
pub(crate) struct Words {
    all: String,
    /// Where the words of the element `t` that is open begin, and whether the blanks around them count.
    open: Option<(usize, bool)>,
}

impl Words {
    /// An element `t` begins.
    pub(crate) fn open(&mut self, element: &BytesStart<'_>) {
        let mut attributes = element.attributes();
        attributes.with_checks(false);
        let mut known = attributes.filter_map(Result::ok);
        let kept = known.any(|it| it.key.into_inner() == "xml:space" && it.value == "preserve");
        self.open = Some((self.all.len(), kept));
    }

    /// Whether words are words of the text.
    pub(crate) fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// A piece of words.
    pub(crate) fn push(&mut self, words: &str) {
        if self.is_open() {
            self.all.push_str(words);
        }
    }

    /// A reference within words; false where it stands for nothing known.
    pub(crate) fn refer(&mut self, reference: &BytesRef<'_>) -> bool {
        !self.is_open() || refer(&mut self.all, reference)
    }

    /// The element `t` ends.
    pub(crate) fn close(&mut self) {
        let Some((from, kept)) = self.open.take() else { return };
        let words = self.all.get(from..).unwrap_or_default();
        let trimmed = if kept { words } else { words.trim_matches([' ', '\t', '\r', '\n']) };
        if trimmed.len() < words.len() || trimmed.contains("_x") {
            let plain = unescaped(trimmed);
            self.all.truncate(from);
            self.all.push_str(&plain);
        }
    }

    /// All words.
    pub(crate) fn take(&mut self) -> String {
        self.open = None;
        std::mem::take(&mut self.all)
    }
}

/// Adds what a reference stands for; false where that is not known.
fn refer(words: &mut String, reference: &BytesRef<'_>) -> bool {
    if let Some(known) = resolve_xml_entity(reference.as_ref()) {
        words.push_str(known);
    } else if let Ok(Some(character)) = reference.resolve_char_ref() {
        words.push(character);
    } else {
        return false;
    }
    true
}

/// The unit of UTF-16 that is written at the beginning of a text, and what follows.
fn unit(text: &str) -> Option<(u16, &str)> {
    let (digits, rest) = text.strip_prefix("_x")?.split_at_checked(4)?;
    let digits = Some(digits).filter(|it| it.bytes().all(|it| it.is_ascii_hexdigit()))?;
    Some((u16::from_str_radix(digits, 16).ok()?, rest.strip_prefix('_')?))
}

/// A text with the characters that spreadsheets write as `_x000D_`, each a unit of UTF-16.
fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('_') {
        let (before, from) = rest.split_at(at);
        plain.push_str(before);
        if let Some((first, after)) = unit(from) {
            // A half of a character is followed by the other.
            let pair = unit(after)
                .filter(|(second, _)| (0xd800..0xdc00).contains(&first) && (0xdc00..0xe000).contains(second));
            let (units, after) =
                pair.map_or((vec![first], after), |(second, end)| (vec![first, second], end));
            plain.push_str(&String::from_utf16_lossy(&units));
            rest = after;
        } else {
            plain.push('_');
            rest = from.get(1..).unwrap_or_default();
        }
    }
    plain.push_str(rest);
    plain
}

/// How a cell's value is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Form {
    #[default]
    Number,
    Shared,
    Truth,
    Words,
    Inline,
    Error,
    Other,
}

/// What the cells of a sheet hold.
#[derive(Debug, Default)]
pub(crate) struct Contents {
    /// What was read, unless something is written in a way that only a whole reader knows.
    pub cells: Option<Vec<Cell>>,
    /// The errors of cells, which a whole reader may not know.
    pub errors: BTreeMap<(u32, u32), String>,
}

/// The cells of a sheet, as they come.
#[derive(Debug, Default)]
pub(crate) struct Content {
    /// What was read; nothing where `odd`.
    cells: Vec<Cell>,
    errors: BTreeMap<(u32, u32), String>,
    /// Something is not written plainly.
    odd: bool,
    form: Form,
    /// A number would be shown as a date, or may.
    dated: bool,
    value: String,
    had_value: bool,
    words: Words,
    had_words: bool,
    total: usize,
}

impl Content {
    /// A cell begins; `kind` is how it says that its value is written.
    pub(crate) fn open_cell(&mut self, kind: Option<&str>, dated: bool) {
        self.form = match kind {
            None | Some("n") => Form::Number,
            Some("s") => Form::Shared,
            Some("b") => Form::Truth,
            Some("str") => Form::Words,
            Some("inlineStr") => Form::Inline,
            Some("e") => Form::Error,
            Some(_) => Form::Other,
        };
        self.dated = dated;
        self.value.clear();
        (self.had_value, self.had_words) = (false, false);
    }

    /// An element begins within a cell: its value, its formula or its text (the first level), or what that holds.
    pub(crate) fn open(&mut self, element: &BytesStart<'_>, local: &str, first: bool, spoken: bool) {
        match local {
            "v" if first => self.had_value = true,
            "is" if first => {
                self.had_words = true;
                self.words = Words::default();
            }
            // Calamine takes what comes last.
            "f" if first => self.odd |= self.had_value || self.had_words,
            "t" if !first && !spoken => self.words.open(element),
            _ => self.odd |= first,
        }
    }

    /// An element ends within a cell.
    pub(crate) fn close(&mut self, local: &str) {
        if local == "t" {
            self.words.close();
        }
    }

    /// Words within a cell.
    pub(crate) fn push(&mut self, words: &str, in_value: bool) {
        if in_value {
            self.value.push_str(words);
        } else {
            self.words.push(words);
        }
    }

    /// Words within a cell that stand between marks of their own.
    pub(crate) fn push_marked(&mut self, words: &str, in_value: bool) {
        self.odd |= in_value;
        self.words.push(words);
    }

    /// A reference within a cell.
    pub(crate) fn refer(&mut self, reference: &BytesRef<'_>, in_value: bool) {
        let known = if in_value { refer(&mut self.value, reference) } else { self.words.refer(reference) };
        self.odd |= !known;
    }

    /// The cell ends.
    pub(crate) fn close_cell(&mut self, (row, column): (u32, u32), formula: bool, shared: &[String]) {
        if self.form == Form::Error && fault::is_error(&self.value) {
            self.errors.insert((row, column), self.value.clone());
        }
        if self.odd {
            return;
        }
        let value = match self.read(shared) {
            Ok(None) if formula => Value::Uncalculated,
            Ok(None) => return,
            Ok(Some(Value::Text(it))) if it.is_empty() => return,
            Ok(Some(it)) => it,
            Err(Odd) => {
                self.odd = true;
                self.cells = Vec::new();
                return;
            }
        };
        self.cells.push(Cell { row, column, value, formula });
    }

    /// All cells; `odd` says that something else of the sheet is not written plainly.
    pub(crate) fn finish(self, odd: bool) -> Contents {
        Contents { cells: (!odd && !self.odd).then_some(self.cells), errors: self.errors }
    }

    fn read(&mut self, shared: &[String]) -> Result<Option<Value>, Odd> {
        let value = self.value.as_str();
        let text = if self.had_words {
            self.words.take()
        } else if !self.had_value || value.is_empty() || self.form == Form::Inline {
            return Ok(None);
        } else {
            match self.form {
                Form::Number if self.dated => return Err(Odd),
                Form::Number => return Ok(Some(Value::Typed(number(value).ok_or(Odd)?))),
                Form::Shared => value.parse().ok().and_then(|it: usize| shared.get(it)).ok_or(Odd)?.clone(),
                Form::Truth => {
                    let truth = match value {
                        "0" | "false" => "FALSE",
                        "1" | "true" => "TRUE",
                        _ => return Err(Odd),
                    };
                    return Ok(Some(Value::Typed(truth.to_owned())));
                }
                Form::Words => unescaped(value),
                Form::Error if fault::is_error(value) => return Ok(Some(Value::Error(value.to_owned()))),
                Form::Inline | Form::Error | Form::Other => return Err(Odd),
            }
        };
        // Texts keep `_x000D_` for a carriage return; a person sees a line end.
        let text = if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text };
        self.total += text.len();
        if text.len() > limits::CELL_BYTES || self.total > limits::TEXT_BYTES {
            return Err(Odd);
        }
        Ok(Some(Value::Text(text)))
    }
}

/// What is not written plainly.
struct Odd;

/// A number as its shortest digits; none where it is not written as digits.
fn number(written: &str) -> Option<String> {
    let digits = written.strip_prefix('-').unwrap_or(written);
    let sign = |it: u8| it.is_ascii_digit() || matches!(it, b'.' | b'e' | b'E' | b'-' | b'+');
    let ends = digits.starts_with(|it: char| it.is_ascii_digit())
        && digits.ends_with(|it: char| it.is_ascii_digit());
    let number: f64 = Some(written).filter(|_| ends && digits.bytes().all(sign))?.parse().ok()?;
    number.is_finite().then(|| number.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_written_as_numbers_are_read() {
        for (written, read) in [
            ("plain", "plain"),
            ("a_b", "a_b"),
            ("_x000D_", "\r"),
            ("_x005F_x000D_", "_x000D_"),
            ("a_xD83D__xDCF7_b", "a\u{1f4f7}b"),
            ("_xD83D__x0041_", "\u{fffd}A"),
            ("_x00ZZ_", "_x00ZZ_"),
            ("__x0041_", "_A"),
            ("_x0041", "_x0041"),
        ] {
            assert_eq!(unescaped(written), read, "{written}");
        }
    }

    #[test]
    fn only_digits_are_numbers() {
        for (written, read) in
            [("1", Some("1")), ("-0.50", Some("-0.5")), ("1E3", Some("1000")), ("0.1", Some("0.1"))]
        {
            assert_eq!(number(written).as_deref(), read, "{written}");
        }
        for odd in ["", "-", ".5", "5.", "+1", "inf", "NaN", "1e999", " 1", "1,000", "0x10", "1-1"] {
            assert_eq!(number(odd), None, "{odd}");
        }
    }
}
