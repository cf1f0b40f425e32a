//! Bytes that call themselves a workbook.
#![no_main]

use libfuzzer_sys::{fuzz_mutator, fuzz_target, fuzzer_mutate};

fuzz_target!(|bytes: &[u8]| probity_fuzz::preflight(bytes));

// A changed byte of a part would only ever be found out by its checksum: half of the time the sums are mended.
fuzz_mutator!(|data: &mut [u8], size: usize, most: usize, seed: u32| {
    let size = fuzzer_mutate(data, size, most);
    if !seed.is_multiple_of(2) {
        probity_fuzz::mend(data.get_mut(..size).unwrap_or_default());
    }
    size
});
