//! The texts to send: to the helpdesk, to a colleague, to a ticket system.

use crate::case::Case;
use crate::guide::Audience;
use crate::knowledge::{Lang, Table};

/// The form of the text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Form {
    #[default]
    Text,
    Markdown,
    Html,
    Json,
    /// An unsent message (RFC 5322) that opens in a mail program.
    Eml,
}

/// What is hidden in the text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Redaction {
    /// The names before the @ of everybody's address but the sender's own.
    pub addresses: bool,
    pub subject: bool,
    pub ip_addresses: bool,
}

/// For whom and how the text is written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    pub audience: Audience,
    pub lang: Lang,
    pub form: Form,
    pub redaction: Redaction,
    /// The date to put on the text, with its time zone; left out when empty.
    pub now: String,
}

/// Writes the text.
pub fn write(case: &Case, table: &Table, options: &Options) -> String {
    let _ = (case, table, options);
    String::new()
}
