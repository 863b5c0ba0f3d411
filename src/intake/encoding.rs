//! Bytes to characters: UTF-16 with and without its mark, old code pages, odd line ends.

use std::borrow::Cow;

use encoding_rs::Encoding;

/// Text in UTF-16 becomes UTF-8, a byte order mark goes, lone CRs become line ends.
pub(super) fn to_utf8_lines(bytes: &[u8]) -> Cow<'_, [u8]> {
    let bytes = match bytes {
        [0xff, 0xfe, rest @ ..] => Cow::Owned(utf16(rest, u16::from_le_bytes)),
        [0xfe, 0xff, rest @ ..] => Cow::Owned(utf16(rest, u16::from_be_bytes)),
        [0xef, 0xbb, 0xbf, rest @ ..] => Cow::Borrowed(rest),
        _ => match unmarked_utf16(bytes) {
            Some(Order::Little) => Cow::Owned(utf16(bytes, u16::from_le_bytes)),
            Some(Order::Big) => Cow::Owned(utf16(bytes, u16::from_be_bytes)),
            None => Cow::Borrowed(bytes),
        },
    };
    let lone_cr = memchr::memchr_iter(b'\r', &bytes).take(50).any(|at| bytes.get(at + 1) != Some(&b'\n'));
    if !lone_cr {
        return bytes;
    }
    let mut lines = Vec::with_capacity(bytes.len());
    let mut iter = bytes.iter().peekable();
    while let Some(&byte) = iter.next() {
        if byte == b'\r' {
            lines.push(b'\n');
            iter.next_if(|next| **next == b'\n');
        } else {
            lines.push(byte);
        }
    }
    Cow::Owned(lines)
}

/// Which byte of a UTF-16 unit comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    Little,
    Big,
}

/// UTF-16 without its mark: in text of our alphabets nearly every second byte is zero.
pub(super) fn unmarked_utf16(bytes: &[u8]) -> Option<Order> {
    let head = bytes.get(..bytes.len().min(512)).unwrap_or_default();
    let pairs = head.len() / 2;
    if pairs < 4 || memchr::memchr(0, head).is_none() {
        return None;
    }
    let zeros = |first: usize| head.iter().skip(first).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    if odd * 5 >= pairs * 4 && even * 20 <= pairs {
        Some(Order::Little)
    } else if even * 5 >= pairs * 4 && odd * 20 <= pairs {
        Some(Order::Big)
    } else {
        None
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Vec<u8> {
    let units = bytes.chunks_exact(2).map(|pair| match pair {
        [first, second] => unit([*first, *second]),
        _ => 0,
    });
    char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect::<String>().into_bytes()
}

/// UTF-16 in the order of Windows, up to its closing zero.
pub(super) fn utf16_le(bytes: &[u8]) -> String {
    let text = String::from_utf8(utf16(bytes, u16::from_le_bytes)).unwrap_or_default();
    text.trim_end_matches('\0').to_owned()
}

/// Bytes of no known character set, read as Latin-1, which gives every byte a character.
pub(super) fn latin(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| *byte as char).collect()
}

/// Bytes in a code page of Windows; an unknown one is read as UTF-8 where it is that, else as Western European.
pub(super) fn from_code_page(bytes: &[u8], code_page: u32) -> String {
    match of_code_page(code_page) {
        Some(encoding) => encoding.decode_without_bom_handling(bytes).0.into_owned(),
        None => match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_) => encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(),
        },
    }
}

/// The code page in which Windows writes the language of a locale (MS-LCID), where it is not Western European.
pub(super) fn code_page_of_locale(locale: u32) -> Option<u32> {
    // The primary language stands in the lower ten bits, the country above.
    match (locale & 0x3ff, locale >> 10) {
        (0x01, _) => Some(1256),
        (0x04, 1 | 3 | 5) => Some(950),
        (0x04, _) => Some(936),
        (0x05 | 0x0e | 0x15 | 0x18 | 0x1a | 0x1b | 0x24, _) => Some(1250),
        (0x02 | 0x19 | 0x22 | 0x23 | 0x2f, _) => Some(1251),
        (0x08, _) => Some(1253),
        (0x0d, _) => Some(1255),
        (0x11, _) => Some(932),
        (0x12, _) => Some(949),
        (0x1e, _) => Some(874),
        (0x1f, _) => Some(1254),
        (0x25..=0x27, _) => Some(1257),
        (0x2a, _) => Some(1258),
        _ => None,
    }
}

/// The code page identifiers of Windows, as far as mail uses them.
fn of_code_page(code_page: u32) -> Option<&'static Encoding> {
    let label = match code_page {
        866 => "ibm866",
        874 => "windows-874",
        932 => "shift_jis",
        936 => "gbk",
        949 | 51949 => "euc-kr",
        950 => "big5",
        1200 => "utf-16le",
        1250..=1258 => return Encoding::for_label(format!("windows-{code_page}").as_bytes()),
        10000 => "macintosh",
        10007 => "x-mac-cyrillic",
        20127 => "us-ascii",
        20866 => "koi8-r",
        21866 => "koi8-u",
        38598 => "iso-8859-8-i",
        28591..=28606 => return Encoding::for_label(format!("iso-8859-{}", code_page - 28590).as_bytes()),
        50220..=50222 => "iso-2022-jp",
        51932 => "euc-jp",
        54936 => "gb18030",
        65001 => "utf-8",
        _ => return None,
    };
    Encoding::for_label(label.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf_16_is_known_with_and_without_its_mark_and_in_either_order() {
        let text = "Subject: è tornata\nFrom: anna@example.org\n";
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let marked: Vec<u8> = [0xff, 0xfe].into_iter().chain(little.iter().copied()).collect();
        for bytes in [little, big, marked] {
            assert_eq!(to_utf8_lines(&bytes), text.as_bytes());
        }
        assert_eq!(unmarked_utf16(text.as_bytes()), None);
        assert_eq!(unmarked_utf16(&[0; 600]), None);
    }

    #[test]
    fn code_pages_are_read_and_unknown_ones_guessed() {
        assert_eq!(from_code_page(b"perch\xe9", 1252), "perché");
        assert_eq!(from_code_page("perché".as_bytes(), 0), "perché");
        assert_eq!(from_code_page(b"perch\xe9", 0), "perché");
        assert_eq!(from_code_page(b"\xbf", 28595), "П");
    }
}
