//! Excel workbooks: the visible sheets as grids, through calamine's streaming reader and never its dense one.

use std::collections::BTreeMap;

use calamine::{CellErrorType, DataRef, ExcelDateTime, Reader as _, Xlsx, XlsxError};
use quick_xml::{Reader, escape::unescape, events::Event};

use crate::{
    diag::Place,
    tender::Flag,
    workbook::read::{
        Book, Hidden, Refusal,
        grid::{Cell, Grid, Value, cell_name},
        limits,
        markup::{self, Markup, attribute, cell_too_large, malformed, too_many_cells},
        package::{self, Package, RESAVE},
        sniff,
    },
};

/// A sheet as the workbook part lists it.
struct Listed {
    name: String,
    part: String,
    hidden: Option<Hidden>,
}

/// Reads the visible sheets of a package that holds an Excel workbook; `name` is the file's.
///
/// # Errors
/// When the package is another kind of document, or damaged, or beyond the limits.
pub(crate) fn read(name: &str, package: &Package) -> Result<Book, Refusal> {
    let mut book = Book::default();
    let workbook = workbook_part(package)?;
    macros(name, package, &mut book);
    let listed = sheets(package, &workbook)?;
    if listed.len() > limits::SHEETS {
        return Err(package::too_many_sheets(listed.len()));
    }
    if let Some(styles) = package.part("xl/styles.xml") {
        let styles = markup::plain("xl/styles.xml", styles)?;
        let formats = styles.split_once("<cellXfs").map_or(0, |(_, it)| it.matches("<xf ").count());
        if formats > limits::FORMATS {
            return Err(Refusal::new(
                "part-limit",
                format!(
                    "the workbook defines {formats} cell formats; spreadsheets allow {}. {RESAVE}",
                    limits::FORMATS
                ),
            ));
        }
    }
    let mut clean: BTreeMap<&str, Vec<u8>> = BTreeMap::new();
    let mut markups: Vec<(String, Markup)> = Vec::new();
    let mut cells = 0;
    for it in listed {
        book.order.push((it.name.clone(), it.hidden));
        if let Some(hidden) = it.hidden {
            let message = format!("the sheet `{}` is {hidden} and was not read", it.name);
            let place = Place::Cell { file: None, sheet: it.name, cell: "A1".into() };
            book.flags.push(Flag { code: hidden.code().into(), place: Some(place), message });
            continue;
        }
        let Some((part, xml)) = package
            .parts
            .get_key_value(it.part.as_str())
            .or_else(|| package.parts.iter().find(|(part, _)| part.eq_ignore_ascii_case(&it.part)))
        else {
            return Err(Refusal::new(
                "missing-part",
                format!(
                    "the sheet `{}` is listed and its content is missing from the file. {RESAVE}",
                    it.name
                ),
            ));
        };
        let found = markup::scan(part, xml)?;
        cells += found.cells;
        if cells > limits::CELLS {
            return Err(too_many_cells());
        }
        if let Some((from, to)) = found.wrong_dimension {
            // The reader of values trusts this element: it gets spaces in its place.
            let mut xml = xml.clone();
            if let Some(bytes) = xml.get_mut(from..to) {
                bytes.fill(b' ');
            }
            clean.insert(part, xml);
            let message = format!("the sheet `{}` states a size that its cells do not have", it.name);
            book.flags.push(Flag { code: "inconsistent-metadata".into(), place: None, message });
        }
        clean.entry(part).or_default();
        markups.push((it.name, found));
    }
    let strings = shared_strings(package, &mut book)?;
    let archive = archive(package, &workbook, &clean, strings.as_deref())?;
    let mut xlsx = Xlsx::new(archive).map_err(|fault| refuse(&fault))?;
    let mut text = 0;
    for (name, found) in markups {
        let grid = grid(&mut xlsx, name, found, &mut text)?;
        book.grids.push(grid);
    }
    Ok(book)
}

/// The part that lists the sheets.
fn workbook_part(package: &Package) -> Result<String, Refusal> {
    if let Some(rels) = package.part("_rels/.rels") {
        for (target, kind) in relationships("_rels/.rels", rels)?.into_values() {
            if kind.ends_with("/officeDocument") {
                let part = target.trim_start_matches('/').to_owned();
                if part.starts_with("word/") {
                    return Err(sniff::not_a_spreadsheet("a Word document"));
                }
                if part.starts_with("ppt/") {
                    return Err(sniff::not_a_spreadsheet("a PowerPoint presentation"));
                }
                if part.strip_suffix(".bin").is_some() {
                    return Err(Refusal::new(
                        "unsupported-format",
                        "the file is a binary workbook (`.xlsb`). Ask the supplier to save it as `.xlsx`.",
                    ));
                }
                if package.part(&part).is_some() {
                    return Ok(part);
                }
            }
        }
    }
    Err(sniff::not_a_spreadsheet("an archive without a workbook in it"))
}

