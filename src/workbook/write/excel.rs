//! Sheets of cells as a workbook for Excel.

use std::collections::BTreeMap;

use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, DataValidationRule, DocProperties, ExcelDateTime,
    Format, FormatAlign, FormatBorder, Formula as Written, ProtectionOptions, Workbook, Worksheet, XlsxError,
};

use super::{
    WriteError,
    sheet::{Book, Cell, Check, Holds, Look, Rule, Sheet, Shown, Value},
    ymd,
};

/// Paper of the sizes A4 and A3.
/// Source: ECMA-376 part 1, 18.3.1.63, `paperSize`.
const A4: u8 = 9;
const A3: u8 = 8;

/// The longest text that a formula can hold.
/// Source: Excel specifications and limits, "Text values in formulas".
const CONSTANT: usize = 255;

/// The bytes of `book`.
pub(super) fn write(book: &Book) -> Result<Vec<u8>, WriteError> {
    let mut workbook = Workbook::new();
    workbook.set_zip_compression_level(4);
    workbook.set_properties(&properties(book)?);
    let looks: BTreeMap<Look, Format> = Look::ALL.into_iter().map(|it| (it, format(it))).collect();
    for (n, sheet) in book.sheets.iter().enumerate() {
        let mut made = worksheet(sheet, &looks)?;
        if n == 0 {
            made.set_active(true);
        }
        workbook.push_worksheet(made);
    }
    let (name, text) = &book.constant;
    let text = text.replace('"', "\"\"");
    if text.encode_utf16().count() <= CONSTANT {
        workbook.define_name(name.as_str(), &format!("=\"{text}\""))?;
    }
    Ok(workbook.save_to_buffer()?)
}

fn properties(book: &Book) -> Result<DocProperties, XlsxError> {
    let (year, month, day) = ymd(book.on);
    let made = ExcelDateTime::from_ymd(year, month, day)?.and_hms(0, 0, 0)?;
    let mut properties = DocProperties::new()
        .set_title(&book.title)
        .set_subject(&book.subject)
        .set_author("Probity")
        .set_creation_datetime(&made);
    for (name, value) in &book.properties {
        properties = properties.set_custom_property(name, value.as_str());
    }
    Ok(properties)
}

fn worksheet(sheet: &Sheet, looks: &BTreeMap<Look, Format>) -> Result<Worksheet, XlsxError> {
    let mut made = Worksheet::new();
    made.set_name(&sheet.name)?;
    match sheet.shown {
        Shown::Plainly => {}
        Shown::Hidden => {
            made.set_hidden(true);
        }
        Shown::Deeply => {
            made.set_very_hidden(true);
        }
    }
    for (column, width) in (0_u16..).zip(&sheet.widths) {
        made.set_column_width(column, *width)?;
    }
    for (row, it) in (0_u32..).zip(&sheet.rows) {
        if it.height > 0 {
            made.set_row_height(row, it.height)?;
        }
    }
    let plain = Format::new();
    for (row, column, cell) in sheet.cells() {
        put(&mut made, row, column, cell, looks.get(&cell.look).unwrap_or(&plain))?;
    }
    for (check, areas) in areas(sheet) {
        let Some(check) = sheet.checks.get(check) else { continue };
        let validation = validation(check)?;
        for (first, last, column) in areas {
            made.add_data_validation(first, column, last, column, &validation)?;
        }
    }
    if let Some(header) = sheet.header {
        made.set_freeze_panes(header + 1, sheet.fixed)?;
        made.set_repeat_rows(header, header)?;
    }
    // Whoever comes to the sheet stands in the first cell that is to be filled in.
    if let Some((row, column, _)) = sheet.cells().find(|(_, _, cell)| cell.look.is_open()) {
        made.set_selection(row, column, row, column)?;
    }
    let paper = if sheet.is_wide() { A3 } else { A4 };
    made.set_landscape().set_paper_size(paper).set_print_fit_to_pages(1, 0);
    made.set_margins(0.4, 0.4, 0.5, 0.6, 0.3, 0.3);
    // Words in a margin would be told to the panel; these are none.
    made.set_footer("&L&8&A&R&8Page &P of &N");
    made.set_screen_gridlines(false);
    made.protect_with_options(&ProtectionOptions {
        format_columns: true,
        format_rows: true,
        insert_rows: true,
        ..ProtectionOptions::new()
    });
    Ok(made)
}

fn put(made: &mut Worksheet, row: u32, column: u16, cell: &Cell, format: &Format) -> Result<(), XlsxError> {
    if cell.span > 1 {
        let last = column.saturating_add(cell.span - 1);
        made.merge_range(row, column, row, last, "", format)?;
    }
    match &cell.holds {
        Holds::Nothing => made.write_blank(row, column, format)?,
        Holds::Text(it) => made.write_string_with_format(row, column, it, format)?,
        Holds::Number(it) => made.write_number_with_format(row, column, *it, format)?,
        Holds::Formula(it) => {
            let value = match &it.value {
                Value::Text(it) => it.clone(),
                Value::Number(it) => it.to_string(),
            };
            made.write_formula_with_format(row, column, Written::new(&it.excel).set_result(value), format)?
        }
    };
    Ok(())
}

