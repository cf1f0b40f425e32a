//! Fills cells of a workbook in, as a person would with a spreadsheet program.

use std::{
    collections::BTreeMap,
    io::{Cursor, Read as _, Write as _},
};

/// The text of a part of a workbook.
pub(crate) fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

/// The workbook with other cells: the sheet of the form, the row, the column, the text.
pub(crate) fn filled(bytes: &[u8], cells: &[(usize, u32, u32, String)]) -> Vec<u8> {
    let mut named = Vec::new();
    for (sheet, row, column, text) in cells {
        let name = format!("{}{}", probity::panel::letters(usize::try_from(*column).unwrap()), row + 1);
        // The first sheet is that of instructions.
        named.push((sheet + 2, name, text.as_str()));
    }
    filled_at(bytes, &named)
}

/// The same with the number of the sheet's part and the cell's name.
pub(crate) fn filled_at(bytes: &[u8], cells: &[(usize, String, &str)]) -> Vec<u8> {
    let mut sheets: BTreeMap<usize, BTreeMap<String, &str>> = BTreeMap::new();
    for (sheet, name, text) in cells {
        sheets.entry(*sheet).or_default().insert(name.clone(), text);
    }
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for n in 0..archive.len() {
        let mut file = archive.by_index(n).unwrap();
        let name = file.name().unwrap().into_owned();
        let mut content = Vec::new();
        file.read_to_end(&mut content).unwrap();
        let number = name.strip_prefix("xl/worksheets/sheet").and_then(|it| it.strip_suffix(".xml"));
        let of: Option<usize> = number.map(|it| it.parse().unwrap());
        if let Some(cells) = of.and_then(|it| sheets.get(&it)) {
            content = put(&String::from_utf8(content).unwrap(), cells).into_bytes();
        }
        out.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        out.write_all(&content).unwrap();
    }
    out.finish().unwrap().into_inner()
}

fn put(xml: &str, cells: &BTreeMap<String, &str>) -> String {
    let mut pieces = xml.split("<c r=\"");
    let mut text = pieces.next().unwrap().to_owned();
    let mut count = 0;
    for piece in pieces {
        let (name, rest) = piece.split_once('"').unwrap();
        let Some(value) = cells.get(name) else {
            text.push_str("<c r=\"");
            text.push_str(piece);
            continue;
        };
        count += 1;
        let open = rest.find('>').unwrap();
        let tag = &rest[..open];
        let end = if tag.ends_with('/') { open + 1 } else { rest.find("</c>").unwrap() + 4 };
        let style = tag.split("s=\"").nth(1).map_or("0", |it| it.split('"').next().unwrap());
        if value.parse::<f64>().is_ok() {
            text.push_str(&format!("<c r=\"{name}\" s=\"{style}\"><v>{value}</v></c>"));
        } else {
            let value = value.replace('&', "&amp;").replace('<', "&lt;");
            text.push_str(&format!(
                "<c r=\"{name}\" s=\"{style}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{value}</t></is></c>"
            ));
        }
        text.push_str(&rest[end..]);
    }
    assert_eq!(count, cells.len(), "cells are missing");
    text
}
