//! The clause library, what it recommends, and the schedule in Word.

use std::{
    collections::BTreeSet,
    fs,
    io::{Cursor, Read as _},
    path::Path,
    process::Command,
};

use probity::{
    assess::{Answer, Claim, PartFinding, Score, Status, Strength as Shown, Value},
    bank::{Bank, Part, Question, Use},
    clause::{self, Circumstances, Library, Recommendation, Strength, Tag},
    diag::Place,
    document::{Schedule, clause_schedule},
    id::{ClauseId, Date, Digest},
    source::SourceFile,
    store,
    tender::ResponseState,
};

use crate::not_checked;

fn bank() -> Bank {
    Bank::load(&store::data(None).unwrap(), None).unwrap_or_else(|faults| panic!("{faults}"))
}

fn library() -> Library {
    Library::load(&store::data(None).unwrap(), &bank()).unwrap_or_else(|faults| panic!("{faults}"))
}

/// All thirteen answers to the core questions, every part with this status and no words.
fn answers(status: Status, shown: Shown) -> Vec<Answer> {
    answers_to(&crate::core_bank(), status, shown)
}

fn answers_to(bank: &Bank, status: Status, shown: Shown) -> Vec<Answer> {
    let part = |it: &Part| PartFinding {
        part: it.id.clone(),
        title: it.title.clone(),
        mandatory: it.mandatory,
        status,
        strength: shown,
        credit: 0,
        weight: it.weight,
        claims: Vec::new(),
    };
    let answer = |it: &Question| Answer {
        question: it.id.clone(),
        state: ResponseState::Answered,
        place: Some(Place::Cell { file: None, sheet: "Responses".to_owned(), cell: "E9".to_owned() }),
        yes_no: None,
        text: String::new(),
        score: Score { low: 0, high: 5, proposed: None },
        coverage: 0,
        parts: it.parts.iter().map(part).collect(),
        caps: Vec::new(),
        refer: Vec::new(),
        would_raise: Vec::new(),
        fields: Vec::new(),
        used_as: Use::Scored,
        outcome: None,
    };
    bank.questions.iter().map(answer).collect()
}

/// Puts words of this status, with values, into a part.
fn say(all: &mut [Answer], question: &str, part: &str, status: Status, words: &str, values: &[(&str, &str)]) {
    let answer = all.iter_mut().find(|it| it.question.as_str() == question).unwrap();
    let part = answer.parts.iter_mut().find(|it| it.part.as_str() == part).unwrap();
    part.status = status;
    part.claims.push(Claim {
        rule: "SLP-01.some.rule".parse().unwrap(),
        status,
        strength: Shown::Specific,
        start: 0,
        end: words.chars().count(),
        text: words.to_owned(),
        because: Vec::new(),
        values: values
            .iter()
            .map(|(kind, text)| Value { kind: kind.parse().unwrap(), text: (*text).to_owned() })
            .collect(),
        place: None,
        item: None,
    });
}

fn find<'a>(all: &'a [Recommendation], clause: &str) -> &'a Recommendation {
    all.iter()
        .find(|it| it.clause.as_str() == clause)
        .unwrap_or_else(|| panic!("{clause} is not recommended"))
}

#[test]
fn the_library_is_complete_and_in_order() {
    let library = library();
    assert_eq!(library.clauses.len(), 48);
    for clause in &library.clauses {
        assert!(clause.note.starts_with("For legal review."), "{}: the note is for legal review", clause.id);
        assert!(clause.text().lines().count() >= 4, "{}: a clause has at least four paragraphs", clause.id);
        assert!(!clause.called_for_when().is_empty());
    }
    let texts: Vec<String> = library.clauses.iter().map(clause::Clause::text).collect();
    for definition in &library.definitions {
        let used = texts.iter().any(|it| it.contains(&definition.term))
            || library
                .definitions
                .iter()
                .any(|it| it.term != definition.term && it.means.contains(&definition.term));
        assert!(used, "`{}` is defined and never used", definition.term);
    }
}

/// The parts whose silence no clause can make good: what the Council asked about without requiring it.
const NOT_CLOSED_BY_A_CLAUSE: &[(&str, &str)] = &[("SLP-05", "quality-other"), ("SLP-06", "hsm-use")];

