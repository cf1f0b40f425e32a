//! Values and tables: the rows that name a field of a question, and the sheets that are the tables of one.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    bank::{
        Bank, Question,
        field::{Field, FieldKind},
    },
    diag::Place,
    id::{Name, QuestionId},
    tender::{FieldAnswer, FieldCell, Flag, Said, SheetUse},
    workbook::{
        layout::{Column, fold},
        read::{
            Book, Reading,
            answer::{self, Words},
            compare,
            grid::{Area, Cell, Grid},
            locate::Table,
            tally::Tally,
        },
    },
};

/// The columns of a table of certificates, each with the headings by which it is known.
const CERTIFICATE: &[(&str, &[&str])] = &[
    ("scheme", &["scheme", "certification", "certificate", "standard", "name"]),
    ("edition", &["edition", "version", "edition or version"]),
    ("number", &["number", "certificate number", "certificate no", "no", "reference"]),
    ("certifying-body", &["certifying body", "certification body", "issuing body", "issued by", "body"]),
    ("accreditation", &["accreditation", "accredited by", "accreditation body"]),
    ("holder", &["holder", "certificate holder", "held by", "issued to", "organisation"]),
    ("scope", &["scope", "scope of the certificate", "scope statement"]),
    ("issued", &["issued", "issued on", "date of issue", "issue date", "valid from"]),
    (
        "expires",
        &["expires", "expires on", "expiry", "expiry date", "date of expiry", "valid to", "valid until"],
    ),
];

/// The columns of evidence that is listed in a table.
const EVIDENCE: &[(&str, &[&str])] = &[
    ("file", &["file", "file name", "filename", "document", "name"]),
    ("section", &["section", "page", "section or page", "where"]),
    ("date", &["date", "dated", "date of the document"]),
];

/// How far down the heading of a table may stand.
const HEADER_ROWS: u32 = 20;

/// The fields that were filled, by question.
#[derive(Debug, Default)]
pub(crate) struct Filled {
    answers: BTreeMap<QuestionId, Vec<FieldAnswer>>,
    /// The fields whose rows are in the file, filled or not.
    rows: BTreeSet<(QuestionId, Name)>,
}

impl Filled {
    /// Those of a question, in the bank's order.
    pub(crate) fn take(&mut self, question: &Question) -> Vec<FieldAnswer> {
        let mut found = self.answers.remove(&question.id).unwrap_or_default();
        let rank = |it: &FieldAnswer| question.fields.iter().position(|field| field.id == it.field);
        found.sort_by_key(rank);
        found
    }

    /// Tells of rows of a question's fields that are gone. A workbook that nobody issued may have none of them, but not some;
    /// `issued` says that this one was, with them.
    pub(crate) fn missing(&self, question: &Question, issued: bool, flags: &mut Vec<Flag>) {
        let is_here = |it: &Field| self.rows.contains(&(question.id.clone(), it.id.clone()));
        if !issued && !question.fields.iter().any(is_here) {
            return;
        }
        for field in question.fields.iter().filter(|it| !it.is_table() && !is_here(it)) {
            let message =
                format!("the row of {}.{} ({}) is not in the file", question.id, field.id, field.title);
            flags.push(Flag { code: "question-missing".into(), place: None, message });
        }
    }

