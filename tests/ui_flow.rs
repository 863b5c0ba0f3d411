//! The window as a person uses it: through the names on the screen, in both languages, without a display.
#![cfg(feature = "gui")]

mod ui_support;

use std::sync::Arc;

use egui::{Key, Modifiers, Role};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use rimbalzo::case::Page;
use rimbalzo::knowledge::{Lang, Outcome, Table};
use rimbalzo::ui::App;
use rimbalzo::ui::words::UiWords;
use rimbalzo::words::Words;
use ui_support::*;

#[derive(Debug)]
struct Dropped(std::path::PathBuf);

impl egui::DroppedFile for Dropped {
    fn path(&self) -> &std::path::Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        Err("gone".to_owned())
    }
}

fn a_tick(window: &egui_kittest::Harness<'_, rimbalzo::ui::App>) -> bool {
    window.query_all_by_role(Role::CheckBox).next().is_some()
}

#[test]
fn a_pasted_error_leads_to_diagnosis_checklist_and_copied_ticket_in_both_languages() {
    for lang in Lang::ALL {
        let words = UiWords::of(lang);
        let host = FakeHost::default();
        let mut window = Window { lang, host: host.clone(), ..Window::default() }.open();
        assert_eq!(headings(&window), [words.start.title.as_str()]);
        paste(&mut window, FULL);
        assert_eq!(window.state().case().page(), Page::Diagnosis);
        assert!(shows(&window, &Words::of(lang).outcome.failed));
        assert!(shows(&window, "anna@example.com"), "the sentence names the address");
        press(&mut window, &words.diagnosis.next);
        assert_eq!(headings(&window), [words.checklist.title.as_str()]);
        window.query_all_by_role(Role::CheckBox).next().unwrap().click();
        window.run();
        assert_eq!(window.state().case().progress().done.len(), 1);
        press(&mut window, &words.checklist.ticket);
        assert_eq!(headings(&window), [words.ticket.title.as_str()]);
        press(&mut window, &words.ticket.copy);
        let ticket = window.state_mut().ticket().to_owned();
        assert_eq!(host.0.lock().unwrap().copied, std::slice::from_ref(&ticket));
        assert!(ticket.contains("5.2.2") && shows(&window, &ticket), "what is shown is what is copied");
        assert!(shows(&window, &words.ticket.copied_now));
        window.get_by_role_and_label(Role::Button, &words.ticket.copied);
    }
}

#[test]
fn a_code_picked_from_the_list_opens_its_page() {
    let words = UiWords::of(Lang::It);
    let mut window = Window::default().open();
    press(&mut window, &words.start.code);
    assert_eq!(headings(&window), [words.codes.title.as_str()]);
    window.get_by_role_and_label(Role::TextInput, &words.codes.search).type_text("452");
    window.run();
    let name = format!("452 — {}", Table::built_in().reply_code("452").unwrap().title.it);
    press(&mut window, &name);
    assert_eq!(window.state().case().page(), Page::Diagnosis);
    assert!(shows(&window, &Table::built_in().reply_code("452").unwrap().meaning.it));
}

#[test]
fn every_code_of_the_table_can_be_picked_with_the_keys_alone() {
    let words = UiWords::of(Lang::En);
    for code in ["101", "250", "354", "421", "550", "554", "0x800CCC0E", "5.1.1"] {
        let mut window = Window { lang: Lang::En, ..Window::default() }.open();
        press(&mut window, &words.start.code);
        window.event(egui::Event::Text(code.to_owned()));
        window.run();
        key(&mut window, Modifiers::NONE, Key::Enter);
        assert_eq!(window.state().case().page(), Page::Diagnosis, "{code}");
    }
}

