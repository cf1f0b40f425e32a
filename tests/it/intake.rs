//! Files that no reader should trust: refused in plain words, or read within limits; never a panic, never a guess.

use std::{fmt::Write as _, fs, path::Path, process::Command};

use probity::{intake, tender::Verdict, workbook::read::limits};

use crate::workbooks::{
    BANK, LAYOUTS, Sheet, answers, csv, flags, ods, package, raw, raw_with, read, rows, sheet, supplier, xlsx,
};

fn reason(name: &str, bytes: &[u8]) -> String {
    let tender = read(name, bytes);
    assert_eq!(tender.intake.verdict, Verdict::Refused, "{name}: {:?}", tender.intake);
    assert!(tender.responses.is_empty());
    let explanation = tender.intake.explanation.unwrap();
    assert!(explanation.ends_with('.') && explanation.len() > 60, "says too little: {explanation}");
    tender.intake.reason.unwrap()
}

#[test]
fn what_is_no_spreadsheet_is_told_by_its_bytes() {
    let wide = |text: &str| text.bytes().flat_map(|it| [it, 0]).collect::<Vec<u8>>();
    let ole = |stream: &str| {
        let mut bytes = vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
        bytes.resize(512, 0);
        bytes.extend(wide(stream));
        bytes
    };
    for (name, bytes, code) in [
        ("a.xlsx", Vec::new(), "empty-file"),
        ("a.xlsx", b"%PDF-1.7".to_vec(), "not-a-spreadsheet"),
        ("a.xlsx", b"<!DOCTYPE html><html></html>".to_vec(), "not-a-spreadsheet"),
        ("a.xlsx", b"a,b\n1,2\n".to_vec(), "not-a-spreadsheet"),
        ("a.xlsx", ole("EncryptedPackage"), "password-protected"),
        ("a.xls", ole("Workbook"), "unsupported-format"),
        ("a.xlsx", b"PK\x03\x04 broken".to_vec(), "zip-corrupt"),
        ("a.xlsx", package(&[("notes.xml", b"<a/>")]), "not-a-spreadsheet"),
        ("a.csv", b"x\0y,z".to_vec(), "csv-malformed"),
        ("a.csv", b"one,two\nthree,four\n".to_vec(), "template-not-recognised"),
    ] {
        assert_eq!(reason(name, &bytes), code, "{name} {:?}", bytes.get(..8));
    }
}

#[test]
fn a_refusal_says_which_header_was_looked_for_and_what_was_found() {
    let mut cells = answers();
    cells.insert((0, 3), "Remarks".to_owned());
    let tender = read("a.xlsx", &xlsx(&[("Responses", &cells)]));
    assert_eq!(tender.intake.reason.as_deref(), Some("template-not-recognised"));
    let explanation = tender.intake.explanation.unwrap();
    assert!(explanation.contains("Responses › A1"), "{explanation}");
    assert!(explanation.contains("`Question ID`, `Question`"), "{explanation}");
    assert!(explanation.contains("lacks `answer`"), "{explanation}");
}

#[test]
fn an_empty_form_is_refused_as_unanswered() {
    let mut cells = answers();
    cells.retain(|(row, column), _| *row == 0 || *column != 3);
    assert_eq!(reason("a.xlsx", &xlsx(&[("Responses", &cells)])), "no-answers");
}

#[test]
fn two_far_cells_cost_nothing() {
    let mut body = rows(&answers(), &std::collections::BTreeMap::new());
    body.push_str("<row r=\"1048576\"><c r=\"XFD1048576\" t=\"inlineStr\"><is><t>far</t></is></c></row>");
    let tender = read("a.xlsx", &raw(&sheet(&body)));
    assert_eq!(flags(&tender), ["content-outside-template"]);
    assert_eq!(tender.intake.flags[0].place.as_ref().unwrap().to_string(), "Responses › XFD1048576");
}

