//! `publish`: what went out never changes, and an amendment is a new version.

use std::fs;

use super::Desk;

const PUBLISH: [&str; 6] = ["publish", "p", "--notice", "2027-000123", "--on", "2027-01-18"];
const AMEND: [&str; 10] = [
    "publish",
    "p",
    "--notice",
    "2027-000200",
    "--on",
    "2027-02-01",
    "--basis",
    "s31",
    "--reason",
    "Suppliers asked for more time.",
];

fn manifest(desk: &Desk, version: u32) -> serde_json::Value {
    serde_json::from_slice(&fs::read(desk.path(&format!("p/pack/v{version}/pack.json"))).unwrap()).unwrap()
}

#[test]
fn a_published_pack_is_held_by_digest() {
    let desk = Desk::with("air-quality");
    let told = desk.run(&PUBLISH).is(0).out;
    assert!(
        told.starts_with("pack v1 of `exampleton-school-streets-air` is published with notice 2027-000123"),
        "{told}"
    );
    let pack = manifest(&desk, 1);
    assert_eq!(pack["schema"], "probity.pack/1");
    assert_eq!(pack["inputs"][0]["file"], "procurement.toml");
    assert_eq!(pack["files"][0]["file"], "tender-questions.txt");
    assert_eq!(pack["inputs"][1]["file"], "dry-run.json");
    assert!(pack["method_digest"].as_str().unwrap().starts_with("sha256:"));
    // The same draft again makes the same bytes.
    let other = Desk::with("air-quality");
    other.run(&PUBLISH).is(0);
    let bytes = |desk: &Desk| fs::read(desk.path("p/pack/v1/pack.json")).unwrap();
    assert_eq!(bytes(&desk), bytes(&other));

    let out = desk.run(&["check", "p", "--on", "2027-01-18"]).is(0).out;
    assert!(out.contains("was published on 2027-01-18 with notice 2027-000123"), "{out}");
    for (file, expected) in [
        ("p/pack/v1/tender-questions.txt", "`tender-questions.txt` of pack v1"),
        ("p/pack/v1/inputs/procurement.toml", "`procurement.toml` of the inputs of pack v1"),
    ] {
        let before = fs::read(desk.path(file)).unwrap();
        fs::write(desk.path(file), [&before[..], b"\n# one word more"].concat()).unwrap();
        let out = desk.run(&["check", "p", "--on", "2027-01-18"]).is(1).out;
        assert!(out.contains(expected) && out.contains("has changed since it was published"), "{out}");
        let err = desk.run(&AMEND).is(2).err;
        assert!(err.contains(expected) && err.contains("was edited; put it back as it was"), "{err}");
        fs::write(desk.path(file), before).unwrap();
    }
    desk.put("p/pack/v1/more.txt", "new");
    assert!(desk.run(&AMEND).is(2).err.contains("`more.txt` was added to pack v1"));
}

#[test]
fn an_amendment_names_its_law_and_its_differences() {
    let desk = Desk::with("air-quality");
    desk.run(&PUBLISH).is(0);
    assert!(desk.run(&AMEND).is(2).err.contains("nothing differs from pack v1"));
    desk.edit("deadline = \"2027-02-22\"", "deadline = \"2027-03-01\"");
    desk.edit("evaluation = \"2027-02-24\"", "evaluation = \"2027-03-03\"");
    let err = desk.run(&PUBLISH).is(2).err;
    assert!(err.contains("`dates.deadline` was “2027-02-22” and is “2027-03-01”"), "{err}");
    assert!(err.contains("what differs from it is an amendment"), "{err}");
    let out = desk.run(&["check", "p", "--on", "2027-01-18"]).is(0).out;
    assert!(out.contains("`procurement.toml` is not as it was published"), "{out}");
    let refined = desk.run(&AMEND.map(|it| if it == "s31" { "s24" } else { it })).is(2).err;
    assert!(refined.contains("in a competitive flexible procedure only"), "{refined}");
    let late = desk.run(&AMEND.map(|it| if it == "2027-02-01" { "2027-02-23" } else { it })).is(2).err;
    assert!(late.contains("the deadline was 2027-02-22: after it the terms stand"), "{late}");

    let told = desk.run(&AMEND).is(0).out;
    assert!(told.contains("pack v2 of") && told.contains("2 differences"), "{told}");
    let pack = manifest(&desk, 2);
    assert_eq!(pack["publication"]["basis"], "s31");
    assert_eq!(pack["differences"][0]["what"], "dates.deadline");
    let page = fs::read_to_string(desk.path("p/pack/v2/changes.html")).unwrap();
    assert!(page.contains("section 31 of the Procurement Act 2023") && page.contains("2027-03-01"), "{page}");
    assert!(page.contains("Suppliers asked for more time."));

    desk.edit("deadline = \"2027-03-01\"", "deadline = \"2027-03-02\"");
    desk.put("p/tenders/one/response.xlsx", "x");
    assert!(desk.run(&AMEND).is(2).err.contains("tenders were received"));
}

