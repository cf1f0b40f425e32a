//! The workbook of one evaluator: a sheet for each question, and on it one tender after the other.

use rust_xlsxwriter::{XlsxError, utility::row_col_to_cell};

use super::{Content, Cover, Pen, Printed, block, bound};
use crate::{
    bank::Question,
    id::Date,
    panel::{Kind, Lodged, Person, Shown, Subject, What, Works},
    report::words,
    workbook::write::{WriteError, formats::Formats},
};

const LABEL: u16 = 0;
const PART: u16 = 1;
const FINDING: u16 = 2;
const WORDS: u16 = 3;

/// Where the columns after the words stand.
#[derive(Clone, Copy)]
struct Columns {
    proposed: Option<u16>,
    score: u16,
    reason: u16,
    evidence: u16,
    check: u16,
}

impl Columns {
    fn of(works: &Works<'_>) -> Self {
        let shown = works.terms.proposals == Shown::WithAnswers;
        let next = if shown { WORDS + 2 } else { WORDS + 1 };
        Self {
            proposed: shown.then_some(WORDS + 1),
            score: next,
            reason: next + 1,
            evidence: next + 2,
            check: next + 3,
        }
    }

    fn heads(self) -> Vec<(&'static str, u32)> {
        let mut heads = vec![
            ("Tender", 12),
            ("Part of the question", 28),
            ("What the words say", 20),
            ("The tender's words, and where they stand", 58),
        ];
        if self.proposed.is_some() {
            heads.push(("Proposed by rules", 10));
        }
        heads.extend([
            ("Your score", 9),
            ("Your reason: what the tender shows, and what it does not", 46),
            ("Evidence: cell, quoted words, or document and page", 22),
            ("Check", 15),
        ]);
        heads
    }
}

/// The workbook in which `person` scores.
///
/// # Errors
/// When it does not fit into a workbook.
pub fn scores(works: &Works<'_>, person: &Person, on: Date) -> Result<Printed, WriteError> {
    let formats = Formats::new();
    let columns = Columns::of(works);
    let about = format!("Scores of {} ({})", person.id, person.post);
    let cover = Cover {
        kind: Kind::Scores,
        title: works.title,
        procurement: works.procurement,
        about: &about,
        person: &person.id,
        on,
    };
    let mut subjects = Vec::new();
    let mut sheets = Vec::new();
    let mut contents = Vec::new();
    for question in works.questions_of(person) {
        let mut pen = sheet(works, question, columns, &formats, &mut subjects)?;
        pen.page(&cover, &format!("{} {}", question.id, question.title));
        let cells = format!(
            "'{}'!{}:{}",
            question.id,
            row_col_to_cell(4, columns.check),
            row_col_to_cell(pen.row.max(5), columns.check)
        );
        contents.push(Content {
            sheet: question.id.to_string(),
            title: question.title.clone(),
            weight: Some(question.weight),
            of: works.tenders.len(),
            done: Some((format!("COUNTIF({cells},\"complete*\")"), 0)),
        });
        sheets.push((pen.sheet, pen.form));
    }
    bound(&cover, &steps(works), Some(works), &contents, subjects, sheets, &formats)
}

