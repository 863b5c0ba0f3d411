//! Where the table comes from: the files carried inside the program, and the folder of a helpdesk's own.

use std::borrow::Cow;
use std::io::Read;
use std::ops::Range;
use std::path::Path;
use std::sync::LazyLock;

use flate2::read::DeflateDecoder;
use serde::de::DeserializeOwned;

use super::fault::{Fault, Problem, of_toml};

/// A file of `assets/knowledge`, as it was when the program was built.
pub(super) struct BuiltIn {
    pub path: &'static str,
    /// Where the TOML that people write stands in [`WRITTEN`].
    written: Range<usize>,
    /// The same as JSON.
    baked: &'static str,
}

/// Every file of the table that the program carries; made by `build.rs`.
#[allow(clippy::unreadable_literal, reason = "nobody reads what build.rs writes")]
pub(super) static BUILT_IN: &[BuiltIn] = include!(concat!(env!("OUT_DIR"), "/knowledge_files.rs"));

/// The TOML of all files, one behind the other. Only those who check the table need it, so it is carried packed.
static WRITTEN: LazyLock<String> = LazyLock::new(|| {
    let packed: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/knowledge_written"));
    let mut written = String::new();
    // What the build packed it unpacks; were it damaged, every file would be reported as empty.
    let _ = DeflateDecoder::new(packed).read_to_string(&mut written);
    written
});

/// In which form a file is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// As people write it; whatever is wrong has its line.
    Written,
    /// As the program carries it to be read quickly.
    Baked,
}

impl BuiltIn {
    pub(super) fn source(&self, form: Form) -> Source {
        let text = match form {
            Form::Written => WRITTEN.get(self.written.clone()).unwrap_or_default(),
            Form::Baked => self.baked,
        };
        let shown = format!("assets/knowledge/{}", self.path);
        Source { shown, path: self.path.to_owned(), text: text.into(), form, own: false }
    }
}

/// A file of the table: where it comes from, its path inside the table, its text.
#[derive(Clone, Debug)]
pub(super) struct Source {
    /// As shown to a person: the path that they can open.
    pub shown: String,
    pub path: String,
    pub text: Cow<'static, str>,
    pub form: Form,
    /// From the helpdesk's own folder.
    pub own: bool,
}

impl Source {
    /// Parses the file, or says what is wrong and where.
    pub(super) fn parse<T: DeserializeOwned>(&self) -> Result<T, Problem> {
        match self.form {
            Form::Baked => serde_json::from_str(&self.text)
                .map_err(|err| Problem::new(&self.shown, 0, Fault::Unwritten.with("message", err.to_string()))),
            Form::Written => toml::from_str(&self.text).map_err(|err: toml::de::Error| {
                let line = line_of(&self.text, err.span().map_or(0, |span| span.start));
                let words = self.text.lines().nth(line.saturating_sub(1)).unwrap_or_default();
                Problem::new(&self.shown, line, of_toml(err.message(), words))
            }),
        }
    }

    /// The first line that holds `words`; 0 where lines mean nothing to a person.
    pub(super) fn line_with(&self, words: &str) -> usize {
        match self.form {
            Form::Baked => 0,
            Form::Written => line_of(&self.text, self.text.find(words).unwrap_or(0)),
        }
    }
}

/// Names of the files at the top of the table.
pub(super) const FILES: [&str; 13] = [
    "certified.toml",
    "client-codes.toml",
    "company.toml",
    "domains.toml",
    "messages.toml",
    "providers.toml",
    "questions.toml",
    "reply-codes.toml",
    "settings.toml",
    "status-codes.toml",
    "steps.toml",
    "warnings.toml",
    "wording.toml",
];

/// The files of the helpdesk's own folder, and what is wrong with their names.
pub(super) fn own_files(folder: &Path, problems: &mut Vec<Problem>) -> Vec<Source> {
    if !folder.is_dir() {
        let fault = if folder.exists() { Fault::FileNotFolder } else { Fault::FolderMissing };
        problems.push(Problem::new(&folder.display().to_string(), 0, fault));
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut pending = vec![folder.to_owned()];
    let before = problems.len();
    while let Some(current) = pending.pop() {
        let Ok(entries) = std::fs::read_dir(&current) else {
            problems.push(Problem::new(&current.display().to_string(), 0, Fault::FolderUnreadable));
            continue;
        };
        for path in entries.flatten().map(|entry| entry.path()) {
            let shown = path.display().to_string();
            if path.is_dir() {
                if path.extension().is_some_and(|end| end.eq_ignore_ascii_case("toml")) {
                    problems.push(Problem::new(&shown, 0, Fault::FolderNotFile));
                } else {
                    pending.push(path);
                }
                continue;
            }
            let inside = path.strip_prefix(folder).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            match misnamed(&inside) {
                Name::Table => {}
                Name::Other => continue,
                Name::Misnamed(wanted) => {
                    problems.push(Problem::new(&shown, 0, Fault::FileName.with("name", wanted)));
                    continue;
                }
            }
            match std::fs::read(&path) {
                Ok(bytes) => {
                    let (path, text) = (lower_ending(&inside), decode(&bytes).into());
                    found.push(Source { shown, path, text, form: Form::Written, own: true });
                }
                Err(_) => problems.push(Problem::new(&shown, 0, Fault::FileUnreadable)),
            }
        }
    }
    if found.is_empty() && problems.len() == before {
        problems.push(Problem::new(&folder.display().to_string(), 0, Fault::FolderEmpty));
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

/// What the name of a file says.
enum Name {
    Table,
    /// A file of the table under a wrong name, and the right one.
    Misnamed(String),
    /// None of ours: a guide, a picture.
    Other,
}

/// Windows hides the ends of names, so that `company.toml.txt` looks right; an editor may leave `company.txt`.
fn misnamed(path: &str) -> Name {
    let name = path.rsplit_once('/').map_or(path, |(_, name)| name);
    let lower = name.to_lowercase();
    let is_ours = |stem: &str| FILES.iter().any(|file| file.strip_suffix(".toml") == Some(stem));
    match lower.rsplit_once('.') {
        Some((_, "toml")) => Name::Table,
        Some((stem, "txt" | "bak")) if stem.rsplit_once('.').is_some_and(|(_, end)| end == "toml") => {
            Name::Misnamed(stem.to_owned())
        }
        Some((stem, "txt" | "ini" | "cfg" | "rtf" | "docx" | "json")) if is_ours(stem) => {
            Name::Misnamed(format!("{stem}.toml"))
        }
        None if is_ours(&lower) => Name::Misnamed(format!("{lower}.toml")),
        _ => Name::Other,
    }
}

/// The path with its ending as the table writes it: `Company.TOML` is `company.toml`.
fn lower_ending(path: &str) -> String {
    match path.rsplit_once('/') {
        Some((folder, name)) => format!("{}/{}", folder.to_lowercase(), name.to_lowercase()),
        None => path.to_lowercase(),
    }
}

/// The text of a file however an editor saved it: UTF-8 or UTF-16 by their byte order mark, else UTF-8, else the
/// Windows code page of western Europe.
fn decode(bytes: &[u8]) -> String {
    if let Some((encoding, mark)) = encoding_rs::Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(bytes.get(mark..).unwrap_or_default()).0.into_owned();
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(),
    }
}

/// The line, counted from 1, that holds the byte `at`.
pub(super) fn line_of(text: &str, at: usize) -> usize {
    memchr::memchr_iter(b'\n', text.as_bytes().get(..at).unwrap_or_default()).count() + 1
}