/// Tells of macros, and of a name that hides them.
fn macros(name: &str, package: &Package, book: &mut Book) {
    let types = package.part("[Content_Types].xml").unwrap_or_default();
    let types = String::from_utf8_lossy(types);
    let enabled = types.contains("macroEnabled");
    let stored = package.names.iter().any(|it| it.to_ascii_lowercase().ends_with("vbaproject.bin"));
    if enabled || stored {
        let message = "the workbook carries macros; they were not run and nothing was read from them";
        book.flags.push(Flag { code: "macro-present".into(), place: None, message: message.into() });
    }
    if (enabled || stored) && !name.to_ascii_lowercase().ends_with(".xlsm") {
        let message = "the file's name says that it has no macros, and it has";
        book.flags.push(Flag { code: "type-mismatch".into(), place: None, message: message.into() });
    }
    let embedded = package.names.iter().find(|it| it.to_ascii_lowercase().contains("/embeddings/"));
    if let Some(embedded) = embedded {
        let message = format!("a file is embedded in the workbook (`{embedded}`) and was not read");
        book.flags.push(Flag { code: "embedded-object".into(), place: None, message });
    }
}

/// Target and type of each relationship of a part, by id.
fn relationships(name: &str, xml: &[u8]) -> Result<BTreeMap<String, (String, String)>, Refusal> {
    let mut found = BTreeMap::new();
    let mut reader = Reader::from_str(markup::plain(name, xml)?);
    loop {
        match reader.read_event().map_err(|fault| malformed(name, &fault.to_string()))? {
            Event::Start(it) | Event::Empty(it) if it.local_name().as_ref() == "Relationship" => {
                let value = |key| {
                    let raw = attribute(&it, key).unwrap_or_default();
                    unescape(&raw).map_or_else(|_| raw.clone().into_owned(), std::borrow::Cow::into_owned)
                };
                if value("TargetMode") != "External" {
                    found.insert(value("Id"), (value("Target"), value("Type")));
                }
            }
            Event::Eof => return Ok(found),
            _ => {}
        }
    }
}

/// The sheets that the workbook part lists, in its order.
fn sheets(package: &Package, workbook: &str) -> Result<Vec<Listed>, Refusal> {
    let (folder, file) = workbook.rsplit_once('/').unwrap_or(("", workbook));
    let rels =
        if folder.is_empty() { format!("_rels/{file}.rels") } else { format!("{folder}/_rels/{file}.rels") };
    let targets = match package.part(&rels) {
        Some(xml) => relationships(&rels, xml)?,
        None => BTreeMap::new(),
    };
    let xml = package.part(workbook).unwrap_or_default();
    let mut reader = Reader::from_str(markup::plain(workbook, xml)?);
    let mut listed: Vec<Listed> = Vec::new();
    loop {
        match reader.read_event().map_err(|fault| malformed(workbook, &fault.to_string()))? {
            Event::Start(it) | Event::Empty(it) if it.local_name().as_ref() == "sheet" => {
                let raw = attribute(&it, "name").unwrap_or_default();
                let name =
                    unescape(&raw).map_or_else(|_| raw.clone().into_owned(), std::borrow::Cow::into_owned);
                let id = attribute(&it, "id").unwrap_or_default();
                let Some((target, kind)) = targets.get(id.as_ref()) else {
                    return Err(Refusal::new(
                        "missing-part",
                        format!(
                            "the sheet `{name}` is listed and its content is missing from the file. {RESAVE}"
                        ),
                    ));
                };
                let part = match target.strip_prefix('/') {
                    Some(absolute) => absolute.to_owned(),
                    None if folder.is_empty() => target.clone(),
                    None => format!("{folder}/{target}"),
                };
                if part.split('/').any(|it| it == "..") {
                    return Err(Refusal::new(
                        "zip-path-traversal",
                        format!("the sheet `{name}` points out of the workbook. {RESAVE}"),
                    ));
                }
                if listed.iter().any(|it| it.name == name || it.part == part) {
                    return Err(Refusal::new(
                        "corrupt-package",
                        format!("two sheets go by the name or the content of `{name}`. {RESAVE}"),
                    ));
                }
                let hidden = match attribute(&it, "state").as_deref() {
                    Some("veryHidden") => Some(Hidden::Deeply),
                    Some("hidden") => Some(Hidden::Plainly),
                    _ => None,
                };
                // Sheets of charts and dialogs hold no cells.
                if kind.ends_with("/worksheet") {
                    listed.push(Listed { name, part, hidden });
                }
            }
            Event::Eof => return Ok(listed),
            _ => {}
        }
    }
}

