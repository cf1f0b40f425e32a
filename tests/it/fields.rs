//! Values, tables and certificates: read from every kind of file, judged by bounds and days, shown in every face.

use std::sync::LazyLock;

use probity::{
    assess::{Answer, Engine, Outcome, Status, Strength},
    bank::Bank,
    diag::Place,
    id::Date,
    intake,
    report::{Assessment, Method, Report, html, json},
    rule::Rules,
    source::SourceFile,
    store,
    tender::{FieldAnswer, FieldCell, Piece, Response, ResponseState, Said, Tender, Verdict},
    workbook::write,
};

use crate::workbooks::{LAYOUTS, Sheet, csv, flags, supplier, xlsx};

/// Questions of one kind of field each; nobody asks them.
const QUESTIONS: &[(&str, &str, &str, &str)] = &[
    (
        "TSN-01",
        "declaration",
        "time-limit* further-reports",
        r#"
[[fields]]
id = "notice-hours"
title = "Hours from awareness to notice"
kind = "number"
part = "time-limit"
required = true
help = "A whole number of hours; write 24 for one day."
unit = "hours"
good = { at-most = 24 }
fair = { at-most = 48 }
plausible = { at-least = 0, at-most = 720 }
[[fields]]
id = "told"
title = "The Council is told of progress"
kind = "yes-no"
part = "further-reports"
required = true
help = "Yes or no."
"#,
    ),
    (
        "TSP-01",
        "scored",
        "availability",
        r#"
[[fields]]
id = "availability"
title = "Availability in a month"
kind = "number"
part = "availability"
required = true
help = "A percentage."
unit = "%"
good = { at-least = "99.9" }
fair = { at-least = "99.5" }
plausible = { at-least = 90, at-most = 100 }
"#,
    ),
    (
        "TSM-01",
        "condition-of-participation",
        "cover",
        r#"
[[fields]]
id = "cover"
title = "Cover for each claim"
kind = "number"
part = "cover"
required = true
help = "In millions of pounds."
unit = "£ million"
good = { at-least = 5 }
"#,
    ),
    (
        "TSC-01",
        "pass-fail",
        "faces*",
        r#"
[[fields]]
id = "faces"
title = "Recognition of faces"
kind = "choice"
part = "faces"
required = true
help = "Choose one."
options = [
  { id = "absent", title = "Not in the product", means = "met" },
  { id = "off", title = "Switched off, and the Council alone could switch it on", means = "met-with-exception" },
  { id = "some", title = "Off on some devices", means = "partly" },
  { id = "coming", title = "To be taken out", means = "planned" },
  { id = "on", title = "In use", means = "not-met" },
]
"#,
    ),
    (
        "TSD-01",
        "scored",
        "tested",
        r#"
[[fields]]
id = "tested"
title = "Day of the last full test"
kind = "date"
part = "tested"
required = true
help = "Day, month and year."
day = { within-months = 12 }
"#,
    ),
    (
        "TSD-02",
        "pass-fail",
        "support-end",
        r#"
[[fields]]
id = "support-end"
title = "Day on which updates end"
kind = "date"
part = "support-end"
required = true
help = "Day, month and year."
day = { not-before = "contract-end" }
"#,
    ),
    (
        "TSD-03",
        "information",
        "cover-ends",
        r#"
[[fields]]
id = "cover-ends"
title = "Day on which the cover ends"
kind = "date"
part = "cover-ends"
help = "Day, month and year."
day = { not-before = "evaluation" }
"#,
    ),
    (
        "TSX-01",
        "scored",
        "certified other",
        r#"
[[fields]]
id = "certificates"
title = "Certificates"
kind = "certificates"
part = "other"
required = true
help = "One row for each certificate, or equivalent."
schemes = [
  { id = "iso-27001", title = "ISO/IEC 27001", part = "certified", editions = ["iso-27001-2022"], valid-months = 36 },
  { id = "cyber-essentials", title = "Cyber Essentials", part = "certified", editions = ["cyber-essentials-3-3"], valid-months = 12 },
]
"#,
    ),
    (
        "TST-01",
        "scored",
        "sets countries",
        r#"
[[fields]]
id = "retention"
title = "Data sets"
kind = "table"
part = "sets"
required = true
help = "One row for each set."
columns = [
  { id = "data-set", title = "Data set", required = true },
  { id = "kept", title = "Kept for", required = true },
  { id = "note", title = "Note" },
  { id = "country", title = "Country", required = true, part = "countries" },
]
min-rows = 2
watch = [
  { column = "country", unless = ["UK", "United Kingdom"], flag = "outside-uk", message = "Data is kept outside the United Kingdom.", ask = "Under which mechanism is it transferred?" },
]
"#,
    ),
    (
        "TSE-01",
        "scored",
        "report",
        r#"
[[fields]]
id = "report"
title = "Report of the test"
kind = "evidence"
part = "report"
required = true
help = "File, section, date."
[[fields]]
id = "tester"
title = "Name of the tester"
kind = "text"
help = "A name."
"#,
    ),
];

