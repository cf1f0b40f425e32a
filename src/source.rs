//! Data files as text with places: TOML that knows its lines, and TOML front matter over Markdown.

use std::{borrow::Cow, collections::BTreeMap};

use serde::de::DeserializeOwned;
use toml::de::{DeArray, DeTable, DeValue, Deserializer};

pub use toml::Spanned;

use crate::{
    diag::{Diagnostic, Diagnostics, Place, nearest},
    id::Digest,
};

mod ready;

pub use ready::Ready;

/// What stands above and below the front matter of a file.
const FENCE: &str = "+++\n";

/// One data file: its path for messages, and its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// As the user would name it, with `/` between folders.
    pub path: String,
    /// The whole text.
    pub text: Cow<'static, str>,
    ready: Option<Ready>,
}

impl SourceFile {
    /// A file that is read from its text.
    pub fn new(path: impl Into<String>, text: impl Into<Cow<'static, str>>) -> Self {
        Self { path: path.into(), text: text.into(), ready: None }
    }

    /// A file that is built in and was read before; what a [`Ready`] leaves out is not seen.
    pub fn ready(path: &'static str, text: &'static str, ready: Ready) -> Self {
        Self { path: path.to_owned(), text: Cow::Borrowed(text), ready: Some(ready) }
    }

    /// Whether it was read, and found to be in order, when the program was built.
    pub fn is_checked(&self) -> bool {
        self.ready.is_some()
    }

