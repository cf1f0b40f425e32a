//! The sheet of one supplier: every question with its answer, its parts and what a person must look at,
//! and the cells in which the panel awards a score and says why.

use rust_xlsxwriter::{Formula, ProtectionOptions, Worksheet, XlsxError, utility::row_col_to_cell};

use crate::{
    assess::{Answer, Claim, PartFinding},
    bank::Use,
    id::Name,
    report::{Assessment, Report, words},
    tender::Verdict,
};

use super::{
    CELL_LIMIT,
    asked::{Asked, Cells},
    formats::Formats,
    height::{self, height},
};

const QUESTION: u16 = 0;
const PART: u16 = 1;
const WEIGHT: u16 = 2;
const PROPOSED: u16 = 3;
const FINDING: u16 = 4;
const WORDS: u16 = 5;
const AWARDED: u16 = 6;
const REASON: u16 = 7;
const CHECK: u16 = 8;

const COLUMNS: [(&str, u32); 9] = [
    ("Question", 10),
    ("Title or part", 28),
    ("Weight", 8),
    ("Proposed score", 10),
    ("What the words say", 22),
    ("The supplier's words, and where they stand", 60),
    ("Awarded score", 10),
    ("Reason", 40),
    ("Check", 20),
];

const HEAD_ROW: u32 = 3;

/// The most quotations for a part; the one that decided comes first, and the report has them all.
const QUOTES: usize = 3;

/// A supplier's sheet, and where the panel's cells of each question stand in it.
pub(super) struct Sheet {
    pub worksheet: Worksheet,
    pub name: String,
    /// In the order of the answers; none for what only informs.
    pub awarded: Vec<Option<String>>,
}

/// The sheet of `assessment`.
pub(super) fn write(
    report: &Report<'_>,
    assessment: &Assessment,
    name: &str,
    formats: &Formats,
) -> Result<Sheet, XlsxError> {
    let mut writer = Writer { sheet: Worksheet::new(), formats, row: 0, cells: Cells::default() };
    writer.sheet.set_name(name)?;
    for (col, (_, width)) in (0..).zip(COLUMNS) {
        writer.sheet.set_column_width(col, width)?;
    }
    writer.head(report, assessment)?;
    writer.row = HEAD_ROW + 1;
    let mut awarded = Vec::new();
    for answer in &assessment.answers {
        let asked = Asked::of(answer.used_as);
        awarded.push((asked != Asked::Nothing).then(|| row_col_to_cell(writer.row, AWARDED)));
        writer.answer(report, answer)?;
    }
    let last = writer.row.saturating_sub(1);
    if !awarded.is_empty() {
        writer.rules_of_the_panel(report, last)?;
    }
    writer.foot(assessment)?;
    set_up_page(&mut writer.sheet, assessment);
    Ok(Sheet { worksheet: writer.sheet, name: name.to_owned(), awarded })
}

struct Writer<'a> {
    sheet: Worksheet,
    formats: &'a Formats,
    row: u32,
    cells: Cells,
}

