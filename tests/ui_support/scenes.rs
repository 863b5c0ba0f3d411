//! Every page in every state there is, made as a person would make it. What holds for a page is asserted over all of
//! these; `GALLERY=folder cargo test --features snapshots --test ui_snapshots gallery` draws them.

use std::path::PathBuf;
use std::sync::Arc;

use egui::{Event, Key, Modifiers, Role};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use rimbalzo::guide::End;
use rimbalzo::knowledge::{Lang, Table};
use rimbalzo::ui::App;
use rimbalzo::ui::words::UiWords;

use super::*;

pub type Shown = Harness<'static, App>;

/// One state of one page.
#[derive(Clone, Copy, Debug)]
pub struct Scene {
    pub name: &'static str,
    make: fn(Stage) -> Shown,
}

impl Scene {
    /// The window in this state, drawn with pixels where these are wanted. It is made at 900 × 700; a test that wants
    /// another size gives it one.
    pub fn window(&self, lang: Lang, pixels: bool) -> Shown {
        (self.make)(Stage { lang, pixels })
    }
}

/// Where a scene is made.
#[derive(Clone, Copy, Debug)]
struct Stage {
    lang: Lang,
    pixels: bool,
}

impl Stage {
    fn words(self) -> &'static UiWords {
        UiWords::of(self.lang)
    }

    fn open(self) -> Shown {
        self.with(Window::default())
    }

    fn with(self, window: Window) -> Shown {
        Window { lang: self.lang, pixels: self.pixels, ..window }.open()
    }

    /// What a customer sees who pasted this.
    fn pasted(self, text: &str) -> Shown {
        let mut window = self.open();
        paste(&mut window, text);
        window
    }

    fn agent(self) -> Shown {
        let mut window = self.open();
        press_role(&mut window, Role::RadioButton, &self.words().app.agent);
        window
    }

    fn agent_pasted(self, text: &str) -> Shown {
        let mut window = self.agent();
        paste(&mut window, text);
        window
    }

    /// The page of the case with this number.
    fn page(self, text: &str, number: Key) -> Shown {
        let mut window = self.pasted(text);
        key(&mut window, Modifiers::ALT, number);
        window
    }
}

const DELAYED: &str = include_str!("../corpus/rfc/postfix-delayed-greylisted.eml");
const SEVERAL: &str = include_str!("../corpus/rfc/three-recipients-three-outcomes.eml");
const SEVEN: &str = include_str!("../corpus/rfc/seven-recipients.eml");
const ROUTE: &str = include_str!("../corpus/servers/forwarded-as-attachment.eml");
const CERTIFIED: &str = "tests/corpus/pec/errore-casella-piena.eml";
const HOLIDAY: &str = include_str!("../corpus/not-a-bounce/vacation-it.eml");
const CUT: &str = include_str!("../corpus/malformed/cut-in-delivery-status.eml");
const SIGN_IN: &str = "535 5.7.8 Error: authentication failed";
const NOTHING_KNOWN: &str = "Qualcosa non va con zio@example.com";
/// The reply of a server, and the code that leaves two causes.
const QUESTION: &str = "452";
/// Words that speak for two causes.
const TWO: &str = "550 5.1.1 <anna@example.com>: Recipient address rejected: User unknown. Mailbox full";
const FAKE: &str = "Your mailbox is full. Verify your mailbox here: https://quota.example.net/anna";
/// A bounce of a message that never passed its sender's service.
const NOT_MINE: &str = "From: MAILER-DAEMON@mx.example.com\nTo: anna.rossi@gmail.com\n\
    Subject: Undelivered Mail Returned to Sender\nMIME-Version: 1.0\n\
    Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\n\
    <luca@example.com>: 550 5.1.1 user unknown\n--b\nContent-Type: message/delivery-status\n\n\
    Reporting-MTA: dns; mx.example.com\n\nFinal-Recipient: rfc822; luca@example.com\nAction: failed\nStatus: 5.1.1\n\n\
    --b\nContent-Type: text/rfc822-headers\n\n\
    Received: from vps7.example.net by mx.example.com; Wed, 4 Mar 2026 11:02:06 +0100\n\
    Received: from pc.example.net by mx.example.com; Wed, 4 Mar 2026 11:02:06 +0100\n\
    Message-ID: <1@vps7.example.net>\nFrom: anna.rossi@gmail.com\nTo: luca@example.com\nSubject: Offerta\n\n--b--\n";

