//! Messages.
use super::{Kind, Report};
use crate::knowledge::Table;

/// Reads the bytes of a message or text file.
pub fn read_bytes(bytes: &[u8], _table: &Table) -> Report {
    Report { kind: Kind::Text, text: String::from_utf8_lossy(bytes).into_owned(), ..Report::default() }
}
