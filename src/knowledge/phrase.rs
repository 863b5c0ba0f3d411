//! Phrases: how the table writes what servers say, and how a text is compared with them.
//!
//! A phrase is plain words. ` * ` between blanks stands for any 0–80 characters, ` {ip} ` for as many that name a
//! network address, words match whole unless a `*` is glued to them. Both sides are compared in the same normal form:
//! lower case, without accents, in narrow letters, white space squeezed, curly quotes straightened, the codes repeated
//! on continuation lines (`550-5.7.1 `, RFC 5321 section 4.2.1) taken out.

use std::ops::Range;

use memchr::memmem;

/// The most characters a ` * ` may stand for.
const GAP: usize = 80;

/// How much of the text around a phrase is looked at for a network address next to it.
const WORD: usize = 80;

/// A text in its normal form, which knows where each of its bytes came from.
#[derive(Clone, Debug, Default)]
pub struct Normal {
    pub text: String,
    /// For stretches of the normal form: where it starts there, and where in the original. Ascending.
    anchors: Vec<(u32, u32)>,
}

/// What an ASCII byte becomes: its lower case, or zero where it counts as white space.
const PLAIN: [u8; 128] = {
    let mut plain = [0; 128];
    let mut byte: u8 = 0x21;
    while byte < 0x7f {
        plain[byte as usize] = if byte == b'`' { b'\'' } else { byte.to_ascii_lowercase() };
        byte += 1;
    }
    plain
};

/// How far letters and figures as wide as Chinese signs stand behind those of ASCII (Unicode, halfwidth and fullwidth forms).
const WIDER: u32 = '！' as u32 - '!' as u32;

/// A small letter without its mark, and in its common width where it is as wide as a Chinese sign.
fn without_mark(c: char) -> char {
    match c {
        'à'..='å' | 'ā' | 'ă' | 'ą' => 'a',
        'ç' | 'ć' | 'č' => 'c',
        'ď' | 'đ' => 'd',
        'è'..='ë' | 'ē' | 'ė' | 'ę' | 'ě' => 'e',
        'ğ' => 'g',
        'ì'..='ï' | 'ī' | 'į' | 'ı' => 'i',
        'ł' => 'l',
        'ñ' | 'ń' | 'ň' => 'n',
        'ò'..='ö' | 'ø' | 'ō' | 'ő' => 'o',
        'ř' => 'r',
        'ś' | 'š' | 'ş' | 'ș' => 's',
        'ť' | 'ţ' | 'ț' => 't',
        'ù'..='ü' | 'ū' | 'ů' | 'ű' => 'u',
        'ý' | 'ÿ' => 'y',
        'ź' | 'ż' | 'ž' => 'z',
        'ё' => 'е',
        '０'..='９' | 'ａ'..='ｚ' => {
            char::from_u32(u32::from(c) - WIDER).map_or(c, |narrow| narrow.to_ascii_lowercase())
        }
        _ => c,
    }
}

/// How a German phrase is written where there are no umlauts: «Empfaenger».
fn without_umlauts(phrase: &str) -> Option<String> {
    if phrase.is_ascii() {
        return None;
    }
    let lower = phrase.to_lowercase();
    let written = lower.replace('ä', "ae").replace('ö', "oe").replace('ü', "ue");
    (written != lower).then_some(written)
}

impl Normal {
    pub fn new(original: &str) -> Self {
        let bytes = original.as_bytes();
        let mut building = Building::with_capacity(bytes.len());
        let mut at = 0;
        let mut continued: Option<[u8; 3]> = None;
        while let Some(&byte) = bytes.get(at) {
            let Some(&plain) = PLAIN.get(usize::from(byte)) else {
                let Some(c) = original.get(at..).and_then(|rest| rest.chars().next()) else { break };
                building.add_other(c, at);
                at += c.len_utf8();
                continue;
            };
            if plain == 0 {
                building.add_blank(at);
            } else {
                if byte.is_ascii_digit() && building.starts_word {
                    let skipped = skip_continuation(bytes, at, &mut continued);
                    if skipped > 0 {
                        at += skipped;
                        continue;
                    }
                }
                building.add(plain, at);
                building.starts_word = false;
            }
            at += 1;
        }
        building.finish()
    }

