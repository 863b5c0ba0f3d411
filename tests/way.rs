//! The whole way without a window: what is brought, the answer, the checklist, the ticket, and back.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test stops where its ground is missing")]

use rimbalzo::case::{Case, Command, Details, Input, Page, Tried};
use rimbalzo::diagnosis::Certainty;
use rimbalzo::guide::{Answer, Audience, Checklist, End, Progress, Worked, steps_for};
use rimbalzo::knowledge::{For, Lang, Outcome, Table, Target};
use rimbalzo::ticket::{self, Form, Hide, Options, Paper, Redaction};

fn case_of(text: &str) -> Case {
    let mut case = Case::default();
    case.apply(Command::Read(Input::Text(text.to_owned())), Table::built_in());
    case
}

#[test]
fn reading_goes_to_the_diagnosis_and_back_keeps_the_text() {
    let table = Table::built_in();
    let mut case = case_of("550 5.1.1 User unknown");
    assert_eq!(case.page(), Page::Diagnosis);
    case.apply(Command::GoTo(Page::Start), table);
    assert_eq!(case.typed(), "550 5.1.1 User unknown");
    case.apply(Command::GoTo(Page::Ticket), table);
    assert_eq!(case.page(), Page::Ticket);
}

#[test]
fn no_page_but_the_first_opens_before_something_was_read() {
    let mut case = Case::default();
    case.apply(Command::GoTo(Page::Checklist), Table::built_in());
    assert_eq!(case.page(), Page::Start);
}

#[test]
fn ticks_answers_and_starting_again_can_each_be_undone() {
    let table = Table::built_in();
    let mut case = case_of("0x800CCC0E");
    let step = case.checklist(table, Audience::Customer).expect("a list").items[0].step.id.clone();
    case.apply(Command::Tick { step: step.clone(), done: true }, table);
    let ticked = case.clone();
    case.apply(Command::Worked(Worked::No), table);
    case.apply(Command::Undo, table);
    assert_eq!(case.progress(), ticked.progress());
    case.apply(Command::StartAgain, table);
    assert_eq!((case.page(), case.typed(), case.diagnosis()), (Page::Start, "", None));
    case.apply(Command::Undo, table);
    assert_eq!(case.diagnosis(), ticked.diagnosis());
    assert!(case.progress().done.contains(&step));
    case.apply(Command::Undo, table);
    assert!(case.progress().done.is_empty());
    case.apply(Command::Undo, table);
}

#[test]
fn every_way_through_every_checklist_ends_and_shows_at_most_seven_steps_of_ones_own() {
    let table = Table::built_in();
    let codes: Vec<String> = table.codes().map(|code| code.code().replace('X', "5")).collect();
    let mut walked = 0;
    for code in codes {
        let case = case_of(&code);
        let verdict = case.verdict().expect("read");
        for audience in [Audience::Customer, Audience::Agent] {
            let steps = steps_for(verdict, table, audience);
            let questions: Vec<&str> =
                steps.iter().filter(|step| step.question.is_some()).map(|step| step.id.as_str()).collect();
            // Every combination of answers: lists are short.
            for combination in 0..3_usize.pow(u32::try_from(questions.len()).expect("few")) {
                let mut rest = combination;
                let mut progress = Progress::default();
                for id in &questions {
                    progress.answers.insert((*id).to_owned(), [Answer::Yes, Answer::No, Answer::DontKnow][rest % 3]);
                    rest /= 3;
                }
                let list = Checklist::new(verdict, table, audience, &progress);
                assert_ne!(list.end, End::Question, "{code}: every question was answered");
                assert!(!list.items.is_empty(), "{code}: an empty list");
                let own = list.items.iter().filter(|item| item.step.for_whom != For::Agent).count();
                assert!(audience == Audience::Agent || own <= 7, "{code}: {own} steps in sight");
                walked += 1;
            }
        }
    }
    assert!(walked > 1000);
}

