//! A clock for tests: it stands still until it is moved.

use super::{Clock, Sleep};
use payments::Moment;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

/// A clock that stands still until it is moved.
pub struct ManualClock {
    began: Moment,
    wall: AtomicI64,
    running: AtomicU64,
}

impl ManualClock {
    /// A clock that shows this moment.
    pub fn at(moment: Moment) -> Self {
        Self { began: moment, wall: AtomicI64::new(moment.seconds()), running: AtomicU64::new(0) }
    }

    /// Lets time pass.
    pub fn advance(&self, seconds: i64) {
        self.jump(seconds);
        self.running.fetch_add(u64::try_from(seconds).unwrap_or_default(), Ordering::SeqCst);
    }

    /// Sets the wall's clock forward, or back, while no time passes.
    pub fn jump(&self, seconds: i64) {
        self.wall.fetch_add(seconds, Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Moment {
        Moment::from_seconds(self.wall.load(Ordering::SeqCst))
    }

    fn running(&self) -> Duration {
        Duration::from_secs(self.running.load(Ordering::SeqCst))
    }

    /// Who waits, waits as long as it takes on the wall of whoever tests: only moments are moved by hand.
    fn sleep(&self, how_long: Duration) -> Sleep {
        Box::pin(tokio::time::sleep(how_long))
    }

    /// Time passes everywhere, and only this clock is set.
    fn elsewhere(&self, _: Moment) -> Moment {
        self.began.plus_seconds(i64::try_from(self.running.load(Ordering::SeqCst)).unwrap_or(i64::MAX))
    }
}
