//! The way of a message from server to server, as its header tells it.

use std::sync::LazyLock;

use mail_parser::{DateTime, HeaderName, HeaderValue, Host, Message, MessageParser, PartType};

use super::head::header_of_copy;
use super::parts::{PartSort, is_shown, sort_of, text_of};
use super::recognize::{looks_like_message, message_start};
use super::{MAX_DEPTH, MAX_PART, parse, parser};
use crate::intake::hops::{self, Hop, Trail};
use crate::intake::{bounds, encoding, notice, outlook};
use crate::knowledge::Table;

/// Takes the `Received` fields apart as well, whose many parts cost as much as all others.
static WAY_PARSER: LazyLock<MessageParser> = LazyLock::new(|| parser().header_received(HeaderName::Received));

/// The most messages inside one another and side by side whose way is told.
const MOST_TRAILS: usize = 8;

/// The ways of a message or text of a file, and of the messages in it, the outermost first.
pub(in crate::intake) fn trails(bytes: &[u8], table: &Table) -> Vec<Trail> {
    let bytes = encoding::to_utf8_lines(bytes);
    let message = bytes.get(message_start(&bytes)..).unwrap_or_default();
    let mut trails = Vec::new();
    if looks_like_message(message, 2) {
        if let Some(message) = parse(&bounds::bounded(message).0, &WAY_PARSER) {
            follow(&message, table, 0, &mut trails);
        }
    } else {
        follow_copy(&String::from_utf8_lossy(message), table, &mut trails);
    }
    trails
}

fn follow(message: &Message<'_>, table: &Table, depth: usize, trails: &mut Vec<Trail>) {
    if trails.len() == MOST_TRAILS {
        return;
    }
    trails.extend(trail_of(message));
    for (index, part) in message.parts.iter().enumerate() {
        match (sort_of(part), &part.body) {
            (_, PartType::Message(copy)) if depth < MAX_DEPTH => follow(copy, table, depth + 1, trails),
            (PartSort::ReturnedHeader, _) => {
                let text = text_of(part);
                trails.extend(WAY_PARSER.parse_headers(text.as_bytes()).and_then(|header| trail_of(&header)));
            }
            (PartSort::Words, _) if is_shown(message, index) => {
                let words = text_of(part);
                let words = words.get(..words.floor_char_boundary(MAX_PART)).unwrap_or_default();
                follow_copy(words, table, trails);
            }
            (_, PartType::Binary(bytes) | PartType::InlineBinary(bytes)) if depth < MAX_DEPTH => {
                let saved = bytes.starts_with(outlook::MAGIC).then(|| outlook::to_message(bytes).ok()).flatten();
                let bytes = saved.as_deref().unwrap_or(bytes);
                let copy = Some(bytes).filter(|bytes| looks_like_message(bytes, 2));
                if let Some(copy) = copy.and_then(|bytes| parse(bytes, &WAY_PARSER)) {
                    follow(&copy, table, depth + 1, trails);
                }
            }
            _ => {}
        }
    }
}

/// The way of the message whose header a server has copied into its words.
fn follow_copy(words: &str, table: &Table, trails: &mut Vec<Trail>) {
    let copy = words.get(notice::survey(words, table).end..).unwrap_or_default();
    trails.extend(header_of_copy(copy, &WAY_PARSER).and_then(|header| trail_of(&header)));
}

/// What a header tells of the way; nothing where it tells nothing.
fn trail_of(message: &Message<'_>) -> Option<Trail> {
    const CHECKS: [&str; 3] = ["Authentication-Results", "ARC-Authentication-Results", "Received-SPF"];
    let mut trail = Trail { subject: message.subject().unwrap_or_default().to_owned(), ..Trail::default() };
    for field in message.headers() {
        let name = field.name.as_str();
        if let HeaderValue::Received(received) = &field.value {
            let host = |host: Option<&Host<'_>>| match host {
                Some(Host::Name(name)) => name.to_string(),
                Some(Host::IpAddr(address)) => address.to_string(),
                None => String::new(),
            };
            trail.hops.push(Hop {
                from: host(received.from().or(received.helo())),
                ip: received.from_ip().map(|address| address.to_string()).unwrap_or_default(),
                by: host(received.by()),
                with: received.with().map(|with| format!("{with:?}")).unwrap_or_default(),
                id: received.id().unwrap_or_default().to_owned(),
                at: received.date().filter(DateTime::is_valid).map(|date| date.to_timestamp()),
            });
        } else if let HeaderValue::Text(value) = &field.value
            && let Some(known) = CHECKS.into_iter().find(|known| known.eq_ignore_ascii_case(name))
        {
            trail.checks.extend(hops::checks(known, value));
        }
    }
    // Every server puts its field on top.
    trail.hops.reverse();
    (!trail.hops.is_empty() || !trail.checks.is_empty()).then_some(trail)
}
