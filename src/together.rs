//! Work on many things by several threads at a time. What comes of it comes in the order of the things, so that nobody
//! can tell by the result how many threads there were.
//!
//! A worker that reads tenders works [`alone`]: the system keeps address space for each thread that there ever was, and a
//! worker is held to so much of it.

use std::{
    panic::resume_unwind,
    sync::{
        Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

/// Whether this process has one thread only.
static ALONE: AtomicBool = AtomicBool::new(false);

/// More threads than this win nothing where work is as short as it is here.
const MOST: usize = 8;

/// From now on this process has one thread for us.
pub fn alone() {
    ALONE.store(true, Ordering::Relaxed);
}

/// How many threads this machine has for us.
pub fn threads() -> usize {
    if ALONE.load(Ordering::Relaxed) {
        return 1;
    }
    thread::available_parallelism().map_or(1, usize::from).min(MOST)
}

/// Makes room for what this thread is about to keep, all at once: the usual allocator of Linux otherwise asks the system
/// for every page that a thread other than the first comes to need (1,900 times in one start), and each time all other
/// threads wait. Of two blocks that are freed at once the first only tells it to take the second from its own store.
pub fn room() {
    const BYTES: usize = 6 << 20;
    for _ in 0..2 {
        drop(std::hint::black_box(Vec::<u8>::with_capacity(BYTES)));
    }
}

/// `work` on each of `items` by so many `threads`, in the order of the items.
pub fn each<I: Send, R: Send>(items: Vec<I>, threads: usize, work: impl Fn(I) -> R + Sync) -> Vec<R> {
    let threads = threads.min(items.len());
    if threads < 2 {
        return items.into_iter().map(work).collect();
    }
    let left = Mutex::new(items.into_iter().enumerate());
    // The work is done outside the lock, so that nothing can leave it poisoned.
    let next = || left.lock().ok()?.next();
    let hand = || {
        let mut own = Vec::new();
        while let Some((at, item)) = next() {
            own.push((at, work(item)));
        }
        own
    };
    let mut all = thread::scope(|scope| {
        let roomy = || {
            room();
            hand()
        };
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(roomy)).collect();
        let mut all = hand();
        for it in others {
            all.extend(joined(it));
        }
        all
    });
    all.sort_unstable_by_key(|it| it.0);
    all.into_iter().map(|it| it.1).collect()
}

/// Both, at the same time unless there is only one thread.
pub fn both<A: Send, B>(threads: usize, one: impl FnOnce() -> A + Send, other: impl FnOnce() -> B) -> (A, B) {
    if threads < 2 {
        return (one(), other());
    }
    thread::scope(|scope| {
        let one = scope.spawn(|| {
            room();
            one()
        });
        let other = other();
        (joined(one), other)
    })
}

/// What a thread made; its panic becomes ours.
fn joined<T>(thread: thread::ScopedJoinHandle<'_, T>) -> T {
    thread.join().unwrap_or_else(|panic| resume_unwind(panic))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

    use super::*;

    #[test]
    fn results_stand_in_the_order_of_the_items() {
        let items: Vec<u32> = (0..1000).collect();
        let doubled: Vec<u32> = items.iter().map(|it| it * 2).collect();
        for threads in [0, 1, 2, 7] {
            assert_eq!(each(items.clone(), threads, |it| it * 2), doubled);
        }
        assert!(each(Vec::<u32>::new(), 4, |it| it).is_empty());
        assert_eq!(both(2, || 1, || 2), (1, 2));
    }

    #[test]
    fn a_panic_of_one_thread_is_ours() {
        let caught = std::panic::catch_unwind(|| each(vec![1, 2, 3], 2, |it| assert!(it != 2, "two")));
        assert_eq!(*caught.unwrap_err().downcast::<&str>().unwrap(), "two");
    }
}
