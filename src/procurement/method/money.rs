//! Pounds and pence, whole.

use std::{borrow::Cow, fmt, str::FromStr};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// An amount of pounds sterling, in pence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Money(i64);

/// A text that is not an amount.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an amount of pounds such as `120000` or `£1,234.50`")]
pub struct MoneyError(String);

impl Money {
    /// So many pence.
    pub const fn of_pence(pence: i64) -> Self {
        Self(pence)
    }

    /// In pence.
    pub const fn pence(self) -> i64 {
        self.0
    }
}

/// `£1,234.50`, `1234.5`, `-20`: commas, if any, stand before every three digits.
impl FromStr for Money {
    type Err = MoneyError;

    fn from_str(text: &str) -> Result<Self, MoneyError> {
        let wrong = || MoneyError(text.to_owned());
        let digits = |it: &str| !it.is_empty() && it.bytes().all(|b| b.is_ascii_digit());
        let plain = text.trim();
        let (minus, plain) = plain.strip_prefix('-').map_or((false, plain), |it| (true, it));
        let plain = plain.strip_prefix('£').unwrap_or(plain);
        let (pounds, pence) = plain.split_once('.').map_or((plain, None), |(a, b)| (a, Some(b)));
        if pounds.contains(',') {
            let mut groups = pounds.split(',');
            let first = groups.next().unwrap_or_default();
            if first.is_empty() || first.len() > 3 || groups.any(|it| it.len() != 3) {
                return Err(wrong());
            }
        }
        let pounds = pounds.replace(',', "");
        let pence = match pence {
            None => 0,
            Some(it) if digits(it) && it.len() == 1 => it.parse::<i64>().map_err(|_| wrong())? * 10,
            Some(it) if digits(it) && it.len() == 2 => it.parse::<i64>().map_err(|_| wrong())?,
            Some(_) => return Err(wrong()),
        };
        if !digits(&pounds) {
            return Err(wrong());
        }
        let pounds: i64 = pounds.parse().map_err(|_| wrong())?;
        let all = pounds.checked_mul(100).and_then(|it| it.checked_add(pence)).ok_or_else(wrong)?;
        Ok(Self(if minus { -all } else { all }))
    }
}

/// `£1,234.50`.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all = self.0.unsigned_abs();
        let mut pounds = (all / 100).to_string();
        let mut at = pounds.len();
        while at > 3 {
            at -= 3;
            pounds.insert(at, ',');
        }
        let minus = if self.0 < 0 { "-" } else { "" };
        write!(f, "{minus}£{pounds}.{:02}", all % 100)
    }
}

/// As a plain number with two decimals, in a text: no reader makes a float of it.
impl Serialize for Money {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let all = self.0.unsigned_abs();
        let minus = if self.0 < 0 { "-" } else { "" };
        to.serialize_str(&format!("{minus}{}.{:02}", all / 100, all % 100))
    }
}

impl<'de> Deserialize<'de> for Money {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Amount;

        impl de::Visitor<'_> for Amount {
            type Value = Money;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("whole pounds, or a text such as \"1234.50\"")
            }

            fn visit_i64<E: de::Error>(self, pounds: i64) -> Result<Money, E> {
                pounds.checked_mul(100).map(Money).ok_or_else(|| E::custom(MoneyError(pounds.to_string())))
            }

            fn visit_u64<E: de::Error>(self, pounds: u64) -> Result<Money, E> {
                let signed = i64::try_from(pounds).map_err(|_| E::custom(MoneyError(pounds.to_string())))?;
                self.visit_i64(signed)
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Money, E> {
                text.parse().map_err(E::custom)
            }
        }

        from.deserialize_any(Amount)
    }
}

impl JsonSchema for Money {
    fn schema_name() -> Cow<'static, str> {
        "Money".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "Whole pounds, or a text such as \"1234.50\".",
            "type": ["integer", "string"],
            "pattern": "^-?£?[0-9][0-9,]*([.][0-9]{1,2})?$"
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_to_the_penny_and_written_as_people_do() {
        for (text, pence) in [("0", 0), ("120000", 12_000_000), ("£1,234.5", 123_450), ("-£20.05", -2005)] {
            assert_eq!(text.parse::<Money>().unwrap().pence(), pence, "{text}");
        }
        for text in ["", "1,23", "12,34,567", "1.234", "1.", ".5", "£", "1e3", "--1", "92233720368547758.08"]
        {
            assert!(text.parse::<Money>().is_err(), "{text}");
        }
        assert_eq!(Money::of_pence(123_456_789).to_string(), "£1,234,567.89");
        assert_eq!(Money::of_pence(-5).to_string(), "-£0.05");
    }
}
