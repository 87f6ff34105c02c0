//! `cargo xtask bench`: builds what is measured as it is released, and has `benches/` measure it. The long form writes
//! `docs/performance.md`, the short one the same tables where cargo builds.
//!
//! What is measured, and what may come of it, is not known here.

use std::process::Command;

use anyhow::{Context, Result};
use xtask::{process, repo, widget};

use crate::test::tools::{self, Tool};

/// What, and how long.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Only one of the two.
    #[arg(value_enum)]
    what: Option<What>,
    /// Within ten minutes once everything is built; into target/bench/performance.md.
    #[arg(long)]
    short: bool,
}

/// The benches there are.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum What {
    /// What a page and a phone pay.
    Widget,
    /// What a merchant's machine carries.
    Backend,
}

impl What {
    fn name(self) -> &'static str {
        match self {
            Self::Widget => "widget",
            Self::Backend => "backend",
        }
    }
}

/// Builds, measures, writes.
///
/// # Errors
///
/// When something does not build, or a bench does not come to its end.
pub(crate) fn run(args: &Args) -> Result<()> {
    if args.what != Some(What::Backend) {
        widget::build(false)?;
        tools::install([Tool::Chromium, Tool::Npm].iter())?;
        for folder in ["peers", "twin"] {
            bundle(folder).with_context(|| format!("benches/{folder} cannot be bundled"))?;
        }
    }
    // One by one: built together, the backend would carry the sandbox's half of the providers.
    for package in ["ficha-server", "ficha-sandbox", "ficha-bench"] {
        process::run(process::cargo().args(["build", "--release", "--package", package]))?;
    }
    let out = if args.short { repo::target().join("bench") } else { repo::root().join("docs") };
    for what in [What::Widget, What::Backend].into_iter().filter(|what| args.what.is_none_or(|only| only == *what)) {
        println!("\n== {}", what.name());
        let mut bench = process::cargo();
        bench.args(["run", "--quiet", "--release", "--package", "ficha-bench", "--", what.name(), "--out"]).arg(&out);
        if args.short {
            bench.arg("--short");
        }
        process::run(&mut bench)?;
    }
    Ok(())
}

/// Installs what a folder of `benches/` takes from npm, as its lock says, and bundles it to where the bench looks.
fn bundle(folder: &str) -> Result<()> {
    let source = repo::root().join("benches").join(folder);
    let bundles = repo::target().join("bench").join(folder);
    std::fs::create_dir_all(&bundles)?;
    process::run(Command::new("npm").args(["ci", "--silent"]).current_dir(&source))?;
    process::run(Command::new("node").arg("build.js").arg(&bundles).current_dir(&source))
}
