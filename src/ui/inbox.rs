//! Work on other threads and its answers: files and long texts are read there, so that the window never waits.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
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

    /// `go_on` tells whether it is still wanted.
    fn read(self, table: &Table, go_on: &dyn Fn() -> bool) -> Result<Input, ReadError> {
        let name = self.name();
        let bytes = match self {
            Self::Input(input) => return Ok(input),
            Self::Path(path) => intake::open_file(&path, table, go_on)?,
            Self::Dropped(file) => match intake::open_file(file.path(), table, go_on) {
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
    /// The wish that is being read for; 0 for none.
    wanted: Arc<AtomicU64>,
}

impl Inbox {
    pub(super) fn new(ctx: &egui::Context) -> Self {
        let (send, receive) = sync_channel(8);
        Self { send, receive, ctx: ctx.clone(), wanted: Arc::default() }
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
        let (send, ctx, wanted) = (self.send.clone(), self.ctx.clone(), self.wanted.clone());
        wanted.store(wish, Ordering::Relaxed);
        let work = move || {
            let result = source.read(table, &|| wanted.load(Ordering::Relaxed) == wish).map(|input| {
                let (report, diagnosis) = work_out(&input, table);
                let trails = trails_of(&input, table);
                Box::new(Reading { input, report, diagnosis, trails })
            });
            let _ = send.send(Answer::Read { wish, result });
            ctx.request_repaint();
        };
        std::thread::Builder::new().name("read".to_owned()).spawn(work).is_ok()
    }

    /// What is being read is wanted no longer: the search in a large mailbox ends.
    pub(super) fn stop(&self) {
        self.wanted.store(0, Ordering::Relaxed);
    }
}
