//! The parts of a message: what each is for, and its words.

use std::borrow::Cow;
use std::ops::Range;

use mail_parser::{Message, MessagePart, MimeHeaders as _, PartType};

use super::head::{head_of_copy, head_of_returned};
use super::signs::Signs;
use super::{MAX_PART, PARSER, parse};
use crate::intake::report::{Link, Report};
use crate::intake::text::unquote;
use crate::intake::{certified, dsn, encoding, html, links, notice, outlook};
use crate::knowledge::Table;

/// What the parts of a message hold.
#[derive(Default)]
pub(super) struct Parts {
    /// The words for people, in the report's text.
    pub(super) notices: Vec<Range<usize>>,
    /// The fields of delivery reports, in the report's text.
    pub(super) statuses: Vec<Range<usize>>,
    /// Attached messages, by number.
    pub(super) inner: Vec<usize>,
    /// Parts that may hold one in a form of its own.
    pub(super) packed: Vec<usize>,
    pub(super) certificate: Option<certified::Certificate>,
}

/// Goes through the parts of a message and puts the words of each into the report.
pub(super) fn read_parts(message: &Message<'_>, report: &mut Report, signs: &mut Signs, table: &Table) -> Parts {
    let mut parts = Parts::default();
    for (index, part) in message.parts.iter().enumerate() {
        match sort_of(part) {
            PartSort::Certificate => parts.certificate = Some(certified::read(&text_of(part))),
            PartSort::Status => parts.statuses.push(append_fields(report, &text_of(part))),
            PartSort::Feedback => signs.feedback = true,
            PartSort::Receipt => {
                let fields = text_of(part);
                signs.receipt = true;
                signs.discarded = dsn::says_discarded(&fields);
                if signs.discarded {
                    parts.statuses.push(append_fields(report, &fields));
                }
            }
            PartSort::ReturnedHeader => {
                signs.copy = true;
                let text = text_of(part);
                if let Some(returned) = PARSER.parse_headers(text.as_bytes()) {
                    notice::returned_head(report, 0..0, head_of_returned(&returned));
                }
            }
            PartSort::Message => parts.inner.push(index),
            PartSort::Words if is_shown(message, index) => {
                let words = text_of(part);
                let words = words.get(..words.floor_char_boundary(MAX_PART)).unwrap_or_default();
                signs.quoted_twice |= ["\n>> ", "\n> > "].iter().any(|mark| words.contains(mark));
                let words = &unquote(unescape(words));
                let survey = notice::survey(words, table);
                let end = survey.end;
                signs.phrase |= survey.bounce;
                report.says_delayed |= survey.delayed;
                report.says_failed |= survey.failed;
                if survey.lure && !report.lures {
                    report.lures = true;
                    let (raw, markup) = match &part.body {
                        PartType::Html(html) => (html.as_ref(), true),
                        _ => (words.as_str(), false),
                    };
                    report.links.extend(links::links(raw, markup));
                    // What the reader is not shown as text may be what the mail program shows.
                    report.links.extend(hidden_links(message));
                }
                if end < words.len() {
                    signs.copy = true;
                    let copy = words.get(end..).unwrap_or_default();
                    notice::returned_head(report, 0..0, head_of_copy(copy));
                }
                let shown = words.get(..end).unwrap_or_default();
                if !shown.trim().is_empty() {
                    parts.notices.push(append(report, shown));
                }
            }
            PartSort::Other => parts.packed.push(index),
            PartSort::Words => {}
        }
    }
    parts
}

/// A notification in JSON inside JSON escapes its quotation marks.
fn unescape(text: &str) -> String {
    if text.contains("{\\\"") { text.replace("\\\"", "\"") } else { text.to_owned() }
}

/// Adds the fields of a report, as far as there is room, and gives their place.
fn append_fields(report: &mut Report, fields: &str) -> Range<usize> {
    let room = MAX_PART.saturating_sub(report.text.len());
    append(report, fields.get(..fields.floor_char_boundary(room)).unwrap_or_default())
}

