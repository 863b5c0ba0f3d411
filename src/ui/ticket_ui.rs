//! The text for the helpdesk: the very one that is copied, what is hidden in it, and what the person adds.

use std::fmt::Write as _;
use std::time::{SystemTime, UNIX_EPOCH};

use egui::text::{CCursor, CCursorRange};
use egui::{TextEdit, Ui, vec2};

use crate::case::{Command, Details};
use crate::knowledge::Lang;

use super::actions::Action;
use super::company_ui::company_ui;
use super::kit::buttons::{self, Press, Rank};
use super::kit::heading::{minor_ui, page_title_ui};
use super::kit::icons::Icon;
use super::kit::tokens::{Tone, UiTokens as _};
use super::kit::{band, fonts, rows, text};
use super::view::{Copied, Pages, View};

/// A mail link longer than this is cut off by some systems.
const MAIL_MOST: usize = 1600;

pub(super) fn ticket_ui(ui: &mut Ui, view: &mut View<'_>) {
    let words = &view.words.ticket;
    page_title_ui(ui, &words.title);
    text::lead_ui(ui, &words.lead);
    company_ui(ui, view);
    status_ui(ui, view);
    ui.horizontal_wrapped(|ui| {
        if Press::new(Rank::Secondary, &words.save).icon(Icon::Save).show(ui).clicked() {
            view.send(Action::SaveTicket);
        }
        if Press::new(Rank::Secondary, &words.mail).icon(Icon::Mail).show(ui).clicked() {
            view.send(Action::MailTicket);
        }
    });
    let label = minor_ui(ui, &words.preview);
    preview_ui(ui, view, label.id);
    text::weak_ui(ui, if view.is_agent() { &words.form_agent } else { &words.form_customer });
    ui.add_space(4.0);
    if view.disclosure_ui(ui, "fields", &words.fields, false) {
        fields_ui(ui, view);
    }
    if view.disclosure_ui(ui, "hide", &words.hide, false) {
        let redaction = &mut view.pages.redaction;
        let states = (view.words.app.on.as_str(), view.words.app.off.as_str());
        rows::switch_ui(ui, &mut redaction.addresses, &words.hide_addresses, states);
        rows::switch_ui(ui, &mut redaction.subject, &words.hide_subject, states);
        rows::switch_ui(ui, &mut redaction.ip_addresses, &words.hide_ip, states);
    }
    minor_ui(ui, &words.language);
    ui.horizontal_wrapped(|ui| {
        let chosen = view.pages.ticket_lang.unwrap_or(view.lang);
        for (lang, name) in [(Lang::It, "Italiano"), (Lang::En, "English")] {
            let spoken = format!("{}: {name}", words.language);
            if buttons::segment_ui(ui, chosen == lang, name, &spoken).clicked() {
                view.pages.ticket_lang = Some(lang);
                // The text is written anew at the next frame.
                ui.ctx().request_repaint();
            }
        }
    });
}

/// Whether the button may still say that the text was copied.
pub(super) fn just_copied(pages: &Pages, ui: &Ui) -> bool {
    let now = ui.input(|input| input.time);
    pages.copied.as_ref().is_some_and(|status| status.what == Copied::Ticket && status.done && now < status.until)
}

/// What became of the last copy or save.
fn status_ui(ui: &mut Ui, view: &mut View<'_>) {
    let words = &view.words.ticket;
    if let Some(status) = view.pages.copied.as_ref().filter(|status| status.what == Copied::Ticket) {
        super::checklist_ui::wake_when_over(ui, status.until);
        let (tone, icon, words) = if status.done {
            (Tone::Good, Icon::Check, &words.copied_now)
        } else {
            (Tone::Wait, Icon::Warning, &words.not_copied)
        };
        let shown = band::note_ui(ui, tone, icon, words);
        text::live(ui, &shown);
    } else if let Some(notice) = &view.pages.saved {
        let icon = if notice.tone == Tone::Good { Icon::Check } else { Icon::Warning };
        let shown = band::note_ui(ui, notice.tone, icon, &notice.text);
        text::live(ui, &shown);
    }
}

fn preview_ui(ui: &mut Ui, view: &mut View<'_>, label: egui::Id) {
    // A text field over text that cannot change: it can be selected with mouse and keys.
    let mut shown = view.ticket;
    let id = ui.make_persistent_id("ticket");
    let response = TextEdit::multiline(&mut shown)
        .id(id)
        .font(fonts::regular(16.0))
        .background_color(ui.tokens().surface)
        .desired_rows(6)
        .desired_width(f32::INFINITY)
        .margin(vec2(14.0, 12.0))
        .show(ui)
        .response
        .response
        .labelled_by(label);
    if std::mem::take(&mut view.pages.select_ticket) {
        let mut state = TextEdit::load_state(ui.ctx(), id).unwrap_or_default();
        let end = CCursor::new(view.ticket.chars().count());
        state.cursor.set_char_range(Some(CCursorRange::two(CCursor::new(0), end)));
        state.store(ui.ctx(), id);
        response.request_focus();
    }
}

fn fields_ui(ui: &mut Ui, view: &mut View<'_>) {
    let words = &view.words.ticket;
    let mut details: Details = view.case.details().clone();
    let mut changed = false;
    let fields = [
        (&words.name, &mut details.name, 1),
        (&words.phone, &mut details.phone, 1),
        (&words.program, &mut details.program, 1),
        (&words.notes, &mut details.notes, 3),
    ];
    for (label, value, lines) in fields {
        let label = minor_ui(ui, label);
        let field = if lines == 1 { TextEdit::singleline(value) } else { TextEdit::multiline(value) };
        let field = field
            .id_salt(label.id)
            .font(fonts::regular(16.0))
            .desired_rows(lines)
            .desired_width(f32::INFINITY)
            .char_limit(2000)
            .margin(vec2(12.0, 9.0));
        changed |= ui.add(field).labelled_by(label.id).changed();
    }
    if changed {
        view.send(Action::Case(Command::Describe(details)));
    }
}

/// The moment in UTC, as the ticket writes it.
pub(super) fn now() -> String {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs());
    utc(seconds)
}

/// Seconds since 1970 as a date; the days of the civil calendar after Howard Hinnant's `civil_from_days`.
fn utc(seconds: u64) -> String {
    let (days, clock) = (seconds / 86_400 + 719_468, seconds % 86_400);
    let era = days / 146_097;
    let of_era = days % 146_097;
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02} {:02}:{:02} UTC", clock / 3600, clock / 60 % 60)
}

/// A link that opens a new message in the person's mail program.
pub(super) fn mailto(subject: &str, body: &str) -> String {
    let mut end = body.len().min(MAIL_MOST);
    while !body.is_char_boundary(end) {
        end -= 1;
    }
    format!("mailto:?subject={}&body={}", percent(subject), percent(body.get(..end).unwrap_or_default()))
}

/// Percent-encoding (RFC 3986 section 2.1), line ends as RFC 6068 wants them.
fn percent(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            b'\n' => out.push_str("%0D%0A"),
            _ => {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_those_of_the_calendar() {
        assert_eq!(utc(0), "1970-01-01 00:00 UTC");
        assert_eq!(utc(951_782_400), "2000-02-29 00:00 UTC");
        assert_eq!(utc(1_798_761_540), "2026-12-31 23:59 UTC");
    }

    #[test]
    fn a_mail_link_holds_any_text_and_stays_short() {
        assert_eq!(mailto("a b", "è\n"), "mailto:?subject=a%20b&body=%C3%A8%0D%0A");
        assert!(mailto("", &"è".repeat(5000)).len() < 5000);
    }
}
