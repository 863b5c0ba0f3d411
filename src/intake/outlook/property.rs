//! The properties of a compound file, as streams in storages (MS-OXMSG section 2).

use std::collections::HashMap;
use std::io::{Cursor, Read as _};

use cfb::CompoundFile;

use crate::intake::encoding;
use crate::intake::file::ReadError;

/// The most parts of a compound file: a message with thousands of recipients has some ten thousands.
const MOST_ENTRIES: usize = 200_000;

/// The most recipients and the most attachments that are read.
const MOST_ROWS: usize = 200;

/// The most of one text that is read.
pub(super) const MOST_TEXT: u64 = 4 << 20;

/// The storages of recipients and of attachments begin so (MS-OXMSG sections 2.2.1 and 2.2.2).
pub(super) const RECIPIENTS: &str = "__recip_version1.0_";
pub(super) const ATTACHMENTS: &str = "__attach_version1.0_";

/// Properties, by their numbers (MS-OXPROPS).
pub(super) mod tag {
    pub(in super::super) const MESSAGE_CLASS: u16 = 0x001A;
    pub(in super::super) const REPORT_TIME: u16 = 0x0032;
    pub(in super::super) const SUBJECT: u16 = 0x0037;
    pub(in super::super) const CLIENT_SUBMIT_TIME: u16 = 0x0039;
    pub(in super::super) const SENT_REPRESENTING_NAME: u16 = 0x0042;
    pub(in super::super) const ORIGINAL_SUBJECT: u16 = 0x0049;
    pub(in super::super) const ORIGINAL_SUBMIT_TIME: u16 = 0x004E;
    pub(in super::super) const SENT_REPRESENTING_EMAIL: u16 = 0x0065;
    pub(in super::super) const RECEIVED_BY_EMAIL: u16 = 0x0076;
    pub(in super::super) const TRANSPORT_HEADERS: u16 = 0x007D;
    pub(in super::super) const NDR_REASON: u16 = 0x0C04;
    pub(in super::super) const NDR_DIAGNOSTIC: u16 = 0x0C05;
    pub(in super::super) const SENDER_NAME: u16 = 0x0C1A;
    pub(in super::super) const SUPPLEMENTARY_INFO: u16 = 0x0C1B;
    pub(in super::super) const SENDER_EMAIL: u16 = 0x0C1F;
    pub(in super::super) const NDR_STATUS: u16 = 0x0C20;
    pub(in super::super) const REMOTE_MTA: u16 = 0x0C21;
    pub(in super::super) const DISPLAY_TO: u16 = 0x0E04;
    pub(in super::super) const DELIVERY_TIME: u16 = 0x0E06;
    pub(in super::super) const BODY: u16 = 0x1000;
    pub(in super::super) const REPORT_TEXT: u16 = 0x1001;
    pub(in super::super) const RTF_COMPRESSED: u16 = 0x1009;
    pub(in super::super) const HTML: u16 = 0x1013;
    pub(in super::super) const MESSAGE_ID: u16 = 0x1035;
    pub(in super::super) const ORIGINAL_MESSAGE_ID: u16 = 0x1046;
    pub(in super::super) const DISPLAY_NAME: u16 = 0x3001;
    pub(in super::super) const EMAIL_ADDRESS: u16 = 0x3003;
    pub(in super::super) const ATTACH_DATA: u16 = 0x3701;
    pub(in super::super) const ATTACH_FILENAME: u16 = 0x3704;
    pub(in super::super) const ATTACH_LONG_FILENAME: u16 = 0x3707;
    pub(in super::super) const ATTACH_MIME: u16 = 0x370E;
    pub(in super::super) const SMTP_ADDRESS: u16 = 0x39FE;
    pub(in super::super) const INTERNET_CODE_PAGE: u16 = 0x3FDE;
    pub(in super::super) const MESSAGE_LOCALE: u16 = 0x3FF1;
    pub(in super::super) const MESSAGE_CODE_PAGE: u16 = 0x3FFD;
    pub(in super::super) const SENDER_SMTP: u16 = 0x5D01;
    pub(in super::super) const SENT_REPRESENTING_SMTP: u16 = 0x5D02;
    pub(in super::super) const RECEIVED_BY_SMTP: u16 = 0x5D07;
    pub(in super::super) const REPORTING_MTA: u16 = 0x6820;
}

/// A message, recipient or attachment: its storage, and the code page of its texts that are not in Unicode.
pub(super) struct Object {
    pub(super) storage: String,
    pub(super) code_page: u32,
}

impl Object {
    /// The storage of a property of this object that is an object itself, a message that is attached.
    pub(super) fn storage_of(&self, tag: u16) -> String {
        format!("{}/__substg1.0_{tag:04X}000D", self.storage)
    }
}

/// The properties of fixed length of one object, by number.
pub(super) struct Fixed(HashMap<u16, [u8; 8]>);

impl Fixed {
    pub(super) fn number(&self, tag: u16) -> Option<u32> {
        let [a, b, c, d, ..] = *self.0.get(&tag)?;
        Some(u32::from_le_bytes([a, b, c, d]))
    }

