//! What a pack consists of, by digest: `pack.json`. A draft's has no publication; a published one never changes.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::difference::Difference;
use crate::id::{BankVersion, Date, Digest, Name};

/// The name of the file within a pack's folder.
pub const MANIFEST: &str = "pack.json";

/// Where the draft of the pack stands, and below it the published versions, each in a folder of its own.
pub const PACK: &str = "pack";

/// Where the inputs of a published version are kept within its folder.
pub const INPUTS: &str = "inputs";

/// The form of `pack.json`.
pub const SCHEMA: &str = "probity.pack/1";

/// A pack, held by digests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The form of this file.
    pub schema: String,
    /// Which procurement.
    pub procurement: String,
    /// From 1; an amendment is a new version. Of a draft, the version that it would be.
    pub version: u32,
    /// The release of the bank.
    pub bank: BankVersion,
    /// Over the release and its questions.
    pub bank_digest: Digest,
    /// Over the questions as they are asked of each lot, with their weights.
    pub questions_digest: Digest,
    /// Over the rules, lexicons, cues, scale and checks by which answers are read.
    pub rules_digest: Digest,
    /// The assessment methodology.
    pub method: Option<Name>,
    /// Of its file.
    pub method_digest: Option<Digest>,
    /// The version of the program.
    pub tool: String,
    /// The procurement's file and what it names, by their paths in the folder.
    pub inputs: Vec<Pinned>,
    /// The documents, by their paths in the pack.
    pub files: Vec<Pinned>,
    /// None while it is a draft.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publication: Option<Publication>,
    /// Of an amendment: what is otherwise than in the version before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub differences: Vec<Difference>,
}

/// A file, held by its digest.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Pinned {
    /// With `/` between folders.
    pub file: String,
    /// Of its bytes.
    pub digest: Digest,
    /// How many bytes it has.
    pub bytes: usize,
}

/// When and how a version went out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Publication {
    /// The notice that it was published with.
    pub notice: String,
    /// The day.
    pub on: Date,
    /// Of an amendment: the law that allows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<Basis>,
    /// Of an amendment: why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// The law that allows an amendment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// Award criteria are refined as the notice said that they would be.
    #[serde(rename = "s24")]
    Refinement,
    /// The terms of the procurement are modified.
    #[serde(rename = "s31")]
    Modification,
}

impl Basis {
    /// As people cite it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Refinement => "section 24 of the Procurement Act 2023 (refining award criteria)",
            Self::Modification => "section 31 of the Procurement Act 2023 (modifying a procurement)",
        }
    }
}

impl Pinned {
    /// A file with these bytes.
    pub fn of(file: impl Into<String>, bytes: &[u8]) -> Self {
        Self { file: file.into(), digest: Digest::of(bytes), bytes: bytes.len() }
    }
}

impl Manifest {
    /// Reads a `pack.json`.
    ///
    /// # Errors
    /// When it is not one, in plain words.
    pub fn read(bytes: &[u8]) -> Result<Self, String> {
        let read: Self = serde_json::from_slice(bytes).map_err(|it| it.to_string())?;
        if read.schema == SCHEMA {
            Ok(read)
        } else {
            Err(format!("its form is `{}`, not `{SCHEMA}`", read.schema))
        }
    }

    /// As it is written.
    ///
    /// # Errors
    /// Never in practice.
    pub fn json(&self) -> Result<String, serde_json::Error> {
        Ok(serde_json::to_string_pretty(self)? + "\n")
    }

    /// The folder of this version.
    pub fn folder(&self) -> String {
        folder(self.version)
    }

    /// Whose pack it is, for messages: `pack v1 of exampleton-air`.
    pub fn name(&self) -> String {
        format!("pack v{} of `{}`", self.version, self.procurement)
    }
}

/// The folder of a published version.
pub fn folder(version: u32) -> String {
    format!("{PACK}/v{version}")
}

/// The version that a folder's name says, such as 2 for `v2`.
pub fn version(name: &str) -> Option<u32> {
    let digits = name.strip_prefix('v')?;
    digits.parse().ok().filter(|it| *it > 0 && !digits.starts_with('0'))
}

/// What became of pinned files, one sentence for each that is no longer as it was. `now` has the files that are there.
pub fn changes(pinned: &[Pinned], now: &BTreeMap<String, Digest>, whose: &str) -> Vec<String> {
    let mut told = Vec::new();
    for it in pinned {
        match now.get(&it.file) {
            None => told.push(format!("`{}` of {whose} is gone", it.file)),
            Some(digest) if *digest != it.digest => told.push(format!(
                "`{}` of {whose} has changed since it was published: it was {}, and is {}",
                it.file,
                short(&it.digest),
                short(digest)
            )),
            Some(_) => {}
        }
    }
    for file in now.keys().filter(|file| !pinned.iter().any(|it| it.file == **file)) {
        told.push(format!("`{file}` was added to {whose} after it was published"));
    }
    told
}

/// The first digits of a digest, for people to compare.
fn short(digest: &Digest) -> String {
    digest.hex().chars().take(12).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_edit_is_told_by_file() {
        let pinned = [Pinned::of("a", b"1"), Pinned::of("b", b"2"), Pinned::of("c", b"3")];
        let now = [("a", "1"), ("b", "x"), ("d", "4")];
        let now = now.iter().map(|(file, text)| ((*file).to_owned(), Digest::of(text.as_bytes()))).collect();
        let told = changes(&pinned, &now, "pack v1");
        assert_eq!(told.len(), 3);
        assert!(told[0].starts_with("`b` of pack v1 has changed"), "{told:?}");
        assert_eq!(told[1], "`c` of pack v1 is gone");
        assert_eq!(told[2], "`d` was added to pack v1 after it was published");
    }

    #[test]
    fn folders_of_versions_are_known_by_name() {
        assert_eq!(version("v2"), Some(2));
        assert_eq!([version("v0"), version("v01"), version("2"), version("vx")], [None; 4]);
    }
}
