//! Messages saved by Outlook (MS-OXMSG): properties in a compound file (MS-CFB), written out as the message they came
//! from, so that one reader serves all forms.

use std::collections::HashMap;
use std::io::{Cursor, Read as _};

use cfb::CompoundFile;

use super::file::ReadError;
use super::{encoding, mail, rtf};

/// The first bytes of a compound file (MS-CFB section 2.2).
pub(super) const MAGIC: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// How deep messages may be attached to messages.
const MAX_DEPTH: usize = 4;

/// The most parts of a compound file: a message with hundreds of recipients has some thousands.
const MOST_ENTRIES: usize = 20_000;

/// The most recipients and the most attachments that are read.
const MOST_ROWS: usize = 200;

/// The most of one text that is read.
const MOST_TEXT: u64 = 4 << 20;

/// Properties, by their numbers (MS-OXPROPS).
mod tag {
    pub(super) const MESSAGE_CLASS: u16 = 0x001A;
    pub(super) const REPORT_TIME: u16 = 0x0032;
    pub(super) const SUBJECT: u16 = 0x0037;
    pub(super) const CLIENT_SUBMIT_TIME: u16 = 0x0039;
    pub(super) const SENT_REPRESENTING_NAME: u16 = 0x0042;
    pub(super) const ORIGINAL_SUBJECT: u16 = 0x0049;
    pub(super) const ORIGINAL_SUBMIT_TIME: u16 = 0x004E;
    pub(super) const SENT_REPRESENTING_EMAIL: u16 = 0x0065;
    pub(super) const RECEIVED_BY_EMAIL: u16 = 0x0076;
    pub(super) const TRANSPORT_HEADERS: u16 = 0x007D;
    pub(super) const NDR_REASON: u16 = 0x0C04;
    pub(super) const NDR_DIAGNOSTIC: u16 = 0x0C05;
    pub(super) const SENDER_NAME: u16 = 0x0C1A;
    pub(super) const SUPPLEMENTARY_INFO: u16 = 0x0C1B;
    pub(super) const SENDER_EMAIL: u16 = 0x0C1F;
    pub(super) const NDR_STATUS: u16 = 0x0C20;
    pub(super) const REMOTE_MTA: u16 = 0x0C21;
    pub(super) const DISPLAY_TO: u16 = 0x0E04;
    pub(super) const DELIVERY_TIME: u16 = 0x0E06;
    pub(super) const BODY: u16 = 0x1000;
    pub(super) const REPORT_TEXT: u16 = 0x1001;
    pub(super) const RTF_COMPRESSED: u16 = 0x1009;
    pub(super) const HTML: u16 = 0x1013;
    pub(super) const MESSAGE_ID: u16 = 0x1035;
    pub(super) const ORIGINAL_MESSAGE_ID: u16 = 0x1046;
    pub(super) const DISPLAY_NAME: u16 = 0x3001;
    pub(super) const EMAIL_ADDRESS: u16 = 0x3003;
    pub(super) const ATTACH_DATA: u16 = 0x3701;
    pub(super) const ATTACH_FILENAME: u16 = 0x3704;
    pub(super) const ATTACH_LONG_FILENAME: u16 = 0x3707;
    pub(super) const ATTACH_MIME: u16 = 0x370E;
    pub(super) const SMTP_ADDRESS: u16 = 0x39FE;
    pub(super) const INTERNET_CODE_PAGE: u16 = 0x3FDE;
    pub(super) const MESSAGE_CODE_PAGE: u16 = 0x3FFD;
    pub(super) const SENDER_SMTP: u16 = 0x5D01;
    pub(super) const SENT_REPRESENTING_SMTP: u16 = 0x5D02;
    pub(super) const REPORTING_MTA: u16 = 0x6820;
}

