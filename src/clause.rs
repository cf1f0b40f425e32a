//! Which clauses an assessed tender calls for, and why.
//!
//! The library is data: one Markdown file a clause, with the triggers that call for it above its text. Nothing
//! here knows a clause or a question by name, and nothing here adopts a clause: a person does.

use std::{collections::BTreeSet, fmt};

use serde::Serialize;

use crate::{
    assess::{Answer, Status, When},
    bank::{
        Bank,
        field::{Anchor, Quantity},
    },
    diag::Diagnostics,
    id::{ClauseId, Date, Digest, Name, PartId, QuestionId},
    source::SourceFile,
};

mod field;
mod file;
mod format;
mod promise;
mod quote;
mod text;
mod trigger;
mod variable;

pub use promise::{Promise, indicators, promises};
pub use quote::sentence;
pub use text::{Level, Paragraph, Run};

pub use crate::bank::Tag;

/// The clauses that can be recommended, in the order in which a contract has them.
#[derive(Debug, Clone)]
pub struct Library {
    /// Over all its files, so that a published library can be pinned.
    pub digest: Digest,
    /// The words that the clauses write with a capital.
    pub definitions: Vec<Definition>,
    /// In order.
    pub clauses: Vec<Clause>,
}

/// A word that the clauses use in a meaning of their own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Definition {
    /// As the clauses write it: `Council Data`.
    pub term: String,
    /// What it means, to be read after `means`.
    pub means: String,
}

/// One clause of the library.
#[derive(Debug, Clone)]
pub struct Clause {
    /// Its id and the stem of its file.
    pub id: ClauseId,
    /// As its heading reads.
    pub title: String,
    /// What it is for, in one sentence.
    pub purpose: String,
    /// The law and guidance behind it, with the section.
    pub sources: Vec<String>,
    /// Where it goes in the standard contracts.
    pub plugs_into: PlugsInto,
    /// For the lawyer who reviews it.
    pub note: String,
    triggers: Vec<trigger::Trigger>,
    variables: Vec<variable::Variable>,
    body: text::Body,
}

/// Where a clause goes in the standard contracts of the Government Commercial Agency and in the modular security
/// schedules; by name, because their numbers change from edition to edition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct PlugsInto {
    /// The Short Form contract.
    pub short_form: String,
    /// The Mid-Tier contract.
    pub mid_tier: String,
    /// A modular security schedule, for a clause that belongs in one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub security_schedule: Option<String>,
}

/// What is known of the procurement and calls for clauses beside the answers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Circumstances {
    /// What is bought.
    pub tags: BTreeSet<Tag>,
    /// The buyer's own policies, such as `uk-only-hosting`.
    pub policies: BTreeSet<Name>,
    /// The contract's value in pounds, where known.
    pub value: Option<u64>,
    /// The day of evaluation and those of the contract, where known.
    pub when: Option<When>,
}

impl Circumstances {
    fn day(&self, anchor: Anchor) -> Option<Date> {
        self.when?.day(anchor)
    }

    fn value(&self) -> Option<Quantity> {
        let pounds = i64::try_from(self.value?).ok()?;
        Some(Quantity::of_thousandths(pounds.saturating_mul(1000)))
    }
}

/// A clause of the library that a tender calls for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Recommendation {
    /// Which clause.
    pub clause: ClauseId,
    /// Its title.
    pub title: String,
    /// What it is there to do.
    pub strength: Strength,
    /// The answers that called for it; empty for a clause that always stands.
    pub because: Vec<Cause>,
    /// The text with its placeholders filled from the answers. It is plain text: a face escapes it. It, the paragraphs
    /// and the note are empty where only the names of the clauses were asked for.
    #[serde(skip)]
    pub text: String,
    /// The same text as paragraphs, in which what the supplier wrote and what is still open stand apart.
    #[serde(skip)]
    pub body: Vec<Paragraph>,
    /// For whoever drafts the contract.
    #[serde(skip)]
    pub note: String,
}

/// What a recommended clause does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Strength {
    /// Stands in every contract of the kind.
    Standard,
    /// Records what the supplier offered.
    Commitment,
    /// Asks for what the answer left open.
    GapClosed,
    /// To be met by a date.
    Condition,
}

impl fmt::Display for Strength {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Standard => "Standard",
            Self::Commitment => "Commitment recorded",
            Self::GapClosed => "Gap closed",
            Self::Condition => "Condition to be met by a date",
        })
    }
}

/// An answer that called for a clause.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Cause {
    /// The question.
    pub question: QuestionId,
    /// The part; of a field that answers none, the field's own name.
    pub part: PartId,
    /// What the answer said of it.
    pub status: Status,
    /// The field whose value called for it, where it was no word of the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<Name>,
}

