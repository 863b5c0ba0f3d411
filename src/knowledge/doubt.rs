//! Doubts: where two causes remain, the one question that tells them apart.

use serde::Deserialize;

use super::cause::CauseId;
use super::text::Text;

/// A question that the person can answer at once, and between which causes it decides.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Doubt {
    pub id: String,
    /// To be answered with Yes, No or Don't know.
    pub ask: Text,
    pub leads: Vec<Lead>,
}

/// Two causes between which a [`Doubt`] decides.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lead {
    pub yes: CauseId,
    pub no: CauseId,
}

impl Lead {
    /// Whether it decides between these two, in whatever order they come.
    pub fn is_between(&self, one: &CauseId, other: &CauseId) -> bool {
        self.yes == *one && self.no == *other || self.yes == *other && self.no == *one
    }

    /// The cause that an answer leads to, and the one it leads away from.
    pub fn follow(&self, yes: bool) -> (&CauseId, &CauseId) {
        if yes { (&self.yes, &self.no) } else { (&self.no, &self.yes) }
    }
}
