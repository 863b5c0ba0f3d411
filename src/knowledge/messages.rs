//! How returned mail is recognised: what it calls itself, where the copy of the message begins, which words go
//! with a code.

use std::collections::HashSet;
use std::ops::Range;

use serde::Deserialize;

use super::cause::{CauseId, Outcome};
use super::finder::Finder;
use super::phrase::{Normal, Phrase};
use super::warnings::WarningSigns;

/// `messages.toml`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Messages {
    /// Local parts and names of senders that only return mail, lower case.
    pub bounce_senders: Vec<String>,
    /// Endings of the local part of list managers and their like.
    pub bounce_sender_endings: Vec<String>,
    /// Phrases in the subject of a bounce.
    pub bounce_subjects: Vec<String>,
    /// Phrases in the text of a bounce.
    pub bounce_phrases: Vec<String>,
    /// Phrases in the subject of an automatic answer.
    pub auto_reply_subjects: Vec<String>,
    /// Phrases in the subject of a mailing list's digest.
    #[serde(default)]
    pub digest_subjects: Vec<String>,
    /// What `{trouble}` stands for among the words beside a phrase of a signature.
    #[serde(default)]
    pub trouble_words: Vec<String>,
    /// Words that only a text about mail has.
    #[serde(default)]
    pub mail_words: Vec<String>,
    /// Phrases that say that the server goes on trying.
    pub delay_phrases: Vec<String>,
    /// Phrases that say that it has given up.
    pub failure_phrases: Vec<String>,
    /// A line with one of these begins the copy of the returned message.
    pub returned_markers: Vec<String>,
    /// Labels of the returned message's header, where a text repeats it.
    pub header_labels: Vec<String>,
    /// What programs call the subject above a message that is forwarded.
    pub subject_labels: Vec<String>,
    /// Words that say that a number beside them is a code.
    pub code_cues: Vec<String>,
    /// Words that say that a text is about mail.
    pub message_cues: Vec<String>,
    /// Words that may stand between a cue and its number.
    pub number_words: Vec<String>,
    /// Words that may follow a code in running text.
    pub code_followers: Vec<String>,
    /// Words before a number that make it the number of something else (port, invoice).
    pub not_code_words: Vec<String>,
    /// Words behind a number that make it a count or an amount (euro, messages).
    pub unit_words: Vec<String>,
    /// Words that say that a size behind them is a limit.
    #[serde(default)]
    pub limit_words: Vec<String>,
    /// Units of sizes.
    #[serde(default)]
    pub size_units: Vec<SizeUnit>,
    /// Words before something that must never leave the computer.
    pub secret_words: Vec<String>,
    /// Words between one of these and its value.
    #[serde(default)]
    pub secret_links: Vec<String>,
    /// Words behind such a word that are no value.
    #[serde(default)]
    pub secret_states: Vec<String>,
    /// Words for a password that say so only together, or beside others.
    #[serde(default)]
    pub secret_phrases: Vec<String>,
    /// How the tokens of services begin.
    #[serde(default)]
    pub token_starts: Vec<String>,
    /// Names in an address of a page whose value must never leave the computer.
    #[serde(default)]
    pub secret_parameters: Vec<String>,
    /// Names before an @ that are nobody's own.
    #[serde(default)]
    pub role_names: Vec<String>,
    /// Phrases before the address of a recipient in the text of a bounce.
    pub recipient_labels: Vec<String>,
    /// Phrases directly before the address of a recipient, wherever in a sentence.
    #[serde(default)]
    pub recipient_leads: Vec<String>,
    /// Phrases before an address that is named for help, not as a recipient.
    pub service_labels: Vec<String>,
    /// Words that are written with a dot behind them, which ends no sentence.
    #[serde(default)]
    pub abbreviations: Vec<String>,
    /// Phrases by which a notice of certified mail says that the time limit has passed.
    #[serde(default)]
    pub certified_timeout_phrases: Vec<String>,
    /// The cause for each sort of message that says by itself what it means.
    pub kinds: Vec<KindRule>,
}

/// What a sort of message means by itself.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KindRule {
    /// The sort, as the intake names it.
    pub kind: String,
    pub cause: CauseId,
    pub outcome: Outcome,
    /// It decides whatever the words say; otherwise only where they say nothing.
    pub decides: bool,
}

