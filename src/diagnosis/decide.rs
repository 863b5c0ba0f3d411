//! Evidence over guess: every sign for a cause is collected with its rank, and the best rank decides.
//!
//! The order of the ranks is the law here. A server's own words name the cause best; a published code of a provider
//! comes next; then the enhanced status code, vague words, the friendly sentence around the server's words, codes of
//! mail programs, and last a reply code alone, which never makes the answer sure.

use std::ops::Range;

use super::{Certainty, Diagnosis, Evidence, EvidenceKind, RecipientVerdict, Verdict};
use crate::intake::{Action, Kind, Part, Recipient, Reply, Report, Sort};
use crate::knowledge::{Actor, CauseId, CodeRef, Facts, Outcome, Table, Weight};

/// What a sign is worth, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    /// The sort of message or the report's `Action` leaves no question.
    Message,
    ServerWords,
    ServerVendor,
    /// Words beside the server's answer, in the paragraph about this recipient.
    NearWords,
    NearVendor,
    StatusCode,
    ServerHint,
    /// The friendly text around it, and attempts that came before the final answer.
    WrapperWords,
    ClientCode,
    WrapperHint,
    VagueStatusCode,
    ReplyCode,
    /// The sort of message, where nothing else tells.
    MessageAlone,
}

/// A sign that speaks for a cause.
#[derive(Clone, Debug)]
struct Sign {
    rank: Rank,
    /// Among equal ranks the lower wins: the order of the table.
    order: usize,
    /// Further causes the same sign may mean.
    also: Vec<CauseId>,
    /// The sign alone settles the question, as far as its kind can.
    provider: Option<String>,
    evidence: Evidence,
}

pub(super) fn diagnose(report: &Report, table: &Table) -> Diagnosis {
    let court = Court { report, table };
    let mut recipients: Vec<RecipientVerdict> = report
        .recipients
        .iter()
        .enumerate()
        .map(|(index, recipient)| RecipientVerdict { recipient: index, verdict: court.judge(Some(recipient)) })
        .collect();
    recipients.sort_by_key(|answer| answer.verdict.outcome.severity());
    let overall = match recipients.first() {
        Some(worst) if !court.is_settled_by_sort() => worst.verdict.clone(),
        _ => court.judge(None),
    };
    Diagnosis { kind: report.kind, overall, recipients }
}

/// Weighs the signs of one report.
struct Court<'a> {
    report: &'a Report,
    table: &'a Table,
}

/// How a stretch of text is to be read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reading {
    /// The server's own words from end to end.
    Server,
    /// The paragraph about a recipient: answers in it are the server's words, the rest stands near them.
    Near,
    /// Friendly words around; only answers in it are the server's.
    Wrapper,
}

