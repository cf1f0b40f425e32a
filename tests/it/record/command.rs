//! The commands, from an open record to a redacted bag.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use super::python;

struct Desk(tempfile::TempDir);

impl Desk {
    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn output(&self, args: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_probity"))
            .args(args)
            .current_dir(self.0.path())
            .env("PROBITY_PASSPHRASE", "correct horse battery staple")
            .output()
            .unwrap()
    }

    /// Runs a command that ends with `status`, and gives what it says.
    fn run(&self, status: i32, args: &[&str]) -> String {
        let output = self.output(args);
        let told =
            format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert_eq!(output.status.code(), Some(status), "{args:?}\n{told}");
        told
    }

    fn tender(&self, name: &str, supplier: &str, word: &str) {
        let mut text = String::from("Question ID,Question,Response\n");
        for question in &crate::core_bank().questions {
            text.push_str(&format!(
                "{},\"{}\",\"Yes. {word}: all data is encrypted with AES-256 at all times, by {supplier}.\"\n",
                question.id, question.title
            ));
        }
        fs::write(self.path(name), text).unwrap();
    }

    /// A procurement that was published, with a lead and two tenders.
    fn begun() -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        fs::create_dir(desk.path("p")).unwrap();
        desk.run(
            0,
            &[
                "record",
                "open",
                "p",
                "--origin",
                "council.example/1",
                "--buyer",
                "Example Council",
                "--title",
                "Lighting",
            ],
        );
        assert_eq!(
            desk.run(0, &["record", "declare", "p", "--name", "Ada Lead", "--role", "lead"]).trim(),
            "p-0001"
        );
        desk.run(0, &["record", "publish", "p", "--deadline", "2025-10-09T12:00:00+01:00"]);
        desk.tender("one.csv", "Zorvane Street Lamps Ltd", "Zorvane");
        desk.tender("two.csv", "Quillim Lighting Ltd", "Quillim");
        desk
    }

    fn files(&self, folder: &str) -> Vec<PathBuf> {
        let mut todo = vec![self.path(folder)];
        let mut found = Vec::new();
        while let Some(path) = todo.pop() {
            if path.is_dir() {
                todo.extend(fs::read_dir(path).unwrap().map(|it| it.unwrap().path()));
            } else {
                found.push(path);
            }
        }
        found
    }
}

/// Fills in the score workbook as a panel does.
fn filled(from: &Path, to: &Path, score: &str, reason: &str) {
    let script = format!(
        "import openpyxl\nwb = openpyxl.load_workbook('{}')\nfor ws in wb:\n  if ws.title in ('Compare', 'Similar'): continue\n  \
         for r in range(5, ws.max_row + 1):\n    q = ws.cell(r, 1).value\n    if isinstance(q, str) and len(q) == 6 and q[3] == '-':\n      \
         ws.cell(r, 7).value = {score}\n      ws.cell(r, 8).value = {reason:?}\nwb.save('{}')\n",
        from.display(),
        to.display()
    );
    assert!(Command::new("python3").args(["-c", &script]).status().unwrap().success());
}

