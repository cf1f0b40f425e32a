//! The hidden command by which the program reads files for itself, in a process that may die.

use std::{
    io,
    path::{Path, PathBuf},
};

use super::{Failure, Outcome, edition, issue};
use crate::{
    bank::{Bank, profile::Profile},
    id::{BankVersion, Name},
    intake::{Allowance, Desk, worker},
    procurement::Procurement,
    source::SourceFile,
    store, together,
    workbook::layout::Layouts,
};

/// What the desk tells its workers.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[arg(long)]
    bank: BankVersion,
    #[arg(long)]
    profile: Option<String>,
    /// A procurement's file, which chooses the questions in place of a profile.
    #[arg(long)]
    procurement: Option<PathBuf>,
    /// The overlay that it names, or that lies on the release.
    #[arg(long)]
    overlay: Option<PathBuf>,
    #[arg(long, requires = "procurement")]
    lot: Option<Name>,
    #[arg(long)]
    layout: Option<String>,
    #[arg(long)]
    memory: u64,
    #[arg(long)]
    processor_seconds: u64,
}

/// Reads files for the desk until there are no more.
#[expect(clippy::needless_pass_by_value, reason = "all commands take what was typed")]
pub fn run(data: Option<&Path>, args: Args) -> Result<Outcome, Failure> {
    together::alone();
    let files = store::ready(data)?;
    let layouts = Layouts::load(&files)?;
    let profile = || args.profile.as_ref().map(|it| Profile::load(&files, it)).transpose();
    let bank = match (&args.procurement, &args.overlay) {
        (Some(file), overlay) => of_lot(&files, file, overlay.as_deref(), args.lot.as_ref())?,
        (None, Some(path)) => {
            // What is wrong with it or loosened was told before any worker was started.
            let (bank, faults) = Bank::overlaid(&files, &edition::text(path)?);
            let bank = bank.ok_or(faults)?;
            match profile()? {
                Some(profile) => bank.under(&profile)?,
                None => bank,
            }
        }
        (None, None) => match profile()? {
            Some(profile) => Bank::load_under(&files, Some(args.bank), &profile)?,
            None => Bank::load(&files, Some(args.bank))?,
        },
    };
    drop(files);
    let allowance =
        Allowance { memory: args.memory, processor_seconds: args.processor_seconds, ..Allowance::default() };
    let (files, tenders) = (io::stdin().lock(), io::stdout().lock());
    worker::serve(files, tenders, &layouts, &bank, args.layout.as_deref(), allowance)?;
    Ok(Outcome::Done)
}

/// The questions that a procurement's file chooses, with its overlay.
///
/// # Errors
/// When a file cannot be read, or chooses what there is not.
pub(crate) fn procured(files: &[SourceFile], file: &Path, overlay: Option<&Path>) -> Result<Bank, Failure> {
    of_lot(files, file, overlay, None)
}

/// The same of one lot, where one is named.
fn of_lot(
    files: &[SourceFile],
    file: &Path,
    overlay: Option<&Path>,
    lot: Option<&Name>,
) -> Result<Bank, Failure> {
    let read = |path: &Path| -> Result<SourceFile, Failure> {
        let name = path.display().to_string();
        let text = String::from_utf8(store::read(path)?).map_err(|_| format!("`{name}` is no text"))?;
        Ok(SourceFile::new(name, text))
    };
    let overlay = overlay.map(read).transpose()?;
    let (procurement, faults) = Procurement::read(&read(file)?);
    let procurement = procurement.filter(|_| !faults.has_errors()).ok_or(faults)?;
    let (bank, faults) = procurement.bank(files, overlay.as_ref());
    issue::of_lot(&procurement, bank.ok_or(faults)?, lot)
}

/// A desk whose workers are this program.
///
/// # Errors
/// When this program cannot be found.
pub(crate) fn desk(data: Option<&Path>, bank: &Bank, layout: Option<&str>) -> Result<Desk, Failure> {
    let program = std::env::current_exe()
        .map_err(|error| format!("this program cannot find itself to read files with: {error}"))?;
    Ok(Desk::new(program, data, bank, layout, Allowance::default()))
}
