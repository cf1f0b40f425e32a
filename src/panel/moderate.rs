//! The individual scores of an answer side by side, and the panel's one score with its reason. No figure here is made of
//! several scores: the lowest and the highest are somebody's.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{
    Citation, Filled, Form, Individual, Role, State, Voice, What, Works, alike, citations,
    collect::{Library, score},
    copied::repeated,
};
use crate::{
    award::summary::too_short,
    diag::{Diagnostic, Diagnostics, Place, counted},
    id::{PartId, QuestionId},
};

/// Scores that lie so far apart must be talked about in writing.
const SPREAD: u8 = 2;

/// One evaluator's view of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Side<'a> {
    /// Whose.
    pub person: &'a str,
    /// What was locked.
    pub individual: &'a Individual,
    /// What the reason points at.
    pub cited: BTreeSet<Citation>,
    /// What nobody else's does.
    pub only: BTreeSet<Citation>,
    /// Whether the score lies two or more from every other.
    pub outlier: bool,
}

/// The individual scores of one answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View<'a> {
    /// By person.
    pub sides: Vec<Side<'a>>,
    /// The lowest score.
    pub low: u8,
    /// The highest.
    pub high: u8,
    /// The threshold that lies between them.
    pub crosses: Option<u8>,
    /// Persons whose reasons have the same words.
    pub shared: Vec<(&'a str, &'a str)>,
}

impl View<'_> {
    /// How far the scores lie apart.
    pub fn spread(&self) -> u8 {
        self.high.saturating_sub(self.low)
    }

    /// Why a note on the spread must be written; none where it need not.
    pub fn note_because(&self) -> Option<String> {
        match (self.crosses, self.spread()) {
            (Some(least), _) => Some(format!(
                "the scores {} to {} lie on both sides of the threshold {least}",
                self.low, self.high
            )),
            (None, apart) if apart >= SPREAD => Some(format!("the scores lie {apart} apart")),
            _ => None,
        }
    }
}

/// The scores of one answer side by side.
pub fn view<'a>(works: &Works<'a>, state: &'a State, question: &QuestionId, tender: &str) -> View<'a> {
    Views::new(works).view(works, state, question, tender)
}

/// The same for many answers.
#[derive(Debug)]
pub struct Views {
    library: Library,
}

impl Views {
    /// What the checks of reasons need of `works`, read once.
    pub fn new(works: &Works<'_>) -> Self {
        Self { library: Library::of(works) }
    }

    /// What reasons for one answer are checked against.
    pub fn context<'a>(
        &'a self,
        works: &Works<'a>,
        question: &QuestionId,
        tender: &str,
    ) -> Option<super::Context<'a>> {
        self.library.context(works, question, tender)
    }

    /// The scores of one answer side by side.
    pub fn view<'a>(
        &self,
        works: &Works<'_>,
        state: &'a State,
        question: &QuestionId,
        tender: &str,
    ) -> View<'a> {
        let locked = state.individual(tender, question);
        let context = self.library.context(works, question, tender);
        let cited: Vec<BTreeSet<Citation>> = locked
            .iter()
            .map(|(_, it)| match &context {
                Some(context) => citations(&[&it.reason, &it.evidence], context, works.reasons),
                None => BTreeSet::new(),
            })
            .collect();
        let scores: Vec<u8> = locked.iter().map(|(_, it)| it.score).collect();
        let low = scores.iter().copied().min().unwrap_or(0);
        let high = scores.iter().copied().max().unwrap_or(0);
        let crosses = works.terms.least.get(question).copied().filter(|least| low < *least && high >= *least);
        let sides = locked
            .iter()
            .enumerate()
            .map(|(n, (person, individual))| {
                let others = || cited.iter().enumerate().filter(|(it, _)| *it != n).map(|(_, it)| it);
                let own = cited.get(n).cloned().unwrap_or_default();
                let only =
                    own.iter().filter(|it| others().all(|other| !other.contains(*it))).cloned().collect();
                let far = |it: &u8| it.abs_diff(individual.score) >= SPREAD;
                let outlier = scores.len() > 2
                    && scores.iter().enumerate().filter(|(it, _)| *it != n).all(|(_, it)| far(it));
                Side { person, individual, cited: own, only, outlier }
            })
            .collect();
        let voices: Vec<Voice<'_>> =
            locked.iter().enumerate().map(|(at, (_, it))| Voice { at, group: 0, text: &it.reason }).collect();
        let name = |at: usize| locked.get(at).map_or("", |it| it.0);
        let shared =
            alike(&voices, works.reasons).into_iter().map(|it| (name(it.first), name(it.second))).collect();
        View { sides, low, high, crosses, shared }
    }
}

