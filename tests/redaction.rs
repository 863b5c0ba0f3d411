//! What is hidden stays hidden: in every text and form, however it was written in what was brought.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test stops where its ground is missing")]

use std::fmt::Write as _;
use std::sync::LazyLock;

use mail_parser::{MessageParser, MimeHeaders as _};
use proptest::prelude::*;
use rimbalzo::case::{Case, Command, Details, Input};
use rimbalzo::knowledge::{Lang, Table};
use rimbalzo::ticket::{Form, Hide, Options, Paper, Redaction, write_bytes};

const NAME: &str = "luca.bianchi";
const DOMAIN: &str = "example.com";
const SUBJECT: &str = "Preventivo cucina Verdi";
const SURNAME: &str = "Castellani";
const IP: &str = "203.0.113.77";
const SECRETS: [&str; 3] = ["Segreta99x", "hunter2024", "wxyzbcdfghjklmnp"];

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for group in bytes.chunks(3) {
        let bits = group.iter().zip([16, 8, 0]).fold(0_u32, |bits, (byte, place)| bits | u32::from(*byte) << place);
        for place in 0..4 {
            let letter = LETTERS[(bits >> (18 - 6 * place) & 63) as usize];
            out.push(if place <= group.len() { char::from(letter) } else { '=' });
        }
    }
    out
}

fn unbase64(text: &str) -> Vec<u8> {
    let value = |byte: u8| match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' | b'-' => Some(62),
        b'/' | b'_' => Some(63),
        _ => None,
    };
    let values: Vec<u32> = text.bytes().filter_map(value).map(u32::from).collect();
    let mut out = Vec::new();
    for group in values.chunks(4) {
        let bits = group.iter().zip([18, 12, 6, 0]).fold(0_u32, |bits, (value, place)| bits | value << place);
        out.extend(bits.to_be_bytes().iter().skip(1).take(group.len() - 1));
    }
    out
}

/// The ways in which an address, a name or a subject may stand in a text.
fn ways(value: &str) -> Vec<String> {
    let every = |form: &dyn Fn(u8) -> String| value.bytes().map(form).collect::<String>();
    let mut ways = vec![
        value.to_owned(),
        value.to_uppercase(),
        every(&|byte| format!("%{byte:02X}")),
        every(&|byte| format!("={byte:02X}")),
        every(&|byte| format!("&#{byte};")),
        every(&|byte| format!("&#x{byte:x};")),
        every(&|byte| format!("\\u{byte:04x}")),
        base64(value.as_bytes()),
        base64(format!("x{value}").as_bytes()),
        base64(format!("to: {value}, and more").as_bytes()),
        format!("=?utf-8?B?{}?=", base64(value.as_bytes())),
        format!("=?iso-8859-1?Q?{}?=", every(&|byte| format!("={byte:02X}"))),
        value.chars().rev().collect(),
        value.chars().flat_map(|c| [c, '\u{200b}']).collect(),
        base64(&value.bytes().flat_map(|byte| [byte, 0]).collect::<Vec<u8>>()),
    ];
    let half = value.char_indices().nth(value.chars().count() / 2).map_or(0, |(at, _)| at);
    let (first, second) = value.split_at(half);
    ways.push(format!("{first}\n    {second}"));
    ways.push(format!("{first}=\n{second}"));
    ways.push(format!("> {first}\n> {second}"));
    ways.push(format!("=?utf-8?B?{}?=\n =?utf-8?B?{}?=", base64(first.as_bytes()), base64(second.as_bytes())));
    let wrapped = base64(format!("Recipient of this message: {value} (not found here)").as_bytes());
    ways.push(format!("{}\n{}", &wrapped[..wrapped.len() / 2], &wrapped[wrapped.len() / 2..]));
    ways
}

