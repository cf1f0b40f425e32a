//! Ready sets of questions, and what is expected of a workbook where nothing is said.

use probity::{
    bank::{Bank, Use, profile::Profile},
    source::SourceFile,
};

use super::{bank, probity, shipped, text, told};
use crate::workbooks::{answers, supplier, xlsx};

fn set(id: &str) -> Bank {
    bank().under(&Profile::load(&shipped(), id).unwrap()).unwrap_or_else(|faults| panic!("{faults}"))
}

fn ids(bank: &Bank) -> Vec<&str> {
    bank.questions.iter().map(|it| it.id.as_str()).collect()
}

#[test]
fn the_weights_of_every_profile_are_whole_and_sum_to_100() {
    let profiles = Profile::all(&shipped()).unwrap_or_else(|faults| panic!("{faults}"));
    let names: Vec<&str> = profiles.iter().map(|it| it.id.as_str()).collect();
    assert_eq!(names, ["ai-service", "camera-counting", "core", "data-platform", "environmental-sensors"]);
    for it in &profiles {
        let set = set(it.id.as_str());
        assert_eq!(set.questions.iter().map(|it| it.weight).sum::<u32>(), 100, "{}", it.id);
        for question in &set.questions {
            assert_eq!(question.weight > 0, question.used_as == Use::Scored, "{} {}", it.id, question.id);
        }
        assert_eq!(set.profile.as_ref(), Some(&it.id));
    }
}

#[test]
fn the_core_is_the_thirteen_with_the_weights_of_the_first_release() {
    let first = super::first(&shipped()).unwrap();
    let core = set("core");
    assert_eq!(ids(&core), ids(&first));
    for (new, old) in core.questions.iter().zip(&first.questions) {
        assert_eq!(new.weight, old.weight, "{}", new.id);
    }
    let old = first.clone().under(&Profile::load(&shipped(), "core").unwrap()).unwrap();
    assert_eq!(format!("{:?}", old.questions), format!("{:?}", first.questions));
}

#[test]
fn tags_choose_and_modules_add() {
    let (camera, sensors) = (set("camera-counting"), set("environmental-sensors"));
    for (id, camera_asks, sensors_ask) in
        [("ETH-03", true, false), ("ETH-11", true, false), ("API-08", true, true), ("GOV-04", false, false)]
    {
        assert_eq!(ids(&camera).contains(&id), camera_asks, "{id}");
        assert_eq!(ids(&sensors).contains(&id), sensors_ask, "{id}");
    }
}

#[test]
fn a_profile_that_is_wrong_is_told_at_its_place() {
    let with = |old: &str, new: &str| {
        let mut files = shipped();
        let file = files.iter_mut().find(|it| it.path.ends_with("profiles/core.toml")).unwrap();
        assert!(file.text.contains(old), "{old}");
        file.text = file.text.replacen(old, new, 1).into();
        files
    };
    for (old, new, fault) in [
        (
            "\"SLP-13\",",
            "\"SLP-31\",",
            "bank/unknown-question question-bank/profiles/core.toml:20:3 the bank has no question `SLP-31`",
        ),
        ("SLP-01 = 10", "SLP-01 = 0", "bank/zero question-bank/profiles/core.toml:24:10 the weight is 0"),
        ("since = \"1.0.0\"", "since = \"first\"", "bank/form question-bank/profiles/core.toml:5:9"),
        ("id = \"core\"", "id = \"corse\"", "bank/path question-bank/profiles/core.toml:2:6"),
    ] {
        let files = with(old, new);
        let found = told(Profile::all(&files).unwrap_err());
        assert!(found.iter().any(|it| it.starts_with(fault)), "{fault}\n{found:#?}");
        let checked = told(Bank::check(&files, None));
        assert!(checked.iter().any(|it| it.starts_with(fault)), "{fault}\n{checked:#?}");
    }
    let none = told(Profile::load(&shipped(), "cor").unwrap_err());
    assert_eq!(
        none,
        [
            "bank/unknown-profile question-bank/profiles/ the bank has no profile `cor` | the nearest is `core`"
        ]
    );
    let old = super::first(&shipped()).unwrap();
    let camera = Profile::load(&shipped(), "camera-counting").unwrap();
    let found = told(old.under(&camera).unwrap_err());
    assert!(
        found[0].contains("does not fit release `1.0.0` | take release `2.0.0` or a later one"),
        "{found:#?}"
    );
}