impl Court<'_> {
    fn is_settled_by_sort(&self) -> bool {
        self.report.kind == Kind::OtherMail
            && self.table.kind_rule(self.report.sort.as_str()).is_some_and(|rule| rule.decides)
    }

    /// The answer for one recipient, or for a report that names nobody.
    fn judge(&self, recipient: Option<&Recipient>) -> Verdict {
        let mut signs = Vec::new();
        self.add_message_signs(recipient, &mut signs);
        let none = Recipient::default();
        let subject = recipient.unwrap_or(&none);
        let notices: Vec<Range<usize>> = self.report.parts_of(Part::Notice).collect();
        if !subject.diagnostic.is_empty() {
            self.read(&subject.diagnostic, Reading::Server, subject, &mut signs);
        }
        if !subject.notice.is_empty() {
            let reading = if subject.diagnostic.is_empty() { Reading::Near } else { Reading::Wrapper };
            self.read(&subject.notice, reading, subject, &mut signs);
        }
        let best = signs.iter().map(|sign| sign.rank).min();
        let alone = self.report.recipients.len() < 2;
        if best.is_none_or(|best| best > Rank::StatusCode) || alone && best > Some(Rank::Message) {
            let named = !subject.diagnostic.is_empty() || !subject.notice.is_empty();
            let has_answers =
                self.report.replies.iter().any(|reply| notices.iter().any(|notice| contains(notice, &reply.span)));
            let reading = if named || has_answers { Reading::Wrapper } else { Reading::Near };
            for notice in &notices {
                self.read(notice, reading, subject, &mut signs);
            }
        }
        self.add_code_signs(subject, &notices, &mut signs);
        self.decide(recipient, signs)
    }

    fn add_message_signs(&self, recipient: Option<&Recipient>, signs: &mut Vec<Sign>) {
        let is_mail = self.report.sort != Sort::Plain || self.report.kind == Kind::OtherMail;
        let sort = is_mail.then(|| self.report.sort.as_str());
        let action = recipient.and_then(|recipient| recipient.action).map(Action::as_str);
        let delayed = (self.report.says_delayed && !self.report.says_failed && action.is_none()).then_some("delayed");
        for kind in [sort, action, delayed].into_iter().flatten() {
            let Some(rule) = self.table.kind_rule(kind) else { continue };
            // A delivered message is settled only if the report says so of this very recipient.
            let rank = if rule.decides { Rank::Message } else { Rank::MessageAlone };
            signs.push(Sign {
                rank,
                order: 0,
                also: Vec::new(),
                provider: None,
                evidence: self.evidence(EvidenceKind::Message, kind, &rule.cause, 0..0),
            });
        }
    }

    /// Looks for signatures in one stretch of text.
    fn read(&self, span: &Range<usize>, reading: Reading, subject: &Recipient, signs: &mut Vec<Sign>) {
        let text = self.report.words(span);
        let answers = self.answers(span, subject);
        let primary = primary(&answers);
        let code =
            primary.map(|reply| reply.code.as_str()).filter(|code| !code.is_empty()).unwrap_or(&subject.reply_code);
        let status = primary
            .and_then(|reply| reply.status)
            .or(subject.status)
            .map(|status| status.to_string())
            .unwrap_or_default();
        let matcher = self.table.matcher();
        for hit in matcher.find(text, code, &status) {
            let Some(signature) = matcher.signatures().get(hit.signature) else { continue };
            let place = hit.span.start + span.start..hit.span.end + span.start;
            if self.belongs_to_another(&place, subject) {
                continue;
            }
            let answer = answers.iter().find(|reply| contains(&self.answer_words(&reply.span, span), &place)).copied();
            let server = match (reading, answer) {
                (Reading::Server, None) => Reading::Server,
                (_, Some(reply)) if is_final(reply, primary) => Reading::Server,
                // An earlier attempt or a follow-on error.
                (_, Some(_)) => Reading::Wrapper,
                (reading, None) => reading,
            };
            let rank = match (server, signature.weight) {
                (Reading::Server, Weight::Words) => Rank::ServerWords,
                (Reading::Server, Weight::Vendor) => Rank::ServerVendor,
                (Reading::Server, Weight::Hint) => Rank::ServerHint,
                (Reading::Near, Weight::Words) => Rank::NearWords,
                (Reading::Near, Weight::Vendor) => Rank::NearVendor,
                (Reading::Wrapper, Weight::Words | Weight::Vendor) => Rank::WrapperWords,
                (Reading::Near | Reading::Wrapper, Weight::Hint) => Rank::WrapperHint,
            };
            signs.push(Sign {
                rank,
                order: hit.signature,
                also: signature.also.clone(),
                provider: signature.provider.clone(),
                evidence: self.evidence(EvidenceKind::Signature, &signature.id, &signature.cause, place),
            });
        }
    }

    /// The answers of servers in a stretch of text, without those that name another recipient.
    fn answers(&self, span: &Range<usize>, subject: &Recipient) -> Vec<&Reply> {
        self.report
            .replies
            .iter()
            .filter(|reply| contains(span, &(reply.span.start..reply.span.start)))
            .filter(|reply| !self.belongs_to_another(&reply.span, subject))
            .collect()
    }

    /// Where the words of an answer stand: behind its code, or in front of a code that closes the sentence, as in
    /// `no such user (#5.1.1)`.
    fn answer_words(&self, answer: &Range<usize>, within: &Range<usize>) -> Range<usize> {
        let behind = self.report.words(answer);
        if behind.chars().filter(|c| c.is_alphabetic()).count() >= 4 {
            return answer.clone();
        }
        let before = self.report.text.get(within.start..answer.start).unwrap_or_default();
        let start = before.rfind("\n\n").map_or(0, |at| at + 2);
        within.start + start..answer.end
    }

    /// Whether the words around `place` speak of another recipient of the same report and not of this one.
    fn belongs_to_another(&self, place: &Range<usize>, subject: &Recipient) -> bool {
        if self.report.recipients.len() < 2 || subject.address.is_empty() {
            return false;
        }
        let text = &self.report.text;
        let start = text.get(..place.start).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
        let end = text.get(place.end..).and_then(|after| after.find('\n')).map_or(text.len(), |at| at + place.end);
        let line = text.get(start..end).unwrap_or_default();
        let names = |address: &str| !address.is_empty() && contains_ignoring_case(line, address);
        !names(&subject.address)
            && !names(&subject.original)
            && self.report.recipients.iter().any(|other| other.address != subject.address && names(&other.address))
    }

    /// Adds what the codes themselves say.
    fn add_code_signs(&self, subject: &Recipient, notices: &[Range<usize>], signs: &mut Vec<Sign>) {
        let table = self.table;
        let answers = self.best_answers(subject, notices);
        let primary = primary(&answers);
        let mut statuses: Vec<(String, Range<usize>)> = Vec::new();
        if let Some((status, span)) = primary.and_then(|reply| Some((reply.status?, reply.codes.clone()))) {
            statuses.push((status.to_string(), span));
        }
        if let Some(status) = subject.status.map(|status| status.to_string())
            && statuses.iter().all(|(known, _)| *known != status)
        {
            statuses.push((status, subject.diagnostic.clone()));
        }
        for (order, (status, span)) in statuses.into_iter().enumerate() {
            let Some(entry) = table.status_code(&status) else { continue };
            let rank = if entry.vague { Rank::VagueStatusCode } else { Rank::StatusCode };
            self.add_code(rank, order, EvidenceKind::StatusCode, &status, &entry.causes, span, signs);
        }
        for (order, code) in self.report.client_codes.iter().enumerate() {
            let Some(entry) = table.client_code(&code.code) else { continue };
            self.add_code(
                Rank::ClientCode,
                order,
                EvidenceKind::ClientCode,
                &code.code,
                &entry.causes,
                code.span.clone(),
                signs,
            );
        }
        let reply = primary.map(|reply| (reply.code.as_str(), reply.codes.clone())).filter(|(code, _)| !code.is_empty());
        let reply = reply.or_else(|| (!subject.reply_code.is_empty()).then(|| (subject.reply_code.as_str(), 0..0)));
        if let Some((code, span)) = reply
            && let Some(entry) = table.reply_code(code)
        {
            self.add_code(Rank::ReplyCode, 0, EvidenceKind::ReplyCode, code, &entry.causes, span, signs);
        }
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "one place that builds a code's sign; a struct would only rename them"
    )]
    fn add_code(
        &self,
        rank: Rank,
        order: usize,
        kind: EvidenceKind,
        code: &str,
        causes: &[CauseId],
        span: Range<usize>,
        signs: &mut Vec<Sign>,
    ) {
        let Some((first, also)) = causes.split_first() else { return };
        if first.is_undetermined() {
            return;
        }
        signs.push(Sign {
            rank,
            order,
            also: also.to_vec(),
            provider: None,
            evidence: self.evidence(kind, code, first, span),
        });
    }

    /// The answers that tell most about a recipient: from the diagnostic text, else from its paragraph, else from all.
    fn best_answers(&self, subject: &Recipient, notices: &[Range<usize>]) -> Vec<&Reply> {
        for span in [&subject.diagnostic, &subject.notice] {
            if span.is_empty() {
                continue;
            }
            let answers = self.answers(span, subject);
            if !answers.is_empty() {
                return answers;
            }
        }
        notices.iter().flat_map(|notice| self.answers(notice, subject)).collect()
    }

    fn evidence(&self, kind: EvidenceKind, rule: &str, cause: &CauseId, span: Range<usize>) -> Evidence {
        Evidence { kind, rule: rule.to_owned(), cause: cause.clone(), text: self.report.words(&span).to_owned(), span }
    }

    fn decide(&self, recipient: Option<&Recipient>, mut signs: Vec<Sign>) -> Verdict {
        signs.sort_by_key(|sign| (sign.rank, sign.order));
        let mut seen: Vec<(EvidenceKind, String)> = Vec::new();
        signs.retain(|sign| {
            let key = (sign.evidence.kind, sign.evidence.rule.clone());
            let new = !seen.contains(&key);
            seen.push(key);
            new
        });
        let decisive = signs.first();
        let cause = decisive.map_or_else(CauseId::undetermined, |sign| sign.evidence.cause.clone());
        let known = self.table.cause(&cause);
        let code = decisive.and_then(|sign| self.code_page(sign));
        let code_entry = code.as_deref().and_then(|code| self.table.code(code));
        let mut alternatives: Vec<CauseId> = Vec::new();
        let settled = decisive.is_some_and(|sign| sign.rank == Rank::Message);
        if !settled {
            // The deciding sign's own doubts first, then what the other signs say; codes that were overruled are silent.
            let own = decisive.map(|sign| sign.also.clone()).unwrap_or_default();
            let others = signs
                .iter()
                .skip(1)
                .filter(|sign| sign.rank < Rank::VagueStatusCode)
                .map(|sign| sign.evidence.cause.clone());
            for other in own.into_iter().chain(others) {
                if other != cause
                    && !alternatives.contains(&other)
                    && alternatives.len() < 4
                    && !other.is_undetermined()
                {
                    alternatives.push(other);
                }
            }
        }
        let outcome = self.outcome(recipient, decisive, known.outcome, code_entry);
        let actor = match code_entry {
            Some(CodeRef::Reply(entry)) => entry.actor,
            _ => known.actor,
        };
        let actor = if outcome == Outcome::Delivered { Actor::Nobody } else { actor };
        Verdict {
            cause,
            outcome,
            actor,
            certainty: certainty(&signs),
            alternatives,
            provider: decisive.and_then(|sign| sign.provider.clone()),
            code,
            evidence: signs.into_iter().take(8).map(|sign| sign.evidence).collect(),
        }
    }

    /// The code whose own page leads: where the answer rests on a code alone.
    fn code_page(&self, decisive: &Sign) -> Option<String> {
        match decisive.evidence.kind {
            EvidenceKind::ReplyCode | EvidenceKind::ClientCode => Some(decisive.evidence.rule.clone()),
            // A picked or typed code gets its page even where its status code tells more.
            EvidenceKind::StatusCode if self.report.kind == Kind::Code => Some(decisive.evidence.rule.clone()),
            _ => None,
        }
    }

    /// The evidence first, the cause's own default only where nothing says.
    fn outcome(
        &self,
        recipient: Option<&Recipient>,
        decisive: Option<&Sign>,
        default: Outcome,
        code: Option<CodeRef<'_>>,
    ) -> Outcome {
        if let Some(sign) = decisive.filter(|sign| sign.rank == Rank::Message)
            && let Some(rule) = self.table.kind_rule(&sign.evidence.rule)
        {
            return rule.outcome;
        }
        match recipient.and_then(|recipient| recipient.action) {
            Some(Action::Failed) => return Outcome::Failed,
            Some(Action::Delayed) => return Outcome::Delayed,
            _ => {}
        }
        // A page about a code, with no message behind it: the table says what the code means for a message.
        match code {
            Some(CodeRef::Reply(entry)) => return entry.outcome,
            Some(CodeRef::Client(entry)) => return entry.outcome.unwrap_or(default),
            _ => {}
        }
        if matches!(default, Outcome::Delivered | Outcome::NotAnError) {
            return default;
        }
        if self.report.says_delayed && !self.report.says_failed {
            return Outcome::Delayed;
        }
        if self.report.says_failed && self.report.kind == Kind::Bounce {
            return Outcome::Failed;
        }
        let none = Recipient::default();
        let subject = recipient.unwrap_or(&none);
        let notices: Vec<Range<usize>> = self.report.parts_of(Part::Notice).collect();
        let answers = self.best_answers(subject, &notices);
        let class = primary(&answers).and_then(class).or(subject.status.map(|status| status.class));
        match class {
            Some(5) => Outcome::Failed,
            Some(4) => Outcome::Delayed,
            _ => default,
        }
    }
}

