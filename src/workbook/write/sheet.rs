//! A workbook as sheets of cells, before any file format: what the writers of both formats are given, so that the
//! two files hold the same.

use crate::id::Date;

/// The most characters of the title of an input message, and of the message itself, that Excel takes.
/// Source: Excel specifications; the writer refuses longer ones.
const MESSAGE_TITLE: usize = 32;
const MESSAGE: usize = 255;

/// A workbook.
#[derive(Debug, Clone)]
pub(super) struct Book {
    pub title: String,
    pub subject: String,
    /// Of the document, each a name and a value.
    pub properties: Vec<(String, String)>,
    /// A name that stands for a text.
    pub constant: (String, String),
    /// The day that the file bears.
    pub on: Date,
    pub sheets: Vec<Sheet>,
}

/// A sheet.
#[derive(Debug, Clone)]
pub(super) struct Sheet {
    pub name: String,
    pub shown: Shown,
    /// In the digits of the default typeface.
    pub widths: Vec<u32>,
    pub rows: Vec<Row>,
    pub checks: Vec<Check>,
    /// The header, which every page repeats and which stays while the rest scrolls.
    pub header: Option<u32>,
    /// So many columns stay while the rest scrolls.
    pub fixed: u16,
}

/// Whether a person sees a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown {
    Plainly,
    /// Where the program can show it from a menu.
    Hidden,
    /// Where only another program can.
    Deeply,
}

/// A row, with cells from the first column on.
#[derive(Debug, Clone, Default)]
pub(super) struct Row {
    /// In points.
    pub height: u32,
    pub cells: Vec<Cell>,
}

/// A cell, over one column or several.
#[derive(Debug, Clone)]
pub(super) struct Cell {
    pub look: Look,
    pub holds: Holds,
    pub span: u16,
    /// Which check of the sheet holds for what is entered.
    pub check: Option<usize>,
}

/// What a cell holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Holds {
    Nothing,
    Text(String),
    Number(u32),
    Formula(Formula),
}

/// A formula in both spellings, with its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Formula {
    pub excel: String,
    pub open: String,
    pub value: Value,
}

/// The value that is saved with a formula.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    Text(String),
    Number(u32),
}

/// How a cell looks, and whether it is locked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Look {
    /// Nothing around it.
    Plain,
    Title,
    Lead,
    Head,
    HeadCentre,
    Section,
    Label,
    Id,
    Question,
    Text,
    Small,
    Centre,
    Money,
    /// A locked cell in which nothing is to be entered.
    Shut,
    /// Words.
    Answer,
    /// One word from a list.
    Tick,
    Number,
    Day,
    Price,
}

impl Look {
    pub(super) const ALL: [Self; 19] = [
        Self::Plain,
        Self::Title,
        Self::Lead,
        Self::Head,
        Self::HeadCentre,
        Self::Section,
        Self::Label,
        Self::Id,
        Self::Question,
        Self::Text,
        Self::Small,
        Self::Centre,
        Self::Money,
        Self::Shut,
        Self::Answer,
        Self::Tick,
        Self::Number,
        Self::Day,
        Self::Price,
    ];

    /// Whether something may be entered.
    pub(super) fn is_open(self) -> bool {
        matches!(self, Self::Answer | Self::Tick | Self::Number | Self::Day | Self::Price)
    }
}

/// What may be entered in a cell, and what is said beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Check {
    pub rule: Rule,
    pub title: String,
    pub message: String,
}

/// What may be entered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Rule {
    /// Anything; only a message is shown.
    Any,
    /// One of these, which stand in the sheet of lists from the first row to the second, counted from 0.
    OneOf(Vec<String>, u32, u32),
    Number,
    Whole,
    Day,
}

impl Rule {
    /// What a person is told who enters something else.
    pub(super) fn refusal(&self) -> &'static str {
        match self {
            Self::Any => "",
            Self::OneOf(..) => "Choose one of the entries of the list.",
            Self::Number => "Enter a number alone, such as 24 or 99.95, without its unit.",
            Self::Whole => "Enter a whole number.",
            Self::Day => "Enter a day, such as 31/08/2027.",
        }
    }
}

impl Check {
    pub(super) fn new(rule: Rule, title: &str, message: &str) -> Self {
        let cut = |text: &str, most: usize| -> String {
            if text.encode_utf16().count() <= most {
                return text.to_owned();
            }
            let mut units = 0;
            let kept: String = text
                .chars()
                .take_while(|it| {
                    units += it.len_utf16();
                    units < most
                })
                .collect();
            // A message ends between two words.
            kept.rsplit_once(' ')
                .map_or(kept.as_str(), |(it, _)| it)
                .trim_end_matches([',', ';', ':'])
                .to_owned()
                + "…"
        };
        Self { rule, title: cut(title, MESSAGE_TITLE), message: cut(message, MESSAGE) }
    }
}

