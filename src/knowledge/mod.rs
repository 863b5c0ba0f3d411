//! The knowledge table: the product's law, read from TOML that anyone can edit.
//!
//! Everything the program knows about errors stands in `assets/knowledge`: causes with their words and checklists,
//! reply codes (RFC 5321), enhanced status codes (RFC 3463), codes of mail programs, the phrases by which servers
//! are recognised. This module reads it, checks it and answers questions about it.

mod cause;
mod check;
mod codes;
mod company;
mod domains;
mod doubt;
mod fault;
mod finder;
mod load;
mod messages;
mod own;
mod phrase;
mod settings;
mod signature;
mod source;
mod step;
mod template;
mod text;
mod warnings;

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use source::Form;

pub use cause::{Actor, Cause, CauseId, Instead, Outcome, Place, Stop};
pub use codes::{CertifiedEntry, ClientCodeEntry, CodeRef, ReplyCodeEntry, StatusCodeEntry, StatusPart};
pub use company::Company;
pub use domains::{Ending, MailDomain, MailDomains, Near, Signs, Slips};
pub use doubt::{Doubt, Lead};
pub use fault::{Fault, Problem, What};
pub use messages::{BodySigns, KindRule, MessageWords, Messages, PhraseSet, Provider, SizeUnit, WordSet};
pub use own::own_folder;
pub use phrase::{Normal, Phrase};
pub use settings::{Login, PasswordRule, Security, Settings, SettingsWords, Submission};
pub use signature::{Hit, Matcher, Searched, Signature, Weight};
pub use step::{For, InProgram, Known, Question, Spelled, Step, Target, Trial, When};
pub use template::{BLOCKS, FACTS, Hide, Letter, Manner, Paper, ReplyText, TEMPLATE_WORDS, Template, fill_template};
pub use text::{Facts, Lang, PLACEHOLDERS, SUGGESTION, Text};
pub use warnings::{Severity, WarningEntry, WarningId, WarningSigns};

/// The whole table.
#[derive(Debug)]
pub struct Table {
    causes: BTreeMap<CauseId, Cause>,
    shared_steps: Vec<Step>,
    reply_codes: BTreeMap<String, ReplyCodeEntry>,
    status_codes: BTreeMap<String, StatusCodeEntry>,
    classes: Vec<StatusPart>,
    subjects: Vec<StatusPart>,
    client_codes: Vec<ClientCodeEntry>,
    /// Every name of a client code, lower case, to its index.
    client_index: HashMap<String, usize>,
    certified: Vec<CertifiedEntry>,
    providers: Vec<Provider>,
    domains: MailDomains,
    settings: Settings,
    warnings: Vec<WarningEntry>,
    warning_signs: WarningSigns,
    doubts: Vec<Doubt>,
    messages: Messages,
    words: MessageWords,
    matcher: Matcher,
    /// The helpdesk's own; those of the program are read when first asked for.
    templates: template::Templates,
    company: Option<Company>,
    own: Option<Own>,
}

/// What the helpdesk's own folder brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Own {
    pub folder: PathBuf,
    /// Causes, steps, codes, signatures, services and the like, each counted once.
    pub entries: usize,
    /// What could not be used.
    pub problems: Vec<Problem>,
}

