//! What an award rests on beside the record: the method, the questions and the lots as they were published, never the draft.

use std::path::Path;

use crate::{
    award::{Criterion, criteria, sheet::WHOLE},
    bank::Bank,
    cli::{
        Failure,
        procured::{Procured, edited, versions},
        record::{data_digest, pinned},
    },
    id::Name,
    ledger::process::Pack,
    procurement::{
        Procurement,
        manifest::{INPUTS, Manifest, PACK},
        method::Method,
    },
    source::SourceFile,
    store::{self, folder::Folder},
};

/// What was published.
pub(crate) struct Basis {
    pub(crate) procurement: Procurement,
    /// With all that the procurement sets.
    pub(crate) method: Method,
    bank: Bank,
    /// `pack.json`; none where it was read from a bag.
    pub(crate) manifest: Option<Manifest>,
}

/// One lot as it was published.
pub(crate) struct PublishedLot {
    pub(crate) id: Name,
    pub(crate) title: String,
    pub(crate) criteria: Vec<Criterion>,
}

impl Basis {
    /// What `pack` pins of the procurement in `folder`.
    ///
    /// # Errors
    /// When it is not there, or is not what was published.
    pub(crate) fn of_folder(data: Option<&Path>, folder: &Path, pack: &Pack) -> Result<Self, Failure> {
        let at = Folder::at(folder);
        let manifest = versions(&at)?.into_iter().find(|it| format!("v{}", it.version) == pack.id);
        let Some(manifest) = manifest else {
            return Err(format!(
                "`{}` is not there: an award follows from a pack that `probity publish` made, with its method and its \
                 weights",
                at.path(&format!("{PACK}/{}", pack.id)).display()
            )
            .into());
        };
        let told = edited(&at, &manifest)?;
        if !told.is_empty() {
            return Err(format!(
                "what was published is not what stands in the folder: {}. Put it back from a copy or an export",
                told.join("; ")
            )
            .into());
        }
        let mut files = store::data(data)?;
        if data_digest(&files) != pack.data_digest {
            let home = pinned(folder, &pack.data_digest);
            files = store::data(Some(&home)).map_err(|error| {
                format!(
                    "the questions and methods that were published are not those of this program, and {error}"
                )
            })?;
            if data_digest(&files) != pack.data_digest {
                return Err(format!("`{}` holds other data than were published", home.display()).into());
            }
        }
        let inputs = folder.join(PACK).join(&pack.id).join(INPUTS);
        Ok(Self { manifest: Some(manifest), ..Self::read(&files, &inputs, pack)? })
    }

    /// The same from data files that are the pack's, and its inputs.
    ///
    /// # Errors
    /// When they are not what was published.
    pub(crate) fn read(files: &[SourceFile], inputs: &Path, pack: &Pack) -> Result<Self, Failure> {
        if !inputs.join(crate::procurement::FILE).is_file() {
            return Err(
                format!("pack {} was published without a procurement's file and method", pack.id).into()
            );
        }
        let procured = Procured::read(inputs)?;
        let bank = procured.bank(files)?;
        if bank.digest != pack.bank_digest {
            return Err(format!("the questions are not those that were published with {}", pack.id).into());
        }
        let procurement = procured.procurement;
        let method = procurement
            .method(files)
            .ok_or_else(|| format!("pack {} names no method: nothing can be awarded by it", pack.id))??;
        if pack.method_digest.as_ref().is_some_and(|it| *it != method.digest) {
            return Err(format!("the method is not the one that was published with {}", pack.id).into());
        }
        Ok(Self { procurement, method, bank, manifest: None })
    }

    /// The lots; one of the name [`WHOLE`] where the contract is not divided.
    ///
    /// # Errors
    /// When the weights of a lot are wrong, which publication does not let through.
    pub(crate) fn lots(&self) -> Result<Vec<PublishedLot>, Failure> {
        if self.procurement.lot.is_empty() {
            return Ok(vec![PublishedLot {
                id: WHOLE.parse()?,
                title: self.procurement.title.clone(),
                criteria: criteria(&self.bank, &self.method),
            }]);
        }
        let mut lots = Vec::new();
        for lot in &self.procurement.lot {
            let (bank, faults) = self.procurement.bank_of_lot(&self.bank, lot);
            lots.push(PublishedLot {
                id: lot.id.clone(),
                title: lot.title.clone(),
                criteria: criteria(&bank.ok_or(faults)?, &self.method),
            });
        }
        Ok(lots)
    }

    /// Whether the contract is divided into lots.
    pub(crate) fn is_divided(&self) -> bool {
        !self.procurement.lot.is_empty()
    }

    /// The questions as they are asked.
    pub(crate) fn bank(&self) -> &Bank {
        &self.bank
    }
}
