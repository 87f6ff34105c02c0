//! What the backend does without being asked: it reconciles, tells shops, forgets, and hears what other copies of it change.
//!
//! Reconciling, telling and forgetting are for one copy at a time: whoever holds the lease in the db. A copy that ends gives it back, and
//! one that is killed loses it within half a minute. What is done in a round is not known here.

use crate::clock::Clock;
use crate::db::{Db, DbError, leases, postgres};
use crate::{Backend, forget, id, reconcile};
use payments::Moment;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// How often reconcile looks whether something is due.
const RECONCILE: Duration = Duration::from_secs(15);

/// How often it is looked whether there is something to tell.
const TELL: Duration = Duration::from_secs(1);

/// How often it is looked whether there is something to forget.
const FORGET: Duration = Duration::from_secs(600);

/// How often callers who do not call any more are forgotten.
const CALLERS: Duration = Duration::from_secs(60);

/// For how many seconds a lease is held; it is renewed when half of that has gone.
const LEASE: i64 = 30;

/// What is done again and again, by one copy at a time.
#[derive(Clone, Copy)]
enum Work {
    Reconcile,
    Tell,
    Forget,
}

impl Work {
    /// The name of its lease.
    const fn id(self) -> &'static str {
        match self {
            Self::Reconcile => "reconcile",
            Self::Tell => "notify",
            Self::Forget => "forget",
        }
    }

    const fn pause(self) -> Duration {
        match self {
            Self::Reconcile => RECONCILE,
            Self::Tell => TELL,
            Self::Forget => FORGET,
        }
    }

    async fn round(self, backend: &Backend) -> Result<usize, DbError> {
        match self {
            Self::Reconcile => reconcile::round(&*backend.db, &backend.collect, backend.clock.now()).await,
            Self::Tell => backend.notify.round().await,
            Self::Forget => forget::round(&*backend.db, backend.clock.now()).await,
        }
    }
}

/// Works until the backend is to end.
pub(crate) async fn work(backend: Arc<Backend>, ending: watch::Receiver<bool>) {
    let holder = id::request();
    let reconciling = in_turn(&backend, Work::Reconcile, &holder, ending.clone());
    let telling = in_turn(&backend, Work::Tell, &holder, ending.clone());
    let forgetting = in_turn(&backend, Work::Forget, &holder, ending.clone());
    let counting = forget_callers(&backend, ending.clone());
    tokio::join!(reconciling, telling, forgetting, counting, hear(&backend, ending));
}

/// Does it again and again while the lease is held, and gives the lease back at the end.
async fn in_turn(backend: &Backend, work: Work, holder: &str, mut ending: watch::Receiver<bool>) {
    let mut lease = Lease { name: work.id(), holder: holder.to_owned(), until: None };
    loop {
        let done = match lease.hold(&*backend.db, &*backend.clock).await {
            Ok(true) => work.round(backend).await,
            Ok(false) => Ok(0),
            Err(error) => Err(error),
        };
        match done {
            Ok(0) => {}
            Ok(times) => tracing::info!(work = work.id(), times, "done"),
            Err(error) => tracing::error!(work = work.id(), %error, "a round could not be finished"),
        }
        if pause_or_end(&mut ending, tokio::time::sleep(work.pause())).await {
            break;
        }
    }
    lease.give_back(&*backend.db).await;
}

/// Forgets who has not called for a while: every copy for itself, because every copy counts for itself.
async fn forget_callers(backend: &Backend, mut ending: watch::Receiver<bool>) {
    while !pause_or_end(&mut ending, tokio::time::sleep(CALLERS)).await {
        backend.limits.forget();
    }
}

/// Where several copies share a db, hears what the others change.
async fn hear(backend: &Backend, mut ending: watch::Receiver<bool>) {
    let url = &backend.config.database_url;
    if !postgres::is_address(url) {
        return;
    }
    match postgres::Address::parse(url) {
        Ok(address) => {
            pause_or_end(&mut ending, postgres::listen::forever(address, backend.live.clone())).await;
        }
        Err(reason) => tracing::error!(reason, "database_url cannot be listened to"),
    }
}

/// Waits for something, or for the end; true where it is the end.
async fn pause_or_end(ending: &mut watch::Receiver<bool>, pause: impl Future<Output = ()>) -> bool {
    tokio::select! {
        () = pause => false,
        _ = ending.wait_for(|ending| *ending) => true,
    }
}

/// A lease this copy holds, or would like to.
struct Lease {
    name: &'static str,
    holder: String,
    until: Option<Moment>,
}

impl Lease {
    /// Whether it is held now; asks the db only where half of it has gone.
    async fn hold(&mut self, db: &dyn Db, clock: &dyn Clock) -> Result<bool, DbError> {
        let now = clock.now();
        if self.until.is_some_and(|until| now.plus_seconds(LEASE / 2) < until) {
            return Ok(true);
        }
        let held = leases::hold(db, self.name, &self.holder, now, LEASE).await?;
        self.until = held.then(|| now.plus_seconds(LEASE));
        Ok(held)
    }

    async fn give_back(self, db: &dyn Db) {
        if self.until.is_some()
            && let Err(error) = leases::give_back(db, self.name, &self.holder).await
        {
            tracing::warn!(%error, "a lease was not given back: it ends by itself");
        }
    }
}
