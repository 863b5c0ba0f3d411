//! What must hold for the whole table once every file has been read: nothing refers to what is not there, both
//! languages say the same, every rule can be reached, every path through a checklist ends somewhere.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::load::{Source, line_of};
use super::phrase::{Normal, Phrase};
use super::step::{Spelled, Step, Target};
use super::text::{Lang, PLACEHOLDERS, SUGGESTION, Text};
use super::{CauseId, CodeRef, Lead, MailDomain, Problem, Slips, Submission, Table, WarningId, Weight};

/// The most steps in sight on any way through a checklist.
const MOST_STEPS: usize = 7;

/// `wording.toml`: what the pages never say.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wording {
    most_words_in_a_sentence: usize,
    banned: Vec<Banned>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Banned {
    lang: Lang,
    words: Vec<String>,
    instead: String,
}

/// Whether a text may ask for the person's own facts.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Placeholders {
    Allowed,
    /// Only the right spelling of what was mistyped.
    Suggestion,
    None,
}

/// How a text must end.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ending {
    FullStop,
    NoFullStop,
    Question,
    Any,
}

pub(super) fn check(table: &Table, wording: &Wording, sources: &[Source]) -> Vec<Problem> {
    let banned = wording.banned.iter().flat_map(|rule| {
        rule.words.iter().map(move |word| (rule.lang, word.clone(), Phrase::parse(word), rule.instead.clone()))
    });
    let mut checker = Checker {
        table,
        sources,
        most_words: wording.most_words_in_a_sentence,
        banned: banned.collect(),
        problems: Vec::new(),
    };
    checker.causes();
    checker.codes();
    checker.signatures();
    checker.domains();
    checker.settings();
    checker.warnings();
    checker.doubts();
    checker.references();
    checker.problems
}

struct Checker<'a> {
    table: &'a Table,
    sources: &'a [Source],
    most_words: usize,
    banned: Vec<(Lang, String, Option<Phrase>, String)>,
    problems: Vec<Problem>,
}

