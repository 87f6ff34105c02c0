//! Which addresses are those of the public internet: a shop's own address is typed by a merchant, and may lead nowhere else.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use url::{Host, Url};

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
pub fn is_public(address: IpAddr) -> bool {
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
}
