//! Decisions on a tender that need no workbook, and corrections.

use std::path::PathBuf;

use super::{By, Clock};
use crate::{
    cli::{Failure, Outcome, out},
    ledger::{
        act::{Act, Role},
        event::Draft,
    },
    panel::Deed,
    store::record::Record,
};

/// What decisions on a tender take.
#[derive(Debug, clap::Args)]
pub(super) struct TenderArgs {
    /// The folder of the procurement
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// The tender's id
    #[arg(value_name = "TENDER")]
    tender: String,
    /// Why
    #[arg(long, value_name = "WORDS")]
    reason: String,
    #[command(flatten)]
    by: By,
    #[command(flatten)]
    clock: Clock,
}

/// What a reviewed declaration takes.
#[derive(Debug, clap::Args)]
pub(super) struct ReviewArgs {
    /// The folder of the procurement
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// The pseudonym of whoever declared
    #[arg(value_name = "PERSON")]
    person: String,
    /// What is decided: `cleared` to take part, or `barred`
    #[arg(long, value_parser = ["cleared", "barred"])]
    outcome: String,
    /// Why
    #[arg(long, value_name = "WORDS")]
    reason: String,
    #[command(flatten)]
    by: By,
    #[command(flatten)]
    clock: Clock,
}

/// What resolving a flag takes.
#[derive(Debug, clap::Args)]
pub(super) struct FlagArgs {
    #[command(flatten)]
    of: TenderArgs,
    /// The flag's id, as `record log` shows it
    #[arg(long, value_name = "FLAG")]
    flag: String,
    /// What became of it, in a word or two: seen, asked, set aside
    #[arg(long, value_name = "WORDS")]
    outcome: String,
}

/// What a correction takes.
#[derive(Debug, clap::Args)]
pub(super) struct CorrectArgs {
    /// The folder of the procurement
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// The event that was wrong
    #[arg(long, value_name = "NUMBER")]
    event: u64,
    /// What it should have said
    #[arg(long, value_name = "WORDS")]
    correction: String,
    /// Why
    #[arg(long, value_name = "WORDS")]
    reason: String,
    #[command(flatten)]
    by: By,
    #[command(flatten)]
    clock: Clock,
}

fn record(
    folder: &std::path::Path,
    by: &By,
    deed: Deed,
    clock: Clock,
    draft: impl FnOnce(&str, Role) -> Draft,
) -> Result<Outcome, Failure> {
    let mut record = Record::open(folder)?;
    let now = clock.now();
    let actor = by.allowed(&mut record, deed, now)?;
    let draft = draft(&actor.id, actor.role);
    let words = draft.act().shape().words;
    let event = record.transact(now, |turn| turn.append(draft))?;
    out::note(&format!("recorded as event {}: {words}", event.seq));
    Ok(Outcome::Done)
}

/// A late tender is let in.
pub(super) fn admit(args: &TenderArgs) -> Result<Outcome, Failure> {
    tender(args, Deed::AdmitTender, |draft| draft, Act::TenderAdmitted)
}

/// A tender is not assessed further.
pub(super) fn exclude(args: &TenderArgs, ground: &str) -> Result<Outcome, Failure> {
    tender(args, Deed::ExcludeTender, |draft| draft.with("ground", ground), Act::TenderExcluded)
}

/// A supplier takes a tender back.
pub(super) fn withdraw(args: &TenderArgs) -> Result<Outcome, Failure> {
    tender(args, Deed::NoteWithdrawal, |draft| draft, Act::TenderWithdrawn)
}

fn tender(
    args: &TenderArgs,
    deed: Deed,
    more: impl FnOnce(Draft) -> Draft,
    act: Act,
) -> Result<Outcome, Failure> {
    record(&args.folder, &args.by, deed, args.clock, |by, role| {
        more(Draft::new(act, by, role).about("tender", args.tender.as_str()).because(&args.reason))
    })
}

/// Somebody has looked at a flag.
pub(super) fn resolve(args: &FlagArgs) -> Result<Outcome, Failure> {
    tender(
        &args.of,
        Deed::ResolveFlag,
        |draft| draft.about("flag", args.flag.as_str()).with("outcome", args.outcome.as_str()),
        Act::FlagResolved,
    )
}

/// A declared conflict is reviewed.
pub(super) fn review(args: &ReviewArgs) -> Result<Outcome, Failure> {
    record(&args.folder, &args.by, Deed::ReviewInterest, args.clock, |by, role| {
        Draft::new(Act::InterestReviewed, by, role)
            .about("person", args.person.as_str())
            .with("outcome", args.outcome.as_str())
            .because(&args.reason)
    })
}

/// An earlier event was wrong.
pub(super) fn correct(args: &CorrectArgs) -> Result<Outcome, Failure> {
    record(&args.folder, &args.by, Deed::Correct, args.clock, |by, role| {
        Draft::new(Act::CorrectionMade, by, role)
            .with("corrects", args.event)
            .hide("correction", args.correction.as_str())
            .because(&args.reason)
    })
}