impl Writer<'_> {
    fn head(&mut self, report: &Report<'_>, assessment: &Assessment) -> Result<(), XlsxError> {
        let formats = self.formats;
        self.sheet.write_string_with_format(0, 0, cell(assessment.supplier()), &formats.title)?;
        self.sheet.set_row_height(0, 24)?;
        let intake = &assessment.tender.intake;
        let layout = intake.layout.as_deref().map_or(String::new(), |it| format!(" by layout {it}"));
        let about = format!(
            "File {}: {}{layout}. Question bank {}{}, answers judged as of {}. SHA-256 of the file {}.",
            assessment.tender.file,
            words::verdict(intake.verdict),
            assessment.bank,
            assessment.basis.line(),
            assessment.on,
            assessment.tender.digest.hex(),
        );
        self.merged(1, &about)?;
        if intake.verdict == Verdict::Refused {
            let why = intake.explanation.as_deref().or(intake.reason.as_deref()).unwrap_or_default();
            return self.merged(2, &format!("This file was not read: {why}"));
        }
        let decides = assessment.answers.iter().any(|it| Asked::of(it.used_as) == Asked::Decision);
        let (decision, awarded) = if decides {
            (
                " What is not scored shows its outcome instead, and is decided: met or not met.",
                "Awarded score or decision",
            )
        } else {
            ("", "Awarded score")
        };
        self.merged(
            2,
            &format!(
                "Published rules made the proposed scores; they award nothing. For each question enter the score \
                 that the panel awards, 0 to {}, and the reason, in the yellow cells.{decision} 2–4 means that the \
                 rules cannot tell; * means that a person must look first. The sheet is locked without a password, \
                 only against slips.",
                report.method.top()
            ),
        )?;
        for (col, (title, _)) in (0..).zip(COLUMNS) {
            let title = if col == AWARDED { awarded } else { title };
            let format =
                if matches!(col, WEIGHT | PROPOSED | AWARDED) { &formats.head_centre } else { &formats.head };
            self.sheet.write_string_with_format(HEAD_ROW, col, title, format)?;
        }
        self.sheet.set_row_height(HEAD_ROW, if decides { 44 } else { 32 })?;
        // Merged cells begin in the second column, so only the first can stand still.
        self.sheet.set_freeze_panes(HEAD_ROW + 1, 1)?;
        self.sheet.set_repeat_rows(HEAD_ROW, HEAD_ROW)?;
        Ok(())
    }

    /// A question: its head, the answer in full, each part, and what a person must look at.
    fn answer(&mut self, report: &Report<'_>, answer: &Answer) -> Result<(), XlsxError> {
        let formats = self.formats;
        let row = self.row;
        let question = report.bank.question(&answer.question);
        self.sheet.write_string_with_format(row, QUESTION, answer.question.as_str(), &formats.question)?;
        let title = question.map_or("", |it| it.title.as_str());
        self.sheet.write_string_with_format(row, PART, title, &formats.question)?;
        match question.filter(|_| answer.used_as == Use::Scored) {
            Some(it) => {
                self.sheet.write_number_with_format(row, WEIGHT, it.weight, &formats.question_number)?
            }
            None => self.sheet.write_blank(row, WEIGHT, &formats.question_number)?,
        };
        write_score(&mut self.sheet, row, PROPOSED, answer, formats)?;
        let tick = answer.yes_no.map_or(String::new(), |it| format!(", ticked {}", words::yes_no(it)));
        let use_ = match words::used_as(answer.used_as) {
            "" => String::new(),
            it => format!("{it}; "),
        };
        let state = format!("{use_}{}{tick}", words::state(answer.state));
        self.sheet.write_string_with_format(row, FINDING, &state, &formats.question)?;
        let mut notes: Vec<String> = answer.caps.iter().map(words::cap).collect();
        if !answer.would_raise.is_empty() {
            notes.push(format!("Would have raised it: {}", answer.would_raise.join("; ")));
        }
        let notes = cell(&notes.join("\n"));
        self.sheet.write_string_with_format(row, WORDS, &notes, &formats.question_note)?;
        let asked = Asked::of(answer.used_as);
        let check = asked.at_first();
        self.fit(&[(PART, title), (FINDING, &state), (WORDS, &notes), (CHECK, check)])?;
        self.cells.add(asked, row, AWARDED, REASON);
        if asked == Asked::Nothing {
            for col in [AWARDED, REASON] {
                self.sheet.write_blank(row, col, &formats.check)?;
            }
            self.sheet.write_string_with_format(row, CHECK, asked.at_first(), &formats.check)?;
        } else {
            self.sheet.write_blank(row, AWARDED, &formats.awarded)?;
            self.sheet.write_blank(row, REASON, &formats.reason)?;
            let [entered, reason, proposed] =
                [AWARDED, REASON, PROPOSED].map(|col| row_col_to_cell(row, col));
            let check = asked.check(&entered, &reason, &proposed, report.method.top());
            let check = Formula::new(check).set_result(asked.at_first());
            self.sheet.write_formula_with_format(row, CHECK, check, &formats.check)?;
        }
        self.row += 1;

        if !answer.text.is_empty() {
            let place = answer.place.as_ref().map_or(String::new(), |it| format!(" ({it})"));
            self.labelled("Answer", &format!("{}{place}", words::visible(&answer.text)), false)?;
        }
        // Values that answer a part stand with it.
        let claims = || answer.parts.iter().flat_map(|it| &it.claims);
        for field in &answer.fields {
            if claims().any(|it| it.place.as_ref() == Some(&field.place)) {
                continue;
            }
            let asked = question.and_then(|it| it.fields.iter().find(|it| it.id == field.field));
            let title = asked.map_or(field.field.as_str(), |it| it.title.as_str());
            for (at, text) in words::said(field) {
                self.labelled("Value", &format!("{title}: {} ({at})", words::visible(&text)), false)?;
            }
        }
        for it in &answer.refer {
            let ask = if it.ask.is_empty() {
                String::new()
            } else {
                format!("\nDraft clarification question: {}", it.ask)
            };
            self.labelled("Look", &format!("{}{ask}", it.message), true)?;
        }
        for (n, part) in answer.parts.iter().enumerate() {
            let letter = question.and_then(|it| it.parts.get(n)).and_then(|it| it.letter);
            self.part(part, letter, answer)?;
        }
        Ok(())
    }

    fn part(&mut self, part: &PartFinding, letter: Option<char>, answer: &Answer) -> Result<(), XlsxError> {
        let (row, formats) = (self.row, self.formats);
        let label = letter.map_or_else(|| "part".to_owned(), |it| format!("({it})"));
        self.sheet.write_string_with_format(row, QUESTION, label, &formats.part_label)?;
        let title =
            cell(&if part.mandatory { format!("{} (mandatory)", part.title) } else { part.title.clone() });
        self.sheet.write_string_with_format(row, PART, &title, &formats.part)?;
        self.sheet.write_number_with_format(row, WEIGHT, part.weight, &formats.part_number)?;
        let finding = words::finding(part);
        self.sheet.write_string_with_format(row, FINDING, &finding, &formats.part)?;
        let mut quotes: Vec<String> = part.claims.iter().take(QUOTES).map(|it| quote(it, answer)).collect();
        let more = part.claims.len().saturating_sub(QUOTES);
        if more > 0 {
            quotes.push(format!("[and {more} more in report.html]"));
        }
        let quotes = cell(&quotes.join("\n"));
        self.sheet.write_string_with_format(row, WORDS, &quotes, &formats.part)?;
        self.fit(&[(PART, &title), (FINDING, &finding), (WORDS, &quotes)])?;
        self.row += 1;
        Ok(())
    }

    /// A row with a label and a text over the columns from the part to the words.
    fn labelled(&mut self, label: &str, text: &str, strong: bool) -> Result<(), XlsxError> {
        let formats = self.formats;
        let (of_label, of_text) = if strong {
            (&formats.look_label, &formats.look)
        } else {
            (&formats.answer_label, &formats.answer)
        };
        self.sheet.write_string_with_format(self.row, QUESTION, label, of_label)?;
        let text = cell(text);
        self.sheet.merge_range(self.row, PART, self.row, WORDS, &text, of_text)?;
        self.sheet.set_row_height(self.row, height(&text, height::line(width(PART, WORDS))))?;
        self.row += 1;
        Ok(())
    }

    /// A note over all columns.
    fn merged(&mut self, row: u32, text: &str) -> Result<(), XlsxError> {
        let text = cell(text);
        self.sheet.merge_range(row, 0, row, CHECK, &text, &self.formats.note)?;
        self.sheet.set_row_height(row, height(&text, height::line(width(0, CHECK))))?;
        Ok(())
    }

    /// Makes the row high enough for its cells, because `LibreOffice` does not when it opens a file, and Excel does
    /// not when it only previews one.
    fn fit(&mut self, cells: &[(u16, &str)]) -> Result<(), XlsxError> {
        let highest = cells
            .iter()
            .map(|(col, text)| height(text, height::line(width(*col, *col))))
            .max()
            .unwrap_or_else(|| height("", 1));
        self.sheet.set_row_height(self.row, highest)?;
        Ok(())
    }

    /// What may be entered, what is missing, and how it looks.
    fn rules_of_the_panel(&mut self, report: &Report<'_>, last: u32) -> Result<(), XlsxError> {
        let top = report.method.top();
        let checks = format!("{}:{}", row_col_to_cell(HEAD_ROW + 1, CHECK), row_col_to_cell(last, CHECK));
        let questions = self.cells.asked();
        let what =
            if self.cells.decides() { "a score, a decision or a reason" } else { "a score or a reason" };
        let of = format!(" of {questions} questions have {what} missing");
        let to_do = Formula::new(format!("=COUNTIF({checks},\"*missing*\")&\"{of}\""))
            .set_result(format!("{questions}{of}"));
        self.sheet.write_formula_with_format(0, WORDS, to_do, &self.formats.section)?;
        self.cells.restrict(&mut self.sheet, (AWARDED, REASON), top)?;
        self.formats.shade_scores(&mut self.sheet, (HEAD_ROW + 1, PROPOSED), (last, PROPOSED), top)?;
        self.formats.shade_findings(&mut self.sheet, FINDING, (HEAD_ROW + 1, last))?;
        self.formats.shade_checks(&mut self.sheet, CHECK, (HEAD_ROW + 1, last))?;
        Ok(())
    }

    /// What is said of the tender as a whole, and the key.
    fn foot(&mut self, assessment: &Assessment) -> Result<(), XlsxError> {
        self.section(
            "Flags on the file",
            assessment.tender.intake.flags.iter().map(|it| {
                let place = it.place.as_ref().map_or(String::new(), |it| format!(" ({it})"));
                let ask =
                    it.ask().map_or(String::new(), |it| format!("\nDraft clarification question: {it}"));
                (it.code.clone(), format!("{}{place}{ask}", it.message))
            }),
        )?;
        self.section(
            "Answers that do not agree with each other",
            assessment.checks.iter().map(|it| {
                let places: Vec<String> = it.places.iter().map(ToString::to_string).collect();
                let text = format!(
                    "{} ({})\nDraft clarification question: {}",
                    it.message,
                    places.join(", "),
                    it.ask
                );
                ("Look".to_owned(), text)
            }),
        )?;
        self.section(
            "Clauses that the answers call for",
            assessment.clauses.iter().map(|it| {
                let because: Vec<String> = it
                    .because
                    .iter()
                    .map(|it| {
                        format!(
                            "{} {}",
                            it.question,
                            it.field.as_ref().map_or(it.part.as_str(), Name::as_str)
                        )
                    })
                    .collect();
                let because = if because.is_empty() {
                    String::new()
                } else {
                    format!(", because of {}", because.join(", "))
                };
                ("Clause".to_owned(), format!("{}: {}{because}", it.title, words::clause(it.strength)))
            }),
        )?;
        self.section("Key", words::Grade::ALL.iter().map(|it| (it.sign().to_owned(), it.name().to_owned())))
    }

    fn section(
        &mut self,
        title: &str,
        entries: impl Iterator<Item = (String, String)>,
    ) -> Result<(), XlsxError> {
        let mut entries = entries.peekable();
        if entries.peek().is_none() {
            return Ok(());
        }
        self.row += 1;
        self.sheet.write_string_with_format(self.row, 0, title, &self.formats.section)?;
        self.row += 1;
        for (label, text) in entries {
            // A short line runs on over the empty cells beside it; merging them would only cost.
            if text.contains('\n') || text.chars().count() > height::line(width(PART, REASON)) {
                self.labelled(&label, &text, true)?;
            } else {
                self.sheet.write_string_with_format(
                    self.row,
                    QUESTION,
                    cell(&label),
                    &self.formats.foot_label,
                )?;
                self.sheet.write_string_with_format(self.row, PART, cell(&text), &self.formats.line)?;
                self.row += 1;
            }
        }
        Ok(())
    }
}