/// Pairs of tenders whose answers to `question` show the same of every part and whose scores differ. `scores` has them
/// by tender: consensus scores, or one person's.
pub fn same_evidence<'a>(
    works: &Works<'a>,
    question: &QuestionId,
    scores: &BTreeMap<&str, u8>,
) -> Vec<(&'a str, &'a str)> {
    let signature = |tender: &super::Lodged<'_>| {
        let answer = tender.answer(question)?;
        let parts: Vec<_> = answer.parts.iter().map(|it| (it.part.clone(), it.status, it.strength)).collect();
        Some((answer.state, parts))
    };
    let mut groups: Vec<(_, Vec<&'a super::Lodged<'a>>)> = Vec::new();
    for it in works.tenders.iter().filter(|it| scores.contains_key(it.id)) {
        let Some(sign) = signature(it) else { continue };
        match groups.iter_mut().find(|(known, _)| *known == sign) {
            Some((_, members)) => members.push(it),
            None => groups.push((sign, vec![it])),
        }
    }
    let mut pairs = Vec::new();
    for (_, members) in &groups {
        // Each against the first with another score is enough to look again.
        for (n, it) in members.iter().enumerate() {
            let other = members.iter().take(n).find(|before| scores.get(before.id) != scores.get(it.id));
            pairs.extend(other.map(|before| (before.id, it.id)));
        }
    }
    pairs
}

/// The panel's score of one answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Consensus {
    /// Of which tender.
    pub tender: String,
    /// Which question.
    pub question: QuestionId,
    /// On the published scale.
    pub score: u8,
    /// For the supplier: why this score, by reference to the tender, and why not a higher one.
    pub reason: String,
    /// Within the authority.
    pub internal: String,
    /// By part: what speaks for it, and against.
    pub points: BTreeMap<PartId, (String, String)>,
    /// Why the individual scores lay apart, where they did.
    pub note: String,
    /// Other views that were held to.
    pub dissent: Vec<Dissent>,
    /// Who was there, by sign.
    pub present: BTreeSet<String>,
    /// The cell in which the score stood.
    pub cell: String,
}

/// A view that somebody held to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dissent {
    /// Who.
    pub person: String,
    /// What.
    pub view: String,
}