#[test]
fn from_the_opened_record_to_the_redacted_bag() {
    let desk = Desk::begun();
    let policy = "p/keys/trust.policy";
    let told = desk.run(
        0,
        &[
            "receive",
            "p",
            "one.csv",
            "--at",
            "2025-10-09T10:59:00Z",
            "--supplier",
            "Zorvane Street Lamps Ltd",
        ],
    );
    assert!(told.contains("T-001") && told.contains("in time"), "{told}");
    let told = desk.run(1, &["receive", "p", "two.csv", "--at", "2025-10-09T11:00:01Z"]);
    assert!(told.contains("T-002") && told.contains("LATE"), "{told}");
    let told = desk.run(2, &["receive", "p", "one.csv", "--at", "2025-10-09T10:59:30Z"]);
    assert!(told.contains("was received before, as T-001"), "{told}");
    let told = desk.run(1, &["assess", "p"]);
    assert!(told.contains("T-002 is late and was not admitted"), "{told}");

    let told = desk.run(0, &["record", "verify", "p", "--policy", policy]);
    assert!(told.contains("1 tender computed anew"), "{told}");
    let told = desk.run(0, &["record", "log", "p", "--act", "tender.received"]);
    assert!(told.contains("Zorvane Street Lamps Ltd") && told.contains("late: yes"), "{told}");
    let none = desk.run(0, &["record", "log", "p", "--tender", "T-002", "--act", "score"]);
    assert!(none.contains("is of what was asked for") && none.lines().count() == 1, "{none}");

    let decided = python("import openpyxl", "no decisions are taken from a workbook");
    if decided {
        let (scores, full) = (desk.path("p/assessment/scores.xlsx"), desk.path("full.xlsx"));
        filled(&scores, &full, "9", "x");
        let told = desk.run(2, &["decide", "p", "full.xlsx", "--by", "Ada Lead"]);
        assert!(told.contains("decide/off-the-scale") && told.contains("› G5"), "{told}");
        assert!(
            told.contains("decide/reason") && told.contains("› H5") && told.contains("nothing was recorded"),
            "{told}"
        );
        filled(&scores, &full, "3", "AES-256 is stated for all data; keys and archives are left open.");
        let told = desk.run(2, &["decide", "p", "full.xlsx", "--by", "Nobody"]);
        assert!(told.contains("takes part in nothing"), "{told}");
        let told = desk.run(0, &["decide", "p", "full.xlsx", "--by", "ada lead"]);
        assert!(told.contains("13 decisions recorded"), "{told}");
        let told = desk.run(0, &["decide", "p", "full.xlsx", "--by", "p-0001"]);
        assert!(told.contains("0 decisions recorded, 13 were recorded before"), "{told}");
    }

    desk.run(
        0,
        &[
            "record",
            "export",
            "p",
            "--as",
            "bag",
            "--out",
            "bag",
            "--for",
            "Quillfeather Audit",
            "--by",
            "Ada Lead",
        ],
    );
    let told = desk.run(
        0,
        &["record", "verify", "bag", "--policy", policy, "--receipt", "p/tenders/T-001/receipt.tlog-proof"],
    );
    assert!(told.starts_with("VERIFIED") && told.contains("1 tender computed anew"), "{told}");
    for form in ["jsonl", "csv", "xlsx", "html"] {
        desk.run(0, &["record", "export", "bag", "--as", form, "--out", &format!("trail.{form}")]);
    }
    let page = fs::read_to_string(desk.path("trail.html")).unwrap();
    assert!(page.contains("AES-256") && page.contains("Zorvane Street Lamps Ltd"));
    let line = "AES-256 is stated for all data; keys and archives are left open.";
    assert!(!decided || page.contains(line));

    witnessed(&desk, policy);
    tampered(&desk, policy);
    redacted(&desk, policy);
}

/// An auditor checks and signs; then a policy may ask for that.
fn witnessed(desk: &Desk, policy: &str) {
    let key = desk.run(0, &["record", "key", "audit.council.example/w1", "--out", "audit"]);
    let key = key.lines().next().unwrap();
    let strict = format!(
        "{}witness audit {key}\nquorum audit\n",
        fs::read_to_string(desk.path(policy)).unwrap().replace("quorum none\n", "")
    );
    fs::write(desk.path("strict.policy"), strict).unwrap();
    let told = desk.run(1, &["record", "verify", "bag", "--policy", "strict.policy", "--no-recompute"]);
    assert!(told.contains("the signatures of witnesses"), "{told}");
    desk.run(0, &["record", "cosign", "bag", "--key", "audit/witness.age", "--policy", policy]);
    desk.run(0, &["record", "verify", "bag", "--policy", "strict.policy", "--no-recompute"]);
    if let Some((status, told)) = super::second(
        &desk.path("bag"),
        &probity::ledger::policy::Policy::parse(
            "p",
            &fs::read_to_string(desk.path("strict.policy")).unwrap(),
        )
        .unwrap(),
        &[],
    ) {
        assert_eq!(status, 0, "{told}");
    }
}

