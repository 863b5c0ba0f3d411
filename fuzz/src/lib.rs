//! What must hold of every answer, whatever the bytes were.

use std::collections::BTreeSet;
use std::io::{Cursor, Write as _};
use std::ops::Range;
use std::panic;
use std::sync::{Mutex, Once};

use cfb::CompoundFile;

use rimbalzo::answer::Answer;
use rimbalzo::case::{Case, Command, Input};
use rimbalzo::diagnosis::{Diagnosis, diagnose};
use rimbalzo::guide::{self, Audience, Checklist, Progress};
use rimbalzo::intake::{self, Report};
use rimbalzo::knowledge::{Lang, Table};
use rimbalzo::ticket::{self, Form, Paper, Redaction};

/// A panic ends the run, but for those by which the mail parser gives a message up: the reader catches them.
fn only_the_parser_may_give_up() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let end = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !info.location().is_some_and(|place| place.file().contains("mail-parser")) {
                end(info);
            }
        }));
    });
}

/// The messages in a file, each read and answered, and their ways.
pub fn file(bytes: &[u8]) {
    only_the_parser_may_give_up();
    let table = Table::built_in();
    match intake::unpack(bytes) {
        Ok(items) => items.iter().take(4).for_each(|item| answer(&intake::read_item(item, table), table)),
        Err(_) => answer(&intake::read_bytes(bytes, table), table),
    }
    for trail in intake::trails(bytes, table) {
        assert!(intake::legs(&trail.hops).len() <= trail.hops.len());
    }
}

/// Pasted text, likewise.
pub fn text(text: &str) {
    only_the_parser_may_give_up();
    let table = Table::built_in();
    answer(&intake::read_text(text, table), table);
    let _ = rimbalzo::answer::explain(text, table, Lang::It);
}

/// The texts to send about a file or a text. They cost many times what reading does, so that they have a target of
/// their own.
pub fn ticket(input: Input) {
    only_the_parser_may_give_up();
    tickets(input, Table::built_in());
}

fn answer(report: &Report, table: &Table) {
    let diagnosis = diagnose(report, table);
    spans_are_inside(report, &diagnosis);
    // What is slow and seldom fails is asked of some.
    if report.text.len() % 16 == 1 {
        assert_eq!(diagnosis, diagnose(report, table), "the same report gives the same answer");
    }
    let lang = if report.text.len() % 2 == 0 { Lang::It } else { Lang::En };
    let json = serde_json::to_string(&Answer::new("x", report, &diagnosis, table, lang)).expect("an answer is JSON");
    let read: serde_json::Value = serde_json::from_str(&json).expect("what was written can be read");
    assert!(read["cause"].is_string());
    for verdict in diagnosis.recipients.iter().map(|answer| &answer.verdict).take(3).chain([&diagnosis.overall]) {
        assert!(table.has_cause(&verdict.cause));
        if is_new(&format!("{}{:?}{:?}", verdict.cause, verdict.outcome, verdict.code)) {
            for audience in [Audience::Customer, Audience::Agent] {
                checklist_ends(verdict, table, audience);
            }
        }
    }
}

/// Whether a verdict is the first of its kind in this process: a list that ends once ends always.
fn is_new(verdict: &str) -> bool {
    static SEEN: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
    SEEN.lock().is_ok_and(|mut seen| seen.insert(verdict.to_owned()))
}

/// However the questions are answered, the list comes to an end.
fn checklist_ends(verdict: &rimbalzo::diagnosis::Verdict, table: &Table, audience: Audience) {
    for said in [guide::Answer::Yes, guide::Answer::No, guide::Answer::DontKnow] {
        let mut progress = Progress::default();
        for _ in 0..40 {
            let list = Checklist::new(verdict, table, audience, &progress);
            assert!(!list.items.is_empty(), "{}", verdict.cause);
            let open = list.items.iter().find(|item| item.step.question.is_some() && item.answer.is_none());
            let Some(open) = open.map(|item| item.step.id.clone()) else { return };
            progress.answers.insert(open, said);
        }
        panic!("the checklist of {} does not end", verdict.cause);
    }
}

fn spans_are_inside(report: &Report, diagnosis: &Diagnosis) {
    let inside = |span: &Range<usize>| span.is_empty() || report.text.get(span.clone()).is_some();
    assert!(report.parts.iter().all(|(_, span)| inside(span)));
    assert!(report.replies.iter().all(|reply| inside(&reply.span) && inside(&reply.codes)));
    assert!(report.client_codes.iter().all(|code| inside(&code.span)));
    assert!(report.replies.iter().all(|reply| reply.recipient.is_none_or(|named| named < report.recipients.len())));
    assert!(report.recipients.iter().all(|recipient| inside(&recipient.diagnostic) && inside(&recipient.notice)));
    let verdicts = diagnosis.recipients.iter().map(|answer| &answer.verdict).chain([&diagnosis.overall]);
    for sign in verdicts.flat_map(|verdict| &verdict.evidence) {
        assert!(inside(&sign.span));
        assert_eq!(report.words(&sign.span), sign.text);
    }
    assert!(diagnosis.recipients.iter().all(|answer| answer.recipient < report.recipients.len()));
}

