//! What happened: outcome, one sentence, where it stopped, who acts, why, how sure, what else it may be.

use egui::Ui;

use crate::answer;
use crate::case::Command;
use crate::case::Page;
use crate::diagnosis::{Evidence, EvidenceKind, RecipientVerdict, Verdict};
use crate::guide::{Answer, Audience, main_line};
use crate::intake::{self, Flaw, Kind};
use crate::knowledge::{Actor, Cause, Outcome, Severity};

use super::actions::Action;
use super::company_ui::company_ui;
use super::details_ui::details_ui;
use super::journey_ui::journey_ui;
use super::kit::buttons::{self, Press, Rank};
use super::kit::heading::{page_title_ui, section_ui};
use super::kit::icons::Icon;
use super::kit::rows::{self, Choice};
use super::kit::tokens::{APART, COLUMN, Tone, UiTokens as _, card};
use super::kit::{band, text};
use super::view::View;
use super::words::fill;

/// Evidence quoted at the page's head is cut after this many characters.
const QUOTE: usize = 80;

pub(super) fn diagnosis_ui(ui: &mut Ui, view: &mut View<'_>) {
    let problem = view.case;
    let Some(verdict) = problem.verdict() else { return };
    let cause = view.table.cause(&verdict.cause);
    if view.is_agent() && ui.available_width() > COLUMN {
        // Room for both: what to say on the left, what it rests on beside it.
        let (gap, whole) = (24.0, ui.available_width());
        let left = (whole - gap) * 0.54;
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = gap;
            column_ui(ui, left, |ui| story_ui(ui, view, verdict, cause));
            column_ui(ui, whole - gap - left, |ui| details_ui(ui, view, verdict, cause));
        });
        return;
    }
    story_ui(ui, view, verdict, cause);
    ui.add_space(APART);
    details_ui(ui, view, verdict, cause);
}

fn column_ui(ui: &mut Ui, width: f32, content: impl FnOnce(&mut Ui)) {
    ui.vertical(|ui| {
        ui.set_width(width);
        ui.spacing_mut().item_spacing.x = 8.0;
        content(ui);
    });
}

/// Everything but the technical details.
fn story_ui(ui: &mut Ui, view: &mut View<'_>, verdict: &Verdict, cause: &Cause) {
    ui.spacing_mut().item_spacing.y = 12.0;
    outcome_ui(ui, view, verdict, cause);
    warnings_ui(ui, view);
    flaws_ui(ui, view);
    seen_ui(ui, view, verdict);
    recipients_ui(ui, view);
    doubt_ui(ui, view);
    way_ui(ui, view, verdict, cause);
    if verdict.cause.is_undetermined() {
        company_ui(ui, view);
    }
    section_ui(ui, &view.words.diagnosis.why);
    if let Some(note) = verdict.note(view.table) {
        text::strong_ui(ui, note.get(view.lang));
    }
    text::body_ui(ui, cause.why.get(view.lang));
    let over = verdict.outcome == Outcome::Failed && cause.over.is_some();
    if verdict.outcome != Outcome::Delayed && cause.wait.is_some() && !over {
        band::band_ui(ui, Tone::Neutral, |ui| {
            band::beside_icon_ui(ui, Tone::Neutral, Icon::Clock, |ui| wait_ui(ui, view, verdict, cause));
        });
    }
    code_ui(ui, view, verdict);
    certainty_ui(ui, view, verdict);
    otherwise_ui(ui, view, verdict);
}

/// Where it stopped and who acts: one picture and its caption.
fn way_ui(ui: &mut Ui, view: &mut View<'_>, verdict: &Verdict, cause: &Cause) {
    let returned = view.case.report().kind == Kind::Bounce;
    card(ui).show(ui, |ui| {
        ui.set_min_width(ui.available_width());
        if journey_ui(ui, &view.words.diagnosis, cause.at(returned).stopped, verdict.outcome) {
            ui.add_space(6.0);
            rows::divider_ui(ui);
            ui.add_space(6.0);
        }
        actor_ui(ui, view, verdict, cause);
    });
}

