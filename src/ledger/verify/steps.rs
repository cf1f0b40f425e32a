//! The steps over files, signatures, order, disclosures, receipts, process and proposed scores.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{
    Read, Report, Request, Withheld, content,
    read::{DISCLOSURES, EVENTS, ReadDisclosure, ReadEvent, take, threads},
    text,
};
use crate::{
    diag::counted,
    id::{Digest, Hash, Moment},
    ledger::{
        act::Act,
        bag::{Files, Info, Sums, faults_of},
        checkpoint::Checkpoint,
        disclosure::Disclosure,
        event::{Entry, Event},
        note::{Note, PublicKey},
        process::{BACKWARDS_MILLIS, Breach, State},
        receipt::Receipt,
        trail::{Disclosed, Trail},
        tree::{self, Tree},
    },
    together,
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

/// Where it stands in a bag.
const REDACTION: &str = "data/redaction.json";

impl Declared {
    /// As a bag declares it, or what is wrong with that.
    fn of(files: &Files) -> Result<Self, String> {
        let text = text(files, REDACTION).ok_or("is missing: what is withheld is not declared")?;
        let read: Self = serde_json::from_str(text).map_err(|error| error.to_string())?;
        if read.text() == text { Ok(read) } else { Err("is not in its one form".to_owned()) }
    }

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
        let files = self.request.files;
        let events = self.event_lines();
        let disclosures = text(files, DISCLOSURES).map(|it| it.split_terminator('\n').collect::<Vec<&str>>());
        let taken =
            take(files, events.as_deref().unwrap_or_default(), disclosures.as_deref().unwrap_or_default());
        let entries = events.as_ref().and_then(|_| self.entries(taken.events));
        let Some((entries, leaves)) = entries else {
            // The manifest can be looked at all the same.
            self.files(&taken.sums, None);
            return;
        };
        let keys = self.keys(&entries);
        let checkpoint = self.read_checkpoint();
        let shown = disclosures.map(|_| taken.disclosures);
        let (fold, (disclosed, tree, lines)) = together::both(
            threads(files),
            || Fold::of(&entries),
            || {
                let lines = events.unwrap_or_default().into_iter().collect();
                (self.read_disclosures(&entries, shown), Tree::of(leaves), lines)
            },
        );
        let trail = Trail { lines, entries, disclosed };
        let read = Read { sums: taken.sums, trail, tree, checkpoint, keys, declared: Declared::of(files) };
        self.files(&read.sums, Some(&read));
        self.checkpoint(&read);
        self.root(&read);
        self.order(&read);
        self.history(&read);
        self.disclosures(&read);
        self.receipts(&read);
        let state = self.process(fold);
        self.recompute(&read, &state);
        self.award(&read, &state);
        // Of a long record it takes a while to give back the memory of so many words.
        let Trail { entries, disclosed, .. } = read.trail;
        together::both(threads(files), || drop(entries), || drop((disclosed, state)));
    }

    /// The lines of the log; step 3 tells what cannot be read.
    fn event_lines(&mut self) -> Option<Vec<&'a str>> {
        let bytes = self.request.files.get(EVENTS)?;
        self.report.done(3);
        let Some(body) = bytes.strip_suffix(b"\n") else {
            self.report.fail(3, EVENTS, "does not end its last line");
            return None;
        };
        match std::str::from_utf8(body) {
            Ok(body) => Some(body.split('\n').collect()),
            Err(error) => {
                let before = body.get(..error.valid_up_to()).unwrap_or_default();
                let line = before.split(|it| *it == b'\n').count();
                self.report.fail(3, format!("{EVENTS}:{line}"), "is no text in UTF-8");
                None
            }
        }
    }

    /// What the lines say, and their hashes.
    fn entries(&mut self, read: Vec<ReadEvent>) -> Option<(Vec<Entry>, Vec<Hash>)> {
        let (mut entries, mut leaves) = (Vec::with_capacity(read.len()), Vec::with_capacity(read.len()));
        for (n, it) in read.into_iter().enumerate() {
            match it {
                Ok((entry, leaf)) => {
                    entries.push(entry);
                    leaves.push(leaf);
                }
                Err(error) => {
                    self.report.fail(3, format!("{EVENTS}:{}", n + 1), error.to_string());
                    return None;
                }
            }
        }
        Some((entries, leaves))
    }

    /// From which size on which key of the log is in force.
    fn keys(&mut self, entries: &[Entry]) -> Vec<(u64, PublicKey)> {
        let mut keys = vec![(0, self.request.policy.log.clone())];
        for event in entries.iter().filter_map(Entry::event).filter(|it| it.act == Act::KeyRotated) {
            let next = keys.last().and_then(|(_, key)| rotated(event, key));
            match next {
                Some(next) => keys.push((event.seq + 1, next)),
                None => {
                    self.report.fail(2, at(event.seq), "the rotation of the key is not signed by both keys");
                }
            }
        }
        keys
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

    /// Whether what is disclosed is of the events that it says.
    fn read_disclosures(&mut self, entries: &[Entry], read: Option<Vec<ReadDisclosure>>) -> Disclosed {
        self.report.done(6);
        let Some(read) = read else {
            self.report.fail(6, DISCLOSURES, "is missing or is no text");
            return Disclosed::default();
        };
        let bytes = self.request.files.get(DISCLOSURES).map(Vec::as_slice).unwrap_or_default();
        if !bytes.is_empty() && !bytes.ends_with(b"\n") {
            self.report.fail(6, DISCLOSURES, "does not end its last line");
        }
        let mut shown: Vec<(u64, Disclosure)> = Vec::with_capacity(read.len());
        for (n, it) in read.into_iter().enumerate() {
            let place = || format!("{DISCLOSURES}:{}", n + 1);
            let Some((seq, disclosure)) = it else {
                self.report.fail(6, place(), "is no disclosure of the one form, or its salt is weak");
                continue;
            };
            let event = usize::try_from(seq).ok().and_then(|it| entries.get(it)?.event());
            let Some(event) = event else {
                self.report.fail(6, place(), format!("belongs to event {seq}, which is not shown"));
                continue;
            };
            if !event.digests.contains(&disclosure.digest) {
                self.report.fail(6, place(), format!("does not belong to event {seq}"));
            }
            if event.act.shape().disclosure(&disclosure.name).is_none() {
                self.report.fail(
                    6,
                    place(),
                    format!("`{}` is nothing that `{}` has", disclosure.name, event.act),
                );
            }
            if shown.last().is_some_and(|last| (last.0, last.1.digest) >= (seq, disclosure.digest)) {
                self.report.fail(6, place(), "does not stand in order, or stands twice");
            }
            // Of those of one event, which stand together where they stand in order.
            if shown.iter().rev().take_while(|it| it.0 == seq).any(|it| it.1.name == disclosure.name) {
                self.report.fail(6, place(), format!("discloses `{}` of event {seq} again", disclosure.name));
            }
            shown.push((seq, disclosure));
        }
        shown.into_iter().collect()
    }

    /// Step 1.
    fn files(&mut self, sums: &Sums<'_>, read: Option<&Read<'_>>) {
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
        for (path, what) in faults_of(files, sums, info.as_ref()) {
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
        if note.text != content::contents_of(sums, self.request.policy.log.name(), size, date) || of != size {
            self.report.fail(1, "data/contents", differing(sums, &note.text));
        }
        self.report.note(1, counted(files.len(), "file"));
    }

    /// Step 2.
    fn checkpoint(&mut self, read: &Read<'_>) {
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
    fn root(&mut self, read: &Read<'_>) {
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
            let events = match size - checkpoint.size {
                1 => "1 event stands after the last checkpoint and is".to_owned(),
                after => format!("{after} events stand after the last checkpoint and are"),
            };
            self.report.note(3, format!("{events} not yet signed"));
        }
    }

    /// Step 4.
    fn order(&mut self, read: &Read<'_>) {
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
    fn history(&mut self, read: &Read<'_>) {
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
        self.report.note(5, counted(count, "earlier checkpoint"));
    }

    /// Whether a checkpoint is of this history.
    fn earlier(&mut self, read: &Read<'_>, path: &str, old: &Checkpoint, step: u8) {
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
    fn disclosures(&mut self, read: &Read<'_>) {
        let declared = match &read.declared {
            Ok(it) => it,
            Err(why) => return self.report.fail(6, REDACTION, why),
        };
        let mut fields: BTreeMap<(u64, &str), &DeclaredField> = BTreeMap::new();
        for it in &declared.fields {
            if fields.insert((it.seq, &it.digest), it).is_some() {
                self.report.fail(6, REDACTION, format!("declares a value of event {} twice", it.seq));
            }
            self.report.withheld.entry(it.exemption.clone()).or_default().fields += 1;
        }
        let (mut total, mut shown) = (0, 0);
        for event in read.trail.events() {
            let list = read.trail.disclosed.of(event.seq);
            total += event.digests.len();
            shown += list.len();
            for digest in &event.digests {
                let is_shown = list.iter().any(|it| it.digest == *digest);
                let declared =
                    if fields.is_empty() { None } else { fields.remove(&(event.seq, digest.as_str())) };
                match (is_shown, declared) {
                    (true, None) => {}
                    (false, Some(it)) if event.act.shape().hidden.contains(&it.field.as_str()) => {}
                    (false, Some(it)) => {
                        let message = format!("withholds `{}`, which `{}` has not", it.field, event.act);
                        self.report.fail(6, REDACTION, message);
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
            self.report.fail(6, REDACTION, format!("withholds a value that event {seq} has not"));
        }
        self.withheld_events(read, declared);
        self.report.note(6, format!("{shown} of {total} values are shown"));
        for it in &declared.originals {
            self.report.withheld.entry(it.exemption.clone()).or_default().originals += 1;
        }
    }

    fn withheld_events(&mut self, read: &Read<'_>, declared: &Declared) {
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
            self.report.fail(6, REDACTION, message);
        }
    }

    /// Step 7.
    fn receipts(&mut self, read: &Read<'_>) {
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
        let (receipts, received) = (counted(all.len(), "receipt"), counted(received, "file"));
        self.report.note(7, format!("{receipts}, {received} received"));
    }

    fn receipt(&mut self, read: &Read<'_>, path: &str, receipt: &Receipt) {
        if !receipt.holds() {
            return self.report.fail(7, path, "does not lead from its event to its checkpoint");
        }
        self.earlier(read, path, &receipt.checkpoint, 7);
        let at = usize::try_from(receipt.index).ok();
        let line = at.and_then(|it| read.trail.lines.get(it).zip(read.trail.entries.get(it)));
        match line {
            Some((line, Entry::Event(_))) if line == receipt.line => {}
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

    fn originals(&mut self, read: &Read<'_>) -> usize {
        let files = self.request.files;
        let declared = read.declared.as_ref().map_or(&[][..], |it| it.originals.as_slice());
        let declared: BTreeSet<&str> = declared.iter().map(|it| it.sha256.as_str()).collect();
        let mut received: BTreeSet<String> = BTreeSet::new();
        for event in read.trail.events() {
            let sum = match event.act {
                Act::TenderReceived | Act::ClarificationAnswered => event.text("sha256"),
                _ => None,
            };
            received.extend(sum.map(|it| it.trim_start_matches("sha256:").to_owned()));
        }
        const ORIGINALS: &str = "data/originals/";
        for (name, sum) in read.sums.below(ORIGINALS) {
            let path = format!("{ORIGINALS}{name}");
            let mut fail = |what: &str| self.report.fail(7, path.as_str(), what);
            if sum.hex() != name {
                fail("is not the file of the digest that it is named by");
            }
            if !received.contains(name) {
                fail("is no file that was recorded as received");
            }
            if declared.contains(name) {
                fail("is there and declared as withheld");
            }
        }
        for sum in &received {
            if !files.contains_key(&format!("data/originals/{sum}")) && !declared.contains(sum.as_str()) {
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
    fn process(&mut self, fold: Fold) -> State {
        self.report.done(8);
        for (seq, breach) in fold.breaches {
            self.report.fail(8, at(seq), breach.to_string());
        }
        if fold.hidden > 0 {
            let events = match fold.hidden {
                1 => "1 event is".to_owned(),
                hidden => format!("{hidden} events are"),
            };
            self.report.note(8, format!("{events} withheld, so that what follows cannot be judged"));
        }
        fold.state
    }

    /// Step 9.
    fn recompute(&mut self, read: &Read<'_>, state: &State) {
        self.pinned(read);
        let Some(recompute) = self.request.recompute else {
            self.report.note(9, "not asked for");
            return;
        };
        let mut wanted = Vec::new();
        for (tender, it) in &state.tenders {
            let assessed = it.assessed.and_then(|seq| read.trail.event(seq));
            let Some(event) = assessed.filter(|it| it.act == Act::TenderAssessed) else {
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
        let same = counted(same, "tender");
        self.report.note(9, format!("{same} computed anew, {unseen} that cannot be seen"));
    }

    /// The findings in the bag are those that were recorded, and its data those that were published.
    fn pinned(&mut self, read: &Read<'_>) {
        let mut findings: BTreeMap<&str, Option<&str>> = BTreeMap::new();
        for event in read.trail.events().filter(|it| it.act == Act::TenderAssessed) {
            let digest = read.trail.value(event.seq, "assessment").and_then(serde_json::Value::as_str);
            findings.insert(event.about("tender").unwrap_or_default(), digest);
        }
        const FINDINGS: &str = "data/assessments/";
        for (name, sum) in read.sums.below(FINDINGS) {
            let tender = name.trim_end_matches(".json");
            if findings.get(tender).copied().flatten() != Some(Digest::from(sum).as_str()) {
                self.report.fail(9, format!("{FINDINGS}{name}"), "are not the findings that were recorded");
            }
        }
        let pinned = || read.sums.below("data/pinned/");
        let last =
            read.trail.events().filter(|it| matches!(it.act, Act::PackPublished | Act::PackAmended)).last();
        if let Some(event) = last
            && pinned().next().is_some()
            && event.text("data_digest") != Some(content::digest_of(pinned()).as_str())
        {
            self.report.fail(9, "data/pinned", "the questions and rules are not those that were published");
        }
        for event in read.trail.events().filter(|it| matches!(it.act, Act::PackPublished | Act::PackAmended))
        {
            let prefix = format!("data/pack/{}/", event.about("pack").unwrap_or_default());
            let pack: Vec<(&str, Hash)> = read.sums.below(&prefix).collect();
            if !pack.is_empty()
                && event.text("pack_digest") != Some(content::digest_of(pack.into_iter()).as_str())
            {
                self.report.fail(9, prefix, "the pack is not the one that was published");
            }
        }
    }
}

/// The rules of the process, held to all events.
struct Fold {
    state: State,
    breaches: Vec<(u64, Breach)>,
    /// How many events are withheld.
    hidden: u64,
}

impl Fold {
    fn of(entries: &[Entry]) -> Self {
        let mut fold = Self { state: State::default(), breaches: Vec::new(), hidden: 0 };
        for entry in entries {
            let Entry::Event(event) = entry else {
                fold.hidden += 1;
                fold.state.skip();
                continue;
            };
            if let Err(breach) = fold.state.admit(event) {
                // Where events are withheld, what an event rests on may be among them.
                if fold.hidden == 0 {
                    fold.breaches.push((event.seq, breach));
                }
                fold.state.force(event);
            }
        }
        fold
    }
}

fn at(seq: u64) -> String {
    format!("event {seq}")
}

/// The file that is not as the list of contents has it.
fn differing(sums: &Sums<'_>, contents: &str) -> String {
    let listed: BTreeMap<&str, &str> = contents
        .lines()
        .skip(4)
        .filter_map(|it| it.split_once("  "))
        .map(|(sum, path)| (path, sum))
        .collect();
    let changed = sums.payload().find(|(path, sum)| {
        !content::UNLISTED.contains(path) && listed.get(path) != Some(&sum.hex().as_str())
    });
    let missing = listed.keys().find(|it| sums.get(it).is_none());
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
