//! Excel workbooks: the sheets as grids. Plain cells are taken in our own pass over the XML; where any is written otherwise
//! the workbook goes through calamine's streaming reader, never its dense one, which sees only parts that passed.

use std::collections::BTreeMap;

use calamine::{CellErrorType, DataRef, ExcelDateTime, Reader as _, Xlsx, XlsxError};

use crate::{
    tender::Flag,
    workbook::read::{
        Book, Refusal, active,
        beside::{self, Sheet},
        fault,
        format::Shown,
        grid::{Area, Cell, Grid, Guise, Picture, Value, cell_name},
        limits,
        listing::{self, Listing},
        markup::{self, Markup, malformed},
        oversize::{cell_too_large, too_many_cells},
        package::{self, Package, RESAVE},
        part,
        relations::Relations,
        runs::{Strings, shortened},
        sniff,
        styles::{Look, Styles},
    },
};

/// Reads the sheets of a package that holds an Excel workbook; `name` is the file's.
///
/// # Errors
/// When the package is another kind of document, or damaged, or beyond the limits.
pub(crate) fn read(name: &str, package: &Package) -> Result<Book, Refusal> {
    let relations = Relations::of(package)?;
    let workbook = listing::workbook(package, &relations)?;
    let listing = Listing::read(package, &workbook, &relations)?;
    let mut book = Book::default();
    sniff::extension(name, if active::has_macros(package) { "xlsm" } else { "xlsx" }, &mut book.flags);
    let (folder, _) = workbook.rsplit_once('/').unwrap_or(("", &workbook));
    let related = |kind: &str, usual: &str| {
        let found = relations.from(&workbook).iter().find(|it| it.kind == kind && !it.external);
        let usual = || package.named(format!("{folder}/{usual}").trim_start_matches('/'));
        found.map_or_else(usual, |it| package.named(&it.target))
    };
    let styled = related("styles", "styles.xml");
    let styles = Styles::read(styled, related("theme", "theme/theme1.xml"))?;
    let shared = related("sharedStrings", "sharedStrings.xml");
    let strings = match shared {
        Some((name, xml)) => Strings::read(name, xml, &styles.palette)?,
        None => Strings::default(),
    };
    let mut clean: BTreeMap<&str, Vec<u8>> = BTreeMap::new();
    let mut sheets: Vec<Sheet<'_>> = Vec::new();
    let mut cells = 0;
    for it in &listing.sheets {
        book.order.push((it.name.clone(), it.hidden));
        let Some((part, xml)) = package.named(&it.part) else {
            return Err(Refusal::new(
                "missing-part",
                format!(
                    "the sheet `{}` is listed and its content is missing from the file. {RESAVE}",
                    it.name
                ),
            ));
        };
        let markup = markup::scan(part, xml, &styles, &strings)?;
        cells += markup.cells;
        if cells > limits::CELLS {
            return Err(too_many_cells());
        }
        if let Some((from, to)) = markup.wrong_dimension {
            // The reader of values trusts this element: it gets spaces in its place.
            let mut xml = xml.to_vec();
            if let Some(bytes) = xml.get_mut(from..to) {
                bytes.fill(b' ');
            }
            clean.insert(part, xml);
            let message = format!("the sheet `{}` states a size that its cells do not have", it.name);
            book.flags.push(Flag { code: "inconsistent-metadata".into(), place: None, message });
        }
        if markup.content.errors.values().any(|it| fault::is_new(it)) {
            let aged = fault::aged(part, clean.get(part).map_or(xml, Vec::as_slice))?;
            clean.insert(part, aged);
        }
        sheets.push(Sheet { name: &it.name, hidden: it.hidden, part, xml, markup });
    }
    if let Some((name, xml)) = shared.filter(|_| strings.lies) {
        let message = "the workbook states a number of texts that it does not have";
        book.flags.push(Flag { code: "inconsistent-metadata".into(), place: None, message: message.into() });
        clean.insert(name, uncounted(xml));
    }
    let beside = beside::read(package, &relations, &sheets, &mut book.flags)?;
    active::tell(package, &relations, &listing, &mut book.flags);
    remaining(package, &workbook, &sheets)?;
    let whole = || {
        let archive = archive(&listing, &sheets, &clean, styled.map(|(_, it)| it), shared)?;
        let mut xlsx = Xlsx::new(archive).map_err(|fault| refuse(&fault))?;
        let mut text = 0;
        let each = (1..).zip(&sheets).map(|(n, sheet)| whole_sheet(&mut xlsx, n, sheet, &mut text));
        each.collect::<Result<Vec<Vec<Cell>>, Refusal>>()
    };
    let plain: Option<Vec<&Vec<Cell>>> = sheets.iter().map(|it| it.markup.content.cells.as_ref()).collect();
    if cfg!(debug_assertions)
        && let (Some(plain), Ok(whole)) = (&plain, whole())
    {
        debug_assert!(plain.iter().copied().eq(&whole), "cells are read in two ways");
    }
    let cells = if plain.is_some() { None } else { Some(whole()?) };
    let mut cells = cells.into_iter().flatten();
    let mut text = 0;
    for (mut sheet, pictures) in sheets.into_iter().zip(beside) {
        let read = sheet.markup.content.cells.take();
        let mut cells = cells.next().or(read).unwrap_or_default();
        let mut pictures = pictures;
        if package.names.iter().any(|it| it.to_ascii_lowercase().ends_with("richdata/richvaluerel.xml")) {
            // A picture that lies in its cell: what the cell holds for older programs is an error.
            let rich = &sheet.markup.rich;
            cells.retain(|it| it.formula || !rich.contains(&(it.row, it.column)));
            pictures.extend(
                rich.iter().map(|it| Picture { area: Area { first: *it, last: *it }, linked: false }),
            );
        }
        for cell in &mut cells {
            cell.formula |= sheet.markup.filled.iter().any(|it| it.covers(cell.row, cell.column));
        }
        let words = cells.iter().map(|it| if let Value::Text(it) = &it.value { it.len() } else { 0 });
        text += words.sum::<usize>();
        if text > limits::TEXT_BYTES {
            return Err(too_much_text());
        }
        let mut grid = Grid { name: sheet.name.to_owned(), cells, pictures, ..Grid::default() };
        dress(&mut grid, sheet.xml, sheet.markup, &styles);
        if sheet.hidden.is_some() {
            book.hidden.push(grid);
        } else {
            book.grids.push(grid);
        }
    }
    Ok(book)
}

