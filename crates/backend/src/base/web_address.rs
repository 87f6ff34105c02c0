//! Addresses of the web as people paste them: what copying put around one goes, what stands inside is judged.

use payments::typed::is_hidden;
use url::{Host, Url};

/// An address without what copying put around it. What stands inside is part of it, and judged.
pub fn around(address: &str) -> &str {
    address.trim_matches(|c: char| c.is_whitespace() || is_hidden(c))
}

/// An address a browser may open, as it is kept; `None` where nothing is said.
///
/// # Errors
///
/// A sentence for the developer, where it is no https address (or http, with `plain_too`) or has more than 2000 characters.
pub fn maybe_web(said: Option<&str>, plain_too: bool) -> Result<Option<String>, String> {
    let address = around(said.unwrap_or_default());
    if address.is_empty() {
        return Ok(None);
    }
    let kind = if plain_too { "an http or https" } else { "an https" };
    match address.chars().count() {
        length if length > 2000 => Err(format!("has {length} characters; at most 2000 are allowed")),
        _ if web(address).is_some_and(|url| is_web(&url, plain_too)) => Ok(Some(address.to_owned())),
        _ => Err(format!("must be {kind} address")),
    }
}

/// An address, kept as it was written. One with a line break in it is none, although browsers read over that.
pub fn web(text: &str) -> Option<Url> {
    if text.chars().any(char::is_control) { None } else { Url::parse(text).ok() }
}

/// An address a browser may open. Plain http only where it is allowed, or on this machine.
pub fn is_web(url: &Url, plain_too: bool) -> bool {
    url.host().is_some() && (url.scheme() == "https" || url.scheme() == "http" && (plain_too || is_loopback(url)))
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
