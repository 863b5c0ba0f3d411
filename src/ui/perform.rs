//! The one place where actions are carried out.

use std::path::PathBuf;

use eframe::Frame;
use egui::Context;

use crate::case::{Command, Input, Page};
use crate::ticket::Form;

use super::actions::Action;
use super::app::App;
use super::inbox::{Answer, Source};
use super::kit::toast::Toast;
use super::kit::tokens::Tone;
use super::prefs::ZOOM;
use super::view::{Copied, CopyStatus, Notice, Pages};
use super::words::fill;

impl App {
    pub(super) fn perform(&mut self, action: Action, ctx: &Context, frame: &Frame) {
        match action {
            Action::Case(command) => self.command(command),
            Action::Read(Input::Text(text)) => {
                self.case.apply(Command::Type(text.clone()), self.table);
                self.changed();
                self.read_text(text);
            }
            Action::Read(input) => self.read(Source::Input(input), None),
            Action::ReadFile(path) => self.read(Source::Path(path), None),
            Action::Explain => self.read_text(self.case.typed().to_owned()),
            Action::Paste => self.paste(ctx, frame),
            Action::PastedPicture => self.notify(Tone::Info, self.words().start.picture.clone()),
            Action::ChooseFile => self.host.choose_file(frame, self.words(), self.inbox.reply(Answer::Chosen)),
            Action::StopReading => self.stop_reading(),
            Action::Reopen(index) => self.reopen(index),
            Action::ForgetRecents => self.recents.forget(),
            Action::Open(overlay) => {
                self.pages.notice = None;
                self.overlay = Some(overlay);
            }
            Action::CloseOverlay => self.overlay = None,
            Action::Back => self.back(),
            Action::CopyTicket => self.copy(Copied::Ticket, None, ctx),
            Action::CopyMessage { step, text } => self.copy(Copied::Message(step), Some(&text), ctx),
            Action::SaveTicket => self.choose_place(self.writing().form, frame),
            Action::SaveDraft => self.choose_place(Form::Eml, frame),
            Action::Write(paper) => {
                self.pages.paper = Some(paper);
                self.command(Command::GoTo(Page::Ticket));
                self.copy(Copied::Ticket, None, ctx);
            }
            Action::MailTicket => self.mail(ctx),
            Action::Browse(address) => ctx.open_url(egui::OpenUrl::new_tab(address)),
            Action::DismissNotice => self.pages.notice = None,
            wish => self.wish(wish, ctx),
        }
    }

    /// Carries a change of preferences out and writes them down.
    fn wish(&mut self, wish: Action, ctx: &Context) {
        let prefs = &mut self.prefs;
        match wish {
            Action::SetLang(lang) => {
                prefs.lang = Some(lang);
                self.pages.notice = None;
            }
            Action::SetAudience(audience) => prefs.audience = audience,
            Action::SetTheme(theme) => prefs.theme = theme,
            Action::Zoom(0) => prefs.zoom = 1.0,
            Action::Zoom(step) => {
                // In tenths, so that steps up and down meet again.
                let tenths = (prefs.zoom * 10.0).round() + f32::from(step);
                prefs.zoom = (tenths / 10.0).clamp(*ZOOM.start(), *ZOOM.end());
            }
            Action::SetProgram(program) => prefs.program = program,
            Action::SetService(service) => {
                // What the person says of this case counts more than what its text lets guess.
                self.pages.service = Some(service.clone());
                prefs.service = Some(service);
            }
            Action::KeepCase(keep) => {
                prefs.keep_case = keep;
                match &self.store {
                    Some(store) if !keep => store.wipe(),
                    _ => self.saved_revision = 0,
                }
            }
            Action::LessMotion(less) => prefs.less_motion = less,
            _ => return,
        }
        self.wear(ctx);
        if let Some(folder) = &self.storage
            && self.prefs.save(folder).is_err()
        {
            // Wishes that cannot be kept still hold for this window.
        }
    }

    /// What was being read is dropped when it comes.
    fn stop_reading(&mut self) {
        self.inbox.stop();
        self.wishes += 1;
        self.busy = None;
    }

    fn reopen(&mut self, index: usize) {
        let Some(case) = self.recents.take(index) else { return };
        self.put_aside();
        self.case = case;
        self.case.apply(Command::GoTo(Page::Diagnosis), self.table);
        self.arrived(None);
    }

