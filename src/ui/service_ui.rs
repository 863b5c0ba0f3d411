//! The person's mail service: proposed from the text, asked for once where it does not say, and kept.

use egui::{TextEdit, Ui, vec2};

use crate::knowledge::Submission;

use super::actions::Action;
use super::kit::heading::minor_ui;
use super::kit::{buttons, fonts, text};
use super::prefs::OTHER;
use super::view::View;
use super::words::fill;

/// How many services are shown at once; letters find the others.
const MOST: usize = 12;

/// Within a step about settings: which service it is, and the values to type.
pub(super) fn service_ui(ui: &mut Ui, view: &mut View<'_>, step: &str) {
    let words = &view.words.checklist;
    let detected = view.case.verdict().and_then(|verdict| verdict.settings.as_ref()).map(|service| service.id.clone());
    let guessed = view.pages.service.is_none() && detected.is_some();
    let chosen = view.pages.service.clone().or(detected).or_else(|| view.prefs.service.clone());
    let service = chosen.as_deref().and_then(|id| find(view, id)).cloned();
    let title = match (&service, &chosen) {
        (Some(service), _) => format!("{}: {}", words.service, service.name),
        (None, Some(_)) => format!("{}: {}", words.service, words.service_other),
        (None, None) => words.service.clone(),
    };
    // Open until an answer is there, folded away afterwards; each has its own memory.
    let id = format!("service {step} {}", chosen.is_some());
    if view.disclosure_ui(ui, &id, &title, chosen.is_none()) {
        text::weak_ui(ui, if guessed { &words.service_from_text } else { &words.service_why });
        service_choice_ui(ui, view, chosen.as_deref());
        ui.add_space(4.0);
    }
    match (service, chosen) {
        (Some(service), _) => {
            for line in view.table.settings().lines(&service, view.lang) {
                text::strong_ui(ui, &line);
            }
        }
        (None, Some(_)) => {
            text::body_ui(ui, &words.service_ask);
        }
        (None, None) => {}
    }
}

/// The services to choose from, those that fit the letters typed, and the answer for none of them.
pub(super) fn service_choice_ui(ui: &mut Ui, view: &mut View<'_>, chosen: Option<&str>) {
    let words = &view.words.checklist;
    let label = minor_ui(ui, &words.service_search);
    let field = TextEdit::singleline(&mut view.pages.service_search)
        .id_salt("service")
        .font(fonts::regular(16.0))
        .desired_width(f32::INFINITY)
        .margin(vec2(12.0, 9.0));
    ui.add(field).labelled_by(label.id);
    let wanted = view.pages.service_search.trim().to_lowercase();
    let fits = |service: &Submission| {
        let domain = wanted.rsplit_once('@').map_or(wanted.as_str(), |(_, domain)| domain);
        let starts = |name: &str| name.to_lowercase().starts_with(domain);
        service.name.to_lowercase().contains(&wanted) || service.domains.iter().any(|name| starts(name))
    };
    let found: Vec<_> = view.table.settings().services().iter().filter(|service| fits(service)).collect();
    // The one that is chosen stays in sight, whatever its place.
    let kept = |number: usize, service: &Submission| number < MOST || chosen == Some(service.id.as_str());
    let shown = found.iter().enumerate().filter(|(number, service)| kept(*number, service));
    let shown: Vec<(&str, &str)> = shown.map(|(_, service)| (service.id.as_str(), service.name.as_str())).collect();
    let hidden = found.len() - shown.len();
    ui.horizontal_wrapped(|ui| {
        for (id, name) in shown.into_iter().chain([(OTHER, words.service_other.as_str())]) {
            if buttons::option_ui(ui, chosen == Some(id), name, name).clicked() {
                view.send(Action::SetService(id.to_owned()));
                view.pages.service_search.clear();
                view.pages.opened.retain(|id| !id.starts_with("service "));
            }
        }
    });
    if found.is_empty() {
        text::weak_ui(ui, &fill(&words.service_none, "words", view.pages.service_search.trim()));
    } else if hidden > 0 {
        text::weak_ui(ui, &fill(&words.service_more, "count", &hidden.to_string()));
    }
}

fn find<'t>(view: &View<'t>, id: &str) -> Option<&'t std::sync::Arc<Submission>> {
    view.table.settings().services().iter().find(|service| service.id == id)
}
