//! The clock, handed in: whoever runs the backend has a real one, and tests have one that they move by hand (`clock/manual.rs`).
//!
//! It tells two times. The moment is what the wall says: for what is written down and read, and it may jump. How long the
//! process has been running only ever grows, whatever the wall says: for how long something took, or is good.
//! Nothing else in the backend asks what time it is. How a moment is written for a reader is here too, because both
//! are about time; the rules in `payments` know neither.
//! It also lets time pass: everything here that waits, or waits only so long, waits by it.

use http::HeaderValue;
use jiff::fmt::rfc2822::DateTimePrinter;
use payments::Moment;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

#[cfg(any(test, feature = "manual-clock"))]
mod manual;
#[cfg(any(test, feature = "manual-clock"))]
pub use manual::ManualClock;

/// Tells the present moment.
pub trait Clock: Send + Sync {
    /// Now, by the wall.
    fn now(&self) -> Moment;

    /// How long it has been since some beginning: two of these are compared, and nothing else.
    fn running(&self) -> Duration;

    /// Ends once this much time has passed.
    fn sleep(&self, how_long: Duration) -> Sleep;

    /// What time it is where somebody says this: just that, unless all time is moved by hand.
    fn elsewhere(&self, said: Moment) -> Moment {
        said
    }
}

/// What [`Clock::sleep`] returns.
pub type Sleep = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Something that was given a time to end in, and did not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimedOut;

/// What `work` ends with, if it ends in time; it is dropped where it does not.
///
/// # Errors
///
/// [`TimedOut`] once `limit` has passed.
pub async fn within<T>(clock: &dyn Clock, limit: Duration, work: impl Future<Output = T>) -> Result<T, TimedOut> {
    tokio::select! {
        biased;
        done = work => Ok(done),
        () = clock.sleep(limit) => Err(TimedOut),
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
