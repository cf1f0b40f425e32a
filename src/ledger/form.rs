//! JSON in the one form that this program writes: no blanks, every field in its place, every character spelt one way.
//!
//! A line that is read is the only line that says the same, so that no other reader can take it otherwise, and its
//! bytes can be hashed as they stand without being written again to compare.

use std::borrow::Cow;

use serde_json::Value;

/// Where a line leaves the one form.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "the line is not in the one form of its JSON, so that another reader could take it otherwise: at byte {at} \
     there should be {expected}"
)]
pub struct Odd {
    at: usize,
    expected: String,
}

/// Reads a line from its beginning.
#[derive(Debug, Clone)]
pub(super) struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    /// That what stands next is not `expected`.
    pub(super) fn odd(&self, expected: impl Into<String>) -> Odd {
        Odd { at: self.at + 1, expected: expected.into() }
    }

    fn rest(&self) -> &'a [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    /// Passes over `words`, where they stand next.
    pub(super) fn found(&mut self, words: &str) -> bool {
        let there = self.rest().starts_with(words.as_bytes());
        if there {
            self.at += words.len();
        }
        there
    }

    /// Passes over `words`, which must stand next.
    pub(super) fn take(&mut self, words: &str) -> Result<(), Odd> {
        if self.found(words) { Ok(()) } else { Err(self.odd(format!("`{words}`"))) }
    }

    /// Nothing may follow.
    pub(super) fn end(&self) -> Result<(), Odd> {
        if self.at == self.text.len() { Ok(()) } else { Err(self.odd("nothing more")) }
    }

    /// A whole number: no sign, no zeros in front, no point, no exponent.
    pub(super) fn number(&mut self) -> Result<u64, Odd> {
        let rest = self.rest();
        let digits = rest.iter().take_while(|it| it.is_ascii_digit()).count();
        let text = self.text.get(self.at..self.at + digits).unwrap_or_default();
        let plain = digits == 1 || digits > 1 && !text.starts_with('0');
        match text.parse().ok().filter(|_| plain) {
            Some(number) => {
                self.at += digits;
                Ok(number)
            }
            None => Err(self.odd("a whole number")),
        }
    }

    /// Words in quotes.
    pub(super) fn string(&mut self) -> Result<Cow<'a, str>, Odd> {
        self.take("\"")?;
        let mut words = Cow::Borrowed("");
        loop {
            let plain = self.rest().iter().position(|it| matches!(it, b'"' | b'\\' | 0..0x20));
            let Some(plain) = plain else { return Err(self.odd("the end of the words")) };
            // These three are never a part of a longer character.
            let run = self.text.get(self.at..self.at + plain).unwrap_or_default();
            self.at += plain;
            if words.is_empty() {
                words = Cow::Borrowed(run);
            } else {
                words.to_mut().push_str(run);
            }
            if self.found("\"") {
                return Ok(words);
            }
            let escaped = self.escaped()?;
            words.to_mut().push(escaped);
        }
    }

    /// A character that JSON cannot show as it is, in the shortest spelling that it has.
    fn escaped(&mut self) -> Result<char, Odd> {
        const SHORT: [(&str, char); 7] = [
            ("\\\"", '"'),
            ("\\\\", '\\'),
            ("\\n", '\n'),
            ("\\t", '\t'),
            ("\\r", '\r'),
            ("\\b", '\u{8}'),
            ("\\f", '\u{c}'),
        ];
        for (spelt, it) in SHORT {
            if self.found(spelt) {
                return Ok(it);
            }
        }
        let long = self.text.get(self.at..).and_then(|it| it.strip_prefix("\\u00")?.get(..2));
        let lower = |it: &&str| it.bytes().all(|it| matches!(it, b'0'..=b'9' | b'a'..=b'f'));
        let code = long.filter(lower).and_then(|it| u8::from_str_radix(it, 16).ok()).map(char::from);
        match code.filter(|it| *it < ' ' && SHORT.iter().all(|(_, short)| short != it)) {
            Some(it) => {
                self.at += 6;
                Ok(it)
            }
            None => Err(self.odd("a character in its one spelling")),
        }
    }

    /// A value of a public field: words, several of them, a whole number, or yes or no.
    pub(super) fn value(&mut self) -> Result<Value, Odd> {
        match self.rest().first() {
            Some(b'"') => self.string().map(|it| Value::String(it.into_owned())),
            Some(b'[') => {
                self.list(|it| it.string().map(|it| Value::String(it.into_owned()))).map(Value::Array)
            }
            Some(b'0'..=b'9') => self.number().map(Value::from),
            _ if self.found("true") => Ok(Value::Bool(true)),
            _ if self.found("false") => Ok(Value::Bool(false)),
            _ => Err(self.odd("words in quotes, a list of them, a whole number, or yes or no")),
        }
    }

    /// Several of one kind.
    pub(super) fn list<T>(
        &mut self,
        mut one: impl FnMut(&mut Self) -> Result<T, Odd>,
    ) -> Result<Vec<T>, Odd> {
        self.take("[")?;
        let mut all = Vec::new();
        if self.found("]") {
            return Ok(all);
        }
        loop {
            all.push(one(self)?);
            if !self.found(",") {
                break;
            }
        }
        self.take("]")?;
        Ok(all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_in_the_one_spelling_that_serde_json_writes() {
        let every: String = ('\0'..='\u{2ff}').chain(['\u{2028}', '€', '😀']).collect();
        for words in ["", "plain", "a \"quote\" and a \\", "tab\tline\n", &every] {
            let written = serde_json::to_string(words).unwrap();
            let mut reader = Reader::new(&written);
            assert_eq!(reader.string().unwrap(), words);
            reader.end().unwrap();
        }
        for other in [
            "\"\\u0041\"",
            "\"\\u000a\"",
            "\"\\u001F\"",
            "\"\\/\"",
            "\"\\u0022\"",
            "\"\n\"",
            "\"a",
            "\"\\u00\"",
            "\"\\u00é\"",
        ] {
            assert!(Reader::new(other).string().is_err(), "{other}");
        }
    }

    #[test]
    fn numbers_have_one_form() {
        for (text, number) in [("0", 0), ("7", 7), ("18446744073709551615", u64::MAX)] {
            assert_eq!(Reader::new(text).number(), Ok(number));
        }
        for other in ["00", "07", "-1", "+1", "", "18446744073709551616", " 1"] {
            assert!(Reader::new(other).number().is_err(), "{other}");
        }
        let mut point = Reader::new("1.0");
        point.number().unwrap();
        assert!(point.end().is_err());
    }

    #[test]
    fn lists_have_no_blanks_and_nothing_left_over() {
        let read = |text: &str| {
            let mut reader = Reader::new(text);
            let value = reader.value()?;
            reader.end().map(|()| value)
        };
        for text in ["[]", "[\"a\"]", "[\"a\",\"b\"]", "true", "false", "12", "\"\""] {
            assert_eq!(read(text).unwrap().to_string(), text);
        }
        for text in ["[ ]", "[\"a\", \"b\"]", "[\"a\",]", "[,]", "[1]", "null", "{}", "true ", "1e2", ""] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
