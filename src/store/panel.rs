//! What a panel leaves in the folder of a procurement, below `panel/`: its acts in their order, the forms that were given
//! out, and the files that came back.
#![expect(clippy::disallowed_methods, reason = "`store` is the only module that touches files")]

use std::{
    fs, io,
    io::Write as _,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use crate::{
    id::Digest,
    panel::{Entry, Form},
};

const FOLDER: &str = "panel";
const JOURNAL: &str = "journal.jsonl";
const FORMS: &str = "forms";
const ISSUED: &str = "issued";
const RETURNED: &str = "returned";

/// Why a panel's files could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum PanelError {
    /// A file of the name is there, and is another.
    #[error("`{0}` is there already and may have been filled in: give another name, or move it away")]
    Stands(PathBuf),
    /// The world said no.
    #[error("`{path}` could not be {doing}")]
    Io {
        /// Which.
        path: PathBuf,
        /// What was tried.
        doing: &'static str,
        /// What the system said.
        source: io::Error,
    },
    /// A line of the journal is none.
    #[error("line {line} of `{path}` is damaged: {source}. Put the file back from a copy")]
    Damaged {
        /// Which.
        path: PathBuf,
        /// From 1.
        line: usize,
        /// What is wrong.
        source: serde_json::Error,
    },
    /// No form has this fingerprint.
    #[error("no form with the fingerprint {0} was given out here: is it of another procurement?")]
    UnknownForm(String),
}

/// An act, and the events of the record that say the same: the first and the last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// The act.
    #[serde(flatten)]
    pub entry: Entry,
    /// None where the procurement has no record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub events: Option<(u64, u64)>,
}

/// The acts of a panel, held so that nobody else adds to them meanwhile.
#[derive(Debug)]
pub struct Journal {
    folder: PathBuf,
    /// In their order.
    pub kept: Vec<Kept>,
    _lock: fs::File,
}

impl Journal {
    /// Opens the acts of the procurement in `folder`; another program that has them open is waited for.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn open(folder: &Path) -> Result<Self, PanelError> {
        let folder = folder.join(FOLDER);
        fs::create_dir_all(&folder).map_err(failed(&folder, "made"))?;
        let path = folder.join(".lock");
        let lock = fs::File::create(&path).map_err(failed(&path, "made"))?;
        lock.lock().map_err(failed(&path, "locked"))?;
        let path = folder.join(JOURNAL);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(failed(&path, "read")(error)),
        };
        let mut kept = Vec::new();
        for (line, it) in (1..).zip(text.lines()) {
            let read = serde_json::from_str(it);
            kept.push(read.map_err(|source| PanelError::Damaged { path: path.clone(), line, source })?);
        }
        Ok(Self { folder, kept, _lock: lock })
    }

    /// Adds an act: it is on the disk when this returns.
    ///
    /// # Errors
    /// When it cannot be written; nothing is added then.
    pub fn append(&mut self, kept: Kept) -> Result<(), PanelError> {
        let mut text = Vec::new();
        for it in self.kept.iter().chain([&kept]) {
            let written = serde_json::to_writer(&mut text, it).map_err(io::Error::from);
            written.map_err(failed(&self.folder, "written"))?;
            text.push(b'\n');
        }
        put(&self.folder, JOURNAL, &text)?;
        self.kept.push(kept);
        Ok(())
    }

    /// Keeps a form that is given out, and the workbook that was printed from it.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn keep_form(&self, form: &Form, workbook: &[u8]) -> Result<(), PanelError> {
        let digest = form.digest();
        let json = serde_json::to_vec(form).map_err(io::Error::from);
        let json = json.map_err(failed(&self.folder, "written"))?;
        put(&self.folder.join(FORMS), &format!("{}.json", digest.hex()), &json)?;
        put(&self.folder.join(ISSUED), &format!("{}.xlsx", digest.hex()), workbook)
    }

    /// The form with this fingerprint, as it was given out.
    ///
    /// # Errors
    /// When there is none, or it was changed.
    pub fn form(&self, fingerprint: &str) -> Result<Form, PanelError> {
        let unknown = || PanelError::UnknownForm(fingerprint.to_owned());
        let digest: Digest = fingerprint.parse().map_err(|_| unknown())?;
        let path = self.folder.join(FORMS).join(format!("{}.json", digest.hex()));
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(unknown()),
            Err(error) => return Err(failed(&path, "read")(error)),
        };
        if Digest::of(&bytes) != digest {
            return Err(failed(&path, "trusted")(io::Error::other("it was changed since it was given out")));
        }
        serde_json::from_slice(&bytes).map_err(|source| PanelError::Damaged { path, line: 1, source })
    }

    /// Keeps a file that came back, by its digest.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn keep_returned(&self, bytes: &[u8]) -> Result<Digest, PanelError> {
        let digest = Digest::of(bytes);
        put(&self.folder.join(RETURNED), digest.hex(), bytes)?;
        Ok(digest)
    }
}

/// Writes a file that the user named, whole or not at all; others may read it as they may read what stands beside it. One
/// that somebody may have filled in is never written over.
///
/// # Errors
/// When it cannot be written, or another file stands there.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), PanelError> {
    if path.exists() && fs::read(path).map_err(failed(path, "read"))? != bytes {
        return Err(PanelError::Stands(path.to_owned()));
    }
    let folder = path.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let aside = folder.join(format!(".probity-{name}"));
    let write = || -> io::Result<()> {
        let mut file = fs::File::create(&aside)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&aside, path)
    };
    write().map_err(failed(path, "written"))
}

fn put(folder: &Path, name: &str, bytes: &[u8]) -> Result<(), PanelError> {
    fs::create_dir_all(folder).map_err(failed(folder, "made"))?;
    let path = folder.join(name);
    let write = || -> io::Result<()> {
        let mut file = tempfile::Builder::new().prefix(".probity-").tempfile_in(folder)?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        file.persist(&path).map_err(|error| error.error)?;
        Ok(())
    };
    write().map_err(failed(&path, "written"))
}

fn failed(path: &Path, doing: &'static str) -> impl Fn(io::Error) -> PanelError {
    let path = path.to_owned();
    move |source| PanelError::Io { path: path.clone(), doing, source }
}