    fn command(&mut self, command: Command) {
        let before = self.case.page();
        let again = command == Command::StartAgain;
        if again {
            self.put_aside();
            self.wishes += 1;
            self.busy = None;
            self.overlay = None;
            let app = &self.words().app;
            let had_something = self.case.input().is_some() || !self.case.typed().is_empty();
            self.toast = had_something.then(|| Toast::new(&app.started_again, &app.bring_back, 10.0));
            // How texts are written is a wish of the person's, not of the case.
            let Pages { redaction, paper, manner, form, ticket_lang, .. } = std::mem::take(&mut self.pages);
            self.pages = Pages { redaction, paper, manner, form, ticket_lang, take_focus: true, ..Pages::default() };
        }
        if !matches!(command, Command::Type(_) | Command::Describe(_)) && !again {
            self.toast = None;
        }
        if matches!(command, Command::GoTo(_)) {
            self.overlay = None;
        }
        if matches!(command, Command::Worked(_) | Command::Answer { .. }) {
            self.pages.reveal = true;
        }
        let stamped = match &command {
            Command::Tick { step, done: true } | Command::Answer { step, .. } => Some(step.clone()),
            _ => None,
        };
        self.case.apply(command, self.table);
        if let Some(step) = stamped {
            self.case.apply(Command::Stamp { step, at: (self.clock)() }, self.table);
        }
        self.changed();
        if self.case.page() != before {
            self.pages.notice = None;
        }
    }

    fn back(&mut self) {
        if self.overlay.take().is_some() {
            return;
        }
        if self.busy.is_some() {
            self.stop_reading();
            return;
        }
        let to = match self.case.page() {
            Page::Start | Page::Diagnosis => Page::Start,
            Page::Checklist => Page::Diagnosis,
            Page::Ticket => Page::Checklist,
        };
        self.command(Command::GoTo(to));
    }

    fn paste(&mut self, ctx: &Context, frame: &Frame) {
        let start = &self.words().start;
        match self.host.paste() {
            Ok(Some(text)) if !text.trim().is_empty() => {
                self.perform(Action::Read(Input::Text(text)), ctx, frame);
            }
            Ok(_) => self.notify(Tone::Info, start.clipboard_empty.clone()),
            Err(_) => self.notify(Tone::Wait, start.clipboard_busy.clone()),
        }
    }

    fn copy(&mut self, what: Copied, text: Option<&str>, ctx: &Context) {
        if text.is_none() {
            self.write();
        }
        // Beside the plain text goes the same as HTML, for programs that show tables and bold type.
        let rich = self.derived.document.as_ref().filter(|_| text.is_none() && self.derived.writing.form == Form::Text);
        let html = rich.map(crate::ticket::Document::fragment);
        let done = self.host.copy(text.unwrap_or(&self.derived.ticket), html.as_deref()).is_ok();
        self.pages.select_ticket = !done && what == Copied::Ticket;
        let until = ctx.input(|input| input.time) + 3.0;
        self.pages.copied = Some(CopyStatus { what, done, until });
        self.pages.saved = None;
    }

    fn mail(&mut self, ctx: &Context) {
        self.write();
        if let Some(document) = &self.derived.document {
            ctx.open_url(egui::OpenUrl::new_tab(document.render(Form::Mailto)));
        }
    }

    fn choose_place(&mut self, form: Form, frame: &Frame) {
        self.pages.saving = form;
        let ending = match form {
            Form::Text | Form::Mailto => "txt",
            Form::Markdown => "md",
            Form::Html => "html",
            Form::Json => "json",
            Form::Eml => "eml",
        };
        let words = self.words();
        let name = format!("{}.{ending}", words.ticket.file_name);
        self.host.choose_place(frame, words, &name, self.inbox.reply(Answer::Place));
    }

    pub(super) fn save_ticket(&mut self, path: &PathBuf) {
        self.write();
        let ticket = &self.words().ticket;
        let draft = self.derived.document.as_ref().filter(|_| self.pages.saving == Form::Eml);
        let bytes = match draft {
            Some(document) => document.draft(self.derived.attachment.as_ref()),
            None => self.derived.ticket.clone().into_bytes(),
        };
        let notice = match std::fs::write(path, bytes) {
            Ok(()) => Notice { tone: Tone::Good, text: fill(&ticket.saved, "path", &path.display().to_string()) },
            Err(_) => Notice { tone: Tone::Wait, text: ticket.not_saved.clone() },
        };
        self.pages.saved = Some(notice);
        self.pages.copied = None;
    }
}
