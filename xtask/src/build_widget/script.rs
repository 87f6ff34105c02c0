//! Our own scripts' part: a file of `pkg/`, told where others are, in few bytes.
//!
//! `loader.js` becomes `ficha.js` and is told of the glue and the WebAssembly; `boot.js` is appended to the glue and is
//! told of the styles and the languages. So each file is pinned by the one that fetches it, from the loader on.

use std::fs;

use anyhow::{Context, Result, ensure};

use crate::repo;

/// The text of `pkg/NAME` with `placeholder`, which must stand there once, replaced by `value` as a literal.
pub(super) fn told(name: &str, placeholder: &str, value: &impl serde::Serialize) -> Result<String> {
    let path = repo::root().join("pkg").join(name);
    let source = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    fill(&source, placeholder, &serde_json::to_string(value)?).with_context(|| format!("pkg/{name}"))
}

fn fill(source: &str, placeholder: &str, literal: &str) -> Result<String> {
    let found = source.matches(&format!("= {placeholder};")).count();
    ensure!(found == 1, "`= {placeholder};` must stand there once, and stands there {found} times");
    Ok(source.replace(&format!("= {placeholder};"), &format!("= {literal};")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_placeholder_becomes_the_value_and_may_be_spoken_of_in_a_comment() {
        let source = "/* __FILES__ */ let a = __FILES__;";
        assert_eq!(fill(source, "__FILES__", r#"{"js":1}"#).unwrap(), r#"/* __FILES__ */ let a = {"js":1};"#);
    }

    #[test]
    fn a_script_without_or_with_two_placeholders_is_refused() {
        assert!(fill("let a;", "__FILES__", "{}").is_err());
        assert!(fill("a = __FILES__; b = __FILES__;", "__FILES__", "{}").is_err());
    }
}
