//! The command-line twin: the same answers as the window, for people and for scripts.

use std::ffi::OsStr;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

use rimbalzo::answer::{self, Answer};
use rimbalzo::case::{Case, Command as CaseCommand, Input};
use rimbalzo::diagnosis::{self, Diagnosis};
use rimbalzo::guide::Audience;
use rimbalzo::intake::{self, ReadError, Report};
use rimbalzo::knowledge::{self, Lang, Severity, Table};
use rimbalzo::ticket::{self, Form, Hide, Manner, Options, Paper};
use rimbalzo::words::Words;

fn main() -> ExitCode {
    let mut lang = default_lang();
    let mut out = io::BufWriter::new(io::stdout().lock());
    let result = Arguments::parse(&mut lang).and_then(|arguments| run(&arguments, &mut out));
    // A reader that has seen enough (`| head`) is no error.
    let _ = out.flush();
    match result {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(problem) => {
            let words = Words::of(lang);
            let _ = writeln!(io::stderr(), "{}\n\n{}", problem.sentence(words), words.cli.usage.trim_end());
            ExitCode::from(2)
        }
    }
}

/// The language of the system, Italian where it is neither of ours.
fn default_lang() -> Lang {
    let variables = ["LC_ALL", "LC_MESSAGES", "LANG"];
    variables.iter().find_map(|name| Lang::from_locale(&std::env::var(name).ok()?)).unwrap_or_default()
}

/// A command line that cannot be carried out.
enum Problem {
    NoCommand,
    UnknownCommand(String),
    UnknownOption(String),
    /// An option, and a value that it does not take.
    UnknownValue(String, String),
    MissingPath,
    MissingCode,
}

impl Problem {
    fn sentence(&self, words: &Words) -> String {
        let cli = &words.cli;
        match self {
            Self::NoCommand => cli.no_command.clone(),
            Self::UnknownCommand(word) => cli.unknown_command.replace("{word}", word),
            Self::UnknownOption(word) => cli.unknown_option.replace("{word}", word),
            Self::UnknownValue(option, value) => {
                cli.unknown_value.replace("{option}", option).replace("{value}", value)
            }
            Self::MissingPath => cli.missing_path.clone(),
            Self::MissingCode => cli.missing_code.clone(),
        }
    }
}

struct Arguments {
    command: String,
    values: Vec<String>,
    lang: Lang,
    json: bool,
    knowledge: Option<PathBuf>,
    audience: Audience,
    form: Form,
    /// What `ticket` writes, where it is said.
    paper: Option<Paper>,
    manner: Manner,
    /// What is hidden or shown otherwise than the paper's template says, in the order of the command line.
    switches: Vec<(Hide, bool)>,
    attach: bool,
}

impl Arguments {
    fn parse(lang: &mut Lang) -> Result<Self, Problem> {
        use lexopt::prelude::*;
        let mut arguments = Self {
            command: String::new(),
            values: Vec::new(),
            lang: *lang,
            json: false,
            knowledge: None,
            audience: Audience::Customer,
            form: Form::Text,
            paper: None,
            manner: Manner::Tu,
            switches: Vec::new(),
            attach: false,
        };
        let mut parser = lexopt::Parser::from_env();
        loop {
            // A code below zero is none of the options: `explain -9807`.
            let below_zero = |word: &OsStr| {
                word.to_str().and_then(|word| word.strip_prefix('-')).is_some_and(|rest| rest.parse::<u32>().is_ok())
            };
            if let Some(code) = parser.try_raw_args().and_then(|mut raw| raw.next_if(below_zero)) {
                arguments.values.push(code.to_string_lossy().into_owned());
                continue;
            }
            let Some(argument) = parser.next().map_err(|err| Problem::UnknownOption(err.to_string()))? else { break };
            match argument {
                Long("help") | Short('h') => "help".clone_into(&mut arguments.command),
                Long("version") | Short('V') => "version".clone_into(&mut arguments.command),
                Long("attach-original") => arguments.attach = true,
                Long(name) => {
                    let name = name.to_owned();
                    let value = parser.value().map(|value| value.to_string_lossy().into_owned());
                    let value = value.map_err(|_| Problem::UnknownOption(format!("--{name}")))?;
                    arguments.set(&name, &value)?;
                    *lang = arguments.lang;
                }
                Value(value) => {
                    let value = value.to_string_lossy().into_owned();
                    if arguments.command.is_empty() { arguments.command = value } else { arguments.values.push(value) }
                }
                Short(letter) => return Err(Problem::UnknownOption(format!("-{letter}"))),
            }
        }
        Ok(arguments)
    }

