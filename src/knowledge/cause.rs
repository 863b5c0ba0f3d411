//! Causes: what can have gone wrong, who must act, what to say and what to do.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::step::Step;
use super::template::fill_template;
use super::text::{Facts, Lang, Text};

/// The id of a cause, for example `mailbox-full`: the name of its file in `causes/`.
///
/// Code never asks for a particular one, except for [`CauseId::undetermined`].
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CauseId(Arc<str>);

impl CauseId {
    pub fn new(id: &str) -> Self {
        Self(Arc::from(id))
    }

    /// The honest answer when nothing tells.
    pub fn undetermined() -> Self {
        static UNDETERMINED: std::sync::LazyLock<CauseId> = std::sync::LazyLock::new(|| CauseId::new("undetermined"));
        UNDETERMINED.clone()
    }

    pub fn is_undetermined(&self) -> bool {
        *self.0 == *"undetermined"
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CauseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What became of the message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It will not arrive.
    Failed,
    /// The server keeps trying.
    Delayed,
    Delivered,
    NotAnError,
    Unknown,
}

impl Outcome {
    /// Worst first: where recipients differ, the page opens on the worst.
    pub fn severity(self) -> u8 {
        match self {
            Self::Failed => 0,
            Self::Delayed => 1,
            Self::Unknown => 2,
            Self::Delivered => 3,
            Self::NotAnError => 4,
        }
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::Delayed => "delayed",
            Self::Delivered => "delivered",
            Self::NotAnError => "not-an-error",
            Self::Unknown => "unknown",
        }
    }
}

/// Who must act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Actor {
    Sender,
    SenderProvider,
    Recipient,
    RecipientProvider,
    Nobody,
}

impl Actor {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sender => "sender",
            Self::SenderProvider => "sender-provider",
            Self::Recipient => "recipient",
            Self::RecipientProvider => "recipient-provider",
            Self::Nobody => "nobody",
        }
    }
}

/// Where on the way the message stopped: you, your service, the recipient's service, the recipient.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stop {
    You,
    YourService,
    RecipientService,
    Recipient,
    /// It did not stop, or nobody can tell.
    Nowhere,
}

/// Where it stopped, who must act and why just they.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    pub stopped: Stop,
    pub actor: Actor,
    pub actor_why: Text,
}

/// What a cause says instead while a server still tries, or once none does.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Instead {
    pub title: Option<Text>,
    pub summary: Text,
    pub summary_with: Option<Text>,
    /// Why nobody has to act for now, or why it is the sender's turn; without it, it is up to the cause's own actor.
    pub actor_why: Option<Text>,
}

/// One cause with everything there is to say about it.
#[derive(Clone, Debug)]
pub struct Cause {
    pub id: CauseId,
    /// The outcome where the evidence says nothing.
    pub outcome: Outcome,
    pub place: Place,
    /// The same for a message that came back: it had left the sender's program, so that cannot be where it stopped.
    pub returned: Option<Place>,
    /// The same, and other words, while a server still tries.
    pub waiting: Option<Instead>,
    /// And once no server tries any more.
    pub over: Option<Instead>,
    /// True where the sender really did nothing wrong, so that the page may say so.
    pub blameless: bool,
    /// It speaks of an address or a name, so that a mistyped one is worth looking for.
    pub check_spelling: bool,
    /// A block that a provider's delisting page lifts, where that is the sending service's task.
    pub delisting: bool,
    pub title: Text,
    /// One sentence without placeholders.
    pub summary: Text,
    /// The same sentence with the person's own facts, used when all of them are known.
    pub summary_with: Option<Text>,
    /// With more of them still, tried before the other; a line that begins with a bar stands in place of the line
    /// before it, as in templates.
    pub summary_fuller: Option<Text>,
    pub why: Text,
    /// What happens by itself, and until when.
    pub wait: Option<Text>,
    pub steps: Vec<Step>,
    /// RFC sections and addresses of pages.
    pub sources: Vec<String>,
}

impl Cause {
    /// The sentence about one problem: with as many of the person's own facts as are known.
    pub fn sentence(&self, outcome: Outcome, facts: &Facts, lang: Lang) -> String {
        let (summary, with) = match self.instead(outcome) {
            Some(instead) => (&instead.summary, [None, instead.summary_with.as_ref()]),
            None => (&self.summary, [self.summary_fuller.as_ref(), self.summary_with.as_ref()]),
        };
        let filled = |text: &Text| fill_template(text.get(lang), |name| facts.get(name));
        let own = with.into_iter().flatten().map(filled).find(|words| !words.is_empty());
        own.unwrap_or_else(|| summary.get(lang).to_owned())
    }

    /// The words for a message that a server still tries to deliver, or for one that none tries to deliver any more.
    pub fn instead(&self, outcome: Outcome) -> Option<&Instead> {
        match outcome {
            Outcome::Delayed => self.waiting.as_ref(),
            Outcome::Failed => self.over.as_ref(),
            Outcome::Delivered | Outcome::NotAnError | Outcome::Unknown => None,
        }
    }

    /// Who must act after what became of the message, and why, where it is not the cause's own actor.
    pub fn acts(&self, outcome: Outcome) -> Option<(Actor, &Text)> {
        let actor = if outcome == Outcome::Delayed { Actor::Nobody } else { Actor::Sender };
        Some((actor, self.instead(outcome)?.actor_why.as_ref()?))
    }

    /// Where it stopped and who must act, for a message that came back or for an error in the sender's program.
    pub fn at(&self, returned: bool) -> &Place {
        self.returned.as_ref().filter(|_| returned).unwrap_or(&self.place)
    }
}
