//! What the person brings, read into a [`Report`]: plain data, nothing concluded.
//!
//! Parsing never fails on content: damage becomes a [`Flaw`]. Errors are for files that cannot be opened or hold no
//! text at all ([`ReadError`]).

#![deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod codes;
mod dsn;
mod file;
mod html;
mod mail;
mod mbox;
mod notice;
mod report;
mod text;

pub use file::{MAX_BYTES, ReadError, check_bytes, read_file};
pub use mail::read_bytes;
pub use mbox::split_mbox;
pub use notice::addresses_in;
pub use report::{Action, ClientCode, Flaw, Kind, MessageHead, Part, Recipient, Reply, Report, Sort, StatusCode};
pub use text::{read_code, read_text};
