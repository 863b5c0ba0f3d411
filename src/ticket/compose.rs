//! From template and facts to a document.

use std::collections::BTreeMap;

use super::facts::Gatherer;
use super::{Block, Document, Options, case_code};
use crate::case::Case;
use crate::diagnosis::Certainty;
use crate::intake::{Kind, moment};
use crate::knowledge::{CauseId, Outcome, ReplyText, Severity, Table, fill_template};
use crate::words::Words;

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
    set("recipients", named(&same, words));
    set("others", named(&others, words));
    let date = report.returned.as_ref().map(|head| head.date.as_str()).filter(|date| !date.is_empty());
    let day = |written: &str| moment(written).map(|moment| gatherer.day(moment.here)).unwrap_or_default();
    set("day", day(date.unwrap_or(&report.arrival_date)));
    set("until", gatherer.worst().map(|recipient| day(&recipient.will_retry_until)).unwrap_or_default());
    let domain = report.sender.rsplit_once('@').map(|(_, domain)| gatherer.redactor.clean(domain));
    set("sender-domain", domain.unwrap_or_default());
    if let Some(verdict) = gatherer.case.verdict() {
        let title = gatherer.table.cause(&verdict.cause).title.get(gatherer.options.lang);
        set("cause", title.to_owned());
        let told = !verdict.cause.is_undetermined();
        set("reason", if told { title.to_owned() } else { String::new() });
        set("outcome", words.outcome(verdict.outcome).to_owned());
        set("actor", words.ticket_actor(verdict.actor).to_owned());
        set("certainty", words.certainty(verdict.certainty).to_owned());
        // Empty ones, which a line begins with that stands only where something is so.
        let marks = [
            ("unsure", verdict.certainty != Certainty::Sure && told),
            ("undelivered", verdict.outcome == Outcome::Failed),
            ("waiting", verdict.outcome == Outcome::Delayed),
            ("several", same.len() > 1),
            ("quoted", !gatherer.notice(1, NOTICE_LETTERS).is_empty()),
        ];
        values.extend(marks.into_iter().filter(|(_, so)| *so).map(|(name, _)| (name, String::new())));
    }
    values
}

/// A few of a list as a sentence names them: `a, b e altri 3`.
fn named(list: &[String], words: &Words) -> String {
    let words = &words.ticket;
    match list {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] if list.len() <= MOST_NAMED => format!("{} {} {last}", first.join(", "), words.and),
        _ => {
            let shown = list.get(..MOST_NAMED).unwrap_or_default().join(", ");
            format!("{shown} {}", words.and_others.replace("{count}", &(list.len() - MOST_NAMED).to_string()))
        }
    }
}

/// What a reply says: of a danger, the warning alone; else a question that only the person can answer, and then about
/// the certified page or the cause. A helpdesk's own cause without a reply has the words of its page.
fn answer(gatherer: &Gatherer<'_>) -> String {
    let Some(verdict) = gatherer.case.verdict() else { return String::new() };
    let (table, options) = (gatherer.table, gatherer.options);
    let returned = gatherer.case.report().kind == Kind::Bounce;
    let letter =
        |reply: &ReplyText| reply.at(returned, verdict.outcome).get(options.lang, options.manner).trim_end().to_owned();
    let warning = verdict.warning.and_then(|id| table.warning(id));
    let asked = warning.and_then(|entry| Some((entry.severity, letter(table.reply(entry.id.as_str())?))));
    if let Some((Severity::Danger, words)) = asked {
        return words;
    }
    let question = asked.map(|(_, words)| words);
    let cause = table.cause(&verdict.cause);
    let page = verdict.code.as_deref().and_then(|code| table.reply(code));
    let of_rule = verdict.deciding_rule(table).and_then(|rule| table.reply(&rule.id));
    let of_cause = of_rule.or_else(|| table.reply(verdict.cause.as_str()));
    // While the server goes on trying, what most causes say would come too early.
    let too_early = verdict.outcome == Outcome::Delayed
        && cause.outcome != Outcome::Delayed
        && page.or(of_cause).is_none_or(|reply| reply.delayed.is_none());
    let waiting = table.reply(CauseId::undetermined().as_str()).filter(|_| too_early && page.is_none());
    let words = match waiting.or(page).or(of_cause) {
        Some(reply) => letter(reply),
        None => [gatherer.headline().1.as_str(), cause.why.get(options.lang)].join("\n"),
    };
    question.into_iter().chain([words]).collect::<Vec<_>>().join("\n")
}