    /// Where the byte `at` of the normal form stood in the original.
    pub fn origin(&self, at: usize) -> usize {
        let index = self.anchors.partition_point(|&(here, _)| here as usize <= at);
        match index.checked_sub(1).and_then(|i| self.anchors.get(i)) {
            Some(&(here, origin)) => origin as usize + (at - here as usize),
            None => 0,
        }
    }

    /// The stretch of the normal form that came from `range` of the original.
    pub(super) fn range_of(&self, range: &Range<usize>) -> Range<usize> {
        let place = |origin: usize| {
            let index = self.anchors.partition_point(|&(_, from)| from as usize <= origin);
            let end = self.anchors.get(index).map_or(self.text.len(), |&(here, _)| here as usize);
            let at = match index.checked_sub(1).and_then(|i| self.anchors.get(i)) {
                Some(&(here, from)) => (here as usize + (origin - from as usize)).min(end),
                None => 0,
            };
            floor(&self.text, at)
        };
        place(range.start)..place(range.end)
    }

    /// The stretch of the original that `range` of the normal form came from; where a letter lost its mark at the end,
    /// it ends inside that letter.
    pub fn origin_range(&self, range: &Range<usize>) -> Range<usize> {
        let start = self.origin(range.start);
        let end = if range.end > range.start { self.origin(range.end - 1) + 1 } else { start };
        start..end.max(start)
    }
}

/// A normal form in the making.
struct Building {
    text: Vec<u8>,
    anchors: Vec<(u32, u32)>,
    /// How far the original was ahead at the last anchor.
    ahead: usize,
    starts_word: bool,
}

impl Building {
    fn with_capacity(length: usize) -> Self {
        Self { text: Vec::with_capacity(length + 8), anchors: Vec::new(), ahead: usize::MAX, starts_word: true }
    }

    /// Adds a byte that came from the byte `origin` of the original.
    #[inline]
    fn add(&mut self, byte: u8, origin: usize) {
        // One anchor for each stretch in which both texts advance together.
        let ahead = origin.wrapping_sub(self.text.len());
        if self.ahead != ahead {
            self.ahead = ahead;
            #[expect(clippy::cast_possible_truncation, reason = "texts are bounded far below 4 GiB by the intake")]
            self.anchors.push((self.text.len() as u32, origin as u32));
        }
        self.text.push(byte);
    }

    /// White space: one blank between words.
    fn add_blank(&mut self, origin: usize) {
        if !self.starts_word {
            // The apostrophe that stands for an accent in front of it («e' », «puo' ») goes.
            if let [.., b'a' | b'e' | b'i' | b'o' | b'u', b'\''] = self.text.as_slice() {
                self.text.pop();
            }
            self.add(b' ', origin);
            self.starts_word = true;
        }
    }

    fn add_other(&mut self, c: char, origin: usize) {
        let mut push = |c: char| {
            let mut buffer = [0; 4];
            let Some((first, rest)) = c.encode_utf8(&mut buffer).as_bytes().split_first() else { return };
            self.add(*first, origin);
            self.text.extend_from_slice(rest);
        };
        match c {
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{300}'..='\u{36f}' => return,
            _ if c.is_whitespace() => return self.add_blank(origin),
            '’' | '‘' | '´' => push('\''),
            '“' | '”' | '„' | '«' | '»' => push('"'),
            'ß' => "ss".chars().for_each(push),
            'İ' => push('i'),
            _ => c.to_lowercase().for_each(|lower| push(without_mark(lower))),
        }
        self.starts_word = false;
    }

    fn finish(self) -> Normal {
        Normal { text: String::from_utf8(self.text).unwrap_or_default(), anchors: self.anchors }
    }
}

