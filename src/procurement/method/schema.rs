//! The JSON Schema of method files, for editors.

use schemars::generate::SchemaSettings;

use super::file::MethodFile;

/// What stands in `fixtures/schema/method.json`.
///
/// # Errors
/// Never in practice: a schema is always JSON.
pub fn schema() -> Result<String, serde_json::Error> {
    let schema = SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<MethodFile>();
    Ok(serde_json::to_string_pretty(&schema)? + "\n")
}
