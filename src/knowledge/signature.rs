//! Signatures: what servers, filters, providers and mail programs write when something goes wrong.

use std::cell::OnceCell;
use std::collections::HashSet;
use std::ops::Range;
use std::sync::OnceLock;

use serde::Deserialize;

use super::cause::{Actor, CauseId};
use super::fault::{Fault, What};
use super::finder::{Finder, Places};
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
    /// Further phrases for such rules that say too little for a sentence of which nobody knows where it comes from: they
    /// count only in an answer of a server, a returned message or a text about mail.
    #[serde(default)]
    pub answer_phrases: Vec<String>,
    /// Further words beside those phrases; `{trouble}` stands for any word that says that something is wrong.
    #[serde(default)]
    pub answer_near: Vec<String>,
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
    /// What leads the page, where the words of the cause would say what is not so: a title and one sentence.
    pub title: Option<Text>,
    pub summary: Option<Text>,
    /// What this very message means, where its cause alone would miss it.
    pub note: Option<Text>,
    /// Who must act, where the note names another than the cause.
    pub actor: Option<Actor>,
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
            .chain(&self.answer_phrases)
            .chain(&self.answer_near)
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

/// How far from a phrase the words beside it may stand, in characters of the normal form.
const BESIDE: usize = 64;

/// The same in bytes, at most.
const BESIDE_BYTES: usize = 3 * BESIDE;

/// What ends a sentence in a text in its normal form. A dot may also end an abbreviation or the name of a host.
const SENTENCE_ENDS: [&str; 6] = [". ", "! ", "? ", "; ", "。", "！"];

/// Tells where sentences end.
#[derive(Debug, Default)]
struct Sentences {
    /// Words that are written with a dot behind them, lower case, without it.
    abbreviations: HashSet<String>,
}

impl Sentences {
    /// The ends of sentences in a part of a text, each with what follows the mark.
    fn ends<'a>(&'a self, text: &'a str, within: Range<usize>) -> impl DoubleEndedIterator<Item = Range<usize>> + 'a {
        let part = text.get(within.clone()).unwrap_or_default();
        let mut ends: Vec<Range<usize>> = SENTENCE_ENDS
            .iter()
            .flat_map(|mark| part.match_indices(mark).map(|(at, mark)| (within.start + at, mark)))
            .filter(|(at, mark)| *mark != ". " || !self.is_abbreviated(text, *at))
            .map(|(at, mark)| at..at + mark.len())
            .collect();
        ends.sort_by_key(|end| end.start);
        ends.into_iter()
    }

    /// Whether the dot at `dot` belongs to the word before it: `approx.`, `e.g.`, `mx.example.com.`
    fn is_abbreviated(&self, text: &str, dot: usize) -> bool {
        let before = text.get(text.floor_char_boundary(dot.saturating_sub(WORD))..dot).unwrap_or_default();
        let part_of_a_word = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-');
        let word = before.rsplit(|c| !part_of_a_word(c)).next().unwrap_or_default();
        let mut letters = word.chars();
        let one_letter = letters.next().is_some_and(char::is_alphabetic) && letters.next().is_none();
        one_letter || word.trim_start_matches('.').contains('.') || self.abbreviations.contains(word)
    }
}

/// The longest word that is looked at before a dot.
const WORD: usize = 64;

/// Phrases of signatures that are looked for in one pass.
#[derive(Debug, Default)]
struct Search {
    finder: Finder,
    /// For each phrase the signature it belongs to.
    sought: Vec<Sought>,
}

#[derive(Clone, Copy, Debug)]
struct Sought {
    signature: usize,
    /// Whether the phrase is one that has to stand beside another.
    beside: bool,
    /// Whether it counts only in an answer. Such a word counts only beside such a phrase.
    answer: bool,
}

