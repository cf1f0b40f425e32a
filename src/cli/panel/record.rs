//! The acts of a panel as events of the record, and the record's word on what the journal says.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::{
    cli::Failure,
    id::Moment,
    ledger::{
        act::{Act, Role as As},
        event::Draft,
        process,
    },
    panel::{Consensus, Entry, People, Person, Role, Stage, Step},
    store::{
        panel::{Kept, PanelError},
        record::{Record, RecordError, Turn},
    },
};

/// Records `entry` and, before that is final, has `keep` write it down with its first and last event.
pub(super) fn record(
    record: &mut Record,
    at: Moment,
    people: &People,
    entry: &Entry,
    keep: impl FnOnce((u64, u64)) -> Result<(), PanelError>,
) -> Result<(), Failure> {
    record.transact(at, |turn| {
        add_people(turn, people)?;
        let first = turn.state().size;
        let drafts = drafts(turn.state(), entry);
        for it in drafts {
            turn.append(it)?;
        }
        let last = turn.state().size.saturating_sub(1);
        keep((first, last)).map_err(|error| RecordError::Refused(told(&error)))
    })?;
    Ok(())
}

fn told(error: &dyn std::error::Error) -> String {
    match error.source() {
        Some(cause) => format!("{error}: {cause}"),
        None => error.to_string(),
    }
}

/// Everybody whom the procurement names and the record does not know.
fn add_people(turn: &mut Turn<'_>, people: &People) -> Result<(), RecordError> {
    for it in people.iter() {
        if turn.state().persons.contains_key(&it.id) {
            continue;
        }
        turn.append(added(Draft::of_system(Act::PersonAdded), it))?;
    }
    Ok(())
}

fn added(draft: Draft, of: &Person) -> Draft {
    let draft = draft
        .about("person", of.id.as_str())
        .with("role", roles(of))
        .hide("name", of.post.as_str())
        .hide("why", of.qualified.as_str());
    if of.questions.is_empty() {
        return draft;
    }
    draft.with("questions", of.questions.iter().map(ToString::to_string).collect::<Vec<_>>())
}

fn roles(of: &Person) -> String {
    let roles: Vec<&str> = of.roles.iter().map(|it| it.as_str()).collect();
    roles.join(", ")
}

/// Records that `by` names `of`.
pub(super) fn name(
    record: &mut Record,
    at: Moment,
    (by, role): (&Person, Role),
    of: &Person,
) -> Result<(), Failure> {
    let role: As = role.as_str().parse().unwrap_or(As::Observer);
    record.transact(at, |turn| turn.append(added(Draft::new(Act::PersonAdded, &by.id, role), of)))?;
    Ok(())
}

/// Those of the file who take part: all where the panel has not begun, and from then on those whom the record knows, in the
/// roles that it knows. With them, who is in the file alone.
pub(super) fn known(state: &process::State, people: People) -> Result<(People, Vec<Person>), Failure> {
    let begun = people.iter().any(|it| state.persons.contains_key(&it.id)) || state.result.is_some();
    if !begun {
        return Ok((people, Vec::new()));
    }
    let (mut here, mut strangers) = (Vec::new(), Vec::new());
    for it in people.iter() {
        match state.persons.get(&it.id) {
            None => strangers.push(it.clone()),
            Some(known) if known.role != roles(it) => {
                return Err(format!(
                    "the procurement's file names `{}` as {}, and the record as {}: nobody's roles change once the panel \
                     began. Put the file back, or take the person off and name it under another sign",
                    it.id,
                    roles(it),
                    known.role
                )
                .into());
            }
            Some(_) => here.push(it.clone()),
        }
    }
    Ok((here.into_iter().collect(), strangers))
}

