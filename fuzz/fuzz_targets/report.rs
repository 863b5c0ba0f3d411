#![no_main]

// The fields of a delivery report (RFC 3464).
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    rimbalzo_fuzz::file(&rimbalzo_fuzz::wrapped("message/delivery-status", bytes));
});
