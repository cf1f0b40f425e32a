//! From a path to a tender: the shell around `workbook::read`, which touches the file and outlives its parsers.
//!
//! A [`Desk`] has files read by worker processes of this program, which may not take more memory and time than
//! `limits.toml` allows them and can open no file. An abort inside a parser ends the worker, and the desk makes a
//! refusal of it; [`receive`] reads in this process, as the worker does.

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
        read::{
            self, Refusal,
            form::{self, ReturnedBook},
            limits,
        },
    },
};

mod confine;
mod desk;
pub mod worker;

pub use confine::Allowance;
pub use desk::{COMMAND, Desk, IntakeError};

/// Reads the file at `path` in this process; `forced` is the id of the only layout to try. The tender goes by the
/// file's name.
///
/// # Errors
/// Only when the file cannot be opened. What it holds never fails: at worst it is a refused tender.
pub fn open(path: &Path, layouts: &Layouts, bank: &Bank, forced: Option<&str>) -> Result<Tender, StoreError> {
    let name = name_of(path);
    match unless_too_large(path, &name)? {
        Ok(bytes) => Ok(receive(&name, &bytes, layouts, bank, forced)),
        Err(refused) => Ok(*refused),
    }
}

/// Reads the bytes of a file that goes by `name`, in this process. A parser that panics makes a refused tender.
pub fn receive(name: &str, bytes: &[u8], layouts: &Layouts, bank: &Bank, forced: Option<&str>) -> Tender {
    let read = AssertUnwindSafe(|| read::read(name, bytes, layouts, bank, forced));
    panic::catch_unwind(read).unwrap_or_else(|_| {
        let explanation = "the file is damaged in a way that the spreadsheet reader could not cope with. Ask the \
                           supplier to open it in a spreadsheet program, save it again as `.xlsx` and send that.";
        let refusal = Refusal { code: "unreadable", explanation: explanation.to_owned() };
        read::refused(name, Digest::of(bytes), refusal)
    })
}

/// A workbook that came back, or in plain words why it cannot be read.
pub type Returned = Result<ReturnedBook, String>;

/// Reads a workbook that was given out to be filled in, in this process. A parser that panics makes a refusal.
pub fn returned(name: &str, bytes: &[u8], layouts: &Layouts) -> Returned {
    let read = AssertUnwindSafe(|| form::returned(name, bytes, layouts));
    match panic::catch_unwind(read) {
        Ok(read) => read.map_err(|it| it.explanation),
        Err(_) => {
            Err("the file is damaged in a way that the spreadsheet reader could not cope with".to_owned())
        }
    }
}

/// What a file goes by.
fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

/// The bytes of a file, or its refusal by its size. The digest of what was received is owed either way.
fn unless_too_large(path: &Path, name: &str) -> Result<Result<Vec<u8>, Box<Tender>>, StoreError> {
    let size = usize::try_from(store::size(path)?).unwrap_or(usize::MAX);
    if size > limits::FILE_BYTES {
        let refused = read::refused(name, store::digest(path)?, read::too_large(size));
        return Ok(Err(Box::new(refused)));
    }
    Ok(Ok(store::read(path)?))
}
