//! The window's own words in both languages, one named field each: a missing or misspelt one is found by a test.

use std::sync::LazyLock;

use egui::os::OperatingSystem;
use serde::Deserialize;

use crate::diagnosis::Rank;
use crate::knowledge::Lang;

/// Everything the window says by itself.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UiWords {
    /// Whether keys are called as on a Mac.
    #[serde(skip)]
    mac: bool,
    pub app: AppWords,
    pub steps: StepsWords,
    pub start: StartWords,
    pub codes: CodesWords,
    pub reference: ReferenceWords,
    pub no_message: NoMessageWords,
    pub diagnosis: DiagnosisWords,
    pub ranks: RanksWords,
    pub headers: HeadersWords,
    pub recents: RecentsWords,
    pub checklist: ChecklistWords,
    pub ticket: TicketWords,
    pub settings: SettingsWords,
    pub help: HelpWords,
    pub own: OwnWords,
    pub fatal: FatalWords,
    pub programs: ProgramsWords,
}

/// `[app]`: the frame around every page.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AppWords {
    pub customer: String,
    pub agent: String,
    pub audience: String,
    pub language: String,
    pub smaller: String,
    pub larger: String,
    pub settings: String,
    pub help: String,
    pub menu: String,
    pub back: String,
    pub close: String,
    pub start_again: String,
    pub undo: String,
    pub started_again: String,
    pub bring_back: String,
    pub restored: String,
    pub damaged: String,
    pub not_kept: String,
    pub stop_reading: String,
    pub reading: String,
    pub reading_file: String,
    pub drop: String,
    pub several_files: String,
    pub step_of: String,
    pub yes: String,
    pub no: String,
    pub dont_know: String,
    pub on: String,
    pub off: String,
}

/// `[steps]`: the names of the 4 steps.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StepsWords {
    pub start: String,
    pub diagnosis: String,
    pub checklist: String,
    pub ticket: String,
}

/// `[start]`: the first page.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StartWords {
    pub title: String,
    pub lead: String,
    #[serde(rename = "box")]
    pub box_: String,
    pub hint: String,
    pub paste: String,
    pub explain: String,
    pub clear: String,
    pub doors: String,
    pub open: String,
    pub open_text: String,
    pub code: String,
    pub code_text: String,
    pub no_message: String,
    pub no_message_text: String,
    pub privacy: String,
    pub drop_tip: String,
    pub long_text: String,
    pub picture: String,
    pub clipboard_empty: String,
    pub clipboard_busy: String,
    pub dialog_title: String,
    pub dialog_mail: String,
    pub dialog_all: String,
}

/// `[codes]`: the list of codes.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodesWords {
    pub title: String,
    pub lead: String,
    pub search: String,
    pub found_one: String,
    pub found: String,
    pub more: String,
    pub none: String,
    pub reply: String,
    pub status: String,
    pub client: String,
}

/// `[reference]`: the reference book.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReferenceWords {
    pub title: String,
    pub lead: String,
    pub search: String,
    pub found: String,
    pub more: String,
    pub none: String,
    pub causes: String,
    pub codes: String,
    pub signatures: String,
    pub steps: String,
    pub means: String,
    pub or_else: String,
    pub weight: String,
    pub weight_words: String,
    pub weight_vendor: String,
    pub weight_hint: String,
    pub provider: String,
    pub phrases: String,
    pub with: String,
    pub unless: String,
    pub only_codes: String,
    pub example: String,
}

/// `[no_message]`: where the error message is found.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoMessageWords {
    pub title: String,
    pub lead: String,
    pub choose: String,
    pub outlook: String,
    pub outlook_steps: String,
    pub gmail: String,
    pub gmail_steps: String,
    pub apple_mail: String,
    pub apple_mail_steps: String,
    pub thunderbird: String,
    pub thunderbird_steps: String,
    pub outlook_web: String,
    pub outlook_web_steps: String,
    pub popup: String,
    pub popup_steps: String,
    pub nothing: String,
    pub nothing_steps: String,
}

