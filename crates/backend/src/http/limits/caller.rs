//! Who calls: the address at the other end of the socket, or the one a trusted proxy says is behind it.
//!
//! `X-Forwarded-For` is read from its end, because each proxy adds what it sees there; the first address that is no trusted
//! proxy's is the caller's, and everything before it is only what the caller says. What is done with it is not known here.

use crate::config::limits::Proxies;
use http::{HeaderMap, HeaderName};
use std::net::{IpAddr, Ipv6Addr, SocketAddr};

/// What a proxy says of who is behind it.
pub(super) const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The other end of the socket a request came by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Peer(pub IpAddr);

/// Who calls. `None` is a program on this very machine that speaks for itself: nobody to protect it from. What comes on behalf of
/// another is always counted, whatever address is named: a proxy that lets the header through must not let a caller out of it.
pub fn caller(peer: Option<Peer>, headers: &HeaderMap, proxies: &Proxies) -> Option<IpAddr> {
    let mut caller = peer?.0.to_canonical();
    let named: Vec<&str> = headers
        .get_all(FORWARDED_FOR)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .collect();
    let speaks_for_itself = named.is_empty();
    for named in named.into_iter().rev() {
        let Some(address) = read(named.trim()).filter(|_| proxies.trust(caller)) else { break };
        caller = address;
    }
    (!(caller.is_loopback() && speaks_for_itself)).then(|| neighbourhood(caller))
}

/// An address, with or without a port.
fn read(text: &str) -> Option<IpAddr> {
    let address = text.parse().ok().or_else(|| text.parse::<SocketAddr>().ok().map(|socket| socket.ip()));
    address.map(|address: IpAddr| address.to_canonical())
}

/// A household has 2^64 addresses of IPv6, so all of them count as one.
fn neighbourhood(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() & !u128::from(u64::MAX))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(peer: &str, forwarded: &[&str], expected: &str) {
        let proxies = Proxies::parse(&["10.0.0.0/8".to_owned()]).unwrap();
        let mut headers = HeaderMap::new();
        for line in forwarded {
            headers.append(FORWARDED_FOR, line.parse().unwrap());
        }
        let peer = Some(Peer(peer.parse().unwrap()));
        let said = caller(peer, &headers, &proxies).map(|address| address.to_string()).unwrap_or_default();
        assert_eq!(said, expected, "{peer:?} {forwarded:?}");
    }

    #[test]
    fn only_a_trusted_proxy_says_who_is_behind_it() {
        check("203.0.113.9", &[], "203.0.113.9");
        check("203.0.113.9", &["198.51.100.1"], "203.0.113.9");
        check("10.0.0.2", &["198.51.100.1"], "198.51.100.1");
        check("10.0.0.2", &["1.2.3.4, 198.51.100.1, 10.0.0.3"], "198.51.100.1");
        check("10.0.0.2", &["1.2.3.4", "198.51.100.1"], "198.51.100.1");
        check("10.0.0.2", &["198.51.100.1:4711"], "198.51.100.1");
        check("10.0.0.2", &["1.2.3.4, nonsense"], "10.0.0.2");
        check("10.0.0.2", &["nonsense, 198.51.100.1"], "198.51.100.1");
        check("127.0.0.1", &["198.51.100.1"], "198.51.100.1");
        check("127.0.0.1", &[], "");
        check("::1", &["127.0.0.1"], "127.0.0.1");
        check("127.0.0.1", &["nonsense"], "127.0.0.1");
        check("10.0.0.2", &["::1"], "::");
        check("2001:db8:1:2:3:4:5:6", &[], "2001:db8:1:2::");
        check("::ffff:203.0.113.9", &[], "203.0.113.9");
    }
}