    fn set(&mut self, name: &str, value: &str) -> Result<(), Problem> {
        let unknown = || Problem::UnknownValue(format!("--{name}"), value.to_owned());
        match (name, value) {
            ("lang", "it") => self.lang = Lang::It,
            ("lang", "en") => self.lang = Lang::En,
            ("format", "text") => self.json = false,
            ("format", "json") => self.json = true,
            ("knowledge", folder) => self.knowledge = Some(PathBuf::from(folder)),
            ("for", "customer") => self.audience = Audience::Customer,
            ("for", "agent") => self.audience = Audience::Agent,
            ("form", form) => self.form = Form::parse(form).ok_or_else(unknown)?,
            ("kind", paper) => self.paper = Some(Paper::parse(paper).ok_or_else(unknown)?),
            ("manner", "tu") => self.manner = Manner::Tu,
            ("manner", "lei") => self.manner = Manner::Lei,
            ("hide" | "show", list) => {
                for word in list.split(',').map(str::trim) {
                    let which =
                        if word == "all" { Some(Hide::ALL.to_vec()) } else { Hide::parse(word).map(|one| vec![one]) };
                    self.switches.extend(which.ok_or_else(unknown)?.into_iter().map(|one| (one, name == "hide")));
                }
            }
            ("lang" | "format" | "for" | "manner", _) => return Err(unknown()),
            _ => return Err(Problem::UnknownOption(format!("--{name}"))),
        }
        Ok(())
    }

    /// How `ticket` writes.
    fn ticket_options(&self, table: &Table) -> Options {
        let usual = if self.audience == Audience::Agent { Paper::AgentTicket } else { Paper::Ticket };
        let mut options = Options::of(self.paper.unwrap_or(usual), self.lang, table);
        for (hide, hidden) in &self.switches {
            *options.redaction.switch(*hide) = *hidden;
        }
        Options { manner: self.manner, form: self.form, attach: self.attach, now: now(), ..options }
    }
}

/// This moment, for the head of a text.
fn now() -> String {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs());
    intake::utc(i64::try_from(seconds).unwrap_or_default())
}

/// Carries the command out. `false` where something could not be read or is wrong with the table.
fn run(arguments: &Arguments, out: &mut impl Write) -> Result<bool, Problem> {
    let own;
    let table = match arguments.knowledge.clone().or_else(knowledge::own_folder) {
        Some(folder) => {
            own = Table::with_folder(&folder);
            &own
        }
        None => Table::built_in(),
    };
    for problem in table.own().map(|own| own.problems.as_slice()).unwrap_or_default() {
        let _ = writeln!(io::stderr(), "{}", Words::of(arguments.lang).problem(problem));
    }
    let words = Words::of(arguments.lang);
    match arguments.command.as_str() {
        "" => Err(Problem::NoCommand),
        "help" => {
            let _ = writeln!(out, "{}", words.cli.usage.trim_end());
            Ok(true)
        }
        "version" => {
            let _ = writeln!(out, "rimbalzo-cli {}", env!("CARGO_PKG_VERSION"));
            Ok(true)
        }
        "diagnose" | "ticket" if arguments.values.is_empty() => Err(Problem::MissingPath),
        "diagnose" => {
            let mut all_read = true;
            for path in arguments.values.iter().flat_map(|path| files_of(path)) {
                all_read &= diagnose_path(&path, arguments, table, out);
            }
            Ok(all_read)
        }
        "explain" => explain(arguments, table, out),
        "codes" => {
            list_codes(arguments, table, out);
            Ok(true)
        }
        "ticket" => Ok(write_tickets(arguments, table, out)),
        "handbook" => {
            let _ = write!(out, "{}", rimbalzo::handbook::markdown(table));
            Ok(true)
        }
        "check-knowledge" => {
            let folder = arguments.values.first().map(PathBuf::from).or_else(|| arguments.knowledge.clone());
            Ok(check_knowledge(folder.as_deref(), words, out))
        }
        other => Err(Problem::UnknownCommand(other.to_owned())),
    }
}

