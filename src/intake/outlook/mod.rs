//! Messages saved by Outlook, templates too (MS-OXMSG): properties in a compound file (MS-CFB), written out as the
//! message they came from, so that one reader serves all forms.

mod property;
mod report;

use super::file::ReadError;
use super::mail::{date_in_header, looks_like_message};
use super::{dsn, encoding, rtf};
use property::{ATTACHMENTS, File, Fixed, MOST_TEXT, Object, tag};
use report::Class;

/// The first bytes of a compound file (MS-CFB section 2.2).
pub(super) const MAGIC: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// How deep messages may be attached to messages.
const MAX_DEPTH: usize = 8;

/// Writes the message in a compound file out as RFC 5322 and MIME have it.
pub(super) fn to_message(bytes: &[u8]) -> Result<Vec<u8>, ReadError> {
    to_message_at(bytes, 0)
}

/// The same for a file that is attached `depth` messages deep.
fn to_message_at(bytes: &[u8], depth: usize) -> Result<Vec<u8>, ReadError> {
    let mut writer = Writer { file: File::open(bytes)?, boundaries: 0, out: Vec::new() };
    writer.message("", 0, depth);
    Ok(writer.out)
}

struct Writer<'b> {
    file: File<'b>,
    boundaries: usize,
    out: Vec<u8>,
}

