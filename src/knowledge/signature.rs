//! Signatures: what servers, filters, providers and mail programs write when something goes wrong.

use std::ops::Range;
use std::sync::OnceLock;

use aho_corasick::AhoCorasick;
use serde::Deserialize;

use super::cause::CauseId;
use super::fault::{Fault, What};
use super::phrase::{Normal, Phrase};
use super::text::Text;

/// How much a signature counts. Plain words beat a published vendor code, that beats status and reply codes,
/// and those beat vague words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Weight {
    /// Vague words, which decide only where no code does.
    Hint,
    /// A formula or code that a provider has published.
    Vendor,
    /// Words that name the cause.
    Words,
}

/// A signature as it stands in a file of `signatures/`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signature {
    pub id: String,
    pub cause: CauseId,
    /// Other causes that the same words may mean.
    #[serde(default)]
    pub also: Vec<CauseId>,
    pub weight: Weight,
    /// An id of `providers.toml`.
    pub provider: Option<String>,
    /// Any of these.
    pub phrases: Vec<String>,
    /// One of these beside the phrase, in the same sentence. Rules that ask for this are looked for only where nothing
    /// else tells ([`Matcher::find_beside`]).
    #[serde(default)]
    pub near: Vec<String>,
    /// All of these as well.
    #[serde(default)]
    pub with: Vec<String>,
    /// None of these.
    #[serde(default)]
    pub unless: Vec<String>,
    /// Only with one of these reply codes.
    #[serde(default)]
    pub reply: Vec<String>,
    /// Only with one of these enhanced status codes.
    #[serde(default)]
    pub status: Vec<String>,
    /// What this very message means, where its cause alone would miss it.
    pub note: Option<Text>,
    pub example: String,
    #[serde(default)]
    pub not: Vec<String>,
    #[serde(default)]
    pub source: String,
}

impl Signature {
    /// Whether every phrase can be looked for.
    ///
    /// # Errors
    /// When there is none or one is empty.
    pub(super) fn check(&self) -> Result<(), What> {
        if self.phrases.is_empty() {
            return Err(Fault::NoPhrases.with("id", &self.id));
        }
        let empty = self
            .phrases
            .iter()
            .chain(&self.near)
            .chain(&self.with)
            .chain(&self.unless)
            .any(|phrase| phrase.trim_matches(['*', ' ']).is_empty());
        if empty {
            return Err(Fault::EmptyPhrase.with("id", &self.id));
        }
        Ok(())
    }
}

/// A signature found in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Index into [`Matcher::signatures`]; lower ones win among equals.
    pub signature: usize,
    /// Bytes of the original text.
    pub span: Range<usize>,
}

#[derive(Debug)]
struct Compiled {
    with: Vec<Phrase>,
    unless: Vec<Phrase>,
}

/// How far from a phrase the words beside it may stand, in bytes of the normal form.
const BESIDE: usize = 64;

/// What ends a sentence in a text in its normal form.
const SENTENCE_ENDS: [&str; 6] = [". ", "! ", "? ", "; ", "。", "！"];

/// Phrases that are looked for in one pass.
#[derive(Debug, Default)]
struct Search {
    /// The longest piece of every phrase.
    needles: Option<AhoCorasick>,
    /// For each needle the phrases it belongs to.
    phrases: Vec<Vec<Sought>>,
}

#[derive(Debug)]
struct Sought {
    signature: usize,
    phrase: Phrase,
    /// Whether the phrase is one that has to stand beside another.
    beside: bool,
}

