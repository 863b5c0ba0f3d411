//! The keys of the window, in one place.

use egui::{Context, Event, Key, KeyboardShortcut, Modifiers};

use crate::case::{Command, Input, Page};
use crate::guide::Audience;
use crate::ticket::Paper;

use super::actions::Action;
use super::app::App;
use super::view::Overlay;

const OPEN: KeyboardShortcut = KeyboardShortcut::new(Modifiers::COMMAND, Key::O);
const AGAIN: KeyboardShortcut = KeyboardShortcut::new(Modifiers::COMMAND, Key::N);
const REFERENCE: KeyboardShortcut = KeyboardShortcut::new(Modifiers::COMMAND, Key::K);
const RECENTS: KeyboardShortcut = KeyboardShortcut::new(Modifiers::COMMAND, Key::J);
const UNDO: KeyboardShortcut = KeyboardShortcut::new(Modifiers::COMMAND, Key::Z);
/// An agent's texts, each at one stroke.
pub(super) const PAPERS: [(Key, Paper); 3] =
    [(Key::T, Paper::AgentTicket), (Key::R, Paper::Reply), (Key::I, Paper::Note)];
const LARGER: [Key; 2] = [Key::Plus, Key::Equals];
const SMALLER: Key = Key::Minus;
const NORMAL: Key = Key::Num0;
const STEPS: [(Key, Page); 4] =
    [(Key::Num1, Page::Start), (Key::Num2, Page::Diagnosis), (Key::Num3, Page::Checklist), (Key::Num4, Page::Ticket)];

impl App {
    /// Turns keys into actions before the page sees them.
    pub(super) fn keys(&self, ctx: &Context, actions: &mut Vec<Action>) {
        let typing = ctx.text_edit_focused();
        let nothing_focused = ctx.memory(egui::Memory::focused).is_none();
        let page = self.case.page();
        // Alt and a figure write « and “ on an Italian Mac.
        let step = if self.os.is_mac() { Modifiers::COMMAND } else { Modifiers::ALT };
        ctx.input_mut(|input| {
            let command = Modifiers::COMMAND;
            if input.consume_shortcut(&OPEN) {
                actions.push(Action::ChooseFile);
            }
            if input.consume_shortcut(&AGAIN) {
                actions.push(Action::Case(Command::StartAgain));
            }
            if input.consume_shortcut(&REFERENCE) {
                actions.push(Action::Open(Overlay::Reference));
            }
            if self.prefs.audience == Audience::Agent && input.consume_shortcut(&RECENTS) {
                actions.push(Action::Open(Overlay::Recents));
            }
            // In a text field the same keys take back what was typed.
            if !typing && input.consume_shortcut(&UNDO) {
                actions.push(Action::Case(Command::Undo));
            }
            for key in LARGER {
                if input.consume_key(command, key) {
                    actions.push(Action::Zoom(1));
                }
            }
            if input.consume_key(command, SMALLER) {
                actions.push(Action::Zoom(-1));
            }
            if input.consume_key(command, NORMAL) {
                actions.push(Action::Zoom(0));
            }
            for (key, page) in STEPS {
                if input.consume_key(step, key) {
                    actions.push(Action::Case(Command::GoTo(page)));
                }
            }
            let writes = self.prefs.audience == Audience::Agent && self.case.diagnosis().is_some();
            for (key, paper) in PAPERS {
                if writes && input.consume_key(command, key) {
                    actions.push(Action::Write(paper));
                }
            }
            if input.consume_key(Modifiers::NONE, Key::F1) {
                actions.push(Action::Open(Overlay::Help));
            }
            if !typing && input.consume_key(Modifiers::NONE, Key::Escape) {
                actions.push(Action::Back);
            }
            let explains = page == Page::Start && typing && input.consume_key(command, Key::Enter);
            if explains || (nothing_focused && input.consume_key(Modifiers::NONE, Key::Enter)) {
                actions.extend(self.primary_action());
            }
            if self.overlay.is_none() && page == Page::Ticket && !typing {
                let asked = input.events.contains(&Event::Copy);
                if asked {
                    input.events.retain(|event| *event != Event::Copy);
                    actions.push(Action::CopyTicket);
                }
            }
        });
        self.pasted(ctx, typing, actions);
    }

    /// A paste on the start page is read at once, wherever the keyboard is; an agent may paste on any page.
    fn pasted(&self, ctx: &Context, typing: bool, actions: &mut Vec<Action>) {
        let start = self.overlay.is_none() && self.case.page() == Page::Start;
        if !start && (typing || self.prefs.audience != Audience::Agent) {
            return;
        }
        ctx.input_mut(|input| {
            input.events.retain(|event| match event {
                Event::Paste(text) => {
                    actions.push(Action::Read(Input::Text(text.clone())));
                    false
                }
                Event::PasteImage(_) => {
                    actions.push(Action::PastedPicture);
                    false
                }
                _ => true,
            });
        });
    }

    /// What the main button of the page does.
    pub(super) fn primary_action(&self) -> Option<Action> {
        if self.overlay.is_some() {
            return None;
        }
        Some(match self.case.page() {
            Page::Start => Action::Explain,
            Page::Diagnosis => Action::Case(Command::GoTo(Page::Checklist)),
            Page::Checklist => Action::Case(Command::GoTo(Page::Ticket)),
            Page::Ticket => Action::CopyTicket,
        })
    }
}
