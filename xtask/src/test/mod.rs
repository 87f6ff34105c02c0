//! `cargo xtask test`: everything that must hold, in the order in which a mistake is cheapest to hear of.
//!
//! Installs what is missing where it may, stops at the first step that fails, and closes with one line of numbers.
//! What the tests test, this does not know.

mod axe;
mod browsers;
mod judges;
mod npm;
mod python;
mod schemathesis;
mod sdk;
mod tally;
pub(crate) mod tools;

use std::{
    process::Command,
    time::{Duration, Instant},
};

use anyhow::{Context, Result};
use clap::ValueEnum;
use xtask::{process, repo, rustup, widget};

use self::{browsers::Browser, tally::Tally, tools::Tool};
use crate::{size, tidy};

/// What to test.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Only this step.
    #[arg(long, value_name = "STEP")]
    only: Option<Step>,
    /// What a change is tried with while it is made: format, tidy, rules, providers, routes.
    #[arg(long, conflicts_with = "only")]
    quick: bool,
}

/// One thing that must hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Step {
    /// Sources are formatted.
    Format,
    /// The linter has nothing to say, on the server and in the browser, and no link of the libraries' docs leads nowhere.
    Clippy,
    /// The backend as a library, built as an edge engine would: without sockets, files, drivers or threads.
    Edge,
    /// The rules of the house are kept.
    Tidy,
    /// The widget builds, and is within its budget.
    Widget,
    /// What runs on this machine.
    Native,
    /// Stories of orders from the first seed on, for two minutes.
    Simulate,
    /// What runs in a browser, piece by piece.
    Wasm,
    /// The whole product, in Chromium, as a shopper uses it.
    Browser,
    /// The npm package, installed from its tarball: its types, and the example shops built with it and bought in.
    Npm,
    /// The same journeys in Firefox.
    Firefox,
    /// The same journeys in WebKitGTK, which is Safari's engine.
    Webkit,
    /// A way to pay in a browser too old for the widget.
    Floor,
    /// The providers' own published clients, unchanged, against the sandbox.
    Sdk,
    /// The backend's API, asked whatever its own description allows and forbids.
    Described,
    /// What we publish, before programs that we did not write: linters, generators, a validator, an auditor.
    Judges,
    /// Of the native step: the rules of collecting money, the JSON, and what is drawn.
    Rules,
    /// Of the native step: every provider, asked what all are asked.
    Providers,
    /// Of the native step: every route of the backend.
    Routes,
}

/// The quick form: what most mistakes are found by, without a browser, and with nothing installed but Postgres' programs.
const QUICK: [Step; 5] = [Step::Format, Step::Tidy, Step::Rules, Step::Providers, Step::Routes];

/// What the native step runs as a whole.
const IN_NATIVE: [Step; 3] = [Step::Rules, Step::Providers, Step::Routes];

/// The target of what runs in a browser.
const WASM: [&str; 2] = ["--target", rustup::WASM];

impl Step {
    fn needs(self) -> &'static [Tool] {
        match self {
            Self::Format => &[Tool::Rustfmt],
            Self::Clippy => &[Tool::Clippy, Tool::Wasm32],
            Self::Edge => &[Tool::Wasm32],
            Self::Tidy | Self::Widget | Self::Simulate | Self::Rules | Self::Providers => &[],
            Self::Routes => &[Tool::Postgres],
            Self::Native => &[Tool::Postgres, Tool::Documents],
            Self::Wasm => &[Tool::Chromium, Tool::Wasm32],
            Self::Browser => &[Tool::Chromium, Tool::Fonts, Tool::Axe, Tool::Scanner],
            Self::Npm => &[Tool::Chromium, Tool::Fonts, Tool::Npm],
            Self::Firefox => &[Tool::Firefox, Tool::Fonts],
            Self::Webkit => &[Tool::WebKit, Tool::Fonts],
            Self::Floor => &[Tool::Wpe, Tool::Fonts],
            Self::Sdk => &[Tool::Npm, Tool::Python],
            Self::Described => &[Tool::Python],
            Self::Judges => &[Tool::Chromium, Tool::Fonts, Tool::Java, Tool::Npm, Tool::Python],
        }
    }

    fn run(self, tally: &mut Tally) -> Result<()> {
        match self {
            Self::Format => process::run(process::cargo().args(["fmt", "--all", "--check"]))
                .context("run `cargo fmt --all` and look at what it changed"),
            Self::Clippy => clippy(),
            Self::Tidy => tidy::run(),
            Self::Edge => process::run(process::cargo().args(["check", "--package", "ficha-backend"]).args(WASM)),
            Self::Widget => {
                widget::build(false)?;
                size::run()
            }
            Self::Native => native(tally),
            // Of all packages: it is the very program that the native step builds.
            Self::Simulate => {
                let mut test = process::cargo();
                tally.run(test.args(["test", "--test", "first_stories"]).env("FICHA_SIMULATE_SECONDS", "120"))
            }
            Self::Wasm => wasm(tally),
            Self::Browser => tally.run(&mut Browser::Chromium.tests()?),
            Self::Npm => tally.run(&mut browsers::tests_of_package(&npm::install()?)?),
            Self::Firefox => tally.run(&mut Browser::Firefox.tests()?),
            Self::Webkit => tally.run(&mut Browser::WebKit.tests()?),
            Self::Floor => tally.run(&mut Browser::Wpe.tests()?),
            Self::Sdk => {
                sdk::install()?;
                tally.run(process::cargo().args(["test", "--features", "ficha-sandbox/vendor-sdk"]).args(sdk::TESTS))
            }
            Self::Described => {
                let program = schemathesis::install()?;
                let mut test = process::cargo();
                test.args(["test", "--features", "browser-tests", "--test", "judges", judges::SCHEMATHESIS]);
                tally.run(test.env("FICHA_SCHEMATHESIS", program))
            }
            Self::Judges => {
                widget::build(false)?;
                tally.run(&mut judges::tests()?)
            }
            Self::Rules => tally.run(process::cargo().args([
                "test",
                "--package",
                "ficha-payments",
                "--package",
                "ficha-api",
                "--package",
                "ficha-views",
            ])),
            Self::Providers => tally.run(process::cargo().args(["test", "--package", "ficha-providers"])),
            // Of all packages, not of the backend alone: so it is the very program that the native step builds.
            Self::Routes => tally.run(process::cargo().args(["test", "--test", "routes"])),
        }
    }
}

