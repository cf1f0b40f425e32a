//! The steps over files, signatures, order, disclosures, receipts, process and proposed scores.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{Read, Report, Request, Withheld, content, of_bag, text};
use crate::{
    id::Moment,
    ledger::{
        act::Act,
        bag::Info,
        checkpoint::Checkpoint,
        disclosure::{self, Disclosure},
        event::{Entry, Event},
        note::{Note, PublicKey},
        process::{BACKWARDS_MILLIS, State},
        receipt::Receipt,
        trail::Trail,
        tree::{self, Tree},
    },
};

/// `redaction.json`: what is not shown, and why.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Declared {
    /// Values.
    pub fields: Vec<DeclaredField>,
    /// Events.
    pub events: Vec<DeclaredEvent>,
    /// Files as they were received.
    pub originals: Vec<DeclaredOriginal>,
}

/// A value that is withheld.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeclaredField {
    /// Its event.
    pub seq: u64,
    /// As it stands in the event.
    pub digest: String,
    /// What it is of the event.
    pub field: String,
    /// Under which it is withheld.
    pub exemption: String,
}

/// An event that is withheld.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeclaredEvent {
    /// Its place in the log.
    pub seq: u64,
    /// Under which it is withheld.
    pub exemption: String,
}

/// A file that is withheld.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeclaredOriginal {
    /// Of its bytes, in hexadecimal.
    pub sha256: String,
    /// Under which it is withheld.
    pub exemption: String,
}

impl Declared {
    /// As a file.
    pub fn text(&self) -> String {
        // Text and numbers always serialise.
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }
}

/// What is signed when the log goes on under another key.
pub fn rotation_message(origin: &str, old: &str, new: &str) -> String {
    format!("probity key rotation v1\n{origin}\n{old}\n{new}\n")
}

/// A rotation that both keys have signed; none where it is not.
pub fn rotated(event: &Event, current: &PublicKey) -> Option<PublicKey> {
    let (old, new) = (event.text("old")?, event.text("new")?);
    let next: PublicKey = new.parse().ok()?;
    if old != current.to_string() || next.name() != current.name() || next.kind() != current.kind() {
        return None;
    }
    let message = rotation_message(current.name(), old, new);
    let signed = |key: &PublicKey, name: &str| {
        let bytes = event.text(name).and_then(crate::ledger::base64::decode);
        bytes.is_some_and(|it| key.verify_raw(message.as_bytes(), &it))
    };
    (signed(current, "signed_old") && signed(&next, "signed_new")).then_some(next)
}

pub(super) struct Check<'a, 'b> {
    pub(super) request: &'a Request<'a>,
    pub(super) report: &'b mut Report,
}

impl<'a, 'b> Check<'a, 'b> {
    pub(super) fn new(request: &'a Request<'a>, report: &'b mut Report) -> Self {
        Self { request, report }
    }

    pub(super) fn all(&mut self) {
        let Some(read) = self.read() else {
            // The manifest can be looked at all the same.
            self.files(None);
            return;
        };
        self.files(Some(&read));
        self.checkpoint(&read);
        self.root(&read);
        self.order(&read);
        self.history(&read);
        self.disclosures(&read);
        self.receipts(&read);
        let state = self.process(&read);
        self.recompute(&read, &state);
        self.award(&read, &state);
    }

