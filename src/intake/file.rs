//! Opening a file: the limits, and what can be wrong with it before its content matters.

use std::fs::File;
use std::io::{ErrorKind, Read as _};
use std::path::Path;

use thiserror::Error;

/// The largest file that is read: 64 mebibytes, well over any mailbox provider's limit for one message.
pub const MAX_BYTES: u64 = 64 << 20;

/// Why a file cannot be read. Each has its sentence and next step in the words of both languages.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
pub enum ReadError {
    #[error("the file is not there (any more)")]
    NotFound,
    #[error("this is a folder")]
    IsFolder,
    #[error("the file may not be opened")]
    NoPermission,
    #[error("the file cannot be read: {0}")]
    Unreadable(String),
    #[error("the file is empty")]
    Empty,
    #[error("the file is larger than {} MB", MAX_BYTES >> 20)]
    TooLarge,
    #[error("the file is a picture")]
    Picture,
    #[error("the file is a PDF")]
    Pdf,
    #[error("the file is an archive or an Office document")]
    Archive,
    #[error("the file is an Outlook message")]
    OutlookMessage,
    #[error("the file holds no text")]
    NoText,
}

/// Reads a whole file, or says why not.
///
/// # Errors
/// When the path is no readable file, or what it holds is no text (see [`check_bytes`]).
pub fn read_file(path: &Path) -> Result<Vec<u8>, ReadError> {
    let metadata = std::fs::metadata(path).map_err(|err| explain(&err))?;
    if metadata.is_dir() {
        return Err(ReadError::IsFolder);
    }
    if metadata.len() > MAX_BYTES {
        return Err(ReadError::TooLarge);
    }
    let mut bytes = Vec::new();
    // The length is asked for again while reading: a device or a growing file has no honest one.
    File::open(path).and_then(|file| file.take(MAX_BYTES + 1).read_to_end(&mut bytes)).map_err(|err| explain(&err))?;
    check_bytes(&bytes)?;
    Ok(bytes)
}

/// How the commonest picture formats begin.
const PICTURES: [&[u8]; 8] =
    [b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"RIFF", b"II*\0", b"MM\0*", b"\0\0\0\x18ftyphei"];

/// Whether the bytes can be a message or a text at all.
///
/// # Errors
/// When they are empty, too many, or by their first bytes something else.
pub fn check_bytes(bytes: &[u8]) -> Result<(), ReadError> {
    if bytes.len() as u64 > MAX_BYTES {
        return Err(ReadError::TooLarge);
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(ReadError::Empty);
    }
    let starts = |magic: &[u8]| bytes.starts_with(magic);
    if starts(b"%PDF-") {
        return Err(ReadError::Pdf);
    }
    if starts(b"PK\x03\x04") || starts(b"\x1f\x8b") || starts(b"7z\xbc\xaf") || starts(b"Rar!") {
        return Err(ReadError::Archive);
    }
    if starts(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return Err(ReadError::OutlookMessage);
    }
    let head = bytes.get(..bytes.len().min(8192)).unwrap_or_default();
    let utf16 = starts(b"\xff\xfe") || starts(b"\xfe\xff");
    let control = head.iter().filter(|byte| matches!(byte, 0..=8 | 14..=26 | 28..=31)).count();
    let binary = !utf16 && control * 20 > head.len();
    if PICTURES.iter().any(|magic| starts(magic)) && (binary || control > 0) {
        return Err(ReadError::Picture);
    }
    if binary { Err(ReadError::NoText) } else { Ok(()) }
}

fn explain(err: &std::io::Error) -> ReadError {
    match err.kind() {
        ErrorKind::NotFound => ReadError::NotFound,
        ErrorKind::PermissionDenied => ReadError::NoPermission,
        ErrorKind::IsADirectory => ReadError::IsFolder,
        _ => ReadError::Unreadable(err.to_string()),
    }
}
