//! Ids, versions, digests and dates: parse once, and afterwards they cannot be wrong.

use std::{fmt, io, marker::PhantomData, str::FromStr};

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{self, Visitor},
};
use sha2::{Digest as _, Sha256};

mod hash;
mod kept;
mod moment;

pub use hash::Hash;
pub use kept::{Kept, lasting};
pub use moment::Moment;

/// A word that is not of the form its kind demands.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{found}` is not {expected}")]
pub struct IdError {
    found: String,
    expected: &'static str,
}

/// Reads an id from where it is written.
struct Parsed<T>(PhantomData<T>);

impl<T: FromStr<Err: fmt::Display>> Visitor<'_> for Parsed<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
        text.parse().map_err(E::custom)
    }
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $expected:literal, $check:expr) => {
        $(#[$doc])*
        ///
        /// One text is shared by all copies: ids stand in every claim and finding.
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Kept);

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_str(Parsed(PhantomData))
            }
        }

        impl $name {
            /// The id as it is written in files.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                let check: fn(&str) -> bool = $check;
                if check(text) {
                    Ok(Self(text.into()))
                } else {
                    Err(IdError { found: text.to_owned(), expected: $expected })
                }
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.as_str().to_owned()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        /// Ids compare as their text does.
        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }
    };
}

id!(
    /// A question of the bank: `SLP-08`. Never used again once retired.
    QuestionId,
    "a question id such as `SLP-08`",
    |it| it.split_once('-').is_some_and(|(area, number)| {
        (2..=5).contains(&area.len())
            && area.bytes().all(|b| b.is_ascii_uppercase())
            && number.len() == 2
            && number.bytes().all(|b| b.is_ascii_digit())
    })
);
id!(
    /// A part of a question: `backups`. Unique within its question.
    PartId,
    "a part such as `air-gapped-backups`",
    is_kebab
);
id!(
    /// A rule, named by question, part and what it looks for: `SLP-08.backups.encrypted`.
    RuleId,
    "a rule id such as `SLP-08.backups.encrypted`",
    |it| is_joined(it, &RULE)
);
id!(
    /// A clause of the library: `encryption-of-backups`.
    ClauseId,
    "a clause id such as `encryption-of-backups`",
    is_kebab
);
id!(
    /// Any other named thing of the data files: a cap, a check, a flag, a lexicon, a cue.
    Name,
    "a name such as `mandatory-negated`",
    |it| is_joined(it, &NAME)
);

id!(
    /// One tender: `T-001` as the record numbers them, or the name that a file gives it.
    TenderId,
    "a tender such as `T-001` or `heron-north`",
    |it| it.len() <= 64
        && it.bytes().next().is_some_and(|b| b.is_ascii_alphanumeric())
        && it.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
);

fn is_kebab(text: &str) -> bool {
    is_joined(text, &KEBAB)
}

/// What a byte is in an id: one of a word, a joint between two, or of no use.
#[derive(Clone, Copy, PartialEq)]
enum Use {
    Word,
    Joint,
    None,
}

const KEBAB: [Use; 256] = uses(false, false);
const NAME: [Use; 256] = uses(true, false);
const RULE: [Use; 256] = uses(true, true);

#[expect(clippy::as_conversions, clippy::indexing_slicing, reason = "a constant has no other way to a place")]
const fn uses(stops: bool, capitals: bool) -> [Use; 256] {
    let mut uses = [Use::None; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        uses[byte as usize] = match byte {
            b'a'..=b'z' | b'0'..=b'9' => Use::Word,
            b'A'..=b'Z' if capitals => Use::Word,
            b'-' => Use::Joint,
            b'.' if stops => Use::Joint,
            _ => Use::None,
        };
        byte += 1;
    }
    uses
}

/// Whether words are joined by one joint each. In one pass by a table, for data files hold tens of thousands.
fn is_joined(text: &str, uses: &[Use; 256]) -> bool {
    let mut before = Use::Joint;
    for byte in text.bytes() {
        let it = uses.get(usize::from(byte)).copied().unwrap_or(Use::None);
        if it == Use::None || it == Use::Joint && before == Use::Joint {
            return false;
        }
        before = it;
    }
    before == Use::Word
}