/// `[diagnosis]`: what happened.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DiagnosisWords {
    pub who: String,
    pub who_nobody: String,
    pub blameless: String,
    pub stopped_where: String,
    pub you: String,
    pub your_service: String,
    pub recipient_service: String,
    pub recipient: String,
    pub left: String,
    pub passed: String,
    pub stopped: String,
    pub waiting: String,
    pub not_reached: String,
    pub why: String,
    pub wait: String,
    pub retry_until: String,
    pub day_and_time: String,
    pub seen: String,
    pub seen_codes: String,
    pub seen_recipients: String,
    pub seen_nothing: String,
    pub best: String,
    pub certainty: String,
    pub because: String,
    pub because_nothing: String,
    pub sign_code: String,
    pub sign_words: String,
    pub sign_message: String,
    pub sign_answer: String,
    pub take_care: String,
    pub doubt: String,
    pub doubt_kept: String,
    pub doubt_settled: String,
    pub and: String,
    pub otherwise: String,
    pub recipients: String,
    pub recipients_lead: String,
    pub recipients_all: String,
    pub no_address: String,
    pub code: String,
    pub provider: String,
    pub next: String,
    pub ticket: String,
    pub details: String,
    pub flaw_truncated: String,
    pub flaw_cut: String,
    pub flaw_characters: String,
    pub detail_codes: String,
    pub detail_class: String,
    pub detail_subject: String,
    pub detail_whole: String,
    pub detail_servers: String,
    pub reporting: String,
    pub remote: String,
    pub queue: String,
    pub arrival: String,
    pub message_id: String,
    pub sender: String,
    pub to: String,
    pub subject: String,
    pub date: String,
    pub last_attempt: String,
    pub evidence: String,
    pub detail_provider: String,
    pub contradicted: String,
    pub why_not: String,
    pub speaks_for: String,
    pub speaks_against: String,
    pub best_sign: String,
    pub beaten_by: String,
    pub same_rank: String,
    pub also_for: String,
    pub also_possible: String,
    pub nothing_of_its_own: String,
    pub detail_text: String,
    pub detail_marked: String,
    pub sources: String,
    pub version: String,
    pub help_page: String,
    pub delisting_page: String,
}

/// `[ranks]`: what a sign is worth.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RanksWords {
    pub place: String,
    pub answer: String,
    pub message: String,
    pub server_words: String,
    pub server_vendor: String,
    pub near_words: String,
    pub near_vendor: String,
    pub status_code: String,
    pub certified: String,
    pub server_hint: String,
    pub wrapper_words: String,
    pub client_code: String,
    pub wrapper_hint: String,
    pub vague_status_code: String,
    pub reply_code: String,
    pub message_alone: String,
}

impl RanksWords {
    pub fn of(&self, rank: Rank) -> &str {
        match rank {
            Rank::Answer => &self.answer,
            Rank::Message => &self.message,
            Rank::ServerWords => &self.server_words,
            Rank::ServerVendor => &self.server_vendor,
            Rank::NearWords => &self.near_words,
            Rank::NearVendor => &self.near_vendor,
            Rank::StatusCode => &self.status_code,
            Rank::Certified => &self.certified,
            Rank::ServerHint => &self.server_hint,
            Rank::WrapperWords => &self.wrapper_words,
            Rank::ClientCode => &self.client_code,
            Rank::WrapperHint => &self.wrapper_hint,
            Rank::VagueStatusCode => &self.vague_status_code,
            Rank::ReplyCode => &self.reply_code,
            Rank::MessageAlone => &self.message_alone,
        }
    }
}

/// `[headers]`: the way the message went, for agents.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeadersWords {
    pub title: String,
    pub filter: String,
    pub none: String,
    pub way: String,
    pub way_of: String,
    pub checks: String,
    pub fields: String,
    pub after: String,
    pub slowest: String,
    pub no_time: String,
    pub clock_ahead: String,
    pub clock_behind: String,
    pub copy_row: String,
    pub copy_all: String,
}

/// `[recents]`: the agent's last cases.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecentsWords {
    pub title: String,
    pub lead: String,
    pub none: String,
    pub link: String,
    pub forget: String,
}

