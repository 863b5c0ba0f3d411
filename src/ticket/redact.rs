//! What is hidden before a text leaves the computer.
//!
//! Values are cleaned one by one, before any form is made of them, so that every form hides the same. A hidden name is
//! also found where it stands encoded: [`View`] shows a text as a reader of that encoding would see it, and every byte
//! of it knows where it comes from.

mod secret;
mod view;

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::ops::Range;

use aho_corasick::AhoCorasick;

use crate::case::{Case, Input};
use crate::intake::{Report, addresses_in, all_text};
use crate::knowledge::{Hide, Lang, Table};
use crate::words::Words;

use view::View;

/// What is to be hidden. Passwords and tokens always are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Redaction {
    /// The names before the @ of everybody's address but the sender's own.
    pub addresses: bool,
    /// The sender's too.
    pub sender: bool,
    /// Names of people beside their addresses.
    pub names: bool,
    pub subject: bool,
    pub ip_addresses: bool,
    /// What people wrote to one another.
    pub bodies: bool,
}

impl Redaction {
    /// Hides everything that can be hidden.
    pub fn all() -> Self {
        Self::of(&Hide::ALL)
    }

    /// Hides just these.
    pub fn of(hidden: &[Hide]) -> Self {
        let mut redaction = Self::default();
        for hide in hidden {
            *redaction.switch(*hide) = true;
        }
        redaction
    }

    /// The switch for one sort of thing.
    pub fn switch(&mut self, hide: Hide) -> &mut bool {
        match hide {
            Hide::Addresses => &mut self.addresses,
            Hide::Sender => &mut self.sender,
            Hide::Names => &mut self.names,
            Hide::Subject => &mut self.subject,
            Hide::Ip => &mut self.ip_addresses,
            Hide::Bodies => &mut self.bodies,
        }
    }
}

/// What stands in place of something hidden.
const MASK: &str = "•••";

/// The most addresses whose encoded forms are looked for; as plain addresses all are hidden.
const MOST_ADDRESSES: usize = 500;

/// How often a value may be encoded over and over.
const LAYERS: usize = 3;

/// Ways of writing an address without an @: return paths that hold another (VERP, SRS), routes, lists of people who
/// fear robots.
const SEPARATORS: [&str; 9] = ["@", "=", "#", "%", "(at)", "[at]", "_at_", "-at-", " at "];

/// Where a hidden value counts as found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Edges {
    /// Anywhere.
    Any,
    /// Between characters that are neither letters nor digits.
    Word,
    /// The same, and not as a label of a host name or a part of a longer name.
    Alone,
    /// Between characters that are no digits.
    Number,
}

#[derive(Debug)]
struct Needle {
    text: String,
    edges: Edges,
    /// It is an address as people write it, of which the domain may be shown.
    plain: bool,
}

/// A stretch to hide and what to put there.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Mark {
    span: Range<usize>,
    mask: String,
}

/// Hides in any text what one report and one choice say is to be hidden.
#[derive(Debug)]
pub(super) struct Redactor<'a> {
    redaction: Redaction,
    table: &'a Table,
    /// The sender's address, where it may stay.
    own: Option<String>,
    hidden: String,
    needles: Vec<Needle>,
    finder: Option<AhoCorasick>,
}

impl<'a> Redactor<'a> {
    pub(super) fn new(case: &Case, redaction: Redaction, table: &'a Table, lang: Lang) -> Self {
        let names = if redaction.names { names_of(case) } else { BTreeSet::new() };
        Self::of(case.report(), &names, redaction, table, lang)
    }

    /// Hides what `report` and the `names` of people beside their addresses give.
    fn of(
        report: &Report,
        names: &BTreeSet<(String, String)>,
        redaction: Redaction,
        table: &'a Table,
        lang: Lang,
    ) -> Self {
        let mut redactor = Self {
            redaction,
            table,
            own: None,
            hidden: Words::of(lang).ticket.hidden.clone(),
            needles: Vec::new(),
            finder: None,
        };
        let own = if redaction.sender { "" } else { report.sender.as_str() };
        redactor.collect(report, names, own);
        redactor.needles.retain(|needle| !needle.text.trim().is_empty());
        redactor.needles.sort_by(|a, b| a.text.cmp(&b.text));
        redactor.needles.dedup_by(|a, b| a.text == b.text && a.edges == b.edges);
        redactor.finder = AhoCorasick::new(redactor.needles.iter().map(|needle| &needle.text)).ok();
        // The sender's own address may hold another's name, as return paths do (VERP).
        if !own.is_empty() && redactor.marks_of_values(own).is_empty() {
            redactor.own = Some(own.to_owned());
        }
        redactor
    }

