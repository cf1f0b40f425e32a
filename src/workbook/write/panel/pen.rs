//! A sheet that is being written, and what its form must know of it.

use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, DataValidationRule, Format, Formula, ProtectionOptions,
    Worksheet, XlsxError, utility::row_col_to_cell,
};

use super::Cover;
use crate::{
    panel::{FormSheet, Input, Printed, What},
    report::words,
    workbook::write::{
        CELL_LIMIT,
        formats::Formats,
        height::{self, height},
    },
};

/// The highest row that Excel shows, in points.
const HIGHEST: u32 = 409;

/// What is written on a sheet, from top to bottom.
pub(super) struct Pen<'a> {
    pub sheet: Worksheet,
    pub form: FormSheet,
    pub formats: &'a Formats,
    pub row: u32,
    widths: Vec<u32>,
}

impl<'a> Pen<'a> {
    pub(super) fn new(name: &str, formats: &'a Formats, widths: &[u32]) -> Result<Self, XlsxError> {
        let mut sheet = Worksheet::new();
        sheet.set_name(name)?;
        for (col, width) in (0..).zip(widths) {
            sheet.set_column_width(col, *width)?;
        }
        let form = FormSheet { name: name.to_owned(), ..FormSheet::default() };
        Ok(Self { sheet, form, formats, row: 0, widths: widths.to_vec() })
    }

    /// The width of the columns from `first` to `last`.
    pub(super) fn width(&self, first: u16, last: u16) -> usize {
        let skip = usize::from(first);
        let count = (usize::from(last) + 1).saturating_sub(skip);
        let sum: u32 = self.widths.iter().skip(skip).take(count).sum();
        usize::try_from(sum).unwrap_or(1)
    }

    /// Text in a cell, marked in the form.
    pub(super) fn text(&mut self, col: u16, text: &str, format: &Format) -> Result<(), XlsxError> {
        let text = cell(text);
        if text.is_empty() {
            self.sheet.write_blank(self.row, col, format)?;
            return Ok(());
        }
        self.sheet.write_string_with_format(self.row, col, &text, format)?;
        self.form.printed.push(Printed::new(self.row, u32::from(col), &text));
        Ok(())
    }

    /// A number in a cell, marked in the form.
    pub(super) fn number(&mut self, col: u16, number: u32, format: &Format) -> Result<(), XlsxError> {
        self.sheet.write_number_with_format(self.row, col, number, format)?;
        self.form.printed.push(Printed::new(self.row, u32::from(col), &number.to_string()));
        Ok(())
    }

    /// Text over several columns, marked in the form.
    pub(super) fn over(
        &mut self,
        first: u16,
        last: u16,
        text: &str,
        format: &Format,
    ) -> Result<(), XlsxError> {
        let text = cell(text);
        self.sheet.merge_range(self.row, first, self.row, last, &text, format)?;
        if !text.is_empty() {
            self.form.printed.push(Printed::new(self.row, u32::from(first), &text));
        }
        Ok(())
    }

    /// A cell of entry, over the columns to `last` and so many rows.
    pub(super) fn input(
        &mut self,
        (row, col): (u32, u16),
        (last_row, last): (u32, u16),
        of: usize,
        what: What,
        format: &Format,
    ) -> Result<(), XlsxError> {
        if last_row > row || last > col {
            self.sheet.merge_range(row, col, last_row, last, "", format)?;
        } else {
            self.sheet.write_blank(row, col, format)?;
        }
        self.form.inputs.push(Input { row, column: u32::from(col), of, what });
        Ok(())
    }

    /// A formula, which the form passes over.
    pub(super) fn formula(
        &mut self,
        (row, col): (u32, u16),
        last_row: u32,
        formula: &str,
        first: &str,
        format: &Format,
    ) -> Result<(), XlsxError> {
        if last_row > row {
            self.sheet.merge_range(row, col, last_row, col, "", format)?;
        }
        let formula = Formula::new(formula).set_result(first);
        self.sheet.write_formula_with_format(row, col, formula, format)?;
        Ok(())
    }

