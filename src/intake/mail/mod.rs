//! Messages: taking them apart and telling what sort they are. Only this folder names `mail-parser`.

mod head;
mod moment;
mod parts;
mod read;
mod recognize;
mod signs;
mod way;

use std::borrow::Cow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::LazyLock;

use mail_parser::decoders::html::add_html_token;
use mail_parser::{HeaderName, Message, MessageParser};

use super::report::{Flaw, Report};
use super::{bounds, encoding, text};
use crate::knowledge::Table;

pub(super) use moment::date_in_header;
pub use moment::{moment, utc};
pub use parts::all_text;
pub(super) use recognize::looks_like_message;
pub(super) use way::trails;

/// How deep a bounce may be attached to a forwarded message.
const MAX_DEPTH: usize = 8;

/// The most of one text part that is read: what a server says stands at the beginning.
const MAX_PART: usize = 1 << 20;

/// Takes apart only those fields of a header whose parts are asked for; the others stay as they are written.
static PARSER: LazyLock<MessageParser> = LazyLock::new(parser);

fn parser() -> MessageParser {
    MessageParser::new()
        .with_minimal_headers()
        .header_id(HeaderName::MessageId)
        .header_id(HeaderName::ReturnPath)
        .default_header_raw()
}

/// Takes a message apart; `None` for bytes that are none. Boundaries in each other's place can lead the parser beyond
/// its own lists: a message that makes it give up is read as text.
fn parse<'b>(bytes: &'b [u8], parser: &MessageParser) -> Option<Message<'b>> {
    catch_unwind(AssertUnwindSafe(|| parser.parse(bytes))).ok().flatten()
}

/// Reads one message or text of a file, as [`unpack`](super::unpack()) gives it.
pub(super) fn read_item(bytes: &[u8], table: &Table) -> Report {
    let bytes = encoding::to_utf8_lines(bytes);
    let start = recognize::message_start(&bytes);
    let message = bytes.get(start..).unwrap_or_default();
    // A file may be a message with next to no header; of a text one line proves nothing.
    let fewest = if message.first().is_some_and(u8::is_ascii_uppercase) && recognize::ends_its_header_soon(message) {
        1
    } else {
        2
    };
    if looks_like_message(message, fewest) {
        return read_message(message, table);
    }
    if let Ok(text) = std::str::from_utf8(&bytes) {
        return text::read_text(text, table);
    }
    let mut report = text::read_text(&encoding::latin(&bytes), table);
    report.flaws.push(Flaw::BadCharacters);
    report
}

/// Reads a message; bytes that are none after all are read as text.
pub(super) fn read_message(bytes: &[u8], table: &Table) -> Report {
    let (bytes, dropped) = bounds::bounded(bytes);
    let bytes = recognize::folded_again(&bytes).map_or(bytes, Cow::Owned);
    let mut report = match parse(&bytes, &PARSER) {
        Some(message) => read::read_parsed(&message, table, 0),
        None => text::read_clean(String::from_utf8_lossy(&bytes).into_owned(), table),
    };
    if dropped {
        report.flaws.push(Flaw::Truncated);
    }
    report
}

/// Adds the character that an entity such as `&lt;` stands for, or the entity itself where it stands for none.
pub(super) fn add_entity(text: &mut String, entity: &str) {
    add_html_token(text, entity.as_bytes(), false);
}
