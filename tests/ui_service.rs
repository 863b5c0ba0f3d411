//! The mail service: proposed from the text, asked for once where it says nothing, kept, and changed at will.
#![cfg(feature = "gui")]
#![allow(clippy::unwrap_used)] // a helper of a test counts as no test for clippy

mod ui_support;

use egui::{Key, Modifiers, Role};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use rimbalzo::knowledge::{Lang, Table};
use rimbalzo::ui::App;
use rimbalzo::ui::words::UiWords;
use ui_support::*;

/// An error whose steps speak of the outgoing server and of no service.
const RELAY: &str = "535 5.7.8 Error: authentication failed";

/// Opens the checklist and the «how» of its step about settings.
fn open_settings_step(window: &mut Harness<'_, App>, text: &str, words: &UiWords) {
    key(window, Modifiers::ALT, Key::Num1);
    paste(window, text);
    key(window, Modifiers::ALT, Key::Num3);
    let audience = window.state().prefs().audience;
    let steps = |window: &Harness<'_, App>| {
        let checklist = window.state().case().checklist(Table::built_in(), audience).unwrap();
        checklist.items.into_iter().map(|item| item.step.into_owned()).collect::<Vec<_>>()
    };
    // Questions before it are answered with yes.
    while !steps(window).iter().any(|step| step.settings) {
        let yes = |window: &Harness<'_, App>| {
            window.query_all_by_role_and_label(Role::RadioButton, &words.app.yes).last().map(|node| node.scroll_to_me())
        };
        yes(window).unwrap();
        window.run();
        window.query_all_by_role_and_label(Role::RadioButton, &words.app.yes).last().unwrap().click();
        window.run();
    }
    let has_how = |step: &&rimbalzo::knowledge::Step| step.how.is_some() || !step.programs.is_empty();
    let before = steps(window).iter().take_while(|step| !step.settings).filter(has_how).count();
    window.query_all_by_role_and_label(Role::Button, &words.checklist.how).nth(before).unwrap().scroll_to_me();
    window.run();
    window.query_all_by_role_and_label(Role::Button, &words.checklist.how).nth(before).unwrap().click();
    window.run();
}

#[test]
fn the_service_is_asked_for_once_found_by_its_letters_and_kept() {
    for lang in Lang::ALL {
        let words = UiWords::of(lang);
        let storage = tempfile::tempdir().unwrap();
        let mut window = Window { lang, storage: Some(storage.path().to_owned()), ..Window::default() }.open();
        open_settings_step(&mut window, RELAY, words);
        assert!(shows(&window, &words.checklist.service_why), "{}", texts(&window));
        assert!(!shows(&window, "Fastmail"), "the first dozen only");
        let field = || words.checklist.service_search.clone();
        window.get_by_role_and_label(Role::TextInput, &field()).focus();
        window.run();
        window.get_by_role_and_label(Role::TextInput, &field()).type_text("anna@fastmail.com");
        window.run();
        press_role(&mut window, Role::RadioButton, "Fastmail");
        assert!(shows(&window, "smtp.fastmail.com"), "{}", texts(&window));
        assert_eq!(window.state().prefs().service.as_deref(), Some("fastmail"));
        assert!(!shows(&window, &words.checklist.service_why), "the question is folded away");
        drop(window);

        let mut window = Window { lang, storage: Some(storage.path().to_owned()), ..Window::default() }.open();
        open_settings_step(&mut window, "530 5.7.0 Authentication required", words);
        assert!(shows(&window, "smtp.fastmail.com"), "{}", texts(&window));
        press(&mut window, &format!("{}: Fastmail", words.checklist.service));
        press_role(&mut window, Role::RadioButton, &words.checklist.service_other);
        assert!(shows(&window, &words.checklist.service_ask));
    }
}

#[test]
fn a_service_that_the_text_names_is_proposed_and_can_be_changed_for_this_case() {
    for lang in Lang::ALL {
        let words = UiWords::of(lang);
        let mut window = Window { lang, ..Window::default() }.open();
        open_settings_step(&mut window, "smtp.libero.it: 535 5.7.8 authentication failed", words);
        assert!(shows(&window, "smtp.libero.it"), "{}", texts(&window));
        assert_eq!(window.state().prefs().service, None, "a guess is not kept");
        press(&mut window, &format!("{}: Libero Mail", words.checklist.service));
        assert!(shows(&window, &words.checklist.service_from_text));
        press_role(&mut window, Role::RadioButton, "Aruba");
        assert!(shows(&window, "smtps.aruba.it"), "{}", texts(&window));
    }
}

#[test]
fn the_settings_page_changes_the_service() {
    for lang in Lang::ALL {
        let words = UiWords::of(lang);
        let mut window = Window { lang, ..Window::default() }.open();
        press(&mut window, &words.app.settings);
        press_role(&mut window, Role::RadioButton, "Aruba");
        assert_eq!(window.state().prefs().service.as_deref(), Some("aruba"));
        press_role(&mut window, Role::RadioButton, &words.checklist.service_other);
        assert_eq!(window.state().prefs().service.as_deref(), Some("other"));
    }
}
