//! The program's own words in both languages, one named field each: a missing or misspelt one does not build a table.
//!
//! What is said about causes and codes stands in the knowledge table, not here; the words of the window stand with it.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::diagnosis::Certainty;
use crate::intake::{Clock, ReadError};
use crate::knowledge::{Actor, Company, Fault, Lang, Outcome, Problem};

/// Everything that the library and the command line say outside the table.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    pub outcome: OutcomeWords,
    pub actor: ActorWords,
    pub certainty: CertaintyWords,
    pub error: ErrorWords,
    pub company: CompanyWords,
    pub check: CheckWords,
    /// What is wrong with a file of the table.
    pub fault: HashMap<Fault, String>,
    pub ticket: TicketWords,
    pub cli: CliWords,
}

/// `[outcome]` of the language files.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutcomeWords {
    pub failed: String,
    pub delayed: String,
    pub delivered: String,
    pub not_an_error: String,
    pub unknown: String,
    pub failed_without_reason: String,
}

/// `[actor]` of the language files.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActorWords {
    pub sender: String,
    pub sender_provider: String,
    pub recipient: String,
    pub recipient_provider: String,
    pub nobody: String,
}

/// `[certainty]` of the language files.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CertaintyWords {
    pub sure: String,
    pub likely: String,
    pub unsure: String,
}

/// `[error]` of the language files.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ErrorWords {
    pub not_found: String,
    pub is_folder: String,
    pub no_permission: String,
    pub unreadable: String,
    pub empty: String,
    pub too_large: String,
    pub picture: String,
    pub pdf: String,
    pub archive: String,
    pub damaged: String,
    pub no_text: String,
    pub nothing_pasted: String,
    pub text_too_large: String,
    pub unknown_code: String,
}

/// `[company]` of the language files.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CompanyWords {
    pub helpdesk: String,
    pub phone: String,
    pub hours: String,
    pub email: String,
    pub chat: String,
    pub web: String,
    pub ticket_url: String,
}

/// `[check]` of the language files.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckWords {
    pub place: String,
    pub file: String,
    pub did_you_mean: String,
}

/// `[ticket]` of the language files.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TicketWords {
    pub case_code: String,
    pub when: String,
    pub what: String,
    pub cause: String,
    pub certainty: String,
    pub outcome: String,
    pub actor: String,
    pub actor_sender: String,
    pub actor_sender_provider: String,
    pub alternatives: String,
    pub kind: String,
    pub from: String,
    pub to: String,
    pub unknown_recipient: String,
    /// Words of others in quotation marks.
    pub quote: String,
    /// Between the last two of a list.
    pub and: String,
    /// At the end of a list cut short.
    pub and_others: String,
    pub suggestion: String,
    pub subject: String,
    pub sent: String,
    pub code: String,
    pub reply: String,
    pub words: String,
    pub remote_mta: String,
    pub reporting_mta: String,
    pub sending_ip: String,
    pub queue_id: String,
    pub message_id: String,
    pub last_attempt: String,
    pub retry_until: String,
    pub program: String,
    pub server: String,
    pub happened: String,
    pub webmail: String,
    pub other_network: String,
    pub steps: String,
    pub done: String,
    pub not_done: String,
    pub answer_yes: String,
    pub answer_no: String,
    pub answer_dont_know: String,
    pub not_tried: String,
    pub worked: String,
    pub worked_wait: String,
    pub next: String,
    pub evidence: String,
    pub name: String,
    pub phone: String,
    pub notes: String,
    pub input: String,
    pub version: String,
    pub version_of: String,
    pub hidden: String,
    pub cut: String,
    pub original_name: String,
    pub clean_copy: String,
    /// The names of the months, from January on, with a blank between them.
    pub months: String,
}

/// `[cli]` of the language files.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CliWords {
    pub usage: String,
    pub no_command: String,
    pub unknown_command: String,
    pub unknown_option: String,
    pub unknown_value: String,
    pub missing_path: String,
    pub missing_code: String,
    pub table_ok: String,
    pub table_problems: String,
    pub who: String,
    pub steps: String,
    pub alternatives: String,
    pub question: String,
    pub yes: String,
    pub no: String,
    pub evidence: String,
    /// What the words around the server's answer claim, with `{text}` and `{cause}`.
    pub contradicted: String,
    pub recipients: String,
    pub suggestion: String,
    pub causes: String,
    pub help: String,
    pub help_page: String,
    pub delisting_page: String,
    /// Before a warning that asks.
    pub warning: String,
    /// Before what a warning rests on.
    pub warning_signs: String,
}

