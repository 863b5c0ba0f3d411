//! Every form in which a returned message is saved leads to the same answer, whatever the file is called.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test stops where its ground is missing")]

mod encode;

use std::io::{Cursor, Write as _};

use encode::base64;
use proptest::prelude::*;
use rimbalzo::diagnosis::{Diagnosis, diagnose};
use rimbalzo::intake::{self, Kind, ReadError, Report, Sort, check_bytes, read_bytes, unpack};
use rimbalzo::knowledge::{Outcome, Table};

const BOUNCE: &str = "Return-Path: <>\nFrom: Mail Delivery System <MAILER-DAEMON@mx.example.net>\nTo: anna@example.org\n\
    Subject: Undelivered Mail Returned to Sender\nMIME-Version: 1.0\n\
    Content-Type: multipart/report; report-type=delivery-status; boundary=\"b1\"\n\n--b1\n\
    Content-Type: text/plain; charset=utf-8\n\nThis is the mail system at host mx.example.net.\n\n\
    <luca@example.com>: host mx.example.com[192.0.2.1] said: 552 5.2.2 Casella piena (in reply to RCPT TO command)\n\n--b1\n\
    Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.net\n\nFinal-Recipient: rfc822; luca@example.com\n\
    Action: failed\nStatus: 5.2.2\nDiagnostic-Code: smtp; 552 5.2.2 Casella piena\n\n--b1\nContent-Type: message/rfc822\n\n\
    From: anna@example.org\nTo: luca@example.com\nSubject: Ciao\n\nCiao\n--b1--\n";

const LETTER: &str = "From: anna@example.org\nTo: luca@example.com\nSubject: Ciao\nDate: Wed, 4 Mar 2026 11:02:06 +0100\n\nCi vediamo alle 5?\n";

fn read(bytes: &[u8]) -> (Report, Diagnosis) {
    let table = Table::built_in();
    let report = read_bytes(bytes, table);
    let diagnosis = diagnose(&report, table);
    (report, diagnosis)
}

/// The answer that [`BOUNCE`] leads to, in whatever it is packed.
fn hold_bounce(bytes: &[u8]) {
    assert_eq!(check_bytes(bytes), Ok(()));
    let (report, diagnosis) = read(bytes);
    assert_eq!(report.kind, Kind::Bounce);
    assert_eq!(diagnosis.overall.cause.as_str(), "mailbox-full");
    assert_eq!(report.recipients.len(), 1);
    assert_eq!(report.recipients[0].address, "luca@example.com");
    assert_eq!(report.returned.as_ref().map(|head| head.subject.as_str()), Some("Ciao"));
}

// ---- Apple Mail, mailboxes, encodings ----

#[test]
fn apple_mail_s_form_is_read_with_a_right_and_a_wrong_count_and_without_its_list() {
    let list = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" \"x\">\n\
        <plist version=\"1.0\">\n<dict>\n<key>flags</key>\n<integer>8590195713</integer>\n</dict>\n</plist>\n";
    let right = format!("{}      \n{BOUNCE}{list}", BOUNCE.len());
    let crlf = format!("{}\n{BOUNCE}{list}", BOUNCE.len()).replace('\n', "\r\n");
    let alone = format!("{}\n{BOUNCE}", BOUNCE.len());
    let too_long = format!("{}\n{BOUNCE}", BOUNCE.len() + 500);
    for file in [right, crlf, alone, too_long] {
        hold_bounce(file.as_bytes());
        let items = unpack(file.as_bytes()).expect("readable");
        assert_eq!(items.len(), 1);
        assert!(items[0].starts_with(b"Return-Path:") && !items[0].windows(6).any(|word| word == b"<plist"));
    }
    // A pasted code and its words are no such file.
    assert_eq!(read(b"550\nuser unknown").0.kind, Kind::Text);
}

#[test]
fn a_mailbox_gives_each_message_and_the_first_bounce_where_one_is_asked_for() {
    let from = "From x@example.com Sat Jan  3 01:05:34 2026\n";
    let quoting =
        format!("{LETTER}\n>From here on it is quoted\n>>From twice\n\n>From a@example.com Sat Jan  3 01:05:34 2026\n");
    let mbox = format!("{from}{quoting}\n{from}{BOUNCE}\n{from}{LETTER}");
    for file in [mbox.clone(), mbox.replace('\n', "\r\n")] {
        let items = unpack(file.as_bytes()).expect("readable");
        assert_eq!(items.len(), 3);
        let first = String::from_utf8_lossy(&items[0]);
        assert!(first.contains("\nFrom here on") && first.contains("\n>From twice"), "{first}");
        // What was quoted opens no message of its own.
        assert_eq!(unpack(&items[0]).expect("readable").len(), 1);
        hold_bounce(file.as_bytes());
    }
}

/// A mailbox that is written while it is read: the same messages again and again, one of them with a line without end.
struct EndlessMailbox {
    left: usize,
    piece: Cursor<Vec<u8>>,
}

impl std::io::Read for EndlessMailbox {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.piece.read(buffer)?;
        if read > 0 || self.left == 0 {
            return Ok(read);
        }
        self.left -= 1;
        let long = if self.left == 0 { "x".repeat(40 << 20) } else { String::new() };
        let from = "From x@example.com Sat Jan  3 01:05:34 2026\n";
        self.piece = Cursor::new(format!("{from}{BOUNCE}\n{from}{LETTER}{long}\n\n").into_bytes());
        self.piece.read(buffer)
    }
}

