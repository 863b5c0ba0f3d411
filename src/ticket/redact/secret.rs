//! Passwords, tokens and what lets somebody in: never shown, whoever asks.

use std::ops::Range;

use super::view::decode_base64;
use crate::knowledge::MessageWords;

/// Where something stands that must not leave the computer.
pub(super) fn spans(text: &str, words: &MessageWords) -> Vec<Range<usize>> {
    let mut found = labelled(text, words);
    found.extend(said(text, words));
    found.extend(handed_over(text));
    found.extend(tokens(text));
    found.extend(in_addresses(text, words));
    found.extend(app_passwords(text, words));
    found.retain(|span| !span.is_empty());
    found
}

const QUOTES: [char; 7] = ['"', '\'', '«', '»', '“', '”', '`'];

/// A word of a text with its place.
struct Word<'t> {
    text: &'t str,
    start: usize,
}

impl Word<'_> {
    fn span(&self) -> Range<usize> {
        self.start..self.start + self.text.len()
    }
}

fn words_of(text: &str) -> impl Iterator<Item = Word<'_>> {
    text.split_whitespace().map(move |word| Word { text: word, start: word.as_ptr() as usize - text.as_ptr() as usize })
}

/// `password: Segreta`, `"pwd":"abc"`, `access_token=…`.
fn labelled(text: &str, words: &MessageWords) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices([':', '=']) {
        let before = text.get(..at).unwrap_or_default().trim_end_matches([' ', '\\', '*', '\u{a0}']);
        let before = before.trim_end_matches(QUOTES).trim_end_matches('\\');
        let whole = before.rsplit(|c: char| !(c.is_alphanumeric() || c == '_')).next().unwrap_or_default();
        let last = whole.rsplit('_').next().unwrap_or_default();
        if !words.secret_words.contains(whole) && !words.secret_words.contains(last) {
            continue;
        }
        let after = text.get(at + 1..).unwrap_or_default();
        let value = after.trim_start_matches([' ', '\t', '\u{a0}', '*', '\\', '=', ':']);
        let quote = value.chars().next().filter(|c| QUOTES.contains(c));
        let value = value.trim_start_matches(QUOTES);
        let start = text.len() - value.len();
        let ends = |c: char| match quote {
            // What stands in quotes may hold blanks.
            Some(_) => QUOTES.contains(&c) || matches!(c, '\\' | '\n'),
            None => c.is_whitespace() || matches!(c, '"' | '\'' | ',' | ';' | '<' | '&'),
        };
        found.push(start..start + value.find(ends).unwrap_or(value.len()));
    }
    found
}

/// «La password è Segreta», but not «the password is wrong».
fn said(text: &str, words: &MessageWords) -> Vec<Range<usize>> {
    let trim = |word: &str| -> String { word.trim_matches(|c: char| !c.is_alphanumeric() && c != '\'').to_lowercase() };
    let list: Vec<Word<'_>> = words_of(text).collect();
    let mut found = Vec::new();
    for (index, word) in list.iter().enumerate() {
        if !words.secret_words.contains(&trim(word.text)) {
            continue;
        }
        // «la password della posta è …»: the link may stand a few words on.
        let later = list.get(index + 1..).unwrap_or_default().iter().take(4);
        let Some(link) = later
            .take_while(|word| !ends_sentence(word.text))
            .position(|word| words.secret_links.contains(&trim(word.text)))
        else {
            continue;
        };
        let Some(value) = list.get(index + link + 2) else { continue };
        let state = trim(value.text);
        if state.is_empty() || words.secret_states.contains(&state) {
            continue;
        }
        let bare = value.text.trim_start_matches(QUOTES).trim_end_matches([',', ';', '»', '”', '"', '\'']);
        let bare = bare.strip_suffix('.').unwrap_or(bare);
        let start = value.start + value.text.find(bare).unwrap_or_default();
        found.push(start..start + bare.len());
    }
    found
}

fn ends_sentence(word: &str) -> bool {
    word.ends_with(['.', ';', '?', '!'])
}