    /// Reads the events; step 3 tells what cannot be read.
    fn read(&mut self) -> Option<Read> {
        let files = self.request.files;
        let bytes = files.get("data/events.jsonl")?;
        self.report.done(3);
        let Some(body) = bytes.strip_suffix(b"\n") else {
            self.report.fail(3, "data/events.jsonl", "does not end its last line");
            return None;
        };
        let lines: Vec<&[u8]> = body.split(|it| *it == b'\n').collect();
        let parsed = in_parallel(&lines, |line| (Entry::parse(line), tree::leaf(line)));
        let (mut entries, mut leaves) = (Vec::with_capacity(lines.len()), Vec::with_capacity(lines.len()));
        for (n, (entry, leaf)) in parsed.into_iter().enumerate() {
            match entry {
                Ok(entry) => {
                    leaves.push(if let Entry::Withheld { leaf, .. } = &entry { *leaf } else { leaf });
                    entries.push(entry);
                }
                Err(error) => {
                    self.report.fail(3, format!("data/events.jsonl:{}", n + 1), error.to_string());
                    return None;
                }
            }
        }
        let lines = lines.into_iter().map(<[u8]>::to_vec).collect();
        let trail = Trail { lines, entries, disclosed: BTreeMap::new() };
        let mut keys = vec![(0, self.request.policy.log.clone())];
        for event in trail.events().filter(|it| it.act == Act::KeyRotated) {
            let next = keys.last().and_then(|(_, key)| rotated(event, key));
            match next {
                Some(next) => keys.push((event.seq + 1, next)),
                None => {
                    self.report.fail(2, at(event.seq), "the rotation of the key is not signed by both keys");
                }
            }
        }
        let mut read = Read { trail, tree: Tree::of(leaves), checkpoint: None, keys };
        read.checkpoint = self.read_checkpoint();
        self.read_disclosures(&mut read);
        Some(read)
    }

    fn read_checkpoint(&mut self) -> Option<Checkpoint> {
        self.report.done(2);
        let Some(text) = text(self.request.files, "data/checkpoint") else {
            self.report.fail(2, "data/checkpoint", "is missing: nobody has signed this record");
            return None;
        };
        text.parse::<Checkpoint>()
            .map_err(|error| self.report.fail(2, "data/checkpoint", error.to_string()))
            .ok()
    }

    fn read_disclosures(&mut self, read: &mut Read) {
        self.report.done(6);
        const PATH: &str = "data/disclosures.jsonl";
        let Some(text) = text(self.request.files, PATH) else {
            self.report.fail(6, PATH, "is missing or is no text");
            return;
        };
        if !text.is_empty() && !text.ends_with('\n') {
            self.report.fail(6, PATH, "does not end its last line");
        }
        // Not `lines`, which would take `\r\n` for the same.
        let lines: Vec<&str> = text.split_terminator('\n').collect();
        let parsed = in_parallel(&lines, |line| {
            let (seq, text) = disclosure::parse_line(line)?;
            Some((seq, Disclosure::parse(text)?))
        });
        let mut before: Option<(u64, String)> = None;
        for (n, it) in parsed.into_iter().enumerate() {
            let place = || format!("{PATH}:{}", n + 1);
            let Some((seq, disclosure)) = it else {
                self.report.fail(6, place(), "is no disclosure of the one form, or its salt is weak");
                continue;
            };
            let event = usize::try_from(seq).ok().and_then(|it| read.trail.entries.get(it)?.event());
            let Some(event) = event else {
                self.report.fail(6, place(), format!("belongs to event {seq}, which is not shown"));
                continue;
            };
            if event.digests.binary_search(&disclosure.digest).is_err() {
                self.report.fail(6, place(), format!("does not belong to event {seq}"));
            }
            if !event.act.shape().hidden.contains(&disclosure.name.as_str()) {
                self.report.fail(
                    6,
                    place(),
                    format!("`{}` is nothing that `{}` has", disclosure.name, event.act),
                );
            }
            let list = read.trail.disclosed.entry(seq).or_default();
            if list.iter().any(|it| it.name == disclosure.name) {
                self.report.fail(6, place(), format!("discloses `{}` of event {seq} again", disclosure.name));
            }
            let key = (seq, disclosure.digest.clone());
            if before.as_ref().is_some_and(|it| *it >= key) {
                self.report.fail(6, place(), "does not stand in order, or stands twice");
            }
            before = Some(key);
            list.push(disclosure);
        }
    }

