//! The words for people in a returned message: where the copy of the message begins, whom the words speak of.
//!
//! Servers without delivery reports (qmail, Exim, older Sendmail, Exchange and many more) differ in their phrases
//! but lay the facts out alike: the address stands alone or first on its line, or behind a label; what the server
//! said follows. This reader goes by that layout.

use std::ops::Range;

use super::codes;
use super::report::{MessageHead, Part, Recipient, Reply, Report, StatusCode};
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
    let told = [signs.bounce, signs.failed].into_iter().flatten().min();
    let end = returned_start(text, &signs.returned, told, table);
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
/// phrases), or at the first lines that are a message header. `told` is where the text first says that mail came back.
fn returned_start(text: &str, markers: &[usize], told: Option<usize>, table: &Table) -> usize {
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
            let answered = || {
                let before = text.get(..header_start).unwrap_or_default();
                told.is_some_and(|at| at < header_start) && !codes::scan(before, 0, table).replies.is_empty()
            };
            if is_from_a_bounce_sender(line, table) || is_subject_of_a_bounce(line, table) && !answered() {
                // The header of a bounce that somebody forwarded: what follows is what we are here for.
                header_lines = i32::MIN;
            }
        } else if content.is_empty() || header_lines > 0 && !line.starts_with([' ', '\t']) {
            if header_lines >= 3 {
                return header_start;
            }
            header_lines = 0;
        }
        start += line.len();
    }
    if header_lines >= 3 { header_start } else { text.len() }
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

fn is_subject_of_a_bounce(line: &str, table: &Table) -> bool {
    let (label, subject) = line.split_once(':').unwrap_or_default();
    table.words().subject_labels.contains(label.trim()) && table.words().bounce_subjects.find(subject).is_some()
}

/// To whom a bounce was written that somebody forwarded, by the lines above it: whoever had sent the message.
fn readers_of_forwarded(notice: &str, table: &Table) -> Vec<String> {
    /// The most of a label.
    const LABEL: usize = 20;
    let label_of = |line: &str| {
        let (label, value) = line.split_once(':')?;
        let label = label.trim_matches([' ', '*', '>']);
        let is_label = (1..=LABEL).contains(&label.len()) && label.chars().all(|c| c.is_alphabetic() || c == ' ');
        is_label.then(|| (label.to_lowercase(), value.to_owned()))
    };
    let is_to = |label: &str| table.words().header_labels.contains(label);
    let lines: Vec<_> = notice.lines().map(label_of).collect();
    let mut readers = Vec::new();
    for head in lines.split(Option::is_none).filter(|head| head.len() > 1) {
        let of_bounce = head.iter().flatten().any(|(label, value)| {
            let line = format!("{label}:{value}");
            let from = line.replacen(label.as_str(), "from", 1);
            is_subject_of_a_bounce(&line, table) || !is_to(label) && is_from_a_bounce_sender(&from, table)
        });
        let to = head.iter().flatten().filter(|(label, _)| of_bounce && is_to(label));
        for (_, value) in to {
            readers.extend(addresses_in(value).into_iter().filter_map(|span| value.get(span).map(str::to_owned)));
        }
    }
    readers
}

/// How an address stands on its line: the better the layout, the surer that it is a recipient of this report.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Layout {
    /// Somewhere in words that say of no one that a message did not arrive: as an example, as whom to ask.
    Mentioned,
    /// In a server's answer, or in a sentence that says what failed.
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
    /// Where it stands.
    at: usize,
    /// Where its line begins.
    line: usize,
}

