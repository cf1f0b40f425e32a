//! What commands on a procurement share: its folder, its file and what that names, and its published packs.

use std::{collections::BTreeMap, path::Path};

use super::{Failure, out};
use crate::{
    award::{criteria, dry::dry_run_of_kinds},
    bank::Bank,
    diag::Diagnostics,
    id::Digest,
    procurement::{
        FILE, Procurement,
        manifest::{self, INPUTS, MANIFEST, Manifest, PACK, Pinned},
    },
    report::draft::Tried,
    source::SourceFile,
    store::{StoreError, folder::Folder},
};

/// A procurement's folder, with what its file says.
pub(super) struct Procured {
    pub(super) folder: Folder,
    pub(super) file: SourceFile,
    pub(super) procurement: Procurement,
    /// The file that the procurement names as its overlay, and what it is called.
    pub(super) overlay: Option<(String, SourceFile)>,
    /// What could not be read of the file; the rest was.
    pub(super) faults: Diagnostics,
}

impl Procured {
    /// Reads the file in `folder` as far as it can be read.
    pub(super) fn read(folder: &Path) -> Result<Self, Failure> {
        let (shown, quoted) = (folder.display(), out::quoted(folder));
        let folder = Folder::at(folder);
        if !folder.has(FILE) {
            return Err(format!("`{shown}` holds no `{FILE}`: `probity new {quoted}` makes one").into());
        }
        Self::below(folder, "")
    }

    /// The inputs of a published version, as they were.
    pub(super) fn published(folder: &Folder, version: &Manifest) -> Result<Self, Failure> {
        Self::below(folder.clone(), &format!("{}/{INPUTS}/", version.folder()))
    }

    fn below(folder: Folder, prefix: &str) -> Result<Self, Failure> {
        let file = folder.text(&format!("{prefix}{FILE}"))?;
        let (procurement, faults) = Procurement::read(&file);
        let Some(procurement) = procurement else { return Err(faults.into()) };
        let overlay = match procurement.overlay() {
            None => None,
            Some(Ok(name)) => Some((name.to_owned(), folder.text(&format!("{prefix}{name}"))?)),
            Some(Err(name)) => {
                return Err(format!("the overlay `{name}` is not a file of the procurement's folder").into());
            }
        };
        Ok(Self { folder, file, procurement, overlay, faults })
    }

    /// The overlay as the model takes it.
    pub(super) fn overlay(&self) -> Option<&SourceFile> {
        self.overlay.as_ref().map(|(_, file)| file)
    }

    /// The questions with their weights; what stops them is told.
    pub(super) fn bank(&self, files: &[SourceFile]) -> Result<Bank, Failure> {
        if self.faults.has_errors() {
            return Err(self.faults.clone().into());
        }
        let (bank, faults) = self.procurement.bank(files, self.overlay());
        let Some(bank) = bank else { return Err(faults.into()) };
        out::report(&faults);
        Ok(bank)
    }

    /// The methodology tried on made-up tenders for the questions of the whole, and of each lot that asks or weighs
    /// otherwise. Nothing while the methodology is open or not complete.
    pub(super) fn tried(&self, files: &[SourceFile], bank: &Bank) -> Vec<Tried> {
        let Some(Ok(method)) = self.procurement.method(files) else { return Vec::new() };
        if !method.unset().is_empty() {
            return Vec::new();
        }
        let mut runs = vec![Tried { lot: None, run: dry_run_of_kinds(&method, &criteria(bank, &method)) }];
        for lot in self.procurement.lot.iter().filter(|it| !it.questions.is_empty() || !it.weights.is_empty())
        {
            if let (Some(bank), _) = self.procurement.bank_of_lot(bank, lot) {
                runs.push(Tried {
                    lot: Some(lot.id.clone()),
                    run: dry_run_of_kinds(&method, &criteria(&bank, &method)),
                });
            }
        }
        runs
    }

    /// The procurement's file and what it names, by digest.
    pub(super) fn inputs(&self) -> Vec<(Pinned, Vec<u8>)> {
        let mut inputs = vec![(FILE.to_owned(), self.file.text.as_bytes().to_vec())];
        inputs.extend(self.overlay.iter().map(|(name, file)| (name.clone(), file.text.as_bytes().to_vec())));
        inputs.into_iter().map(|(name, bytes)| (Pinned::of(name, &bytes), bytes)).collect()
    }
}

/// The published versions of a procurement's pack, oldest first.
pub(super) fn versions(folder: &Folder) -> Result<Vec<Manifest>, Failure> {
    let mut found = Vec::new();
    for name in folder.names(PACK)? {
        let Some(version) = manifest::version(&name) else { continue };
        let path = format!("{PACK}/{name}/{MANIFEST}");
        let read =
            Manifest::read(&folder.bytes(&path)?).map_err(|it| format!("`{path}` cannot be read: {it}"))?;
        if read.version != version {
            return Err(format!("`{path}` says that it is version {}", read.version).into());
        }
        found.push(read);
    }
    found.sort_by_key(|it| it.version);
    Ok(found)
}

/// Refuses a published version that is no more as it was published.
pub(super) fn unedited(folder: &Folder, version: &Manifest) -> Result<(), Failure> {
    let told = edited(folder, version)?;
    if told.is_empty() {
        return Ok(());
    }
    Err(format!("{} was edited after it was published: {}", version.name(), told.join("; ")).into())
}

/// What of a published version is no longer as it was, one sentence for each file.
pub(super) fn edited(folder: &Folder, version: &Manifest) -> Result<Vec<String>, StoreError> {
    let below = version.folder();
    let mut now = BTreeMap::new();
    let mut inputs = BTreeMap::new();
    for name in folder.files(&below, |it| it == MANIFEST)? {
        let digest = Digest::of(&folder.bytes(&format!("{below}/{name}"))?);
        match name.strip_prefix(&format!("{INPUTS}/")) {
            Some(input) => inputs.insert(input.to_owned(), digest),
            None => now.insert(name, digest),
        };
    }
    let mut told = manifest::changes(&version.files, &now, &version.name());
    told.extend(manifest::changes(&version.inputs, &inputs, &format!("the inputs of {}", version.name())));
    Ok(told)
}
