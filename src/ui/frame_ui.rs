//! The frame around every page: bar with the name and the switches, the four steps, the page, the bar with the buttons.

use eframe::Frame;
use egui::{Align, Align2, Area, Id, Layout, Order, Rect, ScrollArea, Ui, UiBuilder, pos2, vec2};

use crate::case::{Command, Page};
use crate::guide::Audience;
use crate::knowledge::Lang;
use crate::words::Words;

use super::actions::Action;
use super::app::App;
use super::inbox::Source;
use super::kit::buttons::{self, Press, Rank, Segment};
use super::kit::icons::Icon;
use super::kit::toast::{Shown, toast_ui};
use super::kit::tokens::{COLUMN, COLUMNS, NARROW, Tone, UiTokens as _, WIDE};
use super::kit::{band, fonts, text};
use super::view::{Overlay, View};
use super::{
    checklist_ui, codes_ui, diagnosis_ui, help_ui, no_message_ui, recents_ui, reference_ui, settings_ui, start_ui,
    ticket_ui,
};

const TOP: f32 = 56.0;
pub(super) const STEPS: f32 = 48.0;
const BOTTOM: f32 = 64.0;
/// Room for a main button of two lines, where the window is as narrow as [`TINY`].
const BOTTOM_TINY: f32 = 84.0;
const TINY: f32 = 300.0;
/// Below this height the upper bars scroll away with the page.
const SHORT: f32 = 420.0;

impl eframe::App for App {
    fn logic(&mut self, ctx: &egui::Context, _frame: &mut Frame) {
        self.receive();
        let dropped = ctx.input_mut(|input| std::mem::take(&mut input.raw.dropped_files));
        let several = dropped.len() > 1;
        if let Some(file) = dropped.into_iter().next() {
            self.read(Source::Dropped(file), None);
            if several {
                let text = self.words().app.several_files.clone();
                self.notify(Tone::Info, text);
            }
        }
        self.keep();
    }

    fn ui(&mut self, ui: &mut Ui, frame: &mut Frame) {
        let ctx = ui.ctx().clone();
        // The tree's root is the window: it has the window's name.
        ctx.accesskit_node_builder(egui::accesskit_root_id(), |node| node.set_label("Rimbalzo"));
        let mut actions = Vec::new();
        self.keys(&ctx, &mut actions);
        for action in std::mem::take(&mut actions) {
            self.perform(action, &ctx, frame);
        }
        self.derive();
        let showing = (self.case.page(), self.overlay);
        if self.shown != Some(showing) {
            self.shown = Some(showing);
            self.shown_since = ctx.input(|input| input.time);
            self.pages.take_focus = true;
            ctx.memory_mut(|memory| {
                if let Some(focused) = memory.focused() {
                    memory.surrender_focus(focused);
                }
            });
        }
        self.window_ui(ui, &mut actions);
        for action in actions {
            self.perform(action, &ctx, frame);
            // The answer to a press is on the screen at once, not at the next movement of the mouse.
            ctx.request_repaint();
        }
    }

    fn on_exit(&mut self, _gl: Option<&eframe::glow::Context>) {
        self.finish();
    }

    fn persist_egui_memory(&self) -> bool {
        // It would hold what was typed; wishes are kept in a file of our own.
        false
    }
}