    /// Gathers what is to be hidden from everything that was read.
    fn collect(&mut self, report: &Report, names: &BTreeSet<(String, String)>, own: &str) {
        if self.redaction.addresses {
            let named = report
                .recipients
                .iter()
                .flat_map(|recipient| [recipient.address.as_str(), recipient.final_recipient.as_str()]);
            let heads = report.returned.iter().chain([&report.head]);
            let heads = heads.flat_map(|head| head.to.iter().map(String::as_str).chain([head.from.as_str()]));
            let text = &report.text;
            let in_text = addresses_in(text).into_iter().filter_map(|span| text.get(span));
            let mut seen = BTreeSet::new();
            for address in named.chain(heads).chain([report.sender.as_str()]).chain(in_text) {
                if address.eq_ignore_ascii_case(own) || seen.len() == MOST_ADDRESSES {
                    continue;
                }
                if seen.insert(address.to_lowercase()) {
                    self.add_address(&view::fold(address));
                }
            }
        }
        for (name, address) in names {
            let whose = address.split('@').next().unwrap_or_default();
            if !address.eq_ignore_ascii_case(own) && !self.is_role(&whose.to_lowercase()) {
                self.add_name(&view::fold(name));
            }
        }
        if self.redaction.subject {
            let subjects = report.returned.iter().chain([&report.head]).map(|head| view::fold(&head.subject));
            for subject in subjects {
                let bare = subject.rsplit_once(": ").map_or(subject.as_str(), |(_, rest)| rest).to_owned();
                for words in [subject, bare] {
                    // A subject of a letter or two would hide half of everything, one of a word the names of hosts.
                    match (words.chars().count(), words.trim().contains(view::is_blank)) {
                        (0..=3, _) => {}
                        (_, false) => self.add(&words, Edges::Alone),
                        (4..=7, true) => self.add(&words, Edges::Word),
                        (_, true) => self.add(&words, Edges::Any),
                    }
                }
            }
        }
        if self.redaction.ip_addresses {
            let text = &report.text;
            for span in ip_spans(text) {
                if let Some(ip) = text.get(span).and_then(parse_ip) {
                    self.add_ip(ip);
                }
            }
        }
    }

    fn add(&mut self, text: &str, edges: Edges) {
        if text.contains(view::is_blank) {
            // Folded or wrapped, its blanks are anywhere: it is looked for without any too.
            let squeezed = text.chars().filter(|c| !view::is_blank(*c)).collect();
            self.needles.push(Needle { text: squeezed, edges, plain: false });
        }
        self.needles.push(Needle { text: text.to_owned(), edges, plain: false });
    }

    fn add_address(&mut self, address: &str) {
        let Some((name, domain)) = address.rsplit_once('@') else { return };
        if self.is_role(name) && self.table.messages().bounce_senders.iter().any(|sender| sender == name) {
            return;
        }
        self.needles.push(Needle { text: address.to_owned(), edges: Edges::Any, plain: true });
        for separator in SEPARATORS {
            let whole = format!("{name}{separator}{domain}");
            self.add(&whole.chars().rev().collect::<String>(), Edges::Any);
            self.add(&whole, Edges::Any);
        }
        let bare = name.split('+').next().unwrap_or_default();
        for name in [name, bare] {
            if name.chars().count() < 3 || self.is_role(name) {
                continue;
            }
            // A plain word may be the label of a host too: `luca` in `luca.example.com`.
            let edges = if name.chars().all(char::is_alphabetic) { Edges::Alone } else { Edges::Word };
            self.add(name, edges);
            if name.chars().count() > 5 {
                self.add(&name.chars().rev().collect::<String>(), edges);
            }
        }
        let hex: Vec<String> = name.bytes().map(|byte| format!("{byte:02x}")).collect();
        self.add(&hex.concat(), Edges::Any);
        self.add_parts(bare);
    }

