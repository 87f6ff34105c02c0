//! What one would otherwise do in ComproPago's panel: check the keys, register webhooks; and send a voucher by SMS.
//!
//! All of it is v1, and works for SPEI charges as well. None of it changes what is true of a charge.

use super::ComproPago;
use crate::call::{self, Body, Call, path_segment};
use crate::capability::RegisteredWebhook;
use crate::exact::{Flag, Part, Scalar};
use crate::provider::{ChargeRef, Context, Kind, ProviderError};
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
    pub(super) async fn send_sms(&self, cx: Context<'_>, charge: &ChargeRef, phone: &str) -> Result<(), ProviderError> {
        let private = [phone];
        let send = |id: &str| {
            let call = Call::new(Verb::POST, format!("/v1/charges/{id}/sms"), "POST /v1/charges/{id}/sms");
            call.with(call::json(&json!({ "customer_phone": phone }))).about(&private)
        };
        let reply = self.ask_about(cx, &charge.provider_charge, send).await?;
        let Sent { kind } = reply.read::<Part<Sent>>()?.0.unwrap_or_default();
        match kind.text() {
            Some("sms.success" | "charge_sms.success") => Ok(()),
            Some(_) | None => Err(reply.nonsense("neither sent nor refused")),
        }
    }

    /// Whether ComproPago accepts the keys, and account and keys are both in the mode the keys' names say.
    pub(super) async fn ask_about_keys(&self, cx: Context<'_>) -> Result<(), ProviderError> {
        let reply = self.api.ask(cx, Call::get("/v1/users/auth".to_owned(), "GET /v1/users/auth")).await?;
        let auth = reply.read::<Part<Auth>>()?.0.unwrap_or_default();
        if auth.code.whole().is_some_and(|code| code != 200) {
            return Err(bad_keys("ComproPago does not accept these keys".to_owned()));
        }
        let (Some(keys), Some(account)) = (auth.mode_key.said().value(), auth.livemode.said().value()) else {
            return Err(reply.nonsense("no mode"));
        };
        let name = |live: bool| if live { "live" } else { "test" };
        let named = self.facts.live;
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
    pub(super) async fn list_webhooks(&self, cx: Context<'_>) -> Result<Vec<RegisteredWebhook>, ProviderError> {
        let reply = self.api.ask(cx, Call::get(WEBHOOKS.to_owned(), "GET /v1/webhooks/stores")).await?;
        let lines: Vec<WebhookLine> = reply.read()?;
        Ok(lines.iter().filter_map(|line| webhook(line, "")).collect())
    }

    /// Registers an address, or answers the registration it already has. One that was silenced gives way to a new one: no call that
    /// is documented wakes it. There is no list of events: every webhook is told of all.
    pub(super) async fn register_webhook(&self, cx: Context<'_>, url: &str) -> Result<RegisteredWebhook, ProviderError> {
        let known = self.list_webhooks(cx).await?;
        for known in known.into_iter().filter(|known| known.url == url) {
            if known.is_whole {
                return Ok(known);
            }
            self.remove_webhook(cx, &known.id).await?;
        }
        let body = call::json(&json!({ "url": url }));
        self.change_webhook(cx, Verb::POST, WEBHOOKS.to_owned(), "POST /v1/webhooks/stores", body, url).await
    }

    /// Gives a registration another address.
    ///
    /// # Errors
    ///
    /// Where ComproPago refuses, or does not say.
    pub async fn move_webhook(&self, cx: Context<'_>, id: &str, url: &str) -> Result<RegisteredWebhook, ProviderError> {
        let path = format!("{WEBHOOKS}/{}", path_segment(id)?);
        let body = call::json(&json!({ "url": url }));
        self.change_webhook(cx, Verb::PUT, path, "PUT /v1/webhooks/stores/{id}", body, url).await
    }

    async fn change_webhook(
        &self,
        cx: Context<'_>,
        verb: Verb,
        path: String,
        what: &str,
        body: Body,
        url: &str,
    ) -> Result<RegisteredWebhook, ProviderError> {
        let reply = self.api.ask(cx, Call::new(verb, path, what).with(body)).await?;
        let line = reply.read::<Part<WebhookLine>>()?.0.unwrap_or_default();
        webhook(&line, url).ok_or_else(|| reply.nonsense("no id"))
    }

    /// Removes the registration of a webhook.
    pub(super) async fn remove_webhook(&self, cx: Context<'_>, id: &str) -> Result<(), ProviderError> {
        let path = format!("{WEBHOOKS}/{}", path_segment(id)?);
        let call = Call::new(Verb::DELETE, path, "DELETE /v1/webhooks/stores/{id}");
        self.api.ask(cx, call).await.map(|_| ())
    }

    /// Silences a registration and keeps it. The verb really is DELETE, and the word theirs.
    ///
    /// # Errors
    ///
    /// Where ComproPago refuses, or does not say.
    pub async fn silence_webhook(&self, cx: Context<'_>, id: &str) -> Result<(), ProviderError> {
        let path = format!("{WEBHOOKS}/{}/deactive", path_segment(id)?);
        let what = "DELETE /v1/webhooks/stores/{id}/deactive";
        self.api.ask(cx, Call::new(Verb::DELETE, path, what)).await.map(|_| ())
    }
}

const WEBHOOKS: &str = "/v1/webhooks/stores";

fn webhook(line: &WebhookLine, url: &str) -> Option<RegisteredWebhook> {
    let status = line.status.text().unwrap_or_default().to_owned();
    Some(RegisteredWebhook {
        id: line.id.text()?.to_owned(),
        url: line.url.text().unwrap_or(url).to_owned(),
        is_whole: !matches!(status.as_str(), "deactivated" | "deleted"),
        status,
    })
}

fn bad_keys(sentence: String) -> ProviderError {
    ProviderError::new(Kind::BadKeys, sentence)
}
