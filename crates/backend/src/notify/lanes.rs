//! Lanes: how many requests are on their way to shops at once, in all and to one host, so that hosts that hang leave room for
//! those that answer. What is sent is not known here.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How many in all: more than all the endpoints there may be have at once.
const ALL: usize = 96;

/// How many to one host, of however many endpoints there.
const HOST: usize = 16;

/// How many deliveries may be under way: of all endpoints together, and to one host.
pub(super) struct Lanes {
    all: Arc<Semaphore>,
    hosts: Mutex<HashMap<String, Arc<Semaphore>>>,
}

/// A place in one, until it is dropped.
pub(super) struct Lane {
    _host: Option<OwnedSemaphorePermit>,
    _all: Option<OwnedSemaphorePermit>,
}

impl Default for Lanes {
    fn default() -> Self {
        Self { all: Arc::new(Semaphore::new(ALL)), hosts: Mutex::default() }
    }
}

impl Lanes {
    /// Waits for a place: first in the host's own lane, so that who waits for a host that hangs takes nobody's place.
    pub(super) async fn enter(&self, host: &str) -> Lane {
        let lane = {
            let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
            // Nobody is in, or waits for, a lane that only the map knows.
            hosts.retain(|known, lane| known == host || Arc::strong_count(lane) > 1);
            Arc::clone(hosts.entry(host.to_owned()).or_insert_with(|| Arc::new(Semaphore::new(HOST))))
        };
        // They are never closed, so there is always a place in the end.
        let host = lane.acquire_owned().await.ok();
        let all = Arc::clone(&self.all).acquire_owned().await.ok();
        Lane { _host: host, _all: all }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt as _;

    #[tokio::test]
    async fn a_host_that_hangs_takes_its_own_lane_and_no_other() {
        let lanes = Lanes::default();
        let mut hanging = Vec::new();
        for _ in 0..HOST {
            hanging.push(lanes.enter("hangs.example").now_or_never().unwrap());
        }
        let waits = lanes.enter("hangs.example");
        tokio::pin!(waits);
        assert!(waits.as_mut().now_or_never().is_none());
        assert!(lanes.enter("fine.example").now_or_never().is_some());
        hanging.pop();
        assert!(waits.now_or_never().is_some(), "a place that was left is taken");
        drop(hanging);
        drop(lanes.enter("fine.example").await);
        assert_eq!(lanes.hosts.lock().unwrap().len(), 1, "lanes nobody is in are forgotten");
    }
}
