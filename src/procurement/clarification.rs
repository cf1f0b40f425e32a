//! Suppliers' questions and their answers: what goes to everybody, and what must be seen to before it does.

use serde::Serialize;

use super::Procurement;
use crate::id::Date;

/// One question of a supplier, as the team's list has it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entry {
    /// Where it stands in the list, for messages.
    pub at: String,
    /// When it came.
    pub received: Option<Date>,
    /// Who asked. It goes to nobody.
    pub supplier: String,
    /// What was asked.
    pub question: String,
    /// What is answered.
    pub answer: String,
    /// When.
    pub answered: Option<Date>,
    /// Whether the supplier asked for confidence and the team agreed.
    pub confidential: bool,
    /// Which document the answer changes, if one.
    pub changes: String,
}

/// A question and its answer as all suppliers get them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Published {
    /// From 1, in the order in which they came.
    pub number: usize,
    /// When it came.
    pub received: Option<Date>,
    /// What was asked.
    pub question: String,
    /// What is answered; empty while it is not.
    pub answer: String,
    /// When.
    pub answered: Option<Date>,
    /// Which document the answer changes, if one.
    pub changes: String,
}

/// The list that goes to all suppliers, and what the team must see to first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Log {
    /// What goes out.
    pub published: Vec<Published>,
    /// How many are kept between the team and one supplier.
    pub confidential: usize,
    /// What must be seen to, one sentence each.
    pub problems: Vec<String>,
}

/// The log of `entries`, which stand in the order of the team's list.
pub fn log(procurement: &Procurement, entries: &[Entry], on: Date) -> Log {
    let mut log = Log::default();
    let close = procurement.dates.clarifications_close;
    let suppliers: Vec<String> = entries
        .iter()
        .map(|it| it.supplier.trim().to_lowercase())
        .filter(|it| it.chars().count() > 2)
        .collect();
    for it in entries {
        let mut tell = |what: String| log.problems.push(format!("{}: {what}", it.at));
        if it.answer.trim().is_empty() {
            tell("there is no answer yet".to_owned());
        }
        if let (Some(received), Some(close)) = (it.received, close)
            && received > close
        {
            tell(format!(
                "it came on {received}, after the last day for questions ({close}): say whether it is answered, alike for all"
            ));
        }
        if let (Some(received), Some(answered)) = (it.received, it.answered)
            && answered < received
        {
            tell(format!("it was answered on {answered}, before it came on {received}"));
        }
        if it.answered.is_some_and(|it| it > on) {
            tell("its answer bears a day that is still to come".to_owned());
        }
        if let (Some(answered), Some(deadline)) = (it.answered, procurement.dates.deadline)
            && answered.days_until(deadline) < 3
        {
            tell(format!(
                "it was answered {} days before the deadline: consider a later deadline",
                answered.days_until(deadline)
            ));
        }
        if !it.changes.trim().is_empty() {
            tell(format!(
                "its answer changes `{}`: that is an amendment; edit the draft, make the pack again and publish it with \
                 `probity publish --basis`",
                it.changes.trim()
            ));
        }
        if it.confidential {
            log.confidential += 1;
            if it.changes.trim().is_empty() {
                tell("it is kept in confidence: be sure that the answer gives no advantage".to_owned());
            } else {
                tell(
                    "it is kept in confidence and changes a document: what changes must reach all suppliers"
                        .to_owned(),
                );
            }
            continue;
        }
        for (what, text) in [("question", &it.question), ("answer", &it.answer)] {
            let words = text.to_lowercase();
            if let Some(name) = suppliers.iter().find(|name| words.contains(name.as_str())) {
                tell(format!(
                    "the {what} names a supplier (`{name}`): take the name out before it goes to all"
                ));
            }
        }
        log.published.push(Published {
            number: log.published.len() + 1,
            received: it.received,
            question: it.question.trim().to_owned(),
            answer: it.answer.trim().to_owned(),
            answered: it.answered,
            changes: it.changes.trim().to_owned(),
        });
    }
    log
}
