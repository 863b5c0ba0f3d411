//! The words for people in a returned message: where the copy of the message begins, whom the words speak of.
//!
//! Servers without delivery reports (qmail, Exim, older Sendmail, Exchange and many more) differ in their phrases
//! but lay the facts out alike: the address stands alone or first on its line, or behind a label; what the server
//! said follows. This reader goes by that layout.

use std::ops::Range;

use super::report::{MessageHead, Part, Recipient, Report, StatusCode};
use crate::knowledge::{Normal, Table};

/// What the words of a message say of it, and where they end.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Survey {
    /// Where the copy of the returned message begins; the length of the text where there is none.
    pub end: usize,
    pub bounce: bool,
    pub delayed: bool,
    pub failed: bool,
    /// It asks for what fakes ask for.
    pub lure: bool,
}

/// Reads through the words of a message once.
pub(super) fn survey(text: &str, table: &Table) -> Survey {
    let signs = table.words().body_signs(text);
    let end = returned_start(text, &signs.returned, table);
    let said = |at: Option<usize>| at.is_some_and(|at| at < end);
    Survey {
        end,
        bounce: said(signs.bounce),
        delayed: said(signs.delayed),
        failed: said(signs.failed),
        lure: said(signs.lure) || said(signs.request) && (said(signs.pretext) || said(signs.bounce)),
    }
}

/// Where the copy of the returned message begins: at a line that announces it (`markers` are the places of such
/// phrases), or at the first lines that are a message header.
fn returned_start(text: &str, markers: &[usize], table: &Table) -> usize {
    let mut start = 0;
    let mut header_lines = 0;
    let mut header_start = 0;
    let mut words_before = false;
    let mut markers = markers.iter().copied().peekable();
    for line in text.split_inclusive('\n') {
        let content = line.trim();
        // The phrase opens its line, behind dashes at most.
        while markers.next_if(|at| *at < start).is_some() {}
        let announced = (8..200).contains(&content.len())
            && markers.peek().is_some_and(|at| {
                *at < start + 24 + (line.len() - line.trim_start().len()) && *at < start + line.len()
            });
        if words_before && announced {
            return start;
        }
        words_before |= content.len() > 20;
        if is_header_of_a_message(line) {
            if header_lines == 0 {
                header_start = start;
            }
            header_lines += 1;
            if is_from_a_bounce_sender(line, table) {
                // The header of a bounce that somebody forwarded: what follows is what we are here for.
                header_lines = i32::MIN;
            }
            if header_lines == 3 {
                return header_start;
            }
        } else if content.is_empty() || header_lines > 0 && !line.starts_with([' ', '\t']) {
            header_lines = 0;
        }
        start += line.len();
    }
    text.len()
}

/// A header line that only the header of a message has, at the beginning of its line.
fn is_header_of_a_message(line: &str) -> bool {
    const NAMES: [&str; 12] = [
        "received",
        "return-path",
        "message-id",
        "mime-version",
        "delivered-to",
        "dkim-signature",
        "content-type",
        "date",
        "from",
        "x-mailer",
        "subject",
        "to",
    ];
    line.split_once(':').is_some_and(|(name, value)| {
        NAMES.iter().any(|known| name.eq_ignore_ascii_case(known)) && value.starts_with([' ', '\t', '<'])
    })
}

fn is_from_a_bounce_sender(line: &str, table: &Table) -> bool {
    let lower = line.to_ascii_lowercase();
    lower.starts_with("from:") && table.messages().bounce_senders.iter().any(|sender| lower.contains(sender.as_str()))
}

/// How an address stands on its line: the better the layout, the surer that it is a recipient of this report.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Layout {
    /// Somewhere in running words or in a server's answer.
    Within,
    /// In a line such as `To: anna@example.com`, which repeats the header of the returned message.
    Header,
    /// Behind a label such as `Unknown user:`, or in a command such as `RCPT TO:<…>`.
    Labelled,
    /// First on its line.
    First,
}

/// The most addresses that are looked at in one notice.
const MOST: usize = 2000;

/// How much of a line around an address is looked at.
const AROUND: usize = 120;

struct Candidate {
    address: String,
    layout: Layout,
    /// Where its line begins.
    line: usize,
}

/// Finds the recipients in the notice at `span` and adds them, or adds the notice's words to those already known.
/// Addresses `not_these` are none.
pub(super) fn recipients(report: &mut Report, span: Range<usize>, not_these: &[String], table: &Table) {
    add_recipients(report, span, not_these, Layout::Within, table);
}

/// The same for a notice that names nobody but its own reader: taken for a recipient only where the layout says so.
pub(super) fn recipients_by_layout(report: &mut Report, span: Range<usize>, table: &Table) {
    add_recipients(report, span, &[], Layout::Header, table);
}