impl Sheet {
    pub(super) fn new(name: &str, widths: &[u32]) -> Self {
        Self {
            name: name.to_owned(),
            shown: Shown::Plainly,
            widths: widths.to_vec(),
            rows: Vec::new(),
            checks: Vec::new(),
            header: None,
            fixed: 0,
        }
    }

    /// Whether its letters would be too small on a page of A4 on its side, which holds some 140 digits of full size.
    pub(super) fn is_wide(&self) -> bool {
        self.widths.iter().sum::<u32>() > 190
    }

    /// The number of the row that comes next, from 0.
    pub(super) fn next(&self) -> u32 {
        u32::try_from(self.rows.len()).unwrap_or(u32::MAX)
    }

    /// Adds a row that is high enough for what stands in it.
    pub(super) fn push(&mut self, cells: Vec<Cell>) {
        self.push_at_least(0, cells);
    }

    /// The same, of at least so many points.
    pub(super) fn push_at_least(&mut self, least: u32, cells: Vec<Cell>) {
        let mut column = 0_usize;
        let mut height = least;
        for cell in &cells {
            let span = usize::from(cell.span.max(1));
            let width: u32 = self.widths.iter().skip(column).take(span).sum();
            let text = match &cell.holds {
                Holds::Text(it) => it.as_str(),
                _ => "",
            };
            let width = usize::try_from(width).unwrap_or(1);
            height = height.max(cell.look.height(text, super::height::line(width)));
            column += span;
        }
        self.rows.push(Row { height, cells });
    }

    /// Which check of the sheet this is, be it new or known.
    pub(super) fn check(&mut self, check: Check) -> usize {
        if let Some(known) = self.checks.iter().position(|it| *it == check) {
            return known;
        }
        self.checks.push(check);
        self.checks.len() - 1
    }

    /// The cells with their rows and columns.
    pub(super) fn cells(&self) -> impl Iterator<Item = (u32, u16, &Cell)> {
        (0_u32..).zip(&self.rows).flat_map(|(row, it)| {
            let mut column = 0_u16;
            it.cells.iter().map(move |cell| {
                let at = column;
                column = column.saturating_add(cell.span.max(1));
                (row, at, cell)
            })
        })
    }
}

impl Look {
    fn height(self, text: &str, line: usize) -> u32 {
        match self {
            Self::Title => 27,
            Self::Section => 22,
            // Capitals and heavy letters are wider.
            Self::Head | Self::HeadCentre | Self::Label | Self::Id => {
                super::height::height(text, (line * 8 / 10).max(1))
            }
            // Programs without the usual typeface take a wider one.
            _ => super::height::height(text, (line * 9 / 10).max(1)) + 3,
        }
    }
}

impl Cell {
    pub(super) fn new(look: Look, holds: Holds) -> Self {
        Self { look, holds, span: 1, check: None }
    }

    pub(super) fn text(look: Look, text: impl Into<String>) -> Self {
        let text = text.into();
        Self::new(look, if text.is_empty() { Holds::Nothing } else { Holds::Text(text) })
    }

    pub(super) fn blank(look: Look) -> Self {
        Self::new(look, Holds::Nothing)
    }

    pub(super) fn over(self, span: u16) -> Self {
        Self { span, ..self }
    }

    pub(super) fn checked(self, check: usize) -> Self {
        Self { check: Some(check), ..self }
    }
}

impl Formula {
    /// From the spelling of Excel, with every place in braces: `SUM({A1:A3})`.
    pub(super) fn new(written: &str, value: Value) -> Self {
        let (mut excel, mut open) = (String::from("="), String::from("of:="));
        let mut quoted = false;
        for c in written.chars() {
            match c {
                '"' => quoted = !quoted,
                '{' if !quoted => {
                    open.push_str("[.");
                    continue;
                }
                '}' if !quoted => {
                    open.push(']');
                    continue;
                }
                _ => {}
            }
            excel.push(c);
            match c {
                ',' if !quoted => open.push(';'),
                ':' if !quoted => open.push_str(":."),
                _ => open.push(c),
            }
        }
        Self { excel, open, value }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_has_two_spellings() {
        let it = Formula::new("IF({A1}=\"a,{b}\",SUM({B1:B3}),0)", Value::Number(0));
        assert_eq!(it.excel, "=IF(A1=\"a,{b}\",SUM(B1:B3),0)");
        assert_eq!(it.open, "of:=IF([.A1]=\"a,{b}\";SUM([.B1:.B3]);0)");
    }

    #[test]
    fn messages_fit_and_end_between_words() {
        let it = Check::new(Rule::Any, "Title", &"word ".repeat(100));
        assert!(it.message.encode_utf16().count() <= MESSAGE && it.message.ends_with("word…"));
    }
}
