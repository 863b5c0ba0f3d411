//! What the window asks of the computer: clipboard and file dialogs, behind a trait so that tests can stand in.

use std::fmt;
#[cfg(target_os = "linux")]
use std::io::Read as _;
use std::io::Write as _;
use std::path::PathBuf;
use std::time::Duration;

use super::words::UiWords;

/// Takes the answer of a dialog; nothing when it was closed without one.
pub type Reply = Box<dyn FnOnce(Option<PathBuf>) + Send>;

/// The computer around the window.
pub trait Host: fmt::Debug {
    /// Puts text on the clipboard, with the same as HTML beside it where given. `Ok` once it stands there.
    ///
    /// # Errors
    /// When another program holds the clipboard or changed it at once, or there is none.
    fn copy(&mut self, text: &str, html: Option<&str>) -> Result<(), String>;

    /// The text on the clipboard, `None` when it holds none.
    ///
    /// # Errors
    /// When another program holds the clipboard.
    fn paste(&mut self) -> Result<Option<String>, String>;

    /// Asks for a file to open, without waiting for the answer.
    fn choose_file(&mut self, window: &eframe::Frame, words: &UiWords, reply: Reply);

    /// Asks where to save a text of this name, without waiting for the answer.
    fn choose_place(&mut self, window: &eframe::Frame, words: &UiWords, name: &str, reply: Reply);

    /// The window closes: what was copied last is to outlive it.
    fn leave(&mut self) {}
}

/// The real computer.
#[derive(Default)]
pub struct Native {
    /// On Linux the owner of the clipboard has to stay alive for others to paste.
    clipboard: Option<arboard::Clipboard>,
    /// What was copied last.
    copied: Option<Copy>,
}

/// Text on the clipboard, with the same as HTML where there is one.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Copy {
    text: String,
    html: Option<String>,
}

impl fmt::Debug for Native {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Native").finish_non_exhaustive()
    }
}

/// How often an occupied clipboard is asked, and the first pause; each is longer than the one before. A window that
/// stands still for half a second is noticed.
const TRIES: u32 = 5;
const PAUSE: Duration = Duration::from_millis(40);

impl Native {
    fn with_clipboard<T>(
        &mut self,
        work: impl Fn(&mut arboard::Clipboard) -> Result<T, arboard::Error>,
    ) -> Result<T, arboard::Error> {
        let mut tried = 0;
        loop {
            let result = match &mut self.clipboard {
                Some(clipboard) => work(clipboard),
                none => arboard::Clipboard::new().and_then(|clipboard| work(none.insert(clipboard))),
            };
            tried += 1;
            match result {
                Err(arboard::Error::ContentNotAvailable) => return Err(arboard::Error::ContentNotAvailable),
                Err(_) if tried < TRIES => {
                    // A handle that once failed may stay broken: the next try begins with a new one.
                    self.clipboard = None;
                    std::thread::sleep(PAUSE * tried);
                }
                result => {
                    if cfg!(not(target_os = "linux")) {
                        self.clipboard = None;
                    }
                    return result;
                }
            }
        }
    }
}

impl Host for Native {
    fn copy(&mut self, text: &str, html: Option<&str>) -> Result<(), String> {
        self.copied = None;
        let done = self.with_clipboard(|clipboard| {
            put(clipboard.set(), text, html)?;
            // Another program may have taken the clipboard at once: only what stands there was copied.
            let there = clipboard.get_text()?;
            if same(&there, text) { Ok(()) } else { Err(arboard::Error::ClipboardOccupied) }
        });
        done.map_err(|err| err.to_string())?;
        self.copied = Some(Copy { text: text.to_owned(), html: html.map(str::to_owned) });
        Ok(())
    }

    fn paste(&mut self) -> Result<Option<String>, String> {
        match self.with_clipboard(arboard::Clipboard::get_text) {
            Ok(text) => Ok(Some(text)),
            Err(arboard::Error::ContentNotAvailable) => Ok(None),
            Err(err) => Err(err.to_string()),
        }
    }

    fn choose_file(&mut self, window: &eframe::Frame, words: &UiWords, reply: Reply) {
        let dialog = rfd::AsyncFileDialog::new()
            .set_parent(window)
            .set_title(&words.start.dialog_title)
            .add_filter(
                &words.start.dialog_mail,
                &["eml", "msg", "emlx", "mbox", "zip", "html", "txt", "EML", "MSG", "TXT"],
            )
            .add_filter(&words.start.dialog_all, &["*"]);
        // The dialog is made here, on the thread of the window; only its answer is awaited elsewhere.
        let answer = dialog.pick_file();
        await_elsewhere(answer, reply);
    }