/// The version of a bank release: three whole numbers, `1.0.0`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct BankVersion([u32; 3]);

impl FromStr for BankVersion {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        let mut numbers = text.split('.').map(|it| it.parse::<u32>().ok());
        match (numbers.next(), numbers.next(), numbers.next(), numbers.next()) {
            (Some(Some(major)), Some(Some(minor)), Some(Some(patch)), None) => {
                Ok(Self([major, minor, patch]))
            }
            _ => Err(IdError { found: text.to_owned(), expected: "a version such as `1.0.0`" }),
        }
    }
}

impl TryFrom<String> for BankVersion {
    type Error = IdError;

    fn try_from(text: String) -> Result<Self, IdError> {
        text.parse()
    }
}

impl From<BankVersion> for String {
    fn from(version: BankVersion) -> String {
        version.to_string()
    }
}

impl fmt::Display for BankVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [major, minor, patch] = self.0;
        write!(f, "{major}.{minor}.{patch}")
    }
}

/// A SHA-256 digest, written `sha256:` and 64 lower-case hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Digest(String);

impl Digest {
    /// The digest of `bytes`.
    pub fn of(bytes: &[u8]) -> Self {
        Self::written(Sha256::digest(bytes))
    }

    /// The digest of all that `stream` yields, held a piece at a time.
    ///
    /// # Errors
    /// When the stream cannot be read.
    pub fn of_stream(mut stream: impl io::Read) -> io::Result<Self> {
        let mut hasher = Sha256::new();
        let mut piece = vec![0; 1 << 16];
        loop {
            let count = stream.read(&mut piece)?;
            let Some(read) = piece.get(..count).filter(|it| !it.is_empty()) else {
                break;
            };
            hasher.update(read);
        }
        Ok(Self::written(hasher.finalize()))
    }

    fn written(hash: impl IntoIterator<Item = u8>) -> Self {
        let mut text = String::with_capacity(71);
        text.push_str("sha256:");
        for byte in hash {
            let digits = [byte >> 4, byte & 15].map(|it| char::from_digit(u32::from(it), 16));
            text.extend(digits.into_iter().flatten());
        }
        Self(text)
    }

    /// With the algorithm in front: `sha256:…`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The hexadecimal digits alone.
    pub fn hex(&self) -> &str {
        self.0.strip_prefix("sha256:").unwrap_or(&self.0)
    }
}

impl From<Hash> for Digest {
    fn from(hash: Hash) -> Self {
        Self::written(*hash.as_bytes())
    }
}

impl FromStr for Digest {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        let valid = text.strip_prefix("sha256:").is_some_and(|hex| {
            hex.len() == 64 && hex.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
        });
        if valid {
            Ok(Self(text.to_owned()))
        } else {
            Err(IdError {
                found: text.to_owned(),
                expected: "a digest such as `sha256:` and 64 hexadecimal digits",
            })
        }
    }
}

impl TryFrom<String> for Digest {
    type Error = IdError;

    fn try_from(text: String) -> Result<Self, IdError> {
        text.parse()
    }
}

