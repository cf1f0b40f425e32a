//! The record as it is read: its lines, what they say, and what is disclosed of them.

use serde_json::Value;

use super::{
    act::Act,
    disclosure::{self, Disclosure},
    event::{Entry, Event, EventError},
    tree::{self, Tree},
};
use crate::id::{Hash, Moment};

/// Lines of bytes, one after the other, held in one piece.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lines {
    /// Each with its line break.
    bytes: Vec<u8>,
    /// Where each ends, its line break included.
    ends: Vec<usize>,
}

impl Lines {
    /// Adds a line, which holds no line break.
    pub fn push(&mut self, line: &[u8]) {
        self.bytes.extend_from_slice(line);
        self.bytes.push(b'\n');
        self.ends.push(self.bytes.len());
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// One of them, without its line break.
    pub fn get(&self, at: usize) -> Option<&[u8]> {
        let from = at.checked_sub(1).map_or(Some(0), |it| self.ends.get(it).copied())?;
        self.bytes.get(from..self.ends.get(at)?.checked_sub(1)?)
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &[u8]> {
        (0..self.len()).filter_map(|it| self.get(it))
    }

    /// As a file.
    pub fn as_file(&self) -> &[u8] {
        &self.bytes
    }
}

impl<T: AsRef<[u8]>> FromIterator<T> for Lines {
    fn from_iter<I: IntoIterator<Item = T>>(lines: I) -> Self {
        let lines: Vec<T> = lines.into_iter().collect();
        let bytes = lines.iter().map(|it| it.as_ref().len() + 1).sum();
        let mut all = Self { bytes: Vec::with_capacity(bytes), ends: Vec::with_capacity(lines.len()) };
        for it in lines {
            all.push(it.as_ref());
        }
        all
    }
}

/// What is disclosed, by event.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Disclosed {
    /// By event, and of each event by digest.
    all: Vec<Disclosure>,
    /// The events with the place of their first.
    starts: Vec<(u64, usize)>,
}

impl Disclosed {
    /// Of one event, sorted by digest.
    pub fn of(&self, seq: u64) -> &[Disclosure] {
        let Ok(at) = self.starts.binary_search_by_key(&seq, |it| it.0) else { return &[] };
        let place = |at: usize| self.starts.get(at).map_or(self.all.len(), |it| it.1);
        self.all.get(place(at)..place(at + 1)).unwrap_or_default()
    }

    /// All of them, each with its event.
    pub fn iter(&self) -> impl Iterator<Item = (u64, &Disclosure)> {
        self.starts.iter().flat_map(|(seq, _)| self.of(*seq).iter().map(|it| (*seq, it)))
    }
}

impl FromIterator<(u64, Disclosure)> for Disclosed {
    fn from_iter<I: IntoIterator<Item = (u64, Disclosure)>>(disclosures: I) -> Self {
        let mut list: Vec<(u64, Disclosure)> = disclosures.into_iter().collect();
        let key = |it: &(u64, Disclosure)| (it.0, it.1.digest);
        if !list.is_sorted_by_key(key) {
            list.sort_by_key(key);
        }
        let (mut all, mut starts) = (Vec::with_capacity(list.len()), Vec::new());
        for (seq, it) in list {
            if starts.last().is_none_or(|(last, _)| *last != seq) {
                starts.push((seq, all.len()));
            }
            all.push(it);
        }
        Self { all, starts }
    }
}

/// The events of a record in their order, and their disclosures.
#[derive(Debug, Clone, Default)]
pub struct Trail {
    /// As they are hashed.
    pub lines: Lines,
    /// One for each line.
    pub entries: Vec<Entry>,
    /// What is shown of them.
    pub disclosed: Disclosed,
}

impl Trail {
    /// Reads lines and stored disclosures, which belong together.
    ///
    /// # Errors
    /// When a line is none.
    pub fn new<'a>(
        lines: Lines,
        disclosures: impl IntoIterator<Item = (u64, &'a str)>,
    ) -> Result<Self, EventError> {
        let entries = lines.iter().map(Entry::parse).collect::<Result<_, _>>()?;
        let mut room = Vec::new();
        let read = disclosures.into_iter().map(|(seq, text)| {
            let read = Disclosure::parse_with(text, &mut room);
            let read =
                read.ok_or_else(|| EventError::Form(format!("a disclosure of event {seq} is none")))?;
            Ok((seq, read))
        });
        let disclosed = read.collect::<Result<_, EventError>>()?;
        Ok(Self { lines, entries, disclosed })
    }

    /// The events that are shown.
    pub fn events(&self) -> impl Iterator<Item = &Event> {
        self.entries.iter().filter_map(Entry::event)
    }

    /// The event at a place, if it is shown.
    pub fn event(&self, seq: u64) -> Option<&Event> {
        self.entries.get(usize::try_from(seq).ok()?)?.event()
    }

    /// The hash of each line, withheld ones included.
    pub fn leaves(&self) -> Vec<Hash> {
        let each = self.lines.iter().zip(&self.entries).map(|(line, entry)| match entry {
            Entry::Event(_) => tree::leaf(line),
            Entry::Withheld { leaf, .. } => *leaf,
        });
        each.collect()
    }

