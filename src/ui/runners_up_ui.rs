//! Why it is not something else: the other causes, with what spoke for each and what outweighed it.

use egui::Ui;

use crate::diagnosis::{Evidence, EvidenceKind, Rank, Verdict};
use crate::knowledge::{CauseId, Signature, Table, Weight};

use super::diagnosis_ui::short;
use super::kit::heading::block_ui;
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
    block_ui(ui, &words.why_not);
    for RunnerUp { cause, signs } in others {
        text::strong_ui(ui, view.table.cause(cause).title.get(view.lang));
        // The evidence is in the order of its worth: the first is the best.
        let Some(best) = signs.first() else {
            text::pair_ui(ui, &words.speaks_for, &words.also_possible);
            text::pair_ui(ui, &words.speaks_against, &words.nothing_of_its_own);
            ui.add_space(4.0);
            continue;
        };
        text::pair_ui(ui, &words.best_sign, &counted(view, best));
        let same = best.rank == decisive.rank;
        let beaten = if same { &words.same_rank } else { &words.beaten_by };
        text::pair_ui(ui, beaten, &counted(view, decisive));
        if let [_, others @ ..] = signs.as_slice()
            && !others.is_empty()
        {
            let named: Vec<String> = others.iter().map(|sign| format!("«{}»", short(&sign.text))).collect();
            text::pair_ui(ui, &words.also_for, &named.join(", "));
        }
        ui.add_space(4.0);
    }
    ui.add_space(8.0);
}

/// A sign and its place among the ranks.
fn counted(view: &View<'_>, sign: &Evidence) -> String {
    let words = &view.words.ranks;
    let quote = match sign.kind {
        EvidenceKind::Answer => super::diagnosis_ui::said(view, sign),
        _ => format!("«{}»", short(&sign.text)),
    };
    let place = fill(&fill(&words.place, "place", &sign.rank.place().to_string()), "all", &Rank::COUNT.to_string());
    format!("{quote} ({}). {place}: {}", sign.rule, words.of(sign.rank))
}

/// A sign in full: its words, then by which rule they count, for which cause and how much.
pub(super) fn sign_ui(ui: &mut Ui, view: &View<'_>, sign: &Evidence) {
    let quote = match sign.kind {
        EvidenceKind::Answer => super::diagnosis_ui::said(view, sign),
        _ => short(&sign.text),
    };
    text::mono_ui(ui, &quote);
    let cause = view.table.cause(&sign.cause).title.get(view.lang);
    let mut parts = vec![sign.kind.as_str(), sign.rule.as_str(), cause, view.words.ranks.of(sign.rank)];
    if let Some(signature) = signature(view.table, &sign.rule) {
        parts.extend(
            signature.provider.as_deref().and_then(|id| view.table.provider(id)).map(|entry| entry.name.as_str()),
        );
        parts.extend(Some(signature.source.as_str()).filter(|source| !source.is_empty()));
    }
    text::weak_ui(ui, &parts.join(" · "));
    ui.add_space(3.0);
}

/// How much a signature counts, in words.
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
    use crate::diagnosis::{Certainty, Sizes};
    use crate::knowledge::{Actor, Outcome};

    #[test]
    fn those_that_may_still_be_it_come_before_the_overruled_and_each_comes_once() {
        let sign = |rule: &str, cause: &str| Evidence {
            kind: EvidenceKind::Signature,
            rank: Rank::ServerWords,
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
            sizes: Sizes::default(),
            suggestion: None,
            warning: None,
            returned: false,
        };
        let found: Vec<(&str, usize)> =
            runners_up(&verdict).iter().map(|other| (other.cause.as_str(), other.signs.len())).collect();
        assert_eq!(found, [("virus", 0), ("timeout", 2), ("spam-content", 1)]);
    }
}
