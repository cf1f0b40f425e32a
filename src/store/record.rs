//! The record of a procurement on disk: `record.sqlite` in its folder.
//!
//! A change and its event are one transaction: there is no change without an event and no event without its change.
//! What [`Record::transact`] has returned is on the disk. After a disk has failed to confirm a write, nothing more is
//! written until the record was opened anew and looked at.
//!
//! ```no_run
//! # use probity::{ledger::{act::{Act, Role}, event::Draft}, store::record::Record};
//! # fn add(folder: &std::path::Path, now: probity::id::Moment) -> Result<(), Box<dyn std::error::Error>> {
//! let mut record = Record::open(folder)?;
//! record.transact(now, |turn| {
//!     let tender = turn.state().next_tender();
//!     turn.append(Draft::new(Act::TenderViewed, "p-0001", Role::Evaluator).about("tender", tender).with("what", "report"))
//! })?;
//! # Ok(())
//! # }
//! ```
#![expect(clippy::disallowed_methods, reason = "`store` is the only module that touches files")]

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
    time::Duration,
};

use rusqlite::{
    CachedStatement, Connection, ErrorCode, OpenFlags, OptionalExtension as _, Transaction,
    TransactionBehavior, params, types::FromSqlError,
};

use crate::{
    id::{Hash, Moment},
    ledger::{
        act::Act,
        checkpoint::Checkpoint,
        disclosure::{SaltError, Salts},
        event::{Draft, Event, EventError},
        note::{Key, NoteError},
        process::{Breach, State},
        trail::{Lines, Trail},
        tree::{self, Tree},
        verify::{Declared, DeclaredField},
    },
};

mod bags;
mod fold;
mod originals;
mod place;
mod schema;

pub use bags::{is_bag, is_procurement, read_files, write_file, write_files};
pub use fold::object_keys;
pub use originals::{keep, kept};

use fold::{Versions, catch_up};

pub use crate::ledger::bag::Files;

/// A folder for the time being.
///
/// # Errors
/// When the system has no room for one.
pub fn scratch() -> Result<tempfile::TempDir, RecordError> {
    tempfile::tempdir().map_err(io_error(&std::env::temp_dir(), "written"))
}

/// The name of the file.
pub const FILE: &str = "record.sqlite";

/// How long another process is waited for.
const PATIENCE: Duration = Duration::from_secs(10);

/// How many bytes the file is read and written by.
const PAGE: u32 = 16_384;

/// How much of the file is kept at hand, so that a long transaction need not write a page twice; in KiB.
const CACHE_KIB: u32 = 65_536;

/// How many events are written before they are moved from the journal into the file.
const JOURNAL: u32 = 500;

/// Why something could not be recorded or read.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// There is none.
    #[error("`{0}` has no record: make one with `probity record open`")]
    Missing(PathBuf),
    /// There is one.
    #[error("`{0}` has a record already, which is never replaced")]
    Exists(PathBuf),
    /// On a network share.
    #[error(
        "`{folder}` lies on a network share ({kind}), where two people could write over each other: keep the \
             procurement on a disk of this computer, and its exports on the share"
    )]
    Network {
        /// As the user named it.
        folder: PathBuf,
        /// Of the file system.
        kind: String,
    },
    /// Another process was writing all the while.
    #[error("another program was writing to the record for {} seconds: try again", PATIENCE.as_secs())]
    Busy,
    /// A disk that does not confirm.
    #[error(
        "the disk did not confirm a write ({0}). Nothing more is written: events up to the last one that was \
             acknowledged are safe. Look at the disk, then run `probity record verify`"
    )]
    Broken(String),
    /// The disk is full.
    #[error("the disk is full: nothing of this was recorded. Make room and try again")]
    Full,
    /// Somebody else was quicker.
    #[error("{key} has changed since you looked (it is at version {found}, you saw {expected}): look again")]
    Changed {
        /// What.
        key: String,
        /// As it was seen.
        expected: u64,
        /// As it is.
        found: u64,
    },
    /// Made by a later program.
    #[error("the record is of step {have}, and this program knows steps to {know}: use a newer one")]
    Newer {
        /// Of the file.
        have: i32,
        /// Of this program.
        know: i32,
    },
    /// Not ours.
    #[error("`record.sqlite` is no record of this program")]
    Foreign,
    /// What is in the file cannot be.
    #[error("the record is damaged: {0}. Keep the folder as it is, and compare with an export")]
    Damaged(String),
    /// The event has not what it must.
    #[error(transparent)]
    Event(#[from] EventError),
    /// The event breaks a rule of the process.
    #[error(transparent)]
    Breach(#[from] Breach),
    /// A key or a note is wrong.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// The caller thought better of it.
    #[error("{0}")]
    Refused(String),
    /// Among the files of a folder, something that is no file.
    #[error("`{}` is a link or a device, and no file", .0.display())]
    NoFile(PathBuf),
    /// A file beside the database.
    #[error("`{path}` could not be {doing}")]
    Io {
        /// Which.
        path: PathBuf,
        /// What was tried.
        doing: &'static str,
        /// What the system said.
        source: io::Error,
    },
    /// Whoever runs the program has no right to write, which reading needs too: it makes files beside the record.
    #[error(
        "`record.sqlite` or its folder cannot be written to, which reading it needs too: ask for the right to write there, or read \
             an export of the record"
    )]
    ReadOnly,
    /// Anything else that the database says; it says itself what its cause says again.
    #[error("the record could not be read or written: {0}")]
    Database(rusqlite::Error),
}

