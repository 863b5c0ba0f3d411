//! How easy the words of the table are to read, measured in both languages.
//!
//! Italian: Gulpease (Lucisano and Piemontese, 1988) = 89 + (300 × sentences − 10 × letters) ÷ words. From 60 on a text
//! is easy for readers with middle school, from 40 with high school; agents get 50.
//! English: Flesch reading ease (1948) = 206.835 − 1.015 × words ÷ sentences − 84.6 × syllables ÷ words; from 60 on it is
//! plain English.
//!
//! What is read together is measured together: a cause's first page, a step with its reasons, a code with its meaning.
//! A title alone is too short for either formula.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test stops where its ground is missing")]

use rimbalzo::knowledge::{For, Lang, Step, Table, Text};

const EASY_IN_ITALIAN: f64 = 60.0;
const EASY_FOR_AGENTS: f64 = 50.0;
const EASY_IN_ENGLISH: f64 = 60.0;

/// Texts that stand together on a page.
struct Unit {
    name: String,
    agent: bool,
    it: String,
    en: String,
}

impl Unit {
    fn new<'t>(name: String, agent: bool, texts: impl IntoIterator<Item = &'t Text>) -> Self {
        let (mut it, mut en) = (Vec::new(), Vec::new());
        for text in texts {
            it.push(text.it.as_str());
            en.push(text.en.as_str());
        }
        Self { name, agent, it: it.join("\n"), en: en.join("\n") }
    }
}

fn step_units(units: &mut Vec<Unit>, owner: &str, step: &Step) {
    let agent = step.for_whom == For::Agent;
    let name = format!("{owner}, step {}", step.id);
    let ask = step.question.as_ref().map(|question| &question.ask);
    let texts = [step.warning.as_ref(), Some(&step.title), step.why.as_ref(), step.how.as_ref(), ask];
    units.push(Unit::new(name.clone(), agent, texts.into_iter().flatten()));
    units.extend(step.message.as_ref().map(|message| Unit::new(format!("{name}, message"), agent, [message])));
    for program in &step.programs {
        // The names of other people's menus stand within the step's own words.
        let way = Text { it: program.it.clone(), en: program.en.clone() };
        let texts = [Some(&step.title), Some(&way), step.how.as_ref()];
        units.push(Unit::new(format!("{name} in {}", program.program), agent, texts.into_iter().flatten()));
    }
}

fn units() -> Vec<Unit> {
    let table = Table::built_in();
    let mut units = Vec::new();
    for cause in table.causes() {
        let name = format!("causes/{}.toml", cause.id);
        let returned = cause.returned.as_ref().map(|place| &place.actor_why);
        let texts =
            [Some(&cause.title), Some(&cause.summary), Some(&cause.why), Some(&cause.place.actor_why), returned];
        units.push(Unit::new(name.clone(), false, texts.into_iter().flatten().chain(&cause.wait)));
        for step in &cause.steps {
            step_units(&mut units, &name, step);
        }
    }
    for step in table.shared_steps() {
        step_units(&mut units, "steps.toml", step);
    }
    let certified = table.certified_pages().iter().map(rimbalzo::knowledge::CodeRef::Certified);
    for code in table.codes().chain(certified) {
        let texts = [code.title(), code.meaning()].into_iter().chain(code.actor_why());
        units.push(Unit::new(code.code().to_owned(), false, texts));
        for step in code.steps() {
            step_units(&mut units, code.code(), step);
        }
    }
    for warning in table.warnings() {
        let name = format!("warnings.toml, {}", warning.id.as_str());
        units.push(Unit::new(name.clone(), false, [&warning.title, &warning.meaning]));
        for step in &warning.steps {
            step_units(&mut units, &name, step);
        }
    }
    for rule in table.matcher().signatures() {
        let words = [&rule.title, &rule.summary, &rule.note];
        let words = words.into_iter().flatten();
        units.extend(words.map(|text| Unit::new(format!("signature {}", rule.id), false, [text])));
    }
    for rule in table.settings().passwords() {
        units.push(Unit::new(format!("settings.toml, password {}", rule.id), false, [&rule.text]));
    }
    units
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric))
}

