//! A window without a display: the real application on egui's test harness, with a computer that can be observed.
// Each test program uses its part; a support module counts as no test for clippy.
#![allow(dead_code, unreachable_pub, clippy::unwrap_used)]

pub mod scenes;

use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use egui::os::OperatingSystem;
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use rimbalzo::knowledge::{Lang, Table};
use rimbalzo::ui::host::{Host, Reply};
use rimbalzo::ui::words::UiWords;
use rimbalzo::ui::{App, Setup};

/// What happened to the computer, and how it answers.
#[derive(Debug, Default)]
pub struct Seen {
    pub copied: Vec<String>,
    /// The HTML that went with the last of them.
    pub html: Option<String>,
    /// Under which name something was saved.
    pub name: String,
    /// The clipboard is held by another program.
    pub busy: bool,
    pub clipboard: Option<String>,
    /// The answer of the next dialog.
    pub file: Option<PathBuf>,
}

#[derive(Clone, Debug, Default)]
pub struct FakeHost(pub Arc<Mutex<Seen>>);

impl Host for FakeHost {
    fn copy(&mut self, text: &str, html: Option<&str>) -> Result<(), String> {
        let mut seen = self.0.lock().unwrap();
        if seen.busy {
            return Err("occupied".to_owned());
        }
        seen.copied.push(text.to_owned());
        seen.html = html.map(str::to_owned);
        Ok(())
    }

    fn paste(&mut self) -> Result<Option<String>, String> {
        let seen = self.0.lock().unwrap();
        if seen.busy { Err("occupied".to_owned()) } else { Ok(seen.clipboard.clone()) }
    }

    fn choose_file(&mut self, _: &eframe::Frame, _: &UiWords, reply: Reply) {
        reply(self.0.lock().unwrap().file.take());
    }

    fn choose_place(&mut self, _: &eframe::Frame, _: &UiWords, name: &str, reply: Reply) {
        name.clone_into(&mut self.0.lock().unwrap().name);
        reply(self.0.lock().unwrap().file.take());
    }
}

/// How a window is opened.
#[derive(Debug)]
pub struct Window {
    pub lang: Lang,
    pub size: [f32; 2],
    pub theme: egui::Theme,
    pub storage: Option<PathBuf>,
    pub open: Option<PathBuf>,
    pub place: Option<usize>,
    pub os: OperatingSystem,
    pub table: &'static Table,
    pub host: FakeHost,
    /// Draws pixels, with whatever renderer the machine has.
    pub pixels: bool,
    /// Seconds between two frames.
    pub frame: f32,
}

impl Default for Window {
    fn default() -> Self {
        Self {
            lang: Lang::It,
            size: [900.0, 700.0],
            theme: egui::Theme::Light,
            storage: None,
            open: None,
            place: None,
            // The words of tests are those of the files, on whatever computer they run.
            os: OperatingSystem::Nix,
            table: Table::built_in(),
            host: FakeHost::default(),
            pixels: false,
            frame: 0.25,
        }
    }
}

impl Window {
    pub fn open(self) -> Harness<'static, App> {
        let Self { lang, size, theme, storage, open, place, os, table, host, pixels, frame } = self;
        let clock = || "2026-11-23 10:00 UTC".to_owned();
        let setup = Setup { storage, lang, open, place, table, host: Box::new(host), clock };
        let mut builder = Harness::builder().with_size(size).with_theme(theme).with_max_steps(30).with_step_dt(frame);
        builder = builder.with_os(os).with_context_setup(move |ctx| ctx.set_os(os));
        if pixels {
            builder = builder.wgpu();
        }
        let mut window = builder.build_eframe(move |cc| App::new(&cc.egui_ctx, setup));
        window.run();
        window
    }
}

/// A bounce text whose cause the table knows.
pub const FULL: &str = "552 5.2.2 <anna@example.com>: The email account that you tried to reach is over quota";

pub fn paste(window: &mut Harness<'_, App>, text: &str) {
    window.event(egui::Event::Paste(text.to_owned()));
    window.run();
}

pub fn press(window: &mut Harness<'_, App>, name: &str) {
    press_role(window, egui::Role::Button, name);
}

/// Scrolls a control into view, as a person would, and presses it.
pub fn press_role(window: &mut Harness<'_, App>, role: egui::Role, name: &str) {
    window.get_by_role_and_label(role, name).scroll_to_me();
    window.run();
    window.get_by_role_and_label(role, name).click();
    window.run();
}

pub fn key(window: &mut Harness<'_, App>, modifiers: egui::Modifiers, key: egui::Key) {
    window.key_press_modifiers(modifiers, key);
    window.run();
}

/// Steps until something is so, for answers from other threads.
pub fn wait_for(window: &mut Harness<'_, App>, what: &str, is_so: impl Fn(&Harness<'_, App>) -> bool) {
    let end = Instant::now() + Duration::from_mins(1);
    while !is_so(window) {
        assert!(Instant::now() < end, "waited in vain for {what}");
        std::thread::sleep(Duration::from_millis(10));
        window.step();
    }
    window.run();
}

/// Every text on the screen.
pub fn texts(window: &Harness<'_, App>) -> String {
    let mut all = String::new();
    for node in window.root().children_recursive() {
        let node = node.accesskit_node();
        for text in [node.label(), node.value()].into_iter().flatten() {
            all.push_str(&text);
            all.push('\n');
        }
    }
    all
}

pub fn shows(window: &Harness<'_, App>, text: &str) -> bool {
    texts(window).contains(text)
}

/// The titles of the page: headings of the first level.
pub fn headings(window: &Harness<'_, App>) -> Vec<String> {
    window
        .root()
        .children_recursive()
        .filter(|node| node.accesskit_node().role() == egui::Role::Heading && node.accesskit_node().level() == Some(1))
        .map(|node| node.accesskit_node().label().unwrap_or_default())
        .collect()
}
