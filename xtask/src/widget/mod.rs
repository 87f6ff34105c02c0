//! The built widget, as the commands find it: the files of `pkg/dist`, and a build of them where a source has changed.
//!
//! How one is built is known to `xtask/widget-build/` alone, a program of its own: it is compiled only where something must be
//! built, and so the commands are there in seconds.

pub mod fresh;
pub mod package;

use std::{fs, path::PathBuf};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use crate::{process, repo};

/// One line of `manifest.json`.
#[derive(serde::Serialize, serde::Deserialize)]
pub struct Entry {
    /// Relative to `pkg/dist`, with `/`.
    pub path: String,
    /// The value for the header `Content-Type`.
    pub content_type: String,
    /// The value for the attribute `integrity`: `sha256-` and the hash in base 64.
    pub integrity: String,
    /// How large it is.
    pub bytes: usize,
    /// How large it is on the way to a browser.
    pub brotli_bytes: usize,
}

/// `pkg/dist/manifest.json`: every file but itself and the compressed siblings.
#[derive(serde::Serialize, serde::Deserialize)]
pub struct Manifest {
    /// Sorted by path.
    pub files: Vec<Entry>,
}

impl Manifest {
    /// Reads the manifest of what was built last.
    ///
    /// # Errors
    ///
    /// When nothing was built, or what stands there is no manifest.
    pub fn read() -> Result<Self> {
        let path = folder().join("manifest.json");
        let text = fs::read_to_string(&path)
            .with_context(|| format!("cannot read {}: run `cargo xtask build-widget` first", path.display()))?;
        serde_json::from_str(&text).with_context(|| format!("{} is not a manifest", path.display()))
    }
}

/// Where the finished files are.
pub fn folder() -> PathBuf {
    repo::root().join("pkg/dist")
}

/// Where the small build of the widget is compiled. Other flags than everybody else's would throw out each other's work.
pub fn target() -> PathBuf {
    repo::target().join("wasm")
}

/// The SHA-256 of a content, in lower case, as names of files are.
pub fn hash(content: &[u8]) -> String {
    Sha256::digest(content).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Builds `pkg/dist` and `pkg/npm/dist`, unless they are already what the sources say. `dev` is fast to build and slow to download.
///
/// # Errors
///
/// When the tool chain or the widget does not compile, a tool is missing and cannot be installed, or a file cannot be written.
pub fn build(dev: bool) -> Result<()> {
    if fresh::is_built(&fresh::fingerprint(dev)?) && package::is_written() {
        eprintln!("widget: pkg/dist is up to date");
        return Ok(());
    }
    let mut build = process::cargo();
    build.args(["run", "--package", "widget-build", "--"]);
    if dev {
        build.arg("--dev");
    }
    process::run(&mut build)
}
