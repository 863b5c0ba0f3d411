//! Opens the window: options, renderer, and what to say when there can be none.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use eframe::{NativeOptions, Renderer, egui};
use rimbalzo::knowledge::{self, Lang, Table};
use rimbalzo::ui::host::Native;
use rimbalzo::ui::measure::Measured;
use rimbalzo::ui::words::UiWords;
use rimbalzo::ui::{App, Setup};

/// Set when the window was opened anew after the graphics device went away, which happens once.
const AGAIN: &str = "RIMBALZO_AGAIN";

/// The graphics device went away: a remote desktop was closed, a driver renewed.
static DEVICE_LOST: AtomicBool = AtomicBool::new(false);

/// Name of the folder for preferences; never changes.
const APP_ID: &str = "rimbalzo";

/// Which renderer is tried first, and which when that one cannot run.
///
/// glow starts several times faster and fails cleanly; wgpu runs where `OpenGL` 2 is missing (remote desktops, virtual
/// machines). On a Mac Metal is always there.
const RENDERERS: [Renderer; 2] =
    if cfg!(target_os = "macos") { [Renderer::Wgpu, Renderer::Glow] } else { [Renderer::Glow, Renderer::Wgpu] };

#[derive(Debug, Default)]
struct Wishes {
    open: Option<PathBuf>,
    renderer: Option<Renderer>,
    knowledge: Option<PathBuf>,
    /// Only tells how fast the window is.
    measure: bool,
}

fn main() -> ExitCode {
    let began = Instant::now();
    let wishes = match wishes() {
        Ok(Some(wishes)) => wishes,
        Ok(None) => return ExitCode::SUCCESS,
        Err(err) => {
            say(&format!("rimbalzo: {err}"));
            return ExitCode::from(2);
        }
    };
    note_panics();
    if std::env::var_os(AGAIN).is_some() {
        // The window before this one has to let go of the case first.
        std::thread::sleep(std::time::Duration::from_millis(500));
    }
    let table: &'static Table = match wishes.knowledge.clone().or_else(knowledge::own_folder) {
        Some(folder) => Box::leak(Box::new(Table::with_folder(&folder))),
        None => Table::built_in(),
    };
    let renderers = wishes.renderer.map_or(RENDERERS.to_vec(), |renderer| vec![renderer]);
    for renderer in renderers {
        let stopwatch = wishes.measure.then_some(began);
        match run(renderer, wishes.open.clone(), table, stopwatch) {
            Ok(()) => return ExitCode::SUCCESS,
            Err(err) => say(&format!("rimbalzo: {renderer}: {err}")),
        }
    }
    no_window();
    ExitCode::FAILURE
}

fn wishes() -> Result<Option<Wishes>, lexopt::Error> {
    use lexopt::prelude::*;

    let mut wishes = Wishes::default();
    if let Ok(name) = std::env::var("RIMBALZO_RENDERER") {
        wishes.renderer = renderer(&name);
    }
    let mut parser = lexopt::Parser::from_env();
    while let Some(argument) = parser.next()? {
        match argument {
            Long("renderer") => {
                let name = parser.value()?.string()?;
                wishes.renderer = Some(renderer(&name).ok_or("--renderer takes glow or wgpu")?);
            }
            Long("knowledge") => wishes.knowledge = Some(parser.value()?.into()),
            Long("measure") => wishes.measure = true,
            Long(rimbalzo::ui::host::HOLD_CLIPBOARD) => {
                rimbalzo::ui::host::hold_clipboard();
                return Ok(None);
            }
            Long("version") | Short('V') => {
                tell(concat!("rimbalzo ", env!("CARGO_PKG_VERSION")));
                return Ok(None);
            }
            Long("help") | Short('h') => {
                tell("rimbalzo [--renderer glow|wgpu] [--knowledge DIR] [--measure] [FILE]");
                return Ok(None);
            }
            // Only the first file: one window, one problem.
            Value(path) if wishes.open.is_none() => wishes.open = Some(path.into()),
            Value(_) => {}
            _ => return Err(argument.unexpected()),
        }
    }
    Ok(Some(wishes))
}

fn renderer(name: &str) -> Option<Renderer> {
    match name {
        "glow" => Some(Renderer::Glow),
        "wgpu" => Some(Renderer::Wgpu),
        _ => None,
    }
}

