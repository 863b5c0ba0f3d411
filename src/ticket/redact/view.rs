//! A text as a reader of one of the encodings of mail sees it.

use std::ops::Range;

/// Bytes, each with the stretch of the original text that it comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct View {
    bytes: Vec<u8>,
    from: Vec<Range<usize>>,
}

/// A blank, seen or not: what programs put into long words to break them.
pub(super) fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
}

/// The shortest run of letters that may be base64.
const SHORTEST: usize = 8;

impl View {
    /// The text itself.
    pub(super) fn of(text: &str) -> Self {
        let mut view = Self::default();
        for (at, c) in text.char_indices() {
            view.push_char(c, &(at..at + c.len_utf8()));
        }
        view
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub(super) fn text(&self) -> Option<&str> {
        std::str::from_utf8(&self.bytes).ok()
    }

    /// Where a stretch of this view comes from.
    pub(super) fn source(&self, span: &Range<usize>) -> Range<usize> {
        let covered = self.from.get(span.clone()).unwrap_or_default();
        let start = covered.iter().map(|range| range.start).min().unwrap_or_default();
        start..covered.iter().map(|range| range.end).max().unwrap_or(start)
    }

    fn push(&mut self, byte: u8, from: &Range<usize>) {
        self.bytes.push(byte);
        self.from.push(from.clone());
    }

    fn push_char(&mut self, c: char, from: &Range<usize>) {
        for byte in c.encode_utf8(&mut [0; 4]).bytes() {
            self.push(byte, from);
        }
    }

    /// Copies the byte at `at`.
    fn keep(&mut self, other: &Self, at: usize) {
        if let (Some(byte), Some(from)) = (other.bytes.get(at), other.from.get(at)) {
            self.push(*byte, from);
        }
    }

    /// Rewrites the view: where `sign` stands, `decode` gives what the bytes from there on mean and how many they are.
    fn decoded(&self, sign: u8, decode: impl Fn(&[u8]) -> Option<(Vec<u8>, usize)>) -> Option<Self> {
        memchr::memchr(sign, &self.bytes)?;
        let mut view = Self::default();
        let mut at = 0;
        let mut changed = false;
        while at < self.bytes.len() {
            let found = self.bytes.get(at).filter(|byte| **byte == sign).and_then(|_| decode(self.bytes.get(at..)?));
            if let Some((bytes, length)) = found {
                let from = self.source(&(at..at + length));
                for byte in bytes {
                    view.push(byte, &from);
                }
                at += length.max(1);
                changed = true;
            } else {
                view.keep(self, at);
                at += 1;
            }
        }
        changed.then_some(view)
    }

    /// Percent-encoding (RFC 3986 section 2.1).
    pub(super) fn percent(&self) -> Option<Self> {
        self.decoded(b'%', |rest| Some((vec![hex_byte(rest.get(1..3)?)?], 3)))
    }

    /// Quoted-printable (RFC 2045 section 6.7), soft line breaks taken out.
    pub(super) fn quoted_printable(&self) -> Option<Self> {
        self.decoded(b'=', |rest| {
            if rest.starts_with(b"=\r\n") {
                return Some((Vec::new(), 3));
            }
            if rest.starts_with(b"=\n") {
                return Some((Vec::new(), 2));
            }
            Some((vec![hex_byte(rest.get(1..3)?)?], 3))
        })
    }

    /// Character references of HTML.
    pub(super) fn entities(&self) -> Option<Self> {
        const NAMED: [(&[u8], char); 16] = [
            (b"commat", '@'),
            (b"period", '.'),
            (b"lowbar", '_'),
            (b"plus", '+'),
            (b"hyphen", '-'),
            (b"dash", '-'),
            (b"equals", '='),
            (b"num", '#'),
            (b"nbsp", ' '),
            (b"lt", '<'),
            (b"gt", '>'),
            (b"amp", '&'),
            (b"quot", '"'),
            (b"apos", '\''),
            (b"shy", '\u{ad}'),
            (b"zwnj", '\u{200c}'),
        ];
        self.decoded(b'&', |rest| {
            let window = rest.get(..rest.len().min(12))?;
            let end = memchr::memchr(b';', window)?;
            let name = window.get(1..end)?;
            let number = name.strip_prefix(b"#").and_then(|number| {
                let digits = std::str::from_utf8(number).ok()?;
                match digits.strip_prefix(['x', 'X']) {
                    Some(hex) => u32::from_str_radix(hex, 16).ok(),
                    None => digits.parse().ok(),
                }
            });
            let named = || NAMED.iter().find(|(known, _)| *known == name).map(|(_, c)| *c);
            let c = number.and_then(char::from_u32).or_else(named)?;
            Some((c.to_string().into_bytes(), end + 1))
        })
    }

    /// Escapes of JSON and of source code: `\u0040`, `\x40`.
    pub(super) fn escapes(&self) -> Option<Self> {
        self.decoded(b'\\', |rest| {
            let (digits, length) = match rest.get(1)? {
                b'u' | b'U' => (rest.get(2..6)?, 6),
                b'x' => (rest.get(2..4)?, 4),
                b'/' => return Some((vec![b'/'], 2)),
                _ => return None,
            };
            let number = u32::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
            Some((char::from_u32(number)?.to_string().into_bytes(), length))
        })
    }

    /// Encoded words of headers (RFC 2047); blanks between two of them are none (section 6.2).
    pub(super) fn encoded_words(&self) -> Option<Self> {
        self.decoded(b'=', |rest| {
            let mut words = Vec::new();
            let mut length = 0;
            while let Some((bytes, used)) = rest.get(length..).and_then(encoded_word) {
                words.extend(bytes);
                length += used;
                let after = rest.get(length..).unwrap_or_default();
                let blanks = after.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
                if after.get(blanks..).and_then(encoded_word).is_none() {
                    break;
                }
                length += blanks;
            }
            (length > 0).then_some((words, length))
        })
    }

    /// Small letters; bytes that are no UTF-8 are read as Latin-1.
    pub(super) fn lower(&self) -> Self {
        let mut view = Self::default();
        let mut at = 0;
        while let Some(rest) = self.bytes.get(at..).filter(|rest| !rest.is_empty()) {
            let length = rest.first().map_or(1, |byte| match byte {
                0xC2..=0xDF => 2,
                0xE0..=0xEF => 3,
                0xF0..=0xF4 => 4,
                _ => 1,
            });
            let c = rest.get(..length).and_then(|bytes| std::str::from_utf8(bytes).ok());
            let (c, length) = match (c.and_then(|text| text.chars().next()), rest.first()) {
                (Some(c), _) => (c, length),
                (None, Some(byte)) => (char::from(*byte), 1),
                (None, None) => break,
            };
            let from = self.source(&(at..at + length));
            for c in c.to_lowercase() {
                view.push_char(c, &from);
            }
            at += length;
        }
        view
    }

    /// Without any blank, and without the marks that quote a line; `None` where there is none.
    pub(super) fn squeezed(&self) -> Option<Self> {
        let text = self.text()?;
        if !text.contains(is_blank) {
            return None;
        }
        let mut view = Self::default();
        // At the beginning of a line, or, where lines were joined, between two blanks.
        let mut after_blank = true;
        for (at, c) in text.char_indices() {
            let quotes = matches!(c, '>' | '|') && after_blank;
            if is_blank(c) || quotes {
                after_blank = true;
                continue;
            }
            after_blank = false;
            for at in at..at + c.len_utf8() {
                view.keep(self, at);
            }
        }
        Some(view)
    }

    /// Every run of letters that may be base64 (RFC 4648, either alphabet), decoded from each of its first four letters
    /// on, since nobody knows where it begins.
    pub(super) fn base64(&self) -> Vec<Self> {
        let mut views = Vec::new();
        let mut at = 0;
        while at < self.bytes.len() {
            let run = self.bytes.get(at..).unwrap_or_default();
            let length = run.iter().take_while(|byte| sextet(**byte).is_some()).count();
            if length >= SHORTEST {
                for skip in 0..4 {
                    views.push(self.base64_at(at + skip, at + length, Some(b' ')));
                    views.push(self.base64_at(at + skip, at + length, None));
                }
            }
            at += length.max(1);
        }
        views
    }

    /// One run decoded. A zero parts two names; in UTF-16, as Windows writes names, it stands after every letter.
    fn base64_at(&self, start: usize, end: usize, zero: Option<u8>) -> Self {
        let mut view = Self::default();
        let mut at = start;
        while at < end {
            let group = at..end.min(at + 4);
            let letters = self.bytes.get(group.clone()).unwrap_or_default();
            let from = self.source(&group);
            for byte in decode_base64(letters) {
                match (byte, zero) {
                    (0, Some(zero)) => view.push(zero, &from),
                    (0, None) => {}
                    (byte, _) => view.push(byte, &from),
                }
            }
            at += 4;
        }
        view
    }
}

fn hex_byte(digits: &[u8]) -> Option<u8> {
    let text = std::str::from_utf8(digits).ok().filter(|text| text.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
    u8::from_str_radix(text, 16).ok()
}

/// The value of a letter of either base64 alphabet.
fn sextet(byte: u8) -> Option<u32> {
    Some(u32::from(match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' | b'-' => 62,
        b'/' | b'_' => 63,
        _ => return None,
    }))
}

/// Decodes the encoded word at the beginning of `rest`, and tells how long it is.
fn encoded_word(rest: &[u8]) -> Option<(Vec<u8>, usize)> {
    // RFC 2047 section 2 allows 75 letters; programs write more.
    let window = rest.get(..rest.len().min(400))?;
    let inner = window.strip_prefix(b"=?")?;
    let charset = memchr::memchr(b'?', inner)?;
    let encoding = inner.get(charset + 1)?.to_ascii_lowercase();
    let words = inner.get(charset + 2..)?.strip_prefix(b"?")?;
    let end = memchr::memmem::find(words, b"?=")?;
    let content = words.get(..end)?;
    let length = 2 + charset + 3 + end + 2;
    match encoding {
        b'b' => Some((decode_base64(content), length)),
        b'q' => {
            let spaced: Vec<u8> = content.iter().map(|byte| if *byte == b'_' { b' ' } else { *byte }).collect();
            let view = View { from: vec![0..0; spaced.len()], bytes: spaced };
            Some((view.quoted_printable().unwrap_or(view).bytes, length))
        }
        _ => None,
    }
}

/// The bytes that base64 stands for; letters of no alphabet are passed over.
pub(super) fn decode_base64(letters: &[u8]) -> Vec<u8> {
    let values: Vec<u32> = letters.iter().filter_map(|byte| sextet(*byte)).collect();
    let mut bytes = Vec::with_capacity(values.len());
    for group in values.chunks(4) {
        let bits = group.iter().zip([18, 12, 6, 0]).fold(0_u32, |bits, (value, place)| bits | value << place);
        bytes.extend(bits.to_be_bytes().iter().skip(1).take(group.len() - 1));
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(view: Option<View>) -> String {
        String::from_utf8_lossy(view.unwrap_or_default().bytes()).into_owned()
    }

    #[test]
    fn every_encoding_is_read() {
        let of = View::of;
        assert_eq!(shown(of("luca%40example.com").percent()), "luca@example.com");
        assert_eq!(shown(of("luca=40exam=\nple.com").quoted_printable()), "luca@example.com");
        assert_eq!(shown(of("luca&#64;a &commat; &#x6c;").entities()), "luca@a @ l");
        assert_eq!(shown(of("luca\\u0040a").escapes()), "luca@a");
        assert_eq!(shown(of("=?utf-8?B?bHVj?= =?utf-8?Q?a_=C3=A8?= x").encoded_words()), "luca è x");
        assert_eq!(shown(of("l u\u{200b}c\n> a").squeezed()), "luca");
        assert_eq!(shown(Some(of("ÈA").lower())), "èa");
        assert_eq!(decode_base64(b"AGFubmEAc2VncmV0YQ=="), b"\0anna\0segreta");
        assert!(of("xbHVjYUBleA").base64().iter().any(|view| view.bytes().starts_with(b"luca@ex")));
    }

    #[test]
    fn a_place_leads_back_to_the_text() {
        let text = "a %6Cuca b";
        let view = View::of(text).percent().unwrap_or_default();
        let at = memchr::memmem::find(view.bytes(), b"luca").unwrap_or_default();
        assert_eq!(&text[view.source(&(at..at + 4))], "%6Cuca");
    }
}
