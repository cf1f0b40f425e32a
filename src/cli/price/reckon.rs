//! What an opened pricing workbook comes to, lot by lot, as the record keeps it.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::{
    award::{
        pricing::{Correction, Issued, PricingSchedule, add_up, altered},
        sheet::WHOLE,
    },
    cli::{Failure, out},
    diag::Diagnostics,
    ledger::{
        act::{Act, Role},
        event::Draft,
    },
    procurement::method::Money,
    workbook::{layout::Layouts, read::pricing},
};

/// The rule by which a schedule is added up, as it is published.
const RULE: &str = "Added up by the published rule: quantity × unit price counts for a line, and the sum of the lines for the \
                    total.";

/// What suppliers were asked to price.
#[derive(Debug, Default)]
pub(super) struct Asked {
    /// None where the contract is not divided.
    pub(super) lots: Vec<String>,
    /// By the lot that they belong to; none for all.
    pub(super) lines: Vec<(Option<String>, Issued)>,
}

impl Asked {
    fn lines(&self, lot: &str) -> Vec<Issued> {
        let own = self.lines.iter().filter(|(of, _)| of.as_ref().is_none_or(|it| it == lot));
        own.map(|(_, it)| it.clone()).collect()
    }
}

/// A workbook that was added up.
#[derive(Debug, Default)]
pub(super) struct Reckoned {
    /// By lot; the whole contract has the lot [`WHOLE`].
    pub(super) prices: BTreeMap<String, Money>,
    tendered: BTreeMap<String, Money>,
    corrections: BTreeMap<String, Vec<Correction>>,
    schedule: BTreeMap<String, PricingSchedule>,
    /// What must be asked of the supplier.
    open: Vec<String>,
    /// For people.
    pub(super) text: String,
}

impl Reckoned {
    /// Adds a workbook up. `asked` is what the procurement asks for, where it is known; a lot of which nothing is priced is not
    /// tendered for.
    ///
    /// # Errors
    /// When it holds no price schedule, or an amount does not fit.
    pub(super) fn of(
        name: &str,
        bytes: &[u8],
        layouts: &Layouts,
        asked: Option<&Asked>,
    ) -> Result<Self, Failure> {
        let lots = asked.map(|it| it.lots.as_slice());
        let (sheets, faults) = pricing::read(name, bytes, layouts);
        out::report(&faults);
        if sheets.is_empty() {
            return Err(format!("`{name}` holds no price schedule").into());
        }
        let many = sheets.len() > 1;
        let mut reckoned = Self::default();
        reckoned.faults(&faults);
        for it in &sheets {
            let Some(lot) = lot_of(&it.sheet, lots, many) else {
                reckoned.open.push(format!("The sheet `{}` is of no lot of this procurement.", it.sheet));
                continue;
            };
            if many && it.schedule.lines.iter().all(|it| it.unit.is_none()) {
                reckoned.text.push_str(&format!("{}: not tendered for\n", out::plain(&it.sheet)));
                continue;
            }
            let mut priced = add_up(&it.schedule)?;
            let changed = asked.map_or_else(Vec::new, |asked| altered(&it.schedule, &asked.lines(&lot)));
            if !changed.is_empty() {
                priced.total = None;
                priced.open.extend(changed);
            }
            let total = priced.total.map_or_else(|| "open".to_owned(), |it| it.to_string());
            reckoned.text.push_str(&format!("{}: {total}\n", out::plain(&it.sheet)));
            if let Some(stated) = it.schedule.stated.filter(|it| Some(*it) != priced.total) {
                reckoned.text.push_str(&format!("  tendered: {stated}\n"));
            }
            for it in &priced.corrections {
                reckoned.text.push_str(&format!(
                    "  corrected {} {}: {} counts in place of {}, since {}\n",
                    it.place,
                    out::plain(&it.what),
                    it.counts,
                    it.stated,
                    it.because
                ));
            }
            for open in &priced.open {
                reckoned.text.push_str(&format!("  open: {}\n", out::plain(open)));
                reckoned.open.push(format!("{}: {open}", it.sheet));
            }
            if let Some(total) = priced.total.filter(|_| !faults.has_errors()) {
                reckoned.prices.insert(lot.clone(), total);
            }
            if let Some(stated) = it.schedule.stated {
                reckoned.tendered.insert(lot.clone(), stated);
            }
            if !priced.corrections.is_empty() {
                reckoned.corrections.insert(lot.clone(), priced.corrections);
            }
            reckoned.schedule.insert(lot, it.schedule.clone());
        }
        Ok(reckoned)
    }

    fn faults(&mut self, faults: &Diagnostics) {
        for it in faults.clone().into_sorted() {
            self.open.push(format!("{}: {}", it.place, it.message));
        }
    }

    /// Whether every lot that is tendered for has its price.
    pub(super) fn is_whole(&self) -> bool {
        !self.prices.is_empty() && self.schedule.keys().all(|it| self.prices.contains_key(it))
    }

    /// As `price.opened` says it.
    pub(super) fn total(&self) -> Option<String> {
        let all: Vec<String> = match (self.prices.len(), self.is_whole()) {
            (_, false) => return None,
            (1, _) => self.prices.values().map(ToString::to_string).collect(),
            _ => self.prices.iter().map(|(lot, it)| format!("{lot}: {it}")).collect(),
        };
        Some(all.join("; "))
    }

    /// As an event.
    pub(super) fn draft(&self, tender: &str, by: &str, role: Role, divided: bool) -> Draft {
        let reason = if self.open.is_empty() {
            RULE.to_owned()
        } else {
            format!("{RULE} Open: {}", self.open.join(" "))
        };
        let lots = self.schedule.keys().cloned().collect();
        draft(tender, (by, role), divided.then_some(lots), &reason)
            .hide("corrections", json!(self.corrections))
            .hide("prices", json!(self.prices))
            .hide("schedule", json!(self.schedule))
            .hide("tendered", json!(self.tendered))
    }
}

/// An event that says what a price comes to, without its values.
pub(super) fn draft(tender: &str, by: (&str, Role), lots: Option<Vec<String>>, reason: &str) -> Draft {
    let draft = Draft::new(Act::PriceReckoned, by.0, by.1).about("tender", tender).because(reason);
    match lots {
        Some(lots) => draft.with("lots", lots),
        None => draft,
    }
}

/// The event of a price that no program could add up.
pub(super) fn not_added_up(tender: &str, by: &str, role: Role, why: &str) -> Draft {
    draft(tender, (by, role), None, &format!("It could not be added up: {why}"))
        .hide("corrections", json!({}))
        .hide("prices", json!({}))
        .hide("schedule", Value::Null)
        .hide("tendered", json!({}))
}

/// The lot that a sheet of the pricing workbook prices.
fn lot_of(sheet: &str, lots: Option<&[String]>, many: bool) -> Option<String> {
    let lots = match lots {
        None | Some([]) if !many => return Some(WHOLE.to_owned()),
        None => return Some(sheet.to_owned()),
        Some([]) => return None,
        Some(lots) => lots,
    };
    lots.iter().find(|it| sheet_of(it) == sheet.trim()).cloned()
}

/// What the sheet of a lot is called; a workbook's sheets have short names without marks.
fn sheet_of(lot: &str) -> String {
    let name: String = format!("Pricing lot {lot}")
        .chars()
        .map(|it| if it.is_alphanumeric() || it == ' ' || it == '-' { it } else { ' ' })
        .take(31)
        .collect();
    name.trim().to_owned()
}
