//! Things to press: buttons, switches in a row, doors. All at least [`TARGET`] high, wrapping, with a visible focus.

use std::sync::Arc;

use egui::{Color32, CornerRadius, Galley, Id, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, vec2};

use super::fonts;
use super::icons::Icon;
use super::tokens::{RADIUS, TARGET, UiTokens as _};

/// How much a button wants to be pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rank {
    /// The one main action of the page.
    Primary,
    Secondary,
    /// No frame until the pointer or the focus is on it.
    Quiet,
}

/// A button with a word, and an icon if wanted.
#[derive(Clone, Debug)]
#[must_use]
pub struct Press<'a> {
    rank: Rank,
    text: &'a str,
    icon: Option<Icon>,
    hint: Option<&'a str>,
    full_width: bool,
    icon_only: bool,
}

impl<'a> Press<'a> {
    pub fn new(rank: Rank, text: &'a str) -> Self {
        Self { rank, text, icon: None, hint: None, full_width: false, icon_only: false }
    }

    pub fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self
    }

    /// Shown when the pointer rests on it.
    pub fn hint(mut self, hint: &'a str) -> Self {
        self.hint = Some(hint);
        self
    }

    pub fn full_width(mut self) -> Self {
        self.full_width = true;
        self
    }

    /// Shows the icon alone; the text stays as the accessible name and the hint.
    pub fn icon_only(mut self, icon_only: bool) -> Self {
        self.icon_only = icon_only;
        self
    }

    pub fn show(self, ui: &mut Ui) -> Response {
        let tokens = ui.tokens();
        let bare = self.icon_only && self.icon.is_some();
        let pad = if bare { 10.0 } else { 14.0 };
        let icon_space = match self.icon {
            Some(_) if bare => 20.0,
            Some(_) => 28.0,
            None => 0.0,
        };
        let most = ui.available_width().max(TARGET);
        let galley = layout(ui, if bare { "" } else { self.text }, most - 2.0 * pad - icon_space);
        let wanted = galley.size().x + 2.0 * pad + icon_space;
        let width = if self.full_width { most } else { wanted.min(most).max(TARGET) };
        let height = (galley.size().y + 14.0).max(TARGET);
        let (rect, response) = ui.allocate_exact_size(vec2(width, height), Sense::click());
        response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), self.text));
        if ui.is_rect_visible(rect) {
            let held = response.is_pointer_button_down_on();
            let near = response.hovered() || response.has_focus();
            let (fill, ink, line) = match self.rank {
                Rank::Primary => {
                    let fill = if near || held { tokens.accent_hover } else { tokens.accent };
                    (fill, tokens.on_accent, Stroke::NONE)
                }
                Rank::Secondary => {
                    let fill = if held {
                        tokens.pressed
                    } else if near {
                        tokens.hover
                    } else {
                        tokens.surface
                    };
                    (fill, tokens.text, tokens.outline_stroke())
                }
                Rank::Quiet => {
                    let fill = if held {
                        tokens.pressed
                    } else if near {
                        tokens.hover
                    } else {
                        Color32::TRANSPARENT
                    };
                    (fill, tokens.accent, Stroke::NONE)
                }
            };
            ui.painter().rect(rect, CornerRadius::same(RADIUS), fill, line, StrokeKind::Inside);
            let left = rect.center().x - (wanted.min(width) / 2.0) + pad;
            if let Some(icon) = self.icon {
                let middle = egui::pos2(left + 10.0, rect.center().y);
                icon.paint(ui.painter(), Rect::from_center_size(middle, vec2(20.0, 20.0)), ink);
            }
            let at = egui::pos2(left + icon_space, rect.center().y - galley.size().y / 2.0);
            ui.painter().galley_with_override_text_color(at, galley, ink);
            focus_ring(ui, &response, rect);
        }
        match self.hint {
            Some(hint) => response.on_hover_text(hint),
            None if bare => response.on_hover_text(self.text),
            None => response,
        }
    }
}

/// A big button with a line of explanation: one of several equal ways to go on.
pub fn door_ui(ui: &mut Ui, icon: Icon, title: &str, text: &str, size: egui::Vec2) -> Response {
    let tokens = ui.tokens();
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), title));
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_description(text));
    if ui.is_rect_visible(rect) {
        let near = response.hovered() || response.has_focus();
        let fill = if near { tokens.hover } else { tokens.surface };
        ui.painter().rect(rect, CornerRadius::same(RADIUS), fill, tokens.outline_stroke(), StrokeKind::Inside);
        let square = Rect::from_center_size(egui::pos2(rect.left() + 26.0, rect.top() + 26.0), vec2(22.0, 22.0));
        icon.paint(ui.painter(), square, tokens.accent);
        let (title, text) = door_galleys(ui, title, text, size.x);
        let at = egui::pos2(rect.left() + 48.0, (square.center().y - 10.5).min(rect.top() + 16.0));
        let below = at + vec2(0.0, title.size().y + 2.0);
        ui.painter().galley_with_override_text_color(at, title, tokens.text);
        ui.painter().galley_with_override_text_color(below, text, tokens.text_weak);
        focus_ring(ui, &response, rect);
    }
    response
}

/// How high a door of this width has to be.
pub fn door_height(ui: &Ui, title: &str, text: &str, width: f32) -> f32 {
    let (title, text) = door_galleys(ui, title, text, width);
    (title.size().y + text.size().y + 32.0).max(TARGET)
}

fn door_galleys(ui: &Ui, title: &str, text: &str, width: f32) -> (Arc<Galley>, Arc<Galley>) {
    let wrap = (width - 62.0).max(40.0);
    let color = Color32::PLACEHOLDER;
    (
        ui.painter().layout(title.to_owned(), fonts::strong(16.0), color, wrap),
        ui.painter().layout(text.to_owned(), fonts::regular(14.0), color, wrap),
    )
}

/// One of several choices of which one holds: a segment. Returns the press.
pub fn segment_ui(ui: &mut Ui, chosen: bool, text: &str, name: &str) -> Response {
    let tokens = ui.tokens();
    let galley = layout(ui, text, (ui.available_width() - 24.0).max(40.0));
    let size = vec2((galley.size().x + 24.0).max(TARGET), (galley.size().y + 14.0).max(TARGET));
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::RadioButton, ui.is_enabled(), chosen, name));
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
        let at = rect.center() - galley.size() / 2.0;
        ui.painter().galley_with_override_text_color(at, galley, tokens.text);
        focus_ring(ui, &response, rect);
    }
    response
}

/// The text of a control, wrapped to `width`.
pub(super) fn layout(ui: &Ui, text: &str, width: f32) -> Arc<Galley> {
    ui.painter().layout(text.to_owned(), fonts::strong(16.0), Color32::PLACEHOLDER, width.max(24.0))
}

/// Two points of line around whatever has the keyboard, a little away from it.
pub fn focus_ring(ui: &Ui, response: &Response, rect: Rect) {
    if response.has_focus() {
        let stroke = Stroke::new(2.0, ui.tokens().focus);
        ui.painter().rect_stroke(rect.expand(2.0), CornerRadius::same(RADIUS + 2), stroke, StrokeKind::Outside);
    }
}

/// Lets a control take the keyboard once, scrolling it into view.
pub fn focus_once(response: &Response, wanted: &mut bool) {
    if std::mem::take(wanted) {
        response.request_focus();
    }
}

/// An id that stays the same from page to page.
pub fn fixed_id(name: &'static str) -> Id {
    Id::unique(("kit", name))
}