/// Sentences end with a full stop, a question mark or an ellipsis before white space, and with the line.
fn sentences(text: &str) -> usize {
    let mut count = 0;
    for line in text.lines() {
        let mut open = false;
        for word in line.split_whitespace() {
            open |= word.chars().any(char::is_alphanumeric);
            if open && word.trim_end_matches(['»', '”', '"', ')']).ends_with(['.', '?', '…']) {
                count += 1;
                open = false;
            }
        }
        count += usize::from(open);
    }
    count.max(1)
}

fn ratio(part: usize, whole: usize) -> f64 {
    let exact = |count: usize| f64::from(u32::try_from(count).expect("texts are short"));
    exact(part) / exact(whole.max(1))
}

fn gulpease(text: &str) -> f64 {
    let letters = words(text).flat_map(str::chars).filter(|letter| letter.is_alphanumeric()).count();
    let count = words(text).count();
    89.0 + 300.0 * ratio(sentences(text), count) - 10.0 * ratio(letters, count)
}

fn flesch(text: &str) -> f64 {
    let syllables: usize = words(text).map(syllables).sum();
    let count = words(text).count();
    206.835 - 1.015 * ratio(count, sentences(text)) - 84.6 * ratio(syllables, count)
}

/// The syllables of an English word by its spelling: groups of vowels, but for silent endings (*note*, *misspelled*,
/// *takes*), and two where *i* and another vowel are spoken apart (*period*, *via*). A number counts as one.
fn syllables(word: &str) -> usize {
    let word: String = word.to_lowercase().chars().filter(char::is_ascii_alphabetic).collect();
    let is_vowel = |letter: &char| matches!(letter, 'a' | 'e' | 'i' | 'o' | 'u' | 'y');
    let letters: Vec<char> = word.chars().collect();
    let starts = |at: usize| is_vowel(&letters[at]) && (at == 0 || !is_vowel(&letters[at - 1]));
    let mut count = (0..letters.len()).filter(|at| starts(*at)).count();
    let before = |ending: &str| word.strip_suffix(ending).and_then(|stem| stem.chars().next_back());
    let silent = match (before("e"), before("ed"), before("es")) {
        // «table» keeps its last syllable.
        (Some('l'), ..) => before("le").is_some_and(|letter| is_vowel(&letter)),
        (Some(letter), ..) => !is_vowel(&letter),
        (_, Some(letter), _) => !is_vowel(&letter) && !matches!(letter, 't' | 'd'),
        (.., Some(letter)) => !is_vowel(&letter) && !matches!(letter, 's' | 'x' | 'z' | 'c' | 'h' | 'g'),
        _ => false,
    };
    count -= usize::from(silent && count > 1);
    let apart = ["ia", "io", "eo"].iter().any(|pair| word.contains(pair));
    let together = ["tion", "sion", "cion", "gion", "cial", "tial", "peop"].iter().any(|part| word.contains(part));
    count += usize::from(apart && !together);
    count.max(1)
}

#[test]
fn the_formulas_give_what_their_authors_say() {
    // 2 sentences, 8 words, 34 letters.
    let text = "La casella è piena. Il messaggio non entra.";
    assert_eq!((sentences(text), words(text).count()), (2, 8));
    let letters = 34.0;
    assert!((gulpease(text) - (89.0 + (600.0 - 10.0 * letters) / 8.0)).abs() < 0.01, "{}", gulpease(text));
    // 2 sentences, 8 words; the · mail-box · is · full, the · mes-sage · was · re-turned.
    let text = "The mailbox is full. The message was returned.";
    let syllables = 11.0;
    let expected = 206.835 - 1.015 * 4.0 - 84.6 * syllables / 8.0;
    assert!((flesch(text) - expected).abs() < 0.01, "{} and not {expected}", flesch(text));
    assert_eq!(sentences("Open Settings › Mail. See account.apple.com for more"), 2);
}

#[test]
fn syllables_are_counted_as_they_are_spoken() {
    for (word, count) in [
        ("mail", 1),
        ("message", 2),
        ("table", 2),
        ("takes", 1),
        ("misspelled", 2),
        ("blocked", 1),
        ("wanted", 2),
        ("addresses", 3),
        ("connection", 3),
        ("period", 3),
        ("people", 2),
        ("25", 1),
        ("the", 1),
    ] {
        assert_eq!(syllables(word), count.max(1), "{word}");
    }
}

