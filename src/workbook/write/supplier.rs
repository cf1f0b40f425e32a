//! The sheet of one supplier: every question with its answer, its parts and what a person must look at,
//! and the cells in which the panel awards a score and says why.

use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, DataValidationRule, Formula, ProtectionOptions, Worksheet,
    XlsxError, utility::row_col_to_cell,
};

use crate::{
    assess::{Answer, Claim, PartFinding},
    bank::Use,
    report::{Assessment, Report, words},
    tender::Verdict,
};

use super::{
    CELL_LIMIT, REASON_LENGTH,
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
    /// In the order of the answers.
    pub awarded: Vec<String>,
}

/// The sheet of `assessment`.
pub(super) fn write(
    report: &Report<'_>,
    assessment: &Assessment,
    name: &str,
    formats: &Formats,
) -> Result<Sheet, XlsxError> {
    let mut writer = Writer { sheet: Worksheet::new(), formats, row: 0 };
    writer.sheet.set_name(name)?;
    for (col, (_, width)) in (0..).zip(COLUMNS) {
        writer.sheet.set_column_width(col, width)?;
    }
    writer.head(report, assessment)?;
    writer.row = HEAD_ROW + 1;
    let mut awarded = Vec::new();
    for answer in &assessment.answers {
        awarded.push(row_col_to_cell(writer.row, AWARDED));
        writer.answer(report, answer)?;
    }
    let last = writer.row.saturating_sub(1);
    if !awarded.is_empty() {
        writer.rules_of_the_panel(report, last, awarded.len())?;
    }
    writer.foot(assessment)?;
    set_up_page(&mut writer.sheet, assessment);
    Ok(Sheet { worksheet: writer.sheet, name: name.to_owned(), awarded })
}

struct Writer<'a> {
    sheet: Worksheet,
    formats: &'a Formats,
    row: u32,
}