/// Reads what the panel agreed from the entries of `form`. An answer of which nothing is filled in stays open. What was
/// agreed is there only if nothing is wrong.
pub fn check_consensus(
    works: &Works<'_>,
    state: &State,
    form: &Form,
    entries: &BTreeMap<(usize, What), Filled>,
) -> (Vec<Consensus>, Diagnostics) {
    let mut reader = Reader { works, state, views: Views::new(works), faults: Diagnostics::default() };
    let empty = Filled { place: Place::Whole { path: String::new() }, text: String::new() };
    let mut present: BTreeMap<&QuestionId, (BTreeSet<String>, Place)> = BTreeMap::new();
    let mut agreed: Vec<(Consensus, Place)> = Vec::new();
    for (n, subject) in form.subjects.iter().enumerate() {
        let entry = |what: What| entries.get(&(n, what)).unwrap_or(&empty);
        let Some(question) = &subject.question else { continue };
        let Some(tender) = &subject.tender else {
            let at = entry(What::Present);
            let signs = at.text.split([',', ';', '\n', ' ']).map(str::trim).filter(|it| !it.is_empty());
            present.insert(question, (signs.map(str::to_owned).collect(), at.place.clone()));
            continue;
        };
        let own = entries.range((n, What::Score)..).take_while(|((it, _), _)| *it == n);
        if own.into_iter().all(|(_, it)| it.text.is_empty()) {
            continue;
        }
        let (people, place) =
            present.get(question).cloned().unwrap_or((BTreeSet::new(), empty.place.clone()));
        let entry = |what: What| entry(what);
        if let Some(it) = reader.consensus(question, tender, (&people, &place), &entry) {
            agreed.push((it, entry(What::Reason).place.clone()));
        }
    }
    for (question, (people, place)) in &present {
        if agreed.iter().any(|(it, _)| it.question == **question) {
            reader.attendance(people, place, question);
        }
    }
    reader.across(&agreed);
    let faults = reader.faults;
    let scores = if faults.has_errors() { Vec::new() } else { agreed.into_iter().map(|it| it.0).collect() };
    (scores, faults)
}

struct Reader<'a, 'b> {
    works: &'a Works<'b>,
    state: &'a State,
    views: Views,
    faults: Diagnostics,
}

impl Reader<'_, '_> {
    fn fault(
        &mut self,
        place: &Place,
        code: &'static str,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.faults.push(Diagnostic::error(place.clone(), code, message).help(help));
    }

