//! Steps of a checklist, their questions, and where the answers lead.

use serde::Deserialize;

use super::fault::{Fault, What};
use super::text::Text;

/// For whom a step is: who reads it or who has to do it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum For {
    /// The person in front of the program; agents see it too.
    #[default]
    Customer,
    /// Only agents see it.
    Agent,
    /// Someone else does it: the step carries a message to send to them.
    Recipient,
    SenderProvider,
    RecipientProvider,
}

impl For {
    /// Whether somebody else than the reader has to do it.
    pub fn is_someone_else(self) -> bool {
        matches!(self, Self::Recipient | Self::SenderProvider | Self::RecipientProvider)
    }
}

/// What is spelled wrong, and so which step proposes the right spelling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Spelled {
    /// The address of a recipient.
    Address,
    /// The name of a mail server in the settings of a program.
    Server,
}

/// A test that a helpdesk asks about: a step's question tells how it went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Trial {
    /// The same message, sent from the mail service's web site.
    Webmail,
    /// Sending from another network.
    OtherNetwork,
}

/// What a report may tell by itself, so that nobody is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Known {
    /// Whether the error came back in a message.
    Returned,
}

/// When a step makes sense.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum When {
    /// No server tries any more.
    Over,
    /// A server may still try.
    NotOver,
}

/// Where an answer or a finished step leads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Target {
    /// The following step that is not a branch.
    #[default]
    Next,
    /// A later step of the same list.
    Step(String),
    Solved,
    Ticket,
}

impl From<&str> for Target {
    fn from(word: &str) -> Self {
        match word {
            "next" => Self::Next,
            "solved" => Self::Solved,
            "ticket" => Self::Ticket,
            id => Self::Step(id.to_owned()),
        }
    }
}

/// A question with Yes, No and Don't know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    pub ask: Text,
    pub yes: Target,
    pub no: Target,
    pub unknown: Target,
}

/// How a step is done in one mail program.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InProgram {
    /// An id such as `outlook`, `apple-mail` or `thunderbird`.
    pub program: String,
    pub it: String,
    pub en: String,
}

/// One step of a checklist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    pub id: String,
    pub for_whom: For,
    /// Shown only when an answer leads here.
    pub branch: bool,
    /// What to know before doing it.
    pub warning: Option<Text>,
    /// Imperative, one action.
    pub title: Text,
    pub why: Option<Text>,
    pub how: Option<Text>,
    pub programs: Vec<InProgram>,
    /// A ready text to the person who has to do it.
    pub message: Option<Text>,
    pub question: Option<Question>,
    pub then: Target,
    /// It proposes the right spelling: put before all others when there is one, and left out otherwise.
    pub suggests: Option<Spelled>,
    /// It speaks of the outgoing server's settings: those of the sender's own service are put into it.
    pub settings: bool,
    /// Its question tells how one of the tests went that a helpdesk asks about: «yes» means that it worked.
    pub tests: Option<Trial>,
    /// Its question is answered «yes» by a report that tells this.
    pub known: Option<Known>,
    /// Whether it is there only once no server tries any more, or only before.
    pub when: Option<When>,
}

/// A step as it stands in a file: its own, or the name of a shared one.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawStep {
    #[serde(rename = "use")]
    pub shared: Option<String>,
    pub id: Option<String>,
    #[serde(rename = "for", default)]
    pub for_whom: For,
    #[serde(default)]
    pub branch: bool,
    pub warning: Option<Text>,
    pub title: Option<Text>,
    pub why: Option<Text>,
    pub how: Option<Text>,
    #[serde(default)]
    pub programs: Vec<InProgram>,
    pub message: Option<Text>,
    pub ask: Option<Text>,
    pub yes: Option<String>,
    pub no: Option<String>,
    pub unknown: Option<String>,
    pub then: Option<String>,
    pub suggests: Option<Spelled>,
    #[serde(default)]
    pub settings: bool,
    pub tests: Option<Trial>,
    pub known: Option<Known>,
    pub when: Option<When>,
}

impl RawStep {
    /// The step itself, or what is missing. `shared` are the steps that it may use by name.
    ///
    /// A shared step may be put on a branch and given another place to go on to where it is used.
    pub(super) fn resolve(&self, shared: &[Step]) -> Result<Step, What> {
        let target = |word: &Option<String>| word.as_deref().map(Target::from);
        if let Some(name) = &self.shared {
            let mut step = shared
                .iter()
                .find(|step| step.id == *name)
                .ok_or_else(|| {
                    let known = shared.iter().map(|step| step.id.as_str());
                    Fault::StepUnknown.with("id", name).near(name, known)
                })?
                .clone();
            step.branch = self.branch;
            step.when = self.when.or(step.when);
            if let Some(then) = target(&self.then) {
                step.then = then;
            }
            if let Some(question) = &mut step.question {
                question.yes = target(&self.yes).unwrap_or_else(|| question.yes.clone());
                question.no = target(&self.no).unwrap_or_else(|| question.no.clone());
                question.unknown = target(&self.unknown).unwrap_or_else(|| question.unknown.clone());
            }
            return Ok(step);
        }
        let id = self.id.clone().ok_or(Fault::StepWithoutId)?;
        let title = self.title.clone().ok_or_else(|| Fault::StepWithoutTitle.with("id", &id))?;
        let question = match (&self.ask, target(&self.yes), target(&self.no), target(&self.unknown)) {
            (None, None, None, None) => None,
            (Some(ask), Some(yes), Some(no), Some(unknown)) => Some(Question { ask: ask.clone(), yes, no, unknown }),
            _ => return Err(Fault::QuestionIncomplete.with("id", &id)),
        };
        if self.for_whom.is_someone_else() && self.message.is_none() {
            return Err(Fault::MessageMissing.with("id", &id));
        }
        Ok(Step {
            id,
            for_whom: self.for_whom,
            branch: self.branch,
            warning: self.warning.clone(),
            title,
            why: self.why.clone(),
            how: self.how.clone(),
            programs: self.programs.clone(),
            message: self.message.clone(),
            question,
            then: target(&self.then).unwrap_or_default(),
            suggests: self.suggests,
            settings: self.settings,
            tests: self.tests,
            known: self.known,
            when: self.when,
        })
    }
}
