//! The texts to send: what each holds, in both languages, and how a helpdesk replaces them.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test stops where its ground is missing")]

use std::fmt::Write as _;

use mail_parser::{MessageParser, MimeHeaders as _};
use rimbalzo::case::{Case, Command, Details, Input, Tried};
use rimbalzo::guide::{Answer, Audience, Worked};
use rimbalzo::knowledge::{FACTS, Lang, Outcome, ReplyText, Table, WarningId};
use rimbalzo::ticket::{
    Attachment, Block, Document, Form, Hide, Manner, Options, Paper, Redaction, write, write_bytes,
};
use rimbalzo::words::Words;

fn case_of(path: &str) -> Case {
    let mut case = Case::default();
    let bytes = std::fs::read(format!("tests/corpus/{path}")).expect("readable");
    case.apply(Command::Read(Input::File { name: path.to_owned(), bytes }), Table::built_in());
    case
}

/// A case of which everything is known, with more recipients than fit.
fn full_case() -> Case {
    let table = Table::built_in();
    let mut text = String::from(
        "From: MAILER-DAEMON@mx.example.net\nTo: anna@example.org\nSubject: Undelivered Mail\nMIME-Version: 1.0\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=b1\n\n--b1\nContent-Type: text/plain\n\n\
         This is the mail system at host mx.example.net.\n\n--b1\nContent-Type: message/delivery-status\n\n\
         Reporting-MTA: dns; mx.example.net\nX-Postfix-Queue-ID: 4A5B6C\nArrival-Date: Thu, 12 Mar 2026 10:00:00 +0100\n",
    );
    for number in 0..14 {
        let _ = write!(
            text,
            "\nFinal-Recipient: rfc822; persona{number}@example.com\nAction: failed\nStatus: 5.7.1\nRemote-MTA: dns; mx.example.com\n\
             Last-Attempt-Date: Thu, 12 Mar 2026 10:05:00 +0100\nWill-Retry-Until: Mon, 16 Mar 2026 10:00:00 +0100\n\
             Diagnostic-Code: smtp; 554 5.7.1 Client host [203.0.113.7] blocked using dnsbl.example, access denied, spam\n"
        );
    }
    text.push_str(
        "\n--b1\nContent-Type: text/rfc822-headers\n\nFrom: anna@example.org\nTo: persona0@example.com\nSubject: Prova\n\
         Date: Thu, 12 Mar 2026 09:59:00 +0100\nMessage-ID: <m1@example.org>\n\n--b1--\n",
    );
    let mut case = Case::default();
    case.apply(Command::Read(Input::File { name: "x.eml".into(), bytes: text.into_bytes() }), table);
    for _ in 0..12 {
        let list = case.checklist(table, Audience::Agent).expect("read");
        for item in list.items {
            let step = item.step.id.clone();
            let command = if item.step.question.is_some() {
                Command::Answer { step: step.clone(), answer: Answer::No }
            } else {
                Command::Tick { step: step.clone(), done: true }
            };
            case.apply(command, table);
            case.apply(Command::Stamp { step, at: "2026-03-12 10:10 UTC".into() }, table);
        }
    }
    case.apply(Command::Worked(Worked::No), table);
    let details = Details {
        name: "Anna Neri".into(),
        phone: "06 1234".into(),
        program: "Thunderbird 128".into(),
        server: "smtp.example.org 587".into(),
        happened: "ieri".into(),
        webmail: Some(Tried::Works),
        other_network: Some(Tried::DoesNotWork),
        notes: "una riga\ne un'altra\n".repeat(30),
    };
    case.apply(Command::Describe(details), table);
    case
}

