//! The days by which answers are judged.

use crate::{bank::field::Anchor, id::Date};

/// The day of evaluation and, where they are known, the first and the last day of the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct When {
    /// On which tenders are evaluated.
    pub on: Date,
    /// On which the contract begins.
    pub starts: Option<Date>,
    /// On which it ends.
    pub ends: Option<Date>,
}

impl When {
    /// The day that `anchor` stands for, where it is known.
    pub fn day(self, anchor: Anchor) -> Option<Date> {
        match anchor {
            Anchor::Evaluation => Some(self.on),
            Anchor::ContractStart => self.starts,
            Anchor::ContractEnd => self.ends,
        }
    }
}

impl From<Date> for When {
    fn from(on: Date) -> Self {
        Self { on, starts: None, ends: None }
    }
}
