//! The response workbook of a procurement, for `bank carry` to fill in.

use std::path::Path;

use crate::{
    bank::Bank,
    clause::Library,
    cli::{
        Failure, issue,
        procured::{self, Procured},
    },
    id::{BankVersion, Name},
    pack::{Made, Pack},
    rule::Rules,
    source::SourceFile,
    store::folder::Folder,
    workbook::write::{self, Earlier},
};

/// What a procurement asks: its last published pack, or its draft while none is published.
pub(super) struct Asked {
    procured: Procured,
    whole: Bank,
    lot: Option<Name>,
    version: u32,
    /// The questions of the lot, or of the whole.
    pub(super) bank: Bank,
}

impl Asked {
    /// Reads what `folder` asks of `lot`; it must ask by release `new`, and a published pack must be as it was published.
    pub(super) fn read(
        folder: &Path,
        lot: Option<&Name>,
        files: &[SourceFile],
        new: BankVersion,
    ) -> Result<Self, Failure> {
        let at = Folder::at(folder);
        let published = procured::versions(&at)?.pop();
        let (procured, version) = match &published {
            Some(it) => {
                procured::unedited(&at, it)?;
                (Procured::published(&at, it)?, it.version)
            }
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
        if lot.is_none() && differ {
            let ids: Vec<String> = lots.iter().map(|it| format!("`{}`", it.id)).collect();
            return Err(format!(
                "its lots ask or weigh differently: name one with `--lot`, from {}",
                ids.join(", ")
            )
            .into());
        }
        let bank = issue::of_lot(&procured.procurement, whole.clone(), lot)?;
        let lot = lot.filter(|_| differ).cloned();
        Ok(Self { procured, whole, lot, version, bank })
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
            issue.lots.retain(|it| it.id == lot.as_str());
        }
        Ok(write::carried(&issue, earlier)?)
    }
}