fn steps(works: &Works<'_>) -> Vec<(&'static str, String)> {
    let top = works.terms.top();
    let mut steps = vec![
        (
            "1. Score alone",
            "Read each answer and score it by itself against the question and the published scale: no tender against \
             another, and nothing that you know from elsewhere. Talk to nobody about scores until all are locked."
                .to_owned(),
        ),
        (
            "2. Score",
            format!("Enter a whole number from 0 to {top} in the yellow cell. No halves and no ranges."),
        ),
        (
            "3. Reason",
            "Say what this tender shows and what it does not. A reason that only repeats the scale or the question, or \
             that was copied from another tender's, is sent back. So is one for a score of 0, or the highest, that says \
             no more than that."
                .to_owned(),
        ),
        (
            "4. Evidence",
            "Say where it stands: the cell, such as D9; the supplier's words in quotation marks; or the document with \
             its page or section. Where nothing was answered, write “no answer”."
                .to_owned(),
        ),
        (
            "5. Send it back",
            "When every line of Check says complete, save and send the workbook to the procurement lead. Locked scores \
             are never changed; what the panel agrees comes in the moderation. Only yellow cells are yours: all others \
             are locked without a password, and a changed one is noticed."
                .to_owned(),
        ),
        (
            "Interests",
            "If you come to know of an interest of yours in a supplier, stop and declare it.".to_owned(),
        ),
    ];
    if works.terms.mask {
        steps.push((
            "Names",
            "Suppliers' names are replaced by letters, also within their answers. Other hints may remain: score what is \
             said, whoever says it."
                .to_owned(),
        ));
    }
    steps.push((
        "The rules",
        match works.terms.proposals {
            Shown::WithAnswers => {
                "Published rules propose a score; they award nothing. Where you differ, your reason is what counts. “2–4” \
                 means that the rules cannot tell, * that a person must look."
            }
            _ => {
                "Published rules have read the answers too. Their scores are not shown here, so that yours is your own; \
                 what they found of each part is."
            }
        }
        .to_owned(),
    ));
    steps
}

fn sheet<'a>(
    works: &Works<'_>,
    question: &Question,
    columns: Columns,
    formats: &'a Formats,
    subjects: &mut Vec<Subject>,
) -> Result<Pen<'a>, XlsxError> {
    let heads = columns.heads();
    let widths: Vec<u32> = heads.iter().map(|it| it.1).collect();
    let mut pen = Pen::new(question.id.as_str(), formats, &widths)?;
    pen.text(0, &format!("{}  {}", question.id, question.title), &formats.title)?;
    pen.sheet.set_row_height(0, 24)?;
    pen.row = 1;
    let line = crate::workbook::write::height::line(pen.width(0, columns.check));
    for text in [question.text.as_str(), question.evaluator_guidance.as_str()] {
        pen.over(0, columns.check, text, &formats.note)?;
        pen.sheet.set_row_height(pen.row, crate::workbook::write::height::height(text, line))?;
        pen.row += 1;
    }
    let mut highest = 0;
    for (col, (head, width)) in (0..).zip(&heads) {
        let centred = col == columns.score || Some(col) == columns.proposed;
        let format = if centred { &formats.head_centre } else { &formats.head };
        pen.text(col, head, format)?;
        let width = usize::try_from(*width).unwrap_or(8);
        let line = crate::workbook::write::height::line(width) * 8 / 10;
        highest = highest.max(crate::workbook::write::height::height(head, line.max(1)));
    }
    pen.sheet.set_row_height(pen.row, highest)?;
    pen.sheet.set_freeze_panes(pen.row + 1, 1)?;
    pen.sheet.set_repeat_rows(pen.row, pen.row)?;
    pen.row += 1;
    let first = pen.row;
    let (mut scores, mut reasons, mut evidence) = (Vec::new(), Vec::new(), Vec::new());
    for tender in works.tenders {
        let of = subjects.len();
        subjects.push(Subject {
            question: Some(question.id.clone()),
            tender: Some(tender.id.to_owned()),
            item: String::new(),
            label: format!("{} of {}", question.id, tender.label),
        });
        let top = tender_block(&mut pen, works, question, tender, columns)?;
        let last = pen.row - 1;
        pen.input((top, columns.score), (last, columns.score), of, What::Score, &formats.awarded)?;
        pen.input((top, columns.reason), (last, columns.reason), of, What::Reason, &formats.reason)?;
        pen.input((top, columns.evidence), (last, columns.evidence), of, What::Evidence, &formats.reason)?;
        let check = check(top, columns, works.terms.top());
        pen.formula((top, columns.check), last, &check, "score missing", &formats.check)?;
        scores.push((top, columns.score));
        reasons.push((top, columns.reason));
        evidence.push((top, columns.evidence));
    }
    pen.score_rule(&scores, works.terms.top(), "Your score")?;
    pen.words_rule(
        &reasons,
        "Your reason",
        "What this tender shows and what it does not. The scale's own words are no reason.",
    )?;
    pen.words_rule(
        &evidence,
        "Evidence",
        "A cell such as D9, the supplier's words in quotation marks, or a document with its page.",
    )?;
    let last = pen.row.saturating_sub(1).max(first);
    if let Some(col) = columns.proposed {
        formats.shade_scores(&mut pen.sheet, (first, col), (last, col), works.terms.top())?;
    }
    formats.shade_findings(&mut pen.sheet, FINDING, (first, last))?;
    formats.shade_checks(&mut pen.sheet, columns.check, (first, last))?;
    Ok(pen)
}

