//! The desk: it hands files to workers and makes refusals of what ends a worker.

use std::{
    ffi::OsString,
    io,
    path::{Path, PathBuf},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
        mpsc::{self, Receiver, RecvTimeoutError, Sender},
    },
    thread,
    time::Duration,
};

use serde::de::DeserializeOwned;

use super::{Allowance, Returned, name_of, unless_too_large, worker};
use crate::{
    bank::Bank,
    id::{Digest, Name},
    store::StoreError,
    tender::Tender,
    workbook::read::{self, Refusal, limits},
};

/// Why a file was not read at all.
#[derive(Debug, thiserror::Error)]
pub enum IntakeError {
    /// The file cannot be opened.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// No process could be started to read it in.
    #[error("the process that reads suppliers' files could not be started")]
    Worker(#[source] io::Error),
}

/// Where files are handed in to be read by workers. It may be shared between threads: each waits for a worker of
/// its own.
#[derive(Debug)]
pub struct Desk {
    program: PathBuf,
    arguments: Vec<OsString>,
    allowance: Allowance,
    idle: Mutex<Vec<Worker>>,
}

/// One process that reads files, and the thread that watches how long it takes.
#[derive(Debug)]
struct Worker {
    child: Arc<Mutex<Child>>,
    to: ChildStdin,
    from: ChildStdout,
    read: u64,
    watch: Arc<Watch>,
    /// The watcher goes when this does.
    _alive: Sender<()>,
}

/// What the watcher sees.
#[derive(Debug, Default)]
struct Watch {
    /// Counts the beginnings and ends of files: odd while one is being read.
    turns: AtomicU64,
    /// Whether the worker was ended because it took too long.
    late: AtomicBool,
}

#[derive(Debug)]
struct File {
    name: String,
    bytes: Vec<u8>,
}

/// How a worker ended that did not answer.
#[derive(Debug)]
enum End {
    /// It took too long.
    Late,
    /// Its answer was too long.
    Wordy,
    /// It died.
    Died,
}

/// The name of the hidden command by which the program becomes a worker.
pub const COMMAND: &str = "read-for-desk";

impl Desk {
    /// A desk whose workers are `program`, this program, with the bank and the layouts of `data`. `forced` is the id of
    /// the only layout to try.
    pub fn new(
        program: PathBuf,
        data: Option<&Path>,
        bank: &Bank,
        forced: Option<&str>,
        allowance: Allowance,
    ) -> Self {
        let mut arguments: Vec<OsString> =
            vec![COMMAND.into(), "--bank".into(), bank.version.to_string().into()];
        if let Some(profile) = &bank.profile {
            arguments.extend(["--profile".into(), profile.to_string().into()]);
        }
        if let Some(data) = data {
            arguments.extend(["--data".into(), data.into()]);
        }
        if let Some(forced) = forced {
            arguments.extend(["--layout".into(), forced.into()]);
        }
        for (name, value) in
            [("--memory", allowance.memory), ("--processor-seconds", allowance.processor_seconds)]
        {
            arguments.extend([name.into(), value.to_string().into()]);
        }
        Self { program, arguments, allowance, idle: Mutex::default() }
    }

    /// The same, with the questions that a procurement's file chooses, and the overlay that it names, in place of a
    /// profile's.
    #[must_use]
    pub fn for_procurement(mut self, file: &Path, overlay: Option<&Path>) -> Self {
        self.arguments.extend(["--procurement".into(), file.into()]);
        if let Some(overlay) = overlay {
            self.arguments.extend(["--overlay".into(), overlay.into()]);
        }
        self
    }

    /// The same with workers that lay the overlay at `path` on the bank.
    #[must_use]
    pub fn over(mut self, path: Option<&Path>) -> Self {
        if let Some(path) = path {
            self.arguments.extend(["--overlay".into(), path.into()]);
        }
        self
    }

    /// The same, with what a procurement asks of one of its lots.
    #[must_use]
    pub fn for_lot(mut self, lot: &Name) -> Self {
        self.arguments.extend(["--lot".into(), lot.to_string().into()]);
        self
    }

    /// Starts a worker ahead of the first file, so that it gets ready while the program does.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn warm(&self) -> Result<(), IntakeError> {
        let worker = self.hire()?;
        self.retire(worker);
        Ok(())
    }

    /// Reads the file at `path`. The tender goes by the file's name.
    ///
    /// # Errors
    /// When the file cannot be opened or no worker can be started. What the file holds never fails.
    pub fn open(&self, path: &Path) -> Result<Tender, IntakeError> {
        let name = name_of(path);
        match unless_too_large(path, &name)? {
            Ok(bytes) => self.receive(name, bytes),
            Err(refused) => Ok(*refused),
        }
    }

