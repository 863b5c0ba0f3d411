//! Fakes and notices about other people's messages are pointed out; honest notices are left alone.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test stops where its ground is missing")]

use rimbalzo::answer::{self, Answer};
use rimbalzo::diagnosis::{Diagnosis, diagnose};
use rimbalzo::guide::{self, Audience, Checklist, End, Progress};
use rimbalzo::intake::{Kind, Report, read_bytes, read_text};
use rimbalzo::knowledge::{Facts, Lang, Table, WarningId};

fn read(message: &str) -> (Report, Diagnosis) {
    let table = Table::built_in();
    let report = read_bytes(message.as_bytes(), table);
    let diagnosis = diagnose(&report, table);
    (report, diagnosis)
}

fn warnings(message: &str) -> Vec<WarningId> {
    read(message).1.warnings.into_iter().map(|warning| warning.id).collect()
}

/// An HTML message in the name of `from` to anna@example.org.
fn html(from: &str, subject: &str, body: &str) -> String {
    format!(
        "From: {from}\nTo: anna@example.org\nSubject: {subject}\nMessage-ID: <1@mx.example.net>\nMIME-Version: 1.0\n\
         Content-Type: text/html; charset=utf-8\n\n<html><body>{body}</body></html>\n"
    )
}

const HELD: &str = "<p>Delivery has failed: 7 incoming messages to anna@example.org could not be delivered.</p>\
    <p><a href=\"https://mail-center.example.net/r?u=anna\">Release messages to your inbox</a></p>";

#[test]
fn a_notice_that_wants_a_click_on_a_stranger_s_site_is_no_bounce_but_a_suspected_fake() {
    let italian = "<p>La tua casella di posta è piena: 5 messaggi in sospeso.</p>\
        <p>Per evitare la disattivazione <a href='https://caselle.example.net/a'>aggiorna la casella</a> entro 24 ore.</p>";
    let expiring = "<p>The password of anna@example.org expires today.</p><a href=\"http://192.0.2.7/login\">Keep the same password</a>";
    for message in [
        html("Mail Delivery System <noreply@example.net>", "Undelivered incoming messages", HELD),
        html("Assistenza posta <info@example.net>", "Avviso", italian),
        html("\"IT Support\" <it@example.net>", "Password", expiring),
    ] {
        let (_, diagnosis) = read(&message);
        assert_eq!(
            diagnosis.warnings.iter().map(|warning| warning.id).collect::<Vec<_>>(),
            [WarningId::SuspectedFake],
            "{message}"
        );
        assert_eq!((diagnosis.kind, diagnosis.overall.cause.as_str()), (Kind::OtherMail, "not-a-bounce"));
        assert!(diagnosis.recipients.is_empty());
        assert!(diagnosis.warnings[0].signs.len() > 1, "{:?}", diagnosis.warnings);
    }
}

#[test]
fn the_link_a_reader_does_not_see_counts_and_the_name_before_an_at_does_not() {
    let hidden = "<p>You have pending messages. <a href=\"https://www.example.org@login.example.net/x\">https://www.example.org/mail</a> \
        Retrieve your messages now.</p>";
    assert_eq!(warnings(&html("Webmail <x@example.net>", "Notice", hidden)), [WarningId::SuspectedFake]);
    let own = hidden.replace("https://www.example.org@login.example.net/x", "https://mail.example.org/held");
    assert_eq!(warnings(&html("Filter <filter@example.org>", "Notice", &own)), []);
}

#[test]
fn a_pasted_fake_is_known_by_a_strange_link_or_by_luring_twice() {
    let table = Table::built_in();
    let of = |text: &str| diagnose(&read_text(text, table), table).warnings.len();
    assert_eq!(of("Your mailbox is full. Verify your mailbox here: https://quota.example.net/anna"), 1);
    assert_eq!(of("La casella è piena.\nVerifica la tua casella e mantieni la stessa password."), 1);
    assert_eq!(of("552 5.2.2 The mailbox is full"), 0);
    assert_eq!(of("Your mailbox is full. Upgrade your storage: https://one.google.com/storage"), 0);
}

#[test]
fn honest_notices_raise_no_alarm() {
    let google = html(
        "Mail Delivery Subsystem <mailer-daemon@googlemail.com>",
        "Delivery Status Notification (Failure)",
        "<p>Address not found. Your message wasn't delivered to luca@example.com because the address couldn't be found.</p>\
         <a href='https://support.google.com/mail/?p=NoSuchUser'>Learn more here</a><p>550 5.1.1 The email account does not exist.</p>",
    );
    let microsoft = html(
        "Microsoft Outlook <postmaster@outlook.com>",
        "Undeliverable: Ciao",
        "<p>Your message to luca@example.com couldn't be delivered. The mailbox is full.</p><p>How to fix it: sign in to \
         <a href='https://go.microsoft.com/fwlink/?LinkId=532972'>Outlook on the web</a>. 552 5.2.2 mailbox full</p>",
    );
    let shop = html(
        "Negozio <info@shop.example>",
        "Conferma il tuo account",
        "<p>Benvenuta.</p><a href='https://shop.example/c'>Attiva</a>",
    );
    let reported = "From: Mail Delivery System <mailer-daemon@mx.example.com>\nTo: anna@example.org\nSubject: Undeliverable\nMIME-Version: 1.0\n\
        Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\nYour message was not delivered. To release messages see \
        https://filter.example.net/help\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.com\n\n\
        Final-Recipient: rfc822; luca@example.com\nAction: failed\nStatus: 5.7.1\n\n--b--\n";
    for message in [google.as_str(), &microsoft, &shop, reported] {
        assert_eq!(warnings(message), [], "{message}");
    }
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    let folders = std::fs::read_dir(folder).unwrap().flatten().filter(|entry| entry.path().is_dir());
    let files = folders.flat_map(|entry| std::fs::read_dir(entry.path()).unwrap().flatten());
    let table = Table::built_in();
    for file in files.map(|entry| entry.path()).filter(|path| path.extension().is_none_or(|ending| ending != "toml")) {
        let report = read_bytes(&std::fs::read(&file).unwrap(), table);
        assert_eq!(diagnose(&report, table).warnings, [], "{}", file.display());
    }
}

