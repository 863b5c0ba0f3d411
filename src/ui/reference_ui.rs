//! The reference book: every cause, code and signature of the table, found from any page without an error at hand.

use egui::{TextEdit, Ui};

use crate::knowledge::{Cause, CodeRef, Lang, Signature, Table};

use super::kit::heading::{minor_ui, page_title_ui, section_ui};
use super::kit::{fonts, rows, text};
use super::runners_up_ui::weight;
use super::view::View;
use super::words::fill;

/// More than these of one sort are not shown at once; a longer search finds the rest.
const MOST: usize = 40;

/// What fits the words, in the order of the table.
struct Found<'t> {
    causes: Vec<&'t Cause>,
    codes: Vec<CodeRef<'t>>,
    signatures: Vec<&'t Signature>,
}

pub(super) fn reference_ui(ui: &mut Ui, view: &mut View<'_>) {
    let words = &view.words.reference;
    page_title_ui(ui, &words.title);
    text::lead_ui(ui, &words.lead);
    ui.add_space(4.0);
    let label = minor_ui(ui, &words.search);
    let field = TextEdit::singleline(&mut view.pages.reference)
        .id_salt("reference")
        .font(fonts::regular(16.0))
        .desired_width(f32::INFINITY)
        .margin(egui::vec2(12.0, 9.0));
    let response = ui.add(field).labelled_by(label.id);
    view.first_control(&response);
    let found = find(view.table, &view.pages.reference, view.lang);
    let all = found.causes.len() + found.codes.len() + found.signatures.len();
    let count = match all {
        0 => fill(&words.none, "words", view.pages.reference.trim()),
        all => fill(&words.found, "count", &all.to_string()),
    };
    let status = text::body_ui(ui, &count);
    text::live(ui, &status);
    if !found.causes.is_empty() {
        section_ui(ui, &words.causes);
        rows::group_ui(ui, |ui| found.causes.iter().take(MOST).for_each(|cause| cause_ui(ui, view, cause)));
    }
    if !found.codes.is_empty() {
        section_ui(ui, &words.codes);
        rows::group_ui(ui, |ui| found.codes.iter().take(MOST).for_each(|code| code_ui(ui, view, *code)));
    }
    if !found.signatures.is_empty() {
        section_ui(ui, &words.signatures);
        rows::group_ui(ui, |ui| found.signatures.iter().take(MOST).for_each(|found| signature_ui(ui, view, found)));
    }
    if found.codes.len().max(found.signatures.len()).max(found.causes.len()) > MOST {
        text::weak_ui(ui, &fill(&words.more, "count", &MOST.to_string()));
    }
}

fn cause_ui(ui: &mut Ui, view: &mut View<'_>, cause: &Cause) {
    let (lang, words) = (view.lang, &view.words.reference);
    let id = format!("reference cause {}", cause.id);
    view.fold_ui(ui, (&id, false), cause.title.get(lang), |ui, view| {
        text::mono_ui(ui, cause.id.as_str());
        text::body_ui(ui, cause.summary.get(lang));
        text::body_ui(ui, cause.why.get(lang));
        text::pair_ui(ui, &view.words.diagnosis.who, view.common.actor(cause.place.actor));
        if let Some(wait) = &cause.wait {
            text::pair_ui(ui, &view.words.diagnosis.wait, wait.get(lang));
        }
        minor_ui(ui, &words.steps);
        for step in &cause.steps {
            text::body_ui(ui, &format!("–  {}", step.title.get(lang)));
        }
        text::weak_ui(ui, &cause.sources.join("; "));
    });
}

fn code_ui(ui: &mut Ui, view: &mut View<'_>, code: CodeRef<'_>) {
    let id = format!("reference code {}", code.code());
    let title = format!("{} — {}", code.code(), code.title().get(view.lang));
    view.fold_ui(ui, (&id, false), &title, |ui, view| {
        text::body_ui(ui, code.meaning().get(view.lang));
    });
}

fn signature_ui(ui: &mut Ui, view: &mut View<'_>, signature: &Signature) {
    let id = format!("reference signature {}", signature.id);
    view.fold_ui(ui, (&id, false), &signature.id, |ui, view| {
        let words = &view.words.reference;
        let title = |cause| view.table.cause(cause).title.get(view.lang);
        text::pair_ui(ui, &words.means, title(&signature.cause));
        for cause in &signature.also {
            text::pair_ui(ui, &words.or_else, title(cause));
        }
        text::pair_ui(ui, &words.weight, weight(words, signature.weight));
        if let Some(provider) = signature.provider.as_deref().and_then(|id| view.table.provider(id)) {
            text::pair_ui(ui, &words.provider, &provider.name);
        }
        let conditions = [
            (&words.phrases, signature.phrases.join("  |  ")),
            (&words.with, signature.with.join("  +  ")),
            (&words.unless, signature.unless.join("  |  ")),
            (&words.only_codes, [signature.reply.join(" "), signature.status.join(" ")].join(" ")),
            (&words.example, signature.example.clone()),
        ];
        for (name, value) in conditions {
            if !value.trim().is_empty() {
                text::pair_mono_ui(ui, name, value.trim());
            }
        }
        text::weak_ui(ui, &signature.source);
    });
}

fn find<'t>(table: &'t Table, words: &str, lang: Lang) -> Found<'t> {
    let words = words.trim().to_lowercase();
    let terms: Vec<&str> = words.split_whitespace().collect();
    let fits = |texts: &[&str]| {
        let text = texts.join(" ").to_lowercase();
        terms.iter().all(|term| text.contains(term))
    };
    // A code in 3 parts is asked for with its first number, which the table leaves open.
    let exact = table.code(&words).filter(|_| !words.is_empty());
    let mut codes: Vec<CodeRef<'t>> = exact.into_iter().collect();
    codes.extend(table.codes().filter(|code| {
        exact.is_none_or(|exact| exact.code() != code.code())
            && fits(&[code.code(), code.title().get(lang), code.meaning().get(lang)])
    }));
    Found {
        causes: table
            .causes()
            .filter(|cause| fits(&[cause.id.as_str(), cause.title.get(lang), cause.summary.get(lang)]))
            .collect(),
        codes,
        signatures: table
            .matcher()
            .signatures()
            .iter()
            .filter(|signature| {
                let provider = signature.provider.as_deref().unwrap_or_default();
                fits(&[
                    &signature.id,
                    signature.cause.as_str(),
                    provider,
                    &signature.phrases.join(" "),
                    &signature.example,
                ])
            })
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_typed_finds_the_whole_table_and_words_narrow_it() {
        let table = Table::built_in();
        let all = find(table, " ", Lang::It);
        assert_eq!(all.causes.len(), table.causes().count());
        assert_eq!(all.codes.len(), table.codes().count());
        assert_eq!(all.signatures.len(), table.matcher().signatures().len());
        let full = find(table, "casella piena", Lang::It);
        assert!(full.causes.iter().any(|cause| cause.id.as_str() == "mailbox-full"));
        assert!(full.causes.len() < all.causes.len());
        assert_eq!(find(table, "5.2.2", Lang::En).codes.first().map(|code| code.code()), Some("X.2.2"));
        let one = table.matcher().signatures().first().unwrap();
        assert!(find(table, &one.id, Lang::En).signatures.iter().any(|found| found.id == one.id));
        let nothing = find(table, "xyzzy", Lang::En);
        assert!(nothing.causes.is_empty() && nothing.codes.is_empty() && nothing.signatures.is_empty());
    }
}
