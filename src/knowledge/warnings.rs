//! What a notice may be besides what it says: a fake that is after a password, or one about a message that somebody
//! else sent (`warnings.toml`).

use serde::Deserialize;

use super::step::{RawStep, Step};
use super::text::Text;

/// What the diagnosis can warn of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WarningId {
    /// It looks like a notice about mail and asks to sign in, confirm or release something somewhere foreign.
    SuspectedFake,
    /// The returned message may be forged: somebody else has used the address as the sender.
    Backscatter,
}

impl WarningId {
    pub const ALL: [Self; 2] = [Self::SuspectedFake, Self::Backscatter];

    /// The name under which the table knows it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SuspectedFake => "suspected-fake",
            Self::Backscatter => "backscatter",
        }
    }
}

/// How much a warning weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Following the notice may do harm: the warning leads the page, in place of the cause.
    Danger,
    /// Only the person knows: the warning asks, beside the cause.
    Question,
}

/// One warning: its words, and the steps that come before all others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WarningEntry {
    pub id: WarningId,
    pub severity: Severity,
    pub title: Text,
    pub meaning: Text,
    pub steps: Vec<Step>,
    pub sources: Vec<String>,
}

/// The phrases and names by which the warnings are found. Phrases are written as in `signatures/`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WarningSigns {
    /// What only a fake notice asks: to release held mail, to keep a password, to confirm a mailbox.
    #[serde(default)]
    pub lures: Vec<String>,
    /// Requests that are a lure only beside one of the pretexts.
    #[serde(default)]
    pub requests: Vec<String>,
    /// Reasons that fakes give: a full mailbox, messages held back.
    #[serde(default)]
    pub pretexts: Vec<String>,
    /// Names that a notice goes by, and that say nothing when the address behind them is a stranger's.
    #[serde(default)]
    pub disguises: Vec<String>,
    /// Domains that honest notices link to, besides those of the providers and mail services of the table.
    #[serde(default)]
    pub known_domains: Vec<String>,
    /// What servers write into the header of a message that they take for forged or for spam.
    #[serde(default)]
    pub spam_marks: Vec<String>,
}

impl WarningSigns {
    /// Adds what another file lists.
    pub(super) fn extend(&mut self, other: Self) {
        self.lures.extend(other.lures);
        self.requests.extend(other.requests);
        self.pretexts.extend(other.pretexts);
        self.disguises.extend(other.disguises);
        self.known_domains.extend(other.known_domains);
        self.spam_marks.extend(other.spam_marks);
    }

    /// The lists of phrases, by their names in the file.
    pub(super) fn phrases(&self) -> [(&'static str, &[String]); 5] {
        [
            ("lures", &self.lures),
            ("requests", &self.requests),
            ("pretexts", &self.pretexts),
            ("disguises", &self.disguises),
            ("spam_marks", &self.spam_marks),
        ]
    }
}

/// `warnings.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WarningsFile {
    #[serde(default)]
    pub signs: WarningSigns,
    #[serde(default)]
    pub warnings: Vec<RawWarning>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawWarning {
    pub id: WarningId,
    pub severity: Severity,
    pub title: Text,
    pub meaning: Text,
    #[serde(default)]
    pub steps: Vec<RawStep>,
    #[serde(default)]
    pub sources: Vec<String>,
}
