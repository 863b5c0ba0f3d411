//! Reports in Outlook's form (MS-OXOMSG section 2.2.2), written out as RFC 3464 has them. How Exchange makes its
//! properties of the fields stands in MS-OXCMAIL section 2.2.3.7.

use std::fmt::Write as _;

use super::property::{File, Fixed, Object, RECIPIENTS, one_line, tag};
use crate::intake::mail::date_in_header;
use crate::intake::report::StatusCode;

/// What a message is, by the name of its class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    Ordinary,
    /// The word for the `Action` field.
    Report(&'static str),
    Receipt,
    /// The message lies as it came, signature and all, in its only attachment.
    Signed,
    AutoReply,
}

impl Class {
    pub(super) fn of(name: &str) -> Self {
        let name = name.to_ascii_lowercase();
        if name.starts_with("ipm.note.smime") {
            return Self::Signed;
        }
        if name.contains("rules.ooftemplate") {
            return Self::AutoReply;
        }
        let Some(kind) = name.strip_prefix("report.") else { return Self::Ordinary };
        // `REPORT.IPM.Note.Delayed.DR` as well as `REPORT.IPM.Note.DR`.
        for action in ["delayed", "relayed", "expanded"] {
            if kind.ends_with(&format!(".{action}.dr")) || kind.ends_with(&format!(".{action}")) {
                return Self::Report(action);
            }
        }
        match kind.rsplit('.').next() {
            Some("ndr") => Self::Report("failed"),
            Some("dr") => Self::Report("delivered"),
            Some("ipnrn" | "ipnnrn") => Self::Receipt,
            _ => Self::Ordinary,
        }
    }
}

/// Where the address of a recipient may stand.
const ADDRESSES: [u16; 3] = [tag::SMTP_ADDRESS, tag::EMAIL_ADDRESS, tag::DISPLAY_NAME];

/// The recipients of a report as the fields of RFC 3464.
pub(super) fn fields(file: &mut File<'_>, message: &Object, action: &str) -> String {
    let mut out = String::new();
    let reporter = file.line(message, tag::REPORTING_MTA);
    let reporter = without_type(&reporter);
    if !reporter.is_empty() {
        let _ = writeln!(out, "Reporting-MTA: dns; {reporter}");
    }
    for row in file.rows(message, RECIPIENTS) {
        let fixed = file.fixed(&row.storage, 8);
        let address = file.first_address(&row, &ADDRESSES);
        let info = file.text(&row, tag::SUPPLEMENTARY_INFO);
        let info = if info.trim().is_empty() { file.text(&row, tag::REPORT_TEXT) } else { info };
        let info = Supplement::of(&info);
        let _ = write!(out, "\nFinal-Recipient: rfc822; {address}\nAction: {action}\n");
        let number = || fixed.number(tag::NDR_STATUS).and_then(status_of_number);
        let coded = || status_of_codes(fixed.number(tag::NDR_REASON), fixed.number(tag::NDR_DIAGNOSTIC));
        if let Some(status) = info.status().or_else(number).or_else(coded) {
            let _ = writeln!(out, "Status: {status}");
        }
        let remote = file.line(&row, tag::REMOTE_MTA);
        let remote = without_type(&remote);
        let remote = if remote.is_empty() { info.host } else { remote };
        if !remote.is_empty() {
            let _ = writeln!(out, "Remote-MTA: dns; {remote}");
        }
        let words = one_line(info.words);
        if !words.is_empty() {
            let _ = writeln!(out, "Diagnostic-Code: smtp; {words}");
        }
    }
    out
}

/// What a report tells of the message that it is about, where no copy is attached.
pub(super) fn returned_header(file: &mut File<'_>, message: &Object, fixed: &Fixed) -> Option<String> {
    let subject = file.line(message, tag::ORIGINAL_SUBJECT);
    let id = file.line(message, tag::ORIGINAL_MESSAGE_ID);
    if subject.is_empty() && id.is_empty() {
        return None;
    }
    let rows = file.rows(message, RECIPIENTS);
    let to: Vec<String> =
        rows.iter().map(|row| file.first_address(row, &ADDRESSES)).filter(|address| !address.is_empty()).collect();
    let mut out = format!("To: {}\nSubject: {subject}\n", to.join(", "));
    if let Some(time) = fixed.time(tag::ORIGINAL_SUBMIT_TIME) {
        let _ = writeln!(out, "Date: {}", date_in_header(time));
    }
    if !id.is_empty() {
        let _ = writeln!(out, "Message-ID: {id}");
    }
    Some(out)
}

/// A server's name without the type that some programs keep before it (`dns;mx.example.com`).
fn without_type(name: &str) -> &str {
    match name.split_once(';') {
        Some((kind, name)) if kind.trim().eq_ignore_ascii_case("dns") => name.trim(),
        _ => name,
    }
}

/// What stands in the supplementary information of a recipient: the server's words, and before them in the form of
/// Exchange, `<mx.example.com #5.1.1 smtp;550 5.1.1 …>`, its name and the status code.
struct Supplement<'t> {
    host: &'t str,
    status: Option<&'t str>,
    words: &'t str,
}