fn question_file(id: &str, used_as: &str, parts: &str, fields: &str) -> String {
    let parts: Vec<&str> = parts.split(' ').collect();
    let each = 100 / parts.len();
    let part = |it: &&str| {
        let (part, mandatory) = (it.trim_end_matches('*'), it.ends_with('*'));
        format!(
            "[[parts]]\nid = \"{part}\"\ntitle = \"Part {part}\"\nweight = {each}\nmandatory = {mandatory}\nguidance = \"Say it.\"\n"
        )
    };
    let parts = parts.iter().map(part).collect::<Vec<_>>().concat();
    let weight = u8::from(used_as == "scored");
    format!(
        "id = \"{id}\"\nrevision = 1\ntitle = \"Question {id}\"\nuse = \"{used_as}\"\nif-missing = \"It counts as not shown.\"\n\
         form = \"declare\"\nyes-no = false\nweight = {weight}\nword-limit = 100\ntext = \"What holds of {id}?\"\nwhy = \"To know.\"\n\
         supplier-guidance = \"Fill it in.\"\nevaluator-guidance = \"Read it.\"\nclauses = []\nsources = []\ncrosswalk = []\n{parts}{fields}"
    )
}

/// The bank with the questions above behind its own.
static BANK: LazyLock<Bank> = LazyLock::new(|| {
    let mut files = store::data(None).unwrap();
    let mut release =
        "version = \"99.0.0\"\ndate = \"2026-11-01\"\nchanges = [\"For tests.\"]\nweights-by-profile = true\n".to_owned();
    for (id, used_as, parts, fields) in QUESTIONS {
        let file = SourceFile::new(
            format!("question-bank/questions/{id}/1.toml"),
            question_file(id, used_as, parts, fields),
        );
        release.push_str(&format!(
            "[[questions]]\nid = \"{id}\"\nrevision = 1\nchange = \"new\"\ndigest = \"{}\"\n",
            file.digest()
        ));
        files.push(file);
    }
    files.push(SourceFile::new("question-bank/releases/99.0.0.toml", release));
    let own = Bank::load(&files, Some("99.0.0".parse().unwrap())).unwrap_or_else(|it| panic!("{it}"));
    let mut bank = Bank::load(&files, Some("1.0.0".parse().unwrap())).unwrap();
    let mut hours = own.questions[0].fields[0].clone();
    // A question of words with a value beside them.
    let worded = bank.questions.iter_mut().find(|it| it.id.as_str() == "SLP-01").unwrap();
    hours.part = worded.parts.iter().find(|it| it.mandatory).map(|it| it.id.clone());
    hours.required = false;
    worded.fields.push(hours);
    bank.questions.extend(own.questions);
    bank
});

static ENGINE: LazyLock<Engine> = LazyLock::new(|| {
    let rules = Rules::load(&store::data(None).unwrap(), &BANK).unwrap_or_else(|it| panic!("{it}"));
    Engine::new(&BANK, rules).unwrap()
});

fn day() -> Date {
    "2026-11-25".parse().unwrap()
}

fn place(cell: &str) -> Place {
    Place::Cell { file: None, sheet: "Responses".to_owned(), cell: cell.to_owned() }
}

