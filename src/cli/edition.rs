//! Which release of the bank a workbook says it was made from.

use crate::{
    bank::{Bank, profile::Profile},
    id::BankVersion,
    source::SourceFile,
    tender::Tender,
};

/// The release that the file says it was made from, where that is another than the one it was read by, and there is
/// such a release, which `profile` fits.
pub(super) fn named(files: &[SourceFile], profile: &Profile, tender: &Tender) -> Option<BankVersion> {
    let flag = tender.intake.flags.iter().find(|it| it.code == "bank-version-mismatch")?;
    let version: BankVersion = flag.message.split('`').nth(1)?.trim_start_matches(['v', 'V']).parse().ok()?;
    (version >= profile.since && Bank::releases(files).contains(&version)).then_some(version)
}
