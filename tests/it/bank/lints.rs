//! What `bank check` looks for in wording, each with a text that fires it and one that must not.

use probity::{bank::Bank, source::SourceFile};

use super::{shipped, told};

pub(crate) const DRAFT: &str = "question-bank/questions/ETH-07/2.toml";
const LIKE: &str = "question-bank/questions/ETH-07/1.toml";

/// What is said of a draft of a scored question whose `key` is `value`.
pub(crate) fn said(replace: &[(&str, &str)]) -> Vec<String> {
    let mut files = shipped();
    let mut draft =
        files.iter().find(|it| it.path == LIKE).unwrap().text.replacen("revision = 1", "revision = 2", 1);
    for (key, value) in replace {
        draft = put(&draft, key, value);
    }
    files.push(SourceFile::new(DRAFT, draft));
    told(Bank::check(&files, None)).into_iter().filter(|it| it.contains(DRAFT)).collect()
}

/// The TOML with another value for a key of one line or of one text in three quotation marks.
fn put(text: &str, key: &str, value: &str) -> String {
    let start = text.find(&format!("\n{key} = ")).unwrap_or_else(|| panic!("no {key}")) + 1;
    let rest = &text[start + key.len() + 3..];
    let end = match rest.strip_prefix("\"\"\"") {
        Some(long) => long.find("\"\"\"").unwrap() + 6,
        None => rest.find('\n').unwrap(),
    };
    format!("{}{key} = {value}{}", &text[..start], &rest[end..])
}

#[track_caller]
fn fires(code: &str, fires: &[(&str, &str)], silent: &[(&str, &str)]) {
    let found = said(fires);
    assert!(
        found.iter().any(|it| it.starts_with(&format!("{code} {DRAFT}:"))),
        "{code} is not told with its line: {found:#?}"
    );
    let found = said(silent);
    assert!(!found.iter().any(|it| it.starts_with(code)), "{code} is told: {found:#?}");
}

const ASK: &str = "text";

#[test]
fn a_negative_yes_or_no() {
    fires(
        "bank/negative-question",
        &[("yes-no", "true"), (ASK, "\"Will data not be sold?\"")],
        &[("yes-no", "true"), (ASK, "\"Will data be kept for the Council alone?\"")],
    );
}

#[test]
fn two_requests_in_one_sentence() {
    fires(
        "bank/double-barrelled",
        &[(ASK, "\"Describe the alarms and state who hears them.\"")],
        &[(ASK, "\"Describe the alarms and the people who hear them. State how soon.\"")],
    );
}

#[test]
fn a_standard_without_its_edition() {
    fires(
        "bank/no-edition",
        &[(ASK, "\"Describe how it meets ISO/IEC 27001 or an equivalent.\"")],
        &[(ASK, "\"Describe how it meets ISO/IEC 27001:2022 or an equivalent.\"")],
    );
    fires(
        "bank/no-edition",
        &[(ASK, "\"Describe how it meets EN 303 645, or an equivalent.\"")],
        &[(ASK, "\"Describe how it meets EN 303 645 V3.1.3, or an equivalent.\"")],
    );
}

#[test]
fn how_it_is_made_and_not_what_it_does() {
    fires(
        "bank/design-not-performance",
        &[(ASK, "\"Describe how the platform, written in one language, keeps time.\"")],
        &[(ASK, "\"Describe how the platform keeps time.\"")],
    );
    fires(
        "bank/design-not-performance",
        &[(ASK, "\"Describe the service, running on virtual machines.\"")],
        &[(ASK, "\"Describe the service, running on virtual machines or an equivalent.\"")],
    );
}

#[test]
fn a_disqualifier_that_does_not_say_what_becomes_of_a_tender() {
    fires(
        "bank/disqualifier-unstated",
        &[("use", "\"pass-fail\""), ("weight", "0"), ("if-missing", "\"\"")],
        &[("use", "\"pass-fail\""), ("weight", "0")],
    );
}

#[test]
fn a_standard_without_its_equivalents() {
    fires(
        "bank/no-equivalent",
        &[(ASK, "\"Describe how it meets PAS 185:2017.\"")],
        &[(ASK, "\"Describe how it meets PAS 185:2017 or an equivalent.\"")],
    );
}

