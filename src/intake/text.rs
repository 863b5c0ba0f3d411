//! Pasted text and bare codes.

use super::codes;
use super::links;
use super::mail;
use super::notice;
use super::report::{Flaw, Kind, Part, Reply, Report, StatusCode};
use crate::knowledge::{ClientCodeEntry, Table};

/// The most of a pasted text that is read: errors are short, and what comes after this much is the returned mail.
const MAX_TEXT: usize = 4 << 20;

/// The most of a pasted text that is gone through: a message in it may come with its attachments.
const MAX_PASTED: usize = 8 << 20;

/// Reads pasted text: a code, an error message, a part of a returned message or the whole of it with its header.
pub fn read_text(text: &str, table: &Table) -> Report {
    if let Some(report) = bare_code(text, table) {
        return report;
    }
    let whole = text;
    let text = text.get(..text.floor_char_boundary(MAX_PASTED)).unwrap_or_default();
    let mut report = read_lines(text, table);
    if text.len() < whole.len() && !report.flaws.contains(&Flaw::Truncated) {
        report.flaws.push(Flaw::Truncated);
    }
    report
}

fn read_lines(text: &str, table: &Table) -> Report {
    let lines = without_indent(unquote(spaced(unix_lines(text))));
    if mail::looks_like_message(lines.as_bytes(), 2) {
        return mail::read_message(lines.as_bytes(), table);
    }
    // Copied out of a web page, even a header is wrapped in tags.
    let shown = preformatted(&lines).unwrap_or_else(|| without_markup(lines));
    if mail::looks_like_message(shown.as_bytes(), 2) {
        return mail::read_message(shown.as_bytes(), table);
    }
    if let Some(report) = source_below(&shown, table) {
        return report;
    }
    let mut report = read_clean(shown, table);
    if report.lures && looks_like_html(text) {
        report.links = links::links(text, true);
    }
    report
}

/// A line of qmail's log, which writes a low line for every blank (`Remote_host_said:_550_No_such_user`).
fn spaced(text: String) -> String {
    if text.contains("emote_host_said:_") || text.contains("_does_not_like_recipient") {
        text.replace('_', " ")
    } else {
        text
    }
}

/// A returned message below the lines that a web mail's page shows above its source. Text that merely quotes a header
/// is none: only what is a bounce by itself counts.
fn source_below(text: &str, table: &Table) -> Option<Report> {
    /// How far down the source may begin.
    const ABOVE: usize = 4000;
    /// Fields that servers write on top.
    const FIRST: [&str; 4] = ["Delivered-To: ", "Return-Path: ", "Received: ", "X-Received: "];
    let head = text.get(..text.floor_char_boundary(ABOVE)).unwrap_or_default();
    let start = FIRST.iter().filter_map(|name| head.find(&format!("\n{name}"))).min()?;
    let source = text.get(start + 1..)?;
    if !mail::looks_like_message(source.as_bytes(), 4) {
        return None;
    }
    let report = mail::read_message(source.as_bytes(), table);
    let tells = !report.recipients.is_empty() || !report.replies.is_empty();
    (report.kind == Kind::Bounce && tells).then_some(report)
}

/// Takes off the blanks that every line begins with, where the first line of a header has them too.
fn without_indent(text: String) -> String {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let indent = first.len() - first.trim_start_matches([' ', '\t']).len();
    let Some(blanks) = first.get(..indent).filter(|blanks| !blanks.is_empty()) else { return text };
    if text.lines().any(|line| !line.trim().is_empty() && !line.starts_with(blanks)) {
        return text;
    }
    each_line(&text, |line| line.strip_prefix(blanks).unwrap_or_default())
}

/// The text with every line changed.
fn each_line(text: &str, change: impl Fn(&str) -> &str) -> String {
    let mut changed = String::with_capacity(text.len());
    for (number, line) in text.lines().enumerate() {
        if number > 0 {
            changed.push('\n');
        }
        changed.push_str(change(line));
    }
    changed
}

