//! The commands of this house: `cargo xtask COMMAND`. One file a command; this one only lists them.
//!
//! Deliberately knows nothing of what a command does: read its file.

mod bench;
mod build;
mod demo;
mod new_provider;
mod simulate;
mod size;
mod test;
mod tidy;
mod torture;

use std::process::ExitCode;

use clap::Parser;

/// The commands of this house.
#[derive(Parser)]
#[command(bin_name = "cargo xtask")]
enum Command {
    /// Measure the widget and the backend, beside their limits and their peers.
    Bench(bench::Args),
    /// Build what a page loads: the widget as WebAssembly, its glue, styles and languages, and the loader.
    BuildWidget {
        /// Build fast and large, for working on the widget: no rebuilt std, no optimisation.
        #[arg(long)]
        dev: bool,
    },
    /// Build what is released: the backend with the widget inside, the widget's files, the npm tarball.
    Build,
    /// Try it: a shop with sandbox and backend behind it, on this machine.
    Demo(demo::Args),
    /// Begin a provider: its folder, and the lines that make it known.
    NewProvider(new_provider::Args),
    /// Play the backend's whole life through, from seeds, and look whether what must hold does.
    Simulate(simulate::Args),
    /// Weigh what a page and a phone download against the budget.
    Size,
    /// Test everything: formatting, lints, rules of the house, native, wasm and browser tests.
    Test(test::Args),
    /// Check the rules of the house.
    Tidy,
    /// Kill the backend hundreds of times under load, and look what is lost: nothing may be.
    Torture(torture::Args),
}

fn main() -> ExitCode {
    let done = match Command::parse() {
        Command::Bench(args) => bench::run(&args),
        Command::BuildWidget { dev } => xtask::widget::build(dev),
        Command::Build => build::run(),
        Command::Demo(args) => demo::run(&args),
        Command::NewProvider(args) => new_provider::run(&args),
        Command::Simulate(args) => simulate::run(&args),
        Command::Size => size::run(),
        Command::Test(args) => test::run(&args),
        Command::Tidy => tidy::run(),
        Command::Torture(args) => torture::run(&args),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
