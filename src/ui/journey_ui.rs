//! The picture of the way: you, your service, the recipient's service, the recipient; and where it stopped.

use std::sync::Arc;

use egui::{Color32, FontId, Galley, Pos2, Rect, Stroke, Ui, pos2, vec2};

use crate::knowledge::{Outcome, Stop};

use super::kit::icons::Icon;
use super::kit::tokens::{NARROW, Tone, UiTokens as _};
use super::kit::{fonts, text};
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

/// Shows the picture, and tells whether there is one: none where the message did not stop or nobody can tell.
pub(super) fn journey_ui(ui: &mut Ui, words: &DiagnosisWords, stopped: Stop, outcome: Outcome) -> bool {
    let Some(places) = places(words, stopped, outcome) else { return false };
    let spoken: Vec<String> = places.iter().map(|place| format!("{}: {}", place.name, place.word)).collect();
    let inner = if ui.available_width() >= NARROW - 60.0 { row_ui(ui, &places) } else { list_ui(ui, &places) };
    let response = ui.interact(inner, ui.scope_id().with("journey"), egui::Sense::hover());
    let spoken = format!("{}. {}", words.stopped_where, spoken.join("; "));
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, &spoken));
    true
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
    // A message does not pass its sender: it leaves.
    let word = |index, reach| match reach {
        Reach::Passed if index == 0 => words.left.as_str(),
        Reach::Passed => &words.passed,
        Reach::Stopped => &words.stopped,
        Reach::Waiting => &words.waiting,
        Reach::NotReached => &words.not_reached,
    };
    let place = |index, icon, name| Place { icon, name, reach: reach(index), word: word(index, reach(index)) };
    Some([
        place(0, Icon::Person, &words.you),
        place(1, Icon::Server, &words.your_service),
        place(2, Icon::Server, &words.recipient_service),
        place(3, Icon::Mail, &words.recipient),
    ])
}

/// Half the width of a place's disc where they stand side by side, and where they stand one under the other.
const DISC: f32 = 22.0;
const SMALL_DISC: f32 = 17.0;

