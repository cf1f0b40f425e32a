//! `probity score`.

use std::path::Path;

use super::{Failure, Outcome};

/// What `score` takes.
#[derive(Debug, clap::Args)]
pub struct Args {}

/// Carries out `score`.
pub fn run(_data: Option<&Path>, _args: Args) -> Result<Outcome, Failure> {
    Ok(Outcome::Done)
}
