//! The versioned bank of questions: releases, the questions they name, and the sources that these cite.
//!
//! A release is a manifest of digests over question files; what was released never changes.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    diag::Diagnostics,
    id::{BankVersion, ClauseId, Date, Digest, Name, PartId, QuestionId},
    source::SourceFile,
};

pub mod catalogue;
pub mod diff;
pub mod field;
mod field_file;
mod file;
mod lint;
pub mod overlay;
pub mod profile;
mod question;
mod read;
mod register;
mod release;
pub mod schema;
mod theme;
pub mod weight;
mod written;

/// One release of the bank: its questions in order, each at the revision that the release names.
#[derive(Debug, Clone)]
pub struct Bank {
    /// Which release.
    pub version: BankVersion,
    /// The day of the release.
    pub date: Date,
    /// Of the release file, which holds the digest of every question file: it covers them all.
    pub digest: Digest,
    /// What changed since the release before, in sentences.
    pub changes: Vec<String>,
    /// What whoever moves from the release before must know or do, in sentences.
    pub migration: Vec<String>,
    /// Questions of the release before that it asks no more.
    pub retired: Vec<Retired>,
    /// The profile that chose the questions and set their weights; none for the whole release.
    pub profile: Option<Name>,
    /// A buyer's overlay, where one lies on the release.
    pub overlay: Option<overlay::Overlay>,
    /// Whether the weights are only proportions, of which a profile makes whole numbers that sum to 100.
    pub proportional: bool,
    /// The themes, in the order in which packs print them, each with its title.
    pub themes: Vec<(Name, String)>,
    /// In the order of the release.
    pub questions: Vec<Question>,
    /// The standards and laws that questions cite, by key.
    pub sources: BTreeMap<String, Source>,
}

/// A question as it was released.
#[derive(Debug, Clone)]
pub struct Question {
    /// Never reused.
    pub id: QuestionId,
    /// From 1; a new meaning is a new revision.
    pub revision: u32,
    /// Short.
    pub title: String,
    /// The theme under which packs print it; none for the core questions.
    pub theme: Option<Name>,
    /// What its answer does in the procurement.
    pub used_as: Use,
    /// It applies where the procurement has one of these; to all where empty.
    pub tags: Vec<Tag>,
    /// Whether packs may leave it out.
    pub optional: bool,
    /// What it means when nothing is answered; empty where the scale alone says so.
    pub if_missing: String,
    /// Values and tables that are asked for beside or instead of words.
    pub fields: Vec<field::Field>,
    /// What kind of answer is asked for.
    pub form: Form,
    /// Whether a yes or no is asked for beside the words.
    pub yes_no: bool,
    /// Out of 100 over the bank.
    pub weight: u32,
    /// The question as suppliers see it.
    pub text: String,
    /// What a full answer consists of, in order; weights sum to 100.
    pub parts: Vec<Part>,
    /// For whoever answers.
    pub supplier_guidance: String,
    /// For whoever scores.
    pub evaluator_guidance: String,
    /// Why it is asked.
    pub why: String,
    /// Keys of `sources.toml` with the place in them.
    pub sources: Vec<SourceRef>,
    /// The same requirement in other schemes.
    pub crosswalk: Vec<SourceRef>,
    /// Clauses that its answers can call for.
    pub clauses: Vec<ClauseId>,
    /// In words.
    pub word_limit: u32,
    /// How it differs from the release before.
    pub change: Change,
    /// Of a split or merged question: what it was made from.
    pub from: Vec<QuestionId>,
    /// Who asks it so.
    pub origin: Origin,
    /// Over the wording that suppliers see: id, title, form, text, parts, weights, word limit.
    pub digest: Digest,
}

/// Who asks a question in the words and with the demands that it has.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "by")]
pub enum Origin {
    /// The bank.
    #[default]
    Bank,
    /// A buyer's overlay, alone or by changing what the bank asks.
    Overlay {
        /// The overlay's title.
        title: String,
        /// Whether the question is the overlay's own.
        added: bool,
        /// Whether its weight is the overlay's, and no profile's.
        weighed: bool,
        /// What it did to the question and why, one sentence each.
        changes: Vec<String>,
    },
}

