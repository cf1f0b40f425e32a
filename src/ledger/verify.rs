//! Verification: ten steps over a bag, each with what it found. Nothing is believed that the bag says of itself;
//! the keys come from the policy.

use std::{collections::BTreeMap, fmt};

use super::{
    bag::{Files, Sums},
    checkpoint::Checkpoint,
    note::PublicKey,
    policy::Policy,
    trail::Trail,
    tree::Tree,
};
use crate::diag::counted;

mod award;
mod content;
mod read;
mod steps;

pub use award::{ResultAnew, Unseen, differences, summary_of};
pub use content::{Recompute, contents_text, tree_digest};
pub use steps::{Declared, DeclaredEvent, DeclaredField, DeclaredOriginal, rotated, rotation_message};

/// What is to be verified, and by what.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    /// The bag.
    pub files: &'a Files,
    /// Whose signatures are trusted.
    pub policy: &'a Policy,
    /// Checkpoints that somebody kept, with the names of their files.
    pub since: &'a [(String, String)],
    /// Receipts that suppliers kept.
    pub receipts: &'a [(String, String)],
    /// Whether it is the living record and not an export: then events may follow after the last checkpoint.
    pub live: bool,
    /// Who computes scores and results anew; without it steps 9 and 10 are not done.
    pub recompute: Option<&'a dyn Recompute>,
}

impl fmt::Debug for Request<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("files", &self.files.len())
            .field("live", &self.live)
            .finish_non_exhaustive()
    }
}

/// Something that is not as it must be.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// The file, and the line or event in it.
    pub place: String,
    /// In words.
    pub message: String,
}

/// One of the ten steps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// 1 to 10.
    pub number: u8,
    /// What it looks at.
    pub title: &'static str,
    /// What is wrong; empty where nothing is.
    pub findings: Vec<Finding>,
    /// What was looked at, or why it could not be.
    pub notes: Vec<String>,
    /// Whether it was done at all.
    pub done: bool,
}

/// What it comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Whole and as it was signed.
    Verified,
    /// Something was changed.
    Tampered,
    /// As it was signed, and some of it is withheld, as declared.
    Redacted,
    /// It is no record that could be checked.
    Unreadable,
}

impl Verdict {
    /// The exit status of `record verify`.
    pub fn status(&self) -> u8 {
        match self {
            Self::Verified => 0,
            Self::Tampered => 1,
            Self::Redacted => 2,
            Self::Unreadable => 3,
        }
    }
}

/// How much is withheld under one exemption.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Withheld {
    /// Values.
    pub fields: usize,
    /// Whole events.
    pub events: usize,
    /// Files as they were received.
    pub originals: usize,
}

/// The outcome of all steps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// In their order.
    pub steps: Vec<Step>,
    /// What it comes to.
    pub verdict: Verdict,
    /// Which log.
    pub origin: String,
    /// How many events.
    pub size: u64,
    /// The root that is signed, in hexadecimal.
    pub root: String,
    /// Whose signatures stand below it.
    pub signers: Vec<String>,
    /// By exemption.
    pub withheld: BTreeMap<String, Withheld>,
}

impl Report {
    /// Of a bag in which something stands at `place` that no bag holds, so that nothing of it is believed.
    pub fn foreign(policy: &Policy, place: &str, message: &str) -> Self {
        let mut report = Self::empty(policy);
        report.verdict = Verdict::Tampered;
        report.fail(1, place, message);
        report
    }

    fn empty(policy: &Policy) -> Self {
        Self {
            steps: TITLES.iter().zip(1..).map(|(title, number)| Step::new(number, title)).collect(),
            verdict: Verdict::Unreadable,
            origin: policy.log.name().to_owned(),
            size: 0,
            root: String::new(),
            signers: Vec::new(),
            withheld: BTreeMap::new(),
        }
    }

    /// All that is wrong.
    pub fn findings(&self) -> impl Iterator<Item = (&Step, &Finding)> {
        self.steps.iter().flat_map(|step| step.findings.iter().map(move |it| (step, it)))
    }
}

/// Verifies a bag, or the living record as a bag.
pub fn verify(request: &Request<'_>) -> Report {
    let mut report = Report::empty(request.policy);
    if !request.live && !request.files.contains_key("bagit.txt") {
        report.fail(1, "bagit.txt", "is missing: this is no bag");
        return report;
    }
    if !request.files.contains_key("data/events.jsonl") {
        report.fail(3, "data/events.jsonl", "is missing: there is no record in it");
        return report;
    }
    let mut check = steps::Check::new(request, &mut report);
    check.all();
    let whole = report.withheld.is_empty();
    let sound = report.findings().next().is_none();
    report.verdict = match (sound, whole) {
        (false, _) => Verdict::Tampered,
        (true, true) => Verdict::Verified,
        (true, false) => Verdict::Redacted,
    };
    report
}