/// Writes the message in a compound file out as RFC 5322 and MIME have it.
pub(super) fn to_message(bytes: &[u8]) -> Result<Vec<u8>, ReadError> {
    let file = CompoundFile::open(Cursor::new(bytes)).map_err(|_| ReadError::Damaged)?;
    if file.walk().take(MOST_ENTRIES + 1).count() > MOST_ENTRIES {
        return Err(ReadError::Damaged);
    }
    if !file.is_stream("/__properties_version1.0") {
        // Word, Excel and installers use the same kind of file.
        return Err(ReadError::Archive);
    }
    // No honest file holds more than its own length; damaged ones may lead to the same bytes again and again.
    let budget = bytes.len() as u64 * 2;
    let mut outlook = Outlook { file, budget, boundaries: 0 };
    let mut out = Vec::new();
    outlook.write_message("", 0, &mut out);
    Ok(out)
}

/// The properties of fixed length of one object, by number.
struct Fixed(HashMap<u16, [u8; 8]>);

impl Fixed {
    fn number(&self, tag: u16) -> Option<u32> {
        let [a, b, c, d, ..] = *self.0.get(&tag)?;
        Some(u32::from_le_bytes([a, b, c, d]))
    }

    /// A moment in seconds since 1970; the file counts tenths of microseconds since 1601.
    fn time(&self, tag: u16) -> Option<i64> {
        let ticks = i64::from_le_bytes(*self.0.get(&tag)?);
        (ticks > 0).then_some(ticks / 10_000_000 - 11_644_473_600)
    }
}

/// What a message of a class of reports says of its recipients (MS-OXOMSG section 2.2.2).
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Ordinary,
    /// The word for the `Action` field.
    Report(&'static str),
    Receipt,
    /// The message lies as it came, signature and all, in its only attachment.
    Signed,
    AutoReply,
}

impl Class {
    fn of(name: &str) -> Self {
        let name = name.to_ascii_lowercase();
        if name.starts_with("ipm.note.smime") {
            return Self::Signed;
        }
        if name.contains("rules.ooftemplate") {
            return Self::AutoReply;
        }
        match name.strip_prefix("report.").and_then(|name| name.rsplit_once('.')).map(|(_, kind)| kind) {
            Some("ndr") => Self::Report("failed"),
            Some("dr") => Self::Report("delivered"),
            Some("delayed") => Self::Report("delayed"),
            Some("relayed") => Self::Report("relayed"),
            Some("expanded") => Self::Report("expanded"),
            Some("ipnrn" | "ipnnrn") => Self::Receipt,
            _ => Self::Ordinary,
        }
    }
}

struct Outlook<'b> {
    file: CompoundFile<Cursor<&'b [u8]>>,
    /// How many bytes may still be read.
    budget: u64,
    boundaries: usize,
}