    /// The person that an address names: `luca.bianchi` is also Luca Bianchi, `bianchi, luca` and `lucabianchi`.
    fn add_parts(&mut self, name: &str) {
        const BETWEEN: [&str; 7] = ["", " ", "-", "_", ".", ", ", " dot "];
        let mut parts: Vec<&str> = name.split(['.', '-', '_']).collect();
        let of_person = |part: &&str| part.chars().count() > 1 && part.chars().all(char::is_alphabetic);
        let named = (2..=4).contains(&parts.len()) && parts.iter().all(of_person);
        if !named || name.chars().count() < 7 || parts.iter().any(|part| self.is_role(part)) {
            return;
        }
        for _ in 0..2 {
            for between in BETWEEN {
                self.add(&parts.join(between), Edges::Word);
            }
            parts.reverse();
        }
    }

    fn is_role(&self, name: &str) -> bool {
        self.table.words().role_names.contains(name)
            || self.table.messages().bounce_senders.iter().any(|sender| sender == name)
    }

    fn add_name(&mut self, name: &str) {
        let words: Vec<&str> = name.split([' ', ',', '\t']).filter(|word| !word.is_empty()).collect();
        self.add(name, Edges::Word);
        if let [first, second] = words.as_slice() {
            self.add(&format!("{second} {first}"), Edges::Word);
            self.add(&format!("{second}, {first}"), Edges::Word);
        }
        for word in words {
            if word.chars().count() > 2 && word.chars().all(char::is_alphabetic) && !self.is_role(word) {
                self.add(word, Edges::Word);
            }
        }
    }

    /// The forms in which an IP address stands in host names and logs.
    fn add_ip(&mut self, ip: IpAddr) {
        match ip {
            IpAddr::V4(ip) => {
                let parts = ip.octets().map(|part| part.to_string());
                let padded = ip.octets().map(|part| format!("{part:03}"));
                let back: Vec<String> = parts.iter().rev().cloned().collect();
                for separator in [".", "-", "_"] {
                    self.add(&parts.join(separator), Edges::Number);
                    self.add(&back.join(separator), Edges::Number);
                    self.add(&padded.join(separator), Edges::Number);
                }
                self.add(&padded.concat(), Edges::Number);
                let (hex, number) = (ip.octets().map(|part| format!("{part:02x}")), u32::from(ip));
                self.add(&hex.concat(), Edges::Word);
                self.add(&format!("0x{}", hex.concat()), Edges::Word);
                self.add(&hex.map(|part| format!("0x{part}")).join("."), Edges::Word);
                // Smaller ones are codes and sizes too.
                if number > 99_999_999 {
                    self.add(&number.to_string(), Edges::Number);
                }
            }
            IpAddr::V6(ip) => {
                let nibbles: Vec<char> =
                    ip.octets().iter().flat_map(|byte| format!("{byte:02x}").chars().collect::<Vec<_>>()).collect();
                let join = |digits: &mut dyn Iterator<Item = &char>, separator: &str| {
                    digits.map(char::to_string).collect::<Vec<_>>().join(separator)
                };
                self.add(&join(&mut nibbles.iter().rev(), "."), Edges::Word);
                self.add(&join(&mut nibbles.iter(), ""), Edges::Word);
                self.add(&ip.segments().map(|part| format!("{part:x}")).join("-"), Edges::Word);
                self.add(&ip.segments().map(|part| format!("{part:04x}")).join("-"), Edges::Word);
                self.add(&ip.to_string().replace(':', "-"), Edges::Word);
            }
        }
    }

    /// A text without what is to be hidden.
    pub(super) fn clean(&self, text: &str) -> String {
        let mut marks = self.marks_of_values(text);
        if self.redaction.addresses || self.redaction.sender {
            self.plain_addresses(text, &mut marks);
        }
        marks.extend(secret_marks(text, self.table));
        apply(text, marks)
    }

    /// The same for a text that looks like an address and names no person: a Message-ID, the name of a queue.
    pub(super) fn clean_id(&self, text: &str) -> String {
        let mut marks = self.marks_of_values(text);
        marks.extend(secret_marks(text, self.table));
        apply(text, marks)
    }

    /// What a person wrote of themselves: only passwords are hidden in it.
    pub(super) fn clean_own(&self, text: &str) -> String {
        apply(text, secret_marks(text, self.table))
    }

