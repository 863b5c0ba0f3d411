//! Who helps: the helpdesk's own name, phone, hours and pages, shown wherever a person is sent to the helpdesk.

use egui::Ui;

use super::actions::Action;
use super::kit::buttons::{Press, Rank};
use super::kit::heading::minor_ui;
use super::kit::icons::Icon;
use super::kit::text;
use super::kit::tokens::card;
use super::view::View;

/// Shows how the helpdesk is reached; nothing where its own folder does not say, nor to the helpdesk itself.
pub(super) fn company_ui(ui: &mut Ui, view: &mut View<'_>) {
    let Some(company) = view.table.company().filter(|_| !view.is_agent()) else { return };
    let words = view.common;
    card(ui).show(ui, |ui| {
        ui.set_min_width(ui.available_width());
        minor_ui(ui, &words.company_title(company));
        for (label, value) in words.company_facts(company, view.lang) {
            text::body_ui(ui, &format!("{label}: {value}"));
        }
        for (label, address) in words.company_pages(company) {
            link_ui(ui, view, label, address);
        }
    });
    ui.add_space(4.0);
}

/// A page to open, its address in full below the button: to be read first, or copied.
pub(super) fn link_ui(ui: &mut Ui, view: &mut View<'_>, label: &str, address: &str) {
    if Press::new(Rank::Quiet, label).icon(Icon::ChevronRight).show(ui).clicked() {
        view.send(Action::Browse(address.to_owned()));
    }
    text::mono_ui(ui, address);
}
