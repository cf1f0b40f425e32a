//! Number formats by which a cell shows other words than it holds, or none.

use std::cmp::Ordering;

/// A number format that does so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Format {
    /// What it shows of a text.
    text: Shown,
    /// What it shows of a number: for positive, negative and zero, or by the conditions that are written.
    numbers: Vec<(Option<Condition>, Shown)>,
}

/// What one section of a number format shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Shown {
    /// What the cell holds, perhaps with signs around it.
    Value,
    /// Nothing.
    Nothing,
    /// These words, whatever the cell holds.
    Words(String),
    /// What the cell holds, with these words before and after it.
    Beside {
        before: String,
        after: String,
        /// The places after the point; none where what the section makes of a number is not said here.
        places: Option<usize>,
    },
}

impl Shown {
    /// What a person sees in place of what the cell holds, where that is something else.
    pub(crate) fn instead_of(&self, held: &str) -> Option<String> {
        match self {
            Self::Value | Self::Nothing => None,
            Self::Words(words) => Some(words.clone()),
            Self::Beside { before, after, places } => {
                let number = places.and_then(|it| padded(held, it));
                Some(format!("{before}{}{after}", number.unwrap_or_else(|| "…".to_owned())).trim().to_owned())
            }
        }
    }
}

/// A number with so many places after its point; none where it would have to be rounded.
fn padded(number: &str, places: usize) -> Option<String> {
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    let digits = |it: &str| it.bytes().all(|it| it.is_ascii_digit());
    if places == ANY {
        return Some(number.to_owned());
    }
    if !digits(whole.trim_start_matches('-')) || !digits(part) || part.len() > places {
        return None;
    }
    let point = if places > 0 { "." } else { "" };
    Some(format!("{whole}{point}{part:0<places$}"))
}

/// As many places as the number has.
const ANY: usize = usize::MAX;

/// When a section counts: the sign, and the number that is compared with.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Condition {
    sign: String,
    number: String,
}

impl Condition {
    fn parse(inside: &str) -> Option<Self> {
        let number = inside.trim_start_matches(['<', '>', '=']);
        let sign = inside.strip_suffix(number).filter(|it| !it.is_empty())?;
        Some(Self { sign: sign.to_owned(), number: number.trim().to_owned() })
    }

    /// Whether it holds; where that cannot be told, as of a date, it might.
    fn holds(&self, number: &str) -> bool {
        compared(number, &self.number).is_none_or(|it| match self.sign.as_str() {
            "<" => it == Ordering::Less,
            "<=" => it != Ordering::Greater,
            ">" => it == Ordering::Greater,
            ">=" => it != Ordering::Less,
            "<>" => it != Ordering::Equal,
            _ => it == Ordering::Equal,
        })
    }
}

/// How two numbers that are written with digits compare.
fn compared(a: &str, b: &str) -> Option<Ordering> {
    let read = |it: &str| {
        let (minus, size) = it.strip_prefix('-').map_or((false, it), |it| (true, it));
        let (whole, part) = size.split_once('.').unwrap_or((size, ""));
        let digits = |it: &str| it.bytes().all(|it| it.is_ascii_digit());
        let whole = whole.trim_start_matches('0').to_owned();
        let part = part.trim_end_matches('0').to_owned();
        let zero = whole.is_empty() && part.is_empty();
        (!size.is_empty() && digits(&whole) && digits(&part))
            .then_some((minus && !zero, (whole.len(), whole, part)))
    };
    Some(match (read(a)?, read(b)?) {
        ((false, a), (false, b)) => a.cmp(&b),
        ((true, a), (true, b)) => b.cmp(&a),
        ((minus, _), _) => {
            if minus {
                Ordering::Less
            } else {
                Ordering::Greater
            }
        }
    })
}

impl Format {
    /// Reads a format; none where it shows texts and numbers as they are.
    pub(crate) fn odd(code: &str) -> Option<Self> {
        let sections = sections(code);
        let mut numbers: Vec<(Option<Condition>, Shown)> = Vec::new();
        let mut text = Shown::Value;
        for (n, section) in sections.iter().enumerate() {
            if n == 3 || section.at && n + 1 == sections.len() {
                text = section.shown(true, false);
                if section.at && n == 0 {
                    numbers.push((None, section.shown(false, false)));
                }
            } else if n < 3 {
                numbers.push((section.condition.clone(), section.shown(false, n == 0)));
            }
        }
        // An empty section of one sign alone is how negative numbers or zeros are left out: what is hidden is a number.
        let odd = text != Shown::Value || numbers.iter().any(|(_, it)| *it != Shown::Value);
        odd.then_some(Self { text, numbers })
    }

