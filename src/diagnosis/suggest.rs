//! «Did you mean»: what a mistyped address or server name was most likely meant to be.
//!
//! A domain that the table lists is never corrected. Of the others, one with a real ending (public suffix list) is
//! taken for a mistyped one only where it is a slip of the fingers away from a very common domain; one whose ending
//! does not exist is mistyped in any case, and the question is only what it stands for.

use psl::Psl;

use crate::knowledge::{MailDomain, MailDomains, Slips, Spelled, Table};

/// What was most likely meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// The whole address, or the server's name.
    pub text: String,
    pub spelled: Spelled,
}

/// The longest address is 254 octets (RFC 5321 section 4.5.3.1); what is longer than this is none.
const LONGEST: usize = 320;

/// From this length on, 2 slips in a made-up name still leave no doubt.
const LONG_NAME: usize = 10;

/// Without a sign in place of the @, this much must stand before the domain to be a name.
const SHORTEST_NAME: usize = 4;

/// Proposes the right spelling of an address or a server's name; `None` where nothing looks mistyped.
pub fn suggest(address: &str, table: &Table) -> Option<Suggestion> {
    let typed = address.trim().trim_start_matches('<').trim_end_matches('>');
    if typed.is_empty() || typed.len() > LONGEST || typed.contains("@[") {
        return None;
    }
    let speller = Speller { domains: table.domains(), table };
    let bare = speller.without_trimmings(typed);
    let suggestion = match bare.rsplit_once('@') {
        Some((name, domain)) => speller.address(name, domain)?,
        None => speller.without_at(bare)?,
    };
    (suggestion.text.to_lowercase() != typed.to_lowercase()).then_some(suggestion)
}

/// The first mistyped server name in a text, or address without its @.
pub(super) fn suggest_in_text(text: &str, table: &Table) -> Option<Suggestion> {
    let separators =
        |c: char| c.is_whitespace() || matches!(c, '\'' | '"' | '<' | '>' | '(' | ')' | ',' | ';' | '«' | '»');
    text.split(separators)
        .map(|word| word.trim_matches(|c: char| matches!(c, '.' | ':' | '!' | '?')))
        .filter(|word| word.contains('.') && !word.contains(['@', '/', '=']))
        // Between the parts of a host's name stand dots: there a missing @ is guesswork.
        .find_map(|word| suggest(word, table).filter(|found| found.text.replace('@', ".") != word.to_lowercase()))
}

/// How a word differs from another by one slip of the fingers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Slip {
    /// Two letters side by side changed places.
    Swapped,
    /// A letter is missing at this place.
    Missing(usize),
    /// A letter too many at this place.
    Extra(usize),
    /// One letter stands for another at this place.
    Other(usize, char, char),
}

struct Speller<'t> {
    domains: &'t MailDomains,
    table: &'t Table,
}