/// The cells of each check, as stretches of one column.
fn areas(sheet: &Sheet) -> BTreeMap<usize, Vec<(u32, u32, u16)>> {
    let mut by: BTreeMap<(usize, u16), Vec<(u32, u32)>> = BTreeMap::new();
    for (row, column, cell) in sheet.cells() {
        let Some(check) = cell.check else { continue };
        let stretches = by.entry((check, column)).or_default();
        match stretches.last_mut() {
            Some((_, last)) if *last + 1 == row => *last = row,
            _ => stretches.push((row, row)),
        }
    }
    let mut areas: BTreeMap<usize, Vec<(u32, u32, u16)>> = BTreeMap::new();
    for ((check, column), stretches) in by {
        let list = areas.entry(check).or_default();
        list.extend(stretches.into_iter().map(|(first, last)| (first, last, column)));
    }
    areas
}

fn validation(check: &Check) -> Result<DataValidation, XlsxError> {
    let new = DataValidation::new();
    let rule = match &check.rule {
        Rule::Any => new.allow_any_value(),
        Rule::OneOf(_, first, last) => {
            new.allow_list_formula(Written::new(format!("=Lists!$A${}:$A${}", first + 1, last + 1)))
        }
        Rule::Number => new.allow_decimal_number(DataValidationRule::GreaterThanOrEqualTo(0.0)),
        Rule::Whole => new.allow_whole_number(DataValidationRule::GreaterThanOrEqualTo(0)),
        Rule::Day => {
            new.allow_date(DataValidationRule::GreaterThanOrEqualTo(&ExcelDateTime::from_ymd(2000, 1, 1)?))
        }
    };
    let rule = rule.set_input_title(check.title.as_str())?.set_input_message(check.message.as_str())?;
    let refusal = check.rule.refusal();
    if refusal.is_empty() {
        return Ok(rule);
    }
    rule.set_error_style(DataValidationErrorStyle::Stop)
        .set_error_title("Please look again")?
        .set_error_message(refusal)
}

const INK: Color = Color::RGB(0x1B_26_31);
const NAVY: Color = Color::RGB(0x1F_3A_5F);
const LINE: Color = Color::RGB(0x8A_97_A6);
const BAND: Color = Color::RGB(0xE6_EC_F3);
const PALE: Color = Color::RGB(0xF5_F7_FA);
const FILL_IN: Color = Color::RGB(0xFF_F8_D6);

fn format(look: Look) -> Format {
    let plain = Format::new().set_font_size(10).set_font_color(INK).set_align(FormatAlign::Top);
    let wrapped = plain.clone().set_text_wrap();
    // Words keep off the lines of their box.
    let aside = |it: Format| it.set_align(FormatAlign::Left).set_indent(1);
    let boxed = |it: Format| it.set_border(FormatBorder::Thin).set_border_color(LINE);
    let head = boxed(wrapped.clone())
        .set_bold()
        .set_font_color(Color::White)
        .set_background_color(NAVY)
        .set_align(FormatAlign::VerticalCenter);
    let open = boxed(wrapped.clone()).set_background_color(FILL_IN).set_unlocked();
    match look {
        Look::Plain => wrapped,
        Look::Title => plain.set_bold().set_font_size(16).set_font_color(NAVY),
        Look::Lead => wrapped.set_bold(),
        Look::Head => aside(head),
        Look::HeadCentre => head.set_align(FormatAlign::Center),
        Look::Section => {
            plain.set_bold().set_font_size(12).set_font_color(NAVY).set_align(FormatAlign::VerticalCenter)
        }
        Look::Label | Look::Id => aside(boxed(wrapped)).set_bold().set_background_color(BAND),
        Look::Question => aside(boxed(wrapped)).set_background_color(BAND),
        Look::Text => aside(boxed(wrapped)),
        Look::Small => aside(boxed(wrapped)).set_font_size(9),
        Look::Centre => boxed(plain).set_align(FormatAlign::Center),
        Look::Money => boxed(plain).set_num_format("£#,##0.00").set_align(FormatAlign::Right),
        Look::Shut => boxed(plain).set_background_color(PALE),
        Look::Answer | Look::Tick => aside(open).set_num_format("@"),
        Look::Number => aside(open),
        Look::Day => aside(open).set_num_format("d mmmm yyyy"),
        Look::Price => open.set_num_format("£#,##0.00").set_align(FormatAlign::Right),
    }
}
