//! A bag taken in: every file hashed once, every line read once, on all cores.

use std::sync::atomic::{AtomicUsize, Ordering};

use crate::{
    id::Hash,
    ledger::{
        bag::{Files, Sums},
        disclosure::{self, Disclosure},
        event::{Entry, EventError},
        tree,
    },
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

/// Whether there is enough in files to be worth another thread.
pub(super) fn is_much(files: &Files) -> bool {
    files.values().map(Vec::len).sum::<usize>() > 1 << 18
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
    for it in in_parallel(&jobs, is_much(files), work) {
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

/// `work` on each of `items`, in their order; on several threads if there is `much`.
fn in_parallel<T: Sync, R: Send>(items: &[T], much: bool, work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let threads = if much { std::thread::available_parallelism().map_or(1, usize::from).min(8) } else { 1 };
    if threads < 2 {
        return items.iter().map(work).collect();
    }
    let next = AtomicUsize::new(0);
    let hand = || {
        let mut own = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(at) else { return own };
            own.push((at, work(item)));
        }
    };
    let mut all = std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(hand)).collect();
        let mut all = hand();
        for it in others {
            all.extend(joined(it));
        }
        all
    });
    all.sort_unstable_by_key(|it| it.0);
    all.into_iter().map(|it| it.1).collect()
}

/// Both, at the same time if there is `much`.
pub(super) fn both<A: Send, B>(
    much: bool,
    one: impl FnOnce() -> A + Send,
    other: impl FnOnce() -> B,
) -> (A, B) {
    if !much {
        return (one(), other());
    }
    std::thread::scope(|scope| {
        let one = scope.spawn(one);
        let other = other();
        (joined(one), other)
    })
}

fn joined<T>(thread: std::thread::ScopedJoinHandle<'_, T>) -> T {
    thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}
