//! Answers to a foreign questionnaire's items, as evidence on our questions by the layout's map.

use std::collections::BTreeMap;

use crate::{
    bank::Bank,
    id::QuestionId,
    tender::{Flag, Piece, Response, ResponseState, SheetUse, YesNo},
    workbook::{
        layout::{Bearing, Column, Layout},
        read::{
            Book, Reading, Refusal,
            answer::{self, Words},
            compare,
            grid::Cell,
            locate::Table,
        },
    },
};

/// How many rows hold an item; none where the layout's areas are not among them, unless the user chose the layout.
pub(crate) fn count(layout: &Layout, tables: &[Table<'_>], chosen: bool) -> usize {
    let mut found = 0;
    let mut fits = chosen || layout.areas.is_empty();
    for table in tables {
        for row in table.rows() {
            if let Some(id) = item(table, row) {
                found += 1;
                fits = fits || id.split_once('-').is_some_and(|(area, _)| layout.areas.contains(area));
            }
        }
    }
    if fits { found } else { 0 }
}

/// Reads the items that bear on the bank's questions.
///
/// # Errors
/// When none of them is answered.
pub(crate) fn read(
    layout: &Layout,
    book: &Book,
    tables: &[Table<'_>],
    bank: &Bank,
) -> Result<Reading, Refusal> {
    let mut reading = Reading::default();
    let mut found: BTreeMap<QuestionId, Vec<(Piece, ResponseState)>> = BTreeMap::new();
    let mut first_seen: BTreeMap<String, (String, String)> = BTreeMap::new();
    for table in tables {
        let mut located = 0;
        for row in table.rows() {
            let Some(id) = item(table, row) else {
                continue;
            };
            located += 1;
            let bearings = layout.map.get(&id).map(Vec::as_slice).unwrap_or_default();
            let bearings: Vec<&Bearing> =
                bearings.iter().filter(|it| bank.question(&it.question).is_some()).collect();
            if bearings.is_empty() {
                continue;
            }
            if !is_about(table, row, &bearings) {
                let place = row.first().map(|it| table.grid.place(it.row, it.column));
                let message = format!(
                    "{id} asks something else here than in the edition that the layout `{}` knows; its answer was \
                     not read",
                    layout.id
                );
                reading.flags.push(Flag { code: "question-altered".into(), place, message });
                continue;
            }
            let read = answers(table, row, bank, &mut reading.flags);
            let said = read.iter().map(|(piece, _)| piece.text.as_str()).collect::<Vec<_>>().join("\n");
            let place = row.first().map(|it| table.grid.place(it.row, it.column));
            let here = place.as_ref().map(ToString::to_string).unwrap_or_default();
            if let Some((before, words)) = first_seen.get(&id) {
                let message = if *words == said {
                    format!("{id} stands in {before} and again in {here} with the same answer")
                } else {
                    format!(
                        "{id} stands in {before} and again in {here} with another answer; ask which holds"
                    )
                };
                reading.flags.push(Flag { code: "duplicate-question".into(), place, message });
                if *words == said {
                    continue;
                }
            } else {
                first_seen.insert(id.clone(), (here, said));
            }
            for bearing in bearings {
                let parts = (!bearing.parts.is_empty()).then(|| bearing.parts.clone());
                let pieces = found.entry(bearing.question.clone()).or_default();
                pieces.extend(read.iter().map(|(piece, state)| {
                    let yes_no = piece.yes_no.filter(|_| !bearing.against);
                    (Piece { item: Some(id.clone()), parts: parts.clone(), yes_no, ..piece.clone() }, *state)
                }));
            }
        }
        answer::veiled(table.grid, &table.written(), &mut reading.flags);
        match reading.used.iter_mut().find(|(name, _, _)| *name == table.grid.name) {
            Some((_, _, rows)) => *rows += located,
            None => reading.used.push((table.grid.name.clone(), SheetUse::Answers, located)),
        }
    }
    reading.flags.dedup();
    for found in crate::workbook::read::locate::particulars(layout, book, tables) {
        let value = found.value.shown();
        if found.particular == crate::workbook::layout::Particular::Supplier && reading.supplier.is_none() {
            reading.supplier = Some(value.trim().to_owned()).filter(|it| !it.is_empty());
        }
    }
    for question in &bank.questions {
        if let Some(found) = found.remove(&question.id) {
            reading.responses.push(response(question.id.clone(), found));
        }
    }
    if !reading.responses.iter().any(|it| it.state != ResponseState::Blank) {
        return Err(Refusal::new(
            "no-answers",
            format!(
                "the workbook has the shape of {} and none of the items that bear on the questions is answered. Ask \
                 the supplier for the completed workbook.",
                layout.title
            ),
        ));
    }
    Ok(reading)
}

/// The item of a row: under the id's heading, or else anywhere before the answer.
fn item(table: &Table<'_>, row: &[Cell]) -> Option<String> {
    if let Some(column) = table.columns.get(&Column::Id) {
        return compare::item(row.iter().find(|it| it.column == *column)?.text()?);
    }
    let answer = *table.columns.get(&Column::Response)?;
    row.iter().filter(|it| it.column < answer).find_map(|it| compare::item(it.text()?))
}

/// Whether the wording that stands between the id and the answer, if any does, is what the map was made for.
fn is_about(table: &Table<'_>, row: &[Cell], bearings: &[&Bearing]) -> bool {
    let Some(answer) = table.columns.get(&Column::Response) else {
        return true;
    };
    let mut wording = String::new();
    for cell in row.iter().filter(|it| it.column < *answer) {
        if let Some(text) = cell.text().filter(|it| compare::item(it).is_none()) {
            wording.push_str(&text.to_lowercase());
            wording.push(' ');
        }
    }
    wording.trim().is_empty() || bearings.iter().flat_map(|it| &it.about).all(|word| wording.contains(word))
}

/// The words of a row and the state of each. The answer column holds a tick, a choice or the words themselves.
fn answers(
    table: &Table<'_>,
    row: &[Cell],
    bank: &Bank,
    flags: &mut Vec<Flag>,
) -> Vec<(Piece, ResponseState)> {
    let Some(number) = row.first().map(|it| it.row) else {
        return Vec::new();
    };
    let mut words = |column: Column| {
        let column = *table.columns.get(&column)?;
        Some(answer::words(table.grid, table.header, number, column, bank, flags))
    };
    let answer = words(Column::Response);
    let notes = words(Column::Notes);
    let tick = answer.as_ref().and_then(Words::tick);
    let piece = |it: Words| Piece { place: it.place, text: it.text, yes_no: tick, item: None, parts: None };
    let notes = notes.filter(|it| !it.is_blank());
    let answer_is_words = tick.is_none() && answer.as_ref().is_some_and(|it| !it.is_blank());
    let mut read = Vec::new();
    if answer_is_words && let Some(answer) = answer {
        let state = if answer.unreadable { ResponseState::Unreadable } else { ResponseState::Answered };
        read.push((piece(answer), state));
        if let Some(notes) = notes {
            let state = if notes.unreadable { ResponseState::Unreadable } else { ResponseState::Answered };
            read.push((piece(notes), state));
        }
        return read;
    }
    let state = match (&notes, tick) {
        (Some(it), _) if it.unreadable => ResponseState::Unreadable,
        (Some(it), None | Some(YesNo::NotApplicable)) if it.says_not_applicable() => {
            ResponseState::NotApplicable
        }
        (None, Some(YesNo::NotApplicable)) => ResponseState::NotApplicable,
        (None, None) => ResponseState::Blank,
        _ => ResponseState::Answered,
    };
    if let Some(it) = notes {
        read.push((piece(it), state));
    } else if let Some(answer) = answer {
        // The tick alone is the answer, and its cell the place; the word itself is not prose to score.
        read.push((Piece { text: String::new(), ..piece(answer) }, state));
    }
    read
}

fn response(question: QuestionId, found: Vec<(Piece, ResponseState)>) -> Response {
    let order = [ResponseState::Answered, ResponseState::Unreadable, ResponseState::NotApplicable];
    let state = order.into_iter().find(|state| found.iter().any(|(_, it)| it == state));
    let pieces = found.into_iter().map(|(piece, _)| piece).collect();
    Response {
        question,
        state: state.unwrap_or(ResponseState::Blank),
        yes_no: None,
        pieces,
        evidence: None,
        confidential: false,
        fields: Vec::new(),
    }
}
