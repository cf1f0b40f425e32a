//! Lists and reads the data files, so that adding a question, a rule or a clause never means editing Rust, and makes constants
//! of `limits.toml`. Patterns are made ready here by the program's own `language`: to make them at every start would take
//! longer than all else that a start takes.

#![expect(clippy::disallowed_methods, reason = "a build script reads files and the environment")]

use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    io::Write as _,
    path::{Path, PathBuf},
};

use language::{graph::Phrases, made, value::ValueKind, vocabulary::Vocabulary};
use sha2::Digest as _;

#[path = "src"]
#[expect(dead_code, unreachable_pub, reason = "only patterns are read here")]
mod house {
    pub(crate) mod language;
}

// By which its modules name one another.
use house::language;

/// What `language` knows of the calendar; patterns name no day.
mod id {
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
    pub(crate) struct Date;

    impl Date {
        pub(crate) fn from_ymd(_: i16, _: i8, _: i8) -> Option<Self> {
            None
        }

        pub(crate) fn last_of_month(_: i16, _: i8) -> Option<Self> {
            None
        }
    }
}

fn main() -> std::io::Result<()> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").map_err(std::io::Error::other)?);
    let out = PathBuf::from(env::var("OUT_DIR").map_err(std::io::Error::other)?);
    let mut files = Vec::new();
    for folder in ["question-bank", "scoring"] {
        println!("cargo::rerun-if-changed={folder}");
        walk(&root.join(folder), &mut files)?;
    }
    files.sort();
    let mut data: Vec<Data> = Vec::new();
    for path in files {
        let name = path.strip_prefix(&root).map_err(std::io::Error::other)?;
        let name = name.to_string_lossy().replace('\\', "/");
        let text = fs::read_to_string(&path)?;
        data.push(Data { table: table(&name, &text), path: path.display().to_string(), name, text });
    }
    let mut patterns = Patterns::of(&data);
    for it in &mut data {
        it.table = it.table.take().filter(|table| patterns.has_all(&it.name, table));
    }
    let phrases: Vec<Option<Vec<u8>>> = data.iter().map(|it| patterns.made(it)).collect();
    let mut list = fs::File::create(out.join("data.rs"))?;
    writeln!(list, "&[")?;
    for (n, (it, phrases)) in data.into_iter().zip(phrases).enumerate() {
        let Data { path, name, text, table } = it;
        if let Some(tree) = table.and_then(|it| tree(it, phrases.is_some())) {
            let kept = |what: &str, bytes: &[u8]| -> std::io::Result<String> {
                let at = out.join(format!("{what}-{n}"));
                fs::write(&at, bytes)?;
                Ok(format!("({:?})", at.display().to_string()))
            };
            let texts = kept("texts", tree.texts.as_bytes())?;
            let tree = kept("tree", &tree.bytes)?;
            let phrases = match &phrases {
                Some(it) => format!("include_bytes!{}", kept("phrases", it)?),
                None => "&[]".to_owned(),
            };
            let words = match name.as_str() {
                CUES => format!("include_str!{}", kept("words", patterns.words.list().as_bytes())?),
                _ => "\"\"".to_owned(),
            };
            let digest = digest(&text);
            writeln!(
                list,
                "    ({name:?}, include_str!({path:?}), Some(Ready {{ tree: include_bytes!{tree}, \
                 texts: include_str!{texts}, digest: {digest:?}, phrases: {phrases}, words: {words} }})),"
            )?;
        } else {
            writeln!(list, "    ({name:?}, include_str!({path:?}), None),")?;
        }
    }
    writeln!(list, "]")?;
    limits(&root, &out)
}

/// One data file.
struct Data {
    path: String,
    name: String,
    text: String,
    table: Option<toml::Table>,
}

const CUES: &str = "scoring/cues.toml";
const RULES: &str = "scoring/rules/";

/// A file's TOML, or the TOML above its text. None where there is none, or none that can be read: the program then reads
/// the text, and tells what is wrong. So it does where rules name a lexicon that there is not.
fn table(name: &str, text: &str) -> Option<toml::Table> {
    let toml = if name.ends_with(".toml") {
        text
    } else if name.ends_with(".md") {
        text.strip_prefix("+++\n")?.split_once("\n+++\n")?.0
    } else {
        return None;
    };
    let mut table: toml::Table = toml::from_str(toml).ok()?;
    // Tests are run from the text.
    if name.starts_with(RULES) {
        table.remove("answer_test");
        for point in table.get_mut("point").and_then(toml::Value::as_array_mut).into_iter().flatten() {
            point.as_table_mut()?.remove("test");
        }
    }
    Some(table)
}

/// Values as `source::ready` reads them: their kinds and sizes, and all their texts one after the other.
#[derive(Default)]
struct Tree {
    bytes: Vec<u8>,
    texts: String,
}

/// A file's TOML as `source::ready` reads it; of rules whose patterns were `made` without them.
fn tree(mut table: toml::Table, made: bool) -> Option<Tree> {
    for lexicon in table.get_mut("lexicon").and_then(toml::Value::as_array_mut).into_iter().flatten() {
        if made {
            lexicon.as_table_mut()?.retain(|key, _| key == "id");
        }
    }
    let mut tree = Tree::default();
    put(&toml::Value::Table(table), &mut tree)?;
    Some(tree)
}

