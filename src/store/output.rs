//! A folder of results: written whole or not at all, and never over what somebody else wrote.
//!
//! Beside the results stands `SHA256SUMS`, in the form that `sha256sum --check` reads. It tells an auditor that
//! the files are as they were made, and it tells us: a folder in which a listed file has changed, as when a panel
//! has entered its scores, or in which another file stands, is no longer ours to replace.
#![expect(clippy::disallowed_methods, reason = "`store` is the only module that touches files")]

use std::{
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use crate::id::Digest;

/// The list of digests.
const SUMS: &str = "SHA256SUMS";

/// Why results were not written.
#[derive(Debug, thiserror::Error)]
pub enum OutputError {
    /// The user named a file.
    #[error("`{0}` is a file: name a folder for the reports")]
    NotAFolder(PathBuf),
    /// The folder holds what we did not write.
    #[error(
        "`{folder}` already holds `{found}`, which is not ours to replace: name another folder, or add `--force` to \
         write the reports beside it"
    )]
    Foreign {
        /// As the user named it.
        folder: PathBuf,
        /// One of the things in it.
        found: String,
    },
    /// A result has been changed since it was written.
    #[error(
        "`{file}` in `{folder}` has changed since it was written, perhaps by a panel that entered its scores: name \
         another folder, or add `--force` to lose the change"
    )]
    Changed {
        /// As the user named it.
        folder: PathBuf,
        /// The result.
        file: String,
    },
    /// The world said no.
    #[error("`{folder}` could not be {doing}: name a folder that you may write to")]
    Io {
        /// As the user named it.
        folder: PathBuf,
        /// What was tried.
        doing: &'static str,
        /// What the system said.
        source: io::Error,
    },
}

/// A folder that results may be written to.
#[derive(Debug)]
pub struct Output {
    folder: PathBuf,
    force: bool,
    /// The names of folders within it that are not ours and stay as they are.
    keep: fn(&str) -> bool,
}

impl Output {
    /// Finds out before the work begins whether results may be written to `folder`, which need not exist.
    ///
    /// # Errors
    /// When the folder holds what is not ours and `force` is not given, or cannot be written to.
    pub fn claim(folder: &Path, force: bool) -> Result<Self, OutputError> {
        Self::claim_beside(folder, force, |_| false)
    }

    /// The same for a folder in which some folders stay as they are, whatever is written.
    ///
    /// # Errors
    /// As in [`Self::claim`].
    pub fn claim_beside(folder: &Path, force: bool, keep: fn(&str) -> bool) -> Result<Self, OutputError> {
        let output = Self { folder: folder.to_owned(), force, keep };
        output.check()?;
        output.trial()?;
        Ok(output)
    }

    /// Writes `files`, each a name and its bytes, and the list of their digests: all of them or none.
    ///
    /// # Errors
    /// As in [`Self::claim`], or when the disk is full; nothing is changed then.
    pub fn write(&self, files: &[(&str, Vec<u8>)]) -> Result<(), OutputError> {
        let ours = self.check()?;
        let staging = self.beside()?;
        let ready = staging.path().join("ready");
        let failed = |doing| {
            let folder = self.folder.clone();
            move |source| OutputError::Io { folder, doing, source }
        };
        fs::create_dir(&ready).map_err(failed("written"))?;
        let mut sums = String::new();
        for (name, bytes) in files {
            let path = ready.join(name);
            path.parent().map_or(Ok(()), fs::create_dir_all).map_err(failed("written"))?;
            put(&path, bytes).map_err(failed("written"))?;
            sums.push_str(&format!("{}  {name}\n", Digest::of(bytes).hex()));
        }
        put(&ready.join(SUMS), sums.as_bytes()).map_err(failed("written"))?;
        if ours {
            self.swap(&ready, &staging.path().join("before")).map_err(failed("replaced"))
        } else {
            // What else stands in the folder stays.
            let names = files.iter().map(|(name, _)| *name).chain([SUMS]);
            names
                .into_iter()
                .try_for_each(|name| fs::rename(ready.join(name), self.folder.join(name)))
                .map_err(failed("replaced"))
        }
    }

