//! Messages: taking them apart and telling what sort they are. The only module that names `mail-parser`.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::ops::Range;
use std::sync::LazyLock;

use mail_parser::decoders::html;
use mail_parser::{
    Address, DateTime, HeaderName, HeaderValue, Host, Message, MessageParser, MessagePart, MimeHeaders as _, PartType,
};

use super::hops::{self, Hop, Trail};
use super::notice;
use super::report::{Certified, Clock, Flaw, Kind, Link, MessageHead, Moment, Part, Recipient, Report, Sort};
use super::text::{add_notice, read_clean, unquote};
use super::{bounds, certified, codes, dsn, encoding, html as html_text, links, outlook};
use crate::knowledge::Table;

/// How deep a bounce may be attached to a forwarded message.
const MAX_DEPTH: usize = 4;

/// The most of one text part that is read: what a server says stands at the beginning.
const MAX_PART: usize = 1 << 20;

/// Takes apart only those fields of a header whose parts are asked for; the others stay as they are written.
static PARSER: LazyLock<MessageParser> = LazyLock::new(parser);

/// The same for telling the way of a message: with its `Received` fields, whose many parts cost as much as all others.
static WAY_PARSER: LazyLock<MessageParser> = LazyLock::new(|| parser().header_received(HeaderName::Received));

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
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| parser.parse(bytes))).ok().flatten()
}

/// Reads one message or text of a file, as [`unpack`](super::unpack()) gives it.
pub(super) fn read_item(bytes: &[u8], table: &Table) -> Report {
    let bytes = encoding::to_utf8_lines(bytes);
    let start = message_start(&bytes);
    let message = bytes.get(start..).unwrap_or_default();
    // A file may be a message with next to no header; of a text one line proves nothing.
    let fewest =
        if message.first().is_some_and(u8::is_ascii_uppercase) && ends_its_header_soon(message) { 1 } else { 2 };
    if looks_like_message(message, fewest) {
        return read_message(message, table);
    }
    if let Ok(text) = std::str::from_utf8(&bytes) {
        return super::read_text(text, table);
    }
    let mut report = super::read_text(&encoding::latin(&bytes), table);
    report.flaws.push(Flaw::BadCharacters);
    report
}

/// Behind blank lines and the `From ` line of a mailbox file (RFC 4155).
fn message_start(bytes: &[u8]) -> usize {
    let blank = bytes.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    let rest = bytes.get(blank..).unwrap_or_default();
    if rest.starts_with(b"From ") || rest.starts_with(b">From ") {
        return blank + memchr::memchr(b'\n', rest).map_or(rest.len(), |at| at + 1);
    }
    blank
}

/// Whether the bytes begin with the header of a message: at least `fewest` fields, one of them known.
pub(super) fn looks_like_message(bytes: &[u8], fewest: usize) -> bool {
    const KNOWN: [&str; 16] = [
        "from",
        "to",
        "subject",
        "date",
        "received",
        "return-path",
        "message-id",
        "mime-version",
        "content-type",
        "delivered-to",
        "x-failed-recipients",
        "reply-to",
        "sender",
        "auto-submitted",
        "x-original-to",
        "x-apparently-to",
    ];
    let bytes = bytes.get(message_start(bytes)..).unwrap_or_default();
    let mut fields = 0;
    let mut known = 0;
    for line in bytes.split(|byte| *byte == b'\n').take(12) {
        if line.first().is_some_and(|byte| matches!(byte, b' ' | b'\t')) && fields > 0 {
            continue;
        }
        let Some(colon) = memchr::memchr(b':', line) else { break };
        let name = line.get(..colon).unwrap_or_default();
        if name.is_empty()
            || name.len() > 60
            || !name.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
        {
            break;
        }
        fields += 1;
        known += usize::from(KNOWN.iter().any(|known| name.eq_ignore_ascii_case(known.as_bytes())));
    }
    fields >= fewest && known >= 1
}

