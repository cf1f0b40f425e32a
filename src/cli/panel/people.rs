//! Who takes part: status, briefing, declarations and their review, departures.

use std::collections::BTreeMap;

use super::{Desk, forms::have};
use crate::{
    cli::{Failure, Outcome, out},
    diag::counted,
    id::Digest,
    panel::{BY_PROGRAM, Deed, Interest, Need, RULES, Role, Stage, Step, suppliers_digest},
};

/// What everybody must know before a tender is opened. It is recorded that it was read, by its digest.
const BRIEFING: &str = include_str!("briefing.txt");

pub(super) fn brief(mut desk: Desk, by: Option<&str>) -> Result<Outcome, Failure> {
    let Some(by) = by else {
        out::print(BRIEFING)?;
        out::note("when you have read it, run this again with `--by` and your sign");
        return Ok(Outcome::Done);
    };
    let person = desk.person(by)?;
    let role = desk.may(&person, Deed::Acknowledge)?;
    desk.did(&person, role, Step::Briefed { text: Digest::of(BRIEFING.as_bytes()) })?;
    out::print(&format!("`{by}` has acknowledged the briefing\n"))?;
    Ok(Outcome::Done)
}

pub(super) fn declare(
    mut desk: Desk,
    by: Option<&str>,
    list: Option<&str>,
    interest: Option<String>,
) -> Result<Outcome, Failure> {
    let digest = desk.with(|works| suppliers_digest(works.tenders, works.gone));
    let mark = digest.hex().get(..8).unwrap_or_default().to_owned();
    let Some(by) = by else {
        let mut names: Vec<&str> = desk.tenders.iter().map(|it| it.supplier.as_str()).collect();
        names.extend(desk.gone.iter().map(String::as_str));
        names.sort_unstable();
        names.dedup();
        let mut text = String::new();
        for it in names {
            text.push_str(&format!("{}\n", crate::report::words::visible(it).replace('\n', " ")));
        }
        text.push_str(&format!("list {mark}\n"));
        out::print(&text)?;
        return Ok(Outcome::Done);
    };
    if list != Some(mark.as_str()) {
        return Err(format!(
            "a declaration is for the suppliers that tendered: read the list that `panel declare` prints, and give its \
             mark with `--list`{}",
            if list.is_some() { "; the list has changed since" } else { "" }
        )
        .into());
    }
    if desk.tenders.is_empty() {
        return Err("no tender has been received, so that there is no list of suppliers yet".into());
    }
    let person = desk.person(by)?;
    let role = desk.may(&person, Deed::Declare)?;
    let interest = interest.map(|it| it.trim().to_owned()).filter(|it| !it.is_empty());
    let told = match &interest {
        Some(_) => "an interest: somebody else must review it before a tender can be seen",
        None => "no interest",
    };
    desk.did(&person, role, Step::Declared { suppliers: digest, interest })?;
    out::print(&format!("`{by}` has declared {told} (list {mark})\n"))?;
    Ok(Outcome::Done)
}

pub(super) fn review(
    mut desk: Desk,
    by: &str,
    of: &str,
    cleared: bool,
    reason: &str,
) -> Result<Outcome, Failure> {
    let (person, other) = (desk.person(by)?, desk.person(of)?);
    let role = desk.may(&person, Deed::ReviewInterest)?;
    if person.id == other.id {
        return Err("nobody reviews their own declaration".into());
    }
    if !desk.state.declarations.contains_key(of) {
        return Err(format!("`{of}` has declared nothing that could be reviewed").into());
    }
    let reason = said(reason)?;
    desk.did(&person, role, Step::Reviewed { person: other.id, cleared, reason })?;
    let what = if cleared { "cleared to take part" } else { "barred" };
    out::print(&format!("`{of}` is {what}\n"))?;
    Ok(Outcome::Done)
}

pub(super) fn remove(mut desk: Desk, by: &str, of: &str, reason: &str) -> Result<Outcome, Failure> {
    let (person, other) = (desk.person(by)?, desk.person(of)?);
    let role = desk.may(&person, Deed::RemovePerson)?;
    if desk.state.left.contains_key(of) {
        return Err(format!("`{of}` was taken off before").into());
    }
    let reason = said(reason)?;
    desk.did(&person, role, Step::Left { person: other.id, reason })?;
    out::print(&format!("`{of}` is off the panel; what it did stays in the record\n"))?;
    Ok(Outcome::Done)
}