    /// Adds what stands in a field. Where it stands twice, what is filled counts, and of two that differ the first; the
    /// person is told.
    fn add(&mut self, question: &Question, it: FieldAnswer, flags: &mut Vec<Flag>) {
        let list = self.answers.entry(question.id.clone()).or_default();
        let Some(before) = list.iter_mut().find(|before| before.field == it.field) else {
            list.push(it);
            return;
        };
        let table = |it: &FieldAnswer| matches!(it.said, Said::Rows(_));
        if before.is_blank() || table(&it) && !table(before) && !it.is_blank() {
            *before = it;
        } else if !it.is_blank() && !table(before) && before.said != it.said {
            let message = format!(
                "{}.{} is filled in twice and differently ({} and {}); the first was read",
                question.id, it.field, before.place, it.place
            );
            flags.push(twice(&before.place, message));
        } else if let (Said::Rows(rows), Said::Rows(more)) = (&mut before.said, it.said) {
            if more.is_empty() {
                return;
            }
            let same = texts(rows) == texts(&more);
            let read =
                if same { "the rows are the same and were read once" } else { "the rows of both were read" };
            let message = format!(
                "the table {}.{} stands twice ({} and {}): {read}. Ask which of them holds",
                question.id, it.field, before.place, it.place
            );
            flags.push(twice(&before.place, message));
            if !same {
                rows.extend(more);
            }
        }
    }
}

/// What is filled in twice, at the first of its places.
fn twice(place: &Place, message: String) -> Flag {
    Flag { code: "duplicate-question".into(), place: Some(place.clone()), message }
}

/// What stands in the cells of a table, wherever that is.
fn texts(rows: &[Vec<FieldCell>]) -> Vec<Vec<(&Name, &str)>> {
    let mut all = Vec::new();
    for row in rows {
        let mut cells: Vec<(&Name, &str)> = row.iter().map(|it| (&it.column, it.text.trim())).collect();
        cells.sort_unstable();
        all.push(cells);
    }
    all
}

/// Reads the row of an answer sheet that names a field; whether it does.
pub(crate) fn row(
    table: &Table<'_>,
    id: &Cell,
    bank: &Bank,
    filled: &mut Filled,
    flags: &mut Vec<Flag>,
) -> bool {
    let Some((question, field)) = id.text().and_then(|it| compare::field(bank, it)) else {
        return false;
    };
    filled.rows.insert((question.id.clone(), field.id.clone()));
    altered(table, id, question, field, flags);
    let mut words = |column: Column| {
        let column = *table.columns.get(&column)?;
        Some(answer::words(table.grid, table.header, id.row, column, bank, flags))
    };
    let response = words(Column::Response);
    // A yes or no may stand in its own column, a file in that of evidence.
    let beside = match field.kind {
        FieldKind::YesNo => words(Column::YesNo),
        FieldKind::Evidence => words(Column::Evidence),
        _ => None,
    };
    let filled_in = |it: &Words| it.unreadable || !it.is_blank();
    let chosen = match (response, beside) {
        (Some(it), beside) if filled_in(&it) => {
            if let Some(other) = beside.filter(|other| !other.is_blank() && other.text != it.text) {
                let message = format!(
                    "{}.{} is filled in twice and differently ({} and {}); the first was read",
                    question.id, field.id, it.place, other.place
                );
                flags.push(Flag {
                    code: "duplicate-question".into(),
                    place: Some(it.place.clone()),
                    message,
                });
            }
            Some(it)
        }
        (response, beside) => beside.filter(filled_in).or(response),
    };
    if let Some(it) = chosen {
        let blank = it.is_blank();
        let said = match it {
            Words { unreadable: true, .. } => Said::Unreadable,
            Words { text, .. } => Said::Text(if blank { String::new() } else { text }),
        };
        filled.add(question, FieldAnswer { field: field.id.clone(), place: it.place, said }, flags);
    }
    true
}

/// Tells of a row whose words are not those that were issued.
fn altered(table: &Table<'_>, id: &Cell, question: &Question, field: &Field, flags: &mut Vec<Flag>) {
    let Some(column) = table.columns.get(&Column::Question) else { return };
    let returned = table.grid.at(id.row, *column);
    let place = table.grid.place(id.row, *column);
    if !returned.and_then(Cell::text).is_some_and(|it| compare::same_field(field, it)) {
        let message = format!(
            "the wording of {}.{} was changed: issued “{}”, returned “{}”",
            question.id,
            field.id,
            field.printed(),
            returned.map_or_else(String::new, |it| it.shown().trim().to_owned())
        );
        flags.push(Flag { code: "question-altered".into(), place: Some(place), message });
    }
}

