//! The layers hold, and nothing can reach the network.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test stops where its ground is missing")]

use std::fs;
use std::path::{Path, PathBuf};

fn sources(folder: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut pending = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    while let Some(path) = pending.pop() {
        if path.is_dir() {
            pending.extend(fs::read_dir(&path).expect("readable").map(|entry| entry.expect("readable").path()));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push((path.clone(), fs::read_to_string(&path).expect("text")));
        }
    }
    assert!(!found.is_empty());
    found
}

/// Lines of code, without comments.
fn code(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(|line| line.split("//").next().unwrap_or(line))
}

#[test]
fn the_window_s_crates_are_named_only_in_the_window() {
    for (path, text) in sources("src") {
        let shown = path.to_string_lossy().replace('\\', "/");
        if shown.contains("/src/ui") || shown.ends_with("/src/main.rs") {
            continue;
        }
        for word in ["egui", "eframe", "rfd::", "arboard", "winit"] {
            assert!(code(&text).all(|line| !line.contains(word)), "{shown} names {word}");
        }
    }
}

#[test]
fn the_mail_parser_is_named_only_where_messages_are_read() {
    for (path, text) in sources("src") {
        let shown = path.to_string_lossy().replace('\\', "/");
        if !shown.contains("/src/intake/mail/") {
            assert!(code(&text).all(|line| !line.contains("mail_parser")), "{shown} names mail_parser");
        }
    }
}

#[test]
fn imports_point_one_way() {
    // Each layer may use those before it.
    let layers = ["knowledge", "intake", "diagnosis", "guide", "words", "handbook", "case", "answer", "ticket", "ui"];
    // The program's words name what they are words for.
    let allowed = [("words", "diagnosis"), ("words", "intake")];
    for (path, text) in sources("src") {
        let shown = path.to_string_lossy().replace('\\', "/");
        let inside = shown.rsplit_once("/src/").map(|(_, inside)| inside).unwrap_or_default();
        let name = inside.split('/').next().unwrap_or_default().trim_end_matches(".rs");
        let Some(place) = layers.iter().position(|layer| *layer == name) else { continue };
        for later in layers.iter().skip(place + 1).filter(|later| !allowed.contains(&(name, later))) {
            let used = code(&text).any(|line| line.contains(&format!("crate::{later}")));
            assert!(!used, "{shown} uses {later}, which comes after {name}");
        }
    }
}

#[test]
fn nothing_opens_a_connection() {
    for (path, text) in sources("src") {
        for word in ["TcpStream", "TcpListener", "UdpSocket", "ToSocketAddrs", "UnixStream"] {
            assert!(code(&text).all(|line| !line.contains(word)), "{} names {word}", path.display());
        }
    }
    let lock = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.lock")).expect("Cargo.lock");
    for crate_name in [
        "reqwest",
        "hyper",
        "ureq",
        "curl",
        "isahc",
        "attohttpc",
        "minreq",
        "rustls",
        "native-tls",
        "openssl",
        "h2",
        "tungstenite",
        "quinn",
    ] {
        assert!(!lock.contains(&format!("name = \"{crate_name}\"")), "{crate_name} is in the dependency tree");
    }
}
