//! The technical details: codes taken apart, servers, evidence, the original words, sources. Open for agents.

use std::ops::Range;

use egui::Ui;

use crate::diagnosis::{EvidenceKind, Verdict};
use crate::intake::StatusCode;
use crate::knowledge::Cause;

use super::actions::Action;
use super::company_ui::link_ui;
use super::headers_ui::headers_ui;
use super::kit::buttons::{Press, Rank};
use super::kit::heading::block_ui;
use super::kit::icons::Icon;
use super::kit::{rows, text};
use super::runners_up_ui::{runners_up_ui, sign_ui};
use super::view::{Overlay, View};
use super::words::fill;

/// A text longer than this is shown around the evidence only.
const WHOLE: usize = 4000;
/// How much is shown before and after a piece of evidence.
const AROUND: usize = 600;

pub(super) fn details_ui(ui: &mut Ui, view: &mut View<'_>, verdict: &Verdict, cause: &Cause) {
    let agent = view.is_agent();
    let id = if agent { "details agent" } else { "details" };
    rows::group_ui(ui, |ui| {
        let title = &view.words.diagnosis.details;
        view.fold_ui(ui, (id, agent), title, |ui, view| {
            if view.is_agent() {
                // An agent reads many of these: more of it at once.
                ui.spacing_mut().extra_text_line_spacing = 2.0;
                ui.spacing_mut().item_spacing.y = 5.0;
            }
            codes_ui(ui, view);
            servers_ui(ui, view);
            evidence_ui(ui, view, verdict);
            if view.is_agent() {
                runners_up_ui(ui, view, verdict);
                headers_ui(ui, view);
            }
            original_ui(ui, view, verdict);
            sources_ui(ui, view, verdict, cause);
        });
    });
}

fn codes_ui(ui: &mut Ui, view: &mut View<'_>) {
    let words = &view.words.diagnosis;
    let report = view.case.report();
    let replies = report.replies.iter().map(|reply| reply.code.as_str());
    let mut statuses: Vec<StatusCode> = report.replies.iter().filter_map(|reply| reply.status).collect();
    statuses.extend(report.recipients.iter().filter_map(|recipient| recipient.status));
    let clients = report.client_codes.iter().map(|code| code.code.as_str());
    let mut plain: Vec<&str> = Vec::new();
    for code in replies.chain(clients) {
        if !code.is_empty() && !plain.contains(&code) {
            plain.push(code);
        }
    }
    let mut parted: Vec<StatusCode> = Vec::new();
    for status in statuses {
        if !parted.contains(&status) {
            parted.push(status);
        }
    }
    if plain.is_empty() && parted.is_empty() {
        return;
    }
    block_ui(ui, &words.detail_codes);
    for code in plain.into_iter().take(8) {
        let title = view.table.code(code).map_or("", |page| page.title().get(view.lang));
        text::pair_ui(ui, code, title);
    }
    for status in parted.into_iter().take(4) {
        status_ui(ui, view, status);
    }
    ui.add_space(12.0);
}

/// `5.1.1` in its parts.
fn status_ui(ui: &mut Ui, view: &View<'_>, status: StatusCode) {
    let words = &view.words.diagnosis;
    let (class, subject) = (status.class.to_string(), status.subject.to_string());
    let whole = status.to_string();
    let title = view.table.status_code(&whole).map_or("", |entry| entry.title.get(view.lang));
    text::pair_ui(ui, &whole, title);
    ui.indent(&whole, |ui| {
        if let Some(part) = view.table.status_class(&class) {
            text::pair_ui(ui, &format!("{} {class}", words.detail_class), part.meaning.get(view.lang));
        }
        if let Some(part) = view.table.status_subject(&subject) {
            text::pair_ui(ui, &format!("{} {subject}", words.detail_subject), part.meaning.get(view.lang));
        }
        if let Some(entry) = view.table.status_code(&whole) {
            text::pair_ui(ui, &words.detail_whole, entry.meaning.get(view.lang));
        }
    });
}

fn servers_ui(ui: &mut Ui, view: &mut View<'_>) {
    let words = &view.words.diagnosis;
    let report = view.case.report();
    let returned = report.returned.clone().unwrap_or_default();
    let to = returned.to.join(", ");
    let mut rows: Vec<(&str, &str)> = vec![
        (&words.reporting, &report.reporting_mta),
        (&words.queue, &report.queue_id),
        (&words.arrival, &report.arrival_date),
        (&words.sender, &report.sender),
        (&words.to, &to),
        (&words.subject, &returned.subject),
        (&words.date, &returned.date),
        (&words.message_id, &returned.message_id),
    ];
    for recipient in &report.recipients {
        rows.push((&words.remote, &recipient.remote_mta));
        rows.push((&words.last_attempt, &recipient.last_attempt));
    }
    rows.retain(|(_, value)| !value.is_empty());
    let mut shown: Vec<(&str, &str)> = Vec::new();
    for row in rows {
        if !shown.contains(&row) {
            shown.push(row);
        }
    }
    if shown.is_empty() {
        return;
    }
    block_ui(ui, &words.detail_servers);
    for (name, value) in shown.into_iter().take(20) {
        text::pair_mono_ui(ui, name, value);
    }
    ui.add_space(12.0);
}

