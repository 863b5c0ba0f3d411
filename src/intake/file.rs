//! Opening a file: the limits, and what can be wrong with it before its content matters.

use std::fs::File;
use std::io::{ErrorKind, Read as _};
use std::ops::ControlFlow;
use std::path::Path;

use thiserror::Error;

use super::unpack::each_in;
use super::{archive, encoding, outlook};

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
    #[error("the file is an Office document, or an archive without a message")]
    Archive,
    #[error("the file is damaged")]
    Damaged,
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
    let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or_default());
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
/// When they are empty, too many, or by their content something else; an Outlook message or an archive also when it
/// cannot be opened or holds no message.
pub fn check_bytes(bytes: &[u8]) -> Result<(), ReadError> {
    match sniff(bytes)? {
        Form::Text => Ok(()),
        Form::Outlook | Form::Archive => each_in(bytes, &mut |_| ControlFlow::Break(())),
    }
}

/// How the content of a file is packed, by its first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// A message, a mailbox, a text: characters in some encoding.
    Text,
    /// A compound file, as Outlook saves a message.
    Outlook,
    /// A ZIP archive.
    Archive,
}

/// The control characters that no text holds: all but tab, line ends, form feed and escape (ISO 2022).
fn is_control(byte: u8) -> bool {
    byte < 32 && !(9..=13).contains(&byte) && byte != 27
}

pub(super) fn sniff(bytes: &[u8]) -> Result<Form, ReadError> {
    if bytes.len() as u64 > MAX_BYTES {
        return Err(ReadError::TooLarge);
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(ReadError::Empty);
    }
    let starts = |magic: &[u8]| bytes.starts_with(magic);
    if starts(outlook::MAGIC) {
        return Ok(Form::Outlook);
    }
    if starts(archive::MAGIC) {
        return Ok(Form::Archive);
    }
    if starts(b"%PDF-") {
        return Err(ReadError::Pdf);
    }
    if starts(b"PK\x05\x06") || starts(b"\x1f\x8b") || starts(b"7z\xbc\xaf") || starts(b"Rar!") {
        return Err(ReadError::Archive);
    }
    let head = bytes.get(..bytes.len().min(4096)).unwrap_or_default();
    let utf16 = starts(b"\xff\xfe") || starts(b"\xfe\xff") || encoding::unmarked_utf16(bytes).is_some();
    // In short pieces, so that the counts fit a byte and many are added at once.
    let count = |piece: &[u8]| piece.iter().map(|byte| u8::from(is_control(*byte))).sum::<u8>();
    let control: usize = head.chunks(128).map(|piece| usize::from(count(piece))).sum();
    let binary = !utf16 && control * 20 > head.len();
    if PICTURES.iter().any(|magic| starts(magic)) && (binary || control > 0) {
        return Err(ReadError::Picture);
    }
    if binary { Err(ReadError::NoText) } else { Ok(Form::Text) }
}

pub(super) fn explain(err: &std::io::Error) -> ReadError {
    match err.kind() {
        ErrorKind::NotFound => ReadError::NotFound,
        ErrorKind::PermissionDenied => ReadError::NoPermission,
        ErrorKind::IsADirectory => ReadError::IsFolder,
        _ => ReadError::Unreadable(err.to_string()),
    }
}