fn run(renderer: Renderer, open: Option<PathBuf>, table: &'static Table, stopwatch: Option<Instant>) -> eframe::Result {
    let viewport = egui::ViewportBuilder::default()
        .with_app_id(APP_ID)
        .with_title("Rimbalzo")
        .with_icon(Arc::new(icon()))
        .with_inner_size([900.0, 700.0])
        .with_min_inner_size([640.0, 480.0])
        .with_drag_and_drop(true);
    let mut options = NativeOptions { viewport, renderer, ..NativeOptions::default() };
    prefer_plain_backends(&mut options);
    let create = move |cc: &eframe::CreationContext<'_>| -> Result<Box<dyn eframe::App>, _> {
        let setup = Setup {
            // Measuring leaves the person's own case and wishes alone.
            storage: eframe::storage_dir(APP_ID).filter(|_| stopwatch.is_none()),
            open,
            table,
            host: Box::new(Native::default()),
            ..Setup::default()
        };
        watch_device(cc);
        let app = App::new(&cc.egui_ctx, setup);
        Ok(match stopwatch {
            Some(began) => Box::new(Measured::new(app, began, tell)),
            None => Box::new(app),
        })
    };
    eframe::run_native(APP_ID, options, Box::new(create))
}

/// Notes when the graphics device goes away: what follows is a panic of the renderer, and then a new window.
fn watch_device(cc: &eframe::CreationContext<'_>) {
    if let Some(state) = &cc.wgpu_render_state {
        state.device.set_device_lost_callback(|reason, _| {
            if reason != wgpu::DeviceLostReason::Destroyed {
                DEVICE_LOST.store(true, Ordering::Relaxed);
            }
        });
    }
}

/// One backend a system, so that no other driver is loaded on the way, and no strong graphics card woken for a form.
fn prefer_plain_backends(options: &mut NativeOptions) {
    use eframe::egui_wgpu::WgpuSetup;

    if let WgpuSetup::CreateNew(setup) = &mut options.wgpu_options.wgpu_setup {
        let usual = if cfg!(windows) {
            wgpu::Backends::DX12
        } else if cfg!(target_os = "macos") {
            wgpu::Backends::METAL
        } else {
            wgpu::Backends::VULKAN
        };
        setup.instance_descriptor.backends = wgpu::Backends::from_env().unwrap_or(usual);
        setup.power_preference = wgpu::PowerPreference::from_env().unwrap_or(wgpu::PowerPreference::LowPower);
    }
}

fn icon() -> egui::IconData {
    // A picture that could not be read would be a fault of the build; the window then has the system's own.
    eframe::icon_data::from_png_bytes(include_bytes!("../assets/icons/rimbalzo.png")).unwrap_or_default()
}

fn language() -> Lang {
    sys_locale::get_locale().and_then(|locale| Lang::from_locale(&locale)).unwrap_or(Lang::En)
}

/// No renderer runs: says so in a dialog of the system, in the person's language.
fn no_window() {
    let words = &UiWords::of(language()).fatal;
    say(&format!("rimbalzo: {}", words.no_renderer));
    rfd::MessageDialog::new()
        .set_level(rfd::MessageLevel::Error)
        .set_title(&words.title)
        .set_description(&words.no_renderer)
        .show();
}

/// A crash leaves a note without a word of what was pasted; the case itself is on disk already.
fn note_panics() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if let Some(folder) = eframe::storage_dir(APP_ID)
            && let Some(place) = panic.location()
        {
            let note = format!("rimbalzo {} {place}\n", env!("CARGO_PKG_VERSION"));
            let _ = std::fs::create_dir_all(&folder).and_then(|()| std::fs::write(folder.join("crash.txt"), note));
        }
        if DEVICE_LOST.load(Ordering::Relaxed)
            && std::env::var_os(AGAIN).is_none()
            && let Ok(program) = std::env::current_exe()
            && std::process::Command::new(program).env(AGAIN, "1").spawn().is_ok()
        {
            // The new window takes the case from disk.
            std::process::exit(1);
        }
        say(&UiWords::of(language()).fatal.crash);
        usual(panic);
    }));
}

fn tell(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}");
}

fn say(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}
