//! A window of the same crates with nothing in it: what `cargo xtask compare` holds the program against.

use std::io::Write as _;
use std::time::Instant;

use eframe::{NativeOptions, egui};

#[derive(Debug)]
struct Empty {
    began: Instant,
    frames: u32,
}

impl eframe::App for Empty {
    fn logic(&mut self, ctx: &egui::Context, _frame: &mut eframe::Frame) {
        // The second frame begins when the first is on the screen: as `rimbalzo --measure` counts.
        if self.frames == 1 {
            let time = self.began.elapsed().as_secs_f64() * 1000.0;
            let _ = writeln!(std::io::stdout(), "first frame after {time:.1} ms");
        } else if self.frames == 0 {
            ctx.request_repaint();
        }
        self.frames += 1;
    }

    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        egui::CentralPanel::default().show(ui, |_| {});
    }

    fn persist_egui_memory(&self) -> bool {
        false
    }
}

fn main() -> eframe::Result {
    let began = Instant::now();
    let viewport = egui::ViewportBuilder::default().with_title("Empty").with_inner_size([900.0, 700.0]);
    let options = NativeOptions { viewport, renderer: eframe::Renderer::Glow, ..NativeOptions::default() };
    eframe::run_native("empty", options, Box::new(move |_| Ok(Box::new(Empty { began, frames: 0 }))))
}
