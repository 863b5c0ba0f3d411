#![no_main]

use rimbalzo::case::Input;

// The texts to send about a text or a file, everything hidden, in every form.
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    match std::str::from_utf8(bytes) {
        Ok(text) if bytes.len() % 2 == 0 => rimbalzo_fuzz::ticket(Input::Text(text.to_owned())),
        _ => rimbalzo_fuzz::ticket(Input::File { name: "x".into(), bytes: bytes.to_vec() }),
    }
});
