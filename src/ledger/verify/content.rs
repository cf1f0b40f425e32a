//! What a bag holds beside the log: the signed list of its contents, and what can be computed anew.

use serde_json::Value;

use super::award::ResultAnew;
use crate::{
    id::{Date, Digest, Hash},
    ledger::{
        bag::{Files, Sums, is_payload},
        process::Pack,
        trail::Trail,
    },
};

/// The first line of the list of contents; a checkpoint's is its origin, so that neither passes for the other.
const HEAD: &str = "probity.contents/1";

/// The signed list of contents, and the checkpoint that cosigners add to, are not in the list.
pub(super) const UNLISTED: [&str; 2] = ["data/contents", "data/checkpoint"];

/// The text that the log's key signs, so that a bag's reports cannot be changed though they are not in the log.
pub fn contents_text(files: &Files, origin: &str, size: u64, date: Date) -> String {
    let sums = files.iter().filter(|(path, _)| is_payload(path));
    contents_of(&sums.map(|(path, bytes)| (path.as_str(), Hash::of(&[bytes]))).collect(), origin, size, date)
}

/// As [`contents_text`], of files with these hashes.
pub(super) fn contents_of(sums: &Sums<'_>, origin: &str, size: u64, date: Date) -> String {
    let mut text = format!("{HEAD}\n{origin}\n{size}\n{date}\n");
    for (path, sum) in sums.payload().filter(|(path, _)| !UNLISTED.contains(path)) {
        text.push_str(&format!("{sum}  {path}\n"));
    }
    text
}

/// The day on which a list of contents was signed, and how many events it speaks of.
pub(super) fn contents_head(text: &str) -> Option<(u64, Date)> {
    let mut lines = text.lines();
    let (head, _, size, date) = (lines.next()?, lines.next()?, lines.next()?, lines.next()?);
    (head == HEAD).then_some(())?;
    Some((size.parse().ok()?, date.parse().ok()?))
}

/// One digest over files: that of their list of digests, in the order of their paths.
pub fn tree_digest<'a>(files: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Digest {
    digest_of(files.into_iter().map(|(path, bytes)| (path, Hash::of(&[bytes]))))
}

/// As [`tree_digest`], of files with these hashes.
pub(super) fn digest_of<'a>(sums: impl Iterator<Item = (&'a str, Hash)>) -> Digest {
    let mut list: Vec<String> = sums.map(|(path, sum)| format!("{path}  {sum}\n")).collect();
    list.sort();
    Digest::of(list.concat().as_bytes())
}

/// Computes again what the record says was computed. The shell does it, for it takes all of intake.
pub trait Recompute: Sync {
    /// The scores of a received file by the data of the bag, in the form of the disclosure `scores`, or why they
    /// cannot be had.
    ///
    /// # Errors
    /// When the data of the bag cannot be used.
    fn scores(&self, pack: &Pack, tender: &str, file: &str, original: &[u8]) -> Result<Value, String>;

    /// The result that stands at event `seq`, by what the bag shows of the events before it and by the published method,
    /// or why it cannot be had.
    ///
    /// # Errors
    /// When what was published cannot be used.
    fn result(&self, pack: &Pack, trail: &Trail, seq: u64) -> Result<ResultAnew, String>;

    /// The version of this program, as `tender.assessed` names it.
    fn program(&self) -> String;
}
