//! The workbook of the audit trail: a sheet with the descent of each score, a sheet with every event, to sort and
//! filter by tender, question, person and time.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, Worksheet, XlsxError};

use super::{
    WriteError,
    formats::Formats,
    height::{height, line},
    supplier::cell,
};
use crate::{
    id::Moment,
    ledger::trail::Row,
    report::trail::{About, DESCENT_HEADS, Descent, EVENT_HEADS, descent_cells, event_cells},
};

const DESCENT_WIDTHS: [u16; 12] = [8, 22, 10, 16, 50, 28, 12, 12, 40, 22, 24, 28];
const EVENT_WIDTHS: [u16; 10] = [8, 24, 24, 8, 22, 10, 22, 14, 60, 40];

/// `trail.xlsx`.
///
/// # Errors
/// When the record has more events than a sheet has rows.
pub fn trail(about: &About, rows: &[Row], descents: &[Descent]) -> Result<Vec<u8>, WriteError> {
    let mut workbook = Workbook::new();
    workbook.set_zip_compression_level(2);
    let day = rows.iter().filter_map(|it| it.at).max().map(Moment::date);
    let (year, month, day) = day.map_or((1970, 1, 1), |it| (it.year(), it.month(), it.day()));
    let made = ExcelDateTime::from_ymd(
        u16::try_from(year).unwrap_or(1900).clamp(1900, 9999),
        u8::try_from(month).unwrap_or(1),
        u8::try_from(day).unwrap_or(1),
    )?;
    workbook.set_properties(
        &DocProperties::new()
            .set_title("Record of decisions")
            .set_author("Probity")
            .set_custom_property("Record", about.origin.as_str())
            .set_creation_datetime(&made.and_hms(0, 0, 0)?),
    );
    let formats = Formats::new();
    let lines: Vec<[String; 12]> = descents.iter().map(descent_cells).collect();
    let title = format!("How each score came about: {}", about.title);
    workbook.push_worksheet(sheet("Scores", &title, &DESCENT_HEADS, &DESCENT_WIDTHS, &lines, &formats)?);
    let lines: Vec<[String; 10]> = rows.iter().map(event_cells).collect();
    let title = format!("Every event of {}", about.origin);
    workbook.push_worksheet(sheet("Events", &title, &EVENT_HEADS, &EVENT_WIDTHS, &lines, &formats)?);
    Ok(workbook.save_to_buffer()?)
}

fn sheet<const N: usize>(
    name: &str,
    title: &str,
    heads: &[&str; N],
    widths: &[u16; N],
    lines: &[[String; N]],
    formats: &Formats,
) -> Result<Worksheet, XlsxError> {
    const HEAD: u32 = 1;
    let mut sheet = Worksheet::new();
    sheet.set_name(name)?;
    // So many columns can be read on A3 and not on A4.
    sheet.set_landscape().set_paper_size(8).set_print_fit_to_pages(1, 0).set_footer("&C&P of &N");
    sheet.write_string_with_format(0, 0, cell(title), &formats.title)?;
    for ((col, head), width) in (0..).zip(heads).zip(widths) {
        sheet.set_column_width(col, *width)?;
        sheet.write_string_with_format(HEAD, col, *head, &formats.head)?;
    }
    if lines.is_empty() {
        sheet.write_string_with_format(HEAD + 1, 0, "Nothing yet.", &formats.text)?;
    }
    sheet.set_freeze_panes(HEAD + 1, 0)?;
    sheet.set_repeat_rows(HEAD, HEAD)?;
    for (row, cells) in (HEAD + 1..).zip(lines) {
        let mut highest = 18;
        for ((col, text), width) in (0..).zip(cells).zip(widths) {
            let text = cell(text);
            highest = highest.max(height(&text, line(usize::from(*width))));
            sheet.write_string_with_format(row, col, text, &formats.text)?;
        }
        sheet.set_row_height(row, highest)?;
    }
    let last = HEAD + u32::try_from(lines.len()).unwrap_or(0);
    sheet.autofilter(HEAD, 0, last.max(HEAD + 1), u16::try_from(N).unwrap_or(1).saturating_sub(1))?;
    Ok(sheet)
}