#[test]
fn a_brand_or_an_origin() {
    fires(
        "bank/brand",
        &[(ASK, "\"Describe how it runs on Azure.\"")],
        &[(ASK, "\"Describe how it runs in an azure box.\"")],
    );
    fires(
        "bank/brand",
        &[(ASK, "\"Describe the sensors, made in the UK.\"")],
        &[(ASK, "\"Describe the sensors, and where they are used in the UK.\"")],
    );
}

#[test]
fn a_word_in_the_eye_of_the_reader() {
    fires(
        "bank/subjective",
        &[(ASK, "\"Describe your robust backups.\"")],
        &[(ASK, "\"Describe your backups and the tests of them.\"")],
    );
}

#[test]
fn a_criterion_of_the_supplier() {
    fires(
        "bank/supplier-criterion",
        &[(ASK, "\"State your annual turnover.\"")],
        &[
            (ASK, "\"State your annual turnover.\""),
            ("use", "\"condition-of-participation\""),
            ("weight", "0"),
        ],
    );
}

#[test]
fn a_weight_that_the_use_does_not_bear() {
    fires("bank/no-weight", &[("weight", "0")], &[("weight", "3")]);
    fires("bank/weight-unscored", &[("use", "\"pass-fail\"")], &[("use", "\"pass-fail\""), ("weight", "0")]);
}

#[test]
fn a_question_with_neither_score_nor_clause() {
    for used_as in ["\"declaration\"", "\"information\""] {
        fires(
            "bank/no-purpose",
            &[("use", used_as), ("weight", "0"), ("clauses", "[]")],
            &[("use", used_as), ("weight", "0")],
        );
    }
    fires(
        "bank/no-purpose",
        &[("use", "\"declaration\""), ("weight", "0"), ("clauses", "[]")],
        &[("clauses", "[]")],
    );
}

#[test]
fn a_theme_that_is_none() {
    fires("bank/unknown-theme", &[("theme", "\"ethic\"")], &[("theme", "\"ethics\"")]);
}

#[test]
fn a_cap_without_a_reason() {
    let path = "scoring/rules/SLP-99.toml";
    let with = |reason: &str| {
        let mut files = shipped();
        files.push(SourceFile::new(path, format!("[[cap]]\nid = \"some-cap\"\nmax = 2\n{reason}")));
        told(Bank::check(&files, None))
    };
    for reason in ["", "reason = \" \"\n"] {
        let found = with(reason);
        assert!(
            found.iter().any(|it| it.starts_with("bank/unpublished-cap scoring/rules/SLP-99.toml:2:6")),
            "{found:#?}"
        );
    }
    let found = with("reason = \"It is not met.\"\n");
    assert!(!found.iter().any(|it| it.starts_with("bank/unpublished-cap")), "{found:#?}");
}

#[test]
fn a_source_past_its_date_is_told_wherever_it_is_used() {
    let mut files = shipped();
    let sources = files.iter_mut().find(|it| it.path == "question-bank/sources.toml").unwrap();
    let at = sources.text.find("key = \"uk-gdpr\"").unwrap();
    let valid = at + sources.text[at..].find("valid-from").unwrap();
    sources.text.to_mut().insert_str(valid, "valid-to = \"2026-12-31\"\n");
    let told_on = |day: &str| told(Bank::check(&files, day.parse().ok()));
    let found = told_on("2027-01-01");
    let used = bank_uses("uk-gdpr");
    assert!(used.len() > 5);
    for path in used {
        assert!(
            found.iter().any(|it| it.starts_with(&format!("bank/dead-source {path}:"))
                && it.contains("cites `uk-gdpr`, which ceased to count after 2026-12-31")),
            "{path}: {found:#?}"
        );
    }
    let before = told_on("2026-12-31");
    assert!(
        !before.iter().any(|it| it.starts_with("bank/dead-source") && it.contains("uk-gdpr")),
        "{before:#?}"
    );
}

fn bank_uses(key: &str) -> Vec<String> {
    let bank = super::bank();
    let uses =
        bank.questions.iter().filter(|it| it.sources.iter().chain(&it.crosswalk).any(|it| it.source == key));
    uses.map(|it| format!("question-bank/questions/{}/{}.toml", it.id, it.revision)).collect()
}
