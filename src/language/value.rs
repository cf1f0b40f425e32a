//! Values with their units: durations, frequencies, dates, percentages, money, protocol versions, key lengths,
//! certificate numbers, addresses and names.

use super::{
    token::{Kind, Tokens},
    words::Lists,
};
use crate::id::Date;

mod date;
mod name;

pub(super) use date::DATE_WORDS;
pub(super) use name::{NO_NAMES, SCHEMES};

/// What kind of value it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ValueKind {
    /// `24 hours`, `two (2) working days`.
    Duration,
    /// `nightly`, `every six months`.
    Frequency,
    /// `14 March 2026`, `12/05/2027`, `June 2028`, `Q3 2027`, `2027` after a preposition.
    Date,
    /// `98.7 %`.
    Percentage,
    /// `£0`, `£1.2m`.
    Money,
    /// `TLS 1.2`.
    Tls,
    /// `AES-256`, `2048-bit`.
    Key,
    /// `IS 688201`, `ZB714403`, `30117/Q`.
    Certificate,
    /// An e-mail or web address.
    Address,
    /// Two capitalised words or more that are no common title: a person or a firm.
    Name,
}

const KINDS: &[(ValueKind, &str)] = &[
    (ValueKind::Duration, "duration"),
    (ValueKind::Frequency, "frequency"),
    (ValueKind::Date, "date"),
    (ValueKind::Percentage, "percentage"),
    (ValueKind::Money, "money"),
    (ValueKind::Tls, "tls"),
    (ValueKind::Key, "key"),
    (ValueKind::Certificate, "certificate"),
    (ValueKind::Address, "address"),
    (ValueKind::Name, "name"),
];

impl ValueKind {
    /// Reads the name that rule files use.
    pub fn parse(name: &str) -> Option<Self> {
        KINDS.iter().find(|(_, it)| *it == name).map(|(kind, _)| *kind)
    }

    /// The name that rule files use.
    pub fn name(self) -> &'static str {
        KINDS.get(self.index()).map_or("", |(_, name)| name)
    }

    /// All of them, by index.
    pub fn all() -> impl Iterator<Item = Self> {
        KINDS.iter().map(|it| it.0)
    }

    /// How many there are.
    pub const COUNT: usize = KINDS.len();

    /// Its place among them, from 0.
    pub fn index(self) -> usize {
        match self {
            Self::Duration => 0,
            Self::Frequency => 1,
            Self::Date => 2,
            Self::Percentage => 3,
            Self::Money => 4,
            Self::Tls => 5,
            Self::Key => 6,
            Self::Certificate => 7,
            Self::Address => 8,
            Self::Name => 9,
        }
    }

    /// Its symbol in a matcher.
    pub(super) fn symbol(self) -> u32 {
        u32::try_from(self.index() + 1).unwrap_or(0)
    }
}

/// A value's size in whole units, so that values can be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Amount {
    /// Minutes; a month is 30 days, a working day a day.
    Minutes(u64),
    /// Times in a year.
    PerYear(u32),
    /// First and last day that it can mean.
    Days(Date, Date),
    /// Thousandths.
    PerMille(u32),
    /// Pence.
    Pence(u64),
    /// Tenths: TLS 1.2 is 12.
    Version(u32),
    /// Bits.
    Bits(u32),
    /// Nothing to compare.
    None,
}

/// A value in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Value {
    /// First token.
    pub from: usize,
    /// One past the last token.
    pub to: usize,
    /// What kind.
    pub kind: ValueKind,
    /// How much.
    pub amount: Amount,
}

/// All values of `tokens`, by first token.
pub fn find(tokens: &Tokens) -> Vec<Value> {
    let mut out = Vec::new();
    let finder = Finder { tokens };
    let mut certificate_end = 0;
    let mut name_end = 0;
    for at in 0..tokens.list.len() {
        let Some(token) = tokens.list.get(at) else { break };
        // Nearly all words begin no value; which could is known from the lists that they stand in.
        if (token.kind != Kind::Word && (token.kind != Kind::Mark || token.mark == '£'))
            || token.lists.meets(BEGINNINGS)
        {
            let found = [
                finder.duration(at),
                finder.frequency(at),
                finder.date(at),
                finder.number_with_unit(at),
                finder.cipher(at),
                finder.address(at),
            ];
            out.extend(found.into_iter().flatten());
        }
        // A word that stands alone is no certificate, unless a number follows.
        let goes_on = || {
            let next = tokens.list.get(at + 1);
            next.is_some_and(|it| it.kind == Kind::Number || !it.spaced)
        };
        if at >= certificate_end
            && (token.kind == Kind::Number || token.kind == Kind::Word && goes_on())
            && let Some(it) = finder.certificate(at)
        {
            certificate_end = it.to;
            out.push(it);
        }
        if token.capital
            && at >= name_end
            && let Some(it) = finder.name(at)
        {
            name_end = it.to;
            out.push(it);
        }
    }
    out.sort_by_key(|it| (it.kind, it.from, it.to));
    // `twenty-four hours` holds no `four hours`.
    let mut end = (None, 0);
    out.retain(|it| {
        let inside = end.0 == Some(it.kind) && it.from < end.1;
        if !inside {
            end = (Some(it.kind), it.to);
        }
        !inside
    });
    out.sort_by_key(|it| (it.from, it.kind, it.to));
    out
}

