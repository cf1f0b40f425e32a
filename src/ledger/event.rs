//! Events: one line of JSON for each act, in one form only. The bytes are hashed as they stand.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    act::{Act, Role, Shape, UnknownAct, is_object_id},
    base64,
    disclosure::{Disclosure, SaltError, Salts, Sum},
    form::{Odd, Reader},
    named::Named,
};
use crate::id::{Hash, Moment};

/// The longest line of an event, so that tiles of C2SP could carry it.
pub const LONGEST_LINE: usize = 65_535;

/// Who acts where no person does.
pub const SYSTEM: &str = "system";

/// What is wrong with an event.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EventError {
    /// It is not of the form of version 1.
    #[error("{0}")]
    Form(String),
    /// Its line is not in the one form of JSON.
    #[error(transparent)]
    Odd(#[from] Odd),
    /// It is of no act that is known.
    #[error(transparent)]
    Act(#[from] UnknownAct),
    /// No salt could be had.
    #[error(transparent)]
    Salt(#[from] SaltError),
}

fn form<T>(message: impl Into<String>) -> Result<T, EventError> {
    Err(EventError::Form(message.into()))
}

/// Something that happened, as it stands in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Its place in the log, from 0.
    pub seq: u64,
    /// When.
    pub at: Moment,
    /// Which log.
    pub log: String,
    /// What.
    pub act: Act,
    /// Who, by pseudonym; [`SYSTEM`] for this program.
    pub by: String,
    /// As what.
    pub role: Role,
    /// What it is about: ids by kind.
    pub obj: Named<String>,
    /// The public fields.
    pub data: Named<Value>,
    /// The digests of its disclosures, sorted.
    pub digests: Vec<Sum>,
}

/// How disclosures are hashed.
const ALGORITHM: &str = "sha-256";

/// A line as it is written; [`Event::parse`] reads the same fields in the same order.
#[derive(Serialize)]
struct Line<'a> {
    v: u8,
    seq: u64,
    at: Moment,
    log: &'a str,
    act: &'static str,
    by: &'a str,
    role: &'static str,
    obj: &'a Named<String>,
    data: &'a Named<Value>,
    nonce: &'a str,
    #[serde(rename = "_sd_alg")]
    algorithm: &'static str,
    #[serde(rename = "_sd")]
    digests: &'a [Sum],
}

impl Event {
    /// Reads a line.
    ///
    /// # Errors
    /// When it is not of the one form of version 1, or holds other than its act must.
    pub fn parse(line: &[u8]) -> Result<Self, EventError> {
        if line.len() > LONGEST_LINE {
            return form(format!("the line is longer than {LONGEST_LINE} bytes"));
        }
        let Ok(text) = std::str::from_utf8(line) else { return form("the line is not UTF-8") };
        let mut read = Reader::new(text);
        read.take("{\"v\":")?;
        let version = read.number()?;
        if version != 1 {
            return form(format!("version {version} of events is not known"));
        }
        read.take(",\"seq\":")?;
        let seq = read.number()?;
        let at = member(&mut read, ",\"at\":")?;
        let Some(at) = Moment::exact(&at) else { return form(format!("`{at}` is no moment")) };
        let log = member(&mut read, ",\"log\":")?.into_owned();
        let act: Act = member(&mut read, ",\"act\":")?.parse()?;
        let shape = act.shape();
        let by = member(&mut read, ",\"by\":")?.into_owned();
        let role = member(&mut read, ",\"role\":")?.parse().map_err(EventError::Form)?;
        read.take(",\"obj\":{")?;
        let obj = members(
            &mut read,
            |name| shape.object(name).ok_or_else(|| about(shape)),
            |it| it.string().map(Cow::into_owned),
        )?;
        read.take(",\"data\":{")?;
        let field = |name: &str| shape.field(name).ok_or_else(|| no_field(shape, name));
        let data = members(&mut read, field, Reader::value)?;
        let nonce = member(&mut read, ",\"nonce\":")?;
        if base64::decoded_len(&nonce) != Some(16) {
            return form("the nonce has not 128 bits");
        }
        let algorithm = member(&mut read, ",\"_sd_alg\":")?;
        if algorithm != ALGORITHM {
            return form(format!("`{algorithm}` is no way of hashing that is known"));
        }
        read.take(",\"_sd\":")?;
        let mut weak = false;
        let digests = read.list(|it| {
            let sum = Sum::parse(&it.string()?);
            weak |= sum.is_none();
            Ok(sum)
        })?;
        if weak {
            return form("a digest of a disclosure has not 32 bytes");
        }
        read.take("}")?;
        read.end()?;
        let digests = digests.into_iter().flatten().collect();
        let event = Self { seq, at, log, act, by, role, obj, data, digests };
        event.check()?;
        Ok(event)
    }