/// The proposed score of `answer`: a number, or the range as text.
pub(super) fn write_score(
    sheet: &mut Worksheet,
    row: u32,
    col: u16,
    answer: &Answer,
    formats: &Formats,
) -> Result<(), XlsxError> {
    let format = if answer.refer.is_empty() { &formats.score } else { &formats.score_look };
    let scored = answer.used_as == Use::Scored;
    if let Some(score) = answer.score.proposed.filter(|_| scored) {
        sheet.write_number_with_format(row, col, score, format)?;
    } else {
        let mark = if answer.refer.is_empty() { "" } else { "*" };
        let text = format!("{}{mark}", words::result(answer));
        sheet.write_string_with_format(row, col, text, &formats.score)?;
    }
    Ok(())
}

/// The words of a claim with the rule that saw them and where they stand. A value is a cell of its own, in which no
/// characters need be counted.
fn quote(claim: &Claim, answer: &Answer) -> String {
    let item = claim.item.as_deref().map_or(String::new(), |it| format!("from {it}, "));
    let place = claim.place.as_ref().map_or(String::new(), |it| format!("{it}, "));
    let value =
        claim.place.as_ref().is_some_and(|at| answer.fields.iter().any(|it| it.places().any(|it| it == at)));
    let characters =
        if value { String::new() } else { format!("characters {} to {}, ", claim.start, claim.end) };
    format!("“{}”\n[{item}{place}{characters}rule {}]", words::visible(&claim.text), claim.rule)
}

