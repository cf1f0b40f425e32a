//! What the fuzz targets try. Each reads as a worker does, and without its net: here a panic inside a parser is a find.

use std::{
    io::{Cursor, Write as _},
    sync::LazyLock,
};

use probity::{
    assess::{Engine, trial},
    bank::Bank,
    diag::Place,
    id::Date,
    rule::Rules,
    source::SourceFile,
    store,
    tender::{Piece, Response, ResponseState, Tender, Verdict},
    workbook::{layout::Layouts, read},
};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

static FILES: LazyLock<Vec<SourceFile>> = LazyLock::new(|| store::data(None).expect("the data are built in"));
static BANK: LazyLock<Bank> = LazyLock::new(|| Bank::load(&FILES, None).expect("the bank loads"));
static LAYOUTS: LazyLock<Layouts> = LazyLock::new(|| Layouts::load(&FILES).expect("the layouts load"));

/// Between the parts of an input: no UTF-8 text holds it.
const BETWEEN: u8 = 0xff;
/// Before the content of an Open Document.
const OPEN: u8 = 0xfe;

/// Reads bytes as a workbook.
pub fn preflight(bytes: &[u8]) {
    hold(&read::read("a.xlsx", bytes, &LAYOUTS, &BANK, None));
}

/// Reads text as a table.
pub fn csv(bytes: &[u8]) {
    hold(&read::read("a.csv", bytes, &LAYOUTS, &BANK, None));
}

/// Whatever is read, something is said of it in words.
fn hold(tender: &Tender) {
    let intake = &tender.intake;
    if intake.verdict == Verdict::Refused {
        assert!(intake.reason.is_some() && intake.explanation.is_some(), "a refusal says why");
        assert!(tender.responses.is_empty(), "what was refused has no answers");
    }
    for flag in &intake.flags {
        assert!(!flag.code.is_empty() && !flag.message.is_empty(), "a flag says what was found");
    }
}

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const RELATIONS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";

/// The parts that an input may give, in this order, with what stands there otherwise.
const PARTS: [(&str, &str); 9] = [
    ("xl/worksheets/sheet1.xml", "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData/></worksheet>"),
    ("xl/sharedStrings.xml", "<sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><si><t>Yes</t></si></sst>"),
    ("xl/styles.xml", "<styleSheet><cellXfs><xf/></cellXfs></styleSheet>"),
    ("xl/drawings/drawing1.xml", "<wsDr/>"),
    ("xl/comments1.xml", "<comments/>"),
    ("xl/drawings/vmlDrawing1.vml", "<xml/>"),
    ("xl/ctrlProps/ctrlProp1.xml", "<formControlPr objectType=\"CheckBox\"/>"),
    ("xl/theme/theme1.xml", "<theme/>"),
    ("xl/workbook.xml", ""),
];

/// Reads parts of a workbook of which the rest is in order.
pub fn sheet(bytes: &[u8]) {
    let (name, bytes) = match bytes.split_first() {
        Some((&OPEN, content)) => {
            let mimetype = b"application/vnd.oasis.opendocument.spreadsheet";
            ("a.ods", stored([("mimetype", mimetype.as_slice()), ("content.xml", content)]))
        }
        _ => ("a.xlsx", workbook(bytes)),
    };
    hold(&read::read(name, &bytes, &LAYOUTS, &BANK, None));
}

fn workbook(bytes: &[u8]) -> Vec<u8> {
    let relation = |n: usize, kind: &str, target: &str| {
        format!("<Relationship Id=\"rId{n}\" Type=\"{OFFICE}/{kind}\" Target=\"{target}\"/>")
    };
    let relations = |all: String| format!("<Relationships xmlns=\"{RELATIONS}\">{all}</Relationships>");
    let top = relations(relation(1, "officeDocument", "xl/workbook.xml"));
    let of_book = relations(
        [
            ("worksheet", "worksheets/sheet1.xml"),
            ("sharedStrings", "sharedStrings.xml"),
            ("styles", "styles.xml"),
            ("theme", "theme/theme1.xml"),
        ]
        .iter()
        .enumerate()
        .map(|(n, (kind, target))| relation(n + 1, kind, target))
        .collect(),
    );
    let of_sheet = relations(
        [
            ("drawing", "../drawings/drawing1.xml"),
            ("comments", "../comments1.xml"),
            ("vmlDrawing", "../drawings/vmlDrawing1.vml"),
            ("ctrlProp", "../ctrlProps/ctrlProp1.xml"),
        ]
        .iter()
        .enumerate()
        .map(|(n, (kind, target))| relation(n + 1, kind, target))
        .collect(),
    );
    let listing = format!(
        "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><sheets><sheet name=\"Responses\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
    );
    let types = "<Types/>";
    let given: Vec<&[u8]> = bytes.split(|it| *it == BETWEEN).collect();
    let mut parts: Vec<(&str, &[u8])> = vec![
        ("[Content_Types].xml", types.as_bytes()),
        ("_rels/.rels", top.as_bytes()),
        ("xl/_rels/workbook.xml.rels", of_book.as_bytes()),
        ("xl/worksheets/_rels/sheet1.xml.rels", of_sheet.as_bytes()),
    ];
    for (n, (name, usual)) in PARTS.iter().enumerate() {
        let usual = if usual.is_empty() { listing.as_str() } else { usual };
        let part = given.get(n).copied().filter(|it| !it.is_empty());
        parts.push((name, part.unwrap_or(usual.as_bytes())));
    }
    stored(parts)
}

