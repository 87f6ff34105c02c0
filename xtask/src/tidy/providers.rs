//! Rules about the providers' folders: each is whole, and known wherever providers are listed. Whether it collects is
//! asked by its contract tests.

use std::collections::BTreeSet;

use super::{Finding, Source};
use crate::new_provider::PROVIDERS;

/// What every folder has.
const PARTS: [&str; 5] = ["README.md", "mod.rs", "wire.rs", "fake/mod.rs", "fixtures/README.md"];

/// What `cargo xtask new-provider` writes wherever something is missing yet.
const UNWRITTEN: [&str; 2] = ["till to be written", "unwritten(\""];

/// The provider of the tests' own, which is in no register and in nobody's configuration.
const OF_TESTS: &str = "strict";

/// The ids of all providers: the folders that are there.
pub(super) fn folders(sources: &[Source]) -> BTreeSet<&str> {
    let inside = |source: &'_ Source| -> Option<(usize, usize)> {
        let rest = source.path.strip_prefix(PROVIDERS)?.strip_prefix('/')?;
        let name = rest.split_once('/')?.0;
        Some((PROVIDERS.len() + 1, PROVIDERS.len() + 1 + name.len()))
    };
    let names = sources.iter().filter_map(|source| inside(source).map(|(from, to)| &source.path[from..to]));
    names.filter(|name| *name != OF_TESTS).collect()
}

/// Finds what a provider's folder lacks, and where nobody knows of it.
pub(super) fn are_whole(sources: &[Source]) -> Vec<Finding> {
    folders(sources).into_iter().flat_map(|name| of(sources, name)).collect()
}

fn of(sources: &[Source], name: &str) -> Vec<Finding> {
    let folder = format!("{PROVIDERS}/{name}");
    let at = |path: &str| sources.iter().find(|source| source.path == path);
    let lacks = |what: String| Finding { path: folder.clone(), line: 1, message: what };
    let mut findings = Vec::new();
    for part in PARTS.iter().filter(|part| at(&format!("{folder}/{part}")).is_none()) {
        findings.push(lacks(format!("has no {part}; each provider has one")));
    }
    let mine: Vec<&Source> = sources.iter().filter(|source| source.is_in(&folder)).collect();
    let fixtures: Vec<&&Source> = mine.iter().filter(|source| source.is_in(&format!("{folder}/fixtures"))).collect();
    let examples: Vec<_> = fixtures.iter().filter(|source| !source.path.ends_with("/README.md")).collect();
    if examples.is_empty() {
        findings.push(lacks("has no fixture; put the documents' own examples into fixtures/, one file each".to_owned()));
    }
    for example in examples {
        let file = example.path.rsplit('/').next().unwrap_or_default();
        if !mine.iter().any(|source| source.extension() == "rs" && source.text.contains(file)) {
            findings.push(example.finding(1, "is read by no test; an example that nobody reads proves nothing"));
        }
    }
    for source in &mine {
        let lines = source.text.lines().zip(1..).filter(|(line, _)| UNWRITTEN.iter().any(|mark| line.contains(mark)));
        findings.extend(lines.map(|(text, line)| source.finding(line, format!("is still to be written: {}", text.trim()))));
    }
    let known = [
        (format!("{PROVIDERS}/lib.rs"), format!("pub mod {name};")),
        (format!("{PROVIDERS}/register.rs"), format!("{name}::ENTRY")),
        ("crates/sandbox/src/fakes.rs".to_owned(), format!("{name}::fake")),
        ("crates/providers/tests/fakes/mod.rs".to_owned(), format!("{name}::fake")),
        ("crates/backend/ficha.example.toml".to_owned(), format!("[{name}]")),
        ("docs/go-live.md".to_owned(), format!("[{name}]")),
    ];
    for (path, line) in known {
        if !at(&path).is_some_and(|source| source.text.contains(&line)) {
            findings.push(lacks(format!("is not known in {path}: `{line}` is missing")));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> Source {
        Source::new(path, text)
    }

    /// A provider that has everything.
    fn whole() -> Vec<Source> {
        let mut sources: Vec<Source> = PARTS.iter().map(|part| file(&format!("{PROVIDERS}/lupita/{part}"), "")).collect();
        sources.push(file("crates/providers/src/lupita/fixtures/docs_create_answer.json", "{}"));
        sources.push(file("crates/providers/src/lupita/tests.rs", "include_str!(\"fixtures/docs_create_answer.json\")"));
        sources.push(file("crates/providers/src/lib.rs", "pub mod lupita;"));
        sources.push(file("crates/providers/src/register.rs", "&[lupita::ENTRY]"));
        sources.push(file("crates/sandbox/src/fakes.rs", "use providers::lupita::fake::Lupita;"));
        sources.push(file("crates/providers/tests/fakes/mod.rs", "providers::lupita::fake::Lupita::new(None)"));
        sources.push(file("crates/backend/ficha.example.toml", "# [lupita]\n# key = \"\""));
        sources.push(file("docs/go-live.md", "- That `key` in `[lupita]` is your own."));
        sources
    }

    fn check(sources: &[Source], expected: &[&str]) {
        let found: Vec<String> = are_whole(sources).iter().map(ToString::to_string).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_whole_provider_is_fine_and_known_by_its_folder() {
        check(&whole(), &[]);
        assert_eq!(folders(&whole()), BTreeSet::from(["lupita"]));
    }

    #[test]
    fn what_is_missing_is_named_one_by_one() {
        let without =
            |gone: &str| -> Vec<Source> { whole().into_iter().filter(|source| !source.path.ends_with(gone)).collect() };
        check(&without("lupita/README.md"), &["crates/providers/src/lupita:1: has no README.md; each provider has one"]);
        check(
            &without(".json"),
            &["crates/providers/src/lupita:1: has no fixture; put the documents' own examples into fixtures/, one file each"],
        );
        check(
            &without("lupita/tests.rs"),
            &[
                "crates/providers/src/lupita/fixtures/docs_create_answer.json:1: is read by no test; an example that nobody reads \
               proves nothing",
            ],
        );
        check(
            &without("src/register.rs"),
            &["crates/providers/src/lupita:1: is not known in crates/providers/src/register.rs: `lupita::ENTRY` is missing"],
        );
    }

    #[test]
    fn every_place_that_is_still_to_be_written_is_found() {
        let mut sources = whole();
        sources.push(file("crates/providers/src/lupita/cash.rs", "//! Cash.\n// Still to be written.\n"));
        check(&sources, &["crates/providers/src/lupita/cash.rs:2: is still to be written: // Still to be written."]);
    }
}
