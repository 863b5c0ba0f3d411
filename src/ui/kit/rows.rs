//! Rows: a whole-row tick, a part that opens, a switch, and the card that holds several.

use std::sync::Arc;

use egui::{
    Color32, CornerRadius, Galley, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2,
};

use super::buttons::focus_ring;
use super::icons::Icon;
use super::tokens::{NARROW, NEAR, RADIUS, TARGET, Tone, UiTokens as _, card, fade};
use super::{fonts, text};

/// A row with a box to tick: the whole row is the target. `done` is the word that goes with the tick.
pub fn tick_row_ui(ui: &mut Ui, ticked: bool, title: &str, done: &str) -> Response {
    let name = title;
    let tokens = ui.tokens();
    let width = ui.available_width();
    let word = text::galley(ui, done, fonts::strong(14.0), f32::INFINITY);
    let word_space = if ticked && !done.is_empty() { word.size().x + 16.0 } else { 0.0 };
    let wrap = (width - ROW_TEXT - 8.0 - word_space).max(40.0);
    let title = text::galley(ui, title, fonts::strong(16.0), wrap);
    let size = vec2(width, (title.size().y + 20.0).max(TARGET));
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, ui.is_enabled(), ticked, name));
    if ui.is_rect_visible(rect) {
        let held = response.is_pointer_button_down_on();
        let fill = if held { tokens.pressed } else { fade(ui, &response, tokens.surface, tokens.hover) };
        ui.painter().rect_filled(rect, CornerRadius::same(RADIUS), fill);
        // Level with the first line, however many there are.
        let line = ui.text_style_height(&egui::TextStyle::Button) + ui.spacing().extra_text_line_spacing;
        let top = rect.top() + if title.rows.len() > 1 { 10.0 } else { (rect.height() - line) / 2.0 };
        let square = Rect::from_center_size(pos2(rect.left() + 22.0, top + line / 2.0), vec2(24.0, 24.0));
        let (fill, line) =
            if ticked { (tokens.good.ink, Stroke::NONE) } else { (tokens.surface, Stroke::new(1.5, tokens.outline)) };
        ui.painter().rect(square, CornerRadius::same(7), fill, line, StrokeKind::Inside);
        if ticked {
            Icon::Check.paint(ui.painter(), square.shrink(3.0), tokens.surface);
            let at = pos2(rect.right() - word.size().x - 10.0, square.center().y - word.size().y / 2.0);
            ui.painter().galley_with_override_text_color(at, word, tokens.good.ink);
        }
        let at = pos2(rect.left() + ROW_TEXT, top);
        ui.painter().galley_with_override_text_color(at, title, tokens.text);
        focus_ring(ui, &response, rect.shrink(1.0));
    }
    response
}

/// Where the words of a [`tick_row_ui`] begin, for itself and for a margin.
const ROW_TEXT: f32 = 46.0;
pub const ROW_INSET: i8 = 46;

/// A title where other rows have their box: an icon, and words level with theirs.
pub fn title_row_ui(ui: &mut Ui, icon: Icon, title: &str) {
    ui.add_space(6.0);
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        let ink = ui.tokens().info.ink;
        ui.add_space(10.0);
        icon.show(ui, 24.0, ink);
        ui.add_space(ROW_TEXT - 34.0);
        ui.vertical(|ui| super::heading::block_ui(ui, title));
    });
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
    let title = text::galley(ui, choice.title, fonts::strong(16.0), wrap);
    let state = text::galley(ui, choice.state, fonts::strong(14.0), wrap);
    let text = text::galley(ui, choice.text, fonts::regular(14.0), wrap);
    // Beside each other where there is room.
    let beside = state.size().x + 12.0 + text.size().x <= wrap && state.rows.len() == 1;
    let below = if beside { state.size().y.max(text.size().y) } else { state.size().y + text.size().y };
    let size = vec2(width, (title.size().y + below + 18.0).max(TARGET));
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    let name = format!("{}. {}. {}", choice.title, choice.state, choice.text);
    response.widget_info(|| WidgetInfo::selected(Role::RadioButton, ui.is_enabled(), chosen, &name));
    if ui.is_rect_visible(rect) {
        let held = response.is_pointer_button_down_on();
        let rest = if chosen { tokens.info.fill } else { tokens.surface };
        let fill = if held { tokens.pressed } else { fade(ui, &response, rest, tokens.hover) };
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
    let wrap = (ui.available_width() - 34.0).max(40.0);
    let galley = text::galley(ui, text, fonts::strong(16.0), wrap);
    let size = vec2(galley.size().x + 34.0, (galley.size().y + 14.0).max(TARGET));
    opener_ui(ui, open, text, &galley, size, 8.0)
}

/// The same as a row of a [`group_ui`], as wide as that.
pub fn fold_ui(ui: &mut Ui, open: bool, text: &str) -> Response {
    let width = ui.available_width();
    let galley = text::galley(ui, text, fonts::strong(16.0), (width - 48.0).max(40.0));
    divider_ui(ui);
    let size = vec2(width, (galley.size().y + 20.0).max(TARGET));
    opener_ui(ui, open, text, &galley, size, 17.0)
}

fn opener_ui(ui: &mut Ui, open: bool, text: &str, galley: &Arc<Galley>, size: egui::Vec2, chevron: f32) -> Response {
    let tokens = ui.tokens();
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), text));
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_expanded(open));
    if ui.is_rect_visible(rect) {
        let held = response.is_pointer_button_down_on();
        let fill = if held { tokens.pressed } else { fade(ui, &response, Color32::TRANSPARENT, tokens.hover) };
        ui.painter().rect_filled(rect, CornerRadius::same(RADIUS), fill);
        let icon = if open { Icon::ChevronDown } else { Icon::ChevronRight };
        let square = Rect::from_center_size(pos2(rect.left() + chevron, rect.center().y), vec2(16.0, 16.0));
        icon.paint(ui.painter(), square, tokens.accent);
        let at = pos2(rect.left() + chevron + 15.0, rect.center().y - galley.size().y / 2.0);
        ui.painter().galley_with_override_text_color(at, galley.clone(), tokens.accent);
        focus_ring(ui, &response, rect.shrink(1.0));
    }
    response
}

