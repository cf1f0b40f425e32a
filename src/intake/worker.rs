//! The worker's side: files come in on standard input, tenders go out on standard output.
//!
//! Both ways a message is its length in bytes, eight of them, the lowest first, and then the bytes. A file is two
//! messages, its name and its content; a tender is one, as JSON. Both ends are the same program, so that the form may
//! change with it.

use std::io::{self, Read, Write};

use super::{Allowance, confine};
use crate::{
    bank::Bank,
    workbook::{layout::Layouts, read::limits},
};

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
    while let Some(name) = message(&mut files, most)? {
        let Some(bytes) = message(&mut files, most)? else { break };
        confine::allow_processor(allowance.processor_seconds);
        let tender = super::receive(&String::from_utf8_lossy(&name), &bytes, layouts, bank, forced);
        send(&mut tenders, &serde_json::to_vec(&tender)?)?;
        tenders.flush()?;
    }
    Ok(())
}

/// The next message; none where the other end is done.
pub(super) fn message(from: &mut impl Read, most: u64) -> io::Result<Option<Vec<u8>>> {
    let mut length = [0; 8];
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

/// Sends a message.
pub(super) fn send(to: &mut impl Write, bytes: &[u8]) -> io::Result<()> {
    to.write_all(&u64::try_from(bytes.len()).unwrap_or(u64::MAX).to_le_bytes())?;
    to.write_all(bytes)
}