impl Speller<'_> {
    /// Takes off what comes along with an address: quotes, brackets, full stops, `mailto:`.
    fn without_trimmings<'a>(&self, typed: &'a str) -> &'a str {
        let around = |c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '\'' | '(' | ')');
        let behind = |c: char| around(c) || matches!(c, '.' | ',' | ';' | ':' | '@');
        // A quoted name before the @ (RFC 5321 section 4.1.2) keeps its quotes.
        let quoted = typed.contains("\"@");
        let mut bare = typed.trim_end_matches(behind);
        if !quoted {
            bare = bare.trim_start_matches(|c| around(c) || c == '@');
        }
        for word in &self.domains.signs().before {
            let rest = bare.get(..word.len()).filter(|start| start.eq_ignore_ascii_case(word));
            if let Some(rest) = rest.and_then(|_| bare.get(word.len()..)).filter(|rest| rest.contains('@')) {
                bare = rest.trim_start();
            }
        }
        bare
    }

    fn address(&self, name: &str, domain: &str) -> Option<Suggestion> {
        let domain = self.domain(domain)?;
        let name = name.trim_end_matches('@');
        let name = match name.rsplit_once('@') {
            // The address stands there twice over.
            Some((inner, again)) if self.domain(again).as_deref() == Some(domain.as_str()) => inner,
            Some(_) => return None,
            None => name,
        };
        let name = self.name(name, &domain);
        (!name.is_empty()).then(|| Suggestion { text: format!("{name}@{domain}"), spelled: Spelled::Address })
    }

    /// The name before the @ without what no mailbox has in its name.
    fn name(&self, typed: &str, domain: &str) -> String {
        // Quoted names, and addresses of other systems wrapped into one, are not for us to read.
        if typed.contains(['"', '=', '/', '+']) {
            return typed.to_owned();
        }
        let mut name = String::with_capacity(typed.len());
        for c in typed.chars().filter(|c| !c.is_whitespace()) {
            let c = if self.is_dot(c) { '.' } else { c };
            // Names in other scripts go with domains in other scripts (RFC 6531).
            let c = if domain.is_ascii() { self.without_accent(c) } else { c };
            if c != '.' || !name.is_empty() && !name.ends_with('.') {
                name.push(c);
            }
        }
        name.truncate(name.trim_end_matches('.').len());
        name
    }

    fn is_dot(&self, c: char) -> bool {
        let mut buffer = [0; 4];
        let c = c.encode_utf8(&mut buffer);
        self.domains.signs().dot.iter().any(|sign| sign == c)
    }

    fn without_accent(&self, c: char) -> char {
        if c.is_ascii() {
            return c;
        }
        let group = self.domains.signs().accents.iter().find(|group| group.contains(c));
        group.and_then(|group| group.chars().next()).unwrap_or(c)
    }

    /// The domain that was meant, which may be the one that was typed; `None` where nobody can tell.
    fn domain(&self, typed: &str) -> Option<String> {
        let domain = self.clean(typed);
        if domain.is_empty() {
            return None;
        }
        let known = &self.domains;
        if known.is_known(&domain) {
            return Some(domain);
        }
        if let Some(meant) = known.meant_by(&domain) {
            return Some(meant.name.clone());
        }
        for word in known.signs().before.iter().filter(|word| word.ends_with('.')) {
            if let Some(rest) = domain.strip_prefix(word.as_str()).filter(|rest| known.is_known(rest)) {
                return Some(rest.to_owned());
            }
        }
        // Keyboards make accents by themselves; no domain that many people use has one.
        let plain: String = domain.chars().map(|c| self.without_accent(c)).collect();
        if known.is_known(&plain) {
            return Some(plain);
        }
        if !domain.contains('.') {
            return self.without_ending(&domain);
        }
        if has_real_ending(&domain) { Some(self.with_real_ending(domain)) } else { self.with_wrong_ending(&domain) }
    }

    /// Lower case, without blanks, with dots where signs stand for them, and none too many.
    fn clean(&self, typed: &str) -> String {
        let mut domain = String::with_capacity(typed.len());
        for c in typed.chars().flat_map(char::to_lowercase).filter(|c| !c.is_whitespace()) {
            let c = if self.is_dot(c) { '.' } else { c };
            if c != '.' || !domain.is_empty() && !domain.ends_with('.') {
                domain.push(c);
            }
        }
        domain.truncate(domain.trim_end_matches(['.', '-', '_', '>', '"', '\'']).len());
        domain
    }

    /// A domain of one word: its dot or its ending was left out.
    fn without_ending(&self, word: &str) -> Option<String> {
        let squeezed = squeeze(word);
        let undotted =
            self.domains.all().iter().find(|known| known.label().len() > 2 && is_squeezed(&known.name, &squeezed));
        let mut common = self.corrected();
        let named = || common.find(|known| known.label() == word);
        let near = || {
            self.corrected()
                .find(|known| known.slips == Slips::Any && self.is_slip_of(word, known.label(), known.slips))
        };
        undotted.or_else(named).or_else(near).map(|known| known.name.clone())
    }

    /// A domain whose ending does not exist.
    fn with_wrong_ending(&self, domain: &str) -> Option<String> {
        let (head, ending) = domain.rsplit_once('.')?;
        let near = self.domains.near();
        if near.private.iter().any(|private| private == ending) || ending.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let listed = self.domains.endings().iter().filter(|right| right.typos.iter().any(|typo| typo == ending));
        let close = near.endings.iter().filter(|right| ending.len() > 2 && strsim::osa_distance(ending, right) == 1);
        let mut candidates: Vec<String> = Vec::new();
        for right in listed.map(|right| &right.name).chain(close) {
            let candidate = format!("{head}.{right}");
            if has_real_ending(&candidate) {
                candidates.push(candidate);
            }
        }
        // A very common domain that differs in its ending alone, before any ending that is common by itself.
        let mut same = self.domains.all().iter();
        let same = same.find(|known| {
            let (known_head, known_ending) = known.name.rsplit_once('.').unwrap_or_default();
            known_head == head && strsim::osa_distance(known_ending, ending) == 1
        });
        let leads_to_known = |candidate: &String| {
            let meant = self.with_real_ending(candidate.clone());
            self.domains.is_known(&meant).then_some(meant)
        };
        candidates
            .iter()
            .find_map(leads_to_known)
            .or_else(|| same.map(|known| known.name.clone()))
            .or_else(|| self.squeezed(domain))
            .or_else(|| candidates.into_iter().next())
    }

    /// A domain that may exist: corrected only where it is next to a very common one.
    fn with_real_ending(&self, domain: String) -> String {
        if self.domains.is_known(&domain) {
            return domain;
        }
        if let Some(meant) = self.domains.meant_by(&domain) {
            return meant.name.clone();
        }
        if let Some(meant) = self.squeezed(&domain) {
            return meant;
        }
        let Some((label, ending)) = MailDomain::parts(&domain) else { return domain };
        // The endings for which the typed one is a slip, such as .com for .co: most often there is none.
        let meant: Vec<&str> = self
            .domains
            .endings()
            .iter()
            .filter(|right| right.typos.iter().any(|typo| typo == ending))
            .map(|right| right.name.as_str())
            .collect();
        let stands_for = |known: &MailDomain| meant.contains(&known.ending());
        let same_name = if meant.is_empty() {
            None
        } else {
            self.corrected().find(|known| known.label() == label && stands_for(known))
        };
        let same_ending = || {
            self.corrected().find(|known| {
                known.ending() == ending
                    && (self.is_slip_of(label, known.label(), known.slips)
                        || known.slips == Slips::Any && is_early(label, known.label(), ending))
            })
        };
        let both = || {
            let mut corrected = self.corrected().filter(|_| !meant.is_empty());
            corrected.find(|known| {
                known.slips == Slips::Any && stands_for(known) && self.is_slip_of(label, known.label(), known.slips)
            })
        };
        // Letters that changed places, before an ending with which the name stands for this domain (`gamil.it`).
        let swapped = || {
            let letters: Vec<char> = label.chars().collect();
            self.corrected().find(|known| {
                known.slips == Slips::Any
                    && known.label().len() == label.len()
                    && slip(&letters, &known.label().chars().collect::<Vec<_>>()) == Some(Slip::Swapped)
                    && self.domains.meant_by(&format!("{}.{ending}", known.label())) == Some(known)
            })
        };
        same_name.or_else(same_ending).or_else(both).or_else(swapped).map_or(domain.clone(), |known| known.name.clone())
    }

    /// A very common domain with its dot or dash in another place.
    fn squeezed(&self, domain: &str) -> Option<String> {
        let squeezed = squeeze(domain);
        let mut corrected = self.corrected().filter(|known| known.slips == Slips::Any);
        corrected.find(|known| is_squeezed(&known.name, &squeezed)).map(|known| known.name.clone())
    }

    /// The domains whose neighbours are corrected, likeliest first.
    fn corrected(&self) -> impl Iterator<Item = &MailDomain> {
        self.domains.all().iter().filter(|known| known.slips != Slips::None)
    }

    /// Whether `typed` is what fingers make of `right`.
    fn is_slip_of(&self, typed: &str, right: &str, slips: Slips) -> bool {
        let (typed, right) = differing_part(typed, right);
        // No slip changes the length by more than two letters, of at most four bytes each.
        if typed.len().abs_diff(right.len()) > 8 {
            return false;
        }
        let (typed_letters, letters): (Vec<char>, Vec<char>) = (typed.chars().collect(), right.chars().collect());
        let beside = |place: usize| around(&typed_letters, place);
        match (slip(&typed_letters, &letters), slips) {
            (_, Slips::None) => false,
            (Some(Slip::Swapped), _) => true,
            (Some(Slip::Missing(place)), Slips::Word) => place > 0 && letters.len() > 6,
            // Without its first letter a name is often another word.
            (Some(Slip::Missing(place)), Slips::Any) => place > 0,
            (Some(Slip::Extra(place)), _) => {
                let extra = typed_letters.get(place).copied();
                let doubled = beside(place).contains(&extra);
                let slipped =
                    || beside(place).into_iter().flatten().any(|other| extra.is_some_and(|c| self.is_beside(c, other)));
                doubled || slips == Slips::Any && place > 0 && slipped()
            }
            (Some(Slip::Other(place, wrong, meant)), Slips::Any) => {
                // Of two letters side by side the other one was doubled: `yahho`.
                let other_doubled =
                    || beside(place).contains(&Some(wrong)) && around(&letters, place).contains(&Some(meant));
                place > 0 && (self.is_beside(wrong, meant) || self.is_alike(wrong, meant) || other_doubled())
            }
            (None, Slips::Any) => {
                letters.len() >= LONG_NAME
                    && typed_letters.first() == letters.first()
                    && strsim::osa_distance(typed, right) == 2
            }
            _ => false,
        }
    }

    /// Whether two letters are neighbours on the keyboard, along a row or across two.
    fn is_beside(&self, one: char, other: char) -> bool {
        let rows = &self.domains.signs().keyboard;
        let place = |c: char| {
            rows.iter().enumerate().find_map(|(row, keys)| keys.chars().position(|key| key == c).map(|at| (row, at)))
        };
        match (place(one), place(other)) {
            (Some((row, at)), Some((other_row, other_at))) => row.abs_diff(other_row) < 2 && at.abs_diff(other_at) < 2,
            _ => false,
        }
    }

    fn is_alike(&self, one: char, other: char) -> bool {
        let signs = self.domains.signs();
        let together = |group: &String| group.contains(one) && group.contains(other);
        signs.alike.iter().chain(&signs.accents).any(together)
    }

    /// A word without an @: an address that lost it, or the name of a server.
    fn without_at(&self, typed: &str) -> Option<Suggestion> {
        let signs = self.domains.signs();
        for sign in &signs.at {
            let Some((name, domain)) = typed.rsplit_once(sign.as_str()) else { continue };
            let meant = self.domain(domain.trim()).filter(|meant| meant.contains('.'));
            // A letter may also be a letter of the name.
            let sure = |meant: &String| !sign.chars().all(char::is_alphabetic) || self.domains.is_known(meant);
            if let Some(meant) = meant.filter(sure)
                && !name.trim().is_empty()
            {
                return self.address(name.trim(), &meant);
            }
        }
        let domain = self.clean(typed);
        // The name of a web site is none of a mail server, and rightly spelled with its prefix.
        let is_site = signs.before.iter().any(|word| word.ends_with('.') && domain.starts_with(word.as_str()));
        if is_site || self.domains.is_known(&domain) || self.table.settings_for(&domain).is_some() {
            return None;
        }
        self.server(&domain)
            .map(|text| Suggestion { text, spelled: Spelled::Server })
            .or_else(|| self.address_without_at(&domain))
    }

    /// The server that was meant.
    fn server(&self, typed: &str) -> Option<String> {
        let servers = &self.domains.signs().servers;
        let is_server = |word: &str| servers.iter().any(|server| server == word);
        let (first, rest) = typed.split_once('.')?;
        let hosts = || {
            self.table
                .settings()
                .services()
                .iter()
                .flat_map(|service| service.other_hosts.iter().chain([&service.host]))
        };
        if is_server(first) && self.domains.is_known(rest) {
            return None;
        }
        if is_server(first)
            && let Some(meant) = self.domain(rest).filter(|meant| meant != rest && self.domains.is_known(meant))
        {
            return Some(format!("{first}.{meant}"));
        }
        let letters: Vec<char> = typed.chars().collect();
        let squeezed = squeeze(typed);
        let near = hosts().find(|host| {
            let swapped = || slip(&letters, &host.chars().collect::<Vec<_>>()) == Some(Slip::Swapped);
            is_squeezed(host, &squeezed) || host.len() == typed.len() && swapped()
        });
        if let Some(host) = near {
            return Some(host.clone());
        }
        let meant = self.domain(typed)?;
        (meant != typed && self.domains.is_known(&meant)).then_some(meant)
    }

    /// An address whose name and domain run into one another.
    fn address_without_at(&self, typed: &str) -> Option<Suggestion> {
        let signs = self.domains.signs();
        let hosts = || self.table.providers().iter().flat_map(|provider| &provider.hosts);
        let mut best: Option<(&str, &MailDomain)> = None;
        for known in self.corrected() {
            let Some(name) = typed.strip_suffix(known.name.as_str()) else { continue };
            let name = name.trim_end_matches(['.', '-', '_']);
            let first = name.split('.').next().unwrap_or_default();
            let is_host = signs.servers.iter().chain(&signs.before).any(|word| word.trim_end_matches('.') == first);
            // Before a name that means something stands another word as often as a person.
            let is_person =
                known.slips == Slips::Any || name.contains(['.', '_']) || name.ends_with(|c: char| c.is_ascii_digit());
            let longer = best.is_none_or(|(_, other)| other.name.len() < known.name.len());
            let is_host =
                is_host || hosts().any(|host| host.len() > known.name.len() && typed.ends_with(host.as_str()));
            if name.len() >= SHORTEST_NAME && !is_host && is_person && longer {
                best = Some((name, known));
            }
        }
        let (name, known) = best?;
        self.address(name, &known.name)
    }
}

