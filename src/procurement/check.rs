//! Everything that is wrong with a draft, at once and by place; what the law says of it; how ready its authority is.

use serde::Serialize;

use super::{
    Procurement,
    law::{Law, pounds},
    opening::OpeningRules,
    readiness::{Principles, Report},
};
use crate::{
    bank::{Bank, SourceStatus},
    diag::{Diagnostic, Diagnostics, Severity},
    id::Date,
    source::SourceFile,
};

mod assessment;
mod dates;
mod method;
mod missing;
mod panel;
mod proportion;

/// What a check found.
#[derive(Debug, Clone)]
pub struct Checked {
    /// All that is wrong, and all that is worth a look.
    pub faults: Diagnostics,
    /// How ready the authority is, principle by principle.
    pub readiness: Report,
    /// What the law says of a contract of this kind and value on the day.
    pub facts: Vec<Fact>,
    /// What is asked, where it could be made out.
    pub bank: Option<Bank>,
    /// The day as of which it was checked.
    pub on: Date,
}

/// Something that a person should know and that is no fault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fact {
    /// In a sentence.
    pub text: String,
    /// Where it stands.
    pub source: String,
    /// Whether a person still has to check it.
    pub unverified: bool,
}

impl Fact {
    pub(super) fn new(text: String, source: &str, status: SourceStatus) -> Self {
        Self { text, source: source.to_owned(), unverified: status == SourceStatus::Unverified }
    }
}

/// Checks a draft against the data files. `overlay` is the file that the draft names, if it names one.
///
/// # Errors
/// When the data files themselves are faulty.
pub fn check(
    files: &[SourceFile],
    procurement: &Procurement,
    overlay: Option<&SourceFile>,
    on: Date,
) -> Result<Checked, Diagnostics> {
    let law = Law::load(files)?;
    let principles = Principles::load(files)?;
    let opening = OpeningRules::load(files)?;
    let mut desk = Desk { procurement, law: &law, on, faults: Diagnostics::default(), facts: Vec::new() };
    missing::check(&mut desk);
    dates::check(&mut desk);
    desk.thresholds();
    desk.faults.extend(opening.check(procurement));
    let (bank, found) = procurement.bank(files, overlay);
    desk.faults.extend(found);
    if let Some(bank) = &bank {
        assessment::check(&mut desk, bank);
        proportion::check(&mut desk, files, bank)?;
        panel::check(&mut desk, bank);
    }
    method::check(&mut desk, files);
    desk.faults.extend(principles.check(procurement));
    Ok(Checked {
        faults: desk.faults.into_distinct(),
        readiness: principles.report(procurement),
        facts: desk.facts,
        bank,
        on,
    })
}

impl Checked {
    /// How many faults stop the pack, and how many are only worth a look.
    pub fn counts(&self) -> (usize, usize) {
        let all = self.faults.clone().into_sorted();
        let errors = all.iter().filter(|it| it.severity == Severity::Error).count();
        (errors, all.len() - errors)
    }
}

/// What the checks share.
struct Desk<'a> {
    procurement: &'a Procurement,
    law: &'a Law,
    on: Date,
    faults: Diagnostics,
    facts: Vec<Fact>,
}

impl Desk<'_> {
    fn error(&mut self, at: &str, code: &'static str, message: impl Into<String>, help: impl Into<String>) {
        self.faults.push(Diagnostic::error(self.procurement.place(at), code, message).help(help));
    }

    fn warn(&mut self, at: &str, code: &'static str, message: impl Into<String>, help: impl Into<String>) {
        self.faults.push(Diagnostic::warning(self.procurement.place(at), code, message).help(help));
    }

    /// Whether the value fits the regime, and what else the law asks of it.
    fn thresholds(&mut self) {
        let it = self.procurement;
        let (Some(regime), Some(authority), Some(kind)) = (it.regime, it.authority, it.kind) else { return };
        if it.value == 0 {
            return;
        }
        let day = it.dates.publication.unwrap_or(self.on);
        let Some(thresholds) = self.law.thresholds(day) else {
            self.warn(
                "value",
                "procurement/threshold",
                format!("no thresholds are known for {day}"),
                "add them to `scoring/law/thresholds.toml`; until then compare the value yourself",
            );
            return;
        };
        let threshold = thresholds.of(authority, kind);
        let above = it.value >= threshold;
        self.facts.push(Fact::new(
            format!(
                "on {day} the threshold for this contract is {} with VAT; its value of {} is {}",
                pounds(threshold),
                pounds(it.value),
                if above { "at or above it" } else { "below it" }
            ),
            &thresholds.source,
            thresholds.status,
        ));
        match regime {
            super::Regime::BelowThreshold if above => self.error(
                "regime",
                "procurement/threshold",
                format!(
                    "a value of {} is not below the threshold of {}",
                    pounds(it.value),
                    pounds(threshold)
                ),
                "take `procurement-act-2023`, or mend the value (with VAT and every extension)",
            ),
            super::Regime::ProcurementAct2023 if !above => self.warn(
                "regime",
                "procurement/threshold",
                format!("a value of {} is below the threshold of {}", pounds(it.value), pounds(threshold)),
                "`below-threshold` has lighter rules; keep the full procedure only if that is meant",
            ),
            _ => {}
        }
        for duty in &self.law.duties {
            if duty.regime.contains(&regime) && it.value > duty.over && duty.from <= day {
                self.facts.push(Fact::new(
                    format!("above {}: {}", pounds(duty.over), duty.text),
                    &duty.source,
                    duty.status,
                ));
            }
        }
    }
}
