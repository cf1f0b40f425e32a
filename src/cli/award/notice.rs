//! The contract award notice, the standstill that begins with it, and the contract.

use std::path::{Path, PathBuf};

use super::standstill::{of_notice, standstill};
use crate::{
    cli::{Failure, Outcome, out, record::Clock, rights::allowed},
    id::Date,
    ledger::{act::Act, event::Draft},
    panel::Deed,
    store::record::Record,
};

/// What `award notice` takes.
#[derive(Debug, clap::Args)]
pub(super) struct NoticeArgs {
    /// The folder of the procurement
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Who published it
    #[arg(long, value_name = "PERSON")]
    by: String,
    /// Its number on the central digital platform
    #[arg(long, value_name = "NUMBER")]
    reference: String,
    /// The day of its publication: the standstill begins with it
    #[arg(long, value_name = "DATE")]
    on: Date,
    #[command(flatten)]
    clock: Clock,
}

/// What `award contract` takes.
#[derive(Debug, clap::Args)]
pub(super) struct ContractArgs {
    /// The folder of the procurement
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Who records it
    #[arg(long, value_name = "PERSON")]
    by: String,
    /// The day on which it was entered into
    #[arg(long, value_name = "DATE")]
    on: Date,
    #[command(flatten)]
    clock: Clock,
}

/// Records that the contract award notice was published.
pub(super) fn notice(data: Option<&Path>, args: &NoticeArgs) -> Result<Outcome, Failure> {
    let mut record = Record::open(&args.folder)?;
    let now = args.clock.now();
    let actor = allowed(&mut record, &args.by, Deed::PublishNotice, now)?;
    let sent = last_sent(&mut record)?;
    if let Some(sent) = sent.filter(|it| args.on < *it) {
        return Err(format!(
            "the notice is said to be of {}, and a summary was sent on {sent}: every summary is provided before the notice \
             is published (section 50(1) of the Procurement Act 2023)",
            args.on
        )
        .into());
    }
    of_notice(&args.folder, args.on)?;
    let standstill = standstill(data, &record, args.on)?;
    let draft = Draft::new(Act::NoticePublished, &actor.id, actor.role)
        .with("notice", args.reference.trim())
        .with("on", args.on.to_string());
    let event = record.transact(now, |turn| turn.append(draft))?;
    out::note(&match &standstill {
        Some(it) => format!(
            "recorded as event {}; the standstill begins on {} and ends with {}: the contract is entered into on {} at the \
             earliest, and not while a claim suspends it ({})",
            event.seq, args.on, it.ends, it.sign_from, it.source
        ),
        None => format!("recorded as event {}; the law of this contract asks for no standstill", event.seq),
    });
    for it in standstill.iter().flat_map(|it| &it.notes) {
        out::note(it);
    }
    Ok(Outcome::Done)
}

/// The day on which the last summary was sent that is in force.
fn last_sent(record: &mut Record) -> Result<Option<Date>, Failure> {
    let trail = record.trail()?;
    let told: Vec<u64> = record.state().tenders.values().filter_map(|it| it.told).collect();
    let sent = trail.events().filter(|it| told.contains(&it.seq)).filter_map(|it| it.moment("sent"));
    Ok(sent.map(crate::id::Moment::date).max())
}

/// Records that the contract was entered into.
pub(super) fn contract(data: Option<&Path>, args: &ContractArgs) -> Result<Outcome, Failure> {
    let mut record = Record::open(&args.folder)?;
    let now = args.clock.now();
    let actor = allowed(&mut record, &args.by, Deed::NoteContract, now)?;
    if args.on > now.date() {
        return Err(
            format!("{} is still to come: a contract is recorded once it is entered into", args.on).into()
        );
    }
    let noticed = record.state().noticed_on.as_deref().and_then(|it| it.parse::<Date>().ok());
    let standstill = noticed.map(|it| standstill(data, &record, it)).transpose()?.flatten();
    // It is recorded all the same: what happened is not hidden because it may not have happened.
    if let Some(it) = standstill.filter(|it| args.on < it.sign_from) {
        out::note(&format!(
            "the standstill runs to the end of {}, and the contract was entered into on {}: that breaches {}. Take legal \
             advice at once",
            it.ends, args.on, it.source
        ));
    }
    let draft = Draft::new(Act::ContractEntered, &actor.id, actor.role).with("on", args.on.to_string());
    let event = record.transact(now, |turn| turn.append(draft))?;
    out::note(&format!(
        "recorded as event {}; the award is not decided anew after this. The contract details notice and the record's \
         keeping are counted from {} (sections 53 and 98 of the Procurement Act 2023)",
        event.seq, args.on
    ));
    Ok(Outcome::Done)
}
