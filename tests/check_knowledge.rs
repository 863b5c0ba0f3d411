//! `check-knowledge` for somebody who writes no code: every usual slip is named with its file, its line and what to do.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test stops where its ground is missing")]

use std::path::Path;

use rimbalzo::knowledge::{Lang, Table};
use rimbalzo::words::Words;

/// A folder with these files.
fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, bytes) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        std::fs::write(path, bytes).expect("written");
    }
    folder
}

/// What the check says of a folder, in Italian and in English, without its path.
fn said(path: &Path) -> [Vec<String>; 2] {
    let prefix = format!("{}/", path.display());
    let problems = Table::problems(Some(path));
    let in_words =
        |lang| problems.iter().map(|problem| Words::of(lang).problem(problem).replace(&prefix, "")).collect();
    Lang::ALL.map(in_words)
}

const SERVICE: &str = "[[services]]\nid = \"verdi\"\nname = \"Verdi\"\ndomains = [\"verdi.example\"]\nhost = \"smtp.verdi.example\"\nport = 465\nsecurity = \"ssl-tls\"\nlogin = \"address\"\npassword = \"mailbox\"\nsource = \"\"\n";
const CODE: &str = "[[codes]]\ncode = \"599\"\nstandard = false\noutcome = \"failed\"\nactor = \"sender\"\ncauses = [\"mailbox-full\"]\ntitle.it = \"Piena\"\ntitle.en = \"Full\"\nmeaning.it = \"La casella è piena.\"\nmeaning.en = \"The mailbox is full.\"\n";
const RULE: &str = "[[signatures]]\nid = \"verdi-hold\"\ncause = \"policy\"\nweight = \"words\"\nphrases = [\"verdi: on hold\"]\nexample = \"550 Verdi: on hold\"\n";

