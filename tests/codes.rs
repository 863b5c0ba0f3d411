//! Every code of the standards and of mail programs has its page, in both languages.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test stops where its ground is missing")]

use rimbalzo::answer;
use rimbalzo::knowledge::{Lang, Table};

/// Reply codes of RFC 5321, 4954 (authentication), 3207 (TLS), 4468 (BURL), 7504 (no mail), 1846 (521), 2645 (ATRN)
/// and the IANA registry.
const REPLIES: &str = "211 214 220 221 235 250 251 252 334 354 421 432 450 451 452 453 454 455 458 459 500 501 502 503 \
    504 521 523 530 534 535 538 550 551 552 553 554 555 556";

/// The enhanced status codes of the IANA registry, by their subject and detail.
const STATUSES: [(u8, std::ops::RangeInclusive<u8>); 8] =
    [(0, 0..=0), (1, 0..=10), (2, 0..=4), (3, 0..=6), (4, 0..=7), (5, 0..=6), (6, 0..=10), (7, 0..=30)];

/// What mail programs and systems show.
const CLIENTS: &str = "0x800CCC0A 0x800CCC0B 0x800CCC0C 0x800CCC0D 0x800CCC0E 0x800CCC0F 0x800CCC10 0x800CCC11 \
    0x800CCC12 0x800CCC13 0x800CCC14 0x800CCC15 0x800CCC16 0x800CCC17 0x800CCC18 0x800CCC19 0x800CCC1A 0x800CCC1B \
    0x800CCC1C 0x800CCC1D 0x800CCC44 0x800CCC45 0x800CCC46 0x800CCC47 0x800CCC60 0x800CCC61 0x800CCC62 0x800CCC63 \
    0x800CCC64 0x800CCC65 0x800CCC66 0x800CCC67 0x800CCC68 0x800CCC69 0x800CCC6A 0x800CCC6B 0x800CCC6C 0x800CCC6D \
    0x800CCC6E 0x800CCC6F 0x800CCC78 0x800CCC79 0x800CCC7A 0x800CCC7B 0x800CCC7D 0x800CCC7E 0x800CCC7F 0x800CCC80 \
    0x800CCC90 0x800CCC91 0x800CCC92 0x800CCC93 0x80042109 0x80042108 0x8004210A 0x8004210B 0x8004010F 0x8004011D \
    0x80040115 0x80040600 0x80042112 0x8004210E 0x80048002 0x80070005 0x80070057 10013 10048 10049 10050 10051 10053 \
    10054 10057 10060 10061 10064 10065 10067 10091 11001 11002 11003 11004 101 104 110 111 112 113";

fn has_a_page(code: &str) {
    let table = Table::built_in();
    for lang in Lang::ALL {
        let (page, _) = answer::explain(code, table, lang).unwrap_or_else(|| panic!("{code} has no page"));
        assert!(page.title.chars().count() > 5 && page.meaning.chars().count() > 15, "{code}: {page:?}");
        assert!(!page.causes.is_empty() && page.causes.iter().all(|cause| table.has_cause(cause)), "{code}: {page:?}");
    }
}

#[test]
fn every_reply_code_of_the_standards_has_a_page() {
    for code in REPLIES.split_whitespace() {
        has_a_page(code);
    }
}

#[test]
fn every_enhanced_status_code_of_the_registry_has_a_page_of_its_own() {
    let table = Table::built_in();
    for (subject, details) in STATUSES {
        for detail in details {
            assert!(table.status_code(&format!("5.{subject}.{detail}")).is_some(), "5.{subject}.{detail}");
            for class in ["4", "5"] {
                has_a_page(&format!("{class}.{subject}.{detail}"));
            }
        }
    }
}

#[test]
fn any_other_status_code_is_explained_by_its_parts_in_each_language() {
    for lang in Lang::ALL {
        for code in ["5.7.999", "4.9.1", "5.3.77", "2.1.88"] {
            let (page, _) = answer::explain(code, Table::built_in(), lang).unwrap_or_else(|| panic!("{code}"));
            assert!(page.meaning.len() > 20, "{code}: {}", page.meaning);
        }
    }
}

#[test]
fn a_code_of_class_2_is_good_news_one_of_class_4_tries_again_and_one_of_class_5_is_final() {
    let table = Table::built_in();
    let ends = [
        ("2", "delivered", "bene", "well"),
        ("4", "delayed", "riprova da solo", "tries again by itself"),
        ("5", "failed", "definitiva", "final"),
    ];
    for (class, outcome, it, en) in ends {
        // A code of the registry for classes 4 and 5, and one that nobody knows.
        for code in [format!("{class}.1.1"), format!("{class}.3.77"), format!("{class}.9.4")] {
            for (lang, words) in [(Lang::It, it), (Lang::En, en)] {
                let (page, _) = answer::explain(&code, table, lang).unwrap_or_else(|| panic!("{code}"));
                assert_eq!(page.outcome, outcome, "{code}");
                assert!(page.meaning.contains(words), "{code}: {}", page.meaning);
                assert_ne!(page.title, code);
            }
        }
    }
}

