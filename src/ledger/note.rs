//! Signed notes: a text and lines of signatures below it, which any tool of the trade can check.
//!
//! Source: <https://c2sp.org/signed-note> (Ed25519, type 0x01) and <https://c2sp.org/tlog-cosignature> (type 0x04).

use std::{fmt, str::FromStr};

use ed25519_dalek::{Signature as Ed25519, Signer as _, SigningKey, VerifyingKey};

use super::base64;
use crate::id::{Hash, Moment};

/// What is wrong with a note or a key, in words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NoteError(pub(crate) String);

fn wrong<T>(message: impl Into<String>) -> Result<T, NoteError> {
    Err(NoteError(message.into()))
}

/// What a key signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// The log's own key: the text.
    Log,
    /// A witness: the text and the time at which it was seen.
    Witness,
}

impl Kind {
    fn byte(self) -> u8 {
        match self {
            Self::Log => 1,
            Self::Witness => 4,
        }
    }
}

/// The public half of a key with the name that it signs by, written `name+hash+key`.
#[derive(Clone, PartialEq, Eq)]
pub struct PublicKey {
    name: String,
    kind: Kind,
    key: VerifyingKey,
    id: [u8; 4],
}

impl PublicKey {
    fn new(name: &str, kind: Kind, key: VerifyingKey) -> Result<Self, NoteError> {
        check_name(name)?;
        let hash = Hash::of(&[name.as_bytes(), b"\n", &[kind.byte()], key.as_bytes()]);
        let [a, b, c, d, ..] = *hash.as_bytes();
        Ok(Self { name: name.to_owned(), kind, key, id: [a, b, c, d] })
    }

    /// The name that it signs by; a log's is its origin.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it signs.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// When `signature` says that this key made it over `text`, 1970 for a log's, which says nothing; none where it is
    /// not this key's.
    fn verify(&self, text: &str, signature: &[u8]) -> Option<Moment> {
        let strict = |message: &[u8], bytes: &[u8]| {
            let signature = Ed25519::from_slice(bytes).ok()?;
            self.key.verify_strict(message, &signature).ok()
        };
        match self.kind {
            Kind::Log => strict(text.as_bytes(), signature).map(|()| Moment::from_unix_millis(0)),
            Kind::Witness => {
                let (time, bytes) = signature.split_first_chunk::<8>()?;
                let seconds = u64::from_be_bytes(*time);
                strict(cosigned(seconds, text).as_bytes(), bytes)?;
                let millis = i64::try_from(seconds).ok()?.checked_mul(1000)?;
                Some(Moment::from_unix_millis(millis))
            }
        }
    }

    /// Whether `signature` is this key's over `message`, which is no note.
    pub fn verify_raw(&self, message: &[u8], signature: &[u8]) -> bool {
        Ed25519::from_slice(signature).is_ok_and(|it| self.key.verify_strict(message, &it).is_ok())
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut typed = vec![self.kind.byte()];
        typed.extend(self.key.as_bytes());
        write!(f, "{}+{}+{}", self.name, hex(self.id), base64::encode(&typed))
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl FromStr for PublicKey {
    type Err = NoteError;

    fn from_str(text: &str) -> Result<Self, NoteError> {
        let shape =
            || NoteError(format!("`{text}` is not a key such as `council.gov.uk/lighting+1a2b3c4d+AX9…`"));
        let (name, rest) = text.split_once('+').ok_or_else(shape)?;
        let (id, key) = rest.split_once('+').ok_or_else(shape)?;
        let typed = base64::decode(key).ok_or_else(shape)?;
        let (kind, bytes) = match typed.split_first() {
            Some((1, bytes)) => (Kind::Log, bytes),
            Some((4, bytes)) => (Kind::Witness, bytes),
            _ => return wrong(format!("the key of `{name}` is neither Ed25519 (1) nor a cosigner's (4)")),
        };
        let bytes: &[u8; 32] = bytes.try_into().map_err(|_| shape())?;
        let key = VerifyingKey::from_bytes(bytes).map_err(|_| shape())?;
        if key.is_weak() {
            return wrong(format!("the key of `{name}` is one that anybody can sign by"));
        }
        let made = Self::new(name, kind, key)?;
        if hex(made.id) != id {
            return wrong(format!(
                "the key of `{name}` does not belong to its hash `{id}`: was it copied whole?"
            ));
        }
        Ok(made)
    }
}

/// A key that signs.
#[derive(Clone)]
pub struct Key {
    secret: SigningKey,
    public: PublicKey,
}

impl Key {
    /// The key of `seed`, 32 random bytes.
    ///
    /// # Errors
    /// When the name has blanks or a `+` in it.
    pub fn new(name: &str, kind: Kind, seed: &[u8; 32]) -> Result<Self, NoteError> {
        let secret = SigningKey::from_bytes(seed);
        let public = PublicKey::new(name, kind, secret.verifying_key())?;
        Ok(Self { secret, public })
    }

    /// What others check signatures by.
    pub fn public(&self) -> &PublicKey {
        &self.public
    }

    /// What [`Self::new`] made the key of.
    pub fn seed(&self) -> [u8; 32] {
        self.secret.to_bytes()
    }

    /// Signs `message`, which is no note.
    pub fn sign_raw(&self, message: &[u8]) -> Vec<u8> {
        self.secret.sign(message).to_bytes().to_vec()
    }

    /// Signs `text`; `at` is when a witness saw it, and means nothing to a log's key.
    pub fn sign(&self, text: &str, at: Moment) -> Signature {
        let bytes = match self.public.kind {
            Kind::Log => self.sign_raw(text.as_bytes()),
            Kind::Witness => {
                let seconds = u64::try_from(at.unix_millis().div_euclid(1000)).unwrap_or(0);
                let mut bytes = seconds.to_be_bytes().to_vec();
                bytes.extend(self.sign_raw(cosigned(seconds, text).as_bytes()));
                bytes
            }
        };
        Signature { name: self.public.name.clone(), id: self.public.id, bytes }
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the secret half of {}", self.public)
    }
}

fn cosigned(seconds: u64, text: &str) -> String {
    format!("cosignature/v1\ntime {seconds}\n{text}")
}

/// One line below a note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// Who signed.
    pub name: String,
    id: [u8; 4],
    bytes: Vec<u8>,
}

impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut whole = self.id.to_vec();
        whole.extend(&self.bytes);
        write!(f, "\u{2014} {} {}", self.name, base64::encode(&whole))
    }
}

