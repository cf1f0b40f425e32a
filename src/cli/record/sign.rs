//! Signatures: checkpoints, an auditor's cosignature, receipts, and the change of a key.

use std::path::{Path, PathBuf};

use super::{By, Clock, Secret, dossier::Dossier, log_key, verify, works::shown, wrote};
use crate::{
    cli::{Failure, Outcome, out},
    ledger::{
        act::Act,
        bag, base64,
        checkpoint::Checkpoint,
        event::Draft,
        note::{Key, Kind},
        receipt::Receipt,
        verify::{Request, Verdict, rotation_message, verify as verify_files},
    },
    panel::Deed,
    store::{
        self, keys,
        record::{Record, is_procurement, read_files, write_file},
    },
};

/// What `record receipt` takes.
#[derive(Debug, clap::Args)]
pub(super) struct ReceiptArgs {
    /// The folder of the procurement
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// The tender's id
    #[arg(value_name = "TENDER")]
    tender: String,
    /// Where to [default: `tenders/<TENDER>/receipt.tlog-proof` in the folder]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    #[command(flatten)]
    secret: Secret,
}

/// Writes a receipt.
pub(super) fn receipt(args: ReceiptArgs) -> Result<Outcome, Failure> {
    args.secret.need()?;
    let mut record = Record::open(&args.folder)?;
    let key = args.secret.key(&args.folder)?.ok_or("no key")?;
    let path = write_receipt(&mut record, &args.tender, &key, args.out)?;
    wrote(&path, "the receipt");
    Ok(Outcome::Done)
}

/// Signs the record and writes the receipt for a tender that was received.
pub(crate) fn write_receipt(
    record: &mut Record,
    tender: &str,
    key: &Key,
    out: Option<PathBuf>,
) -> Result<PathBuf, Failure> {
    let checkpoint = record.checkpoint(key)?;
    let trail = record.trail()?;
    let event = trail
        .latest(Act::TenderReceived, &[("tender", tender)])
        .ok_or_else(|| format!("no tender `{tender}` was received"))?;
    let line = usize::try_from(event.seq).ok().and_then(|it| trail.lines.get(it)).ok_or("no such event")?;
    let receipt =
        Receipt::new(line, event.seq, &trail.tree(), &checkpoint).ok_or("the checkpoint is too old")?;
    let home = record.folder().join("tenders").join(tender).join("receipt.tlog-proof");
    let path = out.unwrap_or(home);
    write_file(&path, receipt.to_string().as_bytes())?;
    Ok(path)
}

/// What `record checkpoint` takes.
#[derive(Debug, clap::Args)]
pub(super) struct CheckpointArgs {
    /// The folder of the procurement
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    #[command(flatten)]
    secret: Secret,
}

/// Signs the record and prints the checkpoint, to be kept elsewhere.
pub(super) fn checkpoint(args: CheckpointArgs) -> Result<Outcome, Failure> {
    args.secret.need()?;
    let key = args.secret.key(&args.folder)?.ok_or("no key")?;
    let checkpoint = Record::open(&args.folder)?.checkpoint(&key)?;
    out::print(&checkpoint.to_string())?;
    out::note(&format!(
        "keep this outside the computer that holds the record, or print its root: {}",
        checkpoint.short_root()
    ));
    Ok(Outcome::Done)
}

/// What `record key` takes.
#[derive(Debug, clap::Args)]
pub(super) struct KeyArgs {
    /// The name that the auditor signs by, without a scheme: `audit.council.gov.uk/w1`
    #[arg(value_name = "NAME")]
    name: String,
    /// The folder for the key, which the auditor keeps apart from the procurement
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    #[command(flatten)]
    secret: Secret,
}

/// Makes an auditor's key.
pub(super) fn key(args: KeyArgs) -> Result<Outcome, Failure> {
    let passphrase = args.secret.need()?;
    let key = keys::create(&args.out, "witness", &args.name, Kind::Witness, &passphrase)?;
    out::print(&format!("{}\n", key.public()))?;
    out::note("put the line above into trust policies: `witness audit KEY`, `quorum audit`");
    Ok(Outcome::Done)
}

/// What `record cosign` takes.
#[derive(Debug, clap::Args)]
pub(super) struct CosignArgs {
    /// A bag, or the folder of the procurement
    #[arg(value_name = "BAG|DIR")]
    folder: PathBuf,
    /// The auditor's key
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// The trust policy that names the log's key; its quorum is not asked for here
    #[arg(long, value_name = "FILE")]
    policy: PathBuf,
    /// The checkpoint that the auditor signed last; the record must continue it
    #[arg(long, value_name = "FILE")]
    since: Option<PathBuf>,
    #[command(flatten)]
    secret: Secret,
    #[command(flatten)]
    clock: Clock,
}

