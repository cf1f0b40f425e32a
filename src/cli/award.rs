//! `probity award`: a result from a plain file or from a procurement's record, what people decide on it, and what suppliers
//! are told of it.

use std::path::{Path, PathBuf};

use clap::{Subcommand, ValueEnum};

use super::{Failure, Outcome, record::Clock};
use crate::id::Date;

mod acts;
pub(super) mod basis;
mod compute;
mod decide;
mod facts;
pub(super) mod figures;
pub(super) mod inputs;
mod notice;
mod plain;
mod reopen;
mod standstill;
mod table;
pub(super) mod tell;

/// Where results stand in the folder of a procurement.
pub(super) const FOLDER: &str = "award";

/// Where below it what holds no longer is kept, by the event that was replaced.
const REPLACED: &str = "replaced";

/// Where below it the schedule of the contract stands, as people decided on it.
pub(super) const CONTRACT: &str = "contract";

/// Where below it what was written to suppliers is kept, by the event that says so.
pub(super) const LETTERS: &str = "letters";

/// What `award` takes.
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct Args {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    result: ResultArgs,
}

#[derive(Debug, clap::Args)]
struct ResultArgs {
    /// The folder of a procurement, or a file of scores and prices; `fixtures/schema/award-sheet.json` names its keys
    #[arg(value_name = "DIR|FILE", required = true)]
    of: Option<PathBuf>,
    /// Of a folder: who has the result computed, by sign or name
    #[arg(long, value_name = "PERSON")]
    by: Option<String>,
    /// Of a file: a method of your own, in place of the one that the file names
    #[arg(long, value_name = "FILE")]
    method: Option<PathBuf>,
    /// Of a file: what people say of the tenders; with it, a summary is made for every supplier;
    /// `fixtures/schema/award-people.json` names its keys
    #[arg(long, value_name = "FILE")]
    people: Option<PathBuf>,
    /// Of a file: write the evaluation report, the summaries and the open contracting data to this folder
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Write to the folder although something else stands in it
    #[arg(long)]
    force: bool,
    /// Of a file: the day that the open contracting data bear; today where left out
    #[arg(long, value_name = "DATE")]
    on: Option<Date>,
    /// As what the result is printed
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    clock: Clock,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Record that a tender is disregarded, with the fact, the rule and the reason
    Outcome(acts::OutcomeArgs),
    /// Record that a matter was looked at and is not held against a tender
    Keep(acts::KeepArgs),
    /// Record the panel's score for a criterion beside the questions, such as social value
    Score(acts::ScoreArgs),
    /// Record a draw between tenders that nothing separates
    Draw(acts::DrawArgs),
    /// Record which lots a supplier prefers by its tender
    Prefer(acts::PreferArgs),
    /// Let a tender take part again that was disregarded, for a reason
    Reinstate(acts::ReinstateArgs),
    /// Decide on the award: a person, on the result, with a reason
    Decide(decide::Args),
    /// Let the award be decided anew, and what led to it: a new fact, or an error, before or after suppliers were told
    Reopen(reopen::Args),
    /// Make the assessment summaries of all tenders, once the award is decided
    Summaries(tell::SummariesArgs),
    /// Record that assessment summaries were sent
    Send(tell::SendArgs),
    /// Record that the contract award notice was published, once every summary is sent
    Notice(notice::NoticeArgs),
    /// Record that the contract was entered into, once the standstill is over
    Contract(notice::ContractArgs),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// For programs
    Json,
}

/// Carries out `award`.
pub fn run(data: Option<&Path>, args: Args) -> Result<Outcome, Failure> {
    match args.command {
        Some(Command::Outcome(args)) => acts::outcome(args),
        Some(Command::Keep(args)) => acts::keep(args),
        Some(Command::Score(args)) => acts::score(args),
        Some(Command::Draw(args)) => acts::draw(args),
        Some(Command::Prefer(args)) => acts::prefer(args),
        Some(Command::Reinstate(args)) => acts::reinstate(&args),
        Some(Command::Decide(args)) => decide::run(data, &args),
        Some(Command::Reopen(args)) => reopen::run(&args),
        Some(Command::Summaries(args)) => tell::summaries(data, &args),
        Some(Command::Send(args)) => tell::send(data, &args),
        Some(Command::Notice(args)) => notice::notice(data, &args),
        Some(Command::Contract(args)) => notice::contract(data, &args),
        None => result(data, args.result),
    }
}

fn result(data: Option<&Path>, args: ResultArgs) -> Result<Outcome, Failure> {
    let of = args.of.clone().ok_or("name the folder of a procurement, or a file of scores and prices")?;
    if !of.is_dir() {
        if args.by.is_some() {
            return Err("`--by` is for a procurement's folder: a plain file records nothing".into());
        }
        return plain::run(data, &of, args);
    }
    for (given, flag) in [
        (args.method.is_some(), "--method"),
        (args.people.is_some(), "--people"),
        (args.out.is_some(), "--out"),
        (args.on.is_some(), "--on"),
    ] {
        if given {
            return Err(format!(
                "`{flag}` is for a plain file: of a procurement the method is the published one, and all is written to its \
                 `award` folder"
            )
            .into());
        }
    }
    compute::run(data, &of, args.by.as_deref(), args.force, args.format == Format::Json, args.clock)
}