    /// The word that stands for a whole value.
    pub(super) fn hidden(&self) -> String {
        self.hidden.clone()
    }

    pub(super) fn hides(&self) -> Redaction {
        self.redaction
    }

    /// Addresses that stand as such, known or not: `mario@example.com` becomes `m•••@example.com`.
    fn plain_addresses(&self, text: &str, marks: &mut Vec<Mark>) {
        for span in addresses_in(text) {
            let Some(address) = text.get(span.clone()) else { continue };
            let own = self.own.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(address));
            let Some((name, _)) = address.split_once('@') else { continue };
            let daemon = self.table.messages().bounce_senders.iter().any(|sender| sender.eq_ignore_ascii_case(name));
            if own || daemon {
                continue;
            }
            let mask = self.masked(address).unwrap_or_else(|| MASK.to_owned());
            marks.push(Mark { span, mask });
        }
    }

    /// `m•••@example.com` for `mario@example.com`; `None` for what is no plain address, or whose domain tells too much.
    fn masked(&self, address: &str) -> Option<String> {
        let (name, domain) = address.split_once('@')?;
        let plain = !address.contains(view::is_blank);
        let lower = view::fold(domain);
        let tells = self.finder.iter().flat_map(|finder| finder.find_overlapping_iter(&lower)).any(|found| {
            let place = found.start()..found.end();
            self.needles
                .get(found.pattern().as_usize())
                .is_some_and(|needle| has_edges(lower.as_bytes(), &place, needle.edges))
        });
        let first = name.chars().next().filter(|_| name.chars().count() > 2).map(String::from).unwrap_or_default();
        (plain && !tells && !domain.contains('@')).then(|| format!("{first}{MASK}@{domain}"))
    }

    /// Known values in every form in which they may stand.
    fn marks_of_values(&self, text: &str) -> Vec<Mark> {
        const DECODERS: [fn(&View) -> Option<View>; 6] = [
            View::percent,
            View::entities,
            View::escapes,
            View::encoded_words,
            View::quoted_printable,
            View::continued,
        ];
        let mut marks = Vec::new();
        if self.finder.is_none() && !self.redaction.ip_addresses {
            return marks;
        }
        let plain = View::of(text);
        let mut views = vec![plain.clone()];
        views.extend(DECODERS.iter().filter_map(|decode| decode(&plain)));
        // Some layers of encoding, in whatever order.
        let mut all = plain.clone();
        for _ in 0..LAYERS {
            for decode in DECODERS {
                all = decode(&all).unwrap_or(all);
            }
        }
        if all != plain {
            views.push(all);
        }
        let squeezed: Vec<View> = views.iter().filter_map(View::squeezed).collect();
        for view in &views {
            let lower = view.folded();
            self.find(text, &lower, false, &mut marks);
            if self.redaction.ip_addresses {
                marks.extend(
                    lower.text().map(ip_spans).unwrap_or_default().into_iter().map(|span| mark(lower.source(&span))),
                );
            }
        }
        for view in &squeezed {
            self.find(text, &view.folded(), true, &mut marks);
        }
        for view in std::iter::once(&plain).chain(&squeezed) {
            for decoded in view.base64() {
                let mut found = Vec::new();
                self.find(text, &decoded.folded(), false, &mut found);
                // A part of an encoded word tells nothing and is hidden with the rest.
                marks.extend(found.into_iter().map(|found| mark(token_around(text, &found.span))));
            }
        }
        marks
    }

    /// Marks every hidden value in a view. In a squeezed one only those count that were split: the others stand in the
    /// view before it too.
    fn find(&self, text: &str, view: &View, squeezed: bool, marks: &mut Vec<Mark>) {
        let Some(finder) = &self.finder else { return };
        for found in finder.find_overlapping_iter(view.bytes()) {
            let Some(needle) = self.needles.get(found.pattern().as_usize()) else { continue };
            let place = found.start()..found.end();
            let span = view.source(&place);
            let whole = if squeezed {
                let split = text.get(span.clone()).is_some_and(|words| words.contains(view::is_blank));
                split && needle.text.chars().count() > 5 && has_edges(text.as_bytes(), &span, needle.edges)
            } else {
                has_edges(view.bytes(), &place, needle.edges)
            };
            if whole {
                let shown = text.get(span.clone()).filter(|_| needle.plain).and_then(|address| self.masked(address));
                let mask = shown.unwrap_or_else(|| MASK.to_owned());
                marks.push(Mark { span, mask });
            }
        }
    }
}

