//! One problem from input to ticket: the interface shows a [`Case`] and sends it [`Command`]s.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::diagnosis::{self, Diagnosis, Verdict};
use crate::guide::{self, Answer, Audience, Checklist, Progress, Worked};
use crate::intake::{self, Report};
use crate::knowledge::{Doubt, Facts, Lead, Table, Trial};

/// Where the person is on the way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Page {
    #[default]
    Start,
    Diagnosis,
    Checklist,
    Ticket,
}

/// What the person brought.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Input {
    /// Pasted or typed.
    Text(String),
    /// Picked from the list.
    Code(String),
    /// The contents of a file, and its name for display.
    File { name: String, bytes: Vec<u8> },
}

/// What the person adds for the helpdesk; all of it optional.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Details {
    pub name: String,
    pub phone: String,
    /// Mail program and version, as the person writes it.
    pub program: String,
    /// The outgoing server in its settings, with port and encryption, as the person writes it.
    pub server: String,
    /// When it happened, as the person writes it.
    pub happened: String,
    /// Whether the same message went out from the mail service's web site.
    pub webmail: Option<Tried>,
    /// Whether it went out from another network.
    pub other_network: Option<Tried>,
    pub notes: String,
}

/// How a test went that a helpdesk asks about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tried {
    Works,
    DoesNotWork,
    NotTried,
}

/// Everything a person can do to a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Reads what was brought and goes to the diagnosis.
    Read(Input),
    /// The text box of the start page changed.
    Type(String),
    GoTo(Page),
    /// Ticks or unticks a step.
    Tick {
        step: String,
        done: bool,
    },
    Answer {
        step: String,
        answer: Answer,
    },
    Worked(Worked),
    /// Answers the question that tells two causes apart, by its id.
    Tell {
        question: String,
        answer: Answer,
    },
    /// Has the answer for this recipient lead, an index into the report's recipients.
    Choose(usize),
    Describe(Details),
    /// Notes when a step was done or answered, in the words of the ticket.
    Stamp {
        step: String,
        at: String,
    },
    /// Starts again with nothing; can be undone.
    StartAgain,
    /// Takes the last tick, answer, choice or start-again back.
    Undo,
}

impl Command {
    /// Whether the case is kept as it was before, so that [`Command::Undo`] brings it back.
    fn can_be_undone(&self) -> bool {
        matches!(
            self,
            Self::Tick { .. }
                | Self::Answer { .. }
                | Self::Worked(_)
                | Self::Tell { .. }
                | Self::Choose(_)
                | Self::StartAgain
        )
    }
}

/// The question that tells the two likeliest causes apart.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'t> {
    pub doubt: &'t Doubt,
    pub lead: &'t Lead,
    pub answer: Option<Answer>,
}

/// How a case stands at one moment: what undo brings back. What was read is shared, not copied: it may be large, and
/// ticks are many.
#[derive(Clone, Debug, Default, PartialEq)]
struct State {
    page: Page,
    typed: Arc<str>,
    input: Option<Arc<Input>>,
    report: Arc<Report>,
    /// What the report alone says.
    found: Option<Arc<Diagnosis>>,
    /// The same with what the person told.
    diagnosis: Option<Arc<Diagnosis>>,
    told: BTreeMap<String, Answer>,
    /// The recipient whose answer leads, where the person chose one.
    chosen: Option<usize>,
    /// For the recipient whose answer leads.
    progress: Progress,
    /// For those that led before.
    others: BTreeMap<usize, Progress>,
    details: Details,
}

/// One problem. Nothing the person typed is lost by any command but [`Command::StartAgain`], and that can be undone.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Case {
    now: State,
    undo: Vec<State>,
}

/// How many steps back undo goes.
const UNDO_DEPTH: usize = 100;

impl Case {
    pub fn page(&self) -> Page {
        self.now.page
    }

    /// The text in the box of the start page.
    pub fn typed(&self) -> &str {
        &self.now.typed
    }

    pub fn input(&self) -> Option<&Input> {
        self.now.input.as_deref()
    }

    /// What was brought, to be kept or compared without a copy.
    pub fn shared_input(&self) -> Option<&Arc<Input>> {
        self.now.input.as_ref()
    }

    pub fn report(&self) -> &Report {
        &self.now.report
    }

    /// `None` until something has been read.
    pub fn diagnosis(&self) -> Option<&Diagnosis> {
        self.now.diagnosis.as_deref()
    }

    /// What has been done for the recipient whose answer leads.
    pub fn progress(&self) -> &Progress {
        &self.now.progress
    }

    /// What has been done for the other recipients, by their index.
    pub fn other_progress(&self) -> &BTreeMap<usize, Progress> {
        &self.now.others
    }

    pub fn details(&self) -> &Details {
        &self.now.details
    }

    /// What the person answered to the questions between two causes, by the questions' ids.
    pub fn told(&self) -> &BTreeMap<String, Answer> {
        &self.now.told
    }

    /// How one of the tests went that a helpdesk asks about: as the person says, or as a step's question was answered.
    pub fn trial(&self, trial: Trial, table: &Table) -> Option<Tried> {
        let said = match trial {
            Trial::Webmail => self.now.details.webmail,
            Trial::OtherNetwork => self.now.details.other_network,
        };
        said.or_else(|| {
            let steps = guide::steps_for(self.verdict()?, table, Audience::Agent);
            let step = steps.iter().find(|step| step.tests == Some(trial))?;
            match self.now.progress.answers.get(&step.id)? {
                Answer::Yes => Some(Tried::Works),
                Answer::No => Some(Tried::DoesNotWork),
                Answer::DontKnow => None,
            }
        })
    }

    pub fn can_undo(&self) -> bool {
        !self.undo.is_empty()
    }

