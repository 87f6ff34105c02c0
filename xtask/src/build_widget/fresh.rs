//! Whether `pkg/dist` is already what the sources say, so that nothing is built twice.
//!
//! Compares content, not times: a fresh clone and a switched branch have meaningless times.

use std::{fs, path::PathBuf};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use super::{
    compile,
    dist::{self, Manifest},
};
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
    "xtask/Cargo.toml",
    "xtask/src/build_widget",
];

/// One text that changes whenever an input does.
pub(super) fn fingerprint(dev: bool) -> Result<String> {
    let mut hash = Sha256::new();
    hash.update([u8::from(dev)]);
    for path in INPUTS.iter().flat_map(|input| repo::files(input)) {
        let content = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let name = path.strip_prefix(repo::root()).unwrap_or(&path).to_string_lossy().into_owned();
        hash.update(Sha256::digest(name));
        hash.update(Sha256::digest(content));
    }
    Ok(dist::hex(&hash.finalize()))
}

/// Whether the last build had the same inputs, and its files are all there.
pub(super) fn is_built(fingerprint: &str) -> bool {
    let same = fs::read_to_string(record()).is_ok_and(|built| built == fingerprint);
    same && Manifest::read().is_ok_and(|manifest| {
        manifest.files.iter().all(|entry| {
            let path = dist::folder().join(&entry.path);
            fs::metadata(path).is_ok_and(|file| usize::try_from(file.len()) == Ok(entry.bytes))
        })
    })
}

/// Says that `pkg/dist` is now what `fingerprint` stands for.
pub(super) fn remember(fingerprint: &str) -> Result<()> {
    fs::write(record(), fingerprint).with_context(|| format!("cannot write {}", record().display()))
}

/// Says that `pkg/dist` is in the making, so that a build broken off halfway is not taken for a finished one.
pub(super) fn forget() -> Result<()> {
    match fs::remove_file(record()) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        Ok(()) | Err(_) => Ok(()),
    }
}

fn record() -> PathBuf {
    compile::folder().join("built-from")
}