/// Numbers in words, and below what they are.
pub(super) const NUMBER_WORDS: &[&str] = &[
    "a", "an", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen", "eighteen", "twenty", "thirty", "forty", "fifty", "sixty",
    "ninety", "hundred",
];

const NUMBERS: &[u64] =
    &[1, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 18, 20, 30, 40, 50, 60, 90, 100];

/// Units of time, and below their minutes.
pub(super) const UNIT_WORDS: &[&str] = &[
    "second",
    "seconds",
    "sec",
    "secs",
    "minute",
    "minutes",
    "min",
    "mins",
    "hour",
    "hours",
    "hr",
    "hrs",
    "h",
    "day",
    "days",
    "week",
    "weeks",
    "fortnight",
    "month",
    "months",
    "year",
    "years",
    "yr",
    "yrs",
];

const UNITS: &[u64] = &[
    0, 0, 0, 0, 1, 1, 1, 1, 60, 60, 60, 60, 60, 1440, 1440, 10_080, 10_080, 20_160, 43_200, 43_200, 525_600,
    525_600, 525_600, 525_600,
];

/// What a frequency begins with.
pub(super) const FREQUENCY_WORDS: &[&str] = &[
    "annually",
    "yearly",
    "annual",
    "biannually",
    "biannual",
    "quarterly",
    "monthly",
    "fortnightly",
    "weekly",
    "daily",
    "nightly",
    "hourly",
    "continuously",
    "continuous",
    "every",
    "each",
    "per",
    "once",
    "twice",
];

/// What a protocol's version or a key's length begins with.
pub(super) const CIPHER_WORDS: &[&str] = &["tls", "aes", "rsa", "sha"];

/// The lists of words that a value can begin with, names and certificates apart.
const BEGINNINGS: Lists = Lists::NUMBER.and(Lists::FREQUENCY).and(Lists::DATE).and(Lists::CIPHER);

struct Finder<'a> {
    tokens: &'a Tokens,
}

