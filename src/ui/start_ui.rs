//! The first page: a box for the error, and three other ways in.

use egui::{TextEdit, Ui, vec2};

use crate::case::Command;

use super::actions::Action;
use super::frame_ui::notices_ui;
use super::kit::buttons::{self, Press, Rank};
use super::kit::heading::{minor_ui, page_title_ui};
use super::kit::icons::Icon;
use super::kit::tokens::{NARROW, Tone, UiTokens as _};
use super::kit::{band, fonts, text};
use super::own_ui::badge_ui;
use super::recents_ui::recents_link_ui;
use super::view::{Overlay, View};
use super::words::fill;

/// A text longer than this is shown in part: egui would lay all of it out at every key.
const SHOWN: usize = 100 << 10;

pub(super) fn start_ui(ui: &mut Ui, view: &mut View<'_>) {
    let words = &view.words.start;
    page_title_ui(ui, &words.title);
    text::lead_ui(ui, &words.lead);
    ui.add_space(4.0);
    notices_ui(ui, view);
    let label = minor_ui(ui, &words.box_);
    if view.case.typed().len() > SHOWN {
        long_text_ui(ui, view);
    } else {
        box_ui(ui, view, label.id);
    }
    let beside = ui.available_width() >= NARROW;
    ui.horizontal_wrapped(|ui| {
        if Press::new(Rank::Secondary, &words.paste)
            .icon(Icon::Copy)
            .hint(&view.words.keys("Ctrl+V"))
            .show(ui)
            .clicked()
        {
            view.send(Action::Paste);
        }
        if !view.case.typed().is_empty() && Press::new(Rank::Quiet, &words.clear).show(ui).clicked() {
            view.send(Action::Case(Command::Type(String::new())));
            view.pages.take_focus = true;
        }
        if beside {
            privacy_ui(ui, &words.privacy);
        }
    });
    if !beside {
        privacy_ui(ui, &words.privacy);
    }
    ui.add_space(12.0);
    minor_ui(ui, &words.doors);
    doors_ui(ui, view);
    badge_ui(ui, view);
    recents_link_ui(ui, view);
    text::weak_ui(ui, &words.drop_tip);
}

/// Always in sight, close to where the text goes in.
fn privacy_ui(ui: &mut Ui, words: &str) {
    let (good, beside) = (ui.tokens().good.ink, ui.layout().is_horizontal());
    let words_ui = |ui: &mut Ui| text::weak_ui(ui, words);
    if beside {
        Icon::Lock.show(ui, 20.0, good);
        words_ui(ui);
        return;
    }
    ui.horizontal_top(|ui| {
        Icon::Lock.show(ui, 20.0, good);
        ui.vertical(words_ui);
    });
}

fn box_ui(ui: &mut Ui, view: &mut View<'_>, label: egui::Id) {
    let mut typed = view.case.typed().to_owned();
    let hint = egui::RichText::new(&view.words.start.hint).color(ui.tokens().text_weak).font(fonts::mono(14.0));
    let rows = if ui.ctx().content_rect().height() > 760.0 { 7 } else { 5 };
    let field = egui::ScrollArea::vertical().max_height(240.0).id_salt("box").show(ui, |ui| {
        TextEdit::multiline(&mut typed)
            .id_salt("error")
            .hint_text(hint)
            .font(fonts::mono(14.0))
            .desired_rows(rows)
            .desired_width(f32::INFINITY)
            .margin(vec2(12.0, 10.0))
            .show(ui)
            .response
            .response
    });
    let response = field.inner.labelled_by(label);
    view.first_control(&response);
    if response.changed() {
        view.send(Action::Case(Command::Type(typed)));
        view.pages.notice = None;
    }
}

/// The beginning of a text too long for a text box.
fn long_text_ui(ui: &mut Ui, view: &mut View<'_>) {
    let typed = view.case.typed();
    let size = megabytes(typed.len());
    band::note_ui(ui, Tone::Info, Icon::Info, &fill(&view.words.start.long_text, "size", &size));
    let start: String = typed.lines().take(6).flat_map(|line| line.chars().take(200).chain(['\n'])).collect();
    text::mono_ui(ui, start.trim_end());
}

fn megabytes(bytes: usize) -> String {
    if bytes < 1 << 20 { format!("{} kB", bytes >> 10) } else { format!("{} MB", bytes >> 20) }
}

fn doors_ui(ui: &mut Ui, view: &mut View<'_>) {
    let words = &view.words.start;
    let doors = [
        (Icon::File, &words.open, &words.open_text, Action::ChooseFile),
        (Icon::List, &words.code, &words.code_text, Action::Open(Overlay::Codes)),
        (Icon::Question, &words.no_message, &words.no_message_text, Action::Open(Overlay::NoMessage)),
    ];
    let width = ui.available_width();
    let beside = width >= NARROW;
    let gap = 12.0;
    let each = if beside { (width - 2.0 * gap) / 3.0 } else { width };
    let height = |ui: &Ui, title: &str, text: &str| buttons::door_height(ui, title, text, each);
    let tallest = doors.iter().map(|(_, title, text, _)| height(ui, title, text)).fold(0.0, f32::max);
    let mut pressed = None;
    let show = |ui: &mut Ui| {
        for (icon, title, words, action) in doors {
            let high = if beside { tallest } else { height(ui, title, words) };
            let mut response = buttons::door_ui(ui, icon, title, words, vec2(each, high));
            if action == Action::ChooseFile {
                response = response.on_hover_text(view.words.keys("Ctrl+O"));
            }
            if response.clicked() {
                pressed = Some(action);
            }
        }
    };
    if beside {
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = gap;
            show(ui);
        });
    } else {
        show(ui);
    }
    if let Some(action) = pressed {
        view.send(action);
    }
}
