//! What became of each question between two releases, and in which words.
//!
//! The type is what the releases say, held against what the files hold: a question that is said to be the same and is
//! not is changed. An earlier answer is carried over by it, so nothing may look more alike than it is.

use std::collections::BTreeMap;

use serde::Serialize;
use similar::{Algorithm, DiffTag, capture_diff_slices};

use super::{Bank, Change, Question, Retired, field::Field, written};
use crate::{
    diag::Diagnostics,
    id::{BankVersion, QuestionId},
    source::SourceFile,
};

/// Two releases, compared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Diff {
    /// The earlier release.
    pub from: BankVersion,
    /// The later one.
    pub to: BankVersion,
    /// What each release after the earlier one says of moving to it.
    pub migration: Vec<Note>,
    /// In the order of the later release; behind them what is asked no more.
    pub questions: Vec<Item>,
}

/// What one release says of moving to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Note {
    /// Which release.
    pub release: BankVersion,
    /// One sentence or more.
    pub text: String,
}

/// What became of one question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Item {
    /// Its id in the later release; of what is retired, in the earlier one.
    pub id: QuestionId,
    /// Its title there.
    pub title: String,
    /// What became of it.
    pub kind: Kind,
    /// The questions of the earlier release that it comes from.
    pub from: Vec<QuestionId>,
    /// The revision in the earlier release.
    pub old_revision: Option<u32>,
    /// The revision in the later one.
    pub new_revision: Option<u32>,
    /// Texts that differ, word by word.
    pub texts: Vec<TextChange>,
    /// Everything else that differs.
    pub values: Vec<ValueChange>,
    /// Why it is asked no more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What took its place.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub instead: Vec<QuestionId>,
}

/// What became of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// The same wording to the letter.
    Same,
    /// Other words for the same thing.
    Reworded,
    /// Another thing is asked.
    Changed,
    /// Part of what was one question.
    Split,
    /// Several questions in one.
    Merged,
    /// Not asked before.
    New,
    /// Asked no more.
    Retired,
}

impl Kind {
    /// As it is printed.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Reworded => "reworded",
            Self::Changed => "changed",
            Self::Split => "split",
            Self::Merged => "merged",
            Self::New => "new",
            Self::Retired => "retired",
        }
    }

    fn of(change: Change) -> Self {
        match change {
            Change::New => Self::New,
            Change::Same => Self::Same,
            Change::Reworded => Self::Reworded,
            Change::Changed => Self::Changed,
            Change::Split => Self::Split,
            Change::Merged => Self::Merged,
        }
    }
}

/// A text that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TextChange {
    /// Which text: `text`, `guidance of the part backups`.
    pub what: String,
    /// Its words in order: those of both, those of the earlier release, those of the later.
    pub words: Vec<Words>,
}

/// Words that stand together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Words {
    /// In both releases.
    Kept(String),
    /// Only in the earlier.
    Removed(String),
    /// Only in the later.
    Added(String),
}

/// A value that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ValueChange {
    /// Which value: `word limit`, `weight of the part backups`.
    pub what: String,
    /// In the earlier release; none where it was not there.
    pub old: Option<String>,
    /// In the later one; none where it is there no more.
    pub new: Option<String>,
}

/// What an earlier answer is worth to a question of a later release.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Carry {
    /// It stands.
    Carried,
    /// It is offered, and counts once the supplier has confirmed that it answers the new words.
    Confirm,
    /// The question is asked again; what was said before is shown for reference only.
    AskAgain,
}

impl Item {
    /// What the earlier answer is worth; none where nothing is asked any more.
    pub fn carry(&self) -> Option<Carry> {
        match self.kind {
            Kind::Same => Some(Carry::Carried),
            Kind::Reworded => Some(Carry::Confirm),
            Kind::Changed | Kind::Split | Kind::Merged | Kind::New => Some(Carry::AskAgain),
            Kind::Retired => None,
        }
    }
}

/// What is known of a question on the way from the earlier release.
struct Trail {
    kind: Kind,
    from: Vec<QuestionId>,
}