/// The letters before and after the one at `place`.
fn around(letters: &[char], place: usize) -> [Option<char>; 2] {
    [place.checked_sub(1), Some(place + 1)].map(|at| at.and_then(|at| letters.get(at)).copied())
}

/// The one part between dots in which two names of as many parts differ; both names whole where there are more.
fn differing_part<'a>(one: &'a str, other: &'a str) -> (&'a str, &'a str) {
    let mut differing = one.split('.').zip(other.split('.')).filter(|(one, other)| one != other);
    let as_many = one.split('.').count() == other.split('.').count();
    match (differing.next(), differing.next()) {
        (Some(parts), None) if as_many => parts,
        _ => (one, other),
    }
}

/// Whether a letter of the ending came too early: `gmailm.com`.
fn is_early(typed: &str, right: &str, ending: &str) -> bool {
    let extra = typed.strip_prefix(right).and_then(|extra| extra.parse::<char>().ok());
    extra.is_some_and(|letter| ending.contains(letter))
}

/// Whether the domain's ending exists (public suffix list).
fn has_real_ending(domain: &str) -> bool {
    psl::List.suffix(domain.as_bytes()).is_some_and(|suffix| suffix.is_known())
}

/// Without dots and dashes.
fn squeeze(domain: &str) -> String {
    domain.chars().filter(|c| !matches!(c, '.' | '-' | '_')).collect()
}

