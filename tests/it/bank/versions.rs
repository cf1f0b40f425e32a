//! Releases beside each other: what became of each question, and that no release says more than is so.

use probity::{
    bank::{
        Bank,
        diff::{Carry, Kind, diff},
    },
    clause::Library,
    id::Digest,
    rule::Rules,
    source::SourceFile,
};

use super::{probity, shipped, text, told};

/// The shipped files with a release 3.0.0: as 2.0.0, changed by `edit`.
fn third(edit: impl Fn(&str) -> String) -> Vec<SourceFile> {
    let mut files = shipped();
    let second = files.iter().find(|it| it.path.ends_with("releases/2.0.0.toml")).unwrap();
    let mut release = String::new();
    for line in second.text.lines() {
        // In the release after, everything is as it was.
        let line = if line.starts_with("change = ") { "change = \"same\"" } else { line };
        if !line.starts_with("from = ") {
            release.push_str(line);
            release.push('\n');
        }
    }
    let release = release.replacen("version = \"2.0.0\"", "version = \"3.0.0\"", 1);
    let until = release.find("[[retired]]").unwrap_or(release.len());
    let release = edit(&release[..until]);
    files.push(SourceFile::new("question-bank/releases/3.0.0.toml", release));
    files
}

/// The release without its entry of `id`.
fn without(release: &str, id: &str) -> String {
    let at = release.find(&format!("[[questions]]\nid = \"{id}\"")).unwrap();
    let end = release[at + 1..].find("[[questions]]").map_or(release.len(), |it| at + 1 + it);
    format!("{}{}", &release[..at], &release[end..])
}

/// The release whose entry of `id` says `new` instead of `old`.
fn entry(release: &str, id: &str, old: &str, new: &str) -> String {
    let at = release.find(&format!("id = \"{id}\"")).unwrap();
    format!("{}{}", &release[..at], release[at..].replacen(old, new, 1))
}

fn history(files: &[SourceFile]) -> Vec<String> {
    let codes = ["bank/change", "bank/dropped", "bank/retired"];
    let faults = told(Bank::check(files, None));
    faults.into_iter().filter(|it| codes.iter().any(|code| it.starts_with(&format!("{code} ")))).collect()
}

#[track_caller]
fn fires(edit: impl Fn(&str) -> String, fault: &str) {
    let found = history(&third(edit));
    assert!(found.len() == 1 && found[0].contains(fault), "{fault}\n{found:#?}");
    assert!(found[0].contains("question-bank/releases/3.0.0.toml"), "{found:#?}");
}

const RETIRED: &str =
    "\n[[retired]]\nid = \"LON-04\"\nreason = \"Boroughs share in another way.\"\ninstead = [\"LON-01\"]\n";

#[test]
fn what_a_release_says_of_the_one_before_is_held_against_the_files() {
    assert_eq!(history(&shipped()), [""; 0]);
    assert_eq!(history(&third(str::to_owned)), [""; 0]);
    assert_eq!(history(&third(|it| without(it, "LON-04") + RETIRED)), [""; 0]);

    fires(|it| without(it, "LON-04"), "neither asks nor retires it");
    fires(|it| it.to_owned() + RETIRED, "is retired and still asked");
    fires(
        |it| without(it, "LON-04") + &RETIRED.replace("LON-01", "LON-09"),
        "is to take a retired question's place, but is not asked",
    );
    fires(|it| entry(it, "SLP-01", "\"same\"", "\"new\""), "is called new, but an earlier release asked it");
    fires(|it| entry(it, "SLP-01", "\"same\"", "\"changed\""), "is called changed, but is the same revision");
    fires(|it| entry(it, "SLP-01", "\"same\"", "\"split\""), "and nothing says of what");
    fires(
        |it| entry(it, "SLP-01", "\"same\"", "\"merged\"\nfrom = [\"SLP-99\"]"),
        "the release before did not ask `SLP-99`",
    );
}

#[test]
fn an_id_that_was_retired_is_never_used_again() {
    let mut files = third(|it| without(it, "LON-04") + RETIRED);
    let second = files.iter().find(|it| it.path.ends_with("releases/2.0.0.toml")).unwrap();
    let at = second.text.find("[[questions]]\nid = \"LON-04\"").unwrap();
    let end = second.text[at + 1..].find("[[questions]]").unwrap() + at + 1;
    let again = second.text[at..end].to_owned();
    let third = files.iter().find(|it| it.path.ends_with("releases/3.0.0.toml")).unwrap().text.clone();
    let until = third.find("\n[[retired]]").unwrap();
    let fourth = third[..until].replacen("3.0.0", "4.0.0", 1) + "\n" + &again;
    files.push(SourceFile::new("question-bank/releases/4.0.0.toml", fourth));
    let found = history(&files);
    assert!(found.len() == 1 && found[0].contains("`LON-04` was retired in release `3.0.0`"), "{found:#?}");
}

