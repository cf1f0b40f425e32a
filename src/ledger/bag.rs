//! The bag: a folder that any `BagIt` tool opens, held as a map from paths to bytes.
//!
//! Source: RFC 8493. Everything below `data/` is payload. Our bags have one form: two programs that make a bag of the
//! same payload make the same bytes.

use std::collections::BTreeMap;

use crate::id::{Date, Hash};

/// Paths, with `/` between folders, and what stands there.
pub type Files = BTreeMap<String, Vec<u8>>;

/// The declaration that makes a folder a bag.
pub const BAGIT: &str = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";

/// The files of a bag that are no payload, in the order of a manifest of them.
const TAGS: [&str; 3] = ["bag-info.txt", "bagit.txt", "manifest-sha256.txt"];

/// The list of digests of the payload.
pub const MANIFEST: &str = "manifest-sha256.txt";
/// The list of digests of the other files.
pub const TAG_MANIFEST: &str = "tagmanifest-sha256.txt";

/// What a bag says of itself to archivists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Info {
    /// Whose it is.
    pub organisation: String,
    /// Which record.
    pub origin: String,
    /// The day of the last event that it holds.
    pub date: Date,
}

/// The hashes of files, so that each is hashed once however often it is asked for.
#[derive(Debug, Clone, Default)]
pub(super) struct Sums<'a>(BTreeMap<&'a str, Hash>);

impl Sums<'_> {
    /// Of all files.
    fn of(files: &Files) -> Sums<'_> {
        files.iter().map(|(path, bytes)| (path.as_str(), Hash::of(&[bytes]))).collect()
    }

    /// Of a file, if it is there.
    pub(super) fn get(&self, path: &str) -> Option<Hash> {
        self.0.get(path).copied()
    }

    /// Of the files of the payload, by path.
    pub(super) fn payload(&self) -> impl Iterator<Item = (&str, Hash)> {
        self.0.iter().map(|(path, sum)| (*path, *sum)).filter(|(path, _)| is_payload(path))
    }

    /// Of the files below `prefix`, by their paths below it.
    pub(super) fn below(&self, prefix: &str) -> impl Iterator<Item = (&str, Hash)> {
        self.0.iter().filter_map(move |(path, sum)| Some((path.strip_prefix(prefix)?, *sum)))
    }
}

impl<'a> FromIterator<(&'a str, Hash)> for Sums<'a> {
    fn from_iter<I: IntoIterator<Item = (&'a str, Hash)>>(sums: I) -> Self {
        Self(sums.into_iter().collect())
    }
}

/// Makes a bag of a payload, whose paths begin with `data/`.
pub fn pack(mut payload: Files, info: &Info) -> Files {
    let about = info_text(&payload, info);
    payload.insert("bag-info.txt".to_owned(), about.into_bytes());
    payload.insert("bagit.txt".to_owned(), BAGIT.into());
    mend(&mut payload);
    payload
}

/// Writes both manifests anew, as they must be for the files that are there.
pub fn mend(files: &mut Files) {
    let sums = manifest(files.iter().filter(|(path, _)| is_payload(path)));
    files.insert(MANIFEST.to_owned(), sums.into_bytes());
    let sums = manifest(files.iter().filter(|(path, _)| TAGS.contains(&path.as_str())));
    files.insert(TAG_MANIFEST.to_owned(), sums.into_bytes());
}

/// Writes the size of the payload and both manifests anew, after a file of the payload was changed for good reason.
pub fn reseal(files: &mut Files) {
    let text =
        files.get("bag-info.txt").map(|it| String::from_utf8_lossy(it).into_owned()).unwrap_or_default();
    let size = oxum(files);
    let lines = text.lines().map(|it| if it.starts_with("Payload-Oxum: ") { size.as_str() } else { it });
    let text = lines.fold(String::new(), |text, line| text + line + "\n");
    files.insert("bag-info.txt".to_owned(), text.into_bytes());
    mend(files);
}

/// Whether a path is of the payload.
pub fn is_payload(path: &str) -> bool {
    path.starts_with("data/")
}

fn manifest<'a>(files: impl Iterator<Item = (&'a String, &'a Vec<u8>)>) -> String {
    lines(files.map(|(path, bytes)| (path.as_str(), Hash::of(&[bytes]).hex())))
}

fn lines<'a>(sums: impl Iterator<Item = (&'a str, String)>) -> String {
    sums.fold(String::new(), |text, (path, sum)| text + &sum + "  " + path + "\n")
}

fn oxum(files: &Files) -> String {
    let payload = files.iter().filter(|(path, _)| is_payload(path));
    let (bytes, count) = payload.fold((0, 0_u32), |(bytes, count), (_, it)| (bytes + it.len(), count + 1));
    format!("Payload-Oxum: {bytes}.{count}")
}

fn info_text(files: &Files, info: &Info) -> String {
    format!(
        "Bag-Software-Agent: Probity\nBagging-Date: {}\nExternal-Identifier: {}\n{}\nSource-Organization: {}\n",
        info.date,
        info.origin,
        oxum(files),
        info.organisation
    )
}