impl App {
    fn window_ui(&mut self, ui: &mut Ui, actions: &mut Vec<Action>) {
        let whole = ui.max_rect();
        let tokens = ui.tokens();
        ui.painter().rect_filled(whole, 0.0, tokens.page);
        let fixed_top = whole.height() >= SHORT;
        let roomy = whole.width() >= NARROW;
        let top = if fixed_top { TOP + STEPS } else { 0.0 };
        let (head, rest) = whole.split_top_bottom_at_y(whole.top() + top);
        let bottom = if whole.width() < TINY { BOTTOM_TINY } else { BOTTOM };
        let (middle, foot) = rest.split_top_bottom_at_y(whole.bottom() - bottom);

        // Bars and page stand in one column, so that the eye finds everything along the same two edges.
        let beside = self.overlay.is_none()
            && self.case.page() == Page::Diagnosis
            && self.prefs.audience == Audience::Agent
            && whole.width() >= WIDE;
        let most = if beside { COLUMNS } else { COLUMN };
        if fixed_top {
            ui.painter().rect_filled(head, 0.0, tokens.surface);
            ui.painter().hline(head.x_range(), head.bottom(), tokens.border_stroke());
            part_ui(ui, "head", column(head, most), |ui| self.head_ui(ui, actions));
        }
        part_ui(ui, "page", middle, |ui| {
            let salt = (self.case.page(), self.overlay);
            ScrollArea::vertical().auto_shrink(false).id_salt(salt).show(ui, |ui| {
                if !fixed_top {
                    column_ui(
                        ui,
                        most,
                        |ui| {
                            if roomy { self.head_ui(ui, actions) } else { self.slim_head_ui(ui, actions) }
                        },
                    );
                }
                // In a tall window the page does not hang from the bar.
                ui.add_space((whole.height() / 30.0).clamp(12.0, 36.0));
                column_ui(ui, most, |ui| self.page_ui(ui, actions));
            });
        });
        ui.painter().rect_filled(foot, 0.0, tokens.surface);
        ui.painter().hline(foot.x_range(), foot.top(), tokens.border_stroke());
        part_ui(ui, "foot", column(foot, most).shrink2(vec2(0.0, 12.0)), |ui| self.foot_ui(ui, actions));

        if let Some(toast) = &mut self.toast {
            match toast_ui(ui, toast, bottom + 12.0) {
                Shown::Staying => {}
                Shown::Gone => self.toast = None,
                Shown::Pressed => {
                    self.toast = None;
                    actions.push(Action::Case(Command::Undo));
                }
            }
        }
        if ui.input(|input| !input.raw.hovered_files.is_empty()) {
            self.drop_ui(ui, whole);
        }
    }

    fn head_ui(&mut self, ui: &mut Ui, actions: &mut Vec<Action>) {
        let roomy = ui.available_width() >= NARROW;
        ui.spacing_mut().item_spacing.y = 0.0;
        ui.allocate_ui_with_layout(vec2(ui.available_width(), TOP), Layout::left_to_right(Align::Center), |ui| {
            let tokens = ui.tokens();
            Icon::Bounce.show(ui, 24.0, tokens.accent);
            if ui.available_width() > 180.0 {
                ui.add(egui::Label::new(egui::RichText::new("Rimbalzo").font(fonts::strong(18.0))).selectable(false));
            }
            // To the right edge, and still first to last for the keyboard and the screen reader.
            ui.add_space((ui.available_width() - self.switches).max(0.0));
            let left = ui.cursor().left();
            self.switches_ui(ui, actions, roomy);
            let width = ui.min_rect().right() - left;
            if (width - self.switches).abs() > 0.5 {
                self.switches = width;
                ui.ctx().request_discard("the switches at the head changed their width");
            }
        });
        self.steps_ui(ui, actions);
    }

    /// Everything in one row, where the window is small both ways.
    fn slim_head_ui(&self, ui: &mut Ui, actions: &mut Vec<Action>) {
        ui.horizontal(|ui| {
            let tokens = ui.tokens();
            if ui.available_width() >= 260.0 {
                Icon::Bounce.show(ui, 24.0, tokens.accent);
            }
            let room = ui.available_width() - 48.0;
            ui.allocate_ui(vec2(room, STEPS), |ui| self.steps_ui(ui, actions));
            self.switches_ui(ui, actions, false);
        });
    }

    fn switches_ui(&self, ui: &mut Ui, actions: &mut Vec<Action>, roomy: bool) {
        let app = &self.words().app;
        ui.spacing_mut().item_spacing.x = 4.0;
        if roomy {
            for (step, label, name, key) in [(-1, "A–", &app.smaller, "Ctrl+-"), (1, "A+", &app.larger, "Ctrl++")] {
                let response = Press::new(Rank::Quiet, label).show(ui).accessible_name(name.as_str());
                if response.on_hover_text(format!("{name} ({})", self.words().keys(key))).clicked() {
                    actions.push(Action::Zoom(step));
                }
            }
            ui.add_space(10.0);
            let langs = [Segment::new(Lang::It, "IT", "Italiano"), Segment::new(Lang::En, "EN", "English")];
            if let Some(lang) = buttons::segment_row_ui(ui, self.lang(), &langs).pressed {
                actions.push(Action::SetLang(lang));
            }
            ui.add_space(10.0);
            let audiences = [(Audience::Customer, &app.customer), (Audience::Agent, &app.agent)]
                .map(|(audience, word)| Segment::new(audience, word, word));
            if let Some(audience) = buttons::segment_row_ui(ui, self.prefs.audience, &audiences).pressed {
                actions.push(Action::SetAudience(audience));
            }
        }
        let menu = if roomy { &app.settings } else { &app.menu };
        if Press::new(Rank::Quiet, menu).icon(Icon::Settings).icon_only(true).show(ui).clicked() {
            actions.push(Action::Open(Overlay::Settings));
        }
    }

