//! Headings: one real one a page, and titles of sections within it.

use egui::accesskit::{Live, Role};
use egui::{Color32, Response, Sense, Ui, vec2};

use super::buttons::fixed_id;
use super::fonts;
use super::tokens::UiTokens as _;

/// The title of the page: the one heading that a screen reader finds, announced when it changes.
pub fn page_title_ui(ui: &mut Ui, text: &str) -> Response {
    let color = ui.tokens().text;
    title_ui(ui, text, color)
}

/// The same in another colour, for a title that stands on a coloured band.
pub fn title_ui(ui: &mut Ui, text: &str, color: Color32) -> Response {
    let galley = ui.painter().layout(text.to_owned(), fonts::strong(26.0), Color32::PLACEHOLDER, ui.available_width());
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
    ui.painter().galley_with_override_text_color(rect.min, galley, color);
    response
}

/// The title of a section.
pub fn section_ui(ui: &mut Ui, text: &str) -> Response {
    ui.add_space(8.0);
    ui.add(egui::Label::new(egui::RichText::new(text).font(fonts::strong(20.0))).wrap())
}

/// The title of a small block.
pub fn minor_ui(ui: &mut Ui, text: &str) -> Response {
    ui.add(egui::Label::new(egui::RichText::new(text).font(fonts::strong(16.0))).wrap())
}