    /// What was made of its patterns when the program was built.
    pub fn phrases(&self) -> Option<&'static [u8]> {
        self.ready.map(|it| it.phrases).filter(|it| !it.is_empty())
    }

    /// The words of all patterns of which something was made when the program was built, where they stand with this file.
    pub fn words(&self) -> Option<&'static str> {
        self.ready.map(|it| it.words).filter(|it| !it.is_empty())
    }

    /// The digest of the text.
    pub fn digest(&self) -> Digest {
        let known = self.ready.and_then(|it| it.digest.parse().ok());
        known.unwrap_or_else(|| Digest::of(self.text.as_bytes()))
    }

    /// What was read before, if it is of this type; faults are told of the text.
    fn read<T: DeserializeOwned>(&self) -> Option<T> {
        self.ready.and_then(|it| it.read().ok())
    }

    /// Where the byte `offset` stands.
    pub fn place(&self, offset: usize) -> Place {
        let before = self.text.get(..offset).unwrap_or(&self.text);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().map_or(1, |it| it.chars().count() + 1);
        Place::Line { path: self.path.clone(), line, column }
    }

    /// The file as a whole.
    pub fn whole(&self) -> Place {
        Place::Whole { path: self.path.clone() }
    }

    /// Reads the text as TOML into `T`; what is wrong carries its line and column.
    pub fn toml<T: DeserializeOwned>(&self) -> Result<T, Diagnostic> {
        if let Some(known) = self.read() {
            return Ok(known);
        }
        toml::from_str(&self.text).map_err(|error| self.toml_fault(&error, 0))
    }

    /// Where a value of this file stands.
    pub fn place_of<T>(&self, value: &Spanned<T>) -> Place {
        self.place(value.span().start)
    }

    /// Where each key of the TOML stands, by its path: `lot[0].title`. What cannot be read has none.
    pub fn places(&self) -> BTreeMap<String, Place> {
        let (table, _) = DeTable::parse_recoverable(&self.text);
        let mut found = Vec::new();
        paths(table.get_ref(), "", &mut found);
        found.into_iter().map(|(path, at)| (path, self.place(at))).collect()
    }

    /// As [`Self::toml`], but tells every fault instead of the first: what is unknown or of the wrong type is
    /// set aside and the rest read on. Of missing keys the first is told. The value is there even beside faults if
    /// the rest suffices.
    pub fn toml_all<T: DeserializeOwned>(&self) -> (Option<T>, Diagnostics) {
        let mut faults = Diagnostics::default();
        if let Some(known) = self.read() {
            return (Some(known), faults);
        }
        let (mut table, broken) = DeTable::parse_recoverable(&self.text);
        if !broken.is_empty() {
            for error in &broken {
                faults.push(self.toml_fault(error, 0));
            }
            return (None, faults);
        }
        let mut aside = Vec::new();
        // Each round takes one entry out, so the rounds end.
        loop {
            let error = match T::deserialize(Deserializer::from(table.clone())) {
                Ok(value) => return (Some(value), faults),
                Err(error) => error,
            };
            // What was set aside for its type is not missing as well.
            let missing = error.message().strip_prefix("missing field `").and_then(|it| it.strip_suffix('`'));
            if !missing.is_some_and(|it| aside.iter().any(|key| key == it)) {
                faults.push(self.toml_fault(&error, 0));
            }
            let taken = error.span().and_then(|span| take_entry(table.get_mut(), span.start));
            match taken {
                Some(key) if missing.is_none() => aside.push(key),
                _ => return (None, faults),
            }
        }
    }

    /// Where the byte `offset` of the front matter, as a [`Spanned`] of it counts, stands in the file.
    pub fn front_matter_place(&self, offset: usize) -> Place {
        self.place(offset + FENCE.len())
    }

    /// Splits `+++` TOML front matter from the Markdown below it and reads the former into `T`.
    pub fn front_matter<T: DeserializeOwned>(&self) -> Result<(T, &str), Diagnostic> {
        let missing = || {
            Diagnostic::error(self.whole(), "source/front-matter", "the file has no front matter").help(
                "begin it with `+++`, the TOML fields, and `+++` again, each fence on a line of its own",
            )
        };
        let rest = self.text.strip_prefix(FENCE).ok_or_else(missing)?;
        let (head, body) = rest.split_once("\n+++\n").ok_or_else(missing)?;
        let body = body.trim_start_matches('\n');
        if let Some(known) = self.read() {
            return Ok((known, body));
        }
        let fields = toml::from_str(head).map_err(|error| self.toml_fault(&error, FENCE.len()))?;
        Ok((fields, body))
    }

    fn toml_fault(&self, error: &toml::de::Error, shift: usize) -> Diagnostic {
        let place = error.span().map_or_else(|| self.whole(), |span| self.place(span.start + shift));
        let message = error.message().replace('\n', ", ");
        if let Some((unknown, expected)) = message.split_once(", expected ")
            && let Some(word) = quoted(unknown.strip_prefix("unknown field "))
        {
            let keys: Vec<&str> = expected.split('`').skip(1).step_by(2).collect();
            let help = match nearest(word, keys.iter().copied()) {
                Some(near) => format!("the nearest key is `{near}`"),
                None => format!("the keys are {}", keys.join(", ")),
            };
            return Diagnostic::error(place, "source/toml", unknown).help(help);
        }
        let fault = Diagnostic::error(place, "source/toml", message.as_str());
        match quoted(message.strip_prefix("missing field ")) {
            Some(key) => fault.help(format!("add the key `{key}`")),
            None => fault,
        }
    }
}

/// The word between backticks, if `rest` is there at all.
fn quoted(rest: Option<&str>) -> Option<&str> {
    rest?.strip_prefix('`')?.strip_suffix('`')
}

/// The paths of the keys of `table`, each with the byte at which it begins.
fn paths(table: &DeTable<'_>, above: &str, found: &mut Vec<(String, usize)>) {
    for (key, value) in table {
        let path = format!("{above}{}", key.get_ref());
        found.push((path.clone(), key.span().start));
        paths_below(value, &path, found);
    }
}

fn paths_below(value: &Spanned<DeValue<'_>>, path: &str, found: &mut Vec<(String, usize)>) {
    match value.get_ref() {
        DeValue::Table(table) => paths(table, &format!("{path}."), found),
        DeValue::Array(array) => {
            for (n, it) in array.iter().enumerate() {
                let path = format!("{path}[{n}]");
                found.push((path.clone(), it.span().start));
                paths_below(it, &path, found);
            }
        }
        _ => {}
    }
}

/// Takes the entry out of `table`, or of a table below it, whose key or value begins at byte `at`.
fn take_entry(table: &mut DeTable<'_>, at: usize) -> Option<String> {
    let found = table
        .iter()
        .find(|(key, value)| key.span().start == at || (value.span().start == at && !has_entries(value)))
        .map(|(key, _)| key.clone());
    if let Some(key) = found {
        table.remove(&key);
        return Some(key.into_inner().into_owned());
    }
    table.iter_mut().find_map(|(_, value)| take_below(value.get_mut(), at))
}