impl From<rusqlite::Error> for RecordError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            Some(ErrorCode::DiskFull) => Self::Full,
            Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => Self::ReadOnly,
            Some(ErrorCode::SystemIoFailure) => Self::Broken(error.to_string()),
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Damaged(error.to_string()),
            _ => Self::Database(error),
        }
    }
}

/// Salts from the system, of which several are asked for at once and each is given once.
#[derive(Clone, Default)]
pub struct SystemSalts {
    ready: Vec<[u8; 16]>,
}

/// So many salts are asked for at once: those of a few events.
const SALTS: usize = 32;

impl Salts for SystemSalts {
    fn next(&mut self) -> Result<[u8; 16], SaltError> {
        if let Some(salt) = self.ready.pop() {
            return Ok(salt);
        }
        let mut bytes = [0; 16 * SALTS];
        getrandom::fill(&mut bytes).map_err(|error| SaltError(error.to_string()))?;
        let (salts, _) = bytes.as_chunks();
        self.ready.extend_from_slice(salts);
        self.ready.pop().ok_or_else(|| SaltError("none came".to_owned()))
    }
}

impl std::fmt::Debug for SystemSalts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SystemSalts").finish_non_exhaustive()
    }
}

/// A record that is open.
#[derive(Debug)]
pub struct Record {
    folder: PathBuf,
    connection: Connection,
    origin: String,
    state: State,
    versions: Versions,
    journal: u32,
    /// Why nothing more may be written.
    broken: Option<String>,
}

/// What a record begins with.
#[derive(Debug, Clone, Copy)]
pub struct Opening<'a> {
    /// Who buys.
    pub buyer: &'a str,
    /// What is bought.
    pub title: &'a str,
}

impl Record {
    /// Makes the record of the procurement in `folder`, whose log is named and signed by `key`.
    ///
    /// # Errors
    /// When there is one, or the folder is on a network share or cannot be written to.
    pub fn create(folder: &Path, opening: Opening<'_>, key: &Key, at: Moment) -> Result<Self, RecordError> {
        let path = folder.join(FILE);
        on_a_disk(folder)?;
        if path.exists() {
            return Err(RecordError::Exists(folder.to_owned()));
        }
        // Made aside, so that there is either no record or one with its first event.
        let staging = folder.join(format!(".{FILE}.new"));
        for name in [staging.clone(), beside(&staging, "-wal"), beside(&staging, "-shm")] {
            if name.exists() {
                fs::remove_file(&name).map_err(io_error(&name, "removed"))?;
            }
        }
        let origin = key.public().name().to_owned();
        let mut record = Self::connect(folder, &staging, origin)?;
        record.transact(at, |turn| {
            turn.append(
                Draft::of_system(Act::RecordOpened)
                    .with("buyer", opening.buyer)
                    .with("key", key.public().to_string())
                    .with("title", opening.title),
            )
        })?;
        record.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        drop(record);
        fs::hard_link(&staging, &path).map_err(|source| {
            if source.kind() == io::ErrorKind::AlreadyExists {
                RecordError::Exists(folder.to_owned())
            } else {
                RecordError::Io { path: path.clone(), doing: "made", source }
            }
        })?;
        fs::remove_file(&staging).map_err(io_error(&staging, "removed"))?;
        super::output::sync_folder(folder).map_err(io_error(folder, "written"))?;
        Self::open(folder)
    }

