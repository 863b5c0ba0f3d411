//! The four steps at the head of the window; those that were reached can be pressed.

use egui::{
    Align, Color32, CornerRadius, Layout, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2,
};

use crate::case::{Command, Page};

use super::actions::Action;
use super::app::App;
use super::frame_ui::STEPS;
use super::kit::tokens::{NARROW, UiTokens as _};
use super::kit::{buttons, fonts};

impl App {
    pub(super) fn steps_ui(&self, ui: &mut Ui, actions: &mut Vec<Action>) {
        let words = self.words();
        let steps = [
            (Page::Start, &words.steps.start),
            (Page::Diagnosis, &words.steps.diagnosis),
            (Page::Checklist, &words.steps.checklist),
            (Page::Ticket, &words.steps.ticket),
        ];
        let whole = ui.available_width();
        let roomy = whole >= NARROW;
        let has_answer = self.case.diagnosis().is_some();
        ui.allocate_ui_with_layout(vec2(ui.available_width(), STEPS), Layout::left_to_right(Align::Min), |ui| {
            ui.spacing_mut().item_spacing.x = if roomy { 4.0 } else { 2.0 };
            for (index, (page, name)) in steps.into_iter().enumerate() {
                let number = (index + 1).to_string();
                let here = self.overlay.is_none() && self.case.page() == page;
                let open = page == Page::Start || has_answer;
                let state = if here {
                    At::Here
                } else if open {
                    At::Open
                } else {
                    At::Closed
                };
                let label =
                    if roomy || (here && whole >= 400.0) { format!("{number}  {name}") } else { number.clone() };
                if step_ui(ui, &label, (&number, name), state).clicked() && open {
                    actions.push(Action::Case(Command::GoTo(page)));
                }
            }
        });
    }
}

/// How one of the four steps stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum At {
    Here,
    Open,
    Closed,
}

/// One of the four steps, the present one marked by weight and line; its name is there even where there is no room.
fn step_ui(ui: &mut Ui, label: &str, (number, name): (&str, &str), state: At) -> Response {
    let tokens = ui.tokens();
    let (here, open) = (state == At::Here, state != At::Closed);
    let ink = if here {
        tokens.text
    } else if open {
        tokens.accent
    } else {
        tokens.text_weak
    };
    let font = if here { fonts::strong(15.0) } else { fonts::regular(15.0) };
    let galley = ui.painter().layout_no_wrap(label.to_owned(), font, Color32::PLACEHOLDER);
    let size = vec2((galley.size().x + 20.0).max(40.0), 44.0);
    let sense = if open { Sense::click() } else { Sense::hover() };
    let (rect, response) = ui.allocate_exact_size(size, sense);
    let role = if open { Role::Button } else { Role::Label };
    response.widget_info(|| WidgetInfo::labeled(role, true, format!("{number} {name}")));
    if here {
        ui.ctx().accesskit_node_builder(response.id, |node| {
            node.set_aria_current(egui::accesskit::AriaCurrent::Step);
        });
    }
    if open && (response.hovered() || response.has_focus()) {
        ui.painter().rect_filled(rect, CornerRadius::same(8), tokens.hover);
    }
    let at = rect.center() - galley.size() / 2.0;
    ui.painter().galley_with_override_text_color(at, galley, ink);
    if here {
        let line =
            Rect::from_min_max(pos2(rect.left() + 8.0, rect.bottom() - 3.0), rect.right_bottom() - vec2(8.0, 0.0));
        ui.painter().rect(line, CornerRadius::same(2), tokens.accent, Stroke::NONE, StrokeKind::Inside);
    }
    buttons::focus_ring(ui, &response, rect.shrink(2.0));
    response.on_hover_text(format!("{name} (Alt+{number})"))
}
