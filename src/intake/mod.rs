//! What the person brings, read into a [`Report`]: plain data, nothing concluded.
//!
//! Parsing never fails on content: damage becomes a [`Flaw`]. Errors are for files that cannot be opened or hold no
//! text at all ([`ReadError`]).

#![deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod archive;
mod bounds;
mod certified;
mod codes;
mod dsn;
mod encoding;
mod file;
mod hops;
mod html;
mod links;
mod mail;
mod mbox;
mod notice;
mod outlook;
mod report;
mod rtf;
mod text;
mod unpack;

pub use file::{MAX_BYTES, ReadError, check_bytes, read_file};
pub use hops::{Check, Hop, Leg, Trail, legs};
pub use mail::{all_text, moment, utc};
pub use notice::addresses_in;
pub use report::{
    Action, Certified, ClientCode, Clock, Flaw, Kind, Link, MessageHead, Moment, Part, Recipient, Reply, Report, Sort,
    StatusCode,
};
pub use text::{read_code, read_text};
pub use unpack::{each_message, each_message_in, open_file, read_bytes, read_item, trails, unpack};
