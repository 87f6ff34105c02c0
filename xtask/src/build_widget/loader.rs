//! The loader's part: `pkg/loader.js`, told where everything else is, becomes `pkg/dist/ficha.js`.

use std::fs;

use anyhow::{Context, Result, ensure};

use super::{Assets, js};
use crate::repo;

/// Stands in `pkg/loader.js`, once, where an object literal may stand.
const PLACEHOLDER: &str = "__FICHA_ASSETS__";

/// The finished loader.
pub(super) fn with_assets(assets: &Assets) -> Result<String> {
    let path = repo::root().join("pkg/loader.js");
    let source = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let filled = fill(&source, &serde_json::to_string(assets)?).context("pkg/loader.js")?;
    js::minify(&filled, js::Kind::Classic).context("pkg/loader.js")
}

fn fill(source: &str, literal: &str) -> Result<String> {
    let found = source.matches(PLACEHOLDER).count();
    ensure!(found == 1, "{PLACEHOLDER} must stand there once, and stands there {found} times");
    Ok(source.replace(PLACEHOLDER, literal))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_placeholder_becomes_the_assets() {
        assert_eq!(fill("let a = __FICHA_ASSETS__;", r#"{"js":1}"#).unwrap(), r#"let a = {"js":1};"#);
    }

    #[test]
    fn a_loader_without_or_with_two_placeholders_is_refused() {
        assert!(fill("let a;", "{}").is_err());
        assert!(fill("__FICHA_ASSETS__ + __FICHA_ASSETS__", "{}").is_err());
    }
}