/// The parts that nothing else looks through must be plain XML too, whoever reads them. What programs keep for
/// themselves in `customXml` no reader shows, and some of it is honestly in another encoding.
fn remaining(package: &Package, workbook: &str, sheets: &[Sheet<'_>]) -> Result<(), Refusal> {
    for (name, xml) in &package.parts {
        let folder = name.split('/').next().unwrap_or_default();
        // A part of the usual name was looked through where the workbook relates to it.
        let seen = name == workbook
            || sheets.iter().any(|it| it.part == name)
            || ["styles.xml", "sharedStrings.xml", "theme1.xml", ".rels"].iter().any(|it| name.ends_with(it));
        // Old drawings are read as they come.
        let old = name.to_ascii_lowercase().ends_with(".vml");
        if !seen && !old && !folder.eq_ignore_ascii_case("customXml") && !xml.is_empty() {
            part::walk(name, xml, |_, _| Ok(()))?;
        }
    }
    Ok(())
}

/// The shared texts without the counts that a reader would make room for.
fn uncounted(xml: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(xml);
    let Some((from, to)) = text
        .match_indices("sst")
        .find(|(at, _)| text.get(..*at).is_some_and(|it| it.ends_with(['<', ':'])))
        .and_then(|(from, _)| text.get(from..)?.find('>').map(|it| (from, from + it)))
    else {
        return xml.to_vec();
    };
    let part = |from: usize, to: usize| text.get(from..to).unwrap_or_default();
    let tag = part(from, to).replace("uniqueCount", "stated");
    format!("{}{tag}{}", part(0, from), part(to, text.len())).into_bytes()
}

/// Adds to a sheet what its markup says of how its cells look.
fn dress(grid: &mut Grid, xml: &[u8], markup: Markup, styles: &Styles) {
    for (at, guises) in markup.guises {
        grid.guises.entry(at).or_default().extend(guises);
    }
    for (at, style) in markup.looks {
        let (Some(look), Some(cell)) = (styles.cells.get(&style), grid.at(at.0, at.1)) else { continue };
        let guises = worn(look, cell);
        if !guises.is_empty() {
            grid.guises.entry(at).or_default().extend(guises);
        }
    }
    for (at, span) in markup.written {
        let written = xml.get(span).and_then(|it| std::str::from_utf8(it).ok()).unwrap_or_default();
        let plain = quick_xml::escape::unescape(written).unwrap_or(std::borrow::Cow::Borrowed(written));
        grid.formulas.insert(at, shortened(&plain, 200));
    }
    grid.merges = markup.merges.into_iter().collect();
    grid.hidden_rows = markup.hidden_rows.into_iter().collect();
    grid.hidden_columns = markup.hidden_columns.into_iter().collect();
    grid.veils = markup.veils.into_iter().map(|(area, why)| (area, why.to_owned())).collect();
}

/// What a format makes of a cell.
pub(crate) fn worn(look: &Look, cell: &Cell) -> Vec<Guise> {
    let mut guises = Vec::new();
    if let Some(why) = look.unseen {
        guises.push(Guise::Unseen(format!("it is in {why}")));
    }
    let shown = match (&look.format, &cell.value) {
        (Some(format), Value::Text(_)) => Some(format.of_text()),
        (Some(format), Value::Typed(number)) => Some(format.of_number(number)),
        _ => None,
    };
    if shown == Some(&Shown::Nothing) {
        guises.push(Guise::Unseen("its number format shows nothing".to_owned()));
    }
    guises.extend(shown.and_then(|it| it.instead_of(&shortened(&cell.shown(), 120))).map(Guise::Shows));
    // One sign from such a typeface is a tick; words are not.
    if look.signs && cell.text().is_some_and(|it| it.trim().chars().count() > 2) {
        guises.push(Guise::Shows("signs of a typeface that has no letters".to_owned()));
    }
    if look.struck {
        guises.push(Guise::Struck(None));
    }
    guises
}

/// What the reader of values gets to see: a workbook of our own making, in which only the sheets, the texts and the
/// formats are the supplier's. Readers find these by their names, by relationships or by their types; here all of
/// these agree.
fn archive(
    listing: &Listing,
    sheets: &[Sheet<'_>],
    clean: &BTreeMap<&str, Vec<u8>>,
    styles: Option<&[u8]>,
    strings: Option<(&str, &[u8])>,
) -> Result<std::io::Cursor<Vec<u8>>, Refusal> {
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
    let relation = |id: usize, kind: &str, target: &str| {
        format!("<Relationship Id=\"rId{id}\" Type=\"{OFFICE}/{kind}\" Target=\"{target}\"/>")
    };
    let relations = |all: &str| format!("<Relationships xmlns=\"{PACKAGE}\">{all}</Relationships>");
    let (mut list, mut links, mut names) = (String::new(), String::new(), Vec::new());
    for n in 1..=sheets.len() {
        list.push_str(&format!("<sheet name=\"{}\" sheetId=\"{n}\" r:id=\"rId{n}\"/>", alias(n)));
        links.push_str(&relation(n, "worksheet", &format!("worksheets/sheet{n}.xml")));
        names.push(format!("xl/worksheets/sheet{n}.xml"));
    }
    let workbook = format!(
        "<workbook xmlns:r=\"{OFFICE}\"><workbookPr date1904=\"{}\"/><sheets>{list}</sheets></workbook>",
        u8::from(listing.from_1904)
    );
    let top = relations(&relation(1, "officeDocument", "xl/workbook.xml"));
    let links = relations(&links);
    let mut parts: Vec<(&str, &[u8])> = vec![
        ("_rels/.rels", top.as_bytes()),
        ("xl/workbook.xml", workbook.as_bytes()),
        ("xl/_rels/workbook.xml.rels", links.as_bytes()),
    ];
    let given = |name: &str, bytes| clean.get(name).map_or(bytes, Vec::as_slice);
    parts.extend(styles.map(|it| ("xl/styles.xml", it)));
    parts.extend(strings.map(|(name, it)| ("xl/sharedStrings.xml", given(name, it))));
    parts.extend(names.iter().zip(sheets).map(|(name, it)| (name.as_str(), given(it.part, it.xml))));
    package::store(parts)
}

/// What the reader of values calls a sheet.
fn alias(n: usize) -> String {
    format!("S{n}")
}

/// The cells of one sheet, as calamine reads them.
fn whole_sheet(
    xlsx: &mut Xlsx<std::io::Cursor<Vec<u8>>>,
    n: usize,
    sheet: &Sheet<'_>,
    text: &mut usize,
) -> Result<Vec<Cell>, Refusal> {
    let name = sheet.name;
    let mut reader = match xlsx.worksheet_cells_reader(&alias(n)) {
        Ok(reader) => reader,
        Err(XlsxError::NotAWorksheet(_)) => return Ok(Vec::new()),
        Err(fault) => return Err(refuse(&fault)),
    };
    let mut cells: Vec<Cell> = Vec::new();
    let mut formulas = sheet.markup.formulas.iter().peekable();
    while let Some(cell) = reader.next_cell().map_err(|fault| refuse(&fault))? {
        let (row, column) = cell.get_position();
        while formulas.peek().is_some_and(|(at, _)| *at < (row, column)) {
            formulas.next();
        }
        let formula = formulas.peek().is_some_and(|(at, _)| *at == (row, column));
        let value = match cell.get_value() {
            DataRef::Empty if formula => Value::Uncalculated,
            DataRef::Empty => continue,
            DataRef::SharedString(it) => Value::Text((*it).to_owned()),
            DataRef::String(it) => Value::Text(it.clone()),
            DataRef::Float(it) if it.is_finite() => Value::Typed(it.to_string()),
            DataRef::Float(_) => {
                return Err(Refusal::new(
                    "corrupt-sheet",
                    format!(
                        "the cell {} of the sheet `{name}` holds a number that is none. {RESAVE}",
                        cell_name(row, column)
                    ),
                ));
            }
            DataRef::Int(it) => Value::Typed(it.to_string()),
            DataRef::Bool(it) => Value::Typed(if *it { "TRUE" } else { "FALSE" }.to_owned()),
            DataRef::DateTime(it) => Value::Typed(date(it)),
            DataRef::DateTimeIso(it) | DataRef::DurationIso(it) => Value::Typed(it.clone()),
            DataRef::Error(it) => {
                let written = sheet.markup.content.errors.get(&(row, column));
                Value::Error(written.map_or_else(|| error(it).to_owned(), String::clone))
            }
        };
        let value = match value {
            // Texts keep `_x000D_` for a carriage return; a person sees a line end.
            Value::Text(it) if it.contains('\r') => Value::Text(it.replace("\r\n", "\n").replace('\r', "\n")),
            value => value,
        };
        if let Value::Text(it) = &value {
            if it.len() > limits::CELL_BYTES {
                return Err(cell_too_large());
            }
            if it.is_empty() {
                continue;
            }
            *text += it.len();
            if *text > limits::TEXT_BYTES {
                return Err(too_much_text());
            }
        }
        cells.push(Cell { row, column, value, formula });
    }
    Ok(cells)
}

fn too_much_text() -> Refusal {
    Refusal::new(
        "decompressed-too-large",
        format!(
            "the cells together show more than {} MiB of text, many the same. {RESAVE}",
            limits::TEXT_BYTES >> 20
        ),
    )
}

/// A date as `2026-09-01`, with its time where it has one.
fn date(at: &ExcelDateTime) -> String {
    if at.is_duration() {
        return at.as_f64().to_string();
    }
    let (year, month, day, hour, minute, second, _) = at.to_ymd_hms_milli();
    if (hour, minute, second) == (0, 0, 0) {
        format!("{year:04}-{month:02}-{day:02}")
    } else {
        format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
    }
}

/// An error as a person sees it.
fn error(kind: &CellErrorType) -> &'static str {
    match kind {
        CellErrorType::Div0 => "#DIV/0!",
        CellErrorType::NA => "#N/A",
        CellErrorType::Name => "#NAME?",
        CellErrorType::Null => "#NULL!",
        CellErrorType::Num => "#NUM!",
        CellErrorType::Ref => "#REF!",
        CellErrorType::Value => "#VALUE!",
        CellErrorType::GettingData => "#GETTING_DATA",
    }
}

fn refuse(fault: &XlsxError) -> Refusal {
    match fault {
        XlsxError::Password => sniff::password(),
        XlsxError::Xml(fault) => malformed("workbook", &fault.to_string()),
        other => Refusal::new("corrupt-sheet", format!("the workbook is damaged ({other}). {RESAVE}")),
    }
}