#[test]
fn a_draft_that_is_not_ready_or_has_no_pack_does_not_go_out() {
    let desk = Desk::with("air-quality");
    desk.edit("title = \"Air quality monitoring on school streets\"", "title = \"\"");
    let err = desk.run(&PUBLISH).is(2).err;
    assert!(err.contains("the draft is not ready (1 to mend)"), "{err}");
    desk.edit("title = \"\"", "title = \"Air\"");
    fs::remove_dir_all(desk.path("p/pack")).unwrap();
    assert!(desk.run(&PUBLISH).is(2).err.contains("there is no pack yet"));
    assert!(
        desk.run(&["publish", "q", "--notice", "1", "--on", "2027-01-18"])
            .is(2)
            .err
            .contains("holds no `procurement.toml`")
    );
    desk.put("p/pack/a.txt", "a");
    desk.edit("overlay = \"\"", "overlay = \"../secret.toml\"");
    assert!(desk.run(&PUBLISH).is(2).err.contains("is not a file of the procurement's folder"));
}

/// Answers as CSV, with the marks of a pack above them.
fn response(procurement: &str, version: u32) -> String {
    format!(
        "Supplier name,Example Ltd\nProcurement reference,{procurement}\nPack version,{version}\n\n\
         Question ID,Question,Response\nENC-01,x,All data is encrypted with AES-256.\n"
    )
}

#[test]
fn nothing_is_scored_by_another_pack_than_the_published_one() {
    let desk = Desk::with("air-quality");
    let id = "exampleton-school-streets-air";
    desk.put("one.csv", &response(id, 1));
    desk.put("two.csv", &response(id, 2));
    desk.put("other.csv", &response("another", 1));
    desk.put("none.csv", "Question ID,Question,Response\nENC-01,x,All data is encrypted.\n");
    let score = |file: &str| {
        desk.run(&["score", file, "--procurement", "p", "--on", "2027-02-25", "--format", "json"])
    };
    assert!(score("one.csv").is(2).err.contains("no pack of `p` is published"));
    desk.run(&PUBLISH).is(0);
    let one: serde_json::Value = serde_json::from_str(&score("one.csv").is(0).out).unwrap();
    assert_ne!(one["intake"]["verdict"], "refused", "{one}");
    // The weights are those of the procurement, whose questions are all expected.
    assert_eq!(one["answers"].as_array().unwrap().len(), 71);
    for (file, expected) in [
        ("two.csv", "the workbook was issued with pack v2"),
        ("other.csv", "the workbook was issued for the procurement `another`"),
    ] {
        let run = score(file).is(1);
        let line: serde_json::Value = serde_json::from_str(&run.out).unwrap();
        assert_eq!(line["intake"]["reason"], "other-pack", "{line}");
        assert!(line["answers"].as_array().unwrap().is_empty());
        assert!(run.err.contains(expected), "{}", run.err);
    }
    let none = score("none.csv").is(0).out;
    assert!(none.contains("pack-not-named"), "{none}");
    // A draft that was edited since is not what tenders are scored by, and an edited publication scores nothing.
    desk.edit("value = 168000", "value = 168001");
    score("one.csv").is(0);
    desk.put("p/pack/v1/tender-questions.txt", "Other words.");
    assert!(score("one.csv").is(2).err.contains("was edited after it was published"));
}
