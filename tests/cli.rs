//! The command-line twin as scripts and people use it.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test stops where its ground is missing")]

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_rimbalzo-cli")).args(arguments).output().expect("the program runs")
}

fn run_with(arguments: &[&str], input: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_rimbalzo-cli"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs");
    child.stdin.take().expect("piped").write_all(input).expect("written");
    child.wait_with_output().expect("the program ends")
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

fn json_lines(output: &Output) -> Vec<Value> {
    out(output).lines().map(|line| serde_json::from_str(line).unwrap_or_else(|err| panic!("{err}: {line}"))).collect()
}

const BOUNCE: &str = "tests/corpus/servers/exim-classic.eml";

#[test]
fn diagnose_prints_one_object_a_line_with_every_field_of_the_contract() {
    let output = run(&["diagnose", "--format", "json", BOUNCE]);
    assert!(output.status.success());
    let answers = json_lines(&output);
    assert_eq!(answers.len(), 1);
    let answer = &answers[0];
    assert_eq!(answer["input"], BOUNCE);
    assert_eq!(answer["kind"], "bounce");
    for field in ["outcome", "cause", "certainty", "actor"] {
        assert!(answer[field].is_string(), "{field}");
    }
    for field in ["alternatives", "recipients", "evidence"] {
        assert!(answer[field].is_array(), "{field}");
    }
    for field in ["address", "reply_code", "status", "cause", "outcome", "certainty", "remote_mta", "diagnostic"] {
        assert!(answer["recipients"][0][field].is_string(), "{field}");
    }
    for field in ["kind", "rule", "text"] {
        assert!(answer["evidence"][0][field].is_string(), "{field}");
    }
    assert!(answer["evidence"][0]["end"].as_u64() >= answer["evidence"][0]["start"].as_u64());
}

#[test]
fn what_cannot_be_read_has_its_line_and_the_rest_goes_on() {
    let output = run(&["diagnose", "--format", "json", "--lang", "en", "no-such-file.eml", BOUNCE]);
    assert_eq!(output.status.code(), Some(1));
    let answers = json_lines(&output);
    assert_eq!(answers.len(), 2);
    assert_eq!(answers[0]["input"], "no-such-file.eml");
    assert!(answers[0]["error"].as_str().is_some_and(|sentence| sentence.contains("no longer there")));
    assert_eq!(answers[1]["kind"], "bounce");
}

#[test]
fn a_folder_is_walked_and_a_mailbox_file_gives_an_answer_a_message() {
    let folder = tempfile::tempdir().expect("a folder");
    let bounce = std::fs::read_to_string(BOUNCE).expect("readable");
    let mbox = format!(
        "From MAILER-DAEMON Thu Mar 12 10:00:00 2026\n{bounce}\n\nFrom MAILER-DAEMON Thu Mar 12 11:00:00 2026\n{bounce}\n"
    );
    std::fs::write(folder.path().join("a.mbox"), mbox).expect("written");
    std::fs::create_dir(folder.path().join("b")).expect("made");
    std::fs::write(folder.path().join("b/c.txt"), "552 5.2.2 Mailbox full").expect("written");
    let path = folder.path().to_str().expect("UTF-8");
    let answers = json_lines(&run(&["diagnose", "--format", "json", path]));
    let inputs: Vec<&str> = answers.iter().filter_map(|answer| answer["input"].as_str()).collect();
    let join = |name: &str| Path::new(path).join(name).to_string_lossy().into_owned();
    assert_eq!(inputs, [join("a.mbox"), join("a.mbox"), join("b/c.txt")]);
    assert_eq!(answers[2]["cause"], "mailbox-full");
}

#[test]
fn standard_input_is_called_a_dash() {
    let output = run_with(&["diagnose", "--format", "json", "-"], b"550 5.1.1 User unknown");
    let answers = json_lines(&output);
    assert_eq!(answers[0]["input"], "-");
    assert_eq!(answers[0]["cause"], "address-unknown");
}

#[test]
fn every_kind_of_bad_input_gets_its_own_sentence_in_both_languages() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).expect("written");
        path.to_string_lossy().into_owned()
    };
    let inputs = [
        write("empty.eml", b""),
        write("blank.eml", b" \n\n "),
        write("picture.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\0"),
        write("paper.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3"),
        write("program.exe", &[b"MZ".as_slice(), &[0; 600], &[7; 300]].concat()),
    ];
    for lang in ["it", "en"] {
        for path in &inputs {
            let output = run(&["diagnose", "--format", "json", "--lang", lang, path]);
            assert_eq!(output.status.code(), Some(1), "{path}");
            let answers = json_lines(&output);
            let sentence = answers[0]["error"].as_str().unwrap_or_default().to_owned();
            assert!(sentence.ends_with('.') && sentence.len() > 30, "{path}: {sentence}");
        }
    }
}

