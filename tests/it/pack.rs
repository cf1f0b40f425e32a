//! What goes out to suppliers: the response workbook in both formats, the price schedule and the documents.

use std::{collections::BTreeMap, fs, path::Path};

use probity::{
    bank::{Bank, Question, profile::Profile},
    id::Date,
    pack::{Contact, Issue, Lot},
    store,
    tender::{ResponseState, Said, Tender, Verdict},
    workbook::{layout::Layouts, read, write},
};

mod command;
mod documents;
mod offices;
mod round;

/// What was made, for a person to look at.
pub(crate) fn keep(name: &str, bytes: &[u8]) {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pack");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join(name), bytes).unwrap();
}

/// The questions of a profile in the newest release.
fn asked(profile: &str) -> Bank {
    let files = store::data(None).unwrap();
    let bank = Bank::load(&files, None).unwrap();
    bank.under(&Profile::load(&files, profile).unwrap()).unwrap()
}

fn layouts() -> Layouts {
    Layouts::load(&store::data(None).unwrap()).unwrap()
}

fn issue(bank: &Bank) -> Issue<'_> {
    Issue {
        title: "Air quality & noise in Exampleton".to_owned(),
        buyer: "London Borough of Exampleton".to_owned(),
        procurement: "exampleton-air".to_owned(),
        version: 1,
        on: Date::from_ymd(2026, 9, 1).unwrap(),
        deadline: "12:00 on 15 October 2026".to_owned(),
        contacts: vec![Contact {
            name: "Procurement team".to_owned(),
            address: "tenders@exampleton.example".to_owned(),
        }],
        lots: vec![
            Lot { id: "north".to_owned(), title: "Northern wards".to_owned() },
            Lot { id: "south".to_owned(), title: "Southern wards".to_owned() },
        ],
        bank,
        questions: bank.digest.clone(),
    }
}

fn read_back(name: &str, bytes: &[u8], bank: &Bank) -> Tender {
    read::read(name, bytes, &layouts(), bank, None)
}

fn told(tender: &Tender) -> Vec<String> {
    let flag = |it: &probity::tender::Flag| {
        let place = it.place.as_ref().map(ToString::to_string).unwrap_or_default();
        format!("{} {place}: {}", it.code, it.message)
    };
    tender.intake.flags.iter().map(flag).collect()
}

/// A filling for each cell that a supplier may write in, by what is asked there.
fn plausible(sheet: &str, row: u32, column: u16) -> Option<String> {
    match (sheet, column) {
        ("Supplier", 1) => {
            Some(if row == 2 { "Example Sensors Ltd".to_owned() } else { format!("particular {row}") })
        }
        ("Responses", 4) => Some("Yes".to_owned()),
        ("Responses", 5) => Some(format!("We do so every day, by procedure P-{row}.")),
        ("Responses", 7) => Some(format!("policy-{row}.pdf, section 2")),
        ("Responses", 8) => Some("No".to_owned()),
        ("Responses", _) => None,
        // The first three rows of every table.
        _ => (row < 7).then(|| format!("entry {row} {column}")),
    }
}

fn fields_of(bank: &Bank) -> usize {
    bank.questions.iter().map(|it: &Question| it.fields.len()).sum()
}

const PROFILES: [&str; 5] =
    ["core", "data-platform", "camera-counting", "environmental-sensors", "ai-service"];

#[test]
fn a_filled_workbook_is_read_without_a_flag_and_with_every_value() {
    for profile in PROFILES {
        let bank = asked(profile);
        let issue = issue(&bank);
        for open in [false, true] {
            let bytes = write::filled(&issue, open, &mut plausible).unwrap();
            let name = if open { "response.ods" } else { "response.xlsx" };
            keep(&format!("{profile}-filled-{name}"), &bytes);
            let tender = read_back(name, &bytes, &bank);
            assert_eq!(told(&tender), Vec::<String>::new(), "{profile} {name}");
            assert_eq!(
                tender.intake.verdict,
                Verdict::Accepted,
                "{profile} {name}: {:?}",
                tender.intake.reason
            );
            assert_eq!(tender.supplier.as_deref(), Some("Example Sensors Ltd"));
            assert_eq!(tender.responses.len(), bank.questions.len());
            for it in &tender.responses {
                assert_eq!(it.state, ResponseState::Answered, "{profile} {name} {}", it.question);
            }
            let found: Vec<&Said> =
                tender.responses.iter().flat_map(|it| &it.fields).map(|it| &it.said).collect();
            assert_eq!(found.len(), fields_of(&bank), "{profile} {name}: a field was not found");
            assert!(
                found.iter().all(|it| match it {
                    Said::Text(text) => !text.is_empty(),
                    Said::Rows(rows) => rows.len() == 3 || rows.len() == 4,
                    Said::Unreadable => false,
                }),
                "{profile} {name}: {found:?}"
            );
        }
    }
}

