//! Looks into what was made, before anybody gets it: what Windows and macOS read of the programs before they start.

use std::fs::{self, File};
use std::path::Path;

use pelite::image::{IMAGE_SUBSYSTEM_WINDOWS_CUI, IMAGE_SUBSYSTEM_WINDOWS_GUI};
use pelite::pe64::{Pe as _, PeFile};
use plist::{Dictionary, Value};

use crate::icons::{MAC, WINDOWS};
use crate::{Result, version};

/// The programs for Windows, and whether they bring a console.
const PROGRAMS: [(&str, u16); 2] =
    [("rimbalzo", IMAGE_SUBSYSTEM_WINDOWS_GUI), ("rimbalzo-cli", IMAGE_SUBSYSTEM_WINDOWS_CUI)];
/// What the manifest has to say: sharp on every screen, paths of any length, names in any script, no administrator.
const MANIFEST: [&str; 5] = [
    ">PerMonitorV2, PerMonitor</dpiAwareness>",
    ">true</longPathAware>",
    ">UTF-8</activeCodePage>",
    "level=\"asInvoker\"",
    "name=\"Microsoft.Windows.Common-Controls\" version=\"6.0.0.0\"",
];
/// Libraries that a fresh Windows may lack.
const NOT_EVERYWHERE: [&str; 4] = ["vcruntime", "msvcp", "libgcc", "libwinpthread"];

/// The two programs in `folder`: console or none, manifest, version, icon, and nothing that Windows would lack.
pub(crate) fn windows(folder: &Path) -> Result<()> {
    for (name, subsystem) in PROGRAMS {
        let path = folder.join(format!("{name}.exe"));
        let bytes = fs::read(&path).map_err(|err| format!("{}: {err}", path.display()))?;
        program(&bytes, name, subsystem).map_err(|err| format!("{}: {err}", path.display()))?;
    }
    Ok(())
}

fn program(bytes: &[u8], name: &str, subsystem: u16) -> Result<()> {
    let file = PeFile::from_bytes(bytes)?;
    hold(file.optional_header().Subsystem == subsystem, "the window has a console, or its twin has none")?;
    for library in file.imports()? {
        let library = library.dll_name()?.to_str()?.to_ascii_lowercase();
        hold(!NOT_EVERYWHERE.iter().any(|lacking| library.starts_with(lacking)), &format!("it needs {library}"))?;
    }
    let resources = file.resources()?;
    let manifest = resources.manifest()?;
    for part in MANIFEST {
        hold(manifest.contains(part), &format!("the manifest lacks {part}"))?;
    }
    let about = resources.version_info()?;
    let [language] = about.translation() else { return Err("the version is not in one language".into()) };
    let (version, file_name) = (version()?, format!("{name}.exe"));
    for (key, value) in [("ProductVersion", &version), ("FileVersion", &version), ("OriginalFilename", &file_name)] {
        let said = about.value(*language, key);
        hold(said.as_ref() == Some(value), &format!("{key} is {said:?}"))?;
    }
    let (_, icon) = resources.icons().next().ok_or("it has no icon")??;
    let mut sides: Vec<u32> = Vec::new();
    for image in icon.entries() {
        icon.image(image.nId)?;
        // A byte holds no 256: nought stands for it.
        sides.push(if image.bWidth == 0 { 256 } else { image.bWidth.into() });
    }
    sides.sort_unstable();
    hold(sides == WINDOWS, &format!("the icon has the sizes {sides:?}"))
}

/// The bundle for macOS: its program, its icon, and what Finder is told.
pub(crate) fn mac(bundle: &Path) -> Result<()> {
    let contents = bundle.join("Contents");
    let info = Value::from_file(contents.join("Info.plist"))?;
    let info = info.as_dictionary().ok_or("Info.plist is no dictionary")?;
    let (text, version) = (|key| info.get(key).and_then(Value::as_string).unwrap_or_default(), version()?);
    hold(info.get("NSHighResolutionCapable").and_then(Value::as_boolean) == Some(true), "it is not sharp on Retina")?;
    hold(text("LSMinimumSystemVersion") == "11.0", "it does not say from which macOS on it runs")?;
    hold(text("CFBundleIdentifier") == "io.github.rimbalzo.Rimbalzo", "its identifier changed")?;
    hold(text("CFBundleShortVersionString") == version, "its version is not the program's")?;
    hold(contents.join("MacOS").join(text("CFBundleExecutable")).is_file(), "its program is not there")?;
    hold(contents.join("MacOS/rimbalzo-cli").is_file(), "the twin is not there")?;

    let kinds = info.get("CFBundleDocumentTypes").and_then(Value::as_array).ok_or("it opens no files")?;
    let mut extensions = Vec::new();
    for kind in kinds.iter().filter_map(Value::as_dictionary) {
        let said = |key| kind.get(key).and_then(Value::as_string);
        // Any other rank could take the files away from Mail.
        hold(said("LSHandlerRank") == Some("Alternate"), "a kind of file is not offered as an alternate")?;
        hold(said("CFBundleTypeRole") == Some("Viewer"), "a kind of file is not only to be read")?;
        extensions.extend(listed(kind, "CFBundleTypeExtensions"));
    }
    extensions.sort_unstable();
    hold(extensions == ["eml", "emlx", "mbox", "msg"], &format!("it opens {extensions:?}"))?;

    let icon = icns::IconFamily::read(File::open(contents.join("Resources").join(text("CFBundleIconFile")))?)?;
    let mut sides: Vec<u32> = icon.available_icons().iter().map(|kind| kind.pixel_width()).collect();
    sides.sort_unstable();
    sides.dedup();
    hold(MAC.iter().all(|side| sides.contains(side)), &format!("the icon has the sizes {sides:?}"))
}

fn listed<'a>(dictionary: &'a Dictionary, key: &str) -> Vec<&'a str> {
    let listed = dictionary.get(key).and_then(Value::as_array);
    listed.into_iter().flatten().filter_map(Value::as_string).collect()
}

fn hold(holds: bool, otherwise: &str) -> Result<()> {
    if holds { Ok(()) } else { Err(otherwise.into()) }
}
