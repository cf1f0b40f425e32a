//! The sheet `Similar`: tenders that are alike, each pair with what was found and the passage as both have it.

use rust_xlsxwriter::{Worksheet, XlsxError};

use crate::{
    likeness,
    report::{Alike, Report},
};

use super::{
    formats::Formats,
    height::{height, line},
    supplier,
};

/// The columns: tender, tender, what was found, the passage.
const WIDTHS: [usize; 4] = [22, 22, 50, 62];

/// The sheet; none where nothing is alike.
pub(super) fn write(report: &Report<'_>, formats: &Formats) -> Result<Option<Worksheet>, XlsxError> {
    if report.alike.is_empty() {
        return Ok(None);
    }
    let mut sheet = Worksheet::new();
    sheet.set_name("Similar")?;
    for (col, width) in (0..).zip(WIDTHS) {
        sheet.set_column_width(col, u16::try_from(width).unwrap_or(20))?;
    }
    sheet.write_string_with_format(0, 0, "Tenders that are alike", &formats.title)?;
    for (row, text) in [
        (
            1,
            "Similarity was found; it says nothing of the reason, and no score is moved by it. A common template, bid writer or tool may explain it.",
        ),
        (2, "The questions' own words, names of standards and what many tenders say were set aside before."),
    ] {
        sheet.write_string_with_format(row, 0, text, &formats.line)?;
    }
    const HEAD: u32 = 4;
    for (col, text) in (0..).zip(["Tender", "Tender", "What was found", "The longest passage that both have"])
    {
        sheet.write_string_with_format(HEAD, col, text, &formats.head)?;
    }
    sheet.set_freeze_panes(HEAD + 1, 0)?;
    sheet.set_repeat_rows(HEAD, HEAD)?;
    for (row, it) in (HEAD + 1..).zip(report.alike) {
        let cells = cells(report, it);
        let mut highest = 18;
        for ((col, text), width) in (0..).zip(&cells).zip(WIDTHS) {
            let format = if col < 2 { &formats.label } else { &formats.text };
            highest = highest.max(height(text, line(width)));
            sheet.write_string_with_format(row, col, text, format)?;
        }
        sheet.set_row_height(row, highest)?;
    }
    if let Some(first) = report.assessments.first() {
        supplier::page(&mut sheet, "Tenders that are alike", first);
    }
    Ok(Some(sheet))
}

fn cells(report: &Report<'_>, it: &Alike) -> [String; 4] {
    let name = |at: usize| {
        let supplier = report.assessments.get(at).map_or("", crate::report::Assessment::supplier);
        supplier::cell(supplier)
    };
    let passage = it.passage.as_ref().map_or(String::new(), |shared| {
        let quoted =
            |of: &str, it: &likeness::Passage| format!("{of}, {} ({}): “{}”", it.question, it.place, it.text);
        format!("{}\n{}", quoted(&name(it.first), &shared.first), quoted(&name(it.second), &shared.second))
    });
    [name(it.first), name(it.second), supplier::cell(&it.message), supplier::cell(&passage)]
}