#[test]
fn a_mailbox_larger_than_any_file_that_is_read_at_once_gives_its_messages_one_by_one() {
    let mailbox = EndlessMailbox { left: 20_000, piece: Cursor::new(Vec::new()) };
    let (mut messages, mut bytes, mut longest) = (0, 0, 0);
    let mut work = |message: &[u8]| {
        messages += 1;
        bytes += message.len();
        longest = longest.max(message.len());
    };
    intake::each_message_in(std::io::BufReader::new(mailbox), &mut work).expect("readable");
    assert_eq!(messages, 40_000);
    assert!(bytes > 20_000 * BOUNCE.len());
    assert!((20 << 20..30 << 20).contains(&longest), "of a line without end only so much is kept: {longest}");
}

#[test]
fn encodings_and_line_ends_do_not_matter() {
    let crlf = BOUNCE.replace('\n', "\r\n");
    let little: Vec<u8> = crlf.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = crlf.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let marked = |mark: &[u8], bytes: &[u8]| [mark, bytes].concat();
    let files = [
        BOUNCE.as_bytes().to_vec(),
        crlf.clone().into_bytes(),
        BOUNCE.replace('\n', "\r").into_bytes(),
        marked(b"\xef\xbb\xbf", BOUNCE.as_bytes()),
        marked(b"\xff\xfe", &little),
        marked(b"\xfe\xff", &big),
        little,
        big,
        format!("From x@example.com Sat Jan  3 01:05:34 2026\n{BOUNCE}").into_bytes(),
        format!("\n\n{BOUNCE}").into_bytes(),
    ];
    for file in files {
        hold_bounce(&file);
    }
}

#[test]
fn the_source_of_a_message_is_read_as_it_was_copied() {
    let indented = format!("    {}", BOUNCE.replace('\n', "\n    "));
    let quoted = format!("> {}", BOUNCE.replace('\n', "\n> "));
    let escaped = BOUNCE.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let page =
        format!("<!DOCTYPE html><html><head><title>Source</title></head><body><pre>{escaped}</pre></body></html>");
    let above = format!(
        "Original Message\n\nMessage ID\t<x@example.net>\nCreated at:\tWed, Mar 4, 2026 at 11:02 AM\nFrom:\tMail Delivery System\n\
         To:\tanna@example.org\nSubject:\tUndelivered Mail Returned to Sender\n\n\nDownload Original\nCopy to clipboard\n\n{BOUNCE}"
    );
    for file in [indented, quoted, page, above] {
        hold_bounce(file.as_bytes());
    }
}

#[test]
fn a_saved_page_with_the_error_is_read_as_its_text() {
    let page = b"<html><body><p>Il messaggio non \xe8 stato consegnato:</p><p>552 5.2.2 Mailbox full</p></body></html>";
    assert_eq!(read(page).1.overall.cause.as_str(), "mailbox-full");
}

// ---- Archives ----

fn zip_of(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    for (name, content) in files {
        writer.start_file(*name, options).expect("start");
        writer.write_all(content).expect("write");
    }
    writer.finish().expect("finish").into_inner()
}

#[test]
fn an_archive_gives_its_messages_and_no_archive_inside_it() {
    let outlook = plain_msg();
    let inner = zip_of(&[("deep.eml", BOUNCE.as_bytes())]);
    let files: [(&str, &[u8]); 6] = [
        ("letter.eml", LETTER.as_bytes()),
        ("returned", BOUNCE.as_bytes()),
        ("saved.msg", &outlook),
        ("inner.zip", &inner),
        ("__MACOSX/._returned", b"Subject: x\nFrom: y\n"),
        ("readme.txt", b"550 5.1.1 user unknown"),
    ];
    let archive = zip_of(&files);
    assert_eq!(unpack(&archive).expect("readable").len(), 3);
    hold_bounce(&archive);
    let texts = zip_of(&[("error.txt", b"550 5.1.1 <luca@example.com>: user unknown")]);
    assert_eq!(read(&texts).1.overall.cause.as_str(), "address-unknown");
}

#[test]
fn an_archive_without_a_message_is_refused() {
    let document = zip_of(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<document/>")]);
    let nested = zip_of(&[("inner.zip", &zip_of(&[("deep.eml", BOUNCE.as_bytes())]))]);
    let empty = zip_of(&[]);
    for archive in [document, nested, empty] {
        assert_eq!(check_bytes(&archive), Err(ReadError::Archive));
    }
    assert_eq!(check_bytes(b"PK\x03\x04 and nothing more"), Err(ReadError::Damaged));
}

#[test]
fn an_archive_that_swells_is_refused_before_it_fills_the_memory() {
    let started = std::time::Instant::now();
    let large = vec![b' '; 40 << 20];
    let bomb = zip_of(&[("a.txt", &large), ("b.txt", &large)]);
    assert!(bomb.len() < 1 << 20);
    assert_eq!(check_bytes(&bomb), Err(ReadError::TooLarge));
    let names: Vec<String> = (0..300).map(|number| format!("{number}.eml")).collect();
    let many: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), LETTER.as_bytes())).collect();
    assert_eq!(unpack(&zip_of(&many)).expect("readable").len(), 200);
    assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
}