#[test]
fn a_page_that_leaves_the_work_to_somebody_names_the_same_in_its_headline() {
    let table = Table::built_in();
    let theirs = ["il servizio di posta del destinatario", "chi gestisce la posta del destinatario"];
    for entry in table.status_codes().filter(|entry| entry.code.starts_with(['4', '5', 'X'])) {
        let code = entry.code.replace('X', "5");
        let (page, _) = answer::explain(&code, table, Lang::It).unwrap_or_else(|| panic!("{code}"));
        let leaves_it = |who: &str| entry.meaning.it.contains(&format!("Deve pensarci {who}"));
        if theirs.iter().any(|who| leaves_it(who)) {
            assert_eq!(page.actor, "recipient-provider", "{code}: {}", page.meaning);
        }
        if leaves_it("chi gestisce la tua posta") {
            assert_eq!(page.actor, "sender-provider", "{code}: {}", page.meaning);
        }
    }
}

#[test]
fn while_the_server_still_tries_nobody_has_to_act() {
    let warning = "THIS IS A WARNING ONLY. Your message could not be delivered for more than 4 hours. It will be \
                   retried until it is 5 days old.\n<anna@ditta.example>: connect to mx.ditta.example: Connection timed out";
    let table = Table::built_in();
    let report = rimbalzo::intake::read_text(warning, table);
    let diagnosis = rimbalzo::diagnosis::diagnose(&report, table);
    let verdict = &diagnosis.overall;
    assert_eq!(
        (verdict.cause.as_str(), verdict.outcome.as_str(), verdict.actor.as_str()),
        ("timeout", "delayed", "nobody")
    );
    let facts = rimbalzo::diagnosis::facts(&report, &diagnosis);
    let (title, summary) = answer::headline(verdict, table, &facts, Lang::En);
    assert!(!title.contains("ran out") && summary.contains("anna@ditta.example"), "{title}: {summary}");
    assert!(verdict.actor_why(table).en.contains("tries again by itself"));
}

#[test]
fn every_code_of_mail_programs_has_a_page_however_it_is_written() {
    for code in CLIENTS.split_whitespace() {
        has_a_page(code);
        has_a_page(&code.to_lowercase());
    }
}

#[test]
fn a_code_of_mail_programs_is_known_by_each_of_its_names() {
    let table = Table::built_in();
    for entry in table.client_codes() {
        for name in entry.names() {
            let (page, _) = answer::explain(name, table, Lang::En).unwrap_or_else(|| panic!("{name} has no page"));
            assert_eq!(page.title, entry.title.en, "{name}");
        }
    }
    for (typed, title) in [("CDO 0x80040217", "0x80040217"), ("Outlook 0x800CCC0E", "0x800CCC0E")] {
        let (page, _) = answer::explain(typed, table, Lang::En).unwrap_or_else(|| panic!("{typed}"));
        assert_eq!(page.title, table.client_code(title).expect("in the table").title.en, "{typed}");
    }
}

#[test]
fn a_mail_program_s_own_fault_leads_to_its_own_steps_and_to_the_person_in_front_of_it() {
    let table = Table::built_in();
    for text in ["0x80040600", "Outlook: 0x80040600, unknown error in Outlook.pst"] {
        let report = rimbalzo::intake::read_text(text, table);
        let verdict = rimbalzo::diagnosis::diagnose(&report, table).overall;
        assert_eq!((verdict.code.as_deref(), verdict.actor.as_str()), (Some("0x80040600"), "sender"), "{text}");
        let steps = rimbalzo::guide::main_line(&verdict, table, rimbalzo::guide::Audience::Customer);
        assert_eq!(steps.first().map(|step| step.id.as_str()), Some("restart-computer"), "{text}");
    }
}

#[test]
fn a_greeting_or_a_goodbye_is_not_said_to_have_delivered_anything() {
    let table = Table::built_in();
    for code in ["220", "221", "235", "334", "354"] {
        let (page, _) = answer::explain(code, table, Lang::En).unwrap_or_else(|| panic!("{code}"));
        assert_eq!((page.outcome, page.actor), ("not-an-error", "nobody"), "{code}");
    }
    for code in ["250", "251", "252"] {
        assert_eq!(answer::explain(code, table, Lang::En).map(|(page, _)| page.outcome), Some("delivered"), "{code}");
    }
}

#[test]
fn once_no_server_tries_any_more_nobody_is_told_to_wait() {
    let table = Table::built_in();
    for (text, first, not) in [
        ("550 5.3.2 System not accepting network messages <anna@ditta.example>", "resend-later", "wait-no-resend"),
        ("450 4.3.2 System not accepting network messages <anna@ditta.example>", "wait-no-resend", "resend-later"),
    ] {
        let report = rimbalzo::intake::read_text(text, table);
        let verdict = rimbalzo::diagnosis::diagnose(&report, table).overall;
        let over = verdict.outcome.as_str() == "failed";
        assert_eq!(verdict.actor.as_str(), if over { "sender" } else { "nobody" }, "{text}");
        let steps = rimbalzo::guide::steps_for(&verdict, table, rimbalzo::guide::Audience::Customer);
        let has = |id: &str| steps.iter().any(|step| step.id == id);
        assert!(has(first) && !has(not), "{text}");
    }
}
