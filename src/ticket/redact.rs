//! What is hidden before a text leaves the computer.

use super::Ticket;
use crate::intake::addresses_in;
use crate::knowledge::WordSet;

/// What is to be hidden.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Redaction {
    /// The names before the @ of everybody's address but the sender's own.
    pub addresses: bool,
    pub subject: bool,
    pub ip_addresses: bool,
}

/// Hides what is to be hidden in every entry alike. `hidden` is the word that stands for a hidden value.
///
/// What stands behind a word of `secrets` (a password) is always hidden.
pub(super) fn apply(ticket: &mut Ticket, redaction: Redaction, sender: &str, hidden: &str, secrets: &WordSet) {
    let subject =
        ticket.entries.iter().find(|entry| entry.key == "subject").and_then(|entry| entry.values.first().cloned());
    let clean = |text: &mut String| {
        *text = hide_secrets(text, secrets);
        if redaction.subject
            && let Some(subject) = subject.as_deref().filter(|subject| subject.len() > 3)
        {
            *text = text.replace(subject, hidden);
        }
        if redaction.addresses {
            *text = hide_addresses(text, sender);
        }
        if redaction.ip_addresses {
            *text = hide_ip_addresses(text);
        }
    };
    clean(&mut ticket.title);
    // A Message-ID looks like an address but names no person, and it is what a log is searched for.
    for entry in ticket.entries.iter_mut().filter(|entry| entry.key != "message-id") {
        entry.values.iter_mut().for_each(clean);
        if redaction.subject && entry.key == "subject" {
            entry.values = vec![hidden.to_owned()];
        }
    }
}

/// `password: Segreta` becomes `password: •••`; «wrong password» stays as it is.
fn hide_secrets(text: &str, secrets: &WordSet) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find([':', '=']) {
        let (before, after) = rest.split_at(at + 1);
        shown.push_str(before);
        rest = after;
        let word = before.get(..at).unwrap_or_default().trim_end_matches([' ', '"', '\'']);
        let word = word.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        if secrets.contains(word) {
            let blank = after.len() - after.trim_start_matches([' ', '"', '\'']).len();
            let value = after.get(blank..).unwrap_or_default();
            let length =
                value.find(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ',' | ';')).unwrap_or(value.len());
            if length > 0 {
                shown.push_str(after.get(..blank).unwrap_or_default());
                shown.push_str("•••");
                rest = value.get(length..).unwrap_or_default();
            }
        }
    }
    shown.push_str(rest);
    shown
}

/// `mario@example.com` becomes `m•••@example.com`: the domain is what a helpdesk needs.
fn hide_addresses(text: &str, sender: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut from = 0;
    for span in addresses_in(text) {
        let address = text.get(span.clone()).unwrap_or_default();
        if span.start < from || address.eq_ignore_ascii_case(sender) {
            continue;
        }
        let Some((name, domain)) = address.split_once('@') else { continue };
        shown.push_str(text.get(from..span.start).unwrap_or_default());
        shown.extend(name.chars().next());
        shown.push_str("•••@");
        shown.push_str(domain);
        from = span.end;
    }
    shown.push_str(text.get(from..).unwrap_or_default());
    shown
}

/// Hides IP addresses of both versions, whole.
fn hide_ip_addresses(text: &str) -> String {
    let part_of_one = |c: char| c.is_ascii_hexdigit() || matches!(c, '.' | ':');
    let mut shown = String::with_capacity(text.len());
    let mut word = String::new();
    for c in text.chars().chain(std::iter::once('\0')) {
        if part_of_one(c) {
            word.push(c);
            continue;
        }
        let trimmed = word.trim_end_matches(['.', ':']);
        if trimmed.parse::<std::net::IpAddr>().is_ok() {
            shown.push_str("•••");
            shown.push_str(word.get(trimmed.len()..).unwrap_or_default());
        } else {
            shown.push_str(&word);
        }
        word.clear();
        if c != '\0' {
            shown.push(c);
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_s_name_is_hidden_but_the_sender_s_and_the_domains_stay() {
        let shown = hide_addresses(
            "<mario.rossi@example.com>: da anna@example.it (RCPT TO:<mario.rossi@example.com>)",
            "Anna@example.it",
        );
        assert_eq!(shown, "<m•••@example.com>: da anna@example.it (RCPT TO:<m•••@example.com>)");
    }

    #[test]
    fn what_stands_behind_the_word_password_is_always_hidden() {
        let secrets = &crate::knowledge::Table::built_in().words().secret_words;
        assert_eq!(hide_secrets("user: anna, password: Segreta99 e poi", secrets), "user: anna, password: ••• e poi");
        assert_eq!(hide_secrets("Pwd=\"abc\";x", secrets), "Pwd=\"•••\";x");
        assert_eq!(hide_secrets("535 wrong password", secrets), "535 wrong password");
    }

    #[test]
    fn ip_addresses_are_hidden_and_codes_and_times_are_not() {
        assert_eq!(
            hide_ip_addresses("host mx[192.0.2.7]: 550 5.7.1 at 10:20:30"),
            "host mx[•••]: 550 5.7.1 at 10:20:30"
        );
        assert_eq!(hide_ip_addresses("from 2001:db8::1."), "from •••.");
    }
}
