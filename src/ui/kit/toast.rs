//! A short notice at the foot of the window that goes by itself and can carry one action.

use std::time::Duration;

use egui::{Align, Align2, Area, Id, Layout, Order, Role, Ui, vec2};

use super::buttons::{Press, Rank};
use super::icons::Icon;
use super::text;
use super::tokens::{NARROW, UiTokens as _, card};

/// What to show and until when, in seconds of egui's clock.
#[derive(Clone, Debug, PartialEq)]
pub struct Toast {
    pub text: String,
    /// The word on its button.
    pub action: String,
    until: Option<f64>,
    seconds: f64,
}

/// What became of a toast.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    Staying,
    Pressed,
    Gone,
}

impl Toast {
    pub fn new(text: &str, action: &str, seconds: f64) -> Self {
        Self { text: text.to_owned(), action: action.to_owned(), until: None, seconds }
    }
}

/// Shows the toast above `bottom` points.
pub fn toast_ui(ui: &mut Ui, toast: &mut Toast, bottom: f32) -> Shown {
    let now = ui.input(|input| input.time);
    let until = *toast.until.get_or_insert(now + toast.seconds);
    if now >= until {
        return Shown::Gone;
    }
    ui.ctx().request_repaint_after(Duration::from_secs_f64((until - now).max(0.05)));
    let width = (ui.content_rect().width() - 48.0).clamp(120.0, 560.0);
    let tokens = ui.tokens();
    let shown = Area::new(Id::unique("kit_toast"))
        .order(Order::Foreground)
        .role(Role::Alert)
        .accessible_name(toast.text.clone())
        .anchor(Align2::CENTER_BOTTOM, vec2(0.0, -bottom))
        .show(ui.ctx(), |ui| {
            card(ui).shadow(ui.visuals().popup_shadow).stroke(tokens.outline_stroke()).inner_margin(14).show(ui, |ui| {
                ui.set_width(width);
                let press =
                    |ui: &mut Ui| Press::new(Rank::Secondary, &toast.action).icon(Icon::Undo).show(ui).clicked();
                if width < NARROW - 160.0 {
                    text::body_ui(ui, &toast.text);
                    return press(ui);
                }
                let words = width - 210.0;
                ui.horizontal(|ui| {
                    ui.allocate_ui(vec2(words, 0.0), |ui| text::body_ui(ui, &toast.text));
                    ui.with_layout(Layout::right_to_left(Align::Center), press).inner
                })
                .inner
            })
        });
    if shown.inner.inner { Shown::Pressed } else { Shown::Staying }
}
