//! The provider's published Python SDKs, each version in an environment of its own under `target/vendor-sdk`. What
//! they must manage stands in `crates/sandbox/tests/vendor_sdk.rs`.

use std::process::Command;

use anyhow::{Context, Result};
use xtask::{process, repo};

/// The package, and the versions that speak different generations of the API.
const PACKAGE: &str = "compropago";
const VERSIONS: [&str; 2] = ["1.0.2.1", "2.0.0.0"];
/// What the package uses and does not declare.
const UNDECLARED: &str = "requests";

/// Makes the environments that are not there yet.
pub(super) fn install() -> Result<()> {
    for version in VERSIONS {
        let folder = repo::target().join("vendor-sdk").join(format!("{PACKAGE}-{version}"));
        let complete = folder.join(format!("with-{UNDECLARED}"));
        if complete.is_file() {
            continue;
        }
        process::run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder))?;
        process::run(
            Command::new(folder.join("bin/python"))
                .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"])
                .args([&format!("{PACKAGE}=={version}"), UNDECLARED]),
        )
        .with_context(|| format!("version {version} of the provider's SDK cannot be installed"))?;
        // Last, so that an environment broken off halfway is made anew.
        std::fs::write(&complete, "").with_context(|| format!("cannot write {}", complete.display()))?;
    }
    Ok(())
}