impl Search {
    /// Compiles phrases, each with what it is for. Those without a word are left out (see `Signature::check`).
    fn new<'s>(phrases: impl Iterator<Item = (&'s String, Sought)>) -> Self {
        let compiled = phrases.flat_map(|(phrase, sought)| {
            let spellings = std::iter::once(Phrase::parse(phrase)).chain([Phrase::parse_without_umlauts(phrase)]);
            spellings.flatten().map(move |phrase| (phrase, sought))
        });
        let (phrases, sought) = compiled.unzip();
        Self { finder: Finder::new(phrases), sought }
    }

    /// Every place in a stretch of a text where a phrase stands whole, with the signature it belongs to. `text` is the
    /// stretch, which begins at `offset` of the text in which the phrases were looked for.
    fn run<'a>(
        &'a self,
        places: &'a Places,
        text: &'a str,
        offset: usize,
    ) -> impl Iterator<Item = (Sought, Range<usize>)> + 'a {
        let first = places.partition_point(|(start, _)| (*start as usize) < offset);
        let within = places.iter().skip(first).take_while(move |(start, _)| (*start as usize) < offset + text.len());
        within.filter_map(move |&(start, number)| {
            let range = self.finder.phrase(number)?.at_needle(text, start as usize - offset)?;
            let sought = self.sought.get(number as usize)?;
            (!only_in_an_address(text, &range)).then_some((*sought, range))
        })
    }
}

/// A text in which the signatures have been looked for, to be asked about any part of it.
#[derive(Debug)]
pub struct Searched<'t> {
    original: &'t str,
    normal: Normal,
    plain: Places,
    /// Those of the signatures that ask for words beside them; looked for when first needed.
    beside: OnceCell<Places>,
    /// Whether all of the text is known to be about mail.
    about_mail: bool,
}

impl Searched<'_> {
    /// The same text, of which it is known whether it is about mail.
    #[must_use]
    pub fn about_mail(self, about_mail: bool) -> Self {
        Self { about_mail, ..self }
    }

    /// A stretch of the original in its normal form, and where that begins.
    fn stretch(&self, span: &Range<usize>) -> (&str, usize) {
        let place = self.normal.range_of(span);
        (self.normal.text.get(place.clone()).unwrap_or_default(), place.start)
    }

    fn hit(&self, signature: usize, range: &Range<usize>, offset: usize) -> Hit {
        let span = self.normal.origin_range(&(range.start + offset..range.end + offset));
        let (start, end) = (self.original.floor_char_boundary(span.start), self.original.ceil_char_boundary(span.end));
        Hit { signature, span: start..end }
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
    sentences: Sentences,
    trouble: Vec<String>,
}

/// Among the words beside a phrase: any word that says that something is wrong.
const TROUBLE: &str = "{trouble}";

impl Matcher {
    /// Compiles the signatures; their order is their precedence. `abbreviations` are words whose dot ends no sentence,
    /// `trouble` is what `{trouble}` stands for in a phrase.
    pub fn new(signatures: Vec<Signature>, abbreviations: &[String], trouble: &[String]) -> Self {
        let all = |list: &[String]| list.iter().filter_map(|phrase| Phrase::parse(phrase)).collect();
        let compiled = signatures
            .iter()
            .map(|signature| Compiled { with: all(&signature.with), unless: all(&signature.unless) })
            .collect();
        let plain = signatures.iter().enumerate().filter(|(_, signature)| signature.near.is_empty());
        let plain = Search::new(plain.flat_map(|(number, signature)| {
            let sought = Sought { signature: number, beside: false, answer: false };
            signature.phrases.iter().map(move |phrase| (phrase, sought))
        }));
        let sentences = Sentences { abbreviations: abbreviations.iter().cloned().collect() };
        Self { signatures, compiled, plain, beside: OnceLock::new(), sentences, trouble: trouble.to_vec() }
    }

    pub fn signature(&self, id: &str) -> Option<&Signature> {
        self.signatures.iter().find(|signature| signature.id == id)
    }

    pub fn signatures(&self) -> &[Signature] {
        &self.signatures
    }

