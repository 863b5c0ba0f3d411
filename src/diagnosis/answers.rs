//! Which of a report's answers speaks of a recipient, and which of several counts.

use std::ops::Range;

use super::sizes::in_words;
use super::{Diagnosis, Verdict};
use crate::intake::{Part, Recipient, Reply, Report, StatusCode};
use crate::knowledge::{Facts, SUGGESTION};

/// The answers of servers in a stretch of text, without those that name another recipient. `subject` is an index into
/// the report's recipients; without it every answer is meant.
pub(super) fn answers<'r>(report: &'r Report, span: &Range<usize>, subject: Option<usize>) -> Vec<&'r Reply> {
    // The intake keeps the answers in order of their place.
    let first = report.replies.partition_point(|reply| reply.span.start < span.start);
    let later = report.replies.get(first..).unwrap_or_default().iter();
    later
        .take_while(|reply| reply.span.start < span.end)
        .filter(|reply| subject.is_none() || reply.recipient.is_none_or(|named| Some(named) == subject))
        .collect()
}

/// The answers that tell most about a recipient: from the diagnostic text, else from its paragraph, else from all.
pub(super) fn best_answers(report: &Report, subject: Option<usize>) -> Vec<&Reply> {
    if let Some(recipient) = subject.and_then(|index| report.recipients.get(index)) {
        for span in [&recipient.diagnostic, &recipient.notice] {
            let answers = answers(report, span, subject);
            if !answers.is_empty() {
                return answers;
            }
        }
    }
    report.parts_of(Part::Notice).flat_map(|notice| answers(report, &notice, subject)).collect()
}

/// The answer that counts: refusals before delays before successes, and among equals the first that is no follow-on
/// error of an earlier one. That the time is up (X.4.7) says less than any reason given beside it.
pub(super) fn primary<'r>(answers: &[&'r Reply]) -> Option<&'r Reply> {
    let weight = |reply: &&&Reply| match class(reply) {
        Some(4 | 5) if reply.status.is_some_and(is_expiry) => 2,
        Some(5) if reply.code == "503" => 3,
        Some(5) => 0,
        Some(4) => 1,
        _ => 4,
    };
    // Of several as weighty, one with both codes says more than one without.
    answers.iter().min_by_key(|reply| (weight(reply), reply.code.is_empty(), reply.status.is_none())).copied()
}

/// Whether a status code says that the server has given up waiting (RFC 3463, X.4.7).
fn is_expiry(status: StatusCode) -> bool {
    status.class != 2 && status.subject == 4 && status.detail == 7
}

