//! People assess: who may do what when, individual scores that nobody else sees until they are locked, and the panel's
//! one score with its reason. The machine proposes; a person decides. Nothing here computes an average.
//!
//! All of it is pure. Files, the clock and the record are the shell's; what happened is a list of [`Entry`]s, and
//! [`State`] is what they add up to.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    assess::Answer,
    bank::Question,
    diag::Place,
    id::{Digest, QuestionId},
};

mod authority;
mod cite;
mod collect;
mod copied;
mod form;
mod moderate;
mod person;
mod reason;
mod state;
mod step;
mod tender;
mod weigh;

pub use authority::{
    BY_PROGRAM, Deed, Interest, Need, RULES, Refusal, Row, Stage, Standing, may, program_may,
};
pub use cite::{Citation, citations, shown};
pub use collect::{Individual, check_scores};
pub use copied::{Alike, Voice, alike};
pub use form::{Filled, Form, FormSheet, Input, Kind, Printed, Returned, Subject, What};
pub use moderate::{Consensus, Dissent, Side, View, Views, check_consensus, same_evidence, view};
pub use person::{People, Person, Role};
pub use reason::{Context, Policy};
pub use state::{Agreed, Declaration, State};
pub use step::{Entry, Step, Weighing};
pub use tender::{Lodged, letters, list_of_suppliers, masked, names, suppliers_digest};
pub use weigh::check_weighings;

/// One score of the published scale.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meaning {
    /// The score.
    pub score: u8,
    /// In a word.
    pub name: String,
    /// As published.
    pub text: String,
}

/// When evaluators see the scores that the machine proposes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shown {
    /// Beside the answers.
    WithAnswers,
    /// Once their own scores are locked.
    AfterOwnScore,
    /// Not at all.
    Never,
}

/// What the published method says of how people assess.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// The scale, lowest score first.
    pub scale: Vec<Meaning>,
    /// The lowest score that passes, by question.
    pub least: BTreeMap<QuestionId, u8>,
    /// When proposed scores are shown.
    pub proposals: Shown,
    /// Whether evaluators see letters in place of suppliers' names.
    pub mask: bool,
    /// The fewest evaluators of each answer.
    pub least_panel: usize,
}

impl Terms {
    /// The highest score.
    pub fn top(&self) -> u8 {
        self.scale.iter().map(|it| it.score).max().unwrap_or(0)
    }

    /// Whether the score is one of the scale.
    pub fn has(&self, score: u8) -> bool {
        self.scale.iter().any(|it| it.score == score)
    }

    /// The word for a score.
    pub fn name(&self, score: u8) -> &str {
        self.scale.iter().find(|it| it.score == score).map_or("", |it| it.name.as_str())
    }
}

/// All that a panel works on.
#[derive(Debug, Clone, Copy)]
pub struct Works<'a> {
    /// The procurement's short name.
    pub procurement: &'a str,
    /// As suppliers know it.
    pub title: &'a str,
    /// The questions that are scored, in the order of the pack.
    pub questions: &'a [&'a Question],
    /// How people assess.
    pub terms: &'a Terms,
    /// The tenders that take part, in the order of their labels.
    pub tenders: &'a [Lodged<'a>],
    /// The suppliers whose tenders are assessed no further.
    pub gone: &'a [String],
    /// Who takes part.
    pub people: &'a People,
    /// What a reason must have.
    pub reasons: &'a Policy,
}

impl<'a> Works<'a> {
    /// The tender with this id.
    pub fn tender(&self, id: &str) -> Option<&'a Lodged<'a>> {
        self.tenders.iter().find(|it| it.id == id)
    }

    /// The question with this id.
    pub fn question(&self, id: &QuestionId) -> Option<&'a Question> {
        self.questions.iter().copied().find(|it| it.id == *id)
    }

    /// The questions that `person` scores.
    pub fn questions_of(&self, person: &Person) -> Vec<&'a Question> {
        self.questions.iter().copied().filter(|it| person.scores(&it.id)).collect()
    }

    /// Whether all who score have locked what they score, and what is still open: persons by id.
    pub fn waiting_for(&self, state: &State) -> Vec<&'a Person> {
        let open = |it: &&Person| it.has(Role::Evaluator) && !state.locked.contains_key(&it.id);
        let all = self.people.active(state).into_iter();
        all.filter(open).filter(|it| !self.questions_of(it).is_empty()).collect()
    }

    /// How far the panel has come.
    pub fn stage(&self, state: &State) -> Stage {
        let settled = !self.tenders.is_empty()
            && self
                .questions
                .iter()
                .all(|question| self.tenders.iter().all(|it| state.agreed(it.id, &question.id).is_some()));
        match () {
            () if self.tenders.is_empty() => Stage::Open,
            () if state.later > Stage::Settled => state.later,
            () if settled => Stage::Settled,
            () if !state.locked.is_empty() && self.waiting_for(state).is_empty() => Stage::Moderating,
            () if !state.issued.is_empty() => Stage::Scoring,
            () => Stage::Closed,
        }
    }

    /// How `person` stands.
    pub fn standing(&self, state: &State, person: &Person) -> Standing {
        Standing {
            stage: self.stage(state),
            declaration: state.declaration(&person.id, &suppliers_digest(self.tenders, self.gone)),
            briefed: state.briefed.contains(&person.id),
            locked: state.locked.contains_key(&person.id),
        }
    }

    /// Whether `person` may do `deed` now.
    ///
    /// # Errors
    /// With the reason why not, for the person.
    pub fn may(&self, state: &State, person: &Person, deed: Deed) -> Result<Role, Refusal> {
        if state.left.contains_key(&person.id) {
            return Err(Refusal::left(&person.id));
        }
        may(deed, &person.roles, self.standing(state, person)).map_err(|it| it.of(&person.id))
    }
}

/// The cells of a tender that hold something which was read as an answer.
pub(crate) fn cells(answers: &[Answer]) -> BTreeSet<String> {
    let mut cells = BTreeSet::new();
    let mut add = |place: &Option<Place>| {
        if let Some(Place::Cell { cell, .. }) = place {
            cells.insert(cell.clone());
        }
    };
    for answer in answers {
        add(&answer.place);
        for claim in answer.parts.iter().flat_map(|it| &it.claims) {
            add(&claim.place);
        }
        for field in &answer.fields {
            add(&Some(field.place.clone()));
        }
    }
    cells
}

/// A fingerprint over several texts.
pub(crate) fn digest_of(lines: impl IntoIterator<Item = String>) -> Digest {
    let mut text = String::new();
    for line in lines {
        text.push_str(&line);
        text.push('\n');
    }
    Digest::of(text.as_bytes())
}