#[test]
fn a_question_that_waits_ends_the_list_and_its_answer_opens_the_way() {
    let table = Table::built_in();
    let cause = table.causes().find(|cause| {
        cause
            .steps
            .iter()
            .any(|step| step.question.as_ref().is_some_and(|question| matches!(question.no, Target::Step(_))))
    });
    let cause = cause.expect("some cause branches");
    let branching = cause
        .steps
        .iter()
        .find(|step| step.question.as_ref().is_some_and(|question| matches!(question.no, Target::Step(_))))
        .expect("found");
    let Some(Target::Step(wanted)) = branching.question.as_ref().map(|question| question.no.clone()) else {
        panic!("a step")
    };
    let mut case = case_of("550 User unknown");
    let mut verdict = case.verdict().expect("read").clone();
    verdict.cause = cause.id.clone();
    verdict.code = None;
    let mut progress = Progress::default();
    loop {
        let list = Checklist::new(&verdict, table, Audience::Agent, &progress);
        let Some(last) = list.items.last().filter(|_| list.end == End::Question) else { break };
        progress.answers.insert(last.step.id.clone(), Answer::No);
    }
    let list = Checklist::new(&verdict, table, Audience::Agent, &progress);
    assert!(list.items.iter().any(|item| item.step.id == wanted), "«{wanted}» came in sight");
    case.apply(Command::Answer { step: branching.id.clone(), answer: Answer::Yes }, table);
}

#[test]
fn only_agents_see_the_steps_for_agents() {
    let table = Table::built_in();
    for cause in table.causes() {
        let mut verdict = case_of("550 User unknown").verdict().expect("read").clone();
        verdict.cause = cause.id.clone();
        verdict.code = None;
        let customer = steps_for(&verdict, table, Audience::Customer);
        let agent = steps_for(&verdict, table, Audience::Agent);
        assert!(customer.iter().all(|step| step.for_whom != For::Agent), "{}", cause.id);
        assert!(agent.len() >= customer.len(), "{}", cause.id);
    }
}

#[test]
fn a_success_code_reassures_and_asks_for_nothing() {
    for code in ["220", "250", "251", "252", "211"] {
        let case = case_of(code);
        let verdict = case.verdict().expect("read");
        assert!(matches!(verdict.outcome.as_str(), "delivered" | "not-an-error"), "{code}: {:?}", verdict.outcome);
        assert_eq!(verdict.actor.as_str(), "nobody", "{code}");
    }
}

#[test]
fn the_ticket_tells_the_steps_done_and_the_person_s_own_words_in_both_languages() {
    let table = Table::built_in();
    let mut case = case_of("Il server ha risposto: 552 5.2.2 <luca@example.com> Mailbox full");
    let step = case.checklist(table, Audience::Customer).expect("a list").items[0].step.id.clone();
    case.apply(Command::Tick { step, done: true }, table);
    let details = Details {
        name: "Anna".into(),
        phone: "06 1234".into(),
        program: "Thunderbird 128".into(),
        server: "smtp.example.org, 587, STARTTLS".into(),
        happened: "ieri alle 9".into(),
        webmail: Some(Tried::Works),
        other_network: Some(Tried::NotTried),
        notes: "solo a lui".into(),
    };
    case.apply(Command::Describe(details), table);
    for lang in Lang::ALL {
        for paper in [Paper::Ticket, Paper::AgentTicket] {
            let now = "2026-03-12 10:00 +01:00".into();
            let text = ticket::write(&case, table, &Options { paper, lang, now, ..Options::default() });
            for wanted in [
                "552 5.2.2",
                "luca@example.com",
                "Anna",
                "06 1234",
                "Thunderbird 128",
                "smtp.example.org, 587, STARTTLS",
                "ieri alle 9",
                "(webmail): ",
                "(other-network): ",
                "solo a lui",
                "2026-03-12 10:00 +01:00",
                "Mailbox full",
            ] {
                assert!(text.contains(wanted), "{wanted} is missing:\n{text}");
            }
            assert!(text.lines().count() <= 60);
        }
    }
}

