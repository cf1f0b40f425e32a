//! The tables of a record, as numbered steps that never change; `user_version` says how many were taken.

use rusqlite::Connection;

use super::RecordError;

/// `PRB1`: which program the file belongs to.
const APPLICATION: i32 = 0x5052_4231;

/// One step after the other.
const STEPS: &[&str] = &[
    "
    CREATE TABLE event (
        seq  INTEGER PRIMARY KEY,
        line BLOB NOT NULL,
        leaf BLOB NOT NULL CHECK (length(leaf) = 32)
    ) STRICT;
    CREATE TABLE disclosure (
        seq    INTEGER NOT NULL REFERENCES event (seq),
        digest TEXT NOT NULL,
        text   TEXT NOT NULL,
        PRIMARY KEY (seq, digest)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE erasure (
        digest TEXT PRIMARY KEY,
        field  TEXT NOT NULL,
        seq    INTEGER NOT NULL REFERENCES event (seq),
        by     INTEGER NOT NULL REFERENCES event (seq)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE object (
        key     TEXT PRIMARY KEY,
        version INTEGER NOT NULL,
        seq     INTEGER NOT NULL REFERENCES event (seq)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE checkpoint (
        id   INTEGER PRIMARY KEY,
        size INTEGER NOT NULL,
        note TEXT NOT NULL
    ) STRICT;
    CREATE TRIGGER event_follows BEFORE INSERT ON event
        WHEN NEW.seq IS NOT (SELECT coalesce(max(seq) + 1, 0) FROM event)
        BEGIN SELECT RAISE(ABORT, 'events follow one on the other'); END;
    CREATE TRIGGER event_stays BEFORE UPDATE ON event
        BEGIN SELECT RAISE(ABORT, 'an event is never changed'); END;
    CREATE TRIGGER event_remains BEFORE DELETE ON event
        BEGIN SELECT RAISE(ABORT, 'an event is never removed'); END;
    CREATE TRIGGER disclosure_stays BEFORE UPDATE ON disclosure
        BEGIN SELECT RAISE(ABORT, 'a disclosure is never changed'); END;
    CREATE TRIGGER disclosure_remains BEFORE DELETE ON disclosure
        WHEN NOT EXISTS (SELECT 1 FROM erasure WHERE erasure.digest = OLD.digest)
        BEGIN SELECT RAISE(ABORT, 'a disclosure is removed only by an erasure that was recorded'); END;
    CREATE TRIGGER erasure_stays BEFORE UPDATE ON erasure
        BEGIN SELECT RAISE(ABORT, 'an erasure is never changed'); END;
    CREATE TRIGGER erasure_remains BEFORE DELETE ON erasure
        BEGIN SELECT RAISE(ABORT, 'an erasure is never removed'); END;
    CREATE TRIGGER object_grows BEFORE UPDATE ON object
        WHEN NEW.version IS NOT OLD.version + 1 OR NEW.seq <= OLD.seq
        BEGIN SELECT RAISE(ABORT, 'versions follow one on the other'); END;
    CREATE TRIGGER object_remains BEFORE DELETE ON object
        BEGIN SELECT RAISE(ABORT, 'what was decided on is never forgotten'); END;
    CREATE TRIGGER checkpoint_stays BEFORE UPDATE ON checkpoint
        BEGIN SELECT RAISE(ABORT, 'a checkpoint is never changed'); END;
    CREATE TRIGGER checkpoint_remains BEFORE DELETE ON checkpoint
        BEGIN SELECT RAISE(ABORT, 'a checkpoint is never removed'); END;
",
    // How often a thing was acted on is counted from the events, which cannot contradict themselves.
    "
    DROP TABLE object;
",
];

/// Brings a database to the newest step, all steps in one transaction.
pub(super) fn migrate(connection: &mut Connection) -> Result<(), RecordError> {
    let have: i32 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let done = usize::try_from(have).unwrap_or(usize::MAX);
    if done > STEPS.len() {
        return Err(RecordError::Newer { have, know: i32::try_from(STEPS.len()).unwrap_or(i32::MAX) });
    }
    if done == STEPS.len() {
        let whose: i32 = connection.query_row("PRAGMA application_id", [], |row| row.get(0))?;
        return if whose == APPLICATION { Ok(()) } else { Err(RecordError::Foreign) };
    }
    let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    // Another process may have been quicker.
    let have: i32 = transaction.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    for step in STEPS.iter().skip(usize::try_from(have).unwrap_or(0)) {
        transaction.execute_batch(step)?;
    }
    let now = i32::try_from(STEPS.len()).unwrap_or(i32::MAX);
    transaction
        .execute_batch(&format!("PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {now};"))?;
    transaction.commit()?;
    Ok(())
}
