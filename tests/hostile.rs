//! Any bytes give an answer: no panic, no span outside the text.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test stops where its ground is missing")]

use proptest::prelude::*;
use rimbalzo::answer::Answer;
use rimbalzo::case::{Case, Command, Input};
use rimbalzo::diagnosis::{Diagnosis, diagnose};
use rimbalzo::intake::{Report, read_bytes, read_text};
use rimbalzo::knowledge::{Lang, Table};
use rimbalzo::ticket::{self, Form, Options, Paper, Redaction};

const BOUNCE: &str = "From: Mail Delivery System <MAILER-DAEMON@mx.example.net>\r\nTo: anna@example.org\r\n\
    Subject: Undelivered Mail Returned to Sender\r\nMIME-Version: 1.0\r\n\
    Content-Type: multipart/report; report-type=delivery-status; boundary=\"b1\"\r\n\r\n--b1\r\n\
    Content-Type: text/plain; charset=utf-8\r\n\r\nThis is the mail system at host mx.example.net.\r\n\r\n\
    <luca@example.com>: host mx.example.com[192.0.2.1] said: 552 5.2.2 Casella piena\r\n    (in reply to RCPT TO command)\r\n\r\n--b1\r\n\
    Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.net\r\n\r\nFinal-Recipient: rfc822; luca@example.com\r\n\
    Action: failed\r\nStatus: 5.2.2\r\nDiagnostic-Code: smtp; 552 5.2.2 Casella piena\r\n\r\n--b1\r\nContent-Type: message/rfc822\r\n\r\n\
    From: anna@example.org\r\nTo: luca@example.com\r\nSubject: Ciao\r\n\r\nCiao\r\n--b1--\r\n";

/// Everything that is done with an answer, and what must hold of it.
fn hold(report: &Report, diagnosis: &Diagnosis) {
    let inside = |span: &std::ops::Range<usize>| span.is_empty() || report.text.get(span.clone()).is_some();
    for reply in &report.replies {
        assert!(inside(&reply.span) && inside(&reply.codes));
    }
    for recipient in &report.recipients {
        assert!(inside(&recipient.diagnostic) && inside(&recipient.notice));
    }
    for sign in diagnosis
        .recipients
        .iter()
        .map(|answer| &answer.verdict)
        .chain([&diagnosis.overall])
        .flat_map(|verdict| &verdict.evidence)
    {
        assert!(inside(&sign.span));
        assert_eq!(report.words(&sign.span), sign.text);
    }
    let answer = Answer::new("x", report, diagnosis, Table::built_in(), Lang::It);
    assert!(serde_json::to_string(&answer).is_ok());
}