/// The files of a folder, of those in it too, in order; anything else is given back as it is.
fn files_of(path: &str) -> Vec<String> {
    let folder = Path::new(path);
    if path == "-" || !folder.is_dir() {
        return vec![path.to_owned()];
    }
    // Files and folders only: a pipe would wait for ever, a link to a folder may lead in circles.
    let is_plain = |entry: &std::fs::DirEntry| {
        entry
            .file_type()
            .is_ok_and(|kind| kind.is_file() || kind.is_dir() || kind.is_symlink() && entry.path().is_file())
    };
    let entries =
        folder.read_dir().map(|entries| entries.flatten().filter(is_plain).map(|entry| entry.path()).collect());
    let mut entries: Vec<PathBuf> = entries.unwrap_or_default();
    entries.sort();
    entries.iter().flat_map(|entry| files_of(&entry.to_string_lossy())).collect()
}

/// Diagnoses a file or standard input. `false` where something could not be read.
fn diagnose_path(path: &str, arguments: &Arguments, table: &Table, out: &mut impl Write) -> bool {
    let mut number = 0;
    let read = each_message(path, &mut |item| {
        let report = intake::read_item(item, table);
        let diagnosis = diagnosis::diagnose(&report, table);
        if arguments.json {
            print_json(&Answer::new(path, &report, &diagnosis, table, arguments.lang), out);
        } else {
            if number > 0 {
                let _ = writeln!(out);
            }
            print_diagnosis(path, &report, &diagnosis, arguments, table, out);
        }
        number += 1;
    });
    if let Err(err) = &read {
        let sentence = Words::of(arguments.lang).read_error(err);
        if arguments.json {
            print_json(&serde_json::json!({ "input": path, "error": sentence }), out);
        } else {
            let _ = writeln!(out, "{path}: {sentence}");
        }
    }
    read.is_ok()
}

/// Hands the messages of a file, or of standard input, to `work`.
fn each_message(path: &str, work: &mut dyn FnMut(&[u8])) -> Result<(), ReadError> {
    match path {
        "-" => intake::each_message_in(io::stdin().lock(), work),
        path => intake::each_message(Path::new(path), work),
    }
}

fn print_json(value: &impl serde::Serialize, out: &mut impl Write) {
    if serde_json::to_writer(&mut *out, value).is_ok() {
        let _ = writeln!(out);
    }
}