/// The ways that only addresses have.
fn ways_of_an_address() -> Vec<String> {
    let mut ways = ways(&format!("{NAME}@{DOMAIN}"));
    ways.extend([
        format!("bounce+{NAME}={DOMAIN}@lists.example.net"),
        format!("SRS0=x1y2=tt={DOMAIN}={NAME}@forward.example.net"),
        format!("prvs=12ab34={NAME}@{DOMAIN}"),
        format!("{NAME}%{DOMAIN}@relay.example.net"),
        format!("{NAME} at {DOMAIN}"),
        format!("{NAME}(at){DOMAIN}"),
        format!("https://list.example.net/out?u={NAME}%40{DOMAIN}"),
        format!("user {NAME} unknown"),
        format!("{NAME}@xn--bcher-kva.example"),
        format!("{NAME}+news@{DOMAIN}"),
        format!("<{}.{NAME}@mx.{DOMAIN}>", "20260312"),
        format!("&lt;{NAME}&commat;{DOMAIN}&gt;"),
    ]);
    ways
}

fn bounce(words: &str) -> String {
    let mut text = format!(
        "From: Mail Delivery System <MAILER-DAEMON@mx.example.net>\nTo: anna@example.org\n\
         Subject: Undelivered Mail Returned to Sender\nMIME-Version: 1.0\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=\"b1\"\n\n--b1\n\
         Content-Type: text/plain; charset=utf-8\n\nThis is the mail system at host mx.example.net.\n\n\
         <{NAME}@{DOMAIN}>: host mx.example.com[{IP}] said: 550 5.1.1 No such user\n {words}\n\n--b1\n\
         Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.net\nX-Postfix-Queue-ID: 4A5B6C\n\n\
         Final-Recipient: rfc822; {NAME}@{DOMAIN}\nAction: failed\nStatus: 5.1.1\n"
    );
    let folded: Vec<String> =
        format!("550 5.1.1 No such user; {words}").lines().map(|line| line.trim_start().to_owned()).collect();
    let _ = write!(text, "Diagnostic-Code: smtp; {}\n\n--b1\n", folded.join("\n    "));
    let _ = write!(
        text,
        "Content-Type: text/rfc822-headers\n\nFrom: anna@example.org\nTo: \"Ugo {SURNAME}\" <{NAME}@{DOMAIN}>\n\
         Subject: {SUBJECT}\nMessage-ID: <m1.{NAME}@mail.example.org>\nDate: Thu, 12 Mar 2026 10:00:00 +0100\n\n--b1--\n"
    );
    text
}

fn case_of(words: &str) -> Case {
    let table = Table::built_in();
    let mut case = Case::default();
    case.apply(Command::Read(Input::File { name: "x.eml".into(), bytes: bounce(words).into_bytes() }), table);
    let details = Details { notes: format!("ho scritto a {words}"), program: words.to_owned(), ..Details::default() };
    case.apply(Command::Describe(details), table);
    case
}

/// Everything that a reader of the text could see: the text itself and what its form and its encodings hold.
fn everything_in(text: &[u8], form: Form) -> String {
    let mut all = String::from_utf8_lossy(text).into_owned();
    if form == Form::Eml {
        let message = MessageParser::default().parse(text).expect("a message");
        let _ = write!(all, "\n{}", message.subject().unwrap_or_default());
        for part in &message.parts {
            let _ = write!(
                all,
                "\n{}\n{}",
                part.text_contents().unwrap_or_default(),
                part.attachment_name().unwrap_or_default()
            );
        }
    }
    if form == Form::Json {
        let value: serde_json::Value = serde_json::from_slice(text).expect("JSON");
        let mut pending = vec![&value];
        while let Some(value) = pending.pop() {
            match value {
                serde_json::Value::String(text) => all.push_str(text),
                serde_json::Value::Array(list) => pending.extend(list),
                serde_json::Value::Object(fields) => pending.extend(fields.values()),
                _ => {}
            }
            all.push('\n');
        }
    }
    // Percent, quoted-printable, entities, escapes; then base64 of whatever looks like it.
    let mut decoded = String::new();
    let bytes = all.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let hex = |range: std::ops::Range<usize>| {
            all.get(range).and_then(|digits| u8::from_str_radix(digits, 16).ok()).map(char::from)
        };
        match bytes[at] {
            b'%' | b'=' if hex(at + 1..at + 3).is_some() => {
                decoded.extend(hex(at + 1..at + 3));
                at += 3;
            }
            b'\\' if all.get(at + 1..at + 2) == Some("u") && hex(at + 4..at + 6).is_some() => {
                decoded.extend(hex(at + 4..at + 6));
                at += 6;
            }
            byte => {
                decoded.push(char::from(byte));
                at += 1;
            }
        }
    }
    for number in 32..127_u8 {
        decoded = decoded.replace(&format!("&#{number};"), &char::from(number).to_string());
        decoded = decoded.replace(&format!("&#x{number:x};"), &char::from(number).to_string());
    }
    let squeezed: String = all.chars().filter(|c| !c.is_whitespace() && *c != '\u{200b}' && *c != '>').collect();
    let mut unpacked = String::new();
    for source in [&all, &decoded, &squeezed] {
        for run in source.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '-' | '_'))) {
            if run.len() >= 8 {
                for skip in 0..4 {
                    let bytes: Vec<u8> = unbase64(&run[skip..]).into_iter().filter(|byte| *byte != 0).collect();
                    unpacked.push_str(&String::from_utf8_lossy(&bytes));
                    unpacked.push('\n');
                }
            }
        }
    }
    let mut seen = [all, decoded, squeezed, unpacked].join("\n");
    let backwards: String = seen.chars().rev().collect();
    seen.push_str(&backwards);
    seen.to_lowercase()
}