    /// Opens the record of the procurement in `folder`.
    ///
    /// # Errors
    /// When there is none, or it is damaged.
    pub fn open(folder: &Path) -> Result<Self, RecordError> {
        let path = folder.join(FILE);
        if !path.exists() {
            return Err(RecordError::Missing(folder.to_owned()));
        }
        on_a_disk(folder)?;
        let mut record = Self::connect(folder, &path, String::new())?;
        let first: Option<Vec<u8>> = record
            .connection
            .query_row("SELECT line FROM event WHERE seq = 0", [], |row| row.get(0))
            .optional()?;
        let first = first.ok_or_else(|| RecordError::Damaged("it has no first event".to_owned()))?;
        record.origin = Event::parse(&first).map_err(|error| RecordError::Damaged(error.to_string()))?.log;
        catch_up(&record.connection, &mut record.state, &record.origin)?;
        Ok(record)
    }

    fn connect(folder: &Path, path: &Path, origin: String) -> Result<Self, RecordError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut connection = Connection::open_with_flags(path, flags)?;
        connection.busy_timeout(PATIENCE)?;
        // A new file is of pages that hold many events; an old one keeps those that it has.
        connection.execute_batch(&format!("PRAGMA page_size = {PAGE}; PRAGMA cache_size = -{CACHE_KIB};"))?;
        let mode: String = connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
        if mode != "wal" {
            return Err(RecordError::Damaged(format!("its journal is `{mode}`")));
        }
        // What was erased is written over. The journal is moved by us, because SQLite would not tell that it failed.
        connection.execute_batch(
            "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; PRAGMA \
             wal_autocheckpoint = 0; PRAGMA trusted_schema = OFF;",
        )?;
        schema::migrate(&mut connection)?;
        Ok(Self {
            folder: folder.to_owned(),
            connection,
            origin,
            state: State::default(),
            versions: Versions::default(),
            journal: 0,
            broken: None,
        })
    }

    /// Where the process stands, as of the last transaction or [`Self::refresh`].
    pub fn state(&self) -> &State {
        &self.state
    }

    /// Takes in what other processes have recorded.
    ///
    /// # Errors
    /// When the record is damaged.
    pub fn refresh(&mut self) -> Result<&State, RecordError> {
        catch_up(&self.connection, &mut self.state, &self.origin)?;
        Ok(&self.state)
    }

    /// How often something was acted on, such as `tender=T-001`; see [`object_keys`] and [`Turn::expect`].
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn version(&mut self, key: &str) -> Result<u64, RecordError> {
        self.versions.of(key, &self.connection)
    }

    /// The name of the log.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The folder of the procurement.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Records what `plan` appends, all of it or nothing. Once this returns, it is on the disk.
    ///
    /// # Errors
    /// With what `plan` says, with the rule of the process that an event breaks, or with what the disk says.
    pub fn transact<T>(
        &mut self,
        at: Moment,
        plan: impl FnOnce(&mut Turn<'_>) -> Result<T, RecordError>,
    ) -> Result<T, RecordError> {
        self.transact_with(at, &mut SystemSalts::default(), plan)
    }

    /// As [`Self::transact`], with salts that are given.
    ///
    /// # Errors
    /// As [`Self::transact`].
    pub fn transact_with<T>(
        &mut self,
        at: Moment,
        salts: &mut dyn Salts,
        plan: impl FnOnce(&mut Turn<'_>) -> Result<T, RecordError>,
    ) -> Result<T, RecordError> {
        if let Some(why) = &self.broken {
            return Err(RecordError::Broken(why.clone()));
        }
        let outcome = self.attempt(at, salts, plan);
        if let Err(RecordError::Broken(why)) = &outcome {
            self.broken = Some(why.clone());
        }
        outcome
    }

    fn attempt<T>(
        &mut self,
        at: Moment,
        salts: &mut dyn Salts,
        plan: impl FnOnce(&mut Turn<'_>) -> Result<T, RecordError>,
    ) -> Result<T, RecordError> {
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        catch_up(&transaction, &mut self.state, &self.origin)?;
        let statements = Statements::of(&transaction)?;
        let mut turn = Turn {
            transaction: &transaction,
            statements,
            state: std::mem::take(&mut self.state),
            versions: &mut self.versions,
            at,
            salts,
            origin: &self.origin,
            folder: &self.folder,
            written: 0,
        };
        let planned = plan(&mut turn);
        let (state, written) = turn.end();
        let outcome = match planned {
            Ok(value) => transaction.commit().map(|()| value).map_err(RecordError::from),
            Err(error) => {
                drop(transaction);
                Err(error)
            }
        };
        if outcome.is_ok() || written == 0 {
            self.state = state;
        } else {
            // What was folded is not there. If it cannot be read now, the next transaction reads it.
            self.versions = Versions::default();
            drop(catch_up(&self.connection, &mut self.state, &self.origin));
        }
        let value = outcome?;
        self.journal = self.journal.saturating_add(written);
        if self.journal >= JOURNAL {
            self.journal = 0;
            // Busy readers only put it off; a failure of the disk does not undo what was committed.
            match self.connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(())) {
                Ok(()) => {}
                Err(error) => {
                    if let RecordError::Broken(why) = RecordError::from(error) {
                        self.broken = Some(why);
                    }
                }
            }
        }
        Ok(value)
    }

    /// All events and what is disclosed of them, as of one moment.
    ///
    /// # Errors
    /// When the record is damaged.
    pub fn trail(&mut self) -> Result<Trail, RecordError> {
        let transaction = self.connection.transaction()?;
        let lines = {
            let mut rows = transaction.prepare("SELECT line, leaf FROM event ORDER BY seq")?;
            let mut each = rows.query([])?;
            let mut lines = Lines::default();
            while let Some(row) = each.next()? {
                let odd = |error: FromSqlError| RecordError::Damaged(error.to_string());
                let line = row.get_ref(0)?.as_blob().map_err(odd)?;
                if row.get_ref(1)?.as_blob().map_err(odd)? != tree::leaf(line).as_bytes() {
                    return Err(RecordError::Damaged(format!(
                        "event {} is not the one of its hash",
                        lines.len()
                    )));
                }
                lines.push(line);
            }
            lines
        };
        let mut rows = transaction.prepare("SELECT seq, text FROM disclosure ORDER BY seq, digest")?;
        let each = rows.query_map([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)))?;
        let disclosures: Vec<(i64, String)> = each.collect::<Result<_, _>>()?;
        let disclosures =
            disclosures.iter().map(|(seq, text)| (u64::try_from(*seq).unwrap_or(0), text.as_str()));
        Trail::new(lines, disclosures).map_err(|error| RecordError::Damaged(error.to_string()))
    }

    /// What was erased, as exports declare it.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn erased(&self) -> Result<Declared, RecordError> {
        let mut rows =
            self.connection.prepare("SELECT seq, digest, field, by FROM erasure ORDER BY seq, digest")?;
        let each = rows.query_map([], |row| {
            Ok((
                row.get::<_, i64>(0)?,
                row.get::<_, String>(1)?,
                row.get::<_, String>(2)?,
                row.get::<_, i64>(3)?,
            ))
        })?;
        let mut declared = Declared::default();
        for it in each {
            let (seq, digest, field, by) = it?;
            let seq = u64::try_from(seq).unwrap_or(0);
            declared.fields.push(DeclaredField {
                seq,
                digest,
                field,
                exemption: format!("erased by event {by}"),
            });
        }
        Ok(declared)
    }

    /// Signs the record as it stands and keeps the checkpoint. The same size is not signed twice.
    ///
    /// # Errors
    /// When the key is not the one in force, or the disk fails.
    pub fn checkpoint(&mut self, key: &Key) -> Result<Checkpoint, RecordError> {
        if let Some(why) = &self.broken {
            return Err(RecordError::Broken(why.clone()));
        }
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        catch_up(&transaction, &mut self.state, &self.origin)?;
        if self.state.key != key.public().to_string() {
            return Err(RecordError::Refused(format!(
                "the key is not the one in force for this record, which is {}",
                self.state.key
            )));
        }
        let size = self.state.size;
        let tree = tree_of(&transaction)?;
        let made = Checkpoint::new(size, tree.root(), key)?;
        let have: Option<String> = transaction
            .query_row(
                "SELECT note FROM checkpoint WHERE size = ? ORDER BY id DESC LIMIT 1",
                [signed(size)],
                |row| row.get(0),
            )
            .optional()?;
        if let Some(have) = have {
            let kept: Checkpoint = have.parse()?;
            if kept.root == made.root {
                return Ok(kept);
            }
            return Err(RecordError::Damaged(format!("another root was signed at {size} events")));
        }
        transaction.execute(
            "INSERT INTO checkpoint (size, note) VALUES (?, ?)",
            params![signed(size), made.to_string()],
        )?;
        transaction.commit()?;
        Ok(made)
    }

    /// Keeps a checkpoint to which a witness has added its signature.
    ///
    /// # Errors
    /// When it is not of this history.
    pub fn keep_checkpoint(&mut self, checkpoint: &Checkpoint) -> Result<(), RecordError> {
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let tree = tree_of(&transaction)?;
        if checkpoint.origin != self.origin || tree.root_at(checkpoint.size) != Some(checkpoint.root) {
            return Err(RecordError::Refused("the checkpoint is not of this record's history".to_owned()));
        }
        transaction.execute(
            "INSERT INTO checkpoint (size, note) VALUES (?, ?)",
            params![signed(checkpoint.size), checkpoint.to_string()],
        )?;
        transaction.commit()?;
        Ok(())
    }

    /// All checkpoints, of each size the one with the latest signatures.
    ///
    /// # Errors
    /// When one is no checkpoint.
    pub fn checkpoints(&self) -> Result<BTreeMap<u64, Checkpoint>, RecordError> {
        let mut rows = self.connection.prepare("SELECT note FROM checkpoint ORDER BY id")?;
        let each = rows.query_map([], |row| row.get::<_, String>(0))?;
        let mut all = BTreeMap::new();
        for it in each {
            let checkpoint: Checkpoint = it?.parse()?;
            all.insert(checkpoint.size, checkpoint);
        }
        Ok(all)
    }

    /// Moves the journal into the file and shortens it, so that what was erased stands in neither.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn compact(&mut self) -> Result<(), RecordError> {
        self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        self.journal = 0;
        Ok(())
    }

    /// Lets the file be looked at by the database itself.
    ///
    /// # Errors
    /// When it finds anything.
    pub fn integrity(&self) -> Result<(), RecordError> {
        let told: String = self.connection.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
        if told == "ok" { Ok(()) } else { Err(RecordError::Damaged(told)) }
    }
}