/// The steps that are asked for, in their order. Without a word all of them, none twice.
fn steps(args: &Args) -> Vec<Step> {
    match args.only {
        Some(step) => vec![step],
        None if args.quick => QUICK.to_vec(),
        None => Step::value_variants().iter().copied().filter(|step| !IN_NATIVE.contains(step)).collect(),
    }
}

/// Runs the steps and prints what they took.
///
/// # Errors
///
/// With the first step that fails; those after it have then not been run.
pub(crate) fn run(args: &Args) -> Result<()> {
    let steps = steps(args);
    let mut tally = Tally::default();
    let mut times = Vec::new();
    let outcome = tools::install(steps.iter().flat_map(|step| step.needs())).and_then(|()| {
        steps.iter().try_for_each(|step| {
            println!("\n== {}", name(*step));
            let start = Instant::now();
            let outcome = step.run(&mut tally).with_context(|| format!("{} failed", name(*step)));
            times.push((*step, start.elapsed()));
            outcome
        })
    });
    println!();
    for (step, time) in &times {
        println!("{:<9} {}", name(*step), seconds(*time));
    }
    println!("\n{tally}");
    outcome
}

fn name(step: Step) -> String {
    step.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned())
}

fn seconds(time: Duration) -> String {
    format!("{:>4} s", time.as_secs())
}

fn clippy() -> Result<()> {
    let strict = ["--", "-D", "warnings"];
    process::run(
        process::cargo().args(["clippy", "--workspace", "--all-targets", "--features", "ficha/browser-tests"]).args(strict),
    )?;
    process::run(process::cargo().args(["clippy", "--package", "ficha", "--tests", "--lib"]).args(WASM).args(strict))?;
    // Of the libraries alone, because all of it with what is private takes three times as long. Of the whole workspace, because what
    // they stand on has then been checked above, with the same features.
    process::run(process::cargo().args(["doc", "--workspace", "--no-deps", "--lib"]).env("RUSTDOCFLAGS", "-D warnings"))
}

/// The product, then what builds it: together they would be compiled once more, with each other's features.
fn native(tally: &mut Tally) -> Result<()> {
    // The same packages as in the browser's step, for the same reason.
    let product = tally.run(process::cargo().args(["test", "--no-fail-fast"]));
    let ours = ["xtask", "widget-build"].map(|package| tally.run(process::cargo().args(["test", "--package", package])));
    ours.into_iter().fold(product, Result::and)
}

fn wasm(tally: &mut Tally) -> Result<()> {
    process::run(process::cargo().args(["build", "--package", "wasm-test-runner"]))?;
    let mut tests: Command = process::cargo();
    tests
        .args(["test", "--package", "ficha", "--lib", "--tests"])
        .args(WASM)
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", repo::target().join("debug/wasm-test-runner"))
        .env("WASM_BINDGEN_USE_BROWSER", "1")
        .env("CHROMEDRIVER", tools::chromedriver()?);
    tally.run(&mut tests)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_is_each_step_once_and_quick_is_five_of_them_or_of_their_parts() {
        let asked = |only, quick| steps(&Args { only, quick });
        let all = asked(None, false);
        assert_eq!((all.first(), all.last()), (Some(&Step::Format), Some(&Step::Judges)));
        assert!(all.contains(&Step::Native) && !all.iter().any(|step| IN_NATIVE.contains(step)));
        assert_eq!(all.len() + IN_NATIVE.len(), Step::value_variants().len());
        let quick = asked(None, true);
        assert_eq!(quick, QUICK);
        assert!(quick.iter().all(|step| all.contains(step) || IN_NATIVE.contains(step)));
        assert_eq!(asked(Some(Step::Routes), false), [Step::Routes]);
    }
}
