//! What a supplier wrote into the fields of a question, as it stands in the cells.

use serde::{Deserialize, Serialize};

use crate::{diag::Place, id::Name};

/// What stands in one field of a question. A field of which nothing stands in the file has none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldAnswer {
    /// Which field of the question.
    pub field: Name,
    /// The cell; of a table the first cell of its sheet.
    pub place: Place,
    /// What stands there.
    pub said: Said,
}

/// What stands in a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Said {
    /// The text of its one cell, as typed.
    Text(String),
    /// The rows of its table that hold something, each with its filled cells from left to right.
    Rows(Vec<Vec<FieldCell>>),
    /// Something that could not be read: a person must look.
    Unreadable,
}

/// One filled cell of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldCell {
    /// The column of the field that it stands under.
    pub column: Name,
    /// As typed.
    pub text: String,
    /// Where.
    pub place: Place,
}

impl FieldAnswer {
    /// Whether nothing is written, which is not the same as unreadable.
    pub fn is_blank(&self) -> bool {
        match &self.said {
            Said::Text(text) => text.trim().is_empty(),
            Said::Rows(rows) => rows.is_empty(),
            Said::Unreadable => false,
        }
    }

    /// All cells that it stands in.
    pub fn places(&self) -> impl Iterator<Item = &Place> + Clone {
        let rows: &[Vec<FieldCell>] = if let Said::Rows(rows) = &self.said { rows } else { &[] };
        std::iter::once(&self.place).chain(rows.iter().flatten().map(|it| &it.place))
    }
}
