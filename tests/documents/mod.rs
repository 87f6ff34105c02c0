//! What merchants and developers are handed to copy: the fenced snippets of README and docs/, read from the Markdown itself, so that
//! a changed snippet is a tested snippet.
//!
//! Each language has one test that runs it; which, stands beside [`Language`]. How it is run is not known here.
#![allow(dead_code, reason = "each of the three tests that read the documents asks for its own part")]

use std::{fs, path::Path};

/// What a fence may be. A language that is not here fails, and so does one that nobody runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    /// In a page of another origin, to a drawn checkout: `tests/browser/guest/pasted/html.rs`.
    Html,
    /// In such a page, until each of its listeners has heard its event: `tests/browser/guest/pasted/events.rs`.
    Js,
    /// On such a page, each line with an effect: `tests/browser/guest/pasted/style.rs`.
    Css,
    /// Sent as the header of such a page: `tests/browser/guest/pasted/policy.rs`.
    Http,
    /// Read by the backend as its configuration: `crates/server/tests/program/documents/`.
    Toml,
    /// Run by bash against a running backend: the same test.
    Sh,
    /// What the commands before it answered, or what a shop is sent: the same test.
    Json,
    /// Run by Node against a signed webhook: the same test.
    Mjs,
    /// Run by Python against the same.
    Python,
}

impl Language {
    fn named(word: &str) -> Option<Self> {
        Some(match word {
            "html" => Self::Html,
            "js" => Self::Js,
            "css" => Self::Css,
            "http" => Self::Http,
            "toml" => Self::Toml,
            "sh" => Self::Sh,
            "json" => Self::Json,
            "mjs" => Self::Mjs,
            "python" => Self::Python,
            _ => return None,
        })
    }

    /// What begins a comment to the end of the line, and what stands around one that may be longer.
    fn comments(self) -> (&'static str, [&'static str; 2]) {
        match self {
            Self::Html => ("\0", ["<!--", "-->"]),
            Self::Js | Self::Mjs => ("// ", ["/*", "*/"]),
            Self::Css => ("\0", ["/*", "*/"]),
            Self::Toml | Self::Sh | Self::Python => ("# ", ["\0", "\0"]),
            Self::Http | Self::Json => ("\0", ["\0", "\0"]),
        }
    }
}

/// What stands between two fences.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Snippet {
    pub(crate) language: Language,
    pub(crate) text: String,
    /// Where it stands: `docs/themes.md:12`.
    pub(crate) place: String,
}

impl Snippet {
    /// The same without comments, which are words.
    pub(crate) fn bare(&self) -> String {
        let (line, [open, shut]) = self.language.comments();
        let mut text = self.text.clone();
        while let Some((before, rest)) = text.split_once(open) {
            text = [before, rest.split_once(shut).map_or("", |(_, after)| after)].concat();
        }
        let bare = |row: &str| row.find(line).map_or(row, |at| &row[..at]).trim_end().to_owned();
        text.lines().map(bare).filter(|row| !row.is_empty()).collect::<Vec<_>>().join("\n")
    }
}

/// A document: where it is, and what it has to copy.
pub(crate) struct Document {
    pub(crate) path: String,
    pub(crate) text: String,
    pub(crate) snippets: Vec<Snippet>,
}

/// Every document for merchants and developers, English and Spanish. Two are none of them, because they are made:
/// `docs/api.md` from the description of the API, and tested with that, and `docs/performance.md` by `cargo xtask bench`.
pub(crate) fn all(root: &Path) -> Vec<Document> {
    let made = ["api.md", "performance.md"];
    let mut paths = vec!["README.md".to_owned(), "README.es.md".to_owned()];
    for folder in ["docs", "docs/es"] {
        let listed = fs::read_dir(root.join(folder)).unwrap_or_else(|error| panic!("{folder}: {error}"));
        let names = listed.map(|entry| entry.expect("a folder can be listed").file_name().to_string_lossy().into_owned());
        let pages = names.filter(|name| name.ends_with(".md") && !(folder == "docs" && made.contains(&name.as_str())));
        paths.extend(pages.map(|name| format!("{folder}/{name}")));
    }
    paths.sort();
    paths.into_iter().map(|path| read(root, path)).collect()
}

/// Every snippet of this language, each once: a document and its translation have the same.
pub(crate) fn in_language(root: &Path, language: Language) -> Vec<Snippet> {
    let mut found: Vec<Snippet> = Vec::new();
    for snippet in all(root).into_iter().flat_map(|document| document.snippets) {
        if snippet.language == language && !found.iter().any(|known| known.bare() == snippet.bare()) {
            found.push(snippet);
        }
    }
    assert!(!found.is_empty(), "the documents show no {language:?} any more: its test runs nothing");
    found
}

fn read(root: &Path, path: String) -> Document {
    let text = fs::read_to_string(root.join(&path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    let (mut snippets, mut open) = (Vec::new(), None::<Snippet>);
    for (index, line) in text.lines().enumerate() {
        let Some(word) = line.strip_prefix("```") else {
            if let Some(snippet) = &mut open {
                snippet.text += line;
                snippet.text.push('\n');
            }
            continue;
        };
        match open.take() {
            Some(ended) => snippets.push(ended),
            None => {
                let place = format!("{path}:{}", index + 1);
                let language = Language::named(word);
                let language = language.unwrap_or_else(|| panic!("{place}: nobody runs snippets of the language {word:?}"));
                open = Some(Snippet { language, text: String::new(), place });
            }
        }
    }
    assert_eq!(open, None, "a fence is left open");
    Document { path, text, snippets }
}
