//! Evidence over guess: every sign for a cause is collected with its rank, and the best rank decides.
//!
//! The order of the ranks is the law here. A server's own words name the cause best; a published code of a provider
//! comes next; then the enhanced status code, vague words, the friendly sentence around the server's words, codes of
//! mail programs, and last a reply code alone, which never makes the answer sure.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

use super::answers::{self, class, contains, is_final, primary};
use super::sizes::Sizes;
use super::suggest::{Suggestion, suggest, suggest_in_text};
use super::{Certainty, Diagnosis, Evidence, EvidenceKind, RecipientVerdict, Verdict, Warning, warnings};
use crate::intake::{Action, Kind, Part, Recipient, Report, Sort};
use crate::knowledge::{
    Actor, CauseId, CodeRef, Hit, KindRule, Outcome, Searched, Submission, Table, WarningId, Weight,
};

/// What a sign is worth, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    /// What the person answered to the question between two causes.
    Answer,
    /// The sort of message or the report's `Action` leaves no question.
    Message,
    ServerWords,
    ServerVendor,
    /// Words beside the server's answer, in the paragraph about this recipient.
    NearWords,
    NearVendor,
    StatusCode,
    /// The reason that a receipt of certified mail names by its sort.
    Certified,
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

impl Rank {
    /// How many ranks there are.
    pub const COUNT: usize = Self::MessageAlone as usize + 1;

    /// The place among the ranks, the best being the first.
    pub fn place(self) -> usize {
        self as usize + 1
    }

    /// Whether a sign says so little that words no phrase foresees may say more.
    fn is_vague(self) -> bool {
        matches!(
            self,
            Self::ServerHint | Self::WrapperHint | Self::VagueStatusCode | Self::ReplyCode | Self::MessageAlone
        )
    }
}

/// A sign that speaks for a cause.
#[derive(Clone, Debug)]
struct Sign<'a> {
    rank: Rank,
    /// Among equal ranks the lower wins: the order of the table.
    order: usize,
    kind: EvidenceKind,
    rule: Cow<'a, str>,
    cause: &'a CauseId,
    /// Where it stands in the report's text.
    span: Range<usize>,
    /// Further causes the same sign may mean.
    also: &'a [CauseId],
    provider: Option<&'a str>,
    /// Whether friendly words around the server's answer say it.
    claim: bool,
}

impl<'a> Sign<'a> {
    /// What a sort of message, or the report's `Action`, means.
    fn of_message(rank: Rank, rule: &'a KindRule) -> Self {
        let (kind, name) = (EvidenceKind::Message, rule.kind.as_str().into());
        Self {
            rank,
            order: 0,
            kind,
            rule: name,
            cause: &rule.cause,
            span: 0..0,
            also: &[],
            provider: None,
            claim: false,
        }
    }

    /// What a code means by itself: the first of its causes; nothing where that is undetermined.
    fn of_code(rank: Rank, kind: EvidenceKind, code: Cow<'a, str>, causes: &'a [CauseId]) -> Option<Self> {
        let (cause, also) = causes.split_first().filter(|(first, _)| !first.is_undetermined())?;
        Some(Self { rank, order: 0, kind, rule: code, cause, span: 0..0, also, provider: None, claim: false })
    }

    fn evidence(&self, report: &Report) -> Evidence {
        Evidence {
            kind: self.kind,
            rank: self.rank,
            rule: self.rule.clone().into_owned(),
            cause: self.cause.clone(),
            span: self.span.clone(),
            text: report.words(&self.span).to_owned(),
        }
    }

    /// Whether it says nothing more than an earlier sign for the same cause, whose words hold its words.
    fn is_part_of(&self, earlier: &Self) -> bool {
        earlier.cause == self.cause
            && self.kind == EvidenceKind::Signature
            && earlier.kind == EvidenceKind::Signature
            && contains(&earlier.span, &self.span)
    }
}

/// With more recipients than this, a notice is not read again for each of them.
const FEW: usize = 20;

/// How much of a pasted error is searched for the names of servers: errors are short.
const SHORT: usize = 8 << 10;