impl Outlook<'_> {
    fn stream(&mut self, path: &str, most: u64) -> Option<Vec<u8>> {
        if !self.file.is_stream(path) {
            return None;
        }
        let stream = self.file.open_stream(path).ok()?;
        let mut bytes = Vec::new();
        // What comes before the damage is still of use.
        let _ = stream.take(most.min(self.budget)).read_to_end(&mut bytes);
        self.budget = self.budget.saturating_sub(bytes.len() as u64);
        Some(bytes)
    }

    /// The properties of fixed length of the object in `storage`, which follow a header (MS-OXMSG section 2.4).
    fn fixed(&mut self, storage: &str, header: usize) -> Fixed {
        let bytes = self.stream(&format!("{storage}/__properties_version1.0"), 1 << 20).unwrap_or_default();
        let entries = bytes.get(header..).unwrap_or_default().chunks_exact(16).filter_map(|entry| {
            let id = u16::from_le_bytes(entry.get(2..4)?.try_into().ok()?);
            Some((id, entry.get(8..16)?.try_into().ok()?))
        });
        Fixed(entries.collect())
    }

    fn binary(&mut self, storage: &str, tag: u16, most: u64) -> Option<Vec<u8>> {
        self.stream(&format!("{storage}/__substg1.0_{tag:04X}0102"), most)
    }

    /// A text property: in UTF-16, or in the code page of the message.
    fn text(&mut self, storage: &str, tag: u16, code_page: u32) -> String {
        if let Some(bytes) = self.stream(&format!("{storage}/__substg1.0_{tag:04X}001F"), MOST_TEXT) {
            return encoding::utf16_le(&bytes);
        }
        let bytes = self.stream(&format!("{storage}/__substg1.0_{tag:04X}001E"), MOST_TEXT).unwrap_or_default();
        encoding::from_code_page(&bytes, code_page).trim_end_matches('\0').to_owned()
    }

    /// A text property as one line, for a header.
    fn line(&mut self, storage: &str, tag: u16, code_page: u32) -> String {
        one_line(&self.text(storage, tag, code_page))
    }

    /// The storages in `storage` whose names begin with `prefix`.
    fn rows(&self, storage: &str, prefix: &str) -> Vec<String> {
        let path = if storage.is_empty() { "/" } else { storage };
        let Ok(entries) = self.file.read_storage(path) else { return Vec::new() };
        let rows = entries.filter(|entry| entry.is_storage() && entry.name().starts_with(prefix));
        rows.take(MOST_ROWS).map(|entry| format!("{storage}/{}", entry.name())).collect()
    }

    fn write_message(&mut self, storage: &str, depth: usize, out: &mut Vec<u8>) {
        // The top level has eight bytes more (MS-OXMSG section 2.4.1.1).
        let fixed = self.fixed(storage, if storage.is_empty() { 32 } else { 24 });
        let code_page = fixed.number(tag::MESSAGE_CODE_PAGE).or(fixed.number(tag::INTERNET_CODE_PAGE)).unwrap_or(0);
        let class = Class::of(&self.line(storage, tag::MESSAGE_CLASS, code_page));
        self.write_header(storage, &fixed, code_page, out);
        let attachments = self.rows(storage, "__attach_version1.0_");
        if class == Class::Signed
            && let [only] = attachments.as_slice()
            && let Some(content) = self.binary(only, tag::ATTACH_DATA, self.budget)
            && content.get(..13).is_some_and(|start| start.eq_ignore_ascii_case(b"Content-Type:"))
        {
            out.extend_from_slice(&content);
            return;
        }
        if class == Class::AutoReply {
            add(out, "Auto-Submitted: auto-replied\n");
        }
        let boundary = format!("=_outlook_{}", self.boundaries);
        self.boundaries += 1;
        let kind = match class {
            Class::Report(_) => "multipart/report; report-type=delivery-status",
            Class::Receipt => "multipart/report; report-type=disposition-notification",
            _ => "multipart/mixed",
        };
        add(out, &format!("MIME-Version: 1.0\nContent-Type: {kind}; boundary=\"{boundary}\"\n"));
        let open = format!("\n--{boundary}\nContent-Type: ");
        let (markup, body) = self.body(storage, &fixed, code_page);
        if !body.trim().is_empty() {
            let subtype = if markup { "html" } else { "plain" };
            add(out, &format!("{open}text/{subtype}; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{body}"));
        }
        match class {
            Class::Report(action) => {
                add(out, &format!("{open}message/delivery-status\nContent-Transfer-Encoding: 8bit\n\n"));
                self.write_report(storage, action, code_page, out);
            }
            Class::Receipt => add(out, &format!("{open}message/disposition-notification\n\n")),
            _ => {}
        }
        let before = out.len();
        for attachment in &attachments {
            self.write_attachment(attachment, &open, code_page, depth, out);
        }
        if out.len() == before && matches!(class, Class::Report(_)) {
            self.write_returned_header(storage, &fixed, code_page, &open, out);
        }
        add(out, &format!("\n--{boundary}--\n"));
    }

    /// The header as it came, without what speaks of the form of the body; where there is none, one made of what the
    /// program knows.
    fn write_header(&mut self, storage: &str, fixed: &Fixed, code_page: u32, out: &mut Vec<u8>) {
        const OF_THE_BODY: [&str; 3] = ["content-", "mime-version:", "microsoft mail internet headers"];
        let header = self.text(storage, tag::TRANSPORT_HEADERS, code_page);
        let mut dropped = false;
        let mut written = 0;
        for line in header.lines().map(str::trim_end).skip_while(|line| line.is_empty()) {
            if line.is_empty() {
                break;
            }
            if !line.starts_with([' ', '\t']) {
                let lower = line.get(..line.floor_char_boundary(40)).unwrap_or_default().to_ascii_lowercase();
                dropped = OF_THE_BODY.iter().any(|name| lower.starts_with(name)) || !line.contains(':');
            }
            if !dropped {
                add(out, line);
                out.push(b'\n');
                written += 1;
            }
        }
        if written >= 2 {
            return;
        }
        let from = self.first_address(
            storage,
            code_page,
            &[tag::SENDER_SMTP, tag::SENDER_EMAIL, tag::SENT_REPRESENTING_SMTP, tag::SENT_REPRESENTING_EMAIL],
        );
        let name = self.line(storage, tag::SENDER_NAME, code_page);
        let name = if name.is_empty() { self.line(storage, tag::SENT_REPRESENTING_NAME, code_page) } else { name };
        let to = self.first_address(storage, code_page, &[tag::RECEIVED_BY_EMAIL, tag::DISPLAY_TO]);
        add(out, &format!("From: \"{}\" <{from}>\n", name.replace(['"', '\\'], "")));
        add(out, &format!("To: {to}\nSubject: {}\n", self.line(storage, tag::SUBJECT, code_page)));
        let times = [tag::DELIVERY_TIME, tag::REPORT_TIME, tag::CLIENT_SUBMIT_TIME];
        if let Some(time) = times.iter().find_map(|tag| fixed.time(*tag)) {
            add(out, &format!("Date: {}\n", mail::date_in_header(time)));
        }
        let id = self.line(storage, tag::MESSAGE_ID, code_page);
        if !id.is_empty() {
            add(out, &format!("Message-ID: {id}\n"));
        }
    }

    /// The first of these properties that holds an address of the Internet; Exchange has others for its own use.
    fn first_address(&mut self, storage: &str, code_page: u32, tags: &[u16]) -> String {
        let lines = tags.iter().map(|tag| self.line(storage, *tag, code_page));
        lines.into_iter().find(|line| line.contains('@')).unwrap_or_default()
    }

    /// The words, and whether they are HTML. Plain text first: Outlook keeps it beside the others.
    fn body(&mut self, storage: &str, fixed: &Fixed, code_page: u32) -> (bool, String) {
        let plain = self.text(storage, tag::BODY, code_page);
        if !plain.trim().is_empty() {
            return (false, plain);
        }
        if let Some(bytes) = self.binary(storage, tag::HTML, MOST_TEXT).filter(|bytes| !bytes.is_empty()) {
            let code_page = fixed.number(tag::INTERNET_CODE_PAGE).unwrap_or(code_page);
            return (true, encoding::from_code_page(&bytes, code_page));
        }
        let html = self.text(storage, tag::HTML, code_page);
        if !html.trim().is_empty() {
            return (true, html);
        }
        if let Some(bytes) = self.binary(storage, tag::RTF_COMPRESSED, MOST_TEXT) {
            let words = rtf::to_text(&rtf::decompress(&bytes));
            if !words.trim().is_empty() {
                return (false, words);
            }
        }
        (false, self.text(storage, tag::REPORT_TEXT, code_page))
    }

    /// The recipients of a report as the fields of RFC 3464.
    fn write_report(&mut self, storage: &str, action: &str, code_page: u32, out: &mut Vec<u8>) {
        let reporter = self.line(storage, tag::REPORTING_MTA, code_page);
        if !reporter.is_empty() {
            add(out, &format!("Reporting-MTA: dns; {reporter}\n"));
        }
        for row in self.rows(storage, "__recip_version1.0_") {
            let fixed = self.fixed(&row, 8);
            let address =
                self.first_address(&row, code_page, &[tag::SMTP_ADDRESS, tag::EMAIL_ADDRESS, tag::DISPLAY_NAME]);
            let info = self.text(&row, tag::SUPPLEMENTARY_INFO, code_page);
            let info = if info.trim().is_empty() { self.text(&row, tag::REPORT_TEXT, code_page) } else { info };
            let info = Supplement::of(&info);
            add(out, &format!("\nFinal-Recipient: rfc822; {address}\nAction: {action}\n"));
            let number = fixed.number(tag::NDR_STATUS).and_then(status_of_number);
            let coded = || status_of_codes(fixed.number(tag::NDR_REASON), fixed.number(tag::NDR_DIAGNOSTIC));
            if let Some(status) = info.status.map(str::to_owned).or(number).or_else(|| coded().map(str::to_owned)) {
                add(out, &format!("Status: {status}\n"));
            }
            let remote = self.line(&row, tag::REMOTE_MTA, code_page);
            let remote = if remote.is_empty() { info.host.to_owned() } else { remote };
            if !remote.is_empty() {
                add(out, &format!("Remote-MTA: dns; {remote}\n"));
            }
            let words = one_line(info.words);
            if !words.is_empty() {
                add(out, &format!("Diagnostic-Code: smtp; {words}\n"));
            }
        }
    }

    /// What a report tells of the message that it is about, where no copy is attached.
    fn write_returned_header(&mut self, storage: &str, fixed: &Fixed, code_page: u32, open: &str, out: &mut Vec<u8>) {
        let subject = self.line(storage, tag::ORIGINAL_SUBJECT, code_page);
        let id = self.line(storage, tag::ORIGINAL_MESSAGE_ID, code_page);
        if subject.is_empty() && id.is_empty() {
            return;
        }
        let to: Vec<String> = self
            .rows(storage, "__recip_version1.0_")
            .iter()
            .map(|row| self.first_address(row, code_page, &[tag::SMTP_ADDRESS, tag::EMAIL_ADDRESS, tag::DISPLAY_NAME]))
            .filter(|address| !address.is_empty())
            .collect();
        add(out, &format!("{open}text/rfc822-headers\nContent-Transfer-Encoding: 8bit\n\n"));
        add(out, &format!("To: {}\nSubject: {subject}\n", to.join(", ")));
        if let Some(time) = fixed.time(tag::ORIGINAL_SUBMIT_TIME) {
            add(out, &format!("Date: {}\n", mail::date_in_header(time)));
        }
        if !id.is_empty() {
            add(out, &format!("Message-ID: {id}\n"));
        }
    }

    /// Attachments that tell something: messages, reports, the header of the returned message, certificates of PEC.
    fn write_attachment(&mut self, storage: &str, open: &str, code_page: u32, depth: usize, out: &mut Vec<u8>) {
        let embedded = format!("{storage}/__substg1.0_{:04X}000D", tag::ATTACH_DATA);
        if self.file.is_storage(&embedded) {
            if depth < MAX_DEPTH {
                add(out, &format!("{open}message/rfc822\nContent-Transfer-Encoding: 8bit\n\n"));
                self.write_message(&embedded, depth + 1, out);
            }
            return;
        }
        let name = self.line(storage, tag::ATTACH_LONG_FILENAME, code_page);
        let name = if name.is_empty() { self.line(storage, tag::ATTACH_FILENAME, code_page) } else { name };
        let name = name.replace(['"', '\\'], "");
        let kind = self.line(storage, tag::ATTACH_MIME, code_page).to_ascii_lowercase();
        let kind = kind.split(';').next().unwrap_or_default().trim();
        let Some(content) = self.binary(storage, tag::ATTACH_DATA, self.budget) else { return };
        let kind = match kind {
            kind if kind.starts_with("text/") || kind.starts_with("message/") || kind.ends_with("/xml") => kind,
            _ if mail::looks_like_message(&content, 2) => "message/rfc822",
            _ => return,
        };
        add(out, &format!("{open}{kind}; name=\"{name}\"\n"));
        add(out, &format!("Content-Disposition: attachment; filename=\"{name}\"\n"));
        add(out, "Content-Transfer-Encoding: 8bit\n\n");
        out.extend_from_slice(&content);
    }
}

