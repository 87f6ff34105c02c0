//! The merchants' accounts: any key of the right form opens one. An account has a mode, a payload generation (the vendor
//! keeps it with the account, not in a header), the stores it has switched on, and its webhooks.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::hooks::Hook;
use super::keys::Keys;
use super::stores;
use crate::fake::Refused;

/// Which shape of v1's answers an account gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Generation {
    /// 2013 to June 2015.
    V1_0,
    /// As of June 2015.
    V1_1,
    /// August 2017 on: what current clients parse.
    New,
    /// Every field of 1.1 and of the new payload, which all published SDKs of both can read. Ours.
    Union,
}

impl Generation {
    /// What a fresh account speaks: the union, and for a key without prefix, as the seeds' `curl` examples have one, the
    /// generation those examples show.
    fn of_key(key: &str) -> Generation {
        if key.contains('_') { Generation::Union } else { Generation::V1_1 }
    }
}

/// What each generation is called on the control page.
const GENERATIONS: [(&str, Generation); 4] =
    [("1.0", Generation::V1_0), ("1.1", Generation::V1_1), ("new", Generation::New), ("union", Generation::Union)];

/// One merchant's account in one mode.
#[derive(Debug)]
pub(super) struct Account {
    pub(super) key: String,
    pub(super) live: bool,
    pub(super) generation: Generation,
    /// The internal names of the stores switched on; `None` is all of them.
    pub(super) stores: Option<Vec<String>>,
    pub(super) hooks: Vec<Hook>,
}

/// Which account: its place in [`Accounts`].
pub(super) type AccountId = usize;

/// All accounts seen since the last reset.
#[derive(Debug, Default)]
pub(super) struct Accounts {
    all: Vec<Account>,
    by_key: HashMap<String, AccountId>,
    /// The webhook every new account starts with.
    first_webhook: Option<String>,
}

impl Accounts {
    /// No accounts yet; each new one will have this webhook.
    pub(super) fn new(first_webhook: Option<String>) -> Accounts {
        Accounts { first_webhook, ..Accounts::default() }
    }

    /// The account these keys open, made when they are new. A pair seen once joins its two keys for good.
    pub(super) fn open(&mut self, keys: &Keys) -> AccountId {
        let texts = || [keys.secret.as_ref(), keys.public.as_ref()].into_iter().flatten();
        let known = texts().find_map(|key| self.by_key.get(key).copied());
        let id = known.unwrap_or_else(|| {
            let key = texts().next().cloned().unwrap_or_default();
            let hooks = self.first_webhook.iter().map(|url| Hook::new(url.clone(), "primary", keys.live)).collect();
            let generation = Generation::of_key(&key);
            self.all.push(Account { key, live: keys.live, generation, stores: None, hooks });
            self.all.len() - 1
        });
        for key in texts() {
            self.by_key.entry(key.clone()).or_insert(id);
        }
        id
    }

    /// The account of that id.
    pub(super) fn get(&self, id: AccountId) -> &Account {
        &self.all[id]
    }

    /// The account of that id, to change it.
    pub(super) fn get_mut(&mut self, id: AccountId) -> &mut Account {
        &mut self.all[id]
    }

    /// Every account as the control page shows it.
    pub(super) fn documents(&self) -> Vec<Value> {
        self.all.iter().map(Account::document).collect()
    }

    /// The webhook every account starts with, kept over a reset.
    pub(super) fn first_webhook(&self) -> Option<String> {
        self.first_webhook.clone()
    }
}

impl Account {
    /// The account as the control page shows it.
    pub(super) fn document(&self) -> Value {
        let generation = GENERATIONS.iter().find(|(_, generation)| *generation == self.generation);
        json!({
            "provider": super::NAME,
            "key": self.key,
            "live": self.live,
            "generation": generation.map(|(name, _)| name),
            "choices": { "generation": GENERATIONS.map(|(name, _)| name) },
            "stores": self.stores,
            "webhooks": self.hooks.iter().map(Hook::document).collect::<Vec<_>>(),
        })
    }

    /// The key with its middle left out.
    pub(super) fn short_key(&self) -> String {
        let tail = self.key.get(self.key.len().saturating_sub(4)..).unwrap_or_default();
        let head = self.key.get(..8).filter(|head| head.ends_with('_')).unwrap_or_default();
        format!("{head}…{tail}")
    }

    /// Changes what `settings` names: `generation`, `stores` (a list of internal names, or null for all), `webhook` (one more URL).
    pub(super) fn set(&mut self, settings: &Value) -> Result<(), Refused> {
        let refuse = |sentence: &str| Err(Refused::Impossible(sentence.to_owned()));
        let Some(settings) = settings.as_object() else {
            return refuse("an account's settings are a JSON object");
        };
        for (name, value) in settings {
            match name.as_str() {
                "generation" => match GENERATIONS.iter().find(|(name, _)| value == name) {
                    Some((_, generation)) => self.generation = *generation,
                    None => return refuse("generation is \"1.0\", \"1.1\", \"new\" or \"union\""),
                },
                "stores" => self.stores = enabled_stores(value)?,
                "webhook" => match value.as_str() {
                    Some(url) if self.hooks.iter().any(|hook| hook.is_at(url)) => {}
                    Some(url) => self.hooks.push(Hook::new(url.to_owned(), "secondary", self.live)),
                    None => return refuse("webhook is a URL"),
                },
                _ => return refuse("an account has generation, stores and webhook"),
            }
        }
        Ok(())
    }
}

fn enabled_stores(value: &Value) -> Result<Option<Vec<String>>, Refused> {
    if value.is_null() {
        return Ok(None);
    }
    let known = |name: &Value| name.as_str().filter(|name| stores::by_name(name).is_some()).map(str::to_owned);
    let names: Option<Vec<String>> = value.as_array().and_then(|names| names.iter().map(known).collect());
    names
        .map(Some)
        .ok_or_else(|| Refused::Impossible("stores is a list of internal names, for example [\"OXXO\"], or null".into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(secret: &str, public: &str) -> Keys {
        Keys::of([secret, public]).unwrap()
    }

    #[test]
    fn a_pair_seen_once_joins_its_keys() {
        let mut accounts = Accounts::new(None);
        let pair = accounts.open(&keys("sk_test_71863001136936a44", "pk_test_638e8b14112423a086"));
        assert_eq!(accounts.open(&keys("pk_test_638e8b14112423a086", "")), pair);
        assert_eq!(accounts.open(&keys("sk_test_71863001136936a44", "")), pair);
        assert_ne!(accounts.open(&keys("sk_live_71863001136936a44", "")), pair);
    }

    #[test]
    fn the_page_sees_only_the_end_of_a_key() {
        let mut accounts = Accounts::new(None);
        let check = |key: &str, expected: &str, accounts: &mut Accounts| {
            let id = accounts.open(&keys(key, ""));
            assert_eq!(accounts.get(id).short_key(), expected);
        };
        check("sk_test_71863001136936a44", "sk_test_…6a44", &mut accounts);
        check("23976112561d20", "…1d20", &mut accounts);
    }
}
