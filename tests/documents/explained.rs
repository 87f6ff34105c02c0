//! Whatever a developer can read in the console is explained in docs/troubleshooting.md, and whatever is explained there can be read.
//!
//! The sentences stand in tables of `pkg/advice.js`; that they are said is asked in `tests/browser/advised.rs`.

use crate::documents::{self, Document};
use std::fs;
use std::path::Path;

/// Where a sentence of the console, or its code, may come from.
const SOURCES: [&str; 6] = [
    "pkg/advice.js",
    "pkg/frame.js",
    "pkg/loader.js",
    "pkg/npm/src/index.js",
    "src/checkout/state/mod.rs",
    "crates/api/src/problem.rs",
];

fn source(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn explaining() -> Vec<Document> {
    let all = documents::all(Path::new(env!("CARGO_MANIFEST_DIR")));
    let found: Vec<_> = all.into_iter().filter(|document| document.path.ends_with("troubleshooting.md")).collect();
    assert_eq!(found.len(), 2, "one in each language");
    found
}

/// The rows of a table of sentences: its name, and what it says.
fn rows(source: &str, table: &str) -> Vec<(String, String)> {
    let (_, begun) = source.split_once(&format!("const {table} = {{\n")).unwrap_or_else(|| panic!("there is no table {table}"));
    let mut rows: Vec<(String, String)> = Vec::new();
    for line in begun.split("\n};").next().unwrap().lines() {
        let name = line.strip_prefix("  ").filter(|rest| !rest.starts_with(' ')).and_then(|rest| rest.split_once(':'));
        match (name, rows.last_mut()) {
            (Some((name, said)), _) => rows.push((name.to_owned(), said.to_owned())),
            (None, Some(row)) => row.1 += line,
            (None, None) => panic!("{table} begins with {line}"),
        }
    }
    rows
}

/// The texts between backticks of these lines.
fn quoted<'a>(lines: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    lines.flat_map(|line| line.split('`').skip(1).step_by(2)).collect()
}

/// Whether all of a quotation stands here, where `...` may be anything.
fn stands_in(quotation: &str, said: &str) -> bool {
    quotation.split("...").all(|part| said.contains(part))
}

#[test]
fn whatever_the_console_says_is_explained() {
    let advice = source("pkg/advice.js");
    for document in explaining() {
        let headings = quoted(document.text.lines().filter(|line| line.starts_with("### ")));
        for (code, _) in rows(&advice, "ADVICE") {
            assert!(headings.contains(&&*format!("ficha: {code}")), "{} does not explain {code}", document.path);
        }
        let all = quoted(document.text.lines());
        for (reason, said) in rows(&advice, "REASONS") {
            let is_explained = all.iter().any(|quotation| quotation.len() > 20 && stands_in(quotation, &said));
            assert!(is_explained, "{} does not explain {reason}: {said}", document.path);
        }
    }
}

#[test]
fn whatever_is_explained_is_what_the_console_says() {
    let said: String = SOURCES.iter().map(|path| source(path)).collect();
    for document in explaining() {
        for heading in quoted(document.text.lines().filter(|line| line.starts_with("### "))) {
            let sentence = heading.strip_prefix("ficha: ").unwrap_or(heading).replace("<ficha-checkout>", "");
            assert!(stands_in(&sentence, &said), "{}: the console does not say {heading}", document.path);
        }
    }
}
