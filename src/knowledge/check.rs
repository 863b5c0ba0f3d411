//! What must hold for the whole table once every file has been read: nothing refers to what is not there, both
//! languages say the same, every rule can be reached, every path through a checklist ends somewhere.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::fault::{Fault, What};
use super::phrase::{Normal, Phrase};
use super::source::{Source, line_of};
use super::step::{Spelled, Step, Target};
use super::template::{BLOCKS, FACTS, Letter, Paper, TEMPLATE_WORDS, Templates, names_in};
use super::text::{Lang, PLACEHOLDERS, SUGGESTION, Text};
use super::{CauseId, CodeRef, Lead, MailDomain, Problem, Slips, Submission, Table, WarningId, Weight};

/// The most steps in sight on any way through a checklist.
const MOST_STEPS: usize = 7;

/// A rule of the helpdesk's own may take over this many of the program's examples.
const MOST_OVERRULED: usize = 5;

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
    checker.company();
    checker.templates();
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
    fn problem(&mut self, path: &str, needle: &str, what: impl Into<What>) {
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
            self.problem("causes/undetermined.toml", "", Fault::UndeterminedMissing);
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
                .chain(
                    [&cause.waiting, &cause.over]
                        .into_iter()
                        .flatten()
                        .filter_map(|instead| instead.actor_why.as_ref()),
                )
            {
                self.text(&path, text, Placeholders::None, Ending::FullStop);
            }
            for text in [&cause.summary_with, &cause.summary_fuller].into_iter().flatten() {
                self.text(&path, text, Placeholders::Allowed, Ending::FullStop);
            }
            for instead in [&cause.waiting, &cause.over].into_iter().flatten() {
                if let Some(title) = &instead.title {
                    self.text(&path, title, Placeholders::None, Ending::NoFullStop);
                }
                self.text(&path, &instead.summary, Placeholders::None, Ending::FullStop);
                if let Some(text) = &instead.summary_with {
                    self.text(&path, text, Placeholders::Allowed, Ending::FullStop);
                }
            }
            self.steps(&path, &cause.steps);
            // The right spelling comes before the others.
            let most = longest(&cause.steps) + 1;
            if cause.check_spelling && most > MOST_STEPS {
                let what = Fault::TooManyWithSpelling.with("count", most.to_string());
                self.problem(&path, "check_spelling", what);
            }
        }
        for spelled in [Spelled::Address, Spelled::Server] {
            let proposes = |step: &Step| step.suggests == Some(spelled);
            if table.causes().any(|cause| cause.check_spelling) && !table.shared_steps().iter().any(proposes) {
                let sort = format!("{spelled:?}").to_lowercase();
                self.problem("steps.toml", "", Fault::NoSpellingStep.with("sort", sort));
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
                self.problem(path, &entry.code, Fault::NoReplyCode.with("code", &entry.code));
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
                let what = Fault::CertifiedUnreached.with("code", &entry.code);
                self.problem(path, &format!("\"{}\"", entry.code), what);
            }
        }
        let named = table.reply_codes().map(|entry| (CodeRef::Reply(entry), entry.actor));
        let certified = table.certified_pages().iter().map(|entry| (CodeRef::Certified(entry), entry.actor));
        let statuses = table.status_codes().filter_map(|entry| Some((CodeRef::Status(entry), entry.actor?)));
        let clients = table.client_codes().iter().filter_map(|entry| Some((CodeRef::Client(entry), entry.actor?)));
        for (code, actor) in named.chain(certified).chain(statuses).chain(clients) {
            let path = match code {
                CodeRef::Reply(_) => "reply-codes.toml",
                CodeRef::Status(_) => "status-codes.toml",
                CodeRef::Client(_) => "client-codes.toml",
                CodeRef::Certified(_) => "certified.toml",
            };
            match (code.actor_why(), code.causes().first()) {
                (Some(why), _) => self.text(path, why, Placeholders::None, Ending::FullStop),
                // The page would name one actor and say why it is another's turn.
                (None, Some(cause)) if table.has_cause(cause) && table.cause(cause).place.actor != actor => {
                    let what = Fault::ActorUnexplained.with("code", code.code()).and("cause", cause.as_str());
                    self.problem(path, &format!("\"{}\"", code.code()), what);
                }
                _ => {}
            }
        }
        let certified = table.certified_pages().iter().map(CodeRef::Certified);
        for code in table.codes().chain(certified).filter(|code| code.causes().is_empty()) {
            self.problem("", &format!("\"{}\"", code.code()), Fault::CodeWithoutCause.with("code", code.code()));
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
            self.problem(path, &format!("\"{}\"", step.id), Fault::SuggestionNotInTitle.with("id", &step.id));
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
                self.problem(path, &format!("\"{}\"", step.id), Fault::StepTwice.with("id", &step.id));
            }
            let question = step.question.as_ref();
            let targets =
                question.map(|question| [&question.yes, &question.no, &question.unknown]).into_iter().flatten();
            for target in targets.chain([&step.then]) {
                let Target::Step(id) = target else { continue };
                let what = match steps.iter().position(|other| other.id == *id) {
                    Some(found) if found > index => continue,
                    Some(_) => Fault::LeadsBack.with("id", &step.id).and("target", id),
                    None => {
                        let known = steps.iter().map(|step| step.id.as_str()).chain(["next", "solved", "ticket"]);
                        Fault::LeadsNowhere.with("id", &step.id).and("target", id).near(id, known)
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
                self.problem(path, &format!("\"{}\"", step.id), Fault::BranchUnreached.with("id", &step.id));
            }
        }
        let most = longest(steps);
        if most > MOST_STEPS {
            let needle = steps.first().map(|step| format!("\"{}\"", step.id)).unwrap_or_default();
            let what = Fault::TooManySteps.with("count", most.to_string()).and("most", MOST_STEPS.to_string());
            self.problem(path, &needle, what);
        }
    }

    fn signatures(&mut self) {
        let table = self.table;
        let matcher = table.matcher();
        let path = "signatures/";
        let own = self.own_signatures();
        // The rules that each of the helpdesk's own leaves nothing to.
        let mut overruled: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (index, signature) in matcher.signatures().iter().enumerate() {
            let needle = format!("\"{}\"", signature.id);
            if let Some(title) = &signature.title {
                self.text(path, title, Placeholders::None, Ending::NoFullStop);
            }
            if let Some(summary) = &signature.summary {
                self.text(path, summary, Placeholders::None, Ending::FullStop);
            }
            if let Some(note) = &signature.note {
                self.text(path, note, Placeholders::None, Ending::FullStop);
            } else if signature.actor.is_some() {
                self.problem(path, &needle, Fault::ActorWithoutNote.with("id", &signature.id));
            }
            // The codes of a text are those the rule asks for, where they stand in it.
            let look = |text: &str| {
                let standing = |wanted: &[String]| {
                    wanted.iter().find(|code| text.contains(code.as_str())).cloned().unwrap_or_default()
                };
                let (reply, status) = (standing(&signature.reply), standing(&signature.status));
                let (searched, whole) = (matcher.search(text), 0..text.len());
                if signature.near.is_empty() {
                    matcher.find(&searched, &whole, &reply, &status)
                } else {
                    matcher.find_beside(&searched, &whole, &reply, &status)
                }
            };
            let hits = look(&signature.example);
            if hits.iter().all(|hit| hit.signature != index) {
                self.problem(path, &needle, Fault::ExampleNotFound.with("id", &signature.id));
            }
            let weight =
                |number: usize| matcher.signatures().get(number).map_or(Weight::Hint, |signature| signature.weight);
            let earlier = hits.iter().find(|hit| hit.signature < index && weight(hit.signature) == signature.weight);
            match earlier.and_then(|hit| Some((hit.signature, matcher.signatures().get(hit.signature)?))) {
                Some((thief, _)) if own.contains(&thief) && !own.contains(&index) => {
                    overruled.entry(thief).or_default().push(index);
                }
                Some((_, thief)) => {
                    let what = Fault::NeverReached.with("id", &signature.id).and("other", &thief.id);
                    self.problem(path, &needle, what);
                }
                None => {}
            }
            for text in &signature.not {
                if look(text).iter().any(|hit| hit.signature == index) {
                    let what = Fault::CounterExampleFound.with("id", &signature.id).and("text", text);
                    self.problem(path, &needle, what);
                }
            }
            if let Some(provider) = signature.provider.as_ref().filter(|id| table.provider(id).is_none()) {
                let known = table.providers().iter().map(|provider| provider.id.as_str());
                self.problem(path, &needle, Fault::ProviderUnknown.with("id", provider).near(provider, known));
            }
        }
        // To decide a few messages in another way is a helpdesk's right; more is a rule that is too broad.
        for (thief, victims) in overruled.into_iter().filter(|(_, victims)| victims.len() > MOST_OVERRULED) {
            let id = |number: &usize| matcher.signatures().get(*number).map(|signature| signature.id.as_str());
            let examples: Vec<&str> = victims.iter().filter_map(id).take(3).collect();
            let thief = id(&thief).unwrap_or_default();
            let what = Fault::TooBroad.with("id", thief).and("count", victims.len().to_string());
            self.problem(path, &format!("\"{thief}\""), what.and("examples", examples.join(", ")));
        }
    }

    /// The signatures that stand in files of the helpdesk's own.
    fn own_signatures(&self) -> BTreeSet<usize> {
        let files: Vec<&str> = self
            .sources
            .iter()
            .filter(|source| source.own && source.path.starts_with("signatures/"))
            .map(|source| &*source.text)
            .collect();
        let is_own = |id: &str| files.iter().any(|text| text.contains(&format!("\"{id}\"")));
        let all = self.table.matcher().signatures().iter().enumerate();
        if files.is_empty() {
            return BTreeSet::new();
        }
        all.filter(|(_, signature)| is_own(&signature.id)).map(|(number, _)| number).collect()
    }

    fn domains(&mut self) {
        let path = "domains.toml";
        let table = self.table;
        let domains = table.domains();
        for domain in domains.all() {
            let needle = format!("\"{}\"", domain.name);
            if !is_domain(&domain.name) {
                self.problem(path, &needle, Fault::NoDomain.with("name", &domain.name));
            }
            for typo in &domain.typos {
                self.typo(path, typo, domain);
            }
            if domain.slips != Slips::None && domain.label().chars().count() < SHORTEST_CORRECTED {
                self.problem(path, &needle, Fault::TooShortForSlips.with("name", &domain.name));
            }
        }
        let mut seen = BTreeSet::new();
        for typo in domains.endings().iter().flat_map(|ending| &ending.typos) {
            if !seen.insert(typo) || domains.endings().iter().any(|ending| ending.name == *typo) {
                self.problem(path, &format!("\"{typo}\""), Fault::EndingTwice.with("name", typo));
            }
        }
        for group in domains.signs().accents.iter().chain(&domains.signs().alike) {
            if group.chars().count() < 2 {
                self.problem(path, group, Fault::GroupOfOne.with("name", group));
            }
        }
    }

    /// A mistyped form is nobody's own domain and means one domain.
    fn typo(&mut self, path: &str, typo: &str, domain: &MailDomain) {
        let domains = self.table.domains();
        let needle = format!("\"{typo}\"");
        if domains.is_known(typo) {
            self.problem(path, &needle, Fault::TypoIsDomain.with("typo", typo).and("name", &domain.name));
        }
        if let Some(other) = domains.meant_by(typo).filter(|other| other.name != domain.name) {
            let what = Fault::TypoTwice.with("typo", typo).and("name", &domain.name).and("other", &other.name);
            self.problem(path, &needle, what);
        }
        if !is_domain(typo) {
            self.problem(path, &needle, Fault::NoDomain.with("name", typo));
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
                    self.problem(path, &format!("\"{domain}\""), Fault::DomainTwice.with("name", domain));
                }
            }
        }
    }

    /// Every warning that the diagnosis can give has its words, and every phrase of its signs can be found.
    fn warnings(&mut self) {
        let path = "warnings.toml";
        let table = self.table;
        for id in WarningId::ALL.into_iter().filter(|id| table.warning(*id).is_none()) {
            self.problem(path, "", Fault::WarningMissing.with("id", id.as_str()));
        }
        if table.kind_rule(WarningId::SuspectedFake.as_str()).is_none() {
            let what = Fault::KindMissing.with("kind", WarningId::SuspectedFake.as_str());
            self.problem("messages.toml", "", what);
        }
        for entry in table.warnings() {
            self.text(path, &entry.title, Placeholders::None, Ending::NoFullStop);
            self.text(path, &entry.meaning, Placeholders::None, Ending::FullStop);
            self.steps(path, &entry.steps);
            if entry.steps.is_empty() {
                let what = Fault::WarningWithoutStep.with("id", entry.id.as_str());
                self.problem(path, &format!("\"{}\"", entry.id.as_str()), what);
            }
        }
        let signs = table.warning_signs();
        for (list, phrases) in signs.phrases() {
            let mut seen = BTreeSet::new();
            for phrase in phrases {
                let needle = format!("\"{phrase}\"");
                if Phrase::parse(phrase).is_none() {
                    self.problem(path, &needle, Fault::EmptyPhrase.with("id", list));
                } else if !seen.insert(Normal::new(phrase).text) {
                    self.problem(path, &needle, Fault::PhraseTwice.with("id", list).and("phrase", phrase));
                }
            }
        }
        for domain in signs.known_domains.iter().filter(|domain| !is_domain(domain)) {
            self.problem(path, &format!("\"{domain}\""), Fault::NoDomain.with("name", domain));
        }
    }

    fn company(&mut self) {
        let path = "company.toml";
        let Some(company) = self.table.company() else { return };
        for (field, page) in company.pages() {
            if let Some(page) = page.filter(|page| !is_page(page)) {
                self.problem(path, page, Fault::NoPage.with("field", field).and("value", page));
            }
        }
        if let Some(email) = company.email.as_deref().filter(|email| !is_address(email)) {
            self.problem(path, email, Fault::NoAddress.with("value", email));
        }
        if let Some(phone) = company.phone.as_deref().filter(|phone| !is_phone(phone)) {
            self.problem(path, phone, Fault::NoPhone.with("value", phone));
        }
        if let Some(hours) = &company.hours {
            self.text(path, hours, Placeholders::None, Ending::Any);
        }
        if !company.is_reachable() {
            self.problem(path, "", Fault::NobodyReachable);
        }
    }

    fn doubts(&mut self) {
        let path = "questions.toml";
        let table = self.table;
        for (index, doubt) in table.doubts().iter().enumerate() {
            let needle = format!("\"{}\"", doubt.id);
            self.text(path, &doubt.ask, Placeholders::None, Ending::Question);
            if doubt.leads.is_empty() {
                self.problem(path, &needle, Fault::QuestionWithoutLeads.with("id", &doubt.id));
            }
            for (number, lead) in doubt.leads.iter().enumerate() {
                let what = if lead.yes == lead.no {
                    Fault::LeadsEitherWay.with("id", &doubt.id).and("cause", lead.yes.as_str())
                } else if let Some(unknown) = [&lead.yes, &lead.no].into_iter().find(|id| !table.has_cause(id)) {
                    let known = table.causes().map(|cause| cause.id.as_str());
                    Fault::CauseUnknown.with("id", unknown.as_str()).near(unknown.as_str(), known)
                } else if let Some(earlier) = self.earlier_doubt(index, number, lead) {
                    let causes = format!("{}, {}", lead.yes, lead.no);
                    Fault::AskedAlready.with("id", earlier).and("causes", causes)
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

    /// Templates ask only for what there is, in every language alike, and every cause has its reply.
    fn templates(&mut self) {
        let table = self.table;
        for paper in Paper::ALL {
            let path = format!("templates/{}.toml", paper.as_str());
            let template = table.template(paper);
            if template.body.it.trim().is_empty() {
                self.problem(&path, "", Fault::TemplateMissing.with("name", paper.as_str()));
                continue;
            }
            for fact in template.facts.iter().filter(|fact| !FACTS.contains(&fact.as_str())) {
                let what = Fault::FactUnknown.with("name", fact).and("allowed", FACTS.join(", ")).near(fact, FACTS);
                self.problem(&path, &format!("\"{fact}\""), what);
            }
            self.letter(&path, &template.subject, false);
            self.letter(&path, &template.body, true);
            let to = Letter { it: template.to.clone(), it_lei: None, en: template.to.clone() };
            if !template.to.is_empty() {
                self.placeholders_of(&path, &to, false);
            }
        }
        let path = "templates/replies.toml";
        for cause in table.causes() {
            if table.reply(cause.id.as_str()).is_none() {
                self.problem(path, "", Fault::ReplyMissing.with("id", cause.id.as_str()));
            }
        }
        for (about, reply) in table.templates.replies().chain(Templates::built_in().replies()) {
            for letter in reply.letters() {
                self.letter(path, &letter, false);
            }
            let pages = table.certified_pages().iter().map(|page| page.code.as_str());
            let warnings = WarningId::ALL.iter().map(|id| id.as_str());
            let rules = table.matcher().signatures().iter().map(|rule| rule.id.as_str());
            let causes = table.causes().map(|cause| cause.id.as_str());
            let known: Vec<&str> = causes.chain(pages).chain(warnings).chain(rules).collect();
            if !known.contains(&about) {
                self.problem(path, &format!("[{about}"), Fault::CauseUnknown.with("id", about).near(about, known));
            }
        }
    }

    /// One text of a template: what no page says, no text says either.
    fn letter(&mut self, path: &str, letter: &Letter, blocks: bool) {
        for (lang, text) in letter.texts() {
            // Lines that begin with a bar stand in place of others, so each counts by itself.
            for line in text.lines().map(|line| line.trim_start_matches('|').trim()).filter(|line| !line.is_empty()) {
                let needle: String = line.chars().take(60).collect();
                for what in self.faults(line, lang, Ending::Any) {
                    self.problem(path, &needle, what.and("lang", lang.code()).and("text", &needle));
                }
            }
        }
        self.placeholders_of(path, letter, blocks);
    }

    fn placeholders_of(&mut self, path: &str, letter: &Letter, blocks: bool) {
        let all = [&PLACEHOLDERS[..], &TEMPLATE_WORDS[..], &BLOCKS[..]].concat();
        let mut asked: Vec<BTreeSet<&str>> = Vec::new();
        for (_, text) in letter.texts() {
            let names: BTreeSet<&str> = names_in(text).collect();
            for name in &names {
                let needle = format!("{{{name}}}");
                if !all.contains(name) {
                    let what = Fault::PlaceholderUnknown.with("name", *name).and("allowed", all.join(", "));
                    self.problem(path, &needle, what.near(name, all.iter().copied()));
                }
                let alone = text.lines().any(|line| line.trim() == needle);
                if BLOCKS.contains(name) && !TEMPLATE_WORDS.contains(name) && !(blocks && alone) {
                    self.problem(path, &needle, Fault::BlockNotAlone.with("name", *name));
                }
            }
            asked.push(names);
        }
        if let Some(first) = asked.first()
            && let Some(odd) = asked.iter().flat_map(|names| names.symmetric_difference(first)).next()
        {
            self.problem(path, &format!("{{{odd}}}"), Fault::PlaceholdersDiffer);
        }
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
                let known = table.causes().map(|cause| cause.id.as_str());
                let what = Fault::CauseUnknown.with("id", id.as_str()).near(id.as_str(), known);
                self.problem("", &format!("\"{id}\""), what);
            }
        }
        for cause in table.causes() {
            if !named.contains(&cause.id) && !cause.id.is_undetermined() {
                self.problem(&format!("causes/{}.toml", cause.id), "", Fault::CauseUnreached);
            }
        }
    }

    fn text(&mut self, path: &str, text: &Text, placeholders: Placeholders, ending: Ending) {
        for lang in Lang::ALL {
            let words = text.get(lang);
            let needle: String =
                words.lines().find(|line| !line.trim().is_empty()).unwrap_or_default().chars().take(60).collect();
            for what in self.faults(words, lang, ending) {
                self.problem(path, &needle, what.and("lang", lang.code()).and("text", &needle));
            }
            let unknown = text.placeholders(lang).into_iter().find(|name| !PLACEHOLDERS.contains(name));
            if let Some(name) = unknown {
                let what = Fault::PlaceholderUnknown.with("name", name).and("allowed", PLACEHOLDERS.join(", "));
                self.problem(path, &needle, what.near(name, PLACEHOLDERS));
            }
            let out_of_place = text.placeholders(lang).into_iter().any(|name| match placeholders {
                Placeholders::Allowed => name == SUGGESTION,
                Placeholders::Suggestion => name != SUGGESTION,
                Placeholders::None => true,
            });
            if out_of_place {
                let what = Fault::PlaceholderOutOfPlace.with("suggestion", SUGGESTION);
                self.problem(path, &needle, what);
            }
        }
        let sorted = |lang| text.placeholders(lang).into_iter().collect::<BTreeSet<_>>();
        if sorted(Lang::It) != sorted(Lang::En) {
            let needle: String = text.it.lines().next().unwrap_or_default().chars().take(60).collect();
            self.problem(path, &needle, Fault::PlaceholdersDiffer);
        }
    }

    /// What a text does that no page does.
    fn faults(&self, words: &str, lang: Lang, ending: Ending) -> Vec<What> {
        let mut faults = Vec::new();
        if words.trim().is_empty() {
            return vec![Fault::TextEmpty.into()];
        }
        let normal = Normal::new(words);
        for (_, word, phrase, instead) in self.banned.iter().filter(|(banned, ..)| *banned == lang) {
            let found = match phrase {
                Some(phrase) => phrase.find(&normal.text).is_some(),
                None => words.contains(word.as_str()),
            };
            if found {
                faults.push(Fault::WordBanned.with("word", word).and("instead", instead));
            }
        }
        let last = words.trim_end().chars().next_back();
        match ending {
            Ending::FullStop if !matches!(last, Some('.' | '?' | '»' | '”' | ')')) => {
                faults.push(Fault::FullStopMissing.into());
            }
            Ending::Question if last != Some('?') => {
                faults.push(Fault::QuestionMarkMissing.into());
            }
            Ending::NoFullStop if last == Some('.') => faults.push(Fault::FullStopExtra.into()),
            _ => {}
        }
        let longest = words
            .split(['.', ':', '?', ';', '\n'])
            .map(|sentence| sentence.split_whitespace().count())
            .max()
            .unwrap_or(0);
        if longest > self.most_words {
            let what = Fault::SentenceTooLong.with("count", longest.to_string());
            faults.push(what.and("most", self.most_words.to_string()));
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

fn service_faults(service: &Submission, table: &Table) -> Vec<What> {
    let mut faults = Vec::new();
    let id = &service.id;
    let names = service.domains.iter().chain([&service.host]).chain(&service.other_hosts);
    faults.extend(names.filter(|name| !is_domain(name)).map(|name| Fault::NoDomain.with("name", name)));
    let logins = table.settings().logins().iter().map(|login| login.id.as_str());
    if logins.clone().all(|login| login != service.login) {
        let what = Fault::LoginUnknown.with("id", id).and("name", &service.login);
        faults.push(what.and("allowed", join(logins.clone())).near(&service.login, logins));
    }
    let passwords = table.settings().passwords().iter().map(|rule| rule.id.as_str());
    if passwords.clone().all(|rule| rule != service.password) {
        let what = Fault::PasswordUnknown.with("id", id).and("name", &service.password);
        faults.push(what.and("allowed", join(passwords.clone())).near(&service.password, passwords));
    }
    if !matches!(service.port, 465 | 587) {
        faults.push(Fault::PortUnusual.with("id", id).and("port", service.port.to_string()));
    }
    faults
}

fn join<'a>(words: impl Iterator<Item = &'a str>) -> String {
    words.collect::<Vec<_>>().join(", ")
}

/// Whether a text is the address of a page: a scheme that browsers open safely, a host with a dot, no space.
fn is_page(address: &str) -> bool {
    let rest = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"));
    rest.is_some_and(|rest| {
        let host = rest.split(['/', '?', '#', ':']).next().unwrap_or_default();
        is_domain(&host.to_lowercase()) && !rest.contains(char::is_whitespace)
    })
}

/// Whether a text looks like an e-mail address (RFC 5321 section 4.1.2, without quoted local parts).
fn is_address(address: &str) -> bool {
    address.rsplit_once('@').is_some_and(|(local, domain)| {
        !local.is_empty() && !local.contains(['@', ' ', ',', ';', '<', '>']) && is_domain(&domain.to_lowercase())
    })
}

/// Whether people can dial it: 3 to 20 digits with the signs that are written between them.
fn is_phone(phone: &str) -> bool {
    let digits = phone.chars().filter(char::is_ascii_digit).count();
    (3..=20).contains(&digits) && phone.chars().all(|c| c.is_ascii_digit() || " +-/.()".contains(c))
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
