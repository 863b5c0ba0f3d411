//! What a screen is given: the case and the words to read, the state of its own to change, a list to put actions in.

use std::collections::{BTreeMap, BTreeSet};

use crate::case::Case;
use crate::guide::Checklist;
use crate::intake::Trail;
use crate::knowledge::{Facts, Lang, Table};
use crate::ticket::{Attachment, Form, Manner, Options, Paper, Redaction};
use crate::words::Words;

use super::actions::Action;
use super::kit::tokens::Tone;
use super::prefs::Prefs;
use super::recents::Recents;
use super::words::UiWords;

/// A page in front of the case's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Overlay {
    Codes,
    /// Every cause, code and signature of the table.
    Reference,
    NoMessage,
    /// The agent's last cases.
    Recents,
    Settings,
    Help,
}

/// A sentence at the head of the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Notice {
    pub tone: Tone,
    pub text: String,
}

/// What was copied last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Copied {
    Ticket,
    /// The message of this step, or another part of a page.
    Message(String),
}

/// The last copy, true or not.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct CopyStatus {
    pub what: Copied,
    pub done: bool,
    /// Until when the button says so, in seconds of egui's clock.
    pub until: f64,
}

/// What the screens remember among themselves and the case does not.
#[derive(Debug, Default)]
pub(super) struct Pages {
    /// The words in the search for a code.
    pub search: String,
    /// The words in the search of the reference book.
    pub reference: String,
    /// The words in the filter of the headers.
    pub headers: String,
    /// Parts that were opened, and those closed by hand.
    pub opened: BTreeSet<String>,
    pub closed: BTreeSet<String>,
    pub notice: Option<Notice>,
    pub copied: Option<CopyStatus>,
    /// What the status line of the ticket page says about saving.
    pub saved: Option<Notice>,
    /// What is hidden in which text, where that is not what its template says.
    pub redaction: BTreeMap<Paper, Redaction>,
    /// What an agent writes.
    pub paper: Option<Paper>,
    pub manner: Manner,
    pub form: Form,
    /// Whether a draft carries the returned message.
    pub attach: bool,
    /// The form that is being saved while the dialog is open.
    pub saving: Form,
    /// The ticket's language where it is not the window's.
    pub ticket_lang: Option<Lang>,
    /// The text is to be selected, since copying did not work.
    pub select_ticket: bool,
    /// The pages' first control takes the keyboard at the next frame.
    pub take_focus: bool,
    /// The mail service that the person named for this very case.
    pub service: Option<String>,
    /// The words in the search for a mail service.
    pub service_search: String,
    /// What an answer has just brought is to be scrolled into sight.
    pub reveal: bool,
    /// Which program's steps are shown where the message is found.
    pub message_from: Option<&'static str>,
}

impl Pages {
    /// Whether a part is open, given how it starts.
    pub(super) fn is_open(&self, id: &str, at_first: bool) -> bool {
        if at_first { !self.closed.contains(id) } else { self.opened.contains(id) }
    }

    pub(super) fn toggle(&mut self, id: &str, at_first: bool) {
        let set = if at_first { &mut self.closed } else { &mut self.opened };
        if !set.remove(id) {
            set.insert(id.to_owned());
        }
    }
}

/// Everything a screen sees.
#[derive(Debug)]
pub(super) struct View<'a> {
    pub case: &'a Case,
    pub table: &'static Table,
    pub lang: Lang,
    /// The window's words.
    pub words: &'static UiWords,
    /// The words of outcomes, actors and the like.
    pub common: &'static Words,
    pub prefs: &'a Prefs,
    pub facts: &'a Facts,
    pub checklist: Option<&'a Checklist<'static>>,
    /// The agent's last cases.
    pub recents: &'a Recents,
    /// The ways of the messages, for agents.
    pub trails: &'a [Trail],
    /// The very text that is copied.
    pub ticket: &'a str,
    /// How that text is written.
    pub writing: &'a Options,
    /// What a draft would carry, where it is to carry something.
    pub attachment: Option<&'a Attachment>,
    /// What is being read, if anything.
    pub busy: Option<&'a str>,
    /// Whether the case is kept on disk.
    pub kept: bool,
    pub pages: &'a mut Pages,
    pub actions: &'a mut Vec<Action>,
}

impl View<'_> {
    pub(super) fn send(&mut self, action: Action) {
        self.actions.push(action);
    }

    /// Lets `response` take the keyboard when the page has just opened.
    pub(super) fn first_control(&mut self, response: &egui::Response) {
        if std::mem::take(&mut self.pages.take_focus) {
            response.request_focus();
        }
    }

    /// Scrolls what was drawn from `top` on into sight, once after the answer that brought it.
    pub(super) fn reveal(&mut self, ui: &egui::Ui, top: f32) {
        if std::mem::take(&mut self.pages.reveal) {
            let shown = egui::Rect::from_x_y_ranges(ui.min_rect().x_range(), top..=ui.min_rect().bottom() + 12.0);
            ui.scroll_to_rect(shown, None);
        }
    }

    pub(super) fn is_agent(&self) -> bool {
        self.prefs.audience == crate::guide::Audience::Agent
    }

    /// A part that opens and closes; tells whether it is open.
    pub(super) fn disclosure_ui(&mut self, ui: &mut egui::Ui, id: &str, text: &str, at_first: bool) -> bool {
        self.opens(id, at_first, |open| super::kit::rows::disclosure_ui(ui, open, text))
    }

    /// The same as a row of a group: shows `content` below it while it is open.
    pub(super) fn fold_ui(
        &mut self,
        ui: &mut egui::Ui,
        (id, at_first): (&str, bool),
        text: &str,
        content: impl FnOnce(&mut egui::Ui, &mut Self),
    ) {
        if self.opens(id, at_first, |open| super::kit::rows::fold_ui(ui, open, text)) {
            ui.push_id(id, |ui| super::kit::rows::inside_ui(ui, |ui| content(ui, self)));
        }
    }

    fn opens(&mut self, id: &str, at_first: bool, show: impl FnOnce(bool) -> egui::Response) -> bool {
        let open = self.pages.is_open(id, at_first);
        let response = show(open);
        self.first_control(&response);
        if response.clicked() {
            self.pages.toggle(id, at_first);
        }
        open
    }
}
