//! Codes: SMTP reply codes, enhanced status codes, and what mail programs show.

use serde::Deserialize;

use super::cause::{Actor, CauseId, Outcome};
use super::step::Step;
use super::text::Text;

/// A reply code of the table (RFC 5321 section 4.2, and the unofficial ones people meet).
#[derive(Clone, Debug)]
pub struct ReplyCodeEntry {
    /// Three digits.
    pub code: String,
    /// Defined by an RFC or by IANA.
    pub standard: bool,
    pub outcome: Outcome,
    pub actor: Actor,
    /// Why it is this actor's turn, where the code's first cause names another.
    pub actor_why: Option<Text>,
    /// In order of likelihood; never empty.
    pub causes: Vec<CauseId>,
    pub title: Text,
    pub meaning: Text,
    /// The code's own first steps.
    pub steps: Vec<Step>,
    pub sources: Vec<String>,
}

/// An enhanced status code (RFC 3463 and the IANA registry), without its class: `X.1.1`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatusCodeEntry {
    /// `X.1.1`; a digit instead of the X where only one class has that meaning.
    pub code: String,
    pub causes: Vec<CauseId>,
    /// Says little: words of any kind are better evidence.
    #[serde(default)]
    pub vague: bool,
    /// Who must act, where it is not whom the first cause names; with its reason.
    pub actor: Option<Actor>,
    pub actor_why: Option<Text>,
    pub title: Text,
    pub meaning: Text,
    #[serde(default)]
    pub sources: Vec<String>,
}

/// What one part of an enhanced status code means.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatusPart {
    pub code: String,
    /// For codes that the registry does not name.
    pub title: Option<Text>,
    /// What the part alone says; most say nothing.
    #[serde(default)]
    pub causes: Vec<CauseId>,
    pub meaning: Text,
}

/// A code that mail programs and operating systems show, for example `0x800CCC0E`.
#[derive(Clone, Debug)]
pub struct ClientCodeEntry {
    pub code: String,
    pub aliases: Vec<String>,
    /// The family it belongs to, for example `winsock`.
    pub family: String,
    /// Programs that show it.
    pub clients: Vec<String>,
    /// The number alone means this code.
    pub bare: bool,
    pub outcome: Option<Outcome>,
    /// Who must act, where it is not whom the first cause names; with its reason.
    pub actor: Option<Actor>,
    pub actor_why: Option<Text>,
    pub causes: Vec<CauseId>,
    pub title: Text,
    pub meaning: Text,
    pub steps: Vec<Step>,
    pub source: String,
}

impl ClientCodeEntry {
    /// The code and its aliases.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.code.as_str()).chain(self.aliases.iter().map(String::as_str))
    }
}

/// A receipt, notice or envelope of Italian certified mail (RFC 6109).
#[derive(Clone, Debug)]
pub struct CertifiedEntry {
    /// As the intake names it, for example `pec-avvenuta-consegna`.
    pub code: String,
    pub outcome: Outcome,
    pub actor: Actor,
    /// Why it is this actor's turn, where the code's first cause names another.
    pub actor_why: Option<Text>,
    /// In order of likelihood; never empty.
    pub causes: Vec<CauseId>,
    pub title: Text,
    pub meaning: Text,
    /// Its own first steps.
    pub steps: Vec<Step>,
    pub sources: Vec<String>,
}

/// Any code there is a page for.
#[derive(Clone, Copy, Debug)]
pub enum CodeRef<'t> {
    Reply(&'t ReplyCodeEntry),
    Status(&'t StatusCodeEntry),
    Client(&'t ClientCodeEntry),
    Certified(&'t CertifiedEntry),
}

impl<'t> CodeRef<'t> {
    pub fn code(self) -> &'t str {
        match self {
            Self::Reply(entry) => &entry.code,
            Self::Status(entry) => &entry.code,
            Self::Client(entry) => &entry.code,
            Self::Certified(entry) => &entry.code,
        }
    }

    pub fn title(self) -> &'t Text {
        match self {
            Self::Reply(entry) => &entry.title,
            Self::Status(entry) => &entry.title,
            Self::Client(entry) => &entry.title,
            Self::Certified(entry) => &entry.title,
        }
    }

    pub fn meaning(self) -> &'t Text {
        match self {
            Self::Reply(entry) => &entry.meaning,
            Self::Status(entry) => &entry.meaning,
            Self::Client(entry) => &entry.meaning,
            Self::Certified(entry) => &entry.meaning,
        }
    }

    pub fn causes(self) -> &'t [CauseId] {
        match self {
            Self::Reply(entry) => &entry.causes,
            Self::Status(entry) => &entry.causes,
            Self::Client(entry) => &entry.causes,
            Self::Certified(entry) => &entry.causes,
        }
    }

    /// Why it is the turn of the actor that the code names, where its first cause names another.
    pub fn actor_why(self) -> Option<&'t Text> {
        match self {
            Self::Reply(entry) => entry.actor_why.as_ref(),
            Self::Certified(entry) => entry.actor_why.as_ref(),
            Self::Status(entry) => entry.actor_why.as_ref(),
            Self::Client(entry) => entry.actor_why.as_ref(),
        }
    }

    /// The code's own first steps; enhanced status codes have none.
    pub fn steps(self) -> &'t [Step] {
        match self {
            Self::Reply(entry) => &entry.steps,
            Self::Status(_) => &[],
            Self::Client(entry) => &entry.steps,
            Self::Certified(entry) => &entry.steps,
        }
    }
}
