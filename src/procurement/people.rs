//! The people of a procurement.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::blank;
use crate::id::{Name, QuestionId};

/// Whom suppliers ask, and who answers for the procurement.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
#[schemars(title = "Contacts")]
pub struct Contacts {
    /// The role or team that suppliers write to.
    pub procurement: String,
    /// Its address for electronic mail, or the platform where questions are asked.
    pub address: String,
    /// The role that answers for the outcome.
    pub owner: String,
    /// The role that answers for personal data, such as the data protection officer.
    pub data_protection: String,
}

/// A person of the panel.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
#[schemars(title = "Panellist")]
pub struct Panellist {
    /// Initials or another short sign by which the record knows the person.
    pub person: String,
    /// The post that the person holds.
    pub post: String,
    /// What the person does here.
    #[serde(deserialize_with = "blank::blank")]
    #[schemars(with = "Role")]
    pub role: Option<Role>,
    /// The questions that the person scores; all where empty.
    #[schemars(with = "Vec<String>")]
    pub questions: Vec<QuestionId>,
    /// The lots that the person scores; all where empty.
    #[schemars(with = "Vec<String>")]
    pub lots: Vec<Name>,
    /// Why the person can judge these questions: training, post, experience.
    pub qualified: String,
}

/// What a person of the panel does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Scores answers, alone first.
    Evaluator,
    /// Leads the moderation and writes down what is agreed; scores nothing alone.
    Moderator,
    /// Opens and checks prices, and sees no scores before.
    Commercial,
    /// Advises on one subject; scores nothing.
    Adviser,
    /// Watches; scores nothing.
    Observer,
    /// Leads the procurement: names people, publishes, decides on the award.
    Lead,
    /// Advises on law, reviews interests and decides on clauses.
    Legal,
    /// Reads all and decides nothing.
    Auditor,
    /// Keeps keys and copies, and sees no tender.
    Administrator,
}

impl Role {
    /// As it is written in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Evaluator => "evaluator",
            Self::Moderator => "moderator",
            Self::Commercial => "commercial",
            Self::Adviser => "adviser",
            Self::Observer => "observer",
            Self::Lead => "lead",
            Self::Legal => "legal",
            Self::Auditor => "auditor",
            Self::Administrator => "administrator",
        }
    }
}