fn tampered(desk: &Desk, policy: &str) {
    let file = desk.path("bag/data/reports/trail.csv");
    let good = fs::read(&file).unwrap();
    fs::write(&file, [good.as_slice(), b"x"].concat()).unwrap();
    let told = desk.run(1, &["record", "verify", "bag", "--policy", policy, "--no-recompute"]);
    assert!(
        told.starts_with("TAMPERED") && told.contains("data/reports/trail.csv was changed")
            || told.contains("data/reports/trail.csv: was changed"),
        "{told}"
    );
    fs::write(&file, good).unwrap();
    fs::create_dir(desk.path("nothing")).unwrap();
    desk.run(3, &["record", "verify", "nothing", "--policy", policy]);
    // Nothing that could not be verified ends as a redacted record that was.
    let told = desk.run(3, &["record", "verify", "bag", "--policy", "no.policy"]);
    assert!(told.contains("`no.policy`"), "{told}");
    desk.run(3, &["record", "verify", "no", "--policy", policy]);
    desk.run(3, &["record", "verify", "bag", "--policy", policy, "--receipt", "no.tlog-proof"]);
    #[cfg(unix)]
    {
        let link = desk.path("bag/data/more.txt");
        std::os::unix::fs::symlink(desk.path("one.csv"), &link).unwrap();
        let told = desk.run(1, &["record", "verify", "bag", "--policy", policy, "--no-recompute"]);
        assert!(
            told.starts_with("TAMPERED") && told.contains("data/more.txt: is a link or a device"),
            "{told}"
        );
        fs::remove_file(link).unwrap();
        desk.run(0, &["record", "verify", "bag", "--policy", policy, "--no-recompute"]);
    }
}

fn redacted(desk: &Desk, policy: &str) {
    let rules = "[[withhold]]\nexemption = \"FOIA s.43(2)\"\nfields = [\"supplier\", \"file\"]\noriginals = true\n\
                 [[withhold]]\nexemption = \"FOIA s.40(2)\"\nfields = [\"name\", \"for\"]\n";
    fs::write(desk.path("foi.toml"), rules).unwrap();
    desk.run(0, &["record", "redact", "p", "--policy", "foi.toml", "--out", "foi", "--by", "Ada Lead"]);
    let told = desk.run(2, &["record", "verify", "foi", "--policy", policy]);
    assert!(told.starts_with("REDACTED") && told.contains("FOIA s.43(2)"), "{told}");
    for path in desk.files("foi") {
        let bytes = fs::read(&path).unwrap();
        let mut parts = vec![bytes.clone()];
        if path.extension().is_some_and(|it| it == "xlsx") {
            let mut package = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
            for n in 0..package.len() {
                let mut part = Vec::new();
                std::io::copy(&mut package.by_index(n).unwrap(), &mut part).unwrap();
                parts.push(part);
            }
        }
        for word in ["Zorvane", "Quillim", "Ada Lead", "Quillfeather"] {
            let found = parts.iter().any(|it| it.windows(word.len()).any(|it| it == word.as_bytes()));
            let disclosed = path.ends_with("disclosures.jsonl");
            assert!(
                !(found || disclosed && decoded(&parts[0]).contains(word)),
                "`{word}` in {}",
                path.display()
            );
        }
    }
}

/// The disclosures in plain words.
fn decoded(lines: &[u8]) -> String {
    let text = String::from_utf8_lossy(lines);
    let each = text.lines().filter_map(|it| probity::ledger::disclosure::parse_line(it));
    let plain = each.filter_map(|(_, text)| probity::ledger::base64::decode_url(text));
    plain.map(|it| String::from_utf8_lossy(&it).into_owned()).collect()
}