/// The length of a repeated reply code at `at`: on a multi-line reply every line repeats code and status, and the
/// words run on between them. The first is kept; zero where nothing is to be skipped.
fn skip_continuation(bytes: &[u8], at: usize, continued: &mut Option<[u8; 3]>) -> usize {
    let Some(&[a, b, c, separator]) = bytes.get(at..at + 4).and_then(|four| <&[u8; 4]>::try_from(four).ok()) else {
        return 0;
    };
    if !matches!(a, b'2'..=b'5') || !b.is_ascii_digit() || !c.is_ascii_digit() || !matches!(separator, b'-' | b' ') {
        return 0;
    }
    let code = [a, b, c];
    if *continued == Some(code) {
        return 4 + status_length(bytes, at + 4);
    }
    if separator == b'-' && bytes.get(at + 4).is_some_and(u8::is_ascii_alphanumeric) {
        *continued = Some(code);
    }
    0
}

/// The length of an enhanced status code and the blank behind it at `at`, or zero.
fn status_length(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    let length = rest.iter().take_while(|byte| byte.is_ascii_digit() || **byte == b'.').count();
    let dots = rest.iter().take(length).filter(|byte| **byte == b'.').count();
    if (5..=9).contains(&length) && dots == 2 { length + usize::from(rest.get(length) == Some(&b' ')) } else { 0 }
}

/// Whether a phrase is in its normal form as it is written.
fn is_normal(phrase: &str) -> bool {
    let bytes = phrase.as_bytes();
    let plain = |byte: u8| byte == b' ' || PLAIN.get(usize::from(byte)) == Some(&byte);
    bytes.iter().all(|byte| plain(*byte) && !byte.is_ascii_digit())
        && !bytes.starts_with(b" ")
        && !phrase.contains("  ")
        && !phrase.contains("' ")
}

/// One piece of a phrase between its gaps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub text: String,
    whole_start: bool,
    whole_end: bool,
    /// What stands in front of it, up to the piece before, holds a network address.
    behind_ip: bool,
}

/// A phrase of the table, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phrase {
    pub(super) pieces: Vec<Piece>,
    /// The piece to look for first: the longest.
    pub(super) needle: usize,
    /// What stands behind the last piece begins with a network address.
    before_ip: bool,
}

/// How a phrase writes a network address.
const IP: &str = "{ip}";

impl Phrase {
    /// Takes a phrase apart; `None` when it holds no word at all.
    pub fn parse(phrase: &str) -> Option<Self> {
        // Nearly all are written in their normal form.
        let normal = if is_normal(phrase) { phrase.to_owned() } else { Normal::new(phrase).text };
        let mut pieces: Vec<Piece> = Vec::new();
        let (mut rest, mut behind_ip, mut first) = (normal.as_str(), false, true);
        loop {
            let is_gap = |at: &usize| rest.get(*at..).is_some_and(|gap| gap.starts_with('*') || gap.starts_with(IP));
            let gap = rest.match_indices(['*', '{']).map(|(at, _)| at).find(is_gap);
            let raw = rest.get(..gap.unwrap_or(rest.len())).unwrap_or_default();
            if !raw.trim().is_empty() {
                pieces.push(Piece {
                    text: raw.trim().to_owned(),
                    whole_start: first || raw.starts_with(' '),
                    whole_end: gap.is_none() || raw.ends_with(' '),
                    behind_ip: std::mem::take(&mut behind_ip),
                });
            }
            let Some(gap) = gap else { break };
            let after = rest.get(gap..).unwrap_or_default();
            behind_ip |= after.starts_with(IP);
            rest = after.strip_prefix(IP).or_else(|| after.get(1..)).unwrap_or_default();
            first = false;
        }
        let needle = pieces.iter().enumerate().max_by_key(|(_, piece)| piece.text.len())?.0;
        Some(Self { pieces, needle, before_ip: behind_ip })
    }

