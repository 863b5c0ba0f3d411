//! The packages that people install: `.deb` on Linux, `.app` and `.dmg` on macOS, an installer for Windows.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use cargo_packager::{Config, PackageFormat};

use crate::{Result, cargo, root, run, version};

/// Makes the package of this computer's own system.
pub(crate) fn make() -> Result<()> {
    let programs = if cfg!(target_os = "macos") {
        universal()?
    } else {
        cargo(&["build", "--release", "--bins"])?;
        target().join("release")
    };
    if cfg!(windows) { installer(&programs) } else { pack(&programs) }
}

/// The installer for Windows, from programs that lie in `programs`; makensis runs on every system.
pub(crate) fn installer(programs: &Path) -> Result<()> {
    let version = version()?;
    let out = packages()?.join(format!("Rimbalzo-{version}-setup.exe"));
    let mut makensis = Command::new("makensis");
    makensis.arg("-V2").arg(format!("-DVERSION={version}"));
    makensis.arg(format!("-DPROGRAMS={}", fs::canonicalize(programs)?.display()));
    makensis.arg(format!("-DOUT={}", out.display()));
    run(makensis.arg(root().join("assets/windows/installer.nsi")))?;
    println!("{}", out.display());
    Ok(())
}

/// The package for Linux or macOS, from programs that lie in `programs`.
pub(crate) fn pack(programs: &Path) -> Result<()> {
    let programs = fs::canonicalize(programs)?;
    env::set_current_dir(root())?;
    let mut table: toml::Table = toml::from_str(&fs::read_to_string("Packager.toml")?)?;
    table.insert("version".to_owned(), version()?.into());
    let mut config: Config = table.try_into()?;
    config.out_dir = packages()?;
    config.binaries_dir = Some(programs);
    config.formats = Some(if cfg!(target_os = "macos") {
        vec![PackageFormat::App, PackageFormat::Dmg]
    } else {
        vec![PackageFormat::Deb]
    });
    for package in cargo_packager::package(&config)? {
        for path in package.paths {
            println!("{}", path.display());
        }
    }
    Ok(())
}

/// Programs for both kinds of Mac in one file each.
fn universal() -> Result<PathBuf> {
    let both = ["aarch64-apple-darwin", "x86_64-apple-darwin"];
    for triple in both {
        cargo(&["build", "--release", "--bins", "--target", triple])?;
    }
    let folder = target().join("universal");
    fs::create_dir_all(&folder)?;
    for program in ["rimbalzo", "rimbalzo-cli"] {
        let mut lipo = Command::new("lipo");
        lipo.arg("-create").arg("-output").arg(folder.join(program));
        run(lipo.args(both.map(|triple| target().join(triple).join("release").join(program))))?;
    }
    Ok(folder)
}

fn packages() -> Result<PathBuf> {
    let folder = target().join("packages");
    fs::create_dir_all(&folder)?;
    Ok(folder)
}

fn target() -> PathBuf {
    root().join("target")
}