    /// Step 1.
    fn files(&mut self, read: Option<&Read>) {
        self.report.done(1);
        if self.request.live {
            self.report.note(1, "this is the living record and no bag: its files are not listed");
            return;
        }
        let files = self.request.files;
        let contents = text(files, "data/contents").map(str::parse::<Note>);
        let head = contents.as_ref().and_then(|it| content::contents_head(&it.as_ref().ok()?.text));
        let opened = read.and_then(|it| it.trail.events().next()).filter(|it| it.act == Act::RecordOpened);
        let info = opened.zip(head).map(|(event, (_, date))| Info {
            organisation: event.text("buyer").unwrap_or_default().to_owned(),
            origin: self.request.policy.log.name().to_owned(),
            date,
        });
        for (path, what) in of_bag(self.request, info.as_ref()) {
            self.report.fail(1, path, what);
        }
        let Some(read) = read else { return };
        let note = match contents {
            None => {
                return self.report.fail(
                    1,
                    "data/contents",
                    "is missing: nobody has signed what is in the bag",
                );
            }
            Some(Err(error)) => return self.report.fail(1, "data/contents", error.to_string()),
            Some(Ok(note)) => note,
        };
        let size = read.tree.size();
        let signed = read.key_at(size).is_some_and(|key| note.verify([key]).is_ok_and(|it| it.len() == 1));
        if !signed || note.signatures.len() != 1 {
            self.report.fail(1, "data/contents", "is not signed by the log's key that was in force");
        }
        let Some((of, date)) = head else {
            return self.report.fail(1, "data/contents", "is no list of contents");
        };
        if note.text != content::contents_text(files, self.request.policy.log.name(), size, date)
            || of != size
        {
            self.report.fail(1, "data/contents", differing(files, &note.text));
        }
        self.report.note(1, format!("{} files", files.len()));
    }

    /// Step 2.
    fn checkpoint(&mut self, read: &Read) {
        let Some(checkpoint) = &read.checkpoint else { return };
        self.report.root = checkpoint.root.hex();
        self.report.size = checkpoint.size;
        let Some(key) = read.key_at(checkpoint.size) else { return };
        match self.request.policy.accept(checkpoint, key) {
            Ok(signers) => self.report.signers = signers.names,
            Err(error) => self.report.fail(2, "data/checkpoint", error.to_string()),
        }
    }

    /// Step 3.
    fn root(&mut self, read: &Read) {
        let Some(checkpoint) = &read.checkpoint else { return };
        let size = read.tree.size();
        if checkpoint.size > size || (!self.request.live && checkpoint.size != size) {
            let message = format!("there are {size} events, and {} are signed", checkpoint.size);
            self.report.fail(3, "data/events.jsonl", message);
            return;
        }
        if read.tree.root_at(checkpoint.size) != Some(checkpoint.root) {
            let message =
                "events were changed, removed, added or reordered: their root is not the one that is signed";
            self.report.fail(3, "data/events.jsonl", message);
        } else if checkpoint.size < size {
            let after = size - checkpoint.size;
            self.report
                .note(3, format!("{after} events stand after the last checkpoint and are not yet signed"));
        }
    }

    /// Step 4.
    fn order(&mut self, read: &Read) {
        self.report.done(4);
        let mut latest: Option<Moment> = None;
        for (entry, n) in read.trail.entries.iter().zip(0_u64..) {
            let seq = match entry {
                Entry::Event(event) => event.seq,
                Entry::Withheld { seq, .. } => *seq,
            };
            if seq != n {
                self.report.fail(4, at(n), format!("calls itself event {seq}"));
            }
            let Entry::Event(event) = entry else { continue };
            if event.log != self.request.policy.log.name() {
                self.report.fail(4, at(n), format!("is of the log `{}`", event.log));
            }
            if latest.is_some_and(|it| event.at.unix_millis() + BACKWARDS_MILLIS < it.unix_millis()) {
                self.report.fail(4, at(n), "is dated more than five minutes before an earlier one");
            }
            latest = latest.max(Some(event.at));
        }
    }

