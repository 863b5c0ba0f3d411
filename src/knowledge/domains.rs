//! Mail domains that very many people use, and how they are mistyped: `domains.toml`.

use std::collections::{BTreeMap, HashMap};

use serde::Deserialize;

/// What is corrected in a domain besides the mistyped forms that are listed for it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Slips {
    /// Nothing: its name has neighbours that are in use.
    #[default]
    None,
    /// Swapped and doubled letters, and a missing one in long names: its name has neighbours that mean something.
    Word,
    /// Every slip of the fingers: its name is a made-up word.
    Any,
}

/// A mail domain that many people use.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailDomain {
    pub name: String,
    #[serde(default)]
    pub slips: Slips,
    /// Forms that mean this domain and no other.
    #[serde(default)]
    pub typos: Vec<String>,
    /// Where the ending begins; set as the table is put together.
    #[serde(skip)]
    label_ends: usize,
}

impl MailDomain {
    /// The name and the ending under which it is registered (public suffix list): `pec.aruba` and `it`.
    pub fn parts(domain: &str) -> Option<(&str, &str)> {
        let ending = psl::suffix_str(domain)?;
        let name = domain.strip_suffix(ending)?.strip_suffix('.')?;
        Some((name, ending))
    }

    /// The part before the ending.
    pub fn label(&self) -> &str {
        self.name.get(..self.label_ends).unwrap_or_default()
    }

    /// The ending, which may be of several parts: `co.uk`.
    pub fn ending(&self) -> &str {
        self.name.get(self.label_ends..).unwrap_or_default().trim_start_matches('.')
    }
}

/// The last part of a domain, and what people type for it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ending {
    pub name: String,
    pub typos: Vec<String>,
}

/// Endings that are judged by their distance.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Near {
    /// A mistyped ending stands for one of these when one letter is wrong.
    pub endings: Vec<String>,
    /// Endings of networks inside a company, and of examples: nobody mistyped them.
    pub private: Vec<String>,
}

/// What addresses and names are made of, and what people type in its place.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signs {
    /// Stand where the @ belongs.
    pub at: Vec<String>,
    /// Stand where a dot belongs.
    pub dot: Vec<String>,
    /// Come along in front of an address.
    pub before: Vec<String>,
    /// The rows of the keyboard.
    pub keyboard: Vec<String>,
    /// Groups of characters that are taken for one another.
    pub alike: Vec<String>,
    /// Groups of a letter and its forms with accents; the plain letter stands first.
    pub accents: Vec<String>,
    /// With what the names of mail servers begin.
    pub servers: Vec<String>,
}

/// `domains.toml`; a helpdesk's own may hold any part of it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DomainsFile {
    #[serde(default)]
    endings: Vec<Ending>,
    near: Option<Near>,
    signs: Option<Signs>,
    #[serde(default)]
    domains: Vec<MailDomain>,
    #[serde(default)]
    known: BTreeMap<String, Vec<String>>,
}

/// Mail domains and their mistyped forms, ready to be looked up.
#[derive(Debug, Default)]
pub struct MailDomains {
    endings: Vec<Ending>,
    near: Near,
    signs: Signs,
    /// Likeliest first.
    domains: Vec<MailDomain>,
    index: HashMap<String, usize>,
    typos: HashMap<String, usize>,
}

impl MailDomains {
    /// Puts the files together, the helpdesk's own first. `others` are further domains that are never corrected.
    pub(super) fn new<'a>(files: Vec<DomainsFile>, others: impl Iterator<Item = &'a String>) -> Self {
        let mut all = Self::default();
        let (mut near, mut signs) = (None, None);
        let mut known = Vec::new();
        for file in files {
            all.endings.extend(file.endings);
            near = near.or(file.near);
            signs = signs.or(file.signs);
            for domain in file.domains {
                all.add(domain);
            }
            known.extend(file.known.into_values().flatten());
        }
        for name in known.into_iter().chain(others.cloned()) {
            all.add(MailDomain { name, slips: Slips::None, typos: Vec::new(), label_ends: 0 });
        }
        all.near = near.unwrap_or_default();
        all.signs = signs.unwrap_or_default();
        all
    }

    fn add(&mut self, mut domain: MailDomain) {
        if self.index.contains_key(&domain.name) {
            return;
        }
        domain.label_ends = MailDomain::parts(&domain.name).map_or(domain.name.len(), |(label, _)| label.len());
        let number = self.domains.len();
        self.index.insert(domain.name.clone(), number);
        for typo in &domain.typos {
            self.typos.entry(typo.clone()).or_insert(number);
        }
        self.domains.push(domain);
    }

    /// Every domain, likeliest first.
    pub fn all(&self) -> &[MailDomain] {
        &self.domains
    }

    /// Whether `name`, in lower case, is the domain of a service that many people use.
    pub fn is_known(&self, name: &str) -> bool {
        self.index.contains_key(name)
    }

    /// The domain that a listed mistyped form, in lower case, stands for.
    pub fn meant_by(&self, typo: &str) -> Option<&MailDomain> {
        self.typos.get(typo).and_then(|number| self.domains.get(*number))
    }

    /// Endings and what people type for them, likeliest first.
    pub fn endings(&self) -> &[Ending] {
        &self.endings
    }

    pub fn near(&self) -> &Near {
        &self.near
    }

    pub fn signs(&self) -> &Signs {
        &self.signs
    }
}