/// Somebody whom the procurement's file names since the panel began is named in the record, by whoever may.
pub(super) fn add(mut desk: Desk, by: &str, of: &str) -> Result<Outcome, Failure> {
    let person = desk.person(by)?;
    let Some(other) = desk.strangers.iter().find(|it| it.id == of).cloned() else {
        return Err(match desk.people.get(of) {
            Some(_) => format!("`{of}` takes part already"),
            None => format!(
                "the procurement's file names no `{of}`: write the person there under `[[panel]]` first"
            ),
        }
        .into());
    };
    let advises = [Role::Administrator, Role::Auditor, Role::Legal, Role::Observer];
    let adviser = other.roles.iter().all(|it| advises.contains(it));
    let role = desk.may(&person, if adviser { Deed::AddAdviser } else { Deed::AddPerson })?;
    desk.named(&person, role, &other)?;
    out::print(&format!("`{of}` takes part: next come the declaration of interest and the briefing\n"))?;
    Ok(Outcome::Done)
}

/// A reason that says something.
pub(super) fn said(reason: &str) -> Result<String, Failure> {
    let reason = reason.trim();
    if reason.split_whitespace().count() < 3 {
        return Err("the reason says nothing: give it in a sentence".into());
    }
    Ok(reason.to_owned())
}

pub(super) fn status(desk: &Desk) -> Result<Outcome, Failure> {
    let text = desk.with(|works| {
        let state = &desk.state;
        let stage = works.stage(state);
        let mut text = format!("{}: {}\n", works.procurement, stage.words());
        text.push_str(&format!(
            "{}, {}, scale 0 to {}\n\n",
            counted(works.tenders.len(), "tender"),
            counted(works.questions.len(), "scored question"),
            works.terms.top()
        ));
        let mut rows = vec![["person", "roles", "interests", "briefed", "scores"].map(str::to_owned)];
        for it in works.people.iter() {
            let standing = works.standing(state, it);
            let roles: Vec<&str> = it.roles.iter().map(|it| it.as_str()).collect();
            let declared = match standing.declaration {
                Interest::Undeclared => "not declared",
                Interest::Clear => "clear",
                Interest::Conflict => "to be reviewed",
                Interest::Barred => "barred",
            };
            let scores = match (it.has(Role::Evaluator), standing.locked, state.issued.contains_key(&it.id)) {
                _ if state.left.contains_key(&it.id) => "left",
                (false, _, _) => "-",
                (true, true, _) => "locked",
                (true, false, true) => "issued",
                (true, false, false) => "to be issued",
            };
            let briefed = if standing.briefed { "yes" } else { "no" };
            rows.push([it.id.clone(), roles.join(" "), declared.into(), briefed.into(), scores.into()]);
        }
        text.push_str(&table(&rows));
        let all = works.tenders.len() * works.questions.len();
        text.push_str(&format!("\n{} the panel's score\n", have(state.scores.len(), all)));
        text
    });
    out::print(&text)?;
    Ok(Outcome::Done)
}

fn table<const N: usize>(rows: &[[String; N]]) -> String {
    let mut widths = [0; N];
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let mut text = String::new();
    for row in rows {
        let mut line = String::new();
        for (width, cell) in widths.iter().zip(row) {
            line.push_str(&format!("{cell:width$}  "));
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// The table of who may do what when.
pub(super) fn rights() -> String {
    let mut rows = vec![["deed", "who", "from", "to", "if"].map(str::to_owned)];
    for it in RULES {
        let roles: Vec<&str> = it.roles.iter().map(|it| it.as_str()).collect();
        let needs: Vec<&str> = it.needs.iter().copied().map(Need::words).collect();
        let roles = if roles.len() == Role::ALL.len() { "all".to_owned() } else { roles.join(" ") };
        rows.push([it.deed.name().to_owned(), roles, stage(it.from), stage(it.to), needs.join(", ")]);
    }
    let mut text = table(&rows);
    let program: Vec<&str> = BY_PROGRAM.iter().map(|it| it.name()).collect();
    text.push_str(&format!(
        "\nAt the same stages by this program, where nobody is named: {}\n",
        program.join(", ")
    ));
    text.push_str("\nStages\n");
    let names: BTreeMap<Stage, String> = Stage::ALL.into_iter().map(|it| (it, stage(it))).collect();
    for (it, name) in names {
        text.push_str(&format!("  {name:11}{}\n", it.words()));
    }
    text
}

fn stage(it: Stage) -> String {
    format!("{it:?}").to_lowercase()
}
