//! The program on computers that lack one way to draw, or both.
//!
//! Each test has a display of its own. Where there is no Xvfb, one line says so and the test passes.
#![cfg(all(feature = "gui", target_os = "linux"))]
#![allow(clippy::unwrap_used, reason = "a test stops where its ground is missing")]

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// Longest that a start may take on a busy computer.
const PATIENCE: Duration = Duration::from_mins(1);

/// Surroundings in which a program finds no `OpenGL` beside GLX, and no Vulkan.
const NO_EGL: (&str, &str) = ("__EGL_VENDOR_LIBRARY_FILENAMES", "/dev/null");
const NO_VULKAN: (&str, &str) = ("VK_DRIVER_FILES", "/dev/null");
const NO_VULKAN_OF_OLD: (&str, &str) = ("VK_ICD_FILENAMES", "/dev/null");

/// A display of its own, and a newcomer's empty home.
struct Computer {
    server: Child,
    display: String,
    home: tempfile::TempDir,
}

impl Drop for Computer {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

impl Computer {
    /// `None`, and a line that says so, where there is no Xvfb.
    fn new(wishes: &[&str]) -> Option<Self> {
        let server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "1280x900x24", "-nolisten", "tcp"])
            .args(wishes)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let Ok(mut server) = server else {
            skip("Xvfb is not installed");
            return None;
        };
        let mut number = String::new();
        BufReader::new(server.stdout.take().unwrap()).read_line(&mut number).unwrap();
        Some(Self { server, display: format!(":{}", number.trim()), home: tempfile::tempdir().unwrap() })
    }

    fn program(&self, around: &[(&str, &str)], arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rimbalzo"));
        command.args(arguments).env_clear().env("PATH", self.path()).env("LANG", "it_IT.UTF-8");
        command.env("DISPLAY", &self.display).env("HOME", self.home.path()).env("XDG_RUNTIME_DIR", self.home.path());
        command.envs(around.iter().copied()).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// First in it stands a dialog that writes down what it is asked to show.
    fn path(&self) -> String {
        let folder = self.home.path().join("bin");
        fs::create_dir_all(&folder).unwrap();
        let dialog = folder.join("zenity");
        put_program(&dialog, "printf '%s\\n' \"$@\" > \"$HOME/dialog\"");
        format!("{}:/usr/bin:/bin", folder.display())
    }

    /// What the program says of its first frame, and what it said on standard error meanwhile.
    fn first_frame(&self, around: &[(&str, &str)], arguments: &[&str]) -> (String, String) {
        let arguments = [&["--measure"], arguments].concat();
        let mut child = self.program(around, &arguments).spawn().unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        let reading = thread::spawn(move || out.lines().map_while(Result::ok).next().unwrap_or_default());
        let began = Instant::now();
        while !reading.is_finished() && began.elapsed() < PATIENCE {
            thread::sleep(Duration::from_millis(20));
        }
        let _ = child.kill();
        let mut errors = String::new();
        child.stderr.take().unwrap().read_to_string(&mut errors).unwrap();
        child.wait().unwrap();
        (reading.join().unwrap(), errors)
    }

    /// Lets the program end by itself.
    fn ends(&self, around: &[(&str, &str)], arguments: &[&str]) -> Output {
        let mut child = self.program(around, arguments).spawn().unwrap();
        let began = Instant::now();
        while child.try_wait().unwrap().is_none() {
            if began.elapsed() > PATIENCE {
                child.kill().unwrap();
            }
            thread::sleep(Duration::from_millis(20));
        }
        child.wait_with_output().unwrap()
    }

    fn dialog(&self) -> String {
        fs::read_to_string(self.home.path().join("dialog")).unwrap_or_default()
    }
}

