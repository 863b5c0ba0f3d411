//! What a notice may be besides what it says: a fake that is after a password, or a notice about a message that
//! somebody else has sent. The phrases and names are the table's (`warnings.toml`); what they must come with is here.

use psl::Psl as _;

use super::Warning;
use crate::intake::{Kind, Link, Part, Report};
use crate::knowledge::{Provider, Table, WarningId};

/// The most phrases of a notice that are named as signs.
const MOST: usize = 4;

pub(super) fn find(report: &Report, table: &Table) -> Vec<Warning> {
    let fake = fake(report, table).map(|signs| Warning { id: WarningId::SuspectedFake, signs });
    let forged = || forged(report, table).map(|signs| Warning { id: WarningId::Backscatter, signs });
    fake.or_else(forged).into_iter().collect()
}

/// The signs of a fake: words that lure, in a message that holds nothing a server would have put in, with a link to a
/// stranger's site or a sender in disguise.
fn fake(report: &Report, table: &Table) -> Option<Vec<String>> {
    let from_a_server = report.parts_of(Part::DeliveryStatus).next().is_some() || report.returned.is_some();
    if !report.lures || report.kind == Kind::Code || from_a_server {
        return None;
    }
    let own = || report.head.to.iter().filter_map(|address| domain_of(address));
    let known = |host: &str| own().any(|domain| same_owner(domain, host)) || is_known(host, table);
    let strange = |link: &&Link| !known(&link.host);
    let disguised = |report: &Report| {
        let from = domain_of(&report.head.from)?;
        let name = table.words().disguises.find(&report.head.name)?;
        (!known(from)).then(|| format!("{} <{}>", report.head.name.get(name).unwrap_or_default(), report.head.from))
    };
    let mut signs: Vec<String> = Vec::new();
    for notice in report.parts_of(Part::Notice) {
        let words = report.words(&notice);
        let lures = table.words().lures.find_each(words, MOST);
        signs.extend(lures.into_iter().filter_map(|span| words.get(span)).map(one_line));
        let requests = table.words().requests.find_each(words, MOST);
        signs.extend(requests.into_iter().filter_map(|span| words.get(span)).map(one_line));
        signs.truncate(MOST);
    }
    let several = signs.len() > 1;
    let link = report.links.iter().find(strange).map(|link| link.host.clone());
    let sender = disguised(report);
    // A pasted text has lost its sender, and often its links: it must lure twice.
    let enough = link.is_some() || sender.is_some() || report.kind == Kind::Text && several && report.links.is_empty();
    signs.extend(link);
    signs.extend(sender);
    enough.then_some(signs)
}

/// The signs that the returned message did not come from the person who got it back: it never passed their mail
/// service, or somebody else signed it and servers took it for spam.
fn forged(report: &Report, table: &Table) -> Option<Vec<String>> {
    let returned = report.returned.as_ref().filter(|_| report.kind == Kind::Bounce)?;
    // One server alone is the one that wrote the notice: it proves nothing.
    if returned.hosts.len() < 2 {
        return None;
    }
    let mine = domain_of(report.head.to.first()?)?;
    let stops = || returned.hosts.iter().map(String::as_str).chain(domain_of(&returned.message_id));
    if stops().any(|host| same_owner(mine, host)) {
        return None;
    }
    let service = service_of(mine, table);
    if stops().any(|host| service.iter().any(|known| same_owner(known, host))) {
        return None;
    }
    // A domain of one's own may be served by anyone: there the servers' own doubts must agree.
    let mark = table.words().spam_marks.find(&returned.checks).and_then(|span| returned.checks.get(span)).map(one_line);
    if service.is_empty() && mark.is_none() {
        return None;
    }
    let first = returned.hosts.iter().rev().find(|host| host.contains('.')).cloned();
    let other = domain_of(&returned.from).filter(|from| !same_owner(from, mine)).map(|_| returned.from.clone());
    Some(first.into_iter().chain(mark).chain(other).collect())
}

/// The names of the service that has the mailboxes of `domain`, and of its servers; none where it is not in the table.
fn service_of<'t>(domain: &str, table: &'t Table) -> Vec<&'t str> {
    let serves = |provider: &&Provider| provider.domains.iter().any(|served| served.eq_ignore_ascii_case(domain));
    let of_provider = table.providers().iter().filter(serves);
    let of_provider = of_provider.flat_map(|provider| provider.hosts.iter().chain(&provider.domains));
    let of_settings = table.settings_for(domain).into_iter();
    let of_settings =
        of_settings.flat_map(|service| service.domains.iter().chain([&service.host]).chain(&service.other_hosts));
    of_provider.chain(of_settings).map(String::as_str).collect()
}

/// Whether the host belongs to a provider or mail service of the table, or to somebody else whom honest notices name.
fn is_known(host: &str, table: &Table) -> bool {
    let providers = table.providers().iter().flat_map(|provider| provider.hosts.iter().chain(&provider.domains));
    let services = table.settings().services().iter().flat_map(|service| service.domains.iter().chain([&service.host]));
    providers.chain(services).chain(&table.warning_signs().known_domains).any(|known| same_owner(known, host))
}

/// Whether two names lie under the same registered domain: `mail.example.co.uk` and `www.example.co.uk`.
fn same_owner(one: &str, other: &str) -> bool {
    match (registered(one), registered(other)) {
        (Some(one), Some(other)) => one.eq_ignore_ascii_case(other),
        _ => one.eq_ignore_ascii_case(other),
    }
}

/// The part of a name that somebody has registered, by the list of public suffixes.
fn registered(name: &str) -> Option<&str> {
    let name = name.trim_end_matches('.');
    let domain = psl::List.domain(name.as_bytes())?;
    name.get(name.len().checked_sub(domain.as_bytes().len())?..)
}

fn domain_of(address: &str) -> Option<&str> {
    let domain = address.rsplit_once('@')?.1.trim_end_matches(['>', ' ', '.']);
    (!domain.is_empty()).then_some(domain)
}

fn one_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}
