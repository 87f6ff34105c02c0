//! The providers' published clients, each version in a folder of its own under `target/vendor-sdk`. What they must manage stands in
//! `crates/sandbox/tests/vendor_sdk.rs` and `crates/sandbox/tests/mercadopago_sdk.rs`.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use xtask::{process, repo};

/// Of Python: the package, a version of it, and what it uses and does not declare. ComproPago's two speak different generations of its
/// API.
const PYTHON: [(&str, &str, Option<&str>); 4] = [
    ("compropago", "1.0.2.1", Some("requests")),
    ("compropago", "2.0.0.0", Some("requests")),
    ("mercadopago", "3.6.0", None),
    ("stripe", "16.1.0", None),
];

/// Of Node: the folder it is put into, the package, and a version of it. None of them depends on anything.
const NODE: [(&str, &str, &str); 2] = [("mercadopago-node", "mercadopago", "3.6.1"), ("stripe-node", "stripe", "23.1.0")];

/// The tests that ask them.
pub(super) const TESTS: [&str; 4] = ["--test", "vendor_sdk", "--test", "mercadopago_sdk"];

/// Makes the folders that are not there yet.
pub(super) fn install() -> Result<()> {
    for (package, version, undeclared) in PYTHON {
        let folder = folder(&format!("{package}-{version}"));
        let wanted: Vec<String> = [format!("{package}=={version}")].into_iter().chain(undeclared.map(str::to_owned)).collect();
        made(&folder, &wanted.join(" "), || {
            process::run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder))?;
            let install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
            process::run(Command::new(folder.join("bin/python")).args(install).args(&wanted))
        })?;
    }
    for (name, package, version) in NODE {
        let (folder, wanted) = (folder(name), format!("{package}@{version}"));
        made(&folder, &wanted, || {
            std::fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
            let install = ["install", "--silent", "--no-save", "--no-audit", "--no-fund", "--ignore-scripts"];
            process::run(Command::new("npm").args(install).arg("--prefix").arg(&folder).arg(&wanted))
        })?;
    }
    Ok(())
}

fn folder(name: &str) -> PathBuf {
    repo::target().join("vendor-sdk").join(name)
}

/// Makes a folder that is not there as it is wanted.
fn made(folder: &Path, wanted: &str, make: impl FnOnce() -> Result<()>) -> Result<()> {
    let complete = folder.join("complete");
    if std::fs::read_to_string(&complete).is_ok_and(|there| there == wanted) {
        return Ok(());
    }
    make().with_context(|| format!("the provider's client {wanted} cannot be installed"))?;
    // Last, so that a folder broken off halfway is made anew.
    std::fs::write(&complete, wanted).with_context(|| format!("cannot write {}", complete.display()))
}
