//! How much of something is done, as a bar beside the words that say it.

use egui::{Rect, Ui, vec2};

use super::tokens::UiTokens as _;

/// A thin bar, `done` of `all` filled. It carries no name: the words beside it say the same.
pub fn progress_ui(ui: &mut Ui, done: usize, all: usize) {
    let tokens = ui.tokens();
    let (_, rect) = ui.allocate_space(vec2(ui.available_width(), 6.0));
    let few = |count: usize| f32::from(u16::try_from(count).unwrap_or(u16::MAX));
    let part = few(done.min(all)) / few(all.max(1));
    let way = ui.ctx().animate_value_with_time(ui.scope_id().with("progress"), part, ui.style().animation_time);
    ui.painter().rect(rect, 3.0, tokens.track, tokens.border_stroke(), egui::StrokeKind::Inside);
    if way > 0.0 {
        let filled = Rect::from_min_size(rect.min, vec2((rect.width() * way).max(6.0), rect.height()));
        ui.painter().rect_filled(filled, 3.0, tokens.good.ink);
    }
}
