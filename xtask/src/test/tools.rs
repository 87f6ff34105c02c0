//! What the tests need besides Rust: found, installed where we may, and otherwise named with the way to get it.

use std::{
    collections::BTreeSet,
    env,
    path::PathBuf,
    process::{Command, Stdio},
};

use anyhow::{Context, Result, bail};

use crate::process;

/// Something a step cannot do without.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Tool {
    Rustfmt,
    Clippy,
    /// The browser and its driver.
    Chromium,
    /// For the provider's published SDKs.
    Python,
    /// The programs of a server: the tests start one of their own.
    Postgres,
    /// Letters for the pictures. Missing ones spoil a picture and no test.
    Fonts,
}

/// Where Debian and its children keep them.
const CHROMIUM: [&str; 2] = ["chromium", "chromium-driver"];
const PYTHON: [&str; 2] = ["python3", "python3-venv"];
const POSTGRES: [&str; 1] = ["postgresql"];
const FONTS: [&str; 2] = ["fonts-noto-core", "fonts-noto-color-emoji"];

/// Makes sure that each tool is there.
///
/// # Errors
///
/// When one is missing and cannot be installed by us: the message says how to get it.
pub(super) fn install<'a>(tools: impl Iterator<Item = &'a Tool>) -> Result<()> {
    for tool in tools.collect::<BTreeSet<_>>() {
        match tool {
            Tool::Rustfmt => component("rustfmt", "fmt")?,
            Tool::Clippy => component("clippy", "clippy")?,
            Tool::Chromium if chromedriver().is_err() => {
                packages(&CHROMIUM)?;
                chromedriver()?;
            }
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
    env::split_paths(&env::var_os("PATH").unwrap_or_default())
        .map(|folder| folder.join("chromedriver"))
        .find(|path| path.is_file())
        .context("chromedriver is missing: install Chromium with its driver (Debian: chromium-driver), or set CHROMEDRIVER to where it is")
}

/// On the `PATH`, or where Debian keeps its versions.
fn has_postgres() -> bool {
    let debian =
        std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten().map(|version| version.path().join("bin"));
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).chain(debian).any(|folder| folder.join("initdb").is_file())
}

fn component(name: &str, command: &str) -> Result<()> {
    let mut version = process::cargo();
    if succeeds(version.args([command, "--version"])) {
        return Ok(());
    }
    process::run(Command::new("rustup").args(["component", "add", name]).current_dir(crate::repo::root()))
        .with_context(|| format!("{name} is missing: run `rustup component add {name}`"))
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
