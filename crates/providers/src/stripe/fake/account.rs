//! Whose objects are whose: an account for each key, in the mode the key is named for.

use super::{FakeStripe, NAME};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, header};
use serde_json::{Value, json};

/// Which account: its place among them.
pub(super) type AccountId = usize;

/// What a key looks like, for whoever made one up.
pub(super) const FORM: &str = "sk_test_, sk_live_, rk_test_ or rk_live_ and 8 to 120 letters and digits";

/// One merchant's account in one mode.
#[derive(Debug)]
pub(super) struct Account {
    pub(super) key: String,
    pub(super) live: bool,
}

impl Account {
    /// The account a key opens; `None` for what is no key.
    pub(super) fn of(key: &str) -> Option<Self> {
        let modes = [("sk_test_", false), ("rk_test_", false), ("sk_live_", true), ("rk_live_", true)];
        let (rest, live) = modes.into_iter().find_map(|(begins, live)| Some((key.strip_prefix(begins)?, live)))?;
        let is_one = (8..=120).contains(&rest.len()) && rest.bytes().all(|byte| byte.is_ascii_alphanumeric());
        is_one.then(|| Self { key: key.to_owned(), live })
    }

    /// The key with its middle left out, as Stripe shows one.
    pub(super) fn short_key(&self) -> String {
        masked(&self.key)
    }
}

/// A key as an error repeats it.
pub(super) fn masked(key: &str) -> String {
    let tail: String = key.chars().skip(key.chars().count().saturating_sub(4)).collect();
    let head: String = key.chars().take(8).collect();
    if key.chars().count() <= 12 { "****".to_owned() } else { format!("{head}****{tail}") }
}

/// The key a request came with: `Bearer`, as every SDK sends it, or as the user of basic authentication.
pub(super) fn key(headers: &HeaderMap) -> Option<String> {
    let sent = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, rest) = sent.split_once(' ')?;
    if scheme.eq_ignore_ascii_case("bearer") {
        return Some(rest.trim().to_owned());
    }
    let decoded = String::from_utf8(STANDARD.decode(rest.trim()).ok()?).ok()?;
    Some(decoded.split(':').next()?.to_owned())
}

impl FakeStripe {
    /// An account as the control page shows it.
    pub(super) fn account_document(&self, id: AccountId) -> Value {
        let account = &self.accounts[id];
        let told = self.endpoints.iter().filter(|endpoint| endpoint.account == id);
        let told: Vec<Value> =
            told.map(|endpoint| json!({"id": endpoint.id, "url": endpoint.url, "status": endpoint.status()})).collect();
        json!({"provider": NAME, "key": account.key, "live": account.live, "webhooks": told})
    }
}
