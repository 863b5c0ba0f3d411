//! The words of an HTML text, as a reader sees them: one line for each block, no scripts, no styles.

use super::mail;

/// Elements whose content is not shown.
const HIDDEN: [&str; 5] = ["script", "style", "head", "template", "title"];

/// Elements that stand in running text: their tags end no line.
const INLINE: [&str; 22] = [
    "a", "abbr", "b", "bdi", "bdo", "big", "code", "em", "font", "i", "kbd", "mark", "o:p", "q", "s", "small", "span",
    "strong", "sub", "sup", "tt", "u",
];

/// Takes the tags out of `html`. White space is squeezed to single blanks, entities become their characters.
pub(super) fn to_text(html: &str) -> String {
    let mut text = Text { out: String::with_capacity(html.len() / 2), blank: false };
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        text.words(rest.get(..at).unwrap_or_default());
        rest = rest.get(at + 1..).unwrap_or_default();
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
            continue;
        }
        let name_end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '/' || c == ':')).unwrap_or(rest.len());
        let tag = rest.get(..name_end).unwrap_or_default();
        let name = tag.trim_matches('/').to_ascii_lowercase();
        if name.is_empty() && !rest.starts_with(['!', '?', '/']) {
            // A lone «<»: text, as browsers show it.
            text.words("<");
            continue;
        }
        rest = rest.split_once('>').map_or("", |(_, after)| after);
        if HIDDEN.contains(&name.as_str()) && !tag.starts_with('/') {
            rest = behind_end_tag(rest, &name);
        } else if !INLINE.contains(&name.as_str()) {
            text.line();
        }
    }
    text.words(rest);
    text.out
}

/// What follows the end tag of `name`; nothing where it is missing.
fn behind_end_tag<'h>(html: &'h str, name: &str) -> &'h str {
    let mut rest = html;
    while let Some((_, after)) = rest.split_once("</") {
        let found = after.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name));
        if found {
            return after.split_once('>').map_or("", |(_, after)| after);
        }
        rest = after;
    }
    ""
}

struct Text {
    out: String,
    /// White space is owed before the next word.
    blank: bool,
}

impl Text {
    fn words(&mut self, raw: &str) {
        let mut rest = raw;
        while let Some(c) = rest.chars().next() {
            let length = match c {
                '&' => {
                    rest.get(..rest.floor_char_boundary(12)).and_then(|head| head.find(';')).map_or(1, |end| end + 1)
                }
                _ => c.len_utf8(),
            };
            let piece = rest.get(..length).unwrap_or_default();
            rest = rest.get(length..).unwrap_or_default();
            if c.is_whitespace() || matches!(piece, "&nbsp;" | "&#160;") {
                self.blank = true;
                continue;
            }
            if self.blank && !self.out.is_empty() && !self.out.ends_with('\n') {
                self.out.push(' ');
            }
            self.blank = false;
            if length > 1 && c == '&' { mail::add_entity(&mut self.out, piece) } else { self.out.push_str(piece) }
        }
    }

    fn line(&mut self) {
        self.blank = false;
        if !self.out.is_empty() && !self.out.ends_with('\n') {
            self.out.push('\n');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_become_lines_and_inline_tags_join_nothing() {
        let html = "<html><head><title>x</title></head><body><p>The server said:<br>\n<tt><b>550</b> 5.2.1 &lt;a@example.com&gt;:\n is&nbsp;full</tt></p><div>Fine</div></body></html>";
        assert_eq!(to_text(html), "The server said:\n550 5.2.1 <a@example.com>: is full\nFine\n");
    }

    #[test]
    fn scripts_styles_and_comments_are_not_shown_even_when_they_never_end() {
        assert_eq!(to_text("a<!-- 550 -->b<style>.c421{}</style>c<script>552"), "abc");
        assert_eq!(to_text("1 < 2 & 3"), "1 < 2 & 3");
    }
}