fn response(question: &str, fields: Vec<FieldAnswer>) -> Response {
    Response {
        question: question.parse().unwrap(),
        state: ResponseState::Answered,
        yes_no: None,
        pieces: Vec::new(),
        evidence: None,
        confidential: false,
        fields,
    }
}

fn text(field: &str, text: &str) -> FieldAnswer {
    FieldAnswer { field: field.parse().unwrap(), place: place("D2"), said: Said::Text(text.to_owned()) }
}

/// A row: columns and what stands under them.
type Cells<'a> = &'a [(&'a str, &'a str)];

/// Rows of `column: text` pairs.
fn rows(field: &str, rows: &[&[(&str, &str)]]) -> FieldAnswer {
    let cell = |n: usize, (column, text): &(&str, &str)| FieldCell {
        column: column.parse().unwrap(),
        text: (*text).to_owned(),
        place: place(&format!("A{}", n + 2)),
    };
    let said = rows.iter().enumerate().map(|(n, row)| row.iter().map(|it| cell(n, it)).collect()).collect();
    FieldAnswer { field: field.parse().unwrap(), place: place("A2"), said: Said::Rows(said) }
}

fn assess(question: &str, fields: Vec<FieldAnswer>) -> Answer {
    ENGINE.answer(&response(question, fields), "Thornbury Lighting Ltd", day()).unwrap()
}

fn codes(answer: &Answer) -> Vec<&str> {
    answer.refer.iter().map(|it| it.code.as_str()).collect()
}

fn values(answer: &Answer) -> Vec<(String, String)> {
    let claims = answer.parts.iter().flat_map(|it| &it.claims).flat_map(|it| &it.values);
    claims.map(|it| (it.kind.to_string(), it.text.clone())).collect()
}

use Status::{
    Absent, Affirmed, AffirmedWithException, Hedged, Historic, Negated, Planned, Related, ThirdParty,
    Umbrella, Uncertain,
};
use Strength::{Generic, Specific};

