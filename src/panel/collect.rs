//! One evaluator's scores come back: everything that is wrong with them at once, each with its cell.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{
    Alike, Filled, Form, Person, State, Voice, What, Works, alike, cells,
    reason::{Context, Given},
};
use crate::{
    assess::Answer,
    diag::{Diagnostic, Diagnostics, Place},
    id::QuestionId,
};

/// One evaluator's score of one answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Individual {
    /// Of which tender.
    pub tender: String,
    /// Which question.
    pub question: QuestionId,
    /// On the published scale.
    pub score: u8,
    /// Why.
    pub reason: String,
    /// Where in the tender.
    pub evidence: String,
    /// The cell in which the score stood.
    pub cell: String,
}

/// What is needed again and again for the checks of reasons.
#[derive(Debug)]
pub(super) struct Library {
    given: BTreeMap<QuestionId, Given>,
    cells: BTreeMap<String, BTreeSet<String>>,
}

impl Library {
    pub(super) fn of(works: &Works<'_>) -> Self {
        let given =
            works.questions.iter().map(|it| (it.id.clone(), Given::of(it, works.terms, works.reasons)));
        let cells = works.tenders.iter().map(|it| (it.id.to_owned(), cells(it.answers)));
        Self { given: given.collect(), cells: cells.collect() }
    }

    pub(super) fn context<'a>(
        &'a self,
        works: &Works<'a>,
        question: &QuestionId,
        tender: &str,
    ) -> Option<Context<'a>> {
        let lodged = works.tender(tender)?;
        let answer: Option<&'a Answer> = lodged.answers.iter().find(|it| it.question == *question);
        Some(Context::new(
            works.question(question)?,
            answer,
            self.cells.get(tender)?,
            self.given.get(question)?,
        ))
    }
}

/// A score as it was entered, or what is wrong with it.
pub(super) fn score(entry: &Filled, works: &Works<'_>) -> Result<u8, Diagnostic> {
    let top = works.terms.top();
    let fault = |code, message: String, help: String| {
        Diagnostic::error(entry.place.clone(), code, message).help(help)
    };
    if entry.text.is_empty() {
        return Err(fault(
            "panel/score-missing",
            "the score is missing".to_owned(),
            format!("enter a whole number from 0 to {top}"),
        ));
    }
    // A program may write a whole number with a decimal point.
    let text = entry.text.strip_suffix(".0").unwrap_or(&entry.text);
    match text.parse::<u8>().ok().filter(|it| works.terms.has(*it)) {
        Some(score) => Ok(score),
        None => Err(fault(
            "panel/score-off-scale",
            format!("`{}` is not a score of the published scale", super::form::start(&entry.text)),
            format!("enter a whole number from 0 to {top}: no halves, no ranges, no averages"),
        )),
    }
}