/// A sheet that is the table of a field.
pub(crate) struct Sheet<'a> {
    /// The sheet.
    pub(crate) grid: &'a Grid,
    question: &'a Question,
    field: &'a Field,
}

/// The sheets that are tables of fields: by their name, or by what stands in their first cell.
pub(crate) fn sheets<'a>(book: &'a Book, tables: &[Table<'_>], bank: &'a Bank) -> Vec<Sheet<'a>> {
    let mut out = Vec::new();
    for grid in &book.grids {
        if tables.iter().any(|it| std::ptr::eq(it.grid, grid)) {
            continue;
        }
        let first = grid.cells.iter().find(|it| !it.is_blank()).and_then(Cell::text);
        let named =
            first.and_then(|it| compare::field(bank, it)).or_else(|| compare::field(bank, &grid.name));
        if let Some((question, field)) = named {
            out.push(Sheet { grid, question, field });
        }
    }
    out
}

/// Reads the table of a field.
pub(crate) fn table(sheet: &Sheet<'_>, bank: &Bank, filled: &mut Filled, reading: &mut Reading) {
    let Sheet { grid, question, field } = sheet;
    let known = columns(field);
    let head = grid
        .rows()
        .take_while(|row| row.first().is_some_and(|it| it.row < HEADER_ROWS))
        .map(|row| (row, row.iter().filter(|it| named(&known, it).is_some()).count()))
        .fold(
            None,
            |best: Option<(&[Cell], usize)>, it| {
                if it.1 > best.map_or(0, |(_, most)| most) { Some(it) } else { best }
            },
        );
    let Some((head, _)) = head else {
        let asked: Vec<&str> = known.iter().map(|it| it.title).collect();
        let message = if asked.is_empty() {
            format!("the sheet `{}` names {}.{}, which is no table", grid.name, question.id, field.id)
        } else {
            format!(
                "the sheet `{}` has none of the headings of the table {}.{} (`{}`), so its rows were not read",
                grid.name,
                question.id,
                field.id,
                asked.join("`, `")
            )
        };
        let place = grid.cells.iter().find(|it| !it.is_blank()).map(|it| grid.place(it.row, it.column));
        let flag = Flag { code: "table-not-recognised".into(), place: place.clone(), message };
        reading.flags.push(flag);
        reading.used.push((grid.name.clone(), SheetUse::Answers, 0));
        if let Some(place) = place.filter(|_| !asked.is_empty()) {
            let it = FieldAnswer { field: field.id.clone(), place, said: Said::Unreadable };
            filled.add(question, it, &mut reading.flags);
        }
        return;
    };
    let header = head.first().map_or(0, |it| it.row);
    let mut tally = Tally::new(&grid.name, &mut reading.flags);
    let mut at: BTreeMap<u32, &Name> = BTreeMap::new();
    for cell in head.iter().filter(|it| !it.is_blank()) {
        let column = named(&known, cell).filter(|it| !at.values().any(|seen| *seen == *it));
        if let Some(column) = column {
            at.insert(cell.column, column);
        } else {
            let message = format!(
                "the column `{}` of the table {}.{} is none that was issued, and was not read",
                cell.shown().trim(),
                question.id,
                field.id
            );
            tally.tell("table-column-unknown", Some(grid.place(cell.row, cell.column)), message);
        }
    }
    // What stands beside the columns that were issued is told once for each column.
    let mut strays = BTreeSet::new();
    for cell in grid.cells.iter().filter(|it| it.row > header && !it.is_blank()) {
        let headed = head.iter().any(|it| it.column == cell.column && !it.is_blank());
        if !headed && strays.insert(cell.column) {
            let message = format!(
                "something stands beside the table {}.{} and was not read: “{}”",
                question.id,
                field.id,
                cell.shown().trim().chars().take(80).collect::<String>()
            );
            tally.tell("table-column-unknown", Some(grid.place(cell.row, cell.column)), message);
        }
    }
    tally.finish();
    let mut rows = Vec::new();
    for row in grid.rows().filter(|row| row.first().is_some_and(|it| it.row > header)) {
        let mut cells = Vec::new();
        for cell in row {
            let Some(column) = at.get(&cell.column) else { continue };
            let words = answer::words(grid, header, cell.row, cell.column, bank, &mut reading.flags);
            if !words.is_blank() {
                cells.push(FieldCell { column: (*column).clone(), text: words.text, place: words.place });
            }
        }
        if !cells.is_empty() {
            rows.push(cells);
        }
    }
    let written: Vec<Area> =
        at.keys().map(|it| Area { first: (header + 1, *it), last: (u32::MAX, *it) }).collect();
    answer::unseen(grid, &mut reading.flags);
    answer::merged(grid, &grid.under_merges(), &mut reading.flags);
    answer::veiled(grid, &written, &mut reading.flags);
    reading.used.push((grid.name.clone(), SheetUse::Answers, rows.len()));
    let place = rows.first().and_then(|it| it.first()).map(|it| it.place.clone());
    let place = place.unwrap_or_else(|| grid.place(header, head.first().map_or(0, |it| it.column)));
    let it = FieldAnswer { field: field.id.clone(), place, said: Said::Rows(rows) };
    filled.add(question, it, &mut reading.flags);
}

