//! Codes in running text: SMTP replies (RFC 5321 section 4.2), enhanced status codes (RFC 3463), client codes.
//!
//! A number is a code only where the text treats it as one: a status code follows, a server's words follow at the
//! beginning of a line or of a quotation, or a word such as «error» stands near it. Invoices, years, ports,
//! addresses and telephone numbers are none.

use std::ops::Range;

use super::report::{ClientCode, Reply, StatusCode};
use crate::knowledge::Table;

/// How far back a line is looked at: text without line ends must not cost more the longer it is.
const LINE: usize = 240;

/// The most answers that are kept of one text.
const MOST: usize = 2000;

/// The codes of a text, in order of appearance.
#[derive(Debug, Default)]
pub(super) struct Codes {
    pub replies: Vec<Reply>,
    pub client_codes: Vec<ClientCode>,
}

/// Finds the codes in `text`. `offset` is where `text` begins in the report, and is added to every span.
pub(super) fn scan(text: &str, offset: usize, table: &Table) -> Codes {
    let mut scanner = Scanner { text, bytes: text.as_bytes(), table, found: Vec::new(), client_codes: Vec::new() };
    scanner.run();
    let replies = scanner.replies(offset);
    let client_codes = scanner
        .client_codes
        .into_iter()
        .map(|code| ClientCode { span: code.span.start + offset..code.span.end + offset, ..code })
        .collect();
    Codes { replies, client_codes }
}

/// A code and where it stands; the words that follow are added when all codes are known.
struct Found {
    code: String,
    status: Option<StatusCode>,
    start: usize,
    /// Behind the codes.
    end: usize,
}

struct Scanner<'a> {
    text: &'a str,
    bytes: &'a [u8],
    table: &'a Table,
    found: Vec<Found>,
    client_codes: Vec<ClientCode>,
}