/// Checks the record and adds the auditor's signature.
pub(super) fn cosign(data: Option<&Path>, args: CosignArgs) -> Result<Outcome, Failure> {
    let key = keys::open(&args.key, &args.secret.need()?)?;
    if key.public().kind() != Kind::Witness {
        return Err(format!("`{}` is the key of a log and not of an auditor", args.key.display()).into());
    }
    let policy = verify::policy(&args.policy)?;
    let log = crate::ledger::policy::Policy::of_log(policy.log);
    let since = match &args.since {
        None => Vec::new(),
        Some(path) => {
            let text = String::from_utf8(store::read(path)?).map_err(|_| "the checkpoint is no text")?;
            vec![(path.display().to_string(), text)]
        }
    };
    let live = is_procurement(&args.folder);
    let mut files =
        if live { Dossier::of(&mut Record::open(&args.folder)?)?.files } else { read_files(&args.folder)? };
    let anew = verify::anew(data, &files);
    let recompute = anew.as_ref().map(|it| {
        let it: &dyn crate::ledger::verify::Recompute = it;
        it
    });
    let report =
        verify_files(&Request { files: &files, policy: &log, since: &since, receipts: &[], live, recompute });
    if !matches!(report.verdict, Verdict::Verified | Verdict::Redacted) {
        out::print(&report.to_string())?;
        return Ok(Outcome::Status(report.verdict.status()));
    }
    let text = files.get("data/checkpoint").ok_or("nothing was signed yet: `probity record checkpoint`")?;
    let mut checkpoint: Checkpoint = String::from_utf8_lossy(text).parse()?;
    checkpoint.cosign(&key, args.clock.now());
    if live {
        Record::open(&args.folder)?.keep_checkpoint(&checkpoint)?;
    } else {
        files.insert("data/checkpoint".into(), checkpoint.to_string().into_bytes());
        // The size of the payload is told, so that file is made anew; the manifests after it.
        bag::reseal(&mut files);
        for name in ["bag-info.txt", bag::MANIFEST, bag::TAG_MANIFEST, "data/checkpoint"] {
            if let Some(bytes) = files.get(name) {
                write_file(&args.folder.join(name), bytes)?;
            }
        }
    }
    out::print(&checkpoint.to_string())?;
    out::note("checked and signed: keep the lines above for the next time, as `--since`");
    Ok(Outcome::Done)
}

/// What `record rotate` takes.
#[derive(Debug, clap::Args)]
pub(super) struct RotateArgs {
    /// The folder of the procurement
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Why the key is changed
    #[arg(long, value_name = "WORDS")]
    reason: String,
    #[command(flatten)]
    by: By,
    #[command(flatten)]
    secret: Secret,
    #[command(flatten)]
    clock: Clock,
}

/// Changes the log's key.
pub(super) fn rotate(args: RotateArgs) -> Result<Outcome, Failure> {
    let passphrase = args.secret.need()?;
    let mut record = Record::open(&args.folder)?;
    let now = args.clock.now();
    let actor = args.by.allowed(&mut record, Deed::RotateKey, now)?;
    let old = keys::open(&log_key(&args.folder), &passphrase)?;
    // The history up to here is signed by the key that it was written under.
    record.checkpoint(&old)?;
    let home = args.folder.join(keys::FOLDER);
    let next = format!("log-{}", record.state().size);
    let new = keys::create(&home, &next, record.origin(), Kind::Log, &passphrase)?;
    let (old_text, new_text) = (old.public().to_string(), new.public().to_string());
    let message = rotation_message(record.origin(), &old_text, &new_text);
    let draft = Draft::new(Act::KeyRotated, &actor.id, actor.role)
        .with("new", new_text.as_str())
        .with("old", old_text.as_str())
        .with("signed_new", base64::encode(&new.sign_raw(message.as_bytes())))
        .with("signed_old", base64::encode(&old.sign_raw(message.as_bytes())))
        .because(&args.reason);
    let event = record.transact(now, |turn| turn.append(draft))?;
    keys::replace(&home, &next, event.seq)?;
    record.checkpoint(&new)?;
    out::print(&format!("{new_text}\n"))?;
    out::note(&format!(
        "the record goes on under the key above since {}. Policies may go on naming the first key; publish the new one",
        shown(event.at)
    ));
    Ok(Outcome::Done)
}