/// Side by side, with a line between them.
fn row_ui(ui: &mut Ui, places: &[Place<'_>; 4]) -> Rect {
    let tokens = ui.tokens();
    let each = ui.available_width() / 4.0;
    let galleys = places.each_ref().map(|place| {
        let name = text::centered_galley(ui, place.name, fonts::strong(14.0), each - 12.0);
        let word = text::centered_galley(ui, place.word, state_font(place.reach), each - 12.0);
        (name, word)
    });
    let names = galleys.iter().map(|(name, _)| name.size().y).fold(0.0, f32::max);
    let words = galleys.iter().map(|(_, word)| word.size().y).fold(0.0, f32::max);
    let below = 2.0 * DISC + 12.0;
    let (_, whole) = ui.allocate_space(vec2(ui.available_width(), below + names + words + 4.0));
    let centers = [0.5, 1.5, 2.5, 3.5].map(|place| whole.min + vec2(place * each, DISC + 3.0));
    for (from, place) in places.iter().enumerate().take(3) {
        let reached = place.reach == Reach::Passed;
        let away = vec2(DISC + 7.0, 0.0);
        connect(ui, centers[from] + away, centers[from + 1] - away, reached);
    }
    for ((place, (name, word)), center) in places.iter().zip(galleys).zip(centers) {
        disc_ui(ui, place, center, DISC);
        let at = pos2(center.x, whole.top() + below);
        let ink = if place.reach == Reach::NotReached { tokens.text_weak } else { tokens.text };
        let high = name.size().y;
        ui.painter().galley_with_override_text_color(at, name, ink);
        let at = at + vec2(0.0, high);
        ui.painter().galley_with_override_text_color(at, word, colors(ui, place.reach).ink);
    }
    whole
}

/// One under the other.
fn list_ui(ui: &mut Ui, places: &[Place<'_>; 4]) -> Rect {
    let tokens = ui.tokens();
    let gap = 14.0;
    let wrap = ui.available_width() - 2.0 * SMALL_DISC - gap - 4.0;
    let galleys = places.each_ref().map(|place| {
        let name = text::galley(ui, place.name, fonts::strong(14.0), wrap);
        let word = text::galley(ui, place.word, state_font(place.reach), wrap);
        (name, word)
    });
    let high =
        |(name, word): &(Arc<Galley>, Arc<Galley>)| (name.size().y + word.size().y + gap).max(2.0 * SMALL_DISC + gap);
    let all = galleys.iter().map(high).sum();
    let (_, whole) = ui.allocate_space(vec2(ui.available_width(), all));
    let mut top = whole.top();
    for (index, (place, galleys)) in places.iter().zip(galleys).enumerate() {
        let row = high(&galleys);
        let (name, word) = galleys;
        let center = pos2(whole.left() + SMALL_DISC + 3.0, top + SMALL_DISC + 3.0);
        if index < 3 {
            let from = center + vec2(0.0, SMALL_DISC + 3.0);
            connect(ui, from, pos2(center.x, top + row), place.reach == Reach::Passed);
        }
        disc_ui(ui, place, center, SMALL_DISC);
        let at = pos2(center.x + SMALL_DISC + gap, top);
        let below = at + vec2(0.0, name.size().y);
        let ink = if place.reach == Reach::NotReached { tokens.text_weak } else { tokens.text };
        ui.painter().galley_with_override_text_color(at, name, ink);
        ui.painter().galley_with_override_text_color(below, word, colors(ui, place.reach).ink);
        top += row;
    }
    whole
}

/// The place where it stopped is said a little louder.
fn state_font(reach: Reach) -> FontId {
    match reach {
        Reach::Stopped | Reach::Waiting => fonts::strong(14.0),
        Reach::Passed | Reach::NotReached => fonts::regular(14.0),
    }
}

struct Look {
    /// Of the state in words.
    ink: Color32,
    fill: Color32,
    line: Stroke,
    icon: Color32,
}

fn colors(ui: &Ui, reach: Reach) -> Look {
    let tokens = ui.tokens();
    match reach {
        Reach::Passed => Look {
            ink: tokens.good.ink,
            fill: tokens.good.fill,
            line: tokens.tone_stroke(Tone::Good),
            icon: tokens.good.ink,
        },
        Reach::Stopped => Look { ink: tokens.bad.ink, fill: tokens.bad.ink, line: Stroke::NONE, icon: tokens.surface },
        Reach::Waiting => {
            Look { ink: tokens.wait.ink, fill: tokens.wait.ink, line: Stroke::NONE, icon: tokens.surface }
        }
        Reach::NotReached => Look {
            ink: tokens.text_weak,
            fill: tokens.surface,
            line: Stroke::new(1.5, tokens.border),
            icon: tokens.text_weak,
        },
    }
}

/// A place: its icon on a disc, and at its edge the shape that says the same as the colour.
fn disc_ui(ui: &Ui, place: &Place<'_>, center: Pos2, radius: f32) {
    let (tokens, look, painter) = (ui.tokens(), colors(ui, place.reach), ui.painter());
    painter.circle(center, radius, look.fill, look.line);
    let square = Rect::from_center_size(center, vec2(radius, radius) * 1.05);
    place.icon.paint(painter, square, look.icon);
    let sign = match place.reach {
        Reach::Passed => Icon::Check,
        Reach::Stopped => Icon::Cross,
        Reach::Waiting => Icon::Clock,
        Reach::NotReached => return,
    };
    let badge = center + vec2(radius, radius) * 0.72;
    let half = radius * 0.44;
    painter.circle(badge, half, tokens.surface, Stroke::new(1.5, look.ink));
    sign.paint(painter, Rect::from_center_size(badge, vec2(half, half) * 1.35), look.ink);
}

fn connect(ui: &Ui, from: Pos2, to: Pos2, passed: bool) {
    let tokens = ui.tokens();
    if passed {
        ui.painter().line_segment([from, to], Stroke::new(2.5, tokens.good.ink));
    } else {
        let stroke = Stroke::new(2.0, tokens.outline);
        ui.painter().extend(egui::Shape::dashed_line(&[from, to], stroke, 3.0, 4.0));
    }
}
