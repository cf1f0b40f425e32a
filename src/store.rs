//! The only module that touches files: the data that the tool works by, and what it writes.
#![expect(clippy::disallowed_methods, reason = "`store` is the only module that touches files")]

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use crate::{
    id::Digest,
    source::{Ready, SourceFile},
};

pub mod folder;
pub mod keys;
pub mod output;
pub mod pack;
pub mod panel;
pub mod record;
pub mod seal;

/// The data files that are built into the program: path, text and what it was read to, sorted by path.
const EMBEDDED: &[(&str, &str, Option<Ready>)] = include!(concat!(env!("OUT_DIR"), "/data.rs"));

/// A file that could not be read or written.
#[derive(Debug, thiserror::Error)]
#[error("`{path}` could not be {doing}")]
pub struct StoreError {
    path: PathBuf,
    doing: &'static str,
    source: io::Error,
}

/// As [`data`], but what is built in was read before: that is much quicker, and leaves out the tests of rules.
///
/// # Errors
/// When the folder or a file of it cannot be read.
pub fn ready(folder: Option<&Path>) -> Result<Vec<SourceFile>, StoreError> {
    if folder.is_some() {
        return data(folder);
    }
    let files = EMBEDDED.iter().map(|(path, text, ready)| match ready {
        Some(ready) => SourceFile::ready(path, text, *ready),
        None => SourceFile::new(*path, *text),
    });
    Ok(files.collect())
}

/// The bank and the scoring data, from `folder` or as built in, sorted by path.
///
/// # Errors
/// When the folder or a file of it cannot be read.
pub fn data(folder: Option<&Path>) -> Result<Vec<SourceFile>, StoreError> {
    let Some(folder) = folder else {
        return Ok(EMBEDDED.iter().map(|(path, text, _)| SourceFile::new(*path, *text)).collect());
    };
    let mut files = Vec::new();
    for top in ["question-bank", "scoring"] {
        walk(folder, &folder.join(top), &mut files)?;
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}

fn walk(root: &Path, folder: &Path, files: &mut Vec<SourceFile>) -> Result<(), StoreError> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |source| StoreError { path, doing: "read", source }
    };
    for entry in fs::read_dir(folder).map_err(failed(folder))? {
        let path = entry.map_err(failed(folder))?.path();
        if path.is_dir() {
            walk(root, &path, files)?;
        } else {
            let text = fs::read_to_string(&path).map_err(failed(&path))?;
            let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            files.push(SourceFile::new(name, text));
        }
    }
    Ok(())
}

/// A data file that the user named, as text with places.
///
/// # Errors
/// When it cannot be read, or is not text.
pub fn text(path: &Path) -> Result<SourceFile, StoreError> {
    let failed = |source| StoreError { path: path.to_owned(), doing: "read", source };
    let text = fs::read_to_string(path).map_err(failed)?;
    Ok(SourceFile::new(path.to_string_lossy().replace('\\', "/"), text))
}

/// The bytes of a file that the user named.
///
/// # Errors
/// When it cannot be read.
pub fn read(path: &Path) -> Result<Vec<u8>, StoreError> {
    fs::read(path).map_err(|source| StoreError { path: path.to_owned(), doing: "read", source })
}

/// Writes a file that the user named and that is not there yet.
///
/// # Errors
/// When it cannot be written, or stands there already.
pub fn write_new(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let failed = |source| StoreError { path: path.to_owned(), doing: "write", source };
    let mut file = fs::OpenOptions::new().write(true).create_new(true).open(path).map_err(failed)?;
    io::Write::write_all(&mut file, bytes).map_err(failed)
}

/// How many bytes a file has that the user named.
///
/// # Errors
/// When it cannot be found.
pub fn size(path: &Path) -> Result<u64, StoreError> {
    let found =
        fs::metadata(path).map_err(|source| StoreError { path: path.to_owned(), doing: "read", source })?;
    Ok(found.len())
}

/// The digest of a file that is too large to be held.
///
/// # Errors
/// When it cannot be read.
pub fn digest(path: &Path) -> Result<Digest, StoreError> {
    let failed = |source| StoreError { path: path.to_owned(), doing: "read", source };
    Digest::of_stream(fs::File::open(path).map_err(failed)?).map_err(failed)
}

/// The endings of files that a tender can have, in lower case.
const SPREADSHEETS: [&str; 7] = ["xlsx", "xlsm", "xlsb", "xls", "ods", "csv", "tsv"];

/// The spreadsheets that stand in a folder, sorted by name, and the other things in it, which are not read:
/// folders and files of other kinds. The lock files of spreadsheet programs and hidden files are neither.
///
/// # Errors
/// When the folder cannot be read.
pub fn spreadsheets(folder: &Path) -> Result<(Vec<PathBuf>, Vec<PathBuf>), StoreError> {
    let failed = |source| StoreError { path: folder.to_owned(), doing: "read", source };
    let (mut found, mut others) = (Vec::new(), Vec::new());
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.starts_with('.') || name.starts_with("~$") {
            continue;
        }
        let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
        let list =
            if path.is_file() && SPREADSHEETS.contains(&ending.as_str()) { &mut found } else { &mut others };
        list.push(path);
    }
    found.sort();
    others.sort();
    Ok((found, others))
}
