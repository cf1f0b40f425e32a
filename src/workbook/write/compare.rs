//! The sheet `Compare`: questions down, suppliers across. No total, no average, no rank: the panel decides.

use rust_xlsxwriter::{Formula, Url, Worksheet, XlsxError};

use crate::{
    assess::Answer,
    bank::{Question, Use},
    report::{Assessment, Report, words},
    tender::ResponseState,
};

use super::{
    formats::Formats,
    height::{self, height},
    supplier::{self, Sheet},
};

const FIRST: u16 = 3;
const HEAD_ROW: u32 = 4;
/// Of a supplier's column.
const WIDTH: usize = 18;
/// Of the column of titles.
const TITLES: usize = 34;

/// The sheet, once the sheets of the suppliers are known.
pub(super) fn write(
    report: &Report<'_>,
    sheets: &[Sheet],
    formats: &Formats,
) -> Result<Worksheet, XlsxError> {
    let mut sheet = Worksheet::new();
    sheet.set_name("Compare")?;
    for (col, width) in [(0, 10), (1, TITLES), (2, 8)] {
        sheet.set_column_width(col, u32::try_from(width).unwrap_or(34))?;
    }
    let columns: Vec<(u16, &Assessment, &Sheet)> = report
        .assessments
        .iter()
        .zip(sheets)
        .zip(FIRST..)
        .map(|((assessment, sheet), col)| (col, assessment, sheet))
        .collect();
    for (col, ..) in &columns {
        sheet.set_column_width(*col, 18)?;
    }
    head(&mut sheet, report, formats)?;
    let mut row = HEAD_ROW;
    header_row(&mut sheet, &mut row, "Proposed score", &columns, formats)?;
    sheet.set_freeze_panes(row, FIRST)?;
    sheet.set_repeat_rows(HEAD_ROW, HEAD_ROW)?;
    sheet.set_repeat_columns(0, 1)?;
    let scores = row;
    for question in &report.bank.questions {
        sheet.write_string_with_format(row, 0, question.id.as_str(), &formats.label)?;
        title(&mut sheet, row, question, formats)?;
        weight(&mut sheet, row, question, formats)?;
        for (col, assessment, _) in &columns {
            match assessment.answer(&question.id) {
                Some(answer) => supplier::write_score(&mut sheet, row, *col, answer, formats)?,
                None => {
                    sheet.write_blank(row, *col, &formats.number)?;
                }
            }
        }
        row += 1;
    }
    let last = (row.saturating_sub(1), columns.last().map_or(FIRST, |(col, ..)| *col));
    if last.0 >= scores && !columns.is_empty() {
        formats.shade_scores(&mut sheet, (scores, FIRST), last, report.method.top())?;
    }
    row += 1;
    to_look_at(&mut sheet, &mut row, &columns, formats)?;
    row += 1;
    awarded(&mut sheet, &mut row, report, &columns, formats)?;
    if let Some(first) = report.assessments.first() {
        supplier::page(&mut sheet, "Comparison by question", first);
        sheet.set_footer(format!("&C&8Question bank {}, as of {}&R&8Page &P of &N", first.bank, first.on));
    }
    sheet.set_active(true);
    Ok(sheet)
}

/// The title, in a row of two lines where it takes two.
fn title(sheet: &mut Worksheet, row: u32, question: &Question, formats: &Formats) -> Result<(), XlsxError> {
    sheet.write_string_with_format(row, 1, &question.title, &formats.text)?;
    let high = height(&question.title, height::line(TITLES));
    if high > height("", 1) {
        sheet.set_row_height(row, high)?;
    }
    Ok(())
}

fn head(sheet: &mut Worksheet, report: &Report<'_>, formats: &Formats) -> Result<(), XlsxError> {
    sheet.write_string_with_format(0, 0, "Proposed scores by question", &formats.title)?;
    let mut about = format!("Question bank {}", report.bank.version);
    if let Some(first) = report.assessments.first() {
        about = format!(
            "{about}{}, rules {}, answers judged as of {}, scale 0 to {}.",
            first.basis.line(),
            first.rules_digest.hex().get(..12).unwrap_or_default(),
            first.on,
            report.method.top()
        );
    }
    for (row, text) in [
        (1, about.as_str()),
        (
            2,
            "Published rules propose, the panel decides; on purpose there is no total, average or rank here.",
        ),
        (
            3,
            "2–4: the rules cannot tell, a person must. *: a person must look first. Darker is higher, hatched is a range.",
        ),
    ] {
        sheet.write_string_with_format(row, 0, text, &formats.line)?;
    }
    Ok(())
}

fn header_row(
    sheet: &mut Worksheet,
    row: &mut u32,
    what: &str,
    columns: &[(u16, &Assessment, &Sheet)],
    formats: &Formats,
) -> Result<(), XlsxError> {
    sheet.write_string_with_format(*row, 0, "Question", &formats.head)?;
    sheet.write_string_with_format(*row, 1, what, &formats.head)?;
    sheet.write_string_with_format(*row, 2, "Weight", &formats.head_centre)?;
    let mut highest = 0;
    for (col, assessment, _) in columns {
        let name = supplier::cell(assessment.supplier());
        highest = highest.max(height(&name, height::line(WIDTH)));
        sheet.write_string_with_format(*row, *col, name, &formats.head_centre)?;
    }
    sheet.set_row_height(*row, highest.clamp(18, 120))?;
    *row += 1;
    Ok(())
}