impl Search {
    /// Compiles phrases, each with its signature and whether it stands beside another. Those without a word are left
    /// out (see `Signature::check`).
    fn new<'s>(sought: impl Iterator<Item = (usize, &'s str, bool)>) -> Result<Self, String> {
        let mut index = std::collections::HashMap::<String, usize>::new();
        let mut needles = Vec::new();
        let mut phrases: Vec<Vec<Sought>> = Vec::new();
        for (signature, phrase, beside) in sought {
            let Some(phrase) = Phrase::parse(phrase) else { continue };
            let Some(needle) = phrase.pieces.get(phrase.needle) else { continue };
            let slot = *index.entry(needle.text.clone()).or_insert_with(|| {
                needles.push(needle.text.clone());
                phrases.push(Vec::new());
                phrases.len() - 1
            });
            if let Some(slot) = phrases.get_mut(slot) {
                slot.push(Sought { signature, phrase, beside });
            }
        }
        let needles = AhoCorasick::new(&needles).map_err(|err| format!("the phrases cannot be compiled: {err}"))?;
        Ok(Self { needles: Some(needles), phrases })
    }

    /// Every place in a text in its normal form where a phrase stands, with the signature it belongs to.
    fn run<'a>(&'a self, text: &'a str) -> impl Iterator<Item = (&'a Sought, Range<usize>)> + 'a {
        let needles = self.needles.as_ref().map(|needles| needles.find_overlapping_iter(text));
        needles.into_iter().flatten().flat_map(move |needle| {
            let sought = self.phrases.get(needle.pattern().as_usize()).map(Vec::as_slice).unwrap_or_default();
            sought.iter().filter_map(move |sought| {
                let range = sought.phrase.at_needle(text, needle.start())?;
                (!only_in_an_address(text, &range)).then_some((sought, range))
            })
        })
    }
}

/// All signatures, looked for in one pass.
#[derive(Debug)]
pub struct Matcher {
    signatures: Vec<Signature>,
    compiled: Vec<Compiled>,
    /// The phrases of the signatures that ask for nothing beside them.
    plain: Search,
    /// The phrases of the others and what stands beside them; made when first needed.
    beside: OnceLock<Search>,
}

impl Matcher {
    /// Compiles the signatures; their order is their precedence.
    ///
    /// # Errors
    /// When the phrases together are too many for the automaton.
    pub fn new(signatures: Vec<Signature>) -> Result<Self, String> {
        let all = |list: &[String]| list.iter().filter_map(|phrase| Phrase::parse(phrase)).collect();
        let compiled = signatures
            .iter()
            .map(|signature| Compiled { with: all(&signature.with), unless: all(&signature.unless) })
            .collect();
        let plain = signatures.iter().enumerate().filter(|(_, signature)| signature.near.is_empty());
        let plain =
            Search::new(plain.flat_map(|(number, signature)| {
                signature.phrases.iter().map(move |phrase| (number, &**phrase, false))
            }))?;
        Ok(Self { signatures, compiled, plain, beside: OnceLock::new() })
    }

    /// A matcher that finds nothing.
    pub(super) fn empty() -> Self {
        Self { signatures: Vec::new(), compiled: Vec::new(), plain: Search::default(), beside: OnceLock::new() }
    }

    /// What the message that a signature knows means by itself.
    pub fn note(&self, id: &str) -> Option<&Text> {
        self.signatures.iter().find(|signature| signature.id == id)?.note.as_ref()
    }

    pub fn signatures(&self) -> &[Signature] {
        &self.signatures
    }

    /// Every signature found in `original`, in order of precedence, each once; without those that ask for words beside
    /// their phrase.
    ///
    /// `reply` and `status` are the codes that belong to the text, for signatures that ask for them.
    pub fn find(&self, original: &str, reply: &str, status: &str) -> Vec<Hit> {
        let normal = Normal::new(original);
        let text = normal.text.as_str();
        let mut hits: Vec<Hit> = Vec::new();
        // A signature is settled by its first match, or by conditions that hold for the text as a whole.
        let mut settled = vec![false; self.signatures.len()];
        for (sought, range) in self.plain.run(text) {
            let Some(settled) = settled.get_mut(sought.signature).filter(|settled| !**settled) else { continue };
            *settled = true;
            if self.holds(sought.signature, text, reply, status) {
                hits.push(hit(sought.signature, &normal, original, &range));
            }
        }
        hits.sort_by_key(|hit| hit.signature);
        hits
    }

