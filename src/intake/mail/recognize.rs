//! Telling a message from other text by how it begins, and mending a header that copying has damaged.

/// Behind blank lines and the `From ` line of a mailbox file (RFC 4155).
pub(super) fn message_start(bytes: &[u8]) -> usize {
    let blank = bytes.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    let rest = bytes.get(blank..).unwrap_or_default();
    if rest.starts_with(b"From ") || rest.starts_with(b">From ") {
        return blank + memchr::memchr(b'\n', rest).map_or(rest.len(), |at| at + 1);
    }
    blank
}

/// Whether the bytes begin with the header of a message: at least `fewest` fields, one of them known.
pub(in crate::intake) fn looks_like_message(bytes: &[u8], fewest: usize) -> bool {
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

/// Whether a blank line follows the first line.
pub(super) fn ends_its_header_soon(bytes: &[u8]) -> bool {
    let mut lines = bytes.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
    lines.next().is_some_and(|line| !line.is_empty()) && lines.next().is_some_and(<[u8]>::is_empty)
}

/// The message with blanks before the lines of its header that continue a field, where copying has lost them; `None`
/// where none is missing.
pub(super) fn folded_again(bytes: &[u8]) -> Option<Vec<u8>> {
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
