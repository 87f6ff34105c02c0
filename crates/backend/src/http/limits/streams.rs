//! How many event streams are held: in all, by each caller, and of each order or reusable CLABE. Where one too many is asked for it
//! is refused, and the page asks every few seconds instead.
//!
//! A stream costs little to open and stays open for as long as its reader likes, so the rate of requests bounds nothing here.
//! Behind a proxy it is the caller who is counted and not the proxy's connection, and over HTTP/2 each stream of a connection.

use crate::config::limits::Limits;
use std::collections::HashMap;
use std::hash::Hash;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Every stream that is open.
#[derive(Clone)]
pub struct Streams(Arc<Inner>);

struct Inner {
    limits: Limits,
    open: Mutex<Open>,
}

#[derive(Default)]
struct Open {
    all: u32,
    of_caller: HashMap<IpAddr, u32>,
    of_watched: HashMap<String, u32>,
}

/// A stream that is counted, until this is dropped.
pub struct Held {
    streams: Streams,
    caller: Option<IpAddr>,
    watched: String,
}

impl Streams {
    /// No stream is open, of anybody.
    pub fn new(limits: Limits) -> Self {
        Self(Arc::new(Inner { limits, open: Mutex::default() }))
    }

    /// Counts one more; `None` where it is one too many. A program on this machine has no number of its own, but what it watches has.
    pub fn hold(&self, caller: Option<IpAddr>, watched: &str) -> Option<Held> {
        let Limits { streams, caller_streams, order_streams, .. } = self.0.limits;
        let mut open = self.open();
        let theirs = caller.and_then(|caller| open.of_caller.get(&caller).copied()).unwrap_or_default();
        let of_it = open.of_watched.get(watched).copied().unwrap_or_default();
        let full = |at_most: u32, held: u32| at_most > 0 && held >= at_most;
        if full(streams, open.all) || full(caller_streams, theirs) || full(order_streams, of_it) {
            return None;
        }
        open.all += 1;
        if let Some(caller) = caller {
            *open.of_caller.entry(caller).or_default() += 1;
        }
        *open.of_watched.entry(watched.to_owned()).or_default() += 1;
        Some(Held { streams: self.clone(), caller, watched: watched.to_owned() })
    }

    /// How many are open.
    pub fn held(&self) -> u32 {
        self.open().all
    }

    fn open(&self) -> MutexGuard<'_, Open> {
        self.0.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let mut open = self.streams.open();
        open.all -= 1;
        if let Some(caller) = &self.caller {
            one_less(&mut open.of_caller, caller);
        }
        one_less(&mut open.of_watched, &self.watched);
    }
}

fn one_less<K: Eq + Hash>(held: &mut HashMap<K, u32>, key: &K) {
    if let Some(number) = held.get_mut(key) {
        *number -= 1;
        if *number == 0 {
            held.remove(key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_bound_holds_by_itself_and_there_is_room_again_when_one_ends() {
        let streams = Streams::new(Limits { streams: 5, caller_streams: 3, order_streams: 2, ..Limits::default() });
        let hold = |last: u8, order: &str| streams.hold(Some(IpAddr::from([203, 0, 113, last])), order);
        let mut open = vec![hold(1, "ord_1").unwrap(), hold(2, "ord_1").unwrap()];
        assert!(hold(3, "ord_1").is_none(), "two of one order");
        open.extend([hold(1, "ord_2").unwrap(), hold(1, "ord_3").unwrap()]);
        assert!(hold(1, "ord_4").is_none(), "three of one caller");
        open.push(streams.hold(None, "ord_4").unwrap());
        assert!(hold(4, "ord_5").is_none() && streams.hold(None, "ord_5").is_none(), "five in all");
        open.remove(0);
        assert_eq!(streams.held(), 4);
        open.push(hold(3, "ord_1").unwrap());
        drop(open);
        let inside = streams.open();
        assert_eq!((inside.all, inside.of_caller.len(), inside.of_watched.len()), (0, 0, 0));
    }
}