    /// The same for the signatures that ask for words beside their phrase: at most [`BESIDE`] away, with no end of a
    /// sentence between. What else they ask for or forbid is looked for as close by.
    pub fn find_beside(&self, original: &str, reply: &str, status: &str) -> Vec<Hit> {
        let search = self.beside.get_or_init(|| {
            let asking = self.signatures.iter().enumerate().filter(|(_, signature)| !signature.near.is_empty());
            let sought = asking.flat_map(|(number, signature)| {
                let phrases = signature.phrases.iter().map(move |phrase| (number, &**phrase, false));
                phrases.chain(signature.near.iter().map(move |phrase| (number, &**phrase, true)))
            });
            Search::new(sought).unwrap_or_default()
        });
        let normal = Normal::new(original);
        let text = normal.text.as_str();
        // Where the phrases and the words beside them stand, by signature.
        let mut found: Vec<(usize, bool, Range<usize>)> =
            search.run(text).map(|(sought, range)| (sought.signature, sought.beside, range)).collect();
        found.sort_by_key(|(signature, _, range)| (*signature, range.start));
        let mut hits: Vec<Hit> = Vec::new();
        for own in found.chunk_by(|(one, ..), (other, ..)| one == other) {
            let Some(&(signature, ..)) = own.first() else { continue };
            let phrases = own.iter().filter(|(_, beside, _)| !beside).map(|(.., range)| range);
            let mut phrases = phrases.filter_map(|range| with_words_beside(text, range, own));
            let Some(range) = phrases.next() else { continue };
            if self.holds(signature, sentence_around(text, &range), reply, status) {
                hits.push(hit(signature, &normal, original, &range));
            }
        }
        hits
    }

    /// Whether what a signature asks of the text around its phrase holds.
    fn holds(&self, number: usize, text: &str, reply: &str, status: &str) -> bool {
        let (Some(signature), Some(compiled)) = (self.signatures.get(number), self.compiled.get(number)) else {
            return false;
        };
        allows(&signature.reply, reply)
            && allows(&signature.status, status)
            && compiled.with.iter().all(|phrase| phrase.find(text).is_some())
            && compiled.unless.iter().all(|phrase| phrase.find(text).is_none())
    }
}

fn hit(signature: usize, normal: &Normal, original: &str, range: &Range<usize>) -> Hit {
    let span = normal.origin_range(range);
    Hit { signature, span: original.floor_char_boundary(span.start)..original.ceil_char_boundary(span.end) }
}

/// What stands around a match: at most [`BESIDE`] bytes on either side, no further than its sentence.
fn sentence_around<'t>(text: &'t str, range: &Range<usize>) -> &'t str {
    let from = text.floor_char_boundary(range.start.saturating_sub(BESIDE));
    let to = text.ceil_char_boundary((range.end + BESIDE).min(text.len()));
    let before = text.get(from..range.start).unwrap_or_default();
    let after = text.get(range.end..to).unwrap_or_default();
    let start = SENTENCE_ENDS.iter().filter_map(|end| Some(before.rfind(end)? + end.len())).max().unwrap_or(0);
    let end = SENTENCE_ENDS.iter().filter_map(|end| after.find(end)).min().unwrap_or(after.len());
    text.get(from + start..range.end + end).unwrap_or_default()
}

/// A phrase together with the nearest of the words that stand beside it; `found` is in the order of the text.
fn with_words_beside(text: &str, phrase: &Range<usize>, found: &[(usize, bool, Range<usize>)]) -> Option<Range<usize>> {
    let first = found.partition_point(|(.., range)| range.start + 2 * BESIDE < phrase.start);
    let beside = found
        .get(first..)?
        .iter()
        .take_while(|(.., range)| range.start <= phrase.end + BESIDE)
        .filter(|(_, beside, _)| *beside)
        .map(|(.., range)| range);
    let gap = |word: &Range<usize>| {
        if word.start < phrase.start { word.end..phrase.start } else { phrase.end..word.start }
    };
    let nearest = beside
        .filter(|word| word.end <= phrase.start || phrase.end <= word.start)
        .filter(|word| gap(word).len() <= BESIDE)
        .filter(|word| text.get(gap(word)).is_some_and(|gap| !SENTENCE_ENDS.iter().any(|end| gap.contains(end))))
        .min_by_key(|word| gap(word).len())?;
    Some(phrase.start.min(nearest.start)..phrase.end.max(nearest.end))
}

