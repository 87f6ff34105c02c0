//! The clock, handed in: the real one, and one that tests move by hand.
//!
//! Nothing else in the backend asks what time it is. How a moment is written for a reader is here too, because both
//! are about time; the rules in `payments` know neither.

use payments::Moment;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// Tells the present moment.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> Moment;
}

/// The machine's own clock.
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Moment {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Moment::from_seconds(i64::try_from(since.as_secs()).unwrap_or(i64::MAX))
    }
}

/// A clock that stands still until it is moved.
pub struct HandClock(AtomicI64);

impl HandClock {
    /// A clock that shows this moment.
    pub fn at(moment: Moment) -> Self {
        Self(AtomicI64::new(moment.seconds()))
    }

    /// Moves it forward.
    pub fn advance(&self, seconds: i64) {
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }
}

impl Clock for HandClock {
    fn now(&self) -> Moment {
        Moment::from_seconds(self.0.load(Ordering::SeqCst))
    }
}

/// A moment as JSON has it: RFC 3339 in UTC, `2026-11-20T18:30:00Z`.
pub fn rfc3339(moment: Moment) -> String {
    jiff::Timestamp::from_second(moment.seconds()).unwrap_or_default().to_string()
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
    }
}
