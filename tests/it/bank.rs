//! The bank as it is shipped, and what is said of a bank that is wrong.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use probity::{
    bank::{Bank, Form, catalogue::catalogue, schema::schemas},
    diag::Diagnostics,
    id::{ClauseId, Digest, PartId, QuestionId},
    source::SourceFile,
    store,
};

fn shipped() -> Vec<SourceFile> {
    store::data(None).unwrap()
}

fn bank() -> Bank {
    Bank::load(&shipped(), None).unwrap_or_else(|faults| panic!("{faults}"))
}

/// The first release of `files`, whose weights sum to 100.
fn first(files: &[SourceFile]) -> Result<Bank, Diagnostics> {
    Bank::load(files, Some("1.0.0".parse().unwrap()))
}

/// The shipped files with one passage of one file replaced, and the release made to agree with the new digest, so
/// that only the fault itself is found.
fn with(path: &str, old: &str, new: &str) -> Vec<SourceFile> {
    let mut files = changed(path, old, new);
    let before =
        shipped().iter().find(|it| it.path == path).map(|it| Digest::of(it.text.as_bytes())).unwrap();
    let after = files.iter().find(|it| it.path == path).map(|it| Digest::of(it.text.as_bytes())).unwrap();
    for file in files.iter_mut().filter(|it| it.path.starts_with("question-bank/releases/")) {
        file.text = file.text.replace(before.as_str(), after.as_str()).into();
    }
    files
}

fn changed(path: &str, old: &str, new: &str) -> Vec<SourceFile> {
    let mut files = shipped();
    let file = files.iter_mut().find(|it| it.path == path).unwrap();
    assert!(file.text.contains(old), "`{old}` is not in {path}");
    file.text = file.text.replacen(old, new, 1).into();
    files
}

/// Each fault as `code line:column message | help`.
fn told(faults: Diagnostics) -> Vec<String> {
    faults
        .into_sorted()
        .into_iter()
        .map(|it| format!("{} {} {} | {}", it.code, it.place, it.message, it.help.unwrap_or_default()))
        .collect()
}

#[track_caller]
fn refused(files: &[SourceFile], expected: &[&str]) {
    let found = told(first(files).expect_err("the bank should be refused"));
    assert_eq!(found, expected);
}

pub(crate) mod lints;
mod overlays;
mod profiles;
mod versions;

const ENCRYPTION: &str = "question-bank/questions/SLP-08/1.toml";
const RELEASE: &str = "question-bank/releases/1.0.0.toml";

