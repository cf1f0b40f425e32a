//! The workbook in which clauses, promises and indicators of the tender that wins are accepted, amended or rejected, each by
//! a named person with a reason.

use rust_xlsxwriter::{Format, XlsxError, utility::row_col_to_cell};

use super::{Content, Cover, Pen, Printed, bound};
use crate::{
    clause::{Promise, Recommendation, indicators},
    id::Date,
    panel::{Kind, Person, Subject, What},
    report::words,
    workbook::write::{WriteError, formats::Formats, height},
};

/// What the tender that wins offers for the contract.
#[derive(Debug, Clone, Copy)]
pub struct Offer<'a> {
    /// The procurement's short name.
    pub procurement: &'a str,
    /// As suppliers know it.
    pub title: &'a str,
    /// The tender.
    pub tender: &'a str,
    /// Who tendered.
    pub supplier: &'a str,
    /// The clauses that its answers call for.
    pub clauses: &'a [Recommendation],
    /// What it promises.
    pub promises: &'a [Promise],
}

/// A column: its heading, its width, and what is entered in it.
type Column = (&'static str, u32, Option<What>);

/// The workbook that `person` fills in.
///
/// # Errors
/// When it does not fit into a workbook.
pub fn clauses(offer: Offer<'_>, person: &Person, on: Date) -> Result<Printed, WriteError> {
    let formats = Formats::new();
    let about = format!("Contract schedule of {} ({})", offer.supplier, offer.tender);
    let cover = Cover {
        kind: Kind::Clauses,
        title: offer.title,
        procurement: offer.procurement,
        about: &about,
        person: &person.id,
        on,
    };
    let mut subjects = Vec::new();
    let decided = |title| -> Vec<Column> {
        vec![
            ("Decision", 12, Some(What::Outcome)),
            (title, 44, Some(What::Text)),
            ("Reason", 34, Some(What::Reason)),
            ("Decided by (sign)", 11, Some(What::Person)),
        ]
    };
    let mut of_clauses: Vec<Column> =
        vec![("No", 5, None), ("Clause", 26, None), ("Because", 30, None), ("Text", 60, None)];
    of_clauses.extend(decided("Text instead, if amended"));
    let rows: Vec<Vec<String>> = offer.clauses.iter().enumerate().map(|(n, it)| clause(n, it)).collect();
    let ids: Vec<String> = offer.clauses.iter().map(|it| format!("clause {}", it.clause)).collect();
    let mut sheets = vec![table(
        "Clauses",
        "Clauses that the answers call for",
        &of_clauses,
        &rows,
        &ids,
        offer.tender,
        &mut subjects,
        &formats,
    )?];
    let mut of_promises: Vec<Column> = vec![
        ("No", 5, None),
        ("What", 28, None),
        ("The supplier's words", 56, None),
        ("Cell", 16, None),
        ("Measure and dates as tendered", 24, None),
        ("Measure, as agreed", 24, Some(What::Measure)),
        ("Date or frequency", 16, Some(What::Date)),
    ];
    of_promises.extend(decided("Words instead, if amended"));
    let rows: Vec<Vec<String>> = offer.promises.iter().enumerate().map(|(n, it)| promise(n, it)).collect();
    let ids: Vec<String> = offer.promises.iter().enumerate().map(|(n, it)| item("promise", n, it)).collect();
    sheets.push(table(
        "Promises",
        "What the tender promises, with its measure",
        &of_promises,
        &rows,
        &ids,
        offer.tender,
        &mut subjects,
        &formats,
    )?);
    let of_indicators: Vec<Column> = of_promises
        .iter()
        .map(|it| match it.2 {
            Some(What::Measure) => ("Target, and how it is measured", it.1, it.2.clone()),
            Some(What::Date) => ("How often", it.1, it.2.clone()),
            _ => it.clone(),
        })
        .collect();
    let chosen = indicators(offer.promises);
    let rows: Vec<Vec<String>> = chosen.iter().enumerate().map(|(n, it)| promise(n, it)).collect();
    let ids: Vec<String> = chosen.iter().enumerate().map(|(n, it)| item("indicator", n, it)).collect();
    sheets.push(table(
        "Indicators",
        "Proposed indicators of performance: a contract above the threshold of section 52 sets at least three",
        &of_indicators,
        &rows,
        &ids,
        offer.tender,
        &mut subjects,
        &formats,
    )?);
    let mut contents = Vec::new();
    let mut done = Vec::new();
    for (pen, title, of, column) in sheets {
        let cells = format!(
            "'{}'!{}:{}",
            pen.form.name,
            row_col_to_cell(3, column),
            row_col_to_cell(pen.row.max(4), column)
        );
        contents.push(Content {
            sheet: pen.form.name.clone(),
            title,
            weight: None,
            of,
            done: Some((format!("COUNTA({cells})"), 0)),
        });
        done.push(pen);
    }
    let mut bundle = Vec::new();
    for mut pen in done {
        let name = pen.form.name.clone();
        pen.page(&cover, &name);
        bundle.push((pen.sheet, pen.form));
    }
    bound(&cover, &steps(), None, &contents, subjects, bundle, &formats)
}

fn item(kind: &str, n: usize, it: &Promise) -> String {
    let clause = it.clause.as_ref().map_or(String::new(), |it| format!(" {it}"));
    format!("{kind} {}{clause}", n + 1)
}

fn steps() -> Vec<(&'static str, String)> {
    vec![
        (
            "1. Clauses",
            "Each clause is proposed because of what the tender says or leaves open. Accept it, amend it (and write the \
             text instead) or reject it, and give the reason: it goes into the record. Nothing is adopted without it."
                .to_owned(),
        ),
        (
            "2. Promises",
            "What the tender promises becomes a schedule of the contract: what, how it is measured, by when, and the cell \
             where it was said. A contract may not give the supplier more, or ask of it less, than what was assessed."
                .to_owned(),
        ),
        (
            "3. Indicators",
            "Accept those by which the contract will be managed, with a target and how often it is measured. Where the law \
             asks for indicators they are published."
                .to_owned(),
        ),
        (
            "4. By whom",
            "Enter the sign of the person who decides on each row: the lead of the procurement, or legal.".to_owned(),
        ),
    ]
}

fn clause(n: usize, it: &Recommendation) -> Vec<String> {
    let because: Vec<String> = it.because.iter().map(|it| format!("{} {}", it.question, it.part)).collect();
    let because = if because.is_empty() { "always stands".to_owned() } else { because.join("\n") };
    let because = format!("{}\n{because}", words::clause(it.strength));
    vec![(n + 1).to_string(), it.title.clone(), because, it.text.clone()]
}

fn promise(n: usize, it: &Promise) -> Vec<String> {
    let mut measure = it.measure.clone();
    measure.extend(it.dates.iter().cloned());
    let what = format!("{} {}", it.question, it.title);
    vec![(n + 1).to_string(), what, it.words.clone(), it.cell.clone(), measure.join("\n")]
}

/// A sheet of rows to decide on; gives it with its title, how many rows it has, and the column of the decision.
#[expect(clippy::too_many_arguments, reason = "one table in three dresses")]
fn table<'a>(
    name: &str,
    title: &str,
    columns: &[Column],
    rows: &[Vec<String>],
    ids: &[String],
    tender: &str,
    subjects: &mut Vec<Subject>,
    formats: &'a Formats,
) -> Result<(Pen<'a>, String, usize, u16), XlsxError> {
    let widths: Vec<u32> = columns.iter().map(|it| it.1).collect();
    let mut pen = Pen::new(name, formats, &widths)?;
    pen.text(0, title, &formats.title)?;
    pen.sheet.set_row_height(0, 24)?;
    pen.row = 2;
    let mut highest = 20;
    for (col, (head, width, _)) in (0..).zip(columns) {
        pen.text(col, head, &formats.head)?;
        let line = height::line(usize::try_from(*width).unwrap_or(8)) * 8 / 10;
        highest = highest.max(height::height(head, line.max(1)));
    }
    pen.sheet.set_row_height(2, highest)?;
    pen.sheet.set_freeze_panes(3, 2)?;
    pen.sheet.set_repeat_rows(2, 2)?;
    pen.row = 3;
    let (mut outcomes, mut persons) = (Vec::new(), Vec::new());
    let mut decision = 0;
    for (cells, id) in rows.iter().zip(ids) {
        let of = subjects.len();
        let about = cells.get(1).cloned().unwrap_or_default();
        subjects.push(Subject {
            question: None,
            tender: Some(tender.to_owned()),
            item: id.clone(),
            label: about,
        });
        let row = pen.row;
        let mut told: Vec<(u16, &str)> = Vec::new();
        let mut cells = cells.iter();
        for (col, (_, _, what)) in (0..).zip(columns) {
            match what {
                None => {
                    let text = cells.next().map_or("", String::as_str);
                    let format: &Format = if col == 0 { &formats.number } else { &formats.text };
                    pen.text(col, text, format)?;
                    told.push((col, text));
                }
                Some(what) => {
                    pen.input((row, col), (row, col), of, what.clone(), &formats.reason)?;
                    match what {
                        What::Outcome => {
                            outcomes.push((row, col));
                            decision = col;
                        }
                        What::Person => persons.push((row, col)),
                        _ => {}
                    }
                }
            }
        }
        pen.fit_at_least(32, &told)?;
        pen.row += 1;
    }
    pen.list_rule(
        &outcomes,
        &["accepted", "amended", "rejected"],
        "Decision",
        "Accepted as it stands, amended, or rejected; each with its reason.",
    )?;
    pen.words_rule(&persons, "Decided by", "The sign of the person who decides.")?;
    Ok((pen, title.to_owned(), rows.len(), decision))
}
