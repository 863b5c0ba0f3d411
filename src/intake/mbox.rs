//! Mailbox files (RFC 4155): several messages in one file, each behind a `From ` line.

use std::ops::Range;

/// Where each message of a mailbox file stands, its `From ` line included. A file that is no mailbox is one message.
pub fn split_mbox(bytes: &[u8]) -> Vec<Range<usize>> {
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

/// `From anna@example.com Sat Jan  3 01:05:34 1996`: the line ends on a year or a time zone behind one.
fn is_separator(bytes: &[u8]) -> bool {
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
    fn a_single_message_is_one_stretch_with_or_without_its_from_line() {
        assert_eq!(split_mbox(b"Subject: x\n\nbody").len(), 1);
        assert_eq!(split_mbox(b"From a@example.com Sat Jan  3 01:05:34 2026\nSubject: x\n\nbody").len(), 1);
        assert_eq!(split_mbox(b"").len(), 1);
    }
}
