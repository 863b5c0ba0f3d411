//! Pictures of the four pages in both themes, drawn by Mesa's software rasteriser.
//!
//! `cargo test --features snapshots --test ui_snapshots`; `UPDATE_SNAPSHOTS=1` takes new ones.
#![cfg(all(feature = "gui", feature = "snapshots"))]
#![allow(clippy::unwrap_used)] // a helper of a test counts as no test for clippy

mod ui_support;

use egui::{Key, Modifiers, Theme};
use egui_kittest::SnapshotResults;
use rimbalzo::knowledge::Lang;
use ui_support::scenes::{SCENES, reshape};
use ui_support::*;

#[test]
fn the_four_pages_look_as_they_did() {
    let mut results = SnapshotResults::new();
    for (theme, name) in [(Theme::Light, "light"), (Theme::Dark, "dark")] {
        let mut window = Window { theme, pixels: true, ..Window::default() }.open();
        results.add(window.try_snapshot(format!("start_{name}")));
        paste(&mut window, FULL);
        results.add(window.try_snapshot(format!("diagnosis_{name}")));
        key(&mut window, Modifiers::ALT, Key::Num3);
        results.add(window.try_snapshot(format!("checklist_{name}")));
        key(&mut window, Modifiers::ALT, Key::Num4);
        results.add(window.try_snapshot(format!("ticket_{name}")));
    }
}

#[test]
fn the_outcome_is_told_without_colours_too() {
    let mut window = Window { pixels: true, ..Window::default() }.open();
    paste(&mut window, FULL);
    let mut picture = window.render().unwrap();
    for pixel in picture.pixels_mut() {
        let [red, green, blue, alpha] = pixel.0;
        // ITU-R BT.709: how light each colour looks.
        let grey = (u32::from(red) * 2126 + u32::from(green) * 7152 + u32::from(blue) * 722) / 10_000;
        let grey = u8::try_from(grey).unwrap();
        pixel.0 = [grey, grey, grey, alpha];
    }
    egui_kittest::image_snapshot(&picture, "diagnosis_grey");
}

#[test]
fn a_question_and_an_agent_s_page_look_as_they_did() {
    let mut results = SnapshotResults::new();
    let mut window = Window { pixels: true, ..Window::default() }.open();
    paste(&mut window, "452");
    results.add(window.try_snapshot("question_light"));
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("preferences.json"), r#"{"audience": "agent"}"#).unwrap();
    let storage = Some(folder.path().to_path_buf());
    let mut window = Window { pixels: true, size: [1280.0, 900.0], storage, ..Window::default() }.open();
    paste(&mut window, include_str!("corpus/rfc/three-recipients-three-outcomes.eml"));
    results.add(window.try_snapshot("agent_light"));
}

/// Draws every scene into the folder `GALLERY`, to be looked at; nothing is compared. `GALLERY_ONLY` picks by name,
/// `GALLERY_SIZE` (`640x480`), `GALLERY_ZOOM`, `GALLERY_THEME` (`dark`) and `GALLERY_LANG` (`en`) say how.
#[test]
#[ignore = "draws pictures to look at, and compares none"]
fn gallery() {
    let wish = |name: &str| std::env::var(name).unwrap_or_default();
    let folder = std::path::PathBuf::from(wish("GALLERY"));
    std::fs::create_dir_all(&folder).unwrap();
    let lang = if wish("GALLERY_LANG") == "en" { Lang::En } else { Lang::It };
    let theme = if wish("GALLERY_THEME") == "dark" { Theme::Dark } else { Theme::Light };
    let size = wish("GALLERY_SIZE");
    let (width, height) = size.split_once('x').unwrap_or(("900", "700"));
    let size = [width.parse().unwrap(), height.parse().unwrap()];
    let zoom = wish("GALLERY_ZOOM").parse().unwrap_or(1.0);
    for scene in SCENES.iter().filter(|scene| scene.name.contains(&wish("GALLERY_ONLY"))) {
        let mut window = scene.window(lang, true);
        reshape(&mut window, theme, size, zoom);
        window.render().unwrap().save(folder.join(format!("{}.png", scene.name))).unwrap();
    }
}
