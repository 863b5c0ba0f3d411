//! Any file to the messages in it, told by content and not by name: mailboxes and archives hold several, Apple Mail
//! and Outlook wrap one in a form of their own.

use std::borrow::Cow;
use std::fs::File;
use std::io::{BufRead, BufReader, Cursor, Read as _};
use std::path::Path;

use super::file::{Form, MAX_BYTES, ReadError, explain, read_file, sniff};
use super::hops::Trail;
use super::mbox::split_mbox;
use super::report::{Kind, Report};
use super::{archive, encoding, mail, mbox, outlook};
use crate::knowledge::Table;

/// The most messages of a file that are looked at for a returned one.
const MOST_LOOKED_AT: usize = 200;

/// The messages and texts in a file, each ready for [`read_bytes`]. A file of one message, or of text, gives one.
///
/// # Errors
/// When it is no message, mailbox, archive of messages or text, or is damaged beyond reading.
pub fn unpack(bytes: &[u8]) -> Result<Vec<Cow<'_, [u8]>>, ReadError> {
    match sniff(bytes)? {
        Form::Text => Ok(from_text(bytes)),
        Form::Outlook => Ok(vec![Cow::Owned(outlook::to_message(bytes)?)]),
        Form::Archive => from_archive(bytes),
    }
}

/// A file up to this size is read at once, a larger one as it comes.
const AT_ONCE: u64 = 4 << 20;

/// The most of the first line that tells a mailbox.
const FIRST_LINE: u64 = 1000;

/// Hands the messages and texts in a file to `work`, one after the other, each ready for [`read_item`]. A mailbox may be
/// of any size: one message of it is in memory at a time.
///
/// # Errors
/// As [`read_file`] and [`unpack`]. What comes before the damage has been handed over.
pub fn each_message(path: &Path, work: &mut dyn FnMut(&[u8])) -> Result<(), ReadError> {
    let metadata = std::fs::metadata(path).map_err(|err| explain(&err))?;
    if metadata.is_dir() {
        return Err(ReadError::IsFolder);
    }
    if metadata.is_file() && metadata.len() <= AT_ONCE {
        let bytes = read_file(path)?;
        unpack(&bytes)?.iter().for_each(|item| work(item));
        return Ok(());
    }
    each_message_in(BufReader::new(File::open(path).map_err(|err| explain(&err))?), work)
}

/// The same for what comes from elsewhere.
///
/// # Errors
/// As [`unpack`], and when reading fails.
pub fn each_message_in(mut input: impl BufRead, work: &mut dyn FnMut(&[u8])) -> Result<(), ReadError> {
    let mut first = Vec::new();
    input.by_ref().take(FIRST_LINE).read_until(b'\n', &mut first).map_err(|err| explain(&err))?;
    let is_mailbox = mbox::is_separator(&first);
    let mut input = Cursor::new(first).chain(input);
    if is_mailbox {
        let mut mailbox = mbox::Mailbox::new(input);
        let mut message = Vec::new();
        while mailbox.read(&mut message).map_err(|err| explain(&err))? {
            work(&mbox::message(&message));
        }
        return Ok(());
    }
    let mut bytes = Vec::new();
    input.by_ref().take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(|err| explain(&err))?;
    unpack(&bytes)?.iter().for_each(|item| work(item));
    Ok(())
}

/// Reads one message or text, as [`unpack`] and [`each_message`] give it.
pub fn read_item(item: &[u8], table: &Table) -> Report {
    mail::read_item(item, table)
}

/// Reads the bytes of a file. Of several messages the first returned one is taken, of none such the first.
pub fn read_bytes(bytes: &[u8], table: &Table) -> Report {
    // What is no readable file is read as the text it may be: the caller has been told by `check_bytes`.
    let items = unpack(bytes).unwrap_or_else(|_| vec![Cow::Borrowed(bytes)]);
    let mut first = None;
    for item in items.iter().take(MOST_LOOKED_AT) {
        let report = mail::read_item(item, table);
        if report.kind == Kind::Bounce || items.len() == 1 {
            return report;
        }
        first.get_or_insert(report);
    }
    first.unwrap_or_default()
}

