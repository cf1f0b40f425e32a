//! The worker's side: files come in on standard input, tenders go out on standard output.
//!
//! Both ways a message is its length in bytes, eight of them, the lowest first, and then the bytes. A file is three
//! messages, as what it is read, its name and its content; what is made of it is one, as JSON. Both ends are the same program, so that the form may
//! change with it.

use std::io::{self, IoSlice, Read, Write};

use serde::Serialize;

use super::{Allowance, confine};
use crate::{
    bank::Bank,
    workbook::{layout::Layouts, read::limits},
};

/// As what a file is read: a supplier's tender.
pub(super) const TENDER: &[u8] = b"tender";

/// As what a file is read: a workbook that was given out to be filled in.
pub(super) const FORM: &[u8] = b"form";

/// Reads files until there are no more.
///
/// # Errors
/// When the desk is gone.
pub fn serve(
    mut files: impl Read,
    mut tenders: impl Write,
    layouts: &Layouts,
    bank: &Bank,
    forced: Option<&str>,
    allowance: Allowance,
) -> io::Result<()> {
    confine::apply(allowance);
    let most = u64::try_from(limits::FILE_BYTES).unwrap_or(u64::MAX);
    while let Some(what) = message(&mut files, most)? {
        let Some(name) = message(&mut files, most)? else { break };
        let Some(bytes) = message(&mut files, most)? else { break };
        confine::allow_processor(allowance.processor_seconds);
        let name = String::from_utf8_lossy(&name);
        if what == FORM {
            answer(&mut tenders, &super::returned(&name, &bytes, layouts))?;
        } else {
            answer(&mut tenders, &super::receive(&name, &bytes, layouts, bank, forced))?;
        }
    }
    Ok(())
}

/// Sends what was made of a file in one go: the other end wakes once.
fn answer(to: &mut impl Write, of: &impl Serialize) -> io::Result<()> {
    let mut answer = vec![0; LENGTH];
    serde_json::to_writer(&mut answer, of)?;
    let length = answer.len() - LENGTH;
    if let Some(it) = answer.first_chunk_mut() {
        *it = written(length);
    }
    to.write_all(&answer)?;
    to.flush()
}

/// The next message; none where the other end is done.
pub(super) fn message(from: &mut impl Read, most: u64) -> io::Result<Option<Vec<u8>>> {
    let mut length = [0; LENGTH];
    match from.read_exact(&mut length) {
        Err(fault) if fault.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        other => other?,
    }
    let length = u64::from_le_bytes(length);
    if length > most {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, "the message is longer than it may be"));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or(0));
    from.take(length).read_to_end(&mut bytes)?;
    if u64::try_from(bytes.len()).is_ok_and(|it| it == length) {
        Ok(Some(bytes))
    } else {
        Err(io::ErrorKind::UnexpectedEof.into())
    }
}

/// Sends messages, in one go if the other end takes them: it wakes once for all of them.
pub(super) fn send<const N: usize>(to: &mut impl Write, messages: [&[u8]; N]) -> io::Result<()> {
    let lengths = messages.map(|it| written(it.len()));
    let pairs = lengths.iter().zip(messages);
    let mut slices: Vec<IoSlice<'_>> = pairs.flat_map(|(a, b)| [IoSlice::new(a), IoSlice::new(b)]).collect();
    let mut rest = slices.as_mut_slice();
    while !rest.is_empty() {
        match to.write_vectored(rest) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(sent) => IoSlice::advance_slices(&mut rest, sent),
            Err(fault) if fault.kind() == io::ErrorKind::Interrupted => {}
            Err(fault) => return Err(fault),
        }
    }
    Ok(())
}

/// The bytes of a message's length.
const LENGTH: usize = 8;

fn written(length: usize) -> [u8; LENGTH] {
    u64::try_from(length).unwrap_or(u64::MAX).to_le_bytes()
}
