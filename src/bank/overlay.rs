//! A buyer's own file on top of a release: it adds, tightens, weighs anew and leaves out, and never loosens unsaid.

use std::collections::BTreeSet;

use serde::Serialize;

use super::{
    Bank, Origin, Question, Use,
    field::{Bounds, Field, FieldKind},
    file::{AddFile, ChangeFieldFile, ChangeFile, OverlayFile, RemoveFile, ReweighFile},
    question::{asks, made},
    read::{not_empty, parse, read},
};
use crate::{
    diag::{Diagnostic, Diagnostics, Place, nearest},
    id::{BankVersion, Digest, QuestionId},
    source::{SourceFile, Spanned},
};

/// The overlay that a bank carries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Overlay {
    /// Whose it is and what for.
    pub title: String,
    /// Of its file.
    pub digest: Digest,
    /// What it leaves out, with the reason.
    pub removed: Vec<Removed>,
    /// What asks less than the bank does, one sentence each.
    pub loosened: Vec<String>,
}

/// A question that an overlay leaves out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Removed {
    /// Which.
    pub id: QuestionId,
    /// Its title.
    pub title: String,
    /// Why.
    pub reason: String,
}

/// The release that the overlay in `file` extends, with the overlay on top of it. What it loosens and says so of is told
/// as a warning; the bank is there if nothing else is wrong.
pub(super) fn overlaid(files: &[SourceFile], file: &SourceFile) -> (Option<Bank>, Diagnostics) {
    let mut faults = Diagnostics::default();
    let Some(read) = read::<OverlayFile>(file, &mut faults) else { return (None, faults) };
    not_empty(file, &read.title, &mut faults);
    let Some(extends) = parse::<BankVersion>(file, &read.extends, &mut faults) else { return (None, faults) };
    let bank = match Bank::load(files, Some(extends)) {
        Ok(bank) => bank,
        Err(found) => {
            faults.extend(found);
            return (None, faults);
        }
    };
    let title = read.title.into_inner();
    let overlay =
        Overlay { title: title.clone(), digest: file.digest(), removed: Vec::new(), loosened: Vec::new() };
    let mut work = Work { files, file, bank, overlay, faults };
    for it in &read.change {
        work.change(it);
    }
    for it in &read.reweigh {
        work.reweigh(it);
    }
    for it in &read.remove {
        work.remove(it);
    }
    for it in read.add {
        work.add(it);
    }
    work.weighed();
    let Work { mut bank, overlay, faults, .. } = work;
    // The weights of a release sum to 100 no longer; a profile or the procurement makes them do so.
    bank.proportional = true;
    bank.overlay = Some(overlay);
    (Some(bank).filter(|_| !faults.has_errors()), faults)
}

struct Work<'a> {
    files: &'a [SourceFile],
    file: &'a SourceFile,
    bank: Bank,
    overlay: Overlay,
    faults: Diagnostics,
}