type Count = fn(&Assessment) -> usize;
type Fact = fn(&Assessment) -> String;

/// Counts and facts of each tender that a panel should know before it reads a score.
fn to_look_at(
    sheet: &mut Worksheet,
    row: &mut u32,
    columns: &[(u16, &Assessment, &Sheet)],
    formats: &Formats,
) -> Result<(), XlsxError> {
    let counts: [(&str, Count); 7] = [
        ("Answers that a person must look at", |it| answers(it, |it| !it.refer.is_empty())),
        ("Answers with a range instead of a score", |it| answers(it, |it| it.score.proposed.is_none())),
        ("Answers held down by a published limit", |it| answers(it, |it| !it.caps.is_empty())),
        ("Questions left blank or not in the file", |it| {
            answers(it, |it| matches!(it.state, ResponseState::Blank | ResponseState::Missing))
        }),
        ("Answers that could not be read", |it| answers(it, |it| it.state == ResponseState::Unreadable)),
        ("Answers that do not agree with each other", |it| it.checks.len()),
        ("Flags on the file", |it| it.tender.intake.flags.len()),
    ];
    sheet.write_string_with_format(*row, 0, "Before you score", &formats.section)?;
    *row += 1;
    for (label, count) in counts {
        sheet.merge_range(*row, 0, *row, 2, label, &formats.label)?;
        for (col, assessment, _) in columns {
            let count = u32::try_from(count(assessment)).unwrap_or(u32::MAX);
            sheet.write_number_with_format(*row, *col, count, &formats.number)?;
        }
        *row += 1;
    }
    let facts: [(&str, Fact); 3] = [
        ("Intake", |it| {
            let reason = it.tender.intake.reason.as_ref().map_or(String::new(), |it| format!(" ({it})"));
            format!("{}{reason}", words::verdict(it.tender.intake.verdict))
        }),
        ("File", |it| it.file_name().to_owned()),
        ("SHA-256 of the file", |it| it.tender.digest.hex().to_owned()),
    ];
    for (label, fact) in facts {
        sheet.merge_range(*row, 0, *row, 2, label, &formats.label)?;
        let mut highest = 0;
        for (col, assessment, _) in columns {
            let text = supplier::cell(&fact(assessment));
            highest = highest.max(height(&text, height::line(WIDTH)));
            sheet.write_string_with_format(*row, *col, text, &formats.small)?;
        }
        sheet.set_row_height(*row, highest.clamp(18, 120))?;
        *row += 1;
    }
    sheet.merge_range(*row, 0, *row, 2, "Sheet of the supplier", &formats.label)?;
    for (col, _, of) in columns {
        let target = format!("internal:{}!A1", quoted(&of.name));
        sheet.write_url_with_format(*row, *col, Url::new(target).set_text(&of.name), &formats.link)?;
    }
    // The name of a sheet never takes more than three lines.
    sheet.set_row_height(*row, 43)?;
    *row += 1;
    Ok(())
}

fn answers(assessment: &Assessment, wanted: fn(&Answer) -> bool) -> usize {
    assessment.answers.iter().filter(|it| wanted(it)).count()
}

/// What the panel has entered on the suppliers' sheets, gathered so that a chair sees what is left to do.
fn awarded(
    sheet: &mut Worksheet,
    row: &mut u32,
    report: &Report<'_>,
    columns: &[(u16, &Assessment, &Sheet)],
    formats: &Formats,
) -> Result<(), XlsxError> {
    sheet.write_string_with_format(*row, 0, "As the panel awards them", &formats.section)?;
    *row += 1;
    let what = if report.bank.questions.iter().all(|it| it.used_as == Use::Scored) {
        "Awarded score (from the suppliers' sheets)"
    } else {
        "Awarded score or decision (from the suppliers' sheets)"
    };
    header_row(sheet, row, what, columns, formats)?;
    for question in &report.bank.questions {
        sheet.write_string_with_format(*row, 0, question.id.as_str(), &formats.label)?;
        title(sheet, *row, question, formats)?;
        weight(sheet, *row, question, formats)?;
        for (col, assessment, of) in columns {
            let cell = assessment
                .answers
                .iter()
                .position(|it| it.question == question.id)
                .and_then(|it| of.awarded.get(it)?.as_ref());
            match cell {
                Some(cell) => {
                    let cell = format!("{}!{cell}", quoted(&of.name));
                    let formula = Formula::new(format!("=IF(ISBLANK({cell}),\"–\",{cell})")).set_result("–");
                    sheet.write_formula_with_format(*row, *col, formula, &formats.number)?;
                }
                None => {
                    sheet.write_blank(*row, *col, &formats.number)?;
                }
            }
        }
        *row += 1;
    }
    Ok(())
}

/// What is not scored has no weight, and no 0 either.
fn weight(sheet: &mut Worksheet, row: u32, question: &Question, formats: &Formats) -> Result<(), XlsxError> {
    if question.used_as == Use::Scored {
        sheet.write_number_with_format(row, 2, question.weight, &formats.number)?;
    } else {
        sheet.write_string_with_format(row, 2, "–", &formats.number)?;
    }
    Ok(())
}

/// The name of a sheet as a formula needs it.
fn quoted(name: &str) -> String {
    format!("'{}'", name.replace('\'', "''"))
}
