//! `probity record`: the audit trail of a procurement, kept, read, signed, exported and verified.

use std::path::{Path, PathBuf};

use super::{
    Failure, Outcome, out,
    rights::{Actor, allowed},
};
use crate::{
    id::{Date, Digest, Moment, QuestionId},
    ledger::{
        act::{Act, Role},
        event::Draft,
        note::{Key, Kind},
        policy::Policy,
        process::State,
        verify::tree_digest,
    },
    panel::Deed,
    source::SourceFile,
    store::{
        self,
        keys::{self, Passphrase},
        record::{Opening, Record, RecordError, Turn, read_files, write_file, write_files},
    },
};

mod act;
mod dossier;
mod export;
mod log;
mod open;
mod redact;
pub(crate) mod sign;
mod verify;
pub(crate) mod works;

/// What `record` takes.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// What to do with the record
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Begin the record of a procurement and make the key that signs it
    Open(open::OpenArgs),
    /// Record that somebody takes part and what interest they declare
    Declare(open::DeclareArgs),
    /// Record what was published: the bank, the rules, the deadline and the files of the pack
    Publish(open::PublishArgs),
    /// Decide on a declared conflict of interest
    Review(act::ReviewArgs),
    /// Let a late tender take part
    Admit(act::TenderArgs),
    /// Assess a tender no further
    Exclude {
        #[command(flatten)]
        of: act::TenderArgs,
        /// The rule that it is excluded under
        #[arg(long, value_name = "RULE")]
        ground: String,
    },
    /// Record that a supplier has taken its tender back
    Withdraw(act::TenderArgs),
    /// Record what became of a flag
    Resolve(act::FlagArgs),
    /// Say that an earlier event was wrong; nothing is ever edited
    Correct(act::CorrectArgs),
    /// Show what was done, by whom, when and why
    Log(log::Args),
    /// Check a bag, or the living record, against keys that you trust
    ///
    /// Exit status: 0 verified; 1 tampered, each place is named; 2 redacted, and what is shown is verified;
    /// 3 unreadable, as where the policy is missing. Of a command line that cannot be read it is 2 as everywhere, and
    /// nothing is printed to standard output.
    Verify(verify::Args),
    /// Write the record for others: a bag that verifies offline, or a table of what was done
    Export(export::Args),
    /// Write a bag to publish, with values, events or files withheld and declared
    Redact(redact::Args),
    /// Write a supplier's receipt: proof of what was received and when
    Receipt(sign::ReceiptArgs),
    /// Sign the record as it stands
    Checkpoint(sign::CheckpointArgs),
    /// Add an internal auditor's signature to a bag or to the living record, after checking it
    Cosign(sign::CosignArgs),
    /// Make a key for an internal auditor
    Key(sign::KeyArgs),
    /// Go on under a new key, signed by both
    Rotate(sign::RotateArgs),
    /// Destroy a value for good; the record still verifies
    Erase(redact::EraseArgs),
}

/// Carries out `record`.
pub fn run(data: Option<&Path>, args: Args) -> Result<Outcome, Failure> {
    match args.command {
        Command::Open(args) => open::open(args),
        Command::Declare(args) => open::declare(args),
        Command::Publish(args) => open::publish(data, args),
        Command::Review(args) => act::review(&args),
        Command::Admit(args) => act::admit(&args),
        Command::Exclude { of, ground } => act::exclude(&of, &ground),
        Command::Withdraw(args) => act::withdraw(&args),
        Command::Resolve(args) => act::resolve(&args),
        Command::Correct(args) => act::correct(&args),
        Command::Log(args) => log::run(args),
        Command::Verify(args) => verify::run(data, &args),
        Command::Export(args) => export::run(data, args),
        Command::Redact(args) => redact::run(args),
        Command::Receipt(args) => sign::receipt(args),
        Command::Checkpoint(args) => sign::checkpoint(args),
        Command::Cosign(args) => sign::cosign(data, args),
        Command::Key(args) => sign::key(args),
        Command::Rotate(args) => sign::rotate(args),
        Command::Erase(args) => redact::erase(args),
    }
}

/// Where the passphrase of a key comes from.
#[derive(Debug, clap::Args)]
pub(crate) struct Secret {
    /// A file whose first line is the passphrase of the key; without it, the variable `PROBITY_PASSPHRASE`
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
}

