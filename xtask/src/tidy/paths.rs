//! The rule about paths in the documents for engineers: each is there, and each stands for one file.
//!
//! A path may be shortened from the left, as people say it (`collect/twins.rs`). It does not know whether the sentence
//! around a path is true, and leaves the documents for merchants alone: the files those name are the merchant's.

use std::collections::BTreeSet;

use super::{Finding, Source};

/// Who names files of ours. In the first, which is read before anything else is known, a path must stand for one file only.
const DOCUMENTS: [&str; 4] = ["ARCHITECTURE.md", "CONTRIBUTING.md", "README.md", "README.es.md"];
/// What a word ends with to be taken for a file of ours, or for a folder.
const ENDINGS: [&str; 8] = [".rs", ".js", ".css", ".html", ".toml", ".json", ".md", "/"];
/// What is made and not kept, the demo's own file, and names of a shape rather than a place.
const ELSEWHERE: [&str; 7] = ["target/", "pkg/npm/dist/", "ficha.js", "ficha.toml", "mod.rs", "lib.rs", "package.json"];

/// Finds paths that lead nowhere, and in ARCHITECTURE.md those that lead to several places.
pub(super) fn lead_somewhere(sources: &[Source], files: &[String]) -> Vec<Finding> {
    let documents = sources.iter().filter(|source| {
        DOCUMENTS.contains(&source.path.as_str()) || source.is_in("crates") && source.path.ends_with("/README.md")
    });
    documents.flat_map(|document| look(document, files)).collect()
}

fn look(document: &Source, files: &[String]) -> Vec<Finding> {
    let top: BTreeSet<&str> = files.iter().filter_map(|file| Some(file.split_once('/')?.0)).collect();
    let begins_at_the_top = |path: &str| path.split_once('/').is_some_and(|(first, _)| top.contains(first));
    let named = paths(&document.text).into_iter().filter(|(_, path)| is_named(path) || begins_at_the_top(path));
    let found = named.filter_map(|(line, path)| {
        let places = places(path, files);
        match &places[..] {
            [] => Some(document.finding(line, format!("names `{path}`, which is nowhere; say where it is now"))),
            [_] => None,
            several if document.path == DOCUMENTS[0] => {
                Some(document.finding(line, format!("names `{path}`, which is any of {}; say which", several.join(", "))))
            }
            _ => None,
        }
    });
    found.collect()
}

/// What stands between backticks or in a link and looks like a path of this repository, with its line; snippets aside.
fn paths(text: &str) -> Vec<(usize, &str)> {
    let mut in_snippet = false;
    let mut paths = Vec::new();
    for (index, line) in text.lines().enumerate() {
        in_snippet ^= line.trim_start().starts_with("```");
        if in_snippet {
            continue;
        }
        let linked = line.split("](").skip(1).filter_map(|rest| rest.split([')', '#']).next());
        let words = line.split('`').skip(1).step_by(2).chain(linked).filter(|word| could_be_ours(word));
        paths.extend(words.map(|word| (index + 1, word)));
    }
    paths
}

fn could_be_ours(word: &str) -> bool {
    let plain = word.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_./".contains(&byte));
    let elsewhere = |other: &&str| word == *other || other.ends_with('/') && word.starts_with(*other);
    plain && !word.starts_with(['/', '.']) && !word.contains("NAME") && !ELSEWHERE.iter().any(elsewhere)
}

/// Whether it is called like a file or a folder. What begins with a folder of the root is meant as one in any case.
fn is_named(word: &str) -> bool {
    ENDINGS.iter().any(|ending| word.ends_with(ending))
}

/// The files or folders a path may mean. One that is complete means itself; otherwise a test of the same name is not meant.
fn places<'a>(path: &str, files: &'a [String]) -> Vec<&'a str> {
    let mut places: Vec<&str> = files.iter().filter_map(|file| place(path, file)).collect();
    places.dedup();
    if places.contains(&path) {
        places.retain(|place| *place == path);
    }
    if places.len() > 1 {
        let is_test = |place: &str| place.split('/').any(|part| part == "tests");
        places.retain(|place| !is_test(place));
    }
    places
}

/// The part of `file` that `path` stands for: all of it, or for a folder what leads to it.
fn place<'a>(path: &str, file: &'a str) -> Option<&'a str> {
    if let Some(rest) = file.strip_suffix(path) {
        return (rest.is_empty() || rest.ends_with('/')).then_some(file);
    }
    let folder = format!("{}/", path.trim_end_matches('/'));
    let whole = |at: &usize| *at == 0 || file[..*at].ends_with('/');
    let at = file.match_indices(&folder).map(|(at, _)| at).find(whole)?;
    Some(&file[..at + path.len()])
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILES: [&str; 7] = [
        "ARCHITECTURE.md",
        "crates/backend/src/collect/mod.rs",
        "crates/backend/src/routes/orders.rs",
        "crates/backend/tests/routes/orders.rs",
        "crates/sandbox/src/live.rs",
        "src/checkout/flow.rs",
        "src/live.rs",
    ];

    /// Looks at `text` in `document`, whose findings must be of its first line.
    fn check(document: &str, text: &str, expected: &[&str]) {
        let files = FILES.map(String::from);
        let source = Source { path: document.to_owned(), text: text.to_owned() };
        let found: Vec<String> = lead_somewhere(&[source], &files).iter().map(ToString::to_string).collect();
        let expected: Vec<String> = expected.iter().map(|message| format!("{document}:1: names {message}")).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn a_path_leads_somewhere() {
        check("CONTRIBUTING.md", "Begin in `checkout/flow.rs`, then `collect/`, then `src/`.", &[]);
        check("CONTRIBUTING.md", "It is in `w.rs`.", &["`w.rs`, which is nowhere; say where it is now"]);
        check("CONTRIBUTING.md", "`llect/`", &["`llect/`, which is nowhere; say where it is now"]);
        check("README.md", "[rules](RULES.md#a)", &["`RULES.md`, which is nowhere; say where it is now"]);
        check("README.md", "[ours](ARCHITECTURE.md), `target/pictures/a.json`, `/openapi.json`, `a + b.rs`", &[]);
        check(
            "README.md",
            "In `crates/sandbox`, not `crates/play`.",
            &["`crates/play`, which is nowhere; say where it is now"],
        );
        check("README.md", "```sh\ncat `gone.rs`\n```", &[]);
        check("docs/deploy.md", "Write `settings.toml`.", &[]);
    }

    #[test]
    fn in_the_first_document_a_path_stands_for_one_file() {
        check(
            "ARCHITECTURE.md",
            "`live.rs`",
            &["`live.rs`, which is any of crates/sandbox/src/live.rs, src/live.rs; say which"],
        );
        check("CONTRIBUTING.md", "`live.rs`", &[]);
        check("ARCHITECTURE.md", "The whole path, `src/live.rs`; the part that tests, `routes/orders.rs`.", &[]);
    }
}
