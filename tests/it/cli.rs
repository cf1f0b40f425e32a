//! The program as a user meets it: what it prints, what it writes, how it ends.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use serde_json::Value;

/// A folder with tenders in it, which goes when the test ends.
struct Desk(tempfile::TempDir);

impl Desk {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn put(&self, name: &str, text: &str) -> &Self {
        fs::create_dir_all(self.path(name).parent().unwrap()).unwrap();
        fs::write(self.path(name), text).unwrap();
        self
    }

    /// A supplier's answers to all questions, as CSV.
    fn tender(&self, name: &str, word: &str) -> &Self {
        let bank = crate::core_bank();
        let mut text = String::from("Question ID,Question,Response\n");
        for question in &bank.questions {
            text.push_str(&format!(
                "{},\"{}\",\"Yes. {word}: all data is encrypted with AES-256 at all times.\"\n",
                question.id, question.title
            ));
        }
        self.put(name, &text)
    }

    fn run(&self, args: &[&str]) -> Run {
        self.run_with(args, "2")
    }

    fn run_with(&self, args: &[&str], threads: &str) -> Run {
        let output = Command::new(env!("CARGO_BIN_EXE_probity"))
            .args(args)
            .current_dir(self.0.path())
            .env("RAYON_NUM_THREADS", threads)
            .output()
            .unwrap();
        Run::of(output)
    }

    fn names(&self, folder: &str) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(self.path(folder))
            .unwrap()
            .map(|it| it.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }
}

/// What is scored where nothing is said: each core question has rules.
fn questions_with_rules() -> usize {
    crate::core_bank().questions.len()
}

#[derive(Debug)]
struct Run {
    status: i32,
    out: String,
    err: String,
}

impl Run {
    fn of(output: Output) -> Self {
        Self {
            status: output.status.code().unwrap(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Ends with `status` and says all of `words` on stderr, in plain text.
    fn ends(&self, status: i32, words: &[&str]) -> &Self {
        assert_eq!(self.status, status, "{self:?}");
        for word in words {
            assert!(self.err.contains(word), "{word:?} is not said: {self:?}");
        }
        assert!(!self.err.contains(['\u{1b}', '\r']), "nothing that a terminal obeys: {self:?}");
        assert!(!self.err.contains("panicked"), "{self:?}");
        self
    }

    fn lines(&self) -> Vec<Value> {
        self.out.lines().map(|it| serde_json::from_str(it).unwrap()).collect()
    }
}

const ON: [&str; 2] = ["--on", "2026-09-01"];

fn score<'a>(args: &[&'a str]) -> Vec<&'a str> {
    ["score"].iter().chain(args).chain(&ON).copied().collect()
}

const RESULTS: [&str; 6] =
    ["SHA256SUMS", "assessment.jsonl", "clauses.docx", "report.html", "scores.csv", "scores.xlsx"];

#[test]
fn results_are_printed_as_one_json_object_a_line_in_the_order_of_the_files() {
    let desk = Desk::new();
    desk.tender("b.csv", "Beta").tender("a.csv", "Alpha").tender("c.csv", "Gamma");
    let run = desk.run(&score(&["c.csv", "a.csv", "b.csv"]));
    run.ends(0, &[]);
    let files: Vec<Value> = run.lines().iter().map(|it| it["file"].clone()).collect();
    assert_eq!(files, ["c.csv", "a.csv", "b.csv"]);
    for line in run.lines() {
        assert_eq!(line["schema"], "probity.assessment/1");
        assert_eq!(line["on"], "2026-09-01");
        assert_eq!(line["answers"].as_array().unwrap().len(), questions_with_rules());
    }
    assert_eq!(run.out, desk.run(&score(&["--format", "json", "c.csv", "a.csv", "b.csv"])).out);
}

#[test]
fn the_same_files_give_the_same_bytes_on_any_number_of_cores() {
    let desk = Desk::new();
    for n in 0..150 {
        desk.tender(&format!("many/{n:03}.csv"), &format!("Supplier {n}"));
    }
    let one = desk.run_with(&score(&["many"]), "1");
    let four = desk.run_with(&score(&["many"]), "4");
    one.ends(0, &[]);
    assert_eq!(one.lines().len(), 150);
    assert!(one.out == four.out, "the bytes differ");
    for (n, line) in one.lines().iter().enumerate() {
        assert_eq!(line["file"], format!("{n:03}.csv"));
    }
    assert_eq!(four.err, "", "no bar in a pipe");
}

#[test]
fn reports_are_written_whole_and_can_be_made_again() {
    let desk = Desk::new();
    desk.tender("a.csv", "Alpha").tender("b.csv", "Beta");
    let args = score(&["a.csv", "b.csv", "--out", "deep/out"]);
    desk.run(&args).ends(0, &["scored 2 files", "bank 2.0.0", "2026-09-01", "`deep/out`"]);
    assert_eq!(desk.names("deep/out"), RESULTS);
    assert_eq!(desk.names("deep"), ["out"], "nothing is left beside it");
    let read = |name: &str| fs::read(desk.path("deep/out").join(name)).unwrap();
    let before: Vec<Vec<u8>> = RESULTS.iter().map(|it| read(it)).collect();
    let run = desk.run(&score(&["a.csv", "b.csv", "--out", "deep/out", "--format", "json"]));
    run.ends(0, &[]);
    assert_eq!(run.out.as_bytes(), read("assessment.jsonl"));
    let after: Vec<Vec<u8>> = RESULTS.iter().map(|it| read(it)).collect();
    assert!(before == after, "the same input gives the same bytes");
    assert_eq!(desk.run(&score(&["a.csv", "b.csv", "--format", "csv"])).out.as_bytes(), read("scores.csv"));
}