    /// Step 5.
    fn history(&mut self, read: &Read) {
        self.report.done(5);
        let files = self.request.files;
        let kept = files.keys().filter(|it| it.starts_with("data/checkpoints/"));
        let kept: Vec<(&str, Option<&str>)> = kept.map(|path| (path.as_str(), text(files, path))).collect();
        let since = self.request.since.iter().map(|(name, text)| (name.as_str(), Some(text.as_str())));
        let all: Vec<_> = kept.into_iter().chain(since).collect();
        let count = all.len();
        for (path, text) in all {
            match text.unwrap_or_default().parse::<Checkpoint>() {
                Ok(old) => {
                    let named = path.strip_prefix("data/checkpoints/");
                    if named.is_some_and(|it| it != format!("{:010}", old.size)) {
                        self.report.fail(5, path, "is not the checkpoint of the size that it is named by");
                    }
                    self.earlier(read, path, &old, 5);
                }
                Err(error) => self.report.fail(5, path, error.to_string()),
            }
        }
        self.report.note(5, format!("{count} earlier checkpoints"));
    }

    /// Whether a checkpoint is of this history.
    fn earlier(&mut self, read: &Read, path: &str, old: &Checkpoint, step: u8) {
        let size = read.tree.size();
        if old.origin != self.request.policy.log.name() {
            return self.report.fail(step, path, format!("is of the log `{}`", old.origin));
        }
        let keys: Vec<&PublicKey> =
            read.key_at(old.size).into_iter().chain(self.request.policy.witnesses.values()).collect();
        match old.note.verify(keys) {
            Err(error) => return self.report.fail(step, path, error.to_string()),
            Ok(signed) if !signed.iter().any(|it| it.key == 0) => {
                return self.report.fail(step, path, "is not signed by the log's key that was in force");
            }
            Ok(_) => {}
        }
        if old.size > size {
            let message =
                format!("covers {} events, of which {size} are left: events were removed", old.size);
            self.report.fail(step, path, message);
        } else if read.tree.root_at(old.size) != Some(old.root) {
            let message =
                format!("the history of the first {} events was rewritten since it was signed", old.size);
            self.report.fail(step, path, message);
        }
    }

    /// Step 6.
    fn disclosures(&mut self, read: &Read) {
        const PATH: &str = "data/redaction.json";
        let declared = match text(self.request.files, PATH) {
            None => return self.report.fail(6, PATH, "is missing: what is withheld is not declared"),
            Some(text) => match serde_json::from_str::<Declared>(text) {
                Ok(it) if it.text() == text => it,
                Ok(_) => return self.report.fail(6, PATH, "is not in its one form"),
                Err(error) => return self.report.fail(6, PATH, error.to_string()),
            },
        };
        let mut fields: BTreeMap<(u64, &str), &DeclaredField> = BTreeMap::new();
        for it in &declared.fields {
            if fields.insert((it.seq, &it.digest), it).is_some() {
                self.report.fail(6, PATH, format!("declares a value of event {} twice", it.seq));
            }
            self.report.withheld.entry(it.exemption.clone()).or_default().fields += 1;
        }
        let (mut total, mut shown) = (0, 0);
        for event in read.trail.events() {
            let list = read.trail.disclosed.get(&event.seq).map(Vec::as_slice).unwrap_or_default();
            total += event.digests.len();
            shown += list.len();
            for digest in &event.digests {
                let is_shown = list.iter().any(|it| it.digest == *digest);
                let declared = fields.remove(&(event.seq, digest.as_str()));
                match (is_shown, declared) {
                    (true, None) => {}
                    (false, Some(it)) if event.act.shape().hidden.contains(&it.field.as_str()) => {}
                    (false, Some(it)) => {
                        let message = format!("withholds `{}`, which `{}` has not", it.field, event.act);
                        self.report.fail(6, PATH, message);
                    }
                    (true, Some(_)) => {
                        self.report.fail(6, at(event.seq), "a value is shown and declared as withheld");
                    }
                    (false, None) => {
                        self.report.fail(6, at(event.seq), "a value is missing and not declared as withheld");
                    }
                }
            }
        }
        for (seq, _) in fields.into_keys() {
            self.report.fail(6, PATH, format!("withholds a value that event {seq} has not"));
        }
        self.withheld_events(read, &declared);
        self.report.note(6, format!("{shown} of {total} values are shown"));
        for it in &declared.originals {
            self.report.withheld.entry(it.exemption.clone()).or_default().originals += 1;
        }
    }

