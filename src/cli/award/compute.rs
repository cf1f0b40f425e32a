//! `probity award DIR`: the result of a procurement from its record, by what was published.

use std::{collections::BTreeMap, path::Path};

use super::{
    CONTRACT, FOLDER, LETTERS, REPLACED,
    basis::Basis,
    facts::facts,
    figures::figures,
    inputs::{Inputs, inputs},
    table,
};
use crate::{
    award::sheet::Outcomes,
    cli::{
        Failure, Outcome, out,
        record::{Clock, works::program},
        rights::allowed,
    },
    document::evaluation_report,
    id::Digest,
    ledger::{act::Act, event::Draft, verify::differences},
    panel::Deed,
    store::{
        output::Output,
        record::{Record, RecordError},
    },
};

/// What stands below it and is not replaced with the result.
pub(super) const SUMMARIES: &str = "summaries";

/// A record with what its award rests on and comes to.
pub(super) struct Reckoning {
    pub(super) record: Record,
    pub(super) basis: Basis,
    pub(super) inputs: Inputs,
    pub(super) outcomes: Outcomes,
}

/// Computes, shows, writes and records the result.
pub(super) fn run(
    data: Option<&Path>,
    folder: &Path,
    by: Option<&str>,
    force: bool,
    json_wanted: bool,
    clock: Clock,
) -> Result<Outcome, Failure> {
    let Some(by) = by else {
        return Err("who has the result computed? Name the person with `--by`: it is recorded".into());
    };
    let mut record = Record::open(folder)?;
    let now = clock.now();
    let actor = allowed(&mut record, by, Deed::ComputeResult, now)?;
    let until = record.state().size;
    let mut of = reckon(data, record, until)?;
    let output = Output::claim_beside(&folder.join(FOLDER), force, |it| {
        [SUMMARIES, REPLACED, LETTERS, CONTRACT].contains(&it)
    })?;
    let json = serde_json::to_string_pretty(&of.outcomes)? + "\n";
    out::print(&if json_wanted { json.clone() } else { table::outcomes(&of.inputs.sheet, &of.outcomes) })?;
    let report =
        evaluation_report(&of.inputs.sheet, &of.outcomes, &facts(&of.record.trail()?, of.record.state()))?;
    let result = serde_json::json!({
        "award": Digest::of(json.as_bytes()).as_str(),
        "lots": figures(&of.outcomes),
    });
    let files = [
        ("award.json", json.into_bytes()),
        ("evaluation-report.docx", report.word),
        ("evaluation-report.html", report.page.into_bytes()),
    ];
    // After something was reopened the result is recorded anew, though it be the same.
    let before = of.record.state().result.filter(|_| !of.record.state().stale);
    let trail = of.record.trail()?;
    let same = before.filter(|seq| {
        let event = trail.events().find(|it| it.seq == *seq);
        event.is_some_and(|it| {
            it.text("inputs_digest") == Some(of.inputs.digest.as_str())
                && trail.value(*seq, "result") == Some(&result)
        })
    });
    if let Some(seq) = same {
        output.write(&files)?;
        out::note(&format!("this result was recorded before, as event {seq}"));
        return Ok(Outcome::Done);
    }
    let draft = Draft::new(Act::ResultComputed, &actor.id, actor.role)
        .with("inputs_digest", of.inputs.digest.as_str())
        .with("method_digest", of.basis.method.digest.as_str())
        .with("program", program())
        .hide("result", result);
    let event = of.record.transact(now, |turn| {
        if turn.state().size != until {
            return Err(RecordError::Refused("somebody recorded an act meanwhile: compute again".to_owned()));
        }
        let event = turn.append(draft)?;
        // In the folder before the event is final: whole or not at all.
        output.write(&files).map_err(|error| RecordError::Refused(error.to_string()))?;
        Ok(event)
    })?;
    out::note(&format!(
        "recorded as event {}; the evaluation report is in `{}`. Nobody is awarded anything by it: `probity award decide` \
         records who decides",
        event.seq,
        folder.join(FOLDER).display()
    ));
    let open = of.outcomes.lots.iter().any(|it| !it.result.open.is_empty());
    Ok(if open { Outcome::Refused } else { Outcome::Done })
}

/// Works the result out from the events before `until`.
pub(super) fn reckon(data: Option<&Path>, mut record: Record, until: u64) -> Result<Reckoning, Failure> {
    let pack = record.state().pack.clone().ok_or("nothing was published that could be awarded")?;
    let basis = Basis::of_folder(data, record.folder(), &pack)?;
    let trail = record.trail()?;
    let inputs = inputs(&trail, until, &basis)?;
    for it in &inputs.missing {
        out::note(&format!("{} (event {}) was erased", it.what, it.seq));
    }
    for it in inputs.open.iter().chain(&inputs.told) {
        out::note(it);
    }
    match (inputs.missing.len(), inputs.open.len()) {
        (0, 0) => {}
        (0, 1) => return Err("there is no result yet: 1 thing above is open".into()),
        (0, n) => return Err(format!("there is no result yet: {n} things above are open").into()),
        (1, _) => return Err("there can be no result: 1 value above is gone".into()),
        (n, _) => return Err(format!("there can be no result: {n} values above are gone").into()),
    }
    let outcomes = inputs.sheet.outcomes()?;
    Ok(Reckoning { record, basis, inputs, outcomes })
}

/// What the record comes to as it stands, whether a result was recorded or not: where one is still open, without points and
/// ranks. Nothing is recorded.
pub(super) fn so_far(data: Option<&Path>, mut record: Record) -> Result<Reckoning, Failure> {
    let until = record.state().size;
    let pack = record.state().pack.clone().ok_or("nothing was published that could be awarded")?;
    let basis = Basis::of_folder(data, record.folder(), &pack)?;
    let inputs = inputs(&record.trail()?, until, &basis)?;
    let whole = inputs.missing.is_empty() && inputs.open.is_empty();
    let outcomes = if whole { inputs.sheet.outcomes()? } else { inputs.sheet.before_result()? };
    Ok(Reckoning { record, basis, inputs, outcomes })
}

/// The result that was recorded last, worked out again and found the same.
pub(super) fn recorded(data: Option<&Path>, mut record: Record) -> Result<(u64, Reckoning), Failure> {
    let Some(seq) = record.state().result else {
        return Err("no result was computed yet: `probity award DIR --by NAME`".into());
    };
    let trail = record.trail()?;
    let of = reckon(data, record, seq)?;
    let known = trail.value(seq, "result").and_then(|it| it.get("lots"));
    let found = known.map(|it| differences(it, &figures(&of.outcomes), false)).unwrap_or_default();
    if let Some(first) = found.first() {
        return Err(format!("the result of event {seq} is not what the record comes to: {first}").into());
    }
    Ok((seq, of))
}

/// By lot, the tender that the result gives it to.
pub(super) fn first(outcomes: &Outcomes) -> BTreeMap<String, Option<String>> {
    let each = outcomes.awards.iter();
    each.map(|it| (it.lot.to_string(), it.tender.as_ref().map(ToString::to_string))).collect()
}
