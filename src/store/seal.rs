//! Prices sealed until two people open them together: each price is encrypted to the one and then to the other, as `age`
//! files. Neither can read it alone, and no other copy of it is kept.
#![expect(clippy::disallowed_methods, reason = "`store` is the only module that touches files")]

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use age::{
    scrypt,
    secrecy::ExposeSecret as _,
    x25519::{Identity, Recipient},
};

use super::keys::Passphrase;

/// The work that a passphrase costs whoever tries one, as for keys of the record.
const WORK: u8 = 17;

/// Why a price could not be sealed or opened.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
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
    #[error("`{0}` is there already and is never written over")]
    Exists(PathBuf),
    /// One person is not two.
    #[error("a price is sealed to two different people, and both keys are the same")]
    SamePerson,
    /// The wrong passphrase, or no key.
    #[error("the key `{0}` could not be opened: is it the right passphrase?")]
    Locked(PathBuf),
    /// Not a public key.
    #[error("`{0}` holds no public key of a custodian")]
    Odd(PathBuf),
    /// Another key, or other bytes than were sealed.
    #[error("the price could not be opened: it was sealed to others, in another order, or was changed since")]
    Closed,
    /// Encryption failed.
    #[error("the price could not be sealed: {0}")]
    Failed(String),
}

/// The public half of a custodian's key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Custodian(Recipient);

/// The secret half, opened.
#[derive(Clone)]
pub struct Opener(Identity);

impl std::fmt::Debug for Opener {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a custodian's key")
    }
}

/// Makes a custodian's key: `<name>.age` in `folder`, encrypted under the passphrase, and `<name>.pub` beside it.
///
/// # Errors
/// When there is one, or it cannot be written.
pub fn custodian(folder: &Path, name: &str, passphrase: &Passphrase) -> Result<Custodian, SealError> {
    custodian_with(folder, name, passphrase, WORK)
}

/// As [`custodian`], with the work that guessing a passphrase costs.
///
/// # Errors
/// As [`custodian`].
pub fn custodian_with(
    folder: &Path,
    name: &str,
    passphrase: &Passphrase,
    work: u8,
) -> Result<Custodian, SealError> {
    let path = folder.join(format!("{name}.age"));
    let identity = Identity::generate();
    let mut recipient = scrypt::Recipient::new(passphrase.secret());
    recipient.set_work_factor(work);
    let sealed = age::encrypt(&recipient, identity.to_string().expose_secret().as_bytes())
        .map_err(|error| SealError::Failed(error.to_string()))?;
    fs::create_dir_all(folder).map_err(|source| failed(&path, "made", source))?;
    keep(&path, &sealed)?;
    let public = identity.to_public();
    keep(&folder.join(format!("{name}.pub")), format!("{public}\n").as_bytes())?;
    Ok(Custodian(public))
}

/// The public key in the file `path`.
///
/// # Errors
/// When it cannot be read, or is none.
pub fn public(path: &Path) -> Result<Custodian, SealError> {
    let text = fs::read_to_string(path).map_err(|source| failed(path, "read", source))?;
    text.trim().parse().map(Custodian).map_err(|_| SealError::Odd(path.to_owned()))
}

/// Opens the secret key in the file `path`.
///
/// # Errors
/// When the passphrase is wrong, or it is no key.
pub fn opener(path: &Path, passphrase: &Passphrase) -> Result<Opener, SealError> {
    let sealed = fs::read(path).map_err(|source| failed(path, "read", source))?;
    let mut identity = scrypt::Identity::new(passphrase.secret());
    identity.set_max_work_factor(WORK + 3);
    let locked = || SealError::Locked(path.to_owned());
    let plain = age::decrypt(&identity, &sealed).map_err(|_| locked())?;
    let text = String::from_utf8(plain).map_err(|_| locked())?;
    text.trim().parse().map(Opener).map_err(|_| locked())
}