/// What the text holds although it gives no reason, and what to try first.
fn seen_ui(ui: &mut Ui, view: &View<'_>, verdict: &Verdict) {
    if !verdict.cause.is_undetermined() || verdict.code.is_some() {
        return;
    }
    let (words, report) = (&view.words.diagnosis, view.case.report());
    let of_replies = report.replies.iter().map(|reply| {
        let status = reply.status.map(|status| status.to_string());
        [Some(reply.code.clone()), status]
            .into_iter()
            .flatten()
            .filter(|code| !code.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    });
    let mut codes: Vec<String> = of_replies.chain(report.client_codes.iter().map(|code| code.code.clone())).collect();
    codes.dedup();
    codes.truncate(4);
    let addresses: Vec<&str> =
        report.recipients.iter().map(|one| one.address.as_str()).filter(|one| !one.is_empty()).take(4).collect();
    card(ui).show(ui, |ui| {
        ui.set_min_width(ui.available_width());
        text::strong_ui(ui, &words.seen);
        let rows = [
            (&words.seen_codes, codes.join(", ")),
            (&words.seen_recipients, addresses.join(", ")),
            (&words.reporting, report.reporting_mta.clone()),
        ];
        let mut nothing = true;
        for (name, value) in rows.iter().filter(|(_, value)| !value.is_empty()) {
            text::pair_mono_ui(ui, name, value);
            nothing = false;
        }
        if nothing {
            text::body_ui(ui, &words.seen_nothing);
        }
        ui.add_space(4.0);
        text::strong_ui(ui, &words.best);
        for step in main_line(verdict, view.table, Audience::Customer).iter().take(2) {
            text::body_ui(ui, &format!("•  {}", step.title.get(view.lang)));
        }
    });
}

/// Tone and icon of an outcome.
pub(super) fn face(outcome: Outcome) -> (Tone, Icon) {
    match outcome {
        Outcome::Failed => (Tone::Bad, Icon::Cross),
        Outcome::Delayed => (Tone::Wait, Icon::Clock),
        Outcome::Delivered => (Tone::Good, Icon::Check),
        Outcome::NotAnError => (Tone::Good, Icon::Info),
        Outcome::Unknown => (Tone::Neutral, Icon::Question),
    }
}

fn outcome_ui(ui: &mut Ui, view: &mut View<'_>, verdict: &Verdict, cause: &Cause) {
    let danger =
        verdict.warning.and_then(|id| view.table.warning(id)).filter(|entry| entry.severity == Severity::Danger);
    let (tone, icon) = if danger.is_some() { (Tone::Wait, Icon::Warning) } else { face(verdict.outcome) };
    let outcome = match danger {
        Some(_) => view.words.diagnosis.take_care.as_str(),
        None => view.common.outcome(verdict.outcome),
    };
    let (title, summary) = answer::headline(verdict, view.table, view.facts, view.lang);
    let word = band::hero_ui(ui, tone, icon, outcome, |ui| {
        page_title_ui(ui, &title);
        let shown = text::lead_ui(ui, &summary);
        text::live(ui, &shown);
        // Where the server goes on by itself, that is the news.
        if verdict.outcome == Outcome::Delayed && danger.is_none() {
            ui.add_space(6.0);
            wait_ui(ui, view, verdict, cause);
        }
    });
    text::live(ui, &word);
}

/// What the notice may be besides what it says: asked beside the cause, or told to an agent with its signs.
fn warnings_ui(ui: &mut Ui, view: &mut View<'_>) {
    let Some(diagnosis) = view.case.diagnosis() else { return };
    for warning in &diagnosis.warnings {
        let Some(entry) = view.table.warning(warning.id) else { continue };
        // A danger leads the page already, in its title and sentence.
        let asks = entry.severity == Severity::Question;
        let signs = view.is_agent() && !warning.signs.is_empty();
        if !asks && !signs {
            continue;
        }
        band::band_ui(ui, Tone::Wait, |ui| {
            band::beside_icon_ui(ui, Tone::Wait, Icon::Warning, |ui| {
                if asks {
                    let shown = text::strong_ui(ui, entry.title.get(view.lang));
                    text::live(ui, &shown);
                    text::body_ui(ui, entry.meaning.get(view.lang));
                }
                if signs {
                    text::pair_mono_ui(ui, &view.common.cli.warning_signs, &warning.signs.join(" · "));
                }
            });
        });
    }
}

fn flaws_ui(ui: &mut Ui, view: &mut View<'_>) {
    let words = &view.words.diagnosis;
    for flaw in &view.case.report().flaws {
        let what = match flaw {
            Flaw::Truncated => &words.flaw_truncated,
            Flaw::CutOff => &words.flaw_cut,
            Flaw::BadCharacters => &words.flaw_characters,
        };
        band::note_ui(ui, Tone::Info, Icon::Info, what);
    }
}

/// The one question that tells two causes apart; it stays, so that the answer can be changed.
fn doubt_ui(ui: &mut Ui, view: &mut View<'_>) {
    let Some(asked) = view.case.question(view.table) else { return };
    let (words, app) = (&view.words.diagnosis, &view.words.app);
    let ask = asked.doubt.ask.get(view.lang);
    let (table, lang) = (view.table, view.lang);
    let title = |id| table.cause(id).title.get(lang);
    card(ui).show(ui, |ui| {
        ui.set_min_width(ui.available_width());
        band::beside_icon_ui(ui, Tone::Info, Icon::Question, |ui| {
            text::strong_ui(ui, ask);
            let between = fill(&words.doubt, "one", title(&asked.lead.yes));
            text::weak_ui(ui, &fill(&between, "other", title(&asked.lead.no)));
            let answers = [(Answer::Yes, &app.yes), (Answer::No, &app.no), (Answer::DontKnow, &app.dont_know)];
            ui.horizontal_wrapped(|ui| {
                for (answer, word) in answers {
                    let response = buttons::option_ui(ui, asked.answer == Some(answer), word, word);
                    ui.ctx().accesskit_node_builder(response.id, |node| node.set_description(ask));
                    if response.clicked() {
                        let question = asked.doubt.id.clone();
                        view.send(Action::Case(Command::Tell { question, answer }));
                    }
                }
            });
            let said = match asked.answer {
                None => return,
                Some(Answer::DontKnow) => words.doubt_kept.clone(),
                Some(answer) => {
                    let (cause, _) = asked.lead.follow(answer == Answer::Yes);
                    fill(&words.doubt_settled, "cause", title(cause))
                }
            };
            let shown = text::body_ui(ui, &said);
            text::live(ui, &shown);
        });
    });
}

fn actor_ui(ui: &mut Ui, view: &mut View<'_>, verdict: &Verdict, cause: &Cause) {
    let words = &view.words.diagnosis;
    let who = match verdict.actor {
        Actor::Nobody => words.who_nobody.clone(),
        actor => format!("{}: {}", words.who, view.common.actor(actor)),
    };
    let why = verdict.actor_why(view.table);
    let icon = match verdict.actor {
        Actor::SenderProvider | Actor::RecipientProvider => Icon::Server,
        _ => Icon::Person,
    };
    band::beside_icon_ui(ui, Tone::Info, icon, |ui| {
        ui.spacing_mut().item_spacing.y = 4.0;
        text::strong_ui(ui, &who);
        text::body_ui(ui, why.get(view.lang));
        if cause.blameless {
            let good = ui.tokens().good.ink;
            text::tinted_ui(ui, &words.blameless, good);
        }
        ui.add_space(6.0);
        if Press::new(Rank::Secondary, &words.ticket).icon(Icon::Mail).show(ui).clicked() {
            view.send(Action::Case(Command::GoTo(Page::Ticket)));
        }
    });
}

/// What happens by itself, and until when.
fn wait_ui(ui: &mut Ui, view: &mut View<'_>, verdict: &Verdict, cause: &Cause) {
    let words = &view.words.diagnosis;
    let until = retries_until(view, verdict);
    if cause.wait.is_none() && until.is_none() {
        return;
    }
    text::strong_ui(ui, &words.wait);
    if let Some(wait) = &cause.wait {
        text::body_ui(ui, wait.get(view.lang));
    }
    if let Some(date) = until {
        text::strong_ui(ui, &fill(&words.retry_until, "date", &date));
    }
}

/// The end of the server's attempts, as a person writes a date.
fn retries_until(view: &View<'_>, verdict: &Verdict) -> Option<String> {
    let recipients = &view.case.report().recipients;
    let mut dates = recipients.iter().map(|recipient| recipient.will_retry_until.as_str());
    let date = dates.find(|date| !date.is_empty() && verdict.outcome == Outcome::Delayed)?;
    let Some(moment) = intake::moment(date) else { return Some(date.to_owned()) };
    let [hour, minute, _] = moment.here.time;
    let day = fill(&view.words.diagnosis.day_and_time, "day", &view.common.day(moment.here));
    Some(fill(&day, "time", &format!("{hour:02}:{minute:02}")))
}

/// The page of the code itself, where the answer rests on it.
fn code_ui(ui: &mut Ui, view: &mut View<'_>, verdict: &Verdict) {
    let Some(code) = verdict.code.as_deref() else { return };
    let cause = view.table.cause(&verdict.cause);
    section_ui(ui, &fill(&view.words.diagnosis.code, "code", code));
    card(ui).show(ui, |ui| {
        ui.set_min_width(ui.available_width());
        text::strong_ui(ui, cause.title.get(view.lang));
        text::body_ui(ui, &cause.sentence(verdict.outcome, view.facts, view.lang));
    });
}

fn certainty_ui(ui: &mut Ui, view: &mut View<'_>, verdict: &Verdict) {
    let words = &view.words.diagnosis;
    section_ui(ui, &words.certainty);
    text::strong_ui(ui, view.common.certainty(verdict.certainty));
    let because = match signs(view, verdict) {
        signs if signs.is_empty() => words.because_nothing.clone(),
        signs => fill(&words.because, "signs", &listed(&signs, &words.and)),
    };
    text::body_ui(ui, &because);
    if let Some(provider) = verdict.provider.as_deref().and_then(|id| view.table.provider(id)) {
        text::body_ui(ui, &fill(&words.provider, "name", &provider.name));
    }
}

/// What speaks for the answer, in words; at most three things, each once.
fn signs(view: &View<'_>, verdict: &Verdict) -> Vec<String> {
    let words = &view.words.diagnosis;
    let sign = |evidence: &Evidence| match evidence.kind {
        EvidenceKind::Signature => fill(&words.sign_words, "words", &short(&evidence.text)),
        EvidenceKind::StatusCode | EvidenceKind::ClientCode | EvidenceKind::ReplyCode => {
            fill(&words.sign_code, "code", &evidence.rule)
        }
        EvidenceKind::Message => words.sign_message.clone(),
        EvidenceKind::Answer => said(view, evidence),
    };
    let mut signs: Vec<String> = Vec::new();
    for evidence in verdict.evidence.iter().filter(|evidence| evidence.cause == verdict.cause) {
        let sign = sign(evidence);
        if signs.len() < 3 && !signs.contains(&sign) {
            signs.push(sign);
        }
    }
    signs
}

/// What the person answered, in words.
pub(super) fn said(view: &View<'_>, evidence: &Evidence) -> String {
    let doubt = view.table.doubts().iter().find(|doubt| doubt.id == evidence.rule);
    let answer = if evidence.text == "yes" { &view.words.app.yes } else { &view.words.app.no };
    let ask = doubt.map_or("", |doubt| doubt.ask.get(view.lang));
    fill(&fill(&view.words.diagnosis.sign_answer, "answer", answer), "question", ask)
}

/// One line, cut at a word's end where it is long.
pub(super) fn short(quote: &str) -> String {
    let line = quote.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= QUOTE {
        return line;
    }
    let cut: String = line.chars().take(QUOTE).collect();
    let whole_words = cut.rsplit_once(' ').map_or(cut.as_str(), |(words, _)| words);
    format!("{whole_words}…")
}

fn listed(items: &[String], and: &str) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{}{and}{last}", first.join(", ")),
    }
}

