//! The result computed anew, and prices added up again.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{Read, content::digest_of, steps::Check};
use crate::{
    award::pricing::{Correction, PricingSchedule, add_up},
    id::{Digest, Hash},
    ledger::{
        act::Act,
        event::{Entry, Event},
        process::State,
    },
    procurement::method::Money,
};

/// A value that a result rests on and that is not shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unseen {
    /// Its event.
    pub seq: u64,
    /// What it is of the event.
    pub field: String,
    /// In words: the price of `T-002`.
    pub what: String,
}

/// A result as it was computed anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResultAnew {
    /// Its figures by lot and tender, in the form of the disclosure `result`; those alone that rest on nothing unseen.
    pub figures: Value,
    /// Over the events that it rests on.
    pub inputs_digest: Digest,
    /// Of the published method.
    pub method_digest: Digest,
    /// What is not shown.
    pub unseen: Vec<Unseen>,
    /// What would have had to be decided first: whole sentences.
    pub open: Vec<String>,
}

const STEP: u8 = 10;

/// Where what was written to suppliers stands in a bag.
const LETTERS: &str = "data/award/letters/";

impl Check<'_, '_> {
    /// Step 10.
    pub(super) fn award(&mut self, read: &Read<'_>, state: &State) {
        self.sums(read);
        self.documents(read);
        let results: Vec<&Event> = read.trail.events().filter(|it| it.act == Act::ResultComputed).collect();
        if results.is_empty() {
            return self.report.note(STEP, "no result was computed");
        }
        let Some(recompute) = self.request.recompute else {
            return self.report.note(STEP, "not asked for");
        };
        let Some(pack) = &state.pack else {
            return self.report.note(STEP, "nothing was published that a result could be computed by");
        };
        self.report.done(STEP);
        let exemptions = Exemptions::of(read);
        let mut anews = BTreeMap::new();
        for event in results {
            let before = read.trail.entries.iter().take(usize::try_from(event.seq).unwrap_or(usize::MAX));
            let hidden: BTreeSet<&str> = before
                .filter_map(|it| match it {
                    Entry::Withheld { exemption, .. } => Some(exemption.as_str()),
                    Entry::Event(_) => None,
                })
                .collect();
            if !hidden.is_empty() {
                let under: Vec<&str> = hidden.into_iter().collect();
                self.report.note(
                    STEP,
                    format!(
                        "the result of event {} is not computed anew: whole events before it are withheld under {}",
                        event.seq,
                        under.join(", ")
                    ),
                );
                continue;
            }
            match recompute.result(pack, &read.trail, event.seq) {
                Ok(anew) => {
                    self.result(read, &exemptions, event, &anew);
                    anews.insert(event.seq, anew);
                }
                Err(why) => self.report.fail(STEP, at(event.seq), format!("cannot be computed anew: {why}")),
            }
        }
        self.decisions(read, &anews);
    }

    fn result(&mut self, read: &Read<'_>, exemptions: &Exemptions<'_>, event: &Event, anew: &ResultAnew) {
        let place = || at(event.seq);
        if event.text("inputs_digest") != Some(anew.inputs_digest.as_str()) {
            let message = "rests on other events than those that stand before it";
            self.report.fail(STEP, place(), message);
        }
        if event.text("method_digest") != Some(anew.method_digest.as_str()) {
            self.report.fail(STEP, place(), "was computed by another method than the one that was published");
        }
        for it in &anew.open {
            self.report.fail(STEP, place(), format!("could not have been computed: {it}"));
        }
        for line in exemptions.told(&anew.unseen) {
            self.report
                .note(STEP, format!("the result of event {} is computed anew in part: {line}", event.seq));
        }
        let Some(recorded) = read.trail.value(event.seq, "result") else {
            let under = exemptions.of_value(event.seq, "result");
            return self.report.note(
                STEP,
                format!("the result of event {} is not shown ({under}): nothing to compare", event.seq),
            );
        };
        let lots = recorded.get("lots").unwrap_or(&Value::Null);
        let found = differences(lots, &anew.figures, !anew.unseen.is_empty());
        for it in &found {
            self.report.fail(STEP, place(), format!("is not what the record comes to: {it}"));
        }
        if found.is_empty() && anew.open.is_empty() {
            let count = count(&anew.figures);
            let what = if anew.unseen.is_empty() { "results" } else { "points for quality" };
            self.report.note(
                STEP,
                format!(
                    "{what} of {count} tenders computed anew from event {} back, and the same",
                    event.seq
                ),
            );
        }
    }

