//! The picture of the way: you, your service, the recipient's service, the recipient; and where it stopped.

use egui::{Align, Color32, CornerRadius, Layout, Pos2, Rect, Stroke, StrokeKind, Ui, pos2, vec2};

use crate::knowledge::{Outcome, Stop};

use super::kit::fonts;
use super::kit::icons::Icon;
use super::kit::tokens::{NARROW, Tone, UiTokens as _};
use super::words::DiagnosisWords;

/// How far the message came at one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reach {
    Passed,
    Stopped,
    Waiting,
    NotReached,
}

struct Place<'w> {
    icon: Icon,
    name: &'w str,
    reach: Reach,
    word: &'w str,
}

/// Shows the picture; nothing where the message did not stop or nobody can tell.
pub(super) fn journey_ui(ui: &mut Ui, words: &DiagnosisWords, stopped: Stop, outcome: Outcome) {
    let Some(places) = places(words, stopped, outcome) else { return };
    let spoken: Vec<String> = places.iter().map(|place| format!("{}: {}", place.name, place.word)).collect();
    let inner = if ui.available_width() >= NARROW { row_ui(ui, &places) } else { list_ui(ui, &places) };
    let response = ui.interact(inner, ui.scope_id().with("journey"), egui::Sense::hover());
    let spoken = format!("{}. {}", words.stopped_where, spoken.join("; "));
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, &spoken));
}

fn places(words: &DiagnosisWords, stopped: Stop, outcome: Outcome) -> Option<[Place<'_>; 4]> {
    let at = match stopped {
        Stop::You => 0,
        Stop::YourService => 1,
        Stop::RecipientService => 2,
        Stop::Recipient => 3,
        Stop::Nowhere => return None,
    };
    let reach = |index: usize| match index.cmp(&at) {
        std::cmp::Ordering::Less => Reach::Passed,
        std::cmp::Ordering::Equal if outcome == Outcome::Delayed => Reach::Waiting,
        std::cmp::Ordering::Equal => Reach::Stopped,
        std::cmp::Ordering::Greater => Reach::NotReached,
    };
    let word = |reach| match reach {
        Reach::Passed => words.passed.as_str(),
        Reach::Stopped => &words.stopped,
        Reach::Waiting => &words.waiting,
        Reach::NotReached => &words.not_reached,
    };
    let place = |index, icon, name| Place { icon, name, reach: reach(index), word: word(reach(index)) };
    Some([
        place(0, Icon::Person, &words.you),
        place(1, Icon::Server, &words.your_service),
        place(2, Icon::Server, &words.recipient_service),
        place(3, Icon::Mail, &words.recipient),
    ])
}

