//! Rule files, lexicons and cues, and an answer that they are tried on.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| probity_fuzz::rules(bytes));
