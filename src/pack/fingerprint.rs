//! By which a workbook that comes back is known: the release of the bank, the questions as they were issued, the
//! procurement and the version of its pack.

use std::fmt;

use super::Issue;
use crate::id::Digest;

/// One of the marks of a workbook.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    /// The release of the bank.
    Bank,
    /// Over the questions as they were issued.
    Questions,
    /// The procurement's reference.
    Procurement,
    /// The version of the pack.
    Pack,
}

impl Mark {
    /// All of them, in the order in which they are printed.
    pub const ALL: [Self; 4] = [Self::Procurement, Self::Pack, Self::Bank, Self::Questions];

    /// As it stands beside its value, wherever it stands.
    pub fn label(self) -> &'static str {
        match self {
            Self::Bank => "Bank version",
            Self::Questions => "Questions digest",
            Self::Procurement => "Procurement reference",
            Self::Pack => "Pack version",
        }
    }
}

/// The marks of one workbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fingerprint {
    /// The release of the bank.
    pub bank: String,
    /// Over the questions as they were issued.
    pub questions: Digest,
    /// The procurement's reference.
    pub procurement: String,
    /// The version of the pack.
    pub pack: u32,
}

impl Fingerprint {
    pub(super) fn of(issue: &Issue<'_>) -> Self {
        Self {
            bank: issue.bank.version.to_string(),
            questions: issue.questions.clone(),
            procurement: issue.procurement.clone(),
            pack: issue.version,
        }
    }

    /// The value of a mark.
    pub fn value(&self, mark: Mark) -> String {
        match mark {
            Mark::Bank => self.bank.clone(),
            Mark::Questions => self.questions.to_string(),
            Mark::Procurement => self.procurement.clone(),
            Mark::Pack => self.pack.to_string(),
        }
    }
}

/// In one line, for a name that a workbook defines.
impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, mark) in Mark::ALL.into_iter().enumerate() {
            if n > 0 {
                f.write_str(" | ")?;
            }
            write!(f, "{}: {}", mark.label(), self.value(mark))?;
        }
        Ok(())
    }
}
