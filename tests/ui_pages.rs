//! Every page in every shape: one heading, every word inside the window, both languages and themes.
#![cfg(feature = "gui")]
#![allow(clippy::unwrap_used)] // a helper of a test counts as no test for clippy

mod ui_support;

use egui::{Key, Modifiers, Role, Theme};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use rimbalzo::knowledge::Lang;
use rimbalzo::ui::App;
use rimbalzo::ui::words::UiWords;
use ui_support::*;

/// Widths and heights in points: the smallest, the usual and a large window as they are, then what zoom makes of them:
/// the smallest at 0.8, 2 and 2.5, the usual at 2, the large at 0.8.
const SIZES: [[f32; 2]; 8] = [
    [640.0, 480.0],
    [900.0, 700.0],
    [1600.0, 1000.0],
    [800.0, 600.0],
    [320.0, 240.0],
    [450.0, 350.0],
    [256.0, 192.0],
    [2000.0, 1250.0],
];

/// The names of the buttons in the lower bar that go on.
fn main_buttons(lang: Lang) -> [&'static str; 3] {
    let words = UiWords::of(lang);
    [&words.start.explain, &words.diagnosis.next, &words.ticket.copy]
}

/// Calls `look` on every page of a fresh window.
fn on_every_page(lang: Lang, theme: Theme, size: [f32; 2], mut look: impl FnMut(&str, &mut Harness<'_, App>)) {
    let words = UiWords::of(lang);
    let mut window = Window { lang, size, theme, ..Window::default() }.open();
    look("start", &mut window);
    for (page, button) in [("codes", &words.start.code), ("no message", &words.start.no_message)] {
        press(&mut window, button);
        look(page, &mut window);
        key(&mut window, Modifiers::NONE, Key::Escape);
        key(&mut window, Modifiers::NONE, Key::Escape);
    }
    key(&mut window, Modifiers::NONE, Key::F1);
    look("help", &mut window);
    key(&mut window, Modifiers::NONE, Key::Escape);
    key(&mut window, Modifiers::COMMAND, Key::K);
    look("reference", &mut window);
    key(&mut window, Modifiers::NONE, Key::Escape);
    key(&mut window, Modifiers::NONE, Key::Escape);
    paste(&mut window, FULL);
    look("diagnosis", &mut window);
    press(&mut window, &words.diagnosis.details);
    look("diagnosis with details", &mut window);
    for (page, number) in [("checklist", Key::Num3), ("ticket", Key::Num4)] {
        key(&mut window, Modifiers::ALT, number);
        look(page, &mut window);
    }
    key(&mut window, Modifiers::ALT, Key::Num1);
    let settings = if size[0] < 592.0 { &words.app.menu } else { &words.app.settings };
    press(&mut window, settings);
    look("settings", &mut window);
}

#[test]
fn every_page_has_exactly_one_heading_and_no_word_leaves_the_window() {
    for lang in Lang::ALL {
        for theme in [Theme::Light, Theme::Dark] {
            for size in SIZES {
                on_every_page(lang, theme, size, |page, window| {
                    let place = format!("{page}, {lang:?}, {theme:?}, {size:?}");
                    assert_eq!(headings(window).len(), 1, "{place}: {:?}", headings(window));
                    for name in main_buttons(lang) {
                        for node in window.query_all_by_role_and_label(Role::Button, name) {
                            let bottom = node.rect().max.y;
                            assert!(bottom <= size[1], "{place}: the main button «{name}» ends at {bottom}");
                        }
                    }
                    for node in window.root().children_recursive() {
                        let Some(bounds) = node.accesskit_node().bounding_box() else { continue };
                        let (left, right) = (bounds.x0, bounds.x1);
                        let name = node.accesskit_node().label().or_else(|| node.accesskit_node().value());
                        let Some(name) = name.filter(|name| !name.is_empty()) else { continue };
                        let inside = left >= -0.5 && right <= f64::from(size[0]) + 0.5;
                        assert!(inside, "{place}: «{name}» stands from {left} to {right}");
                    }
                });
            }
        }
    }
}

#[test]
fn everything_to_press_is_at_least_36_points_high_and_has_a_name_of_its_own() {
    for lang in Lang::ALL {
        on_every_page(lang, Theme::Light, [900.0, 700.0], |page, window| {
            let mut names = Vec::new();
            for node in window.root().children_recursive() {
                let role = node.accesskit_node().role();
                if !matches!(role, Role::Button | Role::CheckBox | Role::RadioButton | Role::Switch) {
                    continue;
                }
                let name = node.accesskit_node().label().unwrap_or_default();
                assert!(node.rect().height() >= 36.0, "{page}: «{name}» is {} high", node.rect().height());
                names.push((role, name));
            }
            let all = names.len();
            assert!(all > 5, "{page} has {all} controls");
        });
    }
}

#[test]
fn tab_reaches_every_control_of_every_page_and_comes_round() {
    on_every_page(Lang::It, Theme::Light, [900.0, 700.0], |page, window| {
        let controls = window
            .root()
            .children_recursive()
            .filter(|node| {
                let role = node.accesskit_node().role();
                matches!(
                    role,
                    Role::Button
                        | Role::CheckBox
                        | Role::RadioButton
                        | Role::Switch
                        | Role::TextInput
                        | Role::MultilineTextInput
                )
            })
            .count();
        let mut reached = std::collections::BTreeSet::new();
        for _ in 0..controls + 2 {
            window.key_press(Key::Tab);
            window.run();
            reached.extend(window.ctx.memory(egui::Memory::focused).map(|id| id.value()));
        }
        assert!(reached.len() >= controls, "{page}: {} of {controls}", reached.len());
    });
}

#[test]
fn a_page_at_rest_asks_for_no_repaint() {
    on_every_page(Lang::It, Theme::Light, [900.0, 700.0], |page, window| {
        window.run();
        window.step();
        let delay = window.output().viewport_output[&egui::ViewportId::ROOT].repaint_delay;
        assert!(delay > std::time::Duration::from_hours(1), "{page} wants a repaint in {delay:?}");
    });
}

#[test]
fn an_address_of_300_characters_is_broken_into_lines() {
    let address = format!("{}@{}.example.com", "nome".repeat(50), "dominio".repeat(10));
    let words = UiWords::of(Lang::It);
    for size in [[640.0, 480.0], [320.0, 240.0]] {
        let mut window = Window { size, ..Window::default() }.open();
        paste(&mut window, &format!("552 5.2.2 <{address}>: The email account that you tried to reach is over quota"));
        press(&mut window, &words.diagnosis.details);
        for number in [Key::Num2, Key::Num3, Key::Num4] {
            key(&mut window, Modifiers::ALT, number);
            for node in window.root().children_recursive() {
                let Some(bounds) = node.accesskit_node().bounding_box() else { continue };
                assert!(bounds.x1 <= f64::from(size[0]) + 0.5, "{number:?}: {:?}", node.accesskit_node().value());
            }
        }
    }
}

#[test]
fn an_agent_with_a_wide_window_sees_the_details_beside_the_story() {
    let words = UiWords::of(Lang::En);
    let mut window = Window { lang: Lang::En, size: [1280.0, 900.0], ..Window::default() }.open();
    press_role(&mut window, Role::RadioButton, &words.app.agent);
    paste(&mut window, FULL);
    let details = window.get_by_role_and_label(Role::Button, &words.diagnosis.details).rect();
    assert!(details.min.x > 600.0 && details.min.y < 300.0, "{details:?}");
    assert_eq!(headings(&window).len(), 1);
    for node in window.root().children_recursive() {
        let Some(bounds) = node.accesskit_node().bounding_box() else { continue };
        assert!(bounds.x1 <= 1280.5, "{:?}", node.accesskit_node().value());
    }
}

/// Calls `look` on the pages that only an agent sees, at a size.
fn on_an_agent_s_pages(lang: Lang, size: [f32; 2], mut look: impl FnMut(&str, &mut Harness<'_, App>)) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("preferences.json"), r#"{"audience": "agent"}"#).unwrap();
    let notice = include_str!("corpus/rfc/three-recipients-three-outcomes.eml");
    let mut window = Window { lang, size, storage: Some(folder.path().to_path_buf()), ..Window::default() }.open();
    paste(&mut window, "452");
    look("a question", &mut window);
    key(&mut window, Modifiers::ALT, Key::Num1);
    paste(&mut window, notice);
    look("recipients and headers", &mut window);
    key(&mut window, Modifiers::COMMAND, Key::J);
    look("recent cases", &mut window);
}

#[test]
fn an_agent_s_pages_keep_within_the_window_and_name_everything_that_can_be_pressed() {
    for lang in Lang::ALL {
        for size in SIZES {
            on_an_agent_s_pages(lang, size, |page, window| {
                let place = format!("{page}, {lang:?}, {size:?}");
                assert_eq!(headings(window).len(), 1, "{place}");
                for node in window.root().children_recursive() {
                    let role = node.accesskit_node().role();
                    let name = node.accesskit_node().label().or_else(|| node.accesskit_node().value());
                    let name = name.unwrap_or_default();
                    if let Some(bounds) = node.accesskit_node().bounding_box().filter(|_| !name.is_empty()) {
                        let inside = bounds.x0 >= -0.5 && bounds.x1 <= f64::from(size[0]) + 0.5;
                        assert!(inside, "{place}: «{name}» stands from {} to {}", bounds.x0, bounds.x1);
                    }
                    if matches!(role, Role::Button | Role::CheckBox | Role::RadioButton | Role::Switch) {
                        let rect = node.rect();
                        assert!(!name.trim().is_empty(), "{place}: a {role:?} without a name");
                        assert!(rect.height() >= 36.0 && rect.width() >= 36.0, "{place}: «{name}» is {rect:?}");
                    }
                }
            });
        }
    }
}

#[test]
fn reduced_motion_stills_every_fade() {
    let words = UiWords::of(Lang::It);
    let mut window = Window::default().open();
    press(&mut window, &words.app.settings);
    for still in [true, false, true] {
        press_role(&mut window, Role::Switch, &words.settings.motion);
        assert_eq!(window.ctx.global_style().animation_time.abs() < f32::EPSILON, still);
    }
}
