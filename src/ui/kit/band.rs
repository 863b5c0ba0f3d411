//! A coloured band with an icon and words: the outcome, a caution, a notice.

use egui::{CornerRadius, Frame, InnerResponse, Margin, Rect, Ui, pos2};

use super::icons::Icon;
use super::text;
use super::tokens::{RADIUS, Tone, UiTokens as _};

/// Shows a band and what is in it.
pub fn band_ui<R>(ui: &mut Ui, tone: Tone, content: impl FnOnce(&mut Ui) -> R) -> InnerResponse<R> {
    let pair = ui.tokens().tone(tone);
    let shown = Frame::new()
        .fill(pair.fill)
        .corner_radius(CornerRadius::same(RADIUS))
        .inner_margin(Margin { left: 18, right: 14, top: 12, bottom: 12 })
        .show(ui, |ui| {
            ui.set_min_width(ui.available_width());
            content(ui)
        });
    // A bar at the left edge: the band stays one when colours are gone.
    let rect = shown.response.rect;
    let bar = Rect::from_min_max(rect.min, pos2(rect.left() + 5.0, rect.bottom()));
    let corners = CornerRadius { nw: RADIUS, sw: RADIUS, ne: 0, se: 0 };
    ui.painter().rect_filled(bar, corners, pair.ink);
    shown
}

/// A band of one text beside its icon.
pub fn note_ui(ui: &mut Ui, tone: Tone, icon: Icon, words: &str) -> egui::Response {
    band_ui(ui, tone, |ui| beside_icon_ui(ui, tone, icon, |ui| text::body_ui(ui, words))).inner
}

/// An icon in the tone's colour with something to its right.
pub fn beside_icon_ui<R>(ui: &mut Ui, tone: Tone, icon: Icon, content: impl FnOnce(&mut Ui) -> R) -> R {
    let ink = ui.tokens().tone(tone).ink;
    ui.horizontal_top(|ui| {
        icon.show(ui, 22.0, ink);
        ui.vertical(content).inner
    })
    .inner
}
