//! How returned mail is recognised: what it calls itself, where the copy of the message begins, which words go
//! with a code.

use serde::Deserialize;

use super::cause::{CauseId, Outcome};
use super::phrase::{Normal, Phrase};

/// `messages.toml`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Messages {
    /// Local parts and names of senders that only return mail, lower case.
    pub bounce_senders: Vec<String>,
    /// Phrases in the subject of a bounce.
    pub bounce_subjects: Vec<String>,
    /// Phrases in the text of a bounce.
    pub bounce_phrases: Vec<String>,
    /// Phrases in the subject of an automatic answer.
    pub auto_reply_subjects: Vec<String>,
    /// Phrases that say that the server goes on trying.
    pub delay_phrases: Vec<String>,
    /// Phrases that say that it has given up.
    pub failure_phrases: Vec<String>,
    /// A line with one of these begins the copy of the returned message.
    pub returned_markers: Vec<String>,
    /// Words near which a number is a code.
    pub code_cues: Vec<String>,
    /// Words after or before which a number is not a code (port, invoice, euro).
    pub not_code_words: Vec<String>,
    /// Phrases before the address of a recipient in the text of a bounce.
    pub recipient_labels: Vec<String>,
    /// Phrases before an address that is named for help, not as a recipient.
    pub service_labels: Vec<String>,
    /// The cause for each sort of message that is no failure.
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

/// The phrases of [`Messages`] taken apart once, ready to be looked for.
#[derive(Debug, Default)]
pub struct MessageWords {
    pub bounce_subjects: PhraseSet,
    pub bounce_phrases: PhraseSet,
    pub auto_reply_subjects: PhraseSet,
    pub delay_phrases: PhraseSet,
    pub failure_phrases: PhraseSet,
    pub returned_markers: PhraseSet,
    pub recipient_labels: PhraseSet,
    pub service_labels: PhraseSet,
}

impl MessageWords {
    pub(super) fn new(messages: &Messages) -> Self {
        Self {
            bounce_subjects: PhraseSet::new(&messages.bounce_subjects),
            bounce_phrases: PhraseSet::new(&messages.bounce_phrases),
            auto_reply_subjects: PhraseSet::new(&messages.auto_reply_subjects),
            delay_phrases: PhraseSet::new(&messages.delay_phrases),
            failure_phrases: PhraseSet::new(&messages.failure_phrases),
            returned_markers: PhraseSet::new(&messages.returned_markers),
            recipient_labels: PhraseSet::new(&messages.recipient_labels),
            service_labels: PhraseSet::new(&messages.service_labels),
        }
    }
}

/// Phrases of which any will do.
#[derive(Debug, Default)]
pub struct PhraseSet {
    needles: Option<aho_corasick::AhoCorasick>,
    phrases: Vec<Phrase>,
}

impl PhraseSet {
    fn new(list: &[String]) -> Self {
        let phrases: Vec<Phrase> = list.iter().filter_map(|phrase| Phrase::parse(phrase)).collect();
        let needles =
            phrases.iter().filter_map(|phrase| phrase.pieces.get(phrase.needle)).map(|piece| piece.text.as_str());
        Self { needles: aho_corasick::AhoCorasick::new(needles).ok(), phrases }
    }

    /// Where the first of the phrases to be found stands, in bytes of `original`.
    pub fn find(&self, original: &str) -> Option<std::ops::Range<usize>> {
        let normal = Normal::new(original);
        let range = self.find_normal(&normal.text)?;
        let span = normal.origin_range(&range);
        Some(original.floor_char_boundary(span.start)..original.ceil_char_boundary(span.end))
    }

    /// The same in a text that is already in its normal form.
    pub fn find_normal(&self, text: &str) -> Option<std::ops::Range<usize>> {
        self.needles
            .as_ref()?
            .find_overlapping_iter(text)
            .find_map(|needle| self.phrases.get(needle.pattern().as_usize())?.at_needle(text, needle.start()))
    }
}