#[test]
fn another_s_folder_is_left_alone() {
    let desk = Desk::new();
    desk.tender("a.csv", "Alpha").put("theirs/minutes.docx", "do not lose this");
    let args = score(&["a.csv", "--out", "theirs"]);
    desk.run(&args).ends(2, &["`theirs` already holds `minutes.docx`", "name another folder", "--force"]);
    assert_eq!(desk.names("theirs"), ["minutes.docx"]);
    desk.run(&score(&["a.csv", "--out", "theirs", "--force"])).ends(0, &[]);
    assert_eq!(desk.names("theirs").len(), RESULTS.len() + 1);
    assert_eq!(fs::read_to_string(desk.path("theirs/minutes.docx")).unwrap(), "do not lose this");
}

#[test]
fn a_workbook_with_a_panel_s_scores_in_it_is_not_overwritten() {
    let desk = Desk::new();
    desk.tender("a.csv", "Alpha");
    let args = score(&["a.csv", "--out", "out"]);
    desk.run(&args).ends(0, &[]);
    desk.put("out/scores.xlsx", "filled in");
    desk.run(&args).ends(2, &["`scores.xlsx` in `out` has changed since it was written", "--force"]);
    assert_eq!(fs::read_to_string(desk.path("out/scores.xlsx")).unwrap(), "filled in");
}

#[test]
fn a_folder_that_cannot_be_written_is_named_before_the_work_begins() {
    let desk = Desk::new();
    desk.tender("a.csv", "Alpha").put("file", "x");
    desk.run(&score(&["a.csv", "--out", "file"])).ends(2, &["`file` is a file: name a folder"]);
    desk.run(&score(&["a.csv", "--out", "file/out"])).ends(2, &["`file/out` could not be written"]);
    assert_eq!(fs::read_to_string(desk.path("file")).unwrap(), "x");
}

#[test]
fn one_bad_file_never_stops_the_rest() {
    let desk = Desk::new();
    desk.tender("good.csv", "Alpha")
        .put("empty.xlsx", "")
        .put("letter.xlsx", "Dear Sir or Madam")
        .put("table.csv", "Name,Price\nBolts,3\n");
    let files = ["empty.xlsx", "letter.xlsx", "good.csv", "nowhere.xlsx", "table.csv"];
    let run = desk.run(&score(&files));
    run.ends(
        1,
        &["`empty.xlsx` was refused", "`letter.xlsx` was refused", "`nowhere.xlsx` could not be read"],
    );
    let lines = run.lines();
    assert_eq!(lines.len(), 4, "a line for each file that could be opened");
    for line in &lines {
        let refused = line["intake"]["verdict"] == "refused";
        assert_eq!(refused, !line["intake"]["reason"].is_null());
        assert_eq!(refused, line["answers"].as_array().unwrap().is_empty());
        assert_eq!(refused, line["file"] != "good.csv", "{line}");
    }
    let out: Vec<&str> = files.into_iter().chain(["--out", "out"]).collect();
    desk.run(&score(&out)).ends(1, &["scored 1 file, ", "3 refused", "1 could not be read"]);
    assert_eq!(desk.names("out"), RESULTS);
}

#[test]
fn what_was_typed_wrongly_is_said_with_what_to_type() {
    let desk = Desk::new();
    desk.tender("a.csv", "Alpha");
    for (args, words) in [
        (
            vec!["score", "a.csv", "--on", "31/12/2026"],
            vec!["`31/12/2026` is not a date such as `2026-09-01`"],
        ),
        (vec!["score", "a.csv", "--bank", "9.9.9"], vec!["9.9.9", "1.0.0"]),
        (vec!["score", "a.csv", "--bank", "latest"], vec!["`latest` is not a version such as `1.0.0`"]),
        (vec!["score", "a.csv", "--layout", "caiq-9"], vec!["there is no layout `caiq-9`", "`caiq-4`"]),
        (
            vec!["score", "nowhere.xlsx"],
            vec!["`nowhere.xlsx` could not be read", "none of the files could be read"],
        ),
        (vec!["score"], vec!["<FILE>"]),
        (vec!["score", "a.csv", "--force"], vec!["--out"]),
    ] {
        desk.run(&args).ends(2, &words);
    }
}

#[test]
fn a_folder_stands_for_its_spreadsheets_and_says_what_it_passed_over() {
    let desk = Desk::new();
    desk.tender("in/b.csv", "Beta")
        .tender("in/a.CSV", "Alpha")
        .put("in/notes.docx", "x")
        .put("in/.hidden.csv", "x");
    desk.put("none/notes.txt", "x");
    let run = desk.run(&score(&["in"]));
    run.ends(0, &["notes.docx` is passed over: it is not a spreadsheet"]);
    let files: Vec<Value> = run.lines().iter().map(|it| it["file"].clone()).collect();
    assert_eq!(files, ["a.CSV", "b.csv"]);
    desk.run(&score(&["none"])).ends(2, &["`none` holds no spreadsheets"]);
    desk.run(&score(&["none", "in"])).ends(1, &["`none` holds no spreadsheets"]);
}

#[test]
fn the_day_is_said_when_the_clock_chose_it() {
    let desk = Desk::new();
    desk.tender("a.csv", "Alpha");
    let run = desk.run(&["score", "a.csv"]);
    let on = run.lines()[0]["on"].as_str().unwrap().to_owned();
    run.ends(0, &[&format!("answers are judged as of {on}, today by the clock"), "`--on`"]);
    assert_eq!(desk.run(&score(&["a.csv"])).err, "");
}

#[test]
fn sessions_of_the_manual_run_as_they_are_written() {
    trycmd::TestCases::new().case(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cmd/*.md"));
}
