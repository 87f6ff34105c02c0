//! `ficha-bench`: measures the widget or the backend beside their limits and their peers, in one run on one machine, and writes what
//! came out into one page. `cargo xtask bench` builds what is measured and runs this.
//!
//! What is measured how, it does not know: each bench has a folder.

mod backend;
mod programs;
mod report;
mod shop;
mod widget;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

/// Measures, and writes tables, targets and plots.
#[derive(Parser)]
#[command(name = "ficha-bench")]
struct Cli {
    #[command(subcommand)]
    bench: Bench,
}

#[derive(Subcommand)]
enum Bench {
    /// The widget in a browser, beside what a shop would use instead, and beside the same checkout by hand.
    Widget(widget::Asked),
    /// The backend under load, beside a bare SQLite and an empty handler; and how cost grows with what is kept.
    Backend(backend::Asked),
    /// What the backend is held against: answers every `GET /` with nothing.
    #[command(hide = true)]
    EmptyHandler {
        /// Where to listen.
        #[arg(long)]
        port: u16,
    },
}

/// What every bench is told.
#[derive(Args)]
struct Wanted {
    /// Fewer and shorter runs: the same tables, less certain.
    #[arg(long)]
    short: bool,
    /// The folder whose `performance.md` gets the section, and whose `performance/` gets the plots.
    #[arg(long, value_name = "DIR", default_value = "docs")]
    out: PathBuf,
}

fn main() -> ExitCode {
    let written = match Cli::parse().bench {
        Bench::Widget(asked) => widget::measure(&asked).and_then(|section| report::write(&asked.wanted.out, &section)),
        Bench::Backend(asked) => backend::measure(&asked).and_then(|section| report::write(&asked.wanted.out, &section)),
        Bench::EmptyHandler { port } => backend::limit::handle_nothing(port).map(|()| PathBuf::new()),
    };
    match written {
        Ok(page) => {
            println!("written: {}", page.display());
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