#[test]
fn explain_answers_for_every_kind_of_code_and_says_so_for_none() {
    for code in ["550", "5.1.1", "5.7.999", "0x800CCC0E", "421", "250"] {
        let output = run(&["explain", code, "--format", "json", "--lang", "it"]);
        assert!(output.status.success(), "{code}");
        let page = &json_lines(&output)[0];
        assert_eq!(page["code"], code);
        for field in ["outcome", "actor", "title", "meaning"] {
            assert!(page[field].as_str().is_some_and(|value| !value.is_empty()), "{code} {field}");
        }
        assert!(page["causes"].as_array().is_some_and(|causes| !causes.is_empty()), "{code}");
        assert!(page["steps"].is_array(), "{code}");
    }
    let output = run(&["explain", "999", "--lang", "en"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(out(&output).contains("do not know the code 999"));
}

#[test]
fn codes_lists_every_code_once() {
    let output = run(&["codes", "--format", "json"]);
    let codes: Vec<String> =
        json_lines(&output).iter().map(|line| line["code"].as_str().expect("a code").to_owned()).collect();
    for code in ["101", "550", "554", "X.1.1", "0x800CCC0E"] {
        assert_eq!(codes.iter().filter(|known| *known == code).count(), 1, "{code}");
    }
    assert_eq!(out(&run(&["codes"])).lines().count(), codes.len());
}

#[test]
fn a_ticket_is_written_in_every_form_and_language() {
    for form in ["text", "markdown", "html", "json", "mailto"] {
        for audience in ["customer", "agent"] {
            for lang in ["it", "en"] {
                let ticket = ["ticket", "--for", audience, "--lang", lang, "--form", form];
                let output = run(&[&ticket[..], &[BOUNCE]].concat());
                assert!(output.status.success());
                let text = out(&output);
                assert!(text.contains("RB-"), "{form} {audience} {lang}");
                assert!(!text.contains("commerciale"), "others' names are hidden at first: {form} {audience} {lang}");
                let text = out(&run(&[&ticket[..], &["--show", "addresses,names", BOUNCE]].concat()));
                assert!(text.contains("commerciale"), "{form} {audience} {lang}");
            }
        }
    }
    for lang in ["it", "en"] {
        let json: Value =
            serde_json::from_str(&out(&run(&["ticket", "--for", "agent", "--lang", lang, "--form", "json", BOUNCE])))
                .expect("JSON");
        let ids =
            ["cause", "outcome", "actor", "certainty"].map(|key| json[key].as_str().unwrap_or_default().to_owned());
        assert_eq!(ids, ["ip-blocklisted", "failed", "sender-provider", "sure"], "{lang}");
    }
    let ticket = out(&run(&["ticket", "--for", "agent", "--lang", "it", BOUNCE]));
    assert!(ticket.starts_with("ip-blocklisted · 554 5.7.1 · example.com"), "{ticket}");
    assert!(ticket.lines().count() <= 60);
}

#[test]
fn the_table_of_a_helpdesk_comes_first_and_its_mistakes_are_named_with_their_line() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().to_str().expect("UTF-8");
    std::fs::create_dir(folder.path().join("signatures")).expect("made");
    let rule = "[[signatures]]\nid = \"own-pause\"\ncause = \"policy\"\nweight = \"words\"\nphrases = [\"casella in pausa\"]\nexample = \"550 Casella in pausa\"\n";
    std::fs::write(folder.path().join("signatures/00-own.toml"), rule).expect("written");
    let output = run_with(&["diagnose", "--format", "json", "--knowledge", path, "-"], b"550 Casella in pausa");
    assert_eq!(json_lines(&output)[0]["evidence"][0]["rule"], "own-pause");
    assert!(run(&["check-knowledge", path]).status.success());

    std::fs::write(
        folder.path().join("signatures/00-own.toml"),
        rule.replace("cause = \"policy\"", "caus = \"policy\""),
    )
    .expect("written");
    let output = run(&["check-knowledge", "--lang", "en", path]);
    assert_eq!(output.status.code(), Some(1));
    assert!(out(&output).contains("00-own.toml, line 3: there is no name “caus” here."), "{}", out(&output));

    std::fs::write(folder.path().join("signatures/00-own.toml"), rule.replace("\"policy\"", "\"polcy\""))
        .expect("written");
    let text = out(&run(&["check-knowledge", "--lang", "en", path]));
    assert!(text.contains("00-own.toml, line 3: no cause is called “polcy”. Correct the name, or write the file causes/polcy.toml. Perhaps you meant “policy”."), "{text}");
}

#[test]
fn a_command_line_that_makes_no_sense_gets_a_sentence_and_the_usage() {
    for arguments in
        [&["diagnose"][..], &["explain"], &["pippo"], &[], &["diagnose", "--formt", "json", "x"], &["ticket"]]
    {
        let output = run(&[arguments, &["--lang", "it"]].concat());
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(text.contains("Uso: rimbalzo-cli"), "{arguments:?}: {text}");
    }
}

#[test]
fn the_example_folder_for_a_helpdesk_has_nothing_wrong_and_speaks_in_its_name() {
    let folder = "assets/example-helpdesk";
    let output = run(&["check-knowledge", "--lang", "en", folder]);
    assert!(output.status.success(), "{}", out(&output));
    for (lang, contact, hours) in
        [("it", "Se serve aiuto: Assistenza clienti", "lunedì"), ("en", "If you need help", "Monday")]
    {
        let text = out(&run_with(
            &["diagnose", "--lang", lang, "--knowledge", folder, "-"],
            b"421 4.3.2 System not accepting network messages",
        ));
        for words in [contact, hours, "+39 06 5550 0100", "https://www.rossi-servizi.example/chat"] {
            assert!(text.contains(words), "{words}: {text}");
        }
    }
    let text = out(&run_with(
        &["diagnose", "--lang", "it", "--knowledge", folder, "-"],
        b"421 4.3.2 System not accepting network messages",
    ));
    assert!(text.contains("1. Guarda se il nostro servizio ha un guasto"), "{text}");
    let sender = b"Reporting: smtp.rossi-servizi.example\n550 5.2.1 Rossi Servizi: mailbox on hold, contract 1";
    assert!(out(&run_with(&["diagnose", "--knowledge", folder, "-"], sender)).contains("rossi-unpaid"));
}

#[test]
#[cfg(target_os = "linux")]
fn the_folder_among_the_person_s_settings_is_found_by_itself() {
    let home = tempfile::tempdir().expect("a folder");
    let folder = home.path().join("rimbalzo/knowledge");
    std::fs::create_dir_all(&folder).expect("made");
    std::fs::write(folder.join("company.toml"), "name = \"Verdi\"\nphone = \"02 5550 0199\"\n").expect("written");
    let output = Command::new(env!("CARGO_BIN_EXE_rimbalzo-cli"))
        .args(["explain", "550", "--lang", "it"])
        .env("XDG_CONFIG_HOME", home.path())
        .output()
        .expect("the program runs");
    assert!(out(&output).contains("Se serve aiuto: Verdi\n    Telefono: 02 5550 0199"), "{}", out(&output));
}

#[test]
fn the_pages_of_the_provider_that_answered_are_named_in_full() {
    for (lang, label) in [("it", "Pagina di aiuto di Gmail: https://"), ("en", "Help page of Gmail: https://")] {
        let answer = b"550-5.1.1 The email account that you tried to reach does not exist. https://support.google.com/mail/?p=NoSuchUser x - gsmtp";
        let text = out(&run_with(&["diagnose", "--lang", lang, "-"], answer));
        assert!(text.contains(label), "{text}");
    }
}

#[test]
fn a_list_that_was_asked_in_the_wrong_way_is_the_fault_of_the_server_that_asked() {
    let answer =
        b"550 5.7.1 Service unavailable; client [192.0.2.1] blocked using zen.spamhaus.org: Error: open resolver";
    for (lang, words) in [("it", "non \u{e8} nell'elenco"), ("en", "is not on the list")] {
        let text = out(&run_with(&["diagnose", "--lang", lang, "-"], answer));
        assert!(text.contains(words), "{text}");
    }
    let json = json_lines(&run_with(&["diagnose", "--format", "json", "-"], answer));
    assert_eq!(json[0]["actor"], "recipient-provider");
}

#[test]
fn the_reply_about_a_list_that_has_closed_promises_no_delisting() {
    let error = b"554 5.7.1 Client host [192.0.2.1] blocked using dnsbl.sorbs.net";
    for (lang, closed, promise) in [("it", "ha chiuso", "togliere il blocco"), ("en", "has closed", "lift the block")] {
        let reply = out(&run_with(&["ticket", "--kind", "reply", "--lang", lang, "-"], error));
        assert!(reply.contains(closed) && !reply.contains(promise), "{reply}");
    }
}
