//! How far the table carries beyond the sentences it was made from: lines in the words of servers that it has never seen.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test stops where its ground is missing")]

use std::collections::BTreeMap;

use rimbalzo::diagnosis::diagnose;
use rimbalzo::intake::{Kind, Report, read_bytes, read_text};
use rimbalzo::knowledge::Table;
use serde::Deserialize;

/// The least share of the lines that must be read with their cause, in thousandths.
const FLOOR: usize = 980;

#[derive(Deserialize)]
struct Lines {
    lines: Vec<String>,
    #[serde(default)]
    not: Vec<String>,
}

fn cause_of(report: &Report) -> String {
    diagnose(report, Table::built_in()).overall.cause.to_string()
}

#[test]
fn lines_of_servers_never_seen_are_read_with_their_cause() {
    let lines: BTreeMap<String, Lines> = toml::from_str(include_str!("carry_over/lines.toml")).unwrap();
    let read = |line: &str| cause_of(&read_text(line, Table::built_in()));
    let mut all = 0;
    let mut wrong = Vec::new();
    for (cause, lines) in &lines {
        all += lines.lines.len() + lines.not.len();
        let missed = lines.lines.iter().map(|line| (line, read(line))).filter(|(_, got)| got != cause);
        wrong.extend(missed.map(|(line, got)| format!("{cause}, got {got}: {line}")));
        let taken = lines.not.iter().filter(|line| read(line) == *cause);
        wrong.extend(taken.map(|line| format!("not {cause}: {line}")));
    }
    assert!(all > 700, "only {all} lines");
    assert!((all - wrong.len()) * 1000 >= FLOOR * all, "{} of {all} differ:\n{}", wrong.len(), wrong.join("\n"));
}

#[derive(Deserialize)]
struct Notices {
    notices: Vec<Notice>,
}

#[derive(Deserialize)]
struct Notice {
    name: String,
    kind: String,
    cause: String,
    recipient: Option<String>,
    message: String,
}

#[test]
fn notices_without_a_delivery_report_are_told_from_ordinary_mail_and_read() {
    let Notices { notices } = toml::from_str(include_str!("carry_over/notices.toml")).unwrap();
    assert!(notices.len() > 9);
    for notice in notices {
        let report = read(&notice.message);
        let kind = if report.kind == Kind::Bounce { "bounce" } else { "other-mail" };
        assert_eq!(kind, notice.kind, "{}", notice.name);
        assert_eq!(cause_of(&report), notice.cause, "{}", notice.name);
        if let Some(recipient) = notice.recipient {
            let named: Vec<&str> = report.recipients.iter().map(|recipient| recipient.address.as_str()).collect();
            assert_eq!(named, [recipient], "{}", notice.name);
        }
    }
}

fn read(message: &str) -> Report {
    read_bytes(message.as_bytes(), Table::built_in())
}

#[test]
fn a_daemon_that_writes_with_an_empty_return_path_returns_mail_in_whatever_language() {
    let report = read(
        "Return-Path: <>\nFrom: MAILER-DAEMON@mx.example.net\nTo: anna@example.net\nSubject: Tilkynning\nDate: Fri, 6 Mar 2026 09:00:00 +0100\n\nPósturinn komst ekki til skila:\n\n   bob@example.com\n\nÁstæða: Connection refused\n",
    );
    assert_eq!(report.kind, Kind::Bounce);
    assert_eq!(report.recipients[0].address, "bob@example.com");
    assert_eq!(cause_of(&report), "connection-failed");
}

#[test]
fn an_answer_that_is_the_comment_of_a_status_is_the_servers_answer() {
    let report = read(
        "From: MAILER-DAEMON@mx.example.net\nTo: anna@example.net\nSubject: failure notice\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\nContent-Type: text/plain\n\nNot delivered.\n\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.net\n\nFinal-Recipient: rfc822; bob@exmaple.com\nAction: failed\nStatus: 5.1.2 (550 Domain exmaple.com not found)\n\n--b--\n",
    );
    assert_eq!(report.words(&report.recipients[0].diagnostic), "550 Domain exmaple.com not found");
    assert_eq!(cause_of(&report), "domain-unknown");
}

#[test]
fn fields_whose_folding_was_lost_in_copying_still_hold_together() {
    let report = read(
        "Return-Path: <>\nReceived: from mx.example.net (mx.example.net\n[192.0.2.1])\nby in.example.net; Fri, 6 Mar 2026 09:00:00 +0100\nFrom: MAILER-DAEMON@mx.example.net\nTo: anna@example.net\nSubject: Undelivered mail\nContent-Type: multipart/report;\nreport-type=delivery-status;\nboundary=\"b/1\"\n\n--b/1\nContent-Type: text/plain\n\nNot delivered.\n\n--b/1\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.net\n\nFinal-Recipient: rfc822; bob@example.com\nAction: failed\nStatus: 4.4.1\nDiagnostic-Code: X-Postfix; connect to\nmx.example.com[192.0.2.9]:25: Connection timed out\n\n--b/1--\n",
    );
    assert_eq!(report.recipients[0].address, "bob@example.com");
    assert_eq!(cause_of(&report), "timeout");
}

#[test]
fn in_json_an_address_goes_with_its_own_key() {
    let report = read_text(
        r#"{"notificationType":"Bounce","bounce":{"feedbackId":"1","bouncedRecipients":[{"emailAddress":"bob@example.com","diagnosticCode":"smtp; 550 5.1.1 user unknown"}]},"mail":{"source":"shop@example.net"}}"#,
        Table::built_in(),
    );
    let named: Vec<&str> = report.recipients.iter().map(|recipient| recipient.address.as_str()).collect();
    assert_eq!(named, ["bob@example.com"]);
}

#[test]
fn a_recipient_named_without_its_domain_is_found_in_the_copy() {
    let report = read(
        "Return-Path: <>\nFrom: MAILER-DAEMON@lists.example.net\nTo: anna@example.net\nSubject: Delivery failure\n\nThe group you tried to contact (staff-2) may not exist.\n\n----- Original message -----\n\nFrom: anna@example.net\nTo: staff-2@example.net\nDate: Fri, 6 Mar 2026 09:00:00 +0100\nSubject: Hello\n\nHello\n",
    );
    assert_eq!(report.recipients[0].address, "staff-2@example.net");
}

#[test]
fn a_status_that_stands_alone_is_read_by_its_meaning() {
    let cause = |code: &str| cause_of(&read_text(code, Table::built_in()));
    // RFC 3463: no answer from the host.
    assert_eq!(cause("4.4.1"), "timeout");
    assert_eq!(cause("Status: 4.4.1"), "timeout");
    // Exchange Online.
    assert_eq!(cause("4.7.855"), "ip-blocklisted");
    assert_eq!(cause("5.4.311"), "domain-unknown");
    assert_eq!(cause("4.4.313"), "domain-unknown");
    assert_eq!(cause("0x800CCC11"), "connection-failed");
    assert!(Table::built_in().client_code("0x800CCC17").is_some_and(|code| code.title.en.contains("cancelled")));
}