#[test]
fn the_fullest_ticket_has_at_most_60_lines_and_the_same_keys_in_the_same_order_in_both_languages() {
    let table = Table::built_in();
    let case = full_case();
    for paper in [Paper::Ticket, Paper::AgentTicket, Paper::Note] {
        let keys = |lang| {
            let options = Options { now: "2026-03-12 10:00 UTC".into(), ..Options::of(paper, lang, table) };
            let text = write(&case, table, &options);
            assert!(text.lines().count() <= 60, "{paper:?}: {} lines\n{text}", text.lines().count());
            let document = Document::new(&case, table, &options).expect("read");
            let facts = document.blocks.into_iter().find_map(|block| match block {
                Block::Facts(entries) => Some(entries),
                _ => None,
            });
            let keys: Vec<&str> = facts.expect("facts").iter().map(|entry| entry.key).collect();
            for key in &keys {
                assert!(text.contains(&format!("({key}):")), "{key} is no label of\n{text}");
            }
            keys
        };
        let order = |key: &&str| table.template(paper).facts.iter().position(|fact| fact == key);
        let italian = keys(Lang::It);
        assert_eq!(italian, keys(Lang::En));
        assert!(italian.is_sorted_by_key(order), "{italian:?}");
    }
    let options = Options { now: "x".into(), ..Options::of(Paper::AgentTicket, Lang::It, table) };
    let text = write(&case, table, &options);
    let here = FACTS.iter().filter(|key| text.contains(&format!("({key}):"))).count();
    assert!(here >= 30, "{here} facts only:\n{text}");
    assert!(text.contains("203.0.113.7") && text.contains("10:10 UTC") && text.contains("(09:05 UTC)"), "{text}");
}

#[test]
fn a_reply_speaks_the_chosen_language_and_manner_and_holds_nothing_for_agents() {
    let table = Table::built_in();
    let case = case_of("rfc/postfix-mailbox-full.eml");
    let reply = |lang, manner| write(&case, table, &Options { manner, ..Options::of(Paper::Reply, lang, table) });
    let (tu, lei, english) = (reply(Lang::It, Manner::Tu), reply(Lang::It, Manner::Lei), reply(Lang::En, Manner::Lei));
    assert!(tu.contains("Avvisa il destinatario") && tu.contains("la tua e-mail"), "{tu}");
    assert!(lei.contains("Avvisi il destinatario") && lei.contains("la Sua e-mail") && !lei.contains(" tu"), "{lei}");
    assert!(english.contains("Tell the recipient"), "{english}");
    for text in [tu, lei, english] {
        assert!(text.contains("RB-") && !text.contains('{') && !text.contains("(case)"), "{text}");
        assert!(!text.contains("\n\n\n"), "{text}");
    }
}

/// The names under which replies stand in the table: causes, warnings, pages of certified mail.
fn replies(table: &Table) -> impl Iterator<Item = (String, &ReplyText)> {
    let causes = table.causes().map(|cause| cause.id.as_str().to_owned());
    let pages = table.certified_pages().iter().map(|page| page.code.clone());
    let warnings = WarningId::ALL.map(|id| id.as_str().to_owned());
    causes.chain(pages).chain(warnings).filter_map(|about| table.reply(&about).map(|reply| (about, reply)))
}

#[test]
fn every_reply_is_short_in_every_voice_and_lei_is_never_called_tu() {
    let table = Table::built_in();
    for cause in table.causes() {
        assert!(table.reply(cause.id.as_str()).is_some(), "{} has no reply", cause.id);
    }
    for (about, reply) in replies(table) {
        for letter in reply.letters() {
            for (lang, manner) in [(Lang::It, Manner::Tu), (Lang::It, Manner::Lei), (Lang::En, Manner::Tu)] {
                let text = letter.get(lang, manner);
                let sentences = text.split(['.', '\n']).filter(|part| !part.trim().is_empty()).count();
                assert!((3..=12).contains(&sentences), "{about}: {sentences} sentences\n{text}");
            }
            let lei = letter.get(Lang::It, Manner::Lei);
            assert_ne!(lei, letter.get(Lang::It, Manner::Tu), "{about}");
            let words: Vec<&str> = lei.split(|c: char| !c.is_alphabetic()).collect();
            for tu in [
                "tu",
                "tuo",
                "tua",
                "tuoi",
                "tue",
                "ti",
                "te",
                "puoi",
                "hai",
                "sei",
                "devi",
                "vuoi",
                "scrivi",
                "leggi",
                "chiedi",
                "ricevi",
                "mandacelo",
                "mandaci",
                "scrivicelo",
                "avvisaci",
            ] {
                assert!(!words.contains(&tu), "{about} says «{tu}» to somebody called Lei:\n{lei}");
            }
            for order in
                ["Prova", "Conserva", "Aspetta", "Guarda", "Cerca", "Controlla", "Manda", "Avvisa", "Leggi", "Scrivi"]
            {
                assert!(!words.contains(&order), "{about} orders somebody called Lei: «{order}»\n{lei}");
            }
        }
    }
}