    fn choose_place(&mut self, window: &eframe::Frame, words: &UiWords, name: &str, reply: Reply) {
        let dialog =
            rfd::AsyncFileDialog::new().set_parent(window).set_title(&words.ticket.save_title).set_file_name(name);
        let answer = dialog.save_file();
        await_elsewhere(answer, reply);
    }

    fn leave(&mut self) {
        let Some(copied) = self.copied.take() else { return };
        // What somebody else copied since is theirs.
        let ours = self.with_clipboard(arboard::Clipboard::get_text).is_ok_and(|there| same(&there, &copied.text));
        if cfg!(target_os = "linux") && ours {
            keep_after(&copied);
        }
        self.clipboard = None;
    }
}

fn put(set: arboard::Set<'_>, text: &str, html: Option<&str>) -> Result<(), arboard::Error> {
    match html {
        Some(html) => set.html(html, Some(text)),
        None => set.text(text),
    }
}

/// Whether two texts are the same but for their line ends, which systems change.
fn same(one: &str, other: &str) -> bool {
    one.lines().eq(other.lines())
}

/// The option by which the program is told to hold what comes on its standard input.
pub const HOLD_CLIPBOARD: &str = "hold-clipboard";

/// On Linux whoever copied has to stay alive until somebody pastes: another process does, without a window.
fn keep_after(copied: &Copy) {
    let Ok(program) = std::env::current_exe() else { return };
    let spawned = std::process::Command::new(program)
        .arg(format!("--{HOLD_CLIPBOARD}"))
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .current_dir("/")
        .spawn();
    let Ok(mut child) = spawned else { return };
    if let Some(mut pipe) = child.stdin.take() {
        // A zero parts the two; neither holds one.
        let html = copied.html.as_deref().unwrap_or_default();
        let _ = pipe.write_all(copied.text.as_bytes()).and_then(|()| pipe.write_all(b"\0"));
        let _ = pipe.write_all(html.as_bytes());
    }
}

/// Holds the clipboard for a window that has closed, until another program copies something or an hour is over.
pub fn hold_clipboard() {
    #[cfg(target_os = "linux")]
    {
        use arboard::SetExtLinux as _;
        const LONGEST: Duration = Duration::from_hours(1);
        let mut given = String::new();
        if std::io::stdin().read_to_string(&mut given).is_err() {
            return;
        }
        let (text, html) = given.split_once('\0').unwrap_or((&given, ""));
        if let Ok(mut clipboard) = arboard::Clipboard::new() {
            let set = clipboard.set().wait_until(std::time::Instant::now() + LONGEST);
            let _ = put(set, text, Some(html).filter(|html| !html.is_empty()));
        }
    }
}

/// Shows bad news without a window of our own.
#[cfg(not(target_os = "linux"))]
pub fn show_message(title: &str, text: &str) {
    rfd::MessageDialog::new().set_level(rfd::MessageLevel::Error).set_title(title).set_description(text).show();
}

/// Shows bad news without a window of our own.
///
/// Linux has no dialog that is there for sure: each desktop brings its own, and the first found is asked.
#[cfg(target_os = "linux")]
pub fn show_message(title: &str, text: &str) {
    let dialogs: [(&str, &[&str]); 4] = [
        ("zenity", &["--error", "--no-markup", "--width=480", "--title", title, "--text", text]),
        ("kdialog", &["--title", title, "--error", text]),
        ("notify-send", &["--urgency=critical", "--icon=dialog-error", title, text]),
        ("xmessage", &["-center", "-title", title, text]),
    ];
    for (program, arguments) in dialogs {
        let shown = std::process::Command::new(program).args(arguments).stdout(std::process::Stdio::null()).status();
        // A dialog that is closed by its corner was seen all the same; the others fail where nobody shows them.
        if shown.is_ok_and(|status| status.success() || matches!(program, "zenity" | "kdialog")) {
            return;
        }
    }
}

fn await_elsewhere(answer: impl Future<Output = Option<rfd::FileHandle>> + Send + 'static, reply: Reply) {
    // Without a thread there is no dialog: the person sees nothing happen and presses again.
    let _ = std::thread::Builder::new().name("dialog".to_owned()).spawn(move || {
        let path = pollster::block_on(answer).map(|file| file.path().to_path_buf());
        reply(path);
    });
}
