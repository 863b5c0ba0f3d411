//! Nothing is sent anywhere: the running program opens no connection to another computer.
//!
//! `strace` watches what the window and the command-line twin ask of the system. Where it or Xvfb is missing, or tracing
//! is forbidden, one line says so and the test passes. What the program could reach at all stands in `layers.rs`.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test stops where its ground is missing")]

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

const BOUNCE: &str = "tests/corpus/servers/exim-classic.eml";

#[allow(clippy::explicit_write, reason = "the test runner keeps what eprintln says to itself")]
fn skip(why: &str) {
    writeln!(std::io::stderr(), "a test of the network skipped: {why}").unwrap();
}

/// Runs a program under strace in an empty home, started by `starter` if that is not empty; the calls that have to do
/// with sockets, or `None` where it cannot be watched.
fn traced(starter: &[&str], program: &str, arguments: &[&str], around: &[(&str, &str)]) -> Option<String> {
    let home = tempfile::tempdir().unwrap();
    let trace = home.path().join("trace");
    let mut start = starter.iter().chain(&["strace"]);
    let status = Command::new(start.next()?)
        .args(start)
        .args(["-f", "-qq", "-e", "trace=network,execve", "-o"])
        .args([trace.as_os_str(), Path::new(program).as_os_str()])
        .args(arguments)
        .env("HOME", home.path())
        .env("XDG_RUNTIME_DIR", home.path())
        .env_remove("WAYLAND_DISPLAY")
        .envs(around.iter().copied())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    let Ok(status) = status else {
        skip("strace is not installed");
        return None;
    };
    let calls = fs::read_to_string(&trace).unwrap_or_default();
    if !calls.contains("execve(") {
        skip("strace may not trace here");
        return None;
    }
    assert!(status.success(), "{program} ends well: {calls}");
    Some(calls)
}

/// Every socket is one of this computer's own.
fn stays_here(calls: &str) {
    for call in calls.lines().filter(|line| line.contains("socket(") || line.contains("socketpair(")) {
        let local = ["AF_UNIX", "AF_LOCAL", "AF_NETLINK"].iter().any(|family| call.contains(family));
        assert!(local, "a socket that leads elsewhere: {call}");
    }
    for word in ["AF_INET", "sin_addr", "sin6_addr", "AF_BLUETOOTH", "AF_VSOCK"] {
        assert!(!calls.contains(word), "{word} in {calls}");
    }
}

#[test]
fn the_twin_opens_no_socket_at_all() {
    let arguments = ["diagnose", BOUNCE];
    let Some(calls) = traced(&[], env!("CARGO_BIN_EXE_rimbalzo-cli"), &arguments, &[]) else { return };
    stays_here(&calls);
    assert!(!calls.contains("socket("), "{calls}");
}

#[cfg(feature = "gui")]
#[test]
fn the_window_talks_to_the_desktop_alone() {
    use std::io::{BufRead as _, BufReader};

    let server = Command::new("Xvfb")
        .args(["-displayfd", "1", "-screen", "0", "1280x900x24", "-nolisten", "tcp"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    let Ok(mut server) = server else { return skip("Xvfb is not installed") };
    let mut number = String::new();
    BufReader::new(server.stdout.take().unwrap()).read_line(&mut number).unwrap();
    let display = format!(":{}", number.trim());
    // It opens, reads a long paste, shows the answer, rests, and closes by itself.
    let around = [("DISPLAY", display.as_str())];
    let alone = traced(&[], env!("CARGO_BIN_EXE_rimbalzo"), &["--measure"], &around);
    // With a session around it, as on a desktop: the accessibility bus is asked for, and dialogs could be.
    let session = Command::new("dbus-run-session").arg("--version").output().is_ok();
    let in_session = session
        .then(|| traced(&["dbus-run-session", "--"], env!("CARGO_BIN_EXE_rimbalzo"), &["--measure"], &around))
        .flatten();
    server.kill().unwrap();
    server.wait().unwrap();
    for calls in [&alone, &in_session].into_iter().flatten() {
        assert!(calls.contains("AF_UNIX"), "the display itself was seen: {calls}");
        stays_here(calls);
    }
    match in_session {
        Some(calls) => assert!(calls.contains("/dbus-"), "the session was seen: {calls}"),
        None => skip("dbus-run-session is not installed"),
    }
}
