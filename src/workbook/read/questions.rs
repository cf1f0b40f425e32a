//! Answers to the bank's own questions: our response workbook and plain text with the same header.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    bank::{Bank, Question},
    id::QuestionId,
    tender::{FieldAnswer, Flag, Piece, Response, ResponseState, SheetUse, YesNo},
    workbook::{
        layout::{Column, Layout, Particular, fold},
        read::{
            Book, Reading, Refusal,
            answer::{self, Words},
            compare,
            fields::{self, Filled},
            grid::Cell,
            locate::{self, Table},
            plain,
        },
    },
};

/// How many cells outside of the template are told one by one.
const TOLD: usize = 20;

/// One row that answers a question.
struct Row {
    response: Words,
    tick: Option<Words>,
    evidence: Option<String>,
    confidential: bool,
}

/// How many rows answer a question of the bank.
pub(crate) fn count(tables: &[Table<'_>], bank: &Bank) -> usize {
    tables
        .iter()
        .flat_map(|table| table.rows().map(move |row| (table, row)))
        .filter(|(table, row)| {
            id_cell(table, row)
                .and_then(Cell::text)
                .is_some_and(|it| compare::question(bank, it).is_some() || compare::field(bank, it).is_some())
        })
        .count()
}

/// Reads the answers of a book whose tables were found.
///
/// # Errors
/// When two sheets answer the same questions differently, or nothing is answered.
pub(crate) fn read(
    layout: &Layout,
    book: &Book,
    tables: &[Table<'_>],
    bank: &Bank,
) -> Result<Reading, Refusal> {
    let mut reading = Reading::default();
    let mut rows: BTreeMap<QuestionId, Vec<Row>> = BTreeMap::new();
    let mut sheets: BTreeMap<QuestionId, BTreeSet<&str>> = BTreeMap::new();
    let mut filled = Filled::default();
    for table in tables {
        let mut located = 0;
        columns(layout, table, &mut reading.flags);
        for row in table.rows() {
            if let Some(id) = id_cell(table, row)
                && fields::row(table, id, bank, &mut filled, &mut reading.flags)
            {
                located += 1;
                continue;
            }
            if let Some((question, read)) = answered(table, row, bank, &mut reading.flags) {
                located += 1;
                sheets.entry(question.clone()).or_default().insert(&table.grid.name);
                rows.entry(question).or_default().push(read);
            }
        }
        if located > 0 && !locate::is_usual(layout, &table.grid.name) && table.grid.name != plain::SHEET {
            let message =
                format!("the answers were found on the sheet `{}`, which has another name", table.grid.name);
            let place = Some(table.grid.place(table.header, 0));
            reading.flags.push(Flag { code: "sheet-renamed".into(), place, message });
        }
        answer::unseen(table.grid, &mut reading.flags);
        let under = table.grid.under_merges();
        answer::merged(table.grid, &under, &mut reading.flags);
        answer::veiled(table.grid, &table.written(), &mut reading.flags);
        outside(table, &under, &mut reading.flags);
        reading.used.push((table.grid.name.clone(), SheetUse::Answers, located));
    }
    let of_fields = fields::sheets(book, tables, bank);
    for it in &of_fields {
        fields::table(it, bank, &mut filled, &mut reading);
    }
    particulars(layout, book, tables, &of_fields, bank, &mut reading);
    two_sheets(&rows, &sheets)?;
    let mut said = false;
    for question in &bank.questions {
        let found = rows.remove(&question.id).unwrap_or_default();
        said |= found.iter().any(|it| {
            !it.response.is_blank()
                || it.evidence.is_some()
                || it.tick.as_ref().is_some_and(|tick| !tick.is_blank())
        });
        filled.missing(question, !book.issued.is_empty() && !found.is_empty(), &mut reading.flags);
        let values = filled.take(question);
        said |= values.iter().any(|it| !it.is_blank());
        reading.responses.push(response(question, found, values, &mut reading.flags));
    }
    if !said {
        let place = tables.first().map(|it| it.grid.place(it.header, 0).to_string()).unwrap_or_default();
        let message = format!(
            "the header at {place} was found and every answer under it is blank. The supplier may have sent the \
             empty workbook by mistake; ask for the completed one."
        );
        // The workbook that was issued is a tender, even an empty one: what it says is nothing.
        if book.issued.is_empty() {
            return Err(Refusal::new("no-answers", message));
        }
        reading.flags.push(Flag { code: "no-answers".into(), place: None, message });
    }
    Ok(reading)
}

fn id_cell<'a>(table: &Table<'a>, row: &'a [Cell]) -> Option<&'a Cell> {
    let column = *table.columns.get(&Column::Id)?;
    row.iter().find(|it| it.column == column)
}

/// The row's question and what it says; what is odd about the row is told.
fn answered(
    table: &Table<'_>,
    row: &[Cell],
    bank: &Bank,
    flags: &mut Vec<Flag>,
) -> Option<(QuestionId, Row)> {
    let grid = table.grid;
    let id = id_cell(table, row).filter(|it| !it.is_blank())?;
    let number = id.row;
    let text_at = |column| table.cell(number, column).filter(|it| !it.is_blank()).and_then(Cell::text);
    let Some(question) = id.text().and_then(|it| compare::question(bank, it)) else {
        // A heading has no question and no answer beside it.
        if text_at(Column::Response).is_some() || text_at(Column::Question).is_some() {
            let place = grid.place(id.row, id.column);
            let message = format!(
                "`{}` in {place} is no question of bank {}; the row was not scored",
                id.shown().trim(),
                bank.version
            );
            flags.push(Flag { code: "question-id-unknown".into(), place: Some(place), message });
        }
        return None;
    };
    let returned = table.cell(number, Column::Question);
    if !returned.and_then(Cell::text).is_some_and(|it| compare::same_question(question, it)) {
        let place = table.columns.get(&Column::Question).map(|column| grid.place(number, *column));
        let shown = returned.map_or_else(String::new, |it| it.shown().trim().to_owned());
        let message = format!(
            "the wording of {} was changed: issued “{}”, returned “{shown}”",
            question.id, question.text
        );
        flags.push(Flag { code: "question-altered".into(), place, message });
    }
    if let Some(weight) = text_at(Column::Weight)
        && !compare::same_weight(question.weight, weight)
    {
        let place = table.columns.get(&Column::Weight).map(|column| grid.place(number, *column));
        let message = format!(
            "the weight of {} was changed from {} to `{}`; the issued weight counts",
            question.id,
            question.weight,
            weight.trim()
        );
        flags.push(Flag { code: "weight-altered".into(), place, message });
    }
    let mut words = |column: Column| {
        let column = *table.columns.get(&column)?;
        Some(answer::words(grid, table.header, number, column, bank, flags))
    };
    let response = words(Column::Response)?;
    let tick = words(Column::YesNo);
    let evidence = words(Column::Evidence);
    let evidence = evidence.filter(|it| !it.is_blank() && !it.unreadable).map(|it| it.text);
    let confidential = table.cell(number, Column::Confidential).is_some_and(is_marked);
    Some((question.id.clone(), Row { response, tick, evidence, confidential }))
}

/// Whether something stands in a cell that asks for confidence and it is no refusal of it: who writes the reason in place of
/// a yes means the same.
fn is_marked(cell: &Cell) -> bool {
    let said = YesNo::parse(cell.shown().trim());
    !cell.is_blank() && !matches!(said, Some(YesNo::No | YesNo::NotApplicable))
}

/// What the rows of one question amount to.
fn response(
    question: &Question,
    rows: Vec<Row>,
    fields: Vec<FieldAnswer>,
    flags: &mut Vec<Flag>,
) -> Response {
    let id = question.id.clone();
    let filled = fields.iter().any(|it| !it.is_blank());
    if rows.is_empty() && !fields.is_empty() {
        // Its values may be all that the workbook has of it; its row was issued all the same.
        let message = format!("the row of {id} ({}) is not in the file", question.title);
        flags.push(Flag { code: "question-missing".into(), place: None, message });
        let state = if filled { ResponseState::Answered } else { ResponseState::Blank };
        return Response {
            question: id,
            state,
            yes_no: None,
            pieces: Vec::new(),
            evidence: None,
            confidential: false,
            fields,
        };
    }
    if rows.is_empty() {
        let message = format!("{id} ({}) is not in the file", question.title);
        flags.push(Flag { code: "question-missing".into(), place: None, message });
        return Response {
            question: id,
            state: ResponseState::Missing,
            yes_no: None,
            pieces: Vec::new(),
            evidence: None,
            confidential: false,
            fields,
        };
    }
    let several = rows.len();
    let confidential = rows.iter().any(|it| it.confidential);
    let mut evidence: Option<String> = None;
    let mut pieces: Vec<Piece> = Vec::new();
    let mut states = Vec::new();
    let mut ticks = Vec::new();
    let mut blank_at = None;
    for row in rows {
        let blank = row.response.is_blank();
        let not_applicable = row.response.says_not_applicable();
        let tick = row.tick.as_ref().and_then(Words::tick);
        // A form that asks for yes or no may be answered in the words alone.
        let yes_no = tick.or_else(|| if question.yes_no { row.response.tick() } else { None });
        let spilled = row.tick.as_ref().filter(|it| tick.is_none() && !it.is_blank());
        let unreadable = row.response.unreadable || row.tick.as_ref().is_some_and(|it| it.unreadable);
        states.push(if row.response.unreadable {
            ResponseState::Unreadable
        } else if (blank || not_applicable) && yes_no == Some(YesNo::NotApplicable)
            || not_applicable && yes_no.is_none()
        {
            ResponseState::NotApplicable
        } else if !blank || yes_no.is_some() || spilled.is_some_and(|it| !it.unreadable) {
            ResponseState::Answered
        } else if unreadable {
            ResponseState::Unreadable
        } else {
            ResponseState::Blank
        });
        // A picture may be the answer, and still nothing is written.
        if (blank || row.response.pictured) && blank_at.is_none() {
            blank_at = Some(row.response.place.clone());
        }
        ticks.push(yes_no);
        let piece =
            Piece { place: row.response.place, text: row.response.text, yes_no, item: None, parts: None };
        let same = |it: &Piece| it.text == piece.text && it.yes_no == piece.yes_no;
        if !pieces.iter().any(same) {
            pieces.push(piece);
        }
        if let Some(words) = spilled.filter(|it| !it.unreadable) {
            let message = format!(
                "{} has words where a yes or no is asked for, in {}; they were read with the answer",
                question.id, words.place
            );
            flags.push(Flag {
                code: "tick-not-understood".into(),
                place: Some(words.place.clone()),
                message,
            });
            let (place, text) = (words.place.clone(), words.text.clone());
            pieces.push(Piece { place, text, yes_no: None, item: None, parts: None });
        }
        if let Some(more) = row.evidence {
            match &mut evidence {
                Some(before) if *before != more => {
                    before.push('\n');
                    before.push_str(&more);
                }
                Some(_) => {}
                None => evidence = Some(more),
            }
        }
    }
    if several > 1 {
        let places: Vec<String> = pieces.iter().map(|it| it.place.to_string()).collect();
        let message = if pieces.len() > 1 {
            format!(
                "{id} is answered {several} times and differently ({}); ask which answer holds",
                places.join(", ")
            )
        } else {
            format!("{id} is answered {several} times with the same words")
        };
        let place = pieces.last().map(|it| it.place.clone());
        flags.push(Flag { code: "duplicate-question".into(), place, message });
    }
    let state = [ResponseState::Answered, ResponseState::Unreadable, ResponseState::NotApplicable]
        .into_iter()
        .find(|it| states.contains(it))
        .unwrap_or(if filled { ResponseState::Answered } else { ResponseState::Blank });
    if let Some(place) = blank_at.filter(|_| !filled)
        && state != ResponseState::NotApplicable
        && (state == ResponseState::Blank || pieces.len() == 1)
    {
        let beside = if evidence.is_some() { "; something stands under evidence" } else { "" };
        let message = format!("{id} ({}) has no words in {place}{beside}", question.title);
        flags.push(Flag { code: "blank-answer".into(), place: Some(place), message });
    }
    let first = ticks.first().copied().flatten();
    let yes_no = if ticks.iter().all(|it| *it == first) { first } else { None };
    Response { question: id, state, yes_no, pieces, evidence, confidential, fields }
}

/// Tells of columns in another order than issued, and of columns that were added.
fn columns(layout: &Layout, table: &Table<'_>, flags: &mut Vec<Flag>) {
    let issued: Vec<Column> = layout.order().filter(|it| *it != Column::Other).collect();
    let rank = |column: &Column| issued.iter().position(|it| it == column);
    let ranks: Vec<usize> = table.labels.iter().filter_map(|(_, _, it)| rank(it.as_ref()?)).collect();
    let added = table.labels.iter().find(|(_, _, it)| it.is_none());
    let what = match added {
        Some((column, label, _)) => Some((*column, format!("a column `{label}` was added and not read"))),
        None if !ranks.is_sorted() => {
            Some((0, "the columns stand in another order; they were matched by their headings".to_owned()))
        }
        None => None,
    };
    if let Some((column, message)) = what {
        let place = Some(table.grid.place(table.header, column));
        flags.push(Flag { code: "column-moved".into(), place, message });
    }
}

/// Tells of words on the answer sheet outside of the rows and columns that were issued.
fn outside(table: &Table<'_>, under: &BTreeSet<(u32, u32)>, flags: &mut Vec<Flag>) {
    let labelled: BTreeSet<u32> = table.labels.iter().map(|(column, _, _)| *column).collect();
    let mut more = 0_usize;
    let mut told = 0;
    for row in table.rows() {
        let has_id = id_cell(table, row).is_some_and(|it| !it.is_blank());
        for cell in row.iter().filter(|it| !it.is_blank()) {
            if has_id && labelled.contains(&cell.column) || under.contains(&(cell.row, cell.column)) {
                continue;
            }
            if told == TOLD {
                more += 1;
                continue;
            }
            told += 1;
            let place = table.grid.place(cell.row, cell.column);
            let start: String = cell.shown().chars().take(80).collect();
            let message =
                format!("words outside of the template in {place} were not scored: “{}”", start.trim());
            flags.push(Flag { code: "content-outside-template".into(), place: Some(place), message });
        }
    }
    if more > 0 {
        let message =
            format!("{more} more cells of `{}` hold words outside of the template", table.grid.name);
        flags.push(Flag { code: "content-outside-template".into(), place: None, message });
    }
}

/// The supplier's name, the bank version, and sheets that belong to neither.
fn particulars(
    layout: &Layout,
    book: &Book,
    tables: &[Table<'_>],
    of_fields: &[fields::Sheet<'_>],
    bank: &Bank,
    reading: &mut Reading,
) {
    let mut with: BTreeSet<&str> = BTreeSet::new();
    // A table of sub-processors may have a column `Supplier`.
    for found in
        locate::particulars(layout, book, tables).into_iter().filter(|it| !fields::on(of_fields, it.grid))
    {
        with.insert(&found.grid.name);
        let value = found.value.shown();
        let value = value.trim();
        if value.is_empty() {
            continue;
        }
        match found.particular {
            Particular::Supplier if reading.supplier.is_none() => reading.supplier = Some(value.to_owned()),
            Particular::BankVersion if value.trim_start_matches(['v', 'V']) != bank.version.to_string() => {
                let place = found.grid.place(found.value.row, found.value.column);
                let message = format!(
                    "the workbook was made from bank version `{value}` and is read as answering {}",
                    bank.version
                );
                reading.flags.push(Flag {
                    code: "bank-version-mismatch".into(),
                    place: Some(place),
                    message,
                });
            }
            Particular::Supplier | Particular::BankVersion | Particular::Other => {}
        }
    }
    for grid in &book.grids {
        let name = grid.name.as_str();
        if tables.iter().any(|it| std::ptr::eq(it.grid, grid)) || fields::on(of_fields, grid) {
            continue;
        }
        answer::unseen(grid, &mut reading.flags);
        answer::merged(grid, &grid.under_merges(), &mut reading.flags);
        if with.contains(name) {
            reading.used.push((grid.name.clone(), SheetUse::Particulars, 0));
        } else if !layout.furniture.contains(&fold(name))
            && let Some(first) = grid.cells.iter().find(|it| !it.is_blank())
        {
            let place = grid.place(first.row, first.column);
            let message = format!("the sheet `{name}` is not part of the template and was not scored");
            reading.flags.push(Flag { code: "content-outside-template".into(), place: Some(place), message });
        }
    }
}

/// Refuses when two sheets answer the same question differently.
fn two_sheets(
    rows: &BTreeMap<QuestionId, Vec<Row>>,
    sheets: &BTreeMap<QuestionId, BTreeSet<&str>>,
) -> Result<(), Refusal> {
    for (question, names) in sheets.iter().filter(|(_, names)| names.len() > 1) {
        let found = rows.get(question).map(Vec::as_slice).unwrap_or_default();
        let differ = found.windows(2).any(|pair| match pair {
            [a, b] => a.response.text != b.response.text,
            _ => false,
        });
        if differ {
            let names: Vec<String> = names.iter().map(|it| format!("`{it}`")).collect();
            return Err(Refusal::new(
                "ambiguous-sheet",
                format!(
                    "the sheets {} both hold answers and differ, for instance in {question}. Ask the supplier which \
                     sheet is the tender.",
                    names.join(" and ")
                ),
            ));
        }
    }
    Ok(())
}
