//! The pack by which tenders are scored: the published one, which nothing that scores may differ from, and whether a
//! tender answers it.

use std::path::{Path, PathBuf};

use super::{
    Failure, out,
    procured::{self, Procured},
};
use crate::{
    bank::Bank,
    id::Name,
    pack::Mark,
    procurement::{
        FILE, Procurement,
        manifest::{INPUTS, Manifest},
    },
    source::SourceFile,
    store::folder::Folder,
    tender::{Flag, Tender, Verdict},
    workbook::read::{self, Refusal},
};

/// A published pack with what it was published from.
pub(super) struct Issue {
    pub(super) manifest: Manifest,
    pub(super) bank: Bank,
    /// Where its procurement's file stands, and the overlay, for the processes that read files.
    pub(super) inputs: (PathBuf, Option<PathBuf>),
    procured: Procured,
}

impl Issue {
    /// The newest published pack of the procurement in `folder`; none where nothing is published.
    pub(super) fn published(
        files: &[SourceFile],
        folder: &Path,
        lot: Option<&Name>,
    ) -> Result<Self, Failure> {
        let shown = folder.display();
        let at = Folder::at(folder);
        let manifest = procured::versions(&at)?.pop().ok_or_else(|| {
            format!(
                "no pack of `{shown}` is published, so nothing can be scored by it: `probity publish {}`",
                out::quoted(folder)
            )
        })?;
        procured::unedited(&at, &manifest)?;
        let procured = Procured::published(&at, &manifest)?;
        let whole = procured.bank(files)?;
        let bank = of_lot(&procured.procurement, whole.clone(), lot)?;
        let path = |name: &str| at.path(&format!("{}/{INPUTS}/{name}", manifest.folder()));
        let inputs = (path(FILE), procured.overlay.as_ref().map(|(name, _)| path(name)));
        let issue = Self { manifest, bank, inputs, procured };
        let pinned = &issue.manifest;
        issue.same("the question bank", pinned.bank_digest == issue.bank.digest)?;
        issue.same(
            "what is asked",
            pinned.questions_digest == issue.procured.procurement.questions_digest(&whole),
        )?;
        let method = issue.procured.procurement.method(files).transpose()?.map(|it| it.digest);
        issue.same("the assessment methodology", pinned.method_digest == method)?;
        Ok(issue)
    }

    /// What is bought.
    pub(super) fn procurement(&self) -> &Procurement {
        &self.procured.procurement
    }

    /// Whether the rules by which answers are read are those of the pack.
    pub(super) fn rules(&self, digest: &crate::id::Digest) -> Result<(), Failure> {
        self.same("the rules by which answers are read", self.manifest.rules_digest == *digest)
    }

    fn same(&self, what: &str, same: bool) -> Result<(), Failure> {
        if same {
            return Ok(());
        }
        Err(format!(
            "{what} of this program differs from that of {}, which was published with version {} of it: score with that \
             version, or with its data (`--data`)",
            self.manifest.name(),
            self.manifest.tool
        )
        .into())
    }

    /// The tender, refused where it answers another pack, and flagged where it does not say which.
    pub(super) fn checked(&self, mut tender: Tender) -> Tender {
        if tender.intake.verdict == Verdict::Refused {
            return tender;
        }
        let pinned = [
            (Mark::Procurement, self.manifest.procurement.clone()),
            (Mark::Pack, self.manifest.version.to_string()),
            (Mark::Questions, self.manifest.questions_digest.to_string()),
        ];
        let said = &tender.origin.issued;
        let other = pinned.into_iter().find_map(|(mark, value)| {
            let said = said.get(mark.label()).filter(|it| **it != value)?.clone();
            Some((mark, said, value))
        });
        if let Some((mark, said, value)) = other {
            return self.refused(tender, mark, &said, &value);
        }
        if !said.contains_key(Mark::Pack.label()) {
            let message = format!(
                "the file does not say which pack it answers; it is read as answering {}",
                self.manifest.name()
            );
            tender.intake.flags.push(Flag { code: "pack-not-named".into(), place: None, message });
            tender.intake.verdict = Verdict::AcceptedWithFlags;
        }
        tender
    }

    fn refused(&self, tender: Tender, mark: Mark, said: &str, value: &str) -> Tender {
        let whose = self.manifest.name();
        let explanation = match mark {
            Mark::Pack => format!(
                "the workbook was issued with pack v{said}, and tenders are scored by {whose}. Its questions, weights or \
                 terms may differ. Ask the supplier to answer in the workbook of pack v{value}, or decide otherwise and say \
                 why."
            ),
            Mark::Procurement => format!(
                "the workbook was issued for the procurement `{said}`, and this one is `{value}`. Ask the supplier whether it \
                 sent the file that it meant to."
            ),
            Mark::Bank | Mark::Questions => format!(
                "the workbook was issued with other questions than those of {whose}. Ask the supplier to answer in the \
                 workbook of that pack."
            ),
        };
        let refusal = Refusal { code: "other-pack", explanation };
        let kept = read::refused(&tender.file, tender.digest.clone(), refusal);
        let mut intake = kept.intake;
        intake.flags = tender.intake.flags;
        intake.sheets = tender.intake.sheets;
        Tender { intake, supplier: tender.supplier, origin: tender.origin, ..kept }
    }
}

/// What is asked of a lot; of the whole where none is named.
pub(super) fn of_lot(procurement: &Procurement, whole: Bank, lot: Option<&Name>) -> Result<Bank, Failure> {
    let Some(id) = lot else { return Ok(whole) };
    let lots = &procurement.lot;
    let Some(lot) = lots.iter().find(|it| it.id == *id) else {
        let known: Vec<String> = lots.iter().map(|it| format!("`{}`", it.id)).collect();
        return Err(match known.as_slice() {
            [] => format!("the procurement has no lots, so none is called `{id}`").into(),
            _ => format!("there is no lot `{id}`: the lots are {}", known.join(", ")).into(),
        });
    };
    let (bank, faults) = procurement.bank_of_lot(&whole, lot);
    bank.ok_or_else(|| faults.into())
}