impl Library {
    /// Reads the clause library from the data files; `bank` tells which questions and parts there are. Files
    /// outside `scoring/clauses/` are passed over. All faults are reported at once.
    ///
    /// # Errors
    /// When a file of the library is faulty.
    pub fn load(files: &[SourceFile], bank: &Bank) -> Result<Self, Diagnostics> {
        file::load(files, bank)
    }

    /// The clause with this id.
    pub fn clause(&self, id: &ClauseId) -> Option<&Clause> {
        self.clauses.iter().find(|it| it.id == *id)
    }

    /// The policies of buyers that some clause is for.
    pub fn policies(&self) -> BTreeSet<&Name> {
        self.clauses.iter().flat_map(|it| &it.triggers).filter_map(trigger::Trigger::policy).collect()
    }

    /// What a tender's answers call for, in the library's order. Nothing, where no answer was assessed: a file
    /// that could not be read calls for no clause.
    pub fn recommend(&self, answers: &[Answer]) -> Vec<Recommendation> {
        self.recommend_for(answers, &Circumstances::default())
    }

    /// The same for a procurement of which more is known.
    pub fn recommend_for(&self, answers: &[Answer], of: &Circumstances) -> Vec<Recommendation> {
        if answers.is_empty() {
            return Vec::new();
        }
        self.clauses.iter().filter_map(|it| it.recommend(answers, of)).collect()
    }

    /// The same without the clauses' texts, which few of the many that are called for in a batch are printed with.
    pub fn name_for(&self, answers: &[Answer], of: &Circumstances) -> Vec<Recommendation> {
        if answers.is_empty() {
            return Vec::new();
        }
        self.clauses.iter().filter_map(|it| it.called_for(answers, of)).collect()
    }
}

impl Clause {
    /// The text with its placeholders as they stand in the file, in double braces.
    pub fn text(&self) -> String {
        self.body.to_string()
    }

    /// When it is called for, one sentence for each trigger.
    pub fn called_for_when(&self) -> Vec<String> {
        self.triggers.iter().map(ToString::to_string).collect()
    }

    /// The same for a procurement that asks only some questions.
    pub fn called_for_among(&self, asked: impl Fn(&QuestionId) -> bool) -> Vec<String> {
        let triggers = self.triggers.iter().filter(|it| it.question().is_none_or(&asked));
        triggers.map(ToString::to_string).collect()
    }

    /// The tags that call for it.
    pub fn tags(&self) -> BTreeSet<Tag> {
        self.triggers.iter().filter_map(trigger::Trigger::tag).collect()
    }

    /// What its placeholders are filled from: the name, the source in words, and what stands where the tender has
    /// no value; where nothing does, the sub-clause is left out.
    pub fn placeholders(&self) -> Vec<(&str, String, Option<&str>)> {
        self.variables.iter().map(|it| (it.name.as_str(), it.to_string(), it.otherwise.as_deref())).collect()
    }

    /// Whether it stands in every contract, whatever the answers say.
    pub fn is_standard(&self) -> bool {
        self.triggers.contains(&trigger::Trigger::Always)
    }

    /// The questions whose answers can call for it.
    pub fn questions(&self) -> BTreeSet<&QuestionId> {
        self.triggers.iter().filter_map(trigger::Trigger::question).collect()
    }

    fn recommend(&self, answers: &[Answer], of: &Circumstances) -> Option<Recommendation> {
        let it = self.called_for(answers, of)?;
        let body = self.body.fill(&self.variables, answers, of);
        Some(Recommendation { text: text::plain(&body), body, note: self.note.clone(), ..it })
    }

    /// Whether and why it is called for, without its text.
    fn called_for(&self, answers: &[Answer], of: &Circumstances) -> Option<Recommendation> {
        let calls: Vec<trigger::Call> = self.triggers.iter().flat_map(|it| it.calls(answers, of)).collect();
        // The most that any trigger asks for: a condition closes a gap, and closing a gap records what was offered.
        let strength = calls.iter().map(|it| it.strength).max()?;
        let mut because = Vec::new();
        for cause in calls.into_iter().filter_map(|it| it.cause) {
            if !because.contains(&cause) {
                because.push(cause);
            }
        }
        because.sort_by_key(|it| {
            let part = |answer: &Answer| answer.parts.iter().position(|part| part.part == it.part);
            let answer = answers.iter().position(|answer| answer.question == it.question);
            (answer, answer.and_then(|at| answers.get(at)).and_then(part))
        });
        Some(Recommendation {
            clause: self.id.clone(),
            title: self.title.clone(),
            strength,
            because,
            text: String::new(),
            body: Vec::new(),
            note: String::new(),
        })
    }
}

/// The word that files use for a unit variant.
fn word(of: &impl Serialize) -> String {
    serde_json::to_value(of).ok().and_then(|it| it.as_str().map(str::to_owned)).unwrap_or_default()
}