#[test]
fn an_unfilled_workbook_is_blank_in_every_answer_and_not_refused() {
    let bank = asked("ai-service");
    let issue = issue(&bank);
    for (name, bytes) in [
        ("response.xlsx", write::response(&issue).unwrap()),
        ("response.ods", write::response_open(&issue).unwrap()),
    ] {
        keep(name, &bytes);
        let tender = read_back(name, &bytes, &bank);
        assert_ne!(tender.intake.verdict, Verdict::Refused, "{name}: {:?}", tender.intake.explanation);
        assert_eq!(tender.responses.len(), bank.questions.len());
        assert!(tender.responses.iter().all(|it| it.state == ResponseState::Blank), "{name}");
        let codes: BTreeMap<&str, usize> = tender.intake.flags.iter().fold(BTreeMap::new(), |mut all, it| {
            *all.entry(it.code.as_str()).or_default() += 1;
            all
        });
        assert_eq!(codes.keys().copied().collect::<Vec<_>>(), ["blank-answer", "no-answers"], "{name}");
    }
}

#[test]
fn the_same_issue_gives_the_same_bytes() {
    let bank = asked("camera-counting");
    let issue = issue(&bank);
    assert_eq!(write::response(&issue).unwrap(), write::response(&issue).unwrap());
    assert_eq!(write::response_open(&issue).unwrap(), write::response_open(&issue).unwrap());
    assert_eq!(write::pricing(&issue, &[]).unwrap(), write::pricing(&issue, &[]).unwrap());
}

#[test]
fn a_workbook_bears_the_marks_of_its_issue_in_four_places() {
    let bank = asked("core");
    let issue = issue(&bank);
    let marks = issue.fingerprint();
    for (name, bytes) in [
        ("response.xlsx", write::response(&issue).unwrap()),
        ("response.ods", write::response_open(&issue).unwrap()),
    ] {
        let text = round::parts(&bytes).into_values().collect::<String>();
        // The digest of the questions, in the properties, the name, the deep sheet and the supplier's sheet; Excel
        // shares the strings of the last two.
        let least = if name.ends_with("ods") { 4 } else { 3 };
        let found = text.matches(marks.questions.as_str()).count();
        assert!(found >= least, "{name}: {found}");
        let tender =
            read_back(name, &write::filled(&issue, name.ends_with("ods"), &mut plausible).unwrap(), &bank);
        assert_eq!(
            tender.origin.issued.get("Procurement reference").map(String::as_str),
            Some("exampleton-air")
        );
        assert_eq!(tender.origin.issued.get("Pack version").map(String::as_str), Some("1"));
        assert_eq!(
            tender.origin.issued.get("Questions digest").map(String::as_str),
            Some(marks.questions.as_str())
        );
    }
}

#[test]
fn marks_that_do_not_agree_are_told() {
    let bank = asked("core");
    let issue = issue(&bank);
    for open in [false, true] {
        let bytes = write::filled(&issue, open, &mut plausible).unwrap();
        let changed = round::edited(&bytes, &|name, text| {
            let properties = name == "docProps/custom.xml" || name == "meta.xml";
            if properties { text.replace("exampleton-air", "exampleton-water") } else { text.to_owned() }
        });
        let tender = read_back(if open { "a.ods" } else { "a.xlsx" }, &changed, &bank);
        let codes: Vec<&str> = tender.intake.flags.iter().map(|it| it.code.as_str()).collect();
        assert_eq!(codes, ["fingerprint-mismatch"], "{:?}", told(&tender));
        assert!(tender.intake.flags[0].message.contains("exampleton-water"));
    }
}

#[test]
fn prices_stand_apart_from_answers() {
    let bank = asked("core");
    let issue = issue(&bank);
    let bytes = write::pricing(&issue, &[]).unwrap();
    keep("pricing.xlsx", &bytes);
    let text = round::parts(&bytes).into_values().collect::<String>();
    for question in &bank.questions {
        let start: String = question.text.trim().chars().take(40).collect();
        assert!(!text.contains(&start) && !text.contains(question.id.as_str()), "{}", question.id);
    }
    assert!(text.contains("Pricing lot north") && text.contains("Pricing lot south"));
}
