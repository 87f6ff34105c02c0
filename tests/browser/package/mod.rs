//! The npm package as a developer gets it: packed, installed, typed, built into the shops of `examples/`, and used in them.
//!
//! `cargo xtask test --only npm` installs the tarball and builds the shops; `FICHA_NPM` is where. What a checkout can do, the other
//! journeys tell: here it is only shown to work in each of these surroundings.

mod contents;
mod defined;
mod examples;
mod site;
mod typed;

use std::{env, path::PathBuf, process::Command};

/// Where everything has been installed.
fn folder() -> PathBuf {
    let folder = env::var_os("FICHA_NPM").expect("FICHA_NPM is set: run `cargo xtask test --only npm`");
    PathBuf::from(folder)
}

/// What a program of Node prints, run where everything is installed, and whether it was content.
fn runs(program: &str, arguments: &[&str]) -> (bool, String) {
    let output = Command::new(program).args(arguments).current_dir(folder()).env("NO_COLOR", "1").output();
    let output = output.unwrap_or_else(|error| panic!("{program} can be started: {error}"));
    let said = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8_lossy(&said).into_owned())
}
