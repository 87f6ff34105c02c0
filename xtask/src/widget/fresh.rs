//! Whether `pkg/dist` is already what the sources say, so that nothing is built twice.
//!
//! Compares content, not times: a fresh clone and a switched branch have meaningless times.

use std::{fs, path::PathBuf};

use anyhow::{Context, Result};
use sha2::{Digest as _, Sha256};

use super::{Manifest, folder, hash, target};
use crate::repo;

/// All that decides what the widget becomes.
const INPUTS: [&str; 19] = [
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "crates/api",
    "crates/payments",
    "crates/views",
    "pkg/advice.js",
    "pkg/boot.js",
    "pkg/frame.js",
    "pkg/later.js",
    "pkg/lines.js",
    "pkg/loader.js",
    "pkg/npm/src",
    "rust-toolchain.toml",
    "src",
    "xtask/src/widget",
    "xtask/widget-build",
];

/// One text that changes whenever an input does.
///
/// # Errors
///
/// When an input cannot be read.
pub fn fingerprint(dev: bool) -> Result<String> {
    let mut names_and_contents = vec![u8::from(dev)];
    for path in INPUTS.iter().flat_map(|input| repo::files(input)) {
        let content = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let name = path.strip_prefix(repo::root()).unwrap_or(&path).to_string_lossy().into_owned();
        names_and_contents.extend(Sha256::digest(name));
        names_and_contents.extend(Sha256::digest(content));
    }
    Ok(hash(&names_and_contents))
}

/// Whether the last build had the same inputs, and its files are all there.
pub(super) fn is_built(fingerprint: &str) -> bool {
    let same = fs::read_to_string(record()).is_ok_and(|built| built == fingerprint);
    same && Manifest::read().is_ok_and(|manifest| {
        manifest.files.iter().all(|entry| {
            let path = folder().join(&entry.path);
            fs::metadata(path).is_ok_and(|file| usize::try_from(file.len()) == Ok(entry.bytes))
        })
    })
}

/// Says that `pkg/dist` is now what `fingerprint` stands for.
///
/// # Errors
///
/// When it cannot be written down.
pub fn remember(fingerprint: &str) -> Result<()> {
    fs::write(record(), fingerprint).with_context(|| format!("cannot write {}", record().display()))
}

/// Says that `pkg/dist` is in the making, so that a build broken off halfway is not taken for a finished one.
///
/// # Errors
///
/// When what is written down cannot be removed.
pub fn forget() -> Result<()> {
    match fs::remove_file(record()) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        Ok(()) | Err(_) => Ok(()),
    }
}

fn record() -> PathBuf {
    target().join("built-from")
}