/// Reads the scores of `person` from the entries of its `form`. They are there only if nothing is wrong.
pub fn check_scores(
    works: &Works<'_>,
    state: &State,
    person: &Person,
    form: &Form,
    entries: &BTreeMap<(usize, What), Filled>,
) -> (Vec<Individual>, Diagnostics) {
    let mut faults = Diagnostics::default();
    let mut scores = Vec::new();
    let library = Library::of(works);
    let empty = Filled { place: Place::Whole { path: String::new() }, text: String::new() };
    let mut places: Vec<Place> = Vec::new();
    for (n, subject) in form.subjects.iter().enumerate() {
        let (Some(question), Some(tender)) = (&subject.question, &subject.tender) else { continue };
        let entry = |what: What| entries.get(&(n, what)).unwrap_or(&empty);
        let (at_score, reason, evidence) = (entry(What::Score), entry(What::Reason), entry(What::Evidence));
        let Some(context) = library.context(works, question, tender) else {
            let message = format!("{} is no longer assessed", subject.label);
            let fault = Diagnostic::error(at_score.place.clone(), "panel/tender-gone", message);
            faults.push(fault.help("ask for a new workbook with `panel issue`"));
            continue;
        };
        let score = match score(at_score, works) {
            Ok(it) => it,
            Err(fault) => {
                faults.push(fault);
                // The reason is looked at all the same, as for a middling score.
                u8::MAX
            }
        };
        for (code, message, help) in works.reasons.check(&reason.text, &evidence.text, score, &context) {
            let place = if code.starts_with("panel/evidence") { &evidence.place } else { &reason.place };
            faults.push(Diagnostic::error(place.clone(), code, message).help(help));
        }
        if score > 0
            && context.answer.is_none_or(|it| it.text.trim().is_empty() && it.fields.is_empty())
            && score != u8::MAX
        {
            let message = format!("a score of {score} for an answer in which nothing stands");
            let fault = Diagnostic::error(at_score.place.clone(), "panel/score-of-nothing", message);
            faults.push(
                fault.help("score what the tender says; ask the lead to clarify if something may be missing"),
            );
        }
        places.push(reason.place.clone());
        scores.push(Individual {
            tender: tender.clone(),
            question: question.clone(),
            score,
            reason: reason.text.clone(),
            evidence: evidence.text.clone(),
            cell: match &at_score.place {
                Place::Cell { sheet, cell, .. } => format!("{sheet} {cell}"),
                _ => String::new(),
            },
        });
    }
    let expected: BTreeSet<(&str, &QuestionId)> = works
        .questions_of(person)
        .into_iter()
        .flat_map(|question| works.tenders.iter().map(move |it| (it.id, &question.id)))
        .collect();
    let there: BTreeSet<(&str, &QuestionId)> =
        scores.iter().map(|it| (it.tender.as_str(), &it.question)).collect();
    if let Some((tender, question)) = expected.iter().find(|it| !there.contains(*it)) {
        let message = format!("the workbook has no place for {question} of `{tender}`");
        let place = places.first().cloned().unwrap_or_else(|| empty.place.clone());
        let fault = Diagnostic::error(place, "panel/workbook-old", message);
        faults.push(fault.help("tenders or questions have changed: take a new workbook with `panel issue`"));
    }
    copied_reasons(works, state, person, &scores, &places, &mut faults);
    if faults.has_errors() {
        scores.clear();
    }
    (scores, faults)
}

/// Reasons that were copied from another tender's (sent back, unless nothing was answered) or from another evaluator (who
/// may not have been seen).
fn copied_reasons(
    works: &Works<'_>,
    state: &State,
    person: &Person,
    scores: &[Individual],
    places: &[Place],
    faults: &mut Diagnostics,
) {
    let answered = |it: &Individual| {
        let answer = works.tender(&it.tender).and_then(|tender| tender.answer(&it.question));
        answer.is_some_and(|it| !it.text.trim().is_empty())
    };
    let group =
        |it: &Individual| works.questions.iter().position(|question| question.id == it.question).unwrap_or(0);
    let own: Vec<Voice<'_>> = scores
        .iter()
        .enumerate()
        .filter(|(_, it)| answered(it))
        .map(|(at, it)| Voice { at, group: group(it), text: &it.reason })
        .collect();
    let label = |it: &Individual| works.tender(&it.tender).map_or("", |it| it.label.as_str()).to_owned();
    for Alike { first, second, same } in alike(&own, works.reasons) {
        if let (Some(place), Some(before)) = (places.get(second), scores.get(first)) {
            let how = if same { "the same words" } else { "nearly the same words" };
            let message = format!("the reason has {how} as the one for {}", label(before));
            let fault = Diagnostic::error(place.clone(), "panel/reason-copied", message);
            faults.push(fault.help("say of each tender what it says itself"));
        }
    }
    let key = |it: &Individual| {
        let tender = works.tenders.iter().position(|tender| tender.id == it.tender).unwrap_or(0);
        tender * works.questions.len() + group(it)
    };
    for (peer, theirs) in state.locked.iter().filter(|(it, _)| **it != person.id) {
        let count = theirs.len();
        let voices: Vec<Voice<'_>> = theirs
            .iter()
            .chain(scores)
            .enumerate()
            .filter(|(_, it)| answered(it))
            .map(|(at, it)| Voice { at, group: key(it), text: &it.reason })
            .collect();
        let shared = alike(&voices, works.reasons);
        if let Some(it) = shared.iter().find(|it| it.first < count && it.second >= count)
            && let Some(place) = places.get(it.second - count)
        {
            // It does not say whose words they are like: nobody learns of another's scores here.
            let number = shared.iter().filter(|it| it.first < count && it.second >= count).count();
            let message =
                format!("{number} reasons, this one first, have the words of another evaluator (`{peer}`)");
            let fault = Diagnostic::warning(place.clone(), "panel/reason-shared", message);
            faults.push(fault.help("ask both whether they scored alone: it is told in the moderation"));
        }
    }
}