    /// A moment in seconds since 1970; the file counts tenths of microseconds since 1601.
    pub(super) fn time(&self, tag: u16) -> Option<i64> {
        let ticks = i64::from_le_bytes(*self.0.get(&tag)?);
        (ticks > 0).then_some(ticks / 10_000_000 - 11_644_473_600)
    }

    /// The code page of the texts that are not in Unicode, where the message says (MS-OXMSG section 2.1.1.2).
    pub(super) fn code_page(&self) -> Option<u32> {
        let given = |tag| self.number(tag).filter(|page| *page != 0);
        let of_locale = || encoding::code_page_of_locale(self.number(tag::MESSAGE_LOCALE)?);
        given(tag::MESSAGE_CODE_PAGE).or_else(|| given(tag::INTERNET_CODE_PAGE)).or_else(of_locale)
    }
}

/// A compound file that holds a message.
pub(super) struct File<'b> {
    file: CompoundFile<Cursor<&'b [u8]>>,
    /// How many bytes may still be read.
    budget: u64,
}

impl<'b> File<'b> {
    pub(super) fn open(bytes: &'b [u8]) -> Result<Self, ReadError> {
        let file = CompoundFile::open(Cursor::new(bytes)).map_err(|_| ReadError::Damaged)?;
        if file.walk().take(MOST_ENTRIES + 1).count() > MOST_ENTRIES {
            return Err(ReadError::Damaged);
        }
        // Word, Excel and installers use the same kind of file.
        let is_message = file.is_stream("/__properties_version1.0")
            || file.read_root_storage().any(|entry| entry.name().starts_with("__substg1.0_"));
        if !is_message {
            return Err(ReadError::Archive);
        }
        // No honest file holds more than its own length; damaged ones may lead to the same bytes again and again.
        Ok(Self { file, budget: bytes.len() as u64 * 2 })
    }

    pub(super) fn is_storage(&self, path: &str) -> bool {
        self.file.is_storage(path)
    }

    fn stream(&mut self, path: &str, most: u64) -> Option<Vec<u8>> {
        if !self.file.is_stream(path) {
            return None;
        }
        let stream = self.file.open_stream(path).ok()?;
        let mut bytes = Vec::new();
        // What comes before the damage is still of use.
        let _ = stream.take(most.min(self.budget)).read_to_end(&mut bytes);
        self.budget = self.budget.saturating_sub(bytes.len() as u64);
        Some(bytes)
    }

    /// The properties of fixed length in `storage`, which follow a header (MS-OXMSG section 2.4).
    pub(super) fn fixed(&mut self, storage: &str, header: usize) -> Fixed {
        let bytes = self.stream(&format!("{storage}/__properties_version1.0"), 1 << 20).unwrap_or_default();
        let entries = bytes.get(header..).unwrap_or_default().chunks_exact(16).filter_map(|entry| {
            let id = u16::from_le_bytes(entry.get(2..4)?.try_into().ok()?);
            Some((id, entry.get(8..16)?.try_into().ok()?))
        });
        Fixed(entries.collect())
    }

    pub(super) fn binary(&mut self, object: &Object, tag: u16, most: u64) -> Option<Vec<u8>> {
        self.stream(&format!("{}/__substg1.0_{tag:04X}0102", object.storage), most)
    }

    /// A text property: in UTF-16, or in the code page of the message.
    pub(super) fn text(&mut self, object: &Object, tag: u16) -> String {
        if let Some(bytes) = self.stream(&format!("{}/__substg1.0_{tag:04X}001F", object.storage), MOST_TEXT) {
            return encoding::utf16_le(&bytes);
        }
        let path = format!("{}/__substg1.0_{tag:04X}001E", object.storage);
        let bytes = self.stream(&path, MOST_TEXT).unwrap_or_default();
        encoding::from_code_page(&bytes, object.code_page).trim_end_matches('\0').to_owned()
    }

    /// A text property as one line, for a header.
    pub(super) fn line(&mut self, object: &Object, tag: u16) -> String {
        one_line(&self.text(object, tag))
    }

    /// The first of these properties that holds an address of the Internet; Exchange has others for its own use.
    pub(super) fn first_address(&mut self, object: &Object, tags: &[u16]) -> String {
        let lines = tags.iter().map(|tag| self.line(object, *tag));
        lines.into_iter().find(|line| line.contains('@')).unwrap_or_default()
    }

    /// The recipients or attachments of a message, by how their storages begin.
    pub(super) fn rows(&self, message: &Object, prefix: &str) -> Vec<Object> {
        let storage = &message.storage;
        let Ok(entries) = self.file.read_storage(if storage.is_empty() { "/" } else { storage }) else {
            return Vec::new();
        };
        let rows = entries.filter(|entry| entry.is_storage() && entry.name().starts_with(prefix)).take(MOST_ROWS);
        rows.map(|entry| Object { storage: format!("{storage}/{}", entry.name()), code_page: message.code_page })
            .collect()
    }
}

pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
