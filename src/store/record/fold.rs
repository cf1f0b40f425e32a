//! What follows from the events of a record: where the process stands, and how often things were acted on.

use std::collections::BTreeMap;

use rusqlite::Connection;

use super::{RecordError, signed};
use crate::ledger::{
    event::{Entry, Event},
    process::State,
};

/// What an event is about, as keys whose versions count the events about them: all its objects together, as in
/// `question=…/tender=T-001`, and its tender.
pub fn object_keys(event: &Event) -> impl Iterator<Item = String> {
    let mut all = String::with_capacity(64);
    for (kind, id) in event.obj.iter() {
        for part in [if all.is_empty() { "" } else { "/" }, kind, "=", id] {
            all.push_str(part);
        }
    }
    let tender = event.about("tender").map(|it| format!("tender={it}")).filter(|it| *it != all);
    [all].into_iter().filter(|it| !it.is_empty()).chain(tender)
}

/// How often things were acted on, counted up to some event. It is what the events say and is stored nowhere else; who
/// asks for none pays for none.
#[derive(Debug, Default)]
pub(super) struct Versions {
    size: u64,
    of: BTreeMap<String, u64>,
}

impl Versions {
    /// How often `key` was acted on, as of now.
    pub(super) fn of(&mut self, key: &str, connection: &Connection) -> Result<u64, RecordError> {
        since(connection, self.size, |event| {
            for key in object_keys(event) {
                let version = self.of.entry(key).or_default();
                *version = version.saturating_add(1);
            }
            self.size = event.seq.saturating_add(1);
            Ok(())
        })?;
        Ok(self.of.get(key).copied().unwrap_or(0))
    }
}

/// Folds events that came since into `state`.
pub(super) fn catch_up(connection: &Connection, state: &mut State, origin: &str) -> Result<(), RecordError> {
    since(connection, state.size, |event| {
        if event.log != origin {
            return Err(format!("is of the log `{}`", event.log));
        }
        state.admit(event).map_err(|error| error.to_string())
    })
}

/// `take` on each event from `first` on; what it finds wrong is damage to the record.
fn since(
    connection: &Connection,
    first: u64,
    mut take: impl FnMut(&Event) -> Result<(), String>,
) -> Result<(), RecordError> {
    let mut rows = connection.prepare_cached("SELECT line FROM event WHERE seq >= ? ORDER BY seq")?;
    let mut each = rows.query([signed(first)])?;
    let mut seq = first;
    while let Some(row) = each.next()? {
        let line = row.get_ref(0)?.as_blob().map_err(|error| RecordError::Damaged(error.to_string()))?;
        let damaged = |what: String| RecordError::Damaged(format!("event {seq}: {what}"));
        let entry = Entry::parse(line).map_err(|error| damaged(error.to_string()))?;
        take(entry.event().ok_or_else(|| damaged("is withheld".to_owned()))?).map_err(damaged)?;
        seq = seq.saturating_add(1);
    }
    Ok(())
}
