//! Workbooks as suppliers send them: every shape is made here, and every answer must be found where it was put.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    io::{Cursor, Write as _},
    sync::LazyLock,
};

use probity::{
    bank::Bank,
    diag::Place,
    intake, store,
    tender::{ResponseState, SheetUse, Tender, Verdict, YesNo},
    workbook::{
        layout::Layouts,
        read::grid::{cell_name, cell_position},
    },
};
use rust_xlsxwriter::{Formula, Workbook};
use zip::{ZipWriter, write::SimpleFileOptions};

pub(crate) static BANK: LazyLock<Bank> =
    LazyLock::new(|| Bank::load(&store::data(None).unwrap(), Some("1.0.0".parse().unwrap())).unwrap());
pub(crate) static LAYOUTS: LazyLock<Layouts> =
    LazyLock::new(|| Layouts::load(&store::data(None).unwrap()).unwrap());

/// Reads bytes as the file `name`.
pub(crate) fn read(name: &str, bytes: &[u8]) -> Tender {
    intake::receive(name, bytes, &LAYOUTS, &BANK, None)
}

/// The codes of the flags, sorted, each once.
pub(crate) fn flags(tender: &Tender) -> Vec<&str> {
    let mut codes: Vec<&str> = tender.intake.flags.iter().map(|it| it.code.as_str()).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

/// A sheet as text by cell.
pub(crate) type Sheet = BTreeMap<(u32, u16), String>;

/// The usual answer sheet: header in the first row, one row a question, answers `Answer to SLP-01.` and so on.
pub(crate) fn answers() -> Sheet {
    let mut sheet = Sheet::new();
    for (column, label) in (0..).zip(["Question ID", "Question", "Weight", "Response", "Evidence"]) {
        sheet.insert((0, column), label.to_owned());
    }
    for (row, question) in (1..).zip(&BANK.questions) {
        sheet.insert((row, 0), question.id.to_string());
        sheet.insert((row, 1), question.text.clone());
        sheet.insert((row, 2), question.weight.to_string());
        sheet.insert((row, 3), format!("Answer to {}.", question.id));
    }
    sheet
}

/// The usual particulars.
pub(crate) fn supplier() -> Sheet {
    let cells = [("Field", "Value"), ("Supplier name", "Thornbury Lighting Ltd"), ("Bank version", "1.0.0")];
    let mut sheet = Sheet::new();
    for (row, (label, value)) in (0..).zip(cells) {
        sheet.insert((row, 0), label.to_owned());
        sheet.insert((row, 1), value.to_owned());
    }
    sheet
}

/// A workbook as a spreadsheet program writes it.
pub(crate) fn xlsx(sheets: &[(&str, &Sheet)]) -> Vec<u8> {
    let mut book = Workbook::new();
    for (name, cells) in sheets {
        let sheet = book.add_worksheet();
        sheet.set_name(*name).unwrap();
        for ((row, column), text) in *cells {
            sheet.write_string(*row, *column, text).unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

/// A part whose namespace goes without saying in these tests, and in no file.
pub(crate) fn of_spreadsheets(part: &[u8]) -> Vec<u8> {
    const MAIN: &[u8] = b" xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"";
    for root in [&b"<worksheet"[..], b"<sst"] {
        if let Some(rest) = part.strip_prefix(root).filter(|_| !part.windows(7).any(|it| it == b" xmlns=")) {
            return [root, MAIN, rest].concat();
        }
    }
    part.to_vec()
}

/// Parts as a package.
pub(crate) fn package(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, SimpleFileOptions::default().compression_level(Some(1))).unwrap();
        zip.write_all(&of_spreadsheets(bytes)).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A workbook of one sheet `Responses` whose XML is given.
pub(crate) fn raw(sheet: &str) -> Vec<u8> {
    raw_with(sheet, &[])
}

/// As [`raw`], with further parts.
pub(crate) fn raw_with(sheet: &str, more: &[(&str, &[u8])]) -> Vec<u8> {
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
    let rels = |kind: &str, target: &str| {
        format!(
            "<Relationships xmlns=\"{PACKAGE}\"><Relationship Id=\"rId1\" Type=\"{OFFICE}/{kind}\" Target=\"{target}\"/></Relationships>"
        )
    };
    let (top, book_rels) =
        (rels("officeDocument", "xl/workbook.xml"), rels("worksheet", "worksheets/sheet1.xml"));
    let workbook = format!(
        "<workbook xmlns:r=\"{OFFICE}\"><sheets><sheet name=\"Responses\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
    );
    let mut parts = vec![
        ("_rels/.rels", top.as_bytes()),
        ("xl/workbook.xml", workbook.as_bytes()),
        ("xl/_rels/workbook.xml.rels", book_rels.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ];
    parts.extend_from_slice(more);
    package(&parts)
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// The rows of a sheet as XML, with `more` in place of the text of the cells that it names.
pub(crate) fn rows(cells: &Sheet, more: &BTreeMap<&str, &str>) -> String {
    let mut out = String::new();
    let mut row = None;
    for ((r, c), text) in cells {
        if row != Some(*r) {
            if row.is_some() {
                out.push_str("</row>");
            }
            write!(out, "<row r=\"{}\">", r + 1).unwrap();
            row = Some(*r);
        }
        let name = cell_name(*r, u32::from(*c));
        match more.get(name.as_str()) {
            Some(xml) => write!(out, "<c r=\"{name}\"{xml}</c>").unwrap(),
            None => write!(
                out,
                "<c r=\"{name}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{}</t></is></c>",
                escape(text)
            )
            .unwrap(),
        }
    }
    out.push_str("</row>");
    out
}

/// A sheet's XML around its rows.
pub(crate) fn sheet(rows: &str) -> String {
    format!("<worksheet><sheetData>{rows}</sheetData></worksheet>")
}

/// A workbook in the Open Document Format.
pub(crate) fn ods(sheets: &[(&str, &Sheet)]) -> Vec<u8> {
    let mut tables = String::new();
    for (name, cells) in sheets {
        write!(tables, "<table:table table:name=\"{name}\">").unwrap();
        let (mut row, mut column) = (0, 0);
        tables.push_str("<table:table-row>");
        for ((r, c), text) in *cells {
            if *r > row {
                tables.push_str("</table:table-row>");
                if *r > row + 1 {
                    let blank = r - row - 1;
                    write!(tables, "<table:table-row table:number-rows-repeated=\"{blank}\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>").unwrap();
                }
                tables.push_str("<table:table-row>");
                (row, column) = (*r, 0);
            }
            if *c > column {
                write!(tables, "<table:table-cell table:number-columns-repeated=\"{}\"/>", c - column)
                    .unwrap();
            }
            column = c + 1;
            tables.push_str("<table:table-cell office:value-type=\"string\">");
            for line in text.split('\n') {
                let line = escape(line).replace("  ", " <text:s/>").replace('\t', "<text:tab/>");
                write!(tables, "<text:p>{line}</text:p>").unwrap();
            }
            tables.push_str("</table:table-cell>");
        }
        tables.push_str("</table:table-row></table:table>");
    }
    let content = format!(
        "<office:document-content xmlns:office=\"o\" xmlns:table=\"t\" xmlns:text=\"x\"><office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    );
    package(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", content.as_bytes()),
    ])
}

/// The sheet as text with this delimiter.
pub(crate) fn csv(cells: &Sheet, delimiter: char) -> String {
    let (rows, columns) = cells.keys().fold((0, 0), |(r, c), key| (r.max(key.0), c.max(key.1)));
    let mut out = String::new();
    for row in 0..=rows {
        let fields = (0..=columns).map(|column| {
            let text = cells.get(&(row, column)).map_or("", String::as_str);
            format!("\"{}\"", text.replace('"', "\"\""))
        });
        out.push_str(&fields.collect::<Vec<_>>().join(&delimiter.to_string()));
        out.push_str("\r\n");
    }
    out
}

fn answer<'a>(tender: &'a Tender, id: &str) -> &'a probity::tender::Response {
    tender.responses.iter().find(|it| it.question.as_str() == id).unwrap()
}

#[test]
fn an_honest_workbook_is_read_without_a_flag_in_every_format() {
    let (supplier, answers) = (supplier(), answers());
    for (name, bytes) in [
        ("a.xlsx", xlsx(&[("Supplier", &supplier), ("Responses", &answers)])),
        ("a.ods", ods(&[("Supplier", &supplier), ("Responses", &answers)])),
    ] {
        let tender = read(name, &bytes);
        assert_eq!(tender.intake.verdict, Verdict::Accepted, "{name} {:?}", tender.intake);
        assert_eq!(tender.supplier.as_deref(), Some("Thornbury Lighting Ltd"));
        assert_eq!(tender.intake.layout.as_deref(), Some("probity-1"));
        assert_eq!(tender.responses.len(), BANK.questions.len());
        let sheets: Vec<_> = tender.intake.sheets.iter().map(|it| (it.used, it.rows)).collect();
        assert_eq!(sheets, [(SheetUse::Particulars, 0), (SheetUse::Answers, 13)]);
        let eight = answer(&tender, "SLP-08");
        assert_eq!(eight.state, ResponseState::Answered);
        assert_eq!(eight.pieces[0].text, "Answer to SLP-08.");
        assert_eq!(eight.pieces[0].place.to_string(), "Responses › D9");
    }
    let tender = read("a.csv", csv(&answers, ',').as_bytes());
    assert_eq!(
        (tender.intake.verdict, tender.responses.len()),
        (Verdict::Accepted, 13),
        "{:?}",
        tender.intake
    );
    assert_eq!(answer(&tender, "SLP-13").pieces[0].place.to_string(), "CSV › D14");
}

#[test]
fn the_header_is_found_by_its_labels_wherever_it_stands_and_however_its_columns_are_ordered() {
    let mut moved = Sheet::new();
    moved.insert((0, 0), "Response to tender 17".to_owned());
    for ((row, column), text) in answers() {
        let column = [4, 0, 6, 2, 1][usize::from(column)];
        let text = if row == 0 { format!(" {}* ", text.to_uppercase()) } else { text };
        moved.insert((row + 11, column), text);
    }
    let tender = read("a.xlsx", &xlsx(&[("Responses", &moved)]));
    assert_eq!(flags(&tender), ["column-moved"]);
    assert_eq!(answer(&tender, "SLP-01").pieces[0].place.to_string(), "Responses › C13");
    assert_eq!(answer(&tender, "SLP-01").pieces[0].text, "Answer to SLP-01.");
}

#[test]
fn ids_are_matched_as_people_write_them_and_never_by_look_alikes() {
    let mut sloppy = answers();
    for (row, id) in
        [(1, "slp 01"), (2, "SLP-2"), (3, " SLP–03 "), (4, "slp\u{a0}4"), (5, "Slp_05"), (6, "SLP6")]
    {
        sloppy.insert((row, 0), id.to_owned());
    }
    sloppy.insert((7, 0), "\u{405}L\u{420}-07".to_owned());
    sloppy.insert((8, 0), "SLP-8A".to_owned());
    let tender = read("a.xlsx", &xlsx(&[("Responses", &sloppy)]));
    for id in ["SLP-01", "SLP-02", "SLP-03", "SLP-04", "SLP-05", "SLP-06"] {
        assert_eq!(answer(&tender, id).state, ResponseState::Answered, "{id}");
    }
    for id in ["SLP-07", "SLP-08"] {
        assert_eq!(answer(&tender, id).state, ResponseState::Missing, "{id}");
    }
    assert_eq!(flags(&tender), ["question-id-unknown", "question-missing"]);
    let unknown = tender.intake.flags.iter().find(|it| it.code == "question-id-unknown").unwrap();
    assert_eq!(unknown.place.as_ref().unwrap().to_string(), "Responses › A8");
}

#[test]
fn a_blank_is_not_a_no_and_a_formula_without_a_value_is_not_a_blank() {
    use ResponseState::{Answered, Blank, NotApplicable, Unreadable};
    let mut cells = answers();
    for (row, text) in [(2, ""), (3, " \u{a0}\u{200b}"), (4, "-"), (5, "N/A"), (6, "not applicable.")] {
        cells.insert((row, 3), text.to_owned());
    }
    let more = BTreeMap::from([
        ("D2", "><f>B2&amp;\"\"</f>"),
        ("D8", " t=\"e\"><v>#REF!</v>"),
        ("D9", " t=\"str\"><f>1+1</f><v>Two</v>"),
        ("D10", "><v>0.9995</v>"),
        ("D11", " t=\"b\"><v>1</v>"),
    ]);
    let tender = read("a.xlsx", &raw(&sheet(&rows(&cells, &more))));
    let states: Vec<ResponseState> = tender.responses.iter().map(|it| it.state).collect();
    assert_eq!(
        states,
        [
            Unreadable,
            Blank,
            Blank,
            Blank,
            NotApplicable,
            NotApplicable,
            Unreadable,
            Answered,
            Answered,
            Answered,
            Answered,
            Answered,
            Answered
        ]
    );
    assert_eq!(answer(&tender, "SLP-08").pieces[0].text, "Two");
    assert_eq!(answer(&tender, "SLP-09").pieces[0].text, "0.9995");
    assert_eq!(answer(&tender, "SLP-10").pieces[0].text, "TRUE");
    assert_eq!(flags(&tender), ["blank-answer", "error-value", "formula-answer", "formula-without-value"]);
}

#[test]
fn ticks_are_understood_and_words_in_their_place_are_kept() {
    let mut cells = answers();
    cells.insert((0, 5), "Yes / No".to_owned());
    for (row, tick) in [(1, "Yes"), (2, "n"), (3, "Mostly, see our annex"), (4, "N/A"), (5, "n/a")] {
        cells.insert((row, 5), tick.to_owned());
    }
    cells.remove(&(5, 3));
    let tender = read("a.xlsx", &xlsx(&[("Responses", &cells)]));
    assert_eq!(answer(&tender, "SLP-01").yes_no, Some(YesNo::Yes));
    assert_eq!(answer(&tender, "SLP-02").yes_no, Some(YesNo::No));
    assert_eq!(answer(&tender, "SLP-03").yes_no, None);
    assert_eq!(answer(&tender, "SLP-03").pieces[1].text, "Mostly, see our annex");
    assert_eq!(answer(&tender, "SLP-04").state, ResponseState::Answered, "a reason stands beside it");
    assert_eq!(answer(&tender, "SLP-05").state, ResponseState::NotApplicable);
}

#[test]
fn what_was_changed_in_the_template_is_told_and_what_changes_by_itself_is_not() {
    let mut cells = answers();
    for row in 1..=13 {
        let text = cells[&(row, 1)].replace('\'', "’").replace(" the ", "  the\u{a0}") + " \n";
        cells.insert((row, 1), text);
    }
    assert_eq!(flags(&read("a.xlsx", &xlsx(&[("Responses", &cells)]))), [""; 0]);
    let altered = cells[&(3, 1)].replacen('o', "\u{43e}", 1);
    cells.insert((3, 1), altered);
    cells.insert((4, 2), "1".to_owned());
    cells.insert((15, 1), "Our terms apply.".to_owned());
    let book = xlsx(&[("Bid", &cells)]);
    assert_eq!(
        flags(&read("a.xlsx", &book)),
        ["content-outside-template", "question-altered", "sheet-renamed", "weight-altered"]
    );
    let mut particulars = supplier();
    particulars.insert((2, 1), "0.9.0".to_owned());
    let book = xlsx(&[("Supplier", &particulars), ("Responses", &answers())]);
    assert_eq!(flags(&read("a.xlsx", &book)), ["bank-version-mismatch"]);
}

#[test]
fn a_single_character_changed_in_a_question_is_always_told() {
    let mut random = Random(7);
    for n in 0..60 {
        let mut cells = answers();
        let row = 1 + random.below(13);
        let mut text: Vec<char> = cells[&(row, 1)].chars().collect();
        let at = usize::try_from(random.below(u32::try_from(text.len()).unwrap())).unwrap();
        match random.below(3) {
            _ if text[at] == ' ' => text[at] = 'x',
            0 => drop(text.remove(at)),
            1 => text.insert(at, 'q'),
            _ => text[at] = '#',
        }
        cells.insert((row, 1), text.into_iter().collect());
        let tender = read("a.csv", csv(&cells, ',').as_bytes());
        assert_eq!(flags(&tender), ["question-altered"], "{n}: row {row}, character {at}");
    }
}

#[test]
fn an_answer_given_twice_is_shown_twice_and_never_chosen() {
    let mut cells = answers();
    for (row, text) in [(14, "Not agreed."), (15, "Answer to SLP-04.")] {
        let from = if row == 14 { 3 } else { 4 };
        for column in 0..3 {
            let text = cells[&(from, column)].clone();
            cells.insert((row, column), text);
        }
        cells.insert((row, 3), text.to_owned());
    }
    let tender = read("a.xlsx", &xlsx(&[("Responses", &cells)]));
    let texts: Vec<&str> = answer(&tender, "SLP-03").pieces.iter().map(|it| it.text.as_str()).collect();
    assert_eq!(texts, ["Answer to SLP-03.", "Not agreed."]);
    assert_eq!(answer(&tender, "SLP-04").pieces.len(), 1);
    assert_eq!(flags(&tender), ["duplicate-question"]);
    let told = tender.intake.flags.iter().filter(|it| it.message.contains("differently")).count();
    assert_eq!(told, 1);
}

#[test]
fn two_answer_sheets_or_two_answer_columns_are_refused() {
    let (one, mut two) = (answers(), answers());
    two.insert((3, 3), "Not agreed.".to_owned());
    let tender = read("a.xlsx", &xlsx(&[("Responses", &one), ("Responses (2)", &two)]));
    assert_eq!(tender.intake.reason.as_deref(), Some("ambiguous-sheet"));
    two.insert((0, 4), "Your response".to_owned());
    let tender = read("a.xlsx", &xlsx(&[("Responses", &two)]));
    assert_eq!(tender.intake.reason.as_deref(), Some("ambiguous-columns"));
    assert!(tender.responses.is_empty());
}

#[test]
fn hidden_rows_columns_and_sheets_are_told_and_hidden_sheets_not_read() {
    let mut book = Workbook::new();
    let cells = answers();
    let sheet = book.add_worksheet();
    sheet.set_name("Responses").unwrap();
    for ((row, column), text) in &cells {
        sheet.write_string(*row, *column, text).unwrap();
    }
    sheet.write_string(4, 4, "Annex A").unwrap();
    sheet.set_row_hidden(3).unwrap();
    sheet.set_row_hidden(40).unwrap();
    sheet.set_column_hidden(4).unwrap();
    sheet.set_column_hidden(9).unwrap();
    let mirror = book.add_worksheet();
    mirror.set_name("Mirror").unwrap();
    for ((row, column), text) in &cells {
        mirror.write_string(*row, *column, text.replace("Answer", "Stale answer")).unwrap();
    }
    mirror.set_hidden(true);
    let tender = read("a.xlsx", &book.save_to_buffer().unwrap());
    assert_eq!(flags(&tender), ["hidden-column", "hidden-row", "hidden-sheet"]);
    let at = |code: &str| {
        let found = tender.intake.flags.iter().filter(|it| it.code == code);
        found.map(|it| it.place.as_ref().unwrap().to_string()).collect::<Vec<_>>()
    };
    assert_eq!(at("hidden-row"), ["Responses › A4"], "an empty hidden row is nothing to tell");
    assert_eq!(at("hidden-column"), ["Responses › E1"]);
    assert_eq!(answer(&tender, "SLP-03").pieces.len(), 1);
    assert_eq!(tender.intake.sheets[1].used, SheetUse::Hidden);
}

#[test]
fn a_text_merged_over_several_rows_belongs_to_each() {
    let mut cells = answers();
    cells.remove(&(6, 3));
    let xml = sheet(&rows(&cells, &BTreeMap::new())).replace(
        "</worksheet>",
        "<mergeCells count=\"1\"><mergeCell ref=\"D6:D7\"/></mergeCells></worksheet>",
    );
    let tender = read("a.xlsx", &raw(&xml));
    assert_eq!(answer(&tender, "SLP-06").pieces[0].text, "Answer to SLP-05.");
    assert_eq!(answer(&tender, "SLP-06").pieces[0].place.to_string(), "Responses › D6");
}

#[test]
fn text_files_are_read_whatever_their_delimiter_and_encoding() {
    let mut cells = answers();
    cells.insert((4, 3), "Yes – at £0; no “extras”, 5\" pipe".to_owned());
    let said = cells[&(4, 3)].clone();
    for delimiter in [',', ';', '\t', '|'] {
        let tender = read("a.csv", csv(&cells, delimiter).as_bytes());
        assert_eq!(answer(&tender, "SLP-04").pieces[0].text, said, "{delimiter:?}");
        assert_eq!(flags(&tender), [""; 0]);
    }
    let (western, _, lost) = encoding_rs::WINDOWS_1252.encode(&said);
    assert!(!lost);
    let text = csv(&cells, ';');
    let (before, after) = text.split_once(&said.replace('"', "\"\"")).unwrap();
    let western = western.iter().flat_map(|it| if *it == b'"' { vec![b'"', b'"'] } else { vec![*it] });
    let bytes: Vec<u8> = before.bytes().chain(western).chain(after.bytes()).collect();
    let tender = read("a.csv", &bytes);
    assert_eq!(answer(&tender, "SLP-04").pieces[0].text, said);
    assert_eq!(flags(&tender), ["encoding-guessed"]);
    let wide: Vec<u8> =
        std::iter::once(0xfeff).chain(csv(&cells, '\t').encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let tender = read("a.txt", &wide);
    assert_eq!(answer(&tender, "SLP-04").pieces[0].text, said);
    assert_eq!(flags(&tender), [""; 0]);
}

#[test]
fn a_caiq_workbook_becomes_evidence_by_item() {
    let mut cells = Sheet::new();
    cells.insert((0, 0), "Consensus questionnaire".to_owned());
    for (column, label) in (0..).zip([
        "Question ID",
        "Question",
        "CSP CAIQ Answer",
        "SSRM Control Ownership",
        "CSP Implementation Description (Optional/Recommended)",
    ]) {
        cells.insert((1, column), label.to_owned());
    }
    for (row, (id, asked, tick, text)) in (2..).zip([
        ("BCR-08.2", "About the safety of a backup", "Yes", "Backups are encrypted with AES-256."),
        ("CEK-03.1", "About cryptographic libraries", "NA", ""),
        ("DSP-05.1", "About something that another edition asks", "Yes", "Misleading."),
        ("HRS-01.1", "About people", "Yes", "Vetted."),
        ("UEM-08.1", "", "No", ""),
    ]) {
        for (column, text) in [(0, id), (1, asked), (2, tick), (4, text)] {
            if !text.is_empty() {
                cells.insert((row, column), text.to_owned());
            }
        }
    }
    let tender = read("a.xlsx", &xlsx(&[("CAIQv4.0.3", &cells)]));
    assert_eq!(tender.intake.layout.as_deref(), Some("caiq-4"));
    assert_eq!(tender.intake.sheets[0].rows, 5);
    let eight = answer(&tender, "SLP-08");
    let pieces: Vec<_> = eight
        .pieces
        .iter()
        .map(|it| (it.item.as_deref().unwrap(), it.place.to_string(), it.yes_no))
        .collect();
    assert_eq!(
        pieces,
        [
            ("BCR-08.2", "CAIQv4.0.3 › E3".to_owned(), Some(YesNo::Yes)),
            ("CEK-03.1", "CAIQv4.0.3 › C4".to_owned(), Some(YesNo::NotApplicable)),
            ("UEM-08.1", "CAIQv4.0.3 › C7".to_owned(), Some(YesNo::No)),
        ]
    );
    assert_eq!(eight.pieces[0].parts.as_ref().unwrap()[0].as_str(), "backups");
    assert!(
        tender.responses.iter().all(|it| it.question.as_str() != "SLP-13"),
        "another edition is not misread"
    );
    assert_eq!(flags(&tender), ["question-altered"]);
}

#[test]
fn a_hecvat_workbook_repeats_its_header_and_answers_in_words_or_ticks() {
    let mut cells = Sheet::new();
    for (top, section) in [(23, "Data"), (40, "Third parties")] {
        for (column, label) in
            [(0, section), (2, "Vendor Answers"), (3, "Additional Information"), (4, "Guidance")]
        {
            cells.insert((top, column), label.to_owned());
        }
    }
    for (row, id, tick, text) in [
        (24, "DATA-02", "Yes", "TLS 1.3 everywhere."),
        (25, "DATA-14", "1) Yes", ""),
        (26, "DATA-10", "Exports are there in CSV at any time.", ""),
        (41, "THRD-03", "No", "Not in every contract."),
        (42, "DRPV-13", "No", "Never."),
        (43, "PDAT-01", "", ""),
    ] {
        for (column, text) in [(0, id), (2, tick), (3, text)] {
            if !text.is_empty() {
                cells.insert((row, column), text.to_owned());
            }
        }
    }
    let tender = read("a.xlsx", &xlsx(&[("HECVAT - Full | Vendor Response", &cells)]));
    assert_eq!(tender.intake.layout.as_deref(), Some("hecvat-4"));
    assert_eq!(tender.intake.sheets[0].rows, 6);
    let four = &answer(&tender, "SLP-04").pieces[0];
    assert_eq!((four.text.as_str(), four.yes_no), ("Exports are there in CSV at any time.", None));
    assert_eq!(answer(&tender, "SLP-12").pieces[0].yes_no, Some(YesNo::No));
    assert_eq!(answer(&tender, "SLP-03").pieces[0].yes_no, None, "its no is the good answer, not a denial");
    assert_eq!(answer(&tender, "SLP-13").state, ResponseState::Blank);
}

#[test]
fn every_item_of_a_layout_bears_on_a_question_and_parts_that_the_bank_has() {
    for layout in LAYOUTS.iter() {
        for (item, bearings) in &layout.map {
            for bearing in bearings {
                let question = BANK.question(&bearing.question);
                let question = question.unwrap_or_else(|| panic!("{}: {item} bears on nothing", layout.id));
                for part in &bearing.parts {
                    assert!(question.parts.iter().any(|it| it.id == *part), "{}: {item}, {part}", layout.id);
                }
            }
        }
    }
    assert!(["caiq-4", "hecvat-3", "hecvat-4", "probity-1"].iter().all(|it| LAYOUTS.get(it).is_some()));
}

/// A small generator, so that a failing book can be made again from its number.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: u32) -> u32 {
        u32::try_from(self.next() % u64::from(end)).unwrap()
    }

    fn text(&mut self) -> String {
        const WORDS: [&str; 16] = [
            "backups",
            "are",
            "encrypted;",
            "£184.50",
            "“quoted”",
            "<b>",
            "&amp;",
            "line\nbreak",
            "tab\there",
            "=1+1",
            "{{ x }}",
            "TŷDŵr",
            "公司",
            "a  b",
            "\u{200b}zero",
            "\"5\" pipe",
        ];
        let count = 1 + self.below(30);
        let words = (0..count).map(|_| WORDS[usize::try_from(self.below(16)).unwrap()]).collect::<Vec<_>>();
        format!("We {}.", words.join(" "))
    }
}

#[test]
fn every_planted_answer_is_found_verbatim_at_its_cell() {
    for seed in 0..300 {
        let mut random = Random(seed);
        let mut columns: Vec<u16> = (0..9).collect();
        for n in (1..columns.len()).rev() {
            columns.swap(n, usize::try_from(random.below(u32::try_from(n + 1).unwrap())).unwrap());
        }
        let header = random.below(39);
        let mut cells = Sheet::new();
        if header > 0 {
            cells.insert((0, 0), "Confidential tender".to_owned());
        }
        let labels = ["Question ID", "Question", "Response", "Weight", "Yes/No", "Evidence", "Confidential"];
        let kept = 3 + usize::try_from(random.below(5)).unwrap();
        for (label, column) in labels.iter().take(kept).zip(&columns) {
            cells.insert((header, *column), (*label).to_owned());
        }
        let mut order: Vec<usize> = (0..13).collect();
        for n in (1..order.len()).rev() {
            order.swap(n, usize::try_from(random.below(u32::try_from(n + 1).unwrap())).unwrap());
        }
        let mut planted = BTreeMap::new();
        let mut row = header;
        for n in order {
            row += 1 + random.below(3) / 2;
            let question = &BANK.questions[n];
            let text = random.text();
            let id = if random.below(2) == 0 {
                question.id.to_string()
            } else {
                question.id.as_str().to_lowercase()
            };
            cells.insert((row, columns[0]), id);
            cells.insert((row, columns[1]), question.text.clone());
            cells.insert((row, columns[2]), text.clone());
            planted.insert(question.id.clone(), (cell_name(row, u32::from(columns[2])), text));
        }
        let (name, bytes) = match seed % 4 {
            0 => ("a.xlsx", xlsx(&[("Responses", &cells)])),
            1 => ("a.xlsx", raw(&sheet(&rows(&cells, &BTreeMap::new())))),
            2 => ("a.ods", ods(&[("Responses", &cells)])),
            _ => (
                "a.csv",
                csv(&cells, [',', ';', '\t', '|'][usize::try_from(random.below(4)).unwrap()]).into_bytes(),
            ),
        };
        let tender = read(name, &bytes);
        assert_ne!(tender.intake.verdict, Verdict::Refused, "book {seed}: {:?}", tender.intake);
        for response in &tender.responses {
            let (at, text) = &planted[&response.question];
            let [piece] = response.pieces.as_slice() else {
                panic!("book {seed}: {} has {} pieces", response.question, response.pieces.len());
            };
            let Place::Cell { cell, .. } = &piece.place else { panic!("no cell") };
            assert_eq!((cell, &piece.text), (at, text), "book {seed} ({name}), {}", response.question);
            assert!(cell_position(cell).is_some());
        }
    }
}

#[test]
fn what_a_supplier_marks_confidential_is_read_with_the_answer() {
    let mut cells = answers();
    cells.insert((0, 5), "Confidential".to_owned());
    cells.insert((0, 6), "Reason".to_owned());
    for (row, said) in (1..).zip(["Yes", "no", " ", "A trade secret", "N/A"]) {
        cells.insert((row, 5), said.to_owned());
    }
    cells.insert((1, 6), "Our design, for three years.".to_owned());
    for (name, bytes) in [
        ("a.xlsx", xlsx(&[("Responses", &cells)])),
        ("a.ods", ods(&[("Responses", &cells)])),
        ("a.csv", csv(&cells, ',').into_bytes()),
    ] {
        let tender = read(name, &bytes);
        let marked = tender.responses.iter().filter(|it| it.confidential).map(|it| it.question.as_str());
        assert_eq!(marked.collect::<Vec<_>>(), ["SLP-01", "SLP-04"], "{name}");
    }
}

#[test]
fn a_formula_with_its_value_is_read_and_told() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("Responses").unwrap();
    for ((row, column), text) in &answers() {
        sheet.write_string(*row, *column, text).unwrap();
    }
    sheet
        .write_formula(
            2,
            3,
            Formula::new("=\"Owned by \"&\"the Council\"").set_result("Owned by the Council"),
        )
        .unwrap();
    let tender = read("a.xlsx", &book.save_to_buffer().unwrap());
    assert_eq!(answer(&tender, "SLP-02").pieces[0].text, "Owned by the Council");
    assert_eq!(flags(&tender), ["formula-answer"]);
}
