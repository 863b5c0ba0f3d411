#![no_main]

use std::io::{Cursor, Write as _};

// Formatted text as Outlook keeps it: the first byte chooses the packed or the plain form (MS-OXRTFCP).
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some((first, text)) = bytes.split_first() else { return };
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).expect("in memory");
    let mut put = |path: &str, content: &[u8]| {
        file.create_stream(path).and_then(|mut stream| stream.write_all(content)).expect("in memory");
    };
    put("/__properties_version1.0", &[0; 32]);
    let magic: &[u8] = if first & 1 == 0 { b"LZFu" } else { b"MELA" };
    let size = u32::from_le_bytes([*first, first.rotate_left(3), 1, 0]).to_le_bytes();
    let length = u32::try_from(text.len() + 12).unwrap_or(u32::MAX).to_le_bytes();
    put("/__substg1.0_10090102", &[&length[..], &size, magic, &[0; 4], text].concat());
    rimbalzo_fuzz::file(&file.into_inner().into_inner());
});