    /// What it shows of a text.
    pub(crate) fn of_text(&self) -> &Shown {
        &self.text
    }

    /// What it shows of a number or a truth value, written as text.
    pub(crate) fn of_number(&self, number: &str) -> &Shown {
        let found = if self.numbers.iter().any(|(condition, _)| condition.is_some()) {
            self.numbers.iter().find(|(condition, _)| condition.as_ref().is_none_or(|it| it.holds(number)))
        } else {
            let zero = number.trim_matches(['0', '.', '-']).is_empty();
            let n = if zero && self.numbers.len() > 2 {
                2
            } else {
                usize::from(number.starts_with('-') && self.numbers.len() > 1)
            };
            self.numbers.get(n)
        };
        found.map_or(&Shown::Value, |(_, it)| it)
    }

    /// Whether it shows nothing of any text or number.
    pub(crate) fn blanks(&self) -> bool {
        let nothing = |it: &Shown| *it == Shown::Nothing;
        nothing(&self.text) && self.numbers.iter().all(|(_, it)| nothing(it))
    }
}

/// Whether a format may show a number as a date or a time: by its letters, wherever they stand in its first section.
pub(crate) fn of_dates(code: &str) -> bool {
    let marked = code.contains(['"', '\\', '_', '*']);
    let first = if marked { code } else { code.split(';').next().unwrap_or_default() };
    !first.eq_ignore_ascii_case("general")
        && first.contains(['d', 'm', 'y', 'h', 's', 'a', 'D', 'M', 'Y', 'H', 'S', 'A'])
}

/// Words that dates are joined with, in the languages of those who write to British buyers, and the units of money: beside
/// a value they say nothing else than it.
const JOINS: [&str; 22] = [
    "de", "of", "at", "the", "t", "z", "h", "m", "s", "st", "nd", "rd", "th", "utc", "gmt", "bst", "年",
    "月", "日", "時", "时", "分",
];
const MONEY: [&str; 6] = ["gbp", "eur", "usd", "chf", "sek", "e"];

/// Whether literal text beside a number, a date or a text makes of it something else: words, figures, ticks, and signs such
/// as `<` and `about`. Units of money, marks and degrees do not.
pub(crate) fn speaks(words: &str, dated: bool) -> bool {
    let known = |it: &str| {
        let it = it.to_lowercase();
        MONEY.contains(&it.as_str()) || dated && JOINS.contains(&it.as_str())
    };
    let plain = |c: char| {
        c.is_whitespace()
            || c.is_ascii_punctuation() && !matches!(c, '<' | '>' | '~' | '=')
            || matches!(
                c,
                '£' | '€'
                    | '¥'
                    | '₹'
                    | '¢'
                    | '°'
                    | '–'
                    | '—'
                    | '−'
                    | '·'
                    | '’'
                    | '‘'
                    | '“'
                    | '”'
                    | '…'
            )
    };
    words.split(plain).any(|it| !it.is_empty() && !known(it))
}

#[derive(Debug, Default)]
struct Section {
    /// Shows the text that the cell holds.
    at: bool,
    /// Shows the number that the cell holds.
    number: bool,
    /// Shows it as a date or a time.
    dated: bool,
    /// What stands around the value, as it is written.
    before: String,
    after: String,
    /// The literal text alone, with a space where the value parts it.
    words: String,
    /// Digits after the point; and whether the number is shown in another measure, as in percent or thousands.
    places: Option<usize>,
    scaled: bool,
    /// A value by the program's own choice.
    general: bool,
    /// When it counts.
    condition: Option<Condition>,
    /// Written in the colour of the paper.
    white: bool,
}

