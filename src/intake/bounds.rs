//! How much of a message is taken apart. A parser keeps many bytes for each field and part, so that a message made of
//! nothing else would cost many times its size; honest ones come nowhere near these limits.

use std::borrow::Cow;

/// Messages up to this size cannot cost much.
const SMALL: usize = 64 << 10;

/// The most of one header section (RFC 5322 section 2.1.1 leaves it open); what comes behind it is left out.
const MOST_HEADER: usize = 256 << 10;

/// The most fields of all headers together.
const MOST_FIELDS: usize = 20_000;

/// The most lines that may open a part.
const MOST_PARTS: usize = 2_000;

/// The most messages within messages.
const MOST_NESTED: usize = 100;

/// The most of the body of one part, and of one message that comes encoded and is decoded before it is parsed.
const MOST_BODY: usize = 8 << 20;
const MOST_ENCODED: usize = 1 << 20;

/// The most that is kept of all.
pub(super) const MOST: usize = 24 << 20;

/// The message without what is over the limits, and whether anything was left out.
pub(super) fn bounded(message: &[u8]) -> (Cow<'_, [u8]>, bool) {
    if message.len() <= SMALL {
        return (Cow::Borrowed(message), false);
    }
    let mut cut = Cutter::new();
    let mut start = 0;
    while start < message.len() && !cut.full {
        let rest = message.get(start..).unwrap_or_default();
        let end = start + memchr::memchr(b'\n', rest).map_or(rest.len(), |at| at + 1);
        let line = start..end;
        let kept = cut.kept_of(message.get(line).unwrap_or_default());
        cut.keep(message, start, kept);
        if start + kept < end {
            cut.dropped = true;
        }
        start = end;
    }
    cut.dropped |= cut.full;
    if !cut.dropped {
        return (Cow::Borrowed(message), false);
    }
    (Cow::Owned(cut.out.unwrap_or_else(|| message.get(..cut.same).unwrap_or_default().to_vec())), true)
}

/// Where a line stands.
#[derive(Clone, Copy)]
enum Place {
    /// In a header; whether it speaks of a message inside, and of an encoding.
    Header { message: bool, encoded: bool },
    /// In a body of which so many bytes are kept.
    Body { most: usize },
}

/// Goes through a message line by line. It is no parser: a line that may open a part counts as one that does.
struct Cutter {
    place: Place,
    /// The bytes of this header or body so far.
    section: usize,
    fields: usize,
    parts: usize,
    nested: usize,
    kept: usize,
    /// How much of the message is kept as it is, while nothing is left out.
    same: usize,
    out: Option<Vec<u8>>,
    dropped: bool,
    full: bool,
}

impl Cutter {
    const HEADER: Place = Place::Header { message: false, encoded: false };

    fn new() -> Self {
        Self {
            place: Self::HEADER,
            section: 0,
            fields: 0,
            parts: 0,
            nested: 0,
            kept: 0,
            same: 0,
            out: None,
            dropped: false,
            full: false,
        }
    }

    /// How many bytes of the line are kept.
    fn kept_of(&mut self, line: &[u8]) -> usize {
        let next = match self.place {
            _ if line.starts_with(b"--") => {
                self.parts += 1;
                Some(Self::HEADER)
            }
            Place::Header { message, encoded } if line.trim_ascii().is_empty() => {
                self.nested += usize::from(message);
                Some(match (message, encoded) {
                    // The header of the message inside follows.
                    (true, false) => Self::HEADER,
                    (true, true) => Place::Body { most: MOST_ENCODED },
                    (false, _) => Place::Body { most: MOST_BODY },
                })
            }
            Place::Header { message, encoded } => {
                self.fields += 1;
                self.place = Place::Header {
                    message: message || has(line, b"message/"),
                    encoded: encoded || has(line, b"base64") || has(line, b"quoted-printable"),
                };
                None
            }
            Place::Body { .. } => None,
        };
        if let Some(place) = next {
            (self.place, self.section) = (place, 0);
        }
        self.full =
            self.parts > MOST_PARTS || self.nested > MOST_NESTED || self.fields > MOST_FIELDS || self.kept >= MOST;
        let most = match self.place {
            Place::Header { .. } => MOST_HEADER,
            Place::Body { most } => most,
        };
        // The empty line that ends a header stays, however long the header was.
        let left = if next.is_some() { line.len().min(MOST_HEADER) } else { most.saturating_sub(self.section) };
        self.section += line.len();
        if self.full { 0 } else { line.len().min(left) }
    }

    fn keep(&mut self, message: &[u8], start: usize, length: usize) {
        self.kept += length;
        let line = message.get(start..start + length).unwrap_or_default();
        match &mut self.out {
            None if self.same == start => self.same = start + length,
            None => self.out = Some([message.get(..self.same).unwrap_or_default(), line].concat()),
            Some(out) => out.extend_from_slice(line),
        }
    }
}

/// Whether a line of a header holds a word, in any case; long lines are looked at as far as they may matter.
fn has(line: &[u8], word: &[u8]) -> bool {
    let line = line.get(..line.len().min(512)).unwrap_or_default();
    line.windows(word.len()).any(|window| window.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_honest_message_is_left_as_it_is() {
        let picture = "QUJDREVGRw==\n".repeat(200_000);
        let message =
            format!("Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nCiao\n--b\n\n{picture}\n--b--\n");
        assert!(matches!(bounded(message.as_bytes()), (Cow::Borrowed(same), false) if same == message.as_bytes()));
    }

    #[test]
    fn what_is_over_a_limit_is_left_out_and_what_follows_a_long_body_stays() {
        let long = "x".repeat(MOST_BODY * 2);
        let message = format!(
            "Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\n{long}\n--b\n\n550 5.1.1 end\n--b--\n"
        );
        let (kept, dropped) = bounded(message.as_bytes());
        assert!(dropped && kept.len() < MOST_BODY + 1000 && kept.ends_with(b"550 5.1.1 end\n--b--\n"));
        for bomb in [
            "X-A: x\n".repeat(100_000),
            "--b\n\nx\n".repeat(100_000),
            "Content-Type: message/rfc822\n\n".repeat(100_000),
        ] {
            let (kept, dropped) = bounded(bomb.as_bytes());
            assert!(dropped && kept.len() <= MOST_HEADER, "{}", kept.len());
        }
    }
}
