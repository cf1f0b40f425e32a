//! What the database itself refuses, and what damage is noticed.

use std::fs;

use probity::{
    ledger::{act::Act, event::Draft},
    store::record::{FILE, Opening, Record, RecordError, SystemSalts},
};
use rusqlite::Connection;

use super::{Dice, at, crash::procurement, log_key, person, times};
use probity::ledger::act::Role;

#[test]
fn nothing_is_changed_or_removed_by_any_statement() {
    let folder = tempfile::tempdir().unwrap();
    let mut record = procurement(folder.path());
    record.transact(at(2), |turn| turn.append(person("p-0001", Role::Lead, "Ada Lead"))).unwrap();
    record.checkpoint(&log_key()).unwrap();
    drop(record);
    let connection = Connection::open(folder.path().join(FILE)).unwrap();
    for (statement, told) in [
        ("UPDATE event SET line = x'00' WHERE seq = 1", "never changed"),
        ("DELETE FROM event WHERE seq = 2", "never removed"),
        ("INSERT INTO event SELECT 9, line, leaf FROM event WHERE seq = 0", "follow one on the other"),
        (
            "INSERT OR REPLACE INTO event SELECT 1, line, leaf FROM event WHERE seq = 0",
            "follow one on the other",
        ),
        ("UPDATE disclosure SET text = 'x'", "never changed"),
        ("DELETE FROM disclosure", "only by an erasure"),
        ("UPDATE checkpoint SET note = 'x'", "never changed"),
        ("DELETE FROM checkpoint", "never removed"),
    ] {
        let error = connection.execute_batch(statement).unwrap_err().to_string();
        assert!(error.contains(told), "{statement}: {error}");
    }
    drop(connection);
    Record::open(folder.path()).unwrap();
}

/// Records of step 1 counted versions in a table of their own.
#[test]
fn a_record_of_an_earlier_program_is_brought_up_to_date() {
    let folder = tempfile::tempdir().unwrap();
    drop(procurement(folder.path()));
    let connection = Connection::open(folder.path().join(FILE)).unwrap();
    connection
        .execute_batch(
            "CREATE TABLE object (key TEXT PRIMARY KEY, version INTEGER NOT NULL, seq INTEGER NOT NULL REFERENCES \
             event (seq)) STRICT, WITHOUT ROWID; INSERT INTO object VALUES ('tender=T-001', 1, 1); CREATE TRIGGER \
             object_remains BEFORE DELETE ON object BEGIN SELECT RAISE(ABORT, 'never forgotten'); END; PRAGMA \
             user_version = 1;",
        )
        .unwrap();
    drop(connection);
    let mut record = Record::open(folder.path()).unwrap();
    record.transact(at(2), |turn| turn.append(person("p-0001", Role::Lead, "Ada Lead"))).unwrap();
    assert_eq!(record.version("person=p-0001").unwrap(), 1);
    record.integrity().unwrap();
    let tables = "SELECT count(*) FROM sqlite_schema WHERE name LIKE 'object%'";
    let connection = Connection::open(folder.path().join(FILE)).unwrap();
    assert_eq!(connection.query_row(tables, [], |row| row.get::<_, i64>(0)).unwrap(), 0);
}

#[test]
fn a_record_is_made_once() {
    let folder = tempfile::tempdir().unwrap();
    assert!(matches!(Record::open(folder.path()), Err(RecordError::Missing(_))));
    drop(procurement(folder.path()));
    let opening = Opening { buyer: "Example Council", title: "Street lighting" };
    assert!(matches!(Record::create(folder.path(), opening, &log_key(), at(0)), Err(RecordError::Exists(_))));
}

