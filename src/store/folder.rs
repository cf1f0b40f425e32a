//! The folder of a procurement: its files read, written and listed, and nothing outside of it.
#![expect(clippy::disallowed_methods, reason = "`store` is the only module that touches files")]

use std::{
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use super::StoreError;
use crate::source::SourceFile;

/// A folder that a person fills and that the program adds to.
#[derive(Debug, Clone)]
pub struct Folder {
    root: PathBuf,
}

impl Folder {
    /// The folder at `root`, which need not exist.
    pub fn at(root: &Path) -> Self {
        Self { root: root.to_owned() }
    }

    /// Where a file of it stands, as the user would name it.
    pub fn path(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    /// Whether a file or folder is there.
    pub fn has(&self, name: &str) -> bool {
        self.path(name).exists()
    }

    /// Whether nothing is there, or only an empty folder.
    pub fn is_vacant(&self) -> bool {
        match fs::read_dir(&self.root) {
            Ok(mut entries) => entries.next().is_none(),
            Err(error) => error.kind() == io::ErrorKind::NotFound,
        }
    }

    /// The bytes of a file.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn bytes(&self, name: &str) -> Result<Vec<u8>, StoreError> {
        super::read(&self.path(name))
    }

    /// A file as text with places, under the path that the user would name.
    ///
    /// # Errors
    /// When it cannot be read or is not UTF-8.
    pub fn text(&self, name: &str) -> Result<SourceFile, StoreError> {
        let path = self.path(name);
        let text = String::from_utf8(self.bytes(name)?).map_err(|it| StoreError {
            path: path.clone(),
            doing: "read as text in UTF-8",
            source: io::Error::new(io::ErrorKind::InvalidData, it),
        })?;
        Ok(SourceFile::new(path.display().to_string().replace('\\', "/"), text))
    }

    /// The files below a folder of it, by their paths within that folder, in order. Hidden files and what programs leave
    /// behind while a file is open are left out, and what `skip` names at the top.
    ///
    /// # Errors
    /// When a folder cannot be read.
    pub fn files(&self, below: &str, skip: impl Fn(&str) -> bool) -> Result<Vec<String>, StoreError> {
        let top = self.path(below);
        let mut todo = vec![top.clone()];
        let mut found = Vec::new();
        while let Some(folder) = todo.pop() {
            let failed = |source| StoreError { path: folder.clone(), doing: "read", source };
            for entry in fs::read_dir(&folder).map_err(failed)? {
                let path = entry.map_err(failed)?.path();
                let name = path.strip_prefix(&top).unwrap_or(&path).to_string_lossy().replace('\\', "/");
                let last = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                if last.starts_with('.') || last.starts_with("~$") || skip(&name) {
                    continue;
                }
                if path.is_dir() {
                    todo.push(path);
                } else {
                    found.push(name);
                }
            }
        }
        found.sort();
        Ok(found)
    }

    /// The names of what stands directly in a folder of it, in order; none where the folder is not there.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn names(&self, below: &str) -> Result<Vec<String>, StoreError> {
        let path = self.path(below);
        let failed = |source| StoreError { path: path.clone(), doing: "read", source };
        let entries = match fs::read_dir(&path) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(failed(error)),
        };
        let mut names = Vec::new();
        for entry in entries {
            names.push(entry.map_err(failed)?.file_name().to_string_lossy().into_owned());
        }
        names.sort();
        Ok(names)
    }

    /// Writes files that are not there yet: all of them or none, in a folder of it that is not there yet.
    ///
    /// # Errors
    /// When `below` is there already or cannot be written.
    pub fn add(&self, below: &str, files: &[(String, Vec<u8>)]) -> Result<(), StoreError> {
        let target = self.path(below);
        let failed = |source| StoreError { path: target.clone(), doing: "written", source };
        if target.exists() && fs::read_dir(&target).map_err(failed)?.next().is_some() {
            return Err(failed(io::Error::from(io::ErrorKind::AlreadyExists)));
        }
        let parent = match target.parent() {
            Some(it) if !it.as_os_str().is_empty() => it.to_owned(),
            _ => PathBuf::from("."),
        };
        fs::create_dir_all(&parent).map_err(failed)?;
        let staging = tempfile::Builder::new().prefix(".probity-").tempdir_in(&parent).map_err(failed)?;
        let ready = staging.path().join("ready");
        fs::create_dir(&ready).map_err(failed)?;
        for (name, bytes) in files {
            let path = ready.join(name);
            if let Some(folder) = path.parent() {
                fs::create_dir_all(folder).map_err(failed)?;
            }
            let mut file = fs::File::create(&path).map_err(failed)?;
            file.write_all(bytes).and_then(|()| file.sync_all()).map_err(failed)?;
        }
        if target.exists() {
            fs::remove_dir(&target).map_err(failed)?;
        }
        fs::rename(&ready, &target).map_err(failed)
    }
}
