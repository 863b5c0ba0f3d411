//! Evidence over guess.
use super::{Certainty, Diagnosis, Verdict};
use crate::intake::{Kind, Report};
use crate::knowledge::{CauseId, Facts, Table};

pub(super) fn diagnose(report: &Report, table: &Table) -> Diagnosis {
    let code = (report.kind == Kind::Code).then(|| report.text.clone());
    let cause = code.as_deref().and_then(|code| table.code(code)).and_then(|code| code.causes().first().cloned());
    let cause = cause.unwrap_or_else(CauseId::undetermined);
    let known = table.cause(&cause);
    let overall = Verdict {
        cause: known.id.clone(),
        outcome: known.outcome,
        actor: known.actor,
        certainty: Certainty::Unsure,
        alternatives: Vec::new(),
        evidence: Vec::new(),
        code,
        provider: None,
    };
    Diagnosis { kind: report.kind, overall, recipients: Vec::new() }
}

/// The facts that fill the placeholders of the table's words.
pub fn facts(_report: &Report, _diagnosis: &Diagnosis) -> Facts {
    Facts::default()
}
