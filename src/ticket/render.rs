//! The forms of a document.

use std::fmt::Write as _;

use mail_builder::MessageBuilder;
use mail_builder::headers::Header as _;
use mail_builder::headers::text::Text as HeaderText;
use mail_builder::mime::{BodyPart, MimePart};

use super::{Attachment, Block, Document, Entry};
use crate::words::Words;

/// A mail link longer than this is cut off by some systems.
const MAILTO_MOST: usize = 1800;

pub(super) fn text(document: &Document) -> String {
    let blocks = document.blocks.iter().map(|block| match block {
        Block::Title(title) => title.clone(),
        Block::Text(words) => words.clone(),
        Block::Facts(entries) => entries.iter().map(lines_of).collect::<Vec<_>>().join("\n"),
        Block::Quote(words) => words.lines().map(|line| format!("> {line}")).collect::<Vec<_>>().join("\n"),
    });
    blocks.collect::<Vec<_>>().join("\n\n") + "\n"
}

/// The label for people with the key that no language changes.
fn name_of(entry: &Entry) -> String {
    format!("{} ({})", entry.label, entry.key)
}

fn lines_of(entry: &Entry) -> String {
    match entry.items.as_slice() {
        [one] => format!("{}: {}", name_of(entry), one.text),
        items => {
            let mut lines = format!("{}:", name_of(entry));
            for item in items {
                lines.push_str("\n- ");
                lines.push_str(&item.text);
            }
            lines
        }
    }
}

pub(super) fn markdown(document: &Document) -> String {
    // What a server wrote is shown as it is: Markdown's own marks are taken out of force.
    let plain = |value: &str| {
        let value = value.trim_start();
        let mut shown = String::with_capacity(value.len());
        let number = value.bytes().take_while(u8::is_ascii_digit).count();
        for (at, c) in value.char_indices() {
            let begins_list =
                at == 0 && matches!(c, '-' | '+' | '=') || at == number && at > 0 && matches!(c, '.' | ')');
            // What a stranger wrote gives no link to press.
            let begins_link = c == ':' && value.get(at..).is_some_and(|rest| rest.starts_with("://"));
            if begins_list
                || begins_link
                || matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '&')
            {
                shown.push('\\');
            }
            shown.push(c);
        }
        shown
    };
    let lines = |words: &str| words.lines().map(plain).collect::<Vec<_>>().join("  \n");
    let blocks = document.blocks.iter().map(|block| match block {
        Block::Title(title) => format!("## {}", plain(title)),
        Block::Text(words) => lines(words),
        Block::Quote(words) => words.lines().map(|line| format!("> {}", plain(line))).collect::<Vec<_>>().join("  \n"),
        Block::Facts(entries) => {
            let mut list = Vec::new();
            for entry in entries {
                match entry.items.as_slice() {
                    [one] => list.push(format!("- **{}**: {}", name_of(entry), plain(&one.text))),
                    items => {
                        list.push(format!("- **{}**:", name_of(entry)));
                        list.extend(items.iter().map(|item| format!("  - {}", plain(&item.text))));
                    }
                }
            }
            list.join("\n")
        }
    });
    blocks.collect::<Vec<_>>().join("\n\n") + "\n"
}

const QUOTE_STYLE: &str = "margin:0 0 0 4px;padding-left:12px;border-left:3px solid #bbbbbb";
const LABEL_STYLE: &str = "padding:1px 14px 1px 0;font-weight:normal;color:#555555";

