//! The procurement's folder, and people who fill in what they are given.

use std::{
    fs,
    io::{Cursor, Read as _},
    path::{Path, PathBuf},
    process::Command,
};

use probity::{
    id::Moment,
    panel::{Form, What},
};

use super::prices;
use crate::{
    panels::{
        fill::{filled, part},
        folder::reason,
    },
    properties::corpus::root,
};

pub(crate) const TENDERS: [(&str, &str); 3] =
    [("T-001", "commonreach.xlsx"), ("T-002", "halvorsen-kemble.xlsx"), ("T-003", "thornwick.xlsx")];

/// What the panel agrees on for every question, by tender.
pub(crate) const SCORES: [u8; 3] = [4, 3, 2];

pub(crate) struct Desk {
    folder: tempfile::TempDir,
    minutes: u64,
}

impl Desk {
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The next minute at which somebody does something.
    pub(crate) fn moment(&mut self) -> Moment {
        self.minutes += 1;
        format!("2027-02-24T{:02}:{:02}:00Z", 8 + self.minutes / 60, self.minutes % 60).parse().unwrap()
    }

    /// Runs a command that ends with `status`, and gives what it prints and what it says.
    pub(crate) fn ran(&mut self, status: i32, args: &[&str]) -> (String, String) {
        let at = self.moment().to_string();
        let clock: &[&str] = match args {
            ["panel", ..] => &["--at", &at],
            ["receive" | "assess" | "decide" | "price", ..] if args.get(1) != Some(&"key") => {
                &["--clock", &at]
            }
            ["record", "verify" | "log", ..] => &[],
            ["letters", "sent" | "answered", ..] | ["award" | "record", ..] => &["--clock", &at],
            _ => &[],
        };
        let output = Command::new(env!("CARGO_BIN_EXE_probity"))
            .args(args)
            .args(clock)
            .current_dir(self.folder.path())
            .env("PROBITY_PASSPHRASE", "correct horse battery staple")
            .env("RAYON_NUM_THREADS", "2")
            .output()
            .unwrap();
        let text = |it: &[u8]| String::from_utf8_lossy(it).into_owned();
        let (out, err) = (text(&output.stdout), text(&output.stderr));
        assert_eq!(output.status.code(), Some(status), "{}\n{out}\n{err}", args.join(" "));
        (out, err)
    }

    pub(crate) fn run(&mut self, args: &[&str]) -> String {
        self.ran(0, args).0
    }

    pub(crate) fn refused(&mut self, args: &[&str]) -> String {
        self.ran(2, args).1
    }

    pub(crate) fn panel_refused(&mut self, args: &[&str]) -> String {
        let all: Vec<&str> = ["panel"].iter().chain(args).copied().collect();
        self.refused(&all)
    }

    /// A published pack with its record, and the keys of the two people who open prices.
    pub(crate) fn published() -> Self {
        let mut desk = Self { folder: tempfile::tempdir().unwrap(), minutes: 0 };
        desk.run(&["new", "p", "--profile", "core"]);
        fs::write(desk.path("p/procurement.toml"), include_str!("procurement.toml")).unwrap();
        desk.run(&["pack", "p"]);
        // The record is opened after it, so that the test may be run on any day.
        desk.run(&["publish", "p", "--notice", "2027-000123", "--on", "2027-01-18"]);
        let (buyer, title) = ("Sampleford Borough Council", "Sensors in litter bins");
        let origin = "sampleford.example/2027/bins";
        desk.run(&["record", "open", "p", "--origin", origin, "--buyer", buyer, "--title", title]);
        desk.run(&["panel", "brief", "p", "--by", "FI"]);
        desk.run(&["record", "publish", "p"]);
        for person in ["FI", "JK", "AB"] {
            fs::write(desk.path(&format!("{person}.txt")), format!("{person} knows a long passphrase\n"))
                .unwrap();
        }
        let key = |of: &'static str, file: &'static str| {
            ["price", "key", "p", "--of", of, "--passphrase-file", file]
        };
        desk.run(&key("FI", "FI.txt"));
        desk.run(&key("JK", "JK.txt"));
        let refused = desk.refused(&key("AB", "AB.txt"));
        assert!(refused.contains("prices are sealed to the lead and to commercial people"), "{refused}");
        desk
    }

    pub(crate) fn received(&mut self) {
        self.received_with(None);
    }

