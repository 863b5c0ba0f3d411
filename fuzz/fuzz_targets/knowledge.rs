#![no_main]

use std::path::PathBuf;
use std::sync::LazyLock;

use rimbalzo::knowledge::{Lang, Table};
use rimbalzo::words::Words;

/// The files of a table, and one that it does not have.
const NAMES: [&str; 13] = [
    "steps.toml", "reply-codes.toml", "status-codes.toml", "client-codes.toml", "certified.toml", "providers.toml", "domains.toml",
    "settings.toml", "wording.toml", "messages.toml", "warnings.toml", "causes/policy.toml", "signatures/own.toml",
];

static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| {
    let folder = std::env::temp_dir().join(format!("rimbalzo-fuzz-{}", std::process::id()));
    for name in ["causes", "signatures"] {
        std::fs::create_dir_all(folder.join(name)).expect("a folder");
    }
    folder
});

// A helpdesk's own file: the first byte chooses which. Whatever is wrong has its sentence, and the rest is used.
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some((first, content)) = bytes.split_first() else { return };
    let path = FOLDER.join(NAMES[usize::from(*first) % NAMES.len()]);
    std::fs::write(&path, content).expect("written");
    // All that `check-knowledge` asks takes long; the table itself says what is wrong with the file.
    if content.len() % 16 == 1 {
        for problem in Table::problems(Some(&FOLDER)) {
            assert!(!Words::of(Lang::En).problem(&problem).is_empty());
        }
    }
    let table = Table::with_folder(&FOLDER);
    for problem in table.own().map(|own| own.problems.as_slice()).unwrap_or_default() {
        assert!(!Words::of(Lang::En).problem(problem).is_empty());
    }
    let report = rimbalzo::intake::read_text("550 5.1.1 user unknown", &table);
    assert!(table.has_cause(&rimbalzo::diagnosis::diagnose(&report, &table).overall.cause));
    std::fs::remove_file(&path).expect("removed");
});
