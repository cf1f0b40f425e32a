//! Keys that sign the record, encrypted at rest under a passphrase as `age` files.
#![expect(clippy::disallowed_methods, reason = "`store` is the only module that touches files")]

use std::{
    fmt, fs, io,
    io::Write as _,
    path::{Path, PathBuf},
};

use age::{
    scrypt,
    secrecy::{ExposeSecret as _, SecretString},
};

use crate::ledger::note::{Key, Kind, NoteError};

/// The folder of keys in that of a procurement.
pub const FOLDER: &str = "keys";

/// The work that a passphrase costs whoever tries one: 2 to the power of this. About half a second.
const WORK: u8 = 17;

/// What keys are encrypted under. It never comes from an argument, which other users of the computer could see.
#[derive(Clone)]
pub struct Passphrase(SecretString);

impl Passphrase {
    /// As it was typed, without the line break behind it.
    pub fn new(text: &str) -> Option<Self> {
        let text = text.trim_end_matches(['\r', '\n']);
        (!text.is_empty()).then(|| Self(SecretString::from(text.to_owned())))
    }

    pub(super) fn secret(&self) -> SecretString {
        self.0.clone()
    }
}

impl fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a passphrase")
    }
}

/// Why a key could not be made or used.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// A file.
    #[error("`{path}` could not be {doing}")]
    Io {
        /// Which.
        path: PathBuf,
        /// What was tried.
        doing: &'static str,
        /// What the system said.
        source: io::Error,
    },
    /// There is one already.
    #[error("`{0}` is there already: a key is never written over")]
    Exists(PathBuf),
    /// The wrong passphrase, or no key.
    #[error("`{path}` could not be opened: is it the right passphrase?")]
    Locked {
        /// Which.
        path: PathBuf,
        /// What was said.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// It is not what we write.
    #[error("`{0}` holds no key of this program")]
    Odd(PathBuf),
    /// No random bytes.
    #[error("the system gives no random bytes: {0}")]
    Random(String),
    /// Its name.
    #[error(transparent)]
    Note(#[from] NoteError),
}

/// Makes a key that signs as `name` and keeps it in `folder` as `<file>.age`, with its public half beside it as
/// `<file>.vkey`.
///
/// # Errors
/// When there is one, or it cannot be written.
pub fn create(
    folder: &Path,
    file: &str,
    name: &str,
    kind: Kind,
    passphrase: &Passphrase,
) -> Result<Key, KeyError> {
    create_with(folder, file, name, kind, passphrase, WORK)
}

/// As [`create`], with the work that guessing a passphrase costs.
///
/// # Errors
/// As [`create`].
pub fn create_with(
    folder: &Path,
    file: &str,
    name: &str,
    kind: Kind,
    passphrase: &Passphrase,
    work: u8,
) -> Result<Key, KeyError> {
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).map_err(|error| KeyError::Random(error.to_string()))?;
    let key = Key::new(name, kind, &seed)?;
    let path = folder.join(format!("{file}.age"));
    if path.exists() {
        return Err(KeyError::Exists(path));
    }
    let failed = |doing| {
        let path = path.clone();
        move |source| KeyError::Io { path, doing, source }
    };
    let mut recipient = scrypt::Recipient::new(passphrase.0.clone());
    recipient.set_work_factor(work);
    let text = format!("probity-key/1\n{name}\n{}\n{}\n", word(kind), crate::ledger::base64::encode(&seed));
    let sealed = age::encrypt(&recipient, text.as_bytes())
        .map_err(|error| KeyError::Locked { path: path.clone(), source: error.into() })?;
    fs::create_dir_all(folder).map_err(failed("made"))?;
    put(&path, &sealed).map_err(failed("written"))?;
    put(&folder.join(format!("{file}.vkey")), format!("{}\n", key.public()).as_bytes())
        .map_err(failed("written"))?;
    super::output::sync_folder(folder).map_err(failed("written"))?;
    Ok(key)
}

/// Puts the key `<file>` in the place of `log`, whose own goes aside as `log-until-<seq>`.
///
/// # Errors
/// When the files cannot be renamed.
pub fn replace(folder: &Path, file: &str, seq: u64) -> Result<(), KeyError> {
    for ending in ["age", "vkey"] {
        let (log, next) = (folder.join(format!("log.{ending}")), folder.join(format!("{file}.{ending}")));
        let aside = folder.join(format!("log-until-{seq}.{ending}"));
        let failed = |source| KeyError::Io { path: log.clone(), doing: "replaced", source };
        fs::hard_link(&log, &aside).map_err(failed)?;
        fs::rename(&next, &log).map_err(failed)?;
    }
    super::output::sync_folder(folder).map_err(|source| KeyError::Io {
        path: folder.to_owned(),
        doing: "written",
        source,
    })
}

fn word(kind: Kind) -> &'static str {
    match kind {
        Kind::Log => "log",
        Kind::Witness => "witness",
    }
}

/// Never over another file.
pub(super) fn put(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let parent = path.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::Builder::new().prefix(".probity-").tempfile_in(parent)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist_noclobber(path).map_err(|error| error.error)?;
    Ok(())
}

/// Opens the key in the file `path`.
///
/// # Errors
/// When the passphrase is wrong, or it is no key.
pub fn open(path: &Path, passphrase: &Passphrase) -> Result<Key, KeyError> {
    let sealed =
        fs::read(path).map_err(|source| KeyError::Io { path: path.to_owned(), doing: "read", source })?;
    let mut identity = scrypt::Identity::new(passphrase.0.clone());
    identity.set_max_work_factor(WORK + 3);
    let plain = age::decrypt(&identity, &sealed)
        .map_err(|error| KeyError::Locked { path: path.to_owned(), source: error.into() })?;
    let text = SecretString::from(String::from_utf8(plain).map_err(|_| KeyError::Odd(path.to_owned()))?);
    let mut lines = text.expose_secret().lines();
    let read = || -> Option<(String, Kind, [u8; 32])> {
        (lines.next()? == "probity-key/1").then_some(())?;
        let name = lines.next()?.to_owned();
        let kind = match lines.next()? {
            "log" => Kind::Log,
            "witness" => Kind::Witness,
            _ => return None,
        };
        let seed = crate::ledger::base64::decode(lines.next()?)?.try_into().ok()?;
        Some((name, kind, seed))
    };
    let mut read = read;
    let (name, kind, seed) = read().ok_or_else(|| KeyError::Odd(path.to_owned()))?;
    Ok(Key::new(&name, kind, &seed)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_opens_with_its_passphrase_only() {
        let folder = tempfile::tempdir().unwrap();
        let passphrase = Passphrase::new("correct horse battery\n").unwrap();
        let made = create_with(folder.path(), "log", "log.example/1", Kind::Log, &passphrase, 4).unwrap();
        let path = folder.path().join("log.age");
        let opened = open(&path, &Passphrase::new("correct horse battery").unwrap()).unwrap();
        assert_eq!(opened.public(), made.public());
        assert_eq!(opened.seed(), made.seed());
        assert!(matches!(open(&path, &Passphrase::new("another").unwrap()), Err(KeyError::Locked { .. })));
        let sealed = fs::read(&path).unwrap();
        assert!(!sealed.windows(32).any(|it| it == made.seed()));
        assert!(matches!(
            create_with(folder.path(), "log", "log.example/1", Kind::Log, &passphrase, 4),
            Err(KeyError::Exists(_))
        ));
        assert_eq!(
            fs::read_to_string(folder.path().join("log.vkey")).unwrap(),
            format!("{}\n", made.public())
        );
    }
}