    /// The same where a supplier has another quantity in its price schedule than was issued.
    pub(crate) fn received_with(&mut self, altered: Option<&str>) {
        let issued = fs::read(self.path("p/pack/v1/pricing.xlsx")).unwrap();
        for (n, (id, file)) in TENDERS.iter().enumerate() {
            let sent = fs::read(root().join("fixtures/tenders").join(file)).unwrap();
            let sent = if n == 0 { marked(&sent) } else { sent };
            fs::write(self.path("response.xlsx"), sent).unwrap();
            let told = self.run(&["receive", "p", "response.xlsx", "--at", "2027-02-20T10:00:00Z"]);
            assert!(told.starts_with(id), "{told}");
            prices::fill(&issued, &self.path("pricing.xlsx"), n);
            if let Some(quantity) = altered.filter(|_| n == 0) {
                prices::alter(&self.path("pricing.xlsx"), quantity);
            }
            self.run(&["price", "seal", "p", id, "pricing.xlsx", "--to", "FI", "--to", "JK"]);
            // As the command asks.
            fs::remove_file(self.path("pricing.xlsx")).unwrap();
        }
    }

    /// Everybody declares, is briefed, scores alone and locks.
    pub(crate) fn scored(&mut self) {
        let told = self.run(&["panel", "declare", "p"]);
        let list = told.lines().last().unwrap().strip_prefix("list ").unwrap().to_owned();
        for person in ["AB", "CD", "EF", "GH", "JK", "FI"] {
            self.run(&["panel", "declare", "p", "--by", person, "--list", &list, "--none"]);
            self.run(&["panel", "brief", "p", "--by", person]);
        }
        let mut args = vec!["panel", "collect", "p"];
        for (person, file) in [("AB", "AB.xlsx"), ("CD", "CD.xlsx"), ("EF", "EF.xlsx")] {
            self.run(&["panel", "issue", "p", "--for", person, "--out", file]);
            let form = self.form(file);
            let subjects = form.subjects.clone();
            self.fill(file, &form, &mut |of, what| {
                let tender = subjects[of].tender.as_deref().unwrap();
                Some(match what {
                    What::Score => SCORES[place(tender)].to_string(),
                    What::Reason => reason(person, tender, of),
                    _ => "Section 4 of the method statement".to_owned(),
                })
            });
            args.push(file);
        }
        let told = self.ran(0, &args);
        assert!(format!("{}{}", told.0, told.1).contains("all scores are locked"), "{told:?}");
    }

    pub(crate) fn moderated(&mut self) {
        self.run(&["panel", "moderate", "p", "--out", "moderation.xlsx"]);
        let form = self.form("moderation.xlsx");
        let subjects = form.subjects.clone();
        self.fill("moderation.xlsx", &form, &mut |of, what| {
            let tender = subjects[of].tender.as_deref().unwrap_or("T-001");
            Some(match what {
                What::Present => "AB, CD, EF, GH".to_owned(),
                What::Score => SCORES[place(tender)].to_string(),
                What::Reason => format!("{} Section 4 of the statement.", reason("panel", tender, of)),
                What::Internal => format!("The panel weighed {} first", reason("inside", tender, of)),
                What::For(_) => "Named with a date in the first paragraph.".to_owned(),
                What::Against(_) => "It does not say for how long.".to_owned(),
                _ => return None,
            })
        });
        let told = self.run(&["panel", "agree", "p", "moderation.xlsx"]);
        assert!(told.contains("39 scores of the panel are locked"), "{told}");
    }

    pub(crate) fn open_prices(&mut self, status: i32) -> String {
        let (out, err) = self.ran(
            status,
            &[
                "price",
                "open",
                "p",
                "--by",
                "FI",
                "--by-passphrase",
                "FI.txt",
                "--with",
                "JK",
                "--with-passphrase",
                "JK.txt",
            ],
        );
        format!("{out}{err}")
    }

    /// Nobody can read a price before prices are opened, wherever in the folder: not in the record, its journal, what the
    /// panel left, nor inside a workbook.
    pub(crate) fn no_price_is_seen(&self, when: &str) {
        for price in prices::written() {
            assert!(!self.holds(price.as_bytes()), "{price} can be read {when}");
        }
    }

    /// An export made before prices are opened holds none.
    pub(crate) fn exported_without_prices(&mut self) {
        self.run(&["record", "export", "p", "--as", "bag", "--out", "early", "--by", "JK"]);
        self.run(&["record", "export", "p", "--as", "xlsx", "--out", "early.xlsx", "--by", "JK"]);
        self.run(&["record", "export", "p", "--as", "jsonl", "--out", "early.jsonl", "--by", "JK"]);
        self.no_price_is_seen("when quality is settled");
    }