#[test]
fn each_value_has_its_exact_status() {
    let cases: &[(&str, &str, &str, Status, Strength, &str)] = &[
        ("TSN-01", "notice-hours", "24", Affirmed, Specific, ""),
        ("TSN-01", "notice-hours", "24 hours", Affirmed, Specific, ""),
        ("TSN-01", "notice-hours", "36", AffirmedWithException, Specific, ""),
        ("TSN-01", "notice-hours", "72", Negated, Specific, ""),
        ("TSN-01", "notice-hours", "about a day", Uncertain, Generic, "field-unreadable"),
        ("TSN-01", "notice-hours", "7200", Uncertain, Generic, "field-implausible"),
        ("TSP-01", "availability", "99.95", Affirmed, Specific, ""),
        ("TSP-01", "availability", "99.9%", Affirmed, Specific, ""),
        ("TSP-01", "availability", "99.5", AffirmedWithException, Specific, ""),
        ("TSP-01", "availability", "99", Negated, Specific, ""),
        ("TSP-01", "availability", "0.999", Uncertain, Generic, "field-implausible"),
        ("TSM-01", "cover", "£10 million", Affirmed, Specific, ""),
        ("TSM-01", "cover", "2", Negated, Specific, ""),
        ("TSN-01", "told", "Yes", Affirmed, Generic, ""),
        ("TSN-01", "told", "no", Negated, Specific, ""),
        ("TSN-01", "told", "Partly", Hedged, Generic, "field-in-part"),
        ("TSN-01", "told", "N/A", Uncertain, Generic, "field-not-applicable"),
        ("TSN-01", "told", "Yes, where we can", Uncertain, Generic, "field-unreadable"),
        ("TSC-01", "faces", "not in the product.", Affirmed, Specific, ""),
        ("TSC-01", "faces", "off", AffirmedWithException, Specific, ""),
        ("TSC-01", "faces", "Off on some devices", Hedged, Specific, ""),
        ("TSC-01", "faces", "To be taken out", Planned, Specific, ""),
        ("TSC-01", "faces", "In use", Negated, Specific, ""),
        ("TSC-01", "faces", "sometimes", Uncertain, Generic, "field-unreadable"),
        ("TSD-01", "tested", "2026-03-02", Affirmed, Specific, ""),
        ("TSD-01", "tested", "25 November 2025", Affirmed, Specific, ""),
        ("TSD-01", "tested", "24/11/2025", Historic, Generic, ""),
        ("TSD-01", "tested", "1 March 2027", Planned, Generic, ""),
        ("TSD-01", "tested", "November 2025", Uncertain, Generic, "field-unreadable"),
        ("TSD-01", "tested", "last spring", Uncertain, Generic, "field-unreadable"),
        ("TSD-02", "support-end", "31 December 2034", Uncertain, Generic, "field-depends-on-contract"),
        ("TSD-03", "cover-ends", "31 December 2026", Affirmed, Specific, ""),
        ("TSD-03", "cover-ends", "1 November 2026", Negated, Generic, ""),
        ("TSE-01", "report", "test-report.pdf, section 3", Affirmed, Specific, "evidence-to-be-checked"),
        ("TSE-01", "report", "test-report.pdf of 3 March 2026", Affirmed, Specific, "evidence-to-be-checked"),
        ("TSE-01", "report", "test-report.pdf", Affirmed, Generic, "evidence-to-be-checked"),
        ("TSE-01", "report", "our latest report", Hedged, Generic, "evidence-not-named"),
        ("TSE-01", "tester", "Rowan Ashdown", Affirmed, Generic, ""),
        ("TSE-01", "tester", "TBC", Uncertain, Generic, "field-unreadable"),
        ("TST-01", "retention", "see our policy", Uncertain, Generic, "field-unreadable"),
    ];
    for (question, field, typed, status, strength, code) in cases {
        let answer = assess(question, vec![text(field, typed)]);
        let found = answer.fields.iter().find(|it| it.field.as_str() == *field).unwrap();
        assert_eq!((found.status, found.strength), (*status, *strength), "{field}: {typed}");
        let told: Vec<&str> = codes(&answer)
            .into_iter()
            .filter(|it| it.starts_with("field-") && *it != "field-missing" || it.starts_with("evidence-"))
            .collect();
        let expected: Vec<&str> = Some(*code).filter(|it| !it.is_empty()).into_iter().collect();
        assert_eq!(told, expected, "{field}: {typed}");
        for it in answer.parts.iter().flat_map(|it| &it.claims) {
            assert!(it.rule.as_str().ends_with(field) && it.place.is_some(), "{it:?}");
        }
    }
}

#[test]
fn values_are_typed_and_printed_so_that_a_contract_can_hold_them() {
    for (question, field, typed, kind, held, words) in [
        ("TSN-01", "notice-hours", "24", "duration", "24 hours", "Hours from awareness to notice: 24 hours"),
        ("TSN-01", "notice-hours", "1", "duration", "1 hour", "Hours from awareness to notice: 1 hour"),
        ("TSP-01", "availability", "99.90", "percentage", "99.9%", "Availability in a month: 99.9%"),
        ("TSM-01", "cover", "10", "money", "£10 million", "Cover for each claim: £10 million"),
        ("TSD-01", "tested", "2 March 2026", "date", "2026-03-02", "Day of the last full test: 2026-03-02"),
    ] {
        let answer = assess(question, vec![text(field, typed)]);
        assert_eq!(values(&answer), [(kind.to_owned(), held.to_owned())], "{field}");
        let claim = answer.parts.iter().flat_map(|it| &it.claims).next().unwrap();
        assert_eq!(claim.text, words);
        assert_eq!(claim.rule.as_str(), format!("{question}.{}.{field}", answer.parts[0].part));
    }
}

#[test]
fn an_uncertain_value_is_a_range_and_never_a_zero() {
    let answer = assess("TSP-01", vec![text("availability", "nearly always")]);
    assert_eq!((answer.score.low, answer.score.high, answer.score.proposed), (0, 5, None));
    assert_eq!(codes(&answer), ["field-unreadable"]);
    let answer = assess("TSP-01", vec![text("availability", "99.95")]);
    assert_eq!((answer.score.low, answer.score.high, answer.score.proposed), (5, 5, Some(5)));
    assert!(answer.refer.is_empty(), "{:?}", answer.refer);
    let answer = assess("TSP-01", Vec::new());
    assert_eq!(answer.score.high, 0);
    assert!(codes(&answer).contains(&"field-missing"));
    assert!(answer.refer[0].message.contains("It counts as not shown."), "{:?}", answer.refer);
}