impl Secret {
    /// The passphrase, if one was given.
    #[expect(clippy::disallowed_methods, reason = "`cli` is where the environment enters")]
    pub(crate) fn get(&self) -> Result<Option<Passphrase>, Failure> {
        let text = match &self.passphrase_file {
            Some(file) => {
                let text = String::from_utf8(store::read(file)?)
                    .map_err(|_| format!("`{}` is no text", file.display()))?;
                Some(text.lines().next().unwrap_or_default().to_owned())
            }
            None => std::env::var("PROBITY_PASSPHRASE").ok(),
        };
        match text {
            None => Ok(None),
            Some(text) => Ok(Some(Passphrase::new(&text).ok_or("the passphrase is empty")?)),
        }
    }

    /// The passphrase.
    pub(crate) fn need(&self) -> Result<Passphrase, Failure> {
        let missing = "a key is needed, and its passphrase was not given: name a file with `--passphrase-file`, or set \
                       PROBITY_PASSPHRASE";
        Ok(self.get()?.ok_or(missing)?)
    }

    /// The log's key of the procurement in `folder`, if a passphrase was given.
    pub(crate) fn key(&self, folder: &Path) -> Result<Option<Key>, Failure> {
        match self.get()? {
            None => Ok(None),
            Some(passphrase) => Ok(Some(keys::open(&log_key(folder), &passphrase)?)),
        }
    }
}

/// The time of an act: the clock's, but for tests.
#[derive(Debug, Clone, Copy, clap::Args)]
pub(crate) struct Clock {
    #[arg(long, hide = true, value_name = "TIME")]
    clock: Option<Moment>,
}

impl Clock {
    /// Now.
    pub(crate) fn now(self) -> Moment {
        self.clock.unwrap_or_else(super::now)
    }
}

/// Who acts.
#[derive(Debug, clap::Args)]
pub(crate) struct By {
    /// Who decides: a name that was declared with `record declare`, or the pseudonym that it was given
    #[arg(long, value_name = "NAME")]
    by: String,
}

impl By {
    /// Whoever acts, if the one table of who may do what lets them.
    pub(crate) fn allowed(&self, record: &mut Record, deed: Deed, at: Moment) -> Result<Actor, Failure> {
        allowed(record, &self.by, deed, at)
    }
}

/// The pseudonym and role of a person, by name or pseudonym.
pub(crate) fn person(record: &mut Record, name: &str) -> Result<Option<(String, Role)>, Failure> {
    let role = |state: &State, id: &str| {
        let person = state.persons.get(id).filter(|it| !it.removed)?;
        // Of several roles the first is the one that decides.
        let first = person.role.split(", ").next().unwrap_or_default();
        Some((id.to_owned(), first.parse().unwrap_or(Role::Observer)))
    };
    if let Some(found) = role(record.state(), name) {
        return Ok(Some(found));
    }
    let trail = record.trail()?;
    let id = trail.events().filter(|it| it.act == Act::PersonAdded).find_map(|event| {
        let said = trail.value(event.seq, "name")?.as_str()?;
        (said.trim().to_lowercase() == name.trim().to_lowercase()).then(|| event.about("person"))?
    });
    Ok(id.and_then(|id| role(record.state(), id)))
}

/// The file of the log's key.
pub(crate) fn log_key(folder: &Path) -> PathBuf {
    folder.join(keys::FOLDER).join("log.age")
}

/// Begins the record of the procurement in `folder`: makes its key, the trust policy for others to check it by, and
/// the record with its first event.
///
/// # Errors
/// When there is a record or a key already, or the folder cannot hold one.
pub(crate) fn begin(
    folder: &Path,
    origin: &str,
    opening: Opening<'_>,
    passphrase: &Passphrase,
    at: Moment,
) -> Result<Record, Failure> {
    if folder.join(store::record::FILE).exists() {
        return Err(RecordError::Exists(folder.to_owned()).into());
    }
    let home = folder.join(keys::FOLDER);
    let path = log_key(folder);
    // A key without a record is left from an attempt that was interrupted.
    let key = if path.exists() {
        keys::open(&path, passphrase)?
    } else {
        keys::create(&home, "log", origin, Kind::Log, passphrase)?
    };
    if key.public().name() != origin {
        return Err(format!("`{}` holds the key of `{}`", path.display(), key.public().name()).into());
    }
    let record = Record::create(folder, opening, &key, at)?;
    write_file(&home.join("trust.policy"), Policy::of_log(key.public().clone()).text().as_bytes())?;
    Ok(record)
}