impl Section {
    /// What it shows of a text or a number; `first` says that it is the section of positive numbers.
    fn shown(&self, text: bool, first: bool) -> Shown {
        let value = if text { self.at } else { self.number || self.at };
        let words = self.words.trim();
        // A sign before a positive number turns it round.
        let turned = first && !self.dated && self.condition.is_none() && self.before.trim().starts_with('-');
        if self.white || !value && words.is_empty() {
            Shown::Nothing
        } else if !value {
            Shown::Words(words.to_owned())
        } else if speaks(words, self.dated) || turned && self.number {
            let places = if self.at || self.general { Some(ANY) } else { Some(self.places.unwrap_or(0)) };
            let known = !self.dated && !self.scaled;
            Shown::Beside {
                before: self.before.clone(),
                after: self.after.clone(),
                places: places.filter(|_| known),
            }
        } else {
            Shown::Value
        }
    }

    /// Text that is shown as it stands.
    fn literal(&mut self, text: &str) {
        if self.number || self.at {
            self.after.push_str(text);
        } else {
            self.before.push_str(text);
        }
        self.words.push_str(text);
    }

    /// Something that stands for the value.
    fn value(&mut self) {
        self.words.push(' ');
        // What stood between two pieces of the value parts it.
        self.scaled |= !self.after.is_empty();
    }

    /// What stands in brackets: colours, conditions, spans of time, and the sign of a currency, which may be any words.
    fn bracket(&mut self, inside: &str) {
        let inside = inside.trim();
        if let Some(sign) = inside.strip_prefix('$') {
            let sign = sign.rsplit_once('-').map_or(sign, |(it, _)| it);
            self.literal(sign);
            return;
        }
        let low = inside.to_lowercase();
        self.white |= low == "white" || low == "color2" || low == "color 2";
        if matches!(low.as_str(), "h" | "hh" | "m" | "mm" | "s" | "ss") {
            self.value();
            (self.number, self.dated) = (true, true);
        }
        self.condition = self.condition.take().or_else(|| Condition::parse(inside));
    }

    /// A character that stands for itself or for a part of the value.
    fn sign(&mut self, c: char) {
        match c {
            '@' => {
                self.value();
                self.at = true;
            }
            '0' | '#' | '?' => {
                self.value();
                self.number = true;
                self.places = self.places.map(|it| it + 1);
            }
            '.' => self.places = self.places.or(Some(0)),
            '1'..='9' if !self.scaled => self.literal(c.encode_utf8(&mut [0; 4])),
            '%' | '/' => self.scaled = true,
            // Of a date, or the exponent of a number.
            'e' | 'E' | 'g' | 'G' | 'b' | 'B' | 'n' | 'N' => {
                self.value();
                self.scaled = true;
                self.number = true;
            }
            'd' | 'D' | 'm' | 'M' | 'y' | 'Y' | 'h' | 'H' | 's' | 'S' => {
                self.value();
                (self.number, self.dated) = (true, true);
            }
            // Programs show these as they stand, written with or without quotation marks.
            ' ' | '-' | '<' | '>' | '~' => self.literal(c.encode_utf8(&mut [0; 4])),
            _ if c.is_alphabetic() => self.literal(c.encode_utf8(&mut [0; 4])),
            _ => {}
        }
    }
}

/// Words of a format that stand for the value, or for the half of the day.
const VALUE: &str = "general";
const HALVES: [&str; 2] = ["am/pm", "a/p"];

