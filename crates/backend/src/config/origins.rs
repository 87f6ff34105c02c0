//! Which pages may use the backend: a list of origins, a word for every page of this machine, and one for pages without any.
//!
//! An origin is compared as a whole and as text, the way browsers send it; a wildcard is all that is below one domain. There is none
//! for the world: a list that everybody is on protects nobody.

use crate::base::web_address::is_loopback;
use anyhow::{bail, ensure};
use url::{Host, Url};

/// The origins of pages that may use this backend.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origins {
    listed: Vec<String>,
    /// `https://tienda.example.mx`: whatever is below it.
    below: Vec<String>,
    loopback: bool,
    opaque: bool,
}

/// The word for every port of this machine; the demo uses it.
pub const LOOPBACK: &str = "loopback";

/// The word for pages without an origin, which browsers call `null`: a file in an app's web view, a sandboxed frame.
pub const OPAQUE: &str = "opaque";

/// Below these anybody gets a name for the asking, so a wildcard there lets everybody in. Below a country's own second level too
/// ([`is_anybodys`]).
const ANYBODYS: [&str; 16] = [
    "blogspot.com",
    "firebaseapp.com",
    "github.io",
    "gitlab.io",
    "herokuapp.com",
    "mitiendanube.com",
    "myshopify.com",
    "netlify.app",
    "ngrok.io",
    "pages.dev",
    "tiendanube.com",
    "vercel.app",
    "web.app",
    "wixsite.com",
    "wordpress.com",
    "workers.dev",
];

impl Origins {
    /// Reads `https://tienda.example.mx`, `https://*.tienda.example.mx` for every page below a domain, and the words `loopback` and
    /// `opaque`. Spaces around one, capitals, the usual port, a slash at its end and a name in its own letters are written as browsers
    /// write them. Fails on whatever no browser would ever send, and on plain http elsewhere than on this machine.
    ///
    /// # Errors
    ///
    /// Fails where an entry is not an origin, a pattern of one or one of the words; the message says which entry and what is
    /// wrong with it.
    pub fn parse(words: &[String]) -> anyhow::Result<Self> {
        let mut origins = Self::default();
        for word in words {
            let word = word.trim();
            if word.eq_ignore_ascii_case(LOOPBACK) {
                origins.loopback = true;
            } else if word.eq_ignore_ascii_case(OPAQUE) {
                origins.opaque = true;
            } else if let Some((scheme, domain)) = word.split_once("://*.") {
                origins.below.push(below(word, &format!("{scheme}://{domain}"))?);
            } else {
                origins.listed.push(listed(word)?);
            }
        }
        Ok(origins)
    }

    /// Whether a page of this origin may use the backend.
    pub fn allow(&self, origin: &str) -> bool {
        self.listed.iter().any(|listed| listed == origin)
            || self.below.iter().any(|domain| is_below(origin, domain))
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
        let below = self.below.iter().map(|domain| domain.replacen("://", "://*.", 1));
        self.listed.iter().cloned().chain(below).chain([loopback.to_owned()]).collect::<Vec<_>>().join(" ").trim().to_owned()
    }

    /// Whether nobody is on it.
    pub fn is_empty(&self) -> bool {
        self.listed.is_empty() && self.below.is_empty() && !self.loopback && !self.opaque
    }

    /// Whether any page is on it that is not of this machine.
    pub fn has_pages(&self) -> bool {
        self.listed.iter().chain(&self.below).any(|origin| Url::parse(origin).is_ok_and(|url| !is_loopback(&url)))
    }

    /// Whether every page of this machine is on it.
    pub fn has_loopback(&self) -> bool {
        self.loopback
    }
}

/// One origin as browsers write it, or why no page could ever have it.
fn listed(word: &str) -> anyhow::Result<String> {
    ensure!(
        word != "*",
        "* would let every page of the world in: list the origins of your shop, like https://tienda.example.mx"
    );
    ensure!(word != "null", "null is what pages without an origin send: write {OPAQUE} where that is meant");
    ensure!(
        !word.contains('*'),
        "{word} can match no page: a * stands for all that is below a domain, as in https://*.tienda.example.mx"
    );
    let url = match Url::parse(word) {
        Ok(url) if word.contains("://") => url,
        Ok(_) | Err(_) => match Url::parse(&format!("https://{word}")) {
            Ok(with_scheme) if !word.contains("://") && with_scheme.host().is_some() => {
                bail!("{word} has no scheme: write {}", with_scheme.origin().ascii_serialization())
            }
            Ok(_) | Err(_) => bail!("{word} is not an origin like https://tienda.example.mx"),
        },
    };
    ensure!(
        matches!(url.scheme(), "https" | "http"),
        "{word}: pages are let in by https alone, and those of an app, which have no origin, by the word {OPAQUE}"
    );
    let origin = url.origin().ascii_serialization();
    let is_bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
    ensure!(is_bare && url.password().is_none(), "{word} is more than an origin: write {origin}");
    ensure!(
        url.scheme() == "https" || is_loopback(&url),
        "{word}: a page without TLS can be changed on its way to the customer; use https"
    );
    Ok(origin)
}

/// The origin of a domain whose pages below are meant, or why that is nobody's or everybody's.
fn below(word: &str, domain: &str) -> anyhow::Result<String> {
    let origin = listed(domain).map_err(|why| anyhow::anyhow!("{word}: {why}"))?;
    let url = Url::parse(&origin)?;
    let Some(Host::Domain(name)) = url.host() else { bail!("{word}: there is nothing below an address of digits") };
    ensure!(!is_anybodys(name), "{word} would let in pages of anybody: write the domain that is your own, or each origin");
    Ok(origin)
}

