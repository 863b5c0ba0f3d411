//! What happens when the window cannot go on: the case is kept, and where the graphics device went away (a remote
//! desktop was closed, a driver renewed) the window comes back by itself.

use std::ffi::OsString;
use std::panic::{self, AssertUnwindSafe, PanicHookInfo};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread::{self, ThreadId};
use std::time::{Duration, Instant};

use super::store::Keeper;

/// Set for a window that took over from one whose device went away: where that kept its case, if it did.
const AGAIN: &str = "RIMBALZO_AGAIN";
/// A window that took another's place and lost its device within this time does not try once more.
const TOO_SOON: Duration = Duration::from_mins(1);

/// What is needed to end well.
#[derive(Debug)]
struct Ending {
    began: Instant,
    window: ThreadId,
    /// Where the note of a crash goes.
    folder: Option<PathBuf>,
    /// The arguments for the next window; the file to open is left out where the case itself is kept.
    options: Vec<OsString>,
    file: Option<PathBuf>,
}

static ENDING: OnceLock<Ending> = OnceLock::new();
static KEEPER: Mutex<Option<Keeper>> = Mutex::new(None);
/// A window is open: what fails now is no longer a matter of trying the next renderer.
static OPEN: AtomicBool = AtomicBool::new(false);

/// Makes ready: from now on a panic leaves a note without a word of what was pasted, and loses nothing.
pub fn prepare(folder: Option<PathBuf>, options: Vec<OsString>, file: Option<PathBuf>) {
    let window = thread::current().id();
    let _ = ENDING.set(Ending { began: Instant::now(), window, folder, options, file });
    let usual = panic::take_hook();
    panic::set_hook(Box::new(move |panic| {
        note(panic);
        let in_window = ENDING.get().is_some_and(|ending| ending.window == thread::current().id());
        if in_window && OPEN.load(Ordering::Relaxed) {
            // Without its device wgpu panics, wherever it next notices.
            if panic.location().is_some_and(|place| place.file().contains("wgpu")) {
                come_back();
            }
            // Has the case written, and leaves it to the next window.
            keeper().inspect(Keeper::let_go);
        }
        usual(panic);
    }));
}

/// The window is open: its case is kept whatever happens, and a lost device brings it back.
pub fn watch(cc: &eframe::CreationContext<'_>, keeper: Option<Keeper>) {
    *KEEPER.lock().unwrap_or_else(PoisonError::into_inner) = keeper;
    OPEN.store(true, Ordering::Relaxed);
    if let Some(state) = &cc.wgpu_render_state {
        state.device.set_device_lost_callback(|reason, _| {
            // Destroyed is what happens at every end.
            if reason != wgpu::DeviceLostReason::Destroyed {
                come_back();
            }
        });
        // The words of the error may hold what is on the screen: they go nowhere.
        state.device.on_uncaptured_error(Arc::new(|_: wgpu::Error| {
            come_back();
            panic!("the graphics device does not go on");
        }));
    }
}

/// Whether a window was open.
pub fn was_open() -> bool {
    OPEN.load(Ordering::Relaxed)
}

/// Runs something of which a panic is one more way to fail: then there is no result.
pub fn attempt<T>(work: impl FnOnce() -> T) -> Option<T> {
    panic::catch_unwind(AssertUnwindSafe(work)).ok()
}

/// The place of the window from which this one takes over.
pub fn place() -> Option<usize> {
    std::env::var(AGAIN).ok()?.parse().ok()
}

/// What keeps the case; only the first who asks gets it.
fn keeper() -> Option<Keeper> {
    KEEPER.lock().unwrap_or_else(PoisonError::into_inner).take()
}

/// Opens a new window in place of this one, which ends here. Returns where that would go on for ever.
fn come_back() {
    let Some(ending) = ENDING.get() else { return };
    if std::env::var_os(AGAIN).is_some() && ending.began.elapsed() < TOO_SOON {
        return;
    }
    let place = keeper().as_ref().map(Keeper::hand_over);
    let Ok(program) = std::env::current_exe() else { return };
    let file = ending.file.as_deref().filter(|_| place.is_none()).map(Path::as_os_str);
    let again = place.map(|place| place.to_string()).unwrap_or_default();
    let next = Command::new(program).args(&ending.options).args(file).env(AGAIN, again).spawn();
    if next.is_ok() {
        std::process::exit(0);
    }
}

fn note(panic: &PanicHookInfo<'_>) {
    if let Some(folder) = ENDING.get().and_then(|ending| ending.folder.as_deref())
        && let Some(place) = panic.location()
    {
        let note = format!("rimbalzo {} {place}\n", env!("CARGO_PKG_VERSION"));
        let _ = std::fs::create_dir_all(folder).and_then(|()| std::fs::write(folder.join("crash.txt"), note));
    }
}