fn print_diagnosis(
    path: &str,
    report: &Report,
    diagnosis: &Diagnosis,
    arguments: &Arguments,
    table: &Table,
    out: &mut impl Write,
) {
    let (lang, words) = (arguments.lang, Words::of(arguments.lang));
    let verdict = &diagnosis.overall;
    let facts = diagnosis::facts(report, diagnosis);
    let (title, meaning) = answer::headline(verdict, table, &facts, lang);
    let mut lines = vec![
        format!("{path}: {title}"),
        format!("  {} · {}", words.outcome(verdict.outcome), words.certainty(verdict.certainty)),
        format!("  {meaning}"),
        format!("  {}: {}. {}", words.cli.who, words.actor(verdict.actor), verdict.actor_why(table).get(lang)),
    ];
    for warning in &diagnosis.warnings {
        if let Some(entry) = table.warning(warning.id).filter(|entry| entry.severity == Severity::Question) {
            lines.push(format!("  {}: {}. {}", words.cli.warning, entry.title.get(lang), entry.meaning.get(lang)));
        }
        lines.push(format!("  {}: {}", words.cli.warning_signs, warning.signs.join(" · ")));
    }
    if let Some(note) = verdict.note(table) {
        lines.push(format!("  {}", note.get(lang)));
    }
    if diagnosis.recipients.len() > 1 {
        lines.push(format!("  {}:", words.cli.recipients));
        for answer in &diagnosis.recipients {
            let Some(recipient) = report.recipients.get(answer.recipient) else { continue };
            let known = table.cause(&answer.verdict.cause).title.get(lang);
            lines.push(format!("    {}: {} ({known})", recipient.address, words.outcome(answer.verdict.outcome)));
        }
    }
    if let Some(suggestion) = &verdict.suggestion {
        lines.push(format!("  {}: {}", words.cli.suggestion, suggestion.text));
    }
    let steps = rimbalzo::guide::main_line(verdict, table, arguments.audience);
    if !steps.is_empty() {
        lines.push(format!("  {}:", words.cli.steps));
        let shown = steps.iter().enumerate();
        for (number, step) in shown {
            lines.push(format!("    {}. {}", number + 1, step.title.get(lang)));
            if let Some(service) = verdict.settings.as_ref().filter(|_| step.settings) {
                lines.extend(table.settings().lines(service, lang).iter().map(|line| format!("       {line}")));
            }
        }
    }
    if !verdict.alternatives.is_empty() {
        let titles: Vec<&str> = verdict.alternatives.iter().map(|id| table.cause(id).title.get(lang)).collect();
        lines.push(format!("  {}: {}", words.cli.alternatives, titles.join(" · ")));
    }
    if let Some((doubt, lead)) = diagnosis::doubt(verdict, table) {
        let title = |id| table.cause(id).title.get(lang);
        lines.push(format!("  {}: {}", words.cli.question, doubt.ask.get(lang)));
        lines.push(format!("    {}: {} · {}: {}", words.cli.yes, title(&lead.yes), words.cli.no, title(&lead.no)));
    }
    if let Some(sign) = verdict.evidence.first().filter(|sign| !sign.text.is_empty()) {
        let shown: Vec<&str> = sign.text.split_whitespace().collect();
        lines.push(format!("  {}: «{}» ({})", words.cli.evidence, shown.join(" "), sign.rule));
    }
    if let Some(claim) = &verdict.contradicted {
        let shown: Vec<&str> = claim.text.split_whitespace().collect();
        let cause = table.cause(&claim.cause).title.get(lang);
        lines.push(format!(
            "  {}",
            words.cli.contradicted.replace("{text}", &shown.join(" ")).replace("{cause}", cause)
        ));
    }
    if let Some(provider) = verdict.provider.as_deref().and_then(|id| table.provider(id)) {
        let help = (&words.cli.help_page, provider.help.as_deref());
        let pages = [help, (&words.cli.delisting_page, verdict.delisting_page(table))];
        let shown = pages.into_iter().filter_map(|(label, page)| Some((label, page?)));
        lines.extend(shown.map(|(label, page)| format!("  {}: {page}", label.replace("{name}", &provider.name))));
    }
    lines.extend(help_lines(table, arguments));
    for line in lines {
        let _ = writeln!(out, "{}", line.trim_end());
    }
}

/// How the helpdesk is reached, where its own folder says so.
fn help_lines(table: &Table, arguments: &Arguments) -> Vec<String> {
    let words = Words::of(arguments.lang);
    let Some(company) = table.company().filter(|_| arguments.audience == Audience::Customer) else { return Vec::new() };
    let mut lines = vec![format!("  {}: {}", words.cli.help, words.company_title(company))];
    let facts = words.company_facts(company, arguments.lang);
    lines.extend(facts.iter().map(|(label, fact)| format!("    {label}: {fact}")));
    lines.extend(words.company_pages(company).iter().map(|(label, page)| format!("    {label}: {page}")));
    lines
}

