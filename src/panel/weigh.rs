//! Decisions on clauses, promises and indicators come back.

use std::collections::BTreeMap;

use super::{Filled, Form, People, Role, Weighing, What};
use crate::diag::{Diagnostic, Diagnostics, Place};

/// Reads the decisions from the entries of `form`. They are there only if nothing is wrong.
pub fn check_weighings(
    people: &People,
    form: &Form,
    entries: &BTreeMap<(usize, What), Filled>,
) -> (Vec<Weighing>, Diagnostics) {
    let mut faults = Diagnostics::default();
    let mut decisions = Vec::new();
    let empty = Filled { place: Place::Whole { path: String::new() }, text: String::new() };
    let mut indicators = 0;
    for (n, subject) in form.subjects.iter().enumerate() {
        let entry = |what: What| entries.get(&(n, what)).unwrap_or(&empty);
        let mut fault = |at: &Filled, code, message: String, help: &str| {
            faults.push(Diagnostic::error(at.place.clone(), code, message).help(help));
        };
        let mut words = subject.item.split(' ');
        let kind = words.next().unwrap_or_default();
        let clause = words.find_map(|it| it.parse().ok().filter(|_| it.parse::<u32>().is_err()));
        let (outcome, text, reason, person) =
            (entry(What::Outcome), entry(What::Text), entry(What::Reason), entry(What::Person));
        let chosen = outcome.text.to_lowercase();
        if chosen.is_empty() {
            // Nobody has to make an indicator of every promise.
            if kind == "indicator" {
                continue;
            }
            fault(
                outcome,
                "panel/clause-open",
                format!("nothing is decided on “{}”", subject.label),
                "choose accepted, amended or rejected",
            );
            continue;
        }
        if !["accepted", "amended", "rejected"].contains(&chosen.as_str()) {
            fault(
                outcome,
                "panel/clause-outcome",
                format!("`{}` is no decision", super::form::start(&outcome.text)),
                "choose accepted, amended or rejected",
            );
        }
        if chosen == "amended" && text.text.is_empty() {
            fault(
                text,
                "panel/clause-text",
                format!("“{}” is amended and has no text instead", subject.label),
                "write the whole text as it is to stand in the contract",
            );
        }
        if reason.text.is_empty() {
            fault(
                reason,
                "panel/clause-reason",
                format!("the decision on “{}” has no reason", subject.label),
                "say why, in a sentence",
            );
        }
        let known = people.get(&person.text);
        if known.is_none_or(|it| !it.has(Role::Lead) && !it.has(Role::Legal)) {
            fault(
                person,
                "panel/clause-person",
                match person.text.as_str() {
                    "" => "nobody is named who decides".to_owned(),
                    it => format!("`{}` does not decide on clauses", super::form::start(it)),
                },
                "enter the sign of the lead or of legal, as `panel status` lists them",
            );
        }
        let (measure, date) = (entry(What::Measure), entry(What::Date));
        if kind == "indicator" && chosen != "rejected" {
            indicators += 1;
            for (at, what) in [(measure, "target"), (date, "frequency")] {
                if at.text.is_empty() {
                    fault(
                        at,
                        "panel/indicator",
                        format!("the indicator “{}” has no {what}", subject.label),
                        "say what is measured, the target and how often",
                    );
                }
            }
        }
        decisions.push(Weighing {
            kind: kind.to_owned(),
            clause,
            about: subject.label.clone(),
            outcome: chosen,
            text: text.text.clone(),
            reason: reason.text.clone(),
            measure: measure.text.clone(),
            date: date.text.clone(),
            person: person.text.clone(),
        });
    }
    if (1..3).contains(&indicators) && !faults.has_errors() {
        let place = Place::Whole { path: "Indicators".to_owned() };
        let message = format!("{indicators} indicators were accepted");
        let fault = Diagnostic::warning(place, "panel/indicators-few", message);
        faults.push(
            fault.help("a contract above the threshold of section 52 sets and publishes at least three"),
        );
    }
    if faults.has_errors() {
        decisions.clear();
    }
    (decisions, faults)
}
