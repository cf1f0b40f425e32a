//! A smith for workbooks that no program would write: every part, every byte of the archive may be bent.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    io::{Read as _, Write as _},
};

use flate2::{Compression, Crc, read::DeflateEncoder};
use probity::workbook::read::grid::{cell_name, cell_position};

use crate::workbooks::{BANK, of_spreadsheets};

const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
const TYPES: &str = "http://schemas.openxmlformats.org/package/2006/content-types";
const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

/// The answers of an honest supplier; the words are of no consequence.
pub(crate) const ANSWERS: [&str; 13] = [
    "We are a processor; our DPO answers within five days.",
    "The Council owns all of it.",
    "We undertake not to sell it.",
    "Open to the Council through the portal.",
    "ISO/IEC 27001, certificate 4711.",
    "Endpoint detection on every host.",
    "Restored within four hours.",
    "AES-256 at rest and TLS 1.3 in transit.",
    "We follow the law as it changes.",
    "Aligned with clause 5.",
    "All data sets by REST.",
    "One hosting provider in the UK.",
    "Used to run the service.",
];

pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// An answer workbook to be bent: sheet 1 has the particulars, sheet 2 the answers.
#[derive(Clone)]
pub(crate) struct Forge {
    /// The texts of the answer sheet by row and column.
    pub cells: BTreeMap<(u32, u32), String>,
    /// XML in place of a cell.
    pub raw: BTreeMap<(u32, u32), String>,
    pub styled: BTreeMap<(u32, u32), u32>,
    pub row_attributes: BTreeMap<u32, String>,
    /// What stands before and after the rows.
    pub before: String,
    pub after: String,
    pub supplier: Vec<(String, String)>,
    pub answers_named: String,
    /// Further sheets: name, state and XML.
    pub more: Vec<(String, String, String)>,
    pub styles: String,
    pub names: String,
    pub book_relations: String,
    pub sheet_relations: String,
    pub content_type: String,
    pub parts: Vec<(String, Vec<u8>)>,
}

impl Forge {
    pub(crate) fn new() -> Self {
        let mut cells = BTreeMap::new();
        for (column, label) in (0..).zip(["Question ID", "Question", "Weight", "Response", "Evidence"]) {
            cells.insert((0, column), label.to_owned());
        }
        for ((row, question), answer) in (1..).zip(&BANK.questions).zip(ANSWERS) {
            let weight = question.weight.to_string();
            let texts = [question.id.as_str(), &question.text, &weight, answer, "Annex"];
            for (column, text) in (0..).zip(texts) {
                cells.insert((row, column), text.to_owned());
            }
        }
        let pair = |label: &str, value: &str| (label.to_owned(), value.to_owned());
        Self {
            cells,
            raw: BTreeMap::new(),
            styled: BTreeMap::new(),
            row_attributes: BTreeMap::new(),
            before: String::new(),
            after: String::new(),
            supplier: vec![
                pair("Field", "Value"),
                pair("Supplier name", "Tarn Lighting Ltd"),
                pair("Bank version", &BANK.version.to_string()),
            ],
            answers_named: "Responses".to_owned(),
            more: Vec::new(),
            styles: styles("", "", "", ""),
            names: String::new(),
            book_relations: String::new(),
            sheet_relations: String::new(),
            content_type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
                .to_owned(),
            parts: Vec::new(),
        }
    }

    /// A cell of the answer sheet, by its name, with another text.
    pub(crate) fn cell(mut self, cell: &str, text: &str) -> Self {
        self.cells.insert(cell_position(cell).unwrap(), text.to_owned());
        self
    }

    pub(crate) fn without(mut self, cell: &str) -> Self {
        self.cells.remove(&cell_position(cell).unwrap());
        self
    }

    /// XML in place of a cell.
    pub(crate) fn raw(mut self, cell: &str, xml: &str) -> Self {
        self.raw.insert(cell_position(cell).unwrap(), xml.to_owned());
        self
    }

    pub(crate) fn styled(mut self, cell: &str, style: u32) -> Self {
        self.styled.insert(cell_position(cell).unwrap(), style);
        self
    }

    /// Attributes of a row, counted from 1.
    pub(crate) fn row(mut self, row: u32, attributes: &str) -> Self {
        self.row_attributes.insert(row - 1, format!(" {attributes}"));
        self
    }

    pub(crate) fn before(mut self, xml: &str) -> Self {
        self.before.push_str(xml);
        self
    }

    pub(crate) fn after(mut self, xml: &str) -> Self {
        self.after.push_str(xml);
        self
    }

