//! `probity bank`: list, show and check the questions.

use std::path::Path;

use super::{Failure, Outcome, out};
use crate::{
    bank::Bank,
    id::{BankVersion, Date, QuestionId},
    store,
};

mod json;
mod text;

/// What `bank` takes.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// What to do with the bank
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// List the questions of a release
    List {
        /// Which release of the bank; the newest if left out
        #[arg(long, value_name = "VERSION")]
        bank: Option<BankVersion>,
        /// How to print it
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// Show one question whole: wording, parts, guidance, why it is asked, sources, clauses
    Show {
        /// Which question, such as SLP-08
        question: QuestionId,
        /// Which release of the bank; the newest if left out
        #[arg(long, value_name = "VERSION")]
        bank: Option<BankVersion>,
        /// How to print it
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// Check every file of the bank, and that nothing released has changed
    Check {
        /// Also report which cited sources do not count on this day or were checked more than a year before
        #[arg(long, value_name = "DATE")]
        on: Option<Date>,
    },
}

#[derive(Debug, Clone, Copy, Default, clap::ValueEnum)]
enum Format {
    /// For people
    #[default]
    Text,
    /// For programs
    Json,
}

/// Carries out `bank`.
pub fn run(data: Option<&Path>, args: Args) -> Result<Outcome, Failure> {
    let files = store::data(data)?;
    match args.command {
        Command::List { bank, format } => {
            let bank = Bank::load(&files, bank)?;
            out::print(&match format {
                Format::Text => text::list(&bank),
                Format::Json => json::list(&bank)?,
            })?;
            Ok(Outcome::Done)
        }
        Command::Show { question, bank, format } => {
            let bank = Bank::load(&files, bank)?;
            let found = bank.question(&question).ok_or_else(|| unknown(&bank, &question))?;
            out::print(&match format {
                Format::Text => text::show(&bank, found),
                Format::Json => json::show(&bank, found)?,
            })?;
            Ok(Outcome::Done)
        }
        Command::Check { on } => {
            let faults = Bank::check(&files, on);
            out::report(&faults);
            if faults.has_errors() {
                return Ok(Outcome::Refused);
            }
            let bank = Bank::load(&files, None)?;
            out::print(&format!(
                "bank {} is sound: {} questions, {} sources\n",
                bank.version,
                bank.questions.len(),
                bank.sources.len()
            ))?;
            Ok(Outcome::Done)
        }
    }
}

fn unknown(bank: &Bank, question: &QuestionId) -> String {
    let ids: Vec<&str> = bank.questions.iter().map(|it| it.id.as_str()).collect();
    format!("release `{}` has no question `{question}`; it has {}", bank.version, ids.join(", "))
}
