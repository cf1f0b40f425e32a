//! A moment of time: when something was received, decided or signed.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize, Serializer};

use super::{Date, IdError};

/// A moment in UTC, to the millisecond, written `2026-01-05T09:12:44.004Z`. Nothing here asks the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(try_from = "String")]
pub struct Moment(i64);

/// The first and last moments that can be written with a year of four digits.
const RANGE: std::ops::RangeInclusive<i64> = 0..=253_402_300_799_999;

impl Moment {
    /// So many milliseconds after the beginning of 1970; the nearest that can be written.
    pub fn from_unix_millis(millis: i64) -> Self {
        Self(millis.clamp(*RANGE.start(), *RANGE.end()))
    }

    /// The moment at which clocks in the United Kingdom show `hour`:`minute` on a day; none where that is no time of
    /// day. Of an hour that comes twice it is the first.
    ///
    /// Source: the Summer Time Order 2002 (SI 2002/262): from the last Sunday of March to that of October, at 01:00
    /// UTC, clocks are an hour ahead.
    pub fn in_the_uk(day: Date, hour: u8, minute: u8) -> Option<Self> {
        if hour > 23 || minute > 59 {
            return None;
        }
        let change = |month| {
            let last = Date::last_of_month(day.year(), month)?.unix_days();
            // 1 January 1970 was a Thursday.
            Some((last - (last + 4).rem_euclid(7)) * 24 + 1)
        };
        let shown = (day.unix_days() * 24 + i64::from(hour)) * 60 + i64::from(minute);
        let summer = shown - 60 >= change(3)? * 60 && shown - 60 < change(10)? * 60;
        Some(Self::from_unix_millis((shown - if summer { 60 } else { 0 }) * 60_000))
    }

    /// Milliseconds after the beginning of 1970.
    pub fn unix_millis(self) -> i64 {
        self.0
    }

    /// The day in UTC.
    pub fn date(self) -> Date {
        Date::from_unix_days(self.0.div_euclid(86_400_000))
    }

    /// Reads only the form that [`Moment`] is written in, digit for digit.
    pub fn exact(text: &str) -> Option<Self> {
        let bytes: &[u8; 24] = text.as_bytes().try_into().ok()?;
        let shape = b"0000-00-00T00:00:00.000Z";
        let fits = bytes.iter().zip(shape).all(|(it, shape)| match shape {
            b'0' => it.is_ascii_digit(),
            _ => it == shape,
        });
        if !fits {
            return None;
        }
        let number = |from: usize, to: usize| -> Option<i64> {
            let digits = bytes.get(from..to)?;
            Some(digits.iter().fold(0, |sum, digit| sum * 10 + i64::from(digit - b'0')))
        };
        let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
        let days = days(year, month, day);
        // A day that the calendar has not comes out as another.
        if civil(days) != (year, month, day) {
            return None;
        }
        let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
        if hour > 23 || minute > 59 || second > 59 {
            return None;
        }
        let seconds = (days * 24 + hour) * 3600 + minute * 60 + second;
        Some(Self(seconds * 1000 + number(20, 23)?)).filter(|it| RANGE.contains(&it.0))
    }

    /// As it is written.
    fn written(self) -> [u8; 24] {
        let mut text = *b"0000-00-00T00:00:00.000Z";
        let (year, month, day) = civil(self.0.div_euclid(86_400_000));
        let of_day = self.0.rem_euclid(86_400_000);
        let (hour, minute) = (of_day / 3_600_000, of_day / 60_000 % 60);
        let (second, milli) = (of_day / 1000 % 60, of_day % 1000);
        for (end, width, mut number) in [
            (4, 4, year),
            (7, 2, month),
            (10, 2, day),
            (13, 2, hour),
            (16, 2, minute),
            (19, 2, second),
            (23, 3, milli),
        ] {
            for place in text.iter_mut().take(end).rev().take(width) {
                *place = b'0' + u8::try_from(number % 10).unwrap_or(0);
                number /= 10;
            }
        }
        text
    }
}

/// How many days after 1 January 1970 a day is that is not before 1 March of the year 0.
///
/// Years are counted from March, so that the day that not every year has is the last.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month > 2 { year } else { year - 1 };
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    year * 365 + year / 4 - year / 100 + year / 400 + of_year - 719_468
}

