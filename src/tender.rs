//! What one supplier handed in: its responses with their cells, and what intake made of the file.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    diag::Place,
    id::{Digest, PartId, QuestionId},
};

mod field;

pub use field::{FieldAnswer, FieldCell, Said};

/// One supplier's file as it was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tender {
    /// The file, as the user named it.
    pub file: String,
    /// Of the bytes received.
    pub digest: Digest,
    /// As the file states it; otherwise none, and faces show the file's name.
    pub supplier: Option<String>,
    /// What the file says of who made it.
    pub origin: Origin,
    /// What intake made of the file.
    pub intake: Intake,
    /// In the order of the bank; empty when the file was refused.
    pub responses: Vec<Response>,
}

/// What intake made of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Intake {
    /// Accepted or refused.
    pub verdict: Verdict,
    /// A code, only when refused.
    pub reason: Option<String>,
    /// For people, only when refused: what was found, why it matters, what to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub explanation: Option<String>,
    /// The layout that fitted, such as `probity-1`.
    pub layout: Option<String>,
    /// What a person should know of the file.
    pub flags: Vec<Flag>,
    /// The sheets of the file in its order, and what became of each; empty when the file was refused
    /// before its sheets were known.
    pub sheets: Vec<SheetSeen>,
}

/// What a file says of who made it and when, as it says it; a supplier can write there what it likes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// The first author.
    pub author: Option<String>,
    /// Who saved it last.
    pub saved_by: Option<String>,
    /// When it was made, as written, to the second.
    pub made_at: Option<String>,
    /// When it was last saved.
    pub saved_at: Option<String>,
    /// The marks of the issue that it answers, by their labels; where they do not agree with each other, the first.
    #[serde(default)]
    pub issued: BTreeMap<String, String>,
}

/// A sheet of a file and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetSeen {
    /// As the file has it.
    pub name: String,
    /// What became of it.
    pub used: SheetUse,
    /// How many rows with an answer's id were located on it.
    pub rows: usize,
}

/// What became of a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SheetUse {
    /// Answers were read from it.
    Answers,
    /// The supplier's name and the like were read from it.
    Particulars,
    /// It was read and holds no answers.
    Other,
    /// It is hidden and was not read.
    Hidden,
}

/// Whether a file can be scored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Nothing to say of it.
    Accepted,
    /// Scored, and a person should look at the flags.
    AcceptedWithFlags,
    /// Kept but not read; a person decides what follows.
    Refused,
}

/// Something that a person should know of a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Flag {
    /// Stable, kebab-case.
    pub code: String,
    /// Where, if it has a place of its own.
    pub place: Option<Place>,
    /// In words that an officer can paste.
    pub message: String,
}

impl Flag {
    /// A draft clarification to the supplier; none where there is nothing to ask.
    pub fn ask(&self) -> Option<String> {
        let at = match &self.place {
            Some(Place::Cell { sheet, cell, .. }) => format!("cell {cell} of the sheet “{sheet}”"),
            _ => "your file".to_owned(),
        };
        let told = self.message.as_str();
        Some(match self.code.as_str() {
            "question-altered" | "weight-altered" => format!(
                "The workbook that you returned differs from the one that was issued: {told}. Please confirm that your \
                 answer is to the question as it was issued, or answer that question."
            ),
            "question-id-unknown" => format!(
                "We found a row that was not in the workbook that was issued: {told}. Please say which of the issued \
                 questions it answers, if any."
            ),
            "question-missing" => format!("{told}. Please say whether you left it out on purpose."),
            "duplicate-question" => format!("{told}. Please say which answer is your tender."),
            "pack-not-named" | "fingerprint-mismatch" => format!(
                "{}. Please confirm that your answers are to the questions that were issued for this procurement, in the \
                 newest workbook.",
                capital(told)
            ),
            "bank-version-mismatch" => format!(
                "{told}. Please confirm that your answers are to the questions that were issued for this procurement."
            ),
            "column-moved" | "sheet-renamed" | "ragged-rows" => format!(
                "The workbook that you returned is laid out differently ({told}). Please confirm that we have read each \
                 answer from the right cell."
            ),
            "hidden-sheet"
            | "very-hidden-sheet"
            | "hidden-row"
            | "hidden-column"
            | "hidden-name"
            | "hidden-under-merge"
            | "invisible-text"
            | "conditional-format-hides-text"
            | "invisible-characters"
            | "bidi-control" => format!(
                "We found content at {at} that cannot be seen when the file is opened. Please say whether it is part \
                 of your tender, and if it is, state it where it can be read."
            ),
            "comment-present" | "drawing-text" | "header-footer-text" | "content-outside-template" => {
                format!(
                    "We found words at {at} that are not in an answer cell. Please say whether they are part of your \
                 answer, and to which question."
                )
            }
            "display-differs-from-value" => {
                format!(
                    "The value of {at} is not what it shows when opened. Please say which is your answer."
                )
            }
            "strikethrough-text" => {
                format!("Words at {at} are struck out. Please give the answer as you mean it, without them.")
            }
            "mixed-script" => {
                format!("A word at {at} mixes letters of several alphabets. Please write it again in one.")
            }
            "form-control" => format!(
                "A box to tick or to choose from lies at {at}, and we read answers from cells only. Please say in words, \
                 in the answer cell, what you mean by it."
            ),
            "picture-answer" => {
                format!("A picture lies at {at}. Please write out what it says as text.")
            }
            "tracked-changes" => {
                "Your workbook keeps earlier versions of its cells. Please confirm that what its cells show \
                                  now is your tender."
                    .to_owned()
            }
            "embedded-object" => {
                "Your workbook has another file embedded in it, which we do not open. If it is part of \
                                  your tender, please send it as a file of its own."
                    .to_owned()
            }
            "formula-answer"
            | "formula-without-value"
            | "volatile-formula"
            | "error-value"
            | "external-function"
            | "dde-formula" => {
                format!(
                    "{} holds a formula and not a text. Please give your answer there as text.",
                    capital(&at)
                )
            }
            "external-link" | "external-connection" => {
                "Your workbook takes content from outside itself, which we do not \
                                                        fetch. Please send it with all of its content in it."
                    .to_owned()
            }
            "table-column-unknown" | "table-not-recognised" => format!(
                "We could not read a table as it was issued: {told}. Please give its rows under the headings of the \
                 workbook that was issued."
            ),
            "oversize-cell" => {
                format!("The answer in {at} is longer than a cell can show. Please confirm that it is whole.")
            }
            "price-in-quality-response" => format!(
                "A price stands at {at}. Please confirm that all prices are in the commercial envelope, and give the \
                 answer without it."
            ),
            _ => return None,
        })
    }
}