fn mark(span: Range<usize>) -> Mark {
    Mark { span, mask: MASK.to_owned() }
}

/// Passwords and tokens, in the text as it is and as a link would carry it.
fn secret_spans(text: &str, table: &Table) -> Vec<Range<usize>> {
    let mut spans = secret::spans(text, table.words());
    if let Some(view) = View::of(text).percent()
        && let Some(decoded) = view.text()
    {
        spans.extend(secret::spans(decoded, table.words()).iter().map(|span| view.source(span)));
    }
    spans
}

fn secret_marks(text: &str, table: &Table) -> Vec<Mark> {
    secret_spans(text, table).into_iter().map(mark).collect()
}

/// Whether a text holds something that looks like a password or a token.
pub(super) fn has_secrets(text: &str, table: &Table) -> bool {
    !secret_spans(text, table).is_empty()
}

/// Puts the masks in place, overlapping ones as one.
fn apply(text: &str, mut marks: Vec<Mark>) -> String {
    if marks.is_empty() {
        return text.to_owned();
    }
    marks.sort_by_key(|mark| (mark.span.start, std::cmp::Reverse(mark.span.end)));
    let mut shown = String::with_capacity(text.len());
    let mut from = 0;
    let mut marks = marks.into_iter().peekable();
    while let Some(mut mark) = marks.next() {
        while let Some(next) = marks.next_if(|next| next.span.start <= mark.span.end) {
            if next.span == mark.span && next.mask.len() < mark.mask.len() {
                mark.mask = next.mask;
            } else if next.span.end > mark.span.end {
                mark = Mark { span: mark.span.start..next.span.end, mask: MASK.to_owned() };
            }
        }
        shown.push_str(text.get(from..mark.span.start).unwrap_or_default());
        shown.push_str(&mark.mask);
        from = mark.span.end;
    }
    shown.push_str(text.get(from..).unwrap_or_default());
    shown
}

/// Whether the character that the byte at `at` belongs to is a letter or a digit. Letters beyond ASCII count; general
/// punctuation (U+2000 on), the signs of Latin-1 and the byte order mark do not.
fn is_letter(bytes: &[u8], at: Option<usize>) -> bool {
    let Some(byte) = at.and_then(|at| bytes.get(at)) else { return false };
    if byte.is_ascii() {
        return byte.is_ascii_alphanumeric();
    }
    let at = at.unwrap_or_default();
    let start =
        (at.saturating_sub(3)..=at).rev().find(|place| bytes.get(*place).is_some_and(|byte| byte & 0xC0 != 0x80));
    let sign = bytes.get(start.unwrap_or(at)..).unwrap_or_default();
    !matches!(sign, [0xC2, ..] | [0xE2, 0x80 | 0x81, ..] | [0xEF, 0xBB, ..])
}

/// Whether a place has the edges that a needle asks for.
fn has_edges(bytes: &[u8], span: &Range<usize>, edges: Edges) -> bool {
    let is_letter = |at| is_letter(bytes, at);
    let is_joint =
        |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(|byte| matches!(byte, b'.' | b'-' | b'_'));
    let is_digit = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_digit);
    let (before, after) = (span.start.checked_sub(1), Some(span.end));
    let outside = !is_letter(before) && !is_letter(after);
    match edges {
        Edges::Any => true,
        Edges::Number => !is_digit(before) && !is_digit(after),
        Edges::Word => outside,
        Edges::Alone => {
            let longer_before = is_joint(before) && is_letter(span.start.checked_sub(2));
            let longer_after = is_joint(after) && is_letter(Some(span.end + 1));
            outside && !longer_before && !longer_after
        }
    }
}