impl Finder<'_> {
    fn word(&self, at: usize) -> &str {
        self.tokens.word_at(at)
    }

    fn is_number(&self, at: usize) -> bool {
        self.tokens.list.get(at).is_some_and(|it| it.kind == Kind::Number)
    }

    /// The word at `at`, if it is digits.
    fn number(&self, at: usize) -> Option<&str> {
        self.tokens.list.get(at).filter(|it| it.kind == Kind::Number).map(|it| self.tokens.word(it))
    }

    /// The number that the word at `at` stands for.
    fn number_word(&self, at: usize) -> Option<u64> {
        if !self.tokens.is(at, Lists::NUMBER) {
            return None;
        }
        let position = NUMBER_WORDS.iter().position(|it| *it == self.word(at))?;
        NUMBERS.get(position).copied()
    }

    /// The minutes of the unit at `at`.
    fn unit(&self, at: usize) -> Option<u64> {
        if !self.tokens.is(at, Lists::UNIT) {
            return None;
        }
        let position = UNIT_WORDS.iter().position(|it| *it == self.word(at))?;
        UNITS.get(position).copied()
    }

    /// A whole number in digits or words, with the token after it; `two (2)` counts once.
    fn amount(&self, at: usize) -> Option<(u64, usize)> {
        if let Some(word) = self.number(at) {
            let whole = word.split('.').next().unwrap_or_default().replace(',', "");
            return whole.parse().ok().map(|it| (it, at + 1));
        }
        let mut number = self.number_word(at)?;
        let mut next = at + 1;
        if number >= 20
            && let Some(unit) =
                self.number_word(next).filter(|n| (1..10).contains(n) && self.word(next).len() > 2)
        {
            number += unit;
            next += 1;
        }
        if self.tokens.mark_at(next) == '('
            && self.is_number(next + 1)
            && self.tokens.mark_at(next + 2) == ')'
        {
            next += 3;
        }
        Some((number, next))
    }

    fn duration(&self, at: usize) -> Option<Value> {
        let (mut number, mut next) = self.amount(at)?;
        // `3 to 5 days`, `3-5 days`: the longer one binds.
        let ranged = matches!(self.word(next), "to" | "or") || self.tokens.mark_at(next) == '~';
        if ranged && let Some((upper, after)) = self.amount(next + 1) {
            number = upper;
            next = after;
        } else if self.is_number(next) && !self.tokens.list.get(next)?.spaced {
            (number, next) = self.amount(next)?;
        }
        while matches!(
            self.word(next),
            "working" | "business" | "calendar" | "clock" | "full" | "consecutive" | "elapsed" | "clear"
        ) {
            next += 1;
        }
        let minutes = self.unit(next)?;
        // `a second site` is no length of time.
        if self.word(at) == "a" && self.word(next) == "second" {
            return None;
        }
        Some(Value {
            from: at,
            to: next + 1,
            kind: ValueKind::Duration,
            amount: Amount::Minutes(number * minutes),
        })
    }

    fn frequency(&self, at: usize) -> Option<Value> {
        let single = |n| Some((n, at + 1));
        let (per_year, to) = match self.word(at) {
            "annually" | "yearly" | "annual" => single(1),
            "biannually" | "biannual" => single(2),
            "quarterly" => single(4),
            "monthly" => single(12),
            "fortnightly" => single(26),
            "weekly" => single(52),
            "daily" | "nightly" => single(365),
            "hourly" => single(8_760),
            "continuously" | "continuous" => single(525_600),
            "every" | "each" | "per" | "once" | "twice" => {
                let twice = self.word(at) == "twice";
                let mut next = at + 1;
                if matches!(self.word(at), "once" | "twice")
                    && matches!(self.word(next), "a" | "every" | "per" | "each")
                {
                    next += 1;
                }
                let named = match self.word(next) {
                    "night" | "day" | "evening" | "morning" | "sunday" | "monday" | "friday" | "saturday"
                    | "weekend" => Some((365, next + 1)),
                    "quarter" | "spring" | "autumn" | "summer" | "winter" => Some((4, next + 1)),
                    _ => None,
                };
                let timed = || {
                    let (n, after) = self.amount(next).unwrap_or((1, next));
                    let minutes = self.unit(after)?;
                    let length = (n * minutes).max(1);
                    u32::try_from(525_600 / length).ok().map(|it| (it.max(1), after + 1))
                };
                named.or_else(timed).map(|(n, to)| (if twice { n * 2 } else { n }, to))
            }
            _ => None,
        }?;
        Some(Value { from: at, to, kind: ValueKind::Frequency, amount: Amount::PerYear(per_year) })
    }

    fn number_with_unit(&self, at: usize) -> Option<Value> {
        if self.tokens.mark_at(at) == '£' && self.is_number(at + 1) {
            let (pounds, next) = self.amount(at + 1)?;
            return Some(Value {
                from: at,
                to: next,
                kind: ValueKind::Money,
                amount: Amount::Pence(pounds.saturating_mul(100)),
            });
        }
        if self.is_number(at) {
            let (percent, next) = self.amount(at)?;
            let to = if self.tokens.mark_at(next) == '%' || self.word(next) == "percent" {
                next + 1
            } else if self.word(next) == "per" && self.word(next + 1) == "cent" {
                next + 2
            } else {
                return None;
            };
            let per_mille = u32::try_from(percent.saturating_mul(10)).unwrap_or(u32::MAX);
            return Some(Value {
                from: at,
                to,
                kind: ValueKind::Percentage,
                amount: Amount::PerMille(per_mille),
            });
        }
        None
    }

    fn cipher(&self, at: usize) -> Option<Value> {
        let value = |kind, to, amount| Some(Value { from: at, to, kind, amount });
        match self.word(at) {
            "tls" => {
                let mut next = at + 1;
                while matches!(self.word(next), "v" | "version") {
                    next += 1;
                }
                let minor = self.word(next).strip_prefix("1.")?.parse::<u32>().ok()?;
                value(ValueKind::Tls, next + 1, Amount::Version(10 + minor))
            }
            "aes" | "rsa" | "sha" => {
                let bits = self.word(at + 1).parse().ok().filter(|_| self.is_number(at + 1))?;
                value(ValueKind::Key, at + 2, Amount::Bits(bits))
            }
            word if self.is_number(at) && matches!(self.word(at + 1), "bit" | "bits") => {
                value(ValueKind::Key, at + 2, Amount::Bits(word.parse().ok()?))
            }
            _ => None,
        }
    }

    fn address(&self, at: usize) -> Option<Value> {
        let token = self.tokens.list.get(at).filter(|it| it.kind == Kind::Address)?;
        let _ = token;
        Some(Value { from: at, to: at + 1, kind: ValueKind::Address, amount: Amount::None })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(text: &str, kind: ValueKind) -> Vec<(String, Amount)> {
        let tokens = Tokens::of(text);
        find(&tokens)
            .iter()
            .filter(|it| it.kind == kind)
            .map(|it| {
                let words: Vec<&str> =
                    (it.from..it.to).map(|at| tokens.word_at(at)).filter(|it| !it.is_empty()).collect();
                (words.join(" "), it.amount)
            })
            .collect()
    }

    fn days(first: &str, last: &str) -> Amount {
        Amount::Days(first.parse().unwrap(), last.parse().unwrap())
    }

    #[test]
    fn kinds_stand_in_order() {
        assert!(KINDS.iter().enumerate().all(|(n, (kind, _))| kind.index() == n));
    }

    #[test]
    fn durations_in_digits_and_words() {
        for (text, minutes) in [
            ("within 24 hours", 1440),
            ("twenty-four (24) hours", 1440),
            ("two (2) Working Days", 2880),
            ("72hrs", 4320),
            ("an hour", 60),
            ("3-5 days", 7200),
            ("13 months", 561_600),
        ] {
            let found = values(text, ValueKind::Duration);
            assert_eq!(
                found.last().map(|it| it.1).filter(|_| found.len() <= 2),
                Some(Amount::Minutes(minutes)),
                "{text}: {found:?}"
            );
        }
        assert!(values("ISO 27001", ValueKind::Duration).is_empty());
    }

    #[test]
    fn dates_as_they_are_written_here() {
        for (text, first, last) in [
            ("14 March 2026", "2026-03-14", "2026-03-14"),
            ("12/05/2027", "2027-05-12", "2027-05-12"),
            ("03/14/2028", "2028-03-14", "2028-03-14"),
            ("March 3rd, 2026 or 3rd of March 2026", "2026-03-03", "2026-03-03"),
            ("2026-05-20", "2026-05-20", "2026-05-20"),
            ("June 2028", "2028-06-01", "2028-06-30"),
            ("02/2029", "2029-02-01", "2029-02-28"),
            ("Q3 2027", "2027-07-01", "2027-09-30"),
            ("in 2027", "2027-01-01", "2027-12-31"),
        ] {
            assert!(
                values(text, ValueKind::Date).iter().any(|it| it.1 == days(first, last)),
                "{text}: {:?}",
                values(text, ValueKind::Date)
            );
        }
        assert!(values("ISO 27001:2022 and 9001:2015", ValueKind::Date).is_empty());
        assert!(values("we may 20 times", ValueKind::Date).is_empty());
    }

    #[test]
    fn certificate_numbers_and_what_is_none() {
        for text in [
            "IS 688201",
            "ZB714403",
            "cert 30117/Q",
            "US-IS-77120-3",
            "CEP-118-7734",
            "7c1d0e52-90ab",
            "8KX41",
            "registration number 551-AQ",
        ] {
            assert_eq!(values(text, ValueKind::Certificate).len(), 1, "{text}");
        }
        for text in [
            "ISO 27001:2022",
            "AES-256",
            "14 March 2026",
            "NIST SP 800-88",
            "24x7x365",
            "600 GB",
            "2026-05-20",
        ] {
            assert!(
                values(text, ValueKind::Certificate).is_empty(),
                "{text}: {:?}",
                values(text, ValueKind::Certificate)
            );
        }
    }

    #[test]
    fn names_are_not_titles() {
        assert_eq!(values("Ffion Maddocks, worker-director", ValueKind::Name).len(), 1);
        assert_eq!(values("contact is Mrs J Pell in the office", ValueKind::Name).len(), 1);
        assert!(values("the Group Data Protection Officer", ValueKind::Name).is_empty());
    }

    #[test]
    fn other_values() {
        assert_eq!(values("at £0", ValueKind::Money)[0].1, Amount::Pence(0));
        assert_eq!(values("98.7% or 100 per cent", ValueKind::Percentage).len(), 2);
        assert_eq!(values("TLS v1.2+", ValueKind::Tls)[0].1, Amount::Version(12));
        assert_eq!(values("every six months", ValueKind::Frequency)[0].1, Amount::PerYear(2));
    }
}