    /// Whether decisions on lots say truly whether they follow the method, each by the result that it rested on.
    fn decisions(&mut self, read: &Read<'_>, anews: &BTreeMap<u64, ResultAnew>) {
        let results = read.trail.events().filter(|it| it.act == Act::ResultComputed).map(|it| it.seq);
        let results: Vec<u64> = results.collect();
        for event in read.trail.events().filter(|it| it.act == Act::LotAwarded) {
            let rests_on = results.iter().rfind(|it| **it < event.seq);
            let Some(anew) = rests_on.and_then(|it| anews.get(it)).filter(|it| it.unseen.is_empty()) else {
                continue;
            };
            let lot = event.text("lot").unwrap_or(crate::award::sheet::WHOLE);
            let goes_to = anew.figures.get(lot).and_then(|it| it.get("goes-to")).and_then(Value::as_str);
            let tender = event.about("tender");
            if (goes_to != tender) != event.is("departs") {
                let message = format!(
                    "by the method `{lot}` goes to {}, and the decision for {} says otherwise of itself",
                    goes_to.unwrap_or("nobody"),
                    tender.unwrap_or_default()
                );
                self.report.fail(STEP, at(event.seq), message);
            }
        }
    }

    /// The files of the award are those that were recorded, as far as they are there: what holds no longer is kept apart, by
    /// the event that was replaced.
    fn documents(&mut self, read: &Read<'_>) {
        let (mut result, mut decision): (Option<&Event>, Option<u64>) = (None, None);
        let (mut sent, mut made): (Vec<&Event>, BTreeMap<&str, &str>) = (Vec::new(), BTreeMap::new());
        let mut parts = Vec::new();
        for event in read.trail.events() {
            match event.act {
                Act::ResultComputed => result = Some(event),
                Act::AwardDecided => decision = Some(event.seq),
                Act::SummariesMade => {
                    made = event.texts("summaries").into_iter().filter_map(|it| it.split_once(' ')).collect();
                }
                Act::SummarySent => sent.push(event),
                Act::AwardReopened => {
                    let named = decision.take().or(event.count("result")).unwrap_or_default();
                    parts.push((
                        format!("data/award/replaced/{named}/"),
                        result,
                        std::mem::take(&mut sent),
                        std::mem::take(&mut made),
                    ));
                }
                _ => {}
            }
        }
        parts.push(("data/award/".to_owned(), result, sent, made));
        self.letters(read);
        for (home, result, sent, made) in parts {
            let summaries = format!("{home}summaries/");
            let told = sent.iter().filter_map(|it| Some((it.about("tender")?, it.text("sha256")?)));
            let sent: BTreeMap<&str, &str> = told.collect();
            let all: BTreeSet<&str> = sent.keys().chain(made.keys()).copied().collect();
            for tender in all {
                let mine: Vec<(&str, Hash)> = read
                    .sums
                    .below(&summaries)
                    .filter(|(path, _)| summary_of(path) == Some(tender))
                    .collect();
                let digest = match mine.as_slice() {
                    [] => continue,
                    [(_, sum)] => Digest::from(*sum),
                    several => digest_of(several.iter().copied()),
                };
                let name = mine.first().map_or("", |(name, _)| *name);
                let (was, what) = match (sent.get(tender), made.get(tender)) {
                    (Some(it), _) => (*it, "is not the summary that was sent"),
                    (None, Some(it)) => (*it, "is not the summary that was made"),
                    (None, None) => continue,
                };
                if was != digest.as_str() {
                    self.report.fail(STEP, format!("{summaries}{name}"), what);
                }
            }
            let digest = result.and_then(|it| read.trail.value(it.seq, "result")?.get("award")?.as_str());
            let award = format!("{home}award.json");
            if let (Some(digest), Some(sum)) = (digest, read.sums.get(&award))
                && Digest::from(sum).as_str() != digest
            {
                self.report.fail(STEP, award, "is not the result that was recorded");
            }
        }
    }

    /// Letters and answers that are kept are those that were recorded.
    fn letters(&mut self, read: &Read<'_>) {
        let letters: Vec<(&str, Hash)> = read.sums.below(LETTERS).collect();
        if letters.is_empty() {
            return;
        }
        for event in read.trail.events() {
            let asked = read.trail.value(event.seq, "text").and_then(Value::as_str).unwrap_or_default();
            let (public, asks) = (event.text("sha256"), event.act == Act::ClarificationSent);
            if !matches!(event.act, Act::LetterSent | Act::ClarificationAnswered) && !asks {
                continue;
            }
            let mine = format!("{:05}-", event.seq);
            let Some((path, sum)) = letters.iter().find(|(path, _)| path.starts_with(&mine)) else {
                continue;
            };
            let digest = Digest::from(*sum);
            let same = if asks { asked.contains(digest.as_str()) } else { public == Some(digest.as_str()) };
            if !same {
                self.report.fail(STEP, format!("{LETTERS}{path}"), "is not the letter that was recorded");
            }
        }
    }