fn add(out: &mut Vec<u8>, text: &str) {
    out.extend_from_slice(text.as_bytes());
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What stands in the supplementary information of a recipient: the server's words, and before them in the form of
/// Exchange, `<mx.example.com #5.1.1 smtp;550 5.1.1 …>`, its name and the status code.
struct Supplement<'t> {
    host: &'t str,
    status: Option<&'t str>,
    words: &'t str,
}

impl<'t> Supplement<'t> {
    fn of(text: &'t str) -> Self {
        let plain = Self { host: "", status: None, words: text };
        let inner = text.trim().trim_matches(['<', '>']);
        let Some((host, rest)) = inner.split_once(" #") else { return plain };
        let (status, rest) = rest.split_once(' ').unwrap_or((rest, ""));
        if host.contains(' ') || super::StatusCode::parse(status).is_none() {
            return plain;
        }
        let words = match rest.trim_start().split_once(';') {
            Some((kind, words)) if kind.trim().eq_ignore_ascii_case("smtp") => words,
            _ => rest,
        };
        Self { host: host.trim_matches(['<', '>', '#']), status: Some(status), words }
    }
}

/// Exchange writes 5.1.1 as the number 511.
fn status_of_number(number: u32) -> Option<String> {
    let class = number / 100;
    matches!(class, 2 | 4 | 5).then(|| format!("{class}.{}.{}", number / 10 % 10, number % 10))
}

