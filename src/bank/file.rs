//! The files of the bank as they stand on disk, before anything in them is believed.
//!
//! Doc comments here become the descriptions of the JSON Schemas that editors show.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    Change, Form, SourceStatus, Tag, Use,
    field::{Bounds, Choice, Column, DateField, Scheme, Watch},
};
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
    /// The theme under which packs print it, as `themes.toml` names it; the core questions have none.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub(super) theme: Option<Spanned<String>>,
    /// What its answer does in the procurement.
    #[serde(default, rename = "use")]
    pub(super) used_as: Use,
    /// It applies where the procurement has one of these; to all where empty.
    #[serde(default)]
    pub(super) tags: Vec<Tag>,
    /// Whether it stands in a module that packs may leave out.
    #[serde(default)]
    pub(super) optional: bool,
    /// What it means when nothing is answered, for suppliers and evaluators.
    #[serde(default)]
    pub(super) if_missing: String,
    /// What kind of answer is asked for.
    pub(super) form: Form,
    /// Whether a yes or no is asked for beside the words. Yes must be the safe answer.
    pub(super) yes_no: bool,
    /// Out of 100 over a release or, where weights are set by profile, in proportion to the others; 0 for what is not
    /// scored.
    #[schemars(with = "u32", range(min = 0, max = 100))]
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
    /// Values and tables that are asked for beside or instead of words.
    #[serde(default)]
    pub(super) fields: Vec<FieldFile>,
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

/// One value or table that a question asks for.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(title = "Field of a question")]
pub(super) struct FieldFile {
    /// Unique within the question: `notice-hours`.
    #[schemars(with = "String", regex(pattern = "^[a-z0-9]+(-[a-z0-9]+)*$"))]
    pub(super) id: Spanned<String>,
    /// As printed at the cell.
    #[schemars(with = "String")]
    pub(super) title: Spanned<String>,
    /// What is asked for.
    #[schemars(with = "FieldKindFile")]
    pub(super) kind: Spanned<FieldKindFile>,
    /// The part that it answers; a field without one is for information.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub(super) part: Option<Spanned<String>>,
    /// Whether it must be filled.
    #[serde(default)]
    pub(super) required: bool,
    /// How to fill it.
    #[schemars(with = "String")]
    pub(super) help: Spanned<String>,
    /// Of a choice: what can be chosen.
    #[serde(default)]
    pub(super) options: Vec<Choice>,
    /// Of a number: its unit.
    #[serde(default)]
    pub(super) unit: String,
    /// Of a number: within these the part is met.
    #[serde(default)]
    pub(super) good: Option<Bounds>,
    /// Of a number: within these the part is met with an exception.
    #[serde(default)]
    pub(super) fair: Option<Bounds>,
    /// Of a number: outside these a person asks whether it is meant.
    #[serde(default)]
    pub(super) plausible: Option<Bounds>,
    /// Of a day: when the part is met.
    #[serde(default)]
    pub(super) day: Option<DateField>,
    /// Of certificates: what can be held.
    #[serde(default)]
    pub(super) schemes: Vec<Scheme>,
    /// Of a table: its columns.
    #[serde(default)]
    pub(super) columns: Vec<Column>,
    /// Of a table: the fewest rows that answer the part.
    #[serde(default)]
    pub(super) min_rows: u32,
    /// Of a table: rows that a person should see.
    #[serde(default)]
    pub(super) watch: Vec<Watch>,
}

/// What a field asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum FieldKindFile {
    /// A yes or a no; yes is the safe answer.
    YesNo,
    /// One of `options`.
    Choice,
    /// A number in `unit`.
    Number,
    /// A day.
    Date,
    /// A line of text.
    Text,
    /// Certificates, one in each row: name, edition, number, body, accreditation, holder, scope, issued, expires.
    Certificates,
    /// Rows of `columns`.
    Table,
    /// A document of the tender: file name, section, date.
    Evidence,
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
    /// Whether weights are set by profile and procurement, so that those of the questions are only proportions.
    #[serde(default)]
    pub(super) weights_by_profile: bool,
    /// What whoever moves from the release before must know or do, in sentences; `bank diff` prints it.
    #[serde(default)]
    pub(super) migration: Vec<String>,
    /// The questions in the order in which they are asked; their weights sum to 100.
    pub(super) questions: Vec<ReleasedFile>,
    /// Questions of the release before that are asked no more; their ids are never used again.
    #[serde(default)]
    pub(super) retired: Vec<RetiredFile>,
}

