//! `probity explain`.

use std::path::Path;

use super::{Failure, Outcome};

/// What `explain` takes.
#[derive(Debug, clap::Args)]
pub struct Args {}

/// Carries out `explain`.
pub fn run(_data: Option<&Path>, _args: Args) -> Result<Outcome, Failure> {
    Ok(Outcome::Done)
}
