//! Any bytes give an answer: no panic, no span outside the text.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test stops where its ground is missing")]

mod encode;

use encode::base64;
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

/// Answered one by one, so that whatever is slow has a name.
fn each_in_time(inputs: Vec<(&str, Vec<u8>)>) {
    let table = Table::built_in();
    for (name, input) in inputs {
        let started = std::time::Instant::now();
        let report = read_bytes(&input, table);
        hold(&report, &diagnose(&report, table));
        let _ = rimbalzo::intake::check_bytes(&input);
        let _ = rimbalzo::intake::trails(&input, table);
        // Generous for a debug build on a slow machine; what was quadratic took minutes.
        assert!(started.elapsed().as_secs() < 30, "{name}: {:?}", started.elapsed());
    }
}

const UNKNOWN: &str = "<luca@example.com>: 550 5.1.1 user unknown\n";

#[test]
fn mime_bombs_end() {
    let opening = (0..10_000).fold(String::new(), |text, level| {
        text + &format!("Content-Type: multipart/mixed; boundary=b{level}\n\n--b{level}\n")
    });
    let mut encoded = returned(&format!("\n{UNKNOWN}")).into_bytes();
    for _ in 0..20 {
        let text = base64(&encoded);
        encoded = returned(&format!("Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n{text}"))
            .into_bytes();
    }
    let boundary = "b".repeat(60_000);
    each_in_time(vec![
        ("10,000 parts in one another", returned(&format!("{opening}\n{UNKNOWN}")).into_bytes()),
        (
            "messages in one another",
            returned(&"Content-Type: message/rfc822\n\nFrom: a@example.com\n".repeat(1000)).into_bytes(),
        ),
        ("encoded messages in one another", encoded),
        (
            "a boundary without end",
            returned(&format!(
                "Content-Type: multipart/mixed; boundary=\"{boundary}\"\n\n{}",
                format!("--{boundary}x\n").repeat(40)
            ))
            .into_bytes(),
        ),
        (
            "a boundary of dashes",
            returned(&format!("Content-Type: multipart/mixed; boundary=\"-\"\n\n{}", "---\n".repeat(300_000)))
                .into_bytes(),
        ),
    ]);
}

#[test]
fn headers_and_encodings_without_end_are_read_to_their_bounds() {
    let long =
        |start: &str, piece: &str, times: usize| returned(&format!("{start}{}", piece.repeat(times))).into_bytes();
    let mut inputs = vec![
        ("a name of 2 MB", long("X-", "a", 2_000_000)),
        ("a subject of encoded words", long("Subject: ", "=?utf-8?B?w6g=?= ", 60_000)),
        ("addresses", long("To: ", "\"a\" <a@example.com>, ", 60_000)),
        ("comments in one another", long("Cc: ", "(", 1_000_000)),
        ("parameters in pieces", long("Content-Type: text/plain; ", "a*0*=utf-8''%41; ", 100_000)),
        ("stops", long("", "Received: from a by b; Mon, 23 Nov 2026 10:20:00 +0000\n", 20_000)),
        ("base64 in one line", long("Content-Transfer-Encoding: base64\n\n", "QUJD", 500_000)),
        ("quoted-printable", long("Content-Transfer-Encoding: quoted-printable\n\n", "=E9=\n", 300_000)),
    ];
    for charset in ["utf-16", "utf-7", "iso-2022-jp", "shift_jis", "gb18030", "x-unknown", "utf-8"] {
        let mut bytes = returned(&format!("Content-Type: text/plain; charset={charset}\n\n")).into_bytes();
        bytes.extend(b"<luca@example.com>: 550 5.1.1 user unknown \xff\xfe\x1b$B+AGE-\x80".repeat(10_000));
        inputs.push((charset, bytes));
    }
    each_in_time(inputs);
}

#[test]
fn markup_without_end_is_read_once() {
    let lure = "Your mailbox is suspended. Sign in to confirm your password and release your messages. ";
    let html = |piece: &str, times: usize| {
        returned(&format!("Content-Type: text/html\n\n{lure}{UNKNOWN}{}>", piece.repeat(times))).into_bytes()
    };
    each_in_time(vec![
        ("unclosed blocks", html("<div>", 200_000)),
        ("unclosed links", html("<a ", 300_000)),
        ("links that lead nowhere", html("<a href=", 100_000)),
        ("less than", html("<", 1_000_000)),
        ("comments", html("<!--", 300_000)),
        ("styles", html("<style></", 200_000)),
        ("entities", html("&lt;", 300_000)),
        ("pasted", format!("<html><body>{lure}{}>", "<a ".repeat(300_000)).into_bytes()),
        ("pasted and quoted", "> a\n".repeat(500_000).into_bytes()),
        ("pasted and indented", "  a\n".repeat(500_000).into_bytes()),
    ]);
}