/// A question that is asked no more.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(title = "Retired question")]
pub(super) struct RetiredFile {
    /// Which question.
    #[schemars(with = "String", regex(pattern = "^[A-Z]{2,5}-[0-9]{2}$"))]
    pub(super) id: Spanned<String>,
    /// Why it is asked no more, in a sentence.
    #[schemars(with = "String")]
    pub(super) reason: Spanned<String>,
    /// The questions that took its place, if any.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub(super) instead: Vec<Spanned<String>>,
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
    /// Of a split or merged question: the questions of the release before that it was made from.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub(super) from: Vec<Spanned<String>>,
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

/// The themes under which packs print questions.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(title = "Themes of the bank")]
pub(super) struct ThemesFile {
    /// In the order in which packs print them.
    pub(super) themes: Vec<ThemeFile>,
}

/// One theme.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(title = "Theme")]
pub(super) struct ThemeFile {
    /// By which questions name it.
    #[schemars(with = "String", regex(pattern = "^[a-z0-9]+(-[a-z0-9]+)*$"))]
    pub(super) id: Spanned<String>,
    /// As packs print it.
    #[schemars(with = "String")]
    pub(super) title: Spanned<String>,
}

/// A ready set of questions for a kind of purchase.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(title = "Profile of the bank")]
pub(super) struct ProfileFile {
    /// The same as the file's name: `camera-counting`.
    #[schemars(with = "String", regex(pattern = "^[a-z0-9]+(-[a-z0-9]+)*$"))]
    pub(super) id: Spanned<String>,
    /// A few words.
    #[schemars(with = "String")]
    pub(super) title: Spanned<String>,
    /// What purchases it is meant for, in a sentence.
    #[serde(rename = "for")]
    #[schemars(with = "String")]
    pub(super) meant_for: Spanned<String>,
    /// The first release that it fits.
    #[schemars(with = "String", regex(pattern = "^[0-9]+\\.[0-9]+\\.[0-9]+$"))]
    pub(super) since: Spanned<String>,
    /// The smallest contract, in pounds, that it is meant for: what it asks must be in proportion to it.
    #[schemars(with = "u64")]
    pub(super) value_from: Spanned<u64>,
    /// What is bought: all questions that apply to it are asked, save optional ones. Without the key none is chosen so.
    #[serde(default)]
    pub(super) tags: Option<Vec<Tag>>,
    /// Questions that are asked beside those, whatever their tags.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub(super) questions: Vec<Spanned<String>>,
    /// Optional questions that are asked.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub(super) modules: Vec<Spanned<String>>,
    /// Questions that are left out although their tags fit.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub(super) without: Vec<Spanned<String>>,
    /// Proportions in place of those of the questions. What suppliers see is made of them by the rule in
    /// `question-bank/profiles/README.md`: whole numbers of at least 1 that sum to 100.
    #[serde(default)]
    #[schemars(with = "std::collections::BTreeMap<String, u32>")]
    pub(super) weights: std::collections::BTreeMap<Spanned<String>, Spanned<u32>>,
}

/// What `bank check` looks for in the words of questions.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(title = "Lists of the bank's lints")]
pub(super) struct LintFile {
    /// Names of makers and products: asked for by what they do instead (section 56 of the Procurement Act 2023).
    pub(super) brands: Vec<String>,
    /// Words of origin.
    pub(super) origins: Vec<String>,
    /// Words that mean to each reader what that reader likes, unless a part describes them.
    pub(super) subjective: Vec<String>,
    /// Words that ask what the supplier is or did, not what the tender offers: never scored.
    pub(super) of_the_supplier: Vec<String>,
    /// Words with which a question asks: two of them in one sentence are two questions.
    pub(super) asks: Vec<String>,
    /// Words that ask how a thing is made and not what it does, unless equivalents are accepted.
    #[serde(default)]
    pub(super) design: Vec<String>,
    /// What numbered standards begin with; each is named with its edition.
    pub(super) standards: Vec<String>,
    /// Certifications that cost their holder much.
    #[serde(default)]
    pub(super) costly: Vec<CostlyFile>,
}

/// A certification that costs its holder much.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(title = "Costly certification")]
pub(super) struct CostlyFile {
    /// As questions name it.
    pub(super) name: String,
    /// In pounds: of smaller contracts it is too much to ask as something that decides.
    pub(super) below: u64,
}

/// What a buyer adds to a release, tightens, weighs anew or leaves out. It never loosens without saying so.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(title = "Overlay on a release of the bank")]
pub(super) struct OverlayFile {
    /// The release that it is written for: `2.0.0`.
    #[schemars(with = "String", regex(pattern = "^[0-9]+\\.[0-9]+\\.[0-9]+$"))]
    pub(super) extends: Spanned<String>,
    /// Whose it is and what for, as packs print it.
    #[schemars(with = "String")]
    pub(super) title: Spanned<String>,
    /// Questions of the buyer's own.
    #[serde(default)]
    pub(super) add: Vec<AddFile>,
    /// Demands of the bank's questions that are made others.
    #[serde(default)]
    pub(super) change: Vec<ChangeFile>,
    /// Weights that are set anew.
    #[serde(default)]
    pub(super) reweigh: Vec<ReweighFile>,
    /// Questions that are left out.
    #[serde(default)]
    pub(super) remove: Vec<RemoveFile>,
}

/// A question of the buyer's own.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(title = "Added question")]
pub(super) struct AddFile {
    /// Why it is asked, in a sentence that suppliers can read.
    #[schemars(with = "String")]
    pub(super) reason: Spanned<String>,
    /// Behind which question it stands; behind all where left out.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub(super) after: Option<Spanned<String>>,
    /// As a question of the bank is written, under an id that the bank never had.
    pub(super) question: QuestionFile,
}

/// Demands of one question that are made others.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(title = "Changed demands")]
pub(super) struct ChangeFile {
    /// Which question.
    #[schemars(with = "String")]
    pub(super) question: Spanned<String>,
    /// Why, in a sentence that suppliers can read.
    #[schemars(with = "String")]
    pub(super) reason: Spanned<String>,
    /// Whether it may ask less than the bank; what it loosens is then shown.
    #[serde(default)]
    pub(super) loosens: bool,
    /// What its answer does.
    #[serde(default, rename = "use")]
    pub(super) used_as: Option<Use>,
    /// The longest answer that is read, in words.
    #[serde(default)]
    pub(super) word_limit: Option<u32>,
    /// Parts that become mandatory, or no longer are.
    #[serde(default)]
    pub(super) parts: Vec<ChangePartFile>,
    /// Values that are asked for otherwise.
    #[serde(default)]
    pub(super) fields: Vec<ChangeFieldFile>,
}

/// A part that becomes mandatory, or no longer is.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(title = "Changed part")]
pub(super) struct ChangePartFile {
    /// Which part.
    #[schemars(with = "String")]
    pub(super) id: Spanned<String>,
    /// Whether its denial caps the score at 2 and goes to a person.
    pub(super) mandatory: bool,
}

/// A value that is asked for otherwise.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(title = "Changed field")]
pub(super) struct ChangeFieldFile {
    /// Which field.
    #[schemars(with = "String")]
    pub(super) id: Spanned<String>,
    /// Whether it must be filled.
    #[serde(default)]
    pub(super) required: Option<bool>,
    /// Of a number: within these the part is met.
    #[serde(default)]
    pub(super) good: Option<Bounds>,
    /// Of a number: within these the part is met with an exception.
    #[serde(default)]
    pub(super) fair: Option<Bounds>,
    /// Of a table: the fewest rows.
    #[serde(default)]
    pub(super) min_rows: Option<u32>,
}

/// A weight that is set anew.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(title = "Weight set anew")]
pub(super) struct ReweighFile {
    /// Which question.
    #[schemars(with = "String")]
    pub(super) question: Spanned<String>,
    /// In proportion to the others.
    #[schemars(with = "u32", range(min = 1))]
    pub(super) weight: Spanned<u32>,
    /// Why, in a sentence that suppliers can read.
    #[schemars(with = "String")]
    pub(super) reason: Spanned<String>,
}

/// A question that is left out.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(title = "Question left out")]
pub(super) struct RemoveFile {
    /// Which question.
    #[schemars(with = "String")]
    pub(super) question: Spanned<String>,
    /// Why.
    #[schemars(with = "String")]
    pub(super) reason: Spanned<String>,
    /// Whether something that decides, binds or is mandatory may be left out; it is then shown.
    #[serde(default)]
    pub(super) loosens: bool,
}
