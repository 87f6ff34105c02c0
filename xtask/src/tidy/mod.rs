//! `cargo xtask tidy`: the rules of the house, as tests.
//!
//! A rule is a small function from a file's path and text to what it finds, in the file named for what it looks at.
//! A finding says where, what is wrong and what to do. Only what a compiler or clippy cannot see belongs here.

mod crate_paths;
mod deny;
mod dependencies;
mod languages;
mod layers;
mod paths;
mod places;
mod providers;
mod room_table;
mod rooms;
mod shape;
mod snapshots;
mod stores;
mod style;
mod tokens;
mod words;

use std::{cell::OnceCell, fmt, fs, path::PathBuf};

use anyhow::{Context, Result, bail};
use xtask::repo;

/// A file of the repository, as text.
pub(crate) struct Source {
    /// Relative to the root, with `/`.
    path: String,
    text: String,
    /// Read once, for whichever rules ask.
    tokens: OnceCell<Vec<tokens::Token>>,
}

/// What breaks a rule.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Finding {
    path: String,
    line: usize,
    /// What is wrong, and what to do instead.
    message: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.path, self.line, self.message)
    }
}

impl Source {
    fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self { path: path.into(), text: text.into(), tokens: OnceCell::new() }
    }

    fn finding(&self, line: usize, message: impl Into<String>) -> Finding {
        Finding { path: self.path.clone(), line, message: message.into() }
    }

    /// `rs`, `css` and so on; empty for a file without.
    fn extension(&self) -> &str {
        self.path.rsplit_once('.').map_or("", |(_, extension)| extension)
    }

    fn is_in(&self, folder: &str) -> bool {
        self.path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
    }

    /// Whether the whole file is a test, and so speaks as tests do.
    fn is_test(&self) -> bool {
        self.path.split('/').any(|part| part == "tests") || self.path.ends_with("/tests.rs")
    }
}

/// The rules that look at one file at a time.
const RULES: [fn(&Source) -> Vec<Finding>; 11] = [
    shape::opens_with_its_purpose,
    shape::is_not_too_long,
    shape::has_a_telling_name,
    words::switches_no_test_off,
    words::counts_money_in_whole_numbers,
    words::names_no_registry,
    words::names_no_machine,
    places::keeps_provider_and_db_apart,
    style::takes_colours_from_tokens,
    style::takes_sizes_from_tokens,
    style::draws_without_colours_of_its_own,
];

/// Checks every rule on every file.
///
/// # Errors
///
/// When a rule is broken: everything found has then been printed.
pub(crate) fn run() -> Result<()> {
    let files = files();
    let sources = sources(&files)?;
    let mut findings: Vec<Finding> = sources.iter().flat_map(|source| RULES.iter().flat_map(|rule| rule(source))).collect();
    findings.extend(languages::are_complete(&sources));
    findings.extend(languages::are_known_wherever_chosen(&sources));
    findings.extend(paths::lead_somewhere(&sources, &files));
    findings.extend(paths::leave_nothing_out(&sources, &files));
    findings.extend(paths::of_comments_lead_somewhere(&sources, &files));
    findings.extend(places::know_no_provider(&sources));
    findings.extend(providers::are_whole(&sources));
    findings.extend(rooms::stand_in_order(&sources));
    findings.extend(room_table::is_in_order(&sources));
    findings.extend(snapshots::belong_to_a_test(&sources));
    findings.extend(stores::are_dressed(&sources));
    findings.extend(dependencies::have_a_reason(&sources)?);
    findings.extend(layers::are_kept()?);
    findings.sort();
    findings.dedup();
    for finding in &findings {
        println!("{finding}");
    }
    if !findings.is_empty() {
        bail!("{} broken rules of the house (CONTRIBUTING.md has the reasons)", findings.len());
    }
    deny::check()?;
    println!("tidy: {} files keep the rules of the house", sources.len());
    Ok(())
}

/// Every text file among `files`.
fn sources(files: &[String]) -> Result<Vec<Source>> {
    let mut sources = Vec::new();
    for path in files {
        let bytes = fs::read(repo::root().join(path)).with_context(|| format!("cannot read {path}"))?;
        if let Ok(text) = String::from_utf8(bytes) {
            sources.push(Source::new(path, text));
        }
    }
    Ok(sources)
}

/// Every file of the repository, relative to its root, with `/`.
fn files() -> Vec<String> {
    let relative = |file: PathBuf| {
        let path = file.strip_prefix(repo::root()).unwrap_or(&file);
        path.iter().filter(|part| *part != ".").map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/")
    };
    repo::files(".").into_iter().map(relative).collect()
}

/// For the tables of the rules' tests: which lines of `text` at `path` break `rule`.
#[cfg(test)]
fn lines(rule: fn(&Source) -> Vec<Finding>, path: &str, text: &str) -> Vec<usize> {
    let source = Source::new(path, text);
    rule(&source).into_iter().map(|finding| finding.line).collect()
}
