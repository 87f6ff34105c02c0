//! The npm package as a developer gets it: the packed tarball, installed beside the shops of `examples/`, and those built.
//!
//! All of it happens in `target/npm`. What the shops must then be good for, `tests/browser/package` knows.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};
use serde_json::Value;
use xtask::{
    process, repo,
    widget::{self, package},
};

/// The package, as the shops name it.
const PACKAGE: &str = "ficha-checkout";

/// What the compiler of TypeScript is asked about.
const TYPED: &str = "pkg/npm/tests/typed";

/// Installs and builds it all, and answers where.
pub(super) fn install() -> Result<PathBuf> {
    widget::build(false)?;
    let folder = repo::target().join("npm");
    empty(&folder)?;
    copy("examples", &folder)?;
    copy(TYPED, &folder.join("typed"))?;

    // What the shops need besides is as the lock says, which names no place to get it from.
    process::run(npm(&folder).args(["ci", "--silent"])).context("what the examples need cannot be installed")?;
    let tarball = package::pack(&folder)?;
    let named = folder.join(format!("{PACKAGE}.tgz"));
    fs::rename(&tarball, &named).with_context(|| format!("cannot rename {}", tarball.display()))?;
    process::run(npm(&folder).args(["install", "--silent", "--no-save"]).arg(&named))?;
    // Bundlers are talkative; what they say is of interest where they fail.
    process::output(npm(&folder).args(["run", "build", "--silent", "--workspaces", "--if-present"]))?;
    Ok(folder)
}

fn npm(folder: &Path) -> Command {
    let mut npm = Command::new("npm");
    npm.current_dir(folder);
    npm
}

/// Makes it an empty folder, whatever an earlier run has left.
fn empty(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("cannot empty {}", folder.display()))?;
    }
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))
}

/// Copies what npm and its bundlers read. The shops' manifests come without the package: it is in no registry yet, and this is about
/// the tarball.
fn copy(from: &str, to: &Path) -> Result<()> {
    let from = repo::root().join(from);
    // Cargo keeps examples of its own in the same folder.
    for file in repo::files(&from.to_string_lossy()).into_iter().filter(|file| file.extension() != Some("rs".as_ref())) {
        let name = file.strip_prefix(&from).context("a file is below its folder")?;
        let target = to.join(name);
        let text = fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
        let text = if name.ends_with("package.json") {
            without_package(&text).with_context(|| format!("{}", file.display()))?
        } else {
            text
        };
        fs::create_dir_all(target.parent().unwrap_or(to))
            .and_then(|()| fs::write(&target, text))
            .with_context(|| format!("cannot write {}", target.display()))?;
    }
    Ok(())
}

fn without_package(manifest: &[u8]) -> Result<Vec<u8>> {
    let mut manifest: Value = serde_json::from_slice(manifest)?;
    if let Some(dependencies) = manifest.get_mut("dependencies").and_then(Value::as_object_mut) {
        dependencies.remove(PACKAGE);
    }
    Ok(serde_json::to_vec_pretty(&manifest)?)
}
