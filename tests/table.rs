//! The knowledge table held to its word, and the 41 codes the product exists for.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test stops where its ground is missing")]

use rimbalzo::answer;
use rimbalzo::diagnosis::{Certainty, diagnose};
use rimbalzo::guide::{self, Audience};
use rimbalzo::intake::{Kind, read_code, read_text};
use rimbalzo::knowledge::{Actor, Facts, For, Lang, Table};
use rimbalzo::words::Words;

/// The codes of the founding helpdesk article, with what each may be, likeliest first.
const SEED: [(&str, &str); 41] = [
    ("101", "connection-failed"),
    ("111", "connection-failed domain-unknown"),
    ("211", "information"),
    ("214", "information"),
    ("220", "accepted"),
    ("221", "accepted"),
    ("250", "accepted"),
    ("251", "accepted"),
    ("252", "accepted"),
    ("354", "accepted"),
    ("420", "timeout"),
    ("421", "server-unavailable rate-limited"),
    ("422", "mailbox-full"),
    ("431", "server-full rate-limited message-too-large"),
    ("432", "server-unavailable server-error"),
    ("441", "server-unavailable"),
    ("442", "timeout connection-failed"),
    ("446", "routing-loop"),
    ("447", "timeout rate-limited"),
    ("449", "server-error domain-unknown"),
    ("450", "greylisted mailbox-full ip-blocklisted mailbox-disabled"),
    ("451", "server-error greylisted spam-content rate-limited"),
    ("452", "server-full rate-limited mailbox-full"),
    ("471", "spam-content server-error"),
    ("500", "protocol-error"),
    ("501", "protocol-error address-syntax connection-failed"),
    ("502", "protocol-error"),
    ("503", "login-required protocol-error"),
    ("504", "protocol-error"),
    ("510", "address-unknown address-syntax"),
    ("511", "address-unknown address-syntax"),
    ("512", "domain-unknown"),
    ("513", "address-syntax login-required"),
    ("523", "message-too-large"),
    ("530", "login-required ip-blocklisted address-unknown"),
    ("541", "spam-content recipient-refuses"),
    ("550", "address-unknown ip-blocklisted connection-failed server-unavailable policy"),
    ("551", "relay-denied address-moved address-unknown"),
    ("552", "mailbox-full message-too-large"),
    ("553", "address-syntax address-unknown sender-rejected"),
    ("554", "spam-content ip-blocklisted policy"),
];

#[test]
fn nothing_is_wrong_with_the_built_in_table() {
    let problems: Vec<String> =
        Table::problems(None).iter().map(|problem| Words::of(Lang::En).problem(problem)).collect();
    assert!(problems.is_empty(), "{} problems:\n{}", problems.len(), problems.join("\n"));
}

#[test]
fn the_table_holds_the_33_causes() {
    assert_eq!(Table::built_in().causes().count(), 33);
}

#[test]
fn every_seed_code_names_its_causes_in_order_and_says_what_to_do() {
    let table = Table::built_in();
    for (code, causes) in SEED {
        for lang in Lang::ALL {
            let (page, _) = answer::explain(code, table, lang).unwrap_or_else(|| panic!("{code} has no page"));
            let named: Vec<&str> = page.causes.iter().map(rimbalzo::knowledge::CauseId::as_str).collect();
            assert_eq!(named, causes.split(' ').collect::<Vec<_>>(), "{code}");
            assert!(!page.title.is_empty() && !page.meaning.is_empty() && !page.steps.is_empty(), "{code}");
        }
    }
}

#[test]
fn every_seed_code_is_found_by_pick_by_typing_and_inside_a_sentence() {
    let table = Table::built_in();
    for (code, causes) in SEED {
        let first = causes.split(' ').next().unwrap_or_default();
        let inputs = [
            code.to_owned(),
            format!(" {code} "),
            format!("errore {code}"),
            format!("Error: {code}"),
            format!("#{code}"),
            format!("Quando invio la posta mi appare l'errore {code} e non so che cosa fare."),
            format!("Il messaggio è tornato indietro con il codice {code}."),
            format!("My mail came back with error {code}, what does it mean?"),
            format!("The server replied: {code}"),
            format!("Ciao,\n\nmi esce il {code} quando mando una mail.\nGrazie"),
            format!("che significa {code}"),
            format!("what does {code} mean?"),
            format!("Non riesco a spedire: {code}!"),
            format!("errore numero {code}"),
            format!("Errore n. {code}"),
            format!("Error no. {code}"),
            format!("SMTP{code}"),
            format!("{code} ?"),
            format!("I see {code} when writing to my sister"),
        ];
        for input in inputs {
            let report = read_text(&input, table);
            let diagnosis = diagnose(&report, table);
            assert_eq!(diagnosis.overall.code.as_deref(), Some(code), "«{input}» leads to another page");
            assert_eq!(diagnosis.overall.cause.as_str(), first, "«{input}»");
            assert!(diagnosis.overall.certainty < Certainty::Sure, "«{input}»: a code alone is never sure");
        }
        assert_eq!(read_code(code, table).kind, Kind::Code);
    }
}

