//! Looking for thousands of phrases at once.
//!
//! Of every phrase's longest piece the four bytes are taken that are rarest among all phrases, its *gram*. A text is
//! gone through once; at each place a filter of a few kilobytes says whether a gram can begin there, and only where
//! one does are the pieces that have it compared. There is nothing to back out of: the time a text takes grows with its
//! length alone, and the tables are made in a fraction of the time that an automaton would need.

use std::ops::Range;

use super::phrase::Phrase;

/// Four bytes, or what a shorter piece has of them.
type Gram = u32;

/// Where the needle of a phrase stands in a text in its normal form, and the number of the phrase. Ascending.
pub(super) type Places = Vec<(u32, u32)>;

/// How often a phrase counts in one text: what is said more often is said no differently there.
const MOST: usize = 1 << 14;

/// Phrases, ready to be looked for.
#[derive(Debug, Default)]
pub(super) struct Finder {
    phrases: Vec<Phrase>,
    /// The grams of four bytes.
    long: Grams,
    /// Those of three and two bytes, and of one.
    short: [Grams; 3],
    /// How these begin.
    beginnings: Beginnings,
}

impl Finder {
    /// Takes `phrases` in, which keep their numbers.
    pub(super) fn new(phrases: Vec<Phrase>) -> Self {
        let rarity = Rarity::of(&phrases);
        let mut grams: [Vec<Entry>; 4] = Default::default();
        for (number, phrase) in phrases.iter().enumerate() {
            let needle = phrase.needle().as_bytes();
            let (offset, length) = rarity.rarest_of(needle);
            let Some(gram) = needle.get(offset..).and_then(|rest| gram_of(rest, length)) else { continue };
            if let Some(list) = length.checked_sub(1).and_then(|index| grams.get_mut(index)) {
                list.push(Entry { gram, phrase: number_of(number), offset: number_of(offset) });
            }
        }
        let beginnings = Beginnings::of(&grams);
        let [one, two, three, four] = grams.map(Grams::new);
        Self { phrases, long: four, short: [three, two, one], beginnings }
    }

    pub(super) fn phrase(&self, number: u32) -> Option<&Phrase> {
        self.phrases.get(number as usize)
    }

    /// Every place where the needle of a phrase stands.
    pub(super) fn places(&self, text: &str) -> Places {
        let bytes = text.as_bytes();
        let mut places = Places::new();
        // Counted only in texts that have very many places, so that no text takes memory without end.
        let mut counts: Vec<usize> = Vec::new();
        let mut add = |at: usize, entry: &Entry| {
            let Some(start) = at.checked_sub(entry.offset as usize) else { return };
            let needle = self.phrase(entry.phrase).map(|phrase| phrase.needle().as_bytes());
            if !needle.is_some_and(|needle| bytes.get(start..).is_some_and(|rest| rest.starts_with(needle))) {
                return;
            }
            if places.len() >= MOST {
                counts.resize(self.phrases.len(), 0);
                let Some(count) = counts.get_mut(entry.phrase as usize).filter(|count| **count < MOST) else { return };
                *count += 1;
            }
            places.push((number_of(start), entry.phrase));
        };
        let long = !self.long.entries.is_empty();
        for (at, window) in bytes.windows(4).enumerate().filter(|_| long) {
            if let Ok(window) = <[u8; 4]>::try_from(window) {
                self.long.at(Gram::from_le_bytes(window)).for_each(|entry| add(at, entry));
            }
        }
        let short = self.short.iter().any(|grams| !grams.entries.is_empty());
        for (at, first) in bytes.iter().enumerate().filter(|_| short) {
            let second = bytes.get(at + 1).copied().unwrap_or_default();
            if !self.beginnings.holds(*first, second) {
                continue;
            }
            for (grams, length) in self.short.iter().zip([3, 2, 1]) {
                if let Some(gram) = bytes.get(at..).and_then(|rest| gram_of(rest, length)) {
                    grams.at(gram).for_each(|entry| add(at, entry));
                }
            }
        }
        places.sort_unstable();
        places
    }

    /// Every phrase that stands whole in a text in its normal form, by its number, the first place first.
    pub(super) fn find<'a>(&'a self, text: &'a str) -> impl Iterator<Item = (usize, Range<usize>)> + 'a {
        self.places(text).into_iter().filter_map(move |(start, number)| {
            Some((number as usize, self.phrase(number)?.at_needle(text, start as usize)?))
        })
    }
}

