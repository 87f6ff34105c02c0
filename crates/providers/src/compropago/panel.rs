//! What one would otherwise do in ComproPago's panel: check the keys, register webhooks; and send a voucher by SMS.
//!
//! All of it is v1, and works for SPEI charges as well. None of it changes what is true of a charge.

use super::ComproPago;
use super::call::{Call, path_segment};
use crate::capability::RegisteredWebhook;
use crate::exact::{Flag, Part, Scalar};
use crate::http::Http;
use crate::provider::{Handle, Kind, ProviderError};
use http::Method as Verb;
use serde::Deserialize;
use serde_json::json;

/// The answer of `GET /v1/users/auth`.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Auth {
    code: Scalar,
    /// The mode of the account.
    livemode: Flag,
    /// The mode of the keys.
    mode_key: Flag,
}

/// The answer of `POST /v1/charges/{id}/sms`: `sms.success`, in 1.0 `charge_sms.success`.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Sent {
    #[serde(rename = "type")]
    kind: Scalar,
}

/// A webhook address, as every call about them answers it.
#[derive(Deserialize, Default)]
#[serde(default)]
struct WebhookLine {
    id: Scalar,
    url: Scalar,
    status: Scalar,
}

impl ComproPago {
    /// Sends the voucher to a phone of ten digits. ComproPago does so twice for each charge, then refuses.
    pub async fn send_sms(&self, http: &dyn Http, handle: &Handle, phone: &str) -> Result<(), ProviderError> {
        let private = [phone];
        let send = |id: &str| Call {
            verb: Verb::POST,
            path: format!("/v1/charges/{id}/sms"),
            what: "POST /v1/charges/{id}/sms",
            body: json!({ "customer_phone": phone }).to_string(),
            private: &private,
        };
        let reply = self.ask_about(http, &handle.provider_charge, send).await?;
        let Sent { kind } = reply.read::<Part<Sent>>()?.0.unwrap_or_default();
        match kind.text() {
            Some("sms.success" | "charge_sms.success") => Ok(()),
            Some(_) | None => Err(reply.nonsense("neither sent nor refused")),
        }
    }

    /// Whether ComproPago accepts the keys, and account and keys are both in the mode the keys' names say.
    pub async fn check_keys(&self, http: &dyn Http) -> Result<(), ProviderError> {
        let reply = self.ask(http, Call::get("/v1/users/auth".to_owned(), "GET /v1/users/auth")).await?;
        let auth = reply.read::<Part<Auth>>()?.0.unwrap_or_default();
        if auth.code.whole().is_some_and(|code| code != 200) {
            return Err(bad_keys("ComproPago does not accept these keys".to_owned()));
        }
        let (Some(keys), Some(account)) = (auth.mode_key.said().value(), auth.livemode.said().value()) else {
            return Err(reply.nonsense("no mode"));
        };
        let name = |live: bool| if live { "live" } else { "test" };
        let named = self.keys.live();
        if keys != named {
            return Err(bad_keys(format!("the keys are named {} keys and ComproPago says {}", name(named), name(keys))));
        }
        if account != keys {
            return Err(bad_keys(format!(
                "these are {} keys and the account is in {} mode: switch it in ComproPago's panel, or use {} keys",
                name(keys),
                name(account),
                name(account)
            )));
        }
        Ok(())
    }

    /// The webhook addresses registered for the mode of the keys.
    pub async fn webhooks(&self, http: &dyn Http) -> Result<Vec<RegisteredWebhook>, ProviderError> {
        let reply = self.ask(http, Call::get(WEBHOOKS.to_owned(), "GET /v1/webhooks/stores")).await?;
        let lines: Vec<WebhookLine> = reply.read()?;
        Ok(lines.iter().filter_map(|line| webhook(line, "")).collect())
    }

    /// Registers an address, or answers the registration it already has.
    pub async fn register_webhook(&self, http: &dyn Http, url: &str) -> Result<RegisteredWebhook, ProviderError> {
        let known = self.webhooks(http).await?;
        if let Some(known) = known.into_iter().find(|known| known.url == url && known.status != "deactivated") {
            return Ok(known);
        }
        let body = json!({ "url": url }).to_string();
        self.change_webhook(http, Verb::POST, WEBHOOKS.to_owned(), "POST /v1/webhooks/stores", body, url).await
    }

    /// Gives a registration another address.
    pub async fn move_webhook(&self, http: &dyn Http, id: &str, url: &str) -> Result<RegisteredWebhook, ProviderError> {
        let path = format!("{WEBHOOKS}/{}", path_segment(id)?);
        let body = json!({ "url": url }).to_string();
        self.change_webhook(http, Verb::PUT, path, "PUT /v1/webhooks/stores/{id}", body, url).await
    }

    async fn change_webhook(
        &self,
        http: &dyn Http,
        verb: Verb,
        path: String,
        what: &str,
        body: String,
        url: &str,
    ) -> Result<RegisteredWebhook, ProviderError> {
        let reply = self.ask(http, Call { verb, path, what, body, private: &[] }).await?;
        let line = reply.read::<Part<WebhookLine>>()?.0.unwrap_or_default();
        webhook(&line, url).ok_or_else(|| reply.nonsense("no id"))
    }

    /// Removes a registration.
    pub async fn remove_webhook(&self, http: &dyn Http, id: &str) -> Result<(), ProviderError> {
        let path = format!("{WEBHOOKS}/{}", path_segment(id)?);
        let call =
            Call { verb: Verb::DELETE, path, what: "DELETE /v1/webhooks/stores/{id}", body: String::new(), private: &[] };
        self.ask(http, call).await.map(|_| ())
    }

    /// Silences a registration and keeps it. The verb really is DELETE, and the word theirs.
    pub async fn silence_webhook(&self, http: &dyn Http, id: &str) -> Result<(), ProviderError> {
        let path = format!("{WEBHOOKS}/{}/deactive", path_segment(id)?);
        let what = "DELETE /v1/webhooks/stores/{id}/deactive";
        self.ask(http, Call { verb: Verb::DELETE, path, what, body: String::new(), private: &[] }).await.map(|_| ())
    }
}

const WEBHOOKS: &str = "/v1/webhooks/stores";

fn webhook(line: &WebhookLine, url: &str) -> Option<RegisteredWebhook> {
    Some(RegisteredWebhook {
        id: line.id.text()?.to_owned(),
        url: line.url.text().unwrap_or(url).to_owned(),
        status: line.status.text().unwrap_or_default().to_owned(),
    })
}

fn bad_keys(sentence: String) -> ProviderError {
    ProviderError::new(Kind::BadKeys, sentence)
}
