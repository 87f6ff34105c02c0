//! What a backend does without being asked, by one copy at a time: it reconciles, tells shops and forgets.
//!
//! What is due, and one round of it, are said here; when to look, and what runs beside what, is the shell's: a machine of one's own
//! has loops, an edge engine has an alarm, and the simulator has a clock that jumps. Which copy may work is said by a lease in the db.

use crate::Backend;
use crate::charges::poll;
use crate::db::{Db, DbError, leases};
use std::time::Duration;

/// How often reconcile looks whether something is due.
const RECONCILE: Duration = Duration::from_secs(15);

/// How often it is looked whether there is something to tell.
const TELL: Duration = Duration::from_secs(1);

/// How often it is looked whether there is something to forget.
const FORGET: Duration = Duration::from_secs(600);

/// For how long a lease is held; it is renewed when half of that has gone.
const LEASE: Duration = Duration::from_secs(30);

/// What is done again and again, by one copy at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    /// Providers are asked what no webhook told.
    Reconcile,
    /// Shops are told what has changed.
    Tell,
    /// What is too old is deleted.
    Forget,
}

impl Work {
    /// All of it.
    pub const ALL: [Self; 3] = [Self::Reconcile, Self::Tell, Self::Forget];

    /// The name of its lease.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Reconcile => "reconcile",
            Self::Tell => "notify",
            Self::Forget => "forget",
        }
    }

    /// How long until it is looked again for what is due.
    pub const fn pause(self) -> Duration {
        match self {
            Self::Reconcile => RECONCILE,
            Self::Tell => TELL,
            Self::Forget => FORGET,
        }
    }

    /// Whose rounds are due: providers, endpoints, or the one there is.
    ///
    /// # Errors
    ///
    /// [`DbError::Unusable`] where the db cannot be used.
    pub async fn due(self, backend: &Backend) -> Result<Vec<String>, DbError> {
        match self {
            Self::Reconcile => poll::providers(&*backend.db, &backend.collect, backend.clock.now()).await,
            Self::Tell => {
                backend.notify.tell_stories().await?;
                backend.notify.endpoints().await
            }
            Self::Forget => Ok(vec![self.id().to_owned()]),
        }
    }

    /// One of them; says how much was done.
    ///
    /// # Errors
    ///
    /// [`DbError::Unusable`] where the db cannot be used.
    pub async fn round(self, backend: &Backend, whose: &str) -> Result<usize, DbError> {
        match self {
            Self::Reconcile => poll::round_of(&*backend.db, &backend.collect, whose, backend.clock.now()).await,
            Self::Tell => backend.notify.deliver_to(whose).await,
            Self::Forget => backend.forget().await,
        }
    }

    /// Whether it is looked again at once for what is due, where a round had something to do. Providers are not hurried.
    pub const fn hurries(self) -> bool {
        match self {
            Self::Tell => true,
            Self::Reconcile | Self::Forget => false,
        }
    }
}

/// A lease this copy holds, or would like to.
pub struct Lease {
    name: &'static str,
    holder: String,
    /// Until when, by how long this process has been running.
    until: Option<Duration>,
}

impl Lease {
    /// The lease of a work, not held yet.
    pub fn of(work: Work, holder: &str) -> Self {
        Self { name: work.id(), holder: holder.to_owned(), until: None }
    }

    /// Whether it is held now; asks the db only where half of it has gone.
    ///
    /// # Errors
    ///
    /// [`DbError::Unusable`] where the db cannot be used.
    pub async fn hold(&mut self, backend: &Backend) -> Result<bool, DbError> {
        let running = backend.clock.running();
        if self.until.is_some_and(|until| running + LEASE / 2 < until) {
            return Ok(true);
        }
        let (now, seconds) = (backend.time.now().await?, i64::try_from(LEASE.as_secs()).unwrap_or_default());
        let held = leases::hold(&*backend.db, self.name, &self.holder, now, seconds).await?;
        self.until = held.then(|| running + LEASE);
        Ok(held)
    }

    /// Gives it back, where it is held. Where that fails it ends by itself.
    pub async fn release(self, db: &dyn Db) {
        if self.until.is_some()
            && let Err(error) = leases::release(db, self.name, &self.holder).await
        {
            tracing::warn!(%error, "a lease was not given back: it ends by itself");
        }
    }
}