pub(super) fn diagnose(report: &Report, table: &Table) -> Diagnosis {
    let warnings = warnings::find(report, table);
    let court = Court::new(report, table, warnings.first());
    if court.warning == Some(WarningId::SuspectedFake) {
        // What it says of recipients and reasons is made up.
        let overall = court.judge_fake();
        let kind = if report.kind == Kind::Bounce { Kind::OtherMail } else { report.kind };
        return Diagnosis { kind, overall, recipients: Vec::new(), warnings };
    }
    let mut recipients: Vec<RecipientVerdict> = report
        .recipients
        .iter()
        .enumerate()
        .map(|(index, _)| RecipientVerdict { recipient: index, verdict: court.judge(Some(index)) })
        .collect();
    recipients.sort_by_key(|answer| answer.verdict.outcome.severity());
    let overall = match recipients.first() {
        Some(worst) if !court.is_settled_by_sort() => worst.verdict.clone(),
        _ => court.judge(None),
    };
    Diagnosis { kind: report.kind, overall, recipients, warnings }
}

pub(super) fn settle(
    report: &Report,
    found: &Diagnosis,
    told: &dyn Fn(&str) -> Option<bool>,
    table: &Table,
) -> Diagnosis {
    let court = Court::new(report, table, found.warnings.first());
    let recipients: Vec<RecipientVerdict> = found
        .recipients
        .iter()
        .map(|answer| RecipientVerdict {
            recipient: answer.recipient,
            verdict: court.settle(Some(answer.recipient), &answer.verdict, told),
        })
        .collect();
    let subject = found.recipients.first().map(|worst| worst.recipient);
    let overall = court.settle(subject, &found.overall, told);
    Diagnosis { kind: found.kind, overall, recipients, warnings: found.warnings.clone() }
}

/// Which signatures are looked for in a stretch of text.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Rules {
    /// Those whose phrases say it by themselves.
    Plain,
    /// Those that ask for words beside their phrases.
    Beside,
}

/// Which signatures, in which stretch, with which reply code and status code.
type Asked = (Rules, Range<usize>, String, String);

/// Weighs the signs of one report.
struct Court<'a> {
    report: &'a Report,
    table: &'a Table,
    by_address: HashMap<String, usize>,
    settings: Option<Arc<Submission>>,
    /// The whole text of the report, in which the signatures have been looked for once.
    searched: Searched<'a>,
    /// What was found, by the way it was looked for, its stretch and its codes.
    found: RefCell<HashMap<Asked, Rc<[Hit]>>>,
    warning: Option<WarningId>,
}

/// How a stretch of text is to be read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reading {
    /// The server's own words from end to end.
    Server,
    /// The paragraph about a recipient: answers in it are the server's words, the rest stands near them.
    Near,
    /// The same where the report's fields quote the answer: what the paragraph repeats stands near it, the rest is
    /// friendly words.
    Repeated,
    /// Friendly words around; only answers in it are the server's.
    Wrapper,
}

impl<'a> Court<'a> {
    fn new(report: &'a Report, table: &'a Table, warning: Option<&Warning>) -> Self {
        Self {
            report,
            table,
            by_address: report.by_address(),
            settings: settings_of_sender(report, table),
            searched: table.matcher().search(&report.text).about_mail(is_about_mail(report, table)),
            found: RefCell::default(),
            warning: warning.map(|warning| warning.id),
        }
    }
}

impl<'a> Court<'a> {
    /// The answer as it stands once the person has told which of two causes it is.
    fn settle(&self, subject: Option<usize>, found: &Verdict, told: &dyn Fn(&str) -> Option<bool>) -> Verdict {
        let mut verdict = found.clone();
        let Some((doubt, lead)) = super::doubt(found, self.table) else { return verdict };
        let Some(yes) = told(&doubt.id) else { return verdict };
        let (cause, other) = lead.follow(yes);
        let known = self.table.cause(cause);
        verdict.alternatives.retain(|id| id != cause && id != other);
        if !other.is_undetermined() {
            verdict.alternatives.insert(0, other.clone());
        }
        verdict.evidence.insert(
            0,
            Evidence {
                kind: EvidenceKind::Answer,
                rank: Rank::Answer,
                rule: doubt.id.clone(),
                cause: cause.clone(),
                span: 0..0,
                text: if yes { "yes" } else { "no" }.to_owned(),
            },
        );
        if verdict.outcome == Outcome::Unknown {
            verdict.outcome = known.outcome;
        }
        if verdict.outcome != Outcome::Delivered {
            let instead = known.acts(verdict.outcome).map(|(actor, _)| actor);
            verdict.actor = instead.unwrap_or_else(|| known.at(self.report.kind == Kind::Bounce).actor);
        }
        // It is a person's word, and no longer the code alone that speaks.
        verdict.certainty = Certainty::Likely;
        verdict.code = None;
        verdict.suggestion = if known.check_spelling { self.suggestion(subject) } else { None };
        verdict.cause = cause.clone();
        verdict
    }

