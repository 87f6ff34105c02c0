//! Time that jumps: the runtime's paused clock, which goes on by itself to the next thing that somebody waits for. Each copy of the
//! backend has a wall clock of its own on it, which may be wrong.

use backend::base::clock::{Clock, Sleep};
use payments::Moment;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;
use tokio::time::Instant;

/// 2026-11-20T06:00:00Z, midnight in Mexico, when every story begins.
pub const BEGIN: i64 = 1_795_154_400;

/// What time it is, for all but the copies.
#[derive(Clone, Copy)]
pub struct Time {
    began: Instant,
}

impl Time {
    /// The time of a story that begins now.
    pub fn begin() -> Self {
        Self { began: Instant::now() }
    }

    /// For how long the story has been told.
    pub fn elapsed(&self) -> Duration {
        self.began.elapsed()
    }

    /// The moment it is.
    pub fn now(&self) -> Moment {
        Moment::from_seconds(BEGIN + i64::try_from(self.elapsed().as_secs()).unwrap_or(i64::MAX))
    }

    /// The same as the fake providers write it.
    pub fn at_providers(&self) -> providers::fake::Moment {
        providers::fake::Moment(BEGIN * 1000 + i64::try_from(self.elapsed().as_millis()).unwrap_or(i64::MAX))
    }

    /// Waits until the story has been told for so long.
    pub async fn until(&self, elapsed: Duration) {
        tokio::time::sleep_until(self.began + elapsed).await;
    }
}

/// The clock of one copy.
pub struct CopyClock {
    time: Time,
    wrong_by: AtomicI64,
}

impl CopyClock {
    /// A clock that is wrong by so many seconds.
    pub fn new(time: Time, wrong_by: i64) -> Self {
        Self { time, wrong_by: AtomicI64::new(wrong_by) }
    }

    /// Whether it is wrong now.
    pub fn is_wrong(&self) -> bool {
        self.wrong_by.load(Ordering::Relaxed) != 0
    }

    /// From now on it is wrong by so many seconds.
    pub fn be_wrong_by(&self, seconds: i64) {
        self.wrong_by.store(seconds, Ordering::Relaxed);
    }
}

impl Clock for CopyClock {
    fn now(&self) -> Moment {
        self.time.now().plus_seconds(self.wrong_by.load(Ordering::Relaxed))
    }

    fn running(&self) -> Duration {
        self.time.elapsed()
    }

    fn sleep(&self, how_long: Duration) -> Sleep {
        Box::pin(tokio::time::sleep(how_long))
    }
}
