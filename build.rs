//! Lists the data files, so that adding a question, a rule or a clause never means editing Rust.

#![expect(clippy::disallowed_methods, reason = "a build script reads files and the environment")]

use std::{
    env, fs,
    io::Write as _,
    path::{Path, PathBuf},
};

fn main() -> std::io::Result<()> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").map_err(std::io::Error::other)?);
    let out = PathBuf::from(env::var("OUT_DIR").map_err(std::io::Error::other)?);
    let mut files = Vec::new();
    for folder in ["question-bank", "scoring"] {
        println!("cargo::rerun-if-changed={folder}");
        walk(&root.join(folder), &mut files)?;
    }
    files.sort();
    let mut list = fs::File::create(out.join("data.rs"))?;
    writeln!(list, "&[")?;
    for path in &files {
        let name = path.strip_prefix(&root).map_err(std::io::Error::other)?;
        let name = name.to_string_lossy().replace('\\', "/");
        writeln!(list, "    ({name:?}, include_str!({:?})),", path.display().to_string())?;
    }
    writeln!(list, "]")
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    if !folder.is_dir() {
        return Ok(());
    }
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            walk(&path, files)?;
        } else if path.extension().is_some_and(|it| {
            it == "toml" || it == "md" || it == "html" || it == "xml" || it == "json" || it == "css"
        }) {
            files.push(path);
        }
    }
    Ok(())
}