/// Text as a cell can hold it.
pub(super) fn cell(text: &str) -> String {
    words::shortened(&words::visible(text), CELL_LIMIT).into_owned()
}

/// The width of the columns from `first` to `last`, in the units of a sheet.
fn width(first: u16, last: u16) -> usize {
    let first = usize::from(first);
    COLUMNS
        .iter()
        .skip(first)
        .take((usize::from(last) + 1).saturating_sub(first))
        .map(|(_, width)| usize::try_from(*width).unwrap_or(0))
        .sum()
}

fn set_up_page(sheet: &mut Worksheet, assessment: &Assessment) {
    page(sheet, assessment.supplier(), assessment);
    if assessment.tender.intake.verdict != Verdict::Refused {
        let allowed = ProtectionOptions {
            format_cells: true,
            format_columns: true,
            format_rows: true,
            insert_links: true,
            use_autofilter: true,
            ..ProtectionOptions::new()
        };
        sheet.protect_with_options(&allowed);
    }
}

/// Print set-up: A4 on its side, as wide as the page, with what the paper is in its margins.
pub(super) fn page(sheet: &mut Worksheet, title: &str, of: &Assessment) {
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    sheet.set_margins(0.4, 0.4, 0.7, 0.6, 0.3, 0.3);
    // The blank ends the size of the type, for a name that begins with a digit.
    sheet.set_header(format!("&L&9 {}&R&9Proposed scores, for the panel to decide", in_margin(title)));
    sheet.set_footer(format!(
        "&L&8 {}&C&8Question bank {}, as of {}&R&8Page &P of &N",
        in_margin(of.file_name()),
        of.bank,
        of.on
    ));
}

/// Text for a header or footer, where `&` begins a command and 255 characters are all there is room for.
fn in_margin(text: &str) -> String {
    let short: String = words::visible(text).chars().filter(|it| !it.is_control()).take(60).collect();
    short.replace('&', "&&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ampersand_in_a_margin_is_no_command() {
        assert_eq!(in_margin("Smith & Sons"), "Smith && Sons");
    }
}
