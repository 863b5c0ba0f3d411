#![no_main]

// A message: what follows the first fields of its header.
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    rimbalzo_fuzz::file(&[b"From: MAILER-DAEMON@mx.example.net\nSubject: failure notice\n", bytes].concat());
});