impl From<Digest> for String {
    fn from(digest: Digest) -> String {
        digest.0
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The first eight bytes of the SHA-256 digest of `bytes`, as a number: enough to see that something small has changed.
pub fn mark(bytes: &[u8]) -> u64 {
    let hash = Sha256::digest(bytes);
    hash.iter().take(8).fold(0, |sum, byte| sum << 8 | u64::from(*byte))
}

/// A calendar day, written `2026-09-01`. Scoring takes the day as a value and never asks the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Date(jiff::civil::Date);

impl Date {
    /// The day `year`-`month`-`day`, if the calendar has it.
    pub fn from_ymd(year: i16, month: i8, day: i8) -> Option<Self> {
        jiff::civil::Date::new(year, month, day).ok().map(Self)
    }

    /// So many months later, or earlier where negative; the last day of a month that has no such day.
    pub fn months_later(self, months: i32) -> Option<Self> {
        let month = i32::from(self.year()) * 12 + i32::from(self.month()) - 1 + months;
        let year = i16::try_from(month.div_euclid(12)).ok()?;
        let month = i8::try_from(month.rem_euclid(12) + 1).ok()?;
        Self::from_ymd(year, month, self.day()).or_else(|| Self::last_of_month(year, month))
    }

    /// The last day of a month, for `expires June 2028`.
    pub fn last_of_month(year: i16, month: i8) -> Option<Self> {
        jiff::civil::Date::new(year, month, 1).ok().map(|it| Self(it.last_of_month()))
    }

    /// The day that begins `days` days after 1 January 1970; the nearest that the calendar has.
    pub fn from_unix_days(days: i64) -> Self {
        let epoch = jiff::civil::Date::constant(1970, 1, 1);
        Self(epoch.saturating_add(jiff::Span::new().try_days(days).unwrap_or_default()))
    }

    /// How many days after 1 January 1970 it is.
    pub fn unix_days(self) -> i64 {
        let epoch = jiff::civil::Date::constant(1970, 1, 1);
        epoch.until(self.0).map_or(0, |it| i64::from(it.get_days()))
    }

    /// So many days later, or earlier; the nearest that the calendar has.
    #[must_use]
    pub fn plus_days(self, days: i64) -> Self {
        Self(self.0.saturating_add(jiff::Span::new().try_days(days).unwrap_or_default()))
    }

    /// So many months later, on the same day or the last of the month.
    #[must_use]
    pub fn plus_months(self, months: u32) -> Self {
        Self(self.0.saturating_add(jiff::Span::new().try_months(months).unwrap_or_default()))
    }

    /// How many days after this day the other is; less than 0 where it is before.
    pub fn days_until(self, other: Self) -> i64 {
        self.0.until(other.0).map_or(0, |it| i64::from(it.get_days()))
    }

    /// The day of the week, 1 for Monday to 7 for Sunday.
    pub fn weekday(self) -> i8 {
        self.0.weekday().to_monday_one_offset()
    }

    /// The year, for instance 2026.
    pub fn year(self) -> i16 {
        self.0.year()
    }

    /// The month, 1 to 12.
    pub fn month(self) -> i8 {
        self.0.month()
    }

    /// The day of the month, 1 to 31.
    pub fn day(self) -> i8 {
        self.0.day()
    }
}

impl FromStr for Date {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        text.parse()
            .map(Self)
            .map_err(|_| IdError { found: text.to_owned(), expected: "a date such as `2026-09-01`" })
    }
}

impl TryFrom<String> for Date {
    type Error = IdError;

    fn try_from(text: String) -> Result<Self, IdError> {
        text.parse()
    }
}

impl From<Date> for String {
    fn from(date: Date) -> String {
        date.to_string()
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_parsed_or_refused() {
        assert!("SLP-08".parse::<QuestionId>().is_ok());
        for wrong in ["slp-08", "SLP-8", "SLP08", "", "SLP-08 "] {
            assert!(wrong.parse::<QuestionId>().is_err(), "{wrong}");
        }
        assert!("air-gapped-backups".parse::<PartId>().is_ok());
        assert!("Air-gapped".parse::<PartId>().is_err());
        assert!("SLP-08.backups.encrypted".parse::<RuleId>().is_ok());
        assert_eq!("1.0.0".parse::<BankVersion>().unwrap().to_string(), "1.0.0");
        assert!("1.0".parse::<BankVersion>().is_err());
        assert_eq!("2026-09-01".parse::<Date>().unwrap().to_string(), "2026-09-01");
        assert!("2026-02-30".parse::<Date>().is_err());
    }

    #[test]
    fn days_are_counted_over_months_and_years() {
        let day: Date = "2026-12-30".parse().unwrap();
        assert_eq!(day.plus_days(5).to_string(), "2027-01-04");
        assert_eq!(day.plus_days(-30).to_string(), "2026-11-30");
        assert_eq!(day.days_until(day.plus_days(400)), 400);
        assert_eq!(day.plus_days(3).days_until(day), -3);
        assert_eq!(day.plus_months(2).to_string(), "2027-02-28");
        assert_eq!(day.weekday(), 3);
    }

    #[test]
    fn a_digest_is_what_sha256sum_prints() {
        assert_eq!(
            Digest::of(b"").as_str(),
            "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        );
    }
}