impl Scanner<'_> {
    fn byte(&self, at: usize) -> u8 {
        self.bytes.get(at).copied().unwrap_or(b' ')
    }

    fn before(&self, at: usize) -> u8 {
        at.checked_sub(1).map_or(b' ', |at| self.byte(at))
    }

    fn run(&mut self) {
        let mut at = 0;
        while let Some(&byte) = self.bytes.get(at) {
            if self.found.len() == MOST {
                break;
            }
            if !byte.is_ascii_alphanumeric() || self.before(at).is_ascii_alphanumeric() {
                at += 1;
                continue;
            }
            let length = self
                .bytes
                .get(at..)
                .unwrap_or_default()
                .iter()
                .take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_')
                .count();
            let end = at + length.max(1);
            if byte.is_ascii_digit() {
                at = self.number(at, end).unwrap_or(end);
            } else {
                self.name(at, end);
                at = end;
            }
        }
    }

    /// A word that begins with a digit. Gives where to go on if it was a code.
    fn number(&mut self, start: usize, end: usize) -> Option<usize> {
        let word = self.text.get(start..end)?;
        if word.len() == 3 && word.bytes().all(|byte| byte.is_ascii_digit()) {
            return self.reply_code(start, end);
        }
        if word.len() == 1 && self.byte(end) == b'.' {
            return self.status_code(start);
        }
        if word.len() > 2 && (word.starts_with("0x") || word.starts_with("0X")) {
            self.client_code(word, start..end);
        } else if word.bytes().all(|byte| byte.is_ascii_digit()) && word.len() <= 10 {
            self.client_number(word, start, end);
        }
        None
    }

    fn status_length(&self, start: usize) -> Option<(StatusCode, usize)> {
        let rest = self.text.get(start..)?;
        // The longest code, `5.999.999`, and what would make it something else.
        let length = rest.bytes().take(12).take_while(|byte| byte.is_ascii_digit() || *byte == b'.').count();
        let digits = rest.get(..length)?.trim_end_matches('.');
        let status = StatusCode::parse(digits)?;
        // `5.1.1foo` and `5.1.1.7` are something else.
        let after = self.byte(start + digits.len());
        (!after.is_ascii_alphanumeric()).then_some((status, digits.len()))
    }

    fn reply_code(&mut self, start: usize, end: usize) -> Option<usize> {
        let code = self.text.get(start..end)?;
        let plausible = matches!(self.byte(start), b'2'..=b'5') && matches!(self.byte(start + 1), b'0'..=b'7');
        let in_table = self.table.reply_code(code).is_some();
        if !plausible && !in_table || self.is_part_of_a_number(start, end) {
            return self.client_number_at(start, end);
        }
        // `550 5.1.1`, `550-5.1.1`, `550 #5.1.1`, `550 (5.1.1)`, `550-'5.1.1`
        let mut behind = end;
        while matches!(self.byte(behind), b' ' | b'-' | b'#' | b'(' | b'\'' | b'"' | b'\t')
            && behind < end + 4
            && behind < self.bytes.len()
        {
            behind += 1;
        }
        if plausible
            && let Some((status, length)) = self.status_length(behind)
            && !self.before(behind).is_ascii_digit()
        {
            self.found.push(Found { code: code.to_owned(), status: Some(status), start, end: behind + length });
            return Some(behind + length);
        }
        if self.is_named_by_a_cue(start)
            || !self.counts_something(start, end)
                && (plausible && self.opens_a_reply(start, end)
                    || self.has_cue(start)
                    || in_table && (self.line_has_cue(start, end) || self.may_be_a_code(start, end)))
        {
            self.found.push(Found { code: code.to_owned(), status: None, start, end });
            return Some(end);
        }
        None
    }

    fn status_code(&mut self, start: usize) -> Option<usize> {
        let (status, length) = self.status_length(start)?;
        let before = self.before(start);
        if matches!(before, b'.' | b'/' | b'_' | b'@' | b'-' | b',') || self.byte(start + length) == b'/' {
            return None;
        }
        let end = start + length;
        if self.counts_something(start, end) {
            return Some(end);
        }
        // The word in front decides: `Postfix 2.5.1` is a version, `Status: 5.1.1` a code.
        let glued = matches!(before, b'#' | b'(' | b'[' | b':' | b';' | b'=' | b'"' | b'\'' | b'<');
        let free = glued || {
            let line = self.line_before(start).trim_end();
            line.is_empty() || !line.ends_with(|c: char| c.is_alphanumeric())
        };
        let known = status.class != 2
            && (self.table.status_code(&status.to_string()).is_some_and(|entry| !entry.vague) || status.detail >= 100);
        if free || known || self.has_cue(start) {
            self.found.push(Found { code: String::new(), status: Some(status), start, end });
            return Some(end);
        }
        Some(end)
    }

    fn line_before(&self, at: usize) -> &str {
        let from = self.text.floor_char_boundary(at.saturating_sub(LINE));
        let before = self.text.get(from..at).unwrap_or_default();
        before.rsplit('\n').next().unwrap_or_default()
    }

    /// Amounts, dates, times, addresses, telephone numbers, identifiers.
    fn is_part_of_a_number(&self, start: usize, end: usize) -> bool {
        let (before, after) = (self.before(start), self.byte(end));
        let digit = |at: Option<usize>| at.is_some_and(|at| self.byte(at).is_ascii_digit());
        let glued_before = matches!(before, b'.' | b',' | b'/' | b':' | b'-' | b'+') && digit(start.checked_sub(2));
        let glued_after = matches!(after, b'.' | b',' | b'/' | b':') && digit(Some(end + 1));
        let money = matches!(before, b'$' | b'+' | b'@' | b'_' | b'/' | b'\\')
            || matches!(after, b'%' | b'@' | b'$' | b'_' | b'/' | b'\\');
        let phone = after == b'-' && digit(Some(end + 1)) && self.status_length(end + 1).is_none()
            || after == b' ' && self.digits_at(end + 1) > 3
            || before == b'-' && !self.is_dash_between_words(start);
        let euro = self.text.get(..start).is_some_and(|text| text.trim_end().ends_with('€'))
            || self.text.get(end..).is_some_and(|text| text.trim_start().starts_with('€'));
        glued_before || glued_after || money || phone || euro
    }

    /// `SMTP-550` and ` - 550` hang a code on a dash; `AB-550` is an identifier.
    fn is_dash_between_words(&self, start: usize) -> bool {
        let before = self.text.get(..start.saturating_sub(1)).unwrap_or_default();
        let word = before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        word.is_empty() || self.is_cue(word)
    }

    fn digits_at(&self, at: usize) -> usize {
        self.bytes.get(at..).unwrap_or_default().iter().take_while(|byte| byte.is_ascii_digit()).count()
    }

    /// The words before `start` on the same line, the nearest first.
    fn words_before(&self, start: usize) -> impl Iterator<Item = &str> {
        self.line_before(start).rsplit(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
    }

    /// The word behind `end`, where only a blank stands between.
    fn word_behind(&self, end: usize) -> &str {
        let after = self.text.get(end..).unwrap_or_default();
        let rest = after.strip_prefix([' ', '-']).unwrap_or_default();
        rest.split(|c: char| !(c.is_alphanumeric() || c == '-')).next().unwrap_or_default()
    }

    /// «errore 550», «errore n. 550», «the code is 550».
    fn is_named_by_a_cue(&self, start: usize) -> bool {
        let words = self.table.words();
        let mut before = self.words_before(start).take(3);
        before.find(|word| !words.number_words.contains(word)).is_some_and(|word| self.is_cue(word))
    }

    /// Whether the words beside it make it a number of something else: «port 587», «via Roma 550», «550 euro»,
    /// «1 di 250», «02 450 221».
    fn counts_something(&self, start: usize, end: usize) -> bool {
        let words = self.table.words();
        let mut before = self.words_before(start);
        let nearest = before.next().unwrap_or_default();
        let second = before.next().unwrap_or_default();
        let line = self.line_before(start);
        let gap = line.len() - line.trim_end_matches([' ', '.', ':', '=', '#', '(', '\'', '"', '°', 'º']).len();
        let digits = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit());
        let subject = gap <= 3
            && (words.not_code_words.contains(nearest)
                || words.not_code_words.contains(second) && !self.is_cue(nearest));
        let counted = words.number_words.contains(nearest)
            && (digits(second) || nearest.starts_with(['n', 'N']) && !self.is_cue(second));
        let behind = self.word_behind(end);
        let beside_digits = line.strip_suffix(' ').is_some_and(|line| line.ends_with(|c: char| c.is_ascii_digit()));
        let group = digits(nearest) && beside_digits || digits(behind) && !self.repeats(end);
        let unit = words.unit_words.contains(behind) && !self.begins_a_sentence(start, end);
        subject || counted || unit || group
    }

    /// `550 Files of this type are not taken`: at the beginning of a line, with a sentence behind it. «550 files» and
    /// «550 Messages» are counts.
    fn begins_a_sentence(&self, start: usize, end: usize) -> bool {
        let behind = self.word_behind(end);
        let capital = behind.starts_with(char::is_uppercase) && behind.ends_with(char::is_lowercase);
        let opens = self.line_before(start).trim_matches(['>', ' ', '\t', '|', '<', '-']).is_empty();
        opens && capital && self.line_words(start, end).filter(|word| !word.is_empty()).count() >= 5
    }

    /// `550 550 …`: a server that says its code twice.
    fn repeats(&self, end: usize) -> bool {
        let behind = self.word_behind(end);
        behind.len() == 3 && self.text.get(..end).is_some_and(|text| text.ends_with(behind))
    }

    /// In a line about mail, with nothing behind it that it could count; or beside another code.
    fn may_be_a_code(&self, start: usize, end: usize) -> bool {
        let words = self.table.words();
        let behind = self.word_behind(end);
        if !behind.is_empty() && !words.code_followers.contains(behind) {
            return false;
        }
        let after_a_code = self.found.last().is_some_and(|found| found.end + self.line_before(start).len() >= start);
        after_a_code || self.line_words(start, end).any(|word| words.message_cues.contains(word))
    }

    /// At the beginning of a line, a quotation or a server's answer, with words behind it.
    fn opens_a_reply(&self, start: usize, end: usize) -> bool {
        let after = self.text.get(end..).unwrap_or_default();
        let mut behind = after.chars();
        let separator = behind.next();
        let words = matches!(separator, Some(' ' | '-' | '\t' | ':'))
            && after.get(1..).unwrap_or_default().trim_start().starts_with(|c: char| {
                c.is_alphabetic()
                    || matches!(c, '<' | '"' | '\'' | '[' | '(' | '#' | '*' | '{' | ':' | '-' | '\u{201c}')
                    || c.is_ascii_digit()
            });
        let line = self.line_before(start);
        let lead = line.trim_end_matches([' ', '\t']);
        // `<<< 421`: what the other side said, were it nothing else.
        if lead == "<<<" && matches!(separator, None | Some('\n' | '\r' | ' ' | '-')) {
            return true;
        }
        if !words {
            return false;
        }
        // `<anna@example.com>... 550 User unknown`: Sendmail and its kin.
        let quoted = lead.ends_with("...")
            || lead.ends_with(['\'', '"', '«', '“', '‘', '`', '(', '[', ':', ';', '|', '>', '<', ',', '‚', '’']);
        lead.trim_matches(['>', ' ', '\t', '*', '|', '-', '<', '•']).is_empty() || quoted
    }

    fn is_cue(&self, word: &str) -> bool {
        self.table.words().code_cues.contains(word)
    }

    /// A word such as «error» among the three before it.
    fn has_cue(&self, start: usize) -> bool {
        let line = self.line_before(start);
        let sentence = line.rsplit(['.', '!', '?']).find(|part| !part.trim().is_empty()).unwrap_or_default();
        let after_colon = line.trim_end().ends_with([':', '=', '#']);
        sentence
            .rsplit(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .take(if after_colon { 4 } else { 3 })
            .any(|word| self.is_cue(word))
    }

    /// A word such as «error» anywhere in the same line of running text.
    fn line_has_cue(&self, start: usize, end: usize) -> bool {
        let behind = self.word_behind(end);
        let ends = behind.is_empty() || self.table.words().code_followers.contains(behind);
        ends && self.line_words(start, end).any(|word| self.is_cue(word))
    }

    /// The words of the line around a number.
    fn line_words(&self, start: usize, end: usize) -> impl Iterator<Item = &str> {
        let after = self.text.get(end..).unwrap_or_default();
        let after = after.get(..after.floor_char_boundary(LINE)).unwrap_or_default();
        let rest = after.split('\n').next().unwrap_or_default();
        self.line_before(start).split(|c: char| !c.is_alphanumeric()).chain(rest.split(|c: char| !c.is_alphanumeric()))
    }

    /// A word that begins with a letter: the name of an error of a mail program or system.
    fn name(&mut self, start: usize, end: usize) {
        let Some(word) = self.text.get(start..end) else { return };
        // `SMTP550`, `Errore550`: telephones and corrections join what people type apart.
        if let Some((cue, code)) = word.split_at_checked(word.len().saturating_sub(3))
            && code.bytes().all(|byte| byte.is_ascii_digit())
            && self.is_cue(cue)
            && self.table.reply_code(code).is_some()
        {
            self.found.push(Found { code: code.to_owned(), status: None, start: end - 3, end });
            return;
        }
        let technical = word.len() >= 5
            && word.bytes().any(|byte| byte.is_ascii_uppercase())
            && word.bytes().skip(1).any(|byte| byte.is_ascii_uppercase() || byte == b'_');
        if technical {
            self.client_code(word, start..end);
        }
    }

    fn client_code(&mut self, word: &str, span: Range<usize>) {
        if let Some(entry) = self.table.client_code(word)
            && self.client_codes.iter().all(|known| known.code != entry.code)
        {
            self.client_codes.push(ClientCode { code: entry.code.clone(), span });
        }
    }

    fn client_number_at(&mut self, start: usize, end: usize) -> Option<usize> {
        let word = self.text.get(start..end)?.to_owned();
        self.client_number(&word, start, end);
        None
    }

    /// A number of an operating system: alone only where the table calls it unmistakable, else behind a cue.
    fn client_number(&mut self, word: &str, start: usize, end: usize) {
        let minus = self.before(start) == b'-' && !self.before(start - 1).is_ascii_alphanumeric();
        let negative = format!("-{word}");
        let name = if minus && self.table.client_code(&negative).is_some() { negative.as_str() } else { word };
        let Some(entry) = self.table.client_code(name) else { return };
        if (entry.bare || self.has_cue(start))
            && !self.is_part_of_a_number(start, end)
            && (self.is_named_by_a_cue(start) || !self.counts_something(start, end))
        {
            self.client_code(name, start..end);
        }
    }

    /// Gives each code the words that follow it: to the next code, the end of the quotation or the paragraph.
    fn replies(&self, offset: usize) -> Vec<Reply> {
        let mut replies: Vec<Reply> = Vec::with_capacity(self.found.len());
        for (index, found) in self.found.iter().enumerate() {
            let limit = self.found.get(index + 1).map_or(self.text.len(), |next| next.start);
            let end = self.end_of_words(found.start, found.end, limit);
            // The second line of one answer repeats its code (RFC 5321 section 4.2.1).
            if let Some(last) = replies.last_mut()
                && last.code == found.code
                && !found.code.is_empty()
                && (last.status == found.status || found.status.is_none())
                && self.text.get(last.span.end - offset..found.start).is_some_and(|between| between.trim().is_empty())
                && self.continues(last.codes.start - offset, found.start)
            {
                last.span.end = end + offset;
                continue;
            }
            replies.push(Reply {
                code: found.code.clone(),
                status: found.status,
                codes: found.start + offset..found.end + offset,
                span: found.start + offset..end + offset,
                recipient: None,
            });
        }
        replies
    }

    /// Whether the line of a code goes on with the answer whose code stands at `first`: it begins with the code, or in
    /// the same way as that line (`<<< 550-…`).
    fn continues(&self, first: usize, code: usize) -> bool {
        let lead = self.line_before(code).trim();
        lead.is_empty() || lead == self.line_before(first).trim()
    }

    fn end_of_words(&self, start: usize, from: usize, limit: usize) -> usize {
        let words = self.text.get(from..limit).unwrap_or_default();
        let paragraph = words.find("\n\n").unwrap_or(words.len());
        let mut end = paragraph;
        let quote = self.text.get(..start).and_then(|before| before.chars().next_back());
        let closing = match quote {
            Some('\'') => Some("'"),
            Some('"') => Some("\""),
            Some('«') => Some("»"),
            Some('“') => Some("”"),
            Some('‘' | '’') => Some("’"),
            _ => None,
        };
        if let Some(closing) = closing
            && let Some(at) = words.get(..end).and_then(|words| words.rfind(closing).filter(|at| *at > 0))
        {
            end = at;
        }
        from + words.get(..end).unwrap_or_default().trim_end().len()
    }
}
