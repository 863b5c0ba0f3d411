//! Any file to the messages in it, told by content and not by name: mailboxes and archives hold several, Apple Mail
//! and Outlook wrap one in a form of their own.

use std::borrow::Cow;
use std::fs::File;
use std::io::{BufRead, BufReader, Cursor, Read as _};
use std::ops::ControlFlow;
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
        Form::Archive => {
            let mut items = Vec::new();
            each_in_archive(bytes, &mut |item| {
                items.push(Cow::Owned(item));
                ControlFlow::Continue(())
            })?;
            Ok(items)
        }
    }
}

/// Hands the messages and texts in the bytes of a file to `work` until it breaks off: of an archive one is in memory at
/// a time.
pub(super) fn each_in(bytes: &[u8], work: &mut dyn FnMut(&[u8]) -> ControlFlow<()>) -> Result<(), ReadError> {
    if sniff(bytes)? == Form::Archive {
        return each_in_archive(bytes, &mut |item| work(&item));
    }
    let _ = unpack(bytes)?.iter().try_for_each(|item| work(item));
    Ok(())
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
        return each_in(&read_file(path)?, &mut |item| {
            work(item);
            ControlFlow::Continue(())
        });
    }
    each_message_in(BufReader::new(File::open(path).map_err(|err| explain(&err))?), work)
}

/// The same for what comes from elsewhere.
///
/// # Errors
/// As [`unpack`], and when reading fails.
pub fn each_message_in(mut input: impl BufRead, work: &mut dyn FnMut(&[u8])) -> Result<(), ReadError> {
    let first = first_line(&mut input)?;
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
    each_in(&bytes, &mut |item| {
        work(item);
        ControlFlow::Continue(())
    })
}

/// Takes the first line off, by which a mailbox is known.
fn first_line(input: &mut impl BufRead) -> Result<Vec<u8>, ReadError> {
    let mut line = Vec::new();
    input.take(FIRST_LINE).read_until(b'\n', &mut line).map_err(|err| explain(&err))?;
    Ok(line)
}

/// The bytes of a file to show: the file, or of a mailbox that is too large for that its first returned message, where
/// there is none the first of all. `go_on` is asked before each message and ends the search.
///
/// # Errors
/// As [`read_file`].
pub fn open_file(path: &Path, table: &Table, go_on: &dyn Fn() -> bool) -> Result<Vec<u8>, ReadError> {
    match read_file(path) {
        Err(ReadError::TooLarge) => {}
        read => return read,
    }
    let mut input = BufReader::new(File::open(path).map_err(|err| explain(&err))?);
    let line = first_line(&mut input)?;
    if !mbox::is_separator(&line) {
        return Err(ReadError::TooLarge);
    }
    let mut mailbox = mbox::Mailbox::new(Cursor::new(line).chain(input));
    let (mut first, mut next) = (Vec::new(), Vec::new());
    while go_on() && mailbox.read(&mut next).map_err(|err| explain(&err))? {
        let message = mbox::message(&next);
        if mail::read_item(&message, table).kind == Kind::Bounce {
            return Ok(message.into_owned());
        }
        if first.is_empty() {
            first = message.into_owned();
        }
    }
    Ok(first)
}

/// Reads one message or text, as [`unpack`] and [`each_message`] give it.
pub fn read_item(item: &[u8], table: &Table) -> Report {
    mail::read_item(item, table)
}

/// Reads the bytes of a file. Of several messages the first returned one is taken, of none such the first.
pub fn read_bytes(bytes: &[u8], table: &Table) -> Report {
    let mut first: Option<Report> = None;
    let mut left = MOST_LOOKED_AT;
    let _ = each_in(bytes, &mut |item| {
        let report = mail::read_item(item, table);
        left -= 1;
        if report.kind == Kind::Bounce {
            first = Some(report);
            return ControlFlow::Break(());
        }
        first.get_or_insert(report);
        if left == 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    // What is no readable file is read as the text it may be: the caller has been told by `check_bytes`.
    first.unwrap_or_else(|| mail::read_item(bytes, table))
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
fn each_in_archive(bytes: &[u8], work: &mut dyn FnMut(Vec<u8>) -> ControlFlow<()>) -> Result<(), ReadError> {
    let mut found = false;
    for texts in [false, true] {
        archive::each_file(bytes, &mut |file| match sniff(&file) {
            Ok(Form::Outlook) if !texts => outlook::to_message(&file).map_or(ControlFlow::Continue(()), |message| {
                found = true;
                work(message)
            }),
            Ok(Form::Text) => owned(file).into_iter().try_for_each(|item| {
                if mail::looks_like_message(&item, 2) == texts {
                    return ControlFlow::Continue(());
                }
                found = true;
                work(item)
            }),
            _ => ControlFlow::Continue(()),
        })?;
        if found {
            return Ok(());
        }
    }
    Err(ReadError::Archive)
}

/// The messages of a file that is let go; a file of one is that message itself.
fn owned(file: Vec<u8>) -> Vec<Vec<u8>> {
    match from_text(&file).as_slice() {
        [Cow::Borrowed(only)] if only.len() == file.len() => {}
        several => return several.iter().map(|item| item.to_vec()).collect(),
    }
    vec![file]
}
