//! Settings: what a provider account is told, and what a provider says it must and may be told. Where they come from, a file,
//! the environment or a form, is not known here.

use secrecy::{ExposeSecret, SecretString};
use std::collections::BTreeMap;

/// One thing a provider is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Setting {
    /// Its name in the configuration.
    pub name: &'static str,
    /// Whether it may come only from the environment or a file of its own, and is never shown.
    pub secret: bool,
    /// Whether the provider cannot do without it.
    pub required: bool,
    /// What it is, for the operator.
    pub about: &'static str,
}

/// What a provider was told. All of it is held as secrets are, so that it can be printed without harm.
#[derive(Clone, Debug, Default)]
pub struct Settings(BTreeMap<String, SecretString>);

impl Settings {
    /// No setting at all.
    pub fn new() -> Self {
        Self::default()
    }

    /// The same with one more.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.0.insert(name.into(), SecretString::from(value.into()));
        self
    }

    /// What was said, without the spaces around it; `None` where nothing was.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(|value| value.expose_secret().trim()).filter(|value| !value.is_empty())
    }

    /// The same, where the provider cannot do without it.
    ///
    /// # Errors
    ///
    /// A sentence for the operator that names the setting that is missing.
    pub fn required(&self, name: &str) -> Result<&str, String> {
        self.get(name).ok_or_else(|| format!("the setting {name} is missing"))
    }

    /// The names of all that was said.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

impl FromIterator<(String, SecretString)> for Settings {
    fn from_iter<T: IntoIterator<Item = (String, SecretString)>>(said: T) -> Self {
        Self(said.into_iter().collect())
    }
}

/// The address every call begins with, without the slash at its end: `base_url` where it is set, else the vendor's own. Live keys
/// never travel unencrypted; test keys may, to a fake provider.
///
/// # Errors
///
/// A sentence for the operator where `base_url` is no address that may be asked.
pub fn base_url(settings: &Settings, vendor: &str, live: bool) -> Result<String, String> {
    let url = settings.get("base_url").unwrap_or(vendor).trim_end_matches('/');
    let parsed: http::Uri = url.parse().map_err(|_| "base_url is not an address".to_owned())?;
    match (parsed.scheme_str(), live) {
        (Some("https"), _) | (Some("http"), false) if parsed.query().is_none() => Ok(url.to_owned()),
        (Some("http"), true) => Err("base_url must be https with live keys".to_owned()),
        _ => Err("base_url must begin with https:// and have no query".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printed_settings_show_no_value() {
        let printed = format!("{:?}", Settings::new().with("secret_key", "sk_live_1234567890abcdef1"));
        assert!(printed.contains("secret_key") && !printed.contains("sk_live"), "{printed}");
    }

    #[test]
    fn live_keys_never_travel_unencrypted() {
        let check = |url: &str, live: bool, expected: Result<&str, &str>| {
            let said = base_url(&Settings::new().with("base_url", url), "https://api.example.mx", live);
            assert_eq!(said.as_ref().map(String::as_str).map_err(String::as_str), expected);
        };
        check("http://127.0.0.1:4010/x/", false, Ok("http://127.0.0.1:4010/x"));
        check("http://127.0.0.1:4010/x", true, Err("base_url must be https with live keys"));
        check("https://api.example.com", true, Ok("https://api.example.com"));
        check("", true, Ok("https://api.example.mx"));
        check("ftp://example.com", false, Err("base_url must begin with https:// and have no query"));
        check("https://example.com?x=1", false, Err("base_url must begin with https:// and have no query"));
    }
}