/// A question whose second revision is `edit` of its first, in a release 3.0.0 that calls it `change`.
fn revised(change: &str, edit: impl Fn(&str) -> String) -> Vec<SourceFile> {
    let files = shipped();
    let first = files.iter().find(|it| it.path.ends_with("questions/LON-02/1.toml")).unwrap();
    let second = edit(&first.text.replacen("revision = 1", "revision = 2", 1));
    let (old, new) = (first.digest(), Digest::of(second.as_bytes()));
    let mut files = third(|it| {
        let it = it.replacen(old.as_str(), new.as_str(), 1);
        entry(
            &entry(&it, "LON-02", "revision = 1", "revision = 2"),
            "LON-02",
            "\"same\"",
            &format!("\"{change}\""),
        )
    });
    files.push(SourceFile::new("question-bank/questions/LON-02/2.toml", second));
    files
}

fn reworded(text: &str) -> String {
    let at = text.find("text = \"\"\"\n").unwrap() + 11;
    format!("{}Please tell us this. {}", &text[..at], &text[at..])
}

#[test]
fn other_words_are_told_word_by_word_and_must_be_confirmed() {
    let files = revised("reworded", reworded);
    assert_eq!(history(&files), [""; 0]);
    let load = |version: &str| {
        Bank::load(&files, Some(version.parse().unwrap())).unwrap_or_else(|it| panic!("{it}"))
    };
    let found = diff(&files, &load("2.0.0"), &load("3.0.0")).unwrap();
    let of = |id: &str| found.questions.iter().find(|it| it.id.as_str() == id).unwrap();
    let it = of("LON-02");
    assert_eq!((it.kind, it.carry()), (Kind::Reworded, Some(Carry::Confirm)));
    assert_eq!((it.old_revision, it.new_revision), (Some(1), Some(2)));
    assert_eq!(it.texts.len(), 1);
    assert_eq!(it.texts[0].what, "text");
    assert!(
        format!("{:?}", it.texts[0].words).starts_with("[Added(\"Please tell us this.\"), Kept("),
        "{it:?}"
    );
    assert!(found.questions.iter().all(|it| it.id.as_str() == "LON-02" || it.kind == Kind::Same));
    assert_eq!(of("SLP-01").carry(), Some(Carry::Carried));

    // By way of 2.0.0 the question is new, whatever 3.0.0 says of it.
    let found = diff(&files, &load("1.0.0"), &load("3.0.0")).unwrap();
    assert!(found.questions.iter().any(|it| it.id.as_str() == "LON-02" && it.kind == Kind::New));
    assert!(!found.migration.is_empty(), "2.0.0 says what to know");
}

#[test]
fn what_is_called_the_same_and_is_not_carries_nothing_over() {
    let files = revised("same", reworded);
    let found = history(&files);
    assert!(found.len() == 1 && found[0].contains("is called the same, but was revision 1"), "{found:#?}");
    let load = |version: &str| Bank::load(&files, Some(version.parse().unwrap())).unwrap();
    let found = diff(&files, &load("2.0.0"), &load("3.0.0")).unwrap();
    let it = found.questions.iter().find(|it| it.id.as_str() == "LON-02").unwrap();
    assert_eq!((it.kind, it.carry()), (Kind::Changed, Some(Carry::AskAgain)));

    // Another demand is more than other words.
    let files = revised("reworded", |it| reworded(&it.replacen("yes-no = false", "yes-no = true", 1)));
    let found = history(&files);
    assert!(
        found.len() == 1 && found[0].contains("is called reworded, but its form and use differ"),
        "{found:#?}"
    );
}

#[test]
fn what_is_asked_no_more_keeps_its_reason() {
    let files = third(|it| without(it, "LON-04") + RETIRED);
    let load = |version: &str| Bank::load(&files, Some(version.parse().unwrap())).unwrap();
    let found = diff(&files, &load("2.0.0"), &load("3.0.0")).unwrap();
    let it = found.questions.last().unwrap();
    assert_eq!((it.id.as_str(), it.kind, it.carry()), ("LON-04", Kind::Retired, None));
    assert_eq!(it.reason.as_deref(), Some("Boroughs share in another way."));
    assert_eq!(it.instead.len(), 1);
}