#[test]
fn codes_are_read_in_every_way_people_write_them() {
    let table = Table::built_in();
    for (input, code, cause) in [
        ("5.1.1", "5.1.1", "address-unknown"),
        ("#5.2.2", "5.2.2", "mailbox-full"),
        ("(#5.1.1)", "5.1.1", "address-unknown"),
        ("550-5.1.1", "5.1.1", "address-unknown"),
        ("550 5.1.1", "5.1.1", "address-unknown"),
        ("552 5.2.2", "5.2.2", "mailbox-full"),
        ("0x800CCC0E", "0x800CCC0E", "connection-failed"),
        ("0x800ccc0e", "0x800CCC0E", "connection-failed"),
        ("Errore: 0x800CCC0E", "0x800CCC0E", "connection-failed"),
        ("errore 111", "111", "connection-failed"),
        ("Socket error 10061", "10061", "connection-failed"),
    ] {
        let report = read_text(input, table);
        let verdict = diagnose(&report, table).overall;
        assert_eq!(report.kind, Kind::Code, "{input}");
        assert_eq!(verdict.cause.as_str(), cause, "{input}");
        let page = verdict.code.as_deref().and_then(|code| table.code(code)).map(rimbalzo::knowledge::CodeRef::code);
        let wanted = table.code(code).map(rimbalzo::knowledge::CodeRef::code);
        assert_eq!(page, wanted, "{input}");
    }
}

#[test]
fn a_number_that_is_no_code_is_not_taken_for_one() {
    let table = Table::built_in();
    for input in [
        "In allegato la fattura 550 del 12/03/2026, totale 552,00 euro.",
        "Please find attached invoice 550 for 554 euro.",
        "Chiamami allo 06 550 1234 oppure al 421-5501",
        "The server listens on port 587 and port 465, address 192.0.2.250.",
        "Il server è mail.example.com, porta 587, indirizzo 198.51.100.251",
        "Nel 2026 abbiamo venduto 450 pezzi",
        "Postfix 2.5.1 e Exim 4.92.3 sono in funzione",
        "Ci vediamo in via Roma 550, interno 4",
        "€ 550 da pagare entro il 30/04/2026 alle 10:55:30",
        "id 4.5.0.1 versione 5.1.1.7",
        "Thunderbird 5.2.1",
        "server version: 5.1.1",
        "capitolo 5.1.1",
        "In via Roma 550 la posta non arriva",
        "Ho 452 contatti e la mail non parte",
        "l'ufficio 101 non riceve la posta",
        "mail inviata a 220 indirizzi",
        "messaggio 1 di 250",
        "Costa 220 al mese",
        "codice cliente 550",
        "Volo AZ 550",
        "02 450 221",
        "4.5.6 dicembre",
    ] {
        let report = read_text(input, table);
        assert!(report.replies.is_empty(), "«{input}» gave {:?}", report.replies);
        assert!(diagnose(&report, table).overall.cause.is_undetermined(), "«{input}»");
    }
}

/// Who must act, and why, in the words of one language.
fn who(text: &str, lang: Lang) -> (Actor, String) {
    let table = Table::built_in();
    let verdict = diagnose(&read_text(text, table), table).overall;
    (verdict.actor, verdict.actor_why(table).get(lang).to_owned())
}

#[test]
fn a_message_whose_task_is_not_its_cause_s_names_that_actor_and_says_why() {
    for (text, actor, why) in [
        ("554 5.7.1 Client host [192.0.2.30] blocked using dnsbl.sorbs.net", Actor::RecipientProvider, "has closed"),
        (
            "554 5.7.1 Client host [192.0.2.30] blocked using ix.dnsbl.manitu.net",
            Actor::RecipientProvider,
            "no longer exists",
        ),
        (
            "450 4.2.1 The user you are trying to contact is receiving mail too quickly. - gsmtp",
            Actor::Nobody,
            "mailbox",
        ),
        (
            "550 5.7.750 Service unavailable. Client blocked from sending from unregistered domains.",
            Actor::SenderProvider,
            "domains",
        ),
    ] {
        let (named, said) = who(text, Lang::En);
        assert!(named == actor && said.contains(why), "{text}: {named:?}, {said}");
        let table = Table::built_in();
        assert!(diagnose(&read_text(text, table), table).overall.note(table).is_none(), "{text}: said twice");
    }
}

#[test]
fn a_code_says_why_it_names_another_actor_than_its_cause() {
    assert_eq!(who("452", Lang::En), (Actor::Sender, "You can wait a while and send to smaller groups.".to_owned()));
    let (actor, why) = who("432", Lang::It);
    assert!(actor == Actor::RecipientProvider && why.contains("coda"), "{actor:?}: {why}");
}

#[test]
fn a_code_that_nobody_knows_is_no_page() {
    let table = Table::built_in();
    assert!(answer::explain("999", table, Lang::It).is_none());
    assert!(answer::explain("pippo", table, Lang::En).is_none());
}