#[test]
fn a_mailbox_too_large_to_be_shown_whole_is_opened_on_its_first_bounce() {
    let table = Table::built_in();
    let from = "From x@example.com Sat Jan  3 01:05:34 2026\n";
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("Posta in arrivo");
    let mut file = std::fs::File::create(&path).expect("create");
    let picture = format!("{from}{LETTER}{}\n", "QUJDREVGR0g=".repeat(50_000));
    let mut size = 0;
    let mut put = |text: &str| {
        size += text.len() as u64;
        file.write_all(text.as_bytes()).expect("write");
        size
    };
    put(&format!("{from}{}\n", LETTER.replace("Ciao", "Prima")));
    while put(&picture) <= intake::MAX_BYTES {}
    put(&format!("\n{from}{BOUNCE}\n{from}{LETTER}"));
    assert_eq!(intake::read_file(&path), Err(ReadError::TooLarge));
    hold_bounce(&intake::open_file(&path, table, &|| true).expect("opened"));
    // Who no longer waits gets what there was until then.
    let asked = std::cell::Cell::new(0);
    let go_on = || asked.replace(asked.get() + 1) < 2;
    let message = intake::open_file(&path, table, &go_on).expect("opened");
    assert!(String::from_utf8_lossy(&message).contains("Subject: Prima"));
    assert_eq!(asked.get(), 3);
    // Anything else of that size is still too large.
    std::fs::write(&path, vec![b'x'; 65 << 20]).expect("write");
    assert_eq!(intake::open_file(&path, table, &|| true), Err(ReadError::TooLarge));
}

#[test]
fn what_swells_in_an_archive_is_let_go_and_the_rest_is_read() {
    let swollen = vec![b' '; 40 << 20];
    let archive = zip_of(&[("a.txt", &swollen), ("b.eml", BOUNCE.as_bytes())]);
    hold_bounce(&archive);
}

// ---- Outlook ----

/// Writes an object of an Outlook file: texts, bytes and numbers by property (MS-OXMSG section 2.4).
#[derive(Default)]
struct Object {
    texts: Vec<(u16, &'static str)>,
    bytes: Vec<(u16, Vec<u8>)>,
    numbers: Vec<(u16, u32)>,
    recipients: Vec<Object>,
    attachments: Vec<Object>,
    /// For an attachment: the message that it is.
    message: Option<Box<Object>>,
    /// Texts in this code page instead of Unicode.
    code_page: Option<&'static encoding_rs::Encoding>,
}

impl Object {
    fn write(&self, file: &mut cfb::CompoundFile<Cursor<Vec<u8>>>, storage: &str, header: usize) {
        let mut put = |path: String, content: &[u8]| {
            file.create_stream(&path).expect("stream").write_all(content).expect("write");
        };
        for (tag, text) in &self.texts {
            if let Some(encoding) = self.code_page {
                put(format!("{storage}/__substg1.0_{tag:04X}001E"), &encoding.encode(text).0);
            } else {
                let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
                put(format!("{storage}/__substg1.0_{tag:04X}001F"), &utf16);
            }
        }
        for (tag, content) in &self.bytes {
            put(format!("{storage}/__substg1.0_{tag:04X}0102"), content);
        }
        let mut properties = vec![0; header];
        for (tag, number) in &self.numbers {
            properties.extend(3_u16.to_le_bytes());
            properties.extend(tag.to_le_bytes());
            properties.extend(6_u32.to_le_bytes());
            properties.extend(number.to_le_bytes());
            properties.extend([0; 4]);
        }
        put(format!("{storage}/__properties_version1.0"), &properties);
        for (prefix, rows) in [("__recip_version1.0", &self.recipients), ("__attach_version1.0", &self.attachments)] {
            for (number, row) in rows.iter().enumerate() {
                let path = format!("{storage}/{prefix}_#{number:08X}");
                file.create_storage(&path).expect("storage");
                row.write(file, &path, 8);
            }
        }
        if let Some(message) = &self.message {
            let path = format!("{storage}/__substg1.0_3701000D");
            file.create_storage(&path).expect("storage");
            message.write(file, &path, 24);
        }
    }

    fn to_bytes(&self) -> Vec<u8> {
        let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).expect("create");
        self.write(&mut file, "", 32);
        file.flush().expect("flush");
        file.into_inner().into_inner()
    }
}

const SAID: &str = "Your message could not be delivered.\r\n\r\n<luca@example.com>: host mx.example.com[192.0.2.1] said:\r\n552 5.2.2 Casella piena\r\n";

const HEADERS: &str = "Microsoft Mail Internet Headers Version 2.0\r\nReceived: from mx.example.net by mail.example.org; Wed, 4 Mar 2026 11:02:06 +0100\r\n\
    From: Mail Delivery System <MAILER-DAEMON@mx.example.net>\r\nTo: anna@example.org\r\nSubject: Undelivered Mail Returned to Sender\r\n\
    MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status;\r\n\tboundary=\"gone\"\r\nDate: Wed, 4 Mar 2026 11:02:06 +0100\r\n\r\n";

fn returned_copy() -> Object {
    let message = Object {
        texts: vec![
            (0x001A, "IPM.Note"),
            (0x007D, "From: anna@example.org\r\nTo: luca@example.com\r\nSubject: Ciao\r\n\r\n"),
            (0x1000, "Ciao"),
        ],
        ..Object::default()
    };
    Object { numbers: vec![(0x3705, 5)], message: Some(Box::new(message)), ..Object::default() }
}

fn plain_msg() -> Vec<u8> {
    Object {
        texts: vec![(0x001A, "IPM.Note"), (0x007D, HEADERS), (0x1000, SAID)],
        attachments: vec![returned_copy()],
        ..Object::default()
    }
    .to_bytes()
}

