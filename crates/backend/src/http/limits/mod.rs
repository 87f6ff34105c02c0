//! How often who may do what, counted: a bucket for each address and for each order, by the algorithm of `governor` (GCRA).
//!
//! Each copy of the backend counts for itself, so three copies let through three times as much: this keeps a machine upright
//! and a phone bill small, it is no book-keeping. What is asked is not known here, only which kind of asking it is.

pub mod caller;
pub mod streams;
pub mod unbelieved;

use crate::base::clock::Clock as OurClock;
use crate::config::limits::{Limits as Numbers, RateClass};
use governor::clock::Clock;
use governor::middleware::NoOpMiddleware;
use governor::nanos::Nanos;
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

/// Everything that is counted.
pub struct Limits {
    reads: Bucket<IpAddr>,
    writes: Bucket<IpAddr>,
    order_writes: Bucket<String>,
    sms: Bucket<IpAddr>,
    order_sms: Bucket<String>,
    merchant: Bucket<IpAddr>,
    sign_ins: Bucket<IpAddr>,
    webhooks: Bucket<IpAddr>,
    clock: Watch,
}

/// One limit; nothing where it is switched off.
type Bucket<K> = Option<RateLimiter<K, HashMapStateStore<K>, Watch, NoOpMiddleware<Nanos>>>;

impl Limits {
    /// Nobody has asked for anything yet.
    pub fn new(numbers: &Numbers, clock: Arc<dyn OurClock>) -> Self {
        let clock = Watch(clock);
        let minute = |times| bucket(Quota::per_minute, times, &clock);
        let hour = |times| bucket(Quota::per_hour, times, &clock);
        Self {
            reads: minute(numbers.reads_per_minute),
            writes: minute(numbers.writes_per_minute),
            order_writes: bucket(Quota::per_minute, numbers.order_writes_per_minute, &clock),
            sms: hour(numbers.sms_per_hour),
            order_sms: bucket(Quota::per_hour, numbers.order_sms_per_hour, &clock),
            merchant: minute(numbers.merchant_per_minute),
            sign_ins: minute(numbers.sign_ins_per_minute),
            webhooks: minute(numbers.webhooks_per_minute),
            clock,
        }
    }

    /// Counts one of a caller; where it was one too many, after how long to ask again. A program on this machine is not counted.
    ///
    /// # Errors
    ///
    /// The time to wait, where the caller has asked too often.
    pub fn count_caller(&self, asking: RateClass, caller: Option<IpAddr>) -> Result<(), Duration> {
        let bucket = match asking {
            RateClass::Read => &self.reads,
            RateClass::Write => &self.writes,
            RateClass::Sms => &self.sms,
            RateClass::Merchant => &self.merchant,
            RateClass::SignIn => &self.sign_ins,
            RateClass::Webhook => &self.webhooks,
        };
        self.take(bucket, caller)
    }

    /// Counts one of an order, whoever asks.
    ///
    /// # Errors
    ///
    /// The time to wait, where the order was asked about too often.
    pub fn count_order(&self, asking: RateClass, order: Option<&str>) -> Result<(), Duration> {
        let bucket = match asking {
            RateClass::Write => &self.order_writes,
            RateClass::Sms => &self.order_sms,
            RateClass::Read | RateClass::Merchant | RateClass::SignIn | RateClass::Webhook => &None,
        };
        self.take(bucket, order.map(str::to_owned))
    }

    fn take<K: Clone + Eq + std::hash::Hash>(&self, bucket: &Bucket<K>, key: Option<K>) -> Result<(), Duration> {
        match (bucket, key) {
            (Some(bucket), Some(key)) => {
                bucket.check_key(&key).map_err(|until| until.wait_time_from(self.clock.now()).max(Duration::from_secs(1)))
            }
            (_, _) => Ok(()),
        }
    }

