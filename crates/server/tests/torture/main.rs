//! The backend killed at random moments, again and again, while customers order and pay and the provider misbehaves; and then
//! the question what was lost (`webhooks/` is a storm without a kill). The real binary, the real sockets of this machine alone, SQLite and Postgres.
//!
//! What is short here is long in `cargo xtask torture --kills 300`, which sets the variables below. Everything random comes
//! of one seed, but for what the scheduler of this machine adds.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test that cannot unwrap says less, not more")]

#[path = "../cluster/mod.rs"]
mod cluster;
mod collectors;
mod copies;
mod invariants;
mod load;
mod races;
mod random;
mod victim;
mod webhooks;

use collectors::{COMPROPAGO, Collectors, MERCADOPAGO, STRIPE};
use load::{Load, Told};
use races::Raced;
use random::Dice;
use sandbox::{Options, Sandbox};
use std::sync::Arc;
use std::time::{Duration, Instant};
use victim::Victim;

/// How many customers order at the same time.
const CUSTOMERS: u64 = 6;

/// How many orders meanwhile have something happen to them while a slip is being made.
const RACERS: u64 = 4;

/// A number from the environment, where the long form has set it.
fn said(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).map_or(otherwise, |said| said.parse().expect("a whole number"))
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_any_moment_nothing_answered_is_lost_on_sqlite() {
    on_sqlite(&COMPROPAGO).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_any_moment_nothing_answered_is_lost_on_postgres() {
    torture("Postgres", &cluster::cluster().database(), &COMPROPAGO).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_any_moment_nothing_answered_is_lost_by_stripe_on_sqlite() {
    on_sqlite(&STRIPE).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_any_moment_nothing_answered_is_lost_by_stripe_on_postgres() {
    torture("Postgres", &cluster::cluster().database(), &STRIPE).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_any_moment_nothing_answered_is_lost_by_mercadopago_on_sqlite() {
    on_sqlite(&MERCADOPAGO).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_any_moment_nothing_answered_is_lost_by_mercadopago_on_postgres() {
    torture("Postgres", &cluster::cluster().database(), &MERCADOPAGO).await;
}

async fn on_sqlite(collectors: &'static Collectors) {
    let folder = tempfile::tempdir().unwrap();
    torture("SQLite", &format!("sqlite:{}", folder.path().join("ficha.db").display()), collectors).await;
}

async fn torture(db: &str, database_url: &str, collectors: &'static Collectors) {
    let name = format!("{}, {db}", collectors.name);
    let (kills, seed) = (said("FICHA_TORTURE_KILLS", 4), said("FICHA_TORTURE_SEED", 1));
    // Many times what it takes where nothing else runs.
    let limit = Duration::from_secs(120 + 10 * kills);
    let began = Instant::now();
    let done = tokio::time::timeout(limit, whole(database_url, kills, seed, collectors)).await;
    let found = done.unwrap_or_else(|_| panic!("{name}: not done within {limit:?}"));
    let told = &found.told;
    println!(
        "{name}, seed {seed}: {kills} kills in {:.0?}; {} charges answered, {} of them to customers who had left and came back, {} \
         paid; {} requests without an answer, {} refused for now, {} asked again and answered the same; {} keys spent, with {} charges at the \
         provider that nobody was shown; {} orders were raced for, {} times something happened while a slip was made",
        began.elapsed(),
        told.answered.len(),
        told.left.len(),
        told.answered.iter().filter(|answered| answered.paid).count(),
        told.unanswered,
        told.refused,
        found.replayed,
        told.spent,
        found.never_shown,
        found.raced.orders.len(),
        found.raced.meanwhile,
    );
    let wrong = found.wrong;
    assert!(wrong.is_empty(), "{name}, seed {seed}, {} wrong:\n{}", wrong.len(), wrong.join("\n"));
    let least = usize::try_from(kills).unwrap();
    assert!(told.answered.len() > least && told.answered.iter().any(|answered| answered.paid), "there was hardly any load");
}

/// What was found out.
struct Found {
    told: Told,
    replayed: usize,
    never_shown: usize,
    raced: Raced,
    wrong: Vec<String>,
}

async fn whole(database_url: &str, kills: u64, seed: u64, collectors: &'static Collectors) -> Found {
    let port = free_port();
    let webhook = Some(format!("http://127.0.0.1:{port}/webhooks/{{provider}}"));
    let provider = Sandbox::start(Options { webhook, ..Options::default() }).await.unwrap();
    let mut victim = Victim::new(port, database_url, &provider, collectors);
    victim.sell();
    let load = Arc::new(Load::new(port, provider.address, collectors));
    for (path, told) in collectors.accounts.iter().filter_map(|account| account.named_apart(port)) {
        load.control("PUT", &path, told).await;
    }
    let customers: Vec<_> = (0..CUSTOMERS).map(|number| tokio::spawn(Arc::clone(&load).customer(number, seed))).collect();

    let token = victim.token();
    let racers: Vec<_> = (0..RACERS).map(|number| tokio::spawn(Arc::clone(&load).racer(number, seed, token.clone()))).collect();

    let mut dice = Dice::new(seed);
    for _ in 0..kills {
        victim.start();
        load.until_alive().await;
        for _ in 0..3 {
            load.control("POST", "/control/faults", dice.one_of(collectors.faults)).await;
        }
        // The random moment itself.
        tokio::time::sleep(Duration::from_millis(dice.between(20, 700))).await;
        victim.kill();
    }
    load.control("DELETE", "/control/faults", "").await;
    victim.start();
    load.until_alive().await;
    load.end();
    for customer in customers.into_iter().chain(racers) {
        customer.await.unwrap();
    }
    let mut told = load.told();
    let (replayed, mut wrong) = invariants::asked_again(&load, &told).await;
    victim.kill();
    let (never_shown, more) = invariants::compared(&victim.config(), &load, &mut told).await;
    wrong.extend(more);
    Found { told, replayed, never_shown, raced: load.raced(), wrong }
}

/// A port of this machine that nobody has now.
fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}
