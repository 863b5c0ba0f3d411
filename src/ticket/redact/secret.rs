//! Passwords, tokens and what lets somebody in: never shown, whoever asks.

use std::ops::Range;

use super::view::decode_base64;
use crate::knowledge::MessageWords;

/// Where something stands that must not leave the computer.
pub(super) fn spans(text: &str, words: &MessageWords) -> Vec<Range<usize>> {
    let mut found = labelled(text, words);
    found.extend(said(text, words));
    found.extend(beside(text, words));
    found.extend(private_keys(text));
    found.extend(handed_over(text));
    found.extend(tokens(text, words));
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

/// `password: Segreta`, `"pwd":"abc"`, `access_token=…`, `<password>…`.
fn labelled(text: &str, words: &MessageWords) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for (at, sign) in text.match_indices([':', '=', '>']) {
        let before = text.get(..at).unwrap_or_default().trim_end_matches([' ', '\\', '*', '\u{a0}']);
        let before = before.trim_end_matches(QUOTES).trim_end_matches('\\');
        let label =
            before.rsplit(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-'))).next().unwrap_or_default();
        let of_element = before.strip_suffix(label).is_some_and(|before| before.ends_with('<'));
        if sign == ">" && !of_element || !names_secret(label, words) {
            continue;
        }
        let after = text.get(at + 1..).unwrap_or_default();
        let value = after.trim_start_matches([' ', '\t', '\u{a0}', '*', '\\', '=', ':']);
        // A form has its values on the line below.
        let below = value.trim_start();
        let value = if value.starts_with(['\r', '\n']) && is_secret(first_word(below), words) { below } else { value };
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

/// Whether a label says that a password or a token follows: `pwd`, `client_secret`, `X-Api-Key`, `userPassword`.
fn names_secret(label: &str, words: &MessageWords) -> bool {
    let bare: String = label.chars().filter(|c| c.is_alphanumeric()).collect();
    let parts = label.split(['_', '-']);
    // `userPassword`
    let last = label.rfind(|c: char| c.is_ascii_uppercase()).and_then(|at| label.get(at..));
    let known = |name: &str| words.secret_words.contains(name);
    known(label)
        || known(&bare)
        || last.is_some_and(known)
        || parts.clone().any(known)
        || parts.clone().zip(parts.skip(1)).any(|(one, next)| known(&format!("{one}{next}")))
}

fn first_word(text: &str) -> &str {
    text.split_whitespace().next().unwrap_or_default()
}

/// A word that looks like a password, in one sentence with a word for one: «la password Segreta99 non va», «ho messo
/// Segreta99 come password», «codice PIN 48213».
fn beside(text: &str, words: &MessageWords) -> Vec<Range<usize>> {
    /// How many words on, and how many back.
    const AFTER: usize = 6;
    const BEFORE: usize = 4;
    let list: Vec<Word<'_>> = words_of(text).collect();
    let bare = |word: &Word<'_>| word.text.trim_matches(|c: char| !c.is_alphanumeric() && c != '\'').to_lowercase();
    let mut found = Vec::new();
    for (index, word) in list.iter().enumerate() {
        let name = bare(word);
        let next = list.get(index + 1).map(bare).unwrap_or_default();
        let third = list.get(index + 2).map(bare).unwrap_or_default();
        let phrases = [format!("{name} {next}"), format!("{name} {next} {third}")];
        let phrase = phrases.iter().position(|phrase| words.secret_phrases.contains(phrase));
        if phrase.is_none() && !words.secret_words.contains(&name) && !words.secret_phrases.contains(&name) {
            continue;
        }
        let after = index + 1 + phrase.map_or(0, |more| more + 1);
        let ahead = list.get(after..).unwrap_or_default().iter().take(AFTER);
        // The sentence goes on up to and with the word that ends it.
        let mut open = !ends_sentence(word.text);
        let value = ahead.enumerate().find(|(far, word)| {
            let within = open;
            open &= !ends_sentence(word.text);
            within && (is_secret(word.text, words) || *far == 0 && is_number(word.text))
        });
        found.extend(value.map(|(_, word)| inner(word)));
        let back = list.get(index.saturating_sub(BEFORE)..index).unwrap_or_default().iter().rev();
        let value = back.take_while(|word| !ends_sentence(word.text)).find(|word| is_secret(word.text, words));
        found.extend(value.map(inner));
    }
    found
}

/// A word without what stands around it.
fn inner(word: &Word<'_>) -> Range<usize> {
    let bare = strip(word.text);
    let start = word.start + word.text.find(bare).unwrap_or_default();
    start..start + bare.len()
}

fn strip(word: &str) -> &str {
    let word = word.trim_start_matches(['(', '[', '<']).trim_start_matches(QUOTES);
    word.trim_end_matches(['.', ',', ';', ':', ')', ']', '>', '?']).trim_end_matches(QUOTES)
}

fn is_number(word: &str) -> bool {
    let bare = strip(word);
    (4..=10).contains(&bare.len()) && bare.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a word is made like a password: letters and digits mixed, and no code, host, address or id of a server.
fn is_secret(word: &str, words: &MessageWords) -> bool {
    let bare = strip(word);
    let of_password = |byte: u8| byte.is_ascii_alphanumeric() || b"!$%&*+?_~^#".contains(&byte);
    let digit = bare.bytes().any(|byte| byte.is_ascii_digit());
    let lower = bare.bytes().any(|byte| byte.is_ascii_lowercase());
    // Ids of queues are capitals and digits; so are few passwords.
    let upper = bare.len() > 7 && bare.bytes().any(|byte| byte.is_ascii_uppercase() && byte > b'F');
    (6..=64).contains(&bare.len())
        && bare.bytes().all(of_password)
        && digit
        && (lower || upper)
        && !bare.to_ascii_lowercase().starts_with("0x")
        && !bare.starts_with('#')
        && !words.secret_states.contains(bare)
}

/// What stands between the lines that fence a private key (RFC 7468).
fn private_keys(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for (at, begin) in text.match_indices("PRIVATE KEY-----") {
        let start = at + begin.len();
        let fenced = text.get(..at).is_some_and(|before| {
            before.rsplit("-----").next() != Some("END ")
                && before.rfind("-----BEGIN").is_some_and(|begin| at - begin < 40)
        });
        if fenced {
            let rest = text.get(start..).unwrap_or_default();
            found.push(start..start + rest.find("-----END").unwrap_or(rest.len()));
        }
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
        // «The password is 3 days old.»
        let count = state.len() < 4 && state.bytes().all(|byte| byte.is_ascii_digit());
        if count || words.secret_states.contains(&state) {
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

/// Tokens that services mark by how they begin, JSON web tokens (RFC 7519), and base64 that holds a name with its password (RFC 4616) or a bearer token, wherever
/// they stand.
fn tokens(text: &str, words: &MessageWords) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let is_edge = |c: char| !(c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=' | '-' | '_' | '.' | '~'));
    let mut start = 0;
    for piece in text.split_inclusive(is_edge) {
        let word = piece.trim_end_matches(is_edge);
        let published = words.token_starts.iter().any(|start| word.starts_with(start)) && word.len() >= 20;
        let token = published || word.starts_with("eyJ") && word.matches('.').count() >= 1 && word.len() > 20;
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

/// `https://example.com/reset?token=…`, `https://example.com/reset/9f8e…`
fn in_addresses(text: &str, words: &MessageWords) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for word in words_of(text).filter(|word| word.text.contains("://") || word.text.contains("www.")) {
        // `smtp://anna:Segreta@smtp.example.com`
        if let Some(start) = word.text.find("://").map(|at| at + 3)
            && let Some(host) = word.text.get(start..).and_then(|rest| rest.split(['/', '?', '#']).next())
            && let Some((user, _)) = host.rsplit_once('@')
            && let Some((name, password)) = user.split_once(':')
        {
            let start = word.start + start + name.len() + 1;
            found.push(start..start + password.len());
        }
        let query = word.text.find(['?', '#']).unwrap_or(word.text.len());
        let mut place = word.start;
        let mut lets_in = false;
        for segment in word.text.get(..query).unwrap_or_default().split_inclusive('/') {
            let name = segment.trim_end_matches(['/', '>', ')', ']', '"', '\'', '.', ',']);
            if lets_in && is_random(name, 20) {
                found.push(place..place + name.len());
            }
            lets_in |= words.secret_parameters.contains(name);
            place += segment.len();
        }
        let mut at = (word.start + query + 1).min(word.start + word.text.len());
        for piece in word.text.get(query + 1..).unwrap_or_default().split_inclusive(['&', ';', '#', '?']) {
            if let Some((name, value)) = piece.split_once('=') {
                let value = value.trim_end_matches(['&', ';', '#', '?', '>', ')', ']', '"', '\'', '.', ',']);
                let last = name.rsplit(['_', '-', '.']).next().unwrap_or_default();
                let known = [name, last]
                    .iter()
                    .any(|name| words.secret_parameters.contains(name) || words.secret_words.contains(name));
                if known || is_random(value, 16) {
                    let start = at + name.len() + 1;
                    found.push(start..start + value.len());
                }
            }
            at += piece.len();
        }
    }
    found
}

/// Letters and digits that nobody would have chosen, of at least this length.
fn is_random(value: &str, least: usize) -> bool {
    value.len() >= least
        && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
        && value.bytes().filter(u8::is_ascii_digit).count() > 1
        && value.bytes().filter(u8::is_ascii_alphabetic).count() > 1
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
        // On a line of its own, and not because a sentence was wrapped there.
        let mut lines = before.rsplit('\n');
        let head_empty = lines.next().is_none_or(|line| line.trim().is_empty());
        let ends_before =
            lines.next().is_none_or(|line| line.trim().is_empty() || line.trim_end().ends_with([':', '.']));
        let alone = head_empty
            && ends_before
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
            "535-5.7.8 Username and Password not accepted. Learn more at\n535 5.7.8 https://support.google.com/mail/?p=BadCredentials a640c23-20020a1.12 - gsmtp",
            "Password rejected (0x800CCC92), server mail7.example.com",
            "Outlook2019 asks for the password of Office365",
            "dkim=pass header.i=@example.com header.s=s20240101; spf=pass",
            "535 5.7.139 Authentication unsuccessful, the password is 3 days old",
            "<password required>",
        ] {
            assert_eq!(hide(text), text);
        }
    }

    #[test]
    fn a_word_made_like_a_password_is_hidden_beside_a_word_for_one() {
        for text in [
            "PASSWORD Segreta99",
            "la parola chiave è Segreta99",
            "chiave di accesso: Segreta99",
            "password per le app: Segreta99",
            "my new password is now Segreta99",
            "credenziali: anna / Segreta99",
            "ho messo Segreta99 come password",
            "la password provvisoria Segreta99 non funziona",
            "X-Api-Key: Segreta99",
            "aws_secret_access_key = Segreta99",
            "userPassword:: Segreta99",
            "<password>Segreta99</password>",
            "Password:\n  Segreta99",
            "Cookie: session=Segreta99",
        ] {
            assert!(!hide(text).contains("Segreta99"), "{}", hide(text));
        }
        assert_eq!(hide("codice PIN 48213377, codice 550"), "codice PIN •••, codice 550");
        assert_eq!(hide("AKIAIOSFODNN7EXAMPLE SG.abcdefghijkl.mnopqrstuv"), "••• •••");
        assert_eq!(hide("https://x.example/reset/9f8e7d6c5b4a39281706f5e4"), "https://x.example/reset/•••");
        let key = "-----BEGIN PRIVATE KEY-----\nMIIEpAIBAAK\n-----END PRIVATE KEY-----";
        assert_eq!(hide(key), "-----BEGIN PRIVATE KEY-----•••-----END PRIVATE KEY-----");
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
        for sentence in ["and then your mail will come back", "one for each, otherwise\nonly this will come.\n"] {
            assert_eq!(hide(sentence), sentence);
        }
    }
}
