//! From a pricing schedule to the price that is compared: what does not add up is corrected by the published rule, line by
//! line, and what makes tenders comparable is done to all of them alike.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Ratio, TooLarge};
use crate::{
    id::TenderId,
    procurement::method::{Money, RoundingMode},
};

/// One line of a pricing schedule, as the supplier filled it in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceLine {
    /// The row or cell.
    pub place: String,
    /// What is priced.
    pub what: String,
    /// As issued with the schedule: a whole or decimal number.
    pub quantity: String,
    /// For one.
    pub unit: Option<Money>,
    /// For all, as the supplier worked it out.
    pub stated: Option<Money>,
}

/// A pricing schedule.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PricingSchedule {
    /// Its lines.
    pub lines: Vec<PriceLine>,
    /// The total that the supplier states.
    pub stated: Option<Money>,
}

/// Something that did not add up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// The row or cell, or the total.
    pub place: String,
    /// What is priced.
    pub what: String,
    /// As the supplier stated it.
    pub stated: Money,
    /// As it counts.
    pub counts: Money,
    /// The arithmetic.
    pub because: String,
}

/// What a pricing schedule comes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Priced {
    /// The total that counts; none while something is open.
    pub total: Option<Money>,
    /// What was corrected.
    pub corrections: Vec<Correction>,
    /// What the supplier must be asked: whole sentences.
    pub open: Vec<String>,
}

/// Adds a schedule up. Quantity × unit price counts for a line, rounded to the penny with a half upwards, and the sum of
/// the lines for the total; a line whose unit price is missing is never guessed.
///
/// # Errors
/// When an amount does not fit.
pub fn add_up(schedule: &PricingSchedule) -> Result<Priced, TooLarge> {
    let (mut corrections, mut open) = (Vec::new(), Vec::new());
    let mut sum: i64 = 0;
    for line in &schedule.lines {
        let Some(quantity) = quantity(&line.quantity) else {
            open.push(format!("{} ({}) has no quantity that is a number.", line.place, line.what));
            continue;
        };
        let Some(unit) = line.unit else {
            open.push(format!("{} ({}) has no unit price.", line.place, line.what));
            continue;
        };
        let pence = quantity.times(Ratio::whole(unit.pence()))?.decimal(0, RoundingMode::HalfUp)?;
        let counts = Money::of_pence(pence.parse().map_err(|_| TooLarge)?);
        sum = sum.checked_add(counts.pence()).ok_or(TooLarge)?;
        if let Some(stated) = line.stated.filter(|it| *it != counts) {
            corrections.push(Correction {
                place: line.place.clone(),
                what: line.what.clone(),
                stated,
                counts,
                because: format!("{} × {unit} = {counts}", line.quantity.trim()),
            });
        }
    }
    if schedule.lines.is_empty() {
        open.push("The schedule has no line.".to_owned());
    }
    let counts = Money::of_pence(sum);
    if let Some(stated) = schedule.stated.filter(|it| open.is_empty() && *it != counts) {
        corrections.push(Correction {
            place: "Total".to_owned(),
            what: "All lines".to_owned(),
            stated,
            counts,
            because: format!("the sum of the lines is {counts}"),
        });
    }
    Ok(Priced { total: open.is_empty().then_some(counts), corrections, open })
}

/// One line as the buyer issued it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issued {
    /// What is priced; empty where the supplier names it.
    pub what: String,
    /// How many; none where the supplier says.
    pub quantity: Option<u32>,
}

/// What came back otherwise than it was issued: a line that is missing, or another quantity. Prices of other quantities
/// are not comparable, so each must be asked about before a price counts: whole sentences.
pub fn altered(schedule: &PricingSchedule, issued: &[Issued]) -> Vec<String> {
    let mut left: Vec<&PriceLine> = schedule.lines.iter().collect();
    let mut out = Vec::new();
    for it in issued.iter().filter(|it| !it.what.trim().is_empty()) {
        let at = left.iter().position(|line| line.what.trim() == it.what.trim());
        let Some(line) = at.map(|at| left.remove(at)) else {
            out.push(format!("The line `{}` was issued and did not come back.", it.what.trim()));
            continue;
        };
        let Some(asked) = it.quantity else { continue };
        let same = quantity(&line.quantity).is_some_and(|it| it == Ratio::whole(i64::from(asked)));
        if !same {
            out.push(format!(
                "{} ({}) was issued with the quantity {asked} and came back with `{}`.",
                line.place,
                line.what,
                line.quantity.trim()
            ));
        }
    }
    out
}

/// `12` or `2.5`.
fn quantity(text: &str) -> Option<Ratio> {
    let text = text.trim();
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = |it: &str| it.bytes().all(|it| it.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(part) || part.len() > 9 {
        return None;
    }
    let below = 10_i128.checked_pow(u32::try_from(part.len()).ok()?)?;
    Ratio::new(format!("{whole}{part}").parse().ok()?, below).ok()
}

/// Something that makes prices comparable, such as leaving out an option that only some could price.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Normalisation {
    /// What is added or left out.
    pub what: String,
    /// Why.
    pub reason: String,
    /// Who decided.
    pub by: String,
    /// By tender, what is added to its price; less than nothing where it is left out.
    pub amounts: BTreeMap<TenderId, Money>,
}

