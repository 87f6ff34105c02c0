//! The rule about crates: who may import whom.
//!
//! The table is the one of ARCHITECTURE.md. A new line in it is a change of the design, so it is made here by hand.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};
use cargo_metadata::{Dependency, DependencyKind, Metadata, MetadataCommand};
use xtask::repo;

use super::Finding;

/// A package of ours, and those of ours it may depend on. Tests are free to use what they like.
const MAY_IMPORT: [(&str, &[&str]); 13] = [
    ("ficha-payments", &[]),
    ("ficha-api", &["ficha-payments"]),
    ("ficha-providers", &["ficha-payments"]),
    ("ficha-views", &["ficha-payments", "ficha-api"]),
    ("ficha", &["ficha-views", "ficha-api", "ficha-payments"]),
    ("ficha-backend", &["ficha-views", "ficha-payments", "ficha-api", "ficha-providers"]),
    ("ficha-server", &["ficha-backend", "ficha-payments", "ficha-api", "ficha-providers"]),
    ("ficha-sandbox", &["ficha-providers"]),
    ("ficha-simulator", &["ficha-server", "ficha-backend", "ficha-payments", "ficha-providers"]),
    ("ficha-bench", &["xtask"]),
    ("xtask", &[]),
    ("wasm-test-runner", &[]),
    ("widget-build", &["xtask"]),
];

/// What must never come near a phone, not even in a test that runs in a browser.
const NEVER_IN_A_BROWSER: [&str; 5] = ["ficha-providers", "ficha-backend", "ficha-server", "ficha-sandbox", "ficha-simulator"];

/// What goes to a network, a disk or a db, each with the features that make it do so, or with all of them.
const DB: [&str; 3] = ["rusqlite", "tokio-postgres", "deadpool-postgres"];
const OUTSIDE: [&str; 6] = ["axum", "hyper", "reqwest", "tokio/fs", "tokio/net", "tokio/signal"];
/// All there is.
const ANYTHING: &str = "*";

/// What a package of ours names nowhere but in its tests: libraries that know what it must not.
const NEVER_NAMES: [(&str, &[&[&str]]); 6] = [
    ("ficha-payments", &[&[ANYTHING]]),
    ("ficha-api", &[&DB, &OUTSIDE]),
    ("ficha-views", &[&DB, &OUTSIDE]),
    ("ficha-providers", &[&DB, &["axum", "hyper", "tokio/fs", "tokio/net", "tokio/signal"]]),
    ("ficha-backend", &[&DB, &["hyper", "reqwest", "tokio/fs", "tokio/net", "tokio/rt", "tokio/signal"]]),
    ("ficha-sandbox", &[&DB]),
];

/// Checks the table against what cargo resolves, for the server and for the browser.
pub(super) fn are_kept() -> Result<Vec<Finding>> {
    let host = resolve("x86_64-unknown-linux-gnu")?;
    let browser = resolve("wasm32-unknown-unknown")?;
    let mut broken = unallowed(&imports(&host, &[DependencyKind::Normal, DependencyKind::Build]));
    let kinds = [DependencyKind::Normal, DependencyKind::Build, DependencyKind::Development];
    broken.extend(in_browser(&imports(&browser, &kinds)));
    broken.extend(named_in_vain(&named(&host)));
    Ok(broken.into_iter().map(|message| Finding { path: "Cargo.toml".to_owned(), line: 1, message }).collect())
}

fn resolve(platform: &str) -> Result<Metadata> {
    MetadataCommand::new()
        .manifest_path(repo::root().join("Cargo.toml"))
        .other_options(vec!["--filter-platform".to_owned(), platform.to_owned()])
        .exec()
        .context("cargo metadata")
}

/// Which package depends on which, among ours, by name.
type Imports = BTreeMap<String, BTreeSet<String>>;

fn imports(metadata: &Metadata, kinds: &[DependencyKind]) -> Imports {
    let ours = metadata.workspace_packages();
    let name = |id| ours.iter().find(|package| package.id == id).map(|package| package.name.to_string());
    let nodes = metadata.resolve.iter().flat_map(|resolve| &resolve.nodes);
    nodes
        .filter_map(|node| {
            let used = node
                .deps
                .iter()
                .filter(|dep| dep.dep_kinds.iter().any(|kind| kinds.contains(&kind.kind)))
                .filter_map(|dep| name(dep.pkg.clone()));
            Some((name(node.id.clone())?, used.collect()))
        })
        .collect()
}