fn drafts(state: &process::State, entry: &Entry) -> Vec<Draft> {
    // The names of both lists are the same; a test holds this.
    let role: As = entry.role.as_str().parse().unwrap_or(As::Observer);
    let by = entry.by.as_str();
    let new = |act: Act| Draft::new(act, by, role);
    match &entry.step {
        Step::Declared { suppliers, interest } => {
            let outcome = if interest.is_some() { "conflict" } else { "none" };
            let said = interest.as_deref().unwrap_or("none");
            vec![
                new(Act::InterestDeclared)
                    .about("person", by)
                    .with("outcome", outcome)
                    .hide("interest", format!("{said} (list of suppliers {suppliers})")),
            ]
        }
        Step::Reviewed { person, cleared, reason } => vec![
            new(Act::InterestReviewed)
                .about("person", person.as_str())
                .with("outcome", if *cleared { "cleared" } else { "barred" })
                .because(reason),
        ],
        Step::Briefed { text } => {
            vec![new(Act::BriefingAcknowledged).about("person", by).with("text", text.to_string())]
        }
        Step::Issued { form, tenders } => {
            let viewed = |it: &String| {
                new(Act::TenderViewed)
                    .about("tender", it.as_str())
                    .with("what", format!("workbook to score in, {form}"))
            };
            tenders.iter().map(viewed).collect()
        }
        Step::Locked { scores, .. } => {
            let locked = |it: &crate::panel::Individual| {
                new(Act::ScoreLocked)
                    .about("person", by)
                    .about("question", it.question.to_string())
                    .about("tender", it.tender.as_str())
                    .hide("evidence", it.evidence.as_str())
                    .hide("reason", it.reason.as_str())
                    .hide("score", it.score)
            };
            scores.iter().map(locked).collect()
        }
        Step::Compared { questions, .. } => {
            let mut drafts = Vec::new();
            for (tender, it) in state.tenders.iter().filter(|(_, it)| it.is_active()) {
                for (question, persons) in &it.locked {
                    if !questions.iter().any(|it| it.as_str() == question) {
                        continue;
                    }
                    for person in persons {
                        drafts.push(
                            new(Act::ScoreViewed)
                                .about("person", person.as_str())
                                .about("question", question.as_str())
                                .about("tender", tender.as_str()),
                        );
                    }
                }
            }
            drafts
        }
        Step::Agreed { scores, change, .. } => {
            let mut newest: BTreeMap<(String, String), u64> = BTreeMap::new();
            for (tender, it) in &state.tenders {
                for (question, seq) in &it.agreed {
                    newest.insert((tender.clone(), question.clone()), *seq);
                }
            }
            let mut drafts = Vec::new();
            for it in scores {
                let before = newest.get(&(it.tender.clone(), it.question.to_string()));
                if let (Some(why), Some(seq)) = (change, before) {
                    drafts.push(corrected(new(Act::CorrectionMade), it, *seq).because(why));
                }
                drafts.push(agreed(new(Act::ModerationAgreed), it, &newest));
            }
            drafts
        }
        Step::Left { person, reason } => {
            vec![new(Act::PersonRemoved).about("person", person.as_str()).because(reason)]
        }
        Step::Weighed { tender, decisions, .. } => {
            let mut drafts = Vec::new();
            for it in decisions.iter().filter(|it| it.kind == "clause") {
                let Some(clause) = &it.clause else { continue };
                let about =
                    |draft: Draft| draft.about("clause", clause.to_string()).about("tender", tender.as_str());
                drafts.push(
                    about(Draft::of_system(Act::ClauseRecommended))
                        .with("strength", "by the tender's answers")
                        .hide("because", it.about.as_str()),
                );
                let adopted = it.outcome != "rejected";
                let act = if adopted { Act::ClauseAdopted } else { Act::ClauseRejected };
                let text =
                    if it.text.is_empty() { String::new() } else { format!(" Text instead: {}", it.text) };
                let reason = format!("{} by {}: {}{text}", it.outcome, it.person, it.reason);
                drafts.push(about(new(act)).because(&reason));
            }
            for it in decisions.iter().filter(|it| it.kind != "clause") {
                let promise =
                    if it.text.is_empty() { it.about.clone() } else { format!("{}: {}", it.about, it.text) };
                drafts.push(
                    new(Act::PromiseDecided)
                        .about("tender", tender.as_str())
                        .with("kind", it.kind.as_str())
                        .with("outcome", it.outcome.as_str())
                        .hide("date", it.date.as_str())
                        .hide("measure", it.measure.as_str())
                        .hide("promise", promise)
                        .because(&format!("{} by {}: {}", it.outcome, it.person, it.reason)),
                );
            }
            drafts
        }
    }
}

/// That what the panel agreed on in the event `seq` gives way to `it`, which follows.
fn corrected(draft: Draft, it: &Consensus, seq: u64) -> Draft {
    draft.with("corrects", seq).hide(
        "correction",
        format!("the panel agrees anew on {} of {}: {}", it.question, it.tender, it.score),
    )
}

