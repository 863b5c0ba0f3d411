//! A coloured band with an icon and words: the outcome, a caution, a notice.

use egui::{CornerRadius, Frame, InnerResponse, Margin, Rect, Response, Ui, vec2};

use super::icons::Icon;
use super::text;
use super::tokens::{CARD_RADIUS, NARROW, Tone, UiTokens as _};

/// Shows a band and what is in it. The line around it is there when colours are gone.
pub fn band_ui<R>(ui: &mut Ui, tone: Tone, content: impl FnOnce(&mut Ui) -> R) -> InnerResponse<R> {
    framed_ui(ui, tone, Margin::symmetric(16, 12), content)
}

fn framed_ui<R>(ui: &mut Ui, tone: Tone, margin: Margin, content: impl FnOnce(&mut Ui) -> R) -> InnerResponse<R> {
    let tokens = ui.tokens();
    Frame::new()
        .fill(tokens.tone(tone).fill)
        .stroke(tokens.tone_stroke(tone))
        .corner_radius(CornerRadius::same(CARD_RADIUS))
        .inner_margin(margin)
        .show(ui, |ui| {
            ui.set_min_width(ui.available_width());
            content(ui)
        })
}

/// The band that leads a page: a large sign, the `word` for it in the tone's colour, and below what it means. Gives the
/// response of the word.
pub fn hero_ui(ui: &mut Ui, tone: Tone, icon: Icon, word: &str, content: impl FnOnce(&mut Ui)) -> Response {
    let beside = ui.available_width() >= NARROW;
    let ink = ui.tokens().tone(tone).ink;
    framed_ui(ui, tone, Margin::symmetric(if beside { 20 } else { 16 }, if beside { 18 } else { 14 }), |ui| {
        ui.spacing_mut().item_spacing.y = 4.0;
        if !beside {
            let shown = ui.horizontal_top(|ui| {
                sign_ui(ui, tone, icon, 26.0);
                ui.vertical(|ui| text::tinted_ui(ui, word, ink)).inner
            });
            content(ui);
            return shown.inner;
        }
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = 18.0;
            sign_ui(ui, tone, icon, 48.0);
            ui.vertical(|ui| {
                ui.spacing_mut().item_spacing.x = 8.0;
                let shown = text::tinted_ui(ui, word, ink);
                content(ui);
                shown
            })
            .inner
        })
        .inner
    })
    .inner
}

/// A disc of the tone's ink with an icon cut out of it.
fn sign_ui(ui: &mut Ui, tone: Tone, icon: Icon, side: f32) {
    let pair = ui.tokens().tone(tone);
    let (_, rect) = ui.allocate_space(vec2(side, side));
    ui.painter().circle_filled(rect.center(), side / 2.0, pair.ink);
    icon.paint(ui.painter(), Rect::from_center_size(rect.center(), vec2(side, side) * 0.54), pair.fill);
}

/// A band of one text beside its icon.
pub fn note_ui(ui: &mut Ui, tone: Tone, icon: Icon, words: &str) -> Response {
    band_ui(ui, tone, |ui| beside_icon_ui(ui, tone, icon, |ui| text::body_ui(ui, words))).inner
}

/// An icon in the tone's colour with something to its right.
pub fn beside_icon_ui<R>(ui: &mut Ui, tone: Tone, icon: Icon, content: impl FnOnce(&mut Ui) -> R) -> R {
    let ink = ui.tokens().tone(tone).ink;
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 12.0;
        icon.show(ui, 22.0, ink);
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.x = 8.0;
            content(ui)
        })
        .inner
    })
    .inner
}