/// A card of rows under each other, each told from the next by a hairline.
pub fn group_ui<R>(ui: &mut Ui, content: impl FnOnce(&mut Ui) -> R) -> R {
    let shown = card(ui).inner_margin(5).show(ui, |ui| {
        ui.set_min_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = 2.0;
        content(ui)
    });
    shown.inner
}

/// An entry of a list in a [`group_ui`]: its number or sign, its title and a line about it; the whole row is the target.
pub fn entry_ui(ui: &mut Ui, sign: &str, title: &str, about: &str, name: &str) -> Response {
    divider_ui(ui);
    let tokens = ui.tokens();
    let width = ui.available_width();
    // The signs stand in a column of their own where there is room for it.
    let (pad, column) = (12.0, if width < NARROW { 0.0 } else { 116.0 });
    let sign = text::galley(ui, sign, fonts::mono(16.0), (width - 2.0 * pad).max(40.0));
    let wrap = (width - 2.0 * pad - column).max(40.0);
    let title = text::galley(ui, title, fonts::strong(16.0), wrap);
    let about = text::galley(ui, about, fonts::regular(14.0), wrap);
    let above = if column > 0.0 { 0.0 } else { sign.size().y };
    let height = above + title.size().y + about.size().y + 2.0 * pad;
    let (rect, response) = ui.allocate_exact_size(vec2(width, height.max(TARGET)), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), name));
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_description(about.text()));
    if ui.is_rect_visible(rect) {
        let held = response.is_pointer_button_down_on();
        let fill = if held { tokens.pressed } else { fade(ui, &response, Color32::TRANSPARENT, tokens.hover) };
        ui.painter().rect_filled(rect, CornerRadius::same(RADIUS), fill);
        let at = rect.min + vec2(pad, pad);
        ui.painter().galley_with_override_text_color(at, sign, tokens.accent);
        let at = at + vec2(column, above);
        let below = at + vec2(0.0, title.size().y);
        ui.painter().galley_with_override_text_color(at, title, tokens.text);
        ui.painter().galley_with_override_text_color(below, about, tokens.text_weak);
        focus_ring(ui, &response, rect.shrink(1.0));
    }
    response
}

/// What stands under an open row of a [`group_ui`], level with its words.
pub fn inside_ui<R>(ui: &mut Ui, content: impl FnOnce(&mut Ui) -> R) -> R {
    let left = if ui.available_width() < NARROW { 12 } else { 32 };
    let margin = egui::Margin { left, right: 12, top: 2, bottom: 14 };
    let shown = egui::Frame::new().inner_margin(margin).show(ui, |ui| {
        ui.set_min_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = NEAR;
        content(ui)
    });
    shown.inner
}

/// A hairline above what comes next; none above the first.
pub fn divider_ui(ui: &mut Ui) {
    let top = ui.cursor().top();
    if top > ui.max_rect().top() + 1.0 {
        ui.painter().hline(
            ui.max_rect().x_range(),
            top - ui.spacing().item_spacing.y / 2.0,
            ui.tokens().border_stroke(),
        );
    }
}

/// A setting that is on or off, with the word for its state beside it.
pub fn switch_ui(ui: &mut Ui, on: &mut bool, name: &str, states: (&str, &str)) -> Response {
    let tokens = ui.tokens();
    let width = ui.available_width();
    let word = if *on { states.0 } else { states.1 };
    let word = text::galley(ui, word, fonts::strong(14.0), f32::INFINITY);
    let wrap = (width - 76.0 - word.size().x).max(40.0);
    let title = text::galley(ui, name, fonts::regular(16.0), wrap);
    let size = vec2(width, (title.size().y + 14.0).max(TARGET));
    let (rect, mut response) = ui.allocate_exact_size(size, Sense::click());
    if response.clicked() {
        *on = !*on;
        response.mark_changed();
    }
    response.widget_info(|| WidgetInfo::selected(Role::Switch, ui.is_enabled(), *on, name));
    if ui.is_rect_visible(rect) {
        let fill = fade(ui, &response, Color32::TRANSPARENT, tokens.hover);
        ui.painter().rect_filled(rect, CornerRadius::same(RADIUS), fill);
        let track = Rect::from_center_size(pos2(rect.left() + 26.0, rect.center().y), vec2(40.0, 22.0));
        let (fill, line, knob) = if *on {
            (tokens.accent, Stroke::NONE, tokens.on_accent)
        } else {
            (tokens.surface, Stroke::new(1.5, tokens.outline), tokens.outline)
        };
        ui.painter().rect(track, CornerRadius::same(11), fill, line, StrokeKind::Inside);
        let way = ui.ctx().animate_bool_responsive(response.id.with("knob"), *on);
        let x = egui::lerp(track.left() + 11.0..=track.right() - 11.0, way);
        ui.painter().circle_filled(pos2(x, track.center().y), 7.0, knob);
        let at = pos2(rect.left() + 56.0, rect.center().y - title.size().y / 2.0);
        ui.painter().galley_with_override_text_color(at, title, tokens.text);
        let at = pos2(rect.right() - word.size().x - 8.0, rect.center().y - word.size().y / 2.0);
        ui.painter().galley_with_override_text_color(at, word, tokens.text_weak);
        focus_ring(ui, &response, rect);
    }
    response
}