    fn withheld_events(&mut self, read: &Read, declared: &Declared) {
        let mut listed: BTreeMap<u64, &str> = BTreeMap::new();
        for it in &declared.events {
            listed.insert(it.seq, &it.exemption);
            let counts: &mut Withheld = self.report.withheld.entry(it.exemption.clone()).or_default();
            counts.events += 1;
        }
        let mut there = BTreeMap::new();
        for (entry, n) in read.trail.entries.iter().zip(0_u64..) {
            if let Entry::Withheld { exemption, .. } = entry {
                there.insert(n, exemption.as_str());
            }
        }
        if listed != there || listed.len() != declared.events.len() {
            let message = "declares other events as withheld than are";
            self.report.fail(6, "data/redaction.json", message);
        }
    }

    /// Step 7.
    fn receipts(&mut self, read: &Read) {
        self.report.done(7);
        let files = self.request.files;
        let inside = files.keys().filter(|it| it.starts_with("data/receipts/"));
        let inside: Vec<(&str, Option<&str>)> =
            inside.map(|path| (path.as_str(), text(files, path))).collect();
        let kept = self.request.receipts.iter().map(|(name, text)| (name.as_str(), Some(text.as_str())));
        let all: Vec<_> = inside.into_iter().chain(kept).collect();
        for (path, text) in &all {
            match text.unwrap_or_default().parse::<Receipt>() {
                Ok(receipt) => self.receipt(read, path, &receipt),
                Err(error) => self.report.fail(7, *path, error.to_string()),
            }
        }
        let received = self.originals(read);
        self.report.note(7, format!("{} receipts, {received} files received", all.len()));
    }

    fn receipt(&mut self, read: &Read, path: &str, receipt: &Receipt) {
        if !receipt.holds() {
            return self.report.fail(7, path, "does not lead from its event to its checkpoint");
        }
        self.earlier(read, path, &receipt.checkpoint, 7);
        let at = usize::try_from(receipt.index).ok();
        let line = at.and_then(|it| read.trail.lines.get(it).zip(read.trail.entries.get(it)));
        match line {
            Some((line, Entry::Event(_))) if *line == receipt.line => {}
            Some((_, Entry::Withheld { leaf, .. })) if *leaf == tree::leaf(&receipt.line) => {}
            _ => {
                self.report.fail(
                    7,
                    path,
                    format!("event {} is another than the one received", receipt.index),
                );
            }
        }
        let event = Event::parse(&receipt.line).ok().filter(|it| it.act == Act::TenderReceived);
        let tender = event.as_ref().and_then(|it| it.about("tender"));
        let named = path.strip_prefix("data/receipts/").and_then(|it| it.strip_suffix(".tlog-proof"));
        if tender.is_none() || named.is_some_and(|it| tender != Some(it)) {
            self.report.fail(7, path, "is no receipt for the tender that it is named by");
        }
    }