    /// The same as it is written where there are no umlauts, if that differs.
    pub(super) fn parse_without_umlauts(phrase: &str) -> Option<Self> {
        Self::parse(&without_umlauts(phrase)?)
    }

    /// The longest piece: what is looked for first.
    pub(super) fn needle(&self) -> &str {
        self.pieces.get(self.needle).map(|piece| piece.text.as_str()).unwrap_or_default()
    }

    /// Where the phrase stands in `text`, if its needle stands at `needle_start`.
    pub(super) fn at_needle(&self, text: &str, needle_start: usize) -> Option<Range<usize>> {
        let needle = self.pieces.get(self.needle)?;
        let mut start = needle_start;
        let mut end = needle_start + needle.text.len();
        if text.as_bytes().get(start..end)? != needle.text.as_bytes() || !needle.stands_at(text, start) {
            return None;
        }
        for piece in self.pieces.get(self.needle + 1..)? {
            let window_end = floor(text, end + GAP + piece.text.len());
            let found = piece.first_in(text, end..window_end)?;
            if piece.behind_ip && !holds_ip(text.get(end..found)?) {
                return None;
            }
            end = found + piece.text.len();
        }
        let mut later = needle;
        for piece in self.pieces.get(..self.needle)?.iter().rev() {
            let window_start = floor(text, start.saturating_sub(GAP + piece.text.len()));
            let found = piece.last_in(text, window_start..start)?;
            if later.behind_ip && !holds_ip(text.get(found + piece.text.len()..start)?) {
                return None;
            }
            (start, later) = (found, piece);
        }
        if later.behind_ip {
            let before = text.get(floor(text, start.saturating_sub(WORD))..start)?.trim_end_matches([' ', ':']);
            holds_ip(before.rsplit(' ').next()?).then_some(())?;
        }
        if self.before_ip {
            let after = text.get(end..floor(text, end + WORD))?.trim_start_matches([' ', ':']);
            holds_ip(after.split(' ').next()?).then_some(())?;
        }
        Some(start..end)
    }

    /// The first place in `text` (in its normal form) where the phrase stands.
    pub fn find(&self, text: &str) -> Option<Range<usize>> {
        let needle = self.pieces.get(self.needle)?;
        memmem::find_iter(text.as_bytes(), needle.text.as_bytes()).find_map(|start| self.at_needle(text, start))
    }
}

impl Piece {
    /// Whether the piece, known to be at `start`, respects the borders of its words there.
    fn stands_at(&self, text: &str, start: usize) -> bool {
        let bytes = text.as_bytes();
        let end = start + self.text.len();
        let word = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_alphanumeric);
        let first = self.text.as_bytes().first().is_some_and(u8::is_ascii_alphanumeric);
        let last = self.text.as_bytes().last().is_some_and(u8::is_ascii_alphanumeric);
        !(self.whole_start && first && word(start.checked_sub(1)) || self.whole_end && last && word(Some(end)))
    }

    /// The windows are short: looking at each place costs less than preparing a search.
    fn first_in(&self, text: &str, window: Range<usize>) -> Option<usize> {
        self.places(text, window)?.find(|&start| self.stands_at(text, start))
    }

    fn last_in(&self, text: &str, window: Range<usize>) -> Option<usize> {
        self.places(text, window)?.rfind(|&start| self.stands_at(text, start))
    }

    /// Every place in the window where the piece stands whole.
    fn places<'a>(
        &'a self,
        text: &'a str,
        window: Range<usize>,
    ) -> Option<impl DoubleEndedIterator<Item = usize> + 'a> {
        let offset = window.start;
        let bytes = text.as_bytes().get(window)?;
        let piece = self.text.as_bytes();
        let first = *piece.first()?;
        let at = memchr::memchr_iter(first, bytes);
        Some(
            at.filter(move |&at| bytes.get(at..).is_some_and(|rest| rest.starts_with(piece)))
                .map(move |at| at + offset),
        )
    }
}