#[test]
fn a_reply_about_a_delay_asks_to_wait_and_one_about_a_failure_does_not() {
    let table = Table::built_in();
    for (about, reply) in replies(table).filter(|(about, _)| !about.starts_with("pec-")) {
        for returned in [true, false] {
            let failed = reply.at(returned, Outcome::Failed);
            // What stands in an outbox, or goes with several causes, may still be tried.
            let waits = ["riprova da solo", "ne arriverebbero due copie"];
            assert!(!waits.iter().any(|wait| failed.it.contains(wait)), "{about}:\n{}", failed.it);
            if let Some(delayed) = &reply.delayed {
                assert!(delayed.it.contains("riprova") && delayed.en.contains("trying by itself"), "{about}");
            }
        }
    }
    let reply = |path: &str, lang| write(&case_of(path), table, &Options::of(Paper::Reply, lang, table));
    let delayed = reply("providers/gmail-delayed.eml", Lang::It);
    assert!(delayed.contains("il server riprova da solo fino al 17 marzo 2026"), "{delayed}");
    assert!(!delayed.contains("ha smesso") && !delayed.contains("Posta in uscita"), "{delayed}");
    let mut case = Case::default();
    let notice = bounce_of("delayed", "4.7.1", "450 4.7.1 Client host [203.0.113.7] blocked using dnsbl.example");
    case.apply(Command::Read(notice), table);
    let text = write(&case, table, &Options::of(Paper::Reply, Lang::En, table));
    assert!(text.contains("it is not lost") && text.contains("“The sending server has a poor reputation”"), "{text}");
    assert!(text.contains("If you still need help"), "{text}");
}

/// A report about two recipients.
fn bounce_of(action: &str, status: &str, answer: &str) -> Input {
    let fields = |name: &str| {
        format!(
            "\nFinal-Recipient: rfc822; {name}@example.com\nAction: {action}\nStatus: {status}\n\
             Remote-MTA: dns; mx.example.com\nDiagnostic-Code: smtp; {answer}\n"
        )
    };
    let text = format!(
        "From: MAILER-DAEMON@mx.example.net\nTo: anna@example.org\nSubject: Notice\nMIME-Version: 1.0\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=b1\n\n--b1\nContent-Type: text/plain\n\n\
         This is the mail system at host mx.example.net.\n\n--b1\nContent-Type: message/delivery-status\n\n\
         Reporting-MTA: dns; mx.example.net\n{}{}\n--b1--\n",
        fields("luca"),
        fields("rosa")
    );
    Input::File { name: "x.eml".into(), bytes: text.into_bytes() }
}

#[test]
fn a_reply_about_several_recipients_names_them_in_a_sentence_and_says_that_it_holds_for_each() {
    let table = Table::built_in();
    let mut case = Case::default();
    case.apply(Command::Read(bounce_of("failed", "5.1.1", "550 5.1.1 User unknown")), table);
    let reply = |lang| write(&case, table, &Options::of(Paper::Reply, lang, table));
    let (italian, english) = (reply(Lang::It), reply(Lang::En));
    assert!(italian.contains("luca@example.com e rosa@example.com."), "{italian}");
    assert!(italian.contains("vale per ciascun destinatario"), "{italian}");
    assert!(english.contains("luca@example.com and rosa@example.com."), "{english}");
    let many = write(&full_case(), table, &Options::of(Paper::Reply, Lang::En, table));
    assert!(many.contains("persona2@example.com and 11 more"), "{many}");
}

#[test]
fn a_receipt_of_certified_mail_is_answered_as_what_it_is() {
    let table = Table::built_in();
    let reply = |path: &str| write(&case_of(path), table, &Options::of(Paper::Reply, Lang::It, table));
    let accepted = reply("pec/accettazione.eml");
    assert!(accepted.contains("ricevuta di accettazione") && accepted.contains("Se ti serve ancora"), "{accepted}");
    let delivered = reply("pec/avvenuta-consegna.eml");
    assert!(delivered.contains("è nella casella PEC"), "{delivered}");
    assert!(reply("pec/preavviso-12-ore.eml").contains("Aspetta altre 12 ore"));
}

