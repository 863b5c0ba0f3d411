//! How large a message was and how large it might have been, where a server says so.

use crate::knowledge::MessageWords;

/// Numbers below this are no sizes in bytes: codes, ports, counts.
const LEAST_BYTES: u64 = 10_000;

/// No mail service lets messages of this size through.
const MOST_BYTES: u64 = 10_000_000_000;

/// So many words may stand between a word that says «limit» and its size.
const NEAR: usize = 5;

const KILO: u64 = 1024;
const MEGA: u64 = KILO * KILO;

/// In bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sizes {
    pub message: Option<u64>,
    pub limit: Option<u64>,
}

impl Sizes {
    /// Reads them in a server's answer. Of 2 sizes the smaller is the limit; one alone is the limit where a word before
    /// it says so.
    pub(super) fn read(answer: &str, words: &MessageWords) -> Self {
        let apart = |c: char| c.is_whitespace() || matches!(c, '(' | ')' | '[' | ']' | '=' | ':' | ';' | '<' | '>');
        let parts: Vec<&str> = answer
            .split(apart)
            .map(|part| part.trim_matches(|c: char| matches!(c, '.' | ',' | '\'' | '"' | '!')))
            .filter(|part| !part.is_empty())
            .collect();
        let mut sizes: Vec<(usize, u64)> = Vec::new();
        for (place, part) in parts.iter().enumerate() {
            let unit = parts.get(place + 1).copied().unwrap_or_default();
            if let Some(bytes) = bytes_of(part, unit, words)
                && sizes.iter().all(|(_, other)| *other != bytes)
            {
                sizes.push((place, bytes));
            }
        }
        let limits: Vec<usize> = parts
            .iter()
            .enumerate()
            .filter(|(_, part)| words.limit_words.contains(part))
            .map(|(place, _)| place)
            .collect();
        let says_limit = |place: usize| limits.iter().any(|word| (1..=NEAR).contains(&place.wrapping_sub(*word)));
        match sizes.as_slice() {
            [(_, one), (_, other)] if !limits.is_empty() => {
                Self { message: Some(*one.max(other)), limit: Some(*one.min(other)) }
            }
            [(place, one)] if says_limit(*place) => Self { message: None, limit: Some(*one) },
            [(place, one)] if limits.iter().any(|word| word > place) => Self { message: Some(*one), limit: None },
            _ => Self::default(),
        }
    }
}

/// A size as people say it.
pub(super) fn in_words(bytes: u64) -> String {
    // Some servers count in thousands.
    let mega = if !bytes.is_multiple_of(MEGA) && bytes.is_multiple_of(1_000_000) { 1_000_000 } else { MEGA };
    if bytes < mega { format!("{} kB", (bytes / KILO).max(1)) } else { format!("{} MB", (bytes + mega / 2) / mega) }
}

/// The bytes of `20 MB`, `20MB`, `10,485,760` or `10485760`.
fn bytes_of(part: &str, next: &str, words: &MessageWords) -> Option<u64> {
    let digits = part.len() - part.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ',')).len();
    let (number, unit) =
        part.split_at_checked(digits).filter(|(number, _)| number.starts_with(|c: char| c.is_ascii_digit()))?;
    let factor = |unit: &str| words.size_units.iter().find(|(names, _)| names.contains(unit)).map(|(_, bytes)| *bytes);
    let bytes = if unit.is_empty() && factor(next).is_none_or(|factor| factor == 1) {
        let bytes: u64 = number.chars().filter(char::is_ascii_digit).collect::<String>().parse().ok()?;
        // Dots and commas stand between thousands, or it is a version or an address.
        let grouped = number.split(['.', ',']).skip(1).all(|group| group.len() == 3);
        if !grouped || bytes < LEAST_BYTES {
            return None;
        }
        bytes
    } else {
        let unit = if unit.is_empty() { next } else { unit };
        let (whole, part) = number.split_once(['.', ',']).unwrap_or((number, ""));
        let tenth: u64 = part.get(..1).unwrap_or("0").parse().ok()?;
        let factor = factor(unit)?;
        whole.parse::<u64>().ok()?.checked_mul(factor)?.checked_add(tenth * (factor / 10))?
    };
    (bytes < MOST_BYTES).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::Table;

    fn read(answer: &str) -> (Option<String>, Option<String>) {
        let sizes = Sizes::read(answer, Table::built_in().words());
        (sizes.message.map(in_words), sizes.limit.map(in_words))
    }

    #[test]
    fn the_limit_is_read_however_servers_write_it() {
        for (answer, limit) in [
            ("552 5.3.4 Message size exceeds fixed limit (10485760)", "10 MB"),
            ("552 5.3.4 Message size exceeds the limit of 20 MB", "20 MB"),
            ("552 charter message over 20 MB. AUP#In-1530", "20 MB"),
            ("552 5.2.3 message exceeds maximum fixed size, max=25MB", "25 MB"),
            ("550 dimensione massima superata: limite 10.485.760 byte", "10 MB"),
            ("552 la taille du message dépasse la limite de 20 Mo", "20 MB"),
            ("552 max size is 50000000", "50 MB"),
            ("552 the limit is 512 kB", "512 kB"),
        ] {
            assert_eq!(read(answer), (None, Some(limit.to_owned())), "{answer}");
        }
    }

    #[test]
    fn of_two_sizes_the_smaller_is_the_limit() {
        let both = (Some("25 MB".to_owned()), Some("10 MB".to_owned()));
        assert_eq!(read("552 Message size 26214400 exceeds maximum of 10485760"), both);
        assert_eq!(read("552 the limit is 10MB, your message is 25 MB"), both);
    }

    #[test]
    fn other_numbers_are_no_sizes() {
        for answer in [
            "552 5.3.4 message size exceeds limit",
            "452 4.5.3 too many recipients, the limit is 100",
            "550 limit of 5000 messages a day was met, see ticket 20261125 [192.0.2.17]",
            "421 try again, 1234567 over 10.0.19045",
            "",
        ] {
            assert_eq!(read(answer).1, None, "{answer}");
        }
    }
}
