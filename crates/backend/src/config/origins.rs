//! Which pages may use the backend: a list of origins, a word for every page of this machine, and one for pages without any.
//!
//! An origin is compared as a whole and as text, the way browsers send it. There is no wildcard for the world: a
//! list that everybody is on protects nobody.

use anyhow::{bail, ensure};
use url::{Host, Url};

/// The list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origins {
    listed: Vec<String>,
    loopback: bool,
    opaque: bool,
}

/// The word for every port of this machine; the demo uses it.
pub const LOOPBACK: &str = "loopback";

/// The word for pages without an origin, which browsers call `null`: a file in an app's web view, a sandboxed frame.
pub const OPAQUE: &str = "opaque";

impl Origins {
    /// Reads `https://tienda.example.mx` and the words `loopback` and `opaque`. Fails on anything that is more than an origin, and
    /// on plain http elsewhere than on this machine.
    pub fn parse(words: &[String]) -> anyhow::Result<Self> {
        let mut origins = Self::default();
        for word in words {
            if word == LOOPBACK {
                origins.loopback = true;
                continue;
            }
            if word == OPAQUE {
                origins.opaque = true;
                continue;
            }
            let Ok(url) = Url::parse(word) else { bail!("{word} is not an origin like https://tienda.example.mx") };
            let origin = url.origin().ascii_serialization();
            ensure!(origin == word.trim_end_matches('/'), "{word} is more than an origin: write {origin}");
            ensure!(
                url.scheme() == "https" || url.scheme() == "http" && is_loopback(&url),
                "{word}: a page without TLS can be changed on its way to the customer; use https"
            );
            origins.listed.push(origin);
        }
        Ok(origins)
    }

    /// Whether a page of this origin may use the backend.
    pub fn allow(&self, origin: &str) -> bool {
        self.listed.iter().any(|listed| listed == origin)
            || self.opaque && origin == "null"
            || self.loopback
                && Url::parse(origin).is_ok_and(|url| {
                    matches!(url.scheme(), "http" | "https")
                        && is_loopback(&url)
                        && url.origin().ascii_serialization() == origin
                })
    }

    /// The same as the sources of a content policy.
    pub fn sources(&self) -> String {
        let loopback = if self.loopback { "http://localhost:* http://127.0.0.1:*" } else { "" };
        self.listed.iter().map(String::as_str).chain([loopback]).collect::<Vec<_>>().join(" ").trim().to_owned()
    }

    /// Whether nobody is on it.
    pub fn is_empty(&self) -> bool {
        self.listed.is_empty() && !self.loopback && !self.opaque
    }

    /// Whether any page is on it that is not of this machine.
    pub fn has_pages(&self) -> bool {
        self.listed.iter().any(|origin| Url::parse(origin).is_ok_and(|url| !is_loopback(&url)))
    }

    /// Whether every page of this machine is on it.
    pub fn has_loopback(&self) -> bool {
        self.loopback
    }
}

/// Whether an address names this very machine.
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origins(words: &[&str]) -> anyhow::Result<Origins> {
        Origins::parse(&words.iter().map(|&word| word.to_owned()).collect::<Vec<_>>())
    }

    fn check(words: &[&str], origin: &str, expected: bool) {
        assert_eq!(origins(words).unwrap().allow(origin), expected, "{words:?} {origin}");
    }

    #[test]
    fn only_listed_origins_are_allowed() {
        check(&["https://tienda.example.mx"], "https://tienda.example.mx", true);
        check(&["https://tienda.example.mx"], "https://tienda.example.mx:444", false);
        check(&["https://tienda.example.mx"], "http://tienda.example.mx", false);
        check(&["https://tienda.example.mx"], "https://tienda.example.mx.evil.mx", false);
        check(&["https://tienda.example.mx"], "null", false);
        check(&[], "https://tienda.example.mx", false);
    }

    #[test]
    fn loopback_means_every_port_of_this_machine_and_nothing_else() {
        for origin in
            ["http://localhost:8080", "http://127.0.0.1:1", "http://127.0.0.1", "https://localhost:3000", "http://[::1]:80"]
        {
            let expected = origin != "http://[::1]:80"; // A browser never writes the default port.
            check(&["loopback"], origin, expected);
        }
        for origin in ["http://localhost.evil.mx", "http://192.168.1.2", "null", "file://", "http://127.0.0.1@evil.mx"] {
            check(&["loopback"], origin, false);
        }
    }

    #[test]
    fn opaque_means_pages_without_an_origin_and_nothing_else() {
        check(&["opaque"], "null", true);
        for origin in ["file://", "http://localhost", "https://null"] {
            check(&["opaque"], origin, false);
        }
        assert_eq!(origins(&["opaque"]).unwrap().sources(), "", "no policy can name them");
    }

    #[test]
    fn what_is_more_or_less_than_an_origin_is_refused() {
        for wrong in ["*", "tienda.example.mx", "https://tienda.example.mx/shop", "http://tienda.example.mx", "ftp://x.mx"] {
            assert!(origins(&[wrong]).is_err(), "{wrong}");
        }
    }
}
