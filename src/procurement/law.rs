//! What the law says on a day: thresholds, shortest times, standstill, bank holidays. All of it is dated data.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Authority, Kind, Procedure, Regime};
use crate::{
    bank::SourceStatus,
    diag::{Diagnostic, Diagnostics, Place},
    id::Date,
    source::SourceFile,
};

/// Where the files of the law stand.
const THRESHOLDS: &str = "scoring/law/thresholds.toml";
const PERIODS: &str = "scoring/law/periods.toml";
const HOLIDAYS: &str = "scoring/law/bank-holidays.toml";

/// What of the law a procurement is measured by.
#[derive(Debug, Clone)]
pub struct Law {
    /// The values from which contracts are public contracts.
    pub thresholds: Vec<Thresholds>,
    /// What is asked from a value on.
    pub duties: Vec<Duty>,
    /// The shortest times for tendering.
    pub tendering: Vec<Tendering>,
    /// Between which days a planned notice shortens them.
    pub planned_notice: PlannedNotice,
    /// How long a signature waits after the award notice.
    pub standstill: Vec<StandstillRule>,
    /// Advice on what lies between two dates.
    pub gaps: Vec<Gap>,
    /// The days that are no working days.
    pub holidays: Holidays,
}

/// The thresholds of a time.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Thresholds {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
    /// Where they are published.
    pub source: String,
    /// Whether they may be relied on.
    pub status: SourceStatus,
    /// When a person last looked.
    pub checked_on: Date,
    goods_and_services_sub_central: u64,
    goods_and_services_central: u64,
    light_touch: u64,
    works: u64,
}

/// What the law asks of contracts above a value.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Duty {
    /// Of what regimes.
    pub regime: Vec<Regime>,
    /// Above this many pounds.
    pub over: u64,
    /// What is asked.
    pub text: String,
    /// Where.
    pub source: String,
    /// Whether it may be relied on.
    pub status: SourceStatus,
    /// Since when.
    pub from: Date,
}

/// The shortest time from notice to deadline.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Tendering {
    /// Under which law.
    pub regime: Regime,
    /// In which procedures; in all where empty.
    pub procedure: Vec<Procedure>,
    /// How many days.
    pub days: i64,
    /// On what condition.
    pub when: String,
    /// How many after a planned notice.
    pub after_planned_notice: Option<i64>,
    /// Where.
    pub source: String,
    /// Whether it may be relied on.
    pub status: SourceStatus,
    /// Whether it is advice and no law.
    #[serde(default)]
    pub advice: bool,
}

/// When a planned notice shortens the time for tendering.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct PlannedNotice {
    /// The fewest days before the tender notice.
    pub least_days: i64,
    /// The most.
    pub most_days: i64,
    /// Where.
    pub source: String,
    /// Whether it may be relied on.
    pub status: SourceStatus,
}

/// How long the signature waits.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct StandstillRule {
    /// Under which law.
    pub regime: Regime,
    /// How many days.
    pub days: u32,
    /// Whether only working days count.
    pub working: bool,
    /// Whether the day of the notice counts.
    pub first_day_counts: bool,
    /// Where.
    pub source: String,
    /// Whether it may be relied on.
    pub status: SourceStatus,
}

/// Advice on what lies between two dates.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Gap {
    /// The earlier, as the procurement's file names it.
    pub after: String,
    /// The later.
    pub before: String,
    /// In days.
    pub least: i64,
    /// Why.
    pub why: String,
}

/// Days on which nobody works.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Holidays {
    /// Where they come from.
    pub source: String,
    /// The first day that the lists cover.
    pub from: Date,
    /// The last.
    pub to: Date,
    /// When a person last looked.
    pub checked_on: Date,
    /// Whether they may be relied on.
    pub status: SourceStatus,
    england_and_wales: BTreeSet<Date>,
    elsewhere: BTreeSet<Date>,
}

