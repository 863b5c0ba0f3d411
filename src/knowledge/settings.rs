//! Where each mail service takes its own customers' messages (RFC 6409): `settings.toml`.

use std::collections::HashMap;
use std::sync::Arc;

use serde::Deserialize;

use super::text::{Lang, Text};

/// How the connection to the outgoing server is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Security {
    /// From the first byte on (RFC 8314 section 3.3).
    SslTls,
    /// After a command (RFC 3207).
    Starttls,
}

impl Security {
    /// As mail programs write it, the same in every language.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SslTls => "SSL/TLS",
            Self::Starttls => "STARTTLS",
        }
    }
}

/// The submission settings of one mail service.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Submission {
    pub id: String,
    pub name: String,
    /// Domains of its customers' addresses.
    #[serde(default)]
    pub domains: Vec<String>,
    pub host: String,
    /// Other names under which people have the server in their programs.
    #[serde(default)]
    pub other_hosts: Vec<String>,
    pub port: u16,
    pub security: Security,
    /// An id of [`Settings::logins`].
    pub login: String,
    /// An id of [`Settings::passwords`].
    pub password: String,
    /// Access from mail programs must be switched on first.
    #[serde(default)]
    pub enable: bool,
    pub source: String,
}

/// What is typed as the user name.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Login {
    pub id: String,
    pub name: Text,
}

/// Which password it takes.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PasswordRule {
    pub id: String,
    pub text: Text,
}

/// The sentences that say the settings; `{provider}`, `{host}`, `{port}`, `{security}` and `{login}` are filled in.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SettingsWords {
    pub server: Text,
    pub login: Text,
    pub enable: Text,
}

/// `settings.toml`; a helpdesk's own may hold its services alone.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SettingsFile {
    words: Option<SettingsWords>,
    #[serde(default)]
    logins: Vec<Login>,
    #[serde(default)]
    passwords: Vec<PasswordRule>,
    #[serde(default)]
    services: Vec<Submission>,
}

impl SettingsFile {
    /// How many services the file holds.
    pub(super) fn services(&self) -> usize {
        self.services.len()
    }
}

/// The submission settings of every service, ready to be looked up.
#[derive(Debug, Default)]
pub struct Settings {
    words: SettingsWords,
    logins: Vec<Login>,
    passwords: Vec<PasswordRule>,
    services: Vec<Arc<Submission>>,
    /// Domains and hosts, lower case.
    index: HashMap<String, usize>,
}

impl Settings {
    /// Puts the files together, the helpdesk's own first.
    pub(super) fn new(files: Vec<SettingsFile>) -> Self {
        let mut all = Self::default();
        let mut words = None;
        for file in files {
            words = words.or(file.words);
            all.logins.extend(file.logins);
            all.passwords.extend(file.passwords);
            for service in file.services {
                if all.services.iter().any(|known| known.id == service.id) {
                    continue;
                }
                let number = all.services.len();
                for name in service.domains.iter().chain([&service.host]).chain(&service.other_hosts) {
                    all.index.entry(name.to_ascii_lowercase()).or_insert(number);
                }
                all.services.push(Arc::new(service));
            }
        }
        all.words = words.unwrap_or_default();
        all
    }

    /// Every service, in the order of the table.
    pub fn services(&self) -> &[Arc<Submission>] {
        &self.services
    }

    pub fn logins(&self) -> &[Login] {
        &self.logins
    }

    pub fn passwords(&self) -> &[PasswordRule] {
        &self.passwords
    }

    pub fn words(&self) -> &SettingsWords {
        &self.words
    }

    /// The service of an address's domain or of a server's name; `servers` is with what the names of servers begin.
    pub(super) fn find(&self, domain_or_host: &str, servers: &[String]) -> Option<&Arc<Submission>> {
        let name = domain_or_host.trim_end_matches('.').to_ascii_lowercase();
        let number = self.index.get(&name).or_else(|| {
            let (first, domain) = name.split_once('.')?;
            servers.iter().any(|server| server == first).then(|| self.index.get(domain))?
        })?;
        self.services.get(*number)
    }

    /// The settings in words, one sentence a line: server, user name, password, and what to switch on first.
    pub fn lines(&self, service: &Submission, lang: Lang) -> Vec<String> {
        let login = self.logins.iter().find(|login| login.id == service.login).map(|login| login.name.get(lang));
        let password = self.passwords.iter().find(|rule| rule.id == service.password).map(|rule| rule.text.get(lang));
        let fill = |text: &Text| {
            text.get(lang)
                .replace("{provider}", &service.name)
                .replace("{host}", &service.host)
                .replace("{port}", &service.port.to_string())
                .replace("{security}", service.security.as_str())
                .replace("{login}", login.unwrap_or_default())
        };
        let mut lines = vec![fill(&self.words.server)];
        lines.extend(login.map(|_| fill(&self.words.login)));
        lines.extend(password.map(str::to_owned));
        lines.extend(service.enable.then(|| fill(&self.words.enable)));
        lines
    }
}
