//! `cargo xtask torture`: the long form of the backend's torture test (`crates/server/tests/torture/`): killed hundreds of times
//! under load, with a provider that misbehaves, or told a hundred thousand webhooks of which half are lies; and the parsers, fed with ten
//! million mangled inputs. It never leaves this
//! machine, and ends after a bounded time.
//!
//! What is done and what must hold, it does not know: the test does.

use anyhow::Result;
use xtask::process;

/// How hard, and where.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// How many times the backend is killed, unless something else is asked for.
    #[arg(long, default_value_t = 300)]
    kills: u32,
    /// Instead: how many webhooks blow at it, duplicated, reordered, lost and forged. The full form is 100000.
    #[arg(long, conflicts_with = "kills")]
    webhooks: Option<u32>,
    /// Instead: how many runs of mangled and arbitrary input every parser together gets. The full form is 10000000.
    #[arg(long, conflicts_with_all = ["kills", "webhooks"])]
    fuzz: Option<u64>,
    /// Where everything random begins.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Which db.
    #[arg(long, value_enum, default_value_t = Db::Both)]
    db: Db,
    /// Who collects while the backend is killed.
    #[arg(long, value_enum, default_value_t = Provider::Compropago, conflicts_with_all = ["webhooks", "fuzz"])]
    provider: Provider,
}

/// Who collects.
#[derive(Clone, Copy, clap::ValueEnum)]
enum Provider {
    /// ComproPago in Mexico, KashIO in Peru.
    Compropago,
    /// Stripe in Mexico.
    Stripe,
    /// Mercado Pago in both.
    Mercadopago,
}

impl Provider {
    /// The test that kills, before the name of its db.
    fn test(self) -> &'static str {
        match self {
            Self::Compropago => "killed_at_any_moment_nothing_answered_is_lost",
            Self::Stripe => "killed_at_any_moment_nothing_answered_is_lost_by_stripe",
            Self::Mercadopago => "killed_at_any_moment_nothing_answered_is_lost_by_mercadopago",
        }
    }
}

/// The dbs there are.
#[derive(Clone, Copy, clap::ValueEnum)]
enum Db {
    Sqlite,
    Postgres,
    Both,
}

/// Tortures, one db after the other.
///
/// # Errors
///
/// When something does not hold, or there is no Postgres on this machine where it is asked for.
pub(crate) fn run(args: &Args) -> Result<()> {
    if let Some(runs) = args.fuzz {
        return fuzz(runs, args.seed);
    }
    let dbs: &[&str] = match args.db {
        Db::Sqlite => &["sqlite"],
        Db::Postgres => &["postgres"],
        Db::Both => &["sqlite", "postgres"],
    };
    let (name, how_hard) = match args.webhooks {
        Some(webhooks) => ("a_storm_of_webhooks_changes_nothing_but_what_is_true", ("FICHA_TORTURE_WEBHOOKS", webhooks)),
        None => (args.provider.test(), ("FICHA_TORTURE_KILLS", args.kills)),
    };
    let mut test = process::cargo();
    test.args(["test", "--package", "ficha-server", "--test", "torture", "--", "--nocapture", "--test-threads=1"]);
    test.args(dbs.iter().map(|db| format!("{name}_on_{db}")));
    test.env(how_hard.0, how_hard.1.to_string()).env("FICHA_TORTURE_SEED", args.seed.to_string());
    process::run(&mut test)
}

/// Optimised, with the checks of a test: the backend's parsers and those of every crate below it, then the widget's reader.
fn fuzz(runs: u64, seed: u64) -> Result<()> {
    for (package, only) in [("ficha-server", ["--test", "fuzz"].as_slice()), ("ficha", &["--lib", "read::mangled"])] {
        let mut test = process::cargo();
        test.args(["test", "--profile", "fuzz", "--package", package]).args(only).args(["--", "--nocapture"]);
        test.env("FICHA_FUZZ_RUNS", runs.to_string()).env("FICHA_TORTURE_SEED", seed.to_string());
        process::run(&mut test)?;
    }
    Ok(())
}
