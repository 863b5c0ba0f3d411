#![no_main]

// Any file at all.
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| rimbalzo_fuzz::file(bytes));
