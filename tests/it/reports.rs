//! The faces: JSON, CSV, the score workbook and the HTML report.

use std::{fs, io::Cursor, path::Path};

use calamine::{Data, Reader as _, Xlsx};
use probity::{
    report::{csv, html, json},
    workbook::write,
};
use proptest::prelude::{ProptestConfig, any, proptest};
use serde_json::Value;

pub(crate) mod sample;
mod schema;

use sample::{HOSTILE, sample};

/// What was made, for a person to look at.
fn keep(name: &str, bytes: &[u8]) {
    fs::write(Path::new(env!("CARGO_TARGET_TMPDIR")).join(name), bytes).unwrap();
}

#[test]
fn the_json_of_the_sample_is_as_it_was_promised() {
    let lines: Vec<String> = sample().assessments.iter().map(|it| json::line(it).unwrap()).collect();
    assert!(lines.iter().all(|it| !it.contains('\n')), "one line for each file");
    let full: Value = serde_json::from_str(&lines[0]).unwrap();
    insta::assert_snapshot!(serde_json::to_string_pretty(&full["answers"][7]).unwrap());
    let mut head = full.clone();
    head.as_object_mut().unwrap().remove("answers");
    // The digest of the bank is the bank's business.
    head["bank_digest"] = "…".into();
    insta::assert_snapshot!(serde_json::to_string_pretty(&head).unwrap());
    insta::assert_snapshot!(
        serde_json::to_string_pretty(&serde_json::from_str::<Value>(&lines[3]).unwrap()["intake"]).unwrap()
    );
}

#[test]
fn the_keys_stand_in_the_order_of_the_promise() {
    let line = json::line(&sample().assessments[0]).unwrap();
    let mut from = 0;
    for key in [
        "schema",
        "file",
        "sha256",
        "supplier",
        "bank",
        "bank_digest",
        "rules_digest",
        "on",
        "intake",
        "answers",
        "checks",
        "clauses",
    ] {
        let at = line[from..].find(&format!("\"{key}\":")).unwrap_or_else(|| panic!("`{key}` out of order"));
        from += at;
    }
}

#[test]
fn the_schema_is_current_and_holds_for_the_sample() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/schema/assessment-1.json");
    let made = json::schema().unwrap();
    if std::env::var_os("UPDATE_GENERATED").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, &made).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == made,
        "{} is stale: run the tests with UPDATE_GENERATED=1 and read the change",
        path.display()
    );
    let schema: Value = serde_json::from_str(&made).unwrap();
    for it in &sample().assessments {
        let line: Value = serde_json::from_str(&json::line(it).unwrap()).unwrap();
        assert_eq!(schema::faults(&schema, &line), Vec::<String>::new());
        for (pointer, wrong) in [
            ("/intake/verdict", Value::from("perhaps")),
            ("/answers", Value::from("none")),
            ("/on", Value::Null),
        ] {
            let mut broken = line.clone();
            *broken.pointer_mut(pointer).unwrap() = wrong;
            assert_ne!(schema::faults(&schema, &broken), Vec::<String>::new(), "{pointer}");
        }
    }
}

#[test]
fn the_csv_has_a_row_for_each_supplier_and_question_and_none_is_lost() {
    let sample = sample();
    let mut text = csv::header();
    for it in &sample.assessments {
        text.push_str(&csv::rows(&sample.bank, it));
    }
    keep("scores.csv", text.as_bytes());
    let mut reader = ::csv::ReaderBuilder::new().from_reader(text.as_bytes());
    let header = reader.headers().unwrap().clone();
    let rows: Vec<::csv::StringRecord> = reader.records().map(|it| it.unwrap()).collect();
    assert_eq!(rows.len(), 13 + 13 + 1 + 1);
    let at = |row: &::csv::StringRecord, name: &str| {
        row[header.iter().position(|it| it == name).unwrap()].to_owned()
    };
    assert_eq!(at(&rows[7], "question"), "SLP-08");
    assert_eq!(at(&rows[7], "proposed"), "2");
    assert_eq!(
        (at(&rows[1], "low"), at(&rows[1], "high"), at(&rows[1], "proposed")),
        ("3".to_owned(), "4".to_owned(), String::new())
    );
    assert_eq!(at(&rows[13], "answer"), format!("'{HOSTILE}"), "a formula is guarded, the words are kept");
    assert_eq!(at(&rows[13], "file"), "'=cmd|' /C calc'!A0.xlsx");
    let last = rows.last().unwrap();
    assert_eq!(
        (at(last, "verdict"), at(last, "refer")),
        ("refused, a person decides what follows".into(), "password".into())
    );
    assert_eq!(at(last, "on"), "2026-09-01");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn no_csv_field_begins_as_a_formula_and_all_read_back(text in any::<String>(), lead in "[=+\\-@\t\r\n＝＋－＠ a]?") {
        let sample = SAMPLE.get_or_init(sample);
        let mut it = sample.assessments[2].clone();
        let text = format!("{lead}{text}");
        it.answers[0].text.clone_from(&text);
        it.answers[0].would_raise = vec![text.clone()];
        it.tender.supplier = Some(text.clone());
        let rows = csv::rows(&sample.bank, &it);
        let mut reader = ::csv::ReaderBuilder::new().has_headers(false).from_reader(rows.as_bytes());
        let records: Vec<::csv::StringRecord> = reader.records().map(|it| it.unwrap()).collect();
        assert_eq!(records.len(), 1);
        assert_eq!(records[0].len(), 27);
        for field in &records[0] {
            assert!(!field.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '\0', '＝', '＋', '－', '＠']), "{field:?}");
        }
        let answer = &records[0][18];
        assert!(answer == text || answer.strip_prefix('\'') == Some(&text), "{answer:?}");
    }
}