    fn originals(&mut self, read: &Read) -> usize {
        let files = self.request.files;
        let declared: BTreeSet<String> = text(files, "data/redaction.json")
            .and_then(|it| serde_json::from_str::<Declared>(it).ok())
            .map(|it| it.originals.into_iter().map(|it| it.sha256).collect())
            .unwrap_or_default();
        let mut received: BTreeSet<String> = BTreeSet::new();
        for event in read.trail.events() {
            let sum = match event.act {
                Act::TenderReceived | Act::ClarificationAnswered => event.text("sha256"),
                _ => None,
            };
            received.extend(sum.map(|it| it.trim_start_matches("sha256:").to_owned()));
        }
        for (path, bytes) in files.iter().filter(|(path, _)| path.starts_with("data/originals/")) {
            let name = path.trim_start_matches("data/originals/");
            if crate::id::Hash::of(&[bytes]).hex() != name {
                self.report.fail(7, path, "is not the file of the digest that it is named by");
            }
            if !received.contains(name) {
                self.report.fail(7, path, "is no file that was recorded as received");
            }
            if declared.contains(name) {
                self.report.fail(7, path, "is there and declared as withheld");
            }
        }
        for sum in &received {
            if !files.contains_key(&format!("data/originals/{sum}")) && !declared.contains(sum) {
                self.report.fail(
                    7,
                    format!("data/originals/{sum}"),
                    "is missing and not declared as withheld",
                );
            }
        }
        received.len()
    }

    /// Step 8.
    fn process(&mut self, read: &Read) -> State {
        self.report.done(8);
        let mut state = State::default();
        let mut hidden = 0;
        for entry in &read.trail.entries {
            let Entry::Event(event) = entry else {
                hidden += 1;
                state.skip();
                continue;
            };
            // Where events are withheld, what an event rests on may be among them.
            if hidden > 0 {
                if state.admit(event).is_err() {
                    state.force(event);
                }
            } else if let Err(breach) = state.admit(event) {
                self.report.fail(8, at(event.seq), breach.to_string());
                state.force(event);
            }
        }
        if hidden > 0 {
            self.report
                .note(8, format!("{hidden} events are withheld, so that what follows them cannot be judged"));
        }
        state
    }

    /// Step 9.
    fn recompute(&mut self, read: &Read, state: &State) {
        self.pinned(read);
        let Some(recompute) = self.request.recompute else {
            self.report.note(9, "not asked for");
            return;
        };
        let mut wanted = Vec::new();
        for (tender, it) in &state.tenders {
            let Some(event) = it.assessed.and_then(|seq| {
                read.trail.events().find(|event| event.seq == seq && event.act == Act::TenderAssessed)
            }) else {
                continue;
            };
            wanted.push((tender.as_str(), it.sha256.trim_start_matches("sha256:"), it.seq, event));
        }
        let (mut same, mut unseen) = (0, 0);
        let Some(pack) = &state.pack else {
            self.report.note(9, "nothing was published that scores could be computed by");
            return;
        };
        for (tender, sum, seq, event) in wanted {
            let original = self.request.files.get(&format!("data/originals/{sum}"));
            let recorded = read.trail.value(event.seq, "scores");
            let (Some(original), Some(recorded)) = (original, recorded) else {
                unseen += 1;
                continue;
            };
            let file = read.trail.value(seq, "file").and_then(serde_json::Value::as_str).unwrap_or(sum);
            match recompute.scores(pack, tender, file, original) {
                Ok(computed) if computed == *recorded => same += 1,
                Ok(computed) => {
                    let message =
                        format!("other scores are proposed now: {}", first_difference(recorded, &computed));
                    match event.text("program") {
                        Some(made) if made != recompute.program() => {
                            let by = format!("{made} proposed them, and this is {}", recompute.program());
                            self.report
                                .note(9, format!("{tender}: {message}; {by}, so that this proves nothing"));
                        }
                        _ => self.report.fail(9, at(event.seq), message),
                    }
                }
                Err(why) => self.report.fail(9, at(event.seq), why),
            }
        }
        self.report.done(9);
        self.report.note(9, format!("{same} tenders computed anew, {unseen} that cannot be seen"));
    }

