//! What one release says of the release before it: an id is never used for anything else, nothing goes without a
//! word, and what is called the same or reworded is.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    bank::{
        Bank, Change, Question,
        file::{ReleaseFile, ReleasedFile},
        release::releases,
    },
    diag::{Diagnostic, Diagnostics},
    id::{BankVersion, QuestionId},
    source::SourceFile,
};

/// Compares each of `banks`, oldest first, with the one before it.
pub(super) fn history(files: &[SourceFile], banks: &[Bank], faults: &mut Diagnostics) {
    let mut past = Past::default();
    for bank in banks {
        let Some(file) = releases(files).get(&bank.version).copied() else { continue };
        let (Some(read), _) = file.toml_all::<ReleaseFile>() else { continue };
        for entry in &read.questions {
            let asked = bank.questions.iter().find(|it| it.id.as_str() == entry.id.get_ref());
            if let Some(asked) = asked {
                let mut tell = |message: String, help: &str| {
                    let place = file.place_of(&entry.id);
                    faults.push(Diagnostic::error(place, "bank/change", message).help(help));
                };
                past.entry(entry, asked, &mut tell);
            }
        }
        past.ends(file, &read, bank, faults);
        past.before = bank.questions.iter().map(|it| (it.id.clone(), it.clone())).collect();
        past.ever.extend(bank.questions.iter().map(|it| it.id.clone()));
        past.retired.extend(bank.retired.iter().map(|it| (it.id.clone(), bank.version)));
    }
}

/// The releases that came before.
#[derive(Default)]
struct Past {
    before: BTreeMap<QuestionId, Question>,
    ever: BTreeSet<QuestionId>,
    retired: BTreeMap<QuestionId, BankVersion>,
}

impl Past {
    fn entry(&self, entry: &ReleasedFile, asked: &Question, tell: &mut impl FnMut(String, &str)) {
        let id = &asked.id;
        if let Some(version) = self.retired.get(id) {
            tell(
                format!("`{id}` was retired in release `{version}`"),
                "give the question an id that was never used",
            );
            return;
        }
        let before = self.before.get(id);
        match (entry.change, before) {
            (Change::New, _) if self.ever.contains(id) => tell(
                format!("`{id}` is called new, but an earlier release asked it"),
                "say what became of it, or give the question an id that was never used",
            ),
            (Change::New, _) => {}
            (Change::Split | Change::Merged, _) => {
                let strangers: Vec<&str> = entry
                    .from
                    .iter()
                    .map(|it| it.get_ref().as_str())
                    .filter(|it| !self.before.contains_key(*it))
                    .collect();
                if entry.from.is_empty() {
                    tell(
                        format!("`{id}` is called {}, and nothing says of what", word(entry.change)),
                        "name the questions of the release before in `from`",
                    );
                } else if let Some(stranger) = strangers.first() {
                    tell(
                        format!("the release before did not ask `{stranger}`"),
                        "name questions of the release before in `from`",
                    );
                }
            }
            (_, None) => tell(
                format!("`{id}` is called {}, but the release before did not ask it", word(entry.change)),
                "write `change = \"new\"`",
            ),
            (Change::Same, Some(before)) if before.revision != asked.revision => tell(
                format!("`{id}` is called the same, but was revision {}", before.revision),
                "write `reworded` or `changed`",
            ),
            (Change::Reworded | Change::Changed, Some(before)) if before.revision == asked.revision => tell(
                format!("`{id}` is called {}, but is the same revision", word(entry.change)),
                "write `same`, or name the new revision",
            ),
            (Change::Reworded, Some(before)) => {
                if let Some(what) = more_than_words(before, asked) {
                    tell(
                        format!("`{id}` is called reworded, but its {what} differ"),
                        "write `changed`: an earlier answer would otherwise be offered for another question",
                    );
                }
            }
            (Change::Same | Change::Changed, Some(_)) => {}
        }
    }

    /// What the release asks no more.
    fn ends(&self, file: &SourceFile, read: &ReleaseFile, bank: &Bank, faults: &mut Diagnostics) {
        for id in self.before.keys().filter(|it| bank.question(it).is_none()) {
            if !bank.retired.iter().any(|it| it.id == *id) {
                faults.push(
                    Diagnostic::error(
                        file.whole(),
                        "bank/dropped",
                        format!("the release before asked `{id}`; this one neither asks nor retires it"),
                    )
                    .help("add it to `[[retired]]` with the reason and what took its place"),
                );
            }
        }
        for it in &read.retired {
            let id = it.id.get_ref();
            let wrong = if bank.questions.iter().any(|it| it.id.as_str() == id) {
                "is retired and still asked"
            } else if !self.before.contains_key(id.as_str()) {
                "is retired, but the release before did not ask it"
            } else {
                continue;
            };
            let place = file.place_of(&it.id);
            faults.push(
                Diagnostic::error(place, "bank/retired", format!("`{id}` {wrong}"))
                    .help("keep one of the two"),
            );
        }
        for it in read.retired.iter().flat_map(|it| &it.instead) {
            if !bank.questions.iter().any(|asked| asked.id.as_str() == it.get_ref()) {
                faults.push(
                    Diagnostic::error(
                        file.place_of(it),
                        "bank/retired",
                        format!("`{}` is to take a retired question's place, but is not asked", it.get_ref()),
                    )
                    .help("name questions of this release"),
                );
            }
        }
    }
}

fn word(change: Change) -> &'static str {
    match change {
        Change::New => "new",
        Change::Same => "the same",
        Change::Reworded => "reworded",
        Change::Changed => "changed",
        Change::Split => "split",
        Change::Merged => "merged",
    }
}

/// What of two forms of a question is asked differently, and not only in other words.
fn more_than_words(old: &Question, new: &Question) -> Option<&'static str> {
    let parts = |it: &Question| -> Vec<_> {
        it.parts.iter().map(|it| (it.id.clone(), it.mandatory, it.letter)).collect()
    };
    // A value that may be given beside the same words takes nothing from an earlier answer.
    let fields = |it: &Question, other: &Question| -> Vec<_> {
        let kept =
            it.fields.iter().filter(|it| it.required || other.fields.iter().any(|other| other.id == it.id));
        kept.map(|it| (it.id.clone(), it.part.clone(), it.required, it.kind.clone())).collect()
    };
    if (old.form, old.yes_no, old.used_as) != (new.form, new.yes_no, new.used_as) {
        Some("form and use")
    } else if parts(old) != parts(new) {
        Some("parts")
    } else if fields(old, new) != fields(new, old) {
        Some("fields")
    } else {
        None
    }
}