#[test]
fn a_suspected_fake_is_answered_with_the_warning_alone() {
    let table = Table::built_in();
    let words = "From: Mail Support <support@mail-check.example>\nTo: anna@example.org\nSubject: Undelivered messages\n\
        MIME-Version: 1.0\nContent-Type: text/html\n\n<p>Your mailbox is full. Release your messages and keep the same \
        password:</p><a href=\"https://login.foreign.example/x\">Release your messages</a>\n";
    let mut case = Case::default();
    case.apply(Command::Read(Input::File { name: "x.eml".into(), bytes: words.as_bytes().to_vec() }), table);
    assert_eq!(case.verdict().and_then(|verdict| verdict.warning), Some(WarningId::SuspectedFake));
    let text = write(&case, table, &Options::of(Paper::Reply, Lang::En, table));
    assert!(text.contains("may be a scam") && !text.contains("room"), "{text}");
}

#[test]
fn dates_are_those_of_the_notice_with_their_zone_and_the_day_in_utc_where_it_is_another() {
    let table = Table::built_in();
    let text = |path: &str| write(&case_of(path), table, &Options::of(Paper::Ticket, Lang::It, table));
    let receipt = text("pec/accettazione.eml");
    assert!(receipt.contains("(sent): 10 marzo 2026, "), "{receipt}");
    // The notice says when delivery was tried, not when the message was sent.
    let notice = text("pec/errore-casella-piena.eml");
    assert!(!notice.contains("(sent)") && notice.contains("(last-attempt): 10 marzo 2026, 09:41 +01:00"), "{notice}");
    let case = case_of("rfc/postfix-mailbox-full.eml");
    let now = |now: &str| write(&case, table, &Options { now: now.into(), ..Options::default() });
    let late = now("2026-03-13T00:30:00+01:00");
    assert!(late.contains("(when): 13 marzo 2026, 00:30 +01:00 (12 marzo 2026, 23:30 UTC)"), "{late}");
    assert!(now("ieri").contains("(when): ieri"));
}

#[test]
fn where_no_answer_is_quoted_the_notice_speaks_for_itself() {
    let table = Table::built_in();
    let qmail = "From: MAILER-DAEMON@mx.example.net\nTo: anna@example.org\nSubject: failure notice\n\n\
        Hi. This is the qmail-send program at mx.example.net.\n\
        I'm afraid I wasn't able to deliver your message to the following addresses.\n\
        This is a permanent error; I've given up. Sorry it didn't work out.\n\n\
        <luca@example.com>:\nUser's disk quota exceeded.\nThe mailbox holds too much mail.\n\n\
        --- Below this line is a copy of the message.\n\nFrom: anna@example.org\nTo: luca@example.com\nSubject: Prova\n\nx\n";
    let mut case = Case::default();
    case.apply(Command::Read(Input::File { name: "x.eml".into(), bytes: qmail.into() }), table);
    for paper in [Paper::Ticket, Paper::AgentTicket, Paper::Note, Paper::ToRecipientProvider] {
        let text = write(&case, table, &Options::of(paper, Lang::En, table));
        assert!(text.contains("(words):\n") && text.contains("- User's disk quota exceeded."), "{paper:?}:\n{text}");
    }
    let quoted = write(&case_of("servers/exim-classic.eml"), table, &Options::default());
    assert!(!quoted.contains("(words)"), "{quoted}");
}

#[test]
fn a_message_to_the_recipient_s_provider_names_only_its_own_mailboxes() {
    let table = Table::built_in();
    let case = case_of("servers/exim-classic.eml");
    for lang in Lang::ALL {
        let options = Options::of(Paper::ToRecipientProvider, lang, table);
        let text = write(&case, table, &options);
        assert!(text.contains("commerciale@example.com") && !text.contains("magazzino"), "{text}");
        assert!(text.contains("203.0.113.7") && text.contains("UTC)") && text.contains("c0ffee@example.org"), "{text}");
        let document = Document::new(&case, table, &options).expect("read");
        assert_eq!(document.to, "postmaster@example.com");
    }
}

