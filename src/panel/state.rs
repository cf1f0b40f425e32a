//! What the acts of a panel add up to.

use std::collections::{BTreeMap, BTreeSet};

use super::{Consensus, Entry, Individual, Interest, Role, Stage, Step, Weighing};
use crate::id::{Digest, QuestionId};

/// A declaration of interest, and what was made of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declaration {
    /// The list of suppliers that it is about.
    pub suppliers: Digest,
    /// What was declared, if anything.
    pub interest: Option<String>,
    /// Whether somebody else found that the person may take part, and why.
    pub review: Option<(bool, String)>,
    /// When it was made.
    pub at: String,
}

/// The panel's score of one answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreed {
    /// The newest.
    pub consensus: Consensus,
    /// Who wrote it down.
    pub by: String,
    /// When.
    pub at: String,
    /// What it took the place of, the oldest first.
    pub before: Vec<Consensus>,
}

/// Where a panel stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct State {
    /// By person.
    pub declarations: BTreeMap<String, Declaration>,
    /// Who has acknowledged the briefing.
    pub briefed: BTreeSet<String>,
    /// The newest workbook of each evaluator.
    pub issued: BTreeMap<String, Digest>,
    /// The newest form for the moderation.
    pub compared: Option<Digest>,
    /// By person.
    pub locked: BTreeMap<String, Vec<Individual>>,
    /// By tender and question.
    pub scores: BTreeMap<(String, QuestionId), Agreed>,
    /// Who was taken off the panel, and why.
    pub left: BTreeMap<String, String>,
    /// The newest decisions on clauses, by tender.
    pub clauses: BTreeMap<String, Vec<Weighing>>,
    /// How far the procurement has come beyond the panel's own work, as the shell knows it.
    pub later: Stage,
}

impl State {
    /// What `entries` add up to, in their order.
    pub fn of<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> Self {
        let mut state = Self::default();
        for it in entries {
            state.take(it);
        }
        state
    }

    /// Takes in the next act.
    pub fn take(&mut self, entry: &Entry) {
        let by = || entry.by.clone();
        match &entry.step {
            Step::Declared { suppliers, interest } => {
                let declaration = Declaration {
                    suppliers: suppliers.clone(),
                    interest: interest.clone(),
                    review: None,
                    at: entry.at.clone(),
                };
                self.declarations.insert(by(), declaration);
            }
            Step::Reviewed { person, cleared, reason } => {
                if let Some(it) = self.declarations.get_mut(person) {
                    it.review = Some((*cleared, reason.clone()));
                }
            }
            Step::Briefed { .. } => drop(self.briefed.insert(by())),
            Step::Issued { form, .. } => drop(self.issued.insert(by(), form.clone())),
            Step::Locked { scores, .. } => drop(self.locked.insert(by(), scores.clone())),
            Step::Compared { form, .. } => self.compared = Some(form.clone()),
            Step::Agreed { scores, .. } => {
                for it in scores {
                    let key = (it.tender.clone(), it.question.clone());
                    let before = self.scores.remove(&key).map_or_else(Vec::new, |old| {
                        let mut before = old.before;
                        before.push(old.consensus);
                        before
                    });
                    let agreed = Agreed { consensus: it.clone(), by: by(), at: entry.at.clone(), before };
                    self.scores.insert(key, agreed);
                }
            }
            Step::Left { person, reason } => drop(self.left.insert(person.clone(), reason.clone())),
            Step::Weighed { tender, decisions, .. } => {
                self.clauses.insert(tender.clone(), decisions.clone());
            }
        }
    }

    /// What `person` has declared for the list `suppliers`. A conflict does not end because the list grew; a clean
    /// declaration for another list is none.
    pub fn declaration(&self, person: &str, suppliers: &Digest) -> Interest {
        let Some(it) = self.declarations.get(person) else { return Interest::Undeclared };
        match (&it.interest, &it.review) {
            (_, Some((false, _))) => Interest::Barred,
            (Some(_), None) => Interest::Conflict,
            _ if it.suppliers != *suppliers => Interest::Undeclared,
            _ => Interest::Clear,
        }
    }

    /// The panel's score of one answer.
    pub fn agreed(&self, tender: &str, question: &QuestionId) -> Option<&Agreed> {
        self.scores.get(&(tender.to_owned(), question.clone()))
    }

    /// The individual scores of one answer, by person.
    pub fn individual(&self, tender: &str, question: &QuestionId) -> Vec<(&str, &Individual)> {
        let of = |it: &&Individual| it.tender == tender && it.question == *question;
        let mut found = Vec::new();
        for (person, scores) in &self.locked {
            found.extend(scores.iter().find(of).map(|it| (person.as_str(), it)));
        }
        found
    }

    /// The consensus scores by tender and question: what an award is computed from.
    pub fn consensus(&self) -> BTreeMap<(String, QuestionId), u8> {
        self.scores.iter().map(|(key, it)| (key.clone(), it.consensus.score)).collect()
    }

    /// The acts that stand where they may not, by the table's order: a second look at a record that others wrote. Each
    /// is the number of the entry and what is wrong with it.
    pub fn out_of_order(entries: &[Entry]) -> Vec<(usize, String)> {
        let mut wrong = Vec::new();
        let mut state = Self::default();
        for (n, it) in entries.iter().enumerate() {
            let declared = |person: &str| {
                state.declarations.get(person).is_some_and(|it| {
                    it.review.as_ref().map_or(it.interest.is_none(), |(cleared, _)| *cleared)
                })
            };
            let by = it.by.as_str();
            let problem = match &it.step {
                Step::Issued { .. } if !declared(by) => {
                    Some(format!("`{by}` saw tenders before a declaration of interest"))
                }
                Step::Issued { .. } if !state.briefed.contains(by) => {
                    Some(format!("`{by}` saw tenders before the briefing"))
                }
                Step::Locked { .. } if !state.issued.contains_key(by) => {
                    Some(format!("`{by}` locked scores in a workbook that was never issued"))
                }
                Step::Locked { .. } if state.locked.contains_key(by) => {
                    Some(format!("`{by}` locked scores twice"))
                }
                Step::Compared { .. } if state.locked.is_empty() => {
                    Some("scores were put side by side before any was locked".to_owned())
                }
                Step::Compared { .. }
                    if state
                        .issued
                        .keys()
                        .any(|it| !state.locked.contains_key(it) && !state.left.contains_key(it)) =>
                {
                    Some("scores were put side by side before all were locked".to_owned())
                }
                Step::Agreed { .. } if state.compared.is_none() => {
                    Some("scores were agreed before they were put side by side".to_owned())
                }
                Step::Agreed { .. } if it.role != Role::Moderator => {
                    Some(format!("`{by}` wrote down a consensus and is no moderator"))
                }
                Step::Reviewed { person, .. } if person == by => {
                    Some(format!("`{by}` reviewed its own declaration"))
                }
                _ => None,
            };
            wrong.extend(problem.map(|it| (n, it)));
            state.take(it);
        }
        wrong
    }
}
