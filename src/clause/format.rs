//! Clause files as they stand on disk. None of these types leaves the reading of the library.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Definition, PlugsInto, Strength, variable::Choose};
use crate::{
    assess::{self, Status},
    bank::{
        Tag,
        field::{Anchor, Quantity},
    },
    source::Spanned,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LibraryFile {
    pub(super) order: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) definition: Vec<Definition>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct ClauseFile {
    pub(super) id: Spanned<String>,
    pub(super) title: Spanned<String>,
    pub(super) purpose: Spanned<String>,
    pub(super) sources: Spanned<Vec<String>>,
    pub(super) note: Spanned<String>,
    pub(super) plugs_into: PlugsInto,
    #[serde(default)]
    pub(super) trigger: Vec<Spanned<TriggerFile>>,
    #[serde(default)]
    pub(super) variable: BTreeMap<Spanned<String>, VariableFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct TriggerFile {
    pub(super) on: On,
    pub(super) question: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) parts: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) is: Vec<Status>,
    pub(super) shown: Option<assess::Strength>,
    pub(super) value: Option<Spanned<String>>,
    pub(super) field: Option<Spanned<String>>,
    pub(super) column: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) says: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) when: Vec<String>,
    #[serde(default)]
    pub(super) unless: Vec<String>,
    pub(super) before: Option<Anchor>,
    pub(super) at_least: Option<Quantity>,
    pub(super) at_most: Option<Quantity>,
    pub(super) above: Option<Quantity>,
    pub(super) below: Option<Quantity>,
    pub(super) tag: Option<Tag>,
    pub(super) policy: Option<Spanned<String>>,
    pub(super) strength: Option<Strength>,
}

#[derive(Deserialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub(super) enum On {
    Always,
    Status,
    Gap,
    Value,
    Field,
    Row,
    Tag,
    ContractValue,
    Policy,
}

impl On {
    /// The fields that a trigger of this kind needs.
    pub(super) fn needs(self) -> &'static [&'static str] {
        match self {
            Self::Always => &[],
            Self::Status => &["question", "parts", "is", "strength"],
            Self::Gap => &["question", "parts"],
            Self::Value => &["question", "parts", "value", "strength"],
            Self::Field | Self::Row => &["question", "field", "strength"],
            Self::Tag => &["tag", "strength"],
            Self::ContractValue => &["strength"],
            Self::Policy => &["policy", "strength"],
        }
    }

    /// And those that it may have.
    pub(super) fn takes(self) -> &'static [&'static str] {
        match self {
            Self::Status => &["shown"],
            Self::Field => &["says", "before", "at-least", "at-most", "above", "below"],
            Self::Row => &["column", "when", "unless", "before"],
            Self::ContractValue => &["at-least", "at-most", "above", "below"],
            Self::Always | Self::Gap | Self::Value | Self::Tag | Self::Policy => &[],
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct VariableFile {
    pub(super) question: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) parts: Vec<Spanned<String>>,
    #[serde(default = "said")]
    pub(super) from: Vec<Status>,
    pub(super) field: Option<Spanned<String>>,
    pub(super) column: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) sources: Vec<Spanned<SourceFields>>,
    pub(super) take: Spanned<String>,
    pub(super) with: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) choose: Choose,
    #[serde(default)]
    pub(super) many: bool,
    pub(super) otherwise: Option<Spanned<String>>,
}

/// Where a variable is looked for: parts, a field, or a column of one.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SourceFields {
    pub(super) question: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) parts: Vec<Spanned<String>>,
    #[serde(default = "said")]
    pub(super) from: Vec<Status>,
    pub(super) field: Option<Spanned<String>>,
    pub(super) column: Option<Spanned<String>>,
    /// The column by which rows are chosen, where that is another.
    pub(super) by: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) when: Vec<String>,
    #[serde(default)]
    pub(super) unless: Vec<String>,
    pub(super) before: Option<Anchor>,
}

/// Which rows of a table are meant.
#[derive(Clone, Copy, Default)]
pub(super) struct Chosen<'a> {
    pub(super) by: Option<&'a Spanned<String>>,
    pub(super) when: &'a [String],
    pub(super) unless: &'a [String],
    pub(super) before: Option<Anchor>,
}

pub(super) fn said() -> Vec<Status> {
    vec![Status::Affirmed, Status::AffirmedWithException]
}