/// Seals `bytes` to the first and then to the second: the second opens the outer seal, the first the inner one.
///
/// # Errors
/// When both are the same.
pub fn seal(bytes: &[u8], first: &Custodian, second: &Custodian) -> Result<Vec<u8>, SealError> {
    if first == second {
        return Err(SealError::SamePerson);
    }
    let close = |to: &Custodian, bytes: &[u8]| {
        age::encrypt(&to.0, bytes).map_err(|error| SealError::Failed(error.to_string()))
    };
    close(second, &close(first, bytes)?)
}

/// Opens what was sealed to these two, whichever of them was first.
///
/// # Errors
/// When it was sealed to others, or was changed.
pub fn open(sealed: &[u8], one: &Opener, other: &Opener) -> Result<Vec<u8>, SealError> {
    let by = |outer: &Opener, inner: &Opener| {
        let middle = age::decrypt(&outer.0, sealed).ok()?;
        age::decrypt(&inner.0, &middle).ok()
    };
    by(other, one).or_else(|| by(one, other)).ok_or(SealError::Closed)
}

/// Writes a file, never over another.
///
/// # Errors
/// When there is one, or the disk refuses.
pub fn keep(path: &Path, bytes: &[u8]) -> Result<(), SealError> {
    if path.exists() {
        return Err(SealError::Exists(path.to_owned()));
    }
    super::keys::put(path, bytes).map_err(|source| failed(path, "written", source))
}

/// The names of the files in `folder`, sorted.
///
/// # Errors
/// When it cannot be read.
pub fn names(folder: &Path) -> Result<Vec<String>, SealError> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(|source| failed(folder, "read", source))? {
        let entry = entry.map_err(|source| failed(folder, "read", source))?;
        names.extend(entry.file_name().into_string());
    }
    names.sort();
    Ok(names)
}

fn failed(path: &Path, doing: &'static str, source: io::Error) -> SealError {
    SealError::Io { path: path.to_owned(), doing, source }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neither_of_two_custodians_opens_a_price_alone() {
        let folder = tempfile::tempdir().unwrap();
        let passphrase = |it: &str| Passphrase::new(it).unwrap();
        let make = |name: &str| custodian_with(folder.path(), name, &passphrase(name), 4).unwrap();
        let (ada, ben, cem) = (make("ada"), make("ben"), make("cem"));
        let opener =
            |name: &str| opener(&folder.path().join(format!("{name}.age")), &passphrase(name)).unwrap();
        let price = b"Total price 91250.00, and not a penny more";
        let sealed = seal(price, &ada, &ben).unwrap();
        assert!(!sealed.windows(8).any(|it| it == b"91250.00"));
        assert!(age::decrypt(&opener("ada").0, &sealed).is_err());
        let inner = age::decrypt(&opener("ben").0, &sealed).unwrap();
        assert!(!inner.windows(8).any(|it| it == b"91250.00"));
        for (one, other) in [("ada", "ben"), ("ben", "ada")] {
            assert_eq!(open(&sealed, &opener(one), &opener(other)).unwrap(), price);
        }
        for (one, other) in [("ada", "cem"), ("ben", "ben"), ("cem", "ben")] {
            assert!(matches!(open(&sealed, &opener(one), &opener(other)), Err(SealError::Closed)));
        }
        let mut changed = sealed.clone();
        if let Some(last) = changed.last_mut() {
            *last ^= 1;
        }
        assert!(open(&changed, &opener("ada"), &opener("ben")).is_err());
        assert!(matches!(seal(price, &ada, &ada), Err(SealError::SamePerson)));
        assert_eq!(public(&folder.path().join("cem.pub")).unwrap(), cem);
        assert!(super::opener(&folder.path().join("ada.age"), &passphrase("ben")).is_err());
        assert!(custodian_with(folder.path(), "ada", &passphrase("x"), 4).is_err());
    }
}
