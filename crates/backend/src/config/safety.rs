//! What a backend refuses to start with, each with a sentence that says why and what to do.
//!
//! A wrong setting found by an attacker is a theft; found at start it is a line to read. It knows no provider: only
//! whether the keys that were given move real money.

use super::{Config, Mode};
use crate::base::web_address::is_loopback;
use secrecy::ExposeSecret;
use url::Url;

/// Every reason not to start, all at once. `keys_are_live` says for each configured provider whether its keys move
/// real money.
pub fn reasons_not_to_start(config: &Config, keys_are_live: &[(&str, bool)]) -> Vec<String> {
    let mut reasons = Vec::new();
    let mut refuse = |condition: bool, reason: String| {
        if condition {
            reasons.push(reason);
        }
    };
    let live = config.mode == Mode::Live;
    refuse(
        live && config.public_url.scheme() != "https",
        format!(
            "mode is live, and public_url is {}: put TLS in front and set public_url to its https address.",
            config.public_url
        ),
    );
    refuse(
        config.public_url.path() != "/" || config.public_url.query().is_some(),
        format!("public_url is {}: it must be an address without a path.", config.public_url),
    );
    refuse(
        config.allowed_origins.is_empty(),
        "allowed_origins is empty, so no page could use this backend: list the origins of your shop.".to_owned(),
    );
    refuse(
        live && config.allowed_origins.has_loopback(),
        "mode is live, and allowed_origins has loopback: that is for trying it out; list the origins of your shop.".to_owned(),
    );
    refuse(config.merchant.trim().is_empty(), "merchant is empty: customers must read whom they pay.".to_owned());
    refuse(
        keys_are_live.is_empty(),
        "no provider is configured, so nothing could be collected: give one its keys, e.g. FICHA_COMPROPAGO__SECRET_KEY."
            .to_owned(),
    );
    refuse(
        config.metrics_listen.is_some_and(|address| !address.ip().is_loopback()) && config.metrics_token.is_none(),
        "metrics_listen can be reached from other machines, and there is no token: set FICHA_METRICS_TOKEN, or listen on \
         127.0.0.1."
            .to_owned(),
    );
    refuse(
        config.metrics_token.as_ref().is_some_and(|token| token.expose_secret().len() < 16),
        "the token of metrics is shorter than 16 characters: anybody could guess it.".to_owned(),
    );
    for &(id, keys_are_live) in keys_are_live {
        refuse(live && !keys_are_live, format!("mode is live, and the keys of {id} are test keys: no money would arrive."));
        refuse(
            !live && keys_are_live,
            format!(
                "mode is test, and the keys of {id} are live: real money would move. Set mode = \"live\", or use test keys."
            ),
        );
    }
    for account in &config.providers {
        let id = &account.id;
        let base = account.settings.get("base_url").and_then(|url| Url::parse(url).ok());
        if let Some(base) = base {
            refuse(
                base.scheme() != "https" && !is_loopback(&base),
                format!("[{id}] base_url is {base}: keys are never sent without TLS to another machine."),
            );
        }
    }
    reasons
}