fn escape(value: &str) -> String {
    value.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

pub(super) fn fragment(document: &Document) -> String {
    let lines = |words: &str| words.lines().map(escape).collect::<Vec<_>>().join("<br>");
    let blocks = document.blocks.iter().map(|block| match block {
        Block::Title(title) => format!("<p><b>{}</b></p>", escape(title)),
        Block::Text(words) => format!("<p>{}</p>", lines(words)),
        Block::Quote(words) => format!("<blockquote style=\"{QUOTE_STYLE}\">{}</blockquote>", lines(words)),
        Block::Facts(entries) => {
            let mut table = String::from("<table style=\"border-collapse:collapse\">\n");
            for entry in entries {
                let values: Vec<String> = entry.items.iter().map(|item| escape(&item.text)).collect();
                let _ = writeln!(
                    table,
                    "<tr><th align=\"left\" valign=\"top\" style=\"{LABEL_STYLE}\">{}</th><td valign=\"top\">{}</td></tr>",
                    escape(&name_of(entry)),
                    values.join("<br>")
                );
            }
            table + "</table>"
        }
    });
    // Pasted without a typeface of its own, a text gets that of books.
    let blocks = blocks.collect::<Vec<_>>().join("\n");
    format!("<div style=\"font-family:Arial,Helvetica,sans-serif;font-size:11pt\">\n{blocks}\n</div>\n")
}

pub(super) fn page(document: &Document) -> String {
    format!(
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head><meta charset=\"utf-8\"><title>{}</title></head>\n<body>\n{}</body>\n</html>\n",
        document.lang.code(),
        escape(&document.subject),
        fragment(document)
    )
}

pub(super) fn json(document: &Document) -> String {
    let mut fields = serde_json::Map::new();
    fields.insert("paper".to_owned(), document.paper.as_str().into());
    fields.insert("lang".to_owned(), document.lang.code().into());
    fields.insert("title".to_owned(), document.subject.clone().into());
    let mut words = Vec::new();
    for block in &document.blocks {
        match block {
            Block::Title(_) => {}
            Block::Text(text) | Block::Quote(text) => words.push(text.clone()),
            Block::Facts(entries) => {
                for entry in entries {
                    fields.insert(entry.key.to_owned(), json_value(entry));
                }
            }
        }
    }
    fields.insert("text".to_owned(), words.into());
    serde_json::to_string_pretty(&fields).unwrap_or_default() + "\n"
}

fn json_value(entry: &Entry) -> serde_json::Value {
    let values = entry.items.iter().map(|item| {
        if item.fields.is_empty() {
            return serde_json::Value::from(item.id.clone().unwrap_or_else(|| item.text.clone()));
        }
        let known = item.fields.iter().filter(|(_, value)| !value.is_empty());
        known.map(|(name, value)| ((*name).to_owned(), value.clone().into())).collect::<serde_json::Map<_, _>>().into()
    });
    let mut values: Vec<serde_json::Value> = values.collect();
    if entry.many { values.into() } else { values.pop().unwrap_or_default() }
}

/// A message that mail programs open as a draft of one's own: `X-Unsent: 1` is Outlook's word for it. Date and
/// Message-ID come with the sending.
pub(super) fn draft(document: &Document, attachment: Option<&Attachment>) -> Vec<u8> {
    let mut out: Vec<u8> = Vec::new();
    if !document.to.is_empty() {
        out.extend_from_slice(b"To: ");
        HeaderText::new(document.to.as_str()).write_header(&mut out, 4);
    }
    out.extend_from_slice(b"Subject: ");
    HeaderText::new(document.subject.as_str()).write_header(&mut out, 9);
    out.extend_from_slice(b"X-Unsent: 1\r\nMIME-Version: 1.0\r\n");
    let html = page(document);
    let mut parts = vec![MimePart::new(
        "multipart/alternative",
        vec![MimePart::new("text/plain", text(document)), MimePart::new("text/html", html)],
    )];
    parts.extend(attachment.map(attached));
    let body = if parts.len() == 1 { parts.swap_remove(0) } else { MimePart::new("multipart/mixed", parts) };
    MessageBuilder::new().body(body).serialize_body(&mut out);
    out
}

fn attached(attachment: &Attachment) -> MimePart<'_> {
    match attachment {
        Attachment::Copy { name, text } => MimePart::new("text/plain", text.as_str()).attachment(name.as_str()),
        Attachment::Original { name, outlook: true, bytes } => {
            MimePart::new("application/vnd.ms-outlook", bytes.as_slice()).attachment(name.as_str())
        }
        Attachment::Original { name, bytes, .. } => {
            // A message inside a message keeps its own encoding (RFC 2046 section 5.2.1).
            let encoding = if bytes.is_ascii() { "7bit" } else { "8bit" };
            let part = MimePart::new("message/rfc822", BodyPart::Binary(crlf(bytes).into()));
            part.attachment(name.as_str()).transfer_encoding(encoding)
        }
    }
}

