//! The record: bags that strangers verify, attacks on them, crashes, full disks and many writers.
//!
//! Sizes are small in every build; CONTRIBUTING.md names the variables that make them large.

use std::{env, fs, path::Path, process::Command};

use probity::{
    id::{Digest, Moment},
    ledger::{
        act::{Act, Role},
        bag::{self, Files, Info},
        checkpoint::Checkpoint,
        disclosure::{SaltError, Salts},
        event::{Draft, Sealed},
        note::{Key, Kind, Note},
        policy::Policy,
        process::State,
        receipt::Receipt,
        trail::Trail,
        tree::{self, Tree},
        verify::{Declared, Report, Request, contents_text, tree_digest, verify},
    },
    store::record::write_files,
};

mod attack;
mod command;
mod crash;
mod faults;
mod process;
mod redaction;
mod writers;

const ORIGIN: &str = "council.example/2026/lighting";

/// How often, by a variable or as every build does.
fn times(variable: &str, usual: u64) -> u64 {
    env::var(variable).ok().map_or(usual, |it| it.parse().unwrap())
}

/// Numbers that a seed makes.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(limit.max(1)).unwrap()).unwrap()
    }
}

impl Salts for Dice {
    fn next(&mut self) -> Result<[u8; 16], SaltError> {
        let (a, b) = (Dice::next(self).to_be_bytes(), Dice::next(self).to_be_bytes());
        Ok([a, b].concat().try_into().unwrap())
    }
}

fn log_key() -> Key {
    Key::new(ORIGIN, Kind::Log, &[7; 32]).unwrap()
}

fn witness_key() -> Key {
    Key::new("audit.council.example/w1", Kind::Witness, &[8; 32]).unwrap()
}

fn at(n: u64) -> Moment {
    Moment::from_unix_millis(1_790_000_000_000 + i64::try_from(n).unwrap() * 60_000)
}

/// A record in memory.
struct Case {
    sealed: Vec<Sealed>,
    state: State,
    salts: Dice,
    originals: Vec<Vec<u8>>,
}

impl Case {
    fn empty(seed: u64) -> Self {
        Self { sealed: Vec::new(), state: State::default(), salts: Dice(seed), originals: Vec::new() }
    }

    /// Appends as the store does.
    fn add(&mut self, draft: Draft) -> &mut Self {
        self.try_add(draft).unwrap_or_else(|error| panic!("{error}"));
        self
    }

    fn try_add(&mut self, draft: Draft) -> Result<(), Box<dyn std::error::Error>> {
        let seq = self.state.size;
        let sealed = draft.seal(seq, at(seq), ORIGIN, &mut self.salts)?;
        self.state.admit(&sealed.event)?;
        self.sealed.push(sealed);
        Ok(())
    }

    /// Opened, with a lead and an evaluator, and a pack that asks one question.
    fn begun(seed: u64) -> Self {
        let mut case = Self::empty(seed);
        case.add(opened()).add(person("p-0001", Role::Lead, "Ada Lead"));
        case.add(declared("p-0001", Role::Lead)).add(person("p-0002", Role::Evaluator, "Bo Evaluator"));
        case.add(declared("p-0002", Role::Evaluator)).add(published());
        case
    }

    fn receive(&mut self, id: &str, supplier: &str, late: bool) -> &mut Self {
        let bytes = format!("the file of {supplier}").into_bytes();
        let draft = received(id, supplier, &bytes, late);
        self.originals.push(bytes);
        self.add(draft)
    }

    /// A whole small procurement, up to the award.
    fn whole(seed: u64) -> Self {
        let mut case = Self::begun(seed);
        case.receive("T-001", "Cobalt Street Lamps Ltd", false).receive(
            "T-002",
            "Halden Lighting Ltd",
            false,
        );
        case.add(
            Draft::of_system(Act::FlagRaised)
                .about("tender", "T-001")
                .about("flag", "F-001")
                .with("code", "hidden-row")
                .hide("message", "row 15 is hidden")
                .hide("place", "Responses › A15"),
        );
        case.add(
            Draft::new(Act::FlagResolved, "p-0001", Role::Lead)
                .about("tender", "T-001")
                .about("flag", "F-001")
                .with("outcome", "seen")
                .because("The row holds the supplier's own notes, and no answer."),
        );
        for (tender, score) in [("T-001", 4), ("T-002", 2)] {
            case.add(
                Draft::new(Act::TenderViewed, "p-0002", Role::Evaluator)
                    .about("tender", tender)
                    .with("what", "report"),
            );
            case.add(decided(tender, score));
        }
        case.add(
            Draft::of_system(Act::ResultComputed)
                .with("inputs_digest", Digest::of(b"in").as_str())
                .with("method_digest", Digest::of(b"method").as_str())
                .with("program", "probity 0.1.0")
                .hide("result", vec!["T-001", "T-002"]),
        );
        case.add(
            Draft::new(Act::AwardDecided, "p-0001", Role::Lead)
                .with("tenders", vec!["T-001"])
                .because("The most advantageous tender by the published method."),
        );
        case
    }

