//! Things to press: buttons, switches in a row, doors. All at least [`TARGET`] high, wrapping, with a visible focus.

use std::sync::Arc;

use egui::{Color32, CornerRadius, Galley, Id, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, vec2};

use super::fonts;
use super::icons::Icon;
use super::text;
use super::tokens::{CARD_RADIUS, RADIUS, TARGET, UiTokens as _, fade};

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
            let (rest, near, pressed, ink, line) = match self.rank {
                Rank::Primary => {
                    (tokens.accent, tokens.accent_hover, tokens.accent_pressed, tokens.on_accent, Stroke::NONE)
                }
                Rank::Secondary => (tokens.surface, tokens.hover, tokens.pressed, tokens.text, tokens.outline_stroke()),
                Rank::Quiet => (Color32::TRANSPARENT, tokens.hover, tokens.pressed, tokens.accent, Stroke::NONE),
            };
            let fill = if held { pressed } else { fade(ui, &response, rest, near) };
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
        hinted(response, self.hint.or(bare.then_some(self.text)))
    }
}

/// The side of the tile on which a door's icon stands, and where its words begin.
const TILE: f32 = 36.0;
const DOOR_PAD: f32 = 14.0;

/// A big button with a line of explanation: one of several equal ways to go on.
pub fn door_ui(ui: &mut Ui, icon: Icon, title: &str, text: &str, size: egui::Vec2) -> Response {
    let tokens = ui.tokens();
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), title));
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_description(text));
    if ui.is_rect_visible(rect) {
        let held = response.is_pointer_button_down_on();
        let fill = if held { tokens.pressed } else { fade(ui, &response, tokens.surface, tokens.hover) };
        ui.painter().rect(rect, CornerRadius::same(CARD_RADIUS), fill, tokens.outline_stroke(), StrokeKind::Inside);
        let tile = Rect::from_min_size(rect.min + vec2(DOOR_PAD, DOOR_PAD), vec2(TILE, TILE));
        ui.painter().rect_filled(tile, CornerRadius::same(RADIUS), tokens.info.fill);
        icon.paint(ui.painter(), tile.shrink(8.0), tokens.info.ink);
        let (title, text) = door_galleys(ui, title, text, size.x);
        let at = egui::pos2(tile.right() + 12.0, tile.top() - 1.0);
        let below = at + vec2(0.0, title.size().y);
        ui.painter().galley_with_override_text_color(at, title, tokens.text);
        ui.painter().galley_with_override_text_color(below, text, tokens.text_weak);
        ring(ui, &response, rect, CARD_RADIUS);
    }
    response
}

/// How high a door of this width has to be.
pub fn door_height(ui: &Ui, title: &str, text: &str, width: f32) -> f32 {
    let (title, text) = door_galleys(ui, title, text, width);
    (title.size().y + text.size().y).max(TILE) + 2.0 * DOOR_PAD
}

fn door_galleys(ui: &Ui, title: &str, text: &str, width: f32) -> (Arc<Galley>, Arc<Galley>) {
    let wrap = (width - TILE - 12.0 - 2.0 * DOOR_PAD).max(40.0);
    (text::galley(ui, title, fonts::strong(16.0), wrap), text::galley(ui, text, fonts::regular(14.0), wrap))
}

/// One of several answers of which one holds, with the dot that says so without colours too.
pub fn option_ui(ui: &mut Ui, chosen: bool, text: &str, name: &str) -> Response {
    let tokens = ui.tokens();
    let (pad, dot) = (12.0, 26.0);
    let galley = layout(ui, text, (ui.available_width() - 2.0 * pad - dot).max(40.0));
    let size = vec2((galley.size().x + 2.0 * pad + dot).max(TARGET), (galley.size().y + 14.0).max(TARGET));
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::RadioButton, ui.is_enabled(), chosen, name));
    if ui.is_rect_visible(rect) {
        let held = response.is_pointer_button_down_on();
        let rest = if chosen { tokens.info.fill } else { tokens.surface };
        let fill = if held { tokens.pressed } else { fade(ui, &response, rest, tokens.hover) };
        let line = if chosen { Stroke::new(2.0, tokens.accent) } else { tokens.outline_stroke() };
        ui.painter().rect(rect, CornerRadius::same(RADIUS), fill, line, StrokeKind::Inside);
        let center = egui::pos2(rect.left() + pad + 8.0, rect.center().y);
        let ink = if chosen { tokens.accent } else { tokens.outline };
        ui.painter().circle(center, 8.0, tokens.surface, Stroke::new(if chosen { 2.0 } else { 1.5 }, ink));
        if chosen {
            ui.painter().circle_filled(center, 4.0, ink);
        }
        let at = egui::pos2(rect.left() + pad + dot, rect.center().y - galley.size().y / 2.0);
        ui.painter().galley_with_override_text_color(at, galley, tokens.text);
        focus_ring(ui, &response, rect);
    }
    response
}