/// A unit of sizes, and what it is called.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SizeUnit {
    pub names: Vec<String>,
    pub bytes: u64,
}

/// A mail provider or filter.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Provider {
    pub id: String,
    pub name: String,
    /// Domains of its customers' addresses.
    #[serde(default)]
    pub domains: Vec<String>,
    /// Endings of its servers' names.
    #[serde(default)]
    pub hosts: Vec<String>,
    /// Its own page about returned mail.
    pub help: Option<String>,
    /// Its page to be taken off a list.
    pub delisting: Option<String>,
}

/// The phrases and words of [`Messages`] taken apart once, ready to be looked for.
#[derive(Debug, Default)]
pub struct MessageWords {
    pub bounce_subjects: PhraseSet,
    pub auto_reply_subjects: PhraseSet,
    pub digest_subjects: PhraseSet,
    pub mail_words: PhraseSet,
    pub recipient_labels: PhraseSet,
    pub recipient_leads: PhraseSet,
    pub service_labels: PhraseSet,
    pub certified_timeout_phrases: PhraseSet,
    pub header_labels: WordSet,
    pub subject_labels: WordSet,
    pub code_cues: WordSet,
    pub message_cues: WordSet,
    pub number_words: WordSet,
    pub code_followers: WordSet,
    pub not_code_words: WordSet,
    pub unit_words: WordSet,
    pub limit_words: WordSet,
    /// The names of each unit, and its bytes.
    pub size_units: Vec<(WordSet, u64)>,
    pub secret_words: WordSet,
    /// What only a fake notice asks for (`warnings.toml`).
    pub lures: PhraseSet,
    pub requests: PhraseSet,
    pub disguises: PhraseSet,
    pub spam_marks: PhraseSet,
    pub secret_links: WordSet,
    pub secret_states: WordSet,
    pub secret_phrases: WordSet,
    pub token_starts: Vec<String>,
    pub secret_parameters: WordSet,
    pub role_names: WordSet,
    body: Finder,
    /// What each phrase of `body` says.
    body_says: Vec<Says>,
}

/// What a phrase in the text of a message says of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Says {
    Bounce,
    Delayed,
    Failed,
    /// The copy of the returned message begins here.
    Returned,
    Lure,
    Request,
    Pretext,
}

/// What the text of a message says of itself: where each is first said, in bytes of the original.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BodySigns {
    pub bounce: Option<usize>,
    pub delayed: Option<usize>,
    pub failed: Option<usize>,
    /// It asks for what only a fake notice asks for.
    pub lure: Option<usize>,
    /// It asks for what is a lure beside a pretext only.
    pub request: Option<usize>,
    pub pretext: Option<usize>,
    /// Every place where the copy of the returned message may begin, ascending.
    pub returned: Vec<usize>,
}

impl MessageWords {
    pub(super) fn new(messages: &Messages, warnings: &WarningSigns) -> Self {
        let lists = [
            (&messages.bounce_phrases, Says::Bounce),
            (&messages.delay_phrases, Says::Delayed),
            (&messages.failure_phrases, Says::Failed),
            (&messages.returned_markers, Says::Returned),
            (&warnings.lures, Says::Lure),
            (&warnings.requests, Says::Request),
            (&warnings.pretexts, Says::Pretext),
        ];
        let all = lists.into_iter().flat_map(|(list, says)| list.iter().map(move |phrase| (phrase, says)));
        let (body, body_says) = all.filter_map(|(phrase, says)| Some((Phrase::parse(phrase)?, says))).unzip();
        Self {
            bounce_subjects: PhraseSet::new(&messages.bounce_subjects),
            auto_reply_subjects: PhraseSet::new(&messages.auto_reply_subjects),
            digest_subjects: PhraseSet::new(&messages.digest_subjects),
            mail_words: PhraseSet::new(&messages.mail_words),
            recipient_labels: PhraseSet::new(&messages.recipient_labels),
            recipient_leads: PhraseSet::new(&messages.recipient_leads),
            service_labels: PhraseSet::new(&messages.service_labels),
            certified_timeout_phrases: PhraseSet::new(&messages.certified_timeout_phrases),
            header_labels: WordSet::new(&messages.header_labels),
            subject_labels: WordSet::new(&messages.subject_labels),
            code_cues: WordSet::new(&messages.code_cues),
            message_cues: WordSet::new(&messages.message_cues),
            number_words: WordSet::new(&messages.number_words),
            code_followers: WordSet::new(&messages.code_followers),
            not_code_words: WordSet::new(&messages.not_code_words),
            unit_words: WordSet::new(&messages.unit_words),
            limit_words: WordSet::new(&messages.limit_words),
            size_units: messages.size_units.iter().map(|unit| (WordSet::new(&unit.names), unit.bytes)).collect(),
            secret_words: WordSet::new(&messages.secret_words),
            lures: PhraseSet::new(&warnings.lures),
            requests: PhraseSet::new(&warnings.requests),
            disguises: PhraseSet::new(&warnings.disguises),
            spam_marks: PhraseSet::new(&warnings.spam_marks),
            secret_links: WordSet::new(&messages.secret_links),
            secret_states: WordSet::new(&messages.secret_states),
            secret_phrases: WordSet::new(&messages.secret_phrases),
            token_starts: messages.token_starts.clone(),
            secret_parameters: WordSet::new(&messages.secret_parameters),
            role_names: WordSet::new(&messages.role_names),
            body: Finder::new(body),
            body_says,
        }
    }