    /// Whether a notice says that the server goes on trying. In a pasted sentence such words may speak of a train.
    fn says_delayed(&self) -> bool {
        self.report.says_delayed && (self.report.kind == Kind::Bounce || !self.report.replies.is_empty())
    }

    fn is_settled_by_sort(&self) -> bool {
        self.report.kind == Kind::OtherMail
            && self.table.kind_rule(self.report.sort.as_str()).is_some_and(|rule| rule.decides)
    }

    /// The answer where nothing that is said counts.
    fn judge_fake(&self) -> Verdict {
        let kind = WarningId::SuspectedFake.as_str();
        let sign = self.table.kind_rule(kind).map(|rule| Sign::of_message(Rank::Message, rule));
        // However alike it looks, nobody can be sure from the outside.
        let verdict = self.decide(None, sign.into_iter().collect());
        Verdict { certainty: Certainty::Likely, suggestion: None, ..verdict }
    }

    /// The answer for one recipient, or for a report that names nobody.
    fn judge(&self, subject: Option<usize>) -> Verdict {
        let mut signs = Vec::new();
        let none = Recipient::default();
        let recipient = subject.and_then(|index| self.report.recipients.get(index));
        self.add_message_signs(recipient, &mut signs);
        let recipient = recipient.unwrap_or(&none);
        // Beside a bare code there is nothing but «error», and that is no server's word.
        let spoken = self.report.kind != Kind::Code;
        let notices: Vec<Range<usize>> = if spoken { self.report.parts_of(Part::Notice).collect() } else { Vec::new() };
        if !recipient.diagnostic.is_empty() {
            self.read(&recipient.diagnostic, Reading::Server, subject, &mut signs);
        }
        if !recipient.notice.is_empty() {
            let reading = if recipient.diagnostic.is_empty() { Reading::Near } else { Reading::Repeated };
            self.read(&recipient.notice, reading, subject, &mut signs);
        }
        let best = signs.iter().map(|sign| sign.rank).min();
        let alone = self.report.recipients.len() < 2;
        let few = self.report.recipients.len() <= FEW;
        if few && best.is_none_or(|best| best > Rank::StatusCode) || alone && best > Some(Rank::Message) {
            let named = !recipient.diagnostic.is_empty() || !recipient.notice.is_empty();
            let has_answers =
                self.report.replies.iter().any(|reply| notices.iter().any(|notice| contains(notice, &reply.span)));
            let reading = match named || has_answers {
                _ if !recipient.diagnostic.is_empty() => Reading::Repeated,
                true => Reading::Wrapper,
                false => Reading::Near,
            };
            for notice in &notices {
                self.read(notice, reading, subject, &mut signs);
            }
        }
        self.add_code_signs(subject, &mut signs);
        let best = signs.iter().map(|sign| sign.rank).min();
        if best.is_none_or(Rank::is_vague) {
            self.read_beside(recipient, &notices, subject, &mut signs);
        }
        self.decide(subject, signs)
    }

    /// Looks again, for the words of vague rules that stand beside each other: first in the server's own words, then
    /// around them.
    fn read_beside(
        &self,
        recipient: &Recipient,
        notices: &[Range<usize>],
        subject: Option<usize>,
        signs: &mut Vec<Sign<'a>>,
    ) {
        let before = signs.len();
        for (span, reading) in [(&recipient.diagnostic, Reading::Server), (&recipient.notice, Reading::Near)] {
            if !span.is_empty() && signs.len() == before {
                self.read_with(Rules::Beside, span, reading, subject, signs);
            }
        }
        if self.report.recipients.len() <= FEW {
            for notice in notices {
                if signs.len() == before {
                    self.read_with(Rules::Beside, notice, Reading::Near, subject, signs);
                }
            }
        }
    }

