//! What is withheld stands nowhere in what is shown, and what is shown is verified by the same root and signatures.

use probity::{
    ledger::{
        act::{Act, Role},
        bag::Files,
        event::Draft,
        redact::{Redacted, Rules, redact},
        verify::Declared,
    },
    source::SourceFile,
    store::record::write_files,
};

use super::{Case, check, policy, second, signed};

const RULES: &str = r#"
[[withhold]]
exemption = "FOIA s.43(2)"
fields = ["file", "supplier"]
originals = true

[[withhold]]
exemption = "FOIA s.40(2)"
fields = ["name"]

[[withhold]]
exemption = "FOIA s.43(2)"
acts = ["score.decided"]
fields = ["reason"]
tenders = ["T-002"]

[[withhold]]
exemption = "FOIA s.36"
acts = ["flag.raised"]
whole-events = true
"#;

fn redacted(case: &Case, rules: &str) -> Redacted {
    let rules =
        Rules::parse(&SourceFile::new("r.toml", rules.to_owned())).unwrap_or_else(|it| panic!("{it}"));
    redact(&case.files(), &case.trail(), &Declared::default(), &rules).unwrap()
}

fn holds(files: &Files, word: &str) -> Vec<String> {
    let word = word.as_bytes();
    let found = files.iter().filter(|(_, bytes)| bytes.windows(word.len()).any(|it| it == word));
    found.map(|(path, _)| path.clone()).collect()
}

#[test]
fn a_redacted_bag_has_the_same_root_and_none_of_the_withheld_words() {
    let case = Case::whole(1);
    let whole = check(&case.bag());
    let out = redacted(&case, RULES);
    assert_eq!(out.leaks, Vec::<String>::new());
    let bag = signed(out.files, case.state.size);
    let report = check(&bag);
    assert_eq!(report.verdict.status(), 2, "{report}");
    assert_eq!((&report.root, &report.signers), (&whole.root, &whole.signers));
    assert_eq!(bag["data/checkpoint"], case.bag()["data/checkpoint"]);
    let section = report.withheld["FOIA s.43(2)"];
    assert_eq!((section.fields, section.events, section.originals), (5, 0, 2));
    assert_eq!(report.withheld["FOIA s.36"].events, 1);
    for word in ["Cobalt", "Halden", "Ada Lead", "Bo Evaluator", "row 15 is hidden", "answer of T-002 covers"]
    {
        let encoded = shown_values(&out.trail);
        assert_eq!(holds(&bag, word), Vec::<String>::new(), "{word}");
        assert!(!encoded.contains(word), "{word}");
    }
    assert!(shown_values(&out.trail).contains("answer of T-001 covers"));
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("bag");
    write_files(&home, &bag).unwrap();
    if let Some((status, told)) = second(&home, &policy(), &[]) {
        assert_eq!(status, 2, "{told}");
    }
}

fn shown_values(trail: &probity::ledger::trail::Trail) -> String {
    let all = trail.disclosed.iter().map(|(_, it)| format!("{} {}", it.name, it.value));
    all.collect::<Vec<_>>().join("\n")
}

#[test]
fn what_is_withheld_and_not_declared_is_tampering() {
    let case = Case::whole(1);
    let mut out = redacted(&case, RULES);
    out.files.insert("data/redaction.json".into(), Declared::default().text().into_bytes());
    let report = check(&signed(out.files.clone(), case.state.size));
    assert!(report.to_string().contains("a value is missing and not declared as withheld"), "{report}");
    // A value that is declared and shown all the same.
    let mut declared = out.declared.clone();
    let decided = case.sealed.iter().find(|it| it.event.act == Act::ScoreDecided).unwrap();
    declared.fields.push(probity::ledger::verify::DeclaredField {
        seq: decided.event.seq,
        digest: decided.disclosures[0].digest.to_string(),
        field: decided.disclosures[0].name.clone(),
        exemption: "FOIA s.43(2)".into(),
    });
    out.files.insert("data/redaction.json".into(), declared.text().into_bytes());
    let report = check(&signed(out.files, case.state.size));
    assert!(report.to_string().contains("is shown and declared as withheld"), "{report}");
}

#[test]
fn a_withheld_value_that_stands_elsewhere_is_told() {
    let mut case = Case::begun(2);
    case.receive("T-001", "Cobalt Street Lamps Ltd", false);
    case.add(
        Draft::new(Act::ScoreDecided, "p-0001", Role::Lead)
            .about("tender", "T-001")
            .about("question", "SLP-08")
            .hide("proposed", 3)
            .hide("score", 3)
            .because("Cobalt Street Lamps Ltd covers backups in D14."),
    );
    let out = redacted(&case, "[[withhold]]\nexemption = \"FOIA s.43(2)\"\nfields = [\"supplier\"]\n");
    assert_eq!(
        out.leaks,
        ["`supplier` of event 6 is withheld, and `reason` of event 7 shows the same words"]
    );
}
