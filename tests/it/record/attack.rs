//! Attacks on bags and on history.

use std::fs;

use probity::{
    ledger::{
        act::{Act, Role},
        bag::{self, Files},
        disclosure,
        event::Draft,
        policy::Policy,
    },
    store::record::write_files,
};

use super::{Case, Dice, check, check_with, decided, log_key, person, policy, second, signed, times};

/// One edit of a file, as an attacker tries them by the thousand. None where nothing has changed.
fn edited(good: &[u8], dice: &mut Dice) -> Option<Vec<u8>> {
    let mut bytes = good.to_vec();
    let lines = |bytes: &[u8]| bytes.split(|it| *it == b'\n').map(<[u8]>::to_vec).collect::<Vec<_>>();
    let at = dice.below(bytes.len());
    match dice.below(9) {
        0 if !bytes.is_empty() => bytes[at] ^= 1 << dice.below(8),
        1 if !bytes.is_empty() => drop(bytes.remove(at)),
        2 => bytes.insert(at, u8::try_from(dice.below(256)).unwrap()),
        3 => {
            let mut all = lines(&bytes);
            all.remove(dice.below(all.len()));
            bytes = all.join(&b'\n');
        }
        4 => {
            let mut all = lines(&bytes);
            let (a, b) = (dice.below(all.len()), dice.below(all.len()));
            all.swap(a, b);
            bytes = all.join(&b'\n');
        }
        5 => {
            let mut all = lines(&bytes);
            let again = all[dice.below(all.len())].clone();
            all.insert(dice.below(all.len()), again);
            bytes = all.join(&b'\n');
        }
        // A digit or letter for another: scores, times, ids, names.
        6 => {
            let places: Vec<usize> =
                (0..bytes.len()).filter(|it| bytes[*it].is_ascii_alphanumeric()).collect();
            if let Some(at) = places.get(dice.below(places.len())) {
                bytes[*at] = *b"0123456789abcdefT".get(dice.below(17)).unwrap();
            }
        }
        // Blanks and other ways to write the same.
        7 => {
            let seams: Vec<usize> =
                (0..bytes.len()).filter(|it| b",:{}[]=\n".contains(&bytes[*it])).collect();
            if let Some(at) = seams.get(dice.below(seams.len())) {
                bytes.insert(*at, *b" \t\r\n".get(dice.below(4)).unwrap());
            }
        }
        _ => bytes.truncate(at),
    }
    (bytes != good).then_some(bytes)
}

/// Removes, adds, renames or edits a file, or swaps the content of two.
fn attacked(good: &Files, names: &[&String], dice: &mut Dice) -> Option<Files> {
    let mut files = good.clone();
    let name = names[dice.below(names.len())];
    match dice.below(20) {
        0 => drop(files.remove(name)),
        1 => drop(files.insert(format!("data/{}", dice.below(1000)), b"new".to_vec())),
        2 => {
            let other = names[dice.below(names.len())];
            let (a, b) = (good[name].clone(), good[other].clone());
            files.insert(name.clone(), b);
            files.insert(other.clone(), a);
        }
        3 => {
            let bytes = files.remove(name).unwrap();
            files.insert(format!("{name}x"), bytes);
        }
        _ => drop(files.insert(name.clone(), edited(&good[name], dice)?)),
    }
    (files != *good).then_some(files)
}

/// A file without the signatures of witnesses that are not asked for, below older checkpoints and receipts.
fn said(path: &str, bytes: &[u8]) -> Vec<u8> {
    let older = ["data/checkpoints/", "data/receipts/"].iter().any(|it| path.starts_with(it));
    let mark = "\n\u{2014} ".as_bytes();
    let log = bytes.windows(mark.len()).position(|it| it == mark).filter(|_| older);
    let end = log.and_then(|at| Some(at + 1 + bytes.get(at + 1..)?.iter().position(|it| *it == b'\n')?));
    bytes[..end.unwrap_or(bytes.len())].to_vec()
}

