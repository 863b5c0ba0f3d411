//! The facts of a case, each under its stable key, with what is to be hidden already hidden.

use super::redact::Redactor;
use super::{Entry, Item, Options, Paper, case_code};
use crate::answer;
use crate::case::{Case, Tried};
use crate::diagnosis::{RecipientVerdict, codes_of, reply_of};
use crate::guide::{self, Answer, Worked};
use crate::intake::{Clock, Kind, Part, Recipient, Report, Sort, moment};
use crate::knowledge::{FACTS, Facts, For, Outcome, PLACEHOLDERS, Table, Trial};
use crate::words::Words;

/// The most recipients that are listed, and so on: a text stays under 60 lines.
const MOST_RECIPIENTS: usize = 8;
const MOST_STEPS: usize = 10;
const MOST_EVIDENCE: usize = 5;
/// The most lines that are quoted of a notice, and the most letters of each.
const MOST_WORDS: usize = 6;
const MOST_LINE: usize = 300;
/// The most letters of a text that could not be taken apart.
const MOST_INPUT: usize = 600;

/// Gathers the facts of one case for one text.
pub(super) struct Gatherer<'a> {
    pub case: &'a Case,
    pub table: &'a Table,
    pub options: &'a Options,
    pub words: &'static Words,
    pub redactor: Redactor<'a>,
    /// What fills the placeholders of the table's words, cleaned.
    pub facts: Facts,
}

impl<'a> Gatherer<'a> {
    pub(super) fn new(case: &'a Case, table: &'a Table, options: &'a Options) -> Self {
        let redactor = Redactor::new(case, options.redaction, table, options.lang);
        let known = case.facts();
        let mut facts = Facts::default();
        for name in PLACEHOLDERS {
            let value = match (name, known.get(name)) {
                (_, None) => continue,
                ("subject", Some(_)) if options.redaction.subject => redactor.hidden(),
                (_, Some(value)) => redactor.clean(value),
            };
            facts.set(name, value);
        }
        Self { case, table, options, words: Words::of(options.lang), redactor, facts }
    }

    /// The fact under a key, if anything is known; its key is one of [`FACTS`].
    pub(super) fn entry(&self, key: &str) -> Option<Entry> {
        let key = FACTS.into_iter().find(|known| *known == key)?;
        let mut items = self.items(key);
        for item in &mut items {
            item.text = one_line(&item.text);
        }
        items.retain(|item| !item.text.is_empty());
        let many = matches!(key, "to" | "words" | "evidence" | "alternatives" | "steps" | "next");
        (!items.is_empty()).then(|| Entry { key, label: self.label(key).to_owned(), items, many })
    }

    /// Words of others, in the quotation marks of the language.
    fn quote(&self, words: &str) -> String {
        self.words.ticket.quote.replace("{text}", words)
    }

