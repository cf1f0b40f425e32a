//! A response workbook into which a supplier's answers to an earlier release are carried.
//!
//! What stands is in its cell already. What must be confirmed or answered again is not: its words stand on a sheet of
//! their own beside what has changed, so that nothing counts as an answer to new words unless the supplier puts it
//! there.

use std::collections::BTreeMap;

use super::answers;
use crate::{
    bank::diff::Carry,
    id::QuestionId,
    pack::Issue,
    workbook::write::sheet::{Book, Cell, Formula, Holds, Look, Sheet, Value},
};

/// The name of the sheet; the layout of issued workbooks knows it as no answer.
const NAME: &str = "Earlier answers";

/// What became of one question, and what was said to it before.
#[derive(Debug, Clone)]
pub struct Earlier {
    /// The question as it is asked now.
    pub question: QuestionId,
    /// Its title.
    pub title: String,
    /// What the earlier answer is worth.
    pub worth: Carry,
    /// What has changed in the words and values of the question, a line each.
    pub changed: String,
    /// The earlier choice of yes or no, in a word of the list.
    pub yes_no: String,
    /// The earlier answer, word for word.
    pub answer: String,
    /// The evidence that it named.
    pub evidence: String,
}

impl Earlier {
    fn is_answered(&self) -> bool {
        !self.answer.is_empty() || !self.yes_no.is_empty()
    }
}

/// Fills in what stands, and adds the sheet that shows all of it.
pub(super) fn carry(book: &mut Book, issue: &Issue<'_>, earlier: &[Earlier]) {
    let by_id: BTreeMap<&str, &Earlier> = earlier
        .iter()
        .filter(|it| it.worth == Carry::Carried && it.is_answered())
        .map(|it| (it.question.as_str(), it))
        .collect();
    for sheet in book.sheets.iter_mut().filter(|it| it.name == answers::NAME) {
        for row in &mut sheet.rows {
            let Some(Holds::Text(id)) = row.cells.first().map(|it| &it.holds) else { continue };
            let Some(it) = by_id.get(id.as_str()) else { continue };
            let filled = [
                (answers::TICK, it.yes_no.clone()),
                (answers::ANSWER, it.answer.clone()),
                (answers::EVIDENCE, it.evidence.clone()),
            ];
            for (column, text) in filled {
                if let Some(cell) = row.cells.get_mut(column).filter(|it| it.look.is_open())
                    && !text.is_empty()
                {
                    cell.holds = Holds::Text(text);
                }
            }
            if let Some(Cell { holds: Holds::Formula(Formula { value, .. }), .. }) =
                row.cells.get_mut(answers::WORDS)
            {
                *value = Value::Text(counted(&it.answer, issue, &it.question));
            }
        }
    }
    let at = book.sheets.iter().position(|it| it.name == answers::NAME).map_or(0, |it| it + 1);
    book.sheets.insert(at.min(book.sheets.len()), sheet(earlier));
}

/// What the formula beside the answer will say of it.
fn counted(answer: &str, issue: &Issue<'_>, question: &QuestionId) -> String {
    let words = answer.split([' ', '\n']).filter(|it| !it.is_empty()).count();
    let limit = issue.bank.questions.iter().find(|it| it.id == *question).map_or(0, |it| it.word_limit);
    let long = if words > usize::try_from(limit).unwrap_or(usize::MAX) { ": too long" } else { "" };
    format!("{words} of {limit}{long}")
}

fn sheet(earlier: &[Earlier]) -> Sheet {
    let mut sheet = Sheet::new(NAME, &[11, 26, 22, 40, 60, 20]);
    let heads = ["Number", "Title", "What to do", "What has changed", "What you answered before", "Evidence"];
    sheet.push_at_least(20, heads.iter().map(|it| Cell::text(Look::Head, *it)).collect());
    sheet.header = Some(0);
    sheet.fixed = 1;
    for it in earlier {
        let to_do = match it.worth {
            Carry::Carried if !it.is_answered() => "Answer it: nothing was answered before",
            Carry::Carried => "Stands in its place already; change it there where it is no longer true",
            Carry::Confirm => "Copy it to its place if it answers the new words, or answer anew",
            Carry::AskAgain if !it.is_answered() => "Answer it: it is new, or was not answered before",
            Carry::AskAgain => "Answer anew: the question asks something else now",
        };
        let said = [it.yes_no.as_str(), it.answer.as_str()];
        let said: Vec<&str> = said.into_iter().filter(|it| !it.is_empty()).collect();
        sheet.push(vec![
            Cell::text(Look::Id, it.question.as_str()),
            Cell::text(Look::Text, it.title.as_str()),
            Cell::text(Look::Text, to_do),
            Cell::text(Look::Text, it.changed.as_str()),
            Cell::text(Look::Text, said.join("\n\n")),
            Cell::text(Look::Text, it.evidence.as_str()),
        ]);
    }
    sheet
}
