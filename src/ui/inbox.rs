//! Work on other threads and its answers: files and long texts are read there, so that the window never waits.

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use crate::case::{Input, work_out};
use crate::diagnosis::Diagnosis;
use crate::intake::{self, ReadError, Report, Trail};
use crate::knowledge::Table;

use super::app::trails_of;

/// An answer from another thread.
#[derive(Debug)]
pub(super) enum Answer {
    /// The dialog to open a file was closed with a choice.
    Chosen(PathBuf),
    /// The dialog to save the ticket was closed with a choice.
    Place(PathBuf),
    /// Something was read; the number says which wish it answers.
    Read { wish: u64, result: Result<Box<Reading>, ReadError> },
}

/// Something read and worked out.
#[derive(Debug)]
pub(super) struct Reading {
    pub input: Input,
    pub report: Report,
    pub diagnosis: Diagnosis,
    /// The ways of the messages: an agent looks at them at once.
    pub trails: Vec<Trail>,
}

/// What to read on another thread.
#[derive(Debug)]
pub(super) enum Source {
    Input(Input),
    Path(PathBuf),
    Dropped(egui::DroppedFileHandle),
}

impl Source {
    /// What to call it on the screen; empty for text.
    pub(super) fn name(&self) -> String {
        let path = match self {
            Self::Input(Input::File { name, .. }) => return name.clone(),
            Self::Input(_) => return String::new(),
            Self::Path(path) => path.as_path(),
            Self::Dropped(file) => file.path(),
        };
        path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
    }

    fn read(self) -> Result<Input, ReadError> {
        let name = self.name();
        let bytes = match self {
            Self::Input(input) => return Ok(input),
            Self::Path(path) => intake::read_file(&path)?,
            Self::Dropped(file) => match intake::read_file(file.path()) {
                // Some systems hand over the contents without a place on disk.
                Err(ReadError::NotFound) => {
                    let bytes = file.bytes().map_err(|_| ReadError::NotFound)?;
                    intake::check_bytes(&bytes)?;
                    bytes
                }
                result => result?,
            },
        };
        Ok(Input::File { name, bytes })
    }
}

/// Where answers arrive.
#[derive(Debug)]
pub(super) struct Inbox {
    send: SyncSender<Answer>,
    receive: Receiver<Answer>,
    ctx: egui::Context,
}

impl Inbox {
    pub(super) fn new(ctx: &egui::Context) -> Self {
        let (send, receive) = sync_channel(8);
        Self { send, receive, ctx: ctx.clone() }
    }

    /// The next answer that has arrived.
    pub(super) fn next(&self) -> Option<Answer> {
        self.receive.try_recv().ok()
    }

    /// A function that puts a path into the inbox and wakes the window.
    pub(super) fn reply(&self, wrap: fn(PathBuf) -> Answer) -> super::host::Reply {
        let (send, ctx) = (self.send.clone(), self.ctx.clone());
        Box::new(move |path| {
            if let Some(path) = path {
                let _ = send.send(wrap(path));
            }
            ctx.request_repaint();
        })
    }

    /// Reads `source` on a thread of its own. False when no thread could be had.
    pub(super) fn read(&self, wish: u64, source: Source, table: &'static Table) -> bool {
        let (send, ctx) = (self.send.clone(), self.ctx.clone());
        let work = move || {
            let result = source.read().map(|input| {
                let (report, diagnosis) = work_out(&input, table);
                let trails = trails_of(&input, table);
                Box::new(Reading { input, report, diagnosis, trails })
            });
            let _ = send.send(Answer::Read { wish, result });
            ctx.request_repaint();
        };
        std::thread::Builder::new().name("read".to_owned()).spawn(work).is_ok()
    }
}