    fn add_message_signs(&self, recipient: Option<&Recipient>, signs: &mut Vec<Sign<'a>>) {
        let is_mail = self.report.sort != Sort::Plain || self.report.kind == Kind::OtherMail;
        let sort = is_mail.then(|| self.report.sort.as_str());
        let action = recipient.and_then(|recipient| recipient.action).map(Action::as_str);
        let delayed = (self.says_delayed() && !self.report.says_failed && action.is_none()).then_some("delayed");
        for kind in [sort, action, delayed].into_iter().flatten() {
            let Some(rule) = self.table.kind_rule(kind) else { continue };
            // A delivered message is settled only if the report says so of this very recipient.
            let rank = match rule.decides {
                true => Rank::Message,
                false if self.table.certified(kind).is_some() && !rule.cause.is_undetermined() => Rank::Certified,
                false => Rank::MessageAlone,
            };
            signs.push(Sign::of_message(rank, rule));
        }
    }

    /// Looks for signatures in one stretch of text.
    fn read(&self, span: &Range<usize>, reading: Reading, subject: Option<usize>, signs: &mut Vec<Sign<'a>>) {
        self.read_with(Rules::Plain, span, reading, subject, signs);
    }

    /// What stands in a stretch of text, looked for once for all recipients that it is about.
    fn found(&self, rules: Rules, span: &Range<usize>, code: &str, status: &str) -> Rc<[Hit]> {
        let matcher = self.table.matcher();
        let look = || match rules {
            Rules::Plain => matcher.find(&self.searched, span, code, status).into(),
            Rules::Beside => matcher.find_beside(&self.searched, span, code, status).into(),
        };
        // Of many recipients each has a stretch of its own.
        if self.report.recipients.len() > FEW {
            return look();
        }
        let key = (rules, span.clone(), code.to_owned(), status.to_owned());
        Rc::clone(self.found.borrow_mut().entry(key).or_insert_with(look))
    }

    fn read_with(
        &self,
        rules: Rules,
        span: &Range<usize>,
        reading: Reading,
        subject: Option<usize>,
        signs: &mut Vec<Sign<'a>>,
    ) {
        let none = Recipient::default();
        let recipient = subject.and_then(|index| self.report.recipients.get(index)).unwrap_or(&none);
        let answers = answers::answers(self.report, span, subject);
        let primary = primary(&answers);
        let code = primary.map(|reply| reply.code.as_str()).unwrap_or_default();
        let status = answers::status_of(&answers)
            .map(|(status, _)| status)
            .or(recipient.status)
            .map(|status| status.to_string())
            .unwrap_or_default();
        let matcher = self.table.matcher();
        for hit in self.found(rules, span, code, &status).iter() {
            let Some(signature) = matcher.signatures().get(hit.signature) else { continue };
            let place = hit.span.clone();
            if self.names_another(&place, subject) {
                continue;
            }
            let answer =
                answers.iter().find(|reply| contains(&answers::words_of(self.report, reply, span), &place)).copied();
            let server = match (reading, answer) {
                (Reading::Server, None) => Reading::Server,
                (Reading::Repeated, Some(reply)) if is_final(reply, primary) => Reading::Near,
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
                (Reading::Repeated | Reading::Wrapper, Weight::Words | Weight::Vendor) => Rank::WrapperWords,
                (Reading::Near | Reading::Repeated | Reading::Wrapper, Weight::Hint) => Rank::WrapperHint,
            };
            signs.push(Sign {
                rank,
                order: hit.signature,
                kind: EvidenceKind::Signature,
                rule: signature.id.as_str().into(),
                cause: &signature.cause,
                span: place,
                also: &signature.also,
                provider: signature.provider.as_deref(),
                claim: rank == Rank::WrapperWords && answer.is_none(),
            });
        }
    }

    /// Whether the words around `place` speak of another recipient of the same report and not of this one.
    fn names_another(&self, place: &Range<usize>, subject: Option<usize>) -> bool {
        let Some(subject) = subject.filter(|_| self.report.recipients.len() > 1) else { return false };
        if let Some(named) = self.report.recipient_named_at(place, &self.by_address) {
            return named != subject;
        }
        let covers =
            |recipient: &Recipient| contains(&recipient.diagnostic, place) || contains(&recipient.notice, place);
        let recipients = &self.report.recipients;
        recipients.get(subject).is_none_or(|own| !covers(own)) && recipients.iter().any(covers)
    }

