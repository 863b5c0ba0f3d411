#![no_main]

// A ZIP archive.
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    rimbalzo_fuzz::file(&[b"PK\x03\x04", bytes.get(4..).unwrap_or_default()].concat());
});
