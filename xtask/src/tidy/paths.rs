//! The rule about paths in the documents for engineers: each is there, each stands for one file, and what is in the folders that
//! ARCHITECTURE.md describes as a whole is named there, each file and folder of them. Also a comment names no file that is gone.
//!
//! A path may be shortened from the left, as people say it (`charges/claim.rs`). It does not know whether the sentence
//! around a path is true, and leaves the documents for merchants alone: the files those name are the merchant's.

use std::collections::BTreeSet;

use super::{Finding, Source};

/// Who names files of ours. In the first, which is read before anything else is known, a path must stand for one file only.
const DOCUMENTS: [&str; 4] = ["ARCHITECTURE.md", "CONTRIBUTING.md", "README.md", "README.es.md"];
/// What a word ends with to be taken for a file of ours, or for a folder.
const ENDINGS: [&str; 14] =
    [".rs", ".js", ".jsx", ".ts", ".css", ".html", ".toml", ".lock", ".json", ".md", ".sql", ".py", ".sh", "/"];
/// What is made and not kept, the demo's own file, and names of a shape rather than a place.
const ELSEWHERE: [&str; 7] = ["target/", "pkg/npm/dist/", "ficha.js", "ficha.toml", "mod.rs", "lib.rs", "package.json"];

/// What ARCHITECTURE.md describes as a whole.
const DESCRIBED: [&str; 3] = ["crates", "crates/backend/src", "crates/server/src"];
/// Where a crate begins needs no word.
const BEGINNINGS: [&str; 2] = ["lib.rs", "main.rs"];

/// Finds paths that lead nowhere, and in ARCHITECTURE.md those that lead to several places.
pub(super) fn lead_somewhere(sources: &[Source], files: &[String]) -> Vec<Finding> {
    let documents = sources.iter().filter(|source| {
        DOCUMENTS.contains(&source.path.as_str()) || source.is_in("crates") && source.path.ends_with("/README.md")
    });
    documents.flat_map(|document| look(document, files)).collect()
}

/// Finds sources of Rust that are named in a comment of another, and are nowhere.
pub(super) fn of_comments_lead_somewhere(sources: &[Source], files: &[String]) -> Vec<Finding> {
    let rust = sources.iter().filter(|source| source.extension() == "rs");
    let named = rust.flat_map(|source| {
        let comments = (1..).zip(source.text.lines()).filter(|(_, line)| line.trim_start().starts_with("//"));
        comments.flat_map(move |(at, line)| line.split('`').skip(1).step_by(2).map(move |word| (source, at, word)))
    });
    let is_there = |word: &str| files.iter().any(|file| place(word, file).is_some());
    let lost = named.filter(|(_, _, word)| word.ends_with(".rs") && could_be_ours(word) && !is_there(word));
    lost.map(|(source, line, path)| source.finding(line, format!("names `{path}`, which is nowhere; say where it is now")))
        .collect()
}

/// Finds what is in a folder that is described as a whole, and is not named.
pub(super) fn leave_nothing_out(sources: &[Source], files: &[String]) -> Vec<Finding> {
    let Some(document) = sources.iter().find(|source| source.path == DOCUMENTS[0]) else { return Vec::new() };
    let named: BTreeSet<&str> = paths(&document.text).into_iter().flat_map(|(_, path)| places(path, files)).collect();
    let named: BTreeSet<&str> = named.into_iter().map(|place| place.trim_end_matches('/')).collect();
    let mut there = BTreeSet::new();
    for (folder, file) in DESCRIBED.iter().flat_map(|folder| files.iter().map(move |file| (folder, file))) {
        let Some(rest) = file.strip_prefix(folder).and_then(|rest| rest.strip_prefix('/')) else { continue };
        let first = rest.split('/').next().unwrap_or(rest);
        if !BEGINNINGS.contains(&first) {
            there.insert(&file[..folder.len() + 1 + first.len()]);
        }
    }
    let left_out = there.into_iter().filter(|place| !named.contains(place));
    left_out.map(|place| document.finding(1, format!("does not name `{place}`; say in its tables what is there"))).collect()
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

    const FILES: [&str; 8] = [
        "ARCHITECTURE.md",
        "crates/backend/src/charges/mod.rs",
        "crates/backend/src/http/routes/orders.rs",
        "crates/server/src/backup.rs",
        "crates/server/tests/routes/orders.rs",
        "crates/sandbox/src/live.rs",
        "src/checkout/flow.rs",
        "src/live.rs",
    ];

    /// Looks at `text` in `document`, whose findings must be of its first line.
    fn check(document: &str, text: &str, expected: &[&str]) {
        let files = FILES.map(String::from);
        let source = Source::new(document, text);
        let found: Vec<String> = lead_somewhere(&[source], &files).iter().map(ToString::to_string).collect();
        let expected: Vec<String> = expected.iter().map(|message| format!("{document}:1: names {message}")).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn a_path_leads_somewhere() {
        check("CONTRIBUTING.md", "Begin in `checkout/flow.rs`, then `charges/`, then `src/`.", &[]);
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
    fn a_comment_names_no_source_that_is_gone() {
        let check = |text: &str, expected: &[&str]| {
            let source = Source::new("src/live.rs", format!("//! Doc.\n{text}"));
            let found = of_comments_lead_somewhere(&[source], &FILES.map(String::from));
            let found: Vec<String> = found.iter().map(ToString::to_string).collect();
            let nowhere = |path: &&str| format!("src/live.rs:2: names `{path}`, which is nowhere; say where it is now");
            assert_eq!(found, expected.iter().map(nowhere).collect::<Vec<_>>(), "{text}");
        };
        check("//! In `charges/mod.rs` and `flow.rs`, as in `mod.rs`; `target/a.rs` is made, `NAME.rs` any.", &[]);
        check("//! In `charges/wish.rs`, not `flow.rs`.", &["charges/wish.rs"]);
        check("    // Decided in `screen.rs`.", &["screen.rs"]);
        check("const A: &str = \"`gone.rs`\";", &[]);
    }

    #[test]
    fn the_first_document_leaves_nothing_out_of_what_it_describes() {
        let check = |text: &str, expected: &[&str]| {
            let document = Source::new(DOCUMENTS[0], text);
            let found: Vec<String> =
                leave_nothing_out(&[document], &FILES.map(String::from)).iter().map(ToString::to_string).collect();
            let expected: Vec<String> = expected
                .iter()
                .map(|place| format!("ARCHITECTURE.md:1: does not name `{place}`; say in its tables what is there"))
                .collect();
            assert_eq!(found, expected, "{text}");
        };
        let crates = "`crates/backend/`, `crates/sandbox`, `crates/server`:";
        check(&format!("{crates} `backend/src/charges/`, `backend/src/http/`, `server/src/backup.rs`"), &[]);
        check(&format!("{crates} `backend/src/charges/`, `server/src/backup.rs`"), &["crates/backend/src/http"]);
        check(&format!("{crates} `backend/src/charges/`, `backend/src/http/`"), &["crates/server/src/backup.rs"]);
        check(
            "`crates/backend/src/charges/mod.rs`, `backend/src/http/`, `crates/sandbox/`, `crates/server`, `server/src/backup.rs`",
            &["crates/backend", "crates/backend/src/charges"],
        );
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