fn agreed(draft: Draft, it: &Consensus, newest: &BTreeMap<(String, String), u64>) -> Draft {
    let points: BTreeMap<&str, Value> = it
        .points
        .iter()
        .map(|(part, (good, bad))| (part.as_str(), json!({ "for": good, "against": bad })))
        .collect();
    let dissent: Vec<String> = it.dissent.iter().map(|it| format!("{}: {}", it.person, it.view)).collect();
    let present: Vec<String> = it.present.iter().cloned().collect();
    let draft = draft
        .about("question", it.question.to_string())
        .about("tender", it.tender.as_str())
        .with("present", present)
        .hide("dissent", dissent.join("\n"))
        .hide("internal", it.internal.as_str())
        .hide("note", it.note.as_str())
        .hide("points", json!(points).to_string())
        .hide("reason", it.reason.as_str())
        .hide("score", it.score);
    match newest.get(&(it.tender.clone(), it.question.to_string())) {
        Some(seq) => draft.with("revises", *seq),
        None => draft,
    }
}

/// Takes out of the journal what the record never confirmed, and stops where the two differ.
pub(super) fn confirm(record: &mut Record, kept: &mut Vec<Kept>) -> Result<(), Failure> {
    let size = record.state().size;
    // Written down before a transaction that was then not confirmed.
    while kept.last().is_some_and(|it| it.events.is_some_and(|(_, last)| last >= size)) {
        kept.pop();
    }
    let trail = record.trail()?;
    let differs = |n: usize, what: &str| -> Failure {
        format!(
            "act {} of `panel/journal.jsonl` is not what the record says ({what}): put the file back from a copy, and \
             see `probity record log`",
            n + 1
        )
        .into()
    };
    for (n, it) in kept.iter().enumerate() {
        let Some((first, last)) = it.events else {
            return Err(differs(n, "it was done before there was a record"));
        };
        let events: Vec<_> =
            trail.events().skip_while(|it| it.seq < first).take_while(|it| it.seq <= last).collect();
        if events.iter().any(|event| event.by != it.entry.by && event.by != crate::ledger::event::SYSTEM) {
            return Err(differs(n, "somebody else did it"));
        }
        let value = |seq: u64, name: &str| trail.value(seq, name).map(ToString::to_string);
        match &it.entry.step {
            Step::Locked { scores, .. } => {
                let same = scores.len() == events.len()
                    && scores.iter().zip(&events).all(|(score, event)| {
                        event.about("tender") == Some(score.tender.as_str())
                            && event.about("question") == Some(score.question.as_str())
                            && value(event.seq, "score").is_none_or(|it| it == score.score.to_string())
                            && trail
                                .value(event.seq, "reason")
                                .is_none_or(|it| it.as_str() == Some(&score.reason))
                    });
                if !same {
                    return Err(differs(n, "other scores were locked"));
                }
            }
            Step::Agreed { scores, .. } => {
                // Before a score that takes the place of another stands why.
                let events: Vec<_> =
                    events.into_iter().filter(|it| it.act == Act::ModerationAgreed).collect();
                let same = scores.len() == events.len()
                    && scores.iter().zip(&events).all(|(score, event)| {
                        event.about("tender") == Some(score.tender.as_str())
                            && event.about("question") == Some(score.question.as_str())
                            && value(event.seq, "score").is_none_or(|it| it == score.score.to_string())
                            && trail
                                .value(event.seq, "reason")
                                .is_none_or(|it| it.as_str() == Some(&score.reason))
                    });
                if !same {
                    return Err(differs(n, "other scores were agreed"));
                }
            }
            Step::Declared { interest, .. } => {
                let outcome = if interest.is_some() { "conflict" } else { "none" };
                if events.first().and_then(|it| it.text("outcome")) != Some(outcome) {
                    return Err(differs(n, "another declaration was made"));
                }
            }
            Step::Reviewed { cleared, .. } => {
                let outcome = if *cleared { "cleared" } else { "barred" };
                if events.first().and_then(|it| it.text("outcome")) != Some(outcome) {
                    return Err(differs(n, "another decision was made"));
                }
            }
            _ => {}
        }
    }
    Ok(())
}

/// How far the procurement has come beyond the panel's own work.
pub(super) fn later(state: &process::State) -> Stage {
    if !state.reopened.scores.is_empty() {
        // The panel agrees anew on what was reopened.
        Stage::Draft
    } else if state.reopened.prices {
        Stage::Priced
    } else if state.notice.is_some() {
        Stage::Noticed
    } else if state.award.is_some() && state.assessed().all(|(_, it)| it.told.is_some()) {
        Stage::Told
    } else if state.award.is_some() {
        Stage::Awarded
    } else if state.result.is_some() {
        Stage::Resulted
    } else if state.tenders.values().any(|it| it.price_opened) {
        Stage::Priced
    } else {
        Stage::Draft
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_have_the_same_names_in_the_record() {
        for role in Role::ALL {
            assert_eq!(role.as_str().parse::<As>().unwrap().as_str(), role.as_str());
        }
    }
}