fn allows(wanted: &[String], code: &str) -> bool {
    wanted.is_empty() || wanted.iter().any(|wanted| wanted == code)
}

/// Whether a match lies inside one word that is an address or a link: such words are no statement of the server.
/// A phrase that itself holds a dot, a slash or an @ asks for just that.
fn only_in_an_address(text: &str, range: &Range<usize>) -> bool {
    let Some(found) = text.get(range.clone()) else { return false };
    if found.contains([' ', '.', '/', '@']) {
        return false;
    }
    let before = text.get(..range.start).unwrap_or_default();
    let after = text.get(range.end..).unwrap_or_default();
    let before = before.get(before.floor_char_boundary(before.len().saturating_sub(256))..).unwrap_or_default();
    let after = after.get(..after.floor_char_boundary(256)).unwrap_or_default();
    let separator = |c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '(' | ')' | ',' | ';');
    let start = range.start - before.len() + before.rfind(separator).map_or(0, |at| at + 1);
    let end = range.end + after.find(separator).unwrap_or(after.len());
    text.get(start..end).is_some_and(|word| word.contains('@') || word.contains("://") || word.starts_with("www."))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matcher() -> Matcher {
        let rule = |near: &[&str]| Signature {
            id: String::new(),
            cause: CauseId::undetermined(),
            also: Vec::new(),
            weight: Weight::Hint,
            provider: None,
            phrases: vec!["unknown".into()],
            near: near.iter().map(ToString::to_string).collect(),
            with: Vec::new(),
            unless: vec!["sender".into()],
            reply: Vec::new(),
            status: Vec::new(),
            note: None,
            example: String::new(),
            not: Vec::new(),
            source: String::new(),
        };
        Matcher::new(vec![rule(&["mailbox", "person"]), rule(&[])]).unwrap_or_else(|what| panic!("{what}"))
    }

    fn beside(text: &str) -> Vec<&str> {
        matcher().find_beside(text, "", "").into_iter().map(|hit| &text[hit.span]).collect()
    }

    #[test]
    fn words_beside_a_phrase_count_on_either_side_of_it_and_only_in_its_sentence() {
        assert_eq!(beside("550 Mailbox <bob@example.com> is UNKNOWN"), ["Mailbox <bob@example.com> is UNKNOWN"]);
        assert_eq!(beside("550 unknown or long gone person"), ["unknown or long gone person"]);
        assert!(beside("550 The reason is unknown. The mailbox works").is_empty());
        assert!(beside(&format!("550 mailbox {} unknown", "x ".repeat(40))).is_empty());
    }

    #[test]
    fn the_second_place_of_a_phrase_may_have_the_words_beside_it() {
        assert_eq!(beside("Reason unknown. Also: mailbox unknown"), ["mailbox unknown"]);
    }

    #[test]
    fn what_a_rule_forbids_and_what_stands_in_an_address_does_not_count() {
        assert!(beside("550 unknown mailbox of the sender").is_empty());
        assert_eq!(beside("Dear sender. The mailbox is unknown"), ["mailbox is unknown"]);
        assert!(beside("550 unknown <mailbox@example.com>").is_empty());
    }

    #[test]
    fn rules_that_ask_for_words_beside_are_looked_for_apart_from_the_others() {
        let found = |hits: Vec<Hit>| hits.into_iter().map(|hit| hit.signature).collect::<Vec<_>>();
        assert_eq!(found(matcher().find("unknown mailbox", "", "")), [1]);
        assert_eq!(found(matcher().find_beside("unknown mailbox", "", "")), [0]);
    }
}
