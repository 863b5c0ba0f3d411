//! The application: owns the case, carries actions out, and keeps what must not be lost.

use std::path::PathBuf;
use std::sync::Arc;

use egui::os::OperatingSystem;
use egui::{Context, ThemePreference};

use crate::case::{Case, Command, Input, Page};
use crate::guide::{Audience, Checklist};
use crate::intake::{self, Trail};
use crate::knowledge::{Facts, Lang, Table};
use crate::ticket::{Attachment, Document, Form, Options, Paper};
use crate::words::Words;

use super::host::{Host, Native};
use super::inbox::{Answer, Inbox, Source};
use super::kit::toast::Toast;
use super::kit::tokens::Tone;
use super::kit::{fonts, tokens};
use super::opened::Opened;
use super::prefs::{Prefs, ThemeChoice};
use super::recents::Recents;
use super::renderer::Trial;
use super::store::{Found, Keeper, Saved, Store};
use super::view::{Notice, Overlay, Pages};
use super::words::{UiWords, fill};

/// Text and files larger than this are read on a thread of their own.
const AT_ONCE: usize = 100 << 10;

/// With what an [`App`] starts.
#[derive(Debug)]
pub struct Setup {
    /// Where preferences and the case are kept; `None` keeps nothing.
    pub storage: Option<PathBuf>,
    /// The language where the person has chosen none.
    pub lang: Lang,
    /// A file to open at once.
    pub open: Option<PathBuf>,
    /// The place of a window from which this one takes over.
    pub place: Option<usize>,
    pub table: &'static Table,
    pub host: Box<dyn Host>,
    /// Tells the moment that a ticket carries.
    pub clock: fn() -> String,
}

impl Default for Setup {
    fn default() -> Self {
        let locale = sys_locale::get_locale().unwrap_or_default();
        Self {
            storage: None,
            lang: Lang::from_locale(&locale).unwrap_or(Lang::En),
            open: None,
            place: None,
            table: Table::built_in(),
            host: Box::new(Native::default()),
            clock: super::ticket_ui::now,
        }
    }
}

/// What follows from the case, worked out once after each change.
#[derive(Debug, Default)]
pub(super) struct Derived {
    pub facts: Facts,
    pub checklist: Option<Checklist<'static>>,
    pub ticket: String,
    /// The same text before it took a form.
    pub document: Option<Document>,
    pub writing: Options,
    pub attachment: Option<Attachment>,
    key: Option<(u64, Audience)>,
    /// Of what the text was written.
    written: Option<(u64, Audience, Options)>,
}

/// Something being read elsewhere.
#[derive(Debug)]
pub(super) struct Busy {
    wish: u64,
    pub label: String,
    /// What to do once it is read: the saved case it belongs to.
    then: Option<Box<Saved>>,
}

/// The window's application.
#[derive(Debug)]
pub struct App {
    pub(super) case: Case,
    pub(super) table: &'static Table,
    pub(super) prefs: Prefs,
    pub(super) system_lang: Lang,
    pub(super) os: OperatingSystem,
    pub(super) pages: Pages,
    pub(super) overlay: Option<Overlay>,
    pub(super) busy: Option<Busy>,
    pub(super) toast: Option<Toast>,
    pub(super) derived: Derived,
    /// The ways of the messages in this input, worked out when an agent first looks.
    pub(super) trails: (Option<Arc<Input>>, Vec<Trail>),
    pub(super) recents: Recents,
    pub(super) shown: Option<(Page, Option<Overlay>)>,
    /// Since when, in seconds of egui's clock.
    pub(super) shown_since: f64,
    /// How wide the switches at the head were when last drawn.
    pub(super) switches: f32,
    pub(super) host: Box<dyn Host>,
    pub(super) clock: fn() -> String,
    pub(super) inbox: Inbox,
    pub(super) storage: Option<PathBuf>,
    pub(super) store: Option<Store>,
    pub(super) revision: u64,
    pub(super) saved_revision: u64,
    pub(super) wishes: u64,
    opened: Opened,
    /// Until the first frame has been drawn.
    trial: Option<(Trial, eframe::Renderer)>,
}