fn assert_hidden(case: &Case, redaction: Redaction, secrets: &[&str], what: &str) {
    let table = Table::built_in();
    for paper in Paper::ALL {
        // Every form once: the papers differ in what they hold, the forms in how they write it.
        for form in Form::ALL.into_iter().filter(|form| paper == Paper::AgentTicket || *form == Form::Text) {
            let options = Options { paper, form, redaction, attach: true, lang: Lang::En, ..Options::default() };
            let text = write_bytes(case, table, &options);
            let seen = everything_in(&text, form);
            for secret in secrets {
                assert!(
                    !seen.contains(&secret.to_lowercase()),
                    "{secret} is seen in {paper:?} as {form:?}, written as {what:?}:\n{}",
                    String::from_utf8_lossy(&text)
                );
            }
        }
    }
}

static HIDES: LazyLock<Redaction> =
    LazyLock::new(|| Redaction::of(&[Hide::Addresses, Hide::Names, Hide::Subject, Hide::Ip, Hide::Bodies]));

#[test]
fn another_s_address_is_hidden_however_it_is_written() {
    for way in ways_of_an_address() {
        assert_hidden(&case_of(&way), *HIDES, &[NAME], &way);
    }
}

/// What stands in the fullest text, its attachment included, of a bounce with these words.
fn shown(words: &str) -> String {
    let options = Options { redaction: *HIDES, attach: true, form: Form::Eml, ..Options::default() };
    let options = Options { paper: Paper::AgentTicket, ..options };
    let bytes = write_bytes(&case_of(words), Table::built_in(), &options);
    everything_in(&bytes, Form::Eml)
}

#[test]
fn the_person_that_an_address_names_is_hidden_too() {
    for way in [
        "Luca Bianchi",
        "BIANCHI, Luca",
        "Bianchi Luca",
        "luca-bianchi",
        "host luca-bianchi.dyn.example.net",
        "lucabianchi",
        "luca_bianchi",
        "luca dot bianchi at example dot com",
        "CN=luca bianchi,OU=x",
        "\\Users\\luca.bianchi\\Desktop",
        "luca.bianchi#EXT#@x.example",
        "IMCEAINVALID-luca+2Ebianchi+40example+2Ecom@x.example",
    ] {
        let seen = shown(&format!("user {way} is not here"));
        assert!(!seen.contains("bianchi") && !seen.contains("ihcnaib"), "{way}:\n{seen}");
    }
}