#[test]
fn a_plan_that_fails_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut record = procurement(folder.path());
    let outcome = record.transact(at(2), |turn| {
        turn.append(person("p-0001", Role::Lead, "Ada Lead"))?;
        assert_eq!(turn.version("person=p-0001")?, 1);
        turn.append(person("p-0001", Role::Lead, "Ada Lead"))
    });
    assert!(matches!(outcome, Err(RecordError::Breach(_))), "{outcome:?}");
    assert_eq!(record.state().size, 2);
    assert!(record.state().persons.is_empty());
    assert_eq!(record.version("person=p-0001").unwrap(), 0);
    record.transact(at(2), |turn| turn.append(person("p-0001", Role::Lead, "Ada Lead"))).unwrap();
    assert_eq!(record.version("person=p-0001").unwrap(), 1);
}

#[test]
fn who_looked_before_another_wrote_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let (mut one, mut two) = (procurement(folder.path()), Record::open(folder.path()).unwrap());
    let seen = two.version("person=p-0001").unwrap();
    one.transact(at(2), |turn| turn.append(person("p-0001", Role::Lead, "Ada Lead"))).unwrap();
    let outcome = two.transact(at(2), |turn| {
        turn.expect("person=p-0001", seen)?;
        turn.append(person("p-0002", Role::Lead, "Bo Lead"))
    });
    let told = outcome.unwrap_err().to_string();
    assert!(told.contains("has changed since you looked"), "{told}");
    assert_eq!(two.refresh().unwrap().size, 3);
}

#[test]
fn an_erased_value_is_gone_from_the_files_and_the_record_still_verifies() {
    let folder = tempfile::tempdir().unwrap();
    let mut record = procurement(folder.path());
    let secret = "Wilhelmina Unforgettable";
    record
        .transact(at(2), |turn| {
            turn.append(person("p-0001", Role::Lead, "Ada Lead"))?;
            turn.append(person("p-0002", Role::Evaluator, secret))
        })
        .unwrap();
    let text = record
        .trail()
        .unwrap()
        .disclosed
        .of(3)
        .iter()
        .find(|it| it.name == "name")
        .map(|it| it.text.clone())
        .unwrap();
    record
        .transact_with(at(3), &mut SystemSalts::default(), |turn| {
            let by = Draft::new(Act::DisclosureErased, "p-0001", Role::Lead)
                .because("Asked for under article 17.");
            turn.erase(3, &["name"], "UK GDPR art. 17", by)
        })
        .unwrap();
    record.compact().unwrap();
    let declared = record.erased().unwrap();
    assert_eq!(declared.fields.len(), 1);
    assert_eq!(declared.fields[0].exemption, "erased by event 4");
    drop(record);
    for entry in fs::read_dir(folder.path()).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            let bytes = fs::read(&path).unwrap();
            assert!(!bytes.windows(text.len()).any(|it| it == text.as_bytes()), "{}", path.display());
        }
    }
    Record::open(folder.path()).unwrap();
}

#[test]
fn a_flipped_byte_is_noticed_or_harmless() {
    let folder = tempfile::tempdir().unwrap();
    let mut record = procurement(folder.path());
    record.transact(at(2), |turn| turn.append(person("p-0001", Role::Lead, "Ada Lead"))).unwrap();
    record.compact().unwrap();
    let truth = (record.trail().unwrap().lines, record.trail().unwrap().disclosure_lines());
    drop(record);
    let good = fs::read(folder.path().join(FILE)).unwrap();
    let (mut noticed, mut harmless) = (0, 0);
    let mut dice = Dice(11);
    for _ in 0..times("PROBITY_FLIPS", 60) {
        let other = tempfile::tempdir().unwrap();
        let mut bytes = good.clone();
        let at = dice.below(bytes.len());
        bytes[at] ^= 1 << dice.below(8);
        fs::write(other.path().join(FILE), bytes).unwrap();
        let read = Record::open(other.path()).and_then(|mut it| it.integrity().and_then(|()| it.trail()));
        match read {
            Err(_) => noticed += 1,
            // What is disclosed is held to the events by verification, step 6.
            Ok(trail) if trail.lines == truth.0 => harmless += 1,
            Ok(_) => panic!("byte {at} changed the record unseen"),
        }
    }
    println!("{noticed} flips noticed, {harmless} harmless");
}