/// The shared texts without the counts that a reader would trust, when these lie.
fn shared_strings(package: &Package, book: &mut Book) -> Result<Option<Vec<u8>>, Refusal> {
    let name = "xl/sharedStrings.xml";
    let Some(xml) = package.part(name) else {
        return Ok(None);
    };
    let text = markup::plain(name, xml)?;
    let head = text.find("<sst").or_else(|| text.find(":sst"));
    let Some((from, to)) = head.and_then(|from| text.get(from..)?.find('>').map(|it| (from, from + it)))
    else {
        return Ok(None);
    };
    let tag = text.get(from..to).unwrap_or_default();
    let stated = tag.split_once("uniqueCount=\"").and_then(|(_, it)| it.split_once('"'));
    let stated = stated.map(|(it, _)| it.parse::<usize>().unwrap_or(usize::MAX));
    // Each text takes at least the five bytes of `<si/>`.
    if stated.is_none_or(|it| it <= xml.len() / 5) {
        return Ok(None);
    }
    let message = "the workbook states a number of texts that it does not have";
    book.flags.push(Flag { code: "inconsistent-metadata".into(), place: None, message: message.into() });
    let clean = format!(
        "{}{}{}",
        text.get(..from).unwrap_or_default(),
        tag.replace("uniqueCount=", "stated="),
        text.get(to..).unwrap_or_default()
    );
    Ok(Some(clean.into_bytes()))
}

/// What the reader of values gets to see.
fn archive(
    package: &Package,
    workbook: &str,
    sheets: &BTreeMap<&str, Vec<u8>>,
    strings: Option<&[u8]>,
) -> Result<std::io::Cursor<Vec<u8>>, Refusal> {
    let (folder, _) = workbook.rsplit_once('/').unwrap_or(("", workbook));
    let beside = |name: &str| if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
    let (styles, shared) = (beside("styles.xml"), beside("sharedStrings.xml"));
    package::store(package.parts.iter().filter_map(|(name, bytes)| {
        let name = name.as_str();
        if let Some(clean) = sheets.get(name) {
            return Some((name, if clean.is_empty() { bytes.as_slice() } else { clean.as_slice() }));
        }
        if name.eq_ignore_ascii_case(&shared) {
            return Some((name, strings.unwrap_or(bytes)));
        }
        let needed = name.eq_ignore_ascii_case(&styles)
            || name.eq_ignore_ascii_case(workbook)
            || name == "[Content_Types].xml"
            || name == "_rels/.rels"
            || name.starts_with(&beside("_rels/"));
        needed.then_some((name, bytes.as_slice()))
    }))
}

/// The cells of one sheet.
fn grid(
    xlsx: &mut Xlsx<std::io::Cursor<Vec<u8>>>,
    name: String,
    markup: Markup,
    text: &mut usize,
) -> Result<Grid, Refusal> {
    let mut reader = match xlsx.worksheet_cells_reader(&name) {
        Ok(reader) => reader,
        Err(XlsxError::NotAWorksheet(_)) => return Ok(Grid { name, ..Grid::default() }),
        Err(fault) => return Err(refuse(&fault)),
    };
    let mut cells: Vec<Cell> = Vec::new();
    let mut formulas = markup.formulas.iter().peekable();
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
            DataRef::Error(it) => Value::Error(error(it).to_owned()),
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
    Ok(Grid {
        name,
        cells,
        merges: markup.merges.into_iter().collect(),
        hidden_rows: markup.hidden_rows.into_iter().collect(),
        hidden_columns: markup.hidden_columns.into_iter().collect(),
    })
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
        XlsxError::WorksheetNotFound(name) => Refusal::new(
            "missing-part",
            format!("the sheet `{name}` is listed and its content is missing from the file. {RESAVE}"),
        ),
        XlsxError::Xml(fault) => malformed("workbook", &fault.to_string()),
        other => Refusal::new("corrupt-sheet", format!("the workbook is damaged ({other}). {RESAVE}")),
    }
}