/// What appends an event, prepared once for all events of a transaction.
struct Statements<'a> {
    event: CachedStatement<'a>,
    disclosure: CachedStatement<'a>,
}

impl<'a> Statements<'a> {
    fn of(connection: &'a Connection) -> Result<Self, RecordError> {
        let of = |statement| connection.prepare_cached(statement);
        Ok(Self {
            event: of("INSERT INTO event (seq, line, leaf) VALUES (?, ?, ?)")?,
            disclosure: of("INSERT INTO disclosure (seq, digest, text) VALUES (?, ?, ?)")?,
        })
    }
}

/// One transaction, in which events are appended.
pub struct Turn<'a> {
    transaction: &'a Transaction<'a>,
    statements: Statements<'a>,
    state: State,
    versions: &'a mut Versions,
    at: Moment,
    salts: &'a mut dyn Salts,
    origin: &'a str,
    folder: &'a Path,
    written: u32,
}

impl std::fmt::Debug for Turn<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Turn").field("written", &self.written).finish_non_exhaustive()
    }
}

impl Turn<'_> {
    fn end(self) -> (State, u32) {
        (self.state, self.written)
    }

    /// Where the process stands, with what this transaction has appended.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// The folder of the procurement.
    pub fn folder(&self) -> &Path {
        self.folder
    }

    /// How often something was acted on, such as `tender=T-001`; see [`object_keys`].
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn version(&mut self, key: &str) -> Result<u64, RecordError> {
        self.versions.of(key, self.transaction)
    }

    /// Refuses to go on where something has changed since it was looked at.
    ///
    /// # Errors
    /// When it has.
    pub fn expect(&mut self, key: &str, version: u64) -> Result<(), RecordError> {
        let found = self.version(key)?;
        if found == version {
            return Ok(());
        }
        Err(RecordError::Changed { key: key.to_owned(), expected: version, found })
    }

    /// Appends an event. It is written once the whole transaction is.
    ///
    /// # Errors
    /// When it has not what its act must, or breaks a rule of the process.
    pub fn append(&mut self, draft: Draft) -> Result<Event, RecordError> {
        // The clock of this computer may be behind that of another by a little; never by much.
        let sealed = draft.seal(self.state.size, self.at, self.origin, self.salts)?;
        self.state.admit(&sealed.event)?;
        self.written = self.written.saturating_add(1);
        let seq = signed(sealed.event.seq);
        let leaf = tree::leaf(&sealed.line);
        self.statements.event.execute(params![seq, sealed.line, leaf.as_bytes()])?;
        for it in &sealed.disclosures {
            self.statements.disclosure.execute(params![seq, it.digest.as_str(), it.text])?;
        }
        Ok(sealed.event)
    }

    /// Destroys values of an event for good, and records that and why. The log still verifies.
    ///
    /// # Errors
    /// When the event has not all of these values.
    pub fn erase(&mut self, seq: u64, fields: &[&str], basis: &str, by: Draft) -> Result<Event, RecordError> {
        let mut rows = self.transaction.prepare("SELECT digest, text FROM disclosure WHERE seq = ?")?;
        let each =
            rows.query_map([signed(seq)], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
        let all: Vec<(String, String)> = each.collect::<Result<_, _>>()?;
        drop(rows);
        let mut found = Vec::new();
        for field in fields {
            let at = all.iter().find(|(_, text)| {
                crate::ledger::disclosure::Disclosure::parse(text).is_some_and(|it| it.name == *field)
            });
            let Some((digest, _)) = at else {
                return Err(RecordError::Refused(format!(
                    "event {seq} shows no `{field}` that could be erased"
                )));
            };
            found.push((digest.clone(), (*field).to_owned()));
        }
        let digests: Vec<String> = found.iter().map(|(digest, _)| digest.clone()).collect();
        let event = self.append(by.with("basis", basis).with("digests", digests).with("event", seq))?;
        for (digest, field) in found {
            self.transaction.execute(
                "INSERT INTO erasure (digest, field, seq, by) VALUES (?, ?, ?, ?)",
                params![digest, field, signed(seq), signed(event.seq)],
            )?;
            self.transaction.execute(
                "DELETE FROM disclosure WHERE seq = ? AND digest = ?",
                params![signed(seq), digest],
            )?;
        }
        Ok(event)
    }
}

fn tree_of(connection: &Connection) -> Result<Tree, RecordError> {
    let mut rows = connection.prepare_cached("SELECT leaf FROM event ORDER BY seq")?;
    let each = rows.query_map([], |row| row.get::<_, Vec<u8>>(0))?;
    let mut tree = Tree::default();
    for it in each {
        let leaf = Hash::from_bytes(&it?);
        tree.push(leaf.ok_or_else(|| RecordError::Damaged("a hash has not 32 bytes".to_owned()))?);
    }
    Ok(tree)
}

/// As the database counts.
fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

fn io_error(path: &Path, doing: &'static str) -> impl FnOnce(io::Error) -> RecordError {
    let path = path.to_owned();
    move |source| RecordError::Io { path, doing, source }
}

fn on_a_disk(folder: &Path) -> Result<(), RecordError> {
    let real = fs::canonicalize(folder).map_err(io_error(folder, "found"))?;
    // Only Linux lists its mounts here; elsewhere only the names of Windows shares tell.
    let mounts = fs::read_to_string("/proc/self/mountinfo").unwrap_or_default();
    match place::network(&real, &mounts) {
        Some(kind) => Err(RecordError::Network { folder: folder.to_owned(), kind }),
        None => Ok(()),
    }
}
