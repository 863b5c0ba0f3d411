//! The returned message that a draft may carry.

use super::redact::{Redactor, has_secrets};
use super::{Options, Redaction};
use crate::case::{Case, Input};
use crate::intake::{Kind, Part, all_text};
use crate::knowledge::Table;
use crate::words::Words;

/// What a draft carries.
///
/// The original goes as it is only where nothing is to be hidden and no text in it looks like a password. Otherwise a
/// copy goes: what was read of it, cleaned like every other text, without the message of the person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Attachment {
    /// A message as it was brought (RFC 5322), or one saved by Outlook.
    Original {
        name: String,
        outlook: bool,
        bytes: Vec<u8>,
    },
    Copy {
        name: String,
        text: String,
    },
}

impl Attachment {
    /// `None` where there is nothing that may leave.
    pub fn new(case: &Case, table: &Table, options: &Options) -> Option<Self> {
        let words = &Words::of(options.lang).ticket;
        if options.redaction == Redaction::default()
            && let Some(Input::File { bytes, .. }) = case.input()
            && let Some(sort) = sort_of(bytes, case)
            && !has_secrets(&all_text(bytes), table)
        {
            let outlook = sort == Sort::Outlook;
            let name = format!("{}.{}", words.original_name, if outlook { "msg" } else { "eml" });
            return Some(Self::Original { name, outlook, bytes: bytes.clone() });
        }
        let report = case.report();
        if report.kind == Kind::OtherMail && options.redaction.bodies || report.kind == Kind::Code {
            return None;
        }
        let redactor = Redactor::new(case, options.redaction, table, options.lang);
        let parts = [Part::Notice, Part::DeliveryStatus, Part::Returned];
        let mut spans: Vec<_> = parts.into_iter().flat_map(|part| report.parts_of(part)).collect();
        spans.sort_by_key(|span| span.start);
        let read = spans.into_iter().filter_map(|span| report.text.get(span)).collect::<Vec<_>>().join("\n\n");
        let whole = if read.trim().is_empty() || !options.redaction.bodies { &report.text } else { &read };
        let text = format!("{}\n\n{}\n", words.clean_copy, redactor.clean(whole).trim());
        Some(Self::Copy { name: format!("{}.txt", words.original_name), text })
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    Message,
    Outlook,
}

/// What sort of file was brought, where it is one message.
fn sort_of(bytes: &[u8], case: &Case) -> Option<Sort> {
    /// Compound files, in which Outlook saves messages (MS-CFB section 2.2).
    const COMPOUND: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
    if bytes.starts_with(COMPOUND) {
        return Some(Sort::Outlook);
    }
    let message = matches!(case.report().kind, Kind::Bounce | Kind::OtherMail);
    let first = bytes.first().is_some_and(u8::is_ascii_alphabetic);
    // Archives and mailbox files hold other people's messages too.
    let alone = !bytes.starts_with(b"From ") && !bytes.starts_with(b"PK");
    (message && first && alone).then_some(Sort::Message)
}
