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

/// 2 kB of pasted text: the bar is one millisecond.
#[divan::bench]
fn pasted_text_of_two_kilobytes(bencher: divan::Bencher<'_, '_>) {
    let table = Table::built_in();
    let text =
        "host mx.example.com[192.0.2.1] said: 550 5.1.1 <luca@example.com>: Recipient address rejected\n".repeat(21);
    bencher.counter(BytesCount::of_str(&text)).bench(|| diagnose(&read_text(divan::black_box(&text), table), table));
}

/// 1 MB of pasted text.
#[divan::bench(sample_count = 10)]
fn pasted_text_of_one_megabyte(bencher: divan::Bencher<'_, '_>) {
    let table = Table::built_in();
    let text = "host mx.example.com[192.0.2.1] said: 550 5.1.1 <luca@example.com>: Recipient address rejected\n"
        .repeat(10_800);
    bencher.counter(BytesCount::of_str(&text)).bench(|| diagnose(&read_text(divan::black_box(&text), table), table));
}

/// Reading the table itself, once for each start of the program.
#[divan::bench(sample_count = 10)]
fn read_the_table() -> usize {
    Table::with_folder(Path::new("/nonexistent")).causes().count()
}