    /// The tree over all lines.
    pub fn tree(&self) -> Tree {
        Tree::of(self.leaves())
    }

    /// A disclosed value of an event.
    pub fn value(&self, seq: u64, name: &str) -> Option<&Value> {
        self.disclosed.of(seq).iter().find(|it| it.name == name).map(|it| &it.value)
    }

    /// A disclosed value as words; `[withheld]` where it is not shown, nothing where the act has none of the name.
    pub fn words(&self, event: &Event, name: &str) -> String {
        match self.value(event.seq, name) {
            Some(value) => plain(value),
            None if event.act.shape().hidden.contains(&name) => WITHHELD.to_owned(),
            None => String::new(),
        }
    }

    /// What a person is called: the name if it is shown, else the pseudonym.
    pub fn person(&self, by: &str) -> String {
        let added = |it: &&Event| it.act == Act::PersonAdded && it.about("person") == Some(by);
        let name = self.events().find(added).and_then(|it| self.value(it.seq, "name"));
        match name.and_then(Value::as_str) {
            Some(name) => format!("{name} ({by})"),
            None => by.to_owned(),
        }
    }

    /// What the supplier of a tender is called; the tender's id where that is not shown.
    pub fn supplier(&self, tender: &str) -> String {
        let received = |it: &&Event| it.act == Act::TenderReceived && it.about("tender") == Some(tender);
        let name = self.events().find(received).and_then(|it| self.value(it.seq, "supplier"));
        name.and_then(Value::as_str).unwrap_or(tender).to_owned()
    }

    /// `disclosures.jsonl`.
    pub fn disclosure_lines(&self) -> String {
        self.disclosed.iter().map(|(seq, it)| disclosure::line(seq, &it.text)).collect()
    }

    /// `events.jsonl`.
    pub fn event_lines(&self) -> Vec<u8> {
        self.lines.as_file().to_vec()
    }

    /// The latest event of an act about these ids.
    pub fn latest(&self, act: Act, about: &[(&str, &str)]) -> Option<&Event> {
        let fits = |it: &&Event| it.act == act && about.iter().all(|(kind, id)| it.about(kind) == Some(*id));
        self.events().filter(fits).last()
    }

    /// The rows that a person reads, in the order of the events.
    pub fn rows(&self) -> Vec<Row> {
        self.entries.iter().zip(0..).map(|(entry, seq)| self.row(entry, seq)).collect()
    }

    fn row(&self, entry: &Entry, seq: u64) -> Row {
        let event = match entry {
            Entry::Event(event) => event,
            Entry::Withheld { exemption, .. } => {
                let what = format!("withheld under {exemption}");
                return Row { seq, at: None, what, ..Row::default() };
            }
        };
        let about = |kind: &str| event.about(kind).unwrap_or_default().to_owned();
        let tender = about("tender");
        let supplier = if tender.is_empty() { String::new() } else { self.supplier(&tender) };
        let mut detail: Vec<String> = event
            .obj
            .iter()
            .filter(|(kind, _)| !matches!(*kind, "tender" | "question"))
            .map(|(kind, id)| if kind == "person" { self.person(id) } else { format!("{kind} {id}") })
            .collect();
        for (name, value) in event.data.iter() {
            let words = plain(value);
            // The name says of which kind it is.
            let words = words.strip_prefix("sha256:").filter(|_| name == "sha256").unwrap_or(&words);
            detail.push(format!("{}: {words}", name.replace('_', " ")));
        }
        for name in event.act.shape().hidden.iter().filter(|it| **it != "reason") {
            let words = self.words(event, name);
            if !words.is_empty() {
                detail.push(format!("{name}: {words}"));
            }
        }
        Row {
            seq,
            at: Some(event.at),
            who: if event.by == super::event::SYSTEM { String::new() } else { self.person(&event.by) },
            person: event.by.clone(),
            role: event.role.to_string(),
            act: event.act.to_string(),
            what: event.act.shape().words.to_owned(),
            tender,
            supplier,
            question: about("question"),
            detail: detail.join("; "),
            reason: self.words(event, "reason"),
        }
    }
}

/// What stands where a value is not shown.
pub const WITHHELD: &str = "[withheld]";

/// One event for people.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct Row {
    /// Its place in the log.
    pub seq: u64,
    /// When; none where it is withheld.
    pub at: Option<Moment>,
    /// The name and pseudonym.
    pub who: String,
    /// The pseudonym alone.
    pub person: String,
    /// As what.
    pub role: String,
    /// The act as it stands in events.
    pub act: String,
    /// In words.
    pub what: String,
    /// The tender's id.
    pub tender: String,
    /// Whose tender.
    pub supplier: String,
    /// The question's id.
    pub question: String,
    /// The other fields.
    pub detail: String,
    /// Why.
    pub reason: String,
}

/// A value as words.
pub fn plain(value: &Value) -> String {
    match value {
        Value::Null => "none".to_owned(),
        Value::String(it) => it.clone(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::Array(all) => all.iter().map(plain).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}
