//! The headers of a message and of the one that it returns.

use std::fmt::Write as _;

use mail_parser::{Address, DateTime, HeaderName, HeaderValue, Message, MessageParser};

use super::PARSER;
use super::recognize::looks_like_message;
use crate::intake::hops;
use crate::intake::report::MessageHead;

pub(super) fn head_of(message: &Message<'_>) -> MessageHead {
    let addresses = |address: Option<&Address<'_>>| -> Vec<String> {
        address.map(|list| list.iter().filter_map(|one| one.address().map(str::to_owned)).collect()).unwrap_or_default()
    };
    MessageHead {
        from: addresses(message.from()).into_iter().next().unwrap_or_default(),
        to: addresses(message.to()),
        subject: message.subject().unwrap_or_default().to_owned(),
        date: message.date().filter(|date| date.is_valid()).map(DateTime::to_rfc3339).unwrap_or_default(),
        message_id: message.message_id().unwrap_or_default().to_owned(),
        name: message.from().and_then(Address::first).and_then(|from| from.name()).unwrap_or_default().to_owned(),
        ..MessageHead::default()
    }
}

/// The header of a returned message: where it has been, and what servers have noted about it, as well.
pub(super) fn head_of_returned(message: &Message<'_>) -> MessageHead {
    /// Fields in which servers note what they think of a message.
    const CHECKS: [&str; 4] = ["Authentication-Results", "Received-SPF", "X-Spam-Flag", "X-Spam-Status"];
    /// The most fields and the most of one that are kept.
    const MOST: usize = 32;
    const LONGEST: usize = 400;
    let mut head = head_of(message);
    for field in message.headers() {
        let HeaderValue::Text(value) = &field.value else { continue };
        if field.name == HeaderName::Received {
            let left = MOST.saturating_sub(head.hosts.len());
            head.hosts.extend(hops::hosts(value).take(left).map(str::to_ascii_lowercase));
        } else if CHECKS.iter().any(|name| field.name.as_str().eq_ignore_ascii_case(name))
            && head.checks.len() < MOST * LONGEST
        {
            let value = value.get(..value.floor_char_boundary(LONGEST)).unwrap_or_default();
            let _ = writeln!(head.checks, "{}: {value}", field.name.as_str());
        }
    }
    head
}

/// The header of a copy that stands in the text, behind the line that announces it.
pub(super) fn head_of_copy(copy: &str) -> MessageHead {
    header_of_copy(copy, &PARSER).map(|message| head_of_returned(&message)).unwrap_or_default()
}

pub(super) fn header_of_copy<'c>(copy: &'c str, parser: &MessageParser) -> Option<Message<'c>> {
    let mut rest = copy;
    for _ in 0..6 {
        if looks_like_message(rest.as_bytes(), 2) {
            return parser.parse_headers(rest.trim_start().as_bytes());
        }
        rest = rest.split_once('\n')?.1;
    }
    None
}

/// The field `name` as it is written, be it one that the parser has a name of its own for or not.
pub(super) fn header_text<'x>(message: &'x Message<'_>, name: &'static str) -> Option<&'x str> {
    match message.header(HeaderName::parse(name)?) {
        Some(HeaderValue::Text(text)) => Some(text.as_ref()),
        Some(HeaderValue::TextList(list)) => list.first().map(AsRef::as_ref),
        _ => None,
    }
}

pub(super) fn header_addresses(message: &Message<'_>, name: &'static str) -> Vec<String> {
    let Some(text) = header_text(message, name) else { return Vec::new() };
    text.split([',', ' ', ';', '\n', '\t'])
        .map(|word| word.trim_matches(['<', '>', '"']))
        .filter(|word| word.contains('@'))
        .map(str::to_owned)
        .collect()
}
