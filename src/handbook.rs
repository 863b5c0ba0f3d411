//! The whole table as one page to read: `docs/KNOWLEDGE.md`.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::knowledge::{Cause, CodeRef, For, Lang, Outcome, Step, Table, Target, Text};
use crate::words::Words;

/// The table in Markdown, Italian and English side by side. The same table always gives the same page.
pub fn markdown(table: &Table) -> String {
    let mut page = Page { table, text: String::new() };
    page.head();
    page.causes();
    page.shared_steps();
    page.warnings();
    page.questions();
    page.codes();
    page.providers();
    page.services();
    page.signatures();
    page.text
}

/// The sections, each with what its heading is called.
const SECTIONS: [&str; 10] = [
    "Causes",
    "Shared steps",
    "Warnings",
    "Questions",
    "Reply codes",
    "Enhanced status codes",
    "Codes of mail programs",
    "Certified mail",
    "Providers and filters",
    "Mail services",
];

struct Page<'t> {
    table: &'t Table,
    text: String,
}

impl Page<'_> {
    fn line(&mut self, line: &str) {
        self.text.push_str(line.trim_end());
        self.text.push('\n');
    }

    fn section(&mut self, title: &str) {
        let _ = write!(self.text, "\n## {title}\n\n");
    }

    fn head(&mut self) {
        self.line("# What Rimbalzo knows");
        self.line("");
        self.line("Every cause, code, step and provider of the knowledge table, in Italian and English. This page is written from");
        self.line("`assets/knowledge` by `rimbalzo-cli handbook`; change the files there, never this page.");
        self.line("");
        for title in SECTIONS.into_iter().chain(["Signatures"]) {
            self.line(&format!("- [{title}](#{})", title.to_lowercase().replace(' ', "-")));
        }
    }

    fn causes(&mut self) {
        self.section("Causes");
        self.table_head(&["cause", "Italiano", "English", "outcome", "who acts"]);
        for cause in self.table.causes() {
            let (id, outcome, actor) = (&cause.id, cause.outcome.as_str(), cause.place.actor.as_str());
            let (it, en) = (&cause.title.it, &cause.title.en);
            self.row(&[format!("[{id}](#{id})"), it.clone(), en.clone(), outcome.to_owned(), actor.to_owned()]);
        }
        for cause in self.table.causes() {
            self.cause(cause);
        }
    }

    fn cause(&mut self, cause: &Cause) {
        let _ = write!(self.text, "\n### {}\n\n", cause.id);
        for lang in Lang::ALL {
            let words = Words::of(lang);
            let get = |text: &Text| one_line(text.get(lang));
            self.line(&format!("**{}**", get(&cause.title)));
            self.line("");
            let summary = cause.summary_with.as_ref().unwrap_or(&cause.summary);
            self.line(&format!("{} {}", get(summary), get(&cause.why)));
            let actor = words.actor(cause.place.actor);
            self.line(&format!("*{}: {actor}.* {}", words.cli.who, get(&cause.place.actor_why)));
            if let Some(wait) = &cause.wait {
                self.line(&get(wait));
            }
            for (outcome, instead) in [(Outcome::Delayed, &cause.waiting), (Outcome::Failed, &cause.over)] {
                let Some(instead) = instead else { continue };
                let title = instead.title.as_ref().map(|title| format!("**{}.** ", get(title))).unwrap_or_default();
                let why = instead.actor_why.as_ref().map(get).unwrap_or_default();
                let line = format!("*{}.* {title}{} {why}", words.outcome(outcome), get(&instead.summary));
                self.line(line.trim_end());
            }
            self.line("");
            self.steps(&cause.steps, lang, true);
        }
        if !cause.sources.is_empty() {
            self.line(&format!("Sources: {}", cause.sources.join("; ")));
        }
    }

    /// The steps of a list; those that stand elsewhere on the page too are named only.
    fn steps(&mut self, steps: &[Step], lang: Lang, shared_apart: bool) {
        for (number, step) in steps.iter().enumerate() {
            let shared = shared_apart && self.table.shared_steps().iter().any(|known| known.title == step.title);
            let title = one_line(step.title.get(lang));
            let title = if shared { format!("[{title}](#shared-steps)") } else { title };
            let whom = match step.for_whom {
                For::Customer => "",
                For::Agent => " (helpdesk)",
                For::Recipient => " (recipient)",
                For::SenderProvider => " (sender's provider)",
                For::RecipientProvider => " (recipient's provider)",
            };
            let branch = if step.branch { " ↳" } else { "" };
            let mut line = format!("{}.{branch} `{}` {title}{whom}", number + 1, step.id);
            if let Some(question) = &step.question {
                let _ = write!(
                    line,
                    " — {} {} · {} · {}",
                    one_line(question.ask.get(lang)),
                    target(&question.yes),
                    target(&question.no),
                    target(&question.unknown)
                );
            } else if step.then != Target::Next {
                let _ = write!(line, " — {}", target(&step.then));
            }
            self.line(&line);
            if !shared {
                self.step_words(step, lang);
            }
        }
        if !steps.is_empty() {
            self.line("");
        }
    }

    fn step_words(&mut self, step: &Step, lang: Lang) {
        for text in [&step.warning, &step.why, &step.how].into_iter().flatten() {
            self.line(&format!("   - {}", one_line(text.get(lang))));
        }
        for program in &step.programs {
            let words = if lang == Lang::It { &program.it } else { &program.en };
            self.line(&format!("   - *{}*: {}", program.program, one_line(words)));
        }
        if let Some(message) = &step.message {
            self.line(&format!("   - > {}", one_line(message.get(lang))));
        }
    }

    fn shared_steps(&mut self) {
        self.section("Shared steps");
        self.line("A question leads on with *yes · no · don't know*; `↳` is a step that only an answer leads to.");
        for lang in Lang::ALL {
            let _ = write!(self.text, "\n### {}\n\n", if lang == Lang::It { "Passi comuni" } else { "Common steps" });
            self.steps(self.table.shared_steps(), lang, false);
        }
    }

    fn warnings(&mut self) {
        self.section("Warnings");
        for warning in self.table.warnings() {
            let _ = write!(self.text, "\n### {}\n\n", warning.id.as_str());
            for lang in Lang::ALL {
                let (title, meaning) = (one_line(warning.title.get(lang)), one_line(warning.meaning.get(lang)));
                self.line(&format!("**{title}** {meaning}"));
                self.line("");
                self.steps(&warning.steps, lang, true);
            }
        }
    }

    fn questions(&mut self) {
        self.section("Questions");
        self.table_head(&["Italiano", "English", "yes / no"]);
        for doubt in self.table.doubts() {
            let leads: Vec<String> = doubt.leads.iter().map(|lead| format!("{} / {}", lead.yes, lead.no)).collect();
            self.row(&[doubt.ask.it.clone(), doubt.ask.en.clone(), leads.join("; ")]);
        }
    }

    fn codes(&mut self) {
        let table = self.table;
        self.code_table("Reply codes", table.reply_codes().map(CodeRef::Reply));
        self.code_table("Enhanced status codes", table.status_codes().map(CodeRef::Status));
        self.code_table("Codes of mail programs", table.client_codes().iter().map(CodeRef::Client));
        self.code_table("Certified mail", table.certified_pages().iter().map(CodeRef::Certified));
    }

    fn code_table<'a>(&mut self, title: &str, codes: impl Iterator<Item = CodeRef<'a>>) {
        self.section(title);
        self.table_head(&["code", "Italiano", "English", "causes"]);
        for code in codes {
            let causes: Vec<&str> = code.causes().iter().map(crate::knowledge::CauseId::as_str).collect();
            let words = |lang| format!("**{}** {}", code.title().get(lang), code.meaning().get(lang));
            self.row(&[code.code().to_owned(), words(Lang::It), words(Lang::En), causes.join(", ")]);
        }
    }

    fn providers(&mut self) {
        self.section("Providers and filters");
        self.table_head(&["name", "signatures", "help", "to be taken off a list"]);
        let mut count: BTreeMap<&str, usize> = BTreeMap::new();
        for provider in self.table.matcher().signatures().iter().filter_map(|rule| rule.provider.as_deref()) {
            *count.entry(provider).or_default() += 1;
        }
        for provider in self.table.providers() {
            let rules = count.get(provider.id.as_str()).copied().unwrap_or_default();
            let page = |address: &Option<String>| address.clone().unwrap_or_default();
            self.row(&[provider.name.clone(), rules.to_string(), page(&provider.help), page(&provider.delisting)]);
        }
    }

    fn services(&mut self) {
        self.section("Mail services");
        self.table_head(&["name", "outgoing server", "user name", "password", "source"]);
        let settings = self.table.settings();
        for service in settings.services() {
            let server = format!("{} {} {}", service.host, service.port, service.security.as_str());
            let login = settings.logins().iter().find(|login| login.id == service.login);
            let login = login.map(|login| login.name.en.clone()).unwrap_or_default();
            self.row(&[service.name.clone(), server, login, service.password.clone(), service.source.clone()]);
        }
        self.line("");
        for rule in settings.passwords() {
            self.line(&format!("- `{}`: {} / {}", rule.id, rule.text.it, rule.text.en));
        }
    }

    fn signatures(&mut self) {
        self.section("Signatures");
        let rules = self.table.matcher().signatures();
        let mut count: BTreeMap<&str, usize> = BTreeMap::new();
        for rule in rules {
            *count.entry(rule.cause.as_str()).or_default() += 1;
        }
        self.line(&format!("{} rules tell causes by the words of servers, filters and programs:", rules.len()));
        self.line("");
        self.table_head(&["cause", "rules"]);
        for (cause, rules) in count {
            self.row(&[cause.to_owned(), rules.to_string()]);
        }
    }

    fn table_head(&mut self, names: &[&str]) {
        self.line(&format!("| {} |", names.join(" | ")));
        self.line(&format!("|{}", "---|".repeat(names.len())));
    }

    fn row(&mut self, cells: &[String]) {
        let cells: Vec<String> = cells.iter().map(|cell| one_line(cell).replace('|', "\\|")).collect();
        self.line(&format!("| {} |", cells.join(" | ")));
    }
}

fn target(target: &Target) -> String {
    match target {
        Target::Next => "next".to_owned(),
        Target::Solved => "solved".to_owned(),
        Target::Ticket => "ticket".to_owned(),
        Target::Step(id) => format!("`{id}`"),
    }
}

/// A text as one line of Markdown.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('<', "&lt;")
}