fn sections(code: &str) -> Vec<Section> {
    let mut found = vec![Section::default()];
    let mut rest = code.chars();
    while let Some(c) = rest.next() {
        let Some(section) = found.last_mut() else { break };
        let left = rest.as_str();
        let begins = |word: &str| {
            let tail = word.get(1..).unwrap_or_default();
            word.starts_with(c.to_ascii_lowercase())
                && left.get(..tail.len()).is_some_and(|it| it.eq_ignore_ascii_case(tail))
        };
        if begins(VALUE) {
            section.value();
            (section.number, section.general) = (true, true);
            rest.by_ref().take(VALUE.len() - 1).for_each(drop);
            continue;
        }
        if let Some(half) = HALVES.into_iter().find(|it| begins(it)) {
            section.value();
            (section.number, section.dated) = (true, true);
            rest.by_ref().take(half.len() - 1).for_each(drop);
            continue;
        }
        match c {
            ';' => found.push(Section::default()),
            '"' => {
                let words: String = rest.by_ref().take_while(|it| *it != '"').collect();
                section.literal(&words);
            }
            '\\' => {
                if let Some(it) = rest.next() {
                    section.literal(it.encode_utf8(&mut [0; 4]));
                }
            }
            // A blank as wide as a character, or that character as often as there is room.
            '_' | '*' => {
                rest.next();
            }
            '[' => {
                let inside: String = rest.by_ref().take_while(|it| *it != ']').collect();
                section.bracket(&inside);
            }
            // The last comma of a number divides it by a thousand.
            ',' if section.number => section.scaled |= !left.starts_with(['0', '#', '?']),
            c => section.sign(c),
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
            "GENERAL",
            "@",
            "0",
            "0.00",
            "#,##0",
            "#,##0.00",
            "0.00E+00",
            "##0.0E+0",
            "# ?/?",
            "# ?/8",
            "dd/mm/yyyy",
            "dd-mmm-yy",
            "[$-809]d mmmm yyyy",
            "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy",
            "d \"de\" mmmm \"de\" yyyy",
            "yyyy\"年\"m\"月\"d\"日\"",
            "yyyy-mm-dd\"T\"hh:mm:ss",
            "h:mm AM/PM",
            "mm:ss.0",
            "0%",
            "0.0%;-0.0%",
            "\"£\"#,##0.00",
            "[$£-809]#,##0.00",
            "[$EUR] #,##0.00",
            "#,##0.00\\ \"GBP\"",
            "$#,##0_);($#,##0)",
            "[h]:mm",
            "000\\-0000",
            "0\"°\"",
            "+0;-0;0",
            "#,##0;[Red]-#,##0",
            "[<1]0.00;0.0",
            "_-* #,##0.00_-;-* #,##0.00_-;_-* \"-\"??_-;_-@_-",
            "_(\"$\"* #,##0.00_);_(\"$\"* \\(#,##0.00\\);_(\"$\"* \"-\"??_);_(@_)",
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
        assert_eq!(of_text("\"Not \"@").instead_of("agreed").as_deref(), Some("Not agreed"));
        assert_eq!(of_text("0;-0;;"), Shown::Nothing);
        let it = Format::odd("\"Yes\";\"Yes\";\"No\"").unwrap();
        assert_eq!((it.of_text(), it.of_number("1")), (&Shown::Value, &yes));
        assert_eq!(it.of_number("0"), &Shown::Words("No".to_owned()));
        assert!(Format::odd(";;;").unwrap().blanks() && !Format::odd(";;").unwrap().blanks());
    }

    #[test]
    fn words_beside_a_number_and_words_for_a_number_are_told() {
        for (code, held, shown) in [
            ("0\" weeks\"", "6", "6 weeks"),
            ("0 \"days\"", "24", "24 days"),
            ("0\\ \\d\\a\\y\\s", "24", "24 days"),
            ("\"about \"0", "6", "about 6"),
            ("\"about \"General", "6.5", "about 6.5"),
            ("0.0\"k\"", "6", "6.0k"),
            ("0\" weeks\"", "6.4", "… weeks"),
            ("0%\" of sites\"", "0.5", "… of sites"),
            ("#,##0,\"k\"", "5000", "…k"),
            ("\"not before \"d mmm yyyy", "2026-09-01", "not before …"),
            ("0[$ weeks]", "6", "6 weeks"),
            ("\"9\"0", "5", "95"),
            ("5", "0", "5"),
            ("\"<\"0", "5", "<5"),
            ("<0", "5", "<5"),
            ("-0", "5", "-5"),
            ("\"✓\"", "0", "✓"),
            ("\"✓\"0", "1", "✓1"),
            ("[>5]\"Yes\";\"No\"", "6", "Yes"),
            ("[>5]\"Yes\";\"No\"", "5", "No"),
            ("[<=-1.50]\"low\";0", "-1.5", "low"),
            ("[=1]\"Yes\";[=0]\"No\";0", "0", "No"),
            ("0;\"none\"", "-3", "none"),
        ] {
            let format = Format::odd(code).unwrap_or_else(|| panic!("{code} is plain"));
            assert_eq!(format.of_number(held).instead_of(held).as_deref(), Some(shown), "{code} of {held}");
        }
        let it = Format::odd("[>5]\"Yes\";0").unwrap();
        assert_eq!(it.of_number("3"), &Shown::Value);
    }
}
