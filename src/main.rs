//! The program: parse, run, exit.

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    probity::cli::run(probity::cli::Probity::parse())
}
