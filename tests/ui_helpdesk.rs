//! The window of a helpdesk that brought its own folder: its name wherever help is offered, its rules, its mistakes.
#![cfg(feature = "gui")]
#![allow(clippy::unwrap_used)] // a helper of a test counts as no test for clippy

mod ui_support;

use egui::{Key, Modifiers, OutputCommand, Role};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use rimbalzo::guide::End;
use rimbalzo::knowledge::{Lang, Table};
use rimbalzo::ui::App;
use rimbalzo::ui::words::UiWords;
use rimbalzo::words::Words;
use ui_support::*;

/// The table with a folder of these files before it.
fn table(files: &[(&str, &str)]) -> &'static Table {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    Box::leak(Box::new(Table::with_folder(folder.path())))
}

fn example() -> &'static Table {
    Box::leak(Box::new(Table::with_folder("assets/example-helpdesk".as_ref())))
}

/// A page of the example folder.
const CHAT: &str = "https://www.rossi-servizi.example/chat";

/// Presses the last answer of this name: that of the question that waits.
fn last(window: &mut Harness<'_, App>, name: &str) {
    window.query_all_by_role_and_label(Role::RadioButton, name).last().unwrap().scroll_to_me();
    window.run();
    window.query_all_by_role_and_label(Role::RadioButton, name).last().unwrap().click();
    window.run();
}

#[test]
fn the_company_stands_wherever_help_is_offered_and_its_pages_open_on_request() {
    for lang in Lang::ALL {
        let words = UiWords::of(lang);
        let mut window = Window { lang, table: example(), ..Window::default() }.open();
        let company = |window: &Harness<'_, App>| {
            ["Rossi Servizi", "+39 06 5550 0100", CHAT].iter().all(|fact| shows(window, fact))
        };
        assert!(!company(&window), "the first page is about the error");
        key(&mut window, Modifiers::NONE, Key::F1);
        assert!(company(&window), "the help");
        key(&mut window, Modifiers::NONE, Key::Escape);
        paste(&mut window, "Messaggio non inviato, boh");
        assert!(window.state().case().verdict().unwrap().cause.is_undetermined());
        assert!(company(&window), "nothing was recognised");
        key(&mut window, Modifiers::ALT, Key::Num1);
        paste(&mut window, FULL);
        assert!(!company(&window), "where the cause is known the page is about the cause");
        key(&mut window, Modifiers::ALT, Key::Num4);
        assert!(company(&window), "the text for the helpdesk");
        let chat = &Words::of(lang).company.chat;
        window.get_by_role_and_label(Role::Button, chat).scroll_to_me();
        window.run();
        window.get_by_role_and_label(Role::Button, chat).click();
        let mut opened = Vec::new();
        for _ in 0..4 {
            window.step();
            opened.extend(window.output().platform_output.commands.clone());
        }
        let is_chat = |command: &OutputCommand| matches!(command, OutputCommand::OpenUrl(page) if page.url == CHAT);
        assert!(opened.iter().any(is_chat), "{opened:?}");
        press_role(&mut window, Role::RadioButton, &words.app.agent);
        assert!(!company(&window), "the helpdesk need not be told who it is");
    }
}

#[test]
fn a_checklist_that_did_not_help_ends_with_the_company() {
    for lang in Lang::ALL {
        let words = UiWords::of(lang);
        let mut window = Window { lang, table: example(), ..Window::default() }.open();
        paste(&mut window, "421 4.7.0 Too many connections from your host");
        key(&mut window, Modifiers::ALT, Key::Num3);
        assert!(!shows(&window, "Rossi Servizi"));
        let end = |window: &Harness<'_, App>| {
            window.state().case().checklist(example(), window.state().prefs().audience).unwrap().end
        };
        while end(&window) == End::Question {
            last(&mut window, &words.app.dont_know);
        }
        if end(&window) == End::DidItWork {
            last(&mut window, &words.checklist.worked_no);
        }
        assert!(shows(&window, "Rossi Servizi"), "{}", texts(&window));
    }
}

#[test]
fn own_rules_are_counted_on_the_first_page_and_their_mistakes_can_be_read_in_the_settings() {
    for (lang, badge) in
        [(Lang::It, "1 regola locale, 1 punto da sistemare"), (Lang::En, "1 local rule, 1 point to put right")]
    {
        let table = table(&[("company.toml", "name = \"Verdi\"\n"), ("settings.toml", "[[services]]\n")]);
        let mut window = Window { lang, table, ..Window::default() }.open();
        press(&mut window, badge);
        assert_eq!(headings(&window), [UiWords::of(lang).settings.title.as_str()]);
        assert!(
            shows(
                &window,
                if lang == Lang::It {
                    "settings.toml, riga 1: manca «id»"
                } else {
                    "settings.toml, line 1: “id” is missing"
                }
            ),
            "{}",
            texts(&window)
        );
    }
    let window = Window::default().open();
    assert!(!shows(&window, &UiWords::of(Lang::It).own.many.replace("{count}", "0")), "no folder, no line");
}