#[test]
fn a_draft_opens_as_a_message_with_both_bodies_and_no_date_or_id_of_its_own() {
    let table = Table::built_in();
    let case = case_of("providers/exchange-online-it.eml");
    for paper in Paper::ALL {
        let options = Options { form: Form::Eml, ..Options::of(paper, Lang::It, table) };
        let bytes = write_bytes(&case, table, &options);
        let message = MessageParser::default().parse(&bytes).expect("a message");
        let text = write(&case, table, &Options { form: Form::Text, ..options.clone() });
        assert_eq!(message.body_text(0).expect("text").replace("\r\n", "\n").trim(), text.trim(), "{paper:?}");
        assert!(message.body_html(0).expect("HTML").contains("<p>"), "{paper:?}");
        assert!(message.date().is_none() && message.message_id().is_none());
        let head = String::from_utf8_lossy(&bytes[..400]).into_owned();
        assert!(head.contains("X-Unsent: 1\r\n"), "{head}");
    }
}

#[test]
fn a_draft_carries_the_original_only_where_nothing_is_hidden() {
    let table = Table::built_in();
    let case = case_of("rfc/postfix-mailbox-full.eml");
    let original = std::fs::read("tests/corpus/rfc/postfix-mailbox-full.eml").expect("readable");
    let open = Options { form: Form::Eml, attach: true, ..Options::default() };
    assert!(
        matches!(Attachment::new(&case, table, &open), Some(Attachment::Original { bytes, .. }) if bytes == original)
    );
    let bytes = write_bytes(&case, table, &open);
    let message = MessageParser::default().parse(&bytes).expect("a message");
    assert_eq!(message.attachment_count(), 1);
    let inner = message.attachment(0).and_then(|part| part.message()).expect("a message inside");
    assert_eq!(inner.parts.len(), MessageParser::default().parse(&original).expect("read").parts.len());

    let usual = Options { form: Form::Eml, attach: true, ..Options::of(Paper::Ticket, Lang::En, table) };
    let Some(Attachment::Copy { text, .. }) = Attachment::new(&case, table, &usual) else { panic!("no copy") };
    assert!(text.contains("5.2.2") && text.contains("•••@"), "{text}");
    let bytes = write_bytes(&case, table, &usual);
    let message = MessageParser::default().parse(&bytes).expect("a message");
    assert_eq!(message.attachment(0).and_then(|part| part.attachment_name()), Some("returned-message.txt"));

    let mut case = Case::default();
    let end = memchr::memmem::rfind(&original, b"--").expect("a last line");
    for at in [end, original.len()] {
        let mut bytes = original.clone();
        bytes.splice(at..at, *b"\r\npassword: Segreta99\r\n");
        case.apply(Command::Read(Input::File { name: "x".into(), bytes }), table);
        let attached = Attachment::new(&case, table, &open);
        assert!(
            matches!(&attached, Some(Attachment::Copy { text, .. }) if !text.contains("Segreta99")),
            "{attached:?}"
        );
    }
}

#[test]
fn the_tests_a_helpdesk_asks_about_are_told_as_given_or_as_answered_on_the_checklist() {
    let table = Table::built_in();
    let mut case = Case::default();
    case.apply(Command::Read(Input::Text("554 5.7.1 Client host blocked using dnsbl.example".into())), table);
    let text = |case: &Case| write(case, table, &Options { lang: Lang::En, ..Options::default() });
    assert!(!text(&case).contains("(webmail)"));
    case.apply(Command::Answer { step: "try-webmail".into(), answer: Answer::No }, table);
    assert!(text(&case).contains("(webmail): no"), "{}", text(&case));
    case.apply(Command::Describe(Details { webmail: Some(Tried::Works), ..Details::default() }), table);
    assert!(text(&case).contains("(webmail): yes"), "{}", text(&case));
}

