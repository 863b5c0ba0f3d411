//! The answer as plain data: what `rimbalzo-cli` prints as JSON, one object a message.

use serde::Serialize;

use crate::diagnosis::{Diagnosis, Verdict, codes_of, reply_of};
use crate::guide::{self, Audience};
use crate::intake::Report;
use crate::knowledge::{CauseId, CodeRef, Facts, Lang, Outcome, Severity, Table};
use crate::words::Words;

/// One answer of `diagnose --format json`. What is not known is an empty text.
#[derive(Debug, Serialize)]
pub struct Answer<'a> {
    /// The path as it was given.
    pub input: &'a str,
    pub kind: &'static str,
    pub outcome: &'static str,
    pub cause: &'a CauseId,
    pub certainty: &'static str,
    pub actor: &'static str,
    pub alternatives: &'a [CauseId],
    pub recipients: Vec<RecipientAnswer<'a>>,
    pub evidence: Vec<EvidenceAnswer<'a>>,
    /// What the friendly words around the server's answer say instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contradicted: Option<ClaimAnswer<'a>>,
    pub warnings: Vec<WarningAnswer<'a>>,
}

/// What friendly words claim against the server's own answer.
#[derive(Debug, Serialize)]
pub struct ClaimAnswer<'a> {
    pub cause: &'a CauseId,
    pub rule: &'a str,
    pub text: &'a str,
}

/// One warning of an [`Answer`].
#[derive(Debug, Serialize)]
pub struct WarningAnswer<'a> {
    pub id: &'static str,
    /// Its title and meaning, in the language asked for.
    pub text: String,
    /// What it rests on.
    pub signs: &'a [String],
}

/// One recipient of an [`Answer`].
#[derive(Debug, Serialize)]
pub struct RecipientAnswer<'a> {
    pub address: &'a str,
    pub reply_code: String,
    pub status: String,
    pub cause: &'a CauseId,
    pub outcome: &'static str,
    pub certainty: &'static str,
    pub remote_mta: &'a str,
    pub diagnostic: String,
    /// The right spelling, where the address looks mistyped.
    pub suggestion: &'a str,
}

/// One sign of an [`Answer`]; `start` and `end` are bytes of the text as it was read.
#[derive(Debug, Serialize)]
pub struct EvidenceAnswer<'a> {
    pub kind: &'static str,
    pub rule: &'a str,
    pub text: &'a str,
    pub start: usize,
    pub end: usize,
}

impl<'a> Answer<'a> {
    pub fn new(input: &'a str, report: &'a Report, diagnosis: &'a Diagnosis, table: &Table, lang: Lang) -> Self {
        let overall = &diagnosis.overall;
        let recipients = diagnosis.recipients.iter().filter_map(|answer| {
            let recipient = report.recipients.get(answer.recipient)?;
            let (reply_code, status) = codes_of(report, Some(answer.recipient));
            Some(RecipientAnswer {
                address: &recipient.address,
                reply_code,
                status,
                cause: &answer.verdict.cause,
                outcome: answer.verdict.outcome.as_str(),
                certainty: answer.verdict.certainty.as_str(),
                remote_mta: &recipient.remote_mta,
                diagnostic: reply_of(report, Some(answer.recipient)),
                suggestion: suggested(&answer.verdict),
            })
        });
        let mut recipients: Vec<RecipientAnswer<'a>> = recipients.collect();
        if recipients.is_empty() && !report.replies.is_empty() {
            // The text names nobody: what its answers say still stands.
            let (reply_code, status) = codes_of(report, None);
            recipients.push(RecipientAnswer {
                address: "",
                reply_code,
                status,
                cause: &overall.cause,
                outcome: overall.outcome.as_str(),
                certainty: overall.certainty.as_str(),
                remote_mta: "",
                diagnostic: reply_of(report, None),
                suggestion: suggested(overall),
            });
        }
        let evidence = overall.evidence.iter().map(|sign| EvidenceAnswer {
            kind: sign.kind.as_str(),
            rule: &sign.rule,
            text: &sign.text,
            start: sign.span.start,
            end: sign.span.end,
        });
        let warnings = diagnosis.warnings.iter().map(|warning| {
            let entry = table.warning(warning.id);
            let text = entry.map(|entry| format!("{}. {}", entry.title.get(lang), entry.meaning.get(lang)));
            WarningAnswer { id: warning.id.as_str(), text: text.unwrap_or_default(), signs: &warning.signs }
        });
        Self {
            input,
            kind: diagnosis.kind.as_str(),
            outcome: overall.outcome.as_str(),
            cause: &overall.cause,
            certainty: overall.certainty.as_str(),
            actor: overall.actor.as_str(),
            alternatives: &overall.alternatives,
            recipients,
            evidence: evidence.collect(),
            contradicted: overall.contradicted.as_ref().map(|claim| ClaimAnswer {
                cause: &claim.cause,
                rule: &claim.rule,
                text: &claim.text,
            }),
            warnings: warnings.collect(),
        }
    }
}

