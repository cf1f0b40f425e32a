//! Many processes on one record.

use std::{
    collections::BTreeSet,
    env,
    path::Path,
    process::{Command, Stdio},
};

use probity::{
    ledger::{act::Act, event::Draft},
    store::record::{Record, RecordError},
};

use super::{at, crash::procurement, received, times};

const KEY: &str = "tender=T-001";

/// What each writer does: looks how many flags there are, and raises the next one, unless somebody was quicker.
#[test]
#[ignore = "the process that another test starts"]
fn writes_what_follows_from_what_it_saw() {
    let Ok(folder) = env::var("PROBITY_WORK_ON") else { return };
    let mut record = Record::open(Path::new(&folder)).unwrap();
    let mut written = 0;
    while written < times("PROBITY_WORK_ACTIONS", 1) {
        let seen = record.version(KEY).unwrap();
        let count = record.refresh().unwrap().tenders["T-001"].flags.len();
        let outcome = record.transact(at(3), |turn| {
            turn.expect(KEY, seen)?;
            turn.append(
                Draft::of_system(Act::FlagRaised)
                    .about("tender", "T-001")
                    .about("flag", format!("F-{count}"))
                    .with("code", "hidden-row")
                    .hide("message", std::process::id())
                    .hide("place", ""),
            )
        });
        match outcome {
            Ok(_) => written += 1,
            Err(RecordError::Changed { .. } | RecordError::Busy | RecordError::Breach(_)) => {}
            Err(error) => panic!("{error}"),
        }
    }
}

#[test]
fn many_writers_leave_no_gap_and_lose_no_update() {
    let (writers, each) = (16, times("PROBITY_WRITES", 5));
    let folder = tempfile::tempdir().unwrap();
    let mut record = procurement(folder.path());
    record.transact(at(2), |turn| turn.append(received("T-001", "Cobalt", b"x", false))).unwrap();
    let before = record.state().size;
    let children: Vec<_> = (0..writers)
        .map(|_| {
            Command::new(env::current_exe().unwrap())
                .args(["record::writers::writes_what_follows_from_what_it_saw", "--exact", "--ignored"])
                .env("PROBITY_WORK_ON", folder.path())
                .env("PROBITY_WORK_ACTIONS", each.to_string())
                .stdout(Stdio::null())
                .spawn()
                .unwrap()
        })
        .collect();
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    let state = record.refresh().unwrap().clone();
    let all = writers * each;
    assert_eq!(state.size, before + all);
    let expected: BTreeSet<String> = (0..all).map(|it| format!("F-{it}")).collect();
    assert_eq!(state.tenders["T-001"].flags.keys().cloned().collect::<BTreeSet<_>>(), expected);
    let trail = record.trail().unwrap();
    assert!(trail.events().map(|it| it.seq).eq(0..state.size));
    println!("{writers} processes × {each} writes: no gap, no lost update");
}
