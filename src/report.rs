//! What is shown of an assessment: JSON for machines, CSV for spreadsheets, HTML for people.
//!
//! Nothing is decided here: no total, no average, no rank. A face says what the engine found, where
//! the words stand, and what is left for a person to do.

use crate::{
    assess::{Answer, CheckFinding},
    bank::Bank,
    clause::{Circumstances, Recommendation},
    id::{BankVersion, Date, Digest, Kept, Name, PartId, QuestionId, RuleId},
    likeness::{self, Passage, Policy, SharedPassage},
    rule::Rules,
    tender::{Response, Tender},
};

pub mod amendment;
pub mod csv;
pub mod derived;
pub mod draft;
pub mod explain;
pub mod html;
pub mod json;
pub mod ocds_award;
pub mod trail;
pub mod words;

/// One supplier's file, read and assessed, with all that is needed to do it again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assessment {
    /// What was handed in.
    pub tender: Tender,
    /// The release of the bank that it was assessed against.
    pub bank: BankVersion,
    /// Over that release and its questions.
    pub bank_digest: Digest,
    /// Over the rules, lexicons, cues, scale and checks.
    pub rules_digest: Digest,
    /// The day as of which certificates and dates were judged.
    pub on: Date,
    /// What else it went by.
    pub basis: Basis,
    /// In the order of the bank; empty when the file was refused.
    pub answers: Vec<Answer>,
    /// Facts that several answers do not agree on.
    pub checks: Vec<CheckFinding>,
    /// The clauses that the answers call for.
    pub clauses: Vec<Recommendation>,
}

/// What an assessment went by beside the release and the day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Basis {
    /// The profile that chose the questions.
    pub profile: Option<Name>,
    /// The buyer's overlay on the release.
    pub overlay: Option<Laid>,
    /// What was known of the procurement.
    pub known: Circumstances,
    /// Sources that questions cite and that do not count on the day of evaluation, one sentence each.
    pub warnings: Vec<String>,
}

/// An overlay by its title and the digest of its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Laid {
    /// Whose it is and what for.
    pub title: String,
    /// Of its file.
    pub digest: Digest,
}

/// Something that an assessment went by, with its name.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Entry {
    /// Such as `Profile`.
    pub name: &'static str,
    /// Such as `camera-counting`.
    pub value: String,
}

impl Basis {
    /// What `bank` was chosen by and what is `known`, with what no longer counts on `on`.
    pub fn of(bank: &Bank, known: Circumstances, on: Date) -> Self {
        Self {
            profile: bank.profile.clone(),
            overlay: bank
                .overlay
                .as_ref()
                .map(|it| Laid { title: it.title.clone(), digest: it.digest.clone() }),
            known,
            warnings: bank.past_sources(on),
        }
    }

    /// For the head of a report: the profile, the overlay, the contract.
    pub fn entries(&self) -> Vec<Entry> {
        let named = |(name, value)| Entry { name, value };
        self.named().into_iter().map(named).collect()
    }

    fn named(&self) -> Vec<(&'static str, String)> {
        let mut all = Vec::new();
        if let Some(it) = &self.profile {
            all.push(("Profile", it.to_string()));
        }
        if let Some(it) = &self.overlay {
            all.push(("Overlay", format!("{} ({})", it.title, it.digest)));
        }
        let when = self.known.when;
        if let Some(it) = when.and_then(|it| it.starts) {
            all.push(("Contract starts", it.to_string()));
        }
        if let Some(it) = when.and_then(|it| it.ends) {
            all.push(("Contract ends", it.to_string()));
        }
        if let Some(it) = self.known.value {
            all.push(("Contract value", words::pounds(it)));
        }
        let list = |all: Vec<String>| all.join(", ");
        if !self.known.tags.is_empty() {
            all.push(("Bought", list(self.known.tags.iter().map(|it| it.as_str().to_owned()).collect())));
        }
        if !self.known.policies.is_empty() {
            all.push(("Policies", list(self.known.policies.iter().map(ToString::to_string).collect())));
        }
        all
    }

    /// The same in one line, to stand behind the release; empty where nothing is known.
    pub fn line(&self) -> String {
        let entries = self.named().into_iter().filter(|(name, _)| *name != "Bought");
        let short = |(name, it): (&str, String)| {
            let it = it.split(" (sha256:").next().unwrap_or_default().to_owned();
            format!("{} {it}", name.to_lowercase())
        };
        let all: Vec<String> = entries.map(short).collect();
        if all.is_empty() { String::new() } else { format!(", {}", all.join(", ")) }
    }
}

impl Assessment {
    /// The supplier's name for people; the file's name where the file does not state one.
    pub fn supplier(&self) -> &str {
        supplier(&self.tender)
    }

