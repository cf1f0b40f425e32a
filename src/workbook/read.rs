//! A supplier's file to a tender: sniffed, unpacked within limits, read as grids, matched to a layout. It never
//! fails: what cannot be read is refused in plain words, and the person decides what follows.

use std::fmt;

use crate::{
    bank::Bank,
    id::Digest,
    tender::{Flag, Intake, Origin, SheetSeen, SheetUse, Tender, Verdict},
    workbook::layout::{Layout, Layouts, Rows, fold},
};

pub(in crate::workbook) use fields::headings;
pub(in crate::workbook) use furnished::LISTS_HEAD;

pub mod grid;
pub mod limits;
pub mod pricing;
pub mod scores;

mod active;
mod aimed;
mod alike;
mod answer;
mod beside;
mod colour;
mod compare;
mod container;
mod content;
mod control;
mod drawing;
mod fault;
mod fields;
pub mod form;
mod format;
mod formula;
mod furnished;
mod issued;
mod items;
mod listing;
mod locate;
mod margin;
mod markup;
mod nest;
mod ods;
mod open_field;
mod open_style;
mod origin;
mod oversize;
mod package;
mod part;
mod plain;
mod questions;
mod relations;
mod runs;
mod script;
mod sniff;
mod styles;
mod tally;
mod xlsx;

/// Why a file is not read: a code for machines, a plain sentence for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Stable, kebab-case.
    pub code: &'static str,
    /// What was found, why it matters and what to do.
    pub explanation: String,
}

impl Refusal {
    fn new(code: &'static str, explanation: impl Into<String>) -> Self {
        Self { code, explanation: explanation.into() }
    }
}

/// A file as sheets, before any layout.
#[derive(Debug, Default)]
pub struct Book {
    /// The visible sheets.
    pub grids: Vec<grid::Grid>,
    /// The hidden sheets: their words are told and never scored.
    pub hidden: Vec<grid::Grid>,
    /// All sheets in the order of the file.
    pub order: Vec<(String, Option<Hidden>)>,
    /// What the file says of who made it.
    pub origin: Origin,
    /// The marks of the workbook that was issued, where it bears any.
    pub issued: Vec<issued::Issued>,
    /// What a person should know of the file as a whole.
    pub flags: Vec<Flag>,
}

/// How a sheet is hidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hidden {
    /// From the menu, where it can be shown again.
    Plainly,
    /// So that only a program can show it.
    Deeply,
}

impl Hidden {
    fn code(self) -> &'static str {
        match self {
            Self::Plainly => "hidden-sheet",
            Self::Deeply => "very-hidden-sheet",
        }
    }
}

impl fmt::Display for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Plainly => "hidden",
            Self::Deeply => "hidden so that only a program can show it",
        })
    }
}

/// Reads a supplier's file. `name` is what the user calls it, `forced` the id of the only layout to try.
///
/// Never fails: a file that cannot be read is a refused tender with a reason code and an explanation.
pub fn read(name: &str, bytes: &[u8], layouts: &Layouts, bank: &Bank, forced: Option<&str>) -> Tender {
    match book(name, bytes, layouts) {
        Ok(book) => interpret(name, Digest::of(bytes), book, layouts, bank, forced),
        Err(refusal) => refused(name, Digest::of(bytes), refusal),
    }
}

/// A tender whose file was not read.
pub fn refused(name: &str, digest: Digest, refusal: Refusal) -> Tender {
    Tender {
        file: name.to_owned(),
        digest,
        origin: Origin::default(),
        supplier: None,
        intake: Intake {
            verdict: Verdict::Refused,
            reason: Some(refusal.code.to_owned()),
            explanation: Some(refusal.explanation),
            layout: None,
            flags: Vec::new(),
            sheets: Vec::new(),
        },
        responses: Vec::new(),
    }
}

/// The sheets of a file.
///
/// # Errors
/// When the bytes are no spreadsheet that can be read.
pub fn book(name: &str, bytes: &[u8], layouts: &Layouts) -> Result<Book, Refusal> {
    if bytes.len() > limits::FILE_BYTES {
        return Err(too_large(bytes.len()));
    }
    match sniff::kind(name, bytes)? {
        sniff::Kind::Text => {
            let mut book = plain::read(bytes, layouts)?;
            sniff::extension(name, "csv", &mut book.flags);
            Ok(book)
        }
        sniff::Kind::Package => {
            let package = package::Package::open(bytes)?;
            let mimetype = package.part("mimetype").unwrap_or_default();
            if mimetype.starts_with(b"application/vnd.oasis.opendocument.") {
                let spreadsheet = mimetype.starts_with(b"application/vnd.oasis.opendocument.spreadsheet");
                if spreadsheet {
                    let mut book = ods::read(&package)?;
                    sniff::extension(name, "ods", &mut book.flags);
                    Ok(book)
                } else {
                    Err(sniff::not_a_spreadsheet("an OpenDocument file"))
                }
            } else {
                xlsx::read(name, &package)
            }
            .map(|book| Book {
                origin: origin::read(&package),
                issued: issued::read(&package),
                ..book
            })
        }
    }
}

/// Refuses a file by its size.
pub fn too_large(bytes: usize) -> Refusal {
    Refusal::new(
        "file-too-large",
        format!(
            "the file has {} MiB; at most {} MiB are read. Ask the supplier to take out pictures and send \
             attachments beside the workbook.",
            bytes.div_ceil(1 << 20),
            limits::FILE_BYTES >> 20
        ),
    )
}

/// What a layout made of a book.
#[derive(Debug, Default)]
struct Reading {
    supplier: Option<String>,
    responses: Vec<crate::tender::Response>,
    flags: Vec<Flag>,
    /// Sheets that were used, and how many rows were located on each.
    used: Vec<(String, SheetUse, usize)>,
}