impl<'t> Supplement<'t> {
    fn of(text: &'t str) -> Self {
        let text = text.trim();
        // Exchange closes with how it got to know: `#SMTP#`.
        let inner = text.strip_suffix("#SMTP#").unwrap_or(text).trim_matches(['<', '>', '#', ' ']);
        let plain = Self { host: "", status: None, words: inner };
        let (host, rest) = match inner.split_once(" #") {
            Some((host, rest)) => (host, rest.trim_start_matches(['<', '#'])),
            // `#5.1.1 smtp;550 …`: no server is named.
            None if inner.len() < text.len() => ("", inner),
            None => return plain,
        };
        if host.contains(' ') || StatusCode::parse(rest.split(' ').next().unwrap_or_default()).is_none() {
            return plain;
        }
        let (status, rest) = rest.split_once(' ').unwrap_or((rest, ""));
        let words = match rest.trim_start().split_once(';') {
            Some((kind, words)) if kind.trim().eq_ignore_ascii_case("smtp") => words,
            _ => rest,
        };
        Self { host: host.trim_matches(['<', '>', '#']), status: Some(status), words }
    }

    /// The status code, as it is given or as the server's answer has it behind its reply code.
    fn status(&self) -> Option<String> {
        let in_words = || self.words.split([' ', '-']).skip(1).take(2).find(|word| StatusCode::parse(word).is_some());
        self.status.or_else(in_words).map(str::to_owned)
    }
}

/// Exchange adds a status code up to one number: 5.1.1 becomes 511. A detail over 9 carries into the subject, so that
/// not every number can be taken apart again.
fn status_of_number(number: u32) -> Option<String> {
    let (class, subject, detail) = (number / 100, number / 10 % 10, number % 10);
    (matches!(class, 2 | 4 | 5) && subject <= 7).then(|| format!("{class}.{subject}.{detail}"))
}

/// The codes of X.400 (X.411) as those of RFC 3463, the way Exchange goes back (MS-OXCMAIL section 2.2.3.7.1.3) where
/// that way is the only one.
fn status_of_codes(reason: Option<u32>, diagnostic: Option<u32>) -> Option<String> {
    let status = match diagnostic.filter(|code| *code != u32::MAX) {
        Some(0 | 35) => "5.1.1",
        Some(1) => "5.1.4",
        Some(2) => "4.3.1",
        Some(3 | 27) => "5.4.6",
        Some(4) => "5.2.1",
        Some(5 | 49) => "5.4.7",
        Some(6 | 15) => "5.6.1",
        Some(7 | 13) => "5.3.4",
        Some(8..=10 | 19..=25) => "5.6.3",
        Some(11 | 12 | 14) => "5.5.2",
        Some(16) => "5.5.3",
        Some(18) => "5.3.3",
        Some(26) => "5.7.0",
        Some(28) => "5.7.2",
        Some(29) => "5.7.1",
        Some(30) => "5.2.4",
        Some(32..=34) => "5.1.3",
        Some(40) => "5.1.6",
        Some(48) => "5.1.2",
        _ => match reason {
            Some(6) => "5.4.3",
            Some(0 | 1) => "5.0.0",
            _ => return None,
        },
    };
    Some(status.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_of_exchange_is_taken_apart() {
        for text in [
            "<mx.example.com #5.1.1 smtp;550 5.1.1 No such user>",
            "<mx.example.com #5.1.1 smtp; 550 5.1.1 No such user> #SMTP#",
            "mx.example.com #<#5.1.1 smtp;550 5.1.1 No such user>#SMTP#",
        ] {
            let info = Supplement::of(text);
            assert_eq!(
                (info.host, info.status, info.words.trim()),
                ("mx.example.com", Some("5.1.1"), "550 5.1.1 No such user"),
                "{text}"
            );
        }
        let info = Supplement::of("#< #5.1.1 smtp;550 5.1.1 No such user> #SMTP#");
        assert_eq!((info.host, info.status(), info.words), ("", Some("5.1.1".to_owned()), "550 5.1.1 No such user"));
        let info = Supplement::of("552 5.2.2 ticket #44 is full");
        assert_eq!((info.host, info.status, info.words), ("", None, "552 5.2.2 ticket #44 is full"));
        assert_eq!(info.status().as_deref(), Some("5.2.2"));
        let info = Supplement::of("#550 5.1.10 RESOLVER.ADR.RecipientNotFound; not found ##");
        assert_eq!(
            (info.status().as_deref(), info.words),
            (Some("5.1.10"), "550 5.1.10 RESOLVER.ADR.RecipientNotFound; not found")
        );
    }

    #[test]
    fn numbers_become_status_codes_where_they_can_be_told_apart() {
        assert_eq!(status_of_number(522).as_deref(), Some("5.2.2"));
        // 5.7.12 and 5.7.133.
        assert_eq!((status_of_number(582), status_of_number(703), status_of_number(0)), (None, None, None));
        assert_eq!(status_of_codes(None, Some(35)).as_deref(), Some("5.1.1"));
        assert_eq!(status_of_codes(None, Some(u32::MAX)), None);
        assert_eq!(status_of_codes(Some(0), Some(u32::MAX)).as_deref(), Some("5.0.0"));
    }

    #[test]
    fn a_class_says_what_became_of_the_message() {
        for (name, class) in [
            ("REPORT.IPM.Note.NDR", Class::Report("failed")),
            ("REPORT.IPM.Note.SMIME.MultipartSigned.NDR", Class::Report("failed")),
            ("REPORT.IPM.Note.DR", Class::Report("delivered")),
            ("REPORT.IPM.Note.Delayed.DR", Class::Report("delayed")),
            ("REPORT.IPM.Note.Relayed.DR", Class::Report("relayed")),
            ("Report.IPM.Note.Expanded.DR", Class::Report("expanded")),
            ("REPORT.IPM.Note.IPNNRN", Class::Receipt),
            ("IPM.Note", Class::Ordinary),
            ("IPM.Schedule.Meeting.Request.NDR", Class::Ordinary),
        ] {
            assert_eq!(Class::of(name), class, "{name}");
        }
    }
}