#[test]
fn statements_of_size_are_never_trusted() {
    let body = rows(&answers(), &std::collections::BTreeMap::new());
    for dimension in ["A1:XFD1048576", "C5:A1", "A0:E14", "ZZZZZZZ1:A2", "A1:B2"] {
        let xml =
            format!("<worksheet><dimension ref=\"{dimension}\"/><sheetData>{body}</sheetData></worksheet>");
        let tender = read("a.xlsx", &raw(&xml));
        assert_eq!(flags(&tender), ["inconsistent-metadata"], "{dimension}: {:?}", tender.intake);
        assert_eq!(tender.responses.len(), 13);
    }
    let strings = b"<sst count=\"4294967295\" uniqueCount=\"4294967295\"><si><t>x</t></si></sst>";
    let tender = read("a.xlsx", &raw_with(&sheet(&body), &[("xl/sharedStrings.xml", strings)]));
    assert_eq!(flags(&tender), ["inconsistent-metadata"]);
}

#[test]
fn a_sheet_that_programs_would_read_differently_is_refused() {
    let body = rows(&answers(), &std::collections::BTreeMap::new());
    let confirmed = "<c r=\"D4294967300\" t=\"inlineStr\"><is><t>Not agreed.</t></is></c></row>";
    for (change, code) in [
        (body.replacen("</row>", confirmed, 1), "corrupt-sheet"),
        (body.replacen("<row r=\"3\">", "<row r=\"2\">", 1), "corrupt-sheet"),
        (body.replacen("<c r=\"B2\"", "<c r=\"A2\"", 1), "corrupt-sheet"),
        (body.replacen("<c r=\"B2\"", "<c r=\"ZZZZZZZZZ2\"", 1), "corrupt-sheet"),
        (body.replacen("</row>", "", 1), "xml-malformed"),
        (format!("{body}<row r=\"90\"><c r=\"A90\"><v>NaN</v></c></row>"), "corrupt-sheet"),
        (format!("{body}<row r=\"90\"><c r=\"A90\" t=\"s\"><v>7</v></c></row>"), "corrupt-sheet"),
        (format!("{}{}{body}", "<a>".repeat(200), "</a>".repeat(200)), "xml-too-deep"),
    ] {
        assert_eq!(reason("a.xlsx", &raw(&sheet(&change))), code, "{}", &change[..200]);
    }
    let dtd = format!("<!DOCTYPE w [<!ENTITY e \"x\">]>{}", sheet(&body));
    assert_eq!(reason("a.xlsx", &raw(&dtd)), "xml-dtd");
}

#[test]
fn what_inflates_beyond_measure_is_refused_before_it_is_held() {
    let spaces = " ".repeat(limits::PART_BYTES + 1);
    assert_eq!(reason("a.xlsx", &raw(&sheet(&spaces))), "decompressed-too-large");
    let cell = format!(
        "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>{}</t></is></c></row>",
        "x".repeat(limits::CELL_BYTES + 1)
    );
    assert_eq!(reason("a.xlsx", &raw(&sheet(&cell))), "cell-too-large");
    let mut many = String::new();
    for row in 1..=limits::CELLS + 1 {
        write!(many, "<row r=\"{row}\"><c><v>1</v></c></row>").unwrap();
    }
    assert_eq!(reason("a.xlsx", &raw(&sheet(&many))), "too-many-cells");
    let big = vec![b' '; limits::FILE_BYTES + 1];
    assert_eq!(reason("a.csv", &big), "file-too-large");
}

#[test]
fn one_text_named_by_many_cells_is_counted_as_often_as_it_is_shown() {
    let mut body = String::new();
    for row in 1..=4_000 {
        write!(body, "<row r=\"{row}\"><c r=\"A{row}\" t=\"s\"><v>0</v></c></row>").unwrap();
    }
    let strings = format!("<sst uniqueCount=\"1\"><si><t>{}</t></si></sst>", "x".repeat(32_000));
    let bytes = raw_with(&sheet(&body), &[("xl/sharedStrings.xml", strings.as_bytes())]);
    assert_eq!(reason("a.xlsx", &bytes), "decompressed-too-large");
}