fn capital(text: &str) -> String {
    let mut rest = text.chars();
    rest.next().map_or_else(String::new, |it| it.to_uppercase().chain(rest).collect())
}

/// The reply to one question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Response {
    /// Which question of the bank.
    pub question: QuestionId,
    /// What the cells hold, at a glance.
    pub state: ResponseState,
    /// The tick, where the form has one and it was understood.
    pub yes_no: Option<YesNo>,
    /// The cells that hold the answer. Our own template has one; a foreign questionnaire has one for
    /// each of its items that bears on the question.
    pub pieces: Vec<Piece>,
    /// What the supplier wrote in the evidence column, for a person.
    pub evidence: Option<String>,
    /// Whether the supplier holds the answer to be confidential.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub confidential: bool,
    /// What stands in the question's fields, in the order of the bank; those of which the file says nothing are left
    /// out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldAnswer>,
}

/// One cell of an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    /// Where it stands.
    pub place: Place,
    /// The text as it was typed; findings count characters of it.
    pub text: String,
    /// A tick beside the text, understood.
    pub yes_no: Option<YesNo>,
    /// The id of a foreign questionnaire's item, such as `CEK-03.1`.
    pub item: Option<String>,
    /// The parts that a foreign item bears on; all of the question's when none.
    pub parts: Option<Vec<PartId>>,
}

/// What a response's cells hold, at a glance. A blank is not a no, an unreadable cell is not a blank.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ResponseState {
    /// There are words or a tick.
    Answered,
    /// The row is there and its cells are empty.
    Blank,
    /// Something is there that could not be read: a person must look.
    Unreadable,
    /// The supplier says that the question does not apply.
    NotApplicable,
    /// The row is not in the file.
    Missing,
}

/// A tick.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum YesNo {
    /// Yes, Y, confirmed, compliant …
    Yes,
    /// No, N …
    No,
    /// Partially, in part …
    Partly,
    /// N/A, not applicable …
    NotApplicable,
}

impl YesNo {
    /// Reads a tick as people write it; none where it is not one.
    pub fn parse(text: &str) -> Option<Self> {
        let word = text.trim().trim_end_matches(['.', '*', '!', ',']).to_lowercase();
        let word = word.trim_start_matches(|c: char| c.is_ascii_digit() || c == ')' || c == ' ');
        match word {
            "yes" | "y" | "✓" | "✔" | "☑" | "true" | "confirmed" | "agreed" | "compliant" | "comply"
            | "fully compliant" | "accept" | "accepted" => Some(Self::Yes),
            "no" | "n" | "✗" | "✘" | "false" | "non-compliant" | "not compliant" | "does not comply" => {
                Some(Self::No)
            }
            "partial" | "partially" | "partly" | "part" | "in part" | "partially compliant" => {
                Some(Self::Partly)
            }
            "n/a" | "na" | "n.a" | "not applicable" | "does not apply" => Some(Self::NotApplicable),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_read_as_people_write_them() {
        for (text, tick) in [
            ("Yes", YesNo::Yes),
            (" y ", YesNo::Yes),
            ("1) Yes", YesNo::Yes),
            ("NO.", YesNo::No),
            ("Partially", YesNo::Partly),
            ("NA", YesNo::NotApplicable),
            ("Not applicable", YesNo::NotApplicable),
        ] {
            assert_eq!(YesNo::parse(text), Some(tick), "{text}");
        }
        assert_eq!(YesNo::parse("Mostly"), None);
    }
}
