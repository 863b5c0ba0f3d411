//! The list of recent cases: one press goes on with one of them.

use egui::Ui;

use crate::answer;
use crate::case::{Case, Input};

use super::actions::Action;
use super::diagnosis_ui::{face, short};
use super::kit::buttons::{Press, Rank};
use super::kit::heading::page_title_ui;
use super::kit::icons::Icon;
use super::kit::rows::{self, Choice};
use super::kit::text;
use super::view::{Overlay, View};
use super::words::fill;

/// The way in, on the first page; nothing where there is nothing to come back to.
pub(super) fn recents_link_ui(ui: &mut Ui, view: &mut View<'_>) {
    if !view.is_agent() || view.recents.len() == 0 {
        return;
    }
    let label = fill(&view.words.recents.link, "count", &view.recents.len().to_string());
    if Press::new(Rank::Quiet, &label).icon(Icon::Undo).hint(&view.words.keys("Ctrl+J")).show(ui).clicked() {
        view.send(Action::Open(Overlay::Recents));
    }
}

pub(super) fn recents_ui(ui: &mut Ui, view: &mut View<'_>) {
    let words = &view.words.recents;
    page_title_ui(ui, &words.title);
    text::lead_ui(ui, &words.lead);
    if view.recents.len() == 0 {
        text::body_ui(ui, &words.none);
        return;
    }
    let recents = view.recents;
    for (index, case) in recents.all().enumerate() {
        let Some(verdict) = case.verdict() else { continue };
        let (tone, icon) = face(verdict.outcome);
        let (title, _) = answer::headline(verdict, view.table, &case.facts(), view.lang);
        let about = about(case);
        let choice = Choice { icon, tone, title: &title, state: view.common.outcome(verdict.outcome), text: &about };
        let response = ui.push_id(index, |ui| rows::choice_row_ui(ui, false, &choice)).inner;
        view.first_control(&response);
        if response.clicked() {
            view.send(Action::Reopen(index));
        }
    }
    if Press::new(Rank::Secondary, &words.forget).show(ui).clicked() {
        view.send(Action::ForgetRecents);
    }
}

/// By what a case is told from another: its recipient, its code, or the beginning of its text.
fn about(case: &Case) -> String {
    let recipients = &case.report().recipients;
    let recipient = case.subject().and_then(|index| recipients.get(index)).map(|recipient| recipient.address.as_str());
    match (recipient.filter(|address| !address.is_empty()), case.input()) {
        (Some(address), _) => address.to_owned(),
        (None, Some(Input::Text(text) | Input::Code(text))) => short(text),
        (None, Some(Input::File { name, .. })) => name.clone(),
        (None, None) => String::new(),
    }
}
