//! The fields of a delivery report: `message/delivery-status` (RFC 3464 section 2), its internationalised form
//! (RFC 6533), and the same fields where a server writes them into the text for people.

use std::ops::Range;

use super::report::{Action, Part, Recipient, Report, StatusCode};

/// One field, with its value unfolded and where the value stands.
struct Field<'t> {
    name: &'t str,
    span: Range<usize>,
}

impl Report {
    /// Every field of the delivery reports, as written there, in order (RFC 3464 section 2).
    pub fn delivery_fields(&self) -> Vec<(String, String)> {
        let all = self.parts_of(Part::DeliveryStatus).flat_map(|span| fields(&self.text, &span));
        all.filter(|field| !field.name.is_empty())
            .map(|field| (field.name.to_owned(), unfold(self.words(&field.span))))
            .collect()
    }
}

/// Reads the fields in `report.text[span]` into the report. Gives how many recipients they speak of.
pub(super) fn read(report: &mut Report, span: Range<usize>) -> usize {
    let text = std::mem::take(&mut report.text);
    let mut current: Option<Recipient> = None;
    let mut recipients = Vec::new();
    // What the server said, where a status bears it as a comment.
    let mut comment = 0..0;
    for field in fields(&text, &span) {
        let raw = text.get(field.span.clone()).unwrap_or_default();
        let value = unfold(raw);
        match field.name.to_ascii_lowercase().as_str() {
            "reporting-mta" => report.reporting_mta = after_type(&value).to_owned(),
            "x-postfix-queue-id" | "x-queue-id" => value.clone_into(&mut report.queue_id),
            "x-postfix-sender" => report.sender = address(&value),
            "arrival-date" => report.arrival_date = value,
            name @ ("final-recipient" | "original-recipient" | "action") => {
                // A new group, even where the blank line between them is missing.
                let again = current.as_ref().is_some_and(|recipient: &Recipient| match name {
                    "final-recipient" => !recipient.final_recipient.is_empty(),
                    "original-recipient" => !recipient.address.is_empty(),
                    _ => recipient.action.is_some(),
                });
                if again {
                    recipients.extend(current.take().map(|recipient| with_comment(recipient, &mut comment)));
                }
                let recipient = current.get_or_insert_default();
                match name {
                    "final-recipient" => recipient.final_recipient = address(&value),
                    "original-recipient" => recipient.address = address(&value),
                    _ => recipient.action = action(&value),
                }
            }
            "status" => {
                if let Some(recipient) = &mut current {
                    recipient.status = value.split([' ', '(']).next().and_then(StatusCode::parse);
                    if recipient.diagnostic.is_empty()
                        && let Some(answer) = answer_in_comment(raw)
                    {
                        comment = field.span.start + answer.start..field.span.start + answer.end;
                    }
                }
            }
            "remote-mta" => {
                if let Some(recipient) = &mut current {
                    after_type(&value).split(' ').next().unwrap_or_default().clone_into(&mut recipient.remote_mta);
                }
            }
            "diagnostic-code" => {
                if let Some(recipient) = &mut current
                    && recipient.diagnostic.is_empty()
                {
                    let skip = raw.len() - after_type(raw).len();
                    recipient.diagnostic = field.span.start + skip..field.span.end;
                }
            }
            "last-attempt-date" => {
                if let Some(recipient) = &mut current {
                    recipient.last_attempt = value;
                }
            }
            "will-retry-until" => {
                if let Some(recipient) = &mut current {
                    recipient.will_retry_until = value;
                }
            }
            "" => recipients.extend(
                current
                    .take()
                    .map(|recipient| with_comment(recipient, &mut comment))
                    .filter(|recipient| !recipient.address.is_empty() || !recipient.final_recipient.is_empty()),
            ),
            _ => {}
        }
    }
    recipients.extend(current.map(|recipient| with_comment(recipient, &mut comment)));
    recipients.retain(|recipient| {
        !recipient.address.is_empty() || !recipient.final_recipient.is_empty() || !recipient.diagnostic.is_empty()
    });
    for recipient in &mut recipients {
        // What the sender wrote is what the sender knows; only an address will do, though.
        if !recipient.address.contains('@') && !recipient.final_recipient.is_empty() {
            recipient.address = std::mem::take(&mut recipient.final_recipient);
        }
        if recipient.final_recipient.eq_ignore_ascii_case(&recipient.address) {
            recipient.final_recipient.clear();
        }
    }
    report.text = text;
    let count = recipients.len();
    report.recipients.append(&mut recipients);
    count
}

/// A comment behind a status that is a server's answer: `5.1.2 (550 No such host)`.
fn answer_in_comment(value: &str) -> Option<Range<usize>> {
    let (start, end) = (value.find('(')? + 1, value.rfind(')')?);
    let code = value.get(start..end)?.split([' ', '-']).next()?;
    (code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_digit())).then_some(start..end)
}

/// Where no field quotes the answer, the comment does.
fn with_comment(mut recipient: Recipient, comment: &mut Range<usize>) -> Recipient {
    let comment = std::mem::replace(comment, 0..0);
    if recipient.diagnostic.is_empty() {
        recipient.diagnostic = comment;
    }
    recipient
}