#[test]
fn an_opened_file_a_dropped_file_and_a_file_on_the_command_line_lead_to_the_diagnosis() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ritorno.eml");
    std::fs::write(&path, format!("From: MAILER-DAEMON@example.org\r\nSubject: Undelivered\r\n\r\n{FULL}\r\n"))
        .unwrap();
    let read = |window: &egui_kittest::Harness<'_, rimbalzo::ui::App>| window.state().case().page() == Page::Diagnosis;

    let host = FakeHost::default();
    host.0.lock().unwrap().file = Some(path.clone());
    let mut window = Window { host, ..Window::default() }.open();
    press(&mut window, &UiWords::of(Lang::It).start.open);
    wait_for(&mut window, "the opened file", read);

    let mut window = Window::default().open();
    window.input_mut().dropped_files.push(Arc::new(Dropped(path.clone())));
    wait_for(&mut window, "the dropped file", read);

    let mut window = Window { open: Some(path), ..Window::default() }.open();
    wait_for(&mut window, "the file of the command line", read);
    assert!(shows(&window, "anna@example.com"));
}

#[test]
fn every_bad_file_is_answered_with_its_sentence_and_what_was_typed_stays() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    };
    for lang in Lang::ALL {
        let errors = &Words::of(lang).error;
        let cases = [
            (file("vuoto.eml", b""), &errors.empty),
            (file("foto.png", b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR"), &errors.picture),
            (file("altro.bin", &[0, 1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0]), &errors.no_text),
            (folder.path().to_path_buf(), &errors.is_folder),
            (folder.path().join("sparito.eml"), &errors.not_found),
        ];
        for (path, sentence) in cases {
            let host = FakeHost::default();
            host.0.lock().unwrap().file = Some(path);
            let mut window = Window { lang, host, ..Window::default() }.open();
            window.get_by_role(Role::MultilineTextInput).type_text("scritto a mano");
            window.run();
            press(&mut window, &UiWords::of(lang).start.open);
            wait_for(&mut window, sentence, |window| shows(window, sentence));
            assert_eq!(window.state().case().typed(), "scritto a mano");
        }
    }
}

#[test]
fn nothing_pasted_and_an_unknown_code_are_said_in_words_beside_the_box() {
    for lang in Lang::ALL {
        let words = UiWords::of(lang);
        let errors = &Words::of(lang).error;
        let mut window = Window { lang, ..Window::default() }.open();
        press(&mut window, &words.start.explain);
        assert!(shows(&window, &errors.nothing_pasted));
        paste(&mut window, "   \n");
        assert!(shows(&window, &errors.nothing_pasted));
        paste(&mut window, "799");
        assert!(shows(&window, &errors.unknown_code.replace("{code}", "799")));
        assert_eq!((window.state().case().page(), window.state().case().typed()), (Page::Start, "799"));
    }
}

#[test]
fn a_pasted_picture_gets_a_kind_answer() {
    let mut window = Window::default().open();
    let picture = egui::ColorImage::filled([2, 2], egui::Color32::WHITE);
    window.event(egui::Event::PasteImage(Arc::new(picture)));
    window.run();
    assert!(shows(&window, &UiWords::of(Lang::It).start.picture));
}

#[test]
fn a_success_code_is_good_news() {
    let mut window = Window::default().open();
    paste(&mut window, "250");
    assert_eq!(window.state().case().page(), Page::Diagnosis);
    assert!(!shows(&window, &Words::of(Lang::It).outcome.failed));
}

#[test]
fn a_text_of_50_mb_is_read_elsewhere_while_the_window_goes_on() {
    let mut window = Window::default().open();
    let mut text = "una riga qualunque di testo senza nulla di speciale\n".repeat(1_000_000);
    text.push_str(FULL);
    window.event(egui::Event::Paste(text));
    let before = std::time::Instant::now();
    window.step();
    assert!(before.elapsed().as_secs() < 5, "the frame waited for the reading");
    wait_for(&mut window, "the answer", |window| window.state().case().page() == Page::Diagnosis);
    key(&mut window, Modifiers::ALT, Key::Num1);
    assert!(shows(&window, "una riga qualunque"));
}

#[test]
fn the_keys_alone_lead_from_start_to_a_copied_ticket() {
    let host = FakeHost::default();
    let mut window = Window { host: host.clone(), ..Window::default() }.open();
    let words = UiWords::of(Lang::It);
    assert!(window.get_by_role(Role::MultilineTextInput).accesskit_node().is_focused());
    paste(&mut window, FULL);
    assert!(window.get_by_role_and_label(Role::Button, &words.diagnosis.next).accesskit_node().is_focused());
    key(&mut window, Modifiers::NONE, Key::Enter);
    assert!(a_tick(&window));
    key(&mut window, Modifiers::NONE, Key::Space);
    assert_eq!(window.state().case().progress().done.len(), 1, "the first step has the keyboard");
    key(&mut window, Modifiers::COMMAND, Key::Z);
    assert!(window.state().case().progress().done.is_empty());
    key(&mut window, Modifiers::ALT, Key::Num4);
    key(&mut window, Modifiers::NONE, Key::Enter);
    assert_eq!(host.0.lock().unwrap().copied.len(), 1);
    key(&mut window, Modifiers::NONE, Key::Escape);
    assert_eq!(window.state().case().page(), Page::Checklist);
}

#[test]
fn back_keeps_the_text_and_start_again_can_be_taken_back() {
    let words = UiWords::of(Lang::It);
    let mut window = Window::default().open();
    paste(&mut window, FULL);
    press(&mut window, &words.app.back);
    assert_eq!((window.state().case().page(), window.state().case().typed()), (Page::Start, FULL));
    press(&mut window, &words.app.start_again);
    assert_eq!(window.state().case().typed(), "");
    press(&mut window, &words.app.bring_back);
    assert_eq!(window.state().case().typed(), FULL);
}

#[test]
fn a_busy_clipboard_is_said_and_the_text_is_selected_instead() {
    let words = UiWords::of(Lang::It);
    let host = FakeHost::default();
    host.0.lock().unwrap().busy = true;
    let mut window = Window { host: host.clone(), ..Window::default() }.open();
    paste(&mut window, FULL);
    key(&mut window, Modifiers::ALT, Key::Num4);
    press(&mut window, &words.ticket.copy);
    assert!(shows(&window, &words.ticket.not_copied) && !shows(&window, &words.ticket.copied_now));
    window.event(egui::Event::Copy);
    window.step();
    let ticket = window.state_mut().ticket().to_owned();
    let by_hand = window
        .output()
        .platform_output
        .commands
        .iter()
        .any(|command| matches!(command, egui::OutputCommand::CopyText(text) if text.trim() == ticket.trim()));
    assert!(by_hand, "Ctrl+C copies the selected text");
    host.0.lock().unwrap().busy = false;
    press(&mut window, &words.ticket.copy);
    assert!(shows(&window, &words.ticket.copied_now));
}

#[test]
fn the_ticket_can_be_saved_as_a_file_and_a_place_that_refuses_is_said() {
    let words = UiWords::of(Lang::En);
    let folder = tempfile::tempdir().unwrap();
    let host = FakeHost::default();
    let mut window = Window { lang: Lang::En, host: host.clone(), ..Window::default() }.open();
    paste(&mut window, FULL);
    key(&mut window, Modifiers::ALT, Key::Num4);
    let place = folder.path().join("ticket.txt");
    host.0.lock().unwrap().file = Some(place.clone());
    press(&mut window, &words.ticket.save);
    wait_for(&mut window, "the file", |_| place.exists());
    assert_eq!(std::fs::read_to_string(&place).unwrap(), window.state_mut().ticket());
    host.0.lock().unwrap().file = Some(folder.path().join("no/such/folder/t.txt"));
    press(&mut window, &words.ticket.save);
    wait_for(&mut window, "the sentence", |window| shows(window, &words.ticket.not_saved));
}

#[test]
fn the_case_comes_back_after_the_window_closed_and_start_again_erases_it() {
    let folder = tempfile::tempdir().unwrap();
    let storage = || Some(folder.path().to_path_buf());
    let mut window = Window { storage: storage(), ..Window::default() }.open();
    paste(&mut window, FULL);
    key(&mut window, Modifiers::NONE, Key::Enter);
    key(&mut window, Modifiers::NONE, Key::Space);
    eframe::App::on_exit(window.state_mut(), None);
    drop(window);
    let words = UiWords::of(Lang::It);
    let mut window = Window { storage: storage(), ..Window::default() }.open();
    assert_eq!((window.state().case().page(), window.state().case().progress().done.len()), (Page::Checklist, 1));
    assert!(shows(&window, &words.app.restored));
    press(&mut window, &words.app.start_again);
    eframe::App::on_exit(window.state_mut(), None);
    drop(window);
    let window = Window { storage: storage(), ..Window::default() }.open();
    assert_eq!((window.state().case().page(), window.state().case().typed()), (Page::Start, ""));
}

#[test]
fn a_second_window_keeps_its_own_case() {
    let folder = tempfile::tempdir().unwrap();
    let open = || Window { storage: Some(folder.path().to_path_buf()), ..Window::default() }.open();
    let (mut first, mut second) = (open(), open());
    paste(&mut first, FULL);
    paste(&mut second, "550 5.1.1 User unknown");
    let cause = |window: &mut Harness<'_, App>| {
        eframe::App::on_exit(window.state_mut(), None);
        window.state().case().verdict().unwrap().cause.clone()
    };
    let (one, two) = (cause(&mut first), cause(&mut second));
    assert_ne!(one, two);
    drop((first, second));
    let (first, second) = (open(), open());
    assert_eq!(first.state().case().verdict().unwrap().cause, one);
    assert_eq!(second.state().case().verdict().unwrap().cause, two);
}

