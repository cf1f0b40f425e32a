//! Lists and reads the data files, so that adding a question, a rule or a clause never means editing Rust, and makes constants
//! of `limits.toml`.

#![expect(clippy::disallowed_methods, reason = "a build script reads files and the environment")]

use std::{
    env, fs,
    io::Write as _,
    path::{Path, PathBuf},
};

use sha2::Digest as _;

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
    for (n, path) in files.iter().enumerate() {
        let name = path.strip_prefix(&root).map_err(std::io::Error::other)?;
        let name = name.to_string_lossy().replace('\\', "/");
        let text = fs::read_to_string(path)?;
        let path = path.display().to_string();
        if let Some(tree) = ready(&name, &text) {
            let at = out.join(format!("ready-{n}"));
            fs::write(&at, tree)?;
            let (tree, digest) = (at.display().to_string(), digest(&text));
            let ready = format!("Some(Ready {{ tree: include_bytes!({tree:?}), digest: {digest:?} }})");
            writeln!(list, "    ({name:?}, include_str!({path:?}), {ready}),")?;
        } else {
            writeln!(list, "    ({name:?}, include_str!({path:?}), None),")?;
        }
    }
    writeln!(list, "]")?;
    limits(&root, &out)
}

/// A file's TOML, or the TOML above its text, as `source::ready` reads it. None where there is none, or none that can be
/// read: the program then reads the text, and tells what is wrong.
fn ready(name: &str, text: &str) -> Option<Vec<u8>> {
    let toml = if name.ends_with(".toml") {
        text
    } else if name.ends_with(".md") {
        text.strip_prefix("+++\n")?.split_once("\n+++\n")?.0
    } else {
        return None;
    };
    let mut table: toml::Table = toml::from_str(toml).ok()?;
    // Tests are run from the text.
    if name.starts_with("scoring/rules/") {
        table.remove("answer_test");
        for point in table.get_mut("point").and_then(toml::Value::as_array_mut).into_iter().flatten() {
            point.as_table_mut()?.remove("test");
        }
    }
    let mut tree = Vec::new();
    put(&toml::Value::Table(table), &mut tree)?;
    Some(tree)
}

/// Writes a value as `source::ready` says.
fn put(value: &toml::Value, tree: &mut Vec<u8>) -> Option<()> {
    match value {
        toml::Value::Boolean(it) => tree.push(u8::from(*it)),
        toml::Value::Integer(it) => {
            tree.push(2);
            let size = u64::try_from(if *it < 0 { !*it } else { *it }).ok()?;
            number(size << 1 | u64::from(*it < 0), tree)?;
        }
        toml::Value::String(it) => put_text(it, tree)?,
        toml::Value::Array(list) => {
            tree.push(4);
            number(u64::try_from(list.len()).ok()?, tree)?;
            for it in list {
                put(it, tree)?;
            }
        }
        toml::Value::Table(table) => {
            tree.push(5);
            number(u64::try_from(table.len()).ok()?, tree)?;
            for (key, value) in table {
                put_text(key, tree)?;
                put(value, tree)?;
            }
        }
        toml::Value::Float(_) | toml::Value::Datetime(_) => return None,
    }
    Some(())
}

fn put_text(text: &str, tree: &mut Vec<u8>) -> Option<()> {
    tree.push(3);
    number(u64::try_from(text.len()).ok()?, tree)?;
    tree.extend_from_slice(text.as_bytes());
    Some(())
}

fn number(mut number: u64, tree: &mut Vec<u8>) -> Option<()> {
    loop {
        let low = u8::try_from(number & 0x7f).ok()?;
        number >>= 7;
        tree.push(if number == 0 { low } else { low | 0x80 });
        if number == 0 {
            return Some(());
        }
    }
}

/// As `id::Digest` writes it.
fn digest(text: &str) -> String {
    let bytes = sha2::Sha256::digest(text.as_bytes());
    bytes.iter().fold("sha256:".to_owned(), |all, byte| format!("{all}{byte:02x}"))
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
