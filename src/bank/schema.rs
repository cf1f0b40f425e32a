//! JSON Schemas of the bank's files, for editors.

use schemars::{JsonSchema, generate::SchemaSettings};

use super::file::{LintFile, OverlayFile, ProfileFile, QuestionFile, ReleaseFile, SourcesFile, ThemesFile};

/// The schemas that stand in `question-bank/schema/`: the file's name, and its text.
///
/// # Errors
/// Never in practice: a schema is always JSON.
pub fn schemas() -> Result<Vec<(&'static str, String)>, serde_json::Error> {
    Ok(vec![
        ("lint.json", schema::<LintFile>()?),
        ("overlay.json", schema::<OverlayFile>()?),
        ("profile.json", schema::<ProfileFile>()?),
        ("question.json", schema::<QuestionFile>()?),
        ("release.json", schema::<ReleaseFile>()?),
        ("sources.json", schema::<SourcesFile>()?),
        ("themes.json", schema::<ThemesFile>()?),
    ])
}

fn schema<T: JsonSchema>() -> Result<String, serde_json::Error> {
    let schema = SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<T>();
    Ok(serde_json::to_string_pretty(&schema)? + "\n")
}