const CERTIFICATE: &[(&str, &str)] = &[
    ("scheme", "ISO/IEC 27001"),
    ("edition", "2022"),
    ("number", "IS 688201"),
    ("certifying-body", "Meridian Assurance"),
    ("accreditation", "UKAS"),
    ("holder", "Thornbury Lighting Limited"),
    ("scope", "The lighting platform and its support"),
    ("issued", "1 February 2025"),
    ("expires", "31 January 2028"),
];

fn certificate(change: &[(&str, &str)]) -> Vec<(&'static str, String)> {
    let with = |column: &str, text: &str| {
        change.iter().find(|(it, _)| *it == column).map_or(text, |(_, it)| *it).to_owned()
    };
    let cells = CERTIFICATE.iter().map(|(column, text)| (*column, with(column, text)));
    cells.filter(|(_, text)| !text.is_empty()).collect()
}

#[test]
fn certificates_are_judged_by_their_dates_editions_and_holders() {
    let cases: &[(Cells<'_>, Status, &str)] = &[
        (&[], Affirmed, ""),
        (&[("scheme", "ISO 27001:2022"), ("edition", "")], Affirmed, ""),
        (&[("edition", "2013")], Historic, "certificate-edition"),
        (&[("edition", "ISO/IEC 27001:2013")], Historic, "certificate-edition"),
        (&[("edition", "")], Hedged, "certificate-edition"),
        (&[("edition", "2031")], Uncertain, "certificate-edition"),
        (&[("issued", "1 November 2022"), ("expires", "31 October 2025")], Historic, "certificate-dates"),
        (&[("expires", "November 2026")], Uncertain, "certificate-dates"),
        (&[("expires", ""), ("issued", "")], Uncertain, "certificate-dates"),
        (&[("expires", ""), ("issued", "1 May 2023")], Historic, "certificate-dates"),
        (&[("expires", "next year")], Uncertain, "certificate-dates"),
        (&[("issued", "1 December 2026"), ("expires", "30 November 2029")], Planned, ""),
        (&[("expires", "31 January 2029")], Affirmed, "certificate-validity"),
        (&[("issued", "1 February 2023"), ("expires", "31 January 2028")], Uncertain, "certificate-validity"),
        (&[("holder", "Amazon Web Services")], ThirdParty, "certificate-holder"),
        (&[("holder", "Harrow Vale Hosting Ltd")], ThirdParty, "certificate-holder"),
        (&[("holder", "Thornbury Holdings")], ThirdParty, "certificate-holder"),
        (&[("holder", "Thornbury Lighting Holdings")], Affirmed, "certificate-holder"),
        (&[("holder", "")], Hedged, "certificate-holder"),
        (&[("number", "")], Hedged, "certificate-particulars"),
        (&[("certifying-body", "")], Hedged, "certificate-particulars"),
        (&[("accreditation", "")], Affirmed, "certificate-accreditation"),
        (&[("accreditation", "None")], Related, "certificate-accreditation"),
        (&[("scope", "Head office only")], Uncertain, "certificate-scope"),
        (&[("scope", "")], Affirmed, "certificate-scope"),
        (
            &[
                ("scheme", "Cyber Essentials"),
                ("edition", "3.3"),
                ("issued", "1 May 2026"),
                ("expires", "30 April 2027"),
            ],
            Affirmed,
            "",
        ),
        (
            &[
                ("scheme", "Cyber Essentials"),
                ("edition", "v3.2"),
                ("issued", "1 April 2026"),
                ("expires", "31 March 2027"),
            ],
            Affirmed,
            "certificate-superseded",
        ),
        (
            &[
                ("scheme", "Cyber Essentials"),
                ("edition", "3.2"),
                ("issued", "1 November 2026"),
                ("expires", "31 October 2027"),
            ],
            Historic,
            "certificate-edition",
        ),
        (
            &[
                ("scheme", "Cyber Essentials"),
                ("edition", "Danzell"),
                ("issued", "1 May 2026"),
                ("expires", "30 April 2028"),
            ],
            Affirmed,
            "certificate-validity",
        ),
    ];
    for (change, status, code) in cases {
        let cells = certificate(change);
        let row: Vec<(&str, &str)> = cells.iter().map(|(column, text)| (*column, text.as_str())).collect();
        let answer = assess("TSX-01", vec![rows("certificates", &[&row])]);
        let part = &answer.parts[0];
        assert_eq!(part.status, *status, "{change:?} {:?}", part.claims);
        assert_eq!(part.strength == Specific, *status == Affirmed, "{change:?}");
        let told: Vec<&str> =
            codes(&answer).into_iter().filter(|it| it.starts_with("certificate-")).collect();
        let expected: Vec<&str> = Some(*code).filter(|it| !it.is_empty()).into_iter().collect();
        assert_eq!(told, expected, "{change:?} {:?}", answer.refer);
        assert_eq!(answer.parts[1].status, Absent);
    }
}

#[test]
fn an_equivalent_scheme_goes_to_a_person_and_an_old_certificate_beside_a_new_one_is_no_fault() {
    let new = certificate(&[]);
    let old = certificate(&[("edition", "2013"), ("issued", "1 May 2020"), ("expires", "30 April 2023")]);
    let other = certificate(&[("scheme", "Equivalent to ISO/IEC 27001"), ("edition", "")]);
    let row = |it: &'static [(&'static str, String)]| -> Vec<(&str, &str)> {
        it.iter().map(|(a, b)| (*a, b.as_str())).collect()
    };
    let (new, old, other) = (row(new.leak()), row(old.leak()), row(other.leak()));
    let answer = assess("TSX-01", vec![rows("certificates", &[&old, &new, &other])]);
    assert_eq!((answer.parts[0].status, answer.parts[0].strength), (Affirmed, Specific));
    assert_eq!(answer.parts[1].status, Umbrella);
    assert!(codes(&answer).contains(&"certificate-equivalent"));
    let held = values(&answer);
    for (kind, text) in
        [("certificate", "IS 688201"), ("standard", "ISO/IEC 27001, 2022"), ("date", "31 January 2028")]
    {
        assert!(held.contains(&(kind.to_owned(), text.to_owned())), "{held:?}");
    }
}