/// One tender's answer; gives the first of its rows.
fn tender_block(
    pen: &mut Pen<'_>,
    works: &Works<'_>,
    question: &Question,
    tender: &Lodged<'_>,
    columns: Columns,
) -> Result<u32, XlsxError> {
    let formats = pen.formats;
    let top = pen.row;
    let answer = tender.answer(&question.id);
    pen.text(LABEL, &tender.label, &formats.question)?;
    let state = block::state(answer);
    pen.over(PART, WORDS, &state, &formats.question_note)?;
    if let Some(col) = columns.proposed {
        let look = answer.is_some_and(|it| !it.refer.is_empty());
        let format = if look { &formats.score_look } else { &formats.score };
        match answer.map(|it| (it.score.proposed, it)) {
            Some((Some(score), _)) => pen.number(col, u32::from(score), format)?,
            Some((None, it)) => {
                let mark = if look { "*" } else { "" };
                pen.text(col, &format!("{}{mark}", words::result(it)), &formats.score)?;
            }
            None => pen.text(col, "–", &formats.score)?,
        }
    }
    pen.fit_at_least(20, &[(LABEL, tender.label.as_str())])?;
    pen.row += 1;
    let Some(answer) = answer else {
        spare(pen, columns, top)?;
        return Ok(top);
    };
    block::answer(pen, works, tender, answer, (PART, WORDS))?;
    for (n, part) in answer.parts.iter().enumerate() {
        let (letter, title) = block::part_title(question, n, part);
        let (finding, quotes) = (words::finding(part), block::quotes(works, tender, part, 3));
        pen.text(LABEL, &letter, &formats.part_label)?;
        pen.text(PART, &title, &formats.part)?;
        pen.text(FINDING, &finding, &formats.part)?;
        pen.text(WORDS, &quotes, &formats.part)?;
        pen.fit(&[(PART, title.as_str()), (FINDING, finding.as_str()), (WORDS, quotes.as_str())])?;
        pen.row += 1;
    }
    spare(pen, columns, top)?;
    Ok(top)
}

/// A block is never too small to write a reason in.
fn spare(pen: &mut Pen<'_>, _: Columns, top: u32) -> Result<(), XlsxError> {
    let formats = pen.formats;
    if pen.row - top < 3 {
        pen.text(LABEL, "", &formats.part_label)?;
        pen.over(PART, WORDS, "", &formats.part)?;
        pen.sheet.set_row_height(pen.row, 80)?;
        pen.row += 1;
    }
    Ok(())
}

/// What is still missing of a score.
fn check(row: u32, columns: Columns, top: u8) -> String {
    let score = row_col_to_cell(row, columns.score);
    let reason = row_col_to_cell(row, columns.reason);
    let evidence = row_col_to_cell(row, columns.evidence);
    format!(
        "=IF(ISBLANK({score}),\"score missing\",IF(NOT(AND(ISNUMBER({score}),N({score})>=0,N({score})<={top},\
         INT(N({score}))=N({score}))),\"score on the scale missing\",IF(LEN(TRIM({reason}))<20,\"reason missing\",\
         IF(LEN(TRIM({evidence}))<2,\"evidence missing\",\"complete\"))))"
    )
}
