//! Every page in every state and every shape: one title, no word clipped, covered or out of the window, everything to
//! press large enough and named; both languages and themes, small and large windows, small and large text.
#![cfg(feature = "gui")]
#![allow(clippy::unwrap_used)] // a helper of a test counts as no test for clippy

mod ui_support;

use std::time::Duration;

use egui::epaint::TextShape;
use egui::os::OperatingSystem;
use egui::{Key, Modifiers, Rect, Role, Shape, Theme};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use rimbalzo::case::Page;
use rimbalzo::knowledge::Lang;
use rimbalzo::ui::App;
use rimbalzo::ui::words::UiWords;
use ui_support::scenes::{SCENES, Scene, Shown, reshape};
use ui_support::*;

/// Sizes of the window in points of the screen, and the zoom: the smallest, the usual and a large window, and the first
/// two with the smallest and the largest text. In the tall ones the whole page is in sight, to its last word.
const SHAPES: [([f32; 2], f32); 10] = [
    ([900.0, 700.0], 1.0),
    ([640.0, 480.0], 1.0),
    ([1600.0, 1000.0], 1.0),
    ([640.0, 480.0], 2.0),
    ([900.0, 700.0], 2.0),
    ([640.0, 480.0], 2.5),
    ([640.0, 480.0], 0.8),
    ([1600.0, 1000.0], 0.8),
    ([640.0, 9000.0], 1.0),
    ([640.0, 20_000.0], 2.0),
];

/// What lies over the page on purpose.
fn is_covered(scene: &Scene) -> bool {
    ["start-drop", "start-again-toast", "agent-start", "agent-start"].contains(&scene.name)
}

