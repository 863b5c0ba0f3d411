//! Templates of the texts to send, and what a reply to a customer says about each cause.
//!
//! They are read when the first text is written, not with the rest of the table: an answer needs none of them.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::cause::Outcome;
use super::fault::{Fault, Problem};
use super::source::{BUILT_IN, Form, Source};
use super::text::{Lang, placeholders};

/// What is written, and for whom: the name of its file in `templates/`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Paper {
    /// From the customer to a person at the helpdesk.
    #[default]
    Ticket,
    /// From an agent to a ticket system.
    AgentTicket,
    /// From the helpdesk to the customer.
    Reply,
    /// From an agent to colleagues.
    Note,
    /// From the helpdesk to the postmaster of the recipient (RFC 5321 section 4.5.1).
    ToRecipientProvider,
    /// From the helpdesk to whoever runs the sending server.
    ToSenderProvider,
    /// To those who keep the knowledge table, about something that it does not know.
    Gap,
}

impl Paper {
    pub const ALL: [Self; 7] = [
        Self::Ticket,
        Self::AgentTicket,
        Self::Reply,
        Self::Note,
        Self::ToRecipientProvider,
        Self::ToSenderProvider,
        Self::Gap,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ticket => "ticket",
            Self::AgentTicket => "agent-ticket",
            Self::Reply => "reply",
            Self::Note => "note",
            Self::ToRecipientProvider => "to-recipient-provider",
            Self::ToSenderProvider => "to-sender-provider",
            Self::Gap => "gap",
        }
    }

    /// The paper of this name, if there is one.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|paper| paper.as_str() == name)
    }
}

/// How an Italian text speaks to its reader. English knows no difference.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Manner {
    #[default]
    Tu,
    Lei,
}

/// A text in both languages, in Italian also with *Lei* where that differs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Letter {
    pub it: String,
    pub it_lei: Option<String>,
    pub en: String,
}

impl Letter {
    pub fn get(&self, lang: Lang, manner: Manner) -> &str {
        match (lang, manner, &self.it_lei) {
            (Lang::En, ..) => &self.en,
            (Lang::It, Manner::Lei, Some(words)) => words,
            (Lang::It, ..) => &self.it,
        }
    }

    /// Every text with its language.
    pub(super) fn texts(&self) -> impl Iterator<Item = (Lang, &str)> {
        [(Lang::It, Some(&self.it)), (Lang::It, self.it_lei.as_ref()), (Lang::En, Some(&self.en))]
            .into_iter()
            .filter_map(|(lang, text)| Some((lang, text?.as_str())))
    }
}

/// What a text hides unless the person says otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Hide {
    /// The names before the @ of everybody's address but the sender's.
    Addresses,
    /// The sender's too.
    Sender,
    /// Names of people beside their addresses.
    Names,
    Subject,
    /// IP addresses.
    Ip,
    /// What people wrote to one another: the message itself.
    Bodies,
}

impl Hide {
    pub const ALL: [Self; 6] = [Self::Addresses, Self::Sender, Self::Names, Self::Subject, Self::Ip, Self::Bodies];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Addresses => "addresses",
            Self::Sender => "sender",
            Self::Names => "names",
            Self::Subject => "subject",
            Self::Ip => "ip",
            Self::Bodies => "bodies",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|hide| hide.as_str() == name)
    }
}

/// `templates/<paper>.toml`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Template {
    /// What is hidden at first.
    #[serde(default)]
    pub hide: Vec<Hide>,
    /// To whom a draft is addressed, with placeholders; nobody where one of them is unknown.
    #[serde(default)]
    pub to: String,
    /// The keys of the facts that `{facts}` stands for, in order.
    #[serde(default)]
    pub facts: Vec<String>,
    pub subject: Letter,
    /// Paragraphs between blank lines. A line that asks for an unknown fact is dropped; one that begins with `| `
    /// stands only where the line before it was dropped.
    pub body: Letter,
}

/// What a reply says about a cause: usually, and where that changes the answer, otherwise.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReplyText {
    pub it: String,
    pub it_lei: String,
    pub en: String,
    /// For a message that came back.
    pub returned: Option<Letter>,
    /// While the server goes on trying.
    pub delayed: Option<Letter>,
    /// Once the server has given up, where the usual words are about waiting.
    pub failed: Option<Letter>,
}

impl ReplyText {
    /// The words for an error in the sender's program or for a message that came back, by what became of it.
    pub fn at(&self, returned: bool, outcome: Outcome) -> Letter {
        let by_outcome = match outcome {
            Outcome::Delayed => self.delayed.as_ref(),
            Outcome::Failed => self.failed.as_ref(),
            Outcome::Delivered | Outcome::NotAnError | Outcome::Unknown => None,
        };
        let own = || Letter { it: self.it.clone(), it_lei: Some(self.it_lei.clone()), en: self.en.clone() };
        by_outcome.or_else(|| self.returned.as_ref().filter(|_| returned)).cloned().unwrap_or_else(own)
    }

    /// Every text there is.
    pub fn letters(&self) -> impl Iterator<Item = Letter> {
        let own = Letter { it: self.it.clone(), it_lei: Some(self.it_lei.clone()), en: self.en.clone() };
        std::iter::once(own).chain([&self.returned, &self.delayed, &self.failed].into_iter().flatten().cloned())
    }
}

/// Placeholders of a template that stand alone in their paragraph for something longer.
pub const BLOCKS: [&str; 4] = ["title", "facts", "answer", "notice"];

