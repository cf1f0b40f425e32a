//! The words and signs by which people are told of findings, the same in every face.
//!
//! A sign never stands alone and a colour never means what a sign or a word does not say too.

use std::borrow::Cow;

use crate::{
    assess::{Answer, AppliedCap, FieldFinding, Outcome, PartFinding, Score, Status, Strength},
    bank::{Bank, Use},
    clause::{self, Cause},
    diag::Place,
    id::Date,
    tender::{ResponseState, Said, Verdict, YesNo},
};

/// How far a part is shown, coarsely, for a grid that must be read at a glance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grade {
    /// Met, with specifics.
    Full,
    /// Met without specifics, or with an exception, or by a general statement.
    Part,
    /// Little that can be relied on.
    Weak,
    /// Denied.
    No,
    /// Nothing is said.
    Nothing,
    /// The words can be read in more than one way.
    Open,
    /// Said not to apply.
    Aside,
}

impl Grade {
    /// The grade of a status at a strength.
    pub fn of(status: Status, strength: Strength) -> Self {
        match status {
            Status::Affirmed => match strength {
                Strength::Specific => Self::Full,
                Strength::Generic => Self::Part,
            },
            Status::AffirmedWithException | Status::Umbrella => Self::Part,
            Status::Conditional
            | Status::Hedged
            | Status::ThirdParty
            | Status::Planned
            | Status::BareAssent
            | Status::Historic
            | Status::Related => Self::Weak,
            Status::Negated => Self::No,
            Status::Absent => Self::Nothing,
            Status::NotApplicable => Self::Aside,
            Status::Uncertain => Self::Open,
        }
    }

    /// A sign that reads in black and white.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Full => "●",
            Self::Part => "◐",
            Self::Weak => "◔",
            Self::No => "○",
            Self::Nothing => "–",
            Self::Open => "?",
            Self::Aside => "n/a",
        }
    }

    /// The sign's name, for the key.
    pub fn name(self) -> &'static str {
        match self {
            Self::Full => "met, with specifics",
            Self::Part => "met in part, or without specifics",
            Self::Weak => "little that can be relied on",
            Self::No => "denied",
            Self::Nothing => "nothing said",
            Self::Open => "can be read in more than one way",
            Self::Aside => "said not to apply",
        }
    }

    /// A stable word for style sheets.
    pub fn class(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Part => "part",
            Self::Weak => "weak",
            Self::No => "no",
            Self::Nothing => "nothing",
            Self::Open => "open",
            Self::Aside => "aside",
        }
    }

    /// All grades, in the order of the key.
    pub const ALL: [Self; 7] =
        [Self::Full, Self::Part, Self::Weak, Self::No, Self::Nothing, Self::Open, Self::Aside];
}

/// What the words say, in words.
pub fn status(status: Status, strength: Strength) -> &'static str {
    match status {
        Status::Affirmed => match strength {
            Strength::Specific => "met, with specifics",
            Strength::Generic => "met, no specifics",
        },
        Status::AffirmedWithException => "met, with an exception",
        Status::Umbrella => "only by a general statement",
        Status::Conditional => "only on a condition",
        Status::Hedged => "said with reserve",
        Status::ThirdParty => "said of another party",
        Status::Planned => "planned, not yet so",
        Status::BareAssent => "bare assent",
        Status::Historic => "was so, not shown to be current",
        Status::Related => "something near it",
        Status::Negated => "denied",
        Status::Absent => "nothing said",
        Status::NotApplicable => "said not to apply",
        Status::Uncertain => "can be read in more than one way",
    }
}

/// A finding with its sign: `● met, with specifics`.
pub fn finding(part: &PartFinding) -> String {
    let sign = Grade::of(part.status, part.strength).sign();
    format!("{sign} {}", status(part.status, part.strength))
}

/// A proposed score, or the range where the engine abstains: `3`, `2–4`. A single value that was not
/// proposed because a person must look first is shown with a question mark.
pub fn score(score: Score) -> String {
    match score.proposed {
        Some(one) => one.to_string(),
        None if score.low == score.high => format!("{}?", score.low),
        None => format!("{}–{}", score.low, score.high),
    }
}

/// What an answer comes to: its score, or what stands in its place where the question is no award criterion.
pub fn result(answer: &Answer) -> String {
    match (answer.used_as, answer.outcome) {
        (Use::Information, _) => "not scored".to_owned(),
        (_, Some(it)) => outcome(it).to_owned(),
        (_, None) => score(answer.score),
    }
}

/// What stands in a field: its cell, or each of its rows with the first cell of it.
pub fn said(field: &FieldFinding) -> Vec<(&Place, Cow<'_, str>)> {
    match &field.said {
        Said::Text(text) => vec![(&field.place, text.into())],
        Said::Unreadable => vec![(&field.place, "[could not be read]".into())],
        Said::Rows(rows) => rows
            .iter()
            .filter_map(|row| {
                let cells: Vec<&str> = row.iter().map(|it| it.text.as_str()).collect();
                Some((&row.first()?.place, cells.join(" | ").into()))
            })
            .collect(),
    }
}

/// What an answer does that is no award criterion; empty where it is one.
pub fn used_as(used_as: Use) -> &'static str {
    match used_as {
        Use::Scored => "",
        Use::PassFail => "pass or fail",
        Use::ConditionOfParticipation => "condition of participation",
        Use::Declaration => "commitment",
        Use::Information => "for information",
    }
}

