//! `probity rules`: the tests that stand inside the rule files.

use std::{io::Write as _, path::Path};

use super::{Failure, Outcome};
use crate::{
    assess::{Engine, trial},
    bank::Bank,
    id::{BankVersion, QuestionId},
    rule::Rules,
    store,
};

/// What `rules` takes.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// What to do
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Run every test of every rule, as a sentence, a bullet, a table cell and in capitals
    Test {
        /// Only the rules of this question
        #[arg(long, value_name = "ID")]
        question: Option<QuestionId>,
        /// The release of the bank [default: the newest]
        #[arg(long, value_name = "VERSION")]
        bank: Option<BankVersion>,
    },
}

/// Carries out `rules`.
pub fn run(data: Option<&Path>, args: Args) -> Result<Outcome, Failure> {
    let Command::Test { question, bank } = args.command;
    let files = store::data(data)?;
    let bank = Bank::load(&files, bank)?;
    let rules = Rules::load(&files, &bank)?;
    let engine = Engine::new(&bank, rules)?;
    let report = trial::run(&engine, question.as_ref());
    let mut out = std::io::stdout().lock();
    for it in &report.failures {
        writeln!(out, "{it}\n")?;
    }
    for it in &report.lints {
        writeln!(out, "{it}")?;
    }
    writeln!(
        out,
        "{} tests, {} failed, {} known gaps, {} points short of tests",
        report.run,
        report.failures.len(),
        report.known,
        report.lints.len()
    )?;
    Ok(if report.failures.is_empty() && report.lints.is_empty() { Outcome::Done } else { Outcome::Refused })
}