#[test]
fn what_is_hidden_is_hidden_in_every_form() {
    let table = Table::built_in();
    let bounce = std::fs::read("tests/corpus/servers/exim-classic.eml").expect("readable");
    let mut case = Case::default();
    case.apply(Command::Read(Input::File { name: "x.eml".into(), bytes: bounce }), table);
    let redaction = Redaction::of(&[Hide::Addresses, Hide::Subject, Hide::Ip]);
    for form in Form::ALL {
        for paper in Paper::ALL {
            let text = ticket::write(&case, table, &Options { paper, form, redaction, ..Options::default() });
            for secret in ["commerciale", "magazzino", "203.0.113.7", "192.0.2.30", "Consegna\n"] {
                assert!(!text.contains(secret), "{form:?} {paper:?} shows {secret}:\n{text}");
            }
        }
        let text = ticket::write(&case, table, &Options { form, redaction, ..Options::default() });
        assert!(text.contains("example.com") && text.contains("554"), "{form:?}");
    }
}

#[test]
fn the_same_text_has_the_same_case_code_and_another_text_another() {
    let code = |text: &str| ticket::case_code(case_of(text).report());
    assert_eq!(code("550 User unknown"), code("550 User unknown"));
    assert_ne!(code("550 User unknown"), code("550 user unknown"));
    assert_eq!(code("x").len(), 10);
}

#[test]
fn a_code_that_closes_its_sentence_is_quoted_with_it() {
    let table = Table::built_in();
    let bytes = std::fs::read("tests/corpus/servers/qmail-two-recipients.eml").expect("readable");
    let mut case = Case::default();
    case.apply(Command::Read(Input::File { name: "x.eml".into(), bytes }), table);
    let text = ticket::write(&case, table, &Options { lang: Lang::En, ..Options::default() });
    assert!(text.contains("4.4.1 · “Sorry, I wasn't able to establish an SMTP connection. (#4.4.1)”\n"), "{text}");
    assert!(text.contains("Message-ID (message-id): 5f0c@example.net"), "{text}");
}

#[test]
fn a_message_that_came_back_did_not_stop_at_its_sender() {
    let table = Table::built_in();
    let bytes = std::fs::read("tests/corpus/servers/qmail-two-recipients.eml").expect("readable");
    let mut case = Case::default();
    case.apply(Command::Read(Input::File { name: "x.eml".into(), bytes }), table);
    assert_eq!(case.verdict().expect("read").cause.as_str(), "connection-failed");
    assert_eq!(case.verdict().expect("read").actor.as_str(), "recipient-provider");
    assert_eq!(case_of("0x800CCC0E").verdict().expect("read").actor.as_str(), "sender");
}

#[test]
fn what_a_returned_message_tells_by_itself_is_not_asked() {
    let table = Table::built_in();
    let mut verdict = case_of("0x800CCC0E").verdict().expect("read").clone();
    let asked = |verdict: &_, id: &str| steps_for(verdict, table, Audience::Customer).iter().any(|step| step.id == id);
    assert!(asked(&verdict, "window-or-notice") && asked(&verdict, "test-internet"));
    verdict.returned = true;
    for cause in ["connection-failed", "timeout", "tls-required", "server-unavailable"] {
        verdict.cause = rimbalzo::knowledge::CauseId::new(cause);
        verdict.code = None;
        assert!(!asked(&verdict, "window-or-notice") && !asked(&verdict, "test-internet"), "{cause}");
        let list = Checklist::new(&verdict, table, Audience::Customer, &Progress::default());
        assert!(!list.items.is_empty(), "{cause}: nothing to do");
    }
    // Where a server still tries, the first thing is to wait; once none does, to send again.
    for (outcome, first) in [(Outcome::Delayed, "wait-no-resend"), (Outcome::Failed, "resend-later")] {
        verdict.outcome = outcome;
        let list = Checklist::new(&verdict, table, Audience::Customer, &Progress::default());
        assert_eq!(list.items[0].step.id, first);
    }
}