/// The answer that counts: refusals before delays before successes, and among equals the first that is no follow-on
/// error of an earlier one.
fn primary<'r>(answers: &[&'r Reply]) -> Option<&'r Reply> {
    let weight = |reply: &&&Reply| match class(reply) {
        Some(5) if reply.code == "503" => 2,
        Some(5) => 0,
        Some(4) => 1,
        _ => 3,
    };
    // Of several as weighty, one with a status code says more than one without.
    answers.iter().min_by_key(|reply| (weight(reply), reply.status.is_none())).copied()
}

fn class(reply: &Reply) -> Option<u8> {
    reply.code.bytes().next().map(|digit| digit.wrapping_sub(b'0')).or(reply.status.map(|status| status.class))
}

/// Whether an answer is as final as the one that counts: all refusals are, attempts before them are not.
fn is_final(reply: &Reply, primary: Option<&Reply>) -> bool {
    primary.is_none_or(|primary| class(reply) == class(primary) && (reply.code != "503" || primary.code == "503"))
}

fn contains(outer: &Range<usize>, inner: &Range<usize>) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

fn contains_ignoring_case(text: &str, needle: &str) -> bool {
    let needle = needle.as_bytes();
    text.as_bytes().windows(needle.len().max(1)).any(|window| window.eq_ignore_ascii_case(needle))
}

