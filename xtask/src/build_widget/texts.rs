//! The texts' part: each language in two files, what the first screen says and what is said later.
//!
//! Which text is whose is known by its key alone. A page fetches only the language it shows.

use std::{collections::BTreeMap, fs};

use anyhow::{Context, Result};
use serde_json::{Map, Value};

use super::dist::{Dist, Pinned};
use crate::repo;

/// The keys that the first screen needs begin with these; so do those of what can go wrong on it.
const FIRST: [&str; 12] = [
    "button.",
    "choose.",
    "close",
    "details.",
    "lang",
    "loading",
    "paid.back",
    "problem.again",
    "problem.o",
    "problem.re",
    "submit.",
    "test",
];

/// One file for each language.
type Files = BTreeMap<String, Pinned>;

/// Adds every language: what the first screen says, and what is said later.
pub(super) fn add_to(dist: &mut Dist) -> Result<(Files, Files)> {
    let (mut first, mut later) = (Files::new(), Files::new());
    for (name, ours, theirs) in each()? {
        first.insert(name.clone(), dist.add_hashed(&format!("lang-{name}"), "json", ours.into_bytes()));
        later.insert(name.clone(), dist.add_hashed(&format!("later-{name}"), "json", theirs.into_bytes()));
    }
    Ok((first, later))
}

/// Every language by its tag, as JSON: what the first screen says, and what is said later.
pub(super) fn each() -> Result<Vec<(String, String, String)>> {
    let mut languages = Vec::new();
    for path in repo::files("crates/views/lang") {
        let (Some(name), Some("json")) = (super::stem(&path), super::extension(&path)) else {
            continue;
        };
        let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let words: Map<String, Value> =
            serde_json::from_str(&text).with_context(|| format!("{} is not JSON", path.display()))?;
        let (ours, theirs) = halves(words);
        languages.push((name.to_owned(), ours, theirs));
    }
    Ok(languages)
}

fn halves(words: Map<String, Value>) -> (String, String) {
    let (first, later): (Map<String, Value>, _) = words.into_iter().partition(|(key, _)| is_first(key));
    (Value::Object(first).to_string(), Value::Object(later).to_string())
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
        let halves = halves(serde_json::from_str(words).unwrap());
        assert_eq!(halves, (r#"{"choose.title":"Elige"}"#.to_owned(), r#"{"voucher.title":"Ficha"}"#.to_owned()));
    }

    #[test]
    fn what_the_first_screen_says_by_name_comes_first() {
        for screen in ["button", "element", "checkout/choose", "checkout/details", "checkout/problem", "checkout/screen"] {
            let source = fs::read_to_string(repo::root().join(format!("src/{screen}.rs"))).unwrap();
            let said = source.split("text(\"").chain(source.split("with(\"")).skip(1).filter_map(|rest| rest.split('"').next());
            for key in said.filter(|key| key.contains('.') && !key.starts_with("//") && !key.contains(' ')) {
                assert!(is_first(key) || screen == "element" && key == "voucher.title", "{screen} says {key}");
            }
        }
    }
}
