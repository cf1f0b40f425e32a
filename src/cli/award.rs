//! `probity award`: a result from a plain file of scores and prices.

use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::{Failure, Outcome, out};
use crate::{award::sheet::Sheet, store};

mod table;

/// What `award` takes.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The file; `fixtures/schema/award-sheet.json` names its keys
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// A method of your own, in place of the one that the file names
    #[arg(long, value_name = "FILE")]
    method: Option<PathBuf>,
    /// As what
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// For programs
    Json,
}

/// Carries out `award`.
pub fn run(data: Option<&Path>, args: Args) -> Result<Outcome, Failure> {
    let files = store::data(data)?;
    let own = args.method.as_deref().map(store::text).transpose()?;
    let (sheet, faults) = Sheet::read(&files, &store::text(&args.file)?, own.as_ref());
    out::report(&faults);
    let Some(sheet) = sheet else { return Ok(Outcome::Refused) };
    let outcomes = sheet.outcomes()?;
    out::print(&match args.format {
        Format::Text => table::outcomes(&sheet, &outcomes),
        Format::Json => serde_json::to_string_pretty(&outcomes)? + "\n",
    })?;
    Ok(Outcome::Done)
}
