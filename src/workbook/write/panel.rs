//! Workbooks that a panel fills in: one for each evaluator, one for the moderation, one for the clauses of the tender that
//! wins. Each comes with its [`Form`]: where the cells of entry stand, and marks of everything printed.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Formula, Url, Workbook, Worksheet, XlsxError};

use super::{WriteError, formats::Formats};
use crate::{
    id::{Date, Digest},
    panel::{Form, FormSheet, Kind, Subject, Works},
    report::words,
};

mod block;
mod clauses;
mod moderation;
mod pen;
mod scores;

pub use clauses::{Offer, clauses};
pub use moderation::moderation;
pub use scores::scores;

use pen::Pen;

/// The defined name and the very hidden sheet that hold the fingerprint.
pub(crate) const CONSTANT: &str = "_probity";

/// The first sheet.
pub(crate) const START: &str = "Start";

/// What the marks are called, on the first sheet, the hidden one and among the properties.
pub(crate) const MARKS: [&str; 4] = ["Form", "Procurement", "For", "Fingerprint"];

/// A workbook and the form that it was printed from.
#[derive(Debug)]
pub struct Printed {
    /// The file.
    pub bytes: Vec<u8>,
    /// Where entries stand.
    pub form: Form,
}

/// What all forms of a panel say of themselves.
struct Cover<'a> {
    kind: Kind,
    title: &'a str,
    procurement: &'a str,
    about: &'a str,
    person: &'a str,
    on: Date,
}

/// A line of the list of contents: the sheet, its title, how much there is, and a formula with its first value.
struct Content {
    sheet: String,
    title: String,
    weight: Option<u32>,
    of: usize,
    done: Option<(String, u32)>,
}

/// Puts the sheets together: first what to do, then `sheets`, then the marks.
fn bound(
    cover: &Cover<'_>,
    steps: &[(&str, String)],
    scale: Option<&Works<'_>>,
    contents: &[Content],
    subjects: Vec<Subject>,
    sheets: Vec<(Worksheet, FormSheet)>,
    formats: &Formats,
) -> Result<Printed, WriteError> {
    let form = Form {
        kind: cover.kind,
        procurement: cover.procurement.to_owned(),
        person: cover.person.to_owned(),
        subjects,
        sheets: sheets.iter().map(|(_, it)| it.clone()).collect(),
    };
    let digest = form.digest();
    let marks = marks(cover, &digest);
    let mut workbook = Workbook::new();
    workbook.set_zip_compression_level(2);
    let (year, month, day) = (
        u16::try_from(cover.on.year()).unwrap_or(1900).clamp(1900, 9999),
        u8::try_from(cover.on.month()).unwrap_or(1),
        u8::try_from(cover.on.day()).unwrap_or(1),
    );
    let mut properties = DocProperties::new()
        .set_title(format!("{}: {}", cover.title, cover.about))
        .set_author("Probity")
        .set_creation_datetime(&ExcelDateTime::from_ymd(year, month, day)?.and_hms(0, 0, 0)?);
    for (name, value) in &marks {
        properties = properties.set_custom_property(*name, value.as_str());
    }
    workbook.set_properties(&properties);
    workbook.define_name(CONSTANT, &format!("=\"{}\"", digest.as_str()))?;
    workbook.push_worksheet(start(cover, steps, scale, contents, &marks, formats)?);
    for (sheet, _) in sheets {
        workbook.push_worksheet(sheet);
    }
    let mut hidden = Worksheet::new();
    hidden.set_name(CONSTANT)?;
    hidden.set_very_hidden(true);
    for (row, (name, value)) in (0..).zip(&marks) {
        hidden.write_string(row, 0, *name)?;
        hidden.write_string(row, 1, value)?;
    }
    workbook.push_worksheet(hidden);
    Ok(Printed { bytes: workbook.save_to_buffer()?, form })
}

fn marks(cover: &Cover<'_>, digest: &Digest) -> Vec<(&'static str, String)> {
    let values = [
        cover.kind.as_str().to_owned(),
        cover.procurement.to_owned(),
        cover.person.to_owned(),
        digest.to_string(),
    ];
    MARKS.into_iter().zip(values).collect()
}

/// The first sheet: what to do, the scale, what there is to do, and the marks.
fn start(
    cover: &Cover<'_>,
    steps: &[(&str, String)],
    scale: Option<&Works<'_>>,
    contents: &[Content],
    marks: &[(&str, String)],
    formats: &Formats,
) -> Result<Worksheet, XlsxError> {
    let mut pen = Pen::new(START, formats, &[20, 62, 12, 16])?;
    pen.sheet.set_active(true);
    pen.sheet.write_string_with_format(0, 0, words::visible(cover.title), &formats.title)?;
    pen.sheet.set_row_height(0, 24)?;
    pen.sheet.write_string_with_format(1, 0, words::visible(cover.about), &formats.line)?;
    pen.row = 3;
    pen.section("What to do")?;
    for (label, text) in steps {
        pen.pair(label, text, 3)?;
    }
    if let Some(works) = scale {
        pen.row += 1;
        pen.section("The scale, as it was published")?;
        for it in &works.terms.scale {
            pen.pair(&format!("{}  {}", it.score, it.name), &it.text, 3)?;
        }
    }
    if !contents.is_empty() {
        pen.row += 1;
        pen.section("What there is to do")?;
        let row = pen.row;
        for (col, head) in (0..).zip(["Sheet", "Title", "Weight", "Done"]) {
            let format = if col > 1 { &formats.head_centre } else { &formats.head };
            pen.sheet.write_string_with_format(row, col, head, format)?;
        }
        pen.row += 1;
        for it in contents {
            let row = pen.row;
            let target = format!("internal:'{}'!A1", it.sheet.replace('\'', "''"));
            pen.sheet.write_url_with_format(row, 0, Url::new(target).set_text(&it.sheet), &formats.link)?;
            pen.sheet.write_string_with_format(row, 1, words::visible(&it.title), &formats.text)?;
            match it.weight {
                Some(weight) => pen.sheet.write_number_with_format(row, 2, weight, &formats.number)?,
                None => pen.sheet.write_blank(row, 2, &formats.number)?,
            };
            match &it.done {
                Some((formula, first)) => {
                    let formula = Formula::new(format!("={formula}&\" of {}\"", it.of))
                        .set_result(format!("{first} of {}", it.of));
                    pen.sheet.write_formula_with_format(row, 3, formula, &formats.number)?
                }
                None => pen.sheet.write_number_with_format(
                    row,
                    3,
                    u32::try_from(it.of).unwrap_or(u32::MAX),
                    &formats.number,
                )?,
            };
            pen.fit(&[(0, it.sheet.as_str()), (1, it.title.as_str())])?;
            pen.row += 1;
        }
    }
    pen.row += 1;
    pen.section("Which workbook this is: please leave it as it is")?;
    for (name, value) in marks {
        pen.pair(name, value, 3)?;
    }
    pen.page(cover, "");
    Ok(pen.sheet)
}
