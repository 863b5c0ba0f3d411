//! Where a helpdesk's own files lie when nobody says: beside the program, else in the person's own settings folder.

use std::env;
use std::path::{Path, PathBuf};

/// Name of the folder with the helpdesk's own files.
const FOLDER: &str = "knowledge";
/// Name of the program's folder among the person's settings.
const PROGRAM: &str = "rimbalzo";

/// The folder with the helpdesk's own files, if there is one: `knowledge` beside the program (beside the `.app` on a
/// Mac), else `rimbalzo/knowledge` among the person's settings: `%APPDATA%` on Windows, `~/Library/Application
/// Support` on a Mac, `$XDG_CONFIG_HOME` or `~/.config` elsewhere.
pub fn own_folder() -> Option<PathBuf> {
    let program = env::current_exe().ok();
    let beside = program.as_deref().and_then(Path::parent).map(|folder| home_of(folder).join(FOLDER));
    let among_settings = settings().map(|folder| folder.join(PROGRAM).join(FOLDER));
    [beside, among_settings].into_iter().flatten().find(|folder| folder.is_dir())
}

/// The folder that a person sees the program in: around `Rimbalzo.app/Contents/MacOS` it is the one of the `.app`.
fn home_of(folder: &Path) -> &Path {
    let bundle = folder.ancestors().nth(2).filter(|bundle| bundle.extension().is_some_and(|end| end == "app"));
    bundle.and_then(Path::parent).unwrap_or(folder)
}

fn settings() -> Option<PathBuf> {
    let named = |variable: &str| env::var_os(variable).map(PathBuf::from).filter(|path| path.is_absolute());
    if cfg!(windows) {
        named("APPDATA")
    } else if cfg!(target_os = "macos") {
        env::home_dir().map(|home| home.join("Library/Application Support"))
    } else {
        named("XDG_CONFIG_HOME").or_else(|| env::home_dir().map(|home| home.join(".config")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_a_mac_bundle_the_folder_lies_beside_the_app() {
        let inside = Path::new("/Applications/Rimbalzo.app/Contents/MacOS");
        assert_eq!(home_of(inside), Path::new("/Applications"));
        assert_eq!(home_of(Path::new("/opt/rimbalzo/bin")), Path::new("/opt/rimbalzo/bin"));
        assert_eq!(home_of(Path::new("/")), Path::new("/"));
    }
}