/// `[checklist]`: what to do.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChecklistWords {
    pub title: String,
    pub about: String,
    pub count: String,
    pub count_one: String,
    pub count_none: String,
    pub count_so_far: String,
    pub done: String,
    pub why: String,
    pub how: String,
    pub program: String,
    pub program_why: String,
    pub other_program: String,
    pub service: String,
    pub service_why: String,
    pub service_from_text: String,
    pub service_search: String,
    pub service_more: String,
    pub service_none: String,
    pub service_other: String,
    pub service_ask: String,
    pub by_recipient: String,
    pub by_sender_provider: String,
    pub by_recipient_provider: String,
    pub by_agent: String,
    pub message: String,
    pub copy_message: String,
    pub message_copied: String,
    pub answer: String,
    pub question_more: String,
    pub no_steps: String,
    pub worked: String,
    pub worked_yes: String,
    pub worked_no: String,
    pub worked_wait: String,
    pub solved: String,
    pub not_solved: String,
    pub must_wait: String,
    pub must_wait_unkept: String,
    pub ticket: String,
}

/// `[ticket]`: the text for the helpdesk.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TicketWords {
    pub title: String,
    pub lead: String,
    pub preview: String,
    pub copy: String,
    pub copied: String,
    pub copied_now: String,
    pub not_copied: String,
    pub save: String,
    pub saved: String,
    pub not_saved: String,
    pub save_title: String,
    pub file_name: String,
    pub mail: String,
    pub fields: String,
    pub name: String,
    pub phone: String,
    pub program: String,
    pub notes: String,
    pub hide: String,
    pub hide_addresses: String,
    pub hide_subject: String,
    pub hide_ip: String,
    pub language: String,
    pub writing: String,
    pub what_to_write: String,
    pub paper_ticket: String,
    pub paper_reply: String,
    pub paper_note: String,
    pub paper_recipient: String,
    pub paper_sender: String,
    pub paper_gap: String,
    pub manner: String,
    pub manner_tu: String,
    pub manner_lei: String,
    pub form: String,
    pub form_text: String,
    pub draft: String,
    pub attach: String,
    pub attach_original: String,
    pub attach_copy: String,
    pub server: String,
    pub happened: String,
    pub webmail: String,
    pub other_network: String,
    pub not_tried: String,
    pub hide_sender: String,
    pub hide_names: String,
    pub hide_bodies: String,
    pub hide_secrets: String,
}

/// `[settings]`: the settings.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SettingsWords {
    pub title: String,
    pub theme: String,
    pub theme_system: String,
    pub theme_light: String,
    pub theme_dark: String,
    pub zoom: String,
    pub zoom_now: String,
    pub keep: String,
    pub keep_text: String,
    pub motion: String,
    pub program: String,
    pub none: String,
    pub about: String,
    pub about_text: String,
}

/// `[help]`: the help page.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HelpWords {
    pub title: String,
    pub lead: String,
    pub keys: String,
    pub key_paste: String,
    pub key_open: String,
    pub key_reference: String,
    pub key_recents: String,
    pub key_again: String,
    pub key_undo: String,
    pub key_copy: String,
    pub key_papers: String,
    pub key_steps: String,
    pub key_zoom: String,
    pub key_enter: String,
    pub key_back: String,
    pub key_help: String,
}

/// `[own]`: what the helpdesk's own folder brought.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnWords {
    pub title: String,
    pub one: String,
    pub many: String,
    pub one_problem: String,
    pub problems: String,
    pub folder: String,
    pub what_to_do: String,
}

/// `[fatal]`: what is said when there is no window.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FatalWords {
    pub title: String,
    pub no_renderer: String,
    pub crash_title: String,
    pub crash: String,
}

/// `[programs]`: the names of mail programs.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProgramsWords {
    pub outlook: String,
    pub outlook_new: String,
    pub outlook_web: String,
    pub gmail: String,
    pub apple_mail: String,
    pub iphone: String,
    pub thunderbird: String,
    pub android: String,
    pub samsung: String,
}

