//! Mailbox files (RFC 4155): several messages in one file, each behind a `From ` line.

use std::borrow::Cow;
use std::io::{self, BufRead, Read as _};
use std::ops::Range;

use super::bounds;

/// Where each message of a mailbox file stands, its `From ` line included. A file that is no mailbox is one message.
pub(super) fn split_mbox(bytes: &[u8]) -> Vec<Range<usize>> {
    let mut starts = Vec::new();
    if is_separator(bytes) {
        starts.push(0);
        for at in memchr::memmem::find_iter(bytes, b"\nFrom ") {
            let blank_before = matches!(bytes.get(..at), Some([.., b'\n'] | [.., b'\n', b'\r']));
            if blank_before && bytes.get(at + 1..).is_some_and(is_separator) {
                starts.push(at + 1);
            }
        }
    }
    if starts.len() < 2 {
        return std::iter::once(0..bytes.len()).collect();
    }
    let ends = starts.iter().skip(1).copied().chain(std::iter::once(bytes.len()));
    starts.iter().copied().zip(ends).map(|(start, end)| start..end).collect()
}

/// The most of one line that is held at a time.
const PIECE: u64 = 64 << 10;

/// The messages of a mailbox file of any size, one at a time. Of each as much is kept as is read of a message; what
/// comes behind is passed over.
pub(super) struct Mailbox<R> {
    input: R,
    /// The `From ` line of the message to come.
    next: Vec<u8>,
}

impl<R: BufRead> Mailbox<R> {
    /// `input` begins with a `From ` line.
    pub(super) fn new(input: R) -> Self {
        Self { input, next: Vec::new() }
    }

    /// Fills `message` with the next one, its `From ` line included; `false` where there is none.
    ///
    /// # Errors
    /// When the file cannot be read on.
    pub(super) fn read(&mut self, message: &mut Vec<u8>) -> io::Result<bool> {
        message.clear();
        message.append(&mut self.next);
        let mut blank_before = false;
        let mut line = Vec::new();
        // Of a line in several pieces only the first begins it.
        let mut begins = true;
        loop {
            line.clear();
            if self.input.by_ref().take(PIECE).read_until(b'\n', &mut line)? == 0 {
                return Ok(!message.is_empty());
            }
            if begins && blank_before && is_separator(&line) {
                self.next = line;
                return Ok(true);
            }
            blank_before = begins && line.trim_ascii().is_empty();
            begins = line.ends_with(b"\n");
            if message.len() <= bounds::MOST {
                message.extend_from_slice(&line);
            }
        }
    }
}

/// One message of a mailbox: without its `From ` line, and with the marks taken off that keep a line of the message
/// from looking like one. `>From ` loses its mark in every dialect; in mboxrd so does `>>From `.
pub(super) fn message(bytes: &[u8]) -> Cow<'_, [u8]> {
    let start = memchr::memchr(b'\n', bytes).filter(|_| bytes.starts_with(b"From ")).map_or(0, |end| end + 1);
    let bytes = bytes.get(start..).unwrap_or_default();
    let is_marked = |line: &[u8]| {
        let behind = line.iter().position(|byte| *byte != b'>').and_then(|at| line.get(at..));
        line.starts_with(b">") && behind.is_some_and(|behind| behind.starts_with(b"From "))
    };
    if !bytes.split(|byte| *byte == b'\n').any(is_marked) {
        return Cow::Borrowed(bytes);
    }
    let mut plain = Vec::with_capacity(bytes.len());
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        plain.extend_from_slice(if is_marked(line) { line.get(1..).unwrap_or_default() } else { line });
    }
    Cow::Owned(plain)
}

/// `From anna@example.com Sat Jan  3 01:05:34 1996`: the line ends on a year or a time zone behind one.
pub(super) fn is_separator(bytes: &[u8]) -> bool {
    let Some(rest) = bytes.strip_prefix(b"From ") else { return false };
    let line = rest.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let words = line.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
    words.skip(1).any(|word| word.len() == 4 && word.iter().all(u8::is_ascii_digit)) && line.contains(&b':')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mailbox_gives_one_stretch_for_each_message_and_a_quoted_from_line_opens_none() {
        let mbox = b"From a@example.com Sat Jan  3 01:05:34 2026\nSubject: 1\n\nFrom here on\n\n\
            From b@example.com Sat Jan  3 01:06:34 2026\nSubject: 2\n\n>From c Sat Jan  3 01:06:34 2026\n";
        let parts = split_mbox(mbox);
        assert_eq!(parts.len(), 2);
        assert!(mbox[parts[1].clone()].starts_with(b"From b@"));
    }

    #[test]
    fn a_message_loses_its_from_line_and_one_mark_of_each_quoted_one() {
        let mbox = b"From b@example.com Sat Jan  3 01:06:34 2026\nSubject: 2\n\n>From c\n>>From d\n> From e\n";
        assert_eq!(message(mbox).as_ref(), b"Subject: 2\n\nFrom c\n>From d\n> From e\n");
        assert!(matches!(message(b"Subject: 2\n\nplain"), Cow::Borrowed(_)));
    }

    #[test]
    fn a_mailbox_read_piece_by_piece_gives_the_same_messages_as_one_in_memory() {
        let separator = "From a@example.com Sat Jan  3 01:05:34 2026\n";
        let long = format!("x{}\n\n>{separator}", "y".repeat(200_000));
        let mbox = format!("{separator}Subject: 1\n\nFrom here\n\n{separator}{long}\r\n{separator}\n{separator}");
        let whole: Vec<&[u8]> = split_mbox(mbox.as_bytes()).into_iter().map(|span| &mbox.as_bytes()[span]).collect();
        let mut mailbox = Mailbox::new(io::BufReader::with_capacity(100, mbox.as_bytes()));
        let (mut pieces, mut message) = (Vec::new(), Vec::new());
        while mailbox.read(&mut message).expect("memory can be read") {
            pieces.push(message.clone());
        }
        assert_eq!(pieces, whole);
    }

    #[test]
    fn a_single_message_is_one_stretch_with_or_without_its_from_line() {
        assert_eq!(split_mbox(b"Subject: x\n\nbody").len(), 1);
        assert_eq!(split_mbox(b"From a@example.com Sat Jan  3 01:05:34 2026\nSubject: x\n\nbody").len(), 1);
        assert_eq!(split_mbox(b"").len(), 1);
    }
}