/// Whether `domain` without its dots and dashes is `squeezed`.
fn is_squeezed(domain: &str, squeezed: &str) -> bool {
    domain.len() >= squeezed.len() && domain.chars().filter(|c| !matches!(c, '.' | '-' | '_')).eq(squeezed.chars())
}

/// The one slip by which `typed` differs from `right`, if it is one.
fn slip(typed: &[char], right: &[char]) -> Option<Slip> {
    let same = typed.iter().zip(right).take_while(|(one, other)| one == other).count();
    let (typed, right) = (typed.get(same..)?, right.get(same..)?);
    let tail = typed.iter().rev().zip(right.iter().rev()).take_while(|(one, other)| one == other).count();
    let (typed, right) = (typed.get(..typed.len() - tail)?, right.get(..right.len() - tail)?);
    match (typed, right) {
        ([], [_]) => Some(Slip::Missing(same)),
        ([_], []) => Some(Slip::Extra(same)),
        ([wrong], [meant]) => Some(Slip::Other(same, *wrong, *meant)),
        ([one, two], [first, second]) if one == second && two == first => Some(Slip::Swapped),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(typed: &str, right: &str) -> Option<Slip> {
        slip(&typed.chars().collect::<Vec<_>>(), &right.chars().collect::<Vec<_>>())
    }

    #[test]
    fn one_slip_of_the_fingers_is_told_from_the_others_and_from_two() {
        assert_eq!(one("gmial", "gmail"), Some(Slip::Swapped));
        assert_eq!(one("gmil", "gmail"), Some(Slip::Missing(2)));
        assert_eq!(one("yahooo", "yahoo"), Some(Slip::Extra(5)));
        assert_eq!(one("gnail", "gmail"), Some(Slip::Other(1, 'n', 'm')));
        assert_eq!(one("gmail", "gmail"), None);
        assert_eq!(one("gnial", "gmail"), None);
    }

    #[test]
    fn keys_are_neighbours_along_a_row_and_across_two() {
        let table = Table::built_in();
        let speller = Speller { domains: table.domains(), table };
        assert!(speller.is_beside('a', 's') && speller.is_beside('g', 't') && !speller.is_beside('q', 'p'));
        assert!(!speller.is_beside('q', 'z'), "a row lies between");
    }

    #[test]
    fn in_a_text_the_hosts_of_others_are_no_mistyped_servers() {
        let table = Table::built_in();
        for text in [
            "AM0PR01.eurprd01.prod.exchangelabs.com and eur05.protection.outlook.com said 550",
            "host mx1.hotmail.com, mta7.am0.yahoodns.net, gmail-smtp-in.l.google.com (see support.google.com/mail)",
            "Postfix 3.7.2 e.g. main.cf or config.con, version 2.0.1",
        ] {
            assert_eq!(suggest_in_text(text, table), None, "{text}");
        }
        let found = suggest_in_text("Server: 'smtp.gmial.com', Port: 25", table).map(|found| found.text);
        assert_eq!(found.as_deref(), Some("smtp.gmail.com"));
    }
}