    /// Adds what the codes themselves say.
    fn add_code_signs(&self, subject: Option<usize>, signs: &mut Vec<Sign<'a>>) {
        let table = self.table;
        let none = Recipient::default();
        let recipient = subject.and_then(|index| self.report.recipients.get(index)).unwrap_or(&none);
        let answers = answers::best_answers(self.report, subject);
        let primary = primary(&answers);
        let mut statuses: Vec<(String, Range<usize>)> = Vec::new();
        if let Some((status, span)) = answers::status_of(&answers) {
            statuses.push((status.to_string(), span));
        }
        if let Some(status) = recipient.status.map(|status| status.to_string())
            && statuses.iter().all(|(known, _)| *known != status)
        {
            statuses.push((status, recipient.diagnostic.clone()));
        }
        for (order, (status, span)) in statuses.into_iter().enumerate() {
            let (causes, vague) = match table.status_code(&status) {
                Some(entry) => (&entry.causes, entry.vague),
                // The registry grows: of a code that it does not name, the class still speaks.
                None => match status.get(..1).and_then(|class| table.status_class(class)) {
                    Some(class) => (&class.causes, true),
                    None => continue,
                },
            };
            let rank = if vague { Rank::VagueStatusCode } else { Rank::StatusCode };
            let sign = Sign::of_code(rank, EvidenceKind::StatusCode, status.into(), causes);
            signs.extend(sign.map(|sign| Sign { order, span, ..sign }));
        }
        for (order, code) in self.report.client_codes.iter().enumerate() {
            let Some(entry) = table.client_code(&code.code) else { continue };
            let kind = EvidenceKind::ClientCode;
            let sign = Sign::of_code(Rank::ClientCode, kind, code.code.as_str().into(), &entry.causes);
            signs.extend(sign.map(|sign| Sign { order, span: code.span.clone(), ..sign }));
        }
        if let Some(reply) = primary.filter(|reply| !reply.code.is_empty())
            && let Some(entry) = table.reply_code(&reply.code)
        {
            let kind = EvidenceKind::ReplyCode;
            let sign = Sign::of_code(Rank::ReplyCode, kind, reply.code.as_str().into(), &entry.causes);
            signs.extend(sign.map(|sign| Sign { span: reply.codes.clone(), ..sign }));
        }
    }

