#![no_main]

// Files of several messages: a mailbox, and the form of Apple Mail.
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    rimbalzo_fuzz::file(&[b"From anna@example.com Sat Jan  3 01:05:34 2026\n", bytes].concat());
    rimbalzo_fuzz::file(&[format!("{}\n", bytes.len() / 2).as_bytes(), b"From: a@example.com\nSubject: x\n", bytes].concat());
});