    /// Whether all that stands in the folder is ours, so that the folder may be replaced as a whole.
    fn check(&self) -> Result<bool, OutputError> {
        let failed = |source| OutputError::Io { folder: self.folder.clone(), doing: "read", source };
        if self.folder.symlink_metadata().is_err() {
            return Ok(true);
        }
        if !self.folder.is_dir() {
            return Err(OutputError::NotAFolder(self.folder.clone()));
        }
        let mut names = Vec::new();
        for entry in fs::read_dir(&self.folder).map_err(failed)? {
            names.push(entry.map_err(failed)?.file_name().to_string_lossy().into_owned());
        }
        names.sort();
        let sums = match fs::read_to_string(self.folder.join(SUMS)) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            Err(error) if error.kind() == io::ErrorKind::InvalidData => String::new(),
            Err(error) => return Err(failed(error)),
        };
        // A link to a folder is not replaced by a folder.
        let mut ours = !self.folder.is_symlink();
        for name in names {
            if name == SUMS && !sums.is_empty() || self.keeps(&name) {
                continue;
            }
            let wrong = match sums.lines().find_map(|it| it.strip_suffix(&format!("  {name}"))) {
                None => OutputError::Foreign { folder: self.folder.clone(), found: name },
                Some(sum) => {
                    let bytes = fs::read(self.folder.join(&name)).map_err(failed)?;
                    if Digest::of(&bytes).hex() == sum {
                        continue;
                    }
                    OutputError::Changed { folder: self.folder.clone(), file: name }
                }
            };
            if !self.force {
                return Err(wrong);
            }
            ours = false;
        }
        Ok(ours)
    }

    /// A trial that leaves nothing behind: better to fail before the work than after it. It is made in the nearest folder
    /// above the results that there is, so that none is created for work that is then refused.
    fn trial(&self) -> Result<(), OutputError> {
        let mut parent = above(&self.folder);
        while !parent.exists() && parent != above(parent) {
            parent = above(parent);
        }
        let tried = tempfile::Builder::new().prefix(".probity-").tempdir_in(parent);
        tried.map(drop).map_err(|source| OutputError::Io {
            folder: self.folder.clone(),
            doing: "written",
            source,
        })
    }

    /// A folder for the time being on the same disk as the results will be; it goes when it is dropped.
    fn beside(&self) -> Result<tempfile::TempDir, OutputError> {
        let parent = above(&self.folder);
        fs::create_dir_all(parent)
            .and_then(|()| tempfile::Builder::new().prefix(".probity-").tempdir_in(parent))
            .map_err(|source| OutputError::Io { folder: self.folder.clone(), doing: "written", source })
    }

    fn keeps(&self, name: &str) -> bool {
        (self.keep)(name) && self.folder.join(name).is_dir()
    }

    /// Puts `ready` where the folder is, or puts everything back.
    fn swap(&self, ready: &Path, before: &Path) -> io::Result<()> {
        if !self.folder.exists() {
            return fs::rename(ready, &self.folder);
        }
        let mut kept = Vec::new();
        for entry in fs::read_dir(&self.folder)? {
            let name = entry?.file_name();
            if self.keeps(&name.to_string_lossy()) {
                kept.push(name);
            }
        }
        fs::rename(&self.folder, before)?;
        let moved = kept
            .iter()
            .try_for_each(|name| fs::rename(before.join(name), ready.join(name)))
            .and_then(|()| fs::rename(ready, &self.folder));
        moved.inspect_err(|_| {
            // Nothing more can be done here; the first error is the one to tell.
            for name in &kept {
                let _second = fs::rename(ready.join(name), before.join(name));
            }
            let _second = fs::rename(before, &self.folder);
        })
    }
}

/// Makes the names in a folder last: on Unix a name is on the disk only once its folder is.
///
/// # Errors
/// When the disk does not confirm it.
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { fs::File::open(folder)?.sync_all() } else { Ok(()) }
}

