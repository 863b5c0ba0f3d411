//! For agents: the way the message went with the delay of each stop, what servers noted about its sender, and the
//! fields of the delivery report. One filter for all of it; every row and the whole can be copied.

use egui::{Frame, TextEdit, Ui};

use crate::intake::{Check, Hop, Leg, Trail, legs};

use super::actions::Action;
use super::kit::buttons::{Press, Rank};
use super::kit::heading::block_ui;
use super::kit::icons::Icon;
use super::kit::rows::divider_ui;
use super::kit::tokens::{RADIUS, TARGET, Tone, UiTokens as _};
use super::kit::{fonts, text};
use super::view::{Copied, View};
use super::words::{HeadersWords, fill};

/// What a copy from here is known by.
const KEY: &str = "headers";
/// The most rows of one sort that are shown.
const MOST: usize = 60;

/// One row of the page, with what a copy of it holds and the filter looks at.
struct Row<'a> {
    cells: Vec<String>,
    what: What<'a>,
}

enum What<'a> {
    Stop(usize, &'a Hop, Leg),
    Check(&'a Check),
    Field(&'a str, &'a str),
}

impl Row<'_> {
    fn copied(&self) -> String {
        self.cells.join("\t")
    }

    fn fits(&self, wanted: &str) -> bool {
        self.cells.iter().any(|cell| cell.to_lowercase().contains(wanted))
    }
}

pub(super) fn headers_ui(ui: &mut Ui, view: &mut View<'_>) {
    let words = &view.words.headers;
    let fields = view.case.report().delivery_fields();
    if view.trails.is_empty() && fields.is_empty() {
        return;
    }
    block_ui(ui, &words.title);
    let label = text::weak_ui(ui, &words.filter);
    let field = TextEdit::singleline(&mut view.pages.headers)
        .id_salt("headers")
        .font(fonts::regular(16.0))
        .desired_width(f32::INFINITY)
        .margin(egui::vec2(12.0, 9.0));
    ui.add(field).labelled_by(label.id);
    let wanted = view.pages.headers.trim().to_lowercase();
    let mut shown: Vec<String> = Vec::new();
    for trail in view.trails {
        trail_ui(ui, view, trail, &wanted, &mut shown);
    }
    let rows = fields
        .iter()
        .map(|(name, value)| Row { cells: vec![name.clone(), value.clone()], what: What::Field(name, value) });
    rows_ui(ui, view, &words.fields, rows.collect(), &wanted, &mut shown);
    if shown.is_empty() {
        text::body_ui(ui, &fill(&words.none, "words", view.pages.headers.trim()));
    } else if Press::new(Rank::Secondary, &words.copy_all).icon(Icon::Copy).show(ui).clicked() {
        view.send(Action::CopyMessage { step: KEY.to_owned(), text: shown.join("\n") });
    }
    let status = view.pages.copied.as_ref().filter(|status| status.what == Copied::Message(KEY.to_owned()));
    if let Some(status) = status {
        let said = if status.done { &view.words.ticket.copied } else { &view.words.start.clipboard_busy };
        let shown = text::body_ui(ui, said);
        text::live(ui, &shown);
    }
    ui.add_space(8.0);
}

fn trail_ui(ui: &mut Ui, view: &mut View<'_>, trail: &Trail, wanted: &str, shown: &mut Vec<String>) {
    let words = &view.words.headers;
    let stops = trail.hops.iter().zip(legs(&trail.hops)).enumerate().map(|(index, (hop, leg))| Row {
        cells: vec![
            (index + 1).to_string(),
            hop.from.clone(),
            hop.ip.clone(),
            hop.by.clone(),
            hop.with.clone(),
            hop.id.clone(),
            hop.at.map(local_time).unwrap_or_default(),
            leg.delay.map(length).unwrap_or_default(),
        ],
        what: What::Stop(index + 1, hop, leg),
    });
    let title = match trail.subject.as_str() {
        "" => words.way.clone(),
        subject => fill(&words.way_of, "subject", &super::diagnosis_ui::short(subject)),
    };
    rows_ui(ui, view, &title, stops.collect(), wanted, shown);
    let checks = trail.checks.iter().map(|check| Row {
        cells: [&check.field, &check.server, &check.method, &check.result, &check.detail].map(Clone::clone).to_vec(),
        what: What::Check(check),
    });
    rows_ui(ui, view, &words.checks, checks.collect(), wanted, shown);
}

fn rows_ui(ui: &mut Ui, view: &mut View<'_>, title: &str, rows: Vec<Row<'_>>, wanted: &str, shown: &mut Vec<String>) {
    let rows: Vec<Row<'_>> = rows.into_iter().filter(|row| row.fits(wanted)).take(MOST).collect();
    if rows.is_empty() {
        return;
    }
    text::strong_ui(ui, title);
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        for row in rows {
            let copied = row.copied();
            row_ui(ui, view, &row, &copied);
            shown.push(copied);
        }
    });
    ui.add_space(8.0);
}