/// A bounce to `mine` whose returned message was at these servers, the last first.
fn bounce(mine: &str, message_id: &str, received: &[&str], more: &str) -> String {
    let stop = |host: &&str| format!("Received: from {host} by mx.example.com; Wed, 4 Mar 2026 11:02:06 +0100\n");
    let stops = received.iter().map(stop).collect::<Vec<_>>().concat();
    format!(
        "From: MAILER-DAEMON@mx.example.com\nTo: {mine}\nSubject: Undelivered Mail Returned to Sender\nMIME-Version: 1.0\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\n<luca@example.com>: 550 5.1.1 user unknown\n--b\n\
         Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.com\n\nFinal-Recipient: rfc822; luca@example.com\n\
         Action: failed\nStatus: 5.1.1\n\n--b\nContent-Type: text/rfc822-headers\n\n{stops}{more}Message-ID: <{message_id}>\nFrom: {mine}\nTo: luca@example.com\n\
         Subject: Offerta\n\n--b--\n"
    )
}

#[test]
fn a_message_that_never_passed_one_s_own_service_is_asked_about_and_keeps_its_cause() {
    let table = Table::built_in();
    let (_, diagnosis) =
        read(&bounce("anna.rossi@gmail.com", "1@vps7.example.net", &["vps7.example.net", "pc.example.net"], ""));
    assert_eq!(diagnosis.overall.cause.as_str(), "address-unknown");
    assert_eq!(diagnosis.kind, Kind::Bounce);
    assert_eq!(diagnosis.warnings.len(), 1);
    assert_eq!(diagnosis.warnings[0].id, WarningId::Backscatter);
    for verdict in [&diagnosis.overall, &diagnosis.recipients[0].verdict] {
        let mut progress = Progress::default();
        let asked = Checklist::new(verdict, table, Audience::Customer, &progress);
        assert_eq!((asked.items.len(), asked.end), (1, End::Question));
        let question = asked.items[0].step.question.clone().expect("a question");
        assert_eq!(
            (question.ask.it.as_str(), question.ask.en.as_str()),
            ("Hai scritto tu questo messaggio?", "Did you write this message?")
        );
        let id = asked.items[0].step.id.clone();
        progress.answers.insert(id.clone(), guide::Answer::Yes);
        let own = Checklist::new(verdict, table, Audience::Customer, &progress);
        assert!(
            own.items.iter().any(|item| table.cause(&verdict.cause).steps.iter().any(|step| step.id == item.step.id))
        );
        progress.answers.insert(id, guide::Answer::No);
        let other = Checklist::new(verdict, table, Audience::Customer, &progress);
        assert!(
            other.items.iter().all(|item| table.cause(&verdict.cause).steps.iter().all(|step| step.id != item.step.id))
        );
    }
}

#[test]
fn one_s_own_service_or_a_domain_of_one_s_own_gives_no_reason_to_ask() {
    for message in [
        bounce("anna.rossi@gmail.com", "CA1@mail.gmail.com", &["mail-lf1-f1.google.com", "pc.example.net"], ""),
        bounce("anna.rossi@gmail.com", "1@gmail.com", &["out.example.net", "pc.example.net"], ""),
        bounce("anna@example.org", "1@pc.lan", &["out.example.net", "pc.example.net"], ""),
        bounce("anna.rossi@gmail.com", "1@vps7.example.net", &[], ""),
    ] {
        assert_eq!(warnings(&message), [], "{message}");
    }
    let marked = bounce(
        "anna@example.org",
        "1@x.example.net",
        &["out.example.net", "pc.example.net"],
        "Authentication-Results: mx.example.com; spf=fail\n",
    );
    assert_eq!(warnings(&marked), [WarningId::Backscatter]);
}

#[test]
fn the_warning_leads_the_page_and_its_steps_come_first_in_both_languages() {
    let table = Table::built_in();
    let (report, diagnosis) = read(&html("Mail Delivery <x@example.net>", "Undelivered messages", HELD));
    for lang in Lang::ALL {
        let entry = table.warning(WarningId::SuspectedFake).expect("in the table");
        let (title, meaning) = answer::headline(&diagnosis.overall, table, &Facts::default(), lang);
        assert_eq!((title.as_str(), meaning.as_str()), (entry.title.get(lang), entry.meaning.get(lang)));
        let json = serde_json::to_value(Answer::new("x", &report, &diagnosis, table, lang)).expect("JSON");
        assert_eq!(json["warnings"][0]["id"], "suspected-fake");
        assert!(json["warnings"][0]["text"].as_str().is_some_and(|text| text.starts_with(entry.title.get(lang))));
    }
    let steps = guide::main_line(&diagnosis.overall, table, Audience::Customer);
    assert_eq!(steps.first().map(|step| step.id.as_str()), Some("fake-do-not-open"));
}