/// The same with the line ends that messages have (RFC 5322 section 2.1).
fn crlf(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() + bytes.len() / 40);
    let mut before = 0;
    for byte in bytes {
        if *byte == b'\n' && before != b'\r' {
            out.push(b'\r');
        }
        out.push(*byte);
        before = *byte;
    }
    out
}

/// A link that opens a new message (RFC 6068), with whole lines of the text as far as they fit.
pub(super) fn mailto(document: &Document) -> String {
    let mut link =
        format!("mailto:{}?subject={}&body=", percent(&document.to).replace("%40", "@"), percent(&document.subject));
    let cut = percent(&Words::of(document.lang).ticket.cut);
    let text = text(document);
    let mut lines = text.trim_end().lines().peekable();
    while let Some(line) = lines.next() {
        let line = percent(line) + "%0D%0A";
        let room = if lines.peek().is_some() { cut.len() } else { 0 };
        if link.len() + line.len() + room > MAILTO_MOST {
            link.push_str(&cut);
            return link;
        }
        link.push_str(&line);
    }
    link
}

/// Percent-encoding (RFC 3986 section 2.1).
fn percent(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            _ => {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_link_holds_any_text_and_stays_short() {
        let short = Document { subject: "a b".into(), blocks: vec![Block::Text("è".into())], ..Document::default() };
        assert_eq!(mailto(&short), "mailto:?subject=a%20b&body=%C3%A8%0D%0A");
        let lines = vec!["è ".repeat(30); 200].join("\n");
        let long = Document { to: "help@example.com".into(), blocks: vec![Block::Text(lines)], ..Document::default() };
        let link = mailto(&long);
        assert!(link.starts_with("mailto:help@example.com?") && link.len() <= MAILTO_MOST, "{}", link.len());
        assert!(link.ends_with(&percent(&Words::of(document_lang()).ticket.cut)));
    }

    fn document_lang() -> crate::knowledge::Lang {
        Document::default().lang
    }

    #[test]
    fn what_a_stranger_wrote_makes_no_list_heading_or_link() {
        let hostile = "1. one\n- two\n+ three\n===\n    # four\n[x](https://bad.example) <b>&amp;</b> `c` 2) d";
        let document = Document { blocks: vec![Block::Quote(hostile.into())], ..Document::default() };
        let shown = markdown(&document);
        for line in ["> 1\\. one", "> \\- two", "> \\+ three", "> \\===", "> \\# four", "https\\://bad.example"] {
            assert!(shown.contains(line), "{line} is not in\n{shown}");
        }
        assert!(
            shown.contains("\\[x\\](") && shown.contains("\\<b\\>\\&amp;") && shown.contains("\\`c\\` 2) d"),
            "{shown}"
        );
        let html = fragment(&document);
        assert!(!html.contains("<b>") && !html.contains("<a") && html.contains("&lt;b&gt;&amp;amp;"), "{html}");
    }

    #[test]
    fn an_attached_message_keeps_its_encoding_and_gets_proper_line_ends() {
        assert_eq!(crlf(b"a\nb\r\nc"), b"a\r\nb\r\nc");
        let original =
            Attachment::Original { name: "x.eml".into(), outlook: false, bytes: b"Subject: x\n\nb\n".to_vec() };
        let draft = String::from_utf8(draft(&Document::default(), Some(&original))).unwrap_or_default();
        assert!(draft.contains("Content-Type: message/rfc822\r\n"), "{draft}");
        assert!(draft.contains("7bit\r\n\r\nSubject: x\r\n\r\nb\r\n"), "{draft}");
    }
}