#[test]
fn a_case_that_is_not_to_be_kept_outlives_only_a_lost_graphics_device() {
    let folder = tempfile::tempdir().unwrap();
    let open = |place| Window { storage: Some(folder.path().to_path_buf()), place, ..Window::default() }.open();
    let words = UiWords::of(Lang::It);
    let mut window = open(None);
    press(&mut window, &words.app.settings);
    press_role(&mut window, Role::Switch, &words.settings.keep);
    key(&mut window, Modifiers::NONE, Key::Escape);
    paste(&mut window, FULL);
    // The device goes away: another process takes over.
    let place = window.state().keeper().unwrap().hand_over();
    drop(window);
    let mut window = open(Some(place));
    assert_eq!(window.state().case().page(), Page::Diagnosis);
    assert!(shows(&window, &words.app.restored));
    eframe::App::on_exit(window.state_mut(), None);
    drop(window);
    assert!(!folder.path().join("case.rimbalzo").exists());
    assert_eq!(open(None).state().case().page(), Page::Start);
}

#[test]
fn a_damaged_case_is_put_aside_and_said() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("case.rimbalzo"), "{ half a li").unwrap();
    let window = Window { storage: Some(folder.path().to_path_buf()), ..Window::default() }.open();
    assert!(shows(&window, "case.damaged"));
    assert_eq!(window.state().case().page(), Page::Start);
}