/// A message that a saved page shows as it is, between `<pre>` tags.
fn preformatted(text: &str) -> Option<String> {
    if !looks_like_html(text) {
        return None;
    }
    let lower = text.to_ascii_lowercase();
    let start = lower.find("<pre")?;
    let start = start + lower.get(start..)?.find('>')? + 1;
    let end = lower.get(start..)?.find("</pre").map_or(text.len(), |length| start + length);
    let shown = decode_entities(text.get(start..end)?);
    mail::looks_like_message(shown.as_bytes(), 2).then_some(shown)
}

/// Reads text that is known to be no message and no bare code.
pub(super) fn read_clean(mut text: String, table: &Table) -> Report {
    let mut report = Report::default();
    if text.len() > MAX_TEXT {
        text.truncate(text.floor_char_boundary(MAX_TEXT));
        report.flaws.push(Flaw::Truncated);
    }
    report.text = text;
    let survey = notice::survey(&report.text, table);
    let end = survey.end;
    (report.says_delayed, report.says_failed) = (survey.delayed, survey.failed);
    if survey.lure {
        report.lures = true;
        report.links = links::links(&report.text, false);
    }
    // Where the paste begins with the copy itself, its words are all there is.
    let end = if report.text.get(..end).is_some_and(|text| text.trim().is_empty()) { report.text.len() } else { end };
    add_notice(&mut report, 0..end, &[], table);
    report.settle();
    report
}

/// Adds a stretch of `report.text` as words for people: replies, codes, recipients.
pub(super) fn add_notice(report: &mut Report, span: std::ops::Range<usize>, not_these: &[String], table: &Table) {
    if report.text.get(span.clone()).is_none_or(|text| text.trim().is_empty()) {
        return;
    }
    report.parts.push((Part::Notice, span.clone()));
    if report.recipients.is_empty() && super::dsn::has_fields(report.words(&span)) {
        super::dsn::read(report, span.clone());
    }
    let mut found = codes::scan(report.words(&span), span.start, table);
    notice::recipients(report, span.clone(), &found.replies, not_these, table);
    // What is said of the next recipient is no part of the answer about this one.
    for reply in &mut found.replies {
        let next =
            report.recipients.iter().map(|recipient| recipient.notice.start).filter(|start| *start > reply.codes.end);
        let end = next.min().map_or(reply.span.end, |start| reply.span.end.min(start));
        let words = report.text.get(reply.span.start..end).unwrap_or_default();
        reply.span.end = reply.span.start + words.trim_end().len();
    }
    report.replies.extend(found.replies);
    for code in found.client_codes {
        if report.client_codes.iter().all(|known| known.code != code.code) {
            report.client_codes.push(code);
        }
    }
}

/// Reads a code picked from the list or typed.
pub fn read_code(code: &str, table: &Table) -> Report {
    bare_code(code, table).unwrap_or_else(|| read_clean(code.trim().to_owned(), table))
}