fn evidence_ui(ui: &mut Ui, view: &mut View<'_>, verdict: &Verdict) {
    if verdict.evidence.is_empty() {
        return;
    }
    let words = &view.words.diagnosis;
    block_ui(ui, &words.evidence);
    if let Some(id) = &verdict.provider {
        let name = view.table.provider(id).map_or(id.as_str(), |provider| provider.name.as_str());
        text::pair_ui(ui, &words.detail_provider, name);
    }
    if let Some(claim) = &verdict.contradicted {
        let cause = view.table.cause(&claim.cause).title.get(view.lang);
        let said = format!("«{}» ({cause})", super::diagnosis_ui::short(&claim.text));
        text::pair_ui(ui, &words.contradicted, &said);
    }
    for sign in verdict.evidence.iter().take(12) {
        if view.is_agent() {
            sign_ui(ui, view, sign);
            continue;
        }
        let words = match sign.kind {
            EvidenceKind::Answer => super::diagnosis_ui::said(view, sign),
            _ => super::diagnosis_ui::short(&sign.text),
        };
        text::pair_mono_ui(ui, &sign.rule, &words);
    }
    ui.add_space(12.0);
}

fn original_ui(ui: &mut Ui, view: &mut View<'_>, verdict: &Verdict) {
    let whole = &view.case.report().text;
    if whole.trim().is_empty() {
        return;
    }
    let words = &view.words.diagnosis;
    block_ui(ui, &words.detail_text);
    let marks = text::merge_ranges(verdict.evidence.iter().map(|evidence| evidence.span.clone()).collect());
    if !marks.is_empty() {
        text::weak_ui(ui, &words.detail_marked);
    }
    for part in excerpts(whole, &marks) {
        let Some(words) = whole.get(part.clone()) else { continue };
        let inside: Vec<Range<usize>> = marks
            .iter()
            .filter(|mark| mark.start >= part.start && mark.end <= part.end)
            .map(|mark| mark.start - part.start..mark.end - part.start)
            .collect();
        text::marked_ui(ui, words.trim_end(), &inside);
    }
    ui.add_space(12.0);
}

/// The parts of a text worth showing: all of it, or what stands around the marks.
fn excerpts(text: &str, marks: &[Range<usize>]) -> Vec<Range<usize>> {
    if text.len() <= WHOLE {
        return std::iter::once(0..text.len()).collect();
    }
    if marks.is_empty() {
        return std::iter::once(0..text.floor_char_boundary(WHOLE)).collect();
    }
    let around = |mark: &Range<usize>| {
        let start = text.floor_char_boundary(mark.start.saturating_sub(AROUND));
        let end = text.ceil_char_boundary(mark.end.saturating_add(AROUND).min(text.len()));
        start..end
    };
    let mut parts = text::merge_ranges(marks.iter().take(6).map(around).collect());
    parts.retain(|part| part.end - part.start <= 4 * WHOLE);
    parts
}

fn sources_ui(ui: &mut Ui, view: &mut View<'_>, verdict: &Verdict, cause: &Cause) {
    let words = &view.words.diagnosis;
    block_ui(ui, &words.sources);
    text::weak_ui(ui, &cause.sources.join("; "));
    if let Some(provider) = verdict.provider.as_deref().and_then(|id| view.table.provider(id)) {
        let pages =
            [(&words.help_page, provider.help.as_deref()), (&words.delisting_page, verdict.delisting_page(view.table))];
        for (label, address) in pages {
            let Some(address) = address else { continue };
            link_ui(ui, view, &fill(label, "name", &provider.name), address);
        }
    }
    if view.is_agent() {
        let title = &view.words.reference.title;
        if Press::new(Rank::Quiet, title).icon(Icon::Search).hint(&view.words.keys("Ctrl+K")).show(ui).clicked() {
            view.send(Action::Open(Overlay::Reference));
        }
    }
    text::weak_ui(ui, &fill(&words.version, "version", env!("CARGO_PKG_VERSION")));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_shown_around_its_marks_on_whole_characters() {
        let text = "è".repeat(20_000);
        let marks = [10_000..10_010, 30_000..30_002];
        let parts = excerpts(&text, &marks);
        assert_eq!(parts.len(), 2);
        assert!(parts.iter().all(|part| text.get(part.clone()).is_some()));
        assert_eq!(excerpts("breve", &[]).first(), Some(&(0..5)));
    }
}
