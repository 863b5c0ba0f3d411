//! The text for the helpdesk: the very one that is copied, what is hidden in it, and what the person adds.

use egui::text::{CCursor, CCursorRange};
use egui::{TextEdit, Ui, vec2};

use crate::case::{Command, Details, Tried};
use crate::guide::{Audience, steps_for};
use crate::knowledge::{Lang, Trial};
use crate::ticket::{Attachment, Form, Hide, Manner, Paper};

use super::actions::Action;
use super::company_ui::company_ui;
use super::kit::buttons::{self, Press, Rank, Segment};
use super::kit::heading::{minor_ui, page_title_ui};
use super::kit::icons::Icon;
use super::kit::tokens::{Tone, UiTokens as _};
use super::kit::{band, fonts, rows, text};
use super::view::{Copied, Pages, View};

pub(super) fn ticket_ui(ui: &mut Ui, view: &mut View<'_>) {
    let words = &view.words.ticket;
    page_title_ui(ui, &words.title);
    text::lead_ui(ui, &words.lead);
    company_ui(ui, view);
    status_ui(ui, view);
    if view.is_agent() {
        paper_ui(ui, view);
    }
    ui.horizontal_wrapped(|ui| {
        let ways = [
            (&words.save, Icon::Save, Action::SaveTicket),
            (&words.mail, Icon::Mail, Action::MailTicket),
            (&words.draft, Icon::File, Action::SaveDraft),
        ];
        for (word, icon, action) in ways {
            if Press::new(Rank::Secondary, word).icon(icon).show(ui).clicked() {
                view.send(action);
            }
        }
    });
    let label = minor_ui(ui, &words.preview);
    preview_ui(ui, view, label.id);
    ui.add_space(4.0);
    rows::group_ui(ui, |ui| {
        view.fold_ui(ui, ("fields", false), &words.fields, fields_ui);
        view.fold_ui(ui, ("hide", false), &words.hide, hide_ui);
        view.fold_ui(ui, ("writing", view.is_agent()), &words.writing, writing_ui);
    });
}

/// Which text an agent writes.
fn paper_ui(ui: &mut Ui, view: &mut View<'_>) {
    let words = &view.words.ticket;
    let papers = [
        (Paper::AgentTicket, &words.paper_ticket),
        (Paper::Reply, &words.paper_reply),
        (Paper::Note, &words.paper_note),
        (Paper::ToRecipientProvider, &words.paper_recipient),
        (Paper::ToSenderProvider, &words.paper_sender),
        (Paper::Gap, &words.paper_gap),
    ];
    let chosen = papers.map(|(paper, word)| {
        let key = super::keys::PAPERS.iter().find(|(_, known)| *known == paper);
        let hint = key.map(|(key, _)| view.words.keys(&format!("Ctrl+{}", key.name())));
        (paper, word.as_str(), hint)
    });
    if let Some(paper) = choice_ui(ui, &words.what_to_write, view.writing.paper, &chosen) {
        view.pages.paper = Some(paper);
        view.pages.copied = None;
    }
}

/// In which language, how and in which form.
fn writing_ui(ui: &mut Ui, view: &mut View<'_>) {
    let words = &view.words.ticket;
    let writing = view.writing;
    let langs = [(Lang::It, "Italiano", None), (Lang::En, "English", None)];
    if let Some(lang) = choice_ui(ui, &words.language, writing.lang, &langs) {
        view.pages.ticket_lang = Some(lang);
    }
    let template = view.table.template(writing.paper);
    if writing.lang == Lang::It && template.body.it_lei.is_some() {
        let manners = [(Manner::Tu, words.manner_tu.as_str(), None), (Manner::Lei, words.manner_lei.as_str(), None)];
        if let Some(manner) = choice_ui(ui, &words.manner, writing.manner, &manners) {
            view.pages.manner = manner;
        }
    }
    if view.is_agent() {
        let forms = [
            (Form::Text, words.form_text.as_str(), None),
            (Form::Markdown, "Markdown", None),
            (Form::Html, "HTML", None),
            (Form::Json, "JSON", None),
        ];
        if let Some(form) = choice_ui(ui, &words.form, writing.form, &forms) {
            view.pages.form = form;
        }
    }
    let states = (view.words.app.on.as_str(), view.words.app.off.as_str());
    rows::switch_ui(ui, &mut view.pages.attach, &words.attach, states);
    match view.attachment {
        Some(Attachment::Original { .. }) => {
            text::weak_ui(ui, &words.attach_original);
        }
        Some(Attachment::Copy { .. }) => {
            text::weak_ui(ui, &words.attach_copy);
        }
        None => {}
    }
}

