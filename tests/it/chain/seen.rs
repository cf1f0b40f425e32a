//! What can be found in a folder: the words in files, and in the parts of those that are packed.

use std::{
    fs,
    io::{Cursor, Read as _},
    path::{Path, PathBuf},
};

/// All files below a folder.
pub(super) fn files(folder: &Path) -> Vec<PathBuf> {
    let mut todo = vec![folder.to_owned()];
    let mut found = Vec::new();
    while let Some(path) = todo.pop() {
        if path.is_dir() {
            todo.extend(fs::read_dir(path).unwrap().map(|it| it.unwrap().path()));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The files below `folder` in which one of `words` stands, packed or not; those that `passed` says are not looked into.
pub(super) fn holding(folder: &Path, words: &[String], passed: &dyn Fn(&Path) -> bool) -> Vec<String> {
    // By its first byte, so that every file is gone through once.
    let mut starts = vec![Vec::new(); 256];
    for word in words {
        starts[usize::from(word.as_bytes()[0])].push(word);
    }
    let mut found = Vec::new();
    for path in files(folder).into_iter().filter(|it| !passed(it)) {
        let bytes = fs::read(&path).unwrap();
        let mut parts = vec![];
        if let Ok(mut package) = zip::ZipArchive::new(Cursor::new(&bytes)) {
            for n in 0..package.len() {
                let mut part = Vec::new();
                package.by_index(n).unwrap().read_to_end(&mut part).unwrap();
                parts.push(part);
            }
        }
        parts.push(bytes);
        for part in parts {
            for (at, byte) in part.iter().enumerate() {
                for word in &starts[usize::from(*byte)] {
                    if part[at..].starts_with(word.as_bytes()) {
                        found.push(format!("`{word}` in {}", path.display()));
                    }
                }
            }
        }
    }
    found
}
