//! Why it is not something else: the other causes, with what spoke for each and what outweighed it.

use egui::Ui;

use crate::diagnosis::{Evidence, Verdict};
use crate::knowledge::{CauseId, Signature, Table, Weight};

use super::diagnosis_ui::short;
use super::kit::heading::minor_ui;
use super::kit::text;
use super::view::View;
use super::words::{ReferenceWords, fill};

/// A cause that was passed over.
#[derive(Debug, PartialEq)]
struct RunnerUp<'v> {
    cause: &'v CauseId,
    /// What speaks for it; empty where the deciding words may mean it as well.
    signs: Vec<&'v Evidence>,
}

pub(super) fn runners_up_ui(ui: &mut Ui, view: &mut View<'_>, verdict: &Verdict) {
    let others = runners_up(verdict);
    let Some(decisive) = verdict.evidence.first().filter(|_| !others.is_empty()) else { return };
    let words = &view.words.diagnosis;
    minor_ui(ui, &words.why_not);
    let decided = named(decisive);
    for RunnerUp { cause, signs } in others {
        text::strong_ui(ui, view.table.cause(cause).title.get(view.lang));
        ui.indent(("why not", cause.as_str()), |ui| {
            for sign in &signs {
                text::pair_mono_ui(ui, &words.speaks_for, &named(sign));
            }
            if signs.is_empty() {
                text::pair_ui(ui, &words.speaks_for, &words.also_possible);
                text::pair_ui(ui, &words.speaks_against, &words.nothing_of_its_own);
            } else {
                text::pair_mono_ui(ui, &words.speaks_against, &decided);
                text::weak_ui(
                    ui,
                    &fill(&words.stronger, "cause", view.table.cause(&verdict.cause).title.get(view.lang)),
                );
            }
        });
    }
    ui.add_space(8.0);
}

/// How much a signature counts, whose words they are and where that is written.
pub(super) fn rank_ui(ui: &mut Ui, table: &Table, words: &ReferenceWords, sign: &Evidence) {
    let Some(signature) = signature(table, &sign.rule) else { return };
    let mut parts = vec![weight(words, signature.weight)];
    parts.extend(signature.provider.as_deref().and_then(|id| table.provider(id)).map(|entry| entry.name.as_str()));
    parts.extend(Some(signature.source.as_str()).filter(|source| !source.is_empty()));
    text::weak_ui(ui, &parts.join(" · "));
}

pub(super) fn weight(words: &ReferenceWords, weight: Weight) -> &str {
    match weight {
        Weight::Words => &words.weight_words,
        Weight::Vendor => &words.weight_vendor,
        Weight::Hint => &words.weight_hint,
    }
}

fn signature<'t>(table: &'t Table, id: &str) -> Option<&'t Signature> {
    table.matcher().signatures().iter().find(|signature| signature.id == id)
}

/// A sign in one line: its sort, its id, the words.
fn named(sign: &Evidence) -> String {
    format!("{} {}: {}", sign.kind.as_str(), sign.rule, short(&sign.text))
}

/// First those that may still be it, then those that were overruled.
fn runners_up(verdict: &Verdict) -> Vec<RunnerUp<'_>> {
    let overruled = verdict.evidence.iter().map(|sign| &sign.cause);
    let mut others: Vec<RunnerUp<'_>> = Vec::new();
    for cause in verdict.alternatives.iter().chain(overruled) {
        let known =
            *cause == verdict.cause || cause.is_undetermined() || others.iter().any(|other| other.cause == cause);
        if !known {
            let signs = verdict.evidence.iter().filter(|sign| sign.cause == *cause).collect();
            others.push(RunnerUp { cause, signs });
        }
    }
    others
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::{Certainty, EvidenceKind};
    use crate::knowledge::{Actor, Outcome};

    #[test]
    fn those_that_may_still_be_it_come_before_the_overruled_and_each_comes_once() {
        let sign = |rule: &str, cause: &str| Evidence {
            kind: EvidenceKind::Signature,
            rule: rule.to_owned(),
            cause: CauseId::new(cause),
            span: 0..1,
            text: "x".to_owned(),
        };
        let verdict = Verdict {
            cause: CauseId::new("policy"),
            outcome: Outcome::Failed,
            actor: Actor::Sender,
            certainty: Certainty::Likely,
            alternatives: vec![CauseId::new("virus"), CauseId::new("timeout")],
            evidence: vec![sign("1", "policy"), sign("2", "timeout"), sign("3", "spam-content"), sign("4", "timeout")],
            code: None,
            provider: None,
            contradicted: None,
            settings: None,
            suggestion: None,
            warning: None,
        };
        let found: Vec<(&str, usize)> =
            runners_up(&verdict).iter().map(|other| (other.cause.as_str(), other.signs.len())).collect();
        assert_eq!(found, [("virus", 0), ("timeout", 2), ("spam-content", 1)]);
    }
}