fn add_recipients(report: &mut Report, span: Range<usize>, not_these: &[String], least: Layout, table: &Table) {
    let notice = report.text.get(span.clone()).unwrap_or_default();
    let candidates = candidates(notice, span.start, not_these, table);
    if !report.recipients.is_empty() {
        let blocks = blocks(&candidates, span.end, Layout::Within);
        for recipient in &mut report.recipients {
            let names = |address: &str| {
                address.eq_ignore_ascii_case(&recipient.address)
                    || !recipient.final_recipient.is_empty() && address.eq_ignore_ascii_case(&recipient.final_recipient)
            };
            if let Some((_, block)) = blocks.iter().find(|(address, _)| names(address)) {
                recipient.notice = block.clone();
            }
        }
        return;
    }
    let layouts = candidates.iter().map(|candidate| candidate.layout);
    let Some(best) = layouts.max().filter(|best| *best >= least) else { return };
    for (address, block) in blocks(&candidates, span.end, best) {
        report.recipients.push(Recipient { address, notice: block, ..Recipient::default() });
    }
}

/// Each address of that layout with the words from its line to the line of the next one.
fn blocks(candidates: &[Candidate], end: usize, layout: Layout) -> Vec<(String, Range<usize>)> {
    let chosen: Vec<&Candidate> = candidates.iter().filter(|candidate| candidate.layout >= layout).collect();
    let mut blocks: Vec<(String, Range<usize>)> = Vec::new();
    for (index, candidate) in chosen.iter().enumerate() {
        let next = chosen
            .get(index + 1..)
            .unwrap_or_default()
            .iter()
            .find(|later| !later.address.eq_ignore_ascii_case(&candidate.address) && later.line > candidate.line)
            .map_or(end, |later| later.line);
        match blocks.iter_mut().find(|(address, _)| address.eq_ignore_ascii_case(&candidate.address)) {
            // The second mention with words of its own says more than a bare list at the top.
            Some((_, block)) => {
                if block.end <= candidate.line && next - candidate.line > block.len() {
                    *block = candidate.line..next;
                }
            }
            None => blocks.push((candidate.address.clone(), candidate.line..next)),
        }
    }
    blocks
}

fn candidates(notice: &str, offset: usize, not_these: &[String], table: &Table) -> Vec<Candidate> {
    let mut found = Vec::new();
    let mut line_start = offset;
    // The lines directly above that have named nobody yet, with their places.
    let mut above: Vec<(usize, &str)> = Vec::new();
    for line in notice.split_inclusive('\n') {
        let before_this = found.len();
        for at in memchr::memchr_iter(b'@', line.as_bytes()) {
            let Some(span) = address_around(line, at) else { continue };
            let Some(address) = line.get(span.clone()) else { continue };
            if found.len() == MOST {
                return found;
            }
            let before =
                line.get(line.floor_char_boundary(span.start.saturating_sub(AROUND))..span.start).unwrap_or_default();
            // In JSON an address goes with its own key, not with those before it.
            let before = json_key(before).unwrap_or(before);
            if not_these.iter().any(|other| other.eq_ignore_ascii_case(address)) || is_nobody(address, before, table) {
                continue;
            }
            let lead = Normal::new(before.trim_end_matches(['<', '"', '\'', '(', ' ']));
            let led = table.words().recipient_leads.ends(&lead);
            if !led && table.words().service_labels.is_in(&lead) {
                continue;
            }
            let layout = layout(before, &lead, line.get(span.end..).unwrap_or_default(), table);
            let layout = if led { layout.max(Layout::Labelled) } else { layout };
            let domain = address.rsplit_once('@').map_or("", |(_, domain)| domain);
            let from = session_start(&above, domain).unwrap_or(line_start);
            found.push(Candidate { address: address.to_owned(), layout, line: from });
        }
        if found.len() == before_this && !line.trim().is_empty() && above.len() < SESSION {
            above.push((line_start, line));
        } else {
            above.clear();
        }
        line_start += line.len();
    }
    found
}

/// The key that a value of JSON belongs to, with what opens the value: `"emailAddress":"`, `"destination":["`.
fn json_key(before: &str) -> Option<&str> {
    let opened = before.strip_suffix('"')?.trim_end_matches([' ', '[', '{']);
    let key = opened.strip_suffix(':')?.trim_end().strip_suffix('"')?;
    before.get(key.rfind('"')? + 1..)
}

/// The most lines of a session that are looked at above an address.
const SESSION: usize = 40;

/// Where the part of a session begins that ends with naming a recipient of `domain`: Sendmail writes down what was said
/// (`>>> RCPT …`, `<<< 550 …`) and then to whom it happened. `above` are the lines before, with their places.
fn session_start(above: &[(usize, &str)], domain: &str) -> Option<usize> {
    let of_session = |line: &str| {
        let line = line.get(..line.floor_char_boundary(AROUND)).unwrap_or_default().trim_start();
        line.starts_with(">>>")
            || line.starts_with("<<<")
            || line.trim_start_matches(['.', ' ']).to_ascii_lowercase().starts_with("while talking to")
            || line.starts_with(|c: char| c.is_ascii_digit()) && !domain.is_empty() && line.contains(domain)
    };
    above.iter().rev().take_while(|(_, line)| of_session(line)).last().map(|(start, _)| *start)
}