/// The texts that are painted, each with the part of the window it may show in.
fn painted(window: &Shown) -> Vec<(Rect, TextShape)> {
    fn gather(clip: Rect, shape: &Shape, found: &mut Vec<(Rect, TextShape)>) {
        match shape {
            Shape::Text(text) => found.push((clip, text.clone())),
            Shape::Vec(shapes) => shapes.iter().for_each(|shape| gather(clip, shape, found)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    for clipped in &window.output().shapes {
        gather(clipped.clip_rect, &clipped.shape, &mut found);
    }
    found.retain(|(_, text)| !text.galley.text().trim().is_empty());
    found
}

/// Nothing that is written is cut at a side, shortened, or covered by other words.
fn assert_legible(place: &str, window: &Shown, size: [f32; 2], covered: bool) {
    let texts = painted(window);
    assert!(texts.len() > 2, "{place} shows nothing");
    let screen = Rect::from_min_size(egui::Pos2::ZERO, size.into());
    let mut seen: Vec<(usize, Rect, &str)> = Vec::new();
    for (number, (clip, text)) in texts.iter().enumerate() {
        let (rect, words) = (text.visual_bounding_rect(), text.galley.text());
        assert!(!text.galley.elided, "{place}: «{words}» is shortened");
        let visible = clip.intersect(screen);
        let inside = rect.left() >= visible.left() - 1.0 && rect.right() <= visible.right() + 1.0;
        assert!(inside, "{place}: «{words}» stands from {} to {} in {visible:?}", rect.left(), rect.right());
        for row in &text.galley.rows {
            let shown = row.visuals.mesh_bounds.translate(row.pos.to_vec2() + text.pos.to_vec2()).intersect(visible);
            if shown.is_positive() {
                seen.push((number, shown, words));
            }
        }
    }
    for (index, (number, one, words)) in seen.iter().enumerate() {
        for (_, other, others) in seen.iter().skip(index + 1).filter(|(other, ..)| !covered && other != number) {
            let both = one.intersect(*other);
            let apart = both.width() < 1.5 || both.height() < 1.5;
            assert!(apart, "{place}: «{words}» at {one:?} and «{others}» at {other:?} lie on each other");
        }
    }
}

/// One title, and everything to press inside the window, named and large enough.
fn assert_operable(place: &str, window: &Shown, size: [f32; 2]) {
    assert_eq!(headings(window).len(), 1, "{place}: {:?}", headings(window));
    for node in window.root().children_recursive() {
        let known = node.accesskit_node();
        let name = known.label().or_else(|| known.value()).unwrap_or_default();
        let role = known.role();
        if known.bounding_box().is_none() {
            continue;
        }
        let rect = node.rect();
        let inside = rect.left() >= -0.5 && rect.right() <= size[0] + 0.5;
        assert!(name.is_empty() || inside, "{place}: «{name}» is {rect:?}");
        if matches!(role, Role::Button | Role::CheckBox | Role::RadioButton | Role::Switch) {
            assert!(!name.trim().is_empty(), "{place}: a {role:?} without a name");
            assert!(rect.height() >= 36.0 && rect.width() >= 36.0, "{place}: «{name}» is {rect:?}");
        }
    }
}

/// The names of the buttons in the lower bar that go on.
fn main_buttons(lang: Lang) -> [&'static str; 3] {
    let words = UiWords::of(lang);
    [&words.start.explain, &words.diagnosis.next, &words.ticket.copy]
}

/// Looks at every scene in every shape. The scenes are dealt out, so that the machine's cores share them.
fn every_scene_is_well(hand: usize) {
    for scene in SCENES.iter().skip(hand).step_by(HANDS) {
        for lang in Lang::ALL {
            let mut window = scene.window(lang, false);
            for (size, zoom) in SHAPES {
                for theme in [Theme::Light, Theme::Dark] {
                    reshape(&mut window, theme, size, zoom);
                    let size = size.map(|side| side / zoom);
                    let place = format!("{}, {lang:?}, {theme:?}, {size:?} at {zoom}", scene.name);
                    assert_legible(&place, &window, size, is_covered(scene));
                    assert_operable(&place, &window, size);
                    for name in main_buttons(lang) {
                        for node in window.query_all_by_role_and_label(Role::Button, name) {
                            let bottom = node.rect().max.y;
                            assert!(bottom <= size[1], "{place}: the main button «{name}» ends at {bottom}");
                        }
                    }
                }
            }
        }
    }
}

const HANDS: usize = 4;

#[test]
fn no_word_is_clipped_or_covered_in_any_state_and_shape_1() {
    every_scene_is_well(0);
}

#[test]
fn no_word_is_clipped_or_covered_in_any_state_and_shape_2() {
    every_scene_is_well(1);
}

#[test]
fn no_word_is_clipped_or_covered_in_any_state_and_shape_3() {
    every_scene_is_well(2);
}

#[test]
fn no_word_is_clipped_or_covered_in_any_state_and_shape_4() {
    every_scene_is_well(3);
}

#[test]
fn a_page_at_rest_asks_for_no_repaint() {
    // A hovering file keeps the window awake; what passes by itself wakes it once when it is over.
    let passes = [
        "start-drop",
        "start-again-toast",
        "agent-start",
        "checklist-message-copied",
        "ticket-copied",
        "ticket-not-copied",
    ];
    for scene in SCENES.iter().filter(|scene| !passes.contains(&scene.name)) {
        let mut window = scene.window(Lang::It, false);
        window.run();
        window.step();
        let delay = window.output().viewport_output[&egui::ViewportId::ROOT].repaint_delay;
        assert!(delay > Duration::from_hours(1), "{} wants a repaint in {delay:?}", scene.name);
    }
}

/// Where everything that takes the keyboard stands, in the order in which Tab goes there from the first of the window.
fn stops(window: &mut Shown) -> Vec<(String, Rect)> {
    let mut stops: Vec<(egui::Id, String, Rect)> = Vec::new();
    window.ctx.memory_mut(|memory| {
        if let Some(focused) = memory.focused() {
            memory.surrender_focus(focused);
        }
    });
    for _ in 0..400 {
        window.key_press(Key::Tab);
        window.run();
        let Some(now) = window.ctx.memory(egui::Memory::focused) else { continue };
        if stops.iter().any(|(known, ..)| *known == now) {
            return stops.into_iter().map(|(_, name, rect)| (name, rect)).collect();
        }
        let node = window.root().children_recursive().find(|node| node.accesskit_node().is_focused());
        let node = node.unwrap();
        let name = node.accesskit_node().label().unwrap_or_default();
        stops.push((now, name, node.rect()));
    }
    panic!("the keyboard does not come round");
}

#[test]
fn tab_reaches_every_control_once_in_the_order_of_reading() {
    let chosen = [
        "start-typed",
        "codes-none",
        "no-message-outlook",
        "help",
        "diagnosis-question",
        "diagnosis-recipients",
        "checklist-how",
        "checklist-not-worked",
        "ticket-open",
        "agent-ticket",
        "agent-recents",
        "reference-none",
    ];
    for scene in SCENES.iter().filter(|scene| chosen.contains(&scene.name)) {
        let mut window = scene.window(Lang::It, false);
        // So tall that nothing scrolls: places can be compared.
        reshape(&mut window, Theme::Light, [900.0, 6000.0], 1.0);
        let controls = window.root().children_recursive().filter(|node| {
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
        });
        let controls = controls.count();
        let stops = stops(&mut window);
        assert_eq!(stops.len(), controls, "{}: {stops:?}", scene.name);
        for pair in stops.windows(2) {
            let [(_, before), (name, after)] = pair else { unreachable!() };
            let below = after.top() >= before.bottom() - 1.0;
            let right = after.left() >= before.right() - 1.0 && after.bottom() > before.top();
            assert!(below || right, "{}: after {:?} comes «{name}» at {after:?}", scene.name, pair[0]);
        }
    }
}

#[test]
fn a_page_that_opens_gives_the_keyboard_to_its_first_control_or_its_main_button() {
    let chosen =
        ["start", "codes", "no-message", "help", "settings", "diagnosis-failed", "checklist", "ticket", "reference"];
    for scene in SCENES.iter().filter(|scene| chosen.contains(&scene.name)) {
        let window = scene.window(Lang::En, false);
        let focused = window.root().children_recursive().find(|node| node.accesskit_node().is_focused());
        let top = focused.map(|node| (node.accesskit_node().role(), node.rect().top()));
        assert!(top.is_some_and(|(_, top)| top > 100.0), "{}: {top:?} has the keyboard", scene.name);
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
    assert_legible("wide", &window, [1280.0, 900.0], false);
    assert_operable("wide", &window, [1280.0, 900.0]);
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

#[test]
fn the_colours_of_the_system_are_followed_while_the_window_is_open() {
    let words = UiWords::of(Lang::It);
    let mut window = Window::default().open();
    press(&mut window, &words.app.settings);
    press_role(&mut window, Role::RadioButton, &format!("{}: {}", words.settings.theme, words.settings.theme_system));
    let is = |window: &mut Harness<'_, App>, system: Theme, expected: Theme| {
        window.input_mut().system_theme = Some(system);
        window.run();
        assert_eq!(window.ctx.theme(), expected);
    };
    is(&mut window, Theme::Dark, Theme::Dark);
    is(&mut window, Theme::Light, Theme::Light);
    is(&mut window, Theme::Dark, Theme::Dark);
    press_role(&mut window, Role::RadioButton, &format!("{}: {}", words.settings.theme, words.settings.theme_light));
    is(&mut window, Theme::Dark, Theme::Light);
    key(&mut window, Modifiers::NONE, Key::Escape);
    is(&mut window, Theme::Dark, Theme::Light);
}

#[test]
fn on_a_mac_every_key_is_called_as_there() {
    for lang in Lang::ALL {
        for audience in ["customer", "agent"] {
            let mut window = Window { lang, os: OperatingSystem::Mac, ..Window::default() }.open();
            let words = UiWords::on(OperatingSystem::Mac, lang);
            let named = |window: &Harness<'_, App>, place: &str| {
                let shown = texts(window);
                assert!(!shown.contains("Ctrl") && !shown.contains("Alt+"), "{place}: {shown}");
            };
            if audience == "agent" {
                press_role(&mut window, Role::RadioButton, &words.app.agent);
            }
            named(&window, "start");
            hover(&mut window, Role::Button, &words.start.paste);
            assert!(texts(&window).contains("Cmd+V"), "{}", texts(&window));
            key(&mut window, Modifiers::NONE, Key::F1);
            named(&window, "help");
            assert!(texts(&window).contains("Cmd+1 … Cmd+4"));
            key(&mut window, Modifiers::NONE, Key::Escape);
            paste(&mut window, FULL);
            named(&window, "diagnosis");
            // Steps go by Cmd: Alt and a figure write letters there.
            key(&mut window, Modifiers::ALT, Key::Num4);
            assert_eq!(window.state().case().page(), Page::Diagnosis);
            key(&mut window, Modifiers::COMMAND, Key::Num4);
            assert_eq!(window.state().case().page(), Page::Ticket);
            press(&mut window, &words.ticket.copy);
            named(&window, "ticket");
            hover(&mut window, Role::Button, &format!("3 {}", words.steps.checklist));
            named(&window, "tooltip of a step");
            assert!(texts(&window).contains("(Cmd+3)"), "{}", texts(&window));
        }
    }
}

#[test]
fn ctrl_q_is_a_slip_on_windows_and_the_way_out_elsewhere() {
    for os in [OperatingSystem::Windows, OperatingSystem::Nix, OperatingSystem::Mac] {
        let mut window = Window { os, ..Window::default() }.open();
        let modifiers = Modifiers { mac_cmd: os.is_mac(), ctrl: !os.is_mac(), ..Modifiers::COMMAND };
        window.event(egui::Event::Key { key: Key::Q, physical_key: None, pressed: true, repeat: false, modifiers });
        window.step();
        let commands = window.output().viewport_output.values().flat_map(|output| &output.commands);
        let closes = commands.clone().any(|command| matches!(command, egui::ViewportCommand::Close));
        assert_eq!(closes, os != OperatingSystem::Windows, "{os:?}");
    }
}

/// Lets the pointer rest on a control.
fn hover(window: &mut Harness<'_, App>, role: Role, name: &str) {
    window.get_by_role_and_label(role, name).hover();
    for _ in 0..8 {
        window.step();
    }
}
