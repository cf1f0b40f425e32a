//! What is asked and how it counts: lots, what disqualifies, conditions of participation.

use std::collections::BTreeSet;

use super::Desk;
use crate::{
    bank::{Bank, Tag, Use},
    procurement::Capacity,
};

/// Tells what suppliers could not see or nobody could apply.
pub(super) fn check(desk: &mut Desk<'_>, bank: &Bank) {
    lots(desk, bank);
    disqualifiers(desk, bank);
    conditions(desk);
    tags(desk, bank);
    sources(desk, bank);
}

fn lots(desk: &mut Desk<'_>, bank: &Bank) {
    let it = desk.procurement;
    let mut seen = BTreeSet::new();
    let mut sum = 0_u64;
    for (n, lot) in it.lot.iter().enumerate() {
        let (_, faults) = it.bank_of_lot(bank, lot);
        desk.faults.extend(faults);
        if !seen.insert(&lot.id) {
            let message = format!("the lot `{}` stands twice", lot.id);
            desk.error(
                &format!("lot[{n}].id"),
                "procurement/twice",
                message,
                "give each lot an id of its own",
            );
        }
        for id in lot.weights.keys().filter(|id| !lot.questions.is_empty() && !lot.questions.contains(id)) {
            desk.error(
                &format!("lot[{n}].weights.{id}"),
                "procurement/weight",
                format!("`{id}` has a weight in lot `{}` and is not among its questions", lot.id),
                "add it to `questions`, or take the weight out",
            );
        }
        sum = sum.saturating_add(lot.value);
    }
    if it.lot.len() == 1 {
        desk.warn(
            "lot",
            "procurement/lots",
            "there is one lot",
            "leave `[[lot]]` out where nothing is divided",
        );
    }
    if !it.lot.is_empty() && sum != it.value && it.value > 0 && it.lot.iter().all(|it| it.value > 0) {
        let message = format!("the values of the lots sum to {sum}, that of the contract is {}", it.value);
        desk.error(
            "value",
            "procurement/lots",
            message,
            "mend the one that is wrong: thresholds are measured by the whole",
        );
    }
    let count = u32::try_from(it.lot.len()).unwrap_or(u32::MAX);
    let limits =
        [("maximum-tendered", it.lots.maximum_tendered), ("maximum-awarded", it.lots.maximum_awarded)];
    for (key, most) in limits {
        let Some(most) = most else { continue };
        if most == 0 || most > count {
            let message = format!("at most {most} of {count} lots");
            desk.error(
                &format!("lots.{key}"),
                "procurement/lots",
                message,
                "name a number from 1 to the number of lots",
            );
        } else if most < count && it.lots.selection.trim().is_empty() {
            desk.error(
                &format!("lots.{key}"),
                "procurement/lots",
                "the number of lots is limited and no rule says which of them a supplier gets",
                "write the objective rule under `lots.selection`: it must stand in the tender notice",
            );
        }
    }
}

/// What can cost a supplier its tender must be stated, and what is stated must be asked.
fn disqualifiers(desk: &mut Desk<'_>, bank: &Bank) {
    let it = desk.procurement;
    let stated =
        |id: &crate::id::QuestionId| it.disqualifier.iter().any(|it| it.question.as_ref() == Some(id));
    for question in &bank.questions {
        let id = &question.id;
        let condition = it.condition.iter().any(|it| it.question.as_ref() == Some(id));
        match question.used_as {
            Use::PassFail if !stated(id) => desk.error(
                if it.disqualifier.is_empty() { "profile" } else { "disqualifier" },
                "procurement/disqualifier",
                format!("`{id}` ({}) is pass or fail, and no disqualifier states it", question.title),
                format!(
                    "add `[[disqualifier]]` with `question = \"{id}\"` and the failure in words, or leave the question out \
                     with `without`"
                ),
            ),
            Use::ConditionOfParticipation if !condition => desk.error(
                if it.condition.is_empty() { "profile" } else { "condition" },
                "procurement/disqualifier",
                format!("`{id}` ({}) is a condition of participation and is not stated", question.title),
                format!("add `[[condition]]` with `question = \"{id}\"`, or leave the question out with `without`"),
            ),
            _ => {}
        }
    }
    for (n, chosen) in it.question.iter().enumerate() {
        let Some(minimum) = chosen.minimum else { continue };
        let at = format!("question[{n}].minimum");
        let scored = bank.question(&chosen.id).is_some_and(|it| it.used_as == Use::Scored);
        if !scored {
            let message = format!("`{}` has a minimum and is not scored", chosen.id);
            desk.error(&at, "procurement/minimum", message, "take the minimum out");
        } else if !stated(&chosen.id) {
            desk.error(
                &at,
                "procurement/disqualifier",
                format!(
                    "a score below {minimum} for `{}` loses the tender, and no disqualifier states it",
                    chosen.id
                ),
                format!("add `[[disqualifier]]` with `question = \"{}\"` and say so in words", chosen.id),
            );
        }
    }
    let mut seen = BTreeSet::new();
    for (n, stated) in it.disqualifier.iter().enumerate() {
        if let Some(id) = &stated.id
            && !seen.insert(id)
        {
            let message = format!("the disqualifier `{id}` stands twice");
            desk.error(
                &format!("disqualifier[{n}].id"),
                "procurement/twice",
                message,
                "give each an id of its own",
            );
        }
        let Some(id) = &stated.question else { continue };
        if bank.question(id).is_none() {
            desk.error(
                &format!("disqualifier[{n}].question"),
                "procurement/disqualifier",
                format!("`{id}` is not asked, so nothing can be disqualified by it"),
                "ask the question, or take the disqualifier out",
            );
        }
    }
}

