//! The way out to a shop's own address, which a merchant typed: so it may lead nowhere but to the public internet.
//!
//! Every name is looked up here, addresses that are not public are left out, and what is left is what is connected to: a
//! name that means something else a moment later changes nothing. Redirects are not followed, answers are not read, and
//! nobody waits longer than fifteen seconds. What is sent is not known here.

use anyhow::Context;
use bytes::Bytes;
use providers::http::{Http, NotAnswered, Sending};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use url::{Host, Url};

/// How long an answer may take.
const WHOLE: Duration = Duration::from_secs(15);

/// How long a connection may take.
const CONNECT: Duration = Duration::from_secs(5);

/// Posts to public addresses; and, where the operator allows it, to those of this network.
pub struct Outside {
    client: reqwest::Client,
    private_too: bool,
}

impl Outside {
    /// With `private_too`, addresses of this machine and network are allowed: for trying it out, and for shops that live
    /// beside their backend.
    pub fn new(private_too: bool) -> anyhow::Result<Self> {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder()
            .connect_timeout(CONNECT)
            .timeout(WHOLE)
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .dns_resolver(Arc::new(Lookup { private_too }))
            .user_agent(concat!("ficha/", env!("CARGO_PKG_VERSION")))
            .build()
            .context("no way out to shops")?;
        Ok(Self { client, private_too })
    }

    async fn post(&self, request: http::Request<Bytes>) -> Result<http::Response<Bytes>, NotAnswered> {
        let request = reqwest::Request::try_from(request).map_err(|error| NotAnswered::NotSent(error.to_string()))?;
        // A number in place of a name is never looked up.
        if !self.private_too && is_private_literal(request.url()) {
            return Err(NotAnswered::NotSent("this address is not public".to_owned()));
        }
        let answer = self.client.execute(request).await.map_err(explain)?;
        let mut response = http::Response::new(Bytes::new());
        *response.status_mut() = answer.status();
        Ok(response)
    }
}

impl Http for Outside {
    fn send(&self, request: http::Request<Bytes>) -> Sending<'_> {
        Box::pin(self.post(request))
    }
}

struct Lookup {
    private_too: bool,
}

impl Resolve for Lookup {
    fn resolve(&self, name: Name) -> Resolving {
        let private_too = self.private_too;
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            let allowed: Vec<_> = found.into_iter().filter(|found| private_too || is_public(found.ip())).collect();
            if allowed.is_empty() {
                return Err("this name leads to no public address".into());
            }
            Ok(Box::new(allowed.into_iter()) as Addrs)
        })
    }
}

/// Whether the address in a URL is a number, and not a public one.
pub fn is_private_literal(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => !is_public(address.into()),
        Some(Host::Ipv6(address)) => !is_public(address.into()),
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        None => true,
    }
}

/// Whether an address is one of the public internet: none that IANA's registries of special addresses (RFC 6890 and what
/// followed it) keep for anything else.
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let special = address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_multicast()
        || address.is_documentation()
        || a == 0 // this network
        || a >= 240 // reserved, and broadcast
        || (a == 100 && (64..128).contains(&b)) // shared between carriers, RFC 6598
        || (a == 192 && b == 0 && c == 0) // protocol assignments
        || (a == 192 && b == 88 && c == 99) // 6to4 relays
        || (a == 198 && (18..20).contains(&b)); // benchmarks
    !special
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    if let Some(inside) = address.to_ipv4_mapped() {
        return is_public_v4(inside);
    }
    let [first, second, ..] = address.segments();
    // Only 2000::/3 is handed out, and in it these are kept: Teredo and other assignments, documentation, 6to4.
    let handed_out = first & 0xe000 == 0x2000;
    let kept =
        (first == 0x2001 && (second < 0x0200 || second == 0x0db8)) || first == 0x2002 || (first == 0x3fff && second < 0x1000);
    handed_out && !kept
}

/// Reqwest's errors name the URL; ours do not repeat it, because it may carry a key of the merchant's.
fn explain(error: reqwest::Error) -> NotAnswered {
    let connecting = error.is_connect() || error.is_builder();
    let timed_out = error.is_timeout();
    let error = error.without_url();
    let mut said = error.to_string();
    let mut cause = std::error::Error::source(&error);
    while let Some(next) = cause {
        said = next.to_string();
        cause = next.source();
    }
    match (connecting, timed_out) {
        (true, _) => NotAnswered::NotSent(said),
        (false, true) => NotAnswered::Lost(format!("no answer in {} seconds", WHOLE.as_secs())),
        (false, false) => NotAnswered::Lost(said),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(address: &str, expected: bool) {
        assert_eq!(address.parse().map(is_public), Ok(expected), "{address}");
    }

    #[test]
    fn only_addresses_of_the_public_internet_are_public() {
        for public in
            ["8.8.8.8", "201.150.1.1", "100.63.255.255", "100.128.0.1", "172.32.0.1", "2606:4700::1111", "2800:3f0::1"]
        {
            check(public, true);
        }
        for special in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "127.0.0.1",
            "169.254.169.254",
            "172.16.0.1",
            "192.0.0.8",
            "192.0.2.1",
            "192.168.1.1",
            "198.18.0.1",
            "203.0.113.9",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "fe80::1",
            "fc00::1",
            "fd00:ec2::254",
            "ff02::1",
            "2001:db8::1",
            "2001::1",
            "2002:7f00:1::",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::7f00:1",
            "3fff::1",
        ] {
            check(special, false);
        }
    }

    #[test]
    fn numbers_in_a_url_are_seen_through_their_spellings() {
        for url in
            ["http://2130706433/", "http://0x7f.1/", "http://[::ffff:7f00:1]/", "http://localhost/", "http://a.localhost/"]
        {
            assert!(Url::parse(url).is_ok_and(|url| is_private_literal(&url)), "{url}");
        }
        assert!(Url::parse("https://tienda.example.mx/").is_ok_and(|url| !is_private_literal(&url)));
    }

    #[tokio::test]
    async fn a_name_that_leads_home_is_not_followed() {
        let outside = Outside::new(false).expect("a client");
        for url in ["http://localhost:9/", "http://127.0.0.1:9/"] {
            let request = http::Request::post(url).body(Bytes::new()).expect("a request");
            assert!(matches!(outside.send(request).await, Err(NotAnswered::NotSent(_))), "{url}");
        }
    }
}