    /// What the act must name, and nothing else.
    fn check(&self) -> Result<(), EventError> {
        let shape = self.act.shape();
        let act = shape.name;
        if !self.obj.names().eq(shape.objects.iter().copied()) {
            return Err(about(shape));
        }
        for (object, id) in self.obj.iter() {
            if !is_object_id(object, id) {
                return form(format!("`{id}` cannot be the id of a {object}"));
            }
        }
        for (name, value) in self.data.iter() {
            match shape.data.iter().find(|it| it.0 == name) {
                None => return Err(no_field(shape, name)),
                Some((_, kind, _)) if !kind.fits(value) => {
                    return form(format!("the field `{name}` of `{act}` is no {kind:?}: {value}"));
                }
                Some(_) => {}
            }
        }
        for (name, _, must) in shape.data {
            if *must && self.data.get(name).is_none() {
                return form(format!("`{act}` lacks the field `{name}`"));
            }
        }
        if self.digests.len() != shape.hidden.len() {
            return form(format!(
                "`{act}` has {} disclosures, not {}",
                shape.hidden.len(),
                self.digests.len()
            ));
        }
        if !self.digests.is_sorted_by(|a, b| a < b) {
            return form("the digests of disclosures are not sorted, or one stands twice");
        }
        let system = self.role == Role::System;
        if system != (self.by == SYSTEM) || !is_object_id("person", &self.by) {
            return form(format!("`{}` cannot act as {}", self.by, self.role));
        }
        if system && !shape.machine {
            return form(format!("`{act}` is for a person to do and not for the program"));
        }
        Ok(())
    }

    /// The id of what it is about.
    pub fn about(&self, object: &str) -> Option<&str> {
        self.obj.get(object).map(String::as_str)
    }

    /// A public field of words.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.data.get(name)?.as_str()
    }

    /// A public field of several words.
    pub fn texts(&self, name: &str) -> Vec<&str> {
        let all = self.data.get(name).and_then(Value::as_array);
        all.into_iter().flatten().filter_map(Value::as_str).collect()
    }

    /// A public number.
    pub fn count(&self, name: &str) -> Option<u64> {
        self.data.get(name)?.as_u64()
    }

    /// Whether a public yes or no is yes.
    pub fn is(&self, name: &str) -> bool {
        self.data.get(name).and_then(Value::as_bool).unwrap_or(false)
    }

    /// A public moment.
    pub fn moment(&self, name: &str) -> Option<Moment> {
        Moment::exact(self.text(name)?)
    }
}

fn listed(names: &[&str]) -> String {
    if names.is_empty() { "nothing".to_owned() } else { names.join(", ") }
}

fn about(shape: &Shape) -> EventError {
    EventError::Form(format!("`{}` is about {}, no more and no less", shape.name, listed(shape.objects)))
}

fn no_field(shape: &Shape, name: &str) -> EventError {
    EventError::Form(format!("`{}` has no field `{name}`", shape.name))
}

/// The words behind `name`, which has its comma and colon.
fn member<'a>(read: &mut Reader<'a>, name: &str) -> Result<Cow<'a, str>, EventError> {
    read.take(name)?;
    Ok(read.string()?)
}

/// The members of an object whose brace is open, in the order of their names, each once.
fn members<'a, T>(
    read: &mut Reader<'a>,
    known: impl Fn(&str) -> Result<&'static str, EventError>,
    value: impl Fn(&mut Reader<'a>) -> Result<T, Odd>,
) -> Result<Named<T>, EventError> {
    let mut all = Named::default();
    if read.found("}") {
        return Ok(all);
    }
    loop {
        let before = read.clone();
        let name = known(&read.string()?)?;
        read.take(":")?;
        if !all.follow(name, value(read)?) {
            return Err(before.odd("a name that comes after the one before it").into());
        }
        if !read.found(",") {
            break;
        }
    }
    read.take("}")?;
    Ok(all)
}