/// What a cause speaks of: the title of its part, or of the field whose value called for the clause.
pub fn subject(bank: &Bank, cause: &Cause) -> String {
    let question = bank.question(&cause.question);
    let field = cause.field.as_ref().and_then(|name| {
        let field = question?.fields.iter().find(|it| it.id == *name)?;
        Some(format!("“{}”", field.title))
    });
    let part = || {
        let part = question?.parts.iter().find(|it| it.id == cause.part)?;
        Some(part.title.clone())
    };
    field.or_else(part).unwrap_or_else(|| cause.part.to_string())
}

/// A sum with commas between its thousands: `£1,250,000`.
pub fn pounds(value: u64) -> String {
    let digits = value.to_string();
    let mut out = String::from("£");
    for (n, digit) in digits.chars().enumerate() {
        if n > 0 && (digits.len() - n).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Whether a requirement, condition or commitment is met.
pub fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Met => "met",
        Outcome::NotMetProposed => "not met?",
        Outcome::Unclear => "unclear",
    }
}

/// What a response's cells hold.
pub fn state(state: ResponseState) -> &'static str {
    match state {
        ResponseState::Answered => "answered",
        ResponseState::Blank => "left blank",
        ResponseState::Unreadable => "could not be read",
        ResponseState::NotApplicable => "said not to apply",
        ResponseState::Missing => "not in the file",
    }
}

/// A tick.
pub fn yes_no(tick: YesNo) -> &'static str {
    match tick {
        YesNo::Yes => "Yes",
        YesNo::No => "No",
        YesNo::Partly => "Partly",
        YesNo::NotApplicable => "Not applicable",
    }
}

/// What intake made of a file.
pub fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Accepted => "accepted",
        Verdict::AcceptedWithFlags => "accepted with flags",
        Verdict::Refused => "refused, a person decides what follows",
    }
}

/// What a clause is there to do.
pub fn clause(strength: clause::Strength) -> &'static str {
    match strength {
        clause::Strength::Standard => "stands in every contract of the kind",
        clause::Strength::Commitment => "records what was offered",
        clause::Strength::GapClosed => "closes a gap",
        clause::Strength::Condition => "to be met by a date",
    }
}

/// A day as it is written in a letter: `1 September 2026`.
pub fn day(on: Date) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let month = usize::try_from(on.month()).ok().and_then(|it| MONTHS.get(it.checked_sub(1)?));
    format!("{} {} {}", on.day(), month.copied().unwrap_or_default(), on.year())
}

/// A number of thousandths with one decimal place, rounded down: `12500` is `12.5`.
pub fn thousandths(number: u32) -> String {
    format!("{}.{}", number / 1000, number % 1000 / 100)
}

/// A limit that held a score down.
pub fn cap(cap: &AppliedCap) -> String {
    format!("Held at {} or below: {}", cap.max, cap.reason)
}

/// Text that a person is shown: control characters and the marks that turn the direction of writing
/// round are spelt out, because they could make an answer look like what it is not. Each stays one
/// character for counting: `spans` cut the text before it is made visible.
pub fn visible(text: &str) -> Cow<'_, str> {
    // Nearly all text is plain, and that is told by its bytes.
    if text.bytes().all(|it| matches!(it, b' '..=b'~' | b'\n' | b'\t')) || !text.contains(hidden) {
        return text.into();
    }
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text.chars().peekable();
    while let Some(it) = rest.next() {
        if it == '\r' {
            // A line break however it was typed.
            if rest.peek() != Some(&'\n') {
                out.push('\n');
            }
        } else if hidden(it) {
            out.push_str(&format!("⟨U+{:04X}⟩", u32::from(it)));
        } else {
            out.push(it);
        }
    }
    out.into()
}

fn hidden(it: char) -> bool {
    (it.is_control() && !matches!(it, '\n' | '\t'))
        || matches!(it, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        || matches!(it, '\u{fffe}' | '\u{ffff}')
}

/// At most `most` UTF-16 units of `text`, which is how spreadsheet programs count, saying so when some
/// were left out.
pub fn shortened(text: &str, most: usize) -> Cow<'_, str> {
    // A character never has more UTF-16 units than bytes.
    if text.len() <= most || text.encode_utf16().count() <= most {
        return text.into();
    }
    let total = text.chars().count();
    let note = format!(" [… cut here: {total} characters in all; the rest is in report.html]");
    let mut left = most.saturating_sub(note.encode_utf16().count());
    let mut out = String::with_capacity(most);
    for it in text.chars() {
        let Some(rest) = left.checked_sub(it.len_utf16()) else { break };
        left = rest;
        out.push(it);
    }
    out.push_str(&note);
    out.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_shown_as_a_range_and_never_as_its_middle() {
        let show = |low, high, proposed| score(Score { low, high, proposed });
        assert_eq!(show(3, 3, Some(3)), "3");
        assert_eq!(show(2, 4, None), "2–4");
        assert_eq!(show(2, 2, None), "2?");
    }

    #[test]
    fn numbers_and_days_are_written_as_in_a_letter() {
        assert_eq!(day("2026-09-01".parse().unwrap()), "1 September 2026");
        assert_eq!(thousandths(12_550), "12.5");
        assert_eq!(thousandths(0), "0.0");
    }

    #[test]
    fn what_cannot_be_seen_is_spelt_out() {
        assert_eq!(visible("plain – text\n"), "plain – text\n");
        assert_eq!(visible("a\u{202e}b\0c\r\nd\re"), "a⟨U+202E⟩b⟨U+0000⟩c\nd\ne");
    }

    #[test]
    fn shortened_text_fits_and_says_that_it_was_cut() {
        let long = "é".repeat(40_000);
        let cut = shortened(&long, 32_767);
        assert_eq!(cut.encode_utf16().count(), 32_767);
        assert!(cut.ends_with("the rest is in report.html]"));
        assert_eq!(shortened("short", 32_767), "short");
    }
}
