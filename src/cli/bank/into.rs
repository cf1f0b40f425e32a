//! The response workbook of a procurement, for `bank carry` to fill in.

use std::path::Path;

use crate::{
    bank::Bank,
    clause::Library,
    cli::{
        Failure,
        procured::{self, Procured},
    },
    id::BankVersion,
    pack::{Made, Pack},
    procurement::Lot,
    rule::Rules,
    source::SourceFile,
    store::folder::Folder,
    workbook::write::{self, Earlier},
};

/// What a procurement asks: its last published pack, or its draft while none is published.
pub(super) struct Asked {
    procured: Procured,
    whole: Bank,
    lot: Option<Lot>,
    version: u32,
    /// The questions of the lot, or of the whole.
    pub(super) bank: Bank,
}

impl Asked {
    /// Reads what `folder` asks of `lot`; it must ask by release `new`.
    pub(super) fn read(
        folder: &Path,
        lot: Option<&str>,
        files: &[SourceFile],
        new: BankVersion,
    ) -> Result<Self, Failure> {
        let published = procured::versions(&Folder::at(folder))?.pop();
        let (procured, version) = match &published {
            Some(it) => (Procured::published(&Folder::at(folder), it)?, it.version),
            None => (Procured::read(folder)?, 1),
        };
        let whole = procured.bank(files)?;
        if whole.version != new {
            return Err(format!(
                "`{}` asks by bank `{}` and not by `{new}`: name its release as the later one",
                folder.display(),
                whole.version
            )
            .into());
        }
        let lots = &procured.procurement.lot;
        let differ = lots.iter().any(|it| !it.questions.is_empty() || !it.weights.is_empty());
        let ids: Vec<String> = lots.iter().map(|it| format!("`{}`", it.id)).collect();
        let lot = match lot {
            Some(id) => Some(lots.iter().find(|it| it.id.as_str() == id).cloned().ok_or_else(|| {
                if ids.is_empty() {
                    format!("there is no lot `{id}`: the procurement is not divided, leave `--lot` out")
                } else {
                    format!("there is no lot `{id}`: choose from {}", ids.join(", "))
                }
            })?),
            None if differ => {
                return Err(format!(
                    "its lots ask or weigh differently: name one with `--lot`, from {}",
                    ids.join(", ")
                )
                .into());
            }
            None => None,
        };
        let bank = match &lot {
            Some(lot) if differ => {
                let (bank, faults) = procured.procurement.bank_of_lot(&whole, lot);
                bank.ok_or(faults)?
            }
            _ => whole.clone(),
        };
        Ok(Self { procured, whole, lot: lot.filter(|_| differ), version, bank })
    }

    /// `response.xlsx` of the pack, with `earlier` in it.
    pub(super) fn workbook(&self, files: &[SourceFile], earlier: &[Earlier]) -> Result<Vec<u8>, Failure> {
        let procurement = &self.procured.procurement;
        let rules = Rules::load(files, &self.whole)?;
        let library = Library::load(files, &self.whole)?;
        let method = procurement.method(files).transpose()?;
        let questions = procurement.questions_digest(&self.whole);
        let made = Made {
            bank: &self.bank,
            questions: &questions,
            rules: &rules,
            library: &library,
            method: method.as_ref(),
            version: self.version,
        };
        let mut issue = Pack::of(procurement, made).issue;
        if let Some(lot) = &self.lot {
            issue.lots.retain(|it| it.id == lot.id.as_str());
        }
        Ok(write::carried(&issue, earlier)?)
    }
}
