//! Putting the table together: the files carried inside the program, and those of the helpdesk's own before them.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::cause::{Actor, Cause, CauseId, Instead, Outcome, Place, Stop};
use super::check::Wording;
use super::codes::{CertifiedEntry, ClientCodeEntry, ReplyCodeEntry, StatusCodeEntry, StatusPart};
use super::company::Company;
use super::domains::{DomainsFile, MailDomains};
use super::doubt::Doubt;
use super::fault::{Fault, What};
use super::messages::{Messages, Provider};
use super::settings::{Settings, SettingsFile};
use super::signature::{Matcher, Signature};
use super::source::{BUILT_IN, FILES, Form, Source, own_files};
use super::step::{RawStep, Step};
use super::template::Templates;
use super::text::Text;
use super::warnings::{WarningEntry, WarningSigns, WarningsFile};
use super::{Own, Problem, Table};

/// `causes/<id>.toml`. The built-in ones are whole; a helpdesk's own may hold only what it says in another way.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct CauseFile {
    outcome: Option<Outcome>,
    actor: Option<Actor>,
    stopped: Option<Stop>,
    blameless: Option<bool>,
    check_spelling: Option<bool>,
    delisting: Option<bool>,
    title: Option<Text>,
    summary: Option<Text>,
    summary_with: Option<Text>,
    summary_fuller: Option<Text>,
    why: Option<Text>,
    actor_why: Option<Text>,
    returned: Option<Place>,
    waiting: Option<Instead>,
    over: Option<Instead>,
    wait: Option<Text>,
    /// Steps before all others, so that a helpdesk need not repeat those.
    #[serde(default)]
    first_steps: Vec<RawStep>,
    steps: Option<Vec<RawStep>>,
    sources: Option<Vec<String>>,
}