fn take_below(value: &mut DeValue<'_>, at: usize) -> Option<String> {
    match value {
        DeValue::Table(table) => take_entry(table, at),
        DeValue::Array(array) => {
            if !array.iter().any(|it| it.span().start == at && !has_entries(it)) {
                return array.iter_mut().find_map(|it| take_below(it.get_mut(), at));
            }
            let mut rest = DeArray::new();
            for it in array.iter().filter(|it| it.span().start != at) {
                rest.push(it.clone());
            }
            *value = DeValue::Array(rest);
            // It has no key of its own.
            Some(String::new())
        }
        _ => None,
    }
}

/// Whether something of its own stands below a value. A list of plain values is told of as a whole.
fn has_entries(value: &Spanned<DeValue<'_>>) -> bool {
    match value.get_ref() {
        DeValue::Table(_) => true,
        DeValue::Array(array) => array.iter().any(has_entries),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(serde::Deserialize, Debug)]
    #[serde(deny_unknown_fields)]
    struct Head {
        #[expect(dead_code, reason = "only its presence matters here")]
        id: String,
    }

    #[test]
    fn a_fault_of_front_matter_is_placed_in_the_whole_file() {
        let file = SourceFile::new("a.md", "+++\nid = \"a\"\nodd = 1\n+++\nText\n");
        let fault = file.front_matter::<Head>().unwrap_err();
        assert_eq!(fault.place.to_string(), "a.md:3:1");
    }

    #[test]
    fn every_key_has_its_place() {
        let file = SourceFile::new("a.toml", "a = 1\n[b]\nc = [{ d = 1 }]\n[[e]]\nf = 1\n[[e]]\nf = 2\n");
        let places = file.places();
        let told: Vec<String> = places.iter().map(|(path, place)| format!("{path} {place}")).collect();
        assert_eq!(
            told,
            [
                "a a.toml:1:1",
                "b a.toml:2:2",
                "b.c a.toml:3:1",
                "b.c[0] a.toml:3:6",
                "b.c[0].d a.toml:3:8",
                "e a.toml:4:3",
                "e[0] a.toml:4:1",
                "e[0].f a.toml:5:1",
                "e[1] a.toml:6:1",
                "e[1].f a.toml:7:1",
            ]
        );
    }

    #[test]
    fn every_fault_is_told_and_the_rest_is_read() {
        #[derive(serde::Deserialize, Debug, PartialEq)]
        #[serde(deny_unknown_fields)]
        struct Table {
            name: String,
            rows: Vec<Row>,
            #[serde(default)]
            count: u32,
        }
        #[derive(serde::Deserialize, Debug, PartialEq)]
        #[serde(deny_unknown_fields)]
        struct Row {
            id: String,
        }
        let text = "nam = 1\nname = \"a\"\ncount = \"x\"\n[[rows]]\nid = \"b\"\nodd = { deep = 1 }\n";
        let (table, faults) = SourceFile::new("a.toml", text).toml_all::<Table>();
        assert_eq!(table, Some(Table { name: "a".into(), rows: vec![Row { id: "b".into() }], count: 0 }));
        let told: Vec<String> = faults.into_sorted().iter().map(ToString::to_string).collect();
        assert_eq!(
            told,
            [
                "error[source/toml]: unknown field `nam`\n  --> a.toml:1:1\n  help: the nearest key is `name`",
                "error[source/toml]: invalid type: string \"x\", expected u32\n  --> a.toml:3:9",
                "error[source/toml]: unknown field `odd`\n  --> a.toml:6:1\n  help: the keys are id",
            ]
        );
        let (table, faults) = SourceFile::new("a.toml", "name = \"a\"\ncount = \"x\"\n").toml_all::<Table>();
        assert_eq!(table, None);
        assert_eq!(
            faults.to_string(),
            "error[source/toml]: missing field `rows`\n  --> a.toml:1:1\n  help: add the key `rows`\n\
             error[source/toml]: invalid type: string \"x\", expected u32\n  --> a.toml:2:9"
        );
    }
}
