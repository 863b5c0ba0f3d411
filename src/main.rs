//! Opens the window: options, renderer, and what to say when there can be none.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

use std::ffi::OsString;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::{Arc, OnceLock};
use std::time::Instant;

use eframe::{NativeOptions, Renderer, egui};
use rimbalzo::knowledge::{self, Lang, Table};
use rimbalzo::ui::measure::Measured;
use rimbalzo::ui::opened::Opened;
use rimbalzo::ui::prefs::Prefs;
use rimbalzo::ui::renderer::{self, Trial};
use rimbalzo::ui::words::{UiWords, fill};
use rimbalzo::ui::{App, Setup, host, is_another_open, rescue};

/// Name of the folder for preferences; never changes.
const APP_ID: &str = "rimbalzo";

#[derive(Clone, Debug, Default)]
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
            say(&err.to_string());
            return ExitCode::from(2);
        }
    };
    let folder = eframe::storage_dir(APP_ID);
    rescue::prepare(folder.clone(), wishes.options(), wishes.open.clone());
    // The table is read while the window opens.
    let own = wishes.knowledge.clone();
    let _ = std::thread::Builder::new().name("table".to_owned()).spawn(move || table(own));
    let opened = Opened::default();
    #[cfg(target_os = "macos")]
    rimbalzo::ui::opened::listen(&opened);

    let trial = folder.as_deref().map(Trial::new);
    for renderer in renderer::order(wishes.renderer, trial.as_ref()) {
        if let Some(trial) = &trial {
            trial.begin(renderer);
        }
        let stopwatch = wishes.measure.then_some(began);
        let ran = rescue::attempt(|| run(renderer, &wishes, opened.clone(), trial.clone(), stopwatch));
        match ran {
            Some(Ok(())) => return ExitCode::SUCCESS,
            Some(Err(err)) => say(&format!("{renderer}: {err}")),
            None if rescue::was_open() => {
                let fatal = &UiWords::of(language()).fatal;
                explain(&fatal.crash_title, &fatal.crash);
                return ExitCode::FAILURE;
            }
            None => say(&format!("{renderer} does not run here")),
        }
        if let Some(trial) = &trial {
            trial.end(renderer);
        }
    }
    let fatal = &UiWords::of(language()).fatal;
    explain(&fatal.title, &fill(&fatal.no_renderer, "twin", &twin().to_string_lossy()));
    ExitCode::FAILURE
}

impl Wishes {
    /// The arguments that say the same again, but for the file.
    fn options(&self) -> Vec<OsString> {
        let mut options = Vec::new();
        if let Some(renderer) = self.renderer {
            options.extend(["--renderer".into(), renderer.to_string().into()]);
        }
        if let Some(folder) = &self.knowledge {
            options.extend(["--knowledge".into(), folder.clone().into()]);
        }
        options
    }
}

fn wishes() -> Result<Option<Wishes>, lexopt::Error> {
    use lexopt::prelude::*;

    let mut wishes = Wishes::default();
    if let Ok(name) = std::env::var("RIMBALZO_RENDERER") {
        wishes.renderer = renderer::named(&name);
        if wishes.renderer.is_none() {
            say("RIMBALZO_RENDERER takes glow or wgpu");
        }
    }
    let mut parser = lexopt::Parser::from_env();
    while let Some(argument) = parser.next()? {
        match argument {
            Long("renderer") => {
                let name = parser.value()?.string()?;
                wishes.renderer = Some(renderer::named(&name).ok_or("--renderer takes glow or wgpu")?);
            }
            Long("knowledge") => wishes.knowledge = Some(parser.value()?.into()),
            Long("measure") => wishes.measure = true,
            Long(host::HOLD_CLIPBOARD) => {
                host::hold_clipboard();
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

/// The table with the helpdesk's own files, read once; whoever asks meanwhile waits.
fn table(wish: Option<PathBuf>) -> &'static Table {
    static TABLE: OnceLock<&Table> = OnceLock::new();
    TABLE.get_or_init(|| match wish.or_else(knowledge::own_folder) {
        Some(folder) => Box::leak(Box::new(Table::with_folder(&folder))),
        None => Table::built_in(),
    })
}

fn run(
    renderer: Renderer,
    wishes: &Wishes,
    opened: Opened,
    trial: Option<Trial>,
    stopwatch: Option<Instant>,
) -> eframe::Result {
    let viewport = egui::ViewportBuilder::default()
        .with_app_id(APP_ID)
        .with_title("Rimbalzo")
        .with_icon(Arc::new(icon()))
        .with_inner_size([900.0, 700.0])
        .with_min_inner_size([640.0, 480.0])
        .with_drag_and_drop(true);
    let folder = eframe::storage_dir(APP_ID);
    // A second window would open right over the first.
    let persist_window = !folder.as_deref().is_some_and(is_another_open);
    let mut options = NativeOptions { viewport, renderer, persist_window, ..NativeOptions::default() };
    renderer::prefer_plain_backends(&mut options);
    let Wishes { open, knowledge, .. } = wishes.clone();
    let create = move |cc: &eframe::CreationContext<'_>| -> Result<Box<dyn eframe::App>, _> {
        let setup = Setup {
            // Measuring leaves the person's own case and wishes alone.
            storage: folder.filter(|_| stopwatch.is_none()),
            open,
            place: rescue::place(),
            table: table(knowledge),
            host: Box::new(host::Native::default()),
            ..Setup::default()
        };
        let mut app = App::new(&cc.egui_ctx, setup);
        app.take_opened(opened, &cc.egui_ctx);
        if let Some(trial) = trial {
            app.end_trial(trial, renderer);
        }
        rescue::watch(cc, app.keeper());
        Ok(match stopwatch {
            Some(began) => Box::new(Measured::new(app, began, tell)),
            None => Box::new(app),
        })
    };
    eframe::run_native(APP_ID, options, Box::new(create))
}

fn icon() -> egui::IconData {
    // A picture that could not be read would be a fault of the build; the window then has the system's own.
    eframe::icon_data::from_png_bytes(include_bytes!("../assets/icons/rimbalzo.png")).unwrap_or_default()
}

/// The language that the person chose, or else the system's.
fn language() -> Lang {
    let chosen = eframe::storage_dir(APP_ID).and_then(|folder| Prefs::load(&folder).lang);
    let system = || sys_locale::get_locale().and_then(|locale| Lang::from_locale(&locale));
    chosen.or_else(system).unwrap_or(Lang::En)
}

/// The command-line twin beside this program.
fn twin() -> PathBuf {
    let name = format!("rimbalzo-cli{}", std::env::consts::EXE_SUFFIX);
    let beside = std::env::current_exe().ok().map(|program| program.with_file_name(&name));
    beside.filter(|path| path.exists()).unwrap_or_else(|| name.into())
}

/// There is no window: says why in a dialog of the system, and on standard error for where there is no dialog either.
fn explain(title: &str, text: &str) {
    say(text);
    host::show_message(title, text);
}

fn tell(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}");
}

fn say(line: &str) {
    let _ = writeln!(std::io::stderr(), "rimbalzo: {line}");
}
