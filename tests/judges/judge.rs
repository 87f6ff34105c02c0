//! Another program, asked once: where it is, and what it said. What it is asked is not known here.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

/// A program of npm, by its name.
pub(crate) fn of_npm(name: &str) -> Command {
    Command::new(npm().join("node_modules/.bin").join(name))
}

/// The folder that npm has filled.
pub(crate) fn npm() -> PathBuf {
    folder("FICHA_JUDGES")
}

/// The folder with the providers' own specifications.
pub(crate) fn specifications() -> PathBuf {
    folder("FICHA_SPECIFICATIONS")
}

/// A program of Python, by its name; those beside it are found too.
pub(crate) fn of_python(name: &str) -> Command {
    let programs = folder("FICHA_JUDGES_PYTHON").join("bin");
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::join_paths([programs.clone()].into_iter().chain(std::env::split_paths(&path))).unwrap();
    let mut command = Command::new(programs.join(name));
    command.env("PATH", path);
    command
}

fn folder(name: &str) -> PathBuf {
    std::env::var_os(name).map(PathBuf::from).expect("cargo xtask test --only judges says where it is")
}

/// A file that stands beside these tests.
pub(crate) fn beside(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/judges").join(name)
}

/// What a program said, and whether it was content.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) content: bool,
    pub(crate) out: String,
    pub(crate) all: String,
}

/// Runs it to its end. What waits meanwhile goes on: the product it asks runs in this very process.
pub(crate) async fn asked(mut command: Command) -> Said {
    let name = format!("{command:?}");
    let output = tokio::task::spawn_blocking(move || command.output()).await.unwrap();
    let output = output.unwrap_or_else(|error| panic!("{name} cannot be run: {error}"));
    let out = String::from_utf8_lossy(&output.stdout).into_owned();
    let all = format!("{name}\n{out}\n{}", String::from_utf8_lossy(&output.stderr));
    Said { content: output.status.success(), out, all }
}