/// What is wrong with the manifests and the other files of a bag, each with its path; `info` is left out where it
/// cannot be known.
pub fn faults(files: &Files, info: Option<&Info>) -> Vec<(String, String)> {
    faults_of(files, &Sums::of(files), info)
}

/// As [`faults`], of files with these hashes.
pub(super) fn faults_of(files: &Files, sums: &Sums<'_>, info: Option<&Info>) -> Vec<(String, String)> {
    let mut faults: Vec<(String, String)> = Vec::new();
    let mut fault = |path: &str, what: &str| faults.push((path.to_owned(), what.to_owned()));
    let text = |path: &str| files.get(path).and_then(|it| std::str::from_utf8(it).ok()).unwrap_or_default();
    if text("bagit.txt") != BAGIT {
        fault("bagit.txt", "is not the declaration of a bag");
    }
    for path in files.keys() {
        if !is_payload(path) && path != TAG_MANIFEST && !TAGS.contains(&path.as_str()) {
            fault(path, "does not belong into the bag");
        }
        let odd = path.contains(['\\', '\n', '\r', '%', ':'])
            || path.split('/').any(|it| matches!(it, "" | "." | ".."));
        if odd {
            fault(path, "has a name that no file of a bag has");
        }
    }
    for list in [MANIFEST, TAG_MANIFEST] {
        let belongs = |path: &str| if list == MANIFEST { is_payload(path) } else { TAGS.contains(&path) };
        let mut listed = BTreeMap::new();
        for line in text(list).lines() {
            match line.split_once("  ") {
                Some((sum, path)) if listed.insert(path, sum).is_none() => {}
                _ => fault(list, "has a line that is no digest and path, or lists a file twice"),
            }
        }
        let mut there = BTreeMap::new();
        for (path, sum) in sums.0.iter().filter(|(path, _)| belongs(path)) {
            let sum = sum.hex();
            match listed.get(path) {
                None => fault(path, "is not listed in the manifest"),
                Some(it) if *it != sum => fault(path, "was changed: its digest is not that of the manifest"),
                Some(_) => {}
            }
            there.insert(*path, sum);
        }
        for path in listed.keys().filter(|it| !there.contains_key(**it)) {
            fault(path, "is listed in the manifest and is missing");
        }
        let plain = lines(there.iter().map(|(path, sum)| (*path, sum.clone())));
        if faults_of_form(text(list), &plain, &listed, &there) {
            fault(list, "is not in the one form of our bags");
        }
    }
    if let Some(info) = info
        && text("bag-info.txt") != info_text(files, info)
    {
        fault("bag-info.txt", "does not describe this bag");
    }
    faults
}

/// Whether a list is right but written otherwise.
fn faults_of_form(
    text: &str,
    plain: &str,
    listed: &BTreeMap<&str, &str>,
    there: &BTreeMap<&str, String>,
) -> bool {
    text != plain
        && listed.len() == there.len()
        && there.iter().all(|(path, sum)| listed.get(path) == Some(&sum.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bag() -> (Files, Info) {
        let payload = [("data/a.txt", "a"), ("data/b/c.txt", "c")];
        let payload = payload.map(|(path, text)| (path.to_owned(), text.into()));
        let info = Info {
            organisation: "Example Council".into(),
            origin: "example.gov.uk/1".into(),
            date: "2026-09-01".parse().unwrap(),
        };
        (pack(payload.into(), &info), info)
    }

    #[test]
    fn a_bag_is_whole_until_something_is_changed() {
        let (good, info) = bag();
        assert_eq!(faults(&good, Some(&info)), []);
        let told = |change: &dyn Fn(&mut Files)| {
            let mut files = good.clone();
            change(&mut files);
            faults(&files, Some(&info))
                .into_iter()
                .map(|(path, what)| format!("{path} {what}"))
                .collect::<Vec<_>>()
                .join("; ")
        };
        assert!(
            told(&|it| drop(it.insert("data/a.txt".into(), "b".into())))
                .starts_with("data/a.txt was changed")
        );
        assert!(
            told(&|it| drop(it.remove("data/a.txt")))
                .contains("data/a.txt is listed in the manifest and is missing")
        );
        assert!(told(&|it| drop(it.insert("data/x".into(), "b".into()))).contains("data/x is not listed"));
        assert!(told(&|it| drop(it.insert("x".into(), "b".into()))).contains("x does not belong"));
        assert!(told(&|it| it.get_mut(MANIFEST).unwrap().push(b'\n')).contains("manifest-sha256.txt"));
        assert!(told(&|it| it.get_mut("bag-info.txt").unwrap().push(b'\n')).contains("bag-info.txt"));
        assert!(
            told(&|it| drop(it.insert("bagit.txt".into(), "BagIt-Version: 0.9\n".into())))
                .contains("bagit.txt")
        );
    }
}