/// Compares `old` with the later `new`, by way of the releases between them.
///
/// # Errors
/// When a release between them is faulty.
pub fn diff(files: &[SourceFile], old: &Bank, new: &Bank) -> Result<Diff, Diagnostics> {
    let mut trails: BTreeMap<QuestionId, Trail> = old
        .questions
        .iter()
        .map(|it| (it.id.clone(), Trail { kind: Kind::Same, from: vec![it.id.clone()] }))
        .collect();
    let mut migration = Vec::new();
    let mut retired: Vec<Retired> = Vec::new();
    for version in Bank::releases(files).into_iter().filter(|it| old.version < *it && *it <= new.version) {
        let release = Bank::load(files, Some(version))?;
        migration.extend(release.migration.iter().map(|it| Note { release: version, text: it.clone() }));
        retired.extend(release.retired.iter().cloned());
        let mut next = BTreeMap::new();
        for it in &release.questions {
            next.insert(it.id.clone(), step(it, &trails));
        }
        trails = next;
    }
    let mut questions = Vec::new();
    for it in &new.questions {
        let trail = trails.remove(&it.id).unwrap_or(Trail { kind: Kind::New, from: Vec::new() });
        questions.push(item(it, trail, old));
    }
    for it in old.questions.iter().filter(|it| new.question(&it.id).is_none()) {
        let end = retired.iter().find(|end| end.id == it.id);
        questions.push(Item {
            id: it.id.clone(),
            title: it.title.clone(),
            kind: Kind::Retired,
            from: vec![it.id.clone()],
            old_revision: Some(it.revision),
            new_revision: None,
            texts: Vec::new(),
            values: Vec::new(),
            reason: end.map(|it| it.reason.clone()),
            instead: end.map(|it| it.instead.clone()).unwrap_or_default(),
        });
    }
    Ok(Diff { from: old.version, to: new.version, migration, questions })
}

/// One release further.
fn step(it: &Question, trails: &BTreeMap<QuestionId, Trail>) -> Trail {
    let kind = Kind::of(it.change);
    match kind {
        Kind::Split | Kind::Merged => {
            let before = it.from.iter().filter_map(|it| trails.get(it));
            let from: Vec<QuestionId> = before.flat_map(|it| it.from.iter().cloned()).collect();
            let kind = if from.is_empty() { Kind::New } else { kind };
            Trail { kind, from }
        }
        _ => match trails.get(&it.id).filter(|it| it.kind != Kind::New) {
            Some(before) if kind != Kind::New => {
                Trail { kind: before.kind.max(kind), from: before.from.clone() }
            }
            _ => Trail { kind: Kind::New, from: Vec::new() },
        },
    }
}

fn item(it: &Question, trail: Trail, old: &Bank) -> Item {
    let before = match trail.from.as_slice() {
        [one] => old.question(one),
        _ => None,
    };
    let (texts, values) = before.map(|before| differences(before, it)).unwrap_or_default();
    let kind = match trail.kind {
        Kind::Same if before.is_none_or(|before| before.digest != it.digest) => Kind::Changed,
        kind => kind,
    };
    Item {
        id: it.id.clone(),
        title: it.title.clone(),
        kind,
        old_revision: before.map(|it| it.revision),
        from: trail.from,
        new_revision: Some(it.revision),
        texts,
        values,
        reason: None,
        instead: Vec::new(),
    }
}

