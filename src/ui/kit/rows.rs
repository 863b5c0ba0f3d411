//! Rows: a whole-row tick, a part that opens, a switch.

use egui::{Color32, CornerRadius, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use super::buttons::focus_ring;
use super::fonts;
use super::icons::Icon;
use super::tokens::{RADIUS, TARGET, Tone, UiTokens as _};

/// A row with a box to tick: the whole row is the target. `done` is the word that goes with the tick.
pub fn tick_row_ui(ui: &mut Ui, ticked: bool, text: &str, done: &str) -> Response {
    let tokens = ui.tokens();
    let width = ui.available_width();
    let word = ui.painter().layout_no_wrap(done.to_owned(), fonts::strong(14.0), Color32::PLACEHOLDER);
    let word_space = if ticked && !done.is_empty() { word.size().x + 16.0 } else { 0.0 };
    let wrap = (width - 44.0 - word_space).max(40.0);
    let title = ui.painter().layout(text.to_owned(), fonts::strong(16.0), Color32::PLACEHOLDER, wrap);
    let size = vec2(width, (title.size().y + 14.0).max(TARGET));
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, ui.is_enabled(), ticked, text));
    if ui.is_rect_visible(rect) {
        if response.hovered() || response.has_focus() {
            ui.painter().rect_filled(rect, CornerRadius::same(RADIUS), tokens.hover);
        }
        let square = Rect::from_center_size(pos2(rect.left() + 20.0, rect.top() + TARGET / 2.0), vec2(24.0, 24.0));
        let (fill, line) =
            if ticked { (tokens.good.ink, Stroke::NONE) } else { (tokens.surface, Stroke::new(1.5, tokens.outline)) };
        ui.painter().rect(square, CornerRadius::same(5), fill, line, StrokeKind::Inside);
        if ticked {
            Icon::Check.paint(ui.painter(), square.shrink(3.0), tokens.surface);
            let at = pos2(rect.right() - word.size().x - 8.0, rect.top() + (TARGET - word.size().y) / 2.0);
            ui.painter().galley_with_override_text_color(at, word, tokens.good.ink);
        }
        let line = ui.text_style_height(&egui::TextStyle::Button);
        let at = pos2(rect.left() + 42.0, rect.top() + (TARGET - line) / 2.0);
        ui.painter().galley_with_override_text_color(at, title, tokens.text);
        focus_ring(ui, &response, rect);
    }
    response
}

/// What a [`choice_row_ui`] shows.
#[derive(Clone, Copy, Debug)]
pub struct Choice<'a> {
    pub icon: Icon,
    pub tone: Tone,
    pub title: &'a str,
    /// How it stands, in the tone's colour.
    pub state: &'a str,
    pub text: &'a str,
}

/// One of several things of which one is looked at: the whole row is the target.
pub fn choice_row_ui(ui: &mut Ui, chosen: bool, choice: &Choice<'_>) -> Response {
    let tokens = ui.tokens();
    let ink = tokens.tone(choice.tone).ink;
    let width = ui.available_width();
    let wrap = (width - 62.0).max(40.0);
    let color = Color32::PLACEHOLDER;
    let title = ui.painter().layout(choice.title.to_owned(), fonts::strong(16.0), color, wrap);
    let state = ui.painter().layout(choice.state.to_owned(), fonts::strong(14.0), color, wrap);
    let text = ui.painter().layout(choice.text.to_owned(), fonts::regular(14.0), color, wrap);
    // Beside each other where there is room.
    let beside = state.size().x + 12.0 + text.size().x <= wrap && state.rows.len() == 1;
    let below = if beside { state.size().y.max(text.size().y) } else { state.size().y + text.size().y };
    let size = vec2(width, (title.size().y + below + 18.0).max(TARGET));
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    let name = format!("{}. {}. {}", choice.title, choice.state, choice.text);
    response.widget_info(|| WidgetInfo::selected(Role::RadioButton, ui.is_enabled(), chosen, &name));
    if ui.is_rect_visible(rect) {
        let near = response.hovered() || response.has_focus();
        let fill = if chosen {
            tokens.pressed
        } else if near {
            tokens.hover
        } else {
            tokens.surface
        };
        let line = if chosen { Stroke::new(2.0, tokens.accent) } else { tokens.outline_stroke() };
        ui.painter().rect(rect, CornerRadius::same(RADIUS), fill, line, StrokeKind::Inside);
        let square = Rect::from_center_size(pos2(rect.left() + 25.0, rect.center().y), vec2(22.0, 22.0));
        choice.icon.paint(ui.painter(), square, ink);
        let at = pos2(rect.left() + 48.0, rect.top() + 8.0);
        let state_at = at + vec2(0.0, title.size().y + 2.0);
        let text_at = state_at + if beside { vec2(state.size().x + 12.0, 0.0) } else { vec2(0.0, state.size().y) };
        ui.painter().galley_with_override_text_color(at, title, tokens.text);
        ui.painter().galley_with_override_text_color(state_at, state, ink);
        ui.painter().galley_with_override_text_color(text_at, text, tokens.text);
        focus_ring(ui, &response, rect);
    }
    response
}

