//! `record redact` and `record erase`: what the public sees, and what nobody sees any more.

use std::path::PathBuf;

use super::{By, Clock, Secret, dossier::Dossier, export, wrote};
use crate::{
    cli::{Failure, Outcome, out},
    ledger::{
        act::Act,
        bag::Files,
        checkpoint::Checkpoint,
        event::Draft,
        redact::{Rules, redact},
    },
    panel::Deed,
    source::SourceFile,
    store::{
        self,
        record::{Record, write_files},
    },
};

/// What `record redact` takes.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The folder of the procurement
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// What is withheld, and under which exemption
    #[arg(long, value_name = "FILE")]
    policy: PathBuf,
    /// A folder that does not exist yet, for the bag
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Who gives it out
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    /// Whom it is for; this is recorded
    #[arg(long = "for", value_name = "WHOM", default_value = "the public")]
    whom: String,
    /// Write it although a withheld value stands elsewhere in what is shown
    #[arg(long)]
    in_spite_of_leaks: bool,
    #[command(flatten)]
    secret: Secret,
    #[command(flatten)]
    clock: Clock,
}

/// Writes a redacted bag at the last checkpoint, so that it has the root and the signatures of the whole one.
pub(super) fn run(args: Args) -> Result<Outcome, Failure> {
    args.secret.need()?;
    let name = args.policy.display().to_string();
    let text = String::from_utf8(store::read(&args.policy)?).map_err(|_| format!("`{name}` is no text"))?;
    let rules = Rules::parse(&SourceFile::new(name, text))?;
    let key = args.secret.key(&args.folder)?.ok_or("no key")?;
    let mut record = Record::open(&args.folder)?;
    let actor = export::giver(&mut record, args.by.as_deref(), Deed::RedactRecord, args.clock.now())?;
    let checkpoint = match record.checkpoints()?.into_values().next_back() {
        Some(last) if last.size == record.state().size => last,
        _ => record.checkpoint(&key)?,
    };
    let dossier = Dossier::of(&mut record)?;
    let redacted = redact(&dossier.files, &dossier.trail, &dossier.declared, &rules)?;
    if !redacted.leaks.is_empty() && !args.in_spite_of_leaks {
        for leak in &redacted.leaks {
            out::note(leak);
        }
        return Err(format!(
            "nothing was written: {} withheld values stand elsewhere in what is shown. Withhold those too, or add \
             `--in-spite-of-leaks` where they are known anyway",
            redacted.leaks.len()
        )
        .into());
    }
    let files = finish(redacted.files, &redacted.trail, &checkpoint, &key)?;
    write_files(&args.out, &files)?;
    // After the checkpoint that it bears, so that it has the root of the whole one.
    export::note_export(&mut record, &actor, ("bag", &args.whom, true), args.clock)?;
    wrote(&args.out, "the redacted bag");
    Ok(Outcome::Done)
}

fn finish(
    files: Files,
    trail: &crate::ledger::trail::Trail,
    checkpoint: &Checkpoint,
    key: &crate::ledger::note::Key,
) -> Result<Files, Failure> {
    export::finish(files, trail, checkpoint, key)
}

/// What `record erase` takes.
#[derive(Debug, clap::Args)]
pub(super) struct EraseArgs {
    /// The folder of the procurement
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// The event whose value is destroyed
    #[arg(long, value_name = "NUMBER")]
    event: u64,
    /// Which value, as `record log` names it
    #[arg(long, value_name = "NAME", required = true)]
    field: Vec<String>,
    /// The law that asks for it: `UK GDPR art. 17`
    #[arg(long, value_name = "LAW")]
    basis: String,
    /// Why
    #[arg(long, value_name = "WORDS")]
    reason: String,
    #[command(flatten)]
    by: By,
    #[command(flatten)]
    clock: Clock,
}

/// Destroys values.
pub(super) fn erase(args: EraseArgs) -> Result<Outcome, Failure> {
    let mut record = Record::open(&args.folder)?;
    let now = args.clock.now();
    let actor = args.by.allowed(&mut record, Deed::RedactRecord, now)?;
    let fields: Vec<&str> = args.field.iter().map(String::as_str).collect();
    let draft = Draft::new(Act::DisclosureErased, &actor.id, actor.role).because(&args.reason);
    let event = record.transact(now, |turn| turn.erase(args.event, &fields, &args.basis, draft))?;
    record.compact()?;
    out::note(&format!(
        "erased, and recorded as event {}. Earlier exports and back-ups may still hold the value: they are for you to find",
        event.seq
    ));
    Ok(Outcome::Done)
}