/// What was published, by which tenders are assessed.
pub(crate) struct Published<'a> {
    /// The pack's name: `v1`; its files stand in `pack/<name>`.
    pub(crate) pack: &'a str,
    /// All data files.
    pub(crate) data: &'a [SourceFile],
    /// The release.
    pub(crate) bank: &'a crate::bank::Bank,
    /// Over all that can move a score.
    pub(crate) rules_digest: &'a Digest,
    /// Over the method of assessment, if there is one.
    pub(crate) method_digest: Option<&'a Digest>,
    /// The scored questions.
    pub(crate) questions: Vec<QuestionId>,
    /// As of when answers are judged.
    pub(crate) on: Date,
    /// Until when tenders are received.
    pub(crate) deadline: Moment,
    /// Who publishes: pseudonym and role; the program where none is named.
    pub(crate) by: Option<(String, Role)>,
    /// Why it was amended, if it was.
    pub(crate) reason: Option<&'a str>,
}

/// One digest over all data files.
pub(crate) fn data_digest(data: &[SourceFile]) -> Digest {
    tree_digest(data.iter().map(|it| (it.path.as_str(), it.text.as_bytes())))
}

/// Records that a pack was published or amended, and keeps the data that it was made by in `pinned/<digest>/`, so
/// that tenders are assessed by them whatever this program brings with it later.
///
/// # Errors
/// When the process does not allow it, or the disk fails.
pub(crate) fn publish(record: &mut Record, published: &Published<'_>, at: Moment) -> Result<(), Failure> {
    let digest = data_digest(published.data);
    let home = pinned(record.folder(), &digest);
    if !home.exists() {
        let files = published.data.iter().map(|it| (it.path.clone(), it.text.as_bytes().to_vec())).collect();
        write_files(&home, &files)?;
    }
    let folder = record.folder().join("pack").join(published.pack);
    let pack = if folder.is_dir() { read_files(&folder)? } else { store::record::Files::new() };
    let pack_digest = tree_digest(pack.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())));
    let act = if published.reason.is_some() { Act::PackAmended } else { Act::PackPublished };
    let draft = match &published.by {
        Some((by, role)) => Draft::new(act, by, *role),
        None => Draft::of_system(act),
    };
    let questions: Vec<String> = published.questions.iter().map(ToString::to_string).collect();
    let mut draft = draft
        .about("pack", published.pack)
        .with("bank", published.bank.version.to_string())
        .with("bank_digest", published.bank.digest.as_str())
        .with("data_digest", digest.as_str())
        .with("deadline", published.deadline.to_string())
        .with("on", published.on.to_string())
        .with("pack_digest", pack_digest.as_str())
        .with("questions", questions)
        .with("rules_digest", published.rules_digest.as_str());
    if let Some(profile) = &published.bank.profile {
        draft = draft.with("profile", profile.as_str());
    }
    if let Some(method) = published.method_digest {
        draft = draft.with("method_digest", method.as_str());
    }
    if let Some(reason) = published.reason {
        draft = draft.because(reason);
    }
    record.transact(at, |turn| turn.append(draft))?;
    Ok(())
}

/// Puts the pack `pack` that was just published into the record, if the procurement has one. An amendment, which is a
/// person's, is left to `record publish`, where its person is named.
///
/// # Errors
/// As [`publish`], and where it is an amendment.
pub(crate) fn after_publication(
    data: Option<&Path>,
    folder: &Path,
    pack: &str,
    reason: Option<&str>,
) -> Result<(), Failure> {
    if !folder.join(store::record::FILE).exists() {
        return Ok(());
    }
    if reason.is_some() {
        return Err("name who amends it with `--by`, and why with `--amend`".into());
    }
    open::publish_pack(data, folder, pack)
}

/// Where the data of a pack are kept.
pub(crate) fn pinned(folder: &Path, digest: &Digest) -> PathBuf {
    let short: String = digest.hex().chars().take(16).collect();
    folder.join("pinned").join(short)
}

/// Adds a person with a declaration, in one transaction.
pub(crate) fn add_person(
    turn: &mut Turn<'_>,
    by: Option<&Actor>,
    name: &str,
    role: Role,
    why: &str,
    interest: Option<&str>,
) -> Result<String, RecordError> {
    let id = turn.state().next_person();
    turn.append(
        Actor::draft(by, Act::PersonAdded)
            .about("person", id.as_str())
            .with("role", role.as_str())
            .hide("name", name)
            .hide("why", why),
    )?;
    let outcome = if interest.is_some() { "conflict" } else { "none" };
    turn.append(
        Draft::new(Act::InterestDeclared, &id, role)
            .about("person", id.as_str())
            .with("outcome", outcome)
            .hide("interest", interest.unwrap_or("none")),
    )?;
    Ok(id)
}

/// Says what was written where.
fn wrote(path: &Path, what: &str) {
    out::note(&format!("{what} is in `{}`", path.display()));
}