    /// A heading on a row of its own.
    pub(super) fn section(&mut self, text: &str) -> Result<(), XlsxError> {
        self.sheet.write_string_with_format(self.row, 0, text, &self.formats.section)?;
        self.sheet.set_row_height(self.row, 20)?;
        self.row += 1;
        Ok(())
    }

    /// A label and a text over the columns from the second to `last`.
    pub(super) fn pair(&mut self, label: &str, text: &str, last: u16) -> Result<(), XlsxError> {
        let formats = self.formats;
        self.sheet.write_string_with_format(self.row, 0, cell(label), &formats.label)?;
        let text = cell(text);
        self.sheet.merge_range(self.row, 1, self.row, last, &text, &formats.text)?;
        let line = height::line(self.width(1, last));
        let label = height(label, height::line(self.width(0, 0)) * 9 / 10);
        self.sheet.set_row_height(self.row, height(&text, line).max(label))?;
        self.row += 1;
        Ok(())
    }

    /// Rows of a label and a long text over the columns from `first` to `last`: as many rows as are needed to show it
    /// all, because no row is higher than a screen.
    pub(super) fn long(
        &mut self,
        label: &str,
        text: &str,
        (first, last): (u16, u16),
        (of_label, of_text): (&Format, &Format),
    ) -> Result<(), XlsxError> {
        let line = height::line(self.width(first, last));
        let text = cell(text);
        for (n, piece) in pieces(&text, line).into_iter().enumerate() {
            let label = if n == 0 { label } else { "" };
            self.text(0, label, of_label)?;
            self.over(first, last, &piece, of_text)?;
            self.sheet.set_row_height(self.row, height(&piece, line))?;
            self.row += 1;
        }
        Ok(())
    }

    /// Makes the row high enough for its cells.
    pub(super) fn fit(&mut self, cells: &[(u16, &str)]) -> Result<(), XlsxError> {
        self.fit_at_least(0, cells)
    }

    /// The same, and of at least so many points.
    pub(super) fn fit_at_least(&mut self, least: u32, cells: &[(u16, &str)]) -> Result<(), XlsxError> {
        let each = cells.iter().map(|(col, text)| height(text, height::line(self.width(*col, *col))));
        let highest = each.max().unwrap_or_else(|| height("", 1)).max(least);
        self.sheet.set_row_height(self.row, highest)?;
        Ok(())
    }

    /// A whole number of the scale, and nothing else.
    pub(super) fn score_rule(&mut self, cells: &[(u32, u16)], top: u8, title: &str) -> Result<(), XlsxError> {
        let rule = DataValidation::new()
            .allow_whole_number(DataValidationRule::Between(0, i32::from(top)))
            .set_input_title(title)?
            .set_input_message(format!("A whole number from 0 to {top}; no halves."))?
            .set_error_style(DataValidationErrorStyle::Stop)
            .set_error_title("Not on the scale")?
            .set_error_message(format!("Enter a whole number from 0 to {top}."))?;
        self.rule(cells, rule)
    }

    /// A message beside a cell of words.
    pub(super) fn words_rule(
        &mut self,
        cells: &[(u32, u16)],
        title: &str,
        message: &str,
    ) -> Result<(), XlsxError> {
        let rule = DataValidation::new()
            .allow_text_length(DataValidationRule::GreaterThanOrEqualTo(2))
            .set_input_title(title)?
            .set_input_message(message)?
            .set_error_style(DataValidationErrorStyle::Stop)
            .set_error_title("Too short")?
            .set_error_message("Write words here.")?;
        self.rule(cells, rule)
    }

