//! Tables: whether their rows are there and filled, and which of them a person should see.

use super::{Verdict, plain, quoted};
use crate::{
    assess::{Status, Strength},
    bank::field::{Column, Field, Table, Watch},
    diag::Place,
    id::PartId,
    tender::FieldCell,
};

/// How many rows are printed with a finding.
const PRINTED: usize = 5;

/// What the rows make of the table's part and of those of its columns.
pub(super) fn rows(
    field: &Field,
    table: &Table,
    rows: &[Vec<FieldCell>],
    place: &Place,
) -> Vec<(Vec<PartId>, Place, Verdict)> {
    let mut out = Vec::new();
    let own = |it: &&Column| it.part.is_none() || it.part == field.part;
    let columns: Vec<&Column> = table.columns.iter().filter(own).collect();
    let mut first = filled(field, &columns, rows, table.min_rows);
    for it in &table.watch {
        if let Some((message, ask)) = watched(table, it, rows) {
            first.seen.push((it, message, ask));
        }
    }
    for it in outside_options(table, rows) {
        let Outside { column, text, place } = it;
        first.verdict = first.verdict.asking(
            "table-value-unknown",
            format!(
                "“{}” ({place}): {} is none of the values of “{}”.",
                field.title,
                quoted(text),
                column.title
            ),
            format!(
                "You wrote {} under “{}”. Please choose one of: {}.",
                quoted(text),
                column.title,
                column.options.join(", ")
            ),
        );
    }
    out.push((field.part.iter().cloned().collect(), place.clone(), first.verdict, first.seen));
    let mut others: Vec<&PartId> = Vec::new();
    for it in table.columns.iter().filter(|it| !own(it)).filter_map(|it| it.part.as_ref()) {
        if !others.contains(&it) {
            others.push(it);
        }
    }
    for part in others {
        let columns: Vec<&Column> =
            table.columns.iter().filter(|it| it.part.as_ref() == Some(part)).collect();
        let it = filled(field, &columns, rows, table.min_rows);
        out.push((vec![part.clone()], place.clone(), it.verdict, Vec::new()));
    }
    out.into_iter()
        .map(|(parts, place, mut verdict, seen)| {
            for (watch, message, ask) in seen {
                verdict.watch(watch, message, ask);
            }
            (parts, place, verdict)
        })
        .collect()
}

/// A table whose rows were judged.
struct Judged<'a> {
    verdict: Verdict,
    seen: Vec<(&'a Watch, String, String)>,
}

/// Whether enough rows fill the columns that matter.
fn filled<'a>(field: &Field, columns: &[&Column], rows: &[Vec<FieldCell>], least: u32) -> Judged<'a> {
    let required: Vec<&Column> = columns.iter().copied().filter(|it| it.required).collect();
    let matter = if required.is_empty() { columns } else { &required };
    let has = |row: &[FieldCell], column: &Column| {
        row.iter().any(|it| it.column == column.id && !is_open(&it.text))
    };
    let printed = printed(rows);
    let complete = rows
        .iter()
        .filter(|row| {
            if required.is_empty() {
                matter.iter().any(|it| has(row, it))
            } else {
                matter.iter().all(|it| has(row, it))
            }
        })
        .count();
    let least = usize::try_from(least).unwrap_or(usize::MAX).max(1);
    let lacking: Vec<&str> = required
        .iter()
        .filter(|column| rows.iter().any(|row| !has(row, column)))
        .map(|it| it.title.as_str())
        .collect();
    let any = rows.iter().any(|row| matter.iter().any(|it| has(row, it)));
    let verdict = if !any {
        let titles: Vec<&str> = matter.iter().map(|it| it.title.as_str()).collect();
        Verdict::new(Status::Absent, Strength::Generic, printed).because("nothing filled in").asking(
            "table-incomplete",
            format!("“{}”: nothing is filled in under {}.", field.title, titles.join(", ")),
            format!("Please fill in under “{}”: {}.", field.title, titles.join(", ")),
        )
    } else if lacking.is_empty() && complete >= least {
        Verdict::new(Status::Affirmed, Strength::Specific, printed)
            .because(format!("{complete} complete rows"))
    } else {
        let what = if lacking.is_empty() {
            format!("{complete} of at least {least} rows")
        } else {
            format!("not in every row: {}", lacking.join(", "))
        };
        let printed = format!("{printed} [{what}]");
        Verdict::new(Status::AffirmedWithException, Strength::Specific, printed).because(what.clone()).asking(
            "table-incomplete",
            format!("“{}” is incomplete: {what}.", field.title),
            format!("Please complete the table “{}” ({what}).", field.title),
        )
    };
    Judged { verdict, seen: Vec::new() }
}

/// Words in the one cell of a table whose rows stand nowhere.
pub(super) fn words(field: &Field, text: &str, place: &Place) -> Verdict {
    Verdict::uncertain(
        text.trim(),
        "field-unreadable",
        format!(
            "“{}” ({place}) holds {} where a table is asked for; no sheet with its rows was found.",
            field.title,
            quoted(text)
        ),
        format!("You wrote {} for “{}”. Please fill in the table. {}", quoted(text), field.title, field.help),
    )
}

/// Whether a cell only says that something is to come.
fn is_open(text: &str) -> bool {
    matches!(
        plain(text).as_str(),
        "" | "tbc" | "tbd" | "to be confirmed" | "to be advised" | "?" | "unknown" | "not known"
    )
}

/// The rows as they are printed with a finding.
fn printed(rows: &[Vec<FieldCell>]) -> String {
    let line = |row: &Vec<FieldCell>| {
        let cells = row.iter().map(|it| it.text.split_whitespace().collect::<Vec<_>>().join(" "));
        cells.collect::<Vec<_>>().join(", ")
    };
    let mut lines: Vec<String> = rows.iter().take(PRINTED).map(line).collect();
    if let Some(more @ 1..) = rows.len().checked_sub(PRINTED) {
        lines.push(format!("… and {more} more rows"));
    }
    lines.join("; ")
}

/// The values of a column that a person should see, in words.
fn watched(table: &Table, watch: &Watch, rows: &[Vec<FieldCell>]) -> Option<(String, String)> {
    let among = |list: &[String], text: &str| list.iter().any(|it| plain(it) == plain(text));
    let column = table.columns.iter().find(|it| it.id == watch.column)?;
    let mut seen: Vec<String> = Vec::new();
    for cell in rows.iter().flatten().filter(|it| it.column == watch.column) {
        let shown = if watch.when.is_empty() {
            !among(&watch.unless, &cell.text)
        } else {
            among(&watch.when, &cell.text)
        };
        if shown {
            seen.push(format!("{} ({})", quoted(&cell.text), cell.place));
        }
    }
    if seen.is_empty() {
        return None;
    }
    let values = format!("{}: {}", column.title, seen.join(", "));
    Some((format!("{} {values}.", watch.message), format!("{} ({values})", watch.ask)))
}

/// A cell with a value that its column does not have.
struct Outside<'a> {
    column: &'a Column,
    text: &'a str,
    place: &'a Place,
}

fn outside_options<'a>(table: &'a Table, rows: &'a [Vec<FieldCell>]) -> Vec<Outside<'a>> {
    let cells = rows.iter().flatten().filter_map(|cell| {
        let column = table.columns.iter().find(|it| it.id == cell.column)?;
        let known =
            column.options.is_empty() || column.options.iter().any(|it| plain(it) == plain(&cell.text));
        (!known).then_some(Outside { column, text: &cell.text, place: &cell.place })
    });
    cells.collect()
}
