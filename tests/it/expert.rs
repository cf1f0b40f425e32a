//! The rules that an expert applies, each with a case that fires it and one that must not: `fixtures/expert-rules`.

use std::{collections::BTreeSet, fs};

use probity::{
    assess::{Outcome, When},
    bank::Bank,
    report::Alike,
    tender::Tender,
};
use serde::Deserialize;

use crate::{
    properties::corpus::root,
    tenders::{FILES, WHOLE, Works, sheets},
    workbooks::{Sheet, xlsx},
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Written {
    /// As `fixtures/expert-rules/README.md` numbers it.
    rule: u8,
    title: String,
    /// The buyer's overlay under which it applies, in the same folder.
    overlay: Option<String>,
    #[serde(rename = "case")]
    cases: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Case {
    name: String,
    /// What must be found …
    #[serde(default)]
    expect: Vec<String>,
    /// … and what must not.
    #[serde(default)]
    never: Vec<String>,
    contract_end: Option<String>,
    /// What the supplier wrote, as in the tenders of `fixtures/procurements`.
    #[serde(default)]
    tender: toml::Table,
    /// What another one wrote, where two are compared.
    other: Option<toml::Table>,
    /// What was done to the workbook afterwards.
    tampered: Option<String>,
    /// For lints: what is put into a draft of a question, key by key.
    #[serde(default)]
    draft: toml::Table,
}

const DAY: &str = "2027-02-22";

#[test]
fn every_expert_rule_fires_and_keeps_silent() {
    let folder = root().join("fixtures/expert-rules");
    let mut files: Vec<_> = fs::read_dir(&folder).unwrap().map(|it| it.unwrap().path()).collect();
    files.retain(|it| it.extension().is_some_and(|it| it == "toml") && !it.ends_with("overlay.toml"));
    files.sort();
    let mut seen = BTreeSet::new();
    let mut wrong = Vec::new();
    for path in files.iter().filter(|it| !it.to_string_lossy().ends_with(".overlay.toml")) {
        let text = fs::read_to_string(path).unwrap();
        let rule: Written =
            toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        seen.insert(rule.rule);
        let overlaid = rule.overlay.as_ref().map(|name| {
            let text = fs::read_to_string(folder.join(name)).unwrap();
            let file = probity::source::SourceFile::new(name.clone(), text);
            let (bank, faults) = Bank::overlaid(&FILES, &file);
            Works::made(bank.unwrap_or_else(|| panic!("{faults}")), None)
        });
        let works = overlaid.as_ref().unwrap_or(&WHOLE);
        assert!(
            rule.cases.iter().any(|it| !it.expect.is_empty())
                && rule.cases.iter().any(|it| !it.never.is_empty()),
            "rule {} needs a case that fires and one that must not",
            rule.rule
        );
        for case in &rule.cases {
            let found = case.found(works);
            for it in case.expect.iter().filter(|it| !found.contains(*it)) {
                wrong.push(format!(
                    "rule {} ({}), {}: `{it}` is not found among {found:?}",
                    rule.rule, rule.title, case.name
                ));
            }
            for it in case.never.iter().filter(|it| found.contains(*it)) {
                wrong.push(format!("rule {} ({}), {}: `{it}` is found", rule.rule, rule.title, case.name));
            }
        }
    }
    let asked: BTreeSet<u8> = (1..=24).chain([41]).collect();
    assert_eq!(seen, asked, "the rules that bear on answers, files and the bank each have a file");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

impl Case {
    /// All that is found, each with what it is: `code:…`, `cap:…`, `outcome:…`, `check:…`, `flag:…`, `alike:…`,
    /// `lint:…`, `clause:…`, `status:QUESTION.part=…`, and `at-most:N` for each score from the highest proposed.
    fn found(&self, works: &Works) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        if !self.draft.is_empty() {
            let pairs: Vec<(&str, &str)> =
                self.draft.iter().map(|(key, value)| (key.as_str(), value.as_str().unwrap())).collect();
            let told = crate::bank::lints::said(&pairs);
            found.extend(told.iter().map(|it| format!("lint:{}", it.split(' ').next().unwrap_or_default())));
            return found;
        }
        let tender = self.read(works, &self.tender);
        found.extend(tender.intake.flags.iter().map(|it| format!("flag:{}", it.code)));
        if let Some(reason) = &tender.intake.reason {
            found.insert(format!("refused:{reason}"));
        }
        let when = When {
            on: DAY.parse().unwrap(),
            starts: None,
            ends: self.contract_end.as_ref().map(|it| it.parse().unwrap()),
        };
        let (answers, checks) = works.engine.assess(&tender, when);
        found.extend(checks.iter().map(|it| format!("check:{}", it.id)));
        let of = |id: &str| self.tender.contains_key(id);
        let answers: Vec<_> = answers.into_iter().filter(|it| of(it.question.as_str())).collect();
        for answer in &answers {
            found.extend(answer.refer.iter().map(|it| format!("code:{}", it.code)));
            // What is said to a supplier is drafted wherever a failure is proposed.
            for it in &answer.refer {
                let fails = ["not-met-proposed", "mandatory-part-denied"].contains(&it.code.as_str());
                assert!(!fails || !it.ask.is_empty(), "{}: no clarification is drafted", answer.question);
            }
            found.extend(answer.caps.iter().map(|it| format!("cap:{}", it.id)));
            found.extend(answer.outcome.map(|it| {
                let it = match it {
                    Outcome::Met => "met",
                    Outcome::NotMetProposed => "not-met-proposed",
                    Outcome::Unclear => "unclear",
                };
                format!("outcome:{it}")
            }));
            for part in &answer.parts {
                let status = serde_json::to_value(part.status).unwrap();
                found.insert(format!(
                    "status:{}.{}={}",
                    answer.question,
                    part.part,
                    status.as_str().unwrap()
                ));
            }
        }
        if let Some(most) = answers.iter().map(|it| it.score.high).max() {
            found.extend((most..=5).map(|it| format!("at-most:{it}")));
        }
        let clauses = works.library.recommend(&answers);
        for it in clauses {
            let strength = serde_json::to_value(it.strength).unwrap();
            found.insert(format!("clause:{}={}", it.clause, strength.as_str().unwrap()));
        }
        if let Some(other) = &self.other {
            let policy = probity::likeness::Policy::load(&FILES, &works.bank).unwrap();
            let other = self.read(works, other);
            let alike = Alike::of(&[&tender, &other], &policy);
            found.extend(alike.iter().flat_map(|it| &it.codes).map(|it| format!("alike:{it}")));
        }
        found
    }

    fn read(&self, works: &Works, written: &toml::Table) -> Tender {
        let mut written = written.clone();
        for (_, it) in &mut written {
            // More words than any question allows, without a page of them in the fixture.
            if let Some(answer) = it.get_mut("answer").filter(|it| it.as_str() == Some("@long")) {
                *answer = "We restore all data in full. ".repeat(200).trim_end().to_owned().into();
            }
        }
        let mut sheets = sheets(&works.bank, &written);
        let responses = &mut sheets.iter_mut().find(|(name, _)| name == "Responses").unwrap().1;
        let row = |sheet: &Sheet, id: &str| {
            sheet.iter().find(|((_, column), it)| *column == 0 && it.as_str() == id).map(|((row, _), _)| *row)
        };
        match self.tampered.as_deref() {
            None => {}
            Some("question") => {
                let row = row(responses, "SLP-03").unwrap();
                let text = responses[&(row, 1)].replacen("not", "", 1).replacen("data", "some data", 1);
                responses.insert((row, 1), text);
            }
            Some("weight") => {
                let row = row(responses, "SLP-03").unwrap();
                responses.insert((row, 2), "99".to_owned());
            }
            Some("row") => {
                let row = row(responses, "SLP-03").unwrap();
                responses.retain(|(at, _), _| *at != row);
            }
            Some(other) => panic!("nobody can tamper by `{other}`"),
        }
        let named: Vec<(&str, &Sheet)> = sheets.iter().map(|(name, sheet)| (name.as_str(), sheet)).collect();
        works.read("response.xlsx", &xlsx(&named))
    }
}