impl Table {
    /// The table carried inside the program, read when first asked for.
    pub fn built_in() -> &'static Self {
        static TABLE: LazyLock<Table> = LazyLock::new(|| load::load(None, Form::Baked).table);
        &TABLE
    }

    /// The built-in table with the files of `folder` before it; what is wrong in them stands in [`Table::own`].
    pub fn with_folder(folder: &Path) -> Self {
        load::load(Some(folder), Form::Baked).table
    }

    /// Everything wrong with the table and, where given, the folder of the helpdesk's own files.
    pub fn problems(folder: Option<&Path>) -> Vec<Problem> {
        let loaded = load::load(folder, Form::Written);
        let mut problems = loaded.problems;
        problems.extend(load::template_problems());
        problems.extend(check::check(&loaded.table, &loaded.wording, &loaded.sources));
        problems.sort();
        problems.dedup();
        problems
    }

    /// A cause by its id; an unknown id gives the undetermined one.
    ///
    /// # Panics
    /// When the table holds no causes at all, which its tests rule out for the built-in one.
    pub fn cause(&self, id: &CauseId) -> &Cause {
        match self.causes.get(id).or_else(|| self.causes.get(&CauseId::undetermined())) {
            Some(cause) => cause,
            None => unreachable!("the built-in table holds the undetermined cause"),
        }
    }

    pub fn causes(&self) -> impl Iterator<Item = &Cause> {
        self.causes.values()
    }

    pub fn has_cause(&self, id: &CauseId) -> bool {
        self.causes.contains_key(id)
    }

    /// Steps that several causes share.
    pub fn shared_steps(&self) -> &[Step] {
        &self.shared_steps
    }

    pub fn reply_code(&self, code: &str) -> Option<&ReplyCodeEntry> {
        self.reply_codes.get(code)
    }

    pub fn reply_codes(&self) -> impl Iterator<Item = &ReplyCodeEntry> {
        self.reply_codes.values()
    }

    /// The registry's entry for a code such as `5.1.1`: its own, or that of `X.1.1`.
    pub fn status_code(&self, code: &str) -> Option<&StatusCodeEntry> {
        self.status_codes.get(code).or_else(|| {
            let (class, rest) = code.split_once('.')?;
            // What X.y.z says of failures does not hold for successes.
            if class == "2" {
                return None;
            }
            self.status_codes.get(&format!("X.{rest}"))
        })
    }

    pub fn status_codes(&self) -> impl Iterator<Item = &StatusCodeEntry> {
        self.status_codes.values()
    }

    /// What the first number of an enhanced status code means.
    pub fn status_class(&self, class: &str) -> Option<&StatusPart> {
        self.classes.iter().find(|part| part.code == class)
    }

    /// What the second number of an enhanced status code means.
    pub fn status_subject(&self, subject: &str) -> Option<&StatusPart> {
        self.subjects.iter().find(|part| part.code == subject)
    }

    /// A code of a mail program by any of its names, whatever their case.
    pub fn client_code(&self, name: &str) -> Option<&ClientCodeEntry> {
        self.client_index.get(&name.to_ascii_lowercase()).and_then(|index| self.client_codes.get(*index))
    }

    pub fn client_codes(&self) -> &[ClientCodeEntry] {
        &self.client_codes
    }

    /// The page of a receipt, notice or envelope of certified mail, by the name the intake gives it.
    pub fn certified(&self, name: &str) -> Option<&CertifiedEntry> {
        self.certified.iter().find(|entry| entry.code == name)
    }

    /// The pages of certified mail.
    pub fn certified_pages(&self) -> &[CertifiedEntry] {
        &self.certified
    }

    /// The page that a code leads to: `550`, `5.1.1`, `0x800CCC0E`, `pec-avvenuta-consegna`.
    pub fn code(&self, code: &str) -> Option<CodeRef<'_>> {
        self.reply_code(code)
            .map(CodeRef::Reply)
            .or_else(|| self.status_code(code).map(CodeRef::Status))
            .or_else(|| self.client_code(code).map(CodeRef::Client))
            .or_else(|| self.certified(code).map(CodeRef::Certified))
    }

    /// Every code that a person can look up: reply codes, enhanced status codes, codes of mail programs.
    pub fn codes(&self) -> impl Iterator<Item = CodeRef<'_>> {
        let replies = self.reply_codes.values().map(CodeRef::Reply);
        let statuses = self.status_codes.values().map(CodeRef::Status);
        replies.chain(statuses).chain(self.client_codes.iter().map(CodeRef::Client))
    }

    /// The words and steps of a warning.
    pub fn warning(&self, id: WarningId) -> Option<&WarningEntry> {
        self.warnings.iter().find(|entry| entry.id == id)
    }

    pub fn warnings(&self) -> &[WarningEntry] {
        &self.warnings
    }

    /// The phrases and names by which the warnings are found.
    pub fn warning_signs(&self) -> &WarningSigns {
        &self.warning_signs
    }

    pub fn providers(&self) -> &[Provider] {
        &self.providers
    }

    pub fn provider(&self, id: &str) -> Option<&Provider> {
        self.providers.iter().find(|provider| provider.id == id)
    }

    /// Mail domains that many people use, and how they are mistyped.
    pub fn domains(&self) -> &MailDomains {
        &self.domains
    }

    /// The submission settings of mail services.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The submission settings that go with the domain of an address, or with the name of a server.
    pub fn settings_for(&self, domain_or_host: &str) -> Option<&Arc<Submission>> {
        self.settings.find(domain_or_host, &self.domains.signs().servers)
    }

    /// The questions that tell two causes apart.
    pub fn doubts(&self) -> &[Doubt] {
        &self.doubts
    }

    /// The question that tells these two causes apart, in whatever order they come.
    pub fn doubt_between(&self, one: &CauseId, other: &CauseId) -> Option<(&Doubt, &Lead)> {
        let lead_of = |doubt: &'_ Doubt| doubt.leads.iter().position(|lead| lead.is_between(one, other));
        self.doubts.iter().find_map(|doubt| Some((doubt, doubt.leads.get(lead_of(doubt)?)?)))
    }

    pub fn messages(&self) -> &Messages {
        &self.messages
    }

    pub fn words(&self) -> &MessageWords {
        &self.words
    }

    /// How the helpdesk is reached, where its own folder says so.
    pub fn company(&self) -> Option<&Company> {
        self.company.as_ref()
    }

    /// What the helpdesk's own folder brought; `None` where there is none.
    pub fn own(&self) -> Option<&Own> {
        self.own.as_ref()
    }

    /// The template of a text to send: the helpdesk's own, or the one inside the program.
    pub fn template(&self, paper: Paper) -> &Template {
        static NONE: LazyLock<Template> = LazyLock::new(Template::default);
        self.templates.paper(paper).or_else(|| template::Templates::built_in().paper(paper)).unwrap_or(&NONE)
    }

    /// What a reply to a customer says about a cause, a signature, a warning or a certified page, by its id; `None` where it has
    /// no words of its own.
    pub fn reply(&self, about: &str) -> Option<&ReplyText> {
        self.templates.reply(about).or_else(|| template::Templates::built_in().reply(about))
    }

    pub fn matcher(&self) -> &Matcher {
        &self.matcher
    }

    /// What a sort of message means by itself, for those that are no failure.
    pub fn kind_rule(&self, kind: &str) -> Option<&KindRule> {
        self.messages.kinds.iter().find(|rule| rule.kind == kind)
    }
}

fn client_index(codes: &[ClientCodeEntry]) -> HashMap<String, usize> {
    let mut index = HashMap::new();
    for (number, entry) in codes.iter().enumerate() {
        for name in entry.names() {
            index.entry(name.to_ascii_lowercase()).or_insert(number);
        }
    }
    index
}