impl Writer<'_> {
    fn add(&mut self, text: &str) {
        self.out.extend_from_slice(text.as_bytes());
    }

    /// The message in `storage`. What it does not say of its code page, the message says that it is attached to.
    fn message(&mut self, storage: &str, outer_code_page: u32, depth: usize) {
        // The top level has eight bytes more (MS-OXMSG section 2.4.1.1).
        let fixed = self.file.fixed(storage, if storage.is_empty() { 32 } else { 24 });
        let message = Object { storage: storage.to_owned(), code_page: fixed.code_page().unwrap_or(outer_code_page) };
        let class = Class::of(&self.file.line(&message, tag::MESSAGE_CLASS));
        self.header(&message, &fixed);
        let attachments = self.file.rows(&message, ATTACHMENTS);
        if class == Class::Signed
            && let [only] = attachments.as_slice()
            && let Some(content) = self.file.binary(only, tag::ATTACH_DATA, u64::MAX)
            && content.get(..13).is_some_and(|start| start.eq_ignore_ascii_case(b"Content-Type:"))
        {
            self.out.extend_from_slice(&content);
            return;
        }
        if class == Class::AutoReply {
            self.add("Auto-Submitted: auto-replied\n");
        }
        // No other on the way from here to the top.
        let boundary = format!("=_outlook_{depth}_{}", self.boundaries);
        self.boundaries += 1;
        let kind = match class {
            Class::Report(_) => "multipart/report; report-type=delivery-status",
            Class::Receipt => "multipart/report; report-type=disposition-notification",
            _ => "multipart/mixed",
        };
        self.add(&format!("MIME-Version: 1.0\nContent-Type: {kind}; boundary=\"{boundary}\"\n"));
        let open = format!("\n--{boundary}\nContent-Type: ");
        let (markup, body) = self.body(&message, &fixed);
        if !body.trim().is_empty() {
            let subtype = if markup { "html" } else { "plain" };
            self.add(&format!("{open}text/{subtype}; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{body}"));
        }
        match class {
            Class::Report(action) => {
                // Some programs keep the server's words here, and their own in the body.
                let said = self.file.text(&message, tag::REPORT_TEXT);
                if !said.trim().is_empty() && !body.contains(said.trim()) {
                    self.add(&format!("{open}text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{said}"));
                }
                let fields = report::fields(&mut self.file, &message, action);
                self.add(&format!("{open}message/delivery-status\nContent-Transfer-Encoding: 8bit\n\n{fields}"));
            }
            Class::Receipt => self.add(&format!("{open}message/disposition-notification\n\n")),
            _ => {}
        }
        let before = self.out.len();
        for attachment in &attachments {
            self.attachment(attachment, &open, depth);
        }
        if self.out.len() == before
            && matches!(class, Class::Report(_))
            && let Some(header) = report::returned_header(&mut self.file, &message, &fixed)
        {
            self.add(&format!("{open}text/rfc822-headers\nContent-Transfer-Encoding: 8bit\n\n{header}"));
        }
        self.add(&format!("\n--{boundary}--\n"));
    }

    /// The header as it came, without what speaks of the form of the body; where there is none, one made of what the
    /// program knows.
    fn header(&mut self, message: &Object, fixed: &Fixed) {
        const OF_THE_BODY: [&str; 3] = ["content-", "mime-version:", "microsoft mail internet headers"];
        let header = self.file.text(message, tag::TRANSPORT_HEADERS);
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
                self.add(line);
                self.out.push(b'\n');
                written += 1;
            }
        }
        if written < 2 {
            self.known_header(message, fixed);
        }
    }

    fn known_header(&mut self, message: &Object, fixed: &Fixed) {
        let file = &mut self.file;
        let senders = [tag::SENDER_SMTP, tag::SENDER_EMAIL, tag::SENT_REPRESENTING_SMTP, tag::SENT_REPRESENTING_EMAIL];
        let from = file.first_address(message, &senders);
        let name = file.line(message, tag::SENDER_NAME);
        let name = if name.is_empty() { file.line(message, tag::SENT_REPRESENTING_NAME) } else { name };
        let to = file.first_address(message, &[tag::RECEIVED_BY_SMTP, tag::RECEIVED_BY_EMAIL, tag::DISPLAY_TO]);
        let subject = file.line(message, tag::SUBJECT);
        let id = file.line(message, tag::MESSAGE_ID);
        self.add(&format!("From: \"{}\" <{from}>\n", name.replace(['"', '\\'], "")));
        self.add(&format!("To: {to}\nSubject: {subject}\n"));
        let times = [tag::DELIVERY_TIME, tag::REPORT_TIME, tag::CLIENT_SUBMIT_TIME];
        if let Some(time) = times.iter().find_map(|tag| fixed.time(*tag)) {
            self.add(&format!("Date: {}\n", date_in_header(time)));
        }
        if !id.is_empty() {
            self.add(&format!("Message-ID: {id}\n"));
        }
    }

    /// The words, and whether they are HTML. Plain text first: Outlook keeps it beside the others.
    fn body(&mut self, message: &Object, fixed: &Fixed) -> (bool, String) {
        let file = &mut self.file;
        let plain = file.text(message, tag::BODY);
        if !plain.trim().is_empty() {
            return (false, plain);
        }
        if let Some(bytes) = file.binary(message, tag::HTML, MOST_TEXT).filter(|bytes| !bytes.is_empty()) {
            let code_page = fixed.number(tag::INTERNET_CODE_PAGE).unwrap_or(message.code_page);
            return (true, encoding::from_code_page(&bytes, code_page));
        }
        let html = file.text(message, tag::HTML);
        if !html.trim().is_empty() {
            return (true, html);
        }
        if let Some(bytes) = file.binary(message, tag::RTF_COMPRESSED, MOST_TEXT) {
            let words = rtf::to_text(&rtf::decompress(&bytes));
            if !words.trim().is_empty() {
                return (false, words);
            }
        }
        (false, file.text(message, tag::REPORT_TEXT))
    }

    /// Attachments that tell something: messages, reports, the header of the returned message, certificates of PEC.
    fn attachment(&mut self, attachment: &Object, open: &str, depth: usize) {
        let embedded = attachment.storage_of(tag::ATTACH_DATA);
        if self.file.is_storage(&embedded) {
            if depth < MAX_DEPTH {
                self.add(&format!("{open}message/rfc822\nContent-Transfer-Encoding: 8bit\n\n"));
                self.message(&embedded, attachment.code_page, depth + 1);
            }
            return;
        }
        let file = &mut self.file;
        let name = file.line(attachment, tag::ATTACH_LONG_FILENAME);
        let name = if name.is_empty() { file.line(attachment, tag::ATTACH_FILENAME) } else { name };
        let name = name.replace(['"', '\\'], "");
        let kind = file.line(attachment, tag::ATTACH_MIME).to_ascii_lowercase();
        let kind = kind.split(';').next().unwrap_or_default().trim();
        let Some(mut content) = file.binary(attachment, tag::ATTACH_DATA, u64::MAX) else { return };
        let kind = match kind {
            kind if kind.starts_with("text/") || kind.starts_with("message/") || kind.ends_with("/xml") => kind,
            _ if looks_like_message(&content, 2) => "message/rfc822",
            _ if dsn::begins_report(&content) => "message/delivery-status",
            _ if content.starts_with(MAGIC) && depth < MAX_DEPTH => {
                let Ok(saved) = to_message_at(&content, depth + 1) else { return };
                content = saved;
                "message/rfc822"
            }
            _ => return,
        };
        self.add(&format!("{open}{kind}; name=\"{name}\"\n"));
        self.add(&format!("Content-Disposition: attachment; filename=\"{name}\"\n"));
        self.add("Content-Transfer-Encoding: 8bit\n\n");
        self.out.extend_from_slice(&content);
    }
}