/// A standstill, day by day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Standstill {
    /// The day of the award notice.
    pub notice: Date,
    /// How many days, and whether only working days.
    pub days: u32,
    /// Whether only working days count.
    pub working: bool,
    /// Each day of the stretch, and why it does not count if it does not.
    pub stretch: Vec<(Date, Option<String>)>,
    /// The last day of the standstill.
    pub ends: Date,
    /// The first day on which the contract can be signed.
    pub sign_from: Date,
    /// Where the rule stands.
    pub source: String,
    /// What a person should know.
    pub notes: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ThresholdsFile {
    period: Vec<Thresholds>,
    #[serde(default)]
    duty: Vec<Duty>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct PeriodsFile {
    tendering: Vec<Tendering>,
    planned_notice: PlannedNotice,
    standstill: Vec<StandstillRule>,
    gap: Vec<Gap>,
}

impl Law {
    /// Reads the files of the law.
    ///
    /// # Errors
    /// When one is missing or faulty.
    pub fn load(files: &[SourceFile]) -> Result<Self, Diagnostics> {
        let mut faults = Diagnostics::default();
        let thresholds: Option<ThresholdsFile> = read(files, THRESHOLDS, &mut faults);
        let periods: Option<PeriodsFile> = read(files, PERIODS, &mut faults);
        let holidays: Option<Holidays> = read(files, HOLIDAYS, &mut faults);
        match (thresholds, periods, holidays) {
            (Some(thresholds), Some(periods), Some(holidays)) if !faults.has_errors() => Ok(Self {
                thresholds: thresholds.period,
                duties: thresholds.duty,
                tendering: periods.tendering,
                planned_notice: periods.planned_notice,
                standstill: periods.standstill,
                gaps: periods.gap,
                holidays,
            }),
            _ => Err(faults),
        }
    }

    /// The thresholds that count on a day.
    pub fn thresholds(&self, on: Date) -> Option<&Thresholds> {
        self.thresholds.iter().find(|it| it.from <= on && on <= it.to)
    }

    /// The standstill that begins with the award notice of `notice`; none where the law has none.
    pub fn standstill(&self, regime: Regime, notice: Date) -> Option<Standstill> {
        let rule = self.standstill.iter().find(|it| it.regime == regime)?;
        let mut day = if rule.first_day_counts { notice } else { notice.plus_days(1) };
        let (mut stretch, mut counted, mut notes) = (Vec::new(), 0, Vec::new());
        // Two months hold any standstill that the data could ask for.
        for _ in 0..62 + rule.days {
            let why = if rule.working { self.holidays.no_working_day(day) } else { None };
            if why.is_none() {
                counted += 1;
                if self.holidays.elsewhere.contains(&day) && rule.working {
                    notes.push(format!(
                        "{day} is a bank holiday in another part of the United Kingdom; it was counted, so ask whether \
                         it should be, or wait a day longer"
                    ));
                }
            }
            stretch.push((day, why.map(str::to_owned)));
            if counted >= rule.days {
                break;
            }
            day = day.plus_days(1);
        }
        if rule.working && (notice < self.holidays.from || self.holidays.to < day) {
            notes.push(format!(
                "bank holidays are known from {} to {} only: the days beyond were counted without them",
                self.holidays.from, self.holidays.to
            ));
        }
        if rule.working && self.holidays.no_working_day(notice).is_some() {
            notes.push("the notice is published on a day that does not count".to_owned());
        }
        let mut sign_from = day.plus_days(1);
        while self.holidays.no_working_day(sign_from).is_some() {
            sign_from = sign_from.plus_days(1);
        }
        Some(Standstill {
            notice,
            days: rule.days,
            working: rule.working,
            stretch,
            ends: day,
            sign_from,
            source: rule.source.clone(),
            notes,
        })
    }
}

impl Thresholds {
    /// The threshold for a contract of this kind.
    pub fn of(&self, authority: Authority, kind: Kind) -> u64 {
        match (kind, authority) {
            (Kind::Works, _) => self.works,
            (Kind::LightTouch, _) => self.light_touch,
            (Kind::Goods | Kind::Services, Authority::SubCentral) => self.goods_and_services_sub_central,
            (Kind::Goods | Kind::Services, Authority::Central) => self.goods_and_services_central,
        }
    }
}

impl Holidays {
    /// Why a day is no working day; none where it is one.
    pub fn no_working_day(&self, day: Date) -> Option<&'static str> {
        match day.weekday() {
            6 => Some("Saturday"),
            7 => Some("Sunday"),
            _ => self.england_and_wales.contains(&day).then_some("bank holiday"),
        }
    }
}

/// A data file by its path.
pub(super) fn read<T: serde::de::DeserializeOwned>(
    files: &[SourceFile],
    path: &str,
    faults: &mut Diagnostics,
) -> Option<T> {
    let Some(file) = files.iter().find(|it| it.path == path) else {
        faults.push(
            Diagnostic::error(
                Place::Whole { path: path.to_owned() },
                "procurement/no-data",
                "the data file is missing",
            )
            .help("take it from the program's own data, or leave `--data` out"),
        );
        return None;
    };
    let (value, found) = file.toml_all();
    faults.extend(found);
    value
}

/// A number of pounds as people read it: `£207,720`.
pub fn pounds(value: u64) -> String {
    let digits = value.to_string();
    let mut text = String::from("£");
    for (n, digit) in digits.chars().enumerate() {
        if n > 0 && (digits.len() - n).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