#[test]
fn the_language_switch_changes_every_word_and_is_remembered() {
    let folder = tempfile::tempdir().unwrap();
    let storage = || Some(folder.path().to_path_buf());
    let mut window = Window { storage: storage(), ..Window::default() }.open();
    window.get_by_role_and_label(Role::RadioButton, "English").click();
    window.run();
    assert_eq!(headings(&window), [UiWords::of(Lang::En).start.title.as_str()]);
    drop(window);
    let window = Window { storage: storage(), ..Window::default() }.open();
    assert_eq!(headings(&window), [UiWords::of(Lang::En).start.title.as_str()]);
}

#[test]
fn a_question_shows_the_next_steps_as_it_is_answered() {
    let table = Table::built_in();
    let words = UiWords::of(Lang::It);
    let mut window = Window::default().open();
    paste(&mut window, FULL);
    press(&mut window, &words.diagnosis.next);
    let verdict = window.state().case().verdict().unwrap().clone();
    let asks = table.cause(&verdict.cause).steps.iter().any(|step| step.question.is_some());
    assert!(asks, "the example's checklist has a question");
    assert!(!shows(&window, &words.checklist.worked));
    press_role(&mut window, Role::RadioButton, &words.app.no);
    assert_eq!(window.state().case().progress().answers.len(), 1);
}