impl Checker<'_> {
    /// Records a problem at the first place in the file where `needle` stands.
    fn problem(&mut self, path: &str, needle: &str, what: String) {
        let source = self.sources.iter().find(|source| source.path == path && source.text.contains(needle));
        let source = source.or_else(|| {
            self.sources.iter().find(|source| source.path.starts_with(path) && source.text.contains(needle))
        });
        let (file, line) = source.map_or((path.to_owned(), 0), |source| {
            (source.shown.clone(), line_of(&source.text, source.text.find(needle).unwrap_or(0)))
        });
        self.problems.push(Problem::new(&file, line, what));
    }

    fn causes(&mut self) {
        if !self.table.has_cause(&CauseId::undetermined()) {
            self.problem(
                "causes/undetermined.toml",
                "",
                "the file is missing: every table needs this cause".to_owned(),
            );
        }
        let table = self.table;
        for cause in table.causes() {
            let path = format!("causes/{}.toml", cause.id);
            self.text(&path, &cause.title, Placeholders::None, Ending::NoFullStop);
            self.text(&path, &cause.summary, Placeholders::None, Ending::FullStop);
            for text in [&cause.why, &cause.place.actor_why]
                .into_iter()
                .chain(cause.returned.as_ref().map(|place| &place.actor_why))
                .chain(&cause.wait)
            {
                self.text(&path, text, Placeholders::None, Ending::FullStop);
            }
            if let Some(text) = &cause.summary_with {
                self.text(&path, text, Placeholders::Allowed, Ending::FullStop);
            }
            self.steps(&path, &cause.steps);
            // The right spelling comes before the others.
            let most = longest(&cause.steps) + 1;
            if cause.check_spelling && most > MOST_STEPS {
                let what = format!("with the right spelling {most} steps are in sight at once: take one out");
                self.problem(&path, "check_spelling", what);
            }
        }
        for spelled in [Spelled::Address, Spelled::Server] {
            let proposes = |step: &Step| step.suggests == Some(spelled);
            if table.causes().any(|cause| cause.check_spelling) && !table.shared_steps().iter().any(proposes) {
                let what = format!("no step proposes the right spelling: add one with suggests ({spelled:?})");
                self.problem("steps.toml", "", what);
            }
        }
        for step in table.shared_steps() {
            self.step("steps.toml", step);
        }
    }

    fn codes(&mut self) {
        let table = self.table;
        for entry in table.reply_codes() {
            let path = "reply-codes.toml";
            self.text(path, &entry.title, Placeholders::None, Ending::NoFullStop);
            self.text(path, &entry.meaning, Placeholders::None, Ending::FullStop);
            self.steps(path, &entry.steps);
            let three_digits = entry.code.len() == 3 && entry.code.bytes().all(|byte| byte.is_ascii_digit());
            if !three_digits {
                self.problem(path, &entry.code, format!("«{}» is no reply code: it has three digits", entry.code));
            }
        }
        for entry in table.status_codes() {
            self.text("status-codes.toml", &entry.title, Placeholders::None, Ending::NoFullStop);
            self.text("status-codes.toml", &entry.meaning, Placeholders::None, Ending::FullStop);
        }
        for entry in table.client_codes() {
            self.text("client-codes.toml", &entry.title, Placeholders::None, Ending::NoFullStop);
            self.text("client-codes.toml", &entry.meaning, Placeholders::None, Ending::FullStop);
            self.steps("client-codes.toml", &entry.steps);
        }
        for entry in table.certified_pages() {
            let path = "certified.toml";
            self.text(path, &entry.title, Placeholders::None, Ending::NoFullStop);
            self.text(path, &entry.meaning, Placeholders::None, Ending::FullStop);
            self.steps(path, &entry.steps);
            if table.kind_rule(&entry.code).is_none() {
                let what = format!("no message leads to «{}»: add it to the kinds of messages.toml", entry.code);
                self.problem(path, &format!("\"{}\"", entry.code), what);
            }
        }
        let certified = table.certified_pages().iter().map(CodeRef::Certified);
        for code in table.codes().chain(certified).filter(|code| code.causes().is_empty()) {
            let what = format!("the code {} has no causes: name at least one", code.code());
            self.problem("", &format!("\"{}\"", code.code()), what);
        }
    }

    fn step(&mut self, path: &str, step: &Step) {
        let filled = if step.suggests.is_some() { Placeholders::Suggestion } else { Placeholders::None };
        self.text(path, &step.title, filled, Ending::NoFullStop);
        for text in [&step.why, &step.how].into_iter().flatten() {
            self.text(path, text, filled, Ending::FullStop);
        }
        if let Some(text) = &step.warning {
            self.text(path, text, Placeholders::None, Ending::FullStop);
        }
        if step.suggests.is_some() && !step.title.it.contains(&format!("{{{SUGGESTION}}}")) {
            let what = format!("the step «{}» suggests a spelling: put {{{SUGGESTION}}} into its title", step.id);
            self.problem(path, &format!("\"{}\"", step.id), what);
        }
        for program in &step.programs {
            // A bare path through the menus needs no full stop.
            let text = Text { it: program.it.clone(), en: program.en.clone() };
            self.text(path, &text, Placeholders::None, Ending::Any);
        }
        if let Some(message) = &step.message {
            self.text(path, message, Placeholders::Allowed, Ending::Any);
        }
        if let Some(question) = &step.question {
            self.text(path, &question.ask, Placeholders::None, Ending::Any);
        }
    }

    fn steps(&mut self, path: &str, steps: &[Step]) {
        for (index, step) in steps.iter().enumerate() {
            if !self.table.shared_steps().iter().any(|shared| shared.id == step.id && shared.title == step.title) {
                self.step(path, step);
            }
            if steps.iter().take(index).any(|earlier| earlier.id == step.id) {
                self.problem(
                    path,
                    &format!("\"{}\"", step.id),
                    format!("the step «{}» stands twice in the list: take one out", step.id),
                );
            }
            let question = step.question.as_ref();
            let targets =
                question.map(|question| [&question.yes, &question.no, &question.unknown]).into_iter().flatten();
            for target in targets.chain([&step.then]) {
                let Target::Step(id) = target else { continue };
                let what = match steps.iter().position(|other| other.id == *id) {
                    Some(found) if found > index => continue,
                    Some(_) => format!("the step «{}» leads back to «{id}»: it may only lead to a later step", step.id),
                    None => {
                        format!("the step «{}» leads to «{id}», which is not in the list: correct the name", step.id)
                    }
                };
                self.problem(path, &format!("\"{}\"", step.id), what);
            }
            let led_to = || {
                steps.iter().any(|other| {
                    let question = other.question.as_ref();
                    let targets =
                        question.map(|question| [&question.yes, &question.no, &question.unknown]).into_iter().flatten();
                    targets.chain([&other.then]).any(|target| *target == Target::Step(step.id.clone()))
                })
            };
            if step.branch && !led_to() {
                let what = format!("no answer leads to the step «{}»: lead one there, or take «branch» out", step.id);
                self.problem(path, &format!("\"{}\"", step.id), what);
            }
        }
        let most = longest(steps);
        if most > MOST_STEPS {
            let needle = steps.first().map(|step| format!("\"{}\"", step.id)).unwrap_or_default();
            self.problem(path, &needle, format!("{most} steps are in sight at once: keep to {MOST_STEPS}"));
        }
    }

    fn signatures(&mut self) {
        let table = self.table;
        let matcher = table.matcher();
        for (index, signature) in matcher.signatures().iter().enumerate() {
            let path = "signatures/";
            let needle = format!("\"{}\"", signature.id);
            // The codes of a text are those the rule asks for, where they stand in it.
            let look = |text: &str| {
                let standing = |wanted: &[String]| {
                    wanted.iter().find(|code| text.contains(code.as_str())).cloned().unwrap_or_default()
                };
                let (reply, status) = (standing(&signature.reply), standing(&signature.status));
                if signature.near.is_empty() {
                    matcher.find(text, &reply, &status)
                } else {
                    matcher.find_beside(text, &reply, &status)
                }
            };
            let hits = look(&signature.example);
            if hits.iter().all(|hit| hit.signature != index) {
                self.problem(
                    path,
                    &needle,
                    format!("«{}» does not find its own example: correct the one or the other", signature.id),
                );
            }
            let weight =
                |number: usize| matcher.signatures().get(number).map_or(Weight::Hint, |signature| signature.weight);
            let earlier = hits.iter().find(|hit| hit.signature < index && weight(hit.signature) == signature.weight);
            if let Some(thief) = earlier.and_then(|hit| matcher.signatures().get(hit.signature)) {
                let what = format!(
                    "«{}» is never reached: «{}» before it finds its example; make that one narrower or move this one up",
                    signature.id, thief.id
                );
                self.problem(path, &needle, what);
            }
            for text in &signature.not {
                if look(text).iter().any(|hit| hit.signature == index) {
                    self.problem(
                        path,
                        &needle,
                        format!("«{}» finds its counter-example «{text}»: make it narrower", signature.id),
                    );
                }
            }
            if let Some(provider) = signature.provider.as_ref().filter(|id| table.provider(id).is_none()) {
                self.problem(path, &needle, format!("providers.toml has no «{provider}»: add it or correct the name"));
            }
        }
    }

    fn domains(&mut self) {
        let path = "domains.toml";
        let table = self.table;
        let domains = table.domains();
        for domain in domains.all() {
            let needle = format!("\"{}\"", domain.name);
            if !is_domain(&domain.name) {
                self.problem(path, &needle, format!("«{}» is no domain: lower case, with a dot", domain.name));
            }
            for typo in &domain.typos {
                self.typo(path, typo, domain);
            }
            if domain.slips != Slips::None && domain.label().chars().count() < SHORTEST_CORRECTED {
                let what = format!("«{}» is too short for slips: too many names are next to it", domain.name);
                self.problem(path, &needle, what);
            }
        }
        let mut seen = BTreeSet::new();
        for typo in domains.endings().iter().flat_map(|ending| &ending.typos) {
            if !seen.insert(typo) || domains.endings().iter().any(|ending| ending.name == *typo) {
                let what = format!("the ending «{typo}» stands for two: take one out");
                self.problem(path, &format!("\"{typo}\""), what);
            }
        }
        for group in domains.signs().accents.iter().chain(&domains.signs().alike) {
            if group.chars().count() < 2 {
                self.problem(path, group, format!("«{group}» is a group of one: add what it is taken for"));
            }
        }
    }

    /// A mistyped form is nobody's own domain and means one domain.
    fn typo(&mut self, path: &str, typo: &str, domain: &MailDomain) {
        let domains = self.table.domains();
        let needle = format!("\"{typo}\"");
        if domains.is_known(typo) {
            let what =
                format!("«{typo}» is a domain of the table and a mistyped «{}»: it can be one only", domain.name);
            self.problem(path, &needle, what);
        }
        if let Some(other) = domains.meant_by(typo).filter(|other| other.name != domain.name) {
            let what = format!("«{typo}» stands for «{}» and «{}»: take one out", other.name, domain.name);
            self.problem(path, &needle, what);
        }
        if !is_domain(typo) {
            self.problem(path, &needle, format!("«{typo}» is no domain: lower case, with a dot"));
        }
    }

    fn settings(&mut self) {
        let path = "settings.toml";
        let table = self.table;
        let settings = table.settings();
        for login in settings.logins() {
            self.text(path, &login.name, Placeholders::None, Ending::NoFullStop);
        }
        for rule in settings.passwords() {
            self.text(path, &rule.text, Placeholders::None, Ending::FullStop);
        }
        self.text(path, &settings.words().enable, Placeholders::None, Ending::FullStop);
        let mut domains = BTreeSet::new();
        for service in settings.services() {
            for what in service_faults(service, table) {
                self.problem(path, &format!("\"{}\"", service.id), what);
            }
            for domain in &service.domains {
                if !domains.insert(domain) {
                    let what = format!("the domain «{domain}» stands in two services: take one out");
                    self.problem(path, &format!("\"{domain}\""), what);
                }
            }
        }
    }

    /// Every warning that the diagnosis can give has its words, and every phrase of its signs can be found.
    fn warnings(&mut self) {
        let path = "warnings.toml";
        let table = self.table;
        for id in WarningId::ALL.into_iter().filter(|id| table.warning(*id).is_none()) {
            self.problem(path, "", format!("the warning «{}» has no entry: add one", id.as_str()));
        }
        if table.kind_rule(WarningId::SuspectedFake.as_str()).is_none() {
            let what = "the kinds have no «suspected-fake»: say which cause such a message has".to_owned();
            self.problem("messages.toml", "", what);
        }
        for entry in table.warnings() {
            self.text(path, &entry.title, Placeholders::None, Ending::NoFullStop);
            self.text(path, &entry.meaning, Placeholders::None, Ending::FullStop);
            self.steps(path, &entry.steps);
            if entry.steps.is_empty() {
                let what = format!("the warning «{}» says not what to do: add a step", entry.id.as_str());
                self.problem(path, &format!("\"{}\"", entry.id.as_str()), what);
            }
        }
        let signs = table.warning_signs();
        for (list, phrases) in signs.phrases() {
            let mut seen = BTreeSet::new();
            for phrase in phrases {
                let needle = format!("\"{phrase}\"");
                if Phrase::parse(phrase).is_none() {
                    self.problem(path, &needle, format!("a phrase of {list} is empty: fill it in or take it out"));
                } else if !seen.insert(Normal::new(phrase).text) {
                    self.problem(path, &needle, format!("{list} has «{phrase}» twice: take one out"));
                }
            }
        }
        for domain in signs.known_domains.iter().filter(|domain| !is_domain(domain)) {
            let what = format!("«{domain}» is no domain: lower case, with a dot");
            self.problem(path, &format!("\"{domain}\""), what);
        }
    }

    fn doubts(&mut self) {
        let path = "questions.toml";
        let table = self.table;
        for (index, doubt) in table.doubts().iter().enumerate() {
            let needle = format!("\"{}\"", doubt.id);
            self.text(path, &doubt.ask, Placeholders::None, Ending::Question);
            if doubt.leads.is_empty() {
                let what = format!("the question «{}» decides nothing: add its leads", doubt.id);
                self.problem(path, &needle, what);
            }
            for (number, lead) in doubt.leads.iter().enumerate() {
                let what = if lead.yes == lead.no {
                    format!("«{}» leads to «{}» either way: name two causes", doubt.id, lead.yes)
                } else if let Some(unknown) = [&lead.yes, &lead.no].into_iter().find(|id| !table.has_cause(id)) {
                    format!("there is no causes/{unknown}.toml: correct the name or write the file")
                } else if let Some(earlier) = self.earlier_doubt(index, number, lead) {
                    format!("«{earlier}» asks about «{}» and «{}» already: take one out", lead.yes, lead.no)
                } else {
                    continue;
                };
                self.problem(path, &needle, what);
            }
        }
    }

    /// The question before this lead that decides between the same two causes.
    fn earlier_doubt(&self, index: usize, number: usize, lead: &Lead) -> Option<&str> {
        let same = |other: &&Lead| other.is_between(&lead.yes, &lead.no);
        let before = self.table.doubts().iter().take(index).find(|doubt| doubt.leads.iter().any(|other| same(&other)));
        let own =
            self.table.doubts().get(index).filter(|doubt| doubt.leads.iter().take(number).any(|other| same(&other)));
        before.or(own).map(|doubt| doubt.id.as_str())
    }

    /// Every cause that is named has a file, and every file's cause is named somewhere.
    fn references(&mut self) {
        let table = self.table;
        let mut named: BTreeSet<&CauseId> = BTreeSet::new();
        for code in table.codes().chain(table.certified_pages().iter().map(CodeRef::Certified)) {
            named.extend(code.causes());
        }
        for signature in table.matcher().signatures() {
            named.insert(&signature.cause);
            named.extend(&signature.also);
        }
        named.extend(table.messages().kinds.iter().map(|rule| &rule.cause));
        for id in &named {
            if !table.has_cause(id) {
                self.problem(
                    "",
                    &format!("\"{id}\""),
                    format!("there is no causes/{id}.toml: correct the name or write the file"),
                );
            }
        }
        for cause in table.causes() {
            if !named.contains(&cause.id) && !cause.id.is_undetermined() {
                let what = "no code and no signature leads to this cause: name it in one".to_owned();
                self.problem(&format!("causes/{}.toml", cause.id), "", what);
            }
        }
    }

    fn text(&mut self, path: &str, text: &Text, placeholders: Placeholders, ending: Ending) {
        for lang in Lang::ALL {
            let words = text.get(lang);
            let needle: String =
                words.lines().find(|line| !line.trim().is_empty()).unwrap_or_default().chars().take(60).collect();
            for what in self.faults(words, lang, ending) {
                self.problem(path, &needle, format!("{}: {what} («{needle}»)", lang.code()));
            }
            let unknown = text.placeholders(lang).into_iter().find(|name| !PLACEHOLDERS.contains(name));
            if let Some(name) = unknown {
                self.problem(
                    path,
                    &needle,
                    format!("there is no placeholder {{{name}}}: use one of {}", PLACEHOLDERS.join(", ")),
                );
            }
            let out_of_place = text.placeholders(lang).into_iter().any(|name| match placeholders {
                Placeholders::Allowed => name == SUGGESTION,
                Placeholders::Suggestion => name != SUGGESTION,
                Placeholders::None => true,
            });
            if out_of_place {
                let what = format!(
                    "placeholders stand only in summary_with and message, {{{SUGGESTION}}} only in steps with suggests: \
                     take this one out"
                );
                self.problem(path, &needle, what);
            }
        }
        let sorted = |lang| text.placeholders(lang).into_iter().collect::<BTreeSet<_>>();
        if sorted(Lang::It) != sorted(Lang::En) {
            let needle: String = text.it.lines().next().unwrap_or_default().chars().take(60).collect();
            self.problem(
                path,
                &needle,
                "the two languages use different placeholders: use the same in both".to_owned(),
            );
        }
    }

    /// What a text does that no page does.
    fn faults(&self, words: &str, lang: Lang, ending: Ending) -> Vec<String> {
        let mut faults = Vec::new();
        if words.trim().is_empty() {
            return vec!["the text is empty: write it".to_owned()];
        }
        let normal = Normal::new(words);
        for (_, word, phrase, instead) in self.banned.iter().filter(|(banned, ..)| *banned == lang) {
            let found = match phrase {
                Some(phrase) => phrase.find(&normal.text).is_some(),
                None => words.contains(word.as_str()),
            };
            if found {
                faults.push(format!("the page does not say «{word}»: {instead}"));
            }
        }
        let last = words.trim_end().chars().next_back();
        match ending {
            Ending::FullStop if !matches!(last, Some('.' | '?' | '»' | '”' | ')')) => {
                faults.push("the sentence has no full stop: add it".to_owned());
            }
            Ending::Question if last != Some('?') => {
                faults.push("a question ends with a question mark: add it".to_owned());
            }
            Ending::NoFullStop if last == Some('.') => faults.push("a title has no full stop: take it out".to_owned()),
            _ => {}
        }
        let longest = words
            .split(['.', ':', '?', ';', '\n'])
            .map(|sentence| sentence.split_whitespace().count())
            .max()
            .unwrap_or(0);
        if longest > self.most_words {
            faults.push(format!("a sentence has {longest} words: keep to {}", self.most_words));
        }
        faults
    }
}

