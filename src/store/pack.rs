//! What packing reads beside the procurement: a buyer's templates.
#![expect(clippy::disallowed_methods, reason = "`store` is the only module that touches files")]

use std::{fs, io, path::Path};

use super::StoreError;

/// The largest template or picture that is taken, in bytes: what is larger is something else by mistake.
const LARGEST: u64 = 8 << 20;

/// All files below `folder`, by their paths within it with `/` between folders, in order. Hidden files and what
/// programs leave behind while a file is open are passed over.
///
/// # Errors
/// When the folder or a file of it cannot be read, or a file is too large.
pub fn templates(folder: &Path) -> Result<Vec<(String, Vec<u8>)>, StoreError> {
    let mut todo = vec![folder.to_owned()];
    let mut found = Vec::new();
    while let Some(path) = todo.pop() {
        let failed = |path: &Path| {
            let path = path.to_owned();
            move |source| StoreError { path, doing: "read", source }
        };
        for entry in fs::read_dir(&path).map_err(failed(&path))? {
            let path = entry.map_err(failed(&path))?.path();
            let last = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            // The relations of a Word file are named by an ending alone.
            if last.starts_with("~$") || last.starts_with('.') && last != ".rels" {
                continue;
            }
            if path.is_dir() {
                todo.push(path);
                continue;
            }
            if fs::metadata(&path).map_err(failed(&path))?.len() > LARGEST {
                return Err(failed(&path)(io::Error::other("it is larger than any template")));
            }
            let name = path.strip_prefix(folder).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            found.push((name, fs::read(&path).map_err(failed(&path))?));
        }
    }
    found.sort();
    Ok(found)
}
