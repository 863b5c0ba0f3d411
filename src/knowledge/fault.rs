//! What can be wrong with a file of the table. The sentences stand in `assets/lang`, in the reader's language.

use std::hash::Hash;

use serde::Deserialize;

macro_rules! faults {
    ($($name:ident),* $(,)?) => {
        /// Something that can be wrong with a file of the table; `[fault]` of the language files says it in words.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Fault { $(#[expect(missing_docs, reason = "its words say it")] $name),* }

        impl Fault {
            /// Every fault, so that none is left without words.
            pub const ALL: &[Self] = &[$(Self::$name),*];
        }
    };
}

faults! {
    // Files and folders
    FolderMissing, FolderUnreadable, FolderEmpty, FolderNotFile, FileNotFolder, FileUnreadable, CauseFileName, FileName, FileTooDeep, FileBelongsIn, FileUnknown, MessagesMissing,
    // How the file is written
    TextNotClosed, TextNotQuoted, CurlyQuotes, Backslash, NoEqualsSign, NoComma, BracketNotClosed, TwoOnALine, KeySigns,
    KeyTwice, NeedsBothLanguages, LanguageMissing, NeedsText, NeedsNumber, NumberOutOfRange, NeedsYesOrNo, NeedsList,
    OneBracket, Unwritten, FieldUnknown, FieldMissing, WordUnknown,
    // Steps
    StepUnknown, StepWithoutId, StepWithoutTitle, QuestionIncomplete, MessageMissing, StepTwice, LeadsBack, LeadsNowhere,
    BranchUnreached, TooManySteps, TooManyWithSpelling, NoSpellingStep, SuggestionNotInTitle,
    // Signatures
    IdTwice, NoPhrases, EmptyPhrase, ExampleNotFound, NeverReached, TooBroad, CounterExampleFound,
    // References
    ProviderUnknown, CauseUnknown, CauseUnreached, UndeterminedMissing, NoReplyCode, CodeWithoutCause, ActorUnexplained, ActorWithoutNote,
    CertifiedUnreached,
    WarningMissing, WarningWithoutStep, KindMissing, PhraseTwice,
    QuestionWithoutLeads, LeadsEitherWay, AskedAlready, QuestionMarkMissing,
    // Domains, settings, company
    NoDomain, TypoIsDomain, TypoTwice, TooShortForSlips, EndingTwice, GroupOfOne, LoginUnknown, PasswordUnknown, PortUnusual,
    DomainTwice, NoPage, NoAddress, NoPhone, NobodyReachable,
    // Texts to send
    TemplateUnknown, TemplateMissing, FactUnknown, BlockNotAlone, ReplyMissing,
    // Words
    TextEmpty, WordBanned, FullStopMissing, FullStopExtra, SentenceTooLong, PlaceholderUnknown, PlaceholderOutOfPlace,
    PlaceholdersDiffer,
}

/// A fault and what its sentence speaks of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct What {
    pub fault: Fault,
    /// Values of the placeholders, by name.
    pub values: Vec<(&'static str, String)>,
    /// What was perhaps meant.
    pub nearest: Option<String>,
}

impl From<Fault> for What {
    fn from(fault: Fault) -> Self {
        Self { fault, values: Vec::new(), nearest: None }
    }
}

impl Fault {
    /// The fault with the value of one placeholder.
    pub(super) fn with(self, name: &'static str, value: impl Into<String>) -> What {
        What::from(self).and(name, value)
    }
}

impl What {
    /// The value of one more placeholder.
    pub(super) fn and(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.values.push((name, value.into()));
        self
    }

    /// What may have been meant by `word`: the nearest of `known`, if any is near.
    pub(super) fn near<'a>(mut self, word: &str, known: impl IntoIterator<Item = &'a str>) -> Self {
        let distance = |other: &str| strsim::damerau_levenshtein(&word.to_lowercase(), &other.to_lowercase());
        let most = (word.chars().count() / 3).max(1);
        let nearest = known.into_iter().map(|other| (distance(other), other)).min();
        self.nearest = nearest.filter(|(far, _)| *far <= most).map(|(_, other)| other.to_owned());
        self
    }
}

/// Something wrong in a file of the table; `Words::problem` says it to the person who edits it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// The path of the file.
    pub file: String,
    /// From 1; 0 where the whole file is meant.
    pub line: usize,
    pub what: What,
}

impl Problem {
    pub(super) fn new(file: &str, line: usize, what: impl Into<What>) -> Self {
        Self { file: file.to_owned(), line, what: what.into() }
    }
}

