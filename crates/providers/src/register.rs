//! The register: every provider there is, as data. A new provider is one folder and one entry here.
//!
//! It knows what each provider needs in the configuration and how to build it, and nothing of what the configuration
//! file looks like or where secrets come from.

use crate::Provider;
use crate::compropago;
use crate::kashio;
use crate::mercadopago;
use crate::settings::{Setting, Settings};
use crate::stripe;

/// An entry of the register: what the backend must know of a provider to configure it.
pub struct Entry {
    /// Its id: its folder, and the word for it in the configuration, where an account names its kind.
    pub id: &'static str,
    /// What merchants call it.
    pub name: &'static str,
    /// The countries it collects in, ISO 3166-1 alpha-2.
    pub countries: &'static [&'static str],
    /// What it must and may be told.
    pub settings: &'static [Setting],
    /// Builds an account of it, or says in a sentence for the operator what is wrong with the settings. Its facts and what it can
    /// do are asked of what was built.
    pub build: fn(&Settings) -> Result<Box<dyn Provider>, String>,
}

/// The register: every provider there is.
pub const REGISTER: &[Entry] = &[compropago::ENTRY, kashio::ENTRY, mercadopago::ENTRY, stripe::ENTRY];

/// The provider of that id, if there is one.
pub fn find(id: &str) -> Option<&'static Entry> {
    REGISTER.iter().find(|entry| entry.id == id)
}

impl Entry {
    /// Checks that nothing is missing, and that no misspelt setting is silently ignored.
    ///
    /// # Errors
    ///
    /// A sentence for the operator that names the setting.
    ///
    /// ```
    /// use providers::register::find;
    /// use providers::settings::Settings;
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
}