/// A text with the signatures below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// What is signed; it ends with a line break.
    pub text: String,
    /// In their order.
    pub signatures: Vec<Signature>,
}

/// A signature that a known key made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// The key's place in the list that was given.
    pub key: usize,
    /// When a witness says that it signed.
    pub at: Option<Moment>,
}

impl Note {
    /// A note signed by `key`.
    ///
    /// # Errors
    /// When the text does not end its last line, or holds control characters.
    pub fn new(text: String, key: &Key) -> Result<Self, NoteError> {
        check_text(&text)?;
        let signature = key.sign(&text, Moment::from_unix_millis(0));
        Ok(Self { text, signatures: vec![signature] })
    }

    /// Checks the signatures of `keys`. Those of others are passed over.
    ///
    /// # Errors
    /// When a signature by one of `keys` is wrong, or stands there twice.
    pub fn verify<'a>(
        &self,
        keys: impl IntoIterator<Item = &'a PublicKey>,
    ) -> Result<Vec<Signed>, NoteError> {
        let keys: Vec<&PublicKey> = keys.into_iter().collect();
        let mut good: Vec<Signed> = Vec::new();
        for signature in &self.signatures {
            let known = keys.iter().position(|it| it.name == signature.name && it.id == signature.id);
            let Some((at, key)) = known.and_then(|at| Some((at, keys.get(at)?))) else { continue };
            let Some(time) = key.verify(&self.text, &signature.bytes) else {
                return wrong(format!(
                    "the signature of `{}` is not one that its key made of this text",
                    key.name
                ));
            };
            if good.iter().any(|it| it.key == at) {
                return wrong(format!("`{}` has signed twice", key.name));
            }
            good.push(Signed { key: at, at: (key.kind == Kind::Witness).then_some(time) });
        }
        Ok(good)
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.text)?;
        self.signatures.iter().try_for_each(|it| writeln!(f, "{it}"))
    }
}

/// No note of ours is longer.
const LONGEST: usize = 16 << 20;

impl FromStr for Note {
    type Err = NoteError;

    fn from_str(note: &str) -> Result<Self, NoteError> {
        if note.len() > LONGEST {
            return wrong("the note is too long");
        }
        let Some(gap) = note.rfind("\n\n") else { return wrong("the note has no signatures below its text") };
        let (text, below) = note.split_at(gap + 1);
        check_text(text)?;
        let Some(lines) = below.strip_prefix('\n').and_then(|it| it.strip_suffix('\n')) else {
            return wrong("the note does not end its last line");
        };
        let mut signatures = Vec::new();
        for line in lines.split('\n') {
            let read = || -> Option<Signature> {
                let (name, encoded) = line.strip_prefix("\u{2014} ")?.split_once(' ')?;
                check_name(name).ok()?;
                let whole = base64::decode(encoded)?;
                let (id, bytes) = whole.split_first_chunk::<4>()?;
                Some(Signature { name: name.to_owned(), id: *id, bytes: bytes.to_vec() })
            };
            let Some(signature) = read() else {
                return wrong(format!("line {} of the signatures is none", signatures.len() + 1));
            };
            signatures.push(signature);
        }
        Ok(Self { text: text.to_owned(), signatures })
    }
}