/// Of a file larger than this only the beginning is looked at by [`trails`]: headers stand there.
const TRAILS_IN: usize = 1 << 20;

/// The ways of the messages in a file or text, as their headers tell them; of several messages the one that
/// [`read_bytes`] takes.
pub fn trails(bytes: &[u8], table: &Table) -> Vec<Trail> {
    let start = bytes.get(..bytes.len().min(TRAILS_IN)).unwrap_or_default();
    let items = unpack(start).unwrap_or_else(|_| vec![Cow::Borrowed(start)]);
    let returned = || items.iter().find(|item| mail::read_item(item, table).kind == Kind::Bounce);
    let item = if items.len() > 1 { returned().or(items.first()) } else { items.first() };
    item.map(|item| mail::trails(item, table)).unwrap_or_default()
}

fn from_text(bytes: &[u8]) -> Vec<Cow<'_, [u8]>> {
    match encoding::to_utf8_lines(bytes) {
        Cow::Borrowed(text) => messages(text),
        Cow::Owned(text) => messages(&text).into_iter().map(|item| Cow::Owned(item.into_owned())).collect(),
    }
}

/// The messages of a mailbox or of Apple Mail's form; any other text is one.
fn messages(text: &[u8]) -> Vec<Cow<'_, [u8]>> {
    if let Some(message) = apple_mail(text) {
        return vec![Cow::Borrowed(message)];
    }
    match split_mbox(text).as_slice() {
        [] | [_] => vec![Cow::Borrowed(text)],
        several => several.iter().map(|span| mbox::message(text.get(span.clone()).unwrap_or_default())).collect(),
    }
}

/// The message of an `.emlx` file: a line with its length, the message, and a property list about it.
fn apple_mail(bytes: &[u8]) -> Option<&[u8]> {
    let end = memchr::memchr(b'\n', bytes.get(..bytes.len().min(32))?)?;
    let (line, rest) = bytes.split_at_checked(end + 1)?;
    let digits = line.trim_ascii();
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) || !mail::looks_like_message(rest, 2) {
        return None;
    }
    let length: usize = std::str::from_utf8(digits).ok()?.parse().ok()?;
    // The count is off where the line ends were changed on the way: then the list tells where the message ends.
    let (message, behind) = rest.split_at_checked(length).unwrap_or((rest, b""));
    if behind.trim_ascii().is_empty() && length <= rest.len() || behind.starts_with(b"<?xml") {
        return Some(message);
    }
    let list = memchr::memmem::rfind(rest, b"\n<plist").or_else(|| memchr::memmem::rfind(rest, b"<!DOCTYPE plist"));
    let list = list.map(|at| memchr::memmem::rfind(rest.get(..at).unwrap_or_default(), b"<?xml").unwrap_or(at));
    Some(rest.get(..list.unwrap_or(rest.len())).unwrap_or(rest))
}

/// The messages of an archive, Outlook's too; its texts where it has no messages. Archives in it are left alone.
fn from_archive(bytes: &[u8]) -> Result<Vec<Cow<'_, [u8]>>, ReadError> {
    let mut found: Vec<Cow<'_, [u8]>> = Vec::new();
    let mut texts: Vec<Cow<'_, [u8]>> = Vec::new();
    for file in archive::files(bytes)? {
        match sniff(&file) {
            Ok(Form::Outlook) => found.extend(outlook::to_message(&file).ok().map(Cow::Owned)),
            Ok(Form::Text) => {
                for item in from_text(&file) {
                    let list = if mail::looks_like_message(&item, 2) { &mut found } else { &mut texts };
                    list.push(Cow::Owned(item.into_owned()));
                }
            }
            Ok(Form::Archive) | Err(_) => {}
        }
    }
    if found.is_empty() {
        found = texts;
    }
    if found.is_empty() { Err(ReadError::Archive) } else { Ok(found) }
}