/// The fields in order; a nameless one stands for a blank line.
fn fields<'t>(text: &'t str, span: &Range<usize>) -> Vec<Field<'t>> {
    let mut fields: Vec<Field<'t>> = Vec::new();
    let mut at = span.start;
    for line in text.get(span.clone()).unwrap_or_default().split_inclusive('\n') {
        let content = line.trim_end();
        let end = at + content.len();
        if content.is_empty() {
            fields.push(Field { name: "", span: at..at });
        } else if content.starts_with([' ', '\t'])
            && let Some(last) = fields.last_mut().filter(|field| !field.name.is_empty())
            && !looks_like_field(content.trim_start())
        {
            last.span.end = end;
        } else if let Some((name, value)) = content.split_once(':').filter(|(name, _)| is_name(name)) {
            let start = end - value.trim_start().len();
            fields.push(Field { name: name.trim(), span: start..end });
        } else if let Some(last) = fields.last_mut().filter(|field| !field.name.is_empty()) {
            // A continuation line that lost its indent.
            last.span.end = end;
        }
        at += line.len();
    }
    fields
}

/// Whether this can be the name of a field (RFC 5322 section 3.6.8), and not the beginning of a continuation line.
fn is_name(name: &str) -> bool {
    name.trim().bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

/// Whether an indented line is a field of its own: some servers indent the whole report.
fn looks_like_field(line: &str) -> bool {
    const NAMES: [&str; 8] = [
        "final-recipient:",
        "original-recipient:",
        "action:",
        "status:",
        "diagnostic-code:",
        "remote-mta:",
        "reporting-mta:",
        "last-attempt-date:",
    ];
    let head = line.get(..line.floor_char_boundary(24)).unwrap_or_default().to_ascii_lowercase();
    NAMES.iter().any(|name| head.starts_with(name))
}

/// Whether the fields of a receipt say that a program deleted the message (RFC 8098 section 3.2.6).
pub(super) fn says_discarded(fields: &str) -> bool {
    let mut lines = fields.lines().filter_map(|line| line.split_once(':'));
    lines.any(|(name, value)| {
        let value = value.to_ascii_lowercase();
        name.trim().eq_ignore_ascii_case("Disposition")
            && value.contains("automatic-action")
            && value.split(';').skip(1).any(|kind| kind.trim_start().starts_with("deleted"))
    })
}

/// Whether the text for people holds the fields of a report.
pub(super) fn has_fields(text: &str) -> bool {
    memchr::memmem::find(text.as_bytes(), b"inal-Recipient:").is_some()
        || memchr::memmem::find(text.as_bytes(), b"INAL-RECIPIENT:").is_some()
}

/// Whether the bytes begin with the fields of a report about a message (RFC 3464 section 2.2): what a mail program has
/// saved as an attachment of no stated sort.
pub(super) fn begins_report(bytes: &[u8]) -> bool {
    const FIRST: [&[u8]; 3] = [b"reporting-mta:", b"original-envelope-id:", b"final-recipient:"];
    let bytes = bytes.trim_ascii_start();
    FIRST.iter().any(|name| bytes.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name)))
}

/// Joins folded lines (RFC 5322 section 2.2.3).
fn unfold(value: &str) -> String {
    value.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The value behind its type: `rfc822; anna@example.com`, `smtp; 550 …`, `dns; mx.example.com`.
fn after_type(value: &str) -> &str {
    match value.split_once(';') {
        Some((kind, rest))
            if kind.len() <= 20
                && !kind.trim().is_empty()
                && kind.trim().bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') =>
        {
            rest.trim_start()
        }
        _ => value,
    }
}

/// An address out of `rfc822; <anna@example.com>`; also the xtext of `utf-8` addresses (RFC 6533 section 3).
fn address(value: &str) -> String {
    let value = after_type(value).trim();
    let inner = value.split_once('<').map_or(value, |(_, rest)| rest.split('>').next().unwrap_or(rest));
    let inner = inner.split([' ', ';', ',']).find(|word| !word.is_empty()).unwrap_or_default();
    decode_xtext(inner.trim_matches(['<', '>', '"', '\'', '(', ')']).trim_end_matches(['.', ':']))
}

/// The characters that an internationalised address writes as `\x{F3}` (RFC 6533 section 3, utf-8-addr-xtext).
fn decode_xtext(address: &str) -> String {
    let mut decoded = String::with_capacity(address.len());
    let mut rest = address;
    while let Some((before, after)) = rest.split_once("\\x{") {
        decoded.push_str(before);
        let character = after.split_once('}').and_then(|(code, behind)| {
            let code = u32::from_str_radix(code, 16).ok().filter(|code| *code >= 0x20)?;
            Some((char::from_u32(code)?, behind))
        });
        let Some((character, behind)) = character else {
            decoded.push_str("\\x{");
            rest = after;
            continue;
        };
        decoded.push(character);
        rest = behind;
    }
    decoded.push_str(rest);
    decoded
}

fn action(value: &str) -> Option<Action> {
    let word = value.split(|c: char| !c.is_ascii_alphabetic()).find(|word| !word.is_empty())?;
    match word.to_ascii_lowercase().as_str() {
        "failed" | "failure" | "fail" => Some(Action::Failed),
        "delayed" | "delay" => Some(Action::Delayed),
        "delivered" | "deliverable" => Some(Action::Delivered),
        "relayed" => Some(Action::Relayed),
        "expanded" => Some(Action::Expanded),
        _ => None,
    }
}
