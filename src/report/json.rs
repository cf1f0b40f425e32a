//! JSON for machines. Every version has structs of its own, so that a change of the model can never
//! change what was promised.

use super::Assessment;

pub mod v1;

/// The assessment as one line of JSON, version 1, without the line break.
///
/// # Errors
/// Never for an assessment that the engine made: all keys are text.
pub fn line(assessment: &Assessment) -> Result<String, serde_json::Error> {
    serde_json::to_string(&v1::Assessment::from(assessment))
}

/// The JSON Schema of version 1, as it is checked in.
///
/// # Errors
/// Never: a schema is plain JSON.
pub fn schema() -> Result<String, serde_json::Error> {
    // As it is written, not as it would be read: what may be left out is not required.
    let settings = schemars::generate::SchemaSettings::draft2020_12().for_serialize();
    let schema = settings.into_generator().into_root_schema_for::<v1::Assessment<'_>>();
    let mut text = serde_json::to_string_pretty(&schema)?;
    text.push('\n');
    Ok(text)
}
