//! Signatures: what servers, filters, providers and mail programs write when something goes wrong.

use std::ops::Range;

use aho_corasick::AhoCorasick;
use serde::Deserialize;

use super::cause::CauseId;
use super::phrase::{Normal, Phrase};

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
    /// When there is none or one is empty, as words for the person who writes the table.
    pub(super) fn check(&self) -> Result<(), String> {
        if self.phrases.is_empty() {
            return Err(format!("the signature «{}» has no phrases: add at least one", self.id));
        }
        let empty = self
            .phrases
            .iter()
            .chain(&self.with)
            .chain(&self.unless)
            .any(|phrase| phrase.trim_matches(['*', ' ']).is_empty());
        if empty {
            return Err(format!("the signature «{}» has an empty phrase: fill it in or take it out", self.id));
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

/// All signatures, looked for in one pass.
#[derive(Debug)]
pub struct Matcher {
    signatures: Vec<Signature>,
    compiled: Vec<Compiled>,
    /// The longest piece of every phrase.
    needles: AhoCorasick,
    /// For each needle the phrases it belongs to, and their signatures.
    phrases: Vec<Vec<(usize, Phrase)>>,
}

impl Matcher {
    /// Compiles the signatures; their order is their precedence. Phrases without a word are left out (see
    /// `Signature::check`).
    ///
    /// # Errors
    /// When the phrases together are too many for the automaton.
    pub fn new(signatures: Vec<Signature>) -> Result<Self, String> {
        let mut index = std::collections::HashMap::<String, usize>::new();
        let mut needles = Vec::new();
        let mut phrases: Vec<Vec<(usize, Phrase)>> = Vec::new();
        let mut compiled = Vec::with_capacity(signatures.len());
        for (number, signature) in signatures.iter().enumerate() {
            for phrase in signature.phrases.iter().filter_map(|phrase| Phrase::parse(phrase)) {
                let Some(needle) = phrase.pieces.get(phrase.needle) else { continue };
                let slot = *index.entry(needle.text.clone()).or_insert_with(|| {
                    needles.push(needle.text.clone());
                    phrases.push(Vec::new());
                    phrases.len() - 1
                });
                if let Some(slot) = phrases.get_mut(slot) {
                    slot.push((number, phrase));
                }
            }
            let all = |list: &[String]| list.iter().filter_map(|phrase| Phrase::parse(phrase)).collect();
            compiled.push(Compiled { with: all(&signature.with), unless: all(&signature.unless) });
        }
        let needles = AhoCorasick::new(&needles).map_err(|err| format!("the phrases cannot be compiled: {err}"))?;
        Ok(Self { signatures, compiled, needles, phrases })
    }

    /// A matcher that finds nothing.
    pub(super) fn empty() -> Self {
        Self {
            signatures: Vec::new(),
            compiled: Vec::new(),
            needles: AhoCorasick::new([""; 0])
                .unwrap_or_else(|_| unreachable!("no pattern is always a valid automaton")),
            phrases: Vec::new(),
        }
    }

    pub fn signatures(&self) -> &[Signature] {
        &self.signatures
    }

    /// Every signature found in `original`, in order of precedence, each once.
    ///
    /// `reply` and `status` are the codes that belong to the text, for signatures that ask for them.
    pub fn find(&self, original: &str, reply: &str, status: &str) -> Vec<Hit> {
        let normal = Normal::new(original);
        let text = normal.text.as_str();
        let mut hits: Vec<Hit> = Vec::new();
        // A signature is settled by its first match, or by conditions that hold for the text as a whole.
        let mut settled = vec![false; self.signatures.len()];
        for needle in self.needles.find_overlapping_iter(text) {
            let Some(phrases) = self.phrases.get(needle.pattern().as_usize()) else { continue };
            for (number, phrase) in phrases {
                let (Some(signature), Some(compiled)) = (self.signatures.get(*number), self.compiled.get(*number))
                else {
                    continue;
                };
                if settled.get(*number).is_none_or(|settled| *settled) {
                    continue;
                }
                let Some(range) = phrase.at_needle(text, needle.start()) else { continue };
                if only_in_an_address(text, &range) {
                    continue;
                }
                if let Some(settled) = settled.get_mut(*number) {
                    *settled = true;
                }
                if !allows(&signature.reply, reply)
                    || !allows(&signature.status, status)
                    || compiled.with.iter().any(|phrase| phrase.find(text).is_none())
                    || compiled.unless.iter().any(|phrase| phrase.find(text).is_some())
                {
                    continue;
                }
                let span = normal.origin_range(&range);
                let span = original.floor_char_boundary(span.start)..original.ceil_char_boundary(span.end);
                hits.push(Hit { signature: *number, span });
            }
        }
        hits.sort_by_key(|hit| hit.signature);
        hits
    }
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
