//! The standstill that summaries tell of, before they are made and before they are recorded as sent.

use std::path::Path;

use serde_json::Value;

use super::{FOLDER, basis::Basis, compute::SUMMARIES};
use crate::{
    award::summary::{Header, standstill_fault, too_early},
    cli::Failure,
    id::Date,
    ledger::process::Pack,
    procurement::{
        Regime,
        law::{Law, Standstill},
    },
    store::{self, folder::Folder, record::Record},
};

/// The data of the award notice that are made with the summaries; they have the day that each of them states.
pub(super) const DATA: &str = "ocds-award.json";

const CORRECT: &str = "`probity derive standstill --notice-on DATE` counts the days: correct `standstill-ends` or `award-notice`";

/// The standstill that begins with a notice of the day `from`; none where the law has none.
pub(super) fn standstill(
    data: Option<&Path>,
    record: &Record,
    from: Date,
) -> Result<Option<Standstill>, Failure> {
    let (law, regime) = law(data, record)?;
    Ok(regime.and_then(|it| law.standstill(it, from)))
}

fn law(data: Option<&Path>, record: &Record) -> Result<(Law, Option<Regime>), Failure> {
    let pack: &Pack = record.state().pack.as_ref().ok_or("nothing was published")?;
    let basis = Basis::of_folder(data, record.folder(), pack)?;
    Ok((Law::load(&store::ready(data)?)?, basis.procurement.regime))
}

/// What keeps summaries with this head, made on the day `today`, from being sent.
pub(super) fn of_head(
    data: Option<&Path>,
    record: &Record,
    header: &Header,
    today: Date,
) -> Result<Option<String>, Failure> {
    let (law, regime) = law(data, record)?;
    let on = header.sent.unwrap_or(today);
    let fault = regime.and_then(|it| standstill_fault(header, &law, it, on));
    Ok(fault.map(|it| format!("[header] [standstill-differs]: {it}. {CORRECT}")))
}

/// Refuses summaries that were sent on the day `sent` and say that the standstill ends before it may.
pub(super) fn of_sent(data: Option<&Path>, record: &Record, sent: Date) -> Result<(), Failure> {
    let Some(stated) = stated(record.folder())? else { return Ok(()) };
    let (law, regime) = law(data, record)?;
    match regime.and_then(|it| too_early(stated, &law, it, sent)) {
        Some(fault) => Err(format!(
            "{fault}: nothing was recorded. {CORRECT} in the file of `--people`, make the summaries again and send those"
        )
        .into()),
        None => Ok(()),
    }
}

/// Refuses a notice of the day `on` where suppliers were told of another: they counted the standstill from that one.
pub(super) fn of_notice(folder: &Path, on: Date) -> Result<(), Failure> {
    match period(folder, "startDate")? {
        Some(told) if told != on => Err(format!(
            "the notice is said to be of {on}, and the summaries that were made, and the draft of the notice beside them, say \
             {told}: nothing was recorded. Publish it on the day that suppliers were told, or put the other day under \
             `award-notice` in the file of `--people` and make and send the summaries anew, after `probity award reopen` \
             where some were sent"
        )
        .into()),
        _ => Ok(()),
    }
}

/// The day on which the summaries in the folder say that the standstill ends, if they do.
fn stated(folder: &Path) -> Result<Option<Date>, Failure> {
    period(folder, "endDate")
}

/// A day of the standstill of which the summaries in the folder tell, if they do.
fn period(folder: &Path, day: &str) -> Result<Option<Date>, Failure> {
    let at = Folder::at(folder);
    let name = format!("{FOLDER}/{SUMMARIES}/{DATA}");
    if !at.has(&name) {
        return Ok(None);
    }
    let data: Value = serde_json::from_str(&at.text(&name)?.text)?;
    let found = data.pointer("/releases/0/awards/0/standstillPeriod").and_then(|it| it.get(day)?.as_str());
    Ok(found.and_then(|it| it.split('T').next()).and_then(|it| it.parse().ok()))
}