/// An address of 300 characters in a bounce.
fn long_address() -> String {
    let address = format!("{}@{}.example.com", "nome".repeat(50), "dominio".repeat(10));
    format!("552 5.2.2 <{address}>: The email account that you tried to reach is over quota")
}

macro_rules! scenes {
    ($($name:literal => $make:expr,)*) => { &[$(Scene { name: $name, make: $make }),*] };
}

pub const SCENES: &[Scene] = scenes! {
    "start" => Stage::open,
    "start-typed" => |stage| {
        let mut window = stage.open();
        window.get_by_role(Role::MultilineTextInput).type_text("550 5.1.1");
        window.run();
        window
    },
    "start-nothing-pasted" => |stage| {
        let mut window = stage.open();
        press(&mut window, &stage.words().start.explain);
        window
    },
    "start-picture" => |stage| {
        let mut window = stage.open();
        let picture = egui::ColorImage::filled([2, 2], egui::Color32::WHITE);
        window.event(Event::PasteImage(Arc::new(picture)));
        window.run();
        window
    },
    "start-long-text" => |stage| {
        let mut text = "una riga qualunque di testo senza nulla di speciale\n".repeat(4000);
        text.push_str(FULL);
        let mut window = stage.open();
        window.event(Event::Paste(text));
        wait_for(&mut window, "the answer", |window| window.state().case().diagnosis().is_some());
        key(&mut window, Modifiers::ALT, Key::Num1);
        window
    },
    "start-bad-file" => |stage| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("foto.png");
        std::fs::write(&path, b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR").unwrap();
        let host = FakeHost::default();
        host.0.lock().unwrap().file = Some(path);
        let mut window = stage.with(Window { host, ..Window::default() });
        press(&mut window, &stage.words().start.open);
        let sentence = rimbalzo::words::Words::of(stage.lang).error.picture.clone();
        wait_for(&mut window, "the sentence", move |window| shows(window, &sentence));
        window
    },
    "start-damaged-case" => |stage| {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("case.rimbalzo"), "{ half a li").unwrap();
        stage.with(Window { storage: Some(folder.path().to_path_buf()), ..Window::default() })
    },
    "start-drop" => |stage| {
        let mut window = stage.open();
        window.input_mut().hovered_files.push(egui::HoveredFile { path: Some(PathBuf::from("a.eml")), ..Default::default() });
        // A hovering file keeps the window awake.
        window.step();
        window.step();
        window
    },
    "start-again-toast" => |stage| {
        let mut window = stage.pasted(FULL);
        key(&mut window, Modifiers::COMMAND, Key::N);
        window
    },
    "codes" => |stage| {
        let mut window = stage.open();
        press(&mut window, &stage.words().start.code);
        window
    },
    "codes-none" => |stage| {
        let mut window = stage.open();
        press(&mut window, &stage.words().start.code);
        window.event(Event::Text("xyzzy".to_owned()));
        window.run();
        window
    },
    "no-message" => |stage| {
        let mut window = stage.open();
        press(&mut window, &stage.words().start.no_message);
        window
    },
    "no-message-outlook" => |stage| {
        let mut window = stage.open();
        press(&mut window, &stage.words().start.no_message);
        press_role(&mut window, Role::RadioButton, &stage.words().no_message.outlook);
        window
    },
    "help" => |stage| {
        let mut window = stage.open();
        key(&mut window, Modifiers::NONE, Key::F1);
        window
    },
    "settings" => |stage| {
        let mut window = stage.open();
        press(&mut window, &stage.words().app.settings);
        window
    },
    "diagnosis-failed" => |stage| stage.pasted(FULL),
    "diagnosis-details" => |stage| {
        let mut window = stage.pasted(FULL);
        press(&mut window, &stage.words().diagnosis.details);
        window
    },
    "diagnosis-delayed" => |stage| stage.pasted(DELAYED),
    "diagnosis-delivered" => |stage| stage.pasted("250 2.0.0 OK"),
    "diagnosis-not-an-error" => |stage| stage.pasted(HOLIDAY),
    "diagnosis-unknown" => |stage| stage.pasted(NOTHING_KNOWN),
    "diagnosis-certified" => |stage| {
        let mut window = stage.with(Window { open: Some(CERTIFIED.into()), ..Window::default() });
        wait_for(&mut window, "the file", |window| window.state().case().diagnosis().is_some());
        window
    },
    "diagnosis-recipients" => |stage| stage.pasted(SEVERAL),
    "diagnosis-seven" => |stage| stage.pasted(SEVEN),
    "diagnosis-fake" => |stage| stage.pasted(FAKE),
    "diagnosis-not-mine" => |stage| stage.pasted(NOT_MINE),
    "diagnosis-cut" => |stage| stage.pasted(CUT),
    "diagnosis-code" => |stage| stage.pasted("554"),
    "diagnosis-question" => |stage| stage.pasted(QUESTION),
    "diagnosis-question-answered" => |stage| {
        let mut window = stage.pasted(QUESTION);
        press_role(&mut window, Role::RadioButton, &stage.words().app.yes);
        window
    },
    "diagnosis-sign-in" => |stage| stage.pasted(SIGN_IN),
    "diagnosis-long-address" => |stage| {
        let mut window = stage.pasted(&long_address());
        press(&mut window, &stage.words().diagnosis.details);
        window
    },
    "checklist" => |stage| stage.page(FULL, Key::Num3),
    "checklist-long-address" => |stage| stage.page(&long_address(), Key::Num3),
    "checklist-ticked" => |stage| {
        let mut window = stage.page(FULL, Key::Num3);
        window.query_all_by_role(Role::CheckBox).next().unwrap().click();
        window.run();
        window
    },
    "checklist-how" => |stage| {
        let mut window = stage.page(SIGN_IN, Key::Num3);
        answer_all(&mut window, stage);
        for index in 0..3 {
            let how = &stage.words().checklist.how;
            if window.query_all_by_role_and_label(Role::Button, how).nth(index).is_none() {
                break;
            }
            window.query_all_by_role_and_label(Role::Button, how).nth(index).unwrap().scroll_to_me();
            window.run();
            window.query_all_by_role_and_label(Role::Button, how).nth(index).unwrap().click();
            window.run();
        }
        window
    },
    "checklist-answered" => |stage| {
        let mut window = stage.page(FULL, Key::Num3);
        answer_all(&mut window, stage);
        window
    },
    "checklist-worked" => |stage| ended(stage, |words| &words.checklist.worked_yes),
    "checklist-not-worked" => |stage| ended(stage, |words| &words.checklist.worked_no),
    "checklist-wait" => |stage| ended(stage, |words| &words.checklist.worked_wait),
    "checklist-message-copied" => |stage| {
        let mut window = stage.page(FULL, Key::Num3);
        let copy = &stage.words().checklist.copy_message;
        window.query_all_by_role_and_label(Role::Button, copy).next().unwrap().click();
        window.run();
        window
    },
    "ticket" => |stage| stage.page(FULL, Key::Num4),
    "ticket-copied" => |stage| {
        let mut window = stage.page(FULL, Key::Num4);
        window.get_by_role_and_label(Role::Button, &stage.words().ticket.copy).click();
        window.step();
        window.step();
        window
    },
    "ticket-not-copied" => |stage| {
        let host = FakeHost::default();
        host.0.lock().unwrap().busy = true;
        let mut window = stage.with(Window { host, ..Window::default() });
        paste(&mut window, FULL);
        key(&mut window, Modifiers::ALT, Key::Num4);
        press(&mut window, &stage.words().ticket.copy);
        window
    },
    "ticket-open" => |stage| {
        let mut window = stage.page(SIGN_IN, Key::Num4);
        let words = &stage.words().ticket;
        for row in [&words.fields, &words.hide, &words.writing] {
            press(&mut window, row);
        }
        window
    },
    "ticket-long-address" => |stage| stage.page(&long_address(), Key::Num4),
    "helpdesk-help" => |stage| {
        let mut window = stage.with(Window { table: helpdesk(), ..Window::default() });
        key(&mut window, Modifiers::NONE, Key::F1);
        window
    },
    "helpdesk-unknown" => |stage| {
        let mut window = stage.with(Window { table: helpdesk(), ..Window::default() });
        paste(&mut window, NOTHING_KNOWN);
        window
    },
    "agent-start" => |stage| {
        let mut window = stage.agent_pasted(FULL);
        key(&mut window, Modifiers::COMMAND, Key::N);
        window
    },
    "agent-diagnosis" => |stage| stage.agent_pasted(FULL),
    "agent-recipients" => |stage| stage.agent_pasted(SEVERAL),
    "agent-route" => |stage| stage.agent_pasted(ROUTE),
    "agent-two-causes" => |stage| stage.agent_pasted(TWO),
    "agent-question" => |stage| stage.agent_pasted(QUESTION),
    "agent-fake" => |stage| stage.agent_pasted(FAKE),
    "agent-unknown" => |stage| stage.agent_pasted(NOTHING_KNOWN),
    "agent-long-address" => |stage| stage.agent_pasted(&long_address()),
    "agent-checklist" => |stage| {
        let mut window = stage.agent_pasted(FULL);
        key(&mut window, Modifiers::ALT, Key::Num3);
        window
    },
    "agent-ticket" => |stage| {
        let mut window = stage.agent_pasted(FULL);
        key(&mut window, Modifiers::ALT, Key::Num4);
        window
    },
    "agent-recents" => |stage| {
        let mut window = stage.agent_pasted(FULL);
        paste(&mut window, QUESTION);
        paste(&mut window, SIGN_IN);
        key(&mut window, Modifiers::COMMAND, Key::J);
        window
    },
    "reference" => |stage| {
        let mut window = stage.agent();
        key(&mut window, Modifiers::COMMAND, Key::K);
        window
    },
    "reference-open" => |stage| {
        let table = Table::built_in();
        let mut window = stage.agent();
        key(&mut window, Modifiers::COMMAND, Key::K);
        window.event(Event::Text("full".to_owned()));
        window.run();
        let cause = table.cause(&rimbalzo::knowledge::CauseId::new("mailbox-full"));
        press(&mut window, cause.title.get(stage.lang));
        window
    },
    "reference-none" => |stage| {
        let mut window = stage.agent();
        key(&mut window, Modifiers::COMMAND, Key::K);
        window.event(Event::Text("xyzzy".to_owned()));
        window.run();
        window
    },
};

