//! The people of a panel.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use serde::{Deserialize, Serialize};

use super::State;
use crate::{
    diag::{Diagnostic, Diagnostics},
    id::QuestionId,
    procurement::{self, Procurement},
};

/// What somebody does in a procurement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Keeps accounts and backups, and sees no tender.
    Administrator,
    /// Reads all and decides nothing.
    Auditor,
    /// Opens and checks prices, and sees no scores before.
    Commercial,
    /// Scores answers, alone first.
    Evaluator,
    /// Leads the procurement.
    Lead,
    /// Advises on law, interests and clauses.
    Legal,
    /// Leads the panel to one score; scores nothing alone.
    Moderator,
    /// Sits by, or advises on one subject; scores nothing.
    Observer,
}

impl Role {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Administrator,
        Self::Auditor,
        Self::Commercial,
        Self::Evaluator,
        Self::Lead,
        Self::Legal,
        Self::Moderator,
        Self::Observer,
    ];

    /// As files and the record write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::Auditor => "auditor",
            Self::Commercial => "commercial",
            Self::Evaluator => "evaluator",
            Self::Lead => "lead",
            Self::Legal => "legal",
            Self::Moderator => "moderator",
            Self::Observer => "observer",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl From<procurement::Role> for Role {
    fn from(role: procurement::Role) -> Self {
        match role {
            procurement::Role::Administrator => Self::Administrator,
            procurement::Role::Auditor => Self::Auditor,
            procurement::Role::Commercial => Self::Commercial,
            procurement::Role::Evaluator => Self::Evaluator,
            procurement::Role::Lead => Self::Lead,
            procurement::Role::Legal => Self::Legal,
            procurement::Role::Moderator => Self::Moderator,
            procurement::Role::Observer | procurement::Role::Adviser => Self::Observer,
        }
    }
}

/// Somebody who takes part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The sign by which the record knows the person.
    pub id: String,
    /// The post that the person holds.
    pub post: String,
    /// What the person does here.
    pub roles: BTreeSet<Role>,
    /// The questions that the person scores; all where empty.
    pub questions: BTreeSet<QuestionId>,
    /// Why the person can judge them.
    pub qualified: String,
}

impl Person {
    /// Whether the person has the role.
    pub fn has(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    /// Whether the person scores the question alone.
    pub fn scores(&self, question: &QuestionId) -> bool {
        self.has(Role::Evaluator) && (self.questions.is_empty() || self.questions.contains(question))
    }
}

/// Everybody who takes part, by sign.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct People(BTreeMap<String, Person>);

impl People {
    /// The people that `procurement` names, and all that is wrong with them. Rows with the same sign are one person.
    pub fn of(procurement: &Procurement, asked: &[QuestionId]) -> (Self, Diagnostics) {
        let mut people: BTreeMap<String, Person> = BTreeMap::new();
        let mut faults = Diagnostics::default();
        for (n, it) in procurement.panel.iter().enumerate() {
            let place = || procurement.place(&format!("panel[{n}]"));
            let id = it.person.trim();
            if !is_sign(id) {
                let message = format!("`{id}` cannot be the sign of a person");
                let fault = Diagnostic::error(place(), "panel/person", message);
                faults.push(
                    fault.help("give `person` initials or a short word of letters, digits and hyphens"),
                );
                continue;
            }
            let Some(role) = it.role else {
                let fault = Diagnostic::error(place(), "panel/role", format!("`{id}` has no role"));
                faults.push(fault.help("give a `role`, such as `evaluator` or `moderator`"));
                continue;
            };
            for question in it.questions.iter().filter(|it| !asked.contains(it)) {
                let message = format!("`{id}` is to score {question}, which is not asked or not scored");
                let fault = Diagnostic::error(place(), "panel/question", message);
                faults.push(fault.help("take it out, or ask the question"));
            }
            let person = people.entry(id.to_owned()).or_insert_with(|| Person {
                id: id.to_owned(),
                post: it.post.trim().to_owned(),
                roles: BTreeSet::new(),
                questions: BTreeSet::new(),
                qualified: String::new(),
            });
            person.roles.insert(role.into());
            person.questions.extend(it.questions.iter().cloned());
            if person.qualified.is_empty() {
                it.qualified.trim().clone_into(&mut person.qualified);
            }
        }
        for (n, it) in procurement.panel.iter().enumerate() {
            let first = procurement.panel.iter().position(|before| before.person.trim() == it.person.trim());
            if first != Some(n) {
                continue;
            }
            if let Some(person) = people.get(it.person.trim()) {
                fits(person, procurement.place(&format!("panel[{n}]")), &mut faults);
            }
        }
        (Self(people), faults)
    }

    /// The person with this sign.
    pub fn get(&self, id: &str) -> Option<&Person> {
        self.0.get(id)
    }

    /// All of them, by sign.
    pub fn iter(&self) -> impl Iterator<Item = &Person> {
        self.0.values()
    }

    /// Those who have not left.
    pub fn active(&self, state: &State) -> Vec<&Person> {
        self.iter().filter(|it| !state.left.contains_key(&it.id)).collect()
    }
}

impl FromIterator<Person> for People {
    fn from_iter<I: IntoIterator<Item = Person>>(people: I) -> Self {
        Self(people.into_iter().map(|it| (it.id.clone(), it)).collect())
    }
}

/// What no person may be at once, and what an evaluator must say of itself.
fn fits(person: &Person, place: crate::diag::Place, faults: &mut Diagnostics) {
    let id = &person.id;
    let apart = [
        (Role::Evaluator, Role::Commercial, "whoever scores quality sees no price before quality is settled"),
        (Role::Evaluator, Role::Moderator, "the moderator leads those who score and scores nothing alone"),
        (Role::Evaluator, Role::Auditor, "whoever checks a decision takes no part in it"),
        (
            Role::Moderator,
            Role::Commercial,
            "whoever moderates quality sees no price before quality is settled",
        ),
        (Role::Lead, Role::Auditor, "whoever checks a decision takes no part in it"),
    ];
    for (one, other, why) in apart {
        if person.has(one) && person.has(other) {
            let message = format!("`{id}` is both {one} and {other}: {why}");
            let fault = Diagnostic::error(place.clone(), "panel/roles", message);
            faults.push(fault.help("give one of the two to somebody else"));
        }
    }
    if person.has(Role::Evaluator) && person.qualified.is_empty() {
        let message = format!("nothing says why `{id}` can judge these questions");
        let fault = Diagnostic::warning(place, "panel/qualified", message);
        faults.push(fault.help("say it under `qualified`, in a few words: training, post, experience"));
    }
}

fn is_sign(text: &str) -> bool {
    let mut bytes = text.bytes();
    bytes.next().is_some_and(|it| it.is_ascii_alphanumeric())
        && text.len() <= 32
        && bytes.all(|it| it.is_ascii_alphanumeric() || matches!(it, b'-' | b'_' | b'.'))
}
