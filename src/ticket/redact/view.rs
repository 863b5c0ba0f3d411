//! A text as a reader of one of the encodings of mail sees it.

use std::ops::Range;

use unicode_normalization::char::{decompose_compatible, is_combining_mark};

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

/// A text as names are compared: small letters of one width, without accents, however they were written.
pub(super) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        fold_char(c, |c| folded.push(c));
    }
    folded
}

fn fold_char(c: char, mut out: impl FnMut(char)) {
    if c.is_ascii() {
        return out(c.to_ascii_lowercase());
    }
    decompose_compatible(c, |part| {
        if !is_combining_mark(part) {
            part.to_lowercase().for_each(&mut out);
        }
    });
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
            // Where lines were joined, a blank stands for the line end.
            if rest.starts_with(b"=\n") || rest.starts_with(b"= ") {
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
            let window = rest.get(..rest.len().min(14))?;
            if window.get(1) == Some(&b'#') {
                // Readers take a number without its semicolon too.
                let (start, radix) = if matches!(window.get(2)?, b'x' | b'X') { (3, 16) } else { (2, 10) };
                let digits = window.get(start..)?.iter().take_while(|byte| char::from(**byte).is_digit(radix)).count();
                let end = start + digits;
                let number = std::str::from_utf8(window.get(start..end)?).ok()?;
                let c = char::from_u32(u32::from_str_radix(number, radix).ok()?)?;
                return Some((c.to_string().into_bytes(), end + usize::from(window.get(end) == Some(&b';'))));
            }
            let end = memchr::memchr(b';', window)?;
            let name = window.get(1..end)?;
            let (_, c) = NAMED.iter().find(|(known, _)| *known == name)?;
            Some((c.to_string().into_bytes(), end + 1))
        })
    }

    /// Escapes of JSON and of source code: `\u0040`, `\u{40}`, `\x40`, `\100`.
    pub(super) fn escapes(&self) -> Option<Self> {
        self.decoded(b'\\', |rest| {
            let (digits, radix, length) = match rest.get(1)? {
                b'u' if rest.get(2) == Some(&b'{') => {
                    let end = memchr::memchr(b'}', rest.get(..rest.len().min(12))?)?;
                    (rest.get(3..end)?, 16, end + 1)
                }
                b'u' | b'U' => (rest.get(2..6)?, 16, 6),
                b'x' => (rest.get(2..4)?, 16, 4),
                b'0'..=b'3' => (rest.get(1..4)?, 8, 4),
                b'/' => return Some((vec![b'/'], 2)),
                _ => return None,
            };
            let number = u32::from_str_radix(std::str::from_utf8(digits).ok()?, radix).ok()?;
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

    /// Values of header parameters that go on in another (RFC 2231 section 3), as one.
    pub(super) fn continued(&self) -> Option<Self> {
        // `; name*1="` behind a value, with or without the quote that ends it.
        let next = |rest: &[u8]| {
            let quoted = usize::from(rest.first() == Some(&b'"'));
            let after = rest.get(quoted..)?.strip_prefix(b";")?;
            let blanks = after.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
            let name =
                after.get(blanks..)?.iter().take_while(|byte| byte.is_ascii_alphabetic() || **byte == b'-').count();
            let numbered = after.get(blanks + name..)?.strip_prefix(b"*")?;
            let digits = numbered.iter().take_while(|byte| byte.is_ascii_digit()).count();
            let rest = numbered.get(digits..)?;
            let rest = rest.strip_prefix(b"*").unwrap_or(rest).strip_prefix(b"=")?;
            let value = rest.strip_prefix(b"\"").unwrap_or(rest);
            (name > 0 && digits > 0).then(|| (Vec::new(), quoted + 1 + after.len() - value.len()))
        };
        let quoted = self.decoded(b'"', next);
        quoted.as_ref().unwrap_or(self).decoded(b';', next).or(quoted)
    }

    /// Small letters without accents, as [`fold`] makes them; bytes that are no UTF-8 are read as Latin-1.
    pub(super) fn folded(&self) -> Self {
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
            fold_char(c, |c| view.push_char(c, &from));
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
        assert_eq!(shown(of("&#108&#x75;ca \\u{40}\\154 l=C3= a").entities()), "luca \\u{40}\\154 l=C3= a");
        assert_eq!(shown(of("\\u{6c}\\165").escapes()), "lu");
        assert_eq!(shown(of("name*0=\"lu\";\n name*1=\"ca\"; x=1").continued()), "name*0=\"luca\"; x=1");
        assert_eq!(shown(Some(of("ÈA Ｌe\u{300}").folded())), "ea le");
        assert_eq!(fold("Nicolò"), fold("NICOLO\u{300}"));
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