/// Finds the recipients in the notice at `span`, in which servers gave these `replies`, and adds them, or adds the
/// notice's words to those already known. Addresses `not_these` are none.
pub(super) fn recipients(
    report: &mut Report,
    span: Range<usize>,
    replies: &[Reply],
    not_these: &[String],
    table: &Table,
) {
    let notice = report.text.get(span.clone()).unwrap_or_default();
    let not_these = [not_these, &readers_of_forwarded(notice, table)].concat();
    let mut candidates = candidates(notice, span.start, &not_these, table);
    if !report.recipients.is_empty() {
        let blocks = blocks(&candidates, span.end, Layout::Mentioned);
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
    let written_to = report.returned.as_ref().map(|head| head.to.as_slice()).unwrap_or_default();
    for candidate in candidates.iter_mut().filter(|candidate| candidate.layout == Layout::Mentioned) {
        let is_meant = written_to.iter().any(|address| address.eq_ignore_ascii_case(&candidate.address))
            || replies.iter().any(|reply| reply.span.contains(&candidate.at))
            || tells_of_failure(sentence(&report.text, candidate.at), table);
        if is_meant {
            candidate.layout = Layout::Within;
        }
    }
    add_best(report, &candidates, span.end, Layout::Within);
}

/// The same for a notice that names nobody but its own reader: taken for a recipient only where the layout says so.
pub(super) fn recipients_by_layout(report: &mut Report, span: Range<usize>, table: &Table) {
    let notice = report.text.get(span.clone()).unwrap_or_default();
    let candidates = candidates(notice, span.start, &[], table);
    add_best(report, &candidates, span.end, Layout::Header);
}

/// Adds the addresses of the best layout there is, if that is at least `least`.
fn add_best(report: &mut Report, candidates: &[Candidate], end: usize, least: Layout) {
    let layouts = candidates.iter().map(|candidate| candidate.layout);
    let Some(best) = layouts.max().filter(|best| *best >= least) else { return };
    let mut blocks = blocks(candidates, end, best);
    share_words(&report.text, &mut blocks);
    for (address, block) in blocks {
        report.recipients.push(Recipient { address, notice: block, ..Recipient::default() });
    }
}

/// Addresses that stand alone one below the other share the words behind the last of them.
fn share_words(text: &str, blocks: &mut [(String, Range<usize>)]) {
    let mut shared: Option<Range<usize>> = None;
    for (address, block) in blocks.iter_mut().rev() {
        let lines = text.get(block.clone()).unwrap_or_default();
        let alone = lines.len() < address.len() + AROUND
            && !lines.replace(address.as_str(), "").contains(|c: char| c.is_alphanumeric());
        if let Some(next) = shared.filter(|next| alone && next.start == block.end) {
            block.end = next.end;
        }
        shared = Some(block.clone());
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
    let mut line_before = "";
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
            let lead = Normal::new(before.trim_end_matches(['<', '"', '\'', '(', ' ', '“', '„', '«', '‘']));
            let led = table.words().recipient_leads.ends(&lead);
            if !led && table.words().service_labels.is_in(&lead) {
                continue;
            }
            let behind = line.get(span.end..).unwrap_or_default();
            let layout = match layout(before, &lead, behind, table) {
                Layout::First if goes_on(line_before, line, behind) => Layout::Mentioned,
                layout => layout,
            };
            let layout = if led { layout.max(Layout::Labelled) } else { layout };
            let domain = address.rsplit_once('@').map_or("", |(_, domain)| domain);
            let from = session_start(&above, domain).unwrap_or(line_start);
            found.push(Candidate { address: address.to_owned(), layout, at: line_start + at, line: from });
        }
        if found.len() == before_this && !line.trim().is_empty() && above.len() < SESSION {
            above.push((line_start, line));
        } else {
            above.clear();
        }
        line_start += line.len();
        line_before = line;
    }
    found
}

/// Whether an address is first on its line only because a sentence was wrapped there: the line before, which begins
/// with no address itself and as far to the left, breaks off in running words, and behind the address the sentence goes
/// on or ends.
fn goes_on(line_before: &str, line: &str, behind: &str) -> bool {
    let before = line_before.trim();
    let indent = |line: &str| line.len() - line.trim_start().len();
    let breaks_off = before.len() > 40
        && indent(line_before) <= indent(line)
        && before.ends_with(|c: char| c.is_lowercase() || c == ',')
        && !before.split(' ').next().is_some_and(|word| word.contains('@'));
    let words = behind.trim_start_matches([' ', ',']);
    breaks_off && (behind.trim_end() == "." || words.len() < behind.len() && words.starts_with(char::is_lowercase))
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
    let label = lead.rsplit(['\n']).next().unwrap_or_default().trim_end_matches([' ', ':', '：', '=', '<', '.']);
    let labelled = before.trim_end_matches(['<', '"', '\'', ' ']).ends_with([':', '：', '=', ';'])
        || behind.get(..behind.floor_char_boundary(AROUND)).is_none_or(|behind| behind.trim().is_empty());
    if table.words().header_labels.contains(label) {
        return Layout::Header;
    }
    // `550 <anna@example.com>... User unknown`
    let answered = behind.starts_with("...") && is_reply_code(lead.trim_end_matches(['<', ' ']));
    if answered || labelled && !label.is_empty() && table.words().recipient_labels.is_in(words) {
        Layout::Labelled
    } else {
        Layout::Mentioned
    }
}