#[test]
fn where_two_causes_remain_one_question_decides_and_can_be_taken_back() {
    let table = Table::built_in();
    let mut asked_at_all = 0;
    for code in table.codes().filter(|code| code.causes().len() > 1) {
        let mut case = case_of(code.code());
        let found = case.verdict().expect("an answer").clone();
        let Some(asked) = case.question(table) else { continue };
        asked_at_all += 1;
        assert!(found.certainty < Certainty::Sure && asked.answer.is_none(), "{}", code.code());
        let tell = |answer| Command::Tell { question: asked.doubt.id.clone(), answer };
        for (answer, yes) in [(Answer::Yes, true), (Answer::No, false)] {
            case.apply(tell(answer), table);
            let (cause, other) = asked.lead.follow(yes);
            let led = case.verdict().expect("an answer");
            assert_eq!((&led.cause, led.certainty, &led.code), (cause, Certainty::Likely, &None), "{}", code.code());
            assert_eq!(led.evidence.first().map(|sign| sign.rule.as_str()), Some(asked.doubt.id.as_str()));
            assert!(led.alternatives.contains(other) || other.is_undetermined());
            assert_eq!(case.question(table).and_then(|asked| asked.answer), Some(answer), "the question stays");
        }
        case.apply(tell(Answer::DontKnow), table);
        assert_eq!(case.verdict(), Some(&found), "not knowing keeps the answer");
        case.apply(Command::Undo, table);
        case.apply(Command::Undo, table);
        case.apply(Command::Undo, table);
        assert_eq!((case.verdict(), case.told().len()), (Some(&found), 0));
    }
    assert!(asked_at_all > 30, "{asked_at_all} codes ask");
}

#[test]
fn a_sure_answer_asks_nothing() {
    let case = case_of("552 5.2.2 <anna@example.com>: The email account that you tried to reach is over quota");
    assert!(case.question(Table::built_in()).is_none());
}

#[test]
fn each_recipient_has_an_answer_and_a_checklist_of_its_own() {
    let table = Table::built_in();
    let notice = include_bytes!("corpus/rfc/three-recipients-three-outcomes.eml");
    let mut case = Case::default();
    case.apply(Command::Read(Input::File { name: "notice.eml".to_owned(), bytes: notice.to_vec() }), table);
    let recipients: Vec<usize> =
        case.diagnosis().expect("an answer").recipients.iter().map(|answer| answer.recipient).collect();
    assert_eq!((recipients.len(), case.subject()), (3, recipients.first().copied()), "the worst leads");
    let mut causes = Vec::new();
    for recipient in &recipients {
        case.apply(Command::Choose(*recipient), table);
        let address = &case.report().recipients[*recipient].address;
        causes.push(case.verdict().expect("an answer").cause.clone());
        assert_eq!(case.facts().fill("{recipient}").as_ref(), Some(address));
    }
    causes.dedup();
    assert_eq!(causes.len(), 3);
    case.apply(Command::Choose(recipients[0]), table);
    case.apply(Command::Tick { step: "own".to_owned(), done: true }, table);
    case.apply(Command::Choose(recipients[1]), table);
    assert!(case.progress().done.is_empty(), "what was done for one is not done for the other");
    case.apply(Command::Choose(recipients[0]), table);
    assert!(case.progress().done.contains("own"));
    let before = case.clone();
    case.apply(Command::Choose(99), table);
    assert_eq!((case.subject(), case.progress()), (before.subject(), before.progress()), "there is no such recipient");
    let options = Options { paper: Paper::AgentTicket, ..Options::default() };
    let ticket = ticket::write(&case, table, &options);
    for recipient in &case.report().recipients {
        assert!(ticket.contains(&recipient.address), "the ticket lists all:\n{ticket}");
    }
}
