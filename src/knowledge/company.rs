//! Who the helpdesk is: `company.toml` of its own folder. The program itself knows no company.

use serde::Deserialize;

use super::text::Text;

/// How the helpdesk is reached. Everything is optional; what is not given is not shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Company {
    /// The company: `Rossi Servizi`.
    pub name: Option<String>,
    /// The desk or the person who answers: `Assistenza clienti`.
    pub contact: Option<String>,
    /// As people dial it: `+39 06 1234 5678`.
    pub phone: Option<String>,
    /// When somebody answers.
    pub hours: Option<Text>,
    /// Address of a chat page (`https://…`).
    pub chat: Option<String>,
    /// The address that takes tickets (RFC 5321 section 4.1.2).
    pub email: Option<String>,
    /// Address of the help pages.
    pub web: Option<String>,
    /// Address of the page where a ticket is opened.
    pub ticket_url: Option<String>,
}

impl Company {
    /// Takes what is missing here from `other`.
    pub(super) fn or(self, other: Self) -> Self {
        Self {
            name: self.name.or(other.name),
            contact: self.contact.or(other.contact),
            phone: self.phone.or(other.phone),
            hours: self.hours.or(other.hours),
            chat: self.chat.or(other.chat),
            email: self.email.or(other.email),
            web: self.web.or(other.web),
            ticket_url: self.ticket_url.or(other.ticket_url),
        }
    }

    /// Whether there is a way to reach anybody.
    pub fn is_reachable(&self) -> bool {
        [&self.phone, &self.chat, &self.email, &self.web, &self.ticket_url].into_iter().any(Option::is_some)
    }

    /// The fields that hold the address of a page, by name.
    pub fn pages(&self) -> [(&'static str, Option<&str>); 3] {
        [("chat", self.chat.as_deref()), ("web", self.web.as_deref()), ("ticket_url", self.ticket_url.as_deref())]
    }
}
