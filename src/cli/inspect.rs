//! `probity inspect`.

use std::path::Path;

use super::{Failure, Outcome};

/// What `inspect` takes.
#[derive(Debug, clap::Args)]
pub struct Args {}

/// Carries out `inspect`.
pub fn run(_data: Option<&Path>, _args: Args) -> Result<Outcome, Failure> {
    Ok(Outcome::Done)
}
