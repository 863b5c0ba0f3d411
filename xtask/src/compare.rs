//! The program beside an empty window of the same crates, in one run: how fast, how much memory, how large.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use crate::{Result, cargo, root};

/// How often each window is opened, in turn; the middle of what they take counts.
const ROUNDS: usize = 9;
/// How long a window stands before its memory is read.
const SETTLE: Duration = Duration::from_millis(1500);
/// How long it is watched at rest.
const REST: Duration = Duration::from_secs(10);

/// What the program may take of what the empty window takes.
const FIRST_FRAME: f64 = 1.25;
const MEMORY: f64 = 1.3;
/// Size of the program, in MB.
const SIZE: f64 = 25.0;

#[derive(Debug, Default)]
struct Measured {
    first_frame: Vec<f64>,
    memory: Vec<f64>,
}

pub(crate) fn compare() -> Result<()> {
    if !cfg!(target_os = "linux") {
        return Err("the comparison reads /proc: it runs on Linux".into());
    }
    cargo(&["build", "--release", "--features", "compare", "--bin", "rimbalzo", "--bin", "empty-window"])?;
    let folder = root().join("target/release");
    let (display, _server) = display()?;
    let mut empty = Measured::default();
    let mut ours = Measured::default();
    for _ in 0..ROUNDS {
        open(&folder.join("empty-window"), &[], &display, &mut empty)?;
        open(&folder.join("rimbalzo"), &["--measure"], &display, &mut ours)?;
    }
    let cpu = at_rest(&folder.join("rimbalzo"), &display)?;

    println!("                       empty   rimbalzo      ratio     bar");
    let mut kept = line("first frame, ms", &mut empty.first_frame, &mut ours.first_frame, FIRST_FRAME);
    kept &= line("resident memory, MB", &mut empty.memory, &mut ours.memory, MEMORY);
    let size = megabytes(&folder.join("rimbalzo"))?;
    println!("size, MB            {:8.1} {size:10.1} {:>10} {SIZE:7.0}", megabytes(&folder.join("empty-window"))?, "");
    println!("processor at rest   {cpu:19.2} s in {} s", REST.as_secs());
    kept &= size <= SIZE;
    if kept { Ok(()) } else { Err("over the bar".into()) }
}

fn line(name: &str, empty: &mut [f64], ours: &mut [f64], bar: f64) -> bool {
    let (empty, ours) = (middle(empty), middle(ours));
    let ratio = ours / empty;
    println!("{name:<20}{empty:8.1} {ours:10.1} {ratio:10.2} {bar:7.2}");
    ratio <= bar
}

/// Opens a window, reads when it was there and what it holds, and closes it.
fn open(program: &Path, arguments: &[&str], display: &str, measured: &mut Measured) -> Result<()> {
    let mut window = start(program, arguments, display)?;
    let mut said = String::new();
    BufReader::new(window.0.stdout.take().ok_or("no output")?).read_line(&mut said)?;
    let number = said.split_whitespace().find_map(|word| word.parse().ok());
    measured.first_frame.push(number.ok_or_else(|| format!("{} opened no window", program.display()))?);
    sleep(SETTLE);
    let status = fs::read_to_string(format!("/proc/{}/status", window.0.id()))?;
    let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("no VmRSS")?;
    let kilobytes: f64 = resident.trim().trim_end_matches(" kB").parse()?;
    measured.memory.push(kilobytes / 1024.0);
    Ok(())
}

/// Seconds of the processor that the program uses with nothing to do.
fn at_rest(program: &Path, display: &str) -> Result<f64> {
    let window = start(program, &[], display)?;
    sleep(SETTLE * 2);
    let before = used(window.0.id())?;
    sleep(REST);
    Ok(used(window.0.id())? - before)
}

fn used(process: u32) -> Result<f64> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat"))?;
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace().skip(11).take(2);
    let ticks: u32 = fields.map(|field| field.parse::<u32>().unwrap_or_default()).sum();
    // Linux counts them a hundred to the second.
    Ok(f64::from(ticks) / 100.0)
}

/// Ended when it goes out of sight.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts a program in an empty home.
fn start(program: &Path, arguments: &[&str], display: &str) -> Result<Running> {
    let home = root().join("target/compare-home");
    let _ = fs::remove_dir_all(&home);
    fs::create_dir_all(&home)?;
    let mut command = Command::new(program);
    command.args(arguments).env("DISPLAY", display).env("HOME", &home).env("XDG_DATA_HOME", &home);
    command.env_remove("WAYLAND_DISPLAY").stdout(Stdio::piped()).stderr(Stdio::null());
    Ok(Running(command.spawn()?))
}

/// A display of its own.
fn display() -> Result<(String, Running)> {
    let mut command = Command::new("Xvfb");
    command.args(["-displayfd", "1", "-screen", "0", "1280x900x24", "-nolisten", "tcp"]);
    let mut server = Running(command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?);
    let mut number = String::new();
    BufReader::new(server.0.stdout.take().ok_or("no output")?).read_line(&mut number)?;
    Ok((format!(":{}", number.trim()), server))
}

fn megabytes(path: &Path) -> Result<f64> {
    #[expect(clippy::cast_precision_loss, reason = "files are smaller than that")]
    Ok(fs::metadata(path)?.len() as f64 / 1e6)
}

fn middle(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
