//! Our own scripts' part: a file of `pkg/`, told where others are, in few bytes.
//!
//! `loader.js` becomes `ficha.js` and is told of the boot; `boot.js` is appended to the glue and is told of all the others.
//! So each file is pinned by the one that fetches it, from the loader on.

use std::fs;

use anyhow::{Context, Result, bail, ensure};
use xtask::repo;

/// The text of `pkg/NAME`.
pub(crate) fn plain(name: &str) -> Result<String> {
    let path = repo::root().join("pkg").join(name);
    fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))
}

/// What is fetched only where something went wrong: the frame to step down to, and what a developer is told.
pub(crate) fn trouble() -> Result<String> {
    Ok([plain("frame.js")?, plain("advice.js")?].concat())
}

/// The text of `pkg/NAME` with `placeholder`, which must stand there once, replaced by `value` as a literal.
pub(crate) fn told(name: &str, placeholder: &str, value: &impl serde::Serialize) -> Result<String> {
    fill(&plain(name)?, placeholder, &serde_json::to_string(value)?).with_context(|| format!("pkg/{name}"))
}

fn fill(source: &str, placeholder: &str, literal: &str) -> Result<String> {
    // In a comment it stands between other signs.
    let found: Vec<_> = ["= ", "..."].iter().filter(|before| source.contains(&format!("{before}{placeholder}"))).collect();
    let [before] = found[..] else { bail!("`= {placeholder}` or `...{placeholder}` must stand there, and only one of them") };
    let place = format!("{before}{placeholder}");
    ensure!(source.matches(&place).count() == 1, "`{place}` must stand there once");
    Ok(source.replace(&place, &format!("{before}{literal}")))
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
        assert!(fill("a = __FILES__; b(...__FILES__);", "__FILES__", "[]").is_err());
    }
}