    fn trail(&self) -> Trail {
        let lines = self.sealed.iter().map(|it| it.line.clone()).collect();
        let disclosures = self
            .sealed
            .iter()
            .flat_map(|it| it.disclosures.iter().map(|disclosure| (it.event.seq, disclosure.text.as_str())));
        Trail::new(lines, disclosures).unwrap()
    }

    fn tree(&self) -> Tree {
        Tree::of(self.sealed.iter().map(|it| tree::leaf(&it.line)))
    }

    fn checkpoint(&self, size: u64) -> Checkpoint {
        let mut made = Checkpoint::new(size, self.tree().root_at(size).unwrap(), &log_key()).unwrap();
        made.cosign(&witness_key(), at(size));
        made
    }

    /// The files of a bag that the log speaks of, without those that are made of it.
    fn files(&self) -> Files {
        let mut files = Files::new();
        let trail = self.trail();
        let size = self.state.size;
        files.insert("data/events.jsonl".into(), trail.event_lines());
        files.insert("data/disclosures.jsonl".into(), trail.disclosure_lines().into_bytes());
        files.insert("data/redaction.json".into(), Declared::default().text().into_bytes());
        files.insert("data/checkpoint".into(), self.checkpoint(size).to_string().into_bytes());
        for old in [3, size - 2] {
            files
                .insert(format!("data/checkpoints/{old:010}"), self.checkpoint(old).to_string().into_bytes());
        }
        for bytes in &self.originals {
            files.insert(format!("data/originals/{}", Digest::of(bytes).hex()), bytes.clone());
        }
        for sealed in self.sealed.iter().filter(|it| it.event.act == Act::TenderReceived) {
            let receipt = self.receipt(sealed, size);
            let name = format!("data/receipts/{}.tlog-proof", sealed.event.about("tender").unwrap());
            files.insert(name, receipt.into_bytes());
        }
        files.insert("data/VERIFY.txt".into(), "probity record verify BAG --policy P\n".into());
        files.insert("data/pack/v1/pack.json".into(), "{}\n".into());
        files.insert("data/pinned/scoring/a.toml".into(), "a = 1\n".into());
        files
    }

    fn receipt(&self, sealed: &Sealed, size: u64) -> String {
        Receipt::new(&sealed.line, sealed.event.seq, &self.tree(), &self.checkpoint(size))
            .unwrap()
            .to_string()
    }

    fn bag(&self) -> Files {
        signed(self.files(), self.state.size)
    }
}

/// A bag of these files with the list of contents signed.
fn signed(mut files: Files, size: u64) -> Files {
    let date = at(size).date();
    files.remove("data/contents");
    let text = contents_text(&files, ORIGIN, size, date);
    files.insert("data/contents".into(), Note::new(text, &log_key()).unwrap().to_string().into_bytes());
    let info = Info { organisation: "Example Council".into(), origin: ORIGIN.into(), date };
    bag::pack(files, &info)
}

fn opened() -> Draft {
    Draft::of_system(Act::RecordOpened)
        .with("buyer", "Example Council")
        .with("key", log_key().public().to_string())
        .with("title", "Street lighting")
}

fn person(id: &str, role: Role, name: &str) -> Draft {
    Draft::of_system(Act::PersonAdded)
        .about("person", id)
        .with("role", role.as_str())
        .hide("name", name)
        .hide("why", "trained in evaluation")
}

fn declared(id: &str, role: Role) -> Draft {
    Draft::new(Act::InterestDeclared, id, role)
        .about("person", id)
        .with("outcome", "none")
        .hide("interest", "none")
}