#[test]
fn what_is_costly_is_not_asked_of_small_contracts() {
    // As the bank stands nothing is out of proportion.
    let quiet = told(Bank::check(&shipped(), None));
    assert!(!quiet.iter().any(|it| it.starts_with("bank/disproportionate")), "{quiet:#?}");

    let mut files = shipped();
    let draft = files.iter().find(|it| it.path.ends_with("questions/SLP-05/2.toml")).unwrap().text.clone();
    let draft = draft.replacen("revision = 2", "revision = 3", 1).replacen(
        "form = \"declare\"",
        "form = \"declare\"\nuse = \"condition-of-participation\"",
        1,
    );
    let draft = draft.replacen("use = \"scored\"\n", "", 1).replacen("\nweight = 5\n", "\nweight = 0\n", 1);
    let digest = probity::id::Digest::of(draft.as_bytes());
    let release = files.iter_mut().find(|it| it.path.ends_with("releases/2.0.0.toml")).unwrap();
    let at = release.text.find("id = \"SLP-05\"").unwrap();
    let end = at + release.text[at..].find("sha256:").unwrap() + 71;
    let entry = format!("id = \"SLP-05\"\nrevision = 3\nchange = \"changed\"\ndigest = \"{digest}");
    release.text.to_mut().replace_range(at..end, &entry);
    files.push(SourceFile::new("question-bank/questions/SLP-05/3.toml", draft));
    let found = told(Bank::check(&files, None));
    let core: Vec<&String> = found.iter().filter(|it| it.starts_with("bank/disproportionate")).collect();
    assert!(
        core.iter().any(|it| it.contains("profiles/core.toml:6:1 `SLP-05` decides by ISO")),
        "{found:#?}"
    );
    assert!(
        !core.iter().any(|it| it.contains("camera-counting.toml") && it.contains("ISO/IEC 27001")),
        "{core:#?}"
    );
}

#[test]
fn profiles_are_listed_and_shown() {
    let list = probity(&["bank", "profiles"]);
    assert!(list.status.success());
    assert!(text(&list.stdout).contains("core                   The thirteen core questions"));
    let json: serde_json::Value =
        serde_json::from_slice(&probity(&["bank", "profiles", "--format", "json"]).stdout).unwrap();
    assert_eq!(json["schema"], "probity.profiles/1");
    let core = json["profiles"].as_array().unwrap().iter().find(|it| it["id"] == "core").unwrap();
    assert_eq!(core["questions"].as_array().unwrap().len(), 13);
    assert_eq!(core["questions"][4]["weight"], 5);

    let shown = probity(&["bank", "show", "--profile", "camera-counting"]);
    assert!(text(&shown.stdout).contains("with weights that sum to 100"), "{}", text(&shown.stdout));
    let unknown = probity(&["bank", "list", "--profile", "cameras"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(text(&unknown.stderr).contains("the bank has no profile `cameras`"));
    let old = probity(&["bank", "profiles", "--bank", "1.0.0"]);
    assert!(!text(&old.stdout).contains("camera-counting") && text(&old.stdout).contains("core"));
}

#[test]
fn a_workbook_is_scored_by_the_release_that_it_names() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("first.csv");
    let mut rows = String::from("Question ID,Question,Response\n");
    for question in &crate::core_bank().questions {
        rows.push_str(&format!("{},\"{}\",\"All data is encrypted.\"\n", question.id, question.title));
    }
    std::fs::write(&path, rows).unwrap();
    let run = |extra: &[&str]| {
        let mut args = vec!["score", path.to_str().unwrap(), "--on", "2026-09-01", "--format", "json"];
        args.extend(extra);
        let output = probity(&args);
        assert!(output.status.success(), "{}", text(&output.stderr));
        let line: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        (line, text(&output.stderr).to_owned())
    };
    // Nothing is named: the newest, and of it the core.
    let (newest, _) = run(&[]);
    assert_eq!(newest["bank"], "2.0.0");
    assert_eq!(newest["answers"].as_array().unwrap().len(), 13);
    let (old, _) = run(&["--bank", "1.0.0"]);
    assert_eq!(old["bank"], "1.0.0");

    let named = |version: &str| {
        let book = folder.path().join("named.xlsx");
        let mut particulars = supplier();
        particulars.insert((2, 1), version.to_owned());
        std::fs::write(&book, xlsx(&[("Supplier", &particulars), ("Responses", &answers())])).unwrap();
        let args = ["score", book.to_str().unwrap(), "--on", "2026-09-01", "--format", "json"];
        let output = probity(&args);
        let line: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        let flags: Vec<String> = line["intake"]["flags"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| it["code"].as_str().unwrap().to_owned())
            .collect();
        (line["bank"].clone(), flags, text(&output.stderr).to_owned())
    };
    let (bank, flags, said) = named("1.0.0");
    assert_eq!(bank, "1.0.0");
    assert!(flags.is_empty(), "{flags:?}");
    assert!(said.contains("the workbooks were made from bank 1.0.0"), "{said}");
    let (bank, flags, _) = named("7.0.0");
    assert_eq!(bank, "2.0.0");
    assert!(flags.contains(&"bank-version-mismatch".to_owned()), "{flags:?}");
}
