//! The steps of a procurement in their order, from the dates that are given and those that the law derives from them.

use serde::Serialize;

use super::{Procurement, Regime, law::Law};
use crate::id::Date;

/// One step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step {
    /// The day.
    pub day: Date,
    /// What happens.
    pub what: String,
    /// Who does it.
    pub who: &'static str,
    /// Whether the day was given or follows from others.
    pub derived: bool,
    /// What to know of it.
    pub note: String,
}

/// The steps whose days are known, in order; of equal days in the order of the procedure.
pub fn timetable(procurement: &Procurement, law: &Law) -> Vec<Step> {
    let dates = &procurement.dates;
    let mut steps = Vec::new();
    let mut add = |day: Option<Date>, what: &str, who: &'static str, derived: bool, note: &str| {
        if let Some(day) = day {
            steps.push(Step { day, what: what.to_owned(), who, derived, note: note.to_owned() });
        }
    };
    let act = procurement.regime == Some(Regime::ProcurementAct2023);
    let team = "procurement";
    add(
        dates.planned_notice,
        "Planned procurement notice",
        team,
        false,
        "UK3; it can shorten the time for tendering",
    );
    add(
        dates.conflicts_assessment,
        "Conflicts assessment",
        team,
        false,
        "before the tender notice; revised when suppliers are known, and confirmed in later notices",
    );
    let time = dates.deadline_time.trim();
    add(
        dates.publication,
        "Tender notice and pack",
        team,
        false,
        "all documents at once; the pack is pinned",
    );
    add(dates.clarifications_close, "Last day for suppliers' questions", "suppliers", false, "");
    if let (Some(close), Some(deadline)) = (dates.clarifications_close, dates.deadline) {
        let days = close.days_until(deadline);
        if days >= 4 {
            let middle = close.plus_days(days / 2);
            let note = "to all suppliers alike, without saying who asked";
            add(Some(middle), "All questions answered", team, true, note);
        }
    }
    let at = if time.is_empty() { String::new() } else { format!("at {time}") };
    add(dates.deadline, "Deadline for tenders", "suppliers", false, &at);
    let deadline = dates.deadline.map(|it| it.plus_days(1));
    add(
        deadline,
        "Declarations of interest for the suppliers that tendered",
        "panel",
        true,
        "before anybody opens a tender",
    );
    add(
        dates.evaluation,
        "Evaluation begins",
        "panel",
        false,
        "each alone first; then moderation, question by question",
    );
    if let Some(award) = dates.award {
        if act {
            add(
                Some(award),
                "Assessment summaries sent",
                team,
                true,
                "to every supplier whose tender was assessed, before the award notice is published",
            );
        }
        let notice = if act { "Contract award notice" } else { "Award decision" };
        add(
            Some(award),
            notice,
            team,
            false,
            if act { "UK6; the standstill begins with this day" } else { "" },
        );
        let standstill = procurement.regime.and_then(|it| law.standstill(it, award));
        if let Some(it) = standstill {
            let kind = if it.working { "working days" } else { "days" };
            let note = format!("{} {kind} ({})", it.days, it.source);
            add(Some(it.ends), "Standstill ends", team, true, &note);
            add(Some(it.sign_from), "The contract can be signed", team, true, "unless a claim was notified");
            let note = "UK7: 30 days from entry, 120 for light touch; a person must check these figures";
            if act {
                add(
                    Some(it.sign_from.plus_days(30)),
                    "Contract details notice, if signed at once",
                    team,
                    true,
                    note,
                );
            }
        }
    }
    add(dates.start, "Contract begins", "contract manager", false, "");
    if let (Some(start), Some(end)) = (dates.start, dates.end) {
        let yearly = law.duties.iter().any(|it| {
            procurement.regime.is_some_and(|regime| it.regime.contains(&regime))
                && procurement.value > it.over
                && act
        });
        let mut year = 12;
        while yearly && start.plus_months(year) < end {
            let note = "UK9: each key performance indicator is rated";
            add(Some(start.plus_months(year)), "Contract performance notice", "contract manager", true, note);
            year += 12;
        }
        add(
            Some(end.plus_months(0).plus_days(-180)).filter(|it| *it > start),
            "Exit plan reviewed, extension decided",
            "contract manager",
            true,
            "half a year before the end",
        );
        add(
            Some(end),
            "Contract ends",
            "contract manager",
            false,
            "data returned and deleted as the clauses say",
        );
        let mut last = end;
        for (n, it) in procurement.extension.iter().enumerate() {
            last = last.plus_months(it.months);
            add(
                Some(last),
                &format!("Contract ends after extension {}", n + 1),
                "contract manager",
                true,
                &it.text,
            );
        }
        let note = "three years from entry at least (section 98); the authority's own policy may be longer";
        add(Some(start.plus_months(36)), "Records of the procurement may be reviewed", team, true, note);
    }
    steps.sort_by_key(|it| it.day);
    steps
}
