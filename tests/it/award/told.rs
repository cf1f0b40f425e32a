//! The documents of an award, and the data for its notice.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use probity::{
    award::{
        sheet::{Outcomes, Sheet},
        summary::{Header, People, Summary, check, file::Telling},
    },
    document::{Twin, assessment_summary, evaluation_report},
    id::{Name, TenderId},
    report::ocds_award::ocds_award,
    source::SourceFile,
    store,
};

use super::name;

pub(super) fn fixture(file: &str) -> SourceFile {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/awards").join(file);
    SourceFile::new(file, fs::read_to_string(path).unwrap())
}

pub(super) fn told() -> (Sheet, Outcomes, Telling) {
    let (sheet, faults) = Sheet::read(&store::data(None).unwrap(), &fixture("street-sensors.toml"), None);
    let sheet = sheet.unwrap_or_else(|| panic!("{faults}"));
    let (telling, faults) = Telling::read(&fixture("street-sensors-people.toml"));
    let outcomes = sheet.outcomes().unwrap();
    (sheet, outcomes, telling.unwrap_or_else(|| panic!("{faults}")))
}

fn summaries(sheet: &Sheet, outcomes: &Outcomes, telling: &Telling) -> Vec<Summary> {
    let (recipients, explained) = (telling.recipients(), telling.explained());
    let mut all = Vec::new();
    for (lot, of) in sheet.lots.iter().zip(&outcomes.lots) {
        let header = Header { lot: lot.title.clone(), ..telling.header.clone() };
        let people = People { recipients: &recipients, explained: &explained };
        let decided = telling.decided.get(&lot.id).map(|it| &it.tender);
        let mine = Summary::of(&header, &lot.contest(), of, decided, people);
        let faults = check(&mine, &telling.texts(), &[]);
        assert!(faults.is_empty(), "{faults:#?}");
        all.extend(mine);
    }
    all
}

fn decided(telling: &Telling) -> BTreeMap<Name, TenderId> {
    telling.decided.iter().map(|(lot, it)| (lot.clone(), it.tender.clone())).collect()
}

/// The text of a Word file.
pub(super) fn words(twin: &Twin) -> String {
    let mut package = zip::ZipArchive::new(std::io::Cursor::new(&twin.word)).unwrap();
    let xml = std::io::read_to_string(package.by_name("word/document.xml").unwrap()).unwrap();
    let mut text = String::new();
    for piece in xml.split('<').skip(1) {
        let (tag, words) = piece.split_once('>').unwrap();
        if tag.starts_with("/w:p") {
            text.push('\n');
        } else if tag == "w:t" || tag.starts_with("w:t ") {
            text.push_str(words);
        }
    }
    text
}

#[test]
fn each_summary_says_in_word_and_on_the_page_all_that_the_law_asks_for() {
    let (sheet, outcomes, telling) = told();
    let all = summaries(&sheet, &outcomes, &telling);
    assert_eq!(all.len(), 7);
    for summary in &all {
        let twin = assessment_summary(summary).unwrap();
        assert_eq!(twin.word, assessment_summary(summary).unwrap().word, "the same every time");
        let text = words(&twin);
        let mut fields = vec![&summary.recipient.name, &summary.recipient.address, &summary.recipient.email];
        fields.extend([&summary.recipient.identifier, &summary.outcome]);
        if summary.is_due() {
            fields.push(&summary.header.full_methodology_at);
            fields.extend(summary.own.scores().map(|it| &it.explanation.why_not_higher));
            fields.extend(summary.own.scores().map(|it| &it.explanation.reason));
            fields.extend(summary.own.scores().map(|it| &it.title));
            fields.extend(
                summary.method.iter().flat_map(|it| &it.sentences).filter(|it| !it.contains(" is “")),
            );
            fields.extend(summary.scale.iter().map(|it| &it.text));
            fields.extend(&summary.own.total);
            fields.push(&summary.not_awarded);
        }
        let plain = |it: &str| {
            it.replace("&amp;", "&").replace("&#39;", "'").replace("&apos;", "'").replace("&quot;", "\"")
        };
        let (text, page) = (plain(&text), plain(&twin.page));
        for field in fields {
            assert!(text.contains(field.as_str()), "Word of {} lacks {field:?}", summary.tender);
            assert!(page.contains(field.as_str()), "the page of {} lacks {field:?}", summary.tender);
        }
        // Nobody is told of others but the winner.
        let winner = summary.winner.as_ref().map(|it| &it.name);
        for other in all.iter().map(|it| &it.recipient.name).filter(|it| **it != summary.recipient.name) {
            assert!(Some(other) == winner || !text.contains(other), "{} is told of {other}", summary.tender);
        }
    }
}

