//! Orders whose story cannot be told now, because something of them cannot be read: until when each is left alone. Why is not known
//! here, and nothing is lost by a restart: each is then tried once more.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// How long one is left alone.
const WHILE: Duration = Duration::from_secs(5 * 60);

/// The orders whose changes cannot be told now, each with since when it is left alone, by the running clock.
#[derive(Default)]
pub(super) struct PutOff(Mutex<HashMap<String, Duration>>);

impl PutOff {
    /// Whether it may be tried.
    pub(super) fn is_due(&self, order_id: &str, running: Duration) -> bool {
        let off = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        off.get(order_id).is_none_or(|since| running.saturating_sub(*since) >= WHILE)
    }

    /// Leaves it alone from now on; those whose time is over are forgotten.
    pub(super) fn until_later(&self, order_id: &str, running: Duration) {
        let mut off = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        off.retain(|_, since| running.saturating_sub(*since) < WHILE);
        off.insert(order_id.to_owned(), running);
    }
}