/// A question that is asked no more. Its id is never used again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Retired {
    /// Which.
    pub id: QuestionId,
    /// Why.
    pub reason: String,
    /// What took its place.
    pub instead: Vec<QuestionId>,
}

/// One thing that a full answer shows.
#[derive(Debug, Clone)]
pub struct Part {
    /// Unique within the question.
    pub id: PartId,
    /// As printed in the pack.
    pub title: String,
    /// Out of 100 for the question.
    pub weight: u32,
    /// Its denial caps the score at 2 and goes to a person.
    pub mandatory: bool,
    /// The letter under which the question asks for it, as in `(d) backups are encrypted`.
    pub letter: Option<char>,
    /// What a good answer shows of it, for whoever answers.
    pub guidance: String,
}

/// What kind of answer a question asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    /// A promise: the words of assent are the answer.
    Undertaking,
    /// Parts must be shown.
    Describe,
    /// Facts with evidence.
    Declare,
    /// What is not met must be said too; an honest exception is not a fault of form.
    Disclose,
}

impl Form {
    /// As it is written in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Undertaking => "undertaking",
            Self::Describe => "describe",
            Self::Declare => "declare",
            Self::Disclose => "disclose",
        }
    }
}

/// What a question's answer does in a procurement: the law gives each its own place (sections 19, 22 and 23 of the
/// Procurement Act 2023).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Use {
    /// Of the supplier, not of the tender: legal and financial capacity, technical ability (section 22).
    ConditionOfParticipation,
    /// A published requirement; failing it disqualifies, after a person has decided so.
    PassFail,
    /// An award criterion.
    #[default]
    Scored,
    /// A commitment: the answer becomes a clause.
    Declaration,
    /// Never assessed; its weight is 0.
    Information,
}

impl Use {
    /// As it is written in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ConditionOfParticipation => "condition-of-participation",
            Self::PassFail => "pass-fail",
            Self::Scored => "scored",
            Self::Declaration => "declaration",
            Self::Information => "information",
        }
    }
}

/// What a procurement buys, by which questions apply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Tag {
    /// Personal data is processed.
    PersonalData,
    /// Images, sound or radio signals of people are captured.
    Camera,
    /// Devices are supplied or installed.
    Hardware,
    /// Software is supplied as a service.
    Cloud,
    /// Algorithms decide or advise.
    Ai,
    /// Failure would harm people or essential services.
    Critical,
}

impl Tag {
    /// As it is written in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PersonalData => "personal-data",
            Self::Camera => "camera",
            Self::Hardware => "hardware",
            Self::Cloud => "cloud",
            Self::Ai => "ai",
            Self::Critical => "critical",
        }
    }
}

/// How a question differs from the release before. An answer carries over only where it is the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    /// Not asked before.
    New,
    /// The same revision.
    Same,
    /// Other words for the same thing: an earlier answer is offered for confirmation.
    Reworded,
    /// Another thing is asked.
    Changed,
    /// Part of what was one question.
    Split,
    /// Several questions in one.
    Merged,
}

/// A place in a source of `sources.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SourceRef {
    /// The key in `sources.toml`.
    pub source: String,
    /// Section, article or control.
    pub at: String,
}

/// A standard, law or guide that questions cite, in one edition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Source {
    /// As it is known.
    pub title: String,
    /// Who issues it.
    pub publisher: String,
    /// Which edition, version or year.
    pub edition: String,
    /// Whether it may be relied on.
    pub status: SourceStatus,
    /// The first day on which it counted, where known.
    pub valid_from: Option<Date>,
    /// The last day on which it counts; none while no end is known.
    pub valid_to: Option<Date>,
    /// The day on which a person last checked all this.
    pub checked_on: Date,
    /// What a reader must know of it.
    pub note: String,
    /// What must be accepted in its place; section 56 of the Procurement Act 2023 asks for it of UK standards.
    pub equivalent: String,
    /// The words by which question texts name it; where one stands, the text must admit equivalents.
    pub named_as: Vec<String>,
    /// Where it is published.
    pub link: Option<String>,
}

