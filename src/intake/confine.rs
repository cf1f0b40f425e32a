//! What a worker process may take of the machine.
//!
//! On Unix the system holds a process to it. On other systems a worker is confined by the clock alone, which the desk
//! holds, and by the budgets that the reader keeps itself; it still is a process of its own, so that its end is not
//! the program's.
//!
//! A job object on Windows belongs into `apply`: `JOB_OBJECT_LIMIT_PROCESS_MEMORY` for the memory, and for the time of
//! the processor `JOB_OBJECT_LIMIT_PROCESS_TIME`, which counts from the start of the process and so wants a new limit
//! for each file. The safe packages for job objects bound the working set only, which swaps and refuses nothing, and
//! unsafe code is forbidden here; so this waits for a package that offers the two.

use crate::workbook::read::limits;

/// What a worker may take for one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowance {
    /// Address space in bytes, for as long as it lives.
    pub memory: u64,
    /// Processor time in seconds.
    pub processor_seconds: u64,
    /// Time by the clock in milliseconds.
    pub milliseconds: u64,
}

impl Default for Allowance {
    fn default() -> Self {
        Self {
            memory: limits::WORKER_MEMORY,
            processor_seconds: limits::WORKER_PROCESSOR_SECONDS,
            milliseconds: limits::WORKER_SECONDS * 1000,
        }
    }
}

/// Confines this process for good: so much memory, no file opened or written, no image of it left on disk. What cannot
/// be set stays as it is; the desk's clock holds all the same.
#[cfg(unix)]
pub(super) fn apply(allowance: Allowance) {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let most = |most: u64| Rlimit { current: Some(most), maximum: Some(most) };
    for (resource, limit) in [
        (Resource::As, most(allowance.memory)),
        (Resource::Nofile, most(3)),
        (Resource::Fsize, most(0)),
        (Resource::Core, most(0)),
    ] {
        let _unless_refused = setrlimit(resource, limit);
    }
}

/// Allows this process so much processor time from now on.
#[cfg(unix)]
pub(super) fn allow_processor(seconds: u64) {
    use rustix::{
        process::{Resource, getrlimit, setrlimit},
        time::{ClockId, clock_gettime},
    };
    let used = u64::try_from(clock_gettime(ClockId::ProcessCPUTime).tv_sec).unwrap_or(0);
    let mut limit = getrlimit(Resource::Cpu);
    // The last second is not full.
    limit.current = Some(used + seconds + 1);
    let _unless_refused = setrlimit(Resource::Cpu, limit);
}

/// Nothing on this system.
#[cfg(not(unix))]
pub(super) fn apply(_allowance: Allowance) {}

/// Nothing on this system.
#[cfg(not(unix))]
pub(super) fn allow_processor(_seconds: u64) {}
