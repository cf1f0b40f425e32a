//! From prices to points: the measures that others' prices set, and the formulas.

use super::{Ratio, TooLarge};
use crate::procurement::method::{Formula, Method, Money, ZeroOrLess};

/// What the prices of a lot set for each of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Measure {
    pub(super) lowest: Option<Money>,
    /// In pounds.
    pub(super) mean: Option<Ratio>,
    pub(super) count: usize,
}

impl Measure {
    /// Of prices above nothing: what is tendered for nothing is no measure for others.
    pub(super) fn of(prices: impl Iterator<Item = Money>) -> Result<Self, TooLarge> {
        let (mut lowest, mut sum, mut count): (Option<Money>, i128, usize) = (None, 0, 0);
        for price in prices.filter(|it| it.pence() > 0) {
            lowest = Some(lowest.map_or(price, |it| it.min(price)));
            sum = sum.checked_add(i128::from(price.pence())).ok_or(TooLarge)?;
            count += 1;
        }
        let parts = i128::try_from(count).map_err(|_| TooLarge)? * 100;
        let mean = if count > 0 { Some(Ratio::new(sum, parts)?) } else { None };
        Ok(Self { lowest, mean, count })
    }
}

/// Why a tender at this price has no result yet.
pub(super) fn unresolved(method: &Method, price: Option<Money>) -> Option<String> {
    if let Formula::Fixed { price: fixed } = &method.price.formula {
        let fixed = (*fixed)?;
        return price
            .filter(|it| *it != fixed)
            .map(|it| format!("its price is {it} and not the fixed price of {fixed}"));
    }
    let Some(price) = price else { return Some("it has no price".to_owned()) };
    (price.pence() <= 0 && method.price.zero_or_less == ZeroOrLess::Refer).then(|| {
        format!("its price is {price}, and the method asks a person to look at a price of £0 or less")
    })
}

/// The price score, out of 100; none where the formula gives no points.
pub(super) fn score(method: &Method, measure: &Measure, price: Money) -> Result<Option<Ratio>, TooLarge> {
    let hundred = Ratio::whole(100);
    let formula = &method.price.formula;
    if formula.is_relative() && price.pence() <= 0 {
        // Whatever refers such a price has no result and does not come here.
        return Ok(Some(hundred));
    }
    let price = Ratio::pounds(price)?;
    let limited = |it: Ratio| it.max(Ratio::ZERO).min(hundred);
    let score = match formula {
        Formula::LowestOverPrice => {
            let Some(lowest) = measure.lowest else { return Ok(None) };
            Ratio::pounds(lowest)?.times(hundred)?.over(price)?
        }
        Formula::OffLowest { nothing_at_percent } => {
            let Some(lowest) = measure.lowest else { return Ok(None) };
            let lowest = Ratio::pounds(lowest)?;
            let span = Ratio::new(i128::from(nothing_at_percent.saturating_sub(100)), 100)?;
            let lost = price.minus(lowest)?.times(hundred)?.over(lowest.times(span)?)?;
            lost.map(|it| hundred.minus(it)).transpose()?.map(limited)
        }
        Formula::OffMean { points_at_mean, points_per_percent } => {
            let Some(mean) = measure.mean else { return Ok(None) };
            let percent = mean.minus(price)?.times(hundred)?.over(mean)?;
            let moved = percent.map(|it| it.times(Ratio::whole(*points_per_percent))).transpose()?;
            moved.map(|it| it.plus(Ratio::whole(*points_at_mean))).transpose()?.map(limited)
        }
        Formula::Benchmark { full_marks_at, no_marks_at, .. } => {
            let (Some(full), Some(none)) = (full_marks_at, no_marks_at) else { return Ok(None) };
            let (full, none) = (Ratio::pounds(*full)?, Ratio::pounds(*none)?);
            none.minus(price)?.times(hundred)?.over(none.minus(full)?)?.map(limited)
        }
        Formula::PerQualityPoint | Formula::Fixed { .. } | Formula::LowestPassing => None,
    };
    Ok(score)
}
