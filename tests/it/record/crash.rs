//! Processes that are killed, and disks that fail, in the middle of writing.

use std::{
    collections::BTreeSet,
    env, fs,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    path::Path,
    process::{Child, Command, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};

use probity::{
    id::Digest,
    ledger::{act::Act, event::Draft, policy::Policy},
    store::record::{Opening, Record, RecordError, keep, kept},
};

use super::{Dice, at, log_key, published, received, times};

/// Makes a procurement whose record is open and published.
pub(super) fn procurement(folder: &Path) -> Record {
    let opening = Opening { buyer: "Example Council", title: "Street lighting" };
    let mut record = Record::create(folder, opening, &log_key(), at(0)).unwrap();
    record.transact(at(1), |turn| turn.append(published())).unwrap();
    record
}

/// One action of the workload: a tender with as many flags as its file has bytes.
pub(super) fn action(record: &mut Record, dice: &mut Dice) -> Result<String, RecordError> {
    let bytes = vec![b'x'; 1 + dice.below(4)];
    record.transact(at(2), |turn| {
        let id = turn.state().next_tender();
        let bytes = [bytes.as_slice(), id.as_bytes()].concat();
        keep(turn.folder(), &id, "answers.csv", &bytes)?;
        turn.append(received(&id, "Cobalt Street Lamps Ltd", &bytes, false))?;
        for n in 0..bytes.len() {
            turn.append(
                Draft::of_system(Act::FlagRaised)
                    .about("tender", id.as_str())
                    .about("flag", format!("F-{n:03}"))
                    .with("code", "hidden-row")
                    .hide("message", "row 15 is hidden")
                    .hide("place", ""),
            )?;
        }
        Ok(id)
    })
}

/// Opens what a crash has left: every acknowledged tender is there with its file, none is half there, and the record
/// verifies.
fn sound(folder: &Path, acknowledged: &BTreeSet<String>, what: &str) {
    let mut record = Record::open(folder).unwrap_or_else(|error| panic!("{what}: {error}"));
    record.integrity().unwrap();
    let state = record.state().clone();
    for id in acknowledged {
        assert!(state.tenders.contains_key(id), "{what}: `{id}` was acknowledged and is lost");
    }
    let trail = record.trail().unwrap();
    for (id, tender) in &state.tenders {
        let bytes = kept(folder, id, &tender.sha256).unwrap_or_else(|error| panic!("{what}: {error}"));
        assert_eq!(tender.flags.len(), bytes.len(), "{what}: `{id}` is half there");
        let event = trail.latest(Act::TenderReceived, &[("tender", id)]).unwrap();
        assert_eq!(event.text("sha256"), Some(Digest::of(&bytes).as_str()));
    }
    let checkpoint = record.checkpoint(&log_key()).unwrap();
    let mut files = probity::ledger::bag::Files::new();
    files.insert("data/events.jsonl".into(), trail.event_lines());
    files.insert("data/disclosures.jsonl".into(), trail.disclosure_lines().into_bytes());
    files.insert("data/redaction.json".into(), record.erased().unwrap().text().into_bytes());
    files.insert("data/checkpoint".into(), checkpoint.to_string().into_bytes());
    for (id, tender) in &state.tenders {
        let name = format!("data/originals/{}", tender.sha256.trim_start_matches("sha256:"));
        files.insert(name, kept(folder, id, &tender.sha256).unwrap());
    }
    let policy = Policy::of_log(log_key().public().clone());
    let request = probity::ledger::verify::Request {
        files: &files,
        policy: &policy,
        since: &[],
        receipts: &[],
        live: true,
        recompute: None,
    };
    let report = probity::ledger::verify::verify(&request);
    assert_eq!(report.verdict.status(), 0, "{what}: {report}");
}

/// This very test binary, as a process that works on `folder` and can be killed.
fn worker(folder: &Path, seed: u64, actions: u64) -> Command {
    let mut command = Command::new(env::current_exe().unwrap());
    command
        .args([
            "record::crash::works_until_it_is_killed",
            "--exact",
            "--ignored",
            "--nocapture",
            "--test-threads=1",
        ])
        .env("PROBITY_WORK_ON", folder)
        .env("PROBITY_WORK_SEED", seed.to_string())
        .env("PROBITY_WORK_ACTIONS", actions.to_string())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// What workers do; by itself nothing.
#[test]
#[ignore = "the process that other tests kill"]
fn works_until_it_is_killed() {
    let Ok(folder) = env::var("PROBITY_WORK_ON") else { return };
    let mut dice = Dice(times("PROBITY_WORK_SEED", 0));
    let say = |word: &str| {
        let mut out = std::io::stdout().lock();
        writeln!(out, "\n@{word}").unwrap();
        out.flush().unwrap();
    };
    let mut record = match Record::open(Path::new(&folder)) {
        Ok(record) => record,
        Err(error) => return say(&format!("failed {error}")),
    };
    for _ in 0..times("PROBITY_WORK_ACTIONS", 1) {
        match action(&mut record, &mut dice) {
            Ok(id) => say(&format!("done {id}")),
            Err(RecordError::Broken(why)) => {
                say(&format!("broken {why}"));
                // Once the disk has failed to confirm, nothing more is written.
                let again = action(&mut record, &mut dice);
                say(if matches!(again, Err(RecordError::Broken(_))) { "stopped" } else { "WENT ON" });
                return;
            }
            Err(error) => say(&format!("failed {error}")),
        }
    }
    drop(record);
    say("end");
}

fn spoken(child: &mut Child) -> Vec<String> {
    let out = BufReader::new(child.stdout.take().unwrap());
    out.lines().map_while(Result::ok).filter_map(|it| it.strip_prefix('@').map(str::to_owned)).collect()
}

#[test]
fn killing_a_writer_loses_nothing_that_was_acknowledged() {
    let kills = times("PROBITY_KILLS", 15);
    let (mut acknowledged, mut folder) = (BTreeSet::new(), tempfile::tempdir().unwrap());
    drop(procurement(folder.path()));
    let (mut lost_cause, mut all) = (0, 0);
    for n in 0..kills {
        let mut dice = Dice(n);
        // A record that has grown long makes each round slow without making it harder.
        if n % 40 == 39 {
            folder = tempfile::tempdir().unwrap();
            acknowledged.clear();
            drop(procurement(folder.path()));
        }
        let mut child = worker(folder.path(), n, 1_000_000).spawn().unwrap();
        let out = child.stdout.take().unwrap();
        let (first, begun) = mpsc::channel();
        let ears = thread::spawn(move || {
            let mut told = Vec::new();
            for line in BufReader::new(out).lines().map_while(Result::ok) {
                if let Some(word) = line.strip_prefix('@') {
                    told.push(word.to_owned());
                    let _gone = first.send(());
                }
            }
            told
        });
        // Most are killed at work, the others while they open the record.
        if n % 5 != 0 {
            let _ended = begun.recv_timeout(Duration::from_secs(30));
        }
        thread::sleep(Duration::from_micros(dice.next() % 30_000));
        child.kill().unwrap();
        let told = ears.join().unwrap();
        child.wait().unwrap();
        let done: Vec<&str> = told.iter().filter_map(|it| it.strip_prefix("done ")).collect();
        lost_cause += u32::from(done.is_empty());
        all += done.len();
        acknowledged.extend(done.into_iter().map(str::to_owned));
        assert!(told.iter().all(|it| it.starts_with("done ")), "{told:?}");
        sound(folder.path(), &acknowledged, &format!("kill {n}"));
    }
    println!(
        "{kills} kills, {all} acknowledged actions, 0 lost, 0 half; {lost_cause} came before the first action"
    );
}

/// The library that makes system calls fail; none where there is no C compiler.
fn shim(folder: &Path) -> Option<std::path::PathBuf> {
    if !cfg!(target_os = "linux") {
        return None;
    }
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fault/disk.c");
    let library = folder.join("disk.so");
    let built = Command::new("cc")
        .args(["-shared", "-fPIC", "-O1", "-o"])
        .arg(&library)
        .arg(source)
        .arg("-ldl")
        .status();
    if built.is_ok_and(|it| it.success()) {
        return Some(library);
    }
    assert!(env::var("PROBITY_NO_SKIP").is_err(), "no C compiler, so no disk fails");
    crate::not_checked("cc", "no disk fails under the record");
    None
}

#[test]
fn a_disk_that_fails_at_any_call_loses_nothing_that_was_acknowledged() {
    let home = tempfile::tempdir().unwrap();
    let Some(library) = shim(home.path()) else { return };
    let most = times("PROBITY_FAULTS", 12);
    let mut points = 0;
    for how in ["eio", "enospc", "short", "sync", "full"] {
        let mut at_call = 1;
        // In every build a sample of the calls; else each of them.
        let step = if env::var("PROBITY_FAULTS").is_ok() { 1 } else { 7 };
        for round in 0..most {
            let folder = tempfile::tempdir().unwrap();
            drop(procurement(folder.path()));
            let mut child = worker(folder.path(), round, 4)
                .env("LD_PRELOAD", &library)
                .env("PROBITY_FAIL_AT", at_call.to_string())
                .env("PROBITY_FAIL_HOW", how)
                .env("PROBITY_FAIL_BELOW", folder.path())
                .spawn()
                .unwrap();
            let told = spoken(&mut child);
            let mut errors = String::new();
            child.stderr.take().unwrap().read_to_string(&mut errors).unwrap();
            child.wait().unwrap();
            let what = format!("{how} at call {at_call}: {told:?}");
            assert!(!told.iter().any(|it| it == "WENT ON"), "{what}");
            if how == "sync" && told.iter().any(|it| it.starts_with("broken")) {
                assert!(told.iter().any(|it| it == "stopped"), "{what}");
            }
            let done = told.iter().filter_map(|it| it.strip_prefix("done ").map(str::to_owned)).collect();
            sound(folder.path(), &done, &what);
            let failed = errors.contains("[disk failed]");
            points += u32::from(failed);
            if !failed {
                break;
            }
            at_call += step;
        }
    }
    println!("{points} failing calls, 0 acknowledged actions lost, 0 half");
    assert!(points > 10);
    fs::remove_file(library).unwrap();
}
