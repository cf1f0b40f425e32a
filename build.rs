//! Lists the data files, so that adding a question, a rule or a clause never means editing Rust, and makes constants
//! of `limits.toml`.

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
    writeln!(list, "]")?;
    limits(&root, &out)
}

/// Each line `name = 1_000` of `limits.toml` as a constant, with the comment above it as its documentation.
fn limits(root: &Path, out: &Path) -> std::io::Result<()> {
    println!("cargo::rerun-if-changed=limits.toml");
    let mut constants = fs::File::create(out.join("limits.rs"))?;
    let mut comment = String::new();
    let mut told = false;
    for line in fs::read_to_string(root.join("limits.toml"))?.lines() {
        if let Some(words) = line.strip_prefix('#') {
            if std::mem::take(&mut told) {
                comment.clear();
            }
            comment.push_str(words);
        } else if let Some((name, value)) = line.split_once(" = ") {
            // What is compared with a product of two counts, or given to the system, is wide.
            let wide = name == "merged-cells" || name.starts_with("worker-");
            let (name, kind) = (name.replace('-', "_").to_uppercase(), if wide { "u64" } else { "usize" });
            writeln!(constants, "///{comment}\npub const {name}: {kind} = {value};")?;
            told = true;
        } else {
            comment.clear();
        }
    }
    Ok(())
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
