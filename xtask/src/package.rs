//! The packages that people install: `.deb` on Linux, `.app` in a `.dmg` on macOS, an installer for Windows.

use std::env;
use std::fs;
use std::path::{Path, PathBuf, absolute};
use std::process::Command;

use cargo_packager::{Config, PackageFormat};

use crate::{Result, cargo, looks, root, run, version};

/// The variable with the identity by which a bundle for macOS is signed.
const SIGN_AS: &str = "RIMBALZO_SIGN_AS";
/// Signed by nobody: macOS then offers "Open Anyway", where a bundle without any signature is called damaged.
const NOBODY: &str = "-";

const MACS: [&str; 2] = ["aarch64-apple-darwin", "x86_64-apple-darwin"];

/// Makes the package of this computer's own system.
pub(crate) fn make() -> Result<()> {
    if cfg!(target_os = "macos") {
        let bundle = bundle(&universal()?)?;
        sign(&bundle)?;
        return disk_image(&bundle);
    }
    cargo(&["build", "--release", "--bins"])?;
    let programs = target().join("release");
    if cfg!(windows) { installer(&programs) } else { deb(&programs) }
}

/// The installer for Windows, from programs that lie in `programs`; makensis runs on every system.
pub(crate) fn installer(programs: &Path) -> Result<()> {
    looks::windows(programs)?;
    let version = version()?;
    let out = packages()?.join(format!("Rimbalzo-{version}-setup.exe"));
    let mut makensis = Command::new("makensis");
    makensis.arg("-V2").arg(format!("-DVERSION={version}"));
    // No canonical path: on Windows that has a form which makensis does not read.
    makensis.arg(format!("-DPROGRAMS={}", absolute(programs)?.display()));
    makensis.arg(format!("-DOUT={}", out.display()));
    run(makensis.arg(root().join("assets/windows/installer.nsi")))?;
    println!("{}", out.display());
    Ok(())
}

/// The package for Debian and what derives from it, from programs that lie in `programs`.
pub(crate) fn deb(programs: &Path) -> Result<()> {
    pack(programs, PackageFormat::Deb).map(drop)
}

/// The bundle for macOS, from programs that lie in `programs`, not yet signed.
pub(crate) fn bundle(programs: &Path) -> Result<PathBuf> {
    let bundle = pack(programs, PackageFormat::App)?;
    looks::mac(&bundle)?;
    Ok(bundle)
}

fn pack(programs: &Path, format: PackageFormat) -> Result<PathBuf> {
    let programs = absolute(programs)?;
    env::set_current_dir(root())?;
    let mut table: toml::Table = toml::from_str(&fs::read_to_string("Packager.toml")?)?;
    table.insert("version".to_owned(), version()?.into());
    let mut config: Config = table.try_into()?;
    config.out_dir = packages()?;
    config.binaries_dir = Some(programs);
    config.formats = Some(vec![format]);
    let packages = cargo_packager::package(&config)?;
    let path = packages.into_iter().flat_map(|package| package.paths).next().ok_or("no package was made")?;
    println!("{}", path.display());
    Ok(path)
}

/// Programs for both kinds of Mac in one file each.
fn universal() -> Result<PathBuf> {
    for triple in MACS {
        cargo(&["build", "--release", "--bins", "--target", triple])?;
    }
    let folder = target().join("universal");
    fs::create_dir_all(&folder)?;
    for program in ["rimbalzo", "rimbalzo-cli"] {
        let both = MACS.map(|triple| target().join(triple).join("release").join(program));
        let out = folder.join(program);
        run(Command::new("lipo").arg("-create").args(both).arg("-output").arg(&out))?;
        run(Command::new("lipo").arg(&out).args(["-verify_arch", "arm64", "x86_64"]))?;
    }
    Ok(folder)
}

/// Signs the bundle as a whole.
fn sign(bundle: &Path) -> Result<()> {
    let identity = env::var(SIGN_AS).unwrap_or_else(|_| NOBODY.to_owned());
    let mut codesign = Command::new("codesign");
    codesign.args(["--force", "--deep", "--options", "runtime", "--sign", &identity]);
    if identity != NOBODY {
        codesign.arg("--timestamp");
    }
    run(codesign.arg(bundle))?;
    run(Command::new("codesign").args(["--verify", "--deep", "--strict"]).arg(bundle))
}

/// The bundle beside a link to where it is to be dragged.
fn disk_image(bundle: &Path) -> Result<()> {
    let stage = target().join("dmg");
    let _ = fs::remove_dir_all(&stage);
    fs::create_dir_all(&stage)?;
    run(Command::new("ditto").arg(bundle).arg(stage.join("Rimbalzo.app")))?;
    run(Command::new("ln").args(["-s", "/Applications"]).arg(&stage))?;
    let out = packages()?.join(format!("Rimbalzo-{}-macos.dmg", version()?));
    let mut hdiutil = Command::new("hdiutil");
    hdiutil.args(["create", "-ov", "-fs", "HFS+", "-format", "UDZO", "-volname", "Rimbalzo", "-srcfolder"]);
    run(hdiutil.arg(&stage).arg(&out))?;
    println!("{}", out.display());
    Ok(())
}

fn packages() -> Result<PathBuf> {
    let folder = target().join("packages");
    fs::create_dir_all(&folder)?;
    Ok(folder)
}

fn target() -> PathBuf {
    root().join("target")
}
