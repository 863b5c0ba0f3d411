//! The checklist: the steps for one diagnosis and audience, with questions that branch.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::diagnosis::Verdict;
use crate::knowledge::{Actor, CodeRef, Facts, For, Known, Outcome, SUGGESTION, Step, Table, Target, Text, When};

/// Who reads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Audience {
    #[default]
    Customer,
    Agent,
}

/// An answer to a step's question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    Yes,
    No,
    DontKnow,
}

/// The answer to «Did it work?» at the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Worked {
    Yes,
    No,
    /// The server keeps trying, or somebody else has to act first.
    MustWait,
}

/// What has been done and answered, by step id.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Progress {
    pub done: BTreeSet<String>,
    pub answers: BTreeMap<String, Answer>,
    pub worked: Option<Worked>,
    /// When a step was done or answered, by step id, in the words of the ticket.
    pub times: BTreeMap<String, String>,
}

/// A step in sight.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item<'t> {
    /// As the table has it, or with the person's own facts filled in.
    pub step: Cow<'t, Step>,
    pub done: bool,
    pub answer: Option<Answer>,
}

/// Where the steps in sight end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum End {
    /// At a question that waits for its answer; more steps follow it.
    Question,
    /// At the end of the list: «Did it work?»
    DidItWork,
    /// An answer says that it is solved.
    Solved,
    /// An answer leads to the ticket.
    Ticket,
}

/// The steps in sight, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checklist<'t> {
    pub items: Vec<Item<'t>>,
    pub end: End,
}

impl<'t> Checklist<'t> {
    /// The steps for `verdict`, as far as the answers given so far lead.
    pub fn new(verdict: &Verdict, table: &'t Table, audience: Audience, progress: &Progress) -> Self {
        let steps = steps_for(verdict, table, audience);
        let mut items = Vec::new();
        let mut end = End::DidItWork;
        let mut at = next_on_main_line(&steps, 0);
        while let Some((index, step)) = at.and_then(|index| Some((index, steps.get(index)?))) {
            let answer = progress.answers.get(&step.id).copied();
            items.push(Item { step: step.clone(), done: progress.done.contains(&step.id), answer });
            let target = match (&step.question, answer) {
                (Some(_), None) => {
                    end = End::Question;
                    break;
                }
                (Some(question), Some(Answer::Yes)) => &question.yes,
                (Some(question), Some(Answer::No)) => &question.no,
                (Some(question), Some(Answer::DontKnow)) => &question.unknown,
                (None, _) => &step.then,
            };
            at = match target {
                Target::Next => next_on_main_line(&steps, index + 1),
                Target::Solved => {
                    end = End::Solved;
                    break;
                }
                Target::Ticket => {
                    end = End::Ticket;
                    break;
                }
                // Targets point forward, which the table's check makes sure of; a step that this audience does not
                // see is passed over.
                Target::Step(id) => steps
                    .iter()
                    .position(|step| step.id == *id)
                    .filter(|found| *found > index)
                    .or_else(|| next_on_main_line(&steps, index + 1)),
            };
        }
        Self { items, end }
    }

    /// How many of the steps in sight are done, and how many there are.
    pub fn count(&self) -> (usize, usize) {
        let done = self.items.iter().filter(|item| item.done || item.answer.is_some()).count();
        (done, self.items.len())
    }
}

/// Every step that may come in sight: those of a warning, the right spelling where something looks mistyped, the
/// deciding code's own steps, then those of the cause. Their texts are ready to be shown, but for the messages to somebody else.
pub fn steps_for<'t>(verdict: &Verdict, table: &'t Table, audience: Audience) -> Vec<Cow<'t, Step>> {
    let warning =
        verdict.warning.and_then(|id| table.warning(id)).map(|entry| entry.steps.as_slice()).unwrap_or_default();
    let spelling = verdict.suggestion.as_ref().and_then(|suggestion| {
        let proposes = |step: &&Step| step.suggests == Some(suggestion.spelled);
        table.shared_steps().iter().find(proposes)
    });
    let own = verdict.code.as_deref().and_then(|code| table.code(code)).map(CodeRef::steps).unwrap_or_default();
    let general = &table.cause(&verdict.cause).steps;
    let mut steps: Vec<Cow<'t, Step>> = Vec::with_capacity(warning.len() + own.len() + general.len() + 1);
    for step in warning.iter().chain(spelling).chain(own).chain(general) {
        let timely = step.when.is_none_or(|when| (when == When::Over) == (verdict.outcome == Outcome::Failed));
        let seen = timely && (audience == Audience::Agent || step.for_whom != For::Agent);
        if seen && steps.iter().all(|known| known.id != step.id) {
            steps.push(with_facts(step, verdict));
        }
    }
    if verdict.returned {
        leave_out_answered(&mut steps, Known::Returned);
    }
    hand_over(&mut steps, verdict, table, warning.len());
    steps
}