static SAMPLE: std::sync::OnceLock<sample::Sample> = std::sync::OnceLock::new();

type Grid = Vec<Vec<String>>;

/// A sheet as text, formulas shown beside the value that a previewer shows.
fn grid(book: &mut Xlsx<Cursor<Vec<u8>>>, sheet: &str) -> Grid {
    let values = book.worksheet_range(sheet).unwrap();
    let formulas = book.worksheet_formula(sheet).unwrap();
    let (rows, columns) = values.end().unwrap();
    (0..=rows)
        .map(|row| {
            (0..=columns)
                .map(|col| {
                    let value = match values.get_value((row, col)) {
                        None | Some(Data::Empty) => String::new(),
                        Some(it) => it.to_string(),
                    };
                    match formulas.get_value((row, col)) {
                        Some(it) if !it.is_empty() => format!("{value} [={it}]"),
                        _ => value,
                    }
                })
                .collect()
        })
        .collect()
}

#[test]
fn the_workbook_reads_back_as_it_was_meant() {
    let sample = sample();
    let bytes = write::scores(&sample.report()).unwrap();
    keep("scores.xlsx", &bytes);
    assert_eq!(bytes, write::scores(&sample.report()).unwrap(), "the same input gives the same bytes");
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap();
    assert_eq!(
        book.sheet_names(),
        [
            "Compare",
            "Similar",
            "Northbank Digital Ltd",
            "Harbour & Sons <script>alert(2)",
            "caiq.xlsx",
            "locked.xlsx",
        ]
    );
    let compare = grid(&mut book, "Compare");
    insta::assert_snapshot!(compare[4..18].iter().map(|it| it.join(" | ")).collect::<Vec<_>>().join("\n"));
    let words = compare.concat().join(" ").to_lowercase();
    for barred in ["average", "rank", "total"] {
        assert!(words.matches(barred).count() <= 1, "`{barred}` is only said not to be there");
    }
    let similar = grid(&mut book, "Similar");
    assert_eq!(similar.len(), 6, "a title, a head and a row for each pair");
    assert!(similar[5][3].contains("SLP-08 (Responses › E9)"), "{}", similar[5][3]);
    let supplier = grid(&mut book, "Northbank Digital Ltd");
    let from = supplier.iter().position(|it| it[0] == "SLP-08").unwrap();
    let to = supplier.iter().position(|it| it[0] == "SLP-09").unwrap();
    insta::assert_snapshot!(
        supplier[from..to].iter().map(|it| it.join(" | ")).collect::<Vec<_>>().join("\n")
    );
    for row in supplier.iter().filter(|it| it[0].starts_with("SLP-")) {
        assert_eq!((row[6].as_str(), row[7].as_str()), ("", ""), "nothing is awarded by the machine");
        assert!(row[8].starts_with("score and reason missing [="), "{}", row[8]);
    }
}

#[test]
fn a_supplier_cannot_put_a_formula_into_the_workbook() {
    let sample = sample();
    let mut book: Xlsx<_> =
        calamine::open_workbook_from_rs(Cursor::new(write::scores(&sample.report()).unwrap())).unwrap();
    let sheet = "Harbour & Sons <script>alert(2)";
    for (row, col, formula) in book.worksheet_formula(sheet).unwrap().used_cells() {
        assert!(
            formula.is_empty() || formula.starts_with("COUNTIF(") || formula.starts_with("IF("),
            "{row}:{col} {formula}"
        );
    }
    let text = grid(&mut book, sheet).concat();
    let answer =
        text.iter().find(|it| it.starts_with("=HYPERLINK")).expect("the words are shown as they are");
    assert!(
        answer.contains("_x0041_") && answer.contains("⟨U+0000⟩") && answer.contains("⟨U+202E⟩desrever"),
        "{answer}"
    );
}

