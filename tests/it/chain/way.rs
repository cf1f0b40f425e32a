//! One procurement on its way: each step by the commands as they are typed.

use std::{collections::BTreeMap, fmt::Write as _, fs, path::PathBuf, process::Command, time::Instant};

use probity::{
    bank::{Bank, Use, profile::Profile},
    panel::{Form, What},
    store,
};

use super::{
    made::{Plan, reason},
    seen::holding,
};
use crate::panels::fill::{filled, filled_at, part};

pub(super) struct Way {
    plan: Plan,
    folder: tempfile::TempDir,
    /// Minutes since nine on the day of the notice.
    minutes: u64,
    times: Vec<(String, f64)>,
    questions: Vec<String>,
}

impl Way {
    pub(super) fn new(plan: &Plan) -> Self {
        let files = store::data(None).unwrap();
        let bank =
            Bank::load(&files, None).unwrap().under(&Profile::load(&files, plan.profile).unwrap()).unwrap();
        let scored = bank.questions.iter().filter(|it| it.used_as == Use::Scored);
        let questions: Vec<String> = scored.map(|it| it.id.to_string()).collect();
        assert_eq!(questions.len(), plan.questions, "{}", plan.profile);
        Self { plan: *plan, folder: tempfile::tempdir().unwrap(), minutes: 0, times: Vec::new(), questions }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The next moment at which somebody does something; days of evaluation begin with the deadline.
    fn clock(&mut self, day: &str) -> String {
        self.minutes += 1;
        format!("{day}T{:02}:{:02}:00Z", 8 + self.minutes / 60 % 14, self.minutes % 60)
    }

    /// Runs a command, and gives how it ended, what it prints and what it says.
    fn any(&mut self, args: &[&str]) -> (i32, String, String) {
        let start = Instant::now();
        let output = Command::new(env!("CARGO_BIN_EXE_probity"))
            .args(args)
            .current_dir(self.folder.path())
            .env("PROBITY_PASSPHRASE", "correct horse battery staple")
            .output()
            .unwrap();
        let what = args.iter().take(2).copied().collect::<Vec<_>>().join(" ");
        self.times.push((what, start.elapsed().as_secs_f64()));
        let text = |it: &[u8]| String::from_utf8_lossy(it).into_owned();
        (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
    }

    /// Runs a command that ends with `status`, and gives what it prints and what it says.
    fn ran(&mut self, status: i32, args: &[&str]) -> (String, String) {
        let (ended, out, err) = self.any(args);
        let said: Vec<&str> = err.lines().take(40).collect();
        assert_eq!(ended, status, "{}\n{out}{}", args.join(" "), said.join("\n"));
        (out, err)
    }

    fn run(&mut self, args: &[&str]) -> String {
        self.ran(0, args).0
    }

    pub(super) fn publish(&mut self) {
        self.run(&["new", "p", "--profile", self.plan.profile]);
        fs::write(self.path("p/procurement.toml"), self.plan.procurement()).unwrap();
        self.run(&["check", "p", "--on", "2027-01-18"]);
        self.run(&["pack", "p"]);
        // The record is opened after it, so that the test may be run on any day: the times below are those of the tale.
        self.run(&["publish", "p", "--notice", "2027-000123", "--on", "2027-01-18"]);
        let at = self.clock("2027-01-18");
        let origin = format!("sampleford.example/2027/{}", self.plan.id);
        let buyer = "Sampleford Borough Council";
        self.run(&[
            "record",
            "open",
            "p",
            "--origin",
            &origin,
            "--buyer",
            buyer,
            "--title",
            self.plan.title,
            "--clock",
            &at,
        ]);
        // Those who keep the prices must be known before any comes in.
        for person in ["FI", "LE"] {
            let at = self.clock("2027-01-18");
            self.run(&["panel", "brief", "p", "--by", person, "--at", &at]);
            fs::write(self.path(person), format!("{person} knows a long passphrase\n")).unwrap();
            self.run(&["price", "key", "p", "--of", person, "--passphrase-file", person]);
        }
        let at = self.clock("2027-01-18");
        self.run(&["record", "publish", "p", "--clock", &at]);
    }

    /// The response of a supplier: the workbook as it was issued, filled in.
    fn response(&self, n: usize) -> Vec<u8> {
        let issued = fs::read(self.path("p/pack/v1/response.xlsx")).unwrap();
        let supplier = self.plan.supplier(n);
        let email = format!("bids@{}.example", supplier.split(' ').next().unwrap().to_lowercase());
        let address = format!("{} Mill Lane, Sampleford", n + 1);
        let company = format!("0{}", 9_120_000 + n);
        let mut texts: Vec<(usize, String, String)> = [
            supplier.as_str(),
            &company,
            &format!("GB-PPON-PSUP-{n:04}-ABCD"),
            &address,
            "A. Person",
            &email,
            "020 7946 0000",
        ]
        .iter()
        .enumerate()
        .map(|(at, it)| (2, format!("B{}", at + 3), (*it).to_owned()))
        .collect();
        let asked = rows(&issued);
        assert!(asked.len() >= self.questions.len());
        for (row, id) in asked {
            let at = self.questions.iter().position(|it| *it == id).unwrap_or(99);
            texts.push((3, format!("F{row}"), self.plan.answer(n, at)));
            texts.push((3, format!("I{row}"), "No".to_owned()));
        }
        let cells: Vec<(usize, String, &str)> =
            texts.iter().map(|(sheet, name, text)| (*sheet, name.clone(), text.as_str())).collect();
        filled_at(&issued, &cells)
    }

    /// The price schedule of a supplier.
    fn pricing(&self, n: usize) -> Vec<u8> {
        let issued = fs::read(self.path("p/pack/v1/pricing.xlsx")).unwrap();
        let pounds = |pence: u64| format!("{}.{:02}", pence / 100, pence % 100);
        let [device, year] = self.plan.prices(n).map(pounds);
        let supplier = self.plan.supplier(n);
        let sheets = self.plan.lots.len().max(1);
        let mut cells = vec![(1, "B3".to_owned(), supplier.as_str())];
        for sheet in 2..2 + sheets {
            cells
                .extend([(sheet, "E4".to_owned(), device.as_str()), (sheet, "E5".to_owned(), year.as_str())]);
        }
        filled_at(&issued, &cells)
    }

    pub(super) fn receive(&mut self) {
        for n in 0..self.plan.tenders {
            let (response, pricing) = (self.response(n), self.pricing(n));
            fs::write(self.path("response.xlsx"), response).unwrap();
            fs::write(self.path("pricing.xlsx"), pricing).unwrap();
            let at = self.clock("2027-02-22");
            let told =
                self.run(&["receive", "p", "response.xlsx", "--at", "2027-02-20T10:00:00Z", "--clock", &at]);
            let id = Plan::tender(n);
            assert!(told.starts_with(&id) && told.contains(&self.plan.supplier(n)), "{told}");
            let at = self.clock("2027-02-22");
            self.run(&[
                "price",
                "seal",
                "p",
                &id,
                "pricing.xlsx",
                "--to",
                "FI",
                "--to",
                "LE",
                "--clock",
                &at,
            ]);
            // As the command asks.
            fs::remove_file(self.path("pricing.xlsx")).unwrap();
            fs::remove_file(self.path("response.xlsx")).unwrap();
        }
    }

    /// Before they are opened nobody can read a price, wherever in the folder.
    pub(super) fn no_price_is_seen(&mut self) {
        let mut words = Vec::new();
        for n in 0..self.plan.tenders {
            words.extend(self.plan.prices(n).map(|it| format!("{}.{:02}", it / 100, it % 100)));
        }
        // What was published before any price came is passed over.
        let before = [self.path("p/pack"), self.path("p/pinned")];
        let passed = |it: &std::path::Path| before.iter().any(|folder| it.starts_with(folder));
        assert_eq!(holding(self.folder.path(), &words, &passed), Vec::<String>::new());
    }

    pub(super) fn assess(&mut self) {
        let at = self.clock("2027-02-24");
        self.run(&["assess", "p", "--clock", &at]);
    }

    pub(super) fn score(&mut self) {
        let at = self.clock("2027-02-24");
        let told = self.run(&["panel", "declare", "p", "--at", &at]);
        let list = told.lines().last().unwrap().strip_prefix("list ").unwrap().to_owned();
        let people: Vec<&str> = self.plan.people().iter().chain(&["MO", "LE", "FI"]).copied().collect();
        for person in people {
            let at = self.clock("2027-02-24");
            self.run(&["panel", "declare", "p", "--by", person, "--list", &list, "--none", "--at", &at]);
            if !matches!(person, "LE" | "FI") {
                self.run(&["panel", "brief", "p", "--by", person, "--at", &at]);
            }
        }
        let mut files = Vec::new();
        for (n, person) in self.plan.people().iter().enumerate() {
            let file = format!("{person}.xlsx");
            let at = self.clock("2027-02-24");
            self.run(&["panel", "issue", "p", "--for", person, "--out", &file, "--at", &at]);
            let form = self.form(&file);
            let subjects = form.subjects.clone();
            self.fill(&file, &form, &mut |way, of, what| {
                let subject = &subjects[of];
                let (tender, question) = way
                    .place(subject.tender.as_deref().unwrap(), subject.question.as_ref().unwrap().as_ref());
                Some(match what {
                    What::Score => way.plan.alone(n, tender, question).to_string(),
                    What::Reason => reason(way.plan.seed, &[11, n, tender, question]),
                    _ => format!("Page {} of the method statement", question + 1),
                })
            });
            files.push(file);
        }
        // In another order than they were given out.
        files.reverse();
        let at = self.clock("2027-02-24");
        let mut args = vec!["panel", "collect", "p", "--at", &at];
        args.extend(files.iter().map(String::as_str));
        let (_, told) = self.ran(0, &args);
        assert!(told.contains("all scores are locked"), "{told}");
    }

    pub(super) fn moderate(&mut self) {
        let at = self.clock("2027-02-24");
        self.run(&["panel", "moderate", "p", "--out", "moderation.xlsx", "--at", &at]);
        let form = self.form("moderation.xlsx");
        let subjects = form.subjects.clone();
        let present = format!("{}, MO", self.plan.people().join(", "));
        let mut agreed = 0;
        self.fill("moderation.xlsx", &form, &mut |way, of, what| {
            let subject = &subjects[of];
            let Some(tender) = subject.tender.as_deref() else {
                return matches!(what, What::Present).then(|| present.clone());
            };
            let id = subject.question.as_ref().unwrap().to_string();
            let (n, question) = way.place(tender, &id);
            Some(match what {
                What::Present => present.clone(),
                What::Score => {
                    agreed += 1;
                    way.plan.agreed(n, question).to_string()
                }
                What::Reason => reason(way.plan.seed, &[12, n, question]),
                What::Internal => format!("Inside: {}", reason(way.plan.seed, &[13, n, question])),
                What::Note => {
                    "One had read the first page only; the panel read the second together.".to_owned()
                }
                What::For(_) => "Named with a date in the method statement.".to_owned(),
                _ => return None,
            })
        });
        assert_eq!(agreed, self.plan.tenders * self.plan.questions);
        let at = self.clock("2027-02-24");
        let told = self.run(&["panel", "agree", "p", "moderation.xlsx", "--at", &at]);
        assert!(told.contains(&format!("{agreed} scores of the panel are locked")), "{told}");
    }

    /// The numbers of a tender and a question.
    fn place(&self, tender: &str, question: &str) -> (usize, usize) {
        let n: usize = tender.strip_prefix("T-").unwrap().parse().unwrap();
        (n - 1, self.questions.iter().position(|it| it == question).unwrap())
    }

    /// The form that a workbook was printed from.
    fn form(&self, file: &str) -> Form {
        let text = part(&fs::read(self.path(file)).unwrap(), "docProps/custom.xml");
        let at = text.find("sha256:").unwrap() + "sha256:".len();
        let form = fs::read(self.path(&format!("p/panel/forms/{}.json", &text[at..at + 64]))).unwrap();
        serde_json::from_slice(&form).unwrap()
    }

    fn fill(&self, file: &str, form: &Form, entry: &mut dyn FnMut(&Self, usize, &What) -> Option<String>) {
        let mut cells = Vec::new();
        for (n, sheet) in form.sheets.iter().enumerate() {
            for it in &sheet.inputs {
                if let Some(text) = entry(self, it.of, &it.what) {
                    cells.push((n, it.row, it.column, text));
                }
            }
        }
        let bytes = fs::read(self.path(file)).unwrap();
        fs::write(self.path(file), filled(&bytes, &cells)).unwrap();
    }

    pub(super) fn open_prices(&mut self) {
        let at = self.clock("2027-02-24");
        let told = self.run(&[
            "price",
            "open",
            "p",
            "--by",
            "FI",
            "--by-passphrase",
            "FI",
            "--with",
            "LE",
            "--with-passphrase",
            "LE",
            "--clock",
            &at,
        ]);
        for n in 0..self.plan.tenders {
            let total = self.total(n);
            assert!(told.contains(&total), "{total} not in {told}");
        }
    }

    fn total(&self, n: usize) -> String {
        let [device, year] = self.plan.prices(n);
        let pence = device * 40 + year * 3;
        let pounds = (pence / 100).to_string();
        let (thousands, rest) = pounds.split_at(pounds.len() - 3);
        format!("£{thousands},{rest}.{:02}", pence % 100)
    }

    /// The result, the decision, the summaries and the letters, until the notice.
    /// All Word files and workbooks that were made on the way are what their formats allow.
    pub(super) fn valid(&self) {
        if self.plan.tenders < 10 {
            crate::validator::valid(self.folder.path());
        }
    }

    pub(super) fn award(&mut self) {
        fs::write(self.path("people.toml"), self.people()).unwrap();
        let at = self.clock("2027-03-01");
        let (status, _, err) = self.any(&["award", "p", "--by", "FI", "--clock", &at]);
        assert!(status < 2, "{err}");
        let low = self.low();
        assert_eq!(status == 1, !low.is_empty(), "{err}");
        for tender in &low {
            // Whose price looks abnormally low is asked first; these have shown that they can perform for it.
            let out = format!("low-{tender}");
            let asked = ["letters", "low-price", "p", "--tender", tender, "--answer-by", "2027-03-12"];
            self.letters(&asked, "2027-03-02", &out);
            let at = self.clock("2027-03-15");
            let reason = "The breakdown shows that the devices are in stock and paid for.";
            self.run(&[
                "award",
                "keep",
                "p",
                tender,
                "--matter",
                "abnormally-low",
                "--by",
                "LE",
                "--reason",
                reason,
                "--clock",
                &at,
            ]);
        }
        if !low.is_empty() {
            let at = self.clock("2027-03-15");
            self.run(&["award", "p", "--by", "FI", "--clock", &at]);
            let decided = [
                "letters",
                "low-price",
                "p",
                "--tender",
                &low[0],
                "--decided",
                "--by",
                "Head of procurement",
            ];
            let heard = ["--asked-on", "2027-03-02", "--heard-until", "2027-03-12"];
            self.letters(&[&decided[..], &heard].concat(), "2027-03-16", "kept");
        }
        let at = self.clock("2027-03-16");
        let reason = "It is the most advantageous tender by the published methodology.";
        self.run(&["award", "decide", "p", "--by", "LE", "--reason", reason, "--clock", &at]);
        let at = self.clock("2027-04-01");
        let people =
            ["award", "summaries", "p", "--people", "people.toml", "--on", "2027-04-05", "--by", "LE"];
        self.run(&[&people[..], &["--clock", &at]].concat());
        self.letters(&["letters", "outcome", "p"], "2027-04-05", "letters");
        let lots = self.plan.lots.len().max(1);
        let count = |folder: &str, name: &str| {
            let all = super::seen::files(&self.path(folder));
            let found = all.iter().filter(|it| it.file_name().unwrap().to_string_lossy().starts_with(name));
            found.count()
        };
        assert_eq!(count("p/award/summaries", "summary-"), 2 * self.plan.tenders * lots);
        assert_eq!(count("letters", "outcome-"), 2 * self.plan.tenders * lots);
        let at = self.clock("2027-04-05");
        self.run(&["award", "send", "p", "--by", "LE", "--clock", &at]);
        let at = self.clock("2027-04-06");
        let notice =
            ["award", "notice", "p", "--by", "LE", "--reference", "2027-000456", "--on", "2027-04-06"];
        self.run(&[&notice[..], &["--clock", &at]].concat());
    }

    fn letters(&mut self, what: &[&str], on: &str, out: &str) {
        let common = [
            "--people",
            "people.toml",
            "--on",
            on,
            "--signed-by",
            "R. Sample, Head of procurement",
            "--out",
            out,
        ];
        self.run(&[what, &common].concat());
    }

    /// The tenders whose price looks abnormally low.
    fn low(&self) -> Vec<String> {
        let text = fs::read_to_string(self.path("p/award/award.json")).unwrap();
        let result: serde_json::Value = serde_json::from_str(&text).unwrap();
        let lots = result["lots"].as_array().unwrap().iter();
        let standings = lots.flat_map(|it| it["result"]["standings"].as_array().unwrap());
        let low = standings
            .filter(|it| it["flags"].as_array().unwrap().iter().any(|it| it["kind"] == "abnormally-low"));
        let mut low: Vec<String> = low.map(|it| it["tender"].as_str().unwrap().to_owned()).collect();
        low.sort();
        low.dedup();
        low
    }

    /// What people add to the record for what suppliers are told.
    fn people(&self) -> String {
        let mut text = String::from(
            "[header]\nsigned-off = [\"Evaluation lead\", \"Head of procurement\"]\nchannel = \"the procurement portal\"\n\
             sent = \"2027-04-05\"\naward-notice = \"2027-04-06\"\nstandstill-ends = \"2027-04-15\"\n",
        );
        for n in 0..self.plan.tenders {
            write!(
                text,
                "[tender.{}]\nrecipient = {{ address = \"{} Mill Lane, Sampleford\", email = \"bids@supplier{n}.example\", \
                 identifier = \"GB-PPON-PSUP-{n:04}-ABCD\" }}\nexplained.not-awarded = \"Most was lost in the questions that weigh \
                 most: {}.\"\n",
                Plan::tender(n),
                n + 1,
                reason(self.plan.seed, &[14, n])
            )
            .unwrap();
        }
        text
    }

    /// The record as it stands, as a bag, and as a bag for the public.
    pub(super) fn verify(&mut self) {
        let policy = "p/keys/trust.policy";
        let told = self.run(&["record", "verify", "p", "--policy", policy]);
        assert!(told.contains(&format!("{} tenders computed anew", self.plan.tenders)), "{told}");
        let at = self.clock("2027-04-07");
        self.run(&[
            "record",
            "export",
            "p",
            "--as",
            "bag",
            "--out",
            "bag",
            "--for",
            "Internal audit",
            "--by",
            "LE",
            "--clock",
            &at,
        ]);
        let told = self.run(&["record", "verify", "bag", "--policy", policy, "--no-recompute"]);
        assert!(told.starts_with("VERIFIED"), "{told}");
        fs::write(self.path("foi.toml"), include_str!("foi.toml")).unwrap();
        let at = self.clock("2027-04-08");
        let public = ["record", "redact", "p", "--policy", "foi.toml", "--out", "public", "--by", "LE"];
        self.run(&[&public[..], &["--clock", &at]].concat());
        let (told, _) = self.ran(2, &["record", "verify", "public", "--policy", policy]);
        assert!(told.starts_with("REDACTED") && told.contains("FOIA s.43(2)"), "{told}");
        let mut words: Vec<String> = (0..self.plan.tenders).map(|n| self.plan.supplier(n)).collect();
        words.extend((0..self.plan.tenders).map(|n| self.total(n)));
        let passed = |it: &std::path::Path| it.to_string_lossy().contains("/data/pinned/");
        assert_eq!(holding(&self.path("public"), &words, &passed), Vec::<String>::new());
    }

    /// The times of commands, on standard error: a test that passes keeps what it prints.
    pub(super) fn tell_times(&mut self) {
        if self.plan.tenders > 5 || std::env::var_os("PROBITY_TIMES").is_some() {
            let mut all: BTreeMap<&str, (f64, f64, u32)> = BTreeMap::new();
            for (what, seconds) in &self.times {
                let it = all.entry(what.as_str()).or_default();
                *it = (it.0 + seconds, it.1.max(*seconds), it.2 + 1);
            }
            for (what, (sum, most, count)) in all {
                eprintln!("{what}: {count} in {sum:.2} s, at most {most:.2} s");
            }
        }
        if let Some(keep) = std::env::var_os("PROBITY_KEEP") {
            let to = PathBuf::from(keep).join(self.plan.id);
            for file in super::seen::files(self.folder.path()) {
                let at = to.join(file.strip_prefix(self.folder.path()).unwrap());
                fs::create_dir_all(at.parent().unwrap()).unwrap();
                fs::copy(file, at).unwrap();
            }
        }
    }
}

/// The rows of a response workbook that ask a question, each with the question's id.
fn rows(bytes: &[u8]) -> Vec<(u32, String)> {
    let shared = part(bytes, "xl/sharedStrings.xml");
    let texts: Vec<&str> = shared
        .split("<si>")
        .skip(1)
        .map(|it| it.split("<t").nth(1).unwrap().split_once('>').unwrap().1.split('<').next().unwrap())
        .collect();
    let sheet = part(bytes, "xl/worksheets/sheet3.xml");
    let mut found = Vec::new();
    for cell in sheet.split("<c r=\"A").skip(1) {
        let (row, rest) = cell.split_once('"').unwrap();
        let Some(value) = rest.split("</c>").next().and_then(|it| it.split("<v>").nth(1)) else { continue };
        let text = texts[value.split('<').next().unwrap().parse::<usize>().unwrap()];
        let is_id = text.len() == 6 && text.as_bytes()[3] == b'-';
        if is_id {
            found.push((row.parse().unwrap(), text.to_owned()));
        }
    }
    found
}
