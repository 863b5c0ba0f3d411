#![no_main]

// The words of a notice in HTML.
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    rimbalzo_fuzz::file(&rimbalzo_fuzz::wrapped("text/html", bytes));
});
