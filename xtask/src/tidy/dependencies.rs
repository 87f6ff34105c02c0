//! The rule about dependencies: each is there for a reason, and the reason stands in CONTRIBUTING.md.
//!
//! It sees only what our own packages name; what those bring along is theirs to answer for. Whether a reason is a good
//! one is for the reader to say.

use std::collections::BTreeSet;

use anyhow::{Context, Result};
use cargo_metadata::MetadataCommand;
use xtask::repo;

use super::{Finding, Source};

/// Where the reasons stand, one row of a table for each.
const REASONS: &str = "CONTRIBUTING.md";
const HEADING: &str = "## Dependencies";

/// Every dependency has its reason, and every reason its dependency.
pub(super) fn have_a_reason(sources: &[Source]) -> Result<Vec<Finding>> {
    let nothing = Source::new(REASONS, "");
    let reasons = sources.iter().find(|source| source.path == REASONS).unwrap_or(&nothing);
    let mut named = named_in_manifests()?;
    for manifest in sources.iter().filter(|source| source.path.rsplit('/').next() == Some("package.json")) {
        named.extend(named_for_npm(&manifest.text).with_context(|| manifest.path.clone())?);
    }
    Ok(compare(&named, reasons))
}

/// What our packages name as dependencies, for whatever platform and purpose, and that is not ours.
fn named_in_manifests() -> Result<BTreeSet<String>> {
    let metadata =
        MetadataCommand::new().manifest_path(repo::root().join("Cargo.toml")).no_deps().exec().context("cargo metadata")?;
    let all = metadata.packages.iter().flat_map(|package| &package.dependencies);
    Ok(all.filter(|dependency| dependency.path.is_none()).map(|dependency| dependency.name.clone()).collect())
}

/// What a manifest of npm names, but our own package.
fn named_for_npm(manifest: &str) -> Result<Vec<String>> {
    let manifest: serde_json::Value = serde_json::from_str(manifest)?;
    let lists = ["dependencies", "devDependencies", "peerDependencies"].map(|list| manifest.get(list));
    let names = lists.into_iter().flatten().filter_map(serde_json::Value::as_object).flat_map(|list| list.keys());
    Ok(names.filter(|name| *name != "ficha-checkout").cloned().collect())
}

fn compare(named: &BTreeSet<String>, reasons: &Source) -> Vec<Finding> {
    let given = given(&reasons.text);
    let without = named.iter().filter(|name| given.iter().all(|(_, other)| other != name)).map(|name| {
        reasons.finding(1, format!("says no reason for `{name}`; add its row under \"{HEADING}\", or do without it"))
    });
    let too_many = given.iter().filter(|(_, name)| !named.contains(*name)).map(|(line, name)| {
        reasons.finding(*line, format!("says why there is `{name}`, which nothing depends on; remove its row"))
    });
    without.chain(too_many).collect()
}

/// The names in the first cell of each row that has something in its second, with their lines.
fn given(text: &str) -> Vec<(usize, &str)> {
    text.lines()
        .enumerate()
        .skip_while(|(_, line)| *line != HEADING)
        .skip(1)
        .take_while(|(_, line)| !line.starts_with("## "))
        .filter_map(|(index, line)| {
            let (names, reason) = line.strip_prefix("| `")?.split_once("` | ")?;
            (reason.trim_end_matches([' ', '|']).len() > 1).then_some((index + 1, names))
        })
        .flat_map(|(line, names)| names.split("`, `").map(move |name| (line, name)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(named: &[&str], reasons: &str, expected: &[&str]) {
        let named = named.iter().map(ToString::to_string).collect();
        let reasons = Source::new(REASONS, reasons);
        let found: Vec<String> = compare(&named, &reasons).iter().map(ToString::to_string).collect();
        assert_eq!(found.len(), expected.len(), "{found:#?}");
        for (found, expected) in found.iter().zip(expected) {
            assert!(found.starts_with(expected), "{found}");
        }
    }

    #[test]
    fn npm_has_its_manifests_too() {
        let manifest = r#"{ "dependencies": { "vue": "3", "ficha-checkout": "0.1.0" }, "devDependencies": { "vite": "8" } }"#;
        assert_eq!(named_for_npm(manifest).unwrap(), ["vue", "vite"]);
        assert!(named_for_npm(r#"{ "name": "ficha-checkout" }"#).unwrap().is_empty());
    }

    #[test]
    fn each_dependency_has_a_reason_and_each_reason_a_dependency() {
        check(&["clap"], "# A\n## Dependencies\n\n| `clap` | reads arguments |\n## B\n", &[]);
        check(&["oxc_a", "oxc_b"], "## Dependencies\n| `oxc_a`, `oxc_b` | shorten scripts |\n", &[]);
        check(&["clap"], "## Dependencies\n", &["CONTRIBUTING.md:1: says no reason for `clap`"]);
        check(&["clap"], "## Dependencies\n| `clap` |  |\n", &["CONTRIBUTING.md:1: says no reason for `clap`"]);
        check(&["clap"], "## Other\n| `clap` | elsewhere |\n", &["CONTRIBUTING.md:1: says no reason for `clap`"]);
        check(&[], "## Dependencies\n| `clap` | reads arguments |\n", &["CONTRIBUTING.md:2: says why there is `clap`"]);
    }
}
