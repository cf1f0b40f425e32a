//! Which release of the bank is meant: the one that a workbook says it was made from, or one under an overlay.

use std::path::Path;

use super::{Failure, out};
use crate::{
    bank::{Bank, profile::Profile},
    id::BankVersion,
    source::SourceFile,
    store,
    tender::Tender,
};

/// The release that the file says it was made from, where that is another than the one it was read by, and there is
/// such a release, which `profile` fits.
pub(super) fn named(files: &[SourceFile], profile: &Profile, tender: &Tender) -> Option<BankVersion> {
    let flag = tender.intake.flags.iter().find(|it| it.code == "bank-version-mismatch")?;
    let version: BankVersion = flag.message.split('`').nth(1)?.trim_start_matches(['v', 'V']).parse().ok()?;
    (version >= profile.since && Bank::releases(files).contains(&version)).then_some(version)
}

/// The release that the overlay at `path` extends, with the overlay on top; what it loosens is told.
pub(super) fn overlaid(files: &[SourceFile], path: &Path) -> Result<Bank, Failure> {
    let (bank, faults) = Bank::overlaid(files, &text(path)?);
    let Some(bank) = bank else { return Err(faults.into()) };
    out::report(&faults);
    Ok(bank)
}

/// A file that the user named, as text.
pub(crate) fn text(path: &Path) -> Result<SourceFile, Failure> {
    let text = String::from_utf8(store::read(path)?)
        .map_err(|_| format!("`{}` is not text in UTF-8", path.display()))?;
    Ok(SourceFile::new(path.display().to_string(), text))
}