#[test]
fn the_mail_program_is_asked_once_and_its_own_way_is_shown_from_then_on() {
    let folder = tempfile::tempdir().unwrap();
    let words = UiWords::of(Lang::It);
    let mut window = Window { storage: Some(folder.path().to_path_buf()), ..Window::default() }.open();
    paste(&mut window, "535 5.7.8 Error: authentication failed");
    press(&mut window, &words.diagnosis.next);
    press_role(&mut window, Role::RadioButton, &words.app.dont_know);
    let table = Table::built_in();
    let list = window.state().case().checklist(table, rimbalzo::guide::Audience::Customer).unwrap();
    let with_how = list.items.iter().filter(|item| item.step.how.is_some() || !item.step.programs.is_empty());
    let own = |item: &rimbalzo::guide::Item<'_>| {
        item.step.programs.iter().find(|way| way.program == "thunderbird").map(|way| way.it.clone())
    };
    let (index, way) = with_how.enumerate().find_map(|(index, item)| Some((index, own(item)?))).unwrap();
    let how = &words.checklist.how;
    window.query_all_by_role_and_label(Role::Button, how).nth(index).unwrap().scroll_to_me();
    window.run();
    window.query_all_by_role_and_label(Role::Button, how).nth(index).unwrap().click();
    window.run();
    press_role(&mut window, Role::RadioButton, &words.programs.thunderbird);
    assert_eq!(window.state().prefs().program.as_deref(), Some("thunderbird"));
    assert!(shows(&window, &way));
    drop(window);
    let window = Window { storage: Some(folder.path().to_path_buf()), ..Window::default() }.open();
    assert_eq!(window.state().prefs().program.as_deref(), Some("thunderbird"));
}

#[test]
fn a_double_click_on_the_main_button_turns_one_page_only() {
    let words = UiWords::of(Lang::It);
    let mut window = Window { frame: 1.0 / 60.0, ..Window::default() }.open();
    window.get_by_role(Role::MultilineTextInput).type_text(FULL);
    window.run();
    let at = window.get_by_role_and_label(Role::Button, &words.start.explain).rect().center();
    for pressed in [true, false, true, false] {
        let button = egui::PointerButton::Primary;
        window.event(egui::Event::PointerMoved(at));
        window.event(egui::Event::PointerButton { pos: at, button, pressed, modifiers: Modifiers::NONE });
    }
    window.run();
    assert_eq!(window.state().case().page(), Page::Diagnosis);
}

#[test]
fn the_reference_book_opens_from_every_page_and_closing_it_leads_back_there() {
    let table = Table::built_in();
    let cause = table.cause(&rimbalzo::knowledge::CauseId::new("greylisted"));
    let signature = table.matcher().signatures().first().unwrap();
    for lang in Lang::ALL {
        let words = UiWords::of(lang);
        let mut window = Window { lang, ..Window::default() }.open();
        paste(&mut window, FULL);
        for (number, page) in [
            (Key::Num1, Page::Start),
            (Key::Num2, Page::Diagnosis),
            (Key::Num3, Page::Checklist),
            (Key::Num4, Page::Ticket),
        ] {
            key(&mut window, Modifiers::ALT, number);
            key(&mut window, Modifiers::COMMAND, Key::K);
            assert_eq!(headings(&window), [words.reference.title.as_str()]);
            press(&mut window, &words.app.close);
            assert_eq!(window.state().case().page(), page);
            assert!(!shows(&window, &words.reference.lead));
        }
        key(&mut window, Modifiers::COMMAND, Key::K);
        // The search has the keyboard: letters go there at once.
        window.event(egui::Event::Text("greylisted".to_owned()));
        window.run();
        press(&mut window, cause.title.get(lang));
        assert!(shows(&window, cause.why.get(lang)));
        window.get_by_role_and_label(Role::TextInput, &words.reference.search).focus();
        key(&mut window, Modifiers::COMMAND, Key::A);
        window.event(egui::Event::Text(signature.id.clone()));
        window.run();
        press(&mut window, &signature.id);
        assert!(shows(&window, &signature.example));
    }
}

