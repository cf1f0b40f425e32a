//! What was sent to a supplier and what came back, kept and recorded: section 98 of the Procurement Act 2023 asks for all
//! communications about an award.

use std::path::{Path, PathBuf};

use crate::{
    award::letter::Kind,
    cli::{
        Failure, Outcome,
        award::{FOLDER, LETTERS},
        out,
        record::Clock,
        rights::allowed,
    },
    id::{Digest, Moment, TenderId},
    ledger::{act::Act, event::Draft},
    panel::Deed,
    store::{
        self,
        record::{Record, RecordError, write_file},
    },
};

/// What `letters sent` takes.
#[derive(Debug, clap::Args)]
pub(super) struct SentArgs {
    /// The folder of the procurement
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// To whose supplier
    #[arg(value_name = "TENDER")]
    tender: TenderId,
    /// The letter as it was sent
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Of what kind: awarded, not-awarded, not-assessed, price-asked, price-decided, clarification
    #[arg(long, value_name = "KIND", value_parser = kind)]
    kind: Kind,
    /// Who sent it
    #[arg(long, value_name = "PERSON")]
    by: String,
    /// Of a question to the supplier: why it is asked
    #[arg(long, value_name = "WORDS", required_if_eq_any = [("kind", "clarification"), ("kind", "price-asked")])]
    reason: Option<String>,
    /// When it was sent, with the offset [default: now]
    #[arg(long, value_name = "TIME")]
    sent: Option<Moment>,
    #[command(flatten)]
    clock: Clock,
}

/// What `letters answered` takes.
#[derive(Debug, clap::Args)]
pub(super) struct AnsweredArgs {
    /// The folder of the procurement
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Whose supplier answered
    #[arg(value_name = "TENDER")]
    tender: TenderId,
    /// The answer as it came
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The question that it answers, as `letters sent` named it: Q-001
    #[arg(long, value_name = "ID")]
    to: String,
    /// Who took it in
    #[arg(long, value_name = "PERSON")]
    by: String,
    #[command(flatten)]
    clock: Clock,
}

fn kind(text: &str) -> Result<Kind, String> {
    let known: Vec<&str> = Kind::ALL.iter().map(|it| it.as_str()).collect();
    let found = Kind::ALL.into_iter().find(|it| it.as_str() == text);
    found.ok_or_else(|| format!("choose one of {}", known.join(", ")))
}

/// Records that a letter was sent, and keeps it.
pub(super) fn sent(args: &SentArgs) -> Result<Outcome, Failure> {
    let asks = matches!(args.kind, Kind::Clarification | Kind::PriceAsked);
    let mut record = Record::open(&args.folder)?;
    let now = args.clock.now();
    let deed = if asks { Deed::Clarify } else { Deed::SendLetter };
    let actor = allowed(&mut record, &args.by, deed, now)?;
    let sent = args.sent.unwrap_or(now);
    if sent > now {
        return Err(format!("{sent} is still to come: a letter is recorded once it was sent").into());
    }
    let (bytes, name) = (store::read(&args.file)?, name(&args.file));
    let digest = Digest::of(&bytes);
    let tender = args.tender.as_str();
    let asked = record.state().tenders.get(tender).map_or(0, |it| it.clarifications.len());
    let id = format!("Q-{:03}", asked + 1);
    let draft = if asks {
        Draft::new(Act::ClarificationSent, &actor.id, actor.role)
            .about("clarification", id.as_str())
            .about("tender", tender)
            .hide("text", format!("{}, sent {sent}: {name} ({digest})", args.kind.as_str()))
            .because(args.reason.as_deref().unwrap_or_default())
    } else {
        Draft::new(Act::LetterSent, &actor.id, actor.role)
            .about("tender", tender)
            .with("kind", args.kind.as_str())
            .with("sent", sent.to_string())
            .with("sha256", digest.as_str())
            .hide("file", name.as_str())
    };
    let (event, path) = kept(&mut record, now, draft, (args.kind.as_str(), tender, &name), &bytes)?;
    out::note(&format!("recorded as event {event}; the letter is kept as `{}`", path.display()));
    if asks {
        out::print(&format!("{id}\n"))?;
        out::note(&format!(
            "what the supplier answers is recorded with `probity letters answered {} {tender} FILE --to {id}`",
            out::quoted(&args.folder)
        ));
    }
    Ok(Outcome::Done)
}

/// Records what a supplier answered, and keeps it.
pub(super) fn answered(args: &AnsweredArgs) -> Result<Outcome, Failure> {
    let mut record = Record::open(&args.folder)?;
    let now = args.clock.now();
    let actor = allowed(&mut record, &args.by, Deed::Clarify, now)?;
    let (bytes, name) = (store::read(&args.file)?, name(&args.file));
    let tender = args.tender.as_str();
    let draft = Draft::new(Act::ClarificationAnswered, &actor.id, actor.role)
        .about("clarification", args.to.as_str())
        .about("tender", tender)
        .with("sha256", Digest::of(&bytes).as_str())
        .hide("text", name.as_str());
    let (event, path) = kept(&mut record, now, draft, ("answer", tender, &name), &bytes)?;
    out::note(&format!("recorded as event {event}; the answer is kept as `{}`", path.display()));
    Ok(Outcome::Done)
}

fn name(file: &Path) -> String {
    file.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// Records the act, with the file on the disk before the event is final.
fn kept(
    record: &mut Record,
    at: Moment,
    draft: Draft,
    (what, tender, name): (&str, &str, &str),
    bytes: &[u8],
) -> Result<(u64, PathBuf), Failure> {
    let ending = name.rsplit_once('.').map_or("", |(_, it)| it);
    let ending: String = ending.chars().filter(char::is_ascii_alphanumeric).take(8).collect();
    let home = record.folder().join(FOLDER).join(LETTERS);
    Ok(record.transact(at, |turn| {
        let event = turn.append(draft)?;
        let path = home.join(format!("{:05}-{what}-{tender}.{ending}", event.seq));
        write_file(&path, bytes)?;
        Ok::<_, RecordError>((event.seq, path))
    })?)
}