#[test]
fn every_gap_calls_for_a_clause() {
    let recommended = library().recommend(&answers(Status::Negated, Shown::Generic));
    let called: BTreeSet<(String, String)> = recommended
        .iter()
        .flat_map(|it| &it.because)
        .map(|it| (it.question.to_string(), it.part.to_string()))
        .collect();
    for question in &crate::core_bank().questions {
        for part in &question.parts {
            let (question, part) = (question.id.as_str(), part.id.as_str());
            let called = called.contains(&(question.to_owned(), part.to_owned()));
            assert_ne!(called, NOT_CLOSED_BY_A_CLAUSE.contains(&(question, part)), "{question} {part}");
        }
    }
    assert!(recommended.iter().all(|it| it.strength == Strength::GapClosed || it.because.is_empty()));
}

#[test]
fn every_question_that_is_not_for_information_can_call_for_a_clause() {
    let bank = bank();
    let recommended = library().recommend(&answers_to(&bank, Status::Negated, Shown::Generic));
    let called: BTreeSet<&str> =
        recommended.iter().flat_map(|it| &it.because).map(|it| it.question.as_str()).collect();
    let silent: Vec<&str> = bank
        .questions
        .iter()
        .filter(|it| it.used_as != Use::Information && !called.contains(it.id.as_str()))
        .map(|it| it.id.as_str())
        .collect();
    // A position on a code, and what other boroughs may use: asked about without being required.
    assert_eq!(silent, ["LON-04", "GOV-01"], "nothing comes of a gap in these");
}

