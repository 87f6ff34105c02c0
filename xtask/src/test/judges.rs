//! Programs that we did not write and that judge what we publish: linters, generators, a validator, an auditor. Those of npm are as the
//! lock in `tests/judges` says, those of Python as named here. What they are asked stands in `tests/judges/`.

use std::{fs, path::PathBuf, process::Command};

use anyhow::{Context, Result};
use xtask::{process, repo};

use super::{python, tools};
use crate::build::sbom;

/// Generators, the second with a Java program of its own, and who reads lists of what is in a release. Pinned: another version finds
/// other faults.
const PYTHON: [&str; 3] =
    ["openapi-python-client==0.29.1", "openapi-generator-cli==7.26.0", "cyclonedx-python-lib[json-validation]==11.12.0"];

/// The tests that ask schemathesis, which have a step of their own, are in the module of this name.
pub(super) const SCHEMATHESIS: &str = "schemathesis::";

/// The tests that hold what our clients send against the providers' own specifications, which are no part of this repository: where
/// they do not stand beside it, those tests are left out, and said to be.
const SPECIFIED: &str = "sent::";

/// Where those stand, from the repository's root, unless the environment says another place.
const SPECIFICATIONS: &str = "../shared/providers";

/// What npm reads.
const NPM: [&str; 3] = ["package.json", "package-lock.json", ".npmrc"];

/// The tests that ask them, once they are there. One after another: each wants all of a small machine.
pub(super) fn tests() -> Result<Command> {
    let (npm, python) = (npm()?, python::environment("judges-of-python", &PYTHON)?);
    let mut cargo = process::cargo();
    cargo.args([
        "test",
        "--features",
        "browser-tests",
        "--test",
        "judges",
        "--",
        "--test-threads",
        "1",
        "--skip",
        SCHEMATHESIS,
    ]);
    cargo.env("FICHA_JUDGES", npm).env("FICHA_JUDGES_PYTHON", python);
    match specifications() {
        Some(folder) => drop(cargo.env("FICHA_SPECIFICATIONS", folder)),
        None => {
            println!(
                "left out: the tests {SPECIFIED} of what is sent to Stripe and Mercado Pago: there is no {SPECIFICATIONS}"
            );
            cargo.args(["--skip", SPECIFIED]);
        }
    }
    let released = repo::target().join("judged");
    fs::create_dir_all(&released).with_context(|| format!("cannot make {}", released.display()))?;
    sbom::write(&released)?;
    cargo.env("FICHA_SBOM", released.join(sbom::NAME));
    if let Some(chromium) = tools::on_path("chromium") {
        cargo.env("CHROME_PATH", chromium);
    }
    Ok(cargo)
}

/// The folder with the providers' own specifications, where it is there.
fn specifications() -> Option<PathBuf> {
    let said = std::env::var_os("FICHA_SPECIFICATIONS").map(PathBuf::from);
    said.or_else(|| Some(repo::root().join(SPECIFICATIONS))).filter(|folder| folder.is_dir())
}

/// The folder with those of npm, filled where it is not as the lock says.
fn npm() -> Result<PathBuf> {
    let (from, folder) = (repo::root().join("tests/judges"), tools::folder().join("judges"));
    let read = |name: &str| {
        let file = from.join(name);
        fs::read(&file).with_context(|| format!("cannot read {}", file.display())).map(|text| (name.to_owned(), text))
    };
    let wanted = NPM.into_iter().map(read).collect::<Result<Vec<_>>>()?;
    let complete = folder.join("complete");
    let kept = |(name, text): &(String, Vec<u8>)| fs::read(folder.join(name)).is_ok_and(|there| there == *text);
    if complete.is_file() && wanted.iter().all(kept) {
        return Ok(folder);
    }
    if folder.exists() {
        fs::remove_dir_all(&folder).with_context(|| format!("cannot empty {}", folder.display()))?;
    }
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    for (name, text) in wanted {
        fs::write(folder.join(&name), text).with_context(|| format!("cannot write {name}"))?;
    }
    process::run(Command::new("npm").current_dir(&folder).args(["ci", "--silent"]))
        .context("the judges cannot be installed")?;
    fs::write(&complete, "").with_context(|| format!("cannot write {}", complete.display()))?;
    Ok(folder)
}
