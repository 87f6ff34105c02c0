//! Whether somebody speaks for others and is not believed: a proxy that `trusted_proxies` does not name, so that all who come
//! through it share one limit. It is noticed once, and said for as long as the process lives; nothing is done about it here.

use super::caller::{FORWARDED_FOR, Peer};
use crate::base::web_address::is_loopback;
use crate::config::Config;
use crate::config::limits::Proxies;
use http::{HeaderMap, header};
use std::net::IpAddr;
use std::sync::OnceLock;

/// What has been noticed.
#[derive(Default)]
pub struct Unbelieved(OnceLock<String>);

impl Unbelieved {
    /// Looks at a request; the sentence, the first time there is one. An address of the world that names others is no proxy of
    /// ours: anybody may write such a header.
    pub fn notice(&self, peer: Option<Peer>, headers: &HeaderMap, proxies: &Proxies) -> Option<&str> {
        if self.0.get().is_some() {
            return None;
        }
        let peer = peer?.0.to_canonical();
        let says = |name| headers.contains_key(name);
        let sentence = match (proxies.trust(peer), says(FORWARDED_FOR), says(header::FORWARDED)) {
            (false, true, _) | (false, _, true) if is_near(peer) => format!(
                "trusted_proxies: {peer} asks for others and is not believed, so all of them share one limit; if it is your proxy, \
                 set trusted_proxies = [\"{peer}\"] or its network"
            ),
            (true, false, true) => format!(
                "trusted_proxies: the proxy at {peer} sends Forwarded, which is not read, so all who come through it are one caller; \
                 let it set X-Forwarded-For"
            ),
            (_, _, _) => return None,
        };
        self.0.set(sentence).ok()?;
        self.said()
    }

    /// The sentence, where something was noticed.
    pub fn said(&self) -> Option<&str> {
        self.0.get().map(String::as_str)
    }
}

/// What the configuration alone says: https ends at a proxy, and where this machine is not the only one that can reach us, the proxy
/// may be on another.
pub fn advice(config: &Config) -> Option<String> {
    let proxied = config.public_url.scheme() == "https" && !is_loopback(&config.public_url);
    let reached = !config.listen.ip().to_canonical().is_loopback();
    (proxied && reached && config.trusted_proxies.is_empty()).then(|| {
        format!(
            "trusted_proxies is not set, and {} can be reached from other machines: if the proxy in front is on another machine or in \
             another container, all shoppers share one limit until trusted_proxies names its address or network",
            config.listen
        )
    })
}

/// An address of a network of one's own: where a proxy, or a container's way out, is.
fn is_near(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => {
            // 100.64.0.0/10 is what clusters and carriers use between themselves (RFC 6598).
            let [first, second, ..] = v4.octets();
            v4.is_private() || v4.is_link_local() || v4.is_loopback() || (first == 100 && second & 0xc0 == 64)
        }
        IpAddr::V6(v6) => v6.is_unique_local() || v6.is_unicast_link_local() || v6.is_loopback(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn notice(peer: &str, headers: &[(&'static str, &'static str)], trusted: &[&str]) -> String {
        let proxies = Proxies::parse(&trusted.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>()).unwrap();
        let headers =
            headers.iter().map(|(name, value)| (http::HeaderName::from_static(name), http::HeaderValue::from_static(value)));
        let noticed = Unbelieved::default();
        noticed.notice(Some(Peer(peer.parse().unwrap())), &headers.collect(), &proxies).unwrap_or_default().to_owned()
    }

    #[test]
    fn a_proxy_of_ones_own_that_is_not_named_is_noticed() {
        let for_others = [("x-forwarded-for", "198.51.100.1")];
        for near in
            ["10.88.0.1", "172.17.0.1", "192.168.1.4", "169.254.1.1", "100.64.0.9", "fd00::7", "fe80::1", "::ffff:10.0.0.3"]
        {
            for said in [for_others, [("forwarded", "for=198.51.100.1")]] {
                let noticed = notice(near, &said, &[]);
                assert!(noticed.starts_with("trusted_proxies: ") && noticed.contains("share one limit"), "{near}: {noticed}");
            }
        }
        assert!(notice("10.88.0.1", &for_others, &[]).ends_with("set trusted_proxies = [\"10.88.0.1\"] or its network"));
        assert!(notice("10.88.0.1", &for_others, &["192.168.0.0/16"]).contains("is not believed"), "the wrong one is named");
        assert!(notice("10.88.0.1", &[("forwarded", "for=1.2.3.4")], &["10.0.0.0/8"]).contains("let it set X-Forwarded-For"));
        assert!(notice("127.0.0.1", &[("forwarded", "for=1.2.3.4")], &[]).contains("let it set X-Forwarded-For"));
    }

    #[test]
    fn nothing_is_noticed_of_who_is_believed_speaks_for_itself_or_comes_from_the_world() {
        let both = [("x-forwarded-for", "198.51.100.1"), ("forwarded", "for=198.51.100.1")];
        assert_eq!(notice("10.88.0.1", &both, &["10.88.0.0/16"]), "");
        assert_eq!(notice("127.0.0.1", &both, &[]), "");
        assert_eq!(notice("10.88.0.1", &[], &[]), "");
        for world in ["203.0.113.9", "100.128.0.1", "2001:db8::1"] {
            assert_eq!(notice(world, &both, &[]), "", "{world}");
        }
    }

    #[test]
    fn it_is_noticed_once() {
        let noticed = Unbelieved::default();
        let headers = HeaderMap::from_iter([(FORWARDED_FOR, http::HeaderValue::from_static("198.51.100.1"))]);
        let notice = |last| noticed.notice(Some(Peer(IpAddr::from([10, 0, 0, last]))), &headers, &Proxies::default()).is_some();
        assert_eq!([notice(1), notice(2), notice(1)], [true, false, false]);
        assert!(noticed.said().unwrap().contains("10.0.0.1"));
    }

    #[test]
    fn the_configuration_alone_says_when_a_proxy_should_be_named() {
        let advice = |toml: &str| advice(&Config::read(toml, Default::default()).unwrap()).is_some();
        let proxied = "public_url = 'https://pay.example.mx'\n";
        assert!(advice(&format!("{proxied}listen = '0.0.0.0:8080'")));
        assert!(advice(&format!("{proxied}listen = '[::]:8080'")));
        assert!(!advice(&format!("{proxied}listen = '0.0.0.0:8080'\ntrusted_proxies = ['10.0.0.0/8']")));
        assert!(!advice(&format!("{proxied}listen = '127.0.0.1:8080'")));
        assert!(!advice("listen = '0.0.0.0:8080'"));
    }
}
