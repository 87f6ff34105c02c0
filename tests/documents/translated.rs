//! The documents say the same in English and in Spanish, have the same to copy, and lead nowhere that is not there.
//!
//! Whether what they give to copy works is asked in `tests/browser/guest/pasted/` and `crates/server/tests/program/documents/`.

use crate::documents::{self, Document};
use std::path::{Component, Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Where the Spanish of an English document stands.
fn in_spanish(path: &str) -> String {
    match path {
        "README.md" => "README.es.md".to_owned(),
        _ => path.replacen("docs/", "docs/es/", 1),
    }
}

fn is_spanish(path: &str) -> bool {
    path == "README.es.md" || path.starts_with("docs/es/")
}

/// The levels of a document's headings, in order: `[1, 2, 2, 3]`.
fn headings(document: &Document) -> Vec<usize> {
    lines(document)
        .filter(|line| line.starts_with('#'))
        .map(|line| line.chars().take_while(|sign| *sign == '#').count())
        .collect()
}

/// What is not between fences.
fn lines(document: &Document) -> impl Iterator<Item = &str> {
    let mut inside = false;
    document.text.lines().filter(move |line| {
        inside ^= line.starts_with("```");
        !inside && !line.starts_with("```")
    })
}

/// The name a heading can be led to by.
fn anchor(heading: &str) -> String {
    let text = heading.trim_start_matches('#').trim().to_lowercase();
    let kept = text.chars().filter(|sign| sign.is_alphanumeric() || matches!(sign, ' ' | '-' | '_'));
    kept.map(|sign| if sign == ' ' { '-' } else { sign }).collect()
}

/// A path without `..`, from the root.
fn resolved(from: &str, to: &str) -> PathBuf {
    let mut path = Path::new(from).parent().unwrap().to_owned();
    for part in Path::new(to).components() {
        match part {
            Component::ParentDir => assert!(path.pop(), "{from} leads out of the repository: {to}"),
            Component::Normal(name) => path.push(name),
            Component::CurDir | Component::RootDir | Component::Prefix(_) => {}
        }
    }
    path
}

#[test]
fn each_document_has_its_spanish_with_the_same_to_copy() {
    let all = documents::all(root());
    let (spanish, english): (Vec<_>, Vec<_>) = all.iter().partition(|document| is_spanish(&document.path));
    assert_eq!(spanish.len(), english.len());
    for document in english {
        let path = in_spanish(&document.path);
        let translated = spanish.iter().find(|one| one.path == path).unwrap_or_else(|| panic!("{path} is missing"));
        assert_eq!(headings(document), headings(translated), "{path} has the same sections");
        let mut pairs = document.snippets.iter().zip(&translated.snippets);
        if let Some((one, other)) = pairs.find(|(one, other)| one.bare() != other.bare() || one.language != other.language) {
            panic!("{} and {} differ in more than comments:\n{}\n{}", one.place, other.place, one.text, other.text);
        }
        assert_eq!(document.snippets.len(), translated.snippets.len(), "{path} has as many snippets");
    }
}

#[test]
fn each_link_leads_somewhere() {
    let mut lost = Vec::new();
    for document in documents::all(root()) {
        for line in lines(&document) {
            for link in line.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
                if link.contains("://") {
                    continue;
                }
                let (file, section) = link.split_once('#').unwrap_or((link, ""));
                let path = if file.is_empty() { PathBuf::from(&document.path) } else { resolved(&document.path, file) };
                let found = if section.is_empty() {
                    root().join(&path).exists()
                } else {
                    let text = std::fs::read_to_string(root().join(&path)).unwrap_or_default();
                    text.lines().any(|line| line.starts_with('#') && anchor(line) == section)
                };
                if !found {
                    lost.push(format!("{}: {link}", document.path));
                }
            }
        }
    }
    assert_eq!(lost, Vec::<String>::new());
}
