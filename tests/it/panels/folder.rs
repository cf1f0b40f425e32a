//! A procurement with tenders and a panel in a folder that goes when the test ends.

use std::{fs, path::PathBuf, process::Command};

use probity::panel::{Form, What};

use super::fill::{filled, part};
use crate::properties::corpus::root;

pub(super) const TENDERS: [(&str, &str); 3] =
    [("T-001", "commonreach.xlsx"), ("T-002", "halvorsen-kemble.xlsx"), ("T-003", "thornwick.xlsx")];

pub(super) struct Desk {
    folder: tempfile::TempDir,
}

pub(super) struct Run {
    pub status: i32,
    pub out: String,
    pub err: String,
}

impl Run {
    pub(super) fn ok(self) -> String {
        assert_eq!(self.status, 0, "{}{}", self.out, self.err);
        self.out
    }

    pub(super) fn failed(self, with: &str) -> String {
        assert_ne!(self.status, 0, "{}{}", self.out, self.err);
        assert!(self.err.contains(with), "no `{with}` in:\n{}", self.err);
        self.err
    }
}

impl Desk {
    /// Three tenders, three evaluators, a moderator, a lead and legal; scored by `method`.
    pub(super) fn new(method: &str) -> Self {
        let desk = Self { folder: tempfile::tempdir().unwrap() };
        let mut toml = format!(
            "id = \"bins\"\ntitle = \"Sensors in litter bins\"\nbuyer = \"Sampleford Borough Council\"\n\
             profile = \"core\"\nmethod = \"{method}\"\n[dates]\ndeadline = \"2026-09-01\"\n"
        );
        for (person, post, role) in [
            ("AB", "Waste services manager", "evaluator"),
            ("CD", "Security analyst", "evaluator"),
            ("EF", "Data officer", "evaluator"),
            ("GH", "Category manager", "moderator"),
            ("JK", "Head of procurement", "lead"),
            ("LM", "Solicitor", "legal"),
            ("NO", "Finance partner", "commercial"),
        ] {
            toml.push_str(&format!(
                "[[panel]]\nperson = \"{person}\"\npost = \"{post}\"\nrole = \"{role}\"\n\
                 qualified = \"Trained in evaluation in May 2026\"\n"
            ));
        }
        fs::write(desk.path("procurement.toml"), toml).unwrap();
        for (id, file) in TENDERS {
            fs::create_dir_all(desk.path(&format!("tenders/{id}"))).unwrap();
            fs::copy(root().join("fixtures/tenders").join(file), desk.path(&format!("tenders/{id}/{file}")))
                .unwrap();
        }
        desk
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(super) fn panel(&self, args: &[&str]) -> Run {
        let mut all = vec!["panel", args[0], "."];
        all.extend(&args[1..]);
        if args[0] == "rights" {
            all.pop();
        }
        let output = Command::new(env!("CARGO_BIN_EXE_probity"))
            .args(&all)
            .current_dir(self.folder.path())
            .env("RAYON_NUM_THREADS", "2")
            .output()
            .unwrap();
        Run {
            status: output.status.code().unwrap(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// The mark of the list of suppliers.
    pub(super) fn list(&self) -> String {
        let told = self.panel(&["declare"]).ok();
        told.lines().last().unwrap().strip_prefix("list ").unwrap().to_owned()
    }

    /// Everybody who works on tenders declares and is briefed.
    pub(super) fn ready(&self) {
        let list = self.list();
        for person in ["AB", "CD", "EF", "GH", "JK"] {
            self.panel(&["declare", "--by", person, "--list", &list, "--none"]).ok();
            self.panel(&["brief", "--by", person]).ok();
        }
    }

    pub(super) fn issue(&self, person: &str) -> Form {
        let file = format!("{person}.xlsx");
        self.panel(&["issue", "--for", person, "--out", &file]).ok();
        self.form(&file)
    }

    /// The form that a workbook was printed from.
    pub(super) fn form(&self, file: &str) -> Form {
        let bytes = fs::read(self.path(file)).unwrap();
        let text = part(&bytes, "docProps/custom.xml");
        let at = text.find("sha256:").unwrap() + "sha256:".len();
        let form = fs::read(self.path(&format!("panel/forms/{}.json", &text[at..at + 64]))).unwrap();
        serde_json::from_slice(&form).unwrap()
    }

    /// Fills a workbook in.
    pub(super) fn fill(
        &self,
        file: &str,
        form: &Form,
        entry: &mut dyn FnMut(usize, &What) -> Option<String>,
    ) {
        let mut cells = Vec::new();
        for (n, sheet) in form.sheets.iter().enumerate() {
            for it in &sheet.inputs {
                if let Some(text) = entry(it.of, &it.what) {
                    cells.push((n, it.row, it.column, text));
                }
            }
        }
        let bytes = fs::read(self.path(file)).unwrap();
        fs::write(self.path(file), filled(&bytes, &cells)).unwrap();
    }

    /// Scores of `person`: each a score, a reason and a piece of evidence that hold.
    pub(super) fn score(&self, person: &str, form: &Form, scores: &dyn Fn(usize) -> u8) {
        let subjects = form.subjects.clone();
        self.fill(&format!("{person}.xlsx"), form, &mut |of, what| {
            let subject = &subjects[of];
            let tender = subject.tender.as_deref().unwrap();
            Some(match what {
                What::Score => scores(of).to_string(),
                What::Reason => reason(person, tender, of),
                _ => "Section 4 of the method statement".to_owned(),
            })
        });
    }
}

/// A reason that no other has, of whoever gives it and of whatever it is about.
pub(crate) fn reason(who: &str, tender: &str, n: usize) -> String {
    const WORDS: [&str; 12] = [
        "gateways",
        "tokens",
        "registers",
        "ledgers",
        "vaults",
        "mirrors",
        "probes",
        "rosters",
        "escrow",
        "drills",
        "beacons",
        "couriers",
    ];
    let seed: usize = who.bytes().chain(tender.bytes()).map(usize::from).sum::<usize>() * 7 + n * 5;
    let word = |at: usize| WORDS[(seed * (at + 1) + at * at * 3 + n * at) % WORDS.len()];
    format!(
        "{who} finds {} and {} named with dates, yet {} number {n} of {tender} leaves {} open until {} {}",
        word(1),
        word(2),
        word(3),
        word(4),
        word(5),
        word(6)
    )
}
