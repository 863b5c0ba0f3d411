//! Our own messages, written after the RFCs and the ways servers write, each with what must be read from it.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test stops where its ground is missing")]

use std::fs;
use std::path::{Path, PathBuf};

use rimbalzo::answer::Answer;
use rimbalzo::diagnosis::diagnose;
use rimbalzo::intake::{Kind, read_bytes};
use rimbalzo::knowledge::{Lang, Table};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    kind: String,
    cause: String,
    outcome: String,
    certainty: Option<String>,
    flaws: Option<bool>,
    /// The cause that the friendly words claim instead; empty where they do not contradict.
    contradicted: Option<String>,
    recipients: Option<Vec<ExpectedRecipient>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExpectedRecipient {
    address: String,
    reply_code: Option<String>,
    status: Option<String>,
    cause: Option<String>,
    outcome: Option<String>,
}

/// Every message of the corpus with its expectations.
fn corpus() -> Vec<(PathBuf, Expected)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    let mut found = Vec::new();
    for folder in fs::read_dir(&root).expect("tests/corpus").map(|entry| entry.expect("entry").path()) {
        if !folder.is_dir() {
            continue;
        }
        for path in fs::read_dir(folder).expect("folder").map(|entry| entry.expect("entry").path()) {
            if path.extension().is_some_and(|extension| extension == "eml" || extension == "txt") {
                let text = fs::read_to_string(path.with_extension("expected.toml"))
                    .unwrap_or_else(|err| panic!("{}: {err}", path.display()));
                found.push((
                    path.clone(),
                    toml::from_str(&text).unwrap_or_else(|err| panic!("{}: {err}", path.display())),
                ));
            }
        }
    }
    found.sort_by(|a: &(PathBuf, Expected), b| a.0.cmp(&b.0));
    found
}

/// What differs from the expectation, one line each.
fn differences(bytes: &[u8], expected: &Expected) -> Vec<String> {
    let table = Table::built_in();
    let report = read_bytes(bytes, table);
    let diagnosis = diagnose(&report, table);
    let answer = Answer::new("", &report, &diagnosis, table, Lang::It);
    let mut found = Vec::new();
    let mut compare = |what: String, expected: &str, got: &str| {
        if expected != got {
            found.push(format!("{what}: expected «{expected}», got «{got}»"));
        }
    };
    compare("kind".into(), &expected.kind, answer.kind);
    compare("cause".into(), &expected.cause, answer.cause.as_str());
    compare("outcome".into(), &expected.outcome, answer.outcome);
    if let Some(certainty) = &expected.certainty {
        compare("certainty".into(), certainty, answer.certainty);
    }
    if let Some(cause) = &expected.contradicted {
        let claimed = answer.contradicted.as_ref().map_or("", |claim| claim.cause.as_str());
        compare("contradicted".into(), cause, claimed);
    }
    if let Some(flaws) = expected.flaws {
        compare("flaws".into(), &flaws.to_string(), &(!report.flaws.is_empty()).to_string());
    }
    if let Some(recipients) = &expected.recipients {
        let count = answer.recipients.iter().filter(|recipient| !recipient.address.is_empty()).count();
        let wanted = recipients.iter().filter(|recipient| !recipient.address.is_empty()).count();
        compare("recipients".into(), &wanted.to_string(), &count.to_string());
        for recipient in recipients {
            let name = &recipient.address;
            let Some(got) = answer.recipients.iter().find(|got| got.address.eq_ignore_ascii_case(name)) else {
                compare(name.clone(), "named", "not named");
                continue;
            };
            let pairs = [
                ("reply_code", &recipient.reply_code, got.reply_code.as_str()),
                ("status", &recipient.status, got.status.as_str()),
                ("cause", &recipient.cause, got.cause.as_str()),
                ("outcome", &recipient.outcome, got.outcome),
            ];
            for (what, wanted, got) in pairs {
                if let Some(wanted) = wanted {
                    compare(format!("{name} {what}"), wanted, got);
                }
            }
        }
    }
    found
}

fn judge(change: impl Fn(&[u8]) -> Vec<u8>, only: impl Fn(&Path, &Expected) -> bool) {
    let mut ran = 0;
    let mut wrong = Vec::new();
    for (path, expected) in corpus().iter().filter(|(path, expected)| only(path, expected)) {
        ran += 1;
        let bytes = fs::read(path).expect("readable");
        let found = differences(&change(&bytes), expected);
        if !found.is_empty() {
            wrong.push(format!("{}\n  {}", path.display(), found.join("\n  ")));
        }
    }
    assert!(ran > 20, "only {ran} messages were found");
    assert!(wrong.is_empty(), "{} of {ran} differ:\n{}", wrong.len(), wrong.join("\n"));
}

fn is_malformed(path: &Path) -> bool {
    path.parent().is_some_and(|folder| folder.ends_with("malformed"))
}

#[test]
fn every_message_of_our_own_is_read_as_expected() {
    judge(<[u8]>::to_vec, |_, _| true);
}

#[test]
fn the_line_ends_of_windows_change_nothing() {
    let change = |bytes: &[u8]| {
        let lines: Vec<u8> = bytes.iter().copied().filter(|byte| *byte != b'\r').collect();
        lines.iter().flat_map(|byte| if *byte == b'\n' { vec![b'\r', b'\n'] } else { vec![*byte] }).collect()
    };
    judge(change, |path, _| !is_malformed(path));
}

#[test]
fn a_byte_order_mark_and_a_line_of_a_mailbox_file_change_nothing() {
    let is_utf8 = |path: &Path| fs::read(path).is_ok_and(|bytes| std::str::from_utf8(&bytes).is_ok());
    judge(|bytes| [b"\xef\xbb\xbf".as_slice(), bytes].concat(), |path, _| !is_malformed(path) && is_utf8(path));
    let line: &[u8] = b"From MAILER-DAEMON Thu Mar 12 10:00:00 2026\n";
    judge(
        |bytes| [line, bytes].concat(),
        |path, expected| {
            !is_malformed(path)
                && expected.kind == Kind::Bounce.as_str()
                && path.extension().is_some_and(|extension| extension == "eml")
        },
    );
}

#[test]
fn a_pasted_message_is_read_like_its_file() {
    let table = Table::built_in();
    for (path, expected) in corpus() {
        let Ok(text) = fs::read_to_string(&path) else { continue };
        if is_malformed(&path) || path.extension().is_some_and(|extension| extension == "txt") {
            continue;
        }
        let pasted = diagnose(&rimbalzo::intake::read_text(&text, table), table);
        assert_eq!(pasted.overall.cause.as_str(), expected.cause, "{}", path.display());
    }
}
