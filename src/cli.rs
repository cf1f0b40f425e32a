//! The command line: what was typed becomes a request, and its outcome an exit status.

use std::{path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand};

pub mod assess;
pub mod award;
pub mod bank;
pub mod check;
pub mod clauses;
pub mod contract;
pub mod decide;
pub mod derive;
mod edition;
pub mod explain;
pub mod inspect;
mod issue;
pub mod letters;
pub mod methods;
pub mod new;
pub mod out;
pub mod pack;
pub mod panel;
pub mod price;
mod procured;
pub mod publish;
pub mod receive;
pub mod record;
mod rights;
pub mod rules;
pub mod score;
pub mod worker;

/// Supplier assurance and procurement evaluation for UK public bodies.
///
/// Probity reads suppliers' spreadsheets, proposes a score for every answer with the words that led to it, and
/// recommends contract clauses. It proposes; a person decides.
#[derive(Debug, Parser)]
#[command(name = "probity", version, propagate_version = true, max_term_width = 100)]
pub struct Probity {
    /// Use the question bank and scoring data of this folder instead of those built in
    #[arg(long, global = true, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// What to do
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Score suppliers' spreadsheets and write the reports
    Score(score::Args),
    /// Score one answer given on standard input and show why
    Explain(explain::Args),
    /// Say what intake makes of a file: verdict, flags, layout and answers; scores nothing
    Inspect(inspect::Args),
    /// Work out a result from a file of scores and prices, with what would change it
    Award(award::Args),
    /// List, show or check the question bank
    Bank(bank::Args),
    /// Write letters around an award: outcomes, notices, low prices, questions about a tender; nothing is sent
    Letters(letters::Args),
    /// List, show and try assessment methodologies
    Methods(methods::Args),
    /// Write the documents of a tender pack from a procurement's folder
    Pack(pack::Args),
    /// Run the tests that stand inside the rule files
    Rules(rules::Args),
    /// List or show the contract clauses
    Clauses(clauses::Args),
    /// Begin a procurement: a folder with a commented file to fill
    New(new::Args),
    /// Tell everything that is still open or wrong in the draft of a procurement
    Check(check::Args),
    /// Publish a pack: its files and inputs are held by digest, and an amendment is a new version
    Publish(publish::Args),
    /// Let people score alone, then together, and decide on clauses, each step recorded
    Panel(panel::Args),
    /// Make documents that follow from a procurement: timetable, standstill, clarification log, transparency records,
    /// catalogue record, open contracting data
    Derive(derive::Args),
    /// Take in a supplier's file: keep its bytes, record when it came, give a receipt
    Receive(receive::Args),
    /// Propose scores for the tenders received, by what was published
    Assess(assess::Args),
    /// Take the panel's scores and reasons from a filled-in score workbook into the record
    Decide(decide::Args),
    /// Seal prices to two people, and open them when quality is settled
    Price(price::Args),
    /// Keep, read, sign, export and verify the audit trail
    Record(record::Args),
    /// Read files for another process of this program
    #[command(name = crate::intake::COMMAND, hide = true)]
    Worker(worker::Args),
}

/// How a command ended that could be carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Exit status 0.
    Done,
    /// Exit status 1: done, but an input was refused or a check failed; each is named on stderr.
    Refused,
    /// Another exit status, which the help of the command explains.
    Status(u8),
}

/// A command that could not be carried out: exit status 2, with its chain of causes on stderr.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Carries out what was typed.
pub fn run(probity: Probity) -> ExitCode {
    let data = probity.data;
    let outcome = match probity.command {
        Command::Score(args) => score::run(data.as_deref(), args),
        Command::Explain(args) => explain::run(data.as_deref(), args),
        Command::Inspect(args) => inspect::run(data.as_deref(), args),
        Command::Award(args) => award::run(data.as_deref(), args),
        Command::Letters(args) => letters::run(data.as_deref(), args),
        Command::Bank(args) => bank::run(data.as_deref(), args),
        Command::Methods(args) => methods::run(data.as_deref(), args),
        Command::Pack(args) => pack::run(data.as_deref(), args),
        Command::Rules(args) => rules::run(data.as_deref(), args),
        Command::Clauses(args) => clauses::run(data.as_deref(), args),
        Command::New(args) => new::run(data.as_deref(), args),
        Command::Check(args) => check::run(data.as_deref(), args),
        Command::Publish(args) => publish::run(data.as_deref(), args),
        Command::Panel(args) => panel::run(data.as_deref(), args),
        Command::Derive(args) => derive::run(data.as_deref(), args),
        Command::Receive(args) => receive::run(data.as_deref(), args),
        Command::Assess(args) => assess::run(data.as_deref(), args),
        Command::Decide(args) => decide::run(data.as_deref(), args),
        Command::Price(args) => price::run(data.as_deref(), args),
        Command::Record(args) => record::run(data.as_deref(), args),
        Command::Worker(args) => worker::run(data.as_deref(), args),
    };
    match outcome {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Refused) => ExitCode::from(1),
        Ok(Outcome::Status(status)) => ExitCode::from(status),
        Err(failure) => {
            complain(&failure);
            ExitCode::from(2)
        }
    }
}

/// Writes a failure and its causes to stderr.
#[expect(clippy::print_stderr, reason = "messages of the program go to stderr")]
fn complain(failure: &Failure) {
    let mut message = failure.to_string();
    let mut cause = failure.source();
    while let Some(it) = cause {
        message.push_str(": ");
        message.push_str(&it.to_string());
        cause = it.source();
    }
    eprintln!("probity: {message}");
}

/// The day that the clock shows, in UTC: the one place where a default may come from it. Every output says which
/// day was used.
#[expect(clippy::disallowed_methods, reason = "`cli` is where the clock enters, as a value")]
pub(crate) fn today() -> crate::id::Date {
    let seconds =
        std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |it| it.as_secs());
    crate::id::Date::from_unix_days(i64::try_from(seconds / 86_400).unwrap_or(0))
}

/// The moment that the clock shows, for what is recorded now.
#[expect(clippy::disallowed_methods, reason = "`cli` is where the clock enters, as a value")]
pub(crate) fn now() -> crate::id::Moment {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    crate::id::Moment::from_unix_millis(since.map_or(0, |it| i64::try_from(it.as_millis()).unwrap_or(0)))
}