#[test]
fn no_edit_of_a_bag_is_accepted_though_its_manifest_is_mended() {
    let case = Case::whole(1);
    let good = case.bag();
    let names: Vec<&String> = good.keys().filter(|it| !it.contains("manifest")).collect();
    // What the log itself holds must be found even by whoever can sign the list of contents anew.
    let held = [
        "data/events",
        "data/disclosures",
        "data/receipts",
        "data/originals",
        "data/checkpoint",
        "data/pinned",
        "data/pack",
    ];
    let logged: Vec<&String> =
        good.keys().filter(|name| held.iter().any(|it| name.starts_with(it))).collect();
    let cases = times("PROBITY_BAG_EDITS", 1500);
    let (mut tried, mut accepted) = (0, Vec::new());
    for seed in 0..cases {
        let mut dice = Dice(seed);
        let resign = seed % 2 == 1;
        let list = if resign { &logged } else { &names };
        let Some(mut files) = attacked(&good, list, &mut dice) else { continue };
        if resign {
            // A receipt or an older checkpoint that is left out is missed only by the list of contents.
            // So is the name of a witness whom nobody asks for below an older one.
            if files.keys().ne(good.keys())
                || files.iter().all(|(path, it)| said(path, it) == said(path, &good[path]))
            {
                continue;
            }
            files = signed(files, case.state.size);
        } else {
            bag::mend(&mut files);
        }
        if files == good {
            continue;
        }
        tried += 1;
        if matches!(check(&files).verdict.status(), 0 | 2) {
            let made = ["bag-info.txt", "data/contents", bag::MANIFEST, bag::TAG_MANIFEST];
            let differs =
                |path: &&String| good.get(*path) != files.get(*path) && !made.contains(&path.as_str());
            let changed: Vec<String> = good.keys().filter(differs).cloned().collect();
            let text = changed.first().map(|it| String::from_utf8_lossy(&files[it]).into_owned());
            println!("seed {seed} accepted: {changed:?}\n{}", text.unwrap_or_default());
            accepted.push((seed, changed));
        }
    }
    assert!(accepted.is_empty(), "of {tried} edits accepted: {accepted:?}");
    println!("{tried} edits, 0 accepted");
    assert!(tried > cases / 2);
}

#[test]
fn the_second_verifier_refuses_what_the_first_does() {
    let case = Case::whole(1);
    let good = case.bag();
    let names: Vec<&String> = good.keys().filter(|it| !it.contains("manifest")).collect();
    let folder = tempfile::tempdir().unwrap();
    for seed in 0..times("PROBITY_BAG_SECOND", 12) {
        let mut dice = Dice(seed.wrapping_mul(977));
        let Some(mut files) = attacked(&good, &names, &mut dice) else { continue };
        // What was published is step 9, which only the first verifier does.
        let beyond = ["data/pinned", "data/pack"];
        let same = |path: &String| files.get(path) == good.get(path);
        let known = good.keys().filter(|path| beyond.iter().any(|it| path.starts_with(it))).all(same);
        if seed % 2 == 1 && known && files.keys().eq(good.keys()) {
            files = signed(files, case.state.size);
        }
        bag::mend(&mut files);
        let first = check(&files).verdict.status();
        let home = folder.path().join(format!("bag-{seed}"));
        write_files(&home, &files).unwrap();
        let Some((status, told)) = second(&home, &policy(), &[]) else { return };
        // Neither looks at what only steps 8 and 9 know, nor need they call the same thing unreadable.
        assert_eq!(first == 0, status == 0, "seed {seed}: {first} and {status} {told}");
        fs::remove_dir_all(&home).unwrap();
    }
}

/// Somebody who holds the log's key writes another history from `from` on.
fn rewritten(from: usize, dice: &mut Dice) -> Case {
    let true_case = Case::whole(1);
    let mut case = Case::empty(1000 + dice.next());
    case.originals.clone_from(&true_case.originals);
    case.sealed = true_case.sealed[..from].to_vec();
    for sealed in &case.sealed {
        case.state.admit(&sealed.event).unwrap();
    }
    // The same acts again, with other salts; one of them says something else.
    let mut again = Case::whole(1000 + dice.next()).sealed.split_off(from);
    for sealed in again.drain(..) {
        case.state.admit(&sealed.event).unwrap();
        case.sealed.push(sealed);
    }
    case
}

#[test]
fn two_histories_are_found_by_whoever_kept_a_checkpoint_or_a_receipt() {
    let truth = Case::whole(1);
    let size = truth.state.size;
    let receipts: Vec<(String, String)> = truth
        .sealed
        .iter()
        .filter(|it| it.event.act == Act::TenderReceived)
        .map(|it| ("kept.tlog-proof".to_owned(), truth.receipt(it, size)))
        .collect();
    let alone = Policy::of_log(log_key().public().clone());
    let (mut by_checkpoint, mut by_receipt, rewrites) = (0, 0, 100);
    for n in 0..rewrites {
        let mut dice = Dice(n);
        let case = rewritten(1 + dice.below(truth.sealed.len() - 1), &mut dice);
        let bag = case.bag();
        // Nobody else holds anything: this is what the record cannot promise.
        assert_eq!(check_with(&bag, &alone, &[], &[]).verdict.status(), 0);
        let kept = vec![("kept".to_owned(), truth.checkpoint(size).to_string())];
        by_checkpoint += u32::from(check_with(&bag, &alone, &kept, &[]).verdict.status() == 1);
        by_receipt += u32::from(check_with(&bag, &alone, &[], &receipts).verdict.status() == 1);
    }
    assert_eq!((by_checkpoint, by_receipt), (100, 100));
}