/// How an address stands between `before` and `after`; `words` is what stands before it in its normal form.
fn layout(before: &str, words: &Normal, after: &str, table: &Table) -> Layout {
    let lead = before.trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, '<' | '"' | '\'' | '-' | '*' | '•' | '(' | '[' | '>' | '|')
    });
    let behind = after.trim_start_matches(['>', '"', '\'', ')', ']']);
    let ends_name = behind.get(..behind.floor_char_boundary(AROUND)).is_none_or(|behind| behind.trim().is_empty())
        || behind.starts_with([':', ';', ',', ' ', '\t', '.']);
    if lead.is_empty() && ends_name {
        return Layout::First;
    }
    let label = lead.rsplit(['\n']).next().unwrap_or_default().trim_end_matches([' ', ':', '=', '<', '.']);
    let labelled = before.trim_end_matches(['<', '"', '\'', ' ']).ends_with([':', '=', ';'])
        || behind.get(..behind.floor_char_boundary(AROUND)).is_none_or(|behind| behind.trim().is_empty());
    if table.words().header_labels.contains(label) {
        return Layout::Header;
    }
    // `550 <anna@example.com>... User unknown`
    let answered = behind.starts_with("...") && is_reply_code(lead.trim_end_matches(['<', ' ']));
    if answered || labelled && !label.is_empty() && table.words().recipient_labels.is_in(words) {
        Layout::Labelled
    } else {
        Layout::Within
    }
}

/// `550` or `550 5.1.1`.
fn is_reply_code(text: &str) -> bool {
    let mut words = text.split_whitespace();
    words.next().is_some_and(|code| code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_digit()))
        && words.next().is_none_or(|status| StatusCode::parse(status).is_some())
        && words.next().is_none()
}

/// The address of a program that returns mail, or what only looks like an address.
fn is_nobody(address: &str, before: &str, table: &Table) -> bool {
    let local = address.split('@').next().unwrap_or_default();
    let daemon = table.messages().bounce_senders.iter().any(|name| local.eq_ignore_ascii_case(name));
    let message_id = before.trim_end_matches(['<', ' ']).to_ascii_lowercase().ends_with("message-id:")
        || local.len() > 40 && local.bytes().filter(u8::is_ascii_digit).count() > 12;
    daemon || message_id
}

/// The address around the `@` at `at`: an atom or quoted name, and a domain or an address in brackets (RFC 5321
/// section 4.1.2).
pub(super) fn address_around(line: &str, at: usize) -> Option<Range<usize>> {
    // RFC 5321 section 4.5.3.1: a name has at most 64 octets, a domain 255. Names are given some more in practice.
    let window = line.floor_char_boundary(at.saturating_sub(128));
    let name_char = |c: char| c.is_alphanumeric() || "._-+=/!#$%&*?^~|{}".contains(c);
    let before = line.get(window..at)?;
    let mut start = at - before.chars().rev().take_while(|c| name_char(*c)).map(char::len_utf8).sum::<usize>();
    // `"anna verdi"@example.com`
    if let Some(open) = before.strip_suffix('"').and_then(|quoted| quoted.rfind('"'))
        && before.len() - open > 3
    {
        start = window + open;
    }
    // `SMTP=anna@…`, `rfc822;anna@…`: the type is no part of the name.
    if let Some(equals) = line.get(start..at)?.find('=')
        && line.get(start..start + equals)?.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b':')
        && equals > 0
    {
        start += equals + 1;
    }
    let after = line.get(at + 1..)?;
    let domain_char = |c: &char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_');
    let length = after.chars().take(256).take_while(domain_char).map(char::len_utf8).sum::<usize>();
    let domain = after.get(..length)?.trim_end_matches(['.', '-', '_']);
    let name = line.get(start..at)?.trim_start_matches(['.', '*', '-', '/', '=', '?', '&', '|', '!']);
    let start = at - name.len();
    (!name.is_empty() && !domain.is_empty()).then_some(start..at + 1 + domain.len())
}

/// Reads what matters from the copy of the returned message.
pub(super) fn returned_head(report: &mut Report, span: Range<usize>, head: MessageHead) {
    if report.returned.is_none() && (!head.from.is_empty() || !head.message_id.is_empty() || !head.to.is_empty()) {
        report.returned = Some(head);
        report.parts.push((Part::Returned, span));
    }
}

/// Every address in a text, in order.
pub fn addresses_in(text: &str) -> Vec<Range<usize>> {
    memchr::memchr_iter(b'@', text.as_bytes()).filter_map(|at| address_around(text, at)).collect()
}