fn tickets(input: Input, table: &Table) {
    let mut case = Case::default();
    case.apply(Command::Read(input), table);
    for (form, paper) in Form::ALL.into_iter().zip(Paper::ALL.into_iter().cycle()) {
        let options =
            ticket::Options { paper, form, redaction: Redaction::all(), attach: true, ..ticket::Options::default() };
        let text = ticket::write(&case, table, &options);
        assert!(!text.is_empty());
        if form == Form::Json {
            serde_json::from_str::<serde_json::Value>(&text).expect("a ticket in JSON is JSON");
        }
    }
}

/// Takes bytes apart for a target that builds a file of them: numbers first, what is left as contents.
pub struct Choices<'b>(pub &'b [u8]);

impl<'b> Choices<'b> {
    /// A number below `end`; 0 once there is nothing left.
    pub fn below(&mut self, end: usize) -> usize {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        usize::from(*first) % end
    }

    /// The next bytes, up to so many.
    pub fn bytes(&mut self, most: usize) -> &'b [u8] {
        let length = (self.below(256) * 4).min(most).min(self.0.len());
        let (taken, rest) = self.0.split_at(length);
        self.0 = rest;
        taken
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Some bytes of `file` changed: none, or up to fifteen.
    pub fn damage(&mut self, file: &mut Vec<u8>) {
        for _ in 0..self.below(4) * 5 {
            let place = self.below(256) << 8 | self.below(256);
            let (at, byte) = (place % file.len(), u8::try_from(self.below(256)).unwrap_or_default());
            if at > 8 {
                file[at] = byte;
            }
        }
    }
}

/// A compound file whose storages and streams are chosen among those that a message may have (MS-OXMSG).
pub fn compound_file(choices: &mut Choices<'_>) -> Vec<u8> {
    const TAGS: [u16; 24] = [
        0x001A, 0x0037, 0x0049, 0x007D, 0x0C1A, 0x0C1B, 0x0C1F, 0x0C21, 0x0E04, 0x1000, 0x1001, 0x1009, 0x1013, 0x1035, 0x1046,
        0x3001, 0x3003, 0x3701, 0x3704, 0x3707, 0x370E, 0x39FE, 0x5D01, 0x6820,
    ];
    const CLASSES: [&str; 8] = [
        "REPORT.IPM.Note.NDR", "IPM.Note", "REPORT.IPM.Note.Delayed.DR", "REPORT.IPM.Note.DR", "IPM.Note.SMIME.MultipartSigned",
        "REPORT.IPM.Note.IPNRN", "IPM.Note.Rules.OofTemplate.Microsoft", "",
    ];
    let mut file = CompoundFile::create(Cursor::new(Vec::new())).expect("in memory");
    let put = |file: &mut CompoundFile<Cursor<Vec<u8>>>, path: String, content: &[u8]| {
        if !file.exists(&path) {
            file.create_stream(&path).and_then(|mut stream| stream.write_all(content)).expect("in memory");
        }
    };
    let class = CLASSES[choices.below(CLASSES.len())];
    put(&mut file, "/__substg1.0_001A001E".to_owned(), class.as_bytes());
    let mut storage = String::new();
    for _ in 0..40 {
        if choices.is_empty() {
            break;
        }
        match choices.below(8) {
            0 => {
                let kind = ["recip", "attach"][choices.below(2)];
                let path = format!("{storage}/__{kind}_version1.0_#0000000{}", choices.below(4));
                if storage.len() < 300 && (file.exists(&path) || file.create_storage(&path).is_ok()) {
                    storage = path;
                }
            }
            1 => {
                let path = format!("{storage}/__substg1.0_3701000D");
                if storage.len() < 300 && (file.exists(&path) || file.create_storage(&path).is_ok()) {
                    storage = path;
                }
            }
            2 => storage.truncate(storage.rfind('/').unwrap_or_default()),
            3 => put(&mut file, format!("{storage}/__properties_version1.0"), choices.bytes(400)),
            4 => put(&mut file, format!("{storage}/__substg1.0_{:04X}0102", TAGS[choices.below(TAGS.len())]), choices.bytes(1000)),
            5 => {
                let wide: Vec<u8> = choices.bytes(1000).iter().flat_map(|byte| [*byte, 0]).collect();
                put(&mut file, format!("{storage}/__substg1.0_{:04X}001F", TAGS[choices.below(TAGS.len())]), &wide);
            }
            _ => put(&mut file, format!("{storage}/__substg1.0_{:04X}001E", TAGS[choices.below(TAGS.len())]), choices.bytes(1000)),
        }
    }
    file.flush().expect("in memory");
    file.into_inner().into_inner()
}

/// A message with `content` as its part of this kind, between words and the end.
pub fn wrapped(kind: &str, content: &[u8]) -> Vec<u8> {
    let mut message = format!(
        "From: MAILER-DAEMON@mx.example.net\r\nTo: anna@example.org\r\nSubject: Undelivered Mail Returned to Sender\r\n\
         MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=\"b1\"\r\n\r\n--b1\r\n\
         Content-Type: {kind}; charset=utf-8\r\n\r\n"
    )
    .into_bytes();
    message.extend_from_slice(content);
    message.extend_from_slice(b"\r\n--b1--\r\n");
    message
}
