//! The case on disk: so that a crash or a closed window loses nothing.
//!
//! One file: a line of JSON, then the bytes that were brought, as they are. It is written beside and moved into
//! place, on a thread of its own and not too often. Each window has a place of its own, which it holds as long as it
//! lives. A [`Keeper`] lets a window that has to end at once write what is still waiting.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::prefs::write_whole;
use crate::case::{Case, Command, Details, Input, Page};
use crate::guide::{Answer, Progress};

/// A case as it is written down.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Saved {
    pub page: Page,
    /// What stands in the box, where it is not the text that was read.
    pub typed: String,
    pub input: Option<Arc<Input>>,
    pub told: BTreeMap<String, Answer>,
    pub chosen: Option<usize>,
    pub progress: Progress,
    /// For recipients that led before, by their index.
    pub others: BTreeMap<usize, Progress>,
    pub details: Details,
}

#[derive(Debug, Serialize, Deserialize)]
struct Head {
    version: u32,
    page: Page,
    typed: Option<String>,
    input: Option<InputHead>,
    #[serde(default)]
    told: BTreeMap<String, Answer>,
    #[serde(default)]
    chosen: Option<usize>,
    progress: Progress,
    #[serde(default)]
    others: BTreeMap<usize, Progress>,
    details: Details,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum InputHead {
    Text { bytes: usize },
    Code { bytes: usize },
    File { name: String, bytes: usize },
}

const VERSION: u32 = 1;

/// How many windows at once keep their case; further ones keep nothing.
const PLACES: usize = 8;

/// At most this often the case is written to disk.
const PAUSE: Duration = Duration::from_secs(1);

impl Saved {
    pub(super) fn of(case: &Case) -> Self {
        Self {
            page: case.page(),
            typed: case.typed().to_owned(),
            input: case.shared_input().cloned(),
            told: case.told().clone(),
            chosen: case.chosen(),
            progress: case.progress().clone(),
            others: case.other_progress().clone(),
            details: case.details().clone(),
        }
    }

    /// The commands that bring everything but the reading back.
    pub(super) fn commands(&self) -> Vec<Command> {
        let mut commands = vec![Command::Type(self.typed.clone()), Command::Describe(self.details.clone())];
        let told = self.told.clone().into_iter();
        commands.extend(told.map(|(question, answer)| Command::Tell { question, answer }));
        for (recipient, progress) in &self.others {
            commands.push(Command::Choose(*recipient));
            commands.extend(commands_of(progress));
        }
        commands.extend(self.chosen.map(Command::Choose));
        commands.extend(commands_of(&self.progress));
        commands.push(Command::GoTo(self.page));
        commands
    }

    fn is_empty(&self) -> bool {
        self.input.is_none() && self.typed.is_empty() && self.details == Details::default()
    }

