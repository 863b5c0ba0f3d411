#![no_main]

use rimbalzo_fuzz::Choices;

// A message saved by Outlook: the bytes of the compound file, or one built of properties and then damaged.
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let mut choices = Choices(bytes);
    if choices.below(8) == 7 {
        rimbalzo_fuzz::file(&[b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", choices.0.get(8..).unwrap_or_default()].concat());
        return;
    }
    let (mut damages, rest) = match choices.0.split_at_checked(48) {
        Some((damages, rest)) => (Choices(damages), rest),
        None => (Choices(b""), choices.0),
    };
    let mut file = rimbalzo_fuzz::compound_file(&mut Choices(rest));
    damages.damage(&mut file);
    rimbalzo_fuzz::file(&file);
});
