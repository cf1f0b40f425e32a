//! `probity bank`.

use std::path::Path;

use super::{Failure, Outcome};

/// What `bank` takes.
#[derive(Debug, clap::Args)]
pub struct Args {}

/// Carries out `bank`.
pub fn run(_data: Option<&Path>, _args: Args) -> Result<Outcome, Failure> {
    Ok(Outcome::Done)
}
