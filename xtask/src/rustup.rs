//! What the compiler needs besides itself: targets and components of the toolchain that `rust-toolchain.toml` names. The file names
//! them, but not every installation of rustup acts on it by itself.

use crate::{process, repo};
use anyhow::{Context, Result};
use std::path::PathBuf;
use std::process::Command;

/// The target of everything that runs in a browser, and of the backend on an edge engine.
pub const WASM: &str = "wasm32-unknown-unknown";

/// Makes sure that programs can be built for a target.
///
/// # Errors
///
/// Where it is missing and rustup cannot add it: the message says what to run.
pub fn need_target(name: &str) -> Result<()> {
    need(name, &["target", "add", name])
}

/// Makes sure that the sources of std are there.
///
/// # Errors
///
/// As [`need_target`].
pub fn need_sources_of_std() -> Result<()> {
    need("src/rust/library/Cargo.lock", &["component", "add", "rust-src"])
}

/// Runs rustup, unless this is there below the compiler's `lib/rustlib`.
fn need(what: &str, words: &[&str]) -> Result<()> {
    if rustlib()?.join(what).exists() { Ok(()) } else { rustup(words) }
}

fn rustlib() -> Result<PathBuf> {
    let sysroot = process::output(Command::new("rustc").args(["--print", "sysroot"]).current_dir(repo::root()))?;
    Ok(PathBuf::from(sysroot.trim()).join("lib/rustlib"))
}

/// Runs rustup for the toolchain of this repository.
///
/// # Errors
///
/// Where there is none, or it fails: the message says what to run.
pub fn rustup(words: &[&str]) -> Result<()> {
    process::run(Command::new("rustup").args(words).current_dir(repo::root())).with_context(|| {
        let words = words.join(" ");
        format!("it is missing: install Rust with rustup, then run `rustup {words}`")
    })
}