impl App {
    /// Makes the application and gives `ctx` its style. Reads preferences and the case of last time.
    pub fn new(ctx: &Context, setup: Setup) -> Self {
        let Setup { storage, lang, open, place, table, host, clock } = setup;
        fonts::install(ctx);
        tokens::install(ctx);
        let prefs = storage.as_deref().map(Prefs::load).unwrap_or_default();
        let mut app = Self {
            case: Case::default(),
            table,
            prefs,
            system_lang: lang,
            os: ctx.os(),
            pages: Pages { take_focus: true, ..Pages::default() },
            overlay: None,
            busy: None,
            toast: None,
            derived: Derived::default(),
            trails: (None, Vec::new()),
            recents: Recents::default(),
            shown: None,
            shown_since: 0.0,
            switches: 0.0,
            host,
            clock,
            inbox: Inbox::new(ctx),
            store: storage.as_deref().and_then(|folder| Store::open(folder, place)),
            storage,
            revision: 0,
            saved_revision: 0,
            wishes: 0,
            opened: Opened::default(),
            trial: None,
        };
        app.wear(ctx);
        match open {
            Some(path) => app.read(Source::Path(path), None),
            None => app.restore(place.is_some()),
        }
        app
    }

    pub fn case(&self) -> &Case {
        &self.case
    }

    pub fn lang(&self) -> Lang {
        self.prefs.lang.unwrap_or(self.system_lang)
    }

    pub fn prefs(&self) -> &Prefs {
        &self.prefs
    }

    /// Opens what arrives in `opened` from now on.
    pub fn take_opened(&mut self, opened: Opened, ctx: &Context) {
        opened.wake(ctx);
        self.opened = opened;
    }

    /// Ends the trial of `renderer` once it has drawn.
    pub fn end_trial(&mut self, trial: Trial, renderer: eframe::Renderer) {
        self.trial = Some((trial, renderer));
    }

    /// A hold on what is kept on disk, for whoever may have to end the program.
    pub fn keeper(&self) -> Option<Keeper> {
        self.store.as_ref().map(Store::keeper)
    }

