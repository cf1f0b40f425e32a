//! The guide's opening: the outcome, the actions that information enables, the insight, and the data that it needs.

mod rules;

pub use rules::OpeningRules;
pub(super) use rules::comparisons;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Why anything is bought at all, in the order in which the guide asks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
#[schemars(title = "Opening")]
pub struct Opening {
    /// Who is better off in what way, in a sentence that names no technology and no data.
    pub outcome: String,
    /// How it is told afterwards that the outcome came about.
    pub measure: String,
    /// Who could do what if they knew more.
    pub action: Vec<Action>,
    /// In what form they need to know it.
    pub insight: Vec<Insight>,
    /// The data that the insight needs.
    pub data: Vec<DataNeed>,
}

/// If somebody had some information, then they could do something.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
#[schemars(title = "Action")]
pub struct Action {
    /// IF … these people or this system …
    #[serde(rename = "if")]
    pub actor: String,
    /// … had access to …
    pub had: String,
    /// … THEN they could …
    #[serde(rename = "then")]
    pub action: String,
}

/// The form in which the information is of use.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
#[schemars(title = "Insight")]
pub struct Insight {
    /// Who takes it in.
    pub who: String,
    /// A map, a list in order of need, an alert, a message to a system …
    pub form: String,
    /// How it leads to the action.
    pub how: String,
}

/// Data that are needed, compared with what there is already.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
#[schemars(title = "Data need")]
pub struct DataNeed {
    /// What must be known.
    pub need: String,
    /// What open data were looked at, and why they do or do not serve.
    pub open_data: String,
    /// What data of the council were looked at, and why they do or do not serve.
    pub council_data: String,
    /// What data of other public, private or voluntary bodies were looked at, and why they do or do not serve.
    pub third_party_data: String,
    /// Whether new data are collected.
    pub new_data: Option<bool>,
}
