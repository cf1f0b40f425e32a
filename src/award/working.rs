//! The arithmetic of a tender, in lines that a person can add up again.

use super::{
    Ratio, Standing, State, TooLarge,
    figures::Frame,
    price::Measure,
    result::{CriterionResult, PriceResult},
};
use crate::procurement::method::{Formula, Money, Rounded, RoundingMode};

pub(super) fn lines(frame: &Frame<'_>, measure: &Measure, of: &Standing) -> Result<Vec<String>, TooLarge> {
    let method = frame.method;
    let rounding = method.rounding;
    let mut lines = Vec::new();
    let counts = !matches!(method.price.formula, Formula::LowestPassing);
    for it in of.criteria.iter().filter(|_| counts) {
        criterion(frame, it, &mut lines);
    }
    if let Some(percent) = of.quality_percent {
        lines.push(format!("All questions together: {percent}% of the marks"));
    }
    if !matches!(of.state, State::Ranked { .. }) {
        return Ok(lines);
    }
    if let Some(price) = &of.price {
        lines.extend(price_line(frame, measure, price)?);
    }
    let Some(total) = of.total else { return Ok(lines) };
    let published = of.published.as_deref().unwrap_or_default();
    match &method.price.formula {
        Formula::LowestPassing => lines.push(format!("Price: £{published}")),
        Formula::PerQualityPoint => {
            let points = of.quality_points.unwrap_or(Ratio::ZERO);
            let price = of.price.as_ref().map_or(Money::of_pence(0), |it| it.price);
            lines.push(format!(
                "Price for each point of quality: {price} ÷ {points} = £{total}, published as £{published}"
            ));
        }
        _ => {
            let round = |it: Ratio| match rounding.of {
                Rounded::Total => Ok(it.to_string()),
                Rounded::EachCriterion => it.decimal(rounding.decimals, rounding.mode),
            };
            let price = of.price.as_ref().and_then(|it| it.points);
            let parts: Result<Vec<String>, TooLarge> =
                of.criteria.iter().map(|it| it.points).chain(price).map(round).collect();
            lines.push(format!("Total: {} = {total}, published as {published}", parts?.join(" + ")));
        }
    }
    Ok(lines)
}

fn criterion(frame: &Frame<'_>, it: &CriterionResult, lines: &mut Vec<String>) {
    let single = matches!(it.items.as_slice(), [item] if item.id == it.id);
    for item in &it.items {
        let share = if it.quality {
            format!("{} × {} ÷ {}", frame.method.quality, item.weight, frame.weights)
        } else {
            item.available.to_string()
        };
        lines.push(format!(
            "{} {}: a score of {} earns {}% of the marks; {share} × {}% = {}",
            item.id, item.title, item.score, item.marks, item.marks, item.points
        ));
    }
    let rounded = frame.method.rounding.of == Rounded::EachCriterion;
    if single && !rounded {
        return;
    }
    let parts: Vec<String> = it.items.iter().map(|item| item.points.to_string()).collect();
    let sum = if parts.len() > 1 {
        format!("{} = {}", parts.join(" + "), it.points)
    } else {
        it.points.to_string()
    };
    let as_rounded = if rounded { format!(", rounded to {}", it.published) } else { String::new() };
    lines.push(format!("{}: {sum}{as_rounded} of {}", it.title, it.available));
}

fn price_line(frame: &Frame<'_>, measure: &Measure, of: &PriceResult) -> Result<Option<String>, TooLarge> {
    let method = frame.method;
    let percent = method.price_percent;
    let (Some(score), Some(points)) = (of.score, of.points) else { return Ok(None) };
    let price = of.price;
    let lowest = measure.lowest.unwrap_or(price);
    let how = match &method.price.formula {
        formula if formula.is_relative() && price.pence() <= 0 => {
            format!("{price} is £0 or less and has all points")
        }
        Formula::LowestOverPrice => format!("{percent} × {lowest} ÷ {price}"),
        Formula::OffLowest { nothing_at_percent } => {
            let span = nothing_at_percent.saturating_sub(100);
            format!("{percent} × (1 − ({price} − {lowest}) ÷ ({lowest} × {span}%)), not less than 0,")
        }
        Formula::OffMean { points_at_mean, points_per_percent } => {
            let mean = measure.mean.unwrap_or(Ratio::ZERO);
            let amount = mean.decimal(2, RoundingMode::HalfUp)?;
            let exactly = if mean.rounded(2, RoundingMode::HalfUp)? == mean {
                String::new()
            } else {
                format!(" (exactly {})", mean.fraction())
            };
            format!(
                "the mean of {} prices is £{amount}{exactly}; {percent}% × ({points_at_mean} + {points_per_percent} × 100 × \
                 (mean − {price}) ÷ mean), the bracket from 0 to 100,",
                measure.count
            )
        }
        Formula::Benchmark { full_marks_at, no_marks_at, .. } => {
            let (full, none) = (full_marks_at.unwrap_or(price), no_marks_at.unwrap_or(price));
            if score == Ratio::whole(100) || score == Ratio::ZERO {
                format!("{price}, where {full} or less has all points and {none} or more has none,")
            } else {
                format!("{percent} × ({none} − {price}) ÷ ({none} − {full})")
            }
        }
        Formula::PerQualityPoint | Formula::Fixed { .. } | Formula::LowestPassing => return Ok(None),
    };
    let rounded = match (method.rounding.of, &of.published) {
        (Rounded::EachCriterion, Some(it)) => format!(", rounded to {it}"),
        _ => String::new(),
    };
    Ok(Some(format!("Price: {how} = {points}{rounded} of {percent}")))
}