    pub(super) fn words(&self) -> &'static UiWords {
        UiWords::on(self.os, self.lang())
    }

    pub(super) fn is_kept(&self) -> bool {
        self.prefs.keep_case && self.store.is_some()
    }

    /// The text that the ticket page shows and copies.
    pub fn ticket(&mut self) -> &str {
        self.write();
        &self.derived.ticket
    }

    /// Gives the window the theme, zoom and pace of the preferences.
    pub(super) fn wear(&self, ctx: &Context) {
        ctx.set_theme(match self.prefs.theme {
            ThemeChoice::System => ThemePreference::System,
            ThemeChoice::Light => ThemePreference::Light,
            ThemeChoice::Dark => ThemePreference::Dark,
        });
        ctx.set_zoom_factor(self.prefs.zoom);
        let pace = if self.prefs.less_motion { 0.0 } else { 0.08 };
        ctx.all_styles_mut(|style| style.animation_time = pace);
    }

    /// Works out what the page shows, where anything changed.
    pub(super) fn derive(&mut self) {
        let key = (self.revision, self.prefs.audience);
        if self.derived.key != Some(key) {
            self.follow();
            self.derived = Derived {
                facts: self.case.facts(),
                checklist: self.case.checklist(self.table, self.prefs.audience),
                key: Some(key),
                ..Derived::default()
            };
        }
        if self.case.page() == Page::Ticket {
            self.write();
        }
    }

    /// Writes the text for the helpdesk, where anything changed. Only when it is wanted: what is to be hidden in it is
    /// looked for in all of the input.
    pub(super) fn write(&mut self) {
        let mut writing = self.writing();
        let key = (self.revision, self.prefs.audience, writing.clone());
        if self.derived.written.as_ref() == Some(&key) {
            return;
        }
        writing.now = (self.clock)();
        let document = Document::new(&self.case, self.table, &writing);
        let derived = &mut self.derived;
        derived.attachment = if writing.attach { Attachment::new(&self.case, self.table, &writing) } else { None };
        derived.ticket = document.as_ref().map(|document| document.render(writing.form)).unwrap_or_default();
        derived.document = document;
        derived.writing = writing;
        derived.written = Some(key);
    }

    /// Works out which way the messages went, once for each input and for agents alone.
    fn follow(&mut self) {
        let input = self.case.shared_input();
        let same = match (&self.trails.0, input) {
            (Some(known), Some(input)) => Arc::ptr_eq(known, input),
            (known, input) => known.is_none() && input.is_none(),
        };
        if same {
            return;
        }
        let input = input.filter(|_| self.prefs.audience == Audience::Agent).cloned();
        let trails = input.as_deref().map(|input| trails_of(input, self.table)).unwrap_or_default();
        self.trails = (input, trails);
    }

    /// What is written on the last page: for customers one text, for agents the one they chose.
    pub(super) fn writing(&self) -> Options {
        let agent = self.prefs.audience == Audience::Agent;
        let paper = if agent { self.pages.paper.unwrap_or(Paper::AgentTicket) } else { Paper::Ticket };
        let usual = Options::of(paper, self.pages.ticket_lang.unwrap_or(self.lang()), self.table);
        Options {
            redaction: self.pages.redaction.get(&paper).copied().unwrap_or(usual.redaction),
            manner: self.pages.manner,
            form: if agent { self.pages.form } else { Form::Text },
            attach: self.pages.attach,
            ..usual
        }
    }

    // Reading

    /// Brings the case on disk back. One that was written only to be handed over is kept no longer.
    fn restore(&mut self, handed_over: bool) {
        let Some(store) = &self.store else { return };
        let found = store.load();
        if !self.prefs.keep_case {
            store.wipe();
        }
        match found {
            Found::Nothing => {}
            Found::Damaged(path) => {
                let text = fill(&self.words().app.damaged, "path", &path.display().to_string());
                self.notify(Tone::Wait, text);
            }
            Found::Case(_) if !self.prefs.keep_case && !handed_over => {}
            Found::Case(mut saved) => match saved.input.take() {
                Some(input) => self.read(Source::Input(Arc::unwrap_or_clone(input)), Some(saved)),
                None => self.resume(&saved),
            },
        }
    }

    fn resume(&mut self, saved: &Saved) {
        for command in saved.commands() {
            self.case.apply(command, self.table);
        }
        self.case.forget_steps_back();
        self.changed();
        if self.prefs.keep_case {
            self.saved_revision = self.revision;
        }
        let text = self.words().app.restored.clone();
        self.notify(Tone::Info, text);
    }

    /// Reads something new: small text at once, everything else on another thread.
    pub(super) fn read(&mut self, source: Source, then: Option<Box<Saved>>) {
        self.inbox.stop();
        self.wishes += 1;
        self.pages.notice = None;
        if let Source::Input(input) = &source
            && size(input) <= AT_ONCE
        {
            let input = input.clone();
            self.put_aside_for(&input);
            self.case.apply(Command::Read(input), self.table);
            self.busy = None;
            self.arrived(then);
            return;
        }
        let name = source.name();
        let app = &self.words().app;
        let label = if name.is_empty() { app.reading.clone() } else { fill(&app.reading_file, "name", &name) };
        if self.inbox.read(self.wishes, source, self.table) {
            self.busy = Some(Busy { wish: self.wishes, label, then });
        } else {
            let text = Words::of(self.lang()).read_error(&intake::ReadError::Unreadable(String::new())).to_owned();
            self.notify(Tone::Wait, text);
        }
    }

    /// Keeps the case at hand among the agent's recent ones. For anybody else nothing outlives «Start again».
    pub(super) fn put_aside(&mut self) {
        if self.prefs.audience == Audience::Agent {
            self.recents.keep(&self.case);
        }
    }

    fn put_aside_for(&mut self, next: &Input) {
        if self.case.input() != Some(next) {
            self.put_aside();
        }
    }

    pub(super) fn arrived(&mut self, then: Option<Box<Saved>>) {
        // What was cleared before cannot come back over something new.
        self.toast = None;
        self.overlay = None;
        self.pages.service = None;
        self.pages.opened.clear();
        self.pages.closed.clear();
        self.pages.copied = None;
        self.pages.saved = None;
        self.changed();
        if let Some(saved) = then {
            self.resume(&saved);
        }
    }

    pub(super) fn notify(&mut self, tone: Tone, text: String) {
        self.pages.notice = Some(Notice { tone, text });
    }

    pub(super) fn changed(&mut self) {
        self.revision += 1;
    }

    /// Reads text that was pasted or typed, or says why not. What was typed stays.
    pub(super) fn read_text(&mut self, text: String) {
        let errors = &Words::of(self.lang()).error;
        let wrong = if text.trim().is_empty() {
            Some(errors.nothing_pasted.clone())
        } else if text.len() as u64 > intake::MAX_BYTES {
            Some(errors.text_too_large.clone())
        } else {
            unknown_code(&text, self.table).map(|code| fill(&errors.unknown_code, "code", code))
        };
        match wrong {
            Some(wrong) => {
                self.notify(Tone::Wait, wrong);
                self.pages.take_focus = true;
            }
            None => self.read(Source::Input(Input::Text(text)), None),
        }
    }

    // What comes from outside the frame

    pub(super) fn receive(&mut self) {
        if self.shown.is_some()
            && let Some((trial, renderer)) = self.trial.take()
        {
            trial.end(renderer);
        }
        if let Some(path) = self.opened.next() {
            self.read(Source::Path(path), None);
        }
        while let Some(answer) = self.inbox.next() {
            match answer {
                Answer::Chosen(path) => self.read(Source::Path(path), None),
                Answer::Place(path) => self.save_ticket(&path),
                Answer::Read { wish, result } => {
                    // An answer to a wish that was overtaken or withdrawn is dropped.
                    let Some(busy) = self.busy.take_if(|busy| busy.wish == wish) else { continue };
                    match result {
                        Ok(reading) => {
                            self.put_aside_for(&reading.input);
                            self.case.read(reading.input, reading.report, reading.diagnosis, self.table);
                            self.trails = (self.case.shared_input().cloned(), reading.trails);
                            self.arrived(busy.then);
                        }
                        Err(err) => {
                            let text = Words::of(self.lang()).read_error(&err).to_owned();
                            self.notify(Tone::Wait, text);
                        }
                    }
                }
            }
        }
    }

    /// Has the case written down when it has changed.
    pub(super) fn keep(&mut self) {
        let Some(store) = &self.store else { return };
        if store.had_trouble() {
            let text = self.words().app.not_kept.clone();
            self.notify(Tone::Wait, text);
            return;
        }
        if self.revision != self.saved_revision {
            let now = Saved::of(&self.case);
            if self.prefs.keep_case {
                store.save(now);
            } else {
                store.bear(now);
            }
            self.saved_revision = self.revision;
        }
    }

    pub(super) fn finish(&mut self) {
        if let Some((trial, renderer)) = self.trial.take() {
            trial.end(renderer);
        }
        self.host.leave();
        let last = self.prefs.keep_case.then(|| Saved::of(&self.case));
        if let Some(mut store) = self.store.take() {
            // While something is still being read the file on disk is the better copy.
            store.finish(if self.busy.is_some() { None } else { last });
        }
    }
}

/// The ways of the messages in an input.
pub(super) fn trails_of(input: &Input, table: &Table) -> Vec<Trail> {
    match input {
        Input::Text(text) => intake::trails(text.as_bytes(), table),
        Input::File { bytes, .. } => intake::trails(bytes, table),
        Input::Code(_) => Vec::new(),
    }
}

fn size(input: &Input) -> usize {
    match input {
        Input::Text(text) | Input::Code(text) => text.len(),
        Input::File { bytes, .. } => bytes.len(),
    }
}

/// The text, if it is nothing but a code and no such code is known.
fn unknown_code<'t>(text: &'t str, table: &Table) -> Option<&'t str> {
    let code = text.trim();
    let hex = code.strip_prefix("0x").or_else(|| code.strip_prefix("0X"));
    let digits = code.len() >= 3 && code.len() <= 10 && code.bytes().all(|byte| byte.is_ascii_digit());
    let hex = hex.is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_hexdigit()));
    ((digits || hex) && table.code(code).is_none()).then_some(code)
}