#[test]
#[expect(clippy::too_many_lines, reason = "one line for each slip")]
fn every_usual_slip_is_named_with_its_line_and_what_to_do_in_both_languages() {
    let service = |from: &str, to: &str| SERVICE.replace(from, to);
    let rule = |from: &str, to: &str| RULE.replace(from, to);
    let cases: Vec<(&str, String, &str, &str)> = vec![
        (
            "company.toml",
            "phone = \"1234\nname = \"a\"\n".into(),
            "riga 1: mancano le virgolette",
            "line 1: the text has no quote",
        ),
        ("company.toml", "phone \"1234\"\n".into(), "riga 1: manca il segno =", "line 1: there is no ="),
        ("company.toml", "\nphone: \"1234\"\n".into(), "riga 2: manca il segno =", "line 2: there is no ="),
        (
            "company.toml",
            "phone = 1234\n".into(),
            "riga 1: qui va un testo tra virgolette",
            "line 1: a text between quotes",
        ),
        (
            "company.toml",
            "phone = “1234”\n".into(),
            "riga 1: le virgolette sono curve",
            "line 1: these quotes are curly",
        ),
        (
            "company.toml",
            "phone = “1234\"\n".into(),
            "riga 1: le virgolette sono curve",
            "line 1: these quotes are curly",
        ),
        (
            "company.toml",
            "phone = \"1234\"\nhours = \"9-18\"\nhours.en = \"9-18\"\n".into(),
            "riga 3: servono le due lingue",
            "line 3: both languages",
        ),
        (
            "causes/virus.toml",
            "[[first_steps]]\nuse = \"ask-us\"\n".into(),
            "riga 2: nessun passo si chiama «ask-us»",
            "line 2: no step is called “ask-us”",
        ),
        (
            "causes/virus.toml",
            "summary_with.it = \"Il messaggio per {destinatario} non va.\"\nsummary_with.en = \"The message for {destinatario} is not right.\"\n".into(),
            "il segnaposto {destinatario} non esiste. Puoi usare:",
            "there is no placeholder {destinatario}. You can use:",
        ),
        (
            "company.toml",
            "phone = \"1234\"\nphone = \"5\"\n".into(),
            "riga 2: questo nome c'è due volte",
            "line 2: this name is there twice",
        ),
        (
            "company.toml",
            "telefono = \"1234\"\n".into(),
            "riga 1: il nome «telefono» qui non esiste. Puoi usare: name, contact, phone",
            "line 1: there is no name “telefono” here. You can use: name",
        ),
        ("company.toml", "phon = \"1234\"\n".into(), "Forse volevi scrivere «phone».", "Perhaps you meant “phone”."),
        (
            "company.toml",
            "phone = \"1234\"\nhours = \"9-18\"\n".into(),
            "riga 2: servono le due lingue",
            "line 2: both languages",
        ),
        (
            "company.toml",
            "phone = \"1234\"\nhours.it = \"9-18\"\n".into(),
            "Aggiungi la riga che finisce in .en",
            "Add the line that ends in .en",
        ),
        (
            "company.toml",
            "phone = \"chiamaci\"\n".into(),
            "riga 1: «chiamaci» non è un numero di telefono",
            "line 1: “chiamaci” is not a phone number",
        ),
        (
            "company.toml",
            "email = \"info.verdi.example\"\n".into(),
            "riga 1: «info.verdi.example» non è un indirizzo e-mail completo",
            "line 1: “info.verdi.example” is not a whole e-mail",
        ),
        (
            "company.toml",
            "web = \"www.verdi.example\"\n".into(),
            "riga 1: «www.verdi.example» non è l'indirizzo di una pagina",
            "line 1: “www.verdi.example” is not the address",
        ),
        (
            "company.toml",
            "web = \"javascript:alert(1)\"\n".into(),
            "non è l'indirizzo di una pagina",
            "is not the address of a page",
        ),
        (
            "company.toml",
            "name = \"Verdi\"\n".into(),
            "company.toml, riga 1: manca un modo per raggiungervi",
            "line 1: there is no way to reach you",
        ),
        (
            "reply-codes.toml",
            CODE.into(),
            "riga 2: il codice 599 indica chi deve agire, ma la sua causa «mailbox-full» indica qualcun altro",
            "line 2: the code 599 names who must act, but its cause “mailbox-full” names someone else",
        ),
        (
            "settings.toml",
            service("[[services]]", "[services]"),
            "riga 1: qui servono le parentesi doppie",
            "line 1: double brackets",
        ),
        (
            "settings.toml",
            service("465", "\"465\""),
            "riga 6: qui va un numero senza virgolette",
            "line 6: a number without quotes",
        ),
        (
            "settings.toml",
            service("465", "465000"),
            "riga 6: il numero è troppo grande",
            "line 6: the number is too large",
        ),
        ("settings.toml", service("465", "25"), "riga 2: la porta 25", "line 2: the port 25"),
        (
            "settings.toml",
            service("ssl-tls", "ssl"),
            "riga 7: la parola «ssl» qui non va. Puoi usare: ssl-tls, starttls",
            "line 7: the word “ssl” does not go here",
        ),
        (
            "settings.toml",
            service("\"address\"", "\"adress\""),
            "Forse volevi scrivere «address».",
            "Perhaps you meant “address”.",
        ),
        (
            "settings.toml",
            service("smtp.verdi.example", "smtp verdi"),
            "«smtp verdi» non è il nome di un dominio",
            "“smtp verdi” is not the name of a domain",
        ),
        (
            "settings.toml",
            service("[\"verdi.example\"]", "[\"verdi.example\" \"b.example\"]"),
            "riga 4: manca una virgola",
            "line 4: a comma is missing",
        ),
        (
            "signatures/00.toml",
            rule("\"policy\"", "\"polcy\""),
            "riga 3: nessuna causa si chiama «polcy»",
            "line 3: no cause is called “polcy”",
        ),
        (
            "signatures/00.toml",
            rule("550 Verdi: on hold", "550 Verdi: held"),
            "riga 2: la regola «verdi-hold» non trova il suo stesso esempio",
            "line 2: the rule “verdi-hold” does not find its own example",
        ),
        ("signatures/00.toml", rule("[\"verdi: on hold\"]", "[]"), "non ha frasi", "has no phrases"),
        (
            "causes/virus.toml",
            "[[first_steps]]\nuse = \"chek-address\"\n".into(),
            "Forse volevi scrivere «check-address».",
            "Perhaps you meant “check-address”.",
        ),
        (
            "causes/virus.toml",
            "outcome = \"faild\"\n".into(),
            "Forse volevi scrivere «failed».",
            "Perhaps you meant “failed”.",
        ),
        (
            "causes/server-fermo.toml",
            "why.it = \"Così.\"\nwhy.en = \"So.\"\n".into(),
            "nessuna causa si chiama «server-fermo»: il file prende il nome della causa",
            "no cause is called “server-fermo”: the file takes the name of the cause",
        ),
        (
            "causes/virs.toml",
            "why.it = \"Così.\"\nwhy.en = \"So.\"\n".into(),
            "Forse volevi scrivere «virus».",
            "Perhaps you meant “virus”.",
        ),
        (
            "causes/virus.toml",
            "title.it = \"Per favore guarda\"\ntitle.en = \"Look\"\n".into(),
            "riga 1: it: la pagina non dice «per favore»",
            "line 1: it: the page does not say",
        ),
        (
            "steps.toml",
            "[[steps]]\nid = \"a\"\ntitle.it = \"Guarda\"\n".into(),
            "Aggiungi la riga che finisce in .en",
            "Add the line that ends in .en",
        ),
        (
            "steps.toml",
            "[[steps]]\ntitle.it = \"Guarda\"\ntitle.en = \"Look\"\n".into(),
            "il passo non ha un nome",
            "the step has no name",
        ),
    ];
    for (name, text, it, en) in cases {
        let folder = folder(&[(name, text.as_bytes())]);
        for (said, wanted) in said(folder.path()).into_iter().zip([it, en]) {
            let said = said.join("\n");
            assert!(said.contains(wanted), "{text}\n«{wanted}» is not in:\n{said}");
            assert!(said.starts_with(name), "{said}");
            assert!(!said.contains("TOML"), "the parser's own words: {said}");
        }
    }
}