const TITLES: [&str; 10] = [
    "the files are those of the manifest and of the signed list of contents",
    "the checkpoint is signed by those whom the policy trusts",
    "the events lead to the signed root",
    "the events stand in their order and their time",
    "earlier checkpoints are of the same history",
    "every disclosure belongs to its event, and what is withheld is declared",
    "receipts hold, and the files received are those that were recorded",
    "the process was as its rules have it",
    "proposed scores, computed anew from the files received, are those of the record",
    "prices add up, and the result, computed anew from scores and prices, is that of the record",
];

impl Step {
    fn new(number: u8, title: &'static str) -> Self {
        Self { number, title, findings: Vec::new(), notes: Vec::new(), done: false }
    }
}

impl Report {
    pub(super) fn step(&mut self, number: u8) -> Option<&mut Step> {
        self.steps.iter_mut().find(|it| it.number == number)
    }

    pub(super) fn fail(&mut self, number: u8, place: impl Into<String>, message: impl Into<String>) {
        if let Some(step) = self.step(number) {
            step.done = true;
            step.findings.push(Finding { place: place.into(), message: message.into() });
        }
    }

    pub(super) fn note(&mut self, number: u8, message: impl Into<String>) {
        if let Some(step) = self.step(number) {
            step.notes.push(message.into());
        }
    }

    pub(super) fn done(&mut self, number: u8) {
        if let Some(step) = self.step(number) {
            step.done = true;
        }
    }
}

/// What the steps share once the events are read.
#[derive(Debug)]
pub(super) struct Read<'a> {
    /// Of all files.
    pub(super) sums: Sums<'a>,
    pub(super) trail: Trail,
    pub(super) tree: Tree,
    pub(super) checkpoint: Option<Checkpoint>,
    /// From which size on which key of the log is in force.
    pub(super) keys: Vec<(u64, PublicKey)>,
    /// What is withheld, or why that cannot be said.
    pub(super) declared: Result<Declared, String>,
}

impl Read<'_> {
    /// The log's key in force at a size.
    pub(super) fn key_at(&self, size: u64) -> Option<&PublicKey> {
        self.keys.iter().rfind(|(from, _)| *from <= size).map(|(_, key)| key)
    }
}

/// The text of a file of the bag.
pub(super) fn text<'a>(files: &'a Files, path: &str) -> Option<&'a str> {
    std::str::from_utf8(files.get(path)?).ok()
}

/// One page for people.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = match self.verdict {
            Verdict::Verified => "VERIFIED",
            Verdict::Tampered => "TAMPERED",
            Verdict::Redacted => "REDACTED, and what is shown is verified",
            Verdict::Unreadable => "UNREADABLE",
        };
        writeln!(f, "{word}: {}", self.origin)?;
        if !self.root.is_empty() {
            let short: String = self.root.chars().take(12).collect();
            writeln!(f, "{} events, root {short}…, signed by {}", self.size, listed(&self.signers))?;
        }
        writeln!(f)?;
        for step in &self.steps {
            let mark = match (step.done, step.findings.is_empty()) {
                (true, true) => "ok  ",
                (true, false) => "FAIL",
                (false, _) => "--  ",
            };
            writeln!(f, "{mark} {:<3}{}", step.number, step.title)?;
            for Finding { place, message } in step.findings.iter().take(MOST) {
                writeln!(f, "          {place}: {message}")?;
            }
            if step.findings.len() > MOST {
                writeln!(f, "          and {} more", step.findings.len() - MOST)?;
            }
            for note in &step.notes {
                writeln!(f, "          {note}")?;
            }
        }
        if !self.withheld.is_empty() {
            writeln!(f, "\nWithheld:")?;
            for (exemption, Withheld { fields, events, originals }) in &self.withheld {
                writeln!(
                    f,
                    "  {exemption}: {}, {}, {} as received",
                    counted(*fields, "value"),
                    counted(*events, "event"),
                    counted(*originals, "file")
                )?;
            }
        }
        Ok(())
    }
}

/// The most findings of a step that are printed.
const MOST: usize = 10;

fn listed(names: &[String]) -> String {
    if names.is_empty() { "nobody".to_owned() } else { names.join(", ") }
}
