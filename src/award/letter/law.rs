//! What letters say of the law, as dated data.

use serde::{Deserialize, Serialize};

use super::Kind;
use crate::{
    award::Fate,
    bank::SourceStatus,
    diag::{Diagnostic, Diagnostics, Place},
    procurement::Regime,
    source::SourceFile,
};

/// Where the file stands.
const FILE: &str = "scoring/law/letters.toml";

/// All passages and grounds.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LetterLaw {
    passage: Vec<PassageFile>,
    ground: Vec<GroundFile>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct PassageFile {
    regime: Regime,
    letters: Vec<Kind>,
    text: String,
    source: String,
    status: SourceStatus,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct GroundFile {
    regime: Regime,
    outcome: Fate,
    text: String,
    source: String,
    status: SourceStatus,
}

/// A passage as a letter prints it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Said {
    /// In sentences.
    pub text: String,
    /// Where the law says so.
    pub source: String,
    /// Whether a person has read it there.
    pub verified: bool,
}

impl LetterLaw {
    /// Reads the file of the law on letters.
    ///
    /// # Errors
    /// When it is missing or faulty.
    pub fn load(files: &[SourceFile]) -> Result<Self, Diagnostics> {
        let Some(file) = files.iter().find(|it| it.path == FILE) else {
            let mut faults = Diagnostics::default();
            let place = Place::Whole { path: FILE.to_owned() };
            faults.push(
                Diagnostic::error(place, "letter/no-data", "the data file is missing")
                    .help("take it from the program's own data, or leave `--data` out"),
            );
            return Err(faults);
        };
        let (read, faults) = file.toml_all();
        match read {
            Some(read) if !faults.has_errors() => Ok(read),
            _ => Err(faults),
        }
    }

    /// What letters of this kind say.
    pub fn passages(&self, regime: Regime, kind: Kind) -> Vec<Said> {
        let found = self.passage.iter().filter(|it| it.regime == regime && it.letters.contains(&kind));
        found.map(|it| said(&it.text, &it.source, it.status)).collect()
    }

    /// Why a tender with this outcome is not assessed.
    pub fn ground(&self, regime: Regime, outcome: Fate) -> Option<Said> {
        let found = self.ground.iter().find(|it| it.regime == regime && it.outcome == outcome)?;
        Some(said(&found.text, &found.source, found.status))
    }
}

fn said(text: &str, source: &str, status: SourceStatus) -> Said {
    Said { text: text.to_owned(), source: source.to_owned(), verified: status == SourceStatus::Current }
}