#[test]
fn no_key_no_signature_and_no_second_beginning() {
    let desk = Desk::begun();
    let told = desk
        .run(2, &["record", "open", "p", "--origin", "council.example/1", "--buyer", "B", "--title", "T"]);
    assert!(told.contains("has a record already"), "{told}");
    let wrong = Command::new(env!("CARGO_BIN_EXE_probity"))
        .args(["record", "checkpoint", "p"])
        .current_dir(desk.0.path())
        .env("PROBITY_PASSPHRASE", "another")
        .output()
        .unwrap();
    assert_eq!(wrong.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&wrong.stderr).contains("is it the right passphrase?"));
    let told = desk.run(2, &["receive", "q", "one.csv", "--at", "2025-10-09T10:59:00Z"]);
    assert!(told.contains("has no record"), "{told}");
    desk.run(0, &["record", "rotate", "p", "--by", "Ada Lead", "--reason", "The clerk has left."]);
    let told = desk.run(0, &["record", "verify", "p", "--policy", "p/keys/trust.policy"]);
    assert!(told.starts_with("VERIFIED"), "{told}");
}

/// What the store wants to write beside the record cannot be made, as in a folder that somebody else may write to.
#[test]
fn a_record_that_cannot_be_written_says_so_once_and_what_to_do() {
    let desk = Desk::begun();
    fs::create_dir(desk.path("p/record.sqlite-wal")).unwrap();
    let told = desk.run(2, &["record", "log", "p"]);
    assert_eq!(
        told,
        "probity: `record.sqlite` or its folder cannot be written to, which reading it needs too: ask for the right to write \
         there, or read an export of the record\n"
    );
}

#[test]
fn a_tender_that_is_yet_to_come_is_not_received() {
    let desk = Desk::begun();
    let told = desk.run(2, &["receive", "p", "one.csv", "--at", "2099-10-09T10:59:00Z"]);
    assert!(told.contains("lies in the future: `--at` says 2099-10-09 10:59:00 UTC"), "{told}");
    assert!(told.contains("by this computer's clock. Give the time at which the tender came in"), "{told}");
    assert!(!desk.path("p/tenders/T-001").exists(), "nothing is kept");
    // The portal's clock may be a little ahead.
    let now = ["--clock", "2099-10-09T10:57:00Z"];
    let told = desk.run(1, &["receive", "p", "one.csv", "--at", "2099-10-09T10:59:00Z", now[0], now[1]]);
    assert!(told.contains("T-001") && told.contains("LATE"), "{told}");
}

#[test]
fn two_tenders_of_one_supplier_are_kept_and_told() {
    let desk = Desk::begun();
    let at = ["--at", "2025-10-09T10:00:00Z"];
    let told =
        desk.run(0, &["receive", "p", "one.csv", at[0], at[1], "--supplier", "Zorvane Street Lamps Ltd"]);
    assert!(!told.contains("tenders here"), "{told}");
    desk.tender("three.csv", "Zorvane Street Lamps Ltd", "Zorvane anew");
    let other = "ZORVANE street  lamps Limited";
    let told = desk.run(0, &["receive", "p", "three.csv", at[0], at[1], "--supplier", other]);
    let both = "has 2 tenders here, T-001, T-002: all are kept, and which one counts is for a person to say";
    assert!(told.contains("T-002") && told.contains(both), "{told}");
    let told = desk.run(0, &["record", "log", "p"]);
    assert!(told.contains("`Zorvane Street Lamps Ltd`") && told.contains(both), "{told}");
    let told = desk.run(0, &["assess", "p"]);
    assert!(told.contains(both), "{told}");
    let why = ["--reason", "The supplier sent the second in place of it."];
    desk.run(0, &["record", "withdraw", "p", "T-001", "--by", "Ada Lead", why[0], why[1]]);
    let told = desk.run(0, &["record", "log", "p"]);
    assert!(!told.contains("tenders here"), "{told}");
    // Files that are only scored are told of as well.
    for (file, supplier) in [("a.csv", "Zorvane Street Lamps Ltd"), ("b.csv", other)] {
        desk.tender(file, supplier, "Zorvane");
    }
    let scored = desk.run(0, &["score", "a.csv", "b.csv", "--on", "2026-09-01", "--out", "out"]);
    assert!(!scored.contains("files are of"), "a file that states no supplier is of nobody: {scored}");
}
