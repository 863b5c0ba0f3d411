//! What the window remembers about the person's wishes: a small file, written whole or not at all.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::guide::Audience;
use crate::knowledge::Lang;

/// The smallest and largest zoom.
pub const ZOOM: std::ops::RangeInclusive<f32> = 0.8..=2.5;

/// The answer for a mail program or service that the table does not know.
pub const OTHER: &str = "other";

/// Light, dark, or after the system.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ThemeChoice {
    #[default]
    System,
    Light,
    Dark,
}

/// The person's wishes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Prefs {
    /// `None`: after the system.
    pub lang: Option<Lang>,
    pub theme: ThemeChoice,
    pub zoom: f32,
    pub audience: Audience,
    /// Id of the mail program, as the table names it.
    pub program: Option<String>,
    /// Id of the mail service, as the table names it; [`OTHER`] for one that it does not know.
    pub service: Option<String>,
    /// Whether the case stays on disk when the window closes.
    pub keep_case: bool,
    pub less_motion: bool,
}

impl Default for Prefs {
    fn default() -> Self {
        Self {
            lang: None,
            theme: ThemeChoice::System,
            zoom: 1.0,
            audience: Audience::Customer,
            program: None,
            service: None,
            keep_case: true,
            less_motion: false,
        }
    }
}

impl Prefs {
    /// Reads the file in `folder`; one that cannot be read counts as none, since wishes are soon told again.
    pub fn load(folder: &Path) -> Self {
        let read = fs::read(path(folder)).ok().and_then(|bytes| serde_json::from_slice::<Self>(&bytes).ok());
        let mut prefs = read.unwrap_or_default();
        prefs.zoom = if prefs.zoom.is_finite() { prefs.zoom.clamp(*ZOOM.start(), *ZOOM.end()) } else { 1.0 };
        prefs
    }

    /// Writes the file in `folder`.
    ///
    /// # Errors
    /// When the folder cannot be written to.
    pub fn save(&self, folder: &Path) -> io::Result<()> {
        write_whole(&path(folder), &[&serde_json::to_vec_pretty(self)?])
    }
}

fn path(folder: &Path) -> PathBuf {
    folder.join("preferences.json")
}

/// Writes a file whole or not at all: beside it first, then in its place.
///
/// # Errors
/// When the folder cannot be made or written to.
pub(super) fn write_whole(path: &Path, parts: &[&[u8]]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let beside = path.with_extension("new");
    let mut file = fs::File::create(&beside)?;
    for part in parts {
        file.write_all(part)?;
    }
    file.sync_all()?;
    drop(file);
    fs::rename(&beside, path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wishes_come_back_and_nonsense_becomes_the_default() {
        let folder = tempfile::tempdir().unwrap();
        let prefs = Prefs { lang: Some(Lang::En), zoom: 1.5, program: Some("outlook".into()), ..Prefs::default() };
        prefs.save(folder.path()).unwrap();
        assert_eq!(Prefs::load(folder.path()), prefs);
        fs::write(path(folder.path()), r#"{"zoom": 99.0}"#).unwrap();
        assert!((Prefs::load(folder.path()).zoom - 2.5).abs() < f32::EPSILON);
        fs::write(path(folder.path()), "{ not json").unwrap();
        assert_eq!(Prefs::load(folder.path()), Prefs::default());
    }
}
