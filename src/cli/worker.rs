//! The hidden command by which the program reads files for itself, in a process that may die.

use std::{io, path::Path};

use super::{Failure, Outcome};
use crate::{
    bank::{Bank, profile::Profile},
    id::BankVersion,
    intake::{Allowance, Desk, worker},
    store,
    workbook::layout::Layouts,
};

/// What the desk tells its workers.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[arg(long)]
    bank: BankVersion,
    #[arg(long)]
    profile: Option<String>,
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
    let files = store::ready(data)?;
    let layouts = Layouts::load(&files)?;
    let mut bank = Bank::load(&files, Some(args.bank))?;
    if let Some(profile) = &args.profile {
        bank = bank.under(&Profile::load(&files, profile)?)?;
    }
    drop(files);
    let allowance =
        Allowance { memory: args.memory, processor_seconds: args.processor_seconds, ..Allowance::default() };
    let (files, tenders) = (io::stdin().lock(), io::stdout().lock());
    worker::serve(files, tenders, &layouts, &bank, args.layout.as_deref(), allowance)?;
    Ok(Outcome::Done)
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
