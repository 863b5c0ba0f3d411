//! Which of a report's answers speaks of a recipient, and which of several counts.

use std::ops::Range;

use super::Diagnosis;
use crate::intake::{Part, Recipient, Reply, Report};
use crate::knowledge::Facts;

/// The answers of servers in a stretch of text, without those that name another recipient.
pub(super) fn answers<'r>(report: &'r Report, span: &Range<usize>, subject: &Recipient) -> Vec<&'r Reply> {
    report
        .replies
        .iter()
        .filter(|reply| contains(span, &(reply.span.start..reply.span.start)))
        .filter(|reply| !belongs_to_another(report, &reply.span, subject))
        .collect()
}

/// Whether the words around `place` speak of another recipient of the same report and not of this one.
pub(super) fn belongs_to_another(report: &Report, place: &Range<usize>, subject: &Recipient) -> bool {
    if report.recipients.len() < 2 || subject.address.is_empty() {
        return false;
    }
    let text = &report.text;
    let start = text.get(..place.start).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    let end = text.get(place.end..).and_then(|after| after.find('\n')).map_or(text.len(), |at| at + place.end);
    let line = text.get(start..end).unwrap_or_default();
    let names = |address: &str| !address.is_empty() && contains_ignoring_case(line, address);
    !names(&subject.address)
        && !names(&subject.original)
        && report.recipients.iter().any(|other| other.address != subject.address && names(&other.address))
}

/// The answers that tell most about a recipient: from the diagnostic text, else from its paragraph, else from all.
pub(super) fn best_answers<'r>(report: &'r Report, subject: &Recipient) -> Vec<&'r Reply> {
    for span in [&subject.diagnostic, &subject.notice] {
        if span.is_empty() {
            continue;
        }
        let answers = answers(report, span, subject);
        if !answers.is_empty() {
            return answers;
        }
    }
    report.parts_of(Part::Notice).flat_map(|notice| answers(report, &notice, subject)).collect()
}

/// The answer that counts: refusals before delays before successes, and among equals the first that is no follow-on
/// error of an earlier one.
pub(super) fn primary<'r>(answers: &[&'r Reply]) -> Option<&'r Reply> {
    let weight = |reply: &&&Reply| match class(reply) {
        Some(5) if reply.code == "503" => 2,
        Some(5) => 0,
        Some(4) => 1,
        _ => 3,
    };
    // Of several as weighty, one with a status code says more than one without.
    answers.iter().min_by_key(|reply| (weight(reply), reply.status.is_none())).copied()
}

pub(super) fn class(reply: &Reply) -> Option<u8> {
    reply.code.bytes().next().map(|digit| digit.wrapping_sub(b'0')).or(reply.status.map(|status| status.class))
}

/// Whether an answer is as final as the one that counts: all refusals are, attempts before them are not.
pub(super) fn is_final(reply: &Reply, primary: Option<&Reply>) -> bool {
    primary.is_none_or(|primary| class(reply) == class(primary) && (reply.code != "503" || primary.code == "503"))
}

pub(super) fn contains(outer: &Range<usize>, inner: &Range<usize>) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

fn contains_ignoring_case(text: &str, needle: &str) -> bool {
    let needle = needle.as_bytes();
    text.as_bytes().windows(needle.len().max(1)).any(|window| window.eq_ignore_ascii_case(needle))
}

/// The facts that fill the placeholders of the table's words, for the worst recipient.
pub fn facts(report: &Report, diagnosis: &Diagnosis) -> Facts {
    let none = Recipient::default();
    let recipient =
        diagnosis.recipients.first().and_then(|answer| report.recipients.get(answer.recipient)).unwrap_or(&none);
    let mut facts = Facts::default();
    facts.set("recipient", recipient.address.clone());
    facts.set("domain", recipient.address.rsplit_once('@').map(|(_, domain)| domain.to_owned()).unwrap_or_default());
    facts.set("sender", report.sender.clone());
    let server = if recipient.remote_mta.is_empty() { &report.reporting_mta } else { &recipient.remote_mta };
    facts.set("server", server.clone());
    let codes = codes_of(report, recipient);
    facts.set("code", [codes.0, codes.1].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" "));
    facts.set("reply", reply_of(report, recipient));
    let returned = report.returned.as_ref();
    facts.set("subject", returned.map(|head| head.subject.clone()).unwrap_or_default());
    let date = returned.map(|head| head.date.clone()).filter(|date| !date.is_empty());
    facts.set("date", date.unwrap_or_else(|| report.arrival_date.clone()));
    facts
}

/// The reply code and the enhanced status code of a recipient, as text; empty where unknown.
pub fn codes_of(report: &Report, recipient: &Recipient) -> (String, String) {
    let answers = best_answers(report, recipient);
    let primary = primary(&answers);
    let code = primary
        .map(|reply| reply.code.clone())
        .filter(|code| !code.is_empty())
        .unwrap_or_else(|| recipient.reply_code.clone());
    let in_words = primary.and_then(|reply| reply.status);
    // The report's own field counts, unless it says nothing (x.0.0) and the words say more.
    let status = match (recipient.status, in_words) {
        (Some(field), Some(words)) if field.subject == 0 && field.detail == 0 => Some(words),
        (Some(field), _) => Some(field),
        (None, words) => words,
    };
    (code, status.map(|status| status.to_string()).unwrap_or_default())
}

/// The server's own words about a recipient, on one line.
pub fn reply_of(report: &Report, recipient: &Recipient) -> String {
    let span = if recipient.diagnostic.is_empty() {
        primary(&best_answers(report, recipient)).map(|reply| reply.span.clone()).unwrap_or_default()
    } else {
        recipient.diagnostic.clone()
    };
    let words: Vec<&str> = report.words(&span).split_whitespace().collect();
    let mut line = words.join(" ");
    line.truncate(line.floor_char_boundary(500));
    line
}
