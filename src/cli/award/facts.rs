//! How an evaluation was carried out, in sentences for those who approve: counted from the record, and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    id::Date,
    ledger::{
        act::Act,
        event::{Event, SYSTEM},
        process::{Declared, State},
        trail::Trail,
    },
};

/// What the record says of it so far.
pub(super) fn facts(trail: &Trail, state: &State) -> Vec<String> {
    let of = |act: Act| trail.events().filter(move |it| it.act == act);
    let mut facts = Vec::new();
    let late = state.tenders.values().filter(|it| it.late).count();
    let out = state.tenders.values().filter(|it| !it.is_active()).count();
    facts.push(format!(
        "{} received, {late} of them late; {} no part in the result.",
        counted(state.tenders.len(), "tender was", "tenders were"),
        counted(out, "of them takes", "of them take")
    ));
    let mut roles: BTreeMap<&str, usize> = BTreeMap::new();
    let here: Vec<_> = state.persons.values().filter(|it| !it.removed).collect();
    for role in here.iter().flat_map(|it| it.role.split(", ")) {
        *roles.entry(role).or_default() += 1;
    }
    let roles: Vec<String> = roles.into_iter().map(|(role, n)| format!("{n} {role}")).collect();
    facts.push(format!("{} part: {}.", counted(here.len(), "person takes", "people take"), roles.join(", ")));
    let declared = here.iter().filter(|it| it.declared == Some(Declared::Clear)).count();
    let barred = here.iter().filter(|it| it.declared == Some(Declared::Barred)).count();
    let open = here.iter().filter(|it| it.declared == Some(Declared::Conflict)).count();
    let conflicts: BTreeSet<&str> = of(Act::InterestDeclared)
        .filter(|it| it.text("outcome") == Some("conflict"))
        .filter_map(|it| it.about("person"))
        .collect();
    facts.push(format!(
        "{} clear by their declarations of interest; {} declared an interest, {barred} barred for it, {open} not yet reviewed.",
        counted(declared, "of them is", "of them are"),
        conflicts.len()
    ));
    let locked = of(Act::ScoreLocked).count();
    let agreed = of(Act::ModerationAgreed).chain(of(Act::ScoreDecided)).chain(of(Act::CriterionAgreed));
    let agreed: Vec<&Event> = agreed.collect();
    let anew = agreed.iter().filter(|it| it.count("revises").is_some()).count();
    facts.push(format!(
        "{} locked before the panel met; the panel agreed on {}, {anew} of them in place of an earlier one.",
        counted(locked, "individual score was", "individual scores were"),
        counted(agreed.len(), "score", "scores")
    ));
    let dissents = agreed.iter().filter(|it| {
        let said = trail.value(it.seq, "dissent").and_then(|it| it.as_str());
        said.is_some_and(|it| !it.trim().is_empty())
    });
    facts.push(format!("Dissent is recorded of {}.", counted(dissents.count(), "score", "scores")));
    let asked: usize = state.tenders.values().map(|it| it.clarifications.len()).sum();
    let answered: usize =
        state.tenders.values().map(|it| it.clarifications.values().filter(|it| **it).count()).sum();
    facts.push(format!(
        "{} asked of suppliers and {answered} answered.",
        counted(asked, "question was", "questions were")
    ));
    let flags: Vec<bool> = state.tenders.values().flat_map(|it| it.flags.values().copied()).collect();
    let unresolved = flags.iter().filter(|it| !**it).count();
    facts.push(format!(
        "{} raised on files and answers, of which nobody has recorded a resolution for {unresolved}.",
        counted(flags.len(), "flag was", "flags were")
    ));
    let opened: Vec<&Event> = of(Act::PriceOpened).collect();
    if let (Some(first), Some(last)) = (opened.first(), agreed.iter().map(|it| it.at).max()) {
        let by: BTreeSet<String> =
            opened.iter().flat_map(|it| it.texts("persons")).map(|it| trail.person(it)).collect();
        let by: Vec<String> = by.into_iter().collect();
        let after = if first.at >= last {
            format!("after the last score of {}", day(last.date()))
        } else {
            format!("and a score was agreed anew later, on {}", day(last.date()))
        };
        facts.push(format!(
            "Prices were opened on {} by {}, {after}.",
            day(first.at.date()),
            by.join(" and ")
        ));
    }
    for event in of(Act::AwardReopened) {
        let why = trail.value(event.seq, "reason").and_then(|it| it.as_str()).unwrap_or_default();
        facts.push(format!(
            "On {} {} let it be decided anew (event {}): {why}",
            day(event.at.date()),
            if event.by == SYSTEM { "this program".to_owned() } else { trail.person(&event.by) },
            event.seq
        ));
    }
    let root = trail.tree().root().hex();
    let short: String = root.chars().take(16).collect();
    facts.push(format!(
        "The record held {} when this was made; its root begins {short}.",
        counted(trail.lines.len(), "event", "events")
    ));
    facts
}

fn day(of: Date) -> String {
    crate::pack::day_in_words(of)
}

fn counted(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}
