//! JSON Schemas of a procurement's files, for editors.

use schemars::generate::SchemaSettings;

use super::Procurement;

/// The schema that stands in `scoring/schema/procurement.json`.
///
/// # Errors
/// Never in practice: a schema is always JSON.
pub fn procurement() -> Result<String, serde_json::Error> {
    let schema = SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<Procurement>();
    Ok(serde_json::to_string_pretty(&schema)? + "\n")
}