    /// The last part of the file's path, for people.
    pub fn file_name(&self) -> &str {
        file_name(&self.tender)
    }

    /// The answer to `question`, if it was assessed.
    pub fn answer(&self, question: &QuestionId) -> Option<&Answer> {
        self.answers.iter().find(|it| it.question == *question)
    }
}

fn supplier(tender: &Tender) -> &str {
    match tender.supplier.as_deref().map(str::trim) {
        Some(name) if !name.is_empty() => name,
        _ => file_name(tender),
    }
}

fn file_name(tender: &Tender) -> &str {
    tender.file.rsplit(['/', '\\']).next().unwrap_or(&tender.file)
}

/// What a report is made of.
#[derive(Debug, Clone, Copy)]
pub struct Report<'a> {
    /// The release that all the assessments were made against.
    pub bank: &'a Bank,
    /// How scores come about, for the appendix.
    pub method: &'a Method,
    /// One for each file, in the order in which the files were named.
    pub assessments: &'a [Assessment],
    /// Tenders that are alike, in the order of the assessments.
    pub alike: &'a [Alike],
}

/// Two tenders that are alike, in words. It moves no score.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alike {
    /// The position of the first among the assessments.
    pub first: usize,
    /// The position of the second.
    pub second: usize,
    /// For machines: `shared-authorship`, `shared-text`, `shared-passage`, `shared-misspellings`.
    pub codes: Vec<&'static str>,
    /// For people.
    pub message: String,
    /// The longest passage that both have, as each has it.
    pub passage: Option<SharedPassage>,
}

impl Alike {
    /// What is alike among `assessments` and worth telling by `policy`.
    pub fn among(assessments: &[Assessment], policy: &Policy) -> Vec<Self> {
        Self::of(&assessments.iter().map(|it| &it.tender).collect::<Vec<_>>(), policy)
    }

    /// What is alike among `tenders` and worth telling by `policy`.
    pub fn of(tenders: &[&Tender], policy: &Policy) -> Vec<Self> {
        let answers: Vec<Vec<Passage>> = tenders.iter().map(|it| passages(it)).collect();
        let entries: Vec<likeness::Entry<'_>> = tenders
            .iter()
            .zip(&answers)
            .map(|(it, answers)| likeness::Entry { origin: &it.origin, answers })
            .collect();
        let name = |at: usize| tenders.get(at).map_or("", |it| supplier(it));
        likeness::compare(&entries, policy)
            .into_iter()
            .map(|it| Self {
                first: it.first,
                second: it.second,
                codes: it.codes(policy),
                message: it.message(policy, name(it.first), name(it.second)),
                passage: it.passage,
            })
            .collect()
    }
}

/// The words of a tender's answers.
fn passages(tender: &Tender) -> Vec<Passage> {
    let of = |it: &Response| -> Vec<Passage> {
        let each = it.pieces.iter().map(|piece| Passage {
            question: it.question.clone(),
            place: piece.place.clone(),
            text: piece.text.clone(),
        });
        each.collect()
    };
    tender.responses.iter().flat_map(of).collect()
}

/// How scores come about, as it was published.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Method {
    /// The scale, lowest score first.
    pub scale: Vec<ScaleStep>,
    /// Every rule that could move a score.
    pub rules: Vec<RuleEntry>,
}

impl Method {
    /// What `rules` publish.
    pub fn of(rules: &Rules) -> Self {
        let scale = rules.scale.descriptors.iter().map(|it| ScaleStep {
            score: it.score,
            title: it.name.clone(),
            descriptor: it.text.clone(),
        });
        let points = rules.questions.values().flat_map(|question| {
            question.points.iter().map(|it| RuleEntry {
                id: it.id.clone(),
                question: question.question.clone(),
                parts: it.parts.clone(),
                title: it.why.clone(),
            })
        });
        Self { scale: scale.collect(), rules: points.collect() }
    }

    /// The highest score that can be awarded.
    pub fn top(&self) -> u8 {
        self.scale.iter().map(|it| it.score).max().unwrap_or(0)
    }
}

/// One score of the scale.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct ScaleStep {
    /// The score.
    pub score: u8,
    /// In a word: `Acceptable`.
    pub title: String,
    /// What an answer of this score shows.
    pub descriptor: String,
}

/// One rule of the appendix.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct RuleEntry {
    /// As findings name it.
    pub id: RuleId,
    /// The question that it reads.
    pub question: QuestionId,
    /// The parts that it bears on.
    pub parts: Vec<PartId>,
    /// What it looks for, in words.
    pub title: Kept,
}
