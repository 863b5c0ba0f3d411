//! Running text: always wrapped, selectable, never wider than the column.

use egui::accesskit::Live;
use egui::text::{LayoutJob, TextFormat};
use egui::{Align, Color32, FontId, Galley, Label, Response, RichText, Ui};
use std::ops::Range;
use std::sync::Arc;

use super::fonts;
use super::tokens::UiTokens as _;

/// Words laid out for a control that paints them itself: wrapped at `width`, as airy as running text.
pub fn galley(ui: &Ui, text: &str, font: FontId, width: f32) -> Arc<Galley> {
    aligned(ui, text, font, width, Align::Min)
}

/// The same in the middle of what it is painted at.
pub fn centered_galley(ui: &Ui, text: &str, font: FontId, width: f32) -> Arc<Galley> {
    aligned(ui, text, font, width, Align::Center)
}

fn aligned(ui: &Ui, text: &str, font: FontId, width: f32, align: Align) -> Arc<Galley> {
    let line = ui.fonts_mut(|fonts| fonts.row_height(&font)) + ui.spacing().extra_text_line_spacing;
    let mut job = LayoutJob::simple(text.to_owned(), font, Color32::PLACEHOLDER, width);
    job.halign = align;
    for section in &mut job.sections {
        section.format.line_height = Some(line);
    }
    ui.fonts_mut(|fonts| fonts.layout_job(job))
}

/// A paragraph.
pub fn body_ui(ui: &mut Ui, text: &str) -> Response {
    ui.add(Label::new(RichText::new(text).font(fonts::regular(16.0))).wrap())
}

/// A sentence that leads the page.
pub fn lead_ui(ui: &mut Ui, text: &str) -> Response {
    ui.add(Label::new(RichText::new(text).font(fonts::regular(18.0))).wrap())
}

/// Words that matter.
pub fn strong_ui(ui: &mut Ui, text: &str) -> Response {
    ui.add(Label::new(RichText::new(text).font(fonts::strong(16.0))).wrap())
}

/// Less important, as easy to read.
pub fn weak_ui(ui: &mut Ui, text: &str) -> Response {
    let color = ui.tokens().text_weak;
    ui.add(Label::new(RichText::new(text).font(fonts::regular(14.0)).color(color)).wrap())
}

/// Text in a colour of the tokens.
pub fn tinted_ui(ui: &mut Ui, text: &str, color: Color32) -> Response {
    ui.add(Label::new(RichText::new(text).font(fonts::strong(16.0)).color(color)).wrap())
}

/// What a machine wrote.
pub fn mono_ui(ui: &mut Ui, text: &str) -> Response {
    ui.add(Label::new(RichText::new(text).font(fonts::mono(14.0))).wrap())
}

/// Has a screen reader speak the text of `response` whenever it changes.
pub fn live(ui: &Ui, response: &Response) {
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_live(Live::Polite));
}

/// A name and its value in words.
pub fn pair_ui(ui: &mut Ui, name: &str, value: &str) {
    named_ui(ui, name, value, fonts::regular(14.0));
}

/// A name and its value as a machine wrote it.
pub fn pair_mono_ui(ui: &mut Ui, name: &str, value: &str) {
    named_ui(ui, name, value, fonts::mono(14.0));
}

/// How wide the names are where name and value stand in two columns, and from which width on they do.
const NAMES: f32 = 140.0;
const TWO_COLUMNS: f32 = 400.0;

fn named_ui(ui: &mut Ui, name: &str, value: &str, font: egui::FontId) {
    let tokens = ui.tokens();
    let name = RichText::new(name).font(fonts::strong(14.0)).color(tokens.text_weak);
    let value = RichText::new(value).font(font).color(tokens.text);
    if ui.available_width() < TWO_COLUMNS {
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            ui.add(Label::new(name).wrap());
            ui.add(Label::new(value).wrap());
        });
        return;
    }
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 12.0;
        ui.vertical(|ui| {
            ui.set_width(NAMES);
            ui.add(Label::new(name).wrap());
        });
        ui.vertical(|ui| ui.add(Label::new(value).wrap()));
    });
}

/// Machine text with some parts marked: by colour and by a line under them.
pub fn marked_ui(ui: &mut Ui, text: &str, marks: &[Range<usize>]) -> Response {
    ui.add(Label::new(marked_job(ui, text, marks)).wrap())
}

fn marked_job(ui: &Ui, text: &str, marks: &[Range<usize>]) -> LayoutJob {
    let tokens = ui.tokens();
    let plain = TextFormat::simple(fonts::mono(14.0), tokens.text);
    let marked =
        TextFormat { background: tokens.mark, underline: egui::Stroke::new(1.5, tokens.text), ..plain.clone() };
    let mut job = LayoutJob::default();
    let mut at = 0;
    for mark in marks {
        if let (Some(before), Some(inside)) = (text.get(at..mark.start), text.get(mark.clone())) {
            job.append(before, 0.0, plain.clone());
            job.append(inside, 0.0, marked.clone());
            at = mark.end;
        }
    }
    job.append(text.get(at..).unwrap_or_default(), 0.0, plain);
    job
}

/// Puts ranges in order and joins those that overlap or touch.
pub fn merge_ranges(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.retain(|range| range.start < range.end);
    ranges.sort_by_key(|range| range.start);
    let mut merged: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match merged.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overlapping_marks_become_one() {
        assert_eq!(merge_ranges(vec![5..9, 0..2, 8..12, 3..3]), vec![0..2, 5..12]);
    }

    #[test]
    fn marking_keeps_every_character_whatever_the_marks() {
        let ctx = egui::Context::default();
        super::super::fonts::install(&ctx);
        let output = ctx.run_ui(egui::RawInput::default(), |ui| {
            for marks in [&[][..], &[1..3, 4..5], &[4..5, 2..900], &[1..2, 1..2]] {
                assert_eq!(marked_job(ui, "abécdef", marks).text, "abécdef");
            }
        });
        output.drop_without_applying_deltas();
    }
}
