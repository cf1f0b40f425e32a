//! A sheet for each table that a question asks for: certificates, data sets, sub-processors, devices.

use super::Lists;
use crate::{
    bank::{
        Question,
        field::{Field, FieldKind},
    },
    pack::Issue,
    workbook::{
        read::headings,
        write::sheet::{Cell, Check, Look, Rule, Sheet},
    },
};

/// Rows that are ready for entries.
const ROWS: u32 = 30;

/// The most characters of the name of a sheet; the reader knows names that were cut there.
const NAME: usize = 31;

/// What all columns of a sheet are wide together, so that it fits a page on its side.
const WIDTH: u32 = 150;

/// A sheet that was made.
pub(super) struct Issued {
    pub(super) sheet: Sheet,
}

/// The name of its sheet.
pub(super) fn name(question: &Question, field: &Field) -> String {
    format!("{}.{}", question.id, field.id).chars().take(NAME).collect()
}

/// The sheets of all tables, in the order in which the questions are printed.
pub(super) fn sheets(issue: &Issue<'_>, lists: &mut Lists) -> Vec<Issued> {
    let mut made = Vec::new();
    for (_, questions) in issue.sections() {
        for question in questions {
            for field in question.fields.iter().filter(|it| it.is_table()) {
                made.push(Issued { sheet: sheet(question, field, lists) });
            }
        }
    }
    made
}

struct Column {
    heading: String,
    required: bool,
    look: Look,
    rule: Rule,
    help: String,
}

fn columns(field: &Field, lists: &mut Lists) -> Vec<Column> {
    match &field.kind {
        FieldKind::Table(table) => table
            .columns
            .iter()
            .map(|it| Column {
                heading: it.title.clone(),
                required: it.required,
                look: if it.options.is_empty() { Look::Answer } else { Look::Tick },
                rule: if it.options.is_empty() { Rule::Any } else { lists.one_of(&it.options) },
                help: it.title.clone(),
            })
            .collect(),
        FieldKind::Certificates(schemes) => {
            let titles: Vec<String> = schemes.iter().map(|it| it.title.clone()).collect();
            let scheme = lists.one_of(&titles);
            headings(field)
                .into_iter()
                .map(|(id, heading)| {
                    let (look, rule, help) = match id.as_str() {
                        "scheme" => (
                            Look::Tick,
                            scheme.clone(),
                            "Which scheme; for an equivalent choose the last entry and name it under Scope.",
                        ),
                        "edition" => (Look::Answer, Rule::Any, "The edition or version, such as 2022."),
                        "certifying-body" => (Look::Answer, Rule::Any, "Who issued it."),
                        "accreditation" => {
                            (Look::Answer, Rule::Any, "Who accredited the certifying body, such as UKAS.")
                        }
                        "holder" => (
                            Look::Answer,
                            Rule::Any,
                            "Whose name is on it: yours, or that of another company.",
                        ),
                        "scope" => (Look::Answer, Rule::Any, "What it covers, as it is printed on it."),
                        "issued" => (Look::Day, Rule::Day, "The day on which it was issued."),
                        "expires" => (Look::Day, Rule::Day, "The last day on which it is valid."),
                        _ => (Look::Answer, Rule::Any, "As it is printed on it."),
                    };
                    Column { heading, required: id.as_str() == "scheme", look, rule, help: help.to_owned() }
                })
                .collect()
        }
        _ => Vec::new(),
    }
}

fn sheet(question: &Question, field: &Field, lists: &mut Lists) -> Sheet {
    let columns = columns(field, lists);
    let count = u32::try_from(columns.len()).unwrap_or(1).max(1);
    let width = (WIDTH / count).clamp(14, 44);
    let mut sheet = Sheet::new(&name(question, field), &vec![width; columns.len()]);
    let all = u16::try_from(columns.len()).unwrap_or(1).max(1);
    // The reader knows the table by its first cell, should the sheet be renamed.
    sheet.push(vec![Cell::text(Look::Title, format!("{}.{}", question.id, field.id)).over(all)]);
    sheet.push(vec![
        Cell::text(Look::Lead, format!("{}, for {} {}", field.title, question.id, question.title)).over(all),
    ]);
    let columns_needed: Vec<&str> =
        columns.iter().filter(|it| it.required).map(|it| it.heading.as_str()).collect();
    let mut help = field.help.trim().to_owned();
    if !columns_needed.is_empty() {
        help = format!("{help} Every row that you use needs: {}.", columns_needed.join("; "));
    }
    sheet.push(vec![Cell::text(Look::Plain, help.trim()).over(all)]);
    sheet.header = Some(sheet.next());
    sheet.push_at_least(20, columns.iter().map(|it| Cell::text(Look::Head, it.heading.as_str())).collect());
    let cells: Vec<Cell> = columns
        .into_iter()
        .map(|it| {
            let check = sheet.check(Check::new(it.rule, &it.heading, &it.help));
            Cell::blank(it.look).checked(check)
        })
        .collect();
    for _ in 0..ROWS {
        sheet.push_at_least(30, cells.clone());
    }
    sheet
}