    fn label(&self, key: &'static str) -> &'static str {
        let words = &self.words.ticket;
        match key {
            "case" => &words.case_code,
            "when" => &words.when,
            "what" => &words.what,
            "outcome" => &words.outcome,
            "actor" => &words.actor,
            "certainty" => &words.certainty,
            "cause" => &words.cause,
            "alternatives" => &words.alternatives,
            "kind" => &words.kind,
            "from" => &words.from,
            "to" => &words.to,
            "suggestion" => &words.suggestion,
            "subject" => &words.subject,
            "sent" => &words.sent,
            "code" => &words.code,
            "reply" => &words.reply,
            "words" => &words.words,
            "remote-mta" => &words.remote_mta,
            "reporting-mta" => &words.reporting_mta,
            "sending-ip" => &words.sending_ip,
            "queue-id" => &words.queue_id,
            "message-id" => &words.message_id,
            "last-attempt" => &words.last_attempt,
            "retry-until" => &words.retry_until,
            "program" => &words.program,
            "server" => &words.server,
            "happened" => &words.happened,
            "webmail" => &words.webmail,
            "other-network" => &words.other_network,
            "steps" => &words.steps,
            "worked" => &words.worked,
            "next" => &words.next,
            "evidence" => &words.evidence,
            "name" => &words.name,
            "phone" => &words.phone,
            "notes" => &words.notes,
            "input" => &words.input,
            "version" => &words.version,
            other => other_label(other),
        }
    }

    fn items(&self, key: &str) -> Vec<Item> {
        let report = self.case.report();
        let details = self.case.details();
        let worst = self.worst();
        let clean = |text: &str| vec![item(self.redactor.clean(text))];
        let own = |text: &str| vec![item(self.redactor.clean_own(text))];
        match key {
            "case" => vec![item(case_code(report))],
            "when" => self.date(&self.options.now),
            "what" | "outcome" | "actor" | "certainty" | "cause" | "alternatives" => self.verdict_items(key),
            "kind" => vec![item(format!("{}, {}", report.kind.as_str(), report.sort.as_str()))],
            "from" => clean(&report.sender),
            "to" => self.recipients(),
            "suggestion" => {
                let suggestion = self.case.verdict().and_then(|verdict| verdict.suggestion.as_ref());
                suggestion.map(|suggestion| clean(&suggestion.text)).unwrap_or_default()
            }
            "subject" => self.subject(),
            "sent" => {
                let date = report.returned.as_ref().map(|head| head.date.as_str()).filter(|date| !date.is_empty());
                self.date(date.unwrap_or(&report.arrival_date))
            }
            "code" => vec![item(self.codes())],
            // Of several recipients each has its own beside it.
            "reply" if self.listed().len() > 1 => Vec::new(),
            "reply" => clean(&reply_of(report, self.worst_index())),
            "words" => self.words_of_notice(),
            "remote-mta" => worst.map(|recipient| clean(&recipient.remote_mta)).unwrap_or_default(),
            "reporting-mta" => clean(&report.reporting_mta),
            "sending-ip" => sending_ip(report, self.worst_index()).map(|ip| clean(&ip)).unwrap_or_default(),
            "queue-id" => vec![item(self.redactor.clean_id(&report.queue_id))],
            "message-id" => {
                let id = report.returned.as_ref().map(|head| self.redactor.clean_id(&head.message_id));
                id.map(|id| vec![item(id)]).unwrap_or_default()
            }
            "last-attempt" => worst.map(|recipient| self.date(&recipient.last_attempt)).unwrap_or_default(),
            "retry-until" => worst.map(|recipient| self.date(&recipient.will_retry_until)).unwrap_or_default(),
            "program" => clean(&details.program),
            "server" => clean(&details.server),
            "happened" => clean(&details.happened),
            "webmail" => self.trial(Trial::Webmail),
            "other-network" => self.trial(Trial::OtherNetwork),
            "steps" => self.steps(),
            "worked" => self.worked(),
            "next" => self.next_steps(),
            "evidence" => self.evidence(),
            "name" => own(&details.name),
            "phone" => own(&details.phone),
            "notes" => clean(&details.notes),
            "input" => self.input(),
            "version" => vec![item(self.words.ticket.version_of.replace("{version}", env!("CARGO_PKG_VERSION")))],
            _ => Vec::new(),
        }
    }

    /// The recipient whose answer leads the page, an index into the report's recipients.
    pub(super) fn worst_index(&self) -> Option<usize> {
        self.case.subject()
    }

    pub(super) fn worst(&self) -> Option<&Recipient> {
        self.case.report().recipients.get(self.worst_index()?)
    }

    /// Reply code, enhanced status code and code of a mail program, as far as known.
    pub(super) fn codes(&self) -> String {
        let (code, status) = codes_of(self.case.report(), self.worst_index());
        let client = self.case.report().client_codes.first().map(|code| code.code.clone()).unwrap_or_default();
        [code, status, client].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
    }

    /// Cause, code and domain on one line.
    pub(super) fn title(&self) -> Option<String> {
        let verdict = self.case.verdict()?;
        let domain = self.worst().and_then(|recipient| recipient.address.rsplit_once('@')).map(|(_, domain)| domain);
        let cause = match self.options.audience() {
            guide::Audience::Customer => self.headline().0,
            guide::Audience::Agent => verdict.cause.to_string(),
        };
        let parts = [Some(cause), Some(self.codes()), domain.map(|domain| self.redactor.clean(domain))];
        let parts: Vec<String> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
        Some(one_line(&parts.join(" · ")))
    }

    /// Title and first sentence of the page.
    pub(super) fn headline(&self) -> (String, String) {
        let Some(verdict) = self.case.verdict() else { return Default::default() };
        answer::headline(verdict, self.table, &self.facts, self.options.lang)
    }

    fn verdict_items(&self, key: &str) -> Vec<Item> {
        let Some(verdict) = self.case.verdict() else { return Vec::new() };
        let (lang, words) = (self.options.lang, self.words);
        let titled = |id| format!("{} ({id})", self.table.cause(id).title.get(lang));
        match key {
            "what" => vec![item(self.headline().1)],
            "outcome" => vec![with_id(words.outcome(verdict.outcome), verdict.outcome.as_str())],
            "actor" => vec![with_id(words.ticket_actor(verdict.actor), verdict.actor.as_str())],
            "certainty" => vec![with_id(words.certainty(verdict.certainty), verdict.certainty.as_str())],
            "cause" => vec![with_id(&titled(&verdict.cause), verdict.cause.as_str())],
            _ => verdict.alternatives.iter().map(|id| with_id(&titled(id), id.as_str())).collect(),
        }
    }

    /// The recipients of whom the text speaks: to a provider of theirs, of its own mailboxes only.
    fn listed(&self) -> Vec<&RecipientVerdict> {
        let domain = |index: usize| {
            let recipient = self.case.report().recipients.get(index);
            recipient.and_then(|recipient| recipient.address.rsplit_once('@')).map(|(_, domain)| domain.to_lowercase())
        };
        let served = self.worst_index().and_then(domain).filter(|_| self.options.paper == Paper::ToRecipientProvider);
        let all = self.case.diagnosis().map(|diagnosis| diagnosis.recipients.as_slice()).unwrap_or_default();
        all.iter().filter(|answer| served.is_none() || domain(answer.recipient) == served).collect()
    }

    fn recipients(&self) -> Vec<Item> {
        let report = self.case.report();
        let listed = self.listed();
        let several = listed.len() > 1;
        let shown = listed.iter().take(MOST_RECIPIENTS).filter_map(|answer| {
            let recipient = report.recipients.get(answer.recipient)?;
            let address = self.redactor.clean(&recipient.address);
            let last = self.redactor.clean(&recipient.final_recipient);
            let led_on = !last.is_empty() && !recipient.final_recipient.eq_ignore_ascii_case(&recipient.address);
            let (code, status) = codes_of(report, Some(answer.recipient));
            let reply = self.redactor.clean(&reply_of(report, Some(answer.recipient)));
            let remote = self.redactor.clean(&recipient.remote_mta);
            let mut text = if led_on { format!("{address} › {last}") } else { address.clone() };
            if text.is_empty() {
                text.clone_from(&self.words.ticket.unknown_recipient);
            }
            text = format!("{text}: {}", self.words.outcome(answer.verdict.outcome));
            if several {
                let codes = [code.as_str(), status.as_str()].join(" ");
                let said =
                    if reply.is_empty() { self.redactor.clean(report.words(&recipient.notice)) } else { reply.clone() };
                let said = cut(&one_line(&said), MOST_LINE);
                let quoted = if said.is_empty() { String::new() } else { self.quote(&said) };
                for part in [codes.trim(), quoted.as_str(), remote.as_str()].into_iter().filter(|part| !part.is_empty())
                {
                    text.push_str(" · ");
                    text.push_str(part);
                }
            }
            let fields = vec![
                ("address", address),
                ("final", if led_on { last } else { String::new() }),
                ("outcome", answer.verdict.outcome.as_str().to_owned()),
                ("cause", answer.verdict.cause.to_string()),
                ("code", code),
                ("status", status),
                ("reply", reply),
                ("remote-mta", remote),
            ];
            Some(Item { text, id: None, fields })
        });
        let mut items: Vec<Item> = shown.collect();
        if listed.len() > MOST_RECIPIENTS {
            items.push(item(format!("+ {}", listed.len() - MOST_RECIPIENTS)));
        }
        if items.is_empty() && !report.replies.is_empty() {
            items.push(item(self.words.ticket.unknown_recipient.clone()));
        }
        items
    }

    /// The recipients with the answer that leads the page, and the others with theirs.
    pub(super) fn by_answer(&self) -> (Vec<String>, Vec<String>) {
        let (mut same, mut others) = (Vec::new(), Vec::new());
        let Some(diagnosis) = self.case.diagnosis() else { return (same, others) };
        for answer in &diagnosis.recipients {
            let Some(recipient) = self.case.report().recipients.get(answer.recipient) else { continue };
            let address = self.redactor.clean(&recipient.address);
            if address.is_empty() {
                continue;
            }
            if Some(&answer.verdict.cause) == self.case.verdict().map(|verdict| &verdict.cause) {
                same.push(address);
            } else {
                let why = match answer.verdict.outcome {
                    Outcome::Failed | Outcome::Delayed => {
                        self.quote(self.table.cause(&answer.verdict.cause).title.get(self.options.lang))
                    }
                    other => self.words.outcome(other).to_lowercase(),
                };
                others.push(format!("{address} ({why})"));
            }
        }
        (same, others)
    }

    fn subject(&self) -> Vec<Item> {
        let Some(head) = self.case.report().returned.as_ref().filter(|head| !head.subject.is_empty()) else {
            return Vec::new();
        };
        let hidden = self.redactor.hides().subject;
        vec![item(if hidden { self.redactor.hidden() } else { self.redactor.clean(&head.subject) })]
    }

    /// A date as people read it, with its zone and in UTC; as it was written where it cannot be read.
    fn date(&self, written: &str) -> Vec<Item> {
        let Some(moment) = moment(written) else { return vec![item(self.redactor.clean(written))] };
        let time = |clock: Clock| format!("{:02}:{:02}", clock.time[0], clock.time[1]);
        let here = format!("{}, {}", self.day(moment.here), time(moment.here));
        let utc = time(moment.utc);
        let text = match moment.offset {
            0 => format!("{here} UTC"),
            offset if moment.utc.day == moment.here.day => format!("{here} {} ({utc} UTC)", zone(offset)),
            offset => format!("{here} {} ({}, {utc} UTC)", zone(offset), self.day(moment.utc)),
        };
        let Clock { year, month, day, time: [hour, minute, second] } = moment.here;
        let zone = if moment.offset == 0 { "Z".to_owned() } else { zone(moment.offset) };
        let id = format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{zone}");
        vec![Item { text, id: Some(id), fields: Vec::new() }]
    }

    /// The same on one line of a text.
    fn date_words(&self, written: &str) -> String {
        self.date(written).pop().map(|item| item.text).unwrap_or_default()
    }

    /// The day in words: `12 marzo 2026`.
    pub(super) fn day(&self, clock: Clock) -> String {
        self.words.day(clock)
    }

    fn trial(&self, trial: Trial) -> Vec<Item> {
        let words = &self.words.ticket;
        match self.case.trial(trial, self.table) {
            Some(Tried::Works) => vec![with_id(&words.answer_yes, "yes")],
            Some(Tried::DoesNotWork) => vec![with_id(&words.answer_no, "no")],
            Some(Tried::NotTried) => vec![with_id(&words.not_tried, "not-tried")],
            None => Vec::new(),
        }
    }

    fn steps(&self) -> Vec<Item> {
        let words = &self.words.ticket;
        let lang = self.options.lang;
        let Some(checklist) = self.case.checklist(self.table, self.options.audience()) else { return Vec::new() };
        if checklist.items.iter().all(|item| !item.done && item.answer.is_none()) {
            return Vec::new();
        }
        let shown = checklist.items.iter().take(MOST_STEPS).map(|step| {
            let title = self.redactor.clean(step.step.title.get(lang));
            let (word, id) = match step.answer {
                Some(Answer::Yes) => (&words.answer_yes, "yes"),
                Some(Answer::No) => (&words.answer_no, "no"),
                Some(Answer::DontKnow) => (&words.answer_dont_know, "dont-know"),
                None if step.done => (&words.done, "done"),
                None => (&words.not_done, "not-done"),
            };
            let at = self.case.progress().times.get(&step.step.id).cloned().unwrap_or_default();
            let when = if at.is_empty() { String::new() } else { format!(" ({})", self.date_words(&at)) };
            let text = match (&step.step.question, step.answer) {
                (Some(question), Some(_)) => format!("{title}. {} {word}{when}", question.ask.get(lang)),
                _ => format!("{title}: {word}{when}"),
            };
            let fields = vec![("step", step.step.id.clone()), ("title", title), ("state", id.to_owned()), ("at", at)];
            Item { text, id: None, fields }
        });
        shown.collect()
    }

    fn worked(&self) -> Vec<Item> {
        let words = &self.words.ticket;
        match self.case.progress().worked {
            Some(Worked::Yes) => vec![with_id(&words.answer_yes, "yes")],
            Some(Worked::No) => vec![with_id(&words.answer_no, "no")],
            Some(Worked::MustWait) => vec![with_id(&words.worked_wait, "wait")],
            None => Vec::new(),
        }
    }

    /// What an agent does about this cause.
    fn next_steps(&self) -> Vec<Item> {
        let Some(verdict) = self.case.verdict() else { return Vec::new() };
        let steps = guide::steps_for(verdict, self.table, guide::Audience::Agent);
        let own = steps.iter().filter(|step| step.for_whom == For::Agent);
        own.map(|step| Item { id: Some(step.id.clone()), ..item(step.title.get(self.options.lang).to_owned()) })
            .collect()
    }

    fn evidence(&self) -> Vec<Item> {
        let Some(verdict) = self.case.verdict() else { return Vec::new() };
        let shown = verdict.evidence.iter().take(MOST_EVIDENCE).map(|sign| {
            let quoted = one_line(&self.redactor.clean(&sign.text));
            let text = if quoted.is_empty() || quoted == sign.rule {
                format!("{} {}", sign.kind.as_str(), sign.rule)
            } else {
                format!("{} ({} {}, {})", self.quote(&quoted), sign.kind.as_str(), sign.rule, sign.cause)
            };
            let fields = vec![
                ("kind", sign.kind.as_str().to_owned()),
                ("rule", sign.rule.clone()),
                ("cause", sign.cause.to_string()),
                ("text", quoted),
            ];
            Item { text, id: None, fields }
        });
        shown.collect()
    }

    /// The notice's own words, where no server's answer is quoted or it does not tell: the lines about the leading
    /// recipient, around the words that decided.
    fn words_of_notice(&self) -> Vec<Item> {
        let (report, subject) = (self.case.report(), self.worst_index());
        let Some(verdict) = self.case.verdict() else { return Vec::new() };
        let told = !reply_of(report, subject).is_empty() && !verdict.cause.is_undetermined();
        if told || report.kind != Kind::Bounce {
            return Vec::new();
        }
        // What tells nothing is quoted from the beginning, and so is a notice that says nothing of this recipient.
        let about = self.worst().map(|recipient| recipient.notice.clone());
        let span = about.filter(|span| !verdict.cause.is_undetermined() && lines_in(report.words(span)).count() > 1);
        let Some(span) = span.or_else(|| report.parts_of(Part::Notice).next()) else { return Vec::new() };
        let decided = verdict.evidence.first().map(|sign| sign.span.start).filter(|at| span.contains(at));
        let words = report.words(&span);
        let line_of = |at: usize| words.get(..at - span.start).map_or(0, |before| lines_in(before).count());
        let first = decided.map_or(0, |at| line_of(at).saturating_sub(MOST_WORDS / 2));
        let clean = self.redactor.clean(words);
        lines_in(&clean).skip(first).take(MOST_WORDS).map(|line| item(cut(line, MOST_LINE))).collect()
    }

    /// Where nothing was taken apart: the words themselves, as far as they are an error and not somebody's mail.
    fn input(&self) -> Vec<Item> {
        let report = self.case.report();
        if self.is_private() || !report.replies.is_empty() || !report.recipients.is_empty() {
            return Vec::new();
        }
        vec![item(one_line(&self.redactor.clean(&report.text)).chars().take(MOST_INPUT).collect())]
    }

    /// Whether the text is somebody's letter, which is hidden; a receipt of certified mail is none.
    fn is_private(&self) -> bool {
        let report = self.case.report();
        let certified = matches!(report.sort, Sort::Certified(sort) if !sort.is_envelope());
        report.kind == Kind::OtherMail && !certified && self.redactor.hides().bodies
    }

    /// What a notice says in its own words, as far as it is no letter of a person.
    pub(super) fn notice(&self, lines: usize, letters: usize) -> String {
        let report = self.case.report();
        if self.is_private() {
            return String::new();
        }
        let parts: Vec<&str> = report.parts_of(Part::Notice).filter_map(|span| report.text.get(span)).collect();
        let text = if parts.is_empty() { report.text.clone() } else { parts.join("\n") };
        let text: String = text.chars().take(letters).collect();
        let clean = self.redactor.clean(&text);
        let shown = clean.lines().map(str::trim_end).filter(|line| !line.is_empty()).take(lines);
        shown.collect::<Vec<_>>().join("\n")
    }
}

/// The lines of a text that hold something.
fn lines_in(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty())
}

