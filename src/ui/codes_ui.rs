//! The list of codes, with a search over numbers and meanings.

use egui::{TextEdit, Ui, vec2};

use crate::case::Input;
use crate::knowledge::{CodeRef, Lang, Table};

use super::actions::Action;
use super::kit::heading::{minor_ui, page_title_ui, section_ui};
use super::kit::{fonts, rows, text};
use super::view::View;
use super::words::{CodesWords, fill};

/// More than these are not shown at once; a longer search finds the rest.
const MOST: usize = 100;

pub(super) fn codes_ui(ui: &mut Ui, view: &mut View<'_>) {
    let words = &view.words.codes;
    page_title_ui(ui, &words.title);
    text::lead_ui(ui, &words.lead);
    ui.add_space(4.0);
    let label = minor_ui(ui, &words.search);
    let field = TextEdit::singleline(&mut view.pages.search)
        .id_salt("search")
        .font(fonts::regular(16.0))
        .desired_width(f32::INFINITY)
        .margin(vec2(12.0, 9.0));
    let response = ui.add(field).labelled_by(label.id);
    view.first_control(&response);
    let found = find(view.table, &view.pages.search, view.lang);
    let entered = response.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
    if entered && let Some(Found { code, .. }) = found.first() {
        let code = spoken(*code, &view.pages.search);
        view.send(Action::Read(Input::Code(code)));
    }
    let count = match found.len() {
        0 => fill(&words.none, "words", view.pages.search.trim()),
        1 => words.found_one.clone(),
        all => fill(&words.found, "count", &all.to_string()),
    };
    let status = text::body_ui(ui, &count);
    text::live(ui, &status);
    let shown: Vec<CodeRef<'_>> = found.iter().take(MOST).map(|found| found.code).collect();
    for codes in shown.chunk_by(|one, other| sort(words, *one) == sort(words, *other)) {
        section_ui(ui, codes.first().map_or("", |code| sort(words, *code)));
        rows::group_ui(ui, |ui| codes.iter().for_each(|code| code_ui(ui, view, *code)));
    }
    if found.len() > MOST {
        text::weak_ui(ui, &fill(&words.more, "count", &MOST.to_string()));
    }
}

/// Of which sort a code is, in words.
fn sort<'w>(words: &'w CodesWords, code: CodeRef<'_>) -> &'w str {
    match code {
        CodeRef::Reply(_) => &words.reply,
        CodeRef::Status(_) => &words.status,
        CodeRef::Client(_) | CodeRef::Certified(_) => &words.client,
    }
}

fn code_ui(ui: &mut Ui, view: &mut View<'_>, code: CodeRef<'_>) {
    let number = spoken(code, &view.pages.search);
    let title = code.title().get(view.lang);
    let name = format!("{number} — {title}");
    if rows::entry_ui(ui, &number, title, code.meaning().get(view.lang), &name).clicked() {
        view.send(Action::Read(Input::Code(number)));
    }
}

/// The code as a server would write it: the table leaves the first number of codes in 3 parts open.
fn spoken(code: CodeRef<'_>, words: &str) -> String {
    let first = if words.trim().starts_with('4') { "4" } else { "5" };
    code.code().replacen('X', first, usize::from(matches!(code, CodeRef::Status(_))))
}

struct Found<'t> {
    code: CodeRef<'t>,
    /// Lower is better.
    rank: u8,
}

/// The codes that fit the words, best first within their sort.
fn find<'t>(table: &'t Table, words: &str, lang: Lang) -> Vec<Found<'t>> {
    let words = words.trim().to_lowercase();
    let terms: Vec<&str> = words.split_whitespace().collect();
    // Codes in 3 parts come as they are typed, with their first number.
    let whole_status = table.status_code(&words).filter(|_| words.contains('.')).map(CodeRef::Status);
    let replies = table.reply_codes().map(CodeRef::Reply);
    let clients = table.client_codes().iter().map(CodeRef::Client);
    let statuses = table.status_codes().map(CodeRef::Status);
    let mut found: Vec<Found<'t>> = Vec::new();
    for (sort, code) in
        replies.map(|code| (0, code)).chain(clients.map(|code| (1, code))).chain(statuses.map(|code| (2, code)))
    {
        if let Some(rank) = rank(code, &words, &terms, lang) {
            found.push(Found { code, rank: sort * 4 + rank });
        }
    }
    if let Some(code) = whole_status {
        found.retain(|other| other.code.code() != code.code());
        found.push(Found { code, rank: 0 });
    }
    // Stable: within a rank the order of the table stays.
    found.sort_by_key(|found| found.rank);
    found
}

fn rank(code: CodeRef<'_>, words: &str, terms: &[&str], lang: Lang) -> Option<u8> {
    let number = code.code().to_lowercase();
    let alias = match code {
        CodeRef::Client(entry) => entry.names().any(|name| name.to_lowercase() == words),
        _ => false,
    };
    if number == words || alias {
        return Some(0);
    }
    if number.starts_with(words) {
        return Some(1);
    }
    let text = format!("{number} {} {}", code.title().get(lang), code.meaning().get(lang)).to_lowercase();
    terms.iter().all(|term| text.contains(term)).then_some(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exact_number_comes_first_and_words_find_meanings() {
        let table = Table::built_in();
        let first = |words: &str| find(table, words, Lang::It).first().map(|found| found.code.code().to_owned());
        assert_eq!(first("550").as_deref(), Some("550"));
        assert_eq!(first(" 45 ").map(|code| code.starts_with("45")), Some(true));
        assert!(find(table, "casella piena", Lang::It).iter().any(|found| found.code.code() == "552"));
        for (lang, words, wanted) in [
            (Lang::It, "non autorizzato", "535"),
            (Lang::It, "indirizzo non esiste", "550"),
            (Lang::En, "mailbox full", "552"),
            (Lang::En, "password", "535"),
        ] {
            let codes: Vec<&str> = find(table, words, lang).iter().map(|found| found.code.code()).collect();
            assert!(codes.contains(&wanted), "{words}: {codes:?}");
        }
        assert!(find(table, "xyzzy", Lang::It).is_empty());
        assert!(find(table, "", Lang::It).len() >= 41);
    }
}
