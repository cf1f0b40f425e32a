//! `probity rules`: the tests that stand inside the rule files.

use std::{
    io::Write as _,
    path::{Path, PathBuf},
};

use super::{Failure, Outcome};
use crate::{
    assess::{Engine, learn, trial},
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
    /// Learn from labelled sentences which words are typical of which part, and print `associations.toml`
    Learn {
        /// A sentence to a line, as JSON: question, part, status, text
        #[arg(value_name = "SENTENCES.jsonl")]
        sentences: PathBuf,
        /// The release of the bank [default: the newest]
        #[arg(long, value_name = "VERSION")]
        bank: Option<BankVersion>,
    },
}

/// Carries out `rules`.
pub fn run(data: Option<&Path>, args: Args) -> Result<Outcome, Failure> {
    let (Command::Test { bank, .. } | Command::Learn { bank, .. }) = &args.command;
    let files = store::data(data)?;
    let bank = Bank::load(&files, *bank)?;
    let rules = Rules::load(&files, &bank)?;
    let engine = Engine::new(&bank, rules)?;
    let question = match args.command {
        Command::Test { question, .. } => question,
        Command::Learn { sentences, .. } => {
            let text = store::read(&sentences)?;
            let text = String::from_utf8_lossy(&text);
            let lines = text.lines().filter(|it| !it.trim().is_empty());
            let labelled = lines.map(serde_json::from_str).collect::<Result<Vec<_>, _>>()?;
            write!(std::io::stdout().lock(), "{}", learn::learn(&engine, &labelled))?;
            return Ok(Outcome::Done);
        }
    };
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