#[test]
fn encodings_of_every_sort_and_several_layers_are_seen_through() {
    let address = format!("{NAME}@{DOMAIN}");
    let every = |form: &dyn Fn(u8) -> String| address.bytes().map(form).collect::<String>();
    let wide: String = address.bytes().filter_map(|byte| char::from_u32(u32::from(byte) + 0xFEE0)).collect();
    let percent = every(&|byte| format!("%{byte:02x}"));
    for (way, part) in [
        (percent.replace('%', "%25"), "%256c%2575"),
        (percent.replace('%', "%2525"), "%25256c%252575"),
        (every(&|byte| format!("&#{byte}")), "&#108&#117"),
        (every(&|byte| format!("&#x00{byte:x};")), "&#x006c;"),
        (every(&|byte| format!("\\u{{{byte:x}}}")), "\\u{6c}"),
        (every(&|byte| format!("\\x{byte:02x}")), "\\x6c\\x75"),
        (every(&|byte| format!("\\{byte:03o}")), "\\154\\165"),
        (every(&|byte| format!("{byte:02x}")), "6c756361"),
        (wide, "ｌｕ"),
        ("name*0=\"luca.bian\";\n name*1=\"chi@example.com\"".to_owned(), "luca.bian"),
        (every(&|byte| format!("%{byte:02X}")).replace("%40", "%3D%34%30"), "%6c%75"),
    ] {
        let seen = shown(&way);
        assert!(!seen.contains(part), "{way}:\n{seen}");
    }
}

#[test]
fn accents_hide_no_name_in_whatever_form_they_are_written() {
    let table = Table::built_in();
    let (one, two, none) = ("nicol\u{f2}.d\u{e0}mico", "nicolo\u{300}.da\u{300}mico", "nicolo.damico");
    for known in [one, two] {
        let text = bounce(&format!("user {one}, {two}, {none} or D\u{c0}MICO, NICOL\u{d2}")).replace(NAME, known);
        let mut case = Case::default();
        case.apply(Command::Read(Input::File { name: "x.eml".into(), bytes: text.into_bytes() }), table);
        let options = Options { paper: Paper::Gap, redaction: *HIDES, ..Options::default() };
        let seen = String::from_utf8(write_bytes(&case, table, &options)).expect("UTF-8").to_lowercase();
        assert!(!seen.contains("mico"), "{known}:\n{seen}");
    }
}

#[test]
fn an_ip_address_is_hidden_in_every_spelling() {
    for way in [
        "ip203.0.113.77.example",
        "host-203-0-113-77.example",
        "dyn-203000113077.example",
        "203.000.113.077",
        "0xcb.0x00.0x71.0x4d",
        "0xcb00714d",
        "3405803853",
        "::ffff:203.0.113.77",
        "203.0.113.77/32",
        "203&#46;0&#46;113&#46;77",
        "MjAzLjAuMTEzLjc3",
    ] {
        let seen = shown(&format!("blocked {way} here"));
        assert!(!seen.contains(&way.to_lowercase()), "{way}:\n{seen}");
    }
    let known = "2001:db8:0:0:8:800:200c:417a";
    for way in [
        "2001:db8::8:800:200c:417a",
        "2001:0DB8:0000:0000:0008:0800:200C:417A",
        "[2001:db8::8:800:200C:417A]:25",
        "2001:db8::8:800:32.12.65.122",
        "20010db80000000000080800200c417a",
        "2001-db8--8-800-200c-417a.x.example",
        "2001-0db8-0000-0000-0008-0800-200c-417a.x.example",
        "a.7.1.4.c.0.0.2.0.0.8.0.8.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa",
    ] {
        let seen = shown(&format!("from {known} and {way} here"));
        assert!(!seen.contains("417a") && !seen.contains("a.7.1.4") && !seen.contains("65.122"), "{way}:\n{seen}");
    }
}

#[test]
fn a_subject_of_one_word_leaves_the_names_of_servers_alone() {
    let table = Table::built_in();
    let mut case = Case::default();
    let text = bounce("see mx.example.net").replace(SUBJECT, "Example");
    case.apply(Command::Read(Input::File { name: "x.eml".into(), bytes: text.into_bytes() }), table);
    let options = Options { redaction: Redaction::of(&[Hide::Subject]), ..Options::default() };
    let text = String::from_utf8(write_bytes(&case, table, &options)).expect("UTF-8");
    assert!(text.contains("mx.example.net") && !text.contains("): Example"), "{text}");
}

