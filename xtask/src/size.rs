//! `cargo xtask size`: what a page and a phone download, against the budget in `pkg/size-budget.json`.
//!
//! The first screen and what comes after it are counted apart. Counts brotli bytes, because that is what travels. Where they go, `manifest.json` tells.

use std::{collections::BTreeMap, fs};

use anyhow::{Context, Result, bail};
use xtask::{
    repo,
    widget::{Entry, Manifest},
};

/// What a page load costs, what a shopper who presses costs, and what comes after. In brotli bytes.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Budget {
    /// What every page pays: the loader.
    page_load: usize,
    /// All that is there before the dialog can be used: loader, glue, WebAssembly, styles and one language.
    interactive: usize,
    /// What arrives while the shopper reads the first screen: the second half of each. 36,100, of which 300 are for what a provider needs
    /// beyond a name and an address, checked before it is sent, for its PDF, and for the steps of a voucher good at several chains.
    later: usize,
}

/// The files of the first screen, and what they are called here.
const FIRST: [(&str, &str, &str); 5] = [
    ("ficha.", "js", "loader"),
    ("boot.", "js", "glue"),
    ("lang-", "json", "language"),
    ("checkout.", "css", "styles"),
    ("widget.", "wasm", "wasm"),
];

/// The files that come after.
const LATER: [(&str, &str, &str); 4] = [
    ("later.", "js", "later script"),
    ("later-", "json", "later language"),
    ("later.", "css", "later styles"),
    ("later.", "wasm", "later wasm"),
];

/// Prints a table of what is used, and fails when it is more than the budget.
pub(crate) fn run() -> Result<()> {
    let path = repo::root().join("pkg/size-budget.json");
    let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let budget: Budget = serde_json::from_str(&text).with_context(|| path.display().to_string())?;
    let manifest = Manifest::read()?;
    let (first, later) = (parts(&manifest, &FIRST)?, parts(&manifest, &LATER)?);

    for (name, bytes) in first.iter().chain(&later) {
        println!("{name:<14} {bytes:>7}");
    }
    println!("{:<14} {:>7} {:>7} {:>7}", "", "used", "budget", "left");
    let rows = [
        ("page load", first["loader"], budget.page_load),
        ("interactive", first.values().sum(), budget.interactive),
        ("later", later.values().sum(), budget.later),
    ];
    for (name, used, budget) in rows {
        let left = budget.checked_sub(used).map_or_else(|| "OVER".to_owned(), |left| left.to_string());
        println!("{name:<14} {used:>7} {budget:>7} {left:>7}");
    }
    let over: Vec<_> = rows.iter().filter(|(_, used, budget)| used > budget).map(|row| row.0).collect();
    if !over.is_empty() {
        bail!("over the budget of pkg/size-budget.json: {}", over.join(", "));
    }
    Ok(())
}

/// These parts with their brotli bytes. Of the languages the largest counts.
fn parts(manifest: &Manifest, names: &[(&str, &str, &'static str)]) -> Result<BTreeMap<&'static str, usize>> {
    let mut parts = BTreeMap::new();
    for (start, extension, part) in names {
        let is_part = |entry: &&Entry| {
            let name = entry.path.strip_prefix("assets/").unwrap_or(&entry.path);
            name.starts_with(start) && name.rsplit('.').next() == Some(extension)
        };
        let bytes = manifest.files.iter().filter(is_part).map(|entry| entry.brotli_bytes).max();
        parts.insert(*part, bytes.with_context(|| format!("pkg/dist has no {part}: run `cargo xtask build-widget`"))?);
    }
    Ok(parts)
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
    fn a_shopper_pays_for_one_language() {
        let files = [
            ("assets/checkout.a.css", 10),
            ("assets/lang-en.a.json", 3),
            ("assets/lang-es-MX.a.json", 4),
            ("assets/later-en.a.json", 7),
            ("assets/later.a.css", 8),
            ("assets/later.a.js", 9),
            ("assets/later.a.wasm", 50),
            ("assets/boot.a.js", 20),
            ("assets/widget.a.wasm", 30),
            ("ficha.js", 1),
        ];
        let manifest = Manifest { files: files.map(|(path, bytes)| entry(path, bytes)).into() };
        assert_eq!(parts(&manifest, &FIRST).unwrap().values().sum::<usize>(), 10 + 4 + 20 + 30 + 1);
        assert_eq!(parts(&manifest, &LATER).unwrap().values().sum::<usize>(), 7 + 8 + 9 + 50);
    }

    #[test]
    fn half_a_build_is_refused() {
        assert!(parts(&Manifest { files: vec![entry("ficha.js", 1)] }, &FIRST).is_err());
    }
}
