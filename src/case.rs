//! One problem from input to ticket: the interface shows a [`Case`] and sends it [`Command`]s.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::diagnosis::{self, Diagnosis, Verdict};
use crate::guide::{Answer, Audience, Checklist, Progress, Worked};
use crate::intake::{self, Report};
use crate::knowledge::{Facts, Table};

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
    pub notes: String,
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
    Describe(Details),
    /// Starts again with nothing; can be undone.
    StartAgain,
    /// Takes the last tick, answer or start-again back.
    Undo,
}

/// What undo brings back. What was read is shared, not copied: it may be large, and ticks are many.
#[derive(Clone, Debug, PartialEq)]
struct Before {
    page: Page,
    typed: Arc<str>,
    input: Option<Arc<Input>>,
    report: Arc<Report>,
    diagnosis: Option<Arc<Diagnosis>>,
    progress: Progress,
    details: Details,
}

/// One problem. Nothing the person typed is lost by any command but [`Command::StartAgain`], and that can be undone.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Case {
    page: Page,
    typed: Arc<str>,
    input: Option<Arc<Input>>,
    report: Arc<Report>,
    diagnosis: Option<Arc<Diagnosis>>,
    progress: Progress,
    details: Details,
    undo: Vec<Before>,
}

/// How many steps back undo goes.
const UNDO_DEPTH: usize = 100;

impl Case {
    pub fn page(&self) -> Page {
        self.page
    }

    /// The text in the box of the start page.
    pub fn typed(&self) -> &str {
        &self.typed
    }

    pub fn input(&self) -> Option<&Input> {
        self.input.as_deref()
    }

    pub fn report(&self) -> &Report {
        &self.report
    }

    /// `None` until something has been read.
    pub fn diagnosis(&self) -> Option<&Diagnosis> {
        self.diagnosis.as_deref()
    }

    pub fn progress(&self) -> &Progress {
        &self.progress
    }

    pub fn details(&self) -> &Details {
        &self.details
    }

    pub fn can_undo(&self) -> bool {
        !self.undo.is_empty()
    }

    /// The answer for the whole report.
    pub fn verdict(&self) -> Option<&Verdict> {
        self.diagnosis.as_ref().map(|diagnosis| &diagnosis.overall)
    }

    /// The steps in sight for this audience; `None` until something has been read.
    pub fn checklist<'t>(&self, table: &'t Table, audience: Audience) -> Option<Checklist<'t>> {
        Some(Checklist::new(self.verdict()?, table, audience, &self.progress))
    }

    /// What is known of the problem, to fill the placeholders of the table's words.
    pub fn facts(&self) -> Facts {
        self.diagnosis.as_ref().map(|diagnosis| diagnosis::facts(&self.report, diagnosis)).unwrap_or_default()
    }

    /// Takes over an answer worked out elsewhere (on another thread) for `input`.
    pub fn read(&mut self, input: Input, report: Report, diagnosis: Diagnosis) {
        if let Input::Text(text) = &input {
            self.typed = Arc::from(text.as_str());
        }
        if self.input.as_deref() != Some(&input) {
            self.progress = Progress::default();
            self.undo.clear();
        }
        self.input = Some(Arc::new(input));
        self.report = Arc::new(report);
        self.diagnosis = Some(Arc::new(diagnosis));
        self.page = Page::Diagnosis;
    }

    pub fn apply(&mut self, command: Command, table: &Table) {
        match command {
            Command::Read(input) => {
                let (report, diagnosis) = work_out(&input, table);
                self.read(input, report, diagnosis);
            }
            Command::Type(text) => self.typed = Arc::from(text),
            Command::GoTo(page) => {
                if page == Page::Start || self.diagnosis.is_some() {
                    self.page = page;
                }
            }
            Command::Tick { step, done } => {
                self.remember();
                if done {
                    self.progress.done.insert(step);
                } else {
                    self.progress.done.remove(&step);
                }
            }
            Command::Answer { step, answer } => {
                self.remember();
                self.progress.answers.insert(step, answer);
                self.progress.worked = None;
            }
            Command::Worked(worked) => {
                self.remember();
                self.progress.worked = Some(worked);
            }
            Command::Describe(details) => self.details = details,
            Command::StartAgain => {
                self.remember();
                let undo = std::mem::take(&mut self.undo);
                *self = Self { undo, ..Self::default() };
            }
            Command::Undo => self.undo(),
        }
    }

    fn remember(&mut self) {
        if self.undo.len() == UNDO_DEPTH {
            self.undo.remove(0);
        }
        self.undo.push(Before {
            page: self.page,
            typed: self.typed.clone(),
            input: self.input.clone(),
            report: self.report.clone(),
            diagnosis: self.diagnosis.clone(),
            progress: self.progress.clone(),
            details: self.details.clone(),
        });
    }

    fn undo(&mut self) {
        let Some(before) = self.undo.pop() else { return };
        let Before { page, typed, input, report, diagnosis, progress, details } = before;
        let undo = std::mem::take(&mut self.undo);
        *self = Self { page, typed, input, report, diagnosis, progress, details, undo };
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