#[test]
fn releases_are_compared_on_the_command_line() {
    let output = probity(&["bank", "diff", "1.0.0", "2.0.0"]);
    assert!(output.status.success());
    let said = text(&output.stdout);
    assert!(said.starts_with("From bank 1.0.0 to bank 2.0.0\n- 2.0.0: "), "{said}");
    assert!(said.contains("\nNEW (83)\n") && said.contains("\nSAME ("), "{said}");
    let json: serde_json::Value =
        serde_json::from_slice(&probity(&["bank", "diff", "1.0.0", "2.0.0", "--format", "json"]).stdout)
            .unwrap();
    assert_eq!(json["schema"], "probity.bank-diff/1");
    assert_eq!(json["questions"].as_array().unwrap().len(), super::bank().questions.len());
    let same = probity(&["bank", "diff", "1.0.0", "1.0.0"]);
    assert!(text(&same.stdout).contains("SAME (13)"));
    let wrong = probity(&["bank", "diff", "2.0.0", "1.0.0"]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(text(&wrong.stderr).contains("came after"));
}

#[test]
fn earlier_answers_are_carried_by_what_became_of_their_questions() {
    let file = format!("{}/fixtures/tenders/boglefitch.csv", env!("CARGO_MANIFEST_DIR"));
    let output =
        probity(&["bank", "carry", "1.0.0", "2.0.0", &file, "--profile", "core", "--format", "json"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(json["schema"], "probity.carry/1");
    let lines = json["questions"].as_array().unwrap();
    assert_eq!(lines.len(), 13);
    for it in lines {
        let outcome = match it["because"].as_str().unwrap() {
            "same" => "carried",
            "reworded" => "confirm",
            _ => "ask-again",
        };
        assert_eq!(it["outcome"], outcome, "{it}");
        assert!(!it["earlier"][0]["answers"][0]["text"].as_str().unwrap().is_empty());
    }
    assert!(lines.iter().any(|it| it["outcome"] == "carried"));
    let output = probity(&["bank", "carry", "1.0.0", "2.0.0", &file]);
    let said = text(&output.stdout);
    assert!(
        said.contains("Stand as they are (") && said.contains("OWN-01") && said.contains("(new)"),
        "{said}"
    );
}

#[test]
fn what_another_release_asks_is_silent_and_what_none_asks_is_told() {
    let first = super::first(&shipped()).unwrap();
    // Clauses and rules speak of questions that came with 2.0.0.
    Library::load(&shipped(), &first).unwrap_or_else(|faults| panic!("{faults}"));
    let rules = Rules::load(&shipped(), &first).unwrap_or_else(|faults| panic!("{faults}"));
    assert_eq!(rules.questions.len(), 13);

    let check = |facts: &str| {
        let mut files = shipped();
        let text =
            format!("[[check]]\nid = \"x\"\nmessage = \"{{a}} {{b}}\"\nask = \"{{a}} {{b}}\"\n{facts}\n");
        files.push(SourceFile::new("scoring/checks/x.toml", text));
        Rules::load(&files, &first).map_err(told).err().unwrap_or_default()
    };
    let words = |id: &str| {
        format!("a = {{ words = [\"uk-only\"], questions = [\"{id}\"] }}\nb = {{ words = [\"uk-only\"] }}")
    };
    assert_eq!(check(&words("LON-02")), [""; 0]);
    let found = check(&words("LON-99"));
    assert!(
        found[0].starts_with(
            "rule/unknown-question scoring/checks/x.toml:5:5 the bank holds no question `LON-99`"
        ),
        "{found:#?}"
    );

    let all = Rules::load(&shipped(), &super::bank()).unwrap();
    let later =
        all.questions.iter().find(|(id, it)| first.question(id).is_none() && !it.points.is_empty()).unwrap();
    let point = later.1.points[0].id.as_str().to_owned();
    let points = |id: &str| {
        format!("a = {{ point = [\"{id}\"], status = [\"affirmed\"] }}\nb = {{ words = [\"uk-only\"] }}")
    };
    assert_eq!(check(&points(&point)), [""; 0]);
    let found = check(&points(&format!("{point}-not")));
    assert!(found[0].starts_with("rule/unknown-point scoring/checks/x.toml:5:5"), "{found:#?}");
}