/// A text of at most so many letters.
fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most { text.to_owned() } else { text.chars().take(most - 1).chain(['…']).collect() }
}

/// Every key of [`FACTS`] has its label above.
fn other_label(key: &'static str) -> &'static str {
    debug_assert!(false, "the fact {key} has no label");
    key
}

fn item(text: String) -> Item {
    Item { text, ..Item::default() }
}

fn with_id(text: &str, id: &str) -> Item {
    Item { id: Some(id.to_owned()), ..item(text.to_owned()) }
}

/// A value as one line: what a server folds over several is one answer.
pub(super) fn one_line(value: &str) -> String {
    value.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `+01:00`
fn zone(offset: i16) -> String {
    let sign = if offset < 0 { '-' } else { '+' };
    format!("{sign}{:02}:{:02}", offset.abs() / 60, offset.abs() % 60)
}

/// The address that the refusing server saw: what it names behind its code. Addresses before the code are its own.
fn sending_ip(report: &Report, subject: Option<usize>) -> Option<String> {
    let reply = reply_of(report, subject);
    let (code, status) = codes_of(report, subject);
    let after = [status, code].into_iter().filter(|code| !code.is_empty()).find_map(|code| {
        let at = reply.find(&code)?;
        reply.get(at + code.len()..)
    })?;
    super::redact::ip_spans(after).into_iter().next().and_then(|span| after.get(span)).map(str::to_owned)
}