    fn consensus<'e>(
        &mut self,
        question: &QuestionId,
        tender: &str,
        (people, _): (&BTreeSet<String>, &Place),
        entry: &impl Fn(What) -> &'e Filled,
    ) -> Option<Consensus> {
        let works = self.works;
        let at_score = entry(What::Score);
        let agreed = match score(at_score, works) {
            Ok(it) => it,
            Err(fault) => {
                self.faults.push(fault);
                return None;
            }
        };
        let asked = works.question(question)?;
        let (reason, internal, note) = (entry(What::Reason), entry(What::Internal), entry(What::Note));
        let view = self.views.view(works, self.state, question, tender);
        if view.sides.is_empty() {
            self.fault(
                &at_score.place,
                "panel/nothing-locked",
                "nobody has locked a score of this answer",
                "moderate what evaluators have scored",
            );
        }
        let context = self.views.library.context(works, question, tender)?;
        let checked = works.reasons.check(&reason.text, "", agreed, &context);
        if let Some(because) = view.note_because().filter(|_| note.text.is_empty()) {
            self.faults.push(
                Diagnostic::error(
                    note.place.clone(),
                    "panel/note-missing",
                    format!("{because}, and no note says why"),
                )
                .help("say what was read differently and what the panel made of it"),
            );
        }
        // What an evaluator notes for the panel may be shorter than what a supplier is told.
        let short = too_short(&reason.text).filter(|_| !reason.text.is_empty());
        if let Some((count, fewest)) = short {
            self.fault(
                &reason.place,
                "panel/reason-short",
                format!(
                    "the reason for the supplier has {}, and no summary is sent with fewer than {fewest}",
                    counted(count, "word")
                ),
                "say what the tender shows, what is missing and where it stands, or that the answer is blank and what it \
                 would have had to show",
            );
        }
        for (code, message, help) in checked {
            if short.is_some() && code == "panel/reason-short" {
                continue;
            }
            let (message, help) = match code {
                "panel/reason-missing" => (
                    "the reason for the supplier is missing".to_owned(),
                    "write the panel's own reason, also where all agreed from the beginning".to_owned(),
                ),
                _ => (message, help),
            };
            self.faults.push(Diagnostic::error(reason.place.clone(), code, message).help(help));
        }
        if internal.text.is_empty() {
            self.fault(
                &internal.place,
                "panel/internal-missing",
                "the internal rationale is missing",
                "say how the panel came to the score: which points weighed most",
            );
        } else if same_words(&internal.text, &reason.text) {
            self.fault(
                &internal.place,
                "panel/internal-copied",
                "the internal rationale is the reason for the supplier again",
                "say in it what is for the authority alone: what was weighed, what was uncertain",
            );
        }
        self.leaks(tender, reason);
        for side in &view.sides {
            if same_words(&side.individual.reason, &reason.text) {
                self.fault(
                    &reason.place,
                    "panel/reason-individual",
                    format!("the reason is that of `{}`, word for word", side.person),
                    "write the panel's own: what was agreed, after all were heard",
                );
            }
        }
        let mut points = BTreeMap::new();
        for (n, part) in asked.parts.iter().enumerate() {
            let (for_it, against) = (entry(What::For(n)), entry(What::Against(n)));
            if for_it.text.is_empty() && against.text.is_empty() {
                self.fault(
                    &for_it.place,
                    "panel/part-missing",
                    format!("nothing is said for or against the part “{}”", part.title),
                    "say what the tender shows of it, or that it says nothing",
                );
            }
            points.insert(part.id.clone(), (for_it.text.clone(), against.text.clone()));
        }
        let dissent = self.dissent(entry(What::Dissent), people);
        Some(Consensus {
            tender: tender.to_owned(),
            question: question.clone(),
            score: agreed,
            reason: reason.text.clone(),
            internal: internal.text.clone(),
            points,
            note: note.text.clone(),
            dissent,
            present: people.clone(),
            cell: match &at_score.place {
                Place::Cell { sheet, cell, .. } => format!("{sheet} {cell}"),
                _ => String::new(),
            },
        })
    }

    /// A supplier reads the reason: nothing of another tender may stand in it, and nobody's name.
    fn leaks(&mut self, tender: &str, reason: &Filled) {
        let lower = reason.text.to_lowercase();
        let named = |name: &str| name.chars().count() > 3 && lower.contains(&name.to_lowercase());
        let own = self.works.tender(tender).map_or("", |it| it.supplier);
        let works = self.works;
        for other in works.tenders.iter().filter(|it| it.id != tender) {
            let apart = other.supplier != own && named(other.supplier);
            // A letter stands in longer ones.
            let label = named(&format!("{} ", other.label)) || lower.ends_with(&other.label.to_lowercase());
            if apart || label {
                self.fault(
                    &reason.place,
                    "panel/reason-leaks",
                    format!("the reason for the supplier names {}", other.label),
                    "each tender is judged by itself: take the comparison out",
                );
            }
        }
    }

    fn dissent(&mut self, entry: &Filled, people: &BTreeSet<String>) -> Vec<Dissent> {
        let mut found = Vec::new();
        for line in entry.text.lines().map(str::trim).filter(|it| !it.is_empty()) {
            match line.split_once(':') {
                Some((person, view)) if people.contains(person.trim()) && !view.trim().is_empty() => {
                    found.push(Dissent { person: person.trim().to_owned(), view: view.trim().to_owned() });
                }
                _ => self.fault(
                    &entry.place,
                    "panel/dissent",
                    format!("`{}` does not say who dissents", super::form::start(line)),
                    "write a line for each: the sign of somebody who was present, a colon, the view",
                ),
            }
        }
        found
    }

    fn attendance(&mut self, people: &BTreeSet<String>, place: &Place, question: &QuestionId) {
        let works = self.works;
        for sign in people {
            match works.people.get(sign) {
                None => self.fault(
                    place,
                    "panel/present-unknown",
                    format!("`{sign}` takes no part in this procurement"),
                    "write signs as `panel status` lists them, with commas between",
                ),
                Some(it) if works.standing(self.state, it).declaration != super::Interest::Clear => self
                    .fault(
                        place,
                        "panel/present-undeclared",
                        format!("`{sign}` was present without a declaration of interest for these suppliers"),
                        "let the person declare first, and moderate without the person until then",
                    ),
                Some(_) => {}
            }
        }
        let scored = |it: &str| works.people.get(it).is_some_and(|it| it.scores(question));
        let evaluators = people.iter().filter(|it| scored(it)).count();
        if evaluators < works.terms.least_panel {
            self.fault(
                place,
                "panel/present-few",
                format!(
                    "{evaluators} of those who scored {question} were present, and the method asks for {}",
                    works.terms.least_panel
                ),
                "enter the signs of all who were there, or meet again",
            );
        }
        let led = people.iter().any(|it| works.people.get(it).is_some_and(|it| it.has(Role::Moderator)));
        if !led {
            self.fault(
                place,
                "panel/present-moderator",
                "no moderator was present",
                "enter the moderator's sign too",
            );
        }
    }

    /// What shows only across tenders: copied reasons, and the same evidence scored differently.
    fn across(&mut self, agreed: &[(Consensus, Place)]) {
        let works = self.works;
        let voices: Vec<Voice<'_>> = agreed
            .iter()
            .enumerate()
            .filter(|(_, (it, _))| {
                let answer = works.tender(&it.tender).and_then(|tender| tender.answer(&it.question));
                answer.is_some_and(|it| !it.text.trim().is_empty())
            })
            .map(|(at, (it, _))| Voice {
                at,
                group: works.questions.iter().position(|question| question.id == it.question).unwrap_or(0),
                text: &it.reason,
            })
            .collect();
        let label = |id: &str| works.tender(id).map_or_else(|| id.to_owned(), |it| it.label.clone());
        let mut told = BTreeSet::new();
        for it in alike(&voices, works.reasons) {
            if let (Some((first, _)), Some((_, place))) = (agreed.get(it.first), agreed.get(it.second)) {
                told.insert(it.second);
                let message = format!("the reason has the words of the one for {}", label(&first.tender));
                let place = place.clone();
                self.fault(&place, "panel/reason-copied", message, "say of each tender what it says itself");
            }
        }
        let all: Vec<&Consensus> = agreed.iter().map(|it| &it.0).collect();
        for (first, second) in repeated(&all, self.state) {
            let at = all.iter().position(|it| std::ptr::eq(*it, second));
            let Some((at, (_, place))) = at.and_then(|at| Some((at, agreed.get(at)?))) else { continue };
            if told.insert(at) {
                let of = format!("{}, {}", label(&first.tender), first.question);
                let message = format!("the reason is that of {of}, word for word");
                let help = "say of each answer what it says itself, or where it says nothing: no supplier can be sent this";
                self.fault(place, "panel/reason-copied", message, help);
            }
        }
        for question in works.questions {
            let mut scores: BTreeMap<&str, u8> = BTreeMap::new();
            for ((tender, of), it) in &self.state.scores {
                if *of == question.id {
                    scores.insert(tender, it.consensus.score);
                }
            }
            let new = agreed.iter().filter(|(it, _)| it.question == question.id);
            let new: Vec<&(Consensus, Place)> = new.collect();
            scores.extend(new.iter().map(|(it, _)| (it.tender.as_str(), it.score)));
            for (first, second) in same_evidence(works, &question.id, &scores) {
                let at = new.iter().find(|(it, _)| it.tender == second || it.tender == first);
                if let Some((_, place)) = at {
                    let message = format!(
                        "{} and {} show the same of every part of {} and have different scores",
                        label(first),
                        label(second),
                        question.id
                    );
                    let fault = Diagnostic::warning(place.clone(), "panel/same-evidence", message);
                    self.faults
                        .push(fault.help("look at both again: the words may differ where the parts do not"));
                }
            }
        }
    }
}

fn same_words(one: &str, other: &str) -> bool {
    !one.trim().is_empty() && super::reason::words(one) == super::reason::words(other)
}
