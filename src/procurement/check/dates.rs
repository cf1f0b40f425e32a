//! Dates in their order, and the times between them.

use super::{Desk, Fact};
use crate::{
    id::Date,
    procurement::{Procedure, Regime},
};

const CODE: &str = "procurement/dates";

/// Tells what is out of order, too short, or on a day on which nobody works.
pub(super) fn check(desk: &mut Desk<'_>) {
    let order = in_order(desk);
    conflicts(desk);
    tendering(desk);
    standstill(desk);
    gaps(desk);
    for (path, day) in &order {
        let day = *day;
        if path == "dates.publication" && day < desk.on {
            let on = desk.on;
            desk.warn(
                path,
                CODE,
                format!("the tender notice was to be published on {day}, which is before {on}"),
                "move the dates, or publish the pack with `probity publish`",
            );
        }
        let matters = ["dates.deadline", "dates.award"].contains(&path.as_str());
        if let Some(why) = desk.law.holidays.no_working_day(day).filter(|_| matters) {
            desk.warn(path, CODE, format!("`{path}` falls on a {why}"), "take a working day");
        }
    }
    if desk.procurement.dates.deadline.is_some() && !is_time(&desk.procurement.dates.deadline_time) {
        let told = format!("`{}` is no time of day", desk.procurement.dates.deadline_time);
        desk.error("dates.deadline-time", CODE, told, "write it as `12:00`: a tender a minute later is late");
    }
}

/// The dates that are given, and a fault for each that stands before one that must come first.
fn in_order(desk: &mut Desk<'_>) -> Vec<(String, Date)> {
    let dates = &desk.procurement.dates;
    let all = [
        ("planned-notice", dates.planned_notice),
        ("publication", dates.publication),
        ("clarifications-close", dates.clarifications_close),
        ("deadline", dates.deadline),
        ("evaluation", dates.evaluation),
        ("award", dates.award),
        ("start", dates.start),
        ("end", dates.end),
    ];
    let given: Vec<(String, Date)> =
        all.iter().filter_map(|(key, day)| Some((format!("dates.{key}"), (*day)?))).collect();
    for ((before, first), (after, second)) in given.iter().zip(given.iter().skip(1)) {
        if second < first {
            desk.error(
                after,
                CODE,
                format!("`{after}` ({second}) is before `{before}` ({first})"),
                "put the days in their order",
            );
        } else if second == first && before == "dates.deadline" {
            desk.warn(
                after,
                CODE,
                "the evaluation begins on the day of the deadline",
                "begin it a day later, when all tenders are in",
            );
        }
    }
    given
}

fn conflicts(desk: &mut Desk<'_>) {
    let dates = &desk.procurement.dates;
    let (Some(assessed), Some(published)) = (dates.conflicts_assessment, dates.publication) else { return };
    if assessed >= published {
        let message =
            format!("the conflicts assessment ({assessed}) is not before the tender notice ({published})");
        desk.error(
            "dates.conflicts-assessment",
            "procurement/conflicts",
            message,
            "make it before (section 83 of the Procurement Act 2023), and revise it when the suppliers are known",
        );
    }
}

fn tendering(desk: &mut Desk<'_>) {
    let it = desk.procurement;
    let (Some(regime), Some(procedure)) = (it.regime, it.procedure) else { return };
    let (Some(published), Some(deadline)) = (it.dates.publication, it.dates.deadline) else { return };
    let fits = |procedures: &[Procedure]| procedures.is_empty() || procedures.contains(&procedure);
    let Some(rule) = desk.law.tendering.iter().find(|it| it.regime == regime && fits(&it.procedure)) else {
        return;
    };
    let notice = &desk.law.planned_notice;
    let given = published.days_until(deadline);
    let mut least = rule.days;
    let mut because = rule.when.clone();
    if let (Some(planned), Some(shorter)) = (it.dates.planned_notice, rule.after_planned_notice) {
        let before = planned.days_until(published);
        if (notice.least_days..=notice.most_days).contains(&before) {
            least = shorter;
            because = format!("a planned notice was published {before} days before");
        } else {
            let (least, most) = (notice.least_days, notice.most_days);
            desk.warn(
                "dates.planned-notice",
                CODE,
                format!("the planned notice is {before} days before the tender notice and shortens nothing"),
                format!("publish it {least} to {most} days before, or leave it out"),
            );
        }
    }
    desk.facts.push(Fact::new(
        format!(
            "suppliers have {given} days for their tenders; at least {least} are asked for where {because}"
        ),
        &rule.source,
        rule.status,
    ));
    if given < least && published <= deadline {
        let message = format!("{given} days from notice to deadline are fewer than {least}");
        let help = format!("move the deadline to {} or later ({})", published.plus_days(least), rule.source);
        if rule.advice {
            desk.warn("dates.deadline", "procurement/period", message, help);
        } else {
            desk.error("dates.deadline", "procurement/period", message, help);
        }
    }
}

fn standstill(desk: &mut Desk<'_>) {
    let it = desk.procurement;
    let (Some(regime), Some(award)) = (it.regime, it.dates.award) else { return };
    let Some(standstill) = desk.law.standstill(regime, award) else { return };
    let status = desk.law.standstill.iter().find(|it| it.regime == regime).map(|it| it.status);
    desk.facts.push(Fact::new(
        format!(
            "an award notice of {award} begins a standstill that ends with {}; the contract can be signed from {}",
            standstill.ends, standstill.sign_from
        ),
        &standstill.source,
        status.unwrap_or(crate::bank::SourceStatus::Unverified),
    ));
    if let Some(start) = it.dates.start.filter(|it| award <= *it && *it <= standstill.ends) {
        let word = if regime == Regime::Pcr2015 { "letter" } else { "notice" };
        desk.error(
            "dates.start",
            "procurement/standstill",
            format!("the contract starts on {start}, within the standstill that the award {word} of {award} begins"),
            format!("start it on {} or later", standstill.sign_from),
        );
    }
}

fn gaps(desk: &mut Desk<'_>) {
    let dates = &desk.procurement.dates;
    let named = |key: &str| match key {
        "planned-notice" => dates.planned_notice,
        "publication" => dates.publication,
        "clarifications-close" => dates.clarifications_close,
        "deadline" => dates.deadline,
        "evaluation" => dates.evaluation,
        "award" => dates.award,
        "start" => dates.start,
        _ => None,
    };
    let mut short = Vec::new();
    for gap in &desk.law.gaps {
        let (Some(first), Some(second)) = (named(&gap.after), named(&gap.before)) else { continue };
        let days = first.days_until(second);
        if (0..gap.least).contains(&days) {
            short.push((
                format!("dates.{}", gap.before),
                format!("{days} days lie between `{}` and `{}`", gap.after, gap.before),
                format!("leave {} or more: {}", gap.least, gap.why),
            ));
        }
    }
    for (path, message, help) in short {
        desk.warn(&path, CODE, message, help);
    }
}

/// Whether a text is a time of day such as `12:00`.
fn is_time(text: &str) -> bool {
    text.split_once(':').is_some_and(|(hour, minute)| {
        let number = |it: &str| it.parse::<u8>().ok().filter(|_| it.len() == 2);
        number(hour).is_some_and(|it| it < 24) && number(minute).is_some_and(|it| it < 60)
    })
}
