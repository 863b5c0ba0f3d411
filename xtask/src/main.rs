//! Chores of the project: see [`USAGE`].

mod compare;
mod icons;
mod looks;
mod package;

use std::fs;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

/// Whatever went wrong, with its words.
pub(crate) type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

const USAGE: &str = "\
cargo xtask icons                     draws every icon file anew from assets/icons/rimbalzo.svg
cargo xtask package [--programs DIR]  makes the package of this system, under target/packages
cargo xtask package --installer DIR   makes the installer for Windows from the programs in DIR, with makensis
cargo xtask package --bundle DIR      makes the bundle for macOS from the programs in DIR; only a Mac signs it
cargo xtask compare                   measures the program beside an empty window of the same crates";

fn main() -> ExitCode {
    match chore() {
        Ok(()) => ExitCode::SUCCESS,
        Err(err) => {
            eprintln!("xtask: {err}");
            ExitCode::FAILURE
        }
    }
}

fn chore() -> Result<()> {
    use lexopt::prelude::*;

    let mut parser = lexopt::Parser::from_env();
    let Some(Value(chore)) = parser.next()? else { return Err(USAGE.into()) };
    let wish = parser.next()?;
    match (chore.to_str(), wish) {
        (Some("icons"), None) => icons::draw(),
        (Some("compare"), None) => compare::compare(),
        (Some("package"), None) => package::make(),
        (Some("package"), Some(Long("programs"))) => package::deb(&PathBuf::from(parser.value()?)),
        (Some("package"), Some(Long("bundle"))) => package::bundle(&PathBuf::from(parser.value()?)).map(drop),
        (Some("package"), Some(Long("installer"))) => package::installer(&PathBuf::from(parser.value()?)),
        _ => Err(USAGE.into()),
    }
}

/// The folder of the project.
pub(crate) fn root() -> PathBuf {
    let mut root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    root.pop();
    root
}

/// The version of the program.
pub(crate) fn version() -> Result<String> {
    let manifest: toml::Table = toml::from_str(&fs::read_to_string(root().join("Cargo.toml"))?)?;
    let version = manifest.get("package").and_then(|package| package.get("version")?.as_str());
    Ok(version.ok_or("Cargo.toml names no version")?.to_owned())
}

/// Runs cargo in the project's folder.
pub(crate) fn cargo(arguments: &[&str]) -> Result<()> {
    run(Command::new("cargo").args(arguments).current_dir(root()))
}

pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = command.status().map_err(|err| format!("{}: {err}", command.get_program().display()))?;
    if status.success() { Ok(()) } else { Err(format!("{} did not succeed", command.get_program().display()).into()) }
}