#[test]
fn agents_see_what_spoke_for_the_other_causes_and_what_outweighed_it() {
    let text = "550 5.1.1 <anna@example.com>: Recipient address rejected: User unknown. Mailbox full";
    let words = UiWords::of(Lang::En);
    let mut window = Window { lang: Lang::En, ..Window::default() }.open();
    paste(&mut window, text);
    press(&mut window, &words.diagnosis.details);
    assert!(!shows(&window, &words.diagnosis.why_not), "a customer is spared this");
    press_role(&mut window, Role::RadioButton, &words.app.agent);
    assert!(shows(&window, &words.diagnosis.why_not));
    let verdict = window.state().case().verdict().unwrap().clone();
    let other = verdict.evidence.iter().find(|sign| sign.cause != verdict.cause).unwrap();
    assert!(shows(&window, &other.rule) && shows(&window, &verdict.evidence[0].rule));
    let best = &verdict.evidence[0];
    assert_eq!(other.rank, best.rank, "two phrases of a server's own words: the order of the table decides");
    assert!(shows(&window, &words.diagnosis.same_rank) && shows(&window, &words.diagnosis.best_sign));
    for sign in [other, best] {
        let place = words.ranks.place.replace("{place}", &sign.rank.place().to_string());
        let place = place.replace("{all}", &rimbalzo::diagnosis::Rank::COUNT.to_string());
        let counted = format!("«{}» ({}). {place}: {}", sign.text, sign.rule, words.ranks.of(sign.rank));
        assert!(shows(&window, &counted), "{counted}");
    }
}

#[test]
fn agents_see_the_fields_of_the_returned_message_and_the_servers() {
    let notice = include_str!("corpus/servers/forwarded-as-attachment.eml");
    let words = UiWords::of(Lang::It);
    let mut window = Window::default().open();
    press_role(&mut window, Role::RadioButton, &words.app.agent);
    paste(&mut window, notice);
    let report = window.state().case().report().clone();
    let returned = report.returned.unwrap_or_default();
    let remote = report.recipients.first().map(|recipient| recipient.remote_mta.clone()).unwrap_or_default();
    let fields = [returned.subject, returned.date, returned.message_id, report.queue_id, report.reporting_mta, remote];
    let known: Vec<String> = fields.into_iter().filter(|field| !field.is_empty()).collect();
    assert!(known.len() >= 3, "{known:?}");
    for field in known {
        assert!(shows(&window, &field), "{field}");
    }
}