#[test]
fn italian_texts_are_easy_by_gulpease() {
    let mut hard = Vec::new();
    for unit in units() {
        let (value, wanted) = (gulpease(&unit.it), if unit.agent { EASY_FOR_AGENTS } else { EASY_IN_ITALIAN });
        if value < wanted {
            hard.push(format!("{value:.1}, not {wanted}: {} «{}»", unit.name, unit.it));
        }
    }
    assert!(hard.is_empty(), "{} texts are hard to read:\n{}", hard.len(), hard.join("\n"));
}

#[test]
fn english_texts_for_customers_are_easy_by_flesch() {
    let mut hard = Vec::new();
    for unit in units().into_iter().filter(|unit| !unit.agent) {
        let value = flesch(&unit.en);
        if value < EASY_IN_ENGLISH {
            hard.push(format!("{value:.1}, not {EASY_IN_ENGLISH}: {} “{}”", unit.name, unit.en));
        }
    }
    assert!(hard.is_empty(), "{} texts are hard to read:\n{}", hard.len(), hard.join("\n"));
}

#[test]
fn the_words_of_the_window_are_easy_too() {
    let files = [
        (Lang::It, include_str!("../assets/lang/ui-it.toml")),
        (Lang::En, include_str!("../assets/lang/ui-en.toml")),
        (Lang::It, include_str!("../assets/lang/it.toml")),
        (Lang::En, include_str!("../assets/lang/en.toml")),
    ];
    let mut hard = Vec::new();
    for (lang, file) in files {
        let sections: toml::Table = toml::from_str(file).expect("a language file is TOML");
        for (section, entries) in sections {
            for (key, text) in entries.as_table().expect("a section") {
                let text = text.as_str().expect("a text");
                // A label has too few words to be measured, and neither the summary of commands nor a list of months is a sentence.
                if words(text).count() < 12 || key == "usage" || key == "months" {
                    continue;
                }
                let (value, wanted) = match lang {
                    Lang::It => (gulpease(text), EASY_IN_ITALIAN),
                    Lang::En => (flesch(text), EASY_IN_ENGLISH),
                };
                if value < wanted {
                    hard.push(format!("{value:.1}, not {wanted}: {section}.{key} in {} «{text}»", lang.code()));
                }
            }
        }
    }
    assert!(hard.is_empty(), "{} texts are hard to read:\n{}", hard.len(), hard.join("\n"));
}

/// Verbs with which a step may begin, so that a title says what to do.
const ITALIAN_VERBS: &str = "accedi aggiorna alleggerisci allunga apri aspetta avvisa cambia cancella cerca chiama chiedi \
    chiudi confronta conserva conta controlla copia correggi crea decidi distingui dividi entra fai fatti guarda imposta \
    incolla invia lascia leggi manda metti mettine pensa prova registra riavvia rileggi riprova riscrivi scopri scrivi \
    segna senti spegni tieni togli verifica";
const ENGLISH_VERBS: &str = "ask call change check close compare confirm copy correct count create decide delete find \
    give have keep leave let look make mark open paste pass pause put reach read record remove restart run see send set \
    sign split switch tell test think try turn type update untick wait work write";

#[test]
fn every_step_begins_with_what_to_do() {
    let table = Table::built_in();
    let certified = table.certified_pages().iter().map(rimbalzo::knowledge::CodeRef::Certified);
    let of_codes = table.codes().chain(certified).flat_map(rimbalzo::knowledge::CodeRef::steps);
    let all = table.causes().flat_map(|cause| &cause.steps).chain(table.shared_steps()).chain(of_codes);
    for step in all {
        for (title, verbs, when) in [(&step.title.it, ITALIAN_VERBS, "Se "), (&step.title.en, ENGLISH_VERBS, "If ")] {
            // «If the files are many, put one …»: the condition may come first.
            let after = title.split_once(", ").filter(|_| title.starts_with(when));
            let main = after.map_or(title.as_str(), |(_, main)| main);
            let first = main.split_whitespace().next().unwrap_or_default().to_lowercase();
            assert!(verbs.split_whitespace().any(|verb| verb == first), "step {}: «{title}»", step.id);
        }
    }
}