impl Work<'_> {
    fn change(&mut self, it: &ChangeFile) {
        not_empty(self.file, &it.reason, &mut self.faults);
        let Some(at) = self.position(&it.question) else { return };
        let Some(question) = self.bank.questions.get_mut(at) else { return };
        let mut done = Done::default();
        if let Some(to) = it.used_as.filter(|it| *it != question.used_as) {
            done.say(
                strictness(to) < strictness(question.used_as),
                format!("its use is `{}` instead of `{}`", to.as_str(), question.used_as.as_str()),
            );
            question.used_as = to;
            if to != Use::Scored {
                question.weight = 0;
            }
        }
        if let Some(to) = it.word_limit {
            done.say(false, format!("at most {to} words instead of {}", question.word_limit));
            question.word_limit = to;
        }
        for to in &it.parts {
            match question.parts.iter_mut().find(|it| it.id.as_str() == to.id.get_ref()) {
                Some(part) if part.mandatory != to.mandatory => {
                    let now = if to.mandatory { "is mandatory" } else { "is no longer mandatory" };
                    done.say(!to.mandatory, format!("the part `{}` {now}", part.id));
                    part.mandatory = to.mandatory;
                }
                Some(_) => {}
                None => {
                    done.unknown.push((self.file.place_of(&to.id), format!("no part `{}`", to.id.get_ref())));
                }
            }
        }
        for to in &it.fields {
            match question.fields.iter_mut().find(|it| it.id.as_str() == to.id.get_ref()) {
                Some(field) => demand(field, to, self.file.place_of(&to.id), &mut done),
                None => {
                    done.unknown
                        .push((self.file.place_of(&to.id), format!("no field `{}`", to.id.get_ref())));
                }
            }
        }
        let id = question.id.clone();
        let reason = it.reason.get_ref().trim();
        for (_, what) in &done.changes {
            mark(question, &self.overlay.title, false, format!("{what}: {reason}"));
        }
        for (place, what) in done.unknown {
            self.faults.push(
                Diagnostic::error(place, "overlay/unknown", format!("`{id}` has {what}"))
                    .help(format!("`probity bank show {id}` shows what it has")),
            );
        }
        if done.changes.is_empty() {
            self.faults.push(
                Diagnostic::error(self.file.place_of(&it.question), "overlay/nothing", "nothing is changed")
                    .help("say what is asked otherwise, or take the entry out"),
            );
        }
        for (_, what) in done.changes.iter().filter(|(loosens, _)| *loosens) {
            self.loosened(&it.question, it.loosens, format!("`{id}`: {what}"));
        }
    }

    fn reweigh(&mut self, it: &ReweighFile) {
        not_empty(self.file, &it.reason, &mut self.faults);
        let Some(at) = self.position(&it.question) else { return };
        let Some(question) = self.bank.questions.get_mut(at) else { return };
        let weight = *it.weight.get_ref();
        if weight == 0 || question.used_as != Use::Scored {
            let (what, help) = if weight == 0 {
                ("the weight is 0", "give a whole number from 1, or leave the question out with `[[remove]]`")
            } else {
                ("the question is not scored", "only what is scored has a weight")
            };
            self.faults
                .push(Diagnostic::error(self.file.place_of(&it.weight), "overlay/weight", what).help(help));
            return;
        }
        let what = format!("its weight is in proportion to {weight}: {}", it.reason.get_ref().trim());
        question.weight = weight;
        mark(question, &self.overlay.title, false, what);
        if let Origin::Overlay { weighed, .. } = &mut question.origin {
            *weighed = true;
        }
    }

    fn remove(&mut self, it: &RemoveFile) {
        not_empty(self.file, &it.reason, &mut self.faults);
        let Some(at) = self.position(&it.question) else { return };
        let question = self.bank.questions.remove(at);
        let decides = strictness(question.used_as) == 3;
        let binds = question.used_as == Use::Declaration || question.parts.iter().any(|it| it.mandatory);
        if decides || binds {
            self.loosened(&it.question, it.loosens, format!("`{}` is left out", question.id));
        }
        let reason = it.reason.get_ref().trim().to_owned();
        self.overlay.removed.push(Removed { id: question.id, title: question.title, reason });
    }

    fn add(&mut self, it: AddFile) {
        not_empty(self.file, &it.reason, &mut self.faults);
        let place = self.file.place_of(&it.question.id);
        let Some(mut question) = made(self.file, it.question, &self.bank.sources, &mut self.faults) else {
            return;
        };
        let taken = asks(self.files, &question.id, None) || self.bank.question(&question.id).is_some();
        if taken {
            self.faults.push(
                Diagnostic::error(place, "overlay/id", format!("the id `{}` is taken", question.id))
                    .help("give the question an id that the bank never had, with letters of your own"),
            );
            return;
        }
        let at = match &it.after {
            Some(after) => match self.position(after) {
                Some(at) => at + 1,
                None => return,
            },
            None => self.bank.questions.len(),
        };
        mark(
            &mut question,
            &self.overlay.title,
            true,
            format!("it is added: {}", it.reason.get_ref().trim()),
        );
        self.bank.questions.insert(at, question);
    }

    /// What is scored in the end has a weight.
    fn weighed(&mut self) {
        for it in self.bank.questions.iter().filter(|it| it.used_as == Use::Scored && it.weight == 0) {
            self.faults.push(
                Diagnostic::error(
                    self.file.whole(),
                    "overlay/weight",
                    format!("`{}` is scored and has no weight", it.id),
                )
                .help("give it one with `[[reweigh]]`"),
            );
        }
    }

    /// Where the question stands in the release.
    fn position(&mut self, id: &Spanned<String>) -> Option<usize> {
        let found = self.bank.questions.iter().position(|it| it.id.as_str() == id.get_ref());
        if found.is_none() {
            let known: BTreeSet<&str> = self.bank.questions.iter().map(|it| it.id.as_str()).collect();
            let fault = Diagnostic::error(
                self.file.place_of(id),
                "overlay/unknown",
                format!("release `{}` has no question `{}`", self.bank.version, id.get_ref()),
            );
            self.faults.push(match nearest(id.get_ref(), known) {
                Some(near) => fault.help(format!("the nearest id is `{near}`")),
                None => fault,
            });
        }
        found
    }

    fn loosened(&mut self, at: &Spanned<String>, said: bool, what: String) {
        let place = self.file.place_of(at);
        if said {
            let message = format!("{what}; this asks less than the bank");
            self.faults.push(
                Diagnostic::warning(place, "overlay/loosened", message)
                    .help("it is shown in the pack with its reason"),
            );
            self.overlay.loosened.push(what);
        } else {
            self.faults.push(
                Diagnostic::error(place, "overlay/loosens", format!("{what}; this asks less than the bank"))
                    .help("add `loosens = true` if it is meant; it is then shown with its reason"),
            );
        }
    }
}