#[test]
fn a_question_between_two_causes_leads_the_page_anew_and_is_kept() {
    let table = Table::built_in();
    for lang in Lang::ALL {
        let folder = tempfile::tempdir().unwrap();
        let storage = || Some(folder.path().to_path_buf());
        let words = UiWords::of(lang);
        let mut window = Window { lang, storage: storage(), ..Window::default() }.open();
        paste(&mut window, "452");
        let asked = window.state().case().question(table).map(|asked| (asked.doubt, asked.lead)).unwrap();
        assert!(shows(&window, asked.0.ask.get(lang)));
        press_role(&mut window, Role::RadioButton, &words.app.yes);
        let cause = table.cause(&asked.1.yes);
        let title = cause.title.get(lang);
        // A 452 is a delay: the page leads with what the cause says meanwhile.
        let waiting = cause.instead(Outcome::Delayed).and_then(|waiting| waiting.title.as_ref());
        let heading = waiting.map_or(title, |waiting| waiting.get(lang));
        assert_eq!(headings(&window), [heading]);
        assert!(shows(&window, &words.diagnosis.doubt_settled.replace("{cause}", title)));
        let said = words.diagnosis.sign_answer.replace("{answer}", &words.app.yes);
        assert!(shows(&window, &said.replace("{question}", asked.0.ask.get(lang))), "the reasons name the answer");
        eframe::App::on_exit(window.state_mut(), None);
        drop(window);
        let mut window = Window { lang, storage: storage(), ..Window::default() }.open();
        assert_eq!(headings(&window), [heading]);
        press_role(&mut window, Role::RadioButton, &words.app.dont_know);
        assert_eq!(headings(&window), [table.reply_code("452").unwrap().title.get(lang)]);
        key(&mut window, Modifiers::COMMAND, Key::Z);
        assert_eq!(headings(&window), [heading], "an answer can be taken back");
    }
}

#[test]
fn pressing_a_recipient_shows_its_own_answer_and_steps() {
    let table = Table::built_in();
    let notice = include_str!("corpus/rfc/three-recipients-three-outcomes.eml");
    let mut window = Window::default().open();
    paste(&mut window, notice);
    let answers = window.state().case().diagnosis().unwrap().recipients.clone();
    assert_eq!(answers.len(), 3);
    for answer in answers {
        key(&mut window, Modifiers::ALT, Key::Num2);
        let address = window.state().case().report().recipients[answer.recipient].address.clone();
        let title = &table.cause(&answer.verdict.cause).title.it;
        let row = window
            .query_all_by_role(Role::RadioButton)
            .find(|node| node.accesskit_node().label().is_some_and(|label| label.starts_with(&address)));
        row.unwrap().click();
        window.run();
        assert_eq!(headings(&window), [title.as_str()]);
        key(&mut window, Modifiers::ALT, Key::Num3);
        assert!(shows(&window, &address) && shows(&window, title));
    }
}

#[test]
fn agents_see_the_route_filter_it_and_copy_a_row() {
    let notice = include_str!("corpus/servers/forwarded-as-attachment.eml");
    let words = UiWords::of(Lang::En);
    let host = FakeHost::default();
    let mut window = Window { lang: Lang::En, host: host.clone(), size: [900.0, 2400.0], ..Window::default() }.open();
    paste(&mut window, notice);
    press(&mut window, &words.diagnosis.details);
    assert!(!shows(&window, &words.headers.title), "a customer is spared this");
    press_role(&mut window, Role::RadioButton, &words.app.agent);
    assert!(shows(&window, &words.headers.title));
    let field = window.state().case().report().delivery_fields().into_iter().next();
    press(&mut window, &words.headers.copy_all);
    let all = host.0.lock().unwrap().copied.last().cloned().unwrap();
    if let Some((name, value)) = field {
        assert!(all.contains(&format!("{name}\t{value}")), "{all}");
    }
    window.get_by_role_and_label(Role::TextInput, &words.headers.filter).focus();
    window.event(egui::Event::Text("no row has this".to_owned()));
    window.run();
    assert!(shows(&window, &words.headers.none.replace("{words}", "no row has this")));
}