/// What a program hands over to be let in: `AUTH PLAIN …`, the answers to `334`, `Authorization: Bearer …`
/// (RFC 4954, RFC 7617, RFC 6750).
fn handed_over(text: &str) -> Vec<Range<usize>> {
    /// Marks of transcripts that stand between two turns.
    const TURNS: [&str; 14] =
        ["c:", "s:", "->", "<-", "-->", "<--", ">>>", "<<<", ">>", "<<", ">", "<", "client:", "server:"];
    /// Words that name a way to sign in.
    const WAYS: [&str; 9] =
        ["plain", "login", "cram-md5", "ntlm", "xoauth2", "oauthbearer", "digest-md5", "gssapi", "scram-sha-256"];
    let mut found = Vec::new();
    let mut open = 0_usize;
    for word in words_of(text) {
        let lower = word.text.trim_matches(['"', '\'', '[', ']', '(', ')', ',']).to_ascii_lowercase();
        if lower == "334" || lower.starts_with("334-") {
            // The server's question, and the answer to it.
            open = 2;
        } else if matches!(lower.as_str(), "auth" | "authenticate" | "authorization:") {
            open = 2;
        } else if matches!(lower.as_str(), "bearer" | "basic") {
            open = 1;
        } else if TURNS.contains(&lower.as_str()) || WAYS.contains(&lower.as_str()) || lower.is_empty() {
            // What follows still counts.
        } else if open > 0 && is_blob(word.text) {
            found.push(word.span());
            open -= 1;
        } else {
            open = 0;
        }
    }
    found
}

/// Whether a word may be base64, as names and passwords are handed over.
fn is_blob(word: &str) -> bool {
    let bare = word.trim_matches(['"', '\'', '[', ']', '(', ')', ',', '.', ';']);
    let letters = bare.trim_end_matches('=');
    let of_alphabet = letters
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_' | b'.' | b'~'));
    let like_a_word = letters.bytes().all(|byte| byte.is_ascii_lowercase())
        || letters.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    letters.len() >= 4 && of_alphabet && (!like_a_word || bare.ends_with('='))
}

/// JSON web tokens (RFC 7519), and base64 that holds a name with its password (RFC 4616) or a bearer token, wherever
/// they stand.
fn tokens(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let is_edge = |c: char| !(c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=' | '-' | '_' | '.' | '~'));
    let mut start = 0;
    for piece in text.split_inclusive(is_edge) {
        let word = piece.trim_end_matches(is_edge);
        let token = word.starts_with("eyJ") && word.matches('.').count() >= 1 && word.len() > 20;
        let bytes = if word.len() >= 12 && !word.contains('.') { decode_base64(word.as_bytes()) } else { Vec::new() };
        let empty = memchr::memchr_iter(0, &bytes).count();
        let readable = bytes.iter().all(|byte| *byte == 0 || !byte.is_ascii_control() && byte.is_ascii() || *byte == 1);
        let plain = empty == 2 && bytes.len() > 6 && readable && bytes.last() != Some(&0);
        let oauth = memchr::memmem::find(&bytes.to_ascii_lowercase(), b"auth=bearer").is_some();
        if token || plain || oauth {
            found.push(start..start + word.len());
        }
        start += piece.len();
    }
    found
}

/// `https://example.com/reset?token=…`
fn in_addresses(text: &str, words: &MessageWords) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for word in words_of(text).filter(|word| word.text.contains("://") || word.text.contains("www.")) {
        let Some(query) = word.text.find(['?', '#']) else { continue };
        let mut at = word.start + query + 1;
        for piece in word.text.get(query + 1..).unwrap_or_default().split_inclusive(['&', ';', '#', '?']) {
            if let Some((name, value)) = piece.split_once('=') {
                let value = value.trim_end_matches(['&', ';', '#', '?', '>', ')', ']', '"', '\'', '.', ',']);
                let last = name.rsplit(['_', '-', '.']).next().unwrap_or_default();
                let known = [name, last]
                    .iter()
                    .any(|name| words.secret_parameters.contains(name) || words.secret_words.contains(name));
                if known {
                    let start = at + name.len() + 1;
                    found.push(start..start + value.len());
                }
            }
            at += piece.len();
        }
    }
    found
}

