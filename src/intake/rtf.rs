//! Formatted text as Outlook keeps it: compressed (MS-OXRTFCP) and written in RTF. Only the words are of use here.

use super::encoding;

/// The most that is unpacked: what a server says is short.
const MOST: usize = 4 << 20;

/// How deep groups may nest; text has a handful of levels.
const MAX_DEPTH: usize = 500;

/// The dictionary at the start (MS-OXRTFCP section 2.1.2.1).
const DICTIONARY: &[u8; 207] = b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";

/// Unpacks the compressed form (MS-OXRTFCP section 2.2). What is damaged ends the text; there is no error.
pub(super) fn decompress(bytes: &[u8]) -> Vec<u8> {
    let Some((header, body)) = bytes.split_at_checked(16) else { return Vec::new() };
    let number = |at: usize| {
        let bytes = header.get(at..at + 4).and_then(|bytes| bytes.try_into().ok()).unwrap_or_default();
        u32::from_le_bytes(bytes)
    };
    let size = usize::try_from(number(4)).unwrap_or(MOST).min(MOST);
    match header.get(8..12) {
        Some(b"LZFu") => unpack(body, size),
        Some(b"MELA") => body.get(..size.min(body.len())).unwrap_or_default().to_vec(),
        _ => Vec::new(),
    }
}

/// Runs of eight tokens behind a byte that says of each whether it is a character or a place in the last 4096 bytes.
fn unpack(body: &[u8], size: usize) -> Vec<u8> {
    let mut window = Window::new();
    let mut input = body.iter().copied();
    while let Some(control) = input.next() {
        for bit in 0..8 {
            if window.out.len() >= size {
                return window.out;
            }
            let Some(first) = input.next() else { return window.out };
            if control >> bit & 1 == 0 {
                window.put(first);
                continue;
            }
            let Some(second) = input.next() else { return window.out };
            let token = usize::from(first) << 8 | usize::from(second);
            let (offset, length) = (token >> 4, (token & 15) + 2);
            // A place equal to where writing goes on marks the end.
            if offset == window.at {
                return window.out;
            }
            for step in 0..length {
                window.put(window.recent.get((offset + step) % SIZE).copied().unwrap_or_default());
            }
        }
    }
    window.out
}

/// How far back a place may point.
const SIZE: usize = 4096;

/// The bytes that were written last, in a ring.
struct Window {
    recent: [u8; SIZE],
    at: usize,
    out: Vec<u8>,
}

impl Window {
    fn new() -> Self {
        let mut recent = [0; SIZE];
        for (slot, byte) in recent.iter_mut().zip(DICTIONARY) {
            *slot = *byte;
        }
        Self { recent, at: DICTIONARY.len(), out: Vec::new() }
    }

    fn put(&mut self, byte: u8) {
        self.out.push(byte);
        if let Some(slot) = self.recent.get_mut(self.at) {
            *slot = byte;
        }
        self.at = (self.at + 1) % SIZE;
    }
}

/// Groups that hold no words.
const HIDDEN: [&str; 22] = [
    "fonttbl",
    "colortbl",
    "stylesheet",
    "info",
    "pict",
    "object",
    "header",
    "headerl",
    "headerr",
    "headerf",
    "footer",
    "footerl",
    "footerr",
    "footerf",
    "listtable",
    "listoverridetable",
    "rsidtbl",
    "generator",
    "themedata",
    "xmlnstbl",
    "revtbl",
    "filetbl",
];

/// The words of a text in RTF. HTML that was wrapped in it (MS-OXRTFEX) reads the same way: its tags stand in groups
/// that hold no words.
pub(super) fn to_text(rtf: &[u8]) -> String {
    Reader { rtf, at: 0, text: String::new(), pending: Vec::new(), code_page: 1252 }.run()
}

#[derive(Clone, Copy)]
struct Group {
    hidden: bool,
    /// How many characters repeat a Unicode one for old readers (`\ucN`).
    repeats: usize,
}

struct Reader<'r> {
    rtf: &'r [u8],
    at: usize,
    text: String,
    /// Bytes in the text's code page, some characters take two.
    pending: Vec<u8>,
    code_page: u32,
}