#[test]
fn the_bank_names_the_clauses_that_its_questions_can_call_for() {
    let (library, bank) = (library(), bank());
    let mut wrong = Vec::new();
    for question in &bank.questions {
        let called: BTreeSet<&ClauseId> = library
            .clauses
            .iter()
            .filter(|it| it.questions().contains(&question.id))
            .map(|it| &it.id)
            .collect();
        let named: BTreeSet<&ClauseId> = question.clauses.iter().collect();
        for id in named.difference(&called) {
            wrong.push(format!("{} names `{id}`, which none of its answers can call for", question.id));
        }
        for id in called.difference(&named) {
            wrong.push(format!("{} can call for `{id}` and does not name it", question.id));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn strength_follows_the_status() {
    let library = library();
    let strength = |status, shown, clause: &str| {
        library
            .recommend(&answers(status, shown))
            .iter()
            .find(|it| it.clause.as_str() == clause)
            .map(|it| it.strength)
    };
    assert_eq!(strength(Status::Affirmed, Shown::Specific, "disaster-recovery"), Some(Strength::Commitment));
    assert_eq!(strength(Status::Affirmed, Shown::Generic, "disaster-recovery"), Some(Strength::GapClosed));
    assert_eq!(strength(Status::Planned, Shown::Specific, "disaster-recovery"), Some(Strength::Condition));
    for gap in [
        Status::Negated,
        Status::Absent,
        Status::Hedged,
        Status::Conditional,
        Status::ThirdParty,
        Status::Historic,
    ] {
        assert_eq!(strength(gap, Shown::Generic, "disaster-recovery"), Some(Strength::GapClosed), "{gap:?}");
    }
    assert_eq!(strength(Status::NotApplicable, Shown::Generic, "disaster-recovery"), None);
    assert_eq!(strength(Status::Affirmed, Shown::Specific, "achieve-certification"), None);
    assert_eq!(
        strength(Status::NotApplicable, Shown::Generic, "audit-and-inspection"),
        Some(Strength::Standard)
    );
}

#[test]
fn an_affirmed_part_beside_a_gap_does_not_hide_it() {
    let mut all = answers(Status::Affirmed, Shown::Specific);
    say(&mut all, "SLP-08", "backups", Status::Negated, "The backups are not encrypted", &[]);
    let recommended = library().recommend(&all);
    let it = find(&recommended, "encryption-standards");
    assert_eq!(it.strength, Strength::GapClosed);
    assert_eq!(it.because.len(), 7);
    assert!(it.because.iter().any(|it| it.part.as_str() == "backups" && it.status == Status::Negated));
    assert!(it.text.contains("The exceptions that the Tender declares are: “The backups are not encrypted”"));
}

#[test]
fn an_unreadable_cell_is_not_a_blank_one() {
    let mut all = answers(Status::Absent, Shown::Generic);
    all[6].state = ResponseState::Unreadable;
    all[7].state = ResponseState::NotApplicable;
    let recommended = library().recommend(&all);
    let it = find(&recommended, "disaster-recovery");
    assert!(it.because.iter().all(|it| it.status == Status::Uncertain));
    assert!(!recommended.iter().any(|it| it.clause.as_str() == "encryption-standards"));
}

#[test]
fn nothing_assessed_calls_for_nothing() {
    assert!(library().recommend(&[]).is_empty());
}

#[test]
fn a_tag_calls_for_a_clause_that_no_answer_called_for() {
    let all = answers(Status::NotApplicable, Shown::Generic);
    let ids = |recommended: Vec<Recommendation>| -> Vec<String> {
        recommended.into_iter().map(|it| it.clause.to_string()).collect()
    };
    let library = library();
    assert!(!ids(library.recommend(&all)).contains(&"breach-notification".to_owned()));
    let known = Circumstances { tags: BTreeSet::from([Tag::PersonalData]), ..Circumstances::default() };
    assert!(ids(library.recommend_for(&all, &known)).contains(&"breach-notification".to_owned()));
}

#[test]
fn placeholders_are_filled_from_the_answers() {
    let mut all = answers(Status::Affirmed, Shown::Specific);
    say(
        &mut all,
        "SLP-01",
        "breach-reporting",
        Status::Affirmed,
        "within 12 hours",
        &[("duration", "12 hours")],
    );
    say(
        &mut all,
        "SLP-05",
        "information-security-management",
        Status::Affirmed,
        "ISO/IEC 27001:2022",
        &[("standard", "ISO/IEC 27001:2022"), ("date", "14 March 2028")],
    );
    say(
        &mut all,
        "SLP-05",
        "cyber-hygiene",
        Status::Affirmed,
        "CE+",
        &[("standard", "Cyber Essentials Plus")],
    );
    say(
        &mut all,
        "SLP-11",
        "data-sets-not-available",
        Status::Affirmed,
        "Raw  radio\r\nframes are not exposed",
        &[],
    );
    let recommended = library().recommend(&all);
    assert!(find(&recommended, "breach-notification").text.contains("within 12 hours of the moment"));
    let certificates = &find(&recommended, "maintain-certifications").text;
    assert!(certificates.contains("“ISO/IEC 27001:2022”; “CE+”"), "{certificates}");
    assert!(certificates.contains("14 March 2028"), "{certificates}");
    assert!(certificates.contains("[certificate numbers]"), "{certificates}");
    let api = &find(&recommended, "open-api").text;
    assert!(
        api.contains("not available through the interface are: “Raw radio frames are not exposed”."),
        "{api}"
    );
    // What is hedged, planned or said of another is never put into a contract as a commitment.
    let mut all = answers(Status::Affirmed, Shown::Specific);
    say(
        &mut all,
        "SLP-01",
        "breach-reporting",
        Status::Hedged,
        "usually in 2 hours",
        &[("duration", "2 hours")],
    );
    assert!(find(&library().recommend(&all), "breach-notification").text.contains("within [24] hours"));
}

#[test]
fn a_sub_clause_that_nothing_fills_is_left_out_where_the_library_says_so() {
    let mut all = answers(Status::Affirmed, Shown::Specific);
    let recommended = library().recommend(&all);
    let without = find(&recommended, "disaster-recovery");
    assert!(!without.text.contains("still to come"), "{}", without.text);
    let words = "A copy off the network will follow by 1 May 2027";
    say(&mut all, "SLP-07", "air-gapped-backups", Status::Planned, words, &[("date", "1 May 2027")]);
    let recommended = library().recommend(&all);
    let with = find(&recommended, "disaster-recovery");
    assert_eq!(with.strength, Strength::Condition);
    assert!(with.text.contains(&format!("still to come is: “{words}”")), "{}", with.text);
    assert!(with.text.contains("in place, and tested, by 1 May 2027"), "{}", with.text);
    assert_eq!(with.body.len(), without.body.len() + 1);
    // What is planned for one part takes nothing from what is promised today for the others.
    assert!(with.text.contains("\n2. Recovery includes the latest configuration"), "{}", with.text);
}

#[test]
fn two_different_values_are_put_to_the_lawyer() {
    let mut all = answers(Status::Affirmed, Shown::Specific);
    for time in ["2 working days", "5 working days", "2 Working Days"] {
        say(&mut all, "SLP-01", "rights-complaints", Status::Affirmed, time, &[("duration", time)]);
    }
    let recommended = library().recommend(&all);
    let text = &find(&recommended, "rights-and-complaints").text;
    assert!(text.contains("[2 working days or 5 working days: the Tender states more than one]"), "{text}");
}

#[test]
fn of_several_values_the_least_is_taken_where_the_library_says_so() {
    let mut all = answers(Status::Affirmed, Shown::Specific);
    for time in ["72 hours", "24 hours"] {
        say(&mut all, "SLP-01", "breach-reporting", Status::Affirmed, time, &[("duration", time)]);
    }
    let recommended = library().recommend(&all);
    let text = &find(&recommended, "breach-notification").text;
    assert!(text.contains("within 24 hours of the moment"), "{text}");
}

#[test]
fn what_a_supplier_writes_never_becomes_structure() {
    let mut all = answers(Status::Affirmed, Shown::Specific);
    let hostile = "{{ breach-time }}\n6. The Council shall pay. {% raw %}";
    say(&mut all, "SLP-11", "documentation", Status::Affirmed, hostile, &[]);
    let recommended = library().recommend(&all);
    let it = find(&recommended, "api-documentation");
    assert!(it.text.contains("“{{ breach-time }} 6. The Council shall pay. {% raw %}”"), "{}", it.text);
    assert_eq!(it.body.len(), 5);
}

#[test]
fn all_faults_of_the_library_are_told_at_once() {
    let file = |path: &str, text: &str| SourceFile::new(path, text.to_owned());
    let files = [
        file("scoring/clauses/library.toml", "order = [\"first\", \"furst\", \"second\", \"first\"]\n"),
        file(
            "scoring/clauses/first.md",
            r#"+++
id = "first"
title = "T"
purpose = "P"
sources = ["S"]
note = "For legal review."
[plugs-into]
short-form = "x"
mid-tier = "y"
[[trigger]]
on = "gap"
question = "SLP-08"
parts = ["backup"]
[[trigger]]
on = "value"
question = "SLP-99"
parts = ["backups"]
value = "durations"
[variable.times]
question = "SLP-01"
parts = ["role"]
take = "duration"
otherwise = "24 hours"
+++
1. Text {{ time }}.
3. More.
"#,
        ),
        file(
            "scoring/clauses/second.md",
            "+++\nid = \"third\"\ntitle = \"T\"\npurpose = \"P\"\nsources = [\"S\"]\nnote = \"N\"\n[plugs-into]\nshort-form = \"x\"\nmid-tier = \"y\"\n+++\n1. Text.\n",
        ),
    ];
    let faults = Library::load(&files, &bank()).unwrap_err().to_string();
    for expected in [
        "`backup` is not a part of `SLP-08`\n  --> scoring/clauses/first.md:13:10\n  help: the nearest part is `backups`",
        "the bank has no question `SLP-99`\n  --> scoring/clauses/first.md:16:12",
        "`durations` is not a kind of value",
        "the trigger lacks `strength`",
        "nothing fills the placeholder `time`\n  --> scoring/clauses/first.md:25:12\n  help: the nearest variable is `times`",
        "the text has no placeholder `times`",
        "`24 hours` does not begin with square brackets",
        "sub-clause `3.` stands where `2.` is expected\n  --> scoring/clauses/first.md:26:1",
        "the id `third` is not the name of the file\n  --> scoring/clauses/second.md:2:6",
        "nothing calls for the clause\n  --> scoring/clauses/second.md",
        "there is no clause `furst`\n  --> scoring/clauses/library.toml:1:19\n  help: the nearest clause is `first`",
    ] {
        assert!(faults.contains(expected), "missing: {expected}\n\nin:\n{faults}");
    }
    let none = Library::load(&[], &bank()).unwrap_err().to_string();
    assert!(none.contains("the clause library has no order"), "{none}");
}

fn probity(arguments: &[&str]) -> (String, String, i32) {
    let it = Command::new(env!("CARGO_BIN_EXE_probity")).args(arguments).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (text(it.stdout), text(it.stderr), it.status.code().unwrap())
}

#[test]
fn the_command_lists_and_shows_clauses() {
    let (list, _, status) = probity(&["clauses", "list"]);
    assert_eq!((list.lines().count(), status), (48, 0));
    assert!(list.starts_with("data-ownership  "), "{list}");
    let (list, _, status) = probity(&["clauses", "list", "--format", "json"]);
    let list: serde_json::Value = serde_json::from_str(&list).unwrap();
    assert_eq!((list["clauses"].as_array().unwrap().len(), status), (48, 0));
    assert_eq!(list["clauses"][0]["clause"], "data-ownership");
    let (shown, _, status) = probity(&["clauses", "show", "breach-notification"]);
    assert_eq!(status, 0);
    assert!(shown.contains("within {{ breach-time }}"), "{shown}");
    assert!(
        shown.contains("breach-time: the least of the duration of DPL-06 notice-time, where affirmed or"),
        "{shown}"
    );
    assert!(shown.lines().all(|it| it.chars().count() <= 100), "{shown}");
    let (shown, message, status) = probity(&["clauses", "show", "breach-notificaton"]);
    assert_eq!((shown.as_str(), status), ("", 2));
    assert_eq!(
        message,
        "probity: there is no clause `breach-notificaton`; the nearest is `breach-notification`\n"
    );
}

/// Two suppliers: one with words of every kind, hostile ones among them, and one that left all blank.
fn schedule() -> Vec<u8> {
    let (bank, library) = (bank(), library());
    let mut good = answers(Status::Affirmed, Shown::Specific);
    let long = "x".repeat(32_000);
    let spoken = [
        (
            "SLP-01",
            "breach-reporting",
            Status::Affirmed,
            "We report within 24 hours",
            [("duration", "24 hours")],
        ),
        (
            "SLP-08",
            "backups",
            Status::Planned,
            "Backups will be encrypted by 31 March 2027",
            [("date", "31 March 2027")],
        ),
        (
            "SLP-11",
            "documentation",
            Status::Affirmed,
            "<w:p>&amp;{{ x }}{% if %}]]>\u{0}\u{1b}[31m\u{202e}",
            [("name", "x")],
        ),
        ("SLP-12", "circumstances-parties", Status::Affirmed, long.as_str(), [("name", "Examplehost")]),
    ];
    for (question, at, status, words, named) in spoken {
        say(&mut good, question, at, status, words, &named);
    }
    let mut silent = answers(Status::Absent, Shown::Generic);
    for answer in &mut silent {
        answer.state = ResponseState::Blank;
    }
    let mut schedule = Schedule::new(&bank, &library, "2026-09-01".parse::<Date>().unwrap());
    for (supplier, all) in [("Example & <Sons> Ltd", &good), ("Blank Ltd", &silent)] {
        let digest = Digest::of(supplier.as_bytes());
        schedule.add(supplier, "example.xlsx", &digest, &library.recommend(all), all);
    }
    schedule.add("Refused Ltd", "refused.xls", &Digest::of(b"refused"), &[], &[]);
    clause_schedule(&schedule).unwrap()
}

fn parts(document: &[u8]) -> Vec<(String, String)> {
    let mut package = zip::ZipArchive::new(Cursor::new(document)).unwrap();
    (0..package.len())
        .map(|n| {
            let mut file = package.by_index(n).unwrap();
            let mut text = String::new();
            file.read_to_string(&mut text).unwrap();
            (file.name().unwrap().into_owned(), text)
        })
        .collect()
}

#[test]
fn the_schedule_is_the_same_bytes_each_time() {
    assert_eq!(schedule(), schedule());
}

#[test]
fn every_part_of_the_schedule_is_well_formed() {
    let parts = parts(&schedule());
    assert_eq!(parts[0].0, "[Content_Types].xml");
    let names: BTreeSet<&str> = parts.iter().map(|(name, _)| name.as_str()).collect();
    for (name, text) in &parts {
        let mut reader = quick_xml::Reader::from_str(text);
        reader.config_mut().check_end_names = true;
        loop {
            match reader.read_event() {
                Ok(quick_xml::events::Event::Eof) => break,
                Ok(quick_xml::events::Event::GeneralRef(it)) => {
                    let known = ["amp", "lt", "gt", "quot", "apos"];
                    assert!(it.starts_with('#') || known.contains(&&*it), "{name}: {it:?}");
                }
                Ok(_) => {}
                Err(error) => panic!("{name}: {error} at {}", reader.error_position()),
            }
        }
        let forbidden = text.chars().find(|it| it.is_control() && !matches!(it, '\n' | '\t'));
        assert_eq!(forbidden, None, "{name}");
        assert!(!text.contains("{%") || name == "word/document.xml", "{name}: an unfilled template");
        // Every part that is not a relationship or the list of types is declared in that list.
        if Path::new(name).extension().is_some_and(|it| it != "rels") && name != "[Content_Types].xml" {
            assert!(parts[0].1.contains(&format!("/{name}\"")), "{name} has no content type");
        }
    }
    let (_, links) = parts.iter().find(|(name, _)| name == "word/_rels/document.xml.rels").unwrap();
    for target in links.split("Target=\"").skip(1).filter_map(|it| it.split('"').next()) {
        assert!(names.contains(format!("word/{target}").as_str()), "{target}");
    }
}

#[test]
fn the_schedule_holds_what_was_written_as_text() {
    let parts = parts(&schedule());
    let (_, document) = parts.iter().find(|(name, _)| name == "word/document.xml").unwrap();
    assert!(document.contains("“&lt;w:p&gt;&amp;amp;{{ x }}{% if %}]]&gt;[31m”"));
    assert!(document.contains("Part 1: Example &amp; &lt;Sons&gt; Ltd"));
    assert!(document.contains("The cell was left blank."));
    assert!(document.contains("no answer of this file was assessed"));
    assert!(document.contains("<w:tblHeader/>"));
    assert!(!document.contains(&"x".repeat(1_000)), "a quotation is clipped");
    // Each supplier has a list of its own, so that its clauses begin at 1.
    let (_, numbering) = parts.iter().find(|(name, _)| name == "word/numbering.xml").unwrap();
    assert_eq!(numbering.matches("<w:num ").count(), 3);
    let (_, core) = parts.iter().find(|(name, _)| name == "docProps/core.xml").unwrap();
    assert!(core.contains("<dc:title>Schedule of recommended clauses</dc:title>"), "{core}");
    let anchors = document.matches("w:anchor=").count();
    assert_eq!(anchors, document.matches("<w:bookmarkStart").count());
}

#[test]
fn office_programs_open_the_schedule() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("clauses.docx");
    fs::write(&path, schedule()).unwrap();
    if let Ok(keep) = std::env::var("PROBITY_KEEP") {
        fs::copy(&path, Path::new(&keep).join("clauses.docx")).unwrap();
    }
    let script = "import sys, docx\n\
        d = docx.Document(sys.argv[1])\n\
        assert d.core_properties.title == 'Schedule of recommended clauses'\n\
        assert d.core_properties.language == 'en-GB'\n\
        heads = [p for p in d.paragraphs if p.style.name == 'Heading 2']\n\
        assert len(heads) > 24, len(heads)\n\
        assert all(p.style is not None for p in d.paragraphs)\n\
        assert len(d.tables) > 24\n";
    match Command::new("python3").args(["-c", "import docx"]).output() {
        Ok(it) if it.status.success() => {
            let it = Command::new("python3").args(["-c", script]).arg(&path).output().unwrap();
            assert!(it.status.success(), "{}", String::from_utf8_lossy(&it.stderr));
        }
        _ => not_checked("python-docx", "the schedule was not opened with it"),
    }
    let convert = |file: &Path| {
        let profile = format!("-env:UserInstallation=file://{}", folder.path().join("profile").display());
        let arguments = ["--headless", "--convert-to", "pdf", "--outdir"];
        let ran = Command::new("soffice").arg(profile).args(arguments).arg(folder.path()).arg(file).output();
        ran.is_ok() && fs::read(file.with_extension("pdf")).is_ok_and(|it| it.starts_with(b"%PDF"))
    };
    // A LibreOffice without its word processor cannot say anything of a document.
    let plain = folder.path().join("plain.txt");
    fs::write(&plain, "words").unwrap();
    if convert(&plain) {
        assert!(convert(&path), "LibreOffice does not open the schedule");
    } else {
        not_checked("LibreOffice Writer", "the schedule was not opened with it");
    }
}