/// Names shorter than this have too many neighbours to be corrected.
const SHORTEST_CORRECTED: usize = 5;

fn is_domain(name: &str) -> bool {
    let part =
        |part: &str| !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() && !c.is_uppercase() || c == '-');
    name.contains('.') && name.split('.').all(part)
}

fn service_faults(service: &Submission, table: &Table) -> Vec<String> {
    let mut faults = Vec::new();
    let id = &service.id;
    let names = service.domains.iter().chain([&service.host]).chain(&service.other_hosts);
    faults
        .extend(names.filter(|name| !is_domain(name)).map(|name| format!("«{name}» of «{id}» is no name of a domain")));
    if !table.settings().logins().iter().any(|login| login.id == service.login) {
        faults.push(format!("«{id}» has the login «{}», which is not in the file: add it", service.login));
    }
    if !table.settings().passwords().iter().any(|rule| rule.id == service.password) {
        faults.push(format!("«{id}» has the password «{}», which is not in the file: add it", service.password));
    }
    if !matches!(service.port, 465 | 587) {
        faults.push(format!("«{id}» has the port {}: messages are handed in at 465 or 587", service.port));
    }
    faults
}

/// The most steps in sight on any way through the list; targets point forward, so the way back to front finds it.
fn longest(steps: &[Step]) -> usize {
    let mut from: Vec<usize> = vec![0; steps.len() + 1];
    let next = |index: usize| {
        steps.iter().enumerate().skip(index).find(|(_, step)| !step.branch).map_or(steps.len(), |(at, _)| at)
    };
    for (index, step) in steps.iter().enumerate().rev() {
        let value = |target: &Target| match target {
            Target::Next => from.get(next(index + 1)).copied().unwrap_or(0),
            Target::Step(id) => {
                steps.iter().position(|step| step.id == *id).and_then(|at| from.get(at)).copied().unwrap_or(0)
            }
            Target::Solved | Target::Ticket => 0,
        };
        let most = match &step.question {
            Some(question) => {
                [&question.yes, &question.no, &question.unknown].into_iter().map(value).max().unwrap_or(0)
            }
            None => value(&step.then),
        };
        // What somebody else does for an agent is no step in the customer's sight.
        let seen = usize::from(step.for_whom != super::For::Agent);
        if let Some(slot) = from.get_mut(index) {
            *slot = most + seen;
        }
    }
    from.get(next(0)).copied().unwrap_or(0)
}
