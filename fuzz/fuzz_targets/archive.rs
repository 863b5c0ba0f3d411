#![no_main]

use std::io::{Cursor, Write as _};

use rimbalzo_fuzz::Choices;
use zip::write::{SimpleFileOptions, ZipWriter};

// A ZIP archive: its bytes, or one built of files and then damaged.
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    const NAMES: [&str; 6] = ["a.eml", "b/c.txt", "__MACOSX/x", "d.msg", "e.mbox", "f.zip"];
    let mut choices = Choices(bytes);
    if choices.below(8) == 7 {
        rimbalzo_fuzz::file(&[b"PK\x03\x04", choices.0.get(4..).unwrap_or_default()].concat());
        return;
    }
    let (mut damages, rest) = match choices.0.split_at_checked(48) {
        Some((damages, rest)) => (Choices(damages), rest),
        None => (Choices(b""), choices.0),
    };
    let mut choices = Choices(rest);
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for _ in 0..=choices.below(6) {
        let method = [zip::CompressionMethod::Stored, zip::CompressionMethod::Deflated][choices.below(2)];
        let options = SimpleFileOptions::default().compression_method(method);
        if archive.start_file(NAMES[choices.below(NAMES.len())], options).is_ok() {
            archive.write_all(choices.bytes(4000)).expect("in memory");
        }
    }
    let mut file = archive.finish().expect("in memory").into_inner();
    damages.damage(&mut file);
    rimbalzo_fuzz::file(&file);
});