#[test]
fn events_that_were_cut_off_are_missed_by_a_kept_checkpoint() {
    let truth = Case::whole(1);
    let mut case = Case::whole(1);
    case.sealed.truncate(case.sealed.len() - 2);
    case.state = probity::ledger::process::State::default();
    for sealed in &case.sealed {
        case.state.admit(&sealed.event).unwrap();
    }
    let kept = vec![("kept".to_owned(), truth.checkpoint(truth.state.size).to_string())];
    let report = check_with(&case.bag(), &policy(), &kept, &[]);
    assert!(report.to_string().contains("events were removed"), "{report}");
}

#[test]
fn withheld_scores_cannot_be_guessed() {
    let mut case = Case::begun(5);
    // Salts as the program makes them.
    case.salts = Dice(0x5eed_0000_dead_beef);
    case.receive("T-001", "Cobalt Street Lamps Ltd", false).add(decided("T-001", 4));
    let digests = case.sealed.last().unwrap().event.digests.clone();
    let mut dice = Dice(99);
    let (mut hits, guesses) = (0, times("PROBITY_GUESSES", 20_000));
    for n in 0..guesses {
        let salt: [u8; 16] = match n % 4 {
            0 => [0; 16],
            1 => u128::from(n).to_be_bytes(),
            2 => (u128::from(n) << 64).to_be_bytes(),
            _ => disclosure::Salts::next(&mut dice).unwrap(),
        };
        let salt = probity::ledger::base64::encode_url(&salt);
        let json = match n % 3 {
            0 => format!("[\"{salt}\",\"score\",{}]", n % 6),
            1 => format!("[\"{salt}\",\"proposed\",{}]", n % 6),
            _ => format!("[\"{salt}\", \"score\", {}]", n % 6),
        };
        let guess = disclosure::digest(&probity::ledger::base64::encode_url(json.as_bytes()));
        hits += u64::from(digests.contains(&guess));
    }
    assert_eq!(hits, 0, "of {guesses}");
}

#[test]
fn a_rotated_key_is_followed_and_a_forged_one_is_not() {
    use probity::ledger::{
        base64,
        checkpoint::Checkpoint,
        note::{Key, Kind},
        verify::rotation_message,
    };
    let next = Key::new(super::ORIGIN, Kind::Log, &[9; 32]).unwrap();
    let rotated = |old: &Key| {
        let (was, will) = (log_key().public().to_string(), next.public().to_string());
        let message = rotation_message(super::ORIGIN, &was, &will);
        Draft::new(Act::KeyRotated, "p-0001", Role::Lead)
            .with("new", will.as_str())
            .with("old", was.as_str())
            .with("signed_new", base64::encode(&next.sign_raw(message.as_bytes())))
            .with("signed_old", base64::encode(&old.sign_raw(message.as_bytes())))
            .because("The clerk who knew the passphrase has left.")
    };
    for (signer, good) in [(log_key(), true), (Key::new(super::ORIGIN, Kind::Log, &[10; 32]).unwrap(), false)]
    {
        let mut case = Case::begun(3);
        case.add(rotated(&signer)).add(person("p-0003", Role::Auditor, "Cy Auditor"));
        let mut files = case.files();
        files.retain(|path, _| !path.starts_with("data/checkpoints"));
        let size = case.state.size;
        let mut last = Checkpoint::new(size, case.tree().root(), &next).unwrap();
        last.cosign(&super::witness_key(), super::at(size));
        files.insert("data/checkpoint".into(), last.to_string().into_bytes());
        files.insert("data/checkpoints/0000000005".into(), case.checkpoint(5).to_string().into_bytes());
        let date = super::at(size).date();
        let text = probity::ledger::verify::contents_text(&files, super::ORIGIN, size, date);
        let note = probity::ledger::note::Note::new(text, &next).unwrap();
        files.insert("data/contents".into(), note.to_string().into_bytes());
        let info = bag::Info { organisation: "Example Council".into(), origin: super::ORIGIN.into(), date };
        let files = bag::pack(files, &info);
        let report = check(&files);
        assert_eq!(report.verdict.status(), u8::from(!good), "{report}");
        let folder = tempfile::tempdir().unwrap();
        let home = folder.path().join("bag");
        write_files(&home, &files).unwrap();
        if let Some((status, told)) = second(&home, &policy(), &[]) {
            assert_eq!(status, i32::from(!good), "{told}");
        }
    }
}
