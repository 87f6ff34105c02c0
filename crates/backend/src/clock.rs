//! The clock, handed in: the real one, and one that tests move by hand.
//!
//! It tells two times. The moment is what the wall says: for what is written down and read, and it may jump. How long the
//! process has been running only ever grows, whatever the wall says: for how long something took, or is good.
//! Nothing else in the backend asks what time it is. How a moment is written for a reader is here too, because both
//! are about time; the rules in `payments` know neither.

use http::HeaderValue;
use jiff::fmt::rfc2822::DateTimePrinter;
use payments::Moment;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// Tells the present moment.
pub trait Clock: Send + Sync {
    /// Now, by the wall.
    fn now(&self) -> Moment;

    /// How long it has been since some beginning: two of these are compared, and nothing else.
    fn running(&self) -> Duration;

    /// What time it is where somebody says this: just that, unless all time is moved by hand.
    fn elsewhere(&self, said: Moment) -> Moment {
        said
    }
}

/// The machine's own clock.
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Moment {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Moment::from_seconds(i64::try_from(since.as_secs()).unwrap_or(i64::MAX))
    }

    fn running(&self) -> Duration {
        static BEGINNING: OnceLock<Instant> = OnceLock::new();
        BEGINNING.get_or_init(Instant::now).elapsed()
    }
}

/// A clock that stands still until it is moved.
pub struct HandClock {
    began: Moment,
    wall: AtomicI64,
    running: AtomicU64,
}

impl HandClock {
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

impl Clock for HandClock {
    fn now(&self) -> Moment {
        Moment::from_seconds(self.wall.load(Ordering::SeqCst))
    }

    fn running(&self) -> Duration {
        Duration::from_secs(self.running.load(Ordering::SeqCst))
    }

    /// Time passes everywhere, and only this clock is set.
    fn elsewhere(&self, _: Moment) -> Moment {
        self.began.plus_seconds(i64::try_from(self.running.load(Ordering::SeqCst)).unwrap_or(i64::MAX))
    }
}

/// A moment as JSON has it: RFC 3339 in UTC, `2026-11-20T18:30:00Z`.
pub fn rfc3339(moment: Moment) -> String {
    jiff::Timestamp::from_second(moment.seconds()).unwrap_or_default().to_string()
}

/// A moment as a header of HTTP has it (RFC 9110): `Fri, 20 Nov 2026 18:30:00 GMT`.
pub fn http_date(moment: Moment) -> Option<HeaderValue> {
    let moment = jiff::Timestamp::from_second(moment.seconds()).ok()?;
    let text = DateTimePrinter::new().timestamp_to_rfc9110_string(&moment).ok()?;
    HeaderValue::from_str(&text).ok()
}

/// The moment a text of RFC 3339 names; `None` where it is none, or one of another age of the earth.
pub fn parse_rfc3339(text: &str) -> Option<Moment> {
    let moment: jiff::Timestamp = text.parse().ok()?;
    Some(Moment::from_seconds(moment.as_second()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_written_in_utc_and_read_in_any_zone() {
        assert_eq!(rfc3339(Moment::from_seconds(1_795_199_400)), "2026-11-20T18:30:00Z");
        assert_eq!(parse_rfc3339("2026-11-20T12:30:00-06:00"), Some(Moment::from_seconds(1_795_199_400)));
        assert_eq!(parse_rfc3339("mañana"), None);
        let header = http_date(Moment::from_seconds(1_795_199_400));
        assert_eq!(header.unwrap(), "Fri, 20 Nov 2026 18:30:00 GMT");
    }
}