fn otherwise_ui(ui: &mut Ui, view: &mut View<'_>, verdict: &Verdict) {
    if verdict.alternatives.is_empty() {
        return;
    }
    section_ui(ui, &view.words.diagnosis.otherwise);
    rows::group_ui(ui, |ui| {
        for id in &verdict.alternatives {
            let cause = view.table.cause(id);
            view.fold_ui(ui, (&format!("other {id}"), false), cause.title.get(view.lang), |ui, view| {
                text::body_ui(ui, cause.summary.get(view.lang));
                text::body_ui(ui, cause.why.get(view.lang));
            });
        }
    });
}

/// With so many recipients at most all are shown at once.
const FEW: usize = 4;

/// Every recipient with its own answer, worst first; pressing one has its answer lead.
fn recipients_ui(ui: &mut Ui, view: &mut View<'_>) {
    let case = view.case;
    let Some(diagnosis) = case.diagnosis() else { return };
    let all = diagnosis.recipients.len();
    if all < 2 {
        return;
    }
    let words = &view.words.diagnosis;
    section_ui(ui, &words.recipients);
    text::weak_ui(ui, &words.recipients_lead);
    let subject = case.subject();
    let mut shown = 0;
    for answer in &diagnosis.recipients {
        // Of many the first few are shown, and in any case the one whose answer leads.
        let leads = Some(answer.recipient) == subject;
        if all > FEW && shown >= FEW - 1 && !leads && !view.pages.is_open(ALL, false) {
            continue;
        }
        shown += 1;
        recipient_ui(ui, view, answer, leads);
    }
    if all > FEW {
        let label = fill(&words.recipients_all, "count", &all.to_string());
        view.disclosure_ui(ui, ALL, &label, false);
    }
}