    /// Looks for every signature in `original`.
    pub fn search<'t>(&self, original: &'t str) -> Searched<'t> {
        let normal = Normal::new(original);
        let plain = self.plain.finder.places(&normal.text);
        Searched { original, normal, plain, beside: OnceCell::new(), about_mail: false }
    }

    /// Every signature that stands in `span` of the original, in order of precedence, each once; without those that ask
    /// for words beside their phrase.
    ///
    /// `reply` and `status` are the codes that belong to the span, for signatures that ask for them.
    pub fn find(&self, searched: &Searched<'_>, span: &Range<usize>, reply: &str, status: &str) -> Vec<Hit> {
        let (text, offset) = searched.stretch(span);
        let mut hits: Vec<Hit> = Vec::new();
        // A signature is settled by its first match, or by conditions that hold for the text as a whole.
        let mut settled = HashSet::new();
        for (sought, range) in self.plain.run(&searched.plain, text, offset) {
            if settled.insert(sought.signature) && self.holds(sought.signature, text, reply, status) {
                hits.push(searched.hit(sought.signature, &range, offset));
            }
        }
        hits.sort_by_key(|hit| hit.signature);
        hits
    }

    /// The same for the signatures that ask for words beside their phrase: at most 64 characters away, with no end of a
    /// sentence between. What else they ask for or forbid is looked for as close by.
    pub fn find_beside(&self, searched: &Searched<'_>, span: &Range<usize>, reply: &str, status: &str) -> Vec<Hit> {
        let search = self.beside.get_or_init(|| {
            let asking = self.signatures.iter().enumerate().filter(|(_, signature)| !signature.near.is_empty());
            let sought = asking.flat_map(|(number, signature)| {
                let lists = [
                    (&signature.phrases, false, false),
                    (&signature.near, true, false),
                    (&signature.answer_phrases, false, true),
                    (&signature.answer_near, true, true),
                ];
                lists.into_iter().flat_map(move |(list, beside, answer)| {
                    let words = list.iter().flat_map(|phrase| match phrase.as_str() {
                        TROUBLE => self.trouble.as_slice(),
                        _ => std::slice::from_ref(phrase),
                    });
                    words.map(move |word| (word, Sought { signature: number, beside, answer }))
                })
            });
            Search::new(sought)
        });
        let places = searched.beside.get_or_init(|| search.finder.places(&searched.normal.text));
        let (text, offset) = searched.stretch(span);
        // Where the phrases and the words beside them stand, by signature.
        let answers = searched.about_mail || !reply.is_empty() || !status.is_empty();
        let mut found: Vec<(Sought, Range<usize>)> =
            search.run(places, text, offset).filter(|(sought, _)| answers || !sought.answer).collect();
        found.sort_by_key(|(sought, range)| (sought.signature, range.start));
        let mut hits: Vec<Hit> = Vec::new();
        for own in found.chunk_by(|(one, _), (other, _)| one.signature == other.signature) {
            let Some(signature) = own.first().map(|(sought, _)| sought.signature) else { continue };
            let phrases = own.iter().filter(|(sought, _)| !sought.beside);
            let mut phrases = phrases.filter_map(|phrase| with_words_beside(text, phrase, own, &self.sentences));
            let Some(range) = phrases.next() else { continue };
            if self.holds(signature, sentence_around(text, &range, &self.sentences), reply, status) {
                hits.push(searched.hit(signature, &range, offset));
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

/// What stands around a match: at most [`BESIDE`] characters on either side, no further than its sentence.
fn sentence_around<'t>(text: &'t str, range: &Range<usize>, sentences: &Sentences) -> &'t str {
    let before = text.get(..range.start).unwrap_or_default();
    let after = text.get(range.end..).unwrap_or_default();
    let from = before.char_indices().rev().take(BESIDE).last().map_or(range.start, |(at, _)| at);
    let to = after.char_indices().nth(BESIDE).map_or(text.len(), |(at, _)| range.end + at);
    let start = sentences.ends(text, from..range.start).map(|end| end.end).next_back().unwrap_or(from);
    let end = sentences.ends(text, range.end..to).map(|end| end.start).next().unwrap_or(to);
    text.get(start..end).unwrap_or_default()
}

/// A phrase together with the nearest of the words that stand beside it; `found` is in the order of the text.
fn with_words_beside(
    text: &str,
    (sought, phrase): &(Sought, Range<usize>),
    found: &[(Sought, Range<usize>)],
    sentences: &Sentences,
) -> Option<Range<usize>> {
    let first = found.partition_point(|(_, range)| range.start + 2 * BESIDE_BYTES < phrase.start);
    let beside = found
        .get(first..)?
        .iter()
        .take_while(|(_, range)| range.start <= phrase.end + BESIDE_BYTES)
        .filter(|(word, _)| word.beside && (sought.answer || !word.answer))
        .map(|(_, range)| range);
    let gap = |word: &Range<usize>| {
        if word.start < phrase.start { word.end..phrase.start } else { phrase.end..word.start }
    };
    let nearest = beside
        .filter(|word| word.end <= phrase.start || phrase.end <= word.start)
        .filter(|word| gap(word).len() <= BESIDE_BYTES)
        .filter(|word| {
            text.get(gap(word)).is_some_and(|between| between.chars().nth(BESIDE).is_none())
                && sentences.ends(text, gap(word)).next().is_none()
        })
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
            answer_phrases: vec!["nowhere".into()],
            answer_near: vec!["letters".into()],
            with: Vec::new(),
            unless: vec!["sender".into()],
            reply: Vec::new(),
            status: Vec::new(),
            title: None,
            summary: None,
            note: None,
            actor: None,
            example: String::new(),
            not: Vec::new(),
            source: String::new(),
        };
        Matcher::new(vec![rule(&["mailbox", "person"]), rule(&[])], &["acct".to_owned()], &[])
    }

    fn beside(text: &str) -> Vec<&str> {
        let matcher = matcher();
        let hits = matcher.find_beside(&matcher.search(text), &(0..text.len()), "", "");
        hits.into_iter().map(|hit| &text[hit.span]).collect()
    }

    #[test]
    fn words_beside_a_phrase_count_on_either_side_of_it_and_only_in_its_sentence() {
        assert_eq!(beside("550 Mailbox <bob@example.com> is UNKNOWN"), ["Mailbox <bob@example.com> is UNKNOWN"]);
        assert_eq!(beside("550 unknown or long gone person"), ["unknown or long gone person"]);
        assert!(beside("550 The reason is unknown. The mailbox works").is_empty());
        assert!(beside(&format!("550 mailbox {} unknown", "x ".repeat(40))).is_empty());
    }

    #[test]
    fn a_dot_behind_an_abbreviation_or_a_hosts_name_ends_no_sentence() {
        assert_eq!(beside("550 The acct. unknown, mailbox"), ["unknown, mailbox"]);
        assert_eq!(beside("550 Mailbox of acct. 12 unknown"), ["Mailbox of acct. 12 unknown"]);
        assert_eq!(beside("550 Mailbox (e.g. an alias) unknown"), ["Mailbox (e.g. an alias) unknown"]);
        assert_eq!(beside("550 Mailbox at mx.example.com. unknown"), ["Mailbox at mx.example.com. unknown"]);
        assert!(beside("550 Reason: mailbox. Unknown").is_empty());
    }

    #[test]
    fn the_second_place_of_a_phrase_may_have_the_words_beside_it() {
        assert_eq!(beside("Reason unknown. Also: mailbox unknown"), ["mailbox unknown"]);
    }

    #[test]
    fn words_that_say_little_count_only_where_mail_is_spoken_of() {
        let matcher = matcher();
        let found = |text: &str, about_mail: bool, reply: &str| {
            let searched = matcher.search(text).about_mail(about_mail);
            matcher.find_beside(&searched, &(0..text.len()), reply, "").len()
        };
        for text in ["this person is nowhere", "nowhere, the letters go back"] {
            assert_eq!(found(text, false, ""), 0);
            assert_eq!(found(text, true, ""), 1);
            assert_eq!(found(text, false, "550"), 1);
        }
        assert_eq!(found("unknown, the letters go back", true, "550"), 0);
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
        let matcher = matcher();
        let searched = matcher.search("unknown mailbox");
        assert_eq!(found(matcher.find(&searched, &(0..15), "", "")), [1]);
        assert_eq!(found(matcher.find_beside(&searched, &(0..15), "", "")), [0]);
    }

    #[test]
    fn of_a_searched_text_any_part_can_be_asked_about_and_only_that_part_answers() {
        let matcher = matcher();
        let text = "«Жnknown»  unknown.\r\n Unknown";
        let searched = matcher.search(text);
        let found = |span: Range<usize>| {
            let hits = matcher.find(&searched, &span, "", "");
            hits.into_iter().map(|hit| (hit.span.start, hit.span.end)).collect::<Vec<_>>()
        };
        let (first, second) = (text.find(" unknown").unwrap() + 1, text.find("Unknown").unwrap());
        assert_eq!(found(0..text.len()), [(first, first + 7)]);
        assert_eq!(found(first + 1..text.len()), [(second, second + 7)]);
        assert!(found(first..first + 6).is_empty());
        assert!(found(first + 1..second + 6).is_empty());
    }
}