/// Whether names below it belong to whoever asks for one: a top level, a country's second level (`com.mx`), a host of shops.
fn is_anybodys(name: &str) -> bool {
    let labels: Vec<_> = name.split('.').collect();
    match labels.as_slice() {
        [] | [_] => true,
        [second, top] => {
            let is_level = top.len() == 2
                && (second.len() <= 2 || ["com", "gob", "gov", "org", "net", "edu", "mil", "nom"].contains(second));
            is_level || ANYBODYS.contains(&name)
        }
        _ => false,
    }
}

/// Whether an origin is of a page below a domain: `https://a.tienda.mx` below `https://tienda.mx`.
fn is_below(origin: &str, domain: &str) -> bool {
    let Some((scheme, host)) = domain.split_once("://") else { return false };
    let name = origin.strip_prefix(scheme).and_then(|rest| rest.strip_prefix("://")).and_then(|rest| rest.strip_suffix(host));
    let labels = name.and_then(|name| name.strip_suffix('.'));
    let is_label = |label: &str| {
        !label.is_empty() && label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_')
    };
    labels.is_some_and(|labels| labels.split('.').all(is_label))
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
        for (wrong, why) in [
            ("*", "would let every page of the world in"),
            ("null", "write opaque"),
            ("tienda.example.mx", "has no scheme: write https://tienda.example.mx"),
            ("tienda.example.mx:8443", "has no scheme: write https://tienda.example.mx:8443"),
            ("//tienda.example.mx", "has no scheme"),
            ("https://tienda.example.mx/shop", "is more than an origin: write https://tienda.example.mx"),
            ("https://tienda.example.mx/?a=1", "is more than an origin"),
            ("https://tienda.example.mx#a", "is more than an origin"),
            ("https://ana:x@tienda.example.mx", "is more than an origin"),
            ("http://tienda.example.mx", "use https"),
            ("ftp://x.mx", "by https alone"),
            ("capacitor://localhost", "by https alone"),
            ("https://tienda .mx", "is not an origin"),
            ("https://", "is not an origin"),
            ("", "is not an origin"),
            ("https://tienda.*", "can match no page"),
            ("https://*tienda.mx", "can match no page"),
            ("https://a.*.tienda.mx", "can match no page"),
            ("https://*.*.tienda.mx", "can match no page"),
            ("https://*", "can match no page"),
            ("*.tienda.mx", "can match no page"),
            ("https://*.mx", "pages of anybody"),
            ("https://*.com.mx", "pages of anybody"),
            ("https://*.co.uk", "pages of anybody"),
            ("https://*.myshopify.com", "pages of anybody"),
            ("https://*.github.io", "pages of anybody"),
            ("https://*.tienda.mx/pay", "is more than an origin"),
            ("http://*.tienda.mx", "use https"),
            ("https://*.10.0.0.1", "an address of digits"),
        ] {
            let said = origins(&[wrong]).map_err(|error| format!("{error:#}"));
            assert!(said.as_ref().is_err_and(|said| said.contains(why)), "{wrong}: {said:?}");
        }
    }

    #[test]
    fn an_origin_is_written_as_browsers_write_it() {
        for (word, origin) in [
            (" https://tienda.example.mx ", "https://tienda.example.mx"),
            ("https://tienda.example.mx/", "https://tienda.example.mx"),
            ("HTTPS://Tienda.Example.MX", "https://tienda.example.mx"),
            ("https://tienda.example.mx:443", "https://tienda.example.mx"),
            ("https://tienda.example.mx:8443/", "https://tienda.example.mx:8443"),
            ("https://muñoz.mx", "https://xn--muoz-hqa.mx"),
            ("http://localhost:80", "http://localhost"),
        ] {
            check(&[word], origin, true);
            assert_eq!(origins(&[word]).unwrap().sources(), origin);
        }
        assert!(origins(&["Loopback"]).unwrap().has_loopback());
    }

    #[test]
    fn a_wildcard_is_every_page_below_a_domain_and_no_other() {
        let mine = ["https://*.Tienda.mx"];
        for origin in ["https://a.tienda.mx", "https://www.tienda.mx", "https://a.b.tienda.mx", "https://xn--a-0ga.tienda.mx"] {
            check(&mine, origin, true);
        }
        for origin in [
            "https://tienda.mx",
            "https://.tienda.mx",
            "https://a..tienda.mx",
            "https://eviltienda.mx",
            "https://a.tienda.mx.evil.mx",
            "https://a.tienda.mx:8443",
            "http://a.tienda.mx",
            "https://evil.mx/.tienda.mx",
            "https://evil.mx?.tienda.mx",
            "https://evil.mx@a.tienda.mx",
            "https://evil.mx:1.tienda.mx",
            "null",
            "",
        ] {
            check(&mine, origin, false);
        }
        check(&["https://*.tienda.mx:8443"], "https://a.tienda.mx:8443", true);
        check(&["https://*.tienda.com.mx"], "https://a.tienda.com.mx", true);
        assert_eq!(origins(&mine).unwrap().sources(), "https://*.tienda.mx");
        assert!(origins(&mine).unwrap().has_pages() && !origins(&mine).unwrap().is_empty());
    }
}