/// Side by side, with a line between them.
fn row_ui(ui: &mut Ui, places: &[Place<'_>; 4]) -> Rect {
    let tokens = ui.tokens();
    let gap = 20.0;
    let width = (ui.available_width() - 3.0 * gap) / 4.0;
    let layouts: Vec<_> = places
        .iter()
        .map(|place| {
            let wrap = width - 16.0;
            let name = ui.painter().layout(place.name.to_owned(), fonts::strong(14.0), Color32::PLACEHOLDER, wrap);
            let word = ui.painter().layout(place.word.to_owned(), fonts::regular(14.0), Color32::PLACEHOLDER, wrap);
            (name, word)
        })
        .collect();
    let tallest = layouts.iter().map(|(name, _)| name.size().y).fold(0.0, f32::max);
    let words = layouts.iter().map(|(_, word)| word.size().y).fold(0.0, f32::max);
    let (_, whole) = ui.allocate_space(vec2(ui.available_width(), 66.0 + tallest + words));
    let mut left = whole.left();
    for (index, (place, (name, word))) in places.iter().zip(layouts).enumerate() {
        let rect = Rect::from_min_size(pos2(left, whole.top()), vec2(width, whole.height()));
        let (ink, fill, line) = colors(ui, place.reach);
        ui.painter().rect(rect, CornerRadius::same(8), fill, line, StrokeKind::Inside);
        let icon = Rect::from_center_size(pos2(rect.center().x, rect.top() + 24.0), vec2(24.0, 24.0));
        place.icon.paint(ui.painter(), icon, if place.reach == Reach::NotReached { tokens.text_weak } else { ink });
        let at = pos2(rect.center().x - name.size().x / 2.0, rect.top() + 42.0);
        let name_color = if place.reach == Reach::NotReached { tokens.text_weak } else { tokens.text };
        ui.painter().galley_with_override_text_color(at, name, name_color);
        let with_mark = word.size().x + 20.0;
        let at = pos2(rect.center().x - with_mark / 2.0 + 20.0, rect.top() + 50.0 + tallest);
        mark(ui, place.reach, pos2(at.x - 12.0, at.y + word.size().y / 2.0), ink);
        ui.painter().galley_with_override_text_color(at, word, ink);
        left += width + gap;
        if index < 3 {
            let y = rect.center().y;
            let (from, to) = (pos2(rect.right() + 3.0, y), pos2(rect.right() + gap - 3.0, y));
            connect(ui, from, to, place.reach == Reach::Passed);
        }
    }
    whole
}

/// One under the other.
fn list_ui(ui: &mut Ui, places: &[Place<'_>; 4]) -> Rect {
    let shown = ui.with_layout(Layout::top_down(Align::Min), |ui| {
        ui.spacing_mut().item_spacing.y = 4.0;
        for place in places {
            let (ink, fill, line) = colors(ui, place.reach);
            let tokens = ui.tokens();
            let width = ui.available_width();
            let wrap = width - 60.0;
            let name = ui.painter().layout(place.name.to_owned(), fonts::strong(14.0), Color32::PLACEHOLDER, wrap);
            let word = ui.painter().layout(place.word.to_owned(), fonts::regular(14.0), Color32::PLACEHOLDER, wrap);
            let (_, rect) = ui.allocate_space(vec2(width, name.size().y + word.size().y + 14.0));
            ui.painter().rect(rect, CornerRadius::same(8), fill, line, StrokeKind::Inside);
            mark(ui, place.reach, pos2(rect.left() + 20.0, rect.center().y), ink);
            let at = pos2(rect.left() + 42.0, rect.top() + 7.0);
            let below = at + vec2(0.0, name.size().y);
            ui.painter().galley_with_override_text_color(at, name, tokens.text);
            ui.painter().galley_with_override_text_color(below, word, ink);
        }
    });
    shown.response.rect
}

fn colors(ui: &Ui, reach: Reach) -> (Color32, Color32, Stroke) {
    let tokens = ui.tokens();
    match reach {
        Reach::Passed => (tokens.good.ink, tokens.surface, tokens.border_stroke()),
        Reach::Stopped => (tokens.tone(Tone::Bad).ink, tokens.bad.fill, Stroke::new(2.0, tokens.bad.ink)),
        Reach::Waiting => (tokens.tone(Tone::Wait).ink, tokens.wait.fill, Stroke::new(2.0, tokens.wait.ink)),
        Reach::NotReached => (tokens.text_weak, tokens.page, tokens.border_stroke()),
    }
}

/// The shape that says the same as the colour.
fn mark(ui: &Ui, reach: Reach, center: Pos2, ink: Color32) {
    let square = Rect::from_center_size(center, vec2(16.0, 16.0));
    match reach {
        Reach::Passed => Icon::Check.paint(ui.painter(), square, ink),
        Reach::Stopped => Icon::Cross.paint(ui.painter(), square, ink),
        Reach::Waiting => Icon::Clock.paint(ui.painter(), square, ink),
        Reach::NotReached => {
            ui.painter().circle_stroke(center, 5.0, Stroke::new(1.5, ink));
        }
    }
}

fn connect(ui: &Ui, from: Pos2, to: Pos2, passed: bool) {
    let tokens = ui.tokens();
    if passed {
        ui.painter().line_segment([from, to], Stroke::new(2.5, tokens.good.ink));
    } else {
        let stroke = Stroke::new(2.0, tokens.outline);
        ui.painter().extend(egui::Shape::dashed_line(&[from, to], stroke, 3.0, 3.0));
    }
}
