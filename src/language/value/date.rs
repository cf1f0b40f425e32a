//! Dates as they are written here: day first, months by name or number, quarters, years after a preposition.

use super::{Amount, Finder, Value, ValueKind};
use crate::{id::Date, language::words::Lists};

const MONTHS: &[&str] = &["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

const FULL_MONTHS: &[&str] = &[
    "january",
    "february",
    "march",
    "april",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// Words that a date can begin with.
pub(crate) const DATE_WORDS: &[&str] = &[
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
    "sept",
    "january",
    "february",
    "march",
    "april",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "q",
];

impl Finder<'_> {
    fn month(&self, at: usize) -> Option<i8> {
        if !self.tokens.is(at, Lists::DATE) {
            return None;
        }
        let word = self.word(at);
        let short = word.get(..3)?;
        let known = word.len() == 3 || word.len() > 3 && FULL_MONTHS.contains(&word) || word == "sept";
        let index = MONTHS.iter().position(|it| *it == short).filter(|_| known)?;
        i8::try_from(index + 1).ok()
    }

    pub(super) fn year(&self, at: usize) -> Option<i16> {
        let word = self.number(at)?;
        let year: i16 = word.parse().ok()?;
        match word.len() {
            4 if (1990..2100).contains(&year) => Some(year),
            _ => None,
        }
    }

    fn small(&self, at: usize) -> Option<i8> {
        self.number(at)?.parse().ok().filter(|it| (1..=31).contains(it))
    }

    pub(super) fn date(&self, at: usize) -> Option<Value> {
        let day = |year, month, day, to| Date::from_ymd(year, month, day).map(|it| (Some((it, it)), to));
        let month_of = |year, month, to| {
            Date::from_ymd(year, month, 1).zip(Date::last_of_month(year, month)).map(|it| (Some(it), to))
        };
        let joined = |at: usize| self.tokens.list.get(at).is_some_and(|it| !it.spaced);
        let found = if let Some(d) = self.small(at) {
            let after = if matches!(self.word(at + 1), "st" | "nd" | "rd" | "th") { at + 2 } else { at + 1 };
            let after = if self.word(after) == "of" { after + 1 } else { after };
            if let Some(month) = self.month(after) {
                let year_at = if self.tokens.mark_at(after + 1) == ',' { after + 2 } else { after + 1 };
                match self.year(year_at) {
                    Some(year) => day(year, month, d, year_at + 1),
                    None => Some((None, after + 1)),
                }
            } else {
                self.slashed_date(at, d)
            }
            .or_else(|| {
                let year = self.year(at + 2).filter(|_| self.tokens.mark_at(at + 1) == '/')?;
                if d <= 12 { month_of(year, d, at + 3) } else { None }
            })
        } else if let Some(year) = self.year(at) {
            let iso = joined(at + 1)
                .then(|| self.small(at + 1))
                .flatten()
                .zip(joined(at + 2).then(|| self.small(at + 2)).flatten());
            match iso {
                Some((month, d)) => day(year, month, d, at + 3),
                None => self.bare_year(at, year),
            }
        } else if let Some(month) = self.month(at) {
            if let Some(d) = self.small(at + 1) {
                let year_at = if self.tokens.mark_at(at + 2) == ',' { at + 3 } else { at + 2 };
                match self.year(year_at) {
                    Some(year) => day(year, month, d, year_at + 1),
                    None => None,
                }
            } else {
                self.year(at + 1).and_then(|year| month_of(year, month, at + 2))
            }
        } else if self.word(at) == "q" && self.tokens.list.get(at)?.capital {
            let quarter = self.small(at + 1).filter(|it| (1..=4).contains(it) && joined(at + 1))?;
            self.year(at + 2).and_then(|year| {
                Date::from_ymd(year, quarter * 3 - 2, 1)
                    .zip(Date::last_of_month(year, quarter * 3))
                    .map(|it| (Some(it), at + 3))
            })
        } else {
            None
        };
        let (days, to) = found?;
        let amount = days.map_or(Amount::None, |(first, last)| Amount::Days(first, last));
        Some(Value { from: at, to, kind: ValueKind::Date, amount })
    }

    /// Day first, as in the United Kingdom; month first only where nothing else is possible.
    fn slashed_date(&self, at: usize, first: i8) -> Option<(Option<(Date, Date)>, usize)> {
        let mark = self.tokens.mark_at(at + 1);
        if !matches!(mark, '/' | '.')
            || self.tokens.list.get(at + 2)?.spaced
            || self.tokens.mark_at(at + 3) != mark
        {
            return None;
        }
        let second = self.small(at + 2)?;
        let short =
            || self.word(at + 4).parse().ok().filter(|it: &i16| (20..60).contains(it)).map(|it| it + 2000);
        let year = self.year(at + 4).or_else(short)?;
        let (day, month) = if second > 12 { (second, first) } else { (first, second) };
        Date::from_ymd(year, month, day).map(|it| (Some((it, it)), at + 5))
    }

    /// `2018-2021`, `between 2018 and 2021`: years of which each tells that the other is one.
    fn in_span(&self, at: usize, year: i16) -> bool {
        let joined = |at: usize| {
            matches!(self.word(at), "and" | "to" | "until" | "till")
                || matches!(self.tokens.mark_at(at), '-' | '\u{2013}')
        };
        let other = |at: Option<usize>| at.and_then(|it| self.year(it));
        let earlier = other(at.checked_sub(2)).is_some_and(|it| it < year) && joined(at - 1);
        let later = other(at.checked_add(2)).is_some_and(|it| it > year) && joined(at + 1);
        earlier || later
    }

    /// A year alone is a date only where the word before it says so.
    fn bare_year(&self, at: usize, year: i16) -> Option<(Option<(Date, Date)>, usize)> {
        const BEFORE: &[&str] = &[
            "in", "by", "until", "till", "since", "from", "during", "of", "early", "late", "mid", "to",
            "spring", "summer", "autumn", "winter", "end", "for", "before", "after", "dated", "into",
            "expired", "expires", "lapsed", "through", "between",
        ];
        let before = at.checked_sub(1).map_or("", |it| self.word(it));
        if !BEFORE.contains(&before) && !self.in_span(at, year) {
            return None;
        }
        Date::from_ymd(year, 1, 1).zip(Date::from_ymd(year, 12, 31)).map(|it| (Some(it), at + 1))
    }
}
