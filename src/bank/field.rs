//! Answers beyond prose: what a cell asks for, and what of it counts as met.
//!
//! A field asks for one value or one table. It may answer a part of its question; then what stands in it decides the
//! part's status by the exact bounds given here, with no reading of words.

use std::{fmt, str::FromStr};

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

use crate::id::{Name, PartId};

/// One value or table that a question asks for beside or instead of prose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Unique within the question: `notice-hours`.
    pub id: Name,
    /// As printed at the cell.
    pub title: String,
    /// The part that it answers, if any; others are for information.
    pub part: Option<PartId>,
    /// Whether it must be filled.
    pub required: bool,
    /// How to fill it.
    pub help: String,
    /// What is asked for.
    pub kind: FieldKind,
}

/// What a field asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldKind {
    /// A yes or a no; yes is the safe answer.
    YesNo,
    /// One of several.
    Choice(Vec<Choice>),
    /// A number in a unit.
    Number(NumberField),
    /// A day.
    Date(DateField),
    /// A line of text, kept as it is.
    Text,
    /// Certificates, one in each row.
    Certificates(Vec<Scheme>),
    /// Rows of columns.
    Table(Table),
    /// A document that is sent with the tender: its file name, the section and its date.
    Evidence,
}

impl Field {
    /// Whether it asks for rows on a sheet of its own.
    pub fn is_table(&self) -> bool {
        matches!(self.kind, FieldKind::Certificates(_) | FieldKind::Table(_))
    }

    /// The words at its cell: the title, and below it how to fill it.
    pub fn printed(&self) -> String {
        let help = self.help.trim();
        if help.is_empty() { self.title.clone() } else { format!("{}\n{help}", self.title) }
    }

    /// The parts that it can answer.
    pub fn parts(&self) -> impl Iterator<Item = &PartId> {
        let (schemes, columns): (&[Scheme], &[Column]) = match &self.kind {
            FieldKind::Certificates(it) => (it, &[]),
            FieldKind::Table(it) => (&[], &it.columns),
            _ => (&[], &[]),
        };
        let further = schemes.iter().filter_map(|it| it.part.as_ref());
        self.part.iter().chain(further).chain(columns.iter().filter_map(|it| it.part.as_ref()))
    }
}

impl FieldKind {
    /// As it is written in files.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::YesNo => "yes-no",
            Self::Choice(_) => "choice",
            Self::Number(_) => "number",
            Self::Date(_) => "date",
            Self::Text => "text",
            Self::Certificates(_) => "certificates",
            Self::Table(_) => "table",
            Self::Evidence => "evidence",
        }
    }
}

/// An option of a choice.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Choice {
    /// Unique within the field.
    #[schemars(with = "String")]
    pub id: Name,
    /// As the drop-down shows it.
    pub title: String,
    /// What it makes of the part.
    pub means: Standing,
}

/// What a filled field makes of its part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// It is met.
    Met,
    /// It is met, with an exception that is named.
    MetWithException,
    /// It is met only in part, or with a reserve.
    Partly,
    /// It is to come.
    Planned,
    /// It is not met.
    NotMet,
}

/// A number in a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberField {
    /// As printed: `hours`, `months`, `%`.
    pub unit: String,
    /// Within these the part is met.
    pub good: Bounds,
    /// Within these it is met with an exception; outside both it is not met.
    pub fair: Option<Bounds>,
    /// Outside these a person is asked whether the number is meant.
    pub plausible: Option<Bounds>,
}

/// From and to, both included; at least one of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Bounds {
    /// The least.
    #[schemars(with = "Option<String>")]
    pub at_least: Option<Quantity>,
    /// The most.
    #[schemars(with = "Option<String>")]
    pub at_most: Option<Quantity>,
}

impl Bounds {
    /// Whether `value` lies within.
    pub fn hold(&self, value: Quantity) -> bool {
        self.at_least.is_none_or(|it| it <= value) && self.at_most.is_none_or(|it| value <= it)
    }
}

/// A number to three places, without a float: a whole number, or a string such as `"99.95"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(into = "String")]
pub struct Quantity(i64);

/// A number that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a number with at most three places behind the point")]
pub struct QuantityError(String);

impl Quantity {
    /// So many thousandths.
    pub fn of_thousandths(thousandths: i64) -> Self {
        Self(thousandths)
    }

    /// In thousandths.
    pub fn thousandths(self) -> i64 {
        self.0
    }
}