#[test]
fn an_outlook_message_is_read_from_its_plain_text() {
    let file = plain_msg();
    hold_bounce(&file);
    assert_eq!(read(&file).0.head.date, "2026-03-04T11:02:06+01:00");
}

#[test]
fn an_outlook_message_without_plain_text_is_read_from_its_html() {
    let html = "<html><body><p>Il messaggio non è stato consegnato.</p><p>&lt;luca@example.com&gt;: host mx.example.com said:<br>552 5.2.2 Casella piena</p></body></html>";
    let file = Object {
        texts: vec![(0x001A, "IPM.Note"), (0x007D, HEADERS)],
        bytes: vec![(0x1013, encoding_rs::WINDOWS_1252.encode(html).0.into_owned())],
        numbers: vec![(0x3FDE, 1252)],
        attachments: vec![returned_copy()],
        ..Object::default()
    };
    let bytes = file.to_bytes();
    hold_bounce(&bytes);
    assert!(read(&bytes).0.text.contains("non è stato"));
}

#[test]
fn an_outlook_message_with_nothing_but_rtf_is_read_from_it() {
    let rtf = format!("{{\\rtf1\\ansi\\ansicpg1252 {}}}", SAID.replace("\r\n", "\\par\r\n").replace('ì', "\\'ec"));
    // Each run of eight characters behind a byte that says that none of them is a place.
    let mut packed = Vec::new();
    for run in rtf.as_bytes().chunks(8) {
        packed.push(0);
        packed.extend_from_slice(run);
    }
    let mut compressed = Vec::new();
    compressed.extend(u32::try_from(packed.len() + 12).expect("short").to_le_bytes());
    compressed.extend(u32::try_from(rtf.len()).expect("short").to_le_bytes());
    compressed.extend(b"LZFu\0\0\0\0");
    compressed.extend(packed);
    let file = Object {
        texts: vec![(0x001A, "IPM.Note"), (0x007D, HEADERS)],
        bytes: vec![(0x1009, compressed)],
        attachments: vec![returned_copy()],
        ..Object::default()
    };
    hold_bounce(&file.to_bytes());
}

#[test]
fn an_outlook_report_is_read_from_its_recipients() {
    let recipient = |info: &'static str, address: &'static str| Object {
        texts: vec![
            (0x3001, "Luca"),
            (0x3002, "EX"),
            (0x3003, "/O=EXAMPLE/CN=LUCA"),
            (0x39FE, address),
            (0x0C1B, info),
        ],
        numbers: vec![(0x0C04, 0), (0x0C05, u32::MAX)],
        ..Object::default()
    };
    let report = Object {
        texts: vec![
            (0x001A, "REPORT.IPM.Note.NDR"),
            (0x0037, "Non recapitabile: Ciao"),
            (0x0049, "Ciao"),
            (0x0C1A, "System Administrator"),
            (0x6820, "mail.example.org"),
        ],
        recipients: vec![
            recipient("<mx.example.com #5.2.2 smtp;552 5.2.2 Casella piena>", "luca@example.com"),
            recipient("550 5.1.1 <rosa@example.com> User unknown", "rosa@example.com"),
        ],
        ..Object::default()
    };
    let (report, diagnosis) = read(&report.to_bytes());
    assert_eq!((report.kind, report.sort), (Kind::Bounce, Sort::DeliveryReport));
    assert_eq!(report.reporting_mta, "mail.example.org");
    assert_eq!(report.returned.as_ref().map(|head| head.subject.as_str()), Some("Ciao"));
    let found: Vec<(&str, &str)> = diagnosis
        .recipients
        .iter()
        .map(|answer| (report.recipients[answer.recipient].address.as_str(), answer.verdict.cause.as_str()))
        .collect();
    assert_eq!(found, [("luca@example.com", "mailbox-full"), ("rosa@example.com", "address-unknown")]);
    assert_eq!(report.recipients[0].remote_mta, "mx.example.com");
}

#[test]
fn an_outlook_report_that_has_only_numbers_is_read_from_them() {
    let file = |class: &'static str| Object {
        texts: vec![(0x001A, class), (0x0037, "Undeliverable: Ciao"), (0x0049, "Ciao"), (0x1000, " ")],
        recipients: vec![Object {
            texts: vec![(0x39FE, "luca@example.com")],
            numbers: vec![(0x0C04, 1), (0x0C05, 0)],
            ..Object::default()
        }],
        code_page: Some(encoding_rs::WINDOWS_1252),
        ..Object::default()
    };
    let (report, diagnosis) = read(&file("REPORT.IPM.Note.NDR").to_bytes());
    assert_eq!(report.kind, Kind::Bounce);
    assert_eq!(diagnosis.overall.cause.as_str(), "address-unknown");
    let (_, diagnosis) = read(&file("REPORT.IPM.Note.DR").to_bytes());
    assert_eq!(diagnosis.overall.cause.as_str(), "accepted");
    let (report, _) = read(&file("REPORT.IPM.Note.IPNRN").to_bytes());
    assert_eq!((report.kind, report.sort), (Kind::OtherMail, Sort::Receipt));
}

