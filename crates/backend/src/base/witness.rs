//! Whether our clock can be believed. Every provider says in the `Date` of its answers what time it is; and a clock that was
//! set while we run has moved by something else than the time that has passed.
//!
//! It sets no clock. Whoever would do for good what only the clock says is due asks here first, and waits where there is doubt.

use crate::base::clock::Clock;
use bytes::Bytes;
use http::header;
use payments::Moment;
use providers::future::BoxFuture;
use providers::http::{Http, TransportError};
use std::collections::BTreeMap;
use std::ops::Deref;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// By how many seconds clocks may differ.
pub const TOLERANCE: i64 = 60;

/// For how long a word about the time is good, and how long a clock nobody vouches for is watched before it is believed.
const WATCHED: Duration = Duration::from_secs(60 * 60);

/// Who says what about our clock.
pub struct Witnesses {
    clock: Arc<dyn Clock>,
    seen: Mutex<Seen>,
}

struct Seen {
    /// By how many seconds we are ahead of each, and when it said so.
    ahead: BTreeMap<String, (i64, Duration)>,
    /// What our clock showed when we last looked at it, and since when it has not been set.
    last: (Moment, Duration),
    steady_since: Duration,
}

impl Witnesses {
    /// Nobody has said anything.
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        let (wall, running) = (clock.now(), clock.running());
        let seen = Seen { ahead: BTreeMap::new(), last: (wall, running), steady_since: running };
        Self { clock, seen: Mutex::new(seen) }
    }

    /// Somebody says that it is this time.
    pub fn says(&self, who: &str, it_is: Moment) {
        let ahead = self.clock.now().seconds() - it_is.seconds();
        let mut seen = self.held();
        let running = self.look(&mut seen);
        let before = seen.ahead.insert(who.to_owned(), (ahead, running));
        if ahead.abs() > TOLERANCE && before.is_none_or(|(before, _)| before.abs() <= TOLERANCE) {
            tracing::error!(who, ahead, "this machine's clock, or theirs, is wrong");
        }
    }

    /// Who disagrees, and by how many seconds we are ahead of them; a minute is no disagreement.
    pub fn disagree(&self) -> Vec<(String, i64)> {
        let now = self.clock.running();
        let seen = self.held();
        let fresh = seen.ahead.iter().filter(|(_, (_, at))| now.saturating_sub(*at) < WATCHED);
        fresh.filter(|(_, (ahead, _))| ahead.abs() > TOLERANCE).map(|(who, (ahead, _))| (who.clone(), *ahead)).collect()
    }

    /// Whether what cannot be undone should wait: somebody disagrees, or the clock was set a short while ago, or we have begun
    /// a short while ago and nobody has said yet that it is right.
    pub fn is_doubtful(&self) -> bool {
        if !self.disagree().is_empty() {
            return true;
        }
        let mut seen = self.held();
        let running = self.look(&mut seen);
        let vouched = seen.ahead.values().any(|(_, at)| running.saturating_sub(*at) < WATCHED);
        !vouched && running.saturating_sub(seen.steady_since) < WATCHED
    }

    /// Looks whether the clock was set; says how long we have been running.
    fn look(&self, seen: &mut Seen) -> Duration {
        let (wall, running) = (self.clock.now(), self.clock.running());
        let passed = i64::try_from(running.saturating_sub(seen.last.1).as_secs()).unwrap_or(i64::MAX);
        if ((wall.seconds() - seen.last.0.seconds()) - passed).abs() > TOLERANCE {
            // What others said was of the clock as it was.
            seen.steady_since = running;
            seen.ahead.clear();
        }
        seen.last = (wall, running);
        running
    }

    fn held(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The way out, on which every answer's `Date` is heard.
pub struct Overheard<H> {
    http: H,
    witnesses: Arc<Witnesses>,
}

impl<H> Overheard<H> {
    /// On this way out.
    pub fn new(http: H, witnesses: Arc<Witnesses>) -> Self {
        Self { http, witnesses }
    }
}

impl<H> Http for Overheard<H>
where
    H: Deref + Send + Sync,
    H::Target: Http,
{
    fn send(&self, request: http::Request<Bytes>) -> BoxFuture<'_, http::Response<Bytes>, TransportError> {
        let who = request.uri().host().unwrap_or_default().to_owned();
        let sending = self.http.send(request);
        Box::pin(async move {
            let answer = sending.await?;
            let date = answer.headers().get(header::DATE).and_then(|date| read_date(date.to_str().ok()?));
            if let Some(date) = date {
                self.witnesses.says(&who, date);
            }
            Ok(answer)
        })
    }
}

/// `Fri, 20 Nov 2026 18:30:00 GMT`.
fn read_date(text: &str) -> Option<Moment> {
    let date = jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(text).ok()?;
    Some(Moment::from_seconds(date.as_second()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::clock::ManualClock;

    const NOW: i64 = 1_795_199_400;

    fn watched() -> (Arc<ManualClock>, Witnesses) {
        let clock = Arc::new(ManualClock::at(Moment::from_seconds(NOW)));
        (clock.clone(), Witnesses::new(clock))
    }

    #[test]
    fn a_date_is_read_as_http_writes_it() {
        assert_eq!(read_date("Fri, 20 Nov 2026 18:30:00 GMT"), Some(Moment::from_seconds(NOW)));
        assert_eq!(read_date("yesterday"), None);
    }

    #[test]
    fn a_clock_is_believed_when_a_provider_agrees_and_doubted_while_one_does_not() {
        let (clock, witnesses) = watched();
        assert!(witnesses.is_doubtful(), "nobody has said anything yet");
        witnesses.says("api.example.mx", Moment::from_seconds(NOW + 2));
        assert!(!witnesses.is_doubtful());
        clock.jump(4 * 24 * 60 * 60);
        assert!(witnesses.is_doubtful(), "it has been set");
        witnesses.says("api.example.mx", Moment::from_seconds(NOW));
        assert_eq!(witnesses.disagree(), [("api.example.mx".to_owned(), 4 * 24 * 60 * 60)]);
        clock.jump(-4 * 24 * 60 * 60);
        witnesses.says("api.example.mx", Moment::from_seconds(NOW));
        assert!(!witnesses.is_doubtful() && witnesses.disagree().is_empty());
    }

    #[test]
    fn where_nobody_can_be_asked_a_clock_that_stays_as_it_is_is_believed_after_an_hour() {
        let (clock, witnesses) = watched();
        clock.advance(3_599);
        assert!(witnesses.is_doubtful());
        clock.advance(1);
        assert!(!witnesses.is_doubtful());
        clock.jump(-3_600);
        assert!(witnesses.is_doubtful());
        clock.advance(3_600);
        assert!(!witnesses.is_doubtful());
    }
}