fn check_text(text: &str) -> Result<(), NoteError> {
    if !text.ends_with('\n') {
        return wrong("the text of a note ends with a line break");
    }
    if text.chars().any(|it| it < ' ' && it != '\n') {
        return wrong("the text of a note holds control characters");
    }
    Ok(())
}

/// Names of keys as the specification has them.
fn check_name(name: &str) -> Result<(), NoteError> {
    if name.is_empty() || name.chars().any(|it| it.is_whitespace() || it == '+' || it.is_control()) {
        return wrong(format!(
            "`{name}` cannot be the name of a key: it has no blanks and no `+`, as in `council.gov.uk/2026/lighting`"
        ));
    }
    Ok(())
}

fn hex(id: [u8; 4]) -> String {
    format!("{:08x}", u32::from_be_bytes(id))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Source: <https://c2sp.org/signed-note>, which takes it from Go's checksum database.
    const GO_KEY: &str = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8";

    #[test]
    fn a_published_key_is_read_and_written() {
        let key: PublicKey = GO_KEY.parse().unwrap();
        assert_eq!((key.name(), key.kind()), ("sum.golang.org", Kind::Log));
        assert_eq!(key.to_string(), GO_KEY);
        for bad in [
            "sum.golang.org+033de0af+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8",
            "sum.golang.com+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8",
            "sum.golang.org+033de0ae",
            "",
        ] {
            assert!(bad.parse::<PublicKey>().is_err(), "{bad}");
        }
    }

    /// Source: the example of Go's package golang.org/x/mod/sumdb/note.
    #[test]
    fn a_published_note_is_verified() {
        let peter: PublicKey =
            "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW".parse().unwrap();
        let text = "If you think cryptography is the answer to your problem,\n\
                    then you don't know what your problem is.\n";
        let signed = format!(
            "{text}\n\u{2014} PeterNeumann \
             x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
        );
        let note: Note = signed.parse().unwrap();
        assert_eq!(note.text, text);
        assert_eq!(note.verify([&peter]).unwrap(), [Signed { key: 0, at: None }]);
        assert_eq!(note.to_string(), signed);
        let bent: Note = signed.replace("answer", "Answer").parse().unwrap();
        assert!(bent.verify([&peter]).is_err());
    }

    #[test]
    fn a_witness_signs_the_text_and_the_time() {
        let log = Key::new("log.example/1", Kind::Log, &[1; 32]).unwrap();
        let witness = Key::new("audit.example/w", Kind::Witness, &[2; 32]).unwrap();
        let mut note = Note::new("log.example/1\n0\nx\n".to_owned(), &log).unwrap();
        let at: Moment = "2026-01-05T09:12:44Z".parse().unwrap();
        note.signatures.push(witness.sign(&note.text, at));
        let read: Note = note.to_string().parse().unwrap();
        let keys = [log.public(), witness.public()];
        assert_eq!(
            read.verify(keys).unwrap(),
            [Signed { key: 0, at: None }, Signed { key: 1, at: Some(at) }]
        );
        let again = witness.public().to_string().parse::<PublicKey>().unwrap();
        assert_eq!(&again, witness.public());
        let mut late = read.clone();
        late.signatures[1].bytes[7] ^= 1;
        assert!(late.verify(keys).is_err());
        let mut twice = read.clone();
        twice.signatures.push(twice.signatures[0].clone());
        assert!(twice.verify(keys).is_err());
    }

    #[test]
    fn a_note_has_one_form() {
        let log = Key::new("log.example/1", Kind::Log, &[1; 32]).unwrap();
        let good = Note::new("a\nb\n".to_owned(), &log).unwrap().to_string();
        assert!(good.parse::<Note>().is_ok());
        for bad in [
            good.trim_end().to_owned(),
            good.replace("\n\n", "\n"),
            good.replace('\u{2014}', "-"),
            good.replace("a\n", "a\r\n"),
            format!("{good}\n"),
            format!("{good}x\n"),
        ] {
            assert!(bad.parse::<Note>().is_err(), "{bad:?}");
        }
    }
}