#[test]
fn a_bounce_attached_to_an_outlook_message_or_saved_by_outlook_and_attached_is_found() {
    let forwarding = "From: anna@example.org\r\nTo: assistenza@example.org\r\nSubject: I: errore\r\n\r\n";
    let attached = Object {
        texts: vec![(0x001A, "IPM.Note"), (0x007D, forwarding), (0x1000, "Che cosa vuol dire?")],
        attachments: vec![Object {
            texts: vec![(0x3707, "returned.eml"), (0x370E, "application/octet-stream")],
            bytes: vec![(0x3701, BOUNCE.as_bytes().to_vec())],
            ..Object::default()
        }],
        ..Object::default()
    };
    hold_bounce(&attached.to_bytes());
    let base64 = base64(&plain_msg());
    let mail = format!(
        "From: anna@example.org\nTo: assistenza@example.org\nSubject: errore\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n\
         --b\nContent-Type: text/plain\n\nChe cosa vuol dire?\n--b\nContent-Type: application/vnd.ms-outlook; name=\"x.msg\"\n\
         Content-Transfer-Encoding: base64\nContent-Disposition: attachment; filename=\"x.msg\"\n\n{base64}\n--b--\n"
    );
    hold_bounce(mail.as_bytes());
}

/// A notice in Russian and one in Japanese, as programs write them that know no Unicode.
#[test]
fn an_outlook_message_in_a_code_page_is_read_in_its_language() {
    let russian = "Сообщение не доставлено.\r\n\r\n<luca@example.com>: 552 5.2.2 Почтовый ящик переполнен\r\n";
    let japanese =
        "メールは配信されませんでした。\r\n\r\n<luca@example.com>: 552 5.2.2 メールボックスの容量を超えました\r\n";
    let cases = [
        (0x3FFD, 1251, encoding_rs::WINDOWS_1251, russian),
        (0x3FDE, 20866, encoding_rs::KOI8_R, russian),
        // No code page, but the language of Windows.
        (0x3FF1, 0x0419, encoding_rs::WINDOWS_1251, russian),
        (0x3FFD, 932, encoding_rs::SHIFT_JIS, japanese),
        (0x3FF1, 0x0411, encoding_rs::SHIFT_JIS, japanese),
        // Not said at all: UTF-8 speaks for itself.
        (0x3FFD, 0, encoding_rs::UTF_8, russian),
    ];
    for (tag, number, encoding, words) in cases {
        let file = Object {
            texts: vec![(0x001A, "IPM.Note"), (0x007D, HEADERS), (0x1000, words)],
            numbers: vec![(tag, number)],
            attachments: vec![returned_copy()],
            code_page: Some(encoding),
            ..Object::default()
        };
        let bytes = file.to_bytes();
        hold_bounce(&bytes);
        let text = read(&bytes).0.text;
        assert!(text.contains(words.lines().next().expect("a line")), "{number}: {text}");
    }
}

#[test]
fn a_message_in_an_outlook_message_has_the_code_page_of_the_outer_one_unless_it_says_its_own() {
    let of = |inner: Vec<(u16, u32)>, encoding| {
        let bounce = Object {
            texts: vec![
                (0x001A, "IPM.Note"),
                (0x007D, HEADERS),
                (0x1000, "Почтовый ящик переполнен\r\n<luca@example.com>: 552 5.2.2 Mailbox full\r\n"),
            ],
            numbers: inner,
            attachments: vec![returned_copy()],
            code_page: Some(encoding),
            ..Object::default()
        };
        Object {
            texts: vec![(0x001A, "IPM.Note"), (0x0037, "что это?"), (0x1000, "что это?")],
            numbers: vec![(0x3FFD, 1251)],
            attachments: vec![Object {
                numbers: vec![(0x3705, 5)],
                message: Some(Box::new(bounce)),
                ..Object::default()
            }],
            code_page: Some(encoding_rs::WINDOWS_1251),
            ..Object::default()
        }
        .to_bytes()
    };
    for bytes in [of(vec![], encoding_rs::WINDOWS_1251), of(vec![(0x3FFD, 20866)], encoding_rs::KOI8_R)] {
        hold_bounce(&bytes);
        assert!(read(&bytes).0.text.contains("Почтовый ящик"));
    }
}

/// `inner` attached to so many messages in one another, as messages or as files.
fn wrapped(inner: Vec<u8>, levels: usize) -> Vec<u8> {
    (0..levels).fold(inner, |inner, _| {
        Object {
            texts: vec![(0x001A, "IPM.Note"), (0x0037, "I: errore"), (0x1000, "Che cosa vuol dire?")],
            attachments: vec![Object {
                texts: vec![(0x3707, "errore.msg")],
                bytes: vec![(0x3701, inner)],
                ..Object::default()
            }],
            ..Object::default()
        }
        .to_bytes()
    })
}

#[test]
fn a_bounce_deep_in_outlook_messages_is_found_and_the_depth_has_an_end() {
    let embedded = |levels: usize| {
        let bounce = Object {
            texts: vec![(0x001A, "IPM.Note"), (0x007D, HEADERS), (0x1000, SAID)],
            attachments: vec![returned_copy()],
            ..Object::default()
        };
        (0..levels).fold(bounce, |inner, _| Object {
            texts: vec![(0x001A, "IPM.Note"), (0x0037, "I: errore"), (0x1000, "Che cosa vuol dire?")],
            attachments: vec![Object { message: Some(Box::new(inner)), ..Object::default() }],
            ..Object::default()
        })
    };
    for levels in [1, 5] {
        hold_bounce(&embedded(levels).to_bytes());
        hold_bounce(&wrapped(plain_msg(), levels));
    }
    assert_eq!(read(&embedded(30).to_bytes()).0.kind, Kind::OtherMail);
    assert_eq!(read(&wrapped(plain_msg(), 30)).0.kind, Kind::OtherMail);
}

