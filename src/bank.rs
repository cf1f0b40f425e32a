//! The versioned bank of questions.

use crate::{
    diag::Diagnostics,
    id::{BankVersion, ClauseId, Digest, PartId, QuestionId},
    source::SourceFile,
};

/// One release of the bank: its questions in order, each at the revision that the release names.
#[derive(Debug, Clone)]
pub struct Bank {
    /// Which release.
    pub version: BankVersion,
    /// Over the release and all its questions.
    pub digest: Digest,
    /// In the order of the release.
    pub questions: Vec<Question>,
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
    /// Over the wording that suppliers see: title, text, parts, weights.
    pub digest: Digest,
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
}

/// What kind of answer a question asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
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

/// A place in a source of `sources.toml`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceRef {
    /// The key in `sources.toml`.
    pub source: String,
    /// Section, article or control.
    #[serde(default)]
    pub at: String,
}

impl Bank {
    /// Reads the release `version`, or the newest, from the data files. All faults are reported at once.
    ///
    /// # Errors
    /// When a file of the bank is faulty or the release does not exist.
    pub fn load(_files: &[SourceFile], _version: Option<BankVersion>) -> Result<Self, Diagnostics> {
        Err(Diagnostics::default())
    }

    /// The question with this id.
    pub fn question(&self, id: &QuestionId) -> Option<&Question> {
        self.questions.iter().find(|it| it.id == *id)
    }
}