/// Whether a network address stands in a text, be it in brackets or behind a host's name.
fn holds_ip(text: &str) -> bool {
    let parts = text.split(|c: char| !(c.is_ascii_hexdigit() || matches!(c, '.' | ':')));
    let mut parts = parts.map(|part| part.trim_matches(['.', ':']));
    parts.any(|part| part.len() > 6 && part.parse::<std::net::IpAddr>().is_ok())
}

/// The nearest character border at or before `at`.
fn floor(text: &str, at: usize) -> usize {
    text.floor_char_boundary(at.min(text.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(phrase: &str, text: &str) -> Option<String> {
        let normal = Normal::new(text);
        let range = normal.origin_range(&Phrase::parse(phrase)?.find(&normal.text)?);
        Some(text[range.start..text.ceil_char_boundary(range.end)].to_owned())
    }

    #[test]
    fn words_match_whole_whatever_their_case_and_the_line_breaks_between_them() {
        assert_eq!(found("mailbox is full", "552 Mailbox\r\n   is FULL."), Some("Mailbox\r\n   is FULL".into()));
        assert_eq!(found("full", "fully delivered"), None);
        assert_eq!(found("full*", "fully delivered"), Some("full".into()));
    }

    #[test]
    fn a_gap_spans_at_most_eighty_characters() {
        assert_eq!(
            found("user * unknown", "User <a@example.com> unknown"),
            Some("User <a@example.com> unknown".into())
        );
        assert_eq!(found("user * unknown", "user unknown"), Some("user unknown".into()));
        assert_eq!(found("user * unknown", &format!("user {} unknown", "x".repeat(90))), None);
    }

    #[test]
    fn a_network_address_is_asked_for_between_words_before_or_behind_them() {
        let between = "mail from {ip} refused";
        assert!(found(between, "Mail from mx.example.com [192.0.2.1] refused").is_some());
        assert!(found(between, "mail from 2001:db8::1 refused").is_some());
        assert_eq!(found(between, "mail from anna@example.com refused"), None);
        assert_eq!(found("{ip} is listed", "550 192.0.2.1 is listed").as_deref(), Some("is listed"));
        assert_eq!(found("{ip} is listed", "550 The user is listed"), None);
        assert!(found("blocked: {ip}", "550 Blocked: [192.0.2.1], see").is_some());
        assert_eq!(found("blocked: {ip}", "550 Blocked: anna"), None);
    }

    #[test]
    fn repeated_codes_of_a_reply_of_several_lines_do_not_come_between_the_words() {
        let reply = "550-5.1.1 The account you tried to\n550-5.1.1 reach does not\n550 5.1.1 exist";
        assert!(found("tried to reach does not exist", reply).is_some());
        assert_eq!(Normal::new("550 5.1.1 a 550 5.1.1 b").text, "550 5.1.1 a 550 5.1.1 b");
    }

    #[test]
    fn accents_may_be_missing_be_apostrophes_or_stand_apart() {
        assert!(found("non è valido: è pieno", "Non e' valido: e pieno").is_some());
        assert!(found("boîte pleine", "BOITE pleine").is_some());
        assert!(found("la casella e piena", "la casella e\u{300} piena").is_some());
        assert!(found("größe", "Grösse").is_some());
        assert_eq!(without_umlauts("Empfänger unbekannt").as_deref(), Some("empfaenger unbekannt"));
        assert_eq!(without_umlauts("no such user"), None);
        assert!(found("ещё не", "еще не").is_some());
        assert!(found("552 mailbox full", "５５２　Ｍａｉｌｂｏｘ Full").is_some());
        let text = "più «Città'  è» pìena";
        assert_eq!(found("piena", text).as_deref(), Some("pìena"));
    }

    #[test]
    fn accents_and_curly_quotes_compare_as_an_italian_types_them() {
        assert_eq!(found("l'indirizzo è", "L’INDIRIZZO È sconosciuto"), Some("L’INDIRIZZO È".into()));
    }
}
