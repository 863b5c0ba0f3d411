//! The links in a text: what the reader sees of each, and where it leads.

use super::report::Link;
use super::{html, text};

/// The most links that are looked at.
const MOST: usize = 64;

/// The most of a link's own words.
const WORDS: usize = 400;

/// The links of an HTML text or of a plain one.
pub(super) fn links(words: &str, markup: bool) -> Vec<Link> {
    let mut found = Vec::new();
    if markup {
        from_html(words, &mut found);
    }
    if found.is_empty() {
        from_text(words, &mut found);
    }
    found
}

fn from_html(html: &str, found: &mut Vec<Link>) {
    let mut rest = html;
    while let Some((_, after)) = rest.split_once('<') {
        rest = after;
        let Some(tag) = after.strip_prefix(['a', 'A']).filter(|tag| tag.starts_with(char::is_whitespace)) else {
            continue;
        };
        let Some((attributes, behind)) = tag.split_once('>') else { return };
        // A tag that does not close ends with the next one: what is in between is gone through once.
        rest = behind;
        let Some(host) = href(attributes).and_then(|target| host_of(&text::decode_entities(target))) else { continue };
        let words = behind.get(..behind.floor_char_boundary(WORDS)).unwrap_or_default();
        let end = ["</a>", "</A>"].into_iter().filter_map(|tag| words.find(tag)).min();
        let words = words.get(..end.unwrap_or(words.len())).unwrap_or_default();
        found.push(Link { shown: html::to_text(words).trim().to_owned(), host });
        if found.len() == MOST {
            return;
        }
    }
}

/// The value of `href` among the attributes of a tag.
fn href(attributes: &str) -> Option<&str> {
    let at = attributes.to_ascii_lowercase().find("href")?;
    let value = attributes.get(at + 4..)?.trim_start().strip_prefix('=')?.trim_start();
    match value.chars().next()? {
        quote @ ('"' | '\'') => value.get(1..)?.split(quote).next(),
        _ => value.split_whitespace().next(),
    }
}

fn from_text(text: &str, found: &mut Vec<Link>) {
    for at in memchr::memmem::find_iter(text.as_bytes(), b"://").take(MOST) {
        let before = text.get(..at).unwrap_or_default();
        let scheme = before.len() - before.bytes().rev().take_while(u8::is_ascii_alphabetic).count();
        let after = text.get(scheme..).unwrap_or_default();
        let end = after.find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '»' | ']' | '}'));
        let shown = after.get(..end.unwrap_or(after.len())).unwrap_or_default();
        let shown = shown.get(..shown.floor_char_boundary(WORDS)).unwrap_or_default();
        if let Some(host) = host_of(shown) {
            found.push(Link { shown: shown.to_owned(), host });
        }
    }
}

/// The host of an address of the web (RFC 3986 section 3.2), lower case; `None` for other addresses.
fn host_of(url: &str) -> Option<String> {
    let url = url.trim();
    let (scheme, rest) = url.split_once("://")?;
    if !scheme.eq_ignore_ascii_case("http") && !scheme.eq_ignore_ascii_case("https") {
        return None;
    }
    let authority = rest.split(['/', '?', '#', '\\', ' ', ')', ',']).next().unwrap_or_default();
    // What stands before an @ is a name to sign in with, put there to be mistaken for the host.
    let host = authority.rsplit('@').next().unwrap_or_default();
    let host = host
        .rsplit_once(':')
        .filter(|(_, port)| port.bytes().all(|byte| byte.is_ascii_digit()))
        .map_or(host, |(host, _)| host);
    let host = host.trim_matches(['.', '[', ']', '\'', ';']).to_lowercase();
    (host.contains('.') || host.contains(':')).then_some(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(words: &str, markup: bool) -> Vec<(String, String)> {
        links(words, markup).into_iter().map(|link| (link.shown, link.host)).collect()
    }

    #[test]
    fn a_link_is_known_by_its_words_and_by_where_it_leads() {
        let html = "<p><A class=x HREF='https://mail.example.com@login.example.net:8443/x?y=1&amp;z'><b>mail.example.com</b></A>\
            <abbr>x</abbr> <a href=\"mailto:a@example.com\">write</a> <a name=top>x</a>";
        assert_eq!(of(html, true), [("mail.example.com".to_owned(), "login.example.net".to_owned())]);
        assert_eq!(
            of("See <https://Help.example.com/a>. Or http://example.org, or ftp://example.net/x", false),
            [
                ("https://Help.example.com/a".to_owned(), "help.example.com".to_owned()),
                ("http://example.org,".to_owned(), "example.org".to_owned())
            ]
        );
    }

    #[test]
    fn damage_gives_no_link() {
        assert!(of("<a href=", true).is_empty());
        assert!(of("<a href=\"https://", true).is_empty());
        assert!(of("://", false).is_empty());
    }
}