/// What one change does.
#[derive(Default)]
struct Done {
    /// Whether it asks less, and what it is.
    changes: Vec<(bool, String)>,
    unknown: Vec<(Place, String)>,
}

impl Done {
    fn say(&mut self, loosens: bool, what: String) {
        self.changes.push((loosens, what));
    }
}

fn demand(field: &mut Field, to: &ChangeFieldFile, place: Place, done: &mut Done) {
    let id = field.id.clone();
    if let Some(required) = to.required.filter(|it| *it != field.required) {
        let now = if required { "must be filled" } else { "may stay empty" };
        done.say(!required, format!("the field `{id}` {now}"));
        field.required = required;
    }
    match &mut field.kind {
        FieldKind::Number(number) => {
            if let Some(good) = to.good.filter(|it| *it != number.good) {
                done.say(
                    !within(good, number.good),
                    format!("the field `{id}` is good {}", range(good, &number.unit)),
                );
                number.good = good;
            }
            if let Some(fair) = to.fair.filter(|it| Some(*it) != number.fair) {
                let loosens = number.fair.is_none_or(|it| !within(fair, it));
                done.say(loosens, format!("the field `{id}` is fair {}", range(fair, &number.unit)));
                number.fair = Some(fair);
            }
        }
        FieldKind::Table(table) => {
            if let Some(rows) = to.min_rows.filter(|it| *it != table.min_rows) {
                done.say(
                    rows < table.min_rows,
                    format!("the table `{id}` has {rows} rows or more instead of {}", table.min_rows),
                );
                table.min_rows = rows;
            }
        }
        _ => {}
    }
    let number = matches!(field.kind, FieldKind::Number(_));
    let table = matches!(field.kind, FieldKind::Table(_));
    if !number && (to.good.is_some() || to.fair.is_some()) || !table && to.min_rows.is_some() {
        let what =
            format!("no such demand in the field `{id}`, which is of the kind {}", field.kind.as_str());
        done.unknown.push((place, what));
    }
}

/// Whether whatever lies within `new` lies within `old`.
fn within(new: Bounds, old: Bounds) -> bool {
    let least = old.at_least.is_none_or(|old| new.at_least.is_some_and(|new| old <= new));
    let most = old.at_most.is_none_or(|old| new.at_most.is_some_and(|new| new <= old));
    least && most
}

fn range(it: Bounds, unit: &str) -> String {
    match (it.at_least, it.at_most) {
        (Some(least), Some(most)) => format!("from {least} to {most} {unit}"),
        (Some(least), None) => format!("from {least} {unit}"),
        (None, Some(most)) => format!("up to {most} {unit}"),
        (None, None) => "whatever it is".to_owned(),
    }
}

/// How much hangs on an answer.
fn strictness(used_as: Use) -> u8 {
    match used_as {
        Use::PassFail | Use::ConditionOfParticipation => 3,
        Use::Scored => 2,
        Use::Declaration => 1,
        Use::Information => 0,
    }
}

fn mark(question: &mut Question, title: &str, new: bool, what: String) {
    match &mut question.origin {
        Origin::Overlay { changes, .. } => changes.push(what),
        Origin::Bank => {
            question.origin =
                Origin::Overlay { title: title.to_owned(), added: new, weighed: false, changes: vec![what] };
        }
    }
}