/// A text that holds nothing but codes: `550`, `5.1.1`, `#5.2.2`, `550-5.7.1`, `0x800CCC0E`, `errore 111`.
fn bare_code(text: &str, table: &Table) -> Option<Report> {
    let trimmed = text.trim();
    // A name of several words, or with signs in it: `curl: (7)`, `CERT_HAS_EXPIRED`, `-9807`.
    let named = table.client_code(trimmed);
    if trimmed.is_empty() || trimmed.len() > 40 && named.is_none() || trimmed.contains('\n') {
        return None;
    }
    let mut replies: Vec<String> = Vec::new();
    let mut status = None;
    let mut client = named.map(|entry| entry.code.clone());
    let rest = if named.is_some() { "" } else { trimmed };
    let mut program = false;
    let separators = |c: char| c.is_whitespace() || "#()[]:\"',;«»“”=/_?!".contains(c);
    let words = rest.split(separators).map(|word| word.trim_matches('.'));
    for word in words.filter(|word| word.contains(char::is_alphanumeric)) {
        let (code, rest) = match word.split_once('-') {
            Some((code, rest)) if code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_digit()) => (code, rest),
            _ => (word, ""),
        };
        let parsed = StatusCode::parse(code).or_else(|| StatusCode::parse(rest));
        if table.reply_code(code).is_some() && replies.len() < 8 {
            replies.push(code.to_owned());
            status = status.or_else(|| StatusCode::parse(rest));
        } else if parsed.is_some() && status.is_none() {
            status = parsed;
        } else if let Some(entry) = table.client_code(word) {
            client.get_or_insert_with(|| entry.code.clone());
        } else if names_a_program(word, table) {
            program = true;
        } else if !table.words().code_cues.contains(word) && !table.words().number_words.contains(word) {
            return None;
        }
    }
    // Behind a program's name, 3 numbers are its version.
    if program && status.is_some() {
        return None;
    }
    if replies.is_empty() && status.is_none() && client.is_none() {
        return None;
    }
    let span = 0..trimmed.len();
    let mut report = Report { kind: Kind::Code, text: trimmed.to_owned(), ..Report::default() };
    report.parts.push((Part::Notice, span.clone()));
    if replies.is_empty() && status.is_some() {
        replies.push(String::new());
    }
    for code in replies {
        report.replies.push(Reply { code, status, codes: span.clone(), span: span.clone(), recipient: None });
    }
    if let Some(code) = client {
        report.client_codes.push(super::report::ClientCode { code, span });
    }
    Some(report)
}

/// Whether a word is part of the name of a program or system that shows codes: `Linux 111`, `Outlook 0x800CCC0E`.
fn names_a_program(word: &str, table: &Table) -> bool {
    let names = |entry: &ClientCodeEntry| {
        let clients = entry.clients.iter().flat_map(|client| client.split_whitespace());
        entry.family.split('-').chain(clients).any(|name| name.eq_ignore_ascii_case(word))
    };
    table.client_codes().iter().any(names)
}

fn unix_lines(text: &str) -> String {
    let text = text.trim_start_matches('\u{feff}');
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text.to_owned() }
}

/// Takes off the tags and entities of a text that was copied as a web page.
fn without_markup(text: String) -> String {
    if looks_like_html(&text) {
        super::html::to_text(&text)
    } else if has_entities(&text) {
        decode_entities(&text)
    } else {
        text
    }
}

/// Takes the marks of a quotation off a text that is mostly one.
pub(super) fn unquote(text: String) -> String {
    if !text.contains("\n>") {
        return text;
    }
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    let (quoted, all) =
        lines.fold((0, 0), |(quoted, all), line| (quoted + usize::from(line.starts_with('>')), all + 1));
    if quoted * 2 < all {
        return text;
    }
    each_line(&text, |line| {
        let line = line.strip_prefix('>').unwrap_or(line);
        line.strip_prefix(' ').unwrap_or(line)
    })
}

fn looks_like_html(text: &str) -> bool {
    let head = text.get(..text.floor_char_boundary(4000)).unwrap_or_default().to_ascii_lowercase();
    ["<html", "<body", "<div", "<br>", "<br/>", "<br />", "<p>", "<span", "<table", "</"]
        .iter()
        .filter(|tag| head.contains(**tag))
        .count()
        >= 2
        || head.contains("<html")
        || head.contains("<br")
}

fn has_entities(text: &str) -> bool {
    ["&lt;", "&gt;", "&amp;", "&quot;", "&#", "&nbsp;"].iter().any(|entity| text.contains(entity))
}

/// Decodes entities in text that is otherwise plain, leaving its line breaks alone.
pub(super) fn decode_entities(text: &str) -> String {
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        decoded.push_str(rest.get(..at).unwrap_or_default());
        let tail = rest.get(at..).unwrap_or_default();
        let near = tail.get(..tail.floor_char_boundary(10)).unwrap_or_default();
        if let Some(length) = near.find(';').filter(|length| *length >= 2) {
            mail::add_entity(&mut decoded, tail.get(..=length).unwrap_or_default());
            rest = tail.get(length + 1..).unwrap_or_default();
        } else {
            decoded.push('&');
            rest = tail.get(1..).unwrap_or_default();
        }
    }
    decoded.push_str(rest);
    decoded
}