/// Words that name the cause make it sure unless other words contradict them; codes alone at most likely.
fn certainty(signs: &[Sign]) -> Certainty {
    let Some(decisive) = signs.first() else { return Certainty::Unsure };
    let cause = &decisive.evidence.cause;
    let contradicted = signs.iter().any(|sign| {
        sign.rank <= Rank::NearVendor && sign.evidence.cause != *cause && !decisive.also.contains(&sign.evidence.cause)
    });
    let confirmed = signs.iter().skip(1).any(|sign| sign.evidence.cause == *cause);
    match decisive.rank {
        Rank::Message => Certainty::Sure,
        Rank::ServerWords | Rank::ServerVendor | Rank::NearWords | Rank::NearVendor => {
            if contradicted {
                Certainty::Likely
            } else {
                Certainty::Sure
            }
        }
        Rank::StatusCode => Certainty::Likely,
        Rank::ServerHint | Rank::WrapperWords => {
            if confirmed {
                Certainty::Likely
            } else {
                Certainty::Unsure
            }
        }
        Rank::ClientCode | Rank::ReplyCode => {
            if decisive.also.is_empty() {
                Certainty::Likely
            } else {
                Certainty::Unsure
            }
        }
        Rank::WrapperHint | Rank::VagueStatusCode | Rank::MessageAlone => Certainty::Unsure,
    }
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
    let court = Court { report, table: Table::built_in() };
    let notices: Vec<Range<usize>> = report.parts_of(Part::Notice).collect();
    let answers = court.best_answers(recipient, &notices);
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
        let notices: Vec<Range<usize>> = report.parts_of(Part::Notice).collect();
        let court = Court { report, table: Table::built_in() };
        primary(&court.best_answers(recipient, &notices)).map(|reply| reply.span.clone()).unwrap_or_default()
    } else {
        recipient.diagnostic.clone()
    };
    let words: Vec<&str> = report.words(&span).split_whitespace().collect();
    let mut line = words.join(" ");
    line.truncate(line.floor_char_boundary(500));
    line
}