    fn encode(&self) -> serde_json::Result<(Vec<u8>, &[u8])> {
        let (input, body): (Option<InputHead>, &[u8]) = match self.input.as_deref() {
            None => (None, &[]),
            Some(Input::Text(text)) => (Some(InputHead::Text { bytes: text.len() }), text.as_bytes()),
            Some(Input::Code(code)) => (Some(InputHead::Code { bytes: code.len() }), code.as_bytes()),
            Some(Input::File { name, bytes }) => {
                (Some(InputHead::File { name: name.clone(), bytes: bytes.len() }), bytes.as_slice())
            }
        };
        let same = matches!(self.input.as_deref(), Some(Input::Text(text)) if *text == self.typed);
        let head = Head {
            version: VERSION,
            page: self.page,
            typed: (!same).then(|| self.typed.clone()),
            input,
            told: self.told.clone(),
            chosen: self.chosen,
            progress: self.progress.clone(),
            others: self.others.clone(),
            details: self.details.clone(),
        };
        let mut line = serde_json::to_vec(&head)?;
        line.push(b'\n');
        Ok((line, body))
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        let end = memchr::memchr(b'\n', bytes)?;
        let (line, rest) = bytes.split_at(end);
        let body = rest.get(1..)?;
        let head: Head = serde_json::from_slice(line).ok()?;
        if head.version != VERSION {
            return None;
        }
        let text = || String::from_utf8(body.to_vec()).ok();
        let input = match head.input {
            None => None,
            Some(InputHead::Text { bytes }) if bytes == body.len() => Some(Input::Text(text()?)),
            Some(InputHead::Code { bytes }) if bytes == body.len() => Some(Input::Code(text()?)),
            Some(InputHead::File { name, bytes }) if bytes == body.len() => {
                Some(Input::File { name, bytes: body.to_vec() })
            }
            Some(_) => return None,
        };
        let typed = match (head.typed, &input) {
            (Some(typed), _) => typed,
            (None, Some(Input::Text(text))) => text.clone(),
            (None, _) => return None,
        };
        let input = input.map(Arc::new);
        let Head { page, told, chosen, progress, others, details, .. } = head;
        Some(Self { page, typed, input, told, chosen, progress, others, details })
    }
}

/// The commands that bring ticks and answers back.
fn commands_of(progress: &Progress) -> Vec<Command> {
    let Progress { done, answers, worked, times } = progress.clone();
    let mut commands: Vec<Command> = done.into_iter().map(|step| Command::Tick { step, done: true }).collect();
    commands.extend(answers.into_iter().map(|(step, answer)| Command::Answer { step, answer }));
    commands.extend(times.into_iter().map(|(step, at)| Command::Stamp { step, at }));
    commands.extend(worked.map(Command::Worked));
    commands
}

/// What was found on disk at the start.
#[derive(Debug)]
pub(super) enum Found {
    Nothing,
    Case(Box<Saved>),
    /// It could not be read and was moved here.
    Damaged(PathBuf),
}

/// The file of the case, and the thread that writes it.
#[derive(Debug)]
pub(super) struct Store {
    keeper: Keeper,
    writer: Option<JoinHandle<()>>,
}

/// A hold on the file of the case from outside the window: from where the program is about to end.
#[derive(Clone, Debug)]
pub struct Keeper(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    place: usize,
    path: PathBuf,
    /// Held as long as the window lives.
    lock: File,
    /// Taken for as long as something is written, and before what to write is taken: the newest is written last.
    disk: Mutex<()>,
    waiting: Mutex<Waiting>,
    news: Condvar,
    trouble: AtomicBool,
}

#[derive(Debug, Default)]
struct Waiting {
    /// Not yet written; what is written next is always the newest.
    newest: Option<Saved>,
    /// Not to be written, but for a window that takes over at once.
    held: Option<Saved>,
    over: bool,
}

impl Shared {
    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes what waits.
    fn flush(&self) {
        let _disk = self.disk.lock().unwrap_or_else(PoisonError::into_inner);
        let newest = self.waiting().newest.take();
        if let Some(saved) = newest
            && write(&self.path, &saved).is_err()
        {
            self.trouble.store(true, Ordering::Relaxed);
        }
    }

    /// Writes what comes, until it is over.
    fn keep_writing(&self) {
        loop {
            let idle = |waiting: &mut Waiting| waiting.newest.is_none() && !waiting.over;
            let waited = self.news.wait_while(self.waiting(), idle).unwrap_or_else(PoisonError::into_inner);
            let over = waited.over;
            drop(waited);
            self.flush();
            if over {
                return;
            }
            let _ = self.news.wait_timeout_while(self.waiting(), PAUSE, |waiting| !waiting.over);
        }
    }
}

impl Keeper {
    /// Writes what waits, at once, and leaves the file to the next window.
    pub fn let_go(&self) {
        self.0.waiting().over = true;
        self.0.flush();
        let _ = self.0.lock.unlock();
    }

