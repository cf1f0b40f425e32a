//! XML parts of a workbook, or the content of an Open Document.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| probity_fuzz::sheet(bytes));