impl Writer<'_> {
    fn head(&mut self, report: &Report<'_>, assessment: &Assessment) -> Result<(), XlsxError> {
        let formats = self.formats;
        self.sheet.write_string_with_format(0, 0, cell(assessment.supplier()), &formats.title)?;
        self.sheet.set_row_height(0, 24)?;
        let intake = &assessment.tender.intake;
        let layout = intake.layout.as_deref().map_or(String::new(), |it| format!(" by layout {it}"));
        let about = format!(
            "File {}: {}{layout}. Question bank {}, answers judged as of {}. SHA-256 of the file {}.",
            assessment.tender.file,
            words::verdict(intake.verdict),
            assessment.bank,
            assessment.on,
            assessment.tender.digest.hex(),
        );
        self.merged(1, &about)?;
        if intake.verdict == Verdict::Refused {
            let why = intake.explanation.as_deref().or(intake.reason.as_deref()).unwrap_or_default();
            return self.merged(2, &format!("This file was not read: {why}"));
        }
        self.merged(
            2,
            &format!(
                "Published rules made the proposed scores; they award nothing. For each question enter the score \
                 that the panel awards, 0 to {}, and the reason, in the yellow cells. 2–4 means that the rules \
                 cannot tell; * means that a person must look first. The sheet is locked without a password, only \
                 against slips.",
                report.method.top()
            ),
        )?;
        for (col, (title, _)) in (0..).zip(COLUMNS) {
            let format =
                if matches!(col, WEIGHT | PROPOSED | AWARDED) { &formats.head_centre } else { &formats.head };
            self.sheet.write_string_with_format(HEAD_ROW, col, title, format)?;
        }
        self.sheet.set_row_height(HEAD_ROW, 32)?;
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
        match question {
            Some(it) => {
                self.sheet.write_number_with_format(row, WEIGHT, it.weight, &formats.question_number)?
            }
            None => self.sheet.write_blank(row, WEIGHT, &formats.question_number)?,
        };
        write_score(&mut self.sheet, row, PROPOSED, answer, formats)?;
        let tick = answer.yes_no.map_or(String::new(), |it| format!(", ticked {}", words::yes_no(it)));
        let state = format!("{}{tick}", words::state(answer.state));
        self.sheet.write_string_with_format(row, FINDING, &state, &formats.question)?;
        let mut notes: Vec<String> = answer.caps.iter().map(words::cap).collect();
        if !answer.would_raise.is_empty() {
            notes.push(format!("Would have raised it: {}", answer.would_raise.join("; ")));
        }
        let notes = cell(&notes.join("\n"));
        self.sheet.write_string_with_format(row, WORDS, &notes, &formats.question_note)?;
        self.fit(&[(PART, title), (FINDING, &state), (WORDS, &notes)])?;
        self.sheet.write_blank(row, AWARDED, &formats.awarded)?;
        self.sheet.write_blank(row, REASON, &formats.reason)?;
        let check =
            Formula::new(check_formula(row, report.method.top())).set_result("score and reason missing");
        self.sheet.write_formula_with_format(row, CHECK, check, &formats.check)?;
        self.row += 1;

        if !answer.text.is_empty() {
            let place = answer.place.as_ref().map_or(String::new(), |it| format!(" ({it})"));
            self.labelled("Answer", &format!("{}{place}", words::visible(&answer.text)), false)?;
        }
        // Values that answer a part stand with it.
        let shown: Vec<_> =
            answer.parts.iter().flat_map(|it| &it.claims).filter_map(|it| it.place.as_ref()).collect();
        for (at, text) in answer.fields.iter().flat_map(words::said).filter(|(at, _)| !shown.contains(at)) {
            self.labelled("Value", &format!("{} ({at})", words::visible(&text)), false)?;
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
            self.part(part, letter)?;
        }
        Ok(())
    }

    fn part(&mut self, part: &PartFinding, letter: Option<char>) -> Result<(), XlsxError> {
        let (row, formats) = (self.row, self.formats);
        let label = letter.map_or_else(|| "part".to_owned(), |it| format!("({it})"));
        self.sheet.write_string_with_format(row, QUESTION, label, &formats.part_label)?;
        let title =
            cell(&if part.mandatory { format!("{} (mandatory)", part.title) } else { part.title.clone() });
        self.sheet.write_string_with_format(row, PART, &title, &formats.part)?;
        self.sheet.write_number_with_format(row, WEIGHT, part.weight, &formats.part_number)?;
        let finding = words::finding(part);
        self.sheet.write_string_with_format(row, FINDING, &finding, &formats.part)?;
        let mut quotes: Vec<String> = part.claims.iter().take(QUOTES).map(quote).collect();
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
    fn rules_of_the_panel(
        &mut self,
        report: &Report<'_>,
        last: u32,
        questions: usize,
    ) -> Result<(), XlsxError> {
        let top = report.method.top();
        let checks = format!("{}:{}", row_col_to_cell(HEAD_ROW + 1, CHECK), row_col_to_cell(last, CHECK));
        let of = format!(" of {questions} questions have a score or a reason missing");
        let to_do = Formula::new(format!("=COUNTIF({checks},\"*missing*\")&\"{of}\""))
            .set_result(format!("{questions}{of}"));
        self.sheet.write_formula_with_format(0, WORDS, to_do, &self.formats.section)?;

        let score = DataValidation::new()
            .allow_whole_number(DataValidationRule::Between(0, i32::from(top)))
            .set_input_title("Awarded score")?
            .set_input_message(format!("The panel's score, a whole number from 0 to {top}."))?
            .set_error_style(DataValidationErrorStyle::Stop)
            .set_error_title("Not on the scale")?
            .set_error_message(format!("Enter a whole number from 0 to {top}."))?;
        let reason = DataValidation::new()
            .allow_text_length(DataValidationRule::GreaterThanOrEqualTo(REASON_LENGTH))
            .set_input_title("Reason")?
            .set_input_message("Why this score, by reference to the tender: what was shown, what was not.")?
            .set_error_style(DataValidationErrorStyle::Stop)
            .set_error_title("Too short for a reason")?
            .set_error_message(format!(
                "A reason has at least {REASON_LENGTH} characters: say what in the tender led to the score."
            ))?;
        // The rows between two questions are locked, so one range of each is enough.
        self.sheet.add_data_validation(HEAD_ROW + 1, AWARDED, last, AWARDED, &score)?;
        self.sheet.add_data_validation(HEAD_ROW + 1, REASON, last, REASON, &reason)?;
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
                let because: Vec<String> =
                    it.because.iter().map(|it| format!("{} {}", it.question, it.part)).collect();
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

/// Says what the panel has still to enter on the row; every unfinished state has the word `missing`.
fn check_formula(row: u32, top: u8) -> String {
    let score = row_col_to_cell(row, AWARDED);
    let reason = row_col_to_cell(row, REASON);
    let proposed = row_col_to_cell(row, PROPOSED);
    let has_reason = format!("LEN(TRIM({reason}))>={REASON_LENGTH}");
    let on_scale =
        format!("AND(ISNUMBER({score}),N({score})>=0,N({score})<={top},INT(N({score}))=N({score}))");
    format!(
        "=IF(ISBLANK({score}),IF({has_reason},\"score missing\",\"score and reason missing\"),\
         IF(NOT({on_scale}),\"score on the scale 0 to {top} missing\",\
         IF(NOT({has_reason}),\"reason of {REASON_LENGTH} characters or more missing\",\
         IF(ISNUMBER({proposed}),IF({score}={proposed},\"complete\",\"complete, not as proposed\"),\"complete\"))))"
    )
}

/// The words of a claim with the rule that saw them and where they stand.
fn quote(claim: &Claim) -> String {
    let item = claim.item.as_deref().map_or(String::new(), |it| format!("from {it}, "));
    let place = claim.place.as_ref().map_or(String::new(), |it| format!("{it}, "));
    format!(
        "“{}”\n[{item}{place}characters {} to {}, rule {}]",
        words::visible(&claim.text),
        claim.start,
        claim.end,
        claim.rule
    )
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