/// The other placeholders of templates, beside [`PLACEHOLDERS`](super::PLACEHOLDERS). The last ones are empty and make
/// a line stand only where something is so.
pub const TEMPLATE_WORDS: [&str; 26] = [
    "title",
    "case",
    "name",
    "what",
    "cause",
    "reason",
    "outcome",
    "actor",
    "certainty",
    "recipients",
    "others",
    "day",
    "until",
    "sender-domain",
    "company",
    "desk",
    "desk-phone",
    "desk-hours",
    "desk-email",
    "desk-chat",
    "desk-page",
    "unsure",
    "undelivered",
    "waiting",
    "several",
    "quoted",
];

/// Every fact that a template may list, in the order of the fullest text.
pub const FACTS: [&str; 38] = [
    "case",
    "when",
    "what",
    "outcome",
    "actor",
    "certainty",
    "cause",
    "alternatives",
    "kind",
    "from",
    "to",
    "suggestion",
    "subject",
    "sent",
    "code",
    "reply",
    "words",
    "remote-mta",
    "reporting-mta",
    "sending-ip",
    "queue-id",
    "message-id",
    "last-attempt",
    "retry-until",
    "program",
    "server",
    "happened",
    "webmail",
    "other-network",
    "steps",
    "worked",
    "next",
    "evidence",
    "name",
    "phone",
    "notes",
    "input",
    "version",
];

/// The templates of one source: those inside the program, or a helpdesk's own.
#[derive(Clone, Debug, Default)]
pub(super) struct Templates {
    papers: BTreeMap<Paper, Template>,
    /// By the id of a cause or a warning, or the code of a certified page.
    replies: BTreeMap<String, ReplyText>,
}

impl Templates {
    /// Whether a file of the table is a template.
    pub(super) fn is_one(path: &str) -> bool {
        path.starts_with("templates/")
    }

    /// Reads one file.
    ///
    /// # Errors
    /// When there is no paper of its name, or it cannot be parsed.
    pub(super) fn read(&mut self, source: &Source) -> Result<(), Problem> {
        let name = source.path.strip_prefix("templates/").and_then(|name| name.strip_suffix(".toml"));
        if name == Some("replies") {
            self.replies.extend(source.parse::<BTreeMap<String, ReplyText>>()?);
            return Ok(());
        }
        let paper = name.and_then(Paper::parse).ok_or_else(|| {
            let name = source.path.rsplit_once('/').map_or(source.path.as_str(), |(_, name)| name);
            let names: Vec<String> = Paper::ALL.map(|paper| format!("{}.toml", paper.as_str())).into();
            let what = Fault::TemplateUnknown.with("name", name).and("allowed", names.join(", ") + ", replies.toml");
            Problem::new(&source.shown, 0, what.near(name, names.iter().map(String::as_str)))
        })?;
        self.papers.insert(paper, source.parse()?);
        Ok(())
    }

    pub(super) fn paper(&self, paper: Paper) -> Option<&Template> {
        self.papers.get(&paper)
    }

    pub(super) fn reply(&self, about: &str) -> Option<&ReplyText> {
        self.replies.get(about)
    }

    pub(super) fn replies(&self) -> impl Iterator<Item = (&str, &ReplyText)> {
        self.replies.iter().map(|(about, reply)| (about.as_str(), reply))
    }

    /// Those inside the program, read when first asked for.
    pub(super) fn built_in() -> &'static Self {
        static TEMPLATES: LazyLock<Templates> = LazyLock::new(|| {
            let mut templates = Templates::default();
            for file in BUILT_IN.iter().filter(|file| Templates::is_one(file.path)) {
                // A fault here is one of the build, which the check of the table names.
                let _ = templates.read(&file.source(Form::Baked));
            }
            templates
        });
        &TEMPLATES
    }
}

/// Fills `text` line by line with what `known` gives. A line that asks for something unknown is dropped; a line that
/// begins with `| ` stands only where the line before it was dropped.
pub fn fill_template<'f>(text: &str, known: impl Fn(&str) -> Option<&'f str>) -> String {
    let mut filled = String::with_capacity(text.len() + 128);
    let mut stands = false;
    for line in text.lines() {
        let line = match line.strip_prefix('|') {
            Some(_) if stands => continue,
            Some(other) => other.trim_start(),
            None => line,
        };
        let Some(words) = super::text::fill_with(line, &known) else {
            stands = false;
            continue;
        };
        stands = true;
        // Where lines were dropped, one blank line is enough.
        if !(words.trim().is_empty() && (filled.is_empty() || filled.ends_with("\n\n"))) {
            filled.push_str(words.trim_end());
            filled.push('\n');
        }
    }
    filled.trim().to_owned()
}

/// The names between braces in a text, without those of [`BLOCKS`] that stand for something longer.
pub(super) fn names_in(text: &str) -> impl Iterator<Item = &str> {
    placeholders(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_after_a_bar_stands_only_where_the_one_before_was_dropped() {
        let text = "Buongiorno {name},\n| Buongiorno,\n\nA {recipient} del {day}.\n| A {recipient}.\n| Ciao.\n\nFine.";
        let known = |name: &str| (name == "recipient").then_some("anna@example.com");
        assert_eq!(fill_template(text, known), "Buongiorno,\n\nA anna@example.com.\n\nFine.");
        let all = |_: &str| Some("x");
        assert_eq!(fill_template(text, all), "Buongiorno x,\n\nA x del x.\n\nFine.");
    }

    #[test]
    fn dropped_paragraphs_leave_one_blank_line() {
        assert_eq!(fill_template("a\n\n{no}\n\n{no}\n\nb", |_| None), "a\n\nb");
        assert_eq!(fill_template("{no}\n\nb\n\n{no}", |_| None), "b");
    }

    #[test]
    fn every_paper_has_a_name_of_its_own() {
        for paper in Paper::ALL {
            assert_eq!(Paper::parse(paper.as_str()), Some(paper));
        }
        assert_eq!(Paper::parse("replies"), None);
    }
}