    pub(crate) fn styles(mut self, xml: String) -> Self {
        self.styles = xml;
        self
    }

    pub(crate) fn part(mut self, name: &str, bytes: impl Into<Vec<u8>>) -> Self {
        self.parts.push((name.to_owned(), bytes.into()));
        self
    }

    /// A relationship of the workbook, or of the answer sheet.
    pub(crate) fn related(mut self, of_sheet: bool, id: &str, kind: &str, target: &str) -> Self {
        let list = if of_sheet { &mut self.sheet_relations } else { &mut self.book_relations };
        list.push_str(&relation(id, kind, target));
        self
    }

    pub(crate) fn sheet(mut self, name: &str, state: &str, xml: &str) -> Self {
        self.more.push((name.to_owned(), state.to_owned(), xml.to_owned()));
        self
    }

    /// The XML of the answer sheet.
    pub(crate) fn answer_xml(&self) -> String {
        let mut rows: BTreeMap<u32, String> = BTreeMap::new();
        let places = self.cells.keys().chain(self.raw.keys()).collect::<std::collections::BTreeSet<_>>();
        for at in places {
            let row = rows.entry(at.0).or_default();
            if let Some(xml) = self.raw.get(at) {
                row.push_str(xml);
                continue;
            }
            let style = self.styled.get(at).map_or(String::new(), |it| format!(" s=\"{it}\""));
            write!(row, "{}", text_cell(&cell_name(at.0, at.1), &style, &self.cells[at])).unwrap();
        }
        let mut xml =
            format!("{HEAD}<worksheet xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\">{}<sheetData>", self.before);
        for (row, cells) in rows {
            let attributes = self.row_attributes.get(&row).map(String::as_str).unwrap_or_default();
            write!(xml, "<row r=\"{}\"{attributes}>{cells}</row>", row + 1).unwrap();
        }
        write!(xml, "</sheetData>{}</worksheet>", self.after).unwrap();
        xml
    }

    /// All parts in order.
    pub(crate) fn parts(&self) -> Vec<(String, Vec<u8>)> {
        let rows: Vec<Vec<&str>> = self.supplier.iter().map(|(a, b)| vec![a.as_str(), b.as_str()]).collect();
        let mut sheets = vec![
            ("Supplier".to_owned(), String::new(), table(&rows)),
            (self.answers_named.clone(), String::new(), self.answer_xml()),
        ];
        sheets.extend(self.more.iter().cloned());
        let (mut list, mut relations) = (String::new(), relation("rIdS", "styles", "styles.xml"));
        for (n, (name, state, _)) in (1..).zip(&sheets) {
            let state = if state.is_empty() { String::new() } else { format!(" state=\"{state}\"") };
            write!(list, "<sheet name=\"{}\" sheetId=\"{n}\"{state} r:id=\"rId{n}\"/>", escape(name))
                .unwrap();
            relations.push_str(&relation(
                &format!("rId{n}"),
                "worksheet",
                &format!("worksheets/sheet{n}.xml"),
            ));
        }
        relations.push_str(&self.book_relations);
        let types = format!(
            "{HEAD}<Types xmlns=\"{TYPES}\"><Default Extension=\"xml\" ContentType=\"application/xml\"/>\
             <Override PartName=\"/xl/workbook.xml\" ContentType=\"{}\"/></Types>",
            self.content_type
        );
        let workbook = format!(
            "{HEAD}<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><sheets>{list}</sheets>{}</workbook>",
            self.names
        );
        let mut parts = vec![
            ("[Content_Types].xml".to_owned(), types),
            ("_rels/.rels".to_owned(), relations_xml(&relation("rId1", "officeDocument", "xl/workbook.xml"))),
            ("xl/workbook.xml".to_owned(), workbook),
            ("xl/_rels/workbook.xml.rels".to_owned(), relations_xml(&relations)),
            ("xl/styles.xml".to_owned(), self.styles.clone()),
        ];
        if !self.sheet_relations.is_empty() {
            parts.push((
                "xl/worksheets/_rels/sheet2.xml.rels".to_owned(),
                relations_xml(&self.sheet_relations),
            ));
        }
        for (n, (_, _, xml)) in (1..).zip(&sheets) {
            parts.push((format!("xl/worksheets/sheet{n}.xml"), xml.clone()));
        }
        let mut parts: Vec<(String, Vec<u8>)> =
            parts.into_iter().map(|(name, xml)| (name, xml.into_bytes())).collect();
        parts.extend(self.parts.iter().cloned());
        for (_, bytes) in &mut parts {
            *bytes = of_spreadsheets(bytes);
        }
        parts
    }

