//! What the panel may enter beside a question: a score for what is scored, a decision for what is met or not, nothing
//! for what only informs.

use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, DataValidationRule, Worksheet, XlsxError,
    utility::row_col_to_cell,
};

use super::REASON_LENGTH;
use crate::bank::Use;

/// What a requirement, condition or commitment can be decided to be.
const DECISIONS: [&str; 2] = ["met", "not met"];

/// What is asked of the panel for one question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    Score,
    Decision,
    Nothing,
}

impl Asked {
    pub(super) fn of(used_as: Use) -> Self {
        match used_as {
            Use::Scored => Self::Score,
            Use::Information => Self::Nothing,
            Use::PassFail | Use::ConditionOfParticipation | Use::Declaration => Self::Decision,
        }
    }

    /// What the check says before anything is entered.
    pub(super) fn at_first(self) -> &'static str {
        match self {
            Self::Score => "score and reason missing",
            Self::Decision => "decision and reason missing",
            Self::Nothing => "for information",
        }
    }

    /// Says what the panel has still to enter on the row; every unfinished state has the word `missing`.
    pub(super) fn check(self, entered: &str, reason: &str, proposed: &str, top: u8) -> String {
        let has_reason = format!("LEN(TRIM({reason}))>={REASON_LENGTH}");
        let (what, fits, misfit) = match self {
            Self::Nothing => return String::new(),
            Self::Score => (
                "score",
                format!(
                    "AND(ISNUMBER({entered}),N({entered})>=0,N({entered})<={top},INT(N({entered}))=N({entered}))"
                ),
                format!("score on the scale 0 to {top} missing"),
            ),
            Self::Decision => {
                let [met, not_met] = DECISIONS;
                (
                    "decision",
                    format!("OR({entered}=\"{met}\",{entered}=\"{not_met}\")"),
                    format!("decision ({met} or {not_met}) missing"),
                )
            }
        };
        let as_proposed = match self {
            Self::Score => format!(
                "IF(ISNUMBER({proposed}),IF({entered}={proposed},\"complete\",\"complete, not as proposed\"),\"complete\")"
            ),
            Self::Decision | Self::Nothing => "\"complete\"".to_owned(),
        };
        format!(
            "=IF(ISBLANK({entered}),IF({has_reason},\"{what} missing\",\"{what} and reason missing\"),\
             IF(NOT({fits}),\"{misfit}\",\
             IF(NOT({has_reason}),\"reason of {REASON_LENGTH} characters or more missing\",{as_proposed})))"
        )
    }
}

/// The cells that ask for the same, in the order of the sheet.
#[derive(Debug, Default)]
pub(super) struct Cells {
    scores: Vec<String>,
    decisions: Vec<String>,
    reasons: Vec<String>,
    first: Option<(u32, u32)>,
}

impl Cells {
    pub(super) fn add(&mut self, asked: Asked, row: u32, entered: u16, reason: u16) {
        let list = match asked {
            Asked::Score => &mut self.scores,
            Asked::Decision => &mut self.decisions,
            Asked::Nothing => return,
        };
        list.push(row_col_to_cell(row, entered));
        self.reasons.push(row_col_to_cell(row, reason));
        let (first, _) = self.first.unwrap_or((row, row));
        self.first = Some((first, row));
    }

    /// How many questions ask for something.
    pub(super) fn asked(&self) -> usize {
        self.reasons.len()
    }

    /// Whether any asks for a decision.
    pub(super) fn decides(&self) -> bool {
        !self.decisions.is_empty()
    }

    /// Lets only what fits be entered. `entered` and `reason` are the columns.
    pub(super) fn restrict(
        &self,
        sheet: &mut Worksheet,
        (entered, reason): (u16, u16),
        top: u8,
    ) -> Result<(), XlsxError> {
        let Some((first, last)) = self.first else { return Ok(()) };
        let score = DataValidation::new()
            .allow_whole_number(DataValidationRule::Between(0, i32::from(top)))
            .set_input_title("Awarded score")?
            .set_input_message(format!("The panel's score, a whole number from 0 to {top}."))?
            .set_error_style(DataValidationErrorStyle::Stop)
            .set_error_title("Not on the scale")?
            .set_error_message(format!("Enter a whole number from 0 to {top}."))?;
        let decision = DataValidation::new()
            .allow_list_strings(&DECISIONS)?
            .set_input_title("Decision")?
            .set_input_message(
                "Whether it is met, as a person decides after any clarification. It has no score.",
            )?
            .set_error_style(DataValidationErrorStyle::Stop)
            .set_error_title("Not a decision")?
            .set_error_message("Choose met or not met.")?;
        let text = DataValidation::new()
            .allow_text_length(DataValidationRule::GreaterThanOrEqualTo(REASON_LENGTH))
            .set_input_title("Reason")?
            .set_input_message(
                "Why, by reference to the tender: what was shown, what was not, and what was clarified.",
            )?
            .set_error_style(DataValidationErrorStyle::Stop)
            .set_error_title("Too short for a reason")?
            .set_error_message(format!(
                "A reason has at least {REASON_LENGTH} characters: say what in the tender led to it."
            ))?;
        for (cells, col, rule) in [
            (&self.scores, entered, score),
            (&self.decisions, entered, decision),
            (&self.reasons, reason, text),
        ] {
            if !cells.is_empty() {
                sheet.add_data_validation(first, col, last, col, &rule.set_multi_range(cells.join(" ")))?;
            }
        }
        Ok(())
    }
}