/// Quotes that word processors put in place of the straight ones.
const CURLY: [char; 5] = ['“', '”', '„', '‘', '’'];

/// The parser's message as a fault that someone who writes no code can understand. `text` is the line it stands in.
pub(super) fn of_toml(message: &str, text: &str) -> What {
    let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    let first = quoted.first().copied().unwrap_or_default();
    let others = || quoted.get(1..).unwrap_or_default().to_vec();
    if message.starts_with("unknown field") {
        return Fault::FieldUnknown.with("field", first).and("allowed", others().join(", ")).near(first, others());
    }
    if message.starts_with("missing field") {
        return match first {
            "it" | "en" => Fault::LanguageMissing.with("lang", first),
            field => Fault::FieldMissing.with("field", field),
        };
    }
    if message.starts_with("unknown variant") {
        return Fault::WordUnknown.with("word", first).and("allowed", others().join(", ")).near(first, others());
    }
    let value = text.split_once('=').map_or("", |(_, value)| value.trim());
    if value.starts_with(CURLY) || value.ends_with(CURLY) {
        return Fault::CurlyQuotes.into();
    }
    let says = |words: &str| message.contains(words);
    let wanted = message.rsplit_once("expected ").map(|(_, wanted)| wanted).unwrap_or_default();
    if says("invalid type") || says("invalid value") {
        return match wanted {
            "struct Text" => Fault::NeedsBothLanguages,
            "a string" | "a borrowed string" => Fault::NeedsText,
            "a boolean" => Fault::NeedsYesOrNo,
            "a sequence" if says("invalid type: map") => Fault::OneBracket,
            "a sequence" => Fault::NeedsList,
            number if number.starts_with(['u', 'i']) && says("invalid value") => Fault::NumberOutOfRange,
            number if number.starts_with(['u', 'i']) => Fault::NeedsNumber,
            _ => return Fault::Unwritten.with("message", message),
        }
        .into();
    }
    let kinds: [(&[&str], Fault); 8] = [
        (&["invalid basic string", "invalid multi-line basic string", "invalid literal string"], Fault::TextNotClosed),
        (&["string values must be quoted"], Fault::TextNotQuoted),
        (&["key with no value", "missing assignment", "extra assignment"], Fault::NoEqualsSign),
        (&["missing comma"], Fault::NoComma),
        (&["unclosed"], Fault::BracketNotClosed),
        (&["unexpected key or value"], Fault::TwoOnALine),
        (&["unquoted key", "keys cannot be empty"], Fault::KeySigns),
        (&["unicode", "escape"], Fault::Backslash),
    ];
    if says("duplicate key") {
        return Fault::KeyTwice.into();
    }
    // A text in one language, and below it the same in the other.
    if says("with a dotted key") {
        return Fault::NeedsBothLanguages.into();
    }
    match kinds.iter().find(|(words, _)| words.iter().any(|words| says(words))) {
        Some((_, fault)) => (*fault).into(),
        None => Fault::Unwritten.with("message", message),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_proposed_only_where_it_is_near() {
        let near = |word: &str| Fault::CauseUnknown.with("id", word).near(word, ["mailbox-full", "virus"]).nearest;
        assert_eq!(near("mailbx-full").as_deref(), Some("mailbox-full"));
        assert_eq!(near("Virus").as_deref(), Some("virus"));
        assert_eq!(near("cheese"), None);
    }

    #[test]
    fn what_the_parser_says_becomes_something_to_do() {
        for (line, fault) in [
            ("name = \"Verdi", Fault::TextNotClosed),
            ("name = Verdi", Fault::TextNotQuoted),
            ("name = “Verdi”", Fault::CurlyQuotes),
            ("name = “Verdi\"", Fault::CurlyQuotes),
            ("hours = \"9-18\"\nhours.en = \"9-18\"", Fault::NeedsBothLanguages),
            ("name \"Verdi\"", Fault::NoEqualsSign),
            ("name: \"Verdi\"", Fault::NoEqualsSign),
            ("name = \"a\"\nname = \"b\"", Fault::KeyTwice),
            ("name = [\"a\" \"b\"]", Fault::NoComma),
            ("[name", Fault::BracketNotClosed),
            ("name = \"a\" phone = \"b\"", Fault::TwoOnALine),
            ("nòme = \"a\"", Fault::KeySigns),
            ("name = \"C:\\Users\"", Fault::Backslash),
        ] {
            let err = toml::from_str::<toml::Table>(line).unwrap_err();
            assert_eq!(of_toml(err.message(), line).fault, fault, "{line}: {}", err.message());
        }
    }
}