/// Adds text to the report, on a line of its own, and gives its place.
pub(super) fn append(report: &mut Report, text: &str) -> Range<usize> {
    if !report.text.is_empty() {
        if !report.text.ends_with('\n') {
            report.text.push('\n');
        }
        report.text.push('\n');
    }
    let start = report.text.len();
    if text.contains('\r') {
        report.text.push_str(&text.replace("\r\n", "\n").replace('\r', "\n"));
    } else {
        report.text.push_str(text);
    }
    start..report.text.len()
}

/// What a part of a message is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum PartSort {
    Words,
    Status,
    Feedback,
    Receipt,
    ReturnedHeader,
    Message,
    /// What certified mail says of itself.
    Certificate,
    Other,
}

pub(super) fn sort_of(part: &MessagePart<'_>) -> PartSort {
    if part.attachment_name().is_some_and(|name| name.eq_ignore_ascii_case(certified::CERTIFICATE)) {
        return PartSort::Certificate;
    }
    let (main, sub) =
        part.content_type().map_or(("text", "plain"), |kind| (kind.ctype(), kind.subtype().unwrap_or_default()));
    let is = |m: &str, s: &str| main.eq_ignore_ascii_case(m) && sub.eq_ignore_ascii_case(s);
    if is("message", "delivery-status") || is("message", "global-delivery-status") {
        PartSort::Status
    } else if is("message", "feedback-report") {
        PartSort::Feedback
    } else if is("message", "disposition-notification") || is("message", "global-disposition-notification") {
        PartSort::Receipt
    } else if sub.eq_ignore_ascii_case("rfc822-headers")
        || is("message", "global-headers")
        || is("text", "rfc822-header")
    {
        PartSort::ReturnedHeader
    } else {
        match &part.body {
            PartType::Message(_) => PartSort::Message,
            PartType::Text(_) | PartType::Html(_) => PartSort::Words,
            PartType::Binary(bytes) | PartType::InlineBinary(bytes) if dsn::begins_report(bytes) => PartSort::Status,
            _ => PartSort::Other,
        }
    }
}

/// The links of the HTML form of a message whose plain form was read.
fn hidden_links(message: &Message<'_>) -> Vec<Link> {
    let shown = message.html_body.iter().filter(|id| !message.text_body.contains(id));
    let parts = shown.filter_map(|id| message.parts.get(usize::try_from(*id).ok()?));
    let html = parts.filter_map(|part| if let PartType::Html(html) = &part.body { Some(html.as_ref()) } else { None });
    html.take(2).flat_map(|html| links::links(html, true)).collect()
}

/// Whether a text part is shown to the reader: of alternatives only one is.
pub(super) fn is_shown(message: &Message<'_>, index: usize) -> bool {
    let Ok(id) = u32::try_from(index) else { return false };
    message.text_body.contains(&id) || message.attachments.contains(&id)
}

pub(super) fn text_of<'x>(part: &'x MessagePart<'_>) -> Cow<'x, str> {
    match &part.body {
        PartType::Text(text) => Cow::Borrowed(text.as_ref()),
        PartType::Html(text) => Cow::Owned(html::to_text(text)),
        PartType::Binary(bytes) | PartType::InlineBinary(bytes) => match std::str::from_utf8(bytes) {
            Ok(text) => Cow::Borrowed(text),
            Err(_) => Cow::Owned(encoding::latin(bytes)),
        },
        PartType::Message(message) => Cow::Owned(String::from_utf8_lossy(message.raw_message()).into_owned()),
        PartType::Multipart(_) => Cow::Borrowed(""),
    }
}

/// A message as it stands and every text in it decoded, however deep it is attached: what a search for passwords has
/// to see.
pub fn all_text(bytes: &[u8]) -> String {
    let unpacked = if bytes.starts_with(outlook::MAGIC) { outlook::to_message(bytes).ok() } else { None };
    let bytes = unpacked.as_deref().unwrap_or(bytes);
    let mut text = String::from_utf8_lossy(bytes).into_owned();
    let mut pending = parse(bytes, &PARSER).into_iter().collect::<Vec<_>>();
    while let Some(message) = pending.pop() {
        for part in message.parts {
            match part.body {
                PartType::Message(inner) => pending.push(inner),
                PartType::Multipart(_) => {}
                _ => {
                    text.push('\n');
                    text.push_str(&text_of(&part));
                }
            }
        }
    }
    text
}
