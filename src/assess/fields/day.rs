//! Days as they are typed, and whether they lie within bounds.

use super::{Context, Held, Verdict, quoted};
use crate::{
    assess::{Status, Strength, When},
    bank::field::{Anchor, DateField, Field},
    diag::Place,
    id::Date,
    language::{
        token::Tokens,
        value::{self, Amount, ValueKind},
    },
};

/// The first and last day that a cell can mean: a day, or a month where no day is given. None where it holds anything
/// else.
pub(super) fn read(text: &str) -> Option<(Date, Date)> {
    // Spreadsheets keep an hour beside a day.
    let day = text
        .trim()
        .split_once(' ')
        .map_or(text.trim(), |(day, hour)| if hour.contains(':') { day } else { text.trim() });
    if let Ok(it) = day.parse::<Date>() {
        return Some((it, it));
    }
    // `31.08.2026` is one number to the reader of prose.
    let dotted = day.split('.').count() == 3 && day.bytes().all(|it| it.is_ascii_digit() || it == b'.');
    let day = if dotted { day.replace('.', "/") } else { day.to_owned() };
    let tokens = Tokens::of(&day);
    let dates: Vec<value::Value> =
        value::find(&tokens).into_iter().filter(|it| it.kind == ValueKind::Date).collect();
    match dates.as_slice() {
        [it] if it.from == 0 && it.to == tokens.list.len() => match it.amount {
            Amount::Days(first, last) => Some((first, last)),
            _ => None,
        },
        _ => None,
    }
}

/// A day as it is written in a letter.
pub(super) fn printed(days: (Date, Date)) -> String {
    let (first, last) = days;
    if first == last { first.to_string() } else { format!("{first} to {last}") }
}

/// So many months earlier, or later where negative; the last day of a month where it has no such day.
pub(super) fn months_before(on: Date, months: u32) -> Option<Date> {
    on.months_later(-i32::try_from(months).ok()?)
}

/// So many months later.
pub(super) fn months_after(on: Date, months: u32) -> Option<Date> {
    on.months_later(i32::try_from(months).ok()?)
}

/// What the day in a cell makes of its part.
pub(super) fn cell(
    context: Context<'_>,
    field: &Field,
    bounds: &DateField,
    text: &str,
    place: &Place,
) -> Verdict {
    let Some(days) = read(text) else {
        return Verdict::uncertain(
            text.trim(),
            "field-unreadable",
            format!("“{}” ({place}) holds {} where a day is asked for.", field.title, quoted(text)),
            format!(
                "You wrote {} for “{}”. Please give the day, as in 31 March 2027.",
                quoted(text),
                field.title
            ),
        );
    };
    let printed = printed(days);
    let held = |it: Verdict| it.holding("date", printed.clone()).held(Held::Day(days.0, days.1));
    let unknown = [bounds.not_before, bounds.not_after]
        .into_iter()
        .flatten()
        .find(|it| context.when.day(*it).is_none());
    let outcomes = [of_day(context.when, bounds, days.0), of_day(context.when, bounds, days.1)];
    let [first, last] = outcomes;
    if first != last {
        return held(Verdict::uncertain(
            &printed,
            "field-unreadable",
            format!("“{}” ({place}) gives {}, and the day of it decides.", field.title, quoted(text)),
            format!("You wrote {} for “{}”. Please give the exact day.", quoted(text), field.title),
        ));
    }
    let (status, why) = first;
    let strength = if status == Status::Affirmed { Strength::Specific } else { Strength::Generic };
    let it = held(Verdict::new(status, strength, printed.clone())).because(why);
    match unknown {
        Some(anchor) if status == Status::Affirmed => {
            let of = if anchor == Anchor::ContractStart { "starts" } else { "ends" };
            let need = if bounds.not_before == Some(anchor) { "not earlier" } else { "not later" };
            Verdict { status: Status::Uncertain, strength: Strength::Generic, ..it }.asking(
                "field-depends-on-contract",
                format!(
                    "“{}” ({place}) is {printed}. It counts if that is {need} than the day on which the contract {of}, which \
                     is not known here: please compare.",
                    field.title
                ),
                format!(
                    "You gave {printed} for “{}”. Please confirm that this day is {need} than the day on which the contract {of}.",
                    field.title
                ),
            )
        }
        _ => it,
    }
}

/// What one day makes of the bounds that are known.
fn of_day(when: When, bounds: &DateField, day: Date) -> (Status, &'static str) {
    let before = bounds.not_before.and_then(|it| Some((it, when.day(it)?)));
    let after = bounds.not_after.and_then(|it| Some((it, when.day(it)?)));
    if let Some((anchor, _)) = before.filter(|(_, it)| day < *it) {
        let why = match anchor {
            Anchor::Evaluation => "before the day of evaluation",
            Anchor::ContractStart => "before the contract starts",
            Anchor::ContractEnd => "before the contract ends",
        };
        return (Status::Negated, why);
    }
    if let Some((anchor, _)) = after.filter(|(_, it)| day > *it) {
        return match anchor {
            Anchor::Evaluation => (Status::Planned, "after the day of evaluation"),
            Anchor::ContractStart => (Status::Planned, "after the contract starts"),
            Anchor::ContractEnd => (Status::Negated, "after the contract ends"),
        };
    }
    if let Some(months) = bounds.within_months {
        if day > when.on {
            return (Status::Planned, "after the day of evaluation");
        }
        if months_before(when.on, months).is_some_and(|it| day < it) {
            return (Status::Historic, "longer ago than counts");
        }
    }
    (Status::Affirmed, "within the bounds")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_they_are_typed() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        for text in ["2026-08-31", "2026-08-31 00:00:00", "31/08/2026", "31 August 2026", " 31.08.2026 "] {
            assert_eq!(read(text), Some((day("2026-08-31"), day("2026-08-31"))), "{text}");
        }
        assert_eq!(read("August 2026"), Some((day("2026-08-01"), day("2026-08-31"))));
        for text in ["", "soon", "about 31 August 2026", "2026", "31/08/2026 or later", "45000"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn months_end_where_the_calendar_ends_them() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        assert_eq!(months_before(day("2026-03-31"), 1), Some(day("2026-02-28")));
        assert_eq!(months_before(day("2026-11-25"), 12), Some(day("2025-11-25")));
        assert_eq!(months_after(day("2025-11-30"), 3), Some(day("2026-02-28")));
    }
}
