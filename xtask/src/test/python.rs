//! Python packages that tests need, each set in an environment of its own under `target/tools`. What they are used for is not
//! known here.

use std::{path::PathBuf, process::Command};

use anyhow::{Context, Result};
use xtask::process;

use super::tools;

/// The environment of this name, which has these packages, pinned as they are named: made where it was not.
pub(super) fn environment(name: &str, packages: &[&str]) -> Result<PathBuf> {
    let (names, folder) = (packages.join(" "), tools::folder().join(name));
    let complete = folder.join("complete");
    if std::fs::read_to_string(&complete).ok().as_ref() != Some(&names) {
        process::run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder))?;
        let install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
        process::run(Command::new(folder.join("bin/python")).args(install).args(packages))
            .with_context(|| format!("{names} cannot be installed"))?;
        // Last, so that an environment broken off halfway is made anew.
        std::fs::write(&complete, &names).with_context(|| format!("cannot write {}", complete.display()))?;
    }
    Ok(folder)
}
