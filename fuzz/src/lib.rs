//! What must hold of every answer, whatever the bytes were.

use std::ops::Range;
use std::panic;
use std::sync::Once;

use rimbalzo::answer::Answer;
use rimbalzo::case::{Case, Command, Input};
use rimbalzo::diagnosis::{Diagnosis, diagnose};
use rimbalzo::guide::{self, Audience, Checklist, Progress};
use rimbalzo::intake::{self, Report};
use rimbalzo::knowledge::{Lang, Table};
use rimbalzo::ticket::{self, Form, Paper, Redaction};

/// A panic ends the run, but for those by which the mail parser gives a message up: the reader catches them.
fn only_the_parser_may_give_up() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let end = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !info.location().is_some_and(|place| place.file().contains("mail-parser")) {
                end(info);
            }
        }));
    });
}

/// The messages in a file, each read and answered, and the ticket for the whole.
pub fn file(bytes: &[u8]) {
    only_the_parser_may_give_up();
    let table = Table::built_in();
    if let Ok(items) = intake::unpack(bytes) {
        for item in items.iter().take(4) {
            let report = intake::read_bytes(item, table);
            answer(&report, table);
        }
    }
    let report = intake::read_bytes(bytes, table);
    answer(&report, table);
    tickets(Input::File { name: "x".into(), bytes: bytes.to_vec() }, table);
}

/// Pasted text, likewise.
pub fn text(text: &str) {
    only_the_parser_may_give_up();
    let table = Table::built_in();
    let report = intake::read_text(text, table);
    answer(&report, table);
    let _ = rimbalzo::answer::explain(text, table, Lang::It);
    tickets(Input::Text(text.to_owned()), table);
}

fn answer(report: &Report, table: &Table) {
    let diagnosis = diagnose(report, table);
    spans_are_inside(report, &diagnosis);
    assert_eq!(diagnosis, diagnose(report, table), "the same report gives the same answer");
    for lang in Lang::ALL {
        let json = serde_json::to_string(&Answer::new("x", report, &diagnosis, table, lang)).expect("an answer is JSON");
        let read: serde_json::Value = serde_json::from_str(&json).expect("what was written can be read");
        assert!(read["cause"].is_string());
    }
    for verdict in diagnosis.recipients.iter().map(|answer| &answer.verdict).take(3).chain([&diagnosis.overall]) {
        assert!(table.has_cause(&verdict.cause));
        for audience in [Audience::Customer, Audience::Agent] {
            checklist_ends(verdict, table, audience);
        }
    }
}

/// However the questions are answered, the list comes to an end.
fn checklist_ends(verdict: &rimbalzo::diagnosis::Verdict, table: &Table, audience: Audience) {
    for said in [guide::Answer::Yes, guide::Answer::No, guide::Answer::DontKnow] {
        let mut progress = Progress::default();
        for _ in 0..40 {
            let list = Checklist::new(verdict, table, audience, &progress);
            assert!(!list.items.is_empty(), "{}", verdict.cause);
            let open = list.items.iter().find(|item| item.step.question.is_some() && item.answer.is_none());
            let Some(open) = open.map(|item| item.step.id.clone()) else { return };
            progress.answers.insert(open, said);
        }
        panic!("the checklist of {} does not end", verdict.cause);
    }
}

fn spans_are_inside(report: &Report, diagnosis: &Diagnosis) {
    let inside = |span: &Range<usize>| span.is_empty() || report.text.get(span.clone()).is_some();
    assert!(report.parts.iter().all(|(_, span)| inside(span)));
    assert!(report.replies.iter().all(|reply| inside(&reply.span) && inside(&reply.codes)));
    assert!(report.client_codes.iter().all(|code| inside(&code.span)));
    assert!(report.replies.iter().all(|reply| reply.recipient.is_none_or(|named| named < report.recipients.len())));
    assert!(report.recipients.iter().all(|recipient| inside(&recipient.diagnostic) && inside(&recipient.notice)));
    let verdicts = diagnosis.recipients.iter().map(|answer| &answer.verdict).chain([&diagnosis.overall]);
    for sign in verdicts.flat_map(|verdict| &verdict.evidence) {
        assert!(inside(&sign.span));
        assert_eq!(report.words(&sign.span), sign.text);
    }
    assert!(diagnosis.recipients.iter().all(|answer| answer.recipient < report.recipients.len()));
}

fn tickets(input: Input, table: &Table) {
    let mut case = Case::default();
    case.apply(Command::Read(input), table);
    let paper = Paper::AgentTicket;
    for form in Form::ALL {
        let options =
            ticket::Options { paper, form, redaction: Redaction::all(), attach: true, ..ticket::Options::default() };
        let text = ticket::write(&case, table, &options);
        assert!(!text.is_empty());
        if form == Form::Json {
            serde_json::from_str::<serde_json::Value>(&text).expect("a ticket in JSON is JSON");
        }
    }
}

/// A message with `content` as its part of this kind, between words and the end.
pub fn wrapped(kind: &str, content: &[u8]) -> Vec<u8> {
    let mut message = format!(
        "From: MAILER-DAEMON@mx.example.net\r\nTo: anna@example.org\r\nSubject: Undelivered Mail Returned to Sender\r\n\
         MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=\"b1\"\r\n\r\n--b1\r\n\
         Content-Type: {kind}; charset=utf-8\r\n\r\n"
    )
    .into_bytes();
    message.extend_from_slice(content);
    message.extend_from_slice(b"\r\n--b1--\r\n");
    message
}
