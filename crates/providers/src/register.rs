//! The register: every provider there is, as data. A new provider is one folder and one entry here.
//!
//! It knows what each provider needs in the configuration and how to build it, and nothing of what the configuration
//! file looks like or where secrets come from.

use crate::Provider;
use crate::capability::Capabilities;
use crate::compropago;
use crate::kashio;
use payments::customer::Field;
use payments::{Currency, Method};
use secrecy::{ExposeSecret, SecretString};
use std::collections::BTreeMap;

/// A provider, described.
pub struct Entry {
    /// Its id: its folder, its section of the configuration, its webhook address (`/webhooks/{id}`).
    pub id: &'static str,
    /// What merchants call it.
    pub name: &'static str,
    /// The methods it collects by.
    pub methods: &'static [Method],
    /// The countries it collects in, ISO 3166-1 alpha-2.
    pub countries: &'static [&'static str],
    /// What its charges cannot do without of the customer, beyond name and e-mail.
    pub needs: &'static [Field],
    /// The currencies an order may be in; what the customer hands over may be another (see [`payments::Voucher`]).
    pub currencies: &'static [Currency],
    /// What it must and may be told.
    pub settings: &'static [Setting],
    /// What it can do beyond the four verbs of [`Provider`].
    pub capabilities: Capabilities,
    /// Builds it, or says in a sentence for the operator what is wrong with the settings.
    pub build: fn(&Settings) -> Result<Box<dyn Provider>, String>,
}

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

/// Every provider.
pub const REGISTER: &[Entry] = &[compropago::ENTRY, kashio::ENTRY];

/// The provider of that id, if there is one.
pub fn find(id: &str) -> Option<&'static Entry> {
    REGISTER.iter().find(|entry| entry.id == id)
}

impl Entry {
    /// Says in one sentence which settings are missing or unknown, so that a misspelt one is not silently ignored.
    /// ```
    /// use providers::register::{Settings, find};
    ///
    /// let entry = find("kashio").expect("a provider of that name is in the register");
    /// let told = Settings::new().with("secret_key", "sk_test_0123456789abcdef0").with("gateway", "https://pagos.example.pe");
    /// assert_eq!(entry.check(&told), Err("KashIO has no setting named gateway".to_owned()));
    /// ```
    pub fn check(&self, settings: &Settings) -> Result<(), String> {
        for setting in self.settings.iter().filter(|setting| setting.required) {
            settings.required(setting.name)?;
        }
        let unknown = settings.names().find(|name| self.settings.iter().all(|setting| setting.name != *name));
        match unknown {
            Some(name) => Err(format!("{} has no setting named {name}", self.name)),
            None => Ok(()),
        }
    }
}

/// What a provider was told. All of it is held as secrets are, so that it can be printed without harm.
#[derive(Clone, Debug, Default)]
pub struct Settings(BTreeMap<String, SecretString>);

impl Settings {
    /// Nothing yet.
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

    /// The same, or a sentence saying that it is missing.
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn a_provider_is_found_by_its_id_and_no_id_stands_twice() {
        let ids: BTreeSet<_> = REGISTER.iter().map(|entry| entry.id).collect();
        assert_eq!(ids.len(), REGISTER.len());
        for entry in REGISTER {
            assert_eq!(find(entry.id).map(|found| found.name), Some(entry.name));
        }
        assert!(find("paypal").is_none());
    }

    #[test]
    fn missing_and_misspelt_settings_are_named() {
        let entry = find("compropago").unwrap();
        let check = |settings: &Settings, expected: &str| {
            assert_eq!(entry.check(settings).err().unwrap_or_default(), expected);
        };
        let keys = Settings::new().with("public_key", "pk_test_1").with("secret_key", "sk_test_1");
        check(&Settings::new().with("public_key", "pk_test_1"), "the setting secret_key is missing");
        check(&keys.clone().with("secret_key", "  "), "the setting secret_key is missing");
        check(&keys.clone().with("secretkey", "x"), "ComproPago has no setting named secretkey");
        check(&keys, "");
    }

    #[test]
    fn printed_settings_show_no_value() {
        let printed = format!("{:?}", Settings::new().with("secret_key", "sk_live_1234567890abcdef1"));
        assert!(printed.contains("secret_key") && !printed.contains("sk_live"), "{printed}");
    }
}
