//! Headings: one of the first level a page, and those of its sections and blocks.

use egui::accesskit::{Live, Role};
use egui::{Response, Sense, Ui, vec2};

use super::buttons::fixed_id;
use super::fonts;
use super::tokens::{NARROW, UiTokens as _};

/// The title of the page: its one heading of the first level, announced when it changes.
pub fn page_title_ui(ui: &mut Ui, text: &str) -> Response {
    let size = if ui.available_width() < NARROW { 22.0 } else { 27.0 };
    let galley = super::text::galley(ui, text, fonts::strong(size), ui.available_width());
    let (_, rect) = ui.allocate_space(vec2(galley.size().x, galley.size().y));
    // The same id on every page: a live region speaks when its own words change.
    let response = ui.interact(rect, fixed_id("page_title"), Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(Role::Heading, true, text));
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_role(Role::Heading);
        node.set_level(1);
        node.set_label(text);
        node.set_live(Live::Polite);
    });
    ui.painter().galley_with_override_text_color(rect.min, galley, ui.tokens().text);
    response
}

/// The title of a section: a heading of the second level.
pub fn section_ui(ui: &mut Ui, text: &str) -> Response {
    ui.add_space(14.0);
    heading_ui(ui, text, 20.0, 2)
}

/// The title of a block within a section or a card: a heading of the third level.
pub fn block_ui(ui: &mut Ui, text: &str) -> Response {
    heading_ui(ui, text, 16.0, 3)
}

fn heading_ui(ui: &mut Ui, text: &str, size: f32, level: usize) -> Response {
    let response = ui.add(egui::Label::new(egui::RichText::new(text).font(fonts::strong(size))).wrap());
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_role(Role::Heading);
        node.set_level(level);
        node.set_label(text);
    });
    response
}

/// The name of a field or of a group of choices.
pub fn minor_ui(ui: &mut Ui, text: &str) -> Response {
    ui.add(egui::Label::new(egui::RichText::new(text).font(fonts::strong(16.0))).wrap())
}