    pub(crate) fn xlsx(&self) -> Vec<u8> {
        Archive::of(&self.parts()).finish()
    }

    /// With the answer sheet's XML changed as text.
    pub(crate) fn bent(&self, bend: impl Fn(String) -> Vec<u8>) -> Vec<u8> {
        self.with_part("xl/worksheets/sheet2.xml", bend)
    }

    pub(crate) fn with_part(&self, part: &str, bend: impl Fn(String) -> Vec<u8>) -> Vec<u8> {
        let mut parts = self.parts();
        for (name, bytes) in &mut parts {
            if name == part {
                *bytes = bend(String::from_utf8(std::mem::take(bytes)).unwrap());
            }
        }
        Archive::of(&parts).finish()
    }
}

pub(crate) fn text_cell(name: &str, style: &str, text: &str) -> String {
    format!(
        "<c r=\"{name}\"{style} t=\"inlineStr\"><is><t xml:space=\"preserve\">{}</t></is></c>",
        escape(text)
    )
}

pub(crate) fn relation(id: &str, kind: &str, target: &str) -> String {
    let external = if target.contains(':') { " TargetMode=\"External\"" } else { "" };
    format!("<Relationship Id=\"{id}\" Type=\"{OFFICE}/{kind}\" Target=\"{}\"{external}/>", escape(target))
}

pub(crate) fn relations_xml(all: &str) -> String {
    format!("{HEAD}<Relationships xmlns=\"{PACKAGE}\">{all}</Relationships>")
}

/// A sheet of texts.
pub(crate) fn table(rows: &[Vec<&str>]) -> String {
    let mut xml = format!("{HEAD}<worksheet xmlns=\"{MAIN}\"><sheetData>");
    for (row, texts) in (0..).zip(rows) {
        write!(xml, "<row r=\"{}\">", row + 1).unwrap();
        for (column, text) in (0..).zip(texts) {
            xml.push_str(&text_cell(&cell_name(row, column), "", text));
        }
        xml.push_str("</row>");
    }
    xml + "</sheetData></worksheet>"
}

/// Styles with format 0 plain and what is given after it.
pub(crate) fn styles(fonts: &str, fills: &str, formats: &str, rest: &str) -> String {
    let (numbers, formats) = formats.split_once('|').unwrap_or(("", formats));
    format!(
        "{HEAD}<styleSheet xmlns=\"{MAIN}\">{numbers}<fonts><font><sz val=\"11\"/><color theme=\"1\"/></font>{fonts}</fonts>\
         <fills><fill><patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill>{fills}</fills>\
         <borders><border/></borders><cellStyleXfs><xf/></cellStyleXfs><cellXfs><xf/>{formats}</cellXfs>{rest}</styleSheet>"
    )
}

/// A zip archive of which every field may lie.
pub(crate) struct Archive {
    pub(crate) bytes: Vec<u8>,
    directory: Vec<u8>,
    entries: u16,
}

/// What is written of an entry.
#[derive(Clone, Copy)]
pub(crate) struct Entry {
    pub method: u16,
    pub flags: u16,
    pub crc: u32,
    pub packed: u32,
    pub size: u32,
    pub mode: u32,
    pub offset: u32,
}

fn u32_of(n: usize) -> u32 {
    u32::try_from(n).unwrap()
}

pub(crate) fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    DeflateEncoder::new(bytes, Compression::new(6)).read_to_end(&mut out).unwrap();
    out
}

pub(crate) fn crc(bytes: &[u8]) -> u32 {
    let mut crc = Crc::new();
    crc.update(bytes);
    crc.sum()
}

impl Archive {
    pub(crate) fn new() -> Self {
        Self { bytes: Vec::new(), directory: Vec::new(), entries: 0 }
    }

    pub(crate) fn of(parts: &[(String, Vec<u8>)]) -> Self {
        let mut archive = Self::new();
        for (name, bytes) in parts {
            archive.add(name, bytes);
        }
        archive
    }

    /// With parts that are not deflated.
    pub(crate) fn stored(parts: &[(String, Vec<u8>)]) -> Self {
        let mut archive = Self::new();
        for (name, bytes) in parts {
            let size = u32_of(bytes.len());
            let crc = crc(bytes);
            let entry = Entry { method: 0, flags: 0, crc, packed: size, size, mode: 0o100_644, offset: 0 };
            archive.put(name, entry, bytes);
        }
        archive
    }