impl Reader<'_> {
    fn run(mut self) -> String {
        let mut group = Group { hidden: false, repeats: 1 };
        let mut outer: Vec<Group> = Vec::new();
        let mut skip = 0;
        while let Some(byte) = self.next() {
            match byte {
                b'{' => {
                    if outer.len() == MAX_DEPTH {
                        break;
                    }
                    outer.push(group);
                    skip = 0;
                }
                b'}' => {
                    group = outer.pop().unwrap_or(group);
                    skip = 0;
                }
                b'\\' => self.control(&mut group, &mut skip),
                b'\r' | b'\n' => {}
                _ if skip > 0 => skip -= 1,
                _ if !group.hidden => self.pending.push(byte),
                _ => {}
            }
        }
        self.flush();
        self.text
    }

    fn next(&mut self) -> Option<u8> {
        let byte = self.rtf.get(self.at).copied();
        self.at += 1;
        byte
    }

    fn control(&mut self, group: &mut Group, skip: &mut usize) {
        let Some(byte) = self.next() else { return };
        if !byte.is_ascii_alphabetic() {
            match byte {
                b'\'' => {
                    let digits = self.rtf.get(self.at..self.at + 2).and_then(|pair| std::str::from_utf8(pair).ok());
                    let byte = digits.and_then(|pair| u8::from_str_radix(pair, 16).ok());
                    self.at += 2;
                    if *skip > 0 {
                        *skip -= 1;
                    } else if let Some(byte) = byte.filter(|_| !group.hidden) {
                        self.pending.push(byte);
                    }
                }
                b'*' => group.hidden = true,
                b'~' => self.put(*group, " "),
                b'_' => self.put(*group, "-"),
                b'\r' | b'\n' => self.put(*group, "\n"),
                b'\\' | b'{' | b'}' if !group.hidden => self.pending.push(byte),
                _ => {}
            }
            return;
        }
        let start = self.at - 1;
        while self.rtf.get(self.at).is_some_and(u8::is_ascii_alphabetic) {
            self.at += 1;
        }
        let word = self.rtf.get(start..self.at).and_then(|word| std::str::from_utf8(word).ok()).unwrap_or_default();
        let start = self.at;
        let sign = usize::from(self.rtf.get(self.at) == Some(&b'-'));
        let digits = self.rtf.iter().skip(self.at + sign).take(10).take_while(|byte| byte.is_ascii_digit()).count();
        if digits > 0 {
            self.at += sign + digits;
        }
        let number = self.rtf.get(start..self.at).and_then(|number| std::str::from_utf8(number).ok()?.parse().ok());
        if self.rtf.get(self.at) == Some(&b' ') {
            self.at += 1;
        }
        self.word(word, number, group, skip);
    }

    fn word(&mut self, word: &str, number: Option<i64>, group: &mut Group, skip: &mut usize) {
        match word {
            "par" | "line" | "row" | "sect" | "page" => self.put(*group, "\n"),
            "tab" | "cell" => self.put(*group, "\t"),
            "emdash" => self.put(*group, "—"),
            "endash" => self.put(*group, "–"),
            "lquote" => self.put(*group, "‘"),
            "rquote" => self.put(*group, "’"),
            "ldblquote" => self.put(*group, "“"),
            "rdblquote" => self.put(*group, "”"),
            "ansicpg" => self.code_page = number.and_then(|number| u32::try_from(number).ok()).unwrap_or(1252),
            "uc" => group.repeats = number.and_then(|number| usize::try_from(number).ok()).unwrap_or(1).min(8),
            "u" => {
                // Written as a signed number of 16 bits; half of a pair alone is no character.
                let unit = number.map(|number| if number < 0 { number + 65536 } else { number });
                let c = unit.and_then(|unit| char::from_u32(u32::try_from(unit).ok()?));
                self.put(*group, c.unwrap_or(char::REPLACEMENT_CHARACTER).encode_utf8(&mut [0; 4]));
                *skip = group.repeats;
            }
            "bin" => self.at += number.and_then(|number| usize::try_from(number).ok()).unwrap_or(0),
            _ if HIDDEN.contains(&word) => group.hidden = true,
            _ => {}
        }
    }

    fn put(&mut self, group: Group, words: &str) {
        if !group.hidden {
            self.flush();
            self.text.push_str(words);
        }
    }

    fn flush(&mut self) {
        if !self.pending.is_empty() {
            self.text.push_str(&encoding::from_code_page(&self.pending, self.code_page));
            self.pending.clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_come_out_of_rtf_without_its_tables_and_marks() {
        let rtf = br"{\rtf1\ansi\ansicpg1252\uc1{\fonttbl{\f0 Arial;}}{\*\generator X;}\f0 La casella \'e8 piena\par 552 5.2.2 \{x\} \u8364?5\line fine}";
        assert_eq!(to_text(rtf), "La casella è piena\n552 5.2.2 {x} €5\nfine");
    }

    #[test]
    fn wrapped_html_gives_its_words_once() {
        let rtf = br"{\rtf1\ansi\fromhtml1 {\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 550 User unknown{\*\htmltag72 </p>}\htmlrtf\par}\htmlrtf0}";
        assert_eq!(to_text(rtf), "550 User unknown\n");
    }

    #[test]
    fn the_compressed_form_uses_its_first_dictionary_and_its_own_text() {
        // Place 0, 6 bytes: «{\rtf1»; then « ab», then place 208 («ab»), 4 bytes, which runs into itself; then the end.
        let end = 207 + 6 + 3 + 4;
        let tokens =
            |offset: usize, length: usize| [(offset << 4 | (length - 2)) >> 8, (offset << 4 | (length - 2)) & 255];
        let mut body = vec![0b0011_0001];
        body.extend(tokens(0, 6).map(|byte| u8::try_from(byte).unwrap()));
        body.extend(b" ab");
        body.extend(tokens(214, 4).map(|byte| u8::try_from(byte).unwrap()));
        body.extend(tokens(end, 2).map(|byte| u8::try_from(byte).unwrap()));
        let mut bytes = Vec::new();
        bytes.extend(u32::try_from(body.len() + 12).unwrap().to_le_bytes());
        bytes.extend(100_u32.to_le_bytes());
        bytes.extend(b"LZFu\0\0\0\0");
        bytes.extend(body);
        assert_eq!(decompress(&bytes), b"{\\rtf1 ababab");
    }

    #[test]
    fn damage_ends_the_text() {
        assert!(decompress(b"short").is_empty());
        assert!(to_text(&b"{".repeat(100_000)).is_empty());
        assert_eq!(to_text(b"\\'"), "");
        assert_eq!(to_text(b"}}}x\\"), "x");
    }
}