#[test]
fn the_bank_holds_the_thirteen_questions() {
    let bank = crate::core_bank();
    let outline: Vec<String> = bank
        .questions
        .iter()
        .map(|it| {
            let parts: Vec<String> = it
                .parts
                .iter()
                .map(|part| {
                    let letter = part.letter.map(|c| format!("{c}:")).unwrap_or_default();
                    format!("{letter}{} {}{}", part.id, part.weight, if part.mandatory { "!" } else { "" })
                })
                .collect();
            let tick = if it.yes_no { "?" } else { "" };
            format!("{}{tick} {} {} = {}", it.id, it.form.as_str(), it.weight, parts.join(", "))
        })
        .collect();
    insta::assert_snapshot!(outline.join("\n"), @r#"
    SLP-01? describe 10 = role 20, rights-complaints 20, retention-deletion 20, breach-reporting 25!, responsible-person-ico 15
    SLP-02? disclose 10 = data-entered-generated 50!, derived-data 30, retained-rights 20
    SLP-03? undertaking 10 = no-sale 20!, no-other-use 20!, no-disclosure 20, affiliates 20, all-data 20
    SLP-04? disclose 10 = access-to-all-data 40!, no-additional-cost 40!, fees-limits 20
    SLP-05 declare 5 = information-security-management 35, cyber-hygiene 25, quality-other 15, certificate-particulars 25
    SLP-06 describe 10 = anti-malware 35!, boundary-firewalls 35!, role-based-access 20, hsm-use 10
    SLP-07 describe 10 = full-recovery 30!, latest-configuration 20, air-gapped-backups 25, tested-supply-chain 25
    SLP-08 describe 10 = a:devices 15, b:portable-export 10, c:archives 10, d:backups 15!, e:transfers 20!, f:pseudonymisation 15, g:data-centres 15!
    SLP-09? describe 5 = complies-today 25, change-tracked 25, solution-upgraded 30!, suppliers-cost 20
    SLP-10 disclose 5 = states-alignment 15, governance 25, mapped 20, departures 25, evidence-review 15
    SLP-11 describe 5 = how-access 25, data-sets-available 30!, data-sets-not-available 20, documentation 25
    SLP-12? declare 5 = circumstances-parties 35!, evidence-suitability 35, minimum-requirements 30
    SLP-13 describe 5 = data-sets 20, purpose 20, how-where-stored 25, third-party-use 15, documented-data-flow 20!
    "#);
}

#[test]
fn every_core_question_is_complete() {
    let bank = first(&shipped()).unwrap();
    for it in &bank.questions {
        assert_eq!(it.parts.iter().map(|part| part.weight).sum::<u32>(), 100, "{}", it.id);
        assert!(it.parts.iter().any(|part| part.mandatory) || it.weight == 5, "{}", it.id);
        assert!(it.sources.len() > 1 && it.crosswalk.len() > 2 && !it.clauses.is_empty(), "{}", it.id);
        assert!(it.evaluator_guidance.contains("Look for:"), "{}", it.id);
        assert!(it.evaluator_guidance.contains("Common evasions:"), "{}", it.id);
        assert!(it.supplier_guidance.split_whitespace().count() >= 25, "{}", it.id);
        assert!(it.word_limit >= 300, "{}", it.id);
    }
    let clauses: BTreeSet<&str> =
        bank.questions.iter().flat_map(|it| &it.clauses).map(ClauseId::as_str).collect();
    assert_eq!(clauses.len(), 24, "{clauses:?}");
    let undertakings: Vec<&str> =
        bank.questions.iter().filter(|it| it.form == Form::Undertaking).map(|it| it.id.as_str()).collect();
    assert_eq!(undertakings, ["SLP-03"]);
}

#[test]
fn questions_and_parts_are_found_by_id() {
    let bank = bank();
    let question = bank.question(&"SLP-08".parse::<QuestionId>().unwrap()).unwrap();
    let backups: PartId = "backups".parse().unwrap();
    assert!(question.parts.iter().any(|it| it.id == backups && it.mandatory && it.letter == Some('d')));
    assert!(bank.question(&"SLP-99".parse::<QuestionId>().unwrap()).is_none());
}

#[test]
fn the_shipped_bank_passes_its_own_check() {
    let faults = Bank::check(&shipped(), None);
    assert!(!faults.has_errors(), "{faults}");
}

#[test]
fn what_was_released_has_not_changed() {
    // Reads the files from disk as bytes: nothing that the program does to text can hide a change.
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut checked = 0;
    for entry in fs::read_dir(root.join("question-bank/releases")).unwrap() {
        let path = entry.unwrap().path();
        let release: toml::Table = fs::read_to_string(&path).unwrap().parse().unwrap();
        for it in release["questions"].as_array().unwrap() {
            let (id, revision) = (it["id"].as_str().unwrap(), it["revision"].as_integer().unwrap());
            let file = format!("question-bank/questions/{id}/{revision}.toml");
            assert_eq!(
                Digest::of(&fs::read(root.join(&file)).unwrap()).as_str(),
                it["digest"].as_str().unwrap(),
                "{file} was released in {} and has changed: put it back and make a new revision",
                path.file_name().unwrap().display()
            );
            checked += 1;
        }
    }
    assert!(checked >= 13);
}

#[test]
fn release_1_0_0_is_the_one_that_was_published() {
    // The release file holds the digests of all its questions. It is published: a change goes into a new release.
    let bank = Bank::load(&shipped(), Some("1.0.0".parse().unwrap())).unwrap();
    insta::assert_snapshot!(bank.digest.as_str(), @"sha256:0383e8eac6ee9f72d4bde7ba02f987ba442a72bcb3fc5f383e55cd1ec721b2ac");
}

#[test]
fn a_changed_file_is_not_the_released_one() {
    let found = told(first(&changed(ENCRYPTION, "weight = 10", "weight = 11")).unwrap_err());
    assert_eq!(found.len(), 2, "{found:#?}");
    assert!(
        found[0].starts_with("bank/released-file-changed question-bank/releases/1.0.0.toml:"),
        "{found:#?}"
    );
    assert!(found[0].contains("make a new revision `2.toml`"), "{found:#?}");
}

#[test]
fn an_unknown_release_lists_those_that_exist() {
    let faults = Bank::load(&shipped(), Some("9.9.9".parse().unwrap())).unwrap_err();
    assert_eq!(
        told(faults),
        [
            "bank/unknown-release question-bank/releases/ the bank has no release `9.9.9` | the releases are `1.0.0`, `2.0.0`"
        ]
    );
    assert_eq!(
        told(Bank::load(&[], None).unwrap_err()),
        [
            "bank/no-release question-bank/releases/ the bank has no release | add `question-bank/releases/1.0.0.toml`"
        ]
    );
}

#[test]
fn every_fault_of_a_question_is_told_at_its_place() {
    let mut files = with(
        ENCRYPTION,
        "id = \"SLP-08\"\nrevision = 1",
        "id = \"SLP-80\"\nrevision = 2\ncolour = \"red\"\nshade = 3",
    );
    let more = [
        ("word-limit = 1000", "word-limit = 0"),
        ("letter = \"c\"", "letter = \"b\""),
        (
            "id = \"archives\"\ntitle = \"Archives\"\nweight = 10",
            "id = \"devices\"\ntitle = \" \"\nweight = 11",
        ),
        ("letter = \"g\"", "letter = \"gg\""),
        ("letter = \"f\"\n", ""),
        ("source = \"uk-gdpr\"", "source = \"uk-gdrp\""),
        ("  \"encryption-standards\",", "  \"Encryption standards\","),
    ];
    let file = files.iter_mut().find(|it| it.path == ENCRYPTION).unwrap();
    for (old, new) in more {
        assert!(file.text.contains(old), "{old}");
        file.text = file.text.replacen(old, new, 1).into();
    }
    let after = Digest::of(file.text.as_bytes());
    let release = files.iter_mut().find(|it| it.path == RELEASE).unwrap();
    let at = release.text.find("id = \"SLP-08\"").unwrap();
    let digest = at + release.text[at..].find("sha256:").unwrap();
    release.text.to_mut().replace_range(digest..digest + 71, after.as_str());
    let found = told(first(&files).unwrap_err());
    insta::assert_snapshot!(found.join("\n"), @r#"
    bank/path question-bank/questions/SLP-08/1.toml:2:6 the file says `SLP-80`, but its path says `SLP-08` | mend the one that is wrong
    bank/path question-bank/questions/SLP-08/1.toml:3:12 the file says `2`, but its path says `1` | mend the one that is wrong
    source/toml question-bank/questions/SLP-08/1.toml:4:1 unknown field `colour` | the keys are id, revision, title, theme, use, tags, optional, if-missing, form, yes-no, weight, word-limit, text, why, supplier-guidance, evaluator-guidance, clauses, parts, fields, sources, crosswalk
    source/toml question-bank/questions/SLP-08/1.toml:5:1 unknown field `shade` | the keys are id, revision, title, theme, use, tags, optional, if-missing, form, yes-no, weight, word-limit, text, why, supplier-guidance, evaluator-guidance, clauses, parts, fields, sources, crosswalk
    bank/zero question-bank/questions/SLP-08/1.toml:10:14 the word limit is 0 | give a whole number from 1
    bank/form question-bank/questions/SLP-08/1.toml:41:3 `Encryption standards` is not a clause id such as `encryption-of-backups` | write it in that form
    bank/unknown-source question-bank/questions/SLP-08/1.toml:45:14 `uk-gdrp` is not a source of `question-bank/sources.toml` | the nearest key is `uk-gdpr`
    bank/weights question-bank/questions/SLP-08/1.toml:61:10 the weights of the parts sum to 101, not to 100 | change them so that they sum to 100
    bank/duplicate-part question-bank/questions/SLP-08/1.toml:73:6 the part `devices` stands twice | give each part an id of its own
    bank/empty question-bank/questions/SLP-08/1.toml:74:9 the text is empty | write it
    bank/duplicate-letter question-bank/questions/SLP-08/1.toml:76:10 the letter `b` stands twice | give each part the letter under which the question asks for it
    bank/missing-letter question-bank/questions/SLP-08/1.toml:96:6 the part `pseudonymisation` has no letter, but others have | give every part of the question a letter, or none
    bank/letter question-bank/questions/SLP-08/1.toml:106:10 `gg` is not a letter from `a` to `z` | write the one letter under which the question asks for the part
    "#);
}

#[test]
fn every_fault_of_a_release_is_told_at_its_place() {
    let mut files = changed(RELEASE, "id = \"SLP-02\"", "id = \"SLP-01\"");
    let file = files.iter_mut().find(|it| it.path == RELEASE).unwrap();
    file.text = file.text.replacen("id = \"SLP-13\"", "id = \"SLP-31\"", 1).into();
    file.text = file.text.replacen("version = \"1.0.0\"", "version = \"1.0.1\"", 1).into();
    file.text = file.text.replacen("date = \"2026-11-23\"", "date = \"2026-11-31\"", 1).into();
    let found = told(first(&files).unwrap_err());
    // The digest of the file itself would move with every release file.
    let found: Vec<String> =
        found.iter().map(|it| it.split(": its digest").next().unwrap().to_owned()).collect();
    insta::assert_snapshot!(found.join("\n"), @r#"
    bank/path question-bank/releases/1.0.0.toml:2:11 the file says `1.0.1`, but its path says `1.0.0` | mend the one that is wrong
    bank/form question-bank/releases/1.0.0.toml:3:8 `2026-11-31` is not a date such as `2026-09-01` | write it in that form
    bank/duplicate-question question-bank/releases/1.0.0.toml:18:6 `SLP-01` stands twice in the release | keep one entry for each question
    bank/released-file-changed question-bank/releases/1.0.0.toml:21:10 `question-bank/questions/SLP-01/1.toml` is not the file that was released
    bank/unknown-question question-bank/releases/1.0.0.toml:84:6 there is no file `question-bank/questions/SLP-31/1.toml` for `SLP-31` | the nearest id is `SLP-01`
    "#);
}

#[test]
fn weights_sum_to_100() {
    refused(
        &with(ENCRYPTION, "weight = 10\nword", "weight = 15\nword"),
        &[
            "bank/weights question-bank/releases/1.0.0.toml the weights of the questions sum to 105, not to 100 | \
           release revisions whose weights sum to 100",
        ],
    );
}

#[test]
fn broken_toml_is_placed_and_does_not_hide_other_files() {
    let mut files = with(ENCRYPTION, "form = \"describe\"", "form = describe");
    let file = files.iter_mut().find(|it| it.path == "question-bank/sources.toml").unwrap();
    file.text = file.text.replacen("checked-on = \"2026-11-23\"", "checked-on = \"yesterday\"", 1).into();
    let found = told(first(&files).unwrap_err());
    assert!(
        found.iter().any(|it| it.starts_with("source/toml question-bank/questions/SLP-08/1.toml:5:8")),
        "{found:#?}"
    );
    assert!(
        found.iter().any(|it| it.starts_with("bank/form question-bank/sources.toml:")
            && it.contains("`yesterday` is not a date such as `2026-09-01`")),
        "{found:#?}"
    );
}

#[test]
fn the_check_holds_the_wording_to_the_law() {
    let standard = "question-bank/questions/SLP-10/1.toml";
    let files = with(
        standard,
        "to BSI PAS 185:2017, or an equivalent security-minded approach.",
        "to BSI PAS 185:2017.",
    );
    let found = told(Bank::check(&files, None));
    assert!(
        found.iter().any(|it| it.starts_with("bank/no-equivalent question-bank/questions/SLP-10/1.toml:11:")
            && it.contains("`PAS 185` is named")),
        "{found:#?}"
    );

    let yes_no = "question-bank/questions/SLP-02/1.toml";
    let files = with(yes_no, "Will the Council own", "Will the Council not own");
    let found = told(Bank::check(&files, None));
    assert!(
        found
            .iter()
            .any(|it| it.starts_with("bank/negative-question question-bank/questions/SLP-02/1.toml:11:18")),
        "{found:#?}"
    );
}

#[test]
fn the_check_finds_strays_drafts_and_dead_sources() {
    let mut files = shipped();
    let draft =
        files.iter().find(|it| it.path == ENCRYPTION).unwrap().text.replace("revision = 1", "revision = 2");
    files.push(SourceFile::new("question-bank/questions/SLP-08/2.toml", draft));
    files.push(SourceFile::new("question-bank/questions/slp-08/one.toml", String::new()));
    files.push(SourceFile::new("question-bank/releases/next.toml", String::new()));
    let found = told(Bank::check(&files, "2027-11-24".parse().ok()));
    for expected in [
        "bank/unreleased question-bank/questions/SLP-08/2.toml no release names this revision",
        "bank/stray-file question-bank/questions/slp-08/one.toml `slp-08/one.toml` is not named",
        "bank/stray-file question-bank/releases/next.toml `next.toml` is not named",
        "bank/stale-source question-bank/sources.toml:",
        "bank/unverified-source question-bank/sources.toml:",
    ] {
        assert!(found.iter().any(|it| it.starts_with(expected)), "{expected}\n{found:#?}");
    }
    assert!(
        !told(Bank::check(&shipped(), "2027-11-23".parse().ok()))
            .iter()
            .any(|it| it.starts_with("bank/stale"))
    );
    let dead = told(Bank::check(&shipped(), "2020-01-01".parse().ok()));
    assert!(dead.iter().any(|it| it.contains("`uk-gdpr`, which does not count on 2020-01-01")), "{dead:#?}");
}

#[test]
fn the_check_knows_the_clause_library() {
    let mut files = shipped();
    files.retain(|it| !it.path.starts_with("scoring/clauses/"));
    files.push(SourceFile::new("scoring/clauses/encryption-standard.md", String::new()));
    let found = told(Bank::check(&files, None));
    assert!(
        found.iter().any(|it| it.starts_with("bank/unknown-clause question-bank/questions/SLP-08/1.toml:")
            && it.ends_with("the nearest clause is `encryption-standard`")),
        "{found:#?}"
    );
}

#[test]
fn wording_digests_cover_what_suppliers_see_and_nothing_else() {
    let digest = |files: &[SourceFile]| {
        let bank = Bank::load(files, None).unwrap_or_else(|faults| panic!("{faults}"));
        bank.question(&"SLP-08".parse().unwrap()).unwrap().digest.clone()
    };
    let before = digest(&shipped());
    for (old, new) in [
        ("(d) backups are", "(d) all backups are"),
        ("title = \"Encryption\"", "title = \"Encrypting\""),
        ("title = \"Devices\"", "title = \"Computers\""),
        ("word-limit = 1000", "word-limit = 900"),
        ("mandatory = true\n", ""),
    ] {
        assert_ne!(digest(&with(ENCRYPTION, old, new)), before, "{new}");
    }
    assert_eq!(digest(&with(ENCRYPTION, "Look for:", "Look out for:")), before);
}

/// A generated file is what would be generated now. `PROBITY_BLESS=1` writes it.
#[track_caller]
fn current(path: &str, text: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if std::env::var_os("PROBITY_BLESS").is_some() {
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, text).unwrap();
    }
    let found = fs::read_to_string(&file).unwrap_or_default();
    assert!(
        found == text,
        "{path} is not current; write it with `PROBITY_BLESS=1 cargo test --test it bank`"
    );
}

#[test]
fn the_catalogue_is_current() {
    current("question-bank/README.md", &catalogue(&bank()));
}

#[test]
fn the_schemas_are_current_and_every_file_names_its_own() {
    let schemas = schemas().unwrap();
    for (name, text) in &schemas {
        current(&format!("question-bank/schema/{name}"), text);
    }
    for file in shipped().iter().filter(|it| {
        it.path.starts_with("question-bank/")
            && Path::new(&it.path).extension().is_some_and(|it| it == "toml")
    }) {
        let first = file.text.lines().next().unwrap();
        let schema =
            first.strip_prefix("#:schema ").unwrap_or_else(|| panic!("{} names no schema", file.path));
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(&file.path);
        assert!(folder.parent().unwrap().join(schema).is_file(), "{} names {schema}", file.path);
    }
}

/// What the program does with `args`.
fn probity(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_probity")).args(args).output().unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

#[test]
fn the_list_is_a_table_and_the_question_is_shown_whole() {
    let list = probity(&["bank", "list", "--profile", "core"]);
    assert!(list.status.success());
    let lines: Vec<&str> = text(&list.stdout).lines().collect();
    assert_eq!(lines.len(), 16);
    assert_eq!(lines[2], "ID      TITLE                              FORM                  WEIGHT  PARTS");
    assert_eq!(lines[10], "SLP-08  Encryption                         describe                  10      7");

    let show = probity(&["bank", "show", "SLP-08", "--bank", "1.0.0"]);
    assert!(show.status.success());
    let shown = text(&show.stdout);
    let bank = bank();
    let question = bank.question(&"SLP-08".parse().unwrap()).unwrap();
    // Set to a width, the text keeps its words.
    let words: Vec<&str> = shown.split_whitespace().collect();
    let words = words.join(" ");
    let mut expected =
        vec![&question.text, &question.why, &question.supplier_guidance, &question.evaluator_guidance];
    expected.extend(question.parts.iter().map(|it| &it.guidance));
    for it in expected {
        let it: Vec<&str> = it.split_whitespace().collect();
        assert!(words.contains(&it.join(" ")), "{}", it.join(" "));
    }
    for it in ["(d) Backups", "PAS 185:2017 (unverified)", "CEK-03.1", "encryption-standards"] {
        assert!(words.contains(it), "{it}");
    }
}

#[test]
fn the_bank_is_told_to_programs() {
    let list: serde_json::Value =
        serde_json::from_slice(&probity(&["bank", "list", "--bank", "1.0.0", "--format", "json"]).stdout)
            .unwrap();
    assert_eq!(list["schema"], "probity.bank/1");
    assert_eq!(list["bank"], "1.0.0");
    assert_eq!(list["questions"].as_array().unwrap().len(), 13);
    assert_eq!(list["questions"][7]["parts"][3], "backups");
    let show = probity(&["bank", "show", "SLP-08", "--format", "json"]);
    let show: serde_json::Value = serde_json::from_slice(&show.stdout).unwrap();
    assert_eq!(show["schema"], "probity.question/1");
    assert_eq!(show["id"], "SLP-08");
    assert_eq!(show["part_details"][3]["letter"], "d");
    assert_eq!(show["part_details"][3]["mandatory"], true);
    assert_eq!(show["crosswalk"][0]["source"], "iso-27001-2022");
    assert_eq!(show["crosswalk"][0]["details"]["edition"], "ISO/IEC 27001:2022");
    assert_eq!(show["digest"], bank().question(&"SLP-08".parse().unwrap()).unwrap().digest.as_str());
}

#[test]
fn what_cannot_be_shown_is_said() {
    for (args, code, message) in [
        (
            ["bank", "show", "SLP-99"].as_slice(),
            2,
            "release `2.0.0` has no question `SLP-99`; it has SLP-01, SLP-02",
        ),
        (&["bank", "show", "encryption"], 2, "`encryption` is not a question id such as `SLP-08`"),
        (&["bank", "list", "--bank", "9.9.9"], 2, "the releases are `1.0.0`, `2.0.0`"),
        (&["bank", "list", "--bank", "latest"], 2, "`latest` is not a version such as `1.0.0`"),
        (&["bank", "check", "--on", "2026-02-30"], 2, "`2026-02-30` is not a date such as `2026-09-01`"),
    ] {
        let output = probity(args);
        assert_eq!(output.status.code(), Some(code), "{args:?}");
        assert!(text(&output.stderr).contains(message), "{args:?}: {}", text(&output.stderr));
        assert!(output.stdout.is_empty(), "{args:?}");
    }
}

#[test]
fn a_check_that_fails_names_the_file_and_exits_with_1() {
    let folder = tempfile::tempdir().unwrap();
    for file in changed(ENCRYPTION, "weight = 10\nword", "weight = 10\ncolour = \"red\"\nword") {
        let path: PathBuf = folder.path().join(&file.path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, file.text.as_bytes()).unwrap();
    }
    let data = folder.path().to_str().unwrap();
    let output = probity(&["bank", "check", "--data", data]);
    assert_eq!(output.status.code(), Some(1));
    let said = text(&output.stderr);
    assert!(said.contains("question-bank/questions/SLP-08/1.toml:8:1\n  help: the keys are id, "), "{said}");
    assert!(said.contains("error[bank/released-file-changed]"), "{said}");
    assert!(output.stdout.is_empty());

    assert!(probity(&["bank", "check"]).status.success());
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_probity"))
        .args(["bank", "show", "SLP-08"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert_eq!(text(&output.stderr), "");
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(24))]

    /// Whatever happens to a file, the bank loads or says what is wrong, and a changed question is never taken
    /// for the released one.
    #[test]
    fn a_spoilt_file_is_told_and_never_taken(which in 0usize..15, at in 0usize..8000, cut in 0usize..40, put in "[\\PC\n\"'\\[\\]={}#é]{0,12}") {
        let mut files = shipped();
        let mut own: Vec<&mut SourceFile> = files
            .iter_mut()
            .filter(|it| it.path.starts_with("question-bank/") && it.path.ends_with("toml"))
            .collect();
        let which = which % own.len();
        let file = &mut *own[which];
        let chars: Vec<char> = file.text.chars().collect();
        let at = at % chars.len();
        let before = file.text.clone();
        let path = file.path.clone();
        file.text = chars[..at].iter().chain(&put.chars().collect::<Vec<_>>()).chain(chars.iter().skip(at + cut)).copied().collect();
        let same = file.text == before;
        let checked = Bank::check(&files, None);
        match Bank::load(&files, None) {
            Ok(_) => proptest::prop_assert!(same || !path.contains("/questions/"), "{path} was taken"),
            Err(faults) => {
                proptest::prop_assert!(!same && faults.has_errors() && checked.has_errors());
            }
        }
    }
}