fn put_program(path: &Path, script: &str) {
    fs::write(path, format!("#!/bin/sh\n{script}\n")).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

#[allow(clippy::explicit_write, reason = "the test runner keeps what eprintln says to itself")]
fn skip(why: &str) {
    writeln!(std::io::stderr(), "a test of the renderers skipped: {why}").unwrap();
}

fn software_vulkan() -> bool {
    let found = fs::read_dir("/usr/share/vulkan/icd.d").is_ok_and(|mut drivers| drivers.next().is_some());
    if !found {
        skip("there is no driver for Vulkan");
    }
    found
}

#[test]
fn the_usual_computer_draws_with_glow() {
    let Some(computer) = Computer::new(&[]) else { return };
    let (said, errors) = computer.first_frame(&[], &[]);
    assert!(said.starts_with("first frame") && said.ends_with("with glow"), "{said}\n{errors}");
    assert!(!computer.home.path().join(".local/share/rimbalzo/renderer.trying").exists(), "the trial is over");
}

#[test]
fn without_vulkan_it_draws_with_glow() {
    let Some(computer) = Computer::new(&[]) else { return };
    let (said, errors) = computer.first_frame(&[NO_VULKAN, NO_VULKAN_OF_OLD], &[]);
    assert!(said.ends_with("with glow"), "{said}\n{errors}");
}

#[test]
fn without_glx_it_still_draws_with_one_of_the_two() {
    let Some(computer) = Computer::new(&["-extension", "GLX"]) else { return };
    let (said, errors) = computer.first_frame(&[], &[]);
    assert!(said.starts_with("first frame"), "{said}\n{errors}");
}

#[test]
fn without_opengl_it_draws_with_wgpu() {
    if !software_vulkan() {
        return;
    }
    let Some(computer) = Computer::new(&["-extension", "GLX"]) else { return };
    let (said, errors) = computer.first_frame(&[NO_EGL], &[]);
    assert!(said.ends_with("with wgpu"), "{said}\n{errors}");
    assert!(errors.contains("rimbalzo: glow"), "why glow did not run is said: {errors}");
    assert_eq!(computer.dialog(), "", "and nobody is troubled with it");
}

#[test]
fn a_renderer_can_be_wished_for_in_both_ways() {
    if !software_vulkan() {
        return;
    }
    let Some(computer) = Computer::new(&[]) else { return };
    let (by_option, errors) = computer.first_frame(&[], &["--renderer", "wgpu"]);
    assert!(by_option.ends_with("with wgpu"), "{by_option}\n{errors}");
    let (by_variable, errors) = computer.first_frame(&[("RIMBALZO_RENDERER", "wgpu")], &[]);
    assert!(by_variable.ends_with("with wgpu"), "{by_variable}\n{errors}");
    let (option_first, errors) = computer.first_frame(&[("RIMBALZO_RENDERER", "wgpu")], &["--renderer", "glow"]);
    assert!(option_first.ends_with("with glow"), "{option_first}\n{errors}");
}

#[test]
fn without_both_a_dialog_explains_in_the_person_s_language_and_names_the_twin() {
    let Some(computer) = Computer::new(&["-extension", "GLX"]) else { return };
    // The program knows its own place, links in the path taken out.
    let twin = std::fs::canonicalize(env!("CARGO_BIN_EXE_rimbalzo-cli")).unwrap();
    let twin = twin.to_string_lossy();
    for (lang, words) in [("it_IT.UTF-8", "Questo computer non riesce"), ("en_GB.UTF-8", "This computer cannot draw")] {
        let output = computer.ends(&[NO_EGL, NO_VULKAN, NO_VULKAN_OF_OLD, ("LANG", lang)], &[]);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{errors}");
        for said in [&*errors, &computer.dialog()] {
            assert!(said.contains(words) && said.contains(&*twin), "{lang}: {said}");
        }
    }
}

#[test]
fn a_desktop_without_zenity_shows_it_in_a_way_of_its_own() {
    let Some(computer) = Computer::new(&["-extension", "GLX"]) else { return };
    // What is installed, how it ends, and which of them shows it last.
    let desktops: [(&[(&str, u8)], &str); 3] = [
        (&[("kdialog", 1), ("notify-send", 0)], "kdialog"),
        (&[("notify-send", 0), ("xmessage", 0)], "notify-send"),
        (&[("notify-send", 1), ("xmessage", 0)], "xmessage"),
    ];
    for (installed, shows) in desktops {
        let folder = tempfile::tempdir().unwrap();
        for (program, ends) in installed {
            put_program(
                &folder.path().join(program),
                &format!("echo {program} \"$@\" > \"$HOME/dialog\"; exit {ends}"),
            );
        }
        let path = folder.path().to_string_lossy();
        let output = computer.ends(&[NO_EGL, NO_VULKAN, NO_VULKAN_OF_OLD, ("PATH", &path)], &[]);
        assert_eq!(output.status.code(), Some(1));
        let dialog = computer.dialog();
        assert!(dialog.starts_with(shows) && dialog.contains("rimbalzo-cli"), "{shows}: {dialog}");
    }
}

#[test]
fn without_any_display_it_says_so_and_ends() {
    let Some(computer) = Computer::new(&[]) else { return };
    let output = computer.ends(&[("DISPLAY", "")], &[]);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{errors}");
    assert!(errors.contains("rimbalzo-cli"), "{errors}");
}

#[test]
fn a_renderer_that_took_the_last_start_down_is_tried_last() {
    if !software_vulkan() {
        return;
    }
    let Some(computer) = Computer::new(&[]) else { return };
    let folder = computer.home.path().join(".local/share/rimbalzo");
    fs::create_dir_all(&folder).unwrap();
    let note = folder.join("renderer.trying");
    fs::write(&note, format!("glow {}\n", env!("CARGO_PKG_VERSION"))).unwrap();
    let (said, errors) = computer.first_frame(&[], &[]);
    assert!(said.ends_with("with wgpu"), "{said}\n{errors}");
    assert!(note.exists(), "the next start is spared too");
}