/// How one price came to be what is compared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Story {
    /// Whose tender.
    pub tender: TenderId,
    /// As the supplier stated it, where it did.
    pub tendered: Option<Money>,
    /// What did not add up.
    pub corrections: Vec<Correction>,
    /// As added up, with its corrections.
    pub reckoned: Option<Money>,
    /// As compared: with all that makes prices comparable.
    pub compared: Option<Money>,
}

/// Why prices were not made comparable.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NormaliseError {
    /// What is done to one is done to all.
    #[error("`{what}` says nothing of tender `{tender}`: give its amount, which may be 0")]
    Left {
        /// Which normalisation.
        what: String,
        /// Whom it leaves out.
        tender: TenderId,
    },
    /// It has no reason or no name.
    #[error("`{0}` needs a reason and the name of whoever decided")]
    Unexplained(String),
    /// An amount does not fit.
    #[error(transparent)]
    TooLarge(#[from] TooLarge),
}

/// Applies normalisations to all prices alike.
///
/// # Errors
/// When one leaves a tender out, or is not explained.
pub fn normalised(
    prices: &BTreeMap<TenderId, Money>,
    normalisations: &[Normalisation],
) -> Result<BTreeMap<TenderId, Money>, NormaliseError> {
    let mut result = prices.clone();
    for it in normalisations {
        if it.reason.trim().is_empty() || it.by.trim().is_empty() {
            return Err(NormaliseError::Unexplained(it.what.clone()));
        }
        for (tender, price) in &mut result {
            let amount = it
                .amounts
                .get(tender)
                .ok_or_else(|| NormaliseError::Left { what: it.what.clone(), tender: tender.clone() })?;
            *price = Money::of_pence(price.pence().checked_add(amount.pence()).ok_or(TooLarge)?);
        }
    }
    Ok(result)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quantity_that_was_issued_is_not_the_suppliers_to_change() {
        let schedule =
            PricingSchedule { lines: vec![line("E4", "30", 1, 30), line("E5", "7", 1, 7)], stated: None };
        let issued = |what: &str, quantity| Issued { what: what.to_owned(), quantity };
        let what = schedule.lines[0].what.clone();
        assert_eq!(altered(&schedule, &[issued(&what, Some(30)), issued(&what, None)]), Vec::<String>::new());
        let told =
            altered(&schedule, &[issued(&what, Some(300)), issued("Training", Some(1)), issued("", None)]);
        assert_eq!(told.len(), 2);
        assert!(told[0].contains("issued with the quantity 300 and came back with `30`"), "{told:?}");
        assert!(told[1].contains("`Training` was issued and did not come back"), "{told:?}");
    }

    fn line(place: &str, quantity: &str, unit: i64, stated: i64) -> PriceLine {
        PriceLine {
            place: place.to_owned(),
            what: "Sensors".to_owned(),
            quantity: quantity.to_owned(),
            unit: Some(Money::of_pence(unit)),
            stated: Some(Money::of_pence(stated)),
        }
    }

    #[test]
    fn what_does_not_add_up_is_corrected_line_by_line() {
        let schedule = PricingSchedule {
            lines: vec![line("E4", "12", 1050, 12_600), line("E5", "2.5", 333, 830)],
            stated: Some(Money::of_pence(13_430)),
        };
        let priced = add_up(&schedule).unwrap();
        // 2.5 × £3.33 is £8.325: a half of a penny goes up.
        assert_eq!(priced.total, Some(Money::of_pence(13_433)));
        let told: Vec<&str> = priced.corrections.iter().map(|it| it.because.as_str()).collect();
        assert_eq!(told, ["2.5 × £3.33 = £8.33", "the sum of the lines is £134.33"]);
    }

    #[test]
    fn what_is_missing_is_asked_and_never_guessed() {
        let mut odd = line("E4", "a dozen", 1, 1);
        let mut open = PricingSchedule { lines: vec![odd.clone()], stated: None };
        assert_eq!(add_up(&open).unwrap().total, None);
        odd.quantity = "12".to_owned();
        odd.unit = None;
        open.lines = vec![odd];
        assert_eq!(add_up(&open).unwrap().open, ["E4 (Sensors) has no unit price."]);
        assert_eq!(add_up(&PricingSchedule::default()).unwrap().total, None);
    }

    #[test]
    fn what_is_done_to_one_price_is_done_to_all() {
        let name = |it: &str| -> TenderId { it.parse().unwrap() };
        let prices =
            BTreeMap::from([(name("ash"), Money::of_pence(1000)), (name("birch"), Money::of_pence(900))]);
        let mut it = Normalisation {
            what: "Training left out".to_owned(),
            reason: "Only one tender could price it.".to_owned(),
            by: "Commercial lead".to_owned(),
            amounts: BTreeMap::from([(name("ash"), Money::of_pence(-100))]),
        };
        let error = normalised(&prices, std::slice::from_ref(&it)).unwrap_err();
        assert!(error.to_string().contains("`birch`"), "{error}");
        it.amounts.insert(name("birch"), Money::of_pence(0));
        let all = normalised(&prices, std::slice::from_ref(&it)).unwrap();
        assert_eq!(all[&name("ash")], Money::of_pence(900));
        it.reason.clear();
        assert!(normalised(&prices, &[it]).is_err());
    }
}
