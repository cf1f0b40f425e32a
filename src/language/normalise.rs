//! One spelling for what people and programs write in many, with the way back to the cell.

use unicode_normalization::UnicodeNormalization as _;

/// A text in one spelling and lower case; every byte knows the character of the cell that it came from.
#[derive(Debug, Default)]
pub struct Normalised {
    /// The text in lower case.
    pub low: String,
    /// The text itself, where it differs from `low` in capitals alone and each character is a byte; the two lists
    /// below are empty then.
    plain: Option<String>,
    /// For each byte of `low`, the character of the cell, counted from 0.
    origin: Vec<u32>,
    /// For each byte of `low`, whether the cell has a capital there.
    capital: Vec<bool>,
    /// Characters of the cell that cannot be seen (zero width, tags, bidirectional controls), by position.
    pub invisible: Vec<u32>,
    /// How many characters the cell has.
    pub length: u32,
}

impl Normalised {
    /// Normalises `text`. The original is never changed; findings point into it.
    pub fn of(text: &str) -> Self {
        if text.bytes().all(is_plain) {
            return Self {
                low: text.to_ascii_lowercase(),
                plain: Some(text.to_owned()),
                length: u32::try_from(text.len()).unwrap_or(u32::MAX),
                ..Self::default()
            };
        }
        let mut out = Self {
            low: String::with_capacity(text.len()),
            origin: Vec::with_capacity(text.len()),
            capital: Vec::with_capacity(text.len()),
            ..Self::default()
        };
        let mut at = 0_u32;
        let mut rest = text;
        while !rest.is_empty() {
            // Nearly all of a text is plain: letters, digits and marks that stay as they are.
            let plain = rest.bytes().position(|it| !is_plain(it)).unwrap_or(rest.len());
            if let Some((run, after)) = rest.split_at_checked(plain).filter(|_| plain > 0) {
                out.take_plain(run, at);
                at += u32::try_from(plain).unwrap_or(u32::MAX);
                rest = after;
                continue;
            }
            // Excel writes characters that XML cannot hold as `_xHHHH_`; the carriage return is the common one.
            if let Some(after) = rest.strip_prefix("_x000D_") {
                // The line feed that usually follows it makes no second line.
                if !after.starts_with('\n') {
                    out.push('\n', at, false);
                }
                at += 7;
                rest = after;
                continue;
            }
            let Some(c) = rest.chars().next() else { break };
            out.take(c, at);
            at += 1;
            rest = rest.get(c.len_utf8()..).unwrap_or_default();
        }
        out.length = at;
        out
    }

    /// The character of the cell, counted from 0, of a byte of `low`; none past the end.
    #[inline]
    pub fn origin(&self, byte: usize) -> Option<u32> {
        if self.plain.is_some() {
            u32::try_from(byte).ok().filter(|it| *it < self.length)
        } else {
            self.origin.get(byte).copied()
        }
    }

    /// Whether the cell has a capital at a byte of `low`.
    #[inline]
    pub fn is_capital(&self, byte: usize) -> bool {
        match &self.plain {
            Some(text) => text.as_bytes().get(byte).is_some_and(u8::is_ascii_uppercase),
            None => self.capital.get(byte).copied().unwrap_or(false),
        }
    }

    /// Whether the characters `start..end` of the cell are all capitals.
    pub fn are_capitals(&self, start: u32, end: u32) -> bool {
        let first = match self.plain {
            Some(_) => usize::try_from(start).unwrap_or(usize::MAX),
            None => self.origin.partition_point(|it| *it < start),
        };
        (first..self.low.len())
            .take_while(|it| self.origin(*it).is_some_and(|it| it < end))
            .all(|it| self.is_capital(it))
    }

    /// Plain characters, of which each is a byte.
    fn take_plain(&mut self, run: &str, at: u32) {
        let from = self.low.len();
        self.low.push_str(run);
        if let Some(it) = self.low.get_mut(from..) {
            it.make_ascii_lowercase();
        }
        self.origin.extend((at..).take(run.len()));
        self.capital.extend(run.bytes().map(|it| it.is_ascii_uppercase()));
    }