/// The message with blanks before the lines of its header that continue a field, where copying has lost them; `None`
/// where none is missing.
fn folded_again(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut start = message_start(bytes);
    // The field that is being read: where it begins.
    let mut field = start;
    let mut lost = Vec::new();
    for line in bytes.get(start..)?.split_inclusive(|byte| *byte == b'\n').take(MOST_LINES) {
        let name = line.split(|byte| *byte == b':').next().unwrap_or_default();
        if line.trim_ascii().is_empty() {
            break;
        } else if name.len() < line.len() && !name.is_empty() && name.iter().all(u8::is_ascii_graphic) {
            field = start;
        } else if !line.starts_with(b" ") && !line.starts_with(b"\t") {
            if !is_unfinished(bytes.get(field..start).unwrap_or_default()) {
                break;
            }
            lost.push(start);
        }
        start += line.len();
    }
    if lost.is_empty() {
        return None;
    }
    let mut whole = Vec::with_capacity(bytes.len() + lost.len());
    let mut from = 0;
    for at in &lost {
        whole.extend_from_slice(bytes.get(from..*at)?);
        whole.push(b' ');
        from = *at;
    }
    whole.extend_from_slice(bytes.get(from..)?);
    Some(whole)
}

/// The most lines of a header that are looked at for lost blanks.
const MOST_LINES: usize = 1000;

/// Whether a field of a header must go on: it ends with a separator, or lacks the date that ends a `Received` field
/// (RFC 5321 section 4.4).
fn is_unfinished(field: &[u8]) -> bool {
    let received = field.get(..9).is_some_and(|name| name.eq_ignore_ascii_case(b"received:"));
    field.trim_ascii().ends_with(b";")
        || field.trim_ascii().ends_with(b",")
        || received && memchr::memchr(b';', field).is_none()
}

/// Whether a blank line follows the first line.
fn ends_its_header_soon(bytes: &[u8]) -> bool {
    let mut lines = bytes.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
    lines.next().is_some_and(|line| !line.is_empty()) && lines.next().is_some_and(<[u8]>::is_empty)
}

/// Reads a message; bytes that are none after all are read as text.
pub(super) fn read_message(bytes: &[u8], table: &Table) -> Report {
    let (bytes, dropped) = bounds::bounded(bytes);
    let bytes = folded_again(&bytes).map_or(bytes, Cow::Owned);
    let mut report = match parse(&bytes, &PARSER) {
        Some(message) => read_parsed(&message, table, 0),
        None => read_clean(String::from_utf8_lossy(&bytes).into_owned(), table),
    };
    if dropped {
        report.flaws.push(Flaw::Truncated);
    }
    report
}

/// What the parts of a message hold.
#[derive(Default)]
struct Parts {
    /// The words for people, in the report's text.
    notices: Vec<Range<usize>>,
    /// The fields of delivery reports, in the report's text.
    statuses: Vec<Range<usize>>,
    /// Attached messages, by number.
    inner: Vec<usize>,
    /// Parts that may hold one in a form of its own.
    packed: Vec<usize>,
    certificate: Option<certified::Certificate>,
}