/// An act that is to be recorded.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    act: Act,
    by: String,
    role: Role,
    obj: Named<String>,
    data: Named<Value>,
    hidden: Named<Value>,
    /// What the act does not have.
    strange: Option<Strange>,
}

/// A name that is not of the act.
#[derive(Debug, Clone, PartialEq)]
enum Strange {
    Object,
    Field(String),
    Hidden(String),
}

impl Draft {
    /// An act of the person with the pseudonym `by`.
    pub fn new(act: Act, by: &str, role: Role) -> Self {
        let (obj, data, hidden) = (Named::default(), Named::default(), Named::default());
        Self { act, by: by.to_owned(), role, obj, data, hidden, strange: None }
    }

    /// An act of this program.
    pub fn of_system(act: Act) -> Self {
        Self::new(act, SYSTEM, Role::System)
    }

    /// What it is about: `about("tender", "T-001")`.
    #[must_use]
    pub fn about(mut self, object: &str, id: impl Into<String>) -> Self {
        match self.act.shape().object(object) {
            Some(object) => self.obj.insert(object, id.into()),
            None => self.strange = Some(Strange::Object),
        }
        self
    }

    /// A public field.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        match self.act.shape().field(name) {
            Some(name) => self.data.insert(name, value.into()),
            None => self.strange = Some(Strange::Field(name.to_owned())),
        }
        self
    }

    /// A value that stands in a disclosure, to be shown or withheld.
    #[must_use]
    pub fn hide(mut self, name: &str, value: impl Into<Value>) -> Self {
        match self.act.shape().disclosure(name) {
            Some(name) => self.hidden.insert(name, value.into()),
            None => self.strange = Some(Strange::Hidden(name.to_owned())),
        }
        self
    }

    /// The reason of a decision.
    #[must_use]
    pub fn because(self, reason: &str) -> Self {
        self.hide("reason", reason)
    }

    /// What is to be recorded.
    pub fn act(&self) -> Act {
        self.act
    }

    /// Makes the event `seq` of the log `log` of it.
    ///
    /// # Errors
    /// When it lacks what the act must name, above all its reason, or has more.
    pub fn seal(self, seq: u64, at: Moment, log: &str, salts: &mut dyn Salts) -> Result<Sealed, EventError> {
        let shape = self.act.shape();
        let strange = match &self.strange {
            Some(Strange::Object) => return Err(about(shape)),
            Some(Strange::Field(name)) => return Err(no_field(shape, name)),
            Some(Strange::Hidden(name)) => Some(name.as_str()),
            None => None,
        };
        if strange.is_some() || !self.hidden.names().eq(shape.hidden.iter().copied()) {
            let mut given: Vec<&str> = self.hidden.names().collect();
            given.extend(strange);
            return form(format!(
                "`{}` discloses {}, all of them and no others, and not {}",
                shape.name,
                listed(shape.hidden),
                listed(&given)
            ));
        }
        if shape.decides()
            && self.hidden.get("reason").and_then(Value::as_str).is_none_or(|it| it.trim().is_empty())
        {
            return form(format!("`{}` is a decision and has no reason", shape.name));
        }
        let mut disclosures = Vec::with_capacity(shape.hidden.len());
        for (name, value) in self.hidden {
            disclosures.push(Disclosure::new(name, value, salts)?);
        }
        disclosures.sort_by_key(|it| it.digest);
        let digests: Vec<Sum> = disclosures.iter().map(|it| it.digest).collect();
        let nonce = base64::encode_url(&salts.next()?);
        let line = Line {
            v: 1,
            seq,
            at,
            log,
            act: shape.name,
            by: &self.by,
            role: self.role.as_str(),
            obj: &self.obj,
            data: &self.data,
            nonce: &nonce,
            algorithm: ALGORITHM,
            digests: &digests,
        };
        let mut bytes = Vec::with_capacity(USUAL_LINE);
        serde_json::to_writer(&mut bytes, &line).map_err(|error| EventError::Form(error.to_string()))?;
        if bytes.len() > LONGEST_LINE {
            return form(format!("`{}` takes more than {LONGEST_LINE} bytes", shape.name));
        }
        let Self { act, by, role, obj, data, .. } = self;
        let event = Event { seq, at, log: log.to_owned(), act, by, role, obj, data, digests };
        event.check()?;
        Ok(Sealed { event, line: bytes, disclosures })
    }
}

