//! What to do: steps to tick, questions that lead on, messages for others, and whether it worked.

use egui::Ui;

use crate::answer;
use crate::case::{Command, Page};
use crate::guide::{Answer, Checklist, End, Item, Worked};
use crate::knowledge::{For, Step};

use super::actions::Action;
use super::company_ui::company_ui;
use super::kit::buttons::{self, Press, Rank};
use super::kit::heading::{page_title_ui, section_ui};
use super::kit::icons::Icon;
use super::kit::tokens::{NARROW, RADIUS, TARGET, Tone, UiTokens as _, card};
use super::kit::{band, bar, rows, text};
use super::prefs::OTHER;
use super::service_ui::service_ui;
use super::view::{Copied, View};
use super::words::{UiWords, fill};

/// The mail programs the table knows how to speak of.
pub(super) fn programs(words: &UiWords) -> [(&'static str, &str); 9] {
    let names = &words.programs;
    [
        ("outlook", &names.outlook),
        ("outlook-new", &names.outlook_new),
        ("outlook-web", &names.outlook_web),
        ("gmail", &names.gmail),
        ("apple-mail", &names.apple_mail),
        ("iphone", &names.iphone),
        ("thunderbird", &names.thunderbird),
        ("android", &names.android),
        ("samsung", &names.samsung),
    ]
}

pub(super) fn checklist_ui(ui: &mut Ui, view: &mut View<'_>) {
    let words = &view.words.checklist;
    let (case, Some(checklist)) = (view.case, view.checklist) else { return };
    let Some(verdict) = case.verdict() else { return };
    page_title_ui(ui, &words.title);
    text::lead_ui(ui, &answer::headline(verdict, view.table, view.facts, view.lang).0);
    subject_ui(ui, view);
    counter_ui(ui, view, checklist);
    // What an answer brings is the next step, or what stands below them all.
    let goes_on = matches!(checklist.end, End::Question | End::DidItWork) && case.progress().worked.is_none();
    for (index, item) in checklist.items.iter().enumerate() {
        let top = ui.cursor().top();
        item_ui(ui, view, index + 1, item);
        if goes_on && index + 1 == checklist.items.len() {
            view.reveal(ui, top);
        }
        ui.add_space(4.0);
    }
    end_ui(ui, view, checklist);
}

/// Whom the steps are about, where there are several recipients.
pub(super) fn subject_ui(ui: &mut Ui, view: &View<'_>) {
    let recipients = &view.case.report().recipients;
    let subject = view.case.subject().and_then(|index| recipients.get(index));
    if let Some(subject) = subject.filter(|subject| recipients.len() > 1 && !subject.address.is_empty()) {
        text::weak_ui(ui, &fill(&view.words.checklist.about, "address", &subject.address));
    }
}

fn counter_ui(ui: &mut Ui, view: &mut View<'_>, checklist: &Checklist<'_>) {
    let words = &view.words.checklist;
    let (done, all) = checklist.count();
    let progress = view.case.progress();
    let something = !progress.done.is_empty() || !progress.answers.is_empty() || progress.worked.is_some();
    // Where only a question is in sight there is nothing to tick yet.
    let ticks = checklist.items.iter().any(|item| item.step.question.is_none());
    if !ticks && !something {
        return;
    }
    ui.horizontal_wrapped(|ui| {
        ui.set_min_height(TARGET);
        if all > 0 && (ticks || done > 0) {
            // While a question waits for its answer nobody knows how many steps there are.
            let count = match (checklist.end, all) {
                (End::Question, _) if done == 0 => &words.count_none,
                (End::Question, _) => &words.count_so_far,
                (_, 1) => &words.count_one,
                _ => &words.count,
            };
            let count = fill(&fill(count, "done", &done.to_string()), "all", &all.to_string());
            let shown = text::strong_ui(ui, &count);
            text::live(ui, &shown);
        }
        if something && view.case.can_undo() {
            let undo = Press::new(Rank::Quiet, &view.words.app.undo).icon(Icon::Undo);
            if undo.hint(&view.words.keys("Ctrl+Z")).show(ui).clicked() {
                view.send(Action::Case(Command::Undo));
            }
        }
    });
    if all > 0 && checklist.end != End::Question {
        bar::progress_ui(ui, done, all);
        ui.add_space(4.0);
    }
}

/// Asks once for the mail program, where a step differs between them; afterwards one line says which it is.
fn program_ui(ui: &mut Ui, view: &mut View<'_>, step: &Step) {
    let words = view.words;
    let known = view.prefs.program.as_deref();
    let name = programs(words).into_iter().find(|(id, _)| Some(*id) == known).map(|(_, name)| name);
    let title = match (known, name) {
        (Some(_), name) => format!("{}: {}", words.checklist.program, name.unwrap_or(&words.checklist.other_program)),
        (None, _) => words.checklist.program.clone(),
    };
    // Open until an answer is there, folded away afterwards; each has its own memory.
    let id = format!("program {} {}", step.id, known.is_some());
    if view.disclosure_ui(ui, &id, &title, known.is_none()) {
        text::weak_ui(ui, &words.checklist.program_why);
        program_choice_ui(ui, view, &words.checklist.other_program);
        ui.add_space(4.0);
    }
}

/// The programs side by side; `other` is the word for none of them.
pub(super) fn program_choice_ui(ui: &mut Ui, view: &mut View<'_>, other: &str) {
    let known = view.prefs.program.clone();
    let choices = programs(view.words).into_iter().chain([(OTHER, other)]);
    ui.horizontal_wrapped(|ui| {
        for (id, name) in choices {
            let response = buttons::option_ui(ui, known.as_deref() == Some(id), name, name);
            if response.clicked() {
                view.send(Action::SetProgram(Some(id.to_owned())));
                view.pages.opened.retain(|id| !id.starts_with("program "));
            }
        }
    });
}

fn item_ui(ui: &mut Ui, view: &mut View<'_>, number: usize, item: &Item<'_>) {
    let step = &item.step;
    let words = &view.words.checklist;
    let title = format!("{number}. {}", step.title.get(view.lang));
    ui.push_id(&step.id, |ui| {
        card(ui).inner_margin(6).show(ui, |ui| {
            ui.set_min_width(ui.available_width());
            if let Some(warning) = &step.warning {
                band::note_ui(ui, Tone::Wait, Icon::Warning, warning.get(view.lang));
            }
            if step.question.is_some() {
                rows::title_row_ui(ui, Icon::Question, &title);
            } else {
                let response = rows::tick_row_ui(ui, item.done, &title, &words.done);
                view.first_control(&response);
                if response.clicked() {
                    let command = Command::Tick { step: step.id.clone(), done: !item.done };
                    view.send(Action::Case(command));
                }
            }
            inset_ui(ui, |ui| {
                someone_ui(ui, view, step);
                more_ui(ui, view, step);
                if let Some(message) = &step.message {
                    message_ui(ui, view, step, message.get(view.lang));
                }
                question_ui(ui, view, item);
            });
        });
    });
}

/// Below the title, level with its words where there is room for that.
fn inset_ui<R>(ui: &mut Ui, content: impl FnOnce(&mut Ui) -> R) {
    let left = if ui.available_width() >= NARROW - 60.0 { rows::ROW_INSET } else { 12 };
    let margin = egui::Margin { left, right: 12, top: 0, bottom: 8 };
    egui::Frame::new().inner_margin(margin).show(ui, content);
}

/// Who else does this step.
fn someone_ui(ui: &mut Ui, view: &View<'_>, step: &Step) {
    let words = &view.words.checklist;
    let (icon, who) = match step.for_whom {
        For::Customer => return,
        For::Agent => (Icon::Person, &words.by_agent),
        For::Recipient => (Icon::Person, &words.by_recipient),
        For::SenderProvider => (Icon::Server, &words.by_sender_provider),
        For::RecipientProvider => (Icon::Server, &words.by_recipient_provider),
    };
    let ink = ui.tokens().text_weak;
    ui.horizontal_top(|ui| {
        icon.show(ui, 18.0, ink);
        ui.vertical(|ui| text::weak_ui(ui, who));
    });
}

fn more_ui(ui: &mut Ui, view: &mut View<'_>, step: &Step) {
    let words = &view.words.checklist;
    let (why_id, how_id) = (format!("why {}", step.id), format!("how {}", step.id));
    let program = view.prefs.program.clone();
    let own = step.programs.iter().find(|way| Some(way.program.as_str()) == program.as_deref());
    let has_how = step.how.is_some() || step.settings || !step.programs.is_empty();
    let (mut why_open, mut how_open) = (false, false);
    if !has_how && step.why.is_none() {
        return;
    }
    ui.horizontal_wrapped(|ui| {
        if has_how {
            how_open = view.disclosure_ui(ui, &how_id, &words.how, false);
        }
        if step.why.is_some() {
            why_open = view.disclosure_ui(ui, &why_id, &words.why, false);
        }
    });
    if how_open {
        if !step.programs.is_empty() {
            program_ui(ui, view, step);
        }
        if let Some(way) = own {
            let words = match view.lang {
                crate::knowledge::Lang::It => &way.it,
                crate::knowledge::Lang::En => &way.en,
            };
            text::body_ui(ui, words);
        }
        if step.settings {
            service_ui(ui, view, &step.id);
        }
        if let Some(how) = &step.how {
            text::body_ui(ui, how.get(view.lang));
        }
    }
    if why_open && let Some(why) = &step.why {
        text::body_ui(ui, why.get(view.lang));
    }
}

/// A ready text for somebody else, with a button of its own.
fn message_ui(ui: &mut Ui, view: &mut View<'_>, step: &Step, words: &str) {
    let message = view.facts.fill_lines(words);
    let own = &view.words.checklist;
    text::weak_ui(ui, &own.message);
    let now = ui.input(|input| input.time);
    let status = view.pages.copied.clone().filter(|status| status.what == Copied::Message(step.id.clone()));
    let done = status.as_ref().is_some_and(|status| status.done && now < status.until);
    let tokens = ui.tokens();
    let frame = egui::Frame::new().fill(tokens.neutral.fill).stroke(tokens.border_stroke());
    frame.corner_radius(RADIUS).inner_margin(14).show(ui, |ui| {
        ui.set_min_width(ui.available_width());
        text::body_ui(ui, &message);
        ui.add_space(4.0);
        let (word, icon) =
            if done { (&view.words.ticket.copied, Icon::Check) } else { (&own.copy_message, Icon::Copy) };
        if Press::new(Rank::Secondary, word).icon(icon).show(ui).clicked() {
            view.send(Action::CopyMessage { step: step.id.clone(), text: message });
        }
    });
    if let Some(status) = status {
        wake_when_over(ui, status.until);
        let words = if status.done { &own.message_copied } else { &view.words.start.clipboard_busy };
        let shown = text::body_ui(ui, words);
        text::live(ui, &shown);
    }
}

/// One repaint when a passing state is over, and none before.
pub(super) fn wake_when_over(ui: &Ui, until: f64) {
    let left = until - ui.input(|input| input.time);
    if left > 0.0 {
        ui.ctx().request_repaint_after(std::time::Duration::from_secs_f64(left + 0.02));
    }
}

fn question_ui(ui: &mut Ui, view: &mut View<'_>, item: &Item<'_>) {
    let Some(question) = &item.step.question else { return };
    let app = &view.words.app;
    text::strong_ui(ui, question.ask.get(view.lang));
    let ask = question.ask.get(view.lang);
    let answers = [(Answer::Yes, &app.yes), (Answer::No, &app.no), (Answer::DontKnow, &app.dont_know)];
    ui.horizontal_wrapped(|ui| {
        for (answer, word) in answers {
            let response = buttons::option_ui(ui, item.answer == Some(answer), word, word);
            ui.ctx().accesskit_node_builder(response.id, |node| node.set_description(ask));
            view.first_control(&response);
            if response.clicked() {
                view.send(Action::Case(Command::Answer { step: item.step.id.clone(), answer }));
            }
        }
    });
    ui.add_space(4.0);
}

fn end_ui(ui: &mut Ui, view: &mut View<'_>, checklist: &Checklist<'_>) {
    let words = &view.words.checklist;
    match checklist.end {
        End::Question => {
            text::weak_ui(ui, &words.question_more);
        }
        End::Solved => solved_ui(ui, view),
        End::Ticket => ticket_ui(ui, view),
        End::DidItWork => {
            if checklist.items.is_empty() {
                text::body_ui(ui, &words.no_steps);
                return;
            }
            worked_ui(ui, view);
        }
    }
}

fn worked_ui(ui: &mut Ui, view: &mut View<'_>) {
    let words = &view.words.checklist;
    section_ui(ui, &words.worked);
    let given = view.case.progress().worked;
    let answers =
        [(Worked::Yes, &words.worked_yes), (Worked::No, &words.worked_no), (Worked::MustWait, &words.worked_wait)];
    ui.horizontal_wrapped(|ui| {
        for (worked, word) in answers {
            let response = buttons::option_ui(ui, given == Some(worked), word, word);
            ui.ctx().accesskit_node_builder(response.id, |node| node.set_description(words.worked.as_str()));
            view.first_control(&response);
            if response.clicked() {
                view.send(Action::Case(Command::Worked(worked)));
            }
        }
    });
    match given {
        None => {}
        Some(Worked::Yes) => solved_ui(ui, view),
        Some(Worked::No) => ticket_ui(ui, view),
        Some(Worked::MustWait) => {
            let from = ui.cursor().top();
            let cause = view.case.verdict().map(|verdict| view.table.cause(&verdict.cause));
            let wait = cause.and_then(|cause| cause.wait.as_ref());
            band::band_ui(ui, Tone::Wait, |ui| {
                band::beside_icon_ui(ui, Tone::Wait, Icon::Clock, |ui| {
                    let words = if view.kept { &words.must_wait } else { &words.must_wait_unkept };
                    let shown = text::strong_ui(ui, words);
                    text::live(ui, &shown);
                    if let Some(wait) = wait {
                        text::body_ui(ui, wait.get(view.lang));
                    }
                });
            });
            view.reveal(ui, from);
        }
    }
}

fn solved_ui(ui: &mut Ui, view: &mut View<'_>) {
    ui.add_space(4.0);
    let from = ui.cursor().top();
    let shown = band::note_ui(ui, Tone::Good, Icon::Check, &view.words.checklist.solved);
    text::live(ui, &shown);
    view.reveal(ui, from);
}

fn ticket_ui(ui: &mut Ui, view: &mut View<'_>) {
    ui.add_space(4.0);
    let from = ui.cursor().top();
    let shown = band::note_ui(ui, Tone::Info, Icon::Info, &view.words.checklist.not_solved);
    text::live(ui, &shown);
    company_ui(ui, view);
    let go = Press::new(Rank::Secondary, &view.words.steps.ticket).icon(Icon::Mail).show(ui);
    if go.clicked() {
        view.send(Action::Case(Command::GoTo(Page::Ticket)));
    }
    view.reveal(ui, from);
}
