//! From template and facts to a document.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::facts::Gatherer;
use super::{Block, Document, Options, case_code};
use crate::case::Case;
use crate::diagnosis::Certainty;
use crate::intake::{Kind, moment};
use crate::knowledge::{Outcome, Table, fill_template};

/// How much of a notice is quoted.
const NOTICE_LINES: usize = 30;
const NOTICE_LETTERS: usize = 2000;
/// The most recipients that a sentence names.
const MOST_NAMED: usize = 3;

pub(super) fn compose(case: &Case, table: &Table, options: &Options) -> Option<Document> {
    let gatherer = Gatherer::new(case, table, options);
    let title = gatherer.title()?;
    let template = table.template(options.paper);
    let values = values(&gatherer, &title);
    let known = |name: &str| values.get(name).map(String::as_str).or_else(|| gatherer.facts.get(name));
    let fill = |text: &str| fill_template(text, known);
    // Parts of several lines keep their place: their names are filled with themselves.
    let holds = |name: &str| match name {
        "facts" => Some("{facts}"),
        "answer" => Some("{answer}"),
        "notice" => Some("{notice}"),
        name => known(name),
    };
    let body = fill_template(template.body.get(options.lang, options.manner), holds);
    let mut blocks = Vec::new();
    for paragraph in body.split("\n\n") {
        match paragraph.trim() {
            "{facts}" => {
                let facts: Vec<_> = template.facts.iter().filter_map(|key| gatherer.entry(key)).collect();
                blocks.extend((!facts.is_empty()).then_some(Block::Facts(facts)));
            }
            "{answer}" => {
                let answer = fill(&answer(&gatherer));
                blocks.extend(answer.lines().filter(|line| !line.is_empty()).map(|line| Block::Text(line.to_owned())));
            }
            "{notice}" => {
                let notice = gatherer.notice(NOTICE_LINES, NOTICE_LETTERS);
                blocks.extend((!notice.is_empty()).then_some(Block::Quote(notice)));
            }
            "" => {}
            words if words == title => blocks.push(Block::Title(title.clone())),
            words => blocks.push(Block::Text(words.to_owned())),
        }
    }
    let to = fill(&template.to);
    // A subject is one line, whatever its template makes of it.
    let subject = super::facts::one_line(&fill(template.subject.get(options.lang, options.manner)));
    // A masked address would reach nobody.
    let to = if to.contains('•') || to.contains(char::is_whitespace) { String::new() } else { to };
    Some(Document { paper: options.paper, lang: options.lang, to, subject, blocks })
}

/// What fills the placeholders that only templates have.
fn values(gatherer: &Gatherer<'_>, title: &str) -> BTreeMap<&'static str, String> {
    let report = gatherer.case.report();
    let words = gatherer.words;
    let mut values = BTreeMap::new();
    let mut set = |name: &'static str, value: String| {
        if !value.trim().is_empty() {
            values.insert(name, value);
        }
    };
    if let Some(company) = gatherer.table.company() {
        let given = [
            ("company", &company.name),
            ("desk", &company.contact),
            ("desk-phone", &company.phone),
            ("desk-email", &company.email),
            ("desk-chat", &company.chat),
            ("desk-page", &company.web),
        ];
        for (name, value) in given {
            set(name, value.clone().unwrap_or_default());
        }
        let hours = company.hours.as_ref().map(|hours| hours.get(gatherer.options.lang).to_owned());
        set("desk-hours", hours.unwrap_or_default());
    }
    set("title", title.to_owned());
    set("case", case_code(report));
    set("name", gatherer.redactor.clean_own(gatherer.case.details().name.trim()));
    set("what", gatherer.headline().1);
    let (same, others) = gatherer.by_answer();
    let named = |list: &[String]| {
        let mut text = list.iter().take(MOST_NAMED).cloned().collect::<Vec<_>>().join(", ");
        if list.len() > MOST_NAMED {
            let _ = write!(text, " (+ {})", list.len() - MOST_NAMED);
        }
        text
    };
    set("recipients", named(&same));
    set("others", named(&others));
    let date = report.returned.as_ref().map(|head| head.date.as_str()).filter(|date| !date.is_empty());
    let day = moment(date.unwrap_or(&report.arrival_date)).map(|moment| gatherer.day(&moment));
    set("day", day.unwrap_or_default());
    let domain = report.sender.rsplit_once('@').map(|(_, domain)| gatherer.redactor.clean(domain));
    set("sender-domain", domain.unwrap_or_default());
    if let Some(verdict) = gatherer.case.verdict() {
        let title = gatherer.table.cause(&verdict.cause).title.get(gatherer.options.lang);
        set("cause", title.to_owned());
        set("outcome", words.outcome(verdict.outcome).to_owned());
        set("actor", words.ticket_actor(verdict.actor).to_owned());
        set("certainty", words.certainty(verdict.certainty).to_owned());
        // Empty ones, which a line begins with that stands only where something is so.
        if verdict.certainty != Certainty::Sure && !verdict.cause.is_undetermined() {
            values.insert("unsure", String::new());
        }
        if verdict.outcome == Outcome::Failed {
            values.insert("undelivered", String::new());
        }
    }
    values
}

/// What a reply says about the cause: its own words, or those of the page for a helpdesk's own cause without any.
fn answer(gatherer: &Gatherer<'_>) -> String {
    let Some(verdict) = gatherer.case.verdict() else { return String::new() };
    let options = gatherer.options;
    let returned = gatherer.case.report().kind == Kind::Bounce;
    if let Some(reply) = gatherer.table.reply(&verdict.cause) {
        return reply.at(returned).get(options.lang, options.manner).to_owned();
    }
    let cause = gatherer.table.cause(&verdict.cause);
    [gatherer.headline().1.as_str(), cause.why.get(options.lang)].join("\n")
}
