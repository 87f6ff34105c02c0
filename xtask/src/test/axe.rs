//! axe-core, which looks for what keeps people with a disability out of a page: fetched once, and never part of
//! Ficha. What it finds is judged in `tests/browser/accessible.rs`.

use std::{path::PathBuf, process::Command};

use anyhow::{Context, Result};
use xtask::process;

use super::tools;

/// The npm package. Its rules change with its version, so that is raised by hand.
const PACKAGE: &str = "axe-core@4.14.1";

/// Fetches it, unless it is there.
pub(super) fn install() -> Result<()> {
    if script().is_file() {
        return Ok(());
    }
    process::run(
        Command::new("npm")
            .args(["install", "--silent", "--no-save", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix"])
            .arg(folder())
            .arg(PACKAGE),
    )
    .with_context(|| format!("{PACKAGE} cannot be installed"))
}

/// The script that is put into the pages under test.
pub(super) fn script() -> PathBuf {
    folder().join("node_modules/axe-core/axe.min.js")
}

fn folder() -> PathBuf {
    // Named by the version: a raised one is fetched anew.
    tools::folder().join(PACKAGE)
}
