//! What keeps a document to a supplier from being sent.

use std::fmt;

use serde::Serialize;

use crate::id::TenderId;

/// Something that keeps a summary or a letter from being sent.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Fault {
    /// Whose document.
    pub tender: TenderId,
    /// Stable.
    pub code: &'static str,
    /// Where in it.
    pub at: String,
    /// What is wrong, as a sentence.
    pub message: String,
    /// What to do.
    pub help: &'static str,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { tender, code, at, message, help } = self;
        write!(f, "{tender}, {at} [{code}]: {message} Help: {help}.")
    }
}
