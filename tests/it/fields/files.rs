//! Fields as they come back in files, and as they are shown.

use super::*;

fn read(name: &str, bytes: &[u8]) -> Tender {
    intake::receive(name, bytes, &LAYOUTS, &BANK, None)
}

/// Each field of the bank, by the letters and digits of its id.
fn all_fields() -> impl Iterator<Item = (String, &'static probity::bank::field::Field)> {
    BANK.questions
        .iter()
        .flat_map(|it| it.fields.iter().map(|field| (plainly(&format!("{}.{}", it.id, field.id)), field)))
}

fn plainly(id: &str) -> String {
    id.chars().filter(|c| c.is_alphanumeric() && *c != '0').flat_map(char::to_lowercase).collect()
}

/// The answer sheet with the rows of fields behind those of the questions.
fn answers(values: &[(&str, &str)]) -> Sheet {
    let mut sheet = Sheet::new();
    for (column, label) in (0..).zip(["Question ID", "Question", "Weight", "Response", "Evidence"]) {
        sheet.insert((0, column), label.to_owned());
    }
    let worded = BANK.questions.iter().filter(|it| it.id.as_str().starts_with("SLP"));
    let mut row = 1;
    for question in worded {
        sheet.insert((row, 0), question.id.to_string());
        sheet.insert((row, 1), question.text.clone());
        sheet.insert((row, 2), question.weight.to_string());
        sheet.insert((row, 3), format!("Answer to {}.", question.id));
        row += 1;
    }
    for (id, value) in values {
        sheet.insert((row, 0), (*id).to_owned());
        let issued = all_fields().find(|(name, _)| *name == plainly(id)).map(|(_, it)| it.printed());
        sheet.insert((row, 1), issued.unwrap_or_else(|| "Not issued".to_owned()));
        sheet.insert((row, 3), (*value).to_owned());
        row += 1;
    }
    sheet
}

fn table(cells: &[&[&str]]) -> Sheet {
    let mut sheet = Sheet::new();
    for (row, line) in (0..).zip(cells) {
        for (column, text) in (0..).zip(*line).filter(|(_, it)| !it.is_empty()) {
            sheet.insert((row, column), (*text).to_owned());
        }
    }
    sheet
}

fn of<'a>(tender: &'a Tender, question: &str) -> &'a Response {
    tender.responses.iter().find(|it| it.question.as_str() == question).unwrap()
}

/// Rows as `column=text`.
fn said(response: &Response) -> Vec<String> {
    let row = |it: &Vec<FieldCell>| {
        it.iter().map(|it| format!("{}={}", it.column, it.text)).collect::<Vec<_>>().join("|")
    };
    response
        .fields
        .iter()
        .flat_map(|it| match &it.said {
            Said::Text(text) => vec![format!("{}: {text}", it.field)],
            Said::Rows(rows) => rows.iter().map(row).collect(),
            Said::Unreadable => vec![format!("{} unreadable", it.field)],
        })
        .collect()
}

const VALUES: &[(&str, &str)] = &[
    ("TSN-01.notice-hours", "24"),
    ("tsn 1 . Told", "Yes"),
    ("TSP–01.AVAILABILITY", "99.95"),
    ("TSC-01.faces", "Not in the product"),
    ("TSD-03.cover-ends", "31 December 2026"),
];

#[test]
fn rows_that_name_a_field_are_read_from_text_and_from_workbooks_alike() {
    let sheet = answers(VALUES);
    for (name, bytes) in [
        ("a.csv", csv(&sheet, ',').into_bytes()),
        ("a.xlsx", xlsx(&[("Supplier", &supplier()), ("Responses", &sheet)])),
    ] {
        let tender = read(name, &bytes);
        assert_ne!(tender.intake.verdict, Verdict::Refused, "{:?}", tender.intake);
        assert_eq!(said(of(&tender, "TSN-01")), ["notice-hours: 24", "told: Yes"]);
        assert_eq!(said(of(&tender, "TSP-01")), ["availability: 99.95"]);
        assert_eq!(of(&tender, "TSN-01").state, ResponseState::Answered);
        assert_eq!(of(&tender, "TSX-01").state, ResponseState::Missing);
        assert!(!flags(&tender).contains(&"question-id-unknown"), "{:?}", tender.intake.flags);
        let at = of(&tender, "TSN-01").fields[0].place.to_string();
        assert!(at.ends_with("D15"), "{at}");
        // The worker's message keeps it.
        let sent = serde_json::to_string(&tender).unwrap();
        assert_eq!(serde_json::from_str::<Tender>(&sent).unwrap(), tender);
        let (answers, _) = ENGINE.assess(&tender, day());
        let hours = answers.iter().find(|it| it.question.as_str() == "TSN-01").unwrap();
        assert_eq!(hours.outcome, Some(Outcome::Met), "{hours:?}");
    }
}