/// What each package of ours names outside its tests and is not ours, with the features it asks for: `tokio`, `tokio/net`.
fn named(metadata: &Metadata) -> Imports {
    let packages = metadata.workspace_packages().into_iter().map(|package| {
        let runs = |dependency: &&Dependency| dependency.kind != DependencyKind::Development && dependency.path.is_none();
        let names = package.dependencies.iter().filter(runs).flat_map(|dependency| {
            let with = dependency.features.iter().map(|feature| format!("{}/{feature}", dependency.name));
            with.chain([dependency.name.clone()])
        });
        (package.name.to_string(), names.collect())
    });
    packages.collect()
}

fn named_in_vain(named: &Imports) -> Vec<String> {
    let mut wrong = Vec::new();
    for (package, never) in NEVER_NAMES {
        let is_refused = |name: &&String| never.iter().copied().flatten().any(|never| *never == ANYTHING || never == *name);
        for name in named.get(package).into_iter().flatten().filter(is_refused) {
            wrong
                .push(format!("{package} names {name}, which it must not know; hand in what it needs of it, or move the code"));
        }
    }
    wrong
}

fn unallowed(imports: &Imports) -> Vec<String> {
    let mut wrong = Vec::new();
    for (package, used) in imports {
        let Some((_, allowed)) = MAY_IMPORT.iter().find(|(name, _)| name == package) else {
            wrong.push(format!("{package} is new; say in xtask/src/tidy/layers.rs what it may import"));
            continue;
        };
        for other in used.iter().filter(|other| !allowed.contains(&other.as_str())) {
            wrong
                .push(format!("{package} imports {other}, which it must not know; turn the dependency round or move the code"));
        }
    }
    wrong
}

fn in_browser(imports: &Imports) -> Vec<String> {
    let mut reached = BTreeSet::new();
    let mut next = vec!["ficha"];
    while let Some(package) = next.pop() {
        if reached.insert(package) {
            next.extend(imports.get(package).into_iter().flatten().map(String::as_str));
        }
    }
    NEVER_IN_A_BROWSER
        .iter()
        .filter(|package| reached.contains(*package))
        .map(|package| format!("the widget reaches {package} on wasm32; put it under `cfg(not(target_arch = \"wasm32\"))`"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn imports_of(edges: &[(&str, &[&str])]) -> Imports {
        edges.iter().map(|(from, to)| ((*from).to_owned(), to.iter().map(ToString::to_string).collect())).collect()
    }

    #[test]
    fn what_the_table_allows_is_fine() {
        assert_eq!(unallowed(&imports_of(&MAY_IMPORT)), Vec::<String>::new());
    }

    #[test]
    fn what_the_table_does_not_allow_is_found() {
        assert_eq!(unallowed(&imports_of(&[("ficha-api", &["ficha-providers"])])).len(), 1);
        assert_eq!(unallowed(&imports_of(&[("ficha-new", &[])])).len(), 1);
    }

    #[test]
    fn a_library_that_knows_what_its_user_must_not_is_found() {
        let check = |package: &str, names: &[&str], expected: &[&str]| {
            let found = named_in_vain(&imports_of(&[(package, names)]));
            let expected: Vec<_> =
                expected.iter().map(|name| format!("{package} names {name}, which it must not know; ")).collect();
            assert_eq!(found.len(), expected.len(), "{found:?}");
            assert!(found.iter().zip(&expected).all(|(found, expected)| found.starts_with(expected)), "{found:?}");
        };
        check("ficha-payments", &["serde"], &["serde"]);
        check("ficha-api", &["serde", "tokio", "tokio/sync"], &[]);
        check("ficha-api", &["rusqlite", "tokio", "tokio/net"], &["rusqlite", "tokio/net"]);
        check("ficha-providers", &["reqwest", "axum"], &["axum"]);
        check("ficha-backend", &["axum", "rusqlite", "tokio", "tokio/signal"], &["rusqlite", "tokio/signal"]);
        check("ficha-server", &["rusqlite"], &[]);
    }

    #[test]
    fn the_server_is_found_in_the_browser_however_far_away() {
        let table = imports_of(&[("ficha", &["ficha-views"]), ("ficha-views", &["ficha-providers"])]);
        assert_eq!(in_browser(&table).len(), 1);
        assert_eq!(in_browser(&imports_of(&[("ficha", &["ficha-views"])])), Vec::<String>::new());
    }
}