impl UiWords {
    /// With the keys as the files have them.
    pub fn of(lang: Lang) -> &'static Self {
        static IT: LazyLock<UiWords> = LazyLock::new(|| read(ITALIAN, false));
        static EN: LazyLock<UiWords> = LazyLock::new(|| read(ENGLISH, false));
        match lang {
            Lang::It => &IT,
            Lang::En => &EN,
        }
    }

    /// With the keys as the keyboard of a computer with this system has them.
    pub fn on(os: OperatingSystem, lang: Lang) -> &'static Self {
        static IT: LazyLock<UiWords> = LazyLock::new(|| read(ITALIAN, true));
        static EN: LazyLock<UiWords> = LazyLock::new(|| read(ENGLISH, true));
        match lang {
            _ if !os.is_mac() => Self::of(lang),
            Lang::It => &IT,
            Lang::En => &EN,
        }
    }

    /// A shortcut, such as `Ctrl+V`, as it is called on this keyboard.
    pub fn keys(&self, shortcut: &str) -> String {
        if self.mac { on_mac(shortcut) } else { shortcut.to_owned() }
    }
}

const ITALIAN: &str = include_str!("../../assets/lang/ui-it.toml");
const ENGLISH: &str = include_str!("../../assets/lang/ui-en.toml");

/// Puts `value` where `{name}` stands.
pub fn fill(text: &str, name: &str, value: &str) -> String {
    text.replace(&format!("{{{name}}}"), value)
}

/// The files name the keys of other computers. Alt writes letters on a Mac: nothing is called by it there.
fn on_mac(text: &str) -> String {
    text.replace("Ctrl", "Cmd").replace("Alt+", "Cmd+")
}

/// Reads a language file; it is part of the program, and a test reads both.
fn read(text: &str, mac: bool) -> UiWords {
    let read = if mac { toml::from_str(&on_mac(text)) } else { toml::from_str(text) };
    match read {
        Ok(words) => UiWords { mac, ..words },
        Err(err) => unreachable!("a language file does not fit its fields: {err}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILES: [&str; 2] = [ITALIAN, ENGLISH];

    fn entries(file: &str) -> Vec<(String, String)> {
        let table: toml::Table = toml::from_str(file).unwrap();
        let mut entries = Vec::new();
        for (section, words) in table {
            for (key, text) in words.as_table().unwrap() {
                entries.push((format!("{section}.{key}"), text.as_str().unwrap().to_owned()));
            }
        }
        entries
    }

    fn placeholders(text: &str) -> Vec<&str> {
        let mut names: Vec<&str> =
            text.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name)).collect();
        names.sort_unstable();
        names
    }

    #[test]
    fn both_files_have_every_word_and_the_same_placeholders() {
        for lang in Lang::ALL {
            assert!(!UiWords::of(lang).start.title.is_empty());
        }
        let (italian, english) = (entries(FILES[0]), entries(FILES[1]));
        assert_eq!(italian.len(), english.len());
        for ((key, it), (same, en)) in italian.iter().zip(&english) {
            assert_eq!(key, same);
            assert_eq!(placeholders(it), placeholders(en), "{key}");
            assert!(!it.trim().is_empty() && !en.trim().is_empty(), "{key}");
        }
    }

    #[test]
    fn the_words_keep_the_wording_rules() {
        let banned = [
            "!",
            "...",
            "errore fatale",
            "non valido",
            "invalid",
            "fallito",
            "illegale",
            "effettuare",
            "procedere",
            "per favore",
            "ci scusiamo",
            "oops",
            "cliccare",
            "clicca qui",
            "amministratore di sistema",
            "failed",
            "fatal",
            "illegal",
            "abort",
            "please",
            "sorry",
            "click here",
            "system administrator",
        ];
        for (key, text) in FILES.iter().flat_map(|file| entries(file)) {
            let lower = text.to_lowercase();
            for word in banned {
                assert!(!lower.contains(word), "{key} says «{word}»");
            }
            for sentence in text.split(['.', '\n', ':', '?']) {
                assert!(sentence.split_whitespace().count() <= 25, "{key} has a sentence of more than 25 words");
            }
        }
    }
}
