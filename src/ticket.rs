//! The texts to send: to the helpdesk, to a customer, to a colleague, to another provider, to a ticket system.
//!
//! A [`Document`] is a template of the table filled with the facts of a case; every form is a rendering of it. What is
//! to be hidden is hidden in the facts, before they reach the template.

mod attach;
mod compose;
mod facts;
mod redact;
mod render;

use crate::case::Case;
use crate::guide::Audience;
use crate::intake::Report;
use crate::knowledge::{Lang, Table};

pub use crate::knowledge::{Hide, Manner, Paper};
pub use attach::Attachment;
pub use redact::Redaction;

/// The form of the text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Form {
    #[default]
    Text,
    Markdown,
    /// A page by itself.
    Html,
    Json,
    /// An unsent message (RFC 5322) that opens in a mail program.
    Eml,
    /// A link that opens a new message in a mail program (RFC 6068), with as much of the text as links may hold.
    Mailto,
}

impl Form {
    pub const ALL: [Self; 6] = [Self::Text, Self::Markdown, Self::Html, Self::Json, Self::Eml, Self::Mailto];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Markdown => "markdown",
            Self::Html => "html",
            Self::Json => "json",
            Self::Eml => "eml",
            Self::Mailto => "mailto",
        }
    }

    /// The form of this name, if there is one.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| form.as_str() == name)
    }
}

/// What is written, for whom and how.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    pub paper: Paper,
    pub lang: Lang,
    pub manner: Manner,
    pub form: Form,
    pub redaction: Redaction,
    /// Whether a draft carries the returned message; see [`Attachment`].
    pub attach: bool,
    /// The date to put on the text, with its time zone; left out when empty.
    pub now: String,
}

impl Options {
    /// A paper with what its template hides.
    pub fn of(paper: Paper, lang: Lang, table: &Table) -> Self {
        Self { paper, lang, redaction: Redaction::of(&table.template(paper).hide), ..Self::default() }
    }

    /// Whose words and steps a paper holds.
    fn audience(&self) -> Audience {
        if self.paper == Paper::Ticket { Audience::Customer } else { Audience::Agent }
    }
}

/// One value of a fact.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Item {
    /// As people read it, on one line.
    pub text: String,
    /// What a ticket system gets instead: an id or a date that no language changes.
    pub id: Option<String>,
    /// The same taken apart, for ticket systems.
    pub fields: Vec<(&'static str, String)>,
}

/// One fact of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// A stable name for ticket systems and macros, the same in every language.
    pub key: &'static str,
    /// The label for people.
    pub label: String,
    pub items: Vec<Item>,
    /// Whether there may be several, so that a ticket system always gets a list.
    pub many: bool,
}

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// Cause, code and domain on one line.
    Title(String),
    /// A paragraph.
    Text(String),
    /// The facts in their fixed order.
    Facts(Vec<Entry>),
    /// The words of a server or a notice, as they were.
    Quote(String),
}

/// A text before it takes a form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    pub paper: Paper,
    pub lang: Lang,
    /// To whom a draft is addressed; empty where that is not known.
    pub to: String,
    pub subject: String,
    pub blocks: Vec<Block>,
}

impl Document {
    /// Fills the template of a paper; `None` where nothing has been read yet.
    pub fn new(case: &Case, table: &Table, options: &Options) -> Option<Self> {
        compose::compose(case, table, options)
    }

    /// The text in one form. A draft is whole but for what it may carry.
    pub fn render(&self, form: Form) -> String {
        match form {
            Form::Text => render::text(self),
            Form::Markdown => render::markdown(self),
            Form::Html => render::page(self),
            Form::Json => render::json(self),
            Form::Eml => String::from_utf8_lossy(&render::draft(self, None)).into_owned(),
            Form::Mailto => render::mailto(self),
        }
    }

    /// The text as HTML without a page around it, for the clipboard.
    pub fn fragment(&self) -> String {
        render::fragment(self)
    }

    /// An unsent message with what it carries.
    pub fn draft(&self, attachment: Option<&Attachment>) -> Vec<u8> {
        render::draft(self, attachment)
    }
}

/// Writes the text of a case in one form; empty where nothing has been read yet.
///
/// A draft that carries an original may hold bytes of any character set, so the answer is bytes; every other form is
/// UTF-8.
pub fn write_bytes(case: &Case, table: &Table, options: &Options) -> Vec<u8> {
    let Some(document) = Document::new(case, table, options) else { return Vec::new() };
    if options.form == Form::Eml {
        let attachment = if options.attach { Attachment::new(case, table, options) } else { None };
        return document.draft(attachment.as_ref());
    }
    document.render(options.form).into_bytes()
}

/// The same as text, without what a draft may carry.
pub fn write(case: &Case, table: &Table, options: &Options) -> String {
    Document::new(case, table, options).map(|document| document.render(options.form)).unwrap_or_default()
}

/// A short code for a case that can be read out on the phone: the same text gives the same code.
pub fn case_code(report: &Report) -> String {
    // FNV-1a; the letters leave out those that sound or look alike (Crockford's base 32).
    const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let hash = report
        .text
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    let letter = |place: u32| {
        let index = usize::try_from((hash >> (place * 5 + 7)) & 31).unwrap_or_default();
        LETTERS.get(index).map_or('0', |byte| *byte as char)
    };
    let letters: String = (0..6).map(letter).collect();
    format!("RB-{}-{}", letters.get(..3).unwrap_or_default(), letters.get(3..).unwrap_or_default())
}