/// The passwords that services make for programs: four groups of four letters.
fn app_passwords(text: &str, words: &MessageWords) -> Vec<Range<usize>> {
    /// How far before it a word such as «password» may stand.
    const AROUND: usize = 60;
    let is_group = |word: &str| word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_lowercase());
    let mut found = Vec::new();
    let list: Vec<Word<'_>> = words_of(text).collect();
    for four in list.windows(4) {
        let [first, second, third, last] = four else { continue };
        let head = first.text.rsplit([':', '=', '"', '«', '“', '\'', '(']).next().unwrap_or_default();
        let tail = last.text.trim_end_matches(|c: char| !c.is_alphanumeric());
        if ![head, second.text, third.text, tail].into_iter().all(is_group) {
            continue;
        }
        let span = first.start + first.text.len() - head.len()..last.start + tail.len();
        // Four short words of a sentence look the same: something beside them has to say that they are none.
        let before =
            text.get(text.floor_char_boundary(span.start.saturating_sub(AROUND))..span.start).unwrap_or_default();
        let said = before.split(|c: char| !c.is_alphanumeric()).any(|word| words.secret_words.contains(word));
        let alone = before.lines().next_back().is_none_or(|line| line.trim().is_empty() || before.ends_with('\n'))
            && text.get(span.end..).is_none_or(|after| {
                after.trim_start_matches([' ', '.', '\t']).starts_with(['\n', '\r']) || after.trim().is_empty()
            });
        let strange = [head, second.text, third.text, tail]
            .iter()
            .filter(|group| !group.contains(['a', 'e', 'i', 'o', 'u', 'y']))
            .count()
            > 1;
        if said || alone || strange {
            found.push(span);
        }
    }
    // The same with hyphens.
    for word in &list {
        let bare = word.text.trim_matches(|c: char| !c.is_alphanumeric());
        let groups = bare.split('-');
        if groups.clone().count() == 4 && groups.clone().all(is_group) {
            let start = word.start + word.text.find(bare).unwrap_or_default();
            found.push(start..start + bare.len());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::{apply, mark};
    use super::*;
    use crate::knowledge::Table;

    fn hide(text: &str) -> String {
        apply(text, spans(text, Table::built_in().words()).into_iter().map(mark).collect())
    }

    #[test]
    fn what_stands_behind_the_word_password_is_hidden_in_every_language() {
        assert_eq!(hide("user: anna, password: Segreta99 e poi"), "user: anna, password: ••• e poi");
        assert_eq!(hide("Pwd=\"abc def\";x"), "Pwd=\"•••\";x");
        assert_eq!(hide("{\"password\":\"s3g\",\"n\":1}"), "{\"password\":\"•••\",\"n\":1}");
        for text in [
            "La mia password è Segreta99, provate",
            "my password is Segreta99.",
            "mot de passe : Segreta99",
            "mein Passwort ist Segreta99",
            "Passwort: Segreta99",
            "Kennwort=Segreta99",
            "la contraseña es Segreta99",
            "contraseña: Segreta99",
            "access_token=Segreta99",
            "la password della posta è «Segreta99»",
        ] {
            assert!(!hide(text).contains("Segreta99"), "{}", hide(text));
        }
    }

    #[test]
    fn what_servers_say_of_passwords_stays() {
        for text in [
            "535 wrong password",
            "535 5.7.8 Username and Password not accepted",
            "The password is incorrect",
            "la password è scaduta",
            "535 Authentication failed: Bad username / password",
            "334 means that the server waits",
            "please send your mail when that time will come",
            "AUTH LOGIN PLAIN",
            "250-AUTH PLAIN LOGIN",
        ] {
            assert_eq!(hide(text), text);
        }
    }

    #[test]
    fn what_a_program_hands_over_is_hidden() {
        assert_eq!(hide("C: AUTH PLAIN AGFubmEAc2VncmV0YQ=="), "C: AUTH PLAIN •••");
        let login = "S: 334 VXNlcm5hbWU6\nC: YW5uYQ==\nS: 334 UGFzc3dvcmQ6\nC: c2VncmV0YQ==\nS: 535 no";
        let shown = hide(login);
        for secret in ["YW5uYQ", "c2VncmV0YQ"] {
            assert!(!shown.contains(secret), "{shown}");
        }
        assert!(shown.ends_with("S: 535 no"));
        assert_eq!(hide("Authorization: Bearer abc.DEF-123"), "Authorization: Bearer •••");
        assert_eq!(hide("got AGFubmEAc2VncmV0YQ== here"), "got ••• here");
        assert_eq!(hide("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl end"), "••• end");
        assert_eq!(
            hide("see https://a.example/reset?id=1&token=abc123&x=2 now"),
            "see https://a.example/reset?id=1&token=•••&x=2 now"
        );
    }

    #[test]
    fn the_passwords_that_services_make_for_programs_are_hidden_and_sentences_are_not() {
        for text in [
            "abcd efgh ijkl mnop",
            "app password abcd efgh ijkl mnop ok",
            "uso «wxyz bcdf ghjk lmnp» ok",
            "abcd-efgh-ijkl-mnop",
        ] {
            assert!(!hide(text).contains("ijkl") && !hide(text).contains("ghjk"), "{}", hide(text));
        }
        assert_eq!(hide("and then your mail will come back"), "and then your mail will come back");
    }
}
