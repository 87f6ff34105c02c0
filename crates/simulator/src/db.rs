//! The db of a copy: SQLite in memory, with everything that can happen on the way to it and back. One machine may stop at any batch.

use crate::clock::Time;
use crate::plan::Place;
use crate::rules::Rules;
use crate::weather::{Trouble, Weather};
use backend::db::unreadable::Unreadable;
use backend::db::{BatchFuture, Db, DbError, Rows, Statement};
use server::sqlite::memory::InMemory;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::Notify;

/// Where a machine is to stop, and whether it has.
#[derive(Default)]
pub struct Switch {
    armed: Mutex<Option<Place>>,
    stopped: Notify,
}

impl Switch {
    /// From now on it stops there.
    pub fn arm(&self, place: Place) {
        *self.armed.lock().unwrap_or_else(PoisonError::into_inner) = Some(place);
    }

    /// Waits until it has.
    pub async fn stopped(&self) {
        self.stopped.notified().await;
    }

    /// Whether this is the place: before or after a batch, or at a call, as `here` says of a place how many more there are.
    fn strikes(&self, here: impl Fn(&mut Place) -> Option<&mut u64>) -> bool {
        let mut armed = self.armed.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(left) = armed.as_mut().and_then(here) else { return false };
        if *left > 0 {
            *left -= 1;
            return false;
        }
        *armed = None;
        self.stopped.notify_one();
        true
    }

    /// Whether the machine stops before this batch.
    fn before_batch(&self) -> bool {
        self.strikes(|place| match place {
            Place::BeforeBatch(left) => Some(left),
            Place::AfterBatch(_) | Place::AtCall(_) => None,
        })
    }

    /// Whether the machine stops after this batch.
    fn after_batch(&self) -> bool {
        self.strikes(|place| match place {
            Place::AfterBatch(left) => Some(left),
            Place::BeforeBatch(_) | Place::AtCall(_) => None,
        })
    }

    /// Whether the machine stops at this call of a provider.
    pub fn at_call(&self) -> bool {
        self.strikes(|place| match place {
            Place::AtCall(left) => Some(left),
            Place::BeforeBatch(_) | Place::AfterBatch(_) => None,
        })
    }
}

/// What is written that may give somebody something to do: how often by now, and who waits for it. A `watch` of tokio would wake those
/// who wait by chance of its own.
#[derive(Default)]
pub struct Written {
    /// When a provider is to be asked.
    pub to_ask: Signal,
    /// What a shop is to be told.
    pub to_tell: Signal,
}

/// Counts, and wakes those who wait for more.
#[derive(Default)]
pub struct Signal {
    times: AtomicU64,
    again: Notify,
}

impl Written {
    /// Where rows stand that say when a provider is to be asked, or what a shop is to be told.
    const ASK: [&str; 3] = [" charges ", " deposits ", " webhook_hints "];
    const TELL: [&str; 2] = [" orders ", " deliveries "];

    fn by(&self, statements: &[Statement]) {
        let touches = |tables: &[&str]| {
            statements.iter().any(|statement| !statement.reads() && tables.iter().any(|table| statement.sql.contains(table)))
        };
        if touches(&Self::ASK) {
            self.to_ask.once_more();
        }
        if touches(&Self::TELL) {
            self.to_tell.once_more();
        }
    }
}

impl Signal {
    fn once_more(&self) {
        self.times.fetch_add(1, Ordering::Relaxed);
        self.again.notify_waiters();
    }

    /// How often by now.
    pub fn times(&self) -> u64 {
        self.times.load(Ordering::Relaxed)
    }

    /// Waits until it is more than so often.
    pub async fn more_than(&self, times: u64) {
        loop {
            let again = self.again.notified();
            if self.times() > times {
                return;
            }
            again.await;
        }
    }
}

/// How a db that more than one copy shares is asked what time it is; it has the story's, and no wrong one.
const CLOCK: &str = "select 0 as now";

/// The db as one copy has it.
pub struct CopyDb {
    /// What all copies share.
    pub shared: Arc<InMemory>,
    /// What goes wrong.
    pub weather: Arc<Weather>,
    /// Where the machine stops.
    pub switch: Arc<Switch>,
    /// What is asked after each write.
    pub rules: Arc<Rules>,
    /// Counts writes, for whoever waits for one.
    pub written: Arc<Written>,
    /// What time it is, where the db has a clock of its own: where it stands on a machine of its own, as one does that copies share.
    pub own_clock: Option<Time>,
}

impl CopyDb {
    async fn run(&self, mut statements: Vec<Statement>) -> Result<Vec<Rows>, DbError> {
        if let (Some(time), [asked @ Statement { sql: CLOCK, .. }]) = (self.own_clock, statements.as_mut_slice()) {
            *asked = Statement::new("select $1 as now", vec![time.now().into()]);
        }
        let reads = statements.iter().all(Statement::reads);
        self.takes_time().await;
        if self.weather.brings(Trouble::DbRefuses) {
            return Err(DbError::Unusable("it is locked, or full".to_owned()));
        }
        if !reads && self.switch.before_batch() {
            std::future::pending::<()>().await;
        }
        let done = self.shared.run(&statements);
        if reads || done.is_err() {
            return done;
        }
        if statements.iter().any(|statement| statement.sql.contains(" charge_events ")) {
            self.rules.after_write(&self.shared);
        }
        self.written.by(&statements);
        if self.switch.after_batch() {
            std::future::pending::<()>().await;
        }
        if self.weather.brings(Trouble::DbAnswerLost) {
            return Err(DbError::Unusable("the connection broke off".to_owned()));
        }
        self.takes_time().await;
        done
    }

    /// Most batches are done at once, so far as anybody can tell; a few are overtaken by others.
    async fn takes_time(&self) {
        let dice = self.weather.dice();
        match () {
            () if self.weather.brings(Trouble::DbSlow) => {
                tokio::time::sleep(Duration::from_millis(dice.spread(50, 9_000))).await
            }
            () if dice.in_a_thousand(250) => tokio::time::sleep(Duration::from_millis(dice.spread(1, 400))).await,
            () => tokio::task::yield_now().await,
        }
    }
}

impl Db for CopyDb {
    fn batch(&self, statements: Vec<Statement>) -> BatchFuture<'_> {
        Box::pin(self.run(statements))
    }

    fn unreadable(&self) -> Option<&Unreadable> {
        self.shared.unreadable()
    }

    fn own_clock(&self) -> Option<&'static str> {
        self.own_clock.map(|_| CLOCK)
    }
}
