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

use self::{browsers::Browser, tally::Tally, tools::Tool};
use crate::{build_widget, process, repo, size, tidy};

/// What to test.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Only this step.
    #[arg(long, value_name = "STEP")]
    only: Option<Step>,
}

/// One thing that must hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Step {
    /// Sources are formatted.
    Format,
    /// The linter has nothing to say, on the server and in the browser, and no link of the libraries' docs leads nowhere.
    Clippy,
    /// The rules of the house are kept.
    Tidy,
    /// The widget builds, and is within its budget.
    Widget,
    /// What runs on this machine.
    Native,
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
    /// The provider's own published SDKs, unchanged, against the sandbox.
    Sdk,
    /// The backend's API, asked whatever its own description allows and forbids.
    Described,
    /// What we publish, before programs that we did not write: linters, generators, a validator, an auditor.
    Judges,
}

/// The target of what runs in a browser.
const WASM: [&str; 2] = ["--target", "wasm32-unknown-unknown"];

impl Step {
    fn needs(self) -> &'static [Tool] {
        match self {
            Self::Format => &[Tool::Rustfmt],
            Self::Clippy => &[Tool::Clippy],
            Self::Tidy | Self::Widget => &[],
            Self::Native => &[Tool::Postgres, Tool::Documents],
            Self::Wasm => &[Tool::Chromium],
            Self::Browser => &[Tool::Chromium, Tool::Fonts, Tool::Axe, Tool::Scanner],
            Self::Npm => &[Tool::Chromium, Tool::Fonts, Tool::Npm],
            Self::Firefox => &[Tool::Firefox, Tool::Fonts],
            Self::Webkit => &[Tool::WebKit, Tool::Fonts],
            Self::Floor => &[Tool::Wpe, Tool::Fonts],
            Self::Sdk | Self::Described => &[Tool::Python],
            Self::Judges => &[Tool::Chromium, Tool::Fonts, Tool::Java, Tool::Npm, Tool::Python],
        }
    }

    fn run(self, tally: &mut Tally) -> Result<()> {
        match self {
            Self::Format => process::run(process::cargo().args(["fmt", "--all", "--check"]))
                .context("run `cargo fmt --all` and look at what it changed"),
            Self::Clippy => clippy(),
            Self::Tidy => tidy::run(),
            Self::Widget => {
                build_widget::run(&build_widget::Args { dev: false })?;
                size::run()
            }
            // The same packages as in the browser's step: other ones would compile their dependencies anew.
            Self::Native => tally.run(process::cargo().args(["test", "--no-fail-fast"])),
            Self::Wasm => wasm(tally),
            Self::Browser => tally.run(&mut Browser::Chromium.tests()?),
            Self::Npm => tally.run(&mut browsers::tests_of_package(&npm::install()?)?),
            Self::Firefox => tally.run(&mut Browser::Firefox.tests()?),
            Self::Webkit => tally.run(&mut Browser::WebKit.tests()?),
            Self::Floor => tally.run(&mut Browser::Wpe.tests()?),
            Self::Sdk => {
                sdk::install()?;
                tally.run(process::cargo().args(["test", "--features", "ficha-sandbox/vendor-sdk", "--test", "vendor_sdk"]))
            }
            Self::Described => {
                let program = schemathesis::install()?;
                let mut test = process::cargo();
                test.args(["test", "--features", "browser-tests", "--test", "described"]);
                tally.run(test.env("FICHA_SCHEMATHESIS", program))
            }
            Self::Judges => {
                build_widget::run(&build_widget::Args { dev: false })?;
                tally.run(&mut judges::tests()?)
            }
        }
    }
}

/// Runs the steps and prints what they took.
///
/// # Errors
///
/// With the first step that fails; those after it have then not been run.
pub(crate) fn run(args: &Args) -> Result<()> {
    let steps: Vec<Step> =
        Step::value_variants().iter().copied().filter(|step| args.only.is_none_or(|only| only == *step)).collect();
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
        println!("{:<8} {}", name(*step), seconds(*time));
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
    // Of the libraries alone, because all of it with what is private takes three times as long.
    process::run(process::cargo().args(["doc", "--no-deps", "--lib"]).env("RUSTDOCFLAGS", "-D warnings"))
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
