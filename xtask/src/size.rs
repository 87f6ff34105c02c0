//! `cargo xtask size`: what a page and a phone download, against the budget in `pkg/size-budget.json`.
//!
//! Counts brotli bytes, because that is what travels. Where they go, `manifest.json` tells.

use std::{collections::BTreeMap, fs};

use anyhow::{Context, Result, bail, ensure};

use crate::{
    build_widget::{Entry, Manifest},
    repo,
};

/// What a page load costs, and what a shopper who presses costs. In brotli bytes.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Budget {
    /// What every page pays: the loader.
    page_load: usize,
    /// What a shopper who pays needs: loader, glue, WebAssembly, styles and one language.
    interactive: usize,
}

/// Prints a table of what is used, and fails when it is more than the budget.
pub(crate) fn run() -> Result<()> {
    let path = repo::root().join("pkg/size-budget.json");
    let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let budget: Budget = serde_json::from_str(&text).with_context(|| path.display().to_string())?;
    let parts = parts(&Manifest::read()?)?;

    for (name, bytes) in &parts {
        println!("{name:<12} {bytes:>7}");
    }
    println!("{:<12} {:>7} {:>7} {:>7}", "", "used", "budget", "left");
    let loader = parts["loader"];
    let rows = [("page load", loader, budget.page_load), ("interactive", parts.values().sum(), budget.interactive)];
    for (name, used, budget) in rows {
        let left = budget.checked_sub(used).map_or_else(|| "OVER".to_owned(), |left| left.to_string());
        println!("{name:<12} {used:>7} {budget:>7} {left:>7}");
    }
    let over: Vec<_> = rows.iter().filter(|(_, used, budget)| used > budget).map(|row| row.0).collect();
    if !over.is_empty() {
        bail!("over the budget of pkg/size-budget.json: {}", over.join(", "));
    }
    Ok(())
}

/// The parts of the interactive widget with their brotli bytes. Of the languages the largest counts.
fn parts(manifest: &Manifest) -> Result<BTreeMap<&'static str, usize>> {
    let mut parts = BTreeMap::new();
    for entry in &manifest.files {
        if let Some(part) = part(entry) {
            let bytes = parts.entry(part).or_insert(0);
            *bytes = entry.brotli_bytes.max(*bytes);
        }
    }
    ensure!(parts.len() == 5, "pkg/dist is not complete: run `cargo xtask build-widget`");
    Ok(parts)
}

fn part(entry: &Entry) -> Option<&'static str> {
    let name = entry.path.strip_prefix("assets/").unwrap_or(&entry.path);
    [("ficha.js", "loader"), ("lang-", "language"), ("checkout.", "styles")]
        .into_iter()
        .find(|(start, _)| name.starts_with(start))
        .or_else(|| (name.starts_with("widget.") && name.ends_with(".js")).then_some(("", "glue")))
        .or_else(|| (name.starts_with("widget.") && name.ends_with(".wasm")).then_some(("", "wasm")))
        .map(|(_, part)| part)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(path: &str, brotli_bytes: usize) -> Entry {
        Entry {
            path: path.to_owned(),
            content_type: String::new(),
            integrity: String::new(),
            bytes: brotli_bytes,
            brotli_bytes,
        }
    }

    #[test]
    fn a_shopper_pays_for_one_language_and_no_logo() {
        let files = [
            ("assets/checkout.a.css", 10),
            ("assets/lang-en.a.json", 3),
            ("assets/lang-es-MX.a.json", 4),
            ("assets/logos/OXXO.svg", 1000),
            ("assets/widget.a.js", 20),
            ("assets/widget.a.wasm", 30),
            ("ficha.js", 1),
        ];
        let manifest = Manifest { files: files.map(|(path, bytes)| entry(path, bytes)).into() };
        assert_eq!(parts(&manifest).unwrap().values().sum::<usize>(), 10 + 4 + 20 + 30 + 1);
    }

    #[test]
    fn half_a_build_is_refused() {
        assert!(parts(&Manifest { files: vec![entry("ficha.js", 1)] }).is_err());
    }
}