#[test]
fn an_unregistered_status_code_is_explained_by_its_parts() {
    let (page, _) = answer::explain("5.7.999", Table::built_in(), Lang::En).expect("any x.y.z has a page");
    assert!(!page.meaning.is_empty());
}

#[test]
fn a_question_that_decides_nothing_twice_or_between_unknown_causes_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = r#"
[[questions]]
id = "own"
ask.it = "Una domanda senza punto interrogativo"
ask.en = "A question?"
leads = [
  { yes = "mailbox-full", no = "mailbox-full" },
  { yes = "mailbox-full", no = "no-such-cause" },
  { yes = "timeout", no = "connection-failed" },
  { yes = "connection-failed", no = "timeout" },
]
"#;
    std::fs::write(folder.path().join("questions.toml"), file).unwrap();
    let problems: Vec<String> =
        Table::problems(Some(folder.path())).iter().map(|problem| Words::of(Lang::En).problem(problem)).collect();
    for part in ["question mark", "always leads", "no-such-cause", "already"] {
        assert!(problems.iter().any(|problem| problem.contains(part)), "{part}: {problems:#?}");
    }
}

#[test]
fn whom_a_message_or_code_names_gets_the_first_step_and_nobody_asks_the_other_provider() {
    let table = Table::built_in();
    for (text, theirs, not_theirs) in [
        (
            "554 5.7.1 Client host [192.0.2.30] blocked using ix.dnsbl.manitu.net",
            For::RecipientProvider,
            For::SenderProvider,
        ),
        ("5.7.323", For::RecipientProvider, For::SenderProvider),
        ("5.7.705", For::SenderProvider, For::RecipientProvider),
    ] {
        let verdict = diagnose(&read_text(text, table), table).overall;
        let steps = guide::main_line(&verdict, table, Audience::Customer);
        let first = steps.first().expect("steps");
        assert!(first.for_whom == theirs && first.message.is_some(), "{text}: {}", first.id);
        assert!(steps.iter().all(|step| step.for_whom != not_theirs), "{text}");
    }
}

#[test]
fn a_list_that_was_asked_in_the_wrong_way_lists_nobody_and_offers_no_delisting() {
    let table = Table::built_in();
    for text in [
        "550 5.7.1 blocked using zen.spamhaus.org; Error: open resolver; https://check.spamhaus.org/returnc/pub/192.0.2.5/",
        "554 5.7.1 Client host blocked using zen.spamhaus.org; https://www.spamhaus.org/returnc/vol/",
        "550 5.7.1 rejected, zen.spamhaus.org returned 127.255.255.254",
        "554 Your IP is listed in zen.spamhaus.org (127.255.255.255): excessive number of queries",
        "550 5.7.1 mail refused: zen.spamhaus.org: query via public resolver not allowed",
        "550 blocked using zen.spamhaus.org; Error: typing error in DNSBL name 127.255.255.252",
    ] {
        let verdict = diagnose(&read_text(text, table), table).overall;
        assert_eq!((verdict.cause.as_str(), verdict.actor), ("server-error", Actor::RecipientProvider), "{text}");
        assert!(verdict.note(table).is_some_and(|note| note.en.contains("not on the list")), "{text}");
        let provider = verdict.provider.as_deref().and_then(|id| table.provider(id)).expect("Spamhaus");
        assert!(provider.delisting.is_none() && provider.help.is_some(), "{text}");
    }
}

#[test]
fn a_list_that_has_closed_or_was_asked_wrongly_leads_the_page_with_words_of_its_own() {
    let table = Table::built_in();
    let texts = [
        "554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using dnsbl.sorbs.net",
        "554 5.7.1 Client host [192.0.2.1] blocked using ix.dnsbl.manitu.net",
        "554 5.7.1 Client host [192.0.2.1] blocked using zen.spamhaus.org; Error: open resolver",
    ];
    for text in texts {
        let verdict = diagnose(&read_text(text, table), table).overall;
        for lang in [Lang::It, Lang::En] {
            let (title, summary) = answer::headline(&verdict, table, &Facts::default(), lang);
            assert!(!title.contains("reputa") && !summary.contains("reputa"), "{text}: {title} {summary}");
            assert_ne!(title, table.cause(&verdict.cause).title.get(lang), "{text}");
        }
    }
}

#[test]
fn the_limit_that_a_server_names_is_said_whether_it_names_a_recipient_or_not() {
    let table = Table::built_in();
    for (text, it, en) in [
        ("552 5.3.4 Message size exceeds fixed limit (10485760)", "è troppo pesante", "The message is too large"),
        ("552 5.3.4 <luca@example.org>: size over the limit of 10 MB", "per luca@example.org", "to luca@example.org"),
    ] {
        let report = read_text(text, table);
        let diagnosis = diagnose(&report, table);
        for (lang, words) in [(Lang::It, it), (Lang::En, en)] {
            let facts = rimbalzo::diagnosis::facts(&report, &diagnosis);
            let (_, sentence) = answer::headline(&diagnosis.overall, table, &facts, lang);
            assert!(sentence.contains(words) && sentence.contains("10 MB") && !sentence.contains('|'), "{sentence}");
        }
    }
}
