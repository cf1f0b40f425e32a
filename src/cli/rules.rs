//! `probity rules`.

use std::path::Path;

use super::{Failure, Outcome};

/// What `rules` takes.
#[derive(Debug, clap::Args)]
pub struct Args {}

/// Carries out `rules`.
pub fn run(_data: Option<&Path>, _args: Args) -> Result<Outcome, Failure> {
    Ok(Outcome::Done)
}