fn hold_bytes(bytes: &[u8]) {
    let table = Table::built_in();
    let report = read_bytes(bytes, table);
    hold(&report, &diagnose(&report, table));
    let mut case = Case::default();
    case.apply(Command::Read(Input::File { name: "x".into(), bytes: bytes.to_vec() }), table);
    for form in Form::ALL {
        let options = Options { form, redaction: Redaction::all(), attach: true, ..Options::default() };
        assert!(!ticket::write_bytes(&case, table, &options).is_empty());
    }
    for paper in Paper::ALL {
        let options = Options { paper, lang: Lang::En, ..Options::default() };
        assert!(!ticket::write(&case, table, &options).is_empty());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes_give_an_answer(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        hold_bytes(&bytes);
    }

    #[test]
    fn random_text_of_the_characters_that_codes_are_made_of_gives_an_answer(text in "[0-9a-eX.:;<>@#()\\[\\] \\-\n\r\t'\"«»àè=?/_|*]{0,300}") {
        let table = Table::built_in();
        let report = read_text(&text, table);
        hold(&report, &diagnose(&report, table));
        hold_bytes(text.as_bytes());
    }

    #[test]
    fn a_damaged_bounce_gives_an_answer(
        cut in 0..1000_usize,
        changes in proptest::collection::vec((0..1000_usize, any::<u8>()), 0..12),
        doubled in 0..1000_usize,
    ) {
        let mut bytes = BOUNCE.as_bytes().to_vec();
        for (at, byte) in changes {
            let at = at % bytes.len();
            bytes[at] = byte;
        }
        let doubled = doubled % bytes.len();
        bytes.extend_from_within(doubled..);
        bytes.truncate(BOUNCE.len().saturating_sub(cut % BOUNCE.len()) + doubled);
        hold_bytes(&bytes);
    }

    #[test]
    fn line_ends_do_not_change_the_answer(lone in any::<bool>()) {
        let table = Table::built_in();
        let other = if lone { BOUNCE.replace("\r\n", "\r") } else { BOUNCE.replace("\r\n", "\n") };
        let (first, second) = (read_bytes(BOUNCE.as_bytes(), table), read_bytes(other.as_bytes(), table));
        prop_assert_eq!(diagnose(&first, table), diagnose(&second, table));
    }
}

#[test]
fn the_undamaged_bounce_is_read_whole() {
    let table = Table::built_in();
    let report = read_bytes(BOUNCE.as_bytes(), table);
    let diagnosis = diagnose(&report, table);
    assert_eq!(diagnosis.overall.cause.as_str(), "mailbox-full");
    assert_eq!(report.recipients.len(), 1);
    assert_eq!(report.returned.as_ref().map(|head| head.subject.as_str()), Some("Ciao"));
}

/// What follows the first fields of a returned message.
fn returned(rest: &str) -> String {
    format!(
        "From: MAILER-DAEMON@mx.example.net\nTo: anna@example.org\nSubject: failure notice\nMIME-Version: 1.0\n{rest}"
    )
}

#[test]
fn messages_made_of_nothing_but_structure_are_answered() {
    let table = Table::built_in();
    let started = std::time::Instant::now();
    let siblings = "--b\nContent-Type: text/plain\n\n550 5.1.1 user unknown\n".repeat(100_000);
    let recipients: String = (0..60_000)
        .map(|number| format!("Final-Recipient: rfc822; u{number}@e.example\nAction: failed\n\n"))
        .collect::<Vec<_>>()
        .concat();
    let inputs = [
        returned(&"Content-Type: message/rfc822\n\n".repeat(300_000)),
        returned(&format!("Content-Type: multipart/mixed; boundary=b\n\n{siblings}--b--\n")),
        returned(&"X-A: x\n".repeat(500_000)),
        returned(&format!("Content-Type: message/delivery-status\n\nReporting-MTA: dns; x.example\n\n{recipients}")),
        format!("&lt;{}", "&".repeat(1_000_000)),
        "> a\n".repeat(3_000_000),
    ];
    for input in &inputs {
        let report = read_bytes(input.as_bytes(), table);
        hold(&report, &diagnose(&report, table));
        assert!(report.text.len() < 10 << 20 && report.recipients.len() < 40_000);
    }
    // Generous for a debug build on a slow machine; what these once cost was minutes, or the stack.
    assert!(started.elapsed().as_secs() < 120, "{:?}", started.elapsed());
}

#[test]
fn boundaries_in_each_other_s_place_are_answered() {
    // An outer boundary inside the inner message, a cut one before it, and no end.
    let outer = "--b1.1/x.example.net";
    let notice = "Content-Type: text/plain\n\n<luca@example.com>: 550 5.1.1 user unknown\n\n";
    let status = "Content-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\nFinal-Recipient: rfc822; luca@example.com\n\
        Action: failed\nStatus: 5.1.1\n\n";
    let message = returned(&format!(
        "Content-Type: multipart/report; report-type=delivery-status; boundary=\"b1.1/x.example.net\"\n\n{outer}\n{notice}\
         {outer}\n{status}--b1.1/x.exampletext/plain\n\n{outer}\n{status}{outer}\nContent-Type: message/rfc822\n\n\
         Return-Path: <a@example.net>\nReceiv.net\nContent-Type: message/rfc822\n\nReturn-Path: <a@exa"
    ));
    for cut in (0..message.len()).rev().step_by(7) {
        let without: String =
            message.get(..cut).unwrap_or_default().to_owned() + message.get(cut + 40..).unwrap_or_default();
        hold_bytes(without.as_bytes());
    }
    hold_bytes(message.as_bytes());
}

#[test]
fn large_and_deep_input_is_answered_in_time() {
    let table = Table::built_in();
    let started = std::time::Instant::now();
    let nested = "Content-Type: multipart/mixed; boundary=b\n\n--b\n".repeat(3000);
    let inputs = [
        "550 ".repeat(200_000),
        "a@b.example ".repeat(80_000),
        "<".repeat(1_000_000),
        "5.1.1.".repeat(150_000),
        format!("Subject: x\nFrom: a@example.com\n\n{}", "user unknown ".repeat(80_000)),
        format!("From: a@example.com\nSubject: x\nMIME-Version: 1.0\n{nested}"),
        format!("{BOUNCE}{}", "Final-Recipient: rfc822; a@example.com\nAction: failed\n\n".repeat(3000)),
    ];
    for input in &inputs {
        let report = read_bytes(input.as_bytes(), table);
        hold(&report, &diagnose(&report, table));
    }
    // Generous for a debug build on a slow machine; a quadratic step takes minutes.
    assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
}
