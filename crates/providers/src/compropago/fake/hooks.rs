//! `webhooks/stores`: where an account wants to be told. List, create, change, delete, switch off; and what counts as an
//! answer. What a webhook event says is in `shapes`.

use http::Method;
use serde_json::{Value, json};

use super::accounts::Account;
use super::errors::Failure;
use super::fields::Fields;
use super::template::fill;
use crate::chance;

/// A webhook that a merchant has registered.
#[derive(Clone, Debug)]
pub(super) struct Hook {
    id: String,
    url: String,
    rank: String,
    live: bool,
    active: bool,
}

impl Hook {
    /// A fresh one; `rank` is the vendor's `primary` or `secondary`.
    pub(super) fn new(url: String, rank: &str, live: bool) -> Hook {
        Hook { id: chance::uuid().to_string(), url, rank: rank.to_owned(), live, active: true }
    }

    /// Whether it is at that URL.
    pub(super) fn is_at(&self, url: &str) -> bool {
        self.url == url
    }

    /// The URL, unless it is switched off.
    pub(super) fn wanted(&self) -> Option<&str> {
        self.active.then_some(self.url.as_str())
    }

    /// As the vendor's API shows it.
    pub(super) fn document(&self) -> Value {
        self.with_status(if self.active { "active" } else { "deactivated" })
    }

    fn with_status(&self, status: &str) -> Value {
        fill(
            include_str!("../fixtures/sdk_v1_webhooks_store.json"),
            [
                ("/id", json!(self.id)),
                ("/url", json!(self.url)),
                ("/mode", json!(if self.live { "live" } else { "test" })),
                ("/status", json!(status)),
                ("/type", json!(self.rank)),
            ],
        )
    }
}

/// Answers `webhooks/stores` and what is below it; `rest` is the path after that.
pub(super) fn answer(account: &mut Account, method: &Method, rest: &[&str], fields: &Fields) -> Result<Value, Failure> {
    match (method.as_str(), rest) {
        ("GET", []) => Ok(account.hooks.iter().map(Hook::document).collect()),
        ("POST", []) => create(account, &fields.required(&["url"])?),
        ("PUT", [id]) => {
            let url = fields.first(&["url"]);
            if let Some(url) = &url {
                check(url)?;
            }
            let hook = find(account, id)?;
            hook.url = url.unwrap_or_else(|| hook.url.clone());
            if let Some(rank) = fields.first(&["webhookType"]) {
                if !["primary", "secondary"].contains(&rank.as_str()) {
                    return Err(Failure::Invalid("webhookType debe ser primary o secondary.".into()));
                }
                hook.rank = rank;
            }
            Ok(hook.document())
        }
        ("DELETE", [id]) => {
            let gone = find(account, id)?.with_status("deleted");
            account.hooks.retain(|hook| hook.id != *id);
            Ok(gone)
        }
        // The verb really is DELETE, and the word really is spelt so.
        ("DELETE", [id, "deactive"]) => {
            let hook = find(account, id)?;
            hook.active = false;
            Ok(hook.document())
        }
        _ => Err(Failure::NoSuchPath),
    }
}

fn create(account: &mut Account, url: &str) -> Result<Value, Failure> {
    check(url)?;
    if account.hooks.iter().any(|hook| hook.is_at(url)) {
        return Err(Failure::UrlRegistered);
    }
    let hook = Hook::new(url.to_owned(), "secondary", account.live);
    let document = hook.document();
    account.hooks.push(hook);
    Ok(document)
}

fn check(url: &str) -> Result<(), Failure> {
    match url::Url::parse(url) {
        Ok(url) if matches!(url.scheme(), "http" | "https") && url.host().is_some() => Ok(()),
        Ok(_) | Err(_) => Err(Failure::Invalid("El campo url debe ser una URL http o https.".into())),
    }
}

fn find<'a>(account: &'a mut Account, id: &str) -> Result<&'a mut Hook, Failure> {
    account.hooks.iter_mut().find(|hook| hook.id == id).ok_or(Failure::WebhookNotFound)
}

/// The vendor's rule: an empty body counts only with exactly 200; any other body must be JSON whose `status` says `success`,
/// and then any 2xx will do.
pub(super) fn counts_as_delivered(status: u16, body: &[u8]) -> bool {
    if body.trim_ascii().is_empty() {
        return status == 200;
    }
    let said: Option<Value> = serde_json::from_slice(body).ok();
    (200..300).contains(&status) && said.is_some_and(|said| said["status"] == "success")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vendors_rule_of_what_counts_as_an_answer() {
        let check = |status, body: &str, expected| {
            assert_eq!(counts_as_delivered(status, body.as_bytes()), expected, "{status} {body}");
        };
        check(200, "", true);
        check(204, "", false);
        check(200, r#"{"status":"success","message":"ok","short_id":"04c651","reference":"7"}"#, true);
        check(202, r#"{"status":"success"}"#, true);
        check(200, r#"{"status":"error"}"#, false);
        check(200, "ok", false);
        check(500, r#"{"status":"success"}"#, false);
    }
}