fn number_of(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn gram_of(bytes: &[u8], length: usize) -> Option<Gram> {
    let mut gram = [0; 4];
    gram.get_mut(..length)?.copy_from_slice(bytes.get(..length)?);
    Some(Gram::from_le_bytes(gram))
}

/// A number of `bits` bits for a gram.
#[inline]
fn hash(gram: Gram, bits: u32) -> usize {
    (gram.wrapping_mul(0x9e37_79b1) >> (32 - bits)) as usize
}

/// One phrase that has a gram.
#[derive(Clone, Copy, Debug, Default)]
struct Entry {
    gram: Gram,
    phrase: u32,
    /// Where the gram stands in the phrase's needle.
    offset: u32,
}

/// The two bytes with which grams of fewer than four begin, one bit for each.
#[derive(Debug, Default)]
struct Beginnings(Vec<u64>);

impl Beginnings {
    /// `grams` by their lengths, from one byte.
    fn of(grams: &[Vec<Entry>; 4]) -> Self {
        let mut beginnings = Self(vec![0; (1 << 16) / 64]);
        let [one, two, three, _] = grams;
        for entry in two.iter().chain(three) {
            let [first, second, ..] = entry.gram.to_le_bytes();
            beginnings.add(first, second);
        }
        for entry in one {
            let [first, ..] = entry.gram.to_le_bytes();
            (0..=u8::MAX).for_each(|second| beginnings.add(first, second));
        }
        beginnings
    }

    fn add(&mut self, first: u8, second: u8) {
        let (word, bit) = Self::place(first, second);
        if let Some(word) = self.0.get_mut(word) {
            *word |= bit;
        }
    }

    #[inline]
    fn holds(&self, first: u8, second: u8) -> bool {
        let (word, bit) = Self::place(first, second);
        self.0.get(word).is_some_and(|word| word & bit != 0)
    }

    fn place(first: u8, second: u8) -> (usize, u64) {
        (usize::from(first) << 2 | usize::from(second) >> 6, 1 << (second & 63))
    }
}

/// Entries by their grams.
#[derive(Debug, Default)]
struct Grams {
    /// One bit for each hash that an entry has, eight times as many as there are lists.
    filter: Vec<u64>,
    filter_bits: u32,
    /// Where the entries of each list begin.
    lists: Vec<u32>,
    entries: Vec<Entry>,
}

impl Grams {
    fn new(mut entries: Vec<Entry>) -> Self {
        let bits = entries.len().next_power_of_two().trailing_zeros().clamp(3, 16);
        let filter_bits = bits + 3;
        let mut filter = vec![0_u64; 1 << (filter_bits - 6)];
        let mut lists = vec![0_u32; (1 << bits) + 1];
        for entry in &entries {
            let place = hash(entry.gram, filter_bits);
            if let Some(word) = filter.get_mut(place / 64) {
                *word |= 1 << (place % 64);
            }
            if let Some(count) = lists.get_mut((place >> 3) + 1) {
                *count += 1;
            }
        }
        let mut sum = 0;
        for count in &mut lists {
            sum += *count;
            *count = sum;
        }
        entries.sort_by_key(|entry| hash(entry.gram, bits));
        Self { filter, filter_bits, lists, entries }
    }

    /// The entries that have this gram.
    #[inline]
    fn at(&self, gram: Gram) -> impl Iterator<Item = &Entry> {
        let place = hash(gram, self.filter_bits);
        let may = self.filter.get(place / 64).is_some_and(|word| word >> (place % 64) & 1 == 1);
        let list = if may { self.list(place >> 3) } else { &[] };
        list.iter().filter(move |entry| entry.gram == gram)
    }

    fn list(&self, number: usize) -> &[Entry] {
        let Some(&[start, end]) = self.lists.get(number..number + 2).and_then(|two| <&[u32; 2]>::try_from(two).ok())
        else {
            return &[];
        };
        self.entries.get(start as usize..end as usize).unwrap_or_default()
    }
}

/// How often each gram stands in the phrases, roughly: grams of the same hash count together.
struct Rarity {
    counts: Vec<u16>,
}

impl Rarity {
    const BITS: u32 = 15;

    fn of(phrases: &[Phrase]) -> Self {
        let mut counts = vec![0_u16; 1 << Self::BITS];
        // A handful of phrases has no rare grams, and needs none.
        for phrase in phrases.iter().filter(|_| phrases.len() > 64) {
            for window in phrase.needle().as_bytes().windows(4) {
                if let Some(count) = gram_of(window, 4).and_then(|gram| counts.get_mut(hash(gram, Self::BITS))) {
                    *count = count.saturating_add(1);
                }
            }
        }
        Self { counts }
    }

    /// Where the rarest gram of a needle stands, and its length.
    fn rarest_of(&self, needle: &[u8]) -> (usize, usize) {
        let count = |window: &[u8]| {
            gram_of(window, 4).and_then(|gram| self.counts.get(hash(gram, Self::BITS))).copied().unwrap_or(u16::MAX)
        };
        let rarest = needle.windows(4).enumerate().min_by_key(|(_, window)| count(window));
        rarest.map_or((0, needle.len()), |(offset, _)| (offset, 4))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn finder(phrases: &[&str]) -> Finder {
        Finder::new(phrases.iter().filter_map(|phrase| Phrase::parse(phrase)).collect())
    }

    #[test]
    fn phrases_of_any_length_are_found_wherever_they_stand() {
        let finder = finder(&["a", "no", "rbl", "full", "mailbox is full", "満杯"]);
        let text = "no mailbox is full: rbl 満杯です a";
        let found: Vec<(usize, usize)> = finder.find(text).map(|(number, range)| (number, range.start)).collect();
        assert_eq!(found, [(1, 0), (4, 3), (3, 14), (2, 20), (5, 24), (0, 37)]);
        assert_eq!(finder.find("").count(), 0);
    }

    #[test]
    fn a_text_that_says_one_thing_without_end_takes_no_memory_without_end() {
        let finder = finder(&["full", "full box", "full house"]);
        let places = finder.places(&format!("{}house", "full ".repeat(6 * MOST)));
        assert!((MOST..=4 * MOST).contains(&places.len()), "{}", places.len());
        assert!(places.contains(&(0, 0)));
    }

    proptest! {
        #[test]
        fn what_is_looked_for_together_is_found_as_it_is_alone(
            phrases in prop::collection::vec("[ab]{1,6}( \\* )?[ab]{1,3}", 1..90),
            text in "[ab ]{0,60}",
        ) {
            let phrases: Vec<Phrase> = phrases.iter().filter_map(|phrase| Phrase::parse(phrase)).collect();
            let finder = Finder::new(phrases.clone());
            let found: Vec<usize> = finder.find(&text).map(|(number, _)| number).collect();
            for (number, phrase) in phrases.iter().enumerate() {
                prop_assert_eq!(found.contains(&number), phrase.find(&text).is_some());
            }
        }
    }
}