fn published() -> Draft {
    let pack: [(&str, &[u8]); 1] = [("pack.json", b"{}\n")];
    let data: [(&str, &[u8]); 1] = [("scoring/a.toml", b"a = 1\n")];
    Draft::of_system(Act::PackPublished)
        .about("pack", "v1")
        .with("bank", "2.0.0")
        .with("bank_digest", Digest::of(b"bank").as_str())
        .with("data_digest", tree_digest(data).as_str())
        .with("deadline", at(1000).to_string())
        .with("on", at(1000).date().to_string())
        .with("pack_digest", tree_digest(pack).as_str())
        .with("questions", vec!["SLP-08"])
        .with("rules_digest", Digest::of(b"rules").as_str())
}

fn received(id: &str, supplier: &str, bytes: &[u8], late: bool) -> Draft {
    Draft::of_system(Act::TenderReceived)
        .about("tender", id)
        .with("bytes", bytes.len())
        .with("deadline", at(1000).to_string())
        .with("late", late)
        .with("received", at(if late { 1001 } else { 999 }).to_string())
        .with("sha256", Digest::of(bytes).as_str())
        .with("verdict", "accepted")
        .hide("file", "answers.xlsx")
        .hide("supplier", supplier)
}

fn decided(tender: &str, score: u8) -> Draft {
    Draft::new(Act::ScoreDecided, "p-0001", Role::Lead)
        .about("tender", tender)
        .about("question", "SLP-08")
        .hide("proposed", 3)
        .hide("score", score)
        .because(&format!("The answer of {tender} covers backups in D14 and leaves archives open."))
}

fn policy() -> Policy {
    let text =
        format!("log {}\nwitness audit {}\nquorum audit\n", log_key().public(), witness_key().public());
    Policy::parse("trust.policy", &text).unwrap()
}

fn check(files: &Files) -> Report {
    check_with(files, &policy(), &[], &[])
}

fn check_with(
    files: &Files,
    policy: &Policy,
    since: &[(String, String)],
    receipts: &[(String, String)],
) -> Report {
    verify(&Request { files, policy, since, receipts, live: false, recompute: None })
}

/// What the second verifier says: its exit status and line; none where Python lacks what it needs.
fn second(folder: &Path, policy: &Policy, more: &[&str]) -> Option<(i32, String)> {
    if !python("import cryptography", "no bag is verified a second time") {
        return None;
    }
    let file = folder.with_extension("policy");
    fs::write(&file, policy.text()).unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracle/verify_bag.py");
    let output = Command::new("python3").arg(script).arg(folder).arg(&file).args(more).output().unwrap();
    let told = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    Some((output.status.code().unwrap_or(-1), told))
}

/// Whether Python runs `line`; if not, this says loudly what is not checked.
fn python(line: &str, what: &str) -> bool {
    let found = Command::new("python3").args(["-c", line]).output().is_ok_and(|it| it.status.success());
    if !found {
        assert!(env::var("PROBITY_NO_SKIP").is_err(), "Python cannot `{line}`, so {what}");
        crate::not_checked(&format!("Python with `{line}`"), what);
    }
    found
}

#[test]
fn a_bag_is_verified_by_both_verifiers_and_by_any_bagit_tool() {
    let bag = Case::whole(1).bag();
    let report = check(&bag);
    assert_eq!(report.verdict.status(), 0, "{report}");
    assert_eq!(report.signers, [ORIGIN, "audit.council.example/w1"]);
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("bag");
    write_files(&home, &bag).unwrap();
    if let Some((status, told)) = second(&home, &policy(), &[]) {
        assert_eq!((status, told.as_str()), (0, "VERIFIED"));
    }
    if python("import bagit", "no BagIt tool opens our bags") {
        let told = Command::new("python3").args(["-m", "bagit", "--validate"]).arg(&home).output().unwrap();
        assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
    }
}

#[test]
fn what_is_no_record_is_unreadable() {
    assert_eq!(check(&Files::new()).verdict.status(), 3);
    let mut bag = Case::whole(1).bag();
    bag.remove("data/events.jsonl");
    assert_eq!(check(&bag).verdict.status(), 3);
}

#[test]
fn a_witness_that_the_policy_asks_for_must_have_signed() {
    let case = Case::whole(1);
    let mut files = case.files();
    let alone = Checkpoint::new(case.state.size, case.tree().root(), &log_key()).unwrap();
    files.insert("data/checkpoint".into(), alone.to_string().into_bytes());
    let bag = signed(files, case.state.size);
    let report = check(&bag);
    assert!(report.to_string().contains("FAIL 2"), "{report}");
    let lenient = Policy::of_log(log_key().public().clone());
    assert_eq!(check_with(&bag, &lenient, &[], &[]).verdict.status(), 0);
}
