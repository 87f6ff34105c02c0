//! The npm package as a build leaves it in `pkg/npm`, and its tarball. What is in it, `xtask/widget-build/src/package.rs` knows.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

use crate::{process, repo};

/// The licences, which stand at the root and belong into the tarball.
pub const LICENCES: [&str; 3] = ["LICENSE", "LICENSE-APACHE", "LICENSE-MIT"];

/// Where the package is: what `npm pack` is run in.
pub fn folder() -> PathBuf {
    repo::root().join("pkg/npm")
}

/// Packs the tarball into `destination`, and answers where it is.
///
/// # Errors
///
/// When there is no npm, or it does not pack.
pub fn pack(destination: &Path) -> Result<PathBuf> {
    let mut npm = Command::new("npm");
    npm.args(["pack", "--silent", "--pack-destination"]).arg(destination).current_dir(folder());
    let name = process::output(&mut npm).context("the npm package is packed by npm, which comes with Node.js")?;
    Ok(destination.join(name.trim()))
}

/// Whether a build has written the package. Its content is as new as `pkg/dist`, because one build writes both.
pub(super) fn is_written() -> bool {
    folder().join("dist/assets/later.wasm").is_file() && LICENCES.iter().all(|licence| folder().join(licence).is_file())
}