#[test]
fn a_file_that_would_be_passed_over_in_silence_is_named() {
    for (name, text, it, en) in [
        ("company.toml.txt", "", "deve chiamarsi «company.toml»", "must be called “company.toml”"),
        ("company.txt", "", "deve chiamarsi «company.toml»", "must be called “company.toml”"),
        ("mine/company.toml", "phone = \"1234\"\n", "è in una sottocartella", "is in a folder within the folder"),
        (
            "virus.toml",
            "why.it = \"Così.\"\nwhy.en = \"So.\"\n",
            "Spostalo nella cartella «causes»",
            "Move it to the folder “causes”",
        ),
        ("replies.toml", "", "Spostalo nella cartella «templates»", "Move it to the folder “templates”"),
        ("own.toml", RULE, "Spostalo nella cartella «signatures»", "Move it to the folder “signatures”"),
        ("compny.toml", "", "Forse volevi scrivere «company.toml».", "Perhaps you meant “company.toml”."),
    ] {
        let folder = folder(&[(name, text.as_bytes())]);
        for (said, wanted) in said(folder.path()).into_iter().zip([it, en]) {
            let said = said.join("\n");
            assert!(said.contains(wanted) && said.starts_with(name), "{name}: {said}");
        }
    }
    let empty = folder(&[]);
    assert!(said(empty.path())[0].join("").contains("non c'è nessun file .toml"));
    let only_a_guide = folder(&[("README.md", b"x")]);
    assert!(said(only_a_guide.path())[1].join("").contains("there is no .toml file"));
    assert!(said(Path::new("/no/such/folder"))[1].join("").contains("the folder is not there"));
    let file = empty.path().join("company.toml");
    std::fs::write(&file, "phone = \"1234\"\n").expect("written");
    assert!(said(&file)[0].join("").contains("questo è un file. Indica la cartella"));
    let folder = folder(&[("company.toml/notes.txt", b"x"), ("steps.toml", b"steps = []\n")]);
    let said = said(folder.path());
    assert!(said[0].join("\n").contains("company.toml: questa è una cartella"), "{said:#?}");
}

#[test]
fn a_file_is_read_however_an_editor_saved_it() {
    let text = "name = \"Caffè Però\"\nphone = \"06 5550 0100\"\n";
    let utf_16: Vec<u8> = [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let (windows, ..) = encoding_rs::WINDOWS_1252.encode(text);
    let crlf = text.replace('\n', "\r\n");
    for (name, bytes) in [
        ("company.toml", [b"\xEF\xBB\xBF", text.as_bytes()].concat()),
        ("company.toml", utf_16),
        ("company.toml", windows.into_owned()),
        ("Company.TOML", crlf.into_bytes()),
    ] {
        let folder = folder(&[(name, bytes.as_slice())]);
        assert_eq!(said(folder.path())[0], Vec::<String>::new(), "{name}");
        let table = Table::with_folder(folder.path());
        assert_eq!(table.company().and_then(|company| company.name.as_deref()), Some("Caffè Però"));
    }
}

#[test]
fn a_rule_that_is_too_broad_is_named_once_with_how_many_it_takes_over() {
    let broad = RULE.replace("verdi: on hold", "mailbox").replace("Verdi: on hold", "mailbox");
    let folder = folder(&[("signatures/00.toml", broad.as_bytes())]);
    let [_, said] = said(folder.path());
    assert_eq!(said.len(), 1, "{said:#?}");
    assert!(said[0].contains("line 2: the rule “verdi-hold” is too broad. It also finds what"), "{said:#?}");
}

#[test]
fn a_rule_that_decides_a_known_message_in_another_way_is_nothing_wrong() {
    let other = RULE
        .replace("verdi: on hold", "mailbox is full: 0 bytes left of")
        .replace("Verdi: on hold", "mailbox is full: 0 bytes left of 9");
    let folder = folder(&[("signatures/00.toml", other.as_bytes())]);
    assert_eq!(said(folder.path())[1], Vec::<String>::new());
}
