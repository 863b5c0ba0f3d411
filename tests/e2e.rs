//! The real window from end to end: a display, an accessibility bus, a pointer, keys, the clipboard.
//!
//! The flows stand in `tests/e2e`. Where the tools for them are missing, one line says so and the test passes.
#![cfg(all(feature = "gui", target_os = "linux"))]
#![allow(clippy::unwrap_used)] // a helper of a test counts as no test for clippy

use std::io::Write as _;
use std::path::Path;
use std::process::Command;
use std::sync::Once;

/// What the script answers where the computer lacks something.
const SKIPPED: i32 = 77;

fn run(flow: &str) {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/e2e/run");
    let Ok(output) = Command::new("bash").arg(script).arg(env!("CARGO_BIN_EXE_rimbalzo")).arg(flow).output() else {
        tell("end-to-end flows skipped: bash is not installed");
        return;
    };
    let report = String::from_utf8_lossy(&output.stdout);
    if output.status.code() == Some(SKIPPED) {
        tell(report.trim());
        return;
    }
    assert!(output.status.success(), "{report}\n{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(report.lines().filter(|line| line.starts_with("ok ")).count(), 2, "both languages: {report}");
}

/// Says it once, past the capture of the test runner, so that nobody takes a skip for a pass.
#[allow(clippy::explicit_write, reason = "the test runner keeps what eprintln says to itself")]
fn tell(line: &str) {
    static SAID: Once = Once::new();
    SAID.call_once(|| writeln!(std::io::stderr(), "{line}").unwrap());
}

#[test]
fn a_pasted_notice_leads_to_a_copied_ticket() {
    run("pasted");
}

#[test]
fn the_ticket_is_copied_as_text_and_as_html_and_outlives_the_window() {
    run("copied");
}

#[test]
fn a_saved_message_is_opened_with_the_program() {
    run("opened");
}

#[test]
fn the_smallest_window_is_enough() {
    run("small");
}

#[test]
fn a_picked_code_leads_to_a_copied_ticket() {
    run("picked");
}

#[test]
fn the_keyboard_alone_leads_to_copied_tickets() {
    run("keyboard");
}

#[test]
fn a_program_that_is_killed_in_mid_checklist_goes_on_there_and_a_damaged_case_is_said() {
    run("killed");
}

#[test]
fn a_window_whose_graphics_device_goes_away_comes_back_with_the_case() {
    run("lost");
}

#[test]
fn a_window_at_rest_uses_no_processor() {
    run("rest");
}