    pub(crate) fn add(&mut self, name: &str, bytes: &[u8]) -> Entry {
        let packed = deflated(bytes);
        let entry = Entry {
            method: 8,
            flags: 0,
            crc: crc(bytes),
            packed: u32_of(packed.len()),
            size: u32_of(bytes.len()),
            mode: 0o100_644,
            offset: 0,
        };
        self.put(name, entry, &packed)
    }

    /// Adds an entry with what is stated of it, true or not.
    pub(crate) fn put(&mut self, name: &str, entry: Entry, packed: &[u8]) -> Entry {
        let entry = Entry { offset: u32_of(self.bytes.len()), ..entry };
        self.local(name, entry);
        self.bytes.extend_from_slice(packed);
        self.listed(name, entry);
        entry
    }

    pub(crate) fn local(&mut self, name: &str, it: Entry) {
        self.bytes.extend_from_slice(b"PK\x03\x04");
        self.bytes.extend(20_u16.to_le_bytes());
        Self::fields(&mut self.bytes, it);
        self.bytes.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
        self.bytes.extend([0; 2]);
        self.bytes.extend_from_slice(name.as_bytes());
    }

    fn fields(to: &mut Vec<u8>, it: Entry) {
        for field in [it.flags, it.method, 0, 33] {
            to.extend(field.to_le_bytes());
        }
        for field in [it.crc, it.packed, it.size] {
            to.extend(field.to_le_bytes());
        }
    }

    /// Lists an entry without writing it.
    pub(crate) fn listed(&mut self, name: &str, it: Entry) {
        self.entries += 1;
        self.directory.extend_from_slice(b"PK\x01\x02");
        self.directory.extend([20, 3, 20, 0]);
        Self::fields(&mut self.directory, it);
        self.directory.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
        self.directory.extend([0; 8]);
        self.directory.extend((it.mode << 16).to_le_bytes());
        self.directory.extend(it.offset.to_le_bytes());
        self.directory.extend_from_slice(name.as_bytes());
    }

    pub(crate) fn finish(self) -> Vec<u8> {
        let (entries, directory) = (self.entries, u32_of(self.directory.len()));
        let at = u32_of(self.bytes.len());
        let mut out = self.bytes;
        out.write_all(&self.directory).unwrap();
        out.extend_from_slice(b"PK\x05\x06\0\0\0\0");
        out.extend(entries.to_le_bytes());
        out.extend(entries.to_le_bytes());
        out.extend(directory.to_le_bytes());
        out.extend(at.to_le_bytes());
        out.extend([0; 2]);
        out
    }
}

/// An Open Document of these rows on the sheet `Responses`, with `tail` after them and `head` before the body.
pub(crate) fn open_document(forge: &Forge, head: &str, tail: &str) -> Vec<u8> {
    let mut rows = String::new();
    let last = forge.cells.keys().map(|it| it.0).max().unwrap();
    for row in 0..=last {
        rows.push_str("<table:table-row>");
        for column in 0..5 {
            let text = forge.cells.get(&(row, column)).map(String::as_str).unwrap_or_default();
            match forge.raw.get(&(row, column)) {
                Some(xml) => rows.push_str(xml),
                None => write!(
                    rows,
                    "<table:table-cell office:value-type=\"string\"><text:p>{}</text:p></table:table-cell>",
                    escape(text)
                )
                .unwrap(),
            }
        }
        rows.push_str("</table:table-row>");
    }
    let content = format!(
        "{HEAD}<office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
         xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" \
         xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" \
         xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\" \
         xmlns:fo=\"urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0\" \
         xmlns:draw=\"urn:oasis:names:tc:opendocument:xmlns:drawing:1.0\" \
         xmlns:xlink=\"http://www.w3.org/1999/xlink\">{head}<office:body><office:spreadsheet>\
         <table:table table:name=\"Responses\">{rows}{tail}</table:table></office:spreadsheet></office:body>\
         </office:document-content>"
    );
    let mut archive = Archive::new();
    let kind = b"application/vnd.oasis.opendocument.spreadsheet";
    let plain = Entry {
        method: 0,
        flags: 0,
        crc: crc(kind),
        packed: u32_of(kind.len()),
        size: u32_of(kind.len()),
        mode: 0o100_644,
        offset: 0,
    };
    archive.put("mimetype", plain, kind);
    archive.add("content.xml", content.as_bytes());
    archive.finish()
}
