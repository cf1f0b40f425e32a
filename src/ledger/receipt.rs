//! Receipts: what a supplier keeps, to prove years later what was received and that the record contains it.
//!
//! Source: <https://c2sp.org/tlog-proof>. The extra data is the line of the event; it is not signed by itself, so
//! its leaf is computed anew before the proof is believed.

use std::{fmt, str::FromStr};

use super::{
    base64,
    checkpoint::Checkpoint,
    note::NoteError,
    tree::{self, Tree},
};
use crate::id::Hash;

const HEAD: &str = "c2sp.org/tlog-proof@v1";
/// The longest line of an event is 65,535 bytes, and a path has at most 64 hashes.
const LONGEST: usize = 200_000;

/// An event's line with the proof that a checkpoint covers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// As it stands in the log.
    pub line: Vec<u8>,
    /// Its place in the log.
    pub index: u64,
    /// From its leaf to the root.
    pub path: Vec<Hash>,
    /// What it is proved by.
    pub checkpoint: Checkpoint,
}

impl Receipt {
    /// The receipt for the event `line` at `index`; none where the checkpoint does not cover it.
    pub fn new(line: &[u8], index: u64, tree: &Tree, checkpoint: &Checkpoint) -> Option<Self> {
        let path = tree.inclusion(index, checkpoint.size)?;
        Some(Self { line: line.to_vec(), index, path, checkpoint: checkpoint.clone() })
    }

    /// Whether the path leads from the line to the root of the checkpoint. Who signed that is for a policy to say.
    pub fn holds(&self) -> bool {
        let Checkpoint { size, root, .. } = &self.checkpoint;
        tree::includes(self.index, *size, tree::leaf(&self.line), &self.path, root)
    }
}

impl fmt::Display for Receipt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{HEAD}\nextra {}\nindex {}", base64::encode(&self.line), self.index)?;
        self.path.iter().try_for_each(|it| writeln!(f, "{}", base64::encode(it.as_bytes())))?;
        write!(f, "\n{}", self.checkpoint)
    }
}

impl FromStr for Receipt {
    type Err = NoteError;

    fn from_str(text: &str) -> Result<Self, NoteError> {
        let wrong = |what: &str| NoteError(format!("the receipt {what}"));
        if text.len() > LONGEST {
            return Err(wrong("is too long"));
        }
        let (head, checkpoint) = text.split_once("\n\n").ok_or_else(|| wrong("holds no checkpoint"))?;
        let mut lines = head.split('\n');
        if lines.next() != Some(HEAD) {
            return Err(wrong("does not begin with `c2sp.org/tlog-proof@v1`"));
        }
        let line = lines.next().and_then(|it| base64::decode(it.strip_prefix("extra ")?));
        let line = line.ok_or_else(|| wrong("does not hold the line of its event"))?;
        let written = lines.next().and_then(|it| it.strip_prefix("index "));
        let index = written.and_then(|it| it.parse::<u64>().ok().filter(|number| number.to_string() == it));
        let index = index.ok_or_else(|| wrong("does not say where its event stands"))?;
        let path: Option<Vec<Hash>> = lines.map(|it| Hash::from_bytes(&base64::decode(it)?)).collect();
        let path = path.ok_or_else(|| wrong("has a path that is not made of hashes"))?;
        Ok(Self { line, index, path, checkpoint: checkpoint.parse()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::note::{Key, Kind};

    #[test]
    fn a_receipt_reads_back_and_holds_only_for_its_line() {
        let log = Key::new("log.example/1", Kind::Log, &[1; 32]).unwrap();
        let lines: Vec<Vec<u8>> = (0..7).map(|it| format!("line {it}").into_bytes()).collect();
        let tree = Tree::of(lines.iter().map(|it| tree::leaf(it)));
        let checkpoint = Checkpoint::new(7, tree.root(), &log).unwrap();
        let receipt = Receipt::new(&lines[4], 4, &tree, &checkpoint).unwrap();
        assert!(receipt.holds());
        let read: Receipt = receipt.to_string().parse().unwrap();
        assert_eq!(read, receipt);
        for bent in [
            Receipt { line: b"line 5".to_vec(), ..receipt.clone() },
            Receipt { index: 5, ..receipt.clone() },
            Receipt { path: receipt.path[1..].to_vec(), ..receipt.clone() },
        ] {
            assert!(!bent.holds());
        }
    }
}