    /// Forgets who has not asked for a while, so that memory does not grow with the number of callers.
    pub fn forget(&self) {
        for bucket in
            [&self.reads, &self.writes, &self.sms, &self.merchant, &self.sign_ins, &self.webhooks].into_iter().flatten()
        {
            bucket.retain_recent();
            bucket.shrink_to_fit();
        }
        for bucket in [&self.order_writes, &self.order_sms].into_iter().flatten() {
            bucket.retain_recent();
            bucket.shrink_to_fit();
        }
    }

    /// How many callers and orders are remembered.
    pub fn remembered(&self) -> usize {
        let addresses = [&self.reads, &self.writes, &self.sms, &self.merchant, &self.sign_ins, &self.webhooks];
        let orders = [&self.order_writes, &self.order_sms];
        addresses.into_iter().flatten().map(RateLimiter::len).sum::<usize>()
            + orders.into_iter().flatten().map(RateLimiter::len).sum::<usize>()
    }
}

fn bucket<K: Clone + Eq + std::hash::Hash>(quota: fn(NonZeroU32) -> Quota, times: u32, clock: &Watch) -> Bucket<K> {
    NonZeroU32::new(times).map(|times| RateLimiter::hashmap_with_clock(quota(times), clock.clone()))
}

/// Our clock, as `governor` reads one: how long the process has been running, because a wall clock that is set back would
/// refuse everybody until it has caught up.
#[derive(Clone)]
struct Watch(Arc<dyn OurClock>);

impl Clock for Watch {
    type Instant = Nanos;

    fn now(&self) -> Nanos {
        self.0.running().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::clock::ManualClock;
    use payments::Moment;

    #[test]
    fn who_asks_too_often_waits_and_is_forgotten_after_a_while() {
        let clock = Arc::new(ManualClock::at(Moment::from_seconds(1_795_199_400)));
        let limits = Limits::new(&Numbers { writes_per_minute: 2, ..Numbers::default() }, clock.clone());
        let (one, two) = (Some(IpAddr::from([203, 0, 113, 1])), Some(IpAddr::from([203, 0, 113, 2])));
        let write = |caller| limits.count_caller(RateClass::Write, caller).map_err(|wait| wait.as_secs());
        assert_eq!([write(one), write(one), write(one)], [Ok(()), Ok(()), Err(30)]);
        assert_eq!(write(two), Ok(()), "another address");
        assert_eq!([write(None), write(None), write(None)], [Ok(()); 3], "this machine");
        clock.advance(30);
        assert_eq!([write(one), write(one)], [Ok(()), Err(30)]);
        limits.forget();
        assert!(limits.remembered() > 0, "who has just asked is not forgotten");
        clock.advance(120);
        limits.forget();
        assert_eq!(limits.remembered(), 0);
    }

    #[test]
    fn a_wall_clock_that_is_set_back_or_forward_refuses_nobody_and_forgives_nobody() {
        let clock = Arc::new(ManualClock::at(Moment::from_seconds(1_795_199_400)));
        let limits = Limits::new(&Numbers { writes_per_minute: 2, ..Numbers::default() }, clock.clone());
        let write = |last| limits.count_caller(RateClass::Write, Some(IpAddr::from([203, 0, 113, last]))).is_ok();
        assert_eq!([write(1), write(1), write(1)], [true, true, false]);
        clock.jump(-3600);
        assert!(!write(1) && write(2));
        clock.jump(2 * 3600);
        assert!(!write(1) && write(2));
        clock.advance(60);
        assert!(write(1) && write(2));
    }

    #[test]
    fn nought_is_no_limit() {
        let clock = Arc::new(ManualClock::at(Moment::from_seconds(1_795_199_400)));
        let limits = Limits::new(&Numbers { sms_per_hour: 0, order_sms_per_hour: 1, ..Numbers::default() }, clock);
        let caller = Some(IpAddr::from([203, 0, 113, 1]));
        let sms = |order: &str| {
            limits.count_caller(RateClass::Sms, caller).and_then(|()| limits.count_order(RateClass::Sms, Some(order))).is_ok()
        };
        assert!((0..100).all(|n| sms(&format!("ord_{n}"))));
        assert!(!sms("ord_7"));
    }
}