/// A compound file (MS-CFB) of a header, one sector of allocations, and sectors that follow.
fn compound(sectors: u32, allocations: &[u32], rest: &[u8]) -> Vec<u8> {
    let mut file = vec![0; 512];
    file[..8].copy_from_slice(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");
    for (at, number) in [(24, 0x3e_u16), (26, 3), (28, 0xfffe), (30, 9), (32, 6)] {
        file[at..at + 2].copy_from_slice(&number.to_le_bytes());
    }
    for (at, number) in [(44, sectors), (48, 1), (56, 4096), (60, END), (68, END)] {
        file[at..at + 4].copy_from_slice(&number.to_le_bytes());
    }
    file[76..].fill(0xff);
    file[76..80].fill(0);
    let mut table = vec![0xff; 512];
    for (slot, number) in table.chunks_exact_mut(4).zip(allocations) {
        slot.copy_from_slice(&number.to_le_bytes());
    }
    [&file, &table, rest].concat()
}

const END: u32 = 0xffff_fffe;
const TABLE: u32 = 0xffff_fffd;
const NONE: u32 = u32::MAX;

/// An entry of its directory: a name, its sort, its neighbours and child, its first sector and length.
fn entry(name: &str, sort: u8, [left, right, child]: [u32; 3], start: u32, length: u64) -> Vec<u8> {
    let mut entry = vec![0; 128];
    let name: Vec<u8> = name.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
    entry[..name.len()].copy_from_slice(&name);
    entry[64] = u8::try_from(name.len()).expect("short");
    (entry[66], entry[67]) = (sort, 1);
    for (at, number) in [(68, left), (72, right), (76, child), (116, start)] {
        entry[at..at + 4].copy_from_slice(&number.to_le_bytes());
    }
    entry[120..].copy_from_slice(&length.to_le_bytes());
    entry
}

#[test]
fn compound_files_that_lie_about_themselves_are_answered() {
    let root = |child| entry("Root Entry", 5, [NONE, NONE, child], END, 0);
    let empty = || vec![0; 128];
    let body = "__substg1.0_1000001F";
    let endless = [
        root(1),
        entry("__properties_version1.0", 2, [NONE, 2, NONE], 2, 1 << 40),
        entry(body, 2, [NONE; 3], 2, 1 << 40),
        empty(),
    ]
    .concat();
    let circle =
        [root(1), entry("a", 1, [2, 2, 1], 0, 0), entry("b", 1, [1, 1, 2], 0, 0), entry("c", 1, [3; 3], 0, 0)].concat();
    let own_child = [root(0), entry("a", 1, [NONE; 3], 0, 0), empty(), empty()].concat();
    each_in_time(vec![
        ("a directory that follows itself", compound(1, &[TABLE, 1], &[root(1), empty(), empty(), empty()].concat())),
        ("a tree in circles", compound(1, &[TABLE, END], &circle)),
        ("a root that is its own child", compound(1, &[TABLE, END], &own_child)),
        ("a stream that follows itself", compound(1, &[TABLE, END, 2], &[endless, vec![b'A'; 512]].concat())),
        ("two thousand million sectors", compound(0x7fff_ffff, &[TABLE, END], &[root(NONE), empty()].concat())),
        ("zeros", [&b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"[..], &[0; 4_000_000]].concat()),
    ]);
}

#[test]
fn archives_within_archives_and_files_that_share_their_bytes_are_answered() {
    use std::io::{Cursor, Write as _};
    let zip_of = |name: &str, content: &[u8]| {
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        archive.start_file(name, zip::write::SimpleFileOptions::default()).expect("start");
        archive.write_all(content).expect("write");
        archive.finish().expect("finish").into_inner()
    };
    let nested = (0..40).fold(zip_of("a.eml", BOUNCE.as_bytes()), |inner, _| zip_of("x.zip", &inner));
    // The one file is listed ten thousand times (APPNOTE 4.3.12 and 4.3.16).
    let one = zip_of("a.txt", &UNKNOWN.as_bytes().repeat(200));
    let list = one.windows(4).position(|at| at == b"PK\x01\x02").expect("a list");
    let end = one.windows(4).rposition(|at| at == b"PK\x05\x06").expect("an end");
    let (files, listed) = (&one[..list], &one[list..end]);
    let mut closing = one[end..].to_vec();
    closing[8..10].copy_from_slice(&10_000_u16.to_le_bytes());
    closing[10..12].copy_from_slice(&10_000_u16.to_le_bytes());
    closing[12..16].copy_from_slice(&u32::try_from(listed.len() * 10_000).expect("short").to_le_bytes());
    let shared = [files, &listed.repeat(10_000), &closing].concat();
    assert!(rimbalzo::intake::unpack(&shared).map_or(0, |items| items.len()) <= 200);
    assert_eq!(rimbalzo::intake::check_bytes(&nested), Err(rimbalzo::intake::ReadError::Archive));
    each_in_time(vec![("nested", nested), ("shared", shared)]);
}
