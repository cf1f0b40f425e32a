//! What is scored: a question of the bank, or a criterion beside them.

use std::{fmt, str::FromStr};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::id::{Name, QuestionId};

/// Whatever has a score of its own: a question, a theme or another criterion. Ids of questions are in capitals and
/// those of themes and other criteria are not, so they never meet.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct ItemId(String);

/// A word that names nothing that could be scored.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is neither a question such as `ABC-08` nor a name such as `social-value`")]
pub struct ItemIdError(String);

impl ItemId {
    /// As it is written in files.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ItemId {
    type Err = ItemIdError;

    fn from_str(text: &str) -> Result<Self, ItemIdError> {
        if text.parse::<QuestionId>().is_ok() || text.parse::<Name>().is_ok() {
            Ok(Self(text.to_owned()))
        } else {
            Err(ItemIdError(text.to_owned()))
        }
    }
}

impl TryFrom<String> for ItemId {
    type Error = ItemIdError;

    fn try_from(text: String) -> Result<Self, ItemIdError> {
        text.parse()
    }
}

impl From<ItemId> for String {
    fn from(id: ItemId) -> Self {
        id.0
    }
}

impl From<&QuestionId> for ItemId {
    fn from(id: &QuestionId) -> Self {
        Self(id.as_str().to_owned())
    }
}

impl From<&Name> for ItemId {
    fn from(id: &Name) -> Self {
        Self(id.as_str().to_owned())
    }
}

impl fmt::Display for ItemId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::borrow::Borrow<str> for ItemId {
    fn borrow(&self) -> &str {
        &self.0
    }
}