#[test]
fn a_template_and_a_file_without_numbers_are_read_like_any_other() {
    // Templates (`.oft`) have a class of their own; some programs write no stream of numbers.
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).expect("create");
    file.set_storage_clsid("/", "0006F046-0000-0000-C000-000000000046".parse().expect("a class")).expect("set");
    for (tag, text) in [(0x001A, "IPM.Note"), (0x007D, HEADERS), (0x1000, SAID)] {
        let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let mut stream = file.create_stream(format!("/__substg1.0_{tag:04X}001F")).expect("stream");
        stream.write_all(&utf16).expect("write");
    }
    file.flush().expect("flush");
    let (report, diagnosis) = read(&file.into_inner().into_inner());
    assert_eq!((report.kind, diagnosis.overall.cause.as_str()), (Kind::Bounce, "mailbox-full"));
}

#[test]
fn a_delivery_report_that_a_program_has_saved_as_a_nameless_attachment_is_read() {
    let status = "Reporting-MTA: dns; mx.example.net\r\n\r\nFinal-Recipient: rfc822; luca@example.com\r\nAction: failed\r\nStatus: 5.2.2\r\n\
        Diagnostic-Code: smtp; 552 5.2.2 Casella piena\r\n";
    let file = Object {
        texts: vec![(0x001A, "IPM.Note"), (0x007D, HEADERS), (0x1000, "Messaggio non recapitato.")],
        attachments: vec![
            Object {
                texts: vec![(0x3704, "ATT00001.dat")],
                bytes: vec![(0x3701, status.as_bytes().to_vec())],
                ..Object::default()
            },
            returned_copy(),
        ],
        ..Object::default()
    };
    hold_bounce(&file.to_bytes());
    let mail = format!(
        "From: MAILER-DAEMON@mx.example.net\nTo: anna@example.org\nSubject: Undelivered Mail\nMIME-Version: 1.0\n\
         Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nMessaggio non recapitato.\n\
         --b\nContent-Type: application/octet-stream; name=ATT00001\nContent-Transfer-Encoding: base64\n\n{}\n\
         --b\nContent-Type: message/rfc822\n\nFrom: anna@example.org\nTo: luca@example.com\nSubject: Ciao\n\nCiao\n--b--\n",
        base64(status.as_bytes())
    );
    hold_bounce(mail.as_bytes());
}

#[test]
fn an_outlook_notice_of_delay_is_no_receipt_of_delivery() {
    let file = |class: &'static str| Object {
        texts: vec![(0x001A, class), (0x0037, "Ciao"), (0x0049, "Ciao")],
        recipients: vec![Object { texts: vec![(0x39FE, "luca@example.com")], ..Object::default() }],
        ..Object::default()
    };
    let outcome = |class| read(&file(class).to_bytes()).1.overall.outcome;
    assert_eq!(outcome("REPORT.IPM.Note.Delayed.DR"), Outcome::Delayed);
    assert_eq!(outcome("REPORT.IPM.Note.DR"), Outcome::Delivered);
}

#[test]
fn the_text_of_an_outlook_report_is_read_beside_its_body() {
    let file = Object {
        texts: vec![
            (0x001A, "REPORT.IPM.Note.NDR"),
            (0x1000, "Il messaggio non è arrivato."),
            (0x1001, "552 5.2.2 Casella piena"),
        ],
        recipients: vec![Object { texts: vec![(0x39FE, "luca@example.com")], ..Object::default() }],
        ..Object::default()
    };
    assert_eq!(read(&file.to_bytes()).1.overall.cause.as_str(), "mailbox-full");
}

#[test]
fn an_outlook_message_to_thousands_is_read() {
    let recipient = || Object {
        texts: vec![
            (0x3001, "Luca"),
            (0x3002, "SMTP"),
            (0x3003, "u@example.com"),
            (0x39FE, "u@example.com"),
            (0x5FF6, "Luca"),
        ],
        ..Object::default()
    };
    let file = Object {
        texts: vec![(0x001A, "IPM.Note"), (0x007D, HEADERS), (0x1000, SAID)],
        recipients: (0..3000).map(|_| recipient()).collect(),
        attachments: vec![returned_copy()],
        ..Object::default()
    };
    hold_bounce(&file.to_bytes());
}