    /// Whether the bytes stand in any file that the procurement has made.
    pub(crate) fn holds(&self, bytes: &[u8]) -> bool {
        self.below("", bytes)
    }

    /// The same below a folder.
    pub(crate) fn below(&self, folder: &str, bytes: &[u8]) -> bool {
        let mut todo = vec![self.path(folder)];
        while let Some(path) = todo.pop() {
            // What was published before any price came says what others may price.
            if path == self.path("p/pinned") || path == self.path("p/pack") {
                continue;
            }
            if path.is_dir() {
                todo.extend(fs::read_dir(path).unwrap().map(|it| it.unwrap().path()));
            } else if found(&fs::read(&path).unwrap(), bytes) {
                return true;
            }
        }
        false
    }

    pub(crate) fn copied(&self, to: &str) {
        fn copy(from: &Path, to: &Path) {
            fs::create_dir_all(to).unwrap();
            for it in fs::read_dir(from).unwrap() {
                let path = it.unwrap().path();
                let target = to.join(path.file_name().unwrap());
                if path.is_dir() {
                    copy(&path, &target);
                } else {
                    fs::copy(&path, &target).unwrap();
                }
            }
        }
        copy(&self.path("p"), &self.path(to));
    }

    /// The form that a workbook was printed from.
    fn form(&self, file: &str) -> Form {
        self.form_in("p", file)
    }

    /// The same of another folder.
    pub(crate) fn form_in(&self, folder: &str, file: &str) -> Form {
        let text = part(&fs::read(self.path(file)).unwrap(), "docProps/custom.xml");
        let at = text.find("sha256:").unwrap() + "sha256:".len();
        let form = fs::read(self.path(&format!("{folder}/panel/forms/{}.json", &text[at..at + 64]))).unwrap();
        serde_json::from_slice(&form).unwrap()
    }

    pub(crate) fn fill(
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
}

/// A tender that marks its answer to SLP-03 confidential, with a reason.
fn marked(bytes: &[u8]) -> Vec<u8> {
    let cell = |at: &str, text: &str| format!("<c r=\"{at}\" t=\"inlineStr\"><is><t>{text}</t></is></c>");
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for n in 0..archive.len() {
        let mut part = archive.by_index(n).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut text = String::new();
        part.read_to_string(&mut text).unwrap();
        if name == "xl/worksheets/sheet2.xml" {
            let mut rows: Vec<String> = text.split("</row>").map(str::to_owned).collect();
            for (row, yes, why) in
                [(0, "Confidential", "Reason"), (3, "Yes", "How our group is made, for three years.")]
            {
                rows[row] += &(cell(&format!("G{}", row + 1), yes) + &cell(&format!("H{}", row + 1), why));
            }
            text = rows.join("</row>").replace("A1:F14", "A1:H14");
        }
        out.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut out, text.as_bytes()).unwrap();
    }
    out.finish().unwrap().into_inner()
}

/// Whether the bytes stand in a file, packed or not.
fn found(file: &[u8], bytes: &[u8]) -> bool {
    let stands = |it: &[u8]| it.windows(bytes.len()).any(|it| it == bytes);
    if stands(file) {
        return true;
    }
    if !file.starts_with(b"PK") {
        return false;
    }
    let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(file)) else { return false };
    (0..archive.len()).any(|n| {
        let mut part = Vec::new();
        archive.by_index(n).unwrap().read_to_end(&mut part).unwrap();
        stands(&part)
    })
}

pub(crate) fn place(tender: &str) -> usize {
    TENDERS.iter().position(|(id, _)| *id == tender).unwrap()
}

/// What people add to the record for the summaries; without a further explanation they cannot be sent.
pub(crate) fn people(explained: bool) -> String {
    let mut text =
        "[header]\nsigned-off = [\"Evaluation lead\", \"Head of procurement\"]\nchannel = \"the portal\"\n\
                    award-notice = \"2027-04-06\"\nstandstill-ends = \"2027-04-15\"\n"
            .to_owned();
    for (n, (id, file)) in TENDERS.iter().enumerate() {
        let name = file.trim_end_matches(".xlsx");
        text.push_str(&format!(
            "[tender.{id}]\nrecipient = {{ address = \"{n} Mill Lane, Sampleford\", email = \"bids@{name}.example\", \
             identifier = \"GB-PPON-PSUP-000{n}-ABCD\" }}\n"
        ));
        if explained && n > 0 {
            text.push_str(&format!(
                "explained.not-awarded = \"Most was lost in the {} questions of most weight, where durations and tests were \
                 left open and fewer points were earned.\"\n",
                ["", "three", "four"][n]
            ));
        }
    }
    text
}