/// One of the choices of [`segments_ui`].
#[derive(Clone, Debug)]
pub struct Segment<'a, T> {
    pub value: T,
    pub text: &'a str,
    /// The accessible name, where the text alone does not say what is chosen.
    pub name: String,
    pub hint: Option<String>,
}

impl<'a, T> Segment<'a, T> {
    pub fn new(value: T, text: &'a str, name: impl Into<String>) -> Self {
        Self { value, text, name: name.into(), hint: None }
    }

    /// Shown when the pointer rests on it.
    #[must_use]
    pub fn hint(mut self, hint: Option<String>) -> Self {
        self.hint = hint;
        self
    }
}

/// What came of a row of choices.
#[derive(Clone, Debug)]
pub struct Segments<T> {
    pub pressed: Option<T>,
    /// Of the first of them, for a page that gives it the keyboard.
    pub first: Option<Response>,
}

/// A few short choices in one piece, of which one holds; where they find no room in a row they are [`option_ui`]s.
pub fn segments_ui<T: Copy + PartialEq>(ui: &mut Ui, holds: T, segments: &[Segment<'_, T>]) -> Segments<T> {
    let whole: f32 = segments.iter().map(|segment| segment_width(&segment_galley(ui, segment.text))).sum();
    if whole <= ui.available_width() {
        return segment_row_ui(ui, holds, segments);
    }
    let mut out = Segments { pressed: None, first: None };
    ui.horizontal_wrapped(|ui| {
        for segment in segments {
            let response = option_ui(ui, segment.value == holds, segment.text, &segment.name);
            out.take(segment, response);
        }
    });
    out
}

/// The same, in one piece whatever the room.
pub fn segment_row_ui<T: Copy + PartialEq>(ui: &mut Ui, holds: T, segments: &[Segment<'_, T>]) -> Segments<T> {
    let tokens = ui.tokens();
    let galleys: Vec<_> = segments.iter().map(|segment| segment_galley(ui, segment.text)).collect();
    let whole = galleys.iter().map(segment_width).sum();
    let (_, track) = ui.allocate_space(vec2(whole, TARGET));
    ui.painter().rect(track, CornerRadius::same(RADIUS), tokens.track, tokens.border_stroke(), StrokeKind::Inside);
    let mut out = Segments { pressed: None, first: None };
    let mut left = track.left();
    for (segment, galley) in segments.iter().zip(galleys) {
        let rect = Rect::from_min_size(egui::pos2(left, track.top()), vec2(segment_width(&galley), TARGET));
        left = rect.right();
        let chosen = segment.value == holds;
        let response = ui.interact(rect, ui.make_persistent_id(&segment.name), Sense::click());
        response.widget_info(|| WidgetInfo::selected(Role::RadioButton, ui.is_enabled(), chosen, &segment.name));
        let inside = rect.shrink(3.0);
        let corners = CornerRadius::same(RADIUS - 2);
        if chosen {
            let line = Stroke::new(1.5, tokens.accent);
            ui.painter().rect(inside, corners, tokens.surface, line, StrokeKind::Inside);
        } else {
            ui.painter().rect_filled(inside, corners, fade(ui, &response, tokens.track, tokens.pressed));
        }
        let at = rect.center() - galley.size() / 2.0;
        let ink = if chosen { tokens.text } else { tokens.text_weak };
        ui.painter().galley_with_override_text_color(at, galley, ink);
        focus_ring(ui, &response, inside);
        out.take(segment, response);
    }
    out
}

impl<T: Copy> Segments<T> {
    fn take(&mut self, segment: &Segment<'_, T>, response: Response) {
        if response.clicked() {
            self.pressed = Some(segment.value);
        }
        let response = hinted(response, segment.hint.as_deref());
        self.first.get_or_insert(response);
    }
}

fn segment_galley(ui: &Ui, text: &str) -> Arc<Galley> {
    text::galley(ui, text, fonts::strong(15.0), f32::INFINITY)
}

fn segment_width(galley: &Arc<Galley>) -> f32 {
    (galley.size().x + 26.0).max(TARGET)
}

fn hinted(response: Response, hint: Option<&str>) -> Response {
    match hint {
        Some(hint) => response.on_hover_text(hint),
        None => response,
    }
}

/// The text of a control, wrapped to `width`.
pub(super) fn layout(ui: &Ui, text: &str, width: f32) -> Arc<Galley> {
    text::galley(ui, text, fonts::strong(16.0), width.max(24.0))
}

/// Two points of line around whatever has the keyboard, a little away from it.
pub fn focus_ring(ui: &Ui, response: &Response, rect: Rect) {
    ring(ui, response, rect, RADIUS);
}

/// The same around other corners.
pub(super) fn ring(ui: &Ui, response: &Response, rect: Rect, radius: u8) {
    if response.has_focus() {
        let stroke = Stroke::new(2.0, ui.tokens().focus);
        ui.painter().rect_stroke(rect.expand(2.0), CornerRadius::same(radius + 2), stroke, StrokeKind::Outside);
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