#[test]
fn repeated_cells_of_an_open_document_are_counted_and_blank_ones_are_free() {
    let honest = ods(&[("Responses", &answers())]);
    assert_eq!(read("a.ods", &honest).responses.len(), 13);
    let content = |row: &str| {
        format!(
            "<office:document-content xmlns:office=\"o\" xmlns:table=\"t\" xmlns:text=\"x\"><table:table table:name=\"R\">{row}</table:table></office:document-content>"
        )
    };
    let bomb = content(
        "<table:table-row table:number-rows-repeated=\"6000\"><table:table-cell table:number-columns-repeated=\"16000\" \
         office:value-type=\"string\"><text:p>x</text:p></table:table-cell></table:table-row>",
    );
    let mime: (&str, &[u8]) = ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet");
    assert_eq!(reason("a.ods", &package(&[mime, ("content.xml", bomb.as_bytes())])), "too-many-cells");
    let locked: (&str, &[u8]) = ("META-INF/manifest.xml", b"<m><manifest:encryption-data/></m>");
    assert_eq!(reason("a.ods", &package(&[mime, locked, ("content.xml", b"<a/>")])), "password-protected");
}

#[test]
fn packages_that_lie_about_their_parts_are_refused() {
    let good = xlsx(&[("Supplier", &supplier()), ("Responses", &answers())]);
    let twice = [good.clone(), good.clone()].concat();
    assert_eq!(reason("a.xlsx", &twice), "zip-ambiguous");
    let cut = &good[..good.len() - 40];
    assert_eq!(reason("a.xlsx", cut), "zip-corrupt");
    let escaping = raw_with(&sheet(""), &[("../../evil.xml", b"<a/>")]);
    assert_eq!(reason("a.xlsx", &escaping), "zip-path-traversal");
    let cased = raw_with(&sheet(""), &[("XL/workbook.xml", b"<a/>")]);
    assert_eq!(reason("a.xlsx", &cased), "zip-duplicate-entries");
    let macros = raw_with(
        &sheet(&rows(&answers(), &std::collections::BTreeMap::new())),
        &[("xl/vbaProject.bin", b"inert")],
    );
    assert_eq!(flags(&read("a.xlsx", &macros)), ["macro-present", "type-mismatch"]);
    assert_eq!(flags(&read("a.xlsm", &macros)), ["macro-present"]);
}

#[test]
fn damaged_workbooks_never_panic() {
    let good = xlsx(&[("Responses", &answers())]);
    let open = ods(&[("Responses", &answers())]);
    let text = csv(&answers(), ',').into_bytes();
    let mut state = 1_u64;
    for n in 0..400_u32 {
        let mut bytes = [&good, &open, &text][usize::try_from(n % 3).unwrap()].clone();
        for _ in 0..=n % 4 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let at = usize::try_from(state >> 33).unwrap() % bytes.len();
            bytes[at] = u8::try_from((state >> 20) & 0xff).unwrap();
        }
        let tender = read("a.xlsx", &bytes);
        assert_ne!(tender.intake.reason.as_deref(), Some("unreadable"), "damage {n} made a parser panic");
    }
}

#[test]
fn a_file_of_a_folder_goes_by_its_name_and_keeps_its_digest() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("acme.xlsx");
    let bytes = xlsx(&[("Supplier", &supplier()), ("Responses", &answers())]);
    fs::write(&path, &bytes).unwrap();
    let tender = intake::open(&path, &LAYOUTS, &BANK, None).unwrap();
    assert_eq!(tender.file, "acme.xlsx");
    assert_eq!(tender.digest, probity::id::Digest::of(&bytes));
    let large = folder.path().join("large.xlsx");
    fs::write(&large, vec![7; limits::FILE_BYTES + 1]).unwrap();
    let tender = intake::open(&large, &LAYOUTS, &BANK, None).unwrap();
    assert_eq!(tender.intake.reason.as_deref(), Some("file-too-large"));
    assert_eq!(tender.digest, probity::id::Digest::of(&vec![7; limits::FILE_BYTES + 1]));
    assert!(intake::open(&folder.path().join("none.xlsx"), &LAYOUTS, &BANK, None).is_err());
}

fn inspect(folder: &Path, args: &[&str]) -> (Option<i32>, String, String) {
    let out = Command::new(env!("CARGO_BIN_EXE_probity"))
        .current_dir(folder)
        .arg("inspect")
        .args(args)
        .output()
        .unwrap();
    (out.status.code(), String::from_utf8(out.stdout).unwrap(), String::from_utf8(out.stderr).unwrap())
}

