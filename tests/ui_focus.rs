//! The order in which the Tab key walks each page, written down: a control that moves or loses its name shows here.
#![cfg(feature = "gui")]
#![allow(clippy::unwrap_used)] // a helper of a test counts as no test for clippy

mod ui_support;

use std::fmt::Write as _;

use egui::{Key, Modifiers, Role};
use egui_kittest::Harness;
use egui_kittest::kittest::NodeT as _;
use rimbalzo::knowledge::Lang;
use rimbalzo::ui::App;
use ui_support::*;

/// No page has more controls than this.
const MOST: usize = 60;

/// Role, name and state of what has the keyboard.
fn focused(window: &Harness<'_, App>) -> Option<String> {
    let node = window.root().children_recursive().find(|node| node.accesskit_node().is_focused())?;
    let node = node.accesskit_node();
    let name = node.label().or_else(|| node.labelled_by().find_map(|label| label.value())).unwrap_or_default();
    assert!(!name.trim().is_empty(), "a {:?} without a name has the keyboard", node.role());
    // The words of a step belong to the table, which changes more often than the window.
    let name = match (node.role(), name.split_once(". ")) {
        (Role::CheckBox, Some((number, _))) => format!("step {number}"),
        _ => name,
    };
    let state = node.toggled().map(|toggled| format!("  ({toggled:?})")).unwrap_or_default();
    Some(format!("{:?}  {name}{state}", node.role()))
}

/// Every stop from the one that has the keyboard when the page opens, until it comes round.
fn walk(window: &mut Harness<'_, App>) -> String {
    let start = window.ctx.memory(egui::Memory::focused);
    let mut order = format!("{}\n", focused(window).unwrap());
    for _ in 0..MOST {
        window.key_press(Key::Tab);
        window.run();
        let now = window.ctx.memory(egui::Memory::focused);
        if now == start {
            return order;
        }
        // At the end of the page egui rests on nothing for one press.
        if now.is_some() {
            writeln!(order, "{}", focused(window).unwrap()).unwrap();
        }
    }
    panic!("the keyboard does not come round:\n{order}");
}

#[test]
fn tab_walks_each_page_in_the_order_of_reading() {
    for lang in Lang::ALL {
        let mut window = Window { lang, ..Window::default() }.open();
        let tag = format!("{lang:?}").to_lowercase();
        insta::assert_snapshot!(format!("focus_start_{tag}"), walk(&mut window));
        paste(&mut window, FULL);
        for (page, number) in [("diagnosis", Key::Num2), ("checklist", Key::Num3), ("ticket", Key::Num4)] {
            // Where the page is open already, as the diagnosis is, this changes nothing.
            key(&mut window, Modifiers::ALT, number);
            insta::assert_snapshot!(format!("focus_{page}_{tag}"), walk(&mut window));
        }
    }
}
