//! Words in both languages, and the placeholders that take the person's own facts.

use serde::{Deserialize, Serialize};

/// A language the program speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    #[default]
    It,
    En,
}

impl Lang {
    pub const ALL: [Self; 2] = [Self::It, Self::En];

    /// The ISO 639-1 code: `it` or `en`.
    pub fn code(self) -> &'static str {
        match self {
            Self::It => "it",
            Self::En => "en",
        }
    }

    /// The language of a locale name such as `it-IT` or `en_GB.UTF-8`; `None` for any other language.
    pub fn from_locale(locale: &str) -> Option<Self> {
        match locale.get(..2)?.to_ascii_lowercase().as_str() {
            "it" => Some(Self::It),
            "en" => Some(Self::En),
            _ => None,
        }
    }
}

/// One text in Italian and English, side by side as it stands in the table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    pub it: String,
    pub en: String,
}

impl Text {
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::It => &self.it,
            Lang::En => &self.en,
        }
    }

    /// The names between braces in one of the languages, in order of appearance.
    pub fn placeholders(&self, lang: Lang) -> Vec<&str> {
        placeholders(self.get(lang)).collect()
    }
}

/// The placeholders that the table may use; each is filled from what the person brought.
pub const PLACEHOLDERS: [&str; 13] = [
    "recipient",
    "domain",
    "sender",
    "server",
    "code",
    "reply",
    "size",
    "limit",
    "date",
    "subject",
    "helpdesk",
    "provider",
    SUGGESTION,
];

/// The placeholder for the right spelling of what was mistyped.
pub const SUGGESTION: &str = "suggestion";

pub(super) fn placeholders(text: &str) -> impl Iterator<Item = &str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
}

/// What is known of one problem, by placeholder name. An empty value counts as unknown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts(std::collections::BTreeMap<&'static str, String>);

impl Facts {
    /// Sets a fact; names outside [`PLACEHOLDERS`] and empty values are left out.
    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        let value = value.into();
        if let Some(name) = PLACEHOLDERS.iter().find(|known| **known == name)
            && !value.is_empty()
        {
            self.0.insert(name, value);
        }
    }

    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// Fills the placeholders of `text`, or gives `None` when one of them is unknown.
    pub fn fill(&self, text: &str) -> Option<String> {
        fill_with(text, |name| self.get(name))
    }

    /// Fills `text` line by line and drops the lines that ask for something unknown.
    pub fn fill_lines(&self, text: &str) -> String {
        let lines: Vec<String> = text.lines().filter_map(|line| self.fill(line)).collect();
        lines.join("\n").trim().to_owned()
    }
}

/// Fills the placeholders of `text`, or gives `None` when one of them is unknown.
pub(super) fn fill_with<'f>(text: &str, known: impl Fn(&str) -> Option<&'f str>) -> Option<String> {
    let mut filled = String::with_capacity(text.len() + 32);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let (name, tail) = after.split_once('}')?;
        filled.push_str(known(name)?);
        rest = tail;
    }
    filled.push_str(rest);
    Some(filled)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_asks_for_an_unknown_fact_is_dropped_and_the_others_stay() {
        let mut facts = Facts::default();
        facts.set("recipient", "anna@example.com");
        facts.set("server", "");
        assert_eq!(facts.fill_lines("Ciao\nA {recipient}.\nDa {server}."), "Ciao\nA anna@example.com.");
        assert_eq!(facts.fill("Da {server}."), None);
    }

    #[test]
    fn a_locale_of_another_language_is_none_of_ours() {
        assert_eq!(Lang::from_locale("it_IT.UTF-8"), Some(Lang::It));
        assert_eq!(Lang::from_locale("EN-gb"), Some(Lang::En));
        assert_eq!(Lang::from_locale("de-DE"), None);
        assert_eq!(Lang::from_locale("C"), None);
    }
}
