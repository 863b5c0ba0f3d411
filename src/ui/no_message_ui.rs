//! Where the error message is found and how it is copied, in each mail program.

use egui::Ui;

use super::kit::buttons;
use super::kit::heading::{minor_ui, page_title_ui, section_ui};
use super::kit::text;
use super::kit::tokens::card;
use super::view::View;

pub(super) fn no_message_ui(ui: &mut Ui, view: &mut View<'_>) {
    let words = &view.words.no_message;
    page_title_ui(ui, &words.title);
    text::lead_ui(ui, &words.lead);
    section_ui(ui, &words.choose);
    let places: [(&'static str, &str, &str); 7] = [
        ("outlook", &words.outlook, &words.outlook_steps),
        ("outlook-web", &words.outlook_web, &words.outlook_web_steps),
        ("gmail", &words.gmail, &words.gmail_steps),
        ("apple-mail", &words.apple_mail, &words.apple_mail_steps),
        ("thunderbird", &words.thunderbird, &words.thunderbird_steps),
        ("popup", &words.popup, &words.popup_steps),
        ("nothing", &words.nothing, &words.nothing_steps),
    ];
    let chosen = view.pages.message_from.or_else(|| {
        let known = view.prefs.program.as_deref();
        places.iter().map(|(id, _, _)| *id).find(|id| Some(*id) == known)
    });
    ui.horizontal_wrapped(|ui| {
        for (id, name, _) in places {
            let response = buttons::option_ui(ui, chosen == Some(id), name, name);
            view.first_control(&response);
            if response.clicked() {
                view.pages.message_from = Some(id);
            }
        }
    });
    let Some((_, name, steps)) = places.into_iter().find(|(id, _, _)| chosen == Some(*id)) else { return };
    ui.add_space(4.0);
    card(ui).show(ui, |ui| {
        ui.set_min_width(ui.available_width());
        let shown = minor_ui(ui, name);
        text::live(ui, &shown);
        for (index, step) in steps.trim().lines().enumerate() {
            text::body_ui(ui, &format!("{}. {step}", index + 1));
        }
    });
}
