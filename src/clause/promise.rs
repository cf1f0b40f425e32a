//! What a tender promises, so that a contract can hold it: the supplier's words with their measure, date and cell.

use serde::Serialize;

use super::Recommendation;
use crate::{
    assess::{Answer, Status, Strength},
    id::{ClauseId, PartId, QuestionId},
};

/// Something that a supplier says it does, with what can be measured of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Promise {
    /// The question that was answered.
    pub question: QuestionId,
    /// The part.
    pub part: PartId,
    /// Its title.
    pub title: String,
    /// The supplier's sentence.
    pub words: String,
    /// The cell.
    pub cell: String,
    /// What can be measured, as the supplier wrote it: `99.9%`, `within 24 hours`.
    pub measure: Vec<String>,
    /// Dates that are named.
    pub dates: Vec<String>,
    /// The clause that records it, if one was recommended for the part.
    pub clause: Option<ClauseId>,
    /// Whether the figure is one that can be measured again and again.
    pub measurable: bool,
}

/// The most indicators that are proposed: enough to choose three from.
const INDICATORS: usize = 9;

/// What the answers promise with something that can be held to: a figure, a date, a name. In the order of the questions.
pub fn promises(answers: &[Answer], recommended: &[Recommendation]) -> Vec<Promise> {
    let mut found = Vec::new();
    for answer in answers {
        for part in &answer.parts {
            let held =
                matches!(part.status, Status::Affirmed | Status::AffirmedWithException | Status::Planned);
            let claims = part.claims.iter().filter(|it| {
                matches!(it.status, Status::Affirmed | Status::AffirmedWithException | Status::Planned)
                    && !it.values.is_empty()
            });
            let mut seen: Vec<String> = Vec::new();
            for claim in claims.filter(|_| held) {
                let words = super::sentence(answer, claim).trim().to_owned();
                if seen.contains(&words) {
                    continue;
                }
                seen.push(words.clone());
                let of = |kinds: &[&str]| -> Vec<String> {
                    let mut all: Vec<String> = claim
                        .values
                        .iter()
                        .filter(|it| kinds.contains(&it.kind.as_str()))
                        .map(|it| it.text.clone())
                        .collect();
                    all.dedup();
                    all
                };
                let figures = of(&["duration", "percentage", "frequency"]);
                let measurable = !figures.is_empty() && part.strength == Strength::Specific;
                let mut measure = figures;
                measure.extend(of(&["certificate", "standard", "cipher", "tls", "money"]));
                let place = claim.place.as_ref().or(answer.place.as_ref());
                let clause = recommended
                    .iter()
                    .find(|it| {
                        it.because.iter().any(|it| it.question == answer.question && it.part == part.part)
                    })
                    .map(|it| it.clause.clone());
                found.push(Promise {
                    question: answer.question.clone(),
                    part: part.part.clone(),
                    title: part.title.clone(),
                    words,
                    cell: place.map_or_else(String::new, ToString::to_string),
                    measure,
                    dates: of(&["date"]),
                    clause,
                    measurable,
                });
            }
        }
    }
    found
}

/// Promises from which indicators of performance can be made: those with a figure that can be measured again, one for each
/// part.
pub fn indicators(promises: &[Promise]) -> Vec<&Promise> {
    let mut found: Vec<&Promise> = Vec::new();
    for it in promises.iter().filter(|it| it.measurable) {
        if !found.iter().any(|before| before.question == it.question && before.part == it.part) {
            found.push(it);
        }
    }
    // Shares are measured most easily, then durations; otherwise the order of the questions.
    found.sort_by_key(|it| !it.measure.iter().any(|it| it.contains('%')));
    found.truncate(INDICATORS);
    found
}