#[test]
fn a_helpdesk_replaces_a_text_and_its_company_stands_on_it() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(folder.path().join("templates")).expect("made");
    let own = "to = \"{desk-email}\"\nsubject.it = \"Caso {case}\"\nsubject.en = \"Case {case}\"\n\
               body.it = \"Da {company}: {what}\"\nbody.en = \"From {company}: {what}\"\n";
    std::fs::write(folder.path().join("templates/ticket.toml"), own).expect("written");
    std::fs::write(
        folder.path().join("company.toml"),
        "name = \"Rossi\"\nemail = \"aiuto@example.net\"\nphone = \"06 99\"\n",
    )
    .expect("written");
    let table = Table::with_folder(folder.path());
    assert_eq!(Table::problems(Some(folder.path())), []);
    let mut case = Case::default();
    case.apply(Command::Read(Input::Text("552 5.2.2 Mailbox full".into())), &table);
    let document = Document::new(&case, &table, &Options::of(Paper::Ticket, Lang::En, &table)).expect("read");
    assert_eq!(document.to, "aiuto@example.net");
    assert!(document.render(Form::Text).starts_with("From Rossi: "));
    let reply = write(&case, &table, &Options::of(Paper::Reply, Lang::En, &table));
    assert!(reply.contains("Rossi") && reply.contains("06 99"), "{reply}");
    assert!(document.render(Form::Mailto).starts_with("mailto:aiuto@example.net?subject=Case%20RB-"));
}

#[test]
fn mistakes_in_a_helpdesk_s_templates_are_named_with_file_and_line() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(folder.path().join("templates")).expect("made");
    let problems = |name: &str, text: &str| {
        let path = folder.path().join("templates").join(name);
        std::fs::write(&path, text).expect("written");
        let found = Table::problems(Some(folder.path()));
        std::fs::remove_file(path).expect("removed");
        found.iter().map(|problem| Words::of(Lang::En).problem(problem)).collect::<Vec<_>>().join("\n")
    };
    let body = |it: &str, en: &str| {
        format!("subject.it = \"x\"\nsubject.en = \"x\"\nbody.it = \"{it}\"\nbody.en = \"{en}\"\n")
    };
    let said = problems("ticket.toml", &body("Ciao {nome}", "Hello {nome}"));
    assert!(said.contains("ticket.toml") && said.contains('3') && said.contains("no placeholder {nome}"), "{said}");
    let said = problems("ticket.toml", &body("Ciao {case}", "Hello"));
    assert!(said.contains("different placeholders"), "{said}");
    let said = problems("ticket.toml", &body("Ecco: {facts}", "Here: {facts}"));
    assert!(said.contains("{facts} stands for several lines"), "{said}");
    let said = problems("ticket.toml", &format!("facts = [\"colour\"]\n{}", body("a", "b")));
    assert!(said.contains("no fact “colour”"), "{said}");
    let said = problems("letter.toml", &body("a", "b"));
    assert!(said.contains("no text “letter.toml”"), "{said}");
    let said = problems("replies.toml", "[no-such-cause]\nit = \"a\"\nit_lei = \"a\"\nen = \"a\"\n");
    assert!(said.contains("no cause is called “no-such-cause”"), "{said}");
    let said = problems("reply.toml", "subject.it = \"x\"\n");
    assert!(said.contains("reply.toml") && said.contains("the text is missing in one language"), "{said}");
}

#[test]
fn every_form_of_every_text_is_well_made() {
    let table = Table::built_in();
    for path in ["servers/exim-classic.eml", "text/virus.txt", "not-a-bounce/vacation-it.eml", "pec/accettazione.eml"] {
        let case = case_of(path);
        for paper in Paper::ALL {
            for lang in Lang::ALL {
                let options = |form| Options { form, ..Options::of(paper, lang, table) };
                let text = write(&case, table, &options(Form::Text));
                assert!(
                    !text.contains('{') && !text.contains("| ") && !text.trim().is_empty(),
                    "{path} {paper:?}:\n{text}"
                );
                let json: serde_json::Value =
                    serde_json::from_str(&write(&case, table, &options(Form::Json))).expect("JSON");
                assert_eq!(json["paper"], paper.as_str());
                let link = write(&case, table, &options(Form::Mailto));
                assert!(link.len() <= 1800 && link.is_ascii() && !link.contains(' '), "{link}");
                let html = write(&case, table, &options(Form::Html));
                assert_eq!(html.matches("<table").count(), html.matches("</table>").count());
            }
        }
    }
    let shown = Redaction::of(&[Hide::Names]);
    assert!(!shown.addresses && shown.names);
}