/// Whether a source may be relied on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SourceStatus {
    /// In force or current.
    Current,
    /// Published and not yet in force, or still before its legislature.
    Coming,
    /// Replaced by another edition or text.
    Superseded,
    /// No longer counts.
    Withdrawn,
    /// No one has confirmed that it is still current.
    Unverified,
}

impl SourceStatus {
    /// As it is written in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Current => "current",
            Self::Coming => "coming",
            Self::Superseded => "superseded",
            Self::Withdrawn => "withdrawn",
            Self::Unverified => "unverified",
        }
    }
}

impl Bank {
    /// Reads the release `version`, or the newest, from the data files. All faults are reported at once.
    ///
    /// # Errors
    /// When a file of the bank is faulty or the release does not exist.
    pub fn load(files: &[SourceFile], version: Option<BankVersion>) -> Result<Self, Diagnostics> {
        let mut faults = Diagnostics::default();
        match release::release(files, version, |_| true, &mut faults) {
            Some(bank) if !faults.has_errors() => Ok(bank),
            _ => Err(faults),
        }
    }

    /// The same [under](Self::under) a profile. Of what is built in only the questions that it asks are read.
    ///
    /// # Errors
    /// When a file of the bank is faulty, or the release does not exist or does not fit the profile.
    pub fn load_under(
        files: &[SourceFile],
        version: Option<BankVersion>,
        profile: &profile::Profile,
    ) -> Result<Self, Diagnostics> {
        let mut faults = Diagnostics::default();
        match release::release(files, version, |it| profile.may_ask(it), &mut faults) {
            Some(bank) if !faults.has_errors() => bank.under(profile),
            _ => Err(faults),
        }
    }

    /// The release that the overlay in `file` extends, with the overlay on top of it, beside all that is wrong with it
    /// and all that it loosens.
    pub fn overlaid(files: &[SourceFile], file: &SourceFile) -> (Option<Self>, Diagnostics) {
        overlay::overlaid(files, file)
    }

    /// Every fault of every file of the bank, released or not. With a day, also which of the sources cited do not
    /// count on it, and which were last checked more than a year before.
    pub fn check(files: &[SourceFile], on: Option<Date>) -> Diagnostics {
        lint::lint(files, on)
    }

    /// The releases that there are, oldest first.
    pub fn releases(files: &[SourceFile]) -> Vec<BankVersion> {
        release::releases(files).into_keys().collect()
    }

    /// Whether any file of the bank asks `question` and, where given, has this part in it. What clauses and checks name
    /// may stand in another release than the one at hand; what stands in none is a slip of the pen.
    pub fn asked_anywhere(files: &[SourceFile], question: &QuestionId, part: Option<&PartId>) -> bool {
        question::asks(files, question, part)
    }

    /// The sources that its questions cite and that do not count on the day `on`, one sentence each.
    pub fn past_sources(&self, on: Date) -> Vec<String> {
        let mut citing: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for question in &self.questions {
            for it in &question.sources {
                let ids = citing.entry(it.source.as_str()).or_default();
                if !ids.contains(&question.id.as_str()) {
                    ids.push(question.id.as_str());
                }
            }
        }
        let told = citing.into_iter().filter_map(|(key, ids)| {
            let source = self.sources.get(key)?;
            let why = if source.status == SourceStatus::Withdrawn {
                "is withdrawn".to_owned()
            } else if let Some(end) = source.valid_to.filter(|it| *it < on) {
                format!("counted until {end}")
            } else {
                format!("does not count before {}", source.valid_from.filter(|it| on < *it)?)
            };
            let ids = ids.join(", ");
            Some(format!("{} ({}), which {ids} cites, {why}", source.title, source.edition))
        });
        told.collect()
    }

    /// The question with this id.
    pub fn question(&self, id: &QuestionId) -> Option<&Question> {
        self.questions.iter().find(|it| it.id == *id)
    }
}