#[test]
fn tables_are_judged_by_their_rows_and_watched_rows_are_shown() {
    let full: &[(&str, &str)] = &[("data-set", "Counts"), ("kept", "2 years"), ("country", "UK")];
    let more: &[(&str, &str)] = &[("data-set", "Logs"), ("kept", "90 days"), ("country", "United Kingdom")];
    let abroad: &[(&str, &str)] = &[("data-set", "Logs"), ("kept", "90 days"), ("country", "Ireland")];
    let short: &[(&str, &str)] = &[("data-set", "Logs"), ("kept", "tbc"), ("country", "UK")];
    let noted: &[(&str, &str)] = &[("note", "See the policy")];
    let cases: &[(&[Cells<'_>], Status, Status, &[&str])] = &[
        (&[full, more], Affirmed, Affirmed, &[]),
        (&[full, abroad], Affirmed, Affirmed, &["outside-uk"]),
        (&[full], AffirmedWithException, AffirmedWithException, &["table-incomplete"]),
        (&[full, short], AffirmedWithException, Affirmed, &["table-incomplete"]),
        (&[noted], Absent, Absent, &["table-incomplete"]),
        (&[], Absent, Absent, &["field-missing"]),
    ];
    for (given, sets, countries, told) in cases {
        let answer = assess("TST-01", vec![rows("retention", given)]);
        let found: Vec<Status> = answer.parts.iter().map(|it| it.status).collect();
        assert_eq!(found, [*sets, *countries], "{given:?}");
        let mut seen = codes(&answer);
        seen.dedup();
        assert_eq!(seen, *told, "{given:?} {:?}", answer.refer);
    }
    let answer = assess("TST-01", vec![rows("retention", &[full, short])]);
    let claim = &answer.parts[0].claims[0];
    assert_eq!(claim.text, "Data sets: Counts, 2 years, UK; Logs, tbc, UK [not in every row: Kept for]");
    let answer = assess("TST-01", vec![rows("retention", &[full, abroad])]);
    assert_eq!(
        answer.refer[0].message,
        "Data is kept outside the United Kingdom. Country: “Ireland” (Responses › A3)."
    );
    assert!(answer.refer[0].ask.starts_with("Under which mechanism"), "{:?}", answer.refer);
}

#[test]
fn requirements_have_an_outcome_and_information_has_no_score() {
    let outcome = |question: &str, fields: Vec<FieldAnswer>| {
        let answer = assess(question, fields);
        (answer.outcome, codes(&answer).contains(&"not-met-proposed"))
    };
    let told = |yes: &str| text("told", yes);
    for (hours, yes, expected) in [
        ("24", "Yes", Outcome::Met),
        ("72", "Yes", Outcome::NotMetProposed),
        ("36", "Yes", Outcome::Unclear),
        ("soon", "Yes", Outcome::Unclear),
        // Only the mandatory part can fail the whole.
        ("24", "No", Outcome::Unclear),
    ] {
        let found = outcome("TSN-01", vec![text("notice-hours", hours), told(yes)]);
        assert_eq!(found, (Some(expected), expected == Outcome::NotMetProposed), "{hours} {yes}");
    }
    assert_eq!(outcome("TSN-01", Vec::new()).0, Some(Outcome::Unclear));
    assert_eq!(outcome("TSC-01", vec![text("faces", "In use")]).0, Some(Outcome::NotMetProposed));
    assert_eq!(outcome("TSC-01", vec![text("faces", "To be taken out")]).0, Some(Outcome::Unclear));
    assert_eq!(outcome("TSM-01", vec![text("cover", "2")]).0, Some(Outcome::NotMetProposed));
    assert_eq!(outcome("TSP-01", vec![text("availability", "99")]).0, None);
    let answer = assess("TSD-03", vec![text("cover-ends", "31 December 2026")]);
    assert_eq!((answer.outcome, answer.score.proposed), (None, None));
    assert!(answer.refer.is_empty() && answer.would_raise.is_empty());
}

#[test]
fn a_value_against_the_words_is_shown_to_a_person_with_the_worse_as_the_low_end() {
    let words = |hours: Option<&str>, said: &str| {
        let mut it = response("SLP-01", hours.map(|it| text("notice-hours", it)).into_iter().collect());
        it.pieces.push(Piece {
            place: place("D9"),
            text: said.to_owned(),
            yes_no: None,
            item: None,
            parts: None,
        });
        ENGINE.answer(&it, "Thornbury Lighting Ltd", day()).unwrap()
    };
    let denied = "We do not notify the Council of personal data breaches.";
    let breach = |it: &Answer| it.parts.iter().find(|it| it.mandatory).unwrap().clone();
    let plain = words(None, denied);
    assert_eq!(breach(&plain).status, Negated, "{plain:?}");
    assert!(plain.fields.is_empty());
    let against = words(Some("12"), denied);
    let part = breach(&against);
    assert_eq!((part.status, part.strength), (Affirmed, Specific));
    assert_eq!(against.score.proposed, None);
    assert_eq!(against.score.low, plain.score.low);
    assert!(codes(&against).contains(&"field-against-words"));
    // The words keep the cell that they stand in, and the value its own.
    let places: Vec<bool> = part.claims.iter().map(|it| it.place.is_some()).collect();
    assert!(places[0] && places[1..].iter().all(|it| !it), "{:?}", part.claims);
    // Where the value is the worse one, the words are the high end.
    let against = words(Some("72"), "We notify the Council of personal data breaches within 24 hours.");
    assert_eq!(breach(&against).status, Negated);
    assert_eq!(against.score.proposed, None);
    assert!(codes(&against).contains(&"field-against-words"), "{:?}", against.refer);
    // Where both agree nobody is asked.
    let agreed = words(Some("24"), "We notify the Council of personal data breaches within 24 hours.");
    assert!(!codes(&agreed).contains(&"field-against-words"), "{:?}", agreed.refer);
}

mod files;
