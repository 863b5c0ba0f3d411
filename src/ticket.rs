//! The texts to send: to the helpdesk, to a colleague, to a ticket system.
//!
//! One [`Ticket`] holds the facts in their fixed order; every form is a rendering of it, and what is to be hidden is
//! hidden before any form is made.

mod redact;
mod render;

use crate::answer;
use crate::case::Case;
use crate::diagnosis::{Certainty, codes_of, reply_of};
use crate::guide::{Answer, Audience, Worked};
use crate::intake::{Recipient, Report};
use crate::knowledge::{Lang, Table};
use crate::words::Words;

pub use redact::Redaction;

/// The form of the text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Form {
    #[default]
    Text,
    Markdown,
    Html,
    Json,
    /// An unsent message (RFC 5322) that opens in a mail program.
    Eml,
}

/// For whom and how the text is written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    pub audience: Audience,
    pub lang: Lang,
    pub form: Form,
    pub redaction: Redaction,
    /// The date to put on the text, with its time zone; left out when empty.
    pub now: String,
}

/// One entry of a ticket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// A stable name for ticket systems, the same in every language.
    pub key: &'static str,
    /// The label for people.
    pub label: String,
    pub values: Vec<String>,
    /// What a ticket system gets in place of the values: an id that no language changes.
    pub id: Option<String>,
}

/// The facts of a case in the order in which every form shows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ticket {
    /// Cause, code and domain on one line.
    pub title: String,
    /// Words before the facts; empty for agents.
    pub opening: Vec<String>,
    pub entries: Vec<Entry>,
    pub closing: Vec<String>,
}

/// The most recipients, pieces of evidence and steps that are listed: a ticket stays under 60 lines.
const MOST: usize = 8;

/// Writes the text of a case in one form; empty where nothing has been read yet.
pub fn write(case: &Case, table: &Table, options: &Options) -> String {
    match Ticket::new(case, table, options) {
        Some(ticket) => render::render(&ticket, options),
        None => String::new(),
    }
}

/// A short code for a case that can be read out on the phone: the same text gives the same code.
pub fn case_code(report: &Report) -> String {
    // FNV-1a; the letters leave out those that sound or look alike (Crockford's base 32).
    const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let hash = report
        .text
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    let letter = |place: u32| {
        let index = usize::try_from((hash >> (place * 5 + 7)) & 31).unwrap_or_default();
        LETTERS.get(index).map_or('0', |byte| *byte as char)
    };
    let letters: String = (0..6).map(letter).collect();
    format!("RB-{}-{}", letters.get(..3).unwrap_or_default(), letters.get(3..).unwrap_or_default())
}

impl Ticket {
    /// Gathers what is known; `None` where nothing has been read yet.
    pub fn new(case: &Case, table: &Table, options: &Options) -> Option<Self> {
        let mut writer = Writer { case, table, options, words: Words::of(options.lang), entries: Vec::new() };
        let title = writer.title()?;
        writer.entries();
        let words = &writer.words.ticket;
        let (opening, closing) = match options.audience {
            Audience::Customer => (vec![words.greeting.clone(), words.intro.clone()], vec![words.closing.clone()]),
            Audience::Agent => (Vec::new(), Vec::new()),
        };
        let mut ticket = Self { title, opening, entries: writer.entries, closing };
        redact::apply(
            &mut ticket,
            options.redaction,
            &case.report().sender,
            &writer.words.ticket.hidden,
            &table.words().secret_words,
        );
        Some(ticket)
    }
}

struct Writer<'a> {
    case: &'a Case,
    table: &'a Table,
    options: &'a Options,
    words: &'static Words,
    entries: Vec<Entry>,
}

