//! `rimbalzo --measure`: opens the real window, brings it a long text by itself, and tells how fast it was.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use eframe::Frame;
use egui::{Context, Event, RawInput, Ui, ViewportCommand};

use crate::case::Page;

use super::app::App;

/// How long the window is watched at rest.
const REST: Duration = Duration::from_secs(4);
/// What may still move right after a change, such as the fade of a button.
const SETTLE: Duration = Duration::from_secs(1);
/// Frames drawn one after the other once the answer is there.
const FRAMES: usize = 60;
/// Nothing takes longer than this, or something is wrong.
const PATIENCE: Duration = Duration::from_mins(1);
const PASTE: usize = 1 << 20;
/// No frame may take longer, or the window is seen to stand still.
const SMOOTH: Duration = Duration::from_millis(16);

/// What is being measured at the moment.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Part {
    FirstFrame,
    Settle { then: Rest, until: Instant },
    Rest { which: Rest, until: Instant, frames: usize },
    Paste,
    Reading { since: Instant },
    Drawing { left: usize },
    Over,
    Closing,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Rest {
    Start,
    Diagnosis,
}

/// The application with a stopwatch: it sees to its own input and closes the window at the end.
#[derive(Debug)]
pub struct Measured {
    app: App,
    began: Instant,
    part: Part,
    /// Nothing where it did not come in time.
    answer: Option<Duration>,
    rest: [usize; 2],
    /// The processor's time for each frame from the paste on, as far as it was told.
    reading: Vec<Duration>,
    drawing: Vec<Duration>,
    tell: fn(&str),
}

impl Measured {
    /// `began` is when the program started; `tell` takes the report.
    pub fn new(app: App, began: Instant, tell: fn(&str)) -> Self {
        Self {
            app,
            began,
            part: Part::FirstFrame,
            answer: None,
            rest: [0; 2],
            reading: Vec::new(),
            drawing: Vec::new(),
            tell,
        }
    }

    /// Moves on to what comes next. Called once a frame, before it is drawn.
    fn advance(&mut self, ctx: &Context, frame: &Frame) {
        let last = frame.info().cpu_usage.map(Duration::from_secs_f32);
        let now = Instant::now();
        self.part = match self.part {
            Part::FirstFrame if last.is_none() => {
                // The second frame begins when the first is on the screen.
                ctx.request_repaint();
                Part::FirstFrame
            }
            Part::FirstFrame => {
                let renderer = if frame.wgpu_render_state().is_some() { "wgpu" } else { "glow" };
                // At once: whoever only wants to know this need not wait for the rest.
                (self.tell)(&format!("first frame after {} with {renderer}", ms(self.began.elapsed())));
                wait(ctx, SETTLE, Part::Settle { then: Rest::Start, until: now + SETTLE })
            }
            Part::Settle { then, until } if now >= until => {
                wait(ctx, REST, Part::Rest { which: then, until: now + REST, frames: 0 })
            }
            Part::Rest { which, until, frames } if now >= until => {
                let (slot, next) = match which {
                    Rest::Start => (0, Part::Paste),
                    Rest::Diagnosis => (1, Part::Over),
                };
                self.rest[slot] = frames;
                ctx.request_repaint();
                next
            }
            // A repaint that came early has used the one that was asked for.
            Part::Settle { until, .. } => wait(ctx, until - now, self.part),
            Part::Rest { which, until, frames } => {
                wait(ctx, until - now, Part::Rest { which, until, frames: frames + 1 })
            }
            Part::Reading { since } => {
                self.reading.extend(last);
                if self.app.case().page() == Page::Diagnosis {
                    self.answer = Some(since.elapsed());
                    ctx.request_repaint();
                    Part::Drawing { left: FRAMES }
                } else if since.elapsed() > PATIENCE {
                    Part::Over
                } else {
                    Part::Reading { since }
                }
            }
            Part::Drawing { left: 0 } => wait(ctx, SETTLE, Part::Settle { then: Rest::Diagnosis, until: now + SETTLE }),
            Part::Drawing { left } => {
                self.drawing.extend(last);
                ctx.request_repaint();
                Part::Drawing { left: left - 1 }
            }
            Part::Over => {
                (self.tell)(&self.report());
                ctx.send_viewport_cmd(ViewportCommand::Close);
                Part::Closing
            }
            same @ (Part::Paste | Part::Closing) => same,
        };
    }

    fn report(&self) -> String {
        let mut report = String::new();
        let answer = self.answer.map_or_else(|| "no answer".to_owned(), |time| format!("answer after {}", ms(time)));
        let _ = writeln!(report, "paste of {PASTE} bytes: {answer}");
        for (name, frames) in [("while it is read", &self.reading), ("with the answer", &self.drawing)] {
            let _ = writeln!(
                report,
                "frames {name}: {}, median {}, longest {}, longer than {}: {}",
                frames.len(),
                ms(median(frames)),
                ms(frames.iter().copied().max().unwrap_or_default()),
                ms(SMOOTH),
                frames.iter().filter(|time| **time > SMOOTH).count()
            );
        }
        let seconds = REST.as_secs();
        let [start, diagnosis] = self.rest;
        let _ = write!(report, "repaints at rest in {seconds} s: {start} at the start, {diagnosis} with the answer");
        report
    }
}

impl eframe::App for Measured {
    fn logic(&mut self, ctx: &Context, frame: &mut Frame) {
        self.app.logic(ctx, frame);
        self.advance(ctx, frame);
    }

    fn ui(&mut self, ui: &mut Ui, frame: &mut Frame) {
        self.app.ui(ui, frame);
    }

    fn raw_input_hook(&mut self, _ctx: &Context, input: &mut RawInput) {
        if self.part == Part::Paste {
            self.part = Part::Reading { since: Instant::now() };
            input.events.push(Event::Paste(long_text()));
        }
    }

    fn persist_egui_memory(&self) -> bool {
        false
    }
}

/// Wakes the window once when `time` is over; everything else that wakes it is what is counted.
fn wait(ctx: &Context, time: Duration, part: Part) -> Part {
    ctx.request_repaint_after(time);
    part
}

/// A server's answer at the end of 1 MB of other text.
fn long_text() -> String {
    let answer = "550 5.1.1 <nobody@example.com>: Recipient address rejected: User unknown\n";
    let line = "A line of text like any other, with nothing special in it at all.\n";
    let mut text = line.repeat((PASTE - answer.len()) / line.len());
    text.push_str(answer);
    text
}

fn ms(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1000.0)
}

fn median(times: &[Duration]) -> Duration {
    let mut sorted = times.to_vec();
    sorted.sort_unstable();
    sorted.get(sorted.len() / 2).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_is_as_long_as_it_says_and_ends_with_the_answer() {
        let text = long_text();
        assert!(text.len() <= PASTE && text.len() > PASTE - 100);
        assert!(text.ends_with("User unknown\n"));
    }

    #[test]
    fn the_median_is_the_middle_one() {
        let times = [3, 1, 200].map(Duration::from_millis);
        assert_eq!((median(&times), median(&[])), (Duration::from_millis(3), Duration::ZERO));
        assert_eq!(ms(median(&times)), "3.0 ms");
    }
}
