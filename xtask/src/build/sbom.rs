//! What is in a release: every library of the backend and of the widget inside it, as CycloneDX has it, so that whoever hears of a
//! hole in one of them can look whether it is here. What only builds or tests is not in it, for it is not released.
//!
//! Written from what cargo resolves, and the same each time: without a date and without a number of its own.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use anyhow::{Context, Result};
use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Package, PackageId};
use serde_json::{Value, json};
use xtask::{process, repo};

/// Its name among what is released.
pub(crate) const NAME: &str = "sbom.cdx.json";

/// What is released: the widget is inside the backend.
const BACKEND: &str = "ficha-server";
const WIDGET: (&str, &str) = ("ficha", "wasm32-unknown-unknown");

/// Writes it into a folder.
pub(crate) fn write(folder: &Path) -> Result<()> {
    let file = folder.join(NAME);
    fs::write(&file, text()?).with_context(|| format!("cannot write {}", file.display()))
}

/// All of it.
fn text() -> Result<String> {
    let rustc = process::output(std::process::Command::new("rustc").arg("-vV"))?;
    let host = rustc.lines().find_map(|line| line.strip_prefix("host: ")).context("rustc does not say for what it compiles")?;
    let lock = repo::root().join("Cargo.lock");
    let hashes = hashes(&fs::read_to_string(&lock).with_context(|| format!("cannot read {}", lock.display()))?);
    let mut parts = Parts::default();
    parts.add(&resolve(host)?, BACKEND, &hashes)?;
    parts.add(&resolve(WIDGET.1)?, WIDGET.0, &hashes)?;
    serde_json::to_string_pretty(&parts.written()?).context("JSON is texts and lists")
}

fn resolve(platform: &str) -> Result<Metadata> {
    MetadataCommand::new()
        .manifest_path(repo::root().join("Cargo.toml"))
        .other_options(vec!["--locked".to_owned(), "--filter-platform".to_owned(), platform.to_owned()])
        .exec()
        .context("cargo metadata")
}

/// The packages that are released, and which needs which, by their addresses (purl).
#[derive(Default)]
struct Parts {
    described: BTreeMap<String, Value>,
    needs: BTreeMap<String, BTreeSet<String>>,
}

impl Parts {
    /// Adds a package with all that it needs to run.
    fn add(&mut self, metadata: &Metadata, name: &str, hashes: &BTreeMap<(String, String), String>) -> Result<()> {
        let packages: BTreeMap<&PackageId, &Package> = metadata.packages.iter().map(|package| (&package.id, package)).collect();
        let nodes = &metadata.resolve.as_ref().context("cargo resolved nothing")?.nodes;
        let ours = metadata.workspace_packages();
        let first = ours.iter().find(|package| package.name.as_str() == name).with_context(|| format!("no package {name}"))?;
        let (mut open, mut seen) = (vec![&first.id], BTreeSet::new());
        while let Some(id) = open.pop() {
            if !seen.insert(id) {
                continue;
            }
            let node = nodes.iter().find(|node| node.id == *id).with_context(|| format!("{id} is not resolved"))?;
            let runs = |dep: &&cargo_metadata::NodeDep| dep.dep_kinds.iter().any(|kind| kind.kind == DependencyKind::Normal);
            let used: Vec<_> = node.deps.iter().filter(runs).map(|dep| &dep.pkg).collect();
            let needs = self.needs.entry(address(packages[id])).or_default();
            needs.extend(used.iter().map(|id| address(packages[id])));
            self.described.insert(address(packages[id]), described(packages[id], hashes));
            open.extend(used);
        }
        Ok(())
    }

    fn written(mut self) -> Result<Value> {
        let is_first = |address: &&String| address.starts_with(&format!("pkg:cargo/{BACKEND}@"));
        let first = self.described.keys().find(is_first).cloned().context("the backend is in its own list")?;
        let widget = self.described.keys().find(|address| address.starts_with(&format!("pkg:cargo/{}@", WIDGET.0)));
        self.needs.entry(first.clone()).or_default().extend(widget.cloned());
        let mut about = self.described.remove(&first).context("the backend is in its own list")?;
        about["type"] = json!("application");
        let dependencies: Vec<_> = self.needs.iter().map(|(part, needs)| json!({"ref": part, "dependsOn": needs})).collect();
        Ok(json!({
            "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
            "bomFormat": "CycloneDX",
            "specVersion": "1.6",
            "version": 1,
            "metadata": {"component": about},
            "components": self.described.into_values().collect::<Vec<_>>(),
            "dependencies": dependencies,
        }))
    }
}

/// What a package is called all over the world.
fn address(package: &Package) -> String {
    format!("pkg:cargo/{}@{}", package.name, package.version).replace('+', "%2B")
}

fn described(package: &Package, hashes: &BTreeMap<(String, String), String>) -> Value {
    let address = address(package);
    let (name, version) = (package.name.to_string(), package.version.to_string());
    let mut part = json!({"type": "library", "bom-ref": address, "name": name, "version": version, "purl": address});
    if let Some(license) = &package.license {
        // Cargo once let people write a slash for "or".
        part["licenses"] = json!([{"expression": license.replace('/', " OR ").replace("  ", " ")}]);
    }
    if let Some(hash) = hashes.get(&(name, version)) {
        part["hashes"] = json!([{"alg": "SHA-256", "content": hash}]);
    }
    if let Some(repository) = &package.repository {
        part["externalReferences"] = json!([{"type": "vcs", "url": repository}]);
    }
    part
}

/// What `Cargo.lock` says each package hashes to, by name and version.
fn hashes(lock: &str) -> BTreeMap<(String, String), String> {
    let packages = lock.split("[[package]]").skip(1);
    let read = |package: &str| {
        let said = |name: &str| {
            let line = package.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(" = \""));
            line.map(|value| value.trim_end_matches('"').to_owned())
        };
        Some(((said("name")?, said("version")?), said("checksum")?))
    };
    packages.filter_map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_runs_is_in_it_with_its_hash_and_what_tests_is_not() {
        let bom: Value = serde_json::from_str(&text().unwrap()).unwrap();
        let parts = bom["components"].as_array().unwrap();
        let find = |name: &str| parts.iter().find(|part| part["name"] == name);
        for name in ["axum", "rusqlite", "leptos", "ficha", "ficha-payments"] {
            assert!(find(name).is_some(), "{name} is released");
        }
        for name in ["thirtyfour", "insta", "proptest", "xtask", "ficha-sandbox"] {
            assert!(find(name).is_none(), "{name} is not released");
        }
        let axum = find("axum").unwrap();
        assert_eq!(axum["hashes"][0]["content"].as_str().unwrap().len(), 64);
        assert_eq!(axum["licenses"][0]["expression"], "MIT");
        let refs: BTreeSet<_> =
            parts.iter().chain([&bom["metadata"]["component"]]).map(|part| &part["bom-ref"]).map(Value::to_string).collect();
        for dependency in bom["dependencies"].as_array().unwrap() {
            let named = dependency["dependsOn"].as_array().unwrap().iter().chain([&dependency["ref"]]);
            assert!(named.map(Value::to_string).all(|named| refs.contains(&named)), "{dependency} names what is not listed");
        }
        assert_eq!(text().unwrap(), text().unwrap());
    }
}
