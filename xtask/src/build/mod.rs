//! `cargo xtask build`: what is released, in `target/release-artefacts`.
//!
//! The backend with the widget inside it, the files of the widget for who serves them elsewhere, the npm tarball, a list of every
//! library inside, and what each file hashes to.

pub(crate) mod sbom;
mod sums;

use std::{fs, path::Path};

use anyhow::{Context, Result};
use xtask::{
    process, repo,
    widget::{self, Manifest, folder, package},
};

use crate::size;

/// Builds it all anew. Fails when something does not build, or is over its budget.
pub(crate) fn run() -> Result<()> {
    widget::build(false)?;
    size::run()?;
    // By its name: in a build of everything the features of the sandbox would be in it.
    process::run(process::cargo().args(["build", "--release", "--package", "ficha-server", "--features", "embed"]))?;

    let artefacts = repo::target().join("release-artefacts");
    if artefacts.exists() {
        fs::remove_dir_all(&artefacts).with_context(|| format!("cannot empty {}", artefacts.display()))?;
    }
    let binary = format!("ficha-backend{}", std::env::consts::EXE_SUFFIX);
    copy(&repo::target().join("release").join(&binary), &artefacts.join(&binary))?;
    for entry in Manifest::read()?.files {
        for suffix in ["", ".br", ".gz"] {
            let path = format!("{}{suffix}", entry.path);
            copy(&folder().join(&path), &artefacts.join("dist").join(&path))?;
        }
    }
    package::pack(&artefacts)?;
    sbom::write(&artefacts)?;
    sums::write(&artefacts)?;
    println!("built: {}", artefacts.display());
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to.parent().unwrap_or(to))
        .and_then(|()| fs::copy(from, to))
        .map(drop)
        .with_context(|| format!("cannot copy {} to {}", from.display(), to.display()))
}
