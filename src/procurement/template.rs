//! The file that a new procurement begins with.

use super::readiness::Principles;
use crate::{
    bank::{Bank, profile::Profile},
    diag::Diagnostics,
    source::SourceFile,
};

const TEMPLATE: &str = include_str!("template.toml");

/// A commented `procurement.toml` for a person to fill. A profile sets what is bought.
///
/// # Errors
/// When the data files are faulty or there is no such profile.
pub fn template(files: &[SourceFile], profile: Option<&str>) -> Result<String, Diagnostics> {
    let bank = Bank::load(files, None)?;
    let profile = profile.map(|it| Profile::load(files, it)).transpose()?;
    let tags: Vec<String> = profile
        .iter()
        .flat_map(|it| it.tags.iter().flatten())
        .map(|it| format!("\"{}\"", it.as_str()))
        .collect();
    let id = profile.as_ref().map_or("", |it| it.id.as_str());
    Ok(TEMPLATE
        .replace("@bank@", &bank.version.to_string())
        .replace("@profile@", id)
        .replace("tags = []", &format!("tags = [{}]", tags.join(", ")))
        .replace("@readiness@", &Principles::load(files)?.template()))
}