/// Every property that a report may have, as Exchange fills them in (MS-OXCMAIL section 2.2.3.7.1).
#[test]
fn what_an_outlook_report_says_of_a_recipient_is_read_from_whichever_property_has_it() {
    let report = |row: Object| {
        let file = Object {
            texts: vec![
                (0x001A, "REPORT.IPM.Note.NDR"),
                (0x0037, "Undeliverable: Ciao"),
                (0x0049, "Ciao"),
                (0x1001, "Your message did not reach some of its recipients."),
                (0x6820, "dns;mail.example.org"),
            ],
            recipients: vec![row],
            ..Object::default()
        };
        let (report, _) = read(&file.to_bytes());
        let recipient = report.recipients.first().cloned().expect("a recipient");
        let status = recipient.status.map(|status| status.to_string()).unwrap_or_default();
        assert_eq!(report.reporting_mta, "mail.example.org");
        assert!(report.text.contains("did not reach"));
        (
            recipient.address,
            status,
            recipient.remote_mta,
            report.text.get(recipient.diagnostic).unwrap_or_default().to_owned(),
        )
    };
    let address = (0x39FE, "luca@example.com");
    // The number for 5.7.133 cannot be taken apart; the words can.
    let row = Object {
        texts: vec![
            address,
            (0x0C1B, "550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup; authentication required"),
            (0x0C21, "dns;mx.example.com"),
        ],
        numbers: vec![(0x0C20, 703), (0x0C04, 0), (0x0C05, 46)],
        ..Object::default()
    };
    let (found, status, remote, said) = report(row);
    assert_eq!((found.as_str(), status.as_str(), remote.as_str()), ("luca@example.com", "5.7.133", "mx.example.com"));
    assert!(said.contains("RESOLVER.RST"));
    let row = |numbers: Vec<(u16, u32)>| report(Object { texts: vec![address], numbers, ..Object::default() }).1;
    assert_eq!(row(vec![(0x0C20, 522), (0x0C05, 13)]), "5.2.2");
    assert_eq!(row(vec![(0x0C20, 703), (0x0C04, 1), (0x0C05, 35)]), "5.1.1");
    assert_eq!(row(vec![(0x0C05, 48)]), "5.1.2");
    // Exchange's own name of a mailbox is no address: nobody is named then.
    let (found, ..) = report(Object {
        texts: vec![
            (0x3001, "Luca Bianchi"),
            (0x3002, "EX"),
            (0x3003, "/O=EXAMPLE/CN=LUCA"),
            (0x0C1B, "550 5.1.1 not found"),
        ],
        ..Object::default()
    });
    assert_eq!(found, "");
}

#[test]
fn a_signed_outlook_message_is_read_from_the_copy_it_keeps() {
    let (_, content) = BOUNCE.split_once("Content-Type:").expect("header");
    let file = Object {
        texts: vec![(0x001A, "IPM.Note.SMIME.MultipartSigned"), (0x007D, HEADERS)],
        attachments: vec![Object {
            texts: vec![(0x3707, "smime.p7m"), (0x370E, "multipart/signed")],
            bytes: vec![(0x3701, format!("Content-Type:{content}").into_bytes())],
            ..Object::default()
        }],
        ..Object::default()
    };
    hold_bounce(&file.to_bytes());
}

#[test]
fn a_compound_file_of_another_program_is_no_message_and_a_cut_one_is_damaged() {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).expect("create");
    file.create_stream("/WordDocument").expect("stream").write_all(b"text").expect("write");
    file.flush().expect("flush");
    assert_eq!(check_bytes(&file.into_inner().into_inner()), Err(ReadError::Archive));
    assert_eq!(check_bytes(&plain_msg()[..700]), Err(ReadError::Damaged));
}

// ---- Damage ----

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn damaged_outlook_files_give_an_answer_or_an_error(
        changes in proptest::collection::vec((any::<proptest::sample::Index>(), any::<u8>()), 0..20),
        headers in proptest::collection::vec((0..512_usize, any::<u8>()), 0..3),
        cut in any::<proptest::sample::Index>(),
        whole in any::<bool>(),
    ) {
        let mut bytes = plain_msg();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        for (at, byte) in headers {
            bytes[at.max(8)] = byte;
        }
        if !whole {
            bytes.truncate(cut.index(bytes.len()));
        }
        let _ = check_bytes(&bytes);
        read(&bytes);
    }

    #[test]
    fn damaged_tables_of_outlook_files_give_an_answer_or_an_error(
        changes in proptest::collection::vec((any::<proptest::sample::Index>(), 0..40_u32), 1..6),
    ) {
        // Whole numbers in place of whole numbers: chains that meet, turn back or lead out of the file.
        let mut bytes = plain_msg();
        for (at, number) in changes {
            let at = at.index(bytes.len() / 4) * 4;
            let at = if at < 24 { 48 } else { at };
            bytes[at..at + 4].copy_from_slice(&number.to_le_bytes());
        }
        let _ = check_bytes(&bytes);
        read(&bytes);
    }

    #[test]
    fn damaged_archives_give_an_answer_or_an_error(
        changes in proptest::collection::vec((any::<proptest::sample::Index>(), any::<u8>()), 0..12),
        cut in any::<proptest::sample::Index>(),
        whole in any::<bool>(),
    ) {
        let mut bytes = zip_of(&[("a.eml", BOUNCE.as_bytes()), ("b.eml", LETTER.as_bytes())]);
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if !whole {
            bytes.truncate(cut.index(bytes.len()));
        }
        let _ = check_bytes(&bytes);
        read(&bytes);
    }
}

#[test]
fn compound_files_that_lead_in_circles_end() {
    let bytes = plain_msg();
    let started = std::time::Instant::now();
    // Every whole number of the first tables in turn points at the first sectors.
    for at in (512..bytes.len().min(9000)).step_by(4) {
        let mut damaged = bytes.clone();
        for target in [0_u32, 1, 2] {
            damaged[at..at + 4].copy_from_slice(&target.to_le_bytes());
            let _ = unpack(&damaged);
        }
    }
    assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
}

// ---- Certified mail ----

