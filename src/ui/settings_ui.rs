//! Wishes: language, colours, size, who reads, what is kept.

use egui::Ui;

use crate::guide::Audience;
use crate::knowledge::Lang;

use super::actions::Action;
use super::checklist_ui::program_choice_ui;
use super::kit::buttons::{self, Press, Rank, Segment};
use super::kit::heading::{page_title_ui, section_ui};
use super::kit::icons::Icon;
use super::kit::{rows, text};
use super::own_ui::own_ui;
use super::prefs::ThemeChoice;
use super::service_ui::service_choice_ui;
use super::view::{Overlay, View};
use super::words::fill;

pub(super) fn settings_ui(ui: &mut Ui, view: &mut View<'_>) {
    let words = &view.words.settings;
    let app = &view.words.app;
    page_title_ui(ui, &words.title);
    section_ui(ui, &app.language);
    let langs = [(Lang::It, "Italiano"), (Lang::En, "English")];
    choice_ui(ui, view, &app.language, &langs, view.lang, Action::SetLang);
    section_ui(ui, &app.audience);
    let audiences = [(Audience::Customer, app.customer.as_str()), (Audience::Agent, &app.agent)];
    choice_ui(ui, view, &app.audience, &audiences, view.prefs.audience, Action::SetAudience);
    section_ui(ui, &words.theme);
    let themes = [
        (ThemeChoice::System, words.theme_system.as_str()),
        (ThemeChoice::Light, &words.theme_light),
        (ThemeChoice::Dark, &words.theme_dark),
    ];
    choice_ui(ui, view, &words.theme, &themes, view.prefs.theme, Action::SetTheme);
    section_ui(ui, &words.zoom);
    ui.horizontal_wrapped(|ui| {
        for (step, label, name) in [(-1, "A–", &app.smaller), (1, "A+", &app.larger)] {
            let name = format!("{}: {name}", words.zoom);
            if Press::new(Rank::Secondary, label).show(ui).accessible_name(name).clicked() {
                view.send(Action::Zoom(step));
            }
        }
        let percent = (view.prefs.zoom * 100.0).round();
        let shown = text::body_ui(ui, &fill(&words.zoom_now, "percent", &format!("{percent:.0}")));
        text::live(ui, &shown);
    });
    section_ui(ui, &words.program);
    program_choice_ui(ui, view, &view.words.checklist.other_program);
    section_ui(ui, &view.words.checklist.service);
    let chosen = view.prefs.service.clone();
    service_choice_ui(ui, view, chosen.as_deref());
    ui.add_space(8.0);
    let states = (app.on.as_str(), app.off.as_str());
    let mut keep = view.prefs.keep_case;
    if rows::switch_ui(ui, &mut keep, &words.keep, states).changed() {
        view.send(Action::KeepCase(keep));
    }
    text::weak_ui(ui, &words.keep_text);
    let mut less = view.prefs.less_motion;
    if rows::switch_ui(ui, &mut less, &words.motion, states).changed() {
        view.send(Action::LessMotion(less));
    }
    own_ui(ui, view);
    section_ui(ui, &words.about);
    text::body_ui(ui, &fill(&words.about_text, "version", env!("CARGO_PKG_VERSION")));
    if Press::new(Rank::Quiet, &app.help).icon(Icon::Question).hint("F1").show(ui).clicked() {
        view.send(Action::Open(Overlay::Help));
    }
}

fn choice_ui<T: Copy + PartialEq>(
    ui: &mut Ui,
    view: &mut View<'_>,
    group: &str,
    choices: &[(T, &str)],
    chosen: T,
    action: fn(T) -> Action,
) {
    // Its group is part of the name: the same words stand at the head of the window too.
    let segments: Vec<_> =
        choices.iter().map(|(value, word)| Segment::new(*value, word, format!("{group}: {word}"))).collect();
    let shown = buttons::segments_ui(ui, chosen, &segments);
    if let Some(first) = &shown.first {
        view.first_control(first);
    }
    if let Some(value) = shown.pressed {
        view.send(action(value));
    }
}