#[test]
fn subject_name_and_ip_are_hidden_however_they_are_written() {
    for (value, secret) in [(SUBJECT, SUBJECT), ("Ugo Castellani", SURNAME), ("Castellani, Ugo", SURNAME)] {
        for way in ways(value) {
            // A single reversed word reads as no name.
            if way == value.chars().rev().collect::<String>() {
                continue;
            }
            assert_hidden(&case_of(&way), *HIDES, &[secret], &way);
        }
    }
    for way in
        [IP, "77.113.0.203", "203-0-113-77", "203_0_113_77", "203.0.113.77:25", "cb00714d", "%32%30%33%2E0%2E113%2E77"]
    {
        assert_hidden(&case_of(&format!("[{way}] blocked")), *HIDES, &[way], way);
    }
}

#[test]
fn passwords_and_tokens_are_hidden_even_where_nothing_else_is() {
    let ways = [
        "password: Segreta99x",
        "la mia password è Segreta99x",
        "Passwort: Segreta99x",
        "mot de passe : Segreta99x",
        "contraseña: Segreta99x",
        "pwd=Segreta99x",
        "https://a.example/x?token=Segreta99x&y=1",
        "Authorization: Bearer Segreta99x",
        "AUTH PLAIN AGFubmEAU2VncmV0YTk5eA==",
        "334 UGFzc3dvcmQ6 U2VncmV0YTk5eA==",
        "{\"token\": \"Segreta99x\"}",
        "app password: wxyz bcdf ghjk lmnp",
        "PASSWORD Segreta99x",
        "pass%3A%20Segreta99x",
        "ho messo Segreta99x come password",
        "<password>Segreta99x</password>",
        "Password:\n Segreta99x",
        "credenziali: anna / Segreta99x",
        "smtp://anna:Segreta99x@smtp.example.org:587",
        "client_secret: Segreta99x",
        "Set-Cookie: Segreta99x",
    ];
    for way in ways {
        let case = case_of(way);
        assert_hidden(&case, Redaction::default(), &SECRETS, way);
        let seen = String::from_utf8(write_bytes(&case, Table::built_in(), &Options::default())).expect("UTF-8");
        assert!(!seen.contains("ghjk"), "{way}");
        assert!(seen.contains(NAME), "nothing else is hidden");
    }
}

#[test]
fn codes_servers_and_the_sender_stay() {
    let table = Table::built_in();
    let case = case_of("see the log");
    for paper in [Paper::Ticket, Paper::AgentTicket, Paper::Note] {
        let options = Options { paper, redaction: *HIDES, ..Options::of(paper, Lang::En, table) };
        let text = String::from_utf8(write_bytes(&case, table, &options)).expect("UTF-8");
        for kept in ["550 5.1.1", "No such user", "mx.example.net", "4A5B6C", "anna@example.org", "l•••@example.com"]
        {
            assert!(text.contains(kept), "{kept} is gone from {paper:?}:\n{text}");
        }
    }
    let all = Options { redaction: Redaction::all(), ..Options::default() };
    let text = String::from_utf8(write_bytes(&case, table, &all)).expect("UTF-8");
    assert!(!text.contains("anna@example.org") && text.contains("a•••@example.org"), "{text}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_hidden_name_survives_in_any_surroundings(
        before in "[ -~àèì\n]{0,40}",
        after in "[ -~àèì\n]{0,40}",
        way in 0..32_usize,
        paper in 0..7_usize,
        form in 0..6_usize,
    ) {
        let ways = ways_of_an_address();
        let way = &ways[way % ways.len()];
        // Set apart by blanks: stuck to other letters it would be another name.
        let words = format!("{} {way} {}", before.replace("--b1", ""), after.replace("--b1", ""));
        let case = case_of(&words);
        let (paper, form) = (Paper::ALL[paper], Form::ALL[form]);
        let options = Options { paper, form, redaction: *HIDES, attach: true, ..Options::default() };
        let text = write_bytes(&case, Table::built_in(), &options);
        let seen = everything_in(&text, form);
        prop_assert!(!seen.contains(NAME), "{words:?} in {paper:?} as {form:?}:\n{}", String::from_utf8_lossy(&text));
    }
}
