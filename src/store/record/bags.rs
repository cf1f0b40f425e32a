//! Bags on the disk: read whole into memory, written whole or not at all.
#![expect(clippy::disallowed_methods, reason = "`store` is the only module that touches files")]

use std::{
    fs, io,
    io::Write as _,
    path::{Path, PathBuf},
};

use super::{RecordError, io_error};
use crate::{ledger::bag::Files, store::output::sync_folder};

/// All files below a folder, by their paths below it. Links are not followed.
///
/// # Errors
/// When the folder or a file of it cannot be read.
pub fn read_files(folder: &Path) -> Result<Files, RecordError> {
    let mut files = Files::new();
    let mut todo: Vec<(PathBuf, String)> = vec![(folder.to_owned(), String::new())];
    while let Some((path, name)) = todo.pop() {
        let kind = fs::symlink_metadata(&path).map_err(io_error(&path, "read"))?.file_type();
        if kind.is_dir() || (name.is_empty() && path.is_dir()) {
            for entry in fs::read_dir(&path).map_err(io_error(&path, "read"))? {
                let entry = entry.map_err(io_error(&path, "read"))?;
                let own = entry.file_name().to_string_lossy().into_owned();
                todo.push((entry.path(), if name.is_empty() { own } else { format!("{name}/{own}") }));
            }
        } else if kind.is_file() {
            files.insert(name, fs::read(&path).map_err(io_error(&path, "read"))?);
        } else {
            return Err(RecordError::NoFile(path));
        }
    }
    Ok(files)
}

/// Writes files below a folder that does not exist yet: all of them, or the folder is not there.
///
/// # Errors
/// When it exists or cannot be written.
pub fn write_files(folder: &Path, files: &Files) -> Result<(), RecordError> {
    if fs::symlink_metadata(folder).is_ok() {
        return Err(RecordError::Refused(format!(
            "`{}` is there already: name another folder",
            folder.display()
        )));
    }
    let parent = match folder.parent() {
        Some(it) if !it.as_os_str().is_empty() => it,
        _ => Path::new("."),
    };
    fs::create_dir_all(parent).map_err(io_error(parent, "made"))?;
    let staging = tempfile::Builder::new()
        .prefix(".probity-")
        .tempdir_in(parent)
        .map_err(io_error(parent, "written"))?;
    let ready = staging.path().join("ready");
    for (name, bytes) in files {
        let path = ready.join(name);
        let home = path.parent().unwrap_or(&ready);
        fs::create_dir_all(home).map_err(io_error(home, "made"))?;
        let mut file = fs::File::create(&path).map_err(io_error(&path, "written"))?;
        file.write_all(bytes).and_then(|()| file.sync_all()).map_err(io_error(&path, "written"))?;
    }
    fs::rename(&ready, folder).map_err(io_error(folder, "written"))?;
    sync_folder(parent).map_err(io_error(parent, "written"))
}

/// Writes one file whole or not at all, in place of an earlier one.
///
/// # Errors
/// When it cannot be written.
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<(), RecordError> {
    let parent = match path.parent() {
        Some(it) if !it.as_os_str().is_empty() => it,
        _ => Path::new("."),
    };
    fs::create_dir_all(parent).map_err(io_error(parent, "made"))?;
    let put = || -> io::Result<()> {
        let mut file = tempfile::Builder::new()
            .prefix(".probity-")
            .make_in(parent, |path| fs::File::create_new(path))?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        file.persist(path).map_err(|error| error.error)?;
        sync_folder(parent)
    };
    put().map_err(io_error(path, "written"))
}

/// Whether a folder holds the record of a procurement, and not an export of one.
pub fn is_procurement(folder: &Path) -> bool {
    folder.join(super::FILE).is_file()
}

/// Whether a folder says of itself that it is a bag.
pub fn is_bag(folder: &Path) -> bool {
    fs::symlink_metadata(folder.join("bagit.txt")).is_ok()
}
