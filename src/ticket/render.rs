//! The forms of a ticket.

use mail_builder::MessageBuilder;
use mail_builder::headers::raw::Raw;

use super::{Form, Options, Ticket};

pub(super) fn render(ticket: &Ticket, options: &Options) -> String {
    match options.form {
        Form::Text => text(ticket),
        Form::Markdown => markdown(ticket),
        Form::Html => html(ticket),
        Form::Json => json(ticket),
        Form::Eml => eml(ticket),
    }
}

/// Paragraphs before and after the facts, with the facts between them.
fn frame(ticket: &Ticket, facts: Vec<String>) -> String {
    let mut blocks: Vec<String> = ticket.opening.clone();
    blocks.push(facts.join("\n"));
    blocks.extend(ticket.closing.iter().cloned());
    blocks.join("\n\n") + "\n"
}

fn text(ticket: &Ticket) -> String {
    let mut lines = vec![ticket.title.clone()];
    for entry in &ticket.entries {
        match entry.values.as_slice() {
            [value] => lines.push(format!("{}: {value}", entry.label)),
            values => {
                lines.push(format!("{}:", entry.label));
                lines.extend(values.iter().map(|value| format!("- {value}")));
            }
        }
    }
    frame(ticket, lines)
}

fn markdown(ticket: &Ticket) -> String {
    // What a server wrote is shown as it is: Markdown's own marks are taken out of force.
    let plain = |value: &str| {
        let mut shown = String::with_capacity(value.len());
        for c in value.chars() {
            if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~') {
                shown.push('\\');
            }
            shown.push(c);
        }
        shown
    };
    let mut lines = vec![format!("## {}", plain(&ticket.title)), String::new()];
    for entry in &ticket.entries {
        match entry.values.as_slice() {
            [value] => lines.push(format!("- **{}**: {}", entry.label, plain(value))),
            values => {
                lines.push(format!("- **{}**:", entry.label));
                lines.extend(values.iter().map(|value| format!("  - {}", plain(value))));
            }
        }
    }
    frame(ticket, lines)
}

fn html(ticket: &Ticket) -> String {
    let plain =
        |value: &str| value.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
    let paragraph = |text: &String| format!("<p>{}</p>", plain(text));
    let mut lines: Vec<String> = ticket.opening.iter().map(paragraph).collect();
    lines.push(format!("<p><b>{}</b></p>", plain(&ticket.title)));
    lines.push("<table>".to_owned());
    for entry in &ticket.entries {
        let values: Vec<String> = entry.values.iter().map(|value| plain(value)).collect();
        lines.push(format!(
            "<tr><th align=\"left\" valign=\"top\">{}</th><td>{}</td></tr>",
            plain(&entry.label),
            values.join("<br>")
        ));
    }
    lines.push("</table>".to_owned());
    lines.extend(ticket.closing.iter().map(paragraph));
    lines.join("\n") + "\n"
}

fn json(ticket: &Ticket) -> String {
    let mut fields = serde_json::Map::new();
    fields.insert("title".to_owned(), ticket.title.clone().into());
    for entry in &ticket.entries {
        let many = matches!(entry.key, "to" | "evidence" | "alternatives" | "steps");
        let value = match entry.values.as_slice() {
            _ if entry.id.is_some() => entry.id.clone().into(),
            [value] if !many => value.clone().into(),
            values => values.into(),
        };
        fields.insert(entry.key.to_owned(), value);
    }
    serde_json::to_string_pretty(&fields).unwrap_or_default() + "\n"
}

/// A message that mail programs open as a draft of one's own: `X-Unsent: 1` is Outlook's word for it.
fn eml(ticket: &Ticket) -> String {
    let message = MessageBuilder::new()
        .subject(ticket.title.clone())
        .header("X-Unsent", Raw::new("1"))
        .text_body(text(ticket))
        .html_body(html(ticket));
    message.write_to_string().unwrap_or_default()
}