/// Room for most lines.
const USUAL_LINE: usize = 512;

/// An event with its line and what it discloses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// The event.
    pub event: Event,
    /// Its line, without the line break.
    pub line: Vec<u8>,
    /// In the order of their digests.
    pub disclosures: Vec<Disclosure>,
}

/// What stands on a line of `events.jsonl`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    /// An event.
    Event(Box<Event>),
    /// The hash of one that is withheld, and why.
    Withheld {
        /// Of its line.
        leaf: Hash,
        /// Its place in the log.
        seq: u64,
        /// The exemption that it is withheld under.
        exemption: String,
    },
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WithheldLine {
    withheld: String,
    seq: u64,
    exemption: String,
}

/// The line in place of an event that is withheld.
pub fn withheld_line(leaf: &Hash, seq: u64, exemption: &str) -> String {
    let line =
        WithheldLine { withheld: base64::encode(leaf.as_bytes()), seq, exemption: exemption.to_owned() };
    // Text and numbers always serialise.
    serde_json::to_string(&line).unwrap_or_default()
}

impl Entry {
    /// Reads a line.
    ///
    /// # Errors
    /// As [`Event::parse`].
    pub fn parse(line: &[u8]) -> Result<Self, EventError> {
        if !line.starts_with(b"{\"withheld\":") {
            return Event::parse(line).map(|it| Self::Event(Box::new(it)));
        }
        let read: WithheldLine =
            serde_json::from_slice(line).map_err(|error| EventError::Form(error.to_string()))?;
        let leaf = base64::decode(&read.withheld).and_then(|it| Hash::from_bytes(&it));
        let Some(leaf) = leaf else { return form("a withheld event has not the hash of its line") };
        if withheld_line(&leaf, read.seq, &read.exemption).as_bytes() != line {
            return form("the line of a withheld event is not in its one form");
        }
        Ok(Self::Withheld { leaf, seq: read.seq, exemption: read.exemption })
    }

