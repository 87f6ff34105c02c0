//! What the tests need besides Rust: found, installed where we may, and otherwise named with the way to get it. What
//! each is used for is not known here.

use std::{
    collections::BTreeSet,
    env,
    path::PathBuf,
    process::{Command, Stdio},
};

use anyhow::{Context, Result, bail};
use xtask::{process, repo, rustup};

use super::{axe, browsers};

/// Something a step cannot do without.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Tool {
    Rustfmt,
    Clippy,
    /// What builds for the browser, and for an edge engine.
    Wasm32,
    /// The browser and its driver.
    Chromium,
    /// The browser; its driver is built.
    Firefox,
    /// Safari's engine with its driver, and a screen for it that nobody sees.
    WebKit,
    /// Safari's engine of some years ago, with its driver.
    Wpe,
    /// Finds what keeps people out of a page.
    Axe,
    /// Installs the package and what its shops need, and runs their bundlers.
    Npm,
    /// Reads bar codes, and turns paper into pictures.
    Scanner,
    /// For the provider's published SDKs, and for generators.
    Python,
    /// Runs a validator of HTML, and a generator.
    Java,
    /// What the documents say to run: commands, and the code that verifies a webhook.
    Documents,
    /// The programs of a server: the tests start one of their own.
    Postgres,
    /// Letters for the pictures. Missing ones spoil a picture and no test.
    Fonts,
}

/// Where Debian and its children keep them.
const CHROMIUM: [&str; 2] = ["chromium", "chromium-driver"];
const FIREFOX: [&str; 1] = ["firefox-esr"];
const WEBKIT: [&str; 3] = ["webkit2gtk-driver", "xauth", "xvfb"];
const WPE: [&str; 2] = ["cog", "wpewebkit-driver"];
const NPM: [&str; 1] = ["npm"];
const SCANNER: [&str; 2] = ["poppler-utils", "zbar-tools"];
const DOCUMENTS: [&str; 3] = ["curl", "nodejs", "python3"];
const PYTHON: [&str; 2] = ["python3", "python3-venv"];
const JAVA: [&str; 1] = ["default-jre-headless"];
const POSTGRES: [&str; 1] = ["postgresql"];
const FONTS: [&str; 2] = ["fonts-noto-core", "fonts-noto-color-emoji"];

/// Makes sure that each tool is there.
///
/// # Errors
///
/// When one is missing and cannot be installed by us: the message says how to get it.
pub(crate) fn install<'a>(tools: impl Iterator<Item = &'a Tool>) -> Result<()> {
    for tool in tools.collect::<BTreeSet<_>>() {
        match tool {
            Tool::Rustfmt => component("rustfmt", "fmt")?,
            Tool::Clippy => component("clippy", "clippy")?,
            Tool::Wasm32 => rustup::need_target(rustup::WASM)?,
            Tool::Chromium if chromedriver().is_err() => {
                packages(&CHROMIUM)?;
                chromedriver()?;
            }
            Tool::Firefox => {
                programs(&["firefox-esr"], &FIREFOX)?;
                browsers::install_geckodriver()?;
            }
            Tool::WebKit => programs(&["WebKitWebDriver", "Xvfb", "xauth", "xvfb-run"], &WEBKIT)?,
            Tool::Wpe => programs(&["cog", "WPEWebDriver"], &WPE)?,
            Tool::Axe => {
                programs(&["npm"], &NPM)?;
                axe::install()?;
            }
            Tool::Npm => programs(&["node", "npm"], &NPM)?,
            Tool::Java => programs(&["java"], &JAVA)?,
            Tool::Scanner => programs(&["pdftoppm", "zbarimg"], &SCANNER)?,
            Tool::Documents => programs(&["curl", "node", "python3"], &DOCUMENTS)?,
            Tool::Fonts if has_apt() && !FONTS.iter().all(|font| is_installed(font)) => {
                if let Err(error) = packages(&FONTS) {
                    eprintln!("pictures will lack letters: {error:#}");
                }
            }
            Tool::Python if !succeeds(Command::new("python3").args(["-c", "import ensurepip, venv"])) => packages(&PYTHON)?,
            Tool::Postgres if !has_postgres() => packages(&POSTGRES)?,
            Tool::Chromium | Tool::Fonts | Tool::Postgres | Tool::Python => {}
        }
    }
    Ok(())
}

/// The driver of Chromium: `CHROMEDRIVER`, or the one on the `PATH`.
pub(super) fn chromedriver() -> Result<PathBuf> {
    if let Some(path) = env::var_os("CHROMEDRIVER") {
        return Ok(path.into());
    }
    on_path("chromedriver")
        .context("chromedriver is missing: install Chromium with its driver (Debian: chromium-driver), or set CHROMEDRIVER to where it is")
}

/// On the `PATH`, or where Debian keeps its versions.
fn has_postgres() -> bool {
    let debian =
        std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten().map(|version| version.path().join("bin"));
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).chain(debian).any(|folder| folder.join("initdb").is_file())
}

/// Where what only the tests need is kept: `target/tools`.
pub(super) fn folder() -> PathBuf {
    repo::target().join("tools")
}

/// A program of the `PATH`.
pub(super) fn on_path(name: &str) -> Option<PathBuf> {
    env::split_paths(&env::var_os("PATH").unwrap_or_default()).map(|folder| folder.join(name)).find(|path| path.is_file())
}

/// Makes sure that these programs are there, which are in these packages.
fn programs(names: &[&str], packaged: &[&str]) -> Result<()> {
    if names.iter().all(|name| on_path(name).is_some()) { Ok(()) } else { packages(packaged) }
}

fn component(name: &str, command: &str) -> Result<()> {
    let mut version = process::cargo();
    if succeeds(version.args([command, "--version"])) {
        return Ok(());
    }
    rustup::rustup(&["component", "add", name])
}

fn has_apt() -> bool {
    succeeds(Command::new("apt-get").arg("--version"))
}

fn is_installed(package: &str) -> bool {
    succeeds(Command::new("dpkg").args(["--status", package]))
}

fn succeeds(command: &mut Command) -> bool {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}

fn is_root() -> bool {
    process::output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

fn packages(names: &[&str]) -> Result<()> {
    let names_in_line = names.join(" ");
    if !has_apt() {
        bail!("missing, and there is no apt-get here to install it: what Debian calls {names_in_line}");
    }
    if !is_root() {
        bail!("missing: run `sudo apt-get install --no-install-recommends {names_in_line}`");
    }
    println!("installing {names_in_line}");
    apt(&["update"])?;
    apt(&[&["install", "--yes", "--no-install-recommends"], names].concat())
}

fn apt(words: &[&str]) -> Result<()> {
    process::run(
        Command::new("apt-get")
            // Somebody else may be installing: wait for them.
            .args(["-qq", "-o", "DPkg::Lock::Timeout=300"])
            .args(words)
            .env("DEBIAN_FRONTEND", "noninteractive")
            .stdin(Stdio::null())
            .stdout(Stdio::null()),
    )
}
