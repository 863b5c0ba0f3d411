//! What the helpdesk's own folder brought: a quiet line on the first page, the whole of it in the settings.

use egui::Ui;

use crate::knowledge::Own;

use super::actions::Action;
use super::kit::buttons::{Press, Rank};
use super::kit::heading::section_ui;
use super::kit::icons::Icon;
use super::kit::text;
use super::view::{Overlay, View};
use super::words::{OwnWords, fill};

/// How many problems are shown; the check on the command line names all.
const MOST: usize = 20;

/// One line that leads to the rest; nothing where there is no folder.
pub(super) fn badge_ui(ui: &mut Ui, view: &mut View<'_>) {
    let Some(own) = loaded(view) else { return };
    let icon = if own.problems.is_empty() { Icon::Info } else { Icon::Warning };
    if Press::new(Rank::Quiet, &count(&view.words.own, own)).icon(icon).show(ui).clicked() {
        view.send(Action::Open(Overlay::Settings));
    }
}

/// Where the rules come from, how many they are, and what could not be used.
pub(super) fn own_ui(ui: &mut Ui, view: &View<'_>) {
    let Some(own) = loaded(view) else { return };
    let words = &view.words.own;
    section_ui(ui, &words.title);
    text::body_ui(ui, &count(words, own));
    text::weak_ui(ui, &fill(&words.folder, "folder", &own.folder.display().to_string()));
    if own.problems.is_empty() {
        return;
    }
    text::body_ui(ui, &words.what_to_do);
    for problem in own.problems.iter().take(MOST) {
        text::body_ui(ui, &view.common.problem(problem));
    }
}

/// What there is to speak of: a folder with something in it.
fn loaded(view: &View<'_>) -> Option<&'static Own> {
    view.table.own().filter(|own| own.entries > 0 || !own.problems.is_empty())
}

fn count(words: &OwnWords, own: &Own) -> String {
    let rules = match own.entries {
        1 => words.one.clone(),
        many => fill(&words.many, "count", &many.to_string()),
    };
    match own.problems.len() {
        0 => rules,
        1 => format!("{rules}, {}", words.one_problem),
        many => format!("{rules}, {}", fill(&words.problems, "count", &many.to_string())),
    }
}
