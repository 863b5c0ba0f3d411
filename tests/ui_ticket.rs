//! The page with the text to send: for customers one text, for agents every text at one stroke.
#![cfg(feature = "gui")]

mod ui_support;

use egui::{Key, Modifiers, Role};
use egui_kittest::kittest::Queryable as _;
use rimbalzo::case::{Page, Tried};
use rimbalzo::knowledge::Lang;
use rimbalzo::ui::words::UiWords;
use ui_support::*;

fn choose(window: &mut egui_kittest::Harness<'_, rimbalzo::ui::App>, name: &str, word: &str) {
    press_role(window, Role::RadioButton, &format!("{name}: {word}"));
}

#[test]
fn a_customer_sees_one_text_and_no_choice_of_texts_or_forms() {
    for lang in Lang::ALL {
        let words = UiWords::of(lang);
        let mut window = Window { lang, ..Window::default() }.open();
        paste(&mut window, FULL);
        key(&mut window, Modifiers::ALT, Key::Num4);
        assert!(!shows(&window, &words.ticket.what_to_write) && !shows(&window, "Markdown"));
        assert!(shows(&window, "a•••@example.com"), "others' names are hidden at first");
        // The agents' keys do nothing here.
        key(&mut window, Modifiers::COMMAND, Key::R);
        assert!(!shows(&window, &words.ticket.copied_now));
    }
}

#[test]
fn an_agent_copies_reply_note_and_ticket_at_one_stroke_from_any_page() {
    for lang in Lang::ALL {
        let words = UiWords::of(lang);
        let host = FakeHost::default();
        let mut window = Window { lang, host: host.clone(), ..Window::default() }.open();
        press_role(&mut window, Role::RadioButton, &words.app.agent);
        paste(&mut window, FULL);
        let mut seen = Vec::new();
        for stroke in [Key::R, Key::I, Key::T] {
            key(&mut window, Modifiers::ALT, Key::Num2);
            key(&mut window, Modifiers::COMMAND, stroke);
            assert_eq!(window.state().case().page(), Page::Ticket);
            assert!(shows(&window, &words.ticket.copied_now));
            let copied = host.0.lock().unwrap().copied.last().cloned().unwrap();
            assert!(shows(&window, &copied), "what is copied is shown");
            assert!(host.0.lock().unwrap().html.as_ref().is_some_and(|html| html.contains("<p>")), "rich beside plain");
            assert!(!seen.contains(&copied));
            seen.push(copied);
        }
        assert!(seen[0].contains("anna@example.com") && !seen[0].contains("(case)"), "{}", seen[0]);
        assert!(seen[2].starts_with("mailbox-full · 552 5.2.2"), "{}", seen[2]);
    }
}

#[test]
fn an_agent_chooses_text_language_manner_and_form_apart_from_the_window_s() {
    let words = &UiWords::of(Lang::En).ticket;
    let mut window = Window { lang: Lang::En, ..Window::default() }.open();
    press_role(&mut window, Role::RadioButton, &UiWords::of(Lang::En).app.agent);
    paste(&mut window, FULL);
    key(&mut window, Modifiers::ALT, Key::Num4);
    choose(&mut window, &words.what_to_write, &words.paper_reply);
    assert!(window.state_mut().ticket().contains("Tell the recipient"));
    choose(&mut window, &words.language, "Italiano");
    assert!(window.state_mut().ticket().contains("Avvisa il destinatario"));
    choose(&mut window, &words.manner, &words.manner_lei);
    assert!(window.state_mut().ticket().contains("Avvisi il destinatario"));
    choose(&mut window, &words.form, "JSON");
    let json: serde_json::Value = serde_json::from_str(window.state_mut().ticket()).unwrap();
    assert_eq!((json["paper"].as_str(), json["lang"].as_str()), (Some("reply"), Some("it")));
    assert_eq!(headings(&window), [words.title.as_str()], "the window keeps its language");
}

#[test]
fn what_is_hidden_is_seen_in_the_text_at_once_and_kept_for_that_text_alone() {
    let words = &UiWords::of(Lang::It).ticket;
    let mut window = Window::default().open();
    paste(&mut window, FULL);
    key(&mut window, Modifiers::ALT, Key::Num4);
    press(&mut window, &words.hide);
    press_role(&mut window, Role::Switch, &words.hide_addresses);
    assert!(shows(&window, "anna@example.com"));
    press_role(&mut window, Role::RadioButton, &UiWords::of(Lang::It).app.agent);
    assert!(window.state_mut().ticket().contains("a•••@example.com"), "the other text hides as before");
}

#[test]
fn what_the_helpdesk_asks_is_asked_where_it_helps_and_stands_in_the_text() {
    let words = &UiWords::of(Lang::It).ticket;
    let mut window = Window::default().open();
    paste(&mut window, "535 5.7.8 Error: authentication failed");
    key(&mut window, Modifiers::ALT, Key::Num4);
    press(&mut window, &words.fields);
    window.get_by_role_and_label(Role::TextInput, &words.server).scroll_to_me();
    window.run();
    window.get_by_role_and_label(Role::TextInput, &words.server).click();
    window.run();
    window.event(egui::Event::Text("smtp.example.org 465".to_owned()));
    window.run();
    assert_eq!(window.state().case().details().server, "smtp.example.org 465");
    assert!(window.state_mut().ticket().contains("(server): smtp.example.org 465"));

    let mut window = Window::default().open();
    paste(&mut window, "554 5.7.1 Client host [203.0.113.7] blocked using dnsbl.example");
    key(&mut window, Modifiers::ALT, Key::Num4);
    press(&mut window, &words.fields);
    choose(&mut window, &words.webmail, &words.not_tried);
    assert_eq!(window.state().case().details().webmail, Some(Tried::NotTried));
    assert!(window.state_mut().ticket().contains("(webmail): non provato"));
    assert!(!shows(&window, &words.other_network), "that test does not help here");
}

#[test]
fn a_draft_is_saved_as_a_message_under_its_own_ending() {
    let words = &UiWords::of(Lang::En).ticket;
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("a.eml");
    let host = FakeHost::default();
    let mut window = Window { lang: Lang::En, host: host.clone(), ..Window::default() }.open();
    paste(&mut window, FULL);
    key(&mut window, Modifiers::ALT, Key::Num4);
    press(&mut window, &words.writing);
    press_role(&mut window, Role::Switch, &words.attach);
    assert!(shows(&window, &words.attach_copy));
    host.0.lock().unwrap().file = Some(place.clone());
    press(&mut window, &words.draft);
    wait_for(&mut window, "the file", |_| place.exists());
    assert_eq!(host.0.lock().unwrap().name, format!("{}.eml", words.file_name));
    let draft = std::fs::read_to_string(&place).unwrap();
    assert!(draft.contains("X-Unsent: 1") && draft.contains("multipart/mixed") && !draft.contains("anna@example.com"));
}
