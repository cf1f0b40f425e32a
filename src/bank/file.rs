//! The files of the bank as they stand on disk, before anything in them is believed.
//!
//! Doc comments here become the descriptions of the JSON Schemas that editors show.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Change, Form, SourceStatus};
use crate::source::Spanned;

/// One revision of one question. Once released, the file never changes: write the next revision instead.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(title = "Question of the bank")]
pub(super) struct QuestionFile {
    /// The same as the folder: `SLP-08`. Never used again once retired.
    #[schemars(with = "String", regex(pattern = "^[A-Z]{2,5}-[0-9]{2}$"))]
    pub(super) id: Spanned<String>,
    /// The same as the file's name, from 1.
    #[schemars(with = "u32", range(min = 1))]
    pub(super) revision: Spanned<u32>,
    /// A few words.
    #[schemars(with = "String")]
    pub(super) title: Spanned<String>,
    /// What kind of answer is asked for.
    pub(super) form: Form,
    /// Whether a yes or no is asked for beside the words. Yes must be the safe answer.
    pub(super) yes_no: bool,
    /// Out of 100 over the release.
    #[schemars(with = "u32", range(min = 1, max = 100))]
    pub(super) weight: Spanned<u32>,
    /// The longest answer that is read, in words.
    #[schemars(with = "u32", range(min = 1))]
    pub(super) word_limit: Spanned<u32>,
    /// The question as suppliers see it.
    #[schemars(with = "String")]
    pub(super) text: Spanned<String>,
    /// Why it is asked, for suppliers and evaluators.
    #[schemars(with = "String")]
    pub(super) why: Spanned<String>,
    /// For whoever answers: the answer as a whole. What each part should show stands with the part.
    #[schemars(with = "String")]
    pub(super) supplier_guidance: Spanned<String>,
    /// For whoever scores: what to look for, and how answers evade.
    #[schemars(with = "String")]
    pub(super) evaluator_guidance: Spanned<String>,
    /// Clauses of the library that its answers can call for.
    #[schemars(with = "Vec<String>")]
    pub(super) clauses: Vec<Spanned<String>>,
    /// What a full answer consists of, in order; the weights sum to 100.
    pub(super) parts: Vec<PartFile>,
    /// Where the question comes from.
    pub(super) sources: Vec<SourceRefFile>,
    /// The same requirement in other schemes.
    pub(super) crosswalk: Vec<SourceRefFile>,
}

/// One thing that a full answer shows.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(title = "Part of a question")]
pub(super) struct PartFile {
    /// Unique within the question: `air-gapped-backups`.
    #[schemars(with = "String", regex(pattern = "^[a-z0-9]+(-[a-z0-9]+)*$"))]
    pub(super) id: Spanned<String>,
    /// As printed in the pack.
    #[schemars(with = "String")]
    pub(super) title: Spanned<String>,
    /// Out of 100 for the question.
    #[schemars(with = "u32", range(min = 1, max = 100))]
    pub(super) weight: Spanned<u32>,
    /// Whether its denial caps the score at 2 and goes to a person.
    #[serde(default)]
    pub(super) mandatory: bool,
    /// The letter under which the question asks for it.
    #[serde(default)]
    #[schemars(with = "Option<String>", regex(pattern = "^[a-z]$"))]
    pub(super) letter: Option<Spanned<String>>,
    /// What a good answer shows of it.
    #[schemars(with = "String")]
    pub(super) guidance: Spanned<String>,
}

/// A place in a source of `sources.toml`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(title = "Reference to a source")]
pub(super) struct SourceRefFile {
    /// The key in `sources.toml`.
    #[schemars(with = "String")]
    pub(super) source: Spanned<String>,
    /// Section, article or control; empty for the source as a whole.
    #[serde(default)]
    pub(super) at: String,
}

/// What one release of the bank consists of. Once published, it never changes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(title = "Release of the bank")]
pub(super) struct ReleaseFile {
    /// The same as the file's name: `1.0.0`.
    #[schemars(with = "String", regex(pattern = "^[0-9]+\\.[0-9]+\\.[0-9]+$"))]
    pub(super) version: Spanned<String>,
    /// The day of the release: `2026-11-23`.
    #[schemars(with = "String", regex(pattern = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"))]
    pub(super) date: Spanned<String>,
    /// What changed since the release before, in sentences.
    pub(super) changes: Vec<String>,
    /// The questions in the order in which they are asked; their weights sum to 100.
    pub(super) questions: Vec<ReleasedFile>,
}

/// One question of a release.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(title = "Question of a release")]
pub(super) struct ReleasedFile {
    /// Which question.
    #[schemars(with = "String", regex(pattern = "^[A-Z]{2,5}-[0-9]{2}$"))]
    pub(super) id: Spanned<String>,
    /// Which revision of it.
    #[schemars(with = "u32", range(min = 1))]
    pub(super) revision: Spanned<u32>,
    /// How it differs from the release before; an answer carries over only where it is the same.
    pub(super) change: Change,
    /// SHA-256 of the question file's bytes, nothing normalised.
    #[schemars(with = "String", regex(pattern = "^sha256:[0-9a-f]{64}$"))]
    pub(super) digest: Spanned<String>,
}

/// The standards, laws and guides that questions cite.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(title = "Sources of the bank")]
pub(super) struct SourcesFile {
    /// In alphabetical order of their keys.
    pub(super) sources: Vec<SourceEntryFile>,
}

/// A standard, law or guide in one edition.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(title = "Source")]
pub(super) struct SourceEntryFile {
    /// By which questions cite it: `iso-27001-2022`.
    #[schemars(with = "String", regex(pattern = "^[a-z0-9]+(-[a-z0-9]+)*$"))]
    pub(super) key: Spanned<String>,
    /// As it is known.
    pub(super) title: String,
    /// Who issues it.
    pub(super) publisher: String,
    /// Which edition, version or year.
    pub(super) edition: String,
    /// Whether it may be relied on.
    pub(super) status: SourceStatus,
    /// The first day on which it counted.
    #[serde(default)]
    #[schemars(with = "Option<String>", regex(pattern = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"))]
    pub(super) valid_from: Option<Spanned<String>>,
    /// The last day on which it counts.
    #[serde(default)]
    #[schemars(with = "Option<String>", regex(pattern = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"))]
    pub(super) valid_to: Option<Spanned<String>>,
    /// The day on which a person last checked this entry.
    #[schemars(with = "String", regex(pattern = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"))]
    pub(super) checked_on: Spanned<String>,
    /// What a reader must know of it.
    pub(super) note: String,
    /// What must be accepted in its place.
    #[serde(default)]
    pub(super) equivalent: String,
    /// The words by which question texts name it; where one stands, the text must admit equivalents.
    #[serde(default)]
    pub(super) named_as: Vec<String>,
    /// Where it is published.
    #[serde(default)]
    pub(super) link: Option<String>,
}
