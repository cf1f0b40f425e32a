//! What intake saw at an answer's cells, said again where the score is: nothing that is hidden, swapped or moved
//! scores in silence.

use super::{Answer, Referral};
use crate::{
    diag::Place,
    tender::{FieldAnswer, Tender},
};

/// Flags on a cell that holds an answer after which its words cannot be taken as the answer: no score is proposed.
const DOUBTFUL: [&str; 9] = [
    "conditional-format-hides-text",
    "display-differs-from-value",
    "duplicate-question",
    "instruction-like-text",
    "invisible-text",
    "keyword-stuffing",
    "picture-answer",
    "strikethrough-text",
    "volatile-formula",
];
/// Flags that bear on all that stands in their row.
const OF_ROW: [&str; 7] = [
    "question-altered",
    "hidden-row",
    "comment-present",
    "drawing-text",
    "form-control",
    "weight-altered",
    "picture-answer",
];
/// And of these, the ones after which no score is proposed. A question that came back altered is none of them: the
/// words are scored against the question as issued, and the person is told of the difference.
const ROW_DOUBTFUL: [&str; 1] = ["hidden-row"];

/// Adds a referral to each answer that a flag bears on.
pub(super) fn note(tender: &Tender, answers: &mut [Answer]) {
    for answer in answers {
        let Some(response) = tender.responses.iter().find(|it| it.question == answer.question) else {
            continue;
        };
        for flag in &tender.intake.flags {
            let Some(at) = flag.place.as_ref() else { continue };
            let of_words = response.pieces.iter().map(|it| &it.place);
            let mut cells = of_words.chain(response.fields.iter().flat_map(FieldAnswer::places));
            let here = cells.clone().any(|it| it == at);
            let row = OF_ROW.contains(&flag.code.as_str())
                && cells.any(|it| row(it).is_some_and(|it| row(at) == Some(it)));
            // That nothing is written is what the state of the answer says.
            if !here && !row || flag.code == "blank-answer" {
                continue;
            }
            let Ok(code) = flag.code.parse() else { continue };
            let it = Referral { code, message: flag.message.clone(), ask: flag.ask().unwrap_or_default() };
            if !answer.refer.contains(&it) {
                answer.refer.push(it);
            }
            if here && DOUBTFUL.contains(&flag.code.as_str()) || ROW_DOUBTFUL.contains(&flag.code.as_str()) {
                answer.score.proposed = None;
            }
        }
    }
}

/// The sheet and the row of a cell.
fn row(place: &Place) -> Option<(&str, &str)> {
    match place {
        Place::Cell { sheet, cell, .. } => {
            Some((sheet, cell.trim_start_matches(|it: char| it.is_ascii_alphabetic())))
        }
        Place::Line { .. } | Place::Whole { .. } => None,
    }
}