    /// The findings in the bag are those that were recorded, and its data those that were published.
    fn pinned(&mut self, read: &Read) {
        let files = self.request.files;
        let mut findings: BTreeMap<&str, Option<&str>> = BTreeMap::new();
        for event in read.trail.events().filter(|it| it.act == Act::TenderAssessed) {
            let digest = read.trail.value(event.seq, "assessment").and_then(serde_json::Value::as_str);
            findings.insert(event.about("tender").unwrap_or_default(), digest);
        }
        for (path, bytes) in files.iter().filter(|(path, _)| path.starts_with("data/assessments/")) {
            let tender = path.trim_start_matches("data/assessments/").trim_end_matches(".json");
            if findings.get(tender).copied().flatten() != Some(crate::id::Digest::of(bytes).as_str()) {
                self.report.fail(9, path, "are not the findings that were recorded");
            }
        }
        let below = |prefix: &'static str| {
            files.iter().filter_map(move |(path, bytes)| Some((path.strip_prefix(prefix)?, bytes.as_slice())))
        };
        let last =
            read.trail.events().filter(|it| matches!(it.act, Act::PackPublished | Act::PackAmended)).last();
        if let Some(event) = last
            && below("data/pinned/").next().is_some()
            && event.text("data_digest") != Some(content::tree_digest(below("data/pinned/")).as_str())
        {
            self.report.fail(9, "data/pinned", "the questions and rules are not those that were published");
        }
        for event in read.trail.events().filter(|it| matches!(it.act, Act::PackPublished | Act::PackAmended))
        {
            let prefix = format!("data/pack/{}/", event.about("pack").unwrap_or_default());
            let pack: Vec<(&str, &[u8])> = files
                .iter()
                .filter_map(|(path, bytes)| Some((path.strip_prefix(&prefix)?, bytes.as_slice())))
                .collect();
            if !pack.is_empty() && event.text("pack_digest") != Some(content::tree_digest(pack).as_str()) {
                self.report.fail(9, prefix, "the pack is not the one that was published");
            }
        }
    }
}

fn at(seq: u64) -> String {
    format!("event {seq}")
}

/// The file that is not as the list of contents has it.
fn differing(files: &crate::ledger::bag::Files, contents: &str) -> String {
    let listed: BTreeMap<&str, &str> = contents
        .lines()
        .skip(4)
        .filter_map(|it| it.split_once("  "))
        .map(|(sum, path)| (path, sum))
        .collect();
    let changed = files.iter().find(|(path, bytes)| {
        crate::ledger::bag::is_payload(path)
            && !content::UNLISTED.contains(&path.as_str())
            && listed.get(path.as_str()) != Some(&crate::id::Hash::of(&[bytes]).hex().as_str())
    });
    let missing = listed.keys().find(|it| !files.contains_key(**it));
    match (changed, missing) {
        (Some((path, _)), _) => format!("`{path}` is not the file that was signed"),
        (None, Some(path)) => format!("`{path}` was signed and is missing"),
        (None, None) => "does not describe this record".to_owned(),
    }
}

/// The first question on which two lists of scores differ.
fn first_difference(recorded: &serde_json::Value, computed: &serde_json::Value) -> String {
    let empty = serde_json::Map::new();
    let (old, new) = (recorded.as_object().unwrap_or(&empty), computed.as_object().unwrap_or(&empty));
    let keys: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let differing = keys.into_iter().find(|it| old.get(*it) != new.get(*it));
    let show = |it: Option<&serde_json::Value>| it.map_or_else(|| "nothing".to_owned(), ToString::to_string);
    differing
        .map_or_else(String::new, |it| format!("{it} was {} and is {}", show(old.get(it)), show(new.get(it))))
}

/// `work` on each of `items`, in their order, on as many threads as help.
fn in_parallel<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    const FEW: usize = 2048;
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(8);
    if items.len() < FEW || threads < 2 {
        return items.iter().map(work).collect();
    }
    let work = &work;
    let share = items.len().div_ceil(threads);
    std::thread::scope(|scope| {
        let hands: Vec<_> = items
            .chunks(share)
            .map(|chunk| scope.spawn(move || chunk.iter().map(work).collect::<Vec<R>>()))
            .collect();
        let mut all = Vec::with_capacity(items.len());
        for hand in hands {
            match hand.join() {
                Ok(part) => all.extend(part),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        all
    })
}