    fn decide(&self, subject: Option<usize>, mut signs: Vec<Sign<'_>>) -> Verdict {
        signs.sort_by_key(|sign| (sign.rank, sign.order));
        // Each with whether it is part of an earlier one.
        let mut weighed: Vec<(Sign<'_>, bool)> = Vec::with_capacity(signs.len());
        for sign in signs {
            if weighed.iter().all(|(earlier, _)| earlier.kind != sign.kind || earlier.rule != sign.rule) {
                let part = weighed.iter().any(|(earlier, part)| !part && sign.is_part_of(earlier));
                weighed.push((sign, part));
            }
        }
        let signs: Vec<Sign<'_>> = weighed.into_iter().filter(|(_, part)| !part).map(|(sign, _)| sign).collect();
        let decisive = signs.first();
        let cause = decisive.map_or_else(CauseId::undetermined, |sign| sign.cause.clone());
        let known = self.table.cause(&cause);
        let code = decisive.and_then(|sign| self.code_page(sign));
        let code = code.or_else(|| self.client_page().filter(|_| cause.is_undetermined()));
        let code_entry = code.as_deref().and_then(|code| self.table.code(code));
        let mut alternatives: Vec<CauseId> = Vec::new();
        let settled = decisive.is_some_and(|sign| sign.rank == Rank::Message);
        if !settled {
            // The deciding sign's own doubts first, then what the other signs say; codes that were overruled are silent.
            let own = decisive.map(|sign| sign.also).unwrap_or_default();
            let others = signs.iter().skip(1).filter(|sign| sign.rank < Rank::VagueStatusCode).map(|sign| sign.cause);
            for other in own.iter().chain(others) {
                if *other != cause
                    && !alternatives.contains(other)
                    && alternatives.len() < 4
                    && !other.is_undetermined()
                {
                    alternatives.push(other.clone());
                }
            }
        }
        let contradicted =
            decisive.and_then(|sign| claim_against(sign, &signs)).map(|claim| claim.evidence(self.report));
        let outcome = self.outcome(subject, decisive, known.outcome, code_entry);
        let rule = decisive.filter(|sign| sign.kind == EvidenceKind::Signature);
        let rule = rule.and_then(|sign| self.table.matcher().signature(&sign.rule));
        let status = decisive.filter(|sign| sign.kind == EvidenceKind::StatusCode);
        let status = status.and_then(|sign| self.table.status_code(&sign.rule));
        let actor = match (rule.and_then(|rule| rule.actor), code_entry) {
            (Some(actor), _) => Some(actor),
            (_, Some(CodeRef::Reply(entry))) => Some(entry.actor),
            (_, Some(CodeRef::Certified(entry))) => Some(entry.actor),
            (_, Some(CodeRef::Client(entry))) => entry.actor,
            _ => status.and_then(|entry| entry.actor),
        };
        let instead = known.acts(outcome).map(|(actor, _)| actor);
        let actor = actor.or(instead).unwrap_or_else(|| known.at(self.report.kind == Kind::Bounce).actor);
        let actor = if outcome == Outcome::Delivered { Actor::Nobody } else { actor };
        Verdict {
            cause,
            outcome,
            actor,
            certainty: certainty(&signs),
            alternatives,
            provider: decisive.and_then(|sign| sign.provider).map(str::to_owned),
            code,
            suggestion: if known.check_spelling { self.suggestion(subject) } else { None },
            settings: self.settings.clone(),
            sizes: Sizes::read(&answers::reply_of(self.report, subject), self.table.words()),
            warning: self.warning,
            returned: self.report.kind == Kind::Bounce,
            contradicted,
            evidence: signs.iter().take(8).map(|sign| sign.evidence(self.report)).collect(),
        }
    }

    /// The right spelling of the recipient's address, or of a server that a mail program names.
    fn suggestion(&self, subject: Option<usize>) -> Option<Suggestion> {
        let recipient = subject.and_then(|index| self.report.recipients.get(index));
        let addresses =
            recipient.map(|recipient| [&recipient.address, &recipient.final_recipient]).into_iter().flatten();
        let of_address =
            addresses.filter(|address| !address.is_empty()).find_map(|address| suggest(address, self.table));
        of_address.or_else(|| {
            let words = pasted_words(self.report);
            words.and_then(|words| suggest_in_text(words, self.table))
        })
    }

    /// The code whose own page leads: where the answer rests on a code alone.
    fn code_page(&self, decisive: &Sign<'_>) -> Option<String> {
        match decisive.kind {
            EvidenceKind::ReplyCode | EvidenceKind::ClientCode => Some(decisive.rule.to_string()),
            // A picked or typed code gets its page even where its status code tells more.
            EvidenceKind::StatusCode if self.report.kind == Kind::Code => Some(decisive.rule.to_string()),
            // A receipt of certified mail is explained by a page of its own.
            EvidenceKind::Message => self.table.certified(&decisive.rule).map(|_| decisive.rule.to_string()),
            _ => None,
        }
    }

    /// The page of the first code of a mail program: it tells more than that nothing tells.
    fn client_page(&self) -> Option<String> {
        self.report
            .client_codes
            .iter()
            .find_map(|code| self.table.client_code(&code.code))
            .map(|entry| entry.code.clone())
    }

    /// The evidence first, the cause's own default only where nothing says.
    fn outcome(
        &self,
        subject: Option<usize>,
        decisive: Option<&Sign<'_>>,
        default: Outcome,
        code: Option<CodeRef<'_>>,
    ) -> Outcome {
        if let Some(sign) = decisive.filter(|sign| sign.rank == Rank::Message)
            && let Some(rule) = self.table.kind_rule(&sign.rule)
        {
            return rule.outcome;
        }
        let recipient = subject.and_then(|index| self.report.recipients.get(index));
        match recipient.and_then(|recipient| recipient.action) {
            Some(Action::Failed) => return Outcome::Failed,
            Some(Action::Delayed) => return Outcome::Delayed,
            _ => {}
        }
        // A page about a code, with no message behind it: the table says what the code means for a message.
        match code {
            Some(CodeRef::Reply(entry)) => return entry.outcome,
            Some(CodeRef::Client(entry)) => return entry.outcome.unwrap_or(default),
            Some(CodeRef::Certified(entry)) => return entry.outcome,
            _ => {}
        }
        if matches!(default, Outcome::Delivered | Outcome::NotAnError) {
            return default;
        }
        let class = primary(&answers::best_answers(self.report, subject)).and_then(class);
        // A pasted notice often has no code, but names a recipient and a reason.
        let pasted = self.report.says_delayed
            && !self.report.recipients.is_empty()
            && decisive.is_some_and(|sign| !sign.cause.is_undetermined());
        let delayed = self.says_delayed() || pasted;
        let failed = self.report.says_failed && self.report.kind == Kind::Bounce;
        match class.or(recipient.and_then(|recipient| recipient.status).map(|status| status.class)) {
            Some(5) => Outcome::Failed,
            // The queue has given up on what was only a delay.
            Some(4) if failed && !delayed => Outcome::Failed,
            Some(4) => Outcome::Delayed,
            // Words that name both promise another try: «could not be delivered for 4 hours, will be retried».
            _ if delayed && (!self.report.says_failed || self.report.kind == Kind::Text) => Outcome::Delayed,
            _ if failed => Outcome::Failed,
            _ => default,
        }
    }
}

/// What the friendly words around a server's own answer claim instead, where they claim one thing.
fn claim_against<'s, 'a>(decisive: &Sign<'a>, signs: &'s [Sign<'a>]) -> Option<&'s Sign<'a>> {
    if decisive.rank == Rank::Message || decisive.rank > Rank::StatusCode {
        return None;
    }
    let mut claims = signs.iter().filter(|sign| sign.claim);
    let claim = claims.next()?;
    let one = claims.all(|other| other.cause == claim.cause);
    let agrees = |sign: &Sign<'_>, cause: &CauseId| sign.cause == cause || sign.also.contains(cause);
    let disagree = !agrees(decisive, claim.cause) && !agrees(claim, decisive.cause);
    (one && disagree && !claim.cause.is_undetermined()).then_some(claim)
}

/// Whether what was brought speaks of mail from end to end: a returned message, or a text with words of mail.
fn is_about_mail(report: &Report, table: &Table) -> bool {
    report.kind == Kind::Bounce
        || pasted_words(report).is_some_and(|words| table.words().mail_words.find(words).is_some())
}

/// The words of a mail program's own error. The servers named in a returned message are others' as a rule.
fn pasted_words(report: &Report) -> Option<&str> {
    if report.kind != Kind::Text {
        return None;
    }
    report.text.get(..report.text.floor_char_boundary(SHORT))
}

/// The settings of the service through which the message was to go out: that of the sender's address, or of the
/// outgoing server that a mail program names.
fn settings_of_sender(report: &Report, table: &Table) -> Option<Arc<Submission>> {
    let domain = report.sender.rsplit_once('@').map(|(_, domain)| domain);
    let of_sender = domain.and_then(|domain| table.settings_for(domain));
    let named = || {
        let part_of_a_name = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-');
        let mut words = pasted_words(report)?.split(|c: char| !part_of_a_name(c) && c != '@');
        let is_host = |word: &&str| word.contains('.') && !word.contains('@') && !table.domains().is_known(word);
        words.by_ref().filter(is_host).find_map(|word| table.settings_for(word.trim_matches('.')))
    };
    of_sender.or_else(named).cloned()
}

/// Words that name the cause make it sure unless other words contradict them; codes alone at most likely.
fn certainty(signs: &[Sign<'_>]) -> Certainty {
    let Some(decisive) = signs.first() else { return Certainty::Unsure };
    let cause = decisive.cause;
    let contradicted = signs
        .iter()
        .any(|sign| sign.rank <= Rank::NearVendor && sign.cause != cause && !decisive.also.contains(sign.cause));
    let confirmed = signs.iter().skip(1).any(|sign| sign.cause == cause && sign.rank <= Rank::StatusCode);
    let repeated = signs.iter().skip(1).any(|sign| sign.cause == cause);
    match decisive.rank {
        Rank::Answer | Rank::Message => Certainty::Sure,
        Rank::ServerWords | Rank::ServerVendor | Rank::NearWords | Rank::NearVendor => {
            if contradicted && !confirmed {
                Certainty::Likely
            } else {
                Certainty::Sure
            }
        }
        Rank::StatusCode | Rank::Certified => Certainty::Likely,
        Rank::ServerHint | Rank::WrapperWords => {
            if repeated {
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