/// The sentence around `at`, as far as it may matter.
fn sentence(text: &str, at: usize) -> &str {
    /// The most on either side.
    const REACH: usize = 300;
    const ENDS: [&str; 4] = ["\n\n", ". ", ".\n", "! "];
    let before = text.get(text.floor_char_boundary(at.saturating_sub(REACH))..at).unwrap_or_default();
    let after = text.get(at..text.ceil_char_boundary((at + REACH).min(text.len()))).unwrap_or_default();
    let start = ENDS.iter().filter_map(|end| before.rfind(end).map(|found| found + end.len())).max().unwrap_or(0);
    let end = ENDS.iter().filter_map(|end| after.find(end)).min().unwrap_or(after.len());
    text.get(at - (before.len() - start)..at + end).unwrap_or_default()
}

/// Whether a sentence says what became of a message, or holds a server's answer.
fn tells_of_failure(sentence: &str, table: &Table) -> bool {
    let signs = table.words().body_signs(sentence);
    signs.bounce.is_some()
        || signs.failed.is_some()
        || signs.delayed.is_some()
        || !codes::scan(sentence, 0, table).replies.is_empty()
}

/// `550` or `550 5.1.1`.
fn is_reply_code(text: &str) -> bool {
    let mut words = text.split_whitespace();
    words.next().is_some_and(|code| code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_digit()))
        && words.next().is_none_or(|status| StatusCode::parse(status).is_some())
        && words.next().is_none()
}

/// Names the recipient of a notice that gives the name before the @ alone, as services do of their own mailboxes. Only
/// where the notice says whose mailboxes these are, and shows by its layout that the name is a recipient's.
pub(super) fn name_by_reporter(report: &mut Report, table: &Table) {
    let Some(domain) = domain_of_reporter(report, table) else { return };
    let mut found = Vec::new();
    for span in report.parts_of(Part::Notice) {
        let mut line_start = span.start;
        // A line that announces those who did not get the message, until something else is said.
        let mut announced = false;
        for line in report.words(&span).split_inclusive('\n') {
            let content = line.trim();
            let alone = announced.then(|| mailbox_name(content)).flatten();
            if let Some(name) = alone.or_else(|| labelled_name(content, table)).filter(|_| found.len() < MOST) {
                found.push((format!("{name}@{domain}"), line_start..span.end));
            } else if !content.is_empty() {
                announced = content.ends_with([':', '：']) && announces_recipients(content, table);
            }
            line_start += line.len();
        }
    }
    for (address, notice) in found {
        let is_known = |recipient: &Recipient| recipient.address.eq_ignore_ascii_case(&address);
        if !is_nobody(&address, "", table) && !report.recipients.iter().any(is_known) {
            report.recipients.push(Recipient { address, notice, ..Recipient::default() });
        }
    }
}

/// The domain of the mailboxes of whoever wrote the report: what stands behind its own address, or the name that its
/// server goes by. The name of a single host is none: its mailboxes may have another.
fn domain_of_reporter(report: &Report, table: &Table) -> Option<String> {
    let (local, domain) = report.head.from.rsplit_once('@').unwrap_or_default();
    let is_daemon = table.messages().bounce_senders.iter().any(|name| local.eq_ignore_ascii_case(name));
    let domain = if is_daemon { domain } else { &report.reporting_mta };
    let domain = domain.to_ascii_lowercase();
    (psl::domain_str(&domain) == Some(domain.as_str())).then_some(domain)
}

/// Whether a line says that those named below did not get the message.
fn announces_recipients(line: &str, table: &Table) -> bool {
    let signs = table.words().body_signs(line);
    (signs.bounce.is_some() || signs.failed.is_some()) && table.words().recipient_leads.find(line).is_some()
}

/// The name in `Recipient: luca` or `user <luca>`.
fn labelled_name<'l>(line: &'l str, table: &Table) -> Option<&'l str> {
    let (label, rest) = line.split_once([':', '：', '<', '"'])?;
    let name = mailbox_name(rest.trim().trim_matches(['<', '>', '"', '\'', '.']))?;
    let lead = Normal::new(label);
    let label = label.trim();
    let names = (2..40).contains(&label.len())
        && table.words().recipient_labels.ends(&lead)
        && !table.words().service_labels.is_in(&lead)
        // `To: luca` belongs to a header, where it may be what somebody is called.
        && !table.words().header_labels.contains(label);
    names.then_some(name)
}

/// What can be the name of a mailbox (RFC 5321 section 4.1.2), and neither a number, a code nor the name of a host.
fn mailbox_name(text: &str) -> Option<&str> {
    let is_name = (2..=64).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-+".contains(&byte))
        && text.bytes().any(|byte| byte.is_ascii_alphabetic())
        && text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && !psl::suffix(text.to_ascii_lowercase().as_bytes())
            .is_some_and(|suffix| suffix.is_known() && suffix.as_bytes().len() < text.len());
    is_name.then_some(text)
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