/// One row, told from the next by a hairline; the slowest part of the way stands out.
fn row_ui(ui: &mut Ui, view: &mut View<'_>, row: &Row<'_>, copied: &str) {
    let words = &view.words.headers;
    let slow = matches!(row.what, What::Stop(_, _, leg) if leg.slowest);
    divider_ui(ui);
    let frame = if slow { Frame::new().fill(ui.tokens().wait.fill).corner_radius(RADIUS) } else { Frame::new() };
    frame.show(ui, |ui| {
        ui.horizontal(|ui| {
            let width = ui.available_width() - TARGET - ui.spacing().item_spacing.x;
            ui.vertical(|ui| {
                ui.set_width(width);
                ui.spacing_mut().item_spacing.y = 2.0;
                ui.add_space(8.0);
                match row.what {
                    What::Stop(number, hop, leg) => stop_ui(ui, words, number, hop, leg),
                    What::Check(check) => check_ui(ui, check),
                    What::Field(name, value) => text::pair_mono_ui(ui, name, value),
                }
                ui.add_space(6.0);
            });
            let name = fill(&words.copy_row, "row", row.cells.iter().find(|cell| !cell.is_empty()).map_or("", |c| c));
            if Press::new(Rank::Quiet, &name).icon(Icon::Copy).icon_only(true).show(ui).clicked() {
                view.send(Action::CopyMessage { step: KEY.to_owned(), text: copied.to_owned() });
            }
        });
    });
}

fn stop_ui(ui: &mut Ui, words: &HeadersWords, number: usize, hop: &Hop, leg: Leg) {
    let from = match (hop.from.as_str(), hop.ip.as_str()) {
        ("", ip) => ip.to_owned(),
        (from, "") => from.to_owned(),
        (from, ip) if from == ip => ip.to_owned(),
        (from, ip) => format!("{from} [{ip}]"),
    };
    let ends: Vec<&str> = [from.as_str(), hop.by.as_str()].into_iter().filter(|end| !end.is_empty()).collect();
    text::mono_ui(ui, &format!("{number}  {}", ends.join(" › ")));
    let time = hop.at.map_or_else(|| words.no_time.clone(), local_time);
    let parts: Vec<&str> =
        [time.as_str(), hop.with.as_str(), hop.id.as_str()].into_iter().filter(|part| !part.is_empty()).collect();
    text::weak_ui(ui, &parts.join(" · "));
    let wait = ui.tokens().tone(Tone::Wait).ink;
    if let Some(delay) = leg.delay {
        let after = fill(&words.after, "time", &length(delay));
        if leg.slowest {
            text::tinted_ui(ui, &format!("{after} · {}", words.slowest), wait);
        } else {
            text::body_ui(ui, &after);
        }
    }
    if let Some(clock) = leg.clock {
        let wrong = if clock > 0 { &words.clock_ahead } else { &words.clock_behind };
        text::tinted_ui(ui, &fill(wrong, "time", &length(clock.unsigned_abs())), wait);
    }
}

/// The result in its colour and in its word.
fn check_ui(ui: &mut Ui, check: &Check) {
    let tone = match check.result.as_str() {
        "pass" => Tone::Good,
        "none" | "neutral" => Tone::Neutral,
        _ => Tone::Wait,
    };
    let ink = ui.tokens().tone(tone).ink;
    text::tinted_ui(ui, &format!("{} = {}", check.method, check.result), ink);
    let rest: Vec<&str> =
        [check.server.as_str(), check.detail.as_str()].into_iter().filter(|part| !part.is_empty()).collect();
    if !rest.is_empty() {
        text::mono_ui(ui, &rest.join(" · "));
    }
    text::weak_ui(ui, &check.field);
}

/// A moment by the clock of this computer, with its distance from UTC.
fn local_time(seconds: i64) -> String {
    let moment = chrono::DateTime::from_timestamp(seconds, 0);
    moment
        .map(|moment| moment.with_timezone(&chrono::Local).format("%Y-%m-%d %H:%M:%S %:z").to_string())
        .unwrap_or_default()
}

/// A span of time in the units that everybody writes alike.
fn length(seconds: u64) -> String {
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3600 => format!("{} min {} s", seconds / 60, seconds % 60),
        _ => format!("{} h {} min", seconds / 3600, seconds / 60 % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_of_time_are_written_in_the_largest_unit_that_tells() {
        assert_eq!([5, 65, 3600, 180_061].map(length), ["5 s", "1 min 5 s", "1 h 0 min", "50 h 1 min"]);
    }

    #[test]
    fn a_moment_out_of_the_calendar_is_left_out() {
        assert_eq!(local_time(i64::MAX), "");
        assert!(local_time(0).contains("1970") || local_time(0).contains("1969"));
    }
}