fn suggested(verdict: &Verdict) -> &str {
    verdict.suggestion.as_ref().map_or("", |suggestion| suggestion.text.as_str())
}

/// One answer of `explain --format json`.
#[derive(Debug, Serialize)]
pub struct Explanation<'a> {
    pub code: &'a str,
    pub outcome: &'static str,
    pub causes: Vec<CauseId>,
    pub actor: &'static str,
    pub title: String,
    pub meaning: String,
    /// Titles of the steps on the main line, in order.
    pub steps: Vec<String>,
}

/// Explains any code of the table or any `x.y.z`; `None` for what is no code.
pub fn explain<'a>(code: &'a str, table: &'a Table, lang: Lang) -> Option<(Explanation<'a>, Diagnosis)> {
    let report = crate::intake::read_code(code, table);
    if report.kind != crate::intake::Kind::Code {
        return None;
    }
    let diagnosis = crate::diagnosis::diagnose(&report, table);
    let verdict = &diagnosis.overall;
    let reply = report.replies.first();
    let status = reply.and_then(|reply| reply.status);
    let page = verdict.code.as_deref().and_then(|code| table.code(code));
    let page = page.or_else(|| reply.and_then(|reply| table.code(&reply.code)));
    let page = page.or_else(|| table.status_code(&status?.to_string()).map(CodeRef::Status));
    let page = page.or_else(|| report.client_codes.first().and_then(|code| table.code(&code.code)));
    let (title, meaning) = match (page, status) {
        (Some(CodeRef::Status(entry)), Some(status)) => {
            // Of a good end and a bad one there is nothing more to say than the code's own page does.
            let class = table.status_class(&status.class.to_string()).filter(|_| status.class != 2);
            let class = class.map(|part| part.meaning.get(lang)).unwrap_or_default();
            (entry.title.get(lang).to_owned(), format!("{} {class}", entry.meaning.get(lang)).trim_end().to_owned())
        }
        (Some(page), _) => (page.title().get(lang).to_owned(), page.meaning().get(lang).to_owned()),
        (None, Some(status)) => {
            let title = table.status_class(&status.class.to_string()).and_then(|part| part.title.as_ref());
            let title = title.map_or_else(|| status.to_string(), |title| title.get(lang).to_owned());
            (title, status_parts(&status, table, lang))
        }
        (None, None) => return None,
    };
    let causes = match page.map(CodeRef::causes) {
        Some(causes) if !causes.is_empty() => causes.to_vec(),
        _ => std::iter::once(&verdict.cause).chain(&verdict.alternatives).cloned().collect(),
    };
    let steps = guide::main_line(verdict, table, Audience::Customer);
    let steps = steps.into_iter().map(|step| step.title.get(lang).to_owned()).collect();
    let explanation = Explanation {
        code,
        outcome: verdict.outcome.as_str(),
        causes,
        actor: verdict.actor.as_str(),
        title,
        meaning,
        steps,
    };
    Some((explanation, diagnosis))
}

/// What a page says first: its title, and one sentence or two. Where the answer rests on a code alone, the code
/// speaks, not the likeliest of its causes; a warning of danger comes before both.
pub fn headline(verdict: &Verdict, table: &Table, facts: &Facts, lang: Lang) -> (String, String) {
    let warning = verdict.warning.and_then(|id| table.warning(id));
    if let Some(entry) = warning.filter(|entry| entry.severity == Severity::Danger) {
        return (entry.title.get(lang).to_owned(), entry.meaning.get(lang).to_owned());
    }
    if let Some(page) = verdict.code.as_deref().and_then(|code| table.code(code)) {
        return (page.title().get(lang).to_owned(), page.meaning().get(lang).to_owned());
    }
    if let Some((title, summary)) = verdict.own_headline(table) {
        return (title.get(lang).to_owned(), summary.get(lang).to_owned());
    }
    let cause = table.cause(&verdict.cause);
    // What became of the message may be known where the reason is not.
    if verdict.outcome == Outcome::Failed && cause.id.is_undetermined() {
        return (cause.title.get(lang).to_owned(), Words::of(lang).outcome.failed_without_reason.clone());
    }
    let title = cause.instead(verdict.outcome).and_then(|instead| instead.title.as_ref());
    let title = title.unwrap_or(&cause.title).get(lang).to_owned();
    (title, cause.sentence(verdict.outcome, facts, lang))
}

/// What an enhanced status code says by its parts, for those the registry does not name.
pub fn status_parts(status: &crate::intake::StatusCode, table: &Table, lang: Lang) -> String {
    let class = table.status_class(&status.class.to_string()).map(|part| part.meaning.get(lang));
    let subject = table.status_subject(&status.subject.to_string()).or_else(|| table.status_subject("other"));
    let subject = subject.map(|part| part.meaning.get(lang));
    class.into_iter().chain(subject).collect::<Vec<_>>().join(" ")
}
