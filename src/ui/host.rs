//! What the window asks of the computer: clipboard and file dialogs, behind a trait so that tests can stand in.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use super::words::UiWords;

/// Takes the answer of a dialog; nothing when it was closed without one.
pub type Reply = Box<dyn FnOnce(Option<PathBuf>) + Send>;

/// The computer around the window.
pub trait Host: fmt::Debug {
    /// Puts text on the clipboard. `Err` when it did not get there.
    ///
    /// # Errors
    /// When another program holds the clipboard, or there is none.
    fn copy(&mut self, text: &str) -> Result<(), String>;

    /// The text on the clipboard, `None` when it holds none.
    ///
    /// # Errors
    /// When another program holds the clipboard.
    fn paste(&mut self) -> Result<Option<String>, String>;

    /// Asks for a file to open, without waiting for the answer.
    fn choose_file(&mut self, window: &eframe::Frame, words: &UiWords, reply: Reply);

    /// Asks where to save a text, without waiting for the answer.
    fn choose_place(&mut self, window: &eframe::Frame, words: &UiWords, reply: Reply);
}

/// The real computer.
#[derive(Default)]
pub struct Native {
    /// On Linux the owner of the clipboard has to stay alive for others to paste.
    clipboard: Option<arboard::Clipboard>,
}

impl fmt::Debug for Native {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Native").finish_non_exhaustive()
    }
}

/// How often an occupied clipboard is asked again, and after how long.
const TRIES: usize = 3;
const PAUSE: Duration = Duration::from_millis(50);

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
                    std::thread::sleep(PAUSE);
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
    fn copy(&mut self, text: &str) -> Result<(), String> {
        self.with_clipboard(|clipboard| clipboard.set_text(text.to_owned())).map_err(|err| err.to_string())
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
            .add_filter(&words.start.dialog_mail, &["eml", "msg", "emlx", "mbox", "txt", "EML", "MSG", "TXT"])
            .add_filter(&words.start.dialog_all, &["*"]);
        // The dialog is made here, on the thread of the window; only its answer is awaited elsewhere.
        let answer = dialog.pick_file();
        await_elsewhere(answer, reply);
    }

    fn choose_place(&mut self, window: &eframe::Frame, words: &UiWords, reply: Reply) {
        let dialog = rfd::AsyncFileDialog::new()
            .set_parent(window)
            .set_title(&words.ticket.save_title)
            .set_file_name(&words.ticket.file_name);
        let answer = dialog.save_file();
        await_elsewhere(answer, reply);
    }
}

fn await_elsewhere(answer: impl Future<Output = Option<rfd::FileHandle>> + Send + 'static, reply: Reply) {
    // Without a thread there is no dialog: the person sees nothing happen and presses again.
    let _ = std::thread::Builder::new().name("dialog".to_owned()).spawn(move || {
        let path = pollster::block_on(answer).map(|file| file.path().to_path_buf());
        reply(path);
    });
}
