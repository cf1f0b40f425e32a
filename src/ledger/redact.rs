//! Redaction: what a record shows to the public, with the same root and the same signatures.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::Value;

use super::{
    act::Act,
    bag::Files,
    event::{Entry, Event, EventError, withheld_line},
    trail::{Lines, Trail},
    tree,
    verify::{Declared, DeclaredEvent, DeclaredField, DeclaredOriginal},
};
use crate::{
    diag::{Diagnostic, Diagnostics, nearest},
    source::{SourceFile, Spanned},
};

/// What is withheld, and under which exemption.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rules {
    rules: Vec<Rule>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Rule {
    exemption: String,
    acts: Vec<Act>,
    fields: Vec<String>,
    tenders: Vec<String>,
    whole: bool,
    originals: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    withhold: Vec<RuleFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleFile {
    exemption: Spanned<String>,
    #[serde(default)]
    acts: Vec<Spanned<String>>,
    #[serde(default)]
    fields: Vec<Spanned<String>>,
    #[serde(default)]
    tenders: Vec<String>,
    #[serde(default, rename = "whole-events")]
    whole: bool,
    #[serde(default)]
    originals: bool,
}

/// Without these nobody could verify what is shown.
const NEVER: [Act; 5] =
    [Act::RecordOpened, Act::KeyRotated, Act::PackPublished, Act::PackAmended, Act::DisclosureErased];

impl Rules {
    /// Reads a file of rules.
    ///
    /// # Errors
    /// With every fault and its place.
    pub fn parse(file: &SourceFile) -> Result<Self, Diagnostics> {
        let (read, mut faults) = file.toml_all::<File>();
        let mut rules = Vec::new();
        for it in read.into_iter().flat_map(|it| it.withhold) {
            let mut fault = |place: &Spanned<String>, message: String, help: String| {
                faults.push(Diagnostic::error(file.place_of(place), "record/redaction", message).help(help));
            };
            if it.exemption.get_ref().trim().is_empty() {
                fault(
                    &it.exemption,
                    "nothing is withheld without an exemption".into(),
                    "write for instance `FOIA s.43(2)`".into(),
                );
            }
            let mut acts = Vec::new();
            for name in &it.acts {
                match name.get_ref().parse::<Act>() {
                    Ok(act) if it.whole && NEVER.contains(&act) => fault(
                        name,
                        format!("`{act}` cannot be withheld as a whole: the rest could not be verified"),
                        "withhold its fields".into(),
                    ),
                    Ok(act) => acts.push(act),
                    Err(error) => {
                        let near = nearest(name.get_ref(), Act::ALL.iter().map(|it| it.shape().name));
                        let all: Vec<&str> = Act::ALL.iter().map(|it| it.shape().name).collect();
                        let help =
                            near.map_or_else(|| all.join(", "), |it| format!("the nearest act is `{it}`"));
                        fault(name, error.to_string(), help);
                    }
                }
            }
            let known: BTreeSet<&str> = Act::ALL
                .iter()
                .filter(|it| acts.is_empty() || acts.contains(it))
                .flat_map(|it| it.shape().hidden.iter().copied())
                .collect();
            for name in &it.fields {
                if !known.contains(name.get_ref().as_str()) {
                    let list: Vec<&str> = known.iter().copied().collect();
                    fault(
                        name,
                        format!("`{}` is no value that these acts disclose", name.get_ref()),
                        format!("they disclose {}", list.join(", ")),
                    );
                }
            }
            if it.fields.is_empty() && !it.whole && !it.originals {
                fault(
                    &it.exemption,
                    "the entry withholds nothing".into(),
                    "name `fields`, or say `whole-events = true` or `originals = true`".into(),
                );
            }
            rules.push(Rule {
                exemption: it.exemption.into_inner(),
                acts,
                fields: it.fields.into_iter().map(Spanned::into_inner).collect(),
                tenders: it.tenders,
                whole: it.whole,
                originals: it.originals,
            });
        }
        if faults.has_errors() { Err(faults) } else { Ok(Self { rules }) }
    }

    fn of<'a>(&'a self, event: &'a Event) -> impl Iterator<Item = &'a Rule> {
        self.rules.iter().filter(|it| {
            let act = it.acts.is_empty() || it.acts.contains(&event.act);
            let tender = it.tenders.is_empty()
                || event.about("tender").is_some_and(|tender| it.tenders.iter().any(|of| of == tender));
            act && tender
        })
    }

    fn event<'a>(&'a self, event: &'a Event) -> Option<&'a str> {
        let whole = self.of(event).find(|it| it.whole && !NEVER.contains(&event.act));
        whole.map(|it| it.exemption.as_str())
    }

    fn field<'a>(&'a self, event: &'a Event, name: &str) -> Option<&'a str> {
        let rule = self.of(event).find(|it| it.fields.iter().any(|of| of == name));
        rule.map(|it| it.exemption.as_str())
    }

    fn original(&self, tender: &str) -> Option<&str> {
        let fits =
            |it: &&Rule| it.originals && (it.tenders.is_empty() || it.tenders.iter().any(|of| of == tender));
        self.rules.iter().find(fits).map(|it| it.exemption.as_str())
    }
}

/// Whether a supplier's file came with it: its tender, or its answer to a question.
fn is_received(event: &Event) -> bool {
    matches!(event.act, Act::TenderReceived | Act::ClarificationAnswered)
}

/// A record with values, events or files withheld.
#[derive(Debug, Clone)]
pub struct Redacted {
    /// What is left of it.
    pub trail: Trail,
    /// What is withheld.
    pub declared: Declared,
    /// The files of the bag that stay; what is made of the trail (reports, the signed list) has to be made anew.
    pub files: Files,
    /// A withheld value that stands elsewhere in what is shown: where it was, and where it still is.
    pub leaks: Vec<String>,
}

/// Withholds by `rules` from a bag whose trail is `trail` and which has `before` withheld already.
///
/// # Errors
/// When the trail cannot be made anew, which would be a fault of this program.
pub fn redact(
    files: &Files,
    trail: &Trail,
    before: &Declared,
    rules: &Rules,
) -> Result<Redacted, EventError> {
    let mut declared = before.clone();
    let (mut lines, mut kept) = (Lines::default(), Vec::new());
    let mut gone: Vec<(u64, String, Value)> = Vec::new();
    for ((line, entry), seq) in trail.lines.iter().zip(&trail.entries).zip(0_u64..) {
        let list = trail.disclosed.of(seq);
        let Entry::Event(event) = entry else {
            lines.push(line);
            continue;
        };
        if let Some(exemption) = rules.event(event) {
            lines.push(withheld_line(&tree::leaf(line), seq, exemption).as_bytes());
            declared.fields.retain(|it| it.seq != seq);
            declared.events.push(DeclaredEvent { seq, exemption: exemption.to_owned() });
            gone.extend(list.iter().map(|it| (seq, it.name.clone(), it.value.clone())));
            continue;
        }
        lines.push(line);
        for it in list {
            match rules.field(event, &it.name) {
                None => kept.push((seq, it.text.as_str())),
                Some(exemption) => {
                    let (digest, field, exemption) =
                        (it.digest.to_string(), it.name.clone(), exemption.to_owned());
                    declared.fields.push(DeclaredField { seq, digest, field, exemption });
                    gone.push((seq, it.name.clone(), it.value.clone()));
                }
            }
        }
    }
    for event in trail.events().filter(|it| is_received(it)) {
        let (Some(tender), Some(sum)) = (event.about("tender"), event.text("sha256")) else { continue };
        let sum = sum.trim_start_matches("sha256:");
        // Of a withheld event nothing says that its file was received.
        let exemption = rules.original(tender).or_else(|| rules.event(event));
        if let Some(exemption) = exemption.filter(|_| declared.originals.iter().all(|it| it.sha256 != sum)) {
            declared
                .originals
                .push(DeclaredOriginal { sha256: sum.to_owned(), exemption: exemption.to_owned() });
        }
    }
    declared.fields.sort();
    declared.events.sort();
    declared.originals.sort();
    let redacted = Trail::new(lines, kept)?;
    // A file whose event is withheld must not be named either: its digest would tell whose it is.
    let withheld: BTreeSet<&str> = trail
        .events()
        .filter(|it| is_received(it) && rules.event(it).is_some())
        .filter_map(|it| it.text("sha256"))
        .map(|it| it.trim_start_matches("sha256:"))
        .collect();
    let secret: BTreeSet<String> = declared.originals.iter().map(|it| it.sha256.clone()).collect();
    declared.originals.retain(|it| !withheld.contains(it.sha256.as_str()));
    let shown: BTreeSet<&str> = redacted
        .events()
        .filter(|it| it.act == Act::TenderReceived)
        .filter_map(|it| it.about("tender"))
        .collect();
    let stays = |path: &str| match path.split('/').collect::<Vec<_>>().as_slice() {
        ["data", "originals", sum] => !secret.contains(*sum),
        ["data", "receipts", name] => shown.contains(name.trim_end_matches(".tlog-proof")),
        ["data", "pinned" | "pack" | "checkpoints" | "checkpoint", ..] => true,
        _ => false,
    };
    let mut left: Files =
        files.iter().filter(|(path, _)| stays(path)).map(|(p, b)| (p.clone(), b.clone())).collect();
    left.insert("data/events.jsonl".into(), redacted.event_lines());
    left.insert("data/disclosures.jsonl".into(), redacted.disclosure_lines().into_bytes());
    left.insert("data/redaction.json".into(), declared.text().into_bytes());
    let leaks = leaks(&redacted, &gone);
    Ok(Redacted { trail: redacted, declared, files: left, leaks })
}

/// The fewest characters of a value that are looked for elsewhere; shorter ones stand everywhere.
const SHORTEST: usize = 6;

fn leaks(shown: &Trail, gone: &[(u64, String, Value)]) -> Vec<String> {
    let mut texts: Vec<(u64, String, String)> = Vec::new();
    for (seq, it) in shown.disclosed.iter() {
        texts.push((seq, it.name.clone(), it.value.to_string().to_lowercase()));
    }
    for event in shown.events() {
        for (name, value) in event.data.iter() {
            texts.push((event.seq, name.to_owned(), value.to_string().to_lowercase()));
        }
    }
    let mut found = Vec::new();
    let mut looked = BTreeSet::new();
    for (seq, field, value) in gone {
        let mut words = Vec::new();
        strings(value, &mut words);
        for word in words.iter().map(|it| it.trim()).filter(|it| it.chars().count() >= SHORTEST) {
            if !looked.insert(word.to_owned()) {
                continue;
            }
            // As JSON writes it, without the quotes around it.
            let json = Value::from(word).to_string().to_lowercase();
            let needle = json.trim_matches('"');
            if let Some((at, name, _)) = texts.iter().find(|(_, _, text)| text.contains(needle)) {
                found.push(format!(
                    "`{field}` of event {seq} is withheld, and `{name}` of event {at} shows the same words"
                ));
            }
        }
    }
    let numbers = gone.iter().any(|(_, field, _)| field == "proposed");
    let scores = shown.disclosed.iter().any(|(_, it)| it.name == "scores");
    if numbers && scores {
        found.push("`proposed` is withheld, and `scores` of `tender.assessed` shows the same".to_owned());
    }
    found
}

fn strings<'a>(value: &'a Value, into: &mut Vec<&'a str>) {
    match value {
        Value::String(it) => into.push(it),
        Value::Array(all) => all.iter().for_each(|it| strings(it, into)),
        Value::Object(all) => all.values().for_each(|it| strings(it, into)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_of_rules_are_told_with_their_places() {
        let text = "[[withhold]]\nexemption = \"FOIA s.40\"\nacts = [\"person.add\"]\nfields = [\"name\"]\n\
                    [[withhold]]\nexemption = \"\"\nacts = [\"record.opened\"]\nwhole-events = true\n\
                    [[withhold]]\nexemption = \"FOIA s.43(2)\"\nacts = [\"score.decided\"]\nfields = [\"scores\"]\n";
        let faults = Rules::parse(&SourceFile::new("r.toml", text)).unwrap_err().to_string();
        for expected in
            ["r.toml:3:9", "nearest act is `person.added`", "r.toml:6:13", "r.toml:7:9", "r.toml:12:11"]
        {
            assert!(faults.contains(expected), "{expected} in {faults}");
        }
    }
}
