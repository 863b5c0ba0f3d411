//! Whether the reading carries over to other languages and to words that no rule was written for: what people and
//! servers may say, by cause and language, and ordinary words that only look alike.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test stops where its ground is missing")]

use std::collections::BTreeMap;

use rimbalzo::diagnosis::diagnose;
use rimbalzo::intake::read_text;
use rimbalzo::knowledge::Table;

/// The share of the probe that is read right, in percent; it may only rise.
const FLOOR: usize = 97;

/// The same for each language.
const FLOOR_OF_A_LANGUAGE: usize = 94;

/// `cause|other causes that do; language; what is said`.
const PROBE: &str = include_str!("tongues/probe.txt");

/// `language; what is said`: ordinary mail, questions and news, none of which is an error of mail.
const ORDINARY: &str = include_str!("tongues/ordinary.txt");

fn rows(table: &str) -> impl Iterator<Item = &str> {
    table.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#'))
}

fn cause_of(text: &str, table: &Table) -> String {
    diagnose(&read_text(text, table), table).overall.cause.to_string()
}

#[test]
fn what_is_said_in_other_words_and_languages_is_read() {
    let table = Table::built_in();
    let mut by_language: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut missed = Vec::new();
    for row in rows(PROBE) {
        let mut fields = row.splitn(3, "; ");
        let (causes, language, text) = (fields.next().unwrap(), fields.next().unwrap(), fields.next().expect(row));
        let first = causes.split('|').next().unwrap_or_default();
        assert!(table.causes().any(|cause| cause.id.as_str() == first), "{row}");
        let found = cause_of(text, table);
        let right = causes.split('|').any(|cause| cause == found);
        let (good, all) = by_language.entry(language).or_default();
        (*good, *all) = (*good + usize::from(right), *all + 1);
        if !right {
            missed.push(format!("{language}: {first} read as {found}: {text}"));
        }
    }
    let (good, all) = by_language.values().fold((0, 0), |(good, all), (g, a)| (good + g, all + a));
    let shares: Vec<String> = by_language.iter().map(|(name, (good, all))| format!("{name} {good}/{all}")).collect();
    println!("{good} of {all}: {}", shares.join(", "));
    println!("{}", missed.join("\n"));
    assert!(good * 100 >= FLOOR * all, "{good} of {all}:\n{}", missed.join("\n"));
    for (language, (good, all)) in by_language {
        assert!(good * 100 >= FLOOR_OF_A_LANGUAGE * all, "{language}: {good} of {all}:\n{}", missed.join("\n"));
    }
}

#[test]
fn ordinary_words_in_other_languages_are_no_error() {
    let table = Table::built_in();
    let mut wrong = Vec::new();
    for row in rows(ORDINARY) {
        let (language, text) = row.split_once("; ").expect(row);
        let found = cause_of(text, table);
        if !["undetermined", "not-a-bounce", "accepted", "information"].contains(&found.as_str()) {
            wrong.push(format!("{language}: read as {found}: {text}"));
        }
    }
    assert!(wrong.is_empty(), "{} taken for errors:\n{}", wrong.len(), wrong.join("\n"));
}