    /// The same for a window that takes over at once, with a case that is otherwise not kept. Gives the place where it
    /// lies.
    pub fn hand_over(&self) -> usize {
        let mut waiting = self.0.waiting();
        if let Some(held) = waiting.held.take() {
            waiting.newest = Some(held);
        }
        drop(waiting);
        self.let_go();
        self.0.place
    }
}

/// Whether another window is open.
pub fn is_another_open(folder: &Path) -> bool {
    let held = |place| {
        let lock = File::options().write(true).open(lock_file(folder, place));
        lock.is_ok_and(|lock| lock.try_lock().is_err())
    };
    (0..PLACES).any(held)
}

/// The file of the case that lies in a place.
fn case_file(folder: &Path, place: usize) -> PathBuf {
    folder.join(if place == 0 { "case.rimbalzo".to_owned() } else { format!("case-{}.rimbalzo", place + 1) })
}

fn lock_file(folder: &Path, place: usize) -> PathBuf {
    case_file(folder, place).with_extension("lock")
}

/// Holds a place, unless another window does.
fn hold(folder: &Path, place: usize) -> Option<File> {
    let lock = File::options().create(true).truncate(false).write(true).open(lock_file(folder, place)).ok()?;
    lock.try_lock().ok()?;
    Some(lock)
}

impl Store {
    /// Opens a place in `folder`: `wished`, else the first that has a case in it, else the first. `None` where other
    /// windows have all, or the folder cannot be written to.
    pub(super) fn open(folder: &Path, wished: Option<usize>) -> Option<Self> {
        fs::create_dir_all(folder).ok()?;
        let mut places: Vec<usize> = (0..PLACES).collect();
        places.sort_by_key(|place| (wished != Some(*place), !case_file(folder, *place).exists()));
        let (place, lock) = places.into_iter().find_map(|place| Some((place, hold(folder, place)?)))?;
        let shared = Arc::new(Shared {
            place,
            path: case_file(folder, place),
            lock,
            disk: Mutex::default(),
            waiting: Mutex::default(),
            news: Condvar::new(),
            trouble: AtomicBool::new(false),
        });
        let writing = Arc::clone(&shared);
        let writer = std::thread::Builder::new().name("save".to_owned()).spawn(move || writing.keep_writing());
        Some(Self { keeper: Keeper(shared), writer: writer.ok() })
    }

    /// A hold on the file for whoever may have to end the program.
    pub(super) fn keeper(&self) -> Keeper {
        self.keeper.clone()
    }

    /// What an earlier window left.
    pub(super) fn load(&self) -> Found {
        let bytes = match fs::read(&self.keeper.0.path) {
            Ok(bytes) => bytes,
            Err(err) if err.kind() == io::ErrorKind::NotFound => return Found::Nothing,
            Err(_) => return self.set_aside(),
        };
        match Saved::decode(&bytes) {
            Some(saved) => Found::Case(Box::new(saved)),
            None => self.set_aside(),
        }
    }

    fn set_aside(&self) -> Found {
        let path = &self.keeper.0.path;
        let aside = path.with_extension("damaged");
        let _ = fs::rename(path, &aside);
        Found::Damaged(aside)
    }

    /// Hands the case to the writing thread.
    pub(super) fn save(&self, saved: Saved) {
        let mut waiting = self.keeper.0.waiting();
        if !waiting.over {
            waiting.newest = Some(saved);
            self.keeper.0.news.notify_all();
        }
    }

    /// Whether a write went wrong since last asked.
    pub(super) fn had_trouble(&self) -> bool {
        self.keeper.0.trouble.swap(false, Ordering::Relaxed)
    }

    /// Keeps a case in mind that is not to be kept on disk.
    pub(super) fn bear(&self, saved: Saved) {
        self.keeper.0.waiting().held = Some(saved);
    }

