//! `cargo xtask simulate`: plays the backend's whole life through, from seeds (`crates/simulator/`): new ones for a while, or one again by its
//! number; or proves that it has teeth, with faults put into a copy of the sources one at a time (`mutants.rs`).
//!
//! What is played and what must hold, it does not know.

mod mutants;

use anyhow::Result;
use xtask::process;

/// What to play.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Tells the story of this seed again, as short as it gets where it breaks a rule.
    #[arg(long)]
    seed: Option<u64>,
    /// Instead: plays new stories for so many hours.
    #[arg(long, conflicts_with_all = ["seed", "seconds"])]
    hours: Option<u64>,
    /// Instead: plays new stories for so many seconds.
    #[arg(long, conflicts_with = "seed", default_value_t = 120)]
    seconds: u64,
    /// Instead: plays new stories until so many days have passed in them.
    #[arg(long, conflicts_with_all = ["seed", "hours", "seconds"])]
    days: Option<u64>,
    /// The account that collects whatever it can, `stripe`; which one is drawn where none is named.
    #[arg(long)]
    provider: Option<String>,
    /// The first seed; from the clock where none is named.
    #[arg(long)]
    from: Option<u64>,
    /// Instead: puts faults into the sources, and looks whether each is found within a minute.
    #[arg(long, conflicts_with_all = ["seed", "hours"])]
    mutants: bool,
    /// Of the faults, only those whose name has this in it.
    #[arg(long, requires = "mutants")]
    only: Option<String>,
}

/// Plays.
///
/// # Errors
///
/// Where a rule is broken, or a fault is not found.
pub(crate) fn run(args: &Args) -> Result<()> {
    if args.mutants {
        return mutants::run(args.only.as_deref());
    }
    let seconds = args.hours.map_or(args.seconds, |hours| hours * 3600);
    let mut play = process::cargo();
    play.args(["run", "--profile", "simulate", "--package", "ficha-simulator", "--"]);
    match (args.seed, args.days) {
        (Some(seed), _) => play.args(["--seed", &seed.to_string()]),
        (None, Some(days)) => play.args(["--days", &days.to_string()]),
        (None, None) => play.args(["--seconds", &seconds.to_string()]),
    };
    if let Some(provider) = &args.provider {
        play.args(["--provider", provider]);
    }
    if let Some(from) = args.from {
        play.args(["--from", &from.to_string()]);
    }
    process::run(&mut play)
}