    fn page_ui(&mut self, ui: &mut Ui, actions: &mut Vec<Action>) {
        let lang = self.lang();
        let overlay = self.overlay;
        let kept = self.is_kept();
        let mut view = View {
            case: &self.case,
            table: self.table,
            lang,
            words: self.words(),
            common: Words::of(lang),
            prefs: &self.prefs,
            facts: &self.derived.facts,
            checklist: self.derived.checklist.as_ref(),
            recents: &self.recents,
            trails: &self.trails.1,
            ticket: &self.derived.ticket,
            writing: &self.derived.writing,
            attachment: self.derived.attachment.as_ref(),
            busy: self.busy.as_ref().map(|busy| busy.label.as_str()),
            kept,
            pages: &mut self.pages,
            actions,
        };
        // On the first page it stands beside the box that it is mostly about.
        let start = overlay.is_none() && view.case.page() == Page::Start;
        if !start {
            notices_ui(ui, &mut view);
        }
        // Where the main button takes the keyboard, nothing on the page does.
        let for_primary = overlay.is_none() && matches!(view.case.page(), Page::Diagnosis | Page::Ticket);
        let wanted = view.pages.take_focus;
        view.pages.take_focus = wanted && !for_primary;
        match (overlay, view.case.page()) {
            (Some(Overlay::Codes), _) => codes_ui::codes_ui(ui, &mut view),
            (Some(Overlay::Reference), _) => reference_ui::reference_ui(ui, &mut view),
            (Some(Overlay::Recents), _) => recents_ui::recents_ui(ui, &mut view),
            (Some(Overlay::NoMessage), _) => no_message_ui::no_message_ui(ui, &mut view),
            (Some(Overlay::Settings), _) => settings_ui::settings_ui(ui, &mut view),
            (Some(Overlay::Help), _) => help_ui::help_ui(ui, &mut view),
            (None, Page::Start) => start_ui::start_ui(ui, &mut view),
            (None, Page::Diagnosis) => diagnosis_ui::diagnosis_ui(ui, &mut view),
            (None, Page::Checklist) => checklist_ui::checklist_ui(ui, &mut view),
            (None, Page::Ticket) => ticket_ui::ticket_ui(ui, &mut view),
        }
        self.pages.take_focus = wanted && for_primary;
        ui.add_space(16.0);
    }

    fn foot_ui(&mut self, ui: &mut Ui, actions: &mut Vec<Action>) {
        let words = self.words();
        let app = &words.app;
        let roomy = ui.available_width() >= NARROW;
        let start = self.case.page() == Page::Start && self.overlay.is_none();
        ui.horizontal(|ui| {
            if !start {
                let back = if self.overlay.is_some() { &app.close } else { &app.back };
                let hint = if roomy { "Esc".to_owned() } else { format!("{back} (Esc)") };
                if Press::new(Rank::Secondary, back).icon(Icon::Back).icon_only(!roomy).hint(&hint).show(ui).clicked() {
                    actions.push(Action::Back);
                }
            }
            let something = self.case.input().is_some() || !self.case.typed().is_empty();
            let room = ui.available_width() >= 220.0;
            if something && room && self.overlay.is_none() {
                let again = Press::new(Rank::Quiet, &app.start_again).icon(Icon::Undo).icon_only(!roomy);
                if again.hint(&words.keys("Ctrl+N")).show(ui).clicked() {
                    actions.push(Action::Case(Command::StartAgain));
                }
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| self.primary_ui(ui, actions, roomy));
        });
    }