    /// Removes the file, and those that earlier windows left.
    pub(super) fn wipe(&self) {
        // Through the same thread, so that no earlier job brings it back.
        self.save(Saved::default());
        let Some(folder) = self.keeper.0.path.parent() else { return };
        for place in (0..PLACES).filter(|place| *place != self.keeper.0.place) {
            let file = case_file(folder, place);
            if file.exists() && hold(folder, place).is_some() {
                let _ = fs::remove_file(file);
            }
        }
    }

    /// Writes the last state and waits for it.
    pub(super) fn finish(&mut self, last: Option<Saved>) {
        if let Some(last) = last {
            self.save(last);
        }
        self.keeper.0.waiting().over = true;
        self.keeper.0.news.notify_all();
        if let Some(writer) = self.writer.take() {
            let _ = writer.join();
        }
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        self.finish(None);
        // Others may still hold on to it.
        let _ = self.keeper.0.lock.unlock();
    }
}

fn write(path: &Path, saved: &Saved) -> io::Result<()> {
    if saved.is_empty() {
        return match fs::remove_file(path) {
            Err(err) if err.kind() != io::ErrorKind::NotFound => Err(err),
            _ => Ok(()),
        };
    }
    let (head, body) = saved.encode()?;
    write_whole(path, &[&head, body])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guide::Worked;

    fn example() -> Saved {
        let mut progress = Progress::default();
        progress.done.insert("check-address".to_owned());
        progress.answers.insert("is-it-urgent".to_owned(), Answer::DontKnow);
        progress.worked = Some(Worked::No);
        progress.times.insert("check-address".to_owned(), "2026-11-23 10:00 UTC".to_owned());
        Saved {
            page: Page::Checklist,
            typed: "550 5.1.1\nè".to_owned(),
            input: Some(Arc::new(Input::Text("550 5.1.1\nè".to_owned()))),
            told: [("fails-for-everyone".to_owned(), Answer::Yes)].into(),
            chosen: Some(1),
            others: [(0, Progress { worked: Some(Worked::Yes), ..Progress::default() })].into(),
            progress,
            details: Details {
                name: "Anna".to_owned(),
                server: "smtp.example.org".to_owned(),
                webmail: Some(crate::case::Tried::DoesNotWork),
                ..Details::default()
            },
        }
    }

    #[test]
    fn what_is_written_comes_back_whole() {
        let with = |input| Saved { input: Some(Arc::new(input)), ..example() };
        let file = with(Input::File { name: "a.eml".into(), bytes: vec![0, 255, b'\n'] });
        for saved in [example(), file, with(Input::Code("550".into()))] {
            let folder = tempfile::tempdir().unwrap();
            let mut store = Store::open(folder.path(), None).unwrap();
            store.finish(Some(saved.clone()));
            assert!(matches!(store.load(), Found::Case(back) if *back == saved));
        }
    }

    #[test]
    fn a_file_cut_short_anywhere_is_set_aside_and_never_half_read() {
        let (mut bytes, body) = {
            let saved = example();
            let (head, body) = saved.encode().unwrap();
            (head, body.to_vec())
        };
        bytes.extend(body);
        for end in 0..bytes.len() {
            assert_eq!(Saved::decode(&bytes[..end]), None, "cut at {end}");
        }
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), None).unwrap();
        fs::write(&store.keeper.0.path, &bytes[..20]).unwrap();
        let Found::Damaged(aside) = store.load() else { panic!("not set aside") };
        assert!(aside.exists() && !store.keeper.0.path.exists());
    }

    #[test]
    fn a_case_that_an_older_version_kept_is_read() {
        let old = br#"{"version":1,"page":"ticket","typed":"x","input":null,"progress":{"done":["a"],"answers":{},"worked":null},"details":{"name":"Anna","phone":"","program":"","notes":""}}
"#;
        let saved = Saved::decode(old).unwrap();
        assert_eq!((saved.details.name.as_str(), saved.details.webmail), ("Anna", None));
    }

    #[test]
    fn every_window_keeps_its_own_case_and_each_comes_back() {
        let folder = tempfile::tempdir().unwrap();
        let typed = |text: &str| Saved { typed: text.to_owned(), ..Saved::default() };
        let open = || Store::open(folder.path(), None).unwrap();
        assert!(!is_another_open(folder.path()));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "asking leaves nothing");
        let (mut first, mut second) = (open(), open());
        assert!(is_another_open(folder.path()));
        first.finish(Some(typed("one")));
        second.finish(Some(typed("two")));
        drop((first, second));
        let read = |store: &Store| match store.load() {
            Found::Case(saved) => saved.typed,
            found => panic!("{found:?}"),
        };
        let (first, second) = (open(), open());
        assert_eq!((read(&first), read(&second)), ("one".to_owned(), "two".to_owned()));
    }

    #[test]
    fn a_window_beyond_the_last_place_keeps_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let windows: Vec<Store> = (0..PLACES).filter_map(|_| Store::open(folder.path(), None)).collect();
        assert_eq!(windows.len(), PLACES);
        assert!(Store::open(folder.path(), None).is_none());
    }

    #[test]
    fn a_window_that_takes_over_finds_its_own_case_and_not_an_earlier_one() {
        let folder = tempfile::tempdir().unwrap();
        let mut closed = Store::open(folder.path(), None).unwrap();
        let lost = Store::open(folder.path(), None).unwrap();
        closed.finish(Some(Saved { typed: "an earlier one".to_owned(), ..Saved::default() }));
        drop(closed);
        lost.save(example());
        let place = lost.keeper().hand_over();
        let next = Store::open(folder.path(), Some(place)).unwrap();
        assert!(matches!(next.load(), Found::Case(back) if *back == example()));
    }

    #[test]
    fn a_case_that_is_not_kept_is_written_for_the_window_that_takes_over_and_for_nobody_else() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::open(folder.path(), None).unwrap();
        store.bear(example());
        store.keeper().let_go();
        store.finish(None);
        drop(store);
        let store = Store::open(folder.path(), None).unwrap();
        assert!(matches!(store.load(), Found::Nothing));
        store.bear(example());
        let place = store.keeper().hand_over();
        let next = Store::open(folder.path(), Some(place)).unwrap();
        assert!(matches!(next.load(), Found::Case(back) if *back == example()));
    }

    #[test]
    fn cases_that_nobody_has_open_are_wiped_with_ones_own() {
        let folder = tempfile::tempdir().unwrap();
        let open = || Store::open(folder.path(), None).unwrap();
        let (mut closed, mut other, mine) = (open(), open(), open());
        closed.finish(Some(example()));
        other.finish(Some(example()));
        drop(closed);
        mine.wipe();
        let left = |place| case_file(folder.path(), place).exists();
        assert!(!left(0) && left(1));
        drop(other);
        mine.wipe();
        assert!(!left(1));
    }

    #[test]
    fn wiping_removes_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::open(folder.path(), None).unwrap();
        store.save(example());
        store.wipe();
        store.finish(None);
        assert!(!store.keeper.0.path.exists());
    }

    #[test]
    fn a_window_that_must_end_at_once_has_written_its_last_change_and_left_the_file_to_the_next() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), None).unwrap();
        let keeper = store.keeper();
        // The first is being written, or was: the second has to wait for its time.
        store.save(Saved { typed: "first".to_owned(), ..Saved::default() });
        std::thread::sleep(Duration::from_millis(100));
        store.save(example());
        keeper.let_go();
        let next = Store::open(folder.path(), None).unwrap();
        assert!(matches!(next.load(), Found::Case(back) if *back == example()));
        // What the dying window still wants to write comes too late.
        store.save(Saved::default());
        drop(store);
        assert!(matches!(next.load(), Found::Case(back) if *back == example()));
    }
}
