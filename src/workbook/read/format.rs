//! Number formats by which a cell shows other words than it holds, or none.

/// A number format that does so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Format {
    /// What it shows of a text.
    text: Shown,
    /// What it shows of a number: for positive, negative and zero.
    numbers: Vec<Shown>,
}

/// What one section of a number format shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Shown {
    /// What the cell holds, perhaps with signs around it.
    Value,
    /// Nothing.
    Nothing,
    /// These words, whatever the cell holds, or these beside it.
    Words(String),
}

impl Format {
    /// Reads a format; none where it shows texts and numbers as they are.
    pub(crate) fn odd(code: &str) -> Option<Self> {
        let sections = sections(code);
        let mut numbers: Vec<Shown> = Vec::new();
        let mut text = Shown::Value;
        for (n, section) in sections.iter().enumerate() {
            if n == 3 || section.at && n + 1 == sections.len() {
                text = section.shown(true);
                if section.at && n == 0 {
                    numbers.push(Shown::Value);
                }
            } else if n < 3 {
                numbers.push(section.shown(false));
            }
        }
        // An empty section of one sign alone is how negative numbers or zeros are left out: what is hidden is a number.
        let odd = text != Shown::Value || numbers.iter().any(|it| *it != Shown::Value);
        odd.then_some(Self { text, numbers })
    }

    /// What it shows of a text.
    pub(crate) fn of_text(&self) -> &Shown {
        &self.text
    }

    /// What it shows of a number or a truth value, written as text.
    pub(crate) fn of_number(&self, number: &str) -> &Shown {
        let zero = number.trim_matches(['0', '.', '-']).is_empty();
        let n = if zero && self.numbers.len() > 2 {
            2
        } else {
            usize::from(number.starts_with('-') && self.numbers.len() > 1)
        };
        self.numbers.get(n).unwrap_or(&Shown::Value)
    }

    /// Whether it shows nothing of any text or number.
    pub(crate) fn blanks(&self) -> bool {
        let nothing = |it: &Shown| *it == Shown::Nothing;
        nothing(&self.text) && self.numbers.iter().all(nothing)
    }
}

/// Whether a format may show a number as a date or a time: by its letters, wherever they stand in its first section.
pub(crate) fn of_dates(code: &str) -> bool {
    let marked = code.contains(['"', '\\', '_', '*']);
    let first = if marked { code } else { code.split(';').next().unwrap_or_default() };
    !first.eq_ignore_ascii_case("general")
        && first.contains(['d', 'm', 'y', 'h', 's', 'a', 'D', 'M', 'Y', 'H', 'S', 'A'])
}

#[derive(Debug, Default)]
struct Section {
    /// Shows the text that the cell holds.
    at: bool,
    /// Shows the number that the cell holds.
    number: bool,
    words: String,
    /// Written in the colour of the paper.
    white: bool,
}

impl Section {
    fn shown(&self, text: bool) -> Shown {
        let value = if text { self.at } else { self.number || self.at };
        let words = self.words.trim();
        let speaks = words.chars().filter(|it| it.is_alphabetic()).count() > 1;
        if self.white || !value && words.is_empty() {
            Shown::Nothing
        } else if !value || text && speaks {
            Shown::Words(words.to_owned())
        } else {
            Shown::Value
        }
    }
}

fn sections(code: &str) -> Vec<Section> {
    let mut found = vec![Section::default()];
    let mut rest = code.chars();
    while let Some(c) = rest.next() {
        let Some(section) = found.last_mut() else { break };
        match c {
            ';' => found.push(Section::default()),
            '"' => section.words.extend(rest.by_ref().take_while(|it| *it != '"')),
            '\\' => section.words.extend(rest.next()),
            // A blank as wide as a character, or that character as often as there is room.
            '_' | '*' => {
                rest.next();
            }
            '[' => {
                let inside: String = rest.by_ref().take_while(|it| *it != ']').collect();
                let inside = inside.to_lowercase();
                section.white |= inside == "white" || inside == "color2" || inside == "color 2";
                section.number |= matches!(inside.as_str(), "h" | "hh" | "m" | "mm" | "s" | "ss");
            }
            '@' => section.at = true,
            '0' | '#' | '?' => section.number = true,
            // Letters of dates, and of `General`.
            'd' | 'D' | 'm' | 'M' | 'y' | 'Y' | 'h' | 'H' | 's' | 'S' | 'g' | 'G' | 'e' | 'E' | 'n' | 'N'
            | 'b' | 'B' => {
                section.number = true;
            }
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_that_show_the_value_are_plain() {
        for plain in [
            "General",
            "@",
            "0.00",
            "#,##0.00",
            "dd/mm/yyyy",
            "[$-809]d mmmm yyyy",
            "0%",
            "\"£\"#,##0.00",
            "[h]:mm",
            "0 \"days\"",
            "#,##0;[Red]-#,##0",
            "_-* #,##0.00_-;-* #,##0.00_-;_-* \"-\"??_-;_-@_-",
        ] {
            assert_eq!(Format::odd(plain), None, "{plain}");
        }
    }

    #[test]
    fn formats_that_hide_or_swap_are_odd() {
        let of_text = |code: &str| Format::odd(code).unwrap().of_text().clone();
        let yes = Shown::Words("Yes".to_owned());
        assert_eq!(of_text(";;;"), Shown::Nothing);
        assert_eq!(of_text("\"Yes\";\"Yes\";\"Yes\";\"Yes\""), yes);
        assert_eq!(of_text("General;General;General;\"Yes\""), yes);
        assert_eq!(of_text("[White]@"), Shown::Nothing);
        assert_eq!(of_text("\"Not \"@"), Shown::Words("Not".to_owned()));
        assert_eq!(of_text("0;-0;;"), Shown::Nothing);
        let it = Format::odd("\"Yes\";\"Yes\";\"No\"").unwrap();
        assert_eq!((it.of_text(), it.of_number("1")), (&Shown::Value, &yes));
        assert_eq!(it.of_number("0"), &Shown::Words("No".to_owned()));
        assert!(Format::odd(";;;").unwrap().blanks() && !Format::odd(";;").unwrap().blanks());
    }
}