/// The table with the example folder of a helpdesk before it.
fn helpdesk() -> &'static Table {
    static TABLE: std::sync::LazyLock<Table> =
        std::sync::LazyLock::new(|| Table::with_folder("assets/example-helpdesk".as_ref()));
    &TABLE
}

fn end(window: &Shown) -> End {
    let audience = window.state().prefs().audience;
    window.state().case().checklist(Table::built_in(), audience).unwrap().end
}

/// Presses the last answer of this name: that of the question that waits.
fn press_last(window: &mut Shown, name: &str) {
    window.query_all_by_role_and_label(Role::RadioButton, name).last().unwrap().scroll_to_me();
    window.run();
    window.query_all_by_role_and_label(Role::RadioButton, name).last().unwrap().click();
    window.run();
}

/// Answers with «I don't know» until no question waits.
fn answer_all(window: &mut Shown, stage: Stage) {
    for _ in 0..8 {
        if end(window) != End::Question {
            return;
        }
        press_last(window, &stage.words().app.dont_know);
    }
}

/// A checklist at its end, with this answer to «Did it work?».
fn ended(stage: Stage, answer: fn(&'static UiWords) -> &'static str) -> Shown {
    let mut window = stage.page("421 4.7.0 Too many connections from your host", Key::Num3);
    answer_all(&mut window, stage);
    if end(&window) == End::DidItWork {
        press_last(&mut window, answer(stage.words()));
    }
    window
}

/// Gives a window another theme, another size in points of the screen and another zoom.
pub fn reshape(window: &mut Shown, theme: egui::Theme, size: [f32; 2], zoom: f32) {
    window.ctx.set_theme(theme);
    window.set_pixels_per_point(zoom);
    // The zoom holds from the next frame on, and would scale the size once more.
    window.step();
    window.set_size(egui::Vec2::from(size) / zoom);
    // A toast or a copied mark may be on the way out: as many frames as that takes are not waited for.
    for _ in 0..3 {
        window.step();
    }
}
