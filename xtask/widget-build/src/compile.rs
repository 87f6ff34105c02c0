//! The compiler's part: the root package as one WebAssembly file.
//!
//! The small build rebuilds the standard library with the same flags as the widget, which takes about a tenth off
//! what a phone downloads. The flags are unstable, so the pinned compiler of `rust-toolchain.toml` is told that
//! we know (`RUSTC_BOOTSTRAP`). The target folder is one of its own: other flags would throw out each other's work.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};
use xtask::{process, repo, widget};

/// The target of every browser.
const TARGET: &str = "wasm32-unknown-unknown";

/// No message, location or debug text of a panic is carried to a phone.
const SMALL: &str = "-Zunstable-options -Cpanic=immediate-abort -Zlocation-detail=none -Zfmt-debug=none -Zmerge-functions=disabled -Zinline-mir=yes -Zinline-mir-threshold=10";

/// Compiles the widget and returns where the file is. `dev` is fast to build and slow to download.
pub(crate) fn wasm(dev: bool) -> Result<PathBuf> {
    need_toolchain(dev)?;
    let mut cargo = process::cargo();
    cargo.args(["build", "--package", "ficha", "--lib", "--target", TARGET, "--target-dir"]).arg(target(dev));
    if dev {
        cargo.env_remove("RUSTFLAGS");
    } else {
        cargo
            .args(["--profile", "widget"])
            .args(["-Zbuild-std=std,panic_abort", "-Zbuild-std-features=optimize_for_size"])
            .env("RUSTC_BOOTSTRAP", "1")
            .env("RUSTFLAGS", SMALL);
    }
    process::run(&mut cargo)?;
    let profile = if dev { "debug" } else { "widget" };
    Ok(target(dev).join(TARGET).join(profile).join("ficha.wasm"))
}

/// The fast build has nobody's flags but cargo's own, and shares what the tests have compiled.
fn target(dev: bool) -> PathBuf {
    if dev { repo::target() } else { widget::target() }
}

/// The toolchain file names target and sources, but not every installation of rustup acts on it by itself.
fn need_toolchain(dev: bool) -> Result<()> {
    let sysroot = process::output(Command::new("rustc").args(["--print", "sysroot"]).current_dir(repo::root()))?;
    let rustlib = Path::new(sysroot.trim()).join("lib/rustlib");
    if !rustlib.join(TARGET).is_dir() {
        rustup(&["target", "add", TARGET])?;
    }
    if !dev && !rustlib.join("src/rust/library/Cargo.lock").is_file() {
        rustup(&["component", "add", "rust-src"])?;
    }
    Ok(())
}

fn rustup(words: &[&str]) -> Result<()> {
    process::run(Command::new("rustup").args(words).current_dir(repo::root())).with_context(|| {
        let words = words.join(" ");
        format!("the widget needs it: install Rust with rustup, then run `rustup {words}`")
    })
}
