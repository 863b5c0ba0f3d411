#![no_main]

// Pasted text and typed codes.
libfuzzer_sys::fuzz_target!(|text: &str| rimbalzo_fuzz::text(text));
