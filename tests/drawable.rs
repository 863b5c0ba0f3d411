//! Every text of the table and of the window can be drawn: each of its characters is in the fonts that the program
//! carries, for running text and for quotes alike.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test stops where its ground is missing")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use skrifa::{FontRef, MetadataProvider};

/// The families, each with the files it falls back to.
const FAMILIES: [[&str; 2]; 2] = [
    ["AtkinsonHyperlegibleNext.ttf", "AtkinsonHyperlegibleNext-LatinExt.ttf"],
    ["AtkinsonHyperlegibleMono.ttf", "AtkinsonHyperlegibleMono-LatinExt.ttf"],
];

/// Keys under which a text stands that somebody reads; all others are for the program.
const READ: [&str; 4] = ["it", "en", "it_lei", "name"];

fn assets() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("assets")
}

fn toml_files(folder: &Path) -> Vec<PathBuf> {
    let entries =
        std::fs::read_dir(folder).expect("a folder of the table").map(|entry| entry.expect("an entry").path());
    let mut files: Vec<PathBuf> = entries
        .flat_map(|path| if path.is_dir() { toml_files(&path) } else { vec![path] })
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .collect();
    files.sort();
    files
}

/// The texts below `value`; `all` where every string is one.
fn texts<'t>(key: &str, value: &'t toml::Value, all: bool, found: &mut Vec<&'t str>) {
    match value {
        toml::Value::String(text) if all || READ.contains(&key) => found.push(text),
        toml::Value::Table(table) => table.iter().for_each(|(key, value)| texts(key, value, all, found)),
        toml::Value::Array(list) => list.iter().for_each(|value| texts(key, value, all, found)),
        _ => {}
    }
}

#[test]
fn every_character_of_every_text_is_in_the_fonts() {
    let read = |name: &&str| std::fs::read(assets().join("fonts").join(name)).expect("a font");
    let families: Vec<Vec<Vec<u8>>> = FAMILIES.iter().map(|files| files.iter().map(read).collect()).collect();
    let drawn = |character: char| {
        families.iter().all(|files| {
            files.iter().any(|file| {
                let font = FontRef::new(file).expect("a font");
                font.charmap().map(character).is_some()
            })
        })
    };
    let mut known: BTreeMap<char, bool> = BTreeMap::new();
    let (mut missing, mut count) = (Vec::new(), 0);
    let files = [("knowledge", false), ("lang", true), ("example-helpdesk", false)];
    for (folder, all) in files {
        for path in toml_files(&assets().join(folder)) {
            let table: toml::Table = toml::from_str(&std::fs::read_to_string(&path).expect("a text")).expect("TOML");
            let table = toml::Value::Table(table);
            let mut found = Vec::new();
            texts("", &table, all, &mut found);
            count += found.len();
            for text in found {
                for character in text.chars().filter(|character| !character.is_control()) {
                    if !*known.entry(character).or_insert_with(|| drawn(character)) {
                        missing.push(format!(
                            "{}: «{character}» ({:04X}) in «{text}»",
                            path.display(),
                            character as u32
                        ));
                    }
                }
            }
        }
    }
    assert!(count > 3000, "only {count} texts were found");
    assert!(missing.is_empty(), "{} characters cannot be drawn:\n{}", missing.len(), missing.join("\n"));
}

#[test]
fn what_no_font_has_is_noticed() {
    let font = std::fs::read(assets().join("fonts").join(FAMILIES[0][0])).expect("a font");
    let font = FontRef::new(&font).expect("a font");
    assert!(
        font.charmap().map('è').is_some() && font.charmap().map('→').is_none() && font.charmap().map('漢').is_none()
    );
}
