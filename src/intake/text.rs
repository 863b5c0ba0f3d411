//! Pasted text and bare codes.
use super::{Kind, Report};
use crate::knowledge::Table;

/// Reads pasted text.
pub fn read_text(text: &str, _table: &Table) -> Report {
    Report { kind: Kind::Text, text: text.to_owned(), ..Report::default() }
}

/// Reads a code picked from the list.
pub fn read_code(code: &str, _table: &Table) -> Report {
    Report { kind: Kind::Code, text: code.to_owned(), ..Report::default() }
}