/// Where the very message or code leaves the work to another provider than the cause as a rule does, the text for
/// that provider comes first, after `before` steps, and none asks the other provider.
fn hand_over<'t>(steps: &mut Vec<Cow<'t, Step>>, verdict: &Verdict, table: &'t Table, before: usize) {
    if verdict.actor == table.cause(&verdict.cause).at(verdict.returned).actor {
        return;
    }
    let (theirs, not_theirs) = match verdict.actor {
        Actor::SenderProvider => (For::SenderProvider, For::RecipientProvider),
        Actor::RecipientProvider => (For::RecipientProvider, For::SenderProvider),
        Actor::Sender | Actor::Recipient | Actor::Nobody => return,
    };
    steps.retain(|step| step.for_whom != not_theirs);
    let at = before.min(steps.len());
    // A branch's text fits one answer to one question.
    let fits = |step: &Cow<'t, Step>| step.for_whom == theirs && !step.branch;
    let listed = steps.iter().skip(at).position(fits).map(|index| steps.remove(at + index));
    let shared = || table.shared_steps().iter().find(|step| step.for_whom == theirs).map(Cow::Borrowed);
    if let Some(step) = listed.or_else(shared) {
        steps.retain(|other| other.id != step.id);
        steps.insert(at.min(steps.len()), step);
    }
}

/// Takes out the question that the report answers with «yes», and what that answer leads past.
fn leave_out_answered(steps: &mut Vec<Cow<'_, Step>>, known: Known) {
    let Some(asked) = steps.iter().position(|step| step.known == Some(known)) else { return };
    let question = steps.get(asked).and_then(|step| step.question.as_ref());
    let next = match question.map(|question| &question.yes) {
        Some(Target::Step(id)) => steps.iter().position(|step| step.id == *id).filter(|found| *found > asked),
        _ => None,
    };
    steps.drain(asked..next.unwrap_or(asked + 1));
    if let Some(step) = steps.get_mut(asked).filter(|_| next.is_some()) {
        step.to_mut().branch = false;
    }
}

/// The steps from first to last for somebody who answers no question: what a list on paper would show.
pub fn main_line<'t>(verdict: &Verdict, table: &'t Table, audience: Audience) -> Vec<Cow<'t, Step>> {
    let steps = steps_for(verdict, table, audience);
    let mut line = Vec::with_capacity(steps.len());
    for step in steps.into_iter().filter(|step| !step.branch) {
        let last = step.question.is_none() && matches!(step.then, Target::Solved | Target::Ticket);
        line.push(step);
        if last {
            break;
        }
    }
    line
}

/// The step with what is known of this problem put into its words.
fn with_facts<'t>(step: &'t Step, verdict: &Verdict) -> Cow<'t, Step> {
    if let Some(suggestion) = verdict.suggestion.as_ref().filter(|_| step.suggests.is_some()) {
        let mut facts = Facts::default();
        facts.set(SUGGESTION, suggestion.text.clone());
        let mut step = step.clone();
        for text in [Some(&mut step.title), step.why.as_mut(), step.how.as_mut()].into_iter().flatten() {
            *text = Text { it: facts.fill_lines(&text.it), en: facts.fill_lines(&text.en) };
        }
        return Cow::Owned(step);
    }
    Cow::Borrowed(step)
}

fn next_on_main_line(steps: &[Cow<'_, Step>], from: usize) -> Option<usize> {
    steps.iter().enumerate().skip(from).find(|(_, step)| !step.branch).map(|(index, _)| index)
}