    /// The one main button of the page, always in the same place.
    fn primary_ui(&mut self, ui: &mut Ui, actions: &mut Vec<Action>, roomy: bool) {
        let words = self.words();
        let Some(action) = self.primary_action() else { return };
        let page = self.case.page();
        let copied = ticket_ui::just_copied(&self.pages, ui);
        let (word, icon) = match page {
            Page::Start => (&words.start.explain, None),
            Page::Diagnosis => (&words.diagnosis.next, None),
            Page::Checklist if roomy => (&words.checklist.ticket, None),
            Page::Checklist => (&words.steps.ticket, None),
            Page::Ticket if copied => (&words.ticket.copied, Some(Icon::Check)),
            Page::Ticket => (&words.ticket.copy, Some(Icon::Copy)),
        };
        let mut press = Press::new(Rank::Primary, word);
        if let Some(icon) = icon {
            press = press.icon(icon);
        }
        let hint = match page {
            Page::Start => words.keys("Ctrl+Enter"),
            Page::Ticket => words.keys("Ctrl+C"),
            Page::Diagnosis | Page::Checklist => "Enter".to_owned(),
        };
        let response = press.hint(&hint).show(ui);
        // On these pages the button is where a person goes on; elsewhere the page itself has the first control.
        if matches!(page, Page::Diagnosis | Page::Ticket) && std::mem::take(&mut self.pages.take_focus) {
            response.request_focus();
        }
        // The second half of a double click must not press the button of the page that has just come.
        let young = ui.input(|input| input.time) - self.shown_since < 0.5;
        if response.clicked() && !(young && response.double_clicked()) {
            actions.push(action);
        }
    }

    fn drop_ui(&self, ui: &Ui, whole: Rect) {
        let tokens = ui.tokens();
        Area::new(Id::unique("drop")).order(Order::Foreground).fixed_pos(whole.min).interactable(false).show(
            ui.ctx(),
            |ui| {
                ui.painter().rect_filled(whole, 0.0, tokens.veil);
                let frame = whole.shrink(20.0);
                let stroke = egui::Stroke::new(3.0, tokens.accent);
                ui.painter().rect_stroke(frame, 12.0, stroke, egui::StrokeKind::Inside);
                let at = frame.center();
                let square = Rect::from_center_size(at - vec2(0.0, 36.0), vec2(44.0, 44.0));
                Icon::File.paint(ui.painter(), square, tokens.accent);
                let words = &self.words().app.drop;
                ui.painter().text(at + vec2(0.0, 12.0), Align2::CENTER_CENTER, words, fonts::strong(22.0), tokens.text);
            },
        );
    }
}

/// What is being read, and the sentence at the head of the page.
pub(super) fn notices_ui(ui: &mut Ui, view: &mut View<'_>) {
    if let Some(label) = view.busy {
        let shown = band::note_ui(ui, Tone::Info, Icon::Clock, label);
        text::live(ui, &shown);
        let stop = Press::new(Rank::Secondary, &view.words.app.stop_reading).hint("Esc").show(ui);
        if stop.clicked() {
            view.send(Action::StopReading);
        }
        ui.add_space(4.0);
    }
    if let Some(notice) = view.pages.notice.clone() {
        let icon = if notice.tone == Tone::Wait { Icon::Warning } else { Icon::Info };
        let shown = band::note_ui(ui, notice.tone, icon, &notice.text);
        text::live(ui, &shown);
        ui.add_space(4.0);
    }
}

/// A part of the window at a fixed place.
fn part_ui(ui: &mut Ui, salt: &str, rect: Rect, content: impl FnOnce(&mut Ui)) {
    let layout = Layout::top_down(Align::Min);
    ui.scope_builder(UiBuilder::new().id_salt(salt).max_rect(rect).layout(layout), content);
}

/// The column of text in the middle of the window.
fn column_ui(ui: &mut Ui, most: f32, content: impl FnOnce(&mut Ui)) {
    let rect = column(ui.available_rect_before_wrap(), most);
    ui.scope_builder(UiBuilder::new().max_rect(rect).layout(Layout::top_down(Align::Min)), content);
}

/// The middle of a part of the window, at most so wide.
fn column(room: Rect, most: f32) -> Rect {
    let width = (room.width() - 2.0 * 16.0).min(most);
    Rect::from_min_size(pos2(room.center().x - width / 2.0, room.top()), vec2(width, room.height()))
}
