//! Carries the files of `assets/knowledge` inside the program: as they are written, packed, for whoever checks them,
//! and as JSON, which is read many times faster. Gives the programs for Windows their icon, manifest and version.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use flate2::Compression;
use flate2::write::DeflateEncoder;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("assets/knowledge");
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let mut files = Vec::new();
    collect(&root, &mut files)?;
    files.sort();
    let mut code = String::from("&[\n");
    let mut written = String::new();
    for (number, file) in files.iter().enumerate() {
        let path = file.strip_prefix(&root)?.to_string_lossy().replace('\\', "/");
        let text = fs::read_to_string(file)?;
        // A file that is no TOML is carried as empty; the tests of the table, and `check-knowledge`, say what is wrong.
        let baked = toml::from_str::<toml::Table>(&text).unwrap_or_default();
        let baked_file = out.join(format!("knowledge-{number}.json"));
        fs::write(&baked_file, serde_json::to_vec(&baked)?)?;
        let (baked_file, start) = (baked_file.to_string_lossy(), written.len());
        written.push_str(&text);
        let end = written.len();
        writeln!(
            code,
            "    BuiltIn {{ path: {path:?}, written: {start}..{end}, baked: include_str!({baked_file:?}) }},"
        )?;
    }
    code.push_str("]\n");
    fs::write(out.join("knowledge_files.rs"), code)?;
    let mut packed = DeflateEncoder::new(Vec::new(), Compression::best());
    packed.write_all(written.as_bytes())?;
    fs::write(out.join("knowledge_written"), packed.finish()?)?;
    windows_resources()
}

/// Icon, manifest and version for both programs; nothing to do unless they are built for Windows.
fn windows_resources() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo:rerun-if-changed=assets/windows");
    if env::var("CARGO_CFG_TARGET_OS")? != "windows" {
        return Ok(());
    }
    let folder = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("assets/windows");
    let version = env::var("CARGO_PKG_VERSION")?;
    let numbers = format!("{},0", version.split('-').next().unwrap_or_default().replace('.', ","));
    let template = fs::read_to_string(folder.join("rimbalzo.rc"))?;
    for (program, about) in [("rimbalzo", "Rimbalzo"), ("rimbalzo-cli", "Rimbalzo on the command line")] {
        let filled = template
            .replace("{folder}", &folder.to_string_lossy().replace('\\', "/"))
            .replace("{numbers}", &numbers)
            .replace("{version}", &version)
            .replace("{program}", program)
            .replace("{about}", about);
        // The compiled file takes the name of this one.
        let place = PathBuf::from(env::var("OUT_DIR")?).join(format!("{program}.rc"));
        fs::write(&place, filled)?;
        embed_resource::compile_for(&place, [program], embed_resource::NONE).manifest_required()?;
    }
    Ok(())
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    // A folder is named so that new files are noticed.
    println!("cargo:rerun-if-changed={}", folder.display());
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "toml") {
            println!("cargo:rerun-if-changed={}", path.display());
            files.push(path);
        }
    }
    Ok(())
}