/// The words that open and close a part below them.
pub fn disclosure_ui(ui: &mut Ui, open: bool, text: &str) -> Response {
    let tokens = ui.tokens();
    let wrap = (ui.available_width() - 42.0).max(40.0);
    let galley = ui.painter().layout(text.to_owned(), fonts::strong(16.0), Color32::PLACEHOLDER, wrap);
    let size = vec2(galley.size().x + 42.0, (galley.size().y + 14.0).max(TARGET));
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), text));
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_expanded(open));
    if ui.is_rect_visible(rect) {
        if response.hovered() || response.has_focus() {
            ui.painter().rect_filled(rect, CornerRadius::same(RADIUS), tokens.hover);
        }
        let icon = if open { Icon::ChevronDown } else { Icon::ChevronRight };
        let square = Rect::from_center_size(pos2(rect.left() + 17.0, rect.center().y), vec2(16.0, 16.0));
        icon.paint(ui.painter(), square, tokens.accent);
        let at = pos2(rect.left() + 32.0, rect.center().y - galley.size().y / 2.0);
        ui.painter().galley_with_override_text_color(at, galley, tokens.accent);
        focus_ring(ui, &response, rect);
    }
    response
}

/// A setting that is on or off, with the word for its state beside it.
pub fn switch_ui(ui: &mut Ui, on: &mut bool, text: &str, states: (&str, &str)) -> Response {
    let tokens = ui.tokens();
    let width = ui.available_width();
    let word = if *on { states.0 } else { states.1 };
    let word = ui.painter().layout_no_wrap(word.to_owned(), fonts::strong(14.0), Color32::PLACEHOLDER);
    let wrap = (width - 68.0 - word.size().x).max(40.0);
    let title = ui.painter().layout(text.to_owned(), fonts::regular(16.0), Color32::PLACEHOLDER, wrap);
    let size = vec2(width, (title.size().y + 14.0).max(TARGET));
    let (rect, mut response) = ui.allocate_exact_size(size, Sense::click());
    if response.clicked() {
        *on = !*on;
        response.mark_changed();
    }
    response.widget_info(|| WidgetInfo::selected(Role::Switch, ui.is_enabled(), *on, text));
    if ui.is_rect_visible(rect) {
        if response.hovered() || response.has_focus() {
            ui.painter().rect_filled(rect, CornerRadius::same(RADIUS), tokens.hover);
        }
        let track = Rect::from_center_size(pos2(rect.left() + 26.0, rect.center().y), vec2(40.0, 22.0));
        let (fill, line, knob) = if *on {
            (tokens.accent, Stroke::NONE, tokens.on_accent)
        } else {
            (tokens.surface, Stroke::new(1.5, tokens.outline), tokens.outline)
        };
        ui.painter().rect(track, CornerRadius::same(11), fill, line, StrokeKind::Inside);
        let x = if *on { track.right() - 11.0 } else { track.left() + 11.0 };
        ui.painter().circle_filled(pos2(x, track.center().y), 7.0, knob);
        let at = pos2(rect.left() + 56.0, rect.center().y - title.size().y / 2.0);
        ui.painter().galley_with_override_text_color(at, title, tokens.text);
        let at = pos2(rect.right() - word.size().x - 8.0, rect.center().y - word.size().y / 2.0);
        ui.painter().galley_with_override_text_color(at, word, tokens.text_weak);
        focus_ring(ui, &response, rect);
    }
    response
}
