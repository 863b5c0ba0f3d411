//! The look has one home: no colour is written down outside the tokens, no picture or font is loaded elsewhere.
#![cfg(feature = "gui")]
#![allow(clippy::unwrap_used)] // a helper of a test counts as no test for clippy

use std::path::{Path, PathBuf};

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else {
            found.push(path);
        }
    }
}

#[test]
fn no_colour_is_written_down_outside_the_tokens() {
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/ui"), &mut files);
    assert!(files.len() > 20);
    for file in files.iter().filter(|file| !file.ends_with("tokens.rs")) {
        let text = std::fs::read_to_string(file).unwrap();
        for line in text.lines() {
            let literal = line
                .split("Color32::")
                .skip(1)
                .any(|rest| !rest.starts_with("PLACEHOLDER") && !rest.starts_with("TRANSPARENT"));
            assert!(!literal, "{}: {line}", file.display());
        }
    }
}

#[test]
fn plain_egui_buttons_and_boxes_are_used_nowhere() {
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/ui"), &mut files);
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        for banned in ["ui.button(", "ui.checkbox(", "ui.heading(", "ui.radio", "ComboBox", "ui.small_button("] {
            assert!(!text.contains(banned), "{} uses {banned}", file.display());
        }
    }
}