/// The patterns of cues and rules, being made ready, by one vocabulary.
struct Patterns {
    words: Vocabulary,
    /// Lexicons that all rules may name.
    shared: BTreeMap<String, toml::Table>,
}

impl Patterns {
    fn of(data: &[Data]) -> Self {
        let shared = data.iter().filter(|it| it.name.starts_with("scoring/lexicons/"));
        let shared = shared.flat_map(|it| it.table.iter().flat_map(lexicons));
        Self { words: Vocabulary::default(), shared: shared.collect() }
    }

    /// Whether all lexicons are there that a file names, if it is one of rules.
    fn has_all(&self, name: &str, table: &toml::Table) -> bool {
        if !name.starts_with(RULES) {
            return true;
        }
        let mut named = BTreeSet::new();
        for it in list(table, "point").chain(list(table, "part")) {
            for key in ["needs", "specific_if", "unless", "equivalents", "label", "topic"] {
                it.get(key).into_iter().for_each(|it| texts(it, &mut named));
            }
        }
        let own: BTreeMap<String, toml::Table> = lexicons(table).collect();
        let is_value = |it: &str| it.strip_prefix("value.").and_then(ValueKind::parse).is_some();
        let known = |it: &String| is_value(it) || own.contains_key(it) || self.shared.contains_key(it);
        named.iter().all(known)
    }

    /// What is made of one file's patterns. None where there are none, or one cannot be read: the program tells of it.
    fn made(&mut self, data: &Data) -> Option<Vec<u8>> {
        let table = data.table.as_ref()?;
        let mut phrases = Phrases::default();
        let mut names = Vec::new();
        if data.name == CUES {
            for cue in list(table, "cue") {
                self.add(&mut phrases, names.len(), cue.get("text")?)?;
                names.push(String::new());
            }
        } else if data.name.starts_with(RULES) {
            let mut named = BTreeSet::new();
            for it in list(table, "point").chain(list(table, "part")) {
                texts(&toml::Value::Table(it.clone()), &mut named);
            }
            // Its own shadow those that are shared.
            let shared = self.shared.iter().filter(|(id, _)| named.contains(*id));
            let mut wanted: BTreeMap<String, toml::Table> =
                shared.map(|(a, b)| (a.clone(), b.clone())).collect();
            wanted.extend(lexicons(table));
            for (id, lexicon) in wanted {
                for (key, mark) in [("any", '+'), ("minus", '-'), ("not", '!')] {
                    if let Some(patterns) = lexicon.get(key) {
                        self.add(&mut phrases, names.len(), patterns)?;
                    }
                    names.push(format!("{mark}{id}"));
                }
            }
        } else {
            return None;
        }
        Some(made::keep(&names, &phrases))
    }

    fn add(&mut self, phrases: &mut Phrases, entry: usize, patterns: &toml::Value) -> Option<()> {
        patterns.as_array()?.iter().try_for_each(|it| phrases.add(&mut self.words, it.as_str()?, entry).ok())
    }
}

/// The tables below a key.
fn list<'a>(table: &'a toml::Table, key: &str) -> impl Iterator<Item = &'a toml::Table> + use<'a> {
    table.get(key).and_then(toml::Value::as_array).into_iter().flatten().filter_map(toml::Value::as_table)
}

/// A file's lexicons by id.
fn lexicons(table: &toml::Table) -> impl Iterator<Item = (String, toml::Table)> + use<'_> {
    list(table, "lexicon").filter_map(|it| Some((it.get("id")?.as_str()?.to_owned(), it.clone())))
}

/// All texts in a value: among them are the names of lexicons.
fn texts(value: &toml::Value, found: &mut BTreeSet<String>) {
    match value {
        toml::Value::String(it) => _ = found.insert(it.clone()),
        toml::Value::Array(list) => {
            for it in list {
                texts(it, found);
            }
        }
        toml::Value::Table(table) => {
            for it in table.values() {
                texts(it, found);
            }
        }
        _ => {}
    }
}

/// Writes a value as `source::ready` says.
fn put(value: &toml::Value, tree: &mut Tree) -> Option<()> {
    match value {
        toml::Value::Boolean(it) => tree.bytes.push(u8::from(*it)),
        toml::Value::Integer(it) => {
            tree.bytes.push(2);
            let size = u64::try_from(if *it < 0 { !*it } else { *it }).ok()?;
            number(size << 1 | u64::from(*it < 0), &mut tree.bytes)?;
        }
        toml::Value::String(it) => put_text(it, tree)?,
        toml::Value::Array(list) => {
            tree.bytes.push(4);
            number(u64::try_from(list.len()).ok()?, &mut tree.bytes)?;
            for it in list {
                put(it, tree)?;
            }
        }
        toml::Value::Table(table) => {
            tree.bytes.push(5);
            number(u64::try_from(table.len()).ok()?, &mut tree.bytes)?;
            for (key, value) in table {
                put_text(key, tree)?;
                put(value, tree)?;
            }
        }
        toml::Value::Float(_) | toml::Value::Datetime(_) => return None,
    }
    Some(())
}

fn put_text(text: &str, tree: &mut Tree) -> Option<()> {
    tree.bytes.push(3);
    number(u64::try_from(text.len()).ok()?, &mut tree.bytes)?;
    tree.texts.push_str(text);
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