/// Goes through the parts of a message and puts the words of each into the report.
fn read_parts(message: &Message<'_>, report: &mut Report, signs: &mut Signs, table: &Table) -> Parts {
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

fn read_parsed(message: &Message<'_>, table: &Table, depth: usize) -> Report {
    let mut report = Report { head: head_of(message), ..Report::default() };
    let mut signs = Signs::of(message, &report.head, table);
    let Parts { notices, statuses, inner, packed, certificate } = read_parts(message, &mut report, &mut signs, table);
    for index in &inner {
        if let Some(PartType::Message(copy)) = message.parts.get(*index).map(|part| &part.body) {
            signs.attached = true;
            notice::returned_head(&mut report, 0..0, head_of_returned(copy));
        }
    }
    if is_cut_off(message) {
        report.flaws.push(Flaw::CutOff);
    }
    for span in &statuses {
        report.parts.push((Part::DeliveryStatus, span.clone()));
        dsn::read(&mut report, span.clone());
    }
    signs.reported = !report.recipients.is_empty();
    let receipt = certified_sort(message, &report, certificate.as_ref(), &notices, table);
    if let (Some(sort), Some(certificate)) = (receipt, certificate) {
        certified::add(&mut report, certificate, sort, append);
    }
    let diagnostics: Vec<Range<usize>> =
        report.recipients.iter().map(|recipient| recipient.diagnostic.clone()).collect();
    for address in header_addresses(message, "X-Failed-Recipients") {
        signs.failed_recipients = true;
        if !signs.reported && report.recipients.iter().all(|known| known.address != address) {
            report.recipients.push(Recipient { address, ..Recipient::default() });
        }
    }
    // The report goes to the sender: that address is no recipient of it, unless nothing else is named.
    let mut not_these = report.head.to.clone();
    not_these.push(report.head.from.clone());
    for span in &notices {
        add_notice(&mut report, span.clone(), &not_these, table);
    }
    signs.inline_report = !signs.reported && report.recipients.iter().any(|recipient| recipient.action.is_some());
    if report.recipients.is_empty() {
        for span in &notices {
            notice::recipients_by_layout(&mut report, span.clone(), table);
        }
    }
    for span in diagnostics.into_iter().filter(|span| !span.is_empty()) {
        let found = codes::scan(report.words(&span), span.start, table);
        report.replies.extend(found.replies);
        report.client_codes.extend(found.client_codes);
    }
    if report.sender.is_empty() {
        let returned = report.returned.as_ref().map(|head| head.from.clone()).unwrap_or_default();
        report.sender =
            if returned.is_empty() { report.head.to.first().cloned().unwrap_or_default() } else { returned };
    }
    report.settle();
    let subject = table.words().body_signs(&report.head.subject);
    report.says_delayed |= subject.delayed.is_some();
    report.says_failed |= subject.failed.is_some();
    signs.named = !report.recipients.is_empty();
    signs.reply = report.replies.iter().any(|reply| reply.code.starts_with(['4', '5']) || reply.status.is_some());
    (report.kind, report.sort) = match receipt {
        Some(sort) if sort.returns() => (Kind::Bounce, Sort::Certified(sort)),
        Some(sort) => (Kind::OtherMail, Sort::Certified(sort)),
        None => signs.decide(),
    };
    // A bounce that somebody forwarded as an attachment, that comes in the envelope of certified mail, or that a
    // gateway wrapped in a report of its own that says nothing.
    let says_nothing = report.kind == Kind::Bounce && report.recipients.is_empty() && report.replies.is_empty();
    let envelope = matches!(report.sort, Sort::Certified(sort) if sort.is_envelope());
    let forwards = report.kind == Kind::OtherMail && report.sort == Sort::Plain || envelope;
    if (says_nothing || forwards) && depth < MAX_DEPTH {
        for index in inner.into_iter().chain(packed) {
            let Some(attached) = message.parts.get(index).and_then(|part| read_attached(part, table, depth + 1)) else {
                continue;
            };
            let tells = attached.kind == Kind::Bounce || forwards && matches!(attached.sort, Sort::Certified(_));
            if tells && (forwards || !attached.recipients.is_empty()) {
                return attached;
            }
        }
    }
    if report.kind == Kind::Bounce && report.recipients.is_empty() {
        name_by_copy(&mut report);
    }
    report
}

/// Where a notice names a recipient by the name before the @ alone, the copy of the returned message knows the rest.
fn name_by_copy(report: &mut Report) {
    let written = report.returned.as_ref().map(|head| head.to.clone()).unwrap_or_default();
    let named = written.into_iter().filter(|address| {
        let local = address.split('@').next().unwrap_or_default();
        let says = |notice: Range<usize>| {
            let mut words = report.words(&notice).split(|c: char| !(c.is_alphanumeric() || "._-+".contains(c)));
            words.any(|word| word.trim_matches('.').eq_ignore_ascii_case(local))
        };
        local.len() > 2 && report.parts_of(Part::Notice).any(says)
    });
    let named: Vec<Recipient> = named.map(|address| Recipient { address, ..Recipient::default() }).collect();
    report.recipients.extend(named);
}

/// Reads an attached message: as mail programs attach one, as bytes of no stated sort, or saved by Outlook.
fn read_attached(part: &MessagePart<'_>, table: &Table, depth: usize) -> Option<Report> {
    let bytes = match &part.body {
        PartType::Message(copy) => return Some(read_parsed(copy, table, depth)),
        PartType::Binary(bytes) | PartType::InlineBinary(bytes) => bytes.as_ref(),
        _ => return None,
    };
    let bytes = if bytes.starts_with(outlook::MAGIC) {
        Cow::Owned(outlook::to_message(bytes).ok()?)
    } else if looks_like_message(bytes, 2) {
        Cow::Borrowed(bytes)
    } else {
        return None;
    };
    let (bytes, _) = bounds::bounded(&bytes);
    parse(&bytes, &PARSER).map(|message| read_parsed(&message, table, depth))
}

/// What sort of certified mail the message is, by its header, its certificate and, for the time limit, its words.
fn certified_sort(
    message: &Message<'_>,
    report: &Report,
    certificate: Option<&certified::Certificate>,
    notices: &[Range<usize>],
    table: &Table,
) -> Option<Certified> {
    let field = |name| header_text(message, name).unwrap_or_default();
    let fields = certified::Fields {
        receipt: field("X-Ricevuta"),
        transport: field("X-Trasporto"),
        security: field("X-VerificaSicurezza"),
    };
    let names_limit = |words: &str| table.words().certified_timeout_phrases.find(words).is_some();
    let late = || names_limit(&report.head.subject) || notices.iter().any(|span| names_limit(report.words(span)));
    let sort = certified::sort(&fields, certificate, false)?;
    // Asked only here: other mail need not be searched for these words.
    certified::sort(&fields, certificate, late()).or(Some(sort))
}

/// Whether a message of several parts lacks the line that closes the last (RFC 2046 section 5.1.1).
fn is_cut_off(message: &Message<'_>) -> bool {
    let Some(boundary) = message.content_type().and_then(|kind| kind.attribute("boundary")) else { return false };
    memchr::memmem::rfind(message.raw_message(), format!("--{boundary}--").as_bytes()).is_none()
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
fn append(report: &mut Report, text: &str) -> Range<usize> {
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
enum PartSort {
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

fn sort_of(part: &MessagePart<'_>) -> PartSort {
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
fn is_shown(message: &Message<'_>, index: usize) -> bool {
    let Ok(id) = u32::try_from(index) else { return false };
    message.text_body.contains(&id) || message.attachments.contains(&id)
}

fn text_of<'x>(part: &'x MessagePart<'_>) -> Cow<'x, str> {
    match &part.body {
        PartType::Text(text) => Cow::Borrowed(text.as_ref()),
        PartType::Html(text) => Cow::Owned(html_text::to_text(text)),
        PartType::Binary(bytes) | PartType::InlineBinary(bytes) => match std::str::from_utf8(bytes) {
            Ok(text) => Cow::Borrowed(text),
            Err(_) => Cow::Owned(encoding::latin(bytes)),
        },
        PartType::Message(message) => Cow::Owned(String::from_utf8_lossy(message.raw_message()).into_owned()),
        PartType::Multipart(_) => Cow::Borrowed(""),
    }
}

/// Adds the character that an entity such as `&lt;` stands for, or the entity itself where it stands for none.
pub(super) fn add_entity(text: &mut String, entity: &str) {
    html::add_html_token(text, entity.as_bytes(), false);
}

/// A moment as headers and reports write it (RFC 5322 section 3.3, RFC 3339); `None` for anything else.
pub fn moment(text: &str) -> Option<Moment> {
    let text = text.trim();
    let read = DateTime::parse_rfc3339(text).filter(DateTime::is_valid).or_else(|| {
        // A header names its month; numbers alone would be read as some other day.
        let named = text.bytes().filter(u8::is_ascii_alphabetic).count() > 2;
        named.then(|| DateTime::parse_rfc822(text)).flatten().filter(DateTime::is_valid)
    })?;
    let clock = |time: &DateTime| Clock {
        year: time.year,
        month: time.month,
        day: time.day,
        time: [time.hour, time.minute, time.second],
    };
    let offset = i16::from(read.tz_hour) * 60 + i16::from(read.tz_minute);
    Some(Moment {
        here: clock(&read),
        utc: clock(&DateTime::from_timestamp(read.to_timestamp())),
        offset: if read.tz_before_gmt { -offset } else { offset },
    })
}

/// A moment in seconds since 1970, as [`moment`] reads it.
pub fn utc(seconds: i64) -> String {
    DateTime::from_timestamp(seconds).to_rfc3339()
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

/// A moment in seconds since 1970 as a message header writes it (RFC 5322 section 3.3).
pub(super) fn date_in_header(seconds: i64) -> String {
    mail_parser::DateTime::from_timestamp(seconds).to_rfc822()
}

fn head_of(message: &Message<'_>) -> MessageHead {
    let addresses = |address: Option<&Address<'_>>| -> Vec<String> {
        address.map(|list| list.iter().filter_map(|one| one.address().map(str::to_owned)).collect()).unwrap_or_default()
    };
    MessageHead {
        from: addresses(message.from()).into_iter().next().unwrap_or_default(),
        to: addresses(message.to()),
        subject: message.subject().unwrap_or_default().to_owned(),
        date: message.date().filter(|date| date.is_valid()).map(mail_parser::DateTime::to_rfc3339).unwrap_or_default(),
        message_id: message.message_id().unwrap_or_default().to_owned(),
        name: message.from().and_then(Address::first).and_then(|from| from.name()).unwrap_or_default().to_owned(),
        ..MessageHead::default()
    }
}

/// The header of a returned message: where it has been, and what servers have noted about it, as well.
fn head_of_returned(message: &Message<'_>) -> MessageHead {
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
fn head_of_copy(copy: &str) -> MessageHead {
    header_of_copy(copy, &PARSER).map(|message| head_of_returned(&message)).unwrap_or_default()
}

fn header_of_copy<'c>(copy: &'c str, parser: &MessageParser) -> Option<Message<'c>> {
    let mut rest = copy;
    for _ in 0..6 {
        if looks_like_message(rest.as_bytes(), 2) {
            return parser.parse_headers(rest.trim_start().as_bytes());
        }
        rest = rest.split_once('\n')?.1;
    }
    None
}

/// The most messages inside one another and side by side whose way is told.
const MOST_TRAILS: usize = 8;

/// The ways of a message or text of a file, and of the messages in it, the outermost first.
pub(super) fn trails(bytes: &[u8], table: &Table) -> Vec<Trail> {
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

fn header_text<'x>(message: &'x Message<'_>, name: &'static str) -> Option<&'x str> {
    match message.header(HeaderName::Other(name.into())) {
        Some(HeaderValue::Text(text)) => Some(text.as_ref()),
        Some(HeaderValue::TextList(list)) => list.first().map(AsRef::as_ref),
        _ => None,
    }
}

fn header_addresses(message: &Message<'_>, name: &'static str) -> Vec<String> {
    let Some(text) = header_text(message, name) else { return Vec::new() };
    text.split([',', ' ', ';', '\n', '\t'])
        .map(|word| word.trim_matches(['<', '>', '"']))
        .filter(|word| word.contains('@'))
        .map(str::to_owned)
        .collect()
}

/// The signs by which a returned message is told from other mail.
#[derive(Default)]
struct Signs {
    feedback: bool,
    receipt: bool,
    /// The receipt says that a program deleted the message.
    discarded: bool,
    /// The header says that a program wrote it to refuse a message.
    rejected: bool,
    /// A delivery report names a recipient.
    reported: bool,
    /// The fields of one stand in the text.
    inline_report: bool,
    report_type: bool,
    failed_recipients: bool,
    daemon: bool,
    subject: bool,
    phrase: bool,
    null_return_path: bool,
    /// A copy of the returned message stands in the text or as its header.
    copy: bool,
    /// A message is attached.
    attached: bool,
    reply: bool,
    /// A recipient is named.
    named: bool,
    /// It was sent to a list of subscribers (RFC 2369).
    mailing: bool,
    auto_header: bool,
    auto_subject: bool,
    /// A program wrote it, in reply to nobody (RFC 3834 section 5).
    generated: bool,
}

impl Signs {
    fn of(message: &Message<'_>, head: &MessageHead, table: &Table) -> Self {
        let messages = table.messages();
        let local = head.from.split('@').next().unwrap_or_default();
        let name = message.from().and_then(Address::first).and_then(|from| from.name()).unwrap_or_default();
        let (local, name) = (local.to_ascii_lowercase(), name.to_ascii_lowercase());
        let daemon = messages
            .bounce_senders
            .iter()
            .any(|sender| local == *sender || name.len() > 5 && sender.len() > 5 && name.contains(sender.as_str()));
        let daemon = daemon || messages.bounce_sender_endings.iter().any(|ending| local.ends_with(ending.as_str()));
        let auto_submitted = header_text(message, "Auto-Submitted").unwrap_or_default().to_ascii_lowercase();
        let auto_header = auto_submitted.starts_with("auto-replied")
            || ["X-Autoreply", "X-Autorespond", "X-Auto-Response-From", "X-Vacation", "X-AutoReply-From"]
                .iter()
                .any(|name| header_text(message, name).is_some())
            || header_text(message, "Precedence").is_some_and(|value| value.eq_ignore_ascii_case("auto_reply"))
            || header_text(message, "X-Auto-Response-Suppress")
                .is_some_and(|_| table.words().auto_reply_subjects.find(&head.subject).is_some());
        let report_type = message.content_type().is_some_and(|kind| {
            kind.subtype().is_some_and(|sub| sub.eq_ignore_ascii_case("report"))
                && kind
                    .attribute("report-type")
                    .is_some_and(|kind| kind.to_ascii_lowercase().contains("delivery-status"))
        });
        let null_return_path = match message.return_path() {
            HeaderValue::Text(path) => path.trim_matches(['<', '>', ' ']).is_empty(),
            HeaderValue::Empty => message.header(HeaderName::ReturnPath).is_some(),
            _ => false,
        };
        Self {
            daemon,
            auto_header,
            generated: auto_submitted.starts_with("auto-generated"),
            rejected: auto_submitted.contains("rejected"),
            mailing: message.header(HeaderName::ListUnsubscribe).is_some(),
            report_type,
            null_return_path,
            subject: table.words().bounce_subjects.find(&head.subject).is_some(),
            auto_subject: table.words().auto_reply_subjects.find(&head.subject).is_some(),
            ..Self::default()
        }
    }

    fn decide(&self) -> (Kind, Sort) {
        if self.feedback {
            return (Kind::OtherMail, Sort::FeedbackReport);
        }
        // A server may refuse with a receipt (RFC 5429 section 2.1.2); one about a message deleted unread looks alike.
        let refused = self.discarded && (self.rejected || self.phrase);
        if self.receipt && !refused {
            return (Kind::OtherMail, Sort::Receipt);
        }
        if self.reported || self.failed_recipients {
            return (Kind::Bounce, Sort::DeliveryReport);
        }
        // Words alone prove nothing: parcels are undeliverable too. Something in the message's build must agree.
        let words = self.subject || self.phrase;
        let enclosed = self.copy || self.attached;
        let returned = self.report_type && (words || self.daemon || enclosed || self.reply)
            || self.inline_report && (words || self.daemon || enclosed)
            || self.daemon && (words || enclosed || self.reply)
            || self.null_return_path && (words || self.daemon || self.reply && self.named)
            || self.generated && self.subject && (self.phrase || self.reply)
            || enclosed && words
            || self.phrase && self.subject && (self.reply || self.named)
            || words && self.reply && self.named;
        let automatic = self.auto_header || self.auto_subject;
        // A list passes on what comes back to it with its own header.
        let passed_on = self.attached && self.subject && self.phrase;
        let mailing = self.mailing && !self.daemon && !self.report_type && !passed_on;
        if returned && !mailing && !(automatic && !self.daemon && !self.phrase && !self.report_type) {
            (Kind::Bounce, Sort::DeliveryReport)
        } else if automatic {
            (Kind::OtherMail, Sort::AutoReply)
        } else {
            (Kind::OtherMail, Sort::Plain)
        }
    }
}
