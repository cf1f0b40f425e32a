//! Checkpoints: what the log says of itself at a size, signed; and what a trust policy makes of the signatures.
//!
//! Source: <https://c2sp.org/tlog-checkpoint>.

use std::{fmt, str::FromStr};

use super::{
    base64,
    note::{Key, Note, NoteError},
};
use crate::id::{Hash, Moment};

/// A signed statement of the root over the first `size` events of the log `origin`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// Which log.
    pub origin: String,
    /// How many events.
    pub size: u64,
    /// Over them.
    pub root: Hash,
    /// As it was signed.
    pub note: Note,
}

impl Checkpoint {
    /// A checkpoint signed by the log's key.
    ///
    /// # Errors
    /// Never for a key whose name is an origin.
    pub fn new(size: u64, root: Hash, key: &Key) -> Result<Self, NoteError> {
        let origin = key.public().name().to_owned();
        let text = format!("{origin}\n{size}\n{}\n", base64::encode(root.as_bytes()));
        Ok(Self { origin, size, root, note: Note::new(text, key)? })
    }

    /// Adds the signature of a witness in place of an earlier one of the same key. Witnesses stand in the order of
    /// their names, behind the log.
    pub fn cosign(&mut self, key: &Key, at: Moment) {
        let signature = key.sign(&self.note.text, at);
        self.note.signatures.retain(|it| it.name != signature.name);
        self.note.signatures.push(signature);
        if let Some((_, witnesses)) = self.note.signatures.split_first_mut() {
            witnesses.sort_by(|a, b| a.name.cmp(&b.name));
        }
    }

    /// The first characters of the root, for printing on paper: paper is a witness too.
    pub fn short_root(&self) -> String {
        self.root.hex().chars().take(12).collect()
    }
}

impl fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.note.fmt(f)
    }
}

impl FromStr for Checkpoint {
    type Err = NoteError;

    fn from_str(text: &str) -> Result<Self, NoteError> {
        let note: Note = text.parse()?;
        let wrong = |what: &str| NoteError(what.to_owned());
        let mut lines = note.text.trim_end_matches('\n').split('\n');
        let (Some(origin), Some(size), Some(root), None) =
            (lines.next(), lines.next(), lines.next(), lines.next())
        else {
            return Err(wrong(
                "a checkpoint has three lines: the log, how many events, and the root over them",
            ));
        };
        let number: u64 = size.parse().map_err(|_| wrong("the second line is not a number of events"))?;
        if number.to_string() != size {
            return Err(wrong("the number of events is not written plainly"));
        }
        let root = base64::decode(root).and_then(|it| Hash::from_bytes(&it));
        let root = root.ok_or_else(|| wrong("the third line is not a root of 32 bytes in base64"))?;
        if note.text != format!("{origin}\n{size}\n{}\n", base64::encode(root.as_bytes())) {
            return Err(wrong("the checkpoint has more than its three lines"));
        }
        let mut names = note.signatures.iter().map(|it| it.name.as_str());
        if names.next() != Some(origin) {
            return Err(wrong("the first signature is not the log's own"));
        }
        let witnesses: Vec<&str> = names.collect();
        if !witnesses.is_sorted() {
            return Err(wrong("the signatures of witnesses do not stand in the order of their names"));
        }
        Ok(Self { origin: origin.to_owned(), size: number, root, note })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::note::Kind;

    #[test]
    fn a_checkpoint_has_one_form() {
        let log = Key::new("log.example/1", Kind::Log, &[1; 32]).unwrap();
        let mut made = Checkpoint::new(3, Hash::of(&[b"x"]), &log).unwrap();
        for name in ["b.example/w", "a.example/w"] {
            let witness = Key::new(name, Kind::Witness, &[2; 32]).unwrap();
            made.cosign(&witness, Moment::from_unix_millis(1000));
        }
        let text = made.to_string();
        assert_eq!(text.parse::<Checkpoint>().unwrap(), made);
        let lines: Vec<&str> = text.lines().collect();
        let swap = |a: usize, b: usize| {
            let mut lines = lines.clone();
            lines.swap(a, b);
            lines.join("\n") + "\n"
        };
        for bad in [
            swap(4, 5),
            swap(5, 6),
            text.replace("\n3\n", "\n03\n"),
            text.replace("\n3\n", "\n3\n3\n"),
            text.replacen("log.example/1\n", "log.example/2\n", 1),
        ] {
            assert!(bad.parse::<Checkpoint>().is_err(), "{bad}");
        }
    }
}
