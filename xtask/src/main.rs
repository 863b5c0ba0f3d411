//! Chores of the project: `cargo xtask icons`.

mod icons;

use std::path::PathBuf;
use std::process::ExitCode;

/// Whatever went wrong, with its words.
pub(crate) type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

const USAGE: &str = "\
cargo xtask icons                     draws every icon file anew from assets/icons/rimbalzo.svg";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(err) => {
            eprintln!("xtask: {err}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    let mut parser = lexopt::Parser::from_env();
    match parser.next()? {
        Some(lexopt::Arg::Value(chore)) if chore == "icons" => icons::draw(),
        _ => Err(USAGE.into()),
    }
}

/// The folder of the project.
pub(crate) fn root() -> PathBuf {
    let mut root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    root.pop();
    root
}