/// A row of choices of which one holds; gives the one that was pressed.
fn choice_ui<T: Copy + PartialEq>(
    ui: &mut Ui,
    name: &str,
    holds: T,
    choices: &[(T, &str, Option<String>)],
) -> Option<T> {
    minor_ui(ui, name);
    let segments: Vec<_> = choices
        .iter()
        .map(|(choice, word, hint)| Segment::new(*choice, word, format!("{name}: {word}")).hint(hint.clone()))
        .collect();
    let pressed = buttons::segments_ui(ui, holds, &segments).pressed;
    if pressed.is_some() {
        // The text is written anew at the next frame.
        ui.ctx().request_repaint();
    }
    pressed
}

/// What is hidden in this text.
fn hide_ui(ui: &mut Ui, view: &mut View<'_>) {
    let words = &view.words.ticket;
    let states = (view.words.app.on.as_str(), view.words.app.off.as_str());
    let mut redaction = view.writing.redaction;
    let switches = [
        (Hide::Addresses, &words.hide_addresses),
        (Hide::Names, &words.hide_names),
        (Hide::Sender, &words.hide_sender),
        (Hide::Subject, &words.hide_subject),
        (Hide::Ip, &words.hide_ip),
        (Hide::Bodies, &words.hide_bodies),
    ];
    for (hide, word) in switches {
        rows::switch_ui(ui, redaction.switch(hide), word, states);
    }
    if redaction != view.writing.redaction {
        view.pages.redaction.insert(view.writing.paper, redaction);
        ui.ctx().request_repaint();
    }
    text::weak_ui(ui, &words.hide_secrets);
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

/// What the helpdesk asks and the text does not tell yet; all of it optional.
fn fields_ui(ui: &mut Ui, view: &mut View<'_>) {
    let words = &view.words.ticket;
    let mut details: Details = view.case.details().clone();
    let steps = view.case.verdict().map(|verdict| steps_for(verdict, view.table, Audience::Agent)).unwrap_or_default();
    let report = view.case.report();
    let dated = report.returned.as_ref().is_some_and(|head| !head.date.is_empty()) || !report.arrival_date.is_empty();
    let useful = |trial: Trial| steps.iter().any(|step| step.tests == Some(trial));
    let about_server = steps.iter().any(|step| step.settings);
    let fields = [
        (true, &words.name, &mut details.name, 1),
        (true, &words.phone, &mut details.phone, 1),
        (true, &words.program, &mut details.program, 1),
        (about_server || !details.server.is_empty(), &words.server, &mut details.server, 1),
        (!dated || !details.happened.is_empty(), &words.happened, &mut details.happened, 1),
        (true, &words.notes, &mut details.notes, 3),
    ];
    for (_, label, value, lines) in fields.into_iter().filter(|(asked, ..)| *asked) {
        let label = minor_ui(ui, label);
        let field = if lines == 1 { TextEdit::singleline(value) } else { TextEdit::multiline(value) };
        let field = field
            .id_salt(label.id)
            .font(fonts::regular(16.0))
            .desired_rows(lines)
            .desired_width(f32::INFINITY)
            .char_limit(2000)
            .margin(vec2(12.0, 9.0));
        ui.add(field).labelled_by(label.id);
    }
    let app = &view.words.app;
    let trials = [
        (Trial::Webmail, &words.webmail, &mut details.webmail),
        (Trial::OtherNetwork, &words.other_network, &mut details.other_network),
    ];
    for (trial, ask, said) in trials {
        if !useful(trial) {
            continue;
        }
        // An answer on the checklist counts until the person says otherwise here.
        let holds = said.or_else(|| view.case.trial(trial, view.table));
        let answers = [
            (Some(Tried::Works), app.yes.as_str(), None),
            (Some(Tried::DoesNotWork), app.no.as_str(), None),
            (Some(Tried::NotTried), words.not_tried.as_str(), None),
        ];
        if let Some(answer) = choice_ui(ui, ask, holds, &answers) {
            *said = answer;
        }
    }
    if details != *view.case.details() {
        view.send(Action::Case(Command::Describe(details)));
    }
}

/// This moment with the zone of the computer's clock, as the ticket reads it.
pub(super) fn now() -> String {
    chrono::Local::now().to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
}
