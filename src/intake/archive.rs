//! ZIP archives of messages: as Windows and macOS make them of several files, or a help desk's program of a case.

use std::io::{self, Cursor, Read as _};
use std::ops::ControlFlow;

use zip::ZipArchive;

use super::bounds;
use super::file::{MAX_BYTES, ReadError};

/// The first bytes of an archive that holds something.
pub(super) const MAGIC: &[u8] = b"PK\x03\x04";

/// The most files that are read of one archive.
const MOST_FILES: usize = 200;

/// The most that is kept of one: no more is read of a message, and what swells is let go.
const MOST_OF_ONE: u64 = bounds::MOST as u64;

/// The most entries an archive may list: each costs memory before the first is read.
const MOST_ENTRIES: usize = 20_000;

/// Hands the files of an archive to `work`, in its order, one in memory at a time, until it breaks off: at most
/// [`MOST_FILES`], together at most [`MAX_BYTES`] unpacked.
pub(super) fn each_file(bytes: &[u8], work: &mut dyn FnMut(Vec<u8>) -> ControlFlow<()>) -> Result<(), ReadError> {
    if memchr::memmem::find_iter(bytes, b"PK\x01\x02").take(MOST_ENTRIES + 1).count() > MOST_ENTRIES {
        return Err(ReadError::TooLarge);
    }
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| ReadError::Damaged)?;
    // Office and OpenDocument files are archives too, of parts that are no mail.
    if archive.index_for_name("[Content_Types].xml").is_some() || archive.index_for_name("mimetype").is_some() {
        return Err(ReadError::Archive);
    }
    let mut left = MAX_BYTES;
    let mut files = 0;
    let mut unreadable = false;
    for index in 0..archive.len() {
        if files == MOST_FILES {
            break;
        }
        // Encrypted, or packed in a way that is not read here.
        let Ok(file) = archive.by_index(index) else {
            unreadable = true;
            continue;
        };
        // What macOS adds beside each file.
        if file.is_dir() || file.name().is_ok_and(|name| name.starts_with("__MACOSX/")) {
            continue;
        }
        let mut content = Vec::new();
        // What comes before the damage is still of use. The sizes in the archive are not believed.
        let mut file = file.take(left + 1);
        let _ = file.by_ref().take(MOST_OF_ONE).read_to_end(&mut content);
        let rest = io::copy(&mut file, &mut io::sink()).unwrap_or_default();
        left = left.checked_sub(content.len() as u64 + rest).ok_or(ReadError::TooLarge)?;
        files += 1;
        if work(content).is_break() {
            return Ok(());
        }
    }
    if files == 0 && unreadable { Err(ReadError::Damaged) } else { Ok(()) }
}