    /// One of a few words.
    pub(super) fn list_rule(
        &mut self,
        cells: &[(u32, u16)],
        entries: &[&str],
        title: &str,
        message: &str,
    ) -> Result<(), XlsxError> {
        let rule = DataValidation::new()
            .allow_list_strings(entries)?
            .set_input_title(title)?
            .set_input_message(message)?
            .set_error_style(DataValidationErrorStyle::Stop)
            .set_error_title("Not in the list")?
            .set_error_message(format!("Choose one of: {}.", entries.join(", ")))?;
        self.rule(cells, rule)
    }

    /// One rule for many cells, so that the file stays small.
    fn rule(&mut self, cells: &[(u32, u16)], rule: DataValidation) -> Result<(), XlsxError> {
        // A list of ranges has at most 255 characters in some programs.
        for group in cells.chunks(20) {
            let Some((row, col)) = group.first().copied() else { continue };
            let names: Vec<String> = group.iter().map(|(row, col)| row_col_to_cell(*row, *col)).collect();
            let rule = rule.clone().set_multi_range(names.join(" "));
            self.sheet.add_data_validation(row, col, row, col, &rule)?;
        }
        Ok(())
    }

    /// Print set-up, and a lock without a password.
    pub(super) fn page(&mut self, cover: &Cover<'_>, what: &str) {
        let plain = |text: &str| -> String {
            let short: String = words::visible(text).chars().filter(|it| !it.is_control()).take(70).collect();
            short.replace('&', "&&")
        };
        let sheet = &mut self.sheet;
        sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
        sheet.set_margins(0.4, 0.4, 0.7, 0.6, 0.3, 0.3);
        sheet.set_header(format!("&L&9 {}&R&9 {}", plain(cover.about), plain(what)));
        sheet.set_footer(format!("&L&8 {}&R&8Page &P of &N", plain(cover.procurement)));
        let allowed = ProtectionOptions {
            format_cells: true,
            format_columns: true,
            format_rows: true,
            ..ProtectionOptions::new()
        };
        sheet.protect_with_options(&allowed);
    }
}

/// Text as a cell can hold it.
pub(super) fn cell(text: &str) -> String {
    words::shortened(&words::visible(text), CELL_LIMIT).into_owned()
}

/// `text` in pieces that each fit into a row on lines of `line` characters: cut between paragraphs, else between
/// sentences, else between words.
fn pieces(text: &str, line: usize) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = text;
    while height(rest, line) >= HIGHEST {
        // So many characters fit for certain.
        let most = line * 24;
        let end = rest.char_indices().nth(most).map_or(rest.len(), |(at, _)| at);
        let head = rest.get(..end).unwrap_or(rest);
        let mut cut = [head.rfind('\n'), head.rfind(". ").map(|it| it + 1), head.rfind(' ')]
            .into_iter()
            .flatten()
            .find(|it| *it > end / 3)
            .unwrap_or(end);
        // Many short lines take more rows than their characters say.
        while height(rest.get(..cut).unwrap_or_default(), line) >= HIGHEST {
            match rest.get(..cut).and_then(|it| it.rfind('\n')) {
                Some(it) if it > 0 => cut = it,
                _ => break,
            }
        }
        let (piece, after) = rest.split_at_checked(cut.max(1)).unwrap_or((rest, ""));
        found.push(piece.trim_end().to_owned());
        rest = after.trim_start_matches(['\n', ' ']);
    }
    if !rest.is_empty() || found.is_empty() {
        found.push(rest.to_owned());
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_loses_nothing_in_pieces_that_fit() {
        let text = "The first sentence is here. And another one follows it.\n".repeat(200);
        let cut = pieces(&text, 60);
        assert!(cut.iter().all(|it| height(it, 60) < HIGHEST), "{cut:?}");
        let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(plain(&cut.join(" ")), plain(&text));
        assert_eq!(pieces("", 60), [""]);
        assert!(pieces(&"x".repeat(9000), 40).iter().all(|it| height(it, 40) < HIGHEST));
    }
}
