//! How many connections are open, in all and of each address. Where one too many comes, it is not served.
//!
//! A connection costs memory and a file before it has said a word, so it is counted before it is read. Who is behind a proxy
//! is not known yet: a trusted one may have as many as there are.

use backend::config::limits::{Limits, Proxies};
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The open connections, of everybody and of each caller, and how many there may be.
#[derive(Clone)]
pub struct Connections(Arc<Inner>);

struct Inner {
    limits: Limits,
    proxies: Proxies,
    open: Mutex<Open>,
}

#[derive(Default)]
struct Open {
    all: u32,
    of: HashMap<IpAddr, u32>,
}

/// A connection that is counted, until this is dropped.
pub struct Admitted {
    connections: Connections,
    peer: IpAddr,
}

impl Connections {
    /// No connection is open.
    pub fn new(limits: Limits, proxies: Proxies) -> Self {
        Self(Arc::new(Inner { limits, proxies, open: Mutex::default() }))
    }

    /// Lets one in; `None` where it is one too many.
    pub fn admit(&self, peer: IpAddr) -> Option<Admitted> {
        let Limits { connections, address_connections, .. } = self.0.limits;
        let mut open = self.held();
        let theirs = open.of.get(&peer).copied().unwrap_or_default();
        let too_many_in_all = connections > 0 && open.all >= connections;
        let too_many_of_theirs = address_connections > 0 && theirs >= address_connections && !self.0.proxies.trust(peer);
        if too_many_in_all || too_many_of_theirs {
            return None;
        }
        open.all += 1;
        *open.of.entry(peer).or_default() += 1;
        Some(Admitted { connections: self.clone(), peer })
    }

    /// How many are open.
    pub fn open(&self) -> u32 {
        self.held().all
    }

    fn held(&self) -> MutexGuard<'_, Open> {
        self.0.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Admitted {
    fn drop(&mut self) {
        let mut open = self.connections.held();
        open.all -= 1;
        if let Some(theirs) = open.of.get_mut(&self.peer) {
            *theirs -= 1;
            if *theirs == 0 {
                open.of.remove(&self.peer);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_cannot_take_every_connection_and_leaves_room_when_it_goes() {
        let limits = Limits { connections: 4, address_connections: 2, ..Limits::default() };
        let connections = Connections::new(limits, Proxies::default());
        let admit = |last: u8| connections.admit(IpAddr::from([203, 0, 113, last]));
        let mut inside = vec![admit(1).unwrap(), admit(1).unwrap()];
        assert!(admit(1).is_none());
        inside.extend([admit(2).unwrap(), admit(3).unwrap()]);
        assert!(admit(4).is_none(), "the house is full");
        inside.remove(0);
        assert_eq!(connections.open(), 3);
        inside.push(admit(1).unwrap());
        drop(inside);
        assert_eq!((connections.open(), connections.held().of.len()), (0, 0));
    }

    #[test]
    fn a_proxy_that_is_trusted_may_have_all_there_are() {
        let limits = Limits { connections: 3, address_connections: 1, ..Limits::default() };
        let connections = Connections::new(limits, Proxies::parse(&["10.0.0.0/8".to_owned()]).unwrap());
        let admit = || connections.admit(IpAddr::from([10, 0, 0, 2]));
        let inside = [admit(), admit(), admit()];
        assert!(inside.iter().all(Option::is_some) && admit().is_none());
    }
}
