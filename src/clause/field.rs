//! What stands in a field or a row of a table, where that calls for a clause or fills one.

use std::fmt;

use super::{Circumstances, word};
use crate::{
    assess::{Answer, FieldFinding, Held, alike, days},
    bank::field::{Anchor, Quantity},
    id::{Date, Name, QuestionId},
    tender::{FieldCell, Said, YesNo},
};

/// One field of one question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FieldOf {
    pub(super) question: QuestionId,
    pub(super) field: Name,
}

impl FieldOf {
    /// What `answers` say in it.
    pub(super) fn of<'a>(&self, answers: &'a [Answer]) -> Option<(&'a Answer, &'a FieldFinding)> {
        let answer = answers.iter().find(|it| it.question == self.question)?;
        Some((answer, answer.fields.iter().find(|it| it.field == self.field)?))
    }
}

impl fmt::Display for FieldOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the field `{}` of {}", self.field, self.question)
    }
}

/// What is asked of a field's one cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum CellTest {
    /// One of these options, or this tick, was chosen.
    Says { options: Vec<Name>, ticks: Vec<YesNo> },
    /// The number lies within.
    Number(Range),
    /// The day lies before that day of the procurement.
    Before(Anchor),
}

/// Bounds of a number; at least one is given.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Range {
    pub(super) at_least: Option<Quantity>,
    pub(super) at_most: Option<Quantity>,
    pub(super) above: Option<Quantity>,
    pub(super) below: Option<Quantity>,
}

impl Range {
    pub(super) fn holds(self, it: Quantity) -> bool {
        self.at_least.is_none_or(|least| least <= it)
            && self.at_most.is_none_or(|most| it <= most)
            && self.above.is_none_or(|bound| bound < it)
            && self.below.is_none_or(|bound| it < bound)
    }

    pub(super) fn is_empty(self) -> bool {
        self == Self::default()
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bounds = [
            ("at least", self.at_least),
            ("at most", self.at_most),
            ("above", self.above),
            ("below", self.below),
        ];
        let said: Vec<String> =
            bounds.into_iter().filter_map(|(what, it)| Some(format!("{what} {}", it?))).collect();
        f.write_str(&said.join(" and "))
    }
}

impl CellTest {
    pub(super) fn holds(&self, finding: &FieldFinding, of: &Circumstances) -> bool {
        match (self, &finding.held) {
            (Self::Says { options, .. }, Held::Option(it)) => options.contains(it),
            (Self::Says { ticks, .. }, Held::Tick(it)) => ticks.contains(it),
            (Self::Number(range), Held::Number(it)) => range.holds(*it),
            (Self::Before(anchor), Held::Day(first, _)) => of.day(*anchor).is_some_and(|day| *first < day),
            _ => false,
        }
    }
}

impl fmt::Display for CellTest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Says { options, ticks } => {
                let options = options.iter().map(ToString::to_string);
                let all: Vec<String> = options.chain(ticks.iter().map(word)).collect();
                write!(f, "says {}", all.join(" or "))
            }
            Self::Number(range) => write!(f, "is {range}"),
            Self::Before(anchor) => write!(f, "is before the {}", in_words(*anchor)),
        }
    }
}

/// What is asked of a row: any row counts where nothing is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct RowTest {
    pub(super) column: Option<Name>,
    /// One of these values …
    pub(super) when: Vec<String>,
    /// … or any but these …
    pub(super) unless: Vec<String>,
    /// … or a day before that day of the procurement.
    pub(super) before: Option<Anchor>,
}

impl RowTest {
    /// The rows that it holds of.
    pub(super) fn rows<'a>(&self, finding: &'a FieldFinding, of: &Circumstances) -> Vec<&'a [FieldCell]> {
        let Said::Rows(rows) = &finding.said else { return Vec::new() };
        rows.iter().map(Vec::as_slice).filter(|row| self.holds(row, of)).collect()
    }

    fn holds(&self, row: &[FieldCell], of: &Circumstances) -> bool {
        let Some(column) = &self.column else { return !row.is_empty() };
        // What was left empty says nothing of where or when.
        let Some(cell) = row.iter().find(|it| it.column == *column && !it.text.trim().is_empty()) else {
            return false;
        };
        let among = |list: &[String]| list.iter().any(|it| alike(it, &cell.text));
        let before = |anchor: Anchor| -> bool {
            let day: Option<Date> = of.day(anchor);
            day.zip(days(&cell.text)).is_some_and(|(day, (first, _))| first < day)
        };
        (self.when.is_empty() || among(&self.when))
            && (self.unless.is_empty() || !among(&self.unless))
            && self.before.is_none_or(before)
    }
}

impl fmt::Display for RowTest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(column) = &self.column else { return f.write_str("has a row") };
        write!(f, "has a row whose `{column}`")?;
        let list = |it: &[String]| it.join(" or ");
        match (self.when.as_slice(), self.unless.as_slice(), self.before) {
            (when @ [_, ..], _, _) => write!(f, " is {}", list(when)),
            (_, unless @ [_, ..], _) => write!(f, " is anything but {}", list(unless)),
            (_, _, Some(anchor)) => write!(f, " is before the {}", in_words(anchor)),
            _ => f.write_str(" is filled in"),
        }
    }
}

fn in_words(anchor: Anchor) -> &'static str {
    match anchor {
        Anchor::Evaluation => "day of evaluation",
        Anchor::ContractStart => "start of the contract",
        Anchor::ContractEnd => "end of the contract",
    }
}