/// The folder that holds `path`, as far as its name tells.
fn above(path: &Path) -> &Path {
    match path.parent() {
        Some(it) if !it.as_os_str().is_empty() => it,
        _ => Path::new("."),
    }
}

fn put(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = fs::File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder)
            .unwrap()
            .map(|it| it.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    fn write(folder: &Path, force: bool, text: &str) -> Result<(), OutputError> {
        Output::claim(folder, force)?.write(&[("a.txt", text.into()), ("b.txt", "b".into())])
    }

    #[test]
    fn a_folder_of_ours_is_replaced_and_leaves_nothing_beside_it() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("deep/out");
        write(&folder, false, "one").unwrap();
        write(&folder, false, "two").unwrap();
        assert_eq!(names(&folder), ["SHA256SUMS", "a.txt", "b.txt"]);
        assert_eq!(fs::read_to_string(folder.join("a.txt")).unwrap(), "two");
        assert_eq!(names(&root.path().join("deep")), ["out"]);
    }

    #[test]
    fn a_claim_leaves_nothing_behind() {
        let root = tempfile::tempdir().unwrap();
        let claimed = Output::claim(&root.path().join("deep/er/out"), false);
        assert!(claimed.is_ok());
        assert!(names(root.path()).is_empty());
    }

    #[test]
    fn an_empty_folder_is_used() {
        let root = tempfile::tempdir().unwrap();
        write(root.path().join("out").as_path(), false, "one").unwrap();
        let empty = root.path().join("empty");
        fs::create_dir(&empty).unwrap();
        write(&empty, false, "one").unwrap();
        assert_eq!(names(&empty).len(), 3);
    }

    #[test]
    fn what_somebody_else_wrote_stays_and_stops_us() {
        let root = tempfile::tempdir().unwrap();
        fs::write(root.path().join("letter.txt"), "dear").unwrap();
        let error = write(root.path(), false, "one").unwrap_err();
        assert!(error.to_string().contains("already holds `letter.txt`"), "{error}");
        assert_eq!(names(root.path()), ["letter.txt"]);
        write(root.path(), true, "one").unwrap();
        assert_eq!(names(root.path()), ["SHA256SUMS", "a.txt", "b.txt", "letter.txt"]);
        assert_eq!(fs::read_to_string(root.path().join("letter.txt")).unwrap(), "dear");
    }

    #[test]
    fn a_result_that_a_panel_has_filled_in_is_not_lost() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("out");
        write(&folder, false, "one").unwrap();
        fs::write(folder.join("a.txt"), "with the panel's scores").unwrap();
        let error = write(&folder, false, "two").unwrap_err();
        assert!(error.to_string().contains("has changed since it was written"), "{error}");
        assert_eq!(fs::read_to_string(folder.join("a.txt")).unwrap(), "with the panel's scores");
        write(&folder, true, "two").unwrap();
        assert_eq!(fs::read_to_string(folder.join("a.txt")).unwrap(), "two");
    }

    #[test]
    fn folders_that_are_kept_stay_whatever_is_written() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("pack");
        fs::create_dir_all(folder.join("v1")).unwrap();
        fs::write(folder.join("v1/old.txt"), "published").unwrap();
        let write = |text: &str| {
            Output::claim_beside(&folder, false, |it| it.starts_with('v'))?.write(&[("a.txt", text.into())])
        };
        write("one").unwrap();
        write("two").unwrap();
        assert_eq!(names(&folder), ["SHA256SUMS", "a.txt", "v1"]);
        assert_eq!(fs::read_to_string(folder.join("v1/old.txt")).unwrap(), "published");
        fs::write(folder.join("a.txt"), "edited").unwrap();
        assert!(write("three").is_err());
    }

    #[test]
    fn a_file_is_no_folder() {
        let root = tempfile::tempdir().unwrap();
        let file = root.path().join("out");
        fs::write(&file, "x").unwrap();
        assert!(matches!(write(&file, true, "one"), Err(OutputError::NotAFolder(_))));
        assert!(matches!(write(&file.join("deeper"), true, "one"), Err(OutputError::Io { .. })));
    }
}