fn interpret(
    name: &str,
    digest: Digest,
    mut book: Book,
    layouts: &Layouts,
    bank: &Bank,
    forced: Option<&str>,
) -> Tender {
    hidden(&mut book);
    issued::gather(&mut book);
    let outcome = choose(&book, layouts, bank, forced).and_then(|(layout, tables)| {
        let reading = match layout.rows {
            Rows::Questions => questions::read(layout, &book, &tables, bank),
            Rows::Items => items::read(layout, &book, &tables, bank),
        };
        reading.map(|it| (layout, it))
    });
    let (layout, reading) = match outcome {
        Ok(it) => it,
        Err(refusal) => {
            let sheets = seen(&book, &[]);
            let mut tender = refused(name, digest, refusal);
            tender.origin = book.origin;
            tender.intake.flags = book.flags;
            tender.intake.sheets = sheets;
            return tender;
        }
    };
    let sheets = seen(&book, &reading.used);
    // What the issued workbook has of its own: its hidden lists, its notes and pictures.
    let issued = [
        "hidden-sheet",
        "very-hidden-sheet",
        "comment-present",
        "drawing-text",
        "form-control",
        "header-footer-text",
    ];
    let own = matches!(layout.rows, Rows::Questions);
    let furniture = |flag: &Flag| match &flag.place {
        Some(crate::diag::Place::Cell { sheet, .. }) if issued.contains(&flag.code.as_str()) => {
            // Of the sheets of the layout only some are issued hidden; what stands in these is looked at below.
            let hidden = flag.code.ends_with("hidden-sheet");
            layout.furniture.contains(&fold(sheet)) && (!hidden || !own || furnished::hides(sheet))
        }
        _ => false,
    };
    book.flags.retain(|it| !furniture(it));
    if own {
        let foreign = reading.flags.iter().any(|it| it.code == "question-id-unknown");
        furnished::tell(&mut book, bank, foreign);
    }
    let mut flags = book.flags;
    flags.extend(reading.flags);
    let verdict = if flags.is_empty() { Verdict::Accepted } else { Verdict::AcceptedWithFlags };
    Tender {
        file: name.to_owned(),
        digest,
        origin: book.origin,
        supplier: reading.supplier,
        intake: Intake {
            verdict,
            reason: None,
            explanation: None,
            layout: Some(layout.id.to_string()),
            flags,
            sheets,
        },
        responses: reading.responses,
    }
}

/// Tells of the hidden sheets, with the first words of each.
fn hidden(book: &mut Book) {
    for (name, how) in &book.order {
        let Some(how) = how else { continue };
        let grid = book.hidden.iter().find(|it| it.name == *name);
        let mut cells = grid.into_iter().flat_map(|it| it.cells.iter().filter(|it| !it.is_blank()));
        let first = cells.next();
        let said = match (first, grid) {
            (Some(first), Some(grid)) => format!(
                " It has {} filled cells; {} says “{}”",
                1 + cells.count(),
                grid.place(first.row, first.column),
                runs::shortened(first.shown().trim(), 200)
            ),
            _ => " It is empty".to_owned(),
        };
        let message = format!("the sheet `{name}` is {how} and was not scored.{said}");
        let cell = first.map_or_else(|| "A1".to_owned(), |it| grid::cell_name(it.row, it.column));
        let place = crate::diag::Place::Cell { file: None, sheet: name.clone(), cell };
        book.flags.push(Flag { code: how.code().into(), place: Some(place), message });
    }
}

/// The layout that locates most answers, and its tables.
fn choose<'a, 'b>(
    book: &'b Book,
    layouts: &'a Layouts,
    bank: &Bank,
    forced: Option<&str>,
) -> Result<(&'a Layout, Vec<locate::Table<'b>>), Refusal> {
    if let Some(id) = forced
        && layouts.get(id).is_none()
    {
        let known: Vec<String> = layouts.iter().map(|it| format!("`{}`", it.id)).collect();
        return Err(Refusal::new(
            "template-not-recognised",
            format!("there is no layout `{id}`. Choose one of {}.", known.join(", ")),
        ));
    }
    let mut best: Option<(usize, &Layout, Vec<locate::Table<'_>>)> = None;
    let mut ambiguous = None;
    for layout in layouts.iter().filter(|it| forced.is_none_or(|id| it.id.as_str() == id)) {
        let tables = match locate::tables(layout, book) {
            Ok(tables) => tables,
            Err(refusal) => {
                ambiguous = ambiguous.or(Some(refusal));
                continue;
            }
        };
        let known = match layout.rows {
            Rows::Questions => questions::count(&tables, bank),
            Rows::Items => items::count(layout, &tables, forced.is_some()),
        };
        if known > best.as_ref().map_or(0, |(most, _, _)| *most) {
            best = Some((known, layout, tables));
        }
    }
    match (best, ambiguous) {
        (Some((_, layout, tables)), _) => Ok((layout, tables)),
        (None, Some(refusal)) => Err(refusal),
        (None, None) => Err(locate::unrecognised(book, layouts, forced)),
    }
}

fn seen(book: &Book, used: &[(String, SheetUse, usize)]) -> Vec<SheetSeen> {
    let each = book.order.iter().map(|(name, hidden)| {
        let found = used.iter().find(|(it, _, _)| it == name);
        let (used, rows) = match (hidden, found) {
            (Some(_), _) => (SheetUse::Hidden, 0),
            (None, Some((_, used, rows))) => (*used, *rows),
            (None, None) => (SheetUse::Other, 0),
        };
        SheetSeen { name: name.clone(), used, rows }
    });
    each.collect()
}
