//! The texts' part: each language in two files, what the first screen says and what is said later.
//!
//! Which text is whose is known by its key alone. A page fetches only the language it shows, and the first file says which
//! the second is, so that the boot carries no hash of a language that nobody here reads.

use std::{collections::BTreeMap, ffi::OsStr, fs};

use anyhow::{Context, Result};
use serde_json::{Map, Value};
use xtask::repo;

use crate::dist::{Dist, Pinned};

/// The keys that the first screen needs begin with these; so do those of what can go wrong on it.
const FIRST: [&str; 14] = [
    "button.",
    "choose.",
    "close",
    "details.",
    "lang",
    "loading",
    "paid.back",
    "problem.again",
    "problem.offl",
    "problem.or",
    "problem.ot",
    "problem.re",
    "submit.",
    "test",
];

/// Where the first file names the second.
const LATER: &str = "later";

/// Adds every language, and returns where by its tag: what the first screen says. What is said later it names itself.
pub(crate) fn add_to(dist: &mut Dist) -> Result<BTreeMap<String, Pinned>> {
    let mut languages = BTreeMap::new();
    for (name, mut first, later) in each()? {
        let later = dist.add_hashed(&format!("later-{name}"), "json", Value::Object(later).to_string().into_bytes());
        first.insert(LATER.to_owned(), serde_json::to_value(&later)?);
        let first = dist.add_hashed(&format!("lang-{name}"), "json", Value::Object(first).to_string().into_bytes());
        languages.insert(name, first);
    }
    Ok(languages)
}

/// Texts by their keys.
pub(crate) type Texts = Map<String, Value>;

/// Every language by its tag: what the first screen says, and what is said later.
pub(crate) fn each() -> Result<Vec<(String, Texts, Texts)>> {
    let mut languages = Vec::new();
    for path in repo::files("crates/views/lang") {
        let (Some(name), Some("json")) = (text_of(path.file_stem()), text_of(path.extension())) else {
            continue;
        };
        let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let words: Texts = serde_json::from_str(&text).with_context(|| format!("{} is not JSON", path.display()))?;
        let (ours, theirs) = halves(words);
        languages.push((name.to_owned(), ours, theirs));
    }
    Ok(languages)
}

fn text_of(part: Option<&OsStr>) -> Option<&str> {
    part?.to_str()
}

fn halves(words: Texts) -> (Texts, Texts) {
    words.into_iter().partition(|(key, _)| is_first(key))
}

fn is_first(key: &str) -> bool {
    FIRST.iter().any(|start| key.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_in_one_of_the_halves() {
        let words = r#"{"choose.title":"Elige","voucher.title":"Ficha"}"#;
        let (first, later) = halves(serde_json::from_str(words).unwrap());
        assert_eq!(Value::Object(first).to_string(), r#"{"choose.title":"Elige"}"#);
        assert_eq!(Value::Object(later).to_string(), r#"{"voucher.title":"Ficha"}"#);
    }

    #[test]
    fn what_the_first_screen_says_by_name_comes_first() {
        let (outside, checkout) = (["button", "element"], ["choose", "details", "frame", "host", "page", "problem", "screens"]);
        let screens = outside.map(str::to_owned).into_iter().chain(checkout.map(|screen| format!("checkout/{screen}")));
        for screen in screens {
            let source = fs::read_to_string(repo::root().join(format!("src/{screen}.rs"))).unwrap();
            let said = source.split("text(\"").chain(source.split("with(\"")).skip(1).filter_map(|rest| rest.split('"').next());
            for key in said.filter(|key| key.contains('.') && !key.starts_with("//") && !key.contains(' ')) {
                assert!(is_first(key), "{screen} says {key}");
            }
        }
    }
}