#[test]
fn a_field_of_no_question_and_one_that_stands_twice_are_told() {
    let sheet =
        answers(&[("TSN-01.notice-hours", "24"), ("TSN-01.notice-hours", "48"), ("TSN-01.nothing", "1")]);
    let tender = read("a.csv", csv(&sheet, ',').as_bytes());
    assert_eq!(said(of(&tender, "TSN-01")), ["notice-hours: 24"]);
    let told = flags(&tender);
    assert!(told.contains(&"duplicate-question") && told.contains(&"question-id-unknown"), "{told:?}");
    let (answers, _) = ENGINE.assess(&tender, day());
    let hours = answers.iter().find(|it| it.question.as_str() == "TSN-01").unwrap();
    assert!(codes(hours).contains(&"duplicate-question"), "{:?}", hours.refer);
    assert_eq!(hours.score.proposed, None);
}

#[test]
fn a_row_of_a_field_that_was_altered_or_taken_out_is_told() {
    let told = |sheet: &Sheet, code: &str| {
        let tender = read("a.xlsx", &xlsx(&[("Supplier", &supplier()), ("Responses", sheet)]));
        let of_code = tender.intake.flags.iter().filter(|it| it.code == code);
        of_code
            .map(|it| (it.place.as_ref().map(ToString::to_string).unwrap_or_default(), it.message.clone()))
            .collect::<Vec<_>>()
    };
    let whole = answers(VALUES);
    assert!(told(&whole, "question-altered").is_empty());
    let fields = |it: Vec<(String, String)>| {
        it.into_iter().filter(|(_, message)| message.contains("the row of TSN-01.")).collect::<Vec<_>>()
    };
    assert!(fields(told(&whole, "question-missing")).is_empty());
    // Its fields came back and its own row did not.
    let missing = told(&whole, "question-missing");
    assert_eq!(
        missing.iter().filter(|(_, it)| it.starts_with("the row of TSN-01 (")).count(),
        1,
        "{missing:?}"
    );
    let mut altered = whole.clone();
    let label = altered.get_mut(&(14, 1)).unwrap();
    *label = label.replacen("to notice", "to no notice", 1);
    let found = told(&altered, "question-altered");
    assert!(
        matches!(found.as_slice(), [(at, it)] if at.ends_with("B15") && it.contains("TSN-01.notice-hours")),
        "{found:?}"
    );
    // The help below the title may be left out.
    altered.insert((14, 1), "Hours from awareness to notice".to_owned());
    assert!(told(&altered, "question-altered").is_empty());
    let without: Vec<_> = VALUES.iter().copied().filter(|(id, _)| *id != "tsn 1 . Told").collect();
    let found = fields(told(&answers(&without), "question-missing"));
    assert!(matches!(found.as_slice(), [(_, it)] if it.contains("TSN-01.told")), "{found:?}");
}

#[test]
fn tables_stand_on_sheets_of_their_own_whatever_the_order_of_their_columns() {
    let responses = answers(VALUES);
    let named = table(&[
        &["Country", "Data set", "Kept for", "Colour"],
        &["UK", "Counts", "2 years", "blue"],
        &["", "", "", ""],
        &["Ireland", "Logs", "90 days"],
    ]);
    let titled = table(&[
        &["TSX-01.certificates"],
        &["One row for each certificate"],
        &[
            "Certificate number",
            "Scheme",
            "edition",
            "Certifying body",
            "Accreditation",
            "Holder",
            "Scope",
            "Issued",
            "Expires",
        ],
        &[
            "IS 688201",
            "ISO/IEC 27001",
            "2022",
            "Meridian Assurance",
            "UKAS",
            "Thornbury Lighting Ltd",
            "All",
            "1 February 2025",
            "31 January 2028",
        ],
    ]);
    let bytes = xlsx(&[
        ("Supplier", &supplier()),
        ("Responses", &responses),
        ("tst-01 Retention", &named),
        ("Certificates", &titled),
    ]);
    let tender = read("a.xlsx", &bytes);
    assert_eq!(tender.supplier.as_deref(), Some("Thornbury Lighting Ltd"));
    assert_eq!(
        said(of(&tender, "TST-01")),
        ["country=UK|data-set=Counts|kept=2 years", "country=Ireland|data-set=Logs|kept=90 days"]
    );
    assert_eq!(said(of(&tender, "TSX-01")).len(), 1);
    assert_eq!(of(&tender, "TST-01").fields[0].place.to_string(), "tst-01 Retention › A2");
    let told = flags(&tender);
    assert!(told.contains(&"table-column-unknown"), "{told:?}");
    assert!(!told.contains(&"content-outside-template"), "{:?}", tender.intake.flags);
    let unknown = tender.intake.flags.iter().find(|it| it.code == "table-column-unknown").unwrap();
    assert_eq!(unknown.place.as_ref().unwrap().to_string(), "tst-01 Retention › D1");
    assert!(unknown.ask().unwrap().contains("headings"));
    let (answers, _) = ENGINE.assess(&tender, day());
    let sets = answers.iter().find(|it| it.question.as_str() == "TST-01").unwrap();
    assert_eq!((sets.parts[0].status, codes(sets)), (Affirmed, vec!["outside-uk"]));
    let held = answers.iter().find(|it| it.question.as_str() == "TSX-01").unwrap();
    assert_eq!((held.parts[0].status, held.parts[0].strength), (Affirmed, Specific), "{held:?}");
}