    /// The recipient whose answer leads, an index into the report's recipients: the chosen one, else the worst.
    pub fn subject(&self) -> Option<usize> {
        let worst = || self.diagnosis()?.recipients.first().map(|answer| answer.recipient);
        self.now.chosen.or_else(worst)
    }

    /// The recipient that the person chose.
    pub fn chosen(&self) -> Option<usize> {
        self.now.chosen
    }

    /// The answer that leads: for the chosen recipient, else for the whole report.
    pub fn verdict(&self) -> Option<&Verdict> {
        self.diagnosis().map(|diagnosis| self.leading(diagnosis))
    }

    fn leading<'d>(&self, diagnosis: &'d Diagnosis) -> &'d Verdict {
        let own = diagnosis.recipients.iter().find(|answer| Some(answer.recipient) == self.now.chosen);
        own.map_or(&diagnosis.overall, |answer| &answer.verdict)
    }

    /// The question that tells the two likeliest causes apart, if the table has one; it stays when it was answered.
    pub fn question<'t>(&self, table: &'t Table) -> Option<Asked<'t>> {
        let (doubt, lead) = diagnosis::doubt(self.leading(self.now.found.as_deref()?), table)?;
        Some(Asked { doubt, lead, answer: self.now.told.get(&doubt.id).copied() })
    }

    /// The steps in sight for this audience; `None` until something has been read.
    pub fn checklist<'t>(&self, table: &'t Table, audience: Audience) -> Option<Checklist<'t>> {
        Some(Checklist::new(self.verdict()?, table, audience, &self.now.progress))
    }

    /// What is known of the problem, to fill the placeholders of the table's words.
    pub fn facts(&self) -> Facts {
        let about = |verdict| diagnosis::facts_about(&self.now.report, verdict, self.subject());
        self.verdict().map(about).unwrap_or_default()
    }

    /// Takes over an answer worked out elsewhere (on another thread) for `input`.
    pub fn read(&mut self, input: Input, report: Report, diagnosis: Diagnosis, table: &Table) {
        let now = &mut self.now;
        if let Input::Text(text) = &input {
            now.typed = Arc::from(text.as_str());
        }
        if now.input.as_deref() != Some(&input) {
            now.progress = Progress::default();
            now.others.clear();
            now.told.clear();
            now.chosen = None;
            self.undo.clear();
        }
        now.input = Some(Arc::new(input));
        now.report = Arc::new(report);
        now.found = Some(Arc::new(diagnosis));
        now.page = Page::Diagnosis;
        self.settle(table);
    }

    /// Forgets the steps back, once a saved case has been brought back: they would go through its making.
    pub fn forget_steps_back(&mut self) {
        self.undo.clear();
    }

    pub fn apply(&mut self, command: Command, table: &Table) {
        if command.can_be_undone() {
            if self.undo.len() == UNDO_DEPTH {
                self.undo.remove(0);
            }
            self.undo.push(self.now.clone());
        }
        let now = &mut self.now;
        match command {
            Command::Read(input) => {
                let (report, diagnosis) = work_out(&input, table);
                self.read(input, report, diagnosis, table);
            }
            Command::Type(text) => now.typed = Arc::from(text),
            Command::GoTo(page) => {
                if page == Page::Start || now.diagnosis.is_some() {
                    now.page = page;
                }
            }
            Command::Tick { step, done } => {
                if done {
                    now.progress.done.insert(step);
                } else {
                    now.progress.done.remove(&step);
                    now.progress.times.remove(&step);
                }
            }
            Command::Answer { step, answer } => {
                now.progress.answers.insert(step, answer);
                now.progress.worked = None;
            }
            Command::Worked(worked) => now.progress.worked = Some(worked),
            Command::Tell { question, answer } => {
                now.told.insert(question, answer);
                now.progress.worked = None;
                self.settle(table);
            }
            Command::Choose(recipient) => self.choose(recipient),
            Command::Describe(details) => now.details = details,
            Command::Stamp { step, at } => {
                now.progress.times.insert(step, at);
            }
            Command::StartAgain => *now = State::default(),
            Command::Undo => {
                if let Some(before) = self.undo.pop() {
                    self.now = before;
                }
            }
        }
    }

    /// Works out what the report means with what the person told.
    fn settle(&mut self, table: &Table) {
        let now = &mut self.now;
        let Some(found) = &now.found else { return };
        let told = |question: &str| match now.told.get(question)? {
            Answer::Yes => Some(true),
            Answer::No => Some(false),
            Answer::DontKnow => None,
        };
        let settled = (!now.told.is_empty()).then(|| diagnosis::settle(&now.report, found, &told, table));
        now.diagnosis = Some(settled.map_or_else(|| found.clone(), Arc::new));
    }

    fn choose(&mut self, recipient: usize) {
        let (before, known) = (self.subject(), self.now.report.recipients.len());
        if recipient >= known || before == Some(recipient) {
            return;
        }
        let now = &mut self.now;
        let progress = now.others.remove(&recipient).unwrap_or_default();
        let earlier = std::mem::replace(&mut now.progress, progress);
        if let Some(before) = before.filter(|_| earlier != Progress::default()) {
            now.others.insert(before, earlier);
        }
        now.chosen = Some(recipient);
    }
}

/// Reads what was brought and works out what it means. Slow for large input: call it on a thread of its own there.
pub fn work_out(input: &Input, table: &Table) -> (Report, Diagnosis) {
    let report = match input {
        Input::Text(text) => intake::read_text(text, table),
        Input::Code(code) => intake::read_code(code, table),
        Input::File { bytes, .. } => intake::read_bytes(bytes, table),
    };
    let diagnosis = diagnosis::diagnose(&report, table);
    (report, diagnosis)
}