#[test]
fn an_answer_longer_than_a_cell_is_cut_and_says_so() {
    let mut sample = sample();
    sample.assessments.truncate(1);
    sample.assessments[0].answers[0].text = "😀".repeat(30_000);
    let mut book: Xlsx<_> =
        calamine::open_workbook_from_rs(Cursor::new(write::scores(&sample.report()).unwrap())).unwrap();
    let text = grid(&mut book, "Northbank Digital Ltd").concat();
    let cut = text.iter().find(|it| it.starts_with('😀')).unwrap();
    assert!(cut.encode_utf16().count() <= 32_767);
    assert!(cut.contains("[… cut here: 30017 characters in all"), "{}", &cut[cut.len() - 80..]);
}

#[test]
fn the_html_shows_hostile_text_as_text() {
    let sample = sample();
    let page = html::render(&sample.report()).unwrap();
    keep("report.html", page.as_bytes());
    assert_eq!(page, html::render(&sample.report()).unwrap(), "the same input gives the same bytes");
    let lower = page.to_lowercase();
    for barred in [
        "<script",
        "javascript:",
        "src=",
        "href=\"http",
        "url(http",
        "@import",
        "\u{202e}",
        "\0",
        ">49<",
        "</mark></mark>",
    ] {
        assert!(!lower.contains(barred), "{barred:?}");
    }
    assert!(page.contains("{{ 7 * 7 }}"), "a template in an answer is text");
    assert!(
        page.contains("&lt;script&gt;alert(1)&lt;&#x2F;script&gt;")
            || page.contains("&lt;script&gt;alert(1)&lt;/script&gt;")
    );
    assert!(page.contains("⟨U+202E⟩desrever"));
}

#[test]
fn the_html_is_well_formed_and_every_link_has_its_target() {
    let page = html::render(&sample().report()).unwrap();
    let mut ids = std::collections::BTreeSet::new();
    for (at, _) in page.match_indices(" id=\"") {
        let id = page[at + 5..].split('"').next().unwrap();
        assert!(ids.insert(id), "`{id}` stands twice");
    }
    let mut links = 0;
    for (at, _) in page.match_indices("href=\"#") {
        let target = page[at + 7..].split('"').next().unwrap();
        assert!(ids.contains(target), "no target for `{target}`");
        links += 1;
    }
    assert!(links > 100, "{links}");
    for (at, _) in page.match_indices("aria-labelledby=\"") {
        let target = page[at + 17..].split('"').next().unwrap();
        assert!(ids.contains(target), "no label `{target}`");
    }
    assert_balanced(&page);
    assert_eq!(page.matches("<h1").count(), 1);
    let mut level = 1;
    for (at, _) in page.match_indices("<h") {
        let Some(next) = page[at + 2..].chars().next().and_then(|it| it.to_digit(10)) else { continue };
        assert!(next <= level + 1, "a heading of level {next} after one of level {level}");
        level = next;
    }
    assert_eq!(page.matches("<table").count(), page.matches("<caption").count());
}

/// Every element is closed where it should be.
fn assert_balanced(page: &str) {
    const VOID: [&str; 5] = ["meta", "br", "rect", "link", "!doctype"];
    let body = &page[page.find("</style>").unwrap()..];
    let mut open = vec!["html".to_owned(), "head".to_owned(), "style".to_owned()];
    for tag in body.split('<').skip(1) {
        let (tag, _) = tag.split_once('>').unwrap();
        let name: String =
            tag.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
        if tag.starts_with('/') {
            assert_eq!(open.pop().as_deref(), Some(name.as_str()), "near <{tag}>");
        } else if !VOID.contains(&name.to_lowercase().as_str()) {
            open.push(name);
        }
    }
    assert_eq!(open, Vec::<String>::new());
}

#[test]
fn the_words_of_a_foreign_answer_are_marked_in_their_own_cell() {
    let page = html::render(&sample().report()).unwrap();
    let at = page.find("From BCR-08.1").unwrap();
    let answer = &page[at..at + 700];
    assert!(answer.contains(">Backups are encrypted</mark>"), "{answer}");
}