    /// The event, if it is shown.
    pub fn event(&self) -> Option<&Event> {
        match self {
            Self::Event(it) => Some(it),
            Self::Withheld { .. } => None,
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use std::collections::BTreeMap;

    use super::*;

    /// Salts for tests: a counter.
    #[derive(Debug, Default)]
    pub(crate) struct Counter(pub u128);

    impl Salts for Counter {
        fn next(&mut self) -> Result<[u8; 16], SaltError> {
            self.0 += 1;
            Ok(self.0.to_be_bytes())
        }
    }

    fn draft() -> Draft {
        Draft::new(Act::ScoreDecided, "p-0001", Role::Lead)
            .about("tender", "T-001")
            .about("question", "SLP-08")
            .hide("proposed", 2)
            .hide("score", 3)
            .because("Backups are covered in D14.")
    }

    fn seal(draft: Draft) -> Result<Sealed, EventError> {
        draft.seal(4, Moment::from_unix_millis(5), "log.example/1", &mut Counter(0))
    }

    #[test]
    fn a_line_has_one_form_and_reads_back() {
        let sealed = seal(draft()).unwrap();
        let text = String::from_utf8(sealed.line.clone()).unwrap();
        assert!(text.starts_with(
            "{\"v\":1,\"seq\":4,\"at\":\"1970-01-01T00:00:00.005Z\",\"log\":\"log.example/1\",\"act\":\"score.decided\",\
             \"by\":\"p-0001\",\"role\":\"lead\",\"obj\":{\"question\":\"SLP-08\",\"tender\":\"T-001\"},\"data\":{},\"nonce\":\""
        ), "{text}");
        assert_eq!(Event::parse(&sealed.line).unwrap(), sealed.event);
        assert!(!text.contains("Backups"));
        for bad in [
            text.replace("\"v\":1", "\"v\":2"),
            text.replace("\"v\":1,", "\"v\":1,\"v\":1,"),
            text.replace(",\"data\"", ", \"data\""),
            text.replace("SLP-08", "SLP\\u002d08"),
            text.replace("\"data\":{}", "\"data\":{\"revises\":-1}"),
            text.replace("\"data\":{}", "\"data\":{\"revises\":1.0}"),
            text.replace("\"data\":{}", "\"data\":{\"odd\":1}"),
            text.replace("score.decided", "score.changed"),
            text.replace("\"role\":\"lead\"", "\"role\":\"system\""),
            text.replace("\"question\":\"SLP-08\",", ""),
            text.replace("T-001", "../T"),
        ] {
            assert!(Event::parse(bad.as_bytes()).is_err(), "{bad}");
        }
    }

    /// The form as `serde` reads and writes it: what was accepted is written again and compared.
    #[derive(Serialize, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Plain {
        v: u8,
        seq: u64,
        at: String,
        log: String,
        act: String,
        by: String,
        role: String,
        obj: BTreeMap<String, String>,
        data: BTreeMap<String, Value>,
        nonce: String,
        #[serde(rename = "_sd_alg")]
        algorithm: String,
        #[serde(rename = "_sd")]
        digests: Vec<String>,
    }

    fn is_plain(line: &[u8]) -> bool {
        let read: Option<Plain> = serde_json::from_slice(line).ok();
        read.and_then(|it| serde_json::to_vec(&it).ok()).is_some_and(|it| it == line)
    }

    #[test]
    fn no_line_is_read_that_serde_would_write_otherwise() {
        let received = Draft::of_system(Act::TenderReceived)
            .about("tender", "T-001")
            .with("bytes", 120_i32)
            .with("deadline", "2026-10-09T11:00:00.000Z")
            .with("late", false)
            .with("received", "2026-10-09T10:00:00.000Z")
            .with("sha256", crate::id::Digest::of(b"x").as_str())
            .with("verdict", "read with \"remarks\" \\ é €")
            .hide("file", "a.xlsx")
            .hide("supplier", "Cobalt");
        let drawn = Draft::new(Act::DrawHeld, "p-0001", Role::Lead)
            .with("tenders", vec!["T-001", "T-002"])
            .hide("witnesses", "two")
            .because("Equal after all else.");
        let (mut tried, mut read) = (0, 0);
        for (draft, log) in [(draft(), "log.example/1"), (received, "a\u{1}b\n\u{7f}"), (drawn, "")] {
            let line = draft.seal(4, Moment::from_unix_millis(5), log, &mut Counter(9)).unwrap().line;
            assert!(is_plain(&line) && Event::parse(&line).is_ok());
            let mut try_one = |other: Vec<u8>| {
                tried += 1;
                if Event::parse(&other).is_ok() {
                    read += 1;
                    assert!(is_plain(&other), "{}", String::from_utf8_lossy(&other));
                }
            };
            for at in 0..=line.len() {
                for byte in (0..=255).filter(|it: &u8| it.is_ascii_punctuation() || it.is_multiple_of(11)) {
                    let mut other = line.clone();
                    other.insert(at, byte);
                    try_one(other);
                    if at < line.len() {
                        let mut other = line.clone();
                        other[at] = byte;
                        try_one(other);
                    }
                }
                for to in at + 1..line.len().min(at + 30) {
                    let mut other = line.clone();
                    let part = other.drain(at..to).collect::<Vec<u8>>();
                    try_one(other);
                    let mut other = line.clone();
                    other.splice(to..to, part);
                    try_one(other);
                }
            }
        }
        assert!(tried > 100_000 && read > 1000, "{read} of {tried} read");
    }

    #[test]
    fn a_decision_without_a_reason_is_refused() {
        let error = seal(draft().because(" ")).unwrap_err();
        assert_eq!(error.to_string(), "`score.decided` is a decision and has no reason");
        let without = Draft::new(Act::ScoreDecided, "p-0001", Role::Lead)
            .about("tender", "T-001")
            .about("question", "SLP-08")
            .hide("proposed", 2)
            .hide("score", 3);
        assert!(seal(without).is_err());
        assert!(seal(draft().about("flag", "F-1")).is_err());
        assert!(seal(draft().hide("more", 1)).is_err());
        assert!(seal(draft().with("revises", 2.5)).is_err());
    }

    #[test]
    fn a_withheld_event_keeps_its_leaf() {
        let leaf = Hash::of(&[b"x"]);
        let line = withheld_line(&leaf, 3, "FOIA s.43(2)");
        let read = Entry::parse(line.as_bytes()).unwrap();
        assert_eq!(read, Entry::Withheld { leaf, seq: 3, exemption: "FOIA s.43(2)".into() });
        assert!(Entry::parse(line.replace(":3", ": 3").as_bytes()).is_err());
    }
}