#[test]
fn an_agent_goes_back_to_a_recent_case_with_the_keys_and_a_customer_leaves_none_behind() {
    let words = UiWords::of(Lang::It);
    let mut window = Window::default().open();
    paste(&mut window, "452");
    paste_new(&mut window, "550 5.1.1 <bruno@example.com>: User unknown");
    press_role(&mut window, Role::RadioButton, &words.app.agent);
    key(&mut window, Modifiers::COMMAND, Key::J);
    assert!(shows(&window, &words.recents.none), "what a customer brought is not kept");
    key(&mut window, Modifiers::NONE, Key::Escape);
    key(&mut window, Modifiers::NONE, Key::Escape);
    let first = window.state().case().verdict().unwrap().cause.clone();
    paste(&mut window, FULL);
    assert_ne!(window.state().case().verdict().unwrap().cause, first);
    key(&mut window, Modifiers::COMMAND, Key::J);
    assert_eq!(headings(&window), [words.recents.title.as_str()]);
    assert!(shows(&window, "bruno@example.com"));
    key(&mut window, Modifiers::NONE, Key::Enter);
    assert_eq!(window.state().case().verdict().unwrap().cause, first);
    key(&mut window, Modifiers::COMMAND, Key::J);
    assert!(shows(&window, "anna@example.com"), "the case that was left is in the list");
    press(&mut window, &words.recents.forget);
    assert!(shows(&window, &words.recents.none));
}

/// A paste on the first page, from wherever the window is.
fn paste_new(window: &mut egui_kittest::Harness<'_, rimbalzo::ui::App>, text: &str) {
    key(window, Modifiers::ALT, Key::Num1);
    paste(window, text);
}

#[test]
fn a_text_that_gives_no_reason_says_what_is_known_and_what_to_try_first() {
    for lang in Lang::ALL {
        let words = UiWords::of(lang);
        let mut window = Window { lang, ..Window::default() }.open();
        paste(&mut window, "Qualcosa non va con zio@example.com");
        assert!(window.state().case().verdict().unwrap().cause.is_undetermined());
        assert!(shows(&window, &words.diagnosis.seen) && shows(&window, &words.diagnosis.best));
        let notice = "From: MAILER-DAEMON@mx.example.com\nTo: a@example.org\nSubject: Undelivered Mail Returned to Sender\n\
            Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\nYour message.\n\
            --b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.com\n\n\
            Final-Recipient: rfc822; bruno@example.com\nAction: failed\nStatus: 5.0.0\n\n--b--\n";
        paste_new(&mut window, notice);
        assert!(shows(&window, &Words::of(lang).outcome.failed));
        assert!(shows(&window, &Words::of(lang).outcome.failed_without_reason));
        assert!(shows(&window, "mx.example.com"));
    }
}

#[test]
fn reading_can_be_given_up_and_what_comes_late_is_dropped() {
    let words = UiWords::of(Lang::It);
    let mut window = Window::default().open();
    let mut text = "una riga qualunque di testo senza nulla di speciale\n".repeat(20_000);
    text.push_str(FULL);
    window.event(egui::Event::Paste(text));
    window.step();
    window.step();
    assert!(shows(&window, &words.app.stop_reading));
    window.get_by_role_and_label(Role::Button, &words.app.stop_reading).click();
    window.step();
    std::thread::sleep(std::time::Duration::from_millis(1500));
    window.run();
    assert_eq!(window.state().case().page(), Page::Start);
    assert!(!shows(&window, &words.app.stop_reading) && !window.state().case().typed().is_empty());
}

#[test]
fn a_page_with_a_question_alone_asks_for_no_ticks_and_its_answer_brings_the_next_step_into_sight() {
    for lang in Lang::ALL {
        let words = UiWords::of(lang);
        let mut window = Window { lang, size: [640.0, 480.0], ..Window::default() }.open();
        paste(&mut window, "550 5.1.1 <bruno@example.com>: User unknown");
        press(&mut window, &words.diagnosis.next);
        assert!(!a_tick(&window) && !shows(&window, &words.checklist.count_none));
        let before = window.query_all_by_role(Role::Heading).count();
        press_role(&mut window, Role::RadioButton, &words.app.dont_know);
        let last = window.query_all_by_role(Role::Heading).last().unwrap();
        assert!(window.query_all_by_role(Role::Heading).count() > before || a_tick(&window));
        let below = window.query_all_by_role(Role::CheckBox).last().map_or(last.rect(), |tick| tick.rect());
        assert!(below.top() < 480.0 - 64.0, "the next step stands at {below:?}");
    }
}