/// The part that shows every recipient.
const ALL: &str = "all recipients";

fn recipient_ui(ui: &mut Ui, view: &mut View<'_>, answer: &RecipientVerdict, leads: bool) {
    let RecipientVerdict { recipient, verdict } = answer;
    let Some(known) = view.case.report().recipients.get(*recipient) else { return };
    let (tone, icon) = face(verdict.outcome);
    let address = match known.address.as_str() {
        "" => &view.words.diagnosis.no_address,
        address => address,
    };
    let title = view.table.cause(&verdict.cause).title.get(view.lang);
    let choice = Choice { icon, tone, title: address, state: view.common.outcome(verdict.outcome), text: title };
    if rows::choice_row_ui(ui, leads, &choice).clicked() {
        view.send(Action::Case(Command::Choose(*recipient)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_quote_is_cut_after_a_whole_word() {
        assert_eq!(short(" User\n unknown "), "User unknown");
        let long = short(&"parola ".repeat(40));
        assert!(long.chars().count() <= QUOTE + 1 && long.ends_with("parola…"));
    }

    #[test]
    fn a_list_ends_with_and() {
        let items = ["a".to_owned(), "b".to_owned(), "c".to_owned()];
        assert_eq!(listed(&items, " e "), "a, b e c");
        assert_eq!(listed(&items[..1], " e "), "a");
    }
}
