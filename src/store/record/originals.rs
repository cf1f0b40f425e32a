//! Files as they were received, each by the digest of its bytes, below `tenders/`.
#![expect(clippy::disallowed_methods, reason = "`store` is the only module that touches files")]

use std::{
    fs, io,
    io::Write as _,
    path::{Path, PathBuf},
};

use super::{RecordError, io_error};
use crate::{id::Digest, store::output::sync_folder};

/// Endings that a kept file may have, so that a person can open it.
const ENDINGS: [&str; 7] = ["csv", "ods", "tsv", "xls", "xlsb", "xlsm", "xlsx"];

/// Keeps the bytes of a tender's file in its folder, under their digest; `name` is what the supplier called it, of
/// which only a known ending is used. Whole or not at all, and on the disk when this returns.
///
/// # Errors
/// When they cannot be written.
pub fn keep(folder: &Path, tender: &str, name: &str, bytes: &[u8]) -> Result<PathBuf, RecordError> {
    let home = folder.join("tenders").join(tender);
    fs::create_dir_all(&home).map_err(io_error(&home, "made"))?;
    let digest = Digest::of(bytes);
    let ending = Path::new(name).extension().and_then(|it| it.to_str()).map(str::to_ascii_lowercase);
    let file = match ending.filter(|it| ENDINGS.contains(&it.as_str())) {
        Some(ending) => format!("{}.{ending}", digest.hex()),
        None => digest.hex().to_owned(),
    };
    let path = home.join(file);
    put(&path, bytes).map_err(io_error(&path, "written"))?;
    for parent in [home.as_path(), folder.join("tenders").as_path(), folder] {
        sync_folder(parent).map_err(io_error(parent, "written"))?;
    }
    Ok(path)
}

fn put(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let parent = path.parent().unwrap_or(Path::new("."));
    let mut file =
        tempfile::Builder::new().prefix(".probity-").make_in(parent, |path| fs::File::create_new(path))?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// The bytes of a tender's file, by their digest (`sha256:…`).
///
/// # Errors
/// When they are not there any more, or are others.
pub fn kept(folder: &Path, tender: &str, sha256: &str) -> Result<Vec<u8>, RecordError> {
    let hex = sha256.trim_start_matches("sha256:");
    let home = folder.join("tenders").join(tender);
    let entries = fs::read_dir(&home).map_err(io_error(&home, "read"))?;
    for entry in entries {
        let path = entry.map_err(io_error(&home, "read"))?.path();
        if path.file_stem().is_some_and(|it| it == hex) {
            let bytes = fs::read(&path).map_err(io_error(&path, "read"))?;
            if Digest::of(&bytes).hex() != hex {
                return Err(RecordError::Damaged(format!(
                    "`{}` is not the file that was received",
                    path.display()
                )));
            }
            return Ok(bytes);
        }
    }
    Err(RecordError::Damaged(format!("the file {hex} of `{tender}` is not in its folder")))
}