#[test]
fn a_table_that_stands_on_two_sheets_is_told() {
    let rows = |kept: &'static str| table(&[&["Data set", "Kept for", "Country"], &["Counts", kept, "UK"]]);
    for (second, words, count) in [("2 years", "read once", 1), ("9 years", "of both were read", 2)] {
        let bytes = xlsx(&[
            ("Responses", &answers(VALUES)),
            ("TST-01 retention", &rows("2 years")),
            (
                "TST-01 retention (2)",
                &table(&[
                    &["TST-01.retention"],
                    &["Data set", "Kept for", "Country"],
                    &["Counts", second, "UK"],
                ]),
            ),
        ]);
        let tender = read("a.xlsx", &bytes);
        assert_eq!(said(of(&tender, "TST-01")).len(), count);
        let twice = tender.intake.flags.iter().find(|it| it.code == "duplicate-question").unwrap();
        assert!(twice.message.contains(words) && twice.message.contains("(2) › A3"), "{}", twice.message);
        let (answers, _) = ENGINE.assess(&tender, day());
        let sets = answers.iter().find(|it| it.question.as_str() == "TST-01").unwrap();
        assert!(codes(sets).contains(&"duplicate-question"), "{:?}", sets.refer);
        assert_eq!(sets.score.proposed, None);
    }
}

#[test]
fn a_table_without_its_headings_is_unreadable_and_no_blank() {
    let odd = table(&[&["TST-01 retention"], &["What", "How long"], &["Counts", "2 years"]]);
    let tender = read("a.xlsx", &xlsx(&[("Responses", &answers(&[])), ("Sheet2", &odd)]));
    assert_eq!(said(of(&tender, "TST-01")), ["retention unreadable"]);
    assert!(flags(&tender).contains(&"table-not-recognised"));
    let (answers, _) = ENGINE.assess(&tender, day());
    let sets = answers.iter().find(|it| it.question.as_str() == "TST-01").unwrap();
    assert_eq!((sets.score.low, sets.score.high, sets.score.proposed), (0, 5, None));
    assert!(codes(sets).contains(&"field-unreadable"), "{:?}", sets.refer);
}

#[test]
fn faces_show_values_and_the_same_file_gives_the_same_bytes() {
    let responses = answers(VALUES);
    let sets = table(&[
        &["Data set", "Kept for", "Country"],
        &["Counts", "2 years", "UK"],
        &["Logs", "90 days", "UK"],
    ]);
    let bytes = xlsx(&[("Supplier", &supplier()), ("Responses", &responses), ("TST-01 retention", &sets)]);
    let make = || {
        let tender = read("a.xlsx", &bytes);
        let (answers, checks) = ENGINE.assess(&tender, day());
        Assessment {
            tender,
            bank: BANK.version,
            bank_digest: BANK.digest.clone(),
            rules_digest: ENGINE.rules().digest.clone(),
            on: day(),
            basis: probity::report::Basis::default(),
            answers,
            checks,
            clauses: Vec::new(),
        }
    };
    let (first, second) = (make(), make());
    let line = json::line(&first).unwrap();
    assert_eq!(line, json::line(&second).unwrap());
    let json: serde_json::Value = serde_json::from_str(&line).unwrap();
    let answer = |id: &str| {
        json["answers"].as_array().unwrap().iter().find(|it| it["question"] == id).unwrap().clone()
    };
    let hours = answer("TSN-01");
    assert_eq!(hours["use"], "declaration");
    assert_eq!(hours["outcome"], "met");
    assert_eq!(
        hours["fields"][0],
        serde_json::json!({"field": "notice-hours", "place": {"sheet": "Responses", "cell": "D15"}, "value": "24", "status": "affirmed"})
    );
    let sets = answer("TST-01");
    assert_eq!(sets["fields"][0]["rows"][1][0]["text"], "Logs");
    assert!(sets.get("use").is_none() && sets.get("outcome").is_none());
    let information = answer("TSD-03");
    assert_eq!(information["use"], "information");
    assert!(information["score"]["proposed"].is_null());
    let prose = answer("SLP-02");
    assert!(prose.get("fields").is_none() && prose.get("use").is_none());

    let method = Method::of(ENGINE.rules());
    let assessments = [first];
    let report = Report { bank: &BANK, method: &method, assessments: &assessments, alike: &[] };
    let page = html::render(&report).unwrap();
    for words in [
        "Hours from awareness to notice: 24 hours",
        "Counts | 2 years | UK",
        "for information: not scored",
        "proposed: met",
    ] {
        assert!(page.contains(words), "{words}");
    }
    let book = write::scores(&report).unwrap();
    std::fs::write(std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("fields.xlsx"), &book).unwrap();
    std::fs::write(std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("fields.html"), &page).unwrap();
}