    fn take(&mut self, c: char, at: u32) {
        if c.is_ascii() {
            match c {
                '\r' => {}
                '\t' => self.push(if self.ends_cell() { '|' } else { ' ' }, at, false),
                '`' => self.push('\'', at, false),
                _ => self.push(c.to_ascii_lowercase(), at, c.is_ascii_uppercase()),
            }
            return;
        }
        match c {
            '\u{2018}' | '\u{2019}' | '\u{201b}' | '\u{02bc}' | '\u{00b4}' => self.push('\'', at, false),
            '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{00ab}' | '\u{00bb}' => self.push('"', at, false),
            '\u{2010}' | '\u{2011}' => self.push('-', at, false),
            // A longer dash parts clauses even where no spaces stand around it.
            '\u{2012}' | '\u{2013}' | '\u{2014}' | '\u{2015}' | '\u{2212}' => {
                self.push('\u{2013}', at, false);
            }
            '\u{2022}' | '\u{25aa}' | '\u{25cf}' | '\u{25e6}' | '\u{25cb}' | '\u{2023}' | '\u{25a0}'
            | '\u{00b7}' | '\u{f0b7}' | '\u{27a2}' | '\u{2794}' | '\u{25ba}' => {
                self.push('\u{2022}', at, false);
            }
            '\u{2122}' | '\u{00ae}' | '\u{00a9}' => self.push(' ', at, false),
            '\u{2028}' | '\u{2029}' | '\u{0085}' => self.push('\n', at, false),
            // Ticks and crosses say yes and no in tables.
            '\u{2713}' | '\u{2714}' | '\u{2705}' | '\u{2611}' => self.push_str(" yes ", at),
            '\u{2717}' | '\u{2718}' | '\u{274c}' | '\u{2612}' => self.push_str(" no ", at),
            '\u{2192}' | '\u{21d2}' => self.push('>', at, false),
            '\u{2264}' => self.push_str(" at most ", at),
            '\u{2265}' => self.push_str(" at least ", at),
            c if is_invisible(c) => self.invisible.push(at),
            c if c.is_whitespace() => self.push(' ', at, false),
            '\u{00a3}' => self.push(c, at, false),
            c => {
                let capital = c.is_uppercase();
                for plain in std::iter::once(c).nfkc() {
                    for low in plain.to_lowercase() {
                        self.push(low, at, capital);
                    }
                }
            }
        }
    }

    /// Whether a tab ends a cell of a pasted table rather than setting off a bullet or a number.
    fn ends_cell(&self) -> bool {
        const NUMBER: usize = 5;
        let line = self.low.rsplit('\n').next().unwrap_or_default().trim();
        let numbers = line.len() <= NUMBER && !line.ends_with(char::is_alphanumeric);
        !line.is_empty() && !numbers
    }

    fn push(&mut self, c: char, at: u32, capital: bool) {
        self.low.push(c);
        for _ in 0..c.len_utf8() {
            self.origin.push(at);
            self.capital.push(capital);
        }
    }

    fn push_str(&mut self, text: &str, at: u32) {
        for c in text.chars() {
            self.push(c, at, false);
        }
    }
}

/// Whether a byte is a character that is taken as it is, but for its case. An underscore may begin `_x000D_`.
const fn is_plain(byte: u8) -> bool {
    byte.is_ascii() && !matches!(byte, b'\r' | b'\t' | b'`' | b'_')
}

/// Whether a character shows nothing and can hide words from a reader.
pub fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{00ad}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}'
        | '\u{2066}'..='\u{206f}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_knows_its_character() {
        let it = Normalised::of("We don\u{2019}t\u{a0}\u{200b}Ship_x000D_£5");
        assert_eq!(it.low, "we don't ship\n£5");
        assert_eq!(it.invisible, [9]);
        let pound = it.low.find('£').unwrap();
        assert_eq!(it.origin(pound), Some(21));
        assert!(it.is_capital(it.low.find("ship").unwrap()));
        assert_eq!(it.length, 23);
        let it = Normalised::of("Our HSM");
        assert_eq!((it.low.as_str(), it.origin(4), it.origin(7)), ("our hsm", Some(4), None));
        assert!(it.are_capitals(4, 7) && !it.are_capitals(0, 3));
    }
}
