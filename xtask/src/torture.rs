//! `cargo xtask torture`: the long form of the backend's torture test (`crates/backend/tests/torture/`): killed hundreds of times
//! under load, with a provider that misbehaves. It never leaves this machine, and ends after a bounded time.
//!
//! What is done and what must hold, it does not know: the test does.

use anyhow::Result;

use crate::process;

/// How hard, and where.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// How many times the backend is killed.
    #[arg(long, default_value_t = 300)]
    kills: u32,
    /// Where everything random begins.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Which db.
    #[arg(long, value_enum, default_value_t = Db::Both)]
    db: Db,
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
    let which = match args.db {
        Db::Sqlite => "sqlite",
        Db::Postgres => "postgres",
        Db::Both => "",
    };
    let mut test = process::cargo();
    test.args(["test", "--package", "ficha-backend", "--test", "torture", which, "--", "--nocapture", "--test-threads=1"]);
    test.env("FICHA_TORTURE_KILLS", args.kills.to_string()).env("FICHA_TORTURE_SEED", args.seed.to_string());
    process::run(&mut test)
}