/// All that differs between two forms of a question.
fn differences(old: &Question, new: &Question) -> (Vec<TextChange>, Vec<ValueChange>) {
    let (mut texts, mut values) = (Vec::new(), Vec::new());
    let mut text = |what: &str, old: &str, new: &str| {
        if old != new {
            texts.push(TextChange { what: what.to_owned(), words: words(old, new) });
        }
    };
    let mut value = |what: String, old: Option<String>, new: Option<String>| {
        if old != new {
            values.push(ValueChange { what, old, new });
        }
    };
    text("title", &old.title, &new.title);
    text("text", &old.text, &new.text);
    text("why it is asked", &old.why, &new.why);
    text("guidance for suppliers", &old.supplier_guidance, &new.supplier_guidance);
    text("guidance for evaluators", &old.evaluator_guidance, &new.evaluator_guidance);
    text("what a missing answer means", &old.if_missing, &new.if_missing);
    let tags = |it: &Question| it.tags.iter().map(|it| it.as_str()).collect::<Vec<_>>().join(", ");
    for (what, old, new) in [
        ("use", old.used_as.as_str().to_owned(), new.used_as.as_str().to_owned()),
        ("form", old.form.as_str().to_owned(), new.form.as_str().to_owned()),
        ("yes or no", old.yes_no.to_string(), new.yes_no.to_string()),
        ("weight", old.weight.to_string(), new.weight.to_string()),
        ("word limit", old.word_limit.to_string(), new.word_limit.to_string()),
        ("tags", tags(old), tags(new)),
        ("optional", old.optional.to_string(), new.optional.to_string()),
    ] {
        value(what.to_owned(), Some(old), Some(new));
    }
    for before in &old.parts {
        let id = &before.id;
        let Some(after) = new.parts.iter().find(|it| it.id == *id) else {
            value(format!("part {id}"), Some(before.title.clone()), None);
            continue;
        };
        text(&format!("title of the part {id}"), &before.title, &after.title);
        text(&format!("guidance of the part {id}"), &before.guidance, &after.guidance);
        for (what, old, new) in [
            ("weight", before.weight.to_string(), after.weight.to_string()),
            ("mandatory", before.mandatory.to_string(), after.mandatory.to_string()),
        ] {
            value(format!("{what} of the part {id}"), Some(old), Some(new));
        }
    }
    for after in new.parts.iter().filter(|it| !old.parts.iter().any(|part| part.id == it.id)) {
        value(format!("part {}", after.id), None, Some(after.title.clone()));
    }
    let fields = old.fields.iter().chain(new.fields.iter().filter(|it| of(old, it).is_none()));
    for it in fields {
        let (before, after) = (of(old, it), of(new, it));
        let shown = |it: Option<&Field>| it.map(|it| format!("{} ({})", it.title, it.kind.as_str()));
        if before.map(demands) != after.map(demands) {
            let same = shown(before) == shown(after);
            let what = format!("field {}{}", it.id, if same { ", its demands" } else { "" });
            let old = before.map(|it| if same { demands(it) } else { shown(Some(it)).unwrap_or_default() });
            let new = after.map(|it| if same { demands(it) } else { shown(Some(it)).unwrap_or_default() });
            value(what, old, new);
        }
    }
    (texts, values)
}

fn of<'a>(question: &'a Question, field: &Field) -> Option<&'a Field> {
    question.fields.iter().find(|it| it.id == field.id)
}

/// All that a field asks, on one line.
fn demands(field: &Field) -> String {
    let mut all = Vec::new();
    written::field(field, &mut |it: &str| all.push(it.to_owned()));
    all.retain(|it| !it.is_empty());
    all.join(" · ")
}

/// The words of both texts in order.
pub fn words(old: &str, new: &str) -> Vec<Words> {
    let (before, after): (Vec<&str>, Vec<&str>) =
        (old.split_whitespace().collect(), new.split_whitespace().collect());
    let join = |list: &[&str], range: std::ops::Range<usize>| list.get(range).unwrap_or_default().join(" ");
    let mut out = Vec::new();
    for op in capture_diff_slices(Algorithm::Patience, &before, &after) {
        let (tag, from, to) = op.as_tag_tuple();
        if tag == DiffTag::Equal {
            out.push(Words::Kept(join(&before, from)));
            continue;
        }
        if !from.is_empty() {
            out.push(Words::Removed(join(&before, from)));
        }
        if !to.is_empty() {
            out.push(Words::Added(join(&after, to)));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_told_apart() {
        assert_eq!(
            words("Backups are kept for a year.", "Backups are encrypted and kept for a year."),
            [
                Words::Kept("Backups are".into()),
                Words::Added("encrypted and".into()),
                Words::Kept("kept for a year.".into())
            ]
        );
        assert_eq!(words("one", "two"), [Words::Removed("one".into()), Words::Added("two".into())]);
        assert_eq!(words("same  words", "same words"), [Words::Kept("same words".into())]);
    }
}
