//! Text that calls itself comma-separated.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| probity_fuzz::csv(bytes));
