//! The score workbook: what the rules propose, and the empty cells that a panel fills.
//!
//! Phases: names for the sheets, one set of formats, the sheet that compares, a sheet for each supplier.
//! Supplier text is written as text whatever it begins with, and the same assessments give the same
//! bytes: the only time in the file is the day of evaluation.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use crate::{
    pack::{Fingerprint, Mark},
    report::{Assessment, Report},
};

mod alike;
mod asked;
mod compare;
mod excel;
mod formats;
mod height;
mod names;
mod open;
pub mod panel;
mod pricing;
mod response;
mod sheet;
mod supplier;
mod trail;

pub use trail::trail;

pub use pricing::pricing;
pub use response::{Earlier, carried, filled, response, response_open};

/// The name that an issued workbook defines for its fingerprint, and the sheet that holds it.
const CONSTANT: &str = "_probity";

/// The most UTF-16 units that a cell can hold.
/// Source: Excel specifications and limits, "Total number of characters that a cell can contain".
const CELL_LIMIT: usize = 32_767;

/// The fewest characters that count as a reason. Enough to stop `ok`, too few to invite padding.
const REASON_LENGTH: u32 = 20;

/// A workbook that could not be made.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// What stands in it does not fit.
    #[error("the workbook could not be made")]
    Excel(#[from] XlsxError),
    /// Its parts could not be packed together.
    #[error("the parts of the workbook could not be packed")]
    Package(#[from] zip::result::ZipError),
    /// Its parts could not be written.
    #[error("the parts of the workbook could not be written")]
    Parts(#[from] std::io::Error),
}

/// `scores.xlsx`: the sheet `Compare`, the sheet `Similar` where tenders are alike, then a sheet for each assessment, in their order.
///
/// # Errors
/// When the assessments do not fit into a workbook, as when a sheet would have more columns than Excel knows.
pub fn scores(report: &Report<'_>) -> Result<Vec<u8>, WriteError> {
    let mut workbook = Workbook::new();
    // A third less time for a twentieth more bytes.
    workbook.set_zip_compression_level(2);
    workbook.set_properties(&properties(report)?);
    let formats = formats::Formats::new();
    let names = names::unique(report.assessments.iter().map(Assessment::supplier));
    let sheets: Vec<supplier::Sheet> = report
        .assessments
        .iter()
        .zip(&names)
        .map(|(assessment, name)| supplier::write(report, assessment, name, &formats))
        .collect::<Result<_, _>>()?;
    workbook.push_worksheet(compare::write(report, &sheets, &formats)?);
    if let Some(sheet) = alike::write(report, &formats)? {
        workbook.push_worksheet(sheet);
    }
    for sheet in sheets {
        workbook.push_worksheet(sheet.worksheet);
    }
    Ok(workbook.save_to_buffer()?)
}

fn properties(report: &Report<'_>) -> Result<DocProperties, XlsxError> {
    let mut properties = DocProperties::new()
        .set_title("Proposed scores")
        .set_subject("For the panel: the rules propose, a person decides")
        .set_author("Probity")
        .set_custom_property("Question bank", report.bank.version.to_string())
        .set_custom_property("Question bank digest", report.bank.digest.as_str());
    if let Some(first) = report.assessments.first() {
        let (year, month, day) = ymd(first.on);
        let made = ExcelDateTime::from_ymd(year, month, day)?.and_hms(0, 0, 0)?;
        properties = properties
            .set_creation_datetime(&made)
            .set_custom_property("Rules digest", first.rules_digest.as_str())
            .set_custom_property("As of", first.on.to_string());
        for it in first.basis.entries() {
            properties = properties.set_custom_property(it.name, it.value);
        }
    }
    Ok(properties)
}

/// The sheet that only a program shows, with the marks of what was issued.
fn marks(fingerprint: &Fingerprint) -> sheet::Sheet {
    use sheet::{Cell, Look, Sheet, Shown};
    let mut sheet = Sheet::new(CONSTANT, &[26, 80]);
    sheet.shown = Shown::Deeply;
    for mark in Mark::ALL {
        sheet.push(vec![
            Cell::text(Look::Plain, mark.label()),
            Cell::text(Look::Plain, fingerprint.value(mark)),
        ]);
    }
    sheet
}

/// The day of evaluation in the numbers that Excel knows: no year before 1900.
fn ymd(on: crate::id::Date) -> (u16, u8, u8) {
    (
        u16::try_from(on.year()).unwrap_or(1900).clamp(1900, 9999),
        u8::try_from(on.month()).unwrap_or(1),
        u8::try_from(on.day()).unwrap_or(1),
    )
}
