//! From a path to a tender: the shell around `workbook::read`, which touches the file and outlives its parsers.

use std::{
    panic::{self, AssertUnwindSafe},
    path::Path,
};

use crate::{
    bank::Bank,
    id::Digest,
    store::{self, StoreError},
    tender::Tender,
    workbook::{
        layout::Layouts,
        read::{self, Refusal, limits},
    },
};

/// Reads the file at `path`; `forced` is the id of the only layout to try. The tender goes by the file's name.
///
/// # Errors
/// Only when the file cannot be opened. What it holds never fails: at worst it is a refused tender.
pub fn open(path: &Path, layouts: &Layouts, bank: &Bank, forced: Option<&str>) -> Result<Tender, StoreError> {
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
    let size = usize::try_from(store::size(path)?).unwrap_or(usize::MAX);
    if size > limits::FILE_BYTES {
        // The digest of what was received is owed even where the content is not read.
        return Ok(read::refused(&name, store::digest(path)?, read::too_large(size)));
    }
    let bytes = store::read(path)?;
    Ok(receive(&name, &bytes, layouts, bank, forced))
}

/// Reads the bytes of a file that goes by `name`. A parser that panics makes a refused tender.
pub fn receive(name: &str, bytes: &[u8], layouts: &Layouts, bank: &Bank, forced: Option<&str>) -> Tender {
    let read = AssertUnwindSafe(|| read::read(name, bytes, layouts, bank, forced));
    panic::catch_unwind(read).unwrap_or_else(|_| {
        let explanation = "the file is damaged in a way that the spreadsheet reader could not cope with. Ask the \
                           supplier to open it in a spreadsheet program, save it again as `.xlsx` and send that.";
        let refusal = Refusal { code: "unreadable", explanation: explanation.to_owned() };
        read::refused(name, Digest::of(bytes), refusal)
    })
}
