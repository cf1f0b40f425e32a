//! `probity receive`: a supplier's file comes in. Its bytes are kept, its time is recorded, and nothing is dropped.

use std::path::{Path, PathBuf};

use super::{
    Failure, Outcome, out,
    record::{
        Clock, Secret,
        sign::write_receipt,
        works::{Works, shown},
    },
    rights::{Actor, allowed_or_program},
};
use crate::{
    diag::counted,
    id::{Digest, Moment},
    ledger::{act::Act, bidder, event::Draft, process::BACKWARDS_MILLIS},
    panel::Deed,
    report::words,
    store::{
        self,
        record::{Record, RecordError, keep},
    },
    tender::{Tender, Verdict},
};

/// What `receive` takes.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder of the procurement
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// The file as it was received
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// When it was received, by the portal's or the mail server's clock, with the offset
    #[arg(long, value_name = "TIME")]
    at: Moment,
    /// The supplier's name [default: the one that the file states]
    #[arg(long, value_name = "NAME")]
    supplier: Option<String>,
    /// The tender of the same supplier that this one takes the place of
    #[arg(long, value_name = "TENDER")]
    replaces: Option<String>,
    /// Who takes it in [default: this program, for the portal that hands it on]
    #[arg(long, value_name = "PERSON")]
    by: Option<String>,
    /// Record it although the same file was received before
    #[arg(long)]
    again: bool,
    #[command(flatten)]
    secret: Secret,
    #[command(flatten)]
    clock: Clock,
}

/// Receives a file.
pub fn run(data: Option<&Path>, args: Args) -> Result<Outcome, Failure> {
    let mut record = Record::open(&args.folder)?;
    let pack = record.state().pack.clone().ok_or("nothing was published that could be tendered for")?;
    let now = args.clock.now();
    let actor = allowed_or_program(&mut record, args.by.as_deref(), Deed::ReceiveTender, now)?;
    not_ahead(args.at, now, record.state().latest)?;
    let bytes = store::read(&args.file)?;
    let name = args.file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let digest = Digest::of(&bytes);
    let before = record.state().tenders.iter().find(|(_, it)| it.sha256 == digest.as_str());
    if let Some((id, _)) = before.filter(|_| !args.again) {
        return Err(format!(
            "this very file was received before, as {id}: add `--again` to record it once more"
        )
        .into());
    }
    let tender = Works::load(data, &args.folder, &pack)?.read(&name, &bytes)?;
    let supplier = args.supplier.clone().or_else(|| tender.supplier.clone()).unwrap_or_else(|| name.clone());
    let late = args.at > pack.deadline;
    let id = record.transact(now, |turn| {
        let id = turn.state().next_tender();
        // On the disk before the event that speaks of it.
        keep(turn.folder(), &id, &name, &bytes)?;
        let mut draft = Actor::draft(actor.as_ref(), Act::TenderReceived)
            .about("tender", id.as_str())
            .with("bytes", u64::try_from(bytes.len()).unwrap_or(u64::MAX))
            .with("deadline", pack.deadline.to_string())
            .with("late", late)
            .with("received", args.at.to_string())
            .with("sha256", digest.as_str())
            .with("verdict", verdict(tender.intake.verdict))
            .hide("file", name.as_str())
            .hide("supplier", supplier.as_str());
        if let Some(reason) = &tender.intake.reason {
            draft = draft.with("refusal", reason.as_str());
        }
        if let Some(old) = &args.replaces {
            draft = draft.with("replaces", old.as_str());
        }
        turn.append(draft)?;
        for (flag, n) in tender.intake.flags.iter().zip(1_u32..) {
            let place = flag.place.as_ref().map(ToString::to_string).unwrap_or_default();
            turn.append(
                Draft::of_system(Act::FlagRaised)
                    .about("tender", id.as_str())
                    .about("flag", format!("F-{n:03}"))
                    .with("code", flag.code.as_str())
                    .hide("message", shortened(&flag.message))
                    .hide("place", place),
            )?;
        }
        Ok::<_, RecordError>(id)
    })?;
    out::print(&told(&id, &supplier, &tender, late, &args))?;
    let trail = record.trail()?;
    let several_of = bidder::tenders(record.state(), &trail);
    if let Some(all) = several_of.iter().find(|it| it.contains(&id)) {
        out::note(&several(&supplier, all));
    }
    match args.secret.key(&args.folder) {
        Ok(Some(key)) => {
            let path = write_receipt(&mut record, &id, &key, None)?;
            out::note(&format!("the supplier's receipt is in `{}`", path.display()));
        }
        // A tender is received whatever becomes of the receipt.
        Ok(None) => out::note(&format!(
            "no passphrase was given: write the receipt with `probity record receipt {} {id}`",
            out::quoted(&args.folder)
        )),
        Err(error) => {
            out::note(&format!("the tender is recorded, and its receipt could not be written: {error}"));
        }
    }
    Ok(if late || tender.intake.verdict == Verdict::Refused { Outcome::Refused } else { Outcome::Done })
}

/// A tender that came in later than now did not come in. The portal's clock may be a little ahead of this one, and the
/// record knows of moments that this computer's clock does not.
fn not_ahead(received: Moment, now: Moment, latest: Option<Moment>) -> Result<(), Failure> {
    let is_ahead = |of: Moment| received.unix_millis() > of.unix_millis().saturating_add(BACKWARDS_MILLIS);
    if !is_ahead(now) || latest.is_some_and(|it| !is_ahead(it)) {
        return Ok(());
    }
    Err(format!(
        "the time of receipt lies in the future: `--at` says {}, and it is {} by this computer's clock. Give the \
         time at which the tender came in, with \
         the offset of the clock that showed it, such as `+01:00`",
        shown(received),
        shown(now)
    )
    .into())
}

/// Enough of a message for the record, whose lines have a limit.
pub(super) fn shortened(message: &str) -> String {
    words::shortened(message, 4000).into_owned()
}

/// That one supplier has several tenders, and what a person can do about it.
pub(super) fn several(supplier: &str, tenders: &[String]) -> String {
    format!(
        "`{}` has {} tenders here, {}: all are kept, and which one counts is for a person to say. One that the supplier took \
         back is withdrawn with `probity record withdraw`, one that may not count is excluded with `probity record exclude`, \
         and of a new one that takes another's place `receive --replaces` says so",
        words::visible(supplier).replace('\n', " "),
        tenders.len(),
        tenders.join(", ")
    )
}

fn verdict(it: Verdict) -> &'static str {
    match it {
        Verdict::Accepted => "accepted",
        Verdict::AcceptedWithFlags => "accepted-with-flags",
        Verdict::Refused => "refused",
    }
}

fn told(id: &str, supplier: &str, tender: &Tender, late: bool, args: &Args) -> String {
    let intake = &tender.intake;
    let when = if late {
        "LATE: it is kept and marked, and takes part only if somebody decides to admit it"
    } else {
        "in time"
    };
    let mut text = format!(
        "{id}  {}  received {}, {when}\n{:>7}{}, {}, sha256 {}\n",
        words::visible(supplier).replace('\n', " "),
        shown(args.at),
        "",
        words::verdict(intake.verdict),
        counted(intake.flags.len(), "flag"),
        tender.digest.hex()
    );
    if let Some(why) = &intake.explanation {
        text.push_str(&format!("{:>7}{}\n", "", words::visible(why).replace('\n', " ")));
    }
    text
}
