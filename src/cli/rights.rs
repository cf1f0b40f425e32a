//! Who may do what now, by the record alone: commands on prices, the award and the record ask the same table as those of
//! the panel.

use std::collections::BTreeSet;

use super::{Failure, record::person};
use crate::{
    id::{Digest, Moment},
    ledger::{
        act::{Act, Role as As},
        event::Draft,
        process::{Declared, Person, State},
        trail::Trail,
    },
    panel::{Deed, Interest, RULES, Role, Stage, Standing, list_of_suppliers, may, program_may},
    store::record::Record,
};

/// Somebody who may do what was asked, and as what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Actor {
    /// The sign or pseudonym.
    pub(crate) id: String,
    /// In which role.
    pub(crate) role: As,
}

impl Actor {
    /// The beginning of an event by whoever acts, or by this program.
    pub(crate) fn draft(actor: Option<&Self>, act: Act) -> Draft {
        match actor {
            Some(it) => Draft::new(act, &it.id, it.role),
            None => Draft::of_system(act),
        }
    }
}

/// The person of this name or sign, if the table lets it do `deed` as things stand `at` this moment.
///
/// # Errors
/// When it takes no part, or with the reason why it may not.
pub(crate) fn allowed(record: &mut Record, name: &str, deed: Deed, at: Moment) -> Result<Actor, Failure> {
    let Some((id, _)) = person(record, name)? else {
        let known: Vec<&str> =
            record.state().persons.iter().filter(|(_, it)| !it.removed).map(|(id, _)| id.as_str()).collect();
        return Err(format!(
            "`{name}` takes part in nothing here; those who do: {}. Who is to act is named under `[[panel]]` or with \
             `probity record declare`",
            known.join(", ")
        )
        .into());
    };
    let trail = record.trail()?;
    let state = record.state();
    let standing = standing(state, &trail, &id, at);
    let roles = roles(state, &id);
    let role = may(deed, &roles, standing).map_err(|refusal| refusal.of(&id))?;
    // The names of both lists are the same; a test holds this.
    Ok(Actor { id, role: role.as_str().parse().unwrap_or(As::Observer) })
}

/// The same of whoever is named, and of this program where nobody is.
///
/// # Errors
/// As [`allowed`].
pub(crate) fn allowed_or_program(
    record: &mut Record,
    name: Option<&str>,
    deed: Deed,
    at: Moment,
) -> Result<Option<Actor>, Failure> {
    if let Some(name) = name {
        return Ok(Some(allowed(record, name, deed, at)?));
    }
    program_may(deed, stage(record.state(), at))?;
    Ok(None)
}

/// Whether the person has a role that is ever allowed `deed`: for keys that are made long before they are used.
pub(crate) fn could(state: &State, id: &str, deed: Deed) -> bool {
    let roles = roles(state, id);
    RULES.iter().any(|row| row.deed == deed && row.roles.iter().any(|it| roles.contains(it)))
}

fn roles(state: &State, id: &str) -> BTreeSet<Role> {
    let said = state.persons.get(id).map(|it| it.role.as_str()).unwrap_or_default();
    said.split(", ").filter_map(|it| Role::ALL.into_iter().find(|role| role.as_str() == it)).collect()
}

fn standing(state: &State, trail: &Trail, id: &str, at: Moment) -> Standing {
    let person = state.persons.get(id);
    let declaration = match person.and_then(|it| it.declared) {
        None => Interest::Undeclared,
        Some(Declared::Barred) => Interest::Barred,
        Some(Declared::Conflict) => Interest::Conflict,
        Some(Declared::Clear) if is_outdated(state, trail, person.and_then(|it| it.declaration)) => {
            Interest::Undeclared
        }
        Some(Declared::Clear) => Interest::Clear,
    };
    let locked = state.tenders.values().flat_map(|it| it.locked.values()).any(|it| it.contains(id));
    let briefed = person.is_some_and(|it| it.briefed);
    Standing { stage: stage(state, at), declaration, briefed, locked }
}

/// Whether a declaration names a list of suppliers that is not the one of those who tendered.
fn is_outdated(state: &State, trail: &Trail, declaration: Option<u64>) -> bool {
    let said = declaration.and_then(|seq| trail.value(seq, "interest")?.as_str());
    let list = said.and_then(|it| it.rsplit_once("(list of suppliers ")?.1.strip_suffix(')'));
    let Some(list) = list.and_then(|it| it.parse::<Digest>().ok()) else { return false };
    let names: Vec<String> = suppliers(state).into_iter().map(|it| trail.supplier(it)).collect();
    list != list_of_suppliers(names.iter().map(String::as_str))
}

/// The tenders whose suppliers are on the list that declarations are for: whatever became of them later.
pub(crate) fn suppliers(state: &State) -> Vec<&str> {
    let on_it = state.tenders.iter().filter(|(_, it)| !it.refused && (!it.late || it.admitted));
    on_it.map(|(id, _)| id.as_str()).collect()
}

/// How far the procurement has come, as the record says.
pub(crate) fn stage(state: &State, at: Moment) -> Stage {
    let Some(pack) = &state.pack else { return Stage::Draft };
    let locked = || state.tenders.values().any(|it| !it.locked.is_empty());
    let agreed = || state.tenders.values().any(|it| !it.agreed.is_empty() || !it.decided.is_empty());
    let has_locked = |id: &str| state.tenders.values().any(|it| it.locked.values().any(|it| it.contains(id)));
    let all_locked = || {
        let scores =
            |(id, it): &(&String, &Person)| !it.removed && roles(state, id).contains(&Role::Evaluator);
        state.persons.iter().filter(scores).all(|(id, _)| has_locked(id))
    };
    match () {
        () if !state.reopened.scores.is_empty() => Stage::Moderating,
        () if state.reopened.prices => Stage::Priced,
        () if state.notice.is_some() => Stage::Noticed,
        () if state.award.is_some() && state.assessed().all(|(_, it)| it.told.is_some()) => Stage::Told,
        () if state.award.is_some() => Stage::Awarded,
        () if state.result.is_some() => Stage::Resulted,
        () if state.tenders.values().any(|it| it.price_opened) => Stage::Priced,
        () if state.is_settled() => Stage::Settled,
        () if agreed() || locked() && all_locked() => Stage::Moderating,
        () if locked() || state.opened => Stage::Scoring,
        () if at > pack.deadline => Stage::Closed,
        () => Stage::Open,
    }
}
