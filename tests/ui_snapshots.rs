//! Pictures of the four pages in both themes, drawn by Mesa's software rasteriser.
//!
//! `cargo test --features snapshots --test ui_snapshots`; `UPDATE_SNAPSHOTS=1` takes new ones.
#![cfg(all(feature = "gui", feature = "snapshots"))]

mod ui_support;

use egui::{Key, Modifiers, Theme};
use egui_kittest::SnapshotResults;
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
