//! Methods tried on made-up tenders.

use probity::{
    award::dry::{Weight, dry_run},
    procurement::method::{Method, Settings},
    source::SourceFile,
    store,
};

use super::{questions, ready};

const ASKED: [(&str, u32); 4] = [("AAA-01", 40), ("AAA-02", 30), ("BBB-01", 20), ("BBB-02", 10)];

#[test]
fn every_ready_method_is_tried_and_none_lets_the_worthless_win() {
    let criteria = questions(&ASKED);
    let mut text = String::new();
    for file in store::data(None).unwrap().iter().filter(|it| it.path.starts_with("scoring/methods/")) {
        let id = file.path.rsplit_once('/').unwrap().1.strip_suffix(".toml").unwrap();
        let run = dry_run(&ready(id), &criteria);
        assert!(!run.has_faults(), "{id}: {}", run.lines().join("\n"));
        assert_eq!(run, dry_run(&ready(id), &criteria), "it comes out the same every time");
        text.push_str(&format!("# {id}\n{}\n\n", run.lines().join("\n")));
    }
    insta::assert_snapshot!("ready_methods", text);
}

#[test]
fn a_method_that_a_worthless_tender_could_win_is_a_fault() {
    let files = store::data(None).unwrap();
    let text = &files.iter().find(|it| it.path.ends_with("quality-60-price-40.toml")).unwrap().text;
    let text = text
        .replace("quality = 60\nprice = 40", "quality = 20\nprice = 80")
        .replace("least-percent = 40", "least-percent = 1")
        .replace("failing = \"disqualifies\"", "failing = \"may-disqualify\"");
    let (method, faults) = Method::read(&files, &SourceFile::new("own.toml", text));
    let run = dry_run(&method.unwrap_or_else(|| panic!("{faults}")), &questions(&ASKED));
    assert!(run.has_faults());
    assert!(run.findings.iter().any(|it| it.code == "worthless-wins" && it.weight == Weight::Fault));
}

#[test]
fn what_is_not_set_is_a_fault_and_not_an_error() {
    let files = store::data(None).unwrap();
    let method = Method::load(&files, "quality-70-price-30-benchmark").unwrap().with(&Settings::default());
    let run = dry_run(&method, &questions(&ASKED));
    assert!(run.has_faults());
    assert!(run.lines().join("\n").contains("`no-marks-at`"), "{:?}", run.findings);
}