fn explain(arguments: &Arguments, table: &Table, out: &mut impl Write) -> Result<bool, Problem> {
    let code = arguments.values.join(" ");
    if code.is_empty() {
        return Err(Problem::MissingCode);
    }
    let (lang, words) = (arguments.lang, Words::of(arguments.lang));
    let Some((explanation, diagnosis)) = answer::explain(&code, table, lang) else {
        let sentence = words.error.unknown_code.replace("{code}", &code);
        if arguments.json {
            print_json(&serde_json::json!({ "code": code, "error": sentence }), out);
        } else {
            let _ = writeln!(out, "{sentence}");
        }
        return Ok(false);
    };
    if arguments.json {
        print_json(&explanation, out);
        return Ok(true);
    }
    let verdict_words = |id: &rimbalzo::knowledge::CauseId| table.cause(id).title.get(lang).to_owned();
    let causes: Vec<String> = explanation.causes.iter().map(verdict_words).collect();
    let verdict = &diagnosis.overall;
    let _ = writeln!(
        out,
        "{}: {}\n  {}\n  {}\n  {}: {}. {}\n  {}: {}",
        explanation.code,
        explanation.title,
        words.outcome(verdict.outcome),
        explanation.meaning,
        words.cli.who,
        words.actor(verdict.actor),
        verdict.actor_why(table).get(lang),
        words.cli.causes,
        causes.join(" · ")
    );
    if !explanation.steps.is_empty() {
        let _ = writeln!(out, "  {}:", words.cli.steps);
        for (number, step) in explanation.steps.iter().enumerate() {
            let _ = writeln!(out, "    {}. {step}", number + 1);
        }
    }
    for line in help_lines(table, arguments) {
        let _ = writeln!(out, "{line}");
    }
    Ok(true)
}

fn list_codes(arguments: &Arguments, table: &Table, out: &mut impl Write) {
    for page in table.codes() {
        let (code, title) = (page.code(), page.title().get(arguments.lang));
        if arguments.json {
            print_json(&serde_json::json!({ "code": code, "title": title, "causes": page.causes() }), out);
        } else {
            let _ = writeln!(out, "{code}\t{title}");
        }
    }
}

/// Writes a text for every message of every path. `false` where something could not be read.
fn write_tickets(arguments: &Arguments, table: &Table, out: &mut impl Write) -> bool {
    let words = Words::of(arguments.lang);
    let options = arguments.ticket_options(table);
    let mut all_read = true;
    let mut pending: Option<Vec<u8>> = None;
    let mut written = 0;
    for path in arguments.values.iter().flat_map(|path| files_of(path)) {
        let read = each_message(&path, &mut |item| {
            let mut case = Case::default();
            case.apply(CaseCommand::Read(Input::File { name: path.clone(), bytes: item.to_vec() }), table);
            let text = ticket::write_bytes(&case, table, &options);
            if let Some(before) = pending.replace(text) {
                write_one(&before, true, written, options.form, out);
                written += 1;
            }
        });
        if let Err(err) = read {
            let _ = writeln!(io::stderr(), "{path}: {}", words.read_error(&err));
            all_read = false;
        }
    }
    if let Some(last) = pending {
        write_one(&last, written > 0, written, options.form, out);
    }
    all_read
}

/// Writes one text: as it is where it is the only one, otherwise so that a program can tell one from the next. Several
/// drafts make a mailbox file (RFC 4155), JSON one object a line.
fn write_one(text: &[u8], several: bool, number: usize, form: Form, out: &mut impl Write) {
    match form {
        Form::Eml if several => {
            let _ = out.write_all(b"From MAILER-DAEMON Thu Jan  1 00:00:00 1970\n");
            for line in text.split_inclusive(|byte| *byte == b'\n') {
                if line.starts_with(b"From ") {
                    let _ = out.write_all(b">");
                }
                let _ = out.write_all(line);
            }
            let _ = out.write_all(b"\n");
        }
        Form::Json if several => {
            if let Ok(value) = serde_json::from_slice::<serde_json::Value>(text) {
                print_json(&value, out);
            }
        }
        Form::Eml => {
            let _ = out.write_all(text);
        }
        _ => {
            if number > 0 {
                let _ = writeln!(out, "\n----------\n");
            }
            let _ = out.write_all(text.trim_ascii_end());
            let _ = writeln!(out);
        }
    }
}

fn check_knowledge(folder: Option<&Path>, words: &Words, out: &mut impl Write) -> bool {
    let problems = Table::problems(folder);
    for problem in &problems {
        let _ = writeln!(out, "{}", words.problem(problem));
    }
    let summary = match problems.len() {
        0 => words.cli.table_ok.clone(),
        count => words.cli.table_problems.replace("{count}", &count.to_string()),
    };
    let _ = writeln!(out, "{summary}");
    problems.is_empty()
}
