//! The page that shows the whole table says what the table says.

use rimbalzo::handbook;
use rimbalzo::knowledge::Table;

#[test]
fn the_page_of_the_whole_table_is_up_to_date() {
    let page = include_str!("../docs/KNOWLEDGE.md").replace("\r\n", "\n");
    let fresh = handbook::markdown(Table::built_in());
    let differs = page.lines().zip(fresh.lines()).position(|(old, new)| old != new);
    assert!(
        page == fresh,
        "docs/KNOWLEDGE.md is out of date from line {} on; write it anew with\n  \
         cargo run --no-default-features --bin rimbalzo-cli -- handbook > docs/KNOWLEDGE.md",
        differs.unwrap_or_else(|| page.lines().count().min(fresh.lines().count())) + 1
    );
}

#[test]
fn every_cause_code_provider_and_step_stands_on_the_page_in_both_languages() {
    let table = Table::built_in();
    let page = handbook::markdown(table);
    let line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").replace('<', "&lt;");
    for cause in table.causes() {
        assert!(page.contains(&format!("\n### {}\n", cause.id)), "{}", cause.id);
        for step in &cause.steps {
            assert!(page.contains(&line(&step.title.it)) && page.contains(&line(&step.title.en)), "{}", step.id);
        }
    }
    for code in table.codes() {
        assert!(page.contains(&format!("| {} |", code.code())), "{}", code.code());
    }
    for provider in table.providers() {
        assert!(page.contains(&format!("| {} |", provider.name)), "{}", provider.id);
    }
    for service in table.settings().services() {
        assert!(page.contains(&service.host), "{}", service.id);
    }
}