/// A column of a field's table and the headings, folded, by which it is known.
struct Known<'a> {
    id: Name,
    title: &'a str,
    headings: Vec<String>,
}

/// The columns of a field's table; none where it is no table.
fn columns(field: &Field) -> Vec<Known<'_>> {
    let fixed = |list: &'static [(&str, &[&str])]| -> Vec<Known<'_>> {
        let each = list.iter().filter_map(|(id, headings)| {
            let headings: Vec<String> =
                headings.iter().map(|it| (*it).to_owned()).chain([fold(id)]).collect();
            Some(Known { id: id.parse().ok()?, title: headings_first(id, list), headings })
        });
        each.collect()
    };
    match &field.kind {
        FieldKind::Certificates(_) => fixed(CERTIFICATE),
        FieldKind::Evidence => fixed(EVIDENCE),
        FieldKind::Table(table) => table
            .columns
            .iter()
            .map(|it| {
                let spaced = it.id.as_str().replace('-', " ");
                let headings = vec![fold(&it.title), it.id.to_string(), spaced];
                Known { id: it.id.clone(), title: &it.title, headings }
            })
            .collect(),
        _ => Vec::new(),
    }
}

/// The columns of a field's table as they are issued: the id of each and its heading.
pub(in crate::workbook) fn headings(field: &Field) -> Vec<(Name, String)> {
    let heading = |title: &str| {
        let mut rest = title.chars();
        rest.next().map(|it| it.to_uppercase().chain(rest).collect::<String>()).unwrap_or_default()
    };
    columns(field).into_iter().map(|it| (it.id, heading(it.title))).collect()
}

/// The heading under which a fixed column is usually issued.
fn headings_first(id: &str, list: &'static [(&str, &[&str])]) -> &'static str {
    list.iter().find(|(it, _)| *it == id).and_then(|(_, it)| it.first()).copied().unwrap_or_default()
}

/// The column that a heading names.
fn named<'a>(known: &'a [Known<'_>], cell: &Cell) -> Option<&'a Name> {
    let heading = fold(cell.text()?);
    known.iter().find(|it| it.headings.contains(&heading)).map(|it| &it.id)
}

/// Whether a place lies on one of these sheets.
pub(crate) fn on(sheets: &[Sheet<'_>], grid: &Grid) -> bool {
    sheets.iter().any(|it| std::ptr::eq(it.grid, grid))
}