impl Words {
    pub fn of(lang: Lang) -> &'static Self {
        static IT: LazyLock<Words> = LazyLock::new(|| read(include_str!("../assets/lang/it.toml")));
        static EN: LazyLock<Words> = LazyLock::new(|| read(include_str!("../assets/lang/en.toml")));
        match lang {
            Lang::It => &IT,
            Lang::En => &EN,
        }
    }

    /// A day in words: `12 marzo 2026`.
    pub fn day(&self, clock: Clock) -> String {
        let name = self.ticket.months.split(' ').nth(usize::from(clock.month).saturating_sub(1));
        format!("{} {} {}", clock.day, name.unwrap_or_default(), clock.year)
    }

    pub fn outcome(&self, outcome: Outcome) -> &str {
        match outcome {
            Outcome::Failed => &self.outcome.failed,
            Outcome::Delayed => &self.outcome.delayed,
            Outcome::Delivered => &self.outcome.delivered,
            Outcome::NotAnError => &self.outcome.not_an_error,
            Outcome::Unknown => &self.outcome.unknown,
        }
    }

    pub fn actor(&self, actor: Actor) -> &str {
        match actor {
            Actor::Sender => &self.actor.sender,
            Actor::SenderProvider => &self.actor.sender_provider,
            Actor::Recipient => &self.actor.recipient,
            Actor::RecipientProvider => &self.actor.recipient_provider,
            Actor::Nobody => &self.actor.nobody,
        }
    }

    /// The same in a text that somebody else reads: there «you» would be the reader.
    pub fn ticket_actor(&self, actor: Actor) -> &str {
        match actor {
            Actor::Sender => &self.ticket.actor_sender,
            Actor::SenderProvider => &self.ticket.actor_sender_provider,
            other => self.actor(other),
        }
    }

    pub fn certainty(&self, certainty: Certainty) -> &str {
        match certainty {
            Certainty::Sure => &self.certainty.sure,
            Certainty::Likely => &self.certainty.likely,
            Certainty::Unsure => &self.certainty.unsure,
        }
    }

    /// Who helps: the desk and its company, as far as they are named.
    pub fn company_title(&self, company: &Company) -> String {
        match (&company.contact, &company.name) {
            (Some(contact), Some(name)) => format!("{contact} · {name}"),
            (Some(one), None) | (None, Some(one)) => one.clone(),
            (None, None) => self.company.helpdesk.clone(),
        }
    }

    /// What is read or typed to reach the helpdesk, each with its label.
    pub fn company_facts<'a>(&'a self, company: &'a Company, lang: Lang) -> Vec<(&'a str, &'a str)> {
        let words = &self.company;
        let facts = [
            (&words.phone, company.phone.as_deref()),
            (&words.hours, company.hours.as_ref().map(|hours| hours.get(lang))),
            (&words.email, company.email.as_deref()),
        ];
        facts.into_iter().filter_map(|(label, fact)| Some((label.as_str(), fact?))).collect()
    }

    /// The helpdesk's pages, each with what to do there.
    pub fn company_pages<'a>(&'a self, company: &'a Company) -> Vec<(&'a str, &'a str)> {
        let words = &self.company;
        let pages = [
            (&words.chat, company.chat.as_deref()),
            (&words.web, company.web.as_deref()),
            (&words.ticket_url, company.ticket_url.as_deref()),
        ];
        pages.into_iter().filter_map(|(label, page)| Some((label.as_str(), page?))).collect()
    }

    /// What is wrong with a file of the table, where, and what to do.
    pub fn problem(&self, problem: &Problem) -> String {
        let mut what = self.fault.get(&problem.what.fault).cloned().unwrap_or_default();
        for (name, value) in &problem.what.values {
            what = what.replace(&format!("{{{name}}}"), value);
        }
        if let Some(nearest) = &problem.what.nearest {
            what = format!("{what} {}", self.check.did_you_mean.replace("{nearest}", nearest));
        }
        let place = if problem.line == 0 { &self.check.file } else { &self.check.place };
        place.replace("{file}", &problem.file).replace("{line}", &problem.line.to_string()).replace("{what}", &what)
    }

    /// What is wrong with a file and what to do, as one or two sentences.
    pub fn read_error(&self, err: &ReadError) -> &str {
        match err {
            ReadError::NotFound => &self.error.not_found,
            ReadError::IsFolder => &self.error.is_folder,
            ReadError::NoPermission => &self.error.no_permission,
            ReadError::Unreadable(_) => &self.error.unreadable,
            ReadError::Empty => &self.error.empty,
            ReadError::TooLarge => &self.error.too_large,
            ReadError::Picture => &self.error.picture,
            ReadError::Pdf => &self.error.pdf,
            ReadError::Archive => &self.error.archive,
            ReadError::Damaged => &self.error.damaged,
            ReadError::NoText => &self.error.no_text,
        }
    }
}

/// Reads a language file; it is part of the program, and a test reads both.
fn read(text: &str) -> Words {
    match toml::from_str(text) {
        Ok(words) => words,
        Err(err) => unreachable!("a language file does not fit its fields: {err}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_language_files_have_every_word_and_no_other() {
        for lang in Lang::ALL {
            assert!(!Words::of(lang).error.nothing_pasted.is_empty());
        }
    }

    #[test]
    fn every_fault_of_a_file_has_its_words_in_both_languages_with_the_same_placeholders() {
        let names = |text: &str| {
            let parts = text.split('{').filter_map(|part| part.split_once('}'));
            let names = parts.map(|(name, _)| name.to_owned());
            names.filter(|name| name.chars().all(char::is_alphabetic)).collect::<std::collections::BTreeSet<_>>()
        };
        for fault in Fault::ALL {
            let [it, en] = Lang::ALL.map(|lang| Words::of(lang).fault.get(fault).cloned().unwrap_or_default());
            assert!(!it.is_empty() && !en.is_empty(), "{fault:?}");
            assert_eq!(names(&it), names(&en), "{fault:?}");
        }
    }
}