/// The enhanced status code of the answer that counts, or of another that is as final.
pub(super) fn status_of(answers: &[&Reply]) -> Option<(StatusCode, Range<usize>)> {
    let primary = primary(answers)?;
    let same = answers.iter().filter(|reply| is_final(reply, Some(primary)));
    std::iter::once(&primary).chain(same).find_map(|reply| Some((reply.status?, reply.codes.clone())))
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

/// Where the words of an answer stand: behind its code, or in front of a code that closes the sentence, as in
/// `no such user (#5.1.1)`.
pub(super) fn words_of(report: &Report, reply: &Reply, within: &Range<usize>) -> Range<usize> {
    let text = &report.text;
    let before = text.get(within.start..reply.codes.start).unwrap_or_default();
    let after = text.get(reply.codes.end..within.end).unwrap_or_default();
    let in_brackets = before.ends_with(['(', '[', '#']);
    let closes = in_brackets && matches!(after.trim_start_matches([')', ']', '.']).chars().next(), None | Some('\n'));
    let silent = report.words(&reply.span).chars().filter(|c| c.is_alphabetic()).count() < 4;
    if !closes && !silent {
        return reply.span.clone();
    }
    let start = before.rfind("\n\n").map_or(0, |at| at + 2);
    within.start + start..if closes { reply.codes.end } else { reply.span.end }
}

/// The facts that fill the placeholders of the table's words, for the worst recipient.
pub fn facts(report: &Report, diagnosis: &Diagnosis) -> Facts {
    facts_about(report, &diagnosis.overall, diagnosis.recipients.first().map(|answer| answer.recipient))
}

/// The same for one recipient and its answer. `subject` is an index into the report's recipients.
pub fn facts_about(report: &Report, verdict: &Verdict, subject: Option<usize>) -> Facts {
    let none = Recipient::default();
    let recipient = subject.and_then(|index| report.recipients.get(index)).unwrap_or(&none);
    let mut facts = Facts::default();
    facts.set("recipient", recipient.address.clone());
    facts.set("domain", recipient.address.rsplit_once('@').map(|(_, domain)| domain.to_owned()).unwrap_or_default());
    facts.set("sender", report.sender.clone());
    let codes = codes_of(report, subject);
    // Without a reply code nobody answered: whoever wrote the report is not the one who kept silent.
    let reporting = if codes.0.is_empty() { "" } else { report.reporting_mta.as_str() };
    let server = if recipient.remote_mta.is_empty() { reporting } else { &recipient.remote_mta };
    facts.set("server", server.to_owned());
    facts.set("code", [codes.0, codes.1].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" "));
    facts.set("reply", reply_of(report, subject));
    facts.set("size", verdict.sizes.message.map(in_words).unwrap_or_default());
    facts.set("limit", verdict.sizes.limit.map(in_words).unwrap_or_default());
    let returned = report.returned.as_ref();
    facts.set("subject", returned.map(|head| head.subject.clone()).unwrap_or_default());
    let date = returned.map(|head| head.date.clone()).filter(|date| !date.is_empty());
    if let Some(suggestion) = &verdict.suggestion {
        facts.set(SUGGESTION, suggestion.text.clone());
    }
    if let Some(service) = &verdict.settings {
        facts.set("provider", service.name.clone());
    }
    facts.set("date", date.unwrap_or_else(|| report.arrival_date.clone()));
    facts
}

/// The reply code and the enhanced status code of a recipient, as text; empty where unknown.
///
/// `subject` is an index into the report's recipients; without it the whole report is meant.
pub fn codes_of(report: &Report, subject: Option<usize>) -> (String, String) {
    let none = Recipient::default();
    let recipient = subject.and_then(|index| report.recipients.get(index)).unwrap_or(&none);
    let answers = best_answers(report, subject);
    let primary = primary(&answers);
    let code = primary.map(|reply| reply.code.clone()).unwrap_or_default();
    let in_words = status_of(&answers).map(|(status, _)| status);
    // The report's own field counts, unless it says no more than its subject (x.5.0) or only that the time is up, and the words say more.
    let status = match (recipient.status, in_words) {
        (Some(field), Some(words)) if field.detail == 0 || is_expiry(field) => Some(words),
        (Some(field), _) => Some(field),
        (None, words) => words,
    };
    (code, status.map(|status| status.to_string()).unwrap_or_default())
}

/// The server's own words about a recipient, on one line.
///
/// `subject` is an index into the report's recipients; without it the whole report is meant.
pub fn reply_of(report: &Report, subject: Option<usize>) -> String {
    let diagnostic = subject.and_then(|index| report.recipients.get(index)).map(|recipient| &recipient.diagnostic);
    let span = match diagnostic.filter(|span| !span.is_empty()) {
        Some(span) => span.clone(),
        None => primary(&best_answers(report, subject)).map(|reply| sentence_of(report, reply)).unwrap_or_default(),
    };
    let words: Vec<&str> = report.words(&span).split_whitespace().collect();
    let mut line = words.join(" ");
    line.truncate(line.floor_char_boundary(500));
    line
}

/// The words of an answer; where its code closes the sentence, the line that the code closes.
fn sentence_of(report: &Report, reply: &Reply) -> Range<usize> {
    let notice = report.parts_of(Part::Notice).find(|notice| contains(notice, &reply.codes));
    let words = notice.map_or_else(|| reply.span.clone(), |notice| words_of(report, reply, &notice));
    if words.start == reply.span.start {
        return words;
    }
    let line = report.text.get(words.start..reply.codes.start).and_then(|before| before.trim_end().rfind('\n'));
    let start = line.map_or(words.start, |at| words.start + at + 1);
    // The bracket that the code stands in belongs to it.
    let closed = report.text.get(words.end..).is_some_and(|after| after.starts_with([')', ']']));
    start..words.end + usize::from(closed)
}