#[test]
fn the_evaluation_report_has_every_figure_and_what_would_change_it() {
    let (sheet, outcomes, _) = told();
    let text =
        words(&evaluation_report(&sheet, &outcomes, &["Three tenders were received.".to_owned()]).unwrap());
    for lot in &outcomes.lots {
        for it in &lot.result.standings {
            assert!(text.contains(&it.supplier));
            assert!(it.published.iter().all(|it| text.contains(it)));
        }
        for it in &lot.result.open {
            assert!(text.contains(&it.replace('`', "")), "{it}");
        }
    }
    assert!(text.contains("wins as many other lots as it can"));
}

#[test]
fn the_notice_tells_who_won_and_nothing_of_those_who_did_not() {
    let (_, outcomes, telling) = told();
    let on = "2026-11-03".parse().unwrap();
    let it = ocds_award(&telling.header, &outcomes, &decided(&telling), &telling.recipients(), on);
    let text = serde_json::to_string_pretty(&it).unwrap();
    for loser in ["Osier", "Quillmere", "Tarnhow", "osier", "52000", "79999", "84000"] {
        assert!(!text.contains(loser), "{loser}");
    }
    let award = &it["releases"][0]["awards"][0];
    assert_eq!(award["suppliers"][0]["id"], "GB-PPON-PHRN-0001-WXYZ");
    assert_eq!(award["relatedLots"][0], "north");
    assert_eq!(award["value"]["amount"], 91_250.0);
    assert_eq!(it["releases"][0]["bids"]["statistics"].as_array().unwrap().len(), 8);
    let schema =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/schema/ocds-1.1-award.json"));
    let schema: serde_json::Value = serde_json::from_str(&schema.unwrap()).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    let faults: Vec<String> =
        schema.iter_errors(&it).map(|it| format!("{}: {it}", it.instance_path())).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    // Without a decision of a person nothing is awarded.
    let it = ocds_award(&telling.header, &outcomes, &BTreeMap::new(), &telling.recipients(), on);
    assert!(it["releases"][0]["awards"].as_array().unwrap().is_empty());
}

#[test]
fn the_command_writes_all_of_it_and_keeps_back_what_must_not_be_sent() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().unwrap();
    let run = |people: &Path, out: &Path| {
        Command::new(env!("CARGO_BIN_EXE_probity"))
            .arg("award")
            .arg(root.join("fixtures/awards/street-sensors.toml"))
            .arg("--people")
            .arg(people)
            .args(["--on", "2026-11-03", "--out"])
            .arg(out)
            .output()
            .unwrap()
    };
    let names = |out: &Path| -> Vec<String> {
        let mut names: Vec<String> =
            fs::read_dir(out).unwrap().map(|it| it.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    };
    let people = root.join("fixtures/awards/street-sensors-people.toml");
    let out: PathBuf = folder.path().join("all");
    let done = run(&people, &out);
    assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stderr));
    assert_eq!(names(&out).len(), 4 + 2 * 7 + 1);
    assert_eq!(names(&out)[0], "SHA256SUMS");
    // A reason that repeats the scale is kept back, and only that one.
    let text = fs::read_to_string(&people).unwrap();
    let at = text.find("[tender.quill-north.explained.scores.SLP-08]").unwrap();
    let (head, tail) = text.split_at(at);
    let end = tail.find("\nwhy-not-higher").unwrap();
    let lazy = format!(
        "{head}[tender.quill-north.explained.scores.SLP-08]\nreason = \"Intentions, generalities or another party's credentials; \
         little confidence.\"{}",
        &tail[end..]
    );
    let other = folder.path().join("lazy.toml");
    fs::write(&other, lazy).unwrap();
    let out = folder.path().join("lazy");
    let refused = run(&other, &out);
    assert_eq!(refused.status.code(), Some(1));
    let told = String::from_utf8(refused.stderr).unwrap();
    assert!(told.contains("quill-north, SLP-08 [repeats-descriptor]"), "{told}");
    assert!(!out.join("summary-quill-north.docx").exists() && out.join("summary-osier-north.docx").exists());
    assert_eq!(name::<TenderId>("quill-north").as_str(), "quill-north");
}