#[test]
fn inspect_says_what_was_made_of_each_file_and_goes_on_after_a_bad_one() {
    let folder = tempfile::tempdir().unwrap();
    let mut cells: Sheet = answers();
    cells.insert((1, 3), "Escape \u{1b}[31m and\nline".to_owned());
    fs::write(folder.path().join("good.csv"), csv(&cells, ';')).unwrap();
    fs::write(folder.path().join("bad.xlsx"), "").unwrap();

    let (status, out, _) = inspect(folder.path(), &["good.csv"]);
    assert_eq!(status, Some(0));
    assert!(out.contains("SLP-01  answered") && out.contains("CSV › D2"), "{out}");
    assert!(!out.contains('\u{1b}'), "a terminal obeys nothing that a supplier wrote");

    let (status, out, error) =
        inspect(folder.path(), &["bad.xlsx", "none.xlsx", "good.csv", "--format", "json"]);
    assert_eq!(status, Some(1));
    assert!(error.contains("none.xlsx"), "{error}");
    let lines: Vec<serde_json::Value> = out.lines().map(|it| serde_json::from_str(it).unwrap()).collect();
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[0]["schema"], "probity.inspection/1");
    assert_eq!(lines[0]["intake"]["verdict"], "refused");
    assert_eq!(lines[0]["intake"]["reason"], "empty-file");
    assert_eq!(lines[0]["answers"].as_array().unwrap().len(), 0);
    assert_eq!(lines[1]["intake"]["verdict"], "accepted-with-flags");
    assert_eq!(lines[1]["intake"]["flags"][0]["code"], "control-characters");
    assert_eq!(lines[1]["answers"][7]["question"], "SLP-08");
    assert_eq!(lines[1]["answers"][7]["place"], serde_json::json!({"sheet": "CSV", "cell": "D9"}));
    assert_eq!(lines[1]["answers"][7]["text"], "Answer to SLP-08.");
    assert_eq!(lines[1]["sha256"].as_str().unwrap().len(), 64);

    let (status, _, error) = inspect(folder.path(), &["none.xlsx"]);
    assert_eq!(status, Some(2), "{error}");
    let (status, _, error) = inspect(folder.path(), &["good.csv", "--layout", "caiq-9"]);
    assert_eq!(status, Some(2));
    assert!(error.contains("`caiq-9`") && error.contains("`caiq-4`"), "{error}");
    let (status, _, error) = inspect(folder.path(), &["good.csv", "--bank", "9.9.9"]);
    assert_eq!(status, Some(2), "{error}");
}

#[test]
fn inspect_tells_what_files_of_one_call_share() {
    let folder = tempfile::tempdir().unwrap();
    let shared = "Every reading leaves the gauge house over a pair of bonded copper lines that our own crews laid in the \
                  spring, and the duty officer signs the ledger for each of them before the gates are raised again, \
                  whatever the weather over the estuary may have done to the mast in the meantime.";
    for (name, answer) in [("a.csv", shared), ("b.csv", shared), ("c.csv", "Nothing of the kind.")] {
        let mut cells: Sheet = answers();
        cells.insert((5, 3), answer.to_owned());
        fs::write(folder.path().join(name), csv(&cells, ',')).unwrap();
    }
    let (status, out, _) = inspect(folder.path(), &["a.csv", "b.csv", "c.csv"]);
    assert_eq!(status, Some(0));
    let (_, told) = out.split_once("across the files\n").unwrap_or_else(|| panic!("{out}"));
    assert!(told.contains("a.csv and b.csv (") && told.contains("shared-passage"), "{told}");
    assert!(told.contains("CSV › D6: “Every reading leaves"), "{told}");

    let (_, out, _) = inspect(folder.path(), &["a.csv", "b.csv", "c.csv", "--format", "json"]);
    let lines: Vec<serde_json::Value> = out.lines().map(|it| serde_json::from_str(it).unwrap()).collect();
    let others = |n: usize| -> Vec<&str> {
        lines[n]["alike"].as_array().unwrap().iter().map(|it| it["file"].as_str().unwrap()).collect()
    };
    assert!(others(0).contains(&"b.csv") && others(1).contains(&"a.csv"), "{lines:?}");
    let passage = &lines[1]["alike"][0]["passage"];
    assert_eq!(passage[0]["place"]["cell"], "D6");
    let (_, alone, _) = inspect(folder.path(), &["a.csv"]);
    assert!(!alone.contains("across the files"));
}
