//! A message taken apart, read into a [`Report`].

use std::borrow::Cow;
use std::ops::Range;

use mail_parser::{Message, MessagePart, MimeHeaders as _, PartType};

use super::head::{head_of, head_of_returned, header_addresses, header_text};
use super::parts::{Parts, append, read_parts};
use super::recognize::looks_like_message;
use super::signs::Signs;
use super::{MAX_DEPTH, PARSER, parse};
use crate::intake::report::{Certified, Flaw, Kind, Part, Recipient, Report, Sort};
use crate::intake::text::add_notice;
use crate::intake::{bounds, certified, codes, dsn, notice, outlook};
use crate::knowledge::Table;

/// Reads a message that lies `depth` messages deep in what was brought.
pub(super) fn read_parsed(message: &Message<'_>, table: &Table, depth: usize) -> Report {
    let mut report = Report { head: head_of(message), ..Report::default() };
    let mut signs = Signs::of(message, &report.head, table);
    let mut parts = read_parts(message, &mut report, &mut signs, table);
    for index in &parts.inner {
        if let Some(PartType::Message(copy)) = message.parts.get(*index).map(|part| &part.body) {
            signs.attached = true;
            notice::returned_head(&mut report, 0..0, head_of_returned(copy));
        }
    }
    if is_cut_off(message) {
        report.flaws.push(Flaw::CutOff);
    }
    for span in &parts.statuses {
        report.parts.push((Part::DeliveryStatus, span.clone()));
        dsn::read(&mut report, span.clone());
    }
    signs.reported = !report.recipients.is_empty();
    let receipt = certified_sort(message, &report, &parts, table);
    if let (Some(sort), Some(certificate)) = (receipt, parts.certificate.take()) {
        certified::add(&mut report, certificate, sort, append);
    }
    read_words(message, &mut report, &mut signs, &parts.notices, table);
    name_sender(&mut report);
    report.settle();
    let subject = table.words().body_signs(&report.head.subject);
    report.says_delayed |= subject.delayed.is_some();
    report.says_failed |= subject.failed.is_some();
    signs.named = !report.recipients.is_empty();
    signs.reply = report.replies.iter().any(|reply| reply.code.starts_with(['4', '5']) || reply.status.is_some());
    (report.kind, report.sort) = match receipt {
        Some(sort) if sort.returns() => (Kind::Bounce, Sort::Certified(sort)),
        Some(sort) => (Kind::OtherMail, Sort::Certified(sort)),
        None => signs.decide(),
    };
    if let Some(attached) = attached_bounce(message, &report, &parts, table, depth) {
        return attached;
    }
    if report.kind == Kind::Bounce && report.recipients.is_empty() {
        name_by_copy(&mut report);
    }
    if report.kind == Kind::Bounce && report.recipients.is_empty() {
        notice::name_by_reporter(&mut report, table);
    }
    report
}

/// Reads the words for people: whom they speak of, and what servers said.
fn read_words(message: &Message<'_>, report: &mut Report, signs: &mut Signs, notices: &[Range<usize>], table: &Table) {
    let diagnostics: Vec<Range<usize>> =
        report.recipients.iter().map(|recipient| recipient.diagnostic.clone()).collect();
    for address in header_addresses(message, "X-Failed-Recipients") {
        signs.failed_recipients = true;
        if !signs.reported && report.recipients.iter().all(|known| known.address != address) {
            report.recipients.push(Recipient { address, ..Recipient::default() });
        }
    }
    // The report goes to the sender: that address is no recipient of it, unless nothing else is named.
    let mut not_these = report.head.to.clone();
    not_these.push(report.head.from.clone());
    for span in notices {
        add_notice(report, span.clone(), &not_these, table);
    }
    signs.inline_report = !signs.reported && report.recipients.iter().any(|recipient| recipient.action.is_some());
    if report.recipients.is_empty() {
        for span in notices {
            notice::recipients_by_layout(report, span.clone(), table);
        }
    }
    for span in diagnostics.into_iter().filter(|span| !span.is_empty()) {
        let found = codes::scan(report.words(&span), span.start, table);
        report.replies.extend(found.replies);
        report.client_codes.extend(found.client_codes);
    }
}