/// The year, month and day so many days after 1 January 1970, not before 1 March of the year 0.
fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, of_era) = (days / 146_097, days % 146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let from_march = (5 * of_year + 2) / 153;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    let day = of_year - (153 * from_march + 2) / 5 + 1;
    (era * 400 + year + i64::from(month < 3), month, day)
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl FromStr for Moment {
    type Err = IdError;

    /// Any RFC 3339 time with its offset: `2026-09-01T12:00:00Z`, `2026-09-01T13:00+01:00`.
    fn from_str(text: &str) -> Result<Self, IdError> {
        if let Some(exact) = Self::exact(text) {
            return Ok(exact);
        }
        let wrong = || IdError {
            found: text.to_owned(),
            expected: "a time with its offset such as `2026-09-01T12:00:00Z` or `2026-09-01T13:00:00+01:00`",
        };
        let stamp: jiff::Timestamp = text.parse().map_err(|_| wrong())?;
        let millis = stamp.as_millisecond();
        if RANGE.contains(&millis) { Ok(Self(millis)) } else { Err(wrong()) }
    }
}

impl TryFrom<String> for Moment {
    type Error = IdError;

    fn try_from(text: String) -> Result<Self, IdError> {
        text.parse()
    }
}

impl From<Moment> for String {
    fn from(moment: Moment) -> String {
        moment.to_string()
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // It is ASCII by the way it is made.
        f.pad(std::str::from_utf8(&self.written()).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks_in_the_uk_are_an_hour_ahead_in_summer() {
        for (day, hour, expected) in [
            ("2026-10-09", 12, "2026-10-09T11:00:00.000Z"),
            ("2026-12-01", 12, "2026-12-01T12:00:00.000Z"),
            ("2026-03-29", 0, "2026-03-29T00:00:00.000Z"),
            ("2026-03-29", 2, "2026-03-29T01:00:00.000Z"),
            ("2026-10-25", 0, "2026-10-24T23:00:00.000Z"),
            ("2026-10-25", 1, "2026-10-25T00:00:00.000Z"),
            ("2026-10-25", 2, "2026-10-25T02:00:00.000Z"),
        ] {
            let at = Moment::in_the_uk(day.parse().unwrap(), hour, 0).unwrap();
            assert_eq!(at.to_string(), expected, "{day} {hour}");
        }
        assert_eq!(Moment::in_the_uk("2026-10-25".parse().unwrap(), 24, 0), None);
    }

    #[test]
    fn a_moment_is_written_in_one_form_and_read_in_several() {
        let at: Moment = "2026-09-01T13:00:00+01:00".parse().unwrap();
        assert_eq!(at.to_string(), "2026-09-01T12:00:00.000Z");
        assert_eq!(Moment::exact(&at.to_string()), Some(at));
        assert_eq!("2026-09-01T12:00Z".parse::<Moment>().unwrap(), at);
        for wrong in
            ["2026-09-01T12:00:00", "2026-09-01", "2026-02-30T12:00:00.000Z", "2026-09-01T24:00:00.000Z"]
        {
            assert!(wrong.parse::<Moment>().is_err(), "{wrong}");
        }
        assert_eq!(Moment::exact("2026-09-01T12:00:00Z"), None);
        // Of days in every year of the range, against the calendar of another.
        let ends = (1970..=9999).flat_map(|year| [1, 2, 12].map(|it| Date::last_of_month(year, it).unwrap()));
        for day in (0..=2_932_896).step_by(89).map(Date::from_unix_days).chain(ends) {
            let at = Moment::from_unix_millis(day.unix_days() * 86_400_000 + 86_399_999);
            let text = at.to_string();
            assert_eq!(text, format!("{day}T23:59:59.999Z"));
            assert_eq!(Moment::exact(&text), Some(at));
        }
        for wrong in
            ["2026-02-29", "2100-02-29", "2026-04-31", "2026-00-01", "2026-13-01", "2026-01-00", "0000-01-01"]
        {
            assert_eq!(Moment::exact(&format!("{wrong}T00:00:00.000Z")), None, "{wrong}");
        }
        for millis in [0, 1, 951_782_400_000, 1_767_949_964_004, *RANGE.end()] {
            let at = Moment::from_unix_millis(millis);
            assert_eq!(Moment::exact(&at.to_string()), Some(at), "{at}");
        }
    }
}
