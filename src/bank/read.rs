//! What the readers of the bank's files share: where these stand, and how a value is believed.

use std::str::FromStr;

use crate::{
    diag::{Diagnostic, Diagnostics},
    id::IdError,
    source::{SourceFile, Spanned},
};

/// Where the releases stand among the data files.
pub(super) const RELEASES: &str = "question-bank/releases/";

/// Where the questions stand.
pub(super) const QUESTIONS: &str = "question-bank/questions/";

/// Where the register of sources stands.
pub(super) const SOURCES: &str = "question-bank/sources.toml";

/// Where the themes stand.
pub(super) const THEMES: &str = "question-bank/themes.toml";

/// Where the lists of the lints stand.
pub(super) const LINT: &str = "question-bank/lint.toml";

/// Where the profiles stand.
pub(super) const PROFILES: &str = "question-bank/profiles/";

/// Reads a file into its `…File` struct; its faults go with the others.
pub(super) fn read<T: serde::de::DeserializeOwned>(file: &SourceFile, faults: &mut Diagnostics) -> Option<T> {
    let (value, found) = file.toml_all();
    faults.extend(found);
    value
}

/// Parses an id, a date or a digest where it stands.
pub(super) fn parse<T: FromStr<Err = IdError>>(
    file: &SourceFile,
    value: &Spanned<String>,
    faults: &mut Diagnostics,
) -> Option<T> {
    match value.get_ref().parse() {
        Ok(it) => Some(it),
        Err(error) => {
            faults.push(
                Diagnostic::error(file.place_of(value), "bank/form", error.to_string())
                    .help("write it in that form"),
            );
            None
        }
    }
}

/// A field that repeats what the path says must say the same.
pub(super) fn stem<T: ToString>(file: &SourceFile, value: &Spanned<T>, path: &str, faults: &mut Diagnostics) {
    let written = value.get_ref().to_string();
    if written != path {
        faults.push(
            Diagnostic::error(
                file.place_of(value),
                "bank/path",
                format!("the file says `{written}`, but its path says `{path}`"),
            )
            .help("mend the one that is wrong"),
        );
    }
}

pub(super) fn not_empty(file: &SourceFile, text: &Spanned<String>, faults: &mut Diagnostics) {
    if text.get_ref().trim().is_empty() {
        faults
            .push(Diagnostic::error(file.place_of(text), "bank/empty", "the text is empty").help("write it"));
    }
}
