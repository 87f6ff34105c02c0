//! Schemathesis, which asks an API whatever its description allows and forbids, in an environment of its own under
//! `target`. What it asks and what counts as a failure stands in `tests/described.rs`.

use std::{path::PathBuf, process::Command};

use anyhow::{Context, Result};

use crate::{process, repo};

/// The package, pinned: another version asks other questions.
const PACKAGE: &str = "schemathesis==4.32.5";

/// Where its program is, installed where it was not.
pub(super) fn install() -> Result<PathBuf> {
    let folder = repo::target().join("tools").join(PACKAGE);
    let complete = folder.join("complete");
    if !complete.is_file() {
        process::run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder))?;
        process::run(Command::new(folder.join("bin/python")).args([
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            PACKAGE,
        ]))
        .with_context(|| format!("{PACKAGE} cannot be installed"))?;
        // Last, so that an environment broken off halfway is made anew.
        std::fs::write(&complete, "").with_context(|| format!("cannot write {}", complete.display()))?;
    }
    Ok(folder.join("bin/schemathesis"))
}