    /// Every schedule of prices, added up again.
    fn sums(&mut self, read: &Read<'_>) {
        for event in
            read.trail.events().filter(|it| it.act == Act::PriceReckoned && it.count("revises").is_none())
        {
            let value = |name: &str| read.trail.value(event.seq, name).cloned();
            let (Some(schedule), Some(prices)) = (value("schedule"), value("prices")) else { continue };
            if schedule.is_null() {
                continue;
            }
            let parsed = (
                serde_json::from_value::<BTreeMap<String, PricingSchedule>>(schedule),
                serde_json::from_value::<BTreeMap<String, Money>>(prices),
                serde_json::from_value::<BTreeMap<String, Vec<Correction>>>(
                    value("corrections").unwrap_or_default(),
                ),
            );
            let (Ok(schedule), Ok(prices), corrections) = parsed else {
                self.report.fail(STEP, at(event.seq), "holds no schedule of prices that could be added up");
                continue;
            };
            for (lot, price) in &prices {
                let anew = schedule.get(lot).map(add_up);
                match anew {
                    Some(Ok(priced)) if priced.total == Some(*price) => {
                        let told = corrections
                            .as_ref()
                            .ok()
                            .and_then(|it| it.get(lot))
                            .map_or(&[][..], Vec::as_slice);
                        if value("corrections").is_some() && told != priced.corrections {
                            self.report.fail(
                                STEP,
                                at(event.seq),
                                "lists other corrections than its schedule needs",
                            );
                        }
                    }
                    _ => {
                        let message = format!("the price of {price} is not what its schedule adds up to");
                        self.report.fail(STEP, at(event.seq), message);
                    }
                }
            }
        }
    }
}

/// Under which exemption each value is withheld.
struct Exemptions<'a>(BTreeMap<(u64, &'a str), &'a str>);

impl<'a> Exemptions<'a> {
    fn of(read: &'a Read<'_>) -> Self {
        let fields = read.declared.as_ref().map_or(&[][..], |it| it.fields.as_slice());
        Self(fields.iter().map(|it| ((it.seq, it.field.as_str()), it.exemption.as_str())).collect())
    }

    fn of_value(&self, seq: u64, field: &str) -> &str {
        self.0.get(&(seq, field)).copied().unwrap_or("no exemption that is declared")
    }

    /// What is not shown, by the exemption that it is withheld under.
    fn told(&self, unseen: &[Unseen]) -> Vec<String> {
        let mut by: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for it in unseen {
            let under = self.of_value(it.seq, &it.field);
            by.entry(under).or_default().push(format!("{} (event {})", it.what, it.seq));
        }
        let mut lines = Vec::new();
        for (under, mut list) in by {
            let more = list.len().saturating_sub(MOST);
            list.truncate(MOST);
            let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
            lines.push(format!("{}{rest}: withheld under {under}", list.join(", ")));
        }
        lines
    }
}

/// The tender that a file of this name is the summary of: `summary-T-001.docx`, of a lot `summary-T-001 lot north.docx`.
pub fn summary_of(file: &str) -> Option<&str> {
    let name = file.strip_prefix("summary-")?.strip_suffix(".docx")?;
    Some(name.split_once(" lot ").map_or(name, |(tender, _)| tender))
}

/// So many values are named before the rest is counted.
const MOST: usize = 12;

fn at(seq: u64) -> String {
    format!("event {seq}")
}

fn count(figures: &Value) -> usize {
    let lots = figures.as_object().into_iter().flat_map(|it| it.values());
    lots.filter_map(|it| it.get("tenders")?.as_object()).map(serde_json::Map::len).sum()
}

/// Where two values differ, by path, with both; of a `part` only what the second has.
pub fn differences(recorded: &Value, anew: &Value, part: bool) -> Vec<String> {
    let mut found = Vec::new();
    compare(recorded, anew, part, "", &mut found);
    found
}

fn compare(recorded: &Value, anew: &Value, part: bool, path: &str, found: &mut Vec<String>) {
    match (recorded, anew) {
        (Value::Object(old), Value::Object(new)) => {
            let keys: BTreeSet<&String> =
                if part { new.keys().collect() } else { old.keys().chain(new.keys()).collect() };
            for key in keys {
                let at = if path.is_empty() { key.clone() } else { format!("{path}, {key}") };
                let nothing = Value::Null;
                compare(old.get(key).unwrap_or(&nothing), new.get(key).unwrap_or(&nothing), part, &at, found);
            }
        }
        (old, new) if old == new => {}
        (old, new) => found.push(format!("{path} is recorded as {} and comes to {}", shown(old), shown(new))),
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::Null => "nothing".to_owned(),
        Value::String(it) => it.clone(),
        other => other.to_string(),
    }
}
