//! A bag taken in: every file hashed once, every line read once, on all cores.

use crate::{
    id::Hash,
    ledger::{
        bag::{Files, Sums},
        disclosure::{self, Disclosure},
        event::{Entry, EventError},
        tree,
    },
    together,
};

/// The lines of the log.
pub(super) const EVENTS: &str = "data/events.jsonl";
/// What is shown of them.
pub(super) const DISCLOSURES: &str = "data/disclosures.jsonl";

/// A line of the log with its hash, or why it is none.
pub(super) type ReadEvent = Result<(Entry, Hash), EventError>;
/// A line of the disclosures with its event; none where it is none.
pub(super) type ReadDisclosure = Option<(u64, Disclosure)>;

/// What is in a bag, before anything is made of it.
#[derive(Debug, Default)]
pub(super) struct Taken<'a> {
    pub(super) sums: Sums<'a>,
    pub(super) events: Vec<ReadEvent>,
    pub(super) disclosures: Vec<ReadDisclosure>,
}

/// Something that needs nothing else to be done before.
enum Job<'a, 'b> {
    Hash(&'a str, &'a [u8]),
    Events(&'b [&'b str]),
    Disclosures(&'b [&'b str]),
}

/// What came of it.
enum Done<'a> {
    Hash(&'a str, Hash),
    Events(Vec<ReadEvent>),
    Disclosures(Vec<ReadDisclosure>),
}

/// So many lines are read at a time.
const LINES: usize = 512;

/// By how many threads files are verified: where there is little in them, another one costs more than it saves.
pub(super) fn threads(files: &Files) -> usize {
    if files.values().map(Vec::len).sum::<usize>() > 1 << 18 { together::threads() } else { 1 }
}

/// Takes in all files, and the lines of the log and of the disclosures.
pub(super) fn take<'a>(files: &'a Files, events: &[&str], disclosures: &[&str]) -> Taken<'a> {
    let mut jobs: Vec<Job<'_, '_>> = files.iter().map(|(path, bytes)| Job::Hash(path, bytes)).collect();
    // The longest first, so that no core has one left over at the end.
    jobs.sort_by_key(|it| match it {
        Job::Hash(_, bytes) => std::cmp::Reverse(bytes.len()),
        Job::Events(_) | Job::Disclosures(_) => std::cmp::Reverse(0),
    });
    jobs.extend(events.chunks(LINES).map(Job::Events));
    jobs.extend(disclosures.chunks(LINES).map(Job::Disclosures));
    let mut taken = Taken { events: Vec::with_capacity(events.len()), ..Taken::default() };
    taken.disclosures.reserve(disclosures.len());
    let mut sums = Vec::with_capacity(files.len());
    for it in together::each(jobs, threads(files), |job| work(&job)) {
        match it {
            Done::Hash(path, sum) => sums.push((path, sum)),
            Done::Events(part) => taken.events.extend(part),
            Done::Disclosures(part) => taken.disclosures.extend(part),
        }
    }
    taken.sums = sums.into_iter().collect();
    taken
}

fn work<'a>(job: &Job<'a, '_>) -> Done<'a> {
    match job {
        Job::Hash(path, bytes) => Done::Hash(path, Hash::of(&[bytes])),
        Job::Events(lines) => Done::Events(lines.iter().map(|it| event(it)).collect()),
        Job::Disclosures(lines) => {
            let mut room = Vec::new();
            let mut read = |line: &&str| {
                let (seq, text) = disclosure::parted(line)?;
                Some((seq, Disclosure::parse_with(text, &mut room)?))
            };
            Done::Disclosures(lines.iter().map(&mut read).collect())
        }
    }
}

fn event(line: &str) -> ReadEvent {
    let entry = Entry::parse(line.as_bytes())?;
    let leaf = match &entry {
        Entry::Event(_) => tree::leaf(line.as_bytes()),
        Entry::Withheld { leaf, .. } => *leaf,
    };
    Ok((entry, leaf))
}