impl FromStr for Quantity {
    type Err = QuantityError;

    fn from_str(text: &str) -> Result<Self, QuantityError> {
        let error = || QuantityError(text.to_owned());
        let trimmed = text.trim();
        let (sign, digits) = trimmed.strip_prefix('-').map_or((1, trimmed), |it| (-1, it));
        let (whole, places) = digits.split_once('.').unwrap_or((digits, ""));
        let digits = |it: &str| it.bytes().all(|it| it.is_ascii_digit());
        if whole.is_empty() || !digits(whole) || !digits(places) || places.len() > 3 {
            return Err(error());
        }
        let whole: i64 = whole.parse().map_err(|_| error())?;
        let fraction: i64 = format!("{places:0<3}").parse().map_err(|_| error())?;
        let all = whole.checked_mul(1000).and_then(|it| it.checked_add(fraction)).ok_or_else(error)?;
        Ok(Self(sign * all))
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, places) = (self.0.unsigned_abs() / 1000, self.0.unsigned_abs() % 1000);
        if places == 0 {
            return write!(f, "{sign}{whole}");
        }
        write!(f, "{sign}{whole}.{}", format!("{places:03}").trim_end_matches('0'))
    }
}

impl From<Quantity> for String {
    fn from(it: Quantity) -> Self {
        it.to_string()
    }
}

impl<'de> Deserialize<'de> for Quantity {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Written {
            Whole(i64),
            Text(String),
        }
        match Written::deserialize(deserializer)? {
            Written::Whole(it) => it.to_string().parse().map_err(serde::de::Error::custom),
            Written::Text(it) => it.parse().map_err(serde::de::Error::custom),
        }
    }
}

/// A day and when it counts as met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct DateField {
    /// Not earlier than this.
    pub not_before: Option<Anchor>,
    /// Not later than this.
    pub not_after: Option<Anchor>,
    /// At most so many months before the day of evaluation.
    pub within_months: Option<u32>,
}

/// A day that the procurement knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Anchor {
    /// On which tenders are evaluated.
    Evaluation,
    /// On which the contract begins.
    ContractStart,
    /// On which it ends.
    ContractEnd,
}

/// A certification that a row can hold.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Scheme {
    /// Unique within the field.
    #[schemars(with = "String")]
    pub id: Name,
    /// As the drop-down shows it.
    pub title: String,
    /// The part that a valid row answers.
    #[schemars(with = "Option<String>")]
    pub part: Option<PartId>,
    /// Keys of the sources whose editions count; their dates decide. None where any edition does.
    #[serde(default)]
    pub editions: Vec<String>,
    /// The longest that a certificate lasts, where the scheme says so.
    pub valid_months: Option<u32>,
}

/// Rows of columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// From left to right.
    pub columns: Vec<Column>,
    /// The fewest rows that answer the part.
    pub min_rows: u32,
    /// Rows that a person should see.
    pub watch: Vec<Watch>,
}

/// One column of a table.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Column {
    /// Unique within the table.
    #[schemars(with = "String")]
    pub id: Name,
    /// As printed above it.
    pub title: String,
    /// Whether each row must fill it.
    #[serde(default)]
    pub required: bool,
    /// What may stand in it, shown as a drop-down; any text where empty.
    #[serde(default)]
    pub options: Vec<String>,
    /// The part that a row which fills it answers, where that is not the table's.
    #[schemars(with = "Option<String>")]
    #[serde(default)]
    pub part: Option<PartId>,
}

/// A value of a column that a person should see.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Watch {
    /// The column.
    #[schemars(with = "String")]
    pub column: Name,
    /// Any value but these is shown to a person …
    #[serde(default)]
    pub unless: Vec<String>,
    /// … or, where given, one of these.
    #[serde(default)]
    pub when: Vec<String>,
    /// Of the flag, kebab-case.
    #[schemars(with = "String")]
    pub flag: Name,
    /// For the person.
    pub message: String,
    /// For the supplier.
    pub ask: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_are_exact() {
        for (text, thousandths) in [("24", 24_000), ("99.95", 99_950), ("-0.5", -500)] {
            let it: Quantity = text.parse().unwrap();
            assert_eq!(it.thousandths(), thousandths);
            assert_eq!(it.to_string(), text);
        }
        for text in ["", ".5", "1.2345", "1e3", "24h", "1,000"] {
            assert!(text.parse::<Quantity>().is_err(), "{text}");
        }
    }
}
