//! What the report means: the cause for each recipient and for the whole, with the evidence for it.

#![deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod answers;
mod decide;
mod sizes;
mod suggest;
mod warnings;

use std::ops::Range;
use std::sync::Arc;

pub use answers::{codes_of, facts, facts_about, reply_of};
pub use decide::Rank;
pub use sizes::Sizes;
pub use suggest::{Suggestion, suggest};

use serde::{Deserialize, Serialize};

use crate::intake::{Kind, Report};
use crate::knowledge::{Actor, CauseId, CodeRef, Doubt, Lead, Outcome, Signature, Submission, Table, Text, WarningId};

/// How sure the answer is; shown in words, never in percent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Certainty {
    Unsure,
    Likely,
    Sure,
}

impl Certainty {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unsure => "unsure",
            Self::Likely => "likely",
            Self::Sure => "sure",
        }
    }
}

/// What kind of sign it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EvidenceKind {
    /// A signature of the table.
    Signature,
    StatusCode,
    ClientCode,
    ReplyCode,
    /// The sort of message, or the `Action` of a delivery report.
    Message,
    /// What the person answered: the rule is the question's id, the text `yes` or `no`.
    Answer,
}

impl EvidenceKind {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Signature => "signature",
            Self::StatusCode => "status-code",
            Self::ClientCode => "client-code",
            Self::ReplyCode => "reply-code",
            Self::Message => "message",
            Self::Answer => "answer",
        }
    }
}

/// One sign that speaks for a cause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    pub kind: EvidenceKind,
    /// What it counts against other signs.
    pub rank: Rank,
    /// The signature's id, or the code.
    pub rule: String,
    /// What it speaks for.
    pub cause: CauseId,
    /// Where it stands in [`Report::text`].
    pub span: Range<usize>,
    /// The words there.
    pub text: String,
}

/// The answer for one recipient, or for the whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    pub cause: CauseId,
    pub outcome: Outcome,
    pub actor: Actor,
    pub certainty: Certainty,
    /// Other causes it may be, likeliest first.
    pub alternatives: Vec<CauseId>,
    /// The deciding sign first.
    pub evidence: Vec<Evidence>,
    /// What the friendly words around the server's answer say instead, where they say something else.
    pub contradicted: Option<Evidence>,
    /// The reply code or client code whose own page leads the explanation: set where the answer rests on it.
    pub code: Option<String>,
    /// The provider whose words decided, an id of `providers.toml`.
    pub provider: Option<String>,
    /// The right spelling of the address or server, where it looks mistyped and the cause speaks of it.
    pub suggestion: Option<Suggestion>,
    /// The settings of the service that the sender sends through, where it is known.
    pub settings: Option<Arc<Submission>>,
    /// How large the message was and how large it might have been, where the server says so.
    pub sizes: Sizes,
    /// The warning whose steps come before all others.
    pub warning: Option<WarningId>,
    /// The error came back in a message: it had left the sender's program.
    pub returned: bool,
}

impl Verdict {
    /// Why it is the actor's turn: in the words of the very message, or of the code whose page leads, where they name
    /// another actor than the cause; otherwise in those of the cause.
    pub fn actor_why<'t>(&self, table: &'t Table) -> &'t Text {
        let rule = self.deciding_rule(table).filter(|rule| rule.actor.is_some());
        let code = self.code.as_deref().or_else(|| self.deciding_status()).and_then(|code| table.code(code));
        let own = rule.and_then(|rule| rule.note.as_ref()).or_else(|| code.and_then(CodeRef::actor_why));
        let own = own.filter(|_| self.outcome != Outcome::Delivered);
        let cause = table.cause(&self.cause);
        own.or_else(|| cause.acts(self.outcome).map(|(_, why)| why))
            .unwrap_or_else(|| &cause.at(self.returned).actor_why)
    }

    /// The title and the sentence that this very message has in place of those of its cause.
    pub fn own_headline<'t>(&self, table: &'t Table) -> Option<(&'t Text, &'t Text)> {
        let rule = self.deciding_rule(table).filter(|_| self.outcome != Outcome::Delivered)?;
        rule.title.as_ref().zip(rule.summary.as_ref())
    }

    /// What this very message means, unless [`Self::actor_why`] says it already.
    pub fn note<'t>(&self, table: &'t Table) -> Option<&'t Text> {
        let rule = self.deciding_rule(table)?;
        let said = rule.actor.is_some() && self.outcome != Outcome::Delivered;
        rule.note.as_ref().filter(|_| !said)
    }

    /// The page on which the sending service has the provider's block lifted, where there is one.
    pub fn delisting_page<'t>(&self, table: &'t Table) -> Option<&'t str> {
        let cause = table.cause(&self.cause);
        let theirs = [self.actor, cause.place.actor].contains(&Actor::SenderProvider);
        let provider = table.provider(self.provider.as_deref()?).filter(|_| cause.delisting && theirs)?;
        provider.delisting.as_deref()
    }

    /// The enhanced status code on which the answer rests.
    fn deciding_status(&self) -> Option<&str> {
        let sign = self.evidence.first().filter(|sign| sign.kind == EvidenceKind::StatusCode)?;
        Some(&sign.rule)
    }

    /// The signature that decided.
    pub(crate) fn deciding_rule<'t>(&self, table: &'t Table) -> Option<&'t Signature> {
        let sign = self.evidence.first().filter(|sign| sign.kind == EvidenceKind::Signature)?;
        table.matcher().signature(&sign.rule)
    }
}

/// What the notice may be besides what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// Its words and steps are those of [`Table::warning`].
    pub id: WarningId,
    /// What it rests on, for those who want to see: words of the notice, the host of a link, a server's name.
    pub signs: Vec<String>,
}

/// The answer for one recipient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecipientVerdict {
    /// Index into [`Report::recipients`].
    pub recipient: usize,
    pub verdict: Verdict,
}

/// What the report means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnosis {
    /// As the report has it; a suspected fake returns nothing.
    pub kind: Kind,
    /// The worst of the recipients' answers.
    pub overall: Verdict,
    /// In the order of the report's recipients, worst first.
    pub recipients: Vec<RecipientVerdict>,
    /// The gravest first.
    pub warnings: Vec<Warning>,
}

/// The question that tells apart the two causes that remain, where the answer is not sure and the table has one.
pub fn doubt<'t>(verdict: &Verdict, table: &'t Table) -> Option<(&'t Doubt, &'t Lead)> {
    let other = verdict.alternatives.first().filter(|_| verdict.certainty != Certainty::Sure)?;
    table.doubt_between(&verdict.cause, other)
}

/// Takes over what the person answered to the questions of [`doubt`]: `told` says yes or no by a question's id.
///
/// `found` is what the report alone says. Answers that decide nothing here change nothing.
pub fn settle(report: &Report, found: &Diagnosis, told: &dyn Fn(&str) -> Option<bool>, table: &Table) -> Diagnosis {
    decide::settle(report, found, told, table)
}

/// Works out the cause. Pure: the same report and table give the same answer.
pub fn diagnose(report: &Report, table: &Table) -> Diagnosis {
    decide::diagnose(report, table)
}