impl Writer<'_> {
    fn add(&mut self, key: &'static str, label: &str, values: Vec<String>) {
        let values: Vec<String> =
            values.into_iter().map(|value| one_line(&value)).filter(|value| !value.is_empty()).collect();
        if !values.is_empty() {
            self.entries.push(Entry { key, label: label.to_owned(), values, id: None });
        }
    }

    /// An entry that has an id beside its words.
    fn add_id(&mut self, key: &'static str, label: &str, value: impl Into<String>, id: &str) {
        self.add_one(key, label, value);
        if let Some(entry) = self.entries.last_mut().filter(|entry| entry.key == key) {
            entry.id = Some(id.to_owned());
        }
    }

    fn add_one(&mut self, key: &'static str, label: &str, value: impl Into<String>) {
        self.add(key, label, vec![value.into()]);
    }

    /// The recipient whose answer leads the page, an index into the report's recipients.
    fn worst_index(&self) -> Option<usize> {
        self.case.subject()
    }

    fn worst(&self) -> Option<&Recipient> {
        self.case.report().recipients.get(self.worst_index()?)
    }

    fn codes(&self) -> String {
        let (code, status) = codes_of(self.case.report(), self.worst_index());
        let client = self.case.report().client_codes.first().map(|code| code.code.clone()).unwrap_or_default();
        [code, status, client].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
    }

    fn title(&self) -> Option<String> {
        let verdict = self.case.verdict()?;
        let domain =
            self.worst().and_then(|recipient| recipient.address.rsplit_once('@')).map(|(_, domain)| domain.to_owned());
        let cause = match self.options.audience {
            Audience::Customer => answer::headline(verdict, self.table, &self.case.facts(), self.options.lang).0,
            Audience::Agent => verdict.cause.to_string(),
        };
        let parts = [Some(cause), Some(self.codes()), domain];
        Some(parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · "))
    }

    fn entries(&mut self) {
        let words = &self.words.ticket;
        let agent = self.options.audience == Audience::Agent;
        let report = self.case.report();
        self.add_one("case", &words.case_code, case_code(report));
        self.add_one("when", &words.when, self.options.now.clone());
        self.diagnosis_entries(agent);
        self.people_entries();
        self.server_entries(agent);
        if agent {
            self.evidence_entries();
        }
        self.step_entries();
        let details = self.case.details().clone();
        self.add_one("name", &words.name, details.name);
        self.add_one("phone", &words.phone, details.phone);
        self.add_one("program", &words.program, details.program);
        self.add_one("notes", &words.notes, details.notes);
        if report.replies.is_empty() && report.recipients.is_empty() {
            // Nothing was taken apart: the words themselves, as far as they are an error and not a whole message.
            let shown: String = one_line(&report.text).chars().take(600).collect();
            self.add_one("input", &words.input, shown);
        }
        self.add_one("version", &words.version, concat!("Rimbalzo ", env!("CARGO_PKG_VERSION")));
    }

    fn diagnosis_entries(&mut self, agent: bool) {
        let (lang, words) = (self.options.lang, self.words);
        let Some(verdict) = self.case.verdict() else { return };
        let cause = self.table.cause(&verdict.cause);
        let (_, what) = answer::headline(verdict, self.table, &self.case.facts(), lang);
        self.add_one("what", &words.ticket.what, what);
        self.add_id("outcome", &words.ticket.outcome, words.outcome(verdict.outcome), verdict.outcome.as_str());
        self.add_id("actor", &words.ticket.actor, words.ticket_actor(verdict.actor), verdict.actor.as_str());
        if agent || verdict.certainty != Certainty::Sure {
            self.add_id(
                "certainty",
                &words.ticket.certainty,
                words.certainty(verdict.certainty),
                verdict.certainty.as_str(),
            );
        }
        if agent {
            let title = format!("{} ({})", cause.title.get(lang), verdict.cause);
            self.add_id("cause", &words.ticket.cause, title, verdict.cause.as_str());
            let others =
                verdict.alternatives.iter().map(|id| format!("{} ({id})", self.table.cause(id).title.get(lang)));
            self.add("alternatives", &words.ticket.alternatives, others.collect());
        }
    }

    fn people_entries(&mut self) {
        let words = self.words;
        let report = self.case.report();
        let Some(diagnosis) = self.case.diagnosis() else { return };
        let head = report.returned.clone().unwrap_or_default();
        self.add_one("from", &words.ticket.from, report.sender.clone());
        let mut recipients: Vec<String> = diagnosis
            .recipients
            .iter()
            .take(MOST)
            .filter_map(|answer| {
                let recipient = report.recipients.get(answer.recipient)?;
                Some(format!("{} ({})", recipient.address, words.outcome(answer.verdict.outcome)))
            })
            .collect();
        if diagnosis.recipients.len() > MOST {
            recipients.push(format!("+ {}", diagnosis.recipients.len() - MOST));
        }
        if recipients.is_empty() && !report.replies.is_empty() {
            recipients.push(words.ticket.unknown_recipient.clone());
        }
        self.add("to", &words.ticket.to, recipients);
        if let Some(suggestion) = self.case.verdict().and_then(|verdict| verdict.suggestion.as_ref()) {
            self.add_one("suggestion", &words.ticket.suggestion, suggestion.text.clone());
        }
        self.add_one("subject", &words.ticket.subject, head.subject);
        let sent = if head.date.is_empty() { report.arrival_date.clone() } else { head.date };
        self.add_one("sent", &words.ticket.sent, sent);
        self.add_one("message-id", &words.ticket.message_id, head.message_id);
    }

    fn server_entries(&mut self, agent: bool) {
        let words = &self.words.ticket;
        let report = self.case.report();
        let worst = self.worst().cloned().unwrap_or_default();
        self.add_one("code", &words.code, self.codes());
        self.add_one("reply", &words.reply, reply_of(report, self.worst_index()));
        self.add_one("remote-mta", &words.remote_mta, worst.remote_mta.clone());
        if agent {
            self.add_one("reporting-mta", &words.reporting_mta, report.reporting_mta.clone());
            self.add_one("queue-id", &words.queue_id, report.queue_id.clone());
        }
    }

    fn evidence_entries(&mut self) {
        let Some(verdict) = self.case.verdict() else { return };
        let shown = verdict.evidence.iter().take(MOST).map(|sign| match one_line(&sign.text) {
            text if text.is_empty() || text == sign.rule => format!("{} {}", sign.kind.as_str(), sign.rule),
            text => format!("«{text}» ({} {}, {})", sign.kind.as_str(), sign.rule, sign.cause),
        });
        self.add("evidence", &self.words.ticket.evidence, shown.collect());
    }

    fn step_entries(&mut self) {
        let words = &self.words.ticket;
        let lang = self.options.lang;
        let Some(checklist) = self.case.checklist(self.table, self.options.audience) else { return };
        let touched = checklist.items.iter().any(|item| item.done || item.answer.is_some());
        if touched {
            let shown = checklist.items.iter().take(MOST + 4).map(|item| {
                let title = item.step.title.get(lang);
                let state = match item.answer {
                    Some(Answer::Yes) => &words.answer_yes,
                    Some(Answer::No) => &words.answer_no,
                    Some(Answer::DontKnow) => &words.answer_dont_know,
                    None if item.done => &words.done,
                    None => &words.not_done,
                };
                match (&item.step.question, item.answer) {
                    (Some(question), Some(_)) => format!("{title}. {} {state}", question.ask.get(lang)),
                    _ => format!("{title}: {state}"),
                }
            });
            self.add("steps", &words.steps, shown.collect());
        }
        let worked = match self.case.progress().worked {
            Some(Worked::Yes) => &words.answer_yes,
            Some(Worked::No) => &words.answer_no,
            Some(Worked::MustWait) => &words.worked_wait,
            None => return,
        };
        self.add_one("worked", &words.worked, worked.clone());
    }
}

/// A value as one line: what a server folds over several is one answer.
fn one_line(value: &str) -> String {
    value.split_whitespace().collect::<Vec<_>>().join(" ")
}
