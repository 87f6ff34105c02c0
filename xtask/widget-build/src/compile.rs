//! The compiler's part: the root package as one WebAssembly file.
//!
//! The small build rebuilds the standard library with the same flags as the widget, which takes about a tenth off
//! what a phone downloads. The flags are unstable, so the pinned compiler of `rust-toolchain.toml` is told that
//! we know (`RUSTC_BOOTSTRAP`). The target folder is one of its own: other flags would throw out each other's work.

use std::path::PathBuf;

use anyhow::Result;
use xtask::rustup::{self, WASM};
use xtask::{process, repo, widget};

/// No message, location or debug text of a panic is carried to a phone.
const SMALL: &str = "-Zunstable-options -Cpanic=immediate-abort -Zlocation-detail=none -Zfmt-debug=none -Zmerge-functions=disabled -Zinline-mir=yes -Zinline-mir-threshold=10";

/// Compiles the widget and returns where the file is. `dev` is fast to build and slow to download.
pub(crate) fn wasm(dev: bool) -> Result<PathBuf> {
    rustup::need_target(WASM)?;
    if !dev {
        rustup::need_sources_of_std()?;
    }
    let mut cargo = process::cargo();
    cargo.args(["build", "--package", "ficha", "--lib", "--target", WASM, "--target-dir"]).arg(target(dev));
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
    Ok(target(dev).join(WASM).join(profile).join("ficha.wasm"))
}

/// The fast build has nobody's flags but cargo's own, and shares what the tests have compiled.
fn target(dev: bool) -> PathBuf {
    if dev { repo::target() } else { widget::target() }
}