/// The codes of X.400 (X.411, diagnostic codes; RFC 2156 section 3.1 explains their use in gateways) as those of
/// RFC 3463.
fn status_of_codes(reason: Option<u32>, diagnostic: Option<u32>) -> Option<&'static str> {
    let status = match diagnostic.filter(|code| *code != u32::MAX) {
        Some(0) => "5.1.1",
        Some(1) => "5.1.4",
        Some(2) => "4.3.1",
        Some(3 | 27) => "5.4.6",
        Some(4) => "5.2.1",
        Some(5) => "5.4.7",
        Some(6 | 15) => "5.6.1",
        Some(7 | 13) => "5.3.4",
        Some(8..=10 | 19..=25) => "5.6.3",
        Some(11 | 12 | 14) => "5.5.2",
        Some(16) => "5.5.3",
        Some(26 | 28..=30) => "5.7.2",
        _ => match reason {
            Some(0) => "5.4.0",
            Some(1) => "5.0.0",
            _ => return None,
        },
    };
    Some(status)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_of_exchange_is_taken_apart() {
        let info = Supplement::of("<mx.example.com #5.1.1 smtp;550 5.1.1 No such user>");
        assert_eq!((info.host, info.status, info.words), ("mx.example.com", Some("5.1.1"), "550 5.1.1 No such user"));
        let info = Supplement::of("552 5.2.2 ticket #44 is full");
        assert_eq!((info.host, info.status, info.words), ("", None, "552 5.2.2 ticket #44 is full"));
    }

    #[test]
    fn numbers_become_status_codes() {
        assert_eq!(status_of_number(522).as_deref(), Some("5.2.2"));
        assert_eq!(status_of_number(0), None);
        assert_eq!(status_of_codes(None, Some(0)), Some("5.1.1"));
        assert_eq!(status_of_codes(None, Some(u32::MAX)), None);
    }
}