fn stored<'a>(parts: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, bytes) in parts {
        writer.start_file(name, options).expect("the names differ");
        writer.write_all(bytes).expect("memory takes all");
    }
    writer.finish().expect("memory takes all").into_inner()
}

/// Makes the checksums of stored parts true again.
pub fn mend(archive: &mut [u8]) {
    let number = |archive: &[u8], at: usize, bytes: usize| {
        let field = archive.get(at..at + bytes)?;
        Some(field.iter().rev().fold(0_usize, |all, it| all << 8 | usize::from(*it)))
    };
    let mut at = 0;
    while at + 46 <= archive.len() {
        if archive.get(at..at + 4) != Some(b"PK\x01\x02") {
            at += 1;
            continue;
        }
        let sum = (|| {
            let local = number(archive, at + 42, 4)?;
            if number(archive, at + 10, 2)? != 0 || archive.get(local..local + 4)? != b"PK\x03\x04" {
                return None;
            }
            let from = local + 30 + number(archive, local + 26, 2)? + number(archive, local + 28, 2)?;
            let bytes = archive.get(from..from + number(archive, at + 20, 4)?)?;
            Some((local, crc32fast::hash(bytes).to_le_bytes()))
        })();
        if let Some((local, sum)) = sum {
            archive[at + 16..at + 20].copy_from_slice(&sum);
            archive[local + 14..local + 18].copy_from_slice(&sum);
        }
        at += 46;
    }
}

/// A bank of one question, which has few parts.
static SMALL: LazyLock<Bank> = LazyLock::new(|| {
    let first = "1.0.0".parse().expect("a version");
    let mut bank = Bank::load(&FILES, Some(first)).expect("the bank loads");
    bank.questions.retain(|it| it.id.as_str() == "SLP-11");
    bank
});

/// Loads rule files and, if they load, reads an answer by them and runs their own tests.
pub fn rules(bytes: &[u8]) {
    let mut texts = bytes.split(|it| *it == BETWEEN).map(|it| String::from_utf8_lossy(it).into_owned());
    let mut next = || texts.next().unwrap_or_default();
    let (rule, lexicon, cues, answer) = (next(), next(), next(), next());
    let file = |path: &str, text: String| SourceFile::new(path, text);
    let mut files = vec![
        file("scoring/cues.toml", cues),
        file("scoring/lexicons/a.toml", lexicon),
        file("scoring/rules/SLP-11/1.toml", rule),
    ];
    files.extend(FILES.iter().filter(|it| it.path.starts_with("scoring/scales/")).cloned());
    let Ok(rules) = Rules::load(&files, &SMALL) else { return };
    let Ok(engine) = Engine::new(&SMALL, rules) else { return };
    let today: Date = "2026-09-01".parse().expect("a day");
    let _report = trial::run(&engine, None);
    let Some(response) = response(&answer) else { return };
    let _answer = engine.answer(&response, "Tarn Lighting Ltd", today);
}

fn response(answer: &str) -> Option<Response> {
    let place = Place::Cell { file: None, sheet: "Responses".to_owned(), cell: "D12".to_owned() };
    let piece = Piece { place, text: answer.to_owned(), yes_no: None, item: None, parts: None };
    Some(Response {
        question: SMALL.questions.first()?.id.clone(),
        state: ResponseState::Answered,
        yes_no: None,
        pieces: vec![piece],
        evidence: None,
        confidential: false,
    })
}
