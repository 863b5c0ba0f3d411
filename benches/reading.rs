//! How fast bounces are read and diagnosed, beside the bare parse of the same bytes.
//!
//! `cargo bench --no-default-features` prints messages and bytes a second for each.

use std::fs;
use std::path::Path;

use divan::counter::{BytesCount, ItemsCount};
use rimbalzo::diagnosis::diagnose;
use rimbalzo::intake::{read_bytes, read_text};
use rimbalzo::knowledge::Table;

fn main() {
    divan::main();
}

/// Our own messages.
fn messages() -> Vec<Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    let folders = fs::read_dir(root).into_iter().flatten().flatten().map(|entry| entry.path());
    let files =
        folders.filter(|path| path.is_dir()).flat_map(|folder| fs::read_dir(folder).into_iter().flatten().flatten());
    let mut paths: Vec<_> = files
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "eml"))
        .collect();
    paths.sort();
    paths.iter().filter_map(|path| fs::read(path).ok()).collect()
}

fn counted(bencher: divan::Bencher<'_, '_>, work: impl Fn(&[u8]) + Sync) {
    let messages = messages();
    let bytes: usize = messages.iter().map(Vec::len).sum();
    bencher.counter(ItemsCount::new(messages.len())).counter(BytesCount::new(bytes)).bench(|| {
        for message in &messages {
            work(divan::black_box(message));
        }
    });
}

#[divan::bench]
fn bare_parse(bencher: divan::Bencher<'_, '_>) {
    let parser = mail_parser::MessageParser::default();
    counted(bencher, |message| {
        divan::black_box(parser.parse(message));
    });
}

#[divan::bench]
fn read(bencher: divan::Bencher<'_, '_>) {
    let table = Table::built_in();
    counted(bencher, |message| {
        divan::black_box(read_bytes(message, table));
    });
}

#[divan::bench]
fn read_and_diagnose(bencher: divan::Bencher<'_, '_>) {
    let table = Table::built_in();
    counted(bencher, |message| {
        divan::black_box(diagnose(&read_bytes(message, table), table));
    });
}

/// What is pasted: the bars are one millisecond for 2 kB, and no dropped frame (100 ms, on a thread of its own) for 1 MB.
const PASTED: [usize; 2] = [2 << 10, 1 << 20];

/// Lines of a server's log, no two alike.
fn log(size: usize) -> String {
    let line = |number: usize| {
        format!(
            "Nov 23 10:{:02}:{:02} mx postfix/smtp[{number}]: to=<u{number}@example.com>, relay=mx{}.example.com[192.0.2.{}]:25, \
             status=bounced (host said: 550 5.1.1 <u{number}@example.com>: Recipient address rejected: User unknown)\n",
            number / 60 % 60,
            number % 60,
            number % 7,
            number % 250
        )
    };
    let mut text: String = (0..).map(line).scan(0, |sum, line| grown(sum, line, size)).collect();
    text.truncate(size);
    text
}

/// `line`, as long as what came before is shorter than `size`.
fn grown(sum: &mut usize, line: String, size: usize) -> Option<String> {
    let goes_on = *sum < size;
    *sum += line.len();
    goes_on.then_some(line)
}

/// The source of a returned message, whose copy has an attachment.
fn source(size: usize) -> String {
    let head = "Return-Path: <>\nFrom: MAILER-DAEMON@mx.example.net\nTo: anna@example.org\nSubject: Undelivered Mail\n\
        MIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\n\
        <luca@example.com>: host mx.example.com[192.0.2.1] said: 552 5.2.2 Mailbox full (in reply to RCPT TO command)\n\n\
        --b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.net\n\n\
        Final-Recipient: rfc822; luca@example.com\nAction: failed\nStatus: 5.2.2\n\
        Diagnostic-Code: smtp; 552 5.2.2 Mailbox full\n\n--b\nContent-Type: message/rfc822\n\n\
        From: anna@example.org\nTo: luca@example.com\nSubject: Ciao\nContent-Type: image/png\n\
        Content-Transfer-Encoding: base64\n\n";
    let lines = size.saturating_sub(head.len()) / 77;
    format!("{head}{}--b--\n", format!("{}\n", "QUJD".repeat(19)).repeat(lines))
}

#[divan::bench(args = PASTED)]
fn pasted_log(bencher: divan::Bencher<'_, '_>, size: usize) {
    let (table, text) = (Table::built_in(), log(size));
    bencher.counter(BytesCount::of_str(&text)).bench(|| diagnose(&read_text(divan::black_box(&text), table), table));
}

#[divan::bench(args = PASTED)]
fn pasted_log_bare_parse(bencher: divan::Bencher<'_, '_>, size: usize) {
    let (parser, text) = (mail_parser::MessageParser::default(), log(size));
    bencher.counter(BytesCount::of_str(&text)).bench(|| {
        divan::black_box(parser.parse(divan::black_box(&text)));
    });
}

#[divan::bench(args = PASTED)]
fn pasted_source(bencher: divan::Bencher<'_, '_>, size: usize) {
    let (table, text) = (Table::built_in(), source(size));
    bencher.counter(BytesCount::of_str(&text)).bench(|| diagnose(&read_text(divan::black_box(&text), table), table));
}

#[divan::bench(args = PASTED)]
fn pasted_source_bare_parse(bencher: divan::Bencher<'_, '_>, size: usize) {
    let (parser, text) = (mail_parser::MessageParser::default(), source(size));
    bencher.counter(BytesCount::of_str(&text)).bench(|| {
        divan::black_box(parser.parse(divan::black_box(&text)));
    });
}

/// Reading the table itself, once for each start of the program.
#[divan::bench(sample_count = 10)]
fn read_the_table() -> usize {
    Table::with_folder(Path::new("/nonexistent")).causes().count()
}
