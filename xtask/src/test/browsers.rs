//! The browsers the whole product is tested in: which of the tests each runs, and what is told to those.
//!
//! Chromium runs all of them, the others what can differ between engines. They run one after another, because each
//! wants all of a small machine.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};
use xtask::{process, repo};

use super::{axe, tools};

/// A browser, as `tests/browser` calls it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Browser {
    Chromium,
    Firefox,
    WebKit,
    /// The oldest one in which a shopper is promised a way to pay.
    Wpe,
}

/// Firefox' driver, which Debian does not have.
const GECKODRIVER: &str = "geckodriver";
const GECKODRIVER_VERSION: &str = "0.37.1";

/// The tests that need the package installed are in the module of this name.
const PACKAGE: &str = "package::";

impl Browser {
    /// The tests of the whole product in this browser.
    pub(super) fn tests(self) -> Result<Command> {
        let mut cargo = tests();
        Ok(match self {
            Self::Chromium => {
                in_chromium(&mut cargo)?.env("FICHA_AXE", axe::script()).args(["--", "--skip", PACKAGE]);
                cargo
            }
            Self::Firefox => {
                cargo.env("FICHA_BROWSER", "firefox").env("GECKODRIVER", geckodriver()?).args(["--", "journeys::", "floor::"]);
                cargo
            }
            Self::WebKit => {
                cargo.args(["--", "journeys::", "floor::"]);
                // It has no headless mode: it is lent a screen that nobody sees.
                let mut lent = Command::new("xvfb-run");
                lent.arg("--auto-servernum").arg(cargo.get_program()).args(cargo.get_args());
                lent.current_dir(repo::root()).env("FICHA_BROWSER", "webkit");
                lent
            }
            Self::Wpe => {
                cargo.env("FICHA_BROWSER", "wpe").args(["--", "floor::"]);
                cargo
            }
        })
    }
}

/// The tests of the npm package and of the shops that are built with it in `folder`, in Chromium.
pub(super) fn tests_of_package(folder: &Path) -> Result<Command> {
    let mut cargo = tests();
    in_chromium(&mut cargo)?.env("FICHA_NPM", folder).args(["--", PACKAGE]);
    Ok(cargo)
}

fn tests() -> Command {
    let mut cargo = process::cargo();
    cargo.args(["test", "--features", "browser-tests", "--test", "browser"]);
    cargo
}

fn in_chromium(cargo: &mut Command) -> Result<&mut Command> {
    Ok(cargo.env("FICHA_BROWSER", "chromium").env("CHROMEDRIVER", tools::chromedriver()?))
}

/// Builds Firefox' driver, unless it is there.
pub(super) fn install_geckodriver() -> Result<()> {
    if geckodriver().is_ok() {
        return Ok(());
    }
    let crate_version = format!("{GECKODRIVER}@{GECKODRIVER_VERSION}");
    process::run(process::cargo().args(["install", "--quiet", "--locked", &crate_version, "--root"]).arg(tools::folder()))
        .with_context(|| format!("run `cargo install --locked {crate_version}`, or set GECKODRIVER to where it is"))
}

fn geckodriver() -> Result<PathBuf> {
    let built = tools::folder().join("bin").join(GECKODRIVER);
    env::var_os("GECKODRIVER")
        .map(PathBuf::from)
        .or_else(|| built.is_file().then_some(built))
        .or_else(|| tools::on_path(GECKODRIVER))
        .with_context(|| format!("{GECKODRIVER} is missing"))
}