#[test]
fn a_receipt_of_certified_mail_is_explained_by_its_own_page() {
    let table = Table::built_in();
    let page = |name: &str| {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/pec").join(name);
        let (report, diagnosis) = read(&std::fs::read(path).expect("message"));
        (report, diagnosis.overall.code.unwrap_or_default())
    };
    for (name, code) in [
        ("accettazione.eml", "pec-accettazione"),
        ("accettazione-esterno.eml", "pec-accettazione-esterno"),
        ("avvenuta-consegna.eml", "pec-avvenuta-consegna"),
        ("presa-in-carico.eml", "pec-presa-in-carico"),
        ("non-accettazione-virus.eml", "pec-non-accettazione-virus"),
        ("errore-no-dominio.eml", "pec-errore-consegna-no-dominio"),
        ("errore-virus.eml", "pec-errore-consegna-virus"),
        ("errore-24-ore.eml", "pec-errore-consegna-tempo"),
        ("preavviso-12-ore.eml", "pec-preavviso-errore-consegna"),
        ("rilevazione-virus.eml", "pec-rilevazione-virus"),
        ("busta-di-trasporto.eml", "pec-posta-certificata"),
        ("anomalia.eml", "pec-anomalia"),
        // Words that name the cause have its page.
        ("errore-casella-piena.eml", ""),
        ("anomalia-con-rimbalzo.eml", ""),
    ] {
        let (_, found) = page(name);
        assert_eq!(found, code, "{name}");
        assert!(code.is_empty() || table.code(code).is_some_and(|page| page.code() == code), "{code}");
    }
    let (report, _) = page("accettazione-esterno.eml");
    assert_eq!(report.recipients.first().and_then(|recipient| recipient.certified), Some(false));
    let (report, _) = page("avvenuta-consegna.eml");
    assert_eq!(report.returned.map(|head| head.subject), Some("Richiesta di accesso agli atti".to_owned()));
    assert_eq!(report.sender, "studio.verdi@pec.gestore.example");
}

#[test]
fn every_kind_of_certified_mail_that_a_message_may_be_has_its_page() {
    let table = Table::built_in();
    for rule in table.messages().kinds.iter().filter(|rule| rule.kind.starts_with("pec-")) {
        let page = table.certified(&rule.kind).unwrap_or_else(|| panic!("{} has no page", rule.kind));
        assert_eq!(page.outcome, rule.outcome, "{}", rule.kind);
    }
    assert_eq!(table.certified_pages().len(), 15);
}

#[test]
fn the_way_of_a_returned_message_is_told_stop_by_stop_with_what_servers_noted() {
    let notice = "From: MAILER-DAEMON@mx.example.com\r\nTo: anna@example.org\r\nSubject: Undelivered Mail\r\n\
        Received: by mx.example.com (Postfix) id 9F2; Mon, 23 Nov 2026 10:20:00 +0000\r\n\
        MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n\
        --b\r\n\r\nIt could not be delivered.\r\n\
        --b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.com\r\n\r\n\
        Final-Recipient: rfc822; bruno@example.com\r\nAction: failed\r\nStatus: 5.1.1\r\n\
        --b\r\nContent-Type: message/rfc822\r\n\r\n\
        Received: from relay.example.org (relay.example.org [192.0.2.7]) by mx.example.com with ESMTPS id 7A1;\r\n Mon, 23 Nov 2026 11:15:30 +0100\r\n\
        Authentication-Results: mx.example.com; spf=pass smtp.mailfrom=anna@example.org; dkim=fail header.d=example.org\r\n\
        Received: from pc.example.org ([198.51.100.4]) by relay.example.org with ESMTPSA id 3C9; Mon, 23 Nov 2026 10:05:00 +0000\r\n\
        From: anna@example.org\r\nTo: bruno@example.com\r\nSubject: Preventivo\r\n\r\nCiao\r\n--b--\r\n";
    let table = Table::built_in();
    let trails = intake::trails(notice.as_bytes(), table);
    let returned = trails.iter().find(|trail| trail.subject == "Preventivo").unwrap();
    let stops: Vec<(&str, &str)> = returned.hops.iter().map(|hop| (hop.from.as_str(), hop.by.as_str())).collect();
    assert_eq!(stops[1], ("relay.example.org", "mx.example.com"));
    assert_eq!((stops[0].1, returned.hops[1].ip.as_str()), ("relay.example.org", "192.0.2.7"));
    assert_eq!((returned.hops[1].with.as_str(), returned.hops[1].id.as_str()), ("ESMTPS", "7A1"));
    let legs = intake::legs(&returned.hops);
    assert_eq!((legs[1].delay, legs[1].slowest), (Some(630), true), "zones are taken into account");
    let results: Vec<String> =
        returned.checks.iter().map(|check| format!("{}={}", check.method, check.result)).collect();
    assert_eq!(results, ["spf=pass", "dkim=fail"]);
    let fields = intake::read_bytes(notice.as_bytes(), table).delivery_fields();
    assert!(fields.contains(&("Status".to_owned(), "5.1.1".to_owned())), "{fields:?}");
    let copied = "Hi. This is the qmail-send program at mx.example.com.\n\n<b@example.com>:\nno such user\n\n\
        --- Below this line is a copy of the message.\n\nReceived: from a.example.org by b.example.com with SMTP; \
        23 Nov 2026 10:00:00 -0000\nFrom: a@example.org\nSubject: Saluti\n\nCiao\n";
    assert_eq!(intake::trails(copied.as_bytes(), table).first().map(|trail| trail.hops.len()), Some(1));
    for cut in 0..notice.len() {
        let _ = intake::trails(&notice.as_bytes()[..cut], table);
    }
}
