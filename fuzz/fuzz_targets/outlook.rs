#![no_main]

// A message saved by Outlook: the bytes of the compound file.
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    rimbalzo_fuzz::file(&[b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", bytes.get(8..).unwrap_or_default()].concat());
});