    /// Reads the bytes of a file that goes by `name`.
    ///
    /// # Errors
    /// When no worker can be started.
    pub fn receive(&self, name: String, bytes: Vec<u8>) -> Result<Tender, IntakeError> {
        let file = File { name, bytes };
        match self.ask(worker::TENDER, &file)? {
            Ok(tender) => Ok(tender),
            Err(end) => Ok(read::refused(
                &file.name,
                Digest::of(&file.bytes),
                Refusal {
                    code: "unreadable",
                    explanation: format!(
                        "{}, and was stopped. Nothing else was harmed. Ask the supplier to copy the answers into the \
                         workbook that was issued, save it as `.xlsx` and send that.",
                        self.why(&end)
                    ),
                },
            )),
        }
    }

    /// Reads a workbook that was given out to be filled in and goes by `name`.
    ///
    /// # Errors
    /// When no worker can be started.
    pub fn returned(&self, name: String, bytes: Vec<u8>) -> Result<Returned, IntakeError> {
        let answer = self.ask(worker::FORM, &File { name, bytes })?;
        Ok(answer.unwrap_or_else(|end| {
            Err(format!("{}, and was stopped. Nothing else was harmed", self.why(&end)))
        }))
    }

    /// Has a file read as `what`.
    fn ask<T: DeserializeOwned>(&self, what: &[u8], file: &File) -> Result<Result<T, End>, IntakeError> {
        loop {
            let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let mut worker = match idle {
                Some(worker) => worker,
                None => self.hire()?,
            };
            let fresh = worker.read == 0;
            match worker.read(what, file) {
                Ok(made) => {
                    self.retire(worker);
                    return Ok(Ok(made));
                }
                Err(end) => {
                    // The worker is ended when it is dropped. What broke it may be left from the files before.
                    drop(worker);
                    if fresh || !matches!(end, End::Died) {
                        return Ok(Err(end));
                    }
                }
            }
        }
    }

    fn hire(&self) -> Result<Worker, IntakeError> {
        let mut child = Command::new(&self.program)
            .args(&self.arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(IntakeError::Worker)?;
        let (Some(to), Some(from)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(IntakeError::Worker(io::ErrorKind::BrokenPipe.into()));
        };
        let (child, watch) = (Arc::new(Mutex::new(child)), Arc::new(Watch::default()));
        let (alive, gone) = mpsc::channel();
        let (watched, of) = (Arc::clone(&child), Arc::clone(&watch));
        let most = Duration::from_millis(self.allowance.milliseconds);
        thread::Builder::new()
            .name("watch".to_owned())
            .spawn(move || of.until(&gone, most, &watched))
            .map_err(IntakeError::Worker)?;
        Ok(Worker { child, to, from, read: 0, watch, _alive: alive })
    }

    /// Puts a worker back, unless it has read so much that a fresh one is better.
    fn retire(&self, worker: Worker) {
        if worker.read < limits::WORKER_FILES {
            self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(worker);
        }
    }

    /// Why a file is not read, as the beginning of a sentence.
    fn why(&self, end: &End) -> String {
        let Allowance { memory, processor_seconds, milliseconds } = self.allowance;
        match end {
            End::Late => format!("reading the file took longer than {} seconds", milliseconds.div_ceil(1000)),
            End::Wordy => {
                format!("the answers are longer than {} MiB together", limits::WORKER_ANSWER_BYTES >> 20)
            }
            End::Died => format!(
                "reading the file needed more than {} MiB of memory or {processor_seconds} seconds, or broke the \
                 reader",
                memory >> 20
            ),
        }
    }
}

impl Watch {
    /// Ends the worker once it takes longer than `most` for one file. Looking now and then costs nothing, where being
    /// told of each file would wake a thread for it.
    fn until(&self, gone: &Receiver<()>, most: Duration, child: &Mutex<Child>) {
        let look = most.min(Duration::from_secs(1));
        let (mut seen, mut taken) = (0, Duration::ZERO);
        while gone.recv_timeout(look) == Err(RecvTimeoutError::Timeout) {
            let turn = self.turns.load(Ordering::Acquire);
            taken = if turn == seen { taken + look } else { Duration::ZERO };
            seen = turn;
            if turn % 2 == 1 && taken >= most {
                self.late.store(true, Ordering::Release);
                let _dead = child.lock().unwrap_or_else(PoisonError::into_inner).kill();
                return;
            }
        }
    }
}

impl Worker {
    fn read<T: DeserializeOwned>(&mut self, what: &[u8], file: &File) -> Result<T, End> {
        self.watch.turns.fetch_add(1, Ordering::AcqRel);
        let answer = worker::send(&mut self.to, [what, file.name.as_bytes(), &file.bytes])
            .and_then(|()| worker::message(&mut self.from, limits::WORKER_ANSWER_BYTES));
        self.watch.turns.fetch_add(1, Ordering::AcqRel);
        self.read += 1;
        match answer {
            Ok(Some(json)) => serde_json::from_slice(&json).map_err(|_| End::Died),
            Err(fault) if fault.kind() == io::ErrorKind::FileTooLarge => Err(End::Wordy),
            _ if self.watch.late.load(Ordering::Acquire) => Err(End::Late),
            _ => Err(End::Died),
        }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        let mut child = self.child.lock().unwrap_or_else(PoisonError::into_inner);
        let _dead = child.kill();
        let _buried = child.wait();
    }
}