impl CauseFile {
    /// The cause without its steps, or the name of what is missing.
    fn resolve(self, id: &str, base: Option<&Cause>) -> Result<Cause, &'static str> {
        let base_place = base.map(|base| &base.place);
        Ok(Cause {
            id: CauseId::new(id),
            outcome: self.outcome.or(base.map(|base| base.outcome)).ok_or("outcome")?,
            place: Place {
                stopped: self.stopped.or(base_place.map(|place| place.stopped)).ok_or("stopped")?,
                actor: self.actor.or(base_place.map(|place| place.actor)).ok_or("actor")?,
                actor_why: self
                    .actor_why
                    .or_else(|| base_place.map(|place| place.actor_why.clone()))
                    .ok_or("actor_why")?,
            },
            over: self.over.or_else(|| base.and_then(|base| base.over.clone())),
            waiting: self.waiting.or_else(|| base.and_then(|base| base.waiting.clone())),
            returned: self.returned.or_else(|| base.and_then(|base| base.returned.clone())),
            blameless: self.blameless.or(base.map(|base| base.blameless)).ok_or("blameless")?,
            delisting: self.delisting.or(base.map(|base| base.delisting)).unwrap_or_default(),
            check_spelling: self.check_spelling.or(base.map(|base| base.check_spelling)).unwrap_or_default(),
            // A sentence without facts replaces the one with facts as well: it would never be seen otherwise.
            summary_fuller: match (&self.summary, &self.summary_with) {
                (None, None) => self.summary_fuller.or_else(|| base.and_then(|base| base.summary_fuller.clone())),
                _ => self.summary_fuller,
            },
            summary_with: match &self.summary {
                Some(_) => self.summary_with,
                None => self.summary_with.or_else(|| base.and_then(|base| base.summary_with.clone())),
            },
            title: self.title.or_else(|| base.map(|base| base.title.clone())).ok_or("title")?,
            summary: self.summary.or_else(|| base.map(|base| base.summary.clone())).ok_or("summary")?,
            why: self.why.or_else(|| base.map(|base| base.why.clone())).ok_or("why")?,
            wait: self.wait.or_else(|| base.and_then(|base| base.wait.clone())),
            steps: base.map(|base| base.steps.clone()).unwrap_or_default(),
            sources: self.sources.or_else(|| base.map(|base| base.sources.clone())).unwrap_or_default(),
        })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StepsFile {
    steps: Vec<RawStep>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReplyCodesFile {
    codes: Vec<RawReplyCode>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawReplyCode {
    code: String,
    standard: bool,
    outcome: Outcome,
    actor: Actor,
    actor_why: Option<Text>,
    causes: Vec<CauseId>,
    title: Text,
    meaning: Text,
    #[serde(default)]
    steps: Vec<RawStep>,
    #[serde(default)]
    sources: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StatusCodesFile {
    #[serde(default)]
    classes: Vec<StatusPart>,
    #[serde(default)]
    subjects: Vec<StatusPart>,
    #[serde(default)]
    codes: Vec<StatusCodeEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClientCodesFile {
    codes: Vec<RawClientCode>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawClientCode {
    code: String,
    #[serde(default)]
    aliases: Vec<String>,
    family: String,
    #[serde(default)]
    clients: Vec<String>,
    #[serde(default)]
    bare: bool,
    outcome: Option<Outcome>,
    actor: Option<Actor>,
    actor_why: Option<Text>,
    causes: Vec<CauseId>,
    title: Text,
    meaning: Text,
    #[serde(default)]
    steps: Vec<RawStep>,
    #[serde(default)]
    source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CertifiedFile {
    pages: Vec<RawCertified>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCertified {
    code: String,
    outcome: Outcome,
    actor: Actor,
    actor_why: Option<Text>,
    causes: Vec<CauseId>,
    title: Text,
    meaning: Text,
    #[serde(default)]
    steps: Vec<RawStep>,
    #[serde(default)]
    sources: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SignaturesFile {
    signatures: Vec<Signature>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProvidersFile {
    providers: Vec<Provider>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct QuestionsFile {
    questions: Vec<Doubt>,
}

/// Reads the built-in files, in one of their forms, and before them those of `own`.
///
/// Problems are collected, so that a person who edits the table sees all of them at once; a damaged entry is left
/// out and the rest is used.
pub(super) fn load(own: Option<&Path>, form: Form) -> Loaded {
    let mut problems = Vec::new();
    let mut sources = own.map(|folder| own_files(folder, &mut problems)).unwrap_or_default();
    sources.extend(BUILT_IN.iter().map(|file| file.source(form)));
    let mut reader = Reader { problems, ..Reader::default() };
    // Steps first: causes and codes refer to them.
    for source in sources.iter().filter(|source| source.path == "steps.toml") {
        reader.read_steps(source);
    }
    // Then the causes, and over them the helpdesk's own words.
    let (causes, others): (Vec<&Source>, Vec<&Source>) =
        sources.iter().partition(|source| source.path.starts_with("causes/"));
    let (own_causes, causes): (Vec<&Source>, Vec<&Source>) = causes.into_iter().partition(|source| source.own);
    for source in causes.into_iter().chain(own_causes).chain(others) {
        reader.read(source);
    }
    let (mut table, wording, problems) = reader.finish(own);
    if let Some(own) = &mut table.own {
        own.problems.clone_from(&problems);
    }
    Loaded { table, wording, problems, sources }
}

/// The table with what is needed to check it.
pub(super) struct Loaded {
    pub table: Table,
    pub wording: Wording,
    pub problems: Vec<Problem>,
    pub sources: Vec<Source>,
}

#[derive(Default)]
struct Reader {
    problems: Vec<Problem>,
    shared: Vec<Step>,
    causes: BTreeMap<CauseId, Cause>,
    reply_codes: BTreeMap<String, ReplyCodeEntry>,
    status_codes: BTreeMap<String, StatusCodeEntry>,
    classes: Vec<StatusPart>,
    subjects: Vec<StatusPart>,
    client_codes: Vec<ClientCodeEntry>,
    certified: Vec<CertifiedEntry>,
    signatures: Vec<Signature>,
    signature_ids: HashSet<String>,
    providers: Vec<Provider>,
    domains: Vec<DomainsFile>,
    settings: Vec<SettingsFile>,
    warnings: Vec<WarningEntry>,
    warning_signs: WarningSigns,
    doubts: Vec<Doubt>,
    messages: Option<Messages>,
    wording: Option<Wording>,
    company: Option<Company>,
    /// How many entries the helpdesk's own folder has brought.
    own_entries: usize,
    templates: Templates,
}

impl Reader {
    /// Counts the entries of a file, where it is one of the helpdesk's own.
    fn count(&mut self, source: &Source, entries: usize) {
        if source.own {
            self.own_entries += entries;
        }
    }

    /// Parses one file, or records what is wrong and where.
    fn parse<T: DeserializeOwned>(&mut self, source: &Source) -> Option<T> {
        source.parse().map_err(|problem| self.problems.push(problem)).ok()
    }

    fn problem_at(&mut self, source: &Source, id: &str, what: What) {
        self.problems.push(Problem::new(&source.shown, source.line_with(&format!("\"{id}\"")), what));
    }

    /// The steps of a list; `known` are those that it may use by name.
    fn steps(&mut self, source: &Source, owner: &str, raw: &[RawStep], known: &[Step]) -> Vec<Step> {
        let mut steps = Vec::with_capacity(raw.len());
        for step in raw {
            match step.resolve(known) {
                Ok(step) => steps.push(step),
                Err(what) => {
                    let id = step.id.as_deref().or(step.shared.as_deref()).unwrap_or(owner).to_owned();
                    self.problem_at(source, &id, what);
                }
            }
        }
        steps
    }

    /// The steps of an entry that may use the shared ones.
    fn shared_or_own(&mut self, source: &Source, owner: &str, raw: &[RawStep]) -> Vec<Step> {
        let shared = std::mem::take(&mut self.shared);
        let steps = self.steps(source, owner, raw, &shared);
        self.shared = shared;
        steps
    }

    fn read_steps(&mut self, source: &Source) {
        let Some(file) = self.parse::<StepsFile>(source) else { return };
        self.count(source, file.steps.len());
        for step in self.steps(source, "steps", &file.steps, &[]) {
            // The helpdesk's own file comes first and wins.
            if self.shared.iter().all(|known| known.id != step.id) {
                self.shared.push(step);
            }
        }
    }

    fn read(&mut self, source: &Source) {
        match source.path.as_str() {
            "steps.toml" => {}
            "reply-codes.toml" => self.read_reply_codes(source),
            "status-codes.toml" => self.read_status_codes(source),
            "client-codes.toml" => self.read_client_codes(source),
            "certified.toml" => self.read_certified(source),
            "providers.toml" => {
                if let Some(file) = self.parse::<ProvidersFile>(source) {
                    self.count(source, file.providers.len());
                    for provider in file.providers {
                        if self.providers.iter().all(|known| known.id != provider.id) {
                            self.providers.push(provider);
                        }
                    }
                }
            }
            "domains.toml" => {
                if let Some(file) = self.parse::<DomainsFile>(source) {
                    self.count(source, 1);
                    self.domains.push(file);
                }
            }
            "settings.toml" => {
                if let Some(file) = self.parse::<SettingsFile>(source) {
                    self.count(source, file.services().max(1));
                    self.settings.push(file);
                }
            }
            "warnings.toml" => self.read_warnings(source),
            "questions.toml" => {
                if let Some(file) = self.parse::<QuestionsFile>(source) {
                    self.count(source, file.questions.len());
                    for doubt in file.questions {
                        if self.doubts.iter().all(|known| known.id != doubt.id) {
                            self.doubts.push(doubt);
                        }
                    }
                }
            }
            "wording.toml" => {
                if let Some(wording) = self.parse::<Wording>(source)
                    && self.wording.is_none()
                {
                    self.count(source, 1);
                    self.wording = Some(wording);
                }
            }
            "company.toml" => {
                if let Some(company) = self.parse::<Company>(source) {
                    self.count(source, 1);
                    self.company = Some(self.company.take().unwrap_or_default().or(company));
                }
            }
            "messages.toml" => {
                if let Some(messages) = self.parse::<Messages>(source)
                    && self.messages.is_none()
                {
                    self.count(source, 1);
                    self.messages = Some(messages);
                }
            }
            // The program's own are read when first asked for.
            path if Templates::is_one(path) && !source.own => {}
            path if Templates::is_one(path) => {
                self.count(source, 1);
                self.problems.extend(self.templates.read(source).err());
            }
            path => {
                let id = path.strip_prefix("causes/").and_then(|name| name.strip_suffix(".toml"));
                if let Some(id) = id.filter(|id| !id.contains('/')) {
                    self.read_cause(source, id);
                } else if path.starts_with("signatures/") {
                    self.read_signatures(source);
                } else {
                    self.problems.push(Problem::new(&source.shown, 0, self.misplaced(source)));
                }
            }
        }
    }

    /// What to do with a file whose name the table does not know where it lies.
    fn misplaced(&self, source: &Source) -> What {
        let name = source.path.rsplit_once('/').map_or(source.path.as_str(), |(_, name)| name);
        let inside = |folder: &str| Fault::FileBelongsIn.with("name", name).and("folder", folder);
        if FILES.contains(&name) {
            return Fault::FileTooDeep.with("name", name);
        }
        let stem = name.trim_end_matches(".toml");
        if self.causes.contains_key(&CauseId::new(stem)) || source.path.contains("causes/") {
            return inside("causes");
        }
        if source.text.contains("[[signatures]]") {
            return inside("signatures");
        }
        if BUILT_IN.iter().any(|file| file.path.strip_prefix("templates/") == Some(name)) {
            return inside("templates");
        }
        Fault::FileUnknown.with("name", name).near(name, FILES)
    }

    fn read_cause(&mut self, source: &Source, id: &str) {
        let Some(mut file) = self.parse::<CauseFile>(source) else { return };
        self.count(source, 1);
        let base = self.causes.remove(&CauseId::new(id));
        let mut known = std::mem::take(&mut self.shared);
        let shared = known.len();
        // A file may also use the steps of the cause that it words anew.
        known.extend(base.iter().flat_map(|base| base.steps.iter().cloned()));
        let first = self.steps(source, id, &file.first_steps, &known);
        let steps = file.steps.take().map(|steps| self.steps(source, id, &steps, &known));
        known.truncate(shared);
        self.shared = known;
        match file.resolve(id, base.as_ref()) {
            Ok(mut cause) => {
                cause.steps = steps.unwrap_or(cause.steps);
                cause.steps.splice(0..0, first);
                self.causes.insert(cause.id.clone(), cause);
            }
            Err(field) => {
                let known: Vec<&str> = self.causes.keys().map(CauseId::as_str).collect();
                let what = Fault::CauseFileName.with("id", id).and("field", field).near(id, known);
                self.problems.push(Problem::new(&source.shown, 0, what));
                self.causes.extend(base.map(|base| (base.id.clone(), base)));
            }
        }
    }

    fn read_reply_codes(&mut self, source: &Source) {
        let Some(file) = self.parse::<ReplyCodesFile>(source) else { return };
        self.count(source, file.codes.len());
        for raw in file.codes {
            let steps = self.shared_or_own(source, &raw.code, &raw.steps);
            let entry = ReplyCodeEntry {
                code: raw.code.clone(),
                standard: raw.standard,
                outcome: raw.outcome,
                actor: raw.actor,
                actor_why: raw.actor_why,
                causes: raw.causes,
                title: raw.title,
                meaning: raw.meaning,
                steps,
                sources: raw.sources,
            };
            self.reply_codes.entry(raw.code).or_insert(entry);
        }
    }

    fn read_status_codes(&mut self, source: &Source) {
        let Some(file) = self.parse::<StatusCodesFile>(source) else { return };
        self.count(source, file.codes.len());
        for entry in file.codes {
            self.status_codes.entry(entry.code.clone()).or_insert(entry);
        }
        if self.classes.is_empty() {
            self.classes = file.classes;
        }
        if self.subjects.is_empty() {
            self.subjects = file.subjects;
        }
    }

    fn read_client_codes(&mut self, source: &Source) {
        let Some(file) = self.parse::<ClientCodesFile>(source) else { return };
        self.count(source, file.codes.len());
        for raw in file.codes {
            let steps = self.shared_or_own(source, &raw.code, &raw.steps);
            if self.client_codes.iter().any(|known| known.code == raw.code) {
                continue;
            }
            self.client_codes.push(ClientCodeEntry {
                code: raw.code,
                aliases: raw.aliases,
                family: raw.family,
                clients: raw.clients,
                bare: raw.bare,
                outcome: raw.outcome,
                actor: raw.actor,
                actor_why: raw.actor_why,
                causes: raw.causes,
                title: raw.title,
                meaning: raw.meaning,
                steps,
                source: raw.source,
            });
        }
    }

    fn read_certified(&mut self, source: &Source) {
        let Some(file) = self.parse::<CertifiedFile>(source) else { return };
        self.count(source, file.pages.len());
        for raw in file.pages {
            let steps = self.shared_or_own(source, &raw.code, &raw.steps);
            if self.certified.iter().any(|known| known.code == raw.code) {
                continue;
            }
            self.certified.push(CertifiedEntry {
                code: raw.code,
                outcome: raw.outcome,
                actor: raw.actor,
                actor_why: raw.actor_why,
                causes: raw.causes,
                title: raw.title,
                meaning: raw.meaning,
                steps,
                sources: raw.sources,
            });
        }
    }

    fn read_warnings(&mut self, source: &Source) {
        let Some(file) = self.parse::<WarningsFile>(source) else { return };
        self.count(source, file.warnings.len());
        self.warning_signs.extend(file.signs);
        for raw in file.warnings {
            let steps = self.shared_or_own(source, raw.id.as_str(), &raw.steps);
            if self.warnings.iter().any(|known| known.id == raw.id) {
                continue;
            }
            self.warnings.push(WarningEntry {
                id: raw.id,
                severity: raw.severity,
                title: raw.title,
                meaning: raw.meaning,
                steps,
                sources: raw.sources,
            });
        }
    }

    fn read_signatures(&mut self, source: &Source) {
        let Some(file) = self.parse::<SignaturesFile>(source) else { return };
        self.count(source, file.signatures.len());
        for signature in file.signatures {
            if !self.signature_ids.insert(signature.id.clone()) {
                self.problem_at(source, &signature.id, Fault::IdTwice.with("id", &signature.id));
                continue;
            }
            if let Err(what) = signature.check() {
                self.problem_at(source, &signature.id, what);
                continue;
            }
            self.signatures.push(signature);
        }
    }

    fn finish(mut self, own: Option<&Path>) -> (Table, Wording, Vec<Problem>) {
        let messages = self.messages.unwrap_or_else(|| {
            self.problems.push(Problem::new("messages.toml", 0, Fault::MessagesMissing));
            Messages::default()
        });
        let matcher = Matcher::new(self.signatures, &messages.abbreviations, &messages.trouble_words);
        let settings = Settings::new(self.settings);
        let customers = settings.services().iter().flat_map(|service| &service.domains);
        let served = self.providers.iter().flat_map(|provider| &provider.domains);
        let domains = MailDomains::new(self.domains, customers.chain(served));
        let table = Table {
            causes: self.causes,
            shared_steps: self.shared,
            reply_codes: self.reply_codes,
            status_codes: self.status_codes,
            classes: self.classes,
            subjects: self.subjects,
            client_index: super::client_index(&self.client_codes),
            client_codes: self.client_codes,
            certified: self.certified,
            providers: self.providers,
            domains,
            settings,
            words: super::MessageWords::new(&messages, &self.warning_signs),
            warnings: self.warnings,
            warning_signs: self.warning_signs,
            doubts: self.doubts,
            messages,
            matcher,
            company: self.company,
            own: own.map(|folder| Own { folder: folder.to_owned(), entries: self.own_entries, problems: Vec::new() }),
            templates: self.templates,
        };
        (table, self.wording.unwrap_or_default(), self.problems)
    }
}

/// What is wrong with the templates inside the program, which are not read with the table.
pub(super) fn template_problems() -> Vec<Problem> {
    let mut templates = Templates::default();
    let sources = BUILT_IN.iter().filter(|file| Templates::is_one(file.path)).map(|file| file.source(Form::Written));
    sources.filter_map(|source| templates.read(&source).err()).collect()
}