/// A condition is about the supplier's capacity, and equivalents count.
fn conditions(desk: &mut Desk<'_>) {
    let it = desk.procurement;
    for (n, condition) in it.condition.iter().enumerate() {
        let evidence = condition.evidence.to_lowercase();
        if !evidence.trim().is_empty()
            && !["equivalent", "or other", "or another"].iter().any(|it| evidence.contains(it))
        {
            desk.warn(
                &format!("condition[{n}].evidence"),
                "procurement/condition",
                "the evidence admits no equivalent",
                "say that equivalent evidence is accepted (section 22 of the Procurement Act 2023)",
            );
        }
        let text = condition.text.to_lowercase();
        if condition.about == Some(Capacity::LegalAndFinancial) && text.contains("insurance") {
            let before = ["must hold", "already", "at the time of tender", "in place at tender"];
            if before.iter().any(|it| text.contains(it)) {
                desk.error(
                    &format!("condition[{n}].text"),
                    "procurement/condition",
                    "insurance is asked for before the award",
                    "ask that it be in force when the contract begins (section 22(3) of the Procurement Act 2023)",
                );
            }
        }
    }
}

/// What is bought and what is asked must fit together.
fn tags(desk: &mut Desk<'_>, bank: &Bank) {
    let it = desk.procurement;
    let personal = it.dataset.iter().position(|it| it.personal);
    if let Some(n) = personal.filter(|_| !it.has(Tag::PersonalData)) {
        desk.error(
            &format!("dataset[{n}].personal"),
            "procurement/tags",
            "a data set holds personal data, and the procurement is not tagged `personal-data`",
            "add the tag: questions, clauses and the impact assessment hang on it",
        );
    }
    for tag in &it.tags {
        let asked = bank.questions.iter().any(|it| it.tags.contains(tag));
        let core = bank.questions.iter().all(|it| it.tags.is_empty());
        if !asked && !core {
            let at = it.tags.iter().position(|it| it == tag).unwrap_or_default();
            desk.warn(
                &format!("tags[{at}]"),
                "procurement/tags",
                format!("no question is asked that `{}` calls for", tag.as_str()),
                "choose a profile that has the tag, or add questions under `[[question]]`",
            );
        }
    }
}

/// Standards that count no longer on the day of the notice.
fn sources(desk: &mut Desk<'_>, bank: &Bank) {
    let day = desk.procurement.dates.publication.unwrap_or(desk.on);
    for (key, source) in &bank.sources {
        let Some(end) = source.valid_to.filter(|it| *it < day) else { continue };
        let citing: Vec<&str> = bank
            .questions
            .iter()
            .filter(|it| it.sources.iter().any(|it| it.source == *key))
            .map(|it| it.id.as_str())
            .collect();
        if !citing.is_empty() {
            desk.warn(
                "profile",
                "procurement/source",
                format!(
                    "{} ({}) counts only to {end}, and is cited by {}",
                    source.title,
                    source.edition,
                    citing.join(", ")
                ),
                "look whether a newer release of the bank has the newer edition",
            );
        }
    }
}
