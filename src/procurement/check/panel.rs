//! Who assesses: enough people for every question of every lot, and nobody in two seats.

use std::collections::{BTreeMap, BTreeSet};

use super::Desk;
use crate::{
    bank::{Bank, Use},
    procurement::{Panellist, Role},
};

const CODE: &str = "procurement/panel";

/// Fewer cannot agree on anything.
const FEWEST: usize = 2;
/// One may fall ill.
const ADVISED: usize = 3;

/// Tells which question has too few evaluators, and whose seats do not fit together.
pub(super) fn check(desk: &mut Desk<'_>, bank: &Bank) {
    let it = desk.procurement;
    let lots: Vec<Option<&str>> =
        if it.lot.is_empty() { vec![None] } else { it.lot.iter().map(|it| Some(it.id.as_str())).collect() };
    // Questions that lack the same number of people are told together.
    let mut few: BTreeMap<usize, BTreeSet<String>> = BTreeMap::new();
    for lot in lots {
        for question in bank.questions.iter().filter(|it| it.used_as == Use::Scored) {
            let people: BTreeSet<&str> = it
                .panel
                .iter()
                .filter(|it| it.role == Some(Role::Evaluator))
                .filter(|it| it.questions.is_empty() || it.questions.contains(&question.id))
                .filter(|it| {
                    it.lots.is_empty() || lot.is_none_or(|lot| it.lots.iter().any(|it| it.as_str() == lot))
                })
                .enumerate()
                .map(|(n, it)| {
                    if it.person.trim().is_empty() {
                        UNNAMED.get(n).copied().unwrap_or("")
                    } else {
                        it.person.trim()
                    }
                })
                .collect();
            if people.len() < ADVISED {
                let whole = match lot {
                    Some(lot) => format!("{} of lot {lot}", question.id),
                    None => question.id.to_string(),
                };
                few.entry(people.len()).or_default().insert(whole);
            }
        }
    }
    for (count, questions) in few {
        let shown: Vec<&str> = questions.iter().take(3).map(String::as_str).collect();
        let more = questions.len() - shown.len();
        let tail = if more > 0 { format!(" and {more} more") } else { String::new() };
        let message = format!("{count} evaluators score {}{tail}", shown.join(", "));
        if count < FEWEST {
            desk.error(
                "panel",
                CODE,
                message,
                "two people at least score each question, alone first; three are better",
            );
        } else {
            desk.warn(
                "panel",
                CODE,
                message,
                "three are recommended, so that one may be away or have a conflict",
            );
        }
    }
    if !it.panel.iter().any(|it| it.role == Some(Role::Moderator)) {
        desk.warn(
            "panel",
            CODE,
            "nobody moderates",
            "name a moderator, who leads the meeting and writes down the agreed score with its reason",
        );
    }
    seats(desk);
    for (n, person) in it.panel.iter().enumerate() {
        unknown(desk, bank, n, person);
    }
}

/// Stand-ins for people who are not named yet, so that two empty seats count as two.
const UNNAMED: [&str; 8] = ["\u{1}", "\u{2}", "\u{3}", "\u{4}", "\u{5}", "\u{6}", "\u{7}", "\u{8}"];

fn seats(desk: &mut Desk<'_>) {
    let it = desk.procurement;
    let mut roles: BTreeMap<&str, Vec<(usize, Option<Role>)>> = BTreeMap::new();
    for (n, person) in it.panel.iter().enumerate().filter(|(_, it)| !it.person.trim().is_empty()) {
        roles.entry(person.person.trim()).or_default().push((n, person.role));
    }
    for (person, seats) in roles {
        let has = |role: Role| seats.iter().find(|(_, it)| *it == Some(role)).map(|(n, _)| *n);
        if let (Some(_), Some(n)) = (has(Role::Evaluator), has(Role::Commercial)) {
            desk.warn(
                &format!("panel[{n}].role"),
                CODE,
                format!("`{person}` scores quality and sees prices"),
                "give one of the two to somebody else: quality is scored without knowing the price",
            );
        }
        let evaluators = seats.iter().filter(|(_, it)| *it == Some(Role::Evaluator)).count();
        if let Some((n, _)) = seats.last().filter(|_| evaluators > 1) {
            desk.error(
                &format!("panel[{n}].person"),
                CODE,
                format!("`{person}` is an evaluator twice"),
                "join the two entries; each person counts once",
            );
        }
    }
}

fn unknown(desk: &mut Desk<'_>, bank: &Bank, n: usize, person: &Panellist) {
    for (at, id) in person.questions.iter().enumerate().filter(|(_, id)| bank.question(id).is_none()) {
        desk.error(
            &format!("panel[{n}].questions[{at}]"),
            CODE,
            format!("`{id}` is not asked"),
            "name questions of this procurement, or none for all",
        );
    }
    for (at, id) in person.lots.iter().enumerate() {
        if !desk.procurement.lot.iter().any(|it| it.id == *id) {
            desk.error(
                &format!("panel[{n}].lots[{at}]"),
                CODE,
                format!("there is no lot `{id}`"),
                "name lots of this procurement, or none for all",
            );
        }
    }
}
