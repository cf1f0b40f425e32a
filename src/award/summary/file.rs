//! What people say of the tenders, in a plain file: for summaries without a procurement's folder.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Explained, Header, Recipient, TenderText};
use crate::{
    diag::Diagnostics,
    id::{Name, TenderId},
    source::SourceFile,
};

/// The file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(title = "What suppliers are told of an award")]
pub struct Telling {
    /// What stands at the head of every summary.
    pub header: Header,
    /// By lot, the tender that a person decided to award it to, and who and why.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, Decided>")]
    pub decided: BTreeMap<Name, Decided>,
    /// By tender, who is told what.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, Told>")]
    pub tender: BTreeMap<TenderId, Told>,
    /// What everybody knows: passages of the tender documents.
    #[serde(default)]
    pub published: Vec<PassageFile>,
}

/// A decision to award.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Decided {
    /// Which tender.
    #[schemars(with = "String")]
    pub tender: TenderId,
    /// Who decided.
    pub by: String,
    /// Why.
    pub reason: String,
}

/// Who is told what.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Told {
    /// To whom it is sent.
    pub recipient: Recipient,
    /// What the panel says.
    pub explained: Explained,
    /// What the tender says, for the check that no other supplier is told it.
    pub text: Vec<PassageFile>,
}

/// A passage with its place.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct PassageFile {
    /// The cell or page.
    pub place: String,
    /// The words.
    pub text: String,
    /// Whether the supplier marked it confidential.
    pub confidential: bool,
}

impl Telling {
    /// Reads the file; all faults are told at once.
    pub fn read(file: &SourceFile) -> (Option<Self>, Diagnostics) {
        let (read, faults) = file.toml_all::<Self>();
        (read.filter(|_| !faults.has_errors()), faults)
    }

    /// To whom each summary is sent.
    pub fn recipients(&self) -> BTreeMap<TenderId, Recipient> {
        self.tender.iter().map(|(id, it)| (id.clone(), it.recipient.clone())).collect()
    }

    /// What the panel says of each tender.
    pub fn explained(&self) -> BTreeMap<TenderId, Explained> {
        self.tender.iter().map(|(id, it)| (id.clone(), it.explained.clone())).collect()
    }

    /// What each tender says.
    pub fn texts(&self) -> BTreeMap<TenderId, TenderText> {
        let one = |it: &Told| TenderText {
            passages: it.text.iter().map(|it| (it.place.clone(), it.text.clone(), it.confidential)).collect(),
            price: None,
        };
        self.tender.iter().map(|(id, it)| (id.clone(), one(it))).collect()
    }
}

/// The JSON Schema of such files, for editors.
///
/// # Errors
/// Never in practice: a schema is always JSON.
pub fn schema() -> Result<String, serde_json::Error> {
    let settings = schemars::generate::SchemaSettings::draft2020_12();
    Ok(serde_json::to_string_pretty(&settings.into_generator().into_root_schema_for::<Telling>())? + "\n")
}