/// Where the report does not name the sender, the returned message does, else it is whom the report goes to.
fn name_sender(report: &mut Report) {
    if report.sender.is_empty() {
        let returned = report.returned.as_ref().map(|head| head.from.clone()).unwrap_or_default();
        report.sender =
            if returned.is_empty() { report.head.to.first().cloned().unwrap_or_default() } else { returned };
    }
}

/// A bounce that somebody forwarded as an attachment, that comes in the envelope of certified mail, or that a gateway
/// wrapped in a report of its own that says nothing.
fn attached_bounce(
    message: &Message<'_>,
    report: &Report,
    parts: &Parts,
    table: &Table,
    depth: usize,
) -> Option<Report> {
    let says_nothing = report.kind == Kind::Bounce && report.recipients.is_empty() && report.replies.is_empty();
    let envelope = matches!(report.sort, Sort::Certified(sort) if sort.is_envelope());
    let forwards = report.kind == Kind::OtherMail && report.sort == Sort::Plain || envelope;
    if !(says_nothing || forwards) || depth >= MAX_DEPTH {
        return None;
    }
    let attached = parts.inner.iter().chain(&parts.packed).filter_map(|index| message.parts.get(*index));
    attached.filter_map(|part| read_attached(part, table, depth + 1)).find(|attached| {
        let tells = attached.kind == Kind::Bounce || forwards && matches!(attached.sort, Sort::Certified(_));
        tells && (forwards || !attached.recipients.is_empty())
    })
}

/// Where a notice names a recipient by the name before the @ alone, the copy of the returned message knows the rest.
fn name_by_copy(report: &mut Report) {
    let written = report.returned.as_ref().map(|head| head.to.clone()).unwrap_or_default();
    let named = written.into_iter().filter(|address| {
        let local = address.split('@').next().unwrap_or_default();
        let says = |notice: Range<usize>| {
            let mut words = report.words(&notice).split(|c: char| !(c.is_alphanumeric() || "._-+".contains(c)));
            words.any(|word| word.trim_matches('.').eq_ignore_ascii_case(local))
        };
        local.len() > 2 && report.parts_of(Part::Notice).any(says)
    });
    let named: Vec<Recipient> = named.map(|address| Recipient { address, ..Recipient::default() }).collect();
    report.recipients.extend(named);
}

/// Reads an attached message: as mail programs attach one, as bytes of no stated sort, or saved by Outlook.
fn read_attached(part: &MessagePart<'_>, table: &Table, depth: usize) -> Option<Report> {
    let bytes = match &part.body {
        PartType::Message(copy) => return Some(read_parsed(copy, table, depth)),
        PartType::Binary(bytes) | PartType::InlineBinary(bytes) => bytes.as_ref(),
        _ => return None,
    };
    let bytes = if bytes.starts_with(outlook::MAGIC) {
        Cow::Owned(outlook::to_message(bytes).ok()?)
    } else if looks_like_message(bytes, 2) {
        Cow::Borrowed(bytes)
    } else {
        return None;
    };
    let (bytes, _) = bounds::bounded(&bytes);
    parse(&bytes, &PARSER).map(|message| read_parsed(&message, table, depth))
}

/// What sort of certified mail the message is, by its header, its certificate and, for the time limit, its words.
fn certified_sort(message: &Message<'_>, report: &Report, parts: &Parts, table: &Table) -> Option<Certified> {
    let field = |name| header_text(message, name).unwrap_or_default();
    let fields = certified::Fields {
        receipt: field("X-Ricevuta"),
        transport: field("X-Trasporto"),
        security: field("X-VerificaSicurezza"),
    };
    let names_limit = |words: &str| table.words().certified_timeout_phrases.find(words).is_some();
    let late = || names_limit(&report.head.subject) || parts.notices.iter().any(|span| names_limit(report.words(span)));
    let sort = certified::sort(&fields, parts.certificate.as_ref(), false)?;
    // Asked only here: other mail need not be searched for these words.
    certified::sort(&fields, parts.certificate.as_ref(), late()).or(Some(sort))
}

/// Whether a message of several parts lacks the line that closes the last (RFC 2046 section 5.1.1).
fn is_cut_off(message: &Message<'_>) -> bool {
    let Some(boundary) = message.content_type().and_then(|kind| kind.attribute("boundary")) else { return false };
    memchr::memmem::rfind(message.raw_message(), format!("--{boundary}--").as_bytes()).is_none()
}
