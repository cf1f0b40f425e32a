//! `probity pack` as a user meets it.

use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    process::{Command, Output},
};

/// A copy of a procurement among the fixtures.
fn procurement(name: &str) -> tempfile::TempDir {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/procurements").join(name);
    let folder = tempfile::tempdir().unwrap();
    for entry in fs::read_dir(root).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            fs::copy(&path, folder.path().join(path.file_name().unwrap())).unwrap();
        }
    }
    folder
}

fn pack(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_probity"));
    command.arg("pack").arg(folder).args(arguments).output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            found.insert(path.file_name().unwrap().to_string_lossy().into_owned(), fs::read(&path).unwrap());
        }
    }
    found
}

#[test]
fn a_procurement_is_packed_whole_and_the_same_twice() {
    for name in ["air-quality", "cameras", "platform"] {
        let folder = procurement(name);
        let ran = pack(folder.path(), &[]);
        assert!(ran.status.success(), "{name}: {}", said(&ran));
        let first = files(&folder.path().join("pack"));
        for wanted in [
            "pricing.xlsx",
            "tender-questions.docx",
            "tender-questions.html",
            "assessment-methodology.docx",
            "assessment-rules.txt",
            "evaluator-guide.docx",
            "clause-schedule.docx",
            "dpia-questions.docx",
            "pack.json",
            "SHA256SUMS",
        ] {
            assert!(first.contains_key(wanted), "{name}: {wanted} is missing");
        }
        assert!(first.keys().any(|it| it.starts_with("response") && it.ends_with(".ods")), "{name}");
        let manifest: serde_json::Value = serde_json::from_slice(&first["pack.json"]).unwrap();
        assert_eq!(manifest["schema"], "probity.pack/1");
        assert_eq!(manifest["version"], 1);
        assert_eq!(manifest["files"].as_array().unwrap().len(), first.len() - 2, "{name}");
        let elsewhere = procurement(name);
        assert!(pack(elsewhere.path(), &[]).status.success());
        assert_eq!(first, files(&elsewhere.path().join("pack")), "{name}");
        for (file, bytes) in &first {
            super::keep(&format!("{name}-{file}"), bytes);
        }
    }
}

#[test]
fn a_folder_that_is_not_there_is_refused_and_not_made() {
    let root = tempfile::tempdir().unwrap();
    let ran = pack(&root.path().join("nowhere"), &[]);
    assert_eq!(ran.status.code(), Some(2), "{}", said(&ran));
    assert!(said(&ran).contains("holds no `procurement.toml`"), "{}", said(&ran));
    assert_eq!(fs::read_dir(root.path()).unwrap().count(), 0);
}

#[test]
fn what_a_person_changed_in_a_draft_is_not_lost_and_what_was_published_stays() {
    let folder = procurement("air-quality");
    let at = folder.path().join("pack");
    assert!(pack(folder.path(), &[]).status.success());
    let mut publish = Command::new(env!("CARGO_BIN_EXE_probity"));
    let ran = publish
        .arg("publish")
        .arg(folder.path())
        .args(["--notice", "2027-000123", "--on", "2027-01-18"])
        .output();
    let ran = ran.unwrap();
    assert!(ran.status.success(), "{}", said(&ran));
    let published = files(&at.join("v1"));
    assert!(published.contains_key("response.xlsx") && !published.contains_key("SHA256SUMS"));
    assert!(pack(folder.path(), &[]).status.success());
    let manifest: serde_json::Value =
        serde_json::from_slice(&fs::read(at.join("pack.json")).unwrap()).unwrap();
    assert_eq!(manifest["version"], 2, "the draft of the next version");
    fs::write(at.join("evaluator-guide.docx"), "by hand").unwrap();
    let before = files(&at);
    let ran = pack(folder.path(), &[]);
    assert_eq!(ran.status.code(), Some(2));
    assert!(said(&ran).contains("evaluator-guide.docx") && said(&ran).contains("--force"), "{}", said(&ran));
    assert_eq!(files(&at), before);
    assert!(pack(folder.path(), &["--force"]).status.success());
    assert_eq!(files(&at.join("v1")), published);
}

#[test]
fn templates_are_written_out_changed_and_taken() {
    let folder = procurement("air-quality");
    let own = folder.path().join("templates");
    let own_name = own.display().to_string();
    let ran = pack(folder.path(), &["--write-templates", &own_name]);
    assert!(ran.status.success(), "{}", said(&ran));
    let guide = own.join("evaluator-guide.html");
    let text = fs::read_to_string(&guide).unwrap().replace("You decide.", "It is for you to decide.");
    fs::write(&guide, text).unwrap();
    assert!(own.join("word/styles.xml").is_file());
    let ran = pack(folder.path(), &["--templates", &own_name]);
    assert!(ran.status.success(), "{}", said(&ran));
    let page = fs::read_to_string(folder.path().join("pack/evaluator-guide.html")).unwrap();
    assert!(page.contains("It is for you to decide."));
    fs::write(&guide, "<h1>{{ title</h1>").unwrap();
    let before = files(&folder.path().join("pack"));
    let ran = pack(folder.path(), &["--templates", &own_name]);
    assert_eq!(ran.status.code(), Some(2), "a faulty template writes nothing");
    assert_eq!(files(&folder.path().join("pack")), before);
}