/// The stretch without blanks around a place.
fn token_around(text: &str, span: &Range<usize>) -> Range<usize> {
    let before = text.get(..span.start).unwrap_or_default();
    let after = text.get(span.end..).unwrap_or_default();
    let is_edge = |c: char| !(c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=' | '_' | '-'));
    let start = before
        .rfind(is_edge)
        .map_or(0, |at| at + before.get(at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8));
    start..span.end + after.find(is_edge).unwrap_or(after.len())
}

/// IP addresses of both versions in a text, whole, with or without a port behind them.
pub(super) fn ip_spans(text: &str) -> Vec<Range<usize>> {
    let part_of_one = |c: char| c.is_ascii_hexdigit() || matches!(c, '.' | ':');
    let mut spans = Vec::new();
    let mut rest = 0;
    while let Some(start) = text.get(rest..).and_then(|rest| rest.find(part_of_one)).map(|at| rest + at) {
        let run = text.get(start..).unwrap_or_default();
        let length = run.find(|c| !part_of_one(c)).unwrap_or(run.len());
        rest = start + length;
        let run = run.get(..length).unwrap_or_default();
        let trimmed = run.trim_end_matches(['.', ':']);
        if parse_ip(trimmed).is_some() {
            spans.push(start..start + trimmed.len());
            continue;
        }
        let mut at = start;
        for piece in run.split_inclusive(':') {
            let bare = piece.trim_end_matches(['.', ':']);
            if parse_v4(bare).is_some() {
                spans.push(at..at + bare.len());
            }
            at += piece.len();
        }
    }
    spans
}

fn parse_ip(text: &str) -> Option<IpAddr> {
    // `::` by itself, or `a:b`, is no address that anybody has.
    let v6 =
        || text.parse::<Ipv6Addr>().ok().filter(|_| text.len() > 4 && text.matches(':').count() > 1).map(IpAddr::V6);
    parse_v4(text).map(IpAddr::V4).or_else(v6)
}

/// Four numbers, with zeros before them if someone aligned a table.
fn parse_v4(text: &str) -> Option<Ipv4Addr> {
    let mut parts = text.split('.').map(|part| part.parse::<u8>().ok().filter(|_| part.len() <= 3));
    let mut next = || parts.next().flatten();
    let ip = Ipv4Addr::new(next()?, next()?, next()?, next()?);
    (text.matches('.').count() == 3).then_some(ip)
}

/// How much of what was brought is searched for names; they stand in headers and at the top of notices.
const MOST_NAMED: usize = 256 << 10;

/// Names of people in what was brought, as it was brought: the report keeps addresses only.
fn names_of(case: &Case) -> BTreeSet<(String, String)> {
    match case.input() {
        Some(Input::File { bytes, .. }) => {
            let outlook = bytes.starts_with(&[0xd0, 0xcf]);
            let most = if outlook { bytes.len() } else { bytes.len().min(MOST_NAMED) };
            names_in(&all_text(bytes.get(..most).unwrap_or_default()))
        }
        Some(Input::Text(text)) => names_in(text.get(..text.floor_char_boundary(MOST_NAMED)).unwrap_or_default()),
        Some(Input::Code(_)) | None => BTreeSet::new(),
    }
}

/// Names of people beside their addresses: `Mario Rossi <mario@example.com>`, `mario@example.com (Mario Rossi)`.
fn names_in(text: &str) -> BTreeSet<(String, String)> {
    const AROUND: usize = 200;
    let mut names = BTreeSet::new();
    let decoded = View::of(text).encoded_words().and_then(|view| view.text().map(str::to_owned));
    let text = decoded.as_deref().unwrap_or(text);
    for span in addresses_in(text).into_iter().take(MOST_ADDRESSES) {
        let address = text.get(span.clone()).unwrap_or_default();
        let from = text.floor_char_boundary(span.start.saturating_sub(AROUND));
        let to = text.ceil_char_boundary((span.end + AROUND).min(text.len()));
        let before = text.get(from..span.start).unwrap_or_default();
        let after = text.get(span.end..to).unwrap_or_default();
        if let Some(before) = before.strip_suffix('<').or_else(|| before.strip_suffix("(")) {
            let line = before.trim_end().rsplit(['\n', ':', ',', ';', '>', '(']).next().unwrap_or_default();
            names.extend(person(line).map(|name| (name, address.to_owned())));
            // `Rossi, Mario <…>`
            let listed = before.trim_end().rsplit(['\n', ':', ';', '>', '(']).next().unwrap_or_default();
            names.extend(person(listed).map(|name| (name, address.to_owned())));
            // `"Rossi, Mario" <…>`
            let quoted = before.trim_end().strip_suffix('"').and_then(|quoted| quoted.rsplit('"').next());
            let quoted = quoted.filter(|quoted| !quoted.contains('\n')).and_then(person);
            names.extend(quoted.map(|name| (name, address.to_owned())));
        }
        let comment =
            after.trim_start_matches('>').trim_start().strip_prefix('(').and_then(|rest| rest.split(')').next());
        let comment = comment.filter(|comment| comment.len() < 80).and_then(person);
        names.extend(comment.map(|name| (name, address.to_owned())));
    }
    names
}

/// The name at the end of a few words: those that begin with a capital letter.
fn person(words: &str) -> Option<String> {
    let words = words.trim().trim_matches(['"', '\'', '“', '”', ' ']);
    let of_name = |word: &&str| {
        let mut letters = word.chars();
        letters.next().is_some_and(char::is_uppercase)
            && letters.all(|c| c.is_alphabetic() || matches!(c, '.' | '\'' | '’' | '-' | ','))
    };
    let mut last: Vec<&str> = words.split_whitespace().rev().take_while(of_name).take(4).collect();
    last.reverse();
    let name = last.join(" ");
    (name.chars().filter(|c| c.is_alphabetic()).count() > 2).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::read_text;

    fn redactor(text: &str, redaction: Redaction) -> Redactor<'static> {
        let table = Table::built_in();
        let mut report = read_text(text, table);
        report.sender = "anna@example.it".to_owned();
        Redactor::of(&report, &names_in(text), redaction, table, Lang::En)
    }

    fn hide(text: &str) -> String {
        redactor(text, Redaction { addresses: true, ..Redaction::default() }).clean(text)
    }

    #[test]
    fn everybody_s_name_is_hidden_but_the_sender_s_and_the_domains_stay() {
        assert_eq!(
            hide("<mario.rossi@example.com>: da Anna@example.it (RCPT TO:<mario.rossi@example.com>)"),
            "<m•••@example.com>: da Anna@example.it (RCPT TO:<m•••@example.com>)"
        );
        assert_eq!(hide("user mario.rossi@example.com: no mario.rossi here"), "user m•••@example.com: no ••• here");
    }

    #[test]
    fn a_word_that_is_also_a_name_stays_a_part_of_a_host() {
        assert_eq!(
            hide("550 luca@example.com unknown at luca.example.com, luca"),
            "550 l•••@example.com unknown at luca.example.com, •••"
        );
    }

    #[test]
    fn ip_addresses_are_hidden_and_codes_and_times_are_not() {
        let hide = |text: &str| redactor(text, Redaction { ip_addresses: true, ..Redaction::default() }).clean(text);
        assert_eq!(hide("host mx[192.0.2.7]: 550 5.7.1 at 10:20:30"), "host mx[•••]: 550 5.7.1 at 10:20:30");
        assert_eq!(hide("from 2001:db8::1."), "from •••.");
        assert_eq!(hide("192.0.2.7:25 and 192.000.002.007"), "•••:25 and •••");
        assert_eq!(
            hide("[192.0.2.7] 7.2.0.192.zen.example.org mail-192-0-2-7.example.net"),
            "[•••] •••.zen.example.org mail-•••.example.net"
        );
    }

    #[test]
    fn a_return_path_that_holds_another_s_address_is_not_the_sender_s_own() {
        let table = Table::built_in();
        let mut report = read_text("550 5.1.1 <luca.bianchi@example.com>: unknown", table);
        report.sender = "bounce+luca.bianchi=example.com@news.example.org".to_owned();
        let redaction = Redaction { addresses: true, ..Redaction::default() };
        let shown = Redactor::of(&report, &BTreeSet::new(), redaction, table, Lang::En).clean(&report.sender);
        assert_eq!(shown, "b•••@news.example.org");
    }

    #[test]
    fn names_beside_addresses_are_hidden_wherever_they_stand() {
        let text = "To: \"Mario Rossi\" <mario@example.com>\nCc: Bianchi, Luca <luca@example.com>\n\nDear Rossi Mario, BIANCHI";
        let redaction = Redaction { names: true, ..Redaction::default() };
        let shown = redactor(text, redaction).clean(text);
        for name in ["Mario", "Rossi", "BIANCHI", "Bianchi"] {
            assert!(!shown.contains(name), "{shown}");
        }
        assert!(shown.contains("Dear") && shown.contains("@example.com"), "{shown}");
    }
}
