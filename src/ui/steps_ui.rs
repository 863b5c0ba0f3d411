//! The four steps at the head of the window; those that were reached can be pressed.

use std::sync::Arc;

use egui::{
    Align, Align2, Color32, CornerRadius, Galley, Layout, Rect, Response, Role, Sense, Stroke, Ui, WidgetInfo, pos2,
    vec2,
};

use crate::case::{Command, Page};

use super::actions::Action;
use super::app::App;
use super::frame_ui::STEPS;
use super::kit::icons::Icon;
use super::kit::tokens::{RADIUS, TARGET, UiTokens as _, fade};
use super::kit::{buttons, fonts, text};

/// The side of the disc with the number, and the least that stands between two steps.
const DISC: f32 = 24.0;
const GAP: f32 = 14.0;
/// Beside the words of a step, so that the ring of the keyboard's place is clear of them.
const PAD: f32 = 6.0;

impl App {
    pub(super) fn steps_ui(&self, ui: &mut Ui, actions: &mut Vec<Action>) {
        let words = self.words();
        let has_answer = self.case.diagnosis().is_some();
        let pages = [
            (Page::Start, &words.steps.start),
            (Page::Diagnosis, &words.steps.diagnosis),
            (Page::Checklist, &words.steps.checklist),
            (Page::Ticket, &words.steps.ticket),
        ];
        let steps = pages.map(|(page, name)| {
            let state = if self.overlay.is_none() && self.case.page() == page {
                At::Here
            } else if page == Page::Start || has_answer {
                if page < self.case.page() { At::Behind } else { At::Open }
            } else {
                At::Closed
            };
            let font = if state == At::Here { fonts::strong(15.0) } else { fonts::regular(15.0) };
            (page, name.as_str(), state, text::galley(ui, name, font, f32::INFINITY))
        });
        // All names where there is room, else the present one's, else none.
        let room = ui.available_width();
        let bare = 4.0 * (DISC + 2.0 * PAD) + 3.0 * GAP;
        let widths = steps.each_ref().map(|(_, _, _, galley)| galley.size().x + PAD);
        let all: f32 = widths.iter().sum();
        let present = steps.iter().position(|(_, _, state, _)| *state == At::Here);
        let named: [bool; 4] =
            std::array::from_fn(|index| bare + all <= room || present == Some(index) && bare + widths[index] <= room);
        let taken: f32 = bare - 3.0 * GAP
            + widths.iter().zip(named).map(|(width, named)| if named { *width } else { 0.0 }).sum::<f32>();
        let gap = ((room - taken) / 3.0).clamp(2.0, 56.0);
        ui.allocate_ui_with_layout(vec2(room, STEPS), Layout::left_to_right(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 0.0;
            for (index, ((page, name, state, galley), named)) in steps.into_iter().zip(named).enumerate() {
                if index > 0 {
                    let (_, rect) = ui.allocate_space(vec2(gap, STEPS));
                    let line = rect.x_range().shrink(2.0);
                    ui.painter().hline(line, rect.center().y, Stroke::new(1.5, ui.tokens().border));
                }
                let step = Step { number: index + 1, name, state };
                let key = words.keys(&format!("Alt+{}", index + 1));
                let response = step_ui(ui, &step, named.then_some(galley)).on_hover_text(format!("{name} ({key})"));
                if response.clicked() && state != At::Closed {
                    actions.push(Action::Case(Command::GoTo(page)));
                }
            }
        });
    }
}

/// How one of the four steps stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum At {
    Here,
    /// Gone through, and open.
    Behind,
    Open,
    Closed,
}

struct Step<'w> {
    number: usize,
    name: &'w str,
    state: At,
}

/// One of the four steps, the present one marked by weight and a full disc; its name is there even where there is no
/// room for it.
fn step_ui(ui: &mut Ui, step: &Step<'_>, galley: Option<Arc<Galley>>) -> Response {
    let tokens = ui.tokens();
    let Step { number, name, state } = *step;
    let open = state != At::Closed;
    let words = galley.as_ref().map_or(0.0, |galley| galley.size().x + PAD);
    let sense = if open { Sense::click() } else { Sense::hover() };
    let (rect, response) = ui.allocate_exact_size(vec2(DISC + 2.0 * PAD + words, TARGET), sense);
    let role = if open { Role::Button } else { Role::Label };
    response.widget_info(|| WidgetInfo::labeled(role, true, format!("{number} {name}")));
    if state == At::Here {
        ui.ctx().accesskit_node_builder(response.id, |node| {
            node.set_aria_current(egui::accesskit::AriaCurrent::Step);
        });
    }
    if open {
        let fill = fade(ui, &response, Color32::TRANSPARENT, tokens.hover);
        ui.painter().rect_filled(rect, CornerRadius::same(RADIUS), fill);
    }
    let (fill, line, ink) = match state {
        At::Here => (tokens.accent, Stroke::NONE, tokens.on_accent),
        At::Behind => (tokens.info.fill, Stroke::new(1.5, tokens.accent), tokens.accent),
        At::Open => (tokens.surface, Stroke::new(1.5, tokens.accent), tokens.accent),
        At::Closed => (tokens.surface, Stroke::new(1.5, tokens.outline), tokens.text_weak),
    };
    let center = pos2(rect.left() + PAD + DISC / 2.0, rect.center().y);
    ui.painter().circle(center, DISC / 2.0, fill, line);
    if state == At::Behind {
        Icon::Check.paint(ui.painter(), Rect::from_center_size(center, vec2(14.0, 14.0)), ink);
    } else {
        ui.painter().text(center, Align2::CENTER_CENTER, number, fonts::strong(14.0), ink);
    }
    if let Some(galley) = galley {
        let ink = match state {
            At::Here => tokens.text,
            At::Behind | At::Open => tokens.accent,
            At::Closed => tokens.text_weak,
        };
        let at = pos2(center.x + DISC / 2.0 + PAD, rect.center().y - galley.size().y / 2.0);
        ui.painter().galley_with_override_text_color(at, galley, ink);
    }
    buttons::focus_ring(ui, &response, rect.shrink(2.0));
    response
}