    /// What the text of a message says of itself, found in one pass.
    pub fn body_signs(&self, original: &str) -> BodySigns {
        let normal = Normal::new(original);
        let mut signs = BodySigns::default();
        let earliest = |slot: &mut Option<usize>, at: usize| *slot = Some(slot.map_or(at, |known| known.min(at)));
        for (phrase, range) in self.body.find(&normal.text) {
            let at = normal.origin(range.start);
            match self.body_says.get(phrase) {
                Some(Says::Bounce) => earliest(&mut signs.bounce, at),
                Some(Says::Delayed) => earliest(&mut signs.delayed, at),
                Some(Says::Failed) => earliest(&mut signs.failed, at),
                Some(Says::Returned) => signs.returned.push(at),
                Some(Says::Lure) => earliest(&mut signs.lure, at),
                Some(Says::Request) => earliest(&mut signs.request, at),
                Some(Says::Pretext) => earliest(&mut signs.pretext, at),
                None => {}
            }
        }
        signs.returned.sort_unstable();
        signs
    }
}

/// Words of which any will do, compared without regard to the case of ASCII letters.
#[derive(Debug, Default)]
pub struct WordSet(HashSet<String>);

impl WordSet {
    fn new(list: &[String]) -> Self {
        Self(list.iter().map(|word| word.to_ascii_lowercase()).collect())
    }

    pub fn contains(&self, word: &str) -> bool {
        /// No word of the lists is longer.
        const LONGEST: usize = 32;
        let mut buffer = [0; LONGEST];
        let Some(lower) = buffer.get_mut(..word.len()) else { return false };
        lower.copy_from_slice(word.as_bytes());
        lower.make_ascii_lowercase();
        std::str::from_utf8(lower).is_ok_and(|lower| self.0.contains(lower))
    }
}

/// Phrases of which any will do.
#[derive(Debug, Default)]
pub struct PhraseSet(Finder);

impl PhraseSet {
    pub(super) fn new(list: &[String]) -> Self {
        Self(Finder::new(list.iter().filter_map(|phrase| Phrase::parse(phrase)).collect()))
    }

    /// Where the first of the phrases to be found stands, in bytes of `original`.
    pub fn find(&self, original: &str) -> Option<Range<usize>> {
        self.find_each(original, 1).pop()
    }

    /// Where each of the phrases first stands, in bytes of `original`; the most that are given is `most`.
    pub fn find_each(&self, original: &str, most: usize) -> Vec<Range<usize>> {
        let normal = Normal::new(original);
        let mut seen = HashSet::new();
        let found = self.0.find(&normal.text).filter(|(number, _)| seen.insert(*number)).take(most);
        let spans = found.map(|(_, range)| normal.origin_range(&range));
        spans.map(|span| original.floor_char_boundary(span.start)..original.ceil_char_boundary(span.end)).collect()
    }

    /// Whether one of the phrases stands in a text.
    pub fn is_in(&self, text: &Normal) -> bool {
        self.0.find(&text.text).next().is_some()
    }

    /// Whether one of the phrases is the last thing in a text.
    pub fn ends(&self, text: &Normal) -> bool {
        let text = text.text.trim_end();
        self.0.find(text).any(|(_, range)| range.end == text.len())
    }
}
