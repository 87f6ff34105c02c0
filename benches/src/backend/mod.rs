//! The backend's bench: what it can carry, and how that compares with the limits of this machine, found in the same run.
//!
//! What is said of it stands in `said.rs`; the widget is not known here.

mod carry;
mod client;
#[path = "../../../crates/server/tests/cluster/mod.rs"]
#[expect(dead_code, reason = "tests share one cluster; here there is one anyway")]
mod cluster;
mod growth;
pub(crate) mod limit;
mod load;
mod rows;
mod said;
mod streams;
mod times;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};

use self::carry::{Figures, Much};
use self::client::Question;
use self::growth::Grown;
use self::load::{Carried, Load, highest_rate};
use self::streams::Watched;
use crate::programs::{free_port, open_many_files, scratch};
use crate::report::Section;
use crate::shop::Shop;

/// What the backend's bench is told.
#[derive(clap::Args)]
pub(crate) struct Asked {
    #[command(flatten)]
    pub(crate) wanted: crate::Wanted,
    /// Up to how many orders the db grows; ten million need about 30 GB and half an hour.
    #[arg(long, value_name = "ORDERS")]
    grow_to: Option<i64>,
}

/// All that was found.
struct Found {
    /// Commits in a second through a bare SQLite, before and after what SQLite carries: the middle of both.
    commits: f64,
    /// An empty handler, at its highest rate.
    nothing: Carried,
    sqlite: Figures,
    postgres: Figures,
    watched: Watched,
    grown: Grown,
}

/// Measures it all, one after the other.
///
/// # Errors
///
/// When a program cannot be started, or answers what it should not.
pub(crate) fn measure(asked: &Asked) -> Result<Section> {
    open_many_files()?;
    let folder = tempfile::tempdir_in(scratch()?)?;
    // One thread asks: the rest of the machine is for who answers.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let found = runtime.block_on(find(folder.path(), asked))?;
    said::section(&found)
}

async fn find(folder: &Path, asked: &Asked) -> Result<Found> {
    let short = asked.wanted.short;
    let time = Duration::from_secs(if short { 2 } else { 4 });
    let much = Much { orders: if short { 15_000 } else { 40_000 }, webhooks: if short { 3_000 } else { 8_000 }, time };

    println!("the limits of this machine ...");
    let before = bare_commits(&folder.join("bare-before"), time)?;
    let (handler, port) = limit::empty_handler()?;
    let question = Arc::new(|_: usize| Question::get("/"));
    let nothing = Load { question, questions: usize::MAX, ports: vec![port], wanted: 200, keeps: false };
    let nothing = highest_rate(&nothing, time).await.context("the empty handler")?;
    drop(handler);

    println!("SQLite ...");
    let sqlite = carried(&[Shop::on_sqlite(&folder.join("sqlite"), free_port()?)?], much).await.context("SQLite")?;
    // A disk's rate moves from one minute to the next, so what is beside it is measured on both sides.
    let commits = f64::midpoint(before, bare_commits(&folder.join("bare-after"), time)?);

    println!("Postgres, two copies ...");
    let cluster = cluster::Cluster::start("");
    let (provider, database) = (free_port()?, cluster.database());
    let copy = || Shop::on(&folder.join("postgres"), provider, database.clone());
    let postgres = carried(&[copy()?, copy()?], much).await.context("Postgres")?;

    println!("open streams ...");
    let shop = Shop::on_sqlite(&folder.join("streams"), free_port()?)?;
    shop.sell("btn_bench")?;
    let (provider, backend) = (shop.provider()?, shop.open()?);
    let watched = streams::measure(&shop, &backend, if short { 500 } else { 2_000 }).await.context("streams")?;
    drop((provider, backend));

    println!("a growing db ...");
    let shop = Shop::on_sqlite(&folder.join("growing"), free_port()?)?;
    let _provider = shop.silent_provider()?;
    shop.sell("btn_bench")?;
    let most = asked.grow_to.unwrap_or(if short { 100_000 } else { 1_000_000 });
    let sizes: Vec<i64> = std::iter::successors(Some(1_000), |size| Some(size * 10)).take_while(|size| *size <= most).collect();
    let times = if short { 100 } else { 300 };
    let grown = growth::measure(&shop, &folder.join("growing/ficha.db"), &shop.token()?, &sizes, times).await?;
    Ok(Found { commits, nothing, sqlite, postgres, watched, grown })
}

/// Commits in a second through a bare SQLite, in a db of its own in this folder.
fn bare_commits(folder: &Path, time: Duration) -> Result<f64> {
    let shop = Shop::on_sqlite(folder, free_port()?)?;
    shop.token()?;
    let rate = limit::commits(&folder.join("ficha.db"), time)?;
    println!("  {rate:.0} bare commits a second");
    Ok(rate)
}

/// What these shops carry together, which are one: with the same db and the same provider.
async fn carried(shops: &[Shop], much: Much) -> Result<Figures> {
    let first = shops.first().context("one shop at least")?;
    first.sell("btn_bench")?;
    let _provider = first.silent_provider()?;
    let backends = shops.iter().map(Shop::open).collect::<Result<Vec<_>>>()?;
    let ports: Vec<u16> = shops.iter().map(|shop| shop.port).collect();
    let figures = carry::measure(&ports, first.sandbox_port, much).await;
    drop(backends);
    figures
}
