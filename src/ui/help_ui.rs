//! Help: what the program does, in three moves, and its keys.

use egui::{Ui, vec2};

use super::actions::Action;
use super::company_ui::company_ui;
use super::kit::buttons::{Press, Rank};
use super::kit::heading::{page_title_ui, section_ui};
use super::kit::icons::Icon;
use super::kit::text;
use super::kit::tokens::NARROW;
use super::view::{Overlay, View};

pub(super) fn help_ui(ui: &mut Ui, view: &mut View<'_>) {
    let words = &view.words.help;
    page_title_ui(ui, &words.title);
    text::lead_ui(ui, &words.lead);
    text::body_ui(ui, &view.words.start.privacy);
    ui.horizontal_wrapped(|ui| {
        let press = Press::new(Rank::Secondary, &view.words.start.no_message).icon(Icon::Question).show(ui);
        view.first_control(&press);
        if press.clicked() {
            view.send(Action::Open(Overlay::NoMessage));
        }
        let reference = &view.words.reference.title;
        if Press::new(Rank::Secondary, reference).icon(Icon::Search).hint(&view.words.keys("Ctrl+K")).show(ui).clicked()
        {
            view.send(Action::Open(Overlay::Reference));
        }
    });
    company_ui(ui, view);
    section_ui(ui, &words.keys);
    let all = [
        ("Ctrl+V", &words.key_paste),
        ("Ctrl+O", &words.key_open),
        ("Ctrl+K", &words.key_reference),
        ("Ctrl+J", &words.key_recents),
        ("Ctrl+N", &words.key_again),
        ("Ctrl+Z", &words.key_undo),
        ("Ctrl+C", &words.key_copy),
        ("Ctrl+T, Ctrl+R, Ctrl+I", &words.key_papers),
        ("Alt+1 … Alt+4", &words.key_steps),
        ("Ctrl +  –  0", &words.key_zoom),
        ("Enter", &words.key_enter),
        ("Esc", &words.key_back),
        ("F1", &words.key_help),
    ];
    let beside = ui.available_width() >= NARROW;
    for (key, what) in all {
        let key = view.words.keys(key);
        if beside {
            ui.horizontal_top(|ui| {
                ui.allocate_ui(vec2(150.0, 22.0), |ui| {
                    ui.set_min_width(150.0);
                    text::strong_ui(ui, &key);
                });
                ui.vertical(|ui| text::body_ui(ui, what));
            });
        } else {
            text::strong_ui(ui, &key);
            text::body_ui(ui, what);
        }
    }
}
